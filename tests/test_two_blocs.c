/* test_two_blocs.c: claims over two blocs with unequal powers, against a count over the same draws. */
#include "models/picking.h"
#include "tests/support/club.h"
#include "tests/support/support.h"

#define TWO_BLOCS "population = { size = 30; dimensions = 1; blocs = {" \
    " west = { weight = 3; ideal = { issue1 = { dist = \"normal\"; mean = 0.4; sd = 1; }; }; capability = { dist = \"lognormal\"; mean = 0; sd = 1; }; };" \
    " east = { weight = 1; ideal = { issue1 = { dist = \"normal\"; mean = -0.4; sd = 1; }; }; capability = { dist = \"zipf\"; exponent = 1; }; }; }; };"

typedef bool decides(const cm_world *world, const size_t *member, size_t m, const bool *in);

/* How often one side of the status quo 0 decides, in one dimension. */
static double counted(given *g, const char *venue, uint64_t draws, uint64_t seed, decides *wins)
{
    const cm_venue *at = cm_scenario_venue(&g->s, venue);
    size_t member[64], hits = 0;
    cm_world world;
    cm_picker picker;
    assert_int_equal(cm_world_init(&g->ctx, &g->arena, &g->s, seed, &world), CM_OK);
    assert_int_equal(cm_picker_init(&g->ctx, &g->arena, &g->s, &at->members, &picker), CM_OK);
    for (uint64_t draw = 0; draw < draws; draw++) {
        size_t m = 0, i;
        bool up[64], down[64];
        cm_world_start(&world, draw);
        cm_picker_start(&picker, &world);
        while (m < at->members.size && (i = cm_picker_get(&picker, m)) != SIZE_MAX) {
            double x = *cm_world_ideal(&world, i);
            (void)cm_world_bloc(&world, i);
            member[m] = i;
            up[m] = x > 0;
            down[m++] = x < 0;
        }
        (void)cm_world_capability(&world);
        hits += wins(&world, member, m, up) || wins(&world, member, m, down);
    }
    return (double)hits / (double)draws;
}

static bool by_capability(const cm_world *world, const size_t *member, size_t m, const bool *in)
{
    double sum = 0, total = 0;
    for (size_t i = 0; i < m; i++) {
        total += world->capability[member[i]];
        if (in[i]) sum += world->capability[member[i]];
    }
    return sum >= .6 * total;
}

static bool by_both_chambers(const cm_world *world, const size_t *member, size_t m, const bool *in)
{
    size_t of[2] = { 0 }, for_it[2] = { 0 };
    for (size_t i = 0; i < m; i++) {
        of[world->bloc[member[i]]]++;
        for_it[world->bloc[member[i]]] += in[i];
    }
    for (size_t b = 0; b < 2; b++) {
        if (of[b] > 0 && 2 * for_it[b] <= of[b]) return false;
    }
    return true;
}

static void test_drawn_capabilities_weigh_votes(void **state)
{
    given g;
    (void)state;
    given_good(&g, TWO_BLOCS CLUB(7, "{ type = \"weighted\"; weights = \"capability\"; share = 0.6; }") CLAIM(AGREEMENT, SIZES("3, 7"), "decreasing", "members", ""));
    given_judge(&g, 1500, 26, 1);
    assert_close(given_mean(&g, 0, 1), counted(&g, "club", 1500, 26, by_capability), 0);
    assert_true(given_mean(&g, 0, 1) > .5 && given_mean(&g, 0, 1) < .99);
    given_free(&g);
}

static void test_blocs_may_sit_in_chambers(void **state)
{
    given g;
    (void)state;
    given_good(&g, TWO_BLOCS CLUB(7, "{ all = ( { type = \"chamber\"; members = (\"west\"); rule = { type = \"majority\"; }; }, { type = \"chamber\"; members = (\"east\"); rule = { type = \"majority\"; }; } ); }")
               CLAIM(AGREEMENT, SIZES("3, 7"), "decreasing", "members", ""));
    given_judge(&g, 1500, 27, 1);
    assert_close(given_mean(&g, 0, 1), counted(&g, "club", 1500, 27, by_both_chambers), 0);
    assert_true(given_mean(&g, 0, 1) > .2 && given_mean(&g, 0, 1) < .9);
    given_free(&g);
}

static bool unanimous(const cm_world *world, const size_t *member, size_t m, const bool *in)
{
    (void)world;
    (void)member;
    for (size_t i = 0; i < m; i++) {
        if (!in[i]) return false;
    }
    return true;
}

static bool is_brief(const cm_world *world, const size_t *member, size_t m, const bool *in)
{
    (void)world;
    (void)member;
    (void)in;
    return m < 9;
}

static void test_a_bloc_with_too_few_players_is_told(void **state)
{
    given g;
    double share;
    (void)state;
    given_good(&g, TWO_BLOCS "venues = { club = { members = { size = 9; pick = \"same-bloc\"; }; rule = " CONSENSUS "; }; };"
               CLAIM(AGREEMENT, SIZES("2, 9"), "decreasing", "members", ""));
    given_judge(&g, 1500, 28, 1);
    share = counted(&g, "club", 1500, 28, is_brief);
    assert_true(share > .05);
    assert_close(g.j.measure[0].cell[1].brief, share, 0);
    assert_close(given_mean(&g, 0, 1), counted(&g, "club", 1500, 28, unanimous), 0);
    given_free(&g);
}

/* Ways of picking have orders of their own: a smaller venue of one is no part of a larger of another. */
static void test_ways_of_picking_are_kept_apart(void **state)
{
    static const char *const picks[] = { "random", "nearest", "largest", "same-bloc" };
    given g;
    (void)state;
    given_good(&g, TWO_BLOCS "venues = { club = { members = { size = 5; }; rule = " CONSENSUS "; }; };"
               CLAIM(AGREEMENT, "{ path = \"venues.club.members.pick\"; label = \"pick\"; values = (\"random\", \"nearest\", \"largest\", \"same-bloc\"); }", "increasing", "pick", ""));
    given_judge(&g, 800, 30, 1);
    for (size_t i = 0; i < 4; i++) {
        given one;
        given_good(&one, TWO_BLOCS "venues = { club = { members = { size = 5; pick = \"%s\"; }; rule = " CONSENSUS "; }; };", picks[i]);
        assert_close(given_mean(&g, 0, i), counted(&one, "club", 800, 30, unanimous), 0);
        given_free(&one);
    }
    assert_true(given_mean(&g, 0, 1) > given_mean(&g, 0, 0) + .2);          /* neighbours agree */
    given_free(&g);
    given_good(&g, TWO_BLOCS "venues = { club = { members = { size = 2; }; rule = " CONSENSUS "; }; };"
               CLAIM(AGREEMENT, "{ label = \"venue\"; variants = ( { id = \"two\"; set = ( { path = \"venues.club.members.size\"; to = 2; } ); },"
                     " { id = \"near\"; set = ( { path = \"venues.club.members.size\"; to = 3; }, { path = \"venues.club.members.pick\"; to = \"nearest\"; } ); } ); }", "decreasing", "venue", ""));
    given_judge(&g, 400, 31, 1);
    assert_int_equal(g.j.measure[0].basis, CM_BY_SAMPLE);
    given_free(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drawn_capabilities_weigh_votes),
        cmocka_unit_test(test_blocs_may_sit_in_chambers),
        cmocka_unit_test(test_a_bloc_with_too_few_players_is_told),
        cmocka_unit_test(test_ways_of_picking_are_kept_apart),
    };
    return RUN_TESTS(tests);
}
