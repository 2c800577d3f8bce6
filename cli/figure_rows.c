/* figure_rows.c: rows of bars or of points. */
#include "cli/figure_rows.h"

#include <math.h>

#include "cli/layout.h"

enum { WIDTH = 680, LABEL = 30, FOOT = 56, VALUES = 48 };

typedef struct frame {
    const cm_rows *rows;
    unsigned height, below;
    double left;                     /* share of the width that names take */
    double least, most;
} frame;

bool cm_rows_init(cm_figurer *f, size_t n, size_t nseries, bool intervals, cm_rows *rows)
{
    size_t cells = n * nseries;
    *rows = (cm_rows){ .n = n, .nseries = nseries };
    rows->label[0] = rows->label[1] = CM_NEW(f->ctx, f->arena, n + 1, const char *);
    rows->value = CM_NEW(f->ctx, f->arena, cells + 1, double);
    if (intervals) rows->low = CM_NEW(f->ctx, f->arena, cells + 1, double);
    if (intervals) rows->high = CM_NEW(f->ctx, f->arena, cells + 1, double);
    for (size_t k = 0; f->ctx->status == CM_OK && k < cells; k++) {
        rows->value[k] = (double)NAN;
        if (intervals) rows->low[k] = rows->high[k] = (double)NAN;
    }
    return f->ctx->status == CM_OK;
}

static void look(frame *w)
{
    const cm_rows *r = w->rows;
    size_t widest = 4;
    w->least = w->most = r->points ? r->neutral : 0;
    for (size_t k = 0; k < r->n * r->nseries; k++) {
        double all[] = { r->value[k], r->low != NULL ? r->low[k] : (double)NAN, r->high != NULL ? r->high[k] : (double)NAN };
        for (size_t i = 0; i < 3; i++) {
            if (isfinite(all[i])) w->least = fmin(w->least, all[i]);
            if (isfinite(all[i])) w->most = fmax(w->most, all[i]);
        }
    }
    if (!(w->most > w->least)) w->most = w->least + 1;
    for (size_t i = 0; i < r->n; i++) {
        for (size_t zh = 0; zh < 2; zh++) {
            size_t own = cm_width(r->label[zh][i]);
            if (own > widest) widest = own;
        }
    }
    w->left = (double)(widest < LABEL ? widest : LABEL) * 7.9 / WIDTH + 0.035;
}

static void put_data(FILE *out, const cm_rows *r)
{
    double step = 0.8 / (double)r->nseries;
    for (size_t s = 0; s < r->nseries; s++) {
        (void)fprintf(out, "$s%zu << EOD\n", s);
        for (size_t i = 0; i < r->n; i++) {
            size_t k = i * r->nseries + s;
            double low = r->low != NULL ? r->low[k] : (double)NAN, high = r->high != NULL ? r->high[k] : (double)NAN;
            cm_plot_number(out, (double)i + 1 + ((double)s - ((double)r->nseries - 1) / 2) * step);
            cm_plot_number(out, r->value[k]);
            cm_plot_number(out, isnan(low) && isnan(high) ? r->value[k] : isinf(low) ? -1e30 : low);
            cm_plot_number(out, isnan(low) && isnan(high) ? r->value[k] : isinf(high) ? 1e30 : high);
            (void)fputc('\n', out);
        }
        (void)fputs("EOD\n", out);
    }
}

/* The numbers at the ends of bars, where there is room. */
static void put_values(FILE *out, const frame *w)
{
    const cm_rows *r = w->rows;
    double step = 0.8 / (double)r->nseries;
    if (r->points || r->n * r->nseries > VALUES) return;
    for (size_t k = 0; k < r->n * r->nseries; k++) {
        double x = r->value[k], end = r->high == NULL || isnan(r->high[k]) ? x : x < 0 ? r->low[k] : r->high[k];
        if (!isfinite(x) || !isfinite(end)) continue;
        (void)fprintf(out, "set label '%.4g' at %.9g,%.9g %s offset %s,0 font ',12'\n", fabs(x) < 5e-10 ? 0 : x, x < 0 ? fmin(end, 0) : fmax(end, 0),
                      (double)(k / r->nseries) + 1 + ((double)(k % r->nseries) - ((double)r->nseries - 1) / 2) * step, x < 0 ? "right" : "left", x < 0 ? "-0.5" : "0.5");
    }
}

