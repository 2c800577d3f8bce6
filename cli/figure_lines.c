/* figure_lines.c: a claim's measure along its axis: a line and a band for each regime, the rule as colour, other axes as panels. */
#include <math.h>
#include <string.h>

#include "cli/figure.h"
#include "cli/overlap.h"
#include "cli/write_inside.h"

enum { MOST_PANELS = 9, MOST_COLOURS = 24, TITLE = 34, PANEL = 225, SLIM_PANEL = 150, SLIM_WIDTH = 400, HEAD = 34, FOOT = 56, LEFT = 90 };
static const double NEAR = 0.008;      /* of the scale: lines that are seen as one */

typedef struct lines {
    const cm_claim *claim;
    const cm_measure_report *m;
    size_t colour;                     /* the axis whose levels are colours; naxes: none */
    size_t npanels, columns, rows;
    bool numbers, wide, crowded;       /* along is a number; over more than a decade; words that have to be turned */
    unsigned width, height, below;     /* of the picture, and of its legend */
    unsigned panel;                    /* a panel's height */
    const cm_overlap *over;            /* of each regime's line */
} lines;

static double level_number(const cm_level *level)
{
    const cm_node *v = level->value;
    if (v != NULL && v->kind == CM_NODE_INT) return (double)v->integer;
    return v != NULL && v->kind == CM_NODE_FLOAT ? v->number : (double)NAN;
}

static double place_of(const lines *l, size_t level)
{
    return l->numbers ? level_number(&l->claim->axis[l->claim->along].level[level]) : (double)level;
}

/* Whether along is a number, and whether it is better seen by factors. */
static void look_along(lines *l)
{
    const cm_axis *along = &l->claim->axis[l->claim->along];
    double least = HUGE_VAL, most = -HUGE_VAL;
    l->numbers = true;
    for (size_t k = 0; k < along->nlevels; k++) {
        double x = level_number(&along->level[k]);
        if (isnan(x)) l->numbers = false;
        least = fmin(least, x);
        most = fmax(most, x);
    }
    l->wide = l->numbers && least > 0 && most > 10 * least;
}

static bool about_rule(const cm_axis *axis)
{
    const char *dot = axis->path != NULL ? strrchr(axis->path, '.') : NULL;
    return strcmp(axis->label, "rule") == 0 || (dot != NULL && strcmp(dot, ".rule") == 0);
}

static void choose(lines *l)
{
    const cm_claim *claim = l->claim;
    l->colour = claim->naxes;
    l->npanels = 1;
    for (size_t a = claim->naxes; a-- > 0;) {
        if (claim->axis[a].within && (l->colour == claim->naxes || !about_rule(&claim->axis[l->colour]))) l->colour = a;
    }
    for (size_t a = 0; a < claim->naxes; a++) {
        if (claim->axis[a].within && a != l->colour) l->npanels *= claim->axis[a].nlevels;
    }
    if (l->npanels > MOST_PANELS) l->npanels = 1;
    l->columns = l->npanels < 3 ? l->npanels : l->npanels == 4 ? 2 : 3;
    l->rows = (l->npanels + l->columns - 1) / l->columns;
    look_along(l);
}

/* The panel that a regime is in. */
static size_t panel_of(const lines *l, const cm_regime *regime)
{
    size_t panel = 0;
    for (size_t a = 0; l->npanels > 1 && a < l->claim->naxes; a++) {
        if (l->claim->axis[a].within && a != l->colour) panel = panel * l->claim->axis[a].nlevels + regime->at[a];
    }
    return panel;
}

/* "consensus", or what names the panel; without panels all levels of a regime. */
static void name_regime(const lines *l, const cm_regime *regime, bool zh, bool of_panel, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t a = 0; a < l->claim->naxes && used < size; a++) {
        const cm_axis *axis = &l->claim->axis[a];
        const cm_level *level = &axis->level[regime->at[a]];
        bool mine = l->npanels > 1 ? (a == l->colour) != of_panel : !of_panel, bare = !of_panel && isnan(level_number(level));
        if (!axis->within || !mine) continue;
        used += (size_t)snprintf(text + used, size - used, "%s%s%s%s", used > 0 ? (zh ? "，" : ", ") : "", bare ? "" : cm_axis_word(axis, zh), bare ? "" : zh ? "：" : " ", cm_level_word(level, zh));
    }
}

/* The texts of the legend: of colours where there are panels, else of regimes. */
static size_t legend(const lines *l, bool zh, char (*text)[128], const char **list)
{
    size_t n = 0;
    if (l->colour == l->claim->naxes) return 0;
    for (size_t r = 0; r < l->m->nregimes && n < MOST_COLOURS; r++) {
        if (l->npanels > 1 && l->m->regime[r].at[l->colour] != n) continue;
        name_regime(l, &l->m->regime[r], zh, false, text[n], sizeof text[n]);
        list[n] = text[n];
        n++;
    }
    return n;
}

