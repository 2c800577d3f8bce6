/* test_shapley.c: the Shapley and the Banzhaf value. */
#include "tests/support/values_world.h"

typedef struct orders_params {
    long orders, seed;
} orders_params;

typedef struct known {
    const char *name;
    size_t n;
    double worth[32];
    const char *exact[5];
} known;

/* Worths in the order of the masks; values computed as exact fractions by a program that shares nothing with this
 * one, and where a source is named they are published there. */
static const known games[] = {
    { "bankruptcy, estate 200, claims 100 200 300 (O'Neill 1982)", 3, { 0, 0, 0, 0, 0, 0, 100, 200 }, { "100/3", "250/3", "250/3" } },
    { "contested garment (Aumann and Maschler 1985)", 2, { 0, 100, 0, 200 }, { "150", "50" } },
    { "bankruptcy of five", 5, { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 50, 0, 0, 0, 0, 0, 0, 50, 100, 0, 50, 100, 150, 150, 200, 250, 300 },
      { "65/3", "85/2", "355/6", "80", "290/3" } },
    { "two left gloves, three right", 5, { 0, 0, 0, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 2, 0, 1, 1, 1, 0, 1, 1, 2, 0, 1, 1, 2, 0, 1, 1, 2 },
      { "13/20", "13/20", "7/30", "7/30", "7/30" } },
    { "Ferguson's three", 3, { 0, -1, 0, 3, 1, 4, 2, 5 }, { "5/3", "7/6", "13/6" } },
    { "empty core", 3, { 0, 2, 6, 15, 5, 1, 18, 14 }, { "1/6", "32/3", "19/6" } },
    { "Lemaire's insurers (ASTIN Bulletin 21, 1991, 17-40)", 3, { 0, 46125, 17437.5, 69187.5, 5812.5, 53812.5, 30750, 90000 }, { "51750", "25875", "12375" } },
    { "apex of four", 4, { 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1 }, { "1/2", "1/6", "1/6", "1/6" } },
    { "apex of five", 5, { 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1 }, { "3/5", "1/10", "1/10", "1/10", "1/10" } },
    { "one left glove, two right", 3, { 0, 0, 0, 1, 0, 1, 0, 1 }, { "2/3", "1/6", "1/6" } },
    { "a player alone", 1, { 0, 7 }, { "7" } },
};

static void test_known_games_have_their_values_as_fractions(void **state)
{
    (void)state;
    for (size_t g = 0; g < sizeof games / sizeof games[0]; g++) {
        values_world w;
        values_given(&w, games[g].n, games[g].worth);
        values_solve(&w, "shapley", NULL);
        for (size_t i = 0; i < games[g].n; i++) {
            if (strcmp(values_text(&w, "payoffs", i, "exact"), games[g].exact[i]) != 0) print_error("%s\n", games[g].name);
            assert_string_equal(values_text(&w, "payoffs", i, "exact"), games[g].exact[i]);
            assert_int_equal(cm_table_get(cm_result_find(&w.result, "payoffs"), i, "low").kind, CM_NONE);
        }
        assert_close(values_summary(&w, "total"), games[g].worth[(1u << games[g].n) - 1], 0);
        assert_close(values_summary(&w, "sampled"), 0, 0);
        values_close(&w);
    }
}

/* Five permanent members with a veto, ten others, nine votes: .1963 and .0019 in textbooks (A. D. Taylor,
 * A. M. Pacelli, Mathematics and Politics, Springer 2008). */
static void test_the_security_council(void **state)
{
    const int64_t weight[15] = { 7, 7, 7, 7, 7, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
    values_world w;
    (void)state;
    values_weighted(&w, 15, 39, weight);
    values_solve(&w, "shapley", NULL);
    for (size_t i = 0; i < 15; i++) assert_string_equal(values_text(&w, "payoffs", i, "exact"), i < 5 ? "421/2145" : "4/2145");
    assert_close(values_of(&w, 0), .196270, 5e-7);
    assert_close(values_of(&w, 14), .001865, 5e-7);
    assert_string_equal(w.result.note->value.as.text, "A player's value is the chance that its joining turns a losing coalition into a winning one, when all orders of joining are equally likely.");
    /* each permanent member decides when the other four and at least 4 of the 10 are in: 848 of 2^14 coalitions */
    values_solve(&w, "banzhaf-value", NULL);
    assert_string_equal(values_text(&w, "payoffs", 0, "exact"), "53/1024");
    assert_string_equal(values_text(&w, "payoffs", 5, "exact"), "21/4096");
    values_close(&w);
}

/* The council of the six in 1958: weights 4 4 4 2 2 1, quota 12.  Luxembourg decides nothing. */
static void test_luxembourg_had_no_say_in_1958(void **state)
{
    static const char *const exact[] = { "7/30", "7/30", "7/30", "3/20", "3/20", "0" };
    static const double banzhaf[] = { 5. / 21, 5. / 21, 5. / 21, 1. / 7, 1. / 7, 0 };
    const int64_t weight[6] = { 4, 4, 4, 2, 2, 1 };
    values_world w;
    (void)state;
    values_weighted(&w, 6, 12, weight);
    values_solve(&w, "shapley", NULL);
    for (size_t i = 0; i < 6; i++) assert_string_equal(values_text(&w, "payoffs", i, "exact"), exact[i]);
    values_solve(&w, "banzhaf-value", NULL);
    for (size_t i = 0; i < 6; i++) assert_close(values_number(&w, "payoffs", i, "normalised"), banzhaf[i], 1e-15);
    values_close(&w);
}

static void test_it_is_the_mean_over_all_orders_of_joining(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 250; t++) {
        values_world w;
        size_t n = 1 + t % 8;
        double expected[8];
        values_random(&w, n, t);
        values_by_orders(w.worth, n, NULL, NULL, expected);
        values_solve(&w, "shapley", NULL);
        for (size_t i = 0; i < n; i++) assert_close(values_of(&w, i), expected[i], 1e-10);
        values_close(&w);
    }
}

