/* write_page.c: arguments one by one, as a page of Markdown: a table of their verdicts, then for each what it says, the
 * model, what was computed, on what the verdict hangs, what the record says, what to read.  Words come from the files
 * (`argument`, `about`), every figure from the run. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/write_inside.h"

enum { MOST_LEVELS = 9 };                /* of the axis `along`, whose means are all shown */

/* The table is written at once, the sections when it is complete: until then they are kept here. */
typedef struct page {
    FILE *out;
    char *text;
    size_t size;
    char *last;                          /* the argument whose section is open; NULL: none */
} page;

/* Where the sections go. */
static FILE *into(const cm_style *s)
{
    return ((const page *)s->kept)->out;
}

static const char *said(const cm_style *s, const cm_node *group, const char *en, const char *zh)
{
    return cm_in_language(s, cm_node_text(group, en), cm_node_text(group, zh));
}

static void paragraph(const cm_style *s, const char *en, const char *zh, const char *text)
{
    if (text == NULL) return;
    (void)fprintf(into(s), "**%s** ", cm_in_language(s, en, zh));
    cm_put_markdown(into(s), text);
    (void)fputs("\n\n", into(s));
}

static const char *verdict(const cm_style *s, cm_verdict v)
{
    return cm_in_language(s, cm_verdict_word(v), cm_verdict_word_zh(v));
}

/* Three decimals, or six digits of what is large or small; never "-0". */
static void put_number(FILE *out, double x, bool sign)
{
    if (isnan(x)) return;
    if (fabs(x) < 5e-10) x = 0;
    if (x == 0 || (fabs(x) >= 5e-4 && fabs(x) < 1000)) (void)fprintf(out, sign ? "%+.3f" : "%.3f", x);
    else (void)fprintf(out, sign ? "%+.3g" : "%.3g", x);
}

/* ---- the table on top -------------------------------------------------------------------------------------- */

static void put_models(const cm_style *s, const cm_report *report)
{
    const cm_family_report *f = report->family;
    for (size_t i = 0; f != NULL && i < f->family->n; i++) {
        if (i > 0) (void)fputs(s->chinese ? "；" : "; ", s->out);
        cm_put_markdown(s->out, cm_formalisation_name(&f->family->model[i], s->chinese));
        (void)fprintf(s->out, s->chinese ? "：%s" : ": %s", verdict(s, f->judgement[i].measure[0].verdict));
    }
    for (size_t i = 0; i < report->nrivals; i++) {
        const cm_rival *rival = &report->rival[i];
        if (i > 0) (void)fputs(s->chinese ? "；" : "; ", s->out);
        cm_put_markdown(s->out, rival->title != NULL ? cm_in_language(s, rival->title, rival->title_zh) : rival->file);
        (void)fprintf(s->out, s->chinese ? "：%s" : ": %s", rival->verdict != NULL ? cm_in_language(s, rival->verdict, rival->verdict_zh) : cm_in_language(s, "could not be run", "未能运行"));
    }
    for (size_t i = 0; i < report->nevidence; i++) {
        if (i > 0 || f != NULL || report->nrivals > 0) (void)fputs(s->chinese ? "；" : "; ", s->out);
        (void)fprintf(s->out, s->chinese ? "记录 %s：%s" : "record %s: %s", report->evidence[i].observed->id,
                      cm_in_language(s, cm_record_word(report->evidence[i].verdict), cm_record_word_zh(report->evidence[i].verdict)));
    }
}

static void put_row(const cm_style *s, const cm_report *report, const char *id)
{
    bool link = id[0] != '\0' && strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-") == strlen(id);
    (void)fputs(link ? "| [" : "| ", s->out);
    cm_put_markdown(s->out, id);
    if (link) (void)fputs("](#", s->out);
    for (const char *c = id; link && *c != '\0'; c++) (void)fputc(*c >= 'A' && *c <= 'Z' ? *c + 32 : *c, s->out);        /* as pages name their headings */
    (void)fputs(link ? ") | " : " | ", s->out);
    cm_put_markdown(s->out, cm_in_language(s, report->title, report->title_zh));
    (void)fprintf(s->out, " | %s | ", report->family != NULL ? verdict(s, report->family->verdict) : report->judgement != NULL ? verdict(s, report->judgement->measure[0].verdict)
                  : report->nevidence > 0 ? cm_in_language(s, "record alone", "仅有记录") : cm_in_language(s, "computed, not judged", "只计算，不判定"));
    put_models(s, report);
    (void)fputs(" |\n", s->out);
}

