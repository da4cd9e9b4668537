/* producers/news/poll_page: the article behind a link, as far as its site allows. */
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "lib/arena.h"
#include "producers/news/poll_page.h"
#include "tests/http_server.h"
#include "tests/suite.h"

#define SENTENCE "<p>Officials said on Tuesday that 400 accelerators were held at the port of the city.</p>"
#define PAGE "<!DOCTYPE html><html><head><title>T</title></head><body><article><h1>T</h1>" SENTENCE SENTENCE SENTENCE \
             SENTENCE SENTENCE SENTENCE "</article></body></html>"

static const struct http_answer with_rules[] = {
    {"GET /robots.txt", 200, "User-agent: chipwatch\nDisallow: /closed\n", 0, 0, NULL, 0},
    {"GET /open", 200, PAGE, 0, 0, "Content-Type: text/html\r\n", 0},
    {"GET /moved", 301, "", 0, 0, "Location: /open\r\n", 0},
    {"GET /trap", 301, "", 0, 0, "Location: /closed\r\n", 0},
    {0},
};
static const struct http_answer without_rules[] = {{"GET /open", 200, PAGE, 0, 0, NULL, 0}, {0}}; /* 404 */
static const struct http_answer tired[] = {
    {"GET /robots.txt", 404, "", 0, 0, NULL, 0}, {"GET /open", 429, "", 0, 0, "Retry-After: 3600\r\n", 0}, {0}};
static const struct http_answer broken[] = {
    {"GET /robots.txt", 503, "", 0, 0, NULL, 0}, {"GET /open", 200, PAGE, 0, 0, NULL, 0}, {0}};

static volatile sig_atomic_t interrupted;
static struct http_server server;
static struct downloads *downloads;
static struct poll_pages *pages;
static struct arena arena;
static struct error error;
static struct news_event event;

static void start(const struct http_answer *answers)
{
    const struct downloads_settings settings = {.timeout_ms = 5000, .pause_max_ms = 86400000, .private_allowed = true,
                                                .interrupted = &interrupted};
    interrupted = 0;
    server = http_server_start(answers);
    ck_assert(downloads_open(&settings, &downloads, &error) && poll_pages_open(downloads, 1 << 20, &pages, &error) &&
              arena_init(&arena, 4 << 20, &error));
}

static void tear_down(void)
{
    poll_pages_close(pages);
    downloads_close(downloads);
    arena_free(&arena);
    http_server_stop(&server);
}

/* Completes an item that links to `path`; its flag, "" for none. */
static struct slice flag_of(const char *path)
{
    static char url[128];
    snprintf(url, sizeof url, "http://127.0.0.1:%d%s", server.port, path);
    event = (struct news_event){.title = SLICE_LITERAL("T"), .body = SLICE_LITERAL("short"), .url = slice_of(url),
                                .content_hash = SLICE_LITERAL("before")};
    ck_assert_int_eq(poll_page_complete(pages, &event, &arena), POLL_PAGE_DONE);
    return event.flags.count ? event.flags.items[0] : SLICE_LITERAL("");
}

START_TEST(an_article_replaces_a_shorter_text)
{
    start(with_rules);
    ck_assert(slice_equal_text(flag_of("/open"), "page_text"));
    ck_assert_ptr_nonnull(memmem(event.body.data, event.body.size, "400 accelerators", 16));
    ck_assert(!slice_equal_text(event.content_hash, "before"));
    ck_assert(slice_equal_text(flag_of("/moved"), "page_text"));
    ck_assert_int_eq(server.traffic->served, 1 + 1 + 2); /* robots.txt is asked once */
}
END_TEST

START_TEST(what_a_site_closes_is_not_asked)
{
    start(with_rules);
    ck_assert(slice_equal_text(flag_of("/closed/a"), "page_disallowed"));
    ck_assert(slice_equal_text(event.body, "short"));
    ck_assert_int_eq(server.traffic->served, 1);
    ck_assert(slice_equal_text(flag_of("/trap"), "page_disallowed")); /* nor by a redirect */
    ck_assert_int_eq(server.traffic->served, 2);
}
END_TEST

START_TEST(a_site_without_rules_is_open)
{
    start(without_rules);
    ck_assert(slice_equal_text(flag_of("/open"), "page_text"));
    ck_assert(slice_equal_text(flag_of("/none"), "page_unavailable"));
    ck_assert(slice_equal_text(event.body, "short"));
}
END_TEST

START_TEST(a_site_whose_rules_cannot_be_had_is_closed)
{
    start(broken);
    ck_assert(slice_equal_text(flag_of("/open"), "page_disallowed"));
    ck_assert_int_eq(server.traffic->served, 1);
}
END_TEST

/* Pages are the lesser good: feeds are polled on while a host wants to be left alone. */
START_TEST(a_busy_site_is_left_alone_and_not_waited_for)
{
    start(tired);
    ck_assert(slice_equal_text(flag_of("/open"), "page_unavailable"));
    ck_assert_int_eq(server.traffic->served, 2);
    ck_assert(slice_equal_text(flag_of("/open?again"), "page_unavailable"));
    ck_assert_int_eq(server.traffic->served, 2);
}
END_TEST

START_TEST(pages_behind_the_limit_are_not_asked)
{
    start(with_rules);
    poll_pages_limit(pages, 0);
    ck_assert(slice_equal_text(flag_of("/open"), "page_unavailable"));
    ck_assert_int_eq(server.traffic->served, 0);
}
END_TEST

START_TEST(an_interrupted_wait_does_nothing)
{
    start(with_rules);
    interrupted = 1;
    event = (struct news_event){.body = SLICE_LITERAL("short"), .url = SLICE_LITERAL("http://127.0.0.1:1/")};
    ck_assert_int_eq(poll_page_complete(pages, &event, &arena), POLL_PAGE_INTERRUPTED);
    ck_assert(slice_equal_text(event.body, "short"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("poll_page");
    TCase *tests = tcase_create("poll_page");
    tcase_add_checked_fixture(tests, NULL, tear_down);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, an_article_replaces_a_shorter_text);
    tcase_add_test(tests, what_a_site_closes_is_not_asked);
    tcase_add_test(tests, a_site_without_rules_is_open);
    tcase_add_test(tests, a_site_whose_rules_cannot_be_had_is_closed);
    tcase_add_test(tests, a_busy_site_is_left_alone_and_not_waited_for);
    tcase_add_test(tests, pages_behind_the_limit_are_not_asked);
    tcase_add_test(tests, an_interrupted_wait_does_nothing);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
