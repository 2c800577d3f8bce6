/* test_bargain_figures.c: figures computed by other programs for the division of a surplus and for policies in rounds: each
 * row as it was, whoever solves it now.
 *
 * A. Rubinstein, Econometrica 50 (1982) 97-109.  D. Baron, J. Ferejohn, Amer. Polit. Sci. Rev. 83 (1989) 1181-1206.
 * H. Eraslan, J. Econ. Theory 103 (2002) 11-30.  E. Winter, Amer. Polit. Sci. Rev. 90 (1996) 813-823.  M. Montero, Games
 * Econ. Behav. 54 (2006) 380-397.  J. Banks, J. Duggan, Amer. Polit. Sci. Rev. 94 (2000) 73-88; limits under unanimity:
 * H. Imai, H. Salonen, Math. Soc. Sci. 39 (2000) 349-367, D. Cardona, C. Ponsati, Games Econ. Behav. 61 (2007) 28-55. */
#include "solver/bargain/banks_duggan.h"
#include "tests/support/dividing.h"
#include "tests/support/policy_world.h"
#include "tests/support/talking.h"

extern const cm_concept cm_concept_baron_ferejohn, cm_concept_rubinstein, cm_concept_unanimity_bargaining;

static double cell(const talking *t, size_t i, const char *column)
{
    cm_value value = cm_table_get(cm_result_find(&t->result, "values"), i, column);
    assert_int_equal(value.kind, CM_NUMBER);
    return value.as.number;
}

/* Patience of the first and the second; what the first has.  Then rates, and the limit of ever shorter rounds. */
static void test_two_in_turns(void **state)
{
    static const double rows[][3] = {
        { 0.5, 0.5, 0.66666666667 }, { 0.5, 0.8, 0.33333333333 }, { 0.5, 0.9, 0.18181818182 }, { 0.5, 0.95, 0.095238095238 },
        { 0.5, 0.99, 0.019801980198 }, { 0.8, 0.5, 0.83333333333 }, { 0.8, 0.8, 0.55555555556 }, { 0.8, 0.9, 0.35714285714 },
        { 0.8, 0.95, 0.20833333333 }, { 0.8, 0.99, 0.048076923077 }, { 0.9, 0.5, 0.90909090909 }, { 0.9, 0.8, 0.71428571429 },
        { 0.9, 0.9, 0.52631578947 }, { 0.9, 0.95, 0.34482758621 }, { 0.9, 0.99, 0.091743119266 }, { 0.95, 0.5, 0.95238095238 },
        { 0.95, 0.8, 0.83333333333 }, { 0.95, 0.9, 0.68965517241 }, { 0.95, 0.95, 0.51282051282 }, { 0.95, 0.99, 0.16806722689 },
        { 0.99, 0.5, 0.9900990099 }, { 0.99, 0.8, 0.96153846154 }, { 0.99, 0.9, 0.91743119266 }, { 0.99, 0.95, 0.84033613445 },
        { 0.99, 0.99, 0.50251256281 },
    };
    static const double limits[][3] = {
        { 0.05, 0.05, 0.5 }, { 0.05, 0.1, 0.66666666667 }, { 0.05, 0.2, 0.8 }, { 0.1, 0.05, 0.33333333333 }, { 0.1, 0.1, 0.5 },
        { 0.1, 0.2, 0.66666666667 }, { 0.2, 0.05, 0.2 }, { 0.2, 0.1, 0.33333333333 }, { 0.2, 0.2, 0.5 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0] + sizeof limits / sizeof limits[0]; k++) {
        bool limit = k >= sizeof rows / sizeof rows[0];
        const double *row = limit ? limits[k - sizeof rows / sizeof rows[0]] : rows[k];
        surplus_world w;
        surplus_open(&w, 2, 2)->kind = CM_ROTATION;
        for (size_t i = 0; i < 2; i++) w.patience[i] = limit ? exp(-row[i]) : row[i];
        assert_int_equal(surplus_solve(&w, &cm_concept_rubinstein, NULL), CM_OK);
        assert_close(surplus_at(&w, 0, limit ? "limit" : "value"), row[2], 1e-9);
        cm_arena_free(&w.arena);
    }
}

