/* test_nucleolus.c: published nucleoli, a second way to compute them, Kohlberg's criterion and what it refuses. */
#include <stdio.h>

#include "solver/base/lp.h"
#include "solver/coop/span.h"
#include "tests/support/support.h"
#include "tests/support/tu_published.h"
#include "tests/support/worths.h"

static double fraction(const char **text)
{
    char *end;
    double num = strtod(*text, &end), den = 1;
    if (*end == '/') den = strtod(end + 1, &end);
    *text = end;
    return num / den;
}

static void load(worths *w, const published *p)
{
    const char *text = p->worth;
    worths_open(w, p->n);
    for (size_t s = 0; s < (size_t)1 << p->n; s++) w->worth[s] = fraction(&text);
}

/* "1 2/3 4": the printed fractions joined by spaces. */
static void expect_fractions(worths *w, const published *p, const char *want)
{
    char got[512] = "";
    for (size_t i = 0; i < p->n; i++) {
        const char *text = worths_exact(w, "payoffs", i);
        assert_non_null(text);
        (void)snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s", i > 0 ? " " : "", text);
    }
    if (strcmp(got, want) != 0) print_error("%s (%s): %s, not %s\n", p->name, p->source, got, want);
    assert_string_equal(got, want);
}

static void test_published_nucleoli_come_out_as_fractions(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof published_games / sizeof published_games[0]; k++) {
        const published *p = &published_games[k];
        worths w;
        load(&w, p);
        worths_solve(&w, "nucleolus", NULL);
        expect_fractions(&w, p, p->nucleolus);
        worths_solve(&w, "prenucleolus", NULL);
        expect_fractions(&w, p, p->prenucleolus);
        worths_free(&w);
    }
}

/* --- a second way: the textbook's programmes with all 2^n rows; what binds is settled when no solution leaves
 * it more, asked row by row.  It shares cm_lp with the first, and nothing else. */

typedef struct slow {
    worths *w;
    bool imputations, per_capita;
    double level[1 << 8];            /* NAN: open */
    double x[8];
} slow;

static cm_lp *all_rows(slow *s, bool minimise_epsilon)
{
    size_t n = s->w->game.as.tu.n, all = ((size_t)1 << n) - 1;
    cm_lp *lp = cm_lp_new(&s->w->ctx, n + 1, !minimise_epsilon);
    double row[9];
    for (size_t i = 0; i < n; i++) assert_int_equal(cm_lp_column(&s->w->ctx, lp, i, 0, s->imputations ? s->w->worth[(size_t)1 << i] : -HUGE_VAL, HUGE_VAL, false), CM_OK);
    assert_int_equal(cm_lp_column(&s->w->ctx, lp, n, minimise_epsilon ? 1 : 0, -HUGE_VAL, HUGE_VAL, false), CM_OK);
    for (size_t m = 1; m <= all; m++) {
        double c = s->per_capita ? (double)__builtin_popcountll(m) : 1;
        for (size_t i = 0; i < n; i++) row[i] = (double)(m >> i & 1u);
        row[n] = m == all || !isnan(s->level[m]) ? 0 : c;
        if (m == all) assert_int_equal(cm_lp_row(&s->w->ctx, lp, row, s->w->worth[m], s->w->worth[m]), CM_OK);
        else if (isnan(s->level[m])) assert_int_equal(cm_lp_row(&s->w->ctx, lp, row, s->w->worth[m], HUGE_VAL), CM_OK);
        else assert_int_equal(cm_lp_row(&s->w->ctx, lp, row, s->w->worth[m] - c * s->level[m] - 1e-9, HUGE_VAL), CM_OK);
    }
    return lp;
}

