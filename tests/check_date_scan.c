#include "lib/clock.h"
#include "producers/news/date_scan.h"
#include "producers/news/date_words.h"
#include "tests/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A text and the time that it means, without the seconds' fraction if that is 0; NULL: it is no time. */
struct example {
    const char *text, *meaning;
};

static void assert_means(struct example example, struct slice language)
{
    int64_t ms = -1;
    char text[CLOCK_TEXT_MAX] = "no time";
    bool read = date_scan(slice_of(example.text), language, &ms);
    if (read)
        time_format_rfc3339(ms, text);
    else
        ck_assert_int_eq(ms, -1);
    char *fraction = strstr(text, ".000Z");
    if (fraction)
        strcpy(fraction, "Z");
    ck_assert_msg(!strcmp(text, example.meaning ? example.meaning : "no time"), "%s: %s, not %s", example.text, text,
                  example.meaning ? example.meaning : "no time");
}

#define TABLE_TEST(name, table)                                                                                        \
    START_TEST(name)                                                                                                   \
    {                                                                                                                  \
        for (size_t i = 0; i < sizeof table / sizeof *table; i++)                                                      \
            assert_means(table[i], (struct slice){0});                                                                 \
    }                                                                                                                  \
    END_TEST

/* RFC 822 and what feeds make of it. */
static const struct example rfc822[] = {
    {"Wed, 28 Jan 2026 09:30:00 GMT", "2026-01-28T09:30:00Z"},
    {"Wed, 28 Jan 2026 09:30:00 +0800", "2026-01-28T01:30:00Z"},
    {"28 Jan 26 09:30 EST", "2026-01-28T14:30:00Z"},
    {"Wed, 8 July 1998 9:30:00 PDT", "1998-07-08T16:30:00Z"},
    {"Tue 01 Sept 2026 00:00:00 -05:00", "2026-09-01T05:00:00Z"},
    {"  Wed,28 Jan 2026 09:30:00 Z ", "2026-01-28T09:30:00Z"},
    {"Wednesday, 28-Jan-26 09:30:00 UTC", "2026-01-28T09:30:00Z"},
    {"Wed, 28 Jan 2026 09:30:00 GMT+0800", "2026-01-28T01:30:00Z"},
    {"Wed, 28 Jan 2026 09:30:00 UTC+8", "2026-01-28T01:30:00Z"},
    {"Wed, 28 Jan 2026 09:30:00 +08", "2026-01-28T01:30:00Z"},
    {"Wed, 28 Jan 2026 09:30:00 --0700", "2026-01-28T16:30:00Z"},
    {"Wed, 28 Jan 2026 09:30:00 -700", "2026-01-28T16:30:00Z"},
    {"Wed, 28 Jan 2026 09:30:00 -0800 (PST)", "2026-01-28T17:30:00Z"},
    {"Wed, 28 Jan 2026 09:30:00 GMT (UK)", "2026-01-28T09:30:00Z"},
    {"Wed, 28 Jan 2026 09:30:00 -0700 GMT", "2026-01-28T16:30:00Z"},
    {"Wed, 28 Jan 2026 09:30:00 MST-07:00", "2026-01-28T16:30:00Z"},
    {"Wed, 28 Jan 2026 09:30:00 00", "2026-01-28T09:30:00Z"},
    {"Wed, 28 Jan 2026 09:30:00 UT", "2026-01-28T09:30:00Z"},
    {"Wed, 28 Jan 2026", "2026-01-28T00:00:00Z"},
    {"Wed, 28 Jan 99 09:30:00", "1999-01-28T09:30:00Z"},
    {"Wed, 28 Jan 49 09:30:00", "2049-01-28T09:30:00Z"},
    {"Wed, 28 Jan 50 09:30:00", "1950-01-28T09:30:00Z"},
    {"Mon, 28 Jan 2026 09:30:00 GMT", "2026-01-28T09:30:00Z"}, /* it was a Wednesday */
    {"Sze, 28 Jan 2026 09:30:00 GMT", "2026-01-28T09:30:00Z"}, /* of another language */
    {"Wed , 28, Jan 2026 9:3", "2026-01-28T09:03:00Z"},
    {"28 Wednesday, Jan 2026 09:30", "2026-01-28T09:30:00Z"},
    {"Wed, 28 Jan 2026 09 -0700", "2026-01-28T16:00:00Z"},
    {"Wed, 28 Jan 2026 24:00:00 GMT", "2026-01-29T00:00:00Z"},
    {"Wed, 28 Jan 2026 09:30:00PM EST", "2026-01-29T02:30:00Z"},
    {"28th of January, 2026", "2026-01-28T00:00:00Z"},
    /* The letters in RFC 822's meaning: A is one hour behind, N one before. */
    {"Wed, 28 Jan 2026 09:30:00 A", "2026-01-28T10:30:00Z"},
    {"Wed, 28 Jan 2026 09:30:00 M", "2026-01-28T21:30:00Z"},
    {"Wed, 28 Jan 2026 09:30:00 N", "2026-01-28T08:30:00Z"},
    {"Wed, 28 Jan 2026 09:30:00 Y", "2026-01-27T21:30:00Z"},
    /* Named zones; CST and BST are American and British. */
    {"Wed, 28 Jan 2026 09:30:00 CST", "2026-01-28T15:30:00Z"},
    {"Wed, 28 Jan 2026 09:30:00 BST", "2026-01-28T08:30:00Z"},
    {"Wed, 28 Jan 2026 09:30:00 CEST", "2026-01-28T07:30:00Z"},
    {"Wed, 28 Jan 2026 09:30:00 JST", "2026-01-28T00:30:00Z"},
    {"Wed, 28 Jan 2026 09:30:00 KST", "2026-01-28T00:30:00Z"},
    {"Wed, 28 Jan 2026 09:30:00 NST", "2026-01-28T13:00:00Z"},
    {"Wed, 28 Jan 2026 09:30:00 AEDT", "2026-01-27T22:30:00Z"},
};
TABLE_TEST(reads_rfc822_as_feeds_write_it, rfc822)

