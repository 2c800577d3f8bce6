/* test_structure_induced.c: what lasts when issues are decided one at a time. */
#include "solver/concept.h"
#include "tests/support/plane.h"

static const cm_concept *concept(void)
{
    return cm_concept_find("structure-induced");
}

/* Under weighted majority. */
static cm_spatial *open_world(plane *w, size_t n, size_t d, uint64_t index)
{
    cm_spatial *game = plane_open(w, n, d, 1, NULL, index);
    plane_spread(w, 10);
    plane_care(w);
    game->salience = w->salience;
    w->node.total = 0;
    for (size_t i = 0; i < n; i++) w->node.total += w->weight[i] = 1 + (int64_t)cm_rng_below(&w->rng, 5);
    w->node.quota = w->node.total / 2 + 1;
    return game;
}

/* Tests change weights. */
static cm_status solve(plane *w)
{
    w->node.counts = true;
    for (size_t i = 0; i < w->vote.n; i++) w->node.counts = w->node.counts && w->weight[i] <= 1;
    return plane_solve(w, concept(), NULL);
}

static void good(plane *w)
{
    if (solve(w) != CM_OK) print_error("%s\n", w->ctx.message);
    assert_int_equal(w->ctx.status, CM_OK);
    assert_true(w->result.certified);
}

static double at(const plane *w, size_t k, const char *column)
{
    cm_value value = cm_table_get(cm_result_find(&w->result, "equilibrium"), k, column);
    assert_int_equal(value.kind, CM_NUMBER);
    return value.as.number;
}

/* The package core of a triangle is empty; its issue-by-issue median is not, and a package beats it. */
static void test_it_exists_where_the_package_core_is_empty(void **state)
{
    plane w;
    cm_spatial *game = open_world(&w, 3, 2, 0);
    cm_game core;
    cm_result result;
    (void)state;
    game->salience = NULL;
    memcpy(w.ideal, (double[]){ 0, 0, 3, 1, 1, 4 }, 6 * sizeof(double));
    memcpy(w.weight, (int64_t[]){ 1, 1, 1 }, 3 * sizeof(int64_t));
    w.node.total = 3, w.node.quota = 2;
    good(&w);
    assert_true(plane_truth(&w, "exists"));
    assert_true(plane_truth(&w, "unique"));
    assert_true(plane_truth(&w, "package_beats_it"));
    assert_close(at(&w, 0, "value"), 1, 0);
    assert_close(at(&w, 1, "value"), 1, 0);
    core = w.game;
    cm_result_init(&result, &w.arena);
    assert_int_equal(cm_concept_solve(&w.ctx, cm_concept_find("policy-core"), &core, NULL, &result), CM_OK);
    assert_true(cm_result_get(&result, "empty")->as.truth);
    cm_arena_free(&w.arena);
}

/* By counting at every ideal: the share of weight that is on either side. */
static void test_it_is_the_weighted_median_of_each_issue(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        plane w;
        cm_spatial *game = open_world(&w, 1 + t % 40, 1 + t % 3, t);
        game->utility = (cm_utility)(t % 3);
        good(&w);
        assert_true(plane_truth(&w, "exists"));
        for (size_t k = 0; k < game->d; k++) {
            int64_t below = 0, above = 0, up = 0, down = 0;
            double low = at(&w, k, "low"), high = at(&w, k, "high");
            for (size_t i = 0; i < game->n; i++) {
                double a = w.ideal[i * game->d + k];
                if (a < low) below += w.weight[i];
                if (a > high) above += w.weight[i];
                if (a > low) up += w.weight[i];
                if (a < high) down += w.weight[i];
            }
            assert_true(2 * below <= w.node.total && 2 * above <= w.node.total);
            assert_true(2 * up <= w.node.total && 2 * down <= w.node.total);
        }
        cm_arena_free(&w.arena);
    }
}

static void test_a_change_of_unit_or_names_moves_it_along(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        plane w;
        cm_spatial *game = open_world(&w, 3 + t % 9, 2, t);
        size_t n = game->n;
        double low, high;
        good(&w);
        low = at(&w, 1, "low"), high = at(&w, 1, "high");
        for (size_t i = 0; i < n / 2; i++) {
            int64_t weight = w.weight[i];
            w.weight[i] = w.weight[n - 1 - i], w.weight[n - 1 - i] = weight;
            for (size_t k = 0; k < 2; k++) {
                double a = w.ideal[2 * i + k];
                w.ideal[2 * i + k] = w.ideal[2 * (n - 1 - i) + k], w.ideal[2 * (n - 1 - i) + k] = a;
            }
        }
        for (size_t j = 1; j < 2 * n; j += 2) w.ideal[j] = 5 - 3 * w.ideal[j];
        good(&w);
        assert_close(at(&w, 1, "low"), 5 - 3 * high, 1e-9);
        assert_close(at(&w, 1, "high"), 5 - 3 * low, 1e-9);
        cm_arena_free(&w.arena);
    }
}

