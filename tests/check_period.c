/*
 * Periods of statistics: a year, a month or a day, in the ways in which offices write them.
 */
#include <check.h>
#include <stdlib.h>

#include "lib/clock.h"
#include "producers/customs/period.h"
#include "tests/suite.h"

static const struct {
    const char *text;
    enum period_kind kind;
    int first[3], last[3];
} read_as[] = {
    {"2010", PERIOD_YEAR, {2010, 1, 1}, {2010, 12, 31}},
    {"2024-02", PERIOD_MONTH, {2024, 2, 1}, {2024, 2, 29}},
    {"202502", PERIOD_MONTH, {2025, 2, 1}, {2025, 2, 28}},
    {"2025.12", PERIOD_MONTH, {2025, 12, 1}, {2025, 12, 31}},
    {"2025/06", PERIOD_MONTH, {2025, 6, 1}, {2025, 6, 30}},
    {"2025-06-30", PERIOD_DAY, {2025, 6, 30}, {2025, 6, 30}},
    {"20250630", PERIOD_DAY, {2025, 6, 30}, {2025, 6, 30}},
};

START_TEST(a_period_has_a_first_and_a_last_day)
{
    struct period period;
    int32_t first, last;
    ck_assert(period_parse(slice_of(read_as[_i].text), &period));
    date_from_ymd(read_as[_i].first[0], read_as[_i].first[1], read_as[_i].first[2], &first);
    date_from_ymd(read_as[_i].last[0], read_as[_i].last[1], read_as[_i].last[2], &last);
    ck_assert_int_eq(period.kind, read_as[_i].kind);
    ck_assert_int_eq(period.first, first);
    ck_assert_int_eq(period.last, last);
}
END_TEST

static const char *const refused[] = {"",       "25",       "2025-13",    "202500",     "2025-02-30", "2025-",
                                      "-2025",  "2025--06", "2025-06-",   "2025-6",     "2025-06-3",  "20250630 ",
                                      "1899",   "3000-01",  "2025-0601-", "2025 06",    "202-506",    "JUN 2025"};

START_TEST(anything_else_is_no_period)
{
    struct period period;
    ck_assert_msg(!period_parse(slice_of(refused[_i]), &period), "%s", refused[_i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("period");
    TCase *tests = tcase_create("period");
    tcase_add_loop_test(tests, a_period_has_a_first_and_a_last_day, 0, sizeof read_as / sizeof read_as[0]);
    tcase_add_loop_test(tests, anything_else_is_no_period, 0, sizeof refused / sizeof refused[0]);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
