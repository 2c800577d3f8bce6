/* package_deals_check.c: the certificate of a package beside issues alone.
 *
 * Points are proven by the weights of a bargain (bargain_proof.c); gains and parts are utilities of the printed points
 * less those of SQ, and counts and sums are taken from the printed rows. */
#include <math.h>
#include <string.h>

#include "solver/bargain/package_deals.h"

static double cell(const cm_result *result, const char *name, size_t row, const char *column)
{
    const cm_table *table = cm_result_find(result, name);
    cm_value value = table == NULL || row >= table->nrows ? cm_none() : cm_table_get(table, row, column);
    if (value.kind == CM_TRUTH) return value.as.truth ? 1 : 0;
    if (value.kind == CM_INTEGER) return (double)value.as.integer;
    return value.kind == CM_NUMBER ? value.as.number : (double)NAN;
}

static double summary(const cm_result *result, const char *name)
{
    const cm_value *value = cm_result_get(result, name);
    if (value != NULL && value->kind == CM_TRUTH) return value->as.truth ? 1 : 0;
    if (value != NULL && value->kind == CM_INTEGER) return (double)value->as.integer;
    return value != NULL && value->kind == CM_NUMBER ? value->as.number : (double)NAN;
}

static cm_status expect(cm_ctx *ctx, const char *what, double expected, double printed, double scale)
{
    if (fabs(expected - printed) <= ctx->tol.abs * scale) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: the %s is %.12g, not %.12g", what, expected, printed);
}

/* What member i has at y and not at SQ; of one issue alone the others stay. */
static double own_gain(const cm_spatial *game, size_t i, const double *y)
{
    return cm_spatial_utility(game, i, y) - cm_spatial_utility(game, i, game->status_quo);
}

static double own_part(const cm_spatial *game, size_t i, size_t k, const double *y, double *room)
{
    memcpy(room, game->status_quo, game->d * sizeof *room);
    room[k] = y[k];
    return own_gain(game, i, room);
}

/* Each member's row against utilities; sums against the rows. */
static cm_status check_gains(cm_ctx *ctx, const cm_two_ways *deal, const cm_result *result)
{
    double total = 0, alone = 0, units = 0;
    cm_status status = CM_OK;
    for (size_t i = 0; i < deal->game.n; i++) {
        double unit = deal->whole.unit[i], with = cell(result, "gains", i, "package"), without = cell(result, "gains", i, "alone");
        CM_TRY(expect(ctx, "gain by the package", own_gain(&deal->game, i, deal->package), with, unit));
        CM_TRY(expect(ctx, "gain issue by issue", own_gain(&deal->game, i, deal->alone), without, unit));
        CM_TRY(expect(ctx, "gain by linking", with - without, cell(result, "gains", i, "added"), unit));
        total += with;
        alone += without;
        units += unit;
    }
    CM_TRY(expect(ctx, "total gain", total, summary(result, "total_gain"), units));
    CM_TRY(expect(ctx, "total gain issue by issue", alone, summary(result, "total_alone"), units));
    CM_TRY(expect(ctx, "gain by linking", total - alone, summary(result, "linkage"), units));
out:
    return status;
}

/* At least `sure`, at most `perhaps`: some are at the brink. */
static cm_status between(cm_ctx *ctx, const char *what, double sure, double perhaps, double printed)
{
    if (printed >= sure && printed <= perhaps) return CM_OK;
    return cm_fail(ctx, CM_E_NUMERIC, "certificate: the %s is %.12g, not %.12g", what, sure, printed);
}

/* One issue: parts against utilities; who loses, and who of them gains by the whole, from the rows printed. */
static cm_status check_issue(cm_ctx *ctx, const cm_two_ways *deal, const cm_result *result, size_t k, double *room)
{
    size_t losers[2] = { 0, 0 }, paid[2] = { 0, 0 };             /* surely, perhaps */
    cm_status status = CM_OK;
    for (size_t i = 0; i < deal->game.n; i++) {
        size_t row = k * deal->game.n + i;
        double unit = deal->whole.unit[i], part = cell(result, "parts", row, "package"), gain = cell(result, "gains", i, "package");
        CM_TRY(expect(ctx, "part in the package", own_part(&deal->game, i, k, deal->package, room), part, unit));
        CM_TRY(expect(ctx, "part alone", own_part(&deal->game, i, k, deal->alone, room), cell(result, "parts", row, "alone"), unit));
        for (int brink = 0; brink < 2; brink++) {
            double little = (brink == 0 ? 2 : 0.5) * ctx->tol.cert * unit;
            losers[brink] += part < -little;
            paid[brink] += part < -little && gain > little;
        }
    }
    CM_TRY(between(ctx, "number of losers", (double)losers[0], (double)losers[1], cell(result, "issues", k, "losers")));
    CM_TRY(between(ctx, "trade", paid[0] > 0, paid[1] > 0, cell(result, "issues", k, "traded")));
out:
    return status;
}

