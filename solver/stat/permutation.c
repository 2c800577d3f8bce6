/* permutation.c: see permutation.h.
 *
 * With T the sum of x, centred in its stratum, over the marked cases, a shift of the group by s turns T of a
 * marking into T - s B, where B counts, centred likewise, how many of its cases are marked in truth.  The
 * marking is as far as the truth exactly for the s between (D - a)/(1 - b) and (D + a)/(1 + b), with D, a, b
 * the T of the truth, T and B over the B of the truth: so the ends of the interval are order statistics. */
#include "solver/stat/permutation.h"

#include <gsl/gsl_sort.h>
#include <math.h>
#include <string.h>

#include "solver/base/rng.h"

typedef struct marking {
    cm_arena arena;
    size_t n, strata;
    size_t *order, *first;      /* cases stratum by stratum; where each stratum begins (strata + 1) */
    size_t *marks;              /* of each stratum */
    double *centred, *truth;    /* x, and the true mark, less their stratum's mean; in that order */
    bool *mark, *true_mark;     /* in that order */
    double weight;              /* B of the truth */
} marking;

static cm_status sort_cases(cm_ctx *ctx, size_t n, const double *x, const bool *in_group, const size_t *stratum, marking *m)
{
    size_t at = 0;
    *m = (marking){ .n = n };
    for (size_t i = 0; i < n; i++) m->strata = stratum != NULL && stratum[i] >= m->strata ? stratum[i] + 1 : m->strata > 0 ? m->strata : 1;
    m->order = CM_NEW(ctx, &m->arena, n, size_t);
    m->first = CM_NEW(ctx, &m->arena, m->strata + 1, size_t);
    m->marks = CM_NEW(ctx, &m->arena, m->strata, size_t);
    m->centred = CM_NEW(ctx, &m->arena, n, double);
    m->truth = CM_NEW(ctx, &m->arena, n, double);
    m->mark = CM_NEW(ctx, &m->arena, n, bool);
    m->true_mark = CM_NEW(ctx, &m->arena, n, bool);
    if (ctx->status != CM_OK) return ctx->status;
    for (size_t s = 0; s < m->strata; s++) {
        double sum = 0, size, share;
        m->first[s] = at;
        for (size_t i = 0; i < n; i++) {
            if ((stratum != NULL ? stratum[i] : 0) != s) continue;
            m->true_mark[at] = in_group[i];
            m->marks[s] += in_group[i];
            m->centred[at] = x[i];
            sum += x[i];
            m->order[at++] = i;
        }
        size = (double)(at - m->first[s]);
        share = size > 0 ? (double)m->marks[s] / size : 0;
        for (size_t k = m->first[s]; k < at; k++) {
            m->centred[k] -= sum / size;
            m->truth[k] = (m->true_mark[k] ? 1 : 0) - share;
        }
        m->weight += (double)m->marks[s] * (1 - share);
    }
    m->first[m->strata] = at;
    return CM_OK;
}

/* How many markings there are; most + 1 when more than that. */
static uint64_t count_ways(const marking *m, uint64_t most)
{
    double ways = 1;
    for (size_t s = 0; s < m->strata; s++) {
        size_t size = m->first[s + 1] - m->first[s], fewer = m->marks[s] <= size / 2 ? m->marks[s] : size - m->marks[s];
        double own = 1;
        for (size_t k = 0; k < fewer && own <= (double)most * (double)size; k++) own = own * (double)(size - k) / (double)(k + 1);
        ways *= round(own);
        if (ways > (double)most) return most + 1;
    }
    return (uint64_t)ways;
}

static void first_marking(marking *m, size_t s)
{
    for (size_t k = m->first[s]; k < m->first[s + 1]; k++) m->mark[k] = k - m->first[s] < m->marks[s];
}

/* The next marking of a stratum, as combinations follow each other; false after the last. */
static bool next_in(marking *m, size_t s)
{
    size_t low = m->first[s], k = m->first[s + 1], behind = 0;
    while (k > low && m->mark[k - 1]) k--, behind++;          /* marks that stand at the end */
    while (k > low && !m->mark[k - 1]) k--;
    if (k == low) return false;
    m->mark[k - 1] = false;
    for (size_t j = k; j < m->first[s + 1]; j++) m->mark[j] = j < k + 1 + behind;
    return true;
}

static bool next_marking(marking *m)
{
    for (size_t s = 0; s < m->strata; s++) {
        if (next_in(m, s)) return true;
        first_marking(m, s);
    }
    return false;
}

