/* html_records.c: what records of cases say of a claim, in a page; and what was observed at real venues. */
#include "cli/html_inside.h"

/* A record's verdict in its colour. */
static void put_verdict(FILE *out, cm_record verdict)
{
    (void)fprintf(out, "<span class=\"word %s\">", cm_record_key(verdict));
    cm_html_words(out, cm_record_word(verdict), cm_record_word_zh(verdict));
    (void)fputs("</span>", out);
}

static void put_record(cm_page *p, const cm_evidence *e)
{
    const cm_node *node = e->observed->node;
    const char *name = cm_node_text(node, "name");
    cm_result tables;
    (void)fputs("<h2>", p->out);
    cm_html_words(p->out, "Record: ", "记录：");
    cm_html_words(p->out, name != NULL ? name : e->observed->id, cm_node_text(node, "name_zh"));
    (void)fputs("</h2>\n<p>", p->out);
    put_verdict(p->out, e->verdict);
    (void)fputs("</p>\n", p->out);
    cm_html_both(p->out, "p", e->because, e->because_zh);
    cm_page_figures(p, e);
    cm_html_both(p->out, "p class=\"soft\"", cm_format(&p->ctx, &p->arena, "Test: %s (%s).", cm_test_word(e->observed->test), e->test_because),
                 cm_format(&p->ctx, &p->arena, "检验：%s（%s）。", cm_test_word(e->observed->test), e->test_because_zh));
    if (cm_evidence_tabulate(&p->ctx, &p->arena, e, &tables) == CM_OK) cm_page_tables(p, &tables, NULL);
    cm_html_both(p->out, "h3", "What to keep in mind", "须注意");
    (void)fputs("<ul>\n", p->out);
    for (const cm_caution *c = e->caution; c != NULL; c = c->next) cm_html_both(p->out, "li", c->words, c->words_zh);
    (void)fputs("</ul>\n", p->out);
    cm_html_both(p->out, "p", cm_node_text(node, "about"), cm_node_text(node, "about_zh"));
    if (cm_node_text(node, "source") == NULL) return;
    (void)fputs("<p class=\"soft\">", p->out);
    cm_html_words(p->out, "Source: ", "来源：");
    cm_html_words(p->out, cm_node_text(node, "source"), cm_node_text(node, "source_zh"));
    (void)fputs("</p>\n", p->out);
}

static void put_observed(cm_page *p)
{
    const cm_scenario *scenario = &p->report->file->scenario;
    bool any = false;
    for (size_t v = 0; v < scenario->nvenues; v++) {
        const cm_venue *venue = &scenario->venue[v];
        const cm_node *observed = cm_node_child(venue->node, "observed");
        const char *name = cm_node_text(venue->node, "name"), *outcome = cm_node_text(observed, "outcome");
        if (observed == NULL) continue;
        if (!any) {
            cm_html_both(p->out, "h2", "Observed in the world", "现实中的结果");
            (void)fputs("<dl>\n", p->out);
        }
        any = true;
        (void)fputs("<dt>", p->out);
        cm_html_words(p->out, name != NULL ? name : venue->id, cm_node_text(venue->node, "name_zh"));
        (void)fputs("</dt><dd>", p->out);
        cm_html_words(p->out, outcome != NULL ? outcome : "?", cm_node_text(observed, "outcome_zh"));
        (void)fputs("</dd>\n", p->out);
    }
    if (any) (void)fputs("</dl>\n", p->out);
}

void cm_page_records(cm_page *p)
{
    const cm_report *report = p->report;
    const cm_node *claim = cm_node_child(report->file->root, "claim");
    bool judged = report->judgement != NULL || report->family != NULL;
    if (report->nevidence > 0 && !judged) {
        (void)fputs("<p class=\"verdict\">“", p->out);
        cm_html_words(p->out, cm_node_text(claim, "statement") != NULL ? cm_node_text(claim, "statement") : "", cm_node_text(claim, "statement_zh"));
        (void)fputs("”<span lang=\"en\">: </span><span lang=\"zh\">：</span>", p->out);
        for (size_t i = 0; i < report->nevidence; i++) {
            (void)fputs(i > 0 ? "; " : "", p->out);
            put_verdict(p->out, report->evidence[i].verdict);
        }
        (void)fputs("</p>\n", p->out);
    }
    for (size_t i = 0; i < report->nevidence; i++) put_record(p, &report->evidence[i]);
    if (report->nevidence > 0) {
        cm_html_both(p->out, "p class=\"note\"", judged ? "A record is about its cases, the verdict above about the model: neither stands for the other." : "A record is about its cases; no model was asked.",
                     judged ? "记录只说明其中的案例，上面的判定只说明模型：二者互不替代。" : "记录只说明其中的案例；此处没有用模型。");
    }
    put_observed(p);
}
