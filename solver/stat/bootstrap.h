/* bootstrap.h: what the bootstraps of the room share. */
#ifndef CM_SOLVER_STAT_BOOTSTRAP_H
#define CM_SOLVER_STAT_BOOTSTRAP_H

#include <stddef.h>

enum { CM_BOOTSTRAP = 500 };                 /* replications */

/* The middle share `confidence` of CM_BOOTSTRAP numbers, which are sorted in place. */
void cm_bootstrap_interval(double *replication, double confidence, double *low, double *high);

#endif
