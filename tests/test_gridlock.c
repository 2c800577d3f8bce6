/* test_gridlock.c: the concept: answers, certificates accepted and refused, invariances, failures. */
#include "solver/spatial/gridlock.h"

#include <stdio.h>

#include "solver/base/lp.h"
#include "solver/base/rng.h"
#include "tests/support/support.h"

enum { MOST = 24, WIDE = 5, NODES = 4 };

typedef struct world {
    cm_ctx ctx;
    cm_arena arena;
    cm_rng rng;
    double ideal[MOST * WIDE], salience[MOST * WIDE], low[MOST * WIDE], high[MOST * WIDE], sq[WIDE];
    char name[MOST][24];
    const char *player[MOST], *issue[WIDE];
    int64_t weight[NODES][MOST];
    cm_vote_node node[NODES];
    cm_vote vote;
    cm_game game;
    cm_result result;
} world;

static const char *const issues[WIDE] = { "cap", "price", "audit", "access", "term" };

static void begin(world *w, size_t n, size_t d, uint64_t index)
{
    memset(w, 0, sizeof *w);
    cm_ctx_init(&w->ctx);
    cm_rng_init(&w->rng, support_seed(), "gridlock", index);
    for (size_t i = 0; i < n; i++) {
        (void)snprintf(w->name[i], sizeof w->name[i], "m%zu", i);
        w->player[i] = w->name[i];
    }
    for (size_t k = 0; k < d; k++) w->issue[k] = issues[k];
    for (size_t i = 0; i < n * d; i++) w->salience[i] = 1;
    w->game.kind = CM_GAME_SPATIAL;
    w->game.as.spatial = (cm_spatial){ .n = n, .d = d, .ideal = w->ideal, .salience = w->salience,
                                       .status_quo = w->sq, .vote = &w->vote, .player = w->player,
                                       .issue = w->issue };
}

static void end(world *w)
{
    cm_arena_free(&w->arena);
}

static void threshold(world *w, size_t at, int64_t quota)
{
    int64_t total = 0;
    bool counts = true;
    for (size_t i = 0; i < w->game.as.spatial.n; i++) {
        total += w->weight[at][i];
        counts = counts && w->weight[at][i] <= 1;
    }
    w->node[at] = (cm_vote_node){ .kind = CM_VOTE_THRESHOLD, .weight = w->weight[at], .quota = quota,
                                  .total = total, .counts = counts };
}

static void quota(world *w, int64_t q)
{
    for (size_t i = 0; i < w->game.as.spatial.n; i++) w->weight[0][i] = 1;
    threshold(w, 0, q);
    w->vote = (cm_vote){ .n = w->game.as.spatial.n, .nnodes = 1, .node = w->node };
}

static void random_rule(world *w)
{
    size_t n = w->game.as.spatial.n, kind = cm_rng_below(&w->rng, 4);
    if (kind == 0) {
        quota(w, (int64_t)n);
        return;
    }
    if (kind == 1) {
        quota(w, (int64_t)(n / 2 + 1 + cm_rng_below(&w->rng, n - n / 2)));
        if (w->node[0].quota > (int64_t)n) quota(w, (int64_t)n);
        return;
    }
    for (size_t at = 0; at < 4; at++) {
        int64_t total = 0;
        for (size_t i = 0; i < n; i++) total += w->weight[at][i] = (int64_t)cm_rng_below(&w->rng, 4);
        if (total == 0) total = w->weight[at][0] = 1;
        threshold(w, at, total / 2 + 1 + (int64_t)cm_rng_below(&w->rng, (uint64_t)(total - total / 2)));
        if (w->node[at].quota > total) w->node[at].quota = total;
    }
    w->vote = (cm_vote){ .n = n, .nnodes = 1, .node = w->node };
    if (kind == 2) return;
    w->vote.nnodes = 4;
    w->node[0] = (cm_vote_node){ .kind = cm_rng_below(&w->rng, 2) ? CM_VOTE_ANY : CM_VOTE_ALL, .child = 1,
                                 .nchildren = 3 };
}

