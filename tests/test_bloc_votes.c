/* test_bloc_votes.c: voting power when members vote together. */
#include "solver/voting/bloc_votes.h"

#include "tests/support/voting.h"

extern const cm_concept cm_concept_unions, cm_concept_owen;
static const cm_concept *const concept = &cm_concept_unions;

static const cm_union_params alone = { { 0, NULL, NULL } };

static cm_value cell(const voting *v, const char *table, size_t row, const char *column)
{
    return cm_table_get(cm_result_find(&v->result, table), row, column);
}

static void solve(voting *v, const cm_union_params *params)
{
    if (voting_solve(v, concept, params) != CM_OK) print_error("%s\n", v->ctx.message);
    assert_int_equal(v->ctx.status, CM_OK);
}

/* Shapley-Shubik 2/3, 1/6, 1/6 and Banzhaf 3/4, 1/4, 1/4 of [51; 50, 49, 1]; the two small together have what both need. */
static void test_two_small_ones_together_match_the_large(void **state)
{
    static const size_t first[] = { 0, 2 }, item[] = { 1, 2 };
    const cm_union_params small = { { 1, first, item } };
    voting v;
    (void)state;
    voting_weighted(&v, 3, 51, (int64_t[]){ 50, 49, 1 });
    solve(&v, &small);
    assert_close(cell(&v, "power", 0, "shapley_shubik").as.number, 2 / 3.0, 1e-12);
    assert_close(cell(&v, "power", 0, "banzhaf").as.number, 0.75, 1e-12);
    assert_string_equal(cell(&v, "power", 0, "exact").as.text, "1/2");
    assert_string_equal(cell(&v, "power", 1, "exact").as.text, "1/4");
    assert_string_equal(cell(&v, "blocs", 0, "members").as.text, "{M2, M3}");
    assert_close(cell(&v, "blocs", 0, "together").as.number, 0.5, 1e-12);
    assert_close(voting_number(&v, "largest_gain"), 1 / 6.0, 1e-12);
    assert_close(voting_number(&v, "power_to_act"), 0.25, 0);
    assert_close(voting_number(&v, "power_to_act_apart"), 0.375, 0);
    assert_string_equal(v.result.note->value.as.text, "{M2, M3} have more power as one bloc than their members had by themselves: 0.1667 more of the whole (Shapley-Shubik).");
    voting_close(&v);
}

/* Three members and a unanimous rule: two as one have 1/2 instead of 2/3.  S. J. Brams, Game Theory and Politics (1975), ch. 5: the paradox
 * of size. */
static void test_two_of_three_lose_by_uniting_under_unanimity(void **state)
{
    static const size_t first[] = { 0, 2 }, item[] = { 0, 1 };
    const cm_union_params two = { { 1, first, item } };
    voting v;
    (void)state;
    voting_quota(&v, 3, 3);
    solve(&v, &two);
    assert_close(voting_number(&v, "largest_loss"), 1 / 6.0, 1e-12);
    assert_close(voting_number(&v, "largest_gain"), 0, 0);
    assert_string_equal(v.result.note->value.as.text, "{M1, M2} would be more powerful apart: as one bloc they lose 0.1667 of the whole (Shapley-Shubik), though nobody's vote became smaller.");
    voting_close(&v);
}

/* The Security Council: Shapley-Shubik .19627 and .001865, Banzhaf 106/2048 and 21/4096 (Felsenthal and Machover 1998). */
static void test_everybody_alone_it_is_the_indices(void **state)
{
    voting v;
    (void)state;
    voting_security_council(&v);
    solve(&v, &alone);
    assert_close(cell(&v, "power", 0, "owen").as.number, 0.19627039627039627, 1e-13);
    assert_string_equal(cell(&v, "power", 0, "exact").as.text, "421/2145");
    assert_close(cell(&v, "power", 14, "shapley_shubik").as.number, 0.0018648018648018648, 1e-15);
    assert_close(cell(&v, "power", 0, "banzhaf").as.number, 0.0517578125, 1e-15);
    assert_close(cell(&v, "power", 14, "banzhaf_owen").as.number, 0.005126953125, 1e-15);
    assert_close(voting_number(&v, "power_to_act"), 53 / 2048.0, 0);
    assert_string_equal(v.result.note->value.as.text, "No union has two members: nothing changes.");
    voting_close(&v);
}

