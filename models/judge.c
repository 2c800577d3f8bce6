/* judge.c: from sums to verdicts. */
#include "models/judge.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#include "models/adjust.h"
#include "models/judge_inside.h"
#include "models/anytime.h"

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

const char *cm_basis_word_zh(cm_basis basis)
{
    static const char *const words[] = { "定理", "精确", "抽样" };
    return words[basis];
}

static const double MOST_WEIGHT = 2;     /* adjust.h */

/* What a measure can be: 0 to this.  Of one without a bound the largest that any draw came to. */
static double most_of(const cm_claim *claim, const cm_sums *sums, size_t m)
{
    double weight = claim->importance ? MOST_WEIGHT : 1;
    return claim->measure[m]->share || claim->measure[m]->needs_coverage ? weight : sums->largest[m];
}

/* The width of what a number of the measure, or a difference of two, can be; HUGE_VAL: it has no bound. */
static double range_of(const cm_claim *claim, size_t m, bool difference, bool one_sign)
{
    const cm_measure *measure = claim->measure[m];
    if (!measure->share && !measure->needs_coverage) return HUGE_VAL;
    if (claim->importance) return difference ? 2 * MOST_WEIGHT : MOST_WEIGHT;      /* weights differ: so may signs */
    return difference && !one_sign ? 2 : 1;
}

/* Each of two intervals, of which the draws decide which one is told, has half of the error that may be. */
static double share_error(const cm_claim *claim, double alpha)
{
    return claim->control && claim->precision > 0 ? alpha / 2 : alpha;
}

/* A mean at any time of a run that stops when it knows: with a bound, whatever the law; without one, asymptotically. */
static cm_interval at_any_time(const cm_claim *claim, double sum, double square, double variation, double n, double alpha, double range)
{
    double half;
    if (isfinite(range)) return cm_anytime_bounded(sum, variation, n, alpha, range);
    if (n < 2) return (cm_interval){ -HUGE_VAL, HUGE_VAL };
    half = cm_anytime_errors(n, alpha, cm_judge_aim(claim)) * sqrt(fmax(0, (square - sum * sum / n) / (n - 1)) / n);
    return (cm_interval){ sum / n - half, sum / n + half };
}

double cm_judge_aim(const cm_claim *claim)
{
    return claim->precision > 0 ? fmax(1, (double)claim->draws / 16) : 0;
}

static cm_interval cell_interval(const cm_claim *claim, const cm_sums *sums, size_t m, size_t c, double alpha)
{
    const cm_measure *measure = claim->measure[m];
    size_t at = m * claim->ncells + c;
    double n = sums->draws, sum = sums->sum[at], most = most_of(claim, sums, m), least = measure->concept != NULL ? -most : 0;
    if (claim->precision > 0) {
        cm_interval interval = at_any_time(claim, sum, sums->square[at], sums->cell_variation[at], n, alpha, range_of(claim, m, false, false));
        if (!isfinite(range_of(claim, m, false, false))) return interval;
        return (cm_interval){ fmax(0, interval.low), fmin(1, interval.high) };
    }
    if (measure->share && !claim->importance) return cm_clopper_pearson(sum, n, alpha);
    return cm_mean_interval(sum, sums->square[at], n, alpha, least, most);
}

/* In place of the plain estimate, where controls make a better one; where draws are weighed, how good it is. */
static void improve_cell(const cm_claim *claim, const cm_sums *sums, size_t m, size_t c, double alpha, cm_cell_report *out)
{
    double n = sums->draws, sum = sums->sum[m * claim->ncells + c], square = sums->square[m * claim->ncells + c];
    cm_estimate better;
    out->reduction = out->effective = NAN;
    if (claim->control && cm_adjust_cell(claim, sums, m, c, alpha, cm_judge_aim(claim), &better)) {
        out->mean = better.mean;
        out->low = better.low;
        out->high = better.high;
        out->reduction = better.reduction;
        out->exact = better.exact;
    }
    if (!claim->importance) return;
    if (isfinite(range_of(claim, m, false, false))) {
        out->low = fmax(0, out->low);
        out->high = fmin(1, out->high);
    }
    if (square > 0) out->effective = sum * sum / square;
    /* Of a share, what its plain variance would be is known from its mean. */
    if (claim->measure[m]->share && square * n > sum * sum && sum < n) out->reduction = sum * (n - sum) / (n * square - sum * sum);
}

