/* html_answer.c: what a concept says, in a page: a picture, the summary, tables, and what the concept is. */
#include <stdlib.h>
#include <string.h>

#include "cli/html_inside.h"
#include "cli/notes.h"

static void put_heading(cm_page *p, const cm_answer *answer)
{
    const cm_node *venue = answer->venue != NULL ? answer->venue->node : NULL;
    (void)fputs("<h2>", p->out);
    cm_html_words(p->out, answer->concept->title, answer->concept->title_zh);
    if (venue != NULL) {
        const char *name = cm_node_text(venue, "name");
        (void)fputs(" · ", p->out);
        cm_html_words(p->out, name != NULL ? name : answer->venue->id, cm_node_text(venue, "name_zh"));
    }
    (void)fputs("</h2>\n", p->out);
}

static void put_summary(cm_page *p, const cm_result *result)
{
    char buffer[64];
    (void)fputs("<dl>\n", p->out);
    for (const cm_named *entry = result->summary; entry != NULL; entry = entry->next) {
        if (entry->value.kind == CM_NONE) continue;
        (void)fputs("<dt>", p->out);
        cm_html_text(p->out, entry->name);
        (void)fputs("</dt><dd>", p->out);
        if (entry->value.kind == CM_TRUTH) cm_html_words(p->out, cm_value_text(&entry->value, buffer, sizeof buffer, false), cm_value_text(&entry->value, buffer, sizeof buffer, true));
        else cm_html_text(p->out, cm_value_text(&entry->value, buffer, sizeof buffer, false));
        (void)fputs("</dd>\n", p->out);
    }
    (void)fputs("</dl>\n", p->out);
}

void cm_page_concept(cm_page *p, const cm_concept *concept, bool certified)
{
    (void)fputs("<details><summary><code>", p->out);
    cm_html_text(p->out, concept->name);
    (void)fputs("</code>: ", p->out);
    cm_html_words(p->out, "definition, source, certificate", "定义、出处、核证");
    (void)fputs("</summary>\n<pre>", p->out);
    cm_html_text(p->out, concept->formula);
    (void)fputs("</pre>\n<p class=\"soft\">", p->out);
    cm_html_text(p->out, concept->source);
    (void)fputs("</p>\n<p class=\"soft\">", p->out);
    cm_html_words(p->out, "Certificate: ", "核证：");
    cm_html_text(p->out, concept->certificate);
    cm_html_words(p->out, certified ? " It holds for what is shown here." : " It was not looked at.", certified ? " 本结果已通过核证。" : " 未核证。");
    (void)fputs("</p></details>\n", p->out);
}

void cm_page_answer(cm_page *p, const cm_answer *answer)
{
    put_heading(p, answer);
    cm_html_both(p->out, "p class=\"soft\"", answer->concept->about, answer->concept->about_zh);
    for (const cm_named *note = answer->result.note; note != NULL; note = note->next) {
        char *zh = cm_note_in_chinese(note->value.as.text);
        cm_html_both(p->out, "p", note->value.as.text, zh);
        free(zh);
    }
    cm_page_figures(p, answer);
    put_summary(p, &answer->result);
    cm_page_tables(p, &answer->result, "bound");
    if (p->report->drawn) {
        cm_html_both(p->out, "p class=\"note\"", "This is one draw of a random world (draw 0); a claim looks at many.", "这只是随机世界的一次抽样（第 0 次）；论断检验会看许多次。");
    }
    cm_page_concept(p, answer->concept, answer->result.certified);
}
