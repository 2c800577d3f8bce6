/* test_power.c: voting power of real bodies, of quotas, of random rules; methods against each other. */
#include "solver/voting/power.h"

#include "solver/game/orders.h"
#include "tests/support/ballots.h"
#include "tests/support/voting_bodies.h"

extern const cm_concept cm_concept_power;

static cm_status solve(ballot *b, const char *method, const char *indices)
{
    cm_power_params params = { indices, method, 20000, (long)support_seed() };
    cm_ctx_clear(&b->ctx);
    cm_result_init(&b->result, &b->arena);
    return cm_concept_solve(&b->ctx, &cm_concept_power, &b->game, &params, &b->result);
}

static void solved(ballot *b, const char *method, const char *indices)
{
    cm_status status = solve(b, method, indices);
    if (status != CM_OK) print_error("%s, n = %zu: %s\n", method, b->game.as.vote.n, b->ctx.message);
    assert_int_equal(status, CM_OK);
    assert_true(b->result.certified);
}

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
            solved(&b, methods[m], body->deegan != NULL && m == 0 ? "all" : "usual");
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
        solved(&b, "best", "usual");
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
        solved(&b, methods[m], "all");
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
    solved(&b, "best", "usual");
    expect_swings(&b, 2718751, "2193655 2193651 2193649*2 2091359 2091357 1200481 1120115 1038475*5 871653*3 614711*5 352385 352383*4 "
                      "265583");
    ballot_close(&b);
    council(&b, 258, 27, 14, nice_population, 298333);
    solved(&b, "best", "usual");
    expect_swings(&b, 2226791, "1835805 1835803*3 1754571*2 1017805 949483 882657*5 740697*3 523151*5 299903*5 226409");
    ballot_close(&b);
    council(&b, 0, 28, 16, lisbon_population, 332489737);
    solved(&b, "best", "usual");
    expect_swings(&b, 30410250, "6432666 5489762 6261160 5188684 22811138 4198990 4973780 6302998 13727820 18755446 4833280 17252762 "
                      "4095674 4341226 4542412 4036232 6087766 4006974 7708412 5860458 11242408 6201318 8290434 4367234 5118960 "
                      "5134100 6131558 18459430");
    ballot_close(&b);
    council(&b, 0, 27, 15, lisbon_population, 289714164);              /* without the United Kingdom, the last of them */
    solved(&b, "best", "usual");
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
        solved(&b, "best", "usual");
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
        solved(&b, "weights", "usual");
        solved(&other, "diagram", "usual");
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
        solved(&b, "best", "usual");
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

/* --- random rules ---------------------------------------------------------------------------------------------- */

static void test_random_rules_are_counted_as_slowly(void **state)
{
    static const char *const methods[] = { "best", "diagram", "enumeration" };
    (void)state;
    for (uint64_t k = 0; k < 300; k++) {
        double shapley[14], banzhaf[14], wins;
        ballot b;
        ballot_draw(&b, 1 + (size_t)(k % 12), k);
        wins = ballot_slowly(&b, shapley, banzhaf);
        solved(&b, methods[k % 3], k % 2 == 0 ? "all" : "usual");
        assert_int_equal(cm_result_get(&b.result, "winning_coalitions")->as.integer, (int64_t)wins);
        for (size_t i = 0; i < b.game.as.vote.n; i++) {
            assert_close(ballot_number(&b, "power", i, "shapley_shubik"), shapley[i], 1e-11);
            assert_close(ballot_number(&b, "power", i, "banzhaf_absolute"), banzhaf[i], 1e-11);
        }
        ballot_close(&b);
    }
}

