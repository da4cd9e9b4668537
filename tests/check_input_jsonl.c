#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/uuid.h"
#include "producers/news/news_identity.h"
#include "producers/news/news_input.h"
#include "tests/news_reading.h"
#include "tests/suite.h"

static struct news_reading *read_lines(const char *text)
{
    return news_read(&input_jsonl, NULL, "wire.jsonl", slice_of(text));
}

/* Else no correction could ever come behind it. */
START_TEST(a_time_to_come_orders_no_versions)
{
    struct news_reading *reading = read_lines("{\"title\": \"T\", \"published\": \"2099-01-01\"}\n"
                                              "{\"title\": \"T\", \"published\": \"2026-04-01T20:00:00Z\"}\n");
    ck_assert_int_eq(reading->results[0].event.revision, news_options().observed_at_ms);
    ck_assert_int_eq(*reading->results[0].event.published_at, INT64_C(4070908800000));
    ck_assert(news_has_flag(&reading->results[0].event, "date_in_future"));
    ck_assert_int_eq(reading->results[1].event.revision, *reading->results[1].event.published_at);
    ck_assert(!news_has_flag(&reading->results[1].event, "date_in_future"));
    news_reading_free(reading);
}
END_TEST

/* A wire's flash may be all text. */
START_TEST(a_text_needs_no_title)
{
    struct news_reading *reading = read_lines("{\"id\": \"n1\", \"title\": \"\", \"body\": \"B\"}\n{\"id\": \"n2\", \"body\": \"B\"}\n");
    ck_assert_uint_eq(reading->events, 2);
    for (size_t i = 0; i < 2; i++) {
        news_assert_text(reading->results[i].event.title, "");
        ck_assert(news_has_flag(&reading->results[i].event, "title_missing"));
    }
    news_reading_free(reading);
}
END_TEST

START_TEST(a_line_becomes_an_event)
{
    struct news_reading *reading =
        read_lines("{\"id\": \"n1\", \"url\": \"https://example.org/a?utm_source=x#top\", \"title\": \"T\", "
                   "\"body\": \"B\", \"published\": \"2026-01-28T01:00:00Z\", \"updated\": 1769565600, "
                   "\"lang\": \"en-GB\", \"source\": \"Example\"}\n");
    const struct news_event *event = news_only_event(reading);
    ck_assert_int_eq(event->op, NEWS_EVENT_OP_UPSERT);
    news_assert_text(event->guid, "n1");
    news_assert_text(event->url, "https://example.org/a?utm_source=x#top"); /* as the source has it */
    news_assert_text(event->title, "T");
    news_assert_text(event->body, "B");
    news_assert_text(event->language, "en-GB");
    news_assert_text(event->source, "Example");
    news_assert_text(event->raw_ref, "wire.jsonl:1");
    ck_assert_int_eq(*event->published_at, INT64_C(1769562000000));
    ck_assert_int_eq(*event->updated_at, INT64_C(1769565600000));
    ck_assert_int_eq(event->revision, *event->updated_at);
    ck_assert_int_eq(event->normaliser_version, NEWS_NORMALISER_VERSION);
    news_reading_free(reading);
}
END_TEST

START_TEST(absent_and_null_are_not_stated)
{
    struct news_reading *reading = read_lines("{\"title\": \"T\", \"body\": null, \"url\": null, \"more\": [1]}");
    const struct news_event *event = news_only_event(reading);
    news_assert_text(event->body, NULL);
    news_assert_text(event->url, NULL);
    news_assert_text(event->language, NULL);
    news_assert_text(event->source, "wire.jsonl");
    ck_assert_ptr_null(event->published_at);
    news_reading_free(reading);
}
END_TEST

START_TEST(html_becomes_text_and_body_beats_it)
{
    struct news_reading *reading =
        read_lines("{\"title\": \"T\", \"html\": \"<p>one</p><p>t&amp;o</p>\"}\n"
                   "{\"title\": \"T\", \"html\": \"<p>one</p>\", \"body\": \"<as it is>\"}\n");
    ck_assert_uint_eq(reading->events, 2);
    news_assert_text(reading->results[0].event.body, "one\nt&o");
    news_assert_text(reading->results[1].event.body, "<as it is>");
    news_reading_free(reading);
}
END_TEST

