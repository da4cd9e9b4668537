#include <check.h>
#include <stdlib.h>

#include "producers/news/news_input.h"
#include "tests/samples.h"
#include "tests/news_reading.h"
#include "tests/suite.h"

static struct news_reading *read_text(const char *text)
{
    return news_read(&input_text, NULL, "articles/h200.txt", slice_of(text));
}

START_TEST(first_line_is_the_title_and_the_rest_the_text)
{
    struct news_reading *reading =
        read_text("\xEF\xBB\xBF\r\n Title of it \r\n\r\nFirst.  \r\n\r\n\r\nSecond.\r\n\r\n");
    const struct news_event *event = news_only_event(reading);
    news_assert_text(event->title, "Title of it");
    news_assert_text(event->body, "First.\n\n\nSecond.");
    news_assert_text(event->source, "h200.txt");
    news_assert_text(event->source_url, "articles/h200.txt");
    news_reading_free(reading);
}
END_TEST

START_TEST(what_is_not_stated_stays_so)
{
    struct news_reading *reading = read_text("Only a title");
    const struct news_event *event = news_only_event(reading);
    news_assert_text(event->body, NULL);
    news_assert_text(event->url, NULL);
    news_assert_text(event->guid, NULL);
    news_assert_text(event->language, NULL);
    ck_assert_ptr_null(event->published_at);
    ck_assert_int_eq(event->revision, news_options().observed_at_ms); /* for want of the source's own */
    ck_assert_int_eq(event->first_seen_at, news_options().observed_at_ms);
    news_reading_free(reading);
}
END_TEST

START_TEST(the_title_repeated_is_dropped)
{
    struct news_reading *reading = read_text("Same\n\nSame\n\nText, not the Same\nSame\n");
    news_assert_text(news_only_event(reading)->body, "Text, not the Same\nSame");
    news_reading_free(reading);
}
END_TEST

START_TEST(header_lines_say_more)
{
    struct news_reading *reading = read_text("URL: https://example.org/h200\npublished: 2026-01-28T09:00:00+08:00\n"
                                             "source: Example Daily\nlanguage: en\n\nTitle\nText");
    const struct news_event *event = news_only_event(reading);
    news_assert_text(event->url, "https://example.org/h200");
    news_assert_text(event->source, "Example Daily");
    news_assert_text(event->language, "en");
    news_assert_text(event->title, "Title");
    news_assert_text(event->body, "Text");
    ck_assert_ptr_nonnull(event->published_at);
    ck_assert_int_eq(*event->published_at, INT64_C(1769562000000));
    ck_assert_int_eq(event->revision, *event->published_at);
    news_reading_free(reading);
}
END_TEST

START_TEST(a_headline_with_a_colon_is_no_header)
{
    struct news_reading *reading = read_text("Source: Nvidia to ship 400,000 H200\n\nText");
    news_assert_text(news_only_event(reading)->title, "Source: Nvidia to ship 400,000 H200");
    news_reading_free(reading);
    reading = read_text("URL: https://example.org/\nText at once\n"); /* no empty line ends it */
    news_assert_text(news_only_event(reading)->title, "URL: https://example.org/");
    news_reading_free(reading);
}
END_TEST

static const struct {
    const char *text;
    enum reason reason;
} refusals[] = {
    {" \n\n", REASON_MISSING_FIELD},
    {"published: soon\n\nTitle", REASON_BAD_DATE},
    {"Title\nThe price is \x80 3", REASON_BAD_ENCODING},
};

START_TEST(utf16_is_read_where_a_mark_says_so)
{
    static const char bytes[] = "\xFF\xFEH\0\r\0\n\0\r\0\n\0b\0\xF6\0d\0y\0";
    struct news_reading *reading =
        news_read(&input_text, NULL, "notepad.txt", (struct slice){bytes, sizeof bytes - 1});
    news_assert_text(news_only_event(reading)->title, "H");
    news_assert_text(news_only_event(reading)->body, "b\u00F6dy");
    news_reading_free(reading);
}
END_TEST

START_TEST(refuses_with_a_reason)
{
    struct news_reading *reading = read_text(refusals[_i].text);
    ck_assert_uint_eq(reading->count, 1);
    news_assert_refused(reading, 0, refusals[_i].reason);
    news_reading_free(reading);
}
END_TEST

