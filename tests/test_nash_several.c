/* test_nash_several.c: the concept nash beyond two players: what is printed, and what its certificate refuses. */
#include "solver/strategic/nash.h"
#include "tests/support/nfg_published.h"
#include "tests/support/nfg_world.h"

static int64_t count_of(const nfg_world *w) { return cm_result_get(&w->result, "count")->as.integer; }
static bool complete(const nfg_world *w) { return cm_result_get(&w->result, "complete")->as.truth; }

static void solve(nfg_world *w)
{
    if (nfg_solve(w, "nash", NULL) != CM_OK) print_error("%s\n", w->ctx.message);
    assert_int_equal(w->ctx.status, CM_OK);
    assert_true(w->result.certified);
}

static cm_value *cell(nfg_world *w, const char *name, size_t row, const char *column)
{
    cm_table *table = cm_result_find(&w->result, name);
    for (size_t j = 0; j < table->ncolumns; j++) {
        if (strcmp(table->column[j], column) == 0) return &table->cell[row * table->ncolumns + j];
    }
    fail_msg("no column %s", column);
    return NULL;
}

static bool accepted(nfg_world *w)
{
    cm_status status = cm_concept_nash.check(&w->ctx, &w->game, NULL, &w->result);
    cm_ctx_clear(&w->ctx);
    return status == CM_OK;
}

static void test_published_games_of_three_players(void **state)
{
    nfg_world w;
    (void)state;
    (void)nfg_given(&w, 3, cube, nine);
    solve(&w);
    assert_int_equal(count_of(&w), 9);
    assert_true(complete(&w));
    cm_arena_free(&w.arena);
    (void)nfg_given(&w, 3, cube, irrational);
    solve(&w);
    assert_int_equal(count_of(&w), 1);
    assert_true(complete(&w));
    cm_arena_free(&w.arena);
    (void)nfg_given(&w, 3, cube, horse);
    solve(&w);
    assert_false(complete(&w));                                /* continua: said, not passed over */
    assert_non_null(strstr(w.result.note->value.as.text, "There may be others"));
    cm_arena_free(&w.arena);
}

/* The volunteer's dilemma: three who can each pay 1 so that all have 2: one mixed equilibrium with 1 - (1/2)^(1/2), three
 * pure ones in which one pays, and three in which two of them mix: A. Diekmann, J. Conflict Resolution 29 (1985). */
static void test_the_volunteers_dilemma_of_three(void **state)
{
    nfg_world w;
    bool found = false;
    (void)state;
    (void)nfg_open(&w, 3, cube, 0);
    for (size_t s = 0; s < 8; s++) {
        for (size_t i = 0; i < 3; i++) w.payoff[s * 3 + i] = (s == 0 ? 0 : 2) - (s >> i & 1u ? 1 : 0);      /* strategy 2 pays */
    }
    nfg_exact(&w);
    solve(&w);
    assert_true(count_of(&w) >= 4);
    for (size_t e = 0; e < (size_t)count_of(&w); e++) found = found || fabs(cell(&w, "equilibria", e * 6 + 1, "probability")->as.number - (1 - sqrt(.5))) < 1e-9;
    assert_true(found);
    cm_arena_free(&w.arena);
}

static void test_near_misses_are_refused(void **state)
{
    static const size_t shapes[][3] = { { 2, 2, 2 }, { 2, 3, 2 }, { 3, 2, 2 } };
    (void)state;
    for (uint64_t k = 0; k < 200; k++) {
        nfg_world w;
        size_t e, rows;
        double keep;
        (void)nfg_drawn(&w, 3, shapes[k % 3], k, 0);
        solve(&w);
        assert_true(complete(&w));
        assert_int_equal(count_of(&w) % 2, 1);
        rows = cm_result_find(&w.result, "equilibria")->nrows;
        e = (size_t)k % rows;
        keep = cell(&w, "equilibria", e, "probability")->as.number;
        cell(&w, "equilibria", e, "probability")->as.number = keep + 1e-3;
        assert_false(accepted(&w));
        cell(&w, "equilibria", e, "probability")->as.number = keep;
        assert_true(accepted(&w));
        cell(&w, "payoffs", 0, "value")->as.number += 1e-3;
        assert_false(accepted(&w));
        cell(&w, "payoffs", 0, "value")->as.number -= 1e-3;
        for (cm_named *entry = w.result.summary; entry != NULL; entry = entry->next) {
            if (strcmp(entry->name, "count") == 0) entry->value.as.integer++;
        }
        assert_false(accepted(&w));
        cm_arena_free(&w.arena);
    }
}

/* Take one away and say that these are all: an even number. */
static void test_a_list_with_one_missing_is_refused(void **state)
{
    nfg_world w;
    (void)state;
    (void)nfg_given(&w, 3, cube, nine);
    solve(&w);
    cm_result_find(&w.result, "equilibria")->nrows -= 6;
    cm_result_find(&w.result, "payoffs")->nrows -= 3;
    for (cm_named *entry = w.result.summary; entry != NULL; entry = entry->next) {
        if (strcmp(entry->name, "count") == 0) entry->value.as.integer--;
    }
    assert_false(accepted(&w));
    cm_arena_free(&w.arena);
}

static void test_each_allocation_may_fail(void **state)
{
    (void)state;
    for (long budget = 0; budget < 3000; budget++) {
        nfg_world w;
        cm_status status;
        (void)nfg_given(&w, 3, cube, irrational);
        w.ctx.alloc_budget = budget;
        status = nfg_solve(&w, "nash", NULL);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        cm_arena_free(&w.arena);
        if (status == CM_OK) return;
    }
    fail_msg("never enough memory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_games_of_three_players),
        cmocka_unit_test(test_the_volunteers_dilemma_of_three),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_a_list_with_one_missing_is_refused),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
