/* nakamura.h: the Nakamura number: what the concept and its certificate both know. */
#ifndef CM_SOLVER_VOTING_NAKAMURA_H
#define CM_SOLVER_VOTING_NAKAMURA_H

#include "solver/concept.h"
#include "solver/voting/kinds.h"

enum { CM_NAKAMURA_WRITTEN = 2000 };         /* rows of the table of coalitions, above which only those left out are listed */

/* No fewer winning coalitions than this can have nobody in common, from thresholds that every winning coalition has
 * to meet: members as things of their weight, packed in bins of total - quota.  2 at least.  Without vetoers. */
size_t cm_nakamura_bound(const cm_vote *vote);

cm_status cm_nakamura_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

#endif
