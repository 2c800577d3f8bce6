/* expect.h: a teacher's expectations, and what they find in a student's file.
 *
 * A file of expectations is read like a scenario, so that its mistakes are told in the same way.  Each
 * expectation is of one subject: a concept's answer in the student's file, whether or not that file
 * asks for it; the verdict on its claim; or one of its settings. */
#ifndef CM_CLI_EXPECT_H
#define CM_CLI_EXPECT_H

#include "cli/report.h"

typedef struct cm_expectation {
    const cm_node *node;               /* as the teacher wrote it */
    const cm_concept *concept;         /* one of these three */
    bool claim;
    const char *setting;
    const char *venue, *model, *measure, *table, *column;      /* NULL: not told */
    const cm_node *summary, *where, *rows, *is;                /* NULL likewise */
    double within;                     /* below 0: not told */
} cm_expectation;

typedef struct cm_expectations {
    const char *name;
    cm_arena arena;
    cm_diags diags;
    cm_source *sources;
    cm_node *root;
    cm_expectation *item;
    size_t count;
} cm_expectations;

typedef struct cm_mark {
    bool met;
    const char *wanted, *found;        /* in words; found never NULL once marked */
} cm_mark;

/* Read a file of expectations; mistakes and failures are told, and the exit status comes back.  Free in any case. */
int cm_expect_read(cm_ctx *ctx, const char *name, cm_expectations *e);
void cm_expect_free(cm_expectations *e);

/* Tell the mistakes of the expectations that were found since reading; CM_EXIT_DONE when there are none. */
int cm_expect_tell(cm_expectations *e);

/* Hold a student's file against the expectations: one mark each, their texts in `arena`.  A column that
 * the answer's table does not have is the teacher's mistake and goes to e->diags; only an axis that the claim lacks is not.  The exit status is that of
 * reading the student's file (its mistakes are told; nothing is met then), or CM_EXIT_FAULT when the marks mean nothing. */
int cm_expect_mark(cm_ctx *ctx, const cm_options *o, cm_expectations *e, const char *file, cm_arena *arena, cm_mark *mark);

/* ---- expect_value.c: single values ---- */

/* May this stand as a wanted value: a number, a text, true or false, or two numbers from .. to?  Mistakes go to diags. */
bool cm_expect_value_ok(cm_expectations *e, const cm_node *node);

/* Is the value what the node wants?  within < 0: a millionth of it. */
bool cm_expect_fits(cm_ctx *ctx, const cm_expectations *e, const cm_node *node, double within, const cm_value *value);

/* "50 (within 0.01)", "0.3 to 0.5", "no"; in arena. */
const char *cm_expect_wanted(cm_ctx *ctx, cm_arena *arena, const cm_expectations *e, const cm_node *node, double within, bool chinese);

#endif
