#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/uuid.h"
#include "producers/news/feed_parser.h"
#include "producers/news/news_input.h"
#include "tests/news_reading.h"
#include "tests/suite.h"

static struct news_reading *read_feed(const struct input *input, const char *text)
{
    return news_read(input, NULL, "feed.xml", slice_of(text));
}

START_TEST(an_rss_item_becomes_an_event)
{
    struct news_reading *reading = read_feed(
        &input_rss,
        "<?xml version='1.0'?>\n<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'>\n"
        "<channel><title>Example &amp; Daily</title><link>https://example.org/</link><language>en-us</language>\n"
        "<item><title>&lt;b&gt;H200&lt;/b&gt; approved</title><link>/h200</link><guid isPermaLink='false'>n-1</guid>"
        "<description>short</description><content:encoded><![CDATA[<p>400,000</p><p>chips</p>]]></content:encoded>"
        "<pubDate>Wed, 28 Jan 2026 09:00:00 +0800</pubDate></item></channel></rss>");
    const struct news_event *event = news_only_event(reading);
    news_assert_text(event->source, "Example & Daily");
    news_assert_text(event->source_url, "feed.xml");
    news_assert_text(event->guid, "n-1");
    news_assert_text(event->url, "https://example.org/h200"); /* made whole by the channel's link */
    news_assert_text(event->title, "H200 approved");
    news_assert_text(event->body, "400,000\nchips"); /* the full text beats the short one */
    news_assert_text(event->language, "en-us");
    news_assert_text(event->raw_ref, "feed.xml:4");
    ck_assert_int_eq(*event->published_at, INT64_C(1769562000000));
    ck_assert_int_eq(event->revision, *event->published_at);
    ck_assert_uint_eq(event->flags.count, 0);
    news_reading_free(reading);
}
END_TEST

START_TEST(an_atom_entry_becomes_an_event)
{
    struct news_reading *reading = read_feed(
        &input_atom,
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en' xml:base='https://example.org/blog/'>"
        "<entry><id>tag:example.org,2026:1</id><title type='text'>1 &lt; 2</title>"
        "<link rel='self' href='not-this'/><link href='one'/>"
        "<published>2026-01-28T01:00:00Z</published><updated>2026-01-28T02:00:00Z</updated>"
        "<summary>short</summary><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>"
        "<p>a &lt; b</p><p>second</p></div></content></entry>"
        "<title type='html'>Ex&amp;amp;ample</title></feed>"); /* the title may follow the entries */
    const struct news_event *event = news_only_event(reading);
    news_assert_text(event->source, "Ex&ample");
    news_assert_text(event->guid, "tag:example.org,2026:1");
    news_assert_text(event->url, "https://example.org/blog/one");
    news_assert_text(event->title, "1 < 2");
    news_assert_text(event->body, "a < b\nsecond");
    news_assert_text(event->language, "en");
    ck_assert_int_eq(*event->published_at, INT64_C(1769562000000));
    ck_assert_int_eq(*event->updated_at, INT64_C(1769565600000));
    ck_assert_int_eq(event->revision, *event->updated_at);
    news_reading_free(reading);
}
END_TEST

START_TEST(rss_1_0_has_its_items_beside_the_channel)
{
    struct news_reading *reading = read_feed(
        &input_rss,
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'"
        " xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>C</title></channel>"
        "<image><title>not the channel's</title></image>"
        "<item rdf:about='https://example.org/1'><title>T</title><dc:date>2026-01-28</dc:date></item></rdf:RDF>");
    const struct news_event *event = news_only_event(reading);
    news_assert_text(event->source, "C");
    news_assert_text(event->guid, "https://example.org/1");
    news_assert_text(event->url, "https://example.org/1");
    ck_assert_int_eq(*event->published_at, INT64_C(1769558400000));
    news_reading_free(reading);
}
END_TEST

#define ITEM(content) "<rss><channel><title>C</title><item>" content "</item></channel></rss>"

