/* write_text.c: a report to be read by eye. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/write_inside.h"

/* Could the venue have become a game of this kind otherwise?  Then the reader is told how it did. */
static bool is_one_of_several(const cm_model *model)
{
    size_t count, same = 0;
    const cm_model *const *models = cm_models(&count);
    for (size_t i = 0; model != NULL && i < count; i++) same += models[i]->gives == model->gives;
    return same > 1;
}

static void write_answer(const cm_style *s, const cm_report *report, const cm_answer *answer)
{
    char buffer[64];
    const cm_node *venue = answer->venue != NULL ? answer->venue->node : NULL, *name = cm_node_child(venue, cm_in_language(s, "name", "name_zh"));
    if (name == NULL) name = cm_node_child(venue, "name");
    (void)fputc('\n', s->out);
    (void)fprintf(s->out, "%s%s%s", cm_in_language(s, answer->concept->title, answer->concept->title_zh), venue != NULL ? " · " : "",
                  name != NULL ? name->text : venue != NULL ? answer->venue->id : "");
    (void)fprintf(s->out, "  [%s", answer->concept->name);
    if (is_one_of_several(answer->model)) (void)fprintf(s->out, "%s%s", cm_in_language(s, ", model ", "，模型 "), answer->model->name);
    (void)fprintf(s->out, "%s]\n", answer->result.certified ? cm_in_language(s, ", certified", "，已核证") : "");
    for (const cm_named *note = answer->result.note; note != NULL; note = note->next) {
        char *own;
        cm_wrap(s->out, cm_note_said(s, note->value.as.text, &own), 2, CM_TEXT_WIDTH);
        free(own);
    }
    for (const cm_named *entry = answer->result.summary; entry != NULL; entry = entry->next) {
        if (entry->value.kind == CM_NONE) continue;
        char *own;
        (void)fprintf(s->out, "  %s: %s\n", entry->name, cm_note_said(s, cm_value_text(&entry->value, buffer, sizeof buffer, s->chinese), &own));
        free(own);
    }
    for (const cm_table *table = answer->result.table; table != NULL; table = table->next) {
        if (table->nrows == 0 || strcmp(table->name, "bound") == 0) continue;      /* said in the summary */
        (void)fprintf(s->out, "\n  %s\n", table->name);
        cm_print_table(s, table, 4);
    }
    if (report->drawn) {
        cm_wrap(s->out, cm_in_language(s, "This is one draw of a random world (draw 0); a claim looks at many.", "这只是随机世界的一次抽样（第 0 次）；论断检验会看许多次。"), 2, CM_TEXT_WIDTH);
    }
}

/* The first measure at the level that has a venue's id, for each level of the first axis in within
 * (averaged over the others). False when no level has that id. */
static bool write_computed(const cm_style *s, const cm_judgement *j, const char *id)
{
    const cm_claim *claim = j->claim;
    const cm_axis *along = &claim->axis[claim->along];
    size_t level = 0, shown = 0;
    bool flagged = false;
    while (level < along->nlevels && strcmp(along->level[level].name, id) != 0) level++;
    while (shown < claim->naxes && !claim->axis[shown].within) shown++;
    if (level == along->nlevels) return false;
    for (size_t k = 0; k < (shown < claim->naxes ? claim->axis[shown].nlevels : 1); k++) {
        double sum = 0, count = 0;
        for (size_t r = 0; r < j->measure[0].nregimes; r++) {
            if (shown < claim->naxes && j->measure[0].regime[r].at[shown] != k) continue;
            sum += cm_regime_mean(claim, &j->measure[0], &j->measure[0].regime[r], level, &flagged);
            count++;
        }
        (void)fprintf(s->out, "%s %.3f  ", shown < claim->naxes ? cm_level_label(s, &claim->axis[shown].level[k]) : "", count > 0 ? sum / count : 0);
    }
    return true;
}

static void write_observed(const cm_style *s, const cm_report *report)
{
    const cm_scenario *scenario = &report->file->scenario;
    bool any = false;
    for (size_t v = 0; v < scenario->nvenues; v++) {
        const cm_venue *venue = &scenario->venue[v];
        const cm_node *observed = cm_node_child(venue->node, "observed"), *outcome, *name;
        size_t members = 0;
        if (observed == NULL) continue;
        if (!any) {
            (void)fputc('\n', s->out);
            cm_heading(s, report->judgement == NULL ? cm_in_language(s, "Observed in the world", "现实中的结果")
                       : cm_in_language(s, "Observed in the world, and computed here", "现实中的结果与本模型的计算"));
        }
        any = true;
        outcome = cm_node_child(observed, cm_in_language(s, "outcome", "outcome_zh"));
        if (outcome == NULL) outcome = cm_node_child(observed, "outcome");
        name = cm_node_child(venue->node, cm_in_language(s, "name", "name_zh"));
        if (name == NULL) name = cm_node_child(venue->node, "name");
        if (!venue->members.picked) members = cm_coalition_count(&venue->members.who.player);
        (void)fputs("  ", s->out);
        cm_pad(s->out, name != NULL ? name->text : venue->id, 32, false);
        (void)fprintf(s->out, s->chinese ? " %4zu 个成员：%s\n" : " %4zu members: %s\n", members, outcome != NULL ? outcome->text : "?");
        if (report->judgement == NULL) continue;
        (void)fputs("      ", s->out);
        if (!write_computed(s, report->judgement, venue->id)) (void)fputs(cm_in_language(s, "not computed apart", "未单独计算"), s->out);
        (void)fputc('\n', s->out);
    }
}

static void write(const cm_style *s, const cm_report *report, size_t index)
{
    if (index > 0) (void)fputc('\n', s->out);
    cm_heading(s, cm_in_language(s, report->title, report->title_zh));
    for (size_t i = 0; i < report->nanswers; i++) write_answer(s, report, &report->answer[i]);
    if (report->judgement != NULL) cm_write_claim(s, report);
    if (report->family != NULL) cm_write_family(s, report);
    cm_write_evidence(s, report);
    write_observed(s, report);
}

const cm_writer cm_writer_text = { "text", "aligned text for a terminal", NULL, write, NULL };
