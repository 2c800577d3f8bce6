/* test_small_tables.c: exact tests for few cases: Fisher, permutation, ranks.
 *
 * Numbers marked R are of R 4.2.2 (fisher.test, cor.test). */
#include "tests/support/support.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_gamma.h>

#include "solver/base/rng.h"
#include "solver/stat/fisher.h"
#include "solver/stat/permutation.h"
#include "solver/stat/rank.h"

static cm_ctx ctx;

static int fresh(void **state)
{
    (void)state;
    (void)gsl_set_error_handler_off();
    cm_ctx_init(&ctx);
    return 0;
}

/* ---- Fisher ---- */

/* P(A <= a) or P(A >= a) under an odds ratio, from binomial coefficients. */
static double tail(const size_t *cell, double odds, bool up)
{
    unsigned first = (unsigned)(cell[0] + cell[1]), second = (unsigned)(cell[2] + cell[3]), hits = (unsigned)(cell[0] + cell[2]);
    double all = 0, part = 0;
    for (unsigned a = 0; a <= first && a <= hits; a++) {
        double w = hits - a > second ? 0 : gsl_sf_choose(first, a) * gsl_sf_choose(second, hits - a) * pow(odds, a);
        all += w;
        if (up ? a >= cell[0] : a <= cell[0]) part += w;
    }
    return part / all;
}

/* R. A. Fisher's lady tasting tea, and three more tables: p and odds ratio by R, whose ends have two digits; each
 * end leaves 2.5 per cent of the tail. */
static void test_fisher_agrees_with_published_tables(void **state)
{
    static const struct { size_t cell[4]; double p, odds, low, high; } known[] = {
        { { 3, 1, 1, 3 }, 0.4857142857, 6.4083088670, 0.2117329153, 621.9337505 },
        { { 7, 3, 2, 9 }, 0.02997312285, 9.14294497890, 1.01218753643, 140.65280293507 },
        { { 10, 3, 2, 15 }, 5.367241191e-04, 21.30533128, 2.753438366, 300.6827874 },
        { { 1, 8, 9, 4 }, 0.011499336577, 0.064891569121, 0.001137631122, 0.741450437525 },
    };
    (void)state;
    for (size_t k = 0; k < 4; k++) {
        cm_fisher f;
        assert_int_equal(cm_fisher_test(&ctx, known[k].cell, 0.05, &f), CM_OK);
        assert_close(f.p, known[k].p, 1e-9);
        assert_close(f.odds / known[k].odds, 1, 1e-3);
        assert_close(f.low / known[k].low, 1, 1e-2);
        assert_close(f.high / known[k].high, 1, 1e-2);
        assert_close(tail(known[k].cell, f.low, true), 0.025, 1e-8);
        assert_close(tail(known[k].cell, f.high, false), 0.025, 1e-8);
        assert_true(f.midp < f.p);
    }
}

/* All ways to put the hits among the cases, counted one by one. */
static void test_fisher_is_the_count_of_all_ways(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "fisher", 0);
    for (int round = 0; round < 200; round++) {
        size_t first = 1 + cm_rng_below(&rng, 6), n = first + 1 + cm_rng_below(&rng, 6), hits = 1 + cm_rng_below(&rng, n - 1), a;
        size_t least = hits > n - first ? hits - (n - first) : 0, most = hits < first ? hits : first;
        uint64_t ways[16] = { 0 }, all = 0, as_rare = 0, equal = 0;
        cm_fisher f;
        a = least + cm_rng_below(&rng, most - least + 1);
        for (unsigned set = 0; set < 1u << n; set++) {
            if ((size_t)__builtin_popcount(set) != hits) continue;
            ways[__builtin_popcount(set & ((1u << first) - 1))]++;
            all++;
        }
        for (size_t b = 0; b < 16; b++) {
            if (ways[b] <= ways[a]) as_rare += ways[b];
            if (ways[b] == ways[a]) equal += ways[b];
        }
        size_t cell[] = { a, first - a, hits - a, n - first - hits + a };
        assert_int_equal(cm_fisher_test(&ctx, cell, 0.1, &f), CM_OK);
        assert_close(f.p, (double)as_rare / (double)all, 1e-10);
        assert_close(f.midp, f.p - (double)equal / (double)all / 2, 1e-10);
        assert_true(f.least <= f.p + 1e-12);
    }
}

