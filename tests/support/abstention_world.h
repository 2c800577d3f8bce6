/* abstention_world.h: votes with abstention and absence for tests: solved, and read. */
#ifndef CM_TESTS_SUPPORT_ABSTENTION_WORLD_H
#define CM_TESTS_SUPPORT_ABSTENTION_WORLD_H

#include "solver/voting/abstention.h"
#include "tests/support/ballots.h"

extern const cm_concept cm_concept_abstention;

static inline cm_abstention_params usual(void)
{
    cm_abstention_params p;
    memset(&p, 0, sizeof p);
    cm_params_default(&p, cm_concept_abstention.param, cm_concept_abstention.nparams);
    return p;
}

static inline cm_status solve(ballot *b, const cm_abstention_params *params)
{
    cm_ctx_clear(&b->ctx);
    cm_result_init(&b->result, &b->arena);
    return cm_concept_solve(&b->ctx, &cm_concept_abstention, &b->game, params, &b->result);
}

static inline void solved(ballot *b, const cm_abstention_params *params)
{
    if (solve(b, params) != CM_OK) fail_msg("n = %zu: %s", b->game.as.vote.n, b->ctx.message);
    assert_true(b->result.certified);
}

static inline double summary(const ballot *b, const char *name)
{
    const cm_value *value = cm_result_get(&b->result, name);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_NUMBER);
    return value->as.number;
}

static inline double column(const ballot *b, size_t i, const char *name) { return ballot_number(b, "members", i, name); }

#endif
