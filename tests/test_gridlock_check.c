/* test_gridlock_check.c: certificates accepted and refused, against programmes, and invariances. */
#include "solver/base/lp.h"
#include "tests/support/gridlock_world.h"

static void refused(world *w, const char *what, uint64_t index)
{
    cm_ctx_clear(&w->ctx);
    if (cm_gridlock_check(&w->ctx, &w->game, NULL, &w->result) == CM_E_NUMERIC) return;
    print_error("game %llu: %s was accepted (%s)\n", (unsigned long long)index, what, w->ctx.message);
    fail();
}

static void accepted(world *w)
{
    cm_ctx_clear(&w->ctx);
    assert_int_equal(cm_gridlock_check(&w->ctx, &w->game, NULL, &w->result), CM_OK);
}

/* --- certificates ------------------------------------------------------------------------------- */

static void near_misses_of_summary(world *w, uint64_t index)
{
    cm_value *movable = value_of(w, "movable"), *boundary = value_of(w, "boundary");
    cm_value *largest = value_of(w, "largest_coalition"), *needed = value_of(w, "needed");
    movable->as.truth = !movable->as.truth;
    refused(w, "the other answer", index);
    movable->as.truth = !movable->as.truth;
    boundary->as.truth = !boundary->as.truth;
    refused(w, "the other boundary", index);
    boundary->as.truth = !boundary->as.truth;
    if (largest->kind == CM_INTEGER) {
        largest->as.integer++;
        refused(w, "a larger largest coalition", index);
        largest->as.integer -= 2;
        refused(w, "a smaller largest coalition", index);
        largest->as.integer++;
    }
    if (needed->kind == CM_INTEGER) {
        needed->as.integer++;
        refused(w, "another quota", index);
        needed->as.integer--;
    }
}

static void near_misses_of_tables(world *w, uint64_t index)
{
    cm_table *direction = cm_result_find(&w->result, "direction");
    cm_table *coalition = cm_result_find(&w->result, "coalition");
    cm_table *weights = cm_result_find(&w->result, "weights");
    cm_table *weak = cm_result_find(&w->result, "weak");
    if (direction != NULL && coalition->nrows > 0) {
        double *value = &direction->cell[1].as.number;
        cm_value kept = coalition->cell[0];
        *value += 0.125;
        refused(w, "a perturbed direction", index);
        *value -= 0.125;
        for (size_t k = 0; k < direction->nrows; k++) direction->cell[2 * k + 1].as.number *= -1;
        refused(w, "the opposite direction", index);
        for (size_t k = 0; k < direction->nrows; k++) direction->cell[2 * k + 1].as.number *= -1;
        coalition->nrows--;
        refused(w, "a coalition without its last member", index);
        coalition->nrows++;
        coalition->cell[0] = cm_text("nobody");
        refused(w, "a stranger in the coalition", index);
        coalition->cell[0] = kept;
    }
    if (weights != NULL) {
        double *weight = &weights->cell[1].as.number;
        if (weights->nrows > 1) {
            *weight += 0.01;
            refused(w, "a perturbed weight", index);
            *weight -= 0.01;
        }
    }
    if (weak != NULL) {
        cm_value *last = &weak->cell[2 * weak->nrows - 1];
        last->as.number += 3;
        refused(w, "a weak direction of no unit length or sign", index);
        last->as.number -= 3;
    }
    accepted(w);
}

static void test_certificates_of_random_games_are_accepted_and_near_misses_refused(void **state)
{
    static world w;
    size_t movable = 0, boundary = 0;
    (void)state;
    for (uint64_t index = 0; index < 10000; index++) {
        cm_status status;
        random_game(&w, index);
        status = solve(&w);
        if (status == CM_E_DOMAIN) {
            assert_int_equal(w.game.as.spatial.utility, CM_CITYBLOCK);
        } else {
            if (status != CM_OK) print_error("game %llu: %s\n", (unsigned long long)index, w.ctx.message);
            assert_int_equal(status, CM_OK);
            movable += truth(&w, "movable");
            boundary += truth(&w, "boundary");
            near_misses_of_summary(&w, index);
            near_misses_of_tables(&w, index);
        }
        end(&w);
    }
    assert_in_range(movable, 1000, 9000);
    assert_in_range(boundary, 500, 9000);
}

/* --- a second implementation: linear programming -------------------------------------------------- */

static double slope(const cm_spatial *game, size_t i, size_t k)
{
    double s = game->salience[i * game->d + k], off = game->ideal[i * game->d + k] - game->status_quo[k];
    return game->utility == CM_CITYBLOCK ? s * ((off > 0) - (off < 0)) : s * off;
}

/* The widest margin that some u in the unit box gives all of the coalition, by GLPK. */
static double widest_margin(world *w, unsigned coalition)
{
    const cm_spatial *game = &w->game.as.spatial;
    cm_lp *lp = cm_lp_new(&w->ctx, game->d + 1, true);
    cm_lp_answer answer;
    double row[WIDE + 1], value;
    assert_non_null(lp);
    for (size_t k = 0; k < game->d; k++) assert_int_equal(cm_lp_column(&w->ctx, lp, k, 0, -1, 1, false), CM_OK);
    assert_int_equal(cm_lp_column(&w->ctx, lp, game->d, 1, -10, 10, false), CM_OK);
    for (size_t i = 0; i < game->n; i++) {
        if (!(coalition >> i & 1)) continue;
        for (size_t k = 0; k < game->d; k++) row[k] = slope(game, i, k);
        row[game->d] = -1;
        assert_int_equal(cm_lp_row(&w->ctx, lp, row, 0, HUGE_VAL), CM_OK);
    }
    assert_int_equal(cm_lp_solve(&w->ctx, lp, &answer, NULL, &value, NULL), CM_OK);
    assert_int_equal(answer, CM_LP_OPTIMAL);
    cm_lp_free(lp);
    return value;
}

