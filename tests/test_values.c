/* test_values.c: Owen, Aumann-Dreze and Myerson value; how large a game these, tau and Gately take. */
#include "tests/support/values_world.h"

typedef struct list_params {
    cm_lists lists;
} list_params;

static const double apex[] = { 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1 };

/* By hand: in a majority of three a union of two has all the say, and shares it equally.  In the apex game
 * the three small ones, united, leave nothing to the apex; the apex in union with B alone gives
 * B (1/3 + 1 - 2/3) / 2. */
static void test_owen_by_hand(void **state)
{
    static const size_t two[] = { 0, 2 }, three[] = { 0, 3 }, ab[] = { 0, 1 }, bcd[] = { 1, 2, 3 };
    list_params p = { { 1, two, ab } };
    values_world w;
    (void)state;
    values_given(&w, 3, values_majority);
    values_solve(&w, "owen", &p);
    values_expect(&w, (double[]){ .5, .5, 0 });
    assert_close(values_summary(&w, "unions"), 2, 0);
    values_close(&w);
    values_given(&w, 4, apex);
    values_solve(&w, "owen", &p);
    values_expect(&w, (double[]){ 2. / 3, 1. / 3, 0, 0 });
    p.lists = (cm_lists){ 1, three, bcd };
    values_solve(&w, "owen", &p);
    values_expect(&w, (double[]){ 0, 1. / 3, 1. / 3, 1. / 3 });
    values_solve(&w, "owen", NULL);
    values_expect(&w, (double[]){ .5, 1. / 6, 1. / 6, 1. / 6 });
    assert_string_equal(w.result.note->value.as.text, "No union has two members: this is the Shapley value.");
    values_close(&w);
}

/* Unions drawn at random, as lists; some players in none. */
typedef struct unions_drawn {
    list_params p;
    size_t first[12], item[12], of[12];
} unions_drawn;

static void draw_unions(values_world *w, size_t n, unions_drawn *u)
{
    size_t count = 1 + cm_rng_below(&w->rng, n), used = 0;
    for (size_t i = 0; i < n; i++) u->of[i] = cm_rng_below(&w->rng, count + 1);
    for (size_t k = 0; k < count; k++) {
        u->first[k] = used;
        for (size_t i = n; i-- > 0;) {
            if (u->of[i] == k) u->item[used++] = i;
        }
    }
    u->first[count] = used;
    for (size_t i = 0; i < n; i++) u->of[i] = u->of[i] == count ? count + i : u->of[i];
    u->p.lists = (cm_lists){ count, u->first, u->item };
}

static bool unions_stay_together(const size_t *order, size_t n, const void *data)
{
    const unions_drawn *u = data;
    for (size_t a = 0; a < n; a++) {
        for (size_t b = a + 2; b < n; b++) {
            if (u->of[order[a]] == u->of[order[b]] && u->of[order[b - 1]] != u->of[order[b]]) return false;
        }
    }
    return true;
}

static void test_owen_is_the_mean_over_orders_that_keep_unions_together(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        values_world w;
        unions_drawn u;
        size_t n = 2 + t % 6;
        double expected[8];
        values_random(&w, n, t);
        draw_unions(&w, n, &u);
        values_by_orders(w.worth, n, unions_stay_together, &u, expected);
        values_solve(&w, "owen", &u.p);
        for (size_t i = 0; i < n; i++) assert_close(values_of(&w, i), expected[i], 1e-10);
        values_close(&w);
    }
}

static void test_one_union_of_all_is_none_at_all(void **state)
{
    static const size_t first[] = { 0, 6 }, item[] = { 5, 3, 0, 1, 2, 4 };
    const list_params p = { { 1, first, item } };
    (void)state;
    for (uint64_t t = 0; t < 50; t++) {
        values_world w;
        double shapley[6];
        values_random(&w, 6, t);
        values_solve(&w, "shapley", NULL);
        for (size_t i = 0; i < 6; i++) shapley[i] = values_of(&w, i);
        values_solve(&w, "owen", &p);
        for (size_t i = 0; i < 6; i++) assert_close(values_of(&w, i), shapley[i], 1e-10);
        values_solve(&w, "aumann-dreze", &p);
        for (size_t i = 0; i < 6; i++) assert_close(values_of(&w, i), shapley[i], 1e-10);
        values_close(&w);
    }
}

static void test_aumann_dreze_is_the_mean_over_orders_within_each_union(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        values_world w;
        unions_drawn u;
        size_t n = 2 + t % 6, all = ((size_t)1 << n) - 1;
        double expected[8], *apart;
        values_random(&w, n, t);
        draw_unions(&w, n, &u);
        /* a coalition is worth what its parts in the unions are worth */
        apart = CM_NEW(&w.ctx, &w.arena, all + 1, double);
        for (size_t s = 1; s <= all; s++) {
            for (size_t i = 0; i < n; i++) {
                size_t part = 0;
                for (size_t j = 0; j < n; j++) part |= u.of[j] == u.of[i] ? s & (size_t)1 << j : 0;
                if (part != 0 && (part & (0 - part)) == (size_t)1 << i) apart[s] += w.worth[part];
            }
        }
        values_by_orders(apart, n, NULL, NULL, expected);
        values_solve(&w, "aumann-dreze", &u.p);
        for (size_t i = 0; i < n; i++) assert_close(values_of(&w, i), expected[i], 1e-10);
        values_close(&w);
    }
}

