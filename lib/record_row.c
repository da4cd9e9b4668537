#include "lib/record_row.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "lib/utc_2000.h"

__extension__ typedef unsigned __int128 uint128;

enum { GROUP_BASE = 10000, GROUP_DIGITS = 4, NUMERIC_HEAD = 8, ARRAY_HEAD = 12, ARRAY_DIMENSION = 8, TEXT_OID = 25 };
enum { NUMERIC_NEGATIVE = 0x4000 };

static uint16_t get_16(const char *at)
{
    uint16_t big;
    memcpy(&big, at, sizeof big);
    return be16toh(big);
}

static uint32_t get_32(const char *at)
{
    uint32_t big;
    memcpy(&big, at, sizeof big);
    return be32toh(big);
}

static uint64_t get_64(const char *at)
{
    uint64_t big;
    memcpy(&big, at, sizeof big);
    return be64toh(big);
}

/* Rounded down, as a time before 2000 needs it: the columns count microseconds, records milliseconds. */
static int64_t get_time(const char *at)
{
    int64_t us = (int64_t)get_64(at);
    return us / 1000 - (us % 1000 < 0) + UTC_2000_MS;
}

/* A reader for each kind of field: fills *value, which has field_kind_size bytes; false if the bytes are no such value.
 * Arrays take their items from the arena; a full one shows as items NULL. */
static bool read_boolean(const struct field *field, struct slice bytes, struct arena *arena, void *value)
{
    (void)field, (void)arena;
    *(bool *)value = bytes.size == 1 && bytes.data[0];
    return bytes.size == 1;
}

static bool read_int(const struct field *field, struct slice bytes, struct arena *arena, void *value)
{
    (void)field, (void)arena;
    if (bytes.size != 4)
        return false;
    *(int32_t *)value = (int32_t)get_32(bytes.data);
    return true;
}

static bool read_long(const struct field *field, struct slice bytes, struct arena *arena, void *value)
{
    (void)field, (void)arena;
    if (bytes.size != 8)
        return false;
    *(int64_t *)value = (int64_t)get_64(bytes.data);
    return true;
}

static bool read_double(const struct field *field, struct slice bytes, struct arena *arena, void *value)
{
    int64_t bits;
    if (!read_long(field, bytes, arena, &bits))
        return false;
    memcpy(value, &bits, sizeof bits);
    return true;
}

/* acc * factor + digits; false beyond 128 bits. */
static bool append(uint128 *acc, unsigned factor, unsigned digits)
{
    return !__builtin_mul_overflow(*acc, (uint128)factor, acc) && !__builtin_add_overflow(*acc, (uint128)digits, acc);
}

static bool scale_up(uint128 *acc, int exponent)
{
    bool fits = true;
    for (; fits && *acc && exponent > 0; exponent--)
        fits = append(acc, 10, 0);
    return fits;
}

/* Groups of four digits, the first worth 10000^weight. The last may reach behind the field's scale, with zeros there. */
static bool read_groups(const char *groups, int count, int weight, int scale, uint128 *unscaled)
{
    static const unsigned powers[] = {1, 10, 100, 1000};
    *unscaled = 0;
    int exponent = (weight - count + 1) * GROUP_DIGITS + scale; /* what is missing behind the last group */
    if (exponent <= -GROUP_DIGITS)
        return false;
    for (int i = 0; i < count; i++) {
        unsigned group = get_16(groups + 2 * i);
        int excess = i == count - 1 && exponent < 0 ? -exponent : 0;
        if (group >= GROUP_BASE || group % powers[excess] ||
            !append(unscaled, GROUP_BASE / powers[excess], group / powers[excess]))
            return false;
    }
    return scale_up(unscaled, exponent);
}

static bool read_decimal(const struct field *field, struct slice bytes, struct arena *arena, void *value)
{
    (void)arena;
    struct decimal *decimal = value;
    uint128 unscaled = 0;
    if (bytes.size < NUMERIC_HEAD)
        return false;
    int count = get_16(bytes.data), weight = (int16_t)get_16(bytes.data + 2);
    unsigned sign = get_16(bytes.data + 4); /* not a number and infinity have others */
    if (bytes.size != NUMERIC_HEAD + 2 * (size_t)count || (sign && sign != NUMERIC_NEGATIVE) ||
        (count && !read_groups(bytes.data + NUMERIC_HEAD, count, weight, field->scale, &unscaled)) ||
        unscaled >> 127)
        return false;
    *decimal = (struct decimal){sign ? -(int128)unscaled : (int128)unscaled, field->scale};
    return decimal_rescale(decimal, field->precision, field->scale);
}

static bool read_slice(const struct field *field, struct slice bytes, struct arena *arena, void *value)
{
    (void)field, (void)arena;
    *(struct slice *)value = bytes;
    return true;
}

static bool read_date(const struct field *field, struct slice bytes, struct arena *arena, void *value)
{
    int32_t days;
    if (!read_int(field, bytes, arena, &days) || days > INT32_MAX - UTC_2000_DAYS)
        return false;
    *(int32_t *)value = days + UTC_2000_DAYS;
    return true;
}

