/* test_power_bodies.c: voting power of real bodies and of quotas, as published and counted twice. */
#include "solver/game/orders.h"
#include "tests/support/power_solved.h"
#include "tests/support/voting_bodies.h"

/* --- what is published ------------------------------------------------------------------------------------ */

/* "7/30*3 3/20*2 0" against the texts of a column, and each against its number. */
static void expect_fractions(const ballot *b, const char *column, const char *list)
{
    size_t i = 0;
    while (list != NULL && *list != '\0') {
        size_t length = strcspn(list, "* ");
        long times = list[length] == '*' ? strtol(list + length + 1, NULL, 10) : 1;
        for (; times > 0; times--, i++) {
            char text[64];
            cm_frac x;
            (void)snprintf(text, sizeof text, "%.*s", (int)length, list);
            assert_string_equal(ballot_text(b, "exact", i, column), text);
            assert_true(cm_frac_parse(text, &x));
            assert_close(ballot_number(b, "power", i, column), cm_frac_value(x), 1e-15);
        }
        list += strcspn(list, " ");
        if (*list == ' ') list++;
    }
    if (list != NULL) assert_int_equal(i, b->game.as.vote.n);
}

static void test_bodies_have_their_published_power(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof weighted_bodies / sizeof weighted_bodies[0]; k++) {
        const weighted_body *body = &weighted_bodies[k];
        static const char *const methods[] = { "best", "weights", "diagram", "enumeration" };
        for (size_t m = 0; m < 4; m++) {
            ballot b;
            int64_t swings[BALLOT_MOST];
            ballot_weighted(&b, body->quota, body->weights);
            power_solved(&b, methods[m], body->deegan != NULL && m == 0 ? "all" : "usual");
            assert_int_equal(cm_result_get(&b.result, "winning_coalitions")->as.integer, body->wins);
            assert_string_equal(cm_result_get(&b.result, "exact")->as.text, body->act);
            expect_fractions(&b, "shapley_shubik", body->shapley);
            expect_fractions(&b, "banzhaf", body->banzhaf);
            expect_fractions(&b, "banzhaf_absolute", body->absolute);
            expect_fractions(&b, "coleman_prevent", body->prevent);
            expect_fractions(&b, "coleman_initiate", body->initiate);
            assert_int_equal(ballot_list(body->swings, swings), b.game.as.vote.n);
            for (size_t i = 0; i < b.game.as.vote.n; i++) assert_close(ballot_number(&b, "power", i, "banzhaf_absolute"), ldexp((double)swings[i], 1 - (int)b.game.as.vote.n), 0);
            if (body->deegan != NULL && m == 0) {
                expect_fractions(&b, "deegan_packel", body->deegan);
                expect_fractions(&b, "johnston", body->johnston);
                expect_fractions(&b, "holler", body->holler);
            }
            ballot_close(&b);
        }
    }
}

/* J. S. Coleman (1971) and D. W. Rae (1969): heads are counted, up to the 193 members of the United Nations. */
static void test_quotas_have_binomial_tails(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof quota_figures / sizeof quota_figures[0]; k++) {
        const quota_figure *figure = &quota_figures[k];
        char exact[16];
        ballot b;
        ballot_open(&b, (size_t)figure->n, 0);
        for (int i = 0; i < figure->n; i++) b.weight[0][i] = 1;
        ballot_threshold(&b, 0, figure->q);
        power_solved(&b, "best", "usual");
        if (figure->act > 0) assert_close(cm_result_get(&b.result, "power_to_act")->as.number, figure->act, 1e-13 * figure->act);
        if (figure->rae > 0) assert_close(ballot_number(&b, "power", 0, "rae"), figure->rae, 1e-14);
        (void)snprintf(exact, sizeof exact, figure->n == 1 ? "1" : "1/%d", figure->n);
        assert_string_equal(ballot_text(&b, "exact", 0, "shapley_shubik"), exact);
        ballot_close(&b);
    }
}

/* Nine of fifteen and five vetoes, as a tree: the weights 7 and 1 with quota 39 in other words. */
static void test_the_security_council_as_two_clauses(void **state)
{
    static const char *const methods[] = { "best", "diagram", "enumeration" };
    (void)state;
    for (size_t m = 0; m < 3; m++) {
        ballot b;
        ballot_open(&b, 15, 0);
        for (size_t i = 0; i < 15; i++) b.weight[1][i] = 1, b.weight[2][i] = i < 5;
        ballot_threshold(&b, 1, 9);
        ballot_threshold(&b, 2, 5);
        b.node[0] = (cm_vote_node){ .kind = CM_VOTE_ALL, .child = 1, .nchildren = 2 };
        b.game.as.vote.nnodes = 3;
        power_solved(&b, methods[m], "all");
        expect_fractions(&b, "shapley_shubik", weighted_bodies[0].shapley);
        expect_fractions(&b, "banzhaf", weighted_bodies[0].banzhaf);
        assert_string_equal(cm_result_get(&b.result, "exact")->as.text, "53/2048");
        assert_close(ballot_number(&b, "power", 0, "holler"), 1.0 / 9, 1e-15);       /* 210 minimal coalitions of 9: all five, four of ten */
        assert_string_equal(b.result.note->next->value.as.text, "Nothing is decided without each of: m0, m1, m2, m3, m4.");
        ballot_close(&b);
    }
}

