#include "lib/record_copy.h"
#include "tests/suite.h"

#include <check.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* A record type as the generator would make it, with one field of each kind. */
struct sample {
    bool boolean;
    int32_t integer;
    int64_t bigint;
    double number;
    struct decimal amount;
    struct slice text, bytes;
    int32_t day;
    int64_t time;
    struct uuid id;
    int colour;
    struct slices words;
    const struct decimal *share;
    struct slice remark;
};

static const char *const colours[] = {"red", "blue"};

#define FIELD(member, ...) {.name = #member, .offset = offsetof(struct sample, member), __VA_ARGS__}
static const struct field fields[] = {
    FIELD(boolean, .kind = FIELD_BOOLEAN),
    FIELD(integer, .kind = FIELD_INT),
    FIELD(bigint, .kind = FIELD_LONG),
    FIELD(number, .kind = FIELD_DOUBLE),
    FIELD(amount, .kind = FIELD_DECIMAL, .precision = 30, .scale = 4),
    FIELD(text, .kind = FIELD_STRING),
    FIELD(bytes, .kind = FIELD_BYTES),
    FIELD(day, .kind = FIELD_DATE),
    FIELD(time, .kind = FIELD_TIMESTAMP),
    FIELD(id, .kind = FIELD_UUID),
    FIELD(colour, .kind = FIELD_ENUM, .symbols = colours, .symbol_count = 2),
    FIELD(words, .kind = FIELD_STRINGS),
    FIELD(share, .kind = FIELD_DECIMAL, .optional = true, .precision = 38, .scale = 38),
    FIELD(remark, .kind = FIELD_STRING, .optional = true),
};

static const struct record_type sample_type = {
    .name = "sample",
    .sql_schema = "event",
    .size = sizeof(struct sample),
    .fields = fields,
    .field_count = sizeof fields / sizeof fields[0],
};

static const struct slice words[] = {{"ab", 2}, {"", 0}};

static struct sample make_sample(void)
{
    return (struct sample){
        .boolean = true,
        .integer = -2,
        .bigint = 3,
        .number = 1.5,
        .amount = {12345678, 3},
        .text = SLICE_LITERAL("h\xC3\xA9"),
        .bytes = SLICE_LITERAL("\x00\xff"),
        .day = 10958,
        .time = INT64_C(946684800001),
        .id = {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}},
        .colour = 1,
        .words = {words, 2},
    };
}

static struct buffer out;
static struct error error;

static void setup(void)
{
    buffer_init(&out, 4096);
    error = (struct error){0};
}

static void teardown(void)
{
    buffer_free(&out);
}

static void assert_bytes(size_t from, const char *expected, size_t size)
{
    ck_assert_uint_eq(out.size - from, size);
    ck_assert_mem_eq(out.data + from, expected, size);
}

#define ASSERT_BYTES(from, literal) assert_bytes(from, literal, sizeof(literal) - 1)

START_TEST(begins_and_ends_as_postgresql_wants)
{
    record_copy_header(&out);
    ASSERT_BYTES(0, "PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0");
    record_copy_trailer(&out);
    ASSERT_BYTES(19, "\xff\xff");
}
END_TEST

START_TEST(writes_each_kind)
{
    struct sample sample = make_sample();
    ck_assert(record_copy_row(&sample_type, &sample, NULL, false, &out, &error));
    ASSERT_BYTES(0, "\0\x0e"
                    "\0\0\0\x01" "\x01"
                    "\0\0\0\x04" "\xff\xff\xff\xfe"
                    "\0\0\0\x08" "\0\0\0\0\0\0\0\x03"
                    "\0\0\0\x08" "\x3f\xf8\0\0\0\0\0\0"
                    /* 12345.6780: three groups, 1 | 2345 | 6780, the first of weight 1 */
                    "\0\0\0\x0e" "\0\x03" "\0\x01" "\0\0" "\0\x04" "\0\x01" "\x09\x29" "\x1a\x7c"
                    "\0\0\0\x03" "h\xC3\xA9"
                    "\0\0\0\x02" "\x00\xff"
                    "\0\0\0\x04" "\0\0\0\x01"
                    "\0\0\0\x08" "\0\0\0\0\0\0\x03\xe8"
                    "\0\0\0\x10" "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f\x10"
                    "\0\0\0\x04" "blue"
                    /* one dimension, no nulls, of text (25), two items from 1 */
                    "\0\0\0\x1e" "\0\0\0\x01" "\0\0\0\0" "\0\0\0\x19" "\0\0\0\x02" "\0\0\0\x01"
                    "\0\0\0\x02" "ab" "\0\0\0\0"
                    "\xff\xff\xff\xff"
                    "\xff\xff\xff\xff");
}
END_TEST

