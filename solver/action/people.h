/* people.h: members who differ in one number, and what certificates read of a printed result. */
#ifndef CM_SOLVER_ACTION_PEOPLE_H
#define CM_SOLVER_ACTION_PEOPLE_H

#include <math.h>

#include "solver/action/reread.h"
#include "solver/base/param.h"

enum { CM_ACTION_MOST = 1000 };          /* members of concepts that name each of them */

/* A number each, `members` of them, in x: the list where one is given, else the mean i-th lowest of as many drawn evenly from
 * mean (1 - spread) to mean (1 + spread), so mean (1 - spread + 2 spread i / (n + 1)): all alike where spread is 0.
 * `concept` and `what` name the list in the sentence.  Fails with: CM_E_INPUT when the list is of another length. */
cm_status cm_people_fill(cm_ctx *ctx, const char *concept, const char *what, long members, double mean, double spread, const cm_numbers *list, double *x);

/* What one contribution gives each of n where benefits are shared: benefit (n / base)^-rivalry. */
static inline double cm_people_share(double benefit, double base, double rivalry, double n)
{
    return rivalry > 0 ? benefit * pow(n / base, -rivalry) : benefit;
}

/* What is printed under `name` is `want`, up to the tolerance of certificates in units of `scale`; a `want` of NaN: none is
 * printed.  CM_E_NUMERIC. */
cm_status cm_said_near(cm_ctx *ctx, const cm_result *result, const char *name, double want, double scale);
/* Of a table's cell, as cm_said_near. */
cm_status cm_said_cell(cm_ctx *ctx, const cm_table *table, size_t row, const char *column, double want, double scale);

#endif
