/* dominance_check.c: the certificate of `dominance`, from what was printed.
 *
 * Each mixture is held against every combination of the others that was left before its round, in fractions
 * where payoffs are.  That the rest stays is shown from the other side: for a strategy that no mixture beats
 * there is a belief about the others to which it is a best reply (D. G. Pearce, Econometrica 52 (1984), lemma
 * 3), found by a programme over beliefs, not over mixtures. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "solver/base/lp.h"
#include "solver/base/rat.h"
#include "solver/strategic/cells.h"
#include "solver/strategic/dominated.h"

/* What a mixture, as printed, pays more than t in a cell: its sign. */
typedef struct mixing {
    const cm_table *table;
    size_t first, end;                 /* its rows */
    size_t player, strategy;
} mixing;

static bool read_share(const mixing *m, size_t row, cm_rat *exact, double *share)
{
    cm_value text = cm_table_get(m->table, row, "exact"), value = cm_table_get(m->table, row, "probability");
    cm_frac fraction;
    if (value.kind != CM_NUMBER || !(value.as.number > 0)) return false;
    *share = value.as.number;
    if (text.kind == CM_TEXT && cm_frac_parse(text.as.text, &fraction)) cm_rat_set_ratio(exact, fraction.num, fraction.den);
    else if (!cm_rat_set_double(exact, *share)) return false;
    return true;
}

static int margin(const cm_ctx *ctx, const cm_left *left, const mixing *m, size_t cell, cm_rat *r)
{
    const cm_nfg *nfg = left->nfg;
    size_t stride = cm_cells_stride(nfg, m->player), i = m->player, own = cell + m->strategy * stride;
    double sum = -nfg->payoff[own * nfg->n + i], share;
    cm_rat_set_ratio(&r[0], 0, 1);
    for (size_t row = m->first; row < m->end; row++) {
        cm_value name = cm_table_get(m->table, row, "with");
        size_t k = cm_cells_strategy(nfg, i, &name), at;
        if (k == SIZE_MAX || !cm_left_has(left, i, k) || !read_share(m, row, &r[1], &share)) return -1;
        at = (cell + k * stride) * nfg->n + i;
        sum += share * nfg->payoff[at];
        if (nfg->exact == NULL) continue;
        cm_rat_set_ratio(&r[2], nfg->exact[at].num, nfg->exact[at].den);
        cm_rat_add_mul(&r[0], &r[1], &r[2]);
    }
    if (nfg->exact == NULL) return fabs(sum) <= ctx->tol.abs * left->scale ? 0 : sum > 0 ? 1 : -1;
    cm_rat_set_ratio(&r[2], nfg->exact[own * nfg->n + i].num, nfg->exact[own * nfg->n + i].den);
    return cm_rat_compare(&r[0], &r[2]);
}

/* The shares add up to 1. */
static bool whole(const cm_ctx *ctx, const mixing *m)
{
    double sum = 0, share;
    cm_rat r = { 0, 0 };
    bool good = true;
    for (size_t row = m->first; good && row < m->end; row++) {
        good = read_share(m, row, &r, &share);
        if (good) sum += share;
    }
    cm_rat_clear(&r);
    return good && fabs(sum - 1) <= ctx->tol.cert;
}

static bool dominates(const cm_ctx *ctx, const cm_left *left, const mixing *m, cm_dominance kind, size_t *digit, cm_rat *r)
{
    size_t cell;
    bool more = false;
    if (m->end == m->first || !whole(ctx, m) || (kind != CM_DOMINANCE_MIXED && m->end != m->first + 1)) return false;
    cm_left_first(left, m->player, digit, &cell);
    do {
        int sign = margin(ctx, left, m, cell, r);
        if (sign < 0 || (sign == 0 && kind != CM_DOMINANCE_WEAK)) return false;
        more = more || sign > 0;
    } while (cm_left_next(left, m->player, digit, &cell));
    return more;
}

static bool same_words(cm_value a, cm_value b)
{
    return a.kind == b.kind && ((a.kind == CM_INTEGER && a.as.integer == b.as.integer) || (a.kind == CM_TEXT && strcmp(a.as.text, b.as.text) == 0));
}

/* The mixture of a row of `eliminated`: the rows of `mixture` from m->first that are about the same strategy. */
static bool find_mixture(const cm_left *left, const cm_table *gone, size_t row, mixing *m)
{
    static const char *const keys[] = { "round", "player", "strategy" };
    cm_value player = cm_table_get(gone, row, "player"), strategy = cm_table_get(gone, row, "strategy");
    m->player = cm_cells_player(left->nfg, &player);
    if (m->player == SIZE_MAX) return false;
    m->strategy = cm_cells_strategy(left->nfg, m->player, &strategy);
    if (m->strategy == SIZE_MAX || !cm_left_has(left, m->player, m->strategy)) return false;
    for (m->end = m->first; m->end < m->table->nrows; m->end++) {
        for (size_t k = 0; k < 3; k++) {
            if (!same_words(cm_table_get(gone, row, keys[k]), cm_table_get(m->table, m->end, keys[k]))) return true;
        }
    }
    return true;
}