static void draw_marking(marking *m, cm_rng *rng)
{
    memcpy(m->mark, m->true_mark, m->n * sizeof *m->mark);
    for (size_t s = 0; s < m->strata; s++) {
        bool *mark = m->mark + m->first[s];
        for (size_t size = m->first[s + 1] - m->first[s]; size > 1; size--) {
            size_t other = (size_t)cm_rng_below(rng, size);
            bool swap = mark[size - 1];
            mark[size - 1] = mark[other];
            mark[other] = swap;
        }
    }
}

typedef struct tally {
    double *low, *high;         /* of each way: the shifts for which it is as far as the truth */
    double truth, slack, far, *t;
    uint64_t ways, as_far;
} tally;

static void count(const marking *m, tally *c)
{
    double t = 0, b = 0, one, other;
    for (size_t k = 0; k < m->n; k++) {
        t += m->mark[k] ? m->centred[k] : 0;
        b += m->mark[k] ? m->truth[k] : 0;
    }
    c->as_far += fabs(t) >= fabs(c->truth) - c->slack;
    c->far = fmax(c->far, fabs(t));
    c->t[c->ways] = fabs(t);
    t /= m->weight;
    b /= m->weight;
    one = 1 - b > c->slack ? (c->truth / m->weight - t) / (1 - b) : HUGE_VAL;
    other = 1 + b > c->slack ? (c->truth / m->weight + t) / (1 + b) : HUGE_VAL;
    c->low[c->ways] = isfinite(one) && isfinite(other) ? fmin(one, other) : -HUGE_VAL;
    c->high[c->ways++] = isfinite(one) && isfinite(other) ? fmax(one, other) : HUGE_VAL;
}

static cm_status go_through(cm_ctx *ctx, marking *m, uint64_t seed, bool exact, uint64_t ways, tally *c)
{
    cm_rng rng;
    cm_rng_init(&rng, seed, "permutation", 0);
    for (size_t s = 0; s < m->strata; s++) first_marking(m, s);
    for (uint64_t w = 0; w < ways; w++) {
        if ((w & 1023) == 0 && cm_stopped(ctx)) return cm_fail(ctx, CM_E_INTERRUPT, "stopped");
        if (!exact) draw_marking(m, &rng);
        count(m, c);
        if (exact && !next_marking(m)) break;
    }
    return CM_OK;
}

static void conclude(const marking *m, double alpha, tally *c, cm_permutation *out)
{
    uint64_t below = (uint64_t)floor(alpha * (double)c->ways), farthest = 0;
    for (uint64_t w = 0; w < c->ways; w++) farthest += c->t[w] >= c->far - c->slack;
    out->ways = c->ways;
    out->as_far = c->as_far;
    out->p = out->exact ? (double)c->as_far / (double)c->ways : (double)(c->as_far + 1) / (double)(c->ways + 1);
    out->least = out->exact ? (double)farthest / (double)c->ways : 0;
    out->effect = c->truth / m->weight;
    gsl_sort(c->low, 1, c->ways);
    gsl_sort(c->high, 1, c->ways);
    if (below >= c->ways) below = c->ways - 1;
    out->low = c->low[below];
    out->high = c->high[c->ways - 1 - below];
}

cm_status cm_permutation_test(cm_ctx *ctx, size_t n, const double *x, const bool *in_group, const size_t *stratum,
                              double alpha, uint64_t most, uint64_t seed, cm_permutation *out)
{
    cm_status status = CM_OK;
    double scale = 0;
    tally c = { .truth = 0 };
    marking m;
    uint64_t ways;
    CM_TRY(sort_cases(ctx, n, x, in_group, stratum, &m));
    if (!(m.weight > 0)) CM_LEAVE(cm_fail(ctx, CM_E_DOMAIN, "none of %zu strata has cases of both kinds", m.strata));
    ways = count_ways(&m, most);
    out->exact = ways <= most;
    if (!out->exact) ways = most;
    c.low = CM_NEW(ctx, &m.arena, ways, double);
    c.high = CM_NEW(ctx, &m.arena, ways, double);
    c.t = CM_NEW(ctx, &m.arena, ways, double);
    CM_TRY(ctx->status);
    for (size_t k = 0; k < n; k++) {
        c.truth += m.true_mark[k] ? m.centred[k] : 0;
        scale += fabs(m.centred[k]);
    }
    c.slack = ctx->tol.cert * (scale > 0 ? scale : 1) / (double)n;
    CM_TRY(go_through(ctx, &m, seed, out->exact, ways, &c));
    conclude(&m, alpha, &c, out);
out:
    cm_arena_free(&m.arena);
    return status;
}
