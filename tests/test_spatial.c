/* test_spatial.c: utilities, consent, and the sentences of the validation. */
#include "solver/game/spatial.h"

#include "solver/base/rng.h"
#include "tests/support/support.h"

typedef struct world {
    cm_ctx ctx;
    cm_arena arena;
    double ideal[4], salience[4], sq[2], capability[2], low[4], high[4];
    const char *player[2], *issue[2];
    cm_vote vote;
    cm_spatial game;
} world;

static int set_up(void **state)
{
    static world w;
    memset(&w, 0, sizeof w);
    cm_ctx_init(&w.ctx);
    memcpy(w.ideal, (double[]){ 3, 4, -1, 0 }, sizeof w.ideal);
    memcpy(w.salience, (double[]){ 1, 4, 0, 9 }, sizeof w.salience);
    memcpy(w.capability, (double[]){ 1, 2 }, sizeof w.capability);
    memcpy(w.low, (double[]){ -HUGE_VAL, 0, -5, -5 }, sizeof w.low);
    memcpy(w.high, (double[]){ HUGE_VAL, 2, 5, 5 }, sizeof w.high);
    memcpy(w.player, (const char *[]){ "alpha", "beta" }, sizeof w.player);
    memcpy(w.issue, (const char *[]){ "norms", "aid" }, sizeof w.issue);
    if (cm_vote_quota(&w.ctx, &w.arena, 2, 2, &w.vote) != CM_OK) return -1;
    w.game = (cm_spatial){ .n = 2, .d = 2, .ideal = w.ideal, .salience = w.salience, .status_quo = w.sq,
                           .capability = w.capability, .red_low = w.low, .red_high = w.high, .vote = &w.vote,
                           .player = w.player, .issue = w.issue };
    *state = &w;
    return 0;
}

static int tear_down(void **state)
{
    world *w = *state;
    cm_arena_free(&w->arena);
    return 0;
}

static void test_utilities_by_hand(void **state)
{
    world *w = *state;
    w->game.utility = CM_QUADRATIC;
    assert_close(cm_spatial_utility(&w->game, 0, w->sq), -73, 0);
    assert_close(cm_spatial_utility(&w->game, 1, (double[]){ 7, 2 }), -36, 0);
    w->game.utility = CM_EUCLIDEAN;
    assert_close(cm_spatial_utility(&w->game, 1, (double[]){ 7, 2 }), -6, 0);
    w->game.utility = CM_CITYBLOCK;
    assert_close(cm_spatial_utility(&w->game, 0, w->sq), -19, 0);
    w->game.salience = NULL;
    assert_close(cm_spatial_utility(&w->game, 0, w->sq), -7, 0);
    w->game.utility = CM_EUCLIDEAN;
    assert_close(cm_spatial_utility(&w->game, 0, w->sq), -5, 0);
}

static void test_consent_needs_a_gain_inside_the_red_lines(void **state)
{
    world *w = *state;
    w->ideal[3] = 0.5;                      /* of beta on aid */
    assert_true(cm_spatial_accepts(&w->ctx, &w->game, 0, (double[]){ 1, 1 }));
    assert_true(cm_spatial_accepts(&w->ctx, &w->game, 0, (double[]){ 1, 2 }));
    assert_false(cm_spatial_accepts(&w->ctx, &w->game, 0, (double[]){ 1, 2.001 }));
    assert_false(cm_spatial_accepts(&w->ctx, &w->game, 0, (double[]){ 1, -0.001 }));
    w->low[0] = 1;
    assert_true(cm_spatial_accepts(&w->ctx, &w->game, 0, (double[]){ 1, 1 }));
    assert_false(cm_spatial_accepts(&w->ctx, &w->game, 0, (double[]){ 0.99, 1 }));
    assert_true(cm_spatial_accepts(&w->ctx, &w->game, 1, (double[]){ 1, 0.9 }));
    assert_false(cm_spatial_accepts(&w->ctx, &w->game, 1, (double[]){ 1, 1 }));        /* no gain, no loss */
    assert_false(cm_spatial_accepts(&w->ctx, &w->game, 1, (double[]){ 1, 1.1 }));
    assert_false(cm_spatial_accepts(&w->ctx, &w->game, 1, (double[]){ -1, 0 }));       /* salience 0 */
    assert_false(cm_spatial_accepts(&w->ctx, &w->game, 0, w->sq));
}

