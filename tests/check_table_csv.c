#include "consumers/capacity/table_csv.h"
#include "tests/suite.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];
static struct table_csv table;
static struct error error;

static void make_folder(void)
{
    strcpy(folder, "/tmp/check_table_csv.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void remove_folder(void)
{
    char path[96];
    snprintf(path, sizeof path, "%s/t.csv", folder);
    unlink(path);
    ck_assert_int_eq(rmdir(folder), 0);
}

static bool load(const char *text)
{
    char path[96];
    snprintf(path, sizeof path, "%s/t.csv", folder);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
    return table_csv_load(folder, "t.csv", &table, &error);
}

START_TEST(reads_cells)
{
    size_t column;
    ck_assert_msg(load("a,b,c\r\n1,\"x, \"\"y\"\"\nz\",\n,\"\",last"), "%s", error.message);
    ck_assert_uint_eq(table.rows, 2);
    ck_assert_uint_eq(table.columns, 3);
    ck_assert(table_csv_column(&table, "b", &column, &error));
    ck_assert_uint_eq(column, 1);
    ck_assert(slice_equal_text(table_csv_cell(&table, 0, 1), "x, \"y\"\nz"));
    ck_assert_uint_eq(table_csv_cell(&table, 0, 2).size, 0);
    ck_assert_uint_eq(table_csv_cell(&table, 1, 1).size, 0);
    ck_assert(slice_equal_text(table_csv_cell(&table, 1, 2), "last"));
    ck_assert(!table_csv_column(&table, "d", &column, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "t.csv has no column d"));
    table_csv_free(&table);
    table_csv_free(&table); /* twice is harmless */
}
END_TEST

START_TEST(reads_numbers)
{
    double number;
    ck_assert(load("n\n-2.5e3\n\"\"\n12 W\nnan\n0000000000000000000000000000000000001\n"));
    ck_assert(table_csv_number(&table, 0, 0, &number, &error));
    ck_assert_double_eq(number, -2500);
    ck_assert(table_csv_number(&table, 1, 0, &number, &error)); /* unknown, not 0 */
    ck_assert(isnan(number));
    for (size_t row = 2; row < 5; row++)
        ck_assert_msg(!table_csv_number(&table, row, 0, &number, &error), "row %zu", row);
    ck_assert_ptr_nonnull(strstr(error.message, "t.csv line 6: "));
    table_csv_free(&table);
}
END_TEST

START_TEST(says_which_line_is_wrong)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"", "has no data"},
        {"a,b\n", "has no data"},
        {"a,b\n1,2\n3\n", "line 3: 1 cells, the header has 2"},
        {"a,b\n1,2,3\n", "line 2: 3 cells"},
        {"a\n\"open\n", "line 2: not a line of CSV"},
        {"a\n\"x\"y\n", "line 2: not a line of CSV"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_msg(!load(cases[i].text), "%s", cases[i].text);
        ck_assert_msg(strstr(error.message, cases[i].message) != NULL, "%s", error.message);
        ck_assert_int_eq(error.exit_status, EXIT_CONFIG);
    }
    ck_assert(!table_csv_load(folder, "missing.csv", &table, &error));
    ck_assert_int_eq(error.exit_status, EXIT_CONFIG);
}
END_TEST

/* Lines of the file are counted, whatever stands between the rows. */
START_TEST(comments)
{
    ck_assert(!load("# why\na,b\n1,2\n"));
    load("# why, and how\n\na,b\n\"x\ny\",#\n\r\n# another\n1,2\n# the last");
    ck_assert_msg(table_csv_load_commented(folder, "t.csv", &table, &error), "%s", error.message);
    ck_assert_uint_eq(table.rows, 2);
    ck_assert(slice_equal_text(table_csv_cell(&table, 0, 1), "#"));
    ck_assert_str_eq(table_csv_cell(&table, 0, 0).data, "x\ny"); /* a NUL stands behind */
    ck_assert_uint_eq(table_csv_line(&table, 0), 4);
    ck_assert_uint_eq(table_csv_line(&table, 1), 8);
    table_csv_free(&table);
}
END_TEST

/* Whatever stands in a folder of reference data: a pipe has no end to be read to. */
START_TEST(a_pipe_is_not_waited_for)
{
    char path[96];
    snprintf(path, sizeof path, "%s/t.csv", folder);
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    ck_assert(!table_csv_load(folder, "t.csv", &table, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "no regular file"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("table_csv");
    TCase *tests = tcase_create("table_csv");
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, reads_cells);
    tcase_add_test(tests, reads_numbers);
    tcase_add_test(tests, says_which_line_is_wrong);
    tcase_add_test(tests, comments);
    tcase_add_test(tests, a_pipe_is_not_waited_for);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
