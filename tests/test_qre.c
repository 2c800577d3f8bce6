/* test_qre.c: logit equilibria: at a precision, at the limit, fitted. */
#include "solver/strategic/qre.h"

#include <time.h>

#include "tests/support/nfg_published.h"
#include "tests/support/nfg_world.h"

static double chance(const nfg_world *w, size_t row) { return nfg_at(w, "probabilities", row, "probability"); }

/* Points of the branch by Gambit's tracer, polished to its fixed point; lambda as printed there, to six digits. */
static void test_published_points_of_the_branch(void **state)
{
    static const struct { size_t n; const double *payoff; double lambda, first[3]; } known[] = {
        { 2, sexes, 1 / 3.0, { 0.5293878067, 0.4706121933 } },
        { 3, irrational, 1 / 3.0, { 0.5237244278, 0.515470597, 0.4873044531 } }, { 3, irrational, 1, { 0.5656094386, 0.5105038956, 0.4849031355 } },
        { 3, irrational, 10 / 3.0, { 0.5961365913, 0.4812210418, 0.4544594639 } }, { 3, irrational, 10, { 0.6080244058, 0.4771812542, 0.4145447825 } },
        { 3, horse, 0.25, { 0.4998742839, 0.4631244452, 0.545615383 } }, { 3, horse, 0.75, { 0.5161482988, 0.3614847398, 0.6174174971 } },
        { 3, horse, 2.5, { 0.704482449, 0.1506978403, 0.4954480237 } }, { 3, horse, 7.5, { 0.8721528511, 0.5345282089, 0.2447129677 } },
        { 3, nine, 0.25, { 0.5, 0.5, 0.5312093734 } } };
    (void)state;
    for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
        nfg_world w;
        cm_qre_params p = { .lambda = known[k].lambda };
        (void)nfg_given(&w, known[k].n, known[k].n == 2 ? two_by_two : cube, known[k].payoff);
        nfg_good(&w, "qre", &p);
        assert_close(nfg_number(&w, "lambda"), known[k].lambda, 1e-12);
        for (size_t i = 0; i < known[k].n; i++) assert_close(chance(&w, 2 * i), known[k].first[i], 2e-6);
        nfg_close(&w);
    }
}

/* The centipede's reduced strategies: three each (R. D. McKelvey, T. R. Palfrey, Econometrica 60 (1992)). */
static void test_three_strategies_each(void **state)
{
    static const size_t shape[] = { 3, 3 };
    static const double pays[] = { .8, .2, .4, 1.6, .4, 1.6, .8, .2, 3.2, .8, 1.6, 6.4, .8, .2, 3.2, .8, 12.8, 3.2 };
    static const double expected[] = { 0.005229070909, 0.7115450944, 0.2832258347, 0.1201613433, 0.7886922376, 0.09114641913 };
    nfg_world w;
    cm_qre_params p = { .lambda = 1 / 0.42 };
    (void)state;
    (void)nfg_given(&w, 2, shape, pays);
    nfg_good(&w, "qre", &p);
    for (size_t r = 0; r < 6; r++) assert_close(chance(&w, r), expected[r], 3e-6);
    nfg_close(&w);
}

static void test_limits_are_equilibria(void **state)
{
    static const double at[] = { 0.6192325795, 0.4798042227, 0.3788253361 };
    nfg_world w;
    (void)state;
    (void)nfg_given(&w, 3, cube, irrational);
    nfg_good(&w, "qre", NULL);
    for (size_t i = 0; i < 3; i++) assert_close(chance(&w, 2 * i), at[i], 1e-5);
    assert_true(cm_result_get(&w.result, "near_nash")->as.truth);
    nfg_close(&w);
    (void)nfg_given(&w, 2, two_by_two, sexes);           /* the players are alike: the way between them leads to the mixed one */
    nfg_good(&w, "qre", NULL);
    assert_close(chance(&w, 0), 0.6, 1e-6);
    assert_close(chance(&w, 2), 0.4, 1e-6);
    assert_int_equal(cm_result_get(&w.result, "crossings")->as.integer, 1);
    nfg_close(&w);
    (void)nfg_given(&w, 2, two_by_two, sexes);           /* a little more for one: its favourite */
    w.payoff[0] = 3.1;
    w.game.as.nfg.exact = NULL;
    nfg_good(&w, "qre", NULL);
    assert_close(chance(&w, 0), 1, 1e-6);
    assert_close(chance(&w, 2), 1, 1e-6);
    assert_int_equal(cm_result_get(&w.result, "crossings")->as.integer, 0);
    nfg_close(&w);
}

