/* correlated.c: correlated and coarse correlated equilibria by linear programmes.
 *
 * One variable a cell, one row an incentive.  The rows of all goals are the same, so that each goal starts from the
 * basis of the one before.  Rows are divided by a power of two near the largest difference of the player's payoffs:
 * that keeps decimals decimals, for the fractions beside the numbers.
 *
 * Sources: R. J. Aumann, "Subjectivity and correlation in randomized strategies", J. Math. Econ. 1 (1974) 67-96;
 * H. Moulin, J.-P. Vial, "Strategically zero-sum games", Int. J. Game Theory 7 (1978) 201-221. */
#include "solver/strategic/correlated.h"

#include <math.h>
#include <stdlib.h>

#include "solver/base/exact.h"
#include "solver/base/lp.h"
#include "solver/strategic/cells.h"
#include "solver/strategic/mixing.h"

typedef struct incentive {
    size_t player, plays, instead;           /* plays: count[player] in coarse rows */
} incentive;

typedef struct programme {
    const cm_nfg *nfg;
    bool coarse;
    incentive *row;
    size_t nrows;
    int *shift;                              /* n: rows of a player are over 2^shift */
    int all;                                 /* and goals over 2^all */
    size_t least;                            /* the place of the least payoff of all, from which goals count */
    double *coefficient, *cost;              /* cells + 1 */
    double *x, *dual;                        /* cells + 1; rows + 1 + n */
    cm_lp *lp, *equal;                       /* of sums; with the least payoff as a last variable */
    cm_table *distribution, *others, *multipliers;
} programme;

const char *cm_correlated_goal(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, size_t goal)
{
    if (goal == CM_GOAL_WELFARE) return "welfare";
    if (goal == CM_GOAL_EGALITARIAN) return "egalitarian";
    return cm_format(ctx, arena, "%s %s", nfg->player[(goal - CM_GOAL_RANGES) / 2], goal % 2 == 0 ? "low" : "high");
}

/* u_i(a) - u_i(b), by fractions where there are some: 0.3 - 0.1 is 0.2. */
static double difference(const cm_nfg *nfg, size_t a, size_t b, size_t i)
{
    cm_frac d;
    if (nfg->exact != NULL && cm_frac_sub(nfg->exact[a * nfg->n + i], nfg->exact[b * nfg->n + i], &d)) return cm_frac_value(d);
    return nfg->payoff[a * nfg->n + i] - nfg->payoff[b * nfg->n + i];
}

/* What i gets in a cell above the least payoff of all: what all payoffs have in common must not drown their differences. */
static double above(const programme *p, size_t cell, size_t i)
{
    const cm_nfg *nfg = p->nfg;
    cm_frac d;
    if (nfg->exact != NULL && cm_frac_sub(nfg->exact[cell * nfg->n + i], nfg->exact[p->least], &d)) return cm_frac_value(d);
    return nfg->payoff[cell * nfg->n + i] - nfg->payoff[p->least];
}

static double sum_above(const programme *p, size_t cell)
{
    const cm_nfg *nfg = p->nfg;
    cm_frac sum = { 0, 1 }, d;
    double number = 0;
    bool exact = nfg->exact != NULL;
    for (size_t i = 0; i < nfg->n; i++) {
        number += above(p, cell, i);
        exact = exact && cm_frac_sub(nfg->exact[cell * nfg->n + i], nfg->exact[p->least], &d) && cm_frac_add(sum, d, &sum);
    }
    return exact ? cm_frac_value(sum) : number;
}

static void fill_row(const programme *p, const incentive *r, double *coefficient)
{
    const cm_nfg *nfg = p->nfg;
    size_t stride = cm_cells_stride(nfg, r->player);
    for (size_t cell = 0; cell < nfg->cells; cell++) {
        size_t k = cell / stride % nfg->count[r->player], other = cell - k * stride + r->instead * stride;
        bool in = p->coarse ? k != r->instead : k == r->plays;
        coefficient[cell] = in ? ldexp(difference(nfg, cell, other, r->player), -p->shift[r->player]) : 0;
    }
    coefficient[nfg->cells] = 0;
}

