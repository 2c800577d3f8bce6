/* test_game_properties.c: what sort of game it is. */
#include "tests/support/values_world.h"

static const char *const all_properties[] = { "additive", "constant_sum", "convex", "essential", "monotone", "simple", "superadditive", "symmetric" };

/* The properties that hold, in one text. */
static const char *holds(values_world *w)
{
    const char *text = "";
    values_solve(w, "game-properties", NULL);
    for (size_t p = 0; p < 8; p++) {
        if (cm_result_get(&w->result, all_properties[p])->kind == CM_TRUTH && values_summary(w, all_properties[p]) > 0) {
            text = cm_format(&w->ctx, &w->arena, "%s%s%s", text, *text != '\0' ? " " : "", all_properties[p]);
        }
    }
    return text;
}

static size_t counterexample(values_world *w, const char *property)
{
    size_t row = 0;
    while (strcmp(values_text(w, "counterexamples", row, "property"), property) != 0) row++;
    return row;
}

static void test_textbook_games(void **state)
{
    static const struct { size_t n; double worth[16]; const char *holds; double classes, dummies; } games[] = {
        { 3, { 0, 0, 0, 1, 0, 1, 1, 1 }, "constant_sum essential monotone simple superadditive symmetric", 1, 0 },     /* majority */
        { 4, { 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 1 }, "constant_sum essential monotone simple superadditive", 2, 0 },    /* apex */
        { 3, { 0, 0, 0, 0, 0, 0, 100, 200 }, "convex essential monotone superadditive", 2, 0 },          /* bankruptcy: claims above the estate count as the estate */
        { 3, { 0, 1, 2, 3, 4, 5, 6, 7 }, "additive constant_sum convex monotone superadditive", 3, 3 },
        { 3, { 0, 0, 0, 1, 0, 0, 0, 1 }, "convex essential monotone simple superadditive", 2, 1 },       /* unanimity of two; C is null */
        { 2, { 0, 2, 2, 3 }, "monotone symmetric", 1, 0 },
        { 3, { 0, 46125, 17437.5, 69187.5, 5812.5, 53812.5, 30750, 90000 }, "convex essential monotone superadditive", 3, 0 },     /* Lemaire 1991 */
        { 3, { 0, -1, 0, 3, 1, 4, 2, 5 }, "essential superadditive", 3, 0 },
        { 1, { 0, 1 }, "additive constant_sum convex monotone simple superadditive symmetric", 1, 1 },
    };
    (void)state;
    for (size_t g = 0; g < sizeof games / sizeof games[0]; g++) {
        values_world w;
        values_given(&w, games[g].n, games[g].worth);
        assert_string_equal(holds(&w), games[g].holds);
        assert_close(values_summary(&w, "classes"), games[g].classes, 0);
        assert_close(values_summary(&w, "dummies"), games[g].dummies, 0);
        values_close(&w);
    }
}

static void test_counterexamples_are_in_words_and_numbers(void **state)
{
    values_world w;
    size_t row;
    (void)state;
    values_given(&w, 3, (double[]){ 0, 0, 0, 1, 0, 1, 1, 1 });
    (void)holds(&w);
    row = counterexample(&w, "convex");
    assert_string_equal(values_text(&w, "counterexamples", row, "coalition"), "{A, B}");
    assert_string_equal(values_text(&w, "counterexamples", row, "other"), "{A, C}");
    assert_close(values_number(&w, "counterexamples", row, "left"), 2, 0);
    assert_close(values_number(&w, "counterexamples", row, "right"), 1, 0);
    row = counterexample(&w, "additive");
    assert_int_equal(values_cell(&w, "counterexamples", row, "other")->kind, CM_NONE);
    assert_string_equal(w.result.note->value.as.text, "Superadditive, but not convex: joining forces never hurts, yet newcomers may add less to larger coalitions.");
    memcpy(w.worth, (double[]){ 0, 2, 3, 4, 0, 2, 3, 1 }, 8 * sizeof(double));
    (void)holds(&w);
    assert_string_equal(w.result.note->value.as.text, "{A} and {B} do better apart than together.");
    row = counterexample(&w, "superadditive");
    assert_close(values_number(&w, "counterexamples", row, "left"), 5, 0);
    assert_close(values_number(&w, "counterexamples", row, "right"), 4, 0);
    row = counterexample(&w, "monotone");
    assert_string_equal(values_text(&w, "counterexamples", row, "coalition"), "{A, B, C}");
    values_close(&w);
}

