/* test_power.c: voting power of random rules; samples; what the certificate refuses, and what fails. */
#include "tests/support/power_solved.h"
#include "tests/support/voting_bodies.h"

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
        power_solved(&b, methods[k % 3], k % 2 == 0 ? "all" : "usual");
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
            power_solved(&b, "best", "usual");
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
        power_solved(&b, "best", "all");
        power_solved(&scaled, "best", "all");
        power_solved(&turned, "best", "all");
        power_solved(&dual, "best", "usual");
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
        power_solved(&b, "best", "usual");
        for (size_t i = 0; i < n; i++) {
            pivot[i] = ballot_number(&b, "power", i, "shapley_shubik");
            swing[i] = ballot_number(&b, "power", i, "banzhaf_absolute");
        }
        power_solved(&b, "sampling", "usual");
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
        power_solved(&b, "best", params.indices);
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
    power_solved(&b, "best", "usual");
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
    assert_int_equal(power_solve(&b, "weights", "usual"), CM_E_DOMAIN);
    assert_string_equal(b.ctx.message, "the method 'weights' is for one threshold; the rule has 3 parts");
    assert_int_equal(power_solve(&b, "enumeration", "usual"), CM_E_LIMIT);
    assert_string_equal(b.ctx.message, "60 members and this rule are too much for the method 'enumeration'; method = \"best\" or \"sampling\" gives an answer");
    power_solved(&b, "best", "usual");
    assert_string_equal(cm_result_get(&b.result, "method")->as.text, "sampling");
    assert_int_equal(power_solve(&b, "best", "holler"), CM_E_LIMIT);
    assert_string_equal(b.ctx.message, "the indices 'holler' look at every coalition, which for these 60 members takes 2.08e+20 steps, more than the 2e+10 allowed; "
                        "indices = \"usual\" leaves them out, and rounder votes make members alike and the steps fewer");
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_rules_are_counted_as_slowly),
        cmocka_unit_test(test_transfer_dummies_and_shares),
        cmocka_unit_test(test_scaling_turning_and_duality),
        cmocka_unit_test(test_samples_agree_with_counts),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_power_moved_between_members_is_refused),
        cmocka_unit_test(test_what_cannot_be_counted_is_said),
        cmocka_unit_test(test_memory_may_end_anywhere),
    };
    return RUN_TESTS(tests);
}
