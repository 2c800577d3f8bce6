/* test_nakamura.c: how few winning coalitions have nobody in common. */
#include "solver/voting/nakamura.h"

#include "tests/support/voting.h"

extern const cm_concept cm_concept_nakamura;
static const cm_concept *const concept = &cm_concept_nakamura;

/* 0 stands for infinite. */
static int64_t number(voting *v)
{
    const cm_value *value;
    if (voting_solve(v, concept, NULL) != CM_OK) print_error("%s\n", v->ctx.message);
    assert_int_equal(v->ctx.status, CM_OK);
    value = cm_result_get(&v->result, "nakamura");
    if (value->kind == CM_TEXT) assert_string_equal(value->as.text, "infinite");
    return value->kind == CM_TEXT ? 0 : value->as.integer;
}

/* ceil(n / (n - q)): Nakamura 1979; the greatest d with q > d n / (d + 1) (Greenberg 1979) is nu - 2. */
static void test_quotas_follow_the_closed_form_and_greenbergs_bound(void **state)
{
    static const size_t size[] = { 2, 3, 4, 5, 9, 15, 25, 27, 193 };
    voting v;
    (void)state;
    for (size_t k = 0; k < sizeof size / sizeof size[0]; k++) {
        size_t n = size[k];
        for (size_t q = n / 2 + 1; q <= n; q += n > 100 && q != 129 && q < 190 ? 8 : 1) {
            int64_t nu, d = 0;
            voting_quota(&v, n, (int64_t)q);
            nu = number(&v);
            assert_int_equal(nu, q == n ? 0 : (n + n - q - 1) / (n - q));
            while (q < n && q * ((size_t)d + 2) > ((size_t)d + 1) * n) d++;
            if (q < n) assert_int_equal(voting_integer(&v, "issues"), d);
            voting_close(&v);
        }
    }
}

/* The Security Council before and after 1965 in weights, the Council of the Communities at each accession, Nassau County's board (J. F.
 * Banzhaf, "Weighted voting doesn't work", Rutgers Law Review 19 (1965) 317-343); the numbers by packing bins in another program. */
static void test_councils_that_were(void **state)
{
    static const struct { size_t n; int64_t quota, weight[15], nu; } body[] = {
        { 15, 39, { 7, 7, 7, 7, 7, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 }, 0 },
        { 11, 27, { 5, 5, 5, 5, 5, 1, 1, 1, 1, 1, 1 }, 0 },
        { 6, 12, { 4, 4, 4, 2, 2, 1 }, 4 },
        { 9, 41, { 10, 10, 10, 10, 5, 5, 3, 3, 2 }, 4 },
        { 10, 45, { 10, 10, 10, 10, 5, 5, 5, 3, 3, 2 }, 4 },
        { 12, 54, { 10, 10, 10, 10, 8, 5, 5, 5, 5, 3, 3, 2 }, 4 },
        { 15, 62, { 10, 10, 10, 10, 8, 5, 5, 5, 5, 4, 4, 3, 3, 3, 2 }, 4 },
        { 6, 58, { 31, 31, 28, 21, 2, 2 }, 3 },
        { 6, 16, { 9, 9, 7, 3, 1, 1 }, 3 },
        { 5, 51, { 35, 20, 15, 15, 15 }, 3 },
        { 4, 3, { 2, 1, 1, 1 }, 3 },
        { 3, 51, { 50, 49, 1 }, 0 },
        { 3, 51, { 49, 49, 2 }, 3 },
        { 9, 176, { 137, 85, 71, 32, 9, 8, 5, 2, 1 }, 3 },
        { 5, 5, { 4, 2, 1, 1, 1 }, 3 },
        { 4, 8, { 6, 4, 3, 2 }, 3 },
        { 5, 65, { 45, 15, 15, 15, 10 }, 0 },
    };
    static const int64_t nice[27] = { 29, 29, 29, 29, 27, 27, 14, 13, 12, 12, 12, 12, 12, 10, 10, 10, 7, 7, 7, 7, 7, 4, 4, 4, 4, 4, 3 };
    voting v;
    (void)state;
    for (size_t k = 0; k < sizeof body / sizeof body[0]; k++) {
        voting_weighted(&v, body[k].n, body[k].quota, body[k].weight);
        assert_int_equal(number(&v), body[k].nu);
        voting_close(&v);
    }
    voting_weighted(&v, 27, 255, nice);
    assert_int_equal(number(&v), 4);
    voting_close(&v);
    voting_security_council(&v);
    assert_int_equal(number(&v), 0);
    assert_string_equal(v.result.note->value.as.text, "'M1' has a veto and so is in every winning coalition: what it likes best is beaten by nothing, on any number of issues.");
    voting_close(&v);
    voting_quota(&v, 15, 9);
    assert_int_equal(number(&v), 3);
    voting_close(&v);
}