static void put_axes(FILE *out, const frame *w, bool zh)
{
    const cm_rows *r = w->rows;
    double room = (w->most - w->least) * (r->points ? 0.06 : 0.13);
    (void)fputs("set border 1\nset tics scale 0.4\nunset grid\nset grid x lt 1 lw 0.5 lc rgb '#9a9a9a' dt (2,4)\nset ytics scale 0 (", out);
    for (size_t i = 0; i < r->n; i++) {
        (void)fputs(i > 0 ? ", " : "", out);
        cm_plot_tic(out, r->label[zh][i], LABEL);
        (void)fprintf(out, " %zu", i + 1);
    }
    (void)fprintf(out, ")\nset yrange [%zu.5:0.5]\nset xrange [%.9g:%.9g]\n", r->n, r->points || w->least < 0 ? w->least - room : 0, r->points || w->most > 0 ? w->most + room : 0);
    (void)fprintf(out, "set lmargin screen %.4f\nset rmargin screen 0.97\nset tmargin screen %.4f\nset bmargin screen %.4f\n", w->left, 1 - 14.0 / w->height, (w->below + (double)FOOT) / w->height);
    (void)fputs("set xlabel ", out);
    cm_plot_text(out, r->axis[zh] != NULL ? r->axis[zh] : "", 60);
    (void)fputs(" offset 0,0.3\n", out);
    if (r->points || w->least < 0) (void)fprintf(out, "set arrow from %.9g, graph 0 to %.9g, graph 1 nohead lw 0.8 lc rgb '#7f7f7f' back\n", r->neutral, r->neutral);
}

static void script(FILE *out, bool zh, const void *data)
{
    const frame *w = data;
    const cm_rows *r = w->rows;
    const char *legend[CM_ROWS_SERIES];
    double half = 0.36 / (double)r->nseries;
    for (size_t s = 0; s < r->nseries; s++) legend[s] = r->series[s][zh] != NULL ? r->series[s][zh] : "";
    put_data(out, r);
    put_axes(out, w, zh);
    put_values(out, w);
    if (w->below > 0) cm_plot_legend(out, legend, r->nseries, WIDTH, w->height);
    (void)fputs("plot ", out);
    for (size_t s = 0; s < r->nseries; s++) {
        if (s > 0) (void)fputs(", ", out);
        if (r->points) (void)fprintf(out, "$s%zu using 2:1:3:4 with xerrorbars lc rgb %s lw 1.6 pt %d ps 0.9", s, cm_plot_colour(s), cm_plot_mark(s));
        else (void)fprintf(out, "$s%zu using 2:1:(0):2:($1-%.4f):($1+%.4f) with boxxyerror lc rgb %s", s, half, half, cm_plot_colour(s));
        if (!r->points && r->low != NULL) (void)fprintf(out, ", $s%zu using 2:1:3:4 with xerrorbars lc rgb '#7f7f7f' lw 1.2 pt 0 ps 0", s);
    }
    (void)fputc('\n', out);
}

void cm_rows_add(cm_figurer *f, const cm_rows *rows, cm_figure_plan plan)
{
    frame w = { .rows = rows };
    const char *legend[2][CM_ROWS_SERIES];
    unsigned rows_high = (unsigned)(rows->n * (rows->nseries > 1 ? 13 * rows->nseries + 8 : 24));
    if (rows->n == 0) return;
    look(&w);
    for (size_t s = 0; s < rows->nseries; s++) {
        for (size_t zh = 0; zh < 2; zh++) legend[zh][s] = rows->series[s][zh] != NULL ? rows->series[s][zh] : "";
    }
    if (rows->nseries > 1) {
        unsigned en = cm_legend_height(legend[0], rows->nseries, WIDTH), zh = cm_legend_height(legend[1], rows->nseries, WIDTH);
        w.below = en > zh ? en : zh;
    }
    w.height = rows_high + FOOT + 20 + w.below;
    plan.width = WIDTH;
    plan.height = w.height;
    plan.script = script;
    plan.data = &w;
    if (rows->left_out > 0) {
        plan.says = cm_format(f->ctx, f->arena, "%s (%zu further rows are only in the table.)", plan.says, rows->left_out);
        plan.says_zh = cm_format(f->ctx, f->arena, "%s（其余 %zu 行见表。）", plan.says_zh != NULL ? plan.says_zh : plan.says, rows->left_out);
    }
    cm_figure_add(f, &plan);
}