static void test_a_player_in_two_unions_is_a_mistake(void **state)
{
    static const size_t first[] = { 0, 2, 4 }, item[] = { 0, 1, 1, 2 };
    static const char *const concepts[] = { "owen", "aumann-dreze" };
    const list_params p = { { 2, first, item } };
    (void)state;
    for (size_t c = 0; c < 2; c++) {
        values_world w;
        values_given(&w, 3, values_majority);
        assert_int_equal(values_try(&w, concepts[c], &p), CM_E_INPUT);
        assert_string_equal(w.ctx.message, "player 'B' is named twice in 'unions'; each player belongs to one union");
        values_close(&w);
    }
}

/* v(12) = v(N) = 12, v(13) = v(23) = 6, as in Myerson (1977). */
static void test_myersons_own_example(void **state)
{
    static const double worth[] = { 0, 0, 0, 12, 0, 6, 6, 12 };
    static const size_t first[] = { 0, 2, 4, 6 }, all[] = { 0, 1, 1, 2, 0, 2 }, broker[] = { 0, 2, 1, 2 };
    list_params p = { { 3, first, all } };
    values_world w;
    (void)state;
    values_given(&w, 3, worth);
    values_solve(&w, "myerson", NULL);
    values_expect(&w, (double[]){ 0, 0, 0 });
    assert_close(values_summary(&w, "components"), 3, 0);
    values_solve(&w, "myerson", &p);
    values_expect(&w, (double[]){ 5, 5, 2 });
    p.lists.count = 2;
    values_solve(&w, "myerson", &p);
    values_expect(&w, (double[]){ 4, 7, 1 });
    p.lists.count = 1;
    values_solve(&w, "myerson", &p);
    values_expect(&w, (double[]){ 6, 6, 0 });
    assert_string_equal(values_text(&w, "components", 0, "component"), "{A, B}");
    p.lists = (cm_lists){ 2, first, broker };
    values_solve(&w, "myerson", &p);
    values_expect(&w, (double[]){ 3, 3, 6 });
    values_close(&w);
}

/* Any two can do it, and the middle one connects the ends. */
static void test_the_middle_of_a_path_is_paid_for_connecting(void **state)
{
    static const size_t first[] = { 0, 2, 4 }, path[] = { 0, 1, 1, 2 };
    const list_params p = { { 2, first, path } };
    values_world w;
    (void)state;
    values_given(&w, 3, values_majority);
    values_solve(&w, "myerson", &p);
    assert_string_equal(values_text(&w, "payoffs", 0, "exact"), "1/6");
    assert_string_equal(values_text(&w, "payoffs", 1, "exact"), "2/3");
    assert_string_equal(values_text(&w, "payoffs", 2, "exact"), "1/6");
    values_close(&w);
}

/* Fairness, which with component efficiency is the value's definition in Myerson's article: without the link
 * between two, both lose the same. */
static void test_both_ends_of_a_link_gain_the_same_by_it(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        values_world w;
        size_t n = 2 + t % 6, count = 0, first[17], item[32], last;
        list_params p;
        double with[8];
        values_random(&w, n, t);
        for (size_t i = 0; i < n; i++) {
            for (size_t j = 0; j < i; j++) {
                if (count == 16 || cm_rng_below(&w.rng, 2) == 0) continue;
                first[count] = 2 * count;
                item[2 * count] = i;
                item[2 * count++ + 1] = j;
            }
        }
        if (count > 0) {
            first[count] = 2 * count;
            p.lists = (cm_lists){ count, first, item };
            values_solve(&w, "myerson", &p);
            for (size_t i = 0; i < n; i++) with[i] = values_of(&w, i);
            p.lists.count = last = count - 1;
            values_solve(&w, "myerson", &p);
            assert_close(with[item[2 * last]] - values_of(&w, item[2 * last]), with[item[2 * last + 1]] - values_of(&w, item[2 * last + 1]), 1e-10);
        }
        values_close(&w);
    }
}

