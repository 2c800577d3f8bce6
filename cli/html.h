/* html.h: pieces of a page in two languages: every text that a file says is escaped. */
#ifndef CM_CLI_HTML_H
#define CM_CLI_HTML_H

#include <stdio.h>

#include "solver/base/table.h"

/* A text with what HTML would read in it made harmless, good in attributes as well; control characters are left out. */
void cm_html_text(FILE *out, const char *text);

/* <tag>text</tag> in both languages, of which the page shows one; once, for both, where there is no Chinese or it is the same.
 * NULL for en: nothing. */
void cm_html_both(FILE *out, const char *tag, const char *en, const char *zh);

/* "<span>en</span><span>zh</span>" within a line. */
void cm_html_words(FILE *out, const char *en, const char *zh);

/* What <details> are folded behind: one <summary> for both languages, since a second one would be no handle. */
void cm_html_summary(FILE *out, const char *en, const char *zh);

/* A table; `name` is its caption (NULL: none).  Long ones are folded away behind their caption; columns in which no row has
 * anything are left out. */
void cm_html_table(FILE *out, const char *name, const cm_table *table);

/* What a page begins and ends with. */
void cm_html_begin(FILE *out, const char *title, const char *title_zh, bool chinese);
void cm_html_end(FILE *out);

/* The style sheet: html_style.c. */
extern const char cm_html_style[];

#endif
