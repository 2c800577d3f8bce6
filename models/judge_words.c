/* judge_words.c: the sentence that says why a verdict is what it is, in English and Chinese. */
#include <math.h>
#include <string.h>

#include "models/judge_inside.h"

typedef struct words {
    cm_ctx *ctx;
    cm_arena *arena;
    const cm_claim *claim;
    bool zh;
    const char *text;
} words;

static void say(words *w, const char *part)
{
    const char *text;
    if (w->text == NULL || part == NULL) return;
    text = cm_format(w->ctx, w->arena, "%s%s", w->text, part);
    w->text = text;
}

static const char *verdict_word(const words *w, cm_verdict verdict)
{
    return w->zh ? cm_verdict_word_zh(verdict) : cm_verdict_word(verdict);
}

static const char *axis_word(const words *w, size_t a)
{
    return cm_axis_word(&w->claim->axis[a], w->zh);
}

static const char *level_word(const words *w, size_t a, size_t level)
{
    return cm_level_word(&w->claim->axis[a].level[level], w->zh);
}

/* "consensus, 0.5" */
static const char *regime_words(words *w, const cm_regime *regime)
{
    const char *text = "";
    for (size_t a = 0; a < w->claim->naxes && text != NULL; a++) {
        if (!w->claim->axis[a].within) continue;
        text = cm_format(w->ctx, w->arena, "%s%s%s %s", text, *text != '\0' ? (w->zh ? "，" : ", ") : "",
                         axis_word(w, a), level_word(w, a, regime->at[a]));
    }
    return text != NULL ? text : "";
}

/* What rounds to nothing has no sign. */
static double round_off(double x)
{
    return fabs(x) < 5e-4 ? 0 : x;
}

static void say_effect(words *w, const cm_regime *regime)
{
    const cm_effect *e = &regime->end;
    size_t along = w->claim->along;
    say(w, cm_format(w->ctx, w->arena, w->zh ? "从 %s %s 到 %s，变化 %+.3f（%+.3f 至 %+.3f）" : "from %s %s to %s it changes by %+.3f (%+.3f to %+.3f)",
                     axis_word(w, along), level_word(w, along, 0), level_word(w, along, w->claim->axis[along].nlevels - 1), round_off(e->effect), round_off(e->low), round_off(e->high)));
}

static void say_step(words *w, const cm_regime *regime)
{
    const cm_effect *e = &regime->pair[regime->worst];
    say(w, cm_format(w->ctx, w->arena, w->zh ? "；但从 %s 到 %s 变化 %+.3f" : "; but from %s to %s it changes by %+.3f",
                     level_word(w, w->claim->along, regime->levels[regime->worst][0]), level_word(w, w->claim->along, regime->levels[regime->worst][1]), round_off(e->effect)));
}

/* Is the verdict a function of this axis's level alone? */
static bool axis_decides(const cm_claim *claim, const cm_measure_report *report, size_t a)
{
    for (size_t r = 0; r < report->nregimes; r++) {
        for (size_t q = 0; q < r; q++) {
            if (report->regime[r].at[a] == report->regime[q].at[a] && report->regime[r].verdict != report->regime[q].verdict) return false;
        }
    }
    return claim->axis[a].within;
}

/* Between numbers there is a boundary; kinds stand in no order. */
static bool is_number(const cm_level *level)
{
    return level->value != NULL && (level->value->kind == CM_NODE_INT || level->value->kind == CM_NODE_FLOAT);
}

