/* test_nested.c: regional venues inside a universal one. */
#include "solver/base/rng.h"
#include "solver/forum/nested.h"
#include "tests/support/talking.h"

static const cm_concept *const concept = &cm_concept_nested;

static cm_nested_params given(void)
{
    cm_nested_params p = { 0 };
    cm_params_default(&p, concept->param, concept->nparams);
    return p;
}

static void solved(talking *t, size_t n, const cm_nested_params *p)
{
    (void)talking_open(t, n, (int64_t)n, 0.9);
    if (talking_solve(t, concept, p) != CM_OK) print_error("%s\n", t->ctx.message);
    assert_int_equal(t->ctx.status, CM_OK);
}

/* By another program: chambers of equal size, each by simple majority, all of which have to agree. */
static void test_chambers_as_tabulated(void **state)
{
    static const struct { double consent, share; long regions; double everywhere; } row[] = {
        { 0.6, 0.51, 1, 0.8246309464931709 }, { 0.6, 0.51, 2, 0.6192066012178311 }, { 0.6, 0.51, 3, 0.2537602798019487 }, { 0.6, 0.51, 6, 0.10112184913653043 }, { 0.6, 1, 3, 2.2107391972073312e-07 },
        { 0.75, 0.51, 1, 0.9972504658358596 }, { 0.75, 0.51, 2, 0.9656996076791763 }, { 0.75, 0.51, 3, 0.7834538468260348 }, { 0.75, 0.51, 6, 0.51910635708037 }, { 0.75, 1, 6, 0.00017858209017001473 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        cm_nested_params p = given();
        talking t;
        p.consent = row[k].consent;
        p.share = row[k].share;
        p.regions = row[k].regions;
        solved(&t, 30, &p);
        assert_close(talking_number(&t, "everywhere"), row[k].everywhere, 1e-12);
        assert_close(talking_number(&t, "nested"), row[k].everywhere, 1e-12);
        cm_arena_free(&t.arena);
    }
}

/* Consensus at both levels: everybody has to consent, by whatever way. */
static void test_under_consensus_the_detour_changes_nothing(void **state)
{
    (void)state;
    for (long k = 1; k <= 12; k++) {
        cm_nested_params p = given();
        talking t;
        p.regions = k;
        p.correlation = 0.1;
        solved(&t, 12, &p);
        assert_close(talking_number(&t, "nested"), talking_number(&t, "flat"), 1e-12);
        assert_close(talking_number(&t, "everywhere"), talking_number(&t, "flat"), 1e-12);
        cm_arena_free(&t.arena);
    }
}

/* By counting all patterns of who consents, each for itself. */
static void test_small_venues_by_all_patterns(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "regions", 0);
    for (int round = 0; round < 200; round++) {
        size_t n = 1 + cm_rng_below(&rng, 9), k = 1 + cm_rng_below(&rng, n), top, over;
        double capability[9], all = 0, flat = 0, somewhere = 0, nested = 0, coverage = 0;
        cm_nested_params p = given();
        talking t;
        p.regions = (long)k;
        p.consent = cm_rng_unit(&rng);
        p.share = 0.2 + 0.8 * cm_rng_unit(&rng);
        p.top_share = 0.2 + 0.8 * cm_rng_unit(&rng);
        p.within = cm_rng_unit(&rng);
        p.between = cm_rng_unit(&rng);
        for (size_t i = 0; i < n; i++) all += capability[i] = 0.1 + cm_rng_unit(&rng);
        talking_open(&t, n, (int64_t)n, 0.9)->capability = capability;
        assert_int_equal(talking_solve(&t, concept, &p), CM_OK);
        top = (size_t)ceil(p.top_share * (double)n);
        over = (size_t)ceil(p.top_share * (double)k);
        for (unsigned who = 0; who < 1u << n; who++) {
            size_t for_it = (size_t)__builtin_popcount(who), first = 0, agreed = 0;
            double chance = pow(p.consent, (double)for_it) * pow(1 - p.consent, (double)(n - for_it)), bound = 0;
            for (size_t r = 0; r < k; r++) {
                size_t m = n / k + (r < n % k), yes = 0;
                double has = 0;
                for (size_t i = first; i < first + m; i++) yes += who >> i & 1u, has += capability[i];
                if ((double)yes >= p.share * (double)m) agreed++, bound += has / all;
                first += m;
            }
            if (for_it >= top) flat += chance;
            if (agreed > 0) somewhere += chance;
            if (agreed >= over) nested += chance;
            coverage += chance * bound;
        }
        assert_close(talking_number(&t, "flat"), flat, 1e-10);
        assert_close(talking_number(&t, "somewhere"), somewhere, 1e-10);
        assert_close(talking_number(&t, "nested"), nested, 1e-10);
        assert_close(talking_number(&t, "coverage"), coverage, 1e-10);
        talking_refuses_summary(&t, concept, &p, 1e-3);
        talking_refuses_inventions(&t, concept, &p);
        talking_refuses_table(&t, concept, &p, "regions", 1e-3);
        cm_arena_free(&t.arena);
    }
}

/* Texts of single members with nothing between regions: two normal draws are 2 / sqrt(pi) apart. */
static void test_how_far_apart_texts_are(void **state)
{
    cm_nested_params p = given();
    talking t;
    (void)state;
    p.regions = 4;
    p.between = 0;
    solved(&t, 4, &p);
    assert_close(talking_number(&t, "distance"), 2 / sqrt(acos(-1)), 1e-12);
    assert_close(talking_number(&t, "coherence"), 0, 1e-12);
    cm_arena_free(&t.arena);
    p.regions = 1;
    solved(&t, 4, &p);
    assert_int_equal(cm_result_get(&t.result, "distance")->kind, CM_NONE);
    assert_close(talking_number(&t, "coherence"), 1, 1e-12);
    cm_arena_free(&t.arena);
}

static void test_more_regions_than_members_are_refused(void **state)
{
    cm_nested_params p = given();
    talking t;
    (void)state;
    p.regions = 6;
    (void)talking_open(&t, 5, 5, 0.9);
    assert_int_equal(talking_solve(&t, concept, &p), CM_E_INPUT);
    assert_string_equal(t.ctx.message, "nested: 6 regions for 5 members");
    cm_arena_free(&t.arena);
}

static void test_without_memory_it_says_so(void **state)
{
    const cm_nested_params p = given();
    (void)state;
    talking_runs_out_of_memory(concept, &p, 5, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chambers_as_tabulated),
        cmocka_unit_test(test_under_consensus_the_detour_changes_nothing),
        cmocka_unit_test(test_small_venues_by_all_patterns),
        cmocka_unit_test(test_how_far_apart_texts_are),
        cmocka_unit_test(test_more_regions_than_members_are_refused),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
