/* write_claim.c: a judged claim to be read by eye: verdict, grids, causes, turns, rivals; under one model or several. */
#include <math.h>
#include <string.h>

#include "cli/remarks.h"
#include "cli/write_inside.h"

static void write_explanation(const cm_style *s, const cm_judgement *j)
{
    const cm_explanation *e = j->explanation;
    const cm_claim *claim = j->claim;
    double most = 1e-9;
    (void)fputc('\n', s->out);
    cm_heading(s, cm_in_language(s, "What causes the difference", "差异由何而来"));
    (void)fprintf(s->out, s->chinese ? "  从 %s（%.4f）到 %s（%.4f），共 %+.4f\n" : "  from %s (%.4f) to %s (%.4f): %+.4f in all\n", claim->from, e->from, claim->to, e->to, e->total);
    (void)fprintf(s->out, "  ");
    cm_pad(s->out, cm_in_language(s, "channel", "渠道"), 12, false);
    (void)fprintf(s->out, "%s\n", cm_in_language(s, "   part            interval   first in    last in   least .. greatest over orders", "   份额            区间       先入        后入      各次序中的最小至最大"));
    for (size_t k = 0; k < claim->nchannels; k++) most = fmax(most, fabs(e->channel[k].effect));
    for (size_t k = 0; k < claim->nchannels; k++) {
        const cm_channel_report *c = &e->channel[k];
        (void)fprintf(s->out, "  ");
        cm_pad(s->out, c->channel, 12, false);
        if (!c->active) {
            (void)fprintf(s->out, "%s\n", cm_in_language(s, "       0   (no setting of it differs)", "       0   （两端没有差别）"));
            continue;
        }
        (void)fprintf(s->out, "%+8.4f (%+.4f, %+.4f) %+10.4f %+10.4f   %+.4f .. %+.4f  %s", c->effect, c->low, c->high, c->first_in, c->last_in, c->least, c->greatest, cm_spark(fabs(c->effect), most));
        if (!c->identified) (void)fputs(cm_in_language(s, "  sign not identified", "  符号不可识别"), s->out);
        (void)fputc('\n', s->out);
    }
    (void)fprintf(s->out, s->chinese ? "  交互作用占 %.0f%%" : "  interactions: %.0f%% of all dividends", 100 * e->interaction_share);
    for (size_t i = 0; i < e->ninteractions && i < 3; i++) {
        size_t bit = 0;
        bool first = true;
        if (!(fabs(e->interaction[i].dividend) > 5e-4)) break;
        (void)fputs(i == 0 ? (s->chinese ? "：" : ": ") : ", ", s->out);
        for (size_t k = 0; k < claim->nchannels; k++) {
            if (!claim->channel[k].active) continue;
            if (e->interaction[i].channels >> bit++ & 1) {
                (void)fprintf(s->out, "%s%s", first ? "" : "+", claim->channel[k].name);
                first = false;
            }
        }
        (void)fprintf(s->out, " %+.3f", e->interaction[i].dividend);
    }
    (void)fputc('\n', s->out);
    if (!e->log_known) {
        cm_wrap(s->out, cm_in_language(s, "On the scale log(-log p) nothing can be said: a cell is at 0 or 1.", "在 log(-log p) 尺度上无法分解：有格子为 0 或 1。"), 2, CM_TEXT_WIDTH);
        return;
    }
    (void)fprintf(s->out, s->chinese ? "  log(-log p) 尺度（越大越难），共 %+.3f：" : "  on the scale log(-log p) (more is less agreement), %+.3f in all:", e->log_total);
    for (size_t k = 0; k < claim->nchannels; k++) {
        if (e->channel[k].active) (void)fprintf(s->out, "  %s %+.3f%s", e->channel[k].channel, e->channel[k].log_effect, e->channel[k].log_identified ? "" : "?");
    }
    (void)fputc('\n', s->out);
}

/* Lines of a map, each after two spaces. */
static void write_map(const cm_style *s, const char *map)
{
    while (*map != '\0') {
        size_t length = strcspn(map, "\n");
        (void)fprintf(s->out, "  %.*s\n", (int)length, map);
        map += length + (map[length] == '\n');
    }
}

/* A boundary, a region or a sensitivity; its points are for machines. */
static void write_finding(const cm_style *s, const cm_finding *finding)
{
    (void)fputc('\n', s->out);
    cm_heading(s, cm_in_language(s, finding->title, finding->title_zh));
    for (size_t i = 0; i < finding->nsaid; i++) cm_wrap(s->out, cm_in_language(s, finding->say[i], finding->say_zh[i]), 2, CM_TEXT_WIDTH);
    if (finding->map != NULL) write_map(s, cm_in_language(s, finding->map, finding->map_zh));
    for (const cm_table *table = finding->result.table; table != NULL; table = table->next) {
        if (table->nrows == 0 || strcmp(table->name, "points") == 0) continue;
        (void)fprintf(s->out, "  [%s]\n", table->name);
        cm_print_table(s, table, 4);
    }
}

static void write_rivals(const cm_style *s, const cm_report *report)
{
    if (report->nrivals == 0) return;
    (void)fputc('\n', s->out);
    cm_heading(s, cm_in_language(s, "Other formalisations of the claim", "同一论断的其他形式化"));
    for (size_t i = 0; i < report->nrivals; i++) {
        const cm_rival *rival = &report->rival[i];
        (void)fprintf(s->out, "  %s: %s\n", rival->file, rival->verdict != NULL ? cm_in_language(s, rival->verdict, rival->verdict_zh) : cm_in_language(s, "could not be run", "未能运行"));
        if (rival->because != NULL) cm_wrap(s->out, cm_in_language(s, rival->because, rival->because_zh), 4, CM_TEXT_WIDTH);
    }
}

