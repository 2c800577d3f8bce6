/* test_correlated.c: correlated and coarse correlated equilibria. */
#include "solver/strategic/correlated.h"

#include <time.h>

#include "tests/support/nfg_published.h"
#include "tests/support/nfg_world.h"

static const char *const both[] = { "correlated", "coarse-correlated" };

/* Largest and least welfare by glpsol's simplex on the published games. */
static void test_published_games_have_their_welfare(void **state)
{
    static const struct { size_t n; const double *payoff; double welfare; const char *exact; } known[] = {
        { 2, sexes, 5, "5" }, { 2, chicken, 10.5, "21/2" }, { 3, irrational, 3.86666666666667, "58/15" }, { 3, nine, 29, "29" }, { 3, horse, 7.66666666666667, "23/3" } };
    (void)state;
    for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
        nfg_world w;
        (void)nfg_given(&w, known[k].n, known[k].n == 2 ? two_by_two : cube, known[k].payoff);
        nfg_good(&w, "correlated", NULL);
        assert_close(nfg_number(&w, "welfare"), known[k].welfare, 1e-9);
        assert_string_equal(cm_result_get(&w.result, "exact")->as.text, known[k].exact);
        nfg_close(&w);
    }
}

/* Aumann's chicken: (6,6) with 1/2, (2,7) and (7,2) with 1/4 each. */
static void test_chicken_by_hand(void **state)
{
    static const char *const profile[] = { "(s1, s1)", "(s2, s1)", "(s1, s2)" }, *const exact[] = { "1/2", "1/4", "1/4" };
    nfg_world w;
    const cm_table *table;
    (void)state;
    (void)nfg_given(&w, 2, two_by_two, chicken);
    nfg_good(&w, "correlated", NULL);
    table = cm_result_find(&w.result, "distribution");
    assert_int_equal(table->nrows, 3);
    for (size_t r = 0; r < 3; r++) {
        assert_string_equal(cm_table_get(table, r, "profile").as.text, profile[r]);
        assert_string_equal(cm_table_get(table, r, "exact").as.text, exact[r]);
    }
    assert_close(nfg_number(&w, "egalitarian"), 5.25, 1e-9);
    for (size_t i = 0; i < 2; i++) {
        assert_close(nfg_at(&w, "range", i, "low"), 2, 1e-9);            /* the equilibrium that the other prefers */
        assert_close(nfg_at(&w, "range", i, "high"), 7, 1e-9);
    }
    nfg_close(&w);
}

/* Solve a 4 x 4 system; false when it is nearly singular. */
static bool solve4(double a[4][5], double x[4])
{
    for (int c = 0; c < 4; c++) {
        int best = c;
        for (int r = c; r < 4; r++) if (fabs(a[r][c]) > fabs(a[best][c])) best = r;
        if (fabs(a[best][c]) < 1e-9) return false;
        for (int k = 0; k < 5; k++) {
            double swap = a[c][k];
            a[c][k] = a[best][k], a[best][k] = swap;
        }
        for (int r = 0; r < 4; r++) {
            double f = r == c ? 0 : a[r][c] / a[c][c];
            for (int k = 0; k < 5; k++) a[r][k] -= f * a[c][k];
        }
    }
    for (int c = 0; c < 4; c++) x[c] = a[c][4] / a[c][c];
    return true;
}