/* The most that x(m) can be when no open excess is above epsilon. */
static double most_of(slow *s, size_t m, double epsilon)
{
    size_t n = s->w->game.as.tu.n;
    cm_lp *lp = all_rows(s, false);
    cm_lp_answer answer;
    double value = NAN;
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(cm_lp_column(&s->w->ctx, lp, i, m >> i & 1u ? 1 : 0, s->imputations ? s->w->worth[(size_t)1 << i] : -HUGE_VAL, HUGE_VAL, false), CM_OK);
    }
    assert_int_equal(cm_lp_column(&s->w->ctx, lp, n, 0, epsilon + 1e-9, epsilon + 1e-9, false), CM_OK);
    assert_int_equal(cm_lp_solve(&s->w->ctx, lp, &answer, NULL, &value, NULL), CM_OK);
    assert_int_equal(answer, CM_LP_OPTIMAL);
    cm_lp_free(lp);
    return value;
}

static void solve_slowly(slow *s)
{
    size_t n = s->w->game.as.tu.n, all = ((size_t)1 << n) - 1, open = all - 1;
    for (size_t m = 0; m <= all; m++) s->level[m] = NAN;
    for (int stage = 0; stage < 40 && open > 0; stage++) {
        cm_lp *lp = all_rows(s, true);
        cm_lp_answer answer;
        double x[9], epsilon;
        bool settled[1 << 8] = { false };
        assert_int_equal(cm_lp_solve(&s->w->ctx, lp, &answer, x, &epsilon, NULL), CM_OK);
        assert_int_equal(answer, CM_LP_OPTIMAL);
        cm_lp_free(lp);
        memcpy(s->x, x, n * sizeof *x);
        for (size_t m = 1; m < all; m++) {
            double c = s->per_capita ? (double)__builtin_popcountll(m) : 1;
            settled[m] = isnan(s->level[m]) && most_of(s, m, epsilon) < s->w->worth[m] - c * epsilon + 1e-5;
        }
        for (size_t m = 1; m < all; m++) {
            if (!settled[m]) continue;
            s->level[m] = epsilon;
            open--;
        }
    }
    assert_int_equal(open, 0);
}

static void compare_with_slow(const char *concept, bool imputations, bool per_capita)
{
    static const char *const sorts[] = { "whole", "growing", "simple", "real" };
    cm_rng rng;
    cm_rng_init(&rng, support_seed(), concept, 0);
    for (size_t k = 0; k < 24; k++) {
        worths w;
        slow s = { .w = &w, .imputations = imputations, .per_capita = per_capita };
        size_t n = 2 + k % 4;
        double alone = 0;
        worths_random(&w, n, sorts[k / 4 % 4], &rng);
        for (size_t i = 0; i < n; i++) alone += w.worth[(size_t)1 << i];
        if (imputations && alone > w.worth[((size_t)1 << n) - 1]) w.worth[((size_t)1 << n) - 1] = alone + (double)(k % 3);
        worths_solve(&w, concept, NULL);
        solve_slowly(&s);
        for (size_t i = 0; i < n; i++) {
            if (fabs(worths_payoff(&w, "payoffs", i) - s.x[i]) > 1e-4) print_error("game %zu, player %zu of %zu\n", k, i, n);
            assert_close(worths_payoff(&w, "payoffs", i), s.x[i], 1e-4);
        }
        worths_free(&w);
    }
}

static void test_the_prenucleolus_is_what_all_rows_at_once_give(void **state) { (void)state; compare_with_slow("prenucleolus", false, false); }
static void test_the_nucleolus_is_what_all_rows_at_once_give(void **state) { (void)state; compare_with_slow("nucleolus", true, false); }
static void test_the_per_capita_nucleolus_is_what_all_rows_at_once_give(void **state) { (void)state; compare_with_slow("per-capita-nucleolus", true, true); }

/* R. J. Aumann, M. Maschler, J. Econ. Theory 36 (1985): the nucleolus of a bankruptcy game is the rule of the
 * contested garment: half claims first, by equal award, and beyond half by equal loss. */
static void talmud(const double *claim, size_t n, double estate, double *x)
{
    double total = 0, low = 0, high = 0;
    bool losses;
    for (size_t i = 0; i < n; i++) {
        total += claim[i];
        high = fmax(high, claim[i]);
    }
    losses = estate > total / 2;
    for (int step = 0; step < 200; step++) {
        double middle = (low + high) / 2, sum = 0;
        for (size_t i = 0; i < n; i++) {
            double half = fmin(claim[i] / 2, middle);
            x[i] = losses ? claim[i] - half : half;
            sum += x[i];
        }
        if ((sum < estate) == losses) high = middle;
        else low = middle;
    }
}

