#include "lib/record_avro.h"

#include <avro.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct record_encoder {
    const struct record_type *type;
    avro_schema_t schema;
    avro_value_iface_t *class;
    avro_value_t value; /* reused: reset before each record */
    avro_writer_t writer;
};

/* avro_strerror() is one static buffer in a libavro that is built without threads, so it is read only while opening. */
static bool open_parts(struct record_encoder *encoder, struct error *error)
{
    const char *text = encoder->type->avsc;
    if (avro_schema_from_json_length(text, strlen(text), &encoder->schema))
        return error_stop(error, EXIT_CONFIG, "Avro-C refuses the schema of %s: %s", encoder->type->name,
                          avro_strerror());
    encoder->class = avro_generic_class_from_schema(encoder->schema);
    encoder->writer = avro_writer_memory("", 0);
    if (!encoder->class || !encoder->writer || avro_generic_value_new(encoder->class, &encoder->value))
        return error_stop(error, EXIT_TRY_AGAIN, "Avro-C cannot make a value of %s", encoder->type->name);
    return true;
}

bool record_encoder_open(const struct record_type *type, struct record_encoder **encoder, struct error *error)
{
    struct record_encoder *opened = calloc(1, sizeof *opened);
    if (!opened)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for an encoder");
    opened->type = type;
    if (open_parts(opened, error)) {
        *encoder = opened;
        return true;
    }
    record_encoder_close(opened);
    return false;
}

void record_encoder_close(struct record_encoder *encoder)
{
    if (!encoder)
        return;
    if (encoder->value.iface)
        avro_value_decref(&encoder->value);
    if (encoder->writer)
        avro_writer_free(encoder->writer);
    if (encoder->class)
        avro_value_iface_decref(encoder->class);
    if (encoder->schema)
        avro_schema_decref(encoder->schema);
    free(encoder);
}

static bool refuse(struct error *error, enum reason reason, const struct field *field, const char *why)
{
    return error_reject(error, reason, "field %s: %s", field->name, why);
}

static bool avro_did(int result, const struct field *field, struct error *error)
{
    return result == 0 || refuse(error, REASON_OUT_OF_RANGE, field, "Avro-C does not take the value");
}

/* Gives bytes without a copy; `behind` is 1 for texts: Avro-C counts a NUL behind them, which it does not read. */
static avro_wrapped_buffer_t wrap(struct slice bytes, size_t behind)
{
    avro_wrapped_buffer_t buffer;
    avro_wrapped_buffer_new(&buffer, bytes.data, bytes.size + behind);
    return buffer;
}

static bool set_text(avro_value_t *to, const struct field *field, struct slice text, struct error *error)
{
    if (!text.data)
        return refuse(error, REASON_MISSING_FIELD, field, "a required text is not stated");
    if (!slice_is_text(text))
        return refuse(error, REASON_BAD_ENCODING, field, "not UTF-8, or holds a NUL");
    avro_wrapped_buffer_t buffer = wrap(text, 1);
    return avro_did(avro_value_give_string_len(to, &buffer), field, error);
}

static bool set_bytes(avro_value_t *to, const struct field *field, struct slice bytes, struct error *error)
{
    if (!bytes.data)
        return refuse(error, REASON_MISSING_FIELD, field, "required bytes are not stated");
    avro_wrapped_buffer_t buffer = wrap(bytes, 0);
    return avro_did(avro_value_give_bytes(to, &buffer), field, error);
}

/* Big-endian two's complement in the fewest bytes that keep the sign. */
static bool set_decimal(avro_value_t *to, const struct field *field, struct decimal decimal, struct error *error)
{
    if (!decimal_rescale(&decimal, field->precision, field->scale))
        return refuse(error, REASON_BAD_NUMBER, field, "does not fit the precision and scale exactly");
    unsigned char bytes[sizeof decimal.unscaled];
    size_t start = sizeof bytes;
    int128 rest = decimal.unscaled;
    do {
        bytes[--start] = (unsigned char)rest;
        rest >>= 8;
    } while (start && !(rest == (bytes[start] & 0x80 ? -1 : 0)));
    return avro_did(avro_value_set_bytes(to, bytes + start, sizeof bytes - start), field, error);
}

