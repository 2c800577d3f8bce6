/* test_minimal_winning.c: minimal winning and blocking coalitions. */
#include "solver/voting/minimal_winning.h"

#include "tests/support/voting.h"

extern const cm_concept cm_concept_minimal_winning;
static const cm_concept *const concept = &cm_concept_minimal_winning;

static cm_value cell(const voting *v, const char *table, size_t row, const char *column)
{
    const cm_table *t = cm_result_find(&v->result, table);
    assert_non_null(t);
    assert_true(row < t->nrows);
    return cm_table_get(t, row, column);
}

/* Five permanent members and any four of ten: C(10, 4) = 210.  Each permanent member blocks, and any seven others. */
static void test_the_security_council_decides_with_nine_and_five_vetoes(void **state)
{
    voting v;
    (void)state;
    voting_security_council(&v);
    assert_int_equal(voting_solve(&v, concept, NULL), CM_OK);
    assert_int_equal(voting_integer(&v, "minimal_winning"), 210);
    assert_int_equal(voting_integer(&v, "minimal_blocking"), 5 + 120);
    assert_int_equal(voting_integer(&v, "smallest"), 9);
    assert_int_equal(voting_integer(&v, "largest"), 9);
    assert_int_equal(voting_integer(&v, "smallest_blocking"), 1);
    assert_int_equal(voting_integer(&v, "vetoers"), 5);
    assert_int_equal(voting_integer(&v, "dummies"), 0);
    assert_int_equal(cm_result_get(&v.result, "dictator")->kind, CM_NONE);
    assert_true(voting_truth(&v, "complete") && voting_truth(&v, "cut"));
    assert_int_equal(cm_result_find(&v.result, "winning")->nrows, 20);
    assert_string_equal(cell(&v, "winning", 0, "coalition").as.text, "{M1, M2, M3, M4, M5, M6, M7, M8, M9}");
    assert_string_equal(cell(&v, "winning", 1, "coalition").as.text, "{M1, M2, M3, M4, M5, M6, M7, M8, M10}");
    assert_int_equal(cell(&v, "members", 5, "winning").as.integer, 84);          /* C(9, 3) */
    assert_int_equal(cell(&v, "members", 5, "blocking").as.integer, 84);         /* C(9, 6) */
    voting_close(&v);
}

/* The six of 1958, [12; 4, 4, 4, 2, 2, 1]: Luxembourg's vote could never matter.  A. D. Taylor, A. M. Pacelli,
 * Mathematics and Politics, 2nd ed., Springer (2008), ch. 3. */
static void test_luxembourg_was_a_dummy_in_1958(void **state)
{
    voting v;
    (void)state;
    voting_weighted(&v, 6, 12, (int64_t[]){ 4, 4, 4, 2, 2, 1 });
    assert_int_equal(voting_solve(&v, concept, NULL), CM_OK);
    assert_int_equal(voting_integer(&v, "minimal_winning"), 4);
    assert_int_equal(voting_integer(&v, "dummies"), 1);
    assert_true(cell(&v, "members", 5, "dummy").as.truth);
    assert_false(cell(&v, "members", 4, "dummy").as.truth);
    assert_false(voting_truth(&v, "cut"));
    assert_string_equal(cell(&v, "winning", 0, "coalition").as.text, "{M1, M2, M3}");
    voting_close(&v);
}

static void test_a_dictator_is_named(void **state)
{
    voting v;
    (void)state;
    voting_weighted(&v, 3, 4, (int64_t[]){ 2, 4, 1 });
    assert_int_equal(voting_solve(&v, concept, NULL), CM_OK);
    assert_string_equal(cm_result_get(&v.result, "dictator")->as.text, "M2");
    assert_int_equal(voting_integer(&v, "dummies"), 2);
    assert_string_equal(v.result.note->value.as.text, "'M2' decides alone: what the others want never matters.");
    voting_close(&v);
}

/* 97 of 193: the binomial has 57 digits, the same by Pascal's rule modulo a prime. */
static void test_numbers_larger_than_a_machine_word_are_exact(void **state)
{
    enum { PRIME = 1000003 };
    uint64_t row[194] = { 1 }, rest = 0;
    const cm_value *count;
    voting v;
    (void)state;
    voting_quota(&v, 193, 97);
    assert_int_equal(voting_solve(&v, concept, NULL), CM_OK);
    count = cm_result_get(&v.result, "minimal_winning");
    assert_int_equal(count->kind, CM_TEXT);
    for (int n = 1; n <= 193; n++) {
        for (int k = n; k > 0; k--) row[k] = (row[k] + row[k - 1]) % PRIME;
    }
    for (const char *at = count->as.text; *at != '\0'; at++) rest = (rest * 10 + (uint64_t)(*at - '0')) % PRIME;
    assert_int_equal(rest, row[97]);
    assert_string_equal(count->as.text, cm_result_get(&v.result, "minimal_blocking")->as.text);
    voting_close(&v);
}

/* By masks: nobody of a winning coalition can be spared; nobody added to a losing one without turning it. */
static void count_by_masks(const voting *v, int64_t *win, int64_t *block, int64_t *of)
{
    size_t n = v->game.as.vote.n;
    *win = *block = 0;
    for (size_t i = 0; i < n; i++) of[i] = 0;
    for (uint32_t s = 0; s < (uint32_t)1 << n; s++) {
        bool wins = voting_wins(v, s), edge = true;
        for (size_t i = 0; i < n; i++) {
            if ((s >> i & 1u) == wins && voting_wins(v, s ^ (uint32_t)1 << i) == wins) edge = false;
        }
        if (!edge) continue;
        *(wins ? win : block) += 1;
        for (size_t i = 0; i < n && wins; i++) of[i] += s >> i & 1u;
    }
}

