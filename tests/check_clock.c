#include "lib/clock.h"
#include "tests/suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

START_TEST(counts_days_from_1970)
{
    static const struct {
        int year, month, day;
        int32_t days;
    } known[] = {
        {1970, 1, 1, 0},     {1969, 12, 31, -1},  {2000, 1, 1, 10957},  {2000, 2, 29, 11016},
        {2026, 1, 28, 20481}, {1, 1, 1, -719162}, {9999, 12, 31, 2932896},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        int32_t days;
        int year, month, day;
        ck_assert(date_from_ymd(known[i].year, known[i].month, known[i].day, &days));
        ck_assert_int_eq(days, known[i].days);
        date_to_ymd(days, &year, &month, &day);
        ck_assert(year == known[i].year && month == known[i].month && day == known[i].day);
    }
}
END_TEST

/* Every day of the calendar follows the one before, there and back. */
START_TEST(knows_every_day_of_the_calendar)
{
    int32_t expected = -719162;
    for (int year = 1; year <= 9999; year++)
        for (int month = 1; month <= 12; month++)
            for (int day = 1; day <= 31; day++) {
                int32_t days;
                if (!date_from_ymd(year, month, day, &days))
                    continue;
                if (days != expected) /* an assertion for each of 3.6 million days takes seconds */
                    ck_abort_msg("%d-%d-%d: %d", year, month, day, days);
                expected++;
            }
    ck_assert_int_eq(expected, 2932897);
}
END_TEST

START_TEST(refuses_days_that_do_not_exist)
{
    static const int wrong[][3] = {{2026, 2, 29}, {1900, 2, 29}, {2026, 4, 31}, {2026, 13, 1},
                                   {2026, 0, 1},  {2026, 1, 0},  {0, 1, 1},     {10000, 1, 1}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        int32_t days = 7;
        ck_assert(!date_from_ymd(wrong[i][0], wrong[i][1], wrong[i][2], &days));
        ck_assert_int_eq(days, 7);
    }
}
END_TEST

START_TEST(reads_and_writes_iso_dates)
{
    int32_t days = 0;
    char text[CLOCK_TEXT_MAX];
    ck_assert(date_parse_iso(slice_of("2026-01-28"), &days));
    date_format_iso(days, text);
    ck_assert_str_eq(text, "2026-01-28");
    ck_assert(date_parse_iso(slice_of("20260128"), &days));
    ck_assert_int_eq(days, 20481);
    static const char *const wrong[] = {"",            "2026-1-28",  "2026-0128",  "202601-28",
                                        "2026-01-28 ", "28.01.2026", "2026-02-30", "2026/01/28"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        ck_assert_msg(!date_parse_iso(slice_of(wrong[i]), &days), "%s", wrong[i]);
    ck_assert_int_eq(days, 20481);
    date_format_iso(INT32_MIN, text); /* nonsense, but bounded */
    date_format_iso(INT32_MAX, text);
}
END_TEST

/* A text of either kind, and the time that it means; NULL: refused. */
struct example {
    const char *text, *meaning;
};

static void assert_examples(bool (*parse)(struct slice, int64_t *), const struct example *examples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int64_t ms = -1;
        char text[CLOCK_TEXT_MAX];
        bool read = parse(slice_of(examples[i].text), &ms);
        ck_assert_msg(read == (examples[i].meaning != NULL), "%s", examples[i].text);
        if (!read) {
            ck_assert_int_eq(ms, -1);
            continue;
        }
        time_format_rfc3339(ms, text);
        ck_assert_msg(!strcmp(text, examples[i].meaning), "%s: %s", examples[i].text, text);
    }
}

/* Rounded down, also before 1970, where a time is negative. */
START_TEST(a_time_has_a_day)
{
    const int64_t day_ms = 86400000;
    ck_assert_int_eq(date_of_ms(0), 0);
    ck_assert_int_eq(date_of_ms(day_ms - 1), 0);
    ck_assert_int_eq(date_of_ms(day_ms), 1);
    ck_assert_int_eq(date_of_ms(-1), -1);
    ck_assert_int_eq(date_of_ms(-day_ms), -1);
    ck_assert_int_eq(date_of_ms(-day_ms - 1), -2);
}
END_TEST