/* Rounds one after another: all of a round are judged on what was left before it. */
static cm_status replay(cm_ctx *ctx, cm_left *left, cm_dominance kind, const cm_table *gone, const cm_table *mixture, size_t *rounds)
{
    cm_arena scratch = { NULL };
    size_t *digit = CM_NEW(ctx, &scratch, left->nfg->n, size_t), start = 0;
    mixing m = { .table = mixture };
    cm_rat *r = cm_rats_new(ctx, 3);
    cm_status status = CM_OK;
    *rounds = 0;
    if (digit == NULL || r == NULL) CM_TRY(ctx->status);
    while (start < gone->nrows) {
        size_t end = start;
        ++*rounds;
        for (; end < gone->nrows && cm_table_get(gone, end, "round").as.integer == (int64_t)*rounds; end++) {
            bool good = find_mixture(left, gone, end, &m) && dominates(ctx, left, &m, kind, digit, r);
            if (!good) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: elimination %zu is not justified by what is said to dominate", end + 1));
            m.first = m.end;
        }
        if (end == start) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: round %zu eliminates nothing", *rounds));
        for (; start < end; start++) {
            cm_value player = cm_table_get(gone, start, "player"), strategy = cm_table_get(gone, start, "strategy");
            size_t i = cm_cells_player(left->nfg, &player), k = cm_cells_strategy(left->nfg, i, &strategy);
            if (!cm_left_has(left, i, k)) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' of '%s' is eliminated twice", left->nfg->strategy[i][k], left->nfg->player[i]));
            cm_left_remove(left, i, k);
        }
    }
    if (m.first != mixture->nrows) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: a mixture dominates nothing"));
out:
    cm_rats_free(r, 3);
    cm_arena_free(&scratch);
    return status;
}

/* By how much t falls short of a best reply to the belief about the others that suits it best; within the
 * tolerance, which is taken off, at most 0 when it is one.  Columns: the belief, and the shortfall last. */
static cm_status shortfall(cm_ctx *ctx, const cm_left *left, size_t i, size_t t, double *short_by)
{
    cm_arena scratch = { NULL };
    size_t others = 1, stride = cm_cells_stride(left->nfg, i), cell, at = 0;
    size_t *digit = CM_NEW(ctx, &scratch, left->nfg->n, size_t), *list;
    double *row, most = 0;
    int power = 0;
    cm_lp *lp = NULL;
    cm_lp_answer answer;
    cm_status status = CM_OK;
    for (size_t j = 0; j < left->nfg->n; j++) others *= j == i ? 1 : left->count[j];
    list = CM_NEW(ctx, &scratch, others, size_t);
    row = CM_NEW(ctx, &scratch, others + 1, double);
    if (digit == NULL || list == NULL || row == NULL || (lp = cm_lp_new(ctx, others + 1, false)) == NULL) CM_TRY(ctx->status);
    cm_left_first(left, i, digit, &cell);
    do list[at++] = cell; while (cm_left_next(left, i, digit, &cell));
    for (size_t k = 0; k < left->count[i]; k++) {
        for (size_t s = 0; s < others; s++) {
            size_t own = (list[s] + t * stride) * left->nfg->n + i, by = (list[s] + left->strategy[i][k] * stride) * left->nfg->n + i;
            most = fmax(most, fabs(left->nfg->payoff[own] - left->nfg->payoff[by]));
        }
    }
    (void)frexp(most, &power);
    for (size_t s = 0; s < others; s++) CM_TRY(cm_lp_column(ctx, lp, s, 0, 0, HUGE_VAL, false));
    CM_TRY(cm_lp_column(ctx, lp, others, 1, -HUGE_VAL, HUGE_VAL, false));
    for (size_t s = 0; s < others; s++) row[s] = 1;
    CM_TRY(cm_lp_row(ctx, lp, row, 1, 1));
    row[others] = 1;
    for (size_t k = 0; k < left->count[i]; k++) {
        size_t other = left->strategy[i][k];
        for (size_t s = 0; s < others; s++) {
            row[s] = ldexp(left->nfg->payoff[(list[s] + t * stride) * left->nfg->n + i] - left->nfg->payoff[(list[s] + other * stride) * left->nfg->n + i], -power);
        }
        CM_TRY(cm_lp_row(ctx, lp, row, 0, HUGE_VAL));
    }
    CM_TRY(cm_lp_solve(ctx, lp, &answer, NULL, short_by, NULL));
    if (answer != CM_LP_OPTIMAL) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: no belief could be sought"));
    *short_by = ldexp(*short_by, power) - ctx->tol.cert * (left->nfg->exact != NULL ? fmin(ldexp(1, power), left->scale) : left->scale);
out:
    cm_lp_free(lp);
    cm_arena_free(&scratch);
    return status;
}

