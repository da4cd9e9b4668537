#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "producers/news/article.h"
#include "tests/suite.h"

static struct arena arena;

static void open_arena(void)
{
    struct error error;
    ck_assert(arena_init(&arena, 4 << 20, &error));
}

static void close_arena(void)
{
    arena_free(&arena);
}

static struct article_page read_at(const char *html, const char *address)
{
    struct article_page page;
    struct error error;
    ck_assert(article_read(slice_of(html), slice_of(address), &arena, &page, &error));
    return page;
}

static struct article_page read_page(const char *html)
{
    return read_at(html, NULL);
}

static void assert_text(struct slice slice, const char *expected)
{
    if (!expected)
        ck_assert_msg(!slice.data, "%.*s", SLICE_ARGS(slice));
    else
        ck_assert_msg(slice_equal_text(slice, expected), "\"%.*s\" is not \"%s\"", SLICE_ARGS(slice), expected);
}

static void assert_time(const int64_t *time, const char *expected)
{
    char text[CLOCK_TEXT_MAX];
    ck_assert_ptr_nonnull(time);
    time_format_rfc3339(*time, text);
    ck_assert_str_eq(text, expected);
}

/* Running text of two sentences, some 130 bytes; the number tells one from another. */
#define SENTENCES(number)                                                                                              \
    "Paragraph " number " says that the ministry approved the import of accelerators. It says nothing of how many "    \
    "there are or for whom they are meant."

START_TEST(a_page_is_title_time_address_and_text)
{
    struct article_page page = read_page(
        "<!doctype html><html lang='en-GB'><head><title>Chips approved | Daily</title>"
        "<meta property='og:title' content='Chips approved'><meta property='og:site_name' content='Daily'>"
        "<meta property='article:published_time' content='2026-01-28T09:30:00+08:00'>"
        "<meta property='article:modified_time' content='2026-01-29T00:00:00Z'>"
        "<link rel='canonical' href='https://example.org/chips'></head>"
        "<body><nav>Home News</nav><article><h1>Chips approved</h1><p>" SENTENCES("one") "</p></article></body>");
    assert_text(page.title, "Chips approved");
    assert_text(page.site, "Daily");
    assert_text(page.url, "https://example.org/chips");
    assert_text(page.language, "en-GB");
    assert_text(page.body, SENTENCES("one"));
    assert_time(page.published_at, "2026-01-28T01:30:00.000Z");
    assert_time(page.updated_at, "2026-01-29T00:00:00.000Z");
}
END_TEST

START_TEST(what_a_page_does_not_say_is_not_stated)
{
    struct article_page page = read_page("<p>hello");
    assert_text(page.title, NULL);
    assert_text(page.url, NULL);
    assert_text(page.site, NULL);
    assert_text(page.language, NULL);
    assert_text(page.body, NULL);
    ck_assert(!page.published_at && !page.updated_at && !page.published_unreadable && !page.updated_unreadable);
}
END_TEST

/* ---- Title ---- */

static const struct {
    const char *html, *title;
} titles[] = {
    /* JSON-LD before Open Graph before the rest */
    {"<script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"headline\": \"A\"}</script>"
     "<meta property='og:title' content='B'><h1>C</h1><title>D</title>",
     "A"},
    {"<meta name='twitter:title' content='C'><meta property='og:title' content='B'>", "B"},
    {"<meta name='og:title' value='B'>", "B"}, /* older pages */
    {"<meta name='og:title' content='A'><meta name='og:title' content='B'>", "A"},
    {"<meta property='og:title' content='A &amp; B&#8217;s'>", "A & B’s"},
    {"<meta property='og:title' content='Chips - Daily'><meta property='og:site_name' content='Daily'>", "Chips"},
    {"<meta property='og:title' content='Chips: Daily news'><meta property='og:site_name' content='Daily'>",
     "Chips: Daily news"},
    /* <h1> is the headline if it is alone, or begins the title */
    {"<title>Chips</title><h1>Chips are <b>approved</b></h1>", "Chips are approved"},
    {"<title>Chips approved - Daily</title><h1>Daily</h1><h1>Chips approved</h1>", "Chips approved"},
    /* and the site's name if it ends it */
    {"<title>芯片获批_每日</title><h1>每日</h1>", "芯片获批"},
    {"<title>Chips approved</title><h1></h1>", "Chips approved"},
    {"<title>Chips &mdash; approved</title>", "Chips — approved"},
    {"<title></title><h1> </h1>", NULL},
};

START_TEST(takes_the_title_where_it_is_said_best)
{
    assert_text(read_page(titles[_i].html).title, titles[_i].title);
}
END_TEST

/* ---- Times ---- */

