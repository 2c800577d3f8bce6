/* test_core.c: cores, least cores and costs of stability: proofs, corners, ties on the edge, large votes. */
#include <stdio.h>

#include "solver/game/cheapest.h"
#include "tests/support/support.h"
#include "tests/support/worths.h"

static bool is_empty(const worths *w)
{
    const cm_value *value = cm_result_get(&w->result, "empty");
    assert_non_null(value);
    assert_int_equal(value->kind, CM_TRUTH);
    return value->as.truth;
}

static const char *text_of(const worths *w, const char *summary)
{
    const cm_value *value = cm_result_get(&w->result, summary);
    assert_non_null(value);
    return value->kind == CM_TEXT ? value->as.text : NULL;
}

/* Q of n, dense. */
static void majority(worths *w, size_t n, int quota)
{
    worths_open(w, n);
    for (size_t s = 1; s < (size_t)1 << n; s++) w->worth[s] = __builtin_popcountll(s) >= quota ? 1 : 0;
}

static void test_least_cores_of_majorities_are_known(void **state)
{
    (void)state;
    for (int n = 2; n <= 9; n++) {
        for (int q = n / 2 + 1; q <= n; q++) {
            worths w;
            char want[32];
            int num = q == n ? -1 : n - q, den = n, a = num < 0 ? -num : num, b = den;
            while (b != 0) {
                int r = a % b;
                a = b;
                b = r;
            }
            (void)snprintf(want, sizeof want, den / a == 1 ? "%d" : "%d/%d", num / a, den / a);
            majority(&w, (size_t)n, q);
            worths_solve(&w, "core", NULL);
            assert_string_equal(text_of(&w, "exact"), want);
            assert_int_equal(is_empty(&w), q < n);
            worths_solve(&w, "cost-of-stability", NULL);
            assert_close(worths_number(&w, "cost"), (double)n / q - 1, 1e-12);      /* Bachrach et al. 2009 */
            worths_free(&w);
        }
    }
}

