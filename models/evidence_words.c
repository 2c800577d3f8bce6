/* evidence_words.c: what a record comes to, in a sentence of English and one of Chinese. */
#include <math.h>
#include <string.h>

#include "models/evidence.h"

const char *cm_record_key(cm_record record)
{
    static const char *const keys[] = { "consistent", "against", "silent" };
    return keys[record];
}

const char *cm_record_word(cm_record record)
{
    static const char *const words[] = { "consistent with the claim", "against the claim", "does not tell" };
    return words[record];
}

const char *cm_record_word_zh(cm_record record)
{
    static const char *const words[] = { "与论断相符", "与论断相反", "无从判断" };
    return words[record];
}

typedef struct speaker {
    cm_ctx *ctx;
    cm_arena *arena;
    cm_evidence *e;
    double alpha;
} speaker;

typedef struct both {
    const char *en, *zh;
} both;

static bool clear(const speaker *s, const cm_record_fit *fit)
{
    return fit->known && fit->p <= s->alpha;
}

static cm_record sense(const speaker *s, const cm_record_fit *fit)
{
    if (!clear(s, fit)) return CM_RECORD_SILENT;
    return (fit->towards < 0) == s->e->observed->decreasing ? CM_RECORD_CONSISTENT : CM_RECORD_AGAINST;
}

/* An end of an interval in words. */
static const char *end_words(const speaker *s, double x, bool chinese)
{
    if (isinf(x)) return x < 0 ? (chinese ? "负无穷" : "minus infinity") : chinese ? "正无穷" : "infinity";
    return cm_format(s->ctx, s->arena, "%.4g", x);
}

/* "hazard ratio a further member 1.03, 95% from 1 to 1.05, p = 0.017" */
static both figures(const speaker *s, const cm_record_fit *fit)
{
    double level = 100 * s->e->observed->confidence;
    const char *p = fit->exact != NULL ? cm_format(s->ctx, s->arena, "%s = %.2g", fit->exact, fit->p) : fit->p < 1e-4 ? "< 0.0001" : cm_format(s->ctx, s->arena, "= %.2g", fit->p);
    both b = { NULL, NULL };
    if (p == NULL) return b;
    if (fit->exact != NULL) p = cm_format(s->ctx, s->arena, "= %s", p);
    if (p == NULL) return b;
    for (int chinese = 0; chinese < 2; chinese++) {
        const char *effect = end_words(s, fit->effect, chinese), *low = end_words(s, fit->low, chinese), *high = end_words(s, fit->high, chinese), *words = NULL;
        if (effect != NULL && low != NULL && high != NULL) {
            words = cm_format(s->ctx, s->arena, chinese ? "%s %s，%.4g%% 区间 %s 至 %s，p %s" : "%s %s, %.4g%% from %s to %s, p %s",
                              chinese ? fit->measure_zh : fit->measure, effect, level, low, high, p);
        }
        *(chinese ? &b.zh : &b.en) = words;
    }
    return b;
}

static both tendency(const speaker *s, bool more)
{
    const cm_observed *t = s->e->observed;
    if (t->time != NULL) return more ? (both){ "larger groups were faster", "规模越大越快" } : (both){ "larger groups were slower", "规模越大越慢" };
    if (t->score != NULL) return more ? (both){ "larger groups came to more", "规模越大结果越高" } : (both){ "larger groups came to less", "规模越大结果越低" };
    return more ? (both){ "larger groups agreed more often", "规模越大越常达成" } : (both){ "larger groups agreed less often", "规模越大越少达成" };
}

/* The fit that decides: with all controls where that can be had; else the weakest of those with one; else, where
 * no control can be held, the one without. */
static const cm_record_fit *deciding(const speaker *s)
{
    const cm_evidence *e = s->e;
    const cm_record_fit *weakest = NULL;
    if (e->fit[e->nfits - 1].known) return &e->fit[e->nfits - 1];
    for (size_t k = 1; k < e->nfits; k++) {
        if (e->fit[k].known && (weakest == NULL || e->fit[k].p > weakest->p)) weakest = &e->fit[k];
    }
    return weakest != NULL ? weakest : &e->fit[0];
}

/* A control that goes together with size, and that no fit could hold. */
static const char *left_out(const speaker *s, const cm_record_fit *decides)
{
    for (size_t k = 0; k < s->e->observed->ncontrols; k++) {
        if (s->e->confounding[k].strong && !(decides->controls >> k & 1)) return s->e->observed->control[k].name;
    }
    return NULL;
}

static const cm_record_fit *first_silent(const speaker *s)
{
    for (size_t k = 1; k < s->e->nfits; k++) {
        if (s->e->fit[k].known && !clear(s, &s->e->fit[k])) return &s->e->fit[k];
    }
    return NULL;
}

