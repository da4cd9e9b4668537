/*
 * RSS and Atom feeds: one item, one event.
 *
 *   field         RSS                                                             Atom
 *   source        --source, else title of the channel, else host of its link, else name of the file
 *   guid          guid, else rdf:about                                            id
 *   url           feedburner:origLink, else link, else a guid that is an address; made whole by xml:base, else the
 *                 channel's link, else the feed's address
 *   title         title (as HTML), else dc:title, media:title                     title (by its type)
 *   body          content:encoded, else media:description, else description       content, else summary
 *                 (where it says nothing itunes:summary, or what stands at a picture)
 *   language      dc:language, xml:lang, channel's language, else --language; not stated if it is no language tag
 *   published_at  pubDate, else dc:date, dcterms:created, dcterms:issued          published, issued
 *   updated_at    dcterms:modified, atom:updated                                  updated, modified
 *
 * flags: title_missing, published_unreadable, updated_unreadable, encoding_replaced (bytes outside the declared
 * encoding), encoding_assumed (none was declared truly: windows-1252), recovered_markup (the item's markup was broken),
 * guid_shared (several items of the feed have that guid; the address, else the headline then stands in the identity),
 * url_shared (the same of items without a guid that have one address: the headline stands in the identity).
 *
 * A feed that ends before its root element does gives its whole items and one refusal. The feed is read twice: the
 * channel's title may stand behind the items, and whether a key is shared shows only at the end.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/identity.h"
#include "lib/url.h"
#include "producers/news/charset.h"
#include "producers/news/feed_parser.h"
#include "producers/news/html_text.h"
#include "producers/news/news_identity.h"
#include "producers/news/news_input.h"
#include "producers/sources.h"

enum { FEED_BYTES_MAX = 32 << 20, FEED_ITEMS_MAX = 200 * 1000, HEAD_TEXT_MAX = 8000 };

/* What an item is known by, a guid or without one an address, and what tells it from others known by the same: its
 * address or without one its headline. Hashes. */
struct key_use {
    int64_t key, rest;
};

struct feed_state {
    struct reader *reader;
    const struct input_options *options;
    struct buffer converted; /* the whole feed, if it was not UTF-8 */
    struct charset_text text;
    struct feed_parser *parser;
    struct slice address;                /* from where the feed came; not stated if it is a file */
    struct slice source, base, language; /* of the whole feed; in the arena of the source */
    struct key_use *uses; /* of all items, sorted */
    size_t use_count;
    struct buffer scratch[2];
};

static int recognise_as(struct slice head, enum feed_kind kind)
{
    struct buffer converted;
    buffer_init(&converted, 4 * READER_PEEK_MAX);
    enum feed_kind found = feed_kind(charset_head(head, &converted));
    buffer_free(&converted);
    return found == kind ? 2 : 0;
}

static int recognise_rss(struct slice head, const char *name)
{
    (void)name;
    return recognise_as(head, FEED_KIND_RSS);
}

static int recognise_atom(struct slice head, const char *name)
{
    (void)name;
    return recognise_as(head, FEED_KIND_ATOM);
}

/* A text of a feed as plain text, folded as HTML is; twice where it was escaped twice. Lives until the next call. */
static struct slice plain_text(struct feed_state *feed, const struct feed_texts *texts, enum feed_slot slot)
{
    struct slice text = feed_slot(texts, slot);
    if (!text.data)
        return text;
    buffer_reset(&feed->scratch[0]);
    if (!texts->markup[slot]) {
        html_plain(text, &feed->scratch[0]);
        return buffer_view(&feed->scratch[0]);
    }
    html_text(text, &feed->scratch[0]);
    text = buffer_view(&feed->scratch[0]);
    if (!html_is_likely(text))
        return text;
    buffer_reset(&feed->scratch[1]);
    html_text(text, &feed->scratch[1]);
    return buffer_view(&feed->scratch[1]);
}

/* The address of an item, whole if it can be made so. */
static struct slice item_address(struct feed_state *feed, const struct feed_texts *item, struct arena *arena)
{
    struct slice link = slice_trim(feed_slot(item, FEED_LINK)), id = slice_trim(feed_slot(item, FEED_ID));
    if (!link.size && item->id_is_address && url_is_web(id))
        link = id;
    if (!link.size)
        return (struct slice){0};
    struct slice base = feed_slot(item, FEED_BASE);
    buffer_reset(&feed->scratch[0]);
    url_resolve(url_is_web(base) ? base : feed->base, link, &feed->scratch[0]);
    return arena_slice(arena, buffer_view(&feed->scratch[0]));
}

/* --- once for the feed -------------------------------------------------------------------------------------------- */

static int by_key(const void *a, const void *b)
{
    const struct key_use *left = a, *right = b;
    if (left->key != right->key)
        return left->key < right->key ? -1 : 1;
    return (left->rest > right->rest) - (left->rest < right->rest);
}