/* ---- what was computed -------------------------------------------------------------------------------------- */

static void put_regime(const cm_style *s, const cm_claim *claim, const cm_regime *regime)
{
    bool first = true;
    for (size_t a = 0; a < claim->naxes; a++) {
        if (!claim->axis[a].within) continue;
        (void)fputs(first ? "" : ", ", into(s));
        cm_put_markdown(into(s), cm_in_language(s, claim->axis[a].label, claim->axis[a].label_zh));
        (void)fputc(' ', into(s));
        cm_put_markdown(into(s), cm_level_label(s, &claim->axis[a].level[regime->at[a]]));
        first = false;
    }
}

/* The mean at each level of `along`, with a mark where it is at its floor or ceiling; of very many levels at the first and the last. */
static void put_means(const cm_style *s, const cm_claim *claim, const cm_measure_report *m, const cm_regime *regime)
{
    const cm_axis *along = &claim->axis[claim->along];
    cm_put_markdown(into(s), cm_in_language(s, along->label, along->label_zh));
    for (size_t level = 0; level < along->nlevels; level++) {
        bool flagged = false;
        double mean = cm_regime_mean(claim, m, regime, level, &flagged);
        if (along->nlevels > MOST_LEVELS && level > 0 && level + 1 < along->nlevels) continue;
        (void)fputs(level > 0 ? " → " : " ", into(s));
        cm_put_markdown(into(s), cm_level_label(s, &along->level[level]));
        (void)fputs(s->chinese ? "：" : ": ", into(s));
        put_number(into(s), mean, false);
        if (flagged && m->measure->share) (void)fputs("°", into(s));
    }
}

static void put_change(const cm_style *s, const cm_claim *claim, const cm_effect *e)
{
    put_number(into(s), e->effect, true);
    if (e->exact || !claim->random) return;
    (void)fputs(" (", into(s));
    put_number(into(s), e->low, true);
    (void)fputs(", ", into(s));
    put_number(into(s), e->high, true);
    (void)fputc(')', into(s));
}

/* The verdict on a regime; of one that goes the other way between some two levels, between which. */
static void put_verdict(const cm_style *s, const cm_claim *claim, const cm_regime *regime)
{
    const cm_axis *along = &claim->axis[claim->along];
    (void)fprintf(into(s), "%s (%s)", verdict(s, regime->verdict), cm_in_language(s, cm_basis_word(regime->basis), cm_basis_word_zh(regime->basis)));
    if (regime->verdict != CM_CONDITIONAL || regime->worst == SIZE_MAX) return;
    (void)fputs(s->chinese ? "；但从 " : "; but from ", into(s));
    cm_put_markdown(into(s), cm_level_label(s, &along->level[regime->levels[regime->worst][0]]));
    (void)fputs(s->chinese ? " 到 " : " to ", into(s));
    cm_put_markdown(into(s), cm_level_label(s, &along->level[regime->levels[regime->worst][1]]));
    (void)fputc(' ', into(s));
    put_number(into(s), regime->pair[regime->worst].effect, true);
}

/* One row a regime: the means, the change with its interval, the verdict. */
static void put_regimes(const cm_style *s, const cm_judgement *j, size_t measure, const char *model)
{
    const cm_claim *claim = j->claim;
    const cm_measure_report *m = &j->measure[measure];
    for (size_t r = 0; r < m->nregimes; r++) {
        (void)fputs("| ", into(s));
        if (r == 0 && measure == 0) cm_put_markdown(into(s), model);
        (void)fputs(" | ", into(s));
        if (r == 0) (void)fprintf(into(s), s->chinese ? "%s（预期%s，最小效应 %g）" : "%s (expected to %s; smallest effect %g)", m->measure->name,
                                  claim->decreasing ? cm_in_language(s, "fall", "下降") : cm_in_language(s, "rise", "上升"), claim->smallest[measure]);
        (void)fputs(" | ", into(s));
        put_regime(s, claim, &m->regime[r]);
        (void)fputs(" | ", into(s));
        put_means(s, claim, m, &m->regime[r]);
        (void)fputs(" | ", into(s));
        put_change(s, claim, &m->regime[r].end);
        (void)fputs(" | ", into(s));
        put_verdict(s, claim, &m->regime[r]);
        (void)fputs(" |\n", into(s));
    }
}