START_TEST(what_is_not_stated_stays_so)
{
    struct news_reading *reading = read_feed(&input_rss, ITEM("<description>Only &lt;i>words&lt;/i></description>"));
    const struct news_event *event = news_only_event(reading);
    news_assert_text(event->title, "");
    ck_assert(news_has_flag(event, "title_missing"));
    news_assert_text(event->body, "Only words");
    news_assert_text(event->url, NULL);
    news_assert_text(event->guid, NULL);
    news_assert_text(event->language, NULL);
    ck_assert_ptr_null(event->published_at);
    ck_assert_ptr_null(event->updated_at);
    ck_assert_int_eq(event->revision, news_options().observed_at_ms);
    news_reading_free(reading);
    reading = read_feed(&input_rss, ITEM("<title>T</title><pubDate>some time ago</pubDate>"));
    ck_assert(news_has_flag(news_only_event(reading), "published_unreadable"));
    news_reading_free(reading);
    reading = read_feed(&input_rss, ITEM("<author>nobody</author>"));
    news_assert_refused(reading, 0, REASON_MISSING_FIELD);
    news_reading_free(reading);
}
END_TEST

/* Dirt that feeds are known for; each must still give one item of the title "A & B". */
static const char *const dirty[] = {
    "\n\n junk <?xml version='1.0'?>" ITEM("<title>A &amp; B</title>"),
    "\xEF\xBB\xBF<?xml version='1.0' encoding='iso-8859-1'?>" ITEM("<title>A &amp; B</title>"), /* the mark is right */
    ITEM("<title>A & B</title>"),
    ITEM("<title>A&nbsp;&amp;&#32;B</title>"),
    ITEM("<title>A \x01&amp;\x0B B</title>"),
    ITEM("<title>A &#1;&amp; B</title>"),
    ITEM("<!-- a -- comment --><title>A &amp; B</title>"),
    ITEM("<title>A &amp; B</title><description>1 < 2 ]]> 3</description>"),
    ITEM("<title>A &amp; B</title><undeclared:thing/>"),
    "<!DOCTYPE rss [<!ENTITY e 'B'><!ENTITY f SYSTEM 'file:///etc/passwd'>]>" ITEM("<title>A &amp; B</title>"),
    ITEM("<title>A &amp; B</title>") "\n<junk/> behind",
    "<RSS><Channel><Item><Title>A &amp; B</Title></Item></Channel></RSS>",
    "<rss xmlns='http://example.org/of-its-own'><channel><item><title>A &amp; B</title></item></channel></rss>",
    ITEM("<media:group xmlns:media='http://search.yahoo.com/mrss/'><title>no</title></media:group>"
         "<title>A &amp; B</title>"),
    ITEM("<title>A &amp;amp; B</title>"),
};

START_TEST(the_usual_dirt_does_no_harm)
{
    struct news_reading *reading = read_feed(&input_rss, dirty[_i]);
    ck_assert_int_eq(input_rss.recognise(slice_of(dirty[_i]), "feed"), 2);
    news_assert_text(news_only_event(reading)->title, "A & B");
    news_reading_free(reading);
}
END_TEST

