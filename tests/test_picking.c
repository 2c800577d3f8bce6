/* test_picking.c: who is picked from a world. */
#include "models/picking.h"

#include <gsl/gsl_cdf.h>

#include "tests/support/blocs.h"
#include "tests/support/support.h"

#define VENUE(members) "venues = { v = { " members " rule = { type = \"consensus\"; }; }; };"

static void open_picker(given *g, cm_world *world, cm_picker *picker)
{
    blocs_open(g, world);
    assert_int_equal(cm_picker_init(&g->ctx, &g->arena, &g->s, &g->s.venue[0].members, picker), CM_OK);
}

static void start(cm_world *world, cm_picker *picker, uint64_t draw)
{
    cm_world_start(world, draw);
    cm_picker_start(picker, world);
}

static void test_random_members_are_uniform_and_nested(void **state)
{
    double pairs[6][6] = { { 0 } }, chi = 0;
    given g, same;
    cm_world world, other;
    cm_picker picker, second;
    (void)state;
    given_good(&g, "population = { size = 6; dimensions = 1; blocs = { a = { ideal = { issue1 = 0; }; }; }; };" VENUE("members = { size = 2; };"));
    given_good(&same, "population = { size = 6; dimensions = 1; blocs = { a = { ideal = { issue1 = 1; }; }; }; }; venues = { v = { members = { size = 6; }; rule = { type = \"majority\"; }; }; };");
    open_picker(&g, &world, &picker);
    open_picker(&same, &other, &second);
    for (uint64_t draw = 0; draw < 30000; draw++) {
        size_t first;
        start(&world, &picker, draw);
        first = cm_picker_get(&picker, 0);
        pairs[first][cm_picker_get(&picker, 1)]++;
        if (draw % 100 == 0) {
            unsigned seen = 0;
            start(&other, &second, draw);
            for (size_t k = 0; k < 6; k++) seen |= 1u << cm_picker_get(&second, k);
            assert_int_equal(seen, 63);
            assert_int_equal(cm_picker_get(&second, 6), SIZE_MAX);
            assert_int_equal(cm_picker_get(&second, 0), first);           /* the larger venue begins with the smaller */
            assert_int_equal(cm_picker_get(&second, 1), cm_picker_get(&picker, 1));
        }
    }
    for (size_t i = 0; i < 6; i++) {
        assert_close(pairs[i][i], 0, 0);
        for (size_t k = 0; k < 6; k++) {
            if (i != k) chi += (pairs[i][k] - 1000) * (pairs[i][k] - 1000) / 1000;
        }
    }
    assert_true(gsl_cdf_chisq_Q(chi, 29) > 1e-4);
    given_free(&g);
    given_free(&same);
}

static void test_nearest_members_are_nearest_to_the_first(void **state)
{
    given g;
    cm_world world;
    cm_picker picker;
    double seen[12] = { 0 };
    (void)state;
    given_good(&g, "population = { size = 12; dimensions = 2; blocs = { a = { ideal = { issue1 = { dist = \"normal\"; mean = 0; sd = 1; }; issue2 = { dist = \"uniform\"; low = 0; high = 1; }; }; }; }; };"
                   VENUE("members = { size = 5; pick = \"nearest\"; };"));
    open_picker(&g, &world, &picker);
    for (uint64_t draw = 0; draw < 1200; draw++) {
        const double *centre;
        double before = 0;
        unsigned set = 0;
        start(&world, &picker, draw);
        centre = cm_world_ideal(&world, cm_picker_get(&picker, 0));
        seen[cm_picker_get(&picker, 0)]++;
        for (size_t k = 0; k < 12; k++) {
            const double *x = cm_world_ideal(&world, cm_picker_get(&picker, k));
            double away = hypot(x[0] - centre[0], x[1] - centre[1]);
            assert_true(away >= before);
            before = away;
            set |= 1u << cm_picker_get(&picker, k);
        }
        assert_int_equal(set, 4095);
    }
    for (size_t i = 0; i < 12; i++) assert_close(seen[i], 100, 45);       /* the first is any of them */
    given_free(&g);
}

