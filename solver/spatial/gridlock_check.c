/* gridlock_check.c: the certificate of a package.
 *
 * The gradients are compared with differences of utilities; a direction is tried out by a step; that no
 * coalition wins (or is larger) follows from weights, or from the rays (rays.h), or from branching on who is
 * left out (branching.h).  None of these is what found the answer. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "solver/spatial/branching.h"
#include "solver/spatial/gradient.h"
#include "solver/spatial/gridlock.h"
#include "solver/spatial/gridlock_read.h"
#include "solver/spatial/rays.h"

typedef struct trial {
    const cm_spatial *game;
    cm_arena *arena;
    size_t n, d, live, *issue;
    double *g;                   /* n x live */
    double *u, *full;            /* live; d */
    double *x;                   /* d */
    unsigned char *in;           /* n */
    bool branch;                 /* the bound is said to be found by branching */
} trial;

static cm_status refuse(cm_ctx *ctx, const char *claim)
{
    return cm_fail(ctx, CM_E_NUMERIC, "gridlock: %s", claim);
}

/* A monotone transform of the utility in which the derivative is that of the loss. */
static double level_at(const trial *t, size_t i, size_t k, double shift)
{
    double u;
    t->x[k] = t->game->status_quo[k] + shift;
    u = cm_spatial_utility(t->game, i, t->x);
    t->x[k] = t->game->status_quo[k];
    return t->game->utility == CM_EUCLIDEAN ? -u * u : u;
}

/* Member i's row of g against differences of utility over a step to either side; such a difference is
 * exact for a square, and for a distance within the member's own. */
static cm_status check_row(cm_ctx *ctx, const trial *t, size_t i, double *slope)
{
    const double *row = t->g + i * t->live, *a = t->game->ideal + i * t->d, *q = t->game->status_quo;
    double reach = 0, length = 0, noise = 0, largest = 0;
    for (size_t j = 0; j < t->live; j++) reach = fmax(reach, fabs(a[t->issue[j]] - q[t->issue[j]]));
    if (!(reach > 0)) reach = 1;
    for (size_t j = 0; j < t->live; j++) {
        size_t k = t->issue[j];
        double step = t->game->utility == CM_CITYBLOCK ? fabs(a[k] - q[k]) : reach;
        slope[j] = step > 0 ? (level_at(t, i, k, step) - level_at(t, i, k, -step)) / (2 * step) : 0;
        if (step > 0) noise = fmax(noise, 64 * DBL_EPSILON * (fabs(q[k]) + step) / step);
        largest = fmax(largest, fabs(slope[j]));
    }
    for (size_t j = 0; j < t->live; j++) {
        slope[j] = largest > 0 ? slope[j] / largest : 0;
        length += slope[j] * slope[j];
    }
    length = sqrt(length);
    for (size_t j = 0, zero = 0; j < t->live; j++) {
        zero += !(row[j] > 0 || row[j] < 0);
        if (zero == t->live) return CM_OK;
    }
    for (size_t j = 0; j < t->live; j++) {
        if (fabs(slope[j] / length - row[j]) <= ctx->tol.cert + noise) continue;
        return cm_fail(ctx, CM_E_NUMERIC, "gridlock: member %zu gains %g by issue %zu, not %g", i + 1,
                       slope[j] / length, t->issue[j] + 1, row[j]);
    }
    return CM_OK;
}

/* A member without a gradient is at its ideal on all that it cares for. */
static cm_status check_rest(cm_ctx *ctx, const trial *t, size_t i, const double *spread)
{
    const double *row = t->g + i * t->live;
    for (size_t j = 0; j < t->live; j++) {
        if (row[j] > 0 || row[j] < 0) return CM_OK;
    }
    for (size_t j = 0; j < t->live; j++) {
        size_t k = t->issue[j];
        double a = t->game->ideal[i * t->d + k], q = t->game->status_quo[k];
        double noise = 64 * DBL_EPSILON * fmax(fabs(a), fabs(q));
        if (cm_spatial_salience(t->game, i, k) > 0 && fabs(a - q) > ctx->tol.cert * spread[j] + noise) {
            return cm_fail(ctx, CM_E_NUMERIC, "gridlock: member %zu is not at its ideal", i + 1);
        }
    }
    return CM_OK;
}