static cm_status list_rows(cm_ctx *ctx, cm_arena *arena, programme *p)
{
    const cm_nfg *nfg = p->nfg;
    size_t room = 0, at = 0;
    double goals = (double)(CM_GOAL_RANGES + 2 * nfg->n), work;
    for (size_t i = 0; i < nfg->n; i++) room += p->coarse ? nfg->count[i] : nfg->count[i] * (nfg->count[i] - 1);
    work = (double)nfg->cells * (double)(room + 1) * (double)(room + 1) * goals;
    if (work > ctx->work_limit) {
        return cm_fail(ctx, CM_E_LIMIT, "%zu combinations of strategies with %zu incentives are too many: about %.2g steps, the limit is %.2g", nfg->cells, room, work, ctx->work_limit);
    }
    p->row = CM_NEW(ctx, arena, room, incentive);
    if (p->row == NULL) return ctx->status;
    for (size_t i = 0; i < nfg->n; i++) {
        size_t from = nfg->count[i];
        for (size_t k = 0; k < (p->coarse ? 1 : from); k++) {
            for (size_t l = 0; l < from; l++) {
                if (from > 1 && (p->coarse || l != k)) p->row[at++] = (incentive){ i, p->coarse ? from : k, l };
            }
        }
    }
    p->nrows = at;
    return CM_OK;
}

static cm_status find_scales(cm_ctx *ctx, cm_arena *arena, programme *p)
{
    double most = 0;
    p->shift = CM_NEW(ctx, arena, p->nfg->n, int);
    if (p->shift == NULL) return ctx->status;
    for (size_t i = 0; i < p->nfg->n; i++) {
        double range = cm_payoff_range(ctx, p->nfg, i);
        (void)frexp(range, &p->shift[i]);
    }
    for (size_t k = 0; k < p->nfg->cells * p->nfg->n; k++) p->least = p->nfg->payoff[k] < p->nfg->payoff[p->least] ? k : p->least;
    for (size_t k = 0; k < p->nfg->cells * p->nfg->n; k++) most = fmax(most, p->nfg->payoff[k] - p->nfg->payoff[p->least]);
    (void)frexp(most, &p->all);
    return CM_OK;
}

/* The rows of both programmes: chances add up to 1; incentives; and, for equality, payoffs above the last variable. */
static cm_status build(cm_ctx *ctx, programme *p, bool equal, cm_lp **lp)
{
    size_t cells = p->nfg->cells;
    double *c = p->coefficient;
    cm_status status = CM_OK;
    *lp = cm_lp_new(ctx, cells + (equal ? 1 : 0), true);
    if (*lp == NULL) return ctx->status;
    for (size_t cell = 0; cell < cells; cell++) {
        CM_TRY(cm_lp_column(ctx, *lp, cell, 0, 0, HUGE_VAL, false));
        c[cell] = 1;
    }
    c[cells] = 0;
    if (equal) CM_TRY(cm_lp_column(ctx, *lp, cells, 1, -HUGE_VAL, HUGE_VAL, false));
    CM_TRY(cm_lp_row(ctx, *lp, c, 1, 1));
    for (size_t r = 0; r < p->nrows; r++) {
        fill_row(p, &p->row[r], c);
        CM_TRY(cm_lp_row(ctx, *lp, c, 0, HUGE_VAL));
    }
    for (size_t i = 0; equal && i < p->nfg->n; i++) {
        for (size_t cell = 0; cell < cells; cell++) c[cell] = ldexp(above(p, cell, i), -p->all);
        c[cells] = -1;
        CM_TRY(cm_lp_row(ctx, *lp, c, 0, HUGE_VAL));
    }
out:
    return status;
}

static cm_status open_programme(cm_ctx *ctx, cm_arena *arena, const cm_nfg *nfg, bool coarse, programme *p)
{
    cm_status status;
    *p = (programme){ .nfg = nfg, .coarse = coarse };
    CM_TRY(list_rows(ctx, arena, p));
    CM_TRY(find_scales(ctx, arena, p));
    p->coefficient = CM_NEW(ctx, arena, nfg->cells + 1, double);
    p->cost = CM_NEW(ctx, arena, nfg->cells + 1, double);
    p->x = CM_NEW(ctx, arena, nfg->cells + 1, double);
    p->dual = CM_NEW(ctx, arena, p->nrows + 1 + nfg->n, double);
    CM_TRY(ctx->status);
    CM_TRY(build(ctx, p, false, &p->lp));
    CM_TRY(build(ctx, p, true, &p->equal));
out:
    return status;
}

