/* test_common_good.c: a venue whose members provide a common good, as a game in partition function form. */
#include <stdio.h>

#include "models/model.h"
#include "tests/support/given.h"
#include "tests/support/support.h"

static cm_status build(given *g, cm_game *game)
{
    cm_world *world = CM_NEW(&g->ctx, &g->arena, 1, cm_world);
    cm_status status;
    if (world == NULL) return g->ctx.status;
    status = cm_world_init(&g->ctx, &g->arena, &g->s, 1, world);
    if (status != CM_OK) return status;
    cm_world_start(world, 0);
    return cm_model_play(&g->ctx, &g->arena, cm_model_find("common-good"), &g->s, &g->s.venue[0], world, game);
}

static void members(given *g, size_t n, double first)
{
    char players[4000] = "";
    for (size_t i = 0; i < n; i++) (void)snprintf(players + strlen(players), sizeof players - strlen(players), "p%zu = { capability = %g; }; ", i, i == 0 ? first : 1);
    given_good(g, "players = { %s }; venues = { v = { rule = { type = \"majority\"; }; }; };", players);
}

/* Of n alike in an agreement of k: n + k^2 / 2 - k to who signs, n + k^2 - k - 1/2 to who does not. */
static void test_members_alike_gain_by_known_formulas(void **state)
{
    (void)state;
    for (size_t n = 3; n <= 12; n += 3) {
        for (size_t k = 2; k < n; k++) {
            given g;
            cm_game game;
            size_t block[12], lead;
            double q[12], pay[12], m = (double)n, s = (double)k;
            members(&g, n, 1);
            assert_int_equal(build(&g, &game), CM_OK);
            assert_int_equal(cm_game_validate(&g.ctx, &game), CM_OK);
            assert_true(game.as.pfg.symmetric && game.as.pfg.exact);
            cm_pfg_agreement_of_size(&game.as.pfg, k, block, &lead);
            cm_pfg_payoffs(&game.as.pfg, block, lead, q, pay);
            assert_close(pay[0], m + s * s / 2 - s, 1e-12);
            assert_close(pay[n - 1], m + s * s - s - 0.5, 1e-12);
            given_free(&g);
        }
    }
}

static void test_capability_is_the_stake(void **state)
{
    given g;
    cm_game game;
    (void)state;
    members(&g, 4, 2.5);
    assert_int_equal(build(&g, &game), CM_OK);
    assert_close(game.as.pfg.benefit[0], 2.5, 0);
    assert_close(game.as.pfg.benefit[3], 1, 0);
    assert_false(game.as.pfg.symmetric);
    assert_string_equal(game.as.pfg.player[1], "p1");
    assert_string_equal(cm_model_for(CM_GAME_PFG, &g.s)->name, "common-good");
    given_free(&g);
}

static void test_too_many_members_are_refused_in_a_sentence(void **state)
{
    given g;
    cm_game game;
    (void)state;
    members(&g, 17, 2);
    assert_int_equal(build(&g, &game), CM_E_LIMIT);
    assert_string_equal(g.ctx.message, "venue 'v' has 17 members; agreements on a common good are looked at for at most 16, unless all have one capability");
    given_free(&g);
}

static void test_memory_may_end_anywhere(void **state)
{
    bool done = false;
    long k = 0;
    (void)state;
    for (; !done; k++) {
        given g;
        cm_game game;
        members(&g, 3, 2);
        g.ctx.alloc_budget = k;
        done = build(&g, &game) == CM_OK;
        if (!done) assert_int_equal(g.ctx.status, CM_E_MEMORY);
        g.ctx.alloc_budget = -1;
        given_free(&g);
    }
    assert_true(k > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members_alike_gain_by_known_formulas),
        cmocka_unit_test(test_capability_is_the_stake),
        cmocka_unit_test(test_too_many_members_are_refused_in_a_sentence),
        cmocka_unit_test(test_memory_may_end_anywhere),
    };
    return RUN_TESTS(tests);
}
