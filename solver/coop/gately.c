/* gately.c: the Gately point.
 *
 * Definition: who leaves the grand coalition does harm to the others, and to itself; its propensity to
 * disrupt is the others' loss for one unit of its own, (M_i - x_i) / (x_i - v(i)) with M_i = v(N) - v(N - i).
 * The Gately point is the way to share out v(N), nobody below its own v(i), at which the propensities are equal:
 *   x_i = v(i) + (M_i - v(i)) (v(N) - sum v(j)) / sum (M_j - v(j)).
 * It exists when v(N) >= sum v(j), M_i >= v(i) for all, and M_i > v(i) for some; when everybody is worth exactly
 * its own v(i), that is the only way to share.
 *
 * Summary: total, exists, why (none when it exists), propensity (none when nobody can gain or lose).
 * Table: payoffs (player, value, alone, utopia); values are none when there is no such point.
 * Fails with: CM_E_LIMIT for games that are not dense.  Cost: O(n).
 * Sources: D. Gately, "Sharing the gains from regional cooperation: a game theoretic application to planning
 * investment in electric power", Int. Economic Review 15 (1974) 195-208; S. C. Littlechild, K. G. Vaidya, "The
 * propensity to disrupt and the disruption nucleolus of a characteristic function game", Int. J. Game Theory 5
 * (1976) 151-161. */
#include <math.h>

#include "solver/concept.h"
#include "solver/coop/values.h"

typedef struct bounds {
    double alone[CM_TU_MOST], utopia[CM_TU_MOST], total, own, room, near;      /* own = sum v(i), room = sum (M_i - v(i)) */
} bounds;

static void find_bounds(const cm_ctx *ctx, const cm_tu *tu, bounds *b)
{
    size_t all = ((size_t)1 << tu->n) - 1;
    *b = (bounds){ .total = tu->worth[all], .near = ctx->tol.abs * cm_tu_scale(tu) };
    for (size_t i = 0; i < tu->n; i++) {
        b->alone[i] = tu->worth[(size_t)1 << i];
        b->utopia[i] = tu->worth[all] - tu->worth[all & ~((size_t)1 << i)];
        b->own += b->alone[i];
        b->room += b->utopia[i] - b->alone[i];
    }
}

static const char *why_not(cm_ctx *ctx, cm_arena *arena, const cm_tu *tu, const bounds *b)
{
    if (b->total < b->own - b->near) {
        return cm_format(ctx, arena, "there is %.12g to share out, less than the %.12g that the players have alone", b->total, b->own);
    }
    for (size_t i = 0; i < tu->n; i++) {
        if (b->utopia[i] >= b->alone[i] - b->near) continue;
        return cm_format(ctx, arena, "'%s' has %.12g alone, more than the %.12g that the others lose without it", tu->player[i], b->alone[i], b->utopia[i]);
    }
    if (b->room <= b->near * (double)tu->n && b->total > b->own + b->near) {
        return cm_format(ctx, arena, "nobody's leaving hurts anybody, and yet there is %.12g to gain", b->total - b->own);
    }
    return NULL;
}

static cm_status put_rows(cm_ctx *ctx, const cm_tu *tu, const bounds *b, bool exists, double share, cm_result *result)
{
    static const char *const columns[] = { "player", "value", "alone", "utopia", NULL };
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "payoffs", columns, &table));
    for (size_t i = 0; i < tu->n; i++) {
        double x = b->alone[i] + share * (b->utopia[i] - b->alone[i]);
        cm_value row[] = { cm_text(tu->player[i]), exists ? cm_number(x) : cm_none(), cm_number(b->alone[i]), cm_number(b->utopia[i]) };
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_tu *tu = &game->as.tu;
    bounds b;
    double share;
    bool gain;
    const char *why;
    cm_status status;
    (void)params;
    CM_TRY(cm_tu_require_dense(ctx, tu, "the Gately point"));
    find_bounds(ctx, tu, &b);
    why = why_not(ctx, result->arena, tu, &b);
    if (ctx->status != CM_OK) CM_LEAVE(ctx->status);
    gain = why == NULL && b.total > b.own + b.near && b.room > b.near;
    share = gain ? (b.total - b.own) / b.room : 0;
    CM_TRY(put_rows(ctx, tu, &b, why == NULL, share, result));
    CM_TRY(cm_result_set(ctx, result, "total", why == NULL ? cm_number(b.total) : cm_none()));
    CM_TRY(cm_result_set(ctx, result, "exists", cm_truth(why == NULL)));
    CM_TRY(cm_result_set(ctx, result, "why", why == NULL ? cm_none() : cm_text(why)));
    CM_TRY(cm_result_set(ctx, result, "propensity", gain ? cm_number(b.room / (b.total - b.own) - 1) : cm_none()));
    if (gain && 1 / share - 1 < -ctx->tol.abs) {
        CM_TRY(cm_result_note(ctx, result, "The propensity is below 0: everybody gets more than the others would lose without it, so nobody's leaving would hurt them."));
    } else if (gain) {
        CM_TRY(cm_result_note(ctx, result, "The propensity is what the others together would lose, for each unit that a player loses by leaving; at this point it is the same for all."));
    }
out:
    return status;
}

