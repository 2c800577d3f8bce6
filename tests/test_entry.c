/* test_entry.c: an old venue's rule, with and without a new venue. */
#include "solver/base/rng.h"
#include "tests/support/talking.h"

extern const cm_concept cm_concept_entry;
static const cm_concept *const concept = &cm_concept_entry;

typedef struct entry {
    double movers, keep_consent, move_consent, loss, weight, cost;
    bool entrant;
} entry;

static entry given(void)
{
    entry e = { 0 };
    cm_params_default(&e, concept->param, concept->nparams);
    return e;
}

static void solved(talking *t, size_t n, const entry *e)
{
    (void)talking_open(t, n, (int64_t)n, 0.9);
    if (talking_solve(t, concept, e) != CM_OK) print_error("%s\n", t->ctx.message);
    assert_int_equal(t->ctx.status, CM_OK);
}

static bool truth(const talking *t, const char *name)
{
    return cm_result_get(&t->result, name)->as.truth;
}

/* By counting who wants it, member by member: values of the first keeper and of the last, a mover. */
static void value_by_patterns(const entry *e, size_t keepers, size_t movers, size_t q, double *keep, double *move)
{
    size_t n = keepers + movers;
    *keep = *move = 0;
    for (unsigned who = 0; who < 1u << n; who++) {
        double chance = 1;
        for (size_t i = 0; i < n; i++) {
            double c = i < keepers ? e->keep_consent : e->move_consent;
            chance *= who >> i & 1u ? c : 1 - c;
        }
        if ((size_t)__builtin_popcount(who) < q) continue;
        *keep += chance * (who & 1u ? 1 : -e->loss);
        *move += chance * (who >> (n - 1) & 1u ? 1 : -e->loss);
    }
}

static void test_rules_by_all_patterns_and_near_misses(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "entrants", 0);
    for (int k = 0; k < 200; k++) {
        size_t n = 2 + cm_rng_below(&rng, 6), m = 1 + cm_rng_below(&rng, n - 1), before, after;
        entry e = given();
        double keep[9], move[9], other, best_left = -9, best_there = -9, elsewhere, left, best;
        bool leave;
        talking t;
        e.movers = (double)m / (double)n;
        e.keep_consent = cm_rng_unit(&rng);
        e.move_consent = cm_rng_unit(&rng);
        e.loss = 4 * cm_rng_unit(&rng);
        e.weight = 2 * cm_rng_unit(&rng);
        e.cost = 0.2 * cm_rng_unit(&rng);
        solved(&t, n, &e);
        for (size_t q = 1; q <= n; q++) value_by_patterns(&e, n - m, m, q, &keep[q], &move[q]);
        for (size_t q = 1; q <= m; q++) value_by_patterns(&e, 0, m, q, &other, &elsewhere), best_there = fmax(best_there, elsewhere);
        for (size_t q = 1; q <= n - m; q++) value_by_patterns(&e, n - m, 0, q, &left, &other), best_left = fmax(best_left, left);
        elsewhere = pow(e.movers, e.weight) * best_there - e.cost;
        left = pow(1 - e.movers, e.weight) * best_left;
        before = after = n;
        for (size_t q = n; q >= 1; q--) before = keep[q] > keep[before] + 1e-9 ? q : before;
        leave = elsewhere > move[before] + 1e-9;
        best = leave ? left : keep[before];
        after = before;
        for (size_t q = n; q >= 1; q--) {
            bool stays = move[q] >= elsewhere - 1e-9;
            if ((stays ? keep[q] : left) > best + 1e-9) best = stays ? keep[q] : left, after = q, leave = !stays;
        }
        assert_int_equal(talking_count(&t, "needed_before"), before);
        assert_true(truth(&t, "leave") == leave);
        if (!leave) assert_int_equal(talking_count(&t, "needed_after"), after);
        assert_close(talking_number(&t, "keepers_after"), best, 1e-9);
        talking_refuses_summary(&t, concept, &e, 1e-3);
        talking_refuses_inventions(&t, concept, &e);
        talking_refuses_table(&t, concept, &e, "rules", 1e-3);
        cm_arena_free(&t.arena);
    }
}

/* Without a new venue, or with one that is too dear, nothing changes; with a cheap one the rule is loosened. */
static void test_a_credible_exit_loosens_the_rule(void **state)
{
    entry e = given();
    talking t;
    (void)state;
    e.entrant = false;
    solved(&t, 20, &e);
    assert_close(talking_number(&t, "loosened"), 0, 0);
    cm_arena_free(&t.arena);
    e.entrant = true;
    e.cost = 10;
    solved(&t, 20, &e);
    assert_close(talking_number(&t, "loosened"), 0, 0);
    assert_false(truth(&t, "credible"));
    cm_arena_free(&t.arena);
    e = (entry){ 0.6, 0.85, 0.95, 5, 0.5, 0.1, true };
    solved(&t, 20, &e);
    assert_true(truth(&t, "credible") && !truth(&t, "leave"));
    assert_int_equal(talking_count(&t, "needed_before"), 19);
    assert_int_equal(talking_count(&t, "needed_after"), 18);
    assert_close(talking_number(&t, "loosened"), 0.05, 1e-12);
    assert_true(talking_number(&t, "coverage_after") > 1.6 * talking_number(&t, "coverage_before"));
    cm_arena_free(&t.arena);
}

static void test_what_does_not_fit_is_refused(void **state)
{
    entry e = given();
    talking t;
    (void)state;
    e.movers = 0.01;
    (void)talking_open(&t, 5, 5, 0.9);
    assert_int_equal(talking_solve(&t, concept, &e), CM_E_INPUT);
    assert_string_equal(t.ctx.message, "entry: a share of 0.01 of 5 members are 0 movers; some have to be, and not all");
    cm_arena_free(&t.arena);
}

static void test_without_memory_it_says_so(void **state)
{
    const entry e = given();
    (void)state;
    talking_runs_out_of_memory(concept, &e, 5, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_by_all_patterns_and_near_misses),
        cmocka_unit_test(test_a_credible_exit_loosens_the_rule),
        cmocka_unit_test(test_what_does_not_fit_is_refused),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