static void put_judgement(const cm_style *s, const cm_judgement *j, const char *model)
{
    for (size_t m = 0; m < j->claim->nmeasures; m++) put_regimes(s, j, m, model);
}

static void put_table(const cm_style *s, const cm_report *report)
{
    const cm_family_report *f = report->family;
    (void)fputs(cm_in_language(s, "| model | measure | regime | means | change (interval) | verdict (basis) |\n", "| 模型 | 度量 | 情形 | 均值 | 变化（区间） | 判定（依据） |\n"), into(s));
    (void)fputs("|---|---|---|---|---|---|\n", into(s));
    if (f == NULL) put_judgement(s, report->judgement, "");
    for (size_t i = 0; f != NULL && i < f->family->n; i++) put_judgement(s, &f->judgement[i], cm_formalisation_name(&f->family->model[i], s->chinese));
    (void)fputc('\n', into(s));
}

/* The part that each cause has in the difference between two ends. */
static void put_channels(const cm_style *s, const cm_judgement *j)
{
    const cm_explanation *e = j->explanation;
    if (e == NULL) return;
    (void)fprintf(into(s), s->chinese ? "**差异由何而来。** 从 %s（%.3f）到 %s（%.3f）：\n\n" : "**What causes the difference** from %s (%.3f) to %s (%.3f):\n\n", j->claim->from, e->from, j->claim->to, e->to);
    (void)fputs(cm_in_language(s, "| channel | part (interval) | first in | last in | over all orders | |\n|---|---|---|---|---|---|\n",
                               "| 渠道 | 份额（区间） | 先入 | 后入 | 各次序中 | |\n|---|---|---|---|---|---|\n"), into(s));
    for (size_t k = 0; k < j->claim->nchannels; k++) {
        const cm_channel_report *c = &e->channel[k];
        if (!c->active) continue;
        (void)fprintf(into(s), "| %s | %+.3f (%+.3f, %+.3f) | %+.3f | %+.3f | %+.3f .. %+.3f | %s |\n", c->channel, c->effect, c->low, c->high, c->first_in, c->last_in, c->least, c->greatest,
                      c->identified ? "" : cm_in_language(s, "sign not identified", "符号不可识别"));
    }
    (void)fputc('\n', into(s));
}

/* The measures of all models, one after the other: place k; NULL past the last. */
static const cm_measure *measure_at(const cm_report *report, size_t k)
{
    const cm_family_report *f = report->family;
    for (size_t i = 0; i < (f != NULL ? f->family->n : 1); i++) {
        const cm_judgement *j = f != NULL ? &f->judgement[i] : report->judgement;
        if (k < j->claim->nmeasures) return j->measure[k].measure;
        k -= j->claim->nmeasures;
    }
    return NULL;
}

static bool alike(const cm_measure *a, const cm_measure *b)
{
    return a->concept != NULL ? a->concept == b->concept : strcmp(a->name, b->name) == 0;
}

