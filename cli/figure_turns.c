/* figure_turns.c: a boundary: the effect of a claim along a setting, and where it changes its sign. */
#include <math.h>
#include <string.h>

#include "cli/figure.h"

enum { WIDTH = 640, HEIGHT = 390, FOOT = 58, MOST_REGIMES = 8 };

typedef struct turns {
    const cm_table *points, *turn;
    const char *regime[MOST_REGIMES];
    size_t n;
    const char *label[2];
    unsigned below;
} turns;

static void put_data(FILE *out, const turns *t)
{
    for (size_t k = 0; k < t->n; k++) {
        (void)fprintf(out, "$e%zu << EOD\n", k);
        for (size_t i = 0; i < t->points->nrows; i++) {
            static const char *const columns[] = { "at", "effect", "low", "high" };
            if (strcmp(cm_figure_word(t->points, i, "regime"), t->regime[k]) != 0) continue;
            for (size_t c = 0; c < 4; c++) cm_plot_number(out, cm_value_number(cm_table_get(t->points, i, columns[c])));
            (void)fputc('\n', out);
        }
        (void)fputs("EOD\n", out);
    }
    for (size_t i = 0; t->turn != NULL && i < t->turn->nrows; i++) {
        double x = cm_value_number(cm_table_get(t->turn, i, "turn"));
        if (isfinite(x)) (void)fprintf(out, "set arrow from %.9g, graph 0 to %.9g, graph 1 nohead dt (4,4) lw 1 lc rgb '#7f7f7f' back\n", x, x);
    }
}

static void script(FILE *out, bool zh, const void *data)
{
    const turns *t = data;
    put_data(out, t);
    if (t->below > 0) cm_plot_legend(out, t->regime, t->n, WIDTH, HEIGHT + t->below);
    (void)fprintf(out, "set bmargin screen %.4f\nset autoscale xfix\nset offsets graph 0.02, graph 0.02, graph 0.03, graph 0.03\nset xzeroaxis lt 1 lw 1 lc rgb '#7f7f7f'\nset xlabel ", (t->below + (double)FOOT) / (HEIGHT + (double)t->below));
    cm_plot_text(out, t->label[zh], 40);
    (void)fprintf(out, " offset 0,0.3\nset ylabel '%s'\nplot ", zh ? "论断所指的效应" : "effect of the claim");
    for (size_t k = 0; k < t->n; k++) (void)fprintf(out, "%s$e%zu using 1:3:4 with filledcurves lc rgb %s fs transparent solid 0.18 noborder", k > 0 ? ", " : "", k, cm_plot_colour(k));
    for (size_t k = 0; k < t->n; k++) (void)fprintf(out, ", $e%zu using 1:2 with linespoints lc rgb %s lw 2 pt %d ps 0.6", k, cm_plot_colour(k), cm_plot_mark(k));
    (void)fputc('\n', out);
}

static void draw(cm_figurer *f, const cm_finding *finding)
{
    turns t = { .points = strcmp(finding->key, "boundary") == 0 ? cm_result_find(&finding->result, "points") : NULL, .turn = cm_result_find(&finding->result, "turns") };
    cm_figure_plan plan = { .name = "boundary", .of = finding, .data = &t, .script = script, .title = "Where the effect changes its sign", .title_zh = "效应在何处变号", .width = WIDTH };
    const cm_value *along = cm_result_get(&finding->result, "along");
    if (t.points == NULL || t.points->nrows < 2 || along == NULL || along->kind != CM_TEXT) return;
    t.n = cm_figure_groups(t.points, "regime", t.regime, MOST_REGIMES);
    for (int zh = 0; zh < 2; zh++) t.label[zh] = cm_figure_input(f->report, along->as.text, zh == 1);
    t.below = t.n > 1 ? cm_legend_height(t.regime, t.n, WIDTH) : 0;
    plan.height = HEIGHT + t.below;
    plan.says = cm_format(f->ctx, f->arena, "The effect of the claim along %s, with its interval; dashed lines stand where it turns.", t.label[0]);
    plan.says_zh = cm_format(f->ctx, f->arena, "沿%s的效应及区间；虚线处变号。", t.label[1]);
    cm_figure_add(f, &plan);
}

const cm_drawer cm_drawer_turns = { .name = "turns", .about = "where the effect of a claim changes its sign", .finding = draw };