/* Least-core values and costs of stability of simple and other games, by hand or from the literature. */
static void test_published_least_cores(void **state)
{
    static const struct { double quota; double weight[5]; size_t n; double epsilon, cost; } votes[] = {
        { 5, { 4, 2, 1, 1, 1 }, 5, 3. / 7, .75 },             /* an apex game: Montero, Games Econ. Behav. 41 (2002) */
        { 51, { 50, 49, 1 }, 3, 0, 0 },                        /* a vetoer */
        { 4, { 2, 1, 1, 1 }, 4, 0, 0 },
        { 2, { 1, 1, 1 }, 3, 1. / 3, .5 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof votes / sizeof votes[0]; k++) {
        worths w;
        worths_open(&w, votes[k].n);
        for (size_t s = 1; s < (size_t)1 << votes[k].n; s++) {
            double sum = 0;
            for (size_t i = 0; i < votes[k].n; i++) sum += s >> i & 1u ? votes[k].weight[i] : 0;
            w.worth[s] = sum >= votes[k].quota ? 1 : 0;
        }
        worths_solve(&w, "core", NULL);
        assert_close(worths_number(&w, "least_core_value"), votes[k].epsilon, 1e-12);
        assert_int_equal(is_empty(&w), votes[k].epsilon > 0);
        worths_solve(&w, "cost-of-stability", NULL);
        assert_close(worths_number(&w, "cost"), votes[k].cost, 1e-12);
        worths_free(&w);
    }
}

/* Three players, pairs worth t: the core is empty exactly when t > 2/3.  One in 10^15 decides. */
static void test_the_edge_of_a_core_is_decided_in_fractions(void **state)
{
    static const struct { double t; bool empty; } edge[] = { { 66, false }, { 66.666, false }, { 66.66666667, true }, { 66.6666666666667, true }, { 66.6666666666666, false } };
    (void)state;
    for (size_t k = 0; k < sizeof edge / sizeof edge[0]; k++) {
        worths w;
        worths_open(&w, 3);
        w.worth[3] = w.worth[5] = w.worth[6] = edge[k].t;
        w.worth[7] = 100;
        worths_solve(&w, "core", NULL);
        assert_non_null(text_of(&w, "exact"));
        assert_int_equal(is_empty(&w), edge[k].empty);
        w.game.as.tu.exact = false;                            /* computed numbers: the last three are too close to call */
        worths_solve(&w, "core", NULL);
        assert_int_equal(cm_result_get(&w.result, "empty")->kind, k < 2 ? CM_TRUTH : CM_NONE);
        assert_null(text_of(&w, "exact"));
        worths_free(&w);
    }
}

static void test_a_third_is_a_third(void **state)
{
    worths w;
    (void)state;
    worths_open(&w, 3);
    w.worth[3] = w.worth[5] = w.worth[6] = 2. / 3;
    w.worth[7] = 1;
    worths_solve(&w, "core", NULL);
    assert_string_equal(text_of(&w, "exact"), "0");
    assert_false(is_empty(&w));
    worths_free(&w);
}

/* The least excess that any of many random payoffs reaches is never below the value; and 200 answers are
 * accepted, with a changed weight, payoff or value refused. */
static void test_proofs_are_accepted_and_near_misses_are_not(void **state)
{
    static const char *const sorts[] = { "whole", "growing", "simple", "real" };
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "core", 0);
    for (size_t k = 0; k < 200; k++) {
        size_t n = 2 + k % 6;
        double all, value;
        const char *point;
        worths w;
        worths_random(&w, n, sorts[k % 4], &rng);
        all = w.worth[((size_t)1 << n) - 1];
        worths_solve(&w, "core", NULL);
        value = worths_number(&w, "least_core_value");
        point = is_empty(&w) ? "nearest" : "point";
        for (int t = 0; t < 50; t++) {
            double x[8], sum = 0, largest = -HUGE_VAL;
            for (size_t i = 0; i < n; i++) sum += x[i] = cm_rng_unit(&rng);
            for (size_t i = 0; i < n; i++) x[i] *= all / sum;
            for (size_t s = 1; s + 1 < (size_t)1 << n; s++) {
                double e = w.worth[s];
                for (size_t i = 0; i < n; i++) e -= s >> i & 1u ? x[i] : 0;
                largest = fmax(largest, e);
            }
            assert_true(largest >= value - 1e-9);
        }
        worths_cell(&w, "weights", 0, "weight")->as.number += 1e-3;
        assert_false(worths_accepted(&w, "core", NULL));
        worths_cell(&w, "weights", 0, "weight")->as.number -= 1e-3;
        assert_true(worths_accepted(&w, "core", NULL));
        if (worths_exact(&w, point, 0) != NULL) *worths_cell(&w, point, 0, "exact") = cm_none();
        worths_cell(&w, point, 0, "value")->as.number += 1e-2;
        worths_cell(&w, point, n - 1, "value")->as.number -= 1e-2;
        assert_false(worths_accepted(&w, "core", NULL));
        worths_solve(&w, "least-core", NULL);
        assert_close(worths_number(&w, "least_core_value"), value, 1e-9);
        for (cm_named *entry = w.result.summary; entry != NULL; entry = entry->next) {
            if (strcmp(entry->name, "least_core_value") == 0) entry->value.as.number += 1e-3;
            if (strcmp(entry->name, "exact") == 0) entry->value = cm_none();
        }
        assert_false(worths_accepted(&w, "least-core", NULL));
        worths_free(&w);
    }
}

/* The corners of a convex game's core are the marginal vectors: L. S. Shapley, Int. J. Game Theory 1 (1971). */
static void test_corners_of_a_convex_game_are_its_marginal_vectors(void **state)
{
    static const size_t orders[] = { 1, 1, 2, 6, 24, 120 };
    (void)state;
    for (size_t n = 2; n <= 5; n++) {
        worths w;
        worths_open(&w, n);
        for (size_t s = 1; s < (size_t)1 << n; s++) {
            double size = (double)__builtin_popcountll(s), sum = 0;
            for (size_t i = 0; i < n; i++) sum += s >> i & 1u ? (double)(i + 1) : 0;
            w.worth[s] = size * size + sum * sum;              /* strictly convex: as many corners as orders */
        }
        worths_solve(&w, "core", NULL);
        assert_int_equal(cm_result_get(&w.result, "corners")->as.integer, orders[n]);
        worths_free(&w);
    }
}