/* What is measured, a line a concept, with its formula. */
static void put_formulas(const cm_style *s, const cm_report *report)
{
    for (size_t k = 0; measure_at(report, k) != NULL; k++) {
        const cm_measure *m = measure_at(report, k), *other;
        bool seen = false;
        for (size_t q = 0; q < k; q++) seen = seen || alike(measure_at(report, q), m);
        if (seen) continue;
        (void)fprintf(into(s), "- `%s`", m->name);
        for (size_t q = k + 1; (other = measure_at(report, q)) != NULL; q++) {
            bool again = !alike(other, m);
            for (size_t before = k; before < q; before++) again = again || strcmp(measure_at(report, before)->name, other->name) == 0;
            if (!again) (void)fprintf(into(s), ", `%s`", other->name);
        }
        (void)fputs(s->chinese ? "：" : ": ", into(s));
        cm_put_markdown(into(s), m->concept != NULL ? cm_in_language(s, m->concept->about, m->concept->about_zh) : cm_in_language(s, m->about, m->about_zh));
        if (m->concept != NULL && m->concept->formula != NULL) (void)fprintf(into(s), "%s`%s`", cm_in_language(s, " Formula: ", "公式："), m->concept->formula);
        (void)fputc('\n', into(s));
    }
    (void)fputc('\n', into(s));
}

static void put_claim(const cm_style *s, const cm_report *report)
{
    const cm_family_report *f = report->family;
    const cm_judgement *first = f != NULL ? &f->judgement[0] : report->judgement;
    const cm_claim *claim = first->claim;
    paragraph(s, "The claim:", "论断：", f != NULL ? cm_in_language(s, f->family->statement, f->family->statement_zh) : cm_in_language(s, claim->statement, claim->statement_zh));
    put_formulas(s, report);
    (void)fprintf(into(s), "**%s%s** ", cm_in_language(s, "Verdict: ", "判定："), verdict(s, f != NULL ? f->verdict : first->measure[0].verdict));
    cm_put_markdown(into(s), f != NULL ? cm_in_language(s, f->because, f->because_zh) : cm_in_language(s, first->measure[0].because, first->measure[0].because_zh));
    (void)fputs("\n\n", into(s));
    put_table(s, report);
    if (f == NULL) put_channels(s, first);
    for (size_t i = 0; report->findings != NULL && i < report->findings->count; i++) {
        const cm_finding *finding = &report->findings->item[i];
        for (size_t k = 0; k < finding->nsaid; k++) {
            (void)fputs("- ", into(s));
            cm_put_markdown(into(s), cm_in_language(s, finding->say[k], finding->say_zh[k]));
            (void)fputc('\n', into(s));
        }
        (void)fputc('\n', into(s));
    }
}

/* What a solve list found: the notes, and the summary in a line. */
static void put_answer(const cm_style *s, const cm_answer *answer)
{
    char buffer[64];
    bool first = true;
    (void)fprintf(into(s), "- **%s**%s", answer->concept->name, s->chinese ? "：" : ": ");
    cm_put_markdown(into(s), cm_in_language(s, answer->concept->title, answer->concept->title_zh));
    for (const cm_named *entry = answer->result.summary; entry != NULL; entry = entry->next) {
        if (entry->value.kind == CM_NONE) continue;
        (void)fprintf(into(s), "%s%s = ", first ? "; " : ", ", entry->name);
        cm_put_markdown(into(s), cm_value_text(&entry->value, buffer, sizeof buffer, s->chinese));
        first = false;
    }
    (void)fputc('\n', into(s));
}

static void put_record(const cm_style *s, const cm_report *report, const cm_node *argument)
{
    const char *words = said(s, argument, "record", "record_zh");
    if (words == NULL && report->nevidence == 0) return;
    if (words != NULL) paragraph(s, "The record.", "实证记录。", words);
    else (void)fprintf(into(s), "**%s**\n\n", cm_in_language(s, "The record.", "实证记录。"));
    for (size_t i = 0; i < report->nevidence; i++) {
        const cm_evidence *e = &report->evidence[i];
        (void)fprintf(into(s), "- %s%s%s%s", e->observed->id, s->chinese ? "：" : ": ", cm_in_language(s, cm_record_word(e->verdict), cm_record_word_zh(e->verdict)), s->chinese ? "；" : "; ");
        cm_put_markdown(into(s), cm_in_language(s, e->because, e->because_zh));
        (void)fputc('\n', into(s));
    }
    if (report->nevidence > 0) (void)fputc('\n', into(s));
}

