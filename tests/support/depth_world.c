/* depth_world.c: making a spatial game, by hand or at random, and asking for its depth. */
#include "tests/support/depth_world.h"

#include "tests/support/normal.h"
#include "tests/support/support.h"

void depth_open(depth_world *w, const char *name, uint64_t index)
{
    memset(w, 0, sizeof *w);
    cm_ctx_init(&w->ctx);
    cm_rng_init(&w->rng, support_seed(), name, index);
}

void depth_close(depth_world *w)
{
    cm_arena_free(&w->arena);
}

cm_spatial *depth_set(depth_world *w, size_t n, size_t d, cm_utility utility)
{
    cm_spatial *game = &w->game.as.spatial;
    for (size_t i = 0; i < n; i++) w->player[i] = "member";
    for (size_t k = 0; k < d; k++) w->issue[k] = "issue";
    assert_int_equal(cm_vote_quota(&w->ctx, &w->arena, n, (int64_t)n, &w->vote), CM_OK);
    w->game.kind = CM_GAME_SPATIAL;
    *game = (cm_spatial){ .n = n, .d = d, .ideal = w->ideal, .status_quo = w->sq, .utility = utility,
                          .vote = &w->vote, .player = w->player, .issue = w->issue };
    return game;
}

cm_spatial *depth_random(depth_world *w, size_t most_n, size_t most_d)
{
    size_t n = 1 + cm_rng_below(&w->rng, most_n), d = 1 + cm_rng_below(&w->rng, most_d);
    double pull = 3 * cm_rng_unit(&w->rng);
    cm_spatial *game = depth_set(w, n, d, CM_QUADRATIC);
    for (size_t k = 0; k < d; k++) w->sq[k] = support_normal(&w->rng);
    for (size_t j = 0; j < n * d; j++) {
        w->ideal[j] = w->sq[j % d] + support_normal(&w->rng) + (j % d == 0 ? pull : 0);
        w->salience[j] = cm_rng_below(&w->rng, 8) == 0 ? 0 : cm_rng_unit(&w->rng) * 10;
        w->low[j] = w->sq[j % d] - 2 * cm_rng_unit(&w->rng);
        w->high[j] = w->sq[j % d] + 2 * cm_rng_unit(&w->rng);
    }
    return game;
}

void depth_take_red_lines(depth_world *w)
{
    w->game.as.spatial.red_low = w->low;
    w->game.as.spatial.red_high = w->high;
}

cm_result depth_solve(depth_world *w)
{
    cm_result result;
    cm_result_init(&result, &w->arena);
    if (cm_concept_solve(&w->ctx, &cm_concept_depth, &w->game, NULL, &result) != CM_OK) {
        print_error("%s\n", w->ctx.message);
        fail();
    }
    assert_true(result.certified);
    return result;
}

double depth_number(const cm_result *result, const char *name)
{
    const cm_value *value = cm_result_get(result, name);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_NUMBER);
    return value->as.number;
}

double depth_solved(depth_world *w)
{
    cm_result result = depth_solve(w);
    return depth_number(&result, "depth");
}

double depth_of_consensus(depth_world *w, cm_depth_work *work, size_t n, size_t d, const double *offset, const double *s)
{
    double depth;
    assert_int_equal(cm_depth_consensus(&w->ctx, work, n, d, offset, s, &depth, NULL, NULL), CM_OK);
    return depth;
}
