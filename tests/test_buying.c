/* test_buying.c: coalitions that a second mover cannot break. */
#include "tests/support/asked.h"

enum { MOST = 200 };

/* As the concept's own, which is no one else's business: members, quota, willing, leanings. */
typedef struct parameters {
    long members, quota;
    double willing;
    cm_numbers leanings;
} parameters;

typedef struct house {
    asked a;
    parameters p;
    double lean[MOST];
} house;

static void open_house(house *h, long n, long q, double w, uint64_t index)
{
    memset(h, 0, sizeof *h);
    ask_open(&h->a, "buying", index);
    assert_int_equal(h->a.concept->params_size, sizeof h->p);
    h->p = (parameters){ n, q, w, { 0, h->lean } };
    h->a.params = &h->p;
}

/* W m / (m - q + 1): Groseclose and Snyder 1996, Banks 2000. */
static void test_the_cost_of_each_size_is_the_published_formula(void **state)
{
    static const struct { long n, q, m; double total; const char *exact; } cases[] = {
        { 5, 3, 3, 3, "3" }, { 5, 3, 4, 2, "2" }, { 5, 3, 5, 1.6666666666666667, "5/3" }, { 9, 5, 5, 5, "5" }, { 9, 5, 6, 3, "3" }, { 9, 5, 7, 2.3333333333333335, "7/3" },
        { 9, 5, 9, 1.8, "9/5" }, { 25, 13, 13, 13, "13" }, { 25, 13, 14, 7, "7" }, { 25, 13, 19, 2.7142857142857144, "19/7" }, { 25, 13, 25, 1.9230769230769231, "25/13" },
        { 193, 97, 97, 97, "97" }, { 193, 97, 98, 49, "49" }, { 193, 97, 145, 2.9591836734693877, "145/49" }, { 193, 97, 193, 1.9896907216494846, "193/97" } };
    (void)state;
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        house h;
        size_t row = (size_t)(cases[k].m - cases[k].q);
        open_house(&h, cases[k].n, k % 2 == 0 ? cases[k].q : 0, 1, k);       /* 0: more than half, the same */
        ask_good(&h.a);
        assert_close(ask_cell(&h.a, "sizes", row, "cost")->as.number, cases[k].total, 1e-12);
        assert_close(ask_cell(&h.a, "sizes", row, "per_member")->as.number, cases[k].total / (double)cases[k].m, 1e-12);
        assert_string_equal(ask_cell(&h.a, "sizes", row, "exact")->as.text, cases[k].exact);
        assert_close(ask_number(&h.a, "cheapest"), (double)cases[k].n, 0);
        cm_arena_free(&h.a.arena);
    }
}

/* Two who would need no pay at all guard one who is paid nothing: leanings 10, 10 and 0 against 10. */
static void test_friends_guard_those_who_are_not_paid(void **state)
{
    house h;
    (void)state;
    open_house(&h, 3, 2, 10, 0);
    h.p.leanings.count = 3;
    h.lean[1] = h.lean[2] = 10;
    ask_good(&h.a);
    assert_close(ask_number(&h.a, "cost"), 0, 1e-12);
    h.p.willing = 14;                              /* the two cheapest are at 0 and 10: 4 more are needed */
    ask_good(&h.a);
    assert_close(ask_number(&h.a, "cost"), 4, 1e-12);
    cm_arena_free(&h.a.arena);
}

static int up(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* By brute force on a grid of payments: three members, whole numbers. */
static void test_no_payments_on_a_grid_hold_for_less(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        double least = HUGE_VAL;
        house h;
        open_house(&h, 3, 2, (double)(1 + t % 6), t);
        h.p.leanings.count = 3;
        for (size_t i = 0; i < 3; i++) h.lean[i] = (double)cm_rng_below(&h.a.rng, 9) - 4;
        ask_good(&h.a);
        for (int a = 0; a < 21 * 21 * 21; a++) {
            double pay[3] = { a % 21 / 2.0, a / 21 % 21 / 2.0, a / 441 / 2.0 }, price[3], needed = 0;
            size_t in = 0;
            for (size_t i = 0; i < 3; i++) {
                if (h.lean[i] + pay[i] >= 0) price[in++] = h.lean[i] + pay[i];
            }
            if (in < 2) continue;
            qsort(price, in, sizeof *price, up);
            for (size_t i = 0; i < in - 1; i++) needed += price[i];
            if (needed >= h.p.willing && pay[0] + pay[1] + pay[2] < least) least = pay[0] + pay[1] + pay[2];
        }
        assert_close(ask_number(&h.a, "cost"), least, 1e-9);
        for (size_t i = 0; i < 3; i++) h.lean[i] *= 2;                /* another unit of money */
        h.p.willing *= 2;
        ask_good(&h.a);
        assert_close(ask_number(&h.a, "cost"), 2 * least, 1e-9);
        cm_arena_free(&h.a.arena);
    }
}

