/* test_cascade.c: norms that spread because others hold them. */
#include "solver/norms/cascade.h"

#include "solver/base/rng.h"
#include "tests/support/talking.h"

static const cm_concept *const concept = &cm_concept_cascade;

static cm_cascade_params usual(long members, double mean, double sd)
{
    return (cm_cascade_params){ .members = members, .network = "all", .degree = 4, .shortcuts = 0.1, .mean = mean, .sd = sd, .placed = "random", .large = 0.5, .tipping = 1.0 / 3,
                                .internalised = 0.9, .draws = 200, .seed = (long)support_seed() };
}

static double solved(const cm_cascade_params *p, const char *name)
{
    talking t;
    double x;
    talking_solved_alone(&t, concept, p);
    x = talking_number(&t, name);
    cm_arena_free(&t.arena);
    return x;
}

/* Granovetter 1978: thresholds 0, 1, ..., 99 of a hundred; then 2 in the place of 1. */
static void test_a_riot_of_a_hundred_and_a_riot_of_one(void **state)
{
    double tau[100];
    cm_cascade_params p = usual(100, 0.25, 0);
    (void)state;
    for (int i = 0; i < 100; i++) tau[i] = i / 100.0;
    p.thresholds = (cm_numbers){ 100, tau };
    assert_close(solved(&p, "adopted"), 1, 0);
    assert_close(solved(&p, "rounds"), 100, 0);
    tau[1] = 0.02;
    assert_close(solved(&p, "adopted"), 0.01, 0);
}

/* Thresholds of a hundred about 25 (Granovetter's figure 2), from a program of its own. */
static void test_rest_points_of_an_infinite_population(void **state)
{
    static const double row[][2] = { { 2, 0 }, { 5, 2.866600954110747e-05 }, { 8, 0.09245923947079705 }, { 10, 0.7695512701999635 }, { 11, 1.7129876099267538 }, { 12, 4.0211339713057255 },
        { 12.1, 4.552899906000581 }, { 12.2, 5.479220442589891 }, { 12.3, 99.99999994615048 }, { 12.5, 99.99999990134123 }, { 13, 99.99999960182897 }, { 15, 99.99997133455865 },
        { 20, 99.99114264317683 }, { 30, 99.3393544304895 }, { 50, 90.48520076422611 }, { 100, 65.8573751703101 } };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        cm_cascade_params p = usual(10, 0.25, row[k][0] / 100);
        assert_close(100 * solved(&p, "infinite"), row[k][1], 1e-8);
    }
}

static void test_the_spread_at_which_a_low_rest_point_vanishes(void **state)
{
    static const double row[][2] = { { 0.15, 0.06384008944314268 }, { 0.2, 0.09144463518729633 }, { 0.25, 0.12222086826900033 }, { 0.3, 0.1566842359457881 }, { 0.333333, 0.18214702283195064 }, { 0.4, 0.24134555368475638 } };
    (void)state;
    for (size_t k = 0; k < 6; k++) {
        cm_cascade_params p = usual(10, row[k][0], 0.1), at;
        assert_close(solved(&p, "critical_sd"), row[k][1], 1e-9);
        at = usual(10, row[k][0], row[k][1] + 1e-6);
        assert_true(solved(&at, "infinite") > 0.5);
        at.sd -= 2e-6;
        assert_true(solved(&at, "infinite") < 0.2);
    }
}

/* Drawn in a program of its own, 4000 populations each: below the critical spread small groups tip more often, above it
 * large ones do. Four standard errors. */
