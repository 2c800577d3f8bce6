/* test_attrition.c: waiting for others to give way. */
#include "solver/bargain/attrition.h"

#include "solver/base/rng.h"
#include "tests/support/talking.h"

extern const cm_concept cm_concept_attrition;
static const cm_concept *const concept = &cm_concept_attrition;

static void expect(const cm_attrition_params *params, size_t n, double cost, double delay, double gain, double tolerance)
{
    talking t;
    talking_open(&t, n, (int64_t)n, exp(-0.1))->cost = cost;
    assert_int_equal(talking_solve(&t, concept, params), CM_OK);
    assert_close(talking_number(&t, "delay"), delay, tolerance);
    assert_close(talking_number(&t, "rounds"), 1 + delay, tolerance);
    assert_close(talking_number(&t, "gain"), gain, tolerance);
    assert_true(talking_number(&t, "largest_deviation") < 1e-7);
    cm_arena_free(&t.arena);
}

/* Bliss and Nalebuff: b = 1.5, r = 0.1; integrated in another program. */
static void test_volunteers_as_tabulated(void **state)
{
    const cm_attrition_params wide = { "volunteer", 1.5, 0, 1, 10 }, narrow = { "volunteer", 1.5, 0.5, 1, 10 };
    (void)state;
    expect(&wide, 2, 0, 1.7604078349891787, 1.1882752886176946, 1e-7);
    expect(&wide, 5, 0, 1.119796082507134, 1.3439536416382543, 1e-7);
    expect(&wide, 10, 0, 0.6176929093774095, 1.4131369125380582, 1e-7);
    expect(&wide, 193, 0, 0.03442237791627516, 1.4948627448331122, 1e-7);
    expect(&narrow, 2, 0, 4.20558458320165, 0.8644676665613128, 1e-7);
    expect(&narrow, 5, 0, 5.1776616672485645, 0.9400786753865369, 1e-7);
    expect(&narrow, 193, 0, 5.012751501292919, 0.9982787991662728, 1e-7);
}

/* Bulow and Klemperer: H_n - 1 - (n - 1) / (n + 1) when all pay until the end; 1/2 - 1 / (n + 1) when leaving saves. */
static void test_concessions_in_closed_form(void **state)
{
    const cm_attrition_params locked = { "concession", 1.5, 0, 1, 10 }, leaving = { "exit", 1.5, 0, 1, 10 };
    double harmonic = 1;
    (void)state;
    for (size_t n = 2; n <= 193; n++) {
        double size = (double)n, lasting;
        harmonic += 1 / size;
        lasting = harmonic - 1 - (size - 1) / (size + 1);
        if (n > 6 && n % 11 != 6) continue;
        expect(&locked, n, 1, lasting, 1 / (size + 1) - lasting, 1e-7);
        expect(&leaving, n, 1, 0.5 - 1 / (size + 1), 1 / size / (size + 1), 1e-7);
        expect(&leaving, n, 4, (0.5 - 1 / (size + 1)) / 4, 1 / size / (size + 1), 1e-7);
    }
}

/* Played out: types drawn, times read from the rule by small steps. */
static double time_by_steps(const cm_attrition_params *params, size_t n, double cost, double x)
{
    double sum = 0, h = (x - params->low) / 2000;
    for (int k = 0; k < 2000; k++) {
        double c = params->low + h * (k + 0.5), slope = c / (params->high - c);
        sum += h * (strcmp(params->kind, "volunteer") == 0 ? ((double)n - 1) * slope / (0.1 * (params->benefit - c) + cost) : slope / cost);
    }
    return sum;
}

static void test_played_out_it_takes_as_long(void **state)
{
    enum { GAMES = 4000 };
    static const char *const kinds[] = { "volunteer", "concession", "exit" };
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "attrition", 0);
    for (int kind = 0; kind < 3; kind++) {
        const cm_attrition_params params = { kinds[kind], 2.5, 0.2, 1.4, 2 };
        double sum = 0, soon = 0, time;
        talking t;
        talking_open(&t, 4, 4, exp(-0.1))->cost = 0.3;
        assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
        for (int g = 0; g < GAMES; g++) {
            double x[4], swap;
            for (int i = 0; i < 4; i++) x[i] = 0.2 + 1.2 * cm_rng_unit(&rng);
            for (int i = 0; i < 4; i++) {
                for (int j = 0; j + 1 < 4; j++) {
                    if (x[j] > x[j + 1]) swap = x[j], x[j] = x[j + 1], x[j + 1] = swap;
                }
            }
            time = time_by_steps(&params, 4, 0.3, kind == 0 ? x[0] : x[2]) - (kind == 2 ? time_by_steps(&params, 4, 0.3, x[1]) : 0);
            sum += time;
            soon += time <= 2;
        }
        assert_close(sum / GAMES / talking_number(&t, "delay"), 1, 0.1);
        assert_close(soon / GAMES, talking_number(&t, "within"), 0.04);
        assert_true(talking_number(&t, "within") > 0.1 && talking_number(&t, "within") < 0.98);
        cm_arena_free(&t.arena);
    }
}