/* Forms of feeds, and what the one item of each is; NULL: not stated. */
static const struct form {
    const struct input *input;
    const char *text, *title, *url, *guid, *body, *language;
} forms[] = {
    {&input_rss, "<RDF:RDF xmlns:RDF='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://my.netscape.com/rdf/"
                 "simple/0.9/'><channel/><item><title>T</title><link>http://a/</link></item></RDF:RDF>",
     "T", "http://a/", NULL, NULL, NULL},
    {&input_rss, "<Channel xmlns='http://purl.org/net/rss1.1#' xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
                 "<title>C</title><items r:parseType='Collection'><item r:about='http://a/1'><title>T</title></item>"
                 "</items></Channel>",
     "T", "http://a/1", "http://a/1", NULL, NULL},
    {&input_rss, "<CHANNEL HREF='http://a/'><TITLE>C</TITLE><ITEM HREF='1' LASTMOD='2026-01-28'><TITLE>T</TITLE>"
                 "<ABSTRACT>B</ABSTRACT></ITEM></CHANNEL>",
     "T", "http://a/1", NULL, "B", NULL},
    {&input_atom, "<feed version='0.3' xmlns='http://purl.org/atom/ns#' xml:lang='de'><entry><title "
                  "mode='base64'>VA==\n"
                  "</title><content type='text/html' mode='escaped' xml:lang='en_us'>&lt;p&gt;B &amp;amp; b</content>"
                  "</entry></feed>",
     "T", NULL, NULL, "B & b", "en-us"},
    {&input_atom, "<f:feed xmlns:f='http://www.w3.org/2005/Atom' xml:base='http://a/b/' xml:lang='de'>"
                  "<f:entry xml:base="
                  "'c/'><f:title type='html'>&lt;b&gt;T</f:title><f:link xml:base='d/' href='e'/></f:entry></f:feed>",
     "T", "http://a/b/c/d/e", NULL, NULL, "de"},
    {&input_atom, "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title type='xhtml'><div "
                  "xmlns='http://www.w3.org/1999"
                  "/xhtml'>a &lt; b<script>x</script></div></title><content src='x'/><summary><![CDATA[1 < "
                  "2]]></summary>"
                  "</entry></feed>",
     "a < b", NULL, NULL, "1 < 2", NULL},
    {&input_atom, "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>T</title><content "
                  "type='application/xml'><entry"
                  " xmlns='x'><title>B</title></entry></content></entry></feed>", /* a document in a document */
     "T", NULL, NULL, "B", NULL},
    {&input_rss, ITEM("<media:group><media:title>no</media:title><media:description>B</media:description></media:group>"
                      "<title>T</title><description>short</description>"),
     "T", NULL, NULL, "B", NULL},
    {&input_rss, ITEM("<title>T</title><media:content><media:description>a picture</media:description></media:content>"
                      "<itunes:summary>of it</itunes:summary>"),
     "T", NULL, NULL, "of it", NULL},
    {&input_rss, ITEM("<dc:title>no</dc:title><title>T</title><link>http://r/1</link><f:origLink xmlns:f="
                      "'https://rssnamespace.org/feedburner/ext/1.0/'>http://a/1</f:origLink><dc:language>"
                      "fr</dc:language>"),
     "T", "http://a/1", NULL, NULL, "fr"},
    {&input_rss, "<rss xmlns='http://www.w3.org/2005/Atom'><channel><item><title>T</title><link rel='self'>"
                 "http://a/1</link>"
                 "</item></channel></rss>", /* its own elements, whatever it calls them */
     "T", "http://a/1", NULL, NULL, NULL},
    {&input_rss, ITEM("<title>T</title><x:encoded xmlns:x='http://purl.org/rss/1.0/modules/content'>B</x:encoded>"
                      "<content:encoded xmlns:content='http://a/'>no</content:encoded>"),
     "T", NULL, NULL, "B", NULL},
};

START_TEST(reads_every_form)
{
    const struct form *form = &forms[_i];
    struct news_reading *reading = read_feed(form->input, form->text);
    const struct news_event *event = news_only_event(reading);
    ck_assert_int_eq(form->input->recognise(slice_of(form->text), "feed") > 0, 1);
    news_assert_text(event->title, form->title);
    news_assert_text(event->url, form->url);
    news_assert_text(event->guid, form->guid);
    news_assert_text(event->body, form->body);
    news_assert_text(event->language, form->language);
    ck_assert(!news_has_flag(event, "recovered_markup"));
    news_reading_free(reading);
}
END_TEST

