#include "lib/error.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "lib/slice.h"
#include "tests/suite.h"

/* A leaf function fails in one line. */
static bool parse_age(int age, struct error *error)
{
    if (age < 0)
        return error_reject(error, REASON_OUT_OF_RANGE, "age %d is below 0", age);
    return true;
}

START_TEST(is_untouched_on_success)
{
    struct error error = {0};
    ck_assert(parse_age(1, &error));
    ck_assert_int_eq(error.kind, ERROR_NONE);
    ck_assert_str_eq(error.message, "");
}
END_TEST

START_TEST(tells_the_caller_what_to_do)
{
    struct error error = {0};
    ck_assert(!parse_age(-1, &error));
    ck_assert_int_eq(error.kind, ERROR_REJECT);
    ck_assert_int_eq(error.reason, REASON_OUT_OF_RANGE);
    ck_assert_int_eq(error.exit_status, EXIT_DATA);
    ck_assert_str_eq(error.message, "age -1 is below 0");

    ck_assert(!error_retry(&error, "no connection to %s", "db"));
    ck_assert_int_eq(error.kind, ERROR_RETRY);
    ck_assert_int_eq(error.reason, REASON_NONE);
    ck_assert_int_eq(error.exit_status, EXIT_UNAVAILABLE);

    ck_assert(!error_stop(&error, EXIT_CONFIG, "no table"));
    ck_assert_int_eq(error.kind, ERROR_STOP);
    ck_assert_int_eq(error.exit_status, EXIT_CONFIG);
}
END_TEST

START_TEST(gains_context_on_its_way_up)
{
    struct error error = {0};
    parse_age(-1, &error);
    ck_assert(!error_wrap(&error, "customs_event[%d]", 3));
    ck_assert(!error_wrap(&error, "batch"));
    ck_assert_str_eq(error.message, "batch: customs_event[3]: age -1 is below 0");
    ck_assert_int_eq(error.reason, REASON_OUT_OF_RANGE);
}
END_TEST

/* Whatever its length, a message stays text that PostgreSQL takes. */
START_TEST(is_cut_at_a_whole_character)
{
    char text[2048] = "";
    for (size_t ascii = 0; ascii < 4; ascii++) {
        memset(text, 'a', ascii);
        for (size_t i = ascii; i + 3 < sizeof text; i += 3)
            memcpy(text + i, "\xE4\xB8\xAD", 4);
        struct error error = {0};
        error_reject(&error, REASON_BAD_SYNTAX, "%s", text);
        ck_assert_uint_ge(strlen(error.message), sizeof error.message - 5);
        ck_assert(slice_is_text(slice_of(error.message)));
        error_wrap(&error, "context");
        ck_assert(slice_is_text(slice_of(error.message)));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("error");
    TCase *tests = tcase_create("error");
    tcase_add_test(tests, is_untouched_on_success);
    tcase_add_test(tests, tells_the_caller_what_to_do);
    tcase_add_test(tests, gains_context_on_its_way_up);
    tcase_add_test(tests, is_cut_at_a_whole_character);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
