/* test_baron_ferejohn.c: dividing a surplus under a closed rule where heads are counted. */
#include <gsl/gsl_linalg.h>

#include "tests/support/dividing.h"

extern const cm_concept cm_concept_baron_ferejohn;

static void expect_values(surplus_world *w, const double *value, double tolerance)
{
    assert_int_equal(surplus_solve(w, &cm_concept_baron_ferejohn, NULL), CM_OK);
    for (size_t i = 0; i < w->game.as.protocol.n; i++) assert_close(surplus_at(w, i, "value"), value[i], tolerance);
    cm_arena_free(&w->arena);
}

/* D. P. Baron, J. A. Ferejohn, Amer. Polit. Sci. Rev. 83 (1989) 1181-1206, Proposition 3: the proposer keeps
 * 1 - (q - 1) delta / n. */
static void test_equal_members_pay_a_minimal_coalition_their_discounted_share(void **state)
{
    (void)state;
    for (size_t n = 1; n <= 25; n++) {
        for (size_t quota = 1; quota <= n; quota++) {
            surplus_world w;
            double delta = 0.3 + 0.02 * (double)n;
            (void)surplus_open(&w, n, (int64_t)quota);
            for (size_t i = 0; i < n; i++) w.patience[i] = delta;
            assert_int_equal(surplus_solve(&w, &cm_concept_baron_ferejohn, NULL), CM_OK);
            for (size_t i = 0; i < n; i++) {
                assert_close(surplus_at(&w, i, "value"), 1 / (double)n, 1e-12);
                assert_close(surplus_at(&w, i, "proposes"), 1 - (double)(quota - 1) * delta / (double)n, 1e-12);
            }
            assert_close(surplus_summary(&w, "inequality"), 0, 1e-12);
            cm_arena_free(&w.arena);
        }
    }
}

/* Numbers computed from the equations of H. Eraslan, J. Econ. Theory 103 (2002) 11-30, by enumeration of who is bought
 * always, sometimes and never, in fractions. */
static void test_known_values_of_unequal_members(void **state)
{
    surplus_world w;
    (void)state;
    (void)surplus_open(&w, 3, 2);
    memcpy(w.patience, (double[]){ 0.99, 0.9, 0.9 }, 3 * sizeof(double));
    expect_values(&w, (double[]){ 0.3125, 0.34375, 0.34375 }, 1e-12);
    (void)surplus_open(&w, 3, 2);
    memcpy(w.patience, (double[]){ 0.7, 0.8, 0.95 }, 3 * sizeof(double));
    expect_values(&w, (double[]){ 0.38287153652392947, 0.33501259445843823, 0.28211586901763225 }, 1e-12);
    (void)surplus_open(&w, 3, 2);
    memcpy(w.recognition, (double[]){ 0.8, 0.1, 0.1 }, 3 * sizeof(double));
    expect_values(&w, (double[]){ 0.6875, 0.15625, 0.15625 }, 1e-12);
    (void)surplus_open(&w, 3, 2);
    w.patience[0] = 0.5;
    expect_values(&w, (double[]){ 11.0 / 31, 10.0 / 31, 10.0 / 31 }, 1e-12);
    (void)surplus_open(&w, 3, 2);
    memcpy(w.recognition, (double[]){ 0.5, 0.25, 0.25 }, 3 * sizeof(double));
    expect_values(&w, (double[]){ 11.0 / 31, 10.0 / 31, 10.0 / 31 }, 1e-12);
    (void)surplus_open(&w, 5, 3);
    memcpy(w.recognition, (double[]){ 0.4, 0.3, 0.1, 0.1, 0.1 }, 5 * sizeof(double));
    expect_values(&w, (double[]){ 8.0 / 29, 6.0 / 29, 5.0 / 29, 5.0 / 29, 5.0 / 29 }, 1e-12);
    for (int64_t quota = 3; quota <= 4; quota++) {
        (void)surplus_open(&w, 5, quota);
        memcpy(w.patience, (double[]){ 0.99, 0.95, 0.9, 0.85, 0.8 }, 5 * sizeof(double));
        expect_values(&w, (double[]){ 0.18036505776009495, 0.18795937598157264, 0.19840156353610444, 0.2100722437441106, 0.22320175897811748 }, 1e-12);
    }
    (void)surplus_open(&w, 5, 5);
    memcpy(w.patience, (double[]){ 0.99, 0.95, 0.9, 0.85, 0.8 }, 5 * sizeof(double));
    expect_values(&w, (double[]){ 12.0 / 17, 12.0 / 85, 6.0 / 85, 4.0 / 85, 3.0 / 85 }, 1e-12);
    (void)surplus_open(&w, 5, 3);
    memcpy(w.recognition, (double[]){ 0.05, 0.05, 0.3, 0.3, 0.3 }, 5 * sizeof(double));
    for (size_t i = 0; i < 5; i++) w.patience[i] = 0.95;
    expect_values(&w, (double[]){ 0.2, 0.2, 0.2, 0.2, 0.2 }, 1e-12);
}

