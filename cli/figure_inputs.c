/* figure_inputs.c: a sensitivity: how much each input moves the effect of a claim. */
#include <math.h>
#include <string.h>

#include "cli/figure_rows.h"

/* How the three methods name their numbers. */
typedef struct method {
    const char *value[2], *low[2], *high[2], *error;
    const char *words[2], *words_zh[2];
} method;

static const method methods[] = {
    { { "absolute" }, { NULL }, { NULL }, "error", { "mean size of what the input does (mu*)" }, { "该输入效应的平均大小（mu*）" } },
    { { "first", "total" }, { "first_low", "total_low" }, { "first_high", "total_high" }, NULL, { "alone", "with others" }, { "单独", "连同交互" } },
    { { "share" }, { "low" }, { "high" }, NULL, { "share of the variance" }, { "方差份额" } },
};

static void fill(const cm_report *report, const method *m, const cm_table *table, cm_rows *rows)
{
    size_t n = 0;
    for (size_t i = 0; i < table->nrows; i++) {
        cm_value output = cm_table_get(table, i, "output"), input = cm_table_get(table, i, "input");
        if (output.kind != CM_TEXT || strcmp(output.as.text, "effect") != 0 || input.kind != CM_TEXT) continue;
        rows->label[0][n] = cm_figure_input(report, input.as.text, false);
        rows->label[1][n] = cm_figure_input(report, input.as.text, true);
        for (size_t s = 0; s < rows->nseries; s++) {
            double x = cm_value_number(cm_table_get(table, i, m->value[s])), error = m->error != NULL ? cm_value_number(cm_table_get(table, i, m->error)) : (double)NAN;
            rows->value[n * rows->nseries + s] = x;
            rows->low[n * rows->nseries + s] = m->error != NULL ? x - error : cm_value_number(cm_table_get(table, i, m->low[s]));
            rows->high[n * rows->nseries + s] = m->error != NULL ? x + error : cm_value_number(cm_table_get(table, i, m->high[s]));
        }
        n++;
    }
    rows->n = n;
}

static void draw(cm_figurer *f, const cm_finding *finding)
{
    const cm_table *table = strcmp(finding->key, "sensitivity") == 0 ? cm_result_find(&finding->result, "inputs") : NULL;
    cm_figure_plan plan = { .name = "sensitivity", .of = finding, .title = "What moves the effect of the claim", .title_zh = "什么影响该效应" };
    const method *m = NULL;
    cm_rows rows;
    for (size_t k = 0; table != NULL && k < sizeof methods / sizeof methods[0]; k++) {
        if (m == NULL && cm_table_has(table, methods[k].value[0])) m = &methods[k];
    }
    if (m == NULL || !cm_rows_init(f, table->nrows, m->value[1] != NULL ? 2 : 1, true, &rows)) return;
    rows.label[1] = CM_NEW(f->ctx, f->arena, table->nrows, const char *);
    if (rows.label[1] == NULL) return;
    fill(f->report, m, table, &rows);
    for (size_t s = 0; s < rows.nseries; s++) {
        rows.series[s][0] = m->words[s];
        rows.series[s][1] = m->words_zh[s];
    }
    rows.axis[0] = rows.nseries == 1 ? m->words[0] : "share of the variance";
    rows.axis[1] = rows.nseries == 1 ? m->words_zh[0] : "方差份额";
    plan.says = m->error != NULL ? "A bar for each input: how much the effect moves when it goes from one end of its range to the other; the line is one standard error either way."
                                 : "A bar for each input: its share of the variance of the effect, with its interval.";
    plan.says_zh = m->error != NULL ? "每个输入一条：该输入从一端变到另一端时效应变动多少；横线为一个标准误。" : "每个输入一条：其在效应方差中的份额及区间。";
    cm_rows_add(f, &rows, plan);
}

const cm_drawer cm_drawer_inputs = { .name = "inputs", .about = "how much each input moves the effect of a claim", .finding = draw };
