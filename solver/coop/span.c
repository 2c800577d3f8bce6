/* span.c: row reduction modulo 2^61 - 1. */
#include "solver/coop/span.h"

#include <assert.h>
#include <string.h>

#include "solver/base/rng.h"

__extension__ typedef unsigned __int128 wide;

static uint64_t times(uint64_t a, uint64_t b)
{
    wide product = (wide)a * b;
    return cm_span_plus((uint64_t)(product & CM_SPAN_PRIME), (uint64_t)(product >> 61));
}

static uint64_t minus(uint64_t a, uint64_t b)
{
    return a >= b ? a - b : a + CM_SPAN_PRIME - b;
}

/* a^(p-2). */
static uint64_t inverse(uint64_t a)
{
    uint64_t out = 1;
    for (uint64_t e = CM_SPAN_PRIME - 2; e != 0; e >>= 1) {
        if (e & 1u) out = times(out, a);
        a = times(a, a);
    }
    return out;
}

void cm_span_init(cm_span *span, size_t n)
{
    assert(n <= CM_SPAN_MOST);
    memset(span, 0, sizeof *span);
    span->n = n;
}

static void write_out(const cm_span *span, uint32_t mask, uint64_t *row)
{
    for (size_t j = 0; j < span->n; j++) row[j] = mask >> j & 1u;
}

/* The row less its part in the span; false when nothing is left.  *pivot: its first entry left. */
static bool reduce(const cm_span *span, uint64_t *left, size_t *pivot)
{
    for (size_t r = 0; r < span->rank; r++) {
        uint64_t factor = left[span->pivot[r]];
        if (factor == 0) continue;
        for (size_t j = 0; j < span->n; j++) left[j] = minus(left[j], times(factor, span->row[r][j]));
    }
    for (*pivot = 0; *pivot < span->n; (*pivot)++) {
        if (left[*pivot] != 0) return true;
    }
    return false;
}

bool cm_span_has(const cm_span *span, uint32_t mask)
{
    uint64_t left[CM_SPAN_MOST];
    size_t pivot;
    write_out(span, mask, left);
    return !reduce(span, left, &pivot);
}

bool cm_span_add(cm_span *span, uint32_t mask)
{
    uint64_t row[CM_SPAN_MOST];
    write_out(span, mask, row);
    return cm_span_add_row(span, row);
}

bool cm_span_add_row(cm_span *span, const uint64_t *entry)
{
    uint64_t *row = span->row[span->rank < CM_SPAN_MOST ? span->rank : 0], left[CM_SPAN_MOST], factor;
    size_t pivot;
    memcpy(left, entry, span->n * sizeof *left);
    if (!reduce(span, left, &pivot)) return false;
    factor = inverse(left[pivot]);
    for (size_t j = 0; j < span->n; j++) row[j] = times(left[j], factor);
    for (size_t r = 0; r < span->rank; r++) {
        factor = span->row[r][pivot];
        for (size_t j = 0; factor != 0 && j < span->n; j++) span->row[r][j] = minus(span->row[r][j], times(factor, row[j]));
    }
    span->pivot[span->rank++] = pivot;
    return true;
}

void cm_span_orthogonal(const cm_span *span, uint64_t draw, uint64_t *h)
{
    bool is_pivot[CM_SPAN_MOST] = { false };
    cm_stream stream = cm_stream_make(20240229, "span");
    for (size_t r = 0; r < span->rank; r++) is_pivot[span->pivot[r]] = true;
    for (size_t j = 0; j < span->n; j++) {
        uint64_t word[4];
        cm_stream_block(&stream, draw, j, 0, word);
        h[j] = is_pivot[j] ? 0 : word[0] % CM_SPAN_PRIME;
    }
    for (size_t r = 0; r < span->rank; r++) {
        uint64_t sum = 0;
        for (size_t j = 0; j < span->n; j++) {
            if (!is_pivot[j]) sum = cm_span_plus(sum, times(span->row[r][j], h[j]));
        }
        h[span->pivot[r]] = minus(0, sum);
    }
}
