/* reduced.h: claims about the club whose draws are helped by what is known of its cells, for the tests of both. */
#ifndef CM_TESTS_SUPPORT_REDUCED_H
#define CM_TESTS_SUPPORT_REDUCED_H

#include <stddef.h>

#include "tests/support/club.h"

#define REDUCED(measures, rest) "claim = { statement = \"s\"; venue = \"club\"; measures = (" measures ");" \
    " expect = { direction = \"decreasing\"; along = \"members\"; }; draws = 2000; " rest " };"

/* The chance that n members of so many blocs agree on two issues; the test fails when there is none. */
double reduced_planar(size_t n, size_t count, const double *weight, const double (*mean)[2], const double (*sd)[2]);

#endif
