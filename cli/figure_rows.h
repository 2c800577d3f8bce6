/* figure_rows.h: values beside names: bars from 0, or points with intervals, row under row. */
#ifndef CM_CLI_FIGURE_ROWS_H
#define CM_CLI_FIGURE_ROWS_H

#include "cli/figure.h"

enum { CM_ROWS_SERIES = 4, CM_ROWS_MOST = 40 };

typedef struct cm_rows {
    size_t n, nseries;
    const char **label[2];           /* n names of rows, English and Chinese (may be the same array) */
    double *value;                   /* n x nseries; NaN: none */
    double *low, *high;              /* the same, or both NULL: no intervals; infinite where one has no end */
    const char *series[CM_ROWS_SERIES][2];
    const char *axis[2];             /* what is measured; "" for nothing */
    bool points;                     /* points in place of bars */
    double neutral;                  /* of points: the value that means nothing, where a line stands */
    size_t left_out;                 /* rows that were left out */
} cm_rows;

/* Room for `n` rows (at least 1); labels in both languages are one array until the drawer sets another.  False without memory. */
bool cm_rows_init(cm_figurer *f, size_t n, size_t nseries, bool intervals, cm_rows *rows);

/* The figure of the rows; plan's script, data and size are set here. */
void cm_rows_add(cm_figurer *f, const cm_rows *rows, cm_figure_plan plan);

#endif
