/* evolutionary.c: which ways of playing does a population keep?
 *
 * Definition: in a symmetric game a mixture x is evolutionarily stable when it is a best reply to itself and does better
 * against every other best reply y than y does against itself: x'Ay > y'Ay.  There may be none, one or several.
 *
 * Method: each set of strategies in use has at most one candidate, the mixture that makes them equal.  With z = y - x the
 * condition is -z'Az > 0 for all z that sum to 0, live on the best replies, and are not negative where x is 0: with one
 * strategy in use eliminated, a symmetric matrix must be positive definite on the others in use, and what
 * elimination leaves of it strictly copositive (by the signs of its minors: E. L. Keller's criterion).
 *
 * Summary: count, complete (true).
 * Tables: strategies: stable, strategy, probability, exact; payoffs: stable, value, exact.
 * Fails with: CM_E_DOMAIN when the game is not symmetric; CM_E_LIMIT for more than 10 strategies; CM_E_MEMORY.
 * Cost: O(2^n n^3). */
#include "solver/strategic/evolutionary.h"

#include <math.h>
#include <string.h>

#include "solver/base/rng.h"
#include "solver/strategic/mixture.h"

enum { MOST = 10, WIDE = MOST + 1 };

/* Work on at most 10 strategies: all fractions of one search, cleared together. */
typedef struct work {
    const cm_bimatrix *game;
    size_t n;
    cm_rat x[WIDE], paid[MOST], right[WIDE], form[WIDE * WIDE], part[WIDE * WIDE];
    size_t list[MOST];
} work;

static void clear_work(work *w)
{
    cm_rat *all[] = { w->x, w->paid, w->right, w->form, w->part };
    const size_t length[] = { WIDE, MOST, WIDE, WIDE * WIDE, WIDE * WIDE };
    for (size_t k = 0; k < 5; k++) {
        for (size_t e = 0; e < length[k]; e++) cm_rat_clear(&all[k][e]);
    }
}

static cm_status require_symmetry(cm_ctx *ctx, const cm_nfg *nfg, const cm_bimatrix *game)
{
    if (nfg->count[0] != nfg->count[1]) {
        return cm_fail(ctx, CM_E_DOMAIN, "'evolutionary' is for symmetric games; the players have %zu and %zu strategies", nfg->count[0], nfg->count[1]);
    }
    for (size_t i = 0; i < nfg->count[0]; i++) {
        for (size_t j = 0; j < nfg->count[0]; j++) {
            if (cm_rat_compare(cm_bimatrix_at(game, 0, i, j), cm_bimatrix_at(game, 1, i, j)) == 0) continue;
            return cm_fail(ctx, CM_E_DOMAIN, "'evolutionary' is for symmetric games; '%s' against '%s' pays the first player %g and the second %g", nfg->strategy[0][i],
                           nfg->strategy[0][j], cm_rat_value(cm_bimatrix_at(game, 0, i, j)), cm_rat_value(cm_bimatrix_at(game, 1, i, j)));
        }
    }
    if (nfg->count[0] > MOST) return cm_fail(ctx, CM_E_LIMIT, "%zu strategies have too many sets to look through; at most %d", nfg->count[0], MOST);
    return CM_OK;
}

/* The mixture of a set that makes all of it equal, into w->x; false unless it is positive there. */
static bool equalise(work *w, unsigned set)
{
    size_t k = 0, wide;
    bool good;
    for (size_t i = 0; i < w->n; i++) {
        if (set >> i & 1u) w->list[k++] = i;
    }
    wide = k + 1;
    for (size_t i = 0; i < wide; i++) {
        for (size_t j = 0; j < wide; j++) {
            if (i < k && j < k) cm_rat_set(&w->part[i * wide + j], cm_bimatrix_at(w->game, 0, w->list[i], w->list[j]));
            else cm_rat_set_ratio(&w->part[i * wide + j], i < k ? -1 : j < k, 1);
        }
        cm_rat_set_ratio(&w->right[i], i == k, 1);
    }
    good = cm_rat_solve(w->part, wide, w->right, w->form);
    for (size_t i = 0; i < w->n; i++) cm_rat_set_ratio(&w->x[i], 0, 1);
    for (size_t i = 0; good && i < k; i++) {
        good = cm_rat_sign(&w->form[i]) > 0;
        cm_rat_set(&w->x[w->list[i]], &w->form[i]);
    }
    return good;
}

