/* producers/news/feeds_list: the file that lists feeds, and what is said of a mistake in it. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "producers/news/feeds_list.h"
#include "tests/suite.h"

static struct feeds_list list;
static struct error error;

static bool read_text(const char *text)
{
    char path[] = "/tmp/feeds-XXXXXX";
    int descriptor = mkstemp(path);
    ck_assert_int_eq(write(descriptor, text, strlen(text)), (ssize_t)strlen(text));
    close(descriptor);
    bool fine = feeds_list_read(&list, path, &error);
    unlink(path);
    return fine;
}

static void tear_down(void)
{
    feeds_list_free(&list);
}

START_TEST(a_section_is_a_feed)
{
    ck_assert_msg(read_text("# ours\n\n[ one ]\nurl=https://a.example/feed?x=1\n"
                            "[two]\r\n  url = http://b.example/\r\nsource = The B = B\nlanguage = ja\nformat = rss\n"
                            "interval_s = 900\npages = yes\nenabled = no\n"),
                  "%s", error.message);
    ck_assert_uint_eq(list.count, 2);
    const struct feed_entry *one = &list.items[0], *two = &list.items[1];
    ck_assert_str_eq(one->name, "one");
    ck_assert_str_eq(one->url, "https://a.example/feed?x=1");
    ck_assert(one->enabled && !one->source && !one->interval_s && one->pages == FEED_PAGES_DEFAULT);
    ck_assert_str_eq(two->url, "http://b.example/");
    ck_assert_str_eq(two->source, "The B = B");
    ck_assert_str_eq(two->language, "ja");
    ck_assert_int_eq(two->interval_s, 900);
    ck_assert(!two->enabled && two->pages == FEED_PAGES_YES);
    ck_assert(feeds_list_add(&list, "http://c.example/", &error));
    ck_assert_str_eq(list.items[2].url, "http://c.example/");
    feeds_list_keep_enabled(&list);
    ck_assert_uint_eq(list.count, 2);
    ck_assert_str_eq(list.items[1].url, "http://c.example/");
}
END_TEST

static const struct {
    const char *text, *says;
} mistakes[] = {
    {"[a]\nurl = http://a/\nintervall_s = 3\n", ":3: there is no key \"intervall_s\"; did you mean \"interval_s\"?"},
    {"[a]\nurl = http://a/\nzzzzzzzzzzz = 3\n", ":3: there is no key \"zzzzzzzzzzz\""},
    {"[a]\nurl = http://a/\nurl = http://b/\n", ":3: url is given twice"},
    {"[a]\nurl = http://a/\npages = maybe\n", ":3: pages is yes or no"},
    {"[a]\nurl = http://a/\ninterval_s = 0\n", ":3: interval_s is a number"},
    {"[a]\nurl = http://a/\ninterval_s = 99999999999999999999\n", ":3: interval_s is a number"},
    {"[a]\nurl = http://a/\nformat = rsss\n", ":3: there is no format \"rsss\""},
    {"[a]\nurl = http://a/\nlanguage = en US\n", ":3: language is a language tag"},
    {"[a]\nurl = http://a/\nsource =\n", ":3: source has no value"},
    {"[a]\n[b]\nurl = http://b/\n", ":1: [a] has no url"},
    {"[a]\nurl = ftp://a/\n", ":1: [a] has no url"},
    {"[a]\nurl = http://a/\n[a]\n", ":3: there are two feeds [a]"},
    {"[a\n", ":1: a section is [NAME]"},
    {"url = http://a/\n", ":1: a key before"},
    {"[a]\nurl\n", ":2: neither"},
};

START_TEST(a_mistake_is_told_with_its_line)
{
    ck_assert(!read_text(mistakes[_i].text));
    ck_assert_int_eq(error.exit_status, EXIT_CONFIG);
    ck_assert_msg(strstr(error.message, mistakes[_i].says) != NULL, "%s", error.message);
}
END_TEST

START_TEST(a_list_that_is_not_there)
{
    ck_assert(!feeds_list_read(&list, "/nowhere/feeds.ini", &error));
    ck_assert_int_eq(error.exit_status, EXIT_CONFIG);
}
END_TEST

START_TEST(the_shipped_list_is_read_and_off)
{
    ck_assert_msg(feeds_list_read(&list, CHIPWATCH_SOURCE_DIR "/deploy/feeds/feeds.ini", &error), "%s", error.message);
    ck_assert_uint_ge(list.count, 35);
    for (size_t i = 0; i < list.count; i++)
        ck_assert_msg(!list.items[i].enabled, "%s", list.items[i].name);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("feeds_list");
    TCase *tests = tcase_create("feeds_list");
    tcase_add_checked_fixture(tests, NULL, tear_down);
    tcase_add_test(tests, a_section_is_a_feed);
    tcase_add_loop_test(tests, a_mistake_is_told_with_its_line, 0, sizeof mistakes / sizeof *mistakes);
    tcase_add_test(tests, a_list_that_is_not_there);
    tcase_add_test(tests, the_shipped_list_is_read_and_off);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
