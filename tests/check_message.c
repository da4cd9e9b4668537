/* lib/message: payloads in both framings. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/json.h"
#include "lib/message.h"
#include "lib/record_json.h"
#include "schemas/news_event.h"
#include "tests/http_server.h"
#include "tests/random_record.h"
#include "tests/suite.h"

static struct arena arena;
static struct buffer payload;
static struct error error;

static void set_up(void)
{
    ck_assert(arena_init(&arena, 2 * RANDOM_RECORD_ARENA, &error));
    buffer_init(&payload, 1 << 20);
}

static void tear_down(void)
{
    buffer_free(&payload);
    arena_free(&arena);
}

static struct message_reader *reader_of(const struct record_type *type, struct schema_registry *registry)
{
    struct message_reader *reader;
    ck_assert(message_reader_open(type, registry, &reader, &error));
    return reader;
}

static void write_random(const struct record_type *type, struct schema_registry *registry, void *record)
{
    struct message_writer *writer;
    random_record(type, 5, &arena, record);
    ck_assert_msg(message_writer_open(type, registry, &writer, &error), "%s", error.message);
    ck_assert_msg(message_write(writer, record, &payload, &error), "%s", error.message);
    message_writer_close(writer);
}

/* Fingerprints, computed here from the specification and not by the generator that compiled them in. */

static uint64_t crc_64_avro(struct slice bytes)
{
    const uint64_t empty = UINT64_C(0xC15D213AA4D7A795);
    uint64_t crc = empty;
    for (size_t i = 0; i < bytes.size; i++) {
        crc ^= (unsigned char)bytes.data[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? empty : 0);
    }
    return crc;
}

START_TEST(the_fingerprints_of_the_specification)
{
    ck_assert_uint_eq(crc_64_avro(SLICE_LITERAL("\"null\"")), UINT64_C(0x63DD24E7CC258F8A));
    ck_assert_uint_eq(crc_64_avro(SLICE_LITERAL("\"string\"")), UINT64_C(0x8F014872634503C7));
}
END_TEST

static void write_canonical(const struct json *schema, struct buffer *out);

static void write_canonical_items(const struct json *items, struct buffer *out)
{
    buffer_text(out, "[");
    for (size_t i = 0; i < json_count(items); i++) {
        buffer_text(out, i ? "," : "");
        write_canonical(json_item(items, i), out);
    }
    buffer_text(out, "]");
}

/* Parsing canonical form: full names, only what decoding needs, in a fixed order, without white space, and a primitive type
 * as its bare name. Enough for our schemas, whose names all lie in the name space "chipwatch". */
static void write_canonical(const struct json *schema, struct buffer *out)
{
    static const char *const members[] = {"name", "type", "fields", "symbols", "items", "values", "size"};
    if (json_is_array(schema)) {
        write_canonical_items(schema, out);
    } else if (!json_is_object(schema)) {
        json_write_string(out, json_text(schema));
    } else if (json_member(schema, "logicalType")) {
        write_canonical(json_member(schema, "type"), out);
    } else {
        const char *separator = "{";
        for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
            const struct json *member = json_member(schema, members[i]);
            if (!member)
                continue;
            buffer_format(out, "%s\"%s\":", separator, members[i]);
            bool full_name = i == 0 && (json_member(schema, "fields") || json_member(schema, "symbols"));
            if (full_name)
                buffer_format(out, "\"chipwatch.%.*s\"", SLICE_ARGS(json_text(member)));
            else
                write_canonical(member, out);
            separator = ",";
        }
        buffer_text(out, "}");
    }
}

static uint64_t fingerprint_of(const char *avsc)
{
    struct json *json;
    struct buffer canonical;
    buffer_init(&canonical, 1 << 20);
    ck_assert(json_parse(slice_of(avsc), &json, &error));
    write_canonical(json, &canonical);
    uint64_t fingerprint = crc_64_avro(buffer_view(&canonical));
    buffer_free(&canonical);
    json_free(json);
    return fingerprint;
}

START_TEST(the_fingerprints_compiled_in_are_those_of_the_schemas)
{
    const struct record_type *type = record_types[_i];
    ck_assert_uint_eq(type->fingerprint, fingerprint_of(type->avsc));
    ck_assert_uint_gt(type->version_count, 0);
    for (size_t i = 0; i < type->version_count; i++)
        ck_assert_uint_eq(type->versions[i].fingerprint, fingerprint_of(type->versions[i].avsc));
}
END_TEST

