/* evidence_fit.c: the effect of size in a record, with some of its controls held. */
#include <math.h>
#include <string.h>

#include "models/evidence.h"
#include "solver/stat/cox.h"
#include "solver/stat/fisher.h"
#include "solver/stat/logistic.h"
#include "solver/stat/permutation.h"
#include "solver/stat/rank.h"

enum { MOST_WAYS = 200000 };

typedef struct fitter {
    cm_ctx *ctx;
    cm_arena *arena;
    const cm_observed *t;
    cm_record_fit *fit;
    double alpha;
    uint64_t seed;
} fitter;

bool cm_control_varies(const cm_observed *observed, size_t k)
{
    const double *value = observed->control[k].value;
    for (size_t i = 1; i < observed->n; i++) {
        if (value[i] > value[0] || value[i] < value[0]) return true;
    }
    return false;
}

static cm_status not_known(fitter *f, const char *why, const char *why_zh)
{
    f->fit->known = false;
    f->fit->why = why;
    f->fit->why_zh = why_zh;
    return CM_OK;
}

static bool held(const fitter *f, size_t k)
{
    return (f->fit->controls >> k & 1) != 0;
}

/* The columns that the held controls fill: one of numbers, of words one a level but the first. */
static size_t control_columns(const fitter *f)
{
    size_t columns = 0;
    for (size_t k = 0; k < f->t->ncontrols; k++) {
        if (held(f, k)) columns += f->t->control[k].word != NULL ? f->t->control[k].nlevels - 1 : 1;
    }
    return columns;
}

/* What case i has in those columns, `stride` numbers apart. */
static void put_controls(const fitter *f, size_t i, double *out, size_t stride)
{
    for (size_t k = 0; k < f->t->ncontrols; k++) {
        const cm_control *control = &f->t->control[k];
        if (!held(f, k)) continue;
        if (control->word == NULL) {
            *out = control->value[i];
            out += stride;
            continue;
        }
        for (size_t level = 1; level < control->nlevels; level++, out += stride) *out = control->value[i] >= (double)level && control->value[i] <= (double)level;
    }
}

/* ---- regressions ---- */

/* [1,] size, controls: row after row. */
static double *design(fitter *f, bool constant, size_t *p)
{
    double *x;
    *p = 1 + (size_t)constant + control_columns(f);
    x = CM_NEW(f->ctx, f->arena, f->t->n * *p, double);
    for (size_t i = 0; x != NULL && i < f->t->n; i++) {
        double *row = x + i * *p;
        if (constant) *row++ = 1;
        *row = f->t->size[i];
        put_controls(f, i, row + 1, 1);
    }
    return x;
}

static cm_status no_maximum(fitter *f, cm_fit_end end)
{
    if (end == CM_FIT_COLLINEAR) {
        return not_known(f, "size cannot be told apart from what is controlled: one follows from the other in these cases", "规模与所控制的变量在这些案例中完全相随，无法区分");
    }
    return not_known(f, "the cases are in perfect order, so that the effect has no upper bound", "案例完全按序排列，效应没有上界");
}

static void put_ratio(cm_record_fit *fit, double beta, const cm_profile *profile)
{
    fit->known = true;
    fit->towards = beta;
    fit->effect = exp(beta);
    fit->low = exp(profile->low);
    fit->high = exp(profile->high);
    fit->p = profile->p;
}

static cm_status fit_logistic(fitter *f)
{
    cm_logistic found;
    size_t p;
    double *x = design(f, true, &p);
    cm_status status;
    f->fit->measure = f->t->doubling ? "odds ratio a doubling of members" : "odds ratio a further member";
    f->fit->measure_zh = f->t->doubling ? "成员数每翻一番的比值比" : "每多一个成员的比值比";
    if (x == NULL) return f->ctx->status;
    status = cm_logistic_fit(f->ctx, f->arena, f->t->n, p, x, f->t->outcome, f->alpha, &found);
    if (status != CM_OK) return status;
    if (found.end != CM_FIT_DONE) return no_maximum(f, found.end);
    put_ratio(f->fit, found.beta[1], &found.first);
    f->fit->separated = found.separated;
    return CM_OK;
}