static void test_a_corner_that_is_none_and_a_missing_one_are_refused(void **state)
{
    worths w;
    cm_table *corners;
    (void)state;
    worths_open(&w, 3);
    w.worth[3] = 60;
    w.worth[5] = 50;
    w.worth[6] = 40;
    w.worth[7] = 100;
    worths_solve(&w, "core", NULL);
    corners = cm_result_find(&w.result, "corners");
    assert_non_null(corners);
    assert_int_equal(corners->nrows, 12);
    corners->nrows = 9;                                        /* one left out */
    assert_false(worths_accepted(&w, "core", NULL));
    corners->nrows = 12;
    assert_true(worths_accepted(&w, "core", NULL));
    *worths_cell(&w, "corners", 0, "exact") = cm_text("59");
    *worths_cell(&w, "corners", 1, "exact") = cm_text("1");
    assert_false(worths_accepted(&w, "core", NULL));
    worths_free(&w);
}

/* Corners where more coalitions bind than need to: convex games with ties, and gloves. */
static void test_corners_where_many_coalitions_bind(void **state)
{
    static const struct { size_t n; int spare; int64_t corners; } plain[] = { { 4, 2, 12 }, { 5, 3, 20 }, { 6, 4, 30 } };
    cm_rng rng;
    worths w;
    (void)state;
    for (size_t k = 0; k < 3; k++) {                           /* |S| - spare: one has 2, or two have 1 each, or ... */
        worths_open(&w, plain[k].n);
        for (size_t s = 1; s < (size_t)1 << plain[k].n; s++) w.worth[s] = fmax(0, __builtin_popcountll(s) - plain[k].spare);
        worths_solve(&w, "core", NULL);
        /* x_i <= 1 for all, sum n - spare = 2: the corners choose who has 1 */
        assert_int_equal(cm_result_get(&w.result, "corners")->as.integer, plain[k].corners / 2);
        worths_free(&w);
    }
    cm_rng_init(&rng, support_seed(), "corners", 0);
    for (size_t k = 0; k < 60; k++) {
        size_t n = 3 + k % 4, lefts = 1 + cm_rng_below(&rng, ((size_t)1 << n) - 2);
        worths_open(&w, n);
        for (size_t s = 1; s < (size_t)1 << n; s++) {
            int l = __builtin_popcountll(s & lefts), r = __builtin_popcountll(s & ~lefts);
            w.worth[s] = (l < r ? l : r) + (k % 2 == 0 ? 0 : floor(__builtin_popcountll(s) / 2.));
        }
        worths_solve(&w, "core", NULL);                        /* the certificate tries every corner */
        worths_free(&w);
    }
}

/* Too close for doubles, and fractions tell that they cannot be trusted: a pair lacks 10^-10. */
static void test_what_programmes_pass_over_is_seen_in_fractions(void **state)
{
    worths w;
    (void)state;
    worths_open(&w, 4);
    for (size_t s = 1; s < 16; s++) w.worth[s] = __builtin_popcountll(s) == 3 ? 0.75 : 0;
    w.worth[15] = 1;
    worths_solve(&w, "core", NULL);
    assert_string_equal(text_of(&w, "exact"), "0");
    assert_false(is_empty(&w));
    w.worth[3] = 0.5000000001;
    worths_solve(&w, "core", NULL);
    assert_null(text_of(&w, "exact"));
    assert_int_equal(cm_result_get(&w.result, "empty")->kind, CM_NONE);
    worths_free(&w);
}

static void test_fractions_a_billionth_off_are_refused(void **state)
{
    worths w;
    (void)state;
    majority(&w, 3, 2);
    worths_solve(&w, "core", NULL);
    *worths_cell(&w, "weights", 0, "exact") = cm_text("500000001/1000000000");
    assert_false(worths_accepted(&w, "core", NULL));
    worths_solve(&w, "cost-of-stability", NULL);
    assert_true(worths_accepted(&w, "cost-of-stability", NULL));
    *worths_cell(&w, "payoffs", 0, "exact") = cm_text("500000001/1000000000");
    assert_false(worths_accepted(&w, "cost-of-stability", NULL));
    worths_solve(&w, "cost-of-stability", NULL);
    for (size_t i = 0; i < 3; i++) {                           /* dearer than the weights prove */
        *worths_cell(&w, "payoffs", i, "exact") = cm_none();
        worths_cell(&w, "payoffs", i, "value")->as.number = 0.6;
    }
    for (cm_named *entry = w.result.summary; entry != NULL; entry = entry->next) {
        if (strcmp(entry->name, "cost") == 0) entry->value.as.number = 0.8;
        if (strcmp(entry->name, "total") == 0) entry->value.as.number = 1.8;
    }
    assert_false(worths_accepted(&w, "cost-of-stability", NULL));
    worths_free(&w);
}

