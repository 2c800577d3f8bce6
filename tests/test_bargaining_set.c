/* test_bargaining_set.c: objections and counter-objections. */
#include "tests/support/values_world.h"

typedef struct given_params {
    cm_numbers payoffs;
} given_params;

static bool member(values_world *w, size_t n, const double *x)
{
    given_params p = { { n, x } };
    values_solve(w, "bargaining-set", &p);
    return values_summary(w, "member") > 0;
}

/* Any two of three win: only equal shares stand, when everybody is together (Aumann and Maschler 1964). */
static void test_in_a_majority_of_three_only_equal_shares_stand(void **state)
{
    values_world w;
    (void)state;
    values_given(&w, 3, (double[]){ 0, 0, 0, 1, 0, 1, 1, 1 });
    assert_true(member(&w, 3, (double[]){ 1. / 3, 1. / 3, 1. / 3 }));
    assert_string_equal(w.result.note->value.as.text, "Whoever threatens to leave with others can be answered: for each objection there is a counter-objection.");
    assert_false(member(&w, 3, (double[]){ .5, .5, 0 }));
    assert_close(values_summary(&w, "objections"), 2, 0);
    assert_string_equal(values_text(&w, "objections", 0, "player"), "C");
    assert_string_equal(values_text(&w, "objections", 0, "against"), "A");
    assert_string_equal(values_text(&w, "objections", 0, "coalition"), "{B, C}");
    assert_string_equal(w.result.note->value.as.text, "'C' can tell 'A': without you we do better, and you cannot offer my partners as much without me.");
    assert_true(values_number(&w, "offers", 0, "value") > .5);
    assert_false(member(&w, 3, (double[]){ .34, .33, .33 }));
    values_close(&w);
}

/* In the glove game with one left glove and two right ones the right gloves compete: only the core, all for A. */
static void test_competing_owners_cannot_hold_out(void **state)
{
    values_world w;
    (void)state;
    values_given(&w, 3, (double[]){ 0, 0, 0, 1, 0, 1, 0, 1 });
    assert_true(member(&w, 3, (double[]){ 1, 0, 0 }));
    assert_false(member(&w, 3, (double[]){ .5, .25, .25 }));
    values_close(&w);
}

/* --- a second implementation for three and four players: the programme is solved by hand ------------- */

static double gets(const double *x, size_t mask)
{
    double sum = 0;
    for (size_t k = 0; k < 4; k++) sum += mask >> k & 1 ? x[k] : 0;
    return sum;
}

/* The largest excess of coalitions with j, without i, that meet S exactly in R. */
static double answer(const double *worth, size_t n, const double *x, size_t i, size_t j, size_t s, size_t r)
{
    double best = -1e9;
    for (size_t t = 1; t < (size_t)1 << n; t++) {
        if ((t >> j & 1) && !(t >> i & 1) && (t & s) == r) best = fmax(best, worth[t] - gets(x, t));
    }
    return best;
}

/* How far the objection of i against j is above what it needs; above 0: it stands. */
static double margin(const double *worth, size_t n, const double *x, size_t i, size_t j, size_t s)
{
    double nobody = answer(worth, n, x, i, j, s, 0), gain = worth[s] - gets(x, s), need = 0, sum = 0;
    size_t rest = s & ~((size_t)1 << i);
    for (size_t k = 0; k < n; k++) {
        if (rest >> k & 1) sum += fmax(0, answer(worth, n, x, i, j, s, (size_t)1 << k));
    }
    need = fmax(sum, rest != 0 ? answer(worth, n, x, i, j, s, rest) : 0);
    return fmin(-nobody, gain - need);
}

static void test_games_of_three_and_four_as_by_hand(void **state)
{
    size_t in = 0, out = 0;
    (void)state;
    for (uint64_t t = 0; t < 600; t++) {
        values_world w;
        size_t n = 3 + t % 2, all = ((size_t)1 << n) - 1;
        double x[4], room, most = -1e9;
        values_random(&w, n, t);
        w.worth[all] = 14 + 10 * cm_rng_unit(&w.rng);
        for (size_t i = 0; i < n; i++) w.worth[(size_t)1 << i] = 0;
        room = w.worth[all];
        for (size_t i = 0; i + 1 < n; i++) {
            x[i] = room * cm_rng_unit(&w.rng);
            room -= x[i];
        }
        x[n - 1] = room;
        for (size_t s = 1; s < all; s++) {
            for (size_t k = 0; k < n * n; k++) {
                if (k / n != k % n && (s >> (k / n) & 1) && !(s >> (k % n) & 1)) most = fmax(most, margin(w.worth, n, x, k / n, k % n, s));
            }
        }
        if (fabs(most) > 1e-5) {
            assert_true(member(&w, n, x) == (most <= 0));
            most <= 0 ? in++ : out++;
        }
        values_close(&w);
    }
    assert_true(in > 50 && out > 50);
}

