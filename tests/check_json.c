/* lib/json: reading JSON without losing a digit. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/json.h"
#include "tests/suite.h"

static struct json *parsed(const char *text)
{
    struct json *root;
    struct error error = {0};
    ck_assert_msg(json_parse(slice_of(text), &root, &error), "%s", error.message);
    return root;
}

#define assert_slice(actual, expected) ck_assert_msg(slice_equal_text((actual), (expected)), "not %s", (expected))

START_TEST(members_are_found_by_name_and_read_by_kind)
{
    struct json *root = parsed("{\"title\": \"H200\\u00e9\", \"count\": 400000, \"final\": true, \"none\": null, \"list\": [1, 2]}");
    ck_assert(json_is_object(root));
    assert_slice(json_text(json_member(root, "title")), "H200\xC3\xA9");
    int64_t count;
    ck_assert(json_int64(json_member(root, "count"), &count));
    ck_assert_int_eq(count, 400000);
    bool final = false;
    ck_assert(json_bool(json_member(root, "final"), &final));
    ck_assert(final);
    ck_assert(json_is_null(json_member(root, "none")));
    ck_assert_uint_eq(json_count(root), 5);
    ck_assert(json_is_array(json_member(root, "list")));
    ck_assert_uint_eq(json_count(json_member(root, "list")), 2);
    assert_slice(json_number_text(json_item(json_member(root, "list"), 1)), "2");
    json_free(root);
}
END_TEST

START_TEST(what_is_absent_or_of_another_kind_is_not_stated)
{
    struct json *root = parsed("{\"text\": \"1\", \"number\": 1, \"empty\": \"\"}");
    int64_t integer;
    bool boolean;
    ck_assert_ptr_null(json_member(root, "absent"));
    ck_assert(json_is_null(json_member(root, "absent")));
    ck_assert_ptr_null(json_member(json_member(root, "text"), "x"));
    ck_assert_ptr_null(json_item(root, 0));
    ck_assert_ptr_null(json_text(json_member(root, "number")).data);
    ck_assert_ptr_null(json_text(NULL).data);
    ck_assert_ptr_null(json_number_text(json_member(root, "text")).data);
    ck_assert(!json_int64(json_member(root, "text"), &integer));
    ck_assert(!json_bool(json_member(root, "number"), &boolean));
    ck_assert_ptr_nonnull(json_text(json_member(root, "empty")).data);
    json_free(root);
}
END_TEST

START_TEST(numbers_keep_their_text)
{
    const char *numbers[] = {"1.50", "-0", "0.10000000000000000000000000000000000001", "123456789012345678901234567890.25",
                             "1e3", "1E+02", "-12.5e-7", "9223372036854775808"};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char text[256];
        snprintf(text, sizeof text, "{\"a 1 \\\" 2\": [\"3\", {\"x-4\": 5}], \"n\": %s, \"o\": [[%s], 7]}", numbers[i],
                 numbers[i]);
        struct json *root = parsed(text);
        assert_slice(json_number_text(json_member(root, "n")), numbers[i]);
        assert_slice(json_number_text(json_item(json_item(json_member(root, "o"), 0), 0)), numbers[i]);
        assert_slice(json_number_text(json_item(json_member(root, "o"), 1)), "7");
        json_free(root);
        root = parsed(numbers[i]);
        assert_slice(json_number_text(root), numbers[i]);
        json_free(root);
    }
}
END_TEST

START_TEST(integers_are_whole_and_of_64_bits)
{
    const struct {
        const char *text;
        bool whole;
        int64_t value;
    } rows[] = {{"0", true, 0},
                {"-1", true, -1},
                {"9223372036854775807", true, INT64_MAX},
                {"-9223372036854775808", true, INT64_MIN},
                {"9223372036854775808", false, 0},
                {"-9223372036854775809", false, 0},
                {"1.0", false, 0},
                {"1e3", false, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct json *root = parsed(rows[i].text);
        int64_t value = 0;
        ck_assert_msg(json_int64(root, &value) == rows[i].whole, "%s", rows[i].text);
        ck_assert_int_eq(value, rows[i].value);
        json_free(root);
    }
}
END_TEST

START_TEST(members_come_in_the_order_of_the_text)
{
    struct json *root = parsed("{\"z\": 1, \"a\": 2, \"m\": {\"y\": 0, \"b\": 0}, \"c\": 3}");
    const char *expected[] = {"z", "a", "m", "c"};
    size_t cursor = 0, count = 0;
    struct slice name;
    const struct json *value;
    while (json_next_member(root, &cursor, &name, &value)) {
        ck_assert_uint_lt(count, 4);
        assert_slice(name, expected[count++]);
        ck_assert(!json_is_null(value));
    }
    ck_assert_uint_eq(count, 4);
    cursor = 0;
    ck_assert(!json_next_member(json_member(root, "z"), &cursor, &name, &value));
    json_free(root);
}
END_TEST

static void assert_refused(struct slice text, enum reason reason)
{
    struct json *root;
    struct error error = {0};
    ck_assert_msg(!json_parse(text, &root, &error), "accepted: %.*s", SLICE_ARGS(text));
    ck_assert_int_eq(error.kind, ERROR_REJECT);
    ck_assert_msg(error.reason == reason, "%.*s: %s", SLICE_ARGS(text), error.message);
}

START_TEST(what_is_not_json_is_refused)
{
    const char *texts[] = {"", "{", "[1,]", "{\"a\" 1}", "01", "+1", "1.", ".5", "nul", "[1] 2", "{\"a\": 1, \"a\": 2}",
                           "'a'", "[1 2]", "1e999", "NaN", "\"\\ud800\"", "\"a\nb\""};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_refused(slice_of(texts[i]), REASON_BAD_SYNTAX);
    assert_refused((struct slice){NULL, 0}, REASON_BAD_SYNTAX);
    const char *badly_encoded[] = {"\"\\u0000\"", "{\"a\\u0000\": 1}", "\"\xC3\"", "\"\xC0\x80\"", "\"\xED\xA0\x80\""};
    for (size_t i = 0; i < sizeof badly_encoded / sizeof *badly_encoded; i++)
        assert_refused(slice_of(badly_encoded[i]), REASON_BAD_ENCODING);
}
END_TEST

START_TEST(errors_name_line_and_column)
{
    struct json *root;
    struct error error = {0};
    ck_assert(!json_parse(SLICE_LITERAL("{\"a\": 1,\n \"b\": x}"), &root, &error));
    ck_assert_msg(strstr(error.message, "line 2"), "%s", error.message);
}
END_TEST

START_TEST(depth_and_digits_are_bounded)
{
    char text[4096];
    for (int depth = 64; depth <= 65; depth++) {
        memset(text, '[', (size_t)depth);
        memset(text + depth, ']', (size_t)depth);
        struct slice slice = {text, 2 * (size_t)depth};
        struct json *root;
        struct error error;
        ck_assert_int_eq(json_parse(slice, &root, &error), depth == 64);
        if (depth == 64)
            json_free(root);
    }
    memset(text, '[', sizeof text);
    assert_refused((struct slice){text, sizeof text}, REASON_BAD_SYNTAX);
    memcpy(text, "[0.", 3);
    memset(text + 3, '1', 300);
    text[303] = ']';
    assert_refused((struct slice){text, 304}, REASON_BAD_SYNTAX);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("json");
    tcase_add_test(tests, members_are_found_by_name_and_read_by_kind);
    tcase_add_test(tests, what_is_absent_or_of_another_kind_is_not_stated);
    tcase_add_test(tests, numbers_keep_their_text);
    tcase_add_test(tests, integers_are_whole_and_of_64_bits);
    tcase_add_test(tests, members_come_in_the_order_of_the_text);
    tcase_add_test(tests, what_is_not_json_is_refused);
    tcase_add_test(tests, errors_name_line_and_column);
    tcase_add_test(tests, depth_and_digits_are_bounded);
    Suite *suite = suite_create("json");
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
