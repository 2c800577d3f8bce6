/* count.h: how many coalitions win, and how often each member is pivotal, under any rule.
 *
 * Three things are counted for a vote of n members:
 *   wins      the winning coalitions, of all 2^n;
 *   swing_i   the coalitions of the others that lose, and win when i joins them;
 *   pivot_i   the orders of joining, of all n!, in which i is the one with whom a losing coalition wins.
 * All three are read off the polynomials P_i(x) = sum over such coalitions S of x^|S| and W(x) = sum over winning
 * coalitions of x^|S|: swing_i = P_i(1), and pivot_i = n! times the integral of (1-t)^(n-1) P_i(t/(1-t)) over
 * t from 0 to 1 (Owen's multilinear extension).  A `cm_oracle` evaluates them at a point.
 *
 * Methods, of which the first that is cheap enough is taken:
 *   weights      one threshold: a table over the weights, from which one member is divided out (count_weights.c)
 *   diagram      any rule: members one by one, coalitions after which the same is still needed taken together (count_diagram.c)
 *   fourier      one threshold of very many votes: the few terms of a series that matter, with a bound of the rest (count_fourier.c)
 *   enumeration  any rule: how many of each kind of members who are alike (count_kinds.c)
 *   sampling     any rule: random orders and coalitions, with intervals
 *
 * Sources: I. Mann, L. S. Shapley, "Values of large games, VI: evaluating the electoral college exactly", RAND
 * RM-3158-PR (1962), for the table; G. Owen, "Multilinear extensions of games", Management Science 18 (1972) P64-P79;
 * S. Bolus, "Power indices of simple games and vector-weighted majority games by means of binary decision diagrams",
 * European J. Operational Research 210 (2011) 258-272. */
#ifndef CM_SOLVER_VOTING_COUNT_H
#define CM_SOLVER_VOTING_COUNT_H

#include "solver/base/rat.h"
#include "solver/game/vote.h"
#include "solver/voting/count_field.h"

typedef enum cm_count_method {
    CM_COUNT_BEST, CM_COUNT_WEIGHTS, CM_COUNT_DIAGRAM, CM_COUNT_KINDS, CM_COUNT_SAMPLING, CM_COUNT_FOURIER
} cm_count_method;

/* "best", "weights", "diagram", "enumeration", "sampling", "fourier"; NULL-terminated, in the order of the methods. */
extern const char *const cm_count_words[];
cm_count_method cm_count_method_of(const char *word);

/* Evaluates P_1 .. P_n and W at a point.  `cost`: elementary steps of one evaluation. */
typedef struct cm_oracle {
    size_t n;
    double cost;
    void *data;
    /* modulo a prime, at x, not 0 */
    void (*residue)(void *data, cm_field field, uint64_t x, uint64_t *swing, uint64_t *wins);
    /* everybody in favour with chance p by itself: the chance that i is decisive, and that it passes */
    void (*chance)(void *data, double p, double *swing, double *wins);
    double *missed;                  /* NULL: nothing but rounding.  [0]: by how much any of `chance` may be off at the last point; [1]: the pivots, after cm_oracle_integrate */
} cm_oracle;

/* One threshold.  oracle->n stays 0 when the rule is another.  Memory O(n + quota) words, O(n quota) a point.
 * `most`: words of the table at most; more leaves n at 0 too.  CM_E_MEMORY. */
cm_status cm_weights_open(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, double most, cm_oracle *oracle);

/* One threshold, in doubles; oracle->n stays 0 when it is another, has too few light members, or too many frequencies
 * would have to be looked at; no residues.  `most`: words of a table for points at which the series is too long.
 * O(total / share of a middling member) to open, O(1000 n) a point.  CM_E_MEMORY. */
cm_status cm_fourier_open(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, double most, cm_oracle *oracle);

/* Any rule, of at most `most` nodes; more leaves oracle->n at 0.  `backwards`: the members in the opposite order.
 * O(nodes * thresholds) to open, O(nodes) a point.  CM_E_MEMORY, CM_E_INTERRUPT. */
cm_status cm_diagram_open(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, size_t most, bool backwards, cm_oracle *oracle);

/* Of a diagram: `chance` with a chance of its own for each member, p[i].  O(nodes). */
void cm_diagram_each(const cm_oracle *oracle, const double *p, double *swing, double *wins);