/* E. Winter, Amer. Polit. Sci. Rev. 90 (1996) 813-823: the two values solve two linear equations. */
static void test_vetoes_are_worth_what_two_equations_say(void **state)
{
    static const struct { size_t n, k, q; double delta, veto; } known[] = {
        { 3, 1, 2, 0.8, 0.6 }, { 3, 1, 2, 0.9, 11.0 / 15 }, { 3, 1, 2, 0.99, 101.0 / 105 },
        { 5, 2, 3, 0.9, 7.0 / 17 }, { 5, 2, 4, 0.99, 34.0 / 71 }, { 15, 5, 9, 0.9, 16.0 / 105 }, { 15, 5, 9, 0.999, 0.19933598937583 },
    };
    (void)state;
    for (size_t c = 0; c < sizeof known / sizeof known[0]; c++) {
        surplus_world w;
        size_t n = known[c].n, k = known[c].k;
        (void)surplus_open(&w, n, 1);
        surplus_vetoes(&w, n, k, (int64_t)known[c].q);
        for (size_t i = 0; i < n; i++) w.patience[i] = known[c].delta;
        assert_int_equal(surplus_solve(&w, &cm_concept_baron_ferejohn, NULL), CM_OK);
        for (size_t i = 0; i < n; i++) {
            double expected = i < k ? known[c].veto : (1 - (double)k * known[c].veto) / (double)(n - k);
            assert_close(surplus_at(&w, i, "value"), expected, 1e-8);
        }
        cm_arena_free(&w.arena);
    }
}

/* How often the first of a pair buys the other. */
static double buys(const surplus_world *w, const char *proposer, const char *partner)
{
    const cm_table *table = cm_result_find(&w->result, "partners");
    for (size_t row = 0; row < table->nrows; row++) {
        if (strcmp(cm_table_get(table, row, "proposer").as.text, proposer) == 0 && strcmp(cm_table_get(table, row, "partner").as.text, partner) == 0) {
            return cm_table_get(table, row, "probability").as.number;
        }
    }
    return 0;
}

/* M. Montero, Games Econ. Behav. 41 (2002) 309-321: recognition like the nucleolus is worth the nucleolus, and a weak one
 * buys the strong one a fourth of the time; and even recognition: 7/23 at a patience of 1/2, 3/7 at 0.9 and above. */
static void test_the_apex_game(void **state)
{
    static const double deltas[] = { 0.5, 0.9, 0.99 }, strong[] = { 0.25, 0.25, 0.25, 1, 89.0 / 108, 899.0 / 1188 };
    (void)state;
    for (size_t c = 0; c < 6; c++) {
        surplus_world w;
        double apex = c == 3 ? 7.0 / 23 : 3.0 / 7;
        (void)surplus_open(&w, 5, 1);
        surplus_weigh(&w, 5, (int64_t[]){ 3, 1, 1, 1, 1 }, 4);
        for (size_t i = 0; i < 5; i++) {
            w.patience[i] = deltas[c % 3];
            if (c < 3) w.recognition[i] = i == 0 ? 3.0 / 7 : 1.0 / 7;
        }
        assert_int_equal(surplus_solve(&w, &cm_concept_baron_ferejohn, NULL), CM_OK);
        for (size_t i = 0; i < 5; i++) assert_close(surplus_at(&w, i, "value"), i == 0 ? apex : (1 - apex) / 4, 1e-8);
        for (size_t i = 1; i < 5; i++) assert_close(buys(&w, surplus_names[i], "A"), strong[c], 1e-7);
        assert_int_equal(cm_result_get(&w.result, "unique")->kind, CM_NONE);
        cm_arena_free(&w.arena);
    }
}

/* D. P. Baron, J. A. Ferejohn (1989), Proposition 2: above (n + 2) / (2 (n - 1)), of five or more members, equilibria that
 * remember the past support every division: 7/8 for five, 11/16 for nine. */