/* Fifteen of 27 states with 65 per cent of the people, or all but three states (Treaty on European Union, art. 16(4));
 * populations in thousands, rounded, about 2024. */
static void test_the_council_of_the_union_guarantees_one_issue(void **state)
{
    static const int64_t people[27] = { 83400, 68400, 59000, 48600, 36600, 19100, 17900, 11800, 10900, 10600, 10600, 10400, 9600, 9200,
                                        6400, 6000, 5600, 5400, 5300, 3900, 2900, 2100, 1900, 1400, 970, 670, 560 };
    int64_t total = 0;
    voting v;
    (void)state;
    (void)voting_open(&v, 27, 0);
    for (int i = 0; i < 27; i++) total += people[i];
    voting_join(&v, 0, CM_VOTE_ALL, 1, 2);
    voting_threshold(&v, 1, 15, NULL);
    voting_join(&v, 2, CM_VOTE_ANY, 3, 2);
    voting_threshold(&v, 3, (total * 65 + 99) / 100, people);
    voting_threshold(&v, 4, 24, NULL);
    assert_int_equal(number(&v), 3);
    assert_int_equal(voting_integer(&v, "issues"), 1);
    voting_close(&v);
}

/* Two chambers without a common member: the larger number of the two. */
static void test_two_chambers_are_as_stable_as_the_stabler(void **state)
{
    static const struct { int64_t q1; size_t n1; int64_t q2; size_t n2; int64_t nu; } row[] = { { 2, 3, 2, 3, 3 }, { 3, 4, 2, 3, 4 }, { 4, 5, 2, 3, 5 }, { 3, 4, 3, 5, 4 }, { 11, 15, 7, 9, 5 } };
    (void)state;
    for (size_t k = 0; k < 5; k++) {
        int64_t one[30] = { 0 }, two[30] = { 0 };
        voting v;
        for (size_t i = 0; i < row[k].n1 + row[k].n2; i++) *(i < row[k].n1 ? &one[i] : &two[i]) = 1;
        (void)voting_open(&v, row[k].n1 + row[k].n2, 0);
        voting_join(&v, 0, CM_VOTE_ALL, 1, 2);
        voting_threshold(&v, 1, row[k].q1, one);
        voting_threshold(&v, 2, row[k].q2, two);
        assert_int_equal(number(&v), row[k].nu);
        voting_close(&v);
    }
}

/* Breadth first over intersections of winning coalitions. */
static int64_t by_intersections(const voting *v)
{
    size_t n = v->game.as.vote.n;
    uint32_t all = ((uint32_t)1 << n) - 1;
    unsigned char now[256] = { 0 }, next[256];
    bool winning[256];
    for (uint32_t s = 0; s <= all; s++) winning[s] = voting_wins(v, s);
    now[all] = 1;
    for (int64_t k = 1; k <= (int64_t)n; k++) {
        memset(next, 0, sizeof next);
        for (uint32_t s = 0; s <= all; s++) {
            for (uint32_t t = 0; now[s] && t <= all; t++) {
                if (winning[t]) next[s & t] = 1;
            }
        }
        if (next[0]) return k;
        memcpy(now, next, sizeof now);
    }
    return 0;
}

static void test_on_drawn_rules_it_is_the_fewest(void **state)
{
    int64_t larger = 0;
    (void)state;
    for (uint64_t t = 0; t < 1200; t++) {
        int64_t nu;
        voting v;
        voting_drawn(&v, 1 + t % 8, t);
        nu = number(&v);
        assert_int_equal(nu, by_intersections(&v));
        if (nu > 0) assert_true(cm_nakamura_bound(&v.game.as.vote) <= (size_t)nu);
        larger += nu > 0 && nu > voting_integer(&v, "bound");
        voting_close(&v);
    }
    assert_true(larger > 10);                                 /* the search was needed, too */
}

/* More than 14 members: the certificate counts families, where the bound does not do. */
static void test_members_beyond_all_subsets_are_certified_by_a_count(void **state)
{
    size_t needed = 0;
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        voting v;
        int64_t nu;
        voting_drawn(&v, 15 + t % 3, t);
        nu = number(&v);
        if (nu > 0 && nu > voting_integer(&v, "bound")) needed++;
        voting_close(&v);
    }
    assert_true(needed > 5);
}

/* More than 20, of few kinds: its integer programme.  Either of two committees that overlap, or both, by two thirds and three quarters. */
static void test_members_beyond_all_counts_are_certified_by_a_programme(void **state)
{
    size_t needed = 0;
    (void)state;
    for (uint64_t t = 0; t < 24; t++) {
        size_t n = 21 + t % 3, common = n - 2 - t % 5, first = (n + common) / 2;
        int64_t one[24] = { 0 }, two[24] = { 0 }, nu;
        voting v;
        for (size_t i = 0; i < n; i++) one[i] = i < first, two[i] = i + common >= first;
        (void)voting_open(&v, n, 0);
        voting_join(&v, 0, t % 2 == 0 ? CM_VOTE_ALL : CM_VOTE_ANY, 1, 2);
        voting_threshold(&v, 1, (int64_t)first * 2 / 3 + 1, one);
        voting_threshold(&v, 2, (int64_t)(n + common - first) * 3 / 4 + 1, two);
        nu = number(&v);
        if (nu > voting_integer(&v, "bound")) needed++;
        voting_close(&v);
    }
    assert_true(needed > 5);
}

