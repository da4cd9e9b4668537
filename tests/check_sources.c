/*
 * Which sources a command line means.
 */
#include "producers/sources.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "producers/archive.h"
#include "tests/suite.h"
#include "tests/zip_file.h"

static struct error error;
static char folder[64];

static void in_new_folder(void)
{
    strcpy(folder, "/tmp/check_sources_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chdir(folder), 0);
}

static void remove_folder(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    ck_assert_int_eq(system(command), 0);
}

static void write_file(const char *name, const char *content)
{
    FILE *file = fopen(name, "w");
    ck_assert_ptr_nonnull(file);
    fputs(content, file);
    fclose(file);
}

START_TEST(a_folder_stands_for_its_files_by_name)
{
    const char *const made[] = {"b.txt", "a.txt", "B.txt", ".hidden", "in/deep/z.txt", "in/a.txt", "a.txt.meta",
                                "in/A.META"};
    mkdir("in", 0700);
    mkdir("in/deep", 0700);
    mkdir(".hidden-folder", 0700);
    for (size_t i = 0; i < sizeof made / sizeof *made; i++)
        write_file(made[i], "x");
    mkfifo("pipe", 0600);
    ck_assert_int_eq(symlink("a.txt", "link.txt"), 0);
    ck_assert_int_eq(symlink("..", "in/loop"), 0);

    char *arguments[] = {"-", "http://example.org/feed", ".", "missing.txt"};
    const char *const expected[] = {"-",          "http://example.org/feed", "./B.txt",         "./a.txt",    "./b.txt",
                                    "./in/a.txt", "./in/deep/z.txt",         "./link.txt", "missing.txt"};
    struct sources sources = {0};
    ck_assert_msg(sources_expand(&sources, arguments, 4, &error), "%s", error.message);
    ck_assert_uint_eq(sources.count, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < sources.count; i++)
        ck_assert_str_eq(sources.items[i].name, expected[i]);
    sources_free(&sources);
}
END_TEST

START_TEST(a_password_in_an_address_is_not_told)
{
    char *arguments[] = {"https://user:secret@example.org/feed?user=@me"};
    struct sources sources = {0};
    ck_assert(sources_expand(&sources, arguments, 1, &error));
    ck_assert_str_eq(sources.items[0].name, "https://example.org/feed?user=@me");
    ck_assert_str_eq(sources.items[0].address, arguments[0]);
    sources_free(&sources);
}
END_TEST

/* Queries of APIs carry keys. */
START_TEST(a_key_in_an_address_is_not_told)
{
    static char *const addresses[] = {"https://api.example.org/data?get=A&key=4711&time=2025-06#x",
                                      "http://x/feed?Api_Token=abc", "http://x/?key&monkey=1&keys=2"};
    static const char *const names[] = {"https://api.example.org/data?get=A&key=&time=2025-06#x",
                                        "http://x/feed?Api_Token=", "http://x/?key&monkey=&keys=2"};
    struct sources sources = {0};
    ck_assert(sources_expand(&sources, addresses, 3, &error));
    for (size_t i = 0; i < 3; i++) {
        ck_assert_str_eq(sources.items[i].name, names[i]);
        ck_assert_str_eq(sources.items[i].address, addresses[i]);
    }
    sources_free(&sources);
}
END_TEST

START_TEST(a_sidecar_that_is_named_is_a_source)
{
    char *arguments[] = {"a.meta"};
    struct sources sources = {0};
    ck_assert(sources_expand(&sources, arguments, 1, &error));
    ck_assert_uint_eq(sources.count, 1);
    sources_free(&sources);
}
END_TEST

START_TEST(members_stand_behind_their_archive)
{
    enum { MEMBERS = 100 };
    static struct zip_member members[MEMBERS];
    static char names[MEMBERS][16];
    for (size_t i = 0; i < MEMBERS; i++) {
        snprintf(names[i], sizeof names[i], "in/%zu", i);
        members[i] = (struct zip_member){.name = names[i], .text = {"x", 1}};
    }
    members[3].name = "bad\nname"; /* told by its number */
    zip_file_write("x.zip", members, MEMBERS);
    char *arguments[] = {"first", "x.zip", "last"};
    struct sources sources = {0};
    struct archive *archive;
    ck_assert(sources_expand(&sources, arguments, 3, &error));
    ck_assert(archive_open_file("x.zip", &archive, &error));
    ck_assert(sources_insert_members(&sources, 1, archive, &error));
    ck_assert_uint_eq(sources.count, 3 + MEMBERS);
    ck_assert_str_eq(sources.items[2].name, "x.zip/in/0");
    ck_assert_str_eq(sources.items[5].name, "x.zip/#4");
    ck_assert(sources.items[2].is_member && sources.items[2].member == 0);
    ck_assert_str_eq(sources.items[2 + MEMBERS].name, "last");
    ck_assert(!sources.items[2 + MEMBERS].is_member);
    archive_close(archive);
    sources_free(&sources);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sources");
    TCase *tests = tcase_create("sources");
    tcase_add_checked_fixture(tests, in_new_folder, remove_folder);
    tcase_add_test(tests, a_folder_stands_for_its_files_by_name);
    tcase_add_test(tests, a_password_in_an_address_is_not_told);
    tcase_add_test(tests, a_key_in_an_address_is_not_told);
    tcase_add_test(tests, a_sidecar_that_is_named_is_a_source);
    tcase_add_test(tests, members_stand_behind_their_archive);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
