#include "consumers/capacity/batch.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/record_copy.h"
#include "schemas/dead_letter.h"

/* Derived rows an event may have at most on average; a batch with more is full earlier. */
enum { DERIVED_ROWS_EACH = 4, DERIVED_ROWS_LEAST = 4096 };
/* The arena holds cells and derived records, the rows about twice the payload; both are bounded, not reserved. */
enum { ARENA_BYTES_EACH = 2048, ARENA_BYTES_LEAST = 8 << 20, ROWS_BYTES_FACTOR = 4, ROWS_BYTES_LEAST = 32 << 20 };
enum { SCRATCH_BYTES = 16 << 20 };
/* A batch that is derived again for two catalogues needs the room of its rows, and twice that of the derived ones. */
enum { ROWS_AGAIN_FACTOR = 3 };

static void *array(size_t count, size_t size, struct error *error)
{
    void *items = calloc(count, size);
    if (!items)
        error_stop(error, EXIT_TRY_AGAIN, "no memory for a batch of %zu rows", count);
    return items;
}

static size_t at_least(size_t value, size_t least)
{
    return value < least ? least : value;
}

size_t batch_derived_limit(size_t row_limit)
{
    return CATALOGUES_WRITTEN_MAX * at_least(row_limit * DERIVED_ROWS_EACH, DERIVED_ROWS_LEAST);
}

static size_t rows_limit(const struct batch *batch)
{
    return at_least(batch->byte_limit * ROWS_BYTES_FACTOR, ROWS_BYTES_LEAST);
}

bool batch_init(struct batch *batch, const struct batch_context *context, size_t row_limit, size_t byte_limit,
                struct error *error)
{
    *batch = (struct batch){.context = context, .row_limit = row_limit, .byte_limit = byte_limit};
    buffer_init(&batch->rows, rows_limit(batch));
    bool made = arena_init(&batch->arena, at_least(row_limit * ARENA_BYTES_EACH, ARENA_BYTES_LEAST), error) &&
                arena_init(&batch->scratch, SCRATCH_BYTES, error) &&
                (batch->messages = array(row_limit, sizeof *batch->messages, error)) &&
                (batch->events = array(row_limit, sizeof *batch->events, error)) &&
                (batch->claims = array(batch_derived_limit(batch->row_limit), sizeof *batch->claims, error)) &&
                (batch->estimates = array(batch_derived_limit(batch->row_limit), sizeof *batch->estimates, error));
    if (!made)
        batch_free(batch);
    return made;
}

static void release_messages(struct batch *batch)
{
    for (size_t i = 0; i < batch->message_count; i++)
        subscriber_release(batch->messages[i].message.handle);
    batch->message_count = 0;
}

void batch_free(struct batch *batch)
{
    release_messages(batch);
    arena_free(&batch->arena);
    arena_free(&batch->scratch);
    buffer_free(&batch->rows);
    free(batch->messages);
    free(batch->events);
    free(batch->claims);
    free(batch->estimates);
    *batch = (struct batch){0};
}

void batch_reset(struct batch *batch)
{
    release_messages(batch);
    arena_reset(&batch->arena);
    buffer_reset(&batch->rows);
    batch->rows.limit = rows_limit(batch);
    batch->event_count = batch->claim_count = batch->estimate_count = 0;
    batch->payload_bytes = batch->dead_count = 0;
    batch->opened_at_ms = 0;
    const struct positions *positions = batch->context->positions;
    for (size_t i = 0; i < positions->count; i++)
        batch->ranges[i] = (struct batch_range){.from = positions->items[i].read, .to = positions->items[i].read,
                                                .last = {.offset = -1}};
}

bool batch_empty(const struct batch *batch)
{
    for (size_t i = 0; i < batch->context->positions->count; i++)
        if (batch->ranges[i].to > batch->ranges[i].from)
            return false;
    return true;
}

int64_t batch_age_ms(const struct batch *batch)
{
    int64_t age = clock_now_ms() - batch->opened_at_ms;
    return age < 0 ? INT64_MAX : age; /* the clock was set back: better early than late */
}

