/*
 * Mapping profiles: what may stand in one, which one fits a header, and how it reads numbers, dates and codes.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"
#include "producers/customs/name.h"
#include "producers/customs/profile.h"
#include "schemas/customs_event.h"
#include "tests/suite.h"

static char folder[] = "/tmp/check_profile.XXXXXX"; /* made anew for each test */
static struct arena arena;

static void setup(void)
{
    struct error error;
    memcpy(folder + sizeof folder - 7, "XXXXXX", 6);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert(arena_init(&arena, 1 << 20, &error));
}

static const char *path_of(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s.profile", folder, name);
    return path;
}

static void teardown(void)
{
    static const char *const names[] = {"a", "b", "c"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        unlink(path_of(names[i]));
    ck_assert_int_eq(rmdir(folder), 0);
    arena_free(&arena);
}

static void write_profile(const char *name, const char *text)
{
    FILE *file = fopen(path_of(name), "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

/* A profile of that text; the test fails if it has a mistake. */
static struct profile *profile_of(const char *text)
{
    struct profile *profile;
    struct error error;
    write_profile("a", text);
    ck_assert_msg(profile_read("a", folder, &arena, &profile, &error), "%s", error.message);
    return profile;
}

static const char *number(const struct profile *profile, const char *text)
{
    static char out[DECIMAL_TEXT_MAX];
    struct decimal decimal;
    struct error error;
    if (!profile_number(profile, slice_of(text), &decimal, &error)) {
        ck_assert_int_eq(error.reason, REASON_BAD_NUMBER);
        return "refused";
    }
    decimal_format(decimal, out);
    return out;
}

/* The first day of a date; the last behind "..", unless it is the same. */
static const char *date(const struct profile *profile, const char *text)
{
    static char out[2 * CLOCK_TEXT_MAX + 2];
    char last[CLOCK_TEXT_MAX];
    struct error error;
    struct period period;
    if (!profile_date(profile, slice_of(text), &period, &error)) {
        if (error.reason == REASON_DATE_AMBIGUOUS)
            return "ambiguous";
        ck_assert_int_eq(error.reason, REASON_BAD_DATE);
        return "refused";
    }
    date_format_iso(period.first, out);
    date_format_iso(period.last, last);
    if (period.kind != PERIOD_DAY)
        strcat(strcat(out, ".."), last);
    return out;
}

START_TEST(settings_are_read)
{
    struct profile *profile = profile_of("# India, exports\n"
                                         "kind = declaration_line\n"
                                         "source=vendor-x\n"
                                         "reporter = IN\n"
                                         "flow = export\n"
                                         "column.hs = HS_CODE | HSN\n"
                                         "require = hs\n"
                                         "unit.BOARD = PCS\n"
                                         "currency = INR\n"
                                         "value_basis = FOB\n"
                                         "weight_scope = header\n"
                                         "hs_digits = 8\n"
                                         "parties = drop\n");
    ck_assert_str_eq(profile->name, "a");
    ck_assert_int_eq(profile->kind, CUSTOMS_EVENT_KIND_DECLARATION_LINE);
    ck_assert(slice_equal_text(profile->source, "vendor-x"));
    ck_assert(slice_equal_text(profile->reporter, "IN"));
    ck_assert_int_eq(profile->flow, CUSTOMS_EVENT_FLOW_EXPORT);
    ck_assert_uint_eq(profile->columns[PROFILE_HS].count, 2);
    ck_assert(profile->required[PROFILE_HS] && !profile->required[PROFILE_DATE]);
    ck_assert_int_eq(profile->value_basis, CUSTOMS_EVENT_VALUE_BASIS_FOB);
    ck_assert_int_eq(profile->weight_scope, CUSTOMS_EVENT_WEIGHT_SCOPE_HEADER);
    ck_assert_int_eq(profile->hs_digits, 8);
    ck_assert_int_eq(profile->parties, PARTY_DROP);
    struct unit unit;
    ck_assert(profile_unit(profile, SLICE_LITERAL("board"), &unit));
    ck_assert(slice_equal_text(unit.code, "C62"));
    ck_assert(profile_unit(profile, SLICE_LITERAL("KGS"), &unit));
    ck_assert(!profile_unit(profile, SLICE_LITERAL("FURLONG"), &unit));
}
END_TEST

START_TEST(mistakes_name_file_and_line)
{
    static const char *const mistakes[] = {
        "colour = red\n",          "column.colour = C\n",     "require = colour\n",    "flow = sideways\n",
        "kind = novel\n",          "reporter = India\n",      "date_format = d/m/y\n", "grouping = often\n",
        "grouping_sign = ,,\n",    "unit.BOARD = FURLONG\n",  "hs_digits = many\n",    "hs_digits = 99\n",
        "parties = sell\n",        "time_zone = IST\n",       "time_zone = +99:00\n",  "no sense\n",
        "source = \xFF\n",         "value_basis = CIP\n",    "kind = scope_end\n",    "encoding = BIG 5\n",
        "date_format = \n",        "date_format = MM/DD\n",  "date_format = YYYY-DD\n",
        "date_format = DD/MM/YYYY | MM/DD/YYYY\n",            "date_format = DD/X/YYYY\n",
        "date_format = YYY\n",     "date_means = week\n",    "choose = never\n",      "value_factor = 12\n",
        "weight_scope = both\n",
    };
    for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
        char text[128], place[160];
        struct profile *profile;
        struct error error = {0};
        snprintf(text, sizeof text, "# first line\n%s", mistakes[i]);
        write_profile("a", text);
        snprintf(place, sizeof place, "%s:2: ", path_of("a"));
        ck_assert_msg(!profile_read(path_of("a"), NULL, &arena, &profile, &error), "%s is taken", mistakes[i]);
        ck_assert_int_eq(error.exit_status, EXIT_CONFIG);
        ck_assert_msg(strncmp(error.message, place, strlen(place)) == 0, "%s", error.message);
    }
    struct profile *none;
    struct error error = {0};
    ck_assert(!profile_read("absent", folder, &arena, &none, &error));
    ck_assert_int_eq(error.exit_status, EXIT_CONFIG);
}
END_TEST

/* An unknown name is told with the one that may have been meant. */
START_TEST(unknown_names_are_told_with_the_nearest)
{
    static const char *const cases[][2] = {{"date_fromat = ISO\n", "date_format"},
                                           {"column.declaration_number = A\n", "declaration_no"},
                                           {"require = hs | descripton\n", "description"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char expected[64];
        struct profile *profile;
        struct error error = {0};
        write_profile("a", cases[i][0]);
        snprintf(expected, sizeof expected, "did you mean %s?", cases[i][1]);
        ck_assert(!profile_read("a", folder, &arena, &profile, &error));
        ck_assert_msg(strstr(error.message, expected) != NULL, "%s", error.message);
    }
}
END_TEST

START_TEST(names_of_columns_match_as_people_write_them)
{
    ck_assert(name_equal(SLICE_LITERAL("HS_CODE"), SLICE_LITERAL("Hs Code")));
    ck_assert(name_equal(SLICE_LITERAL("HSCODE"), SLICE_LITERAL(" hs-code.")));
    ck_assert(!name_equal(SLICE_LITERAL("HS CODE"), SLICE_LITERAL("HS CODE 2")));
    ck_assert(name_equal(SLICE_LITERAL("商品 编码"), SLICE_LITERAL("商品编码")));
    ck_assert(!name_equal(SLICE_LITERAL("商品编码"), SLICE_LITERAL("商品名称")));
    ck_assert(name_equal(SLICE_LITERAL("ＨＳ　Ｃｏｄｅ"), SLICE_LITERAL("HS_CODE"))); /* full width */
    ck_assert(name_equal(SLICE_LITERAL("Китай"), SLICE_LITERAL("КИТАЙ")));
    ck_assert(name_equal(SLICE_LITERAL("Hàn Quốc"), SLICE_LITERAL("HÀN QUỐC")));
    ck_assert(name_equal(SLICE_LITERAL("HS\xC2\xA0""CODE\xE2\x80\x8B"), SLICE_LITERAL("HS CODE"))); /* unseen blanks */
    ck_assert(!name_equal(SLICE_LITERAL("\xFF"), SLICE_LITERAL("\xFE")));
}
END_TEST

/* The first spelling that the header has is taken, not the first column that fits. */
START_TEST(spellings_are_in_order_of_preference)
{
    const struct slice fields[] = {SLICE_LITERAL("CIF USD"), SLICE_LITERAL("TOTAL VALUE_USD")};
    struct profile *profile = profile_of("column.value_usd = TOTAL VALUE USD | CIF USD\nrequire = value_usd\n");
    struct profile_header header;
    ck_assert(profile_fits(profile, fields, 2, &header, NULL));
    ck_assert_int_eq(header.fields[PROFILE_VALUE_USD], 1);
    ck_assert_int_eq(header.fields[PROFILE_HS], -1);
    const char *missing = NULL;
    ck_assert(!profile_fits(profile, fields, 0, &header, &missing));
    ck_assert_str_eq(missing, "value_usd");
}
END_TEST

/* Name of the chosen profile, "" for none, "?" where two fit equally well. */
static const char *chosen(const struct slice *fields, size_t count, struct profile_header *header)
{
    struct profiles profiles;
    const struct profile *profile;
    struct error error = {0};
    ck_assert_msg(profile_read_all(folder, &arena, &profiles, &error), "%s", error.message);
    if (!profile_choose(&profiles, fields, count, &profile, header, &error)) {
        ck_assert_int_eq(error.reason, REASON_UNKNOWN_PROFILE);
        return "?";
    }
    return profile ? profile->name : "";
}

START_TEST(the_most_special_profile_is_chosen)
{
    const struct slice common[] = {SLICE_LITERAL("DATE"), SLICE_LITERAL("HS CODE")};
    const struct slice special[] = {SLICE_LITERAL("DATE"), SLICE_LITERAL("HS CODE"), SLICE_LITERAL("BE_NUMBER")};
    struct profile_header header;
    write_profile("a", "column.hs = HS CODE\nrequire = hs\n");
    write_profile("b", "column.hs = HS CODE\nrequire = hs\nmatch = BE NUMBER\n");
    ck_assert_str_eq(chosen(common, 2, &header), "a");
    ck_assert_str_eq(chosen(special, 3, &header), "b");
    ck_assert_int_eq(header.fields[PROFILE_HS], 1);
    ck_assert_str_eq(chosen(common, 1, &header), "");
    write_profile("c", "column.hs = HS CODE\nrequire = hs\n"); /* no better than a: a person must choose */
    ck_assert_str_eq(chosen(common, 2, &header), "?");
    ck_assert_str_eq(chosen(special, 3, &header), "b");
    write_profile("c", "column.hs = HS CODE\nrequire = hs\nchoose = name\n");
    ck_assert_str_eq(chosen(common, 2, &header), "a");
}
END_TEST

/* Trap 1: signs that group digits, in their countries' ways. What can only be meant in one way is taken; of what could be
 * a decimal comma the profile must say which. */
START_TEST(trap_01_grouped_numbers_are_declared_or_proven)
{
    struct profile *plain = profile_of("");
    ck_assert_str_eq(number(plain, "1234.50"), "1234.50");
    ck_assert_str_eq(number(plain, "-10"), "-10");
    ck_assert_str_eq(number(plain, "1,234"), "refused"); /* a thousand, or one and a bit? */
    ck_assert_str_eq(number(plain, "1,234,567"), "1234567");
    ck_assert_str_eq(number(plain, "-340,000.00"), "-340000.00");
    ck_assert_str_eq(number(plain, "2,55,00,000"), "25500000");
    ck_assert_str_eq(number(plain, "12,34,567,8"), "refused");
    ck_assert_str_eq(number(plain, "1.2.3"), "refused");
    ck_assert_str_eq(number(plain, "12 USD"), "refused");
    ck_assert_str_eq(number(profile_of("grouping = none\n"), "1,234,567"), "refused");
    struct profile *threes = profile_of("grouping = threes\n");
    ck_assert_str_eq(number(threes, "639,240,426"), "639240426");
    ck_assert_str_eq(number(threes, "-340,000.00"), "-340000.00");
    ck_assert_str_eq(number(threes, "1,234"), "1234");
    ck_assert_str_eq(number(threes, "639240426"), "639240426");
    ck_assert_str_eq(number(threes, "1,23"), "refused");
    ck_assert_str_eq(number(threes, "1234,567"), "refused");
    ck_assert_str_eq(number(threes, ",123"), "refused");
    ck_assert_str_eq(number(threes, "2,55,00,000"), "refused");
    struct profile *lakh = profile_of("grouping = lakh\n");
    ck_assert_str_eq(number(lakh, "56,36,25,000.00"), "563625000.00");
    ck_assert_str_eq(number(lakh, "2,55,00,000"), "25500000");
    ck_assert_str_eq(number(lakh, "25,000"), "25000");
    ck_assert_str_eq(number(lakh, "255,00,000"), "refused");
    struct profile *comma = profile_of("grouping = threes\ndecimal_sign = ,\n");
    ck_assert_str_eq(number(comma, "1.234.567,89"), "1234567.89");
    ck_assert_str_eq(number(profile_of("decimal_sign = ,\n"), "1.234"), "refused");
    struct profile *blank = profile_of("grouping = threes\ndecimal_sign = ,\ngrouping_sign = blank\n");
    ck_assert_str_eq(number(blank, "1 234,5"), "1234.5");
    ck_assert_str_eq(number(blank, "1\xC2\xA0""234,5"), "1234.5");         /* no-break */
    ck_assert_str_eq(number(blank, "1\xE2\x80\xAF""234\xE2\x80\xAF""567"), "1234567"); /* narrow */
    struct profile *swiss = profile_of("grouping = threes\ngrouping_sign = '\n");
    ck_assert_str_eq(number(swiss, "1'234'567.50"), "1234567.50");
    ck_assert_str_eq(number(swiss, "1’234"), "1234");
}
END_TEST

START_TEST(signs_and_digits_of_other_hands)
{
    struct profile *plain = profile_of("");
    ck_assert_str_eq(number(plain, "340,000.00-"), "-340000.00");
    ck_assert_str_eq(number(plain, "12 -"), "-12");
    ck_assert_str_eq(number(plain, "-12-"), "refused");
    ck_assert_str_eq(number(plain, "--12"), "refused");
    ck_assert_str_eq(number(plain, "-"), "refused");
    ck_assert_str_eq(number(plain, "\xE2\x88\x92""12"), "-12"); /* a typographic minus */
    ck_assert_str_eq(number(plain, "１２.５"), "12.5");
    ck_assert_str_eq(number(plain, "(340)"), "refused");
}
END_TEST

/* Trap 7: dates are read as declared; a day that might be a month is refused, not guessed. */
START_TEST(trap_07_dates_follow_the_profile)
{
    struct profile *iso = profile_of("");
    ck_assert_str_eq(date(iso, "2025-03-28"), "2025-03-28");
    ck_assert_str_eq(date(iso, "20250328"), "2025-03-28");
    ck_assert_str_eq(date(iso, "2025-03"), "2025-03-01..2025-03-31");
    ck_assert_str_eq(date(iso, "03/04/2025"), "ambiguous");
    ck_assert_str_eq(date(iso, "17.05.24 10:30"), "ambiguous");
    ck_assert_str_eq(date(iso, "2025-02-30"), "refused");
    ck_assert_str_eq(date(iso, "45744"), "refused");
    ck_assert_str_eq(date(iso, "2025-03-29T00:00:00+05:30"), "2025-03-29"); /* the day as written */
    struct profile *india = profile_of("time_zone = +05:30\ndate_format = DD/MM/YYYY | ISO\n");
    ck_assert_str_eq(date(india, "2025-03-28T18:30:00.000Z"), "2025-03-29");
    ck_assert_str_eq(date(india, "28/03/2025"), "2025-03-28");
    struct profile *day_first = profile_of("date_format = DD/MM/YYYY\n");
    ck_assert_str_eq(date(day_first, "03/04/2025"), "2025-04-03");
    ck_assert_str_eq(date(day_first, "17/05/2024 10:30:00"), "2024-05-17");
    ck_assert_str_eq(date(day_first, "2024-05-17"), "refused");
    ck_assert_str_eq(date(day_first, "17/05/20245"), "refused");
    ck_assert_str_eq(date(day_first, "05/17/2024"), "refused");
    ck_assert_str_eq(date(profile_of("date_format = MM/DD/YYYY\n"), "03/04/2025"), "2025-03-04");
    ck_assert_str_eq(date(profile_of("date_format = M/D/YY\n"), "8/24/16"), "2016-08-24");
    ck_assert_str_eq(date(profile_of("date_format = DD-MMM-YYYY\n"), "05-Mar-2025"), "2025-03-05");
    ck_assert_str_eq(date(profile_of("date_format = YYYYMMDD\n"), "20250328"), "2025-03-28");
    struct profile *roc = profile_of("date_format = ROC/MM/DD | ROC/MM\n");
    ck_assert_str_eq(date(roc, "097/03/19"), "2008-03-19");
    ck_assert_str_eq(date(roc, "114/06/30"), "2025-06-30");
    ck_assert_str_eq(date(roc, "99/12"), "2010-12-01..2010-12-31");
    ck_assert_str_eq(date(roc, "2025/06/30"), "refused");
    struct profile *month = profile_of("date_format = MMM YYYY\n");
    ck_assert_str_eq(date(month, "Feb 2024"), "2024-02-01..2024-02-29");
    ck_assert_str_eq(date(month, "Sept. 2024"), "2024-09-01..2024-09-30");
    ck_assert_str_eq(date(month, "December 2024"), "2024-12-01..2024-12-31");
    ck_assert_str_eq(date(month, "Decem 2024"), "refused");
    ck_assert_str_eq(date(profile_of("date_format = YYYY\n"), "2024"), "2024-01-01..2024-12-31");
    struct profile *excel = profile_of("date_format = EXCEL\n");
    ck_assert_str_eq(date(excel, "45000"), "2023-03-15");
    ck_assert_str_eq(date(excel, "45000.75"), "2023-03-15");
    ck_assert_str_eq(date(excel, "20250328"), "refused");
    ck_assert_str_eq(date(excel, "60"), "refused"); /* its 29 February 1900 */
    ck_assert_str_eq(date(profile_of("date_means = month\n"), "2023-01-01"), "2023-01-01..2023-01-31");
    ck_assert_str_eq(date(profile_of("date_means = month\n"), "1011-01-01"), "refused");
}
END_TEST

/* What is shipped is without a mistake, and no two of them want the same header. */
START_TEST(shipped_profiles_are_read)
{
    static const char *const names[] = {"argentina-export", "generic", "india-export", "india-import", "kazakhstan",
                                        "korea-synthetic",  "malaysia", "russia",      "taiwan",       "vietnam"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct profile *profile;
        struct error error = {0};
        ck_assert_msg(profile_read(names[i], CHIPWATCH_SOURCE_DIR "/deploy/profiles", &arena, &profile, &error), "%s",
                      error.message);
        ck_assert_str_eq(profile->name, names[i]);
    }
    struct profiles all;
    struct error error;
    ck_assert(profile_read_all(CHIPWATCH_SOURCE_DIR "/deploy/profiles", &arena, &all, &error));
    ck_assert_uint_eq(all.count, sizeof names / sizeof names[0]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("profile");
    TCase *tests = tcase_create("profile");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, settings_are_read);
    tcase_add_test(tests, mistakes_name_file_and_line);
    tcase_add_test(tests, unknown_names_are_told_with_the_nearest);
    tcase_add_test(tests, names_of_columns_match_as_people_write_them);
    tcase_add_test(tests, spellings_are_in_order_of_preference);
    tcase_add_test(tests, the_most_special_profile_is_chosen);
    tcase_add_test(tests, trap_01_grouped_numbers_are_declared_or_proven);
    tcase_add_test(tests, signs_and_digits_of_other_hands);
    tcase_add_test(tests, trap_07_dates_follow_the_profile);
    tcase_add_test(tests, shipped_profiles_are_read);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