static cm_status set_up(cm_ctx *ctx, trial *t)
{
    cm_status status = CM_OK;
    double *slope = CM_NEW(ctx, t->arena, t->d, double), *spread = CM_NEW(ctx, t->arena, t->d, double);
    t->issue = CM_NEW(ctx, t->arena, t->d, size_t);
    t->g = CM_NEW(ctx, t->arena, t->n * t->d, double);
    t->u = CM_NEW(ctx, t->arena, t->d, double);
    t->full = CM_NEW(ctx, t->arena, t->d, double);
    t->x = CM_NEW(ctx, t->arena, t->d, double);
    t->in = CM_NEW(ctx, t->arena, t->n, unsigned char);
    CM_TRY(ctx->status);
    memcpy(t->x, t->game->status_quo, t->d * sizeof *t->x);
    t->live = cm_gradient_live(t->game, t->issue);
    CM_TRY(cm_gradient_fill(ctx, t->game, t->issue, t->live, t->g));
    for (size_t j = 0; j < t->live; j++) {
        size_t k = t->issue[j];
        for (size_t i = 0; i < t->n; i++) {
            spread[j] = fmax(spread[j], fabs(t->game->ideal[i * t->d + k] - t->game->status_quo[k]));
        }
    }
    for (size_t i = 0; i < t->n; i++) {
        CM_TRY(check_row(ctx, t, i, slope));
        CM_TRY(check_rest(ctx, t, i, spread));
    }
out:
    return status;
}

/* A printed direction: of unit length, nothing on dead issues; u in the live ones. */
static cm_status read_direction(cm_ctx *ctx, trial *t, const cm_result *result, const char *name)
{
    double length = 0, dead = 0;
    cm_status status = CM_OK;
    CM_TRY(cm_gridlock_read_direction(ctx, t->game, result, name, t->full));
    for (size_t k = 0, j = 0; k < t->d; k++) {
        bool live = j < t->live && t->issue[j] == k;
        if (live) t->u[j++] = t->full[k];
        else dead += fabs(t->full[k]);
        length += t->full[k] * t->full[k];
    }
    if (dead > 0 || !(fabs(length - 1) <= ctx->tol.cert)) return refuse(ctx, "a printed direction has no unit length");
out:
    return status;
}

static double gain(const trial *t, size_t i)
{
    double sum = 0;
    for (size_t j = 0; j < t->live; j++) sum += t->g[i * t->live + j] * t->u[j];
    return sum;
}

/* The longest step along the direction that member i still prefers to none. */
static double longest_step(const trial *t, size_t i)
{
    const double *a = t->game->ideal + i * t->d, *q = t->game->status_quo;
    double along = 0, square = 0, step = HUGE_VAL;
    for (size_t k = 0; k < t->d; k++) {
        double v = t->full[k], s = cm_spatial_salience(t->game, i, k), off = a[k] - q[k];
        if (t->game->utility == CM_CITYBLOCK) {
            if (s > 0 && (v > 0 || v < 0)) step = fmin(step, fabs(off / v));
            off = (off > 0) - (off < 0);
        }
        along += s * v * off;
        square += s * v * v;
    }
    if (!(along > 0)) return 0;
    return t->game->utility == CM_CITYBLOCK ? step : 2 * along / square;
}

/* How much of the way to its red lines. */
static double red_step(const trial *t, size_t i)
{
    double step = HUGE_VAL;
    for (size_t k = 0; t->game->red_low != NULL && k < t->d; k++) {
        double v = t->full[k], q = t->game->status_quo[k];
        if (v > 0) step = fmin(step, (t->game->red_high[i * t->d + k] - q) / v);
        if (v < 0) step = fmin(step, (t->game->red_low[i * t->d + k] - q) / v);
    }
    return step;
}

