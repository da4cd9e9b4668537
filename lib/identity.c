#include "lib/identity.h"

#include <assert.h>
#include <string.h>

/* Compiled in: only so may the state of a hash lie on the stack, and the short updates of a record's fields are
 * inlined. */
#define XXH_INLINE_ALL
#include <xxhash.h>

enum { KEY_SEPARATOR = '|', KEY_ESCAPE = '\\' };

static bool needs_escape(char byte)
{
    return byte == KEY_SEPARATOR || byte == KEY_ESCAPE;
}

static size_t escaped_size(struct slice part)
{
    size_t size = part.size;
    for (size_t i = 0; i < part.size; i++)
        size += needs_escape(part.data[i]);
    return size;
}

static char *write_escaped(struct slice part, char *out)
{
    for (size_t i = 0; i < part.size; i++) {
        if (needs_escape(part.data[i]))
            *out++ = KEY_ESCAPE;
        *out++ = part.data[i];
    }
    return out;
}

struct slice identity_natural_key(struct arena *arena, const struct slice *parts, size_t part_count)
{
    size_t size = part_count + 1; /* separators and a NUL */
    for (size_t i = 0; i < part_count; i++)
        size += escaped_size(parts[i]);
    char *text = arena_alloc(arena, size);
    if (!text)
        return (struct slice){NULL, 0};
    char *end = text;
    for (size_t i = 0; i < part_count; i++) {
        if (i)
            *end++ = KEY_SEPARATOR;
        end = write_escaped(parts[i], end);
    }
    *end = '\0';
    return (struct slice){text, (size_t)(end - text)};
}

enum { GATHERED_MAX = 1024 };

/* A record is some hundred pieces of a few bytes each: gathered here, they cost a copy instead of a call of the
 * hash. */
struct hasher {
    size_t gathered;
    bool started; /* state has what no longer fits */
    uint8_t bytes[GATHERED_MAX];
    XXH3_state_t state;
};

static void hasher_init(struct hasher *hasher)
{
    hasher->gathered = 0;
    hasher->started = false;
}

static void pass_on(struct hasher *hasher, const void *bytes, size_t size)
{
    if (!hasher->started)
        XXH3_128bits_reset(&hasher->state);
    hasher->started = true;
    XXH3_128bits_update(&hasher->state, hasher->bytes, hasher->gathered);
    XXH3_128bits_update(&hasher->state, bytes, size);
    hasher->gathered = 0;
}

static void add_bytes(struct hasher *hasher, const void *bytes, size_t size)
{
    if (size > GATHERED_MAX - hasher->gathered) {
        pass_on(hasher, bytes, size);
    } else if (size) {
        memcpy(hasher->bytes + hasher->gathered, bytes, size);
        hasher->gathered += size;
    }
}

static void finish(struct hasher *hasher, uint8_t hash[CONTENT_HASH_SIZE])
{
    XXH128_canonical_t canonical;
    if (hasher->started)
        XXH3_128bits_update(&hasher->state, hasher->bytes, hasher->gathered);
    XXH128_canonicalFromHash(&canonical, hasher->started ? XXH3_128bits_digest(&hasher->state)
                                                         : XXH3_128bits(hasher->bytes, hasher->gathered));
    memcpy(hash, canonical.digest, CONTENT_HASH_SIZE);
}

static void put_date(struct uuid *id, int64_t date_ms)
{
    const int64_t most = (INT64_C(1) << 48) - 1;
    uint64_t prefix = (uint64_t)(date_ms < 0 ? 0 : date_ms > most ? most : date_ms);
    for (size_t i = 0; i < 6; i++)
        id->bytes[i] = (uint8_t)(prefix >> (40 - 8 * i));
}

struct uuid identity_event_id(struct slice name_space, struct slice source, struct slice natural_key,
                              const int64_t *date_ms)
{
    /* NUL cannot stand in a text, so it separates without escaping. */
    const struct slice parts[] = {name_space, source, natural_key};
    struct hasher hasher;
    hasher_init(&hasher);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (i)
            add_bytes(&hasher, "", 1);
        add_bytes(&hasher, parts[i].data, parts[i].size);
    }
    uint8_t hash[CONTENT_HASH_SIZE];
    finish(&hasher, hash);

    struct uuid id;
    put_date(&id, date_ms ? *date_ms : 0);
    memcpy(id.bytes + 6, hash, 10);
    id.bytes[6] = (uint8_t)(0x80 | (id.bytes[6] & 0x0F)); /* version 8: custom */
    id.bytes[8] = (uint8_t)(0x80 | (id.bytes[8] & 0x3F)); /* variant of RFC 9562 */
    return id;
}

static void add_big_endian(struct hasher *hasher, uint64_t value, size_t size)
{
    uint8_t bytes[8];
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)(value >> (8 * (size - 1 - i)));
    add_bytes(hasher, bytes, size);
}

