/* bargain.h: what the bargaining solutions over policies stand on: the room for a bargain, one concave
 * programme, the lexicographic maximin, the printed shape, and the proof.
 *
 * Member i's gain at a policy y is g_i(y) = u_i(y) - d_i, where d_i is what it has without agreement:
 * its utility of the status quo plus what it has outside, unless a file says otherwise.  All members
 * must agree, whatever the venue's rule.  A policy is open when it is inside everybody's red lines.
 *
 * Moving a coordinate of y to the nearest one between the least and the greatest ideal of those who
 * care for the issue makes nobody worse off, for all three shapes of utility; so all is looked for in a
 * box that holds these ideals, and every bound over the box is a bound over all open policies. */
#ifndef CM_SOLVER_BARGAIN_BARGAIN_H
#define CM_SOLVER_BARGAIN_BARGAIN_H

#include "solver/concept.h"

typedef enum cm_bargain_kind {
    CM_BARGAIN_NASH,
    CM_BARGAIN_SMORODINSKY,
    CM_BARGAIN_EGAL,
    CM_BARGAIN_SUM
} cm_bargain_kind;

typedef struct cm_bargain {
    const cm_spatial *game;
    size_t n, d;
    double *base;       /* n: utilities without agreement */
    double *low, *high; /* d: the box; equal on an issue that is settled */
    double *unit;       /* n, > 0: the largest size of the member's gain in the box */
    bool *counts;       /* n: false for a member to whom no issue matters and who has nothing to lose */
    bool open;          /* the red lines of all leave a policy */
} cm_bargain;

/* What a file may set.  Zeroed: equal weights, the status quo, nobody may lose. */
typedef struct cm_bargain_terms {
    cm_numbers weights, disagreement;
    bool capability, losers; /* weights by capability; some may lose (the sum alone) */
    long only;               /* an issue that is bargained over with the others at SQ, plus 1; 0: all */
} cm_bargain_terms;

/* Fails with: CM_E_INPUT (weights that are all 0), CM_E_MEMORY. */
cm_status cm_bargain_open(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, const cm_bargain_terms *terms,
                          cm_bargain *bargain);
/* The weights of the members, n. */
const double *cm_bargain_weights(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, const cm_bargain_terms *terms);

double cm_bargain_gain(const cm_bargain *bargain, size_t i, const double *y);
/* A supergradient of g_i at y, d numbers; `blur` > 0 rounds the kinks off (a share of the member's unit, or
 * of the box's width), and gives a supergradient of the unrounded gain near y. */
void cm_bargain_slope(const cm_bargain *bargain, size_t i, const double *y, double blur, double *slope);
/* The rounding that the programmes end with. */
double cm_bargain_blur(const cm_ctx *ctx, const cm_bargain *bargain);

/* Raise, over the box and numbers t,
 *     sum_i push_i g_i(y) + sum_i split_i log(g_i(y))      and t when there is a ray
 * where g_i(y) >= floor_i + t ray_i.  Arrays of n or NULL; a floor of -HUGE_VAL is none. */
typedef struct cm_bargain_aim {
    const double *push, *split, *ray, *floor;
    const double *from; /* d: a policy to start from, or NULL */
} cm_bargain_aim;

/* y (d), the multiplier of each member's floor (n), and t.  Primal-dual, O((n d^2 + d^3) steps). */
cm_status cm_bargain_ascend(cm_ctx *ctx, const cm_bargain *bargain, const cm_bargain_aim *aim, double *y,
                            double *weight, double *t);
/* The same where there is a ray and nothing is pushed or split, city-block utility: one linear programme. */
cm_status cm_bargain_programme(cm_ctx *ctx, const cm_bargain *bargain, const cm_bargain_aim *aim, double *y,
                               double *weight, double *t);

/* A solution with what proves it.  stage s raised the gains of those not settled before to level[s] times
 * their ray, and row s of `weight` proves that no more was to be had. */
typedef struct cm_bargain_answer {
    bool gain;                /* all who count can gain at once; otherwise y is SQ */
    double *y, *near;         /* d; without gain, `near` is the policy that comes nearest to pleasing all */
    double *ideal;            /* n: the most each can gain while nobody loses; NaN where not asked for */
    double *ideal_at, *price; /* n x d, n x n: where, and the prices of the others' consent */
    size_t stages;
    double *level, *weight; /* n, n x n */
    bool staged;            /* a lexicographic maximin; otherwise one row of weights and no level */
} cm_bargain_answer;

cm_status cm_bargain_answer_new(cm_ctx *ctx, cm_arena *arena, const cm_bargain *bargain, cm_bargain_answer *answer);
cm_status cm_bargain_solve(cm_ctx *ctx, cm_arena *arena, const cm_bargain *bargain, cm_bargain_kind kind,
                           const cm_bargain_terms *terms, cm_bargain_answer *answer);
cm_status cm_bargain_leximin(cm_ctx *ctx, cm_arena *arena, const cm_bargain *bargain, const double *ray,
                             cm_bargain_answer *answer);
/* Who is settled by a row of weights, and which issues are with them: shared by search and proof. */
void cm_bargain_settle(const cm_ctx *ctx, const cm_bargain *bargain, const double *weight, const double *ray,
                       const double *y, double *low, double *high, bool *settled);

/* The greatest sum_i weight_i g_i(z) over policies z of the box low..high is at most this; y near the best.
 */
double cm_bargain_bound(const cm_ctx *ctx, const cm_bargain *bargain, const double *low, const double *high,
                        const double *weight, const double *y, double *slope);
cm_status cm_bargain_prove(cm_ctx *ctx, cm_arena *arena, const cm_bargain *bargain, cm_bargain_kind kind,
                           const cm_bargain_terms *terms, const cm_bargain_answer *answer);

cm_status cm_bargain_print(cm_ctx *ctx, cm_result *result, const cm_bargain *bargain, const double *p,
                           const cm_bargain_answer *answer);
cm_status cm_bargain_read(cm_ctx *ctx, const cm_bargain *bargain, const cm_result *result, cm_bargain_answer *answer);
/* Gains, shares and summary follow from the printed point. */
cm_status cm_bargain_recount(cm_ctx *ctx, const cm_bargain *bargain, const double *p, const cm_result *result,
                             const cm_bargain_answer *answer);

/* Gini's coefficient of gains that are all >= 0 with a positive sum; NaN otherwise. */
double cm_bargain_gini(const double *gain, size_t n);
double cm_bargain_distance(const cm_spatial *game, const double *y);

extern const char *const cm_bargain_summary[];
extern const cm_concept cm_concept_nash_product, cm_concept_kalai_smorodinsky, cm_concept_egalitarian,
    cm_concept_utilitarian, cm_concept_package_deals;

#endif
