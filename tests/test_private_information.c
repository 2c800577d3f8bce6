/* test_private_information.c: agreement when worths are hidden. */
#include "solver/bargain/private.h"

#include "solver/bargain/irwin_hall.h"
#include "solver/base/lp.h"
#include "solver/base/rat.h"
#include "solver/base/rng.h"
#include "tests/support/talking.h"

extern const cm_concept cm_concept_private_information;
static const cm_concept *const concept = &cm_concept_private_information;

typedef struct known {
    const char *costs;
    double cost;
    size_t n;
    double threshold, second, first, share;
} known;

static void expect(const known *r)
{
    const cm_private_params params = { r->costs, r->cost };
    talking t;
    (void)talking_open(&t, r->n, (int64_t)r->n, 0.9);
    assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
    if (r->threshold > 0) assert_close(talking_number(&t, "threshold") / (double)r->n, r->threshold, 1e-8);
    assert_close(talking_number(&t, "agreement"), r->second, 1e-6 * r->second);
    assert_close(talking_number(&t, "first_best"), r->first, 1e-6 * r->first);
    assert_close(talking_number(&t, "captured"), r->share, 1e-6 * r->share);
    assert_close(talking_number(&t, "largest_deviation"), 0, 1e-12);
    cm_arena_free(&t.arena);
}

/* Cost c a member: by grids and many digits in another program; n = 2 is Myerson and Satterthwaite's 9/32 of trades
 * and 27/32 of the gains, n = 3 is 1/6 by hand.  Model: Mailath and Postlewaite 1990. */