static void fill_cost(programme *p, size_t goal)
{
    size_t i = (goal - CM_GOAL_RANGES) / 2;
    for (size_t cell = 0; cell < p->nfg->cells; cell++) {
        double u = goal == CM_GOAL_WELFARE ? sum_above(p, cell) : above(p, cell, i);
        p->cost[cell] = ldexp(goal != CM_GOAL_WELFARE && goal % 2 == 0 ? -u : u, -p->all);
    }
}

static cm_status solve_goal(cm_ctx *ctx, programme *p, size_t goal)
{
    cm_lp *lp = goal == CM_GOAL_EGALITARIAN ? p->equal : p->lp;
    cm_lp_answer answer;
    cm_status status = CM_OK;
    if (cm_stopped(ctx)) CM_TRY(cm_fail(ctx, CM_E_INTERRUPT, "stopped among correlated equilibria"));
    if (goal != CM_GOAL_EGALITARIAN) {
        fill_cost(p, goal);
        for (size_t cell = 0; cell < p->nfg->cells; cell++) CM_TRY(cm_lp_column(ctx, lp, cell, p->cost[cell], 0, HUGE_VAL, false));
    }
    CM_TRY(cm_lp_solve(ctx, lp, &answer, p->x, NULL, p->dual));
    if (answer != CM_LP_OPTIMAL) status = cm_fail(ctx, CM_E_NUMERIC, "no correlated equilibrium was found, though each game has one");
out:
    return status;
}

/* The multipliers above 0, in units of payoffs: an egalitarian goal weighs the players besides. */
static cm_status print_multipliers(cm_ctx *ctx, programme *p, size_t goal, const char *word, cm_result *result)
{
    const cm_nfg *nfg = p->nfg;
    cm_status status = CM_OK;
    for (size_t r = 0; r < p->nrows; r++) {
        const incentive *in = &p->row[r];
        double y = fabs(p->dual[1 + r]);
        const char *plays = NULL, *instead;
        if (!(y > ctx->tol.abs)) continue;
        if (!p->coarse && (plays = cm_strategy_label(ctx, result->arena, nfg, in->player, in->plays)) == NULL) CM_TRY(ctx->status);
        if ((instead = cm_strategy_label(ctx, result->arena, nfg, in->player, in->instead)) == NULL) CM_TRY(ctx->status);
        CM_TRY(cm_table_row(ctx, result, p->multipliers, (cm_value[]){ cm_text(word), cm_text(nfg->player[in->player]), plays != NULL ? cm_text(plays) : cm_none(),
                            cm_text(instead), cm_number(ldexp(y, p->all - p->shift[in->player])) }));
    }
    for (size_t i = 0; goal == CM_GOAL_EGALITARIAN && i < nfg->n; i++) {
        double y = fabs(p->dual[1 + p->nrows + i]);
        cm_value row[] = { cm_text(word), cm_text(nfg->player[i]), cm_none(), cm_none(), cm_number(y) };
        if (y > ctx->tol.abs) CM_TRY(cm_table_row(ctx, result, p->multipliers, row));
    }
out:
    return status;
}

static cm_status print_distribution(cm_ctx *ctx, programme *p, size_t goal, const char *word, const cm_exact *exact, cm_result *result)
{
    cm_status status = CM_OK;
    for (size_t cell = 0; cell < p->nfg->cells; cell++) {
        const char *profile, *fraction = NULL;
        cm_value number = cm_integer((int64_t)cell + 1), chance = cm_number(p->x[cell]);
        if (!(p->x[cell] > ctx->tol.abs)) continue;
        if ((profile = cm_nfg_profile_text(ctx, result->arena, p->nfg, cell)) == NULL) CM_TRY(ctx->status);
        if (exact != NULL && (fraction = cm_rat_text(ctx, result->arena, &exact->x[cell])) == NULL) CM_TRY(ctx->status);
        if (goal == CM_GOAL_WELFARE) {
            CM_TRY(cm_table_row(ctx, result, p->distribution, (cm_value[]){ cm_text(profile), chance, fraction != NULL ? cm_text(fraction) : cm_none(), number }));
        } else {
            CM_TRY(cm_table_row(ctx, result, p->others, (cm_value[]){ cm_text(word), cm_text(profile), chance, number }));
        }
    }
out:
    return status;
}

