#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "producers/news/news_input.h"
#include "tests/news_reading.h"
#include "tests/samples.h"
#include "tests/suite.h"

static struct news_reading *read_html(const char *text)
{
    return news_read(&input_html, NULL, "pages/chips.html", slice_of(text));
}

#define SENTENCES                                                                                                      \
    "The ministry approved the import of accelerators on Wednesday. It says nothing of how many there are, or for "    \
    "whom they are meant."

START_TEST(a_page_is_an_event)
{
    struct news_reading *reading =
        read_html("<!DOCTYPE html><html lang=en><title>Chips</title><meta property=og:site_name content=Daily>"
                  "<meta property=article:published_time content=2026-01-28T09:30:00Z>"
                  "<link rel=canonical href=https://example.org/a><p>" SENTENCES);
    const struct news_event *event = news_only_event(reading);
    news_assert_text(event->source, "Daily");
    news_assert_text(event->source_url, "pages/chips.html");
    news_assert_text(event->url, "https://example.org/a");
    news_assert_text(event->title, "Chips");
    news_assert_text(event->body, SENTENCES);
    news_assert_text(event->language, "en");
    ck_assert_int_eq(*event->published_at, INT64_C(1769592600000));
    ck_assert_int_eq(event->revision, INT64_C(1769592600000));
    ck_assert_uint_eq(event->flags.count, 0);
    news_reading_free(reading);
}
END_TEST

START_TEST(says_what_is_missing)
{
    struct news_reading *reading = read_html("<html><p>" SENTENCES "<meta name=date content=soon>"
                                             "<meta name=last-modified content=later>");
    const struct news_event *event = news_only_event(reading);
    ck_assert(news_has_flag(event, "title_missing"));
    ck_assert(news_has_flag(event, "published_unreadable"));
    ck_assert(news_has_flag(event, "updated_unreadable"));
    news_assert_text(event->source, "chips.html");
    news_reading_free(reading);
    reading = read_html("<html><title>Chips</title>");
    ck_assert(news_has_flag(news_only_event(reading), "body_missing"));
    news_assert_text(news_only_event(reading)->body, NULL);
    news_reading_free(reading);
}
END_TEST

START_TEST(a_page_that_says_nothing_is_refused)
{
    struct news_reading *reading = read_html("<html><body><p>Moved.</p></body></html>");
    ck_assert_uint_eq(reading->count, 1);
    news_assert_refused(reading, 0, REASON_MISSING_FIELD);
    news_reading_free(reading);
}
END_TEST

START_TEST(options_say_where_it_is_from)
{
    struct input_options options = news_options();
    options.base_url = "https://example.org/news/chips";
    options.language = "fr";
    struct news_reading *reading = news_read(&input_html, &options, "-", SLICE_LITERAL("<html><title>Chips</title>"));
    news_assert_text(news_only_event(reading)->url, "https://example.org/news/chips");
    news_assert_text(news_only_event(reading)->source, "example.org");
    news_assert_text(news_only_event(reading)->language, "fr");
    news_reading_free(reading);
    options.source = "mine";
    reading = news_read(&input_html, &options, "-", SLICE_LITERAL("<html lang=de><title>Chips</title>"));
    news_assert_text(news_only_event(reading)->source, "mine");
    news_assert_text(news_only_event(reading)->language, "de");
    news_reading_free(reading);
}
END_TEST

