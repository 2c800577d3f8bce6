/* test_sensitivity_methods.c: Morris's screening, Sobol's indices and Shapley effects of functions whose answers are known.
 *
 * Ishigami: T. Ishigami and T. Homma, Proc. ISUMA '90 (1990) 398-403, with a = 7, b = 0.1: variance 13.8446, first order
 * .313905, .442411, 0, total .557589, .442411, .243684.  Sobol's G-function with a = (0, 1, 4.5, 9): of (1 + g_i) products.
 * Gaussian linear models: the closed form for two dependent inputs in A. B. Owen and C. Prieur, SIAM/ASA J.
 * Uncertain. Quantif. 5 (2017) 986-1002; of more, the definition over all sets in matrices. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <stdio.h>

#include "solver/base/mem.h"
#include "solver/base/rng.h"
#include "solver/stat/morris.h"
#include "solver/stat/shapley_effects.h"
#include "solver/stat/sobol_indices.h"
#include "tests/support/support.h"

typedef struct asked_model {
    size_t k, runs;
    double weight[8], sd[8];
    const size_t *turn;              /* input i of the model is input turn[i] of the method; NULL: the same */
} asked_model;

static cm_status linear(void *data, cm_ctx *ctx, double *u, double *y)
{
    asked_model *m = data;
    (void)ctx;
    m->runs++;
    *y = 5;
    for (size_t i = 0; i < m->k; i++) *y += m->weight[i] * u[i];
    return CM_OK;
}

static cm_status product(void *data, cm_ctx *ctx, double *u, double *y)
{
    (void)data;
    (void)ctx;
    *y = u[0] * u[1];
    return CM_OK;
}

static cm_status ishigami(void *data, cm_ctx *ctx, double *u, double *y)
{
    asked_model *m = data;
    double x[3];
    (void)ctx;
    m->runs++;
    for (size_t i = 0; i < 3; i++) x[i] = (2 * u[m->turn != NULL ? m->turn[i] : i] - 1) * M_PI;
    *y = sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * pow(x[2], 4) * sin(x[0]);
    return CM_OK;
}

static cm_status g_function(void *data, cm_ctx *ctx, double *u, double *y)
{
    asked_model *m = data;
    (void)ctx;
    *y = 1;
    for (size_t i = 0; i < m->k; i++) *y *= (fabs(4 * u[i] - 2) + m->weight[i]) / (1 + m->weight[i]);
    return CM_OK;
}

/* sum of weight_i sd_i z_i, z the normal scores. */
static cm_status gaussian(void *data, cm_ctx *ctx, double *u, double *y)
{
    asked_model *m = data;
    (void)ctx;
    *y = 0;
    for (size_t i = 0; i < m->k; i++) *y += m->weight[i] * m->sd[i] * gsl_cdf_ugaussian_Pinv(u[i]);
    return CM_OK;
}

/* The second input has three values only. */
static cm_status stepped(void *data, cm_ctx *ctx, double *u, double *y)
{
    (void)data;
    (void)ctx;
    u[1] = fmin(2, floor(3 * u[1])) / 2;
    *y = 4 * u[0] + 10 * u[1];
    return CM_OK;
}

static cm_status failing(void *data, cm_ctx *ctx, double *u, double *y)
{
    asked_model *m = data;
    *y = u[0];
    return ++m->runs < 4 ? CM_OK : cm_fail(ctx, CM_E_DOMAIN, "no answer at %g", 0.5);
}

/* ---- Morris ---- */

static void test_a_linear_model_has_its_slopes_and_no_spread(void **state)
{
    asked_model m = { .k = 3, .weight = { 2, -3, 0 } };
    cm_unit_model model = { linear, &m, 3 };
    cm_morris out[3];
    cm_ctx ctx;
    (void)state;
    cm_ctx_init(&ctx);
    assert_int_equal(cm_morris_screen(&ctx, &model, 10, support_seed(), out), CM_OK);
    assert_int_equal(m.runs, 40);
    for (size_t i = 0; i < 3; i++) {
        assert_close(out[i].mean, m.weight[i], 1e-12);
        assert_close(out[i].absolute, fabs(m.weight[i]), 1e-12);
        assert_close(out[i].spread, 0, 0);
        assert_close(out[i].error, 0, 0);
    }
}

