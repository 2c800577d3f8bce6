/* arithmetic.h: whole numbers in three sizes, for elimination without fractions.
 *
 * The step of fraction-free elimination is (p t - a b) / d, where the division leaves no rest (the entries
 * are minors of the matrix that it began with: J. Edmonds, J. Res. Nat. Bur. Standards 71B (11287) 241-245;
 * E. H. Bareiss, Math. Comp. 22 (11288) 565-578).  An exact quotient needs no division: it is a product with
 * the inverse of the divisor's odd part modulo 2^64 or 2^128.  Each step says whether its number still fits;
 * the caller then goes on in the next size: 64 bits, 125 (in 128), any.
 *
 * For a size T there are: numT, divT, and signT, crossT (the sign of p t - a b), dividerT, stepT, copyT,
 * negateT, ratT, clearT. */
#ifndef CM_SOLVER_STRATEGIC_ARITHMETIC_H
#define CM_SOLVER_STRATEGIC_ARITHMETIC_H

#include "solver/base/rat.h"

__extension__ typedef __int128 cm_wide;
__extension__ typedef unsigned __int128 cm_uwide;

typedef int64_t num64;
typedef cm_wide num128;
typedef cm_rat numrat;

typedef struct div64 {
    int64_t d;
    uint64_t inverse;
    int shift;
} div64;

typedef struct div128 {
    cm_uwide inverse;
    int shift, bits;
} div128;

typedef cm_rat divrat;

enum { CM_MOST_128 = 125 };           /* |x| < 2^125 */

/* ---- 64 bits ---- */

static inline int sign64(const num64 *a) { return (*a > 0) - (*a < 0); }
static inline void copy64(num64 *out, const num64 *a) { *out = *a; }
static inline void negate64(num64 *out, const num64 *a) { *out = -*a; }
static inline void rat64(cm_rat *out, const num64 *a) { cm_rat_set_ratio(out, *a, 1); }
static inline void clear64(num64 *a, size_t count) { (void)a, (void)count; }

static inline int cross64(const num64 *p, const num64 *t, const num64 *a, const num64 *b)
{
    cm_wide x = (cm_wide)*p * *t - (cm_wide)*a * *b;
    return (x > 0) - (x < 0);
}

/* Newton's iteration doubles the bits that are right; d itself has three. */
static inline bool divider64(div64 *div, const num64 *d)
{
    uint64_t odd, inverse;
    div->d = *d;
    div->shift = __builtin_ctzll((uint64_t)*d);
    odd = (uint64_t)(*d >> div->shift);
    inverse = odd;
    for (int k = 0; k < 5; k++) inverse *= 2 - odd * inverse;
    div->inverse = inverse;
    return true;
}

static inline bool step64(num64 *out, const num64 *p, const num64 *t, const num64 *a, const num64 *b, const div64 *div)
{
    cm_wide x = (cm_wide)*p * *t - (cm_wide)*a * *b;
    int64_t q = (int64_t)((uint64_t)(x >> div->shift) * div->inverse);
    *out = q;
    return (cm_wide)q * div->d == x && q != INT64_MIN;
}

/* ---- 128 bits ---- */

static inline int bits128(cm_wide x)
{
    cm_uwide size = (cm_uwide)(x < 0 ? ~x : x);
    uint64_t high = (uint64_t)(size >> 64), low = (uint64_t)size;
    if (high != 0) return 128 - __builtin_clzll(high);
    return low != 0 ? 64 - __builtin_clzll(low) : 0;
}

static inline int sign128(const num128 *a) { return (*a > 0) - (*a < 0); }
static inline void copy128(num128 *out, const num128 *a) { *out = *a; }
static inline void negate128(num128 *out, const num128 *a) { *out = -*a; }
static inline void clear128(num128 *a, size_t count) { (void)a, (void)count; }

static inline void rat128(cm_rat *out, const num128 *a)
{
    cm_rat high = { 0, 0 }, unit = { 0, 0 };
    cm_rat_set_ratio(&high, (int64_t)(*a >> 62), 1);
    cm_rat_set_ratio(&unit, INT64_C(1) << 62, 1);
    cm_rat_set_ratio(out, (int64_t)((uint64_t)*a & ((UINT64_C(1) << 62) - 1)), 1);
    cm_rat_add_mul(out, &high, &unit);
    cm_rat_clear(&high);
    cm_rat_clear(&unit);
}

/* high * 2^128 + low. */
typedef struct cm_double_wide {
    cm_wide high;
    cm_uwide low;
} cm_double_wide;

