/* test_forum_size.c: the best size of a venue. */
#include "solver/base/rng.h"
#include "tests/support/talking.h"

extern const cm_concept cm_concept_forum_size;
static const cm_concept *const concept = &cm_concept_forum_size;

typedef struct venue {
    long most, size;
    double consent, correlation, share, weight, zipf, cost;
    const char *reach;
} venue;

static venue given(void)
{
    venue v = { 0 };
    cm_params_default(&v, concept->param, concept->nparams);
    return v;
}

/* By another program. */
static void test_independent_consent_as_tabulated(void **state)
{
    static const struct { double weight, consent, line; long best; } row[] = {
        { 0.25, 0.8, 1.120355029431138, 1 },
        { 0.25, 0.9, 2.372805395257476, 2 },
        { 0.25, 0.95, 4.873931436555918, 5 },
        { 0.25, 0.99, 24.87479061835552, 25 },
        { 0.25, 0.995, 49.87489557208903, 50 },
        { 0.5, 0.8, 2.240710058862275, 2 },
        { 0.5, 0.9, 4.745610790514952, 5 },
        { 0.5, 0.95, 9.747862873111837, 10 },
        { 0.5, 0.99, 49.74958123671104, 50 },
        { 0.5, 0.995, 99.74979114417806, 100 },
        { 1.0, 0.8, 4.481420117724551, 4 },
        { 1.0, 0.9, 9.491221581029905, 9 },
        { 1.0, 0.95, 19.49572574622367, 19 },
        { 1.0, 0.99, 99.49916247342207, 99 },    /* 100 is as good */
        { 1.0, 0.995, 199.4995822883561, 199 },
        { 1.5, 0.8, 6.722130176586826, 7 },
        { 1.5, 0.9, 14.23683237154486, 14 },
        { 1.5, 0.95, 29.24358861933551, 29 },
        { 1.5, 0.99, 149.2487437101331, 149 },
        { 1.5, 0.995, 299.2493734325342, 299 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        venue v = given();
        talking t;
        v.most = 1000;
        v.weight = row[k].weight;
        v.consent = row[k].consent;
        talking_solved_alone(&t, concept, &v);
        assert_close(talking_number(&t, "continuous"), row[k].line, 1e-9);
        assert_int_equal(talking_count(&t, "best"), row[k].best);
        cm_arena_free(&t.arena);
    }
}

/* Members that consent alike: all together is best where reach counts for at least b. */
static void test_correlated_consent_as_tabulated(void **state)
{
    static const struct { double weight, mean, s; long best; } row[] = {
        { 0.25, 0.9, 1, 1000 },
        { 0.25, 0.9, 5, 4 },
        { 0.25, 0.9, 20, 3 },
        { 0.25, 0.9, 100, 2 },
        { 0.25, 0.95, 1, 1000 },
        { 0.25, 0.95, 5, 1000 },
        { 0.25, 0.95, 20, 6 },
        { 0.25, 0.95, 100, 5 },
        { 0.5, 0.9, 1, 1000 },
        { 0.5, 0.9, 5, 1000 },
        { 0.5, 0.9, 20, 6 },
        { 0.5, 0.9, 100, 5 },
        { 0.5, 0.95, 1, 1000 },
        { 0.5, 0.95, 5, 1000 },
        { 0.5, 0.95, 20, 19 },
        { 0.5, 0.95, 100, 11 },
        { 1.0, 0.9, 1, 1000 },
        { 1.0, 0.9, 5, 1000 },
        { 1.0, 0.9, 20, 18 },    /* 19 is as good */
        { 1.0, 0.9, 100, 10 },
        { 1.0, 0.95, 1, 1000 },
        { 1.0, 0.95, 5, 1000 },
        { 1.0, 0.95, 20, 1000 },
        { 1.0, 0.95, 100, 24 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        venue v = given();
        talking t;
        v.most = 1000;
        v.weight = row[k].weight;
        v.consent = row[k].mean;
        v.correlation = 1 / (1 + row[k].s);
        talking_solved_alone(&t, concept, &v);
        assert_int_equal(talking_count(&t, "best"), row[k].best);
        if (row[k].weight >= row[k].s * (1 - row[k].mean)) assert_true(cm_result_get(&t.result, "universal")->as.truth);
        cm_arena_free(&t.arena);
    }
}

static void test_the_frontier_of_coverage_and_agreement_as_tabulated(void **state)
{
    static const struct { double consent, correlation, share; long size; double coverage, agreement, value; } row[] = {
        { 0.95, 0, 1, 1, 0.1711597736054105, 0.95, 0.1626017849251399 },
        { 0.95, 0, 1, 2, 0.2567396604081157, 0.9025, 0.2317075435183244 },
        { 0.95, 0, 1, 3, 0.3137929182765858, 0.8573749999999999, 0.2690382033073878 },
        { 0.95, 0, 1, 5, 0.3908148163990205, 0.7737809374999998, 0.3024050550221244 },
        { 0.95, 0, 1, 10, 0.5013215432466408, 0.5987369392383787, 0.3001597263777542 },
        { 0.95, 0, 1, 15, 0.5679473232519838, 0.463291230159753, 0.2631250140553505 },
        { 0.95, 0, 1, 20, 0.6157883052079199, 0.3584859224085419, 0.2207514386008539 },
        { 0.95, 0, 1, 25, 0.6531385377920053, 0.2773895731218338, 0.181173820187543 },
        { 0.95, 0, 1, 50, 0.7700829671127191, 0.07694497527671315, 0.05925401486550608 },
        { 0.95, 0, 1, 100, 0.8878703615249941, 0.005920529220333997, 0.005256662419277238 },
        { 0.95, 0, 1, 193, 0.9999999999999999, 5.019446397163782e-05, 5.019446397163782e-05 },
        { 0.95, 0.05, 1, 1, 0.1711597736054105, 0.9499999999999995, 0.1626017849251399 },
        { 0.95, 0.05, 1, 2, 0.2567396604081157, 0.904875, 0.2323173002117937 },
        { 0.95, 0.05, 1, 3, 0.3137929182765858, 0.8639401785714285, 0.2710983098503232 },
        { 0.95, 0.05, 1, 5, 0.3908148163990205, 0.7924901061944167, 0.3097168753504113 },
        { 0.95, 0.05, 1, 10, 0.5013215432466408, 0.6575309393406636, 0.3296344252426748 },
        { 0.95, 0.05, 1, 15, 0.5679473232519838, 0.5625802027437902, 0.319515920262894 },
        { 0.95, 0.05, 1, 20, 0.6157883052079199, 0.4920619078228937, 0.3030059682756354 },
        { 0.95, 0.05, 1, 25, 0.6531385377920053, 0.4375734130532426, 0.285796059178252 },
        { 0.95, 0.05, 1, 50, 0.7700829671127191, 0.2831725695701434, 0.2180663725795089 },
        { 0.95, 0.05, 1, 100, 0.8878703615249941, 0.167768815340151, 0.1489569587286798 },
        { 0.95, 0.05, 1, 193, 0.9999999999999999, 0.09659828492555458, 0.09659828492555457 },
        { 0.95, 0.2, 1, 1, 0.1711597736054105, 0.95, 0.1626017849251399 },
        { 0.95, 0.2, 1, 2, 0.2567396604081157, 0.9119999999999998, 0.2341465702922015 },
        { 0.95, 0.2, 1, 3, 0.3137929182765858, 0.8816000000000001, 0.2766398367526381 },
        { 0.95, 0.2, 1, 5, 0.3908148163990205, 0.8350011428571442, 0.3263308183386872 },
        { 0.95, 0.2, 1, 10, 0.5013215432466408, 0.7605920071680017, 0.3813011588145227 },
        { 0.95, 0.2, 1, 15, 0.5679473232519838, 0.7138685120691585, 0.405439710583555 },
        { 0.95, 0.2, 1, 20, 0.6157883052079199, 0.6803658912876838, 0.4189613591173187 },
        { 0.95, 0.2, 1, 25, 0.6531385377920053, 0.6545217350654593, 0.4274933689937404 },
        { 0.95, 0.2, 1, 50, 0.7700829671127191, 0.5768761417972459, 0.4442424909317608 },
        { 0.95, 0.2, 1, 100, 0.8878703615249941, 0.5054609566495363, 0.4487838023171932 },
        { 0.95, 0.2, 1, 193, 0.9999999999999999, 0.4445940650426295, 0.4445940650426294 },
        { 0.75, 0, 2.0 / 3, 1, 0.1711597736054105, 0.75, 0.1283698302040578 },
        { 0.75, 0, 2.0 / 3, 2, 0.2567396604081157, 0.5625, 0.1444160589795651 },
        { 0.75, 0, 2.0 / 3, 3, 0.3137929182765858, 0.84375, 0.2647627747958693 },
        { 0.75, 0, 2.0 / 3, 5, 0.3908148163990205, 0.6328125, 0.2473125010025052 },
        { 0.75, 0, 2.0 / 3, 10, 0.5013215432466408, 0.7758750915527344, 0.3889628982638455 },
        { 0.75, 0, 2.0 / 3, 15, 0.5679473232519838, 0.851631922647357, 0.483682070863507 },
        { 0.75, 0, 2.0 / 3, 20, 0.6157883052079199, 0.7857819476012082, 0.4838753337763266 },
        { 0.75, 0, 2.0 / 3, 25, 0.6531385377920053, 0.8505623296156211, 0.5555350362661083 },
        { 0.75, 0, 2.0 / 3, 50, 0.7700829671127191, 0.9016926752147348, 0.6943781707531683 },
        { 0.75, 0, 2.0 / 3, 100, 0.8878703615249941, 0.9724054358699054, 0.8633699658946823 },
        { 0.75, 0, 2.0 / 3, 193, 0.9999999999999999, 0.9957050361086145, 0.9957050361086144 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        venue v = given();
        talking t;
        v.reach = "capability";
        v.consent = row[k].consent;
        v.correlation = row[k].correlation;
        v.share = row[k].share;
        v.size = row[k].size;
        talking_solved_alone(&t, concept, &v);
        assert_close(talking_number(&t, "coverage_at"), row[k].coverage, 1e-9);
        assert_close(talking_number(&t, "agreement_at"), row[k].agreement, 1e-9);
        assert_close(talking_number(&t, "value_at"), row[k].value, 1e-9);
        cm_arena_free(&t.arena);
    }
}

static void test_the_best_sizes_on_the_frontier_as_tabulated(void **state)
{
    static const struct { double consent, correlation, share, weight; long best; double value; } row[] = {
        { 0.95, 0, 1, 1, 7, 0.3099170930025879 },
        { 0.95, 0.05, 1, 1, 10, 0.3296344252426748 },
        { 0.95, 0.2, 1, 1, 96, 0.448797371980767 },
        { 0.75, 0, 2.0 / 3, 1, 193, 0.9957050361086144 },
        { 0.95, 0, 1, 0.5, 4, 0 },
        { 0.95, 0, 1, 1, 7, 0 },
        { 0.95, 0, 1, 2, 12, 0 },
        { 0.95, 0, 1, 4, 21, 0 },
        { 0.95, 0, 1, 8, 37, 0 },
        { 0.95, 0.2, 1, 0.5, 12, 0 },
        { 0.95, 0.2, 1, 1, 96, 0 },
        { 0.95, 0.2, 1, 2, 193, 0 },
        { 0.95, 0.2, 1, 4, 193, 0 },
        { 0.95, 0.2, 1, 8, 193, 0 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        venue v = given();
        talking t;
        v.reach = "capability";
        v.consent = row[k].consent;
        v.correlation = row[k].correlation;
        v.share = row[k].share;
        v.weight = row[k].weight;
        talking_solved_alone(&t, concept, &v);
        assert_int_equal(talking_count(&t, "best"), row[k].best);
        if (row[k].value > 0) assert_close(talking_number(&t, "value"), row[k].value, 1e-9);
        cm_arena_free(&t.arena);
    }
}

static void test_near_misses_are_refused_in_drawn_cases(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "sizes", 0);
    for (int k = 0; k < 200; k++) {
        venue v = given();
        talking t;
        v.most = 1 + (long)cm_rng_below(&rng, 60);
        v.size = 1 + (long)cm_rng_below(&rng, (uint64_t)v.most);
        v.consent = 0.2 + 0.8 * cm_rng_unit(&rng);
        v.correlation = cm_rng_unit(&rng) < 0.5 ? 0 : 0.9 * cm_rng_unit(&rng);
        v.share = cm_rng_unit(&rng) < 0.5 ? 1 : 0.1 + 0.9 * cm_rng_unit(&rng);
        v.weight = 2 * cm_rng_unit(&rng);
        v.cost = cm_rng_unit(&rng) < 0.5 ? 0 : 0.01 * cm_rng_unit(&rng);
        v.reach = cm_rng_unit(&rng) < 0.5 ? "members" : "capability";
        talking_solved_alone(&t, concept, &v);
        talking_refuses_summary(&t, concept, &v, 1e-2);
        talking_refuses_inventions(&t, concept, &v);
        talking_refuses_table(&t, concept, &v, "sizes", 1e-2);
        cm_arena_free(&t.arena);
    }
}

/* Another size than the best is refused. */
static void test_a_worse_size_is_refused(void **state)
{
    venue v = given();
    talking t;
    (void)state;
    talking_solved_alone(&t, concept, &v);
    for (cm_named *s = t.result.summary; s != NULL; s = s->next) {
        if (strcmp(s->name, "best") == 0) s->value.as.integer++;
    }
    assert_int_equal(concept->check(&t.ctx, &t.game, &v, &t.result), CM_E_NUMERIC);
    cm_arena_free(&t.arena);
}

/* Where half is enough, a third member makes agreement less likely and a fourth more: what is best is said of all together. */
static void test_all_may_be_best_where_not_each_adds(void **state)
{
    venue v = given();
    talking t;
    const cm_table *sizes;
    (void)state;
    v.most = 30, v.consent = 0.9, v.share = 0.5, v.weight = 0.02;
    talking_solved_alone(&t, concept, &v);
    sizes = cm_result_find(&t.result, "sizes");
    assert_true(cm_table_get(sizes, 2, "value").as.number < cm_table_get(sizes, 1, "value").as.number);
    assert_int_equal(talking_count(&t, "best"), 30);
    assert_true(talking_notes(&t, "All together is best: what all the others add outweighs what their consent costs."));
    cm_arena_free(&t.arena);
}

static void test_a_size_beyond_all_is_refused(void **state)
{
    venue v = given();
    talking t;
    (void)state;
    v.size = 200;
    assert_int_equal(talking_solve_alone(&t, concept, &v), CM_E_INPUT);
    assert_string_equal(t.ctx.message, "forum-size: a size of 200, of 193 in all");
    cm_arena_free(&t.arena);
}

static void test_without_memory_it_says_so(void **state)
{
    const venue v = given();
    (void)state;
    talking_runs_out_of_memory(concept, &v, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_independent_consent_as_tabulated),
        cmocka_unit_test(test_correlated_consent_as_tabulated),
        cmocka_unit_test(test_the_frontier_of_coverage_and_agreement_as_tabulated),
        cmocka_unit_test(test_the_best_sizes_on_the_frontier_as_tabulated),
        cmocka_unit_test(test_near_misses_are_refused_in_drawn_cases),
        cmocka_unit_test(test_a_worse_size_is_refused),
        cmocka_unit_test(test_all_may_be_best_where_not_each_adds),
        cmocka_unit_test(test_a_size_beyond_all_is_refused),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
