/* test_assurance.c: trust and first steps; arms that call for arms. */
#include "solver/base/rng.h"
#include "tests/support/talking.h"

extern const cm_concept cm_concept_assurance, cm_concept_spiral;

typedef struct trust {
    double trust, loss, temptation, greed, step;
} trust;

typedef struct arms {
    double fear, advantage, low, high, outside;
} arms;

static void solved(talking *t, const cm_concept *concept, const void *p, size_t n)
{
    cm_status status;
    (void)talking_open(t, n, (int64_t)n, 0.9);
    status = talking_solve(t, concept, p);
    if (status != CM_OK) print_error("%s\n", t->ctx.message);
    assert_int_equal(status, CM_OK);
}

static bool says(const talking *t, const char *name) { return cm_result_get(&t->result, name)->as.truth; }

/* By hand: loss 1, temptation 1/2, greed 3/2: p* = 2/3; odds 1 * 1/2 / (3 - 1 - 3/4) = 2/5, so 2/7; at p = 1/2 steps from
 * 3/4 / (3/2 - 1/2 + 1/2) = 1/2 to 1/2 / (1/4 + 1/2) = 2/3. */
static void test_thresholds_by_hand(void **state)
{
    trust p = { 0.5, 1, 0.5, 1.5, 0 };
    talking t;
    (void)state;
    solved(&t, &cm_concept_assurance, &p, 2);
    assert_close(talking_number(&t, "needed_trust"), 2.0 / 3, 1e-14);
    assert_close(talking_number(&t, "needed_with_step"), 2.0 / 7, 1e-14);
    assert_close(talking_number(&t, "least_step"), 0.5, 1e-14);
    assert_close(talking_number(&t, "largest_step"), 2.0 / 3, 1e-14);
    assert_close(talking_number(&t, "cooperation"), 0, 0);
    assert_false(says(&t, "risk_dominant"));
    assert_true(talking_notes(&t, "Without a first step the trustworthy do not dare to cooperate, though all who are would gain; a step of the right size would tell them apart."));
    cm_arena_free(&t.arena);
    p.step = 0.55;
    solved(&t, &cm_concept_assurance, &p, 2);
    assert_true(says(&t, "step_tells"));
    assert_close(talking_number(&t, "cooperation"), 0.25, 1e-14);
    assert_close(talking_number(&t, "value"), 0.5 - 0.55 * 0.5, 1e-14);
    cm_arena_free(&t.arena);
    p.step = 0.4;
    solved(&t, &cm_concept_assurance, &p, 2);
    assert_true(talking_notes(&t, "The step is too small to tell anything: who is not to be trusted takes it as well, to gain more later."));
    assert_close(talking_number(&t, "cooperation"), 0, 0);
    cm_arena_free(&t.arena);
    p.step = 0.7;
    solved(&t, &cm_concept_assurance, &p, 2);
    assert_true(talking_notes(&t, "The step is too large: the trustworthy do not dare it."));
    cm_arena_free(&t.arena);
}

/* The stag hunt of 4, 3 and 0 in units of what trust adds, (4 - 3): temptation 0, loss 3: p* = 3/4, the mixture of that game. */
static void test_the_risk_is_the_mixture_of_the_stag_hunt(void **state)
{
    trust p = { 0.9, 3, 0, 1.5, 0 };
    talking t;
    (void)state;
    solved(&t, &cm_concept_assurance, &p, 2);
    assert_close(talking_number(&t, "risk"), 0.75, 1e-14);
    assert_close(talking_number(&t, "cooperation"), 0.81, 1e-14);
    cm_arena_free(&t.arena);
}

/* Steps shrink with p = t^(n - 1), from 3/2 p / (1 + p) to p / (1 - p / 2): 2/7 of all others are needed however small they are. */
static void test_with_hardly_any_trust_there_is_no_step(void **state)
{
    static const struct { double trust; size_t n; } row[] = { { 0, 2 }, { 0.05, 12 }, { 0.01, 30 }, { 1e-9, 60 } };
    trust p = { 0, 1, 0.5, 1.5, 1e-12 };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        talking t;
        p.trust = row[k].trust;
        solved(&t, &cm_concept_assurance, &p, row[k].n);
        assert_close(talking_number(&t, "needed_with_step"), pow(2.0 / 7, 1 / ((double)row[k].n - 1)), 1e-12);
        assert_int_equal(cm_result_get(&t.result, "least_step")->kind, CM_NONE);
        assert_false(says(&t, "step_tells"));
        talking_refuses_inventions(&t, &cm_concept_assurance, &p);
        cm_arena_free(&t.arena);
    }
}

