/* judge.c: from sums to verdicts. */
#include "models/judge.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "models/judge_inside.h"

const char *cm_verdict_word(cm_verdict verdict)
{
    static const char *const words[] = { "supported", "reversed", "no effect", "conditional", "undecided" };
    return words[verdict];
}

const char *cm_verdict_word_zh(cm_verdict verdict)
{
    static const char *const words[] = { "成立", "相反", "无实质影响", "有条件成立", "未决" };
    return words[verdict];
}

const char *cm_basis_word(cm_basis basis)
{
    static const char *const words[] = { "theorem", "exact", "sampled" };
    return words[basis];
}

/* What a measure can be: 0 to this.  Of one without a bound the largest that any draw came to. */
static double most_of(const cm_claim *claim, const cm_sums *sums, size_t m)
{
    return claim->measure[m]->share || claim->measure[m]->needs_coverage ? 1 : sums->largest[m];
}

static void report_cell(const cm_claim *claim, const cm_sums *sums, size_t m, size_t c, cm_cell_report *out)
{
    const cm_measure *measure = claim->measure[m];
    double n = sums->draws, sum = sums->sum[m * claim->ncells + c], alpha = 1 - claim->confidence;
    cm_interval interval = measure->share ? cm_clopper_pearson(sum, n, alpha)
                                          : cm_mean_interval(sum, sums->square[m * claim->ncells + c], n, alpha, measure->concept != NULL ? -most_of(claim, sums, m) : 0, most_of(claim, sums, m));
    *out = (cm_cell_report){ .mean = sum / n, .low = interval.low, .high = interval.high,
                             .edge = sums->edge[c] / n, .brief = sums->brief[c] / n };
    if (!claim->random) out->low = out->high = out->mean;
    if (measure->share && out->high < 0.01) out->flag = "floor";
    if (measure->share && out->low > 0.99) out->flag = "ceiling";
    if (measure->share && !claim->random) out->flag = out->mean > 0.5 ? "ceiling" : "floor";
}

static void report_effect(const cm_claim *claim, const cm_sums *sums, const cm_contrasts *plan, size_t m, size_t k,
                          double alpha, cm_effect *out)
{
    const cm_contrast *contrast = &plan->contrast[k];
    size_t at = m * plan->count + k;
    double n = sums->draws, mean = sums->difference[at] / n, most = (claim->measure[m]->concept != NULL ? 2 : 1) * most_of(claim, sums, m);      /* a concept's number may be negative */
    cm_interval interval;
    if (claim->measure[m]->share && contrast->npairs == 1) {
        double second = sums->sum[m * claim->ncells + contrast->second[0]];
        interval = cm_paired_shares(second - sums->above[at], sums->above[at], sums->below[at], n, alpha);
    } else {
        interval = cm_mean_interval(sums->difference[at], sums->square_difference[at], n, alpha, -most, most);
    }
    if (contrast->theorem && claim->measure[m]->falls) interval.high = fmin(interval.high, 0);
    *out = (cm_effect){ .effect = mean, .low = interval.low, .high = interval.high };
    if (!claim->random) out->low = out->high = mean;
    out->against = (claim->decreasing ? sums->above[at] : sums->below[at]) / n;
    out->first_against = claim->decreasing ? sums->first_above[at] : sums->first_below[at];
}

/* An effect turned so that what the claim says is positive. */
static cm_interval turned(const cm_claim *claim, const cm_effect *e)
{
    cm_interval interval = { e->low, e->high };
    if (claim->decreasing) interval = (cm_interval){ -e->high, -e->low };
    return interval;
}

/* Draws still needed for the interval to clear the nearer bound, if the effect is what it seems. */
static double draws_needed(double margin, const cm_effect *e, double draws)
{
    double half = (e->high - e->low) / 2, distance = fabs(fabs(e->effect) - margin);
    if (!(distance > 0)) return HUGE_VAL;
    return fmax(0, ceil(draws * (half / distance) * (half / distance) * 1.2 - draws));
}

/* The pair of levels whose change, beyond its interval and the smallest effect, goes furthest with the claim
 * (sign 1) or against it (-1); SIZE_MAX: none. */
static size_t furthest(const cm_claim *claim, const cm_regime *regime, double margin, int sign)
{
    size_t found = SIZE_MAX;
    double most = margin;
    for (size_t k = 0; k < regime->npairs; k++) {
        cm_interval pair = turned(claim, &regime->pair[k]);
        double least = sign > 0 ? pair.low : -pair.high;
        if (least > most) {
            most = least;
            found = k;
        }
    }
    return found;
}

