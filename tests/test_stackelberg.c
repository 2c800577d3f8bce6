/* test_stackelberg.c: commitments: published ones, against a fine grid, against Nash, and what is refused. */
#include "tests/support/nfg_published.h"
#include "tests/support/nfg_world.h"

static double value_of(const nfg_world *w) { return cm_result_get(&w->result, "value")->as.number; }

/* V. Conitzer, T. Sandholm (2006), figure 1: by committing itself to half and half the leader gets 7/2; in equilibrium it
 * gets 2. */
static void test_the_published_commitment(void **state)
{
    static const double payoff[] = { 2, 1, 1, 0, 4, 0, 3, 1 };
    nfg_world w;
    (void)state;
    (void)nfg_given(&w, 2, two_by_two, payoff);
    nfg_good(&w, "stackelberg", NULL);
    assert_close(value_of(&w), 3.5, 1e-12);
    assert_string_equal(cm_result_get(&w.result, "exact")->as.text, "7/2");
    assert_string_equal(cm_result_get(&w.result, "reply")->as.text, "s2");
    assert_close(nfg_at(&w, "commitment", 0, "probability"), .5, 1e-12);
    cm_arena_free(&w.arena);
}

/* Two strategies of the leader: a grid over its mixture, with the follower's best replies. */
static void test_no_mixture_of_a_fine_grid_does_better(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 200; k++) {
        size_t count[] = { 2, 2 + k % 4 };
        nfg_world w;
        double best = -HUGE_VAL;
        (void)nfg_drawn(&w, 2, count, k, k % 2 == 0 ? 9 : 0);
        nfg_good(&w, "stackelberg", NULL);
        for (int step = 0; step <= 2000; step++) {
            double x = step / 2000., most = -HUGE_VAL, lead = -HUGE_VAL;
            for (size_t j = 0; j < count[1]; j++) {
                double follow = x * w.payoff[(2 * j) * 2 + 1] + (1 - x) * w.payoff[(2 * j + 1) * 2 + 1], paid = x * w.payoff[(2 * j) * 2] + (1 - x) * w.payoff[(2 * j + 1) * 2];
                if (follow > most + 1e-12) lead = paid;
                else if (follow > most - 1e-12) lead = fmax(lead, paid);
                most = fmax(most, follow);
            }
            best = fmax(best, lead);
        }
        assert_true(value_of(&w) >= best - 1e-9);
        assert_true(value_of(&w) <= best + 0.02 * (k % 2 == 0 ? 9 : 1));       /* a grid misses by at most a step */
        cm_arena_free(&w.arena);
    }
}

/* In games of conflict to be seen first costs nothing: J. von Neumann's value. */
static void test_in_games_of_conflict_commitment_brings_the_value(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 60; k++) {
        size_t count[] = { 2 + k % 4, 2 + k / 4 % 4 };
        nfg_world w;
        double value;
        (void)nfg_drawn(&w, 2, count, k, 9);
        for (size_t c = 0; c < count[0] * count[1]; c++) w.payoff[2 * c + 1] = -w.payoff[2 * c];
        nfg_exact(&w);
        nfg_good(&w, "stackelberg", NULL);
        value = value_of(&w);
        nfg_good(&w, "zero-sum", NULL);
        assert_close(value, value_of(&w), 1e-9);
        cm_arena_free(&w.arena);
    }
}

static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 200; k++) {
        size_t count[] = { 3, 3 };
        nfg_world w;
        cm_table *table;
        (void)nfg_drawn(&w, 2, count, k, 0);
        nfg_good(&w, "stackelberg", NULL);
        for (cm_named *entry = w.result.summary; entry != NULL; entry = entry->next) {
            if (strcmp(entry->name, "value") != 0) continue;
            entry->value.as.number += 1e-3;
            assert_int_equal(nfg_check(&w, "stackelberg", NULL), CM_E_NUMERIC);
            cm_ctx_clear(&w.ctx);
            entry->value.as.number -= 2e-3;                    /* less than can be had */
            assert_int_equal(nfg_check(&w, "stackelberg", NULL), CM_E_NUMERIC);
            cm_ctx_clear(&w.ctx);
            entry->value.as.number += 1e-3;
        }
        table = cm_result_find(&w.result, "payoffs");
        for (size_t p = 0; p < 2; p++) {
            table->cell[p * 3 + 1].as.number += 1e-3;
            assert_int_equal(nfg_check(&w, "stackelberg", NULL), CM_E_NUMERIC);
            cm_ctx_clear(&w.ctx);
            table->cell[p * 3 + 1].as.number -= 1e-3;
        }
        table = cm_result_find(&w.result, "commitment");
        for (size_t row = 0; row < table->nrows; row++) {
            cm_value *name = &table->cell[row * 4 + 1], old = *name;
            *name = cm_text("another");
            assert_int_equal(nfg_check(&w, "stackelberg", NULL), CM_E_NUMERIC);
            cm_ctx_clear(&w.ctx);
            *name = old;
        }
        table = cm_result_find(&w.result, "multipliers");
        assert_int_equal(nfg_check(&w, "stackelberg", NULL), CM_OK);
        if (table->nrows > 0) {
            double bound = -HUGE_VAL;
            table->nrows = 0;                                  /* without them the bound is the best cell */
            for (size_t c = 0; c < 9; c++) bound = fmax(bound, w.payoff[2 * c]);
            assert_int_equal(nfg_check(&w, "stackelberg", NULL), bound > value_of(&w) + 1e-6 ? CM_E_NUMERIC : CM_OK);
            cm_ctx_clear(&w.ctx);
        }
        cm_arena_free(&w.arena);
    }
}

static void test_other_numbers_of_players_and_no_memory(void **state)
{
    nfg_world w;
    (void)state;
    (void)nfg_given(&w, 3, cube, nine);
    assert_int_equal(nfg_solve(&w, "stackelberg", NULL), CM_E_DOMAIN);
    assert_string_equal(w.ctx.message, "this concept is for games of two players, not of 3");
    cm_arena_free(&w.arena);
    for (long budget = 0; budget < 2000; budget++) {
        cm_status status;
        (void)nfg_given(&w, 2, two_by_two, chicken);
        w.ctx.alloc_budget = budget;
        status = nfg_solve(&w, "stackelberg", NULL);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        cm_arena_free(&w.arena);
        if (status == CM_OK) return;
    }
    fail_msg("never enough memory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_published_commitment),
        cmocka_unit_test(test_no_mixture_of_a_fine_grid_does_better),
        cmocka_unit_test(test_in_games_of_conflict_commitment_brings_the_value),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_other_numbers_of_players_and_no_memory),
    };
    return RUN_TESTS(tests);
}
