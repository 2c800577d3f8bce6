/* parts.c: cells of parts: planning them, and joining their outcomes. */
#include "models/parts.h"

#include <math.h>
#include <string.h>

#include "models/claim_plan.h"

cm_status cm_claim_plan_parts(cm_planner *p)
{
    cm_claim *claim = p->claim;
    cm_diags found = { .ctx = p->ctx };
    cm_status status = CM_OK;
    size_t count = 0, whole = claim->ncells;
    cm_cell *cell;
    for (size_t c = 0; c < whole; c++) count += claim->cell[c].nparts;
    if (count == 0) return CM_OK;
    cell = CM_NEW(p->ctx, p->arena, whole + count, cm_cell);
    if (cell == NULL) return p->ctx->status;
    memcpy(cell, claim->cell, whole * sizeof *cell);
    claim->cell = cell;
    for (size_t c = 0; c < whole; c++) {
        cell[c].part = claim->ncells;
        for (size_t k = 0; k < cell[c].nparts; k++) {
            cm_cell *part = &cell[claim->ncells++];
            part->scenario = cell[c].scenario;
            part->venue = &cell[c].scenario->venue[cell[c].venue->part[k]];
            CM_TRY(cm_claim_cell_fill(p, part, &found));
        }
    }
    for (size_t i = 0; i < found.count && i < 3; i++) {
        cm_diag_add(p->diags, found.item[i].place, NULL, found.item[i].hint != NULL ? cm_strdup(p->ctx, &p->diags->arena, found.item[i].hint) : NULL,
                    "%s", found.item[i].message);
    }
    status = p->ctx->status;
out:
    cm_diags_free(&found);
    return status;
}

static double distance_squared(const double *a, const double *b, size_t d)
{
    double sum = 0;
    for (size_t k = 0; k < d; k++) sum += (a[k] - b[k]) * (a[k] - b[k]);
    return sum;
}

static double spread_of(const cm_cell *cell, const cm_cell *all, const cm_outcome *outcome)
{
    double sum = 0, pairs = 0;
    for (size_t a = 0; a < cell->nparts; a++) {
        for (size_t b = 0; b < a; b++) {
            const double *left = outcome[cell->part + a].text, *right = outcome[cell->part + b].text;
            if (left == NULL || right == NULL) continue;
            sum += distance_squared(left, right, all[cell->part + a].venue->nissues);
            pairs++;
        }
    }
    return pairs > 0 ? sqrt(sum / pairs) : 0;
}

void cm_parts_join(const cm_claim *claim, cm_outcome *outcome)
{
    for (size_t c = 0; c < claim->ngrid + claim->nexplained; c++) {
        const cm_cell *cell = &claim->cell[c];
        cm_outcome *out = &outcome[c];
        if (cell->nparts == 0) continue;
        *out = (cm_outcome){ 0 };
        for (size_t k = 0; k < cell->nparts; k++) {
            const cm_outcome *part = &outcome[cell->part + k];
            out->agreement = fmax(out->agreement, part->agreement);
            out->coverage += part->coverage;
            out->depth += part->depth / (double)cell->nparts;
            out->edge = out->edge || part->edge;
            out->brief = out->brief || part->brief;
        }
        out->coverage = fmin(1, out->coverage);
        out->spread = spread_of(cell, claim->cell, outcome);
    }
}