/* A random game: continuous, or on a small lattice with the status quo on it. */
static void random_game(world *w, uint64_t index)
{
    size_t n, d, style;
    cm_rng_init(&w->rng, support_seed(), "shape", index);
    d = 1 + cm_rng_below(&w->rng, 4);
    n = 1 + cm_rng_below(&w->rng, d > 3 ? 7 : 10);
    begin(w, n, d, index);
    style = cm_rng_below(&w->rng, 4);
    for (size_t i = 0; i < n * d; i++) {
        double common = index % 3 == 0 ? 0.4 : 0;
        w->ideal[i] = style < 2 ? cm_rng_unit(&w->rng) - 0.5 + common : (double)cm_rng_below(&w->rng, 5) - 2;
        if (style == 3) w->ideal[i] = w->ideal[i] > 0 ? 1 : -1;
        if (index % 2 == 0) w->salience[i] = style < 2 ? cm_rng_unit(&w->rng) : (double)cm_rng_below(&w->rng, 3);
    }
    for (size_t k = 0; k < d; k++) {
        double shift = (double)k * 10;
        w->sq[k] = shift;
        for (size_t i = 0; i < n; i++) w->ideal[i * d + k] += shift;
    }
    w->game.as.spatial.utility = (cm_utility)(style == 2 ? cm_rng_below(&w->rng, 2) : cm_rng_below(&w->rng, 3));
    w->game.as.spatial.agenda = index % 5 == 0 ? (cm_agenda)(1 + cm_rng_below(&w->rng, 2)) : CM_PACKAGE;
    random_rule(w);
}

static cm_status solve(world *w)
{
    cm_result_init(&w->result, &w->arena);
    cm_ctx_clear(&w->ctx);
    return cm_concept_solve(&w->ctx, &cm_concept_gridlock, &w->game, NULL, &w->result);
}

static void solved(world *w)
{
    cm_status status = solve(w);
    if (status != CM_OK) print_error("%s\n", w->ctx.message);
    assert_int_equal(status, CM_OK);
    assert_true(w->result.certified);
}

static bool truth(const world *w, const char *name)
{
    const cm_value *value = cm_result_get(&w->result, name);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_TRUTH);
    return value->as.truth;
}

static int64_t whole(const world *w, const char *name)
{
    const cm_value *value = cm_result_get(&w->result, name);
    assert_non_null(value);
    assert_int_equal(value->kind, CM_INTEGER);
    return value->as.integer;
}

static cm_value *value_of(world *w, const char *name)
{
    for (cm_named *entry = w->result.summary; entry != NULL; entry = entry->next) {
        if (strcmp(entry->name, name) == 0) return &entry->value;
    }
    fail();
    return NULL;
}

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

/* --- knife edges ------------------------------------------------------------------------------------ */

static void test_two_players_on_either_side_of_the_status_quo_in_two_issues_are_a_knife_edge(void **state)
{
    static world w;
    (void)state;
    begin(&w, 2, 2, 0);
    w.ideal[2] = w.ideal[3] = 1;
    w.sq[0] = w.sq[1] = 0.5;
    quota(&w, 2);
    solved(&w);
    assert_false(truth(&w, "movable"));
    assert_true(truth(&w, "boundary"));
    assert_int_equal(whole(&w, "largest_coalition"), 1);
    w.sq[0] = 0.5 + 1e-6;
    solved(&w);
    assert_true(truth(&w, "movable"));
    end(&w);
}

static void test_three_states_on_a_line_through_the_status_quo_in_two_issues_are_a_knife_edge(void **state)
{
    static world w;
    (void)state;
    begin(&w, 3, 2, 0);
    for (size_t i = 0; i < 3; i++) {
        w.ideal[2 * i] = (double)i - 0.5;
        w.ideal[2 * i + 1] = 3 * w.ideal[2 * i];
    }
    for (int64_t q = 1; q <= 3; q++) {
        quota(&w, q);
        solved(&w);
        assert_int_equal(truth(&w, "movable"), q <= 2);
        assert_int_equal(truth(&w, "boundary"), q == 3);
        assert_int_equal(whole(&w, "largest_coalition"), 2);
        assert_int_equal(whole(&w, "needed"), q);
    }
    end(&w);
}

static void test_three_of_four_corners_of_a_square_are_a_knife_edge(void **state)
{
    static world w;
    const double corner[] = { -1, -1, -1, 1, 1, -1, 1, 1 };
    (void)state;
    begin(&w, 4, 2, 0);
    memcpy(w.ideal, corner, sizeof corner);
    quota(&w, 3);
    solved(&w);
    assert_false(truth(&w, "movable"));
    assert_true(truth(&w, "boundary"));
    assert_int_equal(whole(&w, "largest_coalition"), 2);
    quota(&w, 4);
    solved(&w);
    assert_false(truth(&w, "boundary"));
    quota(&w, 2);
    solved(&w);
    assert_true(truth(&w, "movable"));
    end(&w);
}

