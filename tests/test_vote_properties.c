/* test_vote_properties.c: proper, strong, ordered, weighted: of published rules and of drawn ones. */
#include "solver/voting/vote_properties.h"

#include "tests/support/voting.h"

extern const cm_concept cm_concept_vote_properties;
static const cm_concept *const concept = &cm_concept_vote_properties;

static void solve(voting *v)
{
    if (voting_solve(v, concept, NULL) != CM_OK) print_error("%s\n", v->ctx.message);
    assert_int_equal(v->ctx.status, CM_OK);
}

static int64_t weight_of(const voting *v, size_t i)
{
    return cm_table_get(cm_result_find(&v->result, "members"), i, "weight").as.integer;
}

/* By masks: are there weights of at most `most`? */
static bool some_weights_do(const voting *v, int64_t most)
{
    size_t n = v->game.as.vote.n;
    int64_t w[6] = { 0 };
    for (;;) {
        int64_t least = INT64_MAX, heaviest = -1;
        size_t i = 0;
        for (uint32_t s = 0; s < (uint32_t)1 << n; s++) {
            int64_t sum = 0;
            for (size_t k = 0; k < n; k++) sum += (s >> k & 1u) * w[k];
            if (voting_wins(v, s) && sum < least) least = sum;
            if (!voting_wins(v, s) && sum > heaviest) heaviest = sum;
        }
        if (least > heaviest) return true;
        while (i < n && w[i] == most) w[i++] = 0;
        if (i == n) return false;
        w[i]++;
    }
}

/* 7 for a permanent member, 1 for another, 39 to pass: A. D. Taylor, W. S. Zwicker, Simple Games (1999), ch. 1. */
static void test_the_security_council_is_weighted_seven_to_one(void **state)
{
    voting v;
    (void)state;
    voting_security_council(&v);
    solve(&v);
    assert_true(voting_truth(&v, "proper"));
    assert_false(voting_truth(&v, "strong") || voting_truth(&v, "decisive"));
    assert_true(voting_truth(&v, "ordered") && voting_truth(&v, "weighted"));
    assert_int_equal(voting_integer(&v, "classes"), 2);
    assert_int_equal(voting_integer(&v, "quota"), 39);
    assert_int_equal(voting_integer(&v, "total"), 45);
    assert_int_equal(weight_of(&v, 0), 7);
    assert_int_equal(weight_of(&v, 14), 1);
    voting_close(&v);
}

/* [12; 4, 4, 4, 2, 2, 1] is [6; 2, 2, 2, 1, 1, 0]. */
static void test_the_six_of_1958_in_their_least_weights(void **state)
{
    static const int64_t least[] = { 2, 2, 2, 1, 1, 0 };
    voting v;
    (void)state;
    voting_weighted(&v, 6, 12, (int64_t[]){ 4, 4, 4, 2, 2, 1 });
    solve(&v);
    assert_int_equal(voting_integer(&v, "quota"), 6);
    for (size_t i = 0; i < 6; i++) assert_int_equal(weight_of(&v, i), least[i]);
    voting_close(&v);
}

/* Majorities of both of two chambers: members of different chambers cannot be compared, and two coalitions that win become two
 * that lose when they exchange members. */
static void test_two_chambers_have_no_weights(void **state)
{
    const int64_t one[6] = { 1, 1, 1 }, two[6] = { 0, 0, 0, 1, 1, 1 };
    voting v;
    (void)state;
    (void)voting_open(&v, 6, 0);
    voting_join(&v, 0, CM_VOTE_ALL, 1, 2);
    voting_threshold(&v, 1, 2, one);
    voting_threshold(&v, 2, 2, two);
    solve(&v);
    assert_true(voting_truth(&v, "proper"));
    assert_false(voting_truth(&v, "ordered") || voting_truth(&v, "weighted"));
    assert_int_equal(voting_integer(&v, "trade"), 2);
    assert_int_equal(cm_result_find(&v.result, "trade")->nrows, 4);
    assert_int_equal(cm_result_find(&v.result, "incomparable")->nrows, 1);
    assert_false(some_weights_do(&v, 3));
    assert_string_equal(v.result.last_note->value.as.text,
                        "No weights with one quota can do what this rule does: the winning coalitions of the trade, once members are exchanged, all lose, though nobody left.");
    voting_close(&v);
}