/* (others' loss by i) (own loss of j) = (others' loss by j) (own loss of i), with the others' payoffs added up. */
static cm_status check_point(cm_ctx *ctx, const cm_tu *tu, const cm_result *result, const bounds *b)
{
    size_t all = ((size_t)1 << tu->n) - 1;
    double x[CM_TU_MOST], harm[CM_TU_MOST], loss[CM_TU_MOST], scale = cm_tu_scale(tu), near = ctx->tol.cert * scale * (double)tu->n;
    const cm_value *propensity = cm_result_get(result, "propensity");
    cm_status status;
    CM_TRY(cm_column_read(ctx, tu, result, "payoffs", "value", x));
    for (size_t i = 0; i < tu->n; i++) {
        size_t others = all & ~((size_t)1 << i);
        harm[i] = cm_gets(tu, x, (uint32_t)others) - tu->worth[others];
        loss[i] = x[i] - tu->worth[(size_t)1 << i];
        if (!(loss[i] >= -near)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' gets %.12g, and has %.12g alone", tu->player[i], x[i], x[i] - loss[i]));
    }
    if (!(fabs(cm_gets(tu, x, (uint32_t)all) - b->total) <= near)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the payoffs do not add up to %.12g", b->total));
    for (size_t i = 0; i < tu->n; i++) {
        if (propensity != NULL && propensity->kind == CM_NUMBER && !(fabs(harm[i] - propensity->as.number * loss[i]) <= near * (1 + fabs(propensity->as.number)))) {
            CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the others lose %.12g by '%s', which loses %.12g", harm[i], tu->player[i], loss[i]));
        }
        for (size_t j = 0; j < i; j++) {
            if (fabs(harm[i] * loss[j] - harm[j] * loss[i]) <= near * scale) continue;
            CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' and '%s' differ in their propensity to disrupt", tu->player[i], tu->player[j]));
        }
    }
    CM_TRY(cm_total_check(ctx, result, b->total, scale));
out:
    return status;
}

/* Is there no such point?  One of the reasons has to hold. */
static bool none_exists(const cm_tu *tu, const bounds *b)
{
    bool none = b->own > b->total || (b->room <= 2 * b->near * (double)tu->n && b->total > b->own);
    for (size_t i = 0; i < tu->n; i++) none = none || b->utopia[i] < b->alone[i];
    return none;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_tu *tu = &game->as.tu;
    const cm_value *exists = cm_result_get(result, "exists");
    double column[CM_TU_MOST];
    bounds b;
    cm_status status;
    (void)params;
    CM_TRY(cm_tu_require_dense(ctx, tu, "the Gately point"));
    find_bounds(ctx, tu, &b);
    for (size_t i = 0; i < tu->n; i++) {
        CM_TRY(cm_column_read(ctx, tu, result, "payoffs", "utopia", column));
        if (!(fabs(column[i] - b.utopia[i]) <= b.near)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the others lose %.12g without '%s'", b.utopia[i], tu->player[i]));
        CM_TRY(cm_column_read(ctx, tu, result, "payoffs", "alone", column));
        if (!(fabs(column[i] - b.alone[i]) <= b.near)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' has %.12g alone", tu->player[i], b.alone[i]));
    }
    if (exists == NULL || exists->kind != CM_TRUTH || (!exists->as.truth && !none_exists(tu, &b))) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: nothing stands against a Gately point"));
    }
    if (exists->as.truth && b.room <= b.near * (double)tu->n && b.total > b.own + b.near) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: every way to share %.12g does as well", b.total));
    }
    if (exists->as.truth) CM_TRY(check_point(ctx, tu, result, &b));
out:
    return status;
}

static const char *const summary_names[] = { "total", "exists", "why", "propensity", NULL };

extern const cm_concept cm_concept_gately;
const cm_concept cm_concept_gately = {
    .name = "gately",
    .title = "Gately point",
    .title_zh = "盖特利点",
    .about = "The way to share at which everybody would do the others equally much harm by leaving, for what it loses itself.",
    .about_zh = "在该分配下，任何一方退出时，相对于其自身损失而言，给其他各方造成的损害比例相同。",
    .formula = "(x(N - i) - v(N - i)) / (x_i - v(i)) is the same for all i, and x(N) = v(N)",
    .source = "D. Gately, \"Sharing the gains from regional cooperation: a game theoretic application to planning investment in electric power\", "
              "International Economic Review 15 (1974) 195-208; S. C. Littlechild, K. G. Vaidya, \"The propensity to disrupt and the disruption "
              "nucleolus of a characteristic function game\", International Journal of Game Theory 5 (1976) 151-161",
    .certificate = "the payoffs share out worth(N), nobody is below what it has alone, and the harm to the others is in the same proportion to the own loss for every pair",
    .summary = summary_names,
    .takes = CM_GAME_TU,
    .run = run,
    .check = check,
};
