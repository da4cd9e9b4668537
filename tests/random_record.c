#include "tests/random_record.h"

#include <assert.h>
#include <string.h>

uint64_t random_next(uint64_t *seed)
{
    /* splitmix64 */
    uint64_t z = *seed += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

size_t random_below(uint64_t *seed, size_t limit)
{
    return (size_t)(random_next(seed) % limit);
}

/* Any number of bits is as likely as any other, so that small and large values both come; now and then an extreme. */
static int64_t random_integer(uint64_t *seed, int64_t least, int64_t most)
{
    size_t choice = random_below(seed, 20);
    if (choice < 2)
        return choice ? least : most;
    int64_t value = (int64_t)(random_next(seed) >> random_below(seed, 64));
    if (value >= least && value <= most)
        return value;
    return (int64_t)((uint64_t)least + random_next(seed) % ((uint64_t)most - (uint64_t)least));
}

static const char *const pieces[] = {"a", "H200", " ", "\"", "\\", "\n", "\x7F", "0", "\xC3\xA9",
                                     "\xE8\x8A\xAF\xE7\x89\x87", "\xF0\x9F\x92\xBE", "\t", "\x01", "quantity", ","};

static struct slice random_text(uint64_t *seed, struct arena *arena)
{
    char text[256];
    size_t size = 0;
    for (size_t count = random_below(seed, 4) ? random_below(seed, 12) : 0; count; count--) {
        const char *piece = pieces[random_below(seed, sizeof pieces / sizeof *pieces)];
        memcpy(text + size, piece, strlen(piece));
        size += strlen(piece);
    }
    return arena_slice(arena, (struct slice){text, size});
}

static struct slice random_bytes(uint64_t *seed, struct arena *arena)
{
    unsigned char bytes[40];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)random_next(seed);
    return arena_slice(arena, (struct slice){(char *)bytes, random_below(seed, sizeof bytes)});
}

static struct slices random_texts(uint64_t *seed, struct arena *arena)
{
    size_t count = random_below(seed, 4);
    struct slice *items = arena_alloc(arena, (count + 1) * sizeof *items);
    for (size_t i = 0; i < count; i++)
        items[i] = random_text(seed, arena);
    return (struct slices){items, count};
}

static struct decimal random_decimal(uint64_t *seed, const struct field *field)
{
    int128 unscaled = 0;
    for (size_t digits = random_below(seed, (size_t)field->precision + 1); digits; digits--)
        unscaled = unscaled * 10 + (random_below(seed, 8) ? (int)random_below(seed, 10) : 9);
    return (struct decimal){random_next(seed) % 2 ? unscaled : -unscaled, field->scale};
}

static double random_double(uint64_t *seed)
{
    static const double values[] = {0.0, -0.0, 1.0, 0.1, 395.76e18, -1e-300, 1.7976931348623157e308, 5e-324};
    if (random_below(seed, 2))
        return values[random_below(seed, sizeof values / sizeof *values)];
    return (double)(int64_t)random_next(seed) / (double)(1 + random_next(seed) % 1000000);
}

/* Years 1 to 9999, which JSON, COPY and Avro can all write. */
enum { DATE_LEAST = -719162, DATE_MOST = 2932896 };
static const int64_t ms_of_day = INT64_C(86400000);

static void random_value(const struct field *field, uint64_t *seed, struct arena *arena, void *value)
{
    switch (field->kind) {
    case FIELD_BOOLEAN:
        *(bool *)value = random_below(seed, 2);
        return;
    case FIELD_INT:
        *(int32_t *)value = (int32_t)random_integer(seed, INT32_MIN, INT32_MAX);
        return;
    case FIELD_LONG:
        *(int64_t *)value = random_integer(seed, INT64_MIN, INT64_MAX);
        return;
    case FIELD_DOUBLE:
        *(double *)value = random_double(seed);
        return;
    case FIELD_DECIMAL:
        *(struct decimal *)value = random_decimal(seed, field);
        return;
    case FIELD_STRING:
        *(struct slice *)value = random_text(seed, arena);
        return;
    case FIELD_BYTES:
        *(struct slice *)value = random_bytes(seed, arena);
        return;
    case FIELD_DATE:
        *(int32_t *)value = (int32_t)random_integer(seed, DATE_LEAST, DATE_MOST);
        return;
    case FIELD_TIMESTAMP:
        *(int64_t *)value = random_integer(seed, DATE_LEAST * ms_of_day, (DATE_MOST + 1) * ms_of_day - 1);
        return;
    case FIELD_UUID:
        for (size_t i = 0; i < sizeof(struct uuid); i++)
            ((struct uuid *)value)->bytes[i] = (uint8_t)random_next(seed);
        return;
    case FIELD_ENUM:
        *(int *)value = (int)random_below(seed, field->symbol_count);
        return;
    case FIELD_STRINGS:
        *(struct slices *)value = random_texts(seed, arena);
        return;
    case FIELD_KIND_COUNT:
        break;
    }
    assert(field->kind < FIELD_KIND_COUNT);
}

void random_record(const struct record_type *type, uint64_t *seed, struct arena *arena, void *record)
{
    memset(record, 0, type->size);
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field *field = &type->fields[i];
        char *member = (char *)record + field->offset;
        bool by_pointer = field->optional && field->kind != FIELD_STRING && field->kind != FIELD_BYTES;
        if (field->optional && !random_below(seed, 3))
            continue;
        void *value = by_pointer ? arena_alloc(arena, field_kind_size(field->kind)) : member;
        assert(value);
        random_value(field, seed, arena, value);
        if (by_pointer)
            memcpy(member, &value, sizeof value);
    }
}
