/* metric.c: the common metric, the reach of a rule, and whether a policy is beaten.
 *
 * Everything is brought to the centre of the ideal points and to size 1, so that tolerances need no scale. */
#include "solver/spatial/metric.h"

#include <math.h>
#include <string.h>

#include "solver/spatial/gradient.h"
#include "solver/spatial/halfspace.h"
#include "solver/spatial/hull.h"

static double salience(const cm_spatial *game, size_t i, size_t k)
{
    return game->salience == NULL ? 1 : game->salience[i * game->d + k];
}

static double heaviest(const cm_spatial *game, size_t i)
{
    double most = 0;
    for (size_t k = 0; k < game->d; k++) most = fmax(most, salience(game, i, k));
    return most;
}

/* Are all saliences those of the first member who cares, up to a factor? */
static bool is_common(const cm_ctx *ctx, const cm_spatial *game, const cm_metric *metric)
{
    size_t first;
    if (metric->d <= 1 || metric->n == 0) return true;
    if (game->utility == CM_CITYBLOCK) return false;
    first = metric->member[0];
    for (size_t j = 1; j < metric->n; j++) {
        size_t i = metric->member[j];
        for (size_t k = 0; k < game->d; k++) {
            double one = salience(game, first, k) / heaviest(game, first);
            if (fabs(salience(game, i, k) / heaviest(game, i) - one) > ctx->tol.rel) return false;
        }
    }
    return true;
}

/* Centre, size and the members' places. */
static void place(const cm_spatial *game, cm_metric *metric)
{
    metric->size = 0;
    for (size_t j = 0; j < metric->d; j++) {
        size_t k = metric->issue[j], first = metric->member[0];
        double low = HUGE_VAL, high = -HUGE_VAL;
        metric->factor[j] = metric->d == 1 ? 1 : sqrt(salience(game, first, k) / heaviest(game, first));
        for (size_t i = 0; i < metric->n; i++) {
            low = fmin(low, game->ideal[metric->member[i] * game->d + k]);
            high = fmax(high, game->ideal[metric->member[i] * game->d + k]);
        }
        metric->centre[j] = low + (high - low) / 2;
        metric->size = fmax(metric->size, metric->factor[j] * (high - low) / 2);
    }
    if (!(metric->size > 0)) metric->size = 1;
    for (size_t i = 0; i < metric->n; i++) {
        cm_metric_into(metric, game->ideal + metric->member[i] * game->d, metric->point + i * metric->d);
    }
}

cm_status cm_metric_init(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, cm_metric *metric)
{
    cm_status status = CM_OK;
    memset(metric, 0, sizeof *metric);
    metric->member = CM_NEW(ctx, arena, game->n, size_t);
    metric->issue = CM_NEW(ctx, arena, game->d, size_t);
    metric->factor = CM_NEW(ctx, arena, game->d, double);
    metric->centre = CM_NEW(ctx, arena, game->d, double);
    metric->point = CM_NEW(ctx, arena, game->n * game->d, double);
    metric->order = CM_NEW(ctx, arena, game->n, size_t);
    metric->key = CM_NEW(ctx, arena, game->n, double);
    metric->in = CM_NEW(ctx, arena, game->n, unsigned char);
    CM_TRY(ctx->status);
    CM_TRY(cm_tally_init(ctx, arena, game->vote, &metric->tally));
    metric->d = cm_gradient_live(game, metric->issue);
    for (size_t i = 0; i < game->n; i++) {
        if (!(heaviest(game, i) > 0)) continue;
        metric->order[metric->n] = metric->n;
        metric->member[metric->n++] = i;
    }
    metric->common = is_common(ctx, game, metric);
    if (metric->common && metric->n > 0) place(game, metric);
out:
    return status;
}

bool cm_metric_decides(cm_metric *metric)
{
    cm_tally_clear(&metric->tally);
    for (size_t i = 0; i < metric->n; i++) cm_tally_add(&metric->tally, metric->member[i], 1);
    return cm_tally_wins(&metric->tally);
}

void cm_metric_into(const cm_metric *metric, const double *policy, double *x)
{
    for (size_t j = 0; j < metric->d; j++) {
        x[j] = metric->factor[j] * (policy[metric->issue[j]] - metric->centre[j]) / metric->size;
    }
}

void cm_metric_back(const cm_metric *metric, const double *x, double *policy)
{
    for (size_t j = 0; j < metric->d; j++) {
        policy[metric->issue[j]] = metric->centre[j] + metric->size * x[j] / metric->factor[j];
    }
}

static double dot(const double *a, const double *b, size_t d)
{
    double sum = 0;
    for (size_t k = 0; k < d; k++) sum += a[k] * b[k];
    return sum;
}