/* The listed coalition gains by a common step, and nobody else by any. */
static cm_status check_direction(cm_ctx *ctx, trial *t, const cm_result *result)
{
    const cm_table *table = cm_result_find(result, "coalition");
    double step = HUGE_VAL;
    cm_status status = CM_OK;
    if (table == NULL) return refuse(ctx, "a direction without a coalition");
    CM_TRY(read_direction(ctx, t, result, "direction"));
    CM_TRY(cm_gridlock_read_players(ctx, t->game, table, 0, table->nrows, t->in));
    for (size_t i = 0; i < t->n; i++) {
        double g = gain(t, i);
        if (t->in[i]) step = fmin(step, fmin(longest_step(t, i), red_step(t, i)));
        if (t->in[i] ? g > ctx->tol.edge : !(g > ctx->tol.edge)) continue;
        return cm_fail(ctx, CM_E_NUMERIC, "gridlock: member %zu is %slisted, and gains %g", i + 1,
                       t->in[i] ? "" : "not ", g);
    }
    if (!(step > 0)) return refuse(ctx, "no step along the direction pleases all who are listed");
    step = isfinite(step) ? step / 2 : 1;
    for (size_t k = 0; k < t->d; k++) t->x[k] = t->game->status_quo[k] + step * t->full[k];
    for (size_t i = 0; i < t->n && status == CM_OK; i++) {
        double before = cm_spatial_utility(t->game, i, t->game->status_quo), after;
        after = cm_spatial_utility(t->game, i, t->x);
        if (!t->in[i] || after - before > -64 * DBL_EPSILON * (double)t->d * fabs(before)) continue;
        status = cm_fail(ctx, CM_E_NUMERIC, "gridlock: member %zu loses %g by the direction", i + 1, before - after);
    }
    memcpy(t->x, t->game->status_quo, t->d * sizeof *t->x);
out:
    return status;
}

/* Nobody wins the vote on an open (closed) side of any direction.  Which of the two proofs is tried first
 * is what the result says; either is a proof. */
static cm_status check_nobody(cm_ctx *ctx, trial *t, const cm_vote *vote, bool closed, const char *otherwise)
{
    double budget = cm_gridlock_budget(ctx);
    cm_proof proof = CM_PROOF_UNSETTLED;
    cm_status status = CM_OK;
    for (size_t turn = 0; turn < 2 && proof == CM_PROOF_UNSETTLED; turn++) {
        if (t->branch == (turn == 0)) {
            CM_TRY(cm_branching(ctx, t->g, t->n, t->live, vote, closed, budget, &proof));
        } else {
            CM_TRY((closed ? cm_rays_closed : cm_rays_open)(ctx, t->g, t->n, t->live, vote, budget, &proof));
        }
    }
    if (proof == CM_PROOF_YES) return refuse(ctx, otherwise);
    if (proof == CM_PROOF_UNSETTLED) {
        return cm_fail(ctx, CM_E_LIMIT, "that no other coalition of %zu members on %zu issues wins could not be proven "
                                        "in %.2g steps", t->n, t->live, budget);
    }
out:
    return status;
}

/* The claimed largest coalition is reached by the listed one, and by no more. */
static cm_status check_largest(cm_ctx *ctx, trial *t, int64_t largest)
{
    const cm_vote_node *root = &t->game->vote->node[0];
    int64_t sum = 0;
    cm_vote_node more = *root;
    cm_vote vote = { .n = t->n, .nnodes = 1, .node = &more };
    for (size_t i = 0; i < t->n; i++) sum += t->in[i] ? root->weight[i] : 0;
    if (sum != largest) return refuse(ctx, "the listed coalition is not as large as the largest");
    if (largest == root->total) return CM_OK;
    more.quota = largest + 1;
    return check_nobody(ctx, t, &vote, false, "a larger coalition exists than the largest");
}

