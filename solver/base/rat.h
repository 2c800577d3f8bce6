/* rat.h: rational numbers of any size, and square systems of equations over them.  rat.c is the only
 * file that knows FLINT.
 *
 * A zeroed cm_rat is 0.  Small numbers need no memory of their own; large ones do, so that every array
 * made here is given back with cm_rats_free.  FLINT ends the process when there is no memory.
 *
 * FLINT keeps caches a thread: call cm_rat_thread_end() when a thread that used it ends. */
#ifndef CM_SOLVER_BASE_RAT_H
#define CM_SOLVER_BASE_RAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "solver/base/ctx.h"
#include "solver/base/mem.h"
#include "solver/base/num.h"

typedef struct cm_rat {
    long num, den;               /* FLINT's; den 0 stands for 1 in a zeroed number */
} cm_rat;

/* `count` zeros; NULL with CM_E_MEMORY.  cm_rats_free(NULL, ..) is right. */
cm_rat *cm_rats_new(cm_ctx *ctx, size_t count);
void cm_rats_free(cm_rat *r, size_t count);
void cm_rat_clear(cm_rat *r);

void cm_rat_set(cm_rat *to, const cm_rat *from);
void cm_rat_set_ratio(cm_rat *to, int64_t num, int64_t den);      /* den > 0 */

/* The fraction that a double means: the decimal, when at most 15 digits write it (0.55 is 11/20);
 * otherwise the fraction of least denominator that reads back as the same double (0.3333333333333333 is
 * 1/3).  False for NaN and infinities. */
bool cm_rat_set_double(cm_rat *to, double x);

/* out may be an operand. */
void cm_rat_add(cm_rat *out, const cm_rat *a, const cm_rat *b);
void cm_rat_sub(cm_rat *out, const cm_rat *a, const cm_rat *b);
void cm_rat_mul(cm_rat *out, const cm_rat *a, const cm_rat *b);
void cm_rat_div(cm_rat *out, const cm_rat *a, const cm_rat *b);   /* b not 0 */
void cm_rat_add_mul(cm_rat *out, const cm_rat *a, const cm_rat *b);      /* out += a b */

/* Of whole numbers: out = (p t - a b) / d, which must be whole; and the sign of p t - a b. */
void cm_rat_cross(cm_rat *out, const cm_rat *p, const cm_rat *t, const cm_rat *a, const cm_rat *b, const cm_rat *d);
int cm_rat_cross_sign(const cm_rat *p, const cm_rat *t, const cm_rat *a, const cm_rat *b);

int cm_rat_compare(const cm_rat *a, const cm_rat *b);             /* -1, 0, 1 */
int cm_rat_sign(const cm_rat *a);
double cm_rat_value(const cm_rat *a);                             /* the nearest double */

/* "-2/3", "7", in `arena`; NULL with CM_E_MEMORY. */
char *cm_rat_text(cm_ctx *ctx, cm_arena *arena, const cm_rat *a);
/* The fraction that a text says ("-2/3", "7"); false when it says none. */
bool cm_rat_set_text(cm_rat *to, const char *text);
/* Digits and sign of the text. */
size_t cm_rat_length(const cm_rat *a);

/* The numbers as whole multiples of one over their least common denominator; false when the denominator,
 * or a multiple, is 2^40 or more. */
bool cm_rats_whole(const cm_rat *a, size_t count, int64_t *whole, int64_t *denominator);

/* Multiply all by one positive number, so that they are whole and have no common divisor. */
void cm_rats_primitive(cm_rat *a, size_t count);
/* True, and *out set, for a whole number that 64 bits hold. */
bool cm_rat_small(const cm_rat *a, int64_t *out);

/* True for a whole number below 2^bits in size, bits at most 126: *high * 2^64 + *low. */
bool cm_rat_halves(const cm_rat *a, unsigned bits, int64_t *high, uint64_t *low);

/* Solve A x = b, A n x n, row after row.  False when A is singular.  O(n^3) and better. */
bool cm_rat_solve(const cm_rat *a, size_t n, const cm_rat *b, cm_rat *x);

void cm_rat_thread_end(void);

/* The versions of FLINT and of GMP. */
const char *cm_rat_library(void);
const char *cm_rat_integers(void);

#endif
