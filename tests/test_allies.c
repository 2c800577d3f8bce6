/* test_allies.c: allies of a patron. */
#include "solver/collective/allies.h"

#include "tests/support/asked.h"

enum { MOST = 30 };

typedef struct club {
    asked a;
    double d[MOST], c[MOST];
    cm_allies_params p;
} club;

static void open_club(club *k, size_t n, uint64_t index)
{
    memset(k, 0, sizeof *k);
    ask_open(&k->a, "allies", index);
    k->p.dependence = (cm_numbers){ n, k->d };
    k->p.cost = (cm_numbers){ n, k->c };
    k->a.params = &k->p;
    k->a.game = (cm_game){ .kind = CM_GAME_NONE, .as.none = { n, asked_names } };
}

static void draw(club *k)
{
    for (size_t i = 0; i < k->p.cost.count; i++) {
        k->d[i] = (double)cm_rng_below(&k->a.rng, 8);
        k->c[i] = (double)cm_rng_below(&k->a.rng, 12);
    }
    k->p.growth = (double)cm_rng_below(&k->a.rng, 5) / 4;
    k->p.bonus = (double)cm_rng_below(&k->a.rng, 4);
    k->p.threshold = (long)cm_rng_below(&k->a.rng, k->p.cost.count + 2);
    k->p.credible = (double)cm_rng_below(&k->a.rng, 5) / 4;
    k->p.budget = (double)cm_rng_below(&k->a.rng, 10);
}

/* By hand: lacks -2, 0, 3, 5; growth 1: one by one 0 + 0 + 1 + 2; trusting 0 + 0 + 0 + 2; together 22 - 4 - 12. */
static void test_the_shipped_example_by_hand(void **state)
{
    club k;
    (void)state;
    open_club(&k, 4, 0);
    memcpy(k.d, (double[]){ 6, 5, 3, 2 }, 4 * sizeof(double));
    memcpy(k.c, (double[]){ 4, 5, 6, 7 }, 4 * sizeof(double));
    k.p.growth = 1;
    k.p.credible = 0.25;
    k.p.budget = 1;
    ask_good(&k.a);
    assert_close(ask_number(&k.a, "alone"), 2, 0);
    assert_close(ask_number(&k.a, "one_by_one"), 3, 1e-12);
    assert_close(ask_number(&k.a, "trusting"), 2, 1e-12);
    assert_close(ask_number(&k.a, "together"), 6, 1e-12);
    assert_close(ask_number(&k.a, "affordable"), 3, 0);
    assert_string_equal(k.a.result.note->value.as.text, "Acting together raises the price: the patron cannot withdraw from all what it can withdraw from each.");
    cm_arena_free(&k.a.arena);
}

/* Without effects between allies each joins exactly where its dependence is not below its cost. */
static void test_alone_each_joins_where_dependence_reaches_cost(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        double joins = 0, price = 0;
        club k;
        open_club(&k, 1 + t % 12, t);
        draw(&k);
        k.p.growth = k.p.bonus = 0;
        for (size_t i = 0; i < k.p.cost.count; i++) {
            joins += k.d[i] >= k.c[i];
            price += k.d[i] >= k.c[i] ? 0 : k.c[i] - k.d[i];
        }
        ask_good(&k.a);
        assert_close(ask_number(&k.a, "alone"), joins, 0);
        assert_close(ask_number(&k.a, "least"), joins, 0);
        assert_close(ask_number(&k.a, "greatest"), joins, 0);
        assert_close(ask_number(&k.a, "one_by_one"), price, 1e-9);
        assert_close(ask_number(&k.a, "trusting"), price, 1e-9);
        cm_arena_free(&k.a.arena);
    }
}

static double best_order(const club *k, unsigned used, size_t place)
{
    size_t n = k->p.cost.count;
    double least = place > n ? 0 : HUGE_VAL;
    for (size_t i = 0; i < n && place <= n; i++) {
        double gain = k->p.growth * (double)(place - 1) + (k->p.threshold > 0 && (long)place >= k->p.threshold ? k->p.bonus : 0), lack = k->c[i] - k->d[i] - gain, rest;
        if (used >> i & 1u) continue;
        rest = (lack > 0 ? lack : 0) + best_order(k, used | 1u << i, place + 1);
        if (rest < least) least = rest;
    }
    return least;
}

