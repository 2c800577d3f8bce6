/* param.h: parameter structs that describe themselves, so that files, `explain` and the manual can
 * walk them. */
#ifndef CM_SOLVER_BASE_PARAM_H
#define CM_SOLVER_BASE_PARAM_H

#include <stddef.h>

typedef enum cm_param_kind { CM_PARAM_NUMBER, CM_PARAM_INTEGER, CM_PARAM_TRUTH, CM_PARAM_WORD } cm_param_kind;

typedef struct cm_param {
    const char *name;
    cm_param_kind kind;
    size_t offset;                  /* of a double, long, bool or const char * in the struct */
    double fallback, low, high;     /* for words: fallback is the index in `words` */
    const char *const *words;       /* NULL-terminated, for CM_PARAM_WORD */
    const char *about, *about_zh;   /* one sentence each */
} cm_param;

/* Fill a zeroed struct with the fallbacks of its `count` parameters. */
void cm_params_default(void *params, const cm_param *param, size_t count);

#endif
