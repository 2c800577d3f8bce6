/* evolution_check.c: the certificate of a change of convention, from the printed result.
 *
 * all: chances are those of members of either kind, one by one; in the long run the flow up across each cut is the flow
 * down; the wait for one more adopter is the time spent at or below, over the flow up.  ring: histories again; up to
 * SOLVED members the mean wait solves linear equations over all 2^n states. */
#include "solver/norms/evolution.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

#include "solver/base/printed.h"

enum { SOLVED = 8, ERRORS = 6 };

/* What one who holds `own` does at a revision when `seen` of `others` hold the new one: the chance of the new one. */
static double chooses_new(const cm_evolution_params *p, size_t seen, size_t others)
{
    double better = (double)seen >= p->needed * (double)others || (double)seen / (double)others >= p->needed ? 1 : 0;
    return p->noise * 0.5 + (1 - p->noise) * better;
}

static cm_status check_states(cm_ctx *ctx, const cm_evolution_params *p, const cm_result *result)
{
    const cm_table *table = cm_result_find(result, "states");
    size_t n = (size_t)p->members, goal = (size_t)ceil(p->goal * (double)n - ctx->tol.abs);
    double below = -HUGE_VAL, sum = 0, mean = 0, wait = -HUGE_VAL, ten = log(10);
    cm_status status = CM_OK;
    if (table == NULL || table->nrows != n + 1) return cm_fail(ctx, CM_E_NUMERIC, "certificate: not %zu states", n + 1);
    for (size_t i = 0; i <= n; i++) {
        double at = cm_table_get(table, i, "log10_probability").as.number * ten, flow, next, h;
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, i, "adopters"), (double)i, "a state", i));
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, i, "probability"), exp(at), "the probability of state", i));
        sum += exp(at);
        mean += exp(at) * (double)i;
        below = below > at ? below + log1p(exp(at - below)) : at + log1p(exp(below - at));
        if (i == n) break;
        flow = at + log((double)(n - i) * chooses_new(p, i, n - 1) / (double)n);
        next = cm_table_get(table, i + 1, "log10_probability").as.number * ten + log((double)(i + 1) * (1 - chooses_new(p, i, n - 1)) / (double)n);
        CM_TRY(cm_printed_near(ctx, cm_number(next), flow, "the flow across state", i));
        h = below - flow - log((double)n);
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, i, "log10_wait"), h / ten, "the wait at state", i));
        if (i < goal) wait = wait > h ? wait + log1p(exp(h - wait)) : h + log1p(exp(wait - h));
    }
    CM_TRY(cm_printed_near(ctx, cm_number(sum), 1, "the sum of probabilities", n));
    CM_TRY(cm_printed_near(ctx, cm_printed_value(result, "adopted"), mean / (double)n, "adopted", 0));
    CM_TRY(cm_printed_near(ctx, cm_printed_value(result, "log10_rounds"), wait / ten, "log10_rounds", 0));
    if (exp(wait) < CM_NUM_LARGEST) {
        cm_value rounds = cm_printed_value(result, "rounds");
        if (rounds.kind != CM_NUMBER || !(fabs(log(rounds.as.number) - wait) <= ctx->tol.cert)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: rounds are %.12g", exp(wait)));
    } else if (cm_printed_value(result, "rounds").kind != CM_NONE) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: rounds are too many to be a number"));
    }
out:
    return status;
}

/* A history again: members in a list of bits, neighbours counted anew. */
static double again(const cm_evolution_params *p, unsigned char *in, uint64_t draw)
{
    size_t n = (size_t)p->members;
    double revisions = 0;
    cm_rng rng;
    cm_rng_init(&rng, (uint64_t)p->seed, "revisions", draw);
    for (size_t i = 0; i < n; i++) in[i] = 0;
    for (double count = 0; count < p->goal * (double)n; revisions++) {
        size_t i = (size_t)cm_rng_below(&rng, n);
        double u = cm_rng_unit(&rng), seen = in[(i + 1) % n] + in[(i + n - 1) % n];
        unsigned char now = (unsigned char)(u < p->noise / 2 ? 1 : u < p->noise ? 0 : seen >= 2 * p->needed);
        if (now != in[i]) count += now ? 1 : -1;
        in[i] = now;
    }
    return revisions / (double)n;
}