/* Of u v the effect of u is v, which stands on {0, 1/3, 2/3, 1}: mean 1/2, variance 5/36. */
static void test_an_interaction_shows_as_spread(void **state)
{
    cm_unit_model model = { product, NULL, 2 };
    cm_morris out[2];
    cm_ctx ctx;
    (void)state;
    cm_ctx_init(&ctx);
    assert_int_equal(cm_morris_screen(&ctx, &model, 4000, support_seed(), out), CM_OK);
    for (size_t i = 0; i < 2; i++) {
        assert_close(out[i].mean, 0.5, 0.03);
        assert_close(out[i].absolute, out[i].mean, 1e-12);
        assert_close(out[i].spread, sqrt(5.0 / 36), 0.02);
        assert_close(out[i].error, out[i].spread / sqrt(4000), 1e-12);
    }
}

static void test_an_input_of_steps_has_the_slope_between_them(void **state)
{
    cm_unit_model model = { stepped, NULL, 2 };
    cm_morris out[2];
    cm_ctx ctx;
    (void)state;
    cm_ctx_init(&ctx);
    assert_int_equal(cm_morris_screen(&ctx, &model, 20, support_seed(), out), CM_OK);
    assert_close(out[0].mean, 4, 1e-12);
    assert_close(out[1].mean, 10, 1e-12);
    assert_close(out[1].spread, 0, 1e-6);
}

/* ---- Sobol ---- */

static const double ishigami_first[] = { .3139051911, .4424111447, 0 }, ishigami_total[] = { .5575888552, .4424111447, .2436836641 };

/* At any seed: an interval of 95 in 100 may miss, but not by its own width. */
static bool is_close_by(double low, double high, double exact)
{
    return low - (high - low) / 2 <= exact && exact <= high + (high - low) / 2;
}

static void test_ishigamis_indices_are_found(void **state)
{
    static const size_t turn[] = { 2, 0, 1 };
    (void)state;
    for (int turned = 0; turned <= 1; turned++) {
        asked_model m = { .k = 3, .turn = turned ? turn : NULL };
        cm_unit_model model = { ishigami, &m, 3 };
        cm_sobol_index out[3];
        double mean, variance;
        cm_ctx ctx;
        cm_ctx_init(&ctx);
        assert_int_equal(cm_sobol_indices(&ctx, &model, 4096, support_seed(), 0.95, out, &mean, &variance), CM_OK);
        assert_int_equal(m.runs, 5 * 4096);
        assert_close(mean, 3.5, 0.05);
        assert_close(variance, 13.8446, 0.3);
        for (size_t i = 0; i < 3; i++) {
            const cm_sobol_index *s = &out[turned ? turn[i] : i];
            assert_close(s->first, ishigami_first[i], 0.1);
            assert_close(s->total, ishigami_total[i], 0.06);
            assert_true(is_close_by(s->first_low, s->first_high, ishigami_first[i]));
            assert_true(is_close_by(s->total_low, s->total_high, ishigami_total[i]));
            assert_true(s->first_high - s->first_low < 0.14);
        }
    }
}

static void test_the_g_functions_indices_follow_from_their_products(void **state)
{
    asked_model m = { .k = 4, .weight = { 0, 1, 4.5, 9 } };
    cm_unit_model model = { g_function, &m, 4 };
    cm_sobol_index out[4];
    double mean, variance, part[4], all = 1;
    cm_ctx ctx;
    (void)state;
    cm_ctx_init(&ctx);
    assert_int_equal(cm_sobol_indices(&ctx, &model, 4096, support_seed(), 0.95, out, &mean, &variance), CM_OK);
    for (size_t i = 0; i < 4; i++) {
        part[i] = 1 / (3 * (1 + m.weight[i]) * (1 + m.weight[i]));
        all *= 1 + part[i];
    }
    assert_close(mean, 1, 0.03);
    assert_close(variance, all - 1, 0.06);
    for (size_t i = 0; i < 4; i++) {
        assert_close(out[i].first, part[i] / (all - 1), 0.08);
        assert_close(out[i].total, part[i] * all / (1 + part[i]) / (all - 1), 0.08);
    }
}

