/* normal.h: a standard normal number from a stream, for tests that draw their games. */
#ifndef CM_TESTS_SUPPORT_NORMAL_H
#define CM_TESTS_SUPPORT_NORMAL_H

#include "solver/base/rng.h"

double support_normal(cm_rng *rng);

#endif