/* The interval at a level, where the regime has one cell there. */
static void interval(const lines *l, const cm_regime *regime, size_t level, double *low, double *high)
{
    size_t count = 0;
    *low = *high = (double)NAN;
    for (size_t c = 0; c < l->claim->ngrid; c++) {
        if (!cm_regime_has(l->claim, regime, level, c)) continue;
        *low = l->m->cell[c].low;
        *high = l->m->cell[c].high;
        count++;
    }
    if (count != 1) *low = *high = (double)NAN;
}

static void put_data(FILE *out, const lines *l)
{
    bool flagged = false;
    for (size_t r = 0; r < l->m->nregimes; r++) {
        (void)fprintf(out, "$r%zu << EOD\n", r);
        for (size_t k = 0; k < l->claim->axis[l->claim->along].nlevels; k++) {
            double low, high;
            interval(l, &l->m->regime[r], k, &low, &high);
            cm_plot_number(out, place_of(l, k));
            cm_plot_number(out, cm_regime_mean(l->claim, l->m, &l->m->regime[r], k, &flagged));
            cm_plot_number(out, low);
            cm_plot_number(out, high);
            (void)fputc('\n', out);
        }
        (void)fputs("EOD\n", out);
    }
}

/* Columns of text under a panel. */
static double row_room(const lines *l)
{
    return (double)l->width / (double)l->columns / 9;
}

/* Words that do not fit beside each other, in either language. */
static bool is_crowded(const lines *l)
{
    const cm_axis *along = &l->claim->axis[l->claim->along];
    for (size_t k = 0; !l->numbers && k < along->nlevels; k++) {
        for (int zh = 0; zh < 2; zh++) {
            if ((double)cm_width(cm_level_word(&along->level[k], zh == 1)) * (double)along->nlevels > row_room(l)) return true;
        }
    }
    return false;
}

/* Labels where there is room for them. */
static void put_tics(FILE *out, const lines *l, bool zh)
{
    const cm_axis *along = &l->claim->axis[l->claim->along];
    double first = place_of(l, 0), last = place_of(l, along->nlevels - 1), before = -1, room = row_room(l);
    bool any = false;
    (void)fprintf(out, "set xtics %s (", l->crowded ? "rotate by -30 left" : "norotate center");
    for (size_t k = 0; k < along->nlevels; k++) {
        double x = place_of(l, k), at = l->wide ? log(x / first) / log(last / first) : (x - first) / (last - first);
        double width = (double)cm_width(cm_level_word(&along->level[k], zh)) / room;
        if (any && l->numbers && fabs(at - before) < width) continue;
        if (any) (void)fputs(", ", out);
        cm_plot_tic(out, cm_level_word(&along->level[k], zh), 22);
        cm_plot_number(out, x);
        any = true;
        before = at;
    }
    (void)fputs(")\n", out);
}

/* The least and the most of the scale. */
static void scale_of(const lines *l, double *least, double *most)
{
    *least = *most = 0;
    for (size_t c = 0; c < l->claim->ngrid; c++) {
        const cm_cell_report *cell = &l->m->cell[c];
        double tops[] = { cell->mean, cell->high, cell->low };
        for (size_t k = 0; k < 3; k++) {
            if (isfinite(tops[k])) *most = fmax(*most, tops[k]);
            if (isfinite(tops[k])) *least = fmin(*least, tops[k]);
        }
    }
    if (l->m->measure->share) *most = 1;
}

static void put_range(FILE *out, const lines *l)
{
    double first = place_of(l, 0), last = place_of(l, l->claim->axis[l->claim->along].nlevels - 1), least = fmin(first, last), most = fmax(first, last), least_y, most_y;
    if (l->wide) (void)fprintf(out, "set logscale x\nset xrange [%.9g:%.9g]\n", least / 1.08, most * 1.08);
    else (void)fprintf(out, "set xrange [%.9g:%.9g]\n", least - 0.04 * (most - least), most + 0.04 * (most - least));
    scale_of(l, &least_y, &most_y);
    if (l->m->measure->share) (void)fputs("set yrange [0:1.02]\nset ytics 0.2\n", out);
    else (void)fprintf(out, "set yrange [%.9g:%.9g]\n", least_y < 0 ? 1.05 * least_y : 0, most_y > 0 ? 1.05 * most_y : most_y < 0 || least_y < 0 ? 0 : 1.0);
}

/* ---- lines that lie on each other ---- */

