/* test_nash.c: all extreme equilibria of two players.
 *
 * Figures: the games come with Gambit's collection (B. von Stengel's 6 x 6 game with 75 equilibria; H.-M. Winkels,
 * 1979; M. Todd's inaccessible equilibria; J. Nau et al., 2004; B. O'Neill, 1987); counts were found alike by its
 * enumeration of extreme points and by lrslib's. */
#include "solver/strategic/nash.h"

#include "solver/base/rat.h"
#include "solver/strategic/extreme.h"
#include "tests/support/bimatrix_given.h"

static void expect(two *t, int64_t count, int64_t components, int64_t subsets, bool degenerate)
{
    two_good(t, &cm_concept_nash);
    assert_int_equal(two_integer(t, "count"), count);
    assert_int_equal(two_integer(t, "components"), components);
    assert_int_equal(two_integer(t, "subsets"), subsets);
    assert_int_equal(two_truth(t, "degenerate"), degenerate);
    assert_true(two_truth(t, "complete"));
}

static void test_battle_of_the_sexes(void **state)
{
    two t;
    (void)state;
    two_from(&t, 2, 2, (int64_t[]){ 3, 0, 0, 2 }, (int64_t[]){ 2, 0, 0, 3 }, 1);
    expect(&t, 3, 3, 3, false);
    assert_string_equal(two_mixes(&t, 0), "1 0 | 1 0");
    assert_string_equal(two_mixes(&t, 1), "3/5 2/5 | 2/5 3/5");
    assert_string_equal(two_mixes(&t, 2), "0 1 | 0 1");
    assert_string_equal(cm_table_get(cm_result_find(&t.result, "payoffs"), 2, "exact").as.text, "6/5");
    assert_close(cm_table_get(cm_result_find(&t.result, "payoffs"), 3, "value").as.number, 1.2, 0);
    assert_non_null(strstr(t.result.note->value.as.text, "odd is no chance"));
    two_close(&t);
}

static void test_published_games_have_their_equilibria(void **state)
{
    two t;
    (void)state;
    two_from(&t, 4, 4, (int64_t[]){ 3, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 4 }, (int64_t[]){ 2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 4, 0, 0, 0, 0, 7 }, 1);
    expect(&t, 15, 15, 15, false);
    assert_true(two_has(&t, "14/25 0 7/25 4/25 | 4/19 0 12/19 3/19"));
    two_close(&t);
    two_from(&t, 4, 4, (int64_t[]){ 1, -1, -1, -1, -1, -1, 1, 1, -1, 1, -1, 1, -1, 1, 1, -1 },
             (int64_t[]){ -1, 1, 1, 1, 1, 1, -1, -1, 1, -1, 1, -1, 1, -1, -1, 1 }, 1);
    expect(&t, 1, 1, 1, false);
    assert_string_equal(two_mixes(&t, 0), "2/5 1/5 1/5 1/5 | 2/5 1/5 1/5 1/5");
    two_close(&t);
    two_from(&t, 5, 3, (int64_t[]){ 8, -4, 8, 6, 1, 6, 12, 0, 0, 0, 0, 12, 0, 4, 0 }, (int64_t[]){ 4, 0, 0, 0, 0, 4, 0, 4, 0, 0, 4, 0, 0, 1, 0 }, 1);
    expect(&t, 3, 3, 3, false);
    assert_true(two_has(&t, "1/3 1/3 1/3 0 0 | 8/21 2/7 1/3") && two_has(&t, "1/3 1/3 0 1/3 0 | 1/3 2/7 8/21") && two_has(&t, "0 0 0 0 1 | 0 1 0"));
    two_close(&t);
}

/* Reduced normal forms of trees: K. Bagwell, Games Econ. Behav. 8 (1995) 271-280, noise 1/100; the centipede of four moves,
 * R. D. McKelvey, T. R. Palfrey, Econometrica 60 (1992) 803-836, in tenths. */