static void test_fisher_turns_with_its_rows(void **state)
{
    size_t cell[] = { 7, 3, 2, 9 }, turned[] = { 2, 9, 7, 3 }, whole[] = { 4, 0, 0, 4 };
    cm_fisher f, g;
    (void)state;
    assert_int_equal(cm_fisher_test(&ctx, cell, 0.05, &f), CM_OK);
    assert_int_equal(cm_fisher_test(&ctx, turned, 0.05, &g), CM_OK);
    assert_close(f.p, g.p, 1e-12);
    assert_close(f.odds * g.odds, 1, 1e-6);
    assert_close(f.low * g.high, 1, 1e-6);
    assert_int_equal(cm_fisher_test(&ctx, whole, 0.05, &f), CM_OK);
    assert_true(isinf(f.odds) && isinf(f.high) && f.low > 1);
    assert_close(f.p, 2.0 / 70, 1e-12);
    assert_close(f.least, f.p, 1e-12);
}

static void test_fisher_refuses_an_empty_margin(void **state)
{
    size_t cell[] = { 3, 0, 2, 0 };
    cm_fisher f;
    (void)state;
    assert_int_equal(cm_fisher_test(&ctx, cell, 0.05, &f), CM_E_DOMAIN);
    assert_string_equal(ctx.message, "a table with an empty row or column (3, 0; 2, 0) compares nothing");
}

/* ---- permutations ---- */

/* UN GGEs of 2004-21 and two open-ended working groups: sizes of those that agreed and of those that did not. */
static void test_groups_of_experts_tell_nothing_about_size(void **state)
{
    static const double size[] = { 15, 15, 15, 20, 25, 25, 193, 193 };
    static const bool agreed[] = { false, true, true, true, false, true, true, true };
    cm_permutation six, eight;
    (void)state;
    assert_int_equal(cm_permutation_test(&ctx, 6, size, agreed, NULL, 0.05, 100000, 1, &six), CM_OK);
    assert_true(six.exact);
    assert_int_equal(six.ways, 15);
    assert_close(six.p, 1, 1e-12);
    assert_int_equal(cm_permutation_test(&ctx, 8, size, agreed, NULL, 0.05, 100000, 1, &eight), CM_OK);
    assert_int_equal(eight.ways, 28);
    assert_int_equal(eight.as_far, 19);
    assert_close(eight.p, 0.6785714285714286, 1e-12);
    assert_close(eight.effect, 461.0 / 6 - 20, 1e-9);
    assert_true(eight.low < 0 && eight.high > 0);
}

static void mean_difference(size_t n, const double *x, unsigned set, double *out)
{
    double in = 0, elsewhere = 0;
    for (size_t i = 0; i < n; i++) {
        if (set >> i & 1) in += x[i];
        else elsewhere += x[i];
    }
    *out = in / __builtin_popcount(set) - elsewhere / (double)(n - (size_t)__builtin_popcount(set));
}

/* All subsets by their bits; the interval by asking the test itself just inside and outside its ends. */
static void test_permutation_is_the_count_of_all_subsets(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "subsets", 0);
    for (int round = 0; round < 200; round++) {
        size_t n = 4 + cm_rng_below(&rng, 6), marks = 1 + cm_rng_below(&rng, n - 1), put = 0;
        unsigned seen = 0;
        double x[10], there, other;
        uint64_t ways = 0, far = 0;
        bool mark[10] = { false };
        cm_permutation p, shifted;
        for (size_t i = 0; i < n; i++) x[i] = (double)cm_rng_below(&rng, 12);
        while (put < marks) {
            size_t i = cm_rng_below(&rng, n);
            put += !mark[i];
            mark[i] = true;
            seen |= 1u << i;
        }
        mean_difference(n, x, seen, &there);
        for (unsigned set = 1; set < (1u << n) - 1; set++) {
            if ((size_t)__builtin_popcount(set) != marks) continue;
            mean_difference(n, x, set, &other);
            ways++;
            far += fabs(other) >= fabs(there) - 1e-9;
        }
        assert_int_equal(cm_permutation_test(&ctx, n, x, mark, NULL, 0.1, 100000, 1, &p), CM_OK);
        assert_int_equal(p.ways, ways);
        assert_int_equal(p.as_far, far);
        assert_close(p.effect, there, 1e-9);
        for (int side = 0; side < 2; side++) {
            double end = side == 0 ? p.low : p.high, y[10];
            if (!isfinite(end)) continue;
            for (int in = 0; in < 2; in++) {
                for (size_t i = 0; i < n; i++) y[i] = x[i] - (mark[i] ? end + (in == side ? -1e-4 : 1e-4) : 0);
                assert_int_equal(cm_permutation_test(&ctx, n, y, mark, NULL, 0.1, 100000, 1, &shifted), CM_OK);
                if (in == 1) assert_true(shifted.p > 0.1 || p.low > p.high - 1e-3);
                else assert_true(shifted.p <= 0.1);
            }
        }
    }
}

