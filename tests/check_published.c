/*
 * The figures of others beside ours, row by row (capacity notes, section 4): each agrees by as much as the row states, and the
 * one slip of theirs is shown as such.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/published.h"
#include "tests/suite.h"

static struct catalogue *catalogue;

static void set_up(void)
{
    struct error error = {0};
    ck_assert_msg(catalogue_load(CHIPWATCH_SOURCE_DIR "/deploy/reference", &catalogue, &error), "%s", error.message);
}

static void tear_down(void)
{
    catalogue_free(catalogue);
}

START_TEST(section_4_each_row_agrees_as_it_states)
{
    struct published row = published_row(catalogue, (size_t)_i);
    ck_assert_msg(!isnan(row.ours), "%s: not worked out", row.what);
    ck_assert_msg(isnan(row.tolerance_ratio) || published_agrees(&row), "%s, %s: %.10g, ours %.10g", row.what, row.unit,
                  row.value, row.ours);
    bool exact = strncmp(row.agreement, "exact", 5) == 0;
    ck_assert_msg(!exact || row.tolerance_ratio <= 0.002, "%s is not exact", row.what);
}
END_TEST

static struct published the_row(const char *what, const char *unit)
{
    for (size_t i = 0; i < published_count(); i++) {
        struct published row = published_row(catalogue, i);
        if (strcmp(row.what, what) == 0 && strcmp(row.unit, unit) == 0)
            return row;
    }
    ck_abort_msg("no row %s", what);
    return (struct published){0};
}

/* They took the cut INT8 rate of a GB300; by FP8 it is half as much again. */
START_TEST(section_4_a_slip_of_theirs_is_no_agreement)
{
    struct published row = the_row("Colossus 2 phase 2", "H100e");
    ck_assert(!published_agrees(&row));
    ck_assert_double_eq_tol(row.ours, 1389591, 0.5);
    ck_assert_double_eq_tol((330000 * 5000.0 + 220000 * 165.0) / 1979, row.value, 0.5);
}
END_TEST

/* Medians of skewed figures do not add: their total is not the sum of their parts. */
START_TEST(section_4_sums_of_medians)
{
    ck_assert_double_eq(the_row("China, Nvidia in all", "units").ours, 1799447);
    ck_assert_double_eq_tol(the_row("China, Nvidia in all", "H100e").ours, 399482, 1);
    ck_assert_double_eq_tol(the_row("China, Nvidia in all", "MW").ours, 754.41, 0.005);
}
END_TEST

/* 400,000 H200 would add 99.6 % to what China has, as they count it. */
START_TEST(section_4_the_seed_event_against_the_stock)
{
    ck_assert_double_eq_tol(400000 / the_row("China, Nvidia in all", "H100e").value, 0.996, 0.0005);
}
END_TEST

START_TEST(the_table_fits_and_says_nothing_differs)
{
    struct buffer out;
    buffer_init(&out, 1 << 16);
    published_print(catalogue, &out);
    buffer_byte(&out, '\0');
    ck_assert_ptr_null(strstr(out.data, "DIFFERS"));
    for (char *line = strtok(out.data, "\n"); line; line = strtok(NULL, "\n"))
        ck_assert_msg(strlen(line) <= 120, "%s", line);
    buffer_free(&out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("published");
    TCase *tests = tcase_create("published");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, section_4_each_row_agrees_as_it_states, 0, (int)published_count());
    tcase_add_test(tests, section_4_a_slip_of_theirs_is_no_agreement);
    tcase_add_test(tests, section_4_sums_of_medians);
    tcase_add_test(tests, section_4_the_seed_event_against_the_stock);
    tcase_add_test(tests, the_table_fits_and_says_nothing_differs);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