static void test_a_triangle_around_the_status_quo_is_stuck_and_no_knife_edge(void **state)
{
    static world w;
    const double corner[] = { -1, -1, 2, 0, -1, 1 };
    const cm_table *weights;
    (void)state;
    begin(&w, 3, 2, 0);
    memcpy(w.ideal, corner, sizeof corner);
    quota(&w, 3);
    solved(&w);
    assert_false(truth(&w, "movable"));
    assert_false(truth(&w, "boundary"));
    weights = cm_result_find(&w.result, "weights");
    assert_non_null(weights);
    assert_int_equal(weights->nrows, 3);
    end(&w);
}

static void test_a_member_at_the_status_quo_never_gains(void **state)
{
    static world w;
    (void)state;
    begin(&w, 3, 2, 0);
    w.ideal[0] = 1, w.ideal[3] = 1;
    quota(&w, 3);
    solved(&w);
    assert_false(truth(&w, "movable"));
    assert_true(truth(&w, "boundary"));
    quota(&w, 2);
    solved(&w);
    assert_true(truth(&w, "movable"));
    assert_int_equal(cm_result_find(&w.result, "coalition")->nrows, 2);
    end(&w);
}

/* --- saliences -------------------------------------------------------------------------------------- */

static void test_with_different_saliences_the_hull_of_ideals_gives_another_answer(void **state)
{
    /* The ideals (-2,-1), (1,-2), (1,3) add up to nothing: the status quo is inside their triangle.  The
     * gradients (-.2,-1), (1,-.2), (1,.3) all agree on (1,-1). */
    static world w;
    const double corner[] = { -2, -1, 1, -2, 1, 3 };
    const double care[] = { 0.1, 1, 1, 0.1, 1, 0.1 };
    (void)state;
    begin(&w, 3, 2, 0);
    memcpy(w.ideal, corner, sizeof corner);
    quota(&w, 3);
    solved(&w);
    assert_false(truth(&w, "movable"));
    assert_false(truth(&w, "boundary"));
    memcpy(w.salience, care, sizeof care);
    for (int utility = CM_QUADRATIC; utility <= CM_EUCLIDEAN; utility++) {
        w.game.as.spatial.utility = (cm_utility)utility;
        solved(&w);
        assert_true(truth(&w, "movable"));
    }
    end(&w);
}