static void test_consent_does_not_depend_on_the_unit(void **state)
{
    world *w = *state;
    w->game.red_low = w->game.red_high = NULL;
    w->game.salience = NULL;
    for (uint64_t t = 0; t < 1000; t++) {
        cm_rng rng;
        double x[2], unit;
        bool consent[2];
        cm_rng_init(&rng, support_seed(), "consent", t);
        unit = exp(40 * cm_rng_unit(&rng) - 20);
        w->game.utility = (cm_utility)(t % 3);
        for (size_t j = 0; j < 4; j++) w->ideal[j] = cm_rng_unit(&rng) - 0.5;
        for (size_t k = 0; k < 2; k++) {
            w->sq[k] = cm_rng_unit(&rng) - 0.5;
            x[k] = cm_rng_unit(&rng) - 0.5;
        }
        for (size_t i = 0; i < 2; i++) consent[i] = cm_spatial_accepts(&w->ctx, &w->game, i, x);
        for (size_t j = 0; j < 4; j++) w->ideal[j] *= unit;
        for (size_t k = 0; k < 2; k++) w->sq[k] *= unit, x[k] *= unit;
        for (size_t i = 0; i < 2; i++) {
            assert_int_equal(consent[i], cm_spatial_accepts(&w->ctx, &w->game, i, x));
        }
    }
}

static void refused(world *w, const char *sentence)
{
    assert_int_equal(cm_spatial_validate(&w->ctx, &w->game), CM_E_INPUT);
    assert_string_equal(w->ctx.message, sentence);
    cm_ctx_clear(&w->ctx);
}

static void test_what_cannot_be_used_is_named(void **state)
{
    world *w = *state;
    cm_spatial good = w->game;
    assert_int_equal(cm_spatial_validate(&w->ctx, &w->game), CM_OK);
    w->ideal[3] = (double)NAN;
    refused(w, "the ideal point of 'beta' on 'aid' is nan");
    w->ideal[3] = 0;
    w->salience[1] = -1;
    refused(w, "the salience of 'aid' for 'alpha' is -1, and must not be negative");
    w->salience[1] = 1;
    w->capability[1] = 0;
    refused(w, "the capability of 'beta' is 0, and must be positive");
    w->capability[1] = 1;
    w->low[1] = 3;
    refused(w, "the red lines of 'alpha' on 'aid' leave nothing between 3 and 2");
    w->low[1] = 0;
    w->sq[0] = HUGE_VAL;
    refused(w, "the status quo of 'norms' is inf");
    w->sq[0] = 0;
    w->game.d = 0;
    refused(w, "a negotiation of 2 players on 0 issues");
    w->game = good;
    w->game.red_high = NULL;
    refused(w, "red lines need a lower and an upper side");
    w->game = good;
    w->game.vote = NULL;
    refused(w, "a negotiation without a rule of decision");
    w->game = good;
    w->game.ideal = NULL;
    refused(w, "a negotiation without ideal points or status quo");
    w->game = good;
    w->vote.n = 3;
    refused(w, "the rule is for 3 players, the negotiation has 2");
    w->vote.n = 2;
    assert_int_equal(cm_spatial_validate(&w->ctx, &w->game), CM_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_utilities_by_hand, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_consent_needs_a_gain_inside_the_red_lines, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_consent_does_not_depend_on_the_unit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_cannot_be_used_is_named, set_up, tear_down),
    };
    return RUN_TESTS(tests);
}
