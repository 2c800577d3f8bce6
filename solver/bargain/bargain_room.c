/* bargain_room.c: the room for a bargain: what each has without agreement, and the box of policies. */
#include <math.h>

#include "solver/bargain/bargain.h"

double cm_bargain_gain(const cm_bargain *bargain, size_t i, const double *y)
{
    return cm_spatial_utility(bargain->game, i, y) - bargain->base[i];
}

double cm_bargain_blur(const cm_ctx *ctx, const cm_bargain *bargain)
{
    return bargain->game->utility == CM_EUCLIDEAN ? ctx->tol.slack : ctx->tol.abs;
}

void cm_bargain_slope(const cm_bargain *bargain, size_t i, const double *y, double blur, double *slope)
{
    const cm_spatial *game = bargain->game;
    const double *a = game->ideal + i * game->d;
    double loss = blur * bargain->unit[i], far = loss * loss;
    for (size_t k = 0; k < game->d; k++) {
        double s = cm_spatial_salience(game, i, k), off = y[k] - a[k],
               wide = blur * (bargain->high[k] - bargain->low[k]);
        far += s * off * off;
        slope[k] = -s * off;
        if (game->utility == CM_QUADRATIC) slope[k] *= 2;
        if (game->utility == CM_CITYBLOCK && off != 0) slope[k] /= hypot(off, wide);
    }
    for (size_t k = 0; k < game->d && game->utility == CM_EUCLIDEAN; k++) {
        if (slope[k] != 0) slope[k] /= sqrt(far);
    }
}

/* Issue k: from the least to the greatest ideal of those who care, and somewhat wider, so that the best is
 * not at a side of the box for no reason; as far as the red lines of all let it. */
static void set_side(const cm_spatial *game, size_t k, bool alone, cm_bargain *b)
{
    double red_low = -HUGE_VAL, red_high = HUGE_VAL, low = HUGE_VAL, high = -HUGE_VAL, wide;
    for (size_t i = 0; i < game->n; i++) {
        double a = game->ideal[i * game->d + k];
        if (game->red_low != NULL) {
            red_low = fmax(red_low, game->red_low[i * game->d + k]);
            red_high = fmin(red_high, game->red_high[i * game->d + k]);
        }
        if (alone || !(cm_spatial_salience(game, i, k) > 0)) continue;
        low = fmin(low, a);
        high = fmax(high, a);
    }
    if (low > high) low = high = game->status_quo[k];
    wide = (high - low) / 8;
    b->low[k] = fmin(fmax(low - wide, red_low), red_high);
    b->high[k] = fmin(fmax(high + wide, red_low), red_high);
    if (alone) b->low[k] = b->high[k] = game->status_quo[k];
    else if (red_low > red_high) b->open = false;
}

/* The gain at the best and at the worst corner of the box. */
static void set_unit(const cm_spatial *game, size_t i, double *y, cm_bargain *b)
{
    bool cares = false;
    double best;
    for (size_t k = 0; k < game->d; k++) {
        double a = game->ideal[i * game->d + k];
        y[k] = fmin(fmax(a, b->low[k]), b->high[k]);
        cares = cares || (cm_spatial_salience(game, i, k) > 0 && b->low[k] < b->high[k]);
    }
    best = cm_bargain_gain(b, i, y);
    for (size_t k = 0; k < game->d; k++) {
        y[k] = game->ideal[i * game->d + k] - b->low[k] > b->high[k] - game->ideal[i * game->d + k] ? b->low[k]
                                                                                                    : b->high[k];
    }
    b->unit[i] = fmax(fabs(best), fabs(cm_bargain_gain(b, i, y)));
    b->counts[i] = cares || b->unit[i] > 0;
    if (!(b->unit[i] > 0)) b->unit[i] = 1;
}

cm_status cm_bargain_open(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, const cm_bargain_terms *terms,
                          cm_bargain *b)
{
    size_t n = game->n, d = game->d;
    double *y = CM_NEW(ctx, arena, d, double);
    *b = (cm_bargain){ .game = game, .n = n, .d = d, .open = true };
    b->base = CM_NEW(ctx, arena, n, double);
    b->low = CM_NEW(ctx, arena, d, double);
    b->high = CM_NEW(ctx, arena, d, double);
    b->unit = CM_NEW(ctx, arena, n, double);
    b->counts = CM_NEW(ctx, arena, n, bool);
    if (y == NULL || b->base == NULL || b->low == NULL || b->high == NULL || b->unit == NULL || b->counts == NULL) {
        return ctx->status;
    }
    for (size_t i = 0; i < n; i++) {
        b->base[i] = cm_spatial_utility(game, i, game->status_quo);
        if (game->outside != NULL && terms->only == 0) b->base[i] += game->outside[i];
        if (terms->disagreement.count > 0) b->base[i] = terms->disagreement.at[i];
    }
    for (size_t k = 0; k < d; k++) set_side(game, k, terms->only > 0 && k + 1 != (size_t)terms->only, b);
    for (size_t i = 0; i < n; i++) set_unit(game, i, y, b);
    return CM_OK;
}

const double *cm_bargain_weights(cm_ctx *ctx, cm_arena *arena, const cm_spatial *game, const cm_bargain_terms *terms)
{
    double *p = CM_NEW(ctx, arena, game->n, double), sum = 0;
    if (p == NULL) return NULL;
    for (size_t i = 0; i < game->n; i++) {
        p[i] = terms->capability && game->capability != NULL ? game->capability[i] : 1;
        if (terms->weights.count > 0) p[i] = terms->weights.at[i];
        sum += p[i];
    }
    if (sum > 0) return p;
    (void)cm_fail(ctx, CM_E_INPUT, "the weights add up to %g: somebody has to weigh something", sum);
    return NULL;
}

double cm_bargain_gini(const double *gain, size_t n)
{
    double sum = 0, apart = 0;
    for (size_t i = 0; i < n; i++) {
        if (!(gain[i] >= 0)) return (double)NAN;
        sum += gain[i];
        for (size_t j = 0; j < n; j++) apart += fabs(gain[i] - gain[j]);
    }
    return sum > 0 ? apart / (2 * (double)n * sum) : (double)NAN;
}

double cm_bargain_distance(const cm_spatial *game, const double *y)
{
    double far = 0;
    for (size_t k = 0; k < game->d; k++) far = hypot(far, y[k] - game->status_quo[k]);
    return far;
}