#define NODE(members) "<script type=\"application/ld+json\">{\"@type\": \"NewsArticle\", " members "}</script>"

static const struct {
    const char *html, *published;
} times[] = {
    {NODE("\"datePublished\": \"2026-01-28T09:30:00Z\""), "2026-01-28T09:30:00.000Z"},
    {"<meta itemprop='datePublished' content='2026-01-28'>", "2026-01-28T00:00:00.000Z"},
    {"<span itemprop='datePublished' content='2026-01-28'>today</span>", "2026-01-28T00:00:00.000Z"},
    {"<meta name='parsely-pub-date' content='2026-01-28T09:30:00Z'>", "2026-01-28T09:30:00.000Z"},
    {"<meta name='DC.date.issued' content='2026-01-28'>", "2026-01-28T00:00:00.000Z"},
    {"<meta name='sailthru.date' content='Wed, 28 Jan 2026 09:30:00 +0000'>", "2026-01-28T09:30:00.000Z"},
    /* what cannot be read gives way */
    {"<meta property='article:published_time' content='lately'><meta name='date' content='2026-01-28'>",
     "2026-01-28T00:00:00.000Z"},
    /* <time> counts if it says that it is the article's, or is the only one */
    {"<time datetime='2026-01-27'>1</time><time class='entry-date' datetime='2026-01-28'>2</time>",
     "2026-01-28T00:00:00.000Z"},
    {"<time datetime='2026-01-28'>1</time><time datetime='2026-01-28'>2</time>", "2026-01-28T00:00:00.000Z"},
    {"<time datetime='2026-01-28'>1</time><time datetime='2026-01-27'>2</time>", NULL},
    {"<time>28 January 2026</time>", NULL},
    {"<html lang='zh'><meta name='pubdate' content='2026年1月28日 09:30'>", "2026-01-28T01:30:00.000Z"},
};

START_TEST(takes_the_time_where_it_is_said_best)
{
    struct article_page page = read_page(times[_i].html);
    ck_assert(!page.published_unreadable);
    if (times[_i].published)
        assert_time(page.published_at, times[_i].published);
    else
        ck_assert_ptr_null(page.published_at);
}
END_TEST

START_TEST(a_time_that_cannot_be_read_is_noticed)
{
    struct article_page page = read_page("<meta property='article:published_time' content='lately'>"
                                         "<meta property='article:modified_time' content='2026-31-31'>");
    ck_assert(page.published_unreadable && page.updated_unreadable);
    ck_assert(!page.published_at && !page.updated_at);
}
END_TEST

/* ---- JSON-LD ---- */

static const struct {
    const char *json, *title;
} nodes[] = {
    {"{\"@type\": \"NewsArticle\", \"headline\": \"A\"}", "A"},
    {"{\"@type\": [\"Thing\", \"http://schema.org/ReportageNewsArticle\"], \"headline\": \"A\"}", "A"},
    {"[{\"@type\": \"Organization\", \"headline\": \"B\"}, {\"@type\": \"Article\", \"headline\": \"A\"}]", "A"},
    {"{\"@graph\": [{\"@type\": \"WebPage\", \"headline\": \"B\"}, "
     "{\"@type\": \"BlogPosting\", \"headline\": \"A\"}]}",
     "A"},
    {"{\"@graph\": {\"@type\": \"Article\", \"headline\": \"A &amp; B\"}}", "A & B"},
    {"{\"@type\": \"Product\", \"headline\": \"B\"}", NULL},
    {"{\"@type\": \"Article\", \"headline\": 7}", NULL},
    {"{\"@type\": \"Article\", \"headline\": \"B\"", NULL}, /* cut off */
    {"[[[[[{\"@type\": \"Article\", \"headline\": \"A\"}]]]]]", "A"},
    {"", NULL},
};

START_TEST(finds_the_article_in_json_ld)
{
    char html[1000];
    snprintf(html, sizeof html, "<script type='application/ld+json'>%s</script>", nodes[_i].json);
    assert_text(read_page(html).title, nodes[_i].title);
}
END_TEST

START_TEST(json_ld_says_site_address_language_and_text)
{
    struct article_page page =
        read_page(NODE("\"headline\": \"A\", \"publisher\": {\"name\": \"Daily\"}, \"inLanguage\": \"de\", "
                       "\"mainEntityOfPage\": {\"@id\": \"https://example.org/a\"}, \"articleBody\": \"The text.\""));
    assert_text(page.site, "Daily");
    assert_text(page.language, "de");
    assert_text(page.url, "https://example.org/a");
    assert_text(page.body, "The text."); /* for want of one on the page */
}
END_TEST

/* ---- Address and language ---- */