/* False without memory. */
static bool look_beneath(cm_figurer *f, lines *l)
{
    size_t n = l->m->nregimes, nlevels = l->claim->axis[l->claim->along].nlevels, *panel = CM_NEW(f->ctx, f->arena, n, size_t);
    double *mean = CM_NEW(f->ctx, f->arena, n * nlevels, double), least, most;
    bool flagged = false;
    if (panel == NULL || mean == NULL) return false;
    for (size_t r = 0; r < n; r++) {
        panel[r] = panel_of(l, &l->m->regime[r]);
        for (size_t k = 0; k < nlevels; k++) mean[r * nlevels + k] = cm_regime_mean(l->claim, l->m, &l->m->regime[r], k, &flagged);
    }
    scale_of(l, &least, &most);
    l->over = cm_overlaps(f->ctx, f->arena, mean, panel, n, nlevels, NEAR * (most - least));
    return l->over != NULL;
}

static bool any_covered(const lines *l)
{
    for (size_t r = 0; r < l->m->nregimes; r++) {
        if (l->over[r].covered) return true;
    }
    return false;
}

/* A line on others is dashed, with smaller marks, so that those beneath are seen between. */
static void plot_line(FILE *out, const lines *l, size_t r, size_t colour)
{
    static const char *const dashes[] = { "(12,12)", "(5,15)", "(2,16)" };
    size_t depth = l->over[r].beneath;
    bool covered = l->over[r].covered;
    const char *dash = depth > 0 ? dashes[depth < 3 ? depth - 1 : 2] : colour < 8 ? "solid" : "(8,4)";
    (void)fprintf(out, "$r%zu using 1:2 with linespoints lc rgb %s lw %s pt %d ps %s dt %s", r, cm_plot_colour(colour), covered && depth == 0 ? "5" : depth > 0 ? "3.2" : "2", cm_plot_mark(colour),
                  depth > 0 ? "0.6" : covered ? "1.25" : "0.7", dash);
}

static void plot_panel(FILE *out, const lines *l, size_t panel)
{
    bool any = false;
    for (size_t pass = l->claim->random ? 0 : 1; pass < 2; pass++) {
        for (size_t r = 0; r < l->m->nregimes; r++) {
            const cm_regime *regime = &l->m->regime[r];
            size_t k = l->npanels > 1 ? regime->at[l->colour] : r;
            if (panel_of(l, regime) != panel) continue;
            (void)fputs(any ? ", \\\n  " : "plot ", out);
            any = true;
            if (pass == 0) (void)fprintf(out, "$r%zu using 1:3:4 with filledcurves lc rgb %s fs transparent solid 0.18 noborder", r, cm_plot_colour(k));
            else plot_line(out, l, r, k);
        }
    }
    (void)fputc('\n', out);
}

/* What is measured: whole where two lines hold it, else what follows a concept's title. */
static void put_measured(FILE *out, const lines *l, bool zh)
{
    const char *text = zh ? l->m->measure->title_zh : l->m->measure->title, *after = strstr(text, zh ? "：" : ": ");
    if (after != NULL && cm_width(text) > 2 * TITLE - 8) text = after + strlen(zh ? "：" : ": ");
    cm_plot_lines(out, text, TITLE, 2);
}

/* Panels under a shared scale; `below` pixels are kept for the legend. */
static void panels(FILE *out, const lines *l, bool zh, unsigned below)
{
    double whole = l->height, rows = (double)l->rows, used = whole - below - FOOT - HEAD - (rows - 1) * (HEAD + FOOT - 18);
    (void)fprintf(out, "set multiplot layout %zu,%zu margins screen %.4f,screen 0.985,screen %.4f,screen %.4f spacing screen 0.055,screen %.4f\n", l->rows, l->columns, LEFT / (double)l->width, (below + FOOT) / whole,
                  1 - HEAD / whole, l->rows > 1 ? (HEAD + FOOT - 18) / whole : 0);
    (void)fputs("set label ", out);
    put_measured(out, l, zh);
    (void)fprintf(out, " at screen %.4f,screen %.4f center rotate by 90\n", 12.0 / l->width, (1 + (below + FOOT - HEAD) / whole) / 2);
    for (size_t p = 0; p < l->npanels && used > 0; p++) {
        char text[256];
        size_t r = 0;
        while (r < l->m->nregimes && panel_of(l, &l->m->regime[r]) != p) r++;
        if (r == l->m->nregimes) continue;
        name_regime(l, &l->m->regime[r], zh, true, text, sizeof text);
        (void)fputs("set title ", out);
        cm_plot_text(out, text, TITLE);
        (void)fputs(" offset 0,-0.5\n", out);
        if (p + l->columns >= l->npanels) {
            (void)fputs("set xlabel ", out);
            cm_plot_text(out, cm_axis_word(&l->claim->axis[l->claim->along], zh), TITLE);
            (void)fputs(" offset 0,0.4\n", out);
        }
        plot_panel(out, l, p);
        if (p == 0) (void)fputs("unset label\n", out);
    }
    (void)fputs("unset multiplot\n", out);
}

