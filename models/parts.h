/* parts.h: venues that act side by side, such as regional ones that divide the world between them.
 *
 * Of a venue of parts: some part agrees (agreement); what all agreements together bind (coverage, at
 * most everything); the mean of the parts' depths, 0 where there is none; how far their texts are
 * apart (spread). */
#ifndef CM_MODELS_PARTS_H
#define CM_MODELS_PARTS_H

#include "models/claim.h"

/* Fill the outcomes of cells with parts from those of their parts, in one draw. */
void cm_parts_join(const cm_claim *claim, cm_outcome *outcome);

#endif