static cm_status fit_cox(fitter *f)
{
    cm_cox found;
    size_t p;
    double *x = design(f, false, &p);
    cm_status status;
    f->fit->measure = f->t->doubling ? "hazard ratio a doubling of members" : "hazard ratio a further member";
    f->fit->measure_zh = f->t->doubling ? "成员数每翻一番的风险比" : "每多一个成员的风险比";
    if (x == NULL) return f->ctx->status;
    status = cm_cox_fit(f->ctx, f->arena, f->t->n, p, x, f->t->time, f->t->ended, CM_EFRON, f->alpha, &found);
    if (status != CM_OK) return status;
    if (found.end != CM_FIT_DONE) return no_maximum(f, found.end);
    put_ratio(f->fit, found.beta[0], &found.first);
    f->fit->proportional_p = found.proportional_p[0];
    f->fit->concordance = found.concordance;
    return CM_OK;
}

/* ---- few cases ---- */

static cm_status fit_rank(fitter *f)
{
    const cm_observed *t = f->t;
    size_t columns = control_columns(f);
    double *y = CM_NEW(f->ctx, f->arena, t->n, double), *control = CM_NEW(f->ctx, f->arena, t->n * columns, double);
    cm_rank found;
    cm_status status;
    if (y == NULL || control == NULL) return f->ctx->status;
    for (size_t i = 0; i < t->n; i++) {
        y[i] = t->time != NULL ? t->time[i] : t->score != NULL ? t->score[i] : (double)t->outcome[i];
        put_controls(f, i, control + i, t->n);
    }
    f->fit->measure = t->time != NULL ? "rank correlation of size and time" : "rank correlation of size and outcome";
    f->fit->measure_zh = t->time != NULL ? "规模与时长的秩相关" : "规模与结果的秩相关";
    status = cm_rank_test(f->ctx, t->n, t->size, y, control, columns, f->alpha, &found);
    if (status == CM_E_DOMAIN) {
        cm_ctx_clear(f->ctx);
        return not_known(f, "too few cases, or size cannot be told apart from what is controlled", "案例太少，或规模与所控制的变量无法区分");
    }
    if (status != CM_OK) return status;
    f->fit->known = true;
    f->fit->effect = found.rho;
    f->fit->low = found.low;
    f->fit->high = found.high;
    f->fit->p = found.p;
    f->fit->tau = found.tau;
    f->fit->towards = t->time != NULL ? -found.rho : found.rho;
    if (found.exact) f->fit->exact = cm_format(f->ctx, f->arena, "%llu/%llu", (unsigned long long)found.as_far, (unsigned long long)found.orders);
    return f->ctx->status;
}

/* Cases that agree in all held controls are one stratum; false when a held control is a number. */
static bool strata(const fitter *f, size_t *stratum)
{
    for (size_t k = 0; k < f->t->ncontrols; k++) {
        if (held(f, k) && f->t->control[k].word == NULL) return false;
        for (size_t i = 0; held(f, k) && i < f->t->n; i++) stratum[i] = stratum[i] * f->t->control[k].nlevels + (size_t)f->t->control[k].value[i];
    }
    return true;
}

/* Numbers 0, 1, ... for the strata that occur. */
static void renumber(size_t n, const size_t *stratum, size_t *number)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        size_t j = 0;
        while (stratum[j] != stratum[i]) j++;
        number[i] = j < i ? number[j] : count++;
    }
}

static cm_status fit_permutation(fitter *f, const double *x, const bool *in_group)
{
    size_t n = f->t->n, *stratum = CM_NEW(f->ctx, f->arena, n, size_t), *number = CM_NEW(f->ctx, f->arena, n, size_t);
    cm_permutation found;
    cm_status status;
    if (stratum == NULL || number == NULL) return f->ctx->status;
    if (!strata(f, stratum)) {
        return not_known(f, "in so few cases only words can be held fixed, not a number; give it as a word, such as before and after", "案例如此之少，只能控制分类变量，不能控制数值；可改写为类别，如“之前”“之后”");
    }
    renumber(n, stratum, number);
    status = cm_permutation_test(f->ctx, n, x, in_group, number, f->alpha, MOST_WAYS, f->seed, &found);
    if (status == CM_E_DOMAIN) {
        cm_ctx_clear(f->ctx);
        return not_known(f, "where the controls are alike the cases are too: nothing is left to compare", "控制变量相同的案例之间没有可比的差异");
    }
    if (status != CM_OK) return status;
    f->fit->known = true;
    f->fit->effect = f->fit->towards = found.effect;
    f->fit->low = found.low;
    f->fit->high = found.high;
    f->fit->p = found.p;
    f->fit->least = found.least;
    if (found.exact) f->fit->exact = cm_format(f->ctx, f->arena, "%llu/%llu", (unsigned long long)found.as_far, (unsigned long long)found.ways);
    return f->ctx->status;
}