static void test_the_patience_above_which_anything_goes_is_told(void **state)
{
    static const struct { size_t n; int64_t quota; double delta; const char *words; } known[] = {
        { 5, 3, 0.9, "a patience of 0.875," }, { 9, 5, 0.9, "a patience of 0.6875," }, { 5, 3, 0.87, NULL }, { 3, 2, 0.9, NULL }, { 5, 4, 0.9, NULL },
    };
    (void)state;
    for (size_t c = 0; c < sizeof known / sizeof known[0]; c++) {
        surplus_world w;
        bool told = false;
        (void)surplus_open(&w, known[c].n, known[c].quota);
        for (size_t i = 0; i < known[c].n; i++) w.patience[i] = known[c].delta;
        assert_int_equal(surplus_solve(&w, &cm_concept_baron_ferejohn, NULL), CM_OK);
        for (cm_named *note = w.result.note; note != NULL; note = note->next) told = told || strstr(note->value.as.text, known[c].words != NULL ? known[c].words : "every division") != NULL;
        assert_int_equal(told, known[c].words != NULL);
        cm_arena_free(&w.arena);
    }
}

static void test_the_certificate_holds_for_random_rules_and_for_no_neighbour(void **state)
{
    static const char *const tables[] = { "values", "values", "coalitions" };
    static const size_t columns[] = { 1, 2, 2 };
    size_t moved = 0;
    (void)state;
    for (uint64_t t = 0; t < 300; t++) {
        surplus_world w;
        cm_rng rng;
        size_t n = 3 + t % 6;
        (void)surplus_open(&w, n, 1);
        surplus_draw(&w, "rules", t);
        cm_rng_init(&rng, support_seed(), "weights", t);
        if (t % 3 == 0) {
            surplus_vetoes(&w, n, 1 + cm_rng_below(&rng, n - 1), (int64_t)(1 + cm_rng_below(&rng, n)));
        } else {
            int64_t weight[SURPLUS_MOST], total = 0;
            for (size_t i = 0; i < n; i++) total += weight[i] = (int64_t)(1 + cm_rng_below(&rng, 9));
            surplus_weigh(&w, n, weight, total / 2 + 1 + (int64_t)cm_rng_below(&rng, (uint64_t)(total / 4 + 1)));
        }
        assert_int_equal(surplus_solve(&w, &cm_concept_baron_ferejohn, NULL), CM_OK);
        for (size_t k = 0; k < 3; k++) moved += surplus_refuses(&w, &cm_concept_baron_ferejohn, tables[k], columns[k], t);
        cm_arena_free(&w.arena);
    }
    assert_true(moved > 3000);
}

/* A guess of who is bought always (0), sometimes (1) and never (2) by all others makes the values linear in w: solved,
 * and kept when it contradicts nothing. */
static bool try_guess(const surplus_world *w, const int *guess, size_t q, double *value)
{
    size_t n = w->game.as.protocol.n, cheap = 0, marginal = 0;
    double a[49], b[7];
    gsl_matrix_view m = gsl_matrix_view_array(a, n + 1, n + 1);
    gsl_vector_view right = gsl_vector_view_array(b, n + 1);
    gsl_permutation *order = gsl_permutation_alloc(n + 1);
    gsl_vector *x = gsl_vector_alloc(n + 1);
    double sum = 0;
    int sign;
    bool good = true;
    memset(a, 0, sizeof a);
    memset(b, 0, sizeof b);
    for (size_t i = 0; i < n; i++) cheap += guess[i] == 0, marginal += guess[i] == 1;
    good = cheap < q && cheap + marginal >= q && marginal > 0;
    for (size_t i = 0; i < n && good; i++) {
        if (guess[i] == 1) {                                    /* delta_i v_i = w */
            gsl_matrix_set(&m.matrix, i, i, w->patience[i]);
            gsl_matrix_set(&m.matrix, i, n, -1);
            continue;
        }
        for (size_t j = 0; j < n; j++) {                        /* v_i = p_i (1 - C_i) + mu_i delta_i v_i */
            double cost = guess[j] == 0 && j != i ? w->recognition[i] * w->patience[j] : 0;
            double bought = i == j && guess[i] == 0 ? (1 - w->recognition[i]) * w->patience[i] : 0;
            gsl_matrix_set(&m.matrix, i, j, (i == j ? 1.0 : 0.0) + cost - bought);
        }
        gsl_matrix_set(&m.matrix, i, n, w->recognition[i] * ((double)(q - 1) - (double)(cheap - (guess[i] == 0))));
        b[i] = w->recognition[i];
    }
    for (size_t j = 0; j < n; j++) gsl_matrix_set(&m.matrix, n, j, 1);
    b[n] = 1;
    good = good && gsl_linalg_LU_decomp(&m.matrix, order, &sign) == 0 && fabs(gsl_linalg_LU_det(&m.matrix, sign)) > 1e-13 &&
           gsl_linalg_LU_solve(&m.matrix, order, &right.vector, x) == 0;
    for (size_t i = 0; i < n && good; i++) {
        double price = w->patience[i] * gsl_vector_get(x, i), last = gsl_vector_get(x, n), cost = 0, bought;
        for (size_t j = 0; j < n; j++) cost += guess[j] == 0 && j != i ? w->patience[j] * gsl_vector_get(x, j) : 0;
        cost += ((double)(q - 1) - (double)(cheap - (guess[i] == 0))) * last;
        bought = guess[i] == 0 ? 1 - w->recognition[i] : guess[i] == 2 ? 0 : (gsl_vector_get(x, i) - w->recognition[i] * (1 - cost)) / price;
        good = guess[i] == 0 ? price <= last + 1e-10 : guess[i] == 2 ? price >= last - 1e-10 : bought >= -1e-9 && bought <= 1 - w->recognition[i] + 1e-9;
        value[i] = gsl_vector_get(x, i);
        sum += bought;
    }
    gsl_vector_free(x);
    gsl_permutation_free(order);
    return good && fabs(sum - (double)(q - 1)) < 1e-8;
}

