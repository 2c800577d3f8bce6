/* test_package_deals.c: a package beside each issue alone. */
#include "tests/support/bargain_world.h"

static const char *const solution[] = { "nash", "kalai-smorodinsky", "egalitarian", "utilitarian" };

static cm_package_params by(size_t s) { return (cm_package_params){ .common = { .power = "equal" }, .solution = solution[s] }; }

/* Two powers on either side of what holds on both issues, each caring three times as much for one of them. */
static cm_spatial *open_exchange(bargain_world *w)
{
    cm_spatial *game = bargain_open(w, 2, 2, CM_QUADRATIC, 0);
    memcpy(w->ideal, (double[]){ 1, 1, -1, -1 }, 4 * sizeof(double));
    memcpy(w->salience, (double[]){ 3, 1, 1, 3 }, 4 * sizeof(double));
    return game;
}

/* By symmetry y = (v, -v), each gains 3 - 3 (1-v)^2 + 1 - (1+v)^2 = 4 v - 4 v^2: v = 1/2, a gain of 1 each. */
static void test_an_exchange_by_hand(void **state)
{
    bargain_world w;
    (void)state;
    (void)open_exchange(&w);
    for (size_t s = 0; s < 4; s++) {
        cm_package_params terms = by(s);
        bargain_must(&w, &cm_concept_package_deals, &terms);
        assert_string_equal(cm_result_get(&w.result, "solution")->as.text, solution[s]);
        assert_true(bargain_gains(&w));
        assert_close(bargain_cell(&w, "point", 0, "package"), .5, 1e-6);
        assert_close(bargain_cell(&w, "point", 1, "package"), -.5, 1e-6);
        assert_close(bargain_cell(&w, "point", 0, "alone"), 0, 0);
        assert_close(bargain_number(&w, "linkage"), 2, 1e-6);
        assert_close(bargain_number(&w, "total_alone"), 0, 0);
        assert_close(bargain_cell(&w, "parts", 0, "package"), 2.25, 1e-6);
        assert_close(bargain_cell(&w, "parts", 1, "package"), -1.25, 1e-6);
        assert_int_equal(cm_result_get(&w.result, "traded")->as.integer, 2);
        assert_int_equal(cm_result_get(&w.result, "moved_alone")->as.integer, 0);
        assert_string_equal(w.result.note->value.as.text, "On 'u' B gives way, and is paid on other issues.");
    }
    cm_arena_free(&w.arena);
}

/* Who cares about the same issues to the same degree has nothing to trade. */
static void test_equal_saliences_leave_nothing_to_trade(void **state)
{
    bargain_world w;
    cm_package_params terms = by(0);
    (void)state;
    open_exchange(&w)->salience = NULL;
    bargain_must(&w, &cm_concept_package_deals, &terms);
    assert_false(bargain_gains(&w));
    assert_close(bargain_number(&w, "linkage"), 0, 0);
    assert_string_equal(w.result.note->value.as.text,
                        "Not even the package gives everybody a gain at once: linking does not help.");
    cm_arena_free(&w.arena);
}

/* An issue that only one cares for is settled at its ideal when alone. */
static void test_an_issue_of_one_is_its_own(void **state)
{
    bargain_world w;
    cm_package_params terms = by(0);
    (void)state;
    (void)open_exchange(&w);
    w.salience[2] = 0;                                   /* B and the first issue */
    bargain_must(&w, &cm_concept_package_deals, &terms);
    assert_close(bargain_cell(&w, "point", 0, "alone"), 1, 1e-6);
    assert_close(bargain_cell(&w, "point", 1, "alone"), 0, 0);
    assert_int_equal(cm_result_get(&w.result, "moved_alone")->as.integer, 1);
    cm_arena_free(&w.arena);
}

/* The policy that weights (l, 1 - l) make the best: a weighted mean of ideals, issue by issue. */
static double product_at(const bargain_world *w, double l, double *y)
{
    const cm_spatial *game = &w->game.as.spatial;
    double gain[2];
    for (size_t k = 0; k < game->d; k++) {
        double p = l * w->salience[k], q = (1 - l) * w->salience[game->d + k];
        y[k] = (p * w->ideal[k] + q * w->ideal[game->d + k]) / (p + q);
    }
    for (size_t i = 0; i < 2; i++) {
        gain[i] = cm_spatial_utility(game, i, y) - cm_spatial_utility(game, i, game->status_quo);
        if (gain[i] <= 0) return -1;
    }
    return gain[0] * gain[1];
}

