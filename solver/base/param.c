/* param.c: filling a parameter struct from its description. */
#include "solver/base/param.h"

#include <stdbool.h>

void cm_params_default(void *params, const cm_param *param, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        void *at = (char *)params + param[i].offset;
        switch (param[i].kind) {
        case CM_PARAM_NUMBER: *(double *)at = param[i].fallback; break;
        case CM_PARAM_INTEGER: *(long *)at = (long)param[i].fallback; break;
        case CM_PARAM_TRUTH: *(bool *)at = param[i].fallback != 0; break;
        case CM_PARAM_WORD: *(const char **)at = param[i].words[(size_t)param[i].fallback]; break;
        case CM_PARAM_NUMBERS:
        case CM_PARAM_BY_PLAYER:
        case CM_PARAM_PLAYERS:
        case CM_PARAM_PLAYER_LISTS: break;
        }
    }
}
