/* claim_plan.h: what the parts of the reader of claims share; not for others. */
#ifndef CM_MODELS_CLAIM_PLAN_H
#define CM_MODELS_CLAIM_PLAN_H

#include "models/claim.h"

typedef struct cm_planner {
    cm_ctx *ctx;
    cm_arena *arena;
    cm_diags *diags;
    cm_claim *claim;
    const cm_node *root, *parameters;
    size_t before;                   /* mistakes that were there before the claim was read */
    const cm_node *given;            /* the text of a given-text event; NULL: some text */
} cm_planner;

enum { CM_MOST_CELLS = 100000 };

/* The grid's cells: every combination of levels, each with the scenario it stands for. */
cm_status cm_claim_plan_cells(cm_planner *p);

/* The 2^k cells of the explanation's channels. */
cm_status cm_claim_plan_explanation(cm_planner *p);

/* A cell for each part of each venue that has parts. */
cm_status cm_claim_plan_parts(cm_planner *p);

/* Which cells share a world, which a line. */
cm_status cm_claim_plan_lines(cm_planner *p);

/* What no draw could compute (a depth that is not defined for a rule, a red line at the status quo) is
 * a mistake of the file. */
cm_status cm_claim_check_lines(cm_planner *p);

/* One cell from a patched tree: schema, scenario, venue, vote. `what` says which cell, for messages;
 * `place` is where the claim asks for it. */
cm_status cm_claim_cell_read(cm_planner *p, const cm_node *tree, const char *what, cm_place place, cm_cell *cell);

/* The rest of a cell once scenario and venue are known: size, vote, text. Mistakes go to `found`. */
cm_status cm_claim_cell_fill(cm_planner *p, cm_cell *cell, cm_diags *found);

/* Copy the tree, and put the settings of a list of { path; to }. */
cm_status cm_claim_patch(cm_planner *p, cm_node *tree, const cm_node *set);

/* Which ways to smaller errors the claim asks for; what cannot be is a mistake. */
void cm_claim_read_reduction(cm_planner *p);

/* How a cell's positions are moved, where the claim asks for it.  Mistakes go to `found`. */
cm_status cm_claim_shift(cm_planner *p, cm_scenario *scenario, const cm_cell *cell, cm_diags *found);

/* What is known of the grid's cells in closed form. */
cm_status cm_claim_plan_controls(cm_planner *p);

#endif
