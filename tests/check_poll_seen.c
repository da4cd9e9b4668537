/* producers/news/poll_seen: which items of a feed are sent, poll after poll. */
#include <check.h>
#include <stdio.h>

#include "producers/news/poll_seen.h"
#include "tests/suite.h"

static struct seen seen;

static void tear_down(void)
{
    seen_free(&seen);
}

static bool is_new(const char *id, const char *content)
{
    bool result;
    ck_assert(seen_take(&seen, slice_of(id), slice_of(content), &result));
    return result;
}

START_TEST(an_item_is_sent_once_for_each_version)
{
    ck_assert(is_new("a", "1") && is_new("b", "1"));
    ck_assert(seen_settle(&seen));
    ck_assert(!is_new("a", "1") && is_new("b", "2") && is_new("c", "1"));
    ck_assert(seen_settle(&seen));
    ck_assert(!is_new("b", "2"));
}
END_TEST

START_TEST(an_edit_that_is_taken_back_is_a_version)
{
    const char *contents[] = {"1", "2", "1", "2"};
    for (size_t i = 0; i < 4; i++) {
        ck_assert(is_new("a", contents[i]));
        ck_assert(seen_settle(&seen));
    }
}
END_TEST

START_TEST(two_items_of_one_id_do_not_alternate)
{
    ck_assert(is_new("a", "1") && is_new("a", "2"));
    ck_assert(seen_settle(&seen));
    ck_assert(!is_new("a", "1") && !is_new("a", "2"));
}
END_TEST

START_TEST(an_item_twice_in_a_poll_is_one)
{
    ck_assert(is_new("a", "1"));
    ck_assert(!is_new("a", "1"));
}
END_TEST

START_TEST(a_poll_that_was_not_acknowledged_is_taken_again)
{
    ck_assert(is_new("a", "1"));
    seen_drop(&seen);
    ck_assert(is_new("a", "1"));
}
END_TEST

START_TEST(an_item_that_left_the_feed_may_come_back)
{
    ck_assert(is_new("a", "1"));
    ck_assert(seen_settle(&seen));
    ck_assert(is_new("b", "1"));
    ck_assert(seen_settle(&seen));
    ck_assert(!is_new("a", "1"));
}
END_TEST

START_TEST(what_left_is_forgotten_in_time)
{
    char id[32];
    for (int poll = 0; poll < 10; poll++) {
        for (int i = 0; i < 100; i++) {
            snprintf(id, sizeof id, "%d/%d", poll, i);
            ck_assert(is_new(id, "1"));
        }
        ck_assert(seen_settle(&seen));
        ck_assert_uint_le(seen.count, 100 * SEEN_KEPT_TIMES);
    }
    ck_assert(!is_new("9/0", "1") && !is_new("6/99", "1") && is_new("5/0", "1"));
}
END_TEST

START_TEST(many_items_are_bounded)
{
    char id[32];
    for (int i = 0; i < SEEN_MAX + 10; i++) {
        snprintf(id, sizeof id, "%d", i);
        ck_assert(is_new(id, "1"));
    }
    ck_assert(seen_settle(&seen));
    ck_assert_uint_eq(seen.count, SEEN_MAX);
    ck_assert(!is_new("0", "1"));
}
END_TEST

START_TEST(the_state_holds_it)
{
    struct buffer text;
    buffer_init(&text, 1 << 20);
    ck_assert(is_new("a", "1") && is_new("b", "1"));
    ck_assert(seen_settle(&seen));
    seen_write(&seen, &text);
    seen_free(&seen);
    ck_assert(seen_read(&seen, buffer_view(&text)));
    ck_assert(!is_new("a", "1") && is_new("b", "2"));
    buffer_bytes(&text, "0", 1);
    ck_assert(!seen_read(&seen, buffer_view(&text)));
    text.data[3] = 'x';
    ck_assert(!seen_read(&seen, slice_cut(buffer_view(&text), 0, text.size - 1)));
    ck_assert(is_new("a", "1"));
    buffer_free(&text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("poll_seen");
    TCase *tests = tcase_create("poll_seen");
    tcase_add_checked_fixture(tests, NULL, tear_down);
    tcase_add_test(tests, an_item_is_sent_once_for_each_version);
    tcase_add_test(tests, an_edit_that_is_taken_back_is_a_version);
    tcase_add_test(tests, two_items_of_one_id_do_not_alternate);
    tcase_add_test(tests, an_item_twice_in_a_poll_is_one);
    tcase_add_test(tests, a_poll_that_was_not_acknowledged_is_taken_again);
    tcase_add_test(tests, an_item_that_left_the_feed_may_come_back);
    tcase_add_test(tests, what_left_is_forgotten_in_time);
    tcase_add_test(tests, many_items_are_bounded);
    tcase_add_test(tests, the_state_holds_it);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
