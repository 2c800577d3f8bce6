/* inputs.h: settings that are moved over a range: of boundaries, regions and sensitivities. */
#ifndef CM_MODELS_INPUTS_H
#define CM_MODELS_INPUTS_H

#include "models/claim_at.h"

typedef struct cm_input {
    const char *path, *label, *label_zh;
    double low, high;
    bool whole;                      /* whole numbers */
    size_t axis;                     /* the axis of the claim that it is; SIZE_MAX: none */
    size_t nlevels;                  /* its axis's values in their order in place of a range; 0: a range */
} cm_input;

typedef struct cm_asking {
    cm_ctx *ctx;
    cm_arena *arena;
    cm_diags *diags;
    const cm_node *root;
    const cm_claim *claim;
} cm_asking;

/* An input from a group { path (or, named by `key`, along); label; low; high }.  Mistakes go to the diags: a path that is no
 * number, one that an axis would undo, low not below high, ends at which there is no claim. False when there were any. */
bool cm_input_read(cm_asking *a, const cm_node *group, const char *key, bool levels, cm_input *input);

/* A list of them, each once; *count of them in the arena. */
cm_status cm_inputs_read(cm_asking *a, const cm_node *list, cm_input **input, size_t *count);

/* The number that stands at u, 0 .. 1, of an input's range: whole numbers are equally likely; decimals have nine
 * digits.  *u is moved to where that number stands. */
double cm_input_value(const cm_input *input, double *u);

/* Where a number stands in the range. */
double cm_input_unit(const cm_input *input, double value);

/* The change that sets it to a number. */
cm_change cm_input_change(const cm_input *input, double value);

#endif
