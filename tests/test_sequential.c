/* test_sequential.c: equilibria of signalling games: published ones, other shapes, limits. */
#include "tests/support/grown_world.h"

extern const cm_concept cm_concept_sequential;

static const char *const letters[] = { "a", "b", "c" };

static bool intuitive(const grown_world *w, size_t row)
{
    return cm_table_get(cm_result_find(&w->result, "assessments"), row, "intuitive").as.truth;
}

/* I.-K. Cho and D. M. Kreps (1987), figure I: a breakfast of beer or quiche, and then a duel or none.  The strong
 * like beer and the weak quiche, which is worth 1; no duel is worth 2.  The other wants to duel with the weak. */
static void breakfast(grown *g, cm_frac strong)
{
    static const char *const types[] = { "strong", "weak" }, *const meals[] = { "beer", "quiche" }, *const duel[] = { "duel", "walk" };
    cm_frac weak = { strong.den - strong.num, strong.den };
    grown_chance(g, 2, types, (cm_frac[]){ strong, weak });
    for (int64_t t = 0; t < 2; t++) {
        grown_move(g, 0, (size_t)t, types[t], 2, meals);
        for (int64_t m = 0; m < 2; m++) {
            grown_move(g, 1, 2 + (size_t)m, meals[m], 2, duel);
            grown_end(g, t == m ? 1 : 0, t);
            grown_end(g, t == m ? 3 : 2, 1 - t);
        }
    }
}

static void test_beer_and_quiche(void **state)
{
    grown_world w;
    (void)state;
    grown_open(&w);
    breakfast(&w.g, (cm_frac){ 9, 10 });
    assert_int_equal(grown_solve(&w, &cm_concept_sequential), CM_OK);
    assert_int_equal(grown_integer(&w, "count"), 2);
    assert_int_equal(grown_integer(&w, "pooling"), 2);
    assert_int_equal(grown_integer(&w, "semi_separating"), 0);
    assert_int_equal(grown_integer(&w, "intuitive"), 1);
    assert_string_equal(grown_text(&w, "assessments", 0, "sender"), "strong: beer; weak: beer");
    assert_string_equal(grown_text(&w, "assessments", 0, "receiver"), "beer: walk; quiche: duel");
    assert_string_equal(grown_text(&w, "assessments", 0, "beliefs"), "beer: strong 9/10, weak 1/10; quiche: strong 0 to 1/2, weak 1/2 to 1");
    assert_true(intuitive(&w, 0));
    assert_string_equal(grown_text(&w, "assessments", 1, "sender"), "strong: quiche; weak: quiche");
    assert_false(intuitive(&w, 1));
    assert_string_equal(grown_text(&w, "assessments", 1, "deviation"), "strong by beer");
    assert_string_equal(grown_text(&w, "payoffs", 0, "exact"), "29/10");
    assert_string_equal(grown_text(&w, "payoffs", 1, "exact"), "9/10");
    assert_string_equal(grown_text(&w, "payoffs", 2, "exact"), "21/10");
    assert_true(w.result.certified);
    grown_close(&w);
}

/* With few of the strong they cannot be imitated by all: the weak have beer with p / (1 - p), and the other duels with
 * 1/2, by hand: 0 d + 2 (1 - d) = 1. */
static void test_beer_and_quiche_where_the_weak_are_many(void **state)
{
    grown_world w;
    (void)state;
    grown_open(&w);
    breakfast(&w.g, (cm_frac){ 1, 10 });
    assert_int_equal(grown_solve(&w, &cm_concept_sequential), CM_OK);
    assert_int_equal(grown_integer(&w, "count"), 1);
    assert_int_equal(grown_integer(&w, "semi_separating"), 1);
    assert_string_equal(grown_text(&w, "assessments", 0, "kind"), "semi-separating");
    assert_string_equal(grown_text(&w, "assessments", 0, "sender"), "strong: beer; weak: beer 1/9, quiche 8/9");
    assert_string_equal(grown_text(&w, "assessments", 0, "receiver"), "beer: duel 1/2, walk 1/2; quiche: duel");
    assert_string_equal(grown_text(&w, "beliefs", 0, "exact"), "1/2");
    grown_close(&w);
}

