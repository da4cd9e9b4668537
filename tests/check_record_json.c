#include "lib/record_json.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schemas/capacity_estimate.h"
#include "schemas/news_claim.h"
#include "schemas/news_event.h"
#include "tests/suite.h"

static struct arena arena;
static struct buffer out;
static struct error error;

static void setup(void)
{
    error = (struct error){0};
    ck_assert(arena_init(&arena, 64 << 10, &error));
    buffer_init(&out, 64 << 10);
}

static void teardown(void)
{
    buffer_free(&out);
    arena_free(&arena);
}

static void assert_out(const char *expected)
{
    buffer_byte(&out, '\0');
    ck_assert_str_eq(out.data, expected);
    buffer_reset(&out);
}

/* The line of a claim with every kind of field that a claim has. */
static const char claim_line[] =
    "{\"record\": \"news_claim\", \"event_id\": \"00112233-4455-6677-8899-aabbccddeeff\", \"ordinal\": 1, "
    "\"catalogue_version\": \"c1\", \"method_version\": \"m1\", \"action\": \"approve\", "
    "\"modality\": \"reported\", \"product\": \"nvidia-h200\", \"product_text\": null, "
    "\"quantity_low\": 400000, \"quantity_mid\": null, \"quantity_high\": null, "
    "\"quantity_unit\": \"chips\", \"quantity_unit_text\": null, \"quantity_form\": \"at_least\", "
    "\"actor\": null, \"from_country\": null, \"to_country\": \"CN\", \"org\": [\"A\", \"B\"], \"org_role\": [], "
    "\"source_class\": \"anonymous\", \"evidence\": \"\\\"H200\\\"\", \"rule\": \"r\", \"confidence\": 0.1, "
    "\"actor_country\": null, \"via_country\": [], \"quantity_per\": null, \"quantity_text\": null, "
    "\"event_date\": null, \"event_date_precision\": null, \"credited_outlet\": null, \"evidence_start\": 7, "
    "\"evidence_end\": null, \"language\": null}\n";

static const struct slice organisations[] = {{"A", 1}, {"B", 1}};
static const double quantity = 400000;
static const int32_t evidence_start = 7;
static const int unit = NEWS_CLAIM_QUANTITY_UNIT_CHIPS, form = NEWS_CLAIM_QUANTITY_FORM_AT_LEAST;

static struct news_claim make_claim(void)
{
    return (struct news_claim){
        .event_id = {{0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF}},
        .ordinal = 1,
        .catalogue_version = SLICE_LITERAL("c1"),
        .method_version = SLICE_LITERAL("m1"),
        .action = NEWS_CLAIM_ACTION_APPROVE,
        .modality = NEWS_CLAIM_MODALITY_REPORTED,
        .product = SLICE_LITERAL("nvidia-h200"),
        .quantity_low = &quantity,
        .quantity_unit = &unit,
        .quantity_form = &form,
        .to_country = SLICE_LITERAL("CN"),
        .org = {organisations, 2},
        .source_class = NEWS_CLAIM_SOURCE_CLASS_ANONYMOUS,
        .evidence = SLICE_LITERAL("\"H200\""),
        .rule = SLICE_LITERAL("r"),
        .confidence = 0.1,
        .evidence_start = &evidence_start,
    };
}

START_TEST(writes_all_fields_in_schema_order)
{
    struct news_claim claim = make_claim();
    record_json_write(&news_claim_type, &claim, &out);
    assert_out(claim_line);
}
END_TEST

START_TEST(reads_what_it_writes)
{
    struct news_claim claim = make_claim(), read;
    ck_assert_ptr_eq(record_json_type(slice_of(claim_line), &error), &news_claim_type);
    ck_assert_msg(record_json_read(&news_claim_type, slice_of(claim_line), &arena, &read, &error), "%s", error.message);
    ck_assert(record_equal(&news_claim_type, &claim, &read));
    ck_assert_ptr_null(read.quantity_mid);
}
END_TEST

#define EVENT_START \
    "{\"record\": \"news_event\", \"event_id\": \"00112233-4455-6677-8899-aabbccddeeff\", \"op\": \"upsert\", " \
    "\"revision\": 1769592600000, \"normaliser_version\": 1, \"source\": \"s\", \"title\": \"t\""

START_TEST(takes_absent_optional_members_as_not_stated)
{
    struct news_event event;
    const char *line = EVENT_START ", \"content_hash\": \"AAEC/w==\", \"first_seen_at\": \"2026-01-28T09:30:00.5Z\", "
                                   "\"published_at\": \"2026-01-28T17:30:00+08:00\"}";
    ck_assert_msg(record_json_read(&news_event_type, slice_of(line), &arena, &event, &error), "%s", error.message);
    ck_assert_mem_eq(event.content_hash.data, "\0\1\2\xff", 4);
    ck_assert_uint_eq(event.content_hash.size, 4);
    ck_assert_int_eq(event.first_seen_at, INT64_C(1769592600500));
    ck_assert_int_eq(*event.published_at, INT64_C(1769592600000));
    ck_assert_ptr_null(event.updated_at);
    ck_assert_ptr_null(event.body.data);
    ck_assert_uint_eq(event.flags.count, 0);
}
END_TEST

