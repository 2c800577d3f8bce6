/* batches.h: how a number of draws falls into batches.
 *
 * A batch is what one thread computes at a time, what is kept, passed on and added to the total, and where
 * a rule that stops early looks.  There are at most CM_MOST_BATCHES, so that a file of them stays small and
 * each stop is one of few.  Part i of N, from 0, has the batches i, i + N, i + 2N ... */
#ifndef CM_MODELS_BATCHES_H
#define CM_MODELS_BATCHES_H

#include <stddef.h>
#include <stdint.h>

enum { CM_MOST_BATCHES = 256 };

typedef struct cm_batches {
    uint64_t draws, each;            /* in all, in a batch; the last may be short */
    size_t count;
} cm_batches;

static inline cm_batches cm_batches_of(uint64_t draws)
{
    cm_batches b = { draws, (draws + CM_MOST_BATCHES - 1) / CM_MOST_BATCHES, 0 };
    if (b.each < 1) b.each = 1;
    b.count = (size_t)((draws + b.each - 1) / b.each);
    return b;
}

/* The draws of a batch: from the first up to, without, *last. */
static inline uint64_t cm_batches_first(const cm_batches *b, size_t batch, uint64_t *last)
{
    uint64_t first = (uint64_t)batch * b->each;
    *last = b->draws - first < b->each ? b->draws : first + b->each;
    return first;
}

#endif
