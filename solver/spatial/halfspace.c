/* halfspace.c: questions to the arrangement, and the walk through its flats. */
#include "solver/spatial/halfspace.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "solver/spatial/sweep.h"

static cm_status new_flat(cm_ctx *ctx, cm_arena *arena, size_t room, size_t dim, cm_flat *flat)
{
    flat->vec = CM_NEW(ctx, arena, room * dim, double);
    flat->plus = CM_NEW(ctx, arena, room, int64_t);
    flat->minus = CM_NEW(ctx, arena, room, int64_t);
    flat->first = CM_NEW(ctx, arena, room + 1, size_t);
    flat->member = CM_NEW(ctx, arena, room, size_t);
    flat->lone = CM_NEW(ctx, arena, room, size_t);
    flat->mirror = CM_NEW(ctx, arena, dim, double);
    return ctx->status;
}

static cm_status new_scratch(cm_ctx *ctx, cm_arena *arena, cm_halfspace *space, size_t nodes)
{
    size_t room = space->room, d = space->dmax;
    space->turn = CM_NEW(ctx, arena, room, cm_turn);
    space->spare = CM_NEW(ctx, arena, room, cm_turn);
    space->bucket = CM_NEW(ctx, arena, room + 1, uint32_t);
    space->unit = CM_NEW(ctx, arena, room * d, double);
    space->seen = CM_NEW(ctx, arena, room * d, double);
    space->span = CM_NEW(ctx, arena, d * d, double);
    space->lift = CM_NEW(ctx, arena, 2 * d, double);
    space->in = CM_NEW(ctx, arena, room, unsigned char);
    space->trial = CM_NEW(ctx, arena, room, unsigned char);
    space->tally.sum = CM_NEW(ctx, arena, nodes, int64_t);
    space->tally.won = CM_NEW(ctx, arena, nodes, bool);
    return ctx->status;
}

cm_halfspace *cm_halfspace_new(cm_ctx *ctx, cm_arena *arena, size_t room, size_t d, size_t nodes)
{
    cm_status status = CM_OK;
    cm_halfspace *space = CM_NEW(ctx, arena, 1, cm_halfspace);
    if (space == NULL) return NULL;
    space->room = room;
    space->dmax = d;
    space->nodes = nodes;
    space->edge = ctx->tol.edge;
    space->skip = true;
    space->flat = CM_NEW(ctx, arena, d + 1, cm_flat);
    if (space->flat == NULL) return NULL;
    for (size_t k = 0; k <= d; k++) {
        CM_TRY(new_flat(ctx, arena, room, k == 0 ? d : d - k + 1, &space->flat[k]));
    }
    CM_TRY(new_scratch(ctx, arena, space, nodes));
    CM_TRY(cm_wolfe_init(ctx, arena, d, &space->wolfe));
out:
    return status == CM_OK ? space : NULL;
}

double cm_halfspace_estimate(size_t m, size_t d)
{
    double flats = 1, lines = (double)m, per_line = 8 + log2(lines + 1);
    for (size_t k = 0; k + 2 < d; k++) flats *= fmax(lines - (double)k, 1) / (double)(k + 1);
    return flats * lines * per_line;
}

void cm_halfspace_shape(const cm_halfspace *space, size_t *lines, size_t *rank)
{
    *lines = space->flat[space->rank < 3 ? 0 : 1].m;
    *rank = space->rank;
}