START_TEST(what_producers_write_without_a_registry_is_published)
{
    const struct record_type *type = record_types[_i];
    ck_assert_uint_eq(type->versions[type->version_count - 1].fingerprint, type->fingerprint);
}
END_TEST

/* Without a registry */

START_TEST(a_message_names_its_schema_by_fingerprint)
{
    const struct record_type *type = record_types[_i];
    void *record = malloc(type->size), *read = malloc(type->size);
    write_random(type, NULL, record);
    ck_assert_mem_eq(payload.data, "\xC3\x01", 2);
    for (int i = 0; i < 8; i++)
        ck_assert_uint_eq((unsigned char)payload.data[2 + i], type->fingerprint >> (8 * i) & 0xFF);
    struct message_reader *reader = reader_of(type, NULL);
    for (int i = 0; i < 2; i++) {
        int64_t schema_id;
        ck_assert_msg(message_read(reader, buffer_view(&payload), &arena, read, &schema_id, &error), "%s", error.message);
        ck_assert_uint_eq((uint64_t)schema_id, type->fingerprint);
        ck_assert(record_equal(type, record, read));
    }
    message_reader_close(reader);
    free(record);
    free(read);
}
END_TEST

#define BYTES(text) {(text), sizeof(text) - 1}

static const struct {
    struct slice payload;
    enum reason reason;
    const char *says;
    int64_t schema_id;
} refused[] = {
    {{NULL, 0}, REASON_TOMBSTONE, "no payload", 0},
    {BYTES(""), REASON_BAD_FRAMING, "empty", 0},
    {BYTES("\x00\x00\x00\x01"), REASON_BAD_FRAMING, "ends inside", 0},
    {BYTES("\xC3\x01\x01\x02\x03\x04\x05\x06\x07"), REASON_BAD_FRAMING, "ends inside", 0},
    {BYTES("\x01" "0123456789abcdef"), REASON_BAD_FRAMING, "GUID", 0},
    {BYTES("\x03\x00" "0123456789abcdef"), REASON_BAD_FRAMING, "Glue", 0},
    {BYTES("{\"json\": \"is no framing\"}"), REASON_BAD_FRAMING, "no known framing", 0},
    {BYTES("\xC3\x01\x08\x07\x06\x05\x04\x03\x02\x01"), REASON_UNKNOWN_SCHEMA, "0102030405060708", INT64_C(0x0102030405060708)},
    {BYTES("\x00\x00\x00\x01\x02" "body"), REASON_UNKNOWN_SCHEMA, "no schema registry", 258},
};

START_TEST(what_cannot_be_read_is_refused_by_name)
{
    struct message_reader *reader = reader_of(&news_event_type, NULL);
    struct news_event event;
    int64_t schema_id = -1;
    ck_assert(!message_read(reader, refused[_i].payload, &arena, &event, &schema_id, &error));
    ck_assert_int_eq(error.kind, ERROR_REJECT);
    ck_assert_int_eq(error.reason, refused[_i].reason);
    ck_assert_msg(strstr(error.message, refused[_i].says), "%s", error.message);
    ck_assert_int_eq(schema_id, refused[_i].schema_id);
    message_reader_close(reader);
}
END_TEST

START_TEST(a_body_that_does_not_decode_keeps_its_schema_id)
{
    struct news_event event;
    int64_t schema_id;
    write_random(&news_event_type, NULL, &event);
    struct message_reader *reader = reader_of(&news_event_type, NULL);
    ck_assert(!message_read(reader, (struct slice){payload.data, payload.size - 1}, &arena, &event, &schema_id, &error));
    ck_assert_int_eq(error.reason, REASON_BAD_AVRO);
    ck_assert_uint_eq((uint64_t)schema_id, news_event_type.fingerprint);
    message_reader_close(reader);
}
END_TEST

/* With a registry */

/* The answer of a registry that holds `avsc`. */
static const char *schema_answer(const char *avsc)
{
    static struct buffer text;
    buffer_init(&text, 1 << 20);
    buffer_text(&text, "{\"schema\": ");
    json_write_string(&text, slice_of(avsc));
    buffer_text(&text, "}");
    buffer_byte(&text, '\0');
    return text.data;
}

static struct schema_registry *registry_at(const struct http_server *server)
{
    char url[64];
    struct schema_registry *registry;
    snprintf(url, sizeof url, "http://127.0.0.1:%d", server->port);
    ck_assert(schema_registry_open(url, &registry, &error));
    return registry;
}

