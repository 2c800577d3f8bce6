/* test_kernel.c: the kernel, and why a way to share is unstable. */
#include "solver/coop/surplus.h"
#include "tests/support/values_world.h"

typedef struct given_params {
    cm_numbers payoffs;
    long most;
} given_params;

static void expect(values_world *w, const double *value, double near)
{
    for (size_t i = 0; i < w->game.as.tu.n; i++) assert_close(values_of(w, i), value[i], near);
}

/* --- kernel ----------------------------------------------------------------------------------------- */

/* The prekernel of these games is one point, the nucleolus: bankruptcy (R. J. Aumann, M. Maschler, J. Economic Theory
 * 36 (1985) 195-213), and convex games (Maschler, Peleg and Shapley 1972). */
static void test_estates_are_shared_as_the_talmud_does(void **state)
{
    static const double estate[3] = { 100, 200, 300 }, shares[3][3] = { { 100. / 3, 100. / 3, 100. / 3 }, { 50, 75, 75 }, { 50, 100, 150 } };
    (void)state;
    for (size_t e = 0; e < 3; e++) {
        values_world w;
        values_open(&w, 3, 0);
        for (size_t s = 1; s < 8; s++) w.worth[s] = fmax(0, estate[e] - (s & 1 ? 0 : 100) - (s & 2 ? 0 : 200) - (s & 4 ? 0 : 300));
        values_solve(&w, "kernel", NULL);
        expect(&w, shares[e], 1e-6);
        assert_close(values_summary(&w, "kernel"), 1, 0);
        assert_string_equal(w.result.note->value.as.text, "This is one point of the prekernel; there may be others.");
        values_close(&w);
    }
}

/* Of three players: the prekernel is one point, the prenucleolus; its figures come from linear programmes solved one after
 * the other, which share nothing with this search. */
static void test_games_of_three(void **state)
{
    values_world w;
    (void)state;
    values_given(&w, 3, (double[]){ 0, -1, 0, 3, 1, 4, 2, 5 });
    values_solve(&w, "kernel", NULL);
    expect(&w, (double[]){ 8. / 3, 2. / 3, 5. / 3 }, 1e-7);
    memcpy(w.worth, (double[]){ 0, 2, 6, 15, 5, 1, 18, 14 }, 8 * sizeof(double));
    values_solve(&w, "kernel", NULL);                        /* 'A' would have 2 alone: not in the kernel */
    expect(&w, (double[]){ -1, 13, 2 }, 1e-7);
    assert_close(values_summary(&w, "prekernel"), 1, 0);
    assert_close(values_summary(&w, "kernel"), 0, 0);
    memcpy(w.worth, (double[]){ 0, 46125, 17437.5, 69187.5, 5812.5, 53812.5, 30750, 90000 }, 8 * sizeof(double));
    values_solve(&w, "kernel", NULL);
    expect(&w, (double[]){ 52687.5, 24468.75, 12843.75 }, 1e-3);
    values_close(&w);
}

/* The kernel of the apex game of five for the grand coalition holds (3/7, 1/7 ..), where s is 3/7 for all pairs. */
static void test_given_payoffs_are_judged(void **state)
{
    static const double in[] = { 3. / 7, 1. / 7, 1. / 7, 1. / 7, 1. / 7 }, out[] = { .6, .1, .1, .1, .1 }, less[] = { .1, .1, .1, .1, .1 };
    given_params p = { { 5, in }, 0 };
    values_world w;
    (void)state;
    values_given(&w, 5, (double[]){ 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1 });
    values_solve(&w, "kernel", &p);
    assert_close(values_summary(&w, "kernel"), 1, 0);
    assert_close(values_number(&w, "surpluses", 0, "surplus"), 3. / 7, 1e-12);
    p.payoffs.at = out;
    values_solve(&w, "kernel", &p);
    assert_close(values_summary(&w, "kernel"), 0, 0);
    assert_close(values_number(&w, "surpluses", 0, "surplus"), .3, 1e-12);       /* the apex with one, without B: 1 - .7 */
    assert_close(values_number(&w, "surpluses", 4, "surplus"), .6, 1e-12);       /* B with the other three */
    assert_string_equal(w.result.note->value.as.text, "'B' could gain 0.3 more without 'A' than 'A' could without 'B'.");
    p.payoffs.at = less;
    values_solve(&w, "kernel", &p);
    assert_close(values_summary(&w, "prekernel"), 0, 0);
    assert_string_equal(w.result.note->value.as.text, "The payoffs do not share out what everybody together is worth.");
    values_close(&w);
}

