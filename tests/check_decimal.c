#include "lib/decimal.h"
#include "tests/suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static struct decimal parsed(const char *text)
{
    struct decimal decimal = {0};
    struct error error = {0};
    ck_assert_msg(decimal_parse(slice_of(text), &decimal, &error), "%s: %s", text, error.message);
    return decimal;
}

static void assert_text(struct decimal decimal, const char *expected)
{
    char text[DECIMAL_TEXT_MAX];
    ck_assert_uint_eq(decimal_format(decimal, text), strlen(expected));
    ck_assert_str_eq(text, expected);
}

#define NINES_38 "99999999999999999999999999999999999999"

/* What is written, and how it reads back in plain form: the scale is that of the text. */
static const char *const readable[][2] = {
    {"0", "0"},
    {"-0", "0"},
    {"0.00", "0.00"},
    {"1.50", "1.50"},
    {"+7", "7"},
    {"-12.345", "-12.345"},
    {"007", "7"},
    {"1e3", "1000"},
    {"1.5E+1", "15"},
    {"1.50e1", "15.0"},
    {"25e-4", "0.0025"},
    {"-5e-1", "-0.5"},
    {"18446744073709551615", "18446744073709551615"},
    {"18446744073709551616.5", "18446744073709551616.5"},
    {NINES_38, NINES_38},
    {"-0." NINES_38, "-0." NINES_38},
    {"1e37", "10000000000000000000000000000000000000"},
    {"1e-38", "0.00000000000000000000000000000000000001"},
    /* Zeros that say nothing do not use up digits. */
    {"0000000000000000000000000000000000000000000000001", "1"},
    {"1.0000000000000000000000000000000000000000000000000", "1.0000000000000000000000000000000000000"},
    {"1000000000000000000000000000000000000000000000000e-49", "0.10000000000000000000000000000000000000"},
    {"0e99999999999999999999", "0"},
    {"0e-99999999999999999999", "0.00000000000000000000000000000000000000"},
};

START_TEST(reads_and_writes_exactly)
{
    assert_text(parsed(readable[_i][0]), readable[_i][1]);
}
END_TEST

static const char *const unreadable[] = {
    "",     "+",    "-",       ".5",    "5.",     "1 000", "1,000", " 1",        "1 ",        "1e",
    "1e+",  "1e1x", "0x10",    "nan",   "inf",    "--1",   "1.2.3", "1e38",      "1e-39",     "\xc2\xbd",
    "1.5e-38", "1e999999999999999999", "1e-999999999999999999", NINES_38 "9", NINES_38 ".5",
    "0.1000000000000000055511151231257827021181583404541015625",
};

START_TEST(refuses_what_is_no_number_or_needs_more_than_38_digits)
{
    struct decimal decimal = {42, 1};
    struct error error = {0};
    ck_assert_msg(!decimal_parse(slice_of(unreadable[_i]), &decimal, &error), "%s", unreadable[_i]);
    ck_assert_int_eq(error.kind, ERROR_REJECT);
    ck_assert_int_eq(error.reason, REASON_BAD_NUMBER);
    ck_assert(decimal.unscaled == 42 && decimal.scale == 1);
}
END_TEST

START_TEST(rescales_only_where_nothing_is_lost)
{
    struct decimal decimal = parsed("1.50");
    ck_assert(decimal_rescale(&decimal, 30, 6));
    assert_text(decimal, "1.500000");
    ck_assert(decimal_rescale(&decimal, 30, 1));
    assert_text(decimal, "1.5");
    ck_assert(!decimal_rescale(&decimal, 30, 0));
    assert_text(decimal, "1.5");

    decimal = parsed("-999.99");
    ck_assert(decimal_rescale(&decimal, 5, 2));
    ck_assert(!decimal_rescale(&decimal, 5, 3));
    ck_assert(!decimal_rescale(&decimal, 4, 2));
    assert_text(decimal, "-999.99");

    decimal = parsed(NINES_38);
    ck_assert(!decimal_rescale(&decimal, 38, 1));
    decimal = parsed("0");
    ck_assert(decimal_rescale(&decimal, 4, 30));
    assert_text(decimal, "0.000000000000000000000000000000");
}
END_TEST