static void test_an_issue_that_nobody_cares_for_is_left_out(void **state)
{
    static world w;
    (void)state;
    begin(&w, 2, 2, 0);
    w.ideal[0] = -1, w.ideal[2] = 1;
    w.ideal[1] = w.ideal[3] = 1;
    w.salience[1] = w.salience[3] = 0;
    quota(&w, 2);
    solved(&w);
    assert_false(truth(&w, "movable"));
    assert_false(truth(&w, "boundary"));
    w.salience[0] = w.salience[2] = 0;
    solved(&w);
    assert_false(truth(&w, "movable"));
    assert_false(truth(&w, "boundary"));
    end(&w);
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

/* --- agendas ------------------------------------------------------------------------------------------- */

static void test_a_package_moves_where_single_issues_do_not(void **state)
{
    static world w;
    (void)state;
    begin(&w, 2, 2, 0);
    w.ideal[0] = 2, w.ideal[1] = -1, w.ideal[2] = -1, w.ideal[3] = 2;
    quota(&w, 2);
    solved(&w);
    assert_true(truth(&w, "movable"));
    w.game.as.spatial.agenda = CM_ISSUE_BY_ISSUE;
    solved(&w);
    assert_false(truth(&w, "movable"));
    assert_false(truth(&w, "boundary"));
    assert_int_equal(whole(&w, "largest_coalition"), 1);
    w.ideal[2] = 0;
    solved(&w);
    assert_true(truth(&w, "boundary"));
    end(&w);
}

static void test_all_or_nothing_needs_every_issue(void **state)
{
    static world w;
    (void)state;
    begin(&w, 3, 2, 0);
    for (size_t i = 0; i < 3; i++) w.ideal[2 * i] = 1;
    w.ideal[1] = 1, w.ideal[3] = 2, w.ideal[5] = -1;
    quota(&w, 3);
    w.game.as.spatial.agenda = CM_ISSUE_BY_ISSUE;
    solved(&w);
    assert_true(truth(&w, "movable"));
    w.game.as.spatial.agenda = CM_ALL_OR_NOTHING;
    solved(&w);
    assert_false(truth(&w, "movable"));
    assert_int_equal(whole(&w, "largest_coalition"), 2);
    quota(&w, 2);
    solved(&w);
    assert_true(truth(&w, "movable"));
    assert_int_equal(cm_result_find(&w.result, "coalition")->nrows, 5);
    end(&w);
}

/* --- rules and sizes ---------------------------------------------------------------------------------- */

static void test_a_veto_stops_what_a_majority_wants(void **state)
{
    static world w;
    (void)state;
    begin(&w, 5, 1, 0);
    for (size_t i = 0; i < 5; i++) w.ideal[i] = i == 0 ? -1 : 1;
    for (size_t i = 0; i < 5; i++) w.weight[1][i] = 1, w.weight[2][i] = i == 0;
    threshold(&w, 1, 3);
    threshold(&w, 2, 1);
    w.node[0] = (cm_vote_node){ .kind = CM_VOTE_ALL, .child = 1, .nchildren = 2 };
    w.vote = (cm_vote){ .n = 5, .nnodes = 3, .node = w.node };
    solved(&w);
    assert_false(truth(&w, "movable"));
    assert_int_equal(cm_result_get(&w.result, "largest_coalition")->kind, CM_NONE);
    assert_int_equal(cm_result_get(&w.result, "needed")->kind, CM_NONE);
    w.node[0].kind = CM_VOTE_ANY;
    solved(&w);
    assert_true(truth(&w, "movable"));
    end(&w);
}

typedef struct crowd {
    cm_ctx ctx;
    cm_arena arena;
    cm_vote vote;
    cm_game game;
    cm_result result;
    double *ideal;
} crowd;

static void gather(crowd *c, size_t n, size_t d, int64_t q, double shift, double step)
{
    cm_rng rng;
    double *sq;
    memset(c, 0, sizeof *c);
    cm_ctx_init(&c->ctx);
    cm_rng_init(&rng, support_seed(), "crowd", n);
    c->ideal = CM_NEW(&c->ctx, &c->arena, n * d, double);
    sq = CM_NEW(&c->ctx, &c->arena, d, double);
    for (size_t i = 0; i < n * d; i++) {
        double x = cm_rng_unit(&rng) + cm_rng_unit(&rng) - 1 + shift;
        c->ideal[i] = step > 0 ? step * floor(x / step + 0.5) : x;
    }
    assert_int_equal(cm_vote_quota(&c->ctx, &c->arena, n, q, &c->vote), CM_OK);
    c->game.kind = CM_GAME_SPATIAL;
    c->game.as.spatial = (cm_spatial){ .n = n, .d = d, .ideal = c->ideal, .status_quo = sq, .vote = &c->vote };
    cm_result_init(&c->result, &c->arena);
    if (cm_concept_solve(&c->ctx, &cm_concept_gridlock, &c->game, NULL, &c->result) != CM_OK) {
        print_error("%s\n", c->ctx.message);
        fail();
    }
}

static void test_consensus_of_ten_thousand_on_ten_issues(void **state)
{
    crowd c;
    (void)state;
    gather(&c, 10000, 10, 10000, 0, 0);
    assert_false(cm_result_get(&c.result, "movable")->as.truth);
    cm_arena_free(&c.arena);
    gather(&c, 10000, 10, 10000, 1.2, 0);
    assert_true(cm_result_get(&c.result, "movable")->as.truth);
    cm_arena_free(&c.arena);
}

static void test_quotas_of_a_large_assembly_on_two_issues(void **state)
{
    crowd c;
    (void)state;
    gather(&c, 20000, 2, 13334, 0, 0);
    assert_false(cm_result_get(&c.result, "movable")->as.truth);
    cm_arena_free(&c.arena);
    gather(&c, 20000, 2, 13334, 0.3, 0);
    assert_true(cm_result_get(&c.result, "movable")->as.truth);
    cm_arena_free(&c.arena);
}

static void test_many_members_at_the_ends_of_a_scale(void **state)
{
    crowd c;
    (void)state;
    for (size_t d = 1; d <= 4; d++) {
        gather(&c, 150, d, 100, 0, 1);
        cm_arena_free(&c.arena);
        gather(&c, 150, d, 80, 0.1, 0.5);
        cm_arena_free(&c.arena);
        gather(&c, 150, d, 150, 0.3, 0.5);
        cm_arena_free(&c.arena);
    }
}

/* --- failures ------------------------------------------------------------------------------------------ */

static void fails(world *w, cm_status expected, const char *sentence)
{
    assert_int_equal(solve(w), expected);
    assert_string_equal(w->ctx.message, sentence);
}

static void test_a_kink_at_the_status_quo_is_named(void **state)
{
    static world w;
    (void)state;
    begin(&w, 2, 2, 0);
    w.ideal[0] = 1, w.ideal[1] = 1, w.ideal[2] = 1;
    w.game.as.spatial.utility = CM_CITYBLOCK;
    quota(&w, 2);
    fails(&w, CM_E_DOMAIN, "the ideal of 'm1' on 'price' is the status quo 0: a city-block utility has a kink there, "
                           "and no direction of steepest rise");
    w.salience[3] = 0;
    solved(&w);
    assert_true(truth(&w, "movable"));
    end(&w);
}

static void test_a_status_quo_on_a_red_line_is_named(void **state)
{
    static world w;
    (void)state;
    begin(&w, 2, 1, 0);
    w.ideal[0] = 1, w.ideal[1] = 2;
    w.low[0] = -1, w.low[1] = 0;
    w.high[0] = w.high[1] = 3;
    w.game.as.spatial.red_low = w.low;
    w.game.as.spatial.red_high = w.high;
    quota(&w, 2);
    fails(&w, CM_E_DOMAIN, "the status quo 0 of 'cap' is not strictly inside the red lines 0 and 3 of 'm1'");
    w.low[1] = -1e-3;
    solved(&w);
    assert_true(truth(&w, "movable"));
    end(&w);
}

static void test_too_much_work_is_refused_with_its_estimate(void **state)
{
    static world w;
    (void)state;
    begin(&w, 12, 4, 3);
    for (size_t i = 0; i < 48; i++) w.ideal[i] = cm_rng_unit(&w.rng) - 0.5;
    quota(&w, 8);
    w.ctx.work_limit = 1000;
    assert_int_equal(solve(&w), CM_E_LIMIT);
    assert_non_null(strstr(w.ctx.message, "12 lines in 4 dimensions would take some"));
    end(&w);
}

static void test_every_failing_allocation_is_survived(void **state)
{
    static world w;
    (void)state;
    for (uint64_t index = 0; index < 12; index++) {
        long budget = 0;
        cm_status status;
        do {
            random_game(&w, index);
            w.ctx.alloc_budget = budget++;
            status = solve(&w);
            end(&w);
            assert_true(status == CM_OK || status == CM_E_MEMORY || status == CM_E_DOMAIN);
        } while (status == CM_E_MEMORY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_certificates_of_random_games_are_accepted_and_near_misses_refused),
        cmocka_unit_test(test_answers_are_those_of_a_linear_programme_for_every_winning_coalition),
        cmocka_unit_test(test_two_players_on_either_side_of_the_status_quo_in_two_issues_are_a_knife_edge),
        cmocka_unit_test(test_three_states_on_a_line_through_the_status_quo_in_two_issues_are_a_knife_edge),
        cmocka_unit_test(test_three_of_four_corners_of_a_square_are_a_knife_edge),
        cmocka_unit_test(test_a_triangle_around_the_status_quo_is_stuck_and_no_knife_edge),
        cmocka_unit_test(test_a_member_at_the_status_quo_never_gains),
        cmocka_unit_test(test_with_different_saliences_the_hull_of_ideals_gives_another_answer),
        cmocka_unit_test(test_an_issue_that_nobody_cares_for_is_left_out),
        cmocka_unit_test(test_renaming_scaling_and_reflecting_change_nothing),
        cmocka_unit_test(test_turning_the_space_changes_nothing_when_saliences_are_common),
        cmocka_unit_test(test_a_package_moves_where_single_issues_do_not),
        cmocka_unit_test(test_all_or_nothing_needs_every_issue),
        cmocka_unit_test(test_a_veto_stops_what_a_majority_wants),
        cmocka_unit_test(test_consensus_of_ten_thousand_on_ten_issues),
        cmocka_unit_test(test_quotas_of_a_large_assembly_on_two_issues),
        cmocka_unit_test(test_many_members_at_the_ends_of_a_scale),
        cmocka_unit_test(test_a_kink_at_the_status_quo_is_named),
        cmocka_unit_test(test_a_status_quo_on_a_red_line_is_named),
        cmocka_unit_test(test_too_much_work_is_refused_with_its_estimate),
        cmocka_unit_test(test_every_failing_allocation_is_survived),
    };
    return RUN_TESTS(tests);
}