static void test_bankrupt_estates_are_divided_as_the_talmud_does(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "talmud", 0);
    for (size_t k = 0; k < 60; k++) {
        size_t n = 2 + k % 7;
        double claim[8], sum = 0, estate, x[8];
        worths w;
        worths_open(&w, n);
        for (size_t i = 0; i < n; i++) sum += claim[i] = (double)(1 + cm_rng_below(&rng, 500));
        estate = (double)(1 + cm_rng_below(&rng, (uint64_t)sum));
        for (size_t s = 1; s < (size_t)1 << n; s++) {
            double others = 0;
            for (size_t i = 0; i < n; i++) others += s >> i & 1u ? 0 : claim[i];
            w.worth[s] = fmax(0, estate - others);
        }
        worths_solve(&w, "nucleolus", NULL);
        talmud(claim, n, estate, x);
        for (size_t i = 0; i < n; i++) assert_close(worths_payoff(&w, "payoffs", i), x[i], 1e-6 * sum);
        worths_free(&w);
    }
}

static void expect_refusals(const char *concept, bool exact)
{
    static const char *const sorts[] = { "whole", "growing", "simple", "real" };
    cm_rng rng;
    cm_rng_init(&rng, support_seed(), "near", 0);
    for (size_t k = 0; k < 200; k++) {
        worths w;
        size_t n = 3 + k % 5, i, j;
        double alone = 0, step;
        worths_random(&w, n, sorts[k % 4], &rng);
        w.game.as.tu.exact = exact;
        for (i = 0; i < n; i++) alone += w.worth[(size_t)1 << i];
        if (alone + 1 > w.worth[((size_t)1 << n) - 1]) w.worth[((size_t)1 << n) - 1] = alone + 1;
        worths_solve(&w, concept, NULL);
        assert_true(worths_accepted(&w, concept, NULL));
        i = cm_rng_below(&rng, n);
        j = (i + 1 + cm_rng_below(&rng, n - 1)) % n;
        step = 1e-4 * fmax(1, alone);
        for (size_t p = 0; p < n; p++) *worths_cell(&w, "payoffs", p, "exact") = cm_none();
        worths_cell(&w, "payoffs", i, "value")->as.number += step;
        assert_false(worths_accepted(&w, concept, NULL));          /* more than there is */
        worths_cell(&w, "payoffs", j, "value")->as.number -= step;
        assert_false(worths_accepted(&w, concept, NULL));          /* from one to another */
        worths_free(&w);
    }
}

static void test_the_nucleolus_is_accepted_and_its_neighbours_are_not(void **state) { (void)state; expect_refusals("nucleolus", false); }
static void test_the_prenucleolus_is_accepted_and_its_neighbours_are_not(void **state) { (void)state; expect_refusals("prenucleolus", true); }
static void test_the_per_capita_nucleolus_is_accepted_and_its_neighbours_are_not(void **state) { (void)state; expect_refusals("per-capita-nucleolus", false); }

static void test_a_fraction_one_off_in_a_million_is_refused(void **state)
{
    worths w;
    (void)state;
    load(&w, &published_games[1]);
    worths_solve(&w, "nucleolus", NULL);
    *worths_cell(&w, "payoffs", 0, "exact") = cm_text("50000001/1000000");
    *worths_cell(&w, "payoffs", 0, "value") = cm_number(50.000001);
    *worths_cell(&w, "payoffs", 1, "exact") = cm_text("74999999/1000000");
    *worths_cell(&w, "payoffs", 1, "value") = cm_number(74.999999);
    assert_false(worths_accepted(&w, "nucleolus", NULL));
    worths_free(&w);
}

