/* test_vote.c: rules as trees of thresholds. */
#include "solver/game/vote.h"

#include "solver/base/rng.h"
#include "tests/support/support.h"

enum { MOST = 12 };

static cm_ctx ctx;
static cm_arena arena;

static int set_up(void **state)
{
    (void)state;
    cm_ctx_init(&ctx);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    cm_arena_free(&arena);
    return 0;
}

static cm_vote_node threshold(const int64_t *weight, size_t n, int64_t quota)
{
    cm_vote_node node = { .kind = CM_VOTE_THRESHOLD, .weight = weight, .quota = quota, .counts = true };
    for (size_t i = 0; i < n; i++) {
        node.total += weight[i];
        node.counts = node.counts && weight[i] <= 1;
    }
    return node;
}

static size_t winning_coalitions(const cm_vote *vote)
{
    size_t count = 0;
    for (unsigned set = 0; set < 1u << vote->n; set++) {
        unsigned char in[16];
        for (size_t i = 0; i < vote->n; i++) in[i] = set >> i & 1;
        count += cm_vote_wins(vote, in);
    }
    return count;
}

/* The UN Security Council: five permanent members with a veto, ten others, nine votes in favour: 848
 * winning coalitions (A. D. Taylor, W. S. Zwicker, Simple Games, 1999: sum over k >= 4 of C(10,k)). */
static void test_the_security_council(void **state)
{
    const int64_t everyone[15] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 }, permanent[15] = { 1, 1, 1, 1, 1 };
    const int64_t weighted[15] = { 7, 7, 7, 7, 7, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
    cm_vote_node tree[3] = { { .kind = CM_VOTE_ALL, .child = 1, .nchildren = 2 } }, one;
    cm_vote council = { .n = 15, .nnodes = 3, .node = tree }, same = { .n = 15, .nnodes = 1, .node = &one };
    (void)state;
    tree[1] = threshold(everyone, 15, 9);
    tree[2] = threshold(permanent, 15, 5);
    one = threshold(weighted, 15, 39);
    assert_int_equal(cm_vote_validate(&ctx, &council), CM_OK);
    assert_int_equal(cm_vote_validate(&ctx, &same), CM_OK);
    assert_int_equal(winning_coalitions(&council), 848);
    assert_int_equal(winning_coalitions(&same), 848);
    assert_false(cm_vote_is_consensus(&council));
}

static void test_a_quota_counts_heads(void **state)
{
    const size_t expected[] = { 0, 31, 26, 16, 6, 1 };
    (void)state;
    for (int64_t q = 1; q <= 5; q++) {
        cm_vote vote;
        int64_t quota = 0;
        assert_int_equal(cm_vote_quota(&ctx, &arena, 5, q, &vote), CM_OK);
        assert_int_equal(winning_coalitions(&vote), expected[q]);
        assert_true(cm_vote_is_quota(&vote, &quota));
        assert_int_equal(quota, q);
        assert_int_equal(cm_vote_is_consensus(&vote), q == 5);
    }
}

/* A random tree: leaves with weights, two inner floors. */
static void random_tree(cm_rng *rng, size_t n, cm_vote *vote)
{
    cm_vote_node *node = CM_NEW(&ctx, &arena, 8, cm_vote_node);
    int64_t *weight = CM_NEW(&ctx, &arena, 8 * n, int64_t);
    node[0] = (cm_vote_node){ .kind = cm_rng_below(rng, 2) == 0 ? CM_VOTE_ALL : CM_VOTE_ANY, .child = 1, .nchildren = 3 };
    node[1] = (cm_vote_node){ .kind = cm_rng_below(rng, 2) == 0 ? CM_VOTE_ALL : CM_VOTE_ANY, .child = 4, .nchildren = 2 };
    node[2] = (cm_vote_node){ .kind = cm_rng_below(rng, 2) == 0 ? CM_VOTE_ALL : CM_VOTE_ANY, .child = 6, .nchildren = 2 };
    for (size_t k = 3; k < 8; k++) {
        for (size_t i = 0; i < n; i++) weight[k * n + i] = (int64_t)cm_rng_below(rng, 4);
        weight[k * n] = 1;
        node[k] = threshold(weight + k * n, n, 1);
        node[k].quota = node[k].total - (int64_t)cm_rng_below(rng, (uint64_t)node[k].total) / (int64_t)(1 + k % 3);
    }
    *vote = (cm_vote){ .n = n, .nnodes = 8, .node = node };
    assert_int_equal(cm_vote_validate(&ctx, vote), CM_OK);
}

