/* test_pfg.c: payoffs of organised players, and the forms in which files give such games. */
#include "solver/collective/agreement.h"
#include "solver/collective/play.h"
#include "tests/support/given.h"
#include "models/form.h"
#include "tests/support/pfg_world.h"

/* With b = c = 1 a signatory of k gets n + k^2/2 - k and an outsider n + k^2 - k - 1/2. */
static void test_linear_payoffs_are_those_by_hand(void **state)
{
    pfg_world w;
    cm_pfg *pfg = pfg_open(&w, 193, 0);
    cm_sizes sizes;
    (void)state;
    assert_int_equal(cm_sizes_init(&w.ctx, &w.arena, pfg, &sizes), CM_OK);
    for (size_t k = 1; k <= 193; k++) {
        double n = 193, m = (double)k;
        assert_close(sizes.member[k], n + m * m / 2 - m, 1e-9);
        if (k < 193) assert_close(sizes.outsider[k], n + m * m - m - 0.5, 1e-9);
        assert_close(cm_rat_value(&sizes.rmember[k]), sizes.member[k], 1e-9);
    }
    assert_close(sizes.welfare[0], 37152.5, 1e-6);
    assert_close(sizes.welfare[3], 38298.5, 1e-6);
    assert_close(sizes.welfare[193], 3594528.5, 1e-6);
    cm_sizes_free(&sizes);
    cm_arena_free(&w.arena);
}

/* N = 10, a = 100, b = 1, c = 1/4; a leading agreement: found with fractions. */
static void test_leaders_and_followers_get_the_known_payoffs(void **state)
{
    static const double signatory[] = { 0, 476.80890538033395, 474.012474012474, 472.2838137472284, 472.1603563474388, 473.6842105263158, 476.3705103969754, 479.5417348608838,
                                        482.6629680998613, 485.44819557625146, 487.8048780487805 };
    static const double outsider[] = { 472, 468.1348336264848, 466.6430383686101, 468.94066400853484, 474.9133188823468, 482.5484764542936, 489.4314986009913,
                                       494.3279376193678, 497.2732046914345, 498.8378884942152 };
    pfg_world w;
    cm_pfg *pfg = pfg_quadratic(&w, 10, 0.25, true);
    cm_sizes sizes;
    (void)state;
    assert_int_equal(cm_sizes_init(&w.ctx, &w.arena, pfg, &sizes), CM_OK);
    for (size_t k = 0; k <= 10; k++) {
        if (k > 0) assert_close(sizes.member[k], signatory[k], 1e-9);
        if (k < 10) assert_close(sizes.outsider[k], outsider[k], 1e-9);
    }
    cm_sizes_free(&sizes);
    cm_arena_free(&w.arena);
}

static void test_a_cartel_gets_the_known_share(void **state)
{
    static const double whole[] = { 0.25, 0.1111111111111111, 0.0625, 0.04, 0.027777777777777776, 0.02040816326530612, 0.015625 };
    pfg_world w;
    cm_pfg *pfg = pfg_open(&w, 7, 0);
    double q[7], pay[7];
    (void)state;
    pfg->source = CM_PFG_COURNOT;
    pfg->intercept = 1;
    for (size_t m = 1; m <= 7; m++) {
        size_t block[7], lead;
        cm_pfg_agreement_of_size(pfg, 8 - m, block, &lead);
        cm_pfg_payoffs(pfg, block, lead, q, pay);
        assert_close(pay[0] * (double)(8 - m), whole[m - 1], 1e-15);
        assert_close(pay[6] * (m == 1 ? 7 : 1), whole[m - 1], 1e-15);
    }
    cm_arena_free(&w.arena);
}