/* The mean wait, from linear equations over all states short of the goal. */
static cm_status solve(cm_ctx *ctx, const cm_evolution_params *p, double *wait)
{
    size_t n = (size_t)p->members, states = (size_t)1 << n;
    gsl_matrix *m = gsl_matrix_calloc(states, states);
    gsl_vector *one = gsl_vector_calloc(states), *time = gsl_vector_calloc(states);
    gsl_permutation *order = gsl_permutation_alloc(states);
    int sign, code = GSL_ENOMEM;
    if (m != NULL && one != NULL && time != NULL && order != NULL) {
        for (size_t a = 0; a < states; a++) {
            double held = __builtin_popcountll(a);
            gsl_matrix_set(m, a, a, 1);
            if (!(held < p->goal * (double)n)) continue;
            gsl_vector_set(one, a, 1 / (double)n);
            for (size_t i = 0; i < n; i++) {
                size_t seen = (a >> ((i + 1) % n) & 1) + (a >> ((i + n - 1) % n) & 1), with = a | (size_t)1 << i, without = with ^ (size_t)1 << i;
                double c = chooses_new(p, seen, 2) / (double)n;
                gsl_matrix_set(m, a, with, gsl_matrix_get(m, a, with) - c);
                gsl_matrix_set(m, a, without, gsl_matrix_get(m, a, without) - (1 / (double)n - c));
            }
        }
        code = gsl_linalg_LU_decomp(m, order, &sign);
        if (code == GSL_SUCCESS) code = gsl_linalg_LU_solve(m, order, one, time);
        *wait = gsl_vector_get(time, 0);
    }
    gsl_permutation_free(order);
    gsl_vector_free(time);
    gsl_vector_free(one);
    gsl_matrix_free(m);
    return code == GSL_SUCCESS ? CM_OK : cm_fail(ctx, code == GSL_ENOMEM ? CM_E_MEMORY : CM_E_NUMERIC, "certificate: the equations of %zu states: %s", states, gsl_strerror(code));
}

static cm_status check_ring(cm_ctx *ctx, const cm_evolution_params *p, unsigned char *in, const cm_result *result)
{
    const cm_table *table = cm_result_find(result, "batches");
    size_t draws = (size_t)p->draws;
    double total = 0, totals = 0, exact = 0, spread;
    cm_status status = CM_OK;
    if (table == NULL || table->nrows == 0 || table->nrows > draws) return cm_fail(ctx, CM_E_NUMERIC, "certificate: no batches");
    for (size_t b = 0; b < table->nrows; b++) {
        size_t from = draws * b / table->nrows, to = draws * (b + 1) / table->nrows;
        double sum = 0, squares = 0, count = (double)(to - from), printed = cm_table_get(table, b, "spread").as.number;
        for (size_t d = from; d < to; d++) {
            double time = again(p, in, d);
            if (cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "interrupted");
            sum += time;
            squares += time * time;
        }
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, b, "draws"), count, "draws of batch", b + 1));
        CM_TRY(cm_printed_near(ctx, cm_table_get(table, b, "rounds"), sum / count, "rounds in batch", b + 1));
        CM_TRY(cm_printed_near(ctx, cm_number(printed * printed), fmax(0, squares / count - pow(sum / count, 2)), "the variance in batch", b + 1));
        total += sum;
        totals += squares;
    }
    total /= (double)draws;
    CM_TRY(cm_printed_near(ctx, cm_printed_value(result, "rounds"), total, "rounds", 0));
    CM_TRY(cm_printed_near(ctx, cm_printed_value(result, "log10_rounds"), log10(total), "log10_rounds", 0));
    if (draws < 2) return CM_OK;
    spread = sqrt(fmax(0, totals / (double)draws - total * total) / ((double)draws - 1));
    CM_TRY(cm_printed_near(ctx, cm_printed_value(result, "rounds_low"), fmax(0, total - gsl_cdf_ugaussian_Pinv(0.975) * spread), "rounds_low", 0));
    CM_TRY(cm_printed_near(ctx, cm_printed_value(result, "rounds_high"), total + gsl_cdf_ugaussian_Pinv(0.975) * spread, "rounds_high", 0));
    if (p->members > SOLVED || draws < 100) return CM_OK;
    CM_TRY(solve(ctx, p, &exact));
    if (!(fabs(exact - total) <= ERRORS * spread)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: over all states the mean wait is %.6g, and draws have %.6g", exact, total));
out:
    return status;
}

cm_status cm_evolution_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_evolution_params *p = params;
    bool all = strcmp(p->network, "all") == 0;
    double m = all ? (double)p->members - 1 : 2;
    int64_t there = (int64_t)ceil(p->needed * m - ctx->tol.abs), back = p->needed > 0 ? (int64_t)floor(m - p->needed * m + ctx->tol.abs) + 1 : (int64_t)m + 1;
    cm_value selected = cm_printed_value(result, "selected");
    cm_arena scratch = { NULL };
    unsigned char *in = CM_NEW(ctx, &scratch, (size_t)p->members, unsigned char);
    cm_status status = CM_OK;
    (void)game;
    if (in == NULL) return ctx->status;
    CM_TRY(cm_printed_near(ctx, cm_printed_value(result, "mutations"), (double)there, "mutations", 0));
    CM_TRY(cm_printed_near(ctx, cm_printed_value(result, "back"), (double)back, "back", 0));
    if (selected.kind != CM_TEXT || strcmp(selected.as.text, there < back ? "new" : there > back ? "old" : "both") != 0) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: another convention is selected"));
    CM_TRY(all ? check_states(ctx, p, result) : check_ring(ctx, p, in, result));
    if (!all && cm_printed_value(result, "adopted").kind != CM_NONE) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: a share of all time, and only the way to the goal was drawn"));
    if ((all || p->draws < 2) && (cm_printed_value(result, "rounds_low").kind != CM_NONE || cm_printed_value(result, "rounds_high").kind != CM_NONE)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: an interval, and nothing was drawn twice"));
out:
    cm_arena_free(&scratch);
    return status;
}
