/* figure.h: pictures of a report: data turned into a script that gnuplot (or dot) draws.
 *
 * A drawer is one file figure_<subject>.c that ends in `const cm_drawer cm_drawer_<word>`, and a row
 * CM_DRAWER(word) in figures.def.  It looks at one thing (an answer, a measure of a claim, a finding, a
 * record) and adds the figures that it knows how to make of it, or none.  A figure's script is the data and the
 * plot command; terminal, size, colours and fonts come from gnuplot.c. */
#ifndef CM_CLI_FIGURE_H
#define CM_CLI_FIGURE_H

#include "cli/report.h"

typedef struct cm_figure {
    const char *name;                  /* what --figure NAME= takes: "agreement", "power-2"; unique in a report */
    const char *title[2], *says[2];    /* English, Chinese: a heading, and a sentence for those who cannot see it */
    const char *script[2];
    bool tree;                         /* dot draws it, not gnuplot */
    unsigned width, height;            /* of a screen's pixels */
    const void *of;                    /* the answer, measure report, explanation, finding or record that it shows */
    struct cm_figure *slim;            /* the same for a telephone, in pages alone; NULL: this one, made smaller */
    struct cm_figure *next;
} cm_figure;

/* Where drawers put their figures. */
typedef struct cm_figurer {
    cm_ctx *ctx;
    cm_arena *arena;
    const cm_report *report;           /* one model of it, where a claim has several */
    const char *prefix;                /* before the names of figures: "" or a model's id and a hyphen */
    cm_figure *first, *last;
} cm_figurer;

typedef struct cm_drawer {
    const char *name, *about;
    /* Each may be NULL. */
    void (*answer)(cm_figurer *f, const cm_answer *answer);
    void (*measure)(cm_figurer *f, const cm_measure_report *measure);
    void (*explanation)(cm_figurer *f, const cm_explanation *explanation);
    void (*finding)(cm_figurer *f, const cm_finding *finding);
    void (*record)(cm_figurer *f, const cm_evidence *record);
} cm_drawer;

const cm_drawer *const *cm_drawers(size_t *count);

/* All figures of a report, in the order of its page; NULL where there are none (or no memory). */
cm_figure *cm_figures_of(cm_ctx *ctx, cm_arena *arena, const cm_report *report);

/* ---- for drawers ---- */

/* Writes the script in one language; `data` is the drawer's. */
typedef void (*cm_script)(FILE *out, bool zh, const void *data);

typedef struct cm_figure_plan {
    const char *name, *title, *title_zh, *says, *says_zh;      /* titles and sentences in f->arena; the Chinese ones may be NULL */
    unsigned width, height;            /* 0: 640 x 400 */
    bool tree;
    const void *of, *data;
    cm_script script;
    const void *slim;                  /* the script's data for a telephone, and the size; NULL: none */
    unsigned slim_width, slim_height;
} cm_figure_plan;

void cm_figure_add(cm_figurer *f, const cm_figure_plan *plan);

/* A text of any origin as one of gnuplot's, in single quotes: nothing in it is looked at (an apostrophe becomes ’).  At most `most` columns, then "…". */
void cm_plot_text(FILE *out, const char *text, size_t most);
/* The same as the name of a tic, in which gnuplot reads "%". */
void cm_plot_tic(FILE *out, const char *text, size_t most);
/* The same on as many lines of `most` columns as it needs, `lines` at most: broken between words, or where it can be in Chinese. */
void cm_plot_lines(FILE *out, const char *text, size_t most, size_t lines);
/* The same between a dot file's double quotes. */
void cm_dot_text(FILE *out, const char *text, size_t most);

/* "{0.1, 3, ?}": a number of a plot's data; "?" where it is not finite. */
void cm_plot_number(FILE *out, double x);

/* The k-th colour of lines, bars and points, as gnuplot's 'rgb' string with quotes. */
const char *cm_plot_colour(size_t k);
/* The mark that goes with it: gnuplot's pt. */
int cm_plot_mark(size_t k);

/* The space that a legend at the foot of a figure of this size takes, in pixels, and the legend: n texts with a mark each, in the
 * colours from 0 up, in rows.  The plot's lower margin is the caller's.  Texts are measured as wide as they are, Chinese as well. */
unsigned cm_legend_height(const char *const *text, size_t n, unsigned width);
void cm_plot_legend(FILE *out, const char *const *text, size_t n, unsigned width, unsigned height);

/* What a file calls a setting that its claim asks about: the label, or its path. */
const char *cm_figure_input(const cm_report *report, const char *path, bool zh);

/* The text in a table's cell; "?" when it is none. */
const char *cm_figure_word(const cm_table *table, size_t row, const char *column);

/* The different texts of a column, in the order in which they come, at most `most`; how many there are of them. */
size_t cm_figure_groups(const cm_table *table, const char *column, const char **name, size_t most);

/* A value as a number; NaN when it is none. */
double cm_value_number(cm_value value);

/* ---- for the page and --figure ---- */

typedef enum cm_picture_kind { CM_PICTURE_INLINE, CM_PICTURE_SVG, CM_PICTURE_PDF, CM_PICTURE_PNG } cm_picture_kind;

/* Draw a figure; the bytes are in `arena`.  NULL, and a sentence in *why, when it could not be drawn; *absent is set when that is because
 * the program that draws is not there.  CM_PICTURE_INLINE is a <svg> for an HTML page, whose ids begin with the figure's name
 * and the language. */
char *cm_figure_draw(cm_ctx *ctx, cm_arena *arena, const cm_figure *figure, bool zh, cm_picture_kind kind, size_t *length, const char **why, bool *absent);

/* The kind that a file's ending asks for; false for any other ending. */
bool cm_picture_kind_of(const char *path, cm_picture_kind *kind);

/* The SVG of gnuplot or dot as it may stand in a page: no prolog, no titles of its own, ids of our own, black as the page's own
 * colour.  NULL when anything else than shapes and text is in it. */
char *cm_svg_clean(cm_ctx *ctx, cm_arena *arena, const char *svg, const char *id, const char *title, const char *says, const char *lang, bool alone);

#endif
