#include "lib/record_copy.h"

#include <assert.h>
#include <endian.h>
#include <string.h>

#include "lib/utc_2000.h"

__extension__ typedef unsigned __int128 uint128;

/* Where PostgreSQL's calendar ends (src/include/datatype/timestamp.h). */
static const int64_t date_least = INT64_C(-2451545) + UTC_2000_DAYS;
static const int64_t date_most = INT64_C(2145031949) + UTC_2000_DAYS - 1;
static const int64_t time_least_ms = INT64_C(-211813488000000) + UTC_2000_MS;
static const int64_t time_most_ms = INT64_C(9223371331200000) + UTC_2000_MS - 1;

/* The columns behind the record's own. */
static const char *const lineage_columns[] = {"kafka_topic", "kafka_partition", "kafka_offset", "schema_id",
                                              "ingested_at"};
enum { LINEAGE_COLUMN_COUNT = sizeof lineage_columns / sizeof lineage_columns[0] };

enum {
    FIELDS_MAX = 256,
    TEXT_OID = 25,
    LENGTH_SIZE = 4,                              /* in front of every value */
    GROUP_BASE = 10000,                           /* a numeric's digits go by four */
    GROUPS_MAX = 11,                              /* of 38 digits, cut at the point */
    NUMERIC_SIZE_MAX = 4 * 2 + GROUPS_MAX * 2,    /* count, weight, sign, scale; groups */
    ARRAY_HEAD_SIZE = 5 * 4,                      /* dimensions, has nulls, type, size, lower bound */
    LINEAGE_SIZE_MAX = LINEAGE_COLUMN_COUNT * LENGTH_SIZE + 4 + 3 * 8, /* without the topic's name */
    CANCELLED_SIZE = LENGTH_SIZE + 1,
};

/* Every put_ writes a value with its length and returns the place behind it. Room was made for the whole row. */
static char *put_16(char *out, uint16_t value)
{
    uint16_t big = htobe16(value);
    memcpy(out, &big, sizeof big);
    return out + sizeof big;
}

static char *put_32(char *out, uint32_t value)
{
    uint32_t big = htobe32(value);
    memcpy(out, &big, sizeof big);
    return out + sizeof big;
}

static char *put_64(char *out, uint64_t value)
{
    uint64_t big = htobe64(value);
    memcpy(out, &big, sizeof big);
    return out + sizeof big;
}

static char *put_null(char *out)
{
    return put_32(out, UINT32_MAX);
}

static char *put_bytes(char *out, const void *bytes, size_t size)
{
    assert(size <= INT32_MAX);
    out = put_32(out, (uint32_t)size);
    if (size)
        memcpy(out, bytes, size);
    return out + size;
}

static char *put_boolean(char *out, bool value)
{
    out = put_32(out, 1);
    *out = value;
    return out + 1;
}

static char *put_integer(char *out, int32_t value)
{
    return put_32(put_32(out, sizeof value), (uint32_t)value);
}

static char *put_bigint(char *out, int64_t value)
{
    return put_64(put_32(out, sizeof value), (uint64_t)value);
}

/* NULL if timestamptz does not reach so far. */
static char *put_time(char *out, int64_t ms)
{
    return ms < time_least_ms || ms > time_most_ms ? NULL : put_bigint(out, (ms - UTC_2000_MS) * 1000);
}

/* A writer for each kind of field; NULL is the answer if the column does not take the value. */
static char *write_boolean(const struct field *field, const void *value, char *out)
{
    (void)field;
    return put_boolean(out, *(const bool *)value);
}

static char *write_int(const struct field *field, const void *value, char *out)
{
    (void)field;
    return put_integer(out, *(const int32_t *)value);
}

static char *write_long(const struct field *field, const void *value, char *out)
{
    (void)field;
    return put_bigint(out, *(const int64_t *)value);
}

static char *write_double(const struct field *field, const void *value, char *out)
{
    (void)field;
    int64_t bits;
    memcpy(&bits, value, sizeof bits);
    return put_bigint(out, bits);
}

/* Splits unscaled digits into groups of four as they stand around the point, the last group first; returns their
 * number. */
