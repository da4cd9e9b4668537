/*
 * JSON Feed 1.0 and 1.1 (jsonfeed.org): one item, one event.
 *
 *   source        --source, else title of the feed, else host of home_page_url or feed_url, else the file's name
 *   guid          id, a text or a number
 *   url           url, else external_url, else an id that is an address; made whole by feed_url, home_page_url or the
 *                 address from which the feed came
 *   title         title
 *   body          content_html as text, else content_text, else summary
 *   language      the item's or the feed's language, else --language; not stated if it is no language tag
 *   published_at  date_published; updated_at: date_modified
 *
 * flags: title_missing, published_unreadable, updated_unreadable. Members of a kind that they must not have count as
 * absent. What says nothing at all is refused. The feed is parsed as a whole, in memory.
 */
#include <string.h>

#include "lib/json.h"
#include "producers/news/charset.h"
#include "producers/news/html_text.h"
#include "producers/news/news_identity.h"
#include "producers/news/news_input.h"
#include "lib/url.h"
#include "producers/sources.h"

enum { FEED_BYTES_MAX = 32 << 20 };

struct json_feed {
    struct reader *reader;
    const struct input_options *options;
    struct json *root;
    const struct json *items;
    size_t at;
    struct slice base;
    struct buffer text, address;
};

static bool holds(struct slice text, const char *part)
{
    return memmem(text.data, text.size, part, strlen(part)) != NULL;
}

/* The version's address, else (some leave it out) items that have what only JSON Feed calls so. */
static int recognise(struct slice head, const char *name)
{
    (void)name;
    struct slice text = slice_trim(head);
    if (slice_starts_with(text, "\xEF\xBB\xBF"))
        text = slice_trim(slice_cut(text, 3, text.size));
    if (!slice_starts_with(text, "{"))
        return 0;
    bool says_so = holds(text, "jsonfeed.org/version/") || holds(text, "jsonfeed.org\\/version\\/");
    bool has_items = holds(text, "\"items\"") && (holds(text, "\"content_html\"") || holds(text, "\"content_text\"") ||
                                                holds(text, "\"date_published\""));
    return says_so || has_items ? 2 : 0;
}

static struct slice member(const struct json *object, const char *name)
{
    return slice_trim(json_text(json_member(object, name)));
}

static void feed_close(void *state)
{
    struct json_feed *feed = state;
    json_free(feed->root);
    buffer_free(&feed->text);
    buffer_free(&feed->address);
}

/* A relative address of an item begins where the feed says that it is, else where it came from. */
static struct slice base_of(const struct json_feed *feed)
{
    const char *found = feed->options->base_url ? feed->options->base_url : reader_name(feed->reader);
    struct slice own = member(feed->root, "feed_url"), home = member(feed->root, "home_page_url");
    if (url_is_web(own) || url_is_web(home))
        return url_is_web(own) ? own : home;
    return source_is_web(found) ? slice_of(found) : (struct slice){0};
}

static bool parse_feed(struct json_feed *feed, struct error *error)
{
    struct slice bytes;
    struct charset_text text;
    if (!reader_rest(feed->reader, FEED_BYTES_MAX, &bytes, error) ||
        !charset_decode(bytes, (struct slice){0}, feed->options->charset, &feed->text, &text, error) ||
        !json_parse(text.text, &feed->root, error))
        return false;
    feed->items = json_member(feed->root, "items");
    feed->base = base_of(feed);
    return json_is_array(feed->items) || error_reject(error, REASON_BAD_SYNTAX, "\"items\" is no array");
}

static bool feed_open(struct reader *reader, const struct input_options *options, struct arena *arena, void **state,
                      struct error *error)
{
    struct json_feed *feed = arena_alloc(arena, sizeof *feed);
    if (!feed)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for a JSON feed");
    *feed = (struct json_feed){.reader = reader, .options = options};
    buffer_init(&feed->text, 2 * FEED_BYTES_MAX);
    buffer_init(&feed->address, 2 * FEED_BYTES_MAX); /* news_identity_fill refuses what is too long */
    if (parse_feed(feed, error)) {
        *state = feed;
        return true;
    }
    feed_close(feed);
    return false;
}

/* ---- One item ---- */

