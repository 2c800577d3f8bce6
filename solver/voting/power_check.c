/* power_check.c: the certificate of the concept power, from what it printed. */
#include "solver/voting/power_check.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/game/orders.h"
#include "solver/voting/power.h"

typedef struct printed {
    const cm_vote *vote;
    const cm_result *result;
    double act, *pivot, *swing, *column;
    bool sampled;
} printed;

cm_status cm_power_column(cm_ctx *ctx, const cm_vote *vote, const cm_result *result, const char *name, const char *column, double *x)
{
    const cm_table *table = cm_result_find(result, name);
    if (table == NULL || table->nrows != vote->n) return cm_fail(ctx, CM_E_NUMERIC, "certificate: the table '%s' has not a row for each of %zu members", name, vote->n);
    for (size_t i = 0; i < vote->n; i++) {
        cm_value cell = cm_table_get(table, i, column), id = cm_table_get(table, i, "player");
        if (cell.kind != CM_NUMBER || !(fabs(cell.as.number) <= CM_NUM_LARGEST)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: member %zu has no number in '%s'", i + 1, column);
        if (id.kind != CM_TEXT || (vote->player != NULL && strcmp(id.as.text, vote->player[i]) != 0)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: row %zu is not member %zu's", i + 1, i + 1);
        x[i] = cell.as.number;
    }
    return CM_OK;
}

cm_status cm_power_alike(cm_ctx *ctx, const cm_vote *vote, const char *column, const double *x)
{
    const cm_vote_node *rule = vote->node;
    for (size_t i = 1; i < vote->n; i++) {
        for (size_t j = 0; j < i; j++) {
            double allowed = ctx->tol.cert * fmax(fabs(x[i]), fabs(x[j])) + DBL_EPSILON, ahead = x[i] - x[j];
            bool alike = cm_vote_alike(vote, i, j), ordered = rule->kind == CM_VOTE_THRESHOLD;
            if (alike && !(fabs(ahead) <= allowed)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: members %zu and %zu are alike, and have %.12g and %.12g in '%s'", j + 1, i + 1, x[j], x[i], column);
            if (!ordered || alike || strcmp(column, "shapley_shubik") != 0) continue;
            if (rule->weight[i] < rule->weight[j] ? ahead > allowed : -ahead > allowed) return cm_fail(ctx, CM_E_NUMERIC, "certificate: of members %zu and %zu the lighter has more power", j + 1, i + 1);
        }
    }
    return CM_OK;
}

bool cm_power_residue(cm_field f, const char *text, uint64_t *out)
{
    uint64_t part[2] = { 0, 1 };
    int side = 0;
    if (*text < '0' || *text > '9') return false;
    for (; *text != '\0'; text++) {
        if (*text == '/' && side == 0 && text[1] >= '0' && text[1] <= '9') {
            side = 1;
            part[1] = 0;
            continue;
        }
        if (*text < '0' || *text > '9') return false;
        part[side] = cm_field_add(f, cm_field_mul(f, part[side], 10), (uint64_t)(*text - '0'));
    }
    if (part[1] == 0) return false;
    *out = cm_field_mul(f, part[0], cm_field_inverse(f, part[1]));
    return true;
}

static double sum_of(const double *x, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += x[i];
    return sum;
}

/* --- the columns among each other ---------------------------------------------------------------------- */

static cm_status check_ratio(cm_ctx *ctx, printed *p, const char *column, double over)
{
    const cm_table *table = cm_result_find(p->result, "power");
    cm_status status;
    if (!(over > 0)) {
        if (cm_table_get(table, 0, column).kind == CM_NONE) return CM_OK;
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' divides by nothing", column);
    }
    CM_TRY(cm_power_column(ctx, p->vote, p->result, "power", column, p->column));
    for (size_t i = 0; i < p->vote->n; i++) {
        double meant = p->swing[i] / over;
        if (!(fabs(p->column[i] - meant) <= ctx->tol.rel * meant + DBL_MIN)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: member %zu has %.12g in '%s', not %.12g", i + 1, p->column[i], column, meant));
    }
out:
    return status;
}

/* The share of coalitions that lose: 1 less a chance near 1 has few digits, whole numbers have all of them. */
static double losing_share(const printed *p)
{
    const cm_value *wins = cm_result_get(p->result, "winning_coalitions");
    cm_rat x = { 0, 0 }, all = { 0, 0 }, two = { 0, 0 };
    double share = 1 - p->act;
    if (wins == NULL || (wins->kind != CM_INTEGER && wins->kind != CM_TEXT)) return share;
    cm_rat_set_ratio(&two, 2, 1);
    cm_rat_set_ratio(&all, 1, 1);
    for (size_t i = 0; i < p->vote->n; i++) cm_rat_mul(&all, &all, &two);
    if (wins->kind == CM_INTEGER) cm_rat_set_ratio(&x, wins->as.integer, 1);
    if (wins->kind == CM_INTEGER || cm_rat_set_text(&x, wins->as.text)) {
        cm_rat_sub(&x, &all, &x);
        cm_rat_div(&x, &x, &all);
        share = cm_rat_value(&x);
    }
    cm_rat_clear(&x);
    cm_rat_clear(&all);
    cm_rat_clear(&two);
    return share;
}

static cm_status check_columns(cm_ctx *ctx, printed *p)
{
    size_t n = p->vote->n;
    const cm_value *total = cm_result_get(p->result, "total_banzhaf");
    double sum;
    cm_status status;
    CM_TRY(cm_power_column(ctx, p->vote, p->result, "power", "shapley_shubik", p->pivot));
    CM_TRY(cm_power_column(ctx, p->vote, p->result, "power", "banzhaf_absolute", p->swing));
    sum = sum_of(p->swing, n);
    if (!(fabs(sum_of(p->pivot, n) - 1) <= ctx->tol.cert)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the Shapley-Shubik indices add up to %.12g, not to 1", sum_of(p->pivot, n)));
    if (total == NULL || total->kind != CM_NUMBER || !(fabs(total->as.number - sum) <= ctx->tol.rel * sum)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the absolute Banzhaf indices add up to %.12g", sum));
    for (size_t i = 0; i < n; i++) {
        if (!(p->pivot[i] >= 0 && p->swing[i] >= 0)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: member %zu has a negative index", i + 1));
    }
    CM_TRY(check_ratio(ctx, p, "banzhaf", sum));
    CM_TRY(check_ratio(ctx, p, "coleman_prevent", 2 * p->act));
    CM_TRY(check_ratio(ctx, p, "coleman_initiate", 2 * losing_share(p)));
    CM_TRY(cm_power_column(ctx, p->vote, p->result, "power", "rae", p->column));
    for (size_t i = 0; i < n; i++) {
        if (!(fabs(p->column[i] - 0.5 - p->swing[i] / 2) <= ctx->tol.rel)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: member %zu has %.12g in 'rae', not %.12g", i + 1, p->column[i], 0.5 + p->swing[i] / 2));
    }
    if (p->sampled) goto out;
    CM_TRY(cm_power_alike(ctx, p->vote, "shapley_shubik", p->pivot));
    CM_TRY(cm_power_alike(ctx, p->vote, "banzhaf_absolute", p->swing));
out:
    return status;
}

/* --- against the recount -------------------------------------------------------------------------------- */

static cm_status check_counts(cm_ctx *ctx, printed *p, const cm_recount *r)
{
    size_t n = p->vote->n;
    double least = fmin(p->act, 1 - p->act), noise = DBL_EPSILON * (double)n;
    if (r->all && !(fabs(p->act - r->act) <= ctx->tol.rel * r->act)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: counted again, the power to act is %.12g, not %.12g", r->act, p->act);
    if (r->half && !(fabs(p->act - r->act) <= ctx->tol.rel * r->act + noise)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: by a table, the power to act is %.12g, not %.12g", r->act, p->act);
    for (size_t i = 0; i < n; i++) {
        if (r->half && !(fabs(p->swing[i] - r->swing[i]) <= ctx->tol.cert * least + noise * p->act)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: by a table, member %zu has the absolute Banzhaf index %.12g, not %.12g", i + 1, r->swing[i], p->swing[i]);
        }
        if (!r->all && !(r->some && r->known[i])) continue;
        if (!(fabs(p->swing[i] - r->swing[i]) <= ctx->tol.cert * least + noise * p->act)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: counted again, member %zu has the absolute Banzhaf index %.12g, not %.12g", i + 1, r->swing[i], p->swing[i]);
        }
        if (!(fabs(p->pivot[i] - r->pivot[i]) <= ctx->tol.cert / (double)n)) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: counted again, member %zu has the Shapley-Shubik index %.12g, not %.12g", i + 1, r->pivot[i], p->pivot[i]);
        }
    }
    return CM_OK;
}

/* Do these intervals belong to these counts, and do those of other draws overlap them? */
static cm_status check_interval(cm_ctx *ctx, const printed *p, const char *low, const char *high, const double *value, const double *again, double draws)
{
    const cm_table *table = cm_result_find(p->result, "intervals");
    double most = log(1 / cm_power_miss(p->vote->n)) / draws;
    for (size_t i = 0; i < p->vote->n; i++) {
        double hits = value[i] * draws, from, to, other[2];
        cm_value below = table != NULL ? cm_table_get(table, i, low) : cm_none(), above = table != NULL ? cm_table_get(table, i, high) : cm_none();
        if (below.kind != CM_NUMBER || above.kind != CM_NUMBER) return cm_fail(ctx, CM_E_NUMERIC, "certificate: member %zu has no interval", i + 1);
        from = below.as.number;
        to = above.as.number;
        if (!(fabs(hits - round(hits)) <= ctx->tol.cert * draws && from >= 0 && to <= 1 && from <= value[i] && value[i] <= to) ||
            (from > 0 && !(fabs(cm_share_distance(value[i], from) - most) <= ctx->tol.cert * most)) || (to < 1 && !(fabs(cm_share_distance(value[i], to) - most) <= ctx->tol.cert * most))) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: %g to %g is not the interval of member %zu at %.12g", from, to, i + 1, value[i]);
        }
        cm_share_interval(again[i], draws, cm_power_miss(p->vote->n), &other[0], &other[1]);
        if (from > other[1] || to < other[0]) return cm_fail(ctx, CM_E_NUMERIC, "certificate: other draws give member %zu from %.6g to %.6g, not %.6g", i + 1, other[0], other[1], value[i]);
    }
    return CM_OK;
}

static cm_status check_sample(cm_ctx *ctx, cm_arena *arena, const printed *p, const cm_power_params *params)
{
    double *again = CM_NEW(ctx, arena, p->vote->n, double), draws = (double)params->draws, wins, other[2], own[2], miss = cm_power_miss(p->vote->n);
    cm_status status = CM_OK;
    if (again == NULL) return ctx->status;
    CM_TRY(cm_orders_count(ctx, p->vote, (uint64_t)params->seed, params->draws, true, again));
    CM_TRY(check_interval(ctx, p, "shapley_low", "shapley_high", p->pivot, again, draws));
    CM_TRY(cm_count_coalitions(ctx, p->vote, (uint64_t)params->seed, "coalitions again", params->draws, &wins, again));
    CM_TRY(check_interval(ctx, p, "banzhaf_low", "banzhaf_high", p->swing, again, draws));
    cm_share_interval(wins, draws, miss, &other[0], &other[1]);
    cm_share_interval(p->act * draws, draws, miss, &own[0], &own[1]);
    if (other[0] > own[1] || other[1] < own[0]) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: other draws give a power to act from %.6g to %.6g, not %.6g", other[0], other[1], p->act));
out:
    return status;
}

/* --- fractions and whole numbers -------------------------------------------------------------------------- */

/* A fraction has to be the number beside it. */
static cm_status check_texts(cm_ctx *ctx, const printed *p)
{
    static const char *const names[] = { "shapley_shubik", "banzhaf", "banzhaf_absolute", "coleman_prevent", "coleman_initiate", "rae", "deegan_packel", "johnston", "holler" };
    const cm_table *numbers = cm_result_find(p->result, "power"), *table = cm_result_find(p->result, "exact");
    cm_rat x = { 0, 0 };
    cm_status status = CM_OK;
    if (table == NULL) return CM_OK;
    if (table->nrows != p->vote->n) return cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu rows of fractions", table->nrows);
    for (size_t k = 0; k < sizeof names / sizeof names[0] * table->nrows; k++) {
        const char *column = names[k / table->nrows];
        cm_value text = cm_table_get(table, k % table->nrows, column), number = cm_table_get(numbers, k % table->nrows, column);
        if (text.kind == CM_NONE) continue;
        if (text.kind != CM_TEXT || number.kind != CM_NUMBER || !cm_rat_set_text(&x, text.as.text) || !(fabs(cm_rat_value(&x) - number.as.number) <= 0)) {
            CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the fraction of member %zu in '%s' is not its number", k % table->nrows + 1, column));
        }
    }
out:
    cm_rat_clear(&x);
    return status;
}

/* Counts against a recount modulo a prime that the count did not use. */
static cm_status check_residues(cm_ctx *ctx, cm_arena *arena, const printed *p, const cm_recount *r)
{
    size_t n = p->vote->n;
    cm_field f = cm_field_get(CM_FIELDS - 1);
    const cm_table *table = cm_result_find(p->result, "exact");
    const cm_value *exact = cm_result_get(p->result, "exact"), *wins = cm_result_get(p->result, "winning_coalitions");
    uint64_t *swing = CM_NEW(ctx, arena, n, uint64_t), all, is, half = cm_field_power(f, 2, n - 1);
    if (swing == NULL) return ctx->status;
    if (r->oracle.n == 0 || table == NULL || exact == NULL || wins == NULL) return CM_OK;
    r->oracle.residue(r->oracle.data, f, 1, swing, &all);
    for (size_t i = 0; i < n; i++) {
        cm_value text = cm_table_get(table, i, "banzhaf_absolute");
        if (text.kind != CM_TEXT) continue;
        if (!cm_power_residue(f, text.as.text, &is) || cm_field_mul(f, is, half) != swing[i]) return cm_fail(ctx, CM_E_NUMERIC, "certificate: member %zu is not decisive in %s of all coalitions", i + 1, text.as.text);
    }
    if (exact->kind == CM_TEXT && (!cm_power_residue(f, exact->as.text, &is) || cm_field_mul(f, cm_field_mul(f, is, half), 2) != all)) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: the power to act is not %s", exact->as.text);
    }
    if (wins->kind == CM_TEXT && (!cm_power_residue(f, wins->as.text, &is) || is != all)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: not %s coalitions win", wins->as.text);
    return CM_OK;
}

static cm_status check_summary(cm_ctx *ctx, const printed *p)
{
    const cm_value *exact = cm_result_get(p->result, "exact"), *wins = cm_result_get(p->result, "winning_coalitions");
    cm_rat x = { 0, 0 };
    bool good = exact != NULL && wins != NULL && p->act >= 0 && p->act <= 1;
    if (good && exact->kind == CM_TEXT) good = cm_rat_set_text(&x, exact->as.text) && !(fabs(cm_rat_value(&x) - p->act) > 0);
    if (good && wins->kind != CM_NONE) {
        double number = wins->kind == CM_INTEGER ? (double)wins->as.integer : wins->kind == CM_TEXT ? strtod(wins->as.text, NULL) : NAN;
        good = p->vote->n > 1000 || fabs(ldexp(p->act, (int)p->vote->n) - number) <= ctx->tol.rel * number;
        good = good && (wins->kind != CM_INTEGER || p->vote->n > 53 || !(fabs(ldexp(p->act, (int)p->vote->n) - number) > 0));
    }
    cm_rat_clear(&x);
    return good ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "certificate: the winning coalitions are not the share %.12g of all", p->act);
}

/* --- the further indices ------------------------------------------------------------------------------------ */

static cm_status check_further(cm_ctx *ctx, printed *p, const cm_recount *r, const char *asked, const char *word, const char *column, const double *again, double whole)
{
    double sum;
    cm_status status;
    if (strcmp(asked, "all") != 0 && strcmp(asked, word) != 0) return CM_OK;
    CM_TRY(cm_power_column(ctx, p->vote, p->result, "power", column, p->column));
    sum = sum_of(p->column, p->vote->n);
    if (!(fabs(sum - 1) <= ctx->tol.cert)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' adds up to %.12g, not to 1", column, sum));
    CM_TRY(cm_power_alike(ctx, p->vote, column, p->column));
    for (size_t i = 0; i < p->vote->n; i++) {
        if ((p->column[i] > 0) != (p->swing[i] > 0)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: member %zu has %.12g in '%s' and the Banzhaf index %.12g", i + 1, p->column[i], column, p->swing[i]));
        if (r->brute && !(fabs(p->column[i] - again[i] / whole) <= ctx->tol.rel)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: counted again, member %zu has %.12g in '%s', not %.12g", i + 1, again[i] / whole, column, p->column[i]));
    }
out:
    return status;
}

cm_status cm_power_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_vote *vote = &game->as.vote;
    const cm_power_params *given = params;
    const cm_value *act = cm_result_get(result, "power_to_act"), *method = cm_result_get(result, "method");
    cm_arena scratch = { NULL };
    printed p = { .vote = vote, .result = result, .pivot = CM_NEW(ctx, &scratch, vote->n, double), .swing = CM_NEW(ctx, &scratch, vote->n, double),
                  .column = CM_NEW(ctx, &scratch, vote->n, double) };
    cm_recount r;
    cm_status status = CM_OK;
    if (p.pivot == NULL || p.swing == NULL || p.column == NULL) CM_LEAVE(ctx->status);
    if (act == NULL || act->kind != CM_NUMBER || method == NULL || method->kind != CM_TEXT) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: no power to act, or no method"));
    p.act = act->as.number;
    p.sampled = strcmp(method->as.text, "sampling") == 0;
    CM_TRY(check_summary(ctx, &p));
    CM_TRY(check_columns(ctx, &p));
    CM_TRY(check_texts(ctx, &p));
    if (p.sampled) CM_TRY(check_sample(ctx, &scratch, &p, given));
    CM_TRY(cm_recount_find(ctx, &scratch, vote, method->as.text, &r));
    if (!p.sampled) CM_TRY(check_counts(ctx, &p, &r));
    if (!p.sampled && !r.all) CM_TRY(cm_recount_sample(ctx, &scratch, vote, p.swing, p.pivot));
    CM_TRY(check_residues(ctx, &scratch, &p, &r));
    CM_TRY(check_further(ctx, &p, &r, given->indices, "deegan-packel", "deegan_packel", r.deegan, r.minimal));
    CM_TRY(check_further(ctx, &p, &r, given->indices, "johnston", "johnston", r.johnston, r.vulnerable));
    CM_TRY(check_further(ctx, &p, &r, given->indices, "holler", "holler", r.holler, r.brute ? sum_of(r.holler, vote->n) : 1));
out:
    cm_arena_free(&scratch);
    return status;
}