static void test_on_drawn_rules_all_are_found(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 300; t++) {
        int64_t win, block, of[9];
        voting v;
        voting_drawn(&v, 1 + t % 9, t);
        assert_int_equal(voting_solve(&v, concept, &(cm_minimal_params){ 1000 }), CM_OK);
        count_by_masks(&v, &win, &block, of);
        assert_int_equal(voting_integer(&v, "minimal_winning"), win);
        assert_int_equal(voting_integer(&v, "minimal_blocking"), block);
        assert_int_equal(cm_result_find(&v.result, "winning")->nrows, win);
        for (size_t i = 0; i < v.game.as.vote.n; i++) assert_int_equal(cell(&v, "members", i, "winning").as.integer, of[i]);
        voting_close(&v);
    }
}

/* Turning the members round turns everything round. */
static void test_names_and_order_do_not_matter(void **state)
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
        assert_int_equal(voting_solve(&v, concept, NULL), CM_OK);
        assert_int_equal(voting_solve(&w, concept, NULL), CM_OK);
        assert_int_equal(voting_integer(&v, "minimal_winning"), voting_integer(&w, "minimal_winning"));
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(cell(&v, "members", i, "blocking").as.integer, cell(&w, "members", n - 1 - i, "blocking").as.integer);
            assert_int_equal(cell(&v, "members", i, "veto").as.truth, cell(&w, "members", n - 1 - i, "veto").as.truth);
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
    for (uint64_t t = 0; t < 200; t++) {
        voting v;
        cm_table *winning, *members;
        cm_value right;
        voting_drawn(&v, 2 + t % 7, t);
        assert_int_equal(voting_solve(&v, concept, NULL), CM_OK);
        assert_int_equal(voting_check(&v, concept, NULL), CM_OK);
        winning = cm_result_find(&v.result, "winning");
        members = cm_result_find(&v.result, "members");
        v.result.summary->value.as.integer++;                                /* one more is said to win */
        refused(&v);
        v.result.summary->value.as.integer--;
        right = winning->cell[0];
        winning->cell[0] = cm_text("{M1, M2, M3, M4, M5, M6, M7, M8, M9}");
        refused(&v);
        winning->cell[0] = cm_text("{}");
        refused(&v);
        winning->cell[0] = right;
        winning->nrows--;
        refused(&v);
        winning->nrows++;
        for (int k = 0; k < 3; k++) {
            members->cell[1 + k].as.truth ^= 1;                              /* veto, dummy, alone */
            refused(&v);
            members->cell[1 + k].as.truth ^= 1;
        }
        members->cell[4].as.integer++;
        refused(&v);
        members->cell[4].as.integer--;
        assert_int_equal(voting_check(&v, concept, NULL), CM_OK);
        voting_close(&v);
    }
}

/* Forty members that all differ: 2^40 profiles are not gone through; what is listed is right. */
static void test_too_many_members_are_listed_and_not_counted(void **state)
{
    int64_t weight[40], total = 0;
    voting v;
    (void)state;
    for (int i = 0; i < 40; i++) total += weight[i] = 100 + i * i;
    voting_weighted(&v, 40, total / 2 + 1, weight);
    assert_int_equal(voting_solve(&v, concept, NULL), CM_OK);
    assert_int_equal(cm_result_get(&v.result, "minimal_winning")->kind, CM_NONE);
    assert_int_equal(cm_result_get(&v.result, "dummies")->kind, CM_NONE);
    assert_false(voting_truth(&v, "complete"));
    assert_int_equal(cm_result_find(&v.result, "winning")->nrows, 20);
    assert_string_equal(v.result.last_note->value.as.text, "There are too many different members to go through all coalitions: those listed are minimal, how many there are is not known, and sizes are of those listed.");
    assert_int_equal(voting_check(&v, concept, NULL), CM_OK);
    for (cm_named *entry = v.result.summary; entry != NULL; entry = entry->next) {
        cm_value right = entry->value;
        entry->value = right.kind == CM_INTEGER ? cm_integer(right.as.integer + 1) : right.kind == CM_TRUTH ? cm_truth(!right.as.truth) : cm_integer(1);
        refused(&v);
        entry->value = right;
    }
    for (size_t c = 1; c < 6; c++) {
        cm_value *is = &cm_result_find(&v.result, "members")->cell[c], right = *is;
        *is = right.kind == CM_TRUTH ? cm_truth(!right.as.truth) : cm_integer(0);
        refused(&v);
        *is = right;
    }
    voting_close(&v);
}

static void test_failures_have_their_sentences(void **state)
{
    voting v;
    (void)state;
    voting_quota(&v, 3, 2);
    v.game.as.vote.player = NULL;
    assert_int_equal(voting_solve(&v, concept, NULL), CM_E_INPUT);
    assert_string_equal(v.ctx.message, "the 3 members of the vote have no names");
    voting_close(&v);
}

static void test_each_allocation_may_fail(void **state)
{
    (void)state;
    voting_runs_out_of_memory(concept, NULL, 5, 3, 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_security_council_decides_with_nine_and_five_vetoes),
        cmocka_unit_test(test_luxembourg_was_a_dummy_in_1958),
        cmocka_unit_test(test_a_dictator_is_named),
        cmocka_unit_test(test_numbers_larger_than_a_machine_word_are_exact),
        cmocka_unit_test(test_on_drawn_rules_all_are_found),
        cmocka_unit_test(test_names_and_order_do_not_matter),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_too_many_members_are_listed_and_not_counted),
        cmocka_unit_test(test_failures_have_their_sentences),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
