/* write_evidence.c: what records say of a claim, to be read by eye. */
#include <math.h>
#include <string.h>

#include "cli/layout.h"

static const char *node_text(const cm_style *s, const cm_node *node, const char *key, const char *key_zh)
{
    const char *zh = s->chinese ? cm_node_text(node, key_zh) : NULL;
    return zh != NULL ? zh : cm_node_text(node, key);
}

static cm_value figure(double x)
{
    return isnan(x) ? cm_none() : cm_number(x);
}

/* A text after a mark of its own, broken with all its lines under each other. */
static void wrap_after(const cm_style *s, const char *mark, const char *text, size_t indent)
{
    cm_arena arena = { NULL };
    cm_ctx ctx;
    char *whole;
    cm_ctx_init(&ctx);
    whole = cm_format(&ctx, &arena, "%s %s", mark, text);
    if (whole != NULL) cm_wrap(s->out, whole, indent, CM_TEXT_WIDTH);
    cm_arena_free(&arena);
}

static cm_value small(cm_ctx *ctx, cm_arena *arena, double p)
{
    const char *text = isnan(p) ? "" : p < 1e-4 ? "<0.0001" : cm_format(ctx, arena, "%.4f", p);
    return cm_text(text != NULL ? text : "");
}

static const char *held(const cm_style *s, const cm_record_fit *fit)
{
    return *fit->with == '\0' ? cm_in_language(s, "nothing", "无") : fit->with;
}

/* The effect of size with nothing held, with each control, with all. */
static void write_fits(const cm_style *s, const cm_evidence *e)
{
    static const char *const columns[] = { "held fixed", "cases", "events", "effect", "low", "high", "p", NULL };
    static const char *const columns_zh[] = { "控制", "案例", "事件", "效应", "下限", "上限", "p", NULL };
    cm_arena arena = { NULL };
    cm_result result;
    cm_table *table;
    cm_ctx ctx;
    bool fits = true;
    cm_ctx_init(&ctx);
    cm_result_init(&result, &arena);
    if (cm_result_table(&ctx, &result, "fits", s->chinese ? columns_zh : columns, &table) != CM_OK) return;
    for (size_t k = 0; fits && k < e->nfits; k++) {
        const cm_record_fit *fit = &e->fit[k];
        cm_value row[] = { cm_text(held(s, fit)), cm_integer((int64_t)fit->cases), cm_integer((int64_t)fit->events), figure(fit->effect), figure(fit->low), figure(fit->high), small(&ctx, &arena, fit->p) };
        fits = !fit->known || cm_table_row(&ctx, &result, table, row) == CM_OK;
    }
    (void)fprintf(s->out, "  %s%s\n", cm_in_language(s, "effect: ", "效应："), cm_in_language(s, e->fit[0].measure, e->fit[0].measure_zh));
    cm_print_table(s, table, 4);
    for (size_t k = 0; k < e->nfits; k++) {
        const cm_record_fit *fit = &e->fit[k];
        if (!fit->known) (void)fprintf(s->out, s->chinese ? "    控制 %s：无法估计（%s）\n" : "    with %s: none (%s)\n", held(s, fit), cm_in_language(s, fit->why, fit->why_zh));
        else if (strcmp(fit->measure, e->fit[0].measure) != 0) (void)fprintf(s->out, s->chinese ? "    控制 %s 时，效应为%s\n" : "    with %s the effect is the %s\n", held(s, fit), cm_in_language(s, fit->measure, fit->measure_zh));
    }
    cm_arena_free(&arena);
}

static void write_record(const cm_style *s, const cm_evidence *e)
{
    const cm_observed *o = e->observed;
    const char *name = node_text(s, o->node, "name", "name_zh"), *source = node_text(s, o->node, "source", "source_zh"), *about = node_text(s, o->node, "about", "about_zh");
    (void)fprintf(s->out, s->chinese ? "\n记录：%s  [%s]\n  " : "\nRecord: %s  [%s]\n  ", name != NULL ? name : o->id, o->id);
    (void)fprintf(s->out, s->colour ? "\033[1m%s\033[0m\n" : "%s\n", cm_in_language(s, cm_record_word(e->verdict), cm_record_word_zh(e->verdict)));
    cm_wrap(s->out, cm_in_language(s, e->because, e->because_zh), 2, CM_TEXT_WIDTH);
    (void)fprintf(s->out, "  %s%s (%s)\n", o->chosen ? cm_in_language(s, "test, chosen: ", "所选检验：") : cm_in_language(s, "test: ", "检验："), cm_test_word(o->test), cm_in_language(s, e->test_because, e->test_because_zh));
    write_fits(s, e);
    (void)fprintf(s->out, "  %s\n", cm_in_language(s, "What to keep in mind:", "须注意："));
    for (const cm_caution *c = e->caution; c != NULL; c = c->next) wrap_after(s, "-", cm_in_language(s, c->words, c->words_zh), 4);
    if (about != NULL) cm_wrap(s->out, about, 2, CM_TEXT_WIDTH);
    if (source != NULL) wrap_after(s, cm_in_language(s, "source:", "来源："), source, 2);
}

void cm_write_evidence(const cm_style *s, const cm_report *report)
{
    const cm_node *claim = cm_node_child(report->file->root, "claim");
    if (report->nevidence == 0) return;
    if (report->judgement == NULL) {
        const char *id = cm_node_text(claim, "id");
        (void)fprintf(s->out, s->chinese ? "\n论断%s%s：%s\n" : "\nClaim %s%s%s\n", id != NULL ? id : "", id != NULL && !s->chinese ? ": " : "", node_text(s, claim, "statement", "statement_zh"));
    }
    for (size_t i = 0; i < report->nevidence; i++) write_record(s, &report->evidence[i]);
    (void)fprintf(s->out, "\n%s\n", report->judgement == NULL ? cm_in_language(s, "A record is about its cases; no model was asked.", "记录只说明其中的案例；此处没有用模型。")
                  : cm_in_language(s, "A record is about its cases, the verdict above about the model: neither stands for the other.", "记录只说明其中的案例，上面的判定只说明模型：二者互不替代。"));
}
