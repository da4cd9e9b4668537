#include "lib/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/avro_decode.h"
#include "lib/record_avro.h"

/* The first bytes of a payload say how the rest is to be read. */
enum {
    CONFLUENT_MAGIC = 0x00,
    CONFLUENT_GUID_MAGIC = 0x01,
    GLUE_MAGIC = 0x03,
    SINGLE_OBJECT_MAGIC_0 = 0xC3,
    SINGLE_OBJECT_MAGIC_1 = 0x01,
    CONFLUENT_FRAME_SIZE = 5,
    SINGLE_OBJECT_FRAME_SIZE = 10,
};

enum { PLANS_MAX = 1000 };

/* ---- writing ---- */

struct message_writer {
    struct record_encoder *encoder;
    size_t frame_size;
    char frame[SINGLE_OBJECT_FRAME_SIZE];
};

static void set_confluent_frame(struct message_writer *writer, int32_t id)
{
    writer->frame_size = CONFLUENT_FRAME_SIZE;
    writer->frame[0] = CONFLUENT_MAGIC;
    for (int i = 0; i < 4; i++)
        writer->frame[1 + i] = (char)((uint32_t)id >> (24 - 8 * i));
}

static void set_single_object_frame(struct message_writer *writer, uint64_t fingerprint)
{
    writer->frame_size = SINGLE_OBJECT_FRAME_SIZE;
    writer->frame[0] = (char)SINGLE_OBJECT_MAGIC_0;
    writer->frame[1] = SINGLE_OBJECT_MAGIC_1;
    for (int i = 0; i < 8; i++)
        writer->frame[2 + i] = (char)(fingerprint >> (8 * i));
}

static bool make_frame(struct message_writer *writer, const struct record_type *type, struct schema_registry *registry,
                       struct error *error)
{
    if (!registry) {
        set_single_object_frame(writer, type->fingerprint);
        return true;
    }
    char subject[256];
    int32_t id;
    snprintf(subject, sizeof subject, "%s-value", type->name);
    if (!schema_registry_register(registry, subject, type->avsc, &id, error))
        return false;
    set_confluent_frame(writer, id);
    return true;
}

bool message_writer_open(const struct record_type *type, struct schema_registry *registry,
                         struct message_writer **writer, struct error *error)
{
    struct message_writer *opened = calloc(1, sizeof *opened);
    if (!opened)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for a writer of messages");
    if (make_frame(opened, type, registry, error) && record_encoder_open(type, &opened->encoder, error)) {
        *writer = opened;
        return true;
    }
    message_writer_close(opened);
    return false;
}

void message_writer_close(struct message_writer *writer)
{
    if (writer)
        record_encoder_close(writer->encoder);
    free(writer);
}

bool message_write(struct message_writer *writer, const void *record, struct buffer *out, struct error *error)
{
    buffer_reset(out);
    buffer_bytes(out, writer->frame, writer->frame_size);
    return record_encode(writer->encoder, record, out, error);
}

/* ---- reading ---- */

/* What is known of one schema: how to read its records, or why that cannot be. */
struct reading {
    bool has_registry_id; /* else a published fingerprint */
    int64_t schema_id;
    struct avro_plan *plan; /* NULL: refused */
    struct error refusal;
};

struct message_reader {
    const struct record_type *type;
    struct schema_registry *registry;
    struct reading *readings[PLANS_MAX];
    size_t reading_count;
    const struct reading *last; /* messages come in runs of one schema */
};

/* The frame of a payload, and what is behind it. */
struct frame {
    bool has_registry_id;
    int64_t schema_id;
    struct slice body;
};

bool message_reader_open(const struct record_type *type, struct schema_registry *registry,
                         struct message_reader **reader, struct error *error)
{
    struct message_reader *opened = calloc(1, sizeof *opened);
    if (!opened)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for a reader of messages");
    opened->type = type;
    opened->registry = registry;
    *reader = opened;
    return true;
}

void message_reader_close(struct message_reader *reader)
{
    for (size_t i = 0; reader && i < reader->reading_count; i++) {
        avro_plan_free(reader->readings[i]->plan);
        free(reader->readings[i]);
    }
    free(reader);
}

static uint64_t read_integer(const unsigned char *bytes, int size, bool little_endian)
{
    uint64_t value = 0;
    for (int i = 0; i < size; i++)
        value = value << 8 | bytes[little_endian ? size - 1 - i : i];
    return value;
}

static bool refuse_frame(struct slice payload, struct error *error)
{
    unsigned char first = payload.size ? (unsigned char)payload.data[0] : 0xFF;
    const char *what = !payload.size                   ? "the message is empty"
                       : first == CONFLUENT_GUID_MAGIC ? "the message names its schema by GUID, which is not read"
                       : first == GLUE_MAGIC           ? "the message has the framing of AWS Glue, which is not read"
                       : first == CONFLUENT_MAGIC || first == SINGLE_OBJECT_MAGIC_0
                           ? "the message ends inside its framing"
                           : "the message begins with no known framing; a schema id in a header is not read";
    return error_reject(error, REASON_BAD_FRAMING, "%s (%zu bytes)", what, payload.size);
}