/* Consensus of members that are alike, in turns and drawn: what the first keeps, what a proposer keeps, what others get. */
static void test_consensus_of_equals(void **state)
{
    static const struct { size_t n; double patience, first, keeps, gets; } rows[] = {
        { 2, 0.8, 0.55555555556, 0.6, 0.4 }, { 2, 0.9, 0.52631578947, 0.55, 0.45 }, { 2, 0.95, 0.51282051282, 0.525, 0.475 },
        { 2, 0.99, 0.50251256281, 0.505, 0.495 }, { 3, 0.8, 0.40983606557, 0.46666666667, 0.26666666667 }, { 3, 0.9, 0.36900369004, 0.4, 0.3 },
        { 3, 0.95, 0.35056967572, 0.36666666667, 0.31666666667 }, { 3, 0.99, 0.33668900037, 0.34, 0.33 }, { 5, 0.8, 0.29747739172, 0.36, 0.16 },
        { 5, 0.9, 0.24419428097, 0.28, 0.18 }, { 5, 0.95, 0.22102469813, 0.24, 0.19 }, { 5, 0.99, 0.20404019958, 0.208, 0.198 },
        { 10, 0.8, 0.22405804992, 0.28, 0.08 }, { 10, 0.9, 0.15353399328, 0.19, 0.09 }, { 10, 0.95, 0.12460653593, 0.145, 0.095 },
        { 10, 0.99, 0.10458290118, 0.109, 0.099 }, { 20, 0.8, 0.20233273764, 0.24, 0.04 }, { 20, 0.9, 0.11384032599, 0.145, 0.045 },
        { 20, 0.95, 0.07794061229, 0.0975, 0.0475 }, { 20, 0.99, 0.054916974145, 0.0595, 0.0495 }, { 25, 0.8, 0.20075844396, 0.232, 0.032 },
        { 25, 0.9, 0.10773421782, 0.136, 0.036 }, { 25, 0.95, 0.069193576705, 0.088, 0.038 }, { 25, 0.99, 0.045008827009, 0.0496, 0.0396 },
        { 193, 0.8, 0.2, 0.20414507772, 0.0041450777202 }, { 193, 0.9, 0.10000000015, 0.10466321244, 0.0046632124352 },
        { 193, 0.95, 0.050002509849, 0.054922279793, 0.0049222797927 }, { 193, 0.99, 0.011678763062, 0.015129533679, 0.0051295336788 },
    };
    (void)state;
    for (size_t k = 0; k < 2 * (sizeof rows / sizeof rows[0]); k++) {
        size_t n = rows[k / 2].n;
        talking t;
        talking_open(&t, n, (int64_t)n, rows[k / 2].patience)->kind = k % 2 == 0 ? CM_ROTATION : CM_DRAWN;
        assert_int_equal(talking_solve(&t, &cm_concept_unanimity_bargaining, NULL), CM_OK);
        assert_close(cell(&t, 0, "proposes"), k % 2 == 0 ? rows[k / 2].first : rows[k / 2].keeps, 1e-9);
        if (k % 2 == 1) assert_close(cell(&t, 1, "accepts"), rows[k / 2].gets, 1e-9);
        assert_close(talking_number(&t, "rounds"), 1, 0);
        cm_arena_free(&t.arena);
    }
}

