/* power_recount.c: voting power found again, by other means than the first time.
 *
 * Up to CM_POWER_BRUTE members: whether each of the 2^n coalitions wins, in Gray's order, then who can break it.
 * More: a diagram of the members in the opposite order, in doubles and by one point of quadrature more.  Where that is
 * too large and the rule is one threshold: for a few members the table of all others, from which nobody
 * is divided out; and a sample of coalitions and orders for everybody.  After a Fourier series the table at chance
 * 1/2 gives everybody's swings. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "solver/game/orders.h"
#include "solver/voting/power.h"

enum { SOME = 6 };

static const double worth_checking = 4e8;        /* steps that a recount may take */

/* --- all coalitions -------------------------------------------------------------------------------------- */

static cm_status mark_wins(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, unsigned char **wins)
{
    cm_tally tally;
    uint32_t mask = 0, all = (uint32_t)1 << vote->n;
    *wins = CM_NEW(ctx, arena, all, unsigned char);
    if (*wins == NULL || cm_tally_init(ctx, arena, vote, &tally) != CM_OK) return ctx->status;
    cm_tally_clear(&tally);
    for (uint32_t k = 1; k < all; k++) {
        size_t i = 0;
        while ((k >> i & 1u) == 0) i++;
        mask ^= (uint32_t)1 << i;
        cm_tally_add(&tally, i, mask >> i & 1u ? 1 : -1);
        (*wins)[mask] = cm_tally_wins(&tally);
    }
    return CM_OK;
}

static void look_at(cm_recount *r, const unsigned char *wins, uint32_t mask, double *by_size)
{
    uint32_t breakers = 0;
    double size = 0, can = 0;
    for (size_t i = 0; i < r->n; i++) {
        if ((mask >> i & 1u) == 0) continue;
        size++;
        if (wins[mask ^ (uint32_t)1 << i]) continue;
        breakers |= (uint32_t)1 << i;
        can++;
    }
    r->act++;
    r->vulnerable += breakers != 0;
    r->minimal += breakers == mask;
    for (size_t i = 0; i < r->n; i++) {
        if ((breakers >> i & 1u) == 0) continue;
        r->swing[i]++;
        by_size[i * r->n + (size_t)size - 1]++;
        r->johnston[i] += 1 / can;
        if (breakers != mask) continue;
        r->deegan[i] += 1 / size;
        r->holler[i]++;
    }
}

static cm_status count_all(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, cm_recount *r)
{
    size_t n = vote->n;
    double *by_size = CM_NEW(ctx, arena, n * n, double);
    unsigned char *wins;
    r->deegan = CM_NEW(ctx, arena, n, double);
    r->holler = CM_NEW(ctx, arena, n, double);
    r->johnston = CM_NEW(ctx, arena, n, double);
    if (by_size == NULL || r->deegan == NULL || r->holler == NULL || r->johnston == NULL || mark_wins(ctx, arena, vote, &wins) != CM_OK) return ctx->status;
    for (uint32_t mask = 0; mask < (uint32_t)1 << n; mask++) {
        if (wins[mask]) look_at(r, wins, mask, by_size);
    }
    r->act = ldexp(r->act, -(int)n);
    for (size_t i = 0; i < n; i++) {
        double chance = 1 / (double)n;
        r->swing[i] = ldexp(r->swing[i], 1 - (int)n);
        for (size_t s = 0; s < n; s++) {
            r->pivot[i] += chance * by_size[i * n + s];
            if (s + 1 < n) chance *= (double)(s + 1) / (double)(n - 1 - s);
        }
    }
    r->brute = r->all = true;
    return CM_OK;
}

/* --- a few members ---------------------------------------------------------------------------------------- */

/* The chance that the others' weight is from quota - w_i to quota - 1, each of them in favour with chance p. */
static double decisive(const cm_vote *vote, size_t i, double p, double *f)
{
    const cm_vote_node *rule = vote->node;
    int64_t top = 0;
    double sum = 0;
    memset(f, 0, (size_t)rule->quota * sizeof *f);
    f[0] = 1;
    for (size_t j = vote->n; j-- > 0;) {
        int64_t own = rule->weight[j];
        if (j == i) continue;
        top = top + own < rule->quota ? top + own : rule->quota - 1;
        for (int64_t s = top; s >= 0; s--) f[s] = (1 - p) * f[s] + (s >= own ? p * f[s - own] : 0);
    }
    for (int64_t s = rule->quota > rule->weight[i] ? rule->quota - rule->weight[i] : 0; s < rule->quota; s++) sum += f[s];
    return sum;
}