/* Seven of ten provinces with half of the people (Canada's amendments of 1982, here with shares of the census of 2001 in thousandths) is not
 * weighted, and Ontario cannot be outweighed by any: D. M. Kilgour, "A formal analysis of the amending formula of Canada's Constitution
 * Act, 1982", Canadian Journal of Political Science 16 (1983) 771-777. */
static void test_canadas_amendments_are_ordered_but_not_weighted(void **state)
{
    static const int64_t people[10] = { 381, 241, 130, 99, 37, 33, 30, 24, 18, 5 };
    voting v;
    (void)state;
    (void)voting_open(&v, 10, 0);
    voting_join(&v, 0, CM_VOTE_ALL, 1, 2);
    voting_threshold(&v, 1, 7, NULL);
    voting_threshold(&v, 2, 499, people);
    solve(&v);
    assert_true(voting_truth(&v, "ordered"));
    assert_false(voting_truth(&v, "weighted"));
    assert_true(voting_integer(&v, "trade") >= 2);
    voting_close(&v);
}

/* By masks. */
static bool all_below(const voting *v, bool win)
{
    uint32_t all = ((uint32_t)1 << v->game.as.vote.n) - 1;
    for (uint32_t s = 0; s <= all; s++) {
        if (voting_wins(v, s) == win && voting_wins(v, all & ~s) == win) return false;
    }
    return true;
}

/* Weighted games of up to five members have weights of at most 5 (J. R. Isbell, "On the enumeration of majority games", Mathematical Tables and
 * Other Aids to Computation 13 (1959) 21-28). */
static void test_on_drawn_rules_of_five_small_weights_are_found_when_there_are_any(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 250; t++) {
        bool weighted;
        voting v;
        voting_drawn(&v, 1 + t % 5, t);
        solve(&v);
        weighted = voting_truth(&v, "weighted");
        if (t % 5 == 4 && t > 100 && weighted) {
            voting_close(&v);
            continue;                                        /* the certificate has proven these; 6^5 weights take their time */
        }
        assert_int_equal(weighted, some_weights_do(&v, 5));
        assert_int_equal(voting_truth(&v, "proper"), all_below(&v, true));
        assert_int_equal(voting_truth(&v, "strong"), all_below(&v, false));
        voting_close(&v);
    }
}

static void test_on_drawn_rules_of_nine_the_question_is_settled(void **state)
{
    size_t ordered = 0;
    (void)state;
    for (uint64_t t = 0; t < 300; t++) {
        voting v;
        voting_drawn(&v, 6 + t % 4, t);
        solve(&v);
        assert_int_equal(cm_result_get(&v.result, "weighted")->kind, CM_TRUTH);
        ordered += voting_truth(&v, "ordered");
        voting_close(&v);
    }
    assert_true(ordered > 50 && ordered < 300);
}

/* Heads and people at once: larger states are at least as desirable, and often no weights say both. */
static void test_heads_and_people_at_once_trade(void **state)
{
    size_t traded = 0;
    (void)state;
    for (uint64_t t = 0; t < 60; t++) {
        int64_t people[9], total = 0;
        voting v;
        (void)voting_open(&v, 9, t);
        for (int i = 0; i < 9; i++) total += people[i] = 1 + (int64_t)cm_rng_below(&v.rng, 100);
        voting_join(&v, 0, CM_VOTE_ALL, 1, 2);
        voting_threshold(&v, 1, 5, NULL);
        voting_threshold(&v, 2, total * 6 / 10, people);
        solve(&v);
        assert_true(voting_truth(&v, "ordered"));
        assert_int_equal(cm_result_get(&v.result, "weighted")->kind, CM_TRUTH);
        traded += !voting_truth(&v, "weighted");
        voting_close(&v);
    }
    assert_true(traded > 5);
}

