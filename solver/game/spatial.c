/* spatial.c: validation, utility and consent in a spatial negotiation. */
#include "solver/game/spatial.h"

#include <math.h>

static const char *word(const char *const *ids, size_t k)
{
    return ids != NULL && ids[k] != NULL ? ids[k] : "unnamed";
}

/* Member i's row of the arrays: ideal, salience, red lines. */
static cm_status validate_cell(cm_ctx *ctx, const cm_spatial *game, size_t i, size_t k)
{
    size_t at = i * game->d + k;
    const char *who = word(game->player, i), *what = word(game->issue, k);
    if (!isfinite(game->ideal[at])) {
        return cm_fail(ctx, CM_E_INPUT, "the ideal point of '%s' on '%s' is %g", who, what, game->ideal[at]);
    }
    if (game->salience != NULL && !(game->salience[at] >= 0 && isfinite(game->salience[at]))) {
        return cm_fail(ctx, CM_E_INPUT, "the salience of '%s' for '%s' is %g, and must not be negative", what, who,
                       game->salience[at]);
    }
    if (game->red_low != NULL && !(game->red_low[at] <= game->red_high[at])) {
        return cm_fail(ctx, CM_E_INPUT, "the red lines of '%s' on '%s' leave nothing between %g and %g", who, what,
                       game->red_low[at], game->red_high[at]);
    }
    return CM_OK;
}

static cm_status validate_member(cm_ctx *ctx, const cm_spatial *game, size_t i)
{
    if (game->capability != NULL && !(game->capability[i] > 0 && isfinite(game->capability[i]))) {
        return cm_fail(ctx, CM_E_INPUT, "the capability of '%s' is %g, and must be positive", word(game->player, i),
                       game->capability[i]);
    }
    if (game->outside != NULL && !isfinite(game->outside[i])) {
        return cm_fail(ctx, CM_E_INPUT, "what '%s' has outside is %g", word(game->player, i), game->outside[i]);
    }
    for (size_t k = 0; k < game->d; k++) {
        cm_status status = validate_cell(ctx, game, i, k);
        if (status != CM_OK) return status;
    }
    return CM_OK;
}

cm_status cm_spatial_validate(cm_ctx *ctx, const cm_spatial *game)
{
    if (game->n == 0 || game->d == 0) {
        return cm_fail(ctx, CM_E_INPUT, "a negotiation of %zu players on %zu issues", game->n, game->d);
    }
    if (game->ideal == NULL || game->status_quo == NULL) {
        return cm_fail(ctx, CM_E_INPUT, "a negotiation without ideal points or status quo");
    }
    if ((game->red_low == NULL) != (game->red_high == NULL)) {
        return cm_fail(ctx, CM_E_INPUT, "red lines need a lower and an upper side");
    }
    if (game->utility > CM_CITYBLOCK || game->agenda > CM_ALL_OR_NOTHING) {
        return cm_fail(ctx, CM_E_INPUT, "unknown utility %d or agenda %d", (int)game->utility, (int)game->agenda);
    }
    for (size_t k = 0; k < game->d; k++) {
        if (!isfinite(game->status_quo[k])) {
            return cm_fail(ctx, CM_E_INPUT, "the status quo of '%s' is %g", word(game->issue, k), game->status_quo[k]);
        }
    }
    for (size_t i = 0; i < game->n; i++) {
        cm_status status = validate_member(ctx, game, i);
        if (status != CM_OK) return status;
    }
    if (game->vote == NULL) return cm_fail(ctx, CM_E_INPUT, "a negotiation without a rule of decision");
    if (game->vote->n != game->n) {
        return cm_fail(ctx, CM_E_INPUT, "the rule is for %zu players, the negotiation has %zu", game->vote->n, game->n);
    }
    return cm_vote_validate(ctx, game->vote);
}

double cm_spatial_utility(const cm_spatial *game, size_t i, const double *x)
{
    const double *a = game->ideal + i * game->d;
    const double *s = game->salience == NULL ? NULL : game->salience + i * game->d;
    double loss = 0;
    for (size_t k = 0; k < game->d; k++) {
        double off = x[k] - a[k], weight = s == NULL ? 1 : s[k];
        loss += weight * (game->utility == CM_CITYBLOCK ? fabs(off) : off * off);
    }
    return game->utility == CM_EUCLIDEAN ? -sqrt(loss) : -loss;
}

/* Infinite limits: a slack of inf would make inf - inf, and they hold anyway. */
static bool inside(const cm_ctx *ctx, double x, double low, double high)
{
    bool above = x >= low || x >= low - ctx->tol.abs * fmax(fabs(low), fabs(x));
    bool below = x <= high || x <= high + ctx->tol.abs * fmax(fabs(high), fabs(x));
    return above && below;
}

/* Rounding in a utility is a share of the utility, so that is the scale of the gain. */
bool cm_spatial_accepts(const cm_ctx *ctx, const cm_spatial *game, size_t i, const double *x)
{
    double before = cm_spatial_utility(game, i, game->status_quo), after = cm_spatial_utility(game, i, x);
    for (size_t k = 0; game->red_low != NULL && k < game->d; k++) {
        if (!inside(ctx, x[k], game->red_low[i * game->d + k], game->red_high[i * game->d + k])) return false;
    }
    return after - before > ctx->tol.abs * fmax(fabs(before), fabs(after));
}