static void test_small_groups_tip_more_below_the_critical_spread_and_less_above(void **state)
{
    static const struct { double sd; long n; double share; } row[] = {
        { 0.1, 5, 0.02525 }, { 0.1, 10, 0.0255 }, { 0.1, 15, 0.0225 }, { 0.1, 25, 0.01925 }, { 0.1, 50, 0.0075 }, { 0.1, 100, 0.00375 }, { 0.1, 193, 0.0005 },
        { 0.115, 5, 0.06025 }, { 0.115, 10, 0.0785 }, { 0.115, 15, 0.08075 }, { 0.115, 25, 0.08925 }, { 0.115, 50, 0.0865 }, { 0.115, 100, 0.083 }, { 0.115, 193, 0.07125 },
        { 0.122, 5, 0.075 }, { 0.122, 10, 0.10475 }, { 0.122, 15, 0.11825 }, { 0.122, 25, 0.14875 }, { 0.122, 50, 0.17125 }, { 0.122, 100, 0.20025 }, { 0.122, 193, 0.22125 },
        { 0.13, 5, 0.113 }, { 0.13, 10, 0.13975 }, { 0.13, 15, 0.17725 }, { 0.13, 25, 0.2075 }, { 0.13, 50, 0.305 }, { 0.13, 100, 0.3645 }, { 0.13, 193, 0.497 } };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        cm_cascade_params p = usual(row[k].n, 0.25, row[k].sd);
        double chance = solved(&p, "cascades");
        assert_close(chance, row[k].share, 4 * sqrt(chance * (1 - chance) / 4000));
    }
}

/* Two members, by hand: F(0) = f, F(1/2) = g: both with f^2 + 2 f (g - f), one with 2 f (1 - g). */
static void test_two_members_by_hand(void **state)
{
    cm_cascade_params p = usual(2, 0.25, 0.2);
    double f = cm_threshold_law(&p, 0), g = cm_threshold_law(&p, 0.5);
    (void)state;
    assert_close(solved(&p, "adopted"), f * f + 2 * f * (g - f) + f * (1 - g), 1e-12);
    assert_close(solved(&p, "rounds"), f * f + 2 * (2 * f * (g - f)) + 2 * f * (1 - g), 1e-12);
}

/* D. J. Watts 2002: one adopter starts a spread where z lies between; from a program of its own. */
static void test_the_window_of_random_contacts(void **state)
{
    static const double row[][3] = { { 0.1, 1.0000011252141305, 13.659313949739147 }, { 0.12, 1.0000832906520667, 10.657443428943264 }, { 0.15, 1.0037312313999749, 7.477080184864382 },
        { 0.18, 1.0207039085137264, 5.764677087161714 }, { 0.2, 1.0207039085137264, 5.764677087161714 }, { 0.24, 1.1141416269991846, 3.8630688583641226 }, { 0.25, 1.1141416269991846, 3.8630688583641226 } };
    (void)state;
    for (size_t k = 0; k < 7; k++) {
        for (int edge = 1; edge <= 2; edge++) {
            cm_cascade_params p = usual(100, row[k][0], 0);
            p.network = "random";
            p.draws = 1;
            p.degree = row[k][edge];
            assert_close(solved(&p, "branching"), 1, 1e-9);
        }
    }
}

/* Large random networks come to rest where the formula of Gleeson and Cahalane says. */
static void test_random_contacts_agree_with_their_limit(void **state)
{
    (void)state;
    for (int k = 0; k < 3; k++) {
        cm_cascade_params p = usual(20000, k == 0 ? 0.18 : 0.3, k == 2 ? 0.1 : 0);
        p.network = "random";
        p.seeds = k == 1 ? 2000 : 400;
        p.draws = 4;
        p.degree = 5;
        assert_close(solved(&p, "adopted"), solved(&p, "infinite"), 0.02);
    }
}

/* On a ring of degree 2 a threshold up to 1/2 is reached by one neighbour: s neighbouring adopters take (n - s) / 2. */
static void test_on_a_ring_a_norm_walks(void **state)
{
    cm_cascade_params p = usual(101, 0.5, 0);
    (void)state;
    p.network = "ring";
    p.degree = 2;
    p.seeds = 3;
    p.placed = "together";
    assert_close(solved(&p, "adopted"), 1, 0);
    assert_close(solved(&p, "rounds"), 49, 0);
    p.mean = 0.51;
    assert_close(solved(&p, "adopted"), 3.0 / 101, 1e-15);
}

