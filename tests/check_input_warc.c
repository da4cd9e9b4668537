/*
 * Web archives: records of all kinds, the HTTP encodings that archivers leave on, and what is cut or broken.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "producers/news/news_input.h"
#include "tests/news_reading.h"
#include "tests/suite.h"

static char archive[32768];
static size_t archive_size;

static void add_bytes(const char *bytes, size_t size)
{
    ck_assert_uint_le(archive_size + size, sizeof archive);
    memcpy(archive + archive_size, bytes, size);
    archive_size += size;
}

/* Appends a record whose block is an HTTP head and a body. */
static void add_record(const char *type, const char *http, struct slice body)
{
    char head[1024];
    int size = snprintf(head, sizeof head,
                        "WARC/1.0\r\nWARC-Type: %s\r\nWARC-Date: 2026-01-28T09:30:00Z\r\n"
                        "WARC-Target-URI: https://example.org/news/h200\r\nContent-Length: %zu\r\n\r\n%s",
                        type, strlen(http) + body.size, http);
    add_bytes(head, (size_t)size);
    add_bytes(body.data, body.size);
    add_bytes("\r\n\r\n", 4);
}

#define OK "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
#define PAGE                                                                                                           \
    "<html lang=\"en\"><head><title>China approves H200 imports</title>"                                               \
    "<meta property=\"article:published_time\" content=\"2026-01-28T08:00:00Z\"></head><body><article>"                \
    "<p>China has approved the import of more than 400,000 H200 chips, people familiar with the matter said on Wednesday.</p>" \
    "<p>The approval is the first of its kind, and comes after weeks of uncertainty about the rules.</p></article></body></html>"

static void start(void)
{
    archive_size = 0;
    add_record("warcinfo", "", SLICE_LITERAL("software: test\r\n"));
}

static struct news_reading *read_archive(void)
{
    return news_read(&input_warc, NULL, "a.warc", (struct slice){archive, archive_size});
}

START_TEST(a_page_is_an_article)
{
    start();
    add_record("request", "GET /news/h200 HTTP/1.1\r\n\r\n", SLICE_LITERAL(""));
    add_record("response", OK "\r\n", SLICE_LITERAL(PAGE));
    struct news_reading *reading = read_archive();
    ck_assert_uint_eq(reading->count, 3);
    ck_assert_str_eq(reading->results[0].place.skipped, "not_response");
    ck_assert_str_eq(reading->results[1].place.skipped, "not_response");
    const struct news_event *event = &reading->results[2].event;
    news_assert_text(event->title, "China approves H200 imports");
    news_assert_text(event->url, "https://example.org/news/h200");
    news_assert_text(event->source, "example.org");
    ck_assert_int_eq(*event->published_at, 1769587200000);
    ck_assert_int_eq(event->first_seen_at, 1769592600000); /* when it was archived */
    news_reading_free(reading);
}
END_TEST

