/* test_arithmetic.c: steps of elimination in 64 and 128 bits, against numbers of any size. */
#include "solver/strategic/arithmetic.h"

#include "solver/base/rng.h"
#include "tests/support/support.h"

/* A whole number below 2^bits in size, odd or with many twos. */
static num128 draw(cm_rng *rng, unsigned bits)
{
    cm_uwide x = ((cm_uwide)cm_rng_next(rng) << 64) | cm_rng_next(rng);
    num128 y = (num128)(x >> (128 - bits));
    if (cm_rng_below(rng, 3) == 0) y &= ~(((num128)1 << cm_rng_below(rng, bits)) - 1);
    return cm_rng_below(rng, 2) == 0 ? y : -y;
}

static void expect_same(num128 p, num128 t, num128 a, num128 b, num128 d, bool *fits)
{
    cm_rat r[6] = { { 0, 0 } };
    num128 q = 0, values[5] = { p, t, a, b, d };
    div128 div;
    cm_rat mine = { 0, 0 };
    for (size_t i = 0; i < 5; i++) rat128(&r[i], &values[i]);
    assert_int_equal(cross128(&p, &t, &a, &b), cm_rat_cross_sign(&r[0], &r[1], &r[2], &r[3]));
    cm_rat_cross(&r[5], &r[0], &r[1], &r[2], &r[3], &r[4]);
    *fits = divider128(&div, &d) && step128(&q, &p, &t, &a, &b, &div);
    rat128(&mine, &q);
    if (*fits) assert_int_equal(cm_rat_compare(&mine, &r[5]), 0);
    for (size_t i = 0; i < 6; i++) cm_rat_clear(&r[i]);
    cm_rat_clear(&mine);
}

/* p and a are multiples of d, so that the quotient is whole. */
static void test_128_bits_agree_with_any_size_or_say_that_they_do_not_fit(void **state)
{
    size_t fitted = 0, refused = 0;
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "arithmetic", 0);
    for (int k = 0; k < 20000; k++) {
        unsigned bits = 2 + (unsigned)cm_rng_below(&rng, 60), rest = 124 - bits;
        num128 d = draw(&rng, bits);
        bool fits;
        if (d == 0) continue;
        expect_same(draw(&rng, rest) * d, draw(&rng, 124), draw(&rng, rest) * d, draw(&rng, 124), d, &fits);
        refused += !fits;
        expect_same(draw(&rng, rest / 2 + 1) * d, draw(&rng, 55), draw(&rng, rest / 2) * d, draw(&rng, 55), d, &fits);
        fitted += fits;
    }
    assert_true(fitted > 15000 && refused > 5000);
}

static void test_64_bits_agree_with_128_or_say_that_they_do_not_fit(void **state)
{
    size_t fitted = 0, refused = 0;
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "arithmetic", 1);
    for (int k = 0; k < 20000; k++) {
        unsigned bits = 2 + (unsigned)cm_rng_below(&rng, 40), rest = 62 - bits;
        num64 d = (num64)draw(&rng, bits), p, t, a, b, q;
        num128 wide;
        div64 div;
        if (d == 0) continue;
        p = (num64)draw(&rng, rest) * d, t = (num64)draw(&rng, k % 2 == 0 ? 62 : bits), a = (num64)draw(&rng, rest) * d, b = (num64)draw(&rng, k % 2 == 0 ? 62 : bits);
        wide = (num128)(p / d) * t - (num128)(a / d) * b;
        assert_true(divider64(&div, &d));
        if (step64(&q, &p, &t, &a, &b, &div)) {
            assert_true(q == wide);
            fitted++;
        } else {
            assert_true(wide > INT64_MAX || wide <= INT64_MIN);
            refused++;
        }
        assert_int_equal(cross64(&p, &t, &a, &b), d > 0 ? (wide > 0) - (wide < 0) : (wide < 0) - (wide > 0));
    }
    assert_true(fitted > 5000 && refused > 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_128_bits_agree_with_any_size_or_say_that_they_do_not_fit),
        cmocka_unit_test(test_64_bits_agree_with_128_or_say_that_they_do_not_fit),
    };
    return RUN_TESTS(tests);
}