static bool read_frame(struct slice payload, struct frame *frame, struct error *error)
{
    const unsigned char *bytes = (const unsigned char *)payload.data;
    if (payload.size >= CONFLUENT_FRAME_SIZE && bytes[0] == CONFLUENT_MAGIC) {
        *frame = (struct frame){true, (int64_t)read_integer(bytes + 1, 4, false),
                                slice_cut(payload, CONFLUENT_FRAME_SIZE, payload.size)};
        return true;
    }
    if (payload.size >= SINGLE_OBJECT_FRAME_SIZE && bytes[0] == SINGLE_OBJECT_MAGIC_0 &&
        bytes[1] == SINGLE_OBJECT_MAGIC_1) {
        *frame = (struct frame){false, (int64_t)read_integer(bytes + 2, 8, true),
                                slice_cut(payload, SINGLE_OBJECT_FRAME_SIZE, payload.size)};
        return true;
    }
    return refuse_frame(payload, error);
}

/* The text of the writer's schema: from the registry, or compiled in. */
static bool find_schema(struct message_reader *reader, const struct frame *frame, struct slice *schema,
                        struct error *error)
{
    const struct record_type *type = reader->type;
    if (frame->has_registry_id) {
        if (!reader->registry)
            return error_reject(error, REASON_UNKNOWN_SCHEMA, "schema id %lld, and there is no schema registry",
                                (long long)frame->schema_id);
        if (frame->schema_id > INT32_MAX)
            return error_reject(error, REASON_UNKNOWN_SCHEMA, "schema id %lld is none", (long long)frame->schema_id);
        return schema_registry_schema(reader->registry, (int32_t)frame->schema_id, schema, error);
    }
    for (size_t i = 0; i < type->version_count; i++)
        if (type->versions[i].fingerprint == (uint64_t)frame->schema_id) {
            *schema = slice_of(type->versions[i].avsc);
            return true;
        }
    return error_reject(error, REASON_UNKNOWN_SCHEMA, "no published version of %s has the fingerprint %016llx",
                        type->name, (unsigned long long)frame->schema_id);
}

static const struct reading *find_reading(struct message_reader *reader, const struct frame *frame)
{
    for (size_t i = 0; i < reader->reading_count; i++) {
        const struct reading *reading = reader->readings[i];
        if (reading->has_registry_id == frame->has_registry_id && reading->schema_id == frame->schema_id)
            return reading;
    }
    return NULL;
}

/* Makes the plan for a schema once; a refusal is kept like a plan, since a schema never changes. */
static const struct reading *make_reading(struct message_reader *reader, const struct frame *frame, struct error *error)
{
    struct slice schema;
    if (!find_schema(reader, frame, &schema, error))
        return NULL;
    struct reading *reading = reader->reading_count < PLANS_MAX ? calloc(1, sizeof *reading) : NULL;
    if (!reading) {
        error_stop(error, EXIT_TRY_AGAIN, "no memory for one more schema of %s", reader->type->name);
        return NULL;
    }
    reading->has_registry_id = frame->has_registry_id;
    reading->schema_id = frame->schema_id;
    if (!avro_plan_make(schema, reader->type, &reading->plan, &reading->refusal) &&
        reading->refusal.kind != ERROR_REJECT) {
        *error = reading->refusal;
        free(reading);
        return NULL;
    }
    reader->readings[reader->reading_count++] = reading;
    return reading;
}

static const struct reading *reading_for(struct message_reader *reader, const struct frame *frame, struct error *error)
{
    const struct reading *last = reader->last;
    if (last && last->has_registry_id == frame->has_registry_id && last->schema_id == frame->schema_id)
        return last;
    const struct reading *reading = find_reading(reader, frame);
    reader->last = reading ? reading : make_reading(reader, frame, error);
    return reader->last;
}

bool message_read(struct message_reader *reader, struct slice payload, struct arena *arena, void *record,
                  int64_t *schema_id, struct error *error)
{
    struct frame frame = {0};
    *schema_id = 0;
    if (!payload.data)
        return error_reject(error, REASON_TOMBSTONE, "the message has no payload");
    if (!read_frame(payload, &frame, error))
        return false;
    *schema_id = frame.schema_id;
    const struct reading *reading = reading_for(reader, &frame, error);
    if (!reading)
        return false;
    if (!reading->plan) {
        *error = reading->refusal;
        return false;
    }
    return avro_decode(reading->plan, frame.body, arena, record, error);
}