static void test_an_output_that_never_changes_has_no_shares(void **state)
{
    asked_model m = { .k = 2 };
    cm_unit_model model = { linear, &m, 2 };
    cm_sobol_index out[2];
    cm_shapley_effect effect[2];
    double mean, variance;
    cm_ctx ctx;
    (void)state;
    cm_ctx_init(&ctx);
    assert_int_equal(cm_sobol_indices(&ctx, &model, 16, support_seed(), 0.95, out, &mean, &variance), CM_OK);
    assert_close(mean, 5, 0);
    assert_close(variance, 0, 0);
    assert_close(out[0].first, 0, 0);
    assert_close(out[1].total_high, 0, 0);
    assert_int_equal(cm_shapley_effects(&ctx, &model, NULL, 8, support_seed(), 0.95, effect, &mean, &variance), CM_OK);
    assert_close(effect[1].share, 0, 0);
}

/* ---- Shapley ---- */

static void test_independent_shares_lie_between_first_and_total(void **state)
{
    /* Of Ishigami the interaction of the first and third input is divided evenly. */
    asked_model m = { .k = 3 };
    cm_unit_model model = { ishigami, &m, 3 };
    cm_shapley_effect out[3];
    double mean, variance, sum = 0;
    cm_ctx ctx;
    (void)state;
    cm_ctx_init(&ctx);
    assert_int_equal(cm_shapley_effects(&ctx, &model, NULL, 4000, support_seed(), 0.95, out, &mean, &variance), CM_OK);
    assert_int_equal(m.runs, 6 * 4000 * 3 + 12 * 4000);
    for (size_t i = 0; i < 3; i++) {
        double exact = (ishigami_first[i] + ishigami_total[i]) / 2;
        assert_close(out[i].share, exact, 0.06);
        assert_true(is_close_by(out[i].low, out[i].high, exact));
        sum += out[i].share;
    }
    assert_close(sum, 1, 1e-12);
}

static void test_two_dependent_inputs_follow_the_closed_form(void **state)
{
    static const double rhos[] = { -0.9, -0.3, 0.4, 0.8 };
    (void)state;
    for (size_t t = 0; t < 4; t++) {
        double rho = rhos[t], a = 1.5, b = 2, correlation[] = { 1, rho, rho, 1 };
        double all = a * a + 2 * rho * a * b + b * b, first = (a * a * (1 - rho * rho / 2) + rho * a * b + b * b * rho * rho / 2) / all;
        asked_model m = { .k = 2, .weight = { 1.5, -2 }, .sd = { 1, -1 } };
        cm_unit_model model = { gaussian, &m, 2 };
        cm_shapley_effect out[2];
        double mean, variance;
        cm_ctx ctx;
        cm_ctx_init(&ctx);
        assert_int_equal(cm_shapley_effects(&ctx, &model, correlation, 4000, support_seed() + t, 0.999, out, &mean, &variance), CM_OK);
        assert_close(variance, all, 0.05 * all);
        assert_close(out[0].share, first, 0.04);
        assert_close(out[1].share, 1 - first, 0.04);
        assert_true(out[0].low <= first && first <= out[0].high);
    }
}

/* Var of the inputs in J given the others, by Schur's complement, weighted. */
static double left_by(const double *beta, const double *correlation, size_t k, unsigned set)
{
    double value = 0, block[64], cross[8], work[8];
    size_t in[8], out[8], nin = 0, nout = 0;
    for (size_t i = 0; i < k; i++) *(set >> i & 1 ? &in[nin++] : &out[nout++]) = i;
    for (size_t a = 0; a < nin; a++) {
        for (size_t b = 0; b < nin; b++) value += beta[in[a]] * beta[in[b]] * correlation[in[a] * k + in[b]];
    }
    if (nout == 0) return value;
    for (size_t a = 0; a < nout; a++) {
        cross[a] = 0;
        for (size_t b = 0; b < nin; b++) cross[a] += correlation[out[a] * k + in[b]] * beta[in[b]];
        for (size_t b = 0; b < nout; b++) block[a * nout + b] = correlation[out[a] * k + out[b]];
    }
    gsl_matrix_view matrix = gsl_matrix_view_array(block, nout, nout);
    gsl_vector_view right = gsl_vector_view_array(cross, nout), solved = gsl_vector_view_array(work, nout);
    assert_int_equal(gsl_linalg_HH_solve(&matrix.matrix, &right.vector, &solved.vector), 0);
    for (size_t a = 0; a < nout; a++) value -= cross[a] * work[a];
    return value;
}

