/* hedonic.c: games of groups, held against their promises. */
#include "solver/game/hedonic.h"

#include <math.h>

#include "solver/base/num.h"

double cm_hedonic_value(const cm_hedonic *game, size_t i, uint32_t group)
{
    double sum = 0;
    if (game->value != NULL) return game->value[group * game->n + i];
    for (size_t j = 0; j < game->n; j++) {
        if (j != i && (group >> j & 1u) != 0) sum += game->likes[i * game->n + j];
    }
    return sum;
}

cm_status cm_hedonic_validate(cm_ctx *ctx, const cm_hedonic *game)
{
    size_t n = game->n, rows = game->likes != NULL ? n : (size_t)1 << (n < 32 ? n : 0);
    const double *all = game->likes != NULL ? game->likes : game->value;
    if (n == 0) return cm_fail(ctx, CM_E_INPUT, "a game of groups needs players");
    if (all == NULL) return cm_fail(ctx, CM_E_INPUT, "a game of groups needs likes or values");
    if (game->likes == NULL && n > CM_HEDONIC_LISTED) {
        return cm_fail(ctx, CM_E_LIMIT, "%zu players have more groups than can be listed; %d players are the most", n, CM_HEDONIC_LISTED);
    }
    for (size_t k = 0; k < rows * n; k++) {
        if (fabs(all[k]) <= CM_NUM_LARGEST) continue;                   /* false for NaN, too */
        return cm_fail(ctx, CM_E_INPUT, "player '%s' has %g, which cannot be reckoned with", game->player[game->likes != NULL ? k / n : k % n], all[k]);
    }
    return CM_OK;
}
