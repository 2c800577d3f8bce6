/* test_stats.c: intervals for shares and differences, and whether they cover. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>

#include "models/stats.h"
#include "solver/base/rng.h"
#include "tests/support/support.h"

/* Reference figures: Newcombe, Statist. Med. 17 (1998) 857-872, table I (7/20, 81/263 and 0/10 among
 * them), recomputed to sixteen digits. */
static void test_wilson_gives_the_published_intervals(void **state)
{
    static const double known[][4] = { { 0, 10, 0, .2775327998628892 }, { 7, 20, .18119182410108206, .5671457233147638 },
                                       { 81, 263, .2552885198782742, .36620957698280004 }, { 1000, 1000, .996173241514445, 1 } };
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        cm_interval got = cm_wilson(known[i][0], known[i][1], .05);
        assert_close(got.low, known[i][2], 1e-12);
        assert_close(got.high, known[i][3], 1e-12);
    }
}

static void test_clopper_and_pearson_give_the_published_intervals(void **state)
{
    static const double known[][4] = { { 0, 10, 0, .3084971078187608 }, { 7, 20, .1539092047845412, .5921885345328282 },
                                       { 81, 263, .2527367455852713, .36762192260135146 }, { 1000, 1000, .9963179161031344, 1 } };
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        cm_interval got = cm_clopper_pearson(known[i][0], known[i][1], .05);
        assert_close(got.low, known[i][2], 1e-9);
        assert_close(got.high, known[i][3], 1e-9);
    }
}

/* The ends of Clopper and Pearson's interval leave alpha/2 of the binomial distribution each. */
static void test_the_exact_interval_ends_where_its_tails_are_half_of_alpha(void **state)
{
    (void)state;
    for (unsigned n = 1; n <= 60; n += 7) {
        for (unsigned hits = 0; hits <= n; hits++) {
            cm_interval got = cm_clopper_pearson(hits, n, .1);
            assert_true(got.low >= 0 && got.high <= 1 && got.low < got.high);
            if (hits > 0) assert_close(gsl_cdf_binomial_Q(hits - 1, got.low, n), .05, 1e-9);
            if (hits < n) assert_close(gsl_cdf_binomial_P(hits, got.high, n), .05, 1e-9);
        }
    }
}

static void test_turning_hits_into_misses_turns_the_intervals_round(void **state)
{
    (void)state;
    for (int hits = 0; hits <= 13; hits++) {
        cm_interval a = cm_wilson(hits, 13, .05), b = cm_wilson(13 - hits, 13, .05);
        cm_interval c = cm_clopper_pearson(hits, 13, .05), d = cm_clopper_pearson(13 - hits, 13, .05);
        cm_interval e = cm_paired_shares(3, hits, 5, 40, .05), f = cm_paired_shares(3, 5, hits, 40, .05);
        assert_close(a.low, 1 - b.high, 1e-12);
        assert_close(c.low, 1 - d.high, 1e-9);
        assert_close(e.low, -f.high, 1e-12);
        assert_close(e.high, -f.low, 1e-12);
    }
}

/* Newcombe, Statist. Med. 17 (1998) 2635-2650, table II, method 10; and a case in which phi is corrected
 * down to 0, so that the interval is the square-and-add one of the two Wilson intervals. */
static void test_paired_shares_give_newcombes_published_intervals(void **state)
{
    cm_interval got = cm_paired_shares(36, 12, 2, 50, .05), one, two;
    (void)state;
    assert_close(got.low, .0569, 6e-5);
    assert_close(got.high, .3404, 6e-5);
    got = cm_paired_shares(36, 14, 0, 50, .05);
    assert_close(got.low, .1528, 6e-5);
    assert_close(got.high, .4167, 6e-5);
    got = cm_paired_shares(10, 10, 9, 40, .05);             /* 10 x 11 - 10 x 9 = 20 = n/2 */
    one = cm_wilson(20, 40, .05);
    two = cm_wilson(19, 40, .05);
    assert_close(got.low, .025 - hypot(.5 - one.low, two.high - .475), 1e-12);
    assert_close(got.high, .025 + hypot(one.high - .5, .475 - two.low), 1e-12);
}

