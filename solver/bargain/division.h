/* division.h: what the concepts that divide a surplus at once say alike. */
#ifndef CM_SOLVER_BARGAIN_DIVISION_H
#define CM_SOLVER_BARGAIN_DIVISION_H

#include "solver/base/table.h"
#include "solver/game/protocol.h"

/* The summary's values of an agreement in the first round: rounds, agreement, within, captured, efficiency (1 each),
 * inequality (the Gini coefficient of n values that add up to 1) and largest_deviation.  CM_E_MEMORY. */
#define CM_DIVISION_SUMMARY "rounds", "agreement", "within", "captured", "efficiency", "inequality", "largest_deviation"
cm_status cm_division_summary(cm_ctx *ctx, const double *value, size_t n, double gain, cm_result *result);

/* The Gini coefficient of n values; none where somebody has less than 0, or all have 0.  CM_E_MEMORY. */
cm_status cm_division_inequality(cm_ctx *ctx, const double *value, size_t n, cm_value *share);

/* They are there and right, by another formula; and the largest gain from a deviation is none.  CM_E_NUMERIC. */
cm_status cm_division_check(cm_ctx *ctx, const cm_result *result, const double *value, size_t n, double gain);

/* Column `column` of the table of values, one row each in the members' order.  CM_E_NUMERIC. */
cm_status cm_division_read(cm_ctx *ctx, const cm_result *result, const cm_protocol *p, const char *column, double *x);

#endif
