#include "producers/news/news_identity.h"

#include <string.h>

#include "lib/buffer.h"
#include "lib/clock.h"
#include "lib/identity.h"
#include "lib/url.h"
#include "producers/news/news_input.h"

/* An address that is a program or the thing itself leads to no article, and is not to become a link in a report. */
static void drop_script(struct news_event *event, struct arena *arena)
{
    static const char *const schemes[] = {"javascript:", "vbscript:", "data:"};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (slice_equal_ignoring_case(slice_cut(event->url, 0, strlen(schemes[i])), schemes[i])) {
            event->url = (struct slice){0};
            news_event_flag(event, "url_unusable", arena);
            return;
        }
}

static bool check_texts(const struct news_event *event, struct error *error)
{
    if (!event->title.size && !event->body.size && !event->url.size && !event->guid.size && !event->published_at &&
        !event->updated_at)
        return error_reject(error, REASON_MISSING_FIELD,
                            "the item has neither a title nor a text nor an address nor a time");
    if (event->title.size + event->body.size > NEWS_TEXT_MAX)
        return error_reject(error, REASON_TOO_LARGE, "title and text are longer than %d bytes", NEWS_TEXT_MAX);
    const struct {
        const char *name;
        struct slice text;
        bool is_name;
    } texts[] = {{"title", event->title, false},        {"body", event->body, false},
                 {"source", event->source, true},       {"guid", event->guid, true},
                 {"url", event->url, true},             {"language", event->language, true},
                 {"source_url", event->source_url, true}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (texts[i].text.data && !slice_is_text(texts[i].text))
            return error_reject(error, REASON_BAD_ENCODING, "%s is not UTF-8 without NUL", texts[i].name);
        if (texts[i].is_name && texts[i].text.size > NEWS_NAME_MAX)
            return error_reject(error, REASON_TOO_LARGE, "%s is longer than %d bytes", texts[i].name, NEWS_NAME_MAX);
    }
    return true;
}

/* The day of the key: published_at cut to midnight, as number and as text. */
static const int64_t *key_day(const struct news_event *event, int64_t *midnight_ms, char *text)
{
    if (!event->published_at)
        return NULL;
    const int64_t day_ms = 86400000;
    int64_t day = *event->published_at / day_ms - (*event->published_at % day_ms < 0);
    *midnight_ms = day * day_ms;
    date_format_iso((int32_t)day, text);
    return midnight_ms;
}

static void add_headline(const struct news_event *event, struct buffer *key)
{
    buffer_text(key, "title:");
    buffer_slice(key, event->title.size ? event->title : event->body);
}

static struct uuid event_id(const struct news_event *event, bool key_is_shared, struct buffer *key)
{
    struct slice source = event->source;
    const int64_t *date = NULL;
    int64_t midnight_ms;
    char day[CLOCK_TEXT_MAX] = "";
    if (event->guid.size) {
        buffer_text(key, "guid:");
        buffer_slice(key, event->guid);
        if (url_is_absolute(event->guid))
            source = SLICE_LITERAL("");
        if (key_is_shared && event->url.size)
            buffer_byte(key, '\n');
    }
    if (event->url.size && (!event->guid.size || key_is_shared)) {
        buffer_text(key, "url:");
        url_canonical(event->url, key);
        if (url_is_absolute(event->url))
            source = SLICE_LITERAL("");
    }
    if (!key->size) {
        date = key_day(event, &midnight_ms, day);
        add_headline(event, key);
        buffer_byte(key, '\n');
        buffer_text(key, day);
    } else if (key_is_shared && (!event->guid.size || !event->url.size || slice_equal(event->guid, event->url))) {
        buffer_byte(key, '\n');
        add_headline(event, key);
    }
    return identity_event_id(SLICE_LITERAL("news_event"), source, buffer_view(key), date);
}

static bool has_flag(const struct news_event *event, const char *word)
{
    for (size_t i = 0; i < event->flags.count; i++)
        if (slice_equal_text(event->flags.items[i], word))
            return true;
    return false;
}

/* The source's own time orders its versions, unless it lies so far ahead that no correction could ever come behind it. */
static int64_t revision_of(struct news_event *event, struct arena *arena)
{
    const int64_t *stated_ms = event->updated_at ? event->updated_at : event->published_at;
    if (!stated_ms)
        return event->first_seen_at;
    if (*stated_ms <= event->first_seen_at + NEWS_AHEAD_MS)
        return *stated_ms;
    if (!has_flag(event, "date_in_future"))
        news_event_flag(event, "date_in_future", arena);
    return event->first_seen_at;
}

bool news_identity_fill(struct news_event *event, bool key_is_shared, struct arena *arena, struct error *error)
{
    drop_script(event, arena);
    if (!check_texts(event, error))
        return false;
    struct buffer key;
    buffer_init(&key, NEWS_TEXT_MAX + 4 * NEWS_NAME_MAX);
    event->event_id = event_id(event, key_is_shared, &key);
    buffer_free(&key);
    event->revision = revision_of(event, arena);
    event->normaliser_version = NEWS_NORMALISER_VERSION;
    uint8_t hash[CONTENT_HASH_SIZE];
    identity_content_hash(&news_event_type, event, hash);
    event->content_hash = arena_slice(arena, (struct slice){(const char *)hash, sizeof hash});
    if (!event->content_hash.data)
        return error_reject(error, REASON_TOO_LARGE, "the item does not fit the arena of a record");
    return true;
}
