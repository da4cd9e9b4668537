/*
 * Countries: the same three digits and the same place under many names.
 */
#include <check.h>
#include <stdlib.h>

#include "producers/customs/country.h"
#include "producers/customs/country_table.h"
#include "tests/suite.h"

static void number_is(int64_t number, const char *alpha2)
{
    struct slice found = country_of_comtrade(number);
    ck_assert_msg(slice_equal(found, slice_of(alpha2)), "%lld is %.*s", (long long)number, SLICE_ARGS(found));
}

static void text_is(const char *text, const char *alpha2)
{
    struct slice found = country_of_text(slice_of(text));
    ck_assert_msg(slice_equal(found, slice_of(alpha2)), "%s is %.*s", text, SLICE_ARGS(found));
}

START_TEST(comtrade_is_m49_with_exceptions)
{
    number_is(156, "CN");
    number_is(344, "HK"); /* to China's customs this would be Russia */
    number_is(842, "US");
    number_is(699, "IN");
    number_is(251, "FR");
    number_is(757, "CH");
    number_is(579, "NO");
    number_is(380, "IT");
}
END_TEST

START_TEST(taiwan_is_other_asia)
{
    number_is(COMTRADE_OTHER_ASIA, "TW");
    number_is(158, "TW");
}
END_TEST

START_TEST(groups_and_former_states_are_no_country)
{
    static const int numbers[] = {0, 97, 356, 568, 577, 711, 810, 837, 838, 839, 841, 849, 890, 899, 975, -1, 99999};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        number_is(numbers[i], NULL);
}
END_TEST