/* Random organisations: doubles, rationals and play agree; no coalition gains by providing otherwise. */
static void expect_no_better(const cm_pfg *pfg, const size_t *block, const double *q, const double *pay)
{
    for (size_t b = 0; b < pfg->n; b++) {
        double now = 0;
        for (size_t i = 0; i < pfg->n; i++) now += block[i] == b ? pay[i] : 0;
        for (int step = 0; step < 20 && block[b] == b; step++) {
            double total = 0, then = 0, h = (step % 2 == 0 ? 1 : -1) * 0.3 / (1 + step);
            for (size_t i = 0; i < pfg->n; i++) total += q[i] + (block[i] == b && i % 3 != (size_t)step % 3 ? h : 0);
            for (size_t i = 0; i < pfg->n; i++) {
                double own = q[i] + (block[i] == b && i % 3 != (size_t)step % 3 ? h : 0), cubic = pfg->cubic == NULL ? 0 : pfg->cubic[i];
                double good = pfg->quadratic ? pfg->intercept * total - total * total / 2 : total;
                if (own < 0) then = -HUGE_VAL;
                if (block[i] == b) then += pfg->benefit[i] / (double)pfg->shared * good - pfg->cost[i] * own * own / 2 - cubic * own * own * own / 3;
            }
            assert_true(then <= now + 1e-9 * fmax(1, fabs(now)));
        }
    }
}

static void test_nobody_gains_by_providing_otherwise(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 400; t++) {
        pfg_world w;
        cm_pfg *pfg = pfg_random(&w, 8, t);
        size_t n = pfg->n, block[8], lead = n;
        double q[8], pay[8], again[8];
        cm_rat *rq = cm_rats_new(&w.ctx, n), *rpay = cm_rats_new(&w.ctx, n);
        for (size_t i = 0; i < n; i++) {
            size_t to = cm_rng_below(&w.rng, i + 1);
            block[i] = to == i ? i : block[to];
        }
        if (pfg->leader) lead = block[cm_rng_below(&w.rng, n)];
        cm_pfg_payoffs(pfg, block, lead, q, pay);
        cm_play(pfg, block, lead, again);
        for (size_t i = 0; i < n; i++) assert_close(pay[i], again[i], 1e-8 * fmax(1, fabs(pay[i])));
        if (pfg->source == CM_PFG_ABATEMENT && !pfg->leader) expect_no_better(pfg, block, q, pay);
        if (pfg->exact) {
            cm_pfg_exact(pfg, block, lead, rq, rpay);
            for (size_t i = 0; i < n; i++) assert_close(pay[i], cm_rat_value(&rpay[i]), 1e-12 * fmax(1, fabs(pay[i])));
        }
        cm_rats_free(rq, n);
        cm_rats_free(rpay, n);
        cm_arena_free(&w.arena);
    }
}

static void test_what_makes_no_game_is_refused(void **state)
{
    pfg_world w;
    cm_pfg *pfg = pfg_open(&w, 3, 0);
    (void)state;
    w.benefit[1] = -2;
    assert_int_equal(cm_pfg_validate(&w.ctx, pfg), CM_E_INPUT);
    assert_string_equal(w.ctx.message, "the benefit of player 'm2' is -2; it must be a number of at least 0");
    w.benefit[1] = 1;
    w.cost[2] = 0;
    cm_ctx_clear(&w.ctx);
    assert_int_equal(cm_pfg_validate(&w.ctx, pfg), CM_E_INPUT);
    assert_string_equal(w.ctx.message, "the cost of player 'm3' is 0; it must be a number above 0");
    w.cost[2] = 1;
    pfg->intercept = 0;
    cm_ctx_clear(&w.ctx);
    assert_int_equal(cm_pfg_validate(&w.ctx, pfg), CM_E_INPUT);
    assert_string_equal(w.ctx.message, "the intercept is 0; it must be a number above 0");
    pfg->intercept = 1;
    pfg->symmetric = false;
    pfg->n = 17;
    cm_ctx_clear(&w.ctx);
    assert_int_equal(cm_pfg_validate(&w.ctx, pfg), CM_E_INPUT);
    assert_string_equal(w.ctx.message, "17 players are more than the 16 that a game of unequal players can have");
    cm_arena_free(&w.arena);
}