/* Unions drawn: members are dealt to lists. */
static size_t draw_unions(voting *v, size_t *first, size_t *item)
{
    size_t n = v->game.as.vote.n, lists = 1 + cm_rng_below(&v->rng, n), used = 0, deal[16];
    for (size_t i = 0; i < n; i++) deal[i] = cm_rng_below(&v->rng, lists + 1);
    for (size_t k = 0; k < lists; k++) {
        first[k] = used;
        for (size_t i = 0; i < n; i++) {
            if (deal[i] == k) item[used++] = i;
        }
    }
    first[lists] = used;
    return lists;
}

/* The Owen value of the coalitional game of the vote, by another concept. */
static void test_the_owen_value_is_that_of_the_coalitional_game(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        size_t first[20], item[20];
        voting v;
        cm_union_params params;
        cm_game tu = { .kind = CM_GAME_TU };
        cm_result other;
        voting_drawn(&v, 1 + t % 8, t);
        params.unions = (cm_lists){ draw_unions(&v, first, item), first, item };
        solve(&v, &params);
        assert_int_equal(cm_tu_from_vote(&v.ctx, &v.arena, &v.game.as.vote, v.player, &tu.as.tu), CM_OK);
        cm_result_init(&other, &v.arena);
        assert_int_equal(cm_concept_solve(&v.ctx, &cm_concept_owen, &tu, &params, &other), CM_OK);
        for (size_t i = 0; i < v.game.as.vote.n; i++) {
            assert_close(cell(&v, "power", i, "owen").as.number, cm_table_get(cm_result_find(&other, "payoffs"), i, "value").as.number, 1e-10);
        }
        voting_close(&v);
    }
}

/* All orders in which unions stay together, for up to six members; the first with whom the vote is won. */
static void orders(const voting *v, const size_t *of, size_t n, size_t placed, size_t *order, double *pivots, double *total)
{
    if (placed == n) {
        uint32_t mask = 0;
        *total += 1;
        for (size_t a = 0; a < n; a++) {
            mask |= (uint32_t)1 << order[a];
            if (!voting_wins(v, mask)) continue;
            pivots[order[a]] += 1;
            return;
        }
    }
    for (size_t i = 0; i < n; i++) {
        bool here = false, open = false;
        for (size_t a = 0; a < placed; a++) here = here || order[a] == i;
        for (size_t j = 0; placed > 0 && j < n; j++) {                    /* is the last one's union not complete? */
            bool in = false;
            for (size_t a = 0; a < placed; a++) in = in || order[a] == j;
            open = open || (!in && of[j] == of[order[placed - 1]]);
        }
        if (here || (open && of[i] != of[order[placed - 1]])) continue;
        order[placed] = i;
        orders(v, of, n, placed + 1, order, pivots, total);
    }
}

static void test_it_is_the_share_of_orders_that_keep_unions_together(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 150; t++) {
        size_t first[20], item[20], of[6], order[6], n = 2 + t % 5;
        double pivots[6] = { 0 }, total = 0;
        voting v;
        cm_union_params params;
        voting_drawn(&v, n, t);
        params.unions = (cm_lists){ draw_unions(&v, first, item), first, item };
        solve(&v, &params);
        for (size_t i = 0; i < n; i++) of[i] = (size_t)cell(&v, "power", i, "union").as.integer;
        orders(&v, of, n, 0, order, pivots, &total);
        for (size_t i = 0; i < n; i++) assert_close(cell(&v, "power", i, "owen").as.number, pivots[i] / total, 1e-12);
        voting_close(&v);
    }
}

/* Two who unite have, absolutely, what they had apart by Banzhaf: E. Lehrer, "An axiomatization of the Banzhaf value",
 * International Journal of Game Theory 17 (1988) 89-99. */
static void test_a_pair_keeps_its_absolute_banzhaf_power(void **state)
{
    static const size_t first[] = { 0, 2 }, item[] = { 0, 1 };
    const cm_union_params pair = { { 1, first, item } };
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        voting v;
        voting_drawn(&v, 2 + t % 8, t);
        solve(&v, &pair);
        assert_close(cell(&v, "blocs", 0, "banzhaf_together").as.number, cell(&v, "blocs", 0, "banzhaf_apart").as.number, 1e-12);
        voting_close(&v);
    }
}