static bool read_timestamp(const struct field *field, struct slice bytes, struct arena *arena, void *value)
{
    (void)field, (void)arena;
    if (bytes.size != 8)
        return false;
    *(int64_t *)value = get_time(bytes.data);
    return true;
}

static bool read_uuid(const struct field *field, struct slice bytes, struct arena *arena, void *value)
{
    (void)field, (void)arena;
    if (bytes.size != sizeof(struct uuid))
        return false;
    memcpy(value, bytes.data, bytes.size);
    return true;
}

static bool read_enum(const struct field *field, struct slice bytes, struct arena *arena, void *value)
{
    (void)arena;
    *(int *)value = field_symbol(field, bytes);
    return *(int *)value >= 0;
}

/* Cuts `count` texts with their lengths off the front; NULLs are none of ours. */
static bool read_items(struct slice rest, struct slice *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint32_t size = rest.size >= 4 ? get_32(rest.data) : UINT32_MAX;
        if (size > INT32_MAX || size > rest.size - 4)
            return false;
        items[i] = slice_cut(rest, 4, 4 + size);
        rest = slice_cut(rest, 4 + size, rest.size);
    }
    return rest.size == 0;
}

static bool read_strings(const struct field *field, struct slice bytes, struct arena *arena, void *value)
{
    (void)field;
    struct slices *strings = value;
    *strings = (struct slices){0};
    if (bytes.size < ARRAY_HEAD || get_32(bytes.data + 8) != TEXT_OID)
        return false;
    uint32_t dimensions = get_32(bytes.data);
    if (dimensions == 0)
        return bytes.size == ARRAY_HEAD;
    if (dimensions != 1 || bytes.size < ARRAY_HEAD + ARRAY_DIMENSION)
        return false;
    size_t count = get_32(bytes.data + ARRAY_HEAD);
    struct slice rest = slice_cut(bytes, ARRAY_HEAD + ARRAY_DIMENSION, bytes.size);
    if (count > rest.size / 4) /* so that it is bounded by what has come */
        return false;
    struct slice *items = arena_alloc(arena, count * sizeof *items);
    *strings = (struct slices){items, count};
    return !items || read_items(rest, items, count);
}

static bool (*const readers[FIELD_KIND_COUNT])(const struct field *field, struct slice bytes, struct arena *arena,
                                               void *value) = {
    [FIELD_BOOLEAN] = read_boolean, [FIELD_INT] = read_int,     [FIELD_LONG] = read_long,
    [FIELD_DOUBLE] = read_double,   [FIELD_DECIMAL] = read_decimal, [FIELD_STRING] = read_slice,
    [FIELD_BYTES] = read_slice,     [FIELD_DATE] = read_date,   [FIELD_TIMESTAMP] = read_timestamp,
    [FIELD_UUID] = read_uuid,       [FIELD_ENUM] = read_enum,   [FIELD_STRINGS] = read_strings,
};

/* Whether an optional value lies in a cell of its own, to which the member points. */
static bool has_cell(const struct field *field)
{
    return field->optional && field->kind != FIELD_STRING && field->kind != FIELD_BYTES;
}

static bool read_field(const struct record_type *type, const struct field *field, struct slice bytes,
                       struct arena *arena, void *record, struct error *error)
{
    char *member = (char *)record + field->offset;
    if (!bytes.data) {
        memset(member, 0, has_cell(field) ? sizeof(void *) : field_kind_size(field->kind));
        return field->optional || error_stop(error, EXIT_CONFIG, "%s.%s is NULL", type->name, field->name);
    }
    void *value = has_cell(field) ? arena_alloc(arena, field_kind_size(field->kind)) : member;
    if (!value)
        return error_full(error, "the arena");
    if (has_cell(field))
        memcpy(member, &value, sizeof value);
    if (!readers[field->kind](field, bytes, arena, value))
        return error_stop(error, EXIT_CONFIG, "%s.%s holds what is no value of it", type->name, field->name);
    bool room = field->kind != FIELD_STRINGS || ((struct slices *)value)->items || !((struct slices *)value)->count;
    return room || error_full(error, "the arena");
}

bool record_row_read(const struct record_type *type, const struct slice *values, struct arena *arena, void *record,
                     struct error *error)
{
    for (size_t i = 0; i < type->field_count; i++)
        if (!read_field(type, &type->fields[i], values[i], arena, record, error))
            return false;
    return true;
}

bool record_row_lineage(const struct record_type *type, const struct slice *values, struct lineage *lineage,
                        struct error *error)
{
    static const size_t sizes[RECORD_ROW_LINEAGE_VALUES] = {0, 4, 8, 8, 8}; /* the first is a text */
    for (size_t i = 0; i < RECORD_ROW_LINEAGE_VALUES; i++)
        if (!values[i].data || (sizes[i] && values[i].size != sizes[i]))
            return error_stop(error, EXIT_CONFIG, "%s: the columns of its lineage are not ours", type->name);
    *lineage = (struct lineage){
        .kafka_topic = values[0],
        .kafka_partition = (int32_t)get_32(values[1].data),
        .kafka_offset = (int64_t)get_64(values[2].data),
        .schema_id = (int64_t)get_64(values[3].data),
        .ingested_at = get_time(values[4].data),
    };
    return true;
}
