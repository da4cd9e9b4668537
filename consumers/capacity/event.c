#include "consumers/capacity/event.h"

#include <string.h>

#include "schemas/customs_event.h"
#include "schemas/news_event.h"

enum { EVENT_NEWS, EVENT_CUSTOMS };

const struct record_type *const event_types[EVENT_TYPE_COUNT] = {
    [EVENT_NEWS] = &news_event_type,
    [EVENT_CUSTOMS] = &customs_event_type,
};

size_t event_type_index(const struct record_type *type)
{
    size_t i = 0;
    while (i < EVENT_TYPE_COUNT && event_types[i] != type)
        i++;
    return i;
}

static bool read_hash(struct slice hash, struct version *version, struct error *error)
{
    if (hash.size != CONTENT_HASH_SIZE)
        return error_reject(error, REASON_OUT_OF_RANGE, "content_hash has %zu bytes, not %d", hash.size,
                            CONTENT_HASH_SIZE);
    memcpy(version->hash, hash.data, CONTENT_HASH_SIZE);
    return true;
}

static bool read_news(struct news_event *record, struct event *event, struct error *error)
{
    event->id = record->event_id;
    event->cancel = record->op == NEWS_EVENT_OP_CANCEL;
    event->version = (struct version){.revision = record->revision,
                                      .normaliser_version = record->normaliser_version,
                                      .scope_revision = VERSION_NO_SCOPE};
    return read_hash(record->content_hash, &event->version, error);
}

static bool read_customs(struct customs_event *record, struct event *event, struct error *error)
{
    event->id = record->event_id;
    event->cancel = record->op == CUSTOMS_EVENT_OP_CANCEL;
    event->scope_id = record->scope_id;
    event->is_scope_end = record->kind == CUSTOMS_EVENT_KIND_SCOPE_END;
    event->scope_rows = record->scope_rows;
    event->version = (struct version){.revision = record->revision,
                                      .normaliser_version = record->normaliser_version,
                                      .scope_revision = VERSION_NO_SCOPE};
    if (record->scope_revision && record->scope_id.data)
        event->version.scope_revision = *record->scope_revision;
    if (event->is_scope_end && !record->scope_id.data)
        return error_reject(error, REASON_MISSING_FIELD, "a scope_end names no scope_id");
    return read_hash(record->content_hash, &event->version, error);
}

bool event_read(size_t type, void *record, struct event *event, struct error *error)
{
    *event = (struct event){.type = type, .record = record};
    return type == EVENT_NEWS ? read_news(record, event, error) : read_customs(record, event, error);
}

void event_write_version(const struct event *event)
{
    if (event->type == EVENT_NEWS) {
        struct news_event *news = event->record;
        news->revision = event->version.revision;
        news->normaliser_version = event->version.normaliser_version;
        return;
    }
    struct customs_event *customs = event->record;
    customs->revision = event->version.revision;
    customs->normaliser_version = event->version.normaliser_version;
    if (event->version.scope_revision != VERSION_NO_SCOPE)
        customs->scope_revision = &event->version.scope_revision;
}
