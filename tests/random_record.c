#include "tests/random_record.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <string.h>

uint64_t random_next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static uint64_t below(uint64_t *state, uint64_t limit)
{
    return random_next(state) % limit;
}

/* One in four is an end of the range or 0, where mistakes live. */
static int64_t integer(uint64_t *state, int64_t least, int64_t most)
{
    const int64_t ends[] = {least, most, 0};
    uint64_t span = (uint64_t)most - (uint64_t)least;
    if (below(state, 4) == 0)
        return ends[below(state, 3)];
    uint64_t step = span == UINT64_MAX ? random_next(state) : below(state, span + 1);
    return (int64_t)((uint64_t)least + step);
}

static void make_boolean(const struct field *field, uint64_t *state, struct arena *arena, void *value)
{
    (void)field, (void)arena;
    *(bool *)value = below(state, 2);
}

static void make_int(const struct field *field, uint64_t *state, struct arena *arena, void *value)
{
    (void)field, (void)arena;
    *(int32_t *)value = (int32_t)integer(state, INT32_MIN, INT32_MAX);
}

static void make_long(const struct field *field, uint64_t *state, struct arena *arena, void *value)
{
    (void)field, (void)arena;
    *(int64_t *)value = integer(state, INT64_MIN, INT64_MAX);
}

static void make_double(const struct field *field, uint64_t *state, struct arena *arena, void *value)
{
    (void)field, (void)arena;
    static const double ends[] = {0, -0.0, 400000, 0.1, DBL_MAX, -DBL_MAX, DBL_MIN, 5e-324, 1e22, 395.76};
    double number = ends[below(state, sizeof ends / sizeof ends[0])];
    if (below(state, 2)) {
        uint64_t bits = random_next(state);
        memcpy(&number, &bits, sizeof number);
    }
    *(double *)value = isfinite(number) ? number : 1;
}

static void make_decimal(const struct field *field, uint64_t *state, struct arena *arena, void *value)
{
    (void)arena;
    int128 unscaled = 0;
    uint64_t digits = below(state, (uint64_t)field->precision + 1);
    bool all_nines = below(state, 8) == 0;
    for (uint64_t i = 0; i < digits; i++)
        unscaled = unscaled * 10 + (all_nines ? 9 : (int)below(state, 10));
    *(struct decimal *)value = (struct decimal){below(state, 2) ? -unscaled : unscaled, field->scale};
}

static struct slice make_text(uint64_t *state, struct arena *arena)
{
    static const char *const pieces[] = {
        "a", "Z", " ", "0", "\"", "\\", "'", "\n", "\t", "\r", "\x01", "\x7f", ",", "|", "{}", "NVIDIA H200 141GB",
        "\xC3\xA9", "\xE4\xB8\xAD", "\xE8\x8B\xB1\xE4\xBC\x9F\xE8\xBE\xBE", "\xEF\xBF\xBD", "\xF0\x9F\x98\x80",
        "\xE2\x80\xA8",
    };
    char text[512];
    size_t size = 0, count = below(state, 8) ? below(state, 20) : 0;
    for (size_t i = 0; i < count; i++) {
        const char *piece = pieces[below(state, sizeof pieces / sizeof pieces[0])];
        memcpy(text + size, piece, strlen(piece));
        size += strlen(piece);
    }
    struct slice copy = arena_slice(arena, (struct slice){text, size});
    assert(copy.data);
    return copy;
}

static void make_string(const struct field *field, uint64_t *state, struct arena *arena, void *value)
{
    (void)field;
    *(struct slice *)value = make_text(state, arena);
}

static void make_bytes(const struct field *field, uint64_t *state, struct arena *arena, void *value)
{
    (void)field;
    char bytes[40];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)random_next(state);
    *(struct slice *)value = arena_slice(arena, (struct slice){bytes, below(state, sizeof bytes + 1)});
    assert(((struct slice *)value)->data);
}

static void make_date(const struct field *field, uint64_t *state, struct arena *arena, void *value)
{
    (void)field, (void)arena;
    *(int32_t *)value = (int32_t)integer(state, -719162, 2932896);
}

static void make_timestamp(const struct field *field, uint64_t *state, struct arena *arena, void *value)
{
    (void)field, (void)arena;
    *(int64_t *)value = integer(state, INT64_C(-62135596800000), INT64_C(253402300799999));
}

static void make_uuid(const struct field *field, uint64_t *state, struct arena *arena, void *value)
{
    (void)field, (void)arena;
    const uint64_t halves[] = {random_next(state), random_next(state)};
    memcpy(value, halves, sizeof halves);
}

static void make_enum(const struct field *field, uint64_t *state, struct arena *arena, void *value)
{
    (void)arena;
    *(int *)value = (int)below(state, field->symbol_count);
}

static void make_strings(const struct field *field, uint64_t *state, struct arena *arena, void *value)
{
    (void)field;
    size_t count = below(state, 4);
    struct slice *items = arena_alloc(arena, count * sizeof *items);
    assert(items);
    for (size_t i = 0; i < count; i++)
        items[i] = make_text(state, arena);
    *(struct slices *)value = (struct slices){items, count};
}

static void (*const makers[FIELD_KIND_COUNT])(const struct field *, uint64_t *, struct arena *, void *) = {
    [FIELD_BOOLEAN] = make_boolean, [FIELD_INT] = make_int,     [FIELD_LONG] = make_long,
    [FIELD_DOUBLE] = make_double,   [FIELD_DECIMAL] = make_decimal, [FIELD_STRING] = make_string,
    [FIELD_BYTES] = make_bytes,     [FIELD_DATE] = make_date,   [FIELD_TIMESTAMP] = make_timestamp,
    [FIELD_UUID] = make_uuid,       [FIELD_ENUM] = make_enum,   [FIELD_STRINGS] = make_strings,
};

void random_record(const struct record_type *type, uint64_t seed, struct arena *arena, void *record)
{
    uint64_t state = seed;
    memset(record, 0, type->size);
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field *field = &type->fields[i];
        void *member = (char *)record + field->offset;
        if (field->optional && below(&state, 3) == 0)
            continue;
        if (!field->optional || field->kind == FIELD_STRING || field->kind == FIELD_BYTES) {
            makers[field->kind](field, &state, arena, member);
            continue;
        }
        void *cell = arena_alloc(arena, field_kind_size(field->kind));
        assert(cell);
        makers[field->kind](field, &state, arena, cell);
        memcpy(member, &cell, sizeof cell);
    }
}
