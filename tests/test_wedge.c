/* test_wedge.c: the cost of splitting a circle. */
#include "solver/coop/wedge.h"

#include "tests/support/asked.h"

typedef struct circle {
    asked a;
    int64_t weight[40];
    double surplus[40];
    cm_vote_node rule;
    cm_vote vote;
    cm_wedge_params params;
} circle;

static void open_circle(circle *c, size_t n, uint64_t index)
{
    memset(c, 0, sizeof *c);
    ask_open(&c->a, "wedge", index);
    for (size_t i = 0; i < n; i++) c->weight[i] = 1;
    c->params = (cm_wedge_params){ { 0, c->surplus }, 1 };
    c->a.params = &c->params;
    c->vote = (cm_vote){ .n = n, .nnodes = 1, .node = &c->rule };
    c->a.game.kind = CM_GAME_TU;
    c->a.game.as.tu = (cm_tu){ .n = n, .vote = &c->vote, .exact = true, .player = asked_names };
}

static void set_quota(circle *c, int64_t quota)
{
    c->rule = (cm_vote_node){ .kind = CM_VOTE_THRESHOLD, .weight = c->weight, .quota = quota, .counts = true };
    for (size_t i = 0; i < c->vote.n; i++) {
        c->rule.total += c->weight[i];
        c->rule.counts = c->rule.counts && c->weight[i] <= 1;
    }
}

/* Equal members: (m - q + 1) / m of the surplus, for any circle up to 32. */
static void test_equal_members_defend_with_their_spare_share(void **state)
{
    static const struct { size_t m; int64_t q; const char *exact; } cases[] = { { 3, 3, "1/3" }, { 5, 5, "1/5" }, { 5, 3, "3/5" }, { 7, 4, "4/7" }, { 9, 5, "5/9" }, { 10, 6, "1/2" },
                                                                                { 20, 14, "7/20" }, { 32, 17, "1/2" } };
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        circle c;
        open_circle(&c, cases[k].m, k);
        set_quota(&c, cases[k].q);
        ask_good(&c.a);
        assert_close(ask_number(&c.a, "best_share"), ((double)cases[k].m - (double)cases[k].q + 1) / (double)cases[k].m, 1e-9);
        assert_close(ask_number(&c.a, "cost"), ask_number(&c.a, "best_defence"), 1e-9);
        assert_string_equal(ask_value(&c.a, "exact")->as.text, cases[k].exact);
        cm_arena_free(&c.a.arena);
    }
}

/* Three circles of unequal members: the cost as the surplus is divided, and the best defence. */
static void test_unequal_circles(void **state)
{
    static const struct { size_t n; int64_t w[6], q; double s[6], cost, best; } cases[] = {
        { 5, { 5, 4, 3, 2, 1 }, 9, { 3, 2, 2, 1, 1 }, 4, 4.5 },
        { 5, { 10, 3, 3, 2, 2 }, 12, { 4, 2, 2, 1, 1 }, 4, 5 },
        { 6, { 6, 5, 2, 2, 1, 1 }, 11, { 2, 2, 1, 1, 1, 1 }, 3, 4 },
    };
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        circle c;
        open_circle(&c, cases[k].n, k);
        memcpy(c.weight, cases[k].w, sizeof cases[k].w);
        memcpy(c.surplus, cases[k].s, sizeof cases[k].s);
        c.params.surplus.count = cases[k].n;
        set_quota(&c, cases[k].q);
        ask_good(&c.a);
        assert_close(ask_number(&c.a, "cost"), cases[k].cost, 1e-12);
        assert_close(ask_number(&c.a, "best_defence"), cases[k].best, 1e-9);
        assert_string_equal(ask_value(&c.a, "exact")->as.text, "1/2");
        cm_arena_free(&c.a.arena);
    }
}

static void draw(circle *c, uint64_t most)
{
    int64_t total = 0;
    for (size_t i = 0; i < c->vote.n; i++) {
        total += c->weight[i] = (int64_t)(cm_rng_below(&c->a.rng, 9) + (i == 0));
        c->surplus[i] = (double)cm_rng_below(&c->a.rng, most);
    }
    c->params.surplus.count = c->vote.n;
    set_quota(c, 1 + (int64_t)cm_rng_below(&c->a.rng, (uint64_t)total));
}

