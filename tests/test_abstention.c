/* test_abstention.c: votes with abstention and absence: published bodies in closed form, the quorum paradox by hand; what is
 * refused. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

#include "tests/support/abstention_world.h"

/* All n of one vote each: at least `quota`, or the share num/den of those voting. */
static void heads(ballot *b, size_t n, int64_t quota, cm_vote_share share)
{
    ballot_open(b, n, 0);
    for (size_t i = 0; i < n; i++) b->weight[0][i] = 1;
    ballot_threshold(b, 0, quota);
    b->node[0].share = share;
}

/* The Security Council: nine of fifteen, and none of the first five against (`apart`) or without them. */
static void council(ballot *b, bool apart)
{
    ballot_open(b, 15, 0);
    for (size_t i = 0; i < 15; i++) {
        b->weight[1][i] = 1;
        b->weight[2][i] = i < 5;
    }
    ballot_threshold(b, 1, 9);
    ballot_threshold(b, 2, 5);
    if (apart) b->node[2].share = (cm_vote_share){ 1, 1, false, true };
    b->node[0] = (cm_vote_node){ .kind = CM_VOTE_ALL, .child = 1, .nchildren = 2 };
    b->game.as.vote.nnodes = 3;
}

/* Where yes, abstaining and no are alike: five do not say no with chance (2/3)^5 and then say yes with chance 1/2 each. */
static void test_council_with_abstentions_is_two_binomials(void **state)
{
    cm_abstention_params p = usual();
    double passes = 0, elected = 0, permanent = 0;
    ballot b;
    (void)state;
    council(&b, true);
    solved(&b, &p);
    for (unsigned k = 0; k <= 5; k++) {
        passes += pow(2.0 / 3, 5) * gsl_ran_binomial_pdf(k, 0.5, 5) * gsl_cdf_binomial_Q(8 - k, 1.0 / 3, 10);
        elected += pow(2.0 / 3, 5) * gsl_ran_binomial_pdf(k, 0.5, 5) * gsl_ran_binomial_pdf(8 - k, 1.0 / 3, 9);
        if (k < 5) permanent += pow(2.0 / 3, 4) * gsl_ran_binomial_pdf(k, 0.5, 4) * gsl_cdf_binomial_Q(7 - k, 1.0 / 3, 10);
    }
    assert_close(summary(&b, "agreement"), passes, 1e-14);
    assert_close(summary(&b, "agreement_binary"), 53.0 / 2048, 1e-15);                  /* Coleman (1971) */
    assert_close(column(&b, 14, "decisive"), elected, 1e-14);
    assert_close(column(&b, 14, "abstain_no"), 0, 1e-15);
    assert_close(column(&b, 0, "decisive"), permanent, 1e-14);
    assert_close(column(&b, 0, "decisive_binary"), 53.0 / 1024, 1e-15);                 /* Banzhaf (1965) */
    assert_close(column(&b, 14, "decisive_binary"), 21.0 / 4096, 1e-15);
    assert_close(column(&b, 14, "shapley_binary"), 4.0 / 2145, 1e-14);
    assert_true(column(&b, 14, "shapley_shubik") > 4.0 / 2145);                         /* a veto is worth less where it may be waived */
    assert_close(5 * column(&b, 0, "shapley_shubik") + 10 * column(&b, 14, "shapley_shubik"), 1, 1e-13);
    ballot_close(&b);
}

/* Where an abstention is a no, a roll call is one of yes and no with other chances: the index stays as it was (I. Mann, L. S.
 * Shapley (1964): whatever the chance of yes). */
static void test_abstaining_as_a_no_leaves_the_index(void **state)
{
    cm_abstention_params p = usual();
    (void)state;
    for (uint64_t k = 0; k < 40; k++) {
        ballot b;
        if (k == 0) council(&b, false);
        else ballot_draw(&b, 1 + (size_t)(k % 9), 100 + k);
        p.absent = (double)(k % 5) / 5;
        solved(&b, &p);
        assert_string_equal(cm_result_get(&b.result, "abstention")->as.text, "no");
        assert_int_equal(cm_result_get(&b.result, "stays_away")->kind, CM_NONE);
        for (size_t i = 0; i < b.game.as.vote.n; i++) {
            assert_close(column(&b, i, "shapley_shubik"), column(&b, i, "shapley_binary"), 1e-12);
            assert_close(column(&b, i, "abstain_no"), 0, 1e-13);
            assert_close(column(&b, i, "away"), 0, 1e-13);
        }
        ballot_close(&b);
    }
}

/* Of 193 who vote yes, no or abstain alike, yes leads as often as no: half of what is left by a tie, whose chance is a sum of
 * trinomials; with a majority of those voting everybody settles as many roll calls. */
