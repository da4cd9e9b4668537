/*
 * What a producer need not do again: lines that are there after a restart.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "producers/state.h"
#include "tests/suite.h"

static char path[] = "/tmp/check_state_XXXXXX";
static struct error error;

static void set_up(void)
{
    strcpy(path + strlen(path) - 6, "XXXXXX");
    close(mkstemp(path));
}

static void tear_down(void)
{
    unlink(path);
}

static struct state *opened(const char *at)
{
    struct state *state = NULL;
    ck_assert_msg(state_open(at, &state, &error), "%s", error.message);
    return state;
}

static void add(struct state *state, const char *line)
{
    ck_assert_msg(state_add(state, slice_of(line), &error), "%s", error.message);
}

START_TEST(lines_are_there_after_a_restart)
{
    struct state *state = opened(path);
    ck_assert(!state_has(state, SLICE_LITERAL("census 2025-06")));
    add(state, "census 2025-06");
    ck_assert(state_has(state, SLICE_LITERAL("census 2025-06")));
    state_close(state);
    state = opened(path);
    ck_assert(state_has(state, SLICE_LITERAL("census 2025-06")));
    ck_assert(!state_has(state, SLICE_LITERAL("census 2025-0")));
    state_close(state);
}
END_TEST

START_TEST(a_line_that_a_crash_cut_off_is_dropped)
{
    FILE *file = fopen(path, "w");
    fputs("whole\ncut of", file);
    fclose(file);
    struct state *state = opened(path);
    ck_assert(state_has(state, SLICE_LITERAL("whole")));
    ck_assert(!state_has(state, SLICE_LITERAL("cut of")));
    add(state, "next");
    state_close(state);
    char text[64] = "";
    file = fopen(path, "r");
    size_t size = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    ck_assert_uint_eq(size, 11);
    ck_assert_str_eq(text, "whole\nnext\n");
}
END_TEST

START_TEST(many_lines_stay_apart)
{
    struct state *state = opened(NULL);
    char line[32];
    for (int i = 0; i < 5000; i++) {
        snprintf(line, sizeof line, "file %d", i);
        add(state, line);
    }
    for (int i = 0; i < 10000; i++) {
        snprintf(line, sizeof line, "file %d", i);
        ck_assert_int_eq(state_has(state, slice_of(line)), i < 5000);
    }
    state_close(state);
}
END_TEST

START_TEST(two_processes_do_not_share_one)
{
    struct state *state = opened(path), *second;
    ck_assert(!state_open(path, &second, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "in use"));
    state_close(state);
}
END_TEST

START_TEST(what_cannot_be_kept_is_told)
{
    struct state *state;
    ck_assert(!state_open("/no/such/folder/state", &state, &error));
    ck_assert_int_eq(error.exit_status, EXIT_CONFIG);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("state");
    TCase *tests = tcase_create("state");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, lines_are_there_after_a_restart);
    tcase_add_test(tests, a_line_that_a_crash_cut_off_is_dropped);
    tcase_add_test(tests, many_lines_stay_apart);
    tcase_add_test(tests, two_processes_do_not_share_one);
    tcase_add_test(tests, what_cannot_be_kept_is_told);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