/* The bytes of a page may be in any encoding that it or its transfer names. */
static const struct {
    const char *html, *charset, *title, *flag;
} encodings[] = {
    {"<meta charset=gb2312><title>\xB0\xEB\xB5\xBC\xCC\xE5</title>", NULL, "半导体", NULL},
    {"<meta http-equiv='Content-Type' content='text/html; charset=Shift_JIS'><title>\x94\xBC\x93\xB1\x91\xCC</title>",
     NULL, "半導体", NULL},
    {"<title>\xB9\xDD\xB5\xB5\xC3\xBC</title>", "euc-kr", "반도체", NULL},
    {"<?xml version='1.0' encoding='iso-8859-1'?><html><title>Caf\xE9</title>", NULL, "Café", NULL},
    {"<title>Caf\xE9</title>", NULL, "Café", "encoding_assumed"},
    {"<meta charset=iso-8859-1><title>Café</title>", "iso-8859-1", "Café", NULL}, /* UTF-8, whatever it says */
    {"\xEF\xBB\xBF<meta charset=iso-8859-1><title>Café</title>", NULL, "Café", NULL},
    {"<meta charset=gb2312><title>\xB0\xEB\xB5\xBC\xCC\xE5 \xFF\xFF</title>", NULL, "半导体 \xEF\xBF\xBD\xEF\xBF\xBD",
     "encoding_replaced"},
};

START_TEST(reads_the_encoding_that_is_meant)
{
    struct input_options options = news_options();
    options.charset = encodings[_i].charset;
    struct news_reading *reading = news_read(&input_html, &options, "x.html", slice_of(encodings[_i].html));
    news_assert_text(news_only_event(reading)->title, encodings[_i].title);
    const char *flag = encodings[_i].flag;
    ck_assert_int_eq(news_has_flag(news_only_event(reading), "encoding_assumed"), flag && strstr(flag, "assumed"));
    ck_assert_int_eq(news_has_flag(news_only_event(reading), "encoding_replaced"), flag && strstr(flag, "replaced"));
    news_reading_free(reading);
}
END_TEST