/* The same three digits are different countries. */
START_TEST(the_same_digits_differ_by_system)
{
    static const struct {
        const char *code, *comtrade, *gacc, *japan;
    } cases[] = {
        {"103", NULL, "BD", "KR"}, {"105", NULL, "BN", "CN"}, {"110", NULL, "HK", "VN"}, {"142", NULL, "CN", NULL},
        {"143", NULL, "TW", "IL"}, {"344", "HK", "RU", NULL}, {"410", "KR", "BR", "BR"}, {"502", NULL, "US", "ES"},
        {"304", "GL", "DE", "US"}, {"106", NULL, "MM", "TW"}, {"116", "KH", "JP", "BN"}, {"132", "CV", "SG", "BT"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct slice code = slice_of(cases[i].code);
        number_is(atoi(cases[i].code), cases[i].comtrade);
        ck_assert(slice_equal(country_of_gacc(code), slice_of(cases[i].gacc)));
        ck_assert(slice_equal(country_of_japan(code), slice_of(cases[i].japan)));
    }
}
END_TEST

/* Rests, organisations, "unknown", states of the past, islands of two states; and what is no code at all. */
START_TEST(codes_that_are_no_country)
{
    static const char *const gacc[] = {"199", "299", "349", "399", "438", "449", "499", "599", "699", "701",
                                       "702", "999", "000", "140", "",    "10",  "0110", "1 0", "CN"};
    static const char *const japan[] = {"326", "327", "415", "605", "622", "701", "702", "703", "100", "", "3", "-03"};
    for (size_t i = 0; i < sizeof gacc / sizeof *gacc; i++)
        ck_assert_msg(!country_of_gacc(slice_of(gacc[i])).data, "%s", gacc[i]);
    for (size_t i = 0; i < sizeof japan / sizeof *japan; i++)
        ck_assert_msg(!country_of_japan(slice_of(japan[i])).data, "%s", japan[i]);
}
END_TEST

START_TEST(tables_name_known_countries_in_growing_order)
{
    const struct country_number *const tables[] = {comtrade_numbers, census_numbers, gacc_numbers, japan_numbers};
    const size_t counts[] = {comtrade_number_count, census_number_count, gacc_number_count, japan_number_count};
    for (size_t table = 0; table < 4; table++)
        for (size_t i = 0; i < counts[table]; i++) {
            ck_assert_msg(country_is_alpha2(slice_of(tables[table][i].alpha2)), "%d", tables[table][i].number);
            ck_assert(!i || tables[table][i - 1].number < tables[table][i].number);
        }
}
END_TEST

START_TEST(codes_and_names)
{
    text_is("MY", "MY");
    text_is(" my ", "MY");
    text_is("MYS", "MY");
    text_is("Malaysia", "MY");
    text_is("KOREA, REPUBLIC OF", "KR");
    text_is("Rep. of Korea", "KR");
    text_is("RUSSIAN FEDERATION", "RU");
    text_is("TURKEY", "TR");
    text_is("HONGKONG", "HK");
    text_is("VIETNAM", "VN");
    text_is("United Arab Emirates", "AE");
    text_is("КИТАЙ", "CN");
    text_is("Китай", "CN");
    text_is("США", "US");
    text_is("ＴＡＩＷＡＮ", "TW");
    text_is("Hong Kong，China", "HK");
    text_is("ĐÀI LOAN", "TW");
    text_is("Trung Quốc", "CN");
    text_is("TÜRKİYE", NULL); /* not guessed */
}
END_TEST

START_TEST(taiwan_has_many_names)
{
    static const char *const names[] = {"TAIWAN", "TAIWAN, PROVINCE OF CHINA", "CHINA TAIWAN", "Chinese Taipei",
                                        "中国台湾", "臺灣", "台湾", "ТАЙВАНЬ", "TAIWAN (R.O.C.)", "TWN",
                                        "TW"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        text_is(names[i], "TW");
}
END_TEST

START_TEST(unknown_is_not_stated)
{
    text_is("", NULL);
    text_is("ZZ", NULL);
    text_is("UNKNOWN", NULL);
    text_is("CHINATOWN", NULL);
    text_is("...", NULL);
    ck_assert(country_is_alpha2(slice_of("DE")));
    ck_assert(!country_is_alpha2(slice_of("de")));
    ck_assert(!country_is_alpha2(slice_of("DEU")));
}
END_TEST

START_TEST(repeated_names_are_remembered)
{
    static struct country_memory memory;
    static const char *const names[][2] = {{"TAIWAN", "TW"}, {"ATLANTIS", NULL}, {"", NULL}, {"КИТАЙ", "CN"},
                                           {"CHINA, PEOPLE'S REPUBLIC OF", "CN"},
                                           {"a name of a country that is longer than what is remembered", NULL}};
    for (size_t i = 0; i < 3 * sizeof names / sizeof names[0]; i++) {
        const char *const *pair = names[i % (sizeof names / sizeof names[0])];
        ck_assert(slice_equal(country_remembered(&memory, slice_of(pair[0])), slice_of(pair[1])));
    }
}
END_TEST

/* The tables hold no code twice, and every name in them is found as its own country. */
START_TEST(tables_are_consistent)
{
    for (size_t i = 0; i < country_count; i++) {
        text_is(countries[i].name, countries[i].alpha2);
        text_is(countries[i].alpha3, countries[i].alpha2);
        if (countries[i].chinese)
            text_is(countries[i].chinese, countries[i].alpha2);
        for (size_t j = 0; j < i; j++)
            ck_assert_msg(countries[i].number != countries[j].number, "%d twice", countries[i].number);
    }
    for (size_t i = 0; i < country_alias_count; i++) {
        ck_assert(country_is_alpha2(slice_of(country_aliases[i].alpha2)));
        text_is(country_aliases[i].name, country_aliases[i].alpha2);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("country");
    TCase *tests = tcase_create("country");
    tcase_add_test(tests, comtrade_is_m49_with_exceptions);
    tcase_add_test(tests, taiwan_is_other_asia);
    tcase_add_test(tests, groups_and_former_states_are_no_country);
    tcase_add_test(tests, the_same_digits_differ_by_system);
    tcase_add_test(tests, codes_that_are_no_country);
    tcase_add_test(tests, tables_name_known_countries_in_growing_order);
    tcase_add_test(tests, codes_and_names);
    tcase_add_test(tests, taiwan_has_many_names);
    tcase_add_test(tests, unknown_is_not_stated);
    tcase_add_test(tests, repeated_names_are_remembered);
    tcase_add_test(tests, tables_are_consistent);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
