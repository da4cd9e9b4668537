/* lib/avro_decode: bytes from the wire to records. Avro-C, as the encoder and as another reader, says what is right. */
#include <avro.h>
#include <check.h>
#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/avro_decode.h"
#include "lib/buffer.h"
#include "lib/record_avro.h"
#include "tests/random_record.h"
#include "tests/suite.h"

static struct arena arena;
static struct buffer out;
static struct error error;

static void set_up(void)
{
    ck_assert(arena_init(&arena, 2 * RANDOM_RECORD_ARENA, &error));
    buffer_init(&out, 256 * 1024);
}

static void tear_down(void)
{
    buffer_free(&out);
    arena_free(&arena);
}

static size_t random_below(uint64_t *seed, size_t limit)
{
    return (size_t)(random_next(seed) % limit);
}

/* A small record of this test, which shows each kind of conversion. */

static const char *const colours[] = {"red", "green", "blue"};

struct thing {
    int64_t number;
    struct slice name; /* optional */
    const double *ratio;
    const struct decimal *price;
    int colour;
    struct slices tags;
    const int64_t *at;
    const int32_t *day;
};

static const struct field thing_fields[] = {
    {.name = "number", .kind = FIELD_LONG, .offset = offsetof(struct thing, number)},
    {.name = "name", .kind = FIELD_STRING, .optional = true, .offset = offsetof(struct thing, name)},
    {.name = "ratio", .kind = FIELD_DOUBLE, .optional = true, .offset = offsetof(struct thing, ratio)},
    {.name = "price", .kind = FIELD_DECIMAL, .optional = true, .precision = 9, .scale = 2,
     .offset = offsetof(struct thing, price)},
    {.name = "colour", .kind = FIELD_ENUM, .symbols = colours, .symbol_count = 3, .offset = offsetof(struct thing, colour)},
    {.name = "tags", .kind = FIELD_STRINGS, .offset = offsetof(struct thing, tags)},
    {.name = "at", .kind = FIELD_TIMESTAMP, .optional = true, .offset = offsetof(struct thing, at)},
    {.name = "day", .kind = FIELD_DATE, .optional = true, .offset = offsetof(struct thing, day)},
};

static const struct record_type thing_type = {
    .name = "thing", .size = sizeof(struct thing), .fields = thing_fields, .field_count = 8};

#define NUMBER "{\"name\":\"number\",\"type\":\"long\"}"
#define COLOUR "{\"name\":\"colour\",\"type\":{\"type\":\"enum\",\"name\":\"colour\",\"symbols\":[\"red\",\"green\",\"blue\"]}}"
#define THING(fields) "{\"type\":\"record\",\"name\":\"thing\",\"fields\":[" fields "]}"
#define BASE NUMBER "," COLOUR

static struct avro_plan *plan_of(const char *schema, const struct record_type *type)
{
    struct avro_plan *plan;
    ck_assert_msg(avro_plan_make(slice_of(schema), type, &plan, &error), "%s: %s", schema, error.message);
    return plan;
}

/* What lies in `bytes` by `schema`; it must be readable. */
static struct thing thing_of(const char *schema, struct slice bytes)
{
    struct thing thing;
    struct avro_plan *plan = plan_of(schema, &thing_type);
    ck_assert_msg(avro_decode(plan, bytes, &arena, &thing, &error), "%s: %s", schema, error.message);
    avro_plan_free(plan);
    return thing;
}

START_TEST(fields_are_found_by_name_in_any_order)
{
    struct thing thing = thing_of(THING(COLOUR ",{\"name\":\"name\",\"type\":[\"null\",\"string\"]}," NUMBER),
                                  SLICE_LITERAL("\x04\x02\x08H200\x03"));
    ck_assert_int_eq(thing.colour, 2);
    ck_assert(slice_equal_text(thing.name, "H200"));
    ck_assert_int_eq(thing.number, -2);
}
END_TEST

START_TEST(texts_are_views_of_the_payload)
{
    struct slice payload = SLICE_LITERAL("\x02\x00\x02\x06" "abc");
    struct thing thing = thing_of(THING(BASE ",{\"name\":\"name\",\"type\":[\"null\",\"string\"]}"), payload);
    ck_assert_ptr_eq(thing.name.data, payload.data + 4);
    ck_assert_uint_eq(thing.name.size, 3);
}
END_TEST

START_TEST(what_the_writer_lacks_is_not_stated)
{
    struct thing thing = thing_of(THING(BASE), SLICE_LITERAL("\x02\x00"));
    ck_assert_int_eq(thing.number, 1);
    ck_assert_ptr_null(thing.name.data);
    ck_assert_ptr_null(thing.ratio);
    ck_assert_ptr_null(thing.price);
    ck_assert_ptr_null(thing.at);
    ck_assert_uint_eq(thing.tags.count, 0);
}
END_TEST

START_TEST(an_empty_text_is_stated)
{
    struct thing thing = thing_of(THING(BASE ",{\"name\":\"name\",\"type\":\"string\"}"), SLICE_LITERAL("\x02\x00\x00"));
    ck_assert_ptr_nonnull(thing.name.data);
    ck_assert_uint_eq(thing.name.size, 0);
}
END_TEST