static void test_given_links_are_followed(void **state)
{
    static const double path[] = { 1, 2, 2, 3, 3, 4, 5, 6 }, tau[] = { 0, 0.5, 0.5, 1, 0.5, 0.5 };
    cm_cascade_params p = usual(6, 0.25, 0);
    (void)state;
    p.network = "given";
    p.links = (cm_numbers){ 8, path };
    p.thresholds = (cm_numbers){ 6, tau };
    assert_close(solved(&p, "adopted"), 4.0 / 6, 1e-15);
    assert_close(solved(&p, "rounds"), 4, 0);
}

/* Drawn and computed, the same law. */
static void test_draws_agree_with_what_is_computed(void **state)
{
    cm_cascade_params p = usual(257, 0.25, 0.13), q = usual(256, 0.25, 0.13);
    double drawn, computed;
    (void)state;
    p.draws = 3000;
    drawn = solved(&p, "cascades");
    computed = solved(&q, "cascades");
    assert_close(drawn, computed, 4 * sqrt(0.25 / 3000) + 0.01);
}

static void test_mean_numbers_of_contacts(void **state)
{
    static const char *const kinds[] = { "random", "ring", "small-world", "scale-free" };
    static const double expected[] = { 6, 6, 6 * 1.25, 6 };
    (void)state;
    for (int k = 0; k < 4; k++) {
        cm_cascade_params p = usual(4000, 0.25, 0.1);
        cm_arena arena = { NULL };
        cm_ctx ctx;
        cm_spread s;
        cm_ctx_init(&ctx);
        p.network = kinds[k];
        p.degree = 6;
        p.shortcuts = 0.25;
        assert_int_equal(cm_spread_open(&ctx, &arena, &p, &s), CM_OK);
        assert_int_equal(cm_spread_draw(&s, 1), CM_OK);
        assert_close(2 * (double)s.net.nedges / 4000, expected[k], 0.3);
        assert_int_equal(s.net.first[4000], 2 * s.net.nedges);
        for (size_t e = 0; e < s.net.nedges; e++) assert_true(s.net.edge[2 * e] != s.net.edge[2 * e + 1] && s.net.edge[2 * e] < 4000 && s.net.edge[2 * e + 1] < 4000);
        cm_arena_free(&arena);
    }
}

static cm_cascade_params random_params(cm_rng *rng)
{
    static const char *const kinds[] = { "all", "all", "random", "ring", "small-world", "scale-free" }, *const places[] = { "random", "together", "hubs" };
    cm_cascade_params p = usual(8 + (long)cm_rng_below(rng, 20), 0.1 + 0.5 * cm_rng_unit(rng), cm_rng_below(rng, 3) == 0 ? 0 : 0.4 * cm_rng_unit(rng));
    p.network = kinds[cm_rng_below(rng, 6)];
    p.placed = places[cm_rng_below(rng, 3)];
    p.seeds = (long)cm_rng_below(rng, 4);
    p.degree = 2 + 2 * (double)cm_rng_below(rng, 2);
    p.draws = 1 + (long)cm_rng_below(rng, 30);
    p.seed = (long)cm_rng_below(rng, 1000000);
    return p;
}

static void test_random_spreads_are_certified_and_near_misses_refused(void **state)
{
    static const char *const tables[] = { "sizes", "batches" };
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "cascades", 0);
    for (int k = 0; k < 250; k++) {
        cm_cascade_params p = random_params(&rng);
        talking t;
        talking_solved_alone(&t, concept, &p);
        if (k % 5 == 0) {
            talking_refuses_summary(&t, concept, &p, 1e-4);
            talking_refuses_inventions(&t, concept, &p);
            for (int q = 0; q < 2; q++) {
                if (cm_result_find(&t.result, tables[q]) != NULL) talking_refuses_table(&t, concept, &p, tables[q], 1e-2);
            }
            if (strcmp(p.network, "all") != 0) talking_refuses_table(&t, concept, &p, "path", 1e-4);
            if (strcmp(p.network, "all") != 0) talking_refuses_filled(&t, concept, &p, "path");
        }
        cm_arena_free(&t.arena);
    }
}

