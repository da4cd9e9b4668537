/*
 * Units: how a declared quantity becomes a number of things or kilograms, exactly.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "producers/customs/units.h"
#include "tests/suite.h"

/* "QUANTITY CODE" of a declared quantity, or "? CODE" where the unit is unknown. */
static const char *convert(const struct unit *unit, const char *quantity, bool *rounded)
{
    static char out[DECIMAL_TEXT_MAX + 8];
    struct decimal decimal;
    struct error error;
    ck_assert(decimal_parse(slice_of(quantity), &decimal, &error));
    if (!unit_convert(unit, &decimal, 30, 6, rounded))
        return "does not fit";
    size_t size = decimal_format(decimal, out);
    struct slice code = unit->code.data ? unit->code : SLICE_LITERAL("-");
    snprintf(out + size, sizeof out - size, " %.*s", SLICE_ARGS(code));
    return out;
}

static void text_gives(const char *quantity, const char *spelling, const char *expected)
{
    struct unit unit;
    bool rounded = false;
    ck_assert_msg(unit_of_text(slice_of(spelling), &unit), "%s is unknown", spelling);
    ck_assert_str_eq(convert(&unit, quantity, &rounded), expected);
    ck_assert(!rounded);
}

/* China's lists of commodities, in both languages. */
START_TEST(units_of_chinas_lists)
{
    text_gives("3", "辆", "3.000000 C62");
    text_gives("3", "百支", "300.000000 C62");
    text_gives("3", "In Thousands", "3000.000000 C62");
    text_gives("3", "千块", "3000.000000 C62");
    text_gives("3", "克", "0.003000 KGM");
    text_gives("3", "千升", "3000.000000 LTR");
    text_gives("3", "Kilolitre", "3000.000000 LTR");
    text_gives("3", "克拉", "3.000000 CTM");
    text_gives("3", "Kilowatt-hour", "3.000000 KWH");
    text_gives("3", "Million Bq", "3.000000 4N");
    text_gives("3", "套", "3.000000 SET");
}
END_TEST

/* The same letters mean something else in other systems: CT is no carton, CM no centimetre. */
START_TEST(units_of_japan)
{
    static const struct {
        const char *code, *expected;
    } cases[] = {{"NO", "3.000000 C62"},    {"TH", "3000.000000 C62"}, {"DZ", "36.000000 C62"}, {"CT", "3.000000 CTM"},
                 {"CM", "3.000000 MTQ"},    {"SM", "3.000000 MTK"},    {"MT", "3000.000000 KGM"}, {"GR", "0.003000 KGM"},
                 {"KL", "3000.000000 LTR"}, {"  ", "3.000000 -"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct unit unit;
        bool rounded = false;
        ck_assert_msg(unit_of_japan(slice_of(cases[i].code), &unit), "%s", cases[i].code);
        ck_assert_str_eq(convert(&unit, "3", &rounded), cases[i].expected);
    }
    struct unit unit;
    ck_assert(!unit_of_japan(SLICE_LITERAL("ZZ"), &unit));
}
END_TEST

START_TEST(counts_become_one)
{
    static const char *const spellings[] = {"u", "U", "NO", "No.", "NOS", "NMB", "C62", "H87", "EA", "PCE", "PCS", "PC",
                                            "UNT", "UNIT", "Units", "台", "个", "件", "个/只", " nos "};
    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++)
        text_gives("216", spellings[i], "216.000000 C62");
    text_gives("3", "шт", "3.000000 C62");
    text_gives("3", "Cái", "3.000000 C62");
    text_gives("3", "個", "3.000000 C62");
    text_gives("2", "GRO", "288.000000 C62");
    text_gives("3", "12u", "36.000000 C62");
    text_gives("3", "PRS", "6.000000 C62");
    text_gives("3", "千个", "3000.000000 C62");
    text_gives("5", "DOZ", "60.000000 C62");
    text_gives("2.5", "1000u", "2500.000000 C62");
    text_gives("3", "pa", "6.000000 C62");
}
END_TEST

START_TEST(weights_become_kilograms)
{
    text_gives("12.5", "KGS", "12.500000 KGM");
    text_gives("12.5", "千克", "12.500000 KGM");
    text_gives("1.5", "1000 KG", "1500.000000 KGM");
    text_gives("1500", "g", "1.500000 KGM");
    text_gives("100", "LBS", "45.359237 KGM");
}
END_TEST