START_TEST(relative_addresses_begin_where_the_feed_came_from)
{
    struct input_options options = news_options();
    options.base_url = "https://example.org/feeds/one";
    struct news_reading *reading =
        news_read(&input_rss, &options, "feed.xml", SLICE_LITERAL(ITEM("<title>T</title><link>../a</link>")));
    news_assert_text(news_only_event(reading)->url, "https://example.org/a");
    news_reading_free(reading);
    options.charset = "koi8-r";
    reading = news_read(&input_rss, &options, "feed.xml", SLICE_LITERAL(ITEM("<title>\xE9</title>")));
    news_assert_text(news_only_event(reading)->title, "\u0418");
    news_reading_free(reading);
}
END_TEST

START_TEST(markup_that_was_escaped_twice_is_resolved_twice)
{
    struct news_reading *reading =
        read_feed(&input_rss, ITEM("<title>5 &amp;lt; 6</title>"
                                   "<description>&amp;lt;p>It&amp;amp;#8217;s&amp;lt;/p></description>"));
    news_assert_text(news_only_event(reading)->title, "5 < 6");
    news_assert_text(news_only_event(reading)->body, "It\u2019s");
    news_reading_free(reading);
}
END_TEST

START_TEST(entities_are_not_expanded_and_files_not_read)
{
    struct news_reading *reading =
        read_feed(&input_rss, "<!DOCTYPE rss [<!ENTITY a 'xxxxxxxx'><!ENTITY b '&a;&a;&a;&a;'>"
                              "<!ENTITY f SYSTEM 'file:///etc/hostname'>]>" ITEM("<title>&b; &f;</title>"));
    news_assert_text(news_only_event(reading)->title, "&b; &f;");
    news_reading_free(reading);
}
END_TEST

static const struct {
    const char *declared, *title;
} encodings[] = {
    {"ISO-8859-1", "caf\xE9 \x93quoted\x94"}, /* windows-1252 in truth */
    {"windows-1252", "caf\xE9 \x93quoted\x94"},
    {"UTF-8", "caf\xC3\xA9 \xE2\x80\x9Cquoted\xE2\x80\x9D"},
    {"iso-8859-1", "caf\xC3\xA9 \xE2\x80\x9Cquoted\xE2\x80\x9D"}, /* what is valid UTF-8 is UTF-8 */
};

START_TEST(reads_the_encoding_that_is_meant)
{
    char text[512];
    snprintf(text, sizeof text, "<?xml version=\"1.0\" encoding=\"%s\"?>" ITEM("<title>%s</title>"),
             encodings[_i].declared, encodings[_i].title);
    struct news_reading *reading = read_feed(&input_rss, text);
    news_assert_text(news_only_event(reading)->title, "caf\u00E9 \u201Cquoted\u201D");
    news_reading_free(reading);
}
END_TEST

START_TEST(reads_gb18030_declared_as_gb2312)
{
    struct news_reading *reading = read_feed(
        &input_rss, "<?xml version='1.0' encoding='gb2312'?>" ITEM("<title>\xD6\xD0\xB9\xFA\xC5\xFA\xD7\xBC</title>"));
    news_assert_text(news_only_event(reading)->title, "\u4E2D\u56FD\u6279\u51C6");
    news_reading_free(reading);
}
END_TEST

START_TEST(says_what_became_of_the_encoding)
{
    struct news_reading *reading = read_feed(&input_rss, ITEM("<title>caf\xE9</title>"));
    news_assert_text(news_only_event(reading)->title, "caf\u00E9");
    ck_assert(news_has_flag(news_only_event(reading), "encoding_assumed"));
    news_reading_free(reading);
    reading = read_feed(&input_rss, ITEM("<title>\xD6\xD0\xB9\xFA</title>")); /* GB2312, which nothing says */
    news_assert_refused(reading, 0, REASON_BAD_ENCODING);
    news_reading_free(reading);
    reading = read_feed(&input_rss, "<?xml version='1.0' encoding='utf-8'?>" ITEM("<title>caf\xC3\xA9 \xE9</title>"));
    news_assert_text(news_only_event(reading)->title, "caf\u00E9 \uFFFD");
    ck_assert(news_has_flag(news_only_event(reading), "encoding_replaced"));
    news_reading_free(reading);
}
END_TEST