static void write_verdict(const cm_style *s, const cm_judgement *j)
{
    const cm_measure_report *first = &j->measure[0];
    (void)fprintf(s->out, "%s", cm_in_language(s, "Verdict: ", "判定："));
    cm_bold(s, cm_in_language(s, cm_verdict_word(first->verdict), cm_verdict_word_zh(first->verdict)));
    if (j->claim->random) {
        (void)fprintf(s->out, s->chinese ? "（依据：%s；%llu 次抽样，种子 %llu）\n" : " (basis: %s; %llu draws, seed %llu)\n", cm_in_language(s, cm_basis_word(first->basis), cm_basis_word_zh(first->basis)),
                      (unsigned long long)j->draws, (unsigned long long)j->seed);
    } else {
        (void)fputs(cm_in_language(s, " (basis: exact; nothing is drawn)\n", "（依据：精确，无随机抽样）\n"), s->out);
    }
    if (j->interrupted) {
        cm_wrap(s->out, cm_in_language(s, "Interrupted: this is what the draws done so far say; no certificate was looked at again.", "已中断：以下为已完成抽样的结果，未再核查证书。"), 2, CM_TEXT_WIDTH);
    }
    cm_wrap(s->out, cm_in_language(s, first->because, first->because_zh), 2, CM_TEXT_WIDTH);
}

static void write_remarks(const cm_style *s, const cm_report *report)
{
    cm_remark remark[CM_MOST_REMARKS];
    cm_arena arena = { NULL };
    cm_ctx ctx;
    size_t n;
    cm_ctx_init(&ctx);
    n = cm_remarks_of(&ctx, &arena, report, remark);
    for (size_t i = 0; i < n; i++) {
        const char *text = cm_in_language(s, remark[i].en, remark[i].zh);
        if (remark[i].line) (void)fprintf(s->out, "%s\n", text);
        else cm_wrap(s->out, text, 0, CM_TEXT_WIDTH);
    }
    cm_arena_free(&arena);
}

void cm_write_claim(const cm_style *s, const cm_report *report)
{
    const cm_judgement *j = report->judgement;
    const cm_claim *claim = j->claim;
    (void)fprintf(s->out, s->chinese ? "\n论断%s%s：%s\n" : "\nClaim %s%s%s\n", claim->id != NULL ? claim->id : "", claim->id != NULL && !s->chinese ? ": " : "", cm_in_language(s, claim->statement, claim->statement_zh));
    write_verdict(s, j);
    for (size_t m = 0; m < claim->nmeasures; m++) cm_write_measure(s, j, m);
    if (j->explanation != NULL) write_explanation(s, j);
    for (size_t i = 0; report->findings != NULL && i < report->findings->count; i++) write_finding(s, &report->findings->item[i]);
    write_rivals(s, report);
    (void)fputc('\n', s->out);
    if (j->counterexample != NULL) {
        (void)fprintf(s->out, s->chinese ? "反例：%s（用 --counterexample FILE 写成可运行的文件）\n" : "Against the claim: %s (write it as a file that runs: --counterexample FILE)\n", j->counter_words);
    }
    write_remarks(s, report);
}

void cm_write_family(const cm_style *s, const cm_report *report)
{
    const cm_family_report *f = report->family;
    size_t widest = 0;
    (void)fprintf(s->out, s->chinese ? "\n论断%s%s：%s\n" : "\nClaim %s%s%s\n", f->family->id != NULL ? f->family->id : "", f->family->id != NULL && !s->chinese ? ": " : "", cm_in_language(s, f->family->statement, f->family->statement_zh));
    (void)fprintf(s->out, "%s", cm_in_language(s, "Joint verdict: ", "联合判定："));
    cm_bold(s, cm_in_language(s, cm_verdict_word(f->verdict), cm_verdict_word_zh(f->verdict)));
    (void)fprintf(s->out, s->chinese ? "（%zu 个模型）\n" : " (%zu models)\n", f->family->n);
    cm_wrap(s->out, cm_in_language(s, f->because, f->because_zh), 2, CM_TEXT_WIDTH);
    for (size_t i = 0; i < f->family->n; i++) {
        size_t own = cm_width(cm_formalisation_name(&f->family->model[i], s->chinese));
        if (own > widest) widest = own;
    }
    (void)fputc('\n', s->out);
    for (size_t i = 0; i < f->family->n; i++) {
        const cm_measure_report *m = &f->judgement[i].measure[0];
        (void)fputs("  ", s->out);
        cm_pad(s->out, cm_formalisation_name(&f->family->model[i], s->chinese), widest + 2, false);
        cm_pad(s->out, cm_in_language(s, cm_verdict_word(m->verdict), cm_verdict_word_zh(m->verdict)), 14, false);
        (void)fprintf(s->out, "%s\n", m->measure->name);
    }
    for (size_t i = 0; i < f->family->n; i++) {
        cm_report one = cm_report_model(report, i);
        (void)fputc('\n', s->out);
        cm_heading(s, cm_formalisation_name(&f->family->model[i], s->chinese));
        write_verdict(s, one.judgement);
        for (size_t m = 0; m < one.judgement->claim->nmeasures; m++) cm_write_measure(s, one.judgement, m);
    }
    (void)fputc('\n', s->out);
    cm_wrap(s->out, cm_in_language(s, "The models' verdicts hold jointly (Holm's correction); each model's intervals are as wide as that needs.", "各模型的判定联合成立（Holm 校正）；各模型的区间按此加宽。"), 0, CM_TEXT_WIDTH);
    cm_wrap(s->out, cm_in_language(s, "A verdict is about these models, not about the world.", "判定只针对这些模型，并非对现实世界的断言。"), 0, CM_TEXT_WIDTH);
}
