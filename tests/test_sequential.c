/* test_sequential.c: sequential equilibria of signalling games in pure strategies. */
#include "solver/strategic/signalling.h"

#include "tests/support/efg_world.h"

static efg_world w;

/* Two types, two messages (sets 0 and 1 are the sender's, 2 and 3 the receiver's), two answers;
 * pays[type][message][answer] of sender and receiver. */
static void two_by_two(int64_t first, int64_t of, double pays[2][2][2][2])
{
    (void)efg_open(&w, 2, 0);
    efg_chance(&w, 2, (int64_t[]){ first, of - first }, of);
    for (size_t t = 0; t < 2; t++) {
        efg_move(&w, t, 0, 2);
        for (size_t m = 0; m < 2; m++) {
            efg_move(&w, 2 + m, 1, 2);
            for (size_t a = 0; a < 2; a++) efg_end(&w, pays[t][m][a]);
        }
    }
}

static const char *text(const char *table, size_t row, const char *column) { return efg_cell(&w, table, row, column).as.text; }

/* I.-K. Cho and D. M. Kreps (1987), figure 1: beer (a) or quiche (b); a duel (a) or none (b); the strong are 9 of 10. */
static void beer_and_quiche(void)
{
    double pays[2][2][2][2] = { { { { 0, 1 }, { 2, 0 } }, { { 1, 1 }, { 3, 0 } } }, { { { 1, 0 }, { 3, 1 } }, { { 0, 0 }, { 2, 1 } } } };
    two_by_two(1, 10, pays);             /* weak, strong */
}

static void test_beer_and_quiche(void **state)
{
    size_t beer, quiche;
    (void)state;
    beer_and_quiche();
    efg_good(&w, "sequential", NULL);
    assert_int_equal(efg_count(&w), 2);
    beer = strcmp(text("equilibria", 0, "strategy"), "a") == 0 ? 0 : 1;
    quiche = 1 - beer;
    for (size_t t = 0; t < 2; t++) {
        assert_string_equal(text("equilibria", 4 * beer + t, "strategy"), "a");
        assert_string_equal(text("equilibria", 4 * quiche + t, "strategy"), "b");
        assert_string_equal(text("kinds", t, "kind"), "pooling");
    }
    assert_true(efg_cell(&w, "kinds", beer, "intuitive").as.truth);
    assert_false(efg_cell(&w, "kinds", quiche, "intuitive").as.truth);
    assert_string_equal(text("kinds", quiche, "why"), "type 'b' would gain by the message that leads to set '#3', once nobody thinks of those who cannot");
    assert_close(efg_cell(&w, "payoffs", 2 * beer, "value").as.number, 0.1 * 2 + 0.9 * 3, 1e-12);
    assert_close(efg_cell(&w, "payoffs", 2 * quiche, "value").as.number, 0.1 * 3 + 0.9 * 2, 1e-12);
    assert_close(efg_cell(&w, "beliefs", 4 * beer, "probability").as.number, 0.1, 1e-12);         /* after beer: as before */
    assert_true(efg_cell(&w, "beliefs", 4 * beer + 2, "probability").as.number >= 0.5);           /* after quiche: rather weak */
    {
        cm_table *beliefs = cm_result_find(&w.result, "beliefs");             /* a belief for which the threat is empty */
        beliefs->cell[5 * (4 * beer + 2) + 3].as.number = 0;
        beliefs->cell[5 * (4 * beer + 3) + 3].as.number = 1;
        assert_int_equal(efg_check(&w, "sequential", NULL), CM_E_NUMERIC);
        assert_non_null(strstr(w.ctx.message, "the receiver gains 1 by another answer at set 4"));
    }
    efg_close(&w);
}

/* J. Watson, Strategy, figure 29.1: education as a signal; (14/3, 6) separating and (4, 4) pooling. */
static void test_education_separates_or_is_left(void **state)
{
    double pays[2][2][2][2] = { { { { 6, 10 }, { 0, 4 } }, { { 10, 10 }, { 4, 4 } } }, { { { 3, 0 }, { -3, 4 } }, { { 10, 0 }, { 4, 4 } } } };
    (void)state;
    two_by_two(1, 3, pays);
    efg_good(&w, "sequential", NULL);
    assert_int_equal(efg_count(&w), 2);
    for (size_t k = 0; k < 2; k++) {
        bool apart = strcmp(text("kinds", k, "kind"), "separating") == 0;
        assert_close(efg_cell(&w, "payoffs", 2 * k, "value").as.number, apart ? 14 / 3.0 : 4, 1e-12);
        assert_close(efg_cell(&w, "payoffs", 2 * k + 1, "value").as.number, apart ? 6 : 4, 1e-12);
        if (!apart) assert_string_equal(text("kinds", k, "kind"), "pooling");
        if (apart) assert_close(efg_cell(&w, "beliefs", 4 * k, "probability").as.number, 1, 1e-12);
    }
    assert_string_not_equal(text("kinds", 0, "kind"), text("kinds", 1, "kind"));
    efg_close(&w);
}