/* J. Watson, Strategy (2013), figure 29.1: separating, which pays 14/3 and 6, and pooling without education, which pays
 * 4 and 4 and holds while the firm believes in High with at most 2/5 after E. */
static void jobs(grown *g)
{
    static const char *const types[] = { "High", "Low" }, *const school[] = { "E", "N" }, *const post[] = { "M", "C" };
    static const int64_t pay[] = { 6, 10, 0, 4, 10, 10, 4, 4, 3, 0, -3, 4, 10, 0, 4, 4 };
    grown_chance(g, 2, types, (cm_frac[]){ { 1, 3 }, { 2, 3 } });
    for (size_t k = 0; k < 8; k++) {
        if (k % 4 == 0) grown_move(g, 0, k / 4, "", 2, school);
        if (k % 2 == 0) grown_move(g, 1, 2 + k / 2 % 2, "", 2, post);
        grown_end(g, pay[2 * k], pay[2 * k + 1]);
    }
}

static void test_the_job_market_of_watson(void **state)
{
    grown_world w;
    (void)state;
    grown_open(&w);
    jobs(&w.g);
    assert_int_equal(grown_solve(&w, &cm_concept_sequential), CM_OK);
    assert_int_equal(grown_integer(&w, "count"), 2);
    assert_int_equal(grown_integer(&w, "separating"), 1);
    assert_int_equal(grown_integer(&w, "intuitive"), 1);
    for (size_t k = 0; k < 2; k++) {
        bool apart = strcmp(grown_text(&w, "assessments", k, "kind"), "separating") == 0;
        assert_string_equal(grown_text(&w, "payoffs", 2 * k, "exact"), apart ? "14/3" : "4");
        assert_string_equal(grown_text(&w, "payoffs", 2 * k + 1, "exact"), apart ? "6" : "4");
        assert_string_equal(grown_text(&w, "assessments", k, "sender"), apart ? "High: E; Low: N" : "High: N; Low: N");
        if (apart) continue;
        assert_string_equal(grown_text(&w, "beliefs", 4 * k, "exact_high"), "2/5");
        assert_string_equal(grown_text(&w, "assessments", k, "deviation"), "High by E");
    }
    grown_close(&w);
}

/* A crisis: a threat, or nothing, which ends it.  By hand: with 2/3 resolved the other gives in to all (-4/3 + 2/3 < 0);
 * with 1/3 it would resist, and no understanding in pure strategies holds. */
static void test_a_crisis_in_which_silence_ends_the_game(void **state)
{
    static const char *const types[] = { "resolved", "bluffing" }, *const says[] = { "threat", "nothing" }, *const does[] = { "concede", "resist" };
    (void)state;
    for (int64_t many = 1; many <= 2; many++) {
        grown_world w;
        grown_open(&w);
        grown_chance(&w.g, 2, types, (cm_frac[]){ { many, 3 }, { 3 - many, 3 } });
        for (int64_t t = 0; t < 2; t++) {
            grown_move(&w.g, 0, (size_t)t, types[t], 2, says);
            grown_move(&w.g, 1, 2, "threatened", 2, does);
            grown_end(&w.g, 4, 0);
            grown_end(&w.g, t == 0 ? 1 : -2, t == 0 ? -2 : 2);
            grown_end(&w.g, 0, 4);
        }
        assert_int_equal(grown_solve(&w, &cm_concept_sequential), CM_OK);
        assert_int_equal(grown_integer(&w, "count"), many == 2 ? 1 : 0);
        assert_int_equal(cm_result_get(&w.result, "semi_separating")->kind, CM_NONE);
        if (many == 2) assert_string_equal(grown_text(&w, "assessments", 0, "sender"), "resolved: threat; bluffing: threat");
        else assert_string_equal(w.result.note->value.as.text, "No equilibrium in pure strategies; mixed ones are only looked for with two types, two messages and two replies.");
        grown_close(&w);
    }
}

static void expect_domain(grown_world *w, const char *sentence)
{
    assert_int_equal(grown_solve(w, &cm_concept_sequential), CM_E_DOMAIN);
    assert_string_equal(w->ctx.message, sentence);
    grown_close(w);
}

