/* figure_plane.c: a spatial game: ideal points, the status quo, and what the concept finds there, on one issue or the first two. */
#define _XOPEN_SOURCE 700          /* M_PI */
#include <math.h>
#include <string.h>

#include "cli/figure.h"

enum { NAMED = 24, MOST_POINTS = 400, WIDTH = 600, FOOT = 58, LEGENDS = 5, ARC = 8 };

static const double CLOSE = 0.004;    /* as points on a picture, in shares of their size */

typedef struct plane {
    const cm_spatial *game;
    const cm_result *result;
    double *x, *y;                     /* points that the concept finds */
    size_t npoints;
    bool path;                         /* they follow each other */
    const cm_table *edge, *dots;       /* a win set's boundary; an uncovered set's grid */
    double radius;                     /* around the first point; NaN: none */
    double towards[2];                 /* a direction from the status quo; NaN: none */
    const char *found[2];              /* the concept's title */
    unsigned height, below;
} plane;

static const cm_spatial *space_of(const cm_game *game)
{
    if (game->kind == CM_GAME_SPATIAL) return &game->as.spatial;
    return game->kind == CM_GAME_POLICY ? game->as.protocol.spatial : NULL;
}

/* Tables that list points as rows of issue and value, and the columns that values stand in. */
static const char *const lists[] = { "point", "policy", "package", "centre", "outcomes", "proposals", "path", "equilibrium", NULL };
static const char *const columns[] = { "value", "mean", "package", NULL };

static double value_of(const cm_table *table, size_t row)
{
    for (const char *const *column = columns; *column != NULL; column++) {
        double x = cm_value_number(cm_table_get(table, row, *column));
        if (!isnan(x)) return x;
    }
    return (double)NAN;
}

static bool on_issue(const plane *p, const cm_table *table, size_t row, size_t k)
{
    cm_value issue = cm_table_get(table, row, "issue");
    return k < p->game->d && issue.kind == CM_TEXT && strcmp(issue.as.text, p->game->issue[k]) == 0;
}

/* A new point begins with each row about the first issue. */
static void collect(plane *p, const cm_table *table)
{
    for (size_t i = 0; i < table->nrows; i++) {
        double value = value_of(table, i);
        if (on_issue(p, table, i, 0) && p->npoints < MOST_POINTS) {
            p->x[p->npoints] = value;
            p->y[p->npoints] = 0;
            p->npoints++;
        } else if (on_issue(p, table, i, 1) && p->npoints > 0) p->y[p->npoints - 1] = value;
    }
}

static bool look(cm_figurer *f, plane *p)
{
    const cm_table *towards = cm_result_find(p->result, "direction");
    const cm_value *radius = cm_result_get(p->result, "radius");
    p->x = CM_NEW(f->ctx, f->arena, MOST_POINTS, double);
    p->y = CM_NEW(f->ctx, f->arena, MOST_POINTS, double);
    p->towards[0] = p->towards[1] = p->radius = (double)NAN;
    if (p->x == NULL || p->y == NULL) return false;
    for (const char *const *list = lists; *list != NULL && p->npoints == 0; list++) {
        const cm_table *table = cm_result_find(p->result, *list);
        if (table != NULL) collect(p, table);
        p->path = strcmp(*list, "path") == 0;
    }
    p->edge = p->game->d == 2 ? cm_result_find(p->result, "boundary") : NULL;
    p->dots = p->game->d == 2 ? cm_result_find(p->result, "points") : NULL;
    if (radius != NULL && cm_result_find(p->result, "centre") != NULL) p->radius = cm_value_number(*radius);
    for (size_t i = 0; towards != NULL && i < towards->nrows; i++) {
        for (size_t k = 0; k < 2; k++) {
            if (on_issue(p, towards, i, k)) p->towards[k] = value_of(towards, i);
        }
    }
    return true;
}

/* On one issue, members of one opinion stand on each other. */
static double stacked(const cm_spatial *g, size_t i)
{
    double y = 0;
    for (size_t j = 0; j < i; j++) y += fabs(g->ideal[j] - g->ideal[i]) < CLOSE * (1 + fabs(g->ideal[i])) ? 1 : 0;
    return y;
}

static double highest(const cm_spatial *g)
{
    double y = 0;
    for (size_t i = 0; i < g->n; i++) y = fmax(y, stacked(g, i));
    return y;
}

static void put_members(FILE *out, const plane *p)
{
    const cm_spatial *g = p->game;
    (void)fputs("$members << EOD\n", out);
    for (size_t i = 0; i < g->n; i++) {
        cm_plot_number(out, g->ideal[i * g->d]);
        cm_plot_number(out, g->d > 1 ? g->ideal[i * g->d + 1] : stacked(g, i));
        (void)fputc('\n', out);
    }
    (void)fputs("EOD\n", out);
}

