/* public_good_check.c: the certificate of the concept `public-good`: marginal rates at the printed amounts, and a grid of others. */
#include "solver/action/people.h"
#include "solver/action/public_good.h"

enum { PLACES = 64 };

/* What a little more of the good is worth to i, in what it keeps. */
static double rate(const cm_public *game, size_t i, double kept, double good)
{
    if (game->form == CM_PUBLIC_COBB_DOUGLAS) return game->weight * kept / ((1 - game->weight) * good);
    return game->benefit[i] * pow(game->share, game->curve) * (game->form == CM_PUBLIC_LINEAR ? 1 : pow(good, game->curve - 1));
}

/* Could `good` be the weakest link or the best shot of members with this wealth? */
static cm_status check_level(cm_ctx *ctx, const cm_public *game, const double *wealth, double even, double good)
{
    double tol = ctx->tol.cert;
    bool bound = false, fine = true;
    for (size_t i = 0; i < game->n; i++) {
        double own = wealth != NULL ? wealth[i] : even, kept = fmax(0, own - good), r = rate(game, i, kept, good);
        bool spent = good >= own * (1 - tol), none = !(good > 0);
        if (game->way == CM_PUBLIC_WEAKEST) {
            fine = fine && (none || r >= 1 - tol) && good <= own * (1 + tol);
            bound = bound || (none ? r < 1 : r <= 1 + tol || spent);
        } else {
            fine = fine && (r <= 1 + tol || spent);
            bound = bound || none || (good <= own * (1 + tol) && r >= 1 - tol) || (spent && good <= own * (1 + tol));
        }
    }
    return fine && bound ? CM_OK : cm_fail(ctx, CM_E_NUMERIC, "certificate: %.12g is not what anybody provides alone", good);
}

/* Could `good` be the sum when all have `even`? */
static cm_status check_sum(cm_ctx *ctx, const cm_public *game, double even, double good)
{
    double tol = ctx->tol.cert, least = 0, most = 0, scale = even * (double)game->n;
    for (size_t i = 0; i < game->n; i++) {
        double r = rate(game, i, even, good);                    /* of one who gives nothing */
        if (game->form == CM_PUBLIC_COBB_DOUGLAS) {
            least += fmax(0, even - good * (1 - game->weight) / game->weight);
            most = least;
        } else {
            least += r > 1 + tol ? even : 0;
            most += r >= 1 - tol ? even : 0;
        }
    }
    if (good >= least - tol * scale && good <= most + tol * scale) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: with even wealth the sum is not %.12g", good);
}

/* No other amount of a grid is better for i; `others`: what the good is made of without it. */
static cm_status check_grid(cm_ctx *ctx, const cm_public *game, size_t i, double given, double good)
{
    double own = game->wealth[i], now = cm_public_utility(game, i, own - given, good), slack = ctx->tol.cert * fmax(own, fabs(now));
    for (int k = 0; k <= PLACES; k++) {
        double other = own * k / PLACES, then = good - given + other;
        if (game->way == CM_PUBLIC_WEAKEST) then = game->n > 1 ? fmin(good, other) : other;
        if (game->way == CM_PUBLIC_BEST) then = given > 0 ? other : fmax(good, other);
        if (cm_public_utility(game, i, own - other, then) > now + slack) return cm_fail(ctx, CM_E_NUMERIC, "certificate: member %zu would rather give %.6g than %.6g", i + 1, other, given);
    }
    return CM_OK;
}

typedef struct tally {
    double sum, most, least, welfare;
    size_t contributors;
} tally;

