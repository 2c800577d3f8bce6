/* test_compromise.c: weighted means and medians. */
#include "solver/spatial/compromise.h"

#include "solver/base/rng.h"
#include "tests/support/support.h"

enum { MOST = 30, WIDE = 4 };

typedef struct world {
    cm_ctx ctx;
    cm_arena arena;
    cm_rng rng;
    double ideal[MOST * WIDE], salience[MOST * WIDE], capability[MOST], sq[WIDE];
    const char *player[MOST], *issue[WIDE];
    cm_vote vote;
    cm_game game;
    cm_result result;
} world;

static cm_spatial *open_world(world *w, size_t n, size_t d, uint64_t index)
{
    cm_spatial *game = &w->game.as.spatial;
    memset(w, 0, sizeof *w);
    cm_ctx_init(&w->ctx);
    cm_rng_init(&w->rng, support_seed(), "compromise", index);
    for (size_t i = 0; i < n; i++) {
        w->player[i] = "member";
        w->capability[i] = 0.1 + cm_rng_unit(&w->rng);
    }
    for (size_t k = 0; k < d; k++) w->issue[k] = "norms";
    for (size_t j = 0; j < n * d; j++) {
        w->ideal[j] = 100 * cm_rng_unit(&w->rng);
        w->salience[j] = cm_rng_below(&w->rng, 5) == 0 ? 0 : cm_rng_unit(&w->rng);
    }
    assert_int_equal(cm_vote_quota(&w->ctx, &w->arena, n, 1, &w->vote), CM_OK);
    w->game.kind = CM_GAME_SPATIAL;
    *game = (cm_spatial){ .n = n, .d = d, .ideal = w->ideal, .salience = w->salience, .capability = w->capability,
                          .status_quo = w->sq, .vote = &w->vote, .player = w->player, .issue = w->issue };
    return game;
}

static cm_status solve(world *w)
{
    cm_result_init(&w->result, &w->arena);
    return cm_concept_solve(&w->ctx, &cm_concept_compromise, &w->game, NULL, &w->result);
}

static double at(const world *w, size_t k, const char *column)
{
    cm_value value = cm_table_get(cm_result_find(&w->result, "point"), k, column);
    assert_int_equal(value.kind, CM_NUMBER);
    return value.as.number;
}

/* Weights 1, 2, 3 on one issue and 4, 0, 3 on the other: (10 + 40 + 120) / 6 and (0 + 300) / 7. */
static void test_by_hand(void **state)
{
    world w;
    (void)state;
    (void)open_world(&w, 3, 2, 0);
    memcpy(w.ideal, (double[]){ 10, 0, 20, 50, 40, 100 }, 6 * sizeof(double));
    memcpy(w.salience, (double[]){ 1, 4, 1, 0, 1, 1 }, 6 * sizeof(double));
    memcpy(w.capability, (double[]){ 1, 2, 3 }, 3 * sizeof(double));
    assert_int_equal(solve(&w), CM_OK);
    assert_close(at(&w, 0, "mean"), 170 / 6.0, 1e-12);
    assert_close(at(&w, 1, "mean"), 300 / 7.0, 1e-12);
    assert_close(at(&w, 0, "median"), 30, 0);               /* 3 against 3: any point from 20 to 40 */
    assert_close(at(&w, 1, "median"), 0, 0);
    assert_non_null(w.result.note);
    assert_string_equal(w.result.note->value.as.text,
                        "On 'norms' every point from 20 to 40 is a weighted median; the middle is given.");
    assert_null(w.result.note->next);
    cm_arena_free(&w.arena);
}

/* Equal weights: the mean and the median of textbooks. */
static void test_without_weights_they_are_the_plain_mean_and_median(void **state)
{
    world w;
    cm_spatial *game;
    (void)state;
    game = open_world(&w, 4, 1, 1);
    game->salience = game->capability = NULL;
    memcpy(w.ideal, (double[]){ 7, 1, 2, 4 }, 4 * sizeof(double));
    assert_int_equal(solve(&w), CM_OK);
    assert_close(at(&w, 0, "mean"), 3.5, 1e-15);
    assert_close(at(&w, 0, "median"), 3, 0);
    assert_close(cm_result_get(&w.result, "loss")->as.number, 21, 1e-12);
    assert_close(cm_result_get(&w.result, "loss_at_sq")->as.number, 70, 1e-12);
    cm_arena_free(&w.arena);
}

static double pull(const world *w, const cm_spatial *game, size_t k, double x, int power)
{
    double sum = 0;
    for (size_t i = 0; i < game->n; i++) {
        double off = fabs(w->ideal[i * game->d + k] - x);
        sum += w->capability[i] * w->salience[i * game->d + k] * (power == 1 ? off : off * off);
    }
    return sum;
}

