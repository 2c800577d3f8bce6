/* num.h: when two numbers are equal, and exact fractions.
 *
 * Every tolerance of the solver is a named member of cm_tol, and num.c is the only file of solver/
 * that writes one as a number. */
#ifndef CM_SOLVER_BASE_NUM_H
#define CM_SOLVER_BASE_NUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct cm_tol {
    double abs;     /* two numbers closer than this are equal, in units of the game's scale */
    double rel;     /* ... or closer than this share of the larger one */
    double edge;    /* sine of the angle below which a direction neither helps nor hurts: a knife edge */
    double slack;   /* by how much a row that a programme holds may be missed, in units of the programme */
    double price;   /* a dual below this share of the objective's is 0 */
    double cert;    /* how far a certificate's identities may be off, in units of the game's scale */
} cm_tol;

cm_tol cm_tol_default(void);

/* Numbers larger than this are refused, so that sums of many, and their squares, do not overflow. */
#define CM_NUM_LARGEST 1e100

/* |a-b| <= abs + rel*max(|a|,|b|); infinities are equal to themselves alone, NaN to nothing. */
bool cm_close(const cm_tol *tol, double a, double b);

/* A fraction in lowest terms with den > 0. */
typedef struct cm_frac {
    int64_t num, den;
} cm_frac;

/* Each returns false when the result does not fit (or den would be 0) and leaves *out alone. */
bool cm_frac_make(int64_t num, int64_t den, cm_frac *out);
bool cm_frac_add(cm_frac a, cm_frac b, cm_frac *out);
bool cm_frac_sub(cm_frac a, cm_frac b, cm_frac *out);
bool cm_frac_mul(cm_frac a, cm_frac b, cm_frac *out);
bool cm_frac_div(cm_frac a, cm_frac b, cm_frac *out);

/* The fraction that a decimal means: the shortest decimal that reads back as x (0.55 is 11/20).
 * False for NaN, infinities, and decimals that need more than 18 digits above or below the bar. */
bool cm_frac_from_double(double x, cm_frac *out);

/* "2/3", "0.55", "1e-3", "-7"; the whole text must be used.  False otherwise. */
bool cm_frac_parse(const char *text, cm_frac *out);

double cm_frac_value(cm_frac a);
int cm_frac_compare(cm_frac a, cm_frac b);          /* -1, 0, 1; exact */
int64_t cm_frac_floor(cm_frac a);                   /* the greatest integer <= a */
int64_t cm_frac_ceil(cm_frac a);                    /* the least integer >= a */

/* The inner product of two vectors of d numbers. */
static inline double cm_dot(const double *a, const double *b, size_t d)
{
    double sum = 0;
    for (size_t k = 0; k < d; k++) sum += a[k] * b[k];
    return sum;
}

#endif