/* All orders of payment; and names and units do not matter. */
static void test_one_by_one_no_order_is_cheaper(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        size_t n = 1 + t % 6;
        double sure, together, greatest;
        club k;
        open_club(&k, n, 500 + t);
        draw(&k);
        ask_good(&k.a);
        sure = ask_number(&k.a, "one_by_one");
        together = ask_number(&k.a, "together");
        greatest = ask_number(&k.a, "greatest");
        assert_close(sure, best_order(&k, 0, 1), 1e-9);
        assert_true(ask_number(&k.a, "trusting") <= sure + 1e-12);
        assert_true(ask_number(&k.a, "least") <= greatest);
        for (size_t i = 0; i < n / 2; i++) {
            double c = k.c[i], d = k.d[i];
            k.c[i] = k.c[n - 1 - i], k.d[i] = k.d[n - 1 - i];
            k.c[n - 1 - i] = c, k.d[n - 1 - i] = d;
        }
        for (size_t i = 0; i < n; i++) k.c[i] *= 3, k.d[i] *= 3;
        k.p.growth *= 3, k.p.bonus *= 3;
        ask_good(&k.a);
        assert_close(ask_number(&k.a, "one_by_one"), 3 * sure, 1e-9);
        assert_close(ask_number(&k.a, "together"), 3 * together, 1e-9);
        assert_close(ask_number(&k.a, "greatest"), greatest, 0);
        cm_arena_free(&k.a.arena);
    }
}

/* The less can be withdrawn from all at once, the dearer they are together; with all of it they are no dearer than trusting ones. */
static void test_hollow_threats_raise_the_price_of_the_group(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        double before = HUGE_VAL;
        club k;
        open_club(&k, 2 + t % 8, 900 + t);
        draw(&k);
        for (int step = 0; step <= 4; step++) {
            k.p.credible = step / 4.0;
            ask_good(&k.a);
            assert_true(ask_number(&k.a, "together") <= before + 1e-12);
            before = ask_number(&k.a, "together");
        }
        assert_true(before <= ask_number(&k.a, "trusting") + 1e-9);
        cm_arena_free(&k.a.arena);
    }
}

static void test_expectations_can_decide(void **state)
{
    club k;
    (void)state;
    open_club(&k, 3, 0);
    for (size_t i = 0; i < 3; i++) k.c[i] = 2;
    k.p.bonus = 2;
    k.p.threshold = 3;
    ask_good(&k.a);
    assert_close(ask_number(&k.a, "least"), 0, 0);
    assert_close(ask_number(&k.a, "greatest"), 3, 0);
    assert_close(ask_number(&k.a, "one_by_one"), 4, 1e-12);
    assert_close(ask_number(&k.a, "trusting"), 0, 1e-12);
    cm_arena_free(&k.a.arena);
}

static void test_near_misses_are_refused(void **state)
{
    static const char *const numbers[] = { "one_by_one", "trusting", "together" }, *const counts[] = { "alone", "least", "greatest", "affordable" };
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        club k;
        open_club(&k, 2 + t % 7, 5000 + t);
        draw(&k);
        ask_good(&k.a);
        for (size_t c = 0; c < 3; c++) {
            ask_refused_with(&k.a, ask_value(&k.a, numbers[c]), 1e-4);
            ask_refused_with(&k.a, ask_cell(&k.a, "allies", 1, numbers[c]), c == 2 ? -1e-4 : 1e-4);
        }
        for (size_t c = 0; c < 4; c++) ask_refused_with(&k.a, ask_value(&k.a, counts[c]), 1);
        for (size_t c = 0; c < 3; c++) ask_refused_with(&k.a, ask_cell(&k.a, "allies", 0, counts[c]), 0);
        ask_refused_with(&k.a, ask_cell(&k.a, "sizes", 0, "one_by_one"), 1e-4);
        ask_refused_with(&k.a, ask_cell(&k.a, "sizes", 1, "trusting"), 1e-4);
        cm_arena_free(&k.a.arena);
    }
}

static void test_failures_say_what_is_wrong(void **state)
{
    club k;
    (void)state;
    open_club(&k, 3, 0);
    k.p.dependence.count = 0;
    ask_fails(&k.a, CM_E_INPUT, "allies needs a dependence and a cost for each ally: there are 0 and 3");
    k.p.dependence.count = 3;
    k.a.game.as.none.n = 2;
    ask_fails(&k.a, CM_E_INPUT, "3 numbers for 2 allies");
    cm_arena_free(&k.a.arena);
}

static void test_each_allocation_may_fail(void **state)
{
    club k;
    (void)state;
    open_club(&k, 3, 0);
    draw(&k);
    ask_without_memory(&k.a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_shipped_example_by_hand),
        cmocka_unit_test(test_alone_each_joins_where_dependence_reaches_cost),
        cmocka_unit_test(test_one_by_one_no_order_is_cheaper),
        cmocka_unit_test(test_hollow_threats_raise_the_price_of_the_group),
        cmocka_unit_test(test_expectations_can_decide),
        cmocka_unit_test(test_near_misses_are_refused),
        cmocka_unit_test(test_failures_say_what_is_wrong),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
