/* mixing.h: mixed strategies of a game in normal form: what each strategy pays against them, and how that changes.
 *
 * A mixture holds the players' probabilities one after another: strategy k of player i is number first[i] + k, of
 * `total` numbers.  The payoffs of player i are kept as a block of `cells` numbers of their own, so that the others'
 * probabilities are summed out one player at a time: O(cells) instead of O(cells n). */
#ifndef CM_SOLVER_STRATEGIC_MIXING_H
#define CM_SOLVER_STRATEGIC_MIXING_H

#include "solver/concept.h"

typedef struct cm_mixing {
    const cm_nfg *nfg;
    size_t total;                    /* strategies of all */
    size_t *first;                   /* n + 1 */
    size_t *player;                  /* total: whose it is */
    double **payoff;                 /* n blocks of `cells` numbers: (payoff - least) / unit */
    double *least;                   /* n: of each player's payoffs; without it rounding would grow with what all have in common */
    double unit;                     /* the largest range of a player's payoffs; 1 when nobody's payoffs vary */
    double *work[2];                 /* cells each */
} cm_mixing;

/* The same game with each player's payoffs counted from its least one, least[n]: the same best replies. CM_E_MEMORY. */
cm_status cm_payoffs_above(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, cm_nfg *level, double *least);

/* The tables of a game, its payoffs over `unit`. CM_E_MEMORY. */
cm_status cm_mixing_init(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, cm_mixing *m);

/* value[total]: what each strategy pays above the least, in units, against the others' mixtures. O(n cells). */
void cm_mixing_values(cm_mixing *m, const double *mix, double *value);

/* slope[total x total]: d value[r] / d mix[c]; 0 within a player. O(n^2 cells). */
void cm_mixing_slopes(cm_mixing *m, const double *mix, double *slope);

/* The most that a player can gain by another strategy, in units. */
double cm_mixing_regret(const cm_mixing *m, const double *mix, const double *value);

/* The range of a player's payoffs; a tiny part of their size when they do not vary. */
double cm_payoff_range(const cm_ctx *ctx, const cm_nfg *nfg, size_t player);

/* names[k], or with its number ("stay#2") when it is empty or stands twice among them.  NULL with CM_E_MEMORY. */
const char *cm_label(cm_ctx *ctx, cm_arena *arena, const char *const *names, size_t count, size_t k);

/* A strategy's name; with its number ("stay#2") when it has none or another of the player's has the same.
 * NULL with CM_E_MEMORY. */
const char *cm_strategy_label(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, size_t player, size_t k);

#endif