static void draw(house *h)
{
    h->p.leanings.count = (size_t)h->p.members;
    for (long i = 0; i < h->p.members; i++) h->lean[i] = cm_rng_unit(&h->a.rng) - 0.5;
}

static void test_a_cent_less_breaks_it_and_is_refused(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 200; t++) {
        house h;
        open_house(&h, 2 + (long)(t % 12), 1 + (long)(t % 12) / 2, 1 + cm_unit(t * 77777777777ull), t);
        if (t % 2 == 0) draw(&h);
        ask_good(&h.a);
        ask_refused_with(&h.a, ask_cell(&h.a, "payments", cm_result_find(&h.a.result, "payments")->nrows - 1, "paid"), -1e-3);
        ask_refused_with(&h.a, ask_value(&h.a, "cost"), 1e-3);
        ask_refused_with(&h.a, ask_value(&h.a, "minimal_cost"), 1e-3);
        ask_refused_with(&h.a, ask_value(&h.a, "cheapest"), 1);
        ask_refused_with(&h.a, ask_cell(&h.a, "sizes", 0, "cost"), 1e-3);
        cm_arena_free(&h.a.arena);
    }
}

static void test_order_does_not_matter(void **state)
{
    (void)state;
    for (uint64_t t = 0; t < 100; t++) {
        house h;
        double cost;
        long n = 3 + (long)(t % 20);
        open_house(&h, n, 0, 2, t);
        draw(&h);
        ask_good(&h.a);
        cost = ask_number(&h.a, "cost");
        for (long i = 0; i < n / 2; i++) {
            double x = h.lean[i];
            h.lean[i] = h.lean[n - 1 - i];
            h.lean[n - 1 - i] = x;
        }
        ask_good(&h.a);
        assert_close(ask_number(&h.a, "cost"), cost, 1e-12);
        cm_arena_free(&h.a.arena);
    }
}

static void test_failures_say_what_is_wrong(void **state)
{
    house h;
    (void)state;
    open_house(&h, 5, 6, 1, 0);
    ask_fails(&h.a, CM_E_INPUT, "a quota of 6 among 5 members");
    h.p.quota = 3;
    h.p.leanings.count = 4;
    ask_fails(&h.a, CM_E_INPUT, "4 leanings for 5 members");
    h.p.leanings.count = 0;
    h.p.quota = 1;                                    /* one suffices: every size costs W, the smallest is shown */
    ask_good(&h.a);
    assert_close(ask_number(&h.a, "cheapest"), 1, 0);
    assert_string_equal(h.a.result.note->next->value.as.text, "Several sizes cost as little; the smallest of them is shown.");
    cm_arena_free(&h.a.arena);
}

static void test_each_allocation_may_fail(void **state)
{
    house h;
    (void)state;
    open_house(&h, 3, 2, 1, 0);
    ask_without_memory(&h.a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_cost_of_each_size_is_the_published_formula),
        cmocka_unit_test(test_friends_guard_those_who_are_not_paid),
        cmocka_unit_test(test_no_payments_on_a_grid_hold_for_less),
        cmocka_unit_test(test_a_cent_less_breaks_it_and_is_refused),
        cmocka_unit_test(test_order_does_not_matter),
        cmocka_unit_test(test_failures_say_what_is_wrong),
        cmocka_unit_test(test_each_allocation_may_fail),
    };
    return RUN_TESTS(tests);
}