/* The best replies to x as a set; 0 when one outside `set` is better than those in it. */
static unsigned best_replies(work *w, unsigned set)
{
    size_t first = (size_t)__builtin_ctz(set);
    unsigned best = 0;
    for (size_t k = 0; k < w->n; k++) cm_bimatrix_against(w->game, 0, false, k, w->x, &w->paid[k]);
    for (size_t k = 0; k < w->n; k++) {
        int sign = cm_rat_compare(&w->paid[k], &w->paid[first]);
        if (sign > 0) return 0;
        if (sign == 0) best |= 1u << k;
    }
    return best;
}

/* Determinant of rows x columns of a symmetric n x n matrix, by elimination in w->part. */
static void minor_of(work *w, const cm_rat *a, size_t n, const size_t *row, const size_t *column, size_t k, cm_rat *out)
{
    cm_rat factor = { 0, 0 }, zero = { 0, 1 };
    cm_rat_set_ratio(out, 1, 1);
    for (size_t e = 0; e < k * k; e++) cm_rat_set(&w->part[e], &a[row[e / k] * n + column[e % k]]);
    for (size_t c = 0; c < k && cm_rat_sign(out) != 0; c++) {
        size_t r = c;
        while (r < k && cm_rat_sign(&w->part[r * k + c]) == 0) r++;
        if (r == k) {
            cm_rat_set_ratio(out, 0, 1);
            break;
        }
        for (size_t j = 0; j < k && r != c; j++) {
            cm_rat swap = w->part[r * k + j];
            w->part[r * k + j] = w->part[c * k + j];
            w->part[c * k + j] = swap;
        }
        if (r != c) cm_rat_sub(out, &zero, out);
        cm_rat_mul(out, out, &w->part[c * k + c]);
        for (r = c + 1; r < k; r++) {
            cm_rat_div(&factor, &w->part[r * k + c], &w->part[c * k + c]);
            cm_rat_sub(&factor, &zero, &factor);
            for (size_t j = c; j < k; j++) cm_rat_add_mul(&w->part[r * k + j], &factor, &w->part[c * k + j]);
        }
    }
    cm_rat_clear(&factor);
}

/* Keller: every principal part whose last row has only positive cofactors has a positive determinant. */
static bool is_copositive(work *w, const cm_rat *a, size_t n)
{
    cm_rat value = { 0, 0 };
    bool good = true;
    for (unsigned set = 1; good && set < 1u << n; set++) {
        size_t in[MOST], rest[MOST], k = 0;
        bool positive = true;
        for (size_t i = 0; i < n; i++) {
            if (set >> i & 1u) in[k++] = i;
        }
        for (size_t c = 0; positive && c < k; c++) {
            for (size_t i = 0, at = 0; i < k; i++) {
                if (i != c) rest[at++] = in[i];
            }
            minor_of(w, a, n, in, rest, k - 1, &value);
            positive = cm_rat_sign(&value) * ((k - 1 + c) % 2 == 0 ? 1 : -1) > 0;
        }
        if (!positive) continue;
        minor_of(w, a, n, in, in, k, &value);
        good = cm_rat_sign(&value) > 0;
    }
    cm_rat_clear(&value);
    return good;
}

