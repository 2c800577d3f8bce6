/* test_stable_agreement.c: agreements that no member leaves and no outsider joins. */
#include "solver/collective/stable_agreement.h"
#include "tests/support/pfg_world.h"

static const cm_stable_params buying = { true };

static bool stable(const pfg_world *w, size_t size)
{
    return pfg_truth(w, "sizes", size - 1, "stable");
}

/* C. Carraro, D. Siniscalco, J. Public Economics 52 (1993) 309-328; S. Barrett (1994): with linear benefits
 * three sign, whatever the number of players; at three a member is exactly indifferent. */
static void test_three_sign_when_benefits_are_linear(void **state)
{
    static const size_t n[] = { 3, 4, 5, 10, 25, 100, 193 };
    static const double closed[] = { 1, 2 / 3.0, 0.45, 0.11851851851851852, 0.019166666666666665, 0.0011998775635139272, 0.0003221475604490501 };
    (void)state;
    for (size_t t = 0; t < 7; t++) {
        pfg_world w;
        (void)pfg_open(&w, n[t], 0);
        for (size_t i = 0; i < n[t]; i++) {
            w.benefit[i] = 0.3;                             /* 3/10 and 7/10: no rounding may decide the tie */
            w.cost[i] = 0.7;
        }
        pfg_solved(&w, &cm_concept_stable_agreement, NULL);
        assert_int_equal(pfg_whole(&w, "largest"), 3);
        assert_int_equal(pfg_whole(&w, "count"), 2);
        assert_close(pfg_number(&w, "gap_closed"), closed[t], 1e-12);
        assert_true(stable(&w, 2) && stable(&w, 3) && !stable(&w, 1));
        assert_false(pfg_truth(&w, "sizes", 2, "strict"));
        assert_close(pfg_cell(&w, "sizes", 2, "staying"), 0, 0);
        for (size_t k = 4; k <= n[t]; k++) assert_false(stable(&w, k));
        cm_arena_free(&w.arena);
    }
}

/* S. Barrett, Oxford Economic Papers 46 (1994) 878-894: the agreement leads.  Many sign only when little
 * is at stake.  (Sizes and shares recomputed from the model.) */
static void test_many_sign_a_leading_agreement_when_little_is_at_stake(void **state)
{
    static const struct { size_t n; double c; int64_t largest; double closed; } row[] = {
        { 5, 0.01, 5, 1 }, { 5, 0.05, 5, 1 }, { 5, 0.1, 4, 0.39895895300418194 }, { 5, 0.2, 4, 0.6759999999999972 }, { 5, 0.5, 3, 0.4494459833795033 },
        { 5, 1, 3, 0.5540968764146676 }, { 5, 2, 2, 0.20745718962477927 }, { 5, 100, 2, 0.17891361360596383 },
        { 10, 0.01, 10, 1 }, { 10, 0.05, 8, 0.5106070314836472 }, { 10, 0.1, 6, 0.1988493734261132 }, { 10, 0.2, 5, 0.29313335373941546 },
        { 10, 0.5, 3, 0.1049382716049383 }, { 10, 1, 3, 0.2222998334066898 }, { 10, 2, 3, 0.2508904355782112 }, { 10, 5, 2, 0.07405769882387919 },
        { 10, 0.25, 4, -1 }, { 10, 0.02, 9, -1 }, { 100, 0.01, 51, 0.019998098407217987 }, { 100, 0.05, 18, 0.011807155594822104 },
        { 100, 0.1, 11, 0.02197802197801022 }, { 100, 1, 3, 0.01573390117275436 }, { 100, 100, 2, 0.0007804001528950155 } };
    (void)state;
    for (size_t t = 0; t < sizeof row / sizeof row[0]; t++) {
        pfg_world w;
        (void)pfg_quadratic(&w, row[t].n, row[t].c, true);
        pfg_solved(&w, &cm_concept_stable_agreement, NULL);
        assert_int_equal(pfg_whole(&w, "largest"), row[t].largest);
        assert_int_equal(pfg_whole(&w, "count"), 1);
        if (row[t].closed >= 0) assert_close(pfg_number(&w, "gap_closed"), row[t].closed, 1e-9);
        cm_arena_free(&w.arena);
    }
}

/* All at once nobody signs; the same of cartels (d'Aspremont and others 1983), of which pairs are an exception. */
static void test_nobody_signs_when_all_act_together(void **state)
{
    static const double c[] = { 0.25, 0.5, 1, 2, 0.1, 0.02, 0.01 };
    (void)state;
    for (size_t t = 0; t < 7; t++) {
        pfg_world w;
        (void)pfg_quadratic(&w, 10, c[t], false);
        pfg_solved(&w, &cm_concept_stable_agreement, NULL);
        assert_int_equal(pfg_whole(&w, "largest"), 1);
        assert_int_equal(pfg_whole(&w, "count"), 1);
        cm_arena_free(&w.arena);
    }
}

