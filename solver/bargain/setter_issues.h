/* setter_issues.h: setter on two or three issues. */
#ifndef CM_SOLVER_BARGAIN_SETTER_ISSUES_H
#define CM_SOLVER_BARGAIN_SETTER_ISSUES_H

#include "solver/concept.h"

/* CM_E_DOMAIN where the members' metrics differ, or more than three issues; CM_E_MEMORY. */
cm_status cm_setter_issues_run(cm_ctx *ctx, const cm_spatial *game, cm_result *result);
/* CM_E_NUMERIC. */
cm_status cm_setter_issues_check(cm_ctx *ctx, const cm_spatial *game, const cm_result *result);

/* On one issue or several: is a printed number what it should be?  NULL: nothing is printed.  CM_E_NUMERIC. */
cm_status cm_setter_number(cm_ctx *ctx, const char *name, const cm_value *value, double should, double slack);

#endif
