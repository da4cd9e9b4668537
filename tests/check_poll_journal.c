/* producers/news/poll_journal: what the poller knows after a restart, also after one in the middle of a write. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/clock.h"
#include "producers/news/poll_journal.h"
#include "tests/suite.h"

static char folder[64], path[128];
static struct poll_record records[2];
static struct poll_journal *journal;
static struct error error;

static void set_up(void)
{
    strcpy(folder, "/tmp/journal-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/state", folder);
}

static void forget(void)
{
    poll_journal_close(journal);
    journal = NULL;
    for (size_t i = 0; i < 2; i++)
        seen_free(&records[i].seen);
}

static void tear_down(void)
{
    forget();
    unlink(path);
    rmdir(folder);
}

static void reopen(const char *first, const char *second)
{
    forget();
    records[0] = (struct poll_record){.feed = first};
    records[1] = (struct poll_record){.feed = second};
    ck_assert_msg(poll_journal_open(path, records, 2, &journal, &error), "%s", error.message);
}

static void note(size_t i)
{
    ck_assert_msg(poll_journal_note(journal, &records[i], &error), "%s", error.message);
}

START_TEST(the_last_line_of_a_feed_holds)
{
    bool is_new;
    reopen("http://a/", "http://b/");
    ck_assert_int_eq(records[0].next_ms, 0);
    snprintf(records[1].etag, sizeof records[1].etag, "%s", "W/\"a\\b\"");
    records[1].next_ms = 1;
    note(1);
    snprintf(records[1].last_modified, sizeof records[1].last_modified, "yesterday");
    strcpy(records[1].body, "0123456789abcdef0123456789abcdef");
    records[1].next_ms = clock_now_ms();
    records[1].failures = 3;
    records[1].stopped = true;
    records[1].move.polls = 2;
    strcpy(records[1].move.address, "http://c/");
    ck_assert(seen_take(&records[1].seen, SLICE_LITERAL("id"), SLICE_LITERAL("1"), &is_new));
    ck_assert(seen_settle(&records[1].seen));
    struct poll_record expected = records[1];
    note(1);
    reopen("http://a/", "http://b/");
    ck_assert_str_eq(records[1].etag, expected.etag);
    ck_assert_str_eq(records[1].last_modified, "yesterday");
    ck_assert_str_eq(records[1].body, expected.body);
    ck_assert_int_eq(records[1].next_ms, expected.next_ms);
    ck_assert_int_eq(records[1].failures, 3);
    ck_assert(records[1].stopped);
    ck_assert_str_eq(records[1].move.address, "http://c/");
    ck_assert_int_eq(records[1].move.polls, 2);
    ck_assert_uint_eq(records[1].seen.count, 1);
    ck_assert_int_eq(records[0].next_ms, 0);
}
END_TEST

START_TEST(a_line_that_a_crash_cut_off_is_left_out)
{
    reopen("http://a/", "http://b/");
    records[0].next_ms = 5;
    note(0);
    FILE *file = fopen(path, "a");
    fputs("no line of ours\n{\"feed\": \"http://a/\", \"next_ms\": 9", file);
    fclose(file);
    reopen("http://a/", "http://b/");
    ck_assert_int_eq(records[0].next_ms, 5);
    records[0].next_ms = 6;
    note(0);
    reopen("http://a/", "http://b/");
    ck_assert_int_eq(records[0].next_ms, 6);
}
END_TEST

START_TEST(a_feed_that_is_off_for_a_while_is_remembered)
{
    reopen("http://a/", "http://b/");
    records[0].next_ms = clock_now_ms();
    records[0].failures = 4;
    records[1].next_ms = 1; /* long ago */
    note(0);
    note(1);
    reopen("http://c/", "http://d/");
    reopen("http://a/", "http://b/");
    ck_assert_int_eq(records[0].failures, 4);
    ck_assert_int_eq(records[1].next_ms, 0);
}
END_TEST

START_TEST(the_file_does_not_grow_for_ever)
{
    struct stat status;
    reopen("http://a/", "http://b/");
    memset(records[0].etag, 'x', 500);
    memset(records[0].move.address, 'x', 2000);
    for (int i = 0; i < 600; i++) {
        records[0].next_ms = i;
        note(0);
    }
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_int_lt(status.st_size, 1200 << 10);
    reopen("http://a/", "http://b/");
    ck_assert_int_eq(records[0].next_ms, 599);
}
END_TEST

START_TEST(without_a_path_nothing_is_written)
{
    records[0] = (struct poll_record){.feed = "http://a/"};
    ck_assert(poll_journal_open(NULL, records, 1, &journal, &error));
    note(0);
}
END_TEST

START_TEST(a_state_that_cannot_be_had)
{
    records[0] = (struct poll_record){.feed = "http://a/"};
    ck_assert(!poll_journal_open("/nowhere/state", records, 1, &journal, &error));
    ck_assert_int_eq(error.exit_status, EXIT_IO);
    ck_assert(!poll_journal_open(folder, records, 1, &journal, &error));
    ck_assert_int_eq(error.exit_status, EXIT_CONFIG);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("poll_journal");
    TCase *tests = tcase_create("poll_journal");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, the_last_line_of_a_feed_holds);
    tcase_add_test(tests, a_line_that_a_crash_cut_off_is_left_out);
    tcase_add_test(tests, a_feed_that_is_off_for_a_while_is_remembered);
    tcase_add_test(tests, the_file_does_not_grow_for_ever);
    tcase_add_test(tests, without_a_path_nothing_is_written);
    tcase_add_test(tests, a_state_that_cannot_be_had);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