/* Turn the players round, scale, and add an additive game: the payoffs turn, scale and add. */
static void test_payoffs_turn_scale_and_shift_with_the_game(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "covariance", 0);
    for (size_t k = 0; k < 60; k++) {
        size_t n = 3 + k % 4, turned[8];
        double shift[8], factor = 1 + (double)cm_rng_below(&rng, 9);
        worths a, b;
        worths_random(&a, n, k % 2 == 0 ? "growing" : "whole", &rng);
        a.worth[((size_t)1 << n) - 1] += 700;
        worths_open(&b, n);
        for (size_t i = 0; i < n; i++) {
            turned[i] = (i + 1 + k) % n;
            shift[i] = (double)cm_rng_below(&rng, 50) - 25;
        }
        for (size_t s = 1; s < (size_t)1 << n; s++) {
            size_t to = 0;
            double add = 0;
            for (size_t i = 0; i < n; i++) {
                if (!(s >> i & 1u)) continue;
                to |= (size_t)1 << turned[i];
                add += shift[i];
            }
            b.worth[to] = factor * a.worth[s] + add;
        }
        for (size_t c = 0; c < 2; c++) {
            const char *concept = c == 0 ? "nucleolus" : "prenucleolus";
            worths_solve(&a, concept, NULL);
            worths_solve(&b, concept, NULL);
            for (size_t i = 0; i < n; i++) assert_close(worths_payoff(&b, "payoffs", turned[i]), factor * worths_payoff(&a, "payoffs", i) + shift[i], 1e-8);
        }
        worths_free(&a);
        worths_free(&b);
    }
}

/* Fourteen players: ties by the thousand, and the answers of symmetry. */
static void test_many_players_with_many_ties(void **state)
{
    worths w;
    (void)state;
    worths_open(&w, 14);
    for (size_t s = 1; s < (size_t)1 << 14; s++) w.worth[s] = __builtin_popcountll(s) >= 8 ? 1 : 0;
    worths_solve(&w, "nucleolus", NULL);
    for (size_t i = 0; i < 14; i++) assert_string_equal(worths_exact(&w, "payoffs", i), "1/14");
    worths_free(&w);
    worths_open(&w, 14);                                       /* seven pairs, each worth 2 */
    for (size_t s = 1; s < (size_t)1 << 14; s++) w.worth[s] = 2 * __builtin_popcountll(s & (s >> 7) & 127u);
    worths_solve(&w, "nucleolus", NULL);
    for (size_t i = 0; i < 14; i++) assert_string_equal(worths_exact(&w, "payoffs", i), "1");
    worths_free(&w);
}

static void test_a_game_without_imputation_is_told(void **state)
{
    worths w;
    cm_result result;
    (void)state;
    worths_open(&w, 3);
    w.worth[1] = w.worth[2] = w.worth[4] = 40;
    w.worth[7] = 100;
    cm_result_init(&result, &w.arena);
    assert_int_equal(cm_concept_solve(&w.ctx, cm_concept_find("nucleolus"), &w.game, NULL, &result), CM_E_DOMAIN);
    assert_string_equal(w.ctx.message, "the nucleolus needs an imputation, and there is none: alone the players have 120 together, all of them 100 (the prenucleolus needs none)");
    cm_ctx_clear(&w.ctx);
    worths_solve(&w, "prenucleolus", NULL);                    /* which needs none */
    assert_string_equal(worths_exact(&w, "payoffs", 0), "100/3");
    w.worth[7] = 120;
    worths_solve(&w, "nucleolus", NULL);
    assert_string_equal(worths_exact(&w, "payoffs", 2), "40");
    worths_free(&w);
}

static void test_one_and_two_players(void **state)
{
    worths w;
    (void)state;
    worths_open(&w, 1);
    w.worth[1] = 7;
    worths_solve(&w, "nucleolus", NULL);
    assert_close(worths_payoff(&w, "payoffs", 0), 7, 0);
    worths_solve(&w, "prenucleolus", NULL);
    worths_free(&w);
    worths_open(&w, 2);
    w.worth[1] = 1;
    w.worth[2] = 2;
    w.worth[3] = 10;
    worths_solve(&w, "nucleolus", NULL);
    assert_string_equal(worths_exact(&w, "payoffs", 0), "9/2");
    worths_free(&w);
}