/* Every flat that can be reached from flat[level], but those met before. */
static cm_status visit(cm_ctx *ctx, cm_halfspace *space, size_t level)
{
    cm_flat *flat = &space->flat[level];
    cm_status status = CM_OK;
    if (flat->dim == 2) {
        cm_sweep(space, level);
        return CM_OK;
    }
    for (size_t c = 0; c < flat->m && !space->found; c++) {
        bool seen = level > 1 && flat->lone[c] != CM_NO_CLASS && flat->lone[c] < space->flat[level - 1].chosen;
        if (seen && space->skip) continue;
        if (cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "interrupted while looking for a coalition");
        space->steps += (double)flat->m * (8 + log2((double)flat->m + 1));
        if (space->steps > ctx->work_limit) {
            return cm_fail(ctx, CM_E_LIMIT, "looking for a coalition has passed the limit of %g steps",
                           ctx->work_limit);
        }
        cm_arrangement_choose(space, level, c);
        CM_TRY(visit(ctx, space, level + 1));
    }
out:
    return status;
}

/* All gradients on one line: its two directions. */
static void visit_line(cm_halfspace *space)
{
    const cm_flat *flat = &space->flat[0];
    for (int side = 0; side < 2 && flat->m > 0; side++) {
        const double *u = flat->vec;
        bool wins = false;
        int64_t sum = 0;
        memset(space->trial, 0, space->n);
        for (size_t c = 0; c < flat->m; c++) {
            if ((flat->vec[c] * u[0] > 0) != (side == 0)) continue;
            space->trial[flat->member[c] / 2] = 1;
            sum += flat->plus[c];
        }
        if (space->question == CM_ASK_CLOSED) {
            for (size_t i = 0; i < space->n; i++) {
                double here = space->unit[i];
                if (!(here > 0 || here < 0)) space->trial[i] = 1;
            }
        }
        if (space->question != CM_ASK_MOST) wins = cm_vote_wins(space->vote, space->trial);
        else wins = sum > space->best;
        if (!wins || space->found) continue;
        space->best = sum;
        memcpy(space->in, space->trial, space->n);
        space->found = space->question != CM_ASK_MOST;
    }
}

/* Answer the question that is set up in space. */
static cm_status ask(cm_ctx *ctx, cm_halfspace *space, const double *g, size_t n, size_t d)
{
    size_t level;
    double steps;
    assert(n <= space->room && d <= space->dmax && d > 0);
    space->n = n;
    space->d = d;
    space->g = g;
    space->best = 0;
    space->found = false;
    space->steps = 0;
    if (space->keep) memset(space->in, 0, n);
    cm_arrangement_load(space);
    if (space->rank == 0) return CM_OK;
    if (space->rank == 1) {
        visit_line(space);
        return CM_OK;
    }
    level = space->rank == 2 ? 0 : 1;
    steps = cm_halfspace_estimate(space->flat[level].m, space->rank);
    if (steps > ctx->work_limit) {
        return cm_fail(ctx, CM_E_LIMIT,
                       "the cells of %zu lines in %zu dimensions would take some %.2g steps, above the limit of %.2g",
                       space->flat[level].m, space->rank, steps, ctx->work_limit);
    }
    return visit(ctx, space, level);
}

/* The coalition that was found, and its widest direction, to the caller; any direction when nobody whose
 * weight counts can be pleased.  The direction may please others as well: they are in, too. */
static void hand_over(cm_halfspace *space, unsigned char *in, double *u)
{
    size_t n = space->n, d = space->d;
    double *along = space->wolfe.u;
    memcpy(space->trial, space->in, n);
    if (cm_sweep_accept(space)) {
        size_t count = 0;
        for (size_t i = 0; i < n; i++) count += space->trial[i];
        (void)cm_wolfe_search(&space->wolfe, space->seen, count, true);
    } else {
        memset(along, 0, d * sizeof *along);
        along[0] = 1;
    }
    for (size_t i = 0; i < n; i++) {
        double gain = 0;
        for (size_t k = 0; k < d; k++) gain += space->unit[i * d + k] * along[k];
        if (gain > space->edge) space->in[i] = 1;
    }
    if (u != NULL) memcpy(u, along, d * sizeof *u);
    if (in != NULL) memcpy(in, space->in, n);
}

