/* lib/writer_schema: schemas of others, from a registry that we do not trust. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/record.h"
#include "lib/writer_schema.h"
#include "tests/suite.h"

static struct writer_schema schema;
static struct error error;

static const struct writer_type *parsed(const char *text)
{
    ck_assert_msg(writer_schema_parse(slice_of(text), &schema, &error), "%s", error.message);
    return schema.root;
}

START_TEST(our_own_schemas_are_read)
{
    const struct record_type *type = record_types[_i];
    const struct writer_type *root = parsed(type->avsc);
    ck_assert_int_eq(root->kind, WRITER_RECORD);
    ck_assert(slice_equal_text(root->name, type->name));
    ck_assert(slice_equal_text(root->name_space, "chipwatch"));
    ck_assert_uint_eq(root->count, type->field_count);
    for (size_t i = 0; i < root->count; i++)
        ck_assert(slice_equal_text(root->names[i], type->fields[i].name));
    writer_schema_free(&schema);
}
END_TEST

START_TEST(types_carry_what_reading_needs)
{
    const struct writer_type *root = parsed(
        "{\"type\": \"record\", \"name\": \"a.b.R\", \"fields\": ["
        "{\"name\": \"day\", \"type\": {\"type\": \"int\", \"logicalType\": \"date\"}},"
        "{\"name\": \"at\", \"type\": {\"type\": {\"type\": \"long\", \"logicalType\": \"timestamp-micros\"}}},"
        "{\"name\": \"money\", \"type\": {\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 9, \"scale\": 2}},"
        "{\"name\": \"no_money\", \"type\": {\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 2, \"scale\": 9}},"
        "{\"name\": \"hash\", \"type\": {\"type\": \"fixed\", \"name\": \"H\", \"size\": 16}},"
        "{\"name\": \"same\", \"type\": \"a.b.H\"},"
        "{\"name\": \"kind\", \"type\": {\"type\": \"enum\", \"name\": \"c.K\", \"symbols\": [\"X\", \"Y\"]}},"
        "{\"name\": \"list\", \"type\": [\"null\", {\"type\": \"array\", \"items\": {\"type\": \"map\", \"values\": \"R\"}}]}]}");
    const struct writer_type **fields = root->types;
    ck_assert_int_eq(fields[0]->logical, LOGICAL_DATE);
    ck_assert_int_eq(fields[1]->logical, LOGICAL_OTHER);
    ck_assert_int_eq(fields[2]->logical, LOGICAL_DECIMAL);
    ck_assert_int_eq(fields[2]->precision, 9);
    ck_assert_int_eq(fields[2]->scale, 2);
    ck_assert_int_eq(fields[3]->logical, LOGICAL_NONE);
    ck_assert_uint_eq(fields[4]->size_min, 16);
    ck_assert_ptr_eq(fields[5], fields[4]);
    ck_assert(slice_equal_text(fields[6]->names[1], "Y"));
    ck_assert(slice_equal_text(fields[6]->name_space, "c"));
    ck_assert_ptr_eq(fields[7]->types[1]->types[0]->types[0], root);
    /* int, long, two bytes, two fixed of 16, enum, union */
    ck_assert_uint_eq(root->size_min, 1 + 1 + 1 + 1 + 16 + 16 + 1 + 1);
    writer_schema_free(&schema);
}
END_TEST

