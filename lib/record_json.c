#include "lib/record_json.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base64.h"
#include "lib/clock.h"
#include "lib/json.h"

/* Bytes of the character at the start of `text`, which is not ASCII; 0 if it is not UTF-8. */
static size_t character_size(struct slice text)
{
    unsigned char lead = (unsigned char)text.data[0];
    size_t size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    return size <= text.size && slice_is_text(slice_cut(text, 0, size)) ? size : 0;
}

static const char *short_escape(char byte)
{
    switch (byte) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        return NULL;
    }
}

/* One byte or character that cannot stand as it is; returns how many bytes of the text it was. */
static size_t write_escaped(struct buffer *out, struct slice text)
{
    const char *escape = short_escape(text.data[0]);
    if (escape)
        buffer_text(out, escape);
    else if ((unsigned char)text.data[0] < 0x20)
        buffer_format(out, "\\u%04x", (unsigned char)text.data[0]);
    else
        buffer_text(out, "\xEF\xBF\xBD"); /* no UTF-8: the replacement character */
    return 1;
}

static bool stands_as_it_is(char byte)
{
    return (unsigned char)byte >= 0x20 && byte != '"' && byte != '\\';
}

/* Bytes at the start of `text` that can stand in a string as they are. */
static size_t plain_size(struct slice text)
{
    size_t plain = 0, step;
    while (plain < text.size && stands_as_it_is(text.data[plain])) {
        bool ascii = (unsigned char)text.data[plain] < 0x80;
        step = ascii ? 1 : character_size(slice_cut(text, plain, text.size));
        if (!step)
            break;
        plain += step;
    }
    return plain;
}

void json_write_string(struct buffer *out, struct slice text)
{
    buffer_byte(out, '"');
    while (text.size) {
        size_t plain = plain_size(text);
        buffer_bytes(out, text.data, plain);
        text = slice_cut(text, plain, text.size);
        if (text.size)
            text = slice_cut(text, write_escaped(out, text), text.size);
    }
    buffer_byte(out, '"');
}

static void write_boolean(const struct field *field, const void *value, struct buffer *out)
{
    (void)field;
    buffer_text(out, *(const bool *)value ? "true" : "false");
}

static void write_int(const struct field *field, const void *value, struct buffer *out)
{
    (void)field;
    buffer_format(out, "%d", *(const int32_t *)value);
}

static void write_long(const struct field *field, const void *value, struct buffer *out)
{
    (void)field;
    buffer_format(out, "%lld", (long long)*(const int64_t *)value);
}

/* The fewest digits that read back as the same double. Those of normal size need 15 to 17 unless zeros are left out,
 * which %g does; the smallest of all may need as few as one. */
void json_write_double(struct buffer *out, double number)
{
    if (!isfinite(number)) { /* JSON has none; nothing of ours makes one */
        buffer_text(out, "null");
        return;
    }
    char text[40];
    int digits = fabs(number) < DBL_MIN ? 1 : DBL_DIG;
    do
        snprintf(text, sizeof text, "%.*g", digits, number);
    while (strtod(text, NULL) != number && digits++ < 17);
    buffer_text(out, text);
}

static void write_double(const struct field *field, const void *value, struct buffer *out)
{
    (void)field;
    json_write_double(out, *(const double *)value);
}

static void write_decimal(const struct field *field, const void *value, struct buffer *out)
{
    struct decimal decimal = *(const struct decimal *)value;
    char text[DECIMAL_TEXT_MAX];
    decimal_rescale(&decimal, field->precision, field->scale); /* one that does not fit is shown as it is */
    size_t size = decimal_format(decimal, text);
    json_write_string(out, (struct slice){text, size});
}

static void write_string(const struct field *field, const void *value, struct buffer *out)
{
    (void)field;
    json_write_string(out, *(const struct slice *)value);
}

static void write_bytes(const struct field *field, const void *value, struct buffer *out)
{
    (void)field;
    buffer_byte(out, '"');
    base64_encode(*(const struct slice *)value, out);
    buffer_byte(out, '"');
}

static void write_date(const struct field *field, const void *value, struct buffer *out)
{
    (void)field;
    char text[CLOCK_TEXT_MAX];
    date_format_iso(*(const int32_t *)value, text);
    json_write_string(out, slice_of(text));
}

static void write_timestamp(const struct field *field, const void *value, struct buffer *out)
{
    (void)field;
    char text[CLOCK_TEXT_MAX];
    time_format_rfc3339(*(const int64_t *)value, text);
    json_write_string(out, slice_of(text));
}

static void write_uuid(const struct field *field, const void *value, struct buffer *out)
{
    (void)field;
    char text[UUID_TEXT_SIZE + 1];
    uuid_format(value, text);
    json_write_string(out, slice_of(text));
}

static void write_enum(const struct field *field, const void *value, struct buffer *out)
{
    int index = *(const int *)value;
    assert(index >= 0 && (size_t)index < field->symbol_count);
    json_write_string(out, slice_of(field->symbols[index]));
}

