/* bootstrap.c: percentiles. */
#include "solver/stat/bootstrap.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

void cm_bootstrap_interval(double *replication, double confidence, double *low, double *high)
{
    gsl_sort(replication, 1, CM_BOOTSTRAP);
    *low = gsl_stats_quantile_from_sorted_data(replication, 1, CM_BOOTSTRAP, (1 - confidence) / 2);
    *high = gsl_stats_quantile_from_sorted_data(replication, 1, CM_BOOTSTRAP, (1 + confidence) / 2);
}
