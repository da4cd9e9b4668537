/*
 * What holds for every record type there is, also for those that are yet to be written: each is filled with random
 * values, goes through every encoding and must come back the same.
 */
#include "lib/record.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/avro_decode.h"
#include "lib/json.h"
#include "lib/record_avro.h"
#include "lib/record_copy.h"
#include "lib/record_json.h"
#include "tests/random_record.h"
#include "tests/suite.h"

enum { ROUNDS = 300, RECORD_SIZE_MAX = 4096 };

static struct arena made, read_back;
static struct buffer out;
static struct error error;
static _Alignas(16) char record[RECORD_SIZE_MAX];
static _Alignas(16) char copy[RECORD_SIZE_MAX];

static void setup(void)
{
    ck_assert(arena_init(&made, RANDOM_RECORD_ARENA, &error));
    ck_assert(arena_init(&read_back, RANDOM_RECORD_ARENA, &error));
    buffer_init(&out, 1 << 20);
}

static void teardown(void)
{
    buffer_free(&out);
    arena_free(&made);
    arena_free(&read_back);
}

static void make(const struct record_type *type, uint64_t seed)
{
    ck_assert_uint_le(type->size, RECORD_SIZE_MAX);
    arena_reset(&made);
    arena_reset(&read_back);
    buffer_reset(&out);
    random_record(type, seed, &made, record);
}

START_TEST(random_records_repeat_and_differ)
{
    const struct record_type *type = record_types[_i];
    make(type, 1);
    random_record(type, 1, &read_back, copy);
    ck_assert(record_equal(type, record, copy));
    random_record(type, 2, &read_back, copy);
    ck_assert(!record_equal(type, record, copy));
}
END_TEST

START_TEST(comes_back_from_avro)
{
    const struct record_type *type = record_types[_i];
    struct record_encoder *encoder;
    struct avro_plan *plan;
    ck_assert_msg(record_encoder_open(type, &encoder, &error), "%s", error.message);
    ck_assert_msg(avro_plan_make(slice_of(type->avsc), type, &plan, &error), "%s", error.message);
    for (uint64_t seed = 0; seed < ROUNDS; seed++) {
        make(type, seed);
        ck_assert_msg(record_encode(encoder, record, &out, &error), "seed %d: %s", (int)seed, error.message);
        ck_assert_msg(avro_decode(plan, buffer_view(&out), &read_back, copy, &error), "seed %d: %s", (int)seed,
                      error.message);
        ck_assert_msg(record_equal(type, record, copy), "%s, seed %d", type->name, (int)seed);
    }
    avro_plan_free(plan);
    record_encoder_close(encoder);
}
END_TEST

START_TEST(comes_back_from_json)
{
    const struct record_type *type = record_types[_i];
    for (uint64_t seed = 0; seed < ROUNDS; seed++) {
        make(type, seed);
        record_json_write(type, record, &out);
        ck_assert(!out.full);
        ck_assert_ptr_eq(memchr(out.data, '\n', out.size), out.data + out.size - 1); /* one line */
        ck_assert_ptr_eq(record_json_type(buffer_view(&out), &error), type);
        ck_assert_msg(record_json_read(type, buffer_view(&out), &read_back, copy, &error), "seed %d: %s", (int)seed,
                      error.message);
        ck_assert_msg(record_equal(type, record, copy), "%s, seed %d", type->name, (int)seed);
    }
}
END_TEST

static uint32_t big_endian(const char *bytes, size_t size)
{
    uint32_t value = 0;
    for (size_t i = 0; i < size; i++)
        value = value << 8 | (unsigned char)bytes[i];
    return value;
}

/* The row is walked as the server would: a count of columns, then lengths that end where the row does. */
START_TEST(is_a_row_of_copy)
{
    const struct record_type *type = record_types[_i];
    const struct lineage lineage = {SLICE_LITERAL("topic"), 1, 2, 3, 4};
    size_t columns = type->field_count + (type->lineage ? 5 : 0) + (type->versioned ? 1 : 0);
    for (uint64_t seed = 0; seed < ROUNDS; seed++) {
        make(type, seed);
        bool written = record_copy_row(type, record, type->lineage ? &lineage : NULL, false, &out, &error);
        ck_assert_msg(written, "seed %d: %s", (int)seed, error.message);
        ck_assert_uint_eq(big_endian(out.data, 2), columns);
        size_t place = 2;
        for (size_t i = 0; i < columns; i++) {
            ck_assert_uint_le(place + 4, out.size);
            uint32_t length = big_endian(out.data + place, 4);
            if (i < type->field_count)
                ck_assert((length == UINT32_MAX) == !field_value(&type->fields[i], record));
            place += 4 + (length == UINT32_MAX ? 0 : length);
        }
        ck_assert_uint_eq(place, out.size);
    }
}
END_TEST

