/* moving_world.h: talks in which the status quo moves, for tests. */
#ifndef CM_TESTS_SUPPORT_MOVING_WORLD_H
#define CM_TESTS_SUPPORT_MOVING_WORLD_H

#include "solver/bargain/moving_status_quo.h"
#include "tests/support/policy_world.h"

static inline cm_moving_params moving_asked(long grid)
{
    return (cm_moving_params){ .grid = grid, .iterations = 1000, .within_rounds = 5, .compare = false };
}

static inline cm_status moving_solve(policy_world *w, const cm_moving_params *params)
{
    return policy_solve(w, &cm_concept_moving_status_quo, params);
}

#endif
