#include "producers/customs/hs_code.h"
#include "tests/suite.h"

#include <check.h>
#include <stdlib.h>

/* Trap 6: points, blanks, check digits and letters; whole codes of every length. Nothing is added on the right. */
START_TEST(trap_06_codes_with_signs_and_of_all_lengths)
{
    static const char *const cases[][2] = {
        {"8471.50.00.00", "8471500000"}, {"8471 50", "847150"},         {"8471-50-00", "84715000"},
        {"8471", "8471"},                {"7616.99.90.00-5", "76169990005"}, {"76169990005", "76169990005"},
        {"8415101021L", "8415101021"},   {"1234567890123", "1234567890123"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct hs_code code;
        ck_assert_msg(hs_code_parse(slice_of(cases[i][0]), 0, &code), "%s", cases[i][0]);
        ck_assert_str_eq(code.digits, cases[i][1]);
        ck_assert(!code.damaged && !code.zero_restored);
    }
}
END_TEST

/* Trap 5: what spreadsheets do to codes. A date leaves no digit that is known. */
START_TEST(trap_05_codes_that_went_through_a_spreadsheet)
{
    static const char *const dates[] = {"May-71", "Jun-71", "71-Jun", "5/1/8471", "1971-06-01 00:00:00", "01/05/1971"};
    struct hs_code code;
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        ck_assert_msg(hs_code_parse(slice_of(dates[i]), 8, &code), "%s", dates[i]);
        ck_assert_msg(code.damaged && code.count == 0, "%s", dates[i]);
    }
    ck_assert(hs_code_parse(SLICE_LITERAL("101210000"), 10, &code)); /* a leading zero is lost by numbers ... */
    ck_assert_str_eq(code.digits, "0101210000");
    ck_assert(hs_code_parse(SLICE_LITERAL("1012.10.00.0"), 10, &code)); /* ... not by texts */
    ck_assert_str_eq(code.digits, "101210000");
    ck_assert(!code.zero_restored);
}
END_TEST

START_TEST(reads_what_tables_carry)
{
    static const struct {
        const char *text;
        int whole;
        const char *digits;
        bool damaged, restored;
    } cases[] = {
        {"8471.50.00.00", 0, "8471500000", false, false},
        {"8471 50", 0, "847150", false, false},
        {" '84715000 ", 0, "84715000", false, false}, /* a spreadsheet's sign for text */
        {"8471500000.0", 0, "8471500000", false, false},
        {"8.4718E+07", 0, "84718", true, false},
        {"8.4718e7", 8, "84718", true, false}, /* damaged ones are not completed */
        {"8471.5", 0, "84715", true, false},   /* was 8471.50 */
        {"1012100", 8, "01012100", false, true},
        {"101210", 8, "101210", false, false}, /* two are missing: nobody knows where */
        {"'852351000'", 9, "852351000", false, false}, /* Japan's tables */
        {"1234567890123", 0, "1234567890123", false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct hs_code code;
        ck_assert_msg(hs_code_parse(slice_of(cases[i].text), cases[i].whole, &code), "%s", cases[i].text);
        ck_assert_str_eq(code.digits, cases[i].digits);
        ck_assert_int_eq(code.damaged, cases[i].damaged);
        ck_assert_int_eq(code.zero_restored, cases[i].restored);
    }
}
END_TEST

START_TEST(refuses_what_is_no_code)
{
    static const char *const cases[] = {"", " ", "'", "847", "8471A", "TOTAL", "12345678901234", "8.4718E", "8.4718E-x",
                                        "E+07", "84715000LL", "847L", "Mayor-71", "MARCH"};
    struct hs_code code;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_msg(!hs_code_parse(slice_of(cases[i]), 0, &code), "%s", cases[i]);
}
END_TEST

START_TEST(editions_follow_the_year)
{
    static const struct {
        int year;
        const char *edition;
    } cases[] = {{2011, NULL},     {2012, "HS2012"}, {2016, "HS2012"}, {2017, "HS2017"}, {2021, "HS2017"},
                 {2022, "HS2022"}, {2027, "HS2022"}, {2028, NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_msg(slice_equal(hs_edition_of_year(cases[i].year), slice_of(cases[i].edition)), "%d",
                      cases[i].year);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("hs_code");
    TCase *tests = tcase_create("hs_code");
    tcase_add_test(tests, trap_06_codes_with_signs_and_of_all_lengths);
    tcase_add_test(tests, trap_05_codes_that_went_through_a_spreadsheet);
    tcase_add_test(tests, reads_what_tables_carry);
    tcase_add_test(tests, refuses_what_is_no_code);
    tcase_add_test(tests, editions_follow_the_year);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
