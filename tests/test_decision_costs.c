/* test_decision_costs.c: external and decision costs, power to act, agreement with the outcome. */
#include "solver/voting/decision_costs.h"

#include "tests/support/voting.h"

extern const cm_concept cm_concept_decision_costs;
static const cm_concept *const concept = &cm_concept_decision_costs;

static void solve(voting *v, const cm_costs_params *params)
{
    if (voting_solve(v, concept, params) != CM_OK) print_error("%s\n", v->ctx.message);
    assert_int_equal(v->ctx.status, CM_OK);
}

static double at(const voting *v, size_t quota, const char *column)
{
    cm_value value = cm_table_get(cm_result_find(&v->result, "quotas"), quota - 1, column);
    assert_int_equal(value.kind, CM_NUMBER);
    return value.as.number;
}

/* Buchanan and Tullock's two costs with ballots, computed in another program. */
static void test_best_quotas_as_tabulated(void **state)
{
    static const struct { double support, harm, cost; size_t n; int64_t best; double passes, external, decision, total; } row[] = {
        { 0.6, 1, 0.001, 5, 5, 0.07776, 0, 0.06430041152263374, 0.06430041152263374 },
        { 0.6, 1, 0.01, 5, 4, 0.33696, 0.15384615384615397, 0.14838556505223177, 0.30223171889838574 },
        { 0.6, 1, 0.001, 9, 7, 0.231787008, 0.18357487922705318, 0.03882875091946483, 0.222403630146518 },
        { 0.6, 1, 0.01, 15, 7, 0.904952591843328, 0.3756483620283941, 0.1657545393559899, 0.541402901384384 },
        { 0.6, 1, 0.001, 25, 16, 0.42461701767100746, 0.3089110806276382, 0.05887658515695657, 0.36778766578459476 },
        { 0.6, 1, 0.001, 51, 29, 0.7276655543375559, 0.36837709944772945, 0.0700871433256571, 0.4384642427733866 },
        { 0.6, 1, 0.01, 51, 1, 1, 0.4, 0.51, 0.91 },
        { 0.6, 5, 0.01, 15, 10, 0.40321555041484797, 1.3851498879499395, 0.37200946204994484, 1.7571593499998843 },
        { 0.75, 5, 0.01, 15, 12, 0.46128687635064125, 0.7618025751072962, 0.3251772545247514, 1.0869798296320476 },
        { 0.9, 1, 0.01, 15, 12, 0.9444443699924641, 0.08911483253588515, 0.1588235419320641, 0.24793837446794925 },
        { 0.9, 5, 0.01, 15, 14, 0.549043018919064, 0.2083333333333333, 0.2732026359160609, 0.48153596924939424 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        const cm_costs_params params = { row[k].support, row[k].harm, row[k].cost, 1, 0.01 };
        voting v;
        voting_quota(&v, row[k].n, row[k].best);
        solve(&v, &params);
        assert_int_equal(voting_integer(&v, "best_quota"), row[k].best);
        assert_close(voting_number(&v, "passes"), row[k].passes, 1e-12);
        assert_close(voting_number(&v, "external"), row[k].external, 1e-12);
        assert_close(voting_number(&v, "decision"), row[k].decision, 1e-12);
        assert_close(voting_number(&v, "best_total"), row[k].total, 1e-12);
        assert_close(at(&v, (size_t)row[k].best, "total"), row[k].total, 1e-12);
        voting_close(&v);
    }
}

/* Coleman 1971, by counting; the Security Council 53/2048, before 1965 0.0278. */
static void test_power_to_act_as_tabulated(void **state)
{
    static const struct { size_t n, q; double acts; } row[] = { { 15, 8, 0.5 }, { 15, 10, 0.15087890625 }, { 15, 12, 0.017578125 }, { 15, 15, 3.0517578125e-05 }, { 20, 14, 0.057659149169921875 },
                                                              { 25, 17, 0.05387607216835022 }, { 27, 21, 0.0029623061418533325 }, { 193, 129, 1.67e-6 }, { 193, 193, 8.0e-59 } };
    int64_t permanent[11] = { 1, 1, 1, 1, 1 };
    voting v;
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        voting_quota(&v, row[k].n, (int64_t)row[k].q);
        solve(&v, NULL);
        assert_close(at(&v, row[k].q, "power_to_act") / row[k].acts, 1, row[k].n == 193 ? 5e-3 : 1e-12);
        assert_close(voting_number(&v, "power_to_act") / row[k].acts, 1, row[k].n == 193 ? 5e-3 : 1e-12);
        voting_close(&v);
    }
    voting_quota(&v, 15, 10);
    solve(&v, NULL);
    assert_string_equal(cm_table_get(cm_result_find(&v.result, "quotas"), 9, "exact").as.text, "309/2048");
    voting_close(&v);
    voting_security_council(&v);
    solve(&v, NULL);
    assert_close(voting_number(&v, "power_to_act"), 53 / 2048.0, 1e-15);
    voting_close(&v);
    (void)voting_open(&v, 11, 0);
    voting_join(&v, 0, CM_VOTE_ALL, 1, 2);
    voting_threshold(&v, 1, 7, NULL);
    voting_threshold(&v, 2, 5, permanent);
    solve(&v, NULL);
    assert_close(voting_number(&v, "power_to_act"), 0.02783203125, 1e-15);
    voting_close(&v);
}