/* P. Dubey, International J. Game Theory 4 (1975) 131-139: power in (v or w) and in (v and w) is that in v and in w. */
static void test_transfer_dummies_and_shares(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 60; k++) {
        double power[4][10][2];
        size_t n = 3 + (size_t)(k % 7);
        for (size_t form = 0; form < 4; form++) {
            ballot b;
            double sum = 0;
            ballot_open(&b, n, 5000 + k);
            ballot_draw_threshold(&b, 1);
            ballot_draw_threshold(&b, 2);
            for (size_t at = 1; at < 3; at++) b.weight[at][0] = 0;                      /* a dummy */
            if (b.weight[1][n - 1] == 0) b.weight[1][n - 1] = 1;
            if (b.weight[2][n - 1] == 0) b.weight[2][n - 1] = 1;
            for (size_t at = 1; at < 3; at++) {
                int64_t total = 0;
                for (size_t i = 0; i < n; i++) total += b.weight[at][i];
                ballot_threshold(&b, at, b.node[at].quota <= total ? b.node[at].quota : total);
            }
            b.node[0] = form < 2 ? b.node[1 + form] : (cm_vote_node){ .kind = form == 2 ? CM_VOTE_ALL : CM_VOTE_ANY, .child = 1, .nchildren = 2 };
            b.game.as.vote.nnodes = form < 2 ? 1 : 3;
            solved(&b, "best", "usual");
            for (size_t i = 0; i < n; i++) {
                power[form][i][0] = ballot_number(&b, "power", i, "shapley_shubik");
                power[form][i][1] = ballot_number(&b, "power", i, "banzhaf_absolute");
                sum += power[form][i][0];
            }
            assert_close(sum, 1, 1e-14);
            assert_close(power[form][0][0], 0, 0);
            assert_close(power[form][0][1], 0, 0);
            ballot_close(&b);
        }
        for (size_t i = 0; i < n; i++) {
            for (int index = 0; index < 2; index++) assert_close(power[0][i][index] + power[1][i][index], power[2][i][index] + power[3][i][index], 1e-14);
        }
    }
}

/* Scaling changes nothing, turning members round turns their power, and to block is as hard as to pass in the dual. */
static void test_scaling_turning_and_duality(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 40; k++) {
        size_t n = 2 + (size_t)(k % 9);
        ballot b, scaled, turned, dual;
        ballot_open(&b, n, 7000 + k);
        ballot_draw_threshold(&b, 0);
        ballot_open(&scaled, n, 0);
        ballot_open(&turned, n, 0);
        ballot_open(&dual, n, 0);
        for (size_t i = 0; i < n; i++) {
            scaled.weight[0][i] = 60 * b.weight[0][i];
            turned.weight[0][i] = b.weight[0][n - 1 - i];
            dual.weight[0][i] = b.weight[0][i];
        }
        ballot_threshold(&scaled, 0, 60 * b.node[0].quota - (int64_t)cm_rng_below(&b.rng, 60));
        ballot_threshold(&turned, 0, b.node[0].quota);
        ballot_threshold(&dual, 0, b.node[0].total - b.node[0].quota + 1);
        solved(&b, "best", "all");
        solved(&scaled, "best", "all");
        solved(&turned, "best", "all");
        solved(&dual, "best", "usual");
        for (size_t i = 0; i < n; i++) {
            static const char *const column[] = { "shapley_shubik", "banzhaf_absolute", "deegan_packel", "johnston", "holler" };
            for (size_t c = 0; c < 5; c++) {
                assert_close(ballot_number(&scaled, "power", i, column[c]), ballot_number(&b, "power", i, column[c]), 0);
                assert_close(ballot_number(&turned, "power", n - 1 - i, column[c]), ballot_number(&b, "power", i, column[c]), 0);
                if (c < 2) assert_close(ballot_number(&dual, "power", i, column[c]), ballot_number(&b, "power", i, column[c]), 0);
            }
            assert_close(ballot_number(&dual, "power", i, "coleman_initiate"), ballot_number(&b, "power", i, "coleman_prevent"), 1e-15);
        }
        ballot_close(&b);
        ballot_close(&scaled);
        ballot_close(&turned);
        ballot_close(&dual);
    }
}

/* --- sampling ----------------------------------------------------------------------------------------------------- */

static void test_samples_agree_with_counts(void **state)
{
    (void)state;
    for (uint64_t k = 0; k < 4; k++) {
        ballot b;
        double pivot[24], swing[24];
        size_t n = 22 + (size_t)(k % 2);
        ballot_draw(&b, n, 300 + k);
        solved(&b, "best", "usual");
        for (size_t i = 0; i < n; i++) {
            pivot[i] = ballot_number(&b, "power", i, "shapley_shubik");
            swing[i] = ballot_number(&b, "power", i, "banzhaf_absolute");
        }
        solved(&b, "sampling", "usual");
        assert_string_equal(cm_result_get(&b.result, "method")->as.text, "sampling");
        assert_int_equal(cm_result_get(&b.result, "winning_coalitions")->kind, CM_NONE);
        for (size_t i = 0; i < n; i++) {
            double slack = 0.02;                        /* 95 of 100 samples are inside: these need only be near */
            assert_true(ballot_number(&b, "intervals", i, "shapley_low") <= pivot[i] + slack && pivot[i] - slack <= ballot_number(&b, "intervals", i, "shapley_high"));
            assert_true(ballot_number(&b, "intervals", i, "banzhaf_low") <= swing[i] + slack && swing[i] - slack <= ballot_number(&b, "intervals", i, "banzhaf_high"));
        }
        for (size_t c = 1; c < 5; c++) {                /* an end that is moved, or a share */
            cm_power_params params = { "usual", "sampling", 20000, (long)support_seed() };
            cm_table *table = cm_result_find(&b.result, k % 2 == 0 ? "intervals" : "power");
            cm_value kept = table->cell[c], *cell = &table->cell[c];
            if (kept.kind != CM_NUMBER) continue;       /* nobody ever decided in the sample */
            cell->as.number += 0.01;
            assert_int_equal(cm_concept_power.check(&b.ctx, &b.game, &params, &b.result), CM_E_NUMERIC);
            cm_ctx_clear(&b.ctx);
            *cell = kept;
        }
        ballot_close(&b);
    }
}

