/* evidence_confound.c: what goes together with size in a record, and what else stands between it and a claim. */
#include <math.h>
#include <string.h>

#include "models/evidence.h"
#include "solver/stat/rank.h"

/* From this share on, two things are said to go together. */
#define STRONG 0.25

typedef struct speaker {
    cm_ctx *ctx;
    cm_arena *arena;
    cm_evidence *e;
    cm_caution **end;
} speaker;

static cm_status warn(speaker *s, const char *words, const char *words_zh)
{
    cm_caution *caution = CM_NEW(s->ctx, s->arena, 1, cm_caution);
    if (caution == NULL || words == NULL || words_zh == NULL) return s->ctx->status;
    *caution = (cm_caution){ words, words_zh, NULL };
    *s->end = caution;
    s->end = &caution->next;
    return CM_OK;
}

/* Of the variance of size, the share between the levels, less what chance would give (epsilon squared:
 * T. L. Kelley, Proc. Nat. Acad. Sci. 21 (1935) 554-559). */
static double share_between(const cm_observed *t, const cm_control *control)
{
    double all = 0, mean = 0, within = 0, levels = 0, n = (double)t->n;
    for (size_t i = 0; i < t->n; i++) mean += t->size[i] / n;
    for (size_t i = 0; i < t->n; i++) all += (t->size[i] - mean) * (t->size[i] - mean);
    for (size_t level = 0; level < control->nlevels; level++) {
        double sum = 0, squares = 0, count = 0;
        for (size_t i = 0; i < t->n; i++) {
            if ((size_t)control->value[i] != level) continue;
            sum += t->size[i] - mean;
            squares += (t->size[i] - mean) * (t->size[i] - mean);
            count++;
        }
        levels += count > 0;
        within += count > 0 ? squares - sum * sum / count : 0;
    }
    if (!(all > 0) || n <= levels) return 1;
    return fmin(1, fmax(0, 1 - within / (n - levels) / (all / (n - 1))));
}

static double mean_size(const cm_observed *t, const cm_control *control, size_t level)
{
    double sum = 0, count = 0;
    for (size_t i = 0; i < t->n; i++) {
        if ((size_t)control->value[i] != level) continue;
        sum += t->doubling ? exp2(t->size[i]) : t->size[i];
        count++;
    }
    return count > 0 ? sum / count : 0;
}

/* ": mean size 9.5 under unanimity, 11 under majority": of at most six levels. */
static const char *means(speaker *s, const cm_control *control, bool chinese)
{
    const char *text = "";
    for (size_t level = 0; level < control->nlevels && level < 6 && text != NULL; level++) {
        double mean = mean_size(s->e->observed, control, level);
        text = cm_format(s->ctx, s->arena, chinese ? "%s%s%s %.3g" : "%s%s%s %.3g", text, level > 0 ? (chinese ? "，" : ", ") : "", control->word[level], mean);
    }
    return text;
}

static cm_status say_words(speaker *s, const cm_control *control, const cm_confounding *c)
{
    const char *en = means(s, control, false), *zh = means(s, control, true);
    if (en == NULL || zh == NULL) return s->ctx->status;
    return warn(s, cm_format(s->ctx, s->arena, "Size and '%s' go together: '%s' accounts for %.0f%% of the differences in size (mean size: %s).", control->name, control->name, 100 * c->share, en),
                cm_format(s->ctx, s->arena, "规模与“%s”相伴：“%s”解释了规模差异的 %.0f%%（平均规模：%s）。", control->name, control->name, 100 * c->share, zh));
}

static cm_status look_at(speaker *s, size_t k)
{
    const cm_observed *t = s->e->observed;
    const cm_control *control = &t->control[k];
    cm_confounding *c = &s->e->confounding[k];
    cm_rank rank;
    cm_status status;
    *c = (cm_confounding){ .control = control->name, .rho = NAN, .varies = cm_control_varies(t, k) };
    if (!c->varies && control->word != NULL) {
        return warn(s, cm_format(s->ctx, s->arena, "All cases have the same '%s' (%s): the record says nothing about others.", control->name, control->word[0]),
                    cm_format(s->ctx, s->arena, "所有案例的“%s”相同（%s）：此记录不能说明其他情形。", control->name, control->word[0]));
    }
    if (!c->varies) return CM_OK;
    if (control->word != NULL) {
        c->share = share_between(t, control);
        c->strong = c->share >= STRONG;
        return c->strong ? say_words(s, control, c) : CM_OK;
    }
    status = cm_rank_test(s->ctx, t->n, t->size, control->value, NULL, 0, 1 - t->confidence, &rank);
    if (status != CM_OK) return status;
    c->rho = rank.rho;
    c->share = rank.rho * rank.rho;
    c->strong = c->share >= STRONG;
    if (!c->strong) return CM_OK;
    return warn(s, cm_format(s->ctx, s->arena, "Size and '%s' go together (rank correlation %.2f): where one is larger, the other mostly is %s.", control->name, rank.rho, rank.rho > 0 ? "too" : "smaller"),
                cm_format(s->ctx, s->arena, "规模与“%s”相伴（秩相关 %.2f）：一者较大时，另一者多半%s。", control->name, rank.rho, rank.rho > 0 ? "也较大" : "较小"));
}