static void test_the_banzhaf_value_is_the_mean_over_all_coalitions(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 250; t++) {
        values_world w;
        size_t n = 1 + t % 9, all = ((size_t)1 << n) - 1;
        double total = 0;
        values_random(&w, n, t);
        values_solve(&w, "banzhaf-value", NULL);
        for (size_t i = 0; i < n; i++) {
            double sum = 0;
            for (size_t s = 0; s <= all; s++) sum += (s >> i & 1 ? 1 : -1) * w.worth[s];
            assert_close(values_of(&w, i), ldexp(sum, 1 - (int)n), 1e-12);
            total += sum;
        }
        assert_close(values_summary(&w, "total"), ldexp(total, 1 - (int)n), 1e-11);
        values_close(&w);
    }
}

/* Renaming turns it, scaling scales it, an additive game is added to it. */
static void test_it_follows_names_units_and_additive_games(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 100; t++) {
        static const char *const concepts[] = { "shapley", "banzhaf-value" };
        for (size_t c = 0; c < 2; c++) {
            values_world w;
            size_t n = 2 + t % 9, all = ((size_t)1 << n) - 1;
            double before[12], turned[1 << 10];
            values_random(&w, n, t);
            values_solve(&w, concepts[c], NULL);
            for (size_t i = 0; i < n; i++) before[i] = values_of(&w, i);
            for (size_t s = 0; s <= all; s++) {
                size_t other = (s << 1 & all) | s >> (n - 1);
                turned[other] = -2 * w.worth[s];
                for (size_t i = 0; i < n; i++) turned[other] += other >> i & 1 ? (double)i : 0;
            }
            memcpy(w.worth, turned, sizeof(double) << n);
            values_solve(&w, concepts[c], NULL);
            for (size_t i = 0; i < n; i++) assert_close(values_of(&w, i), -2 * before[(i + n - 1) % n] + (double)i, 1e-10);
            values_close(&w);
        }
    }
}

/* Quarters and thirds are exact; numbers that no small fraction means are not. */
static void test_fractions_are_given_where_the_worths_are_fractions(void **state)
{
    values_world w;
    (void)state;
    values_given(&w, 2, (double[]){ 0, 1. / 3, 0.25, 1 });
    values_solve(&w, "shapley", NULL);
    assert_string_equal(values_text(&w, "payoffs", 0, "exact"), "13/24");
    values_solve(&w, "banzhaf-value", NULL);
    assert_string_equal(values_text(&w, "payoffs", 1, "exact"), "11/24");
    w.game.as.tu.exact = false;
    values_solve(&w, "shapley", NULL);
    assert_int_equal(values_cell(&w, "payoffs", 0, "exact")->kind, CM_NONE);
    w.game.as.tu.exact = true;
    w.worth[1] = 0.1234567890123;
    w.worth[2] = 1. / 1234577;
    values_solve(&w, "shapley", NULL);
    assert_int_equal(values_cell(&w, "payoffs", 0, "exact")->kind, CM_NONE);
    values_close(&w);
}

static void test_twenty_six_players(void **state)
{
    int64_t weight[26];
    values_world w;
    (void)state;
    for (size_t i = 0; i < 26; i++) weight[i] = 1 + (int64_t)(i / 13);
    values_weighted(&w, 26, 20, weight);
    values_solve(&w, "shapley", NULL);
    assert_close(13 * (values_of(&w, 0) + values_of(&w, 25)), 1, 1e-12);
    values_of(&w, 3) < values_of(&w, 20) ? (void)0 : fail();
    values_close(&w);
}

