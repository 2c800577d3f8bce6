/* test_best_partition.c: the coalition structure of greatest total worth. */
#include "tests/support/asked.h"

static void open_game(asked *a, size_t n, double *worth, uint64_t index)
{
    ask_open(a, "best-partition", index);
    a->game.kind = CM_GAME_TU;
    a->game.as.tu = (cm_tu){ .n = n, .worth = worth, .exact = true, .player = asked_names };
}

/* By hand: 5 + 4 beats 8 and all others. */
static void test_two_pairs_are_better_than_all(void **state)
{
    double worth[16] = { 0 };
    asked a;
    (void)state;
    open_game(&a, 4, worth, 0);
    worth[3] = 5, worth[12] = 4, worth[15] = 8, worth[7] = 6;
    ask_good(&a);
    assert_close(ask_number(&a, "total"), 9, 0);
    assert_false(ask_value(&a, "grand")->as.truth);
    assert_int_equal(ask_value(&a, "count")->as.integer, 1);
    assert_string_equal(ask_cell(&a, "coalitions", 0, "coalition")->as.text, "{A, B}");
    assert_string_equal(ask_cell(&a, "coalitions", 1, "coalition")->as.text, "{C, D}");
    assert_string_equal(a.result.note->value.as.text, "Together they are worth less than apart: the grand coalition would waste the difference.");
    cm_arena_free(&a.arena);
}

/* An additive game of decimals: every partition is best, 15 of four players, though 0.1 + 0.2 rounds. */
static void test_in_an_additive_game_all_partitions_are_best(void **state)
{
    static const double each[] = { 0.1, 0.2, 0.3, 0.7 };
    double worth[16] = { 0 };
    asked a;
    (void)state;
    open_game(&a, 4, worth, 0);
    for (size_t s = 0; s < 16; s++) {
        long tenths = 0;
        for (size_t i = 0; i < 4; i++) tenths += s >> i & 1u ? lround(each[i] * 10) : 0;
        worth[s] = (double)tenths / 10;
    }
    ask_good(&a);
    assert_int_equal(ask_value(&a, "count")->as.integer, 15);
    assert_true(ask_value(&a, "grand")->as.truth);
    assert_string_equal(a.result.note->value.as.text, "15 partitions have this total; one of them is shown.");
    cm_arena_free(&a.arena);
}

/* A second implementation: all maps from players to groups. */
static double brute(const double *worth, size_t n, size_t i, size_t *mask, size_t used, int64_t *ways, double best)
{
    if (i == n) {
        double total = 0;
        for (size_t g = 0; g < used; g++) total += worth[mask[g]];
        if (total > best) *ways = 0;
        if (total >= best) ++*ways;
        return total > best ? total : best;
    }
    for (size_t g = 0; g <= used; g++) {
        if (g == used) mask[g] = 0;
        mask[g] |= (size_t)1 << i;
        best = brute(worth, n, i + 1, mask, g == used ? used + 1 : used, ways, best);
        mask[g] &= ~((size_t)1 << i);
    }
    return best;
}

static void test_random_games_agree_with_all_partitions(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 300; t++) {
        double worth[128] = { 0 }, other[128] = { 0 }, best, add = 0;
        size_t n = 1 + t % 7, mask[8];
        int64_t ways = 0;
        asked a, b;
        open_game(&a, n, worth, t);
        open_game(&b, n, other, t);
        for (size_t s = 1; s < (size_t)1 << n; s++) worth[s] = (double)cm_rng_below(&a.rng, 5 * (uint64_t)__builtin_popcountll(s)) - 3;
        best = brute(worth, n, 0, mask, 0, &ways, -HUGE_VAL);
        ask_good(&a);
        assert_close(ask_number(&a, "total"), best, 0);
        assert_int_equal(ask_value(&a, "count")->as.integer, ways);
        for (size_t s = 1; s < (size_t)1 << n; s++) {                   /* names turned round, a unit, an additive game */
            size_t turned = 0;
            double more = 0;
            for (size_t i = 0; i < n; i++) {
                turned |= (s >> i & 1u) << (n - 1 - i);
                more += s >> i & 1u ? (double)i : 0;
            }
            other[turned] = 3 * worth[s] + more;
            add = s + 1 == (size_t)1 << n ? more : add;
        }
        ask_good(&b);
        assert_close(ask_number(&b, "total"), 3 * best + add, 1e-12);
        assert_int_equal(ask_value(&b, "count")->as.integer, ways);
        b.game.as.tu.exact = false;
        ask_good(&b);
        assert_close(ask_number(&b, "total"), 3 * best + add, 1e-9);
        cm_arena_free(&a.arena);
        cm_arena_free(&b.arena);
    }
}

static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        double worth[64] = { 0 };
        size_t n = 3 + t % 4;
        asked a;
        cm_value *cell;
        open_game(&a, n, worth, 900 + t);
        for (size_t s = 1; s < (size_t)1 << n; s++) worth[s] = (double)cm_rng_below(&a.rng, 20);
        ask_good(&a);
        ask_refused_with(&a, ask_value(&a, "total"), 1e-3);
        ask_refused_with(&a, ask_value(&a, "grand"), 0);
        ask_refused_with(&a, ask_value(&a, "count"), 1);
        ask_refused_with(&a, ask_cell(&a, "coalitions", 0, "worth"), 1e-3);
        cell = ask_cell(&a, "coalitions", 0, "coalition");
        *cell = cm_text(strcmp(cell->as.text, "{A, B}") == 0 ? "{A, C}" : "{A, B}");
        ask_refused(&a);
        cm_arena_free(&a.arena);
    }
}

static void test_sixteen_players_are_the_most(void **state)
{
    double *worth = calloc((size_t)1 << 17, sizeof *worth);
    asked a;
    (void)state;
    assert_non_null(worth);
    open_game(&a, 17, worth, 0);
    ask_fails(&a, CM_E_LIMIT, "the best partition is sought among all splits of all coalitions: 16 players are the most, and the game has 17");
    free(worth);
    cm_arena_free(&a.arena);
}

static void test_each_allocation_may_fail(void **state)
{
    double worth[8] = { 0, 1, 1, 2.5, 1, 2, 2.5, 3 };
    asked a;
    (void)state;
    open_game(&a, 3, worth, 0);
    ask_without_memory(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_pairs_are_better_than_all),
        cmocka_unit_test(test_in_an_additive_game_all_partitions_are_best),
        cmocka_unit_test(test_random_games_agree_with_all_partitions),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_sixteen_players_are_the_most),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