START_TEST(enums_go_by_symbol)
{
    const char *schema = THING(NUMBER ",{\"name\":\"colour\",\"type\":{\"type\":\"enum\",\"name\":\"c\","
                                      "\"symbols\":[\"blue\",\"mauve\",\"red\"]}}");
    ck_assert_int_eq(thing_of(schema, SLICE_LITERAL("\x02\x00")).colour, 2);
    ck_assert_int_eq(thing_of(schema, SLICE_LITERAL("\x02\x04")).colour, 0);
    struct avro_plan *plan = plan_of(schema, &thing_type);
    struct thing thing;
    ck_assert(!avro_decode(plan, SLICE_LITERAL("\x02\x02"), &arena, &thing, &error));
    ck_assert_int_eq(error.reason, REASON_BAD_AVRO);
    avro_plan_free(plan);
}
END_TEST

START_TEST(numbers_are_promoted)
{
    const struct {
        const char *type;
        struct slice bytes;
        double ratio;
    } rows[] = {
        {"\"int\"", SLICE_LITERAL("\x05"), -3},
        {"\"long\"", SLICE_LITERAL("\x80\x80\x80\x80\x20"), 4294967296.0},
        {"\"float\"", SLICE_LITERAL("\x00\x00\xC0\x3F"), 1.5},
        {"\"double\"", SLICE_LITERAL("\x00\x00\x00\x00\x00\x00\xF8\x3F"), 1.5},
        {"[\"float\",\"null\",\"int\"]", SLICE_LITERAL("\x04\x02"), 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char schema[512], bytes[32] = "\x02\x00";
        snprintf(schema, sizeof schema, "{\"type\":\"record\",\"name\":\"x.thing\",\"fields\":[{\"name\":\"number\","
                 "\"type\":\"int\"}," COLOUR ",{\"name\":\"ratio\",\"type\":%s}]}", rows[i].type);
        memcpy(bytes + 2, rows[i].bytes.data, rows[i].bytes.size);
        struct thing thing = thing_of(schema, (struct slice){bytes, 2 + rows[i].bytes.size});
        ck_assert_int_eq(thing.number, 1);
        ck_assert_ptr_nonnull(thing.ratio);
        ck_assert_double_eq(*thing.ratio, rows[i].ratio);
    }
}
END_TEST

#define PRICE(precision, scale)                                                                                      \
    THING(BASE ",{\"name\":\"price\",\"type\":{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":" precision  \
               ",\"scale\":" scale "}}")

START_TEST(decimals_come_in_our_scale)
{
    const struct {
        const char *schema;
        struct slice bytes;
        bool fits;
        int64_t unscaled;
    } rows[] = {
        {PRICE("9", "2"), SLICE_LITERAL("\x02\x01"), true, 1},
        {PRICE("9", "2"), SLICE_LITERAL("\x02\xFF"), true, -1},
        {PRICE("9", "2"), SLICE_LITERAL("\x04\x00\xFF"), true, 255},
        {PRICE("9", "2"), SLICE_LITERAL("\x24\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x00"), true, 256},
        {PRICE("9", "2"), SLICE_LITERAL("\x08\x3B\x9A\xC9\xFF"), true, 999999999},
        {PRICE("9", "2"), SLICE_LITERAL("\x08\x3B\x9A\xCA\x00"), false, 0},
        {PRICE("9", "2"), SLICE_LITERAL("\x08\xC4\x65\x36\x00"), false, 0},
        {PRICE("9", "2"), SLICE_LITERAL("\x00"), false, 0},
        {PRICE("38", "2"), SLICE_LITERAL("\x22\x00\xFF\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), false, 0},
        {PRICE("9", "3"), SLICE_LITERAL("\x02\x0A"), true, 1},
        {PRICE("9", "3"), SLICE_LITERAL("\x02\x0B"), false, 0},
        {PRICE("9", "0"), SLICE_LITERAL("\x02\x07"), true, 700},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char bytes[64] = "\x02\x00";
        memcpy(bytes + 2, rows[i].bytes.data, rows[i].bytes.size);
        struct avro_plan *plan = plan_of(rows[i].schema, &thing_type);
        struct thing thing;
        bool fits = avro_decode(plan, (struct slice){bytes, 2 + rows[i].bytes.size}, &arena, &thing, &error);
        ck_assert_msg(fits == rows[i].fits, "row %zu: %s", i, error.message);
        if (fits) {
            ck_assert_int_eq((int64_t)thing.price->unscaled, rows[i].unscaled);
            ck_assert_int_eq(thing.price->scale, 2);
        }
        avro_plan_free(plan);
    }
}
END_TEST

START_TEST(blocks_of_an_array_are_joined)
{
    const char *schema = THING(BASE ",{\"name\":\"tags\",\"type\":{\"type\":\"array\",\"items\":\"string\"}}");
    /* One item; two items in a block that states its 5 bytes; the end. */
    struct thing thing = thing_of(schema, SLICE_LITERAL("\x02\x00\x02\x02" "a\x03\x0A\x02" "b\x04" "cd\x00"));
    ck_assert_uint_eq(thing.tags.count, 3);
    ck_assert(slice_equal_text(thing.tags.items[0], "a"));
    ck_assert(slice_equal_text(thing.tags.items[1], "b"));
    ck_assert(slice_equal_text(thing.tags.items[2], "cd"));
    ck_assert_uint_eq(thing_of(schema, SLICE_LITERAL("\x02\x00\x00")).tags.count, 0);
}
END_TEST

static const char *const unusable[] = {
    THING(NUMBER),                                                      /* lacks colour */
    THING(BASE ",{\"name\":\"ratio\",\"type\":\"string\"}"),            /* another type */
    THING(BASE ",{\"name\":\"name\",\"type\":[\"int\",\"boolean\"]}"),  /* no branch fits */
    THING(COLOUR ",{\"name\":\"number\",\"type\":\"null\"}"),           /* never stated, but required */
    THING(COLOUR ",{\"name\":\"number\",\"type\":\"double\"}"),         /* would lose digits */
    THING(BASE ",{\"name\":\"at\",\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}}"),
    THING(BASE ",{\"name\":\"price\",\"type\":\"bytes\"}"),             /* scale unknown */
    THING(BASE ",{\"name\":\"tags\",\"type\":{\"type\":\"array\",\"items\":\"int\"}}"),
    "{\"type\":\"record\",\"name\":\"other\",\"fields\":[" BASE "]}",
    "\"string\"",
    "[\"null\"," THING(BASE) "]",
    "not JSON",
};

START_TEST(a_schema_whose_records_cannot_be_ours_is_refused)
{
    struct avro_plan *plan;
    ck_assert_msg(!avro_plan_make(slice_of(unusable[_i]), &thing_type, &plan, &error), "%s", unusable[_i]);
    ck_assert_int_eq(error.kind, ERROR_REJECT);
    ck_assert_int_eq(error.reason, REASON_INCOMPATIBLE_SCHEMA);
}
END_TEST

#define OPTIONAL_NUMBER THING("{\"name\":\"number\",\"type\":[\"null\",\"long\",\"string\"]}," COLOUR)
#define NAME THING(BASE ",{\"name\":\"name\",\"type\":[\"null\",\"string\"]}")
#define TAGS THING(BASE ",{\"name\":\"tags\",\"type\":{\"type\":\"array\",\"items\":\"string\"}}")
#define EXTRA(type) THING(BASE ",{\"name\":\"extra\",\"type\":" type "}")
#define LONG_MIN_ZIGZAG "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"

#define BYTES(text) {(text), sizeof(text) - 1}

/* A record that holds a list of its own kind 100,000 deep is 100,000 bytes 02. */
static char deep[100000];

static const struct {
    const char *what;
    const char *schema;
    struct slice bytes; /* behind number 1 and colour 0, where the schema begins with them */
    enum reason reason;
} hostile[] = {
    {"nothing", THING(BASE), {NULL, 0}, REASON_BAD_AVRO},
    {"null for a required field", OPTIONAL_NUMBER, BYTES("\x00\x00"), REASON_BAD_AVRO},
    {"a branch that the field does not take", OPTIONAL_NUMBER, BYTES("\x04\x00\x00"), REASON_BAD_AVRO},
    {"union index -1", OPTIONAL_NUMBER, BYTES("\x01\x02\x00"), REASON_BAD_AVRO},
    {"union index 3", OPTIONAL_NUMBER, BYTES("\x06\x02\x00"), REASON_BAD_AVRO},
    {"union index 2^33", OPTIONAL_NUMBER, BYTES("\x80\x80\x80\x80\x40\x02\x00"), REASON_BAD_AVRO},
    {"enum index 3", THING(BASE), BYTES("\x02\x06"), REASON_BAD_AVRO},
    {"enum index -1", THING(BASE), BYTES("\x02\x01"), REASON_BAD_AVRO},
    {"enum index 2^32", THING(BASE), BYTES("\x02\x80\x80\x80\x80\x20"), REASON_BAD_AVRO},
    {"a varint of 11 bytes", THING(BASE), BYTES("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01\x00"), REASON_BAD_AVRO},
    {"a varint of 65 bits", THING(BASE), BYTES("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02\x00"), REASON_BAD_AVRO},
    {"bytes behind the record", THING(BASE), BYTES("\x02\x00\x00"), REASON_BAD_AVRO},
    {"string of 2^30", NAME, BYTES("\x02\x00\x02\x80\x80\x80\x80\x08x"), REASON_BAD_AVRO},
    {"string of 2^33", NAME, BYTES("\x02\x00\x02\x80\x80\x80\x80\x40x"), REASON_BAD_AVRO},
    {"string of 2^40", NAME, BYTES("\x02\x00\x02\x80\x80\x80\x80\x80\x40x"), REASON_BAD_AVRO},
    {"string of INT64_MIN", NAME, BYTES("\x02\x00\x02" LONG_MIN_ZIGZAG), REASON_BAD_AVRO},
    {"string of -1", NAME, BYTES("\x02\x00\x02\x01x"), REASON_BAD_AVRO},
    {"string with a NUL", NAME, BYTES("\x02\x00\x02\x04x\x00"), REASON_BAD_ENCODING},
    {"string not UTF-8", NAME, BYTES("\x02\x00\x02\x04\xC0\x80"), REASON_BAD_ENCODING},
    {"tag with a NUL", TAGS, BYTES("\x02\x00\x02\x02\x00\x00"), REASON_BAD_ENCODING},
    {"2^40 tags", TAGS, BYTES("\x02\x00\x80\x80\x80\x80\x80\x40x"), REASON_BAD_AVRO},
    {"INT64_MIN tags", TAGS, BYTES("\x02\x00" LONG_MIN_ZIGZAG "\x02\x02x\x00"), REASON_BAD_AVRO},
    {"a block of -1 bytes", TAGS, BYTES("\x02\x00\x01\x01\x02x\x00"), REASON_BAD_AVRO},
    {"a block that states 3 bytes and has 2", TAGS, BYTES("\x02\x00\x01\x06\x02x\x00"), REASON_BAD_AVRO},
    {"skipped boolean 7", EXTRA("\"boolean\""), BYTES("\x02\x00\x07"), REASON_BAD_AVRO},
    {"skipped string of -50", EXTRA("\"string\""), BYTES("\x02\x00\x63"), REASON_BAD_AVRO},
    {"skipped int of 33 bits", EXTRA("\"int\""), BYTES("\x02\x00\x80\x80\x80\x80\x20"), REASON_BAD_AVRO},
    {"skipped fixed cut short", EXTRA("{\"type\":\"fixed\",\"name\":\"F\",\"size\":4}"), BYTES("\x02\x00zzz"), REASON_BAD_AVRO},
    {"skipped enum index", EXTRA("{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"]}"), BYTES("\x02\x00\x02"), REASON_BAD_AVRO},
    {"skipped union index", EXTRA("[\"null\"]"), BYTES("\x02\x00\x02"), REASON_BAD_AVRO},
    {"an array of 5*10^7 nulls", EXTRA("{\"type\":\"array\",\"items\":\"null\"}"), BYTES("\x02\x00\x80\xC2\xD7\x2F\x00"), REASON_BAD_AVRO},
    {"an array of 2^40 nulls", EXTRA("{\"type\":\"array\",\"items\":\"null\"}"), BYTES("\x02\x00\x80\x80\x80\x80\x80\x40\x00"), REASON_BAD_AVRO},
    {"an array of 2^40 empty records", EXTRA("{\"type\":\"array\",\"items\":{\"type\":\"record\",\"name\":\"N\",\"fields\":[]}}"),
     BYTES("\x02\x00\x80\x80\x80\x80\x80\x40\x00"), REASON_BAD_AVRO},
    {"a map of 2^40", EXTRA("{\"type\":\"map\",\"values\":\"null\"}"), BYTES("\x02\x00\x80\x80\x80\x80\x80\x40\x00"), REASON_BAD_AVRO},
    {"records 100,000 deep", EXTRA("{\"type\":\"record\",\"name\":\"L\",\"fields\":[{\"name\":\"next\",\"type\":[\"null\",\"L\"]}]}"),
     {deep, sizeof deep}, REASON_BAD_AVRO},
    {"arrays 100,000 deep", EXTRA("{\"type\":\"record\",\"name\":\"L\",\"fields\":[{\"name\":\"a\",\"type\":{\"type\":\"array\",\"items\":\"L\"}}]}"),
     {deep, sizeof deep}, REASON_BAD_AVRO},
};

START_TEST(hostile_bytes_are_refused_at_once)
{
    memset(deep, 2, sizeof deep);
    struct avro_plan *plan = plan_of(hostile[_i].schema, &thing_type);
    /* A copy of exactly that size lets the sanitiser see a step beyond the payload. */
    char *copy = malloc(hostile[_i].bytes.size + 1);
    if (hostile[_i].bytes.size)
        memcpy(copy + 1, hostile[_i].bytes.data, hostile[_i].bytes.size);
    struct slice payload = {hostile[_i].bytes.data ? copy + 1 : NULL, hostile[_i].bytes.size};
    struct thing thing;
    size_t mark = arena.used;
    clock_t before = clock();
    ck_assert_msg(!avro_decode(plan, payload, &arena, &thing, &error), "accepted: %s", hostile[_i].what);
    ck_assert_msg(clock() - before < CLOCKS_PER_SEC / 5, "slow: %s", hostile[_i].what);
    ck_assert_int_eq(error.kind, ERROR_REJECT);
    ck_assert_msg(error.reason == hostile[_i].reason, "%s: %s", hostile[_i].what, error.message);
    ck_assert_uint_eq(arena.used, mark);
    free(copy);
    avro_plan_free(plan);
}
END_TEST

/* Each record holds two of the one before it, so that one skipped field is 2^40 values without a byte. */
START_TEST(a_tree_of_nothing_is_refused_at_once)
{
    buffer_text(&out, "{\"type\":\"record\",\"name\":\"thing\",\"fields\":[" BASE);
    for (int i = 0; i < 40; i++) {
        buffer_format(&out, ",{\"name\":\"f%d\",\"type\":{\"type\":\"array\",\"items\":{\"type\":\"record\",\"name\":\"R%d\",\"fields\":[", i, i);
        if (i)
            buffer_format(&out, "{\"name\":\"a\",\"type\":\"R%d\"},{\"name\":\"b\",\"type\":\"R%d\"}", i - 1, i - 1);
        buffer_text(&out, "]}}}");
    }
    buffer_text(&out, "]}");
    struct avro_plan *plan;
    ck_assert_msg(avro_plan_make(buffer_view(&out), &thing_type, &plan, &error), "%s", error.message);
    char payload[64] = "\x02\x00";
    payload[2 + 39] = 2; /* one item of R39 */
    struct thing thing;
    ck_assert(!avro_decode(plan, (struct slice){payload, 2 + 40 + 1}, &arena, &thing, &error));
    ck_assert_int_eq(error.reason, REASON_BAD_AVRO);
    avro_plan_free(plan);
}
END_TEST

/* Texts are checked eight bytes at a time: whatever lies behind them must neither be read beyond the payload nor count. */
START_TEST(a_bad_byte_is_seen_anywhere_in_a_text_and_nowhere_behind_it)
{
    struct avro_plan *plan = plan_of(THING("{\"name\":\"name\",\"type\":\"string\"},{\"name\":\"rest\",\"type\":\"bytes\"},"
                                           COLOUR "," NUMBER), &thing_type);
    for (size_t size = 0; size < 20; size++)
        for (size_t rest = 0; rest < 10; rest++) {
            char *bytes = malloc(size + rest + 4);
            memset(bytes, 'a', size + rest + 4);
            bytes[0] = (char)(2 * size);
            bytes[1 + size] = (char)(2 * rest);
            bytes[2 + size + rest] = bytes[3 + size + rest] = 0;
            struct slice payload = {bytes, size + rest + 4};
            struct thing thing;
            for (size_t i = 0; i < rest; i++)
                bytes[2 + size + i] = i % 2 ? 0 : (char)0xFF;
            ck_assert_msg(avro_decode(plan, payload, &arena, &thing, &error), "%s", error.message);
            ck_assert_uint_eq(thing.name.size, size);
            for (size_t i = 0; i < size; i++) {
                bytes[1 + i] = i % 2 ? 0 : (char)0xFF;
                ck_assert(!avro_decode(plan, payload, &arena, &thing, &error));
                ck_assert_int_eq(error.reason, REASON_BAD_ENCODING);
                bytes[1 + i] = 'a';
            }
            free(bytes);
        }
    avro_plan_free(plan);
}
END_TEST

START_TEST(errors_name_field_and_byte)
{
    struct avro_plan *plan = plan_of(NAME, &thing_type);
    struct thing thing;
    ck_assert(!avro_decode(plan, SLICE_LITERAL("\x02\x00\x02\x04x\x00"), &arena, &thing, &error));
    ck_assert_msg(strstr(error.message, "field name, byte 6"), "%s", error.message);
    avro_plan_free(plan);
}
END_TEST

START_TEST(a_full_arena_is_no_fault_of_the_record)
{
    const char *schemas[] = {TAGS, THING(BASE ",{\"name\":\"ratio\",\"type\":[\"null\",\"double\"]}")};
    struct slice payloads[] = {SLICE_LITERAL("\x02\x00\x02\x02x\x00"), SLICE_LITERAL("\x02\x00\x00")};
    struct arena small;
    ck_assert(arena_init(&small, 16, &error));
    ck_assert_ptr_nonnull(arena_alloc(&small, 0));
    while (arena_alloc(&small, 1))
        ;
    for (size_t i = 0; i < 2; i++) {
        struct avro_plan *plan = plan_of(schemas[i], &thing_type);
        struct thing thing;
        ck_assert(!avro_decode(plan, payloads[i], &small, &thing, &error));
        ck_assert_int_eq(error.kind, ERROR_FULL);
        avro_plan_free(plan);
    }
    arena_free(&small);
}
END_TEST

/* All types, random records, our own schemas */

START_TEST(what_is_encoded_is_decoded)
{
    const struct record_type *type = record_types[_i];
    struct record_encoder *encoder;
    ck_assert(record_encoder_open(type, &encoder, &error));
    struct avro_plan *plan = plan_of(type->avsc, type);
    void *record = malloc(type->size), *decoded = malloc(type->size);
    uint64_t seed = 7;
    for (int i = 0; i < 500; i++) {
        arena_reset(&arena);
        buffer_reset(&out);
        random_record(type, random_next(&seed), &arena, record);
        ck_assert_msg(record_encode(encoder, record, &out, &error), "%s", error.message);
        ck_assert_msg(avro_decode(plan, buffer_view(&out), &arena, decoded, &error), "%s", error.message);
        ck_assert(record_equal(type, record, decoded));
    }
    free(record);
    free(decoded);
    avro_plan_free(plan);
    record_encoder_close(encoder);
}
END_TEST

START_TEST(a_payload_cut_at_any_byte_is_refused)
{
    const struct record_type *type = record_types[_i];
    struct record_encoder *encoder;
    ck_assert(record_encoder_open(type, &encoder, &error));
    struct avro_plan *plan = plan_of(type->avsc, type);
    void *record = malloc(type->size);
    uint64_t seed = 11;
    for (int i = 0; i < 5; i++) {
        arena_reset(&arena);
        buffer_reset(&out);
        random_record(type, random_next(&seed), &arena, record);
        ck_assert(record_encode(encoder, record, &out, &error));
        for (size_t size = 0; size < out.size; size++) {
            char *cut = malloc(size + 1);
            memcpy(cut, out.data, size);
            ck_assert(!avro_decode(plan, (struct slice){cut, size}, &arena, record, &error));
            ck_assert_int_eq(error.kind, ERROR_REJECT);
            free(cut);
        }
    }
    free(record);
    avro_plan_free(plan);
    record_encoder_close(encoder);
}
END_TEST

/* Avro-C as another reader: decodes `bytes` and encodes what it read again. False if it refuses them. */
struct avro_c {
    avro_schema_t schema;
    avro_value_iface_t *class;
    avro_value_t value;
};

static void avro_c_open(struct avro_c *avro_c, const char *text)
{
    ck_assert_msg(avro_schema_from_json_length(text, strlen(text), &avro_c->schema) == 0, "%s: %s", avro_strerror(), text);
    avro_c->class = avro_generic_class_from_schema(avro_c->schema);
    ck_assert_int_eq(avro_generic_value_new(avro_c->class, &avro_c->value), 0);
}

static void avro_c_close(struct avro_c *avro_c)
{
    avro_value_decref(&avro_c->value);
    avro_value_iface_decref(avro_c->class);
    avro_schema_decref(avro_c->schema);
}

static void avro_c_write(struct avro_c *avro_c, struct buffer *bytes)
{
    size_t size;
    ck_assert_int_eq(avro_value_sizeof(&avro_c->value, &size), 0);
    buffer_reset(bytes);
    avro_writer_t writer = avro_writer_memory(buffer_reserve(bytes, size + 1), (int64_t)size + 1);
    ck_assert_int_eq(avro_value_write(writer, &avro_c->value), 0);
    buffer_truncate(bytes, (size_t)avro_writer_tell(writer));
    avro_writer_free(writer);
}

static bool avro_c_read(struct avro_c *avro_c, struct slice bytes)
{
    avro_value_reset(&avro_c->value);
    avro_reader_t reader = avro_reader_memory(bytes.data, (int64_t)bytes.size);
    bool read = avro_value_read(reader, &avro_c->value) == 0;
    avro_reader_free(reader);
    return read;
}

/* Changed bytes that we take are taken by Avro-C, too, and mean the same to both. (Not the other way round: Avro-C takes
 * enum indexes without a symbol, booleans of 7 and texts that are not UTF-8.) */
START_TEST(what_we_accept_of_changed_bytes_avro_c_reads_alike)
{
    const struct record_type *type = record_types[_i];
    struct record_encoder *encoder;
    ck_assert(record_encoder_open(type, &encoder, &error));
    struct avro_plan *plan = plan_of(type->avsc, type);
    struct avro_c avro_c;
    avro_c_open(&avro_c, type->avsc);
    void *record = malloc(type->size), *again = malloc(type->size);
    struct buffer rewritten;
    buffer_init(&rewritten, 1 << 20);
    uint64_t seed = 13;
    int accepted = 0;
    for (int i = 0; i < 3000; i++) {
        arena_reset(&arena);
        buffer_reset(&out);
        random_record(type, random_next(&seed), &arena, record);
        ck_assert(record_encode(encoder, record, &out, &error));
        for (size_t changes = 1 + random_below(&seed, 3); changes; changes--)
            out.data[random_below(&seed, out.size)] ^= (char)(1 << random_below(&seed, 8));
        if (!avro_decode(plan, buffer_view(&out), &arena, record, &error))
            continue;
        accepted++;
        ck_assert(avro_c_read(&avro_c, buffer_view(&out)));
        avro_c_write(&avro_c, &rewritten);
        ck_assert_msg(avro_decode(plan, buffer_view(&rewritten), &arena, again, &error), "%s", error.message);
        ck_assert(record_equal(type, record, again));
    }
    ck_assert_int_gt(accepted, 100);
    buffer_free(&rewritten);
    free(record);
    free(again);
    avro_c_close(&avro_c);
    avro_plan_free(plan);
    record_encoder_close(encoder);
}
END_TEST

/* Other writers' schemas: fields in another order, some missing, some of their own, other unions, other enums. */

static const char *const foreign_types[] = {
    "\"long\"",
    "\"null\"",
    "[\"string\",\"null\"]",
    "{\"type\":\"array\",\"items\":\"null\"}",
    "{\"type\":\"map\",\"values\":[\"float\",\"boolean\",\"bytes\"]}",
    "{\"type\":\"fixed\",\"name\":\"F#\",\"size\":5}",
    "{\"type\":\"enum\",\"name\":\"E#\",\"symbols\":[\"A\",\"B\"]}",
    ("{\"type\":\"array\",\"items\":{\"type\":\"record\",\"name\":\"R#\",\"fields\":["
     "{\"name\":\"a\",\"type\":\"double\"},{\"name\":\"b\",\"type\":[\"null\",\"int\"]}]}}"),
    "{\"type\":\"record\",\"name\":\"L#\",\"fields\":[{\"name\":\"next\",\"type\":[\"null\",\"L#\"]}]}",
};

/* With a number for each #, so that no name is defined twice. */
static void add_foreign_type(struct buffer *text, const char *type, size_t number)
{
    for (; *type; type++)
        if (*type == '#')
            buffer_format(text, "%zu", number);
        else
            buffer_byte(text, *type);
}

static void add_enum(struct buffer *text, const struct field *field)
{
    buffer_format(text, "{\"type\":\"enum\",\"name\":\"enum_%s\",\"symbols\":[\"of_the_writer\"", field->name);
    for (size_t i = field->symbol_count; i; i--)
        buffer_format(text, ",\"%s\"", field->symbols[i - 1]);
    buffer_text(text, "]}");
}

static void add_plain_type(struct buffer *text, const struct field *field, uint64_t *seed)
{
    static const char *const types[FIELD_KIND_COUNT][2] = {
        [FIELD_BOOLEAN] = {"\"boolean\"", "\"boolean\""},
        [FIELD_INT] = {"\"int\"", "{\"type\":\"int\"}"},
        [FIELD_LONG] = {"\"long\"", "{\"type\":\"long\",\"doc\":\"\"}"},
        [FIELD_DOUBLE] = {"\"double\"", "\"double\""},
        [FIELD_STRING] = {"\"string\"", "\"bytes\""},
        [FIELD_BYTES] = {"\"bytes\"", "\"bytes\""},
        [FIELD_DATE] = {"\"int\"", "{\"type\":\"int\",\"logicalType\":\"date\"}"},
        [FIELD_TIMESTAMP] = {"\"long\"", "{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}"},
        [FIELD_UUID] = {"\"string\"", "{\"type\":\"string\",\"logicalType\":\"uuid\"}"},
        [FIELD_STRINGS] = {"{\"type\":\"array\",\"items\":\"string\"}", "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}"},
    };
    if (field->kind == FIELD_ENUM)
        add_enum(text, field);
    else if (field->kind == FIELD_DECIMAL)
        buffer_format(text, "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":%d,\"scale\":%d}", field->precision,
                      field->scale);
    else
        buffer_text(text, types[field->kind][random_below(seed, 2)]);
}

/* A type that can hold the value that the field has: optional or not, null first or last. */
static void add_type(struct buffer *text, const struct field *field, bool stated, uint64_t *seed)
{
    size_t form = random_below(seed, 3);
    if (form == 0 && !stated)
        form = 1;
    buffer_text(text, form == 1 ? "[\"null\"," : form == 2 ? "[" : "");
    add_plain_type(text, field, seed);
    buffer_text(text, form == 1 ? "]" : form == 2 ? ",\"null\"]" : "");
}

static void shuffle(size_t *order, size_t count, uint64_t *seed)
{
    for (size_t i = 0; i < count; i++) {
        size_t j = random_below(seed, i + 1);
        order[i] = order[j];
        order[j] = i;
    }
}

static void forget(const struct field *field, void *record)
{
    const bool is_slice = field->kind == FIELD_STRING || field->kind == FIELD_BYTES || field->kind == FIELD_STRINGS;
    memset((char *)record + field->offset, 0, is_slice ? sizeof(struct slice) : sizeof(void *));
}

/* Writes the schema of some other version of the record's writer; fields that it leaves out are forgotten in *record. */
static void write_other_schema(const struct record_type *type, void *record, uint64_t *seed, struct buffer *text)
{
    size_t order[128];
    shuffle(order, type->field_count, seed);
    buffer_reset(text);
    buffer_format(text, "{\"type\":\"record\",\"name\":\"%s\",\"namespace\":\"elsewhere\",\"fields\":[", type->name);
    const char *separator = "";
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field *field = &type->fields[order[i]];
        if (random_below(seed, 6) == 0) {
            buffer_format(text, "%s{\"name\":\"foreign_%zu\",\"type\":", separator, i);
            add_foreign_type(text, foreign_types[random_below(seed, sizeof foreign_types / sizeof *foreign_types)], i);
            buffer_text(text, "}");
            separator = ",";
        }
        if (random_below(seed, 5) == 0 && (field->optional || field->kind == FIELD_STRINGS)) {
            forget(field, record);
            continue;
        }
        buffer_format(text, "%s{\"name\":\"%s\",\"type\":", separator, field->name);
        add_type(text, field, field_value(field, record) != NULL, seed);
        buffer_text(text, "}");
        separator = ",";
    }
    buffer_text(text, "]}");
    buffer_byte(text, '\0');
    ck_assert(!text->full);
}

static void fill_with_anything(avro_value_t *to, uint64_t *seed);

static void fill_fields_with_anything(avro_value_t *to, uint64_t *seed)
{
    size_t count = 0; /* Avro-C's macro leaves it alone if values of this type have no size */
    avro_value_get_size(to, &count);
    for (size_t i = 0; i < count; i++) {
        avro_value_t field;
        avro_value_get_by_index(to, i, &field, NULL);
        fill_with_anything(&field, seed);
    }
}

static void fill_items_with_anything(avro_value_t *to, uint64_t *seed, bool map)
{
    char key[] = "a";
    for (size_t count = random_below(seed, 4); count; count--, key[0]++) {
        avro_value_t item;
        if (map)
            avro_value_add(to, key, &item, NULL, NULL);
        else
            avro_value_append(to, &item, NULL);
        fill_with_anything(&item, seed);
    }
}

static void fill_with_anything(avro_value_t *to, uint64_t *seed)
{
    avro_value_t branch;
    switch (avro_value_get_type(to)) {
    case AVRO_BOOLEAN:
        avro_value_set_boolean(to, (int)random_below(seed, 2));
        break;
    case AVRO_INT32:
        avro_value_set_int(to, (int32_t)random_next(seed));
        break;
    case AVRO_INT64:
        avro_value_set_long(to, (int64_t)random_next(seed));
        break;
    case AVRO_FLOAT:
        avro_value_set_float(to, 1.5F);
        break;
    case AVRO_DOUBLE:
        avro_value_set_double(to, NAN);
        break;
    case AVRO_STRING:
        avro_value_set_string(to, "\xFF no text");
        break;
    case AVRO_BYTES:
        avro_value_set_bytes(to, (void *)(uintptr_t)"\0\1", 2);
        break;
    case AVRO_FIXED:
        avro_value_set_fixed(to, (void *)(uintptr_t)"12345", 5);
        break;
    case AVRO_ENUM:
        avro_value_set_enum(to, (int)random_below(seed, 2));
        break;
    case AVRO_UNION:
        avro_value_set_branch(to, (int)random_below(seed, avro_schema_union_size(avro_value_get_schema(to))), &branch);
        fill_with_anything(&branch, seed);
        break;
    case AVRO_ARRAY:
    case AVRO_MAP:
        fill_items_with_anything(to, seed, avro_value_get_type(to) == AVRO_MAP);
        break;
    case AVRO_RECORD:
        fill_fields_with_anything(to, seed);
        break;
    default:
        avro_value_set_null(to);
        break;
    }
}

/* Sixteen bytes, big-endian: longer than needed, which is allowed. */
static void set_decimal(avro_value_t *to, struct decimal decimal)
{
    unsigned char bytes[16];
    for (size_t i = sizeof bytes; i; i--, decimal.unscaled >>= 8)
        bytes[i - 1] = (unsigned char)decimal.unscaled;
    avro_value_set_bytes(to, bytes, sizeof bytes);
}

static void set_slice(avro_value_t *to, struct slice slice)
{
    if (avro_value_get_type(to) == AVRO_STRING)
        avro_value_set_string_len(to, (char *)(uintptr_t)slice.data, slice.size + 1); /* random texts have a NUL behind */
    else
        avro_value_set_bytes(to, (void *)(uintptr_t)slice.data, slice.size);
}

static void set_slices(avro_value_t *to, const struct slices *slices)
{
    for (size_t i = 0; i < slices->count; i++) {
        avro_value_t item;
        avro_value_append(to, &item, NULL);
        set_slice(&item, slices->items[i]);
    }
}

static void set_value(avro_value_t *to, const struct field *field, const void *value)
{
    char text[UUID_TEXT_SIZE + 1];
    switch (field->kind) {
    case FIELD_BOOLEAN:
        avro_value_set_boolean(to, *(const bool *)value);
        return;
    case FIELD_INT:
    case FIELD_DATE:
        avro_value_set_int(to, *(const int32_t *)value);
        return;
    case FIELD_LONG:
    case FIELD_TIMESTAMP:
        avro_value_set_long(to, *(const int64_t *)value);
        return;
    case FIELD_DOUBLE:
        avro_value_set_double(to, *(const double *)value);
        return;
    case FIELD_DECIMAL:
        set_decimal(to, *(const struct decimal *)value);
        return;
    case FIELD_STRING:
    case FIELD_BYTES:
        set_slice(to, *(const struct slice *)value);
        return;
    case FIELD_UUID:
        uuid_format(value, text);
        avro_value_set_string(to, text);
        return;
    case FIELD_ENUM:
        avro_value_set_enum(to, avro_schema_enum_get_by_name(avro_value_get_schema(to), field->symbols[*(const int *)value]));
        return;
    case FIELD_STRINGS:
        set_slices(to, value);
        return;
    case FIELD_KIND_COUNT:
        break;
    }
    ck_abort();
}

static void set_field(avro_value_t *to, const struct field *field, const void *value)
{
    if (avro_value_get_type(to) == AVRO_UNION) {
        bool null_first = is_avro_null(avro_schema_union_branch(avro_value_get_schema(to), 0));
        avro_value_t branch = *to;
        avro_value_set_branch(to, null_first == (value != NULL), &branch);
        *to = branch;
    }
    if (value)
        set_value(to, field, value);
    else
        avro_value_set_null(to);
}

/* Encodes `record` with whatever schema Avro-C was opened with. */
static void write_as_other(const struct record_type *type, const void *record, uint64_t *seed, struct avro_c *avro_c,
                           struct buffer *bytes)
{
    size_t count = 0; /* Avro-C's macro leaves it alone if values of this type have no size */
    avro_value_get_size(&avro_c->value, &count);
    for (size_t i = 0; i < count; i++) {
        const char *name;
        avro_value_t to;
        ck_assert_int_eq(avro_value_get_by_index(&avro_c->value, i, &to, &name), 0);
        const struct field *field = record_field_find(type, slice_of(name));
        if (field)
            set_field(&to, field, field_value(field, record));
        else
            fill_with_anything(&to, seed);
    }
    avro_c_write(avro_c, bytes);
}

START_TEST(records_of_other_schemas_are_read_by_name)
{
    const struct record_type *type = record_types[_i];
    void *record = malloc(type->size), *decoded = malloc(type->size);
    struct buffer schema;
    buffer_init(&schema, 1 << 20);
    uint64_t seed = 17;
    for (int i = 0; i < 100; i++) {
        arena_reset(&arena);
        random_record(type, random_next(&seed), &arena, record);
        write_other_schema(type, record, &seed, &schema);
        struct avro_c avro_c;
        avro_c_open(&avro_c, schema.data);
        write_as_other(type, record, &seed, &avro_c, &out);
        struct avro_plan *plan = plan_of(schema.data, type);
        ck_assert_msg(avro_decode(plan, buffer_view(&out), &arena, decoded, &error), "%s", error.message);
        ck_assert(record_equal(type, record, decoded));
        for (size_t size = 0; size < out.size; size += 1 + out.size / 20)
            ck_assert(!avro_decode(plan, (struct slice){out.data, size}, &arena, decoded, &error));
        avro_plan_free(plan);
        avro_c_close(&avro_c);
    }
    buffer_free(&schema);
    free(record);
    free(decoded);
}
END_TEST

START_TEST(every_published_version_is_read)
{
    const struct record_type *type = record_types[_i];
    for (size_t i = 0; i < type->version_count; i++)
        avro_plan_free(plan_of(type->versions[i].avsc, type));
}
END_TEST

int main(void)
{
    const int types = (int)record_type_count;
    TCase *tests = tcase_create("avro_decode");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, fields_are_found_by_name_in_any_order);
    tcase_add_test(tests, texts_are_views_of_the_payload);
    tcase_add_test(tests, what_the_writer_lacks_is_not_stated);
    tcase_add_test(tests, an_empty_text_is_stated);
    tcase_add_test(tests, enums_go_by_symbol);
    tcase_add_test(tests, numbers_are_promoted);
    tcase_add_test(tests, decimals_come_in_our_scale);
    tcase_add_test(tests, blocks_of_an_array_are_joined);
    tcase_add_loop_test(tests, a_schema_whose_records_cannot_be_ours_is_refused, 0, (int)(sizeof unusable / sizeof *unusable));
    tcase_add_loop_test(tests, hostile_bytes_are_refused_at_once, 0, (int)(sizeof hostile / sizeof *hostile));
    tcase_add_test(tests, a_tree_of_nothing_is_refused_at_once);
    tcase_add_test(tests, a_bad_byte_is_seen_anywhere_in_a_text_and_nowhere_behind_it);
    tcase_add_test(tests, errors_name_field_and_byte);
    tcase_add_test(tests, a_full_arena_is_no_fault_of_the_record);
    tcase_add_loop_test(tests, every_published_version_is_read, 0, types);
    tcase_add_loop_test(tests, what_is_encoded_is_decoded, 0, types);
    tcase_add_loop_test(tests, a_payload_cut_at_any_byte_is_refused, 0, types);
    tcase_add_loop_test(tests, what_we_accept_of_changed_bytes_avro_c_reads_alike, 0, types);
    tcase_add_loop_test(tests, records_of_other_schemas_are_read_by_name, 0, types);
    Suite *suite = suite_create("avro_decode");
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
