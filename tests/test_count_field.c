/* test_count_field.c: the arithmetic modulo primes in which coalitions are counted. */
#include <stdbool.h>

#include "solver/voting/count_field.h"

#include "solver/base/rng.h"
#include "tests/support/support.h"

/* Miller and Rabin's test, certain for 64 bits with these twelve bases. */
static bool is_prime(uint64_t p)
{
    static const uint64_t base[] = { 2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37 };
    uint64_t odd = p - 1;
    int twos = 0;
    for (; odd % 2 == 0; odd /= 2) twos++;
    for (size_t k = 0; k < 12; k++) {
        cm_double_word x = 1, b = base[k];
        bool passed;
        for (uint64_t e = odd; e > 0; e >>= 1, b = b * b % p) {
            if (e & 1u) x = x * b % p;
        }
        passed = x == 1 || x == p - 1;
        for (int r = 1; r < twos && !passed; r++) {
            x = x * x % p;
            passed = x == p - 1;
        }
        if (!passed) return false;
    }
    return true;
}

static void test_the_fields_are_prime_and_multiply_as_they_should(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "fields", 0);
    assert_false(is_prime((UINT64_C(1) << 61) - 3));
    for (size_t k = 0; k < CM_FIELDS; k++) {
        cm_field f = cm_field_get(k);
        assert_int_equal(f.prime + f.below, UINT64_C(1) << 61);
        assert_true(is_prime(f.prime));
        for (int t = 0; t < 2000; t++) {
            uint64_t a = t == 0 ? f.prime - 1 : cm_rng_next(&rng) % f.prime, b = t == 0 ? f.prime - 1 : cm_rng_next(&rng) % f.prime;
            assert_int_equal(cm_field_mul(f, a, b), (uint64_t)((cm_double_word)a * b % f.prime));
            assert_int_equal(cm_field_sub(f, cm_field_add(f, a, b), b), a);
            if (t < 20 && a > 0) assert_int_equal(cm_field_mul(f, a, cm_field_inverse(f, a)), 1);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_fields_are_prime_and_multiply_as_they_should),
    };
    return RUN_TESTS(tests);
}
