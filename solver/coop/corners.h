/* corners.h: the corners of a core that is not empty, for few players.
 *
 * Double description: from the simplex of imputations, one coalition's inequality at a time cuts corners off
 * and makes new ones on the edges that it crosses; in fractions.
 *
 * Source: T. S. Motzkin, H. Raiffa, G. L. Thompson, R. M. Thrall, "The double description method", in
 * Contributions to the Theory of Games II, Annals of Math. Studies 28 (1953) 51-73; K. Fukuda, A. Prodon,
 * "Double description method revisited", Lecture Notes in Computer Science 1120 (1996) 91-111. */
#ifndef CM_SOLVER_COOP_CORNERS_H
#define CM_SOLVER_COOP_CORNERS_H

#include "solver/base/table.h"
#include "solver/game/tu.h"

enum { CM_CORNERS_PLAYERS = 6 };

/* The summary `corners` (their number) and the table `corners`: corner, player, value, exact; for games of up
 * to CM_CORNERS_PLAYERS players whose core is not empty; none for larger ones. */
cm_status cm_corners_print(cm_ctx *ctx, cm_result *result, const cm_tu *tu);

/* Every printed corner lies in the core with coalitions of full rank that bind, and in none of 64 directions,
 * drawn once and for all, does the core reach further than its corners (a linear programme each): that every
 * corner was found is tested so, not proven.  No table: nothing. */
cm_status cm_corners_check(cm_ctx *ctx, const cm_result *result, const cm_tu *tu);

#endif