START_TEST(other_answers_are_passed_over)
{
    static const struct {
        const char *http, *word;
    } cases[] = {{"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n", "not_found"},
                 {"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n", "not_html"},
                 {OK "\r\n", "no_text"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        start();
        add_record("response", cases[i].http, SLICE_LITERAL("<p></p>"));
        struct news_reading *reading = read_archive();
        ck_assert_int_eq(reading->results[1].result, INPUT_SKIPPED);
        ck_assert_str_eq(reading->results[1].place.skipped, cases[i].word);
        news_reading_free(reading);
    }
}
END_TEST

static void add_chunked(void)
{
    char body[2048];
    size_t half = strlen(PAGE) / 2;
    int size = snprintf(body, sizeof body, "%zx;x=y\r\n%.*s\r\n%zX\r\n%s\r\n0\r\n\r\n", half, (int)half, PAGE,
                        strlen(PAGE) - half, &PAGE[half]);
    add_record("response", OK "Transfer-Encoding: chunked\r\n\r\n", (struct slice){body, (size_t)size});
}

START_TEST(chunks_are_joined)
{
    start();
    add_chunked();
    add_record("response", OK "Transfer-Encoding: chunked\r\n\r\n", SLICE_LITERAL(PAGE)); /* joined by the archiver */
    add_record("response", OK "Transfer-Encoding: chunked\r\n\r\n", SLICE_LITERAL("fff\r\ntoo short"));
    struct news_reading *reading = read_archive();
    for (size_t i = 1; i < 3; i++)
        news_assert_text(reading->results[i].event.title, "China approves H200 imports");
    news_assert_refused(reading, 3, REASON_TRUNCATED);
    news_reading_free(reading);
}
END_TEST

/* gzip of "<title>H200</title>" */
static const char packed[] =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xb3\x29\xc9\x2c\xc9\x49\xb5\xf3\x30\x32\x30\xb0\xd1\x87\xb0\x01\x9a\xb4"
    "\x3f\xb5\x13\x00\x00\x00";

START_TEST(packed_answers_are_unpacked)
{
    start();
    add_record("response", OK "Content-Encoding: gzip\r\n\r\n", (struct slice){packed, sizeof packed - 1});
    add_record("response", OK "Content-Encoding: gzip\r\n\r\n", SLICE_LITERAL(PAGE)); /* unpacked by the archiver */
    add_record("response", OK "Content-Encoding: br\r\n\r\n", SLICE_LITERAL("\x0b\x02"));
    struct news_reading *reading = read_archive();
    news_assert_text(reading->results[1].event.title, "H200");
    news_assert_text(reading->results[2].event.title, "China approves H200 imports");
    news_assert_refused(reading, 3, REASON_BAD_CODE);
    news_reading_free(reading);
}
END_TEST

/* Then the source is the archive's word for it, which must outlive the page. */
START_TEST(a_page_without_an_address_is_an_article_too)
{
    static const char record[] = "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: %zu\r\n\r\n%s%s";
    static const char http[] = OK "\r\n";
    archive_size = (size_t)snprintf(archive, sizeof archive, record, strlen(http) + strlen(PAGE), http, PAGE);
    struct news_reading *reading = read_archive();
    news_assert_text(news_only_event(reading)->source, "page");
    news_reading_free(reading);
}
END_TEST

START_TEST(what_is_cut_or_no_record_ends_the_archive)
{
    start();
    add_record("response", OK "\r\n", SLICE_LITERAL(PAGE));
    size_t whole = archive_size;
    archive_size -= 100;
    struct news_reading *reading = read_archive();
    ck_assert_int_eq(reading->results[1].result, INPUT_FAILED);
    ck_assert_int_eq(reading->results[1].error.reason, REASON_TRUNCATED);
    news_reading_free(reading);
    archive_size = whole;
    add_bytes("something else\n", 15);
    reading = read_archive();
    ck_assert_int_eq(reading->results[1].result, INPUT_EVENT);
    ck_assert_int_eq(reading->results[2].error.reason, REASON_BAD_SYNTAX);
    news_reading_free(reading);
}
END_TEST

START_TEST(a_length_that_is_none_is_refused)
{
    static const char *const lengths[] = {"", "-1", "12x", "99999999999999999999999"};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        archive_size = (size_t)snprintf(archive, sizeof archive, "WARC/1.1\nWARC-Type: response\nContent-Length: %s\n\nx",
                                        lengths[i]);
        struct news_reading *reading = read_archive();
        ck_assert_int_eq(reading->results[0].result, INPUT_FAILED);
        ck_assert_int_eq(reading->results[0].error.reason, REASON_BAD_SYNTAX);
        news_reading_free(reading);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("input_warc");
    TCase *tests = tcase_create("input_warc");
    tcase_add_test(tests, a_page_is_an_article);
    tcase_add_test(tests, other_answers_are_passed_over);
    tcase_add_test(tests, chunks_are_joined);
    tcase_add_test(tests, packed_answers_are_unpacked);
    tcase_add_test(tests, a_page_without_an_address_is_an_article_too);
    tcase_add_test(tests, what_is_cut_or_no_record_ends_the_archive);
    tcase_add_test(tests, a_length_that_is_none_is_refused);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