static void read_game(given *g, cm_game *game, const char *text)
{
    const cm_form *form;
    given_good(g, "%s", text);
    assert_int_equal(cm_given_read(&g->ctx, &g->arena, &g->s, NULL, &g->diags, &form, game), CM_OK);
    if (g->diags.count > 0) print_error("%s\n", g->diags.item[0].message);
    assert_int_equal(g->diags.count, 0);
}

static void test_files_give_them_as_numbers_or_lists(void **state)
{
    given g;
    cm_game game;
    (void)state;
    read_game(&g, &game, "game = { form = \"abatement\"; members = 193; benefit = 1; cost = \"1/4\"; shape = \"quadratic\"; timing = \"leader\"; intercept = 100; };");
    assert_true(game.as.pfg.symmetric && game.as.pfg.leader && game.as.pfg.quadratic && game.as.pfg.exact);
    assert_int_equal(game.as.pfg.n, 193);
    assert_int_equal(game.as.pfg.shared, 193);
    assert_string_equal(game.as.pfg.player[192], "m193");
    given_free(&g);
    read_game(&g, &game, "game = { form = \"abatement\"; players = (\"A\", \"B\"); benefit = { B = 2; A = 3; }; cost = (1, 5); };");
    assert_false(game.as.pfg.symmetric);
    assert_close(game.as.pfg.benefit[0], 3, 0);
    assert_close(game.as.pfg.cost[1], 5, 0);
    assert_int_equal(game.as.pfg.shared, 1);
    given_free(&g);
}

/* The others named together or apart; a worth that holds however they stand; and what nobody listed. */
static void test_listed_worths_depend_on_the_others(void **state)
{
    given g;
    cm_game game;
    double q[4], pay[4];
    (void)state;
    read_game(&g, &game, "game = { form = \"partition\"; players = (\"A\", \"B\", \"C\", \"D\"); embedded = ("
                         " { of = (\"A\", \"B\"); given = ((\"C\", \"D\")); is = 3; }, { of = (\"B\", \"A\"); given = (); pays = (5, 2); }, { of = (\"C\"); is = 1; },"
                         " { of = (\"D\", \"C\"); is = -4; }, { of = (\"A\", \"D\"); given = (); is = 9; } ); };");
    cm_pfg_payoffs(&game.as.pfg, (size_t[]){ 0, 0, 2, 2 }, 4, q, pay);
    assert_close(pay[0], 1.5, 0);
    assert_close(pay[3], -2, 0);
    cm_pfg_payoffs(&game.as.pfg, (size_t[]){ 0, 0, 2, 3 }, 4, q, pay);
    assert_close(pay[0], 2, 0);
    assert_close(pay[1], 5, 0);
    assert_close(pay[2], 1, 0);
    assert_close(pay[3], 0, 0);
    cm_pfg_payoffs(&game.as.pfg, (size_t[]){ 0, 1, 2, 0 }, 4, q, pay);
    assert_close(pay[3], 4.5, 0);
    cm_pfg_payoffs(&game.as.pfg, (size_t[]){ 0, 1, 1, 0 }, 4, q, pay);       /* it was given for B and C apart */
    assert_close(pay[3], 0, 0);
    cm_play(&game.as.pfg, (size_t[]){ 0, 1, 1, 0 }, 4, pay);
    assert_close(pay[3], 0, 0);
    cm_play(&game.as.pfg, (size_t[]){ 0, 0, 2, 3 }, 4, pay);
    assert_close(pay[1], 5, 0);
    assert_close(pay[2], 1, 0);
    given_free(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_linear_payoffs_are_those_by_hand),
        cmocka_unit_test(test_leaders_and_followers_get_the_known_payoffs),
        cmocka_unit_test(test_a_cartel_gets_the_known_share),
        cmocka_unit_test(test_nobody_gains_by_providing_otherwise),
        cmocka_unit_test(test_what_makes_no_game_is_refused),
        cmocka_unit_test(test_files_give_them_as_numbers_or_lists),
        cmocka_unit_test(test_listed_worths_depend_on_the_others),
    };
    return RUN_TESTS(tests);
}