static void write_strings(const struct field *field, const void *value, struct buffer *out)
{
    (void)field;
    const struct slices *strings = value;
    buffer_byte(out, '[');
    for (size_t i = 0; i < strings->count; i++) {
        if (i)
            buffer_text(out, ", ");
        json_write_string(out, strings->items[i]);
    }
    buffer_byte(out, ']');
}

static bool wrong(const struct field *field, enum reason reason, const char *expected, struct error *error)
{
    return error_reject(error, reason, "%s: %s expected", field->name, expected);
}

static bool arena_is_full(struct error *error)
{
    return error_full(error, "the arena");
}

/* A reader for each kind: fills *value, which lies in the record or, for an optional field, in a cell of the arena. */
static bool read_boolean(const struct field *field, const struct json *json, struct arena *arena, void *value,
                         struct error *error)
{
    (void)arena;
    return json_bool(json, value) || wrong(field, REASON_BAD_SYNTAX, "true or false", error);
}

static bool read_int(const struct field *field, const struct json *json, struct arena *arena, void *value,
                     struct error *error)
{
    (void)arena;
    int64_t number;
    if (!json_int64(json, &number) || number < INT32_MIN || number > INT32_MAX)
        return wrong(field, REASON_BAD_NUMBER, "a whole number of 32 bits", error);
    *(int32_t *)value = (int32_t)number;
    return true;
}

static bool read_long(const struct field *field, const struct json *json, struct arena *arena, void *value,
                      struct error *error)
{
    (void)arena;
    return json_int64(json, value) || wrong(field, REASON_BAD_NUMBER, "a whole number of 64 bits", error);
}

static bool read_double(const struct field *field, const struct json *json, struct arena *arena, void *value,
                        struct error *error)
{
    (void)arena;
    struct slice text = json_number_text(json);
    char copy[256];
    if (!text.data || text.size >= sizeof copy)
        return wrong(field, REASON_BAD_NUMBER, "a number", error);
    memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    *(double *)value = strtod(copy, NULL);
    return isfinite(*(double *)value) || wrong(field, REASON_BAD_NUMBER, "a number in the range of a double", error);
}

static bool read_decimal(const struct field *field, const struct json *json, struct arena *arena, void *value,
                         struct error *error)
{
    (void)arena;
    struct slice text = json_text(json);
    struct decimal decimal;
    if (!decimal_parse(text.data ? text : json_number_text(json), &decimal, error))
        return error_wrap(error, "%s", field->name);
    if (!decimal_rescale(&decimal, field->precision, field->scale))
        return error_reject(error, REASON_BAD_NUMBER, "%s: over %d digits, or over %d behind the point", field->name,
                            field->precision, field->scale);
    *(struct decimal *)value = decimal;
    return true;
}

static bool read_string(const struct field *field, const struct json *json, struct arena *arena, void *value,
                        struct error *error)
{
    struct slice text = json_text(json);
    if (!text.data)
        return wrong(field, REASON_BAD_SYNTAX, "a string", error);
    *(struct slice *)value = arena_slice(arena, text);
    return ((struct slice *)value)->data || arena_is_full(error);
}

static bool read_bytes(const struct field *field, const struct json *json, struct arena *arena, void *value,
                       struct error *error)
{
    struct slice text = json_text(json);
    if (!text.data)
        return wrong(field, REASON_BAD_SYNTAX, "base64", error);
    size_t size;
    char *bytes = arena_alloc(arena, text.size / 4 * 3 + 1);
    if (!bytes)
        return arena_is_full(error);
    if (!base64_decode(text, bytes, &size))
        return wrong(field, REASON_BAD_SYNTAX, "base64", error);
    *(struct slice *)value = (struct slice){bytes, size};
    return true;
}

static bool read_date(const struct field *field, const struct json *json, struct arena *arena, void *value,
                      struct error *error)
{
    (void)arena;
    return date_parse_iso(json_text(json), value) || wrong(field, REASON_BAD_DATE, "a date YYYY-MM-DD", error);
}

static bool read_timestamp(const struct field *field, const struct json *json, struct arena *arena, void *value,
                           struct error *error)
{
    (void)arena;
    return time_parse_rfc3339(json_text(json), value) || wrong(field, REASON_BAD_DATE, "a time of RFC 3339", error);
}

static bool read_uuid(const struct field *field, const struct json *json, struct arena *arena, void *value,
                      struct error *error)
{
    (void)arena;
    return uuid_parse(json_text(json), value) || wrong(field, REASON_BAD_SYNTAX, "a UUID", error);
}

static bool read_enum(const struct field *field, const struct json *json, struct arena *arena, void *value,
                      struct error *error)
{
    (void)arena;
    int index = field_symbol(field, json_text(json));
    *(int *)value = index;
    return index >= 0 || wrong(field, REASON_BAD_CODE, "one of its symbols", error);
}

static bool read_strings(const struct field *field, const struct json *json, struct arena *arena, void *value,
                         struct error *error)
{
    if (!json_is_array(json))
        return wrong(field, REASON_BAD_SYNTAX, "an array of strings", error);
    size_t count = json_count(json);
    struct slice *items = arena_alloc(arena, count * sizeof *items);
    if (!items)
        return arena_is_full(error);
    for (size_t i = 0; i < count; i++)
        if (!read_string(field, json_item(json, i), arena, &items[i], error))
            return false;
    *(struct slices *)value = (struct slices){items, count};
    return true;
}