/* A tie is fine; a hair's breadth in whole numbers and fractions is not, however large the rest. */
static void test_ties_hold_and_exact_games_are_told_exactly(void **state)
{
    values_world w;
    (void)state;
    values_given(&w, 2, (double[]){ 0, .1, .2, .3 });                        /* .1 + .2 > .3 in doubles */
    assert_non_null(strstr(holds(&w), "additive"));
    w.game.as.tu.exact = false;
    assert_non_null(strstr(holds(&w), "additive"));
    w.game.as.tu.exact = true;
    memcpy(w.worth, (double[]){ 0, 1e9, 1e9, 2e9 - .5 }, 4 * sizeof(double));
    assert_null(strstr(holds(&w), "superadditive"));
    w.game.as.tu.exact = false;                                              /* half of 2e9 billionths is a tie */
    assert_non_null(strstr(holds(&w), "superadditive"));
    memcpy(w.worth, (double[]){ 0, 1. / 3, 2. / 3, 1 }, 4 * sizeof(double));
    w.game.as.tu.exact = true;
    assert_non_null(strstr(holds(&w), "additive"));
    values_close(&w);
}

/* By the definitions, over all pairs of coalitions. */
static void test_random_games_by_their_definitions(void **state)
{
    size_t yes[3] = { 0, 0, 0 };
    (void)state;
    for (uint64_t t = 0; t < 400; t++) {
        values_world w;
        size_t n = 1 + t % 5, all = ((size_t)1 << n) - 1;
        bool convex = true, super = true, monotone = true, simple = true;
        values_random(&w, n, t);
        if (t % 4 == 0) {                                                    /* nearly convex: one worth a little off */
            for (size_t s = 1; s <= all; s++) w.worth[s] = (double)(__builtin_popcountll(s) * __builtin_popcountll(s));
            w.worth[1 + cm_rng_below(&w.rng, all)] += (double)cm_rng_below(&w.rng, 3) - 1;
        }
        for (size_t s = 0; s <= all; s++) {
            if (fabs(w.worth[s]) > 0 && fabs(w.worth[s] - 1) > 0) simple = false;
            for (size_t u = 0; u <= all; u++) {
                if (w.worth[s] + w.worth[u] > w.worth[s | u] + w.worth[s & u] + 1e-8) convex = false;
                if ((s & u) == 0 && w.worth[s] + w.worth[u] > w.worth[s | u] + 1e-8) super = false;
                if ((s & u) == s && w.worth[s] > w.worth[u] + 1e-8) monotone = false;
            }
        }
        simple = simple && monotone && w.worth[all] > .5;
        (void)holds(&w);
        assert_true((values_summary(&w, "convex") > 0) == convex);
        assert_true((values_summary(&w, "superadditive") > 0) == super);
        assert_true((values_summary(&w, "monotone") > 0) == monotone);
        assert_true((values_summary(&w, "simple") > 0) == simple);
        yes[0] += convex, yes[1] += super, yes[2] += monotone;
        values_close(&w);
    }
    for (size_t k = 0; k < 3; k++) assert_true(yes[k] > 30 && yes[k] < 370);
}

/* Additive games added, and the unit, change none of these. */
static void test_adding_an_additive_game_changes_nothing_of_that_kind(void **state)
{
    static const char *const kept[] = { "additive", "constant_sum", "convex", "essential", "superadditive", "dummies" };
    (void)state;
    for (uint64_t t = 0; t < 100; t++) {
        values_world w;
        size_t n = 2 + t % 4, all = ((size_t)1 << n) - 1;
        double before[6];
        values_random(&w, n, t);
        (void)holds(&w);
        for (size_t p = 0; p < 6; p++) before[p] = values_summary(&w, kept[p]);
        for (size_t s = 1; s <= all; s++) {
            w.worth[s] *= 4;
            for (size_t i = 0; i < n; i++) w.worth[s] += s >> i & 1 ? (double)i - 2 : 0;
        }
        (void)holds(&w);
        for (size_t p = 0; p < 6; p++) assert_close(values_summary(&w, kept[p]), before[p], 0);
        values_close(&w);
    }
}

