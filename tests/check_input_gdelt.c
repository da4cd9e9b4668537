/*
 * GDELT's tables: rows as published (tabs, no header), exports with a header, and what is neither.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "producers/news/news_input.h"
#include "tests/news_reading.h"
#include "tests/samples.h"
#include "tests/suite.h"

/* A row of the knowledge graph; the columns that are not read are empty. */
static const char *gkg_row(const char *address, const char *amounts, const char *translation, const char *extras)
{
    static char row[2048];
    snprintf(row, sizeof row,
             "20260128093000-17\t20260128093000\t1\texample.org\t%s\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t\t%s\t%s\t%s\n",
             address, amounts, translation, extras);
    return row;
}

static struct news_reading *read_rows(const char *rows)
{
    return news_read(&input_gdelt, NULL, "20260128093000.gkg.csv", slice_of(rows));
}

START_TEST(a_row_says_where_the_article_is_and_its_headline)
{
    struct news_reading *reading = read_rows(
        gkg_row("https://example.org/h200?id=1", "400000,Nvidia H200 chips,812;3,companies,1200;", "",
                "<PAGE_PRECISEPUBTIMESTAMP>20260128091500</PAGE_PRECISEPUBTIMESTAMP>"
                "<PAGE_TITLE>China&#x27;s go-ahead for H200 &amp; more</PAGE_TITLE>"));
    const struct news_event *event = news_only_event(reading);
    news_assert_text(event->title, "China's go-ahead for H200 & more");
    news_assert_text(event->body, "400000 Nvidia H200 chips\n3 companies");
    news_assert_text(event->url, "https://example.org/h200?id=1");
    news_assert_text(event->guid, "gdelt:https://example.org/h200?id=1");
    news_assert_text(event->source, "example.org");
    news_assert_text(event->language, "en");
    ck_assert_int_eq(*event->published_at, 1769591700000); /* 09:15 UTC, not the batch's 09:30 */
    news_reading_free(reading);
}
END_TEST

START_TEST(translated_articles_keep_their_own_language)
{
    static const struct {
        const char *translation, *language;
    } cases[] = {{"srclc:zho;eng:GT-ZHO 1.0", "zh"}, {"srclc:deu;eng:Moses 2.1.1", "de"}, {"srclc:que", "que"},
                 {"srclc:<b>", NULL}, {"", "en"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct news_reading *reading = read_rows(gkg_row("https://example.org/a", "", cases[i].translation, ""));
        news_assert_text(news_only_event(reading)->language, cases[i].language);
        ck_assert(news_has_flag(news_only_event(reading), "title_missing"));
        news_reading_free(reading);
    }
}
END_TEST

START_TEST(offline_documents_have_no_address)
{
    struct news_reading *reading = read_rows(gkg_row("BBC Monitoring, 28 Jan 26", "", "", ""));
    news_assert_text(news_only_event(reading)->url, NULL);
    news_assert_text(news_only_event(reading)->guid, "gdelt:BBC Monitoring, 28 Jan 26");
    news_reading_free(reading);
}
END_TEST

#define MENTION(id, address)                                                                                           \
    id "\t20260128090000\t20260128093000\t1\texample.org\t" address "\t1\t-1\t5\t9\t1\t100\t2579\t0.8\t\t\n"

/* One article is mentioned once for each event that it tells of. */
START_TEST(an_address_counts_once)
{
    struct news_reading *reading = read_rows(MENTION("1", "https://example.org/a") MENTION("2", "https://example.org/a")
                                                 MENTION("3", "https://example.org/b"));
    ck_assert_uint_eq(reading->count, 3);
    ck_assert_uint_eq(reading->events, 2);
    ck_assert_int_eq(reading->results[1].result, INPUT_SKIPPED);
    ck_assert_str_eq(reading->results[1].place.skipped, "repeated");
    news_assert_text(reading->results[2].event.guid, "gdelt-mention:https://example.org/b");
    news_assert_text(reading->results[2].event.title, "");
    news_reading_free(reading);
}
END_TEST

START_TEST(rows_of_other_widths_are_refused_alone)
{
    struct news_reading *reading =
        read_rows(MENTION("1", "https://example.org/a") "cut\toff\n" MENTION("2", "") MENTION("3", "https://example.org/b"));
    ck_assert_uint_eq(reading->count, 4);
    news_assert_refused(reading, 1, REASON_BAD_SYNTAX);
    news_assert_refused(reading, 2, REASON_MISSING_FIELD);
    ck_assert_int_eq(reading->results[3].result, INPUT_EVENT);
    ck_assert_int_eq(reading->results[3].place.line, 4);
    news_reading_free(reading);
}
END_TEST

/* GDELT's files hold bytes that are no UTF-8 here and there: the row is refused, not the file. */
START_TEST(a_bad_byte_costs_its_row)
{
    struct news_reading *reading =
        read_rows(MENTION("1", "https://example.org/\xFF") MENTION("2", "https://example.org/b"));
    ck_assert_uint_eq(reading->count, 2);
    news_assert_refused(reading, 0, REASON_BAD_ENCODING);
    ck_assert_int_eq(reading->results[1].result, INPUT_EVENT);
    news_reading_free(reading);
}
END_TEST

START_TEST(a_file_without_rows_is_normal)
{
    struct news_reading *reading = read_rows("");
    ck_assert_uint_eq(reading->count, 0);
    news_reading_free(reading);
}
END_TEST

START_TEST(exports_name_their_columns)
{
    static const char text[] = "DATE,SourceCommonName,DocumentIdentifier,Extras\n"
                               "20260128093000,example.org,https://example.org/a,\"<PAGE_TITLE>One, two</PAGE_TITLE>\"\n";
    ck_assert_int_eq(input_gdelt.recognise(slice_of(text), "bq.csv"), 2);
    struct news_reading *reading = read_rows(text);
    news_assert_text(news_only_event(reading)->title, "One, two");
    news_assert_text(news_only_event(reading)->guid, "gdelt:https://example.org/a");
    news_reading_free(reading);
}
END_TEST

START_TEST(is_recognised_by_its_columns)
{
    char events[600] = "1\t20260128\t202601\t2026";
    for (int i = 4; i < 61; i++)
        strcat(events, "\tx");
    ck_assert_int_eq(input_gdelt.recognise(slice_of(events), "x.export.CSV"), 2);
    ck_assert_int_eq(input_gdelt.recognise(slice_of(gkg_row("https://example.org/a", "", "", "")), "x"), 2);
    ck_assert_int_eq(input_gdelt.recognise(slice_of("a\tb\tc\n"), "x.csv"), 0);
    ck_assert_int_eq(input_gdelt.recognise(slice_of("date,title\n2026-01-28,x\n"), "x.csv"), 0);
    struct news_reading *reading = read_rows(events);
    ck_assert_uint_eq(reading->count, 1);
    ck_assert_str_eq(reading->results[0].place.skipped, "event");
    news_reading_free(reading);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("input_gdelt");
    TCase *tests = tcase_create("input_gdelt");
    tcase_add_test(tests, a_row_says_where_the_article_is_and_its_headline);
    tcase_add_test(tests, translated_articles_keep_their_own_language);
    tcase_add_test(tests, offline_documents_have_no_address);
    tcase_add_test(tests, an_address_counts_once);
    tcase_add_test(tests, rows_of_other_widths_are_refused_alone);
    tcase_add_test(tests, a_bad_byte_costs_its_row);
    tcase_add_test(tests, a_file_without_rows_is_normal);
    tcase_add_test(tests, exports_name_their_columns);
    tcase_add_test(tests, is_recognised_by_its_columns);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