static cm_status check_counts(cm_ctx *ctx, const cm_two_ways *deal, const cm_result *result, double *room)
{
    double traded = 0, moved = 0;
    cm_status status = CM_OK;
    for (size_t k = 0; k < deal->game.d; k++) {
        CM_TRY(check_issue(ctx, deal, result, k, room));
        traded += cell(result, "issues", k, "traded");
        moved += cell(result, "issues", k, "moves");
    }
    CM_TRY(expect(ctx, "number of issues that are traded", traded, summary(result, "traded"), 1));
    CM_TRY(expect(ctx, "number of issues that move alone", moved, summary(result, "moved_alone"), 1));
out:
    return status;
}

/* The printed point gives what a bargain gives that is proven here: gain by gain, or, of a sum, the sum. */
static cm_status check_part(cm_ctx *ctx, cm_arena *arena, const cm_two_ways *deal, size_t only, double *room)
{
    cm_bargain b;
    cm_bargain_terms terms;
    cm_bargain_answer answer;
    const double *p = cm_bargain_weights(ctx, arena, &deal->game, &deal->terms);
    double sum = 0, units = 0;
    bool gain = only == 0 ? deal->gain : deal->moves[only - 1];
    cm_status status = CM_OK;
    if (p == NULL) return ctx->status;
    CM_TRY(cm_package_solve(ctx, arena, deal, only, &b, &terms, &answer));
    CM_TRY(cm_bargain_prove(ctx, arena, &b, deal->kind, &terms, &answer));
    memcpy(room, only == 0 ? deal->package : deal->game.status_quo, b.d * sizeof *room);
    if (only > 0) room[only - 1] = deal->alone[only - 1];
    if (gain != answer.gain) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: bargain %zu %s", only,
                       answer.gain ? "has a gain" : "has no gain");
    }
    for (size_t i = 0; i < b.n; i++) {
        double off = cm_bargain_gain(&b, i, room) - cm_bargain_gain(&b, i, answer.y);
        sum += b.counts[i] ? p[i] * off : 0;
        units += b.counts[i] ? p[i] * b.unit[i] : 0;
        if (deal->kind == CM_BARGAIN_SUM && !(cm_bargain_gain(&b, i, room) >= -ctx->tol.cert * b.unit[i])) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: in bargain %zu member %zu loses", only, i);
        }
        if (deal->kind != CM_BARGAIN_SUM && b.counts[i] && !(fabs(off) <= ctx->tol.cert * b.unit[i])) {
            return cm_fail(ctx, CM_E_NUMERIC, "certificate: in bargain %zu member %zu has %.9g too much", only, i, off);
        }
    }
    if (deal->kind == CM_BARGAIN_SUM && !(fabs(sum) <= ctx->tol.cert * units)) {
        return cm_fail(ctx, CM_E_NUMERIC, "certificate: in bargain %zu the sum is %.9g too much", only, sum);
    }
out:
    return status;
}

cm_status cm_package_check(cm_ctx *ctx, const cm_game *game, const void *params, const cm_result *result)
{
    cm_arena scratch = { NULL };
    cm_two_ways deal;
    double *room = CM_NEW(ctx, &scratch, game->as.spatial.d, double);
    cm_status status = CM_OK;
    if (room == NULL) CM_LEAVE(ctx->status);
    CM_TRY(cm_package_open(ctx, &scratch, &game->as.spatial, params, &deal));
    deal.gain = summary(result, "gain") > 0;
    for (size_t k = 0; k < deal.game.d; k++) {
        deal.package[k] = cell(result, "point", k, "package");
        deal.alone[k] = cell(result, "point", k, "alone");
        deal.moves[k] = cell(result, "issues", k, "moves") > 0;
    }
    CM_TRY(check_gains(ctx, &deal, result));
    CM_TRY(check_counts(ctx, &deal, result, room));
    for (size_t k = 0; k <= deal.game.d; k++) CM_TRY(check_part(ctx, &scratch, &deal, k, room));
out:
    cm_arena_free(&scratch);
    return status;
}