static void test_a_step_always_needs_less_trust_and_more_members_more(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "trust", 0);
    for (int k = 0; k < 220; k++) {
        trust p = { cm_rng_unit(&rng), 0.1 + 2 * cm_rng_unit(&rng), 0.9 * cm_rng_unit(&rng), 1.1 + 2 * cm_rng_unit(&rng), cm_rng_unit(&rng) };
        size_t n = 2 + cm_rng_below(&rng, 5);
        talking t, u;
        solved(&t, &cm_concept_assurance, &p, n);
        solved(&u, &cm_concept_assurance, &p, n + 1);
        assert_true(talking_number(&t, "needed_with_step") < talking_number(&t, "needed_trust"));
        assert_true(talking_number(&u, "needed_trust") > talking_number(&t, "needed_trust"));
        assert_true(talking_number(&u, "cooperation") <= talking_number(&t, "cooperation"));
        talking_refuses_summary(&t, &cm_concept_assurance, &p, 1e-3);
        talking_refuses_inventions(&t, &cm_concept_assurance, &p);
        cm_arena_free(&t.arena);
        cm_arena_free(&u.arena);
    }
}

/* Two members and even costs: x = m + (d - m) F(x) is a line: x = (m (high - low) - (d - m) low) / (high - low - d + m). */
static void test_two_members_have_one_cutoff_that_is_known(void **state)
{
    arms p = { 0.6, 0.2, 0.1, 1, 0 };
    talking t;
    double x = (0.2 * 0.9 - 0.4 * 0.1) / (0.9 - 0.4);
    (void)state;
    solved(&t, &cm_concept_spiral, &p, 2);
    assert_close(talking_number(&t, "cutoff"), x, 1e-12);
    assert_close(talking_number(&t, "arming"), (x - 0.1) / 0.9, 1e-12);
    assert_close(talking_number(&t, "liking"), 0.1 / 0.9, 1e-12);
    assert_int_equal(talking_count(&t, "equilibria"), 1);
    cm_arena_free(&t.arena);
}

/* Fear above all costs, and nobody who likes to arm: all, or nobody, or a cutoff between that is not stable. */
static void test_fear_can_feed_on_itself(void **state)
{
    arms p = { 1.2, 0, 0.1, 1, 0 };
    talking t;
    const cm_table *table;
    (void)state;
    solved(&t, &cm_concept_spiral, &p, 2);
    table = cm_result_find(&t.result, "equilibria");
    assert_int_equal(talking_count(&t, "equilibria"), 3);
    assert_close(talking_number(&t, "arming"), 0, 0);
    assert_close(talking_number(&t, "most_arming"), 1, 0);
    assert_true(cm_table_get(table, 0, "stable").as.truth && !cm_table_get(table, 1, "stable").as.truth && cm_table_get(table, 2, "stable").as.truth);
    cm_arena_free(&t.arena);
    p.outside = 0.3;
    solved(&t, &cm_concept_spiral, &p, 2);
    assert_close(talking_number(&t, "arming"), 1, 0);                   /* one that arms outside sets it off */
    cm_arena_free(&t.arena);
}

/* Nobody likes to arm, and the cheapest arms for the least fear: x' = 3/2 x leads away from nobody, to all. */
static void test_calm_on_the_edge_does_not_last(void **state)
{
    arms p = { 1.5, 0, 0, 1, 0 };
    talking t;
    const cm_table *table;
    (void)state;
    solved(&t, &cm_concept_spiral, &p, 2);
    table = cm_result_find(&t.result, "equilibria");
    assert_int_equal(talking_count(&t, "equilibria"), 2);
    assert_close(talking_number(&t, "arming"), 0, 0);
    assert_false(cm_table_get(table, 0, "stable").as.truth);
    assert_true(cm_table_get(table, 1, "stable").as.truth);
    cm_result_find(&t.result, "equilibria")->cell[2].as.truth = true;
    assert_int_equal(cm_concept_spiral.check(&t.ctx, &t.game, &p, &t.result), CM_E_NUMERIC);
    cm_arena_free(&t.arena);
}

/* Nobody likes to arm, but by so little that 8 in 10 000 of the way to fear are enough: three cutoffs, two of them close. */
static void test_cutoffs_close_to_each_other_are_told_apart(void **state)
{
    arms p = { 1.6726068342403835, -0.19305165289349602, -0.19250775660008146, 0.9171904580709275, 0 };
    talking t;
    const cm_table *table;
    (void)state;
    solved(&t, &cm_concept_spiral, &p, 3);
    table = cm_result_find(&t.result, "equilibria");
    assert_int_equal(talking_count(&t, "equilibria"), 3);
    for (size_t r = 0; r < 3; r++) assert_true(cm_table_get(table, r, "stable").as.truth == (r != 1));
    cm_arena_free(&t.arena);
}

