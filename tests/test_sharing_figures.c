/* test_sharing_figures.c: figures of other programs on how evenly a surplus is shared, and on several chambers. */
#include "tests/support/ballots.h"
#include "tests/support/dividing.h"

#include "solver/voting/passage.h"

extern const cm_concept cm_concept_baron_ferejohn, cm_concept_passage;

/* A patience of nearly 1: the proposer keeps what it prints, q - 1 others have a value each, the rest nothing; the Gini index. */
static void test_a_majority_shares_unevenly_and_consensus_evenly(void **state)
{
    static const struct { size_t n, quota; double gini; } row[] = {
        { 3, 2, 0.4444444444444445 }, { 3, 3, 0 }, { 5, 3, 0.56 }, { 5, 4, 0.32 }, { 5, 5, 0 }, { 9, 5, 0.6419753086419753 }, { 9, 6, 0.5185185185185185 }, { 9, 9, 0 },
        { 15, 8, 0.6844444444444444 }, { 15, 10, 0.5333333333333333 }, { 15, 15, 0 }, { 25, 13, 0.7104 }, { 25, 17, 0.5248 }, { 25, 25, 0 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        surplus_world w;
        double apart = 0, n = (double)row[k].n, share[25] = { 0 };
        (void)surplus_open(&w, row[k].n, (int64_t)row[k].quota);
        for (size_t i = 0; i < row[k].n; i++) w.patience[i] = 1 - 1e-9;
        assert_int_equal(surplus_solve(&w, &cm_concept_baron_ferejohn, NULL), CM_OK);
        for (size_t i = 0; i < row[k].quota; i++) share[i] = i == 0 ? surplus_at(&w, 0, "proposes") : surplus_at(&w, i, "value") * (1 - 1e-9);
        for (size_t i = 0; i < row[k].n; i++) for (size_t j = 0; j < row[k].n; j++) apart += fabs(share[i] - share[j]);
        assert_close(apart / (2 * n), row[k].gini, 1e-6);
        cm_arena_free(&w.arena);
    }
}

/* Thirty members in chambers, a majority in each; a row of each: all thirty have to agree. */
static void test_every_chamber_more_is_one_more_that_can_say_no(void **state)
{
    static const struct { double yes; size_t chambers; bool all; double chance; } row[] = {
        { 0.6, 1, false, 0.8246309464931709 }, { 0.6, 2, false, 0.6192066012178311 }, { 0.6, 3, false, 0.2537602798019487 }, { 0.6, 6, false, 0.10112184913653043 }, { 0.6, 1, true, 2.2107391972073312e-07 },
        { 0.75, 1, false, 0.9972504658358596 }, { 0.75, 2, false, 0.9656996076791763 }, { 0.75, 3, false, 0.7834538468260348 }, { 0.75, 6, false, 0.51910635708037 }, { 0.75, 1, true, 0.00017858209017001473 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        cm_passage_params p = { .yes = row[k].yes, .correlation = 0, .shock = "normal" };
        size_t each = 30 / row[k].chambers;
        ballot b;
        ballot_open(&b, 30, 0);
        for (size_t c = 0; c < row[k].chambers; c++) {
            size_t at = row[k].chambers > 1 ? c + 1 : 0;
            for (size_t i = 0; i < each; i++) b.weight[at][c * each + i] = 1;
            ballot_threshold(&b, at, row[k].all ? 30 : (int64_t)each / 2 + 1);
        }
        if (row[k].chambers > 1) {
            b.node[0] = (cm_vote_node){ .kind = CM_VOTE_ALL, .child = 1, .nchildren = row[k].chambers };
            b.game.as.vote.nnodes = row[k].chambers + 1;
        }
        cm_result_init(&b.result, &b.arena);
        if (cm_concept_solve(&b.ctx, &cm_concept_passage, &b.game, &p, &b.result) != CM_OK) fail_msg("%s", b.ctx.message);
        assert_close(cm_result_get(&b.result, "agreement")->as.number, row[k].chance, 1e-9);
        ballot_close(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_majority_shares_unevenly_and_consensus_evenly),
        cmocka_unit_test(test_every_chamber_more_is_one_more_that_can_say_no),
    };
    return RUN_TESTS(tests);
}