static void test_published_trees_have_their_equilibria(void **state)
{
    two t;
    (void)state;
    two_from(&t, 2, 4, (int64_t[]){ 500, 498, 302, 300, 600, 402, 598, 400 }, (int64_t[]){ 200, 199, 101, 100, 300, 399, 301, 400 }, 100);
    expect(&t, 3, 3, 3, false);
    assert_true(two_has(&t, "99/100 1/100 | 24/49 25/49 0 0") && two_has(&t, "1/100 99/100 | 0 25/49 0 24/49") && two_has(&t, "0 1 | 0 0 0 1"));
    assert_string_equal(cm_table_get(cm_result_find(&t.result, "payoffs"), 0, "exact").as.text, "489/98");
    assert_string_equal(cm_table_get(cm_result_find(&t.result, "payoffs"), 1, "exact").as.text, "201/100");
    two_close(&t);
    two_from(&t, 3, 3, (int64_t[]){ 8, 8, 8, 4, 32, 32, 4, 16, 128 }, (int64_t[]){ 2, 2, 2, 16, 8, 8, 16, 64, 32 }, 10);
    expect(&t, 4, 1, 1, true);
    assert_true(two_has(&t, "1 0 0 | 1 0 0") && two_has(&t, "1 0 0 | 30/31 0 1/31") && two_has(&t, "1 0 0 | 6/7 1/7 0") && two_has(&t, "1 0 0 | 6/7 6/49 1/49"));
    assert_string_equal(cm_table_get(cm_result_find(&t.result, "payoffs"), 0, "exact").as.text, "4/5");
    two_close(&t);
}

static void test_ties_give_sets_of_equilibria(void **state)
{
    two t;
    (void)state;
    two_from(&t, 6, 2, (int64_t[]){ 2, 6, 2, 6, 6, 2, 6, 2, 5, 5, 5, 5 }, (int64_t[]){ 2, 4, 0, -2, -4, 4, 8, -2, -2, 12, 12, -2 }, 2);
    expect(&t, 12, 1, 7, true);
    assert_true(two_has(&t, "0 7/8 0 0 1/8 0 | 1/4 3/4") && two_has(&t, "0 0 7/11 0 0 4/11 | 3/4 1/4"));
    two_close(&t);
    two_from(&t, 4, 4, (int64_t[]){ 3, 1, 2, 2, 1, 3, 2, 2, 2, 2, 1, 3, 2, 2, 3, 1 }, (int64_t[]){ 1, 3, 2, 2, 3, 1, 2, 2, 2, 2, 3, 1, 2, 2, 1, 3 }, 1);
    expect(&t, 4, 1, 1, true);
    assert_non_null(strstr(t.result.note->value.as.text, "infinitely many"));
    two_close(&t);
    two_from(&t, 3, 3, (int64_t[]){ 1, 3, 2, 2, 2, 2, 3, 1, 2 }, (int64_t[]){ 1, 2, 3, 3, 2, 1, 2, 2, 2 }, 1);
    expect(&t, 6, 1, 3, true);
    two_close(&t);
    two_from(&t, 3, 3, (int64_t[]){ 4, 0, 0, 2, 3, 2, 0, 0, 4 }, (int64_t[]){ 0, 0, 4, 1, 3, 1, 4, 0, 0 }, 1);
    expect(&t, 3, 2, 2, true);
    two_close(&t);
}

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
    expect(&t, 75, 75, 75, false);
    assert_true(two_has(&t, "1925/2306 180/1153 0 0 21/2306 0 | 42/475 0 0 48/475 77/95 0"));
    two_close(&t);
    two_open(&t, 6, 6);
    for (size_t k = 0; k < 36; k++) {
        two_set(&t, 0, k / 6, k % 6, six_a[k] * 1000003 + 5, 7);
        two_set(&t, 1, k / 6, k % 6, six_b[k] * 999999999989, 1);
    }
    expect(&t, 75, 75, 75, false);
    assert_true(two_has(&t, "1925/2306 180/1153 0 0 21/2306 0 | 42/475 0 0 48/475 77/95 0"));
    two_close(&t);
}