/* ---- rows ---- */

/* What arrays and buffers held before a message, to go back to if it does not fit. */
struct mark {
    size_t arena, rows, events, claims, estimates;
};

static struct mark mark_of(const struct batch *batch)
{
    return (struct mark){batch->arena.used, batch->rows.size, batch->event_count, batch->claim_count,
                         batch->estimate_count};
}

static void back_to(struct batch *batch, const struct mark *mark)
{
    arena_truncate(&batch->arena, mark->arena);
    buffer_truncate(&batch->rows, mark->rows);
    batch->event_count = mark->events;
    batch->claim_count = mark->claims;
    batch->estimate_count = mark->estimates;
}

static bool encode(struct batch *batch, const struct record_type *type, const void *record,
                   const struct lineage *lineage, struct row *row, struct error *error)
{
    row->offset = batch->rows.size;
    if (!record_copy_row(type, record, lineage, false, &batch->rows, error))
        return false;
    row->size = batch->rows.size - row->offset;
    return batch->rows.full ? error_full(error, "the batch") : true;
}

static struct lineage lineage_of(const struct batch *batch, const struct batch_message *message)
{
    return (struct lineage){
        .kafka_topic = slice_of(message->message.topic),
        .kafka_partition = message->message.partition,
        .kafka_offset = message->message.offset,
        .schema_id = message->schema_id,
        .ingested_at = batch->opened_at_ms,
    };
}

bool batch_encode_event(struct batch *batch, struct batch_event *event, struct error *error)
{
    const struct lineage lineage = lineage_of(batch, &batch->messages[event->message]);
    event_write_version(&event->event);
    return encode(batch, event_types[event->event.type], event->event.record, &lineage, &event->row, error);
}

/* Encodes derived records of one type, kept as an array of structs, into `rows`. */
static bool encode_derived(struct batch *batch, const struct record_type *type, const void *records, size_t count,
                           const struct lineage *lineage, struct row *rows, size_t *row_count, struct error *error)
{
    size_t limit = batch_derived_limit(batch->row_limit) / CATALOGUES_WRITTEN_MAX * batch->written.count;
    if (count > limit - *row_count)
        return error_full(error, "the batch");
    for (size_t i = 0; i < count; i++)
        if (!encode(batch, type, (const char *)records + i * type->size, lineage, &rows[*row_count + i], error))
            return false;
    *row_count += count;
    return true;
}

static bool encode_fingerprint(struct batch *batch, const struct news_fingerprint *fingerprint,
                               const struct lineage *lineage, struct row *row, struct error *error)
{
    return !fingerprint || encode(batch, &news_fingerprint_type, fingerprint, lineage, row, error);
}

/* The second catalogue's, where it tells something else. */
static bool encode_next_fingerprint(struct batch *batch, const struct enriched *each, const struct lineage *lineage,
                                    struct row *row, struct error *error)
{
    const struct news_fingerprint *shown = each[0].fingerprint, *next = each[1].fingerprint;
    return !shown || !next || record_equal(&news_fingerprint_type, shown, next) ||
           encode_fingerprint(batch, next, lineage, row, error);
}

static bool enrich(struct batch *batch, struct batch_event *event, struct error *error)
{
    struct enriched each[CATALOGUES_WRITTEN_MAX] = {{0}};
    const struct lineage lineage = lineage_of(batch, &batch->messages[event->message]);
    event->first_claim = (uint32_t)batch->claim_count;
    event->first_estimate = (uint32_t)batch->estimate_count;
    event->fingerprint = event->next_fingerprint = (struct row){0};
    arena_reset(&batch->scratch);
    for (size_t i = 0; i < batch->written.count; i++)
        if (!enrichment_derive(batch->written.items[i], &event->event, &batch->scratch, &each[i], error) ||
            !encode_derived(batch, &news_claim_type, each[i].claims, each[i].claim_count, &lineage, batch->claims,
                            &batch->claim_count, error) ||
            !encode_derived(batch, &capacity_estimate_type, each[i].estimates, each[i].estimate_count, &lineage,
                            batch->estimates, &batch->estimate_count, error))
            return false;
    event->claim_count = (uint32_t)batch->claim_count - event->first_claim;
    event->estimate_count = (uint32_t)batch->estimate_count - event->first_estimate;
    return encode_fingerprint(batch, each[0].fingerprint, &lineage, &event->fingerprint, error) &&
           encode_next_fingerprint(batch, each, &lineage, &event->next_fingerprint, error);
}

