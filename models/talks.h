/* talks.h: how a venue's members bargain, from the scenario: recognition, patience, outside options, cost
 * of a round, deadline; shared by the models that give a protocol. */
#ifndef CM_MODELS_TALKS_H
#define CM_MODELS_TALKS_H

#include "models/model.h"

/* Fill everything but `spatial`.  Members without patience, a patience of 0 or 1, a proposer who is no
 * member and probabilities that do not add up to 1 go to diags.
 * Fails with: CM_E_MEMORY. */
cm_status cm_talks_build(cm_ctx *ctx, cm_arena *arena, const cm_meeting *meeting, cm_diags *diags, cm_protocol *protocol);

#endif
