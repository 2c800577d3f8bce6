/* region_map.c: a map of verdicts for a terminal: the first setting from left to right, the second upwards. */
#include <math.h>
#include <string.h>

#include "models/inquiry_inside.h"

enum { WIDE = 64, HIGH = 16, VERDICTS = 5 };

static const char symbol[VERDICTS + 1] = "+-=~?";

typedef struct map {
    size_t columns, rows;
    unsigned count[HIGH * WIDE][VERDICTS];
} map;

/* About one point a cell: 32 by 8 of 256. */
static void shape(size_t n, size_t k, map *m)
{
    m->columns = m->rows = 1;
    for (size_t cells = 2; cells <= n; cells *= 2) {
        bool wider = k < 2 || m->columns < 4 * m->rows;
        if (wider && m->columns < WIDE) m->columns *= 2;
        else if (k >= 2 && m->rows < HIGH) m->rows *= 2;
    }
}

static size_t cell_of(double u, size_t cells)
{
    size_t at = (size_t)fmax(0, floor(u * (double)cells));
    return at < cells ? at : cells - 1;
}

/* The verdict of most points of a cell, '%' where none has more than half, a blank where nobody looked. */
static char mark(const unsigned *count)
{
    unsigned all = 0;
    for (int v = 0; v < VERDICTS; v++) all += count[v];
    for (int v = 0; v < VERDICTS; v++) {
        if (all > 0 && 2 * count[v] > all) return symbol[v];
    }
    return all > 0 ? '%' : ' ';
}

/* The settings of whole numbers are equally wide on the map as in the sequence of points. */
static double across(const cm_input *input, double u)
{
    double width = input->high - input->low;
    return input->whole ? (round(u * width) + 0.5) / (width + 1) : u;
}

static const char *draw_map(cm_inquirer *q, const cm_input *input, size_t k, const map *m, bool zh)
{
    const char *text;
    if (k >= 2) text = cm_format(q->ctx, q->arena, zh ? "%s（纵向：%g 至 %g）\n" : "%s (upwards: %g to %g)\n", cm_input_word(&input[1], zh), input[1].low, input[1].high);
    else text = "";
    for (size_t r = m->rows; r-- > 0 && text != NULL;) {
        char line[WIDE + 1];
        for (size_t c = 0; c < m->columns; c++) line[c] = mark(m->count[r * WIDE + c]);
        line[m->columns] = '\0';
        text = cm_format(q->ctx, q->arena, "%s|%s|\n", text, line);
    }
    if (text == NULL) return NULL;
    return cm_format(q->ctx, q->arena, zh ? "%s%s（横向：%g 至 %g）\n+ 成立  - 相反  = 无实质影响  ~ 有条件成立  ? 未决  %% 无一过半\n"
                                          : "%s%s (to the right: %g to %g)\n+ supported  - reversed  = no effect  ~ conditional  ? undecided  %% none for most\n",
                     text, cm_input_word(&input[0], zh), input[0].low, input[0].high);
}

cm_status cm_region_map(cm_inquirer *q, const cm_input *input, size_t k, const double *u, const cm_verdict *verdict, size_t n, cm_finding *finding)
{
    cm_arena scratch = { NULL };
    map *m = CM_NEW(q->ctx, &scratch, 1, map);
    if (m == NULL) return q->ctx->status;
    shape(n, k, m);
    for (size_t p = 0; p < n; p++) {
        size_t c = cell_of(across(&input[0], u[p * k]), m->columns), r = k >= 2 ? cell_of(across(&input[1], u[p * k + 1]), m->rows) : 0;
        m->count[r * WIDE + c][verdict[p]]++;
    }
    finding->map = draw_map(q, input, k, m, false);
    finding->map_zh = draw_map(q, input, k, m, true);
    cm_arena_free(&scratch);
    return q->ctx->status;
}
