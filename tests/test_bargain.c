/* test_bargain.c: the bargaining solutions over policies. */
#include "tests/support/bargain_world.h"

static const cm_concept *const all[] = { &cm_concept_nash_product, &cm_concept_kalai_smorodinsky, &cm_concept_egalitarian,
                                         &cm_concept_utilitarian };

enum { ALL = 4 };

/* Ideals 0 and 1, SQ -1/2, quadratic: gains (1/4 - x^2) and (9/4 - (1-x)^2); their product is greatest at
 * 1 - sqrt(3)/2, the two-player limit of alternating offers under unanimity. */
static void test_two_on_a_line_meet_where_patient_offers_do(void **state)
{
    bargain_world w;
    (void)state;
    bargain_open(&w, 2, 1, CM_QUADRATIC, 0)->salience = NULL;
    w.ideal[0] = 0, w.ideal[1] = 1, w.sq[0] = -.5;
    bargain_must(&w, all[0], NULL);
    assert_close(bargain_point(&w, 0), .13397459621556135, 1e-9);
    bargain_must(&w, all[2], NULL);                      /* 1/4 - x^2 is the less everywhere: its best, 0 */
    assert_close(bargain_point(&w, 0), 0, 1e-7);
    bargain_must(&w, all[3], NULL);
    assert_close(bargain_point(&w, 0), .5, 2e-6);        /* where A begins to lose: an edge of two kinds at once */
    cm_arena_free(&w.arena);
}

/* Ideals 0 and 1, SQ 2: the most that A can gain is 4, and B 1; 1 - x^2/4 = 1 - (1-x)^2 at 2/3. */
static void test_equal_shares_of_ideal_gains_by_hand(void **state)
{
    bargain_world w;
    (void)state;
    bargain_open(&w, 2, 1, CM_QUADRATIC, 0)->salience = NULL;
    w.ideal[0] = 0, w.ideal[1] = 1, w.sq[0] = 2;
    bargain_must(&w, all[1], NULL);
    assert_close(bargain_cell(&w, "gains", 0, "ideal"), 4, 1e-8);
    assert_close(bargain_cell(&w, "gains", 1, "ideal"), 1, 1e-8);
    assert_close(bargain_point(&w, 0), 2 / 3., 1e-8);
    assert_close(bargain_cell(&w, "gains", 0, "ideal_share"), 8 / 9., 1e-8);
    assert_close(bargain_cell(&w, "gains", 1, "ideal_share"), 8 / 9., 1e-8);
    cm_arena_free(&w.arena);
}

/* Two issues, each to one, and an exchange: u_A = -3|x-1| - |y|, u_B = -|x| - 3|y-1|, SQ (0,0). */
static void test_an_exchange_with_cityblock_utility(void **state)
{
    bargain_world w;
    (void)state;
    bargain_open(&w, 2, 2, CM_CITYBLOCK, 0);
    memcpy(w.ideal, (double[]){ 1, 0, 0, 1 }, 4 * sizeof(double));
    memcpy(w.salience, (double[]){ 3, 1, 1, 3 }, 4 * sizeof(double));
    for (size_t c = 0; c < ALL; c++) {
        bargain_must(&w, all[c], NULL);
        assert_close(bargain_number(&w, "total_gain"), 4, 1e-6);
        if (c == 3) continue;
        assert_close(bargain_point(&w, 0), 1, 1e-6);
        assert_close(bargain_point(&w, 1), 1, 1e-6);
        assert_close(bargain_gain(&w, 0), 2, 1e-6);
        assert_close(bargain_number(&w, "inequality"), 0, 1e-6);
    }
    cm_arena_free(&w.arena);
}

/* A random game of the kinds that the tests go through: saliences of 0, a status quo amid the ideals, red lines. */
static cm_spatial *open_random(bargain_world *w, uint64_t t)
{
    size_t n = 1 + t % 7, d = 1 + t / 7 % 5;
    cm_spatial *game = bargain_open(w, n, d, (cm_utility)(t % 3), t);
    for (size_t j = 0; j < n * d && t % 4 == 1; j++) w->salience[j] *= cm_rng_below(&w->rng, 3) != 0;
    for (size_t k = 0; k < d && t % 5 == 1; k++) w->sq[k] = .3 + .2 * cm_rng_unit(&w->rng);
    for (size_t j = 0; j < n * d && t % 6 == 1; j++) {
        w->high[j] = .2 + cm_rng_unit(&w->rng);
        w->low[j] = -1;
        game->red_low = w->low;
        game->red_high = w->high;
    }
    return game;
}