START_TEST(a_source_can_withdraw)
{
    struct news_reading *reading = read_lines("{\"id\": \"n1\", \"title\": \"T\", \"op\": \"cancel\"}");
    ck_assert_int_eq(news_only_event(reading)->op, NEWS_EVENT_OP_CANCEL);
    news_reading_free(reading);
}
END_TEST

static const struct {
    const char *line;
    enum reason reason;
} refusals[] = {
    {"not JSON", REASON_BAD_SYNTAX},
    {"[1, 2]", REASON_BAD_SYNTAX},
    {"{\"title\": \"T\"", REASON_BAD_SYNTAX},
    {"{\"title\": 7}", REASON_BAD_SYNTAX},
    {"{\"id\": 1, \"url\": \"https://example.org/a\"}", REASON_MISSING_FIELD},
    {"{\"title\": \" \", \"body\": \"\"}", REASON_MISSING_FIELD},
    {"{\"title\": \"T\", \"published\": \"last week\"}", REASON_BAD_DATE},
    {"{\"title\": \"T\", \"published\": 99999999999999}", REASON_BAD_DATE},
    {"{\"title\": \"T\", \"published\": true}", REASON_BAD_DATE},
    {"{\"title\": \"T\", \"lang\": \"english, mostly\"}", REASON_BAD_CODE},
    {"{\"title\": \"T\", \"op\": \"delete\"}", REASON_BAD_CODE},
    {"{\"title\": \"\xFF\"}", REASON_BAD_ENCODING},
};

START_TEST(utf16_is_read_where_a_mark_says_so)
{
    static const char bytes[] = "\xFE\xFF\0{\0\"\0t\0i\0t\0l\0e\0\"\0:\0\"\x4E\x2D\0\"\0}\0\n";
    struct news_reading *reading =
        news_read(&input_jsonl, NULL, "items.jsonl", (struct slice){bytes, sizeof bytes - 1});
    news_assert_text(news_only_event(reading)->title, "\u4E2D");
    news_reading_free(reading);
}
END_TEST

START_TEST(refuses_one_line_and_goes_on)
{
    char text[512];
    snprintf(text, sizeof text, "{\"title\": \"before\"}\n\n%s\n{\"title\": \"after\"}\n", refusals[_i].line);
    struct news_reading *reading = read_lines(text);
    ck_assert_uint_eq(reading->count, 3); /* the empty line is no record */
    ck_assert_uint_eq(reading->events, 2);
    news_assert_refused(reading, 1, refusals[_i].reason);
    ck_assert_int_eq(reading->results[1].place.line, 3);
    ck_assert_int_eq(reading->results[1].place.offset, 21);
    news_reading_free(reading);
}
END_TEST

START_TEST(refuses_what_does_not_fit_a_message)
{
    char *text = malloc(NEWS_TEXT_MAX + 100);
    int size = sprintf(text, "{\"title\": \"T\", \"body\": \"");
    memset(text + size, 'a', NEWS_TEXT_MAX);
    strcpy(text + size + NEWS_TEXT_MAX, "\"}");
    struct news_reading *reading = read_lines(text);
    ck_assert_uint_eq(reading->count, 1);
    news_assert_refused(reading, 0, REASON_TOO_LARGE);
    news_reading_free(reading);
    free(text);
}
END_TEST