/* --- several criteria --------------------------------------------------------------------------------------- */

/* Treaty of Nice: votes, members and population; of Lisbon: members and population, or all but three. */
static void council(ballot *b, int64_t votes, size_t members, int64_t least, const int64_t *population, int64_t quota)
{
    bool lisbon = votes == 0;
    ballot_open(b, members, 0);
    for (size_t i = 0; i < members; i++) {
        size_t at = lisbon ? 3 : 1;
        b->weight[at][i] = 1;
        b->weight[at + 1][i] = population[i];
        b->weight[lisbon ? 2 : 3][i] = lisbon ? 1 : nice_votes[i];
    }
    b->game.as.vote.nnodes = lisbon ? 5 : 4;
    if (lisbon) {
        b->node[0] = (cm_vote_node){ .kind = CM_VOTE_ANY, .child = 1, .nchildren = 2 };
        b->node[1] = (cm_vote_node){ .kind = CM_VOTE_ALL, .child = 3, .nchildren = 2 };
        ballot_threshold(b, 2, (int64_t)members - 3);
        ballot_threshold(b, 3, least);
        ballot_threshold(b, 4, quota);
    } else {
        b->node[0] = (cm_vote_node){ .kind = CM_VOTE_ALL, .child = 1, .nchildren = 3 };
        ballot_threshold(b, 1, least);
        ballot_threshold(b, 2, quota);
        ballot_threshold(b, 3, votes);
    }
}

static void expect_swings(const ballot *b, int64_t wins, const char *list)
{
    int64_t swing[BALLOT_MOST];
    double sum = 0;
    size_t n = b->game.as.vote.n;
    assert_int_equal(ballot_list(list, swing), n);
    assert_int_equal(cm_result_get(&b->result, "winning_coalitions")->as.integer, wins);
    for (size_t i = 0; i < n; i++) {
        assert_close(ballot_number(b, "power", i, "banzhaf_absolute"), ldexp((double)swing[i], 1 - (int)n), 0);
        sum += ballot_number(b, "power", i, "shapley_shubik");
    }
    assert_close(sum, 1, 1e-12);
    assert_non_null(strchr(ballot_text(b, "exact", 0, "shapley_shubik"), '/'));       /* in fractions */
}

/* Swings counted coalition by coalition, all 2^27 or 2^28 of them, by a program of its own. */
static void test_the_council_of_the_union(void **state)
{
    ballot b;
    (void)state;
    council(&b, 255, 27, 14, nice_population, 298333);
    power_solved(&b, "best", "usual");
    expect_swings(&b, 2718751, "2193655 2193651 2193649*2 2091359 2091357 1200481 1120115 1038475*5 871653*3 614711*5 352385 352383*4 "
                      "265583");
    ballot_close(&b);
    council(&b, 258, 27, 14, nice_population, 298333);
    power_solved(&b, "best", "usual");
    expect_swings(&b, 2226791, "1835805 1835803*3 1754571*2 1017805 949483 882657*5 740697*3 523151*5 299903*5 226409");
    ballot_close(&b);
    council(&b, 0, 28, 16, lisbon_population, 332489737);
    power_solved(&b, "best", "usual");
    expect_swings(&b, 30410250, "6432666 5489762 6261160 5188684 22811138 4198990 4973780 6302998 13727820 18755446 4833280 17252762 "
                      "4095674 4341226 4542412 4036232 6087766 4006974 7708412 5860458 11242408 6201318 8290434 4367234 5118960 "
                      "5134100 6131558 18459430");
    ballot_close(&b);
    council(&b, 0, 27, 15, lisbon_population, 289714164);              /* without the United Kingdom, the last of them */
    power_solved(&b, "best", "usual");
    expect_swings(&b, 17706644, "3536434 2945252 3429314 2756238 14041748 2132334 2621148 3455530 8880230 11669950 2532604 10596172 "
                      "2067028 2221914 2348982 2029694 3320928 2011158 4320730 3177794 7554766 3391916 4663228 2238248 2712352 "
                      "2721826 3348320");
    ballot_close(&b);
}

/* --- large bodies -------------------------------------------------------------------------------------------- */

