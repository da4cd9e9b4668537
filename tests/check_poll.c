/* producers/news/poll: what a feed's answers lead to, poll after poll and over a restart. */
#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"
#include "producers/news/news_input.h"
#include "producers/news/poll.h"
#include "tests/http_server.h"
#include "tests/suite.h"

static const struct http_answer answers[] = {
    {"GET /feed", 200, "<rss/>", 0, 0,
     "ETag: W/\"1\"\r\nContent-Type: text/xml; charset=EUC-KR\r\nContent-Language: ko\r\n"
     "Content-Location: /b/feed\r\n", 0},
    {"GET /plain", 200, "<rss/>", 0, 0, "Content-Language: ko, en\r\n", 0},
    {"GET /expires", 200, "<rss/>", 0, 0, "ETag: \"2\"\r\nExpires: 0\r\n", 0},
    {"GET /gone", 410, "", 0, 0, NULL, 0},
    {"GET /away", 302, "", 0, 0, "Location: /gone\r\n", 0},
    {"GET /patience", 429, "", 0, 0, "Retry-After: 86400\r\n", 0},
    {"GET /wall", 403, "", 0, 0, "cf-mitigated: challenge\r\n", 0},
    {"GET /busy", 429, "", 0, 0, "Retry-After: 1\r\n", 0},
    {0},
};

static volatile sig_atomic_t interrupted;
static struct http_server server;
static struct producer_settings settings;
static struct poller_download download;
static struct poller_notice notice;
static struct error error;
static void *poll;
static char folder[64], state[128], address[128];
static char *arguments[1];