/* In the glove market the owner of the scarce glove takes all: the others are at what they have alone. */
static void test_who_is_at_its_own_worth_cannot_be_pressed(void **state)
{
    static const double x[] = { 0, 1 };
    given_params p = { { 2, x }, 0 };
    values_world w;
    (void)state;
    values_given(&w, 2, (double[]){ 0, 0, 0, 1 });
    values_solve(&w, "kernel", &p);
    assert_close(values_summary(&w, "prekernel"), 0, 0);
    assert_close(values_summary(&w, "kernel"), 0, 0);          /* A presses B, who has more than alone */
    w.worth[1] = 0.5;
    w.worth[2] = 1.5;
    values_solve(&w, "kernel", NULL);
    expect(&w, (double[]){ 0, 1 }, 1e-9);
    assert_close(values_summary(&w, "kernel"), 0, 0);
    values_close(&w);
    /* B presses A, and C, who have 2 and 5, what they have alone: s_BA = 6, s_AB = 0 */
    values_given(&w, 3, (double[]){ 0, 2, 6, 15, 5, 1, 18, 14 });
    p.payoffs = (cm_numbers){ 3, (double[]){ 2, 7, 5 } };
    values_solve(&w, "kernel", &p);
    assert_close(values_summary(&w, "largest_gap"), 6, 1e-12);
    assert_close(values_summary(&w, "prekernel"), 0, 0);
    assert_close(values_summary(&w, "kernel"), 1, 0);
    values_close(&w);
}

static void test_random_games_have_a_point_of_the_prekernel(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 400; t++) {
        values_world w;
        size_t n = 1 + t % 9;
        double sum = 0, scale;
        values_random(&w, n, t);
        scale = cm_tu_scale(&w.game.as.tu);
        values_solve(&w, "kernel", NULL);
        assert_close(values_summary(&w, "prekernel"), 1, 0);
        for (size_t i = 0; i < n; i++) {
            sum += values_of(&w, i);
            for (size_t j = 0; j < n; j++) {                     /* by the definition once more */
                double s = -HUGE_VAL, back = -HUGE_VAL;
                for (size_t mask = 1; mask < (size_t)1 << n && i != j; mask++) {
                    double excess = w.worth[mask];
                    for (size_t k = 0; k < n; k++) excess -= mask >> k & 1 ? values_of(&w, k) : 0;
                    if ((mask >> i & 1) && !(mask >> j & 1)) s = fmax(s, excess);
                    if ((mask >> j & 1) && !(mask >> i & 1)) back = fmax(back, excess);
                }
                if (i != j) assert_close(s, back, 1e-8 * scale);
            }
        }
        assert_close(sum, w.worth[((size_t)1 << n) - 1], 1e-9 * scale);
        values_close(&w);
    }
}

static void test_fourteen_players_are_done(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 10; t++) {
        values_world w;
        values_random(&w, 14, t);
        values_solve(&w, "kernel", NULL);
        values_close(&w);
    }
}

/* Of convex games the prekernel is one point: it turns with the names, scales, and moves with additive games. */
static void test_of_convex_games_it_follows_names_and_units(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 60; t++) {
        values_world w;
        size_t n = 2 + t % 6, all = ((size_t)1 << n) - 1;
        double before[8], turned[1 << 8];
        values_open(&w, n, t);
        for (size_t s = 1; s <= all; s++) {
            double size = 0;
            for (size_t i = 0; i < n; i++) size += s >> i & 1 ? 1 + (double)((i * 7 + t) % 5) : 0;
            w.worth[s] = size * size;
        }
        values_solve(&w, "kernel", NULL);
        for (size_t i = 0; i < n; i++) before[i] = values_of(&w, i);
        for (size_t s = 0; s <= all; s++) {
            size_t other = (s << 1 & all) | s >> (n - 1);
            turned[other] = 3 * w.worth[s];
            for (size_t i = 0; i < n; i++) turned[other] += other >> i & 1 ? (double)i : 0;
        }
        memcpy(w.worth, turned, sizeof(double) << n);
        values_solve(&w, "kernel", NULL);
        for (size_t i = 0; i < n; i++) assert_close(values_of(&w, i), 3 * before[(i + n - 1) % n] + (double)i, 1e-5);
        values_close(&w);
    }
}

