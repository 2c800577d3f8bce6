/* test_offers.c: policies proposed in rounds on two and three issues. */
#include "solver/bargain/offers.h"

#include "solver/bargain/boxes.h"
#include "solver/base/rng.h"
#include "tests/support/policy_world.h"

static cm_status solve(policy_world *w)
{
    return policy_solve(w, &cm_concept_banks_duggan, NULL);
}

static int64_t found(const policy_world *w)
{
    return cm_result_get(&w->result, "equilibria")->as.integer;
}

/* The equilateral triangle of radius 1 with the status quo in the middle: each asks for a point on an edge, at
 * rho^2 = (1 - d) + (d / 3) [(L - rho)^2 + rho^2 + 9/4 + (L/2 - rho)^2] from the partner, L the edge.  As members
 * are alike, either partner has a half. */
static void test_the_triangle_splits_on_its_edges(void **state)
{
    static const double delta[] = { 0.25, 0.5, 0.8, 0.9, 0.99 }, published[] = { 1.034201, 1.070466, 1.118474, 1.136057, 1.152782 };
    double ideal[6], edge = sqrt(3);
    (void)state;
    for (size_t i = 0; i < 3; i++) ideal[2 * i] = sin((double)i * 2 * acos(-1) / 3), ideal[2 * i + 1] = cos((double)i * 2 * acos(-1) / 3);
    for (size_t k = 0; k < 5; k++) {
        policy_world w;
        double d = delta[k], rho;
        policy_open_in(&w, 3, 2, ideal, (double[]){ 0, 0 }, d, 2);
        assert_int_equal(solve(&w), CM_OK);
        assert_int_equal(found(&w), 1);
        assert_int_equal(cm_result_get(&w.result, "mixing")->as.integer, 3);
        assert_false(cm_result_get(&w.result, "complete")->as.truth);
        rho = policy_number(&w, "votes", 0, "reach");
        assert_close(rho, published[k], 1e-6);
        assert_close(rho * rho, 1 - d + d / 3 * ((edge - rho) * (edge - rho) + rho * rho + 2.25 + (edge / 2 - rho) * (edge / 2 - rho)), 1e-12);
        for (size_t row = 0; row < 12; row += 2) {
            double x = policy_number(&w, "proposals", row, "value"), y = policy_number(&w, "proposals", row + 1, "value");
            assert_close(policy_number(&w, "proposals", row, "chance"), 0.5, 1e-9);
            assert_close(sqrt(x * x + y * y), sqrt(0.25 + (rho - edge / 2) * (rho - edge / 2)), 1e-9);
        }
        assert_close(policy_value(&w, "agreement"), 1, 0);
        assert_close(policy_value(&w, "rounds"), 1, 1e-12);
        policy_close(&w);
    }
}

/* Members on a line in the plane or in space propose what they propose on the line. */
static void test_a_line_in_the_plane_is_one_issue(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 60; t++) {
        policy_world line, w;
        size_t n = 3 + t % 4, d = 2 + t % 2;
        double at[POLICY_MOST], ideal[POLICY_MOST * POLICY_WIDE], sq[POLICY_WIDE], way[] = { 0.6, 0.8, 0 };
        cm_rng rng;
        cm_rng_init(&rng, support_seed(), "line", t);
        for (size_t i = 0; i < n; i++) {
            at[i] = cm_rng_unit(&rng);
            for (size_t k = 0; k < d; k++) ideal[i * d + k] = 1 + at[i] * way[k];
        }
        for (size_t k = 0; k < d; k++) sq[k] = 1 - 0.3 * way[k];
        policy_open(&line, n, at, -0.3, 0.8, (int64_t)n / 2 + 1);
        policy_open_in(&w, n, d, ideal, sq, 0.8, (int64_t)n / 2 + 1);
        assert_int_equal(solve(&line), CM_OK);
        assert_int_equal(solve(&w), CM_OK);
        assert_int_equal(found(&line), 1);
        assert_int_equal(found(&w), 1);
        for (size_t i = 0; i < n; i++) {
            double y = policy_number(&line, "proposals", i, "value");
            for (size_t k = 0; k < d; k++) assert_close(policy_number(&w, "proposals", i * d + k, "value"), 1 + y * way[k], 1e-7);
            assert_close(policy_number(&w, "gains", i, "gain"), policy_number(&line, "gains", i, "gain"), 1e-8);
        }
        assert_close(policy_value(&w, "captured"), policy_value(&line, "captured"), 1e-6);
        policy_close(&line);
        policy_close(&w);
    }
}