/* All corners of the set of a 2 x 2 game: three of eight inequalities bind. */
static double best_corner(const double *u, bool coarse, double weight_a, double weight_b)
{
    double row[8][4] = { { 0 } }, best = -HUGE_VAL;
    for (int c = 0; c < 4; c++) {
        double a = u[2 * c] - u[2 * (c ^ 1)], b = u[2 * c + 1] - u[2 * (c ^ 2) + 1];
        row[c][c] = 1;
        row[4 + (coarse ? 1 - c % 2 : c % 2)][c] += a;                   /* coarse: those who would have to move to 1, to 0 */
        row[6 + (coarse ? 1 - c / 2 : c / 2)][c] += b;
    }
    for (int i = 0; i < 8; i++) for (int j = i + 1; j < 8; j++) for (int k = j + 1; k < 8; k++) {
        double a[4][5], x[4], value = 0;
        int active[3] = { i, j, k };
        bool good;
        for (int r = 0; r < 3; r++) memcpy(a[r], row[active[r]], 4 * sizeof(double)), a[r][4] = 0;
        for (int c = 0; c < 5; c++) a[3][c] = 1;
        good = solve4(a, x);
        for (int r = 0; good && r < 8; r++) good = row[r][0] * x[0] + row[r][1] * x[1] + row[r][2] * x[2] + row[r][3] * x[3] >= -1e-9;
        for (int c = 0; good && c < 4; c++) value += x[c] * (weight_a * u[2 * c] + weight_b * u[2 * c + 1]);
        if (good) best = fmax(best, value);
    }
    return best;
}

static void test_small_games_agree_with_a_walk_over_all_corners(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 300; t++) {
        nfg_world w;
        (void)nfg_drawn(&w, 2, two_by_two, t, 0);
        for (size_t c = 0; c < 2; c++) {
            nfg_good(&w, both[c], NULL);
            assert_close(nfg_number(&w, "welfare"), best_corner(w.payoff, c == 1, 1, 1), 1e-7);
            assert_close(nfg_at(&w, "range", 0, "low"), -best_corner(w.payoff, c == 1, -1, 0), 1e-7);
            assert_close(nfg_at(&w, "range", 1, "high"), best_corner(w.payoff, c == 1, 0, 1), 1e-7);
        }
        nfg_close(&w);
    }
}

static void test_what_is_correlated_is_coarse(void **state)
{
    static const size_t shapes[][3] = { { 2, 2, 2 }, { 3, 2, 2 }, { 3, 3, 3 }, { 1, 3, 2 }, { 4, 4, 1 } };
    (void)state;
    for (uint64_t t = 0; t < 100; t++) {
        nfg_world w;
        double welfare, even, low[3], high[3];
        (void)nfg_drawn(&w, 3, shapes[t % 5], t, t % 2 == 0 ? 4 : 0);
        nfg_good(&w, "correlated", NULL);
        welfare = nfg_number(&w, "welfare");
        even = nfg_number(&w, "egalitarian");
        for (size_t i = 0; i < 3; i++) {
            low[i] = nfg_at(&w, "range", i, "low"), high[i] = nfg_at(&w, "range", i, "high");
            assert_true(even <= high[i] + 1e-7);
        }
        nfg_good(&w, "coarse-correlated", NULL);
        assert_true(nfg_number(&w, "welfare") >= welfare - 1e-7);
        assert_true(nfg_number(&w, "egalitarian") >= even - 1e-7);
        for (size_t i = 0; i < 3; i++) {
            assert_true(nfg_at(&w, "range", i, "low") <= low[i] + 1e-7);
            assert_true(nfg_at(&w, "range", i, "high") >= high[i] - 1e-7);
        }
        nfg_close(&w);
    }
}

/* Zero-sum: everybody's payoff is the value, whatever is coordinated (matching pennies with a stake of 2). */
static void test_in_zero_sum_games_there_is_nothing_to_coordinate(void **state)
{
    static const double pennies[] = { 2, -2, -1, 1, -1, 1, 1, -1 };      /* value (2 - 1) / 5 */
    nfg_world w;
    (void)state;
    (void)nfg_given(&w, 2, two_by_two, pennies);
    for (size_t c = 0; c < 2; c++) {
        nfg_good(&w, both[c], NULL);
        assert_close(nfg_at(&w, "range", 0, "low"), 0.2, 1e-9);
        assert_close(nfg_at(&w, "range", 0, "high"), 0.2, 1e-9);
        assert_close(nfg_at(&w, "range", 1, "high"), -0.2, 1e-9);
    }
    nfg_close(&w);
}