/* The mean minimises weighted squares, the median weighted distances: no point of a grid does better. */
static void test_no_point_of_a_grid_does_better(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        world w;
        cm_spatial *game = open_world(&w, 1 + t % MOST, 1 + t % WIDE, t);
        w.salience[t % game->d] = 1;
        for (size_t k = 0; k < game->d; k++) w.salience[k] += 0.01;
        assert_int_equal(solve(&w), CM_OK);
        for (size_t k = 0; k < game->d; k++) {
            double mean = pull(&w, game, k, at(&w, k, "mean"), 2), median = pull(&w, game, k, at(&w, k, "median"), 1);
            for (int g = 0; g <= 200; g++) {
                assert_true(mean <= pull(&w, game, k, g / 2.0, 2) + 1e-9);
                assert_true(median <= pull(&w, game, k, g / 2.0, 1) + 1e-9);
            }
        }
        cm_arena_free(&w.arena);
    }
}

static void test_a_change_of_unit_or_names_moves_it_along(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        world w;
        cm_spatial *game = open_world(&w, 2 + t % 20, 1, t);
        size_t n = game->n;
        double mean, median;
        w.salience[0] = 1;
        assert_int_equal(solve(&w), CM_OK);
        mean = at(&w, 0, "mean");
        median = at(&w, 0, "median");
        for (size_t i = 0; i < n / 2; i++) {
            double a = w.ideal[i], s = w.salience[i], c = w.capability[i];
            w.ideal[i] = w.ideal[n - 1 - i], w.salience[i] = w.salience[n - 1 - i];
            w.capability[i] = w.capability[n - 1 - i];
            w.ideal[n - 1 - i] = a, w.salience[n - 1 - i] = s, w.capability[n - 1 - i] = c;
        }
        for (size_t i = 0; i < n; i++) w.ideal[i] = 5 - 3 * w.ideal[i];
        for (size_t i = 0; i < n; i++) w.capability[i] *= 7;
        assert_int_equal(solve(&w), CM_OK);
        assert_close(at(&w, 0, "mean"), 5 - 3 * mean, 1e-9);
        assert_close(at(&w, 0, "median"), 5 - 3 * median, 1e-9);
        cm_arena_free(&w.arena);
    }
}

static void test_an_issue_without_weight_has_no_compromise(void **state)
{
    world w;
    (void)state;
    (void)open_world(&w, 2, 2, 3);
    memcpy(w.salience, (double[]){ 0, 1, 0, 1 }, 4 * sizeof(double));
    assert_int_equal(solve(&w), CM_OK);
    assert_int_equal(cm_table_get(cm_result_find(&w.result, "point"), 0, "mean").kind, CM_NONE);
    assert_string_equal(w.result.note->value.as.text, "Nobody attaches weight to 'norms': it has no compromise.");
    cm_arena_free(&w.arena);
}

static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        world w;
        cm_spatial *game = open_world(&w, 3 + t % 10, 2, t);
        cm_table *point;
        for (size_t j = 0; j < game->n * 2; j++) w.salience[j] += 0.5;
        assert_int_equal(solve(&w), CM_OK);
        point = cm_result_find(&w.result, "point");
        for (size_t column = 1; column < 3; column++) {
            double *cell = &point->cell[3 + column].as.number, right = *cell;
            /* the median is a member's ideal here: any step off it takes that member to the heavier side */
            *cell += t % 2 == 0 ? 1e-4 : -1e-4;
            if (column == 2 && w.result.note != NULL) continue;
            assert_int_equal(cm_concept_compromise.check(&w.ctx, &w.game, NULL, &w.result), CM_E_NUMERIC);
            cm_ctx_clear(&w.ctx);
            *cell = right;
        }
        w.result.summary->value.as.number *= 1 + 1e-6;
        assert_int_equal(cm_concept_compromise.check(&w.ctx, &w.game, NULL, &w.result), CM_E_NUMERIC);
        cm_arena_free(&w.arena);
    }
}

static void test_each_allocation_may_fail(void **state)
{
    cm_status status = CM_E_MEMORY;
    long k = 0;
    (void)state;
    for (; status == CM_E_MEMORY; k++) {
        world w;
        cm_spatial *game = open_world(&w, 4, 2, 5);
        game->salience = game->capability = NULL;
        w.ctx.alloc_budget = k;
        status = solve(&w);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        cm_arena_free(&w.arena);
    }
    assert_true(k > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_without_weights_they_are_the_plain_mean_and_median),
        cmocka_unit_test(test_no_point_of_a_grid_does_better),
        cmocka_unit_test(test_a_change_of_unit_or_names_moves_it_along),
        cmocka_unit_test(test_an_issue_without_weight_has_no_compromise),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
