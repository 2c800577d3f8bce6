/* test_passage.c: how likely a venue is to agree: closed forms, all combinations, simulations; near misses are refused. */
#include "solver/voting/passage.h"

#include <gsl/gsl_sf_gamma.h>

#include "tests/support/ballots.h"

extern const cm_concept cm_concept_passage;

static cm_passage_params usual(double yes, double correlation, const char *shock)
{
    cm_passage_params p = { .yes = yes, .correlation = correlation, .shock = shock };
    return p;
}

static cm_status solve(ballot *b, const cm_passage_params *params)
{
    cm_ctx_clear(&b->ctx);
    cm_result_init(&b->result, &b->arena);
    return cm_concept_solve(&b->ctx, &cm_concept_passage, &b->game, params, &b->result);
}

static void solved(ballot *b, const cm_passage_params *params)
{
    if (solve(b, params) != CM_OK) fail_msg("n = %zu: %s", b->game.as.vote.n, b->ctx.message);
    assert_true(b->result.certified);
}

static double agreement(const ballot *b) { return cm_result_get(&b->result, "agreement")->as.number; }

static void heads(ballot *b, size_t n, int64_t quota)
{
    ballot_open(b, n, 0);
    for (size_t i = 0; i < n; i++) b->weight[0][i] = 1;
    ballot_threshold(b, 0, quota);
}

/* Consensus of n who share a chance drawn from a beta distribution is B(a + n, b) / B(a, b); of n with a common normal shock it
 * is an integral that was computed apart, by adaptive quadrature in another program. */
static void test_consensus_with_a_common_shock(void **state)
{
    static const struct { size_t n; double rho, chance; } normal[] = {
        { 2, 0.2, 0.9052454497158264 }, { 5, 0.2, 0.7946571230354547 }, { 25, 0.2, 0.4408246166762617 }, { 193, 0.2, 0.07651546879628081 },
        { 15, 0.5, 0.700132365242276 }, { 193, 0.5, 0.3541495029418761 }, { 25, 0.8, 0.7968720162109073 }, { 193, 0.8, 0.678460610911918 },
        { 25, 0, 0.27738957312183377 } };
    static const struct { size_t n; double rho, chance; } beta[] = {
        { 25, 0.05, 0.4375734130532426 }, { 193, 0.05, 0.09659828492555463 }, { 25, 0.2, 0.6545217350654592 }, { 193, 0.2, 0.44459406504262977 },
        { 25, 0.5, 0.8245999861598405 }, { 193, 0.5, 0.7451078797799083 }, { 193, 0, 5.0194463971637824e-05 } };
    ballot b;
    (void)state;
    for (size_t k = 0; k < sizeof normal / sizeof normal[0]; k++) {
        cm_passage_params p = usual(0.95, normal[k].rho, "normal");
        heads(&b, normal[k].n, (int64_t)normal[k].n);
        solved(&b, &p);
        assert_close(agreement(&b), normal[k].chance, 1e-9);
        ballot_close(&b);
    }
    for (size_t k = 0; k < sizeof beta / sizeof beta[0]; k++) {
        cm_passage_params p = usual(0.95, beta[k].rho, "beta");
        heads(&b, beta[k].n, (int64_t)beta[k].n);
        solved(&b, &p);
        assert_close(agreement(&b), beta[k].chance, 1e-9);
        ballot_close(&b);
    }
}

/* A quota of heads under a beta mixture is a beta-binomial tail; under a small correlation too, where other points are taken. */
static void test_quotas_have_beta_binomial_tails(void **state)
{
    static const double rho[] = { 0.001, 0.004, 0.02, 0.3, 0.9 };
    (void)state;
    for (size_t k = 0; k < 5; k++) {
        ballot b;
        cm_passage_params p = usual(0.7, rho[k], "beta");
        double s = 1 / rho[k] - 1, tail = 0;
        heads(&b, 27, 18);
        solved(&b, &p);
        for (int yes = 18; yes <= 27; yes++) {
            tail += exp(gsl_sf_lnbeta(0.7 * s + yes, 0.3 * s + 27 - yes) - gsl_sf_lnbeta(0.7 * s, 0.3 * s) - gsl_sf_lnbeta(yes + 1, 28 - yes)) / 28;
        }
        assert_close(agreement(&b), tail, 1e-9);
        ballot_close(&b);
    }
}

