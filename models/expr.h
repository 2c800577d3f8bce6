/* expr.h: numbers as users write them: 0.5, "2/3", "h * 2". */
#ifndef CM_MODELS_EXPR_H
#define CM_MODELS_EXPR_H

#include "models/node.h"

/* Evaluate an expression over the named numbers of the group `parameters` (may be NULL):
 * + - * / ^ ( ), numbers, names, and sqrt, exp, log, min, max.  Parameters may be expressions
 * themselves, up to 32 deep.
 * `exact` is the fraction that the value is, as far as sums, products, quotients and whole powers of
 * decimals tell and 64 bits hold it; its den is 0 otherwise (roots, logarithms, too many digits).
 * False when it is none: *why (in arena) is then a sentence. */
bool cm_expr_value(cm_ctx *ctx, cm_arena *arena, const char *text, const cm_node *parameters, double *value,
                   cm_frac *exact, const char **why);

/* The number a node means; a mistake goes to diags and false comes back. */
bool cm_node_number(cm_ctx *ctx, cm_diags *diags, const cm_node *node, const cm_node *parameters, double *value);

/* The same, and the fraction that it is, as above. */
bool cm_node_real(cm_ctx *ctx, cm_diags *diags, const cm_node *node, const cm_node *parameters, double *value, cm_frac *exact);

/* The exact fraction a node means: 0.55 is 11/20, "2/3" is 2/3; a root's value as a decimal. */
bool cm_node_fraction(cm_ctx *ctx, cm_diags *diags, const cm_node *node, const cm_node *parameters, cm_frac *value);

#endif
