/* yardstick.c: live issues, common saliences, and the change of coordinates. */
#include "solver/spatial/yardstick.h"

#include <math.h>

static double salience_of(const cm_spatial *game, size_t i, size_t k)
{
    return game->salience == NULL ? 1 : game->salience[i * game->d + k];
}

static void find_live(cm_yardstick *metric)
{
    const cm_spatial *game = metric->game;
    for (size_t k = 0; k < game->d; k++) {
        bool live = false;
        for (size_t i = 0; i < game->n; i++) live = live || salience_of(game, i, k) > 0;
        if (live) metric->issue[metric->d++] = k;
    }
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

/* The shares of weight of member i on the live issues, against the first member's. */
static cm_status compare_member(cm_ctx *ctx, const cm_yardstick *metric, const char *concept, size_t i, double *share)
{
    const cm_spatial *game = metric->game;
    double total = 0;
    for (size_t k = 0; k < metric->d; k++) total += salience_of(game, i, metric->issue[k]);
    if (!(total > 0)) {
        return cm_fail(ctx, CM_E_DOMAIN, "%s: '%s' attaches no weight to any issue", concept, game->player[i]);
    }
    for (size_t k = 0; k < metric->d; k++) {
        double mine = salience_of(game, i, metric->issue[k]) / total;
        if (i == 0) share[k] = mine;
        if (metric->d > 1 && !cm_close(&ctx->tol, mine, share[k])) {
            return cm_fail(ctx, CM_E_DOMAIN,
                           "%s asks that all weigh the issues alike: '%s' has %g of its weight on '%s', '%s' %g", concept,
                           game->player[0], share[k], game->issue[metric->issue[k]], game->player[i], mine);
        }
    }
    return CM_OK;
}

/* Roots of the shares, scaled so that their product is 1. */
static void set_stretch(cm_yardstick *metric)
{
    double log_product = 0;
    for (size_t k = 0; k < metric->d; k++) log_product += log(metric->stretch[k]) / 2;
    for (size_t k = 0; k < metric->d; k++) {
        metric->stretch[k] = metric->d == 1 ? 1 : exp(log(metric->stretch[k]) / 2 - log_product / (double)metric->d);
    }
}

static void set_points(cm_yardstick *metric)
{
    const cm_spatial *game = metric->game;
    double farthest = 0;
    metric->unit = 1;
    for (size_t k = 0; k < metric->d; k++) {
        metric->origin[k] = 0;
        for (size_t i = 0; i < game->n; i++) {
            metric->origin[k] += game->ideal[i * game->d + metric->issue[k]] / (double)game->n;
        }
    }
    for (size_t i = 0; i < game->n; i++) {
        double length = 0;
        cm_yardstick_place(metric, game->ideal + i * game->d, metric->at + i * metric->d);
        for (size_t k = 0; k < metric->d; k++) length = hypot(length, metric->at[i * metric->d + k]);
        farthest = fmax(farthest, length);
    }
    if (farthest > 0) metric->unit = farthest;
    for (size_t j = 0; j < metric->n * metric->d; j++) metric->at[j] /= metric->unit;
}

cm_status cm_yardstick_init(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, const char *concept, size_t most,
                         cm_yardstick *metric)
{
    cm_status status = CM_OK;
    *metric = (cm_yardstick){ .game = game, .n = game->n };
    metric->issue = CM_NEW(ctx, arena, game->d, size_t);
    metric->stretch = CM_NEW(ctx, arena, game->d, double);
    metric->origin = CM_NEW(ctx, arena, game->d, double);
    metric->at = CM_NEW(ctx, arena, game->n * game->d, double);
    if (metric->issue == NULL || metric->stretch == NULL || metric->origin == NULL || metric->at == NULL) {
        return ctx->status;
    }
    find_live(metric);
    if (metric->d > 1 && game->utility == CM_CITYBLOCK) {
        return cm_fail(ctx, CM_E_DOMAIN, "%s asks for quadratic or euclidean utility, not city-block, on %zu issues",
                       concept, metric->d);
    }
    if (metric->d > most) {
        return cm_fail(ctx, CM_E_DOMAIN, "%s is exact on one issue and on two, and these are %zu with weight", concept,
                       metric->d);
    }
    CM_TRY(refuse_red_lines(ctx, game, concept));
    for (size_t i = 0; i < game->n; i++) CM_TRY(compare_member(ctx, metric, concept, i, metric->stretch));
    set_stretch(metric);
    set_points(metric);
out:
    return status;
}

void cm_yardstick_place(const cm_yardstick *metric, const double *policy, double *point)
{
    for (size_t k = 0; k < metric->d; k++) {
        point[k] = (policy[metric->issue[k]] - metric->origin[k]) * metric->stretch[k] / metric->unit;
    }
}

double cm_yardstick_policy(const cm_yardstick *metric, size_t k, double coordinate)
{
    return metric->origin[k] + coordinate * metric->unit / metric->stretch[k];
}
