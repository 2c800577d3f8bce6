/* layout.h: aligned columns on a terminal, CJK as wide as it is. */
#ifndef CM_CLI_LAYOUT_H
#define CM_CLI_LAYOUT_H

#include <stdio.h>

#include "cli/report.h"

/* Columns that a text takes on a terminal. */
size_t cm_width(const char *text);

/* Text padded with spaces to `width` columns; on the left side when `right`. */
void cm_pad(FILE *out, const char *text, size_t width, bool right);

/* A text broken at spaces (and between CJK characters) to lines of at most `width` columns, each
 * after `indent` spaces. */
void cm_wrap(FILE *out, const char *text, size_t indent, size_t width);

/* A text in Markdown, on one line, with nothing of it taken as markup. */
void cm_put_markdown(FILE *out, const char *text);

/* A table in aligned columns, two spaces apart, each line after `indent` spaces. */
void cm_print_table(const cm_style *style, const cm_table *table, size_t indent);

enum { CM_TEXT_WIDTH = 100, CM_SCREEN_ROWS = 24 };       /* columns of a report; rows of a table on a screen */

/* The text in the reader's language; English where there is no Chinese. */
const char *cm_in_language(const cm_style *style, const char *en, const char *zh);

/* A sentence about a result in the reader's language, where the register of notes has it; *own is to be freed. */
const char *cm_note_said(const cm_style *style, const char *note, char **own);

/* In bold on a terminal; a heading ends its line. */
void cm_bold(const cm_style *style, const char *text);
void cm_heading(const cm_style *style, const char *text);

/* One of eight block characters for x between 0 and `most`. */
const char *cm_spark(double x, double most);

#endif
