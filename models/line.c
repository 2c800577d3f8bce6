/* line.c: gathering members and going through the sizes of a line, smallest first. */
#include "models/line.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/line_inside.h"
#include "models/rules.h"

static void collect_cells(cm_line *l, size_t line)
{
    const cm_claim *claim = l->claim;
    for (size_t c = 0; c < claim->ncells; c++) {
        size_t at = l->ncells;
        if (claim->cell[c].line != line) continue;
        while (at > 0 && claim->cell[l->cell[at - 1]].size > claim->cell[c].size) {
            l->cell[at] = l->cell[at - 1];
            at--;
        }
        l->cell[at] = c;
        l->ncells++;
    }
}

static void describe(cm_line *l)
{
    const cm_claim *claim = l->claim;
    const cm_scenario *s = claim->cell[l->cell[0]].scenario;
    l->venue = claim->cell[l->cell[0]].venue;
    l->d = l->venue->nissues;
    l->utility = s->utility;
    for (size_t m = 0; m < claim->nmeasures; m++) {
        l->depth = l->depth || claim->measure[m]->needs_depth;
        l->coverage = l->coverage || claim->measure[m]->needs_coverage;
        l->texts = l->texts || claim->measure[m]->needs_text;
    }
    l->text = claim->cell[l->cell[0]].text != NULL;
    l->common = true;
    for (size_t c = 0; c < l->ncells; c++) {
        const cm_cell *cell = &claim->cell[l->cell[c]];
        size_t size = cell->size == 0 ? s->n : cell->size;
        if (size > l->most) l->most = size;
    }
    for (size_t b = 0; b < s->nblocs; b++) {
        for (size_t k = 0; k < s->d; k++) {
            const cm_spread *salience = &s->bloc[b].salience[k];
            if (salience->dist != CM_POINT || salience->a < 1 || salience->a > 1) l->common = false;
        }
    }
    for (size_t i = 0; s->nblocs == 0 && i < s->n * s->d; i++) {
        if (s->salience[i] < 1 || s->salience[i] > 1) l->common = false;
    }
}

cm_status cm_line_init(cm_ctx *ctx, cm_arena *arena, const cm_claim *claim, size_t line, cm_line *l)
{
    cm_status status = CM_OK;
    memset(l, 0, sizeof *l);
    l->claim = claim;
    l->cell = CM_NEW(ctx, arena, claim->ncells, size_t);
    if (l->cell == NULL) return ctx->status;
    collect_cells(l, line);
    describe(l);
    CM_TRY(cm_line_red_lines(ctx, l));
    CM_TRY(cm_line_depth_defined(ctx, l));
    l->quo = CM_NEW(ctx, arena, l->d, double);
    l->member = CM_NEW(ctx, arena, l->most, size_t);
    l->g = CM_NEW(ctx, arena, l->most * l->d, double);
    l->offset = CM_NEW(ctx, arena, l->most * l->d, double);
    l->salience = CM_NEW(ctx, arena, l->most * l->d, double);
    l->column = CM_NEW(ctx, arena, l->most, double);
    l->in = CM_NEW(ctx, arena, l->most, unsigned char);
    l->gain = CM_NEW(ctx, arena, l->most, double);
    l->order = CM_NEW(ctx, arena, l->most, size_t);
    if (ctx->status != CM_OK) CM_TRY(ctx->status);
    for (size_t j = 0; j < l->d; j++) l->quo[j] = claim->cell[l->cell[0]].scenario->status_quo[l->venue->issue[j]];
    CM_TRY(cm_picker_init(ctx, arena, claim->cell[l->cell[0]].scenario, &l->venue->members, &l->picker));
    CM_TRY(cm_hull_init(ctx, arena, l->d, l->most, &l->hull));
    l->above = CM_NEW(ctx, arena, l->d, size_t);
    l->below = CM_NEW(ctx, arena, l->d, size_t);
    l->agreed = CM_NEW(ctx, arena, l->ncells * l->d, double);
    l->some = CM_NEW(ctx, arena, 2 * l->most * l->d, double);
    if (ctx->status != CM_OK) CM_TRY(ctx->status);
    if (l->depth || l->texts) CM_TRY(cm_depth_work_init(ctx, arena, l->most, l->d, &l->work));
    l->space = cm_halfspace_new(ctx, arena, l->most, l->d, cm_line_nodes(l));
    if (l->space == NULL) CM_TRY(ctx->status);
out:
    return status;
}

/* The next member's row: offset from the status quo and gradient there. */
static cm_status gather_one(cm_ctx *ctx, cm_line *l, cm_world *world)
{
    size_t p = cm_picker_get(&l->picker, l->gathered), i = l->gathered;
    const double *ideal, *salience;
    if (p == SIZE_MAX) {
        l->brief = true;
        return CM_OK;
    }
    ideal = cm_world_ideal(world, p);
    salience = world->salience + p * world->s->d;
    for (size_t j = 0; j < l->d; j++) {
        size_t k = l->venue->issue[j];
        double away = ideal[k] - l->quo[j], s = salience[k];
        l->offset[i * l->d + j] = away;
        l->salience[i * l->d + j] = s;
        if (l->utility == CM_CITYBLOCK) {
            if (!l->text && s > 0 && !(away > 0) && !(away < 0) && l->venue->agenda == CM_PACKAGE) {
                return cm_fail(ctx, CM_E_DOMAIN, "the city-block utility of '%s' has a kink at the status quo on issue '%s'",
                               world->s->player[p].id, world->s->issue[k].id);
            }
            l->g[i * l->d + j] = s * (double)((away > 0) - (away < 0));
        } else {
            l->g[i * l->d + j] = s * away;
        }
        if (!isfinite(away) || !isfinite(l->g[i * l->d + j])) {
            return cm_fail(ctx, CM_E_NUMERIC, "in draw %llu the position of '%s' on issue '%s' is %g from the status quo, with salience %g",
                           (unsigned long long)world->draw, world->s->player[p].id, world->s->issue[k].id, away, s);
        }
    }
    l->member[i] = p;
    l->gathered++;
    return CM_OK;
}