START_TEST(escapes_texts)
{
    const struct {
        struct slice text;
        const char *json;
    } texts[] = {
        {SLICE_LITERAL(""), "\"\""},
        {SLICE_LITERAL("a\"b\\c/d"), "\"a\\\"b\\\\c/d\""},
        {SLICE_LITERAL("\n\r\t\x01\x1f\x7f"), "\"\\n\\r\\t\\u0001\\u001f\x7f\""},
        {SLICE_LITERAL("\xE8\x8B\xB1\xE4\xBC\x9F\xE8\xBE\xBE \xF0\x9F\x98\x80"),
         "\"\xE8\x8B\xB1\xE4\xBC\x9F\xE8\xBE\xBE \xF0\x9F\x98\x80\""},
        {SLICE_LITERAL("a\0b"), "\"a\\u0000b\""},
        /* What is no UTF-8 is replaced, byte for byte, so that the line stays JSON. */
        {SLICE_LITERAL("a\xFF\xC3(\xE8\x8B"), "\"a\xEF\xBF\xBD\xEF\xBF\xBD(\xEF\xBF\xBD\xEF\xBF\xBD\""},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        json_write_string(&out, texts[i].text);
        assert_out(texts[i].json);
    }
}
END_TEST

/* Doubles go through the field `confidence`. */
START_TEST(writes_the_shortest_double_that_reads_back)
{
    static const struct {
        double number;
        const char *text;
    } doubles[] = {
        {0, "0"},       {-0.0, "-0"},      {0.1, "0.1"},       {0.1 + 0.2, "0.30000000000000004"}, {400000, "400000"},
        {1e22, "1e+22"}, {5e-324, "5e-324"}, {395.76, "395.76"}, {6332800000, "6332800000"}, {1e-7, "1e-07"},
        {1.7976931348623157e308, "1.7976931348623157e+308"},
    };
    for (size_t i = 0; i < sizeof doubles / sizeof doubles[0]; i++) {
        struct news_claim claim = make_claim(), read;
        claim.confidence = doubles[i].number;
        record_json_write(&news_claim_type, &claim, &out);
        ck_assert(record_json_read(&news_claim_type, buffer_view(&out), &arena, &read, &error));
        ck_assert(memcmp(&read.confidence, &claim.confidence, sizeof read.confidence) == 0);
        buffer_byte(&out, '\0');
        const char *text = strstr(out.data, "\"confidence\": ") + strlen("\"confidence\": ");
        size_t size = strlen(doubles[i].text);
        ck_assert_msg(strncmp(text, doubles[i].text, size) == 0 && text[size] == ',', "%s", text);
        buffer_reset(&out);
    }
}
END_TEST

static const struct refusal {
    const char *rest; /* of an event's line */
    enum reason reason;
    const char *message;
} refusals[] = {
    {"}", REASON_MISSING_FIELD, "content_hash is not stated"},
    {", \"content_hash\": null}", REASON_MISSING_FIELD, "content_hash is not stated"},
    {", \"content_hash\": \"AA=\"}", REASON_BAD_SYNTAX, "content_hash: base64 expected"},
    {", \"content_hash\": \"AB==\"}", REASON_BAD_SYNTAX, "content_hash: base64 expected"}, /* loose bits */
    {", \"content_hash\": \"A===\"}", REASON_BAD_SYNTAX, "content_hash: base64 expected"},
    {", \"content_hash\": \"=AAA\"}", REASON_BAD_SYNTAX, "content_hash: base64 expected"},
    {", \"contenthash\": \"AA==\"}", REASON_BAD_SYNTAX, "news_event has no field \"contenthash\""},
    {", \"content_hash\": \"\", \"first_seen_at\": \"yesterday\"}", REASON_BAD_DATE, "first_seen_at"},
    {", \"content_hash\": \"\", \"first_seen_at\": 5}", REASON_BAD_DATE, "first_seen_at"},
    {", \"content_hash\": \"\", \"first_seen_at\": \"2026-01-28\", \"flags\": null}", REASON_MISSING_FIELD, "flags"},
    {", \"content_hash\": \"\", \"first_seen_at\": \"2026-01-28\", \"flags\": \"x\"}", REASON_BAD_SYNTAX, "flags"},
    {", \"content_hash\": \"\", \"first_seen_at\": \"2026-01-28\", \"flags\": [1]}", REASON_BAD_SYNTAX, "flags"},
    {", \"content_hash\": \"\", \"first_seen_at\": \"2026-01-28\", \"body\": 1}", REASON_BAD_SYNTAX, "body"},
    {", \"content_hash\"", REASON_BAD_SYNTAX, ""},
};

START_TEST(refuses_a_line_that_is_no_record)
{
    char line[1024];
    struct news_event event;
    snprintf(line, sizeof line, "%s%s", EVENT_START, refusals[_i].rest);
    ck_assert(!record_json_read(&news_event_type, slice_of(line), &arena, &event, &error));
    ck_assert_int_eq(error.kind, ERROR_REJECT);
    ck_assert_msg(error.reason == refusals[_i].reason, "%s: %s", reason_text(error.reason), error.message);
    ck_assert_msg(strstr(error.message, refusals[_i].message) != NULL, "%s", error.message);
}
END_TEST