static void put_literature(const cm_style *s, const cm_node *argument)
{
    const cm_node *list = cm_node_child(argument, "literature");
    if (list == NULL) return;
    (void)fprintf(into(s), "**%s**\n\n", cm_in_language(s, "To read", "文献"));
    for (const cm_node *work = list->kind == CM_NODE_LIST ? list->child : list; work != NULL; work = work == list ? NULL : work->next) {
        (void)fputs("- ", into(s));
        cm_put_markdown(into(s), work->text);
        (void)fputc('\n', into(s));
    }
    (void)fputc('\n', into(s));
}

/* ---- the page ------------------------------------------------------------------------------------------------ */

static const char *id_of(const cm_report *report)
{
    const char *id = cm_node_text(cm_node_child(report->file->root, "argument"), "id");
    if (id == NULL) id = cm_node_text(cm_node_child(report->file->root, "claim"), "id");
    return id != NULL ? id : "";
}

static void begin_page(cm_style *s)
{
    page *own = calloc(1, sizeof *own);
    if (own != NULL) own->out = open_memstream(&own->text, &own->size);
    if (own != NULL && own->out == NULL) {
        free(own);
        own = NULL;
    }
    s->kept = own;
    (void)fputs(cm_in_language(s, "| | argument | verdict | by model and record |\n|---|---|---|---|\n", "| | 论点 | 判定 | 各模型与记录 |\n|---|---|---|---|\n"), s->out);
}

/* The heading of an argument, unless this file is one more about the same. */
static void open_section(const cm_style *s, const cm_report *report, const char *id)
{
    page *own = s->kept;
    if (id[0] != '\0' && own->last != NULL && strcmp(own->last, id) == 0) return;
    (void)fputs("## ", into(s));
    cm_put_markdown(into(s), id[0] != '\0' ? id : report->file->name);
    (void)fputs("\n\n", into(s));
    paragraph(s, "The argument.", "论点。", said(s, cm_node_child(report->file->root, "argument"), "says", "says_zh"));
    free(own->last);
    own->last = strdup(id);
}

static void write_page(const cm_style *s, const cm_report *report, size_t index)
{
    const cm_node *root = report->file->root, *argument = cm_node_child(root, "argument");
    const char *id = id_of(report);
    (void)index;
    put_row(s, report, id);
    if (s->kept == NULL) return;
    open_section(s, report, id);
    (void)fputs("### ", into(s));
    cm_put_markdown(into(s), cm_in_language(s, report->title, report->title_zh));
    (void)fprintf(into(s), "\n\n`comity run %s`%s\n\n", report->file->name, report->judgement != NULL || report->family != NULL ? "" : cm_in_language(s, " (nothing is judged)", "（不作判定）"));
    paragraph(s, "The model.", "模型。", said(s, root, "about", "about_zh"));
    for (size_t i = 0; i < report->nanswers; i++) put_answer(s, &report->answer[i]);
    if (report->nanswers > 0) (void)fputc('\n', into(s));
    if (report->judgement != NULL || report->family != NULL) put_claim(s, report);
    else paragraph(s, "The claim:", "论断：", said(s, cm_node_child(root, "claim"), "statement", "statement_zh"));
    paragraph(s, "What it hangs on.", "取决于何。", said(s, argument, "hangs_on", "hangs_on_zh"));
    put_record(s, report, argument);
    put_literature(s, argument);
}

static void end_page(const cm_style *s)
{
    page *own = s->kept;
    if (own != NULL && fclose(own->out) == 0) {
        (void)fprintf(s->out, "\n%s\n\n%s", cm_in_language(s, "A verdict is about the models named beside it, not about the world. ° marks a mean at its floor (0) or ceiling (1), which says nothing of the size of an effect.", "判定只针对旁边所列模型，并非对现实世界的断言。° 表示均值处于下限（0）或上限（1），不含效应大小的信息。"), own->text);
    } else {
        (void)fputs(cm_in_language(s, "\nThere was not enough memory for the rest of this page.\n", "\n内存不足，本页其余部分未能写出。\n"), s->out);
    }
    if (own == NULL) return;
    free(own->text);
    free(own->last);
    free(own);
}

const cm_writer cm_writer_page = { "page", "Markdown: a page of several arguments, each with its verdict, models, record and literature", begin_page, write_page, end_page };