/* A member in the middle of two pairs that face each other is the core of a majority: the status quo there stays,
 * and from elsewhere patient members end up near it. */
static void test_patience_leads_to_the_core(void **state)
{
    static const double cross[] = { 0, 0, 1, 0, -1, 0, 0, 1, 0, -1 };
    double before = 1;
    (void)state;
    for (int k = 0; k < 3; k++) {
        policy_world w;
        double delta = k == 0 ? 0.9 : k == 1 ? 0.99 : 0.999, far = 0;
        policy_open_in(&w, 5, 2, cross, (double[]){ 0.7, 0.4 }, delta, 3);
        assert_int_equal(solve(&w), CM_OK);
        assert_true(found(&w) > 0);
        for (size_t row = 0; row + 1 < cm_result_find(&w.result, "proposals")->nrows; row += 2) {
            far = fmax(far, hypot(policy_number(&w, "proposals", row, "value"), policy_number(&w, "proposals", row + 1, "value")));
        }
        assert_true(far < before / 2);
        before = far;
        policy_close(&w);
    }
    assert_true(before < 0.06);
}

static void test_a_status_quo_in_the_core_stays(void **state)
{
    static const double cross[] = { 0, 0, 1, 0, -1, 0, 0, 1, 0, -1 };
    static const double jack[] = { 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1 };
    (void)state;
    for (int k = 0; k < 4; k++) {
        policy_world w;
        if (k == 0) policy_open_in(&w, 5, 2, cross, (double[]){ 0, 0 }, 0.9, 3);
        if (k == 1) policy_open_in(&w, 7, 3, jack, (double[]){ 0, 0, 0 }, 0.9, 4);
        if (k == 2) policy_open_in(&w, 3, 2, cross + 2, (double[]){ 0, 0.2 }, 0.9, 3);       /* consensus, inside the triangle */
        if (k == 3) policy_open_in(&w, 3, 2, cross + 2, (double[]){ 0.2, 0 }, 0.9, 3);       /* on its edge */
        assert_int_equal(solve(&w), CM_OK);
        assert_non_null(strstr(w.result.note->value.as.text, "Gridlock"));
        assert_close(policy_value(&w, "distance"), 0, 0);
        assert_close(policy_value(&w, "agreement"), 0, 0);
        assert_close(policy_value(&w, "within"), 0, 0);
        w.sq[0] += 0.01;                                     /* just beside it something moves, or consensus holds it */
        w.sq[1] -= k < 2 ? 0 : 0.25;
        assert_int_equal(solve(&w), CM_OK);
        assert_true(policy_value(&w, "distance") > 0);
        assert_close(policy_value(&w, "agreement"), 1, 1e-12);
        policy_close(&w);
    }
}

/* A second implementation: values iterated, policies on a grid, votes counted.  Lots come from the average of the
 * answers of all rounds; so the values agree as far as the grid is fine. */