static both say_clear(speaker *s, const cm_record_fit *decides)
{
    both f = figures(s, decides), t = tendency(s, decides->towards > 0), none = { NULL, NULL };
    const char *expected = s->e->verdict == CM_RECORD_CONSISTENT ? "as the claim expects" : "and the claim expects the opposite";
    const char *expected_zh = s->e->verdict == CM_RECORD_CONSISTENT ? "与论断所料相同" : "与论断所料相反";
    if (f.en == NULL || f.zh == NULL) return none;
    if (decides->controls == 0) {
        return (both){ cm_format(s->ctx, s->arena, "In these %zu cases %s (%s), %s.", s->e->observed->n, t.en, f.en, expected),
                       cm_format(s->ctx, s->arena, "在这 %zu 个案例中，%s（%s），%s。", s->e->observed->n, t.zh, f.zh, expected_zh) };
    }
    return (both){ cm_format(s->ctx, s->arena, "In these %zu cases %s, also with %s held fixed (%s), %s.", s->e->observed->n, t.en, decides->with, f.en, expected),
                   cm_format(s->ctx, s->arena, "在这 %zu 个案例中，控制 %s 后仍然%s（%s），%s。", s->e->observed->n, decides->with, t.zh, f.zh, expected_zh) };
}

/* Clear alone, and gone when something is held. */
static both say_vanished(speaker *s, const cm_record_fit *gone)
{
    both alone = figures(s, &s->e->fit[0]), held = figures(s, gone), t = tendency(s, s->e->fit[0].towards > 0), none = { NULL, NULL };
    if (alone.en == NULL || alone.zh == NULL || held.en == NULL || held.zh == NULL) return none;
    return (both){ cm_format(s->ctx, s->arena, "Alone, %s (%s); with %s held fixed, what is left of it cannot be told from chance (%s).", t.en, alone.en, gone->with, held.en),
                   cm_format(s->ctx, s->arena, "单看规模，%s（%s）；控制 %s 后，余下的差异与偶然无法区分（%s）。", t.zh, alone.zh, gone->with, held.zh) };
}

static both say_entangled(speaker *s, const char *control)
{
    both f = figures(s, &s->e->fit[0]), t = tendency(s, s->e->fit[0].towards > 0), none = { NULL, NULL };
    if (f.en == NULL || f.zh == NULL) return none;
    return (both){ cm_format(s->ctx, s->arena, "In these %zu cases %s (%s), but size and %s cannot be told apart in them.", s->e->observed->n, t.en, f.en, control),
                   cm_format(s->ctx, s->arena, "在这 %zu 个案例中，%s（%s），但其中规模与 %s 无法区分。", s->e->observed->n, t.zh, f.zh, control) };
}

static both say_silent(speaker *s, const cm_record_fit *decides)
{
    both f = { decides->why, decides->why_zh }, none = { NULL, NULL };
    bool held = decides->controls != 0;
    if (decides->known) f = figures(s, decides);
    if (f.en == NULL || f.zh == NULL) return none;
    return (both){ cm_format(s->ctx, s->arena, "These %zu cases do not tell whether size matters%s%s%s (%s).", s->e->observed->n, held ? ", with " : "", held ? decides->with : "", held ? " held fixed" : "", f.en),
                   cm_format(s->ctx, s->arena, "这 %zu 个案例不能说明规模是否有影响%s%s（%s）。", s->e->observed->n, held ? "，已控制 " : "", held ? decides->with : "", f.zh) };
}

static void say_test(speaker *s)
{
    static const struct { const char *en, *zh; } reasons[] = {
        [CM_TEST_FISHER] = { "Fisher's exact test, for sizes of two kinds and an outcome that is true or false", "规模分两类、结果为真假，用 Fisher 精确检验" },
        [CM_TEST_PERMUTATION] = { "all ways to give these outcomes to these cases, for there are few", "案例少，列举结果在案例间的一切分法" },
        [CM_TEST_RANK] = { "rank correlation, which asks nothing of the shape of the relation", "秩相关，不假定关系的形状" },
        [CM_TEST_LOGISTIC] = { "logistic regression, for an outcome that is true or false in many cases", "案例多、结果为真假，用 logistic 回归" },
        [CM_TEST_COX] = { "Cox's proportional hazards, for times of which some may be pending", "时长可能未到期，用 Cox 比例风险模型" },
    };
    s->e->test_because = reasons[s->e->observed->test].en;
    s->e->test_because_zh = reasons[s->e->observed->test].zh;
}

cm_status cm_evidence_say(cm_ctx *ctx, cm_arena *arena, cm_evidence *evidence)
{
    speaker s = { ctx, arena, evidence, 1 - evidence->observed->confidence };
    const cm_record_fit *decides = deciding(&s), *gone = first_silent(&s);
    const char *entangled = left_out(&s, decides);
    both words;
    evidence->verdict = sense(&s, decides);
    if (entangled != NULL && clear(&s, decides)) {
        evidence->verdict = CM_RECORD_SILENT;
        words = say_entangled(&s, entangled);
    } else if (evidence->verdict != CM_RECORD_SILENT) {
        words = say_clear(&s, decides);
    } else if (clear(&s, &evidence->fit[0]) && gone != NULL) {
        words = say_vanished(&s, gone);
    } else {
        words = say_silent(&s, decides);
    }
    say_test(&s);
    evidence->because = words.en;
    evidence->because_zh = words.zh;
    return ctx->status;
}