START_TEST(reads_rfc3339)
{
    static const struct example examples[] = {
        {"2026-01-28T09:30:00+08:00", "2026-01-28T01:30:00.000Z"},
        {"2026-01-28 09:30:00.12345Z", "2026-01-28T09:30:00.123Z"},
        {"2026-01-28t09:30:00z", "2026-01-28T09:30:00.000Z"},
        {"2026-01-28 09:30:00 -0530", "2026-01-28T15:00:00.000Z"},
        {"2026-01-28T09:30", "2026-01-28T09:30:00.000Z"},
        {"2026-01-28T09:30:00,5", "2026-01-28T09:30:00.500Z"},
        {"2026-01-28", "2026-01-28T00:00:00.000Z"},
        {"20260128", "2026-01-28T00:00:00.000Z"},
        {"1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"},
        {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"}, /* a leap second */
        {"2026-01-01T00:30:00+01", "2025-12-31T23:30:00.000Z"},
        {"", NULL},
        {"2026-01-28T", NULL},
        {"2026-01-28T25:00:00Z", NULL},
        {"2026-01-28T09:60:00Z", NULL},
        {"2026-01-28T09:30:61Z", NULL},
        {"2026-01-28T09:30:00.", NULL},
        {"2026-01-28T09:30:00+8", NULL},
        {"2026-01-28T09:30:00+08:0", NULL},
        {"2026-01-28T09:30:00Zx", NULL},
        {"2026-02-30T09:30:00Z", NULL},
        {"Wed, 28 Jan 2026 09:30:00 GMT", NULL},
    };
    assert_examples(time_parse_rfc3339, examples, sizeof examples / sizeof examples[0]);
}
END_TEST

START_TEST(reads_rfc822_as_feeds_write_it)
{
    static const struct example examples[] = {
        {"Wed, 28 Jan 2026 09:30:00 GMT", "2026-01-28T09:30:00.000Z"},
        {"Wed, 28 Jan 2026 09:30:00 +0800", "2026-01-28T01:30:00.000Z"},
        {"28 Jan 26 09:30 EST", "2026-01-28T14:30:00.000Z"},
        {"Wed, 8 July 1998 9:30:00 PDT", "1998-07-08T16:30:00.000Z"},
        {"Tue 01 Sept 2026 00:00:00 -05:00", "2026-09-01T05:00:00.000Z"},
        {"  Wed,28 Jan 2026 09:30:00 Z ", "2026-01-28T09:30:00.000Z"},
        {"Wednesday, 28-Jan-26 09:30:00 UTC", "2026-01-28T09:30:00.000Z"},
        {"Wed, 28 Jan 2026 09:30:00 GMT+0800", "2026-01-28T01:30:00.000Z"},
        {"Wed, 28 Jan 2026 09:30:00 -0800 (PST)", "2026-01-28T17:30:00.000Z"},
        {"Wed, 28 Jan 2026 09:30:00 GMT (UK)", "2026-01-28T09:30:00.000Z"},
        {"Wed, 28 Jan 2026", "2026-01-28T00:00:00.000Z"},
        {"Wed, 28 Jan 99 09:30:00", "1999-01-28T09:30:00.000Z"},
        {"", NULL},
        {"Wed", NULL},
        {"Wed, 28 Foo 2026 09:30:00 GMT", NULL},
        {"Wed, 30 Feb 2026 09:30:00 GMT", NULL},
        {"Wed, 28 Jan 126 09:30:00 GMT", NULL},
        {"Wed, 28 Jan 2026 09:30:00 IST", NULL}, /* India, Israel or Ireland */
        {"Wed, 28 Jan 2026 09:30:00 GMT later", NULL},
        {"Wed, 28 Jan 2026 24:30:00 GMT", NULL},
        {"2026-01-28T09:30:00Z", NULL},
    };
    assert_examples(time_parse_rfc822, examples, sizeof examples / sizeof examples[0]);
}
END_TEST

START_TEST(writes_any_number_within_its_bounds)
{
    char text[CLOCK_TEXT_MAX];
    time_format_rfc3339(INT64_MIN, text);
    time_format_rfc3339(INT64_MAX, text);
    time_format_rfc3339(-1, text);
    ck_assert_str_eq(text, "1969-12-31T23:59:59.999Z");
}
END_TEST

START_TEST(tells_the_time)
{
    ck_assert_int_gt(clock_now_ms(), INT64_C(1700000000000));
    int64_t before = clock_monotonic_ms();
    ck_assert_int_ge(clock_monotonic_ms(), before);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("clock");
    TCase *tests = tcase_create("clock");
    tcase_add_test(tests, counts_days_from_1970);
    tcase_add_test(tests, knows_every_day_of_the_calendar);
    tcase_add_test(tests, refuses_days_that_do_not_exist);
    tcase_add_test(tests, reads_and_writes_iso_dates);
    tcase_add_test(tests, a_time_has_a_day);
    tcase_add_test(tests, reads_rfc3339);
    tcase_add_test(tests, reads_rfc822_as_feeds_write_it);
    tcase_add_test(tests, writes_any_number_within_its_bounds);
    tcase_add_test(tests, tells_the_time);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
