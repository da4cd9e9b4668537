#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "producers/news/news_input.h"
#include "tests/news_reading.h"
#include "tests/samples.h"
#include "tests/suite.h"

#define FEED(members) "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"Daily\", " members "}"

static struct news_reading *read_feed(const char *text)
{
    return news_read(&input_json_feed, NULL, "daily.json", slice_of(text));
}

START_TEST(an_item_is_an_event)
{
    struct news_reading *reading = read_feed(FEED(
        "\"language\": \"en\", \"feed_url\": \"https://example.org/feed.json\", \"items\": [{\"id\": \"7\", "
        "\"url\": \"/chips\", \"title\": \"Chips\", \"content_html\": \"<p>Approved &amp; shipped</p>\", "
        "\"content_text\": \"not this\", \"date_published\": \"2026-01-28T09:30:00+08:00\", "
        "\"date_modified\": \"2026-01-29T00:00:00Z\"}], \"hubs\": [], \"expired\": true"));
    const struct news_event *event = news_only_event(reading);
    news_assert_text(event->source, "Daily");
    news_assert_text(event->guid, "7");
    news_assert_text(event->url, "https://example.org/chips");
    news_assert_text(event->title, "Chips");
    news_assert_text(event->body, "Approved & shipped");
    news_assert_text(event->language, "en");
    ck_assert_int_eq(*event->published_at, INT64_C(1769563800000));
    ck_assert_int_eq(*event->updated_at, INT64_C(1769644800000));
    ck_assert_uint_eq(event->flags.count, 0);
    news_reading_free(reading);
}
END_TEST

START_TEST(takes_the_next_best_where_something_is_missing)
{
    struct news_reading *reading = read_feed(FEED(
        "\"home_page_url\": \"https://example.org/\", \"items\": ["
        "{\"id\": 1.50, \"external_url\": \"https://example.com/a\", \"content_text\": \"T\", \"summary\": \"S\"},"
        "{\"id\": \"https://example.org/b\", \"summary\": \"S\", \"language\": \"de\", \"title\": \"A &#8211; B\"},"
        "{\"id\": {}, \"title\": \"C\", \"content_html\": \"<img src=1>\", \"content_text\": \"T\", \"url\": 4}]"));
    ck_assert_uint_eq(reading->events, 3);
    const struct news_event *first = &reading->results[0].event, *second = &reading->results[1].event,
                            *third = &reading->results[2].event;
    news_assert_text(first->guid, "1.50");
    news_assert_text(first->url, "https://example.com/a");
    news_assert_text(first->title, "");
    news_assert_text(first->body, "T");
    ck_assert(news_has_flag(first, "title_missing"));
    news_assert_text(second->url, "https://example.org/b");
    news_assert_text(second->title, "A – B"); /* escaped as if it were HTML */
    news_assert_text(second->body, "S");
    news_assert_text(second->language, "de");
    news_assert_text(third->guid, NULL);
    news_assert_text(third->url, NULL);
    news_assert_text(third->body, "T");
    news_reading_free(reading);
}
END_TEST

START_TEST(what_cannot_be_read_is_noticed_or_refused)
{
    struct news_reading *reading = read_feed(
        FEED("\"items\": [{\"id\": 1, \"title\": \"T\", \"date_published\": \"soon\", \"date_modified\": \"x\"}, 7, "
             "{}]"));
    ck_assert_uint_eq(reading->count, 3);
    ck_assert(news_has_flag(&reading->results[0].event, "published_unreadable"));
    ck_assert(news_has_flag(&reading->results[0].event, "updated_unreadable"));
    ck_assert_ptr_null(reading->results[0].event.published_at);
    news_assert_refused(reading, 1, REASON_BAD_SYNTAX);
    news_assert_refused(reading, 2, REASON_MISSING_FIELD);
    ck_assert_str_eq(reading->results[1].error.message, "items[1]: the item is no JSON object");
    news_reading_free(reading);
}
END_TEST

START_TEST(a_damaged_feed_is_refused_as_a_whole)
{
    static const char *const wrong[] = {FEED("\"items\": [{\"id\": \"1\""), FEED("\"items\": {}"), "[]", "{}", ""};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct news_reading *reading = read_feed(wrong[i]);
        ck_assert_uint_eq(reading->count, 1);
        ck_assert_int_eq(reading->results[0].result, INPUT_FAILED);
        ck_assert_int_eq(reading->results[0].error.kind, ERROR_REJECT);
        news_reading_free(reading);
    }
}
END_TEST