START_TEST(is_recognised_by_its_first_element)
{
    static const char *const pages[] = {"<!DOCTYPE html>",  "\n<!-- x --><html>", "<HTML lang=en>", "<head><title>",
                                        "<?xml version=\"1.0\"?><!doctype HTML PUBLIC \"x\"><html>"},
                      *const others[] = {"", "text <html>", "<rss><html>", "<feed>", "{\"html\": 1}", "<p>"};
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        ck_assert_msg(input_html.recognise(slice_of(pages[i]), "-") == 2, "%s", pages[i]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        ck_assert_msg(input_html.recognise(slice_of(others[i]), "-") == 0, "%s", others[i]);
}
END_TEST

/* Real pages. What their metadata say, and the first and last words of their articles, were read in the pages; what
 * stands beside the article must not be in the text. */
static const struct {
    const char *file, *title, *published, *language, *begin, *end, *absent, *absent_too;
} samples[] = {
    {"arstechnica.com.html",
     "The connected renter: How to make your apartment smarter",
     "2016-08-10T11:15:53Z", "en-us", "Name a home appliance", "without informing management.", "Share this story",
     "UTC"},
    {"cnet.de.schutz.html",
     "So können Internet-User nach dem EuGH-Urteil für den Schutz sensibler Daten sorgen",
     "2014-05-14T15:40:14Z", "de-DE", "Rechtsanwalt Dr. Thomas", "die Unternehmensberatung.", "Artikel empfehlen",
     "Themenseiten"},
    {"geeks3d.com.hacklab.html",
     "Python 3: simple HTTP Request with the Socket module",
     "2019-01-10T13:58:51Z", "en-US", "Let’s look at one", "input text (ImGui function).", "Related posts",
     "Downloads"},
    {"japan.cnet.com.html",
     "セキュリティとAI進化の両立なるか？--Appleニュース一気読み",
     "2019-04-13T00:00:00Z", "ja", "4月1日～4月7日のApple", "ユーザー以外の人たちを狙い始めている。", "クリップ", "ツイート"},
    {"japan.zdnet.com.html",
     "Raspberry Pi競合--Ubuntuが動く「UP Core」を見る",
     "2019-04-27T23:00:00Z", "ja", "2017年にリリース予定", "Japanでお読みいただけます）", "関連記事", "メールマガジン"},
    {"phys.org.tool.html",
     "Flint flake tool partially covered by birch tar adds to evidence of Neanderthal complex thinking",
     "2019-10-22T13:30:34Z", "en-us", "A team of researchers", "for information purposes only.",
     "Feedback to editors", "Popular"},
    {"readability-cnet-svg-classes.html",
     "Twitter Lite se estrena en México, Venezuela y otros nueve países",
     "2017-12-01T11:00:00Z", "es", "Twitter ha dado a conocer", NULL, "Comparte tu opinión", "Etiquetas"},
    {"readability-engadget.html",
     "Xbox One X review: A console that keeps up with gaming PCs",
     "2017-11-03T03:01:00Z", "en", "Despite all the power inside", "the fastest game console ever made.",
     "In this article", "Buy Now"},
    {"teslamag.de-Musk.html",
     "Musk-Firma xAI veröffentlicht für Tests erstes Modell, Nutzung auf Tesla-Computern möglich",
     "2023-11-06T10:19:06Z", "de-DE", "In diesem Frühjahr gehörte", "bei X Zugriff darauf bekommen.", "Passend dazu",
     "Kommentare"},
    {"tomshardware.com.rtx.html",
     "Where and How to Buy an RTX 3080, 3090 or 3070",
     "2020-11-04T21:53:22Z", "en", "Nvidia’s RTX 3000 series", "popping up in overseas stores.",
     "Comment from the forums", "Topics"},
    {"unocero.com.marcas.html",
     "Estas son las marcas que más dificultan el trabajo de tus aplicaciones en Android",
     "2019-08-27T18:10:28Z", "es", "Hace un tiempo mencionamos", "para la experiencia de uso.", "Te puede interesar",
     "Compartir nota"},
    {"www.abendblatt.de.html",
     "Warum Mangos und Papayas jetzt teurer sind",
     "2020-05-15T05:11:22Z", "de-DE", "Hamburg. Gabi Eutemüller", NULL, "Abendblatt-Abo", "Foto: Michael Rauhe"},
    {"www.androidcentral.com.html",
     "Motorola is announcing a new phone at Mobile World Congress in February",
     "2017-01-13T21:45:08Z", "en", "Motorola is set to launch", "iMore and Windows Central.", "Best Sam",
     "MOTO doesn't exist"},
    {"www.bloomberg.com--news.html",
     "U.S. Stocks Rise to Records, Bonds Gain on ECB Stimulus Optimism",
     "2016-12-06T23:22:22.402Z", NULL, "The Dow Jones Industrial", "based on closing prices",
     "it's on the Bloomberg Termin", "Read more"},
    {"www.cnbc.com.html",
     "Coal's big US stronghold is losing steam, even as Trump aims for a revival",
     "2016-12-20T15:32:57Z", "en", "The U.S. Mountain States", "most likely,\" he said.", "WATCH LIVE", "Subscribe"},
    {"www.itmedia.co.jp.html",
     "Intel NUCで最新SSDを比較してみた",
     NULL, "ja", "とある自作PCユーザー", "選択肢がありません", "All Rights Reserved", "次のページ"},
    {"www.lemonde.fr.html",
     "Les sombres perspectives économiques de la Commission européenne",
     "2019-05-07T11:59:43Z", "fr", "Les dirigeants européens", NULL, "contributions est réservé", "S’abonner"},
    {"www.phoronix.com.html",
     "Steam's Linux Marketshare Ticks Up Ever So Slightly For May",
     NULL, "en", "With the start of a new", "viewed at SteamPowered.com.", "51 Comments", "Related News"},
    {"www.politico.com--test-case-3.html",
     "Grim global outlook for IMF-World Bank meetings",
     "2022-10-11T08:00:00Z", "en", "Editor’s note: Morning Money", "WaPo’s Brian Murphy", "Follow us on Twitter",
     "Sign Up"},
    {"www.publickey1.jp.html",
     "インテル、1Uで容量1ペタバイトのSSD「Intel SSD D5-P4326」発売。QLC（1セルあたり4ビット）と64層の3D NAND技術を用いて大容量SSDを実現",
     NULL, "ja", "米インテルは4月2日", "一部を修正しました）", "関連タグ", "Publickey広告"},
    {"www.qdaily.com.html",
     "这个约会软件，想用你和对方的相似好恶来帮你找对象_智能",
     NULL, NULL, "无法忍受乡村音乐？", "每天看点不一样的。", "加载更多", "分享至"},
    {"www.reuters.com.html",
     "Fed lifts rates, sees faster pace of hikes in Trump's first year",
     "2016-12-14T06:02:15Z", "en", "WASHINGTON (Reuters)", "to stabilize the economy.", "Min Read", "Business News"},
    {"www.spektrum.de.html",
     "Genetik: Das Geheimnis der parasitischen Riesenblumen",
     NULL, "de", "Das bizarre Genom", "noch viele ihrer Geheimnisse.", "interessieren", "Lesedauer"},
    {"pocketpc.ch.auslieferung.html",
     "Microsoft beginnt mit der Auslieferung des Vorbereitungsupdate!",
     "2011-02-21T16:47:28Z", "de", "Gibt es denn irgendow", NULL, "Gehe zu Seite", "Private Nachricht"},
    {"chip.de.tests.html",
     "Akkuschrauber, Werkzeug & Co - Test - CHIP",
     NULL, "de", NULL, NULL, NULL, NULL},
};

static bool begins(struct slice text, const char *begin)
{
    return !begin || slice_starts_with(text, begin);
}

static bool ends(struct slice text, const char *end)
{
    return !end || (text.size >= strlen(end) &&
                    slice_equal_text(slice_cut(text, text.size - strlen(end), text.size), end));
}

static void assert_absent(struct slice text, const char *words)
{
    if (words)
        ck_assert_msg(!memmem(text.data, text.size, words, strlen(words)), "%s", words);
}

START_TEST(reads_real_pages)
{
    char name[200], time[CLOCK_TEXT_MAX] = "", expected[CLOCK_TEXT_MAX] = "";
    snprintf(name, sizeof name, "news/html/%s", samples[_i].file);
    const char *path = sample_path(name);
    if (!path)
        exit(77);
    struct news_reading *reading = news_read_file(&input_html, path);
    const struct news_event *event = news_only_event(reading);
    news_assert_text(event->title, samples[_i].title);
    news_assert_text(event->language, samples[_i].language);
    int64_t ms;
    if (samples[_i].published && time_parse_rfc3339(slice_of(samples[_i].published), &ms))
        time_format_rfc3339(ms, expected);
    if (event->published_at)
        time_format_rfc3339(*event->published_at, time);
    ck_assert_str_eq(time, expected);
    ck_assert_msg(begins(event->body, samples[_i].begin), "begins \"%.*s\"", SLICE_ARGS(slice_cut(event->body, 0, 80)));
    ck_assert_msg(ends(event->body, samples[_i].end), "ends otherwise");
    ck_assert_int_eq(news_has_flag(event, "body_missing"), !samples[_i].begin);
    assert_absent(event->body, samples[_i].absent);
    assert_absent(event->body, samples[_i].absent_too);
    news_reading_free(reading);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("input_html");
    TCase *tests = tcase_create("input_html");
    tcase_add_test(tests, a_page_is_an_event);
    tcase_add_test(tests, says_what_is_missing);
    tcase_add_test(tests, a_page_that_says_nothing_is_refused);
    tcase_add_test(tests, options_say_where_it_is_from);
    tcase_add_loop_test(tests, reads_the_encoding_that_is_meant, 0, sizeof encodings / sizeof *encodings);
    tcase_add_test(tests, is_recognised_by_its_first_element);
    tcase_add_loop_test(tests, reads_real_pages, 0, sizeof samples / sizeof *samples);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
