/* test_square_root.c: votes in proportion to the square roots of populations. */
#include "solver/voting/square_root.h"

#include "tests/support/voting.h"

extern const cm_concept cm_concept_square_root;
static const cm_concept *const concept = &cm_concept_square_root;

static void solve(voting *v, const cm_root_params *params)
{
    if (voting_solve(v, concept, params) != CM_OK) print_error("%s\n", v->ctx.message);
    assert_int_equal(v->ctx.status, CM_OK);
}

static double of(const voting *v, size_t i, const char *column)
{
    cm_value value = cm_table_get(cm_result_find(&v->result, "members"), i, column);
    assert_true(value.kind == CM_NUMBER || value.kind == CM_INTEGER);
    return value.kind == CM_NUMBER ? value.as.number : (double)value.as.integer;
}

/* The Union of 27, populations in thousands, rounded: the quota is 61.6 per cent, the "Jagiellonian compromise" (W. Slomczynski, K. Zyczkowski, "Jagiellonian
 * Compromise: an alternative voting system for the Council of the European Union", in M. Cichocki, K. Zyczkowski (eds.), Institutional Design and
 * Voting Power in the European Union, Ashgate (2010) 43-57), and each power is within one in a hundred of its root. */
static void test_the_union_is_represented_at_three_fifths(void **state)
{
    static const double people[27] = { 83400, 68400, 59000, 48600, 36600, 19100, 17900, 11800, 10900, 10600, 10600, 10400, 9600, 9200, 6400, 6000, 5600, 5400, 5300, 3900, 2900, 2100, 1900, 1400, 970, 670, 560 };
    static const int64_t nice[27] = { 29, 29, 29, 27, 27, 14, 13, 12, 12, 10, 12, 12, 12, 10, 10, 7, 7, 7, 7, 7, 7, 4, 4, 4, 4, 4, 3 };
    const cm_root_params params = { { 27, people }, 100000 };
    voting v;
    (void)state;
    voting_weighted(&v, 27, 255 * 2 / 3 + 85, nice);
    solve(&v, &params);
    assert_close(voting_number(&v, "optimal_quota"), 0.616, 1.5e-3);
    assert_close(voting_number(&v, "best_quota"), voting_number(&v, "optimal_quota"), 0.01);
    assert_true(voting_number(&v, "best_deviation") <= voting_number(&v, "deviation"));
    assert_true(voting_number(&v, "deviation") < 1e-3);
    for (size_t i = 0; i < 27; i++) assert_close(of(&v, i, "banzhaf") / of(&v, i, "share"), 1, 0.01);
    assert_true(of(&v, 0, "own_to_share") < 1 && of(&v, 26, "own_to_share") > 1);        /* Nice gave the largest too little */
    assert_true(voting_number(&v, "own_deviation") > 10 * voting_number(&v, "deviation"));
    voting_close(&v);
}

/* 1, 4, 9 millions: roots 1, 2, 3; sum of squares of the shares 14/36. */
static void test_by_hand(void **state)
{
    static const double people[3] = { 1, 4, 9 };
    const cm_root_params params = { { 3, people }, 6000 };
    voting v;
    (void)state;
    voting_quota(&v, 3, 2);
    solve(&v, &params);
    assert_close(voting_number(&v, "optimal_quota"), (1 + sqrt(14.0 / 36)) / 2, 1e-14);
    assert_int_equal(voting_integer(&v, "votes_needed"), 4871);
    assert_close(voting_number(&v, "effective_members"), 36 / 14.0, 1e-12);
    for (size_t i = 0; i < 3; i++) assert_int_equal(of(&v, i, "votes"), 1000 * (int)(i + 1));
    assert_close(of(&v, 0, "banzhaf"), 0, 1e-15);                    /* 2 and 3 decide at 4.87 of 6 */
    assert_close(of(&v, 2, "absolute"), 0.5, 1e-15);
    assert_close(of(&v, 2, "own"), 1 / 3.0, 1e-14);
    assert_close(of(&v, 2, "own_to_share"), 2 / 3.0, 1e-14);
    voting_close(&v);
}

static void test_equals_are_equal_under_any_quota(void **state)
{
    voting v;
    (void)state;
    voting_quota(&v, 9, 7);
    solve(&v, NULL);
    assert_close(voting_number(&v, "own_deviation"), 0, 1e-12);
    assert_close(voting_number(&v, "optimal_quota"), 2 / 3.0, 1e-14);
    assert_close(voting_number(&v, "effective_members"), 9, 1e-11);
    voting_close(&v);
}

/* Banzhaf by masks, of the votes printed and of the venue's own rule. */
static void test_powers_are_those_of_all_coalitions(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        size_t n = 1 + t % 8;
        double people[8], swings[8] = { 0 }, own[8] = { 0 }, sum = 0, own_sum = 0;
        voting v;
        cm_root_params params = { { n, people }, 2000 };
        voting_drawn(&v, n, t);
        for (size_t i = 0; i < n; i++) people[i] = floor(1 + 1e6 * cm_rng_unit(&v.rng));
        solve(&v, &params);
        for (uint32_t s = 0; s < (uint32_t)1 << n; s++) {
            double votes = 0, needed = (double)voting_integer(&v, "votes_needed");
            for (size_t i = 0; i < n; i++) votes += s >> i & 1u ? of(&v, i, "votes") : 0;
            for (size_t i = 0; i < n; i++) {
                if (!(s >> i & 1u)) continue;
                swings[i] += votes >= needed && votes - of(&v, i, "votes") < needed;
                own[i] += voting_wins(&v, s) && !voting_wins(&v, s & ~((uint32_t)1 << i));
            }
        }
        for (size_t i = 0; i < n; i++) sum += swings[i], own_sum += own[i];
        for (size_t i = 0; i < n; i++) {
            assert_close(of(&v, i, "banzhaf"), swings[i] / sum, 1e-12);
            assert_close(of(&v, i, "absolute"), ldexp(swings[i], 1 - (int)n), 1e-12);
            assert_close(of(&v, i, "own"), own[i] / own_sum, 1e-12);
        }
        voting_close(&v);
    }
}