/* Convex weights that cancel the gradients; when not at the boundary, of gradients that span the space. */
static cm_status check_weights(cm_ctx *ctx, trial *t, const cm_result *result, bool boundary)
{
    const cm_table *table = cm_result_find(result, "weights");
    size_t m, *member, next = 0;
    double *weight, *scratch;
    if (table == NULL || table->nrows == 0) return refuse(ctx, "no weights are printed");
    m = table->nrows;
    member = CM_NEW(ctx, t->arena, m, size_t);
    weight = CM_NEW(ctx, t->arena, m, double);
    scratch = CM_NEW(ctx, t->arena, t->live * (t->live + 1), double);
    if (ctx->status != CM_OK) return ctx->status;
    for (size_t j = 0; j < m; j++) {
        cm_value cell = cm_table_get(table, j, "weight");
        member[j] = cm_gridlock_player(t->game, cm_table_get(table, j, "player"), next);
        if (member[j] >= t->n || cell.kind != CM_NUMBER) return refuse(ctx, "a weight belongs to no player");
        weight[j] = cell.as.number;
        next = member[j] + 1;
    }
    if (!cm_branching_cancels(ctx, t->g, t->live, member, weight, m)) {
        return refuse(ctx, "the weights do not cancel the gradients");
    }
    if (!boundary && !cm_branching_encloses(ctx, t->g, t->live, member, weight, m, scratch)) {
        return refuse(ctx, "the weights do not show that every direction hurts a member");
    }
    return CM_OK;
}

/* Those whom the weak direction does not hurt win. */
static cm_status check_boundary(cm_ctx *ctx, trial *t, const cm_result *result)
{
    const double noise = 16 * DBL_EPSILON * (double)t->live;
    cm_status status = CM_OK;
    CM_TRY(read_direction(ctx, t, result, "weak"));
    for (size_t i = 0; i < t->n; i++) t->in[i] = gain(t, i) >= -ctx->tol.edge - noise;
    if (!cm_vote_wins(t->game->vote, t->in)) return refuse(ctx, "the weak direction hurts too many");
out:
    return status;
}

static cm_status check_stuck(cm_ctx *ctx, trial *t, const cm_result *result, const cm_gridlock_claim *claim)
{
    const cm_vote *vote = t->game->vote;
    cm_status status = CM_OK;
    if (cm_vote_is_consensus(vote)) {
        CM_TRY(check_weights(ctx, t, result, claim->boundary));
    } else {
        if (!claim->counted) CM_TRY(check_nobody(ctx, t, vote, false, "the status quo can move"));
        if (!claim->boundary) CM_TRY(check_nobody(ctx, t, vote, true, "the answer is a knife edge"));
    }
    if (claim->boundary) CM_TRY(check_boundary(ctx, t, result));
out:
    return status;
}

static cm_status check_package(cm_ctx *ctx, trial *t, const cm_result *result)
{
    const cm_value *bound = cm_result_get(result, "bound");
    cm_gridlock_claim claim;
    cm_status status = CM_OK;
    t->branch = bound != NULL && bound->kind == CM_TEXT && strcmp(bound->as.text, "branching") == 0;
    CM_TRY(cm_gridlock_read_claim(ctx, t->game, result, &claim));
    CM_TRY(set_up(ctx, t));
    if (t->live == 0) {
        if (claim.movable || claim.boundary || claim.largest != 0) return refuse(ctx, "there is no issue to move");
        return CM_OK;
    }
    if (claim.movable || claim.counted) {
        CM_TRY(check_direction(ctx, t, result));
        if (claim.movable != cm_vote_wins(t->game->vote, t->in)) {
            return refuse(ctx, claim.movable ? "those who gain do not win" : "those who gain win");
        }
    }
    if (claim.counted) CM_TRY(check_largest(ctx, t, claim.largest));
    if (!claim.movable) CM_TRY(check_stuck(ctx, t, result, &claim));
out:
    return status;
}

cm_status cm_gridlock_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    cm_arena arena = { NULL };
    trial t = { .game = &game->as.spatial, .arena = &arena, .n = game->as.spatial.n, .d = game->as.spatial.d };
    cm_status status = CM_OK;
    (void)params;
    if (t.game->agenda == CM_PACKAGE) status = check_package(ctx, &t, result);
    else status = cm_gridlock_check_issues(ctx, t.game, result);
    cm_arena_free(&arena);
    return status;
}
