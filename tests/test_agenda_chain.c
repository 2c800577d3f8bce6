/* test_agenda_chain.c: votes between policies of a grid, drawn at random. */
#include <omp.h>

#include "solver/spatial/chain.h"
#include "tests/support/plane.h"

enum { SIDE = 9 };

static const cm_concept *const chain_concept = &cm_concept_agenda_chain;
static cm_chain_params set;      /* as it is by default after open_world, but for a small grid */

static cm_spatial *open_world(plane *w, size_t n, size_t d, int64_t quota, uint64_t index)
{
    cm_spatial *game = plane_open(w, n, d, quota, NULL, index);
    plane_spread(w, 10);
    plane_care(w);
    memset(&set, 0, sizeof set);
    cm_params_default(&set, chain_concept->param, chain_concept->nparams);
    set.grid = SIDE;
    return game;
}

static double mean(const plane *w, size_t k)
{
    return cm_table_get(cm_result_find(&w->result, "outcome"), k, "mean").as.number;
}

/* J. Brewer's example for his program gridvoting: three voters, a grid of 41 by 41, both agendas. */
static void test_a_published_triangle(void **state)
{
    static const double low[] = { -20, -20 }, high[] = { 20, 20 };
    static const struct { const char *agenda; double entropy, mean, inside, border; } known[] = {
        { "any", 9.68, -0.2937, 0.68, 0.0086 }, { "better", 10.32, -0.1452, 0.458, 0.024 }
    };
    (void)state;
    for (size_t t = 0; t < 2; t++) {
        plane w;
        (void)open_world(&w, 3, 2, 2, 0);
        memcpy(w.ideal, (double[]){ -15, -9, 0, 17, 15, -9 }, 6 * sizeof(double));
        set.grid = 41;
        set.low = (cm_numbers){ 2, low };
        set.high = (cm_numbers){ 2, high };
        set.agenda = known[t].agenda;
        plane_good(&w, chain_concept, &set);
        assert_close(plane_get(&w, "entropy"), known[t].entropy, 0.005);
        assert_close(mean(&w, 0), 0, 1e-9);
        assert_close(mean(&w, 1), known[t].mean, 0.00005);
        assert_close(plane_get(&w, "in_pareto_set"), known[t].inside, 0.0005);
        assert_close(plane_get(&w, "on_border"), known[t].border, 0.0005);
        assert_int_equal(plane_count(&w, "absorbing"), 0);
        assert_true(plane_truth(&w, "unique"));
        cm_arena_free(&w.arena);
    }
}

/* The whole matrix, from the status quo, multiplied out. */
static void by_matrix(const plane *w, const cm_chain *chain, double *share)
{
    static double chance[SIDE * SIDE][SIDE * SIDE], next[SIDE * SIDE];
    const cm_spatial *game = &w->game.as.spatial;
    size_t count = chain->count;
    bool any = strcmp(set.agenda, "any") == 0;
    for (size_t a = 0; a < count; a++) {
        double x[2], y[2], wins = 0;
        cm_chain_policy(chain, a, x);
        for (size_t b = 0; b < count; b++) {
            unsigned char in[PLANE_MOST];
            cm_chain_policy(chain, b, y);
            for (size_t i = 0; i < game->n; i++) {
                in[i] = cm_spatial_utility(game, i, y) > cm_spatial_utility(game, i, x) + 1e-9;
            }
            chance[a][b] = a != b && cm_vote_wins(game->vote, in);
            wins += chance[a][b];
        }
        for (size_t b = 0; b < count; b++) chance[a][b] /= any ? (double)count : wins + 1;
        chance[a][a] = any ? 1 - wins / (double)count : 1 / (wins + 1);
    }
    memset(share, 0, count * sizeof *share);
    share[cm_chain_nearest(chain, game->d, game->status_quo)] = 1;
    for (double change = 1; change > 1e-12;) {
        memset(next, 0, sizeof next);
        change = 0;
        for (size_t a = 0; a < count; a++) {
            for (size_t b = 0; b < count && share[a] > 0; b++) next[b] += share[a] * chance[a][b];
        }
        for (size_t b = 0; b < count; b++) {
            change += fabs(next[b] - share[b]);
            share[b] = next[b];
        }
    }
}