/* The best sum of payoffs in fractions, where payoffs are fractions and the basis is small. */
static cm_status solve_welfare(cm_ctx *ctx, programme *p, cm_result *result, const char *word)
{
    enum { LARGE = 64 };
    cm_exact exact = { .x = NULL };
    cm_rat power = { 1, 1 };
    bool proven = false;
    const char *text = NULL;
    cm_status status;
    CM_TRY(solve_goal(ctx, p, CM_GOAL_WELFARE));
    if (p->nfg->exact != NULL && p->nrows <= LARGE && abs(p->all) < LARGE - 4) CM_TRY(cm_exact_solve(ctx, p->lp, NULL, NULL, &exact, &proven));
    if (proven) {
        cm_rat_set_ratio(&power, p->all >= 0 ? (int64_t)1 << p->all : 1, p->all >= 0 ? 1 : (int64_t)1 << -p->all);
        cm_rat_mul(&exact.value, &exact.value, &power);
        cm_rat_set_ratio(&power, p->nfg->exact[p->least].num, p->nfg->exact[p->least].den);
        for (size_t i = 0; i < p->nfg->n; i++) cm_rat_add(&exact.value, &exact.value, &power);
        for (size_t cell = 0; cell < p->nfg->cells; cell++) p->x[cell] = cm_rat_value(&exact.x[cell]);
        if ((text = cm_rat_text(ctx, result->arena, &exact.value)) == NULL) CM_TRY(ctx->status);
    }
    CM_TRY(print_distribution(ctx, p, CM_GOAL_WELFARE, word, proven ? &exact : NULL, result));
    CM_TRY(cm_result_set(ctx, result, "exact", text != NULL ? cm_text(text) : cm_none()));
out:
    cm_rat_clear(&power);
    cm_exact_free(&exact);
    return status;
}

static double payoff_of(const programme *p, size_t i)
{
    double sum = 0;
    for (size_t cell = 0; cell < p->nfg->cells; cell++) sum += p->x[cell] * p->nfg->payoff[cell * p->nfg->n + i];
    return sum;
}

/* All goals; payoff[goal * n + i]: what player i gets in the distribution found for it. */
static cm_status solve_all(cm_ctx *ctx, programme *p, cm_result *result, double *payoff)
{
    static const char *const distribution[] = { "profile", "probability", "exact", "cell", NULL }, *const others[] = { "goal", "profile", "probability", "cell", NULL },
        *const multipliers[] = { "goal", "player", "plays", "instead", "multiplier", NULL };
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "distribution", distribution, &p->distribution));
    CM_TRY(cm_result_table(ctx, result, "others", others, &p->others));
    CM_TRY(cm_result_table(ctx, result, "multipliers", multipliers, &p->multipliers));
    for (size_t goal = 0; goal < CM_GOAL_RANGES + 2 * p->nfg->n; goal++) {
        const char *word = cm_correlated_goal(ctx, result->arena, p->nfg, goal);
        if (word == NULL) CM_TRY(ctx->status);
        if (goal == CM_GOAL_WELFARE) {
            CM_TRY(solve_welfare(ctx, p, result, word));
        } else {
            CM_TRY(solve_goal(ctx, p, goal));
            CM_TRY(print_distribution(ctx, p, goal, word, NULL, result));
        }
        CM_TRY(print_multipliers(ctx, p, goal, word, result));
        for (size_t i = 0; i < p->nfg->n; i++) payoff[goal * p->nfg->n + i] = payoff_of(p, i);
    }
out:
    return status;
}