static void test_other_shapes_are_named(void **state)
{
    grown_world w;
    (void)state;
    grown_open(&w);
    grown_begin(&w.g, 3);
    grown_end(&w.g, 1, 1);
    expect_domain(&w, "'sequential' takes signalling games of two players, not games of 3");
    grown_open(&w);
    grown_end(&w.g, 1, 1);
    expect_domain(&w, "this is no signalling game: it does not begin with a draw of the sender's type");
    grown_open(&w);
    breakfast(&w.g, (cm_frac){ 1, 1 });
    expect_domain(&w, "type 'weak' has the probability 0: leave it out");
    grown_open(&w);
    grown_chance(&w.g, 2, letters, (cm_frac[]){ { 1, 2 }, { 1, 2 } });
    grown_move(&w.g, 0, 0, "", 1, letters);
    grown_end(&w.g, 1, 1);
    grown_end(&w.g, 1, 1);
    expect_domain(&w, "this is no signalling game: after 'b' another than the sender moves, or nobody");
    grown_open(&w);
    grown_chance(&w.g, 2, letters, (cm_frac[]){ { 1, 2 }, { 1, 2 } });
    for (int t = 0; t < 2; t++) {
        grown_move(&w.g, 0, 0, "", 1, letters);
        grown_end(&w.g, 1, 1);
    }
    expect_domain(&w, "this is no signalling game: the sender does not know whether it is 'a'");
    grown_open(&w);
    grown_chance(&w.g, 1, letters, (cm_frac[]){ { 1, 1 } });
    grown_move(&w.g, 0, 0, "", 1, letters);
    grown_move(&w.g, 0, 1, "", 1, letters);
    grown_end(&w.g, 1, 1);
    expect_domain(&w, "this is no signalling game: after 'a' of 'a' it is not the receiver's move");
    grown_open(&w);
    grown_chance(&w.g, 1, letters, (cm_frac[]){ { 1, 1 } });
    grown_move(&w.g, 0, 0, "", 2, letters);
    for (int a = 0; a < 2; a++) {
        grown_move(&w.g, 1, 1, "", 1, letters);
        grown_end(&w.g, 1, 1);
    }
    expect_domain(&w, "the receiver cannot tell 'b' from another message of 'a': this is no signalling game");
    grown_open(&w);
    grown_chance(&w.g, 1, letters, (cm_frac[]){ { 1, 1 } });
    grown_move(&w.g, 0, 0, "", 1, letters);
    grown_move(&w.g, 1, 1, "", 1, letters);
    grown_move(&w.g, 0, 2, "", 1, letters);
    grown_end(&w.g, 1, 1);
    expect_domain(&w, "this is no signalling game: somebody moves after the reply 'a'");
}

static void test_limits(void **state)
{
    static const char *const sentence[] = { "beliefs over 2 types have more corners than the limit of work allows to look at",
                                            "2 types and 2 messages have more combinations than the limit of work allows to look at" };
    (void)state;
    for (int k = 0; k < 2; k++) {
        grown_world w;
        grown_open(&w);
        breakfast(&w.g, (cm_frac){ 1, 2 });
        w.ctx.work_limit = k == 0 ? 5000 : 10000;
        assert_int_equal(grown_solve(&w, &cm_concept_sequential), CM_E_LIMIT);
        assert_string_equal(w.ctx.message, sentence[k]);
        grown_close(&w);
    }
}

static void test_each_allocation_may_fail(void **state)
{
    cm_status status = CM_E_MEMORY;
    long k = 0;
    (void)state;
    for (; status == CM_E_MEMORY; k++) {
        grown_world w;
        grown_open(&w);
        breakfast(&w.g, (cm_frac){ k % 2 == 0 ? 9 : 1, 10 });
        w.ctx.alloc_budget = k;
        status = grown_solve(&w, &cm_concept_sequential);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
        grown_close(&w);
    }
    assert_true(k > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_beer_and_quiche),
        cmocka_unit_test(test_beer_and_quiche_where_the_weak_are_many),
        cmocka_unit_test(test_the_job_market_of_watson),
        cmocka_unit_test(test_a_crisis_in_which_silence_ends_the_game),
        cmocka_unit_test(test_other_shapes_are_named),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