START_TEST(writes_an_empty_array_without_dimensions)
{
    struct sample sample = make_sample();
    sample.words = (struct slices){NULL, 0};
    ck_assert(record_copy_row(&sample_type, &sample, NULL, false, &out, &error));
    ASSERT_BYTES(out.size - 24, "\0\0\0\x0c" "\0\0\0\0" "\0\0\0\0" "\0\0\0\x19" "\xff\xff\xff\xff" "\xff\xff\xff\xff");
}
END_TEST

/* Numerics of scale 4 or 38 and their bytes behind the length. */
static const struct numeric {
    const char *text, *bytes;
    size_t size;
    bool as_share;
} numerics[] = {
#define NUMERIC(text, bytes, as_share) {text, bytes, sizeof(bytes) - 1, as_share}
    NUMERIC("0", "\0\0" "\0\0" "\0\0" "\0\x04", false),
    NUMERIC("-1", "\0\x01" "\0\0" "\x40\0" "\0\x04" "\0\x01", false),
    NUMERIC("10000", "\0\x01" "\0\x01" "\0\0" "\0\x04" "\0\x01", false),
    NUMERIC("0.0001", "\0\x01" "\xff\xff" "\0\0" "\0\x04" "\0\x01", false),
    NUMERIC("100000000.5", "\0\x04" "\0\x02" "\0\0" "\0\x04" "\0\x01" "\0\0" "\0\0" "\x13\x88", false),
    /* 26 digits before the point: the first group holds two */
    NUMERIC("12345678901234567890123456.7891",
            "\0\x08" "\0\x06" "\0\0" "\0\x04"
            "\0\x0c" "\x0d\x80" "\x1e\xd2" "\x04\xd2" "\x16\x2e" "\x23\x34" "\x0d\x80" "\x1e\xd3", false),
    /* 38 digits behind the point: the last group is the odd two, filled up */
    NUMERIC("0.00000000000000000000000000000000000001", "\0\x01" "\xff\xf6" "\0\0" "\0\x26" "\0\x64", true),
    NUMERIC("-0.99999999999999999999999999999999999999",
            "\0\x0a" "\xff\xff" "\x40\0" "\0\x26"
            "\x27\x0f" "\x27\x0f" "\x27\x0f" "\x27\x0f" "\x27\x0f" "\x27\x0f" "\x27\x0f" "\x27\x0f"
            "\x27\x0f" "\x26\xac", true),
#undef NUMERIC
};

START_TEST(writes_numerics_in_groups_of_four_digits)
{
    const struct numeric *numeric = &numerics[_i];
    struct sample sample = make_sample();
    struct decimal decimal;
    ck_assert(decimal_parse(slice_of(numeric->text), &decimal, &error));
    if (numeric->as_share)
        sample.share = &decimal;
    else
        sample.amount = decimal;
    ck_assert_msg(record_copy_row(&sample_type, &sample, NULL, false, &out, &error), "%s", error.message);
    size_t place = 2 + 5 + 8 + 12 + 12;
    if (numeric->as_share)
        place = out.size - 4 - numeric->size - 4;
    ck_assert_uint_eq((unsigned char)out.data[place + 3], numeric->size);
    ck_assert_mem_eq(out.data + place + 4, numeric->bytes, numeric->size);
}
END_TEST