static inline cm_double_wide product128(cm_wide a, cm_wide b)
{
    uint64_t a0 = (uint64_t)a, b0 = (uint64_t)b;
    int64_t a1 = (int64_t)(a >> 64), b1 = (int64_t)(b >> 64);
    cm_uwide low = (cm_uwide)a0 * b0;
    cm_wide left = (cm_wide)a0 * b1, right = (cm_wide)a1 * (cm_wide)b0;
    cm_uwide middle = (low >> 64) + (uint64_t)left + (uint64_t)right;
    return (cm_double_wide){ (cm_wide)a1 * b1 + (left >> 64) + (right >> 64) + (cm_wide)(middle >> 64), (middle << 64) | (uint64_t)low };
}

static inline int cross128(const num128 *p, const num128 *t, const num128 *a, const num128 *b)
{
    cm_double_wide plus = product128(*p, *t), minus = product128(*a, *b);
    if (plus.high != minus.high) return plus.high < minus.high ? -1 : 1;
    return (plus.low > minus.low) - (plus.low < minus.low);
}

static inline bool divider128(div128 *div, const num128 *d)
{
    cm_uwide odd, inverse;
    if ((uint64_t)*d == 0) return false;                          /* too many twos for one shift */
    div->shift = __builtin_ctzll((uint64_t)*d);
    div->bits = bits128(*d);
    odd = (cm_uwide)(*d >> div->shift);
    inverse = odd;
    for (int k = 0; k < 6; k++) inverse *= 2 - odd * inverse;
    div->inverse = inverse;
    return true;
}

/* The quotient's 128 bits need 192 of the difference, whatever stands above; that it has no more is clear from the
 * sizes of the factors. */
static inline bool step128(num128 *out, const num128 *p, const num128 *t, const num128 *a, const num128 *b, const div128 *div)
{
    uint64_t p0 = (uint64_t)*p, t0 = (uint64_t)*t, a0 = (uint64_t)*a, b0 = (uint64_t)*b;
    uint64_t p1 = (uint64_t)(*p >> 64), t1 = (uint64_t)(*t >> 64), a1 = (uint64_t)(*a >> 64), b1 = (uint64_t)(*b >> 64);
    cm_uwide plus = (cm_uwide)p0 * t0, minus = (cm_uwide)a0 * b0, low = plus - minus, upper;
    uint64_t part = (uint64_t)low >> div->shift;
    int left = bits128(*p) + bits128(*t), right = bits128(*a) + bits128(*b);
    /* p1, t1, .. are taken as they are, without sign: what that adds is a multiple of 2^128, put right by the last terms */
    upper = (low >> 64) - ((cm_uwide)(plus < minus) << 64) + (cm_uwide)p0 * t1 + (cm_uwide)p1 * t0 - (cm_uwide)a0 * b1 - (cm_uwide)a1 * b0;
    upper += (cm_uwide)(p1 * t1 - a1 * b1 - (*t < 0 ? p0 : 0) - (*p < 0 ? t0 : 0) + (*b < 0 ? a0 : 0) + (*a < 0 ? b0 : 0)) << 64;
    if (div->shift > 0) part |= (uint64_t)upper << (64 - div->shift);
    *out = (num128)((((cm_uwide)(uint64_t)(upper >> div->shift) << 64) | part) * div->inverse);
    return (left > right ? left : right) + 2 - div->bits < CM_MOST_128;
}

/* ---- any size ---- */

static inline int signrat(const numrat *a) { return cm_rat_sign(a); }
static inline void copyrat(numrat *out, const numrat *a) { cm_rat_set(out, a); }
static inline void ratrat(cm_rat *out, const numrat *a) { cm_rat_set(out, a); }
static inline void clearrat(numrat *a, size_t count) { for (size_t i = 0; i < count; i++) cm_rat_clear(&a[i]); }
static inline int crossrat(const numrat *p, const numrat *t, const numrat *a, const numrat *b) { return cm_rat_cross_sign(p, t, a, b); }

static inline void negaterat(numrat *out, const numrat *a)
{
    const cm_rat zero = { 0, 0 };
    cm_rat_sub(out, &zero, a);
}

static inline bool dividerrat(divrat *div, const numrat *d)
{
    *div = *d;                                                    /* a borrowed look, not a copy: never cleared */
    return true;
}

static inline bool steprat(numrat *out, const numrat *p, const numrat *t, const numrat *a, const numrat *b, const divrat *div)
{
    cm_rat_cross(out, p, t, a, b, div);
    return true;
}

#endif
