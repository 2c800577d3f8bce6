/* normal.c: a standard normal number by inversion, so that each takes one draw of its stream. */
#include "tests/support/normal.h"

#include <gsl/gsl_cdf.h>

double support_normal(cm_rng *rng)
{
    return gsl_cdf_ugaussian_Pinv(cm_rng_unit(rng));
}
