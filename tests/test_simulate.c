/* test_simulate.c: the sums of a cell are the same however they are computed. */
#include "models/simulate.h"

#include "models/judge_inside.h"
#include "tests/support/club.h"
#include "tests/support/support.h"

static cm_sums sums_of(given *g, int threads, uint64_t draws, size_t *contrasts)
{
    cm_simulate_options options = { .seed = 5, .draws = draws, .threads = threads };
    cm_contrasts plan;
    cm_sums sums;
    assert_int_equal(cm_contrasts_plan(&g->ctx, &g->arena, &g->claim, &plan), CM_OK);
    assert_int_equal(cm_simulate(&g->ctx, &g->arena, &g->claim, plan.contrast, plan.count, &options, &sums), CM_OK);
    *contrasts = plan.count;
    return sums;
}

static void test_sums_are_the_same_bytes_for_any_number_of_threads(void **state)
{
    static const int threads[] = { 2, 7 };
    char world[TEXT];
    given g;
    cm_sums one;
    size_t contrasts, cells;
    (void)state;
    given_good(&g, "%s" CLUB(5, CONSENSUS)
               "claim = { statement = \"s\"; venue = \"club\"; measures = (\"agreement\", \"depth\", \"coverage\"); vary = (" SIZES("2, 3, 5") ", " RULES ");"
               " expect = { direction = \"decreasing\"; along = \"members\"; within = (\"rule\"); };"
               " explain = { from = { id = \"a\"; }; to = { id = \"b\"; set = ( { path = \"venues.club.members.size\"; to = 3; }, { path = \"venues.club.rule\"; to = " TWOTHIRDS "; } ); };"
               " channels = (\"members\", \"rule\"); }; };", club_world(world, 12, 2, .3));
    cells = g.claim.ncells;
    assert_int_equal(cells, 6 + 4);
    one = sums_of(&g, 1, 1000, &contrasts);
    for (size_t t = 0; t < 2; t++) {
        cm_sums many = sums_of(&g, threads[t], 1000, &contrasts);
        assert_memory_equal(one.sum, many.sum, 3 * cells * sizeof(double));
        assert_memory_equal(one.square, many.square, 3 * cells * sizeof(double));
        assert_memory_equal(one.edge, many.edge, cells * sizeof(double));
        assert_memory_equal(one.brief, many.brief, cells * sizeof(double));
        assert_memory_equal(one.difference, many.difference, 3 * contrasts * sizeof(double));
        assert_memory_equal(one.square_difference, many.square_difference, 3 * contrasts * sizeof(double));
        assert_memory_equal(one.above, many.above, 3 * contrasts * sizeof(double));
        assert_memory_equal(one.below, many.below, 3 * contrasts * sizeof(double));
        assert_memory_equal(one.first_above, many.first_above, 3 * contrasts * sizeof(double));
        assert_memory_equal(one.first_below, many.first_below, 3 * contrasts * sizeof(double));
        assert_memory_equal(one.product, many.product, 16 * sizeof(double));
        assert_close(many.draws, 1000, 0);
    }
    given_free(&g);
}

/* A cell's sums do not depend on which other cells the claim has: each of the grid against a claim of two. */
static void expect_same_cells(const char *world, const char *venue, const char *rest)
{
    static const char *const rules[] = { CONSENSUS, TWOTHIRDS, "{ type = \"majority\"; }" };
    static const int sizes[] = { 2, 3, 5, 7 };
    given all;
    cm_sums grid;
    size_t contrasts;
    given_good(&all, "%s venues = { club = { %s rule = " CONSENSUS "; }; }; claim = { statement = \"s\"; venue = \"club\"; measures = (\"agreement\", \"depth\", \"coverage\");"
               " vary = ( { path = \"venues.club.members.size\"; label = \"members\"; values = (2, 3, 5, 7); }, { path = \"venues.club.rule\"; label = \"rule\"; variants = ("
               " { id = \"a\"; to = %s; }, { id = \"b\"; to = %s; }, { id = \"c\"; to = %s; } ); } ); expect = { direction = \"decreasing\"; along = \"members\"; within = (\"rule\"); }; %s };",
               world, venue, rules[0], rules[1], rules[2], rest);
    grid = sums_of(&all, 2, 320, &contrasts);
    for (size_t r = 0; r < 3; r++) {
        for (size_t i = 0; i + 1 < 4; i++) {
            given few;
            cm_sums alone;
            given_good(&few, "%s venues = { club = { %s rule = %s; }; }; claim = { statement = \"s\"; venue = \"club\"; measures = (\"agreement\", \"depth\", \"coverage\");"
                       " vary = ( { path = \"venues.club.members.size\"; label = \"members\"; values = (%d, %d); } ); expect = { direction = \"decreasing\"; along = \"members\"; }; %s };",
                       world, venue, rules[r], sizes[i], sizes[i + 1], rest);
            alone = sums_of(&few, 1, 320, &contrasts);
            for (size_t k = 0; k < 2; k++) {
                size_t cell = 3 * (i + k) + r;
                for (size_t m = 0; m < 3; m++) {
                    if (fabs(alone.sum[2 * m + k] - grid.sum[12 * m + cell]) > 0) print_error("measure %zu, size %d, rule %zu\n", m, sizes[i + k], r);
                    assert_close(alone.sum[2 * m + k], grid.sum[12 * m + cell], 0);
                }
                assert_close(alone.edge[k], grid.edge[cell], 0);
                assert_close(alone.brief[k], grid.brief[cell], 0);
            }
            given_free(&few);
        }
    }
    given_free(&all);
}

static void test_a_cell_is_the_same_whatever_else_the_claim_has(void **state)
{
    static const char *const blocs = "population = { size = 14; dimensions = 2; blocs = { a = { ideal = { issue1 = { dist = \"normal\"; mean = 0.4; sd = 1; }; issue2 = { dist = \"normal\"; mean = 0; sd = 1; }; }; };"
        " b = { ideal = { issue1 = 0; issue2 = 1; }; }; c = { ideal = { issue1 = { dist = \"uniform\"; low = -1; high = 1; }; issue2 = 0; }; }; }; };";
    char world[TEXT];
    (void)state;
    expect_same_cells(club_world(world, 12, 2, .3), "members = { size = 2; };", "");
    expect_same_cells(club_world(world, 12, 1, .3), "members = { size = 2; pick = \"nearest\"; };", "");
    expect_same_cells(blocs, "members = { size = 2; };", "");            /* many draws on a knife edge */
    expect_same_cells(blocs, "members = { size = 2; pick = \"same-bloc\"; };", "");      /* often too few members */
    expect_same_cells(club_world(world, 12, 2, .3), "members = { size = 2; }; agenda = \"issue-by-issue\";", "");
    expect_same_cells(club_world(world, 12, 2, .3), "members = { size = 2; }; binds = \"consenting\";", "event = \"given-text\"; text = { issue1 = 0.4; };");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sums_are_the_same_bytes_for_any_number_of_threads),
        cmocka_unit_test(test_a_cell_is_the_same_whatever_else_the_claim_has),
    };
    return RUN_TESTS(tests);
}