/* No other single strategy beats t: each loses (or ties, where only strict counts) somewhere. */
static bool unbeaten(const cm_ctx *ctx, const cm_left *left, size_t i, size_t t, bool weak, size_t *digit)
{
    size_t stride = cm_cells_stride(left->nfg, i), cell;
    for (size_t k = 0; k < left->count[i]; k++) {
        bool loses = false, wins = false;
        if (left->strategy[i][k] == t) continue;
        cm_left_first(left, i, digit, &cell);
        do {
            int order = cm_cells_compare(ctx, left->nfg, left->scale, i, cell + t * stride, cell + left->strategy[i][k] * stride);
            loses = loses || order < 0;
            wins = wins || order > 0 || (order == 0 && !weak);
        } while (cm_left_next(left, i, digit, &cell));
        if (loses && !wins) return false;
    }
    return true;
}

static cm_status check_rest(cm_ctx *ctx, const cm_left *left, cm_dominance kind, const cm_table *rest)
{
    cm_arena scratch = { NULL };
    size_t *digit = CM_NEW(ctx, &scratch, left->nfg->n, size_t), row = 0;
    cm_status status = CM_OK;
    if (digit == NULL) CM_TRY(ctx->status);
    for (size_t i = 0; i < left->nfg->n; i++) {
        for (size_t k = 0; k < left->count[i]; k++, row++) {
            cm_value player = cm_table_get(rest, row, "player"), strategy = cm_table_get(rest, row, "strategy");
            size_t t = left->strategy[i][k];
            double short_by = 0;
            if (row >= rest->nrows || cm_cells_player(left->nfg, &player) != i || cm_cells_strategy(left->nfg, i, &strategy) != t) {
                CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' of '%s' should remain", left->nfg->strategy[i][t], left->nfg->player[i]));
            }
            if (cm_stopped(ctx)) CM_TRY(cm_fail(ctx, CM_E_INTERRUPT, "interrupted while what remains was checked"));
            if (kind == CM_DOMINANCE_MIXED) CM_TRY(shortfall(ctx, left, i, t, &short_by));
            if (short_by > 0 || (kind != CM_DOMINANCE_MIXED && !unbeaten(ctx, left, i, t, kind == CM_DOMINANCE_WEAK, digit))) {
                CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' of '%s' remains, but is dominated", left->nfg->strategy[i][t], left->nfg->player[i]));
            }
        }
    }
    if (row != rest->nrows) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu strategies remain, not %zu", row, rest->nrows));
out:
    cm_arena_free(&scratch);
    return status;
}

cm_status cm_dominance_check(cm_ctx *ctx, const cm_nfg *nfg, cm_dominance kind, const cm_result *result)
{
    const cm_table *gone = cm_result_find(result, "eliminated"), *mixture = cm_result_find(result, "mixture"), *rest = cm_result_find(result, "remaining");
    const cm_value *rounds = cm_result_get(result, "rounds"), *eliminated = cm_result_get(result, "eliminated"), *solved = cm_result_get(result, "solved");
    cm_arena scratch = { NULL };
    cm_left left;
    size_t played;
    cm_status status;
    if (gone == NULL || mixture == NULL || rest == NULL || rounds == NULL || eliminated == NULL || solved == NULL) return cm_fail(ctx, CM_E_NUMERIC, "certificate: a table or value is missing");
    CM_TRY(cm_left_init(ctx, &scratch, nfg, &left));
    CM_TRY(replay(ctx, &left, kind, gone, mixture, &played));
    CM_TRY(check_rest(ctx, &left, kind, rest));
    if (rounds->kind != CM_INTEGER || rounds->as.integer != (int64_t)played) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: there were %zu rounds", played));
    if (eliminated->kind != CM_INTEGER || eliminated->as.integer != (int64_t)gone->nrows) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu strategies were eliminated", gone->nrows));
    if (solved->kind != CM_TRUTH || solved->as.truth != (rest->nrows == nfg->n)) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu strategies remain of %zu players", rest->nrows, nfg->n));
out:
    cm_arena_free(&scratch);
    return status;
}