static void test_random_games_are_certified(void **state)
{
    size_t gains = 0, none = 0;
    (void)state;
    for (uint64_t t = 0; t < 240; t++) {
        for (size_t c = 0; c < ALL; c++) {
            bargain_world w;
            (void)open_random(&w, t);
            bargain_must(&w, all[c], NULL);
            if (bargain_gains(&w)) gains++;
            else none++;
            cm_arena_free(&w.arena);
        }
    }
    assert_true(gains > 400 && none > 10);
}

/* A second search: a grid of policies, by the definition alone; the printed one must not be beaten. */
static double merit(const bargain_world *w, size_t c, const double *y, const double *ideal)
{
    const cm_spatial *game = &w->game.as.spatial;
    double sum = 0, least = HUGE_VAL, product = 0;
    for (size_t i = 0; i < game->n; i++) {
        double gain = cm_spatial_utility(game, i, y) - cm_spatial_utility(game, i, game->status_quo);
        if (gain < 0) return -HUGE_VAL;
        sum += gain;
        product += log(gain);
        least = fmin(least, gain / (c == 1 ? ideal[i] : 1));
    }
    return c == 0 ? product : c == 3 ? sum / (double)game->n : least;
}

static void test_no_policy_of_a_grid_does_better(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 60; t++) {
        for (size_t c = 0; c < ALL; c++) {
            bargain_world w;
            size_t n = 2 + t % 3;
            double best = -HUGE_VAL, own, ideal[4] = { 0 };
            cm_spatial *game = bargain_open(&w, n, 2, (cm_utility)(t % 3), 1000 + t);
            bargain_must(&w, all[c], NULL);
            if (bargain_gains(&w)) {
                for (int g = 0; g < 141 * 141; g++) {
                    double y[] = { g % 141 / 100., g / 141 / 100. };
                    for (size_t i = 0; i < n && merit(&w, 3, y, ideal) > -1; i++) {
                        ideal[i] = fmax(ideal[i], cm_spatial_utility(game, i, y) - cm_spatial_utility(game, i, w.sq));
                    }
                }
                for (size_t i = 0; i < n; i++) {
                    assert_true(ideal[i] <= bargain_cell(&w, "gains", i, "ideal") * (1 + 1e-6));
                    assert_true(ideal[i] >= bargain_cell(&w, "gains", i, "ideal") - .1);
                    ideal[i] = bargain_cell(&w, "gains", i, "ideal");
                }
                for (int g = 0; g < 141 * 141; g++) best = fmax(best, merit(&w, c, (double[]){ g % 141 / 100., g / 141 / 100. }, ideal));
                own = c == 0 ? log(bargain_number(&w, "product")) : bargain_number(&w, c == 3 ? "total_gain" : "least_gain") / (c == 3 ? (double)n : 1);
                if (c == 1) own = HUGE_VAL;
                for (size_t i = 0; i < n && c == 1; i++) own = fmin(own, bargain_cell(&w, "gains", i, "ideal_share"));
                assert_true(best <= own + 1e-6);
                assert_true(best >= own - .25);
            }
            cm_arena_free(&w.arena);
        }
    }
}

/* A member's unit of utility is nobody's business: three times its saliences change neither solution.  The
 * gains of the others are compared, as the point need not be unique where utility has kinks. */
static void test_units_of_utility_do_not_matter_to_nash_and_kalai(void **state)
{
    size_t moved = 0;
    (void)state;
    for (uint64_t t = 0; t < 60; t++) {
        for (size_t c = 0; c < 2; c++) {
            bargain_world w;
            double before[BARGAIN_MOST];
            cm_spatial *game = bargain_open(&w, 2 + t % 4, 1 + t % 3, CM_QUADRATIC, 2000 + t);
            bargain_must(&w, all[c], NULL);
            for (size_t i = 0; i < game->n; i++) before[i] = bargain_gain(&w, i);
            for (size_t k = 0; k < game->d; k++) w.salience[k] *= 3;
            bargain_must(&w, all[c], NULL);
            assert_close(bargain_gain(&w, 0), 3 * before[0], 1e-6);
            for (size_t i = 1; i < game->n; i++) assert_close(bargain_gain(&w, i), before[i], 1e-6);
            bargain_must(&w, all[2], NULL);
            moved += fabs(bargain_gain(&w, 0) - 3 * before[0]) > 1e-3;
            cm_arena_free(&w.arena);
        }
    }
    assert_true(moved > 60);                             /* the egalitarian one is not of this sort */
}