/* The quadratic form over the best replies but one that is in use, those in use first. */
static size_t fill_form(work *w, unsigned set, unsigned best)
{
    size_t m = (size_t)__builtin_ctz(set), n = 0;
    for (int outside = 0; outside < 2; outside++) {
        for (size_t i = 0; i < w->n; i++) {
            if (i != m && best >> i & 1u && (set >> i & 1u) != (unsigned)outside) w->list[n++] = i;
        }
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) {
            cm_rat *c = &w->form[i * n + j];
            cm_rat_set_ratio(c, 0, 1);
            for (int turn = 0; turn < 2; turn++) {
                size_t a = w->list[turn == 0 ? i : j], b = w->list[turn == 0 ? j : i];
                cm_rat_add(c, c, cm_bimatrix_at(w->game, 0, a, m));
                cm_rat_add(c, c, cm_bimatrix_at(w->game, 0, m, b));
                cm_rat_sub(c, c, cm_bimatrix_at(w->game, 0, m, m));
                cm_rat_sub(c, c, cm_bimatrix_at(w->game, 0, a, b));
            }
        }
    }
    return n;
}

static bool is_stable(work *w, unsigned set, unsigned best)
{
    size_t n = fill_form(w, set, best), in = (size_t)__builtin_popcount(set) - 1, left = n - in;
    cm_rat factor = { 0, 0 }, zero = { 0, 1 };
    bool good = true;
    for (size_t c = 0; good && c < in; c++) {
        good = cm_rat_sign(&w->form[c * n + c]) > 0;
        for (size_t r = c + 1; good && r < n; r++) {
            cm_rat_div(&factor, &w->form[r * n + c], &w->form[c * n + c]);
            cm_rat_sub(&factor, &zero, &factor);
            for (size_t j = c; j < n; j++) cm_rat_add_mul(&w->form[r * n + j], &factor, &w->form[c * n + j]);
        }
    }
    cm_rat_clear(&factor);
    for (size_t i = 0; good && i < left; i++) {                  /* what is left, moved to the front */
        for (size_t j = 0; j < left; j++) cm_rat_set(&w->form[i * left + j], &w->form[(in + i) * n + in + j]);
    }
    return good && is_copositive(w, w->form, left);
}

static cm_status write_stable(cm_ctx *ctx, const cm_nfg *nfg, const work *w, int64_t number, unsigned set, cm_result *result, cm_table *strategies, cm_table *payoffs)
{
    const cm_rat *value = &w->paid[__builtin_ctz(set)];
    cm_value paid[] = { cm_integer(number), cm_number(cm_rat_value(value)), cm_none() };
    cm_status status = CM_OK;
    for (size_t i = 0; i < w->n; i++) {
        cm_value row[] = { cm_integer(number), cm_text(nfg->strategy[0][i]), cm_number(cm_rat_value(&w->x[i])), cm_none() };
        CM_TRY(cm_mixture_exact(ctx, result, nfg, &w->x[i], &row[3]));
        CM_TRY(cm_table_row(ctx, result, strategies, row));
    }
    CM_TRY(cm_mixture_exact(ctx, result, nfg, value, &paid[2]));
    CM_TRY(cm_table_row(ctx, result, payoffs, paid));
out:
    return status;
}

static cm_status run(cm_ctx *ctx, const cm_game *game, const void *params, cm_result *result)
{
    static const char *const strategy_columns[] = { "stable", "strategy", "probability", "exact", NULL }, *const payoff_columns[] = { "stable", "value", "exact", NULL };
    const cm_nfg *nfg = &game->as.nfg;
    cm_bimatrix bimatrix;
    work w = { .game = &bimatrix, .n = nfg->count[0] };
    cm_table *strategies, *payoffs;
    int64_t count = 0;
    cm_status status = CM_OK;
    (void)params;
    CM_TRY(cm_bimatrix_init(ctx, nfg, &bimatrix));
    CM_TRY(require_symmetry(ctx, nfg, &bimatrix));
    CM_TRY(cm_result_table(ctx, result, "strategies", strategy_columns, &strategies));
    CM_TRY(cm_result_table(ctx, result, "payoffs", payoff_columns, &payoffs));
    for (unsigned set = 1; set < 1u << w.n; set++) {
        unsigned best;
        if (cm_stopped(ctx)) CM_TRY(cm_fail(ctx, CM_E_INTERRUPT, "stopped while stable strategies were sought"));
        if (!equalise(&w, set) || (best = best_replies(&w, set)) == 0 || !is_stable(&w, set, best)) continue;
        CM_TRY(write_stable(ctx, nfg, &w, ++count, set, result, strategies, payoffs));
    }
    CM_TRY(cm_result_set(ctx, result, "count", cm_integer(count)));
    CM_TRY(cm_result_set(ctx, result, "complete", cm_truth(true)));
    if (count == 0) CM_TRY(cm_result_note(ctx, result, "No way of playing is safe from every small group that plays another."));
out:
    clear_work(&w);
    cm_bimatrix_free(&bimatrix);
    return status;
}