static void test_four_dependent_inputs_follow_the_definition_in_matrices(void **state)
{
    static const double correlation[] = { 1, .6, 0, -.2, .6, 1, .3, 0, 0, .3, 1, .5, -.2, 0, .5, 1 }, beta[] = { 1, -2, .5, 1.5 };
    asked_model m = { .k = 4, .weight = { 1, -2, .5, 1.5 }, .sd = { 1, 1, 1, 1 } };
    cm_unit_model model = { gaussian, &m, 4 };
    cm_shapley_effect out[4];
    double mean, variance, exact[4] = { 0 }, all = left_by(beta, correlation, 4, 15);
    size_t order[4];
    cm_ctx ctx;
    (void)state;
    cm_ctx_init(&ctx);
    assert_int_equal(cm_shapley_effects(&ctx, &model, correlation, 3000, support_seed(), 0.999, out, &mean, &variance), CM_OK);
    for (size_t code = 0; code < 256; code++) {              /* all orders of joining, as the definition has it */
        unsigned seen = 0;
        for (size_t i = 0, rest = code; i < 4; i++, rest /= 4) seen |= 1U << (order[i] = rest % 4);
        if (seen != 15) continue;
        seen = 0;
        for (size_t i = 0; i < 4; i++) {
            unsigned with = seen | 1U << order[i];
            exact[order[i]] += (left_by(beta, correlation, 4, with) - (seen != 0 ? left_by(beta, correlation, 4, seen) : 0)) / 24;
            seen = with;
        }
    }
    for (size_t i = 0; i < 4; i++) {
        assert_close(out[i].share, exact[i] / all, 0.04);
        assert_true(out[i].low <= exact[i] / all && exact[i] / all <= out[i].high);
    }
}

/* ---- failures ---- */

static void test_failures_have_their_sentences(void **state)
{
    static const double impossible[] = { 1, .9, -.9, .9, 1, .9, -.9, .9, 1 }, doubled[] = { 2, 0, 0, 1 };
    asked_model m = { .k = 3 };
    cm_unit_model model = { linear, &m, 3 }, many = { linear, &m, 21 }, nine = { linear, &m, 9 };
    cm_sobol_index index[21];
    cm_shapley_effect effect[9];
    cm_morris morris[3];
    double mean, variance;
    cm_ctx ctx;
    (void)state;
    cm_ctx_init(&ctx);
    assert_int_equal(cm_morris_screen(&ctx, &model, 1, 1, morris), CM_E_INPUT);
    assert_string_equal(ctx.message, "screening needs at least 2 trajectories, not 1");
    cm_ctx_clear(&ctx);
    assert_int_equal(cm_sobol_indices(&ctx, &model, 1, 1, 0.95, index, &mean, &variance), CM_E_INPUT);
    assert_string_equal(ctx.message, "shares of variance need at least 2 rows of points, not 1");
    cm_ctx_clear(&ctx);
    assert_int_equal(cm_sobol_indices(&ctx, &many, 8, 1, 0.95, index, &mean, &variance), CM_E_LIMIT);
    assert_string_equal(ctx.message, "shares of variance are for at most 20 inputs, not 21: screen first");
    cm_ctx_clear(&ctx);
    assert_int_equal(cm_shapley_effects(&ctx, &nine, NULL, 8, 1, 0.95, effect, &mean, &variance), CM_E_LIMIT);
    assert_string_equal(ctx.message, "the variance is divided among at most 8 inputs, not 9: screen first");
    cm_ctx_clear(&ctx);
    assert_int_equal(cm_shapley_effects(&ctx, &model, NULL, 1, 1, 0.95, effect, &mean, &variance), CM_E_INPUT);
    assert_string_equal(ctx.message, "dividing the variance needs at least 2 points for each set of inputs, not 1");
    cm_ctx_clear(&ctx);
    assert_int_equal(cm_correlation_check(&ctx, impossible, 3), CM_E_INPUT);
    assert_string_equal(ctx.message, "no inputs can have these correlations: their matrix is not positive definite");
    cm_ctx_clear(&ctx);
    assert_int_equal(cm_correlation_check(&ctx, doubled, 2), CM_E_INPUT);
    assert_string_equal(ctx.message, "the correlation of an input with itself is 2, not 1");
    cm_ctx_clear(&ctx);
    model.at = failing;
    m.runs = 0;
    assert_int_equal(cm_sobol_indices(&ctx, &model, 8, 1, 0.95, index, &mean, &variance), CM_E_DOMAIN);
    assert_string_equal(ctx.message, "no answer at 0.5");
}