static void test_random_trees_are_monotone_and_tallies_agree(void **state)
{
    long consensus = 0;
    (void)state;
    for (uint64_t t = 0; t < 300; t++) {
        cm_rng rng;
        cm_vote vote;
        cm_tally tally;
        unsigned char in[MOST] = { 0 };
        size_t n, winning;
        cm_rng_init(&rng, support_seed(), "tree", t);
        n = 1 + cm_rng_below(&rng, 7);
        random_tree(&rng, n, &vote);
        assert_int_equal(cm_tally_init(&ctx, &arena, &vote, &tally), CM_OK);
        winning = winning_coalitions(&vote);
        assert_int_equal(cm_vote_is_consensus(&vote), winning == 1);
        consensus += winning == 1;
        for (int step = 0; step < 60; step++) {
            size_t i = cm_rng_below(&rng, n);
            bool before = cm_vote_wins(&vote, in);
            in[i] = !in[i];
            cm_tally_add(&tally, i, in[i] ? 1 : -1);
            assert_int_equal(cm_tally_wins(&tally), cm_vote_wins(&vote, in));
            if (in[i]) assert_true(cm_vote_wins(&vote, in) >= before);
        }
        cm_tally_clear(&tally);
        assert_false(cm_tally_wins(&tally));
    }
    assert_true(consensus > 5 && consensus < 295);
}

/* Everybody is needed although the quota is not the total: 3 + 3 < 7. */
static void test_consensus_by_weights_and_by_chambers(void **state)
{
    const int64_t three[3] = { 3, 3, 3 }, first[3] = { 1, 1, 0 }, last[3] = { 0, 1, 1 }, idle[3] = { 1, 1, 0 };
    cm_vote_node one = threshold(three, 3, 7);
    cm_vote_node two[3] = { { .kind = CM_VOTE_ALL, .child = 1, .nchildren = 2 } };
    cm_vote weighted = { .n = 3, .nnodes = 1, .node = &one }, chambers = { .n = 3, .nnodes = 3, .node = two };
    (void)state;
    two[1] = threshold(first, 3, 2);
    two[2] = threshold(last, 3, 2);
    assert_true(cm_vote_is_consensus(&weighted));
    assert_true(cm_vote_is_consensus(&chambers));
    one.quota = 6;
    assert_false(cm_vote_is_consensus(&weighted));
    one = threshold(idle, 3, 2);
    assert_false(cm_vote_is_consensus(&weighted));          /* the third is never asked */
}

static void refused(const cm_vote *vote, const char *sentence)
{
    assert_int_equal(cm_vote_validate(&ctx, vote), CM_E_INPUT);
    assert_string_equal(ctx.message, sentence);
    cm_ctx_clear(&ctx);
}

static void test_what_cannot_be_used_is_named(void **state)
{
    int64_t weight[2] = { 1, -2 };
    cm_vote_node node[2] = { threshold(weight, 2, 1), { .kind = CM_VOTE_ALL } };
    cm_vote vote = { .n = 2, .nnodes = 1, .node = node };
    (void)state;
    refused(&vote, "weight -2 of player 1 is negative");
    weight[1] = INT64_MAX;
    refused(&vote, "the weights add up to more than 2^53");
    weight[1] = 1;
    refused(&vote, "the total -1 of a threshold is not the sum 2 of its weights");
    node[0] = threshold(weight, 2, 3);
    refused(&vote, "the quota 3 is not between 1 and the total 2");
    node[0].quota = 0;
    refused(&vote, "the quota 0 is not between 1 and the total 2");
    node[0] = (cm_vote_node){ .kind = CM_VOTE_ANY, .child = 0, .nchildren = 1 };
    refused(&vote, "rule node 0 has no or misplaced parts");
    node[0].child = 9;                                      /* behind the last node */
    refused(&vote, "rule node 0 has no or misplaced parts");
    vote.n = 0;
    refused(&vote, "a vote without players or rule");
    assert_int_equal(cm_vote_quota(&ctx, &arena, 4, 5, &vote), CM_E_INPUT);
    cm_ctx_clear(&ctx);
}

static void test_each_allocation_may_fail(void **state)
{
    cm_vote vote;
    cm_tally tally;
    (void)state;
    for (long k = 0; k < 2; k++) {
        ctx.alloc_budget = k;
        assert_int_equal(cm_vote_quota(&ctx, &arena, 4, 2, &vote), CM_E_MEMORY);
        cm_ctx_clear(&ctx);
    }
    ctx.alloc_budget = -1;
    assert_int_equal(cm_vote_quota(&ctx, &arena, 4, 2, &vote), CM_OK);
    for (long k = 0; k < 2; k++) {
        ctx.alloc_budget = k;
        assert_int_equal(cm_tally_init(&ctx, &arena, &vote, &tally), CM_E_MEMORY);
        cm_ctx_clear(&ctx);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_the_security_council, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_quota_counts_heads, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_random_trees_are_monotone_and_tallies_agree, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_consensus_by_weights_and_by_chambers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_cannot_be_used_is_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_each_allocation_may_fail, set_up, tear_down),
    };
    return RUN_TESTS(tests);
}