/* A game and the vote behind it: what looks at all coalitions, and what only finds cheap ones. */
static void test_large_votes_are_solved_as_small_ones_are(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "votes", 0);
    for (size_t k = 0; k < 60; k++) {
        size_t n = 3 + k % 10;
        int64_t weight[16], heads[16], total = 0;
        cm_vote_node node[3];
        cm_vote vote;
        cm_tu small;
        worths w;
        double value;
        worths_open(&w, n);
        for (size_t i = 0; i < n; i++) {
            total += weight[i] = 1 + (int64_t)cm_rng_below(&rng, k % 3 == 0 ? 3 : 40);
            heads[i] = 1;
        }
        node[0] = (cm_vote_node){ .kind = CM_VOTE_THRESHOLD, .weight = weight, .quota = total / 2 + 1 + (int64_t)cm_rng_below(&rng, (uint64_t)(total / 2)), .total = total };
        vote = (cm_vote){ .n = n, .nnodes = 1, .node = node };
        if (k % 4 == 3) {                                      /* two criteria at once: an integer programme */
            node[1] = node[0];
            node[2] = (cm_vote_node){ .kind = CM_VOTE_THRESHOLD, .weight = heads, .quota = (int64_t)n / 2 + 1, .total = (int64_t)n, .counts = true };
            node[0] = (cm_vote_node){ .kind = k % 8 == 3 ? CM_VOTE_ALL : CM_VOTE_ANY, .child = 1, .nchildren = 2 };
            vote.nnodes = 3;
        }
        assert_int_equal(cm_tu_from_vote(&w.ctx, &w.arena, &vote, w.game.as.tu.player, &small), CM_OK);
        w.game.as.tu = small;
        worths_solve(&w, "core", NULL);
        value = worths_number(&w, "least_core_value");
        w.game.as.tu.worth = NULL;
        worths_solve(&w, "core", NULL);
        assert_close(worths_number(&w, "least_core_value"), value, 1e-9);
        worths_solve(&w, "cost-of-stability", NULL);
        assert_close(worths_number(&w, "cost"), fmax(0, value) / (1 - fmax(0, value)), 1e-9);
        if (value > 0) {
            *worths_cell(&w, "payoffs", 0, "exact") = *worths_cell(&w, "payoffs", n - 1, "exact") = cm_none();
            worths_cell(&w, "payoffs", 0, "value")->as.number += 0.5;
            worths_cell(&w, "payoffs", n - 1, "value")->as.number -= 0.5;
            assert_false(worths_accepted(&w, "cost-of-stability", NULL));
        }
        worths_free(&w);
    }
}

/* 193 members, 129 needed; 193 with all needed; 100 with weights. */
static void test_a_hundred_and_ninety_three_members(void **state)
{
    static int64_t ones[193];
    const char *player[193];
    (void)state;
    for (int all = 0; all < 2; all++) {
        cm_vote_node node = { .kind = CM_VOTE_THRESHOLD, .weight = ones, .quota = all ? 193 : 129, .total = 193, .counts = true };
        cm_vote vote = { .n = 193, .nnodes = 1, .node = &node };
        worths w;
        worths_open(&w, 1);
        for (size_t i = 0; i < 193; i++) {
            ones[i] = 1;
            player[i] = cm_format(&w.ctx, &w.arena, "M%zu", i);
        }
        assert_int_equal(cm_tu_from_vote(&w.ctx, &w.arena, &vote, player, &w.game.as.tu), CM_OK);
        assert_null(w.game.as.tu.worth);
        worths_solve(&w, "core", NULL);
        assert_string_equal(text_of(&w, "exact"), all ? "-1/193" : "64/193");
        assert_int_equal(is_empty(&w), !all);
        worths_solve(&w, "cost-of-stability", NULL);
        assert_close(worths_number(&w, "cost"), all ? 0 : 193. / 129 - 1, 1e-12);
        cm_result_init(&w.result, &w.arena);
        assert_int_equal(cm_concept_solve(&w.ctx, cm_concept_find("nucleolus"), &w.game, NULL, &w.result), CM_E_LIMIT);
        assert_string_equal(w.ctx.message, "the nucleolus looks at every coalition: 26 players are the most, and the game has 193");
        worths_free(&w);
    }
}