static void test_more_that_begin_never_hold_it_back(void **state)
{
    cm_cascade_params p = usual(60, 0.3, 0.1);
    double before = 0;
    (void)state;
    for (p.seeds = 0; p.seeds <= 60; p.seeds += 6) {
        double now = solved(&p, "adopted");
        assert_true(now >= before);
        before = now;
    }
    assert_close(before, 1, 1e-12);
}

static void refused(cm_cascade_params p, cm_status expected, const char *sentence)
{
    talking t;
    assert_int_equal(talking_solve_alone(&t, concept, &p), expected);
    assert_string_equal(t.ctx.message, sentence);
    cm_arena_free(&t.arena);
}

static void test_settings_that_do_not_fit_are_named(void **state)
{
    static const double one[] = { 1, 2, 3 }, loop[] = { 1, 1 }, far[] = { 1, 12 };
    cm_cascade_params p = usual(10, 0.25, 0.1);
    (void)state;
    p.seeds = 11;
    refused(p, CM_E_INPUT, "cascade: 11 begin, of 10 members");
    p.seeds = 0;
    p.thresholds = (cm_numbers){ 3, one };
    refused(p, CM_E_INPUT, "cascade: 3 thresholds for 10 members");
    p.thresholds = (cm_numbers){ 0, NULL };
    p.links = (cm_numbers){ 2, far };
    refused(p, CM_E_INPUT, "cascade: links are given, and the network is 'all'; write network = \"given\"");
    p.network = "given";
    refused(p, CM_E_INPUT, "cascade: a link between 1 and 12, and members are 1 to 10");
    p.links.at = loop;
    refused(p, CM_E_INPUT, "cascade: a link of member 1 with itself");
    p.links = (cm_numbers){ 3, one };
    refused(p, CM_E_INPUT, "cascade: 3 numbers in 'links'; give two for each link");
    p.links = (cm_numbers){ 0, NULL };
    p.network = "ring";
    p.degree = 3;
    refused(p, CM_E_INPUT, "cascade: a degree of 3, and this network takes an even number, 2 or more");
    p.degree = 10;
    refused(p, CM_E_INPUT, "cascade: a degree of 10 among 10 members");
    p = usual(3, 0.25, 0.1);
    p.weights = (cm_numbers){ 3, one };
    refused(p, CM_E_INPUT, "cascade: weights are given, and the network is 'all'; write network = \"weighted\"");
    p.network = "weighted";
    refused(p, CM_E_INPUT, "cascade: 3 numbers in 'weights' for 3 members; give 3 rows of 3, how much each heeds each");
    p.members = 3000;
    refused(p, CM_E_INPUT, "cascade: 3000 members, and a matrix of weights is for 2000 at most");
    p = usual(10000000, 0.25, 0.1);
    p.draws = 10000000;
    refused(p, CM_E_LIMIT, "cascade: 10000000 members in 10000000 draws take more than the limit of 2e+10 steps; fewer draws give a wider interval");
    p = usual(10, 0.25, 0.1);
    p.tipping = 0.95;
    refused(p, CM_E_INPUT, "cascade: tipping at a share of 0.95 comes after internalisation at 0.9");
}

/* A matrix of noughts and ones is a list of links. */
static void test_weights_of_one_are_links(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "weights of one", 0);
    for (int k = 0; k < 60; k++) {
        enum { N = 9 };
        double weight[N * N] = { 0 }, link[N * N], tau[N];
        size_t used = 0;
        cm_cascade_params p = usual(N, 0.25, 0), q;
        for (int i = 0; i < N; i++) {
            tau[i] = cm_rng_unit(&rng) * 0.8;
            for (int j = 0; j < i; j++) {
                if (cm_rng_unit(&rng) > 0.4) continue;
                weight[i * N + j] = weight[j * N + i] = 1;
                link[used++] = i + 1, link[used++] = j + 1;
            }
        }
        if (used == 0) continue;
        p.seeds = 2, p.placed = "together", p.thresholds = (cm_numbers){ N, tau }, q = p;
        p.network = "given", p.links = (cm_numbers){ used, link };
        q.network = "weighted", q.weights = (cm_numbers){ N * N, weight };
        assert_close(solved(&p, "adopted"), solved(&q, "adopted"), 0);
        assert_close(solved(&p, "rounds"), solved(&q, "rounds"), 0);
    }
}