/* Values of a claim that are wrong, in place of right ones. */
START_TEST(refuses_values_that_a_field_cannot_hold)
{
    static const struct {
        const char *right, *wrong;
        enum reason reason;
    } changes[] = {
        {"\"approve\"", "\"applaud\"", REASON_BAD_CODE},
        {"\"ordinal\": 1", "\"ordinal\": 1.5", REASON_BAD_NUMBER},
        {"\"ordinal\": 1", "\"ordinal\": 2147483648", REASON_BAD_NUMBER},
        {": 400000", ": true", REASON_BAD_NUMBER},
        {"-aabbccddeeff", "-aabbccddeef", REASON_BAD_SYNTAX},
        {"\"confidence\": 0.1", "\"confidence\": \"0.1\"", REASON_BAD_NUMBER},
        {"news_claim", "news_event", REASON_BAD_CODE},
        {"news_claim", "newsclaim", REASON_BAD_CODE},
        {"\"record\"", "\"rekord\"", REASON_MISSING_FIELD},
    };
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        const char *place = strstr(claim_line, changes[i].right);
        char line[2048];
        struct news_claim claim;
        snprintf(line, sizeof line, "%.*s%s%s", (int)(place - claim_line), claim_line, changes[i].wrong,
                 place + strlen(changes[i].right));
        bool read = record_json_read(&news_claim_type, slice_of(line), &arena, &claim, &error);
        ck_assert_msg(!read, "%s", changes[i].wrong);
        ck_assert_msg(error.reason == changes[i].reason, "%s: %s", changes[i].wrong, error.message);
    }
}
END_TEST

/* Decimals go through the field `value_usd` of an estimate. */
static const struct {
    const char *written; /* in place of "400000.0000" */
    bool taken;
} decimals[] = {
    {"\"400000.0000\"", true}, {"4e5", true},     {"\"400000.00001\"", false},
    {"\"4e5 \"", false},       {"true", false},
};

START_TEST(writes_decimals_as_strings_and_reads_numbers_too)
{
    static const struct decimal value = {400000, 0};
    static const char written[] = "\"value_usd\": \"400000.0000\"";
    struct capacity_estimate estimate = {.ordinal = 1, .value_usd = &value}, read;
    estimate.catalogue_version = estimate.method_version = SLICE_LITERAL("x");
    record_json_write(&capacity_estimate_type, &estimate, &out);
    buffer_byte(&out, '\0');
    const char *place = strstr(out.data, written);
    ck_assert_ptr_nonnull(place);
    char line[4096];
    snprintf(line, sizeof line, "%.*s\"value_usd\": %s%s", (int)(place - out.data), out.data, decimals[_i].written,
             place + strlen(written));
    bool taken = record_json_read(&capacity_estimate_type, slice_of(line), &arena, &read, &error);
    ck_assert_msg(taken == decimals[_i].taken, "%s: %s", decimals[_i].written, error.message);
    if (taken)
        ck_assert(record_equal(&capacity_estimate_type, &estimate, &read));
    else
        ck_assert_int_eq(error.reason, REASON_BAD_NUMBER);
}
END_TEST

START_TEST(names_no_type_for_other_lines)
{
    static const char *const lines[] = {"", "[]", "{\"record\": 1}", "{\"record\": \"other\"}", "{}", "nonsense"};
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        ck_assert_ptr_null(record_json_type(slice_of(lines[i]), &error));
        ck_assert_int_eq(error.kind, ERROR_REJECT);
    }
}
END_TEST

START_TEST(asks_for_a_larger_arena)
{
    struct arena small;
    struct news_claim claim;
    for (size_t size = 0; size < 512; size += 16) {
        ck_assert(arena_init(&small, size, &error));
        if (!record_json_read(&news_claim_type, slice_of(claim_line), &small, &claim, &error)) {
            ck_assert_int_eq(error.kind, ERROR_FULL);
        }
        arena_free(&small);
    }
    ck_assert_int_eq(error.kind, ERROR_FULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("record_json");
    TCase *tests = tcase_create("record_json");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, writes_all_fields_in_schema_order);
    tcase_add_test(tests, reads_what_it_writes);
    tcase_add_test(tests, takes_absent_optional_members_as_not_stated);
    tcase_add_test(tests, escapes_texts);
    tcase_add_test(tests, writes_the_shortest_double_that_reads_back);
    tcase_add_loop_test(tests, refuses_a_line_that_is_no_record, 0, sizeof refusals / sizeof refusals[0]);
    tcase_add_test(tests, refuses_values_that_a_field_cannot_hold);
    tcase_add_loop_test(tests, writes_decimals_as_strings_and_reads_numbers_too, 0, sizeof decimals / sizeof *decimals);
    tcase_add_test(tests, names_no_type_for_other_lines);
    tcase_add_test(tests, asks_for_a_larger_arena);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