static void by_grid(const policy_world *w, double *v)
{
    enum { CELLS = 41, ROUNDS = 200 };
    size_t n = w->protocol.n;
    double next[POLICY_MOST];
    for (size_t j = 0; j < n; j++) v[j] = cm_spatial_utility(&w->spatial, j, w->sq);
    for (int round = 0; round < ROUNDS; round++) {
        double best[POLICY_MOST], y[POLICY_MOST][2];
        for (size_t i = 0; i < n; i++) best[i] = -HUGE_VAL;
        for (int c = 0; c <= CELLS * CELLS; c++) {
            double x[2] = { (double)(c % CELLS) / (CELLS - 1.0), (double)(c / CELLS) / (CELLS - 1.0) };
            unsigned char in[POLICY_MOST];
            for (size_t j = 0; j < n; j++) in[j] = cm_spatial_utility(&w->spatial, j, x) >= v[j];
            if (!cm_vote_wins(&w->vote, in)) continue;
            for (size_t i = 0; i < n; i++) {
                double mine = cm_spatial_utility(&w->spatial, i, x);
                if (mine > best[i]) best[i] = mine, y[i][0] = x[0], y[i][1] = x[1];
            }
        }
        for (size_t j = 0; j < n; j++) {
            next[j] = (1 - w->patience[j]) * cm_spatial_utility(&w->spatial, j, w->sq);
            for (size_t i = 0; i < n; i++) next[j] += w->patience[j] * w->recognition[i] * (best[i] > -HUGE_VAL ? cm_spatial_utility(&w->spatial, j, y[i]) : v[j]);
        }
        for (size_t j = 0; j < n; j++) v[j] += (round < 20 ? 0.5 : 10 / (20 + (double)round)) * (next[j] - v[j]);
    }
}

static void test_a_grid_of_policies_gives_the_same_values(void **state)
{
    size_t compared = 0;
    (void)state;
    for (uint64_t t = 0; t < 12; t++) {
        policy_world w;
        double ideal[10], v[POLICY_MOST];
        size_t n = 3 + t % 3;
        cm_rng rng;
        cm_rng_init(&rng, support_seed(), "grid", t);
        for (size_t i = 0; i < 2 * n; i++) ideal[i] = cm_rng_unit(&rng);
        policy_open_in(&w, n, 2, ideal, (double[]){ -0.4, 0.3 }, 0.6, (int64_t)n / 2 + 1);
        assert_int_equal(solve(&w), CM_OK);
        if (found(&w) == 1) {
            by_grid(&w, v);
            for (size_t j = 0; j < n; j++) assert_close(policy_number(&w, "votes", j, "waiting"), v[j], 0.03);
            compared++;
        }
        policy_close(&w);
    }
    assert_true(compared > 6);
}

static void test_the_certificate_holds_for_any_weights_and_patience(void **state)
{
    size_t none = 0;
    (void)state;
    for (uint64_t t = 0; t < 203; t++) {
        policy_world w;
        policy_random_in(&w, t, 2 + t % 5, 2 + t / 5 % 2, "several");
        assert_int_equal(policy_solve(&w, &cm_concept_banks_duggan, &(cm_banks_duggan_params){ 10, 2, (long)t }), CM_OK);
        assert_true(w.result.certified);
        none += found(&w) == 0;
        if (found(&w) > 0) assert_true(policy_value(&w, "largest_deviation") <= 1e-9 * 10);
        policy_close(&w);
    }
    assert_true(none <= 4);
}

/* In space what two partners accept touches what is better for the proposer in one point, 0.3 away; each alone would
 * accept better.  What the three gain, weighed together, settles it with few boxes. */