START_TEST(names_as_many_columns_as_a_row_has)
{
    const struct record_type *type = record_types[_i];
    size_t commas = 0;
    buffer_reset(&out);
    record_copy_columns(type, &out);
    for (size_t i = 0; i < out.size; i++)
        commas += out.data[i] == ',';
    ck_assert_uint_eq(commas + 1, type->field_count + (type->lineage ? 5 : 0) + (type->versioned ? 1 : 0));
}
END_TEST

START_TEST(is_found_by_name)
{
    ck_assert_ptr_eq(record_type_find(slice_of(record_types[_i]->name)), record_types[_i]);
    for (size_t i = 0; i < record_types[_i]->key_count; i++)
        ck_assert_ptr_nonnull(record_field_find(record_types[_i], slice_of(record_types[_i]->key[i])));
}
END_TEST

/* A published schema never changes. The working file is the newest of them; who needs another publishes another. */
START_TEST(is_published)
{
    const struct record_type *type = record_types[_i];
    ck_assert_uint_gt(type->version_count, 0);
    const struct record_version *newest = &type->versions[type->version_count - 1];
    ck_assert_msg(strcmp(type->avsc, newest->avsc) == 0,
                  "schemas/%s.avsc is not schemas/published/%s.%d.avsc: publish it as number %d", type->name,
                  type->name, newest->number, newest->number + 1);
    ck_assert_uint_eq(type->fingerprint, newest->fingerprint);
    for (size_t i = 0; i < type->version_count; i++)
        ck_assert_int_eq(type->versions[i].number, (int)i + 1);
}
END_TEST

/* Comparing two versions: as JSON, since order and words of the rest may change. */
static struct json *parsed(const char *text)
{
    struct json *json;
    ck_assert_msg(json_parse(slice_of(text), &json, &error), "%s", error.message);
    return json;
}

static const struct json *field_named(const struct json *schema, struct slice name)
{
    const struct json *fields = json_member(schema, "fields");
    for (size_t i = 0; i < json_count(fields); i++)
        if (slice_equal(json_text(json_member(json_item(fields, i), "name")), name))
            return json_item(fields, i);
    return NULL;
}

static bool same(const struct json *a, const struct json *b);

static bool same_members(const struct json *a, const struct json *b)
{
    size_t cursor = 0;
    struct slice name;
    const struct json *value;
    bool equal = json_count(a) == json_count(b);
    while (equal && json_next_member(a, &cursor, &name, &value)) {
        char text[64];
        snprintf(text, sizeof text, "%.*s", SLICE_ARGS(name));
        equal = json_member(b, text) && same(value, json_member(b, text));
    }
    return equal;
}

static bool same_items(const struct json *a, const struct json *b)
{
    bool equal = json_count(a) == json_count(b);
    for (size_t i = 0; equal && i < json_count(a); i++)
        equal = same(json_item(a, i), json_item(b, i));
    return equal;
}

static bool same(const struct json *a, const struct json *b)
{
    if (json_is_object(a))
        return json_is_object(b) && same_members(a, b);
    if (json_is_array(a))
        return json_is_array(b) && same_items(a, b);
    bool flag_a = false, flag_b = false;
    return json_is_null(a) == json_is_null(b) && slice_equal(json_text(a), json_text(b)) &&
           slice_equal(json_number_text(a), json_number_text(b)) && json_bool(a, &flag_a) == json_bool(b, &flag_b) &&
           flag_a == flag_b;
}

/* ["null", T] with default null, or an array with default []: what an older reader skips and an older writer need not
 * know. */
static bool is_optional(const struct json *field)
{
    const struct json *type = json_member(field, "type"), *value = json_member(field, "default");
    if (slice_equal_text(json_text(json_member(type, "type")), "array"))
        return json_is_array(value) && json_count(value) == 0;
    return json_is_array(type) && json_count(type) == 2 && slice_equal_text(json_text(json_item(type, 0)), "null") &&
           value && json_is_null(value);
}

