/* test_effort.c: effort over venues. */
#include "solver/base/rng.h"
#include "tests/support/talking.h"

extern const cm_concept cm_concept_effort;
static const cm_concept *const concept = &cm_concept_effort;

#define LIST(array) ((cm_numbers){ sizeof(array) / sizeof(array)[0], (array) })

typedef struct plan {
    cm_numbers worths, bases, tops, sizes, shares, rates, delegated;
    double budget, fidelity, consent, correlation;
    long hub;
} plan;

static plan given(void)
{
    plan p = { 0 };
    cm_params_default(&p, concept->param, concept->nparams);
    return p;
}

static double effort_of(const talking *t, size_t v)
{
    return cm_table_get(cm_result_find(&t->result, "venues"), v, "effort").as.number;
}

/* Two venues: by hand, x1 - x2 = ln(w1 / w2) / r, until the second gets none. */
static void test_two_venues_by_hand(void **state)
{
    static const double worths[] = { 2, 1 }, tops[] = { 1, 1 }, rates[] = { 1, 1 };
    plan p = given();
    talking t;
    (void)state;
    p.worths = LIST(worths);
    p.tops = LIST(tops);
    p.rates = LIST(rates);
    p.budget = 3;
    talking_solved_alone(&t, concept, &p);
    assert_close(effort_of(&t, 0), (3 + log(2)) / 2, 1e-9);
    assert_close(effort_of(&t, 1), (3 - log(2)) / 2, 1e-9);
    assert_close(talking_number(&t, "price"), 2 * exp(-(3 + log(2)) / 2), 1e-9);
    assert_close(talking_number(&t, "equal"), 3 * (1 - exp(-1.5)), 1e-12);
    assert_close(talking_number(&t, "hub"), 2 * (1 - exp(-3)), 1e-12);
    cm_arena_free(&t.arena);
    p.budget = 0.5;
    talking_solved_alone(&t, concept, &p);
    assert_close(effort_of(&t, 1), 0, 1e-12);
    assert_int_equal(talking_count(&t, "active"), 1);
    assert_close(talking_number(&t, "concentration"), 1, 1e-9);
    cm_arena_free(&t.arena);
}

/* Private actors at a tenth of the cost who keep four fifths of the worth take the cheap venue over. */
static void test_the_talking_forum_is_left_to_private_actors(void **state)
{
    static const double worths[] = { 3, 1 }, tops[] = { 0.9, 0.6 }, rates[] = { 1, 1 }, delegated[] = { 0, 0.1 };
    plan p = given();
    talking t;
    (void)state;
    p.worths = LIST(worths);
    p.tops = LIST(tops);
    p.rates = LIST(rates);
    p.delegated = LIST(delegated);
    p.budget = 2;
    talking_solved_alone(&t, concept, &p);
    assert_int_equal(talking_count(&t, "delegated"), 1);
    cm_arena_free(&t.arena);
    p.fidelity = 0.01;
    talking_solved_alone(&t, concept, &p);
    assert_int_equal(talking_count(&t, "delegated"), 0);
    cm_arena_free(&t.arena);
}

/* Against a grid: no division of the budget in fortieths, by whomever, brings more. */
static void test_no_division_on_a_grid_is_better_in_drawn_cases(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "efforts", 0);
    for (int k = 0; k < 200; k++) {
        double worth[3], base[3], top[3], rate[3], cheap[3], best = 0;
        plan p = given();
        talking t;
        for (int v = 0; v < 3; v++) {
            worth[v] = 3 * cm_rng_unit(&rng);
            base[v] = 0.5 * cm_rng_unit(&rng);
            top[v] = base[v] + (1 - base[v]) * cm_rng_unit(&rng);
            rate[v] = 0.1 + 4 * cm_rng_unit(&rng);
            cheap[v] = cm_rng_unit(&rng) < 0.5 ? 0 : 0.1 + cm_rng_unit(&rng);
        }
        p.worths = LIST(worth);
        p.bases = LIST(base);
        p.tops = LIST(top);
        p.rates = LIST(rate);
        p.delegated = LIST(cheap);
        p.budget = 0.1 + 3 * cm_rng_unit(&rng);
        p.fidelity = 0.5 + 0.5 * cm_rng_unit(&rng);
        talking_solved_alone(&t, concept, &p);
        for (int a = 0; a <= 40; a++) {
            for (int b = 0; a + b <= 40; b++) {
                double part[3] = { a / 40., b / 40., (40 - a - b) / 40. }, sum = 0;
                for (int v = 0; v < 3; v++) {
                    double own = worth[v] * (base[v] + (top[v] - base[v]) * (1 - exp(-rate[v] * part[v] * p.budget))), theirs = 0;
                    if (cheap[v] > 0) theirs = p.fidelity * worth[v] * (base[v] + (top[v] - base[v]) * (1 - exp(-rate[v] * part[v] * p.budget / cheap[v])));
                    sum += fmax(own, theirs);
                }
                best = fmax(best, sum);
            }
        }
        assert_true(talking_number(&t, "value") >= best - 1e-9);
        assert_true(talking_number(&t, "value") <= best + 0.1);
        talking_refuses_summary(&t, concept, &p, 1e-3);
        talking_refuses_inventions(&t, concept, &p);
        talking_refuses_table(&t, concept, &p, "venues", 1e-2);
        cm_arena_free(&t.arena);
    }
}