static const struct kind_codec {
    void (*write)(const struct field *field, const void *value, struct buffer *out);
    bool (*read)(const struct field *field, const struct json *json, struct arena *arena, void *value,
                 struct error *error);
} codecs[FIELD_KIND_COUNT] = {
    [FIELD_BOOLEAN] = {write_boolean, read_boolean},
    [FIELD_INT] = {write_int, read_int},
    [FIELD_LONG] = {write_long, read_long},
    [FIELD_DOUBLE] = {write_double, read_double},
    [FIELD_DECIMAL] = {write_decimal, read_decimal},
    [FIELD_STRING] = {write_string, read_string},
    [FIELD_BYTES] = {write_bytes, read_bytes},
    [FIELD_DATE] = {write_date, read_date},
    [FIELD_TIMESTAMP] = {write_timestamp, read_timestamp},
    [FIELD_UUID] = {write_uuid, read_uuid},
    [FIELD_ENUM] = {write_enum, read_enum},
    [FIELD_STRINGS] = {write_strings, read_strings},
};

void record_json_write(const struct record_type *type, const void *record, struct buffer *out)
{
    buffer_text(out, "{\"record\": ");
    json_write_string(out, slice_of(type->name));
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field *field = &type->fields[i];
        const void *value = field_value(field, record);
        buffer_text(out, ", \""); /* a field's name is an identifier: nothing in it is escaped */
        buffer_text(out, field->name);
        buffer_text(out, "\": ");
        if (value)
            codecs[field->kind].write(field, value, out);
        else
            buffer_text(out, "null");
    }
    buffer_text(out, "}\n");
}

static bool is_own_slice(enum field_kind kind)
{
    return kind == FIELD_STRING || kind == FIELD_BYTES;
}

/* Where a stated value is to be put: the member, or a new cell that the member is made to point to. NULL if full. */
static void *place_of(const struct field *field, struct arena *arena, void *record)
{
    void *member = (char *)record + field->offset;
    if (!field->optional || is_own_slice(field->kind))
        return member;
    const void *cell = arena_alloc(arena, field_kind_size(field->kind));
    memcpy(member, &cell, sizeof cell);
    return (void *)(uintptr_t)cell;
}

static bool read_field(const struct field *field, const struct json *json, struct arena *arena, void *record,
                       struct error *error)
{
    if (json_is_null(json)) {
        bool may_be_absent = field->optional || (field->kind == FIELD_STRINGS && !json);
        return may_be_absent || error_reject(error, REASON_MISSING_FIELD, "%s is not stated", field->name);
    }
    void *value = place_of(field, arena, record);
    return value ? codecs[field->kind].read(field, json, arena, value, error) : arena_is_full(error);
}

/* Every member is a field of ours: a misspelt name must not pass as "not stated". */
static bool check_names(const struct record_type *type, const struct json *object, struct error *error)
{
    size_t cursor = 0;
    struct slice name;
    const struct json *value;
    while (json_next_member(object, &cursor, &name, &value))
        if (!slice_equal_text(name, "record") && !record_field_find(type, name))
            return error_reject(error, REASON_BAD_SYNTAX, "%s has no field \"%.*s\"", type->name,
                                SLICE_ARGS(slice_cut(name, 0, 80)));
    return true;
}

static const struct record_type *type_of(const struct json *object, struct error *error)
{
    struct slice name = json_text(json_member(object, "record"));
    const struct record_type *type = name.data ? record_type_find(name) : NULL;
    if (!name.data)
        error_reject(error, REASON_MISSING_FIELD, "no object with a member \"record\"");
    else if (!type)
        error_reject(error, REASON_BAD_CODE, "no record is named \"%.*s\"", SLICE_ARGS(slice_cut(name, 0, 80)));
    return type;
}

const struct record_type *record_json_type(struct slice line, struct error *error)
{
    struct json *object;
    if (!json_parse(line, &object, error))
        return NULL;
    const struct record_type *type = type_of(object, error);
    json_free(object);
    return type;
}

static bool read_object(const struct record_type *type, const struct json *object, struct arena *arena, void *record,
                        struct error *error)
{
    const struct record_type *named = type_of(object, error);
    if (!named)
        return false;
    if (named != type)
        return error_reject(error, REASON_BAD_CODE, "a %s, not a %s", named->name, type->name);
    if (!check_names(type, object, error))
        return false;
    memset(record, 0, type->size);
    for (size_t i = 0; i < type->field_count; i++)
        if (!read_field(&type->fields[i], json_member(object, type->fields[i].name), arena, record, error))
            return false;
    return true;
}

bool record_json_read(const struct record_type *type, struct slice line, struct arena *arena, void *record,
                      struct error *error)
{
    struct json *object;
    if (!json_parse(line, &object, error))
        return false;
    bool read = read_object(type, object, arena, record, error);
    json_free(object);
    return read;
}
