/* test_evolution.c: how long a convention holds. */
#include "solver/norms/evolution.h"

#include "solver/base/rng.h"
#include "tests/support/talking.h"

static const cm_concept *const concept = &cm_concept_evolution;

static cm_evolution_params usual(long members, double needed, double noise)
{
    return (cm_evolution_params){ .members = members, .network = "all", .needed = needed, .noise = noise, .goal = 0.9, .draws = 400, .seed = (long)support_seed() };
}

/* Waits by another program (birth and death, Kandori, Mailath and Rob 1993). */
static void test_waits_as_tabulated(void **state)
{
    static const struct { double needed, noise; long n, mutations; double wait; } row[] = {
        { 0.25, 0.05, 3, 1, 21.90664036817883 },
        { 0.25, 0.05, 5, 1, 12.244053770984433 },
        { 0.25, 0.05, 7, 2, 69.85655576251143 },
        { 0.25, 0.05, 10, 3, 339.5898756188975 },
        { 0.25, 0.05, 15, 4, 948.9304745261977 },
        { 0.25, 0.05, 20, 5, 2890.14324176706 },
        { 0.25, 0.05, 25, 6, 9203.833192639415 },
        { 0.25, 0.05, 50, 13, 549883125.1924458 },
        { 0.25, 0.1, 3, 1, 11.985226223453372 },
        { 0.25, 0.1, 5, 1, 7.385875389742765 },
        { 0.25, 0.1, 7, 2, 23.063178545499728 },
        { 0.25, 0.1, 10, 3, 58.096948968833075 },
        { 0.25, 0.1, 15, 4, 92.07240814519822 },
        { 0.25, 0.1, 20, 5, 155.54049963328782 },
        { 0.25, 0.1, 25, 6, 274.531259210294 },
        { 0.25, 0.1, 50, 13, 195201.87002628818 },
        { 0.25, 0.2, 3, 1, 7.160493827160494 },
        { 0.25, 0.2, 5, 1, 5.222374638012498 },
        { 0.25, 0.2, 7, 2, 10.078022368831697 },
        { 0.25, 0.2, 10, 3, 14.027062359921507 },
        { 0.25, 0.2, 15, 4, 15.640571222758474 },
        { 0.25, 0.2, 20, 5, 16.909478087470102 },
        { 0.25, 0.2, 25, 6, 19.667533902854025 },
        { 0.25, 0.2, 50, 13, 239.46421416980468 },
        { 0.4, 0.05, 3, 1, 21.90664036817883 },
        { 0.4, 0.05, 5, 2, 159.1019403563782 },
        { 0.4, 0.05, 7, 3, 1280.8144083701657 },
        { 0.4, 0.05, 10, 4, 6373.215511033056 },
        { 0.4, 0.05, 15, 6, 305256.6707335218 },
        { 0.4, 0.05, 20, 8, 15651094.591752548 },
        { 0.4, 0.05, 25, 10, 831486900.4909734 },
        { 0.4, 0.05, 50, 20, 4.4061354974179904e+17 },
        { 0.4, 0.1, 3, 1, 11.985226223453372 },
        { 0.4, 0.1, 5, 2, 47.60324634300432 },
        { 0.4, 0.1, 7, 3, 195.40312364231758 },
        { 0.4, 0.1, 10, 4, 507.7785644478646 },
        { 0.4, 0.1, 15, 6, 6494.785927290127 },
        { 0.4, 0.1, 20, 8, 89529.80193813828 },
        { 0.4, 0.1, 25, 10, 1282190.881427028 },
        { 0.4, 0.1, 50, 20, 975478155592.038 },
        { 0.4, 0.2, 3, 1, 7.160493827160494 },
        { 0.4, 0.2, 5, 2, 17.16323731138546 },
        { 0.4, 0.2, 7, 3, 38.20933220110174 },
        { 0.4, 0.2, 10, 4, 54.25648996918621 },
        { 0.4, 0.2, 15, 6, 199.955574857035 },
        { 0.4, 0.2, 20, 8, 792.4123430139063 },
        { 0.4, 0.2, 25, 10, 3300.217247631972 },
        { 0.4, 0.2, 50, 20, 5430264.525135148 },
        { 0.5, 0.05, 3, 1, 21.90664036817883 },
        { 0.5, 0.05, 5, 2, 159.1019403563782 },
        { 0.5, 0.05, 7, 3, 1280.8144083701657 },
        { 0.5, 0.05, 10, 5, 196965.52384509234 },
        { 0.5, 0.05, 15, 7, 8872415.239738198 },
        { 0.5, 0.05, 20, 10, 15485135914.551723 },
        { 0.5, 0.05, 25, 12, 760127072252.2981 },
        { 0.5, 0.05, 50, 25, 1.4156326802917698e+25 },
        { 0.5, 0.1, 3, 1, 11.985226223453372 },
        { 0.5, 0.1, 5, 2, 47.60324634300432 },
        { 0.5, 0.1, 7, 3, 195.40312364231758 },
        { 0.5, 0.1, 10, 5, 7538.196617314776 },
        { 0.5, 0.1, 15, 7, 91126.8166012972 },
        { 0.5, 0.1, 20, 10, 20851901.769878887 },
        { 0.5, 0.1, 25, 12, 276233639.1101323 },
        { 0.5, 0.1, 50, 25, 8.548188331202591e+17 },
        { 0.5, 0.2, 3, 1, 7.160493827160494 },
        { 0.5, 0.2, 5, 2, 17.16323731138546 },
        { 0.5, 0.2, 7, 3, 38.20933220110174 },
        { 0.5, 0.2, 10, 5, 367.7733577198598 },
        { 0.5, 0.2, 15, 7, 1281.124475700675 },
        { 0.5, 0.2, 20, 10, 40188.956984740216 },
        { 0.5, 0.2, 25, 12, 155821.2034249933 },
        { 0.5, 0.2, 50, 25, 111534985321.05986 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        cm_evolution_params p = usual(row[k].n, row[k].needed, row[k].noise);
        talking t;
        talking_solved_alone(&t, concept, &p);
        assert_int_equal(talking_count(&t, "mutations"), row[k].mutations);
        assert_close(talking_number(&t, "rounds") / row[k].wait, 1, 1e-9);
        assert_close(talking_number(&t, "log10_rounds"), log10(row[k].wait), 1e-9);
        cm_arena_free(&t.arena);
    }
}

/* Ellison 1993: on a ring more members wait no longer; drawn by another program, four standard errors of both. */
static void test_on_a_ring_more_members_wait_no_longer(void **state)
{
    static const struct { double noise; long n; double wait, error; } row[] = {
        { 0.05, 5, 14.975999999999999, 0.6151378382118922 },
        { 0.05, 10, 10.34925, 0.33451531892239256 },
        { 0.05, 20, 10.059875, 0.18898649908376391 },
        { 0.05, 50, 11.44685, 0.16283137042274748 },
        { 0.05, 100, 12.1577, 0.11853007223907357 },
        { 0.1, 5, 8.9815, 0.3346190287102633 },
        { 0.1, 10, 7.204000000000001, 0.17502059878768556 },
        { 0.1, 20, 7.75875, 0.12368279425105984 },
        { 0.1, 50, 9.1023, 0.11764296313422236 },
        { 0.1, 100, 9.785924999999999, 0.08741478914312785 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        cm_evolution_params p = usual(row[k].n, 0.4, row[k].noise);
        talking t;
        double own;
        p.network = "ring";
        p.draws = 1000;
        talking_solved_alone(&t, concept, &p);
        own = (talking_number(&t, "rounds_high") - talking_number(&t, "rounds")) / 1.96;
        assert_close(talking_number(&t, "rounds"), row[k].wait, 4 * hypot(own, row[k].error));
        cm_arena_free(&t.arena);
    }
}

/* 193 members: the wait is far beyond what a number of rounds could be, and its logarithm is not. */
static void test_a_hundred_and_ninety_three_members_do_not_overflow(void **state)
{
    cm_evolution_params p = usual(193, 0.5, 1e-9);
    talking t;
    (void)state;
    talking_solved_alone(&t, concept, &p);
    assert_int_equal(cm_result_get(&t.result, "rounds")->kind, CM_NONE);
    assert_true(talking_number(&t, "log10_rounds") > 600);
    assert_int_equal(talking_count(&t, "mutations"), 96);
    cm_arena_free(&t.arena);
    p.noise = 0.1;
    p.needed = 0.4;
    talking_solved_alone(&t, concept, &p);
    assert_true(talking_number(&t, "adopted") > 0.94);
    cm_arena_free(&t.arena);
}

/* Two members by hand: needed 0.4: u_0 = e/2, u_1 = (1 - e/2)/2, d_1 = e/4 ... of the other. */
static void test_two_members_by_hand(void **state)
{
    const double e = 0.2, u0 = e / 2, u1 = (1 - e / 2) / 2, d1 = (1 - e / 2) / 2;
    cm_evolution_params p = usual(2, 0.4, e);
    talking t;
    (void)state;
    talking_solved_alone(&t, concept, &p);
    assert_close(talking_number(&t, "rounds"), (1 / u0 + 1 / u1 + d1 / u1 / u0) / 2, 1e-12);
    assert_close(talking_number(&t, "adopted"), 0.5, 1e-12);
    cm_arena_free(&t.arena);
}

/* With rare errors the convention that risk dominates holds nearly always (Young 1993). */
static void test_with_rare_errors_the_safer_convention_holds(void **state)
{
    (void)state;
    for (int k = 1; k < 10; k++) {
        cm_evolution_params p = usual(40, k == 5 ? 0.47 : 0.1 * k, 1e-4);
        talking t;
        talking_solved_alone(&t, concept, &p);
        assert_true(k <= 5 ? talking_number(&t, "adopted") > 0.99 : talking_number(&t, "adopted") < 0.01);
        assert_string_equal(cm_result_get(&t.result, "selected")->as.text, k <= 5 ? "new" : "old");
        cm_arena_free(&t.arena);
    }
}

static void test_random_conventions_are_certified_and_near_misses_refused(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "conventions", 0);
    for (int k = 0; k < 220; k++) {
        cm_evolution_params p = usual(3 + (long)cm_rng_below(&rng, 20), 0.05 + 0.9 * cm_rng_unit(&rng), 0.02 + 0.5 * cm_rng_unit(&rng));
        talking t;
        if (cm_rng_below(&rng, 2) == 0) p.network = "ring", p.needed *= 0.5, p.draws = 20 + (long)cm_rng_below(&rng, 100);
        p.goal = 0.3 + 0.4 * cm_rng_unit(&rng);
        talking_solved_alone(&t, concept, &p);
        if (k % 4 == 0) {
            for (cm_named *s = t.result.summary; s != NULL; s = s->next) {
                if (s->value.kind == CM_NUMBER) talking_refuses(&t, concept, &p, &s->value, 1e-3 * fmax(1, s->value.as.number), s->name);
            }
            talking_refuses_inventions(&t, concept, &p);
            talking_refuses_table(&t, concept, &p, strcmp(p.network, "ring") == 0 ? "batches" : "states", 1e-2);
        }
        cm_arena_free(&t.arena);
    }
}

static void refused(cm_evolution_params p, cm_status expected, const char *sentence)
{
    talking t;
    assert_int_equal(talking_solve_alone(&t, concept, &p), expected);
    assert_string_equal(t.ctx.message, sentence);
    cm_arena_free(&t.arena);
}

static void test_what_never_changes_is_said(void **state)
{
    cm_evolution_params p = usual(2, 0.4, 0);
    (void)state;
    refused(p, CM_E_INPUT, "evolution: a noise of 0; without errors a convention never changes");
    p.noise = 0.1;
    p.network = "ring";
    refused(p, CM_E_INPUT, "evolution: a ring takes three members or more, not 2");
    p.goal = 0;
    refused(p, CM_E_INPUT, "evolution: a goal of 0 is reached at once");
}

static void test_a_ring_that_never_turns_ends_at_the_limit(void **state)
{
    cm_evolution_params p = usual(200, 0.9, 0.01);
    talking t;
    (void)state;
    p.network = "ring";
    memset(&t, 0, sizeof t);
    cm_ctx_init(&t.ctx);
    t.ctx.work_limit = 1e7;
    t.game.kind = CM_GAME_NONE;
    assert_int_equal(talking_solve(&t, concept, &p), CM_E_LIMIT);
    assert_string_equal(t.ctx.message, "evolution: after 2.62e+05 revisions in all the new convention is still not held by 180 of 200; on this ring it hardly ever is");
    cm_arena_free(&t.arena);
}

static void test_without_memory_it_says_so(void **state)
{
    (void)state;
    for (int q = 0; q < 2; q++) {
        cm_evolution_params p = usual(5, 0.4, 0.3);
        if (q == 1) p.network = "ring", p.draws = 20;
        talking_runs_out_of_memory(concept, &p, 0, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_waits_as_tabulated),
        cmocka_unit_test(test_on_a_ring_more_members_wait_no_longer),
        cmocka_unit_test(test_a_hundred_and_ninety_three_members_do_not_overflow),
        cmocka_unit_test(test_two_members_by_hand),
        cmocka_unit_test(test_with_rare_errors_the_safer_convention_holds),
        cmocka_unit_test(test_random_conventions_are_certified_and_near_misses_refused),
        cmocka_unit_test(test_what_never_changes_is_said),
        cmocka_unit_test(test_a_ring_that_never_turns_ends_at_the_limit),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
