/* nucleolus.c: the concepts nucleolus, prenucleolus and per-capita-nucleolus.
 *
 * Definition: of all imputations (x_i >= worth({i}), adding up to worth(N)) the one whose excesses
 * worth(S) - x(S), sorted from the largest down, are lexicographically least.  It exists whenever there is an
 * imputation, is unique, and lies in the core whenever the core is not empty.  The prenucleolus drops
 * x_i >= worth({i}); the per-capita nucleolus divides excesses by the number of members.
 *
 * Stages of linear programmes (stage.h) in floating point say which coalitions bind at which level; the
 * payoffs are then the solution of as many equations,
 *     x(S) + c(S) epsilon_k = worth(S),   x_i = worth({i}),   x(N) = worth(N),
 * solved in fractions.  The certificate is Kohlberg's criterion (kohlberg.h), which knows nothing of the
 * stages.
 *
 * Fails with: CM_E_DOMAIN when the players alone have more than all together (nucleolus, per capita);
 * CM_E_LIMIT for more than CM_TU_MOST players; CM_E_NUMERIC; CM_E_MEMORY.
 * Cost: some dozen looks through the 2^n worths: n = 20 hundredths of a second, n = 26 seconds, mostly the
 * time to read memory.
 * Source: D. Schmeidler, "The nucleolus of a characteristic function game", SIAM J. Appl. Math. 17 (1969)
 * 1163-1170; per capita: D. Grotte, "Computation of and observations on the nucleolus", MA thesis,
 * Cornell (1970). */
#include <math.h>

#include "solver/concept.h"
#include "solver/coop/kohlberg.h"
#include "solver/coop/stage.h"

/* One equation of the system, its unknowns the payoffs and behind them the levels. */
static void fill(const cm_stages *s, size_t row, uint32_t mask, size_t level, size_t size, cm_rat *matrix, cm_rat *right)
{
    for (size_t i = 0; i < s->tu->n; i++) cm_rat_set_ratio(&matrix[row * size + i], mask >> i & 1u, 1);
    if (level != SIZE_MAX) cm_rat_set_ratio(&matrix[row * size + s->tu->n + level], s->per_capita ? __builtin_popcount(mask) : 1, 1);
    (void)cm_rat_set_double(&right[row], s->tu->worth[mask]);
}

/* Payoffs and levels in fractions, n + nlevels of them; *out stays NULL when the stages do not settle
 * exactly as many equations, or they are not independent. */
static cm_status solve_exactly(cm_ctx *ctx, const cm_stages *s, cm_rat **out)
{
    size_t size = s->tu->n + s->nlevels;
    cm_rat *matrix = NULL, *right = NULL, *x = NULL;
    cm_status status = CM_OK;
    *out = NULL;
    if (s->nsettled + 1 != size) return CM_OK;
    matrix = cm_rats_new(ctx, size * size);
    right = cm_rats_new(ctx, size);
    x = cm_rats_new(ctx, size);
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    fill(s, 0, (uint32_t)(((uint64_t)1 << s->tu->n) - 1), SIZE_MAX, size, matrix, right);
    for (size_t k = 0; k < s->nsettled; k++) fill(s, k + 1, s->settled[k].mask, s->settled[k].level, size, matrix, right);
    if (cm_rat_solve(matrix, size, right, x)) {
        *out = x;
        x = NULL;
    }
out:
    cm_rats_free(matrix, size * size);
    cm_rats_free(right, size);
    cm_rats_free(x, size);
    return status;
}

/* Which coalitions hold the payoffs in place, level by level. */
static cm_status print_levels(cm_ctx *ctx, cm_result *result, const cm_stages *s, const cm_rat *exact)
{
    static const char *const columns[] = { "level", "excess", "coalition", "exact", NULL };
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(cm_result_table(ctx, result, "levels", columns, &table));
    for (size_t k = 0; k < s->nsettled; k++) {
        size_t level = s->settled[k].level;
        const char *who = cm_tu_coalition_text(ctx, result->arena, s->tu, s->settled[k].mask), *text = NULL;
        if (level == SIZE_MAX) continue;
        if (exact != NULL) text = cm_rat_text(ctx, result->arena, &exact[s->tu->n + level]);
        if (who == NULL || (exact != NULL && text == NULL)) CM_LEAVE(ctx->status);
        CM_TRY(cm_table_row(ctx, result, table, (cm_value[]){ cm_integer((int64_t)level + 1), cm_number(s->level[level]), cm_text(who),
                                                            text != NULL ? cm_text(text) : cm_none() }));
    }
out:
    return status;
}