static double drawn_pays[2][2][2][2];

static void drawn(uint64_t t, int64_t first)
{
    (void)efg_open(&w, 2, t);
    for (int k = 0; k < 16; k++) drawn_pays[k / 8][k / 4 % 2][k / 2 % 2][k % 2] = (double)cm_rng_below(&w.rng, 1000);
    two_by_two(first, 10, drawn_pays);
}

/* By hand: all 16 plans; of two types an answer is held by some belief when it is best for one of them. */
static int64_t by_hand(double p)
{
    int64_t found = 0;
    for (int plan = 0; plan < 16; plan++) {
        int send[2] = { plan & 1, plan >> 1 & 1 }, answer[2] = { plan >> 2 & 1, plan >> 3 & 1 };
        bool good = true;
        for (int t = 0; t < 2; t++) good = good && drawn_pays[t][send[t]][answer[send[t]]][0] >= drawn_pays[t][1 - send[t]][answer[1 - send[t]]][0];
        for (int m = 0; m < 2; m++) {
            double weight[2] = { send[0] == m ? p : 0, send[1] == m ? 1 - p : 0 }, gain[2];
            for (int t = 0; t < 2; t++) gain[t] = drawn_pays[t][m][answer[m]][1] - drawn_pays[t][m][1 - answer[m]][1];
            if (weight[0] + weight[1] > 0) good = good && weight[0] * gain[0] + weight[1] * gain[1] >= -1e-9;
            else good = good && (gain[0] >= 0 || gain[1] >= 0);
        }
        found += good;
    }
    return found;
}

static void test_random_games_agree_with_all_plans(void **state)
{
    int64_t all = 0;
    (void)state;
    for (uint64_t t = 0; t < 400; t++) {
        drawn(t, 1 + (int64_t)(t % 9));
        efg_good(&w, "sequential", NULL);
        assert_int_equal(efg_count(&w), by_hand((1 + (double)(t % 9)) / 10));
        all += efg_count(&w);
        efg_close(&w);
    }
    assert_true(all > 100);
}

static void test_near_misses_are_refused(void **state)
{
    size_t tried = 0;
    (void)state;
    for (uint64_t t = 0; t < 400; t++) {
        cm_table *equilibria, *beliefs, *payoffs;
        cm_value *cell;
        drawn(t, 4);
        efg_good(&w, "sequential", NULL);
        if (efg_count(&w) == 0) {
            efg_close(&w);
            continue;
        }
        tried++;
        equilibria = cm_result_find(&w.result, "equilibria");
        beliefs = cm_result_find(&w.result, "beliefs");
        payoffs = cm_result_find(&w.result, "payoffs");
        payoffs->cell[2].as.number += 0.01;
        assert_int_equal(efg_check(&w, "sequential", NULL), CM_E_NUMERIC);
        payoffs->cell[2].as.number -= 0.01;
        for (size_t r = 0; r < 4; r++) {                     /* where Bayes' rule speaks */
            if (!beliefs->cell[5 * r + 4].as.truth) continue;
            beliefs->cell[5 * r + 3].as.number += 1e-3;
            assert_int_equal(efg_check(&w, "sequential", NULL), CM_E_NUMERIC);
            beliefs->cell[5 * r + 3].as.number -= 1e-3;
        }
        assert_int_equal(efg_check(&w, "sequential", NULL), CM_OK);
        cell = &equilibria->cell[7 * (t % 2) + 4];           /* another message of a type: worse, or other beliefs */
        cell->as.text = cell->as.text[0] == 'a' ? "b" : "a";
        assert_int_equal(efg_check(&w, "sequential", NULL), CM_E_NUMERIC);
        efg_close(&w);
    }
    assert_true(tried >= 200);
}