static void test_turning_the_players_round_turns_the_gains(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 60; t++) {
        for (size_t c = 0; c < ALL; c++) {
            bargain_world w;
            double before[BARGAIN_MOST];
            cm_spatial *game = bargain_open(&w, 2 + t % 4, 1 + t % 3, (cm_utility)(t % 2), 3000 + t);
            size_t n = game->n, d = game->d;
            bargain_must(&w, all[c], NULL);
            for (size_t i = 0; i < n; i++) before[i] = bargain_gain(&w, i);
            for (size_t j = 0; j < n / 2 * d; j++) {
                size_t to = (n - 1 - j / d) * d + j % d;
                double a = w.ideal[j], s = w.salience[j];
                w.ideal[j] = w.ideal[to], w.ideal[to] = a;
                w.salience[j] = w.salience[to], w.salience[to] = s;
            }
            bargain_must(&w, all[c], NULL);
            for (size_t i = 0; i < n; i++) assert_close(bargain_gain(&w, i), before[n - 1 - i], 2e-6);
            cm_arena_free(&w.arena);
        }
    }
}

/* Red lines that take policies away, but not the one that is chosen, change nothing for the product. */
static void test_policies_that_are_not_chosen_do_not_matter_to_nash(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 60; t++) {
        bargain_world w;
        double before[2];
        cm_spatial *game = bargain_open(&w, 3, 2, CM_QUADRATIC, 4000 + t);
        bargain_must(&w, all[0], NULL);
        before[0] = bargain_point(&w, 0), before[1] = bargain_point(&w, 1);
        for (size_t j = 0; j < 6; j++) w.high[j] = before[j % 2] + .01, w.low[j] = before[j % 2] - .2;
        game->red_low = w.low, game->red_high = w.high;
        bargain_must(&w, all[0], NULL);
        assert_close(bargain_point(&w, 0), before[0], 1e-6);
        assert_close(bargain_point(&w, 1), before[1], 1e-6);
        cm_arena_free(&w.arena);
    }
}

/* C and D care for the second issue alone, and can be served there when A, who gains least, has its best: gains
 * of 10 y - y^2 and 8 y - y^2, of which D's is the less, and greatest at 4. */
static void test_who_can_gain_more_alone_does(void **state)
{
    bargain_world w;
    (void)state;
    (void)bargain_open(&w, 4, 2, CM_QUADRATIC, 0);
    memcpy(w.ideal, (double[]){ 1, 0, 1.2, 0, 0, 5, 0, 4 }, 8 * sizeof(double));
    memcpy(w.salience, (double[]){ 1, 0, 1, 0, 0, 1, 0, 1 }, 8 * sizeof(double));
    bargain_must(&w, all[2], NULL);
    assert_close(bargain_point(&w, 0), 1, 1e-6);
    assert_close(bargain_gain(&w, 0), 1, 1e-9);
    assert_close(bargain_point(&w, 1), 4, 1e-6);
    assert_close(bargain_gain(&w, 2), 24, 1e-5);
    assert_close(bargain_gain(&w, 3), 16, 1e-9);
    assert_int_equal(cm_result_find(&w.result, "stages")->nrows, 2);
    cm_arena_free(&w.arena);
}

/* Weights 1 and 3, city-block: gains x and 1 - x above what both have without agreement. */
static void test_weights_and_disagreement_move_the_point(void **state)
{
    bargain_world w;
    cm_bargain_params terms = { { 2, (const double[]){ 1, 3 } }, { 2, (const double[]){ -1, -1 } }, "equal", false };
    (void)state;
    bargain_open(&w, 2, 1, CM_CITYBLOCK, 0)->salience = NULL;
    w.ideal[0] = 1, w.ideal[1] = 0, w.sq[0] = 3;
    bargain_must(&w, all[0], &terms);
    assert_close(bargain_point(&w, 0), .25, 1e-8);
    assert_close(bargain_number(&w, "product"), .25 * .75 * .75 * .75, 1e-8);
    terms.weights = (cm_numbers){ 0, NULL };
    terms.power = "capability";
    w.capability[0] = 3, w.capability[1] = 1;
    bargain_must(&w, all[0], &terms);
    assert_close(bargain_point(&w, 0), .75, 1e-8);
    terms.power = "equal";
    terms.disagreement = (cm_numbers){ 2, (const double[]){ -.5, -.5 } };
    bargain_must(&w, all[0], &terms);
    assert_false(bargain_gains(&w));                     /* x >= 1/2 and x <= 1/2: nothing to gain for both */
    terms.disagreement = (cm_numbers){ 0, NULL };
    w.outside[0] = 1.5, w.outside[1] = 2;                /* above -2 and -3: -1/2 and -1 */
    w.game.as.spatial.outside = w.outside;
    bargain_must(&w, all[0], &terms);
    assert_close(bargain_point(&w, 0), .75, 1e-8);
    terms.weights = (cm_numbers){ 2, (const double[]){ 0, 0 } };
    assert_int_equal(bargain_solve(&w, all[0], &terms), CM_E_INPUT);
    assert_string_equal(w.ctx.message, "the weights add up to 0: somebody has to weigh something");
    cm_ctx_clear(&w.ctx);
    w.outside[1] = NAN;
    terms.weights = (cm_numbers){ 0, NULL };
    assert_int_equal(bargain_solve(&w, all[0], &terms), CM_E_INPUT);
    assert_string_equal(w.ctx.message, "what 'B' has outside is nan");
    cm_arena_free(&w.arena);
}