static void test_the_order_of_members_does_not_matter(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 100; t++) {
        voting v, w;
        size_t n = 2 + t % 7;
        voting_drawn(&v, n, t);
        voting_drawn(&w, n, t);
        for (size_t k = 0; k < v.game.as.vote.nnodes; k++) {
            for (size_t i = 0; i < n; i++) w.weight[k][i] = v.weight[k][n - 1 - i];
        }
        solve(&v);
        solve(&w);
        assert_int_equal(voting_truth(&v, "weighted"), voting_truth(&w, "weighted"));
        assert_int_equal(voting_integer(&v, "classes"), voting_integer(&w, "classes"));
        for (size_t i = 0; i < n && voting_truth(&v, "ordered"); i++) {
            assert_int_equal(cm_table_get(cm_result_find(&v.result, "members"), i, "class").as.integer,
                             cm_table_get(cm_result_find(&w.result, "members"), n - 1 - i, "class").as.integer);
        }
        voting_close(&v);
        voting_close(&w);
    }
}

static void refused(voting *v)
{
    assert_int_equal(voting_check(v, concept, NULL), CM_E_NUMERIC);
}

static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 250; t++) {
        voting v;
        cm_table *members, *trade, *apart;
        voting_drawn(&v, 3 + t % 6, t);
        solve(&v);
        assert_int_equal(voting_check(&v, concept, NULL), CM_OK);
        v.result.summary->value.as.truth ^= 1;                            /* proper */
        refused(&v);
        v.result.summary->value.as.truth ^= 1;
        v.result.summary->next->value.as.truth ^= 1;                      /* strong */
        refused(&v);
        v.result.summary->next->value.as.truth ^= 1;
        members = cm_result_find(&v.result, "members");
        trade = cm_result_find(&v.result, "trade");
        apart = cm_result_find(&v.result, "incomparable");
        members->cell[1].as.integer++;
        refused(&v);
        members->cell[1].as.integer--;
        if (voting_truth(&v, "weighted")) {
            members->cell[2].as.integer += 1000;
            refused(&v);
            members->cell[2].as.integer -= 1000;
        }
        for (cm_named *entry = v.result.summary; entry != NULL; entry = entry->next) {
            if (entry->value.kind != CM_NONE || strcmp(entry->name, "weighted") == 0) continue;
            entry->value = cm_integer(1);                                 /* where nothing is to be said */
            refused(&v);
            entry->value = cm_none();
        }
        if (trade->nrows > 0) {
            trade->cell[1].as.truth ^= 1;
            refused(&v);
            trade->cell[1].as.truth ^= 1;
            trade->nrows -= 2;
            refused(&v);
            trade->nrows += 2;
        }
        if (apart->nrows > 0) {
            cm_value right = apart->cell[2];
            apart->cell[2] = apart->cell[3];
            refused(&v);
            apart->cell[2] = right;
        }
        assert_int_equal(voting_check(&v, concept, NULL), CM_OK);
        voting_close(&v);
    }
}

static void test_failures_have_their_sentences(void **state)
{
    int64_t weight[18];
    voting v;
    (void)state;
    for (int i = 0; i < 18; i++) weight[i] = i + 1;
    voting_weighted(&v, 18, 90, weight);
    assert_int_equal(voting_solve(&v, concept, NULL), CM_E_LIMIT);
    assert_string_equal(v.ctx.message, "'vote-properties' compares all coalitions: these 18 members are of 18 kinds, which make 2.62e+05; 131072 are the most");
    v.game.as.vote.player = NULL;
    assert_int_equal(voting_solve(&v, concept, NULL), CM_E_INPUT);
    assert_string_equal(v.ctx.message, "the 18 members of the vote have no names");
    voting_close(&v);
}

static void test_each_allocation_may_fail(void **state)
{
    (void)state;
    for (uint64_t which = 0; which < 3; which++) voting_runs_out_of_memory(concept, NULL, 4, 3 + which, 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_security_council_is_weighted_seven_to_one),
        cmocka_unit_test(test_the_six_of_1958_in_their_least_weights),
        cmocka_unit_test(test_two_chambers_have_no_weights),
        cmocka_unit_test(test_canadas_amendments_are_ordered_but_not_weighted),
        cmocka_unit_test(test_on_drawn_rules_of_five_small_weights_are_found_when_there_are_any),
        cmocka_unit_test(test_on_drawn_rules_of_nine_the_question_is_settled),
        cmocka_unit_test(test_heads_and_people_at_once_trade),
        cmocka_unit_test(test_the_order_of_members_does_not_matter),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_failures_have_their_sentences),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
