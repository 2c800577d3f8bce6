/* reduced.c: the planar law, asked for outside a claim. */
#include "tests/support/reduced.h"

#include <gsl/gsl_errno.h>
#include <math.h>

#include "models/known_chance.h"
#include "tests/support/support.h"

double reduced_planar(size_t n, size_t count, const double *weight, const double (*mean)[2], const double (*sd)[2])
{
    double chance = NAN;
    cm_ctx ctx;
    cm_ctx_init(&ctx);
    (void)gsl_set_error_handler_off();
    assert_int_equal(cm_closed_planar(&ctx, n, count, weight, mean, sd, &chance), CM_OK);
    return chance;
}