/* Every word of the summary turned, every counterexample spoilt. */
static void test_false_words_are_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        values_world w;
        cm_table *table;
        values_random(&w, 2 + t % 4, t);
        if (t % 3 == 0) {
            for (size_t s = 1; s < (size_t)1 << w.game.as.tu.n; s++) w.worth[s] = t % 2 == 0 ? (double)(s * s) : (double)__builtin_popcountll(s);
        }
        (void)holds(&w);
        for (cm_named *entry = w.result.summary; entry != NULL; entry = entry->next) {
            cm_value right = entry->value;
            if (right.kind == CM_TRUTH) entry->value = cm_truth(!right.as.truth);
            else entry->value = cm_integer(right.as.integer + 1);
            values_refused(&w, "game-properties", NULL);
            entry->value = right;
        }
        table = cm_result_find(&w.result, "counterexamples");
        for (size_t row = 0; row < table->nrows; row++) {
            values_cell(&w, "counterexamples", row, "left")->as.number += 1;
            values_refused(&w, "game-properties", NULL);
            values_cell(&w, "counterexamples", row, "left")->as.number -= 1;
        }
        if (values_summary(&w, "superadditive") < 1 && w.worth[1] > 0) {          /* {A} and {A} are not apart */
            size_t row = counterexample(&w, "superadditive");
            *values_cell(&w, "counterexamples", row, "coalition") = *values_cell(&w, "counterexamples", row, "other") = cm_text("{A}");
            *values_cell(&w, "counterexamples", row, "left") = cm_number(2 * w.worth[1]);
            *values_cell(&w, "counterexamples", row, "right") = cm_number(w.worth[1]);
            values_refused(&w, "game-properties", NULL);
            values_solve(&w, "game-properties", NULL);
        }
        values_cell(&w, "players", 1, "class")->as.integer ^= 3;
        values_refused(&w, "game-properties", NULL);
        values_cell(&w, "players", 1, "class")->as.integer ^= 3;
        values_cell(&w, "players", 0, "dummy")->as.truth ^= true;
        values_refused(&w, "game-properties", NULL);
        values_close(&w);
    }
}

/* Too many pairs of coalitions: not known, unless convex. */
static void test_seventeen_players(void **state)
{
    int64_t weight[17];
    values_world w;
    (void)state;
    for (size_t i = 0; i < 17; i++) weight[i] = 1;
    values_weighted(&w, 17, 9, weight);
    values_solve(&w, "game-properties", NULL);
    assert_int_equal(cm_result_get(&w.result, "superadditive")->kind, CM_NONE);
    assert_close(values_summary(&w, "constant_sum"), 1, 0);
    assert_close(values_summary(&w, "classes"), 1, 0);
    assert_string_equal(w.result.note->value.as.text, "Whether two coalitions always do at least as well together is not known: there are too many pairs of them.");
    values_close(&w);
    values_weighted(&w, 17, 17, weight);
    values_solve(&w, "game-properties", NULL);
    assert_close(values_summary(&w, "superadditive"), 1, 0);
    values_close(&w);
}

static void test_each_allocation_may_fail(void **state)
{
    values_world w;
    (void)state;
    values_given(&w, 3, (double[]){ 0, .5, 0, 1, 0, 2, 1. / 3, 3 });
    values_each_allocation_may_fail(&w, "game-properties", NULL);
    memcpy(w.worth, (double[]){ 0, 0, 0, 0, 0, 0, 0, 1 }, 8 * sizeof(double));
    values_each_allocation_may_fail(&w, "game-properties", NULL);
    values_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_textbook_games),
        cmocka_unit_test(test_counterexamples_are_in_words_and_numbers),
        cmocka_unit_test(test_ties_hold_and_exact_games_are_told_exactly),
        cmocka_unit_test(test_random_games_by_their_definitions),
        cmocka_unit_test(test_adding_an_additive_game_changes_nothing_of_that_kind),
        cmocka_unit_test(test_false_words_are_refused),
        cmocka_unit_test(test_seventeen_players),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
