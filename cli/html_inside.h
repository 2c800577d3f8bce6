/* html_inside.h: what the parts of the writer of pages share; not for others. */
#ifndef CM_CLI_HTML_INSIDE_H
#define CM_CLI_HTML_INSIDE_H

#include <stdlib.h>

#include "cli/figure.h"
#include "cli/html.h"
#include "cli/show_words.h"

typedef struct cm_page {
    FILE *out;
    const cm_style *style;
    const cm_report *report;
    cm_ctx ctx;
    cm_arena arena;
    const cm_figure *figures;          /* of the whole report */
    bool told;                         /* that there is no gnuplot */
} cm_page;

/* The figures that show something: an answer, a measure report, a finding. */
void cm_page_figures(cm_page *page, const void *of);

/* Tables that have rows; `except` is left out. */
void cm_page_tables(cm_page *page, const cm_result *result, const char *except);

/* The parts of a page: html_claim.c, html_records.c, html_answer.c. */
void cm_page_claim(cm_page *page);
void cm_page_records(cm_page *page);
void cm_page_answer(cm_page *page, const cm_answer *answer);
/* Definition, source and certificate of a concept, folded away; `certified`: that of what is shown held. */
void cm_page_concept(cm_page *page, const cm_concept *concept, bool certified);

/* A claim's measure as tables: html_cells.c.  Cells and steps are folded away. */
void cm_page_verdicts(cm_page *page, const cm_report *report, size_t measure);
void cm_page_cells(cm_page *page, const cm_report *report, size_t measure);
/* A verdict's word in its colour, in both languages. */
void cm_page_verdict(FILE *out, cm_verdict verdict);

#endif