static const struct {
    const char *html, *address, *url;
} addresses[] = {
    {"<link rel=canonical href='/a'>", "https://example.org/x/y", "https://example.org/a"},
    {"<link rel=canonical href='a'><base href='/z/'>", "https://example.org/x/y", "https://example.org/z/a"},
    {"<link rel=canonical href=''>", "https://example.org/x", "https://example.org/x"},
    {"<meta property='og:url' content='https://example.org/b'>", NULL, "https://example.org/b"},
    {"<link rel=canonical href='/a'>", NULL, NULL}, /* of nowhere */
    {"<link rel=canonical href='javascript:1'>", "https://example.org/x", NULL},
    {"<p>", "https://example.org/x", "https://example.org/x"},
};

START_TEST(the_address_is_made_whole)
{
    assert_text(read_at(addresses[_i].html, addresses[_i].address).url, addresses[_i].url);
}
END_TEST

START_TEST(the_language_is_a_tag)
{
    assert_text(read_page("<html lang='zh_CN'>").language, "zh-CN");
    assert_text(read_page("<html xml:lang='fr'>").language, "fr");
    assert_text(read_page("<meta property='og:locale' content='de_DE'>").language, "de-DE");
    assert_text(read_page("<meta http-equiv='Content-Language' content='en, fr'>").language, "en");
    assert_text(read_page("<html lang='the best'>").language, NULL);
}
END_TEST

/* ---- Text ---- */

static const struct {
    const char *html, *body;
} bodies[] = {
    /* What stands around the text is left out: by element, */
    {"<nav>" SENTENCES("0") "</nav><aside>" SENTENCES("0") "</aside><footer>" SENTENCES("0") "</footer>"
     "<p>" SENTENCES("one") "</p><figure><img><figcaption>" SENTENCES("0") "</figcaption></figure>"
     "<p>" SENTENCES("two") "</p><button>Share it!</button><select><option>Choose.</select>",
     SENTENCES("one") "\n" SENTENCES("two")},
    /* by what it calls itself, */
    {"<div class='cookie-consent'>" SENTENCES("0") "</div><div id=relatedPosts>" SENTENCES("0") "</div>"
     "<div class='story'><p>" SENTENCES("one") "</p></div><div class='comments'>" SENTENCES("0") "</div>"
     "<form>" SENTENCES("0") "</form><div style='display:none'>" SENTENCES("0") "</div><div role=banner>"
     SENTENCES("0") "</div>",
     SENTENCES("one")},
    /* unless the headline or the main text stands in it, or the name says otherwise. */
    {"<form class='page'><h1>T</h1><p>" SENTENCES("one") "</p><div class=comments>" SENTENCES("0") "</div></form>",
     SENTENCES("one")},
    {"<div style='display:none'><main><p>" SENTENCES("one") "</p></main></div>", SENTENCES("one")},
    {"<body class='sidebar'><div class='has-sidebar no-comments'><p>" SENTENCES("one") "</p></div>", SENTENCES("one")},
    /* If nothing is left, names are not asked. */
    {"<div class='widget-related'><p>" SENTENCES("one") "</p></div>", SENTENCES("one")},
    /* Lists of links are no text, nor is what stands before the first sentence and behind the last. */
    {"<p>By A. Writer</p><p>" SENTENCES("one") "</p><ul><li><a href=1>One</a><li><a href=2>Two and more.</a></ul><p>"
     SENTENCES("two") "</p><p>Tags: chips</p><p>Share",
     SENTENCES("one") "\n" SENTENCES("two")},
    {"<p>Short but <a>a</a> whole sentence.</p><p>" SENTENCES("one") "</p>",
     "Short but a whole sentence.\n" SENTENCES("one")},
    /* Headings stand before text only. */
    {"<p>" SENTENCES("one") "</p><h2>More</h2><p>" SENTENCES("two") "</p><h2>Read also</h2>",
     SENTENCES("one") "\nMore\n" SENTENCES("two")},
    /* Of a header the sentences are taken. */
    {"<article><header><h1>T</h1><p>What it is about, in a sentence.</p><p>A. Writer, 28 January</p></header><p>"
     SENTENCES("one") "</p></article>",
     "What it is about, in a sentence.\n" SENTENCES("one")},
    {"<article><header>What it is about, in a sentence.</header><div><p>" SENTENCES("one") "</p></div></article>",
     "What it is about, in a sentence.\n" SENTENCES("one")},
    /* articleBody, article and main are preferred to the rest of the page, */
    {"<div><p>" SENTENCES("0") "</p></div><article><p>" SENTENCES("one") "</p></article>", SENTENCES("one")},
    {"<article><p>" SENTENCES("0") "</p><div itemprop='articleBody'><p>" SENTENCES("one") "</p></div></article>",
     SENTENCES("one")},
    {"<div><p>" SENTENCES("0") "</p></div><div role=main><p>" SENTENCES("one") "</p></div>", SENTENCES("one")},
    /* if they hold enough of it. */
    {"<main><p>Nothing here.</p></main><div><p>" SENTENCES("one") "</p></div>", SENTENCES("one")},
    {"<article><a>Teaser</a></article><div><p>" SENTENCES("one") "</p></div>", SENTENCES("one")},
    /* Else it is the smallest element with nearly all of the running text. */
    {"<table><tr><td>" SENTENCES("0") "<td><p>" SENTENCES("one") "<p>" SENTENCES("two") "<p>" SENTENCES("three")
     "</table>",
     SENTENCES("one") "\n" SENTENCES("two") "\n" SENTENCES("three")},
    /* Inline elements end no paragraph; scripts and pictures are no text. */
    {"<p>Paragraph <b>one</b> says<script>var a = 1;</script> that the <a href=1>ministry</a> approved the import<svg>"
     "<title>x</title></svg> of accelerators. It is long enough, it has an end.<style>p{}</style></p>",
     "Paragraph one says that the ministry approved the import of accelerators. It is long enough, it has an end."},
    {"<p>国家发展和改革委员会表示，已批准进口一批高端人工智能芯片。具体数量和用户没有公布。</p>",
     "国家发展和改革委员会表示，已批准进口一批高端人工智能芯片。具体数量和用户没有公布。"},
    /* No sentence, no text. */
    {"<ul><li><a href=1>One</a></li></ul><p>Menu</p><p>Imprint</p>", NULL},
    {"", NULL},
};