/* z'Az for z = y - x, over the best replies; y are weights of any sum. */
static double form_at(work *w, const uint64_t *weight)
{
    cm_rat sum = { 0, 0 }, total = { 0, 0 }, *z = w->right;
    double value;
    for (size_t i = 0; i < w->n; i++) {
        cm_rat_set_ratio(&z[i], (int64_t)weight[i], 1);
        cm_rat_add(&total, &total, &z[i]);
    }
    for (size_t i = 0; i < w->n; i++) {
        cm_rat_div(&z[i], &z[i], &total);
        cm_rat_sub(&z[i], &z[i], &w->x[i]);
    }
    cm_rat_set_ratio(&total, 0, 1);
    for (size_t i = 0; i < w->n; i++) {
        cm_bimatrix_against(w->game, 0, false, i, z, &sum);
        cm_rat_add_mul(&total, &sum, &z[i]);
    }
    value = cm_rat_value(&total);
    for (size_t i = 0, same = 0; i < w->n; i++) {                /* y = x says nothing */
        same += cm_rat_sign(&z[i]) == 0;
        if (same == w->n) value = -1;
    }
    cm_rat_clear(&sum);
    cm_rat_clear(&total);
    return value;
}

/* Nobody who plays another best reply does as well: each pure one, each pair, and a hundred mixtures. */
static bool withstands(work *w, unsigned best)
{
    cm_rng rng;
    uint64_t y[MOST];
    bool good = true;
    cm_rng_init(&rng, 1, "invaders", best);
    for (size_t t = 0; good && t < w->n * w->n + 100; t++) {
        size_t i = t / w->n, j = t % w->n, some = 0;
        for (size_t k = 0; k < w->n; k++) {
            bool in = best >> k & 1u;
            if (t < w->n * w->n) y[k] = in && (k == i || k == j);
            else y[k] = in ? cm_rng_below(&rng, 8) * cm_rng_below(&rng, 8) : 0;
            some += y[k] > 0;
        }
        good = some == 0 || form_at(w, y) < 0;
    }
    return good;
}

/* Read mixture e; *best is the set of its best replies, 0 when it is none to itself, *set those in use. */
static cm_status read_stable(cm_ctx *ctx, const cm_nfg *nfg, work *w, const cm_table *table, size_t e, unsigned *set, unsigned *best)
{
    cm_rat sum = { 0, 0 };
    cm_status status = CM_OK;
    *set = 0;
    for (size_t i = 0; i < w->n; i++) {
        cm_value number = cm_table_get(table, e * w->n + i, "probability"), exact = cm_table_get(table, e * w->n + i, "exact");
        if (number.kind != CM_NUMBER || !(number.as.number >= 0)) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: no probability of '%s'", nfg->strategy[0][i]));
        (void)cm_rat_set_double(&w->x[i], number.as.number);
        if (exact.kind == CM_TEXT && (!cm_rat_set_text(&w->x[i], exact.as.text) || fabs(cm_rat_value(&w->x[i]) - number.as.number) > 0)) {
            CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: %.12g and '%s' differ", number.as.number, exact.as.text));
        }
        if (cm_rat_sign(&w->x[i]) > 0) *set |= 1u << i;
        cm_rat_add(&sum, &sum, &w->x[i]);
    }
    if (!(fabs(cm_rat_value(&sum) - 1) <= (nfg->exact != NULL ? 0 : ctx->tol.cert))) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: probabilities add up to %.12g", cm_rat_value(&sum)));
    if (nfg->exact == NULL && !equalise(w, *set)) *set = 0;      /* computed payoffs: the fractions behind the printed numbers */
    for (size_t i = 0; i < w->n && nfg->exact == NULL; i++) {
        double printed = cm_table_get(table, e * w->n + i, "probability").as.number;
        if (!(fabs(cm_rat_value(&w->x[i]) - printed) <= ctx->tol.cert)) *set = 0;
    }
    *best = *set == 0 ? 0 : best_replies(w, *set);
    if (*best == 0 || (*set & ~*best) != 0) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: mixture %zu is no best reply to itself", e + 1));
out:
    cm_rat_clear(&sum);
    return status;
}

