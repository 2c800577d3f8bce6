/* test_extreme.c: all extreme equilibria of two players: a second way to them, payoffs and shapes of any size.
 *
 * Figures: B. von Stengel's 6 x 6 game with 75 equilibria comes with Gambit's collection; they were found alike by its
 * enumeration of extreme points and by lrslib's. */
#include "solver/strategic/extreme.h"

#include "solver/base/rat.h"
#include "tests/support/nash_expected.h"

static const int64_t six_a[36] = { 9504, -660, 19976, -20526, 1776, -8976, -111771, 31680, -130944, 168124, -8514, 52764,
                                   397584, -113850, 451176, -586476, 29216, -178761, 171204, -45936, 208626, -263076, 14124, -84436,
                                   1303104, -453420, 1227336, -1718376, 72336, -461736, 737154, -227040, 774576, -1039236, 48081, -300036 };
static const int64_t six_b[36] = { 72336, 48081, 29216, 14124, 1776, -8514, -461736, -300036, -178761, -84436, -8976, 52764,
                                   1227336, 774576, 451176, 208626, 19976, -130944, -1718376, -1039236, -586476, -263076, -20526, 168124,
                                   1303104, 737154, 397584, 171204, 9504, -111771, -453420, -227040, -113850, -45936, -660, 31680 };

static void test_the_75_equilibria_are_found_in_any_unit(void **state)
{
    two t;
    (void)state;
    two_from(&t, 6, 6, six_a, six_b, 1);
    nash_expect(&t, 75, 75, 75, false);
    assert_true(two_has(&t, "1925/2306 180/1153 0 0 21/2306 0 | 42/475 0 0 48/475 77/95 0"));
    two_close(&t);
    two_open(&t, 6, 6);
    for (size_t k = 0; k < 36; k++) {
        two_set(&t, 0, k / 6, k % 6, six_a[k] * 1000003 + 5, 7);
        two_set(&t, 1, k / 6, k % 6, six_b[k] * 999999999989, 1);
    }
    nash_expect(&t, 75, 75, 75, false);
    assert_true(two_has(&t, "1925/2306 180/1153 0 0 21/2306 0 | 42/475 0 0 48/475 77/95 0"));
    two_close(&t);
}

static void test_extreme_shapes_are_answered(void **state)
{
    two t;
    (void)state;
    two_open(&t, 1, 1);
    nash_expect(&t, 1, 1, 1, false);
    two_close(&t);
    two_from(&t, 1, 5, (int64_t[]){ 1, 2, 3, 4, 5 }, (int64_t[]){ 7, 9, 9, 0, 9 }, 1);
    nash_expect(&t, 3, 1, 1, true);
    two_close(&t);
    two_from(&t, 5, 1, (int64_t[]){ 7, 9, 9, 0, 9 }, (int64_t[]){ 1, 2, 3, 4, 5 }, 1);
    nash_expect(&t, 3, 1, 1, true);
    two_close(&t);
    two_open(&t, 10, 10);                                                   /* nothing matters: one set of all */
    nash_expect(&t, 100, 1, 1, true);
    two_close(&t);
    two_from(&t, 3, 2, (int64_t[]){ 1, 0, 1, 0, 1, 0 }, (int64_t[]){ 2, 2, 2, 2, 2, 2 }, 1);
    nash_expect(&t, 6, 1, 1, true);                                              /* identical rows: all of them, against either column */
    two_close(&t);
    two_open(&t, 70, 70);                                                   /* more than a word of strategies */
    for (size_t i = 0; i < 70; i++) {
        for (size_t j = 0; j < 70; j++) two_set(&t, 0, i, j, i == 69 && j == 69 ? 1000 : -(int64_t)i, 1);
    }
    t.ctx.work_limit = 1;
    two_good(&t, &cm_concept_nash);
    assert_false(two_truth(&t, "complete"));
    two_close(&t);
}