static void say_by_axis(words *w, const cm_measure_report *report, size_t a)
{
    const cm_axis *axis = &w->claim->axis[a];
    say(w, cm_format(w->ctx, w->arena, w->zh ? "取决于%s：" : "it depends on %s: ", axis_word(w, a)));
    for (size_t level = 0; level < axis->nlevels; level++) {
        for (size_t r = 0; r < report->nregimes; r++) {
            if (report->regime[r].at[a] != level) continue;
            say(w, cm_format(w->ctx, w->arena, w->zh ? "%s%s %s" : "%s%s under %s", level > 0 ? (w->zh ? "；" : "; ") : "",
                             w->zh ? level_word(w, a, level) : verdict_word(w, report->regime[r].verdict),
                             w->zh ? verdict_word(w, report->regime[r].verdict) : level_word(w, a, level)));
            break;
        }
    }
    for (size_t level = 0; level + 1 < axis->nlevels; level++) {
        cm_verdict left = CM_UNDECIDED, right = CM_UNDECIDED;
        for (size_t r = 0; r < report->nregimes; r++) {
            if (report->regime[r].at[a] == level) left = report->regime[r].verdict;
            if (report->regime[r].at[a] == level + 1) right = report->regime[r].verdict;
        }
        if (left == right || !is_number(&axis->level[level]) || !is_number(&axis->level[level + 1])) continue;
        say(w, cm_format(w->ctx, w->arena, w->zh ? "；界线在%s与%s之间" : "; the boundary lies between %s and %s", level_word(w, a, level), level_word(w, a, level + 1)));
    }
}

/* How many regimes came to each verdict, with one example each. */
static void say_counts(words *w, const cm_measure_report *report)
{
    bool first = true;
    for (int v = 0; v < 5; v++) {
        size_t count = 0, example = 0;
        for (size_t r = 0; r < report->nregimes; r++) {
            if ((int)report->regime[r].verdict != v) continue;
            if (count++ == 0) example = r;
        }
        if (count == 0) continue;
        if (!first) say(w, w->zh ? "；" : "; ");
        say(w, verdict_word(w, (cm_verdict)v));
        say(w, cm_format(w->ctx, w->arena, w->zh ? "：%zu / %zu 种情形（如 %s）" : " in %zu of %zu regimes (such as %s)", count,
                         report->nregimes, regime_words(w, &report->regime[example])));
        first = false;
    }
}

static void say_more(words *w, double more)
{
    if (!isfinite(more) || more > 1e9) say(w, w->zh ? "；再多抽样也难以判定，效应几乎等于最小效应" : "; more draws would hardly settle it: the effect is about the smallest that matters");
    else if (more > 0) say(w, cm_format(w->ctx, w->arena, w->zh ? "；约再抽 %.0f 次可判定" : "; about %.0f more draws would settle it", more));
}

static const char *because(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, const cm_measure_report *report, bool zh)
{
    words w = { ctx, arena, claim, zh, "" };
    size_t decisive = SIZE_MAX;
    bool uniform = true;
    for (size_t r = 0; r < report->nregimes; r++) uniform = uniform && report->regime[r].verdict == report->regime[0].verdict;
    for (size_t a = 0; a < claim->naxes && decisive == SIZE_MAX && !uniform; a++) {
        if (axis_decides(claim, report, a)) decisive = a;
    }
    say(&w, zh ? "在本模型中，" : "in this model, ");
    if (decisive != SIZE_MAX) {
        say_by_axis(&w, report, decisive);
    } else if (!uniform) {
        say_counts(&w, report);
    } else {
        const cm_regime *regime = &report->regime[0];
        if (report->nregimes > 1) say(&w, cm_format(ctx, arena, zh ? "全部 %zu 种情形一致；%s：" : "all %zu regimes agree; with %s, ", report->nregimes, regime_words(&w, regime)));
        say_effect(&w, regime);
        if (regime->verdict == CM_CONDITIONAL && regime->worst != SIZE_MAX) say_step(&w, regime);
    }
    if (report->basis == CM_BY_THEOREM) say(&w, zh ? "；方向是定理：协商一致下成员只增不减时，协议不会更容易" : "; the direction is a theorem: under consensus, venues of nested members never agree more easily as members join");
    if (report->verdict == CM_UNDECIDED) say_more(&w, report->more);
    return w.text;
}

cm_status cm_judge_words(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, cm_measure_report *report)
{
    report->because = because(ctx, arena, claim, report, false);
    report->because_zh = because(ctx, arena, claim, report, true);
    return ctx->status;
}
