/* agenda_setting.h: what the solver and the certificate of agenda-setting share. */
#ifndef CM_SOLVER_BARGAIN_AGENDA_SETTING_H
#define CM_SOLVER_BARGAIN_AGENDA_SETTING_H

#include "solver/concept.h"

typedef struct cm_agenda_setting_params {
    long within_rounds;
} cm_agenda_setting_params;

/* The probability that member i proposes in a round (1 is the first). */
static inline double cm_agenda_setting_chance(const cm_protocol *protocol, size_t round, size_t i)
{
    if (protocol->kind != CM_ROTATION) return protocol->recognition[i];
    return (round - 1) % protocol->n == i ? 1 : 0;
}

cm_status cm_agenda_setting_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

extern const cm_concept cm_concept_agenda_setting;

#endif
