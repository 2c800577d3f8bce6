/* scan_mend.h: the state of mending, shared by the files that know the grammar. */
#ifndef CM_CLI_SCAN_MEND_H
#define CM_CLI_SCAN_MEND_H

#include "cli/scan.h"

typedef struct cm_frame {
    bool group;                        /* holds settings; else elements */
    char sign;                         /* its opening bracket; '\0': the file itself */
    char meant;                        /* the bracket it should have, or the same */
    size_t opener;                     /* token */
    size_t number;                     /* of the group, for its names */
    size_t elements;
    size_t mistakes;                   /* told when it was opened */
    int child_column;                  /* of the first setting that begins a line, 0: none yet */
    unsigned kinds;                    /* one bit a cm_node_kind, of the elements of [ ] */
} cm_frame;

typedef struct cm_mender {
    cm_scan *scan;
    cm_mended *out;
    size_t at;                         /* the next token */
    cm_frame frame[CM_SCAN_DEPTH + 1];
    int depth;                         /* frame[depth] is the innermost */
    cm_names names;
    size_t groups, dropped;
    long excess[3];                    /* closing less opening ( [ {, of the whole file */
    bool uneven;                       /* brackets do not match: indentation is looked at */
    bool unresolved;                   /* a bracket is missing somewhere */
    cm_place misfit_open, misfit_close;/* the first pair that is indented differently */
} cm_mender;

/* The token `ahead` of the next one (the last one is CM_TOKEN_END). */
const cm_token *cm_mend_peek(const cm_mender *m, size_t ahead);
/* Step over the next token; full-width characters in it are reported. */
const cm_token *cm_mend_take(cm_mender *m);
/* True when b is on the line of a. */
bool cm_mend_same_line(const cm_token *a, const cm_token *b);
/* True when nothing stands between a and the next token b. */
bool cm_mend_touching(const cm_token *a, const cm_token *b);
/* Both tokens and what is between them, when on one line; else the first. */
cm_place cm_mend_span(const cm_token *a, const cm_token *b);
/* What the file has from a to b, when it can be typed again as it stands; else NULL. */
char *cm_mend_raw(cm_mender *m, const cm_token *a, const cm_token *b);
/* One token of the mended text. */
void cm_mend_emit(cm_mender *m, const char *text, cm_place place);
/* The entry of the next value. */
void cm_mend_entry(cm_mender *m, const char *name, cm_place place, cm_place value_place, bool dropped);
/* A text made as by printf; "" when memory is out. */
const char *cm_mend_text(cm_mender *m, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* "line 3, column 5", with the file where it is another. */
const char *cm_mend_where(cm_mender *m, cm_place of, cm_place seen_from);

/* A value at the next token; it may open a frame.  The name is that of its setting, NULL for an
 * element.  False when there is none: nothing is taken then, and 0 stands in its place. */
bool cm_mend_value(cm_mender *m, const char *name, cm_place place, bool dropped);

/* After a value of a group: `;` or `,`, or nothing; what else is on its line is reported. */
void cm_mend_terminator(cm_mender *m);

/* One step in a group: a setting, or its end. */
void cm_mend_group(cm_mender *m);

/* One step in a list: an element, a comma, or its end. */
void cm_mend_list(cm_mender *m);

/* scan_brackets.c */
void cm_mend_count(cm_mender *m);                          /* fills excess and uneven */
void cm_mend_open(cm_mender *m);                           /* the next token opens a frame */
void cm_mend_close(cm_mender *m);                          /* the next token closes one */
void cm_mend_pop(cm_mender *m, const cm_token *closer);    /* end a frame; NULL: nobody closed it */
/* True when the group at the top ended before the next token, as its indentation has it. */
bool cm_mend_outdented(cm_mender *m);
/* The lists at the top end before the next token, up to a group: reported as one mistake. */
void cm_mend_end_lists(cm_mender *m);
void cm_mend_end(cm_mender *m);                            /* the file ends: so do all frames */
bool cm_mend_lacks(const cm_mender *m, char sign);         /* more ( [ { than closing ones */

#endif