static void test_payoffs_of_any_size_are_exact(void **state)
{
    const int64_t large = INT64_C(1000000000000000);
    two t;
    (void)state;
    two_from(&t, 2, 2, (int64_t[]){ large, 1, 0, large - 1 }, (int64_t[]){ -large, large, 3, 0 }, 1);
    nash_expect(&t, 1, 1, 1, false);
    assert_string_equal(two_mixes(&t, 0), "3/2000000000000003 2000000000000000/2000000000000003 | 499999999999999/999999999999999 500000000000000/999999999999999");
    two_close(&t);
    two_from(&t, 2, 2, (int64_t[]){ 1, 0, 0, 2 }, (int64_t[]){ 1, 0, 0, 2 }, 1);
    t.payoff[0] = 1e100;                                                    /* a computed number: answered, without fractions */
    t.game.as.nfg.exact = NULL;
    two_good(&t, &cm_concept_nash);
    assert_int_equal(two_integer(&t, "count"), 3);
    assert_int_equal(cm_table_get(cm_result_find(&t.result, "equilibria"), 0, "exact").kind, CM_NONE);
    two_close(&t);
}

/* ---- a second way: every pair of supports, in fractions ---- */

/* Tableaus in 64 bits; that outgrow them, and 128 as well; and that never fit. */
static const uint64_t tops[] = { 1000, 100000, UINT64_C(1) << 20, UINT64_C(1) << 30, UINT64_C(1000000000000000) };

static size_t list(unsigned set, size_t *out)
{
    size_t n = 0;
    for (size_t i = 0; i < 8; i++) {
        if (set >> i & 1u) out[n++] = i;
    }
    return n;
}

/* The mixture over `tight` columns that gives player p's `use` strategies the same, if there is just one; true when
 * it is positive there and nothing is better. */
static bool supported(const two *t, size_t p, unsigned use, unsigned tight)
{
    size_t u[8], v[8], k = list(use, u), l = list(tight, v);
    cm_rat a[81] = { { 0, 0 } }, b[9] = { { 0, 0 } }, x[9] = { { 0, 0 } }, term = { 0, 0 }, sum = { 0, 0 };
    bool good = k == l;
    for (size_t i = 0; i <= k && good; i++) {
        for (size_t j = 0; j <= k; j++) {
            cm_frac f = { 0, 1 };
            if (i < k && j < k) f = p == 0 ? two_get(t, 0, u[i], v[j]) : two_get(t, 1, v[j], u[i]);
            else if (i < k) f.num = -1;
            else if (j < k) f.num = 1;
            cm_rat_set_ratio(&a[i * (k + 1) + j], f.num, f.den);
        }
        cm_rat_set_ratio(&b[i], i == k, 1);
    }
    good = good && cm_rat_solve(a, k + 1, b, x);
    for (size_t j = 0; j < k && good; j++) good = cm_rat_sign(&x[j]) > 0;
    for (size_t i = 0; i < t->count[p] && good; i++) {
        cm_rat_set_ratio(&sum, 0, 1);
        for (size_t j = 0; j < k; j++) {
            cm_frac f = p == 0 ? two_get(t, 0, i, v[j]) : two_get(t, 1, v[j], i);
            cm_rat_set_ratio(&term, f.num, f.den);
            cm_rat_add_mul(&sum, &term, &x[j]);
        }
        good = cm_rat_compare(&sum, &x[k]) <= 0;
    }
    for (size_t e = 0; e < 81; e++) cm_rat_clear(&a[e]);
    for (size_t e = 0; e < 9; e++) cm_rat_clear(&x[e]);
    cm_rat_clear(&term);
    cm_rat_clear(&sum);
    return good;
}

static void test_all_pairs_of_supports_give_the_same_equilibria(void **state)
{
    (void)state;
    for (uint64_t g = 0; g < 250; g++) {
        size_t m = 1 + g % 5, n = 1 + g / 5 % 5;
        int64_t found = 0;
        two t;
        two_random(&t, m, n, tops[g / 25 % 5], "supports", g);
        two_good(&t, &cm_concept_nash);
        for (unsigned s = 1; s < 1u << m; s++) {
            for (unsigned r = 1; r < 1u << n; r++) found += supported(&t, 0, s, r) && supported(&t, 1, r, s);
        }
        if (!two_truth(&t, "degenerate")) assert_int_equal(found, two_integer(&t, "count"));
        two_close(&t);
    }
}