static void refused(voting *v, const cm_union_params *params)
{
    assert_int_equal(voting_check(v, concept, params), CM_E_NUMERIC);
}

/* 27 members in six blocs: apart is too much to count, together is not. */
static void test_many_members_in_few_blocs_are_counted(void **state)
{
    size_t first[7], item[27];
    const cm_union_params six = { { 6, first, item } };
    voting v;
    (void)state;
    for (size_t k = 0; k <= 6; k++) first[k] = k == 6 ? 27 : 4 * k;
    for (size_t i = 0; i < 27; i++) item[i] = i;
    voting_quota(&v, 27, 18);
    solve(&v, &six);
    assert_int_equal(cell(&v, "power", 0, "banzhaf").kind, CM_NONE);
    assert_int_equal(cm_result_get(&v.result, "largest_gain")->kind, CM_NONE);
    assert_true(cell(&v, "power", 26, "owen").as.number > 0);
    for (cm_named *entry = v.result.summary; entry != NULL; entry = entry->next) {
        if (entry->value.kind != CM_NONE) continue;
        entry->value = cm_number(0.5);                                    /* where nothing is known */
        refused(&v, &six);
        entry->value = cm_none();
    }
    for (cm_table *table = v.result.table; table != NULL; table = table->next) {
        for (size_t c = 0; c < table->ncolumns; c++) {
            if (table->cell[c].kind != CM_NONE) continue;
            table->cell[c] = cm_number(0.5);
            refused(&v, &six);
            table->cell[c] = cm_none();
        }
    }
    voting_close(&v);
}

static void test_near_misses_are_refused(void **state)
{
    static const size_t number[] = { 2, 4, 5, 6 };
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        size_t first[20], item[20];
        voting v;
        cm_union_params params;
        cm_table *power, *blocs;
        voting_drawn(&v, 2 + t % 6, t);
        params.unions = (cm_lists){ draw_unions(&v, first, item), first, item };
        solve(&v, &params);
        assert_int_equal(voting_check(&v, concept, &params), CM_OK);
        power = cm_result_find(&v.result, "power");
        blocs = cm_result_find(&v.result, "blocs");
        for (size_t k = 0; k < 4; k++) {
            double *x = &power->cell[number[k]].as.number, right = *x;
            *x += 1e-6;
            refused(&v, &params);
            *x = right;
        }
        for (size_t k = 3; k < 7; k++) {
            double *x = &blocs->cell[k].as.number, right = *x;
            *x += 1e-6;
            refused(&v, &params);
            *x = right;
        }
        power->cell[3] = cm_text("1/977");
        refused(&v, &params);
        voting_close(&v);
    }
}

static void test_failures_have_their_sentences(void **state)
{
    static const size_t first[] = { 0, 2, 4 }, item[] = { 0, 1, 1, 2 };
    const cm_union_params twice = { { 2, first, item } };
    voting v;
    (void)state;
    voting_quota(&v, 3, 2);
    assert_int_equal(voting_solve(&v, concept, &twice), CM_E_INPUT);
    assert_string_equal(v.ctx.message, "player 'M2' is named twice in 'unions'; each player belongs to one union");
    voting_close(&v);
    voting_quota(&v, 30, 16);
    assert_int_equal(voting_solve(&v, concept, &alone), CM_E_LIMIT);
    assert_string_equal(v.ctx.message, "'M1' meets 29 other unions and 0 others in its own; 20 together are the most");
    v.game.as.vote.player = NULL;
    assert_int_equal(voting_solve(&v, concept, &alone), CM_E_INPUT);
    assert_string_equal(v.ctx.message, "the 30 members of the vote have no names");
    voting_close(&v);
}

static void test_each_allocation_may_fail(void **state)
{
    (void)state;
    voting_runs_out_of_memory(concept, &alone, 4, 2, 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_small_ones_together_match_the_large),
        cmocka_unit_test(test_two_of_three_lose_by_uniting_under_unanimity),
        cmocka_unit_test(test_everybody_alone_it_is_the_indices),
        cmocka_unit_test(test_the_owen_value_is_that_of_the_coalitional_game),
        cmocka_unit_test(test_it_is_the_share_of_orders_that_keep_unions_together),
        cmocka_unit_test(test_a_pair_keeps_its_absolute_banzhaf_power),
        cmocka_unit_test(test_many_members_in_few_blocs_are_counted),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_failures_have_their_sentences),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