/* Rae 1969 at even chances: a bare majority agrees with its members most. */
static void test_a_bare_majority_agrees_most(void **state)
{
    static const struct { size_t n, q; double agrees; } row[] = { { 3, 2, 0.75 }, { 3, 3, 0.625 }, { 5, 4, 0.625 }, { 9, 5, 0.63671875 }, { 15, 8, 0.604736328125 }, { 15, 12, 0.5111083984375 }, { 25, 13, 0.5805901288986206 }, { 25, 17, 0.5219187438488007 } };
    static const cm_costs_params even = { 0.5, 1, 0.01, 1, 0.01 };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        voting v;
        voting_quota(&v, row[k].n, (int64_t)row[k].q);
        solve(&v, &even);
        assert_close(at(&v, row[k].q, "agrees"), row[k].agrees, 1e-13);
        assert_int_equal(voting_integer(&v, "most_agreeing"), row[k].n / 2 + 1);
        voting_close(&v);
    }
}

static void test_the_textbooks_share_falls_with_the_number(void **state)
{
    static const struct { double a, b; size_t n; double share, total; } row[] = { { 1, 0.01, 5, 0.9523809523809523, 0.047619047619047616 }, { 1, 0.01, 193, 0.3412969283276451, 0.658703071672355 },
                                                                               { 1, 0.05, 25, 0.4444444444444444, 0.5555555555555556 }, { 4, 0.01, 25, 0.9411764705882353, 0.23529411764705882 }, { 4, 0.05, 50, 0.6153846153846154, 1.5384615384615385 } };
    (void)state;
    for (size_t k = 0; k < sizeof row / sizeof row[0]; k++) {
        const cm_costs_params params = { 0.6, 1, 0.01, row[k].a, row[k].b };
        voting v;
        voting_quota(&v, row[k].n, 1);
        solve(&v, &params);
        assert_close(voting_number(&v, "textbook_share"), row[k].share, 1e-13);
        assert_close(voting_number(&v, "textbook_total"), row[k].total, 1e-12);
        voting_close(&v);
    }
}

/* A rule of any sort, by masks. */
static void test_the_venues_own_rule_is_added_up(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 250; t++) {
        double passes = 0, against = 0, acts = 0;
        size_t n = 1 + t % 9;
        voting v;
        cm_costs_params params = { 0.5, 3, 0.02, 1, 0.01 };
        voting_drawn(&v, n, t);
        params.support = 0.05 + 0.9 * cm_rng_unit(&v.rng);
        solve(&v, &params);
        for (uint32_t s = 0; s < (uint32_t)1 << n; s++) {
            double chance = 1, out = (double)n - __builtin_popcount(s);
            for (size_t i = 0; i < n; i++) chance *= s >> i & 1u ? params.support : 1 - params.support;
            if (!voting_wins(&v, s)) continue;
            passes += chance;
            against += chance * out / (double)n;
            acts += ldexp(1, -(int)n);
        }
        assert_close(voting_number(&v, "passes"), passes, 1e-12);
        assert_close(voting_number(&v, "external"), 3 * against / passes, 1e-11);
        assert_close(voting_number(&v, "decision"), 0.02 * (double)n / passes, 1e-9 * (1 + 1 / passes));
        assert_close(voting_number(&v, "power_to_act"), acts, 1e-12);
        voting_close(&v);
    }
}