START_TEST(finds_the_main_text)
{
    assert_text(read_page(bodies[_i].html).body, bodies[_i].body);
}
END_TEST

/* ---- Hostile pages ---- */

static char *repeat(const char *text, size_t count, const char *end)
{
    size_t size = strlen(text);
    char *all = malloc(size * count + strlen(end) + 1);
    ck_assert_ptr_nonnull(all);
    for (size_t i = 0; i < count; i++)
        memcpy(all + i * size, text, size);
    strcpy(all + size * count, end);
    return all;
}

static const char *const repeated[] = {"<div>",     "</div>",       "<p>",       "<a href=1>",       "<h1>",
                                       "<article>", "<div class=comment>", "<main>", "<table><tr><td>", "</page>",
                                       "<script type='application/ld+json'>[</script>",
                                       "<div>" SENTENCES("n")};

/* A text that follows is found, or not, but in time and in bounds. */
START_TEST(endures_any_nesting)
{
    char *html = repeat(repeated[_i], 100 * 1000 / strlen(repeated[_i]), "<p>" SENTENCES("one") "</p>");
    struct article_page page = read_page(html);
    ck_assert_uint_le(page.body.size, strlen(html));
    free(html);
}
END_TEST

START_TEST(a_page_over_the_arena_is_refused)
{
    struct arena small;
    struct error error;
    struct article_page page;
    char *html = repeat("<p>" SENTENCES("n") "</p>", 1000, "");
    ck_assert(arena_init(&small, 1 << 10, &error));
    ck_assert(!article_read(slice_of(html), (struct slice){0}, &small, &page, &error));
    ck_assert_int_eq(error.reason, REASON_TOO_LARGE);
    arena_free(&small);
    free(html);
}
END_TEST

#define COUNT(table) (int)(sizeof table / sizeof *table)

int main(void)
{
    Suite *suite = suite_create("article");
    TCase *tests = tcase_create("article");
    tcase_add_checked_fixture(tests, open_arena, close_arena);
    tcase_add_test(tests, a_page_is_title_time_address_and_text);
    tcase_add_test(tests, what_a_page_does_not_say_is_not_stated);
    tcase_add_loop_test(tests, takes_the_title_where_it_is_said_best, 0, COUNT(titles));
    tcase_add_loop_test(tests, takes_the_time_where_it_is_said_best, 0, COUNT(times));
    tcase_add_test(tests, a_time_that_cannot_be_read_is_noticed);
    tcase_add_loop_test(tests, finds_the_article_in_json_ld, 0, COUNT(nodes));
    tcase_add_test(tests, json_ld_says_site_address_language_and_text);
    tcase_add_loop_test(tests, the_address_is_made_whole, 0, COUNT(addresses));
    tcase_add_test(tests, the_language_is_a_tag);
    tcase_add_loop_test(tests, finds_the_main_text, 0, COUNT(bodies));
    tcase_add_loop_test(tests, endures_any_nesting, 0, COUNT(repeated));
    tcase_add_test(tests, a_page_over_the_arena_is_refused);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