static cm_status run_both(cm_ctx *ctx, const cm_nfg *nfg, bool coarse, cm_result *result)
{
    static const char *const columns[] = { "player", "low", "high", "welfare", "egalitarian", NULL };
    cm_arena scratch = { NULL };
    programme p = { .nfg = nfg };
    double *payoff = CM_NEW(ctx, &scratch, (CM_GOAL_RANGES + 2 * nfg->n) * nfg->n, double), welfare = 0, least = HUGE_VAL;
    cm_table *range;
    cm_status status = CM_OK;
    if (payoff == NULL) CM_TRY(ctx->status);
    CM_TRY(open_programme(ctx, &scratch, nfg, coarse, &p));
    CM_TRY(solve_all(ctx, &p, result, payoff));
    CM_TRY(cm_result_table(ctx, result, "range", columns, &range));
    for (size_t i = 0; i < nfg->n; i++) {
        double low = payoff[(CM_GOAL_RANGES + 2 * i) * nfg->n + i], high = payoff[(CM_GOAL_RANGES + 2 * i + 1) * nfg->n + i];
        double best = payoff[i], even = payoff[nfg->n + i];
        CM_TRY(cm_table_row(ctx, result, range, (cm_value[]){ cm_text(nfg->player[i]), cm_number(low), cm_number(high), cm_number(best), cm_number(even) }));
        welfare += best;
        least = fmin(least, even);
    }
    CM_TRY(cm_result_set(ctx, result, "welfare", cm_number(welfare)));
    CM_TRY(cm_result_set(ctx, result, "egalitarian", cm_number(least)));
    CM_TRY(cm_result_note(ctx, result, coarse ? "A mediator draws one of the combinations listed; nobody gains by going its own way before it is told what was drawn."
                                              : "A mediator draws one of the combinations listed and tells each player its own strategy alone; nobody gains by playing another."));
    CM_TRY(cm_result_note(ctx, result, "The distribution has the largest sum of payoffs; others may have the same. What each player gets lies between 'low' and 'high' in all such equilibria."));
out:
    cm_lp_free(p.lp);
    cm_lp_free(p.equal);
    cm_arena_free(&scratch);
    return status;
}

static cm_status run_correlated(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    (void)params;
    return run_both(ctx, &game->as.nfg, false, result);
}

static cm_status run_coarse(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    (void)params;
    return run_both(ctx, &game->as.nfg, true, result);
}

static cm_status check_correlated(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    (void)params;
    return cm_correlated_check(ctx, &game->as.nfg, false, result);
}

static cm_status check_coarse(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    (void)params;
    return cm_correlated_check(ctx, &game->as.nfg, true, result);
}

static const char *const summary_names[] = { "welfare", "egalitarian", "exact", NULL };

const cm_concept cm_concept_correlated = {
    .name = "correlated",
    .title = "Correlated equilibrium",
    .title_zh = "相关均衡",
    .about = "Advice from a mediator, told to each player in private, that everybody is best off to follow: the best sum of payoffs, the best least payoff, and what each can get.",
    .about_zh = "调解者私下告知每个行为体的建议，人人遵从都最有利：给出收益总和最大者、最低收益最大者，以及每个行为体可能得到的范围。",
    .formula = "sum over s with s_i = k of p(s) (u_i(s) - u_i(l, s_-i)) >= 0 for each i, k, l",
    .source = "R. J. Aumann, \"Subjectivity and correlation in randomized strategies\", J. Math. Econ. 1 (1974) 67-96",
    .certificate = "every incentive, added up anew cell by cell, holds for each distribution, and the printed multipliers bound every other from above",
    .summary = summary_names,
    .takes = CM_GAME_NFG,
    .run = run_correlated,
    .check = check_correlated,
};

const cm_concept cm_concept_coarse_correlated = {
    .name = "coarse-correlated",
    .title = "Coarse correlated equilibrium",
    .title_zh = "粗相关均衡",
    .about = "Advice from a mediator that everybody is best off to accept before hearing it: the best sum of payoffs, the best least payoff, and what each can get.",
    .about_zh = "在听到建议之前，人人承诺遵从都最有利的调解方案：给出收益总和最大者、最低收益最大者，以及每个行为体可能得到的范围。",
    .formula = "sum over s of p(s) (u_i(s) - u_i(l, s_-i)) >= 0 for each i, l",
    .source = "H. Moulin, J.-P. Vial, \"Strategically zero-sum games\", Int. J. Game Theory 7 (1978) 201-221",
    .certificate = "no strategy pays more against each distribution, added up anew cell by cell, and the printed multipliers bound every other from above",
    .summary = summary_names,
    .takes = CM_GAME_NFG,
    .run = run_coarse,
    .check = check_coarse,
};