/* Does anybody have a choice?  Fails when the players alone have more than all together. */
static cm_status check_imputations(cm_ctx *ctx, const cm_tu *tu, const char *name, bool *only_one)
{
    double alone = 0, all = tu->worth[((size_t)1 << tu->n) - 1], scale = fabs(all);
    for (size_t i = 0; i < tu->n; i++) {
        alone += tu->worth[(size_t)1 << i];
        scale = fmax(scale, fabs(tu->worth[(size_t)1 << i]));
    }
    *only_one = tu->n == 1 || fabs(alone - all) <= ctx->tol.abs * scale;
    if (*only_one || alone < all) return CM_OK;
    return cm_fail(ctx, CM_E_DOMAIN, "the %s needs an imputation, and there is none: alone the players have %.12g together, all of them %.12g (the prenucleolus needs none)",
                   name, alone, all);
}

static cm_status print(cm_ctx *ctx, cm_result *result, const cm_tu *tu, cm_stages *s)
{
    cm_rat *exact = NULL;
    size_t size = tu->n + s->nlevels;
    cm_status status = CM_OK;
    if (tu->exact) CM_TRY(solve_exactly(ctx, s, &exact));
    for (size_t i = 0; exact != NULL && i < tu->n; i++) s->x[i] = cm_rat_value(&exact[i]);
    for (size_t k = 0; exact != NULL && k < s->nlevels; k++) s->level[k] = cm_rat_value(&exact[tu->n + k]);
    CM_TRY(cm_payoff_print(ctx, result, "payoffs", tu, s->x, exact));
    CM_TRY(cm_result_set(ctx, result, "largest_excess", s->nlevels > 0 ? cm_number(s->level[0]) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "levels", cm_integer((int64_t)s->nlevels)));
    CM_TRY(cm_result_set(ctx, result, "exact", cm_truth(exact != NULL)));
    CM_TRY(cm_result_note(ctx, result, "The table of levels lists, for each size of complaint, coalitions that hold the payoffs in place; others may have as large a complaint."));
    CM_TRY(print_levels(ctx, result, s, exact));
out:
    cm_rats_free(exact, size);
    return status;
}

/* The only imputation there is. */
static cm_status print_alone(cm_ctx *ctx, cm_result *result, const cm_tu *tu)
{
    double x[CM_TU_MOST];
    cm_rat *exact = cm_rats_new(ctx, tu->n), sum = { 0, 0 }, all = { 0, 0 };
    bool fractions;
    cm_status status = CM_OK;
    if (exact == NULL) return ctx->status;
    for (size_t i = 0; i < tu->n; i++) {
        x[i] = tu->worth[(size_t)1 << i];
        (void)cm_rat_set_double(&exact[i], x[i]);
        cm_rat_add(&sum, &sum, &exact[i]);
    }
    (void)cm_rat_set_double(&all, tu->worth[((size_t)1 << tu->n) - 1]);
    fractions = tu->exact && cm_rat_compare(&sum, &all) == 0;      /* else they add up but for rounding */
    CM_TRY(cm_result_note(ctx, result, "There is only one imputation: everybody gets what it has alone."));
    CM_TRY(cm_payoff_print(ctx, result, "payoffs", tu, x, fractions ? exact : NULL));
    CM_TRY(cm_result_set(ctx, result, "exact", cm_truth(fractions)));
out:
    cm_rats_free(exact, tu->n);
    cm_rat_clear(&sum);
    cm_rat_clear(&all);
    return status;
}

static cm_status solve(cm_ctx *ctx, const cm_game *game, const char *name, bool per_capita, bool imputations, cm_result *result)
{
    const cm_tu *tu = &game->as.tu;
    cm_arena scratch = { NULL };
    cm_stages s = { .tu = NULL };
    bool only_one = tu->n == 1;
    const char *label = cm_format(ctx, &scratch, "the %s", name);
    cm_status status = CM_OK;
    if (label == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_tu_require_dense(ctx, tu, label));
    if (imputations) CM_TRY(check_imputations(ctx, tu, name, &only_one));
    CM_TRY(cm_stages_init(ctx, &scratch, tu, per_capita, imputations, &s));
    if (only_one) {
        CM_TRY(print_alone(ctx, result, tu));
        goto out;
    }
    CM_TRY(cm_stages_finish(ctx, &s));
    CM_TRY(print(ctx, result, tu, &s));
out:
    cm_stages_free(&s);
    cm_arena_free(&scratch);
    return status;
}

