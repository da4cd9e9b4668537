/* lib/record_avro: what producers send. Avro-C's own reader and the published schema say whether it is right. */
#include <avro.h>
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/record_avro.h"
#include "schemas/dead_letter.h"
#include "schemas/customs_event.h"
#include "tests/random_record.h"
#include "tests/suite.h"

static struct arena arena;
static struct buffer out;
static struct error error;

static void set_up(void)
{
    ck_assert(arena_init(&arena, RANDOM_RECORD_ARENA, &error));
    buffer_init(&out, 64 * 1024);
}

static void tear_down(void)
{
    buffer_free(&out);
    arena_free(&arena);
}

static struct record_encoder *encoder_of(const struct record_type *type)
{
    struct record_encoder *encoder;
    ck_assert_msg(record_encoder_open(type, &encoder, &error), "%s", error.message);
    return encoder;
}

/* A dead letter is short and has required and optional texts and bytes. */
static struct dead_letter small_record(void)
{
    return (struct dead_letter){.consumer_group = SLICE_LITERAL("g"),
                                .kafka_topic = SLICE_LITERAL("t"),
                                .kafka_partition = 3,
                                .kafka_offset = -2,
                                .payload = SLICE_LITERAL("\x00\xFF"),
                                .reason = SLICE_LITERAL(""),
                                .detail = SLICE_LITERAL("d"),
                                .consumer_version = SLICE_LITERAL("1"),
                                .status = DEAD_LETTER_STATUS_RESOLVED,
                                .refused_at = 64};
}

START_TEST(a_record_becomes_the_bytes_of_the_specification)
{
    struct dead_letter record = small_record();
    struct record_encoder *encoder = encoder_of(&dead_letter_type);
    ck_assert_msg(record_encode(encoder, &record, &out, &error), "%s", error.message);
    /* Lengths and numbers are zigzag: 1 is 02, 3 is 06, -2 is 03, 64 is 80 01. A union begins with its branch. */
    const char expected[] = "\x02g\x02t\x06\x03"
                            "\x00"             /* message_timestamp */
                            "\x00"             /* key */
                            "\x02\x04\x00\xFF" /* payload */
                            "\x00"             /* schema_id */
                            "\x00\x02" "d"     /* reason, detail */
                            "\x00\x00\x00\x00" /* sqlstate, table_name, column_name, retry_of */
                            "\x02" "1\x04\x80\x01"
                            "\x00\x00"; /* status_at, status_by */
    ck_assert_uint_eq(out.size, sizeof expected - 1);
    ck_assert_mem_eq(out.data, expected, out.size);
    record_encoder_close(encoder);
}
END_TEST

START_TEST(records_are_appended)
{
    struct dead_letter record = small_record();
    struct record_encoder *encoder = encoder_of(&dead_letter_type);
    buffer_text(&out, "frame");
    ck_assert(record_encode(encoder, &record, &out, &error));
    size_t first = out.size;
    ck_assert(record_encode(encoder, &record, &out, &error));
    ck_assert_uint_eq(out.size, 2 * first - 5);
    ck_assert_mem_eq(out.data, "frame\x02g", 7);
    record_encoder_close(encoder);
}
END_TEST

/* Avro-C decodes what was encoded and encodes it to the same bytes again. */
static void assert_avro_c_reads(const struct record_type *type, const char *bytes, size_t size)
{
    avro_schema_t schema;
    avro_value_t value;
    ck_assert_int_eq(avro_schema_from_json_length(type->avsc, strlen(type->avsc), &schema), 0);
    avro_value_iface_t *class = avro_generic_class_from_schema(schema);
    avro_generic_value_new(class, &value);
    avro_reader_t reader = avro_reader_memory(bytes, (int64_t)size);
    ck_assert_int_eq(avro_value_read(reader, &value), 0);
    char again[64 * 1024];
    avro_writer_t writer = avro_writer_memory(again, sizeof again);
    ck_assert_int_eq(avro_value_write(writer, &value), 0);
    ck_assert_int_eq(avro_writer_tell(writer), (int64_t)size);
    ck_assert_mem_eq(again, bytes, size);
    avro_writer_free(writer);
    avro_reader_free(reader);
    avro_value_decref(&value);
    avro_value_iface_decref(class);
    avro_schema_decref(schema);
}