static void test_it_is_what_the_whole_matrix_gives(void **state)
{
    static const double inner[] = { 3, 3 }, outer[] = { 7, 7 };
    size_t cores = 0;
    (void)state;
    for (uint64_t t = 0; t < 80; t++) {
        plane w;
        size_t n = 3 + t % 6, d = 1 + (t / 2 + t) % 2;
        cm_spatial *game = open_world(&w, n, d, (int64_t)(n / 2 + 1 + (t % 5 == 0)), t);
        double share[SIDE * SIDE], entropy = 0, expected[2] = { 0, 0 };
        cm_chain chain;
        game->utility = (cm_utility)(t % 3);
        if (t % 3 > 0) {
            set.low = (cm_numbers){ d, inner };
            set.high = (cm_numbers){ d, outer };
        }
        if (t % 4 == 3) game->salience = w.salience;
        set.agenda = t % 8 < 4 ? "any" : "better";
        plane_good(&w, chain_concept, &set);
        assert_int_equal(cm_chain_grid(&w.ctx, game, &set, &chain), CM_OK);
        by_matrix(&w, &chain, share);
        for (size_t p = 0; p < chain.count; p++) {
            double x[2];
            cm_chain_policy(&chain, p, x);
            if (share[p] > 0) entropy -= share[p] * log2(share[p]);
            for (size_t k = 0; k < d; k++) expected[k] += share[p] * x[k];
        }
        cores += plane_count(&w, "absorbing") > 0;
        assert_close(plane_get(&w, "entropy"), entropy, 1e-5);
        for (size_t k = 0; k < d; k++) assert_close(mean(&w, k), expected[k], 1e-5);
        cm_arena_free(&w.arena);
    }
    assert_true(cores > 5 && cores < 80);
}

/* On one issue majority voting ends at the median, if it is on the grid. */
static void test_on_one_issue_it_ends_at_the_median(void **state)
{
    static const double low[] = { 0 }, high[] = { 8 };
    plane w;
    (void)state;
    (void)open_world(&w, 3, 1, 2, 1);
    memcpy(w.ideal, (double[]){ 1, 3, 8 }, 3 * sizeof(double));
    set.low = (cm_numbers){ 1, low };
    set.high = (cm_numbers){ 1, high };
    plane_good(&w, chain_concept, &set);
    assert_close(mean(&w, 0), 3, 1e-9);
    assert_close(plane_get(&w, "entropy"), 0, 1e-9);
    assert_close(plane_get(&w, "in_pareto_set"), 1, 1e-9);
    assert_int_equal(plane_count(&w, "absorbing"), 1);
    assert_true(plane_truth(&w, "unique"));
    cm_arena_free(&w.arena);
}

static void test_under_consensus_it_depends_on_the_start(void **state)
{
    plane w;
    (void)state;
    (void)open_world(&w, 3, 2, 3, 1);
    memcpy(w.ideal, (double[]){ 0, 0, 10, 0, 0, 10 }, 6 * sizeof(double));
    w.sq[0] = w.sq[1] = 14;
    plane_good(&w, chain_concept, &set);
    assert_false(plane_truth(&w, "unique"));
    assert_true(plane_count(&w, "absorbing") > 3);
    assert_true(plane_get(&w, "entropy") > 0);
    w.sq[0] = w.sq[1] = 0;
    plane_good(&w, chain_concept, &set);
    assert_close(plane_get(&w, "entropy"), 0, 1e-12);
    cm_arena_free(&w.arena);
}

/* The same bytes whatever the number of threads. */
static void test_threads_do_not_matter(void **state)
{
    int usual = omp_get_max_threads();
    (void)state;
    for (uint64_t t = 0; t < 5; t++) {
        double entropy[3], at[3];
        for (int threads = 1; threads <= 3; threads++) {
            plane w;
            (void)open_world(&w, 5, 2, 3, t);
            set.grid = 41;
            omp_set_num_threads(threads);
            plane_good(&w, chain_concept, &set);
            entropy[threads - 1] = plane_get(&w, "entropy");
            at[threads - 1] = mean(&w, 1);
            cm_arena_free(&w.arena);
        }
        assert_memory_equal(&entropy[0], &entropy[1], sizeof(double));
        assert_memory_equal(&entropy[0], &entropy[2], sizeof(double));
        assert_memory_equal(&at[0], &at[1], sizeof(double));
        assert_memory_equal(&at[0], &at[2], sizeof(double));
    }
    omp_set_num_threads(usual);
}