/* Ten events for each column are the usual rule: P. Peduzzi et al., J. Clin. Epidemiol. 49 (1996) 1373-1379. */
static cm_status count_events(speaker *s)
{
    const cm_observed *t = s->e->observed;
    size_t events = s->e->ended, fewer, columns = 1;
    bool regression = t->test == CM_TEST_COX || t->test == CM_TEST_LOGISTIC;
    fewer = t->test == CM_TEST_LOGISTIC && t->n - events < events ? t->n - events : events;
    for (size_t k = 0; k < t->ncontrols; k++) columns += t->control[k].word != NULL ? t->control[k].nlevels - 1 : 1;
    if (!regression || fewer >= 10 * columns) return CM_OK;
    return warn(s, cm_format(s->ctx, s->arena, "%zu cases of the rarer kind are few for %zu numbers to estimate: intervals may be too narrow.", fewer, columns),
                cm_format(s->ctx, s->arena, "较少一类只有 %zu 个案例，却要估计 %zu 个参数：区间可能过窄。", fewer, columns));
}

static cm_status look_at_pending(speaker *s)
{
    const cm_observed *t = s->e->observed;
    if (t->time == NULL || s->e->ended == t->n) return CM_OK;
    return warn(s, cm_format(s->ctx, s->arena, "Still pending when the record ends: %zu of %zu cases, which count as lasting at least as long as they have.", t->n - s->e->ended, t->n),
                cm_format(s->ctx, s->arena, "%zu 个案例中有 %zu 个在记录截止时仍未结束：只知其时长不短于已经历者。", t->n, t->n - s->e->ended));
}

static cm_status look_at_fits(speaker *s)
{
    const cm_record_fit *last = &s->e->fit[s->e->nfits - 1], *first = &s->e->fit[0];
    double alpha = 1 - s->e->observed->confidence;
    cm_status status = CM_OK;
    for (size_t k = 0; k < s->e->nfits && status == CM_OK; k++) {
        if (!s->e->fit[k].separated) continue;
        status = warn(s, "Some combination of columns tells all outcomes apart: the estimate is held finite by Firth's penalty and says little of how large the effect is.",
                      "某些变量的组合把结果完全分开：估计值靠 Firth 惩罚才有限，难以说明效应大小。");
        break;
    }
    if (last->known && last->proportional_p < alpha && status == CM_OK) {
        status = warn(s, cm_format(s->ctx, s->arena, "The effect of size is not the same early and late (test of proportional hazards, p = %.2g): the ratio is an average over time.", last->proportional_p),
                      cm_format(s->ctx, s->arena, "规模的效应早晚不一（比例风险检验 p = %.2g）：风险比是对时间的平均。", last->proportional_p));
    }
    if (first->known && first->least > alpha && status == CM_OK) {
        status = warn(s, cm_format(s->ctx, s->arena, "Whatever had happened in cases of these sizes, p could not have been below %.2g: so few cases cannot tell.", first->least),
                      cm_format(s->ctx, s->arena, "无论这些案例结果如何，p 都不会低于 %.2g：案例太少，无从判断。", first->least));
    }
    return status;
}

cm_status cm_evidence_confound(cm_ctx *ctx, cm_arena *arena, cm_evidence *evidence)
{
    speaker s = { ctx, arena, evidence, &evidence->caution };
    cm_status status = CM_OK;
    for (size_t k = 0; k < evidence->observed->ncontrols; k++) CM_TRY(look_at(&s, k));
    if (evidence->observed->ncontrols == 0) {
        CM_TRY(warn(&s, "Nothing is controlled: whatever goes together with size may be behind it.", "没有控制任何变量：一切与规模相伴之事都可能是真正的原因。"));
    }
    CM_TRY(count_events(&s));
    CM_TRY(look_at_pending(&s));
    CM_TRY(look_at_fits(&s));
    CM_TRY(warn(&s, "Cases were observed, not assigned: what goes together need not be what causes.", "案例是观察到的，而非随机分派的：相伴未必是因果。"));
out:
    return status;
}