static void test_values_are_those_of_the_guess_that_contradicts_nothing(void **state)
{
    size_t found = 0;
    (void)state;
    for (uint64_t t = 0; t < 300; t++) {
        surplus_world w;
        size_t n = 2 + t % 5, total = 1;
        (void)surplus_open(&w, n, (int64_t)(2 + t / 5 % (n - 1)));
        surplus_draw(&w, "closed", t);
        for (size_t i = 0; i < n; i++) w.recognition[i] = (w.recognition[i] + 0.01) / (1 + 0.01 * (double)n);
        assert_int_equal(surplus_solve(&w, &cm_concept_baron_ferejohn, NULL), CM_OK);
        for (size_t i = 0; i < n; i++) total *= 3;
        for (size_t code = 0; code < total; code++) {
            int guess[6];
            double value[6];
            size_t rest = code;
            for (size_t i = 0; i < n; i++, rest /= 3) guess[i] = (int)(rest % 3);
            if (!try_guess(&w, guess, 2 + t / 5 % (n - 1), value)) continue;
            found++;
            for (size_t i = 0; i < n; i++) assert_close(surplus_at(&w, i, "value"), value[i], 1e-7);
        }
        cm_arena_free(&w.arena);
    }
    assert_true(found >= 200);
}

static void test_the_certificate_holds_for_random_members(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 400; t++) {
        surplus_world w;
        size_t n = 1 + t % 25;
        (void)surplus_open(&w, n, (int64_t)(1 + t / 25 % n));
        surplus_draw(&w, "certificate", t);
        assert_int_equal(surplus_solve(&w, &cm_concept_baron_ferejohn, NULL), CM_OK);
        assert_true(w.result.certified);
        assert_true(surplus_summary(&w, "largest_deviation") <= 1e-8);
        cm_arena_free(&w.arena);
    }
}

/* Whoever never proposes has a vote for nothing. */
static void test_a_fixed_proposer_keeps_everything(void **state)
{
    surplus_world w;
    cm_protocol *p;
    (void)state;
    p = surplus_open(&w, 5, 4);
    p->kind = CM_SETTER;
    p->setter = 2;
    memcpy(w.recognition, (double[]){ 0, 0, 1, 0, 0 }, 5 * sizeof(double));
    expect_values(&w, (double[]){ 0, 0, 1, 0, 0 }, 0);
}

static void test_turning_the_members_round_turns_the_values(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        surplus_world w;
        size_t n = 2 + t % 12;
        double value[SURPLUS_MOST];
        (void)surplus_open(&w, n, (int64_t)(1 + t / 12 % n));
        surplus_draw(&w, "turn", t);
        assert_int_equal(surplus_solve(&w, &cm_concept_baron_ferejohn, NULL), CM_OK);
        for (size_t i = 0; i < n; i++) value[(i + 1) % n] = surplus_at(&w, i, "value");
        double p = w.recognition[n - 1], delta = w.patience[n - 1];
        memmove(w.recognition + 1, w.recognition, (n - 1) * sizeof(double));
        memmove(w.patience + 1, w.patience, (n - 1) * sizeof(double));
        w.recognition[0] = p;
        w.patience[0] = delta;
        expect_values(&w, value, 1e-10);
    }
}

