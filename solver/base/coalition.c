/* coalition.c: sets of players as rows of 64-bit words.  The bits past the last player stay 0, so
 * that counting, comparing and walking need no special case. */
#include "solver/base/coalition.h"

#include <assert.h>

enum { WORD_BITS = 64 };

static size_t words(size_t n)
{
    return n / WORD_BITS + (n % WORD_BITS != 0);
}

cm_status cm_coalition_init(cm_ctx *ctx, cm_arena *arena, size_t n, cm_coalition *c)
{
    uint64_t *word = CM_NEW(ctx, arena, words(n), uint64_t);
    if (word == NULL) return ctx->status;
    *c = (cm_coalition){ .n = n, .word = word };
    return CM_OK;
}

cm_status cm_coalition_grow(cm_ctx *ctx, cm_arena *arena, size_t n, cm_coalition *c)
{
    cm_coalition larger = { 0, NULL };
    cm_status status = cm_coalition_init(ctx, arena, n, &larger);
    assert(n >= c->n);
    if (status != CM_OK) return status;
    assert(larger.word != NULL && (c->n == 0 || c->word != NULL));
    for (size_t k = 0; k < words(c->n); k++) larger.word[k] = c->word[k];
    *c = larger;
    return CM_OK;
}

void cm_coalition_clear(cm_coalition *c)
{
    for (size_t k = 0; k < words(c->n); k++) c->word[k] = 0;
}

/* Take the bits past the last player away. */
static void trim(cm_coalition *c)
{
    if (c->n % WORD_BITS != 0) c->word[c->n / WORD_BITS] &= (UINT64_C(1) << c->n % WORD_BITS) - 1;
}

void cm_coalition_fill(cm_coalition *c)
{
    for (size_t k = 0; k < words(c->n); k++) c->word[k] = UINT64_MAX;
    trim(c);
}

void cm_coalition_copy(cm_coalition *to, const cm_coalition *from)
{
    assert(to->n == from->n);
    for (size_t k = 0; k < words(to->n); k++) to->word[k] = from->word[k];
}

void cm_coalition_add(cm_coalition *c, size_t player)
{
    assert(player < c->n);
    c->word[player / WORD_BITS] |= UINT64_C(1) << player % WORD_BITS;
}

void cm_coalition_remove(cm_coalition *c, size_t player)
{
    assert(player < c->n);
    c->word[player / WORD_BITS] &= ~(UINT64_C(1) << player % WORD_BITS);
}

bool cm_coalition_has(const cm_coalition *c, size_t player)
{
    return player < c->n && (c->word[player / WORD_BITS] >> player % WORD_BITS & 1) != 0;
}

size_t cm_coalition_count(const cm_coalition *c)
{
    size_t count = 0;
    for (size_t k = 0; k < words(c->n); k++) count += (size_t)__builtin_popcountll(c->word[k]);
    return count;
}

void cm_coalition_union(const cm_coalition *a, const cm_coalition *b, cm_coalition *out)
{
    assert(a->n == b->n && a->n == out->n);
    for (size_t k = 0; k < words(a->n); k++) out->word[k] = a->word[k] | b->word[k];
}

void cm_coalition_intersection(const cm_coalition *a, const cm_coalition *b, cm_coalition *out)
{
    assert(a->n == b->n && a->n == out->n);
    for (size_t k = 0; k < words(a->n); k++) out->word[k] = a->word[k] & b->word[k];
}

void cm_coalition_complement(const cm_coalition *a, cm_coalition *out)
{
    assert(a->n == out->n);
    for (size_t k = 0; k < words(a->n); k++) out->word[k] = ~a->word[k];
    trim(out);
}

bool cm_coalition_subset(const cm_coalition *a, const cm_coalition *b)
{
    assert(a->n == b->n);
    for (size_t k = 0; k < words(a->n); k++) {
        if ((a->word[k] & ~b->word[k]) != 0) return false;
    }
    return true;
}

bool cm_coalition_equal(const cm_coalition *a, const cm_coalition *b)
{
    if (a->n != b->n) return false;
    for (size_t k = 0; k < words(a->n); k++) {
        if (a->word[k] != b->word[k]) return false;
    }
    return true;
}

size_t cm_coalition_next(const cm_coalition *c, size_t from)
{
    uint64_t rest;
    if (from >= c->n) return c->n;
    rest = c->word[from / WORD_BITS] & UINT64_MAX << from % WORD_BITS;
    for (size_t k = from / WORD_BITS;;) {
        if (rest != 0) return k * WORD_BITS + (size_t)__builtin_ctzll(rest);
        if (++k == words(c->n)) return c->n;
        rest = c->word[k];
    }
}