/* Within strata nothing is left where the stratum says all. */
static void test_strata_take_out_what_they_explain(void **state)
{
    static const double size[] = { 5, 6, 5, 6, 50, 51, 50, 51 };
    static const bool agreed[] = { true, true, true, false, false, true, false, false };
    static const size_t rule[] = { 0, 0, 0, 0, 1, 1, 1, 1 }, one[] = { 0, 0, 1, 1, 2, 2, 3, 3 };
    static const bool apart[] = { true, true, false, false, true, true, false, false };
    cm_permutation plain, within;
    (void)state;
    assert_int_equal(cm_permutation_test(&ctx, 8, size, agreed, NULL, 0.05, 1000, 1, &plain), CM_OK);
    assert_int_equal(cm_permutation_test(&ctx, 8, size, agreed, rule, 0.05, 1000, 1, &within), CM_OK);
    assert_int_equal(within.ways, 16);
    assert_true(plain.effect < -20);
    assert_close(within.effect, 0.0, 1e-9);
    assert_close(within.p, 1, 1e-12);
    assert_int_equal(cm_permutation_test(&ctx, 8, size, apart, one, 0.05, 1000, 1, &within), CM_E_DOMAIN);
    assert_string_equal(ctx.message, "none of 4 strata has cases of both kinds");
}

static void test_sampling_says_so_and_comes_close(void **state)
{
    double size[24];
    bool mark[24];
    cm_permutation drawn, all;
    (void)state;
    for (size_t i = 0; i < 24; i++) {
        size[i] = (double)(i * i % 17);
        mark[i] = i % 3 == 0;
    }
    assert_int_equal(cm_permutation_test(&ctx, 24, size, mark, NULL, 0.05, 1000000, 1, &all), CM_OK);
    assert_int_equal(cm_permutation_test(&ctx, 24, size, mark, NULL, 0.05, 20000, support_seed(), &drawn), CM_OK);
    assert_true(all.exact && !drawn.exact);
    assert_int_equal(all.ways, 735471);
    assert_close(drawn.p, all.p, 0.02);
    assert_close(drawn.low, all.low, 0.5);
}

/* ---- ranks ---- */

static const double participants[] = { 23, 13, 38, 26, 26, 62, 102, 123 }, months[] = { 7, 5, 8, 5, 11, 37, 74, 87 };

/* GATT rounds; R gives rho and tau, all 40,320 orders the p. */
static void test_rounds_that_grew_took_longer(void **state)
{
    static const double start[] = { 1947.25, 1949.25, 1950.67, 1956, 1960.67, 1964.33, 1973.67, 1986.67 };
    cm_rank r;
    (void)state;
    assert_int_equal(cm_rank_test(&ctx, 8, participants, months, NULL, 0, 0.05, &r), CM_OK);
    assert_close(r.rho, 0.8975903614, 1e-9);
    assert_close(r.tau, 0.8148148148, 1e-9);
    assert_true(r.exact);
    assert_int_equal(r.orders, 40320);
    assert_true(r.p < 0.01 && r.p > 0.001);
    assert_true(r.low > 0 && r.high < 1);
    assert_int_equal(cm_rank_test(&ctx, 8, participants, months, start, 1, 0.05, &r), CM_OK);
    assert_close(r.rho, 0.5528658092, 1e-9);
    assert_true(r.p > 0.05 && isnan(r.tau));
}