START_TEST(every_type_encodes_random_records)
{
    const struct record_type *type = record_types[_i];
    struct record_encoder *encoder = encoder_of(type);
    void *record = malloc(type->size);
    uint64_t seed = 1;
    for (int i = 0; i < 200; i++) {
        arena_reset(&arena);
        buffer_reset(&out);
        random_record(type, random_next(&seed), &arena, record);
        ck_assert_msg(record_encode(encoder, record, &out, &error), "%s: %s", type->name, error.message);
        assert_avro_c_reads(type, out.data, out.size);
    }
    free(record);
    record_encoder_close(encoder);
}
END_TEST

static void assert_refused(const struct record_type *type, const void *record, enum reason reason)
{
    struct record_encoder *encoder = encoder_of(type);
    buffer_text(&out, "kept");
    ck_assert(!record_encode(encoder, record, &out, &error));
    ck_assert_int_eq(error.kind, ERROR_REJECT);
    ck_assert_msg(error.reason == reason, "%s", error.message);
    ck_assert_uint_eq(out.size, 4);
    buffer_reset(&out);
    record_encoder_close(encoder);
}

START_TEST(what_avro_or_postgresql_would_not_take_is_refused)
{
    struct dead_letter record = small_record();
    record.detail = SLICE_LITERAL("a\0b");
    assert_refused(&dead_letter_type, &record, REASON_BAD_ENCODING);
    record.detail = SLICE_LITERAL("\xC3");
    assert_refused(&dead_letter_type, &record, REASON_BAD_ENCODING);
    record.detail = (struct slice){NULL, 0};
    assert_refused(&dead_letter_type, &record, REASON_MISSING_FIELD);
    record = small_record();
    record.status = 4;
    assert_refused(&dead_letter_type, &record, REASON_BAD_CODE);
    record.status = -1;
    assert_refused(&dead_letter_type, &record, REASON_BAD_CODE);
    record = small_record();
    out.limit = 16;
    assert_refused(&dead_letter_type, &record, REASON_TOO_LARGE);
}
END_TEST

START_TEST(decimals_must_fit_exactly)
{
    struct customs_event record;
    random_record(&customs_event_type, 3, &arena, &record);
    struct decimal seven_digits = {1234567, 7}; /* qty has six behind the point */
    record.qty = &seven_digits;
    assert_refused(&customs_event_type, &record, REASON_BAD_NUMBER);
    struct decimal exact = {12345670, 7};
    record.qty = &exact;
    struct record_encoder *encoder = encoder_of(&customs_event_type);
    ck_assert(record_encode(encoder, &record, &out, &error));
    record_encoder_close(encoder);
}
END_TEST

START_TEST(a_decimal_has_as_few_bytes_as_keep_its_sign)
{
    static const struct field fields[] = {{.name = "d", .kind = FIELD_DECIMAL, .precision = 38}};
    static const struct record_type type = {
        .name = "amount", .size = sizeof(struct decimal), .fields = fields, .field_count = 1,
        .avsc = "{\"type\": \"record\", \"name\": \"amount\", \"fields\": [{\"name\": \"d\", \"type\": {\"type\": "
                "\"bytes\", \"logicalType\": \"decimal\", \"precision\": 38, \"scale\": 0}}]}"};
    const struct {
        int64_t value;
        struct slice bytes; /* with their length before them */
    } rows[] = {{0, SLICE_LITERAL("\x02\x00")},        {-1, SLICE_LITERAL("\x02\xFF")},
                {127, SLICE_LITERAL("\x02\x7F")},      {128, SLICE_LITERAL("\x04\x00\x80")},
                {-128, SLICE_LITERAL("\x02\x80")},     {-129, SLICE_LITERAL("\x04\xFF\x7F")},
                {INT64_MIN, SLICE_LITERAL("\x10\x80\0\0\0\0\0\0\0")}};
    struct record_encoder *encoder = encoder_of(&type);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct decimal decimal = {rows[i].value, 0};
        buffer_reset(&out);
        ck_assert(record_encode(encoder, &decimal, &out, &error));
        ck_assert(slice_equal(buffer_view(&out), rows[i].bytes));
    }
    record_encoder_close(encoder);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("record_avro");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_record_becomes_the_bytes_of_the_specification);
    tcase_add_test(tests, records_are_appended);
    tcase_add_loop_test(tests, every_type_encodes_random_records, 0, (int)record_type_count);
    tcase_add_test(tests, what_avro_or_postgresql_would_not_take_is_refused);
    tcase_add_test(tests, decimals_must_fit_exactly);
    tcase_add_test(tests, a_decimal_has_as_few_bytes_as_keep_its_sign);
    Suite *suite = suite_create("record_avro");
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
