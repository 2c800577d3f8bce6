/* spatial.h: a spatial negotiation: ideal points, saliences, a status quo, and the vote that decides.
 *
 * Member i's utility of a policy x is, with its ideal a and saliences s >= 0 (row i of the arrays):
 *   quadratic   -sum_k s_k (x_k - a_k)^2
 *   euclidean   -sqrt(sum_k s_k (x_k - a_k)^2)
 *   cityblock   -sum_k s_k |x_k - a_k|
 * Only the members and the issues of one venue are in it. */
#ifndef CM_SOLVER_GAME_SPATIAL_H
#define CM_SOLVER_GAME_SPATIAL_H

#include "solver/base/ctx.h"
#include "solver/game/vote.h"

typedef enum cm_utility { CM_QUADRATIC, CM_EUCLIDEAN, CM_CITYBLOCK } cm_utility;

/* What is put to the vote: one text on all issues; each issue by itself; each issue by itself, and
 * nothing is agreed until everything is agreed. */
typedef enum cm_agenda { CM_PACKAGE, CM_ISSUE_BY_ISSUE, CM_ALL_OR_NOTHING } cm_agenda;

typedef struct cm_spatial {
    size_t n, d;                     /* members, issues; both >= 1 */
    const double *ideal;             /* n x d */
    const double *salience;          /* n x d, >= 0, or NULL: all 1 */
    const double *status_quo;        /* d */
    const double *capability;        /* n, > 0, or NULL: all 1 */
    const double *outside;           /* n: what it has without agreement above its utility of SQ; NULL: all 0 */
    const double *red_low, *red_high;/* n x d: a member accepts nothing outside; may be infinite; or both NULL */
    cm_utility utility;
    cm_agenda agenda;
    const cm_vote *vote;             /* over the same n members */
    const char *const *player;       /* n ids */
    const char *const *issue;        /* d ids */
} cm_spatial;

/* Shapes, finiteness, signs.  CM_E_INPUT with the offending number. */
cm_status cm_spatial_validate(cm_ctx *ctx, const cm_spatial *game);

/* Member i's utility of the policy x (d numbers). */
double cm_spatial_utility(const cm_spatial *game, size_t i, const double *x);

/* Would member i vote for x (d numbers) against the status quo?  It must gain by more than rounding
 * (ctx->tol, in units of the game's scale), and x must be inside its red lines. */
bool cm_spatial_accepts(const cm_ctx *ctx, const cm_spatial *game, size_t i, const double *x);

/* How much member i minds issue k. */
static inline double cm_spatial_salience(const cm_spatial *game, size_t i, size_t k)
{
    return game->salience == NULL ? 1 : game->salience[i * game->d + k];
}

#endif
