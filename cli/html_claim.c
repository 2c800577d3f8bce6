/* html_claim.c: a judged claim in a page: verdict first, then the picture, then what it rests on. */
#include <string.h>

#include "cli/html_inside.h"
#include "cli/remarks.h"

/* "Smaller venues agree more easily": conditional. */
static void put_sentence(FILE *out, const char *id, const char *statement, const char *statement_zh, cm_verdict verdict)
{
    (void)fputs("<p class=\"verdict\">", out);
    if (id != NULL) {
        (void)fputs("<span class=\"soft\">", out);
        cm_html_text(out, id);
        (void)fputs("</span> ", out);
    }
    (void)fputs("<span lang=\"en\">“</span><span lang=\"zh\">“</span>", out);
    cm_html_words(out, statement, statement_zh);
    (void)fputs("<span lang=\"en\">”: </span><span lang=\"zh\">”：</span>", out);
    cm_page_verdict(out, verdict);
    (void)fputs("</p>\n", out);
}

static void put_basis(cm_page *p, const cm_judgement *j)
{
    cm_basis basis = j->measure[0].basis;
    if (!j->claim->random) cm_html_both(p->out, "p class=\"soft\"", "Basis: exact; nothing is drawn.", "依据：精确，无随机抽样。");
    else {
        cm_html_both(p->out, "p class=\"soft\"", cm_format(&p->ctx, &p->arena, "Basis: %s; %llu draws, seed %llu.", cm_basis_word(basis), (unsigned long long)j->draws, (unsigned long long)j->seed),
                     cm_format(&p->ctx, &p->arena, "依据：%s；%llu 次抽样，种子 %llu。", cm_basis_word_zh(basis), (unsigned long long)j->draws, (unsigned long long)j->seed));
    }
    if (j->interrupted) cm_html_both(p->out, "p class=\"lack\"", "Interrupted: this is what the draws done so far say; no certificate was looked at again.", "已中断：以下为已完成抽样的结果，未再核查证书。");
}

/* A measure's figure and tables; of further ones the verdict as well. */
static void put_measure(cm_page *p, const cm_report *report, size_t m)
{
    const cm_judgement *j = report->judgement;
    const cm_measure_report *measure = &j->measure[m];
    if (m > 0) {
        (void)fputs("<h3>", p->out);
        cm_html_words(p->out, measure->measure->title, measure->measure->title_zh);
        cm_html_words(p->out, ": ", "：");
        cm_page_verdict(p->out, measure->verdict);
        (void)fputs("</h3>\n", p->out);
        cm_html_both(p->out, "p", measure->because, measure->because_zh);
    }
    cm_page_figures(p, measure);
    cm_html_both(p->out, "p class=\"soft\"", cm_format(&p->ctx, &p->arena, "%s The smallest effect that matters: %g.", measure->measure->about, j->claim->smallest[m]),
                 cm_format(&p->ctx, &p->arena, "%s最小的有意义效应：%g。", measure->measure->about_zh, j->claim->smallest[m]));
    cm_page_verdicts(p, report, m);
    cm_page_cells(p, report, m);
}

/* What causes the difference: a bar a channel, and the numbers. */
static void put_explanation(cm_page *p, const cm_report *report)
{
    static const char *const names[] = { "channels", "interactions", "explained_cells" };
    const cm_judgement *j = report->judgement;
    const cm_explanation *e = j->explanation;
    cm_result tables;
    if (e == NULL) return;
    cm_html_both(p->out, "h2", "What causes the difference", "差异由何而来");
    cm_html_both(p->out, "p", cm_format(&p->ctx, &p->arena, "From %s (%.4f) to %s (%.4f): %+.4f in all. Each channel's part is averaged over the orders in which the channels are changed (Shapley's value); interactions make up %.0f%% of all dividends.",
                                        j->claim->from, e->from, j->claim->to, e->to, e->total, 100 * e->interaction_share),
                 cm_format(&p->ctx, &p->arena, "从 %s（%.4f）到 %s（%.4f），共 %+.4f。各渠道的份额为对渠道改变次序取平均（夏普利值）；交互作用占 %.0f%%。", j->claim->from, e->from, j->claim->to, e->to, e->total, 100 * e->interaction_share));
    cm_page_figures(p, e);
    if (cm_claim_tabulate(&p->ctx, &p->arena, report, 0, &tables) != CM_OK) return;
    for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
        const cm_table *table = cm_result_find(&tables, names[k]);
        if (table != NULL && table->nrows > 0) cm_html_table(p->out, table->name, table);
    }
}

static void put_finding(cm_page *p, const cm_finding *finding)
{
    cm_html_both(p->out, "h2", finding->title, finding->title_zh);
    (void)fputs("<ul>\n", p->out);
    for (size_t i = 0; i < finding->nsaid; i++) cm_html_both(p->out, "li", finding->say[i], finding->say_zh[i]);
    (void)fputs("</ul>\n", p->out);
    cm_page_figures(p, finding);
    if (finding->map != NULL) {
        (void)fputs("<details>", p->out);
        cm_html_summary(p->out, "The map in characters", "字符图");
        cm_html_both(p->out, "pre", finding->map, finding->map_zh);
        (void)fputs("</details>\n", p->out);
    }
    cm_page_tables(p, &finding->result, NULL);
}

