/* metric.c: the common metric, the reach of a rule, and whether a policy is beaten.
 *
 * Everything is brought to the centre of the ideal points and to size 1, so that tolerances need no scale. */
#include "solver/spatial/metric.h"

#include <math.h>
#include <string.h>

#include "solver/spatial/gradient.h"
#include "solver/spatial/halfspace.h"
#include "solver/spatial/hull.h"

static double heaviest(const cm_spatial *game, size_t i)
{
    double most = 0;
    for (size_t k = 0; k < game->d; k++) most = fmax(most, cm_spatial_salience(game, i, k));
    return most;
}

/* Of all the weight that a member has, the part on live issue k. */
static double share(const cm_metric *metric, size_t i, size_t k)
{
    double most = heaviest(metric->game, metric->member[i]), total = 0;
    for (size_t j = 0; j < metric->d; j++) total += cm_spatial_salience(metric->game, metric->member[i], metric->issue[j]) / most;
    return cm_spatial_salience(metric->game, metric->member[i], metric->issue[k]) / most / total;
}

/* The first member and issue, of those that are looked at, with another share than the first member's. */
static bool differ(const cm_ctx *ctx, const cm_metric *metric, size_t *who, size_t *what)
{
    for (size_t i = 1; metric->d > 1 && i < metric->n; i++) {
        for (size_t k = 0; k < metric->d; k++) {
            double mine = share(metric, i, k), one = share(metric, 0, k);
            if (cm_close(&ctx->tol, mine, one) && (mine > 0) == (one > 0)) continue;
            *who = i, *what = k;
            return true;
        }
    }
    return false;
}

/* Centre, size and the members' places. */
static void place(const cm_spatial *game, cm_metric *metric)
{
    double logs = 0;
    metric->size = 0;
    for (size_t j = 0; j < metric->d; j++) {
        size_t k = metric->issue[j], first = metric->member[0];
        double low = HUGE_VAL, high = -HUGE_VAL;
        metric->factor[j] = metric->d == 1 ? 1 : sqrt(cm_spatial_salience(game, first, k) / heaviest(game, first));
        for (size_t i = 0; i < metric->n; i++) {
            low = fmin(low, game->ideal[metric->member[i] * game->d + k]);
            high = fmax(high, game->ideal[metric->member[i] * game->d + k]);
        }
        metric->centre[j] = low + (high - low) / 2;
        metric->size = fmax(metric->size, metric->factor[j] * (high - low) / 2);
        logs += log(metric->factor[j]);
    }
    if (!(metric->size > 0)) metric->size = 1;
    metric->unit = metric->size * exp(-logs / (double)metric->d);
    for (size_t i = 0; i < metric->n; i++) {
        cm_metric_into(metric, game->ideal + metric->member[i] * game->d, metric->point + i * metric->d);
    }
}

cm_status cm_metric_init(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, cm_metric *metric)
{
    size_t who, what;
    cm_status status = CM_OK;
    *metric = (cm_metric){ .game = game };
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
    metric->common = metric->d <= 1 || metric->n == 0 || (game->utility != CM_CITYBLOCK && !differ(ctx, metric, &who, &what));
    if (metric->common && metric->n > 0) place(game, metric);
out:
    return status;
}

static cm_status refuse_red_lines(cm_ctx *ctx, const cm_spatial *game, const char *concept)
{
    for (size_t i = 0; game->red_low != NULL && i < game->n; i++) {
        for (size_t k = 0; k < game->d; k++) {
            if (isfinite(game->red_low[i * game->d + k]) || isfinite(game->red_high[i * game->d + k])) {
                return cm_fail(ctx, CM_E_DOMAIN, "%s knows no red lines, and '%s' has one on '%s'", concept,
                               game->player[i], game->issue[k]);
            }
        }
    }
    return CM_OK;
}

