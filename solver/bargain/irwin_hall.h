/* irwin_hall.h: the sum of m values drawn evenly between 0 and 1, with the relative accuracy that the far tail needs. */
#ifndef CM_SOLVER_BARGAIN_IRWIN_HALL_H
#define CM_SOLVER_BARGAIN_IRWIN_HALL_H

#include <stddef.h>

/* Of the sum S of m values: *tail = Pr[S >= x] and *above = E[max(S - x, 0)].  `room` has m + 2 numbers.
 * Cost: O(m^2).  Numbers below the smallest double are 0. */
void cm_irwin_hall(size_t m, double x, double *room, double *tail, double *above);

#endif