/* Each number of the tables moved by 1e-4 of the surplus. */
static void test_near_misses_are_refused(void **state)
{
    static const char *const tables[] = { "values", "partners" };
    size_t moved = 0;
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        surplus_world w;
        size_t n = 2 + t % 8;
        (void)surplus_open(&w, n, (int64_t)(2 + t / 8 % (n - 1)));
        surplus_draw(&w, "near", t);
        assert_int_equal(surplus_solve(&w, &cm_concept_baron_ferejohn, NULL), CM_OK);
        for (size_t k = 0; k < 2; k++) {
            cm_table *table = cm_result_find(&w.result, tables[k]);
            for (size_t row = 0; row < table->nrows; row++) {
                cm_value *cell = &table->cell[row * table->ncolumns + (k == 0 ? 1 + (row + t) % 2 : 3)];
                double right = cell->as.number;
                assert_int_equal(cell->kind, CM_NUMBER);
                cell->as.number += (row + t) % 4 < 2 ? 1e-4 : -1e-4;
                assert_int_equal(cm_concept_baron_ferejohn.check(&w.ctx, &w.game, &(long){ 10 }, &w.result), CM_E_NUMERIC);
                cm_ctx_clear(&w.ctx);
                cell->as.number = right;
                moved++;
            }
        }
        for (cm_named *s = w.result.summary; s != NULL; s = s->next) {
            if (s->value.kind != CM_NUMBER) continue;
            s->value.as.number += 1e-4;
            assert_int_equal(cm_concept_baron_ferejohn.check(&w.ctx, &w.game, &(long){ 10 }, &w.result), CM_E_NUMERIC);
            cm_ctx_clear(&w.ctx);
            s->value.as.number -= 1e-4;
        }
        cm_arena_free(&w.arena);
    }
    assert_true(moved > 1000);
}

static void test_what_it_has_no_answer_to_is_said(void **state)
{
    surplus_world w;
    (void)state;
    surplus_open(&w, 3, 2)->kind = CM_ROTATION;
    surplus_unanswered(&w, &cm_concept_baron_ferejohn, "the closed rule draws its proposer anew in each round; here members take turns");
    surplus_open(&w, 3, 2)->cost = 0.25;
    surplus_unanswered(&w, &cm_concept_baron_ferejohn, "here a round costs 0.25, and only impatience is counted: let patience stand for it");
    surplus_open(&w, 3, 2)->outside = w.outside;
    w.outside[1] = 0.125;
    surplus_unanswered(&w, &cm_concept_baron_ferejohn, "nobody may have anything without an agreement, and 'B' has 0.125");
}

/* Heads, heads with a deadline, and vetoes. */
static void test_each_allocation_may_fail(void **state)
{
    (void)state;
    for (size_t way = 0; way < 3; way++) {
        cm_status status = CM_E_MEMORY;
        long k = 0;
        for (; status == CM_E_MEMORY; k++) {
            surplus_world w;
            (void)surplus_open(&w, 4, 3);
            w.patience[2] = 0.5;
            if (way == 1) w.game.as.protocol.rounds = 2;
            if (way == 2) surplus_vetoes(&w, 4, 1, 2);
            w.ctx.alloc_budget = k;
            status = surplus_solve(&w, &cm_concept_baron_ferejohn, NULL);
            assert_true(status == CM_OK || status == CM_E_MEMORY);
            cm_arena_free(&w.arena);
        }
        assert_true(k > 20);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal_members_pay_a_minimal_coalition_their_discounted_share),
        cmocka_unit_test(test_known_values_of_unequal_members),
        cmocka_unit_test(test_vetoes_are_worth_what_two_equations_say),
        cmocka_unit_test(test_the_apex_game),
        cmocka_unit_test(test_the_patience_above_which_anything_goes_is_told),
        cmocka_unit_test(test_the_certificate_holds_for_random_rules_and_for_no_neighbour),
        cmocka_unit_test(test_values_are_those_of_the_guess_that_contradicts_nothing),
        cmocka_unit_test(test_the_certificate_holds_for_random_members),
        cmocka_unit_test(test_a_fixed_proposer_keeps_everything),
        cmocka_unit_test(test_turning_the_members_round_turns_the_values),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_what_it_has_no_answer_to_is_said),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