/* Members without weight are left out of the metric: the first that is missing is one. */
static cm_status refuse_unlike(cm_ctx *ctx, const cm_metric *metric, const char *concept)
{
    const cm_spatial *game = metric->game;
    size_t idle = 0, who = metric->n, what = 0;
    bool unlike = differ(ctx, metric, &who, &what);
    while (idle < metric->n && metric->member[idle] == idle) idle++;
    if (idle < game->n && idle <= who) {
        return cm_fail(ctx, CM_E_DOMAIN, "%s: '%s' attaches no weight to any issue", concept, game->player[idle]);
    }
    if (!unlike) return CM_OK;
    return cm_fail(ctx, CM_E_DOMAIN, "%s asks that all weigh the issues alike: '%s' has %g of its weight on '%s', '%s' %g",
                   concept, game->player[0], share(metric, 0, what), game->issue[metric->issue[what]],
                   game->player[metric->member[who]], share(metric, who, what));
}

cm_status cm_metric_plane(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, const char *concept, cm_metric *metric)
{
    cm_status status = CM_OK;
    CM_TRY(cm_metric_init(ctx, arena, game, metric));
    if (metric->d > 1 && game->utility == CM_CITYBLOCK) {
        return cm_fail(ctx, CM_E_DOMAIN, "%s asks for quadratic or euclidean utility, not city-block, on %zu issues",
                       concept, metric->d);
    }
    if (metric->d > 2) {
        return cm_fail(ctx, CM_E_DOMAIN, "%s is exact on one issue and on two, and these are %zu with weight", concept,
                       metric->d);
    }
    CM_TRY(refuse_red_lines(ctx, game, concept));
    CM_TRY(refuse_unlike(ctx, metric, concept));
out:
    return status;
}

bool cm_metric_decides(cm_metric *metric)
{
    cm_tally_clear(&metric->tally);
    for (size_t i = 0; i < metric->n; i++) cm_tally_add(&metric->tally, metric->member[i], 1);
    return cm_tally_wins(&metric->tally);
}

double cm_metric_coordinate(const cm_metric *metric, size_t k, double value)
{
    return metric->factor[k] * (value - metric->centre[k]) / metric->size;
}

double cm_metric_value(const cm_metric *metric, size_t k, double coordinate)
{
    return metric->centre[k] + metric->size * coordinate / metric->factor[k];
}

void cm_metric_into(const cm_metric *metric, const double *policy, double *x)
{
    for (size_t k = 0; k < metric->d; k++) x[k] = cm_metric_coordinate(metric, k, policy[metric->issue[k]]);
}

void cm_metric_back(const cm_metric *metric, const double *x, double *policy)
{
    for (size_t k = 0; k < metric->d; k++) policy[metric->issue[k]] = cm_metric_value(metric, k, x[k]);
}

double cm_metric_volume(const cm_metric *metric)
{
    double volume = 1;
    for (size_t k = 0; k < metric->d; k++) volume *= metric->size / metric->factor[k];
    return volume;
}

cm_status cm_metric_print(cm_ctx *ctx, const cm_metric *metric, const double *x, const char *name, cm_result *result)
{
    static const char *const columns[] = { "issue", "value", NULL };
    const cm_spatial *game = metric->game;
    cm_table *table;
    cm_status status = CM_OK;
    CM_TRY(cm_result_table(ctx, result, name, columns, &table));
    for (size_t issue = 0, k = 0; issue < game->d; issue++) {
        cm_value row[] = { cm_text(game->issue[issue]), cm_none() };
        if (k < metric->d && metric->issue[k] == issue) {
            row[1] = cm_number(cm_metric_value(metric, k, x[k]));
            k++;
        }
        CM_TRY(cm_table_row(ctx, result, table, row));
    }
out:
    return status;
}

bool cm_metric_read(const cm_metric *metric, const cm_result *result, const char *name, double *x)
{
    const cm_table *table = cm_result_find(result, name);
    if (table == NULL || table->nrows != metric->game->d) return false;
    for (size_t k = 0; k < metric->d; k++) {
        cm_value value = cm_table_get(table, metric->issue[k], "value");
        if (value.kind != CM_NUMBER || !isfinite(value.as.number)) return false;
        x[k] = cm_metric_coordinate(metric, k, value.as.number);
    }
    return true;
}

/* Members in falling order of u.a_i, by insertion: the last order is nearly right when u has turned a little. */
double cm_metric_reach(cm_metric *metric, const double *u)
{
    for (size_t i = 0; i < metric->n; i++) metric->key[i] = cm_dot(u, metric->point + i * metric->d, metric->d);
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
        metric->in[metric->member[i]] = cm_dot(u, metric->point + i * metric->d, metric->d) >= t;
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