/* Each value is its size in 4 bytes, then its bytes. */
static void add_value(struct hasher *hasher, const void *bytes, size_t size)
{
    add_big_endian(hasher, size, 4);
    add_bytes(hasher, bytes, size);
}

static void add_integer(struct hasher *hasher, int64_t value)
{
    add_big_endian(hasher, 8, 4);
    add_big_endian(hasher, (uint64_t)value, 8);
}

static void add_double(struct hasher *hasher, double value)
{
    double plain = value == 0 ? 0 : value; /* -0 is 0 */
    uint64_t bits;
    memcpy(&bits, &plain, sizeof bits);
    add_big_endian(hasher, 8, 4);
    add_big_endian(hasher, bits, 8);
}

static void add_decimal(struct hasher *hasher, const struct field *field, struct decimal decimal)
{
    char text[DECIMAL_TEXT_MAX];
    /* One that the field cannot hold enters as it is: the encoder refuses it anyway. */
    decimal_rescale(&decimal, field->precision, field->scale);
    add_value(hasher, text, decimal_format(decimal, text));
}

static void add_strings(struct hasher *hasher, const struct slices *strings)
{
    add_big_endian(hasher, strings->count, 4);
    for (size_t i = 0; i < strings->count; i++)
        add_value(hasher, strings->items[i].data, strings->items[i].size);
}

static void add_field_value(struct hasher *hasher, const struct field *field, const void *value)
{
    switch (field->kind) {
    case FIELD_BOOLEAN:
        add_integer(hasher, *(const bool *)value);
        break;
    case FIELD_INT:
    case FIELD_DATE:
        add_integer(hasher, *(const int32_t *)value);
        break;
    case FIELD_LONG:
    case FIELD_TIMESTAMP:
        add_integer(hasher, *(const int64_t *)value);
        break;
    case FIELD_DOUBLE:
        add_double(hasher, *(const double *)value);
        break;
    case FIELD_DECIMAL:
        add_decimal(hasher, field, *(const struct decimal *)value);
        break;
    case FIELD_STRING:
    case FIELD_BYTES:
        add_value(hasher, ((const struct slice *)value)->data, ((const struct slice *)value)->size);
        break;
    case FIELD_UUID:
        add_value(hasher, value, sizeof(struct uuid));
        break;
    case FIELD_ENUM: {
        const char *symbol = field->symbols[*(const int *)value];
        add_value(hasher, symbol, strlen(symbol));
        break;
    }
    case FIELD_STRINGS:
        add_strings(hasher, value);
        break;
    case FIELD_KIND_COUNT:
        break;
    }
}

/* An empty array counts as not stated, so that one may be added to a record without changing the hashes of old
 * facts. */
static bool is_stated(const struct field *field, const void *value)
{
    return value && (field->kind != FIELD_STRINGS || ((const struct slices *)value)->count);
}

enum { FIELDS_MAX = 256 };

struct order {
    const struct record_type *type;
    size_t count;
    const struct field *fields[FIELDS_MAX]; /* the hashed ones, sorted by name */
    size_t name_sizes[FIELDS_MAX];          /* with the NUL */
};

static void sort_fields(const struct record_type *type, struct order *order)
{
    order->type = type;
    order->count = 0;
    for (size_t i = 0; i < type->field_count; i++) {
        if (!type->fields[i].hashed)
            continue;
        assert(order->count < FIELDS_MAX);
        size_t place = order->count++;
        for (; place && strcmp(order->fields[place - 1]->name, type->fields[i].name) > 0; place--)
            order->fields[place] = order->fields[place - 1];
        order->fields[place] = &type->fields[i];
    }
}

static void measure_names(struct order *order)
{
    for (size_t i = 0; i < order->count; i++)
        order->name_sizes[i] = strlen(order->fields[i]->name) + 1;
}

/* A program hashes records of one type over and over, so the last order is kept. */
static const struct order *order_of(const struct record_type *type)
{
    static _Thread_local struct order order;
    if (order.type != type) {
        sort_fields(type, &order);
        measure_names(&order);
    }
    return &order;
}

void identity_content_hash(const struct record_type *type, const void *record, uint8_t hash[CONTENT_HASH_SIZE])
{
    const struct order *order = order_of(type);
    struct hasher hasher;
    hasher_init(&hasher);
    for (size_t i = 0; i < order->count; i++) {
        const struct field *field = order->fields[i];
        const void *value = field_value(field, record);
        if (!is_stated(field, value))
            continue;
        add_bytes(&hasher, field->name, order->name_sizes[i]);
        add_field_value(&hasher, field, value);
    }
    finish(&hasher, hash);
}

void identity_hash_bytes(struct slice bytes, uint8_t hash[CONTENT_HASH_SIZE])
{
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes.data, bytes.size));
    memcpy(hash, canonical.digest, CONTENT_HASH_SIZE);
}

int64_t identity_hash_64(struct slice bytes)
{
    return (int64_t)XXH3_64bits(bytes.data, bytes.size);
}