/* A second search for two: along the weights, not over policies. */
static void test_the_frontier_of_two_has_no_greater_product(void **state)
{
    size_t seen = 0;
    (void)state;
    for (uint64_t t = 0; t < 100; t++) {
        bargain_world w;
        cm_package_params terms = by(0);
        double best = -1, at[BARGAIN_WIDE] = { 0 };
        cm_spatial *game = bargain_open(&w, 2, 1 + t % 5, CM_QUADRATIC, 100 + t);
        for (size_t k = 0; k < game->d; k++) w.sq[k] = .2 + cm_rng_unit(&w.rng);
        bargain_must(&w, &cm_concept_package_deals, &terms);
        for (int g = 1; g < 20000; g++) {
            double y[BARGAIN_WIDE], product = product_at(&w, g / 20000., y);
            if (product <= best) continue;
            best = product;
            memcpy(at, y, sizeof at);
        }
        if (best > 0) assert_true(bargain_gains(&w));
        if (best > 1e-6) {
            seen++;
            assert_close(bargain_cell(&w, "gains", 0, "package") * bargain_cell(&w, "gains", 1, "package"), best, 1e-7);
            for (size_t k = 0; k < game->d; k++) assert_close(bargain_cell(&w, "point", k, "package"), at[k], 1e-3);
        }
        cm_arena_free(&w.arena);
    }
    assert_true(seen > 40);
}

/* With utilities that add up over issues, what is settled issue by issue can be part of a package: of the
 * sum of gains the package never has less.  Random games, all solutions, certified. */
static void test_linking_never_lowers_the_sum_of_the_utilitarian(void **state)
{
    size_t more = 0;
    (void)state;
    for (uint64_t t = 0; t < 210; t++) {
        bargain_world w;
        cm_package_params terms = by(t % 4);
        cm_utility utility = (cm_utility)(t / 4 % 3);
        cm_spatial *game = bargain_open(&w, 2 + t % 3, 1 + t % 4, utility, 300 + t);
        for (size_t k = 0; k < game->d; k++) w.sq[k] = cm_rng_unit(&w.rng);
        bargain_must(&w, &cm_concept_package_deals, &terms);
        if (t % 4 == 3 && utility != CM_EUCLIDEAN) {
            assert_true(bargain_number(&w, "linkage") >= -1e-5);
            more += bargain_number(&w, "linkage") > 1e-3;
        }
        cm_arena_free(&w.arena);
    }
    assert_true(more > 10);
}

static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        bargain_world w;
        cm_package_params terms = by(t % 4);
        cm_table *table;
        size_t column = 1;
        static const char *const names[] = { "point", "gains", "issues", "parts" };
        double *cell;
        (void)open_exchange(&w);
        w.ideal[0] += .3 * cm_rng_unit(&w.rng);
        bargain_must(&w, &cm_concept_package_deals, &terms);
        for (cm_named *n = w.result.summary; n != NULL; n = n->next) {
            cm_value right = n->value;
            if (right.kind == CM_NUMBER) n->value.as.number += 1e-4;
            if (right.kind == CM_INTEGER) n->value.as.integer++;
            if (right.kind == CM_TRUTH) n->value.as.truth = !right.as.truth;
            if (right.kind != CM_TEXT) assert_int_equal(cm_concept_package_deals.check(&w.ctx, &w.game, &terms, &w.result), CM_E_NUMERIC);
            cm_ctx_clear(&w.ctx);
            n->value = right;
        }
        table = cm_result_find(&w.result, names[t / 4 % 4]);
        if (t / 4 % 4 == 3) column = 2;
        if (t / 4 % 4 == 2) {
            table->cell[2].as.integer++;
        } else {
            cell = &table->cell[column].as.number;
            *cell += t % 8 < 4 ? 1e-4 : -1e-4;
        }
        assert_int_equal(cm_concept_package_deals.check(&w.ctx, &w.game, &terms, &w.result), CM_E_NUMERIC);
        cm_ctx_clear(&w.ctx);
        cm_arena_free(&w.arena);
    }
}

static void test_a_point_that_is_counted_right_but_not_the_bargain_is_refused(void **state)
{
    bargain_world w, other;
    cm_package_params terms = by(0);
    (void)state;
    (void)open_exchange(&w);
    (void)open_exchange(&other);
    bargain_must(&w, &cm_concept_package_deals, &terms);
    other.ideal[0] = 1.1;                                /* the egalitarian one differs from the product here */
    w.ideal[0] = 1.1;
    terms = by(2);
    bargain_must(&other, &cm_concept_package_deals, &terms);
    terms = by(0);
    assert_int_equal(cm_concept_package_deals.check(&w.ctx, &w.game, &terms, &other.result), CM_E_NUMERIC);
    assert_memory_equal(w.ctx.message, "certificate: in bargain 0 member 0 has ", 39);
    cm_arena_free(&w.arena);
    cm_arena_free(&other.arena);
}

static void test_each_allocation_may_fail(void **state)
{
    cm_status status = CM_E_MEMORY;
    long k = 0;
    (void)state;
    for (; status == CM_E_MEMORY; k++) {
        bargain_world w;
        cm_package_params terms = by((size_t)k % 4);
        (void)open_exchange(&w);
        w.ctx.alloc_budget = k;
        status = bargain_solve(&w, &cm_concept_package_deals, &terms);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        cm_arena_free(&w.arena);
    }
    assert_true(k > 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_exchange_by_hand),
        cmocka_unit_test(test_equal_saliences_leave_nothing_to_trade),
        cmocka_unit_test(test_an_issue_of_one_is_its_own),
        cmocka_unit_test(test_the_frontier_of_two_has_no_greater_product),
        cmocka_unit_test(test_linking_never_lowers_the_sum_of_the_utilitarian),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_a_point_that_is_counted_right_but_not_the_bargain_is_refused),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