/* Of an item as it is written. False if it has neither guid nor address. */
static bool use_of(const struct feed_texts *item, struct key_use *use)
{
    struct slice guid = slice_trim(feed_slot(item, FEED_ID)), address = slice_trim(feed_slot(item, FEED_LINK)),
                 title = slice_trim(feed_slot(item, FEED_TITLE));
    struct slice key = guid.size ? guid : address, rest = guid.size && address.size ? address : title;
    if (!key.size)
        return false;
    use->key = identity_hash_64(key);
    if (!guid.size)
        use->key = ~use->key; /* an address is no guid of the same words */
    use->rest = identity_hash_64(rest.size ? rest : SLICE_LITERAL(""));
    return true;
}

static bool note_use(struct feed_state *feed, size_t *capacity, const struct feed_texts *item)
{
    struct key_use use;
    if (!use_of(item, &use) || feed->use_count >= FEED_ITEMS_MAX)
        return true;
    if (feed->use_count == *capacity) {
        *capacity = *capacity ? *capacity * 2 : 256;
        struct key_use *uses = realloc(feed->uses, *capacity * sizeof *uses);
        if (!uses)
            return false;
        feed->uses = uses;
    }
    feed->uses[feed->use_count++] = use;
    return true;
}

/* The number of uses before that one. */
static size_t count_before(const struct feed_state *feed, const struct key_use *use)
{
    size_t low = 0, high = feed->use_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (by_key(&feed->uses[middle], use) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* True if other items are known by the same: then the first and the last of them differ. */
static bool key_is_shared(const struct feed_state *feed, const struct feed_texts *item)
{
    struct key_use use;
    if (!use_of(item, &use))
        return false;
    size_t first = count_before(feed, &(struct key_use){use.key, INT64_MIN}),
           end = count_before(feed, &(struct key_use){use.key, INT64_MAX});
    return end > first && feed->uses[end - 1].rest != feed->uses[first].rest;
}

/* A language tag with hyphens, as some write it with underscores; not stated if it is none. */
static struct slice language_tag(struct slice text, struct arena *arena)
{
    struct slice tag = arena_slice(arena, slice_trim(text));
    for (size_t i = 0; i < tag.size; i++)
        if (tag.data[i] == '_')
            ((char *)(uintptr_t)tag.data)[i] = '-'; /* the arena's own copy */
    return news_is_language(tag) ? tag : (struct slice){0};
}

static bool read_head(struct feed_state *feed, const struct feed_texts *head, struct arena *arena, struct error *error)
{
    struct slice link = slice_trim(feed_slot(head, FEED_LINK));
    struct slice base = feed_slot(head, FEED_BASE);
    buffer_reset(&feed->scratch[0]);
    if (link.size)
        url_resolve(url_is_web(base) ? base : feed->address, slice_cut(link, 0, HEAD_TEXT_MAX), &feed->scratch[0]);
    link = buffer_view(&feed->scratch[0]);
    feed->base = url_is_web(link) ? arena_slice(arena, link) : feed->address;
    feed->language = language_tag(feed_slot(head, FEED_LANGUAGE), arena);
    if (feed->options->source)
        return true;
    struct slice title = plain_text(feed, head, FEED_TITLE);
    if (!title.size)
        title = url_host(feed->base);
    if (title.size > HEAD_TEXT_MAX)
        return error_reject(error, REASON_TOO_LARGE, "the feed's title is longer than %d bytes", HEAD_TEXT_MAX);
    feed->source = arena_slice(arena, title);
    return true;
}

/* Reads the whole feed once for its head and the keys of its items. What breaks it is met again, and told, when the
 * items are read. */
static bool read_ahead(struct feed_state *feed, struct arena *arena, struct error *error)
{
    struct feed_parser *parser;
    const struct feed_texts *item;
    struct error ignored;
    size_t capacity = 0;
    if (!feed_parser_open(feed->text.text, feed->address, true, &parser, error))
        return false;
    bool fine = true;
    while (fine && feed_parser_next(parser, &item, &ignored) == FEED_ITEM)
        fine = note_use(feed, &capacity, item) || error_stop(error, EXIT_TRY_AGAIN, "no memory for a feed");
    if (feed->uses)
        qsort(feed->uses, feed->use_count, sizeof *feed->uses, by_key);
    fine = fine && read_head(feed, feed_parser_head(parser), arena, error);
    feed_parser_close(parser);
    return fine;
}

static void feed_close(void *state)
{
    struct feed_state *feed = state;
    feed_parser_close(feed->parser);
    buffer_free(&feed->converted);
    buffer_free(&feed->scratch[0]);
    buffer_free(&feed->scratch[1]);
    free(feed->uses);
}

static bool feed_open(struct reader *reader, const struct input_options *options, struct arena *arena, void **state,
                      struct error *error)
{
    struct feed_state *feed = arena_alloc(arena, sizeof *feed);
    const char *address = options->base_url ? options->base_url : reader_name(reader);
    struct slice bytes;
    if (!feed)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for a feed");
    *feed = (struct feed_state){.reader = reader, .options = options};
    if (source_is_web(address))
        feed->address = slice_of(address);
    buffer_init(&feed->converted, 2 * FEED_BYTES_MAX);
    buffer_init(&feed->scratch[0], FEED_TEXT_MAX * 2);
    buffer_init(&feed->scratch[1], FEED_TEXT_MAX * 6);
    if (reader_rest(reader, FEED_BYTES_MAX, &bytes, error) &&
        charset_decode(bytes, charset_of_xml(bytes), options->charset, &feed->converted, &feed->text, error) &&
        read_ahead(feed, arena, error) &&
        feed_parser_open(feed->text.text, feed->address, false, &feed->parser, error)) {
        *state = feed;
        return true;
    }
    feed_close(feed);
    return false;
}

/* --- one item ----------------------------------------------------------------------------------------------------- */

static void read_texts(struct feed_state *feed, const struct feed_texts *item, struct news_event *event,
                       struct arena *arena)
{
    static const enum feed_slot bodies[] = {FEED_CONTENT, FEED_MEDIA_DESCRIPTION, FEED_DESCRIPTION, FEED_CAPTION};
    event->title = arena_slice(arena, plain_text(feed, item, FEED_TITLE));
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies && !event->body.size; i++)
        event->body = arena_slice(arena, plain_text(feed, item, bodies[i]));
    if (!event->body.size)
        event->body = (struct slice){0};
    if (!event->title.size) {
        event->title = SLICE_LITERAL("");
        news_event_flag(event, "title_missing", arena);
    }
}

static void read_times(const struct feed_texts *item, struct news_event *event, struct arena *arena)
{
    struct slice published = feed_slot(item, FEED_PUBLISHED), other = feed_slot(item, FEED_OTHER_DATE),
                 updated = feed_slot(item, FEED_UPDATED);
    event->published_at = news_time(published, event->language, arena);
    if (!event->published_at)
        event->published_at = news_time(other, event->language, arena);
    event->updated_at = news_time(updated, event->language, arena);
    if ((published.size || other.size) && !event->published_at)
        news_event_flag(event, "published_unreadable", arena);
    if (updated.size && !event->updated_at)
        news_event_flag(event, "updated_unreadable", arena);
}

static void read_language(const struct feed_state *feed, const struct feed_texts *item, struct news_event *event,
                          struct arena *arena)
{
    struct slice language = language_tag(feed_slot(item, FEED_LANGUAGE), arena);
    if (language.size)
        event->language = language;
    else if (feed->language.size)
        event->language = feed->language;
}

static bool read_item(struct feed_state *feed, const struct feed_texts *item, struct news_event *event,
                      struct arena *arena, struct error *error)
{
    if (feed_is_cut(item))
        return error_reject(error, REASON_TOO_LARGE, "a text of the item is longer than %d bytes", FEED_TEXT_MAX);
    if (!news_event_begin(event, feed->reader, feed->options, item->line, arena, error))
        return false;
    if (feed->source.size)
        event->source = feed->source;
    struct slice guid = slice_trim(feed_slot(item, FEED_ID));
    event->guid = arena_slice(arena, guid);
    event->url = item_address(feed, item, arena);
    read_texts(feed, item, event, arena);
    read_language(feed, item, event, arena);
    read_times(item, event, arena);
    bool shared = key_is_shared(feed, item);
    if (shared)
        news_event_flag(event, guid.size ? "guid_shared" : "url_shared", arena);
    if (feed->text.replaced)
        news_event_flag(event, "encoding_replaced", arena);
    if (feed->text.assumed)
        news_event_flag(event, "encoding_assumed", arena);
    if (item->recovered)
        news_event_flag(event, "recovered_markup", arena);
    return news_identity_fill(event, shared, arena, error);
}

static enum input_result feed_next(void *state, struct arena *arena, void *record, struct input_place *place,
                                   struct error *error)
{
    struct feed_state *feed = state;
    const struct feed_texts *item;
    enum feed_result result = feed_parser_next(feed->parser, &item, error);
    *place = (struct input_place){.line = result == FEED_ITEM ? item->line : feed_parser_line(feed->parser),
                                  .offset = -1};
    switch (result) {
    case FEED_ITEM:
        return read_item(feed, item, record, arena, error) ? INPUT_EVENT : INPUT_REFUSED;
    case FEED_END:
        return INPUT_END;
    case FEED_FAILED:
        break;
    }
    return INPUT_FAILED;
}

const struct input input_rss = {
    .name = "rss",
    .help = "RSS 0.9x, 1.0, 1.1 and 2.0",
    .type = &news_event_type,
    .recognise = recognise_rss,
    .open = feed_open,
    .next = feed_next,
    .close = feed_close,
};

const struct input input_atom = {
    .name = "atom",
    .help = "Atom 1.0 and 0.3",
    .type = &news_event_type,
    .recognise = recognise_atom,
    .open = feed_open,
    .next = feed_next,
    .close = feed_close,
};
