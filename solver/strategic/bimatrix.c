/* bimatrix.c: payoffs of two players as fractions, and as whole numbers with the same best replies. */
#include "solver/strategic/bimatrix.h"

#include <stdlib.h>
#include <string.h>

static void set_payoff(const cm_nfg *nfg, size_t k, cm_rat *to)
{
    if (nfg->exact != NULL) cm_rat_set_ratio(to, nfg->exact[k].num, nfg->exact[k].den);
    else (void)cm_rat_set_double(to, nfg->payoff[k]);
}

/* Taking a number off a column takes the same off every reply to that strategy. */
static void make_whole(const cm_rat *exact, size_t rows, size_t columns, cm_rat *whole)
{
    cm_rat one = { 1, 1 };
    for (size_t j = 0; j < columns; j++) {
        const cm_rat *least = &exact[j];
        for (size_t i = 1; i < rows; i++) {
            if (cm_rat_compare(&exact[i * columns + j], least) < 0) least = &exact[i * columns + j];
        }
        for (size_t i = 0; i < rows; i++) cm_rat_sub(&whole[i * columns + j], &exact[i * columns + j], least);
    }
    cm_rats_primitive(whole, rows * columns);
    for (size_t e = 0; e < rows * columns; e++) cm_rat_add(&whole[e], &whole[e], &one);
}

static int64_t *make_small(const cm_rat *whole, size_t cells)
{
    int64_t *small = malloc(cells * sizeof *small);
    for (size_t e = 0; small != NULL && e < cells; e++) {
        if (cm_rat_small(&whole[e], &small[e]) && small[e] < INT64_C(1) << 31) continue;
        free(small);
        small = NULL;
    }
    return small;
}

cm_status cm_bimatrix_init(cm_ctx *ctx, const cm_nfg *nfg, cm_bimatrix *game)
{
    memset(game, 0, sizeof *game);
    if (nfg->n != 2) return cm_fail(ctx, CM_E_DOMAIN, "this concept is for games of two players, not of %zu", nfg->n);
    for (size_t p = 0; p < 2; p++) {
        game->count[p] = nfg->count[p];
        game->exact[p] = cm_rats_new(ctx, nfg->cells);
        game->whole[p] = cm_rats_new(ctx, nfg->cells);
        if (game->exact[p] == NULL || game->whole[p] == NULL) return ctx->status;
        for (size_t cell = 0; cell < nfg->cells; cell++) {
            size_t own = p == 0 ? cell % nfg->count[0] : cell / nfg->count[0];
            size_t other = p == 0 ? cell / nfg->count[0] : cell % nfg->count[0];
            set_payoff(nfg, cell * 2 + p, &game->exact[p][own * nfg->count[1 - p] + other]);
        }
        make_whole(game->exact[p], nfg->count[p], nfg->count[1 - p], game->whole[p]);
        game->small[p] = make_small(game->whole[p], nfg->cells);      /* without it the numbers are slower, no more */
    }
    return CM_OK;
}

void cm_bimatrix_free(cm_bimatrix *game)
{
    for (size_t p = 0; p < 2; p++) {
        cm_rats_free(game->exact[p], game->count[0] * game->count[1]);
        cm_rats_free(game->whole[p], game->count[0] * game->count[1]);
        free(game->small[p]);
    }
}

void cm_bimatrix_against(const cm_bimatrix *game, size_t p, bool whole, size_t own, const cm_rat *mix, cm_rat *paid)
{
    size_t columns = game->count[1 - p];
    const cm_rat *row = (whole ? game->whole[p] : game->exact[p]) + own * columns;
    cm_rat_set_ratio(paid, 0, 1);
    for (size_t j = 0; j < columns; j++) {
        if (cm_rat_sign(&mix[j]) != 0) cm_rat_add_mul(paid, &row[j], &mix[j]);
    }
}

bool cm_bimatrix_is_equilibrium(const cm_bimatrix *game, size_t first, size_t second)
{
    const size_t at[2] = { first, second };
    for (size_t p = 0; p < 2; p++) {
        for (size_t k = 0; k < game->count[p]; k++) {
            if (cm_rat_compare(cm_bimatrix_at(game, p, k, at[1 - p]), cm_bimatrix_at(game, p, at[p], at[1 - p])) > 0) return false;
        }
    }
    return true;
}