static int split_groups(uint128 rest, int scale, uint16_t *groups)
{
    static const unsigned powers[] = {1, 10, 100, 1000};
    int count = 0;
    unsigned odd_digits = (unsigned)scale % 4;
    if (odd_digits && rest) {
        groups[count++] = (uint16_t)((unsigned)(rest % powers[odd_digits]) * powers[4 - odd_digits]);
        rest /= powers[odd_digits];
    }
    /* 128-bit division is slow, and nearly every number fits 64 bits. */
    for (; rest > UINT64_MAX; rest /= GROUP_BASE)
        groups[count++] = (uint16_t)(rest % GROUP_BASE);
    for (uint64_t small = (uint64_t)rest; small; small /= GROUP_BASE)
        groups[count++] = (uint16_t)(small % GROUP_BASE);
    return count;
}

static char *write_decimal(const struct field *field, const void *value, char *out)
{
    struct decimal decimal = *(const struct decimal *)value;
    if (!decimal_rescale(&decimal, field->precision, field->scale))
        return NULL;
    bool negative = decimal.unscaled < 0;
    uint16_t groups[GROUPS_MAX];
    int count = split_groups(negative ? -(uint128)decimal.unscaled : (uint128)decimal.unscaled, field->scale, groups);
    int weight = count ? count - (field->scale + 3) / 4 - 1 : 0; /* of the first group, in powers of 10000 */
    int last = 0;
    while (last < count && !groups[last])
        last++;
    out = put_32(out, (uint32_t)(4 * 2 + 2 * (count - last)));
    out = put_16(out, (uint16_t)(count - last));
    out = put_16(out, (uint16_t)weight);
    out = put_16(out, negative ? 0x4000 : 0);
    out = put_16(out, (uint16_t)field->scale);
    while (count > last)
        out = put_16(out, groups[--count]);
    return out;
}

static char *write_slice(const struct field *field, const void *value, char *out)
{
    (void)field;
    const struct slice *slice = value;
    return put_bytes(out, slice->data, slice->size);
}

static char *write_date(const struct field *field, const void *value, char *out)
{
    (void)field;
    int64_t days = *(const int32_t *)value;
    return days < date_least || days > date_most ? NULL : put_integer(out, (int32_t)(days - UTC_2000_DAYS));
}

static char *write_timestamp(const struct field *field, const void *value, char *out)
{
    (void)field;
    return put_time(out, *(const int64_t *)value);
}

static char *write_uuid(const struct field *field, const void *value, char *out)
{
    (void)field;
    return put_bytes(out, ((const struct uuid *)value)->bytes, sizeof(struct uuid));
}

static char *write_enum(const struct field *field, const void *value, char *out)
{
    int index = *(const int *)value;
    if (index < 0 || (size_t)index >= field->symbol_count)
        return NULL;
    return put_bytes(out, field->symbols[index], strlen(field->symbols[index]));
}

static char *write_strings(const struct field *field, const void *value, char *out)
{
    (void)field;
    const struct slices *strings = value;
    char *length = out;
    out = put_32(out + LENGTH_SIZE, strings->count ? 1 : 0); /* an empty array has no dimension */
    out = put_32(out, 0);
    out = put_32(out, TEXT_OID);
    if (strings->count) {
        out = put_32(out, (uint32_t)strings->count);
        out = put_32(out, 1);
    }
    for (size_t i = 0; i < strings->count; i++)
        out = put_bytes(out, strings->items[i].data, strings->items[i].size);
    put_32(length, (uint32_t)(out - length - LENGTH_SIZE));
    return out;
}

/* What each kind takes at most without its length; the bytes of texts come on top. */
static const struct kind_writer {
    char *(*write)(const struct field *field, const void *value, char *out);
    size_t size_max;
} writers[FIELD_KIND_COUNT] = {
    [FIELD_BOOLEAN] = {write_boolean, 1},
    [FIELD_INT] = {write_int, 4},
    [FIELD_LONG] = {write_long, 8},
    [FIELD_DOUBLE] = {write_double, 8},
    [FIELD_DECIMAL] = {write_decimal, NUMERIC_SIZE_MAX},
    [FIELD_STRING] = {write_slice, 0},
    [FIELD_BYTES] = {write_slice, 0},
    [FIELD_DATE] = {write_date, 4},
    [FIELD_TIMESTAMP] = {write_timestamp, 8},
    [FIELD_UUID] = {write_uuid, sizeof(struct uuid)},
    [FIELD_ENUM] = {write_enum, 0},
    [FIELD_STRINGS] = {write_strings, ARRAY_HEAD_SIZE},
};