static cm_status check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_nfg *nfg = &game->as.nfg;
    const cm_table *table = cm_result_find(result, "strategies"), *payoffs = cm_result_find(result, "payoffs");
    const cm_value *count = cm_result_get(result, "count");
    cm_bimatrix bimatrix;
    cm_arena scratch = { NULL };
    work w = { .game = &bimatrix, .n = nfg->count[0] };
    unsigned *set = NULL, *best = NULL;
    cm_status status = CM_OK;
    (void)params;
    CM_TRY(cm_bimatrix_init(ctx, nfg, &bimatrix));
    if (table == NULL || payoffs == NULL || count == NULL || table->nrows != (size_t)count->as.integer * w.n || payoffs->nrows * w.n != table->nrows) {
        CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: the mixtures are not whole"));
    }
    set = CM_NEW(ctx, &scratch, payoffs->nrows, unsigned);
    best = CM_NEW(ctx, &scratch, payoffs->nrows, unsigned);
    if (set == NULL || best == NULL) CM_TRY(ctx->status);
    for (size_t e = 0; e < payoffs->nrows; e++) {
        CM_TRY(read_stable(ctx, nfg, &w, table, e, &set[e], &best[e]));
        if (fabs(cm_rat_value(&w.paid[__builtin_ctz(set[e])]) - cm_table_get(payoffs, e, "value").as.number) > 0) {
            CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: mixture %zu is paid %.12g", e + 1, cm_rat_value(&w.paid[__builtin_ctz(set[e])])));
        }
        if (!withstands(&w, best[e])) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: mixture %zu can be invaded", e + 1));
        for (size_t f = 0; f < e; f++) {                         /* no stable one lives on another's best replies */
            if ((set[e] & ~best[f]) == 0 || (set[f] & ~best[e]) == 0) CM_TRY(cm_fail(ctx, CM_E_NUMERIC, "certificate: mixtures %zu and %zu exclude each other", f + 1, e + 1));
        }
    }
out:
    clear_work(&w);
    cm_bimatrix_free(&bimatrix);
    cm_arena_free(&scratch);
    return status;
}

static const char *const summary_names[] = { "count", "complete", NULL };

const cm_concept cm_concept_evolutionary = {
    .name = "evolutionary",
    .title = "Evolutionarily stable strategies",
    .title_zh = "演化稳定策略",
    .about = "Ways of playing that a population keeps when small groups try another: who deviates does worse than the rest.",
    .about_zh = "群体能够保持的行为方式：少数人尝试其他做法时，所得不如其他人。",
    .formula = "x'Ax >= y'Ax for all y, and x'Ay > y'Ay for every other y with y'Ax = x'Ax",
    .source = "J. Maynard Smith, G. R. Price, \"The logic of animal conflict\", Nature 246 (1973) 15-18; A. Abakuks, \"Conditions for evolutionarily stable "
              "strategies\", Journal of Applied Probability 17 (1980) 559-562; K. P. Hadeler, \"On copositive matrices\", Linear Algebra and its "
              "Applications 49 (1983) 79-89",
    .certificate = "each mixture is a best reply to itself and does better against many other best replies than they do against themselves; no one lives on "
                   "another's best replies",
    .summary = summary_names,
    .takes = CM_GAME_NFG,
    .run = run,
    .check = check,
};