static cm_status count_some(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, cm_recount *r)
{
    size_t n = vote->n, points = cm_points_needed(n) + 1, picks = SOME;
    const cm_vote_node *rule = vote->node;
    double cost = (double)rule->quota * (double)n * (double)points, *f;
    double *at = CM_NEW(ctx, arena, points, double), *weight = CM_NEW(ctx, arena, points, double);
    if (rule->kind != CM_VOTE_THRESHOLD || cost > 8 * worth_checking || (double)rule->quota > worth_checking / 2) return CM_OK;
    while (picks > 1 && cost * (double)picks > worth_checking) picks--;
    f = CM_NEW(ctx, arena, (size_t)rule->quota, double);
    if (f == NULL || at == NULL || weight == NULL) return ctx->status;
    if (!cm_quadrature(points, at, weight)) return cm_fail(ctx, CM_E_MEMORY, "no memory for %zu points of quadrature", points);
    for (size_t k = 0; k < picks; k++) {
        size_t i = k * (n - 1) / (picks > 1 ? picks - 1 : 1);
        if (r->known[i]) continue;
        r->known[i] = true;
        r->swing[i] = decisive(vote, i, 0.5, f);
        for (size_t q = 0; q < points; q++) {
            if (cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "interrupted");
            r->pivot[i] += weight[q] * decisive(vote, i, at[q], f);
        }
    }
    r->some = true;
    return CM_OK;
}

/* The printed shares within the intervals of a sample that hardly ever misses. */
cm_status cm_recount_sample(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, const double *swing, const double *pivot)
{
    const long draws = 20000;
    double *hits[2] = { CM_NEW(ctx, arena, vote->n, double), CM_NEW(ctx, arena, vote->n, double) }, wins, miss = sqrt(DBL_EPSILON);
    cm_status status = CM_OK;
    if (hits[0] == NULL || hits[1] == NULL) return ctx->status;
    CM_TRY(cm_count_coalitions(ctx, vote, 1, "certificate", draws, &wins, hits[0]));
    CM_TRY(cm_orders_count(ctx, vote, 1, draws, true, hits[1]));
    for (size_t k = 0; k < 2 * vote->n; k++) {
        double low, high, share = (k % 2 == 0 ? swing : pivot)[k / 2];
        cm_share_interval(hits[k % 2][k / 2], (double)draws, miss, &low, &high);
        if (share < low || share > high) CM_LEAVE(cm_fail(ctx, CM_E_NUMERIC, "certificate: sampled, member %zu decides in %.6g to %.6g of the cases, not in %.6g", k / 2 + 1, low, high, share));
    }
out:
    return status;
}

/* Everybody's swings by a table over the weights, which knows nothing of a series. */
static cm_status count_half(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, cm_recount *r)
{
    cm_oracle table;
    cm_status status;
    CM_TRY(cm_weights_open(ctx, arena, vote, worth_checking / 8, &table));
    if (table.n == 0) return CM_OK;
    table.chance(table.data, 0.5, r->swing, &r->act);
    r->half = true;
out:
    return status;
}

cm_status cm_recount_find(cm_ctx *ctx, cm_arena *arena, const cm_vote *vote, const char *method, cm_recount *r)
{
    size_t n = vote->n;
    double nodes = worth_checking / (8 * (double)(cm_points_needed(n) + 1));
    cm_status status = CM_OK;
    *r = (cm_recount){ .n = n, .swing = CM_NEW(ctx, arena, n, double), .pivot = CM_NEW(ctx, arena, n, double), .known = CM_NEW(ctx, arena, n, bool) };
    if (r->swing == NULL || r->pivot == NULL || r->known == NULL) return ctx->status;
    if (n <= CM_POWER_BRUTE) return count_all(ctx, arena, vote, r);
    if (strcmp(method, cm_count_words[CM_COUNT_SAMPLING]) == 0) return CM_OK;
    if (strcmp(method, cm_count_words[CM_COUNT_FOURIER]) == 0) return count_half(ctx, arena, vote, r);
    CM_TRY(cm_diagram_open(ctx, arena, vote, (size_t)nodes, true, &r->oracle));
    if (r->oracle.n == 0) return count_some(ctx, arena, vote, r);
    CM_TRY(cm_oracle_integrate(ctx, &r->oracle, 1, r->pivot, r->swing, &r->act));
    r->all = true;
out:
    return status;
}