static cm_status check_member(cm_ctx *ctx, const cm_public *game, const cm_table *table, size_t i, double good, tally *t)
{
    double given = cm_reread_cell(table, i, "gives"), own = game->wealth[i], tol = ctx->tol.cert, r, utility;
    cm_status status;
    if (!(given >= 0 && given <= own * (1 + tol))) return cm_fail(ctx, CM_E_NUMERIC, "certificate: member %zu gives %.12g of %.12g", i + 1, given, own);
    r = rate(game, i, own - given, good);
    if (game->way == CM_PUBLIC_SUM && ((given > 0 && r < 1 - tol) || (given < own * (1 - tol) && r > 1 + tol))) return cm_fail(ctx, CM_E_NUMERIC, "certificate: what member %zu gives is worth %.12g of it to itself", i + 1, r);
    if (game->way != CM_PUBLIC_SUM && !(fabs(given - good) <= tol * fmax(own, good)) && (game->way == CM_PUBLIC_WEAKEST || given > 0)) return cm_fail(ctx, CM_E_NUMERIC, "certificate: member %zu gives %.12g, and the good is %.12g", i + 1, given, good);
    utility = cm_public_utility(game, i, own - given, good);
    CM_TRY(cm_said_cell(ctx, table, i, "member", (double)i + 1, 0.5));
    CM_TRY(cm_said_cell(ctx, table, i, "wealth", own, own));
    CM_TRY(cm_said_cell(ctx, table, i, "benefit", game->form == CM_PUBLIC_COBB_DOUGLAS ? NAN : game->benefit[i], game->benefit[i]));
    CM_TRY(cm_said_cell(ctx, table, i, "utility", utility, fmax(own, fabs(utility))));
    CM_TRY(check_grid(ctx, game, i, given, good));
    t->sum += given;
    t->most = fmax(t->most, given);
    t->least = fmin(t->least, given);
    t->welfare += utility;
    t->contributors += given > 0 ? 1 : 0;
out:
    return status;
}

/* All together: the sum of their rates is the price of the good, or all or nothing is given. */
static cm_status check_best(cm_ctx *ctx, const cm_public *game, double best, double *wealth)
{
    double price = game->way == CM_PUBLIC_WEAKEST ? (double)game->n : 1, r = 0, tol = ctx->tol.cert;
    bool all;
    *wealth = 0;
    for (size_t i = 0; i < game->n; i++) *wealth += game->wealth[i];
    all = fabs(best * price - *wealth) <= tol * *wealth;
    if (game->form == CM_PUBLIC_COBB_DOUGLAS) r = rate(game, 0, *wealth - price * best, best);
    else for (size_t i = 0; i < game->n; i++) r += rate(game, i, 0, best);
    if (best >= 0 && (fabs(r / price - 1) <= tol || (all && r >= price) || (!(best > 0) && r <= price))) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: at %.12g, said to be best for all, one more is worth %.12g and costs %g", best, r, price);
}

cm_status cm_public_check(cm_ctx *ctx, const cm_game *given, const void *params, const cm_result *result)
{
    cm_arena scratch = { NULL };
    cm_public game;
    tally t = { .least = HUGE_VAL };
    const cm_table *table;
    double good = cm_reread_get(result, "total"), best = cm_reread_get(result, "efficient"), even = cm_reread_get(result, "equalised"), wealth, n, made;
    cm_status status;
    (void)given;
    CM_TRY(cm_public_read(ctx, &scratch, params, &game));
    n = (double)game.n;
    CM_TRY(cm_reread_table(ctx, result, "members", game.n, &table));
    if (!(good >= 0) || !(even >= 0)) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: the good is %.12g, and %.12g with even wealth", good, even));
    for (size_t i = 0; i < game.n; i++) CM_TRY(check_member(ctx, &game, table, i, good, &t));
    CM_TRY(check_best(ctx, &game, best, &wealth));
    made = game.way == CM_PUBLIC_SUM ? t.sum : game.way == CM_PUBLIC_WEAKEST ? t.least : t.most;
    CM_TRY(cm_said_near(ctx, result, "total", made, fmax(made, wealth / n)));
    if (game.way != CM_PUBLIC_SUM) CM_TRY(check_level(ctx, &game, game.wealth, 0, good));
    if (game.way == CM_PUBLIC_SUM) CM_TRY(check_sum(ctx, &game, wealth / n, even));
    else CM_TRY(check_level(ctx, &game, NULL, wealth / n, even));
    if (game.way == CM_PUBLIC_BEST && t.contributors > 1) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: %zu provide what one can", t.contributors));
    CM_TRY(cm_said_near(ctx, result, "share", best > 0 ? good / best : 1, 1));
    CM_TRY(cm_said_near(ctx, result, "each", t.sum / n, wealth / n));
    CM_TRY(cm_said_near(ctx, result, "contributors", (double)t.contributors, 0.5));
    CM_TRY(cm_said_near(ctx, result, "enjoyed", good * game.share, fmax(1, good * game.share)));
    CM_TRY(cm_said_near(ctx, result, "welfare", t.welfare / n, fmax(wealth / n, fabs(t.welfare / n))));
out:
    cm_arena_free(&scratch);
    return status;
}