/* One of three may decide alone: everybody pulls to its own ideal. */
static void test_where_disjoint_coalitions_win_there_may_be_none(void **state)
{
    plane w;
    (void)state;
    (void)open_world(&w, 3, 2, 1);
    w.node.quota = 1;
    good(&w);
    assert_false(plane_truth(&w, "exists"));
    assert_false(plane_truth(&w, "unique"));
    assert_int_equal(cm_result_get(&w.result, "package_beats_it")->kind, CM_NONE);
    cm_arena_free(&w.arena);
}

static void test_under_consensus_the_status_quo_between_all_stays(void **state)
{
    plane w;
    (void)state;
    (void)open_world(&w, 4, 1, 2);
    memcpy(w.ideal, (double[]){ 1, 2, 5, 9 }, 4 * sizeof(double));
    w.node.quota = w.node.total;
    w.sq[0] = 4;
    good(&w);
    assert_close(at(&w, 0, "low"), 1, 0);
    assert_close(at(&w, 0, "high"), 9, 0);
    assert_close(at(&w, 0, "value"), 4, 0);
    assert_false(plane_truth(&w, "unique"));
    assert_false(plane_truth(&w, "package_beats_it"));
    w.sq[0] = 12;
    good(&w);
    assert_close(at(&w, 0, "value"), 9, 0);
    cm_arena_free(&w.arena);
}

static void test_an_issue_that_too_few_care_for_stays_where_it_is(void **state)
{
    plane w;
    (void)state;
    (void)open_world(&w, 3, 2, 3);
    w.salience[1] = w.salience[3] = w.salience[5] = 0;
    good(&w);
    assert_close(at(&w, 1, "value"), w.sq[1], 0);
    assert_int_equal(cm_table_get(cm_result_find(&w.result, "equilibrium"), 1, "low").kind, CM_NONE);
    assert_false(plane_truth(&w, "unique"));
    cm_arena_free(&w.arena);
}

static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        plane w;
        (void)open_world(&w, 3 + t % 9, 2, t);
        cm_table *table;
        good(&w);
        table = cm_result_find(&w.result, "equilibrium");
        for (size_t cell = 1; cell <= 2; cell++) {
            double right = table->cell[cell].as.number;
            table->cell[cell].as.number = right + (t % 2 == 0 ? 0.01 : -0.01);
            plane_refused(&w, concept(), NULL);
            table->cell[cell].as.number = right;
        }
        table->cell[3].as.number += 11;
        plane_refused(&w, concept(), NULL);
        table->cell[3].as.number -= 11;
        w.result.summary->value.as.truth = false;
        plane_refused(&w, concept(), NULL);
        w.result.summary->value.as.truth = true;
        if (plane_truth(&w, "package_beats_it")) {
            cm_table *package = cm_result_find(&w.result, "package");
            package->cell[1].as.number *= -1;
            package->cell[3].as.number *= -1;
            plane_refused(&w, concept(), NULL);
        }
        cm_arena_free(&w.arena);
    }
}

/* Three issues and any utility; where a package beats it, that none does is refused, and so is silence. */
static void test_that_no_package_beats_it_is_proven(void **state)
{
    size_t beaten = 0, lasts = 0;
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        plane w;
        cm_spatial *game = open_world(&w, 3 + t % 7, 2 + t % 2, t);
        cm_named *claim = NULL;
        game->utility = t % 3 == 0 ? CM_EUCLIDEAN : CM_QUADRATIC;
        if (t % 2 == 0) w.node.quota = w.node.total - (int64_t)(t / 2 % 2);
        good(&w);
        for (cm_named *s = w.result.summary; s != NULL; s = s->next) claim = strcmp(s->name, "package_beats_it") == 0 ? s : claim;
        assert_int_equal(claim->value.kind, CM_TRUTH);
        lasts += !claim->value.as.truth;
        if (claim->value.as.truth) {
            beaten++;
            w.result.table->next = NULL;             /* the equilibrium stays, package and coalition go */
            claim->value = cm_truth(false);
            assert_int_equal(concept()->check(&w.ctx, &w.game, NULL, &w.result), CM_E_NUMERIC);
            assert_string_equal(w.ctx.message, "certificate: a package beats it");
            cm_ctx_clear(&w.ctx);
        }
        claim->value = cm_none();
        if (game->d == 2) plane_refused(&w, concept(), NULL);
        cm_arena_free(&w.arena);
    }
    assert_true(beaten > 40 && lasts > 15);
}

static void test_each_allocation_may_fail(void **state)
{
    cm_status status = CM_E_MEMORY;
    long k = 0;
    (void)state;
    for (; status == CM_E_MEMORY; k++) {
        plane w;
        (void)open_world(&w, 4, 2, 5);
        w.ctx.alloc_budget = k;
        status = solve(&w);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        cm_arena_free(&w.arena);
    }
    assert_true(k > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_it_exists_where_the_package_core_is_empty),
        cmocka_unit_test(test_it_is_the_weighted_median_of_each_issue),
        cmocka_unit_test(test_a_change_of_unit_or_names_moves_it_along),
        cmocka_unit_test(test_where_disjoint_coalitions_win_there_may_be_none),
        cmocka_unit_test(test_under_consensus_the_status_quo_between_all_stays),
        cmocka_unit_test(test_an_issue_that_too_few_care_for_stays_where_it_is),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_that_no_package_beats_it_is_proven),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