static void judge_regime(const cm_claim *claim, const cm_contrasts *plan, size_t r, size_t m, double draws, cm_regime *regime)
{
    cm_interval e = turned(claim, &regime->end);
    double margin = claim->smallest[m];
    size_t with, against;
    regime->worst = SIZE_MAX;
    with = furthest(claim, regime, margin, 1);
    against = furthest(claim, regime, margin, -1);
    if (e.low > margin) {
        regime->verdict = against == SIZE_MAX ? CM_SUPPORTED : CM_CONDITIONAL;
        regime->worst = against;
    } else if (e.high < -margin) {
        regime->verdict = with == SIZE_MAX ? CM_REVERSED : CM_CONDITIONAL;
        regime->worst = with;
    } else if (with != SIZE_MAX && against != SIZE_MAX) {
        regime->verdict = CM_CONDITIONAL;
        regime->worst = against;
    } else if (e.low >= -margin && e.high <= margin) {
        regime->worst = with != SIZE_MAX ? with : against;
        regime->verdict = regime->worst == SIZE_MAX ? CM_NO_EFFECT : CM_CONDITIONAL;
    } else {
        regime->verdict = CM_UNDECIDED;
    }
    /* The theorem is about the sign: that an effect is small, or not known, is a matter of the sample. */
    regime->basis = !claim->random ? CM_BY_EXACT : CM_BY_SAMPLE;
    if (claim->random && plan->theorem[r] && claim->measure[m]->falls && (regime->verdict == CM_SUPPORTED || regime->verdict == CM_REVERSED)) regime->basis = CM_BY_THEOREM;
    if (regime->verdict == CM_UNDECIDED) regime->more = draws_needed(margin, &regime->end, draws);
}

static void join_regimes(cm_measure_report *report)
{
    size_t seen[5] = { 0 };
    bool theorem = true, exact = true;
    for (size_t r = 0; r < report->nregimes; r++) {
        seen[report->regime[r].verdict]++;
        theorem = theorem && report->regime[r].basis == CM_BY_THEOREM;
        exact = exact && report->regime[r].basis == CM_BY_EXACT;
        if (report->regime[r].more > report->more) report->more = report->regime[r].more;
    }
    report->basis = exact ? CM_BY_EXACT : theorem ? CM_BY_THEOREM : CM_BY_SAMPLE;
    report->verdict = CM_CONDITIONAL;
    for (int v = 0; v < 5; v++) {
        if (seen[v] == report->nregimes) report->verdict = (cm_verdict)v;
    }
    /* Undecided regimes leave the whole undecided unless the decided ones differ already. */
    if (seen[CM_UNDECIDED] > 0 && seen[CM_CONDITIONAL] == 0 &&
        (seen[CM_SUPPORTED] > 0) + (seen[CM_REVERSED] > 0) + (seen[CM_NO_EFFECT] > 0) <= 1) {
        report->verdict = CM_UNDECIDED;
    }
}

static cm_status judge_measure(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, const cm_contrasts *plan,
                               const cm_sums *sums, size_t m, cm_measure_report *report)
{
    size_t each = 1 + plan->npairs;
    double alpha;
    *report = (cm_measure_report){ .measure = claim->measure[m], .nregimes = plan->nregimes, .ncomparisons = plan->count };
    report->cell = CM_NEW(ctx, arena, claim->ncells, cm_cell_report);
    report->regime = CM_NEW(ctx, arena, plan->nregimes, cm_regime);
    if (ctx->status != CM_OK) return ctx->status;
    alpha = (1 - claim->confidence) / (double)plan->count;
    for (size_t c = 0; c < claim->ncells; c++) report_cell(claim, sums, m, c, &report->cell[c]);
    for (size_t r = 0; r < plan->nregimes; r++) {
        cm_regime *regime = &report->regime[r];
        memcpy(regime->at, plan->at[r], sizeof regime->at);
        regime->npairs = plan->npairs;
        regime->levels = (const size_t (*)[2])plan->pair;
        regime->pair = CM_NEW(ctx, arena, plan->npairs, cm_effect);
        if (regime->pair == NULL) return ctx->status;
        report_effect(claim, sums, plan, m, r * each, alpha, &regime->end);
        for (size_t k = 0; k < plan->npairs; k++) {
            report_effect(claim, sums, plan, m, r * each + 1 + k, alpha, &regime->pair[k]);
        }
        judge_regime(claim, plan, r, m, sums->draws, regime);
    }
    join_regimes(report);
    return cm_judge_words(ctx, arena, claim, report);
}

cm_status cm_judge_measures(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, const cm_contrasts *plan, const cm_sums *sums, cm_judgement *judgement)
{
    cm_status status = CM_OK;
    for (size_t m = 0; m < claim->nmeasures && status == CM_OK; m++) status = judge_measure(ctx, arena, claim, plan, sums, m, &judgement->measure[m]);
    return status;
}

cm_status cm_judge(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, const cm_simulate_options *options,
                   cm_judgement *judgement)
{
    cm_simulate_options run = *options;
    cm_contrasts plan;
    cm_status status = CM_OK;
    cm_sums sums;
    memset(judgement, 0, sizeof *judgement);
    if (!claim->random) run.draws = 1;
    judgement->claim = claim;
    judgement->draws = run.draws;
    judgement->seed = run.seed;
    CM_TRY(cm_contrasts_plan(ctx, arena, claim, &plan));
    CM_TRY(cm_simulate(ctx, arena, claim, plan.contrast, plan.count, &run, &sums));
    CM_TRY(cm_judge_measures(ctx, arena, claim, &plan, &sums, judgement));
    if (claim->from != NULL) CM_TRY(cm_judge_explain(ctx, arena, claim, &sums, judgement));
    CM_TRY(cm_judge_audit(ctx, claim, &run, &judgement->sampled));
    CM_TRY(cm_judge_counter(ctx, arena, claim, &plan, &run, judgement));
out:
    return status;
}