static struct slice item_id(const struct json *item, struct arena *arena)
{
    const struct json *id = json_member(item, "id");
    struct slice text = json_text(id).data ? slice_trim(json_text(id)) : json_number_text(id);
    return text.size ? arena_slice(arena, text) : (struct slice){0};
}

static struct slice item_address(struct json_feed *feed, const struct json *item, struct slice id, struct arena *arena)
{
    struct slice address = member(item, "url");
    if (!address.size)
        address = member(item, "external_url");
    if (!address.size && url_is_web(id))
        address = id;
    if (!address.size)
        return (struct slice){0};
    buffer_reset(&feed->address);
    url_resolve(feed->base, address, &feed->address);
    return arena_slice(arena, buffer_view(&feed->address));
}

/* A text in the arena, folded as HTML is; not stated if it is empty. Some escape titles, which are no HTML. */
static struct slice plain_text(struct json_feed *feed, struct slice text, bool is_html, struct arena *arena)
{
    buffer_reset(&feed->text);
    if (is_html || html_is_likely(text))
        html_text(text, &feed->text);
    else
        html_plain(text, &feed->text);
    return feed->text.size && !feed->text.full ? arena_slice(arena, buffer_view(&feed->text)) : (struct slice){0};
}

static struct slice item_body(struct json_feed *feed, const struct json *item, struct arena *arena)
{
    struct slice body = plain_text(feed, member(item, "content_html"), true, arena);
    static const char *const plain[] = {"content_text", "summary"};
    for (size_t i = 0; i < 2 && !body.size; i++) {
        struct slice text = member(item, plain[i]);
        body = text.size ? arena_slice(arena, text) : (struct slice){0};
    }
    return body;
}

static const int64_t *item_time(const struct json *item, const char *name, const char *flag, struct news_event *event,
                                struct arena *arena)
{
    struct slice text = member(item, name);
    const int64_t *time = news_time(text, event->language, arena);
    if (text.size && !time)
        news_event_flag(event, flag, arena);
    return time;
}

static void read_source(struct json_feed *feed, struct news_event *event, struct arena *arena)
{
    struct slice title = plain_text(feed, member(feed->root, "title"), false, arena), host = url_host(feed->base);
    if (!feed->options->source && (title.size || host.size))
        event->source = title.size ? title : arena_slice(arena, host);
}

static void read_language(const struct json_feed *feed, const struct json *item, struct news_event *event,
                          struct arena *arena)
{
    struct slice own = member(item, "language"), common = member(feed->root, "language");
    if (news_is_language(own) || news_is_language(common))
        event->language = arena_slice(arena, news_is_language(own) ? own : common);
}

static bool read_item(struct json_feed *feed, const struct json *item, struct news_event *event, struct arena *arena,
                      struct error *error)
{
    if (!json_is_object(item))
        return error_reject(error, REASON_BAD_SYNTAX, "the item is no JSON object");
    if (!news_event_begin(event, feed->reader, feed->options, 0, arena, error))
        return false;
    read_source(feed, event, arena);
    read_language(feed, item, event, arena);
    event->guid = item_id(item, arena);
    event->url = item_address(feed, item, event->guid, arena);
    event->title = plain_text(feed, member(item, "title"), false, arena);
    event->body = item_body(feed, item, arena);
    event->published_at = item_time(item, "date_published", "published_unreadable", event, arena);
    event->updated_at = item_time(item, "date_modified", "updated_unreadable", event, arena);
    if (!event->title.size) {
        event->title = SLICE_LITERAL("");
        news_event_flag(event, "title_missing", arena);
    }
    return news_identity_fill(event, false, arena, error);
}

static enum input_result feed_next(void *state, struct arena *arena, void *record, struct input_place *place,
                                   struct error *error)
{
    struct json_feed *feed = state;
    *place = (struct input_place){.line = 0, .offset = -1};
    if (feed->at == json_count(feed->items))
        return INPUT_END;
    size_t at = feed->at++;
    if (read_item(feed, json_item(feed->items, at), record, arena, error))
        return INPUT_EVENT;
    error_wrap(error, "items[%zu]", at); /* there is no line to name */
    return INPUT_REFUSED;
}

const struct input input_json_feed = {
    .name = "json-feed",
    .help = "JSON Feed 1.0 and 1.1",
    .type = &news_event_type,
    .recognise = recognise,
    .open = feed_open,
    .next = feed_next,
    .close = feed_close,
};
