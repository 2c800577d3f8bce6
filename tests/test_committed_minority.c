/* test_committed_minority.c: a few who never give in. */
#include "solver/base/rng.h"
#include "tests/support/talking.h"

extern const cm_concept cm_concept_committed_minority;
static const cm_concept *const concept = &cm_concept_committed_minority;

typedef struct minority {
    double committed, time, goal;
    long points;
} minority;

/* Xie and others 2011: 0.0979; to sixty digits, by Newton steps on the rest points as a curve in one unknown. */
static void test_the_critical_share_is_known(void **state)
{
    const minority p = { 0.1, 10, 0.9, 10 };
    talking t;
    (void)state;
    talking_solved_alone(&t, concept, &p);
    assert_close(talking_number(&t, "critical"), 0.09788910377031859, 1e-12);
    cm_arena_free(&t.arena);
}

static void test_below_it_most_stay_and_above_it_all_turn(void **state)
{
    const minority below = { 0.097, 5000, 0.9, 50 }, above = { 0.0985, 5000, 0.9, 50 };
    talking t;
    (void)state;
    talking_solved_alone(&t, concept, &below);
    assert_true(talking_number(&t, "adopted") < 0.3);
    assert_int_equal(cm_result_get(&t.result, "rounds")->kind, CM_NONE);
    assert_false(cm_result_get(&t.result, "tips")->as.truth);
    cm_arena_free(&t.arena);
    talking_solved_alone(&t, concept, &above);
    assert_close(talking_number(&t, "adopted"), 1, 1e-6);
    assert_true(talking_number(&t, "rounds") > 50);
    assert_true(cm_result_get(&t.result, "tips")->as.truth);
    cm_arena_free(&t.arena);
}

/* Played out among 4000: one meeting after another. */
static void test_played_out_it_goes_the_same_way(void **state)
{
    enum { N = 4000 };
    static unsigned char holds[N];                       /* 1: A, 2: B, 3: both */
    const minority p = { 0.2, 20, 0.9, 20 };
    size_t count = 0;
    cm_rng rng;
    talking t;
    (void)state;
    cm_rng_init(&rng, support_seed(), "names", 0);
    for (size_t i = 0; i < N; i++) holds[i] = i < N / 5 ? 1 : 2;
    for (size_t k = 0; k < 20 * N; k++) {
        size_t s = cm_rng_below(&rng, N), h = cm_rng_below(&rng, N);
        unsigned char name = holds[s] == 3 ? (unsigned char)(1 + cm_rng_below(&rng, 2)) : holds[s];
        if (s == h) continue;
        if (holds[h] & name) {
            if (s >= N / 5) holds[s] = name;
            if (h >= N / 5) holds[h] = name;
        } else if (h >= N / 5) {
            holds[h] = 3;
        }
    }
    for (size_t i = 0; i < N; i++) count += holds[i] == 1;
    talking_solved_alone(&t, concept, &p);
    assert_close(talking_number(&t, "adopted"), (double)count / N, 0.04);
    cm_arena_free(&t.arena);
}

static void test_random_minorities_are_certified_and_near_misses_refused(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "minorities", 0);
    for (int k = 0; k < 200; k++) {
        const minority p = { k == 0 ? 0 : k == 1 ? 1 : 0.3 * cm_rng_unit(&rng), 1 + 100 * cm_rng_unit(&rng), cm_rng_unit(&rng), 1 + (long)cm_rng_below(&rng, 20) };
        talking t;
        talking_solved_alone(&t, concept, &p);
        if (k % 10 == 0) {
            talking_refuses_summary(&t, concept, &p, 1e-4);
            talking_refuses_inventions(&t, concept, &p);
            talking_refuses_table(&t, concept, &p, "path", 1e-4);
        }
        cm_arena_free(&t.arena);
    }
}

static void test_without_memory_it_says_so(void **state)
{
    const minority p = { 0.1, 5, 0.9, 3 };
    (void)state;
    talking_runs_out_of_memory(concept, &p, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_critical_share_is_known),
        cmocka_unit_test(test_below_it_most_stay_and_above_it_all_turn),
        cmocka_unit_test(test_played_out_it_goes_the_same_way),
        cmocka_unit_test(test_random_minorities_are_certified_and_near_misses_refused),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