/* The part of a value's size that its kind does not tell. */
static size_t variable_size(const struct field *field, const void *value)
{
    size_t size = 0;
    if (field->kind == FIELD_STRING || field->kind == FIELD_BYTES) {
        size = ((const struct slice *)value)->size;
    } else if (field->kind == FIELD_STRINGS) {
        const struct slices *strings = value;
        for (size_t i = 0; i < strings->count; i++)
            size += LENGTH_SIZE + strings->items[i].size;
    } else if (field->kind == FIELD_ENUM) {
        int index = *(const int *)value;
        size = index >= 0 && (size_t)index < field->symbol_count ? strlen(field->symbols[index]) : 0;
    }
    return size;
}

/* Where the value of each field lies, and the room that they take at most. */
struct values {
    const void *of[FIELDS_MAX];
    size_t size_max;
};

static void gather_values(const struct record_type *type, const void *record, struct values *values)
{
    assert(type->field_count <= FIELDS_MAX);
    values->size_max = type->field_count * LENGTH_SIZE;
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field *field = &type->fields[i];
        const void *value = field_value(field, record);
        values->of[i] = value;
        if (value)
            values->size_max += writers[field->kind].size_max + variable_size(field, value);
    }
}

/* Room for the row but its fields. */
static size_t frame_size_max(const struct lineage *lineage)
{
    return sizeof(uint16_t) + CANCELLED_SIZE + (lineage ? LINEAGE_SIZE_MAX + lineage->kafka_topic.size : 0);
}

static size_t column_count(const struct record_type *type)
{
    return type->field_count + (type->lineage ? LINEAGE_COLUMN_COUNT : 0) + (type->versioned ? 1 : 0);
}

static char *write_lineage(const struct lineage *lineage, char *out)
{
    out = put_bytes(out, lineage->kafka_topic.data, lineage->kafka_topic.size);
    out = put_integer(out, lineage->kafka_partition);
    out = put_bigint(out, lineage->kafka_offset);
    out = put_bigint(out, lineage->schema_id);
    return put_time(out, lineage->ingested_at);
}

/* The record's own columns; NULL, and the column's name, if one does not take its value. */
static char *write_fields(const struct record_type *type, const struct values *values, char *out, const char **refused)
{
    for (size_t i = 0; i < type->field_count && out; i++) {
        const struct field *field = &type->fields[i];
        const void *value = values->of[i];
        *refused = field->name;
        out = value ? writers[field->kind].write(field, value, out) : put_null(out);
    }
    return out;
}

bool record_copy_row(const struct record_type *type, const void *record, const struct lineage *lineage, bool cancelled,
                     struct buffer *out, struct error *error)
{
    assert(type->lineage == (lineage != NULL));
    struct values values;
    gather_values(type, record, &values);
    size_t start = out->size;
    char *row = buffer_reserve(out, frame_size_max(lineage) + values.size_max);
    if (!row)
        return true;
    const char *refused = NULL;
    char *end = write_fields(type, &values, put_16(row, (uint16_t)column_count(type)), &refused);
    if (end && lineage) {
        refused = "ingested_at";
        end = write_lineage(lineage, end);
    }
    if (end && type->versioned)
        end = put_boolean(end, cancelled);
    buffer_truncate(out, end ? start + (size_t)(end - row) : start);
    if (!end)
        return error_reject(error, REASON_OUT_OF_RANGE, "%s.%s: the column does not take the value", type->name,
                            refused);
    return true;
}

void record_copy_header(struct buffer *out)
{
    static const char header[] = "PGCOPY\n\377\r\n\0" /* signature */
                                 "\0\0\0\0"           /* flags */
                                 "\0\0\0";            /* size of the extension: 0, with the literal's own NUL */
    buffer_bytes(out, header, sizeof header);
}

void record_copy_trailer(struct buffer *out)
{
    buffer_be16(out, UINT16_MAX);
}

static void add_name(struct buffer *out, const char *name, bool first)
{
    if (!first)
        buffer_text(out, ", ");
    buffer_text(out, name);
}

void record_copy_columns(const struct record_type *type, struct buffer *out)
{
    for (size_t i = 0; i < type->field_count; i++)
        add_name(out, type->fields[i].name, i == 0);
    for (size_t i = 0; type->lineage && i < LINEAGE_COLUMN_COUNT; i++)
        add_name(out, lineage_columns[i], false);
    if (type->versioned)
        add_name(out, "cancelled", false);
}

void record_copy_statement(const struct record_type *type, const char *schema, struct buffer *out)
{
    buffer_text(out, "COPY ");
    buffer_text(out, schema);
    buffer_byte(out, '.');
    buffer_text(out, type->name);
    buffer_text(out, " (");
    record_copy_columns(type, out);
    buffer_text(out, ") FROM STDIN (FORMAT binary)");
}