/* 50, 70 and 85 per cent of the Fund's votes: the table of weights against the diagram, and against what is sampled. */
static void test_the_monetary_fund_counted_twice(void **state)
{
    static const int64_t share[] = { 50, 70, 85 };
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        ballot b;
        double pivot[190], swing[190], act, again[190], low, high;
        cm_oracle oracle;
        int64_t total = 0;
        ballot_open(&b, 190, 0);
        for (size_t i = 0; i < 190; i++) total += b.weight[0][i] = fund_votes[i];
        ballot_threshold(&b, 0, (total * share[k] + 99) / 100);
        power_solved(&b, "best", "usual");
        assert_string_equal(cm_result_get(&b.result, "method")->as.text, "weights");
        assert_int_equal(cm_diagram_open(&b.ctx, &b.arena, &b.game.as.vote, (size_t)1 << 21, k == 1, &oracle), CM_OK);
        assert_int_equal(oracle.n, 190);
        assert_int_equal(cm_oracle_integrate(&b.ctx, &oracle, 0, pivot, swing, &act), CM_OK);
        assert_int_equal(cm_orders_count(&b.ctx, &b.game.as.vote, support_seed(), 20000, false, again), CM_OK);
        assert_close(cm_result_get(&b.result, "power_to_act")->as.number, act, 1e-12);
        for (size_t i = 0; i < 190; i++) {
            assert_close(ballot_number(&b, "power", i, "shapley_shubik"), pivot[i], 1e-13);
            assert_close(ballot_number(&b, "power", i, "banzhaf_absolute"), swing[i], 1e-13);
            cm_share_interval(again[i], 20000, 1e-6, &low, &high);
            assert_true(low <= pivot[i] && pivot[i] <= high);
        }
        if (share[k] == 85) assert_close(ballot_number(&b, "power", 181, "coleman_prevent"), 1, 0);        /* the United States */
        ballot_close(&b);
    }
}

/* Members alike share what there is; a hundred small ones and one of a tenth of all votes. */
static void test_methods_agree_on_bodies_of_many_members(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 6; k++) {
        size_t n = 24 + (size_t)(k * 7);
        ballot b, other;
        int64_t total = 0;
        ballot_open(&b, n, 900 + k);
        for (size_t i = 0; i < n; i++) total += b.weight[0][i] = 1 + (int64_t)cm_rng_below(&b.rng, k % 2 == 0 ? 12 : 2000);
        ballot_threshold(&b, 0, total / 2 + 1 + (int64_t)cm_rng_below(&b.rng, (uint64_t)(total / 3)));
        other = b;
        other.arena = (cm_arena){ NULL };
        other.node[0].weight = other.weight[0];
        other.game.as.vote.node = other.node;
        power_solved(&b, "weights", "usual");
        power_solved(&other, "diagram", "usual");
        for (size_t i = 0; i < n; i++) {
            assert_close(ballot_number(&b, "power", i, "shapley_shubik"), ballot_number(&other, "power", i, "shapley_shubik"), 1e-14);
            assert_close(ballot_number(&b, "power", i, "banzhaf_absolute"), ballot_number(&other, "power", i, "banzhaf_absolute"), 0);
        }
        ballot_close(&b);
        ballot_close(&other);
    }
}

/* Quadrature with fewer points than the degree asks for, against fractions that are put together from counts by size. */
static void test_fewer_points_of_quadrature_are_as_good(void **state)
{
    (void)state;
    assert_int_equal(cm_points_needed(20), 10);
    for (size_t n = 110; n <= 170; n += 20) {
        ballot b;
        double pivot[BALLOT_MOST], swing[BALLOT_MOST], act;
        int64_t total = 0;
        cm_oracle oracle;
        ballot_open(&b, n, 1200 + n);
        for (size_t i = 0; i < n; i++) total += b.weight[0][i] = 1 + (int64_t)cm_rng_below(&b.rng, 4) + (i == 0 ? 40 : 0);
        ballot_threshold(&b, 0, total / 2 + (int64_t)cm_rng_below(&b.rng, (uint64_t)(total / 2)));
        assert_true(cm_points_needed(n) < n / 2);
        power_solved(&b, "best", "usual");
        assert_string_equal(b.result.note->value.as.text, "Counted exactly: coalitions and orders of joining are whole numbers, nothing is rounded before it is divided.");
        assert_int_equal(cm_weights_open(&b.ctx, &b.arena, &b.game.as.vote, 1e6, &oracle), CM_OK);
        assert_int_equal(cm_oracle_integrate(&b.ctx, &oracle, 0, pivot, swing, &act), CM_OK);
        for (size_t i = 0; i < n; i++) {
            assert_close(ballot_number(&b, "power", i, "shapley_shubik"), pivot[i], 1e-14);
            assert_close(ballot_number(&b, "power", i, "banzhaf_absolute"), swing[i], 1e-14);
        }
        ballot_close(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bodies_have_their_published_power),
        cmocka_unit_test(test_quotas_have_binomial_tails),
        cmocka_unit_test(test_the_security_council_as_two_clauses),
        cmocka_unit_test(test_the_council_of_the_union),
        cmocka_unit_test(test_the_monetary_fund_counted_twice),
        cmocka_unit_test(test_methods_agree_on_bodies_of_many_members),
        cmocka_unit_test(test_fewer_points_of_quadrature_are_as_good),
    };
    return RUN_TESTS(tests);
}