/* Of the game with nine equilibria the branch has (1/2, 1/2) for the first two players throughout, and another branch
 * crosses it where (lambda/2)^2 (12 z - 3)(12 z - 4) = 1 with z = 1 / (1 + exp(-lambda / 2)): the way goes straight on
 * to (1/2, 1/2, 1), an equilibrium; stopping at the crossing, with z = 0.574, would leave a regret of 0.2. */
static void test_a_crossing_is_passed(void **state)
{
    double low = 0.1, high = 2;
    nfg_world w;
    (void)state;
    (void)nfg_given(&w, 3, cube, nine);
    nfg_good(&w, "qre", NULL);
    assert_close(chance(&w, 0), 0.5, 1e-7);
    assert_close(chance(&w, 2), 0.5, 1e-7);
    assert_close(chance(&w, 4), 1, 1e-6);
    assert_close(nfg_number(&w, "regret"), 0, 2e-6);
    assert_int_equal(cm_result_get(&w.result, "crossings")->as.integer, 1);
    for (int k = 0; k < 60; k++) {
        double l = (low + high) / 2, z = 1 / (1 + exp(-l / 2));
        if (l * l / 4 * (12 * z - 3) * (12 * z - 4) < 1) low = l;
        else high = l;
    }
    {
        const char *text = strstr(w.result.note->next->value.as.text, "lambda = ");
        assert_non_null(text);
        assert_close(strtod(text + 9, NULL), low, 0.1);
    }
    nfg_close(&w);
}

/* Drawn games whose branch turns back in lambda on its way. */
static void test_folds_are_passed(void **state)
{
    static const double turns[][24] = { { 4, 7, 9, 0, 2, 0, 0, 6, 9, 5, 3, 7, 7, 6, 1, 5, 8, 7, 8, 3, 3, 4, 7, 4 }, { 8, 6, 8, 8, 9, 3, 3, 9, 8, 5, 0, 2, 5, 5, 8, 1, 1, 1, 6, 1, 6, 6, 2, 7 } };
    (void)state;
    for (size_t t = 0; t < 2; t++) {
        nfg_world w;
        (void)nfg_given(&w, 3, cube, turns[t]);
        nfg_good(&w, "qre", NULL);
        assert_int_equal(cm_result_get(&w.result, "folds")->as.integer, 2);
        assert_true(cm_result_get(&w.result, "near_nash")->as.truth);
        nfg_close(&w);
    }
}

static void test_random_games_reach_their_limit(void **state)
{
    static const size_t shape[] = { 3, 3 };
    (void)state;
    for (uint64_t t = 0; t < 300; t++) {
        nfg_world w;
        (void)nfg_drawn(&w, t % 2 == 0 ? 3 : 2, t % 2 == 0 ? cube : shape, t, 0);
        nfg_good(&w, "qre", NULL);
        assert_true(cm_result_get(&w.result, "near_nash")->as.truth);
        nfg_close(&w);
    }
}

/* A draw whose limit leaves one player's chances open: rounding ends the way, and the answer says so. */
static void test_where_rounding_ends_the_branch_no_equilibrium_is_claimed(void **state)
{
    static const double open_end[] = { 1, 9, 0, 9, 4, 1, 0, 9, 7, 5, 6, 3, 5, 7, 7, 2, 6, 4, 7, 7, 0, 0, 0, 8 };
    nfg_world w;
    (void)state;
    (void)nfg_given(&w, 3, cube, open_end);
    nfg_good(&w, "qre", NULL);
    assert_false(cm_result_get(&w.result, "near_nash")->as.truth);
    assert_true(nfg_number(&w, "regret") > 0);
    assert_non_null(strstr(w.result.last_note->value.as.text, "no Nash equilibrium"));
    nfg_close(&w);
}