static void test_few_boxes_settle_where_wishes_just_touch(void **state)
{
    static const double ideal[] = { 0, 0, 0, 0.88, 0.6, 0.34, 0.08, 0.6, 0.94 }, sq[] = { 3, 3, 3 };
    (void)state;
    for (int k = 0; k < 2; k++) {
        policy_world w;
        cm_boxes boxes;
        double worth = k == 0 ? -0.09 : -0.3, v[] = { -20, k == 0 ? -0.74 : -sqrt(0.74), k == 0 ? -0.74 : -sqrt(0.74) };
        bool better;
        policy_open_in(&w, 3, 3, ideal, sq, 0.9, 3);
        w.spatial.utility = k == 0 ? CM_QUADRATIC : CM_EUCLIDEAN;
        assert_int_equal(cm_boxes_init(&w.ctx, &w.arena, &w.protocol, 1e-9, &boxes), CM_OK);
        assert_int_equal(cm_boxes_search(&boxes, 0, worth + 1e-9, v, &better), CM_OK);
        assert_false(better);
        assert_true(boxes.count > 50 && boxes.count < 20000);
        assert_int_equal(cm_boxes_search(&boxes, 0, worth - 1e-6, v, &better), CM_OK);
        assert_true(better);
        assert_true(cm_spatial_utility(&w.spatial, 0, boxes.better) > worth - 1e-6);
        assert_true(cm_spatial_utility(&w.spatial, 1, boxes.better) >= v[1]);
        policy_close(&w);
    }
}

/* Where either partner will do, lots outlast a small push: their chances make up for it. */
static void test_a_triangle_pushed_a_little_still_draws_lots(void **state)
{
    size_t mixed = 0;
    (void)state;
    for (uint64_t t = 0; t < 40; t++) {
        policy_world w;
        double ideal[6];
        cm_rng rng;
        cm_rng_init(&rng, support_seed(), "pushed", t);
        for (size_t i = 0; i < 3; i++) ideal[2 * i] = sin((double)i * 2 * acos(-1) / 3), ideal[2 * i + 1] = cos((double)i * 2 * acos(-1) / 3);
        for (size_t i = 0; i < 6; i++) ideal[i] += 0.04 * (cm_rng_unit(&rng) - 0.5);
        policy_open_in(&w, 3, 2, ideal, (double[]){ 0, 0 }, 0.9, 2);
        assert_int_equal(policy_solve(&w, &cm_concept_banks_duggan, &(cm_banks_duggan_params){ 10, 2, 1 }), CM_OK);
        mixed += found(&w) > 0 && cm_result_get(&w.result, "mixing")->as.integer > 0;
        policy_close(&w);
    }
    assert_true(mixed >= 30);
}

static void refuse_value(policy_world *w, const char *name, cm_value wrong)
{
    for (cm_named *s = w->result.summary; s != NULL; s = s->next) {
        cm_value right = s->value;
        if (strcmp(s->name, name) != 0) continue;
        s->value = wrong;
        assert_int_equal(cm_concept_banks_duggan.check(&w->ctx, &w->game, &w->fallback, &w->result), CM_E_NUMERIC);
        cm_ctx_clear(&w->ctx);
        s->value = right;
    }
}

/* The first row of whoever is most often drawn and does not wait: a move of an offer that is hardly ever made moves no
 * figure by more than the certificate grants to rounding.  SIZE_MAX: all wait. */
static size_t frequent_offer(const policy_world *w)
{
    const cm_table *table = cm_result_find(&w->result, "proposals");
    double most = 0;
    size_t best = SIZE_MAX;
    for (size_t row = 0; row < table->nrows; row++) {
        const char *who = cm_table_get(table, row, "proposer").as.text;
        for (size_t i = 0; i < w->protocol.n; i++) {
            if (strcmp(who, w->player[i]) != 0 || !(w->recognition[i] > most) || cm_table_get(table, row, "value").kind != CM_NUMBER) continue;
            most = w->recognition[i];
            best = row;
        }
    }
    return best;
}

