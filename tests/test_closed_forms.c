/* test_closed_forms.c: closed forms of cells: what they come to, and that a wrong one is noticed. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <math.h>
#include <string.h>

#include "models/known_chance.h"
#include "solver/base/rng.h"
#include "tests/support/reduced.h"
#include "tests/support/support.h"

/* ---- closed forms ---- */

/* The figures of one bloc at distance delta, by the same law with the closed density of one bloc, integrated elsewhere. */
static void test_two_issues_give_the_figures_known_for_one_bloc(void **state)
{
    static const struct { size_t n; double delta, chance; } known[] = {
        { 2, 0, 1 }, { 5, 0, 0.3125 }, { 10, 0, 0.01953125 }, { 15, 0, 0.00091552734375 },
        { 3, 0.5, 0.8028289313790397 }, { 5, 0.5, 0.4469596430441556 }, { 10, 0.5, 0.08939996690846277 },
        { 15, 0.5, 0.016673383551933804 }, { 25, 0.5, 0.0005219264771531703 },
    };
    const double weight[] = { 1 }, sd[][2] = { { 1, 1 } };
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        for (int turn = 0; turn < 5; turn++) {           /* whichever way the bloc lies */
            const double mean[][2] = { { known[i].delta * cos(turn), known[i].delta * sin(turn) } };
            assert_close(reduced_planar(known[i].n, 1, weight, mean, sd), known[i].chance, 1e-8);
        }
    }
}

/* By sorting directions and looking for a gap of half a turn. */
static bool half_plane(double *angle, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        double x = angle[i];
        size_t k = i;
        for (; k > 0 && angle[k - 1] > x; k--) angle[k] = angle[k - 1];
        angle[k] = x;
    }
    for (size_t i = 0; i < n; i++) {
        double gap = i + 1 < n ? angle[i + 1] - angle[i] : angle[0] + 2 * M_PI - angle[i];
        if (gap > M_PI) return true;
    }
    return false;
}

static void test_two_issues_of_any_blocs_are_what_sorted_directions_come_to(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "planar", 0);
    for (int trial = 0; trial < 12; trial++) {
        double weight[3], mean[3][2], sd[3][2], total = 0, hits = 0, chance, angle[9];
        size_t count = 1 + (size_t)trial % 3, n = 2 + (size_t)(cm_rng_unit(&rng) * 7);
        for (size_t b = 0; b < count; b++) {
            total += weight[b] = 0.2 + cm_rng_unit(&rng);
            for (int j = 0; j < 2; j++) {
                mean[b][j] = 3 * cm_rng_unit(&rng) - 1.5;
                sd[b][j] = trial < 6 ? 0.3 + cm_rng_unit(&rng) : 0.02 + 0.2 * cm_rng_unit(&rng);      /* tight blocs: narrow peaks */
            }
        }
        for (size_t b = 0; b < count; b++) weight[b] /= total;
        chance = reduced_planar(n, count, weight, (const double (*)[2])mean, (const double (*)[2])sd);
        for (int draw = 0; draw < 20000; draw++) {
            for (size_t i = 0; i < n; i++) {
                double u = cm_rng_unit(&rng), x[2];
                size_t b = 0;
                while (b + 1 < count && u > weight[b]) u -= weight[b++];
                for (int j = 0; j < 2; j++) x[j] = mean[b][j] + sd[b][j] * gsl_cdf_ugaussian_Pinv(cm_rng_unit(&rng));
                angle[i] = atan2(x[1], x[0]);
            }
            hits += half_plane(angle, n);
        }
        assert_true(chance >= 0 && chance <= 1);
        if (given_tail(hits, 20000, chance) < 1e-5) fail_msg("%zu members of %zu blocs: %.5f in place of %.5f", n, count, hits / 20000, chance);
    }
}