/* Four times the people in each member changes nothing; turning members round turns everything round. */
static void test_scale_and_order_do_not_matter(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 60; t++) {
        size_t n = 2 + t % 9;
        double people[10], turned[10];
        voting v, w;
        cm_root_params params = { { n, people }, 5000 }, other = { { n, turned }, 5000 };
        voting_quota(&v, n, 1 + (int64_t)(t % n));
        voting_quota(&w, n, 1 + (int64_t)(t % n));
        for (size_t i = 0; i < n; i++) people[i] = floor(1 + 1e6 * cm_rng_unit(&v.rng));
        for (size_t i = 0; i < n; i++) turned[i] = 4 * people[n - 1 - i];
        solve(&v, &params);
        solve(&w, &other);
        assert_close(voting_number(&v, "optimal_quota"), voting_number(&w, "optimal_quota"), 1e-12);
        assert_close(voting_number(&v, "best_deviation"), voting_number(&w, "best_deviation"), 1e-9);
        for (size_t i = 0; i < n; i++) assert_close(of(&v, i, "banzhaf"), of(&w, n - 1 - i, "banzhaf"), 1e-12);
        voting_close(&v);
        voting_close(&w);
    }
}

/* A large body: the formula's quota is better than one half, and the certificate passes with a share of the members rebuilt. */
static void test_a_hundred_and_ninety_three_members(void **state)
{
    static double people[193];
    const cm_root_params params = { { 193, people }, 100000 };
    voting v;
    (void)state;
    for (int i = 0; i < 193; i++) people[i] = floor(1.4e9 / ((i + 1) * (1 + i / 8.0)));
    voting_quota(&v, 193, 129);
    solve(&v, &params);
    assert_true(voting_number(&v, "deviation") < cm_table_get(cm_result_find(&v.result, "quotas"), 0, "deviation").as.number);
    voting_close(&v);
}

static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        size_t n = 2 + t % 7, columns = 8, row = t % n;
        double people[8];
        cm_table *members, *quotas;
        voting v;
        cm_root_params params = { { n, people }, 1000 };
        voting_drawn(&v, n, t);
        for (size_t i = 0; i < n; i++) people[i] = floor(1 + 1e6 * cm_rng_unit(&v.rng));
        solve(&v, &params);
        assert_int_equal(voting_check(&v, concept, &params), CM_OK);
        members = cm_result_find(&v.result, "members");
        quotas = cm_result_find(&v.result, "quotas");
        for (size_t c = 2; c < columns; c++) {
            cm_value *cell = &members->cell[row * columns + c], right = *cell;
            if (c == 3) cell->as.integer++;
            else cell->as.number += 1e-5;
            assert_int_equal(voting_check(&v, concept, &params), CM_E_NUMERIC);
            *cell = right;
        }
        quotas->cell[2 * (t % 31) + 1].as.number += 1e-5;
        assert_int_equal(voting_check(&v, concept, &params), CM_E_NUMERIC);
        quotas->cell[2 * (t % 31) + 1].as.number -= 1e-5;
        for (cm_named *entry = v.result.summary; entry != NULL; entry = entry->next) {
            cm_value right = entry->value;
            if (strcmp(entry->name, "best_quota") == 0) continue;          /* a neighbour may do as well */
            if (right.kind == CM_NUMBER) entry->value.as.number += 1e-5;
            else entry->value.as.integer++;
            assert_int_equal(voting_check(&v, concept, &params), CM_E_NUMERIC);
            entry->value = right;
        }
        voting_close(&v);
    }
}

static void test_failures_have_their_sentences(void **state)
{
    static const double nobody[3] = { 0, 0, 0 };
    const cm_root_params params = { { 3, nobody }, 1000 };
    voting v;
    (void)state;
    voting_quota(&v, 3, 2);
    assert_int_equal(voting_solve(&v, concept, &params), CM_E_INPUT);
    assert_string_equal(v.ctx.message, "all 3 populations are 0: nobody is to be represented");
    v.game.as.vote.player = NULL;
    assert_int_equal(voting_solve(&v, concept, NULL), CM_E_INPUT);
    assert_string_equal(v.ctx.message, "the 3 members of the vote have no names");
    voting_close(&v);
}

static void test_each_allocation_may_fail(void **state)
{
    static const double people[4] = { 3, 5, 8, 1 };
    const cm_root_params params = { { 4, people }, 1000 };
    (void)state;
    voting_runs_out_of_memory(concept, &params, 4, 2, 25);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_union_is_represented_at_three_fifths),
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_equals_are_equal_under_any_quota),
        cmocka_unit_test(test_powers_are_those_of_all_coalitions),
        cmocka_unit_test(test_scale_and_order_do_not_matter),
        cmocka_unit_test(test_a_hundred_and_ninety_three_members),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_failures_have_their_sentences),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