START_TEST(rounds_halves_to_even)
{
    static const char *const rounded[][2] = {
        {"0.5", "0"},  {"1.5", "2"},  {"2.5", "2"},  {"-2.5", "-2"}, {"-3.5", "-4"},
        {"2.51", "3"}, {"2.49", "2"}, {"2.50", "2"}, {"7", "7"},     {"0.49999999999999999999999999999999999999", "0"},
    };
    for (size_t i = 0; i < sizeof rounded / sizeof rounded[0]; i++) {
        struct decimal decimal = parsed(rounded[i][0]);
        ck_assert(decimal_round(&decimal, 30, 0));
        assert_text(decimal, rounded[i][1]);
    }
    struct decimal decimal = parsed("99.9");
    ck_assert(!decimal_round(&decimal, 2, 0));
    assert_text(decimal, "99.9");
    ck_assert(decimal_round(&decimal, 5, 3));
    assert_text(decimal, "99.900");
}
END_TEST

START_TEST(compares_by_value)
{
    /* In growing order; texts of one row are equal. */
    static const char *const ordered[][2] = {
        {"-" NINES_38, "-" NINES_38}, {"-2", "-2.000"},   {"-1.1", "-1.10"},      {"-0.1", "-1e-1"},
        {"0", "0.0000"},              {"1e-38", "1e-38"}, {"0.09999", "0.099990"}, {"1", "1.00000000000"},
        {"1.0001", "1.00010"},        {"10", "1e1"},      {NINES_38, NINES_38},
    };
    size_t count = sizeof ordered / sizeof ordered[0];
    for (size_t i = 0; i < count; i++) {
        ck_assert_int_eq(decimal_compare(parsed(ordered[i][0]), parsed(ordered[i][1])), 0);
        for (size_t j = 0; j < count; j++)
            ck_assert_int_eq(decimal_compare(parsed(ordered[i][0]), parsed(ordered[j][1])), (i > j) - (i < j));
    }
}
END_TEST

START_TEST(converts_to_the_nearest_double)
{
    static const char *const texts[] = {"0.1", "-2.675", "123456789012345678901234567890.123", NINES_38, "1e-38",
                                        "9007199254740993", "0.000000000000000000000012345"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        ck_assert(decimal_to_double(parsed(texts[i])) == strtod(texts[i], NULL));
    ck_assert(decimal_to_double(decimal_from_integer(INT64_MIN)) == (double)INT64_MIN);
}
END_TEST

static bool divided_is(const char *a, const char *b, int scale, const char *expected)
{
    struct decimal quotient = {0, 0};
    char text[DECIMAL_TEXT_MAX] = "none";
    if (decimal_divide(parsed(a), parsed(b), 30, scale, &quotient))
        decimal_format(quotient, text);
    return strcmp(text, expected) == 0;
}

START_TEST(divides_to_the_nearest_with_halves_to_even)
{
    ck_assert(divided_is("1", "7.18", 10, "0.1392757660"));
    ck_assert(divided_is("312500000", "7.18", 2, "43523676.88"));
    ck_assert(divided_is("1", "8", 2, "0.12")); /* 0.125 */
    ck_assert(divided_is("3", "8", 2, "0.38")); /* 0.375 */
    ck_assert(divided_is("-1", "3", 4, "-0.3333"));
    ck_assert(divided_is("2", "-3", 0, "-1"));
    ck_assert(divided_is("0", "5", 3, "0.000"));
    ck_assert(divided_is("1.000000", "4", 2, "0.25"));
    ck_assert(divided_is("1", "0", 2, "none"));
    ck_assert(divided_is("1e30", "1", 0, "none")); /* over the precision */
    ck_assert(divided_is(NINES_38, "1", 10, "none"));
    ck_assert(divided_is("1e-38", NINES_38, 0, "none")); /* an intermediate does not fit */
}
END_TEST

START_TEST(comes_from_an_integer)
{
    assert_text(decimal_from_integer(INT64_MIN), "-9223372036854775808");
    assert_text(decimal_from_integer(400000), "400000");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("decimal");
    TCase *tests = tcase_create("decimal");
    tcase_add_loop_test(tests, reads_and_writes_exactly, 0, sizeof readable / sizeof readable[0]);
    tcase_add_loop_test(tests, refuses_what_is_no_number_or_needs_more_than_38_digits, 0,
                        sizeof unreadable / sizeof unreadable[0]);
    tcase_add_test(tests, rescales_only_where_nothing_is_lost);
    tcase_add_test(tests, rounds_halves_to_even);
    tcase_add_test(tests, compares_by_value);
    tcase_add_test(tests, converts_to_the_nearest_double);
    tcase_add_test(tests, divides_to_the_nearest_with_halves_to_even);
    tcase_add_test(tests, comes_from_an_integer);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