static void put_names(FILE *out, const plane *p)
{
    const cm_spatial *g = p->game;
    for (size_t i = 0; g->n <= NAMED && i < g->n; i++) {
        (void)fputs("set label ", out);
        cm_plot_text(out, g->player[i], 16);
        (void)fprintf(out, " at %.9g,%.9g %s font ',12'\n", g->ideal[i * g->d], g->d > 1 ? g->ideal[i * g->d + 1] : stacked(g, i), g->d > 1 ? "left offset 0.7,0.4" : "left rotate by 60 offset 0,0.8");
    }
}

/* A win set's boundary between two rows of one arc: the part of a circle around its player's ideal point through the status
 * quo, in coordinates in which losses are distances. */
static void put_arc(FILE *out, const plane *p, size_t row)
{
    const cm_spatial *g = p->game;
    cm_value player = cm_table_get(p->edge, row, "player");
    double from = cm_value_number(cm_table_get(p->edge, row, "angle")), to = cm_value_number(cm_table_get(p->edge, row + 1, "angle"));
    double scale[2] = { sqrt(cm_spatial_salience(g, 0, 0)), sqrt(cm_spatial_salience(g, 0, 1)) };
    size_t i = 0;
    while (i < g->n && (player.kind != CM_TEXT || strcmp(player.as.text, g->player[i]) != 0)) i++;
    if (i == g->n || !(scale[0] > 0 && scale[1] > 0)) return;
    for (int k = 1; k < ARC; k++) {
        double angle = (from + (to - from) * k / ARC) * M_PI / 180, u[2] = { cos(angle), sin(angle) }, reach = 0;
        for (size_t c = 0; c < 2; c++) reach += 2 * (g->ideal[i * g->d + c] - g->status_quo[c]) * scale[c] * u[c];
        for (size_t c = 0; c < 2; c++) cm_plot_number(out, g->status_quo[c] + fmax(reach, 0) * u[c] / scale[c]);
        (void)fputc('\n', out);
    }
}

static bool one_arc(const cm_table *table, size_t row)
{
    double here = cm_value_number(cm_table_get(table, row, "arc")), next = row + 1 < table->nrows ? cm_value_number(cm_table_get(table, row + 1, "arc")) : (double)NAN;
    return !(here < next) && !(here > next) && !isnan(here) && !isnan(next);
}

static void put_found(FILE *out, const plane *p)
{
    const cm_spatial *g = p->game;
    double length = hypot(p->towards[0], g->d > 1 ? p->towards[1] : 0);
    (void)fprintf(out, "$quo << EOD\n %.9g %.9g\nEOD\n", g->status_quo[0], g->d > 1 ? g->status_quo[1] : 0);
    if (p->npoints > 0) {
        (void)fputs("$found << EOD\n", out);
        for (size_t k = 0; k < p->npoints; k++) {
            cm_plot_number(out, p->x[k]);
            cm_plot_number(out, p->y[k]);
            (void)fputc('\n', out);
        }
        (void)fputs("EOD\n", out);
    }
    for (int k = 0; k < 2; k++) {
        const cm_table *table = k == 0 ? p->edge : p->dots;
        if (table == NULL) continue;
        (void)fprintf(out, "$%s << EOD\n", k == 0 ? "edge" : "dots");
        for (size_t i = 0; i < table->nrows; i++) {
            cm_value covered = cm_table_get(table, i, "covered");
            if (covered.kind == CM_TRUTH && covered.as.truth) continue;
            cm_plot_number(out, cm_value_number(cm_table_get(table, i, "x")));
            cm_plot_number(out, cm_value_number(cm_table_get(table, i, "y")));
            (void)fputc('\n', out);
            if (table == p->edge && one_arc(table, i)) put_arc(out, p, i);
        }
        (void)fputs("EOD\n", out);
    }
    if (isfinite(length) && length > 0) {
        (void)fprintf(out, "set arrow from %.9g,%.9g rto graph %.9g, graph %.9g lw 2 lc rgb %s front\n", g->status_quo[0], g->d > 1 ? g->status_quo[1] : 0, 0.16 * p->towards[0] / length,
                      g->d > 1 ? 0.16 * p->towards[1] / length : 0, cm_plot_colour(2));
    }
    if (isfinite(p->radius) && p->npoints > 0 && g->d == 2 && cm_spatial_salience(g, 0, 0) > 0 && cm_spatial_salience(g, 0, 1) > 0) {
        double wide = sqrt(sqrt(cm_spatial_salience(g, 0, 1) / cm_spatial_salience(g, 0, 0)));       /* a ball of losses is longer where less is lost */
        (void)fprintf(out, "set object ellipse center %.9g,%.9g size %.9g,%.9g units xy fs empty border lc rgb %s lw 2\n", p->x[0], p->y[0], 2 * p->radius * wide, 2 * p->radius / wide, cm_plot_colour(2));
    }
}

