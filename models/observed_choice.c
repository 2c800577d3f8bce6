/* observed_choice.c: which test suits a record, and what it would need. */
#include <math.h>

#include "models/observed.h"

enum { FEW = 20 };              /* cases below this are counted through, not fitted */

const char *cm_test_word(cm_test test)
{
    static const char *const words[] = { "fisher", "permutation", "rank", "logistic", "cox" };
    return words[test];
}

/* 1, 2, or 3 for more. */
static size_t kinds_of_size(const cm_observed *t)
{
    size_t kinds = 0;
    for (size_t i = 0; i < t->n && kinds < 3; i++) {
        size_t j = 0;
        while (j < i && (t->size[j] < t->size[i] || t->size[j] > t->size[i])) j++;
        kinds += j == i;
    }
    return kinds;
}

static bool some_pending(const cm_observed *t)
{
    for (size_t i = 0; t->ended != NULL && i < t->n; i++) {
        if (!t->ended[i]) return true;
    }
    return false;
}

void cm_observed_choose(cm_observed *t)
{
    if (t->time != NULL) t->test = some_pending(t) || t->n >= 2 * FEW ? CM_TEST_COX : CM_TEST_RANK;
    else if (t->score != NULL) t->test = CM_TEST_RANK;
    else if (isfinite(t->split) || kinds_of_size(t) == 2) t->test = CM_TEST_FISHER;
    else t->test = t->n < FEW ? CM_TEST_PERMUTATION : CM_TEST_LOGISTIC;
}

static cm_place place_of(const cm_observed *t, const char *key)
{
    const cm_node *node = cm_node_child(t->node, key);
    return node != NULL ? node->value_place : t->node->place;
}

/* Without a split the smaller of two sizes is the small one. */
static void split_sizes(cm_observed *t, cm_diags *diags)
{
    double low = t->size[0];
    size_t large = 0;
    if (!isfinite(t->split) && kinds_of_size(t) > 2) {
        cm_diag_add(diags, place_of(t, "test"), NULL, "add split = 20; for instance: larger ones are compared with the others", "the test 'fisher' compares two sizes, but there are more");
        return;
    }
    for (size_t i = 0; i < t->n; i++) low = fmin(low, t->size[i]);
    if (!isfinite(t->split)) t->split = low;
    else if (t->doubling) t->split = log2(t->split);
    for (size_t i = 0; i < t->n; i++) large += t->size[i] > t->split;
    if (large == 0 || large == t->n) cm_diag_add(diags, place_of(t, "split"), NULL, NULL, "all %zu cases are on one side of the split", t->n);
}

void cm_observed_suits(cm_observed *t, cm_diags *diags)
{
    if (t->outcome == NULL && (t->test == CM_TEST_FISHER || t->test == CM_TEST_PERMUTATION || t->test == CM_TEST_LOGISTIC)) {
        cm_diag_add(diags, place_of(t, "test"), NULL, "add outcome = \"agreed\"; for instance: a column of true and false", "the test '%s' needs an outcome that is true or false", cm_test_word(t->test));
    } else if (t->test == CM_TEST_COX && t->time == NULL) {
        cm_diag_add(diags, place_of(t, "test"), NULL, "add time = \"months\"; for instance", "the test 'cox' needs a time");
    } else if (t->test == CM_TEST_RANK && t->time != NULL && some_pending(t)) {
        cm_diag_add(diags, place_of(t, "test"), NULL, "take test = \"cox\"", "the test 'rank' cannot take cases that are pending");
    } else if (t->test == CM_TEST_FISHER) {
        split_sizes(t, diags);
    }
}