static void report_cell(const cm_claim *claim, const cm_sums *sums, size_t m, size_t c, double alpha, cm_cell_report *out)
{
    const cm_measure *measure = claim->measure[m];
    double n = sums->draws, sum = sums->sum[m * claim->ncells + c];
    cm_interval interval;
    alpha = share_error(claim, alpha);
    interval = cell_interval(claim, sums, m, c, alpha);
    *out = (cm_cell_report){ .mean = sum / n, .low = interval.low, .high = interval.high,
                             .edge = sums->edge[c] / n, .brief = sums->brief[c] / n };
    improve_cell(claim, sums, m, c, alpha, out);
    if (!claim->random) out->low = out->high = out->mean;
    if (measure->share && out->high < 0.01) out->flag = "floor";
    if (measure->share && out->low > 0.99) out->flag = "ceiling";
    if (measure->share && !claim->random) out->flag = out->mean > 0.5 ? "ceiling" : "floor";
}

static cm_interval effect_interval(const cm_claim *claim, const cm_sums *sums, const cm_contrast *contrast, size_t m, size_t at, double alpha)
{
    const cm_measure *measure = claim->measure[m];
    double n = sums->draws, most = (measure->concept != NULL ? 2 : 1) * most_of(claim, sums, m);      /* a concept's number may be negative */
    if (claim->precision > 0) {
        double range = range_of(claim, m, true, contrast->theorem && measure->falls);
        return at_any_time(claim, sums->difference[at], sums->square_difference[at], sums->variation[at], n, alpha, range);
    }
    if (measure->share && contrast->npairs == 1 && !claim->importance) {
        double second = sums->sum[m * claim->ncells + contrast->second[0]];
        return cm_paired_shares(second - sums->above[at], sums->above[at], sums->below[at], n, alpha);
    }
    return cm_mean_interval(sums->difference[at], sums->square_difference[at], n, alpha, -most, most);
}

static void improve_effect(const cm_claim *claim, const cm_sums *sums, const cm_contrasts *plan, size_t m, size_t k, double alpha, cm_effect *out)
{
    cm_estimate better;
    out->reduction = NAN;
    if (claim->importance) {
        out->against = NAN;
        if (isfinite(range_of(claim, m, true, false))) {
            out->low = fmax(-1, out->low);
            out->high = fmin(1, out->high);
        }
    }
    if (!claim->control || !cm_adjust_effect(claim, sums, &plan->contrast[k], m, k, plan->count, alpha, cm_judge_aim(claim), &better)) return;
    out->effect = better.mean;
    out->low = better.low;
    out->high = better.high;
    out->reduction = better.reduction;
    out->exact = better.exact;
}