static void test_the_cheapest_winning_coalition_is_the_cheapest_of_all(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "cheapest", 0);
    for (size_t k = 0; k < 200; k++) {
        size_t n = 2 + k % 9;
        int64_t weight[12], total = 0, price[12], whole;
        double x[12], found, least = HUGE_VAL;
        unsigned char in[12];
        bool whole_found;
        cm_ctx ctx;
        cm_arena arena = { NULL };
        cm_cheapest work;
        cm_vote_node node;
        cm_vote vote = { .n = n, .nnodes = 1, .node = &node };
        cm_ctx_init(&ctx);
        for (size_t i = 0; i < n; i++) {
            total += weight[i] = (int64_t)cm_rng_below(&rng, 12);
            price[i] = (int64_t)cm_rng_below(&rng, 100);
            x[i] = (double)price[i];
        }
        if (total == 0) total = weight[0] = 1;
        node = (cm_vote_node){ .kind = CM_VOTE_THRESHOLD, .weight = weight, .quota = 1 + (int64_t)cm_rng_below(&rng, (uint64_t)total), .total = total };
        for (size_t s = 1; s < (size_t)1 << n; s++) {
            double cost = 0;
            int64_t sum = 0;
            for (size_t i = 0; i < n; i++) {
                cost += s >> i & 1u ? x[i] : 0;
                sum += s >> i & 1u ? weight[i] : 0;
            }
            if (sum >= node.quota) least = fmin(least, cost);
        }
        assert_int_equal(cm_cheapest_init(&ctx, &arena, &vote, &work), CM_OK);
        assert_int_equal(cm_cheapest_find(&ctx, &work, x, in, &found), CM_OK);
        assert_true(cm_vote_wins(&vote, in));
        assert_close(found, least, 1e-9);
        assert_int_equal(cm_cheapest_whole(&ctx, &vote, price, &whole_found, &whole), CM_OK);
        assert_true(whole_found);
        assert_close((double)whole, least, 0);
        work.threshold = false;                                /* the integer programme */
        assert_int_equal(cm_cheapest_find(&ctx, &work, x, in, &found), CM_OK);
        assert_close(found, least, 1e-6);
        cm_arena_free(&arena);
    }
}

static void test_no_memory_is_told_at_any_allocation(void **state)
{
    static const char *const concepts[] = { "core", "least-core", "cost-of-stability" };
    (void)state;
    for (size_t c = 0; c < 3; c++) {
        cm_status status = CM_E_MEMORY;
        for (long budget = 0; budget < 400 && status != CM_OK; budget++) {
            worths w;
            majority(&w, 4, 3);
            cm_result_init(&w.result, &w.arena);
            w.ctx.alloc_budget = budget;
            status = cm_concept_solve(&w.ctx, cm_concept_find(concepts[c]), &w.game, NULL, &w.result);
            assert_true(status == CM_OK || status == CM_E_MEMORY);
            worths_free(&w);
        }
        assert_int_equal(status, CM_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_least_cores_of_majorities_are_known),
        cmocka_unit_test(test_published_least_cores),
        cmocka_unit_test(test_the_edge_of_a_core_is_decided_in_fractions),
        cmocka_unit_test(test_a_third_is_a_third),
        cmocka_unit_test(test_proofs_are_accepted_and_near_misses_are_not),
        cmocka_unit_test(test_corners_of_a_convex_game_are_its_marginal_vectors),
        cmocka_unit_test(test_a_corner_that_is_none_and_a_missing_one_are_refused),
        cmocka_unit_test(test_corners_where_many_coalitions_bind),
        cmocka_unit_test(test_what_programmes_pass_over_is_seen_in_fractions),
        cmocka_unit_test(test_fractions_a_billionth_off_are_refused),
        cmocka_unit_test(test_large_votes_are_solved_as_small_ones_are),
        cmocka_unit_test(test_a_hundred_and_ninety_three_members),
        cmocka_unit_test(test_the_cheapest_winning_coalition_is_the_cheapest_of_all),
        cmocka_unit_test(test_no_memory_is_told_at_any_allocation),
    };
    return RUN_TESTS(tests);
}