/* Of two on [0, 1] at a cost of 1, T(v) = -ln(1 - v) - v: over by T(x) with chance 1 - (1 - x)^2, and of n with what
 * the second of n is below x; in the limit of many rounds certainly. */
static void test_the_chance_of_an_end_in_time_in_closed_form(void **state)
{
    (void)state;
    for (size_t n = 2; n <= 50; n += n < 6 ? 1 : 11) {
        for (int kind = 0; kind < 2; kind++) {
            cm_attrition_params params = { kind == 0 ? "concession" : "exit", 1.5, 0, 1, 3 };
            const double x = 0.8, cost = (-log(1 - x) - x) / 3, size = (double)n;
            talking t;
            if (kind == 1 && n > 2) continue;
            talking_open(&t, n, (int64_t)n, 0.9)->cost = cost;
            assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
            assert_close(talking_number(&t, "within"), pow(x, size) + size * pow(x, size - 1) * (1 - x), 1e-9);
            params.within = 1000000;
            assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
            assert_close(talking_number(&t, "within"), 1, 1e-12);
            cm_arena_free(&t.arena);
        }
    }
}

/* Between volunteers: all have b e^(-rt), and the one who acts pays c of it; drawn and averaged. None where talks cost. */
static void test_what_two_end_up_with_differs_by_what_the_volunteer_pays(void **state)
{
    enum { GAMES = 20000 };
    const cm_attrition_params params = { "volunteer", 1.5, 0.5, 1, 10 };
    double apart = 0, total = 0;
    talking t;
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "volunteers", 0);
    (void)talking_open(&t, 3, 3, exp(-0.1));
    assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
    for (int g = 0; g < GAMES; g++) {
        double c = 1, u, discount;
        for (int i = 0; i < 3; i++) c = fmin(c, 0.5 + 0.5 * cm_rng_unit(&rng));
        u = -log(2 * (1 - c));
        discount = exp(-0.1 * (2 / 0.1 / 0.5 * (u - 1.5 * log(1 / (1.5 - c)))));
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) apart += fabs((i == 0 ? c : 0) - (j == 0 ? c : 0)) * discount;
        }
        total += (3 * 1.5 - c) * discount;
    }
    assert_close(talking_number(&t, "inequality"), apart / (2 * 3 * total), 0.01);
    t.game.as.protocol.cost = 0.1;
    assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
    assert_int_equal(cm_result_get(&t.result, "inequality")->kind, CM_NONE);
    cm_arena_free(&t.arena);
}

/* What a venue sets and a war does not use is said. */
static void test_settings_that_do_not_count_are_named(void **state)
{
    const cm_attrition_params locked = { "concession", 1.5, 0, 1, 10 };
    talking t;
    (void)state;
    talking_open(&t, 5, 3, 0.9)->cost = 1;
    assert_int_equal(talking_solve(&t, concept, &locked), CM_OK);
    assert_true(talking_notes(&t, "The venue's rule does not count here: nobody is outvoted, it ends when somebody acts or when all but one have given in."));
    assert_true(talking_notes(&t, "Patience does not count in this war: what each pays is its cost of a round."));
    cm_arena_free(&t.arena);
}

static void draw(talking *t, cm_attrition_params *params, uint64_t index)
{
    static const char *const kinds[] = { "volunteer", "concession", "exit" };
    cm_rng rng;
    cm_protocol *p;
    size_t n;
    cm_rng_init(&rng, support_seed(), "wars", index);
    n = 2 + (size_t)cm_rng_below(&rng, 10);
    p = talking_open(t, n, (int64_t)n, 0.5 + 0.45 * cm_rng_unit(&rng));
    p->cost = index % 3 == 0 && index % 2 == 0 ? 0 : 0.1 + cm_rng_unit(&rng);
    *params = (cm_attrition_params){ kinds[index % 3], 2 + cm_rng_unit(&rng), cm_rng_unit(&rng), 1 + 0.9 * cm_rng_unit(&rng), 1 + (long)cm_rng_below(&rng, 20) };
}

