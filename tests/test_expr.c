/* test_expr.c: numbers as users write them: decimals, fractions, expressions over parameters. */
#include <stdio.h>

#include "models/expr.h"
#include "tests/support/given.h"
#include "tests/support/support.h"

static const char *value_of(const char *text, const char *parameters, double *value)
{
    static char sentence[512];
    const char *why;
    cm_frac exact;
    given g;
    bool ok;
    given_read(&g, "players = { A = {}; }; parameters = { %s };", parameters);
    ok = cm_expr_value(&g.ctx, &g.arena, text, cm_node_child(g.root, "parameters"), value, &exact, &why);
    assert_true(ok == (why == NULL));
    sentence[0] = '\0';
    if (why != NULL) strncpy(sentence, why, sizeof sentence - 1);
    given_free(&g);
    return ok ? NULL : sentence;
}

static void test_expressions_have_the_value_they_have_on_paper(void **state)
{
    static const struct { const char *text; double value; } known[] = {
        { "1", 1 }, { " 2.5 ", 2.5 }, { "2/3", 2.0 / 3 }, { "1 + 2 * 3", 7 }, { "(1 + 2) * 3", 9 }, { "10 - 4 - 3", 3 }, { "12 / 3 / 2", 2 },
        { "2 ^ 3 ^ 2", 512 }, { "-2 ^ 2", -4 }, { "(-2) ^ 2", 4 }, { "2 ^ -1", .5 }, { "2 * -3", -6 }, { "- - 2", 2 }, { "1e3", 1000 }, { ".5", .5 },
        { "h * 2", 3.6 }, { "h/k", .6 }, { "k - h", 1.2 }, { "twice + 1", 4.6 }, { "sqrt(16)", 4 }, { "exp(0)", 1 }, { "log(exp(2))", 2 },
        { "min(3, h)", 1.8 }, { "max(k, min(9, 4))", 4 }, { "sqrt(k * k)", 3 }, { "half", .5 },
    };
    double value;
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const char *why = value_of(known[i].text, "h = 1.8; k = 3; half = \"1/2\"; twice = \"h * 2\";", &value);
        if (why != NULL) print_error("%s: %s\n", known[i].text, why);
        assert_null(why);
        assert_close(value, known[i].value, 1e-12);
    }
}

static void test_what_is_no_number_says_why(void **state)
{
    static const struct { const char *text, *why; } known[] = {
        { "", "it ends where a number should be" }, { "1 +", "it ends where a number should be" }, { "k", "there is no parameter 'k'" },
        { "1 2", "'2' is left over" }, { "(1", "a closing parenthesis is missing" }, { "sqrt(1", "a closing parenthesis is missing" },
        { "min(1)", "min takes two numbers" }, { "sin(1)", "there is no function 'sin'" }, { "1/0", "its value is not finite" },
        { "0/0", "its value is not finite" }, { "log(0)", "its value is not finite" }, { "sqrt(0-1)", "its value is not finite" },
        { "10^400", "its value is not finite" }, { "%", "'%' stands where a number should be" }, { "*2", "'*' stands where a number should be" },
        { "word", "parameter 'word' is no number" }, { "loop", "parameter 'loop' refers to itself" }, { "ping + 1", "parameter 'pong' refers to itself" },
        { "bad", "'z' is left over" }, { ".", "a number is missing" }, { "nan", "there is no parameter 'nan'" }, { "inf", "there is no parameter 'inf'" },
    };
    double value;
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const char *why = value_of(known[i].text, "word = true; loop = \"loop\"; ping = \"pong\"; pong = \"ping\"; bad = \"1 z\";", &value);
        assert_non_null(why);
        if (strcmp(known[i].text, "ping + 1") == 0) assert_non_null(strstr(why, "refers to itself"));
        else assert_string_equal(why, known[i].why);
    }
}

/* Nesting must not exhaust the stack, nor parameters of parameters the clock: thirty that each double
 * the one before would be looked up 2^30 times. */
