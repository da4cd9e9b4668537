/*
 * Files that arrive while a folder is watched: when they are complete.
 */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "producers/follow.h"
#include "tests/suite.h"

static char folder[] = "/tmp/check_follow_XXXXXX", path[64], line[FOLLOW_LINE_MAX];

static void set_up(void)
{
    strcpy(folder + strlen(folder) - 6, "XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/file.csv", folder);
}

static void tear_down(void)
{
    char sidecar[sizeof path + 8];
    snprintf(sidecar, sizeof sidecar, "%s.meta", path);
    unlink(sidecar);
    unlink(path);
    rmdir(folder);
}

/* A file that was changed `seconds` ago; the descriptor is open for writing. */
static int write_file(const char *text, int seconds)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    ck_assert_int_eq(write(descriptor, text, strlen(text)), (ssize_t)strlen(text));
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    now.tv_sec -= seconds;
    futimens(descriptor, (struct timespec[]){now, now});
    return descriptor;
}

START_TEST(a_file_that_was_left_alone_is_complete)
{
    close(write_file("a,b\n", 5));
    ck_assert_int_eq(follow_look(path, line), FOLLOW_COMPLETE);
}
END_TEST

START_TEST(a_file_that_somebody_writes_is_not_however_slowly)
{
    int descriptor = write_file("a,b\n", 5);
    ck_assert_int_eq(follow_look(path, line), FOLLOW_GROWING);
    close(descriptor);
    ck_assert_int_eq(follow_look(path, line), FOLLOW_COMPLETE);
}
END_TEST

START_TEST(a_file_that_has_just_changed_is_not)
{
    close(write_file("a,b\n", 0));
    ck_assert_int_eq(follow_look(path, line), FOLLOW_GROWING);
}
END_TEST

START_TEST(another_content_is_another_line)
{
    char before[FOLLOW_LINE_MAX];
    close(write_file("a,b\n", 5));
    follow_look(path, line);
    strcpy(before, line);
    follow_look(path, line);
    ck_assert_str_eq(line, before);
    close(write_file("1,2\n", 4));
    follow_look(path, line);
    ck_assert_str_ne(line, before);
}
END_TEST

/* What a file lacks may come in its sidecar, an hour after it. */
START_TEST(another_sidecar_is_another_content)
{
    char before[FOLLOW_LINE_MAX], file[sizeof path];
    close(write_file("a,b\n", 5));
    follow_look(path, line);
    strcpy(before, line);
    strcpy(file, path);
    strcat(path, ".meta");
    close(write_file("flow = import\n", 0));
    strcpy(path, file);
    ck_assert_int_eq(follow_look(path, line), FOLLOW_GROWING);
    strcat(path, ".meta");
    close(write_file("", 5));
    strcpy(path, file);
    ck_assert_int_eq(follow_look(path, line), FOLLOW_COMPLETE);
    ck_assert_str_ne(line, before);
}
END_TEST

START_TEST(what_is_no_file_is_not_there)
{
    ck_assert_int_eq(follow_look(folder, line), FOLLOW_NOT_THERE);
    ck_assert_int_eq(follow_look(path, line), FOLLOW_NOT_THERE);
    ck_assert_int_eq(follow_look("a\nb", line), FOLLOW_NOT_THERE);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("follow");
    TCase *tests = tcase_create("follow");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_file_that_was_left_alone_is_complete);
    tcase_add_test(tests, a_file_that_somebody_writes_is_not_however_slowly);
    tcase_add_test(tests, a_file_that_has_just_changed_is_not);
    tcase_add_test(tests, another_content_is_another_line);
    tcase_add_test(tests, another_sidecar_is_another_content);
    tcase_add_test(tests, what_is_no_file_is_not_there);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