/* One player, three strategies: probabilities are those of the logit choice. */
static void test_alone_it_is_the_logit_choice(void **state)
{
    static const size_t shape[] = { 3 };
    nfg_world w;
    cm_qre_params p = { .lambda = 2 };
    double sum = exp(0) + exp(2) + exp(3);
    (void)state;
    (void)nfg_given(&w, 1, shape, (double[]){ 0, 1, 1.5 });
    nfg_good(&w, "qre", &p);
    assert_close(chance(&w, 0), 1 / sum, 1e-9);
    assert_close(chance(&w, 2), exp(3) / sum, 1e-9);
    nfg_close(&w);
}

/* By iterating answers with damping: for a small lambda the only fixed point. */
static void test_for_a_small_lambda_it_is_the_fixed_point_of_answers(void **state)
{
    static const size_t shape[] = { 2, 3, 2 };
    (void)state;
    for (uint64_t t = 0; t < 100; t++) {
        nfg_world w;
        cm_qre_params p = { .lambda = 1 };
        double x[7] = { .5, .5, 1 / 3.0, 1 / 3.0, 1 / 3.0, .5, .5 };
        (void)nfg_drawn(&w, 3, shape, t, 0);
        nfg_good(&w, "qre", &p);
        for (int round = 0; round < 400; round++) {
            double y[7];
            for (size_t i = 0, r = 0; i < 3; r += shape[i], i++) {
                double sum = 0;
                for (size_t k = 0; k < shape[i]; k++) sum += y[r + k] = exp(cm_nfg_against(&w.game.as.nfg, x, i, k));
                for (size_t k = 0; k < shape[i]; k++) y[r + k] /= sum;
            }
            for (size_t r = 0; r < 7; r++) x[r] = (x[r] + y[r]) / 2;
        }
        for (size_t r = 0; r < 7; r++) assert_close(chance(&w, r), x[r], 1e-9);
        nfg_close(&w);
    }
}

/* What is observed are the very probabilities at lambda: the fit finds it. */
static void test_a_fit_finds_the_lambda_that_made_the_data(void **state)
{
    size_t same = 0;
    (void)state;
    for (uint64_t t = 0; t < 100; t++) {
        nfg_world w;
        double lambda = 0.5 + (double)(t % 10) / 2, seen[6];
        cm_qre_params p = { .lambda = lambda };
        (void)nfg_drawn(&w, 3, cube, t, 0);
        nfg_good(&w, "qre", &p);
        for (size_t r = 0; r < 6; r++) seen[r] = 1000 * chance(&w, r);
        p = (cm_qre_params){ .observed = { 6, seen } };
        nfg_good(&w, "qre", &p);
        assert_string_equal(cm_result_get(&w.result, "fit")->as.text, "inside");
        for (size_t r = 0; r < 6; r++) assert_close(chance(&w, r), seen[r] / 1000, 1e-4);
        same += fabs(nfg_number(&w, "lambda") - lambda) < 1e-4;
        nfg_close(&w);
    }
    assert_true(same >= 95);
}

static void test_fits_at_either_end_are_told(void **state)
{
    static const double worst[] = { 10, 0, 10, 0 }, best[] = { 0, 10, 0, 10 };
    static const double dilemma[] = { 2, 2, 3, 0, 0, 3, 1, 1 };
    cm_qre_params p = { .observed = { 4, worst } };
    nfg_world w;
    (void)state;
    (void)nfg_given(&w, 2, two_by_two, dilemma);
    nfg_good(&w, "qre", &p);
    assert_string_equal(cm_result_get(&w.result, "fit")->as.text, "chance");
    assert_close(nfg_number(&w, "lambda"), 0, 0);
    assert_close(nfg_number(&w, "log_likelihood"), -20 * log(2), 1e-9);
    p.observed.at = best;
    nfg_good(&w, "qre", &p);
    assert_string_equal(cm_result_get(&w.result, "fit")->as.text, "limit");
    assert_close(nfg_number(&w, "log_likelihood"), 0, 1e-5);
    nfg_close(&w);
}