static void test_a_change_of_unit_or_names_moves_it_along(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        plane w;
        double before, entropy;
        size_t n = 3 + 2 * (t % 3);
        (void)open_world(&w, n, 2, (int64_t)(n / 2 + 1), t);
        plane_good(&w, chain_concept, &set);
        before = mean(&w, 0), entropy = plane_get(&w, "entropy");
        for (size_t i = 0; i < n / 2; i++) {
            for (size_t k = 0; k < 2; k++) {
                double a = w.ideal[2 * i + k];
                w.ideal[2 * i + k] = w.ideal[2 * (n - 1 - i) + k], w.ideal[2 * (n - 1 - i) + k] = a;
            }
        }
        for (size_t j = 0; j < 2 * n; j++) w.ideal[j] = 5 - 4 * w.ideal[j];
        for (size_t k = 0; k < 2; k++) w.sq[k] = 5 - 4 * w.sq[k];
        plane_good(&w, chain_concept, &set);
        assert_close(mean(&w, 0), 5 - 4 * before, 1e-6);
        assert_close(plane_get(&w, "entropy"), entropy, 1e-6);
        cm_arena_free(&w.arena);
    }
}

static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        plane w;
        cm_table *outcome, *list;
        (void)open_world(&w, 3 + 2 * (t % 2), 2, 2 + (int64_t)(t % 2), t);
        plane_good(&w, chain_concept, &set);
        outcome = cm_result_find(&w.result, "outcome"), list = cm_result_find(&w.result, "likeliest");
        for (cm_named *value = w.result.summary; value != NULL; value = value->next) {
            cm_value right = value->value;
            if (right.kind == CM_NUMBER) value->value.as.number += 1e-4;
            if (right.kind == CM_INTEGER) value->value.as.integer++;
            if (right.kind == CM_TRUTH) value->value.as.truth = !right.as.truth;
            plane_refused(&w, chain_concept, &set);
            value->value = right;
        }
        for (size_t cell = 1; cell <= 2; cell++) {
            outcome->cell[cell].as.number += 1e-3;
            plane_refused(&w, chain_concept, &set);
            outcome->cell[cell].as.number -= 1e-3;
        }
        list->cell[3].as.number += 1e-4;
        plane_refused(&w, chain_concept, &set);
        cm_arena_free(&w.arena);
    }
}

static void test_failures_have_a_sentence(void **state)
{
    static const double low[] = { 0, 20 }, high[] = { 10, 10 };
    plane w;
    (void)state;
    (void)open_world(&w, 3, 3, 2, 1);
    assert_int_equal(plane_solve(&w, chain_concept, &set), CM_E_DOMAIN);
    assert_string_equal(w.ctx.message, "the venue has 3 issues, and policies of a grid are compared for one or two");
    cm_arena_free(&w.arena);
    (void)open_world(&w, 3, 2, 2, 1);
    set.low = (cm_numbers){ 2, low };
    set.high = (cm_numbers){ 2, high };
    assert_int_equal(plane_solve(&w, chain_concept, &set), CM_E_INPUT);
    assert_string_equal(w.ctx.message, "the grid of 'data' goes from 20 to 10");
    cm_ctx_clear(&w.ctx);
    set.low.count = 1;
    assert_int_equal(plane_solve(&w, chain_concept, &set), CM_E_INPUT);
    assert_string_equal(w.ctx.message, "'low' has 1 numbers, and the venue has 2 issues");
    cm_ctx_clear(&w.ctx);
    set.low.count = set.high.count = 0;
    w.ctx.work_limit = 1000;
    assert_int_equal(plane_solve(&w, chain_concept, &set), CM_E_LIMIT);
    assert_string_equal(w.ctx.message, "81 policies and 3 members are 1.97e+04 comparisons: take a coarser grid");
    cm_arena_free(&w.arena);
}

static void test_each_allocation_may_fail(void **state)
{
    cm_status status = CM_E_MEMORY;
    long k = 0;
    (void)state;
    for (; status == CM_E_MEMORY; k++) {
        plane w;
        (void)open_world(&w, 3, 2, 2, 3);
        w.ctx.alloc_budget = k;
        status = plane_solve(&w, chain_concept, &set);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        cm_arena_free(&w.arena);
    }
    assert_true(k > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_published_triangle),
        cmocka_unit_test(test_it_is_what_the_whole_matrix_gives),
        cmocka_unit_test(test_on_one_issue_it_ends_at_the_median),
        cmocka_unit_test(test_under_consensus_it_depends_on_the_start),
        cmocka_unit_test(test_threads_do_not_matter),
        cmocka_unit_test(test_a_change_of_unit_or_names_moves_it_along),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_failures_have_a_sentence),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