static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 40; t++) {
        policy_world w;
        double by = t % 2 == 0 ? 1e-4 : -1e-4;
        policy_random_in(&w, t, 2 + t % 5, 2 + t / 5 % 2, "close");
        assert_int_equal(policy_solve(&w, &cm_concept_banks_duggan, &(cm_banks_duggan_params){ 10, 2, 1 }), CM_OK);
        if (found(&w) > 0) {
            if (frequent_offer(&w) < SIZE_MAX) policy_refuses(&w, &cm_concept_banks_duggan, "proposals", frequent_offer(&w), "value", by);
            policy_refuses(&w, &cm_concept_banks_duggan, "gains", 0, "gain", by);
            policy_refuses(&w, &cm_concept_banks_duggan, "votes", 0, "waiting", by);
            policy_refuses(&w, &cm_concept_banks_duggan, "votes", 1, "reach", by);
            policy_refuses(&w, &cm_concept_banks_duggan, "policy", 1, "value", by);
            refuse_value(&w, "distance", cm_number(policy_value(&w, "distance") + by));
            refuse_value(&w, "largest_deviation", cm_number(0.001));
            refuse_value(&w, "policy", cm_number(0));
            refuse_value(&w, "complete", cm_truth(true));
            refuse_value(&w, "mixing", cm_integer(7));
            policy_refuses_shares(&w, &cm_concept_banks_duggan, by);
        }
        policy_close(&w);
    }
}

/* All that follows from the lots is right, but they are no equilibrium: everybody asks for its second best, which
 * passes; or lots are drawn with other chances. */
static void test_lots_that_are_no_equilibrium_are_refused(void **state)
{
    double ideal[6];
    policy_world w;
    (void)state;
    for (size_t i = 0; i < 3; i++) ideal[2 * i] = sin((double)i * 2 * acos(-1) / 3), ideal[2 * i + 1] = cos((double)i * 2 * acos(-1) / 3);
    policy_open_in(&w, 3, 2, ideal, (double[]){ 0, 0 }, 0.9, 2);
    assert_int_equal(solve(&w), CM_OK);
    for (size_t row = 0; row < 2; row++) *policy_cell(&w, "proposals", row, "chance") += 0.01;
    for (size_t row = 2; row < 4; row++) *policy_cell(&w, "proposals", row, "chance") -= 0.01;
    assert_int_equal(cm_concept_banks_duggan.check(&w.ctx, &w.game, &w.fallback, &w.result), CM_E_NUMERIC);
    cm_ctx_clear(&w.ctx);
    w.patience[0] = 0.8;                                     /* another game's answer */
    policy_wire(&w);
    assert_int_equal(cm_concept_banks_duggan.check(&w.ctx, &w.game, &w.fallback, &w.result), CM_E_NUMERIC);
    policy_close(&w);
}

/* Members in another order, the whole picture turned, moved and stretched by 3: values follow. */
static void test_turning_moving_and_scaling_move_it_along(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 60; t++) {
        policy_world w;
        double ideal[POLICY_MOST], other[POLICY_MOST], gain[POLICY_MOST], c = cos(1 + (double)t), s = sin(1 + (double)t), sq[2];
        size_t n = 3 + t % 4;
        int64_t many;
        cm_rng rng;
        cm_rng_init(&rng, support_seed(), "turned", t);
        for (size_t i = 0; i < 2 * n; i++) ideal[i] = cm_rng_unit(&rng);
        for (size_t i = 0; i < n; i++) {
            other[2 * (n - 1 - i)] = 5 + 3 * (c * ideal[2 * i] - s * ideal[2 * i + 1]);
            other[2 * (n - 1 - i) + 1] = -2 + 3 * (s * ideal[2 * i] + c * ideal[2 * i + 1]);
        }
        sq[0] = 5 + 3 * (c * -0.3 - s * 0.2), sq[1] = -2 + 3 * (s * -0.3 + c * 0.2);
        policy_open_in(&w, n, 2, ideal, (double[]){ -0.3, 0.2 }, 0.8, (int64_t)n / 2 + 1);
        assert_int_equal(solve(&w), CM_OK);
        many = found(&w);
        for (size_t i = 0; i < n && many > 0; i++) gain[i] = policy_number(&w, "gains", i, "gain");
        policy_close(&w);
        policy_open_in(&w, n, 2, other, sq, 0.8, (int64_t)n / 2 + 1);
        assert_int_equal(solve(&w), CM_OK);
        for (size_t i = 0; i < n && many == 1 && found(&w) == 1; i++) assert_close(policy_number(&w, "gains", n - 1 - i, "gain"), 9 * gain[i], 1e-6);
        policy_close(&w);
    }
}