/* One member of weight 30 among 70 of weight 1, quota 51: it decides from place 22 to 51 of 71. */
static void test_large_votes_are_sampled_and_say_so(void **state)
{
    int64_t weight[71];
    orders_params params = { 40000, 5 };
    values_world w;
    double sum = 0;
    (void)state;
    for (size_t i = 0; i < 71; i++) weight[i] = i == 0 ? 30 : 1;
    values_weighted(&w, 71, 51, weight);
    assert_null(w.game.as.tu.worth);
    values_solve(&w, "shapley", &params);
    assert_close(values_summary(&w, "sampled"), 1, 0);
    assert_true(values_number(&w, "payoffs", 0, "low") <= 30. / 71 && values_number(&w, "payoffs", 0, "high") >= 30. / 71);
    assert_close(values_of(&w, 0), 30. / 71, 0.012);
    for (size_t i = 0; i < 71; i++) {
        sum += values_of(&w, i);
        if (i > 0) assert_true(values_number(&w, "payoffs", i, "low") <= 41. / 71 / 70 && values_number(&w, "payoffs", i, "high") >= 41. / 71 / 70);
        assert_true(values_number(&w, "payoffs", i, "high") - values_number(&w, "payoffs", i, "low") < (i == 0 ? 0.03 : 0.006));
    }
    assert_close(sum, 1, 1e-12);
    assert_string_equal(w.result.note->value.as.text, "Sampled: 40000 random orders of joining instead of all. The intervals hold for all players together in at least 95 of 100 such samples.");
    values_cell(&w, "payoffs", 0, "value")->as.number += 0.05;
    values_refused(&w, "shapley", &params);
    values_cell(&w, "payoffs", 0, "value")->as.number -= 0.05;
    values_cell(&w, "payoffs", 3, "low")->as.number *= 1.01;
    values_refused(&w, "shapley", &params);
    values_cell(&w, "payoffs", 3, "low")->as.number /= 1.01;
    for (size_t k = 1; k < 4; k++) {                                     /* shares and intervals of two players exchanged: all in itself */
        cm_value *cells = cm_result_find(&w.result, "payoffs")->cell, kept = cells[k];
        cells[k] = cells[4 + k];
        cells[4 + k] = kept;
    }
    values_refused(&w, "shapley", &params);
    assert_int_equal(values_try(&w, "banzhaf-value", NULL), CM_E_LIMIT);
    assert_string_equal(w.ctx.message, "the Banzhaf value looks at every coalition: 26 players are the most, and the game has 71");
    cm_ctx_clear(&w.ctx);
    params.orders = 100;
    values_each_allocation_may_fail(&w, "shapley", &params);
    values_close(&w);
}

static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        static const char *const concepts[] = { "shapley", "banzhaf-value" };
        for (size_t c = 0; c < 2; c++) {
            values_world w;
            size_t n = 2 + t % 7, i = t % n;
            double step;
            values_random(&w, n, t);
            w.worth[1] += 1;
            step = 1e-5 * cm_tu_scale(&w.game.as.tu);
            values_solve(&w, concepts[c], NULL);
            values_cell(&w, "payoffs", i, "value")->as.number += step;
            values_refused(&w, concepts[c], NULL);
            values_cell(&w, "payoffs", (i + 1) % n, "value")->as.number -= step;
            values_refused(&w, concepts[c], NULL);
            values_cell(&w, "payoffs", i, "value")->as.number -= step;
            values_cell(&w, "payoffs", (i + 1) % n, "value")->as.number += step;
            for (size_t k = 0; k < n; k++) values_cell(&w, "payoffs", k, "value")->as.number += step;      /* more than there is */
            values_refused(&w, concepts[c], NULL);
            for (size_t k = 0; k < n; k++) values_cell(&w, "payoffs", k, "value")->as.number -= step;
            if (values_cell(&w, "payoffs", i, "exact")->kind == CM_TEXT) {
                values_cell(&w, "payoffs", i, "exact")->as.text = "1/1000003";
                values_refused(&w, concepts[c], NULL);
            }
            values_close(&w);
        }
    }
}

static void test_each_allocation_may_fail(void **state)
{
    values_world w;
    (void)state;
    values_given(&w, 3, (double[]){ 0, .5, 0, 1, 0, 2, 1. / 3, 3 });
    values_each_allocation_may_fail(&w, "shapley", NULL);
    values_each_allocation_may_fail(&w, "banzhaf-value", NULL);
    values_close(&w);
}

static void test_a_stop_is_heeded(void **state)
{
    volatile sig_atomic_t stop = 1;
    values_world w;
    (void)state;
    values_random(&w, 6, 0);
    w.ctx.stop = &stop;
    assert_int_equal(values_try(&w, "shapley", NULL), CM_E_INTERRUPT);
    values_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_games_have_their_values_as_fractions),
        cmocka_unit_test(test_the_security_council),
        cmocka_unit_test(test_luxembourg_had_no_say_in_1958),
        cmocka_unit_test(test_it_is_the_mean_over_all_orders_of_joining),
        cmocka_unit_test(test_the_banzhaf_value_is_the_mean_over_all_coalitions),
        cmocka_unit_test(test_it_follows_names_units_and_additive_games),
        cmocka_unit_test(test_fractions_are_given_where_the_worths_are_fractions),
        cmocka_unit_test(test_twenty_six_players),
        cmocka_unit_test(test_large_votes_are_sampled_and_say_so),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_each_allocation_may_fail),
        cmocka_unit_test(test_a_stop_is_heeded),
    };
    return RUN_TESTS(tests);
}