/* S. Salant, S. Switzer, R. Reynolds, Quarterly J. of Economics 98 (1983) 185-199: a merger pays from 80 % on. */
static void test_a_cartel_pays_from_four_fifths_on(void **state)
{
    static const size_t least[] = { 2, 3, 4, 4, 5, 6, 7, 8, 9, 9, 10 };
    (void)state;
    for (size_t n = 2; n <= 12; n++) {
        pfg_world w;
        pfg_open(&w, n, 0)->source = CM_PFG_COURNOT;
        pfg_solved(&w, &cm_concept_stable_agreement, NULL);
        assert_int_equal(pfg_whole(&w, "largest"), n == 2 ? 2 : 1);
        for (size_t k = 2; k <= n; k++) assert_int_equal(pfg_truth(&w, "sizes", k - 1, "profitable"), k >= least[n - 2]);
        cm_arena_free(&w.arena);
    }
}

/* Unequal players, without and with transfers (recomputed from the model, potential internal stability). */
static void test_side_payments_among_unequals_enlarge_agreements(void **state)
{
    static const struct { double b[8]; int64_t with, without; double closed; const char *best; double plain; } row[] = {
        { { 4, 1, 1, 1, 1, 1, 1, 1 }, 3, 3, 0.23230974632843793, "{m1, m2, m3}", 0.14419225634178906 },
        { { 10, 1, 1, 1, 1, 1, 1, 1 }, 6, 3, 0.7088538837588267, "{m1, m2, m3, m4, m5, m6}", 0.0977729494839761 },
        { { 10, 10, 1, 1, 1, 1, 1, 1 }, 6, 3, 0.6229469732519943, "{m1, m3, m4, m5, m6, m7}", 0.1032379164711403 },
        { { 5, 4, 3, 2, 1, 1, 1, 1 }, 4, 3, 0.3176823176823177, "{m1, m5, m6, m7}", 0.10139860139860139 },
        { { 8, 4, 2, 1, 0.5, 0.25, 0.125, 0.0625 }, 7, 1, 0.8418597313074188, "{m1, m3, m4, m5, m6, m7, m8}", 0 } };
    (void)state;
    for (size_t t = 0; t < sizeof row / sizeof row[0]; t++) {
        pfg_world w;
        pfg_open(&w, 8, 0)->symmetric = false;
        memcpy(w.benefit, row[t].b, sizeof row[t].b);
        pfg_solved(&w, &cm_concept_stable_agreement, &buying);
        assert_int_equal(pfg_whole(&w, "largest_internal"), row[t].with);
        assert_close(pfg_number(&w, "best_gap"), row[t].closed, 1e-12);
        assert_string_equal(pfg_words(&w, "best_internal"), row[t].best);
        pfg_solved(&w, &cm_concept_stable_agreement, NULL);
        assert_int_equal(pfg_whole(&w, "largest_internal"), row[t].without);
        if (t != 2 && t != 3) assert_close(pfg_number(&w, "best_gap"), row[t].plain, 1e-12);
        cm_arena_free(&w.arena);
    }
}

/* Twelve regions with cubic costs; the parameters are those of M. Finus, E. van Ierland, R. Dellink,
 * Economics of Governance 7 (2006) 271-291, as remembered, not checked against the paper: the European
 * Union with Japan is the one stable coalition, as its text says. */
static void test_twelve_regions_have_one_stable_coalition(void **state)
{
    static const char *const region[] = { "USA", "JPN", "EEC", "OOE", "EET", "FSU", "EEX", "CHN", "IND", "DAE", "BRA", "ROW" };
    static const double share[] = { 0.226, 0.173, 0.236, 0.035, 0.013, 0.068, 0.03, 0.062, 0.05, 0.025, 0.015, 0.068 };
    static const double alpha[] = { 0.0005, 0.0155, 0.0024, 0.0083, 0.0079, 0.0023, 0.0032, 7e-05, 0.0015, 0.0047, 0.5612, 0.0021 };
    static const double beta[] = { 0.00398, 0.1816, 0.01503, 0.0, 0.00486, 0.00042, 0.03029, 0.00239, 0.00787, 0.03774, 0.84974, 0.00805 };
    static const double alone[] = { 126.1, 15.4, 57.6, 12.6, 7.5, 33.2, 14.6, 165.7, 32.8, 10.6, 0.5, 32.9 };
    pfg_world w;
    cm_pfg *pfg = pfg_open(&w, 12, 0);
    size_t block[12], lead;
    double q[12], pay[12], total = 0;
    (void)state;
    pfg->symmetric = pfg->exact = false;
    pfg->cubic = alpha;
    pfg->cost = beta;
    pfg->player = region;
    for (size_t i = 0; i < 12; i++) w.benefit[i] = 37.4 * share[i];
    cm_pfg_agreement(pfg, 0, block, &lead);
    cm_pfg_payoffs(pfg, block, lead, q, pay);
    for (size_t i = 0; i < 12; i++) {
        total += q[i];
        assert_close(q[i], alone[i], 0.051);
    }
    assert_close(total, 509.5306555242533, 1e-9);
    pfg_solved(&w, &cm_concept_stable_agreement, NULL);
    assert_int_equal(pfg_whole(&w, "count"), 1);
    assert_int_equal(pfg_whole(&w, "internal_count"), 13);
    assert_string_equal(cm_table_get(cm_result_find(&w.result, "coalitions"), 0, "members").as.text, "{JPN, EEC}");
    pfg_solved(&w, &cm_concept_stable_agreement, &buying);
    assert_int_equal(pfg_whole(&w, "internal_count"), 612);
    assert_string_equal(pfg_words(&w, "best_internal"), "{USA, EET, CHN, IND, DAE}");
    cm_arena_free(&w.arena);
}