static void report_effect(const cm_claim *claim, const cm_sums *sums, const cm_contrasts *plan, size_t m, size_t k,
                          double alpha, cm_effect *out)
{
    const cm_contrast *contrast = &plan->contrast[k];
    size_t at = m * plan->count + k;
    double n = sums->draws, mean = sums->difference[at] / n, first = claim->decreasing ? sums->first_above[at] : sums->first_below[at];
    cm_interval interval;
    alpha = share_error(claim, alpha);
    interval = effect_interval(claim, sums, contrast, m, at, alpha);
    *out = (cm_effect){ .effect = mean, .low = interval.low, .high = interval.high };
    out->against = (claim->decreasing ? sums->above[at] : sums->below[at]) / n;
    improve_effect(claim, sums, plan, m, k, alpha, out);
    if (contrast->theorem && claim->measure[m]->falls) out->high = fmin(out->high, 0);
    if (!claim->random) out->low = out->high = mean;
    out->first_against = isfinite(first) ? (uint64_t)first : UINT64_MAX;
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

/* Closed forms all of them: nothing that the verdict is read from was estimated. */
static bool regime_is_exact(const cm_regime *regime)
{
    bool exact = regime->end.exact;
    for (size_t k = 0; k < regime->npairs; k++) exact = exact && regime->pair[k].exact;
    return exact;
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
    if (regime_is_exact(regime)) regime->basis = CM_BY_EXACT;
    else if (claim->random && plan->theorem[r] && claim->measure[m]->falls && (regime->verdict == CM_SUPPORTED || regime->verdict == CM_REVERSED)) regime->basis = CM_BY_THEOREM;
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

static cm_status judge_measure(cm_ctx *ctx, cm_arena *arena, const cm_judgement *judgement, size_t m, cm_measure_report *report)
{
    const cm_claim *claim = judgement->claim;
    const cm_contrasts *plan = judgement->plan;
    const cm_sums *sums = &judgement->sums;
    size_t each = 1 + plan->npairs;
    double alpha;
    *report = (cm_measure_report){ .measure = claim->measure[m], .nregimes = plan->nregimes, .ncomparisons = plan->count };
    report->cell = CM_NEW(ctx, arena, claim->ncells, cm_cell_report);
    report->regime = CM_NEW(ctx, arena, plan->nregimes, cm_regime);
    if (ctx->status != CM_OK) return ctx->status;
    alpha = (1 - judgement->confidence) / (double)plan->count;
    for (size_t c = 0; c < claim->ncells; c++) report_cell(claim, sums, m, c, 1 - judgement->confidence, &report->cell[c]);
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

cm_status cm_judge_again(cm_ctx *ctx, cm_arena *arena, cm_judgement *judgement, double confidence)
{
    cm_status status = CM_OK;
    judgement->confidence = confidence;
    for (size_t m = 0; m < judgement->claim->nmeasures && status == CM_OK; m++) status = judge_measure(ctx, arena, judgement, m, &judgement->measure[m]);
    return status;
}

typedef struct watch {
    cm_ctx *ctx;
    cm_judgement *judgement;
} watch;

/* Is every effect of the first measure known well enough, or, where that is asked, every verdict decided? */
static bool enough(void *data, const cm_sums *total)
{
    watch *w = data;
    const cm_claim *claim = w->judgement->claim;
    cm_arena scratch = { NULL };
    cm_judgement now = *w->judgement;
    bool all = true;
    now.sums = *total;
    now.confidence = claim->confidence;
    if (judge_measure(w->ctx, &scratch, &now, 0, &now.measure[0]) != CM_OK) all = false;
    for (size_t r = 0; all && r < now.measure[0].nregimes; r++) {
        const cm_regime *regime = &now.measure[0].regime[r];
        bool known = (regime->end.high - regime->end.low) / 2 <= claim->precision;
        all = known || (claim->until_decided && regime->verdict != CM_UNDECIDED);
    }
    cm_arena_free(&scratch);
    return all;
}

cm_status cm_judge_run(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, const cm_simulate_options *options,
                       cm_judgement *judgement)
{
    cm_simulate_options run = *options;
    cm_contrasts *plan = CM_NEW(ctx, arena, 1, cm_contrasts);
    watch watching = { ctx, judgement };
    cm_status status = CM_OK;
    if (plan == NULL) return ctx->status;
    memset(judgement, 0, sizeof *judgement);
    if (!claim->random) run.draws = 1;
    judgement->claim = claim;
    judgement->seed = run.seed;
    judgement->plan = plan;
    if (claim->precision > 0 && claim->random && run.parts == 0) {
        run.enough = enough;
        run.enough_data = &watching;
    }
    CM_TRY(cm_contrasts_plan(ctx, arena, claim, plan));
    status = cm_simulate(ctx, arena, claim, plan->contrast, plan->count, &run, &judgement->sums);
    judgement->draws = (uint64_t)judgement->sums.draws;
    if (status == CM_OK && claim->control && judgement->sums.draws > 0) status = cm_adjust_check(ctx, claim, &judgement->sums);
out:
    return status;
}

/* What is known of a run that was stopped: the batches done are a sample like any other. */
static cm_status judge_rest(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, cm_judgement *judgement)
{
    cm_status status;
    if (judgement->draws == 0) return CM_E_INTERRUPT;
    cm_ctx_clear(ctx);
    judgement->interrupted = true;
    status = cm_judge_again(ctx, arena, judgement, claim->confidence);
    if (status == CM_OK && claim->from != NULL) status = cm_judge_explain(ctx, arena, claim, &judgement->sums, judgement);
    return status;
}

cm_status cm_judge(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, const cm_simulate_options *options,
                   cm_judgement *judgement)
{
    cm_simulate_options run = *options;
    cm_status status = cm_judge_run(ctx, arena, claim, options, judgement);
    if (status == CM_E_INTERRUPT) return judge_rest(ctx, arena, claim, judgement);
    if (status != CM_OK) return status;
    run.draws = judgement->draws;
    CM_TRY(cm_judge_again(ctx, arena, judgement, claim->confidence));
    if (claim->from != NULL) CM_TRY(cm_judge_explain(ctx, arena, claim, &judgement->sums, judgement));
    CM_TRY(cm_judge_audit(ctx, claim, &run, &judgement->sampled));
    CM_TRY(cm_judge_counter(ctx, arena, claim, judgement->plan, &run, judgement));
out:
    return status;
}