static void test_units_do_not_matter(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 100; t++) {
        int64_t count;
        drawn(t, 3);
        efg_good(&w, "sequential", NULL);
        count = efg_count(&w);
        for (size_t o = 0; o < 8; o++) {
            for (size_t i = 0; i < 2; i++) w.payoff[o][i] = 1e4 * w.payoff[o][i] - 77;
            w.outcome[o].exact = NULL;
        }
        efg_good(&w, "sequential", NULL);
        assert_int_equal(efg_count(&w), count);
        efg_close(&w);
    }
}

static void test_other_games_are_refused(void **state)
{
    (void)state;
    (void)efg_open(&w, 2, 0);
    efg_move(&w, 0, 0, 2);
    efg_end(&w, (double[]){ 0, 1 });
    efg_end(&w, (double[]){ 1, 0 });
    assert_int_equal(efg_solve(&w, "sequential", NULL), CM_E_DOMAIN);
    assert_string_equal(w.ctx.message, "node 1 is not a move of chance: this concept is for signalling games, in which chance draws a type, one player who knows it sends a message, and another who does not answers");
    efg_close(&w);
    (void)efg_open(&w, 2, 0);
    efg_chance(&w, 2, (int64_t[]){ 1, 1 }, 2);
    for (int t = 0; t < 2; t++) {
        efg_move(&w, 0, 0, 2);
        efg_end(&w, (double[]){ 0, 1 });
        efg_end(&w, (double[]){ 1, 0 });
    }
    assert_int_equal(efg_solve(&w, "sequential", NULL), CM_E_DOMAIN);
    assert_int_equal(strncmp(w.ctx.message, "node 2 is not a move of a sender who knows its type", 51), 0);
    efg_close(&w);
}

/* A message that ends the game needs no answer; a list can be cut. */
static void test_messages_may_end_the_game(void **state)
{
    cm_sequential_params one = { 1 };
    (void)state;
    (void)efg_open(&w, 2, 0);
    efg_chance(&w, 2, (int64_t[]){ 1, 1 }, 2);
    for (size_t t = 0; t < 2; t++) {
        efg_move(&w, t, 0, 2);
        efg_end(&w, (double[]){ 1, 1 });
        efg_move(&w, 2, 1, 2);
        efg_end(&w, (double[]){ 2, t == 0 ? 1 : -1 });       /* taken in: good for the receiver if the type is the first */
        efg_end(&w, (double[]){ t == 0 ? 0.5 : 0, 0 });
    }
    efg_good(&w, "sequential", NULL);
    assert_int_equal(efg_count(&w), 2);                      /* all apply and are taken in (a tie); nobody applies */
    efg_good(&w, "sequential", &one);
    assert_int_equal(efg_count(&w), 1);
    assert_false(cm_result_get(&w.result, "complete")->as.truth);
    efg_close(&w);
}

/* A receiver that does not care holds any answer. */
static void test_indifferent_receivers_hold_any_answer(void **state)
{
    (void)state;
    (void)efg_open(&w, 2, 0);
    efg_chance(&w, 2, (int64_t[]){ 1, 1 }, 2);
    for (size_t t = 0; t < 2; t++) {
        efg_move(&w, t, 0, 2);
        efg_end(&w, (double[]){ 1, 1 });
        efg_move(&w, 2, 1, 2);
        efg_end(&w, (double[]){ 2, 0 });
        efg_end(&w, (double[]){ 0, 0 });
    }
    efg_good(&w, "sequential", NULL);
    assert_int_equal(efg_count(&w), 2);
    efg_close(&w);
}

static void test_without_memory_it_says_so(void **state)
{
    long k = 0;
    cm_status status = CM_E_MEMORY;
    (void)state;
    beer_and_quiche();
    for (; status != CM_OK; k++) {
        cm_ctx_clear(&w.ctx);
        w.ctx.alloc_budget = k;
        status = efg_solve(&w, "sequential", NULL);
        assert_true(status == CM_OK || status == CM_E_MEMORY);
    }
    assert_true(k > 20);
    efg_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_beer_and_quiche),
        cmocka_unit_test(test_education_separates_or_is_left),
        cmocka_unit_test(test_random_games_agree_with_all_plans),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_units_do_not_matter),
        cmocka_unit_test(test_other_games_are_refused),
        cmocka_unit_test(test_messages_may_end_the_game),
        cmocka_unit_test(test_indifferent_receivers_hold_any_answer),
        cmocka_unit_test(test_without_memory_it_says_so),
    };
    return RUN_TESTS(tests);
}