bool batch_enrich_again(struct batch *batch, const struct catalogue_set *catalogues, struct error *error)
{
    batch->written = *catalogues;
    batch->claim_count = batch->estimate_count = 0;
    batch->rows.limit = ROWS_AGAIN_FACTOR * rows_limit(batch);
    for (size_t i = 0; i < batch->event_count; i++) {
        bool dead = batch->messages[batch->events[i].message].dead;
        if (dead || enrich(batch, &batch->events[i], error))
            continue;
        if (error->kind == ERROR_FULL)
            return error_stop(error, EXIT_TRY_AGAIN, "the batch has no room for the rows of another catalogue; start again");
        return false;
    }
    return true;
}

/* ---- dead letters ---- */

static int64_t *cell(struct batch *batch, int64_t value)
{
    return arena_copy(&batch->arena, &value, sizeof value);
}

/* Texts of the message are kept as bytes, so that even a NUL or bad UTF-8 in them reaches the table. */
static bool encode_dead_letter(struct batch *batch, struct batch_message *message, const char *detail,
                               const struct database_failure *failure, struct error *error)
{
    const struct message *kafka = &message->message;
    struct dead_letter letter = {
        .consumer_group = slice_of(batch->context->group),
        .kafka_topic = slice_of(kafka->topic),
        .kafka_partition = kafka->partition,
        .kafka_offset = kafka->offset,
        .message_timestamp = kafka->timestamp_ms >= 0 ? cell(batch, kafka->timestamp_ms) : NULL,
        .key = kafka->key,
        .payload = kafka->payload,
        .schema_id = message->schema_id ? cell(batch, message->schema_id) : NULL,
        .reason = slice_of(reason_text(message->reason)),
        .detail = arena_slice(&batch->arena, slice_of(detail)),
        .retry_of = slice_is_text(kafka->retry_of) ? kafka->retry_of : (struct slice){NULL, 0},
        .consumer_version = slice_of(CHIPWATCH_VERSION),
        .status = DEAD_LETTER_STATUS_OPEN,
        .refused_at = clock_now_ms(),
    };
    if (failure) {
        letter.sqlstate = arena_slice(&batch->arena, slice_of(failure->sqlstate));
        letter.table_name = arena_slice(&batch->arena, slice_of(failure->table));
        letter.column_name = arena_slice(&batch->arena, slice_of(failure->column));
    }
    if (!letter.detail.data)
        return error_full(error, "the batch");
    return encode(batch, &dead_letter_type, &letter, NULL, &message->row, error);
}

bool batch_kill(struct batch *batch, uint32_t index, const struct database_failure *failure, struct error *error)
{
    struct batch_message *message = &batch->messages[index];
    assert(!message->dead);
    message->reason = REASON_DATABASE;
    if (!encode_dead_letter(batch, message, failure->message, failure, error))
        return false;
    message->dead = true;
    batch->dead_count++;
    return true;
}

/* ---- taking ---- */

/* Decodes a payload into a record in the arena; *type is its index in event_types. */
static void *decode(struct batch *batch, const struct message *message, size_t *type, int64_t *schema_id,
                    struct error *error)
{
    *type = event_type_index(record_type_find(slice_of(message->topic)));
    assert(*type < EVENT_TYPE_COUNT);
    void *record = arena_alloc(&batch->arena, event_types[*type]->size);
    if (!record)
        error_full(error, "the batch");
    else if (!message_read(batch->context->readers[*type], message->payload, &batch->arena, record, schema_id, error))
        record = NULL;
    return record;
}

