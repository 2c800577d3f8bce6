/* test_silence.c: adopted unless somebody objects. */
#include "solver/base/rng.h"
#include "tests/support/talking.h"

extern const cm_concept cm_concept_silence;
static const cm_concept *const concept = &cm_concept_silence;

typedef struct silence {
    double opposed, objection, loss;
} silence;

/* By other programs: silence with the number unknown, known, and a vote (the volunteer's dilemma of Diekmann 1985). */
static void test_as_tabulated(void **state)
{
    static const struct { size_t n; double opposed, cost, vote, unknown, known; } row[] = {
        { 3, 0.1, 0.1, 0.729, 0.729, 0.7293016227766018 },
        { 10, 0.3, 0.05, 0.028247524899999984, 0.03584355822184432, 0.03926885119756774 },
        { 25, 0.1, 0.1, 0.0717897987691853, 0.09085175756516867, 0.09383355537332219 },
        { 193, 0.1, 0.1, 1.4750417802530951e-09, 0.09880789942928692, 0.08757753324310681 },
        { 193, 0.1, 0.3, 1.4750417802530951e-09, 0.29812467842000956, 0.279856345763174 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        const silence params = { row[k].opposed, 2 * row[k].cost, 2 };
        talking t;
        (void)talking_open(&t, row[k].n, (int64_t)row[k].n, 0.9);
        assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
        assert_close(talking_number(&t, "agreement"), row[k].unknown, 1e-12);
        assert_close(talking_number(&t, "number_known"), row[k].known, 1e-12);
        assert_close(talking_number(&t, "by_vote"), row[k].vote, 1e-12);
        assert_true(talking_notes(&t, "It is decided in one round: the venue's patience and its cost of a round do not count here."));
        cm_arena_free(&t.arena);
    }
}

static void test_played_out_it_passes_as_often(void **state)
{
    enum { GAMES = 100000 };
    const silence params = { 0.3, 0.4, 1 };
    cm_rng rng;
    talking t;
    double passed = 0, p;
    (void)state;
    (void)talking_open(&t, 6, 6, 0.9);
    assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
    p = talking_number(&t, "objects");
    cm_rng_init(&rng, support_seed(), "silence", 0);
    for (int g = 0; g < GAMES; g++) {
        bool through = true;
        for (int i = 0; i < 6; i++) {
            bool against = cm_rng_unit(&rng) < 0.3, speaks = cm_rng_unit(&rng) < p;
            through = through && !(against && speaks);
        }
        passed += through;
    }
    assert_close(passed / GAMES, talking_number(&t, "agreement"), 0.008);
    cm_arena_free(&t.arena);
}

static void test_random_texts_are_certified_and_near_misses_refused(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "texts", 0);
    for (uint64_t index = 0; index < 200; index++) {
        size_t n = 2 + (size_t)cm_rng_below(&rng, 12);
        const silence params = { 0.1 + 0.85 * cm_rng_unit(&rng), 0.05 + 0.9 * cm_rng_unit(&rng), 1 };
        talking t;
        (void)talking_open(&t, n, (int64_t)n, 0.9);
        assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
        talking_refuses_summary(&t, concept, &params, -1e-3);
        if (index < 40) talking_refuses_table(&t, concept, &params, "opponents", -1e-3);
        if (index < 40) talking_refuses_filled(&t, concept, &params, "opponents");
        cm_arena_free(&t.arena);
    }
}

static void test_at_the_ends(void **state)
{
    static const struct { silence given; double adopted, objects; } row[] = { { { 0, 0.1, 1 }, 1, 1 }, { { 1, 0, 1 }, 0, 1 }, { { 0.5, 1, 1 }, 1, 0 }, { { 0.5, 3, 1 }, 1, 0 } };
    (void)state;
    for (size_t k = 0; k < 4; k++) {
        talking t;
        (void)talking_open(&t, 4, 4, 0.9);
        assert_int_equal(talking_solve(&t, concept, &row[k].given), CM_OK);
        assert_close(talking_number(&t, "agreement"), row[k].adopted, 0);
        assert_close(talking_number(&t, "objects"), row[k].objects, 0);
        cm_arena_free(&t.arena);
    }
}

static void test_only_consensus_is_taken(void **state)
{
    const silence params = { 0.3, 0.4, 1 };
    talking t;
    (void)state;
    (void)talking_open(&t, 5, 4, 0.9);
    assert_int_equal(talking_solve(&t, concept, &params), CM_E_DOMAIN);
    assert_string_equal(t.ctx.message, "under a silence procedure one objection stops a text, and the rule of these 5 members can do without some");
    cm_arena_free(&t.arena);
}

static void test_what_means_nothing_to_silence_is_refused(void **state)
{
    const silence params = { 0.3, 0.4, 1 };
    talking t;
    (void)state;
    talking_refuses_leaders(concept, &params, 5, 5, "a silence procedure");
    talking_open(&t, 5, 5, 0.9)->rounds = 2;
    assert_int_equal(talking_solve(&t, concept, &params), CM_E_DOMAIN);
    assert_string_equal(t.ctx.message, "a silence procedure is one round, and these talks go on until round 2");
    cm_arena_free(&t.arena);
    talking_open(&t, 5, 5, 0.9)->outside = t.outside;
    t.outside[4] = 2;
    assert_int_equal(talking_solve(&t, concept, &params), CM_E_DOMAIN);
    assert_string_equal(t.ctx.message, "nobody may have anything without an agreement, and 'member' has 2");
    cm_arena_free(&t.arena);
    talking_open(&t, 5, 5, 0.9)->rounds = 1;
    assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
    cm_arena_free(&t.arena);
}

static void test_each_allocation_may_fail(void **state)
{
    const silence params = { 0.3, 0.4, 1 };
    (void)state;
    talking_runs_out_of_memory(concept, &params, 4, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_as_tabulated),
        cmocka_unit_test(test_played_out_it_passes_as_often),
        cmocka_unit_test(test_random_texts_are_certified_and_near_misses_refused),
        cmocka_unit_test(test_at_the_ends),
        cmocka_unit_test(test_only_consensus_is_taken),
        cmocka_unit_test(test_what_means_nothing_to_silence_is_refused),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