static void test_with_a_cost_a_member_it_vanishes(void **state)
{
    static const known rows[] = {
        { "per-capita", 0.5, 1, 0.5, 0.5, 0.5, 1 },
        { "per-capita", 0.5, 2, 0.625, 9 / 32.0, 0.5, 27 / 32.0 },
        { "per-capita", 0.5, 3, 2 / 3.0, 1 / 6.0, 0.5, 8 / 13.0 },
        { "per-capita", 0.25, 5, 0.5323693028706186, 0.4039383488665598, 0.974609375, 0.6033510067186372 },
        { "per-capita", 0.5, 10, 0.7237444440130729, 0.006337676036641401, 0.5, 0.04328539280265542 },
        { "per-capita", 0.5, 25, 0.7391833643821237, 9.41061876127448e-06, 0.5, 0.00010193754450390268 },
        { "per-capita", 0.75, 40, 0.8718707343661946, 2.976687233504849e-20, 6.205002404766216e-09, 9.110465552635827e-11 },
        { "per-capita", 0.25, 60, 0.6149837849844145, 0.0009590606465827672, 0.9999999999985589, 0.0014385909698741138 },
        { "per-capita", 0.5, 60, 0.745422966070071, 3.86897722543283e-12, 0.5, 6.500240354183173e-11 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) expect(&rows[k]);
}

/* One cost whatever the number: the reverse (Hellwig 2003). */
static void test_with_one_cost_it_becomes_certain(void **state)
{
    static const known rows[] = {
        { "fixed", 0.5, 2, 0, 0.6307926386685672, 0.875, 0.9083413996827367 },
        { "fixed", 0.5, 10, 0, 0.8502105405629641, 0.9999999997308856, 0.8974444594806892 },
        { "fixed", 1, 5, 0, 0.5197480745772038, 0.9916666666666667, 0.6923563620639903 },
        { "fixed", 1, 20, 0, 0.7750697534400869, 1, 0.8181291841867584 },
        { "fixed", 1, 60, 0, 0.8822778894830163, 1, 0.8974895772327236 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) expect(&rows[k]);
}

/* The rate at which it vanishes tends to Cramer's, 0.40863882040277 at a cost of 1/2, from above. */
static void test_the_rate_of_decay_tends_to_cramers(void **state)
{
    const cm_private_params params = { "per-capita", 0.5 };
    double before = 1;
    (void)state;
    for (size_t n = 50; n <= 250; n += 100) {
        talking t;
        double rate;
        (void)talking_open(&t, n, (int64_t)n, 0.9);
        assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
        rate = -log(talking_number(&t, "agreement")) / (double)n;
        assert_true(rate < before && rate > 0.40863882040277);
        before = rate;
        cm_arena_free(&t.arena);
    }
    assert_true(before < 0.420);
}

/* The whole mechanism as a linear programme for two members of 20 and 40 types each, at the middles of equal parts:
 * provision q(i, j), expected payments p(i); truth, participation, budget. Surplus 0.1468181818 and 0.1439285714
 * in another program, down to 9/64. */
static double discrete(int m)
{
    cm_ctx ctx;
    size_t columns = (size_t)(m * m + m);
    double *row = calloc(columns, sizeof *row), value = 0, weight = 1 / (double)m;
    cm_lp_answer answer;
    cm_lp *lp;
    cm_ctx_init(&ctx);
    lp = cm_lp_new(&ctx, columns, true);
    for (int i = 0; i < m; i++) {
        for (int j = 0; j < m; j++) assert_int_equal(cm_lp_column(&ctx, lp, (size_t)(i * m + j), weight * weight * ((i + j + 1) * weight - 1), 0, 1, false), CM_OK);
    }
    for (int i = 0; i < m; i++) {
        double v = (i + 0.5) * weight;
        for (int k = -1; k < m; k++) {              /* k = -1: participation */
            if (k == i) continue;
            memset(row, 0, columns * sizeof *row);
            for (int j = 0; j < m; j++) row[i * m + j] += v * weight;
            row[m * m + i] = -1;
            for (int j = 0; k >= 0 && j < m; j++) row[k * m + j] -= v * weight;
            if (k >= 0) row[m * m + k] = 1;
            assert_int_equal(cm_lp_row(&ctx, lp, row, 0, HUGE_VAL), CM_OK);
        }
    }
    for (int i = 0; i < m; i++) {                   /* budget; and the two members alike */
        row[m * m + i] = 2 * weight;
        for (int j = 0; j < m; j++) row[i * m + j] = -weight * weight;
    }
    assert_int_equal(cm_lp_row(&ctx, lp, row, 0, HUGE_VAL), CM_OK);
    for (int i = 0; i < m; i++) {
        for (int j = 0; j < i; j++) {
            memset(row, 0, columns * sizeof *row);
            row[i * m + j] = 1;
            row[j * m + i] = -1;
            assert_int_equal(cm_lp_row(&ctx, lp, row, 0, 0), CM_OK);
        }
    }
    assert_int_equal(cm_lp_solve(&ctx, lp, &answer, NULL, &value, NULL), CM_OK);
    assert_int_equal(answer, CM_LP_OPTIMAL);
    cm_lp_free(lp);
    free(row);
    return value;
}

static void test_a_linear_programme_comes_to_the_same(void **state)
{
    const cm_private_params params = { "fixed", 1 };
    double coarse = discrete(10), fine = discrete(20);
    talking t;
    (void)state;
    (void)talking_open(&t, 2, 2, 0.9);
    assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
    assert_close(talking_number(&t, "surplus"), 9 / 64.0, 1e-12);
    assert_close(fine, 0.1468181818181818, 1e-8);
    assert_close(fine - (coarse - fine), 9 / 64.0, 2e-3);            /* the error falls with 1/m */
    cm_arena_free(&t.arena);
}

/* Irwin's and Hall's alternating sum in fractions, for far tails of 30 and 60. */
static void test_tails_agree_with_fractions(void **state)
{
    double room[70];
    cm_ctx ctx;
    (void)state;
    cm_ctx_init(&ctx);
    for (int c = 0; c < 40; c++) {
        size_t m = c % 2 == 0 ? 30 : 60;
        double x = (double)m * (0.05 + 0.9 * c / 40), tail, above;
        cm_rat *r = cm_rats_new(&ctx, 3);                            /* y - k, term, sum of Pr[S < m - x] */
        int64_t y = (int64_t)floor(((double)m - x) * 64);
        x = (double)m - (double)y / 64;
        for (int64_t k = 0; 64 * k < y; k++) {
            cm_rat_set_ratio(&r[1], k % 2 == 0 ? 1 : -1, 1);
            for (int64_t j = 1; j <= (int64_t)m; j++) {              /* C(m, k) / m! times (y - k)^m */
                cm_rat_set_ratio(&r[0], y - 64 * k, 64 * (j <= k ? j : j - k));
                cm_rat_mul(&r[1], &r[1], &r[0]);
            }
            cm_rat_add(&r[2], &r[2], &r[1]);
        }
        cm_irwin_hall(m, x, room, &tail, &above);
        assert_close(tail / cm_rat_value(&r[2]), 1, 1e-12);
        cm_rats_free(r, 3);
    }
}

static void test_played_out_payments_cover_the_cost(void **state)
{
    enum { GAMES = 200000 };
    const cm_private_params params = { "per-capita", 0.4 };
    talking t;
    cm_rng rng;
    double bar, budget = 0, provided = 0;
    (void)state;
    (void)talking_open(&t, 4, 4, 0.9);
    assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
    bar = talking_number(&t, "threshold");
    cm_rng_init(&rng, support_seed(), "private", 0);
    for (int g = 0; g < GAMES; g++) {
        double v[4], sum = 0;
        for (int i = 0; i < 4; i++) sum += v[i] = cm_rng_unit(&rng);
        if (sum < bar) continue;
        provided++;
        budget -= 1.6;
        for (int i = 0; i < 4; i++) budget += fmax(0, bar - (sum - v[i]));      /* the least worth that still gets it */
    }
    assert_close(provided / GAMES, talking_number(&t, "agreement"), 0.005);
    assert_close(budget / GAMES, 0, 0.005);
    cm_arena_free(&t.arena);
}

static void test_random_goods_are_certified_and_near_misses_refused(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "goods", 0);
    for (uint64_t k = 0; k < 200; k++) {
        size_t n = 1 + (size_t)cm_rng_below(&rng, k < 190 ? 20 : 120);
        const cm_private_params params = { k % 2 == 0 ? "fixed" : "per-capita", 0.02 + 0.9 * cm_rng_unit(&rng) };
        talking t;
        (void)talking_open(&t, n, 1 + (int64_t)cm_rng_below(&rng, n), 0.9);
        assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
        talking_refuses_summary(&t, concept, &params, 1e-4);
        talking_refuses_inventions(&t, concept, &params);
        if (k < 40) talking_refuses_table(&t, concept, &params, "types", 1e-4);
        cm_arena_free(&t.arena);
    }
}

static void test_posted_shares_go_by_the_venues_rule(void **state)
{
    const cm_private_params params = { "per-capita", 0.5 };
    talking t;
    (void)state;
    (void)talking_open(&t, 5, 5, 0.9);
    assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
    assert_close(talking_number(&t, "posted"), 1 / 32.0, 1e-15);
    cm_arena_free(&t.arena);
    (void)talking_open(&t, 5, 3, 0.9);
    assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
    assert_close(talking_number(&t, "posted"), 0.5, 1e-12);
    cm_arena_free(&t.arena);
}

static void test_at_the_ends_it_comes_always_or_never(void **state)
{
    talking t;
    cm_private_params params = { "fixed", 0 };
    (void)state;
    (void)talking_open(&t, 3, 3, 0.9);
    assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
    assert_close(talking_number(&t, "agreement"), 1, 0);
    assert_close(talking_number(&t, "captured"), 1, 0);
    params.cost = 3;
    assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
    assert_close(talking_number(&t, "agreement"), 0, 0);
    assert_int_equal(cm_result_get(&t.result, "captured")->kind, CM_NONE);
    assert_string_equal(t.result.note->value.as.text, "The good costs at least what it can be worth to all together: it is never provided.");
    cm_arena_free(&t.arena);
}

static void test_what_it_cannot_take_it_says(void **state)
{
    cm_private_params params = { "per-capita", 0.99 };
    talking t;
    (void)state;
    talking_open(&t, 3, 2, 0.9)->outside = t.outside;
    t.outside[1] = 0.1;
    assert_int_equal(talking_solve(&t, concept, &params), CM_E_DOMAIN);
    assert_string_equal(t.ctx.message, "nobody may have anything without an agreement, and 'member' has 0.1");
    cm_arena_free(&t.arena);
    talking_refuses_leaders(concept, &params, 3, 2, "private-information");
    talking_open(&t, 3, 2, 0.9)->rounds = 2;
    assert_int_equal(talking_solve(&t, concept, &params), CM_E_DOMAIN);
    assert_string_equal(t.ctx.message, "private-information is one round, and these talks go on until round 2");
    cm_arena_free(&t.arena);
    talking_open(&t, 3, 2, 0.9)->rounds = 1;
    assert_int_equal(talking_solve(&t, concept, &(cm_private_params){ "per-capita", 0.5 }), CM_OK);
    cm_arena_free(&t.arena);
    (void)talking_open(&t, 200, 200, 0.9);
    assert_int_equal(talking_solve(&t, concept, &params), CM_E_LIMIT);
    assert_string_equal(t.ctx.message, "with a cost of 198 for 200 members the good comes about so seldom that its probability is below the smallest number");
    cm_ctx_clear(&t.ctx);
    t.ctx.work_limit = 1000;
    assert_int_equal(talking_solve(&t, concept, &params), CM_E_LIMIT);
    assert_string_equal(t.ctx.message, "200 members need more than the 1000 steps allowed; the probability falls or rises steadily from smaller numbers");
    cm_arena_free(&t.arena);
}

/* Two members, cost 1: U(v) = (v - 1/4)^2 / 2 from 1/4 on, so 1/2 of 0.0439453125 / 0.0703125 = 5/16; a free good gives
 * everybody v: (n - 1) / n / 3; one that is never provided gives nothing to compare. */
static void test_what_types_expect_is_unequal(void **state)
{
    talking t;
    cm_private_params params = { "per-capita", 0.5 };
    (void)state;
    (void)talking_open(&t, 2, 2, 0.9);
    assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
    assert_close(talking_number(&t, "inequality"), 5 / 16.0, 1e-9);
    assert_true(talking_notes(&t, "It is decided in one round: the venue's patience and its cost of a round do not count here."));
    cm_arena_free(&t.arena);
    params.cost = 0;
    (void)talking_open(&t, 6, 6, 0.9);
    assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
    assert_close(talking_number(&t, "inequality"), 5 / 18.0, 1e-12);
    params.cost = 1;
    assert_int_equal(talking_solve(&t, concept, &params), CM_OK);
    assert_int_equal(cm_result_get(&t.result, "inequality")->kind, CM_NONE);
    cm_arena_free(&t.arena);
}

static void test_each_allocation_may_fail(void **state)
{
    const cm_private_params params = { "per-capita", 0.5 };
    (void)state;
    talking_runs_out_of_memory(concept, &params, 4, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_types_expect_is_unequal),
        cmocka_unit_test(test_with_a_cost_a_member_it_vanishes),
        cmocka_unit_test(test_with_one_cost_it_becomes_certain),
        cmocka_unit_test(test_the_rate_of_decay_tends_to_cramers),
        cmocka_unit_test(test_a_linear_programme_comes_to_the_same),
        cmocka_unit_test(test_tails_agree_with_fractions),
        cmocka_unit_test(test_played_out_payments_cover_the_cost),
        cmocka_unit_test(test_random_goods_are_certified_and_near_misses_refused),
        cmocka_unit_test(test_posted_shares_go_by_the_venues_rule),
        cmocka_unit_test(test_at_the_ends_it_comes_always_or_never),
        cmocka_unit_test(test_what_it_cannot_take_it_says),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