cm_status cm_line_gather(cm_ctx *ctx, cm_line *l, cm_world *world, size_t m)
{
    cm_status status = CM_OK;
    while (status == CM_OK && l->gathered < m && !l->brief) status = gather_one(ctx, l, world);
    return status;
}

/* Put members 0 .. m-1 into the hull, gathering no more than it takes to know that it is stuck. */
cm_hull_state cm_line_hull(cm_ctx *ctx, cm_line *l, cm_world *world, size_t m, cm_status *status)
{
    *status = CM_OK;
    while (l->hulled < m && l->hull.state != CM_HULL_STUCK) {
        if (l->hulled == l->gathered) {
            *status = cm_line_gather(ctx, l, world, l->gathered + 1);
            if (*status != CM_OK || l->hulled == l->gathered) break;
        }
        (void)cm_hull_add(&l->hull, l->g + l->hulled * l->d);
        l->hulled++;
    }
    return l->hull.state;
}

/* What the members of a size bind, as a share of the world's capability. */
static double bound_share(cm_line *l, cm_world *world, const cm_cell *cell, size_t m, bool everyone)
{
    const double *capability = cm_world_capability(world);
    double sum = 0;
    for (size_t i = 0; i < m; i++) {
        if (everyone || cell->venue->binds_all || l->in[i]) sum += capability[l->member[i]];
    }
    return world->capability_total > 0 ? sum / world->capability_total : 0;
}

static void start_known(cm_line *l)
{
    l->seen = 0;
    l->likelier = 0;
    memset(l->above, 0, l->d * sizeof *l->above);
    memset(l->below, 0, l->d * sizeof *l->below);
}

/* What the closed forms are about, and how much this world weighs for these members: nobody else's position
 * matters to the cell, so nobody else's is in its weight.  Where nothing is agreed every measure is 0,
 * whatever it weighs.  One world in two is moved: over both kinds a draw's weight is at most 2. */
static cm_status put_known(cm_ctx *ctx, cm_line *l, cm_world *world, const cm_cell *cell, size_t size, cm_outcome *out)
{
    bool weigh = l->claim->importance && out->agreement > 0, count = l->claim->control && cell->controlled && !cell->closed;
    cm_status status = CM_OK;
    out->weight = 1;
    out->control = cell->closed ? out->agreement : 0;
    if (!weigh && !count) return CM_OK;
    CM_TRY(cm_line_gather(ctx, l, world, size));
    for (; l->seen < size && l->seen < l->gathered; l->seen++) {
        for (size_t j = 0; j < l->d; j++) {
            double away = l->offset[l->seen * l->d + j];
            l->above[j] += away > 0;
            l->below[j] += away < 0;
        }
        if (l->claim->importance) l->likelier += cm_world_likelier(world, l->member[l->seen], l->venue->issue, l->d);
    }
    if (weigh) out->weight = 2 / (1 + exp(l->likelier));
    for (size_t j = 0; j < l->d && count; j++) out->control += (double)(l->above[j] >= cell->needed || l->below[j] >= cell->needed) / (double)l->d;
out:
    return status;
}

cm_status cm_line_draw(cm_ctx *ctx, cm_line *l, cm_world *world, cm_outcome *outcome)
{
    cm_status status = CM_OK;
    cm_line_size now = { .size = SIZE_MAX };
    cm_picker_start(&l->picker, world);
    cm_hull_reset(&l->hull);
    l->gathered = l->hulled = 0;
    start_known(l);
    l->brief = false;
    for (size_t c = 0; c < l->ncells; c++) {
        const cm_cell *cell = &l->claim->cell[l->cell[c]];
        cm_outcome *out = &outcome[l->cell[c]];
        size_t size = cell->size == 0 ? l->most : cell->size;
        bool everyone = false;
        *out = (cm_outcome){ 0 };
        if (size != now.size) now = (cm_line_size){ .size = size };
        CM_TRY(cm_line_cell(ctx, l, world, cell, &now, out, &everyone));
        if ((l->coverage || l->texts) && out->agreement > 0) CM_TRY(cm_line_gather(ctx, l, world, size));
        if (l->coverage && out->agreement > 0) {
            out->coverage = bound_share(l, world, cell, l->gathered < size ? l->gathered : size, everyone);
        }
        if (l->texts && out->agreement > 0) {
            CM_TRY(cm_line_text(ctx, l, l->gathered < size ? l->gathered : size, everyone, l->agreed + c * l->d));
            out->text = l->agreed + c * l->d;
        }
        CM_TRY(put_known(ctx, l, world, cell, size, out));
        out->brief = l->picker.count < size && cell->size != 0;
    }
out:
    return status;
}