/* Small whole payoffs: nearly every game has ties, and the certificate holds on all. */
static void test_games_full_of_ties_are_answered(void **state)
{
    size_t ties = 0;
    (void)state;
    for (uint64_t g = 0; g < 400; g++) {
        two t;
        two_random(&t, 1 + g % 6, 1 + g / 6 % 6, 1 + g % 3, "ties", g);
        two_good(&t, &cm_concept_nash);
        assert_true(two_truth(&t, "complete"));
        assert_true(two_integer(&t, "count") >= two_integer(&t, "components"));
        ties += two_truth(&t, "degenerate");
        two_close(&t);
    }
    assert_true(ties > 100);
}

/* Changing places turns every mixture; doubling payoffs and adding to a column of the rows' payoffs leave them. */
static void test_names_and_units_do_not_matter(void **state)
{
    (void)state;
    for (uint64_t g = 0; g < 100; g++) {
        size_t m = 2 + g % 4, n = 2 + g / 4 % 4;
        two t, other;
        two_random(&t, m, n, g % 2 == 0 ? 3 : 1000, "turn", g);
        two_good(&t, &cm_concept_nash);
        two_open(&other, n, m);
        for (size_t i = 0; i < m; i++) {
            for (size_t j = 0; j < n; j++) {
                two_set(&other, 1, j, i, 3 * two_get(&t, 0, i, j).num + 7 * (int64_t)j, 2);
                two_set(&other, 0, j, i, two_get(&t, 1, i, j).num - 5 * (int64_t)i, 1);
            }
        }
        two_good(&other, &cm_concept_nash);
        assert_int_equal(two_integer(&t, "count"), two_integer(&other, "count"));
        assert_int_equal(two_integer(&t, "components"), two_integer(&other, "components"));
        assert_int_equal(two_integer(&t, "subsets"), two_integer(&other, "subsets"));
        for (size_t e = 0; e < (size_t)two_integer(&t, "count"); e++) {
            const char *mixes = two_mixes(&t, e), *bar = strstr(mixes, " | ");
            assert_true(two_has(&other, cm_format(&t.ctx, &t.arena, "%s | %.*s", bar + 3, (int)(bar - mixes), mixes)));
        }
        two_close(&t);
        two_close(&other);
    }
}

/* More than anybody reads: the list stops, and says so. */
static void test_a_list_that_is_too_long_is_cut(void **state)
{
    two t;
    cm_bimatrix game;
    cm_extreme all;
    (void)state;
    two_open(&t, 130, 130);
    for (size_t k = 0; k < 130 * 130; k++) {
        for (size_t p = 0; p < 2; p++) two_set(&t, p, k / 130, k % 130, 0, 1);
    }
    assert_int_equal(cm_bimatrix_init(&t.ctx, &t.game.as.nfg, &game), CM_OK);
    assert_int_equal(cm_extreme_find(&t.ctx, &game, &all), CM_OK);
    assert_true(all.full && !all.complete);
    assert_true(all.count > 2000 && all.count < 130 * 130);
    cm_extreme_free(&all);
    cm_bimatrix_free(&game);
    two_close(&t);
}

static void test_cut_short_it_has_the_pure_ones(void **state)
{
    two t;
    (void)state;
    two_open(&t, 12, 12);
    for (size_t k = 0; k < 12 * 12; k++) {
        for (size_t p = 0; p < 2; p++) two_set(&t, p, k / 12, k % 12, k / 12 == k % 12, 1);
    }
    t.ctx.work_limit = 1;
    two_good(&t, &cm_concept_nash);
    assert_int_equal(two_integer(&t, "count"), 12);
    assert_false(two_truth(&t, "complete"));
    assert_non_null(strstr(t.result.note->value.as.text, "cut short"));
    two_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_75_equilibria_are_found_in_any_unit),
        cmocka_unit_test(test_extreme_shapes_are_answered),
        cmocka_unit_test(test_payoffs_of_any_size_are_exact),
        cmocka_unit_test(test_all_pairs_of_supports_give_the_same_equilibria),
        cmocka_unit_test(test_games_full_of_ties_are_answered),
        cmocka_unit_test(test_names_and_units_do_not_matter),
        cmocka_unit_test(test_a_list_that_is_too_long_is_cut),
        cmocka_unit_test(test_cut_short_it_has_the_pure_ones),
    };
    return RUN_TESTS(tests);
}