static void test_units_and_order_of_players_do_not_matter(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 60; t++) {
        nfg_world w, v;
        static const size_t shape[] = { 2, 3 }, turned[] = { 3, 2 };
        (void)nfg_drawn(&w, 2, shape, t, 0);
        (void)nfg_open(&v, 2, turned, t);
        for (size_t a = 0; a < 2; a++) for (size_t b = 0; b < 3; b++) {
            v.payoff[2 * (b + 3 * a)] = 3 + 5000 * w.payoff[2 * (a + 2 * b) + 1];
            v.payoff[2 * (b + 3 * a) + 1] = 5000 * w.payoff[2 * (a + 2 * b)] - 1;
        }
        for (size_t c = 0; c < 2; c++) {
            nfg_good(&w, both[c], NULL);
            nfg_good(&v, both[c], NULL);
            assert_close(nfg_number(&v, "welfare"), 2 + 5000 * nfg_number(&w, "welfare"), 1e-2);
            assert_close(nfg_at(&v, "range", 0, "high"), 3 + 5000 * nfg_at(&w, "range", 1, "high"), 1e-2);
            assert_close(nfg_at(&v, "range", 1, "low"), 5000 * nfg_at(&w, "range", 0, "low") - 1, 1e-2);
        }
        nfg_close(&w);
        nfg_close(&v);
    }
}

/* A value, a chance or a multiplier that is a little off; another combination; a dearer bound. */
static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        const char *concept = both[t % 2];
        nfg_world w;
        cm_table *distribution, *range, *multipliers;
        double *number;
        (void)nfg_drawn(&w, 3, cube, t, 0);
        nfg_good(&w, concept, NULL);
        distribution = cm_result_find(&w.result, "distribution");
        range = cm_result_find(&w.result, "range");
        multipliers = cm_result_find(&w.result, "multipliers");
        assert_int_equal(nfg_check(&w, concept, NULL), CM_OK);
        number = &distribution->cell[1].as.number;
        *number -= 1e-4;
        assert_int_equal(nfg_check(&w, concept, NULL), CM_E_NUMERIC);
        *number += 1e-4;
        number = &range->cell[5 * (t % 3) + 1 + t % 2].as.number;
        *number += t % 2 == 0 ? 1e-4 : -1e-4;
        assert_int_equal(nfg_check(&w, concept, NULL), CM_E_NUMERIC);
        *number -= t % 2 == 0 ? 1e-4 : -1e-4;
        for (cm_named *s = w.result.summary; s != NULL; s = s->next) {
            if (s->value.kind != CM_NUMBER) continue;
            s->value.as.number -= 1e-4;
            assert_int_equal(nfg_check(&w, concept, NULL), CM_E_NUMERIC);
            s->value.as.number += 1e-4;
        }
        assert_int_equal(nfg_check(&w, concept, NULL), CM_OK);
        if (multipliers->nrows > 0) {
            number = &multipliers->cell[5 * (t % multipliers->nrows) + 4].as.number;
            *number = -*number;
            assert_int_equal(nfg_check(&w, concept, NULL), CM_E_NUMERIC);
            assert_non_null(strstr(w.ctx.message, "multiplier"));
        }
        nfg_close(&w);
    }
}

/* The distribution of one game is no answer to another, where its advice is not followed. */
static void test_advice_that_nobody_follows_is_refused(void **state)
{
    nfg_world w;
    (void)state;
    (void)nfg_given(&w, 2, two_by_two, chicken);
    nfg_good(&w, "correlated", NULL);
    w.payoff[2] = 8;                                                     /* daring pays more */
    assert_int_equal(nfg_check(&w, "correlated", NULL), CM_E_NUMERIC);
    nfg_close(&w);
}