static void set_up(void)
{
    interrupted = 0;
    server = http_server_start(answers);
    strcpy(folder, "/tmp/poll-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(state, sizeof state, "%s/state", folder);
    settings = (struct producer_settings){.poll_interval_s = 1, .poll_interval_max_s = 60, .download_timeout_s = 5,
                                          .download_bytes_max = 4096, .state = state, .follow = true};
}

static void close_poll(void)
{
    news_poller.close(poll);
    poll = NULL;
}

static void tear_down(void)
{
    char path[160];
    close_poll();
    http_server_stop(&server);
    snprintf(path, sizeof path, "%s.feeds", state);
    unlink(path);
    rmdir(folder);
}

/* As with that one feed on the command line. */
static void open_feed(const char *path)
{
    snprintf(address, sizeof address, "http://127.0.0.1:%d%s", server.port, path);
    arguments[0] = address;
    ck_assert_msg(news_poller.open(&settings, arguments, 1, &interrupted, &poll, &error), "%s", error.message);
}

static enum poller_news next(int64_t wait_ms)
{
    return news_poller.next(poll, wait_ms, &download, &notice, &error);
}

static void settle(bool is_feed, bool whole)
{
    const struct poller_outcome outcome = {.is_feed = is_feed, .whole = whole};
    ck_assert_msg(news_poller.settle(poll, &outcome, &notice, &error), "%s", error.message);
}

/* True if the item is sent. */
static bool item_is_new(uint8_t id, const char *content)
{
    struct arena arena = {0};
    struct news_event event = {.op = NEWS_EVENT_OP_UPSERT, .content_hash = slice_of(content)};
    memset(&event.event_id, id, sizeof event.event_id);
    return news_poller.event(poll, &event, &arena) == POLLER_EVENT_NEW;
}

static bool was_conditional(void)
{
    return strstr(server.traffic->last, "\r\nIf-None-Match: W/\"1\"\r\n") != NULL;
}

START_TEST(an_address_asked_once_comes_with_what_the_transfer_says)
{
    char text[8] = "";
    settings.follow = false;
    open_feed("/feed");
    const struct source source = {.name = address, .address = address};
    ck_assert_msg(news_poller.fetch(poll, &source, &download, &error), "%s", error.message);
    ck_assert_uint_eq(fread(text, 1, 6, download.file), 6);
    ck_assert_str_eq(text, "<rss/>");
    ck_assert_str_eq(download.charset, "EUC-KR");
    ck_assert_str_eq(download.said_language, "ko");
    ck_assert_str_eq(strrchr(download.base_url, 'b'), "b/feed");
    fclose(download.file);
    snprintf(address, sizeof address, "http://127.0.0.1:%d/plain", server.port);
    ck_assert(news_poller.fetch(poll, &source, &download, &error));
    ck_assert_ptr_null(download.charset);
    ck_assert_ptr_null(download.said_language);
    ck_assert_str_eq(download.base_url, address);
    fclose(download.file);
}
END_TEST

START_TEST(a_busy_server_is_asked_again)
{
    settings.follow = false;
    open_feed("/busy");
    const struct source source = {.name = address, .address = address};
    ck_assert(!news_poller.fetch(poll, &source, &download, &error));
    ck_assert_int_eq(error.exit_status, EXIT_TRY_AGAIN);
    ck_assert_int_eq(server.traffic->served, 5);
}
END_TEST

START_TEST(a_poll_that_was_settled_is_remembered_over_a_restart)
{
    open_feed("/feed");
    ck_assert_int_eq(next(2000), POLLER_DOWNLOAD);
    ck_assert(slice_equal_text(download.body, "<rss/>"));
    ck_assert(item_is_new(1, "a") && !item_is_new(1, "a") && item_is_new(2, "a"));
    settle(true, true);
    ck_assert_str_eq(notice.event, "polled");
    ck_assert_int_eq(next(0), POLLER_NOTHING);
    close_poll();
    open_feed("/feed");
    ck_assert_int_eq(next(0), POLLER_NOTHING); /* not sooner than allowed */
    ck_assert_int_eq(server.traffic->served, 1);
    sleep(2);
    ck_assert_int_eq(next(2000), POLLER_NOTICE); /* the same ETag, though with status 200 */
    ck_assert_str_eq(notice.event, "unmodified");
    ck_assert(was_conditional());
}
END_TEST

START_TEST(a_poll_that_was_not_settled_is_asked_again)
{
    open_feed("/feed");
    ck_assert_int_eq(next(2000), POLLER_DOWNLOAD);
    ck_assert(item_is_new(1, "a"));
    close_poll();
    open_feed("/feed");
    sleep(2);
    ck_assert_int_eq(next(2000), POLLER_DOWNLOAD);
    ck_assert(!was_conditional());
    ck_assert(item_is_new(1, "a"));
    settle(true, true);
}
END_TEST

START_TEST(a_page_instead_of_a_feed_is_a_failure)
{
    open_feed("/feed");
    ck_assert_int_eq(next(2000), POLLER_DOWNLOAD);
    settle(false, false);
    ck_assert_str_eq(notice.event, "a feed cannot be had");
    ck_assert_ptr_nonnull(strstr(notice.detail, "no feed"));
    sleep(2);
    ck_assert_int_eq(next(2000), POLLER_DOWNLOAD);
    ck_assert(!was_conditional());
    settle(true, true);
}
END_TEST

START_TEST(validators_that_are_not_relied_on_are_dropped)
{
    open_feed("/expires");
    ck_assert_int_eq(next(2000), POLLER_DOWNLOAD);
    settle(true, true);
    sleep(2);
    ck_assert_int_eq(next(2000), POLLER_NOTICE); /* by its body */
    ck_assert_str_eq(notice.event, "unmodified");
    ck_assert_ptr_null(strstr(server.traffic->last, "If-None-Match"));
}
END_TEST

START_TEST(what_is_gone_is_told_and_not_asked_again)
{
    for (int i = 0; i < 2; i++) {
        open_feed("/gone");
        ck_assert_int_eq(next(2000), POLLER_NOTICE);
        ck_assert_ptr_nonnull(strstr(notice.event, "gone"));
        ck_assert_int_eq(next(100), POLLER_NOTHING);
        close_poll();
    }
    ck_assert_int_eq(server.traffic->served, 1);
}
END_TEST

/* It is another address that says so, to which this one may lead only today. */
START_TEST(what_is_gone_behind_a_redirect_is_asked_again)
{
    open_feed("/away");
    ck_assert_int_eq(next(2000), POLLER_NOTICE);
    ck_assert_str_eq(notice.event, "a feed cannot be had");
    ck_assert_ptr_nonnull(strstr(notice.detail, "next poll"));
}
END_TEST

START_TEST(a_server_that_wants_a_day_of_rest_is_not_asked_again)
{
    settings.follow = false;
    open_feed("/patience");
    const struct source source = {.name = address, .address = address};
    ck_assert(!news_poller.fetch(poll, &source, &download, &error));
    ck_assert_int_eq(error.exit_status, EXIT_TRY_AGAIN);
    ck_assert_int_eq(server.traffic->served, 1);
}
END_TEST

START_TEST(a_wall_is_told_apart)
{
    open_feed("/wall");
    ck_assert_int_eq(next(2000), POLLER_NOTICE);
    ck_assert_ptr_nonnull(strstr(notice.event, "wall"));
}
END_TEST

START_TEST(an_address_is_polled_once)
{
    snprintf(address, sizeof address, "http://127.0.0.1:%d/feed", server.port);
    char *twice[] = {address, address};
    ck_assert(!news_poller.open(&settings, twice, 2, &interrupted, &poll, &error));
    ck_assert_int_eq(error.exit_status, EXIT_CONFIG);
}
END_TEST

START_TEST(pages_are_no_feeds)
{
    for (size_t i = 0; news_inputs[i]; i++) {
        const char *name = news_inputs[i]->name;
        bool article = !strcmp(name, "html") || !strcmp(name, "text") || !strcmp(name, "warc");
        ck_assert_msg(poll_is_feed_input(news_inputs[i]) == !article, "%s", name);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("poll");
    TCase *tests = tcase_create("poll");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, an_address_asked_once_comes_with_what_the_transfer_says);
    tcase_add_test(tests, a_busy_server_is_asked_again);
    tcase_add_test(tests, a_poll_that_was_settled_is_remembered_over_a_restart);
    tcase_add_test(tests, a_poll_that_was_not_settled_is_asked_again);
    tcase_add_test(tests, a_page_instead_of_a_feed_is_a_failure);
    tcase_add_test(tests, validators_that_are_not_relied_on_are_dropped);
    tcase_add_test(tests, what_is_gone_is_told_and_not_asked_again);
    tcase_add_test(tests, what_is_gone_behind_a_redirect_is_asked_again);
    tcase_add_test(tests, a_server_that_wants_a_day_of_rest_is_not_asked_again);
    tcase_add_test(tests, a_wall_is_told_apart);
    tcase_add_test(tests, an_address_is_polled_once);
    tcase_add_test(tests, pages_are_no_feeds);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