/* J. S. Coleman (1971), J. F. Banzhaf (1965): the Security Council's 53/2048, 53/1024 and 21/4096. */
static void test_even_chances_are_coleman_and_banzhaf(void **state)
{
    ballot b;
    cm_passage_params p = usual(0.5, 0, "normal");
    (void)state;
    ballot_weighted(&b, 39, "7*5 1*10");
    solved(&b, &p);
    assert_close(agreement(&b), 53.0 / 2048, 1e-15);
    for (size_t i = 0; i < 15; i++) {
        double banzhaf = i < 5 ? 53.0 / 1024 : 21.0 / 4096;
        assert_close(ballot_number(&b, "members", i, "decisive"), banzhaf, 1e-15);
        assert_close(ballot_number(&b, "members", i, "success"), 0.5 + banzhaf / 2, 1e-14);         /* Penrose, Rae */
        assert_close(ballot_number(&b, "members", i, "if_no"), i < 5 ? 1 : 1 - 53.0 / 2048 + 21.0 / 8192, 1e-14);
    }
    assert_string_equal(cm_result_get(&b.result, "most_decisive")->as.text, "m0");
    ballot_close(&b);
}

/* A bloc is one voter of its weight; all in one bloc agree as often as one of them. */
static void test_blocs_vote_as_one(void **state)
{
    static const size_t first[] = { 0, 3, 5 }, item[] = { 0, 1, 2, 4, 5 }, everybody[] = { 0, 1, 2, 3, 4, 5, 6 }, one[] = { 0, 7 };
    static const double each[] = { 0.9, 0.6, 0.6, 0.4, 0.5, 0.7, 0.2 };
    cm_passage_params p = { .yes = 0, .each = { 7, each }, .correlation = 0.3, .shock = "normal", .blocs = { 2, first, item } }, single;
    double merged_yes[4] = { 0.7, 0.6, 0.4, 0.2 };
    ballot b, merged;
    (void)state;
    ballot_weighted(&b, 13, "5 4 3 2 2 1 6");
    ballot_weighted(&merged, 13, "12 3 2 6");
    solved(&b, &p);
    single = p;
    single.each = (cm_numbers){ 4, merged_yes };
    single.blocs = (cm_lists){ 0, NULL, NULL };
    solved(&merged, &single);
    assert_close(agreement(&b), agreement(&merged), 1e-12);
    assert_close(ballot_number(&b, "members", 1, "decisive"), ballot_number(&merged, "members", 0, "decisive"), 1e-12);
    assert_close(ballot_number(&b, "members", 5, "luck"), ballot_number(&merged, "members", 1, "luck"), 1e-12);
    assert_int_equal(cm_result_get(&b.result, "voters")->as.integer, 4);
    cm_result_find(&b.result, "members")->cell[1] = cm_integer(2);                /* of the other bloc, it says */
    assert_int_equal(cm_concept_passage.check(&b.ctx, &b.game, &p, &b.result), CM_E_NUMERIC);
    cm_ctx_clear(&b.ctx);
    p.blocs = (cm_lists){ 1, one, everybody };
    solved(&b, &p);
    assert_close(agreement(&b), (0.9 + 0.6 + 0.6 + 0.4 + 0.5 + 0.7 + 0.2) / 7, 1e-9);
    ballot_close(&b);
    ballot_close(&merged);
}

/* Random rules and chances: the answer by drawing votes is within what draws allow, and every near miss is refused. */
static void test_random_rules_and_near_misses(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 220; k++) {
        static const char *const names[] = { "decisive", "success", "luck", "yes" };
        ballot b;
        double each[12];
        size_t n = 1 + (size_t)(k % 8), column = 0;
        cm_passage_params p = usual(0.5, k % 3 == 0 ? 0 : 0.9 * ((double)(k % 10) / 10), k % 4 == 1 ? "beta" : "normal");
        cm_table *table;
        ballot_draw(&b, n, 3000 + k);
        for (size_t i = 0; i < n; i++) each[i] = cm_rng_below(&b.rng, 12) == 0 ? (double)cm_rng_below(&b.rng, 2) : cm_rng_unit(&b.rng);
        p.yes = each[0];
        if (k % 4 != 1) p.each = (cm_numbers){ n, each };
        solved(&b, &p);
        table = cm_result_find(&b.result, "members");
        while (strcmp(table->column[column], names[k % 4]) != 0) column++;
        table->cell[(k % n) * table->ncolumns + column].as.number += k % 2 == 0 ? 1e-6 : -1e-6;
        assert_int_equal(cm_concept_passage.check(&b.ctx, &b.game, &p, &b.result), CM_E_NUMERIC);
        table->cell[(k % n) * table->ncolumns + column].as.number -= k % 2 == 0 ? 1e-6 : -1e-6;
        cm_ctx_clear(&b.ctx);
        for (size_t c = 0; c < 2; c++) {                                 /* whose row it is, and of which bloc */
            cm_value *is = &table->cell[(k % n) * table->ncolumns + c], right = *is;
            *is = c == 0 ? cm_text("nobody") : cm_integer(1);
            assert_int_equal(cm_concept_passage.check(&b.ctx, &b.game, &p, &b.result), CM_E_NUMERIC);
            *is = right;
            cm_ctx_clear(&b.ctx);
        }
        for (cm_named *s = b.result.summary; s != NULL; s = s->next) {
            if (strcmp(s->name, k % 2 == 0 ? "agreement" : "independent") == 0) s->value.as.number += 1e-6;
        }
        assert_int_equal(cm_concept_passage.check(&b.ctx, &b.game, &p, &b.result), CM_E_NUMERIC);
        ballot_close(&b);
    }
}