static cm_status judge(cm_ctx *ctx, const cm_game *game, bool per_capita, bool imputations, const cm_result *result)
{
    const cm_tu *tu = &game->as.tu;
    const cm_value *claimed = cm_result_get(result, "exact");
    cm_kohlberg how = { .per_capita = per_capita, .imputations = imputations };
    double x[CM_TU_MOST];
    cm_rat *exact = NULL;
    cm_status status = CM_OK;
    CM_TRY(cm_payoff_read(ctx, result, "payoffs", tu, x, &exact));
    CM_TRY(cm_kohlberg_check(ctx, tu, x, exact, &how));
    if (claimed == NULL || claimed->kind != CM_TRUTH || (claimed->as.truth && exact == NULL)) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the payoffs are said to be exact, and there are no fractions"));
    }
out:
    cm_rats_free(exact, tu->n);
    return status;
}

static cm_status run_nucleolus(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    (void)params;
    return solve(ctx, game, "nucleolus", false, true, result);
}

static cm_status check_nucleolus(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    (void)params;
    return judge(ctx, game, false, true, result);
}

static cm_status run_prenucleolus(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    (void)params;
    return solve(ctx, game, "prenucleolus", false, false, result);
}

static cm_status check_prenucleolus(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    (void)params;
    return judge(ctx, game, false, false, result);
}

static cm_status run_per_capita(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    (void)params;
    return solve(ctx, game, "per-capita nucleolus", true, true, result);
}

static cm_status check_per_capita(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    (void)params;
    return judge(ctx, game, true, true, result);
}

static const char *const summary_names[] = { "total", "largest_excess", "levels", "exact", NULL };

#define CERTIFICATE                                                                                                        \
    "Kohlberg's criterion: level by level, no side payment that takes from none of the coalitions with the largest excesses " \
    "gives to any of them; decided in fractions where the worths are exact"

extern const cm_concept cm_concept_nucleolus, cm_concept_prenucleolus, cm_concept_per_capita_nucleolus;

const cm_concept cm_concept_nucleolus = {
    .name = "nucleolus",
    .title = "Nucleolus", .title_zh = "核仁",
    .about = "The one division under which the coalition with the strongest complaint complains least, then the next, and so on.",
    .about_zh = "唯一的分配：使抱怨最大的联盟抱怨尽可能小，然后使次大的抱怨尽可能小，依此类推。",
    .formula = "of all x with x(N) = worth(N) and x_i >= worth({i}), the one with the lexicographically least sorted excesses worth(S) - x(S)",
    .source = "D. Schmeidler, The nucleolus of a characteristic function game, SIAM Journal on Applied Mathematics 17 (1969) 1163-1170",
    .certificate = CERTIFICATE,
    .summary = summary_names, .takes = CM_GAME_TU, .run = run_nucleolus, .check = check_nucleolus
};

const cm_concept cm_concept_prenucleolus = {
    .name = "prenucleolus",
    .title = "Prenucleolus", .title_zh = "预核仁",
    .about = "As the nucleolus, but a player may be given less than it has alone.",
    .about_zh = "与核仁相同，但允许某个行为体所得少于其单独行动之所得。",
    .formula = "of all x with x(N) = worth(N), the one with the lexicographically least sorted excesses worth(S) - x(S)",
    .source = "D. Schmeidler, The nucleolus of a characteristic function game, SIAM Journal on Applied Mathematics 17 (1969) 1163-1170; A. I. Sobolev, "
              "in Mathematical Methods in the Social Sciences 6 (1975) 94-151",
    .certificate = CERTIFICATE,
    .summary = summary_names, .takes = CM_GAME_TU, .run = run_prenucleolus, .check = check_prenucleolus
};

const cm_concept cm_concept_per_capita_nucleolus = {
    .name = "per-capita-nucleolus",
    .title = "Per-capita nucleolus", .title_zh = "人均核仁",
    .about = "As the nucleolus, but a coalition's complaint is counted per member, so that large coalitions do not weigh more.",
    .about_zh = "与核仁相同，但联盟的抱怨按成员人均计算，大联盟不会因人数多而权重更大。",
    .formula = "of all x with x(N) = worth(N) and x_i >= worth({i}), the one with the lexicographically least sorted (worth(S) - x(S)) / |S|",
    .source = "D. Grotte, Computation of and observations on the nucleolus, and the central games, MA thesis, Cornell University (1970); H. P. Young, N. Okada, "
              "T. Hashimoto, Cost allocation in water resources development, Water Resources Research 18 (1982) 463-475",
    .certificate = CERTIFICATE,
    .summary = summary_names, .takes = CM_GAME_TU, .run = run_per_capita, .check = check_per_capita
};
