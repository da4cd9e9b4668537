#include "lib/reason.h"
#include "tests/suite.h"

#include <check.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

START_TEST(has_a_stable_text_and_a_meaning)
{
    ck_assert_str_eq(reason_text(REASON_BAD_NUMBER), "bad_number");
    ck_assert_str_eq(reason_text(REASON_DATABASE), "database");
    ck_assert_str_eq(reason_meaning(REASON_TOMBSTONE), "a message has no payload");
}
END_TEST

START_TEST(is_one_word_and_unlike_all_others)
{
    for (int i = 0; i < REASON_COUNT; i++) {
        const char *text = reason_text((enum reason)i);
        ck_assert_uint_gt(strlen(reason_meaning((enum reason)i)), 0);
        for (const char *p = text; *p; p++)
            ck_assert(islower((unsigned char)*p) || *p == '_');
        for (int j = 0; j < i; j++)
            ck_assert_str_ne(text, reason_text((enum reason)j));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("reason");
    TCase *tests = tcase_create("reason");
    tcase_add_test(tests, has_a_stable_text_and_a_meaning);
    tcase_add_test(tests, is_one_word_and_unlike_all_others);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