/* The kernel lies in the bargaining set (Davis and Maschler 1965), and so does the core. */
static void test_the_kernel_is_within(void **state)
{
    size_t seen = 0;
    (void)state;
    for (uint64_t t = 0; t < 150; t++) {
        values_world w;
        size_t n = 3 + t % 4;
        double x[8];
        values_random(&w, n, t);
        w.worth[((size_t)1 << n) - 1] += 10;
        values_solve(&w, "kernel", NULL);
        if (values_summary(&w, "kernel") > 0) {
            for (size_t i = 0; i < n; i++) x[i] = values_of(&w, i);
            assert_true(member(&w, n, x));
            seen++;
        }
        values_close(&w);
    }
    assert_true(seen > 50);
}

/* In convex games the bargaining set is the core (Maschler, Peleg and Shapley 1972). */
static void test_in_convex_games_it_is_the_core(void **state)
{
    size_t in = 0, out = 0;
    (void)state;
    for (uint64_t t = 0; t < 150; t++) {
        values_world w;
        size_t n = 3 + t % 4, all = ((size_t)1 << n) - 1;
        double x[8], weight[8], sum = 0, worst = -1e9;
        values_open(&w, n, t);
        for (size_t s = 1; s <= all; s++) {
            double size = 0;
            for (size_t i = 0; i < n; i++) size += s >> i & 1 ? 1 + (double)((i * 7 + t) % 5) : 0;
            w.worth[s] = size * size;
        }
        for (size_t i = 0; i < n; i++) sum += weight[i] = (double)(t % 3) + 5 * cm_rng_unit(&w.rng);
        for (size_t i = 0; i < n; i++) {
            double own = w.worth[(size_t)1 << i];
            x[i] = own;
            for (size_t k = 0; k < n; k++) x[i] -= w.worth[(size_t)1 << k] * weight[i] / sum;
            x[i] += w.worth[all] * weight[i] / sum;
        }
        for (size_t s = 1; s < all; s++) {
            double excess = w.worth[s];
            for (size_t i = 0; i < n; i++) excess -= s >> i & 1 ? x[i] : 0;
            worst = fmax(worst, excess);
        }
        if (fabs(worst) > 1e-3) {
            assert_true(member(&w, n, x) == (worst <= 0));
            worst <= 0 ? in++ : out++;
        }
        values_close(&w);
    }
    assert_true(in > 20 && out > 20);
}

static void test_names_and_units_do_not_matter(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 60; t++) {
        values_world w;
        size_t n = 3 + t % 3, all = ((size_t)1 << n) - 1;
        double x[8], y[8], turned[64], count, total = 0;
        values_random(&w, n, 5 * t);
        for (size_t i = 0; i < n; i++) w.worth[(size_t)1 << i] = 0;
        for (size_t i = 0; i < n; i++) total += x[i] = 1 + 2 * (double)((i + t) % 3);
        w.worth[all] = total;
        (void)member(&w, n, x);
        count = values_summary(&w, "objections");
        for (size_t s = 0; s <= all; s++) {
            size_t other = (s << 1 & all) | s >> (n - 1);
            turned[other] = 4 * w.worth[s];
            for (size_t i = 0; i < n; i++) turned[other] += other >> i & 1 ? (double)i : 0;
        }
        for (size_t i = 0; i < n; i++) y[i] = 4 * x[(i + n - 1) % n] + (double)i;
        memcpy(w.worth, turned, sizeof(double) << n);
        (void)member(&w, n, y);
        assert_close(values_summary(&w, "objections"), count, 0);
        values_close(&w);
    }
}