/* Drawn in R: set.seed(3); with a third column taken out. */
static void test_ranks_agree_with_r(void **state)
{
    static const double u[] = { -1, -0.3, 0.3, -1.2, 0.2, 0, 0.1, 1.1, -1.2, 1.3, -0.7, -1.1, -0.7, 0.3, 0.2, -0.3, -1, -0.6, 1.2, 0.2, -0.6, -0.9, -0.2, -1.7, -0.5, -0.7, 1.2, 1, -0.1, -1.1 };
    static const double v[] = { 0.8, 1.4, 1.8, 0.3, -0.5, 1.4, 2.7, 1.2, -3.2, 2.9, 0.9, -1.7, 2.7, -1.3, 0.9, -4.8, -1.3, 1.7, 0.3, -1.6, 0.9, -2.5, 0.3, -5.2, -3.3, -1.6, -0.9, 3.7, 1.7, -2.7 };
    static const double k[] = { -0.4, 0.6, 0.6, -0.8, 1.4, -0.5, -0.3, 2.1, -2.5, 1.5, -0.7, -0.6, 0.3, 0.6, 0.4, 0.4, 0.2, -0.2, 0.2, 0, 1.1, -1.3, 0.5, -0.5, 0.3, -0.7, 1.4, 0.1, 0.3, -2 };
    double turned[30];
    cm_rank r, back;
    (void)state;
    assert_int_equal(cm_rank_test(&ctx, 30, u, v, NULL, 0, 0.05, &r), CM_OK);
    assert_false(r.exact);
    assert_close(r.rho, 0.4831510944, 1e-9);
    assert_close(r.p, 0.006839547139, 1e-9);
    assert_close(r.tau, 0.3522468472, 1e-9);
    assert_close(r.tau_p, 0.007595821537, 1e-9);
    for (size_t i = 0; i < 30; i++) turned[i] = -exp(u[i]);
    assert_int_equal(cm_rank_test(&ctx, 30, turned, v, NULL, 0, 0.05, &back), CM_OK);
    assert_close(back.rho, -r.rho, 1e-12);
    assert_close(back.low, -r.high, 1e-12);
    assert_int_equal(cm_rank_test(&ctx, 30, u, v, k, 1, 0.05, &r), CM_OK);
    assert_close(r.rho, 0.35061451425, 1e-9);
    assert_close(r.p, 0.06221560651, 1e-9);
}

/* Spearman's exact p of distinct numbers: 5 cases in order have 2 of 120. */
static void test_exact_rank_p_of_five_in_order(void **state)
{
    static const double x[] = { 1, 2, 3, 4, 5 }, y[] = { 2, 4, 5, 9, 30 }, flat[] = { 1, 1, 1, 1, 1 };
    cm_rank r;
    (void)state;
    assert_int_equal(cm_rank_test(&ctx, 5, x, y, NULL, 0, 0.05, &r), CM_OK);
    assert_close(r.p, 2.0 / 120, 1e-12);
    assert_close(r.tau_p, 2.0 / 120, 1e-12);
    assert_int_equal(cm_rank_test(&ctx, 5, x, y, x, 1, 0.05, &r), CM_E_DOMAIN);
    assert_string_equal(ctx.message, "the controls leave nothing of the order of 5 cases");
    cm_ctx_clear(&ctx);
    assert_int_equal(cm_rank_test(&ctx, 5, x, flat, NULL, 0, 0.05, &r), CM_E_DOMAIN);
    assert_string_equal(ctx.message, "a column of 5 equal numbers has no order");
}

static void test_memory_that_ends_is_told(void **state)
{
    static const bool agreed[] = { false, true, true, true, false, true, true, true };
    cm_permutation p;
    cm_rank r;
    int failed = 0;
    (void)state;
    for (long k = 0; k < 40; k++) {
        cm_ctx_init(&ctx);
        ctx.alloc_budget = k;
        cm_status status = k % 2 == 0 ? cm_permutation_test(&ctx, 8, participants, agreed, NULL, 0.05, 1000, 1, &p)
                                      : cm_rank_test(&ctx, 8, participants, months, months, 1, 0.05, &r);
        if (status == CM_E_MEMORY) failed++;
        else if (k % 2 == 0) assert_int_equal(status, CM_OK);
        else assert_int_equal(status, CM_E_DOMAIN);
    }
    assert_true(failed >= 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_fisher_agrees_with_published_tables, fresh),
        cmocka_unit_test_setup(test_fisher_is_the_count_of_all_ways, fresh),
        cmocka_unit_test_setup(test_fisher_turns_with_its_rows, fresh),
        cmocka_unit_test_setup(test_fisher_refuses_an_empty_margin, fresh),
        cmocka_unit_test_setup(test_groups_of_experts_tell_nothing_about_size, fresh),
        cmocka_unit_test_setup(test_permutation_is_the_count_of_all_subsets, fresh),
        cmocka_unit_test_setup(test_strata_take_out_what_they_explain, fresh),
        cmocka_unit_test_setup(test_sampling_says_so_and_comes_close, fresh),
        cmocka_unit_test_setup(test_rounds_that_grew_took_longer, fresh),
        cmocka_unit_test_setup(test_ranks_agree_with_r, fresh),
        cmocka_unit_test_setup(test_exact_rank_p_of_five_in_order, fresh),
        cmocka_unit_test_setup(test_memory_that_ends_is_told, fresh),
    };
    return RUN_TESTS(tests);
}