static cm_status fit_sizes(fitter *f)
{
    f->fit->measure = f->t->doubling ? "mean size of those that agreed minus the others', in doublings" : "mean size of those that agreed minus the others'";
    f->fit->measure_zh = f->t->doubling ? "达成者与未达成者平均规模之差（以翻番计）" : "达成者与未达成者平均规模之差";
    return fit_permutation(f, f->t->size, f->t->outcome);
}

static cm_status fit_table(fitter *f)
{
    const cm_observed *t = f->t;
    size_t cell[4] = { 0 };
    cm_fisher found;
    cm_status status;
    if (f->fit->controls != 0) {
        double *agreed = CM_NEW(f->ctx, f->arena, t->n, double);
        bool *large = CM_NEW(f->ctx, f->arena, t->n, bool);
        if (agreed == NULL || large == NULL) return f->ctx->status;
        for (size_t i = 0; i < t->n; i++) {
            agreed[i] = (double)t->outcome[i];
            large[i] = t->size[i] > t->split;
        }
        f->fit->measure = "share of the large that agreed minus that of the small";
        f->fit->measure_zh = "大组与小组达成比例之差";
        return fit_permutation(f, agreed, large);
    }
    for (size_t i = 0; i < t->n; i++) cell[(t->size[i] > t->split ? 0 : 2) + (t->outcome[i] ? 0 : 1)]++;
    f->fit->measure = "odds ratio of the large to the small";
    f->fit->measure_zh = "大组对小组的比值比";
    status = cm_fisher_test(f->ctx, cell, f->alpha, &found);
    if (status != CM_OK) return status;
    f->fit->known = true;
    f->fit->effect = found.odds;
    f->fit->low = found.low;
    f->fit->high = found.high;
    f->fit->p = found.p;
    f->fit->least = found.least;
    f->fit->towards = (double)(cell[0] * cell[3]) - (double)(cell[1] * cell[2]);
    return CM_OK;
}

cm_status cm_evidence_fit(cm_ctx *ctx, cm_arena *arena, const cm_observed *observed, unsigned controls, uint64_t seed, cm_record_fit *fit)
{
    fitter f = { ctx, arena, observed, fit, 1 - observed->confidence, seed };
    *fit = (cm_record_fit){ .controls = controls, .with = "", .cases = observed->n, .effect = NAN, .low = NAN, .high = NAN, .p = NAN,
                            .proportional_p = NAN, .concordance = NAN, .tau = NAN };
    for (size_t k = 0; k < observed->ncontrols; k++) {
        if (!cm_control_varies(observed, k)) fit->controls &= ~(1u << k);
    }
    for (size_t k = 0; k < observed->ncontrols; k++) {
        if (!((fit->controls != 0 ? fit->controls : controls) >> k & 1)) continue;
        fit->with = cm_format(ctx, arena, "%s%s%s", fit->with, *fit->with != '\0' ? ", " : "", observed->control[k].name);
        if (fit->with == NULL) return ctx->status;
    }
    for (size_t i = 0; i < observed->n; i++) fit->events += observed->time != NULL ? observed->ended[i] : observed->outcome == NULL || observed->outcome[i];
    if (controls != 0 && fit->controls == 0) return not_known(&f, "it is the same in all cases", "所有案例取值相同");
    switch (observed->test) {
    case CM_TEST_FISHER: return fit_table(&f);
    case CM_TEST_PERMUTATION: return fit_sizes(&f);
    case CM_TEST_RANK: return fit_rank(&f);
    case CM_TEST_LOGISTIC: return fit_logistic(&f);
    case CM_TEST_COX: break;
    }
    return fit_cox(&f);
}