static void test_extreme_shapes_are_answered(void **state)
{
    two t;
    (void)state;
    two_open(&t, 1, 1);
    expect(&t, 1, 1, 1, false);
    two_close(&t);
    two_from(&t, 1, 5, (int64_t[]){ 1, 2, 3, 4, 5 }, (int64_t[]){ 7, 9, 9, 0, 9 }, 1);
    expect(&t, 3, 1, 1, true);
    two_close(&t);
    two_from(&t, 5, 1, (int64_t[]){ 7, 9, 9, 0, 9 }, (int64_t[]){ 1, 2, 3, 4, 5 }, 1);
    expect(&t, 3, 1, 1, true);
    two_close(&t);
    two_open(&t, 10, 10);                                                   /* nothing matters: one set of all */
    expect(&t, 100, 1, 1, true);
    two_close(&t);
    two_from(&t, 3, 2, (int64_t[]){ 1, 0, 1, 0, 1, 0 }, (int64_t[]){ 2, 2, 2, 2, 2, 2 }, 1);
    expect(&t, 6, 1, 1, true);                                              /* identical rows: all of them, against either column */
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
    expect(&t, 1, 1, 1, false);
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

static void expect_refused(two *t, const char *part)
{
    assert_int_equal(cm_concept_nash.check(&t->ctx, &t->game, NULL, &t->result), CM_E_NUMERIC);
    if (strstr(t->ctx.message, part) == NULL) print_error("'%s' is not in '%s'\n", part, t->ctx.message);
    assert_non_null(strstr(t->ctx.message, part));
    cm_ctx_clear(&t->ctx);
}

static cm_value *cell(two *t, const char *table, size_t row, size_t column)
{
    cm_table *found = cm_result_find(&t->result, table);
    return &found->cell[row * found->ncolumns + column];
}

static void test_near_misses_are_refused(void **state)
{
    two t;
    cm_value keep;
    (void)state;
    two_from(&t, 2, 2, (int64_t[]){ 3, 0, 0, 2 }, (int64_t[]){ 2, 0, 0, 3 }, 1);
    two_good(&t, &cm_concept_nash);
    for (size_t row = 4; row < 8; row++) {                                  /* the mixed one */
        keep = *cell(&t, "equilibria", row, 4);
        *cell(&t, "equilibria", row, 4) = cm_text("2000001/5000000");
        *cell(&t, "equilibria", row, 3) = cm_number(0.4000002);
        expect_refused(&t, "add up to");
        *cell(&t, "equilibria", row, 4) = keep;
        expect_refused(&t, "differ");
        *cell(&t, "equilibria", row, 3) = cm_number(strcmp(keep.as.text, "2/5") == 0 ? 0.4 : 0.6);
    }
    *cell(&t, "payoffs", 2, 3) = cm_text("1");
    *cell(&t, "payoffs", 2, 2) = cm_number(1);
    expect_refused(&t, "pays 'Row'");
    two_good(&t, &cm_concept_nash);
    for (size_t row = 0; row < 4; row++) {                                  /* the second three times */
        for (size_t column = 3; column < 5; column++) *cell(&t, "equilibria", 8 + row, column) = *cell(&t, "equilibria", 4 + row, column);
    }
    for (size_t column = 2; column < 4; column++) {
        *cell(&t, "payoffs", 4, column) = *cell(&t, "payoffs", 2, column);
        *cell(&t, "payoffs", 5, column) = *cell(&t, "payoffs", 3, column);
    }
    expect_refused(&t, "are the same");
    two_good(&t, &cm_concept_nash);
    cm_result_find(&t.result, "equilibria")->nrows = 8;                      /* the last is missing */
    cm_result_find(&t.result, "payoffs")->nrows = 4;
    cm_result_find(&t.result, "subsets")->nrows = 2;
    expect_refused(&t, "listed");
    t.result.summary->value = cm_integer(2);
    expect_refused(&t, "indices of 2 equilibria add up to 0");
    two_close(&t);
}

/* An equilibrium between two others is one, but not extreme. */
static void test_a_mixture_of_equilibria_is_not_listed_as_one(void **state)
{
    two t;
    (void)state;
    two_from(&t, 1, 2, (int64_t[]){ 1, 2 }, (int64_t[]){ 0, 0 }, 1);
    two_good(&t, &cm_concept_nash);
    *cell(&t, "equilibria", 1, 4) = *cell(&t, "equilibria", 2, 4) = cm_text("1/2");
    *cell(&t, "equilibria", 1, 3) = *cell(&t, "equilibria", 2, 3) = cm_number(0.5);
    *cell(&t, "payoffs", 0, 3) = cm_text("3/2");
    *cell(&t, "payoffs", 0, 2) = cm_number(1.5);
    expect_refused(&t, "lies between others");
    two_good(&t, &cm_concept_nash);
    cm_result_find(&t.result, "subsets")->nrows = 1;
    expect_refused(&t, "in no subset");
    two_close(&t);
}

static void test_random_profiles_are_refused(void **state)
{
    size_t refused = 0;
    (void)state;
    for (uint64_t g = 0; g < 200; g++) {
        two t;
        two_random(&t, 2 + g % 4, 2 + g / 4 % 4, 1000, "wrong", g);
        two_good(&t, &cm_concept_nash);
        for (size_t k = 0; k < t.count[0]; k++) {                           /* the first plays another pure strategy */
            bool one = k == (size_t)(g % t.count[0]);
            *cell(&t, "equilibria", k, 4) = cm_text(one ? "1" : "0");
            *cell(&t, "equilibria", k, 3) = cm_number(one);
        }
        if (cm_concept_nash.check(&t.ctx, &t.game, NULL, &t.result) == CM_E_NUMERIC) refused++;
        two_close(&t);
    }
    assert_true(refused > 130);                                             /* some were so already */
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

enum { ALONE = 5 };

typedef struct alone {
    two t;
    const char *names[ALONE], *const *lists[1];
    size_t count[1];
    double payoff[ALONE];
    cm_frac exact[ALONE];
} alone;

static void alone_open(alone *a, const int64_t *third)
{
    static const char *const player[1] = { "A" }, *const strategy[ALONE] = { "a", "b", "c", "d", "e" };
    two_open(&a->t, 1, 1);
    memcpy(a->names, strategy, sizeof strategy);
    a->lists[0] = a->names;
    a->count[0] = ALONE;
    for (size_t k = 0; k < ALONE; k++) {
        a->exact[k] = (cm_frac){ third[k], 3 };
        a->payoff[k] = (double)third[k] / 3;
    }
    a->t.game.as.nfg = (cm_nfg){ .n = 1, .player = player, .count = a->count, .strategy = a->lists, .payoff = a->payoff, .exact = a->exact, .cells = ALONE };
}

static void test_one_player_takes_what_is_best(void **state)
{
    alone a;
    (void)state;
    alone_open(&a, (int64_t[]){ 1, 7, -7, 5, 2 });
    two_good(&a.t, &cm_concept_nash);
    assert_int_equal(two_integer(&a.t, "count"), 1);
    assert_false(two_truth(&a.t, "degenerate"));
    assert_string_equal(cm_table_get(cm_result_find(&a.t.result, "payoffs"), 0, "exact").as.text, "7/3");
    two_close(&a.t);
    alone_open(&a, (int64_t[]){ 7, 1, 7, -3, 7 });
    two_good(&a.t, &cm_concept_nash);
    assert_int_equal(two_integer(&a.t, "count"), 3);
    assert_int_equal(two_integer(&a.t, "components"), 1);
    assert_true(two_truth(&a.t, "degenerate") && two_truth(&a.t, "complete"));
    for (size_t k = 0; k < ALONE; k++) {                                     /* the third equilibrium is the last strategy */
        assert_close(cm_table_get(cm_result_find(&a.t.result, "equilibria"), 2 * ALONE + k, "probability").as.number, k == 4, 0);
    }
    two_close(&a.t);
}

static void refuse_alone(const int64_t *solved, const int64_t *checked, const char *message)
{
    alone a;
    alone_open(&a, solved);
    assert_int_equal(two_solve(&a.t, &cm_concept_nash), CM_OK);
    for (size_t k = 0; k < ALONE; k++) {
        a.exact[k].num = checked[k];
        a.payoff[k] = (double)checked[k] / 3;
    }
    assert_int_equal(cm_concept_nash.check(&a.t.ctx, &a.t.game, NULL, &a.t.result), CM_E_NUMERIC);
    assert_string_equal(a.t.ctx.message, message);
    two_close(&a.t);
}

static void test_one_players_near_misses_are_refused(void **state)
{
    (void)state;
    refuse_alone((int64_t[]){ 1, 7, 2, 5, 2 }, (int64_t[]){ 1, 7, 2, 8, 2 }, "certificate: 'A' gains by 'd'");
    refuse_alone((int64_t[]){ 1, 7, 2, 5, 2 }, (int64_t[]){ 1, 7, 2, 7, 2 }, "certificate: 'd' is as good, and not listed in its place");
    refuse_alone((int64_t[]){ 1, 7, 2, 7, 2 }, (int64_t[]){ 1, 7, 2, 6, 2 }, "certificate: equilibrium 2 pays 2");
    refuse_alone((int64_t[]){ 1, 7, 2, 5, 2 }, (int64_t[]){ 1, 8, 2, 5, 2 }, "certificate: equilibrium 1 pays 2.66666666667");
}

static void test_failures_are_named(void **state)
{
    static const char *const names[1] = { "A" };
    static const size_t counts[1] = { 1 };
    two t;
    volatile sig_atomic_t stop = 1;
    (void)state;
    two_open(&t, 1, 1);
    t.game.as.nfg.n = 1;
    t.game.as.nfg.count = counts;
    t.game.as.nfg.player = names;
    t.game.as.nfg.payoff = (double[1]){ 0 };
    t.game.as.nfg.exact = NULL;
    assert_int_equal(two_solve(&t, &cm_concept_nash), CM_OK);              /* one player: the best that there is */
    two_close(&t);
    two_open(&t, 9, 9);                                                     /* one runs after the other: no pure equilibrium */
    for (size_t k = 0; k < 81; k++) {
        two_set(&t, 0, k / 9, k % 9, k / 9 == k % 9, 1);
        two_set(&t, 1, k / 9, k % 9, (k / 9 + 1) % 9 == k % 9, 1);
    }
    t.ctx.work_limit = 50;
    assert_int_equal(two_solve(&t, &cm_concept_nash), CM_E_LIMIT);
    assert_string_equal(t.ctx.message, "no equilibrium was found within 50 steps; the game of 9 by 9 strategies is too large to enumerate; lemke-howson finds some");
    two_close(&t);
    two_random(&t, 9, 9, 1000, "limit", 1);
    t.ctx.work_limit = 60000;                                               /* some, and the answer says so */
    assert_int_equal(two_solve(&t, &cm_concept_nash), CM_OK);
    assert_false(two_truth(&t, "complete"));
    assert_non_null(strstr(t.result.note->value.as.text, "cut short"));
    two_close(&t);
    two_random(&t, 13, 13, 1000, "limit", 2);
    t.ctx.stop = &stop;
    assert_int_equal(two_solve(&t, &cm_concept_nash), CM_E_INTERRUPT);
    two_close(&t);
}

static void test_each_allocation_may_fail(void **state)
{
    for (uint64_t which = 0; which < 2; which++) {
        cm_status status = CM_E_MEMORY;
        long k = 0;
        (void)state;
        for (; status == CM_E_MEMORY; k++) {
            two t;
            two_random(&t, 4, 3, which == 0 ? 1000 : 1, "memory", which);
            t.ctx.alloc_budget = k;
            status = two_solve(&t, &cm_concept_nash);
            assert_true(status == CM_OK || status == CM_E_MEMORY);
            two_close(&t);
        }
        assert_true(k > 30);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_battle_of_the_sexes),
        cmocka_unit_test(test_published_games_have_their_equilibria),
        cmocka_unit_test(test_published_trees_have_their_equilibria),
        cmocka_unit_test(test_ties_give_sets_of_equilibria),
        cmocka_unit_test(test_the_75_equilibria_are_found_in_any_unit),
        cmocka_unit_test(test_extreme_shapes_are_answered),
        cmocka_unit_test(test_payoffs_of_any_size_are_exact),
        cmocka_unit_test(test_all_pairs_of_supports_give_the_same_equilibria),
        cmocka_unit_test(test_games_full_of_ties_are_answered),
        cmocka_unit_test(test_names_and_units_do_not_matter),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_a_mixture_of_equilibria_is_not_listed_as_one),
        cmocka_unit_test(test_random_profiles_are_refused),
        cmocka_unit_test(test_a_list_that_is_too_long_is_cut),
        cmocka_unit_test(test_cut_short_it_has_the_pure_ones),
        cmocka_unit_test(test_one_player_takes_what_is_best),
        cmocka_unit_test(test_one_players_near_misses_are_refused),
        cmocka_unit_test(test_failures_are_named),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
