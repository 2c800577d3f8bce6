/* test_membership.c: who joins a network, and who should. */
#include "solver/action/membership.h"
#include "solver/base/rng.h"
#include "tests/support/talking.h"

static const cm_concept *const concept = &cm_concept_membership;

static void solved(talking *t, const cm_membership_params *p, size_t n, const double *capability)
{
    cm_status status;
    talking_open(t, n, (int64_t)n, 0.9)->capability = capability;
    status = talking_solve(t, concept, p);
    if (status != CM_OK) print_error("%s\n", t->ctx.message);
    assert_int_equal(status, CM_OK);
}

/* Another program: the network of 193 with the largest total, when each new one costs 0.5, 1 or 1.5. */
static void test_the_best_network_of_193(void **state)
{
    static const struct { double elasticity, cost; int64_t optimal; } row[] = {
        { 0, 0.5, 193 }, { 0, 1, 1 }, { 0, 1.5, 1 }, { 0.25, 0.5, 193 }, { 0.25, 1, 193 }, { 0.25, 1.5, 193 }, { 0.5, 0.5, 193 }, { 0.5, 1, 193 }, { 0.5, 1.5, 193 }, { 1, 0.5, 193 }, { 1, 1, 193 }, { 1, 1.5, 193 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        cm_membership_params p = { 1, row[k].elasticity, row[k].cost, 0, 1, 1 };
        talking t;
        solved(&t, &p, 193, NULL);
        assert_int_equal(talking_count(&t, "optimal"), row[k].optimal);
        cm_arena_free(&t.arena);
    }
}

/* By hand: Metcalfe, v(m) = m, of six; the costs 3, 3 / (1/2) = 6 and so on: one founder alone, for v(2) = 2 < 3; with three in
 * the third stays. */
static void test_a_critical_mass_by_hand(void **state)
{
    static const double capability[] = { 1, 1, 1, 1, 0.5, 0.5 };
    cm_membership_params p = { 1, 1, 3, 1, 0, 1 };
    talking t;
    (void)state;
    solved(&t, &p, 6, capability);
    assert_int_equal(talking_count(&t, "alone"), 1);
    assert_int_equal(talking_count(&t, "critical_mass"), 5);
    assert_int_equal(talking_count(&t, "highest"), 6);
    assert_int_equal(talking_count(&t, "optimal"), 6);
    assert_close(talking_number(&t, "total_alone"), 1, 1e-14);
    assert_close(talking_number(&t, "total_all"), 36 - 3 * 3 - 2 * 6, 1e-14);
    assert_close(talking_number(&t, "total"), 1, 1e-14);
    cm_arena_free(&t.arena);
    p.connected = 1;
    solved(&t, &p, 6, capability);
    assert_close(talking_number(&t, "total"), 15, 1e-14);
    assert_close(talking_number(&t, "transfers"), 0, 1e-14);
    assert_close(talking_number(&t, "insiders_gain"), 5, 1e-14);
    cm_arena_free(&t.arena);
}

/* A second way: all sets of few members. */
static void test_no_set_has_a_larger_total(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "networks", 0);
    for (int k = 0; k < 200; k++) {
        double capability[8], best = -HUGE_VAL;
        size_t n = 1 + cm_rng_below(&rng, 8), strongest = 0;
        cm_membership_params p = { 0.5 + cm_rng_unit(&rng), 1.5 * cm_rng_unit(&rng), 2 * cm_rng_unit(&rng), 2 * cm_rng_unit(&rng), cm_rng_unit(&rng), 1 };
        talking t;
        for (size_t i = 0; i < n; i++) {
            capability[i] = 0.1 + cm_rng_unit(&rng);
            if (capability[i] > capability[strongest]) strongest = i;
        }
        for (unsigned set = 0; set < 1U << n; set++) {
            double m = __builtin_popcount(set), total = m * p.benefit * pow(m, p.elasticity);
            if (!(set >> strongest & 1)) continue;
            for (size_t i = 0; i < n; i++) if (set >> i & 1 && i != strongest) total -= p.cost * pow(capability[strongest] / capability[i], p.divide);
            best = fmax(best, total);
        }
        solved(&t, &p, n, capability);
        assert_close(talking_number(&t, "total_optimal"), best, 1e-9);
        talking_refuses_summary(&t, concept, &p, 1e-3);
        talking_refuses_table(&t, concept, &p, "members", 1e-3);
        talking_refuses_table(&t, concept, &p, "sizes", 1e-3);
        talking_refuses_filled(&t, concept, &p, "sizes");
        for (cm_named *s = t.result.summary; s != NULL; s = s->next) {
            if (s->value.kind != CM_INTEGER) continue;
            s->value.as.integer++;
            assert_int_equal(concept->check(&t.ctx, &t.game, &p, &t.result), CM_E_NUMERIC);
            cm_ctx_clear(&t.ctx);
            s->value.as.integer--;
        }
        cm_arena_free(&t.arena);
    }
}

static void test_too_many_founders_are_refused(void **state)
{
    cm_membership_params p = { 1, 1, 3, 1, 0, 4 };
    talking t;
    (void)state;
    (void)talking_open(&t, 3, 3, 0.9);
    assert_int_equal(talking_solve(&t, concept, &p), CM_E_INPUT);
    assert_string_equal(t.ctx.message, "membership: 4 founders of 3 members");
    cm_arena_free(&t.arena);
}

static void test_without_memory_it_says_so(void **state)
{
    cm_membership_params p = { 1, 0.5, 1, 0, 1, 1 };
    (void)state;
    talking_runs_out_of_memory(concept, &p, 5, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_best_network_of_193),
        cmocka_unit_test(test_a_critical_mass_by_hand),
        cmocka_unit_test(test_no_set_has_a_larger_total),
        cmocka_unit_test(test_too_many_founders_are_refused),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