START_TEST(options_say_source_and_language)
{
    struct input_options options = news_options();
    options.source = "mine";
    options.language = "fr";
    options.base_url = "https://example.net/x/feed.json";
    struct news_reading *reading =
        news_read(&input_json_feed, &options, "-", slice_of(FEED("\"items\": [{\"id\": \"1\", \"url\": \"a\"}]")));
    const struct news_event *event = news_only_event(reading);
    news_assert_text(event->source, "mine");
    news_assert_text(event->language, "fr");
    news_assert_text(event->url, "https://example.net/x/a");
    news_reading_free(reading);
}
END_TEST

START_TEST(is_recognised)
{
    ck_assert_int_eq(input_json_feed.recognise(slice_of(FEED("\"items\": []")), "x"), 2);
    ck_assert_int_eq(input_json_feed.recognise(SLICE_LITERAL("\xEF\xBB\xBF {\"version\":\"https:\\/\\/jsonfeed.org"
                                                             "\\/version\\/1\"}"), "x"), 2);
    ck_assert_int_eq(input_json_feed.recognise(SLICE_LITERAL("{\"items\": [{\"content_html\": \"\"}]}"), "x"), 2);
    ck_assert_int_eq(input_json_feed.recognise(SLICE_LITERAL("{\"title\": \"A\", \"body\": \"B\"}"), "x"), 0);
    ck_assert_int_eq(input_json_feed.recognise(SLICE_LITERAL("[1]"), "x"), 0);
    ck_assert_int_eq(input_json_feed.recognise(SLICE_LITERAL(""), "x"), 0);
}
END_TEST

/* What the sample feeds hold, counted in the files. */
static const struct {
    const char *file;
    size_t items;
    const char *source, *guid, *url, *title;
    int64_t published_at;
} samples[] = {
    {"RSParser__DaringFireball.json", 48, "Daring Fireball",
     "https://daringfireball.net/linked/2017/06/26/the-talk-show-195",
     "https://daringfireball.net/linked/2017/06/26/the-talk-show-195", "The Talk Show: ‘I Do Like Throwing a Baby’",
     INT64_C(1498524857000)},
    {"feed-rs__jsonfeed_elastic_1.1.json", 3, "Blog – InfluxData", NULL,
     "https://www.influxdata.com/blog/influxdb-outperforms-graphite-in-time-series-data-metrics-benchmark",
     "InfluxDB vs. Graphite for Time Series Data & Metrics Benchmark", INT64_C(1559330278000)},
    {"feedjira__json_feed.json", 20, "inessential.com",
     "http://inessential.com/2017/06/02/james_dempsey_and_the_breakpoints_benefi",
     "http://inessential.com/2017/06/02/james_dempsey_and_the_breakpoints_benefi",
     "James Dempsey and the Breakpoints Benefit App Camp for Girls", INT64_C(1496466347000)},
};

START_TEST(reads_the_sample_feeds)
{
    char name[200];
    snprintf(name, sizeof name, "news/feeds/%s", samples[_i].file);
    const char *path = sample_path(name);
    if (!path)
        exit(77);
    struct news_reading *reading = news_read_file(&input_json_feed, path);
    ck_assert_uint_eq(reading->events, samples[_i].items);
    ck_assert_uint_eq(reading->count, samples[_i].items);
    const struct news_event *event = &reading->results[0].event;
    news_assert_text(event->source, samples[_i].source);
    news_assert_text(event->guid, samples[_i].guid);
    news_assert_text(event->url, samples[_i].url);
    news_assert_text(event->title, samples[_i].title);
    ck_assert_int_eq(*event->published_at, samples[_i].published_at);
    ck_assert_uint_gt(event->body.size, 100);
    news_reading_free(reading);
}
END_TEST

START_TEST(a_sample_that_is_cut_off_is_refused)
{
    const char *path = sample_path("news/feeds/RSParser__allthis-partial.json");
    if (!path)
        exit(77);
    struct news_reading *reading = news_read_file(&input_json_feed, path);
    ck_assert_uint_eq(reading->events, 0);
    ck_assert_int_eq(reading->results[0].result, INPUT_FAILED);
    ck_assert_int_eq(reading->results[0].error.reason, REASON_BAD_SYNTAX);
    news_reading_free(reading);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("input_json_feed");
    TCase *tests = tcase_create("input_json_feed");
    tcase_add_test(tests, an_item_is_an_event);
    tcase_add_test(tests, takes_the_next_best_where_something_is_missing);
    tcase_add_test(tests, what_cannot_be_read_is_noticed_or_refused);
    tcase_add_test(tests, a_damaged_feed_is_refused_as_a_whole);
    tcase_add_test(tests, options_say_source_and_language);
    tcase_add_test(tests, is_recognised);
    tcase_add_loop_test(tests, reads_the_sample_feeds, 0, sizeof samples / sizeof *samples);
    tcase_add_test(tests, a_sample_that_is_cut_off_is_refused);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