START_TEST(recognises_texts_by_name_and_content)
{
    ck_assert_int_eq(input_text.recognise(SLICE_LITERAL("Title\n\nText"), "a.txt"), 1);
    ck_assert_int_eq(input_text.recognise(SLICE_LITERAL("Title\n\nText"), "-"), 1);
    ck_assert_int_eq(input_text.recognise(SLICE_LITERAL("Title\n\nText"), "a.csv"), 0);
    ck_assert_int_eq(input_text.recognise(SLICE_LITERAL("<html>"), "a.txt"), 0);
    ck_assert_int_eq(input_text.recognise(SLICE_LITERAL("{\"a\": 1}"), "a.txt"), 0);
    ck_assert_int_eq(input_text.recognise(SLICE_LITERAL("\x1F\x8B\x08"), "a"), 0);
}
END_TEST

START_TEST(reads_the_article_this_project_began_with)
{
    const char *path = sample_path("news/china-approves-h200.txt");
    if (!path)
        return;
    struct news_reading *reading = news_read_file(&input_text, path);
    const struct news_event *event = news_only_event(reading);
    news_assert_text(event->title, "China Approves Import of High-End Nvidia AI Chips After Weeks of Uncertainty");
    ck_assert(slice_starts_with(event->body, "TLDR\n"));
    ck_assert_ptr_null(event->published_at);
    news_reading_free(reading);
}
END_TEST

static struct news_reading *read_markdown(const char *text)
{
    return news_read(&input_text, NULL, "notes/h200.md", slice_of(text));
}

START_TEST(markdown_is_read_as_words)
{
    struct news_reading *reading =
        read_markdown("# Chips **approved**\n\n[The ministry](https://example.org) says so.\n");
    const struct news_event *event = news_only_event(reading);
    news_assert_text(event->title, "Chips approved");
    news_assert_text(event->body, "The ministry says so.");
    news_assert_text(event->url, NULL);
    news_reading_free(reading);
    ck_assert_int_eq(input_text.recognise(SLICE_LITERAL("[a](b)"), "x/README.md"), 1);
    ck_assert_int_eq(input_text.recognise(SLICE_LITERAL("[a](b)"), "x/README"), 0);
}
END_TEST

START_TEST(front_matter_says_more)
{
    struct news_reading *reading =
        read_markdown("---\ntitle: 'Chips: approved'\nlayout: post\ndate: 2026-01-28 09:30:00 +0800\nsite_name: Daily\n"
                      "original_url: https://example.org/a\nlang: en\n---\n\n# Chips: approved\n\nText.\n");
    const struct news_event *event = news_only_event(reading);
    news_assert_text(event->title, "Chips: approved");
    news_assert_text(event->body, "Text.");
    news_assert_text(event->source, "Daily");
    news_assert_text(event->url, "https://example.org/a");
    news_assert_text(event->language, "en");
    ck_assert_int_eq(*event->published_at, INT64_C(1769563800000));
    news_reading_free(reading);
    reading = read_markdown("---\ntitle: T\ndate: soon\n---\nText.");
    ck_assert(news_has_flag(news_only_event(reading), "published_unreadable"));
    news_reading_free(reading);
    reading = read_markdown("---\ntitle: T\n---");
    news_assert_text(news_only_event(reading)->title, "T");
    news_assert_text(news_only_event(reading)->body, NULL);
    news_reading_free(reading);
    reading = read_markdown("---\ntitle: T\nno end");
    news_assert_text(news_only_event(reading)->title, "title: T");
    news_reading_free(reading);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("input_text");
    TCase *tests = tcase_create("input_text");
    tcase_add_test(tests, first_line_is_the_title_and_the_rest_the_text);
    tcase_add_test(tests, what_is_not_stated_stays_so);
    tcase_add_test(tests, the_title_repeated_is_dropped);
    tcase_add_test(tests, header_lines_say_more);
    tcase_add_test(tests, a_headline_with_a_colon_is_no_header);
    tcase_add_test(tests, utf16_is_read_where_a_mark_says_so);
    tcase_add_loop_test(tests, refuses_with_a_reason, 0, sizeof refusals / sizeof *refusals);
    tcase_add_test(tests, recognises_texts_by_name_and_content);
    tcase_add_test(tests, reads_the_article_this_project_began_with);
    tcase_add_test(tests, markdown_is_read_as_words);
    tcase_add_test(tests, front_matter_says_more);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