static void test_random_wars_are_certified_and_near_misses_refused(void **state)
{
    (void)state;
    for (uint64_t index = 0; index < 201; index++) {
        cm_attrition_params params;
        talking t;
        draw(&t, &params, index);
        assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
        if (index < 60) talking_refuses_summary(&t, concept, &params, 1e-4);
        if (index < 60) talking_refuses_inventions(&t, concept, &params);
        if (index < 12) talking_refuses_table(&t, concept, &params, "types", index % 2 == 0 ? 1e-3 : -1e-3);
        cm_arena_free(&t.arena);
    }
}

/* Twice the worths at twice the cost: the same waiting, twice the gain. */
static void test_scale_moves_along(void **state)
{
    (void)state;
    for (uint64_t index = 0; index < 30; index++) {
        cm_attrition_params params;
        talking t;
        double delay, gain;
        draw(&t, &params, index);
        assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
        delay = talking_number(&t, "delay");
        gain = talking_number(&t, "gain");
        params.benefit *= 2, params.low *= 2, params.high *= 2;
        t.game.as.protocol.cost *= 2;
        assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
        assert_close(talking_number(&t, "delay"), delay, 1e-7 * (1 + delay));
        assert_close(talking_number(&t, "gain"), 2 * gain, 1e-7 * (1 + fabs(gain)));
        cm_arena_free(&t.arena);
    }
}

static void refuse(talking *t, const cm_attrition_params *params, cm_status status, const char *sentence)
{
    assert_int_equal(talking_solve(t, concept, params), status);
    assert_string_equal(t->ctx.message, sentence);
    cm_arena_free(&t->arena);
}

static void test_what_it_cannot_take_it_says(void **state)
{
    cm_attrition_params params = { "volunteer", 1.5, 0, 1, 10 };
    talking t;
    (void)state;
    (void)talking_open(&t, 1, 1, 0.9);
    refuse(&t, &params, CM_E_DOMAIN, "attrition takes two members or more, not 1");
    (void)talking_open(&t, 2, 2, 0.9);
    t.patience[1] = 0.8;
    refuse(&t, &params, CM_E_DOMAIN, "attrition takes members of one patience, and some have another than 0.9");
    talking_refuses_leaders(concept, &params, 4, 4, "attrition");
    talking_open(&t, 2, 2, 0.9)->rounds = 3;
    refuse(&t, &params, CM_E_DOMAIN, "attrition goes on until it is decided, and these talks end after round 3");
    talking_open(&t, 2, 2, 0.9)->outside = t.outside;
    t.outside[0] = 0.25;
    refuse(&t, &params, CM_E_DOMAIN, "nobody may have anything without an agreement, and 'member' has 0.25");
    params.benefit = 0.75;
    (void)talking_open(&t, 2, 2, 0.9);
    refuse(&t, &params, CM_E_INPUT, "attrition: the benefit is 0.75, and must be above the highest cost, 1, or some would never act");
    params.low = 2;
    (void)talking_open(&t, 2, 2, 0.9);
    refuse(&t, &params, CM_E_INPUT, "attrition: types are between 2 and 1");
    params.low = 0;
    params.kind = "exit";
    (void)talking_open(&t, 2, 2, 0.9);
    refuse(&t, &params, CM_E_INPUT, "attrition: a round costs nothing in this venue, and a war of concession would never end: give the venue a cost");
}

static void test_each_allocation_may_fail(void **state)
{
    const cm_attrition_params params = { "volunteer", 1.5, 0, 1, 10 };
    (void)state;
    talking_runs_out_of_memory(concept, &params, 4, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_volunteers_as_tabulated),
        cmocka_unit_test(test_concessions_in_closed_form),
        cmocka_unit_test(test_played_out_it_takes_as_long),
        cmocka_unit_test(test_the_chance_of_an_end_in_time_in_closed_form),
        cmocka_unit_test(test_what_two_end_up_with_differs_by_what_the_volunteer_pays),
        cmocka_unit_test(test_settings_that_do_not_count_are_named),
        cmocka_unit_test(test_random_wars_are_certified_and_near_misses_refused),
        cmocka_unit_test(test_scale_moves_along),
        cmocka_unit_test(test_what_it_cannot_take_it_says),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