START_TEST(adds_lineage_and_cancelled)
{
    struct record_type type = sample_type;
    type.field_count = 1;
    type.lineage = type.versioned = true;
    struct lineage lineage = {SLICE_LITERAL("topic"), 7, 8, 9, INT64_C(946684800000)};
    struct sample sample = make_sample();
    ck_assert(record_copy_row(&type, &sample, &lineage, true, &out, &error));
    ASSERT_BYTES(0, "\0\x07" "\0\0\0\x01" "\x01"
                    "\0\0\0\x05" "topic"
                    "\0\0\0\x04" "\0\0\0\x07"
                    "\0\0\0\x08" "\0\0\0\0\0\0\0\x08"
                    "\0\0\0\x08" "\0\0\0\0\0\0\0\x09"
                    "\0\0\0\x08" "\0\0\0\0\0\0\0\0"
                    "\0\0\0\x01" "\x01");
    buffer_reset(&out);
    record_copy_statement(&type, "history", &out);
    ASSERT_BYTES(0, "COPY history.sample (boolean, kafka_topic, kafka_partition, kafka_offset, schema_id, ingested_at, "
                    "cancelled) FROM STDIN (FORMAT binary)");
    lineage.ingested_at = INT64_MIN;
    size_t size = out.size;
    ck_assert(!record_copy_row(&type, &sample, &lineage, true, &out, &error));
    ck_assert_uint_eq(out.size, size);
    ck_assert_ptr_nonnull(strstr(error.message, "sample.ingested_at"));
}
END_TEST

static void assert_refused(const struct sample *sample, const char *column)
{
    buffer_reset(&out);
    buffer_text(&out, "before");
    ck_assert(!record_copy_row(&sample_type, sample, NULL, false, &out, &error));
    ck_assert_int_eq(error.kind, ERROR_REJECT);
    ck_assert_int_eq(error.reason, REASON_OUT_OF_RANGE);
    ck_assert_msg(strstr(error.message, column) != NULL, "%s", error.message);
    ASSERT_BYTES(0, "before");
}

START_TEST(refuses_what_a_column_does_not_take)
{
    struct sample sample = make_sample();
    sample.amount = (struct decimal){12345, 5}; /* a fifth digit behind the point would be lost */
    assert_refused(&sample, "sample.amount");
    sample.amount = (struct decimal){(int128)1000000000 * 1000000000 * 1000000000, 0}; /* 28 + 4 digits over 30 */
    assert_refused(&sample, "sample.amount");
    sample = make_sample();
    sample.day = INT32_MAX; /* would read as infinity */
    assert_refused(&sample, "sample.day");
    sample.day = INT32_MIN;
    assert_refused(&sample, "sample.day");
    sample = make_sample();
    sample.time = INT64_MAX;
    assert_refused(&sample, "sample.time");
    sample.time = INT64_MIN;
    assert_refused(&sample, "sample.time");
    sample = make_sample();
    sample.colour = 2;
    assert_refused(&sample, "sample.colour");
}
END_TEST

START_TEST(takes_the_ends_of_postgresqls_calendar)
{
    struct sample sample = make_sample();
    sample.day = -2440588; /* 4714-11-24 BC, Julian day 0 */
    sample.time = INT64_C(-210866803200000);
    ck_assert(record_copy_row(&sample_type, &sample, NULL, false, &out, &error));
    sample.day--;
    assert_refused(&sample, "sample.day");
    sample.day = 2145042905; /* 5874897-12-31 */
    sample.time = INT64_C(9224318015999999); /* 294276-12-31 23:59:59.999 */
    ck_assert(record_copy_row(&sample_type, &sample, NULL, false, &out, &error));
    sample.day++;
    assert_refused(&sample, "sample.day");
    sample = make_sample();
    sample.time = INT64_C(9224318016000000);
    assert_refused(&sample, "sample.time");
    sample.time = INT64_C(-210866803200001);
    assert_refused(&sample, "sample.time");
}
END_TEST

START_TEST(leaves_a_full_buffer_to_the_caller)
{
    struct sample sample = make_sample();
    buffer_free(&out);
    buffer_init(&out, 64);
    ck_assert(record_copy_row(&sample_type, &sample, NULL, false, &out, &error));
    ck_assert(out.full);
    ck_assert_uint_eq(out.size, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("record_copy");
    TCase *tests = tcase_create("record_copy");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, begins_and_ends_as_postgresql_wants);
    tcase_add_test(tests, writes_each_kind);
    tcase_add_test(tests, writes_an_empty_array_without_dimensions);
    tcase_add_loop_test(tests, writes_numerics_in_groups_of_four_digits, 0, sizeof numerics / sizeof numerics[0]);
    tcase_add_test(tests, adds_lineage_and_cancelled);
    tcase_add_test(tests, refuses_what_a_column_does_not_take);
    tcase_add_test(tests, takes_the_ends_of_postgresqls_calendar);
    tcase_add_test(tests, leaves_a_full_buffer_to_the_caller);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