/* Pairs of lines: the same article, or another one. */
static const struct {
    const char *a, *b;
    bool same;
} pairs[] = {
    /* An id is the article, whatever else changes. */
    {"{\"id\": 7, \"title\": \"A\", \"source\": \"S\"}", "{\"id\": \"7\", \"title\": \"B\", \"source\": \"S\"}", true},
    {"{\"id\": 7, \"title\": \"A\", \"published\": \"2026-01-01\"}",
     "{\"id\": 7, \"title\": \"A\", \"published\": \"2026-01-02\"}", true},
    {"{\"id\": 7, \"title\": \"A\", \"source\": \"S\"}", "{\"id\": 7, \"title\": \"A\", \"source\": \"T\"}", false},
    /* One that names itself the world over does not need its source. */
    {"{\"id\": \"tag:s,2026:7\", \"title\": \"A\", \"source\": \"S\"}",
     "{\"id\": \"tag:s,2026:7\", \"title\": \"A\", \"source\": \"T\"}", true},
    /* Without an id the address counts, without what only says where a reader came from. */
    {"{\"url\": \"https://Example.org/a?id=1&utm_source=x#top\", \"title\": \"A\"}",
     "{\"url\": \"https://example.org:443/a?fbclid=z&id=1\", \"title\": \"B\", \"source\": \"T\"}", true},
    {"{\"url\": \"https://example.org/a?id=1\", \"title\": \"A\"}",
     "{\"url\": \"https://example.org/a?id=2\", \"title\": \"A\"}", false},
    /* Without either, title and day. */
    {"{\"title\": \"A\", \"published\": \"2026-01-01T01:00:00Z\"}",
     "{\"title\": \"A\", \"published\": \"2026-01-01T23:00:00Z\", \"body\": \"more\"}", true},
    {"{\"title\": \"A\", \"published\": \"2026-01-01\"}", "{\"title\": \"A\", \"published\": \"2026-01-02\"}", false},
    {"{\"title\": \"A\"}", "{\"title\": \"A\", \"published\": \"2026-01-01\"}", false},
};

START_TEST(the_same_article_has_the_same_id)
{
    char text[1024];
    snprintf(text, sizeof text, "%s\n%s\n", pairs[_i].a, pairs[_i].b);
    struct news_reading *reading = read_lines(text);
    ck_assert_uint_eq(reading->events, 2);
    const struct news_event *a = &reading->results[0].event, *b = &reading->results[1].event;
    ck_assert_int_eq(uuid_compare(&a->event_id, &b->event_id) == 0, pairs[_i].same);
    news_reading_free(reading);
}
END_TEST

START_TEST(recognises_articles_and_no_other_json)
{
    const struct {
        const char *head, *name;
        int mark;
    } heads[] = {
        {"{\"title\": \"T\"}\n{\"title\": \"U\"}\n", "-", 2},
        {"\xEF\xBB\xBF{\"title\": \"T\"}", "a.json", 2},
        {"{\"title\": broken\n", "a.jsonl", 1}, /* its name says so: lines are refused one by one */
        {"{\"title\": broken\n", "a.json", 0},
        {"{\n  \"title\": \"T\"\n}", "a.json", 0},                              /* one value over several lines */
        {"{\"version\": \"https://jsonfeed.org\", \"title\": \"F\", \"items\": []}", "f.json", 0}, /* a feed as JSON */
        {"{\"record\": \"news_event\", \"title\": \"T\"}", "-", 0},             /* what --print writes */
        {"[{\"title\": \"T\"}]", "a.json", 0},
    };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        int mark = input_jsonl.recognise(slice_of(heads[i].head), heads[i].name);
        ck_assert_msg(mark == heads[i].mark, "%s", heads[i].head);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("input_jsonl");
    TCase *tests = tcase_create("input_jsonl");
    tcase_add_test(tests, a_time_to_come_orders_no_versions);
    tcase_add_test(tests, a_text_needs_no_title);
    tcase_add_test(tests, a_line_becomes_an_event);
    tcase_add_test(tests, absent_and_null_are_not_stated);
    tcase_add_test(tests, html_becomes_text_and_body_beats_it);
    tcase_add_test(tests, a_source_can_withdraw);
    tcase_add_test(tests, utf16_is_read_where_a_mark_says_so);
    tcase_add_loop_test(tests, refuses_one_line_and_goes_on, 0, sizeof refusals / sizeof *refusals);
    tcase_add_test(tests, refuses_what_does_not_fit_a_message);
    tcase_add_loop_test(tests, the_same_article_has_the_same_id, 0, sizeof pairs / sizeof *pairs);
    tcase_add_test(tests, recognises_articles_and_no_other_json);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