/* A closed rule among equals: members, quota, patience; what a proposer keeps and a partner gets. */
static void test_a_closed_rule_among_equals(void **state)
{
    static const struct { size_t n; int64_t quota; double patience, keeps, gets; } rows[] = {
        { 3, 2, 0.8, 0.73333333333, 0.26666666667 }, { 3, 2, 0.9, 0.7, 0.3 }, { 3, 3, 0.8, 0.46666666667, 0.26666666667 }, { 3, 3, 0.9, 0.4, 0.3 },
        { 5, 3, 0.8, 0.68, 0.16 }, { 5, 3, 0.9, 0.64, 0.18 }, { 5, 4, 0.8, 0.52, 0.16 }, { 5, 4, 0.9, 0.46, 0.18 }, { 5, 5, 0.8, 0.36, 0.16 },
        { 5, 5, 0.9, 0.28, 0.18 }, { 7, 4, 0.8, 0.65714285714, 0.11428571429 }, { 7, 4, 0.9, 0.61428571429, 0.12857142857 },
        { 7, 5, 0.8, 0.54285714286, 0.11428571429 }, { 7, 5, 0.9, 0.48571428571, 0.12857142857 }, { 7, 7, 0.8, 0.31428571429, 0.11428571429 },
        { 7, 7, 0.9, 0.22857142857, 0.12857142857 }, { 9, 5, 0.8, 0.64444444444, 0.088888888889 }, { 9, 5, 0.9, 0.6, 0.1 },
        { 9, 6, 0.8, 0.55555555556, 0.088888888889 }, { 9, 6, 0.9, 0.5, 0.1 }, { 9, 9, 0.8, 0.28888888889, 0.088888888889 },
        { 9, 9, 0.9, 0.2, 0.1 }, { 15, 8, 0.8, 0.62666666667, 0.053333333333 }, { 15, 8, 0.9, 0.58, 0.06 }, { 15, 10, 0.8, 0.52, 0.053333333333 },
        { 15, 10, 0.9, 0.46, 0.06 }, { 15, 15, 0.8, 0.25333333333, 0.053333333333 }, { 15, 15, 0.9, 0.16, 0.06 }, { 25, 13, 0.8, 0.616, 0.032 },
        { 25, 13, 0.9, 0.568, 0.036 }, { 25, 17, 0.8, 0.488, 0.032 }, { 25, 17, 0.9, 0.424, 0.036 }, { 25, 25, 0.8, 0.232, 0.032 },
        { 25, 25, 0.9, 0.136, 0.036 }, { 51, 26, 0.8, 0.60784313725, 0.01568627451 }, { 51, 26, 0.9, 0.55882352941, 0.017647058824 },
        { 51, 34, 0.8, 0.48235294118, 0.01568627451 }, { 51, 34, 0.9, 0.41764705882, 0.017647058824 },
        { 51, 51, 0.8, 0.21568627451, 0.01568627451 }, { 51, 51, 0.9, 0.11764705882, 0.017647058824 },
        { 193, 97, 0.8, 0.60207253886, 0.0041450777202 }, { 193, 97, 0.9, 0.55233160622, 0.0046632124352 },
        { 193, 129, 0.8, 0.46943005181, 0.0041450777202 }, { 193, 129, 0.9, 0.40310880829, 0.0046632124352 },
        { 193, 193, 0.8, 0.20414507772, 0.0041450777202 }, { 193, 193, 0.9, 0.10466321244, 0.0046632124352 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        size_t n = rows[k].n;
        talking t;
        char name[TALKING_MOST][8];
        (void)talking_open(&t, n, rows[k].quota, rows[k].patience);
        for (size_t i = 0; i < n; i++) {
            (void)snprintf(name[i], sizeof name[i], "m%u", (unsigned)(i % 1000));
            t.player[i] = name[i];
        }
        assert_int_equal(talking_solve(&t, &cm_concept_baron_ferejohn, NULL), CM_OK);
        for (size_t i = 0; i < n; i++) {
            assert_close(cell(&t, i, "proposes"), rows[k].keeps, 1e-9);
            assert_close(rows[k].patience * cell(&t, i, "value"), rows[k].gets, 1e-9);
        }
        cm_arena_free(&t.arena);
    }
}

/* Unequal members: quota, chances to propose, patience; what each expects.  Under consensus the other concept agrees. */
static void test_unequal_members(void **state)
{
    static const struct { size_t n; int64_t quota; double chance[5], patience[5], value[5]; } rows[] = {
        { 3, 2, { 1 / 3.0, 1 / 3.0, 1 / 3.0 }, { 0.9, 0.9, 0.9 }, { 0.33333333333, 0.33333333333, 0.33333333333 } },
        { 3, 2, { 0.5, 0.25, 0.25 }, { 0.9, 0.9, 0.9 }, { 0.35483870968, 0.32258064516, 0.32258064516 } },
        { 3, 2, { 0.8, 0.1, 0.1 }, { 0.9, 0.9, 0.9 }, { 0.6875, 0.15625, 0.15625 } },
        { 3, 2, { 1 / 3.0, 1 / 3.0, 1 / 3.0 }, { 0.5, 0.9, 0.9 }, { 0.35483870968, 0.32258064516, 0.32258064516 } },
        { 3, 2, { 1 / 3.0, 1 / 3.0, 1 / 3.0 }, { 0.7, 0.8, 0.95 }, { 0.38287153652, 0.33501259446, 0.28211586902 } },
        { 3, 2, { 1 / 3.0, 1 / 3.0, 1 / 3.0 }, { 0.99, 0.9, 0.9 }, { 0.3125, 0.34375, 0.34375 } },
        { 5, 3, { 0.4, 0.3, 0.1, 0.1, 0.1 }, { 0.9, 0.9, 0.9, 0.9, 0.9 }, { 0.27586206897, 0.20689655172, 0.1724137931, 0.1724137931, 0.1724137931 } },
        { 5, 3, { 0.2, 0.2, 0.2, 0.2, 0.2 }, { 0.99, 0.95, 0.9, 0.85, 0.8 }, { 0.18036505776, 0.18795937598, 0.19840156354, 0.21007224374, 0.22320175898 } },
        { 5, 4, { 0.2, 0.2, 0.2, 0.2, 0.2 }, { 0.99, 0.95, 0.9, 0.85, 0.8 }, { 0.18036505776, 0.18795937598, 0.19840156354, 0.21007224374, 0.22320175898 } },
        { 5, 5, { 0.2, 0.2, 0.2, 0.2, 0.2 }, { 0.99, 0.95, 0.9, 0.85, 0.8 }, { 0.70588235294, 0.14117647059, 0.070588235294, 0.047058823529, 0.035294117647 } },
        { 5, 3, { 0.05, 0.05, 0.3, 0.3, 0.3 }, { 0.95, 0.95, 0.95, 0.95, 0.95 }, { 0.2, 0.2, 0.2, 0.2, 0.2 } },
        { 3, 3, { 1 / 3.0, 1 / 3.0, 1 / 3.0 }, { 0.9, 0.9, 0.9 }, { 0.33333333333, 0.33333333333, 0.33333333333 } },
        { 3, 3, { 1 / 3.0, 1 / 3.0, 1 / 3.0 }, { 0.5, 0.9, 0.95 }, { 0.0625, 0.3125, 0.625 } },
        { 3, 3, { 0.5, 0.25, 0.25 }, { 0.9, 0.9, 0.9 }, { 0.5, 0.25, 0.25 } },
        { 5, 5, { 0.2, 0.2, 0.2, 0.2, 0.2 }, { 0.99, 0.95, 0.9, 0.9, 0.8 }, { 0.68965517241, 0.13793103448, 0.068965517241, 0.068965517241, 0.034482758621 } },
    };
    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        size_t n = rows[k].n;
        surplus_world w;
        for (int second = 0; second <= (rows[k].quota == (int64_t)n); second++) {
            (void)surplus_open(&w, n, rows[k].quota);
            memcpy(w.recognition, rows[k].chance, n * sizeof(double));
            memcpy(w.patience, rows[k].patience, n * sizeof(double));
            assert_int_equal(surplus_solve(&w, second ? &cm_concept_unanimity_bargaining : &cm_concept_baron_ferejohn, NULL), CM_OK);
            for (size_t i = 0; i < n; i++) assert_close(surplus_at(&w, i, "value"), rows[k].value[i], 1e-8);
            cm_arena_free(&w.arena);
        }
    }
}

