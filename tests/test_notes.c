/* test_notes.c: sentences about results in Chinese: patterns, what stands in their places, and the register itself. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "cli/notes.h"
#include "tests/support/support.h"

static void test_a_sentence_with_numbers_is_turned(void **state)
{
    char *zh = cm_note_in_chinese("Some text exists that 3 of 15 members prefer to the status quo; 9 are needed.");
    (void)state;
    assert_non_null(zh);
    assert_string_equal(zh, "存在某个文本，15 个成员中有 3 个认为它优于现状；需要 9 个。");
    free(zh);
}

static void test_what_does_not_fit_whole_is_left_alone(void **state)
{
    static const char *const near[] = {
        "", "Some", "Some text exists that 3 of 15 members prefer to the status quo; 9 are needed. And more.",
        "So: Some text exists that 3 of 15 members prefer to the status quo; 9 are needed.",
        "Some text exists that  of 15 members prefer to the status quo; 9 are needed.", "nothing of the kind"
    };
    (void)state;
    for (size_t i = 0; i < sizeof near / sizeof near[0]; i++) {
        char *zh = cm_note_in_chinese(near[i]);
        if (zh != NULL) print_error("'%s' became '%s'\n", near[i], zh);
        assert_null(zh);
    }
}

/* Every place of the English stands in the Chinese, and no other; no pattern is hidden by an earlier one; sentences end as such. */
static void test_the_register_is_in_order(void **state)
{
    size_t count;
    const cm_note_pair *pair = cm_note_pairs(&count);
    (void)state;
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        size_t places = 0;
        bool sentence = pair[i].en[strlen(pair[i].en) - 1] == '.';
        for (const char *c = pair[i].en; (c = strstr(c, "{}")) != NULL; c += 2) places++;
        for (const char *c = pair[i].zh; (c = strchr(c, '{')) != NULL; c++) {
            if (c[1] < '1' || (size_t)(c[1] - '0') > places || c[2] != '}') fail_msg("'%s' names a place that is not there", pair[i].zh);
        }
        for (size_t k = 1; k <= places; k++) {
            char name[] = { '{', (char)('0' + k), '}', '\0' };
            if (strstr(pair[i].zh, name) == NULL) fail_msg("'%s' lacks %s", pair[i].zh, name);
        }
        if (sentence && strcmp(pair[i].zh + strlen(pair[i].zh) - strlen("。"), "。") != 0) fail_msg("'%s' does not end as a sentence", pair[i].zh);
        for (size_t k = 0; k < i; k++) {
            if (strcmp(pair[k].en, pair[i].en) == 0) fail_msg("'%s' stands twice", pair[i].en);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_sentence_with_numbers_is_turned),
        cmocka_unit_test(test_what_does_not_fit_whole_is_left_alone),
        cmocka_unit_test(test_the_register_is_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
