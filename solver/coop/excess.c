/* excess.c: looking through all coalitions, a block at a time. */
#include "solver/coop/excess.h"

#include <math.h>

enum { BLOCK = 12 };

cm_status cm_excess_init(cm_ctx *ctx, cm_arena *arena, const cm_tu *tu, cm_excess *work)
{
    size_t low = tu->n < BLOCK ? tu->n : BLOCK, high = tu->n - low;
    *work = (cm_excess){ .tu = tu, .n = tu->n, .low = low };
    work->below = CM_NEW(ctx, arena, (size_t)1 << low, double);
    work->above = CM_NEW(ctx, arena, (size_t)1 << high, double);
    work->hash_below = CM_NEW(ctx, arena, (size_t)1 << low, uint64_t);
    work->hash_above = CM_NEW(ctx, arena, (size_t)1 << high, uint64_t);
    return ctx->status;
}

void cm_excess_payoffs(cm_excess *work, const double *x, double each)
{
    double payoff[CM_TU_MOST];
    for (size_t i = 0; i < work->n; i++) payoff[i] = x[i] + each;
    cm_tu_sums(payoff, 0, work->low, work->below);
    cm_tu_sums(payoff, work->low, work->n - work->low, work->above);
}

static void hash_sums(const uint64_t *h, size_t bits, uint64_t *sum)
{
    sum[0] = 0;
    for (size_t i = 0; i < bits; i++) {
        for (size_t s = 0, bit = (size_t)1 << i; s < bit; s++) sum[s + bit] = cm_span_plus(sum[s], h[i]);
    }
}

void cm_excess_leave_out(cm_excess *work, const cm_span *span)
{
    uint64_t h[CM_SPAN_MOST];
    work->filtered = span != NULL;
    if (span == NULL) return;
    cm_span_orthogonal(span, span->rank, h);
    hash_sums(h, work->low, work->hash_below);
    hash_sums(h + work->low, work->n - work->low, work->hash_above);
    for (size_t t = 0; t < (size_t)1 << (work->n - work->low); t++) {
        if (work->hash_above[t] != 0) work->hash_above[t] = CM_SPAN_PRIME - work->hash_above[t];
    }
}

/* The largest worth less payoff of a block, by four independent comparisons at a time. */
static double block_top(const double *worth, const double *below, size_t size)
{
    double top[4] = { -HUGE_VAL, -HUGE_VAL, -HUGE_VAL, -HUGE_VAL };
    size_t s = 0;
    for (; s + 4 <= size; s += 4) {
        for (size_t k = 0; k < 4; k++) {
            double e = worth[s + k] - below[s + k];
            top[k] = e > top[k] ? e : top[k];
        }
    }
    for (; s < size; s++) top[0] = fmax(top[0], worth[s] - below[s]);
    return fmax(fmax(top[0], top[1]), fmax(top[2], top[3]));
}

static bool passes(const cm_excess *work, size_t s, size_t t)
{
    size_t mask = t << work->low | s;
    if (work->filtered && work->hash_below[s] == work->hash_above[t]) return false;
    return mask != 0 && mask != ((size_t)1 << work->n) - 1;
}

/* Before in the answer: larger, or as large with a lower mask. */
static bool before(cm_found a, cm_found b)
{
    return a.excess > b.excess || (!(a.excess < b.excess) && a.mask < b.mask);
}

/* A heap whose root is the last of the answer. */
static void sift(cm_found *heap, size_t count, size_t i)
{
    for (size_t child = 2 * i + 1; child < count; child = 2 * i + 1) {
        cm_found keep = heap[i];
        if (child + 1 < count && before(heap[child], heap[child + 1])) child++;
        if (!before(heap[i], heap[child])) return;
        heap[i] = heap[child];
        heap[child] = keep;
        i = child;
    }
}

static void offer(cm_found *heap, size_t *count, size_t most, cm_found one)
{
    if (*count == most) {
        if (!before(one, heap[0])) return;
        heap[0] = one;
        sift(heap, most, 0);
        return;
    }
    heap[(*count)++] = one;
    for (size_t i = *count - 1; i > 0 && before(heap[(i - 1) / 2], heap[i]); i = (i - 1) / 2) {
        cm_found keep = heap[i];
        heap[i] = heap[(i - 1) / 2];
        heap[(i - 1) / 2] = keep;
    }
}

size_t cm_excess_worst(cm_excess *work, double bar, size_t most, cm_found *found)
{
    size_t size = (size_t)1 << work->low, count = 0;
    for (size_t t = 0; t < (size_t)1 << (work->n - work->low) && most > 0; t++) {
        const double *worth = work->tu->worth + (t << work->low);
        double least = (count == most ? found[0].excess : bar) + work->above[t];
        if (!(block_top(worth, work->below, size) > least)) continue;
        for (size_t s = 0; s < size; s++) {
            double e = worth[s] - work->below[s];
            if (!(e > least) || !passes(work, s, t)) continue;
            offer(found, &count, most, (cm_found){ (uint32_t)(t << work->low | s), e - work->above[t] });
            if (count == most) least = fmax(least, found[0].excess + work->above[t]);
        }
    }
    for (size_t k = count; k > 1; k--) {                       /* the heap gives its last first */
        cm_found last = found[0];
        found[0] = found[k - 1];
        found[k - 1] = last;
        sift(found, k - 1, 0);
    }
    return count;
}

size_t cm_excess_all(cm_excess *work, double bar, size_t room, uint32_t *mask)
{
    size_t size = (size_t)1 << work->low, count = 0;
    for (size_t t = 0; t < (size_t)1 << (work->n - work->low); t++) {
        const double *worth = work->tu->worth + (t << work->low);
        double least = bar + work->above[t];
        if (!(block_top(worth, work->below, size) >= least)) continue;
        for (size_t s = 0; s < size; s++) {
            if (!(worth[s] - work->below[s] >= least) || !passes(work, s, t)) continue;
            if (count < room) mask[count] = (uint32_t)(t << work->low | s);
            count++;
        }
    }
    return count;
}

double cm_excess_of(const cm_excess *work, uint32_t mask)
{
    size_t size = (size_t)1 << work->low;
    return work->tu->worth[mask] - work->below[mask & (size - 1)] - work->above[mask >> work->low];
}