bool batch_try(struct batch *batch, const struct message *message, struct error *error)
{
    size_t type, mark = batch->arena.used;
    int64_t schema_id;
    bool good = decode(batch, message, &type, &schema_id, error) != NULL;
    arena_truncate(&batch->arena, mark);
    return good;
}

static bool take_event(struct batch *batch, struct batch_message *message, struct error *error)
{
    size_t type;
    void *record = decode(batch, &message->message, &type, &message->schema_id, error);
    struct batch_event *event = &batch->events[batch->event_count];
    *event = (struct batch_event){.message = (uint32_t)batch->message_count};
    if (!record || !event_read(type, record, &event->event, error) || !batch_encode_event(batch, event, error) ||
        !enrich(batch, event, error))
        return false;
    batch->event_count++;
    return true;
}

static void advance(struct batch *batch, const struct message *message, struct position *position)
{
    struct batch_range *range = &batch->ranges[position - batch->context->positions->items];
    position->read = range->to = message->offset + 1;
    range->last = (struct last_message){.offset = message->offset, .timestamp_ms = message->timestamp_ms,
                                        .key_hash = identity_hash_64(message->key)};
    batch->message_count++;
    batch->payload_bytes += message->payload.size;
}

static enum batch_result take_dead(struct batch *batch, struct batch_message *message, struct position *position,
                                   const char *detail)
{
    struct mark mark = mark_of(batch);
    struct error error;
    if (!encode_dead_letter(batch, message, detail, NULL, &error)) {
        back_to(batch, &mark);
        return BATCH_FULL;
    }
    message->dead = true;
    batch->dead_count++;
    advance(batch, &message->message, position);
    return BATCH_TAKEN;
}

/* A message that does not fit: another batch may have room, an empty one has not. */
static enum batch_result not_taken(struct batch *batch, struct batch_message *message, struct position *position,
                                   struct error *error)
{
    if (error->kind == ERROR_REJECT) {
        message->reason = error->reason;
        return error->reason == REASON_UNKNOWN_SCHEMA ? BATCH_UNKNOWN
                                                      : take_dead(batch, message, position, error->message);
    }
    if (error->kind != ERROR_FULL)
        return BATCH_FAILED;
    if (batch->message_count)
        return BATCH_FULL;
    message->reason = REASON_TOO_LARGE;
    return take_dead(batch, message, position, "the message does not fit an empty batch");
}

static struct batch_message *next_message(struct batch *batch, const struct message *message)
{
    if (batch->message_count == batch->row_limit ||
        (batch->message_count && batch->payload_bytes + message->payload.size > batch->byte_limit))
        return NULL;
    if (!batch->message_count) {
        batch->opened_at_ms = clock_now_ms();
        batch->written = batch->context->catalogues.wanted;
    }
    struct batch_message *next = &batch->messages[batch->message_count];
    *next = (struct batch_message){.message = *message};
    return next;
}

enum batch_result batch_take(struct batch *batch, const struct message *message, struct position *position,
                             struct error *error)
{
    struct batch_message *next = next_message(batch, message);
    if (!next)
        return BATCH_FULL;
    struct mark mark = mark_of(batch);
    if (take_event(batch, next, error)) {
        advance(batch, message, position);
        return BATCH_TAKEN;
    }
    back_to(batch, &mark);
    return not_taken(batch, next, position, error);
}

enum batch_result batch_take_dead(struct batch *batch, const struct message *message, struct position *position,
                                  const struct error *why)
{
    struct batch_message *next = next_message(batch, message);
    if (!next)
        return BATCH_FULL;
    next->reason = why->reason;
    return take_dead(batch, next, position, why->message);
}

void batch_pass_end(struct batch *batch, struct position *position, int64_t offset)
{
    if (offset > position->read)
        position->read = batch->ranges[position - batch->context->positions->items].to = offset;
}
