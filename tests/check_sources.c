/*
 * What the command line names, as a list of single sources.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "producers/sources.h"

static char folder[] = "/tmp/check_sources.XXXXXX";

/* The sources in their order, then what is none. */
enum { SOURCE_COUNT = 2 };
static const char *const files[] = {"a.csv", "in/b.csv", "a.csv.meta", "in/b.csv.META", ".hidden"};

static const char *path_of(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void setup(void)
{
    memcpy(folder + sizeof folder - 7, "XXXXXX", 6);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(mkdir(path_of("in"), 0700), 0);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        FILE *file = fopen(path_of(files[i]), "w");
        ck_assert_ptr_nonnull(file);
        ck_assert_int_eq(fclose(file), 0);
    }
}

static void teardown(void)
{
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        unlink(path_of(files[i]));
    rmdir(path_of("in"));
    ck_assert_int_eq(rmdir(folder), 0);
}

/* A folder stands for its files by name; hidden ones and sidecars are left out. */
START_TEST(a_folder_is_its_files)
{
    struct sources sources = {0};
    struct error error = {0};
    char *arguments[] = {folder};
    ck_assert_msg(sources_expand(&sources, arguments, 1, &error), "%s", error.message);
    ck_assert_uint_eq(sources.count, SOURCE_COUNT);
    for (size_t i = 0; i < SOURCE_COUNT; i++)
        ck_assert_str_eq(sources.items[i].name, path_of(files[i]));
    sources_free(&sources);
}
END_TEST

/* Who names a sidecar means it, whatever comes of it. */
START_TEST(arguments_are_taken_as_they_are)
{
    struct sources sources = {0};
    struct error error = {0};
    char sidecar[128];
    snprintf(sidecar, sizeof sidecar, "%s", path_of("a.csv.meta"));
    char *arguments[] = {(char[]){"-"}, sidecar, (char[]){"/nowhere/at/all"}};
    ck_assert(sources_expand(&sources, arguments, 3, &error));
    ck_assert_uint_eq(sources.count, 3);
    ck_assert_str_eq(sources.items[0].name, "-");
    ck_assert_str_eq(sources.items[1].name, sidecar);
    sources_free(&sources);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sources");
    TCase *tests = tcase_create("sources");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_folder_is_its_files);
    tcase_add_test(tests, arguments_are_taken_as_they_are);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