static void test_near_misses_of_the_kernel_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        values_world w;
        double step;
        values_random(&w, 2 + t % 6, t);
        w.worth[1] += 1;
        step = 1e-4 * cm_tu_scale(&w.game.as.tu);
        values_solve(&w, "kernel", NULL);
        values_cell(&w, "payoffs", 0, "value")->as.number += step;
        values_cell(&w, "payoffs", 1, "value")->as.number -= step;
        values_refused(&w, "kernel", NULL);
        values_cell(&w, "payoffs", 0, "value")->as.number -= step;
        values_cell(&w, "payoffs", 1, "value")->as.number += step;
        values_cell(&w, "surpluses", t % 2, "surplus")->as.number += step;
        values_refused(&w, "kernel", NULL);
        values_cell(&w, "surpluses", t % 2, "surplus")->as.number -= step;
        for (cm_named *entry = w.result.summary; entry != NULL; entry = entry->next) {
            if (strcmp(entry->name, "prekernel") == 0) entry->value = cm_truth(false);
        }
        values_refused(&w, "kernel", NULL);
        values_close(&w);
    }
}

static void test_limits_of_the_kernel(void **state)
{
    values_world w;
    (void)state;
    values_open(&w, 21, 0);
    assert_int_equal(values_try(&w, "kernel", NULL), CM_E_LIMIT);
    assert_string_equal(w.ctx.message, "the kernel compares all pairs over all coalitions: 20 players are the most, and the game has 21");
    values_close(&w);
    values_random(&w, 8, 0);
    w.ctx.work_limit = 10;
    assert_int_equal(values_try(&w, "kernel", NULL), CM_E_LIMIT);
    assert_non_null(strstr(w.ctx.message, "the surpluses of two players are still"));
    values_close(&w);
}

/* --- why unstable ----------------------------------------------------------------------------------- */

static void test_a_majority_of_two_upsets_equal_shares(void **state)
{
    values_world w;
    (void)state;
    values_given(&w, 3, (double[]){ 0, 0, 0, 1, 0, 1, 1, 1 });
    values_solve(&w, "unstable", NULL);
    assert_close(values_summary(&w, "largest_excess"), 1. / 3, 1e-15);
    assert_close(values_summary(&w, "blocking"), 3, 0);
    assert_string_equal(values_text(&w, "excesses", 0, "coalition"), "{A, B}");          /* ties: the smaller mask first */
    assert_string_equal(values_text(&w, "excesses", 1, "coalition"), "{A, C}");
    assert_string_equal(values_text(&w, "excesses", 2, "coalition"), "{B, C}");
    assert_string_equal(values_text(&w, "excesses", 3, "coalition"), "{A}");
    assert_int_equal(cm_result_find(&w.result, "excesses")->nrows, 6);
    assert_string_equal(w.result.note->value.as.text, "No payoffs are given: everybody gets an equal share.");
    assert_string_equal(w.result.note->next->value.as.text, "{A, B} can secure 1 by itself and gets 0.666667: it would gain 0.333333 by going its own way.");
    values_close(&w);
}