/* Sizes of numbers: the same game in billionths and in trillions. */
static void test_the_unit_of_worth_does_not_matter(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "unit", 0);
    for (size_t k = 0; k < 20; k++) {
        worths a;
        double x[6];
        worths_random(&a, 6, "growing", &rng);
        a.game.as.tu.exact = false;
        worths_solve(&a, "nucleolus", NULL);
        for (size_t i = 0; i < 6; i++) x[i] = worths_payoff(&a, "payoffs", i);
        for (size_t s = 0; s < 64; s++) a.worth[s] *= k % 2 == 0 ? 1e-9 : 1e12;
        worths_solve(&a, "nucleolus", NULL);
        for (size_t i = 0; i < 6; i++) assert_close(worths_payoff(&a, "payoffs", i), x[i] * (k % 2 == 0 ? 1e-9 : 1e12), (k % 2 == 0 ? 1e-9 : 1e12) * 1e-5);
        worths_free(&a);
    }
}

static void test_no_memory_is_told_at_any_allocation(void **state)
{
    (void)state;
    for (long budget = 0; budget < 400; budget++) {
        worths w;
        cm_status status;
        load(&w, &published_games[4]);
        cm_result_init(&w.result, &w.arena);
        w.ctx.alloc_budget = budget;
        status = cm_concept_solve(&w.ctx, cm_concept_find("nucleolus"), &w.game, NULL, &w.result);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        worths_free(&w);
        if (status == CM_OK) return;
    }
    fail_msg("the nucleolus of five players never had enough memory");
}

/* Fractions hold the rank exactly: coalitions in the span and outside it. */
static void test_the_span_knows_what_follows_from_what(void **state)
{
    cm_span span;
    uint64_t h[CM_SPAN_MOST];
    (void)state;
    cm_span_init(&span, 5);
    assert_true(cm_span_add(&span, 0x1F));
    assert_true(cm_span_add(&span, 0x03));
    assert_true(cm_span_has(&span, 0x1C));                     /* everybody less the first two */
    assert_false(cm_span_add(&span, 0x1C));
    assert_true(cm_span_add(&span, 0x05));
    assert_true(cm_span_add(&span, 0x06));
    assert_true(cm_span_has(&span, 0x01));                     /* half of {1,2} + {1,3} - {2,3} */
    assert_false(cm_span_has(&span, 0x08));
    cm_span_orthogonal(&span, 1, h);
    assert_true(h[0] == 0 && h[1] == 0 && h[2] == 0 && h[3] != 0 && cm_span_plus(h[3], h[4]) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_nucleoli_come_out_as_fractions),
        cmocka_unit_test(test_the_prenucleolus_is_what_all_rows_at_once_give),
        cmocka_unit_test(test_the_nucleolus_is_what_all_rows_at_once_give),
        cmocka_unit_test(test_the_per_capita_nucleolus_is_what_all_rows_at_once_give),
        cmocka_unit_test(test_bankrupt_estates_are_divided_as_the_talmud_does),
        cmocka_unit_test(test_the_nucleolus_is_accepted_and_its_neighbours_are_not),
        cmocka_unit_test(test_the_prenucleolus_is_accepted_and_its_neighbours_are_not),
        cmocka_unit_test(test_the_per_capita_nucleolus_is_accepted_and_its_neighbours_are_not),
        cmocka_unit_test(test_a_fraction_one_off_in_a_million_is_refused),
        cmocka_unit_test(test_payoffs_turn_scale_and_shift_with_the_game),
        cmocka_unit_test(test_many_players_with_many_ties),
        cmocka_unit_test(test_a_game_without_imputation_is_told),
        cmocka_unit_test(test_one_and_two_players),
        cmocka_unit_test(test_the_unit_of_worth_does_not_matter),
        cmocka_unit_test(test_no_memory_is_told_at_any_allocation),
        cmocka_unit_test(test_the_span_knows_what_follows_from_what),
    };
    return RUN_TESTS(tests);
}