START_TEST(a_message_names_its_schema_by_registry_id)
{
    const char *schema = schema_answer(news_event_type.avsc);
    struct http_server server = http_server_start((struct http_answer[]){
        {"POST /subjects/news_event-value ", 200, "{\"id\": 66051}", 0, 0, NULL, 0},
        {"GET /schemas/ids/66051 ", 200, schema, 0, 0, NULL, 0},
        {0}});
    struct schema_registry *registry = registry_at(&server);
    struct news_event event, read;
    write_random(&news_event_type, registry, &event);
    ck_assert_mem_eq(payload.data, "\x00\x00\x01\x02\x03", 5);
    struct message_reader *reader = reader_of(&news_event_type, registry);
    for (int i = 0; i < 3; i++) {
        int64_t schema_id;
        ck_assert_msg(message_read(reader, buffer_view(&payload), &arena, &read, &schema_id, &error), "%s", error.message);
        ck_assert_int_eq(schema_id, 66051);
        ck_assert(record_equal(&news_event_type, &event, &read));
    }
    ck_assert_int_eq(server.traffic->served, 2);
    /* The same reader takes the other framing, too. */
    int64_t schema_id;
    write_random(&news_event_type, NULL, &event);
    ck_assert(message_read(reader, buffer_view(&payload), &arena, &read, &schema_id, &error));
    message_reader_close(reader);
    schema_registry_close(registry);
    http_server_stop(&server);
    free((void *)(uintptr_t)schema);
}
END_TEST

START_TEST(a_schema_of_something_else_is_refused_and_not_asked_for_again)
{
    struct http_server server = http_server_start(
        (struct http_answer[]){{"GET /schemas/ids/1 ", 200, "{\"schema\": \"\\\"string\\\"\"}", 0, 0, NULL, 0}, {0}});
    struct schema_registry *registry = registry_at(&server);
    struct message_reader *reader = reader_of(&news_event_type, registry);
    struct news_event event;
    int64_t schema_id;
    for (int i = 0; i < 2; i++) {
        ck_assert(!message_read(reader, SLICE_LITERAL("\x00\x00\x00\x00\x01\x02x"), &arena, &event, &schema_id, &error));
        ck_assert_int_eq(error.reason, REASON_INCOMPATIBLE_SCHEMA);
        ck_assert_int_eq(schema_id, 1);
    }
    ck_assert_int_eq(server.traffic->served, 1);
    message_reader_close(reader);
    schema_registry_close(registry);
    http_server_stop(&server);
}
END_TEST

START_TEST(an_outage_of_the_registry_is_no_fault_of_the_message)
{
    struct http_server server =
        http_server_start((struct http_answer[]){{"GET", 503, "", 0, 0, NULL, 0}, {0}});
    struct schema_registry *registry = registry_at(&server);
    struct message_reader *reader = reader_of(&news_event_type, registry);
    struct news_event event;
    int64_t schema_id;
    ck_assert(!message_read(reader, SLICE_LITERAL("\x00\x00\x00\x00\x01\x02x"), &arena, &event, &schema_id, &error));
    ck_assert_int_eq(error.kind, ERROR_RETRY);
    message_reader_close(reader);
    schema_registry_close(registry);
    http_server_stop(&server);
}
END_TEST

int main(void)
{
    const int types = (int)record_type_count;
    TCase *tests = tcase_create("message");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, the_fingerprints_of_the_specification);
    tcase_add_loop_test(tests, the_fingerprints_compiled_in_are_those_of_the_schemas, 0, types);
    tcase_add_loop_test(tests, what_producers_write_without_a_registry_is_published, 0, types);
    tcase_add_loop_test(tests, a_message_names_its_schema_by_fingerprint, 0, types);
    tcase_add_loop_test(tests, what_cannot_be_read_is_refused_by_name, 0, (int)(sizeof refused / sizeof *refused));
    tcase_add_test(tests, a_body_that_does_not_decode_keeps_its_schema_id);
    tcase_add_test(tests, a_message_names_its_schema_by_registry_id);
    tcase_add_test(tests, a_schema_of_something_else_is_refused_and_not_asked_for_again);
    tcase_add_test(tests, an_outage_of_the_registry_is_no_fault_of_the_message);
    Suite *suite = suite_create("message");
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
