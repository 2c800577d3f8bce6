/* pivots.c: how often each member decides, as whole numbers.
 *
 * Definitions: a member swings a coalition of the others that loses and wins when it joins them; in an order of
 * joining the pivot is the one with whom those so far win for the first time.  Every order has exactly one pivot.
 *
 * Summary: coalitions (of the others: 2^(n-1)), orders (n!), winning_coalitions, method; whole numbers as texts.
 * Table: pivots (player, swings, of_coalitions, pivotal_orders, of_orders): whole numbers as texts, and their shares.
 * Pivotal orders are none where the rule is too large for them; their share is there.
 * Fails with: CM_E_LIMIT where coalitions cannot be counted; CM_E_DOMAIN, CM_E_MEMORY, CM_E_INTERRUPT.
 * Cost: count.h. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "solver/voting/power.h"

static const char *const columns[] = { "player", "swings", "of_coalitions", "pivotal_orders", "of_orders", NULL };

static cm_status print_rows(cm_ctx *ctx, const cm_vote *vote, const cm_count *count, cm_result *result)
{
    cm_table *table;
    cm_status status;
    CM_TRY(cm_result_table(ctx, result, "pivots", columns, &table));
    for (size_t i = 0; i < vote->n; i++) {
        cm_value row[] = { cm_text(cm_power_name(ctx, result->arena, vote, i)), cm_power_text(ctx, result->arena, &count->number[1 + i], SIZE_MAX), cm_number(count->swing[i]),
                           count->sized ? cm_power_text(ctx, result->arena, &count->number[1 + vote->n + i], SIZE_MAX) : cm_none(), cm_number(count->pivot[i]) };
        CM_TRY(ctx->status);
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
out:
    return status;
}

static cm_status print_totals(cm_ctx *ctx, const cm_count *count, cm_result *result)
{
    cm_rat *r = cm_rats_new(ctx, 3);
    cm_status status = CM_OK;
    if (r == NULL) return ctx->status;
    cm_rat_set_ratio(&r[0], 1, 1);
    cm_rat_set_ratio(&r[1], 1, 1);
    for (size_t k = 1; k <= count->n; k++) {
        cm_rat_set_ratio(&r[2], 2, 1);
        if (k > 1) cm_rat_mul(&r[0], &r[0], &r[2]);
        cm_rat_set_ratio(&r[2], (int64_t)k, 1);
        cm_rat_mul(&r[1], &r[1], &r[2]);
    }
    CM_TRY(cm_result_set(ctx, result, "coalitions", cm_power_text(ctx, result->arena, &r[0], SIZE_MAX)));
    CM_TRY(cm_result_set(ctx, result, "orders", cm_power_text(ctx, result->arena, &r[1], SIZE_MAX)));
    CM_TRY(cm_result_set(ctx, result, "winning_coalitions", cm_power_text(ctx, result->arena, count->number, SIZE_MAX)));
    CM_TRY(cm_result_set(ctx, result, "method", cm_text(cm_count_words[count->method])));
out:
    cm_rats_free(r, 3);
    return ctx->status != CM_OK ? ctx->status : status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    const cm_vote *vote = &game->as.vote;
    cm_arena scratch = { NULL };
    cm_count_options options = { CM_COUNT_BEST, 100, 1, false };            /* a sample is never shown */
    cm_count count = { .number = NULL };
    cm_status status;
    (void)params;
    CM_TRY(cm_count_find(ctx, &scratch, vote, &options, &count));
    if (!count.whole) CM_LEAVE(cm_fail(ctx, CM_E_LIMIT, "the coalitions of %zu members under this rule are too many to be counted; the concept 'power' estimates the shares by sampling", vote->n));
    CM_TRY(print_rows(ctx, vote, &count, result));
    CM_TRY(print_totals(ctx, &count, result));
    CM_TRY(cm_power_notes(ctx, vote, &count, result));
out:
    cm_count_free(&count);
    cm_arena_free(&scratch);
    return status;
}

/* --- certificate ------------------------------------------------------------------------------------------ */