static void test_hostile_expressions_end_in_a_sentence(void **state)
{
    enum { MANY = 100000 };
    static const char *const pieces[] = { "(", "-", "1^", "sqrt(", "min(", "1+(" };
    char *text = calloc(MANY, 8), doubling[4096] = "p0 = 1;";
    double value;
    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        size_t length = strlen(pieces[i]);
        for (size_t k = 0; k < MANY; k++) memcpy(text + k * length, pieces[i], length + 1);
        assert_non_null(strstr(value_of(text, "", &value), "nested too deeply"));
    }
    free(text);
    for (int i = 1; i <= 30; i++) {
        size_t used = strlen(doubling);
        (void)snprintf(doubling + used, sizeof doubling - used, " p%d = \"p%d + p%d\";", i, i - 1, i - 1);
    }
    assert_non_null(value_of("p30", doubling, &value));
    assert_null(value_of("p10", doubling, &value));
    assert_close(value, 1024, 0);
}

static void test_a_decimal_means_its_shortest_decimal_exactly(void **state)
{
    static const struct { const char *text; int64_t num, den; } known[] = {
        { "0.55", 11, 20 }, { "\"2/3\"", 2, 3 }, { "16.5", 33, 2 }, { "0.1", 1, 10 }, { "3", 3, 1 }, { "\"5/2\"", 5, 2 }, { "1e-3", 1, 1000 },
        { "\"h / 2\"", 11, 40 }, { "\"0.85\"", 17, 20 }, { "-0.25", -1, 4 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        cm_frac frac;
        given g;
        given_good(&g, "parameters = { h = 0.55; x = %s; }; players = { A = {}; };", known[i].text);
        assert_true(cm_node_fraction(&g.ctx, &g.diags, cm_node_at(g.root, "parameters.x"), g.s.parameters, &frac));
        assert_true(frac.num == known[i].num && frac.den == known[i].den);
        given_free(&g);
    }
}

static void test_ranges_hold_for_expressions_too(void **state)
{
    given g;
    (void)state;
    given_read(&g, "parameters = { h = 0.8; }; players = { A = { patience = \"h * 2\"; }; };");
    assert_true(given_says(&g, "'players.A.patience' is 1.6, out of its range"));
    assert_int_equal(g.diags.count, 1);
    given_free(&g);
    given_good(&g, "parameters = { h = 0.4; }; players = { A = { patience = \"h * 2\"; }; };");
    assert_close(g.s.player[0].patience, .8, 1e-15);
    given_free(&g);
}

/* Near misses: 0.3 - 0.1 is not 0.2 in doubles, and 0.1 + 0.2 is not 0.3. */
static void test_sums_and_products_of_decimals_are_fractions(void **state)
{
    static const struct { const char *text; int64_t num, den; } known[] = {
        { "b - c", 1, 5 }, { "0.1 + 0.2", 3, 10 }, { "1 - p", 2, 3 }, { "p * 3", 1, 1 }, { "1 - 0.7", 3, 10 }, { "(b / c) ^ 2", 9, 1 }, { "b ^ -2", 100, 9 },
        { "-p", -1, 3 }, { "min(b, p)", 3, 10 }, { "max(b, p)", 1, 3 }, { "sqrt(4 / 9)", 2, 3 }, { "sqrt(2)", 0, 0 }, { "log(b)", 0, 0 }, { "0.1 ^ 30", 0, 0 },
        { "(1/3) * 3 - 1", 0, 1 }, { "2 ^ 0.5", 0, 0 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const char *why;
        cm_frac exact = { 7, 7 };
        double value;
        given g;
        given_read(&g, "players = { A = {}; }; parameters = { b = 0.3; c = 0.1; p = \"1/3\"; };");
        assert_true(cm_expr_value(&g.ctx, &g.arena, known[i].text, cm_node_child(g.root, "parameters"), &value, &exact, &why));
        assert_int_equal(exact.den, known[i].den);
        if (known[i].den != 0) assert_int_equal(exact.num, known[i].num);
        if (known[i].den != 0) assert_true(value == (double)known[i].num / (double)known[i].den);
        given_free(&g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_expressions_have_the_value_they_have_on_paper),
        cmocka_unit_test(test_what_is_no_number_says_why),
        cmocka_unit_test(test_hostile_expressions_end_in_a_sentence),
        cmocka_unit_test(test_a_decimal_means_its_shortest_decimal_exactly),
        cmocka_unit_test(test_sums_and_products_of_decimals_are_fractions),
        cmocka_unit_test(test_ranges_hold_for_expressions_too),
    };
    return RUN_TESTS(tests);
}