/* 190 members of unlike weights. */
static void test_a_hundred_and_ninety_unlike_members_are_packed(void **state)
{
    int64_t weight[190], total = 0;
    voting v;
    (void)state;
    for (int64_t i = 0; i < 190; i++) total += weight[i] = 1000 + 800000 / ((i + 1) * (i + 1));
    for (int share = 5; share <= 8; share++) {
        int64_t largest = weight[0], quota = total * share / 10 + 1;
        voting_weighted(&v, 190, quota, weight);
        assert_int_equal(number(&v) == 0, total - largest < quota);
        voting_close(&v);
    }
}

static void refused(voting *v)
{
    assert_int_equal(voting_check(v, concept, NULL), CM_E_NUMERIC);
}

static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 300; t++) {
        voting v;
        cm_table *out, *coalitions;
        cm_value right;
        int64_t nu;
        voting_drawn(&v, 3 + t % 6, t);
        nu = number(&v);
        assert_int_equal(voting_check(&v, concept, NULL), CM_OK);
        right = v.result.summary->value;
        v.result.summary->value = nu == 0 ? cm_integer(3) : cm_text("infinite");
        refused(&v);
        v.result.summary->value = cm_integer(nu + 1);
        refused(&v);
        v.result.summary->value = cm_integer(nu - 1);
        refused(&v);
        v.result.summary->value = right;
        out = cm_result_find(&v.result, "left_out");
        coalitions = cm_result_find(&v.result, "coalitions");
        if (nu > 0) {
            out->cell[1].as.integer = out->cell[1].as.integer == 1 ? 2 : 1;
            refused(&v);
            out->cell[1].as.integer = out->cell[1].as.integer == 1 ? 2 : 1;
        }
        if (coalitions->nrows > 0) {
            coalitions->nrows--;
            refused(&v);
            coalitions->nrows++;
        }
        voting_close(&v);
    }
}

/* One coalition too many is valid by itself; only the search for fewer refuses it. */
static void test_a_needlessly_long_family_is_refused(void **state)
{
    voting v;
    cm_table *out;
    (void)state;
    voting_quota(&v, 16, 9);
    v.node[0].quota = 8;
    assert_int_equal(number(&v), 2);
    out = cm_result_find(&v.result, "left_out");
    for (size_t i = 0; i < 16; i++) out->cell[2 * i + 1].as.integer = (int64_t)i % 3 + 1;
    cm_result_find(&v.result, "coalitions")->nrows = 0;
    v.result.summary->value = cm_integer(3);
    refused(&v);
    voting_close(&v);
}

static void test_failures_have_their_sentences(void **state)
{
    static const int64_t weight[15] = { 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2 };
    voting v;
    (void)state;
    voting_quota(&v, 3, 2);
    v.game.as.vote.player = NULL;
    assert_int_equal(voting_solve(&v, concept, NULL), CM_E_INPUT);
    assert_string_equal(v.ctx.message, "the 3 members of the vote have no names");
    voting_close(&v);
    (void)voting_open(&v, 15, 0);                             /* `any` of two: no bound, and packings to try */
    voting_join(&v, 0, CM_VOTE_ANY, 1, 2);
    voting_threshold(&v, 1, 29, weight);
    voting_threshold(&v, 2, 13, NULL);
    v.ctx.work_limit = 10;
    assert_int_equal(voting_solve(&v, concept, NULL), CM_E_LIMIT);
    assert_string_equal(v.ctx.message, "the Nakamura number is 2 at least and 6 at most; to try all families of 2 winning coalitions takes too long");
    voting_close(&v);
}

static void test_each_allocation_may_fail(void **state)
{
    (void)state;
    voting_runs_out_of_memory(concept, NULL, 5, 3, 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quotas_follow_the_closed_form_and_greenbergs_bound),
        cmocka_unit_test(test_councils_that_were),
        cmocka_unit_test(test_the_council_of_the_union_guarantees_one_issue),
        cmocka_unit_test(test_two_chambers_are_as_stable_as_the_stabler),
        cmocka_unit_test(test_on_drawn_rules_it_is_the_fewest),
        cmocka_unit_test(test_members_beyond_all_subsets_are_certified_by_a_count),
        cmocka_unit_test(test_members_beyond_all_counts_are_certified_by_a_programme),
        cmocka_unit_test(test_a_hundred_and_ninety_unlike_members_are_packed),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_a_needlessly_long_family_is_refused),
        cmocka_unit_test(test_failures_have_their_sentences),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