/* The first few of n have a veto: members, vetoes, quota, patience; what who has one expects, and who has none. */
static void test_vetoes(void **state)
{
    static const struct { size_t n, vetoes; int64_t quota; double patience, with, without; } rows[] = {
        { 3, 1, 2, 0.8, 0.6, 0.2 }, { 3, 1, 2, 0.9, 0.73333333333, 0.13333333333 }, { 3, 1, 2, 0.95, 0.84, 0.08 },
        { 3, 1, 2, 0.99, 0.9619047619, 0.019047619048 }, { 3, 1, 2, 0.999, 0.9960199005, 0.0019900497512 },
        { 5, 1, 3, 0.8, 0.42857142857, 0.14285714286 }, { 5, 1, 3, 0.9, 0.57894736842, 0.10526315789 },
        { 5, 1, 3, 0.95, 0.72413793103, 0.068965517241 }, { 5, 1, 3, 0.99, 0.92660550459, 0.018348623853 },
        { 5, 1, 3, 0.999, 0.99207135778, 0.001982160555 }, { 5, 2, 3, 0.8, 0.35483870968, 0.096774193548 },
        { 5, 2, 3, 0.9, 0.41176470588, 0.058823529412 }, { 5, 2, 3, 0.95, 0.45054945055, 0.032967032967 },
        { 5, 2, 3, 0.99, 0.48905109489, 0.007299270073 }, { 5, 2, 3, 0.999, 0.49887808527, 0.00074794315632 },
        { 5, 2, 4, 0.8, 0.30434782609, 0.13043478261 }, { 5, 2, 4, 0.9, 0.36363636364, 0.090909090909 },
        { 5, 2, 4, 0.95, 0.41509433962, 0.056603773585 }, { 5, 2, 4, 0.99, 0.47887323944, 0.014084507042 },
        { 5, 2, 4, 0.999, 0.49776453055, 0.0014903129657 }, { 15, 5, 9, 0.8, 0.12592592593, 0.037037037037 },
        { 15, 5, 9, 0.9, 0.15238095238, 0.02380952381 }, { 15, 5, 9, 0.95, 0.17222222222, 0.013888888889 },
        { 15, 5, 9, 0.99, 0.19358974359, 0.0032051282051 }, { 15, 5, 9, 0.999, 0.19933598938, 0.00033200531209 },
        { 15, 1, 8, 0.8, 0.17647058824, 0.058823529412 }, { 15, 1, 8, 0.9, 0.28205128205, 0.051282051282 },
        { 15, 1, 8, 0.95, 0.42857142857, 0.040816326531 }, { 15, 1, 8, 0.99, 0.78294573643, 0.015503875969 },
        { 15, 1, 8, 0.999, 0.97278911565, 0.0019436345967 }, { 15, 2, 8, 0.8, 0.16334661355, 0.051792828685 },
        { 15, 2, 8, 0.9, 0.23676012461, 0.040498442368 }, { 15, 2, 8, 0.95, 0.31670281996, 0.028199566161 },
        { 15, 2, 8, 0.99, 0.44655281467, 0.0082226438963 }, { 15, 2, 8, 0.999, 0.4940413229, 0.00091671955433 },
        { 15, 2, 9, 0.8, 0.15226337449, 0.053497942387 }, { 15, 2, 9, 0.9, 0.22112211221, 0.042904290429 },
        { 15, 2, 9, 0.95, 0.30023640662, 0.03073286052 }, { 15, 2, 9, 0.99, 0.43890093999, 0.0093998553868 },
        { 15, 2, 9, 0.999, 0.49306410572, 0.0010670606583 }, { 25, 2, 17, 0.8, 0.08607198748, 0.035993740219 },
        { 25, 2, 17, 0.9, 0.13212795549, 0.031988873435 }, { 25, 2, 17, 0.95, 0.19908987486, 0.026166097838 },
        { 25, 2, 17, 0.99, 0.37748957851, 0.01065308013 }, { 25, 2, 17, 0.999, 0.48402681321, 0.0013889727641 },
        { 25, 2, 24, 0.8, 0.046312178388, 0.039451114923 }, { 25, 2, 24, 0.9, 0.053962900506, 0.038785834739 },
        { 25, 2, 24, 0.95, 0.068515497553, 0.037520391517 }, { 25, 2, 24, 0.99, 0.15782664942, 0.029754204398 },
        { 25, 2, 24, 0.999, 0.39720171007, 0.0089389817334 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        size_t n = rows[k].n, m = rows[k].vetoes;
        surplus_world w;
        (void)surplus_open(&w, n, 1);
        w.node[0] = (cm_vote_node){ .kind = CM_VOTE_ALL, .child = 1, .nchildren = 2 };
        w.node[1] = (cm_vote_node){ .kind = CM_VOTE_THRESHOLD, .weight = w.weight[0], .quota = rows[k].quota, .total = (int64_t)n, .counts = true };
        w.node[2] = (cm_vote_node){ .kind = CM_VOTE_THRESHOLD, .weight = w.weight[1], .quota = (int64_t)m, .total = (int64_t)m, .counts = true };
        for (size_t i = 0; i < n; i++) w.patience[i] = rows[k].patience, w.weight[0][i] = 1, w.weight[1][i] = i < m;
        w.game.as.protocol.vote = (cm_vote){ .n = n, .nnodes = 3, .node = w.node };
        assert_int_equal(surplus_solve(&w, &cm_concept_baron_ferejohn, NULL), CM_OK);
        for (size_t i = 0; i < n; i++) assert_close(surplus_at(&w, i, "value"), i < m ? rows[k].with : rows[k].without, 1e-8);
        cm_arena_free(&w.arena);
    }
}

/* Weights 3, 1, 1, 1, 1 and a quota of 4, proposers drawn like the nucleolus and evenly: the apex and a minor player. */
static void test_the_apex_game_at_every_patience(void **state)
{
    static const double rows[][5] = {
        { 0.5, 0.42857142857, 0.14285714286, 0.30434782609, 0.17391304348 }, { 0.9, 0.42857142857, 0.14285714286, 0.42857142857, 0.14285714286 },
        { 0.99, 0.42857142857, 0.14285714286, 0.42857142857, 0.14285714286 },
    };
    (void)state;
    for (size_t k = 0; k < 2 * (sizeof rows / sizeof rows[0]); k++) {
        const double *row = rows[k / 2];
        surplus_world w;
        (void)surplus_open(&w, 5, 1);
        w.node[0] = (cm_vote_node){ .kind = CM_VOTE_THRESHOLD, .weight = w.weight[0], .quota = 4, .total = 7 };
        for (size_t i = 0; i < 5; i++) {
            w.weight[0][i] = i == 0 ? 3 : 1;
            w.patience[i] = row[0];
            if (k % 2 == 0) w.recognition[i] = i == 0 ? 3 / 7.0 : 1 / 7.0;
        }
        w.game.as.protocol.vote = (cm_vote){ .n = 5, .nnodes = 1, .node = w.node };
        assert_int_equal(surplus_solve(&w, &cm_concept_baron_ferejohn, NULL), CM_OK);
        for (size_t i = 0; i < 5; i++) assert_close(surplus_at(&w, i, "value"), row[(k % 2 == 0 ? 1 : 3) + (i > 0)], 1e-8);
        cm_arena_free(&w.arena);
    }
}

/* Ideals -1, 0, 1 under majority: patience, status quo; how far what passes reaches, what the outer members propose. */
static void test_three_on_a_line(void **state)
{
    static const double rows[][4] = {
        { 0.5, 0.5, 0.43301270189, 0.43301270189 }, { 0.5, 1.0, 0.86602540378, 0.86602540378 }, { 0.5, 2.0, 1.5275252317, 1 },
        { 0.8, 0.5, 0.32732683535, 0.32732683535 }, { 0.8, 1.0, 0.65465367071, 0.65465367071 }, { 0.8, 2.0, 1.1547005384, 1 },
        { 0.9, 0.5, 0.25, 0.25 }, { 0.9, 1.0, 0.5, 0.5 }, { 0.9, 2.0, 1, 1 }, { 0.95, 0.5, 0.18463723647, 0.18463723647 },
        { 0.95, 1.0, 0.36927447294, 0.36927447294 }, { 0.95, 2.0, 0.73854894588, 0.73854894588 }, { 0.99, 0.5, 0.085749292571, 0.085749292571 },
        { 0.99, 1.0, 0.17149858514, 0.17149858514 }, { 0.99, 2.0, 0.34299717029, 0.34299717029 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        policy_world w;
        policy_open(&w, 3, (double[]){ -1, 0, 1 }, rows[k][1], rows[k][0], 2);
        assert_int_equal(policy_solve(&w, &cm_concept_banks_duggan, NULL), CM_OK);
        assert_close(policy_number(&w, "acceptance", 0, "low"), -rows[k][2], 1e-9);
        assert_close(policy_number(&w, "acceptance", 0, "high"), rows[k][2], 1e-9);
        for (size_t i = 0; i < 3; i++) assert_close(policy_number(&w, "proposals", i, "value"), ((double)i - 1) * rows[k][3], 1e-9);
        policy_close(&w);
    }
}

/* Unanimity: ideals, chances to propose, status quo, patience; the ends of what passes, proposals, and what all of these
 * tend to as patience grows: Nash's solution of the two extremes, each with the recognition on its side of the outcome.
 * What passes may reach beyond the ideals, on the side of the status quo, where patience is small. */
static void test_unanimity_on_a_line(void **state)
{
    static const struct { size_t n; double ideal[5], chance[5], quo, patience, low, high, proposal[5], limit; } rows[] = {
        { 2, { 0.0, 1.0 }, { 0.5, 0.5 }, -0.5, 0.5, -0.20935624257, 0.40824829046, { 0, 0.40824829046 }, 0.13397459622 },
        { 2, { 0.0, 1.0 }, { 0.5, 0.5 }, -0.5, 0.9, 0.045817665173, 0.21719143755, { 0.045817665173, 0.21719143755 }, 0.13397459622 },
        { 2, { 0.0, 1.0 }, { 0.5, 0.5 }, -0.5, 0.99, 0.12529027807, 0.14260892047, { 0.12529027807, 0.14260892047 }, 0.13397459622 },
        { 2, { 0.0, 1.0 }, { 0.5, 0.5 }, -0.5, 0.999, 0.13310832176, 0.1348403707, { 0.13310832176, 0.1348403707 }, 0.13397459622 },
        { 2, { 0.0, 1.0 }, { 0.7, 0.3 }, -0.5, 0.5, -0.23774556158, 0.38348249442, { 0, 0.38348249442 }, 0.070436985901 },
        { 2, { 0.0, 1.0 }, { 0.7, 0.3 }, -0.5, 0.9, -0.017012827828, 0.18505830255, { 0, 0.18505830255 }, 0.070436985901 },
        { 2, { 0.0, 1.0 }, { 0.7, 0.3 }, -0.5, 0.99, 0.058605254215, 0.08331811089, { 0.058605254215, 0.08331811089 }, 0.070436985901 },
        { 2, { 0.0, 1.0 }, { 0.7, 0.3 }, -0.5, 0.999, 0.069250319692, 0.071733874194, { 0.069250319692, 0.071733874194 }, 0.070436985901 },
        { 3, { 0, 0.2, 1.0 }, { 1 / 3.0, 1 / 3.0, 1 / 3.0 }, -0.5, 0.5, -0.20782281561, 0.39749213829, { 0, 0.2, 0.39749213829 }, 0.2 },
        { 3, { 0, 0.2, 1.0 }, { 1 / 3.0, 1 / 3.0, 1 / 3.0 }, -0.5, 0.9, 0.080227596239, 0.23582966056, { 0.080227596239, 0.2, 0.23582966056 }, 0.2 },
        { 3, { 0, 0.2, 1.0 }, { 1 / 3.0, 1 / 3.0, 1 / 3.0 }, -0.5, 0.99, 0.18560160034, 0.20099686207, { 0.18560160034, 0.2, 0.20099686207 }, 0.2 },
        { 3, { 0, 0.2, 1.0 }, { 1 / 3.0, 1 / 3.0, 1 / 3.0 }, -0.5, 0.999, 0.19851758916, 0.2000497489, { 0.19851758916, 0.2, 0.2000497489 }, 0.2 },
        { 3, { 0, 0.5, 1.0 }, { 1 / 3.0, 1 / 3.0, 1 / 3.0 }, -1.0, 0.5, -0.48815033125, 0.80622577483, { 0, 0.5, 0.80622577483 }, 0.33333333333 },
        { 3, { 0, 0.5, 1.0 }, { 1 / 3.0, 1 / 3.0, 1 / 3.0 }, -1.0, 0.9, 0.11494942509, 0.505631163, { 0.11494942509, 0.5, 0.505631163 }, 0.33333333333 },
        { 3, { 0, 0.5, 1.0 }, { 1 / 3.0, 1 / 3.0, 1 / 3.0 }, -1.0, 0.99, 0.3119468755, 0.351938253, { 0.3119468755, 0.351938253, 0.351938253 }, 0.33333333333 },
        { 3, { 0, 0.5, 1.0 }, { 1 / 3.0, 1 / 3.0, 1 / 3.0 }, -1.0, 0.999, 0.33119942849, 0.33519941985, { 0.33119942849, 0.33519941985, 0.33519941985 }, 0.33333333333 },
        { 3, { 0, 0.2, 1.0 }, { 0.6, 0.2, 0.2 }, -0.5, 0.5, -0.23596705271, 0.37859388972, { 0, 0.2, 0.37859388972 }, 0.1 },
        { 3, { 0, 0.2, 1.0 }, { 0.6, 0.2, 0.2 }, -0.5, 0.9, 0.003544857753, 0.19766917457, { 0.003544857753, 0.19766917457, 0.19766917457 }, 0.1 },
        { 3, { 0, 0.2, 1.0 }, { 0.6, 0.2, 0.2 }, -0.5, 0.99, 0.090308522652, 0.110270917, { 0.090308522652, 0.110270917, 0.110270917 }, 0.1 },
        { 3, { 0, 0.2, 1.0 }, { 0.6, 0.2, 0.2 }, -0.5, 0.999, 0.099031494712, 0.10103114131, { 0.099031494712, 0.10103114131, 0.10103114131 }, 0.1 },
        { 5, { 0, 0.3, 0.6, 0.8, 1.0 }, { 0.2, 0.2, 0.2, 0.2, 0.2 }, -0.2, 0.5, -0.042724309041, 0.18257418584, { 0, 0.18257418584, 0.18257418584, 0.18257418584, 0.18257418584 }, 0.12554373535 },
        { 5, { 0, 0.3, 0.6, 0.8, 1.0 }, { 0.2, 0.2, 0.2, 0.2, 0.2 }, -0.2, 0.9, 0.092112130602, 0.14049956823, { 0.092112130602, 0.14049956823, 0.14049956823, 0.14049956823, 0.14049956823 }, 0.12554373535 },
        { 5, { 0, 0.3, 0.6, 0.8, 1.0 }, { 0.2, 0.2, 0.2, 0.2, 0.2 }, -0.2, 0.99, 0.1222713674, 0.12710074901, { 0.1222713674, 0.12710074901, 0.12710074901, 0.12710074901, 0.12710074901 }, 0.12554373535 },
        { 5, { 0, 0.3, 0.6, 0.8, 1.0 }, { 0.2, 0.2, 0.2, 0.2, 0.2 }, -0.2, 0.999, 0.12521730378, 0.12570000728, { 0.12521730378, 0.12570000728, 0.12570000728, 0.12570000728, 0.12570000728 }, 0.12554373535 },
    };
    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        size_t n = rows[k].n;
        policy_world w;
        policy_open(&w, n, rows[k].ideal, rows[k].quo, rows[k].patience, (int64_t)n);
        memcpy(w.recognition, rows[k].chance, n * sizeof(double));
        assert_int_equal(policy_solve(&w, &cm_concept_banks_duggan, NULL), CM_OK);
        assert_close(policy_number(&w, "acceptance", 0, "low"), rows[k].low, 1e-8);
        assert_close(policy_number(&w, "acceptance", 0, "high"), rows[k].high, 1e-8);
        for (size_t i = 0; i < n; i++) {
            assert_close(policy_number(&w, "proposals", i, "value"), rows[k].proposal[i], 1e-8);
            if (rows[k].patience > 0.998) assert_close(rows[k].proposal[i], rows[k].limit, 2.5e-3);
        }
        policy_close(&w);
    }
}

/* Ideals 0, 1/2, 1: quota, status quo, patience; the ends of what passes, proposals.  From a grid of policies to five
 * digits.  A status quo at 0 is at the end of the unanimity core and stays: nothing else passes. */
static void test_three_on_a_line_under_two_rules(void **state)
{
    static const struct { int64_t quota; double quo, patience, low, high, proposal[3]; } rows[] = {
        { 2, 0, 0.5, 0.06699, 0.93301, { 0.06699, 0.5, 0.93301 } }, { 2, 0, 0.9, 0.25, 0.75, { 0.25, 0.5, 0.75 } },
        { 2, 0, 0.99, 0.41425, 0.58575, { 0.41425, 0.5, 0.58575 } }, { 3, 0, 0.5, 0, 0, { 0, 0, 0 } }, { 3, 0, 0.9, 0, 0, { 0, 0, 0 } },
        { 3, -0.5, 0.5, -0.18271, 0.43301, { 0, 0.43301, 0.43301 } }, { 3, -0.5, 0.9, 0.11788, 0.27004, { 0.11788, 0.27004, 0.27004 } },
        { 3, 1.5, 0.5, 0.56699, 1.18271, { 0.56699, 0.56699, 1 } }, { 3, 1.5, 0.9, 0.72996, 0.88212, { 0.72996, 0.72996, 0.88212 } },
    };
    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        policy_world w;
        policy_open(&w, 3, (double[]){ 0, 0.5, 1 }, rows[k].quo, rows[k].patience, rows[k].quota);
        assert_int_equal(policy_solve(&w, &cm_concept_banks_duggan, NULL), CM_OK);
        assert_close(policy_number(&w, "acceptance", 0, "low"), rows[k].low, 2e-5);
        assert_close(policy_number(&w, "acceptance", 0, "high"), rows[k].high, 2e-5);
        for (size_t i = 0; i < 3; i++) assert_close(policy_number(&w, "proposals", i, "value"), rows[k].proposal[i], 2e-5);
        policy_close(&w);
    }
}

