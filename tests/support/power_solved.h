/* power_solved.h: the concept power on a ballot, for its tests. */
#ifndef CM_TESTS_SUPPORT_POWER_SOLVED_H
#define CM_TESTS_SUPPORT_POWER_SOLVED_H

#include "solver/voting/power.h"
#include "tests/support/ballots.h"

extern const cm_concept cm_concept_power;

static inline cm_status power_solve(ballot *b, const char *method, const char *indices)
{
    cm_power_params params = { indices, method, 20000, (long)support_seed() };
    cm_ctx_clear(&b->ctx);
    cm_result_init(&b->result, &b->arena);
    return cm_concept_solve(&b->ctx, &cm_concept_power, &b->game, &params, &b->result);
}

static inline void power_solved(ballot *b, const char *method, const char *indices)
{
    cm_status status = power_solve(b, method, indices);
    if (status != CM_OK) print_error("%s, n = %zu: %s\n", method, b->game.as.vote.n, b->ctx.message);
    assert_int_equal(status, CM_OK);
    assert_true(b->result.certified);
}

#endif
