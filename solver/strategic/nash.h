/* nash.h: the certificate of the list of equilibria. */
#ifndef CM_SOLVER_STRATEGIC_NASH_H
#define CM_SOLVER_STRATEGIC_NASH_H

#include "solver/concept.h"

extern const cm_concept cm_concept_nash;

/* From the tables alone, in fractions: best replies, vertices, doubles, interchangeability, parity, index. */
cm_status cm_nash_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result);

/* The same for more than two players: isolated equilibria, in doubles with bounds (many.h).  Table "equilibria" has the
 * columns off (how far a probability may be off) and proven besides.  Fails as cm_nash_many. */
cm_status cm_nash_several(cm_ctx *ctx, const cm_nfg *nfg, cm_result *result);
cm_status cm_nash_several_check(cm_ctx *ctx, const cm_nfg *nfg, const cm_result *result);

/* The same for one player. */
cm_status cm_nash_alone(cm_ctx *ctx, const cm_nfg *nfg, cm_result *result);
cm_status cm_nash_alone_check(cm_ctx *ctx, const cm_nfg *nfg, const cm_result *result);

#endif