static void test_what_is_not_done_is_refused(void **state)
{
    static const double ideal[] = { 0, 0, 1, 0, 0, 1 };
    policy_world w;
    (void)state;
    policy_open_in(&w, 3, 2, ideal, (double[]){ -1, 0 }, 0.9, 2);
    w.spatial.utility = CM_CITYBLOCK;
    policy_unanswered(&w, &cm_concept_banks_duggan, CM_E_DOMAIN, "banks-duggan takes city-block losses on one issue only, and there are 2");
    w.spatial.utility = CM_QUADRATIC;
    w.spatial.red_low = w.red_low, w.spatial.red_high = w.red_high;
    policy_unanswered(&w, &cm_concept_banks_duggan, CM_E_DOMAIN, "banks-duggan takes red lines on one issue only, and there are 2");
    w.spatial.red_low = w.spatial.red_high = NULL;
    w.spatial.salience = w.salience;
    for (size_t i = 0; i < 6; i++) w.salience[i] = 1;
    w.salience[3] = 2;
    policy_unanswered(&w, &cm_concept_banks_duggan, CM_E_DOMAIN, "banks-duggan on several issues needs members who weigh the issues against each other alike, and 'M1' weighs 'scope' otherwise than 'M0'");
    w.salience[3] = 0;
    policy_unanswered(&w, &cm_concept_banks_duggan, CM_E_DOMAIN, "banks-duggan on several issues needs saliences above 0, and 'M1' does not care for 'scope'");
    w.salience[3] = 1;
    w.ctx.work_limit = 1000;
    policy_unanswered(&w, &cm_concept_banks_duggan, CM_E_LIMIT, "12 starts among 3 members on 2 issues are more than the limit of 1000 steps; fewer starts find fewer equilibria, sooner");
    policy_close(&w);
}

static void test_an_interrupt_is_heard(void **state)
{
    static const double ideal[] = { 0, 0, 1, 0, 0, 1 };
    volatile sig_atomic_t stop = 1;
    policy_world w;
    (void)state;
    policy_open_in(&w, 3, 2, ideal, (double[]){ -1, 0 }, 0.9, 2);
    w.ctx.stop = &stop;
    policy_unanswered(&w, &cm_concept_banks_duggan, CM_E_INTERRUPT, "interrupted");
    policy_close(&w);
}

static void test_each_allocation_may_fail(void **state)
{
    static const double ideal[] = { 0, 0, 1, 0, 0, 1 };
    cm_status status = CM_E_MEMORY;
    long k = 0;
    (void)state;
    for (; status == CM_E_MEMORY; k++) {
        policy_world w;
        policy_open_in(&w, 3, 2, ideal, (double[]){ -1, 0 }, 0.9, 2);
        w.ctx.alloc_budget = k;
        status = policy_solve(&w, &cm_concept_banks_duggan, &(cm_banks_duggan_params){ 10, 2, 1 });
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        policy_close(&w);
    }
    assert_true(k > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_triangle_splits_on_its_edges),
        cmocka_unit_test(test_a_line_in_the_plane_is_one_issue),
        cmocka_unit_test(test_patience_leads_to_the_core),
        cmocka_unit_test(test_a_status_quo_in_the_core_stays),
        cmocka_unit_test(test_a_grid_of_policies_gives_the_same_values),
        cmocka_unit_test(test_the_certificate_holds_for_any_weights_and_patience),
        cmocka_unit_test(test_few_boxes_settle_where_wishes_just_touch),
        cmocka_unit_test(test_a_triangle_pushed_a_little_still_draws_lots),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_lots_that_are_no_equilibrium_are_refused),
        cmocka_unit_test(test_turning_moving_and_scaling_move_it_along),
        cmocka_unit_test(test_what_is_not_done_is_refused),
        cmocka_unit_test(test_an_interrupt_is_heard),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