START_TEST(what_breaks_off_is_refused_behind_the_whole_items)
{
    struct news_reading *reading =
        read_feed(&input_rss, "<rss><channel><item><title>whole</title></item>\n<item><title>cut");
    ck_assert_uint_eq(reading->events, 1);
    news_assert_refused(reading, 1, REASON_TRUNCATED);
    ck_assert_int_eq(reading->results[1].place.line, 2);
    news_reading_free(reading);
    reading = read_feed(&input_rss, "<rss><channel><item><title>whole</title></item>\n");
    ck_assert_uint_eq(reading->events, 1); /* how many items would have followed nobody knows */
    news_assert_refused(reading, 1, REASON_TRUNCATED);
    news_reading_free(reading);
    reading = read_feed(&input_rss, "<rss><channel><item><title>whole</title></item></channel>");
    news_only_event(reading); /* the channel is closed: none would have */
    news_reading_free(reading);
    reading = read_feed(&input_rss, "<html><body/></html>");
    news_assert_refused(reading, 0, REASON_BAD_SYNTAX);
    news_reading_free(reading);
}
END_TEST

/* Two items each, the second broken. */
static const char *const broken[] = {
    ITEM("<title>A</title></item><item><title>B</title>"), /* as it should be */
    "<rss><channel><item><title>A</title></item><item><title>B</channel></rss>",
    "<rss><channel><item><title>A</title></item><item><title>B</title></channel></rss>",
    "<rss><channel><item><title>A</title></item><item><title>B</title></link></item></channel></rss>",
    "<rss><channel><item><title>A</title></item><item><title>B</item></channel></rss>",
    "<rss><channel><item><title>A</title></item><item><title>B</title><a><b></a></b></item></rss>",
    "<rss><channel><item><title>A</title></item><item><title>B</title><description>1 < 2</description></item></rss>",
};

START_TEST(what_is_nested_wrongly_is_recovered)
{
    struct news_reading *reading = read_feed(&input_rss, broken[_i]);
    ck_assert_uint_eq(reading->count, 2);
    ck_assert_uint_eq(reading->events, 2);
    news_assert_text(reading->results[0].event.title, "A");
    news_assert_text(reading->results[1].event.title, "B");
    ck_assert(!news_has_flag(&reading->results[0].event, "recovered_markup"));
    ck_assert_int_eq(news_has_flag(&reading->results[1].event, "recovered_markup"), _i > 0);
    news_reading_free(reading);
}
END_TEST

START_TEST(an_item_in_an_item_ends_the_one_before_it)
{
    struct news_reading *reading = read_feed(
        &input_rss, "<rss><channel><item><title>A</title><item/><link>/a</link>"
                    "<item><title>B</title></item></channel></rss>");
    ck_assert_uint_eq(reading->events, 2);
    news_assert_text(reading->results[0].event.title, "A");
    news_assert_text(reading->results[0].event.url, "/a");
    ck_assert(news_has_flag(&reading->results[0].event, "recovered_markup"));
    news_assert_text(reading->results[1].event.title, "B");
    news_reading_free(reading);
}
END_TEST

START_TEST(depth_is_bounded)
{
    char text[FEED_DEPTH_MAX * 8];
    strcpy(text, "<rss>");
    for (int i = 0; i < FEED_DEPTH_MAX; i++)
        strcat(text, "<a>");
    struct news_reading *reading = read_feed(&input_rss, text);
    news_assert_refused(reading, 0, REASON_BAD_SYNTAX);
    ck_assert_ptr_nonnull(strstr(reading->results[0].error.message, "nested too deeply"));
    news_reading_free(reading);
}
END_TEST

#define SHARED(link)                                                                                                   \
    "<item><title>T</title><guid>https://example.org/</guid><link>https://example.org/" link "</link></item>"

