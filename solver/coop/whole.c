/* whole.c: games in whole numbers, and fractions certified by the dividends of coalitions.
 *
 * Dividends: dividend(S) = v(S) - sum of the dividends of the proper subsets of S; each is shared out
 * among its coalition's members by a rule of the value.
 * Source: J. C. Harsanyi, "A simplified bargaining model for the n-person cooperative game", International
 * Economic Review 4 (1963) 194-220. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "solver/base/multiples.h"
#include "solver/coop/values.h"

enum { FRACTIONS = 16, EXACTLY = 20 };       /* players up to which fractions are looked at; up to which values are exact */

static bool is_whole(double x)
{
    return !(fabs(x - trunc(x)) > 0);
}

static bool all_whole(const double *worth, size_t count)
{
    for (size_t s = 0; s < count; s++) {
        if (!is_whole(worth[s])) return false;
    }
    return true;
}

cm_status cm_whole_find(cm_ctx *ctx, cm_arena *arena, const cm_tu *tu, cm_whole *whole)
{
    double most = 0, unit = 1, *scaled;
    size_t all = (size_t)1 << tu->n;
    const double *worth = tu->worth;
    bool fits = true;
    cm_status status = CM_OK;
    *whole = (cm_whole){ NULL, 1 };
    if (!tu->exact || tu->n > EXACTLY) return CM_OK;
    if (!all_whole(worth, all)) {
        if (tu->n > FRACTIONS) return CM_OK;
        worth = scaled = CM_NEW(ctx, arena, all, double);
        if (scaled == NULL) return ctx->status;
        status = cm_multiples_of(ctx, tu->worth, all, 1, scaled, &unit, &fits);
    }
    for (size_t s = 0; s < all; s++) most = fmax(most, fabs(worth[s]));
    if (status != CM_OK || !fits || !(ldexp(most, (int)tu->n) < 0x1p52 && ldexp(most, 2 * (int)tu->n) < 0x1p62)) return status;
    *whole = (cm_whole){ worth, (int64_t)unit };
    return CM_OK;
}

static void to_dividends(size_t n, int64_t *d)
{
    for (size_t i = 0; i < n; i++) {
        size_t bit = (size_t)1 << i;
        for (size_t s = 0; s < (size_t)1 << n; s += 2 * bit) {
            for (size_t t = s; t < s + bit; t++) d[t + bit] -= d[t];
        }
    }
}

/* by[i * (n + 1) + s]: the dividends of the coalitions of s players with i added up. */
static void by_size(size_t n, const int64_t *d, int64_t *by)
{
    for (size_t s = 1; s < (size_t)1 << n; s++) {
        size_t size = (size_t)__builtin_popcountll(s);
        if (d[s] == 0) continue;
        for (size_t rest = s; rest != 0; rest &= rest - 1) by[(size_t)__builtin_ctzll(rest) * (n + 1) + size] += d[s];
    }
}

static cm_status compare(cm_ctx *ctx, const cm_tu *tu, const int64_t *by, int64_t unit, int64_t (*divisor)(size_t size), const char *const *exact)
{
    cm_arena scratch = { NULL };
    cm_rat *r = cm_rats_new(ctx, 4);
    cm_status status = CM_OK;
    if (r == NULL) return ctx->status;
    cm_rat_set_ratio(&r[3], 1, unit);
    for (size_t i = 0; i < tu->n; i++) {
        const char *text;
        cm_rat_set_ratio(&r[0], 0, 1);
        for (size_t s = 1; s <= tu->n; s++) {
            cm_rat_set_ratio(&r[1], by[i * (tu->n + 1) + s], 1);
            cm_rat_set_ratio(&r[2], 1, divisor(s));
            cm_rat_add_mul(&r[0], &r[1], &r[2]);
        }
        cm_rat_mul(&r[0], &r[0], &r[3]);
        text = cm_rat_text(ctx, &scratch, &r[0]);
        if (text == NULL) CM_LEAVE(ctx->status);
        if (exact[i] == NULL || strcmp(text, exact[i]) != 0) {
            CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: by dividends '%s' gets %s, not %s", tu->player[i], text, exact[i] != NULL ? exact[i] : "nothing"));
        }
    }
out:
    cm_rats_free(r, 4);
    cm_arena_free(&scratch);
    return status;
}

cm_status cm_dividends_check(cm_ctx *ctx, const cm_tu *tu, int64_t (*divisor)(size_t size), const char *const *exact)
{
    cm_arena scratch = { NULL };
    size_t all = (size_t)1 << tu->n;
    cm_whole whole;
    int64_t *d, *by;
    cm_status status = CM_OK;
    CM_TRY(cm_whole_find(ctx, &scratch, tu, &whole));
    if (whole.worth == NULL) {
        bool none = true;
        for (size_t i = 0; i < tu->n; i++) none = none && exact[i] == NULL;
        if (!none) status = cm_fail(ctx, CM_E_NUMERIC, "certificate: fractions of a game whose worths are none");
        goto out;
    }
    d = CM_NEW(ctx, &scratch, all, int64_t);
    by = CM_NEW(ctx, &scratch, tu->n * (tu->n + 1), int64_t);
    if (d == NULL || by == NULL) CM_LEAVE(ctx->status);
    for (size_t s = 0; s < all; s++) d[s] = (int64_t)whole.worth[s];
    to_dividends(tu->n, d);
    by_size(tu->n, d, by);
    CM_TRY(compare(ctx, tu, by, whole.unit, divisor, exact));
out:
    cm_arena_free(&scratch);
    return status;
}