/* Calm stays calm where the first to arm has to fear more than there is, wherever payoffs are rounded. */
static void test_calm_below_all_costs_lasts(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "calm", 0);
    for (int k = 0; k < 200; k++) {
        arms p = { 1 + cm_rng_unit(&rng), -cm_rng_unit(&rng), 0.1 + 0.4 * cm_rng_unit(&rng), 2 + cm_rng_unit(&rng), 0 };
        talking t;
        solved(&t, &cm_concept_spiral, &p, 2 + cm_rng_below(&rng, 3));
        assert_close(talking_number(&t, "cutoff"), p.advantage, 1e-9);
        assert_true(cm_table_get(cm_result_find(&t.result, "equilibria"), 0, "stable").as.truth);
        cm_arena_free(&t.arena);
    }
}

static void test_the_certificate_takes_it_and_refuses_near_misses(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "arms", 0);
    for (int k = 0; k < 220; k++) {
        arms p = { cm_rng_unit(&rng), cm_rng_unit(&rng), -0.3 + 0.5 * cm_rng_unit(&rng), 0.6 + cm_rng_unit(&rng), k % 2 == 0 ? 0 : 0.5 * cm_rng_unit(&rng) };
        size_t n = 2 + cm_rng_below(&rng, 6);
        talking t;
        solved(&t, &cm_concept_spiral, &p, n);
        talking_refuses_summary(&t, &cm_concept_spiral, &p, 1e-3);
        talking_refuses_table(&t, &cm_concept_spiral, &p, "equilibria", 1e-3);
        if (p.fear < p.advantage) assert_int_equal(talking_count(&t, "equilibria"), 1);
        cm_arena_free(&t.arena);
    }
}

/* A second way: arming answers arming, from nobody on, until it stands still; the lowest equilibrium of a spiral. */
static void test_answers_from_calm_end_at_the_lowest(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "answers", 0);
    for (int k = 0; k < 40; k++) {
        double advantage = 0.5 * cm_rng_unit(&rng), arm = 0;
        arms p = { advantage + 0.4 * cm_rng_unit(&rng), advantage, 0.1, 1.4, 0 };
        size_t n = 2 + cm_rng_below(&rng, 3);
        talking t;
        for (int round = 0; round < 200000; round++) {
            double q = 1 - pow(1 - arm, (double)n - 1), x = p.advantage + (p.fear - p.advantage) * q;
            arm = fmin(1, fmax(0, (x - p.low) / (p.high - p.low)));
        }
        solved(&t, &cm_concept_spiral, &p, n);
        assert_close(talking_number(&t, "arming"), arm, 1e-6);
        cm_arena_free(&t.arena);
    }
}

static void test_what_they_cannot_answer_is_said(void **state)
{
    static const trust p = { 0.5, 1, 0.5, 1.5, 0 };
    static const arms a = { 0.6, 0.2, 1, 0.5, 0 };
    talking t;
    (void)state;
    (void)talking_open(&t, 1, 1, 0.9);
    assert_int_equal(talking_solve(&t, &cm_concept_assurance, &p), CM_E_DOMAIN);
    assert_string_equal(t.ctx.message, "assurance takes two members or more, not 1");
    cm_arena_free(&t.arena);
    (void)talking_open(&t, 2, 2, 0.9);
    assert_int_equal(talking_solve(&t, &cm_concept_spiral, &a), CM_E_INPUT);
    assert_string_equal(t.ctx.message, "spiral: costs are between 1 and 0.5");
    cm_arena_free(&t.arena);
}

static void test_without_memory_it_says_so(void **state)
{
    static const trust p = { 0.5, 1, 0.5, 1.5, 0 };
    static const arms a = { 0.6, 0.2, 0.1, 1, 0 };
    (void)state;
    talking_runs_out_of_memory(&cm_concept_assurance, &p, 3, 3);
    talking_runs_out_of_memory(&cm_concept_spiral, &a, 3, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_thresholds_by_hand),
        cmocka_unit_test(test_the_risk_is_the_mixture_of_the_stag_hunt),
        cmocka_unit_test(test_with_hardly_any_trust_there_is_no_step),
        cmocka_unit_test(test_a_step_always_needs_less_trust_and_more_members_more),
        cmocka_unit_test(test_two_members_have_one_cutoff_that_is_known),
        cmocka_unit_test(test_fear_can_feed_on_itself),
        cmocka_unit_test(test_calm_on_the_edge_does_not_last),
        cmocka_unit_test(test_cutoffs_close_to_each_other_are_told_apart),
        cmocka_unit_test(test_calm_below_all_costs_lasts),
        cmocka_unit_test(test_the_certificate_takes_it_and_refuses_near_misses),
        cmocka_unit_test(test_answers_from_calm_end_at_the_lowest),
        cmocka_unit_test(test_what_they_cannot_answer_is_said),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
