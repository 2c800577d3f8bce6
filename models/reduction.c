/* reduction.c: a claim's ways to smaller errors from the same draws: what it asks for, and whether that is sound.
 *
 * Controls (adjust.h) need something of a cell that is known; a shift of positions needs weights that are a
 * matter of the members alone.  There is no reflection of worlds about the status quo: whether it can be moved
 * is the same in a world and in its mirror, so pairs of the two would double the variance. */
#include <math.h>
#include <string.h>

#include "models/claim_plan.h"
#include "models/closed.h"
#include "models/expr.h"

static bool only_registered(const cm_claim *claim)
{
    for (size_t m = 0; m < claim->nmeasures; m++) {
        if (claim->measure[m]->concept != NULL) return false;
    }
    return true;
}

void cm_claim_read_reduction(cm_planner *p)
{
    cm_claim *claim = p->claim;
    const cm_node *reduce = cm_node_child(claim->node, "reduce"), *importance = cm_node_child(claim->node, "importance"), *explain = cm_node_child(claim->node, "explain");
    const cm_node *asked = reduce != NULL ? reduce : importance;
    claim->control = reduce != NULL;
    claim->importance = importance != NULL;
    if (asked == NULL) return;
    if (reduce != NULL && importance != NULL) {
        cm_diag_add(p->diags, importance->place, NULL, "remove one of the two", "the claim has both reduce and importance");
    }
    if (!claim->registered) {
        cm_diag_add(p->diags, asked->place, NULL, "remove it, or measure \"agreement\" as well", "'%s' needs a measure of `comity list measures`; the claim has only concepts", asked->name);
    } else if (importance != NULL && !only_registered(claim)) {
        cm_diag_add(p->diags, importance->place, NULL, "make a claim of its own for them", "'importance' weighs worlds by the venue's members, and what a concept makes of a world may depend on others: the claim measures a concept");
    }
    if (importance != NULL && explain != NULL) {
        cm_diag_add(p->diags, explain->place, NULL, "remove one of the two", "the claim has both importance and explain: the parts of causes are not known of weighed worlds");
    }
}

/* Where a cell's weights would not be what they are taken for: the sentence; NULL: nowhere. */
static const char *unsound(const cm_scenario *s, const cm_cell *cell)
{
    if (cell->nparts > 0) return "'importance' is for ordinary venues, not for venues with parts";
    if (s->nblocs == 0) return "'importance' moves the positions of a population; the file has none";
    if (s->within > 0) return "'importance' needs members drawn one by one; the population has 'within'";
    if (s->truncate) return "'importance' needs positions that are not cut; the population has bounds = \"truncate\"";
    if (cell->venue->members.picked && cell->venue->members.pick == CM_PICK_NEAREST) return "'importance' weighs worlds by the members alone; who is nearest depends on all positions";
    return NULL;
}

static bool check_normal(const cm_node *node, const cm_scenario *s, size_t k, cm_diags *found)
{
    for (size_t b = 0; b < s->nblocs; b++) {
        const cm_spread *ideal = &s->bloc[b].ideal[k];
        if (ideal->dist == CM_NORMAL && ideal->b > 0) continue;
        cm_diag_add(found, node->place, NULL, "give them a normal distribution, or take the issue out of shift",
                    "the positions of bloc '%s' on issue '%s' are not normal: they cannot be moved by standard deviations", s->bloc[b].id, node->name);
        return false;
    }
    return true;
}

cm_status cm_claim_shift(cm_planner *p, cm_scenario *s, const cm_cell *cell, cm_diags *found)
{
    const cm_node *node = cm_node_child(p->claim->node, "importance"), *shift = cm_node_child(node, "shift");
    const char *why;
    double *by;
    if (!p->claim->importance) return CM_OK;
    why = unsound(s, cell);
    if (why != NULL) {
        cm_diag_add(found, node->place, NULL, "remove importance", "%s", why);
        return CM_OK;
    }
    by = CM_NEW(p->ctx, p->arena, s->d, double);
    if (by == NULL) return p->ctx->status;
    for (const cm_node *c = shift != NULL ? shift->child : NULL; c != NULL; c = c->next) {
        size_t k = 0;
        while (k < s->d && strcmp(s->issue[k].id, c->name) != 0) k++;
        if (k == s->d) cm_diag_add(found, c->place, NULL, "use the ids of issues", "shift speaks of '%s', which is no issue", c->name);
        else if (check_normal(c, s, k, found)) (void)cm_node_number(p->ctx, found, c, s->parameters, &by[k]);
    }
    s->shift = by;
    return CM_OK;
}

cm_status cm_claim_plan_controls(cm_planner *p)
{
    cm_claim *claim = p->claim;
    size_t known = 0;
    cm_status status = CM_OK;
    for (size_t c = 0; c < claim->ngrid && claim->control && status == CM_OK; c++) {
        status = cm_closed_plan(p->ctx, &claim->cell[c]);
        known += claim->cell[c].controlled;
    }
    if (status == CM_OK && claim->control && known == 0) {
        cm_diag_add(p->diags, cm_node_child(claim->node, "reduce")->place, NULL, "remove reduce",
                    "nothing is known of any cell that could reduce its variance: that takes some text, consensus or a head count of more than half, and members who are all there are, or picked at random, of a population without 'within' and 'truncate'");
    }
    return status;
}