static void test_nothing_to_gain_is_an_answer(void **state)
{
    bargain_world w;
    cm_spatial *game;
    (void)state;
    for (size_t c = 0; c < ALL; c++) {
        game = bargain_open(&w, 2, 1, (cm_utility)(c % 3), 0);
        w.ideal[0] = 0, w.ideal[1] = 1, w.sq[0] = .5;
        bargain_must(&w, all[c], NULL);
        assert_false(bargain_gains(&w));
        assert_close(bargain_point(&w, 0), .5, 0);
        assert_close(bargain_number(&w, "total_gain"), 0, 0);
        assert_string_equal(w.result.note->value.as.text, "No policy gives everybody a gain at once: the status quo stays, and nobody gains.");
        w.sq[0] = 2;
        bargain_must(&w, all[c], NULL);
        assert_true(bargain_gains(&w));
        game->red_low = w.low, game->red_high = w.high;
        w.high[0] = .2, w.low[1] = .3;
        bargain_must(&w, all[c], NULL);
        assert_false(bargain_gains(&w));
        assert_string_equal(w.result.note->value.as.text, "The red lines of all leave no policy: there is nothing to bargain over.");
        cm_arena_free(&w.arena);
    }
}

static void test_limits_and_interrupts_stop_it(void **state)
{
    volatile sig_atomic_t stop = 1;
    bargain_world w;
    (void)state;
    (void)bargain_open(&w, 3, 2, CM_CITYBLOCK, 0);
    w.ctx.work_limit = 10;
    assert_int_equal(bargain_solve(&w, all[2], NULL), CM_E_LIMIT);
    assert_string_equal(w.ctx.message, "the gains of 3 members one after the other take more than 10 steps: fewer members "
                                       "or issues can be ranked");
    cm_ctx_clear(&w.ctx);
    w.ctx.work_limit = HUGE_VAL;
    w.ctx.stop = &stop;
    for (size_t c = 0; c < ALL; c++) {
        assert_int_equal(bargain_solve(&w, all[c], NULL), CM_E_INTERRUPT);
        cm_ctx_clear(&w.ctx);
    }
    cm_arena_free(&w.arena);
}

static void test_each_allocation_may_fail(void **state)
{
    (void)state;
    for (size_t c = 0; c < ALL; c++) {
        cm_status status = CM_E_MEMORY;
        long k = 0;
        for (; status == CM_E_MEMORY; k++) {
            bargain_world w;
            (void)bargain_open(&w, 3, 2, c % 2 == 0 ? CM_CITYBLOCK : CM_EUCLIDEAN, 6);
            w.ctx.alloc_budget = k;
            status = bargain_solve(&w, all[c], NULL);
            assert_true(status == CM_OK || status == CM_E_MEMORY);
            cm_arena_free(&w.arena);
        }
        assert_true(k > 20);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_on_a_line_meet_where_patient_offers_do),
        cmocka_unit_test(test_equal_shares_of_ideal_gains_by_hand),
        cmocka_unit_test(test_an_exchange_with_cityblock_utility),
        cmocka_unit_test(test_random_games_are_certified),
        cmocka_unit_test(test_no_policy_of_a_grid_does_better),
        cmocka_unit_test(test_units_of_utility_do_not_matter_to_nash_and_kalai),
        cmocka_unit_test(test_turning_the_players_round_turns_the_gains),
        cmocka_unit_test(test_policies_that_are_not_chosen_do_not_matter_to_nash),
        cmocka_unit_test(test_who_can_gain_more_alone_does),
        cmocka_unit_test(test_weights_and_disagreement_move_the_point),
        cmocka_unit_test(test_nothing_to_gain_is_an_answer),
        cmocka_unit_test(test_limits_and_interrupts_stop_it),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
