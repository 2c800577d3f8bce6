/* test_tau_gately.c: tau value and Gately point. */
#include "tests/support/values_world.h"

/* Estate 200, claims 100, 200, 300: in proportion to the claims cut at the estate (I. J. Curiel, M. Maschler,
 * S. H. Tijs, "Bankruptcy games", Zeitschrift fuer Operations Research 31 (1987) A143-A159). */
static void test_tau_shares_an_estate_by_adjusted_proportions(void **state)
{
    values_world w;
    (void)state;
    values_given(&w, 3, (double[]){ 0, 0, 0, 0, 0, 0, 100, 200 });
    values_solve(&w, "tau", NULL);
    values_expect(&w, (double[]){ 40, 80, 80 });
    assert_close(values_number(&w, "payoffs", 1, "utopia"), 200, 0);
    assert_close(values_number(&w, "payoffs", 1, "minimal_right"), 0, 0);
    values_close(&w);
    for (uint64_t t = 0; t < 200; t++) {
        size_t n = 2 + t % 7, all = ((size_t)1 << n) - 1;
        double claim[8], left = 0, sum = 0, low[8], high[8], lows = 0, highs = 0;
        values_open(&w, n, t);
        for (size_t i = 0; i < n; i++) sum += claim[i] = floor(100 * cm_rng_unit(&w.rng));
        left = floor(sum * cm_rng_unit(&w.rng));
        for (size_t s = 1; s <= all; s++) {
            double others = 0;
            for (size_t i = 0; i < n; i++) others += s >> i & 1 ? 0 : claim[i];
            w.worth[s] = fmax(0, left - others);
        }
        for (size_t i = 0; i < n; i++) {
            low[i] = fmax(0, left - (sum - claim[i])), lows += low[i];
            high[i] = fmin(claim[i], left), highs += high[i];
        }
        values_solve(&w, "tau", NULL);
        for (size_t i = 0; i < n; i++) {
            double share = highs - lows > 0 ? (left - lows) / (highs - lows) : 0;
            assert_close(values_of(&w, i), low[i] + share * (high[i] - low[i]), 1e-9);
        }
        values_close(&w);
    }
}

/* One left glove and two right ones: all for the scarce side. */
static void test_scarce_gloves_take_all(void **state)
{
    values_world w;
    (void)state;
    values_given(&w, 3, (double[]){ 0, 0, 0, 1, 0, 1, 0, 1 });
    values_solve(&w, "tau", NULL);
    values_expect(&w, (double[]){ 1, 0, 0 });
    values_solve(&w, "gately", NULL);
    values_expect(&w, (double[]){ 1, 0, 0 });
    assert_close(values_summary(&w, "propensity"), 0, 1e-15);
    values_close(&w);
}

/* In a convex game the minimal rights are what players have alone, so that both share in the same way. */
static void test_in_convex_games_tau_and_gately_agree(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        values_world w;
        size_t n = 2 + t % 13;
        double tau[14];
        values_open(&w, n, t);
        for (size_t s = 1; s < (size_t)1 << n; s++) {
            double size = 0;
            for (size_t i = 0; i < n; i++) size += s >> i & 1 ? 1 + (double)((i * 7 + t) % 5) : 0;
            w.worth[s] = size * size - 10 * (double)(s & 1);
        }
        values_solve(&w, "tau", NULL);
        for (size_t i = 0; i < n; i++) {
            assert_close(values_number(&w, "payoffs", i, "minimal_right"), w.worth[(size_t)1 << i], 1e-9);
            tau[i] = values_of(&w, i);
        }
        values_solve(&w, "gately", NULL);
        for (size_t i = 0; i < n; i++) assert_close(values_of(&w, i), tau[i], 1e-9);
        values_close(&w);
    }
}

/* By hand: v(1)=v(2)=v(3)=0, v(12)=4, v(13)=3, v(23)=1, v(N)=6: M = (5, 3, 2), shares of 6 in proportion. */
static void test_gately_by_hand(void **state)
{
    values_world w;
    (void)state;
    values_given(&w, 3, (double[]){ 0, 0, 0, 4, 0, 3, 1, 6 });
    values_solve(&w, "gately", NULL);
    values_expect(&w, (double[]){ 3, 1.8, 1.2 });
    assert_close(values_summary(&w, "propensity"), 2. / 3, 1e-15);
    values_close(&w);
}

static void test_where_there_is_no_such_point_it_says_why(void **state)
{
    values_world w;
    (void)state;
    values_given(&w, 3, values_majority);
    values_solve(&w, "tau", NULL);
    assert_close(values_summary(&w, "exists"), 0, 0);
    assert_string_equal(cm_result_get(&w.result, "why")->as.text, "the minimal right of 'A', 1, is more than its utopia payoff, 0");
    assert_int_equal(values_cell(&w, "payoffs", 0, "value")->kind, CM_NONE);
    assert_close(values_number(&w, "payoffs", 0, "minimal_right"), 1, 0);
    values_solve(&w, "gately", NULL);
    assert_string_equal(cm_result_get(&w.result, "why")->as.text, "nobody's leaving hurts anybody, and yet there is 1 to gain");
    memcpy(w.worth, (double[]){ 0, 2, 2, 3, 2, 3, 3, 5 }, 8 * sizeof(double));
    values_solve(&w, "gately", NULL);
    assert_string_equal(cm_result_get(&w.result, "why")->as.text, "there is 5 to share out, less than the 6 that the players have alone");
    memcpy(w.worth, (double[]){ 0, 2, 0, 3, 0, 3, 4, 5 }, 8 * sizeof(double));
    values_solve(&w, "gately", NULL);
    assert_string_equal(cm_result_get(&w.result, "why")->as.text, "'A' has 2 alone, more than the 1 that the others lose without it");
    values_close(&w);
}