/* The same sum by advice that one would leave; the right answer without its proof. */
static void test_advice_and_bounds_are_held_against_the_game(void **state)
{
    nfg_world w;
    cm_table *distribution;
    (void)state;
    (void)nfg_given(&w, 2, two_by_two, chicken);
    nfg_good(&w, "correlated", NULL);
    distribution = cm_result_find(&w.result, "distribution");
    distribution->cell[4 + 1].as.number = 0.5;
    distribution->cell[8 + 1].as.number = 0;
    assert_int_equal(nfg_check(&w, "correlated", NULL), CM_E_NUMERIC);
    assert_non_null(strstr(w.ctx.message, "in the distribution for 'welfare'"));
    distribution->cell[4 + 1].as.number = distribution->cell[8 + 1].as.number = 0.25;
    assert_int_equal(nfg_check(&w, "correlated", NULL), CM_OK);
    cm_result_find(&w.result, "multipliers")->nrows = 0;
    assert_int_equal(nfg_check(&w, "correlated", NULL), CM_E_NUMERIC);
    assert_string_equal(w.ctx.message, "certificate: 'welfare' is proven up to 12, not 10.5");
    nfg_close(&w);
}

static void test_five_players_with_four_strategies_are_certified(void **state)
{
    static const size_t shape[] = { 4, 4, 4, 4, 4 };
    nfg_world w;
    clock_t start = clock();
    (void)state;
    (void)nfg_drawn(&w, 5, shape, 1, 0);
    nfg_good(&w, "correlated", NULL);
    print_message("5 x 4: %.2f s\n", (double)(clock() - start) / CLOCKS_PER_SEC);
    nfg_close(&w);
}

/* Payoffs that do not vary leave the certificate nothing but rounding. */
static void test_a_game_without_a_choice_is_certified(void **state)
{
    static const size_t one[] = { 1, 1 };
    static const double payoff[] = { -3, 1.0 / 3 };
    nfg_world w;
    (void)state;
    (void)nfg_given(&w, 2, one, payoff);
    nfg_good(&w, "correlated", NULL);
    assert_close(nfg_number(&w, "egalitarian"), -3, 1e-12);
    nfg_close(&w);
}

static void test_too_large_games_are_told_so(void **state)
{
    static const size_t shape[] = { 3, 3 };
    nfg_world w;
    (void)state;
    (void)nfg_drawn(&w, 2, shape, 1, 0);
    w.ctx.work_limit = 1000;
    assert_int_equal(nfg_solve(&w, "correlated", NULL), CM_E_LIMIT);
    assert_string_equal(w.ctx.message, "9 combinations of strategies with 12 incentives are too many: about 9.1e+03 steps, the limit is 1e+03");
    nfg_close(&w);
}

static void test_names_that_stand_twice_are_told_apart(void **state)
{
    nfg_world w;
    (void)state;
    (void)nfg_given(&w, 2, two_by_two, chicken);
    w.name[1] = w.name[0] = "";
    nfg_good(&w, "correlated", NULL);
    assert_string_equal(cm_table_get(cm_result_find(&w.result, "multipliers"), 0, "instead").as.text[0] == '#' ? "#" : "", "#");
    nfg_close(&w);
}

static void test_without_memory_it_says_so(void **state)
{
    (void)state;
    for (size_t c = 0; c < 2; c++) {
        nfg_world w;
        (void)nfg_given(&w, 2, two_by_two, chicken);
        nfg_starve(&w, both[c], NULL);
        nfg_close(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_games_have_their_welfare),
        cmocka_unit_test(test_chicken_by_hand),
        cmocka_unit_test(test_small_games_agree_with_a_walk_over_all_corners),
        cmocka_unit_test(test_what_is_correlated_is_coarse),
        cmocka_unit_test(test_in_zero_sum_games_there_is_nothing_to_coordinate),
        cmocka_unit_test(test_units_and_order_of_players_do_not_matter),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_advice_that_nobody_follows_is_refused),
        cmocka_unit_test(test_advice_and_bounds_are_held_against_the_game),
        cmocka_unit_test(test_five_players_with_four_strategies_are_certified),
        cmocka_unit_test(test_a_game_without_a_choice_is_certified),
        cmocka_unit_test(test_too_large_games_are_told_so),
        cmocka_unit_test(test_names_that_stand_twice_are_told_apart),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
