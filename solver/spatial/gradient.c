/* gradient.c: gradients of all members at the status quo. */
#include "solver/spatial/gradient.h"

#include <float.h>
#include <math.h>

static const char *word(const char *const *ids, size_t k)
{
    return ids != NULL && ids[k] != NULL ? ids[k] : "unnamed";
}

size_t cm_gradient_live(const cm_spatial *game, size_t *issue)
{
    size_t live = 0;
    for (size_t k = 0; k < game->d; k++) {
        bool cares = false;
        for (size_t i = 0; i < game->n && !cares; i++) cares = cm_spatial_salience(game, i, k) > 0;
        if (cares) issue[live++] = k;
    }
    return live;
}

cm_status cm_gradient_inside(cm_ctx *ctx, const cm_spatial *game)
{
    if (game->red_low == NULL || game->red_high == NULL) return CM_OK;
    for (size_t i = 0; i < game->n; i++) {
        for (size_t k = 0; k < game->d; k++) {
            double q = game->status_quo[k], low = game->red_low[i * game->d + k];
            double high = game->red_high[i * game->d + k];
            if (q > low && q < high) continue;
            return cm_fail(ctx, CM_E_DOMAIN,
                           "the status quo %g of '%s' is not strictly inside the red lines %g and %g of '%s'", q,
                           word(game->issue, k), low, high, word(game->player, i));
        }
    }
    return CM_OK;
}

/* The largest difference from the status quo that any member has on an issue. */
static double spread(const cm_spatial *game, size_t k)
{
    double most = 0;
    for (size_t i = 0; i < game->n; i++) {
        most = fmax(most, fabs(game->ideal[i * game->d + k] - game->status_quo[k]));
    }
    return most;
}

/* a - q, or 0 when the two are equal but for rounding. */
static double difference(const cm_ctx *ctx, double a, double q, double scale)
{
    double noise = 4 * DBL_EPSILON * fmax(fabs(a), fabs(q));
    return fabs(a - q) <= fmax(ctx->tol.abs * scale, noise) ? 0 : a - q;
}

/* Saliences may be of any size: the largest part is brought to 1 before squares are taken. */
static void make_unit(double *g, size_t d)
{
    double largest = 0, length = 0;
    for (size_t k = 0; k < d; k++) largest = fmax(largest, fabs(g[k]));
    if (!(largest > 0)) return;
    for (size_t k = 0; k < d; k++) {
        g[k] /= largest;
        length += g[k] * g[k];
    }
    length = sqrt(length);
    for (size_t k = 0; k < d; k++) g[k] /= length;
}

cm_status cm_gradient_fill(cm_ctx *ctx, const cm_spatial *game, const size_t *issue, size_t live, double *g)
{
    for (size_t j = 0; j < live; j++) {
        size_t k = issue[j];
        double scale = spread(game, k), q = game->status_quo[k];
        for (size_t i = 0; i < game->n; i++) {
            double s = cm_spatial_salience(game, i, k), off = difference(ctx, game->ideal[i * game->d + k], q, scale);
            if (game->utility == CM_CITYBLOCK && s > 0 && !(off > 0 || off < 0)) {
                return cm_fail(ctx, CM_E_DOMAIN,
                               "the ideal of '%s' on '%s' is the status quo %g: a city-block utility has a kink "
                               "there, and no direction of steepest rise",
                               word(game->player, i), word(game->issue, k), q);
            }
            g[i * live + j] = game->utility == CM_CITYBLOCK ? (off > 0 ? s : -s) : s * off;
        }
    }
    for (size_t i = 0; i < game->n; i++) make_unit(g + i * live, live);
    return CM_OK;
}

void cm_gradient_issue(const cm_ctx *ctx, const cm_spatial *game, size_t k, double *g)
{
    double scale = spread(game, k);
    for (size_t i = 0; i < game->n; i++) {
        double off = difference(ctx, game->ideal[i * game->d + k], game->status_quo[k], scale);
        g[i] = !(cm_spatial_salience(game, i, k) > 0) ? 0 : (double)((off > 0) - (off < 0));
    }
}