/* Members in falling order of u.a_i, by insertion: the last order is nearly right when u has turned a little. */
double cm_metric_reach(cm_metric *metric, const double *u)
{
    for (size_t i = 0; i < metric->n; i++) metric->key[i] = dot(u, metric->point + i * metric->d, metric->d);
    for (size_t p = 1; p < metric->n; p++) {
        size_t moved = metric->order[p], to = p;
        for (; to > 0 && metric->key[metric->order[to - 1]] < metric->key[moved]; to--) {
            metric->order[to] = metric->order[to - 1];
        }
        metric->order[to] = moved;
    }
    cm_tally_clear(&metric->tally);
    for (size_t p = 0; p < metric->n; p++) {
        cm_tally_add(&metric->tally, metric->member[metric->order[p]], 1);
        if (cm_tally_wins(&metric->tally)) return metric->key[metric->order[p]];
    }
    return -HUGE_VAL;
}

bool cm_metric_wins(cm_metric *metric, const cm_vote *vote, const double *u, double t)
{
    memset(metric->in, 0, vote->n);
    for (size_t i = 0; i < metric->n; i++) {
        metric->in[metric->member[i]] = dot(u, metric->point + i * metric->d, metric->d) >= t;
    }
    return cm_vote_wins(vote, metric->in);
}

/* One issue: up or down. */
static cm_status beaten_on_a_line(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, size_t k, bool *beaten, double *u,
                                  unsigned char *in)
{
    double *g = CM_NEW(ctx, arena, game->n, double);
    unsigned char *side = CM_NEW(ctx, arena, game->n, unsigned char);
    if (g == NULL || side == NULL) return ctx->status;
    cm_gradient_issue(ctx, game, k, g);
    for (int sign = -1; sign <= 1 && !*beaten; sign += 2) {
        for (size_t i = 0; i < game->n; i++) side[i] = sign * g[i] > 0;
        *beaten = cm_vote_wins(game->vote, side);
        if (*beaten && in != NULL) memcpy(in, side, game->n);
        if (*beaten && u != NULL) u[k] = sign;
    }
    return CM_OK;
}

static cm_status beaten_in_space(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, const size_t *issue, size_t live,
                                 bool *beaten, double *u, unsigned char *in)
{
    double *g = CM_NEW(ctx, arena, game->n * live, double), *step = CM_NEW(ctx, arena, live, double);
    unsigned char *pleased = CM_NEW(ctx, arena, game->n, unsigned char);
    cm_status status = CM_OK;
    if (g == NULL || step == NULL || pleased == NULL) return ctx->status;
    CM_TRY(cm_gradient_fill(ctx, game, issue, live, g));
    if (cm_vote_is_consensus(game->vote)) {
        cm_hull hull;
        CM_TRY(cm_hull_init(ctx, arena, live, game->n, &hull));
        for (size_t i = 0; i < game->n; i++) (void)cm_hull_add(&hull, g + i * live);
        *beaten = hull.state == CM_HULL_MOVABLE;
        if (*beaten) (void)cm_hull_widest(&hull, step);
        memset(pleased, 1, game->n);
    } else {
        cm_halfspace *space = cm_halfspace_new(ctx, arena, game->n, live, game->vote->nnodes);
        if (space == NULL) return ctx->status;
        CM_TRY(cm_halfspace_wins(ctx, space, g, game->n, live, game->vote, beaten, pleased, step));
    }
    for (size_t j = 0; *beaten && u != NULL && j < live; j++) u[issue[j]] = step[j];
    if (*beaten && in != NULL) memcpy(in, pleased, game->n);
out:
    return status;
}

cm_status cm_metric_beaten(cm_ctx *ctx, const cm_spatial *game, const double *x, bool *beaten, double *u, unsigned char *in)
{
    cm_arena scratch = { NULL };
    cm_spatial here = *game;
    cm_status status = CM_OK;
    size_t live, *issue = CM_NEW(ctx, &scratch, game->d, size_t);
    *beaten = false;
    here.status_quo = x;
    if (issue == NULL) CM_LEAVE(ctx->status);
    live = cm_gradient_live(game, issue);
    if (u != NULL) memset(u, 0, game->d * sizeof *u);
    if (live == 1) CM_TRY(beaten_on_a_line(ctx, &scratch, &here, issue[0], beaten, u, in));
    if (live > 1) CM_TRY(beaten_in_space(ctx, &scratch, &here, issue, live, beaten, u, in));
out:
    cm_arena_free(&scratch);
    return status;
}

cm_status cm_metric_need_policy(cm_ctx *ctx, const cm_spatial *game, size_t count, const char *setting)
{
    if (count == game->d) return CM_OK;
    return cm_fail(ctx, CM_E_INPUT, "'%s' has %zu numbers, and the venue has %zu issues", setting, count, game->d);
}