/* Objections hidden, weakened, or made up. */
static void test_near_misses_are_refused(void **state)
{
    size_t seen = 0, none = 0;
    (void)state;
    for (uint64_t t = 0; t < 300; t++) {
        values_world w;
        size_t n = 3 + t % 3, all = ((size_t)1 << n) - 1;
        double x[8];
        given_params p = { { n, x } };
        cm_table *table;
        values_random(&w, n, t);
        for (size_t i = 0; i < n; i++) w.worth[(size_t)1 << i] = 0;
        w.worth[all] = fabs(w.worth[all]) + 9;
        for (size_t i = 0; i < n; i++) x[i] = w.worth[all] / (double)n;
        values_solve(&w, "bargaining-set", &p);
        table = cm_result_find(&w.result, "objections");
        if (table->nrows > 0) {
            cm_value *offer = values_cell(&w, "offers", 0, "value");
            double right = offer->as.number;
            seen++;
            offer->as.number -= 1e-4;
            values_refused(&w, "bargaining-set", &p);
            offer->as.number = right;
            table->nrows--;                                          /* the last one hidden */
            for (cm_named *entry = w.result.summary; entry != NULL; entry = entry->next) {
                if (strcmp(entry->name, "objections") == 0) entry->value.as.integer--;
                if (strcmp(entry->name, "member") == 0) entry->value.as.truth = table->nrows == 0;
            }
            values_refused(&w, "bargaining-set", &p);
        } else {
            cm_value row[] = { cm_integer(1), cm_text(values_names[0]), cm_text(values_names[1]), cm_text("{A, C}") };
            cm_value a[] = { cm_integer(1), cm_text("A"), cm_number(x[0] + .1) }, c[] = { cm_integer(1), cm_text("C"), cm_number(w.worth[5] - x[0] - .1) };
            none++;
            assert_int_equal(cm_table_row(&w.ctx, &w.result, table, row), CM_OK);
            assert_int_equal(cm_table_row(&w.ctx, &w.result, cm_result_find(&w.result, "offers"), a), CM_OK);
            assert_int_equal(cm_table_row(&w.ctx, &w.result, cm_result_find(&w.result, "offers"), c), CM_OK);
            for (cm_named *entry = w.result.summary; entry != NULL; entry = entry->next) {
                if (strcmp(entry->name, "objections") == 0) entry->value.as.integer = 1;
                if (strcmp(entry->name, "member") == 0) entry->value.as.truth = false;
            }
            values_refused(&w, "bargaining-set", &p);
        }
        values_close(&w);
    }
    assert_true(seen > 30 && none > 30);
}

static void test_payoffs_that_cannot_be_asked_about(void **state)
{
    values_world w;
    (void)state;
    values_given(&w, 3, (double[]){ 0, 2, 0, 3, 0, 3, 1, 5 });
    assert_false(member(&w, 3, (double[]){ 1, 1, 1 }));
    assert_string_equal(cm_result_get(&w.result, "why")->as.text, "the payoffs add up to 3, but everybody together is worth 5");
    assert_false(member(&w, 3, (double[]){ 1, 2, 2 }));
    assert_string_equal(cm_result_get(&w.result, "why")->as.text, "'A' gets 1, but has 2 alone");
    assert_int_equal(cm_result_get(&w.result, "objections")->kind, CM_NONE);
    assert_int_equal(values_try(&w, "bargaining-set", NULL), CM_E_INPUT);
    assert_string_equal(w.ctx.message, "the bargaining set is asked about payoffs: 'payoffs' has to say what each player gets");
    values_close(&w);
    values_open(&w, 11, 0);
    assert_int_equal(values_try(&w, "bargaining-set", NULL), CM_E_LIMIT);
    assert_string_equal(w.ctx.message, "the bargaining set weighs all objections against all answers: 10 players are the most, and the game has 11");
    values_close(&w);
}

static void test_each_allocation_may_fail(void **state)
{
    given_params p = { { 3, (double[]){ .5, .5, 0 } } };
    values_world w;
    (void)state;
    values_given(&w, 3, (double[]){ 0, 0, 0, 1, 0, 1, 1, 1 });
    values_each_allocation_may_fail(&w, "bargaining-set", &p);
    values_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_in_a_majority_of_three_only_equal_shares_stand),
        cmocka_unit_test(test_competing_owners_cannot_hold_out),
        cmocka_unit_test(test_games_of_three_and_four_as_by_hand),
        cmocka_unit_test(test_the_kernel_is_within),
        cmocka_unit_test(test_in_convex_games_it_is_the_core),
        cmocka_unit_test(test_names_and_units_do_not_matter),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_payoffs_that_cannot_be_asked_about),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