/* In how many of all orders each is the pivot, one order after the other (Heap's exchanges); few members. */
static void walk_orders(const cm_vote *vote, double *pivot)
{
    size_t order[8] = { 0 }, turn[8] = { 0 }, n = vote->n, k = 0;
    for (size_t i = 0; i < n; i++) order[i] = i, pivot[i] = 0;
    for (;;) {
        unsigned char in[8] = { 0 };
        size_t at = 0;
        for (;; at++) {
            in[order[at]] = 1;
            if (cm_vote_wins(vote, in)) break;
        }
        pivot[order[at]]++;
        while (k < n && turn[k] >= k) turn[k++] = 0;
        if (k == n) return;
        at = k % 2 == 0 ? 0 : turn[k];
        size_t other = order[at];
        order[at] = order[k];
        order[k] = other;
        turn[k]++;
        k = 0;
    }
}

static cm_status text_of(cm_ctx *ctx, const cm_table *table, size_t i, const char *column, cm_rat *out)
{
    cm_value cell = cm_table_get(table, i, column);
    if (cell.kind == CM_TEXT && cm_rat_set_text(out, cell.as.text)) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: member %zu has no whole number in '%s'", i + 1, column);
}

/* Texts over their totals are the shares; all orders have a pivot. */
static cm_status check_texts(cm_ctx *ctx, const cm_vote *vote, const cm_table *table, const double *swing, const double *pivot, bool *orders)
{
    cm_rat *r = cm_rats_new(ctx, 5);
    cm_status status = CM_OK;
    if (r == NULL) return ctx->status;
    cm_rat_set_ratio(&r[0], 1, 1);
    cm_rat_set_ratio(&r[1], 1, 1);
    for (size_t k = 1; k <= vote->n; k++) {
        cm_rat_set_ratio(&r[2], 2, 1);
        if (k < vote->n) cm_rat_mul(&r[0], &r[0], &r[2]);
        cm_rat_set_ratio(&r[2], (int64_t)k, 1);
        cm_rat_mul(&r[1], &r[1], &r[2]);
    }
    *orders = cm_table_get(table, 0, "pivotal_orders").kind != CM_NONE;
    for (size_t i = 0; i < vote->n; i++) {
        CM_TRY(text_of(ctx, table, i, "swings", &r[2]));
        cm_rat_div(&r[2], &r[2], &r[0]);
        if (fabs(cm_rat_value(&r[2]) - swing[i]) > 0) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the swings of member %zu are not %.12g of all", i + 1, swing[i]));
        if (!*orders) continue;
        CM_TRY(text_of(ctx, table, i, "pivotal_orders", &r[2]));
        cm_rat_add(&r[3], &r[3], &r[2]);
        cm_rat_div(&r[2], &r[2], &r[1]);
        if (fabs(cm_rat_value(&r[2]) - pivot[i]) > 0) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the pivotal orders of member %zu are not %.12g of all", i + 1, pivot[i]));
    }
    if (*orders && cm_rat_compare(&r[3], &r[1]) != 0) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the pivotal orders do not add up to all orders"));
out:
    cm_rats_free(r, 5);
    return status;
}

static cm_status check_totals(cm_ctx *ctx, const cm_vote *vote, const cm_result *result, const cm_recount *recount)
{
    static const char *const names[] = { "coalitions", "orders", "winning_coalitions" };
    cm_field f = cm_field_get(CM_FIELDS - 1);
    uint64_t meant[3] = { cm_field_power(f, 2, vote->n - 1), 1, 0 }, is;
    for (size_t k = 2; k <= vote->n; k++) meant[1] = cm_field_mul(f, meant[1], k);
    if (recount->brute) meant[2] = (uint64_t)ldexp(recount->act, (int)vote->n);
    for (size_t k = 0; k < 3; k++) {
        const cm_value *value = cm_result_get(result, names[k]);
        if (value == NULL || value->kind != CM_TEXT || !cm_power_residue(f, value->as.text, &is) || ((k < 2 || recount->brute) && is != meant[k])) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' is not what it has to be", names[k]);
        }
    }
    return CM_OK;
}

/* Modulo a prime that the count did not use. */
static cm_status check_residues(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, const cm_result *result, const cm_recount *r)
{
    cm_field f = cm_field_get(CM_FIELDS - 1);
    const cm_table *table = cm_result_find(result, "pivots");
    uint64_t *swing = CM_NEW(ctx, arena, vote->n, uint64_t), wins, is;
    if (swing == NULL) return ctx->status;
    if (r->oracle.n == 0) return CM_OK;
    r->oracle.residue(r->oracle.data, f, 1, swing, &wins);
    for (size_t i = 0; i < vote->n; i++) {
        if (!cm_power_residue(f, cm_table_get(table, i, "swings").as.text, &is) || is != swing[i]) return cm_fail(ctx, CM_E_NUMERIC, "certificate: counted again, member %zu has not %s swings", i + 1, cm_table_get(table, i, "swings").as.text);
    }
    if (!cm_power_residue(f, cm_result_get(result, "winning_coalitions")->as.text, &is) || is != wins) return cm_fail(ctx, CM_E_NUMERIC, "certificate: counted again, other coalitions win");
    return CM_OK;
}