/* Equal players looked at coalition by coalition, and by size: two ways that share little. */
static void test_sizes_and_coalitions_agree(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        pfg_world w;
        cm_pfg *pfg = pfg_random(&w, 7, t);
        int64_t sizes[8] = { 0 }, largest, binomial = 1;
        if (!pfg->symmetric) {
            cm_arena_free(&w.arena);
            continue;
        }
        pfg_solved(&w, &cm_concept_stable_agreement, NULL);
        largest = pfg_whole(&w, "largest");
        for (size_t k = 1; k <= pfg->n; k++) sizes[k] = stable(&w, k);
        pfg->symmetric = false;
        for (int transfers = 0; transfers < 2; transfers++) {
            pfg_solved(&w, &cm_concept_stable_agreement, transfers ? &buying : NULL);
            assert_int_equal(pfg_whole(&w, "largest"), largest);
            binomial = 1;
            for (size_t k = 1; k <= pfg->n; k++) {
                binomial = binomial * (int64_t)(pfg->n - k + 1) / (int64_t)k;
                assert_int_equal(cm_table_get(cm_result_find(&w.result, "sizes"), k - 1, "stable").as.integer, sizes[k] * binomial);
            }
        }
        cm_arena_free(&w.arena);
    }
}

/* Turning the players round turns the coalitions; other units change no stability. */
static void test_names_and_units_do_not_matter(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 100; t++) {
        pfg_world w;
        cm_pfg *pfg = pfg_random(&w, 7, t);
        size_t n = pfg->n;
        int64_t count, internals;
        if (pfg->symmetric) continue;
        pfg_solved(&w, &cm_concept_stable_agreement, t % 2 ? &buying : NULL);
        count = pfg_whole(&w, "count");
        internals = pfg_whole(&w, "internal_count");
        for (size_t i = 0; i < n / 2; i++) {
            double b = w.benefit[i], c = w.cost[i], d = w.cubic[i];
            w.benefit[i] = w.benefit[n - 1 - i], w.cost[i] = w.cost[n - 1 - i], w.cubic[i] = w.cubic[n - 1 - i];
            w.benefit[n - 1 - i] = b, w.cost[n - 1 - i] = c, w.cubic[n - 1 - i] = d;
        }
        for (size_t i = 0; i < n; i++) w.benefit[i] *= 4, w.cost[i] *= 4, w.cubic[i] *= 4;
        pfg_solved(&w, &cm_concept_stable_agreement, t % 2 ? &buying : NULL);
        assert_int_equal(pfg_whole(&w, "count"), count);
        assert_int_equal(pfg_whole(&w, "internal_count"), internals);
        cm_arena_free(&w.arena);
    }
}