/* --- certificate ---------------------------------------------------------------------------------------------------- */

static void refused(ballot *b, const cm_power_params *params, cm_value *value, double by)
{
    cm_value kept = *value;
    if (kept.kind == CM_NUMBER) value->as.number += by;
    else if (kept.kind == CM_INTEGER) value->as.integer++;
    else if (kept.kind == CM_TEXT) value->as.text = "17/1000003";
    else return;
    cm_ctx_clear(&b->ctx);
    if (cm_concept_power.check(&b->ctx, &b->game, params, &b->result) != CM_E_NUMERIC) print_error("n = %zu, by %g: %s\n", b->game.as.vote.n, by, b->ctx.message);
    assert_int_equal(b->ctx.status, CM_E_NUMERIC);
    assert_int_equal(strncmp(b->ctx.message, "certificate: ", 13), 0);
    *value = kept;
    cm_ctx_clear(&b->ctx);
    assert_int_equal(cm_concept_power.check(&b->ctx, &b->game, params, &b->result), CM_OK);
}

/* Every number, text and key that is printed, in small and in larger bodies. */
static void test_near_misses_are_refused(void **state)
{
    cm_power_params params = { "all", "best", 20000, (long)support_seed() };
    (void)state;
    for (uint64_t k = 0; k < 8; k++) {
        ballot b;
        ballot_draw(&b, k < 6 ? 3 + (size_t)k : 22, 40 + k);
        params.indices = k < 6 ? "all" : "usual";
        solved(&b, "best", params.indices);
        for (cm_table *t = b.result.table; t != NULL; t = t->next) {
            for (size_t c = 0; c < t->nrows * t->ncolumns; c++) {
                if (k >= 6 && c % 5 != 1) continue;
                if (c % t->ncolumns == 0 && t != b.result.table) continue;            /* names are checked in the first table */
                refused(&b, &params, &t->cell[c], 1e-4);
            }
        }
        for (cm_named *entry = b.result.summary; entry != NULL; entry = entry->next) {
            if (strcmp(entry->name, "method") != 0) refused(&b, &params, &entry->value, 1e-4);
        }
        ballot_close(&b);
    }
}

/* Power moved from one member to another keeps the sum: the recount sees it, in a body of 190 too. */
static void test_power_moved_between_members_is_refused(void **state)
{
    cm_power_params params = { "usual", "best", 20000, (long)support_seed() };
    ballot b;
    int64_t total = 0;
    cm_table *table;
    (void)state;
    ballot_open(&b, 190, 0);
    for (size_t i = 0; i < 190; i++) total += b.weight[0][i] = fund_votes[i];
    ballot_threshold(&b, 0, total / 2 + 1);
    solved(&b, "best", "usual");
    table = cm_result_find(&b.result, "power");
    table->cell[1].as.number += 1e-6;                                        /* of the first member, who is looked at */
    table->cell[table->ncolumns + 1].as.number -= 1e-6;
    assert_int_equal(cm_concept_power.check(&b.ctx, &b.game, &params, &b.result), CM_E_NUMERIC);
    ballot_close(&b);
}

/* --- failures --------------------------------------------------------------------------------------------------------- */

