/* count_field.h: whole numbers modulo a prime just below 2^61.
 *
 * Counts of coalitions have as many binary digits as there are members.  They are found modulo several
 * primes, in words of 64 bits, and put together afterwards (count_residue.c): no count can overflow. */
#ifndef CM_SOLVER_VOTING_COUNT_FIELD_H
#define CM_SOLVER_VOTING_COUNT_FIELD_H

#include <stddef.h>
#include <stdint.h>

/* The prime 2^61 - below. */
typedef struct cm_field {
    uint64_t prime, below;
} cm_field;

enum { CM_FIELDS = 16 };             /* as many primes are known: counts below 2^960 */

__extension__ typedef unsigned __int128 cm_double_word;

/* The k-th of these primes, the largest first; k < CM_FIELDS. */
cm_field cm_field_get(size_t k);

static inline uint64_t cm_field_add(cm_field f, uint64_t a, uint64_t b)
{
    uint64_t sum = a + b;
    return sum >= f.prime ? sum - f.prime : sum;
}

static inline uint64_t cm_field_sub(cm_field f, uint64_t a, uint64_t b)
{
    return a >= b ? a - b : a + f.prime - b;
}

/* 2^61 is `below` modulo the prime: what stands above the 61st digit is folded down, twice. */
static inline uint64_t cm_field_mul(cm_field f, uint64_t a, uint64_t b)
{
    const uint64_t digits = (UINT64_C(1) << 61) - 1;
    cm_double_word product = (cm_double_word)a * b;
    cm_double_word once = (product >> 61) * f.below + ((uint64_t)product & digits);
    uint64_t twice = (uint64_t)(once >> 61) * f.below + ((uint64_t)once & digits);
    return twice >= f.prime ? twice - f.prime : twice;
}

uint64_t cm_field_power(cm_field f, uint64_t a, uint64_t exponent);
uint64_t cm_field_inverse(cm_field f, uint64_t a);               /* a not 0 */

#endif
