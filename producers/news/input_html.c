/*
 * HTML pages: one page, one article, one event.
 *
 *   source        --source, else the site that the page names, else the host of its address, else the file's name
 *   url, title, body, language, published_at, updated_at: producers/news/article.h; --language where it says none
 *
 * flags: title_missing, body_missing (nothing on the page is running text), published_unreadable, updated_unreadable,
 * encoding_replaced (bytes outside the declared encoding), encoding_assumed (none was declared: windows-1252).
 */
#include <string.h>
#include <strings.h>

#include "producers/news/article.h"
#include "producers/news/charset.h"
#include "producers/news/markup.h"
#include "producers/news/news_identity.h"
#include "producers/news/news_input.h"
#include "lib/url.h"
#include "producers/sources.h"

enum { PAGE_BYTES_MAX = 8 << 20, DECLARATION_BYTES_MAX = 16 << 10, RECOGNISE_TOKENS_MAX = 64 };

struct html_state {
    struct reader *reader;
    const struct input_options *options;
    struct buffer converted; /* the page, if it was not UTF-8 */
    bool done;
};

/* A document type of HTML, or <html> or <head> as the first element. */
static bool is_page(struct slice head)
{
    struct markup markup;
    struct markup_token token;
    markup_open(&markup, head, MARKUP_HTML);
    for (int i = 0; i < RECOGNISE_TOKENS_MAX && markup_next(&markup, &token); i++) {
        struct slice text = slice_trim(token.text);
        if (token.kind == MARKUP_START)
            return slice_equal_ignoring_case(token.name, "html") || slice_equal_ignoring_case(token.name, "head");
        if (token.kind == MARKUP_OTHER && text.size >= 12 && !strncasecmp(text.data, "doctype html", 12))
            return true;
        if (token.kind == MARKUP_TEXT && text.size)
            return false;
    }
    return false;
}

static int recognise(struct slice head, const char *name)
{
    struct buffer converted;
    (void)name;
    buffer_init(&converted, 4 * READER_PEEK_MAX);
    bool page = is_page(charset_head(head, &converted));
    buffer_free(&converted);
    return page ? 2 : 0;
}

static bool html_open(struct reader *reader, const struct input_options *options, struct arena *arena, void **state,
                      struct error *error)
{
    struct html_state *html = arena_alloc(arena, sizeof *html);
    if (!html)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for an HTML input");
    *html = (struct html_state){.reader = reader, .options = options};
    buffer_init(&html->converted, 3 * PAGE_BYTES_MAX);
    *state = html;
    return true;
}

/* "text/html; charset=gb2312" */
static struct slice charset_of_content(struct slice content)
{
    while (content.data) {
        struct slice part = slice_trim(slice_next_part(&content, ';')), name = slice_next_part(&part, '=');
        if (slice_equal_ignoring_case(slice_trim(name), "charset") && part.data)
            return slice_trim(part);
    }
    return (struct slice){0};
}

/* What <meta> says near the begin of the page, else its XML declaration. */
static struct slice declared_charset(struct slice bytes)
{
    struct markup markup;
    struct markup_token token;
    markup_open(&markup, slice_cut(bytes, 0, DECLARATION_BYTES_MAX), MARKUP_HTML);
    while (markup_next(&markup, &token)) {
        if (token.kind != MARKUP_START || !slice_equal_ignoring_case(token.name, "meta"))
            continue;
        struct slice charset = slice_trim(markup_attribute_value(&token, "charset"));
        if (!charset.size && slice_equal_ignoring_case(markup_attribute_value(&token, "http-equiv"), "content-type"))
            charset = charset_of_content(markup_attribute_value(&token, "content"));
        if (charset.size)
            return charset;
    }
    return charset_of_xml(bytes);
}

static void flag_page(const struct article_page *page, const struct charset_text *text, struct news_event *event,
                      struct arena *arena)
{
    const struct {
        bool is_so;
        const char *word;
    } flags[] = {{!page->title.size, "title_missing"},
                 {!page->body.size, "body_missing"},
                 {page->published_unreadable, "published_unreadable"},
                 {page->updated_unreadable, "updated_unreadable"},
                 {text->replaced, "encoding_replaced"},
                 {text->assumed, "encoding_assumed"}};
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (flags[i].is_so)
            news_event_flag(event, flags[i].word, arena);
}

static void fill_event(const struct html_state *html, const struct article_page *page, struct news_event *event)
{
    struct slice host = url_host(page->url);
    if (!html->options->source)
        event->source = page->site.size ? page->site : host.size ? host : event->source;
    event->url = page->url;
    event->title = page->title.size ? page->title : SLICE_LITERAL("");
    event->body = page->body;
    if (page->language.size)
        event->language = page->language;
    event->published_at = page->published_at;
    event->updated_at = page->updated_at;
}

static bool read_page(struct html_state *html, struct slice bytes, struct news_event *event, struct arena *arena,
                      struct error *error)
{
    struct charset_text text;
    struct article_page page;
    const char *found = html->options->base_url ? html->options->base_url : reader_name(html->reader);
    struct slice address = source_is_web(found) ? slice_of(found) : (struct slice){0};
    if (!news_event_begin(event, html->reader, html->options, 0, arena, error) ||
        !charset_decode(bytes, declared_charset(bytes), html->options->charset, &html->converted, &text, error) ||
        !article_read(text.text, address, arena, &page, error))
        return false;
    if (!page.title.size && !page.body.size)
        return error_reject(error, REASON_MISSING_FIELD, "the page has neither a title nor a text");
    fill_event(html, &page, event);
    flag_page(&page, &text, event, arena);
    return news_identity_fill(event, false, arena, error);
}

static enum input_result html_next(void *state, struct arena *arena, void *record, struct input_place *place,
                                   struct error *error)
{
    struct html_state *html = state;
    struct slice bytes;
    *place = (struct input_place){.line = 1, .offset = 0};
    if (html->done)
        return INPUT_END;
    html->done = true;
    if (!reader_rest(html->reader, PAGE_BYTES_MAX, &bytes, error))
        return INPUT_FAILED;
    return read_page(html, bytes, record, arena, error) ? INPUT_EVENT : INPUT_REFUSED;
}

static void html_close(void *state)
{
    struct html_state *html = state;
    buffer_free(&html->converted);
}

const struct input input_html = {
    .name = "html",
    .help = "one article as an HTML page: title, times and address from its metadata, and the main text",
    .type = &news_event_type,
    .recognise = recognise,
    .open = html_open,
    .next = html_next,
    .close = html_close,
};