/* To be told that there is none, or that there is one, when it is not so. */
static void test_a_wrong_word_on_existence_is_refused(void **state)
{
    static const char *const concepts[] = { "tau", "gately" };
    (void)state;
    for (size_t c = 0; c < 2; c++) {
        values_world w;
        cm_named *entry;
        values_given(&w, 3, (double[]){ 0, 0, 0, 4, 0, 3, 1, 6 });
        values_solve(&w, concepts[c], NULL);
        for (entry = w.result.summary; strcmp(entry->name, "exists") != 0;) entry = entry->next;
        entry->value = cm_truth(false);
        values_refused(&w, concepts[c], NULL);
        memcpy(w.worth, values_majority, sizeof values_majority);
        values_solve(&w, concepts[c], NULL);
        for (entry = w.result.summary; strcmp(entry->name, "exists") != 0;) entry = entry->next;
        entry->value = cm_truth(true);
        for (size_t i = 0; i < 3; i++) *values_cell(&w, "payoffs", i, "value") = cm_number(1. / 3);
        values_refused(&w, concepts[c], NULL);
        values_close(&w);
    }
}

static void test_tau_and_gately_are_certified_and_near_misses_refused(void **state)
{
    static const char *const concepts[] = { "tau", "gately" };
    size_t found[2] = { 0, 0 };
    (void)state;
    for (uint64_t t = 0; t < 400; t++) {
        for (size_t c = 0; c < 2; c++) {
            values_world w;
            size_t n = 2 + t % 6, all = ((size_t)1 << n) - 1;
            double step;
            values_random(&w, n, t);
            if (t % 2 == 0) w.worth[all] = 20 + 40 * cm_rng_unit(&w.rng);
            step = 1e-4 * cm_tu_scale(&w.game.as.tu);
            values_solve(&w, concepts[c], NULL);
            values_cell(&w, "payoffs", 0, "utopia")->as.number += step;
            values_refused(&w, concepts[c], NULL);
            values_cell(&w, "payoffs", 0, "utopia")->as.number -= step;
            if (values_summary(&w, "exists") > 0) {
                double sum = 0;
                for (size_t i = 0; i < n; i++) sum += values_of(&w, i);
                assert_close(sum, w.worth[all], 1e-9);
                found[c]++;
                values_cell(&w, "payoffs", 0, "value")->as.number += step;
                values_cell(&w, "payoffs", 1, "value")->as.number -= step;
                values_refused(&w, concepts[c], NULL);
                if (c == 1 && w.result.last_summary->value.kind == CM_NUMBER) {
                    w.result.last_summary->value = cm_none();        /* the propensity withheld: pairs are compared */
                    values_refused(&w, concepts[c], NULL);
                }
            }
            values_close(&w);
        }
    }
    assert_true(found[0] > 50 && found[1] > 50);
}

/* Strategic equivalence: doubling worths and adding an additive game does the same to the payoffs. */
static void test_tau_and_gately_follow_units_and_additive_games(void **state)
{
    static const char *const concepts[] = { "tau", "gately" };
    (void)state;
    for (uint64_t t = 0; t < 100; t++) {
        for (size_t c = 0; c < 2; c++) {
            values_world w;
            size_t n = 2 + t % 6, all = ((size_t)1 << n) - 1;
            double before[8], exists;
            values_random(&w, n, t);
            w.worth[all] = 30 + 40 * cm_rng_unit(&w.rng);
            values_solve(&w, concepts[c], NULL);
            exists = values_summary(&w, "exists");
            for (size_t i = 0; i < n && exists > 0; i++) before[i] = values_of(&w, i);
            for (size_t s = 1; s <= all; s++) {
                w.worth[s] *= 2;
                for (size_t i = 0; i < n; i++) w.worth[s] += s >> i & 1 ? (double)i - 3 : 0;
            }
            values_solve(&w, concepts[c], NULL);
            assert_close(values_summary(&w, "exists"), exists, 0);
            for (size_t i = 0; i < n && exists > 0; i++) assert_close(values_of(&w, i), 2 * before[i] + (double)i - 3, 1e-8);
            values_close(&w);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tau_shares_an_estate_by_adjusted_proportions),
        cmocka_unit_test(test_scarce_gloves_take_all),
        cmocka_unit_test(test_in_convex_games_tau_and_gately_agree),
        cmocka_unit_test(test_gately_by_hand),
        cmocka_unit_test(test_where_there_is_no_such_point_it_says_why),
        cmocka_unit_test(test_a_wrong_word_on_existence_is_refused),
        cmocka_unit_test(test_tau_and_gately_are_certified_and_near_misses_refused),
        cmocka_unit_test(test_tau_and_gately_follow_units_and_additive_games),
    };
    return RUN_TESTS(tests);
}