START_TEST(a_guid_that_several_items_have_is_not_enough)
{
    struct news_reading *reading =
        read_feed(&input_rss, "<rss><channel>" SHARED("a") SHARED("b") SHARED("b") "</channel></rss>");
    ck_assert_uint_eq(reading->events, 3);
    const struct news_event *a = &reading->results[0].event, *b = &reading->results[1].event,
                            *again = &reading->results[2].event;
    ck_assert(news_has_flag(a, "guid_shared"));
    ck_assert_int_ne(uuid_compare(&a->event_id, &b->event_id), 0);
    ck_assert_int_eq(uuid_compare(&b->event_id, &again->event_id), 0);
    news_reading_free(reading);
}
END_TEST

/* Items known by the same words: not lost to each other, as long as their headlines differ. */
static const struct {
    const char *item, *flag;
} known_by_the_same[] = {
    {"<guid isPermaLink='false'>0</guid>", "guid_shared"},
    {"<guid>https://example.org/news</guid>", "guid_shared"},
    {"<link>https://example.org/</link>", "url_shared"},
};

START_TEST(headlines_tell_apart_what_nothing_else_does)
{
    char text[500];
    const char *item = known_by_the_same[_i].item;
    snprintf(text, sizeof text,
             "<rss><channel><item><title>A</title>%s</item><item><title>B</title>%s</item><item><title>B</title>%s"
             "<pubDate>2026-01-28</pubDate></item></channel></rss>", item, item, item);
    struct news_reading *reading = read_feed(&input_rss, text);
    ck_assert_uint_eq(reading->events, 3);
    const struct news_event *a = &reading->results[0].event, *b = &reading->results[1].event,
                            *again = &reading->results[2].event;
    ck_assert(news_has_flag(a, known_by_the_same[_i].flag));
    ck_assert_int_ne(uuid_compare(&a->event_id, &b->event_id), 0);
    ck_assert_int_eq(uuid_compare(&b->event_id, &again->event_id), 0);
    news_reading_free(reading);
    snprintf(text, sizeof text, "<rss><channel><item><title>A</title>%s</item><item><title>A</title>%s</item></channel>"
             "</rss>", item, item);
    reading = read_feed(&input_rss, text); /* the same item twice */
    ck_assert_uint_eq(reading->results[0].event.flags.count, 0);
    news_reading_free(reading);
}
END_TEST

START_TEST(a_script_is_no_address)
{
    struct news_reading *reading =
        read_feed(&input_rss, ITEM("<title>T</title><link>JavaScript:void(0)</link><guid>g</guid>"));
    news_assert_text(news_only_event(reading)->url, NULL);
    ck_assert(news_has_flag(news_only_event(reading), "url_unusable"));
    news_reading_free(reading);
    reading = read_feed(&input_rss, ITEM("<title>T</title><link>/javascript:1</link>"));
    news_assert_text(news_only_event(reading)->url, "/javascript:1");
    news_reading_free(reading);
    reading = read_feed(&input_rss, ITEM("<link>data:text/html,x</link>")); /* nothing is left that says anything */
    news_assert_refused(reading, 0, REASON_MISSING_FIELD);
    news_reading_free(reading);
}
END_TEST

/* Line ends, which some feeds do not have, are not searched again for each item. */
START_TEST(many_items_on_one_line_are_read_in_no_time)
{
    enum { MANY = 300 * 1000 };
    static const char front[] = "<rss><channel>", item[] = "<item><guid>a</guid></item>", end[] = "</channel></rss>";
    size_t size = strlen(front) + MANY * strlen(item) + strlen(end), count = 0;
    char *text = malloc(size + 1), *place = stpcpy(text, front);
    for (int i = 0; i < MANY; i++)
        place = stpcpy(place, item);
    strcpy(place, end);
    struct feed_parser *parser;
    const struct feed_texts *read;
    struct error error;
    ck_assert(feed_parser_open((struct slice){text, size}, (struct slice){0}, true, &parser, &error));
    while (feed_parser_next(parser, &read, &error) == FEED_ITEM)
        count++;
    ck_assert_uint_eq(count, MANY);
    ck_assert_int_eq(feed_parser_line(parser), 1);
    feed_parser_close(parser);
    free(text);
}
END_TEST

