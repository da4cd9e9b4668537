#include "lib/misspelling.h"
#include "tests/suite.h"

#include <check.h>
#include <stdlib.h>

static const char *meant(const char *written)
{
    static const char *const known[] = {"date_format", "date_means", "hs_digits", "flow"};
    struct misspelling misspelling = {.written = written};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        misspelling_try(&misspelling, known[i]);
    return misspelling.nearest;
}

START_TEST(the_nearest_name_is_found)
{
    ck_assert_str_eq(meant("date_fromat"), "date_format");
    ck_assert_str_eq(meant("flwo"), "flow");
    ck_assert_str_eq(meant("hsdigits"), "hs_digits");
}
END_TEST

START_TEST(what_is_near_to_none_is_not_guessed)
{
    static char long_one[1000];
    for (size_t i = 0; i + 1 < sizeof long_one; i++)
        long_one[i] = 'x';
    ck_assert_ptr_null(meant("colour"));
    ck_assert_ptr_null(meant(""));
    ck_assert_ptr_null(meant(long_one));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("misspelling");
    TCase *tests = tcase_create("misspelling");
    tcase_add_test(tests, the_nearest_name_is_found);
    tcase_add_test(tests, what_is_near_to_none_is_not_guessed);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
