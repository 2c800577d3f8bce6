/* nash_expected.h: what nash says of a game of two players, all of it listed. */
#ifndef CM_TESTS_SUPPORT_NASH_EXPECTED_H
#define CM_TESTS_SUPPORT_NASH_EXPECTED_H

#include "solver/strategic/nash.h"
#include "tests/support/bimatrix_given.h"

static inline void nash_expect(two *t, int64_t count, int64_t components, int64_t subsets, bool degenerate)
{
    two_good(t, &cm_concept_nash);
    assert_int_equal(two_integer(t, "count"), count);
    assert_int_equal(two_integer(t, "components"), components);
    assert_int_equal(two_integer(t, "subsets"), subsets);
    assert_int_equal(two_truth(t, "degenerate"), degenerate);
    assert_true(two_truth(t, "complete"));
}

#endif