START_TEST(recognises_feeds_by_their_root)
{
    ck_assert_int_eq(input_rss.recognise(SLICE_LITERAL("<?xml?><!-- x --><rss version='2.0'>"), "-"), 2);
    ck_assert_int_eq(input_rss.recognise(SLICE_LITERAL("<r:RDF xmlns='http://purl.org/rss/1.0/'>"), "-"), 2);
    ck_assert_int_eq(input_rss.recognise(SLICE_LITERAL("<rdf:RDF xmlns:rdf='x'>"), "-"), 0);
    ck_assert_int_eq(input_rss.recognise(SLICE_LITERAL("<html><head><rss/></html>"), "-"), 0);
    ck_assert_int_eq(input_atom.recognise(SLICE_LITERAL("<html><body><feed>"), "-"), 2); /* a page around a feed */
    ck_assert_int_eq(input_rss.recognise(SLICE_LITERAL("<br />\n<b>Warning</b>: x <?xml?><rss>"), "-"), 2);
    ck_assert_int_eq(input_rss.recognise(SLICE_LITERAL("<\0r\0s\0s\0>\0"), "-"), 2);
    ck_assert_int_eq(input_rss.recognise(SLICE_LITERAL("no markup"), "-"), 0);
    ck_assert_int_eq(input_atom.recognise(SLICE_LITERAL("<feed xmlns='http://www.w3.org/2005/Atom'>"), "-"), 2);
    ck_assert_int_eq(input_atom.recognise(SLICE_LITERAL("<a:feed xmlns:a='http://www.w3.org/2005/Atom'>"), "-"), 2);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("input_feed");
    TCase *tests = tcase_create("input_feed");
    tcase_add_test(tests, an_rss_item_becomes_an_event);
    tcase_add_test(tests, an_atom_entry_becomes_an_event);
    tcase_add_test(tests, rss_1_0_has_its_items_beside_the_channel);
    tcase_add_test(tests, what_is_not_stated_stays_so);
    tcase_add_loop_test(tests, the_usual_dirt_does_no_harm, 0, sizeof dirty / sizeof *dirty);
    tcase_add_loop_test(tests, reads_every_form, 0, sizeof forms / sizeof *forms);
    tcase_add_test(tests, relative_addresses_begin_where_the_feed_came_from);
    tcase_add_test(tests, markup_that_was_escaped_twice_is_resolved_twice);
    tcase_add_test(tests, entities_are_not_expanded_and_files_not_read);
    tcase_add_loop_test(tests, reads_the_encoding_that_is_meant, 0, sizeof encodings / sizeof *encodings);
    tcase_add_test(tests, reads_gb18030_declared_as_gb2312);
    tcase_add_test(tests, says_what_became_of_the_encoding);
    tcase_add_test(tests, what_breaks_off_is_refused_behind_the_whole_items);
    tcase_add_loop_test(tests, what_is_nested_wrongly_is_recovered, 0, sizeof broken / sizeof *broken);
    tcase_add_test(tests, an_item_in_an_item_ends_the_one_before_it);
    tcase_add_test(tests, depth_is_bounded);
    tcase_add_test(tests, a_guid_that_several_items_have_is_not_enough);
    tcase_add_test(tests, a_script_is_no_address);
    tcase_add_loop_test(tests, headlines_tell_apart_what_nothing_else_does, 0,
                        sizeof known_by_the_same / sizeof *known_by_the_same);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, many_items_on_one_line_are_read_in_no_time);
    tcase_add_test(tests, recognises_feeds_by_their_root);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