/* How often an interval of 95 % misses the true difference p10 - p01, of 4000 samples of n pairs. */
static double misses(double p11, double p10, double p01, int n, uint64_t index)
{
    cm_rng rng;
    int missed = 0;
    cm_rng_init(&rng, support_seed(), "pairs", index);
    for (int sample = 0; sample < 4000; sample++) {
        int both = 0, first = 0, second = 0;
        cm_interval got;
        for (int i = 0; i < n; i++) {
            double u = cm_rng_unit(&rng);
            if (u < p11) both++;
            else if (u < p11 + p10) first++;
            else if (u < p11 + p10 + p01) second++;
        }
        got = cm_paired_shares(both, first, second, n, .05);
        if (got.low > p10 - p01 || got.high < p10 - p01) missed++;
    }
    return missed / 4000.0;
}

static void test_paired_intervals_cover_at_their_rate(void **state)
{
    static const double cases[][4] = { { .4, .2, .1, 100 }, { .2, .3, .3, 200 }, { .05, .05, .02, 200 }, { .9, .04, .01, 200 },
                                       { .01, .005, .001, 400 }, { 0, .001, 0, 300 }, { 0, 0, 0, 100 }, { .5, .02, 0, 150 }, { .0, .9, .05, 60 } };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double rate = misses(cases[i][0], cases[i][1], cases[i][2], (int)cases[i][3], i);
        if (!(rate <= .065)) print_error("case %zu misses %.4f\n", i, rate);
        assert_true(rate <= .065);
    }
    assert_true(misses(.3, .25, .15, 200, 99) > .03);       /* and they are not merely wide */
}

static void test_a_mean_has_students_interval(void **state)
{
    /* 1, 2, 3, 4: mean 2.5, sd 1.290994, t(3, .975) = 3.182446: 2.5 -+ 2.054260 */
    cm_interval got = cm_mean_interval(10, 30, 4, .05, 1, 4);
    (void)state;
    assert_close(got.low, .445740, 1e-6);
    assert_close(got.high, 4.554260, 1e-6);
    got = cm_mean_interval(12, 36, 4, .05, 3, 3);                 /* 3, 3, 3, 3 */
    assert_close(got.low, 3, 0);
    assert_close(got.high, 3, 0);
    got = cm_mean_interval(7, 49, 1, .05, 7, 7);
    assert_close(got.low, 7, 0);
}

/* GSL 2.7 gives NaN at some of these; beta(1, b) has the closed form 1 - (1-u)^(1/b). */
static void test_beta_quantiles_invert_the_distribution(void **state)
{
    static const double shapes[][2] = { { 200, 3 }, { 1000, 2000 }, { 2, 400 }, { 0.1, 3 }, { 0.2, 0.2 }, { 10, 4991 }, { 2, 5 }, { 0.5, 0.5 } };
    (void)state;
    (void)gsl_set_error_handler_off();                   /* as the program does at its start */
    for (size_t k = 0; k < sizeof shapes / sizeof shapes[0]; k++) {
        double a = shapes[k][0], b = shapes[k][1], before = 0;
        for (int i = 1; i < 400; i++) {
            double u = i / 400.0, x = cm_beta_quantile(u, a, b);
            assert_true(x >= before && x >= 0 && x <= 1);
            assert_close(gsl_cdf_beta_P(x, a, b), u, 1e-7);
            before = x;
        }
    }
    assert_close(cm_beta_quantile(0.3, 1, 7), 1 - pow(0.7, 1.0 / 7), 1e-12);
    for (double hits = 0; hits <= 5000; hits += 1) {
        cm_interval interval = cm_clopper_pearson(hits, 5000, 0.05);
        assert_true(interval.low <= hits / 5000 && hits / 5000 <= interval.high && interval.low >= 0 && interval.high <= 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_beta_quantiles_invert_the_distribution),
        cmocka_unit_test(test_wilson_gives_the_published_intervals),
        cmocka_unit_test(test_clopper_and_pearson_give_the_published_intervals),
        cmocka_unit_test(test_the_exact_interval_ends_where_its_tails_are_half_of_alpha),
        cmocka_unit_test(test_turning_hits_into_misses_turns_the_intervals_round),
        cmocka_unit_test(test_paired_shares_give_newcombes_published_intervals),
        cmocka_unit_test(test_paired_intervals_cover_at_their_rate),
        cmocka_unit_test(test_a_mean_has_students_interval),
    };
    return RUN_TESTS(tests);
}
