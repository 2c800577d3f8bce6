/* figure_region.c: a region of settings: each point in the colour of its verdict. */
#include <math.h>
#include <string.h>

#include "cli/figure.h"

enum { WIDTH = 600, HEIGHT = 430, FOOT = 58 };

typedef struct region {
    const cm_table *table;
    const char *label[2][2];           /* of the two inputs, in two languages; the second NULL: the effect */
    const char *column[2];
    unsigned below;
} region;

enum { VERDICTS = CM_UNDECIDED + 1 };

static void script(FILE *out, bool zh, const void *data)
{
    const region *r = data;
    const char *text[VERDICTS];
    for (size_t v = 0; v < VERDICTS; v++) text[v] = zh ? cm_verdict_word_zh((cm_verdict)v) : cm_verdict_word((cm_verdict)v);
    for (size_t v = 0; v < VERDICTS; v++) {
        (void)fprintf(out, "$v%zu << EOD\n ? ?\n", v);
        for (size_t i = 0; i < r->table->nrows; i++) {
            cm_value said = cm_table_get(r->table, i, "verdict");
            if (said.kind != CM_TEXT || strcmp(said.as.text, cm_verdict_word((cm_verdict)v)) != 0) continue;
            cm_plot_number(out, cm_value_number(cm_table_get(r->table, i, r->column[0])));
            cm_plot_number(out, cm_value_number(cm_table_get(r->table, i, r->column[1])));
            (void)fputc('\n', out);
        }
        (void)fputs("EOD\n", out);
    }
    cm_plot_legend(out, text, VERDICTS, WIDTH, HEIGHT + r->below);
    (void)fprintf(out, "set bmargin screen %.4f\nset autoscale fix\nset offsets graph 0.03, graph 0.03, graph 0.03, graph 0.03\nset xlabel ", (r->below + (double)FOOT) / (HEIGHT + (double)r->below));
    cm_plot_text(out, r->label[zh][0], 40);
    (void)fputs(" offset 0,0.3\nset ylabel ", out);
    cm_plot_text(out, r->label[zh][1], 40);
    (void)fputs("\nplot ", out);
    for (size_t v = 0; v < VERDICTS; v++) (void)fprintf(out, "%s$v%zu using 1:2 with points lc rgb %s pt %d ps 1.1", v > 0 ? ", " : "", v, cm_plot_colour(v), cm_plot_mark(v));
    (void)fputc('\n', out);
}

static void draw(cm_figurer *f, const cm_finding *finding)
{
    const cm_table *table = strcmp(finding->key, "region") == 0 ? cm_result_find(&finding->result, "points") : NULL;
    region r = { .table = table };
    cm_figure_plan plan = { .name = "region", .of = finding, .data = &r, .script = script, .title = "Which verdict holds where", .title_zh = "何处得到何种判定", .width = WIDTH };
    const char *text[VERDICTS];
    size_t inputs = table != NULL && table->ncolumns > 4 ? table->ncolumns - 4 : 0;      /* then verdict, effect, low, high */
    if (inputs == 0) return;
    for (size_t k = 0; k < 2; k++) {
        r.column[k] = k < inputs ? table->column[k] : "effect";
        for (int zh = 0; zh < 2; zh++) r.label[zh][k] = k < inputs ? cm_figure_input(f->report, table->column[k], zh == 1) : zh == 1 ? "效应" : "effect";
    }
    for (size_t v = 0; v < VERDICTS; v++) text[v] = cm_verdict_word((cm_verdict)v);
    r.below = cm_legend_height(text, VERDICTS, WIDTH);
    plan.height = HEIGHT + r.below;
    plan.says = cm_format(f->ctx, f->arena, "Each of %zu points of the region, by %s and %s, with the verdict there.%s", table->nrows, r.label[0][0], r.label[0][1], inputs > 2 ? " Further inputs differ from point to point." : "");
    plan.says_zh = cm_format(f->ctx, f->arena, "区域内 %zu 个点，按%s与%s，颜色为该处的判定。%s", table->nrows, r.label[1][0], r.label[1][1], inputs > 2 ? "各点的其他输入也不同。" : "");
    cm_figure_add(f, &plan);
}

const cm_drawer cm_drawer_region = { .name = "region", .about = "which verdict holds where in a region of settings", .finding = draw };