/* Costs in another currency change no quota; dearer ballots never raise it, more harm never lowers it. */
static void test_units_do_not_matter_and_costs_pull_as_they_should(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        cm_costs_params params = { 0.55 + 0.002 * (double)(t % 200), 1, 0.005, 1, 0.01 }, other;
        voting v;
        int64_t best;
        double total;
        voting_quota(&v, 2 + t % 40, 1);
        solve(&v, &params);
        best = voting_integer(&v, "best_quota");
        total = voting_number(&v, "best_total");
        other = params, other.harm *= 7, other.cost *= 7;
        solve(&v, &other);
        assert_int_equal(voting_integer(&v, "best_quota"), best);
        assert_close(voting_number(&v, "best_total"), 7 * total, 1e-10);
        other = params, other.cost *= 3;
        solve(&v, &other);
        assert_true(voting_integer(&v, "best_quota") <= best);
        other = params, other.harm *= 3;
        solve(&v, &other);
        assert_true(voting_integer(&v, "best_quota") >= best);
        voting_close(&v);
    }
}

static void test_near_misses_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        size_t n = 2 + t % 12, q = t % n, cells = 9;
        cm_table *table;
        voting v;
        voting_drawn(&v, n, t);
        solve(&v, NULL);
        assert_int_equal(voting_check(&v, concept, NULL), CM_OK);
        table = cm_result_find(&v.result, "quotas");
        for (size_t c = 1; c < cells; c++) {
            cm_value *cell = &table->cell[q * cells + c], right = *cell;
            if (c == 7) *cell = cm_text("1/3");
            else cell->as.number = right.as.number * (1 + 1e-6) + (right.as.number == 0 ? 1e-6 : 0);
            assert_int_equal(voting_check(&v, concept, NULL), CM_E_NUMERIC);
            *cell = right;
        }
        for (cm_named *entry = v.result.summary; entry != NULL; entry = entry->next) {
            cm_value right = entry->value;
            if (right.kind == CM_NUMBER) entry->value.as.number = right.as.number * (1 + 1e-5) + 1e-6;
            if (right.kind == CM_INTEGER) entry->value.as.integer = right.as.integer == 1 ? 2 : right.as.integer - 1;
            assert_int_equal(voting_check(&v, concept, NULL), CM_E_NUMERIC);
            entry->value = right;
        }
        voting_close(&v);
    }
}

/* A chance too small for the machine: no cost can be told, and none is. */
static void test_what_never_passes_has_no_cost(void **state)
{
    static const cm_costs_params rare = { 0.001, 1, 0.01, 1, 0.01 };
    voting v;
    (void)state;
    voting_quota(&v, 193, 193);
    solve(&v, &rare);
    assert_int_equal(cm_table_get(cm_result_find(&v.result, "quotas"), 192, "total").kind, CM_NONE);
    assert_int_equal(cm_result_get(&v.result, "total")->kind, CM_NONE);
    assert_true(voting_integer(&v, "best_quota") < 20);
    voting_close(&v);
}

static void test_each_allocation_may_fail(void **state)
{
    (void)state;
    voting_runs_out_of_memory(concept, NULL, 4, 2, 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_best_quotas_as_tabulated),
        cmocka_unit_test(test_power_to_act_as_tabulated),
        cmocka_unit_test(test_a_bare_majority_agrees_most),
        cmocka_unit_test(test_the_textbooks_share_falls_with_the_number),
        cmocka_unit_test(test_the_venues_own_rule_is_added_up),
        cmocka_unit_test(test_units_do_not_matter_and_costs_pull_as_they_should),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_what_never_passes_has_no_cost),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