static void test_what_cannot_be_counted_is_said(void **state)
{
    ballot b;
    (void)state;
    ballot_open(&b, 60, 0);
    for (size_t i = 0; i < 60; i++) b.weight[1][i] = 1, b.weight[2][i] = (int64_t)((i + 1) * (i + 1) * (i + 1)) * 1000003 % 999983;
    b.node[0] = (cm_vote_node){ .kind = CM_VOTE_ALL, .child = 1, .nchildren = 2 };
    b.game.as.vote.nnodes = 3;
    ballot_threshold(&b, 1, 31);
    ballot_threshold(&b, 2, 1);
    ballot_threshold(&b, 2, b.node[2].total / 2);
    assert_int_equal(solve(&b, "weights", "usual"), CM_E_DOMAIN);
    assert_string_equal(b.ctx.message, "the method 'weights' is for one threshold; the rule has 3 parts");
    assert_int_equal(solve(&b, "enumeration", "usual"), CM_E_LIMIT);
    assert_string_equal(b.ctx.message, "60 members and this rule are too much for the method 'enumeration'; method = \"best\" or \"sampling\" gives an answer");
    solved(&b, "best", "usual");
    assert_string_equal(cm_result_get(&b.result, "method")->as.text, "sampling");
    assert_int_equal(solve(&b, "best", "holler"), CM_E_LIMIT);
    assert_string_equal(b.ctx.message, "the indices 'holler' look at every coalition, and these 60 members have 1.15e+18 kinds of them; leave out indices");
    ballot_close(&b);
}

static void test_memory_may_end_anywhere(void **state)
{
    static const char *const methods[] = { "weights", "diagram", "enumeration", "sampling" };
    (void)state;
    for (size_t m = 0; m < 4; m++) {
        cm_status status = CM_E_MEMORY;
        long budget = 0;
        for (; status == CM_E_MEMORY; budget++) {
            ballot b;
            cm_power_params params = { m == 3 ? "usual" : "all", methods[m], 200, 1 };
            ballot_weighted(&b, 12, "4*3 2*2 1");
            b.ctx.alloc_budget = budget;
            cm_result_init(&b.result, &b.arena);
            status = cm_concept_solve(&b.ctx, &cm_concept_power, &b.game, &params, &b.result);
            ballot_close(&b);
        }
        assert_int_equal(status, CM_OK);
        assert_true(budget > 30);
    }
}

/* --- the arithmetic ----------------------------------------------------------------------------------------------------- */

/* Miller and Rabin's test, certain for 64 bits with these twelve bases. */
static bool is_prime(uint64_t p)
{
    static const uint64_t base[] = { 2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37 };
    uint64_t odd = p - 1;
    int twos = 0;
    for (; odd % 2 == 0; odd /= 2) twos++;
    for (size_t k = 0; k < 12; k++) {
        cm_double_word x = 1, b = base[k];
        bool passed;
        for (uint64_t e = odd; e > 0; e >>= 1, b = b * b % p) {
            if (e & 1u) x = x * b % p;
        }
        passed = x == 1 || x == p - 1;
        for (int r = 1; r < twos && !passed; r++) {
            x = x * x % p;
            passed = x == p - 1;
        }
        if (!passed) return false;
    }
    return true;
}

static void test_the_fields_are_prime_and_multiply_as_they_should(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "fields", 0);
    assert_false(is_prime((UINT64_C(1) << 61) - 3));
    for (size_t k = 0; k < CM_FIELDS; k++) {
        cm_field f = cm_field_get(k);
        assert_int_equal(f.prime + f.below, UINT64_C(1) << 61);
        assert_true(is_prime(f.prime));
        for (int t = 0; t < 2000; t++) {
            uint64_t a = t == 0 ? f.prime - 1 : cm_rng_next(&rng) % f.prime, b = t == 0 ? f.prime - 1 : cm_rng_next(&rng) % f.prime;
            assert_int_equal(cm_field_mul(f, a, b), (uint64_t)((cm_double_word)a * b % f.prime));
            assert_int_equal(cm_field_sub(f, cm_field_add(f, a, b), b), a);
            if (t < 20 && a > 0) assert_int_equal(cm_field_mul(f, a, cm_field_inverse(f, a)), 1);
        }
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
        cmocka_unit_test(test_random_rules_are_counted_as_slowly),
        cmocka_unit_test(test_transfer_dummies_and_shares),
        cmocka_unit_test(test_scaling_turning_and_duality),
        cmocka_unit_test(test_samples_agree_with_counts),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_power_moved_between_members_is_refused),
        cmocka_unit_test(test_what_cannot_be_counted_is_said),
        cmocka_unit_test(test_memory_may_end_anywhere),
        cmocka_unit_test(test_the_fields_are_prime_and_multiply_as_they_should),
    };
    return RUN_TESTS(tests);
}
