/* decision_costs_check.c: the certificate of external and decision costs.
 *
 * Pr[Bin(n, p) >= q] is the incomplete beta function I_p(q, n - q + 1).  By symmetry the expected share against, where it
 * passes, is the chance that one member is against and at least q of the others in favour. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

#include "solver/voting/decision_costs.h"

static double at_least(size_t q, size_t n, double p)
{
    if (q == 0) return 1;
    return q > n ? 0 : gsl_cdf_beta_P(p, (double)q, (double)(n - q + 1));
}

/* Near in relation to its own size: powers of large bodies are tiny.  What cannot be held is none. */
static bool near(const cm_ctx *ctx, cm_value value, double expected)
{
    if (!isfinite(expected)) return value.kind == CM_NONE;
    return value.kind == CM_NUMBER && fabs(value.as.number - expected) <= ctx->tol.cert * fabs(expected);
}

static bool costs_are(const cm_ctx *ctx, const cm_costs_params *p, size_t n, double passes, double against, cm_value external, cm_value decision, cm_value total)
{
    double e = passes > 0 ? p->harm * against / passes : INFINITY, d = p->cost > 0 || passes > 0 ? p->cost * (double)n / passes : INFINITY;
    return near(ctx, external, e) && near(ctx, decision, d) && near(ctx, total, e + d);
}

static cm_status check_row(cm_ctx *ctx, const cm_costs_params *p, size_t n, size_t q, const cm_table *table)
{
    cm_value quota = cm_table_get(table, q - 1, "quota"), exact = cm_table_get(table, q - 1, "exact"), acts = cm_table_get(table, q - 1, "power_to_act");
    double passes = at_least(q, n, p->support), against = (1 - p->support) * at_least(q, n - 1, p->support);
    double agrees = p->support * at_least(q - 1, n - 1, p->support) + (1 - p->support) * (1 - at_least(q, n - 1, p->support));
    bool good = quota.kind == CM_INTEGER && quota.as.integer == (int64_t)q && near(ctx, cm_table_get(table, q - 1, "share"), (double)q / (double)n) && near(ctx, cm_table_get(table, q - 1, "passes"), passes) &&
                near(ctx, cm_table_get(table, q - 1, "agrees"), agrees) && near(ctx, acts, at_least(q, n, 0.5)) &&
                costs_are(ctx, p, n, passes, against, cm_table_get(table, q - 1, "external"), cm_table_get(table, q - 1, "decision"), cm_table_get(table, q - 1, "total"));
    if (good && n <= CM_COSTS_EXACT) {
        cm_rat share = { 0, 0 };
        good = exact.kind == CM_TEXT && cm_rat_set_text(&share, exact.as.text) && near(ctx, acts, cm_rat_value(&share));
        cm_rat_clear(&share);
    }
    return good ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "certificate: a quota of %zu passes a proposal with chance %.12g, and %.12g are against what passes", q, passes, passes > 0 ? against / passes : 0.0);
}

/* The first row from `from` on with as little (much) in the column as any is the one named; none where all cells are none. */
static bool is_extreme(const cm_ctx *ctx, const cm_result *result, const cm_table *table, const char *name, const char *column, size_t from, bool least)
{
    const cm_value *named = cm_result_get(result, name);
    double sign = least ? 1 : -1, extreme = HUGE_VAL;
    size_t q = from;
    if (named == NULL) return false;
    for (size_t row = from; row <= table->nrows; row++) {
        cm_value cell = cm_table_get(table, row - 1, column);
        if (cell.kind == CM_NUMBER && sign * cell.as.number < extreme) extreme = sign * cell.as.number;
    }
    if (!isfinite(extreme)) return named->kind == CM_NONE;
    for (; q <= table->nrows; q++) {
        cm_value cell = cm_table_get(table, q - 1, column);
        if (cell.kind == CM_NUMBER && cm_close(&ctx->tol, sign * cell.as.number, extreme)) break;
    }
    return named->kind == CM_INTEGER && named->as.integer == (int64_t)q;
}