/* NULL, or what is wrong with going from one version to the next. */
static const char *wrong_step(const struct json *older, const struct json *newer)
{
    const struct json *old_fields = json_member(older, "fields"), *new_fields = json_member(newer, "fields");
    for (size_t i = 0; i < json_count(old_fields); i++) {
        const struct json *field = json_item(old_fields, i);
        const struct json *successor = field_named(newer, json_text(json_member(field, "name")));
        if (!successor)
            return "a field was removed";
        if (!same(json_member(field, "type"), json_member(successor, "type")) ||
            !same(json_member(field, "hash"), json_member(successor, "hash")))
            return "a field was changed";
    }
    for (size_t i = 0; i < json_count(new_fields); i++) {
        const struct json *field = json_item(new_fields, i);
        if (!field_named(older, json_text(json_member(field, "name"))) && !is_optional(field))
            return "an added field is not optional";
    }
    return NULL;
}

START_TEST(grows_by_optional_fields_only)
{
    const struct record_type *type = record_types[_i];
    for (size_t i = 1; i < type->version_count; i++) {
        struct json *older = parsed(type->versions[i - 1].avsc), *newer = parsed(type->versions[i].avsc);
        const char *wrong = wrong_step(older, newer);
        ck_assert_msg(!wrong, "%s: version %d: %s", type->name, (int)i + 1, wrong);
        json_free(older);
        json_free(newer);
    }
}
END_TEST

/* The rule itself, on small schemas. */
START_TEST(knows_a_wrong_step)
{
#define FIELDS(list) "{\"name\": \"r\", \"fields\": [" list "]}"
#define A "{\"name\": \"a\", \"type\": \"int\", \"doc\": \"x\"}"
    static const struct {
        const char *older, *newer, *wrong;
    } steps[] = {
        {FIELDS(A), FIELDS(A), NULL},
        {FIELDS(A), FIELDS("{\"name\": \"b\", \"type\": [\"null\", \"int\"], \"default\": null}, " A), NULL},
        {FIELDS(A), FIELDS("{\"name\": \"a\", \"type\": \"int\", \"doc\": \"better words\"}"), NULL},
        {FIELDS(A), FIELDS(""), "a field was removed"},
        {FIELDS(A), FIELDS("{\"name\": \"a\", \"type\": \"long\"}"), "a field was changed"},
        {FIELDS(A), FIELDS("{\"name\": \"a\", \"type\": \"int\", \"hash\": false}"), "a field was changed"},
        {FIELDS(A), FIELDS(A ", {\"name\": \"b\", \"type\": \"int\", \"default\": 0}"),
         "an added field is not optional"},
        {FIELDS(A), FIELDS(A ", {\"name\": \"b\", \"type\": [\"null\", \"int\"]}"), "an added field is not optional"},
        {FIELDS(A), FIELDS(A ", {\"name\": \"b\", \"type\": {\"type\": \"array\"}, \"default\": []}"), NULL},
        {FIELDS(A), FIELDS(A ", {\"name\": \"b\", \"type\": {\"type\": \"array\"}}"), "an added field is not optional"},
    };
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        struct json *older = parsed(steps[i].older), *newer = parsed(steps[i].newer);
        const char *wrong = wrong_step(older, newer);
        ck_assert_msg(wrong ? steps[i].wrong && !strcmp(wrong, steps[i].wrong) : !steps[i].wrong, "%s", steps[i].newer);
        json_free(older);
        json_free(newer);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("records");
    TCase *tests = tcase_create("records");
    int count = (int)record_type_count;
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, random_records_repeat_and_differ, 0, count);
    tcase_add_loop_test(tests, comes_back_from_avro, 0, count);
    tcase_add_loop_test(tests, comes_back_from_json, 0, count);
    tcase_add_loop_test(tests, is_a_row_of_copy, 0, count);
    tcase_add_loop_test(tests, names_as_many_columns_as_a_row_has, 0, count);
    tcase_add_loop_test(tests, is_found_by_name, 0, count);
    tcase_add_loop_test(tests, is_published, 0, count);
    tcase_add_loop_test(tests, grows_by_optional_fields_only, 0, count);
    tcase_add_test(tests, knows_a_wrong_step);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
