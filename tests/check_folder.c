#include "consumers/capacity/folder.h"
#include "tests/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char parent[64];

static void put(const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof path, "%s/files/%s", parent, name);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}

static void make_folder(void)
{
    char path[256];
    strcpy(parent, "/tmp/check_folder.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(parent));
    snprintf(path, sizeof path, "%s/files", parent);
    ck_assert_int_eq(mkdir(path, 0700), 0);
}

static void remove_folder(void)
{
    char command[256];
    snprintf(command, sizeof command, "rm -r %s", parent);
    ck_assert_int_eq(system(command), 0);
}

START_TEST(lists_the_files_of_a_kind_in_order)
{
    static const char *const expected[] = {"0001_a.sql", "0002_b.sql", "0010_c.sql"};
    struct folder folder;
    struct error error = {0};
    put("0010_c.sql", "");
    put("0001_a.sql", "");
    put("0002_b.sql", "");
    put("README.md", "");
    put(".0003_hidden.sql", "");
    put("0004_old.sql~", "");
    put(".sql", "");
    ck_assert(folder_open(parent, "files", ".sql", &folder, &error));
    ck_assert_uint_eq(folder.count, 3);
    for (size_t i = 0; i < folder.count; i++)
        ck_assert_str_eq(folder.names[i], expected[i]);
    folder_close(&folder);
    folder_close(&folder); /* twice is harmless */
}
END_TEST

START_TEST(reads_a_file_as_a_text)
{
    struct folder folder;
    struct buffer text;
    struct error error = {0};
    buffer_init(&text, 100);
    put("a.sql", "SELECT 1;\n");
    put("empty.sql", "");
    ck_assert(folder_open(parent, "files", ".sql", &folder, &error));
    ck_assert(folder_read(&folder, "a.sql", &text, &error));
    ck_assert_uint_eq(text.size, 10);
    ck_assert_str_eq(text.data, "SELECT 1;\n");
    ck_assert(folder_read(&folder, "empty.sql", &text, &error));
    ck_assert_uint_eq(text.size, 0);
    ck_assert_str_eq(text.data, "");
    folder_close(&folder);
    buffer_free(&text);
}
END_TEST

START_TEST(says_which_file_cannot_be_read)
{
    struct folder folder;
    struct buffer text;
    struct error error = {0};
    buffer_init(&text, 10);
    put("large.sql", "0123456789"); /* the NUL behind it does not fit */
    ck_assert(!folder_open(parent, "nothing", ".sql", &folder, &error));
    ck_assert_int_eq(error.exit_status, EXIT_CONFIG);
    ck_assert_ptr_nonnull(strstr(error.message, "nothing: No such file or directory"));
    ck_assert(folder_open(parent, "files", ".sql", &folder, &error));
    ck_assert(!folder_read(&folder, "absent.sql", &text, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "files/absent.sql: No such file or directory"));
    ck_assert(!folder_read(&folder, "large.sql", &text, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "files/large.sql: too large"));
    folder_close(&folder);
    buffer_free(&text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("folder");
    TCase *tcase = tcase_create("folder");
    tcase_add_checked_fixture(tcase, make_folder, remove_folder);
    tcase_add_test(tcase, lists_the_files_of_a_kind_in_order);
    tcase_add_test(tcase, reads_a_file_as_a_text);
    tcase_add_test(tcase, says_which_file_cannot_be_read);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