/* Profiles one after another, each put to the rule; chances in logarithms. */
static void add_up(const cm_kinds *kinds, double support, size_t *took, unsigned char *in, double *passes, double *against)
{
    size_t j = 0, n = kinds->vote->n;
    *passes = *against = 0;
    do {
        double log_chance = 0, outside = 0;
        cm_kinds_mark(kinds, took, in);
        for (j = 0; j < kinds->count; j++) {
            double size = (double)cm_kinds_size(kinds, j), k = (double)took[j];
            log_chance += gsl_sf_lnchoose((unsigned)size, (unsigned)k) + k * log(support) + (size - k) * log1p(-support);
            outside += size - k;
        }
        if (cm_vote_wins(kinds->vote, in)) {
            *passes += exp(log_chance);
            *against += exp(log_chance) * outside / (double)n;
        }
        for (j = 0; j < kinds->count && took[j] == cm_kinds_size(kinds, j); j++) took[j] = 0;
        if (j < kinds->count) took[j]++;
    } while (j < kinds->count);
}

static cm_status check_own(cm_ctx *ctx, const cm_vote *vote, const cm_costs_params *p, const cm_result *result)
{
    static const char *const word[] = { "power_to_act", "passes", "external", "decision", "total" };
    cm_arena scratch = { NULL };
    cm_kinds kinds;
    size_t *took = CM_NEW(ctx, &scratch, vote->n, size_t);
    unsigned char *in = CM_NEW(ctx, &scratch, vote->n, unsigned char);
    cm_value said[5];
    double passes, against, acts, other;
    cm_status status = CM_OK;
    if (took == NULL || in == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_kinds_find(ctx, &scratch, vote, &kinds));
    for (int k = 0; k < 5; k++) {
        const cm_value *value = cm_result_get(result, word[k]);
        if (value == NULL || (kinds.profiles > CM_COSTS_PROFILES && value->kind != CM_NONE)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: '%s' cannot be told", word[k]));
        said[k] = *value;
    }
    if (kinds.profiles > CM_COSTS_PROFILES) CM_LEAVE(CM_OK);
    add_up(&kinds, p->support, took, in, &passes, &against);
    add_up(&kinds, 0.5, took, in, &acts, &other);
    if (!near(ctx, said[0], acts) || !near(ctx, said[1], passes) || !costs_are(ctx, p, vote->n, passes, against, said[2], said[3], said[4])) {
        status = cm_fail(ctx, CM_E_NUMERIC, "certificate: the venue's own rule passes a proposal with chance %.12g, and its power to act is %.12g", passes, acts);
    }
out:
    cm_arena_free(&scratch);
    return status;
}

/* The textbook's curves: the total is what they add up to at the share printed, and on neither side of it less. */
static bool textbook_holds(const cm_ctx *ctx, const cm_costs_params *p, double n, const cm_result *result)
{
    const cm_value *share = cm_result_get(result, "textbook_share"), *total = cm_result_get(result, "textbook_total");
    double least;
    if (share == NULL || share->kind != CM_NUMBER || total == NULL) return false;
    least = p->external * pow(1 - share->as.number, 2) + p->deciding * n * pow(share->as.number, 2);
    if (!near(ctx, *total, least)) return false;
    return fabs(p->deciding * n * share->as.number - p->external * (1 - share->as.number)) <= ctx->tol.cert * (p->external + p->deciding * n);
}

cm_status cm_decision_costs_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    const cm_costs_params *p = params;
    const cm_table *table = cm_result_find(result, "quotas");
    const cm_value *best = cm_result_get(result, "best_quota"), *total = cm_result_get(result, "best_total");
    size_t n = game->as.vote.n;
    cm_status status = CM_OK;
    if (table == NULL || table->nrows != n) return cm_fail(ctx, CM_E_NUMERIC, "certificate: quotas are missing");
    for (size_t q = 1; q <= n; q++) CM_TRY(check_row(ctx, p, n, q, table));
    if (!is_extreme(ctx, result, table, "best_quota", "total", 1, true) || !is_extreme(ctx, result, table, "best_majority", "total", n / 2 + 1, true) || !is_extreme(ctx, result, table, "most_agreeing", "agrees", 1, false)) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: another quota costs less, or agrees more"));
    }
    if (total == NULL || (best->kind == CM_INTEGER ? !near(ctx, *total, cm_table_get(table, (size_t)best->as.integer - 1, "total").as.number) : total->kind != CM_NONE)) {
        CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the best quota does not cost what is said"));
    }
    CM_TRY(check_own(ctx, &game->as.vote, p, result));
    if (!textbook_holds(ctx, p, (double)n, result)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the textbook's costs are least at another share"));
out:
    return status;
}