/* By hand: 2 gives 0.3 of its attention to 1, who begins; 3 heeds 1 and 2 with 0.1 and 0.2, and itself with 0.7. */
static void test_a_matrix_by_hand(void **state)
{
    static const double matrix[] = { 0, 0, 0, 0.3, 0, 0.7, 0.1, 0.2, 0.7 }, tau[] = { 2, 0.3, 0.3 }, doubled[] = { 0, 0, 0, 0.6, 0, 1.4, 5, 10, 35 };
    cm_cascade_params p = usual(3, 0.25, 0);
    (void)state;
    p.network = "weighted", p.seeds = 1, p.placed = "together", p.thresholds = (cm_numbers){ 3, tau }, p.weights = (cm_numbers){ 9, matrix };
    assert_close(solved(&p, "adopted"), 1, 0);
    assert_close(solved(&p, "rounds"), 2, 0);
    p.weights.at = doubled;
    assert_close(solved(&p, "adopted"), 1, 0);
    p.thresholds.at = (const double[]){ 2, 0.3, 0.31 };
    assert_close(solved(&p, "adopted"), 2.0 / 3, 1e-12);
    p.thresholds.at = (const double[]){ 2, 0.31, 0.1 };                    /* 3 first, and 2 then hears both */
    assert_close(solved(&p, "adopted"), 1, 0);
    assert_close(solved(&p, "rounds"), 2, 0);
}

static void test_weighted_draws_are_certified_and_near_misses_refused(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "weights", 0);
    for (int k = 0; k < 200; k++) {
        double weight[64];
        cm_cascade_params p = usual(8, 0.3, k % 2 == 0 ? 0.2 : 0);
        talking t;
        for (int i = 0; i < 64; i++) weight[i] = cm_rng_unit(&rng);
        p.network = "weighted", p.seeds = 2, p.weights = (cm_numbers){ 64, weight }, p.draws = 20;
        p.placed = k % 3 == 0 ? "hubs" : "random";
        talking_solved_alone(&t, concept, &p);
        talking_refuses(&t, concept, &p, &cm_result_find(&t.result, "batches")->cell[2], 1e-3, "the share of a batch");
        talking_refuses_table(&t, concept, &p, "path", 1e-4);
        talking_refuses_filled(&t, concept, &p, "path");
        cm_arena_free(&t.arena);
    }
}

static void test_without_memory_it_says_so(void **state)
{
    static const char *const kinds[] = { "all", "random", "scale-free" };
    (void)state;
    for (int q = 0; q < 3; q++) {
        cm_cascade_params p = usual(12, 0.25, 0.2);
        p.network = kinds[q];
        p.draws = 5;
        talking_runs_out_of_memory(concept, &p, 0, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_riot_of_a_hundred_and_a_riot_of_one),
        cmocka_unit_test(test_rest_points_of_an_infinite_population),
        cmocka_unit_test(test_the_spread_at_which_a_low_rest_point_vanishes),
        cmocka_unit_test(test_small_groups_tip_more_below_the_critical_spread_and_less_above),
        cmocka_unit_test(test_two_members_by_hand),
        cmocka_unit_test(test_the_window_of_random_contacts),
        cmocka_unit_test(test_random_contacts_agree_with_their_limit),
        cmocka_unit_test(test_on_a_ring_a_norm_walks),
        cmocka_unit_test(test_given_links_are_followed),
        cmocka_unit_test(test_draws_agree_with_what_is_computed),
        cmocka_unit_test(test_mean_numbers_of_contacts),
        cmocka_unit_test(test_random_spreads_are_certified_and_near_misses_refused),
        cmocka_unit_test(test_more_that_begin_never_hold_it_back),
        cmocka_unit_test(test_settings_that_do_not_fit_are_named),
        cmocka_unit_test(test_weights_of_one_are_links),
        cmocka_unit_test(test_a_matrix_by_hand),
        cmocka_unit_test(test_weighted_draws_are_certified_and_near_misses_refused),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