/* A second implementation of the split, member by member; and a division of the surplus at random is no better. */
static double brute(const circle *c, const double *x, size_t i, int64_t need)
{
    double with, without;
    if (need <= 0) return 0;
    if (i == c->vote.n) return HUGE_VAL;
    with = x[i] + brute(c, x, i + 1, need - c->weight[i]);
    without = brute(c, x, i + 1, need);
    return with < without ? with : without;
}

static void test_random_circles(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 250; t++) {
        circle c;
        double best, cost;
        open_circle(&c, 1 + t % 9, t);
        draw(&c, 10);
        ask_good(&c.a);
        best = ask_number(&c.a, "best_share");
        cost = ask_number(&c.a, "cost");
        assert_close(cost, brute(&c, c.surplus, 0, c.rule.total - c.rule.quota + 1), 1e-9);
        assert_true(cost <= ask_number(&c.a, "best_defence") + 1e-9);
        for (int trial = 0; trial < 20; trial++) {
            double x[40], sum = 0;
            for (size_t i = 0; i < c.vote.n; i++) sum += x[i] = cm_rng_unit(&c.a.rng);
            assert_true(brute(&c, x, 0, c.rule.total - c.rule.quota + 1) <= best * sum + 1e-9);
        }
        for (size_t i = 0; i < c.vote.n / 2; i++) {                     /* turned round, in another unit */
            size_t j = c.vote.n - 1 - i;
            int64_t w = c.weight[i];
            double s = c.surplus[i];
            c.weight[i] = c.weight[j], c.surplus[i] = c.surplus[j];
            c.weight[j] = w, c.surplus[j] = s;
        }
        for (size_t i = 0; i < c.vote.n; i++) c.surplus[i] *= 7;
        ask_good(&c.a);
        assert_close(ask_number(&c.a, "best_share"), best, 1e-9);
        assert_close(ask_number(&c.a, "cost"), 7 * cost, 1e-9);
        cm_arena_free(&c.a.arena);
    }
}

/* Above 20 members the certificate is an integer programme. */
static void test_large_circles_are_certified(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 5; t++) {
        circle c;
        open_circle(&c, 21 + t, 70 + t);
        draw(&c, 30);
        ask_good(&c.a);
        cm_arena_free(&c.a.arena);
    }
}

static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        circle c;
        open_circle(&c, 3 + t % 6, 3000 + t);
        draw(&c, 10);
        for (size_t i = 0; i < c.vote.n; i++) c.surplus[i]++;
        ask_good(&c.a);
        ask_refused_with(&c.a, ask_value(&c.a, "cost"), t % 2 == 0 ? 1e-4 : -1e-4);
        ask_refused_with(&c.a, ask_value(&c.a, "best_defence"), t % 2 == 0 ? 1e-4 : -1e-4);
        ask_refused_with(&c.a, ask_value(&c.a, "best_share"), -1e-4);
        ask_refused_with(&c.a, ask_cell(&c.a, "defence", 0, "best"), 1e-4);
        ask_refused_with(&c.a, ask_cell(&c.a, "attacks", 0, "chance"), 1e-4);
        cm_result_find(&c.a.result, "defectors")->nrows--;
        ask_refused(&c.a);
        cm_arena_free(&c.a.arena);
    }
}

static void test_failures_say_what_is_wrong(void **state)
{
    double worth[4] = { 0, 0, 0, 1 };
    circle c;
    (void)state;
    open_circle(&c, 33, 0);
    set_quota(&c, 17);
    ask_fails(&c.a, CM_E_LIMIT, "a circle of 33 members; wedge takes 32 at most");
    c.a.game.as.tu = (cm_tu){ .n = 2, .worth = worth, .player = asked_names };
    ask_fails(&c.a, CM_E_DOMAIN, "wedge needs weights and one quota, as a game in weighted form has");
    cm_arena_free(&c.a.arena);
}

static void test_each_allocation_may_fail(void **state)
{
    circle c;
    (void)state;
    open_circle(&c, 3, 0);
    set_quota(&c, 2);
    ask_without_memory(&c.a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal_members_defend_with_their_spare_share),
        cmocka_unit_test(test_unequal_circles),
        cmocka_unit_test(test_random_circles),
        cmocka_unit_test(test_large_circles_are_certified),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_failures_say_what_is_wrong),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