static void script(FILE *out, bool zh, const void *data)
{
    const lines *l = data;
    char text[MOST_COLOURS][128];
    const char *list[MOST_COLOURS];
    size_t n = legend(l, zh, text, list);
    put_data(out, l);
    put_tics(out, l, zh);
    put_range(out, l);
    cm_plot_legend(out, list, n, l->width, l->height);
    if (l->npanels > 1) {
        panels(out, l, zh, l->below);
        return;
    }
    (void)fprintf(out, "set bmargin screen %.4f\nset xlabel ", (l->below + (l->crowded ? 90.0 : FOOT)) / l->height);
    cm_plot_text(out, cm_axis_word(&l->claim->axis[l->claim->along], zh), TITLE);
    (void)fputs(" offset 0,0.3\nset ylabel ", out);
    put_measured(out, l, zh);
    (void)fputc('\n', out);
    plot_panel(out, l, 0);
}

/* The more room that a legend takes in either language. */
static unsigned legend_room(const lines *l)
{
    char text[MOST_COLOURS][128];
    const char *list[MOST_COLOURS];
    unsigned most = 0;
    for (int zh = 0; zh < 2; zh++) {
        size_t n = legend(l, zh == 1, text, list);
        unsigned own = cm_legend_height(list, n, l->width);
        most = own > most ? own : most;
    }
    return most;
}

static void measure_out(lines *l)
{
    l->below = legend_room(l);
    l->crowded = is_crowded(l);
    l->height = l->npanels == 1 ? 380 + l->below + (l->crowded ? 44 : 0) : (unsigned)l->rows * (l->panel + HEAD) + (unsigned)(l->rows - 1) * (l->columns == 1 ? FOOT - 18 : 0) + FOOT + l->below;
}

/* The same with panels under each other, as narrow as a telephone. */
static lines slim_of(const lines *l)
{
    lines slim = *l;
    slim.width = SLIM_WIDTH;
    slim.columns = 1;
    slim.rows = l->npanels;
    slim.panel = SLIM_PANEL;
    measure_out(&slim);
    return slim;
}

/* The sentence under the figure. */
static const char *says(cm_figurer *f, const lines *l, bool zh)
{
    const cm_axis *along = &l->claim->axis[l->claim->along];
    const char *lies = !any_covered(l) ? "" : zh ? "重合的折线虚实相间。" : " A line that lies on another is dashed.";
    const char *colour = l->colour < l->claim->naxes ? cm_axis_word(&l->claim->axis[l->colour], zh) : "", *from = cm_level_word(&along->level[0], zh), *to = cm_level_word(&along->level[along->nlevels - 1], zh);
    bool random = l->claim->random;
    if (zh) return cm_format(f->ctx, f->arena, "折线：%s，沿%s由 %s 到 %s%s%s%s。%s", random ? "各次抽样的均值" : "精确值", cm_axis_word(along, true), from, to, *colour != '\0' ? "；颜色：" : "", colour, random ? "；色带：区间" : "", lies);
    return cm_format(f->ctx, f->arena, "Lines: %s, along %s from %s to %s%s%s%s.%s", random ? "means over draws" : "exact values", along->label, from, to, *colour != '\0' ? "; colours: " : "", colour, random ? "; bands: intervals" : "", lies);
}

static void draw(cm_figurer *f, const cm_measure_report *m)
{
    const cm_judgement *j = f->report->judgement;
    lines l = { .claim = j->claim, .m = m, .panel = PANEL }, slim;
    const cm_axis *along = &l.claim->axis[l.claim->along];
    cm_figure_plan plan = { .name = m->measure->name, .of = m, .data = &l, .script = script };
    if (l.claim->naxes == 0 || along->nlevels < 2) return;
    choose(&l);
    if (!look_beneath(f, &l)) return;
    plan.title = cm_format(f->ctx, f->arena, "%s, by %s", m->measure->title, along->label);
    plan.title_zh = cm_format(f->ctx, f->arena, "%s，按%s", m->measure->title_zh, cm_axis_word(along, true));
    plan.says = says(f, &l, false);
    plan.says_zh = says(f, &l, true);
    l.width = plan.width = l.npanels == 1 ? 640 : l.columns == 2 ? 680 : 820;
    measure_out(&l);
    plan.height = l.height;
    slim = slim_of(&l);
    plan.slim = &slim;
    plan.slim_width = slim.width;
    plan.slim_height = slim.height;
    cm_figure_add(f, &plan);
}

const cm_drawer cm_drawer_lines = { .name = "lines", .about = "a claim's measure along its axis, with intervals", .measure = draw };