START_TEST(sets_and_packages_are_no_counts)
{
    text_gives("4", "SET", "4.000000 SET");
    text_gives("4", "套", "4.000000 SET");
    text_gives("4", "PKG", "4.000000 XPK");
    text_gives("4", "箱", "4.000000 XCT");
}
END_TEST

START_TEST(codes_of_recommendation_20_stay)
{
    static const char *const codes[] = {"MTK", "MTR", "MTQ", "LTR", "KWH", "CTM", "LO", "XPX", "NPT"};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        struct unit unit;
        ck_assert_msg(unit_of_text(slice_of(codes[i]), &unit), "%s", codes[i]);
        ck_assert(slice_equal_text(unit.code, codes[i]));
    }
    text_gives("2", "SQUARE METRE", "2.000000 MTK");
}
END_TEST

/* Trap 14: a number of packages or sets is none of goods. */
START_TEST(trap_14_packages_and_sets_are_not_items)
{
    static const char *const spellings[] = {"PK", "CT", "BX", "PKG", "包", "箱", "CTNS", "Package"};
    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++) {
        struct unit unit;
        ck_assert(unit_of_text(slice_of(spellings[i]), &unit));
        ck_assert_msg(slice_starts_with(unit.code, "X"), "%s", spellings[i]);
    }
    text_gives("4", "KIT", "4.000000 SET");
    text_gives("4", "Bộ", "4.000000 SET");
    text_gives("4", "КОМПЛЕКТ", "4.000000 SET");
}
END_TEST

/* Trap 9: a sign for "none" is no unit, and no mistake. */
START_TEST(trap_09_no_unit_is_known_unknown_is_not)
{
    static const char *const none[] = {"", " ", "-", "?", "N/A", "NULL", "X"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        text_gives("7", none[i], "7.000000 -");
    struct unit unit;
    ck_assert(!unit_of_text(slice_of("FURLONG"), &unit));
    ck_assert(!unit_of_text(slice_of("PCS PC"), &unit));
    ck_assert(!unit_of_text(slice_of("NUMBER_OF_ITEM"), &unit)); /* '_' is only our own sign for a blank */
}
END_TEST

START_TEST(comtrade_codes)
{
    static const struct {
        int64_t code;
        const char *expected;
    } cases[] = {{5, "2.000000 C62"}, {8, "2.000000 KGM"}, {6, "4.000000 C62"}, {9, "2000.000000 C62"},
                 {11, "24.000000 C62"}, {21, "2000.000000 KGM"}, {15, "0.002000 KGM"}, {-1, "2.000000 -"},
                 {10, "2.000000 XPK"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct unit unit;
        bool rounded = false;
        ck_assert(unit_of_comtrade(cases[i].code, &unit));
        ck_assert_str_eq(convert(&unit, "2", &rounded), cases[i].expected);
    }
    struct unit unit;
    ck_assert(!unit_of_comtrade(16, &unit)); /* hives */
    ck_assert(!unit_of_comtrade(99, &unit));
}
END_TEST

START_TEST(rounding_is_told_and_range_is_kept)
{
    struct unit pound, thousand;
    bool rounded = false;
    ck_assert(unit_of_text(SLICE_LITERAL("LB"), &pound));
    ck_assert_str_eq(convert(&pound, "1", &rounded), "0.453592 KGM");
    ck_assert(rounded);
    ck_assert(unit_of_text(SLICE_LITERAL("MIL"), &thousand));
    ck_assert_str_eq(convert(&thousand, "999999999999999999999999", &rounded), "does not fit");
    ck_assert_str_eq(convert(&thousand, "99999999999999999999999999999999999999", &rounded), "does not fit");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("units");
    TCase *tests = tcase_create("units");
    tcase_add_test(tests, units_of_chinas_lists);
    tcase_add_test(tests, units_of_japan);
    tcase_add_test(tests, counts_become_one);
    tcase_add_test(tests, weights_become_kilograms);
    tcase_add_test(tests, sets_and_packages_are_no_counts);
    tcase_add_test(tests, codes_of_recommendation_20_stay);
    tcase_add_test(tests, trap_14_packages_and_sets_are_not_items);
    tcase_add_test(tests, trap_09_no_unit_is_known_unknown_is_not);
    tcase_add_test(tests, comtrade_codes);
    tcase_add_test(tests, rounding_is_told_and_range_is_kept);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