/* Venues by their size and rule: as if their chances were given. */
static void test_sizes_and_rules_stand_for_chances(void **state)
{
    static const double worths[] = { 1, 3, 2 }, rates[] = { 1, 1, 2 }, sizes[] = { 5, 193, 25 }, shares[] = { 1, 1, 0.6 };
    double tops[] = { pow(0.95, 5), pow(0.95, 193), 0 };
    plan p = given();
    talking t, u;
    (void)state;
    for (int k = 15; k <= 25; k++) tops[2] += exp(lgamma(26) - lgamma(k + 1) - lgamma(26 - k)) * pow(0.95, k) * pow(0.05, 25 - k);
    p.worths = LIST(worths);
    p.rates = LIST(rates);
    p.sizes = LIST(sizes);
    p.shares = LIST(shares);
    talking_solved_alone(&t, concept, &p);
    p.sizes = p.shares = (cm_numbers){ 0 };
    p.tops = LIST(tops);
    talking_solved_alone(&u, concept, &p);
    for (size_t v = 0; v < 3; v++) assert_close(effort_of(&t, v), effort_of(&u, v), 1e-9);
    assert_close(effort_of(&t, 1), 0, 1e-12);                            /* it never agrees */
    cm_arena_free(&t.arena);
    cm_arena_free(&u.arena);
}

static void refuses(const plan *p, const char *sentence)
{
    talking t;
    assert_int_equal(talking_solve_alone(&t, concept, p), CM_E_INPUT);
    assert_string_equal(t.ctx.message, sentence);
    cm_arena_free(&t.arena);
}

static void test_settings_that_do_not_fit_are_refused(void **state)
{
    static const double two[] = { 0.5, 0.5 }, three[] = { 0.1, 0.6, 0.3 };
    plan p = given();
    (void)state;
    refuses(&p, "effort: 0 worths; give 1 to 10, one for each venue");
    p.worths = LIST(two);
    refuses(&p, "effort: 0 tops for 2 venues");
    p.tops = LIST(two);
    p.rates = LIST(two);
    p.delegated = LIST(three);
    refuses(&p, "effort: 3 delegated for 2 venues");
    p.delegated = (cm_numbers){ 0 };
    p.sizes = LIST(two);
    refuses(&p, "effort: tops and sizes are both given; the sizes would not be used");
    p.tops = (cm_numbers){ 0 };
    refuses(&p, "effort: venue 1 has 0.5 members; write a whole number");
    p.sizes = (cm_numbers){ 0 };
    p.tops = LIST(two);
    p.hub = 3;
    refuses(&p, "effort: there is no venue 3");
    p = given();
    p.worths = p.tops = p.rates = LIST(two);
    p.bases = (cm_numbers){ 2, three };
    refuses(&p, "effort: venue 2 agrees with 0.6 without effort, and with 0.5 at most");
}

static void test_without_memory_it_says_so(void **state)
{
    static const double two[] = { 0.5, 0.5 };
    plan p = given();
    (void)state;
    p.worths = p.tops = p.rates = LIST(two);
    talking_runs_out_of_memory(concept, &p, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_venues_by_hand),
        cmocka_unit_test(test_the_talking_forum_is_left_to_private_actors),
        cmocka_unit_test(test_no_division_on_a_grid_is_better_in_drawn_cases),
        cmocka_unit_test(test_sizes_and_rules_stand_for_chances),
        cmocka_unit_test(test_settings_that_do_not_fit_are_refused),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
