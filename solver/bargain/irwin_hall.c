/* irwin_hall.c: tails of a sum of uniform values as sums of cardinal splines.
 *
 * The density of the sum of k values is the spline M_k of order k on the whole numbers, and
 *   M_k(x) = (x M_{k-1}(x) + (k - x) M_{k-1}(x - 1)) / (k - 1),
 *   Pr[S_m >= x] = sum_{j >= 1} M_{m+1}(x + j),   E[max(S_m - x, 0)] = sum_{j >= 2} (j - 1) M_{m+2}(x + j).
 * Every term is positive, so that nothing cancels: the alternating sum of the textbooks loses all digits from about
 * 20 values on.
 *
 * Source: C. de Boor, "On calculating with B-splines", Journal of Approximation Theory 6 (1972) 50-62. */
#include "solver/bargain/irwin_hall.h"

#include <math.h>

/* From M_{k-1} to M_k at f, f + 1, ..., f + k - 1, in place. */
static void raise(double *spline, size_t k, double f)
{
    double order = (double)k;
    spline[k - 1] = 0;
    for (size_t j = k; j-- > 0;) {
        double x = f + (double)j;
        spline[j] = (x * spline[j] + (j > 0 ? (order - x) * spline[j - 1] : 0)) / (order - 1);
    }
}

void cm_irwin_hall(size_t m, double x, double *room, double *tail, double *above)
{
    double f = x - floor(x);
    size_t whole;
    *tail = x <= 0 ? 1 : 0;
    *above = x <= 0 ? (double)m / 2 - x : 0;
    if (x <= 0 || x >= (double)m) return;
    whole = (size_t)floor(x);
    room[0] = 1;
    for (size_t k = 2; k <= m + 1; k++) raise(room, k, f);
    for (size_t j = m; j > whole; j--) *tail += room[j];
    raise(room, m + 2, f);
    for (size_t j = m + 1; j > whole + 1; j--) *above += (double)(j - whole - 1) * room[j];
}