/* As patience grows a policy of the one-issue core is all that is proposed: the median, the interval of a quota. */
static void test_patience_leads_into_the_core(void **state)
{
    static const struct { int64_t quota; double low, high; } rows[] = { { 3, 0.5, 0.5 }, { 4, 0.3, 0.6 }, { 5, 0.1, 0.9 } };
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        policy_world w;
        policy_open(&w, 5, (double[]){ 0.1, 0.3, 0.5, 0.6, 0.9 }, 0, 0.99999, rows[k].quota);
        assert_int_equal(policy_solve(&w, &cm_concept_banks_duggan, NULL), CM_OK);
        for (size_t i = 0; i < 5; i++) {
            double y = policy_number(&w, "proposals", i, "value");
            assert_true(y >= rows[k].low - 0.006 && y <= rows[k].high + 0.006);
        }
        policy_close(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_in_turns),
        cmocka_unit_test(test_consensus_of_equals),
        cmocka_unit_test(test_a_closed_rule_among_equals),
        cmocka_unit_test(test_unequal_members),
        cmocka_unit_test(test_vetoes),
        cmocka_unit_test(test_the_apex_game_at_every_patience),
        cmocka_unit_test(test_three_on_a_line),
        cmocka_unit_test(test_unanimity_on_a_line),
        cmocka_unit_test(test_three_on_a_line_under_two_rules),
        cmocka_unit_test(test_patience_leads_into_the_core),
    };
    return RUN_TESTS(tests);
}
