/* test_rng.c: the streams: published words, addresses, ranges. */
#include "solver/base/rng.h"

#include <gsl/gsl_randist.h>

#include "tests/support/support.h"

/* kat_vectors of Random123 1.14, philox4x64, 10 rounds. */
static void test_known_answers(void **state)
{
    const struct { uint64_t counter[3], key[2], word[4]; } known[] = {
        { { 0, 0, 0 }, { 0, 0 },
          { 0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b } },
    };
    (void)state;
    for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
        cm_stream stream = { { known[k].key[0], known[k].key[1] } };
        uint64_t word[4];
        cm_stream_block(&stream, known[k].counter[0], known[k].counter[1], known[k].counter[2], word);
        for (int i = 0; i < 4; i++) assert_true(word[i] == known[k].word[i]);
    }
}

/* A second Philox, written from the paper: R rounds of two 64 x 64 -> 128 products. */
static void reference(const uint64_t counter[4], const uint64_t key[2], uint64_t out[4])
{
    __extension__ typedef unsigned __int128 wide;
    uint64_t c[4] = { counter[0], counter[1], counter[2], counter[3] }, k[2] = { key[0], key[1] };
    for (int round = 0; round < 10; round++) {
        wide p = (wide)0xD2E7470EE14C6C93u * c[0], q = (wide)0xCA5A826395121157u * c[2];
        uint64_t next[4] = { (uint64_t)(q >> 64) ^ c[1] ^ k[0], (uint64_t)q, (uint64_t)(p >> 64) ^ c[3] ^ k[1],
                             (uint64_t)p };
        memcpy(c, next, sizeof c);
        k[0] += 0x9E3779B97F4A7C15u;
        k[1] += 0xBB67AE8584CAA73Bu;
    }
    memcpy(out, c, sizeof c);
}

static void test_words_are_those_of_the_paper_at_any_address(void **state)
{
    cm_stream stream = cm_stream_make(support_seed(), "paper");
    (void)state;
    for (uint64_t t = 0; t < 1000; t++) {
        uint64_t counter[4] = { t * 0x123456789abcdefu, ~t, t << 40, 0 }, word[4], expected[4];
        cm_stream_block(&stream, counter[0], counter[1], counter[2], word);
        reference(counter, stream.key, expected);
        assert_memory_equal(word, expected, sizeof word);
    }
}

static void test_a_stream_is_its_seed_and_its_name(void **state)
{
    cm_stream a = cm_stream_make(1, "a"), b = cm_stream_make(1, "b"), c = cm_stream_make(2, "a");
    (void)state;
    assert_true(cm_stream_make(7, "").key[1] == 14695981039346656037u);       /* FNV-1a of nothing */
    assert_true(a.key[1] == 0xaf63dc4c8601ec8cu);                              /* and of "a" */
    assert_true(cm_stream_unit(&a, 0, 0, 0) != cm_stream_unit(&b, 0, 0, 0));
    assert_true(cm_stream_unit(&a, 0, 0, 0) != cm_stream_unit(&c, 0, 0, 0));
    assert_close(cm_stream_unit(&a, 5, 6, 7), cm_stream_unit(&a, 5, 6, 7), 0);
}

static void test_units_are_strictly_between_0_and_1(void **state)
{
    cm_stream s = cm_stream_make(3, "unit");
    uint64_t word[4];
    (void)state;
    assert_true(cm_unit(0) > 0);
    assert_true(cm_unit(UINT64_MAX) < 1);
    assert_close(cm_unit(UINT64_C(1) << 63), 0.5, 0x1p-52);
    for (uint64_t c = 0; c < 12; c++) {
        cm_stream_block(&s, 1, 2, c / 4, word);
        assert_close(cm_stream_unit(&s, 1, 2, c), cm_unit(word[c % 4]), 0);
    }
}

static void test_a_reader_reads_its_stream_in_order(void **state)
{
    cm_rng rng, again;
    cm_stream s = cm_stream_make(9, "reader");
    uint64_t word[4];
    (void)state;
    cm_rng_init(&rng, 9, "reader", 77);
    cm_rng_init(&again, 9, "reader", 77);
    for (uint64_t t = 0; t < 100; t++) {
        uint64_t next = cm_rng_next(&rng);
        cm_stream_block(&s, 77, t / 4, 0, word);
        assert_true(next == word[t % 4]);
        assert_true(next == cm_rng_next(&again));
    }
}

static void test_numbers_below_n_are_even(void **state)
{
    cm_rng rng;
    (void)state;
    cm_rng_init(&rng, support_seed(), "below", 0);
    for (uint64_t n = 1; n <= 12; n++) {
        long count[12] = { 0 };
        double chi = 0, draws = 20000;
        for (int t = 0; t < 20000; t++) {
            uint64_t k = cm_rng_below(&rng, n);
            assert_true(k < n);
            count[k]++;
        }
        for (uint64_t k = 0; k < n; k++) chi += pow((double)count[k] - draws / (double)n, 2) / (draws / (double)n);
        assert_true(chi < 50);                              /* 11 degrees: about 5e-7 */
    }
    long low = 0;                                           /* a third; half, if words were not refused */
    for (int t = 0; t < 3000; t++) low += cm_rng_below(&rng, UINT64_C(3) << 62) < UINT64_C(1) << 62;
    assert_close((double)low, 1000, 150);
    for (int t = 0; t < 1000; t++) {
        assert_true(cm_rng_below(&rng, UINT64_MAX) < UINT64_MAX);
        assert_true(cm_rng_below(&rng, (UINT64_C(1) << 63) + 1) <= UINT64_C(1) << 63);
    }
}

static void test_gsl_draws_from_the_same_stream(void **state)
{
    cm_rng rng, plain;
    gsl_rng g;
    double sum = 0, squares = 0;
    (void)state;
    cm_rng_init(&rng, 4, "gsl test", 1);
    cm_rng_init(&plain, 4, "gsl test", 1);
    g = cm_rng_gsl(&rng);
    assert_true(gsl_rng_get(&g) == cm_rng_next(&plain));
    assert_close(gsl_rng_uniform(&g), cm_rng_unit(&plain), 0);
    for (int t = 0; t < 100000; t++) {
        double x = gsl_ran_gaussian_ziggurat(&g, 1);
        sum += x;
        squares += x * x;
    }
    assert_close(sum / 100000, 0, 5 / sqrt(100000));
    assert_close(squares / 100000, 1, 5 * sqrt(2.0 / 100000));
    for (int t = 0; t < 1000; t++) assert_true(gsl_rng_uniform_int(&g, 6) < 6);
    gsl_rng_set(&g, 12);
    sum = gsl_rng_uniform(&g);
    gsl_rng_set(&g, 12);
    assert_close(gsl_rng_uniform(&g), sum, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_answers),
        cmocka_unit_test(test_words_are_those_of_the_paper_at_any_address),
        cmocka_unit_test(test_a_stream_is_its_seed_and_its_name),
        cmocka_unit_test(test_units_are_strictly_between_0_and_1),
        cmocka_unit_test(test_a_reader_reads_its_stream_in_order),
        cmocka_unit_test(test_numbers_below_n_are_even),
        cmocka_unit_test(test_gsl_draws_from_the_same_stream),
    };
    return RUN_TESTS(tests);
}
