/* producers/news/check_feeds: what is found when a body is read as a feed. */
#include <check.h>
#include <string.h>

#include "producers/news/check_feeds.h"
#include "tests/suite.h"

#define FRONT "<rss version=\"2.0\"><channel><title>T</title>"
#define ITEM "<item><title>A</title><pubDate>Wed, 28 Jan 2026 09:30:00 GMT</pubDate></item>"
#define OLDER "<item><title>B</title><pubDate>Tue, 27 Jan 2026 09:30:00 GMT</pubDate></item>"
#define END "</channel></rss>"

static const struct {
    const char *body, *format; /* format NULL: nothing is recognised */
    int items, refused;
    bool whole, has_time;
    const char *problem; /* "": none */
} rows[] = {
    {FRONT ITEM OLDER END, "rss", 2, 0, true, true, ""},
    {FRONT END, "rss", 0, 0, true, false, ""},
    {FRONT ITEM "<item></item>" END, "rss", 1, 1, true, true, "neither a title"},
    {FRONT ITEM "<item><title>cut", "rss", 1, 0, false, true, "ends before"},
    {"<!DOCTYPE html><html><body>Closed for maintenance</body></html>", "html", 0, 0, false, false, "no feed"},
    {"", NULL, 0, 0, false, false, "empty"},
    {"%PDF-1.7", NULL, 0, 0, false, false, "no format"},
};

START_TEST(a_body_is_looked_at_as_the_poller_would)
{
    const struct input_options options = {.base_url = "https://a.example/feed.xml"};
    struct arena source_arena, record_arena;
    struct feed_look look;
    struct error error;
    ck_assert(arena_init(&source_arena, 1 << 20, &error) && arena_init(&record_arena, 1 << 20, &error));
    check_feed_body(slice_of(rows[_i].body), "https://a.example/feed.xml", &options, &source_arena, &record_arena, &look);
    ck_assert_str_eq(look.format ? look.format : "none", rows[_i].format ? rows[_i].format : "none");
    ck_assert_int_eq(look.items, rows[_i].items);
    ck_assert_int_eq(look.refused, rows[_i].refused);
    ck_assert(look.whole == rows[_i].whole);
    ck_assert_int_eq(look.newest_ms, rows[_i].has_time ? INT64_C(1769592600000) : -1);
    ck_assert_msg(*rows[_i].problem ? strstr(look.problem, rows[_i].problem) != NULL : !*look.problem, "%s", look.problem);
    arena_free(&source_arena);
    arena_free(&record_arena);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("check_feeds");
    TCase *tests = tcase_create("check_feeds");
    tcase_add_loop_test(tests, a_body_is_looked_at_as_the_poller_would, 0, sizeof rows / sizeof *rows);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
