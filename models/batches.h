/* batches.h: how a number of draws falls into batches and blocks.
 *
 * A block is what one thread computes at a time; a batch is what is kept, passed on and added to the
 * total, and where a rule that stops early looks.  There are at most CM_MOST_BATCHES, so that a file of
 * them stays small and each stop is one of few.  Part i of N has the batches i - 1, i - 1 + N, ... */
#ifndef CM_MODELS_BATCHES_H
#define CM_MODELS_BATCHES_H

#include <stddef.h>
#include <stdint.h>

enum { CM_MOST_BATCHES = 256, CM_MOST_BLOCK = 64 };

typedef struct cm_batches {
    uint64_t draws;
    uint64_t block, blocks;          /* draws of a block; blocks of a batch */
    size_t count;                    /* batches; the last may be short */
} cm_batches;

static inline cm_batches cm_batches_of(uint64_t draws)
{
    cm_batches b = { .draws = draws };
    uint64_t each = (draws + CM_MOST_BATCHES - 1) / CM_MOST_BATCHES;
    if (each < 1) each = 1;
    b.block = each < CM_MOST_BLOCK ? each : CM_MOST_BLOCK;
    b.blocks = (each + b.block - 1) / b.block;
    b.count = (size_t)((draws + b.block * b.blocks - 1) / (b.block * b.blocks));
    return b;
}

/* The draws of the k-th block of a batch: from *first up to, without, the result. */
static inline uint64_t cm_batches_block(const cm_batches *b, size_t batch, uint64_t k, uint64_t *first)
{
    uint64_t last;
    *first = ((uint64_t)batch * b->blocks + k) * b->block;
    last = *first + b->block;
    if (*first > b->draws) *first = b->draws;
    return last < b->draws ? last : b->draws;
}

#endif