static const char *const refused[] = {
    "",
    "{",
    "7",
    "null",
    "\"unheard_of\"",
    "{\"type\": \"record\", \"name\": \"R\"}",
    "{\"type\": \"record\", \"fields\": []}",
    "{\"type\": \"record\", \"name\": \"1R\", \"fields\": []}",
    "{\"type\": \"record\", \"name\": \"a..R\", \"fields\": []}",
    "{\"type\": \"record\", \"name\": \"R\", \"namespace\": \"-\", \"fields\": []}",
    "{\"type\": \"record\", \"name\": \"string\", \"fields\": []}",
    "{\"type\": \"record\", \"name\": \"R\", \"fields\": [{\"name\": \"a\"}]}",
    "{\"type\": \"record\", \"name\": \"R\", \"fields\": [{\"type\": \"int\"}]}",
    "{\"type\": \"record\", \"name\": \"R\", \"fields\": [1]}",
    /* Avro-C takes each of the following, and some of them are its end (notes of the decoder). */
    "{\"type\": \"record\", \"name\": \"R\", \"fields\": [{\"name\": \"a\", \"type\": \"int\"}, {\"name\": \"a\", \"type\": \"int\"}]}",
    "{\"type\": \"record\", \"name\": \"R\", \"fields\": [{\"name\": \"a\", \"type\": \"R\"}]}",
    ("{\"type\": \"record\", \"name\": \"R\", \"fields\": [{\"name\": \"a\", \"type\": {\"type\": \"record\", \"name\": \"S\","
     " \"fields\": [{\"name\": \"b\", \"type\": \"R\"}]}}]}"),
    "{\"type\": \"fixed\", \"name\": \"F\", \"size\": -5}",
    "{\"type\": \"fixed\", \"name\": \"F\", \"size\": 99999999999}",
    "{\"type\": \"fixed\", \"name\": \"F\", \"size\": 1.5}",
    "{\"type\": \"fixed\", \"name\": \"F\"}",
    "{\"type\": \"enum\", \"name\": \"E\", \"symbols\": [\"A\", \"A\"]}",
    "{\"type\": \"enum\", \"name\": \"E\", \"symbols\": []}",
    "{\"type\": \"enum\", \"name\": \"E\", \"symbols\": [1]}",
    "{\"type\": \"enum\", \"name\": \"E\", \"symbols\": \"A\"}",
    "[\"null\", \"null\"]",
    "[\"null\", [\"int\"]]",
    "[{\"type\": \"array\", \"items\": \"int\"}, {\"type\": \"array\", \"items\": \"long\"}]",
    "[{\"type\": \"fixed\", \"name\": \"F\", \"size\": 1}, {\"type\": \"fixed\", \"name\": \"F\", \"size\": 2}]",
    "[{\"type\": \"fixed\", \"name\": \"F\", \"size\": 1}, \"F\"]",
    "{\"type\": \"array\"}",
    "{\"type\": \"map\", \"values\": \"what\"}",
    "{\"type\": {\"type\": {\"type\": 1}}}",
};

START_TEST(what_cannot_be_is_refused)
{
    ck_assert_msg(!writer_schema_parse(slice_of(refused[_i]), &schema, &error), "accepted: %s", refused[_i]);
    ck_assert_int_eq(error.kind, ERROR_REJECT);
    ck_assert_int_eq(error.reason, REASON_INCOMPATIBLE_SCHEMA);
}
END_TEST

START_TEST(records_may_contain_themselves_through_what_can_be_empty)
{
    parsed("{\"type\": \"record\", \"name\": \"R\", \"fields\": ["
           "{\"name\": \"next\", \"type\": [\"null\", \"R\"]},"
           "{\"name\": \"list\", \"type\": {\"type\": \"array\", \"items\": {\"type\": \"record\", \"name\": \"S\","
           " \"fields\": [{\"name\": \"r\", \"type\": \"R\"}]}}}]}");
    ck_assert_uint_eq(schema.root->size_min, 2);
    ck_assert_uint_eq(schema.root->types[1]->types[0]->size_min, 2);
    writer_schema_free(&schema);
}
END_TEST

static struct slice nested(struct buffer *text, int depth)
{
    buffer_reset(text);
    for (int i = 0; i < depth; i++)
        buffer_text(text, "{\"type\": \"array\", \"items\": ");
    buffer_text(text, "\"int\"");
    for (int i = 0; i < depth; i++)
        buffer_text(text, "}");
    return buffer_view(text);
}