static bool set_uuid(avro_value_t *to, const struct field *field, const struct uuid *uuid, struct error *error)
{
    char text[UUID_TEXT_SIZE + 1];
    uuid_format(uuid, text);
    return avro_did(avro_value_set_string_len(to, text, sizeof text), field, error);
}

static bool set_double(avro_value_t *to, const struct field *field, double number, struct error *error)
{
    if (!isfinite(number))
        return refuse(error, REASON_OUT_OF_RANGE, field, "not finite");
    return avro_did(avro_value_set_double(to, number), field, error);
}

static bool set_symbol(avro_value_t *to, const struct field *field, int symbol, struct error *error)
{
    if (symbol < 0 || (size_t)symbol >= field->symbol_count)
        return refuse(error, REASON_BAD_CODE, field, "the enum has no such symbol");
    return avro_did(avro_value_set_enum(to, symbol), field, error);
}

static bool set_texts(avro_value_t *to, const struct field *field, const struct slices *texts, struct error *error)
{
    for (size_t i = 0; i < texts->count; i++) {
        avro_value_t item;
        if (!avro_did(avro_value_append(to, &item, NULL), field, error) ||
            !set_text(&item, field, texts->items[i], error))
            return false;
    }
    return true;
}

static bool set_value(avro_value_t *to, const struct field *field, const void *value, struct error *error)
{
    switch (field->kind) {
    case FIELD_BOOLEAN:
        return avro_did(avro_value_set_boolean(to, *(const bool *)value), field, error);
    case FIELD_INT:
    case FIELD_DATE:
        return avro_did(avro_value_set_int(to, *(const int32_t *)value), field, error);
    case FIELD_LONG:
    case FIELD_TIMESTAMP:
        return avro_did(avro_value_set_long(to, *(const int64_t *)value), field, error);
    case FIELD_DOUBLE:
        return set_double(to, field, *(const double *)value, error);
    case FIELD_DECIMAL:
        return set_decimal(to, field, *(const struct decimal *)value, error);
    case FIELD_STRING:
        return set_text(to, field, *(const struct slice *)value, error);
    case FIELD_BYTES:
        return set_bytes(to, field, *(const struct slice *)value, error);
    case FIELD_UUID:
        return set_uuid(to, field, value, error);
    case FIELD_ENUM:
        return set_symbol(to, field, *(const int *)value, error);
    case FIELD_STRINGS:
        return set_texts(to, field, value, error);
    case FIELD_KIND_COUNT:
        break;
    }
    return refuse(error, REASON_OUT_OF_RANGE, field, "unknown kind");
}

static bool set_field(struct record_encoder *encoder, size_t index, const void *record, struct error *error)
{
    const struct field *field = &encoder->type->fields[index];
    const void *value = field_value(field, record);
    avro_value_t to;
    if (!avro_did(avro_value_get_by_index(&encoder->value, index, &to, NULL), field, error))
        return false;
    if (!field->optional)
        return value ? set_value(&to, field, value, error)
                     : refuse(error, REASON_MISSING_FIELD, field, "a required value is not stated");
    /* Optional is ["null", T]. */
    avro_value_t branch;
    if (!avro_did(avro_value_set_branch(&to, value != NULL, &branch), field, error))
        return false;
    return !value || set_value(&branch, field, value, error);
}

static bool write_value(struct record_encoder *encoder, struct buffer *out, struct error *error)
{
    size_t start = out->size, size;
    if (avro_value_sizeof(&encoder->value, &size))
        return error_reject(error, REASON_OUT_OF_RANGE, "Avro-C cannot encode a %s", encoder->type->name);
    char *place = buffer_reserve(out, size);
    if (place) {
        avro_writer_memory_set_dest(encoder->writer, place, (int64_t)size);
        if (avro_value_write(encoder->writer, &encoder->value) == 0)
            return true;
    }
    buffer_truncate(out, start);
    return error_reject(error, REASON_TOO_LARGE, "a %s of %zu bytes is larger than a message may be",
                        encoder->type->name, size);
}

bool record_encode(struct record_encoder *encoder, const void *record, struct buffer *out, struct error *error)
{
    if (avro_value_reset(&encoder->value))
        return error_reject(error, REASON_OUT_OF_RANGE, "Avro-C cannot reset a %s", encoder->type->name);
    for (size_t i = 0; i < encoder->type->field_count; i++)
        if (!set_field(encoder, i, record, error))
            return false;
    return write_value(encoder, out, error);
}
