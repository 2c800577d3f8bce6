/* support.h: what the tests share: cmocka, comparison of doubles, a seed that can be given again.
 *
 * Random tests draw from support_seed(): COMITY_SEED=7 ./test_depth repeats a run, and a failing
 * program prints the line to type. */
#ifndef CM_TESTS_SUPPORT_SUPPORT_H
#define CM_TESTS_SUPPORT_SUPPORT_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* cmocka 1.1.5 compares doubles as floats. */
static inline void support_close(double a, double b, double tolerance, const char *what, const char *file, int line)
{
    if (!(fabs(a - b) <= tolerance)) {
        print_error("%s: %.17g and %.17g differ by %.3g, more than %.3g\n", what, a, b, fabs(a - b), tolerance);
        _fail(file, line);
    }
}

#define assert_close(a, b, tolerance) \
    support_close((a), (b), (tolerance), #a " = " #b, __FILE__, __LINE__)

static inline uint64_t support_seed(void)
{
    const char *text = getenv("COMITY_SEED");
    return text != NULL ? strtoull(text, NULL, 10) : 20240229;
}

static inline int support_end(int failed)
{
    if (failed != 0) print_error("to repeat: COMITY_SEED=%llu\n", (unsigned long long)support_seed());
    return failed;
}

#define RUN_TESTS(tests) support_end(cmocka_run_group_tests((tests), NULL, NULL))

#endif
