/*
 * libFuzzer target: any bytes as markup, a text of HTML and a feed.
 *
 * What must hold, besides no finding of the sanitizers: tokens lie in the text and follow each other, and reading ends;
 * texts stay UTF-8, and what is plain text stays it; a feed ends, its items' texts are UTF-8, and it fails with a reason
 * only.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "producers/news/charset.h"
#include "producers/news/feed_parser.h"
#include "producers/news/html_text.h"
#include "producers/news/markup.h"

enum { TEXT_MAX = 1 << 20, ITEMS_MAX = 1000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct buffer utf8, out, again;

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void prepare(void)
{
    if (utf8.limit)
        return;
    buffer_init(&utf8, TEXT_MAX);
    buffer_init(&out, TEXT_MAX);
    buffer_init(&again, TEXT_MAX);
}

static bool lies_in(struct slice part, struct slice text)
{
    return !part.data || (part.data >= text.data && part.data + part.size <= text.data + text.size);
}

static void read_attributes(struct slice attributes)
{
    struct slice rest = attributes, name, value;
    while (markup_attribute(&rest, &name, &value)) {
        must(lies_in(name, attributes) && lies_in(value, attributes));
        buffer_reset(&out);
        markup_decode(value, &out);
        must(slice_is_text(buffer_view(&out)));
    }
}

static void read_tokens(struct slice text, enum markup_mode mode)
{
    struct markup markup;
    struct markup_token token;
    size_t before = 0;
    markup_open(&markup, text, mode);
    while (markup_next(&markup, &token)) {
        must(token.offset == before && markup.at > before && markup.at <= text.size);
        must(lies_in(token.name, text) && lies_in(token.text, text) && lies_in(token.attributes, text));
        read_attributes(token.attributes);
        before = markup.at;
    }
    must(markup.at == text.size);
}

static void read_html(struct slice text)
{
    buffer_reset(&out);
    html_text(text, &out);
    must(slice_is_text(buffer_view(&out)));
    must(slice_trim(buffer_view(&out)).size == out.size);
    if (!memchr(text.data, '&', text.size)) { /* what is text once stays it */
        buffer_reset(&again);
        html_plain(buffer_view(&out), &again);
        must(again.size == out.size);
    }
}

static void read_feed(struct slice text, bool skim)
{
    struct feed_parser *parser;
    const struct feed_texts *item;
    struct error error = {0};
    enum feed_result result = FEED_END;
    must(feed_parser_open(text, SLICE_LITERAL("https://example.org/"), skim, &parser, &error));
    for (int i = 0; i < ITEMS_MAX && (result = feed_parser_next(parser, &item, &error)) == FEED_ITEM; i++)
        for (enum feed_slot slot = 0; slot < FEED_SLOT_COUNT; slot++)
            must(slice_is_text(feed_slot(item, slot)));
    must(result != FEED_FAILED || (error.kind == ERROR_REJECT && error.reason != REASON_NONE));
    must(feed_parser_line(parser) >= 1);
    feed_parser_close(parser);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct charset_text decoded;
    struct error error = {0};
    struct slice bytes = {(const char *)data, size};
    prepare();
    if (!size || !charset_decode(bytes, charset_of_xml(bytes), "gbk", &utf8, &decoded, &error))
        return 0;
    must(slice_is_text(decoded.text));
    if (!decoded.text.size)
        return 0;
    read_tokens(decoded.text, MARKUP_XML);
    read_tokens(decoded.text, MARKUP_HTML);
    read_html(decoded.text);
    html_is_likely(decoded.text);
    read_feed(decoded.text, false);
    read_feed(decoded.text, true);
    return 0;
}