static cm_status ask_most(cm_ctx *ctx, cm_halfspace *space, const double *g, size_t n, size_t d,
                          const int64_t *weight, int64_t target, int64_t *most, unsigned char *in, double *u)
{
    cm_status status = CM_OK;
    space->question = CM_ASK_MOST;
    space->weight = weight;
    space->vote = NULL;
    space->target = target;
    space->keep = in != NULL || u != NULL;
    CM_TRY(ask(ctx, space, g, n, d));
    *most = space->best;
    if (space->keep) {
        hand_over(space, in, u);
        *most = 0;
        for (size_t i = 0; i < n; i++) {
            if (space->in[i]) *most += weight != NULL ? weight[i] : 1;
        }
    }
out:
    return status;
}

cm_status cm_halfspace_count(cm_ctx *ctx, cm_halfspace *space, const double *g, size_t n, size_t d,
                             int64_t *most, unsigned char *in, double *u)
{
    return ask_most(ctx, space, g, n, d, NULL, (int64_t)n, most, in, u);
}

cm_status cm_halfspace_weight(cm_ctx *ctx, cm_halfspace *space, const double *g, size_t n, size_t d,
                              const int64_t *weight, int64_t *most, unsigned char *in, double *u)
{
    int64_t total = 0;
    for (size_t i = 0; i < n; i++) total += weight[i];
    return ask_most(ctx, space, g, n, d, weight, total, most, in, u);
}

cm_status cm_halfspace_wins(cm_ctx *ctx, cm_halfspace *space, const double *g, size_t n, size_t d,
                            const cm_vote *vote, bool *wins, unsigned char *in, double *u)
{
    cm_status status = CM_OK;
    assert(vote->n == n);
    if (vote->node[0].kind == CM_VOTE_THRESHOLD) {
        int64_t most, quota = vote->node[0].quota;
        CM_TRY(ask_most(ctx, space, g, n, d, vote->node[0].weight, quota, &most, in, u));
        *wins = most >= quota;
        return CM_OK;
    }
    assert(vote->nnodes <= space->nodes);
    space->question = CM_ASK_OPEN;
    space->weight = NULL;
    space->vote = space->tally.vote = vote;
    space->keep = in != NULL || u != NULL;
    CM_TRY(ask(ctx, space, g, n, d));
    *wins = space->found;
    if (space->found && space->keep) hand_over(space, in, u);
out:
    return status;
}

/* A direction that leaves everyone as they are. */
static void closed_by_all(cm_halfspace *space, unsigned char *in, double *u)
{
    if (in != NULL) memset(in, 1, space->n);
    if (u == NULL) return;
    if (space->d == 2) {
        u[0] = 1;
        u[1] = 0;
    } else {
        cm_arrangement_null(space, u);
    }
}

cm_status cm_halfspace_closed(cm_ctx *ctx, cm_halfspace *space, const double *g, size_t n, size_t d,
                              const cm_vote *vote, bool *wins, unsigned char *in, double *u)
{
    cm_status status = CM_OK;
    assert(vote->n == n && vote->nnodes <= space->nodes);
    space->question = CM_ASK_CLOSED;
    space->weight = NULL;
    space->vote = space->tally.vote = vote;
    space->keep = true;
    space->n = n;
    space->d = d;
    space->g = g;
    cm_arrangement_load(space);
    if (space->rank < d || space->flat[0].m == 0) {
        *wins = true;
        closed_by_all(space, in, u);
        return CM_OK;
    }
    CM_TRY(ask(ctx, space, g, n, d));
    *wins = space->found;
    if (!space->found) return CM_OK;
    if (in != NULL) memcpy(in, space->in, n);
    if (u != NULL && d == 1) {
        double first = space->flat[0].vec[0];
        u[0] = space->in[space->flat[0].member[0] / 2] ? first : -first;
    } else if (u != NULL) {
        memcpy(u, space->lift + space->dmax, d * sizeof *u);
    }
out:
    return status;
}