static size_t legend(const plane *p, bool zh, const char **text)
{
    text[0] = zh ? "成员的理想点" : "members' ideal points";
    text[1] = zh ? "现状" : "status quo";
    text[2] = p->found[zh];
    return p->npoints > 0 || p->edge != NULL || p->dots != NULL || isfinite(p->towards[0]) ? 3 : 2;
}

static void script(FILE *out, bool zh, const void *data)
{
    const plane *p = data;
    const char *text[LEGENDS];
    size_t n = legend(p, zh, text);
    put_members(out, p);
    put_names(out, p);
    put_found(out, p);
    cm_plot_legend(out, text, n, WIDTH, p->height);
    (void)fprintf(out, "set bmargin screen %.4f\nset tmargin screen 0.97\nset offsets graph 0.08, graph 0.08, graph 0.06, graph 0.06\nset autoscale fix\nset xlabel ", (p->below + (double)FOOT) / p->height);
    cm_plot_text(out, p->game->issue[0], 40);
    (void)fputs(" offset 0,0.3\n", out);
    if (p->game->d > 1) {
        (void)fputs("set size ratio -1\nset grid x lt 1 lw 0.5 lc rgb '#9a9a9a' dt (2,4)\nset ylabel ", out);
        cm_plot_text(out, p->game->issue[1], 40);
        (void)fputc('\n', out);
    } else (void)fprintf(out, "set border 1\nunset ytics\nunset grid\nset yrange [-0.7:%.9g]\n", highest(p->game) + 2);
    (void)fputs("plot ", out);
    if (p->edge != NULL) (void)fprintf(out, "$edge using 1:2 with filledcurves closed lc rgb %s fs transparent solid 0.25 noborder, ", cm_plot_colour(2));
    if (p->dots != NULL) (void)fprintf(out, "$dots using 1:2 with points lc rgb %s pt 7 ps 0.5, ", cm_plot_colour(2));
    (void)fprintf(out, "$members using 1:2 with points lc rgb %s pt %d ps %s, $quo using 1:2 with points lc rgb %s pt %d ps 1.6", cm_plot_colour(0), cm_plot_mark(0), p->game->n > 60 ? "0.5" : "0.9", cm_plot_colour(1), cm_plot_mark(1));
    if (p->npoints > 0) (void)fprintf(out, ", $found using 1:2 with %s lc rgb %s pt %d ps 1.4%s", p->path ? "linespoints" : "points", cm_plot_colour(2), cm_plot_mark(2), p->path ? " lw 1.5" : "");
    (void)fputc('\n', out);
}

static void draw(cm_figurer *f, const cm_answer *answer)
{
    plane p = { .game = space_of(&answer->game), .result = &answer->result, .found = { answer->concept->title, answer->concept->title_zh } };
    cm_figure_plan plan = { .of = answer, .data = &p, .script = script, .width = WIDTH };
    const char *text[LEGENDS];
    const char *rest;
    if (p.game == NULL || p.game->issue == NULL || p.game->player == NULL || !look(f, &p)) return;
    p.below = 0;
    for (int zh = 0; zh < 2; zh++) {
        unsigned own = cm_legend_height(text, legend(&p, zh == 1, text), WIDTH);
        p.below = own > p.below ? own : p.below;
    }
    p.height = plan.height = (p.game->d > 1 ? 460 : 190) + p.below;
    rest = p.game->d > 2 ? cm_format(f->ctx, f->arena, " The first two of %zu issues are shown.", p.game->d) : "";
    plan.name = cm_format(f->ctx, f->arena, "%s-space", answer->concept->name);
    plan.title = cm_format(f->ctx, f->arena, "%s, in space", answer->concept->title);
    plan.title_zh = cm_format(f->ctx, f->arena, "%s：空间图", answer->concept->title_zh);
    plan.says = cm_format(f->ctx, f->arena, "Where the %zu members would like to be, the status quo, and what was found.%s", p.game->n, rest != NULL ? rest : "");
    plan.says_zh = cm_format(f->ctx, f->arena, "%zu 个成员的理想点、现状与所得结果。%s", p.game->n, p.game->d > 2 ? "只画出前两个议题。" : "");
    if (plan.name != NULL) cm_figure_add(f, &plan);
}

const cm_drawer cm_drawer_plane = { .name = "plane", .about = "ideal points, the status quo, and what a spatial concept finds", .answer = draw };