static void test_near_misses_are_refused(void **state)
{
    static const char *const by_size[] = { "size", "internal", "external", "gap_closed", "stable", "strict", "member", "outsider", "staying", "joining", NULL };
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        pfg_world w;
        cm_pfg *pfg = pfg_random(&w, 6, t);
        const cm_stable_params p = { t % 2 == 1 };
        cm_table *table;
        size_t row;
        pfg_solved(&w, &cm_concept_stable_agreement, &p);
        table = cm_result_find(&w.result, pfg->symmetric ? "sizes" : "coalitions");
        assert_non_null(table);
        for (cm_named *v = w.result.summary; v != NULL; v = v->next) {
            if (strcmp(v->name, "largest") == 0 || strcmp(v->name, "count") == 0 || strcmp(v->name, "gap_closed") == 0) pfg_refuses(&w, &cm_concept_stable_agreement, &p, &v->value);
        }
        if (table->nrows == 0) {
            cm_arena_free(&w.arena);
            continue;
        }
        row = cm_rng_below(&w.rng, table->nrows);
        for (size_t k = 0; k < table->ncolumns; k++) {
            for (const char *const *name = by_size; *name != NULL; name++) {
                if (strcmp(*name, table->column[k]) == 0) pfg_refuses(&w, &cm_concept_stable_agreement, &p, &table->cell[row * table->ncolumns + k]);
            }
        }
        if (!pfg->symmetric && pfg_truth(&w, "coalitions", table->nrows - 1, "strict")) {
            table->nrows--;
            for (cm_named *v = w.result.summary; v != NULL; v = v->next) {
                bool largest = strcmp(v->name, "largest") == 0;
                if (strcmp(v->name, "count") == 0) v->value.as.integer--;
                else if (largest || strcmp(v->name, "gap_closed") == 0) {
                    v->value = table->nrows > 0 ? cm_table_get(table, 0, largest ? "size" : "gap_closed") : largest ? cm_integer(0) : cm_none();
                }
            }
            cm_ctx_clear(&w.ctx);
            assert_int_equal(cm_concept_stable_agreement.check(&w.ctx, &w.game, &p, &w.result), CM_E_NUMERIC);
        }
        cm_arena_free(&w.arena);
    }
}

/* A pair of which one loses a millionth of a millionth by staying: too little to be seen in doubles
 * within tolerance, but no tie. */
static void test_no_tolerance_makes_a_tie(void **state)
{
    static const size_t two[] = { 0, 0, 2 };
    static const double pays[][2] = { { 1, 0 }, { 1, -1e-12 }, { 1, 1e-12 } };
    (void)state;
    for (size_t t = 0; t < 3; t++) {
        const cm_pfg_entry entry = { two, 0, true, 0, pays[t] };
        pfg_world w;
        cm_pfg *pfg = pfg_open(&w, 3, 0);
        pfg->source = CM_PFG_LISTED;
        pfg->symmetric = false;
        pfg->entry = &entry;
        pfg->nentries = 1;
        pfg_solved(&w, &cm_concept_stable_agreement, NULL);
        assert_int_equal(pfg_whole(&w, "internal_count"), t == 1 ? 3 : 4);
        cm_arena_free(&w.arena);
    }
}

static void test_without_memory_it_says_so(void **state)
{
    pfg_world w;
    (void)state;
    (void)pfg_open(&w, 5, 0);
    pfg_without_memory(&w, &cm_concept_stable_agreement, NULL);
    w.game.as.pfg.symmetric = false;
    pfg_without_memory(&w, &cm_concept_stable_agreement, NULL);
    cm_arena_free(&w.arena);
}

/* L. Gruber, Ruling the World (Princeton 2000): the third joins, although before all this it was better off. */
static void test_going_it_alone_makes_the_third_join_what_hurts_it(void **state)
{
    static const size_t two[] = { 0, 0, 2 }, three[] = { 0, 0, 0 };
    static const double pair[] = { 1.2, 1.2 }, all[] = { 1.5, 1.5, -1 };
    static const cm_pfg_entry entry[] = { { two, 0, false, 0, pair }, { two, 2, false, -2, NULL }, { three, 0, false, 0, all } };
    pfg_world w;
    cm_pfg *pfg = pfg_open(&w, 3, 0);
    (void)state;
    pfg->source = CM_PFG_LISTED;
    pfg->symmetric = false;
    pfg->entry = entry;
    pfg->nentries = 3;
    pfg_solved(&w, &cm_concept_stable_agreement, NULL);
    assert_int_equal(pfg_whole(&w, "largest"), 3);
    assert_int_equal(pfg_whole(&w, "count"), 1);
    assert_false(pfg_truth(&w, "coalitions", 0, "profitable"));
    assert_close(pfg_cell(&w, "payoffs", 2, "value"), -1, 0);
    assert_close(pfg_cell(&w, "payoffs", 2, "alone"), 0, 0);
    cm_arena_free(&w.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_three_sign_when_benefits_are_linear),
        cmocka_unit_test(test_many_sign_a_leading_agreement_when_little_is_at_stake),
        cmocka_unit_test(test_nobody_signs_when_all_act_together),
        cmocka_unit_test(test_a_cartel_pays_from_four_fifths_on),
        cmocka_unit_test(test_side_payments_among_unequals_enlarge_agreements),
        cmocka_unit_test(test_twelve_regions_have_one_stable_coalition),
        cmocka_unit_test(test_sizes_and_coalitions_agree),
        cmocka_unit_test(test_names_and_units_do_not_matter),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_no_tolerance_makes_a_tie),
        cmocka_unit_test(test_without_memory_it_says_so),
        cmocka_unit_test(test_going_it_alone_makes_the_third_join_what_hurts_it),
    };
    return RUN_TESTS(tests);
}