static void test_links_that_are_none_are_mistakes(void **state)
{
    static const size_t first[] = { 0, 3 }, item[] = { 0, 1, 2 }, two[] = { 0, 2 }, self[] = { 1, 1 };
    list_params p = { { 1, first, item } };
    values_world w;
    (void)state;
    values_given(&w, 3, values_majority);
    assert_int_equal(values_try(&w, "myerson", &p), CM_E_INPUT);
    assert_string_equal(w.ctx.message, "link 1 names 3 players, but a link joins two");
    cm_ctx_clear(&w.ctx);
    p.lists = (cm_lists){ 1, two, self };
    assert_int_equal(values_try(&w, "myerson", &p), CM_E_INPUT);
    assert_string_equal(w.ctx.message, "link 1 joins 'B' to itself");
    values_close(&w);
    values_open(&w, 21, 0);
    assert_int_equal(values_try(&w, "myerson", NULL), CM_E_LIMIT);
    assert_string_equal(w.ctx.message, "the Myerson value looks at the parts of every coalition: 20 players are the most, and the game has 21");
    values_close(&w);
}

static void test_near_misses_with_unions_and_links_are_refused(void **state)
{
    static const char *const concepts[] = { "owen", "aumann-dreze", "myerson" };
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        static const size_t first[] = { 0, 2, 4 }, item[] = { 0, 1, 2, 3 };
        const list_params p = { { 2, first, item } };
        for (size_t c = 0; c < 3; c++) {
            values_world w;
            double step;
            size_t i = t % 2;
            values_random(&w, 4 + t % 4, t);
            w.worth[1] += 1;
            step = 1e-5 * cm_tu_scale(&w.game.as.tu);
            values_solve(&w, concepts[c], &p);
            values_cell(&w, "payoffs", i, "value")->as.number += step;
            values_refused(&w, concepts[c], &p);
            values_cell(&w, "payoffs", 1 - i, "value")->as.number -= step;
            values_refused(&w, concepts[c], &p);
            values_cell(&w, "payoffs", 1 - i, "value")->as.number += step;
            values_cell(&w, "payoffs", 2, "value")->as.number -= step;
            values_refused(&w, concepts[c], &p);
            values_close(&w);
        }
    }
}

static void test_games_of_sixteen_are_done(void **state)
{
    static const size_t first[] = { 0, 3, 5, 9 }, item[] = { 0, 4, 15, 2, 9, 3, 5, 6, 7 }, pairs[] = { 0, 2, 4 };
    static const char *const concepts[] = { "tau", "gately", "owen", "aumann-dreze" };
    list_params p = { { 3, first, item } };
    values_world w;
    (void)state;
    values_random(&w, 16, 4);
    for (size_t c = 0; c < 4; c++) values_solve(&w, concepts[c], c < 2 ? NULL : &p);
    p.lists = (cm_lists){ 2, pairs, item };
    values_solve(&w, "myerson", &p);
    values_close(&w);
}

static void test_votes_too_large_to_write_out_are_refused(void **state)
{
    static const char *const concepts[] = { "tau", "gately", "owen", "aumann-dreze", "myerson" };
    int64_t weight[40];
    values_world w;
    (void)state;
    for (size_t i = 0; i < 40; i++) weight[i] = 1;
    values_weighted(&w, 40, 21, weight);
    for (size_t c = 0; c < 5; c++) {
        assert_int_equal(values_try(&w, concepts[c], NULL), CM_E_LIMIT);
        assert_non_null(strstr(w.ctx.message, "looks at every coalition: 26 players are the most, and the game has 40"));
        cm_ctx_clear(&w.ctx);
    }
    values_close(&w);
}

static void test_each_allocation_may_fail(void **state)
{
    static const size_t first[] = { 0, 2 }, item[] = { 0, 2 };
    static const char *const concepts[] = { "tau", "gately", "owen", "aumann-dreze", "myerson" };
    const list_params p = { { 1, first, item } };
    (void)state;
    for (size_t c = 0; c < 5; c++) {
        values_world w;
        values_given(&w, 3, (double[]){ 0, .5, 0, 1, 0, 2, 1. / 3, 3 });
        values_each_allocation_may_fail(&w, concepts[c], c < 2 ? NULL : &p);
        memcpy(w.worth, values_majority, sizeof values_majority);
        if (c < 2) values_each_allocation_may_fail(&w, concepts[c], NULL);
        values_close(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_owen_by_hand),
        cmocka_unit_test(test_owen_is_the_mean_over_orders_that_keep_unions_together),
        cmocka_unit_test(test_one_union_of_all_is_none_at_all),
        cmocka_unit_test(test_aumann_dreze_is_the_mean_over_orders_within_each_union),
        cmocka_unit_test(test_a_player_in_two_unions_is_a_mistake),
        cmocka_unit_test(test_myersons_own_example),
        cmocka_unit_test(test_the_middle_of_a_path_is_paid_for_connecting),
        cmocka_unit_test(test_both_ends_of_a_link_gain_the_same_by_it),
        cmocka_unit_test(test_links_that_are_none_are_mistakes),
        cmocka_unit_test(test_near_misses_with_unions_and_links_are_refused),
        cmocka_unit_test(test_games_of_sixteen_are_done),
        cmocka_unit_test(test_votes_too_large_to_write_out_are_refused),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
