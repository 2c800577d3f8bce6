/* prim.c: peeling, choosing, dropping. */
#include "solver/stat/prim.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <string.h>

static const double SHARE = 0.05;            /* peeled at once; the least mass; the least coverage; one in twenty */

typedef struct hunt {
    const double *u;
    const unsigned char *hit;
    size_t n, k;
    size_t hits;                             /* of all n points */
    unsigned char *gone;                     /* in an earlier box */
    double *value;                           /* n: scratch */
    double *low, *high, *best_low, *best_high;
} hunt;

typedef struct tally {
    size_t points, hits;
} tally;

static double density_of(tally t)
{
    return t.points > 0 ? (double)t.hits / (double)t.points : 0;
}

/* Is point p within the limits, those of input `except` aside (k: none)? */
static bool inside(const hunt *h, size_t p, size_t except)
{
    const double *u = h->u + p * h->k;
    if (h->gone[p]) return false;
    for (size_t i = 0; i < h->k; i++) {
        if (i != except && (u[i] < h->low[i] || u[i] > h->high[i])) return false;
    }
    return true;
}

static tally count(const hunt *h, size_t except)
{
    tally t = { 0, 0 };
    for (size_t p = 0; p < h->n; p++) {
        if (!inside(h, p, except)) continue;
        t.points++;
        t.hits += h->hit[p];
    }
    return t;
}

/* Values of input i inside the box, sorted, into h->value. */
static size_t collect(const hunt *h, size_t i)
{
    size_t m = 0;
    for (size_t p = 0; p < h->n; p++) {
        if (inside(h, p, h->k)) h->value[m++] = h->u[p * h->k + i];
    }
    gsl_sort(h->value, 1, m);
    return m;
}

/* Where the face of input i goes when a twentieth of the box is peeled off; points with equal values go together.
 * False when nothing would be left. */
static bool peeled_limit(const hunt *h, size_t i, bool upper, double *limit)
{
    size_t m = collect(h, i), off = (size_t)ceil(SHARE * (double)m), at;
    if (m < 2 || off >= m) return false;
    if (!upper) {
        for (at = off; at < m && h->value[at] <= h->value[off - 1]; at++) continue;
        if (at == m) return false;
        *limit = (h->value[at] + h->value[at - 1]) / 2;
        return true;
    }
    for (at = m - off; at > 0 && h->value[at - 1] >= h->value[m - off]; at--) continue;
    if (at == 0) return false;
    *limit = (h->value[at] + h->value[at - 1]) / 2;
    return true;
}

/* The best next peel; false when there is none that leaves `least` points. */
static bool peel(hunt *h, size_t least, tally *now)
{
    double most = -HUGE_VAL, limit = 0;
    size_t which = h->k;
    bool above = false;
    tally after = { 0, 0 };
    for (size_t i = 0; i < h->k; i++) {
        for (int upper = 0; upper <= 1; upper++) {
            double *face = upper ? &h->high[i] : &h->low[i], was = *face, gain;
            tally t;
            if (!peeled_limit(h, i, upper, face)) {
                *face = was;
                continue;
            }
            t = count(h, h->k);
            gain = (density_of(t) - density_of(*now)) / (double)(now->points - t.points);
            if (t.points >= least && gain > most) {
                most = gain;
                which = i;
                above = upper;
                limit = *face;
                after = t;
            }
            *face = was;
        }
    }
    if (which == h->k) return false;
    *(above ? &h->high[which] : &h->low[which]) = limit;
    *now = after;
    return true;
}

/* The mean of density and coverage that counts density twice (F_1/2): what a box says should mostly hold in it, and
 * what it leaves out the next box may take in. */
static double balance(const hunt *h, tally t)
{
    double density = density_of(t), coverage = (double)t.hits / (double)h->hits;
    return density + coverage > 0 ? 1.25 * density * coverage / (0.25 * density + coverage) : 0;
}

static tally peel_to_the_best(hunt *h)
{
    size_t bytes = h->k * sizeof(double), least = (size_t)ceil(SHARE * (double)h->n);
    tally now = count(h, h->k), best = now;
    memcpy(h->best_low, h->low, bytes);
    memcpy(h->best_high, h->high, bytes);
    while (now.hits < now.points && peel(h, least, &now)) {
        if (!(balance(h, now) > balance(h, best))) continue;
        best = now;
        memcpy(h->best_low, h->low, bytes);
        memcpy(h->best_high, h->high, bytes);
    }
    memcpy(h->low, h->best_low, bytes);
    memcpy(h->high, h->best_high, bytes);
    return best;
}

/* Drop limits of an input when, with the density that holds without them, so many hits are no surprise. */
static tally drop(hunt *h, tally now)
{
    for (;;) {
        double most = SHARE;
        size_t which = h->k;
        for (size_t i = 0; i < h->k; i++) {
            double by_chance;
            if (isinf(h->low[i]) && isinf(h->high[i])) continue;
            by_chance = now.hits == 0 ? 1 : gsl_cdf_binomial_Q((unsigned)now.hits - 1, density_of(count(h, i)), (unsigned)now.points);
            if (by_chance > most) {
                most = by_chance;
                which = i;
            }
        }
        if (which == h->k) return now;
        h->low[which] = -HUGE_VAL;
        h->high[which] = HUGE_VAL;
        now = count(h, h->k);
    }
}

static cm_status keep(cm_ctx *ctx, cm_arena *arena, hunt *h, tally found, cm_box *box)
{
    *box = (cm_box){ .low = CM_NEW(ctx, arena, h->k, double), .high = CM_NEW(ctx, arena, h->k, double), .points = found.points, .hits = found.hits,
                     .coverage = (double)found.hits / (double)h->hits, .density = density_of(found), .mass = (double)found.points / (double)h->n };
    if (ctx->status != CM_OK) return ctx->status;
    memcpy(box->low, h->low, h->k * sizeof(double));
    memcpy(box->high, h->high, h->k * sizeof(double));
    for (size_t p = 0; p < h->n; p++) {
        if (inside(h, p, h->k)) h->gone[p] = 1;
    }
    return CM_OK;
}

cm_status cm_prim_boxes(cm_ctx *ctx, cm_arena *arena, const double *u, const unsigned char *hit, size_t n, size_t k, size_t most, cm_box *box,
                        size_t *nboxes)
{
    cm_arena scratch = { NULL };
    hunt h = { .u = u, .hit = hit, .n = n, .k = k };
    cm_status status = CM_OK;
    *nboxes = 0;
    for (size_t p = 0; p < n; p++) h.hits += hit[p];
    if (h.hits == 0 || h.hits == n) return CM_OK;
    h.gone = CM_NEW(ctx, &scratch, n, unsigned char);
    h.value = CM_NEW(ctx, &scratch, n, double);
    h.low = CM_NEW(ctx, &scratch, k, double);
    h.high = CM_NEW(ctx, &scratch, k, double);
    h.best_low = CM_NEW(ctx, &scratch, k, double);
    h.best_high = CM_NEW(ctx, &scratch, k, double);
    CM_TRY(ctx->status);
    while (*nboxes < most) {
        tally found;
        for (size_t i = 0; i < k; i++) h.low[i] = -(h.high[i] = HUGE_VAL);
        found = drop(&h, peel_to_the_best(&h));
        if ((double)found.hits < SHARE * (double)h.hits || density_of(found) <= (double)h.hits / (double)n) break;
        CM_TRY(keep(ctx, arena, &h, found, &box[(*nboxes)++]));
    }
out:
    cm_arena_free(&scratch);
    return status;
}