/* The coefficients of all P_i and of W, by size: swing[i * n + s], wins[s], s = 0 .. n, as whole numbers; members
 * alike share their work.  O(n) evaluations for each prime.  CM_E_MEMORY, CM_E_INTERRUPT. */
cm_status cm_oracle_sizes(cm_ctx *ctx, const cm_oracle *oracle, const size_t *like, cm_rat *swing, cm_rat *wins);

/* P_i(1) and W(1) alone.  One evaluation for each prime. */
cm_status cm_oracle_totals(cm_ctx *ctx, const cm_oracle *oracle, cm_rat *swing, cm_rat *wins);

/* pivot[i] / n! by Gauss and Legendre's quadrature, with `more` points than cm_points_needed(n), exact but for rounding; swing[i] / 2^(n-1) and wins / 2^n at p = 1/2, unless NULL.  CM_E_MEMORY, CM_E_INTERRUPT. */
cm_status cm_oracle_integrate(cm_ctx *ctx, const cm_oracle *oracle, size_t more, double *pivot, double *swing, double *wins);

/* n/2 points are exact for these polynomials; of many members fewer are, to the last digit of a double. */
size_t cm_points_needed(size_t n);

/* Gauss and Legendre's points on [0, 1] and their weights; false when there is no memory. */
bool cm_quadrature(size_t points, double *at, double *weight);

/* Primes that are enough for counts below 2^n; more than CM_FIELDS: none are. */
size_t cm_fields_needed(size_t n);

/* Members who are alike: like[i] is the first of i's kind. */
void cm_vote_kinds(const cm_vote *vote, size_t *like);

/* What the further indices are made of, over the kinds of members. */
typedef struct cm_minimal {
    bool wanted;                     /* count them too; set by the caller */
    double count, vulnerable;        /* minimal winning coalitions; those that somebody can break */
    double *holds;                   /* n x (n+1): minimal winning coalitions with i, by size */
    double *breaks;                  /* n x (n+1): winning coalitions that i can break, by how many can */
} cm_minimal;

/* As many combinations of kinds as there are to look at. */
double cm_kinds_combinations(const cm_vote *vote);

/* By size: all[s] winning coalitions, with[i * (n + 1) + s] of them with i.  Whole numbers where n is at most 53.
 * O(combinations * kinds * nodes).  CM_E_MEMORY, CM_E_INTERRUPT. */
cm_status cm_kinds_count(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, double *all, double *with, cm_minimal *minimal);

/* All counts of a vote. */
typedef struct cm_count {
    size_t n;
    cm_count_method method;
    bool whole, sized;               /* swing and wins are exact whole numbers; pivot too */
    cm_rat *number;                  /* where whole: wins, n swings, n pivotal orders (sized) */
    double error;                    /* by how much doubles may be off, beyond rounding; 0 where they are not */
    double act;                      /* wins / 2^n */
    double *swing, *pivot;           /* swing / 2^(n-1), pivot / n! */
    double draws, wins_hit, *swing_hit, *pivot_hit;      /* sampled: of so many draws */
} cm_count;

typedef struct cm_count_options {
    cm_count_method method;
    long draws;
    uint64_t seed;
    bool rounded;                    /* best: a series in doubles will do, where counting takes long */
} cm_count_options;

/* Fails with: CM_E_DOMAIN when the rule does not suit the method asked for, CM_E_LIMIT when it is too large for it;
 * CM_E_MEMORY, CM_E_INTERRUPT.  Texts and doubles live in `arena`; the rest goes with cm_count_free. */
cm_status cm_count_find(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, const cm_count_options *options, cm_count *count);
void cm_count_free(cm_count *count);

/* Random coalitions, everybody in with chance 1/2: how many won, and in how many each was decisive.
 * O(draws n nodes).  CM_E_MEMORY, CM_E_INTERRUPT. */
cm_status cm_count_coalitions(cm_ctx *ctx, const cm_vote *vote, uint64_t seed, const char *stream, long draws, double *wins, double *swing);

/* s! (n-1-s)! for s = 0 .. n-1, and n! at weight[n]: in how many orders the s come first and i then. */
void cm_orders_weights(size_t n, cm_rat *weight);

#endif