static const struct example iso[] = {
    {"2026-01-28T09:30:00+08:00", "2026-01-28T01:30:00Z"},
    {"2026-01-28 09:30:00.12345Z", "2026-01-28T09:30:00.123Z"},
    {"2026-01-28T09:30:00,5", "2026-01-28T09:30:00.500Z"},
    {"2026-01-28t09:30:00z", "2026-01-28T09:30:00Z"},
    {"2026-01-28T09:30:00.9999999999999999999999Z", "2026-01-28T09:30:00.999Z"},
    {"2026-01-28 09:30:00 -0530", "2026-01-28T15:00:00Z"},
    {"2026-01-28T09:30", "2026-01-28T09:30:00Z"},
    {"2026-01-28T09", "2026-01-28T09:00:00Z"},
    {"2026-1-8 9:3:5", "2026-01-08T09:03:05Z"},
    {"2026-01-28", "2026-01-28T00:00:00Z"},
    {"2026-01-28Z", "2026-01-28T00:00:00Z"},
    {"2026-01-28+08:00", "2026-01-27T16:00:00Z"},
    {"2026-01", "2026-01-01T00:00:00Z"},
    {"2026", "2026-01-01T00:00:00Z"},
    {"20260128", "2026-01-28T00:00:00Z"},
    {"20260128T093005Z", "2026-01-28T09:30:05Z"},
    {"20260128T0930+0800", "2026-01-28T01:30:00Z"},
    {"20260128 093005", "2026-01-28T09:30:05Z"},
    {"20260128093005", "2026-01-28T09:30:05Z"},
    {"202601280930", "2026-01-28T09:30:00Z"},
    {"2026-01-28T24:00:00Z", "2026-01-29T00:00:00Z"},
    {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"}, /* a leap second */
    {"2026-028", "2026-01-28T00:00:00Z"},             /* day of the year */
    {"2026028", "2026-01-28T00:00:00Z"},
    {"2024-366", "2024-12-31T00:00:00Z"},
    {"2026-W05-3", "2026-01-28T00:00:00Z"}, /* week and day */
    {"2026W053", "2026-01-28T00:00:00Z"},
    {"2026-W05", "2026-01-26T00:00:00Z"},
    {"2020-W53-7", "2021-01-03T00:00:00Z"},
    {"2026-01-28T09:30:00-07:00:00", "2026-01-28T16:30:00Z"},
    {"2026-01-28T09:30:00:-0700", "2026-01-28T16:30:00Z"},
    {"2026-01-28T09:30:00:00", "2026-01-28T09:30:00Z"},
    {"2026-01-28 at 09:30:00", "2026-01-28T09:30:00Z"},
    {"2026-01-28 00:00:00.0 09:30:00.0 -0700", "2026-01-28T16:30:00Z"},
    {"Wed, 2026-01-28 09:30", "2026-01-28T09:30:00Z"},
    {"2026/01/28", "2026-01-28T00:00:00Z"},
    {"2026-01-28\xE2\x80\x89""09:30", "2026-01-28T09:30:00Z"}, /* a thin blank */
    {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"},
    {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
};
TABLE_TEST(reads_iso_8601, iso)

static const struct example other_forms[] = {
    {"Wed Jan 28 09:30:05 2026", "2026-01-28T09:30:05Z"}, /* asctime */
    {"Sun Jan  4 16:29:06 2004", "2004-01-04T16:29:06Z"},
    {"Wed Jan 28 09:30:05 EST 2026", "2026-01-28T14:30:05Z"},  /* date(1) */
    {"Wed Jan 28 09:30:05 -0700 2026", "2026-01-28T16:30:05Z"},
    {"Wed Jan 28 2026 09:30:05 GMT+0800 (China Standard Time)", "2026-01-28T01:30:05Z"}, /* JavaScript */
    {"1769592605", "2026-01-28T09:30:05Z"},                                              /* Unix seconds */
    {"1769592605.25", "2026-01-28T09:30:05.250Z"},
    {"1769592605123", "2026-01-28T09:30:05.123Z"},
    {"999999999", "2001-09-09T01:46:39Z"},
    {"Wednesday, January 28, 2026 9:30 PM", "2026-01-28T21:30:00Z"},
    {"January 28, 2026, 9:30 p.m.", "2026-01-28T21:30:00Z"},
    {"Jan. 28, 2026 at 12:05 a.m. ET", "2026-01-28T05:05:00Z"},
    {"Jan 28 2026 12:05PM", "2026-01-28T12:05:00Z"},
    {"January 2026", "2026-01-01T00:00:00Z"},
    {"2026 January 28", "2026-01-28T00:00:00Z"},
    {"15:04 28.01.2026 -0700", "2026-01-28T22:04:00Z"},
    {"28/01/2026 - 15:04", "2026-01-28T15:04:00Z"},
    {"01/28/2026 3:04 PM", "2026-01-28T15:04:00Z"},
    {"1/2/2026", "2026-01-02T00:00:00Z"}, /* month first where nothing says otherwise */
    {"1/28/26 15:04", "2026-01-28T15:04:00Z"},
    {"99/1/28 15:04", "1999-01-28T15:04:00Z"},
    {"26-1-28 15:04", "2026-01-28T15:04:00Z"},
    {"2-1-2026", "2026-01-02T00:00:00Z"},
    {"01-28-2026", "2026-01-28T00:00:00Z"},
    {"28.1.2026 15:04:05", "2026-01-28T15:04:05Z"},
};
TABLE_TEST(reads_asctime_seconds_and_american_forms, other_forms)

static const struct example languages[] = {
    /* German, French, Spanish */
    {"Mittwoch, 28. Januar 2026, 15:04 Uhr", "2026-01-28T15:04:00Z"},
    {"Mi, 28. Jän. 2026 um 9.30 Uhr", "2026-01-28T09:30:00Z"},
    {"28. März 2026, 9 Uhr", "2026-03-28T09:00:00Z"},
    {"am 28. Januar 2026, 12:30", "2026-01-28T12:30:00Z"},
    {"28.01.26, 15.04 Uhr", "2026-01-28T15:04:00Z"},
    {"Mi, 28 Mai 2026 09:30:00 MESZ", "2026-05-28T07:30:00Z"},
    {"mercredi 28 janvier 2026 à 15h04", "2026-01-28T15:04:00Z"},
    {"mer. 28 janv. 2026 15 h 04", "2026-01-28T15:04:00Z"},
    {"1er août 2026", "2026-08-01T00:00:00Z"},
    {"mar. 3 mars 2026 9h", "2026-03-03T09:00:00Z"}, /* mardi, then March */
    {"28 juil. 2026", "2026-07-28T00:00:00Z"},
    {"28 déc. 2026", "2026-12-28T00:00:00Z"},
    {"28 de enero de 2026", "2026-01-28T00:00:00Z"},
    /* Greek, Hungarian */
    {"Κυρ, 11 Ιούλ 2004 12:00:00 EST", "2004-07-11T17:00:00Z"},
    {"Τετάρτη, 28 Ιανουαρίου 2026 3:04 μ.μ.", "2026-01-28T15:04:00Z"},
    {"28 ΜΑΪ́ΟΥ 2026", "2026-05-28T00:00:00Z"},
    {"2004-július-13T9:15-05:00", "2004-07-13T14:15:00Z"},
    {"2026. január 28., szerda 15:04", "2026-01-28T15:04:00Z"},
    {"2026. szept. 1.", "2026-09-01T00:00:00Z"},
    /* Korean: without a zone Korea's */
    {"2004-05-25 오후 11:23:17", "2004-05-25T14:23:17Z"},
    {"2004년 05월 28일  01:31:15", "2004-05-27T16:31:15Z"},
    {"2026년 1월 28일 수요일 오전 12시 30분", "2026-01-27T15:30:00Z"},
    {"2026년 1월 28일 (수)", "2026-01-28T00:00:00Z"},
    {"2026. 1. 28. 15:04", "2026-01-28T15:04:00Z"},
    /* Chinese, Japanese: without a zone and a language UTC */
    {"2026年1月28日 15:04", "2026-01-28T15:04:00Z"},
    {"2026年01月28日星期三 下午3:04", "2026-01-28T15:04:00Z"},
    {"2026年1月28日15時4分5秒", "2026-01-28T15:04:05Z"},
    {"２０２６年１月２８日　１５：０４", "2026-01-28T15:04:00Z"},
    {"二〇二六年一月二十八日", "2026-01-28T00:00:00Z"},
    {"二○二六年十二月三十一日", "2026-12-31T00:00:00Z"},
    {"2026年1月28日（水）午後3時04分", "2026-01-28T15:04:00Z"},
    {"2026年1月28日 15時04分 JST", "2026-01-28T06:04:00Z"},
    {"令和8年1月28日", "2026-01-28T00:00:00Z"},
    {"令和元年5月1日", "2019-05-01T00:00:00Z"},
    {"民國115年1月28日", "2026-01-28T00:00:00Z"},
    {"北京时间2026年1月28日 15:04", "2026-01-28T07:04:00Z"},
    {"2026年1月", "2026-01-01T00:00:00Z"},
};
TABLE_TEST(reads_local_forms, languages)

/* What the same text means depends on the language of its source. */
START_TEST(asks_the_language_where_a_text_is_ambiguous)
{
    static const struct {
        const char *language;
        struct example example;
    } known[] = {
        {"zh-CN", {"Wed, 28 Jan 2026 09:30:00 CST", "2026-01-28T01:30:00Z"}},
        {"en-US", {"Wed, 28 Jan 2026 09:30:00 CST", "2026-01-28T15:30:00Z"}},
        {"zh", {"2026年1月28日 15:04", "2026-01-28T07:04:00Z"}},
        {"ja", {"2026年1月28日 15時04分", "2026-01-28T06:04:00Z"}},
        {"ja", {"2026年1月28日", "2026-01-28T00:00:00Z"}}, /* a day stays that day */
        {"zh", {"2026-01-28 15:04", "2026-01-28T15:04:00Z"}},
        {"fr", {"02/01/2026", "2026-01-02T00:00:00Z"}},
        {"en-GB", {"02/01/2026", "2026-01-02T00:00:00Z"}},
        {"en", {"02/01/2026", "2026-02-01T00:00:00Z"}},
        {"en-US", {"02/01/2026", "2026-02-01T00:00:00Z"}},
        {"de", {"02.01.2026", "2026-01-02T00:00:00Z"}},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_means(known[i].example, slice_of(known[i].language));
}
END_TEST

/* What other readers of feeds promise to read (the tests of feedparser), as far as it is not above. */
static const struct example peers[] = {
    {"-0312", "2003-12-01T00:00:00Z"},
    {"031231", "2003-12-31T00:00:00Z"},
    {"03-12-31", "2003-12-31T00:00:00Z"},
    {"-03-12", "2003-12-01T00:00:00Z"},
    {"03335", "2003-12-01T00:00:00Z"},
    {"2003-12-31T10:14:55.1234Z", "2003-12-31T10:14:55.123Z"},
    {"2003-012-31T10:14:55+00:00", "2003-12-31T10:14:55Z"},
    {"Fri, 2006/09/15 08:19:53 EDT", "2006-09-15T12:19:53Z"},
    {"Thu, 30 Apr 2015 08:57:00 MET", "2015-04-30T07:57:00Z"},
    {"Thu, 30 Apr 2015 08:57:00 MEST", "2015-04-30T06:57:00Z"},
    {"Thu, 01 Jan 0100 00:00:01 +0100", "0099-12-31T23:00:01Z"},
    {"Thu, 01 Jan 04 19:48:21 GMT", "2004-01-01T19:48:21Z"},
    {"Thu, 01 Jan 2004 19:48:21 GMT", "2004-01-01T19:48:21Z"},
    {"Thu,  5 Apr 2012 10:00:00 GMT", "2012-04-05T10:00:00Z"},
    {"Wed, 19 Aug 2009 18:28:00 Etc/GMT", "2009-08-19T18:28:00Z"},
    {"Wed, 19 Feb 2012 22:40:00 GMT-01:01", "2012-02-19T23:41:00Z"},
    {"Wed, 19 Feb 2012 22:40:00 -01:01", "2012-02-19T23:41:00Z"},
    {"Mon, 13 Feb, 2012 06:28:00 UTC", "2012-02-13T06:28:00Z"},
    {"Thu, 01 Jan 2004 00:00 GMT", "2004-01-01T00:00:00Z"},
    {"Thu, 01 Jan 2004", "2004-01-01T00:00:00Z"},
    {"Mon, 26 January 2004 16:31:00 AT", "2004-01-26T20:31:00Z"},
    {"Mon, 26 January 2004 16:31:00 ET", "2004-01-26T21:31:00Z"},
    {"Mon, 26 January 2004 16:31:00 CT", "2004-01-26T22:31:00Z"},
    {"Mon, 26 January 2004 16:31:00 MT", "2004-01-26T23:31:00Z"},
    {"Mon, 26 January 2004 16:31:00 PT", "2004-01-27T00:31:00Z"},
    {"Thu Aug 30 2012 17:26:16 +0200", "2012-08-30T15:26:16Z"},
    {"Sun Jul 15 01:16:00 +0000 2012", "2012-07-15T01:16:00Z"},
    {"2003-12-31T10:14:55Z", "2003-12-31T10:14:55Z"},
    {"2003-12-31T10:14:55-08:00", "2003-12-31T18:14:55Z"},
    {"2003-12-31T18:14:55+08:00", "2003-12-31T10:14:55Z"},
    {"2007-04-23T23:25:47.538+10:00", "2007-04-23T13:25:47.538Z"},
    {"2003-12", "2003-12-01T00:00:00Z"},
    {"2003", "2003-01-01T00:00:00Z"},
    {"2004-02-28T18:14:55-08:00", "2004-02-29T02:14:55Z"},
    {"2003-02-28T18:14:55-08:00", "2003-03-01T02:14:55Z"},
    {"2000-02-28T18:14:55-08:00", "2000-02-29T02:14:55Z"},
    {"2004-07-08 23:56:58 -00:20", "2004-07-09T00:16:58Z"},
    {"2004-07-08 23:56:58.0", "2004-07-08T23:56:58Z"},
    {"Sun, 31 Dec 9999 23:59:59 -9999", NULL},
    {"Sun, 16 Dec 2012 1:2:3:4 GMT", NULL},
    {"Sun, 16 zzz 2012 11:47:32 GMT", NULL},
    {"Sun, Dec x 2012 11:47:32 GMT", NULL},
    {"Sun, 16 Dec zz 11:47:32 GMT", NULL},
    {"Sun, 16 Dec 2012 11:47:32 +zz:00", NULL},
    {"Sun, 16 Dec 2012 11:47:32 +00:zz", NULL},
    {"Sun, 99 Jun 2009 12:00:00 GMT", NULL},
    {"9999-12-31T23:59:59-99:99", NULL},
    {"2003-12-31T25:14:55Z", NULL},
    {"2003-12-31T10:61:55Z", NULL},
    {"2003-12-31T10:14:61Z", NULL},
    {"013", NULL},
    {"2013-01-27-01", NULL},
    {"2013-01-28T11:30:00-06:00Textra", NULL},
    {"2013-xx-27", NULL},
    {"2013-01-28T09:xx:00Z", NULL},
    {"2013-01-28T09:00:00+00:xx", NULL},
    {"22013", "2022-01-13T00:00:00Z"}, /* feedparser: no year; here as 03335 above, a year and a day */
};
TABLE_TEST(agrees_with_other_readers, peers)

static const struct example no_times[] = {
    {"", NULL},
    {" ", NULL},
    {"Wed", NULL},
    {"today", NULL},
    {"yesterday at 9:30", NULL},
    {"5 hours ago", NULL},
    {"January", NULL},
    {"28 January", NULL},
    {"09:30", NULL},
    {"7", NULL},
    {"12345678901", NULL},
    {"123456789012345678901234567890", NULL},
    {"4711", NULL},
    {"2026-02-31", NULL},
    {"31 Feb 2026", NULL},
    {"29 Feb 2025 10:00 GMT", NULL},
    {"2026-13-01", NULL},
    {"2026-00-01", NULL},
    {"2026-01-28T24:30:00Z", NULL},
    {"2026-01-28 25:00", NULL},
    {"Wed, 28 Jan 126 09:30:00 GMT", NULL},
    {"Wed, 28 Jan 2026 09:30:00 IST", NULL}, /* India, Israel or Ireland */
    {"Wed, 28 Jan 2026 09:30:00 J", NULL},
    {"Wed, 28 Jan 2026 09:30:00 Europe/Berlin", NULL},
    {"Wed, 28 Jan 2026 09:30:00 XYZ", NULL},
    {"Wed, 28 Jan 2026 09:30:00 GMT later", NULL},
    {"Wed, 28 Jan 2026 09:30:00 +2500", NULL},
    {"Wed, 28 Jan 2026 09:30:00 +0100 +0200", NULL},
    {"28 Jan 2026 (", NULL},
    {"28 jui 2026", NULL}, /* juin or juillet */
    {"Jan Feb 2026", NULL},
    {"2026-W54-1", NULL},
    {"2025-W53", NULL},
    {"二十二十月一日 2026", NULL},
    {"2026-366", NULL},
    {"2026年28日", NULL},
    {"2026年13月1日", NULL},
    {"2026年2026年1月", NULL},
    {"1月28日", NULL},
    {"9999-12-31T23:59:59-01:00", NULL},
    {"0001-01-01T00:00:00+01:00", NULL},
    {"NVIDIA will ship 400,000 H200 chips", NULL},
    {"May the 4th be with you", NULL},
    {"2026 was a good year", NULL},
    {"400,000", NULL},
    {"\xFF\xFE", NULL},
    {"2026-01-28\xE6", NULL},
    {"1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", NULL},
    {"                                                                                                        "
     "                                                                                                        "
     "2026-01-28 .", "2026-01-28T00:00:00Z"}, /* blanks do not count */
    {"2026-01-28......................................................................................................."
     "......................................................................................................", NULL},
};
TABLE_TEST(refuses_what_is_no_time, no_times)

START_TEST(not_stated_is_no_time)
{
    int64_t ms;
    ck_assert(!date_scan((struct slice){0}, (struct slice){0}, &ms));
}
END_TEST

START_TEST(reads_what_was_written_all_the_year)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int32_t first = 0;
    date_from_ymd(2026, 1, 1, &first);
    for (int32_t minute = 0; minute < 365 * 24 * 60; minute += 97) {
        int64_t expected = (int64_t)first * 86400000 + (int64_t)minute * 60000, ms = 0;
        char text[CLOCK_TEXT_MAX], written[64];
        time_format_rfc3339(expected, text);
        snprintf(written, sizeof written, "%.2s %s %.4s %.8s GMT", text + 8, months[atoi(text + 5) - 1], text,
                 text + 11);
        if (!date_scan(slice_of(written), (struct slice){0}, &ms) || ms != expected)
            ck_abort_msg("%s", written);
        if (!date_scan(slice_of(text), (struct slice){0}, &ms) || ms != expected)
            ck_abort_msg("%s", text);
    }
}
END_TEST

/* The table of words is searched by halves. */
START_TEST(knows_each_word_in_its_place)
{
    static const char *const known[] = {"acdt", "am",   "april", "zulu", "zondag", "ª",    "ιολ",
                                        "σαββατο", "jan", "mi",   "sept", "uhr",    "über"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        ck_assert_msg((date_word_find(slice_of(known[i])).kind != DATE_UNKNOWN) == (i != 12), "%s", known[i]);
    ck_assert_int_eq(date_word_find(SLICE_LITERAL("jui")).kind, DATE_UNKNOWN);
    ck_assert(date_word_find(SLICE_LITERAL("mar")).may_be_weekday);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("date_scan");
    TCase *tests = tcase_create("date_scan");
    tcase_add_test(tests, reads_rfc822_as_feeds_write_it);
    tcase_add_test(tests, reads_iso_8601);
    tcase_add_test(tests, reads_asctime_seconds_and_american_forms);
    tcase_add_test(tests, reads_local_forms);
    tcase_add_test(tests, asks_the_language_where_a_text_is_ambiguous);
    tcase_add_test(tests, agrees_with_other_readers);
    tcase_add_test(tests, refuses_what_is_no_time);
    tcase_add_test(tests, not_stated_is_no_time);
    tcase_add_test(tests, reads_what_was_written_all_the_year);
    tcase_add_test(tests, knows_each_word_in_its_place);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