/* yes and no exchanged, and the rule with them: what passed fails. */
static void test_the_dual_rule_turns_everything_round(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 20; k++) {
        ballot b, dual;
        double each[9], turned[9];
        cm_passage_params p = usual(0, 0.4, "normal"), q;
        size_t n = 9;
        ballot_open(&b, n, 5000 + k);
        ballot_open(&dual, n, 0);
        for (size_t i = 0; i < n; i++) {
            b.weight[0][i] = dual.weight[0][n - 1 - i] = 1 + (int64_t)cm_rng_below(&b.rng, 9);
            each[i] = cm_rng_unit(&b.rng);
            turned[n - 1 - i] = 1 - each[i];
        }
        ballot_threshold(&b, 0, 1);
        ballot_threshold(&b, 0, 1 + (int64_t)cm_rng_below(&b.rng, (uint64_t)b.node[0].total));
        ballot_threshold(&dual, 0, b.node[0].total - b.node[0].quota + 1);
        p.each = (cm_numbers){ n, each };
        q = p;
        q.each = (cm_numbers){ n, turned };
        solved(&b, &p);
        solved(&dual, &q);
        assert_close(agreement(&b) + agreement(&dual), 1, 1e-12);
        for (size_t i = 0; i < n; i++) {
            assert_close(ballot_number(&b, "members", i, "decisive"), ballot_number(&dual, "members", n - 1 - i, "decisive"), 1e-12);
            assert_close(ballot_number(&b, "members", i, "success"), ballot_number(&dual, "members", n - 1 - i, "success"), 1e-12);
        }
        ballot_close(&b);
        ballot_close(&dual);
    }
}

static void test_mistakes_are_said(void **state)
{
    static const size_t first[] = { 0, 2, 4 }, item[] = { 0, 1, 1, 2 };
    static const double each[] = { 0.5, 0.25, 0.5 };
    cm_passage_params p = usual(0.5, 0.5, "beta");
    ballot b;
    (void)state;
    heads(&b, 3, 2);
    p.blocs = (cm_lists){ 2, first, item };
    assert_int_equal(solve(&b, &p), CM_E_INPUT);
    assert_string_equal(b.ctx.message, "member 2 is named in two blocs; each member votes with one");
    p.blocs = (cm_lists){ 0, NULL, NULL };
    p.each = (cm_numbers){ 3, each };
    assert_int_equal(solve(&b, &p), CM_E_DOMAIN);
    assert_string_equal(b.ctx.message, "the shock 'beta' is one chance that all share, and these members say yes with 0.5 and 0.25; shock = \"normal\" takes different ones");
    ballot_close(&b);
    ballot_open(&b, 60, 0);
    for (size_t i = 0; i < 60; i++) b.weight[0][i] = (int64_t)((i + 1) * (i + 1) * (i + 1)) * 1000003 % 999983;
    ballot_threshold(&b, 0, 1);
    ballot_threshold(&b, 0, b.node[0].total / 2);
    p = usual(0.5, 0, "normal");
    assert_int_equal(solve(&b, &p), CM_E_LIMIT);
    assert_string_equal(b.ctx.message, "the rule tells too many combinations of these 60 voters apart to be followed; votes in rounder numbers, or blocs, make them fewer");
    ballot_close(&b);
}

static void test_memory_may_end_anywhere(void **state)
{
    static const size_t first[] = { 0, 2 }, item[] = { 0, 2 };
    bool done = false;
    (void)state;
    for (long budget = 0; !done && budget < 400; budget++) {
        ballot b;
        cm_passage_params p = usual(0.4, 0.3, budget % 2 == 0 ? "beta" : "normal");
        cm_status status;
        ballot_weighted(&b, 5, "3 2 2 1");
        p.blocs = (cm_lists){ 1, first, item };
        b.ctx.alloc_budget = budget;
        cm_result_init(&b.result, &b.arena);
        status = cm_concept_solve(&b.ctx, &cm_concept_passage, &b.game, &p, &b.result);
        done = status == CM_OK;
        assert_true(done || status == CM_E_MEMORY);
        ballot_close(&b);
    }
    assert_true(done);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_consensus_with_a_common_shock),
        cmocka_unit_test(test_quotas_have_beta_binomial_tails),
        cmocka_unit_test(test_even_chances_are_coleman_and_banzhaf),
        cmocka_unit_test(test_blocs_vote_as_one),
        cmocka_unit_test(test_random_rules_and_near_misses),
        cmocka_unit_test(test_the_dual_rule_turns_everything_round),
        cmocka_unit_test(test_mistakes_are_said),
        cmocka_unit_test(test_memory_may_end_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