START_TEST(depth_is_bounded)
{
    struct buffer text;
    buffer_init(&text, 1 << 20);
    ck_assert(writer_schema_parse(nested(&text, 60), &schema, &error));
    writer_schema_free(&schema);
    ck_assert(!writer_schema_parse(nested(&text, 70), &schema, &error));
    ck_assert(!writer_schema_parse(nested(&text, 2000), &schema, &error));
    buffer_free(&text);
}
END_TEST

/* A record of `count` fields of type `type`, each with the number of the field in it where it says %d. */
static struct slice wide(struct buffer *text, int count, const char *type)
{
    buffer_reset(text);
    buffer_text(text, "{\"type\":\"record\",\"name\":\"R\",\"fields\":[");
    for (int i = 0; i < count; i++) {
        buffer_format(text, "%s{\"name\":\"f%d\",\"type\":", i ? "," : "", i);
        const char *number = strchr(type, '#');
        buffer_format(text, "%.*s", number ? (int)(number - type) : (int)strlen(type), type);
        if (number)
            buffer_format(text, "%d%s", i, number + 1);
        buffer_text(text, "}");
    }
    buffer_text(text, "]}");
    return buffer_view(text);
}

START_TEST(size_and_counts_are_bounded)
{
    struct buffer text;
    buffer_init(&text, 1 << 20);
    ck_assert(writer_schema_parse(wide(&text, 2000, "\"int\""), &schema, &error));
    writer_schema_free(&schema);
    ck_assert(!writer_schema_parse(wide(&text, 3000, "\"int\""), &schema, &error));
    ck_assert(writer_schema_parse(wide(&text, 200, "{\"type\":\"fixed\",\"name\":\"F#\",\"size\":1}"), &schema, &error));
    writer_schema_free(&schema);
    ck_assert(!writer_schema_parse(wide(&text, 300, "{\"type\":\"fixed\",\"name\":\"F#\",\"size\":1}"), &schema, &error));
    buffer_free(&text);
}
END_TEST

/* Each record holds two of the one before it: a value of the last would be 2^200 values of nothing. */
START_TEST(records_of_nothing_are_measured_once)
{
    struct buffer text;
    buffer_init(&text, WRITER_SCHEMA_BYTES_MAX);
    buffer_text(&text, "[");
    for (int i = 0; i < 200; i++) {
        buffer_format(&text, "%s{\"type\":\"record\",\"name\":\"R%d\",\"fields\":[", i ? "," : "", i);
        if (i)
            buffer_format(&text, "{\"name\":\"a\",\"type\":\"R%d\"},{\"name\":\"b\",\"type\":\"R%d\"}", i - 1, i - 1);
        buffer_text(&text, "]}");
    }
    buffer_text(&text, "]");
    ck_assert_msg(writer_schema_parse(buffer_view(&text), &schema, &error), "%s", error.message);
    ck_assert_uint_eq(schema.root->types[199]->size_min, 0);
    writer_schema_free(&schema);
    buffer_free(&text);
}
END_TEST

START_TEST(no_prefix_of_a_schema_does_harm)
{
    struct slice text = slice_trim(slice_of(record_types[0]->avsc));
    for (size_t i = 0; i < text.size; i += 1 + text.size / 500)
        ck_assert(!writer_schema_parse(slice_cut(text, 0, i), &schema, &error));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("writer_schema");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, our_own_schemas_are_read, 0, (int)record_type_count);
    tcase_add_test(tests, types_carry_what_reading_needs);
    tcase_add_loop_test(tests, what_cannot_be_is_refused, 0, (int)(sizeof refused / sizeof *refused));
    tcase_add_test(tests, records_may_contain_themselves_through_what_can_be_empty);
    tcase_add_test(tests, depth_is_bounded);
    tcase_add_test(tests, size_and_counts_are_bounded);
    tcase_add_test(tests, records_of_nothing_are_measured_once);
    tcase_add_test(tests, no_prefix_of_a_schema_does_harm);
    Suite *suite = suite_create("writer_schema");
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