static void test_cells_have_the_chances_that_binomials_and_wendel_give(void **state)
{
    static const double wendel[] = { 1, 0.875, 0.6875 };      /* three issues, 3, 4 and 5 members: at most 2 heads in n - 1 tosses */
    char world[TEXT];
    given g;
    (void)state;
    given_good(&g, "%s" CLUB(3, CONSENSUS) REDUCED("\"agreement\"", "reduce = \"control\"; vary = (" SIZES("3, 4, 5") ");"), club_world(world, 20, 3, 0));
    for (size_t c = 0; c < 3; c++) {
        double exact = gsl_cdf_binomial_P(2, 0.5, (unsigned)c + 2);
        assert_true(g.claim.cell[c].closed);
        assert_close(g.claim.cell[c].expected, exact, 1e-12);
        assert_close(exact, wendel[c], 1e-12);
    }
    given_free(&g);
    given_good(&g, "%s" CLUB(9, TWOTHIRDS) REDUCED("\"agreement\"", "reduce = \"control\"; vary = (" SIZES("3, 9") ", " RULES "); "), club_world(world, 20, 1, 0.5));
    {
        double p = gsl_cdf_ugaussian_P(0.5), q = 1 - p;
        assert_close(g.claim.cell[0].expected, pow(p, 3) + pow(q, 3), 1e-12);
        assert_close(g.claim.cell[1].expected, 1, 1e-12);      /* two of three: some side has them */
        assert_close(g.claim.cell[2].expected, pow(p, 9) + pow(q, 9), 1e-12);
        assert_close(g.claim.cell[3].expected, gsl_cdf_binomial_Q(5, p, 9) + gsl_cdf_binomial_Q(5, q, 9), 1e-12);
    }
    given_free(&g);
}

/* ---- what is exact ---- */

static void test_a_claim_of_closed_forms_is_exact(void **state)
{
    char world[TEXT];
    given g;
    (void)state;
    given_good(&g, "%s" CLUB(3, CONSENSUS) REDUCED("\"agreement\", \"depth\"", "reduce = \"control\"; vary = (" SIZES("2, 5, 10") ");"), club_world(world, 20, 2, 0.5));
    given_judge(&g, 2000, 1, 1);
    assert_int_equal(g.j.measure[0].basis, CM_BY_EXACT);
    assert_close(given_mean(&g, 0, 1), 0.4469596430441556, 1e-8);
    assert_close(g.j.measure[0].cell[1].high, 0.4469596430441556, 1e-8);
    assert_close(g.j.measure[0].regime[0].end.effect, 0.08939996690846277 - 1, 1e-8);
    assert_close(g.j.measure[0].regime[0].end.low, 0.08939996690846277 - 1, 1e-8);
    /* depth has no closed form; it goes with agreement, and is known better for it */
    assert_false(g.j.measure[1].cell[1].exact);
    assert_true(g.j.measure[1].cell[1].reduction > 1.1);
    given_free(&g);
}

static void expect_refused(given *g, size_t cell, double expected)
{
    cm_simulate_options options = { .seed = 1, .draws = 2000, .threads = 1 };
    double was = g->claim.cell[cell].expected;
    char sentence[200];
    cm_judgement j;
    assert_int_equal(cm_judge(&g->ctx, &g->arena, &g->claim, &options, &j), CM_OK);
    (void)snprintf(sentence, sizeof sentence, "in %.6g of 2000 draws, but its closed form says %.6g", j.sums.control[cell] / 2000, expected);
    g->claim.cell[cell].expected = expected;
    assert_int_equal(cm_judge(&g->ctx, &g->arena, &g->claim, &options, &j), CM_E_NUMERIC);
    assert_non_null(strstr(g->ctx.message, sentence));
    cm_ctx_clear(&g->ctx);
    g->claim.cell[cell].expected = was;
}

static void test_a_wrong_closed_form_is_noticed(void **state)
{
    char world[TEXT];
    given g;
    (void)state;
    given_good(&g, "%s" CLUB(3, CONSENSUS) REDUCED("\"agreement\"", "reduce = \"control\"; vary = (" SIZES("3, 5") ");"), club_world(world, 20, 2, 0.5));
    expect_refused(&g, 1, 0.4469596430441556 + 8 * sqrt(0.447 * 0.553 / 2000));
    expect_refused(&g, 1, 0.4469596430441556 - 8 * sqrt(0.447 * 0.553 / 2000));
    expect_refused(&g, 0, 1);
    expect_refused(&g, 0, 0);
    given_free(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_issues_give_the_figures_known_for_one_bloc),
        cmocka_unit_test(test_two_issues_of_any_blocs_are_what_sorted_directions_come_to),
        cmocka_unit_test(test_cells_have_the_chances_that_binomials_and_wendel_give),
        cmocka_unit_test(test_a_claim_of_closed_forms_is_exact),
        cmocka_unit_test(test_a_wrong_closed_form_is_noticed),
    };
    return RUN_TESTS(tests);
}
