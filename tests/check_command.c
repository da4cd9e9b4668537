#include "consumers/capacity/command.h"
#include "tests/suite.h"

#include <check.h>
#include <stdlib.h>

START_TEST(reads_whole_numbers_and_nothing_else)
{
    static const struct {
        const char *text;
        int64_t number; /* -1: refused */
    } known[] = {
        {"0", 0},      {"12", 12}, {"100", 100},  {"101", -1}, {"-1", -1},     {"+1", -1},
        {" 1", -1},    {"1 ", -1}, {"0x10", -1},  {"1e2", -1}, {"", -1},       {"one", -1},
        {"007", 7},    {"1.0", -1}, {"99999999999999999999", -1},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        int64_t number = -1;
        ck_assert_msg(command_number(known[i].text, 100, &number) == (known[i].number >= 0), "\"%s\"", known[i].text);
        ck_assert_int_eq(number, known[i].number);
    }
    int64_t number;
    ck_assert(command_number("9223372036854775807", INT64_MAX, &number));
    ck_assert(number == INT64_MAX);
}
END_TEST

/* stderr is not looked at: the words are tests/integration/commands.test's. */
START_TEST(ends_with_the_status_of_the_error)
{
    struct error error;
    error_stop(&error, EXIT_CONFIG, "a person must act");
    ck_assert_int_eq(command_fail(&error), 78);
    error_retry(&error, "no answer");
    ck_assert_int_eq(command_fail(&error), 69);
    ck_assert_int_eq(command_usage("no argument \"%s\"", "x"), 64);
    ck_assert_int_eq(command_finish(0), 0);
    ck_assert_int_eq(command_finish(78), 78);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("command");
    TCase *tcase = tcase_create("command");
    tcase_add_test(tcase, reads_whole_numbers_and_nothing_else);
    tcase_add_test(tcase, ends_with_the_status_of_the_error);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