static void test_units_scale_lambda_and_offsets_do_nothing(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 60; t++) {
        nfg_world w;
        cm_qre_params p = { .lambda = 5 };
        double before[6];
        (void)nfg_drawn(&w, 3, cube, t, 0);
        nfg_good(&w, "qre", &p);
        for (size_t r = 0; r < 6; r++) before[r] = chance(&w, r);
        for (size_t k = 0; k < 24; k++) w.payoff[k] = 100 * w.payoff[k] + (double)(k % 3);
        p.lambda = 0.05;
        nfg_good(&w, "qre", &p);
        for (size_t r = 0; r < 6; r++) assert_close(chance(&w, r), before[r], 1e-8);
        nfg_close(&w);
    }
}

static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        nfg_world w;
        cm_qre_params p = { .lambda = (double)(t % 4) };
        cm_table *table;
        double *first;
        (void)nfg_drawn(&w, 3, cube, t, 0);
        nfg_good(&w, "qre", &p);
        table = cm_result_find(&w.result, "probabilities");
        assert_int_equal(nfg_check(&w, "qre", &p), CM_OK);
        first = &table->cell[4 * 2 * (t % 3) + 2].as.number;
        first[0] += first[0] < 0.5 ? 1e-4 : -1e-4;
        table->cell[4 * (2 * (t % 3) + 1) + 2].as.number = 1 - first[0];
        assert_int_equal(nfg_check(&w, "qre", &p), CM_E_NUMERIC);
        nfg_close(&w);
    }
}

static void test_other_lambdas_and_fits_are_refused(void **state)
{
    nfg_world w;
    double seen[] = { 70, 30, 60, 40, 55, 45 };
    cm_qre_params p = { .observed = { 6, seen } };
    (void)state;
    (void)nfg_given(&w, 3, cube, irrational);
    nfg_good(&w, "qre", &p);
    for (cm_named *s = w.result.summary; s != NULL; s = s->next) {
        if (s->value.kind != CM_NUMBER) continue;
        s->value.as.number += 1e-2;
        assert_int_equal(nfg_check(&w, "qre", &p), CM_E_NUMERIC);
        s->value.as.number -= 1e-2;
    }
    assert_int_equal(nfg_check(&w, "qre", &p), CM_OK);
    seen[0] = 60, seen[1] = 40;
    assert_int_equal(nfg_check(&w, "qre", &p), CM_E_NUMERIC);                  /* the likelihood of other data */
    nfg_close(&w);
    p = (cm_qre_params){ .lambda = 1 };
    (void)nfg_given(&w, 3, cube, irrational);
    nfg_good(&w, "qre", &p);
    for (cm_named *at = w.result.summary; at != NULL; at = at->next) if (strcmp(at->name, "near_nash") == 0) at->value.as.truth = true;
    assert_int_equal(nfg_check(&w, "qre", &p), CM_E_NUMERIC);                  /* a logit equilibrium is none of Nash's */
    assert_int_equal(strncmp(w.ctx.message, "certificate: with a regret of ", 30), 0);
    nfg_close(&w);
}

/* Data nearer to play at random, with their own likelihood printed: it would rise with a smaller lambda. */
static void test_a_likelihood_that_is_not_level_is_refused(void **state)
{
    static const double dilemma[] = { 2, 2, 3, 0, 0, 3, 1, 1 };
    nfg_world w;
    double seen[] = { 20, 80, 20, 80 };
    cm_qre_params p = { .observed = { 4, seen } };
    (void)state;
    (void)nfg_given(&w, 2, two_by_two, dilemma);
    nfg_good(&w, "qre", &p);
    assert_close(chance(&w, 1), 0.8, 1e-6);
    for (double more = -10; more <= 10; more += 20) {
        double l = 0;
        for (size_t i = 0; i < 2; i++) seen[2 * i] = 20 - more, seen[2 * i + 1] = 80 + more;
        for (size_t r = 0; r < 4; r++) l += seen[r] * log(chance(&w, r));
        for (cm_named *s = w.result.summary; s != NULL; s = s->next) if (strcmp(s->name, "log_likelihood") == 0) s->value.as.number = l;
        assert_int_equal(nfg_check(&w, "qre", &p), CM_E_NUMERIC);
        assert_non_null(strstr(w.ctx.message, "the log-likelihood has the slope"));
    }
    nfg_close(&w);
}