static void test_assembly_present_and_voting(void **state)
{
    cm_abstention_params p = usual();
    double tie = 0, valid = 0;
    ballot b;
    (void)state;
    heads(&b, 193, 97, (cm_vote_share){ 1, 2, true, false });
    for (unsigned k = 0; 2 * k <= 193; k++) tie += exp(lgamma(194) - 2 * lgamma(k + 1) - lgamma(194 - 2 * k) - 193 * log(3));
    solved(&b, &p);
    assert_close(summary(&b, "agreement"), (1 - tie) / 2, 1e-12);
    assert_close(column(&b, 192, "shapley_shubik"), 1.0 / 193, 1e-12);
    b.game.as.vote.quorum = 97;                                                          /* a majority has to be there */
    p.absent = 0.5;
    solved(&b, &p);
    for (unsigned k = 97; k <= 193; k++) valid += gsl_ran_binomial_pdf(k, 0.5, 193);
    assert_close(summary(&b, "valid"), valid, 1e-12);
    assert_close(valid, 0.5, 1e-12);                                                     /* 193 is odd */
    ballot_close(&b);
}

/* Two who are always for, one always against, and all three have to be there: by voting no the third lets it pass. */
static void test_quorum_paradox_by_hand(void **state)
{
    static const double yes[] = { 1, 1, 0 }, none[] = { 0, 0, 0 }, away[] = { 0, 0.25, 0.5 };
    cm_abstention_params p = usual();
    ballot b;
    (void)state;
    heads(&b, 3, 2, (cm_vote_share){ 1, 2, true, false });
    b.game.as.vote.quorum = 3;
    p.yes_each = (cm_numbers){ 3, yes };
    p.abstain_each = (cm_numbers){ 3, none };
    p.absent_each = (cm_numbers){ 3, away };
    solved(&b, &p);
    assert_close(summary(&b, "valid"), 0.375, 1e-15);
    assert_close(summary(&b, "agreement"), 0.375, 1e-15);
    assert_close(summary(&b, "agreement_if_valid"), 1, 1e-15);
    assert_close(column(&b, 2, "away"), -0.75, 1e-15);
    assert_close(column(&b, 2, "paradox"), 0.75, 1e-15);
    assert_close(summary(&b, "gain_by_staying_away"), 0.75, 1e-15);
    assert_string_equal(cm_result_get(&b.result, "stays_away")->as.text, "m2");
    assert_int_equal(cm_result_get(&b.result, "quorum")->as.integer, 3);
    ballot_close(&b);
}

static void test_too_many_combinations_are_said(void **state)
{
    cm_abstention_params p = usual();
    ballot b;
    (void)state;
    ballot_open(&b, 60, 0);
    for (size_t i = 0; i < 60; i++) b.weight[0][i] = (int64_t)((i + 1) * (i + 1) * (i + 1)) * 1000003 % 999983;
    ballot_threshold(&b, 0, 1);
    ballot_threshold(&b, 0, b.node[0].total / 2);
    assert_int_equal(solve(&b, &p), CM_E_LIMIT);
    assert_string_equal(b.ctx.message, "the rule tells more than 4194304 combinations of yes, no and absence of these 60 members apart; votes in rounder numbers, or no quorum, make them fewer");
    b.game.as.vote.quorum = 61;
    assert_int_equal(solve(&b, &p), CM_E_INPUT);
    assert_string_equal(b.ctx.message, "a quorum of 61 can never be met by 60 members");
    b.game.as.vote.quorum = 0;
    b.node[0].share = (cm_vote_share){ 3, 2, false, false };
    assert_int_equal(solve(&b, &p), CM_E_INPUT);
    assert_string_equal(b.ctx.message, "the share 3/2 of the votes cast is not above 0 and up to 1, or has too many digits");
    ballot_close(&b);
}

static void test_memory_may_end_anywhere(void **state)
{
    bool done = false;
    (void)state;
    for (long budget = 0; !done && budget < 2000; budget++) {
        cm_abstention_params p = usual();
        cm_status status;
        ballot b;
        ballot_weighted(&b, 5, "3 2 2 1");
        b.game.as.vote.quorum = 2;
        p.absent = 0.2;
        b.ctx.alloc_budget = budget;
        cm_result_init(&b.result, &b.arena);
        status = cm_concept_solve(&b.ctx, &cm_concept_abstention, &b.game, &p, &b.result);
        done = status == CM_OK;
        assert_true(done || status == CM_E_MEMORY);
        ballot_close(&b);
    }
    assert_true(done);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_council_with_abstentions_is_two_binomials),
        cmocka_unit_test(test_abstaining_as_a_no_leaves_the_index),
        cmocka_unit_test(test_assembly_present_and_voting),
        cmocka_unit_test(test_quorum_paradox_by_hand),
        cmocka_unit_test(test_too_many_combinations_are_said),
        cmocka_unit_test(test_memory_may_end_anywhere),
    };
    return RUN_TESTS(tests);
}