static void put_rivals(cm_page *p)
{
    const cm_report *report = p->report;
    if (report->nrivals == 0) return;
    cm_html_both(p->out, "h2", "Other formalisations of the claim", "同一论断的其他形式化");
    (void)fputs("<ul>\n", p->out);
    for (size_t i = 0; i < report->nrivals; i++) {
        const cm_rival *rival = &report->rival[i];
        (void)fputs("<li><code>", p->out);
        cm_html_text(p->out, rival->file);
        (void)fputs("</code>: ", p->out);
        if (rival->verdict != NULL) cm_html_words(p->out, rival->verdict, rival->verdict_zh);
        else cm_html_words(p->out, "could not be run", "未能运行");
        if (rival->because != NULL) cm_html_both(p->out, "p class=\"soft\"", rival->because, rival->because_zh);
        (void)fputs("</li>\n", p->out);
    }
    (void)fputs("</ul>\n", p->out);
}

static void put_counterexample(cm_page *p, const cm_judgement *j)
{
    if (j->counterexample == NULL) return;
    cm_html_both(p->out, "h2", "A draw against the claim", "反例");
    cm_html_both(p->out, "p", cm_format(&p->ctx, &p->arena, "%s. As a file that runs (--counterexample FILE writes it):", j->counter_words), cm_format(&p->ctx, &p->arena, "%s。可运行的文件（--counterexample FILE 写出）：", j->counter_words));
    (void)fputs("<details>", p->out);
    cm_html_summary(p->out, "The scenario file", "情景文件");
    (void)fputs("<pre>", p->out);
    cm_html_text(p->out, j->counterexample);
    (void)fputs("</pre></details>\n", p->out);
}

static void put_remarks(cm_page *p, const cm_report *report)
{
    cm_remark remark[CM_MOST_REMARKS];
    size_t n = cm_remarks_of(&p->ctx, &p->arena, report, remark);
    for (size_t i = 0; i < n; i++) cm_html_both(p->out, "p class=\"note\"", remark[i].en, remark[i].zh);
}

static void put_family(cm_page *p)
{
    const cm_family_report *f = p->report->family;
    put_sentence(p->out, f->family->id, f->family->statement, f->family->statement_zh, f->verdict);
    cm_html_both(p->out, "p class=\"because\"", f->because, f->because_zh);
    (void)fputs("<div class=\"wide\"><table>\n<thead><tr><th scope=\"col\">", p->out);
    cm_html_words(p->out, "model", "模型");
    (void)fputs("</th><th scope=\"col\">", p->out);
    cm_html_words(p->out, "verdict", "判定");
    (void)fputs("</th><th scope=\"col\">", p->out);
    cm_html_words(p->out, "measured by", "度量");
    (void)fputs("</th></tr></thead>\n<tbody>\n", p->out);
    for (size_t i = 0; i < f->family->n; i++) {
        const cm_measure_report *m = &f->judgement[i].measure[0];
        (void)fputs("<tr><td>", p->out);
        cm_html_words(p->out, cm_formalisation_name(&f->family->model[i], false), cm_formalisation_name(&f->family->model[i], true));
        (void)fputs("</td><td>", p->out);
        cm_page_verdict(p->out, m->verdict);
        (void)fputs("</td><td>", p->out);
        cm_html_words(p->out, m->measure->title, m->measure->title_zh);
        (void)fputs("</td></tr>\n", p->out);
    }
    (void)fputs("</tbody></table></div>\n", p->out);
    cm_html_both(p->out, "p class=\"note\"", "The models' verdicts hold jointly (Holm's correction); each model's intervals are as wide as that needs. A verdict is about these models, not about the world.",
                 "各模型的判定联合成立（Holm 校正）；各模型的区间按此加宽。判定只针对这些模型，并非对现实世界的断言。");
    for (size_t i = 0; i < f->family->n; i++) {
        cm_report one = cm_report_model(p->report, i);
        cm_html_both(p->out, "h2", cm_formalisation_name(&f->family->model[i], false), cm_formalisation_name(&f->family->model[i], true));
        (void)fputs("<p>", p->out);
        cm_page_verdict(p->out, one.judgement->measure[0].verdict);
        (void)fputs("</p>\n", p->out);
        cm_html_both(p->out, "p", one.judgement->measure[0].because, one.judgement->measure[0].because_zh);
        put_basis(p, one.judgement);
        for (size_t m = 0; m < one.judgement->claim->nmeasures; m++) put_measure(p, &one, m);
        put_counterexample(p, one.judgement);
    }
}

void cm_page_claim(cm_page *p)
{
    const cm_report *report = p->report;
    const cm_judgement *j = report->judgement;
    if (report->family != NULL) {
        put_family(p);
        return;
    }
    put_sentence(p->out, j->claim->id, j->claim->statement, j->claim->statement_zh, j->measure[0].verdict);
    cm_html_both(p->out, "p class=\"because\"", j->measure[0].because, j->measure[0].because_zh);
    put_basis(p, j);
    for (size_t m = 0; m < j->claim->nmeasures; m++) put_measure(p, report, m);
    put_explanation(p, report);
    for (size_t i = 0; report->findings != NULL && i < report->findings->count; i++) put_finding(p, &report->findings->item[i]);
    put_rivals(p);
    put_counterexample(p, j);
    put_remarks(p, report);
}