static bool coalition_wins(const world *w, unsigned coalition)
{
    unsigned char in[MOST] = { 0 };
    for (size_t i = 0; i < w->game.as.spatial.n; i++) in[i] = coalition >> i & 1;
    return cm_vote_wins(&w->vote, in);
}

static void test_answers_are_those_of_a_linear_programme_for_every_winning_coalition(void **state)
{
    static world w;
    size_t counted = 0;
    (void)state;
    for (uint64_t index = 0; index < 1500; index++) {
        bool movable = false;
        random_game(&w, index);
        if (w.game.as.spatial.n > 7 || w.game.as.spatial.agenda != CM_PACKAGE || solve(&w) != CM_OK) {
            end(&w);
            continue;
        }
        for (unsigned c = 1; c < 1u << w.game.as.spatial.n && !movable; c++) {
            movable = coalition_wins(&w, c) && widest_margin(&w, c) > 1e-7;
        }
        assert_int_equal(movable, truth(&w, "movable"));
        counted++;
        end(&w);
    }
    assert_true(counted > 500);
}

/* --- invariances ------------------------------------------------------------------------------------- */

static void same_answer(world *w, bool movable, bool boundary)
{
    solved(w);
    assert_int_equal(truth(w, "movable"), movable);
    assert_int_equal(truth(w, "boundary"), boundary);
}

static void reflect(world *w)
{
    cm_spatial *game = &w->game.as.spatial;
    for (size_t i = 0; i < game->n * game->d; i++) w->ideal[i] = 2 * w->sq[i % game->d] - w->ideal[i];
}

static void scale_one(world *w, size_t i, double factor)
{
    for (size_t k = 0; k < w->game.as.spatial.d; k++) w->salience[i * w->game.as.spatial.d + k] *= factor;
}

/* The first member goes last, with its weights. */
static void rename_members(world *w)
{
    size_t n = w->game.as.spatial.n, d = w->game.as.spatial.d;
    for (size_t at = 0; at < NODES; at++) {
        int64_t first = w->weight[at][0];
        memmove(w->weight[at], w->weight[at] + 1, (n - 1) * sizeof first);
        w->weight[at][n - 1] = first;
    }
    for (size_t k = 0; k < d; k++) {
        double a = w->ideal[k], s = w->salience[k];
        for (size_t i = 0; i + 1 < n; i++) {
            w->ideal[i * d + k] = w->ideal[(i + 1) * d + k];
            w->salience[i * d + k] = w->salience[(i + 1) * d + k];
        }
        w->ideal[(n - 1) * d + k] = a;
        w->salience[(n - 1) * d + k] = s;
    }
}

static void test_renaming_scaling_and_reflecting_change_nothing(void **state)
{
    static world w;
    (void)state;
    for (uint64_t index = 0; index < 600; index++) {
        bool movable, boundary;
        random_game(&w, index);
        if (solve(&w) == CM_OK) {
            movable = truth(&w, "movable");
            boundary = truth(&w, "boundary");
            rename_members(&w);
            same_answer(&w, movable, boundary);
            scale_one(&w, 0, 8);
            scale_one(&w, w.game.as.spatial.n - 1, 0.25);
            same_answer(&w, movable, boundary);
            reflect(&w);
            same_answer(&w, movable, boundary);
        }
        end(&w);
    }
}

static void test_turning_the_space_changes_nothing_when_saliences_are_common(void **state)
{
    static world w;
    (void)state;
    for (uint64_t index = 0; index < 400; index++) {
        const double c = 0.6, s = 0.8;
        size_t n = 3 + index % 7, d = 2 + index % 3;
        bool movable, boundary;
        begin(&w, n, d, index);
        for (size_t i = 0; i < n * d; i++) {
            w.ideal[i] = index % 2 == 0 ? (double)cm_rng_below(&w.rng, 5) - 2 : cm_rng_unit(&w.rng) - 0.4;
        }
        quota(&w, (int64_t)(n / 2 + 1 + cm_rng_below(&w.rng, n - n / 2)));
        solved(&w);
        movable = truth(&w, "movable");
        boundary = truth(&w, "boundary");
        for (size_t i = 0; i < n; i++) {
            double *a = w.ideal + i * d, x = a[0], y = a[1];
            a[0] = c * x - s * y;
            a[1] = s * x + c * y;
        }
        same_answer(&w, movable, boundary);
        end(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_certificates_of_random_games_are_accepted_and_near_misses_refused),
        cmocka_unit_test(test_answers_are_those_of_a_linear_programme_for_every_winning_coalition),
        cmocka_unit_test(test_renaming_scaling_and_reflecting_change_nothing),
        cmocka_unit_test(test_turning_the_space_changes_nothing_when_saliences_are_common),
    };
    return RUN_TESTS(tests);
}