static void test_whoever_asks_to_stop_is_heard(void **state)
{
    static const volatile sig_atomic_t stop = 1;
    asked_model m = { .k = 3 };
    cm_unit_model model = { linear, &m, 3 };
    cm_sobol_index index[3];
    cm_shapley_effect effect[3];
    cm_morris morris[3];
    double mean, variance;
    cm_ctx ctx;
    (void)state;
    cm_ctx_init(&ctx);
    ctx.stop = &stop;
    assert_int_equal(cm_morris_screen(&ctx, &model, 4, 1, morris), CM_E_INTERRUPT);
    cm_ctx_clear(&ctx);
    assert_int_equal(cm_sobol_indices(&ctx, &model, 4, 1, 0.95, index, &mean, &variance), CM_E_INTERRUPT);
    cm_ctx_clear(&ctx);
    assert_int_equal(cm_shapley_effects(&ctx, &model, NULL, 4, 1, 0.95, effect, &mean, &variance), CM_E_INTERRUPT);
}

static void test_every_allocation_may_fail(void **state)
{
    asked_model m = { .k = 3 };
    cm_unit_model model = { linear, &m, 3 };
    cm_sobol_index index[3];
    cm_shapley_effect effect[3];
    cm_morris morris[3];
    double mean, variance;
    (void)state;
    for (int which = 0; which < 3; which++) {
        for (long budget = 0;; budget++) {
            cm_status status;
            cm_ctx ctx;
            cm_ctx_init(&ctx);
            ctx.alloc_budget = budget;
            status = which == 0 ? cm_morris_screen(&ctx, &model, 4, 1, morris) : which == 1 ? cm_sobol_indices(&ctx, &model, 4, 1, 0.95, index, &mean, &variance)
                   : cm_shapley_effects(&ctx, &model, NULL, 4, 1, 0.95, effect, &mean, &variance);
            if (status == CM_OK) {
                assert_true(budget >= 7);
                break;
            }
            assert_int_equal(status, CM_E_MEMORY);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_linear_model_has_its_slopes_and_no_spread),
        cmocka_unit_test(test_an_interaction_shows_as_spread),
        cmocka_unit_test(test_an_input_of_steps_has_the_slope_between_them),
        cmocka_unit_test(test_ishigamis_indices_are_found),
        cmocka_unit_test(test_the_g_functions_indices_follow_from_their_products),
        cmocka_unit_test(test_an_output_that_never_changes_has_no_shares),
        cmocka_unit_test(test_independent_shares_lie_between_first_and_total),
        cmocka_unit_test(test_two_dependent_inputs_follow_the_closed_form),
        cmocka_unit_test(test_four_dependent_inputs_follow_the_definition_in_matrices),
        cmocka_unit_test(test_failures_have_their_sentences),
        cmocka_unit_test(test_whoever_asks_to_stop_is_heard),
        cmocka_unit_test(test_every_allocation_may_fail),
    };
    (void)gsl_set_error_handler_off();
    return RUN_TESTS(tests);
}