static void test_given_payoffs_may_be_stable_or_not_add_up(void **state)
{
    static const double x[] = { 1, 0, 0 }, more[] = { 1, 1, 1 };
    given_params p = { { 3, x }, 2 };
    values_world w;
    (void)state;
    values_given(&w, 3, (double[]){ 0, 0, 0, 1, 0, 1, 0, 1 });
    values_solve(&w, "unstable", &p);
    assert_close(values_summary(&w, "blocking"), 0, 0);
    assert_close(values_summary(&w, "largest_excess"), 0, 0);
    assert_int_equal(cm_result_find(&w.result, "excesses")->nrows, 2);
    assert_string_equal(w.result.note->value.as.text, "No coalition can do better by itself: the payoffs are stable.");
    p.payoffs.at = more;
    values_solve(&w, "unstable", &p);
    assert_string_equal(w.result.note->value.as.text, "The payoffs add up to 3, but everybody together is worth 1.");
    values_close(&w);
}

/* Sorted in another way: the whole list. */
static void test_the_list_is_that_of_all_excesses_sorted(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        values_world w;
        size_t n = 2 + t % 5, all = ((size_t)1 << n) - 1, above = 0;
        double x[8], scale;
        given_params p = { { n, x }, 5 };
        values_random(&w, n, t);
        scale = cm_tu_scale(&w.game.as.tu);
        for (size_t i = 0; i < n; i++) x[i] = floor(10 * cm_rng_unit(&w.rng)) / 4;
        values_solve(&w, "unstable", &p);
        for (size_t s = 1; s <= all; s++) {
            double excess = w.worth[s], last = values_number(&w, "excesses", cm_result_find(&w.result, "excesses")->nrows - 1, "excess");
            for (size_t i = 0; i < n; i++) excess -= s >> i & 1 ? x[i] : 0;
            if (excess > last + 1e-8 * scale && (s < all || fabs(excess) > 1e-8 * scale)) above++;
            if (s < all) assert_true(excess <= values_summary(&w, "largest_excess") + 1e-8 * scale);
        }
        assert_true(above < 5);
        values_close(&w);
    }
}

static void test_false_lists_are_refused(void **state)
{
    given_params p = { { 0, NULL }, 4 };
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        values_world w;
        cm_table *table;
        cm_value row[4];
        values_random(&w, 4 + t % 3, 5 * t);
        values_solve(&w, "unstable", &p);
        table = cm_result_find(&w.result, "excesses");
        values_cell(&w, "excesses", 1, "excess")->as.number += 1e-3;
        values_refused(&w, "unstable", &p);
        values_cell(&w, "excesses", 1, "excess")->as.number -= 1e-3;
        memcpy(row, table->cell, sizeof row);
        memcpy(table->cell, table->cell + 4, sizeof row);                 /* the first one hidden */
        values_refused(&w, "unstable", &p);
        memcpy(table->cell, row, sizeof row);
        table->nrows = 1;                                                 /* all but the first left out */
        values_refused(&w, "unstable", &p);
        table->nrows = 4;
        for (cm_named *entry = w.result.summary; entry != NULL; entry = entry->next) {
            if (strcmp(entry->name, "blocking") == 0) entry->value.as.integer++;
        }
        values_refused(&w, "unstable", &p);
        values_close(&w);
    }
}

static void test_each_allocation_may_fail(void **state)
{
    values_world w;
    (void)state;
    values_given(&w, 3, (double[]){ 0, .5, 0, 1, 0, 2, 1. / 3, 3 });
    values_each_allocation_may_fail(&w, "kernel", NULL);
    values_each_allocation_may_fail(&w, "unstable", NULL);
    values_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_estates_are_shared_as_the_talmud_does),
        cmocka_unit_test(test_games_of_three),
        cmocka_unit_test(test_given_payoffs_are_judged),
        cmocka_unit_test(test_who_is_at_its_own_worth_cannot_be_pressed),
        cmocka_unit_test(test_random_games_have_a_point_of_the_prekernel),
        cmocka_unit_test(test_fourteen_players_are_done),
        cmocka_unit_test(test_of_convex_games_it_follows_names_and_units),
        cmocka_unit_test(test_near_misses_of_the_kernel_are_refused),
        cmocka_unit_test(test_limits_of_the_kernel),
        cmocka_unit_test(test_a_majority_of_two_upsets_equal_shares),
        cmocka_unit_test(test_given_payoffs_may_be_stable_or_not_add_up),
        cmocka_unit_test(test_the_list_is_that_of_all_excesses_sorted),
        cmocka_unit_test(test_false_lists_are_refused),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