/* A position that is not given must not upset the order. */
static void test_nearest_looks_at_the_issues_on_which_both_have_a_position(void **state)
{
    given g;
    cm_world world;
    cm_picker picker;
    (void)state;
    given_good(&g, "issues = { a = {}; b = {}; }; status_quo = { a = 0; b = 0; }; players = { A = { ideal = { a = 0; }; }; B = { ideal = { a = 0.2; }; }; C = { ideal = { a = 0.5; b = 1; }; }; D = { ideal = { a = 0.9; }; }; };"
                   VENUE("members = { size = 2; pick = \"nearest\"; }; issues = (\"a\");"));
    open_picker(&g, &world, &picker);
    for (uint64_t draw = 0; draw < 40; draw++) {
        static const size_t next[] = { 1, 0, 1, 2 };
        start(&world, &picker, draw);
        assert_int_equal(cm_picker_get(&picker, 1), next[cm_picker_get(&picker, 0)]);
    }
    given_free(&g);
}

static void test_largest_members_come_first(void **state)
{
    given g;
    cm_world world;
    cm_picker picker;
    (void)state;
    given_good(&g, "players = { A = { capability = 2; }; B = { capability = 5; }; C = { capability = 2; }; D = { capability = 9; }; E = {}; };"
                   "groups = { some = { members = (\"A\", \"B\", \"C\", \"E\"); }; };"
                   VENUE("members = { size = 3; pick = \"largest\"; from = \"some\"; };"));
    open_picker(&g, &world, &picker);
    start(&world, &picker, 7);
    assert_int_equal(cm_picker_get(&picker, 0), 1);
    assert_int_equal(cm_picker_get(&picker, 1), 0);                        /* ties by index */
    assert_int_equal(cm_picker_get(&picker, 2), 2);
    assert_int_equal(cm_picker_get(&picker, 3), 4);
    assert_int_equal(cm_picker_get(&picker, 4), SIZE_MAX);
    given_free(&g);
}

static void test_members_of_one_bloc_are_all_of_it(void **state)
{
    double first[4] = { 0 };
    given g;
    cm_world world;
    cm_picker picker;
    (void)state;
    given_good(&g, BLOCS(12, "") VENUE("members = { size = 9; pick = \"same-bloc\"; };"));
    open_picker(&g, &world, &picker);
    for (uint64_t draw = 0; draw < 2000; draw++) {
        size_t bloc, count = 0, have = 0, i;
        start(&world, &picker, draw);
        bloc = cm_world_bloc(&world, cm_picker_get(&picker, 0));
        first[bloc]++;
        for (i = 0; i < 12; i++) have += cm_world_bloc(&world, i) == bloc;
        while ((i = cm_picker_get(&picker, count)) != SIZE_MAX) {
            assert_int_equal(cm_world_bloc(&world, i), bloc);
            count++;
        }
        assert_int_equal(count, have);
    }
    assert_close(first[0], 1000, 100);                                     /* a random player's bloc */
    given_free(&g);
}

static void test_members_may_be_a_bloc_of_each_draw(void **state)
{
    given g;
    cm_world world;
    cm_picker picker;
    (void)state;
    given_good(&g, BLOCS(12, "") VENUE("members = (\"east\", \"P1\");"));
    open_picker(&g, &world, &picker);
    for (uint64_t draw = 0; draw < 200; draw++) {
        size_t k = 0;
        start(&world, &picker, draw);
        for (size_t i = 0; i < 12; i++) {
            if (i == 0 || cm_world_bloc(&world, i) == 1) assert_int_equal(cm_picker_get(&picker, k++), i);
        }
        assert_int_equal(cm_picker_get(&picker, k), SIZE_MAX);
    }
    given_free(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_members_are_uniform_and_nested),
        cmocka_unit_test(test_nearest_members_are_nearest_to_the_first),
        cmocka_unit_test(test_nearest_looks_at_the_issues_on_which_both_have_a_position),
        cmocka_unit_test(test_largest_members_come_first),
        cmocka_unit_test(test_members_of_one_bloc_are_all_of_it),
        cmocka_unit_test(test_members_may_be_a_bloc_of_each_draw),
    };
    return RUN_TESTS(tests);
}