static void test_mistakes_are_told(void **state)
{
    static const double three[] = { 1, 2, 3 }, nothing[] = { 0, 0, 0, 0 };
    nfg_world w;
    cm_qre_params p = { .observed = { 3, three } };
    (void)state;
    (void)nfg_given(&w, 2, two_by_two, sexes);
    assert_int_equal(nfg_solve(&w, "qre", &p), CM_E_INPUT);
    assert_string_equal(w.ctx.message, "'observed' has 3 numbers for 4 strategies in all");
    cm_ctx_clear(&w.ctx);
    p.observed = (cm_numbers){ 4, nothing };
    assert_int_equal(nfg_solve(&w, "qre", &p), CM_E_INPUT);
    assert_string_equal(w.ctx.message, "'observed' is 0 for every strategy");
    cm_ctx_clear(&w.ctx);
    p.lambda = 2;
    assert_int_equal(nfg_solve(&w, "qre", &p), CM_E_INPUT);
    assert_string_equal(w.ctx.message, "'lambda' is 2, and is to be fitted to 'observed': give one of the two");
    cm_ctx_clear(&w.ctx);
    w.ctx.work_limit = 100;
    assert_int_equal(nfg_solve(&w, "qre", NULL), CM_E_LIMIT);
    nfg_close(&w);
}

static void test_five_players_with_five_strategies_reach_their_limit(void **state)
{
    static const size_t shape[] = { 5, 5, 5, 5, 5 };
    (void)state;
    for (uint64_t t = 0; t < 10; t++) {
        nfg_world w;
        clock_t start = clock();
        (void)nfg_drawn(&w, 5, shape, t, 0);
        nfg_good(&w, "qre", NULL);
        print_message("5 x 5: %.3f s\n", (double)(clock() - start) / CLOCKS_PER_SEC);
        assert_true(cm_result_get(&w.result, "near_nash")->as.truth);
        nfg_close(&w);
    }
}

static void test_without_memory_it_says_so(void **state)
{
    nfg_world w;
    static const double seen[] = { 7, 3, 6, 4, 5, 5 };
    cm_qre_params p = { .observed = { 6, seen } };
    (void)state;
    (void)nfg_given(&w, 3, cube, irrational);
    nfg_starve(&w, "qre", &p);
    nfg_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_points_of_the_branch),
        cmocka_unit_test(test_three_strategies_each),
        cmocka_unit_test(test_limits_are_equilibria),
        cmocka_unit_test(test_a_crossing_is_passed),
        cmocka_unit_test(test_folds_are_passed),
        cmocka_unit_test(test_random_games_reach_their_limit),
        cmocka_unit_test(test_where_rounding_ends_the_branch_no_equilibrium_is_claimed),
        cmocka_unit_test(test_alone_it_is_the_logit_choice),
        cmocka_unit_test(test_for_a_small_lambda_it_is_the_fixed_point_of_answers),
        cmocka_unit_test(test_a_fit_finds_the_lambda_that_made_the_data),
        cmocka_unit_test(test_fits_at_either_end_are_told),
        cmocka_unit_test(test_units_scale_lambda_and_offsets_do_nothing),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_other_lambdas_and_fits_are_refused),
        cmocka_unit_test(test_a_likelihood_that_is_not_level_is_refused),
        cmocka_unit_test(test_mistakes_are_told),
        cmocka_unit_test(test_five_players_with_five_strategies_reach_their_limit),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