static cm_status check_shares(cm_ctx *ctx, const cm_vote *vote, const cm_recount *r, const double *swing, const double *pivot)
{
    double by_order[8] = { 0 }, orders = 1;
    if (vote->n <= 7) walk_orders(vote, by_order);
    for (size_t k = 2; k <= vote->n; k++) orders *= (double)k;
    for (size_t i = 0; i < vote->n; i++) {
        if (vote->n <= 7 && !(fabs(by_order[i] / orders - pivot[i]) <= ctx->tol.rel)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: of all orders member %zu is pivotal in %.0f", i + 1, by_order[i]);
        if (!r->all && !(r->some && r->known[i])) continue;
        if (!(fabs(swing[i] - r->swing[i]) <= ctx->tol.cert * r->swing[i] + DBL_EPSILON * (double)vote->n) || !(fabs(pivot[i] - r->pivot[i]) <= ctx->tol.cert / (double)vote->n)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: counted again, member %zu has %.12g of the coalitions and %.12g of the orders", i + 1, r->swing[i], r->pivot[i]);
        }
    }
    return CM_OK;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_vote *vote = &game->as.vote;
    cm_arena scratch = { NULL };
    double *swing = CM_NEW(ctx, &scratch, vote->n, double), *pivot = CM_NEW(ctx, &scratch, vote->n, double), sum = 0;
    cm_recount recount;
    bool orders;
    cm_status status = CM_OK;
    (void)params;
    if (swing == NULL || pivot == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_power_column(ctx, vote, result, "pivots", "of_coalitions", swing));
    CM_TRY(cm_power_column(ctx, vote, result, "pivots", "of_orders", pivot));
    CM_TRY(check_texts(ctx, vote, cm_result_find(result, "pivots"), swing, pivot, &orders));
    for (size_t i = 0; i < vote->n; i++) sum += pivot[i];
    if (!(fabs(sum - 1) <= ctx->tol.cert)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the shares of orders add up to %.12g, not to 1", sum));
    CM_TRY(cm_power_alike(ctx, vote, "of_coalitions", swing));
    CM_TRY(cm_power_alike(ctx, vote, "of_orders", pivot));
    CM_TRY(cm_recount_find(ctx, &scratch, vote, "best", &recount));
    CM_TRY(check_totals(ctx, vote, result, &recount));
    CM_TRY(check_residues(ctx, &scratch, vote, result, &recount));
    CM_TRY(check_shares(ctx, vote, &recount, swing, pivot));
    if (!recount.all) CM_TRY(cm_recount_sample(ctx, &scratch, vote, swing, pivot));
out:
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "coalitions", "orders", "winning_coalitions", "method", NULL };

extern const cm_concept cm_concept_pivots;
const cm_concept cm_concept_pivots = {
    .name = "pivots",
    .title = "Swings and pivots",
    .title_zh = "摇摆与关键次数",
    .about = "In how many coalitions, and in how many orders of joining, each member is the one whose vote turns defeat into victory, as whole numbers.",
    .about_zh = "各成员的一票在多少个联盟、多少种加入顺序中使失败变为获胜，以整数给出。",
    .formula = "swings_i = number of S without i with S losing and S + i winning; pivotal_orders_i = sum over these S of |S|! (n-1-|S|)!",
    .source = "L. S. Shapley, M. Shubik, \"A method for evaluating the distribution of power in a committee system\", American Political Science Review "
              "48 (1954) 787-792; J. F. Banzhaf, \"Weighted voting doesn't work\", Rutgers Law Review 19 (1965) 317-343",
    .certificate = "counted again: all coalitions up to 20 members and all orders up to 7, else members in the opposite order, modulo another prime and by "
                   "quadrature; the pivotal orders add up to n!",
    .summary = summary_names,
    .takes = CM_GAME_VOTE,
    .run = run,
    .check = check,
};
