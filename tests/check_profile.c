/*
 * Mapping profiles: what may stand in one, which one fits a header, and how it reads numbers, dates and codes.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"
#include "producers/customs/hs_code.h"
#include "producers/customs/name.h"
#include "producers/customs/profile.h"
#include "schemas/customs_event.h"

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

static const char *date(const struct profile *profile, const char *text)
{
    static char out[CLOCK_TEXT_MAX];
    struct error error;
    int32_t days;
    if (!profile_date(profile, slice_of(text), &days, &error)) {
        ck_assert_int_eq(error.reason, REASON_BAD_DATE);
        return "refused";
    }
    date_format_iso(days, out);
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
    ck_assert(profile->parties_dropped);
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
        "source = \xFF\n",         "value_basis = CIP\n",
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

START_TEST(names_of_columns_match_as_people_write_them)
{
    ck_assert(name_equal(SLICE_LITERAL("HS_CODE"), SLICE_LITERAL("Hs Code")));
    ck_assert(name_equal(SLICE_LITERAL("HSCODE"), SLICE_LITERAL(" hs-code.")));
    ck_assert(!name_equal(SLICE_LITERAL("HS CODE"), SLICE_LITERAL("HS CODE 2")));
    ck_assert(name_equal(SLICE_LITERAL("商品 编码"), SLICE_LITERAL("商品编码")));
    ck_assert(!name_equal(SLICE_LITERAL("商品编码"), SLICE_LITERAL("商品名称")));
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

START_TEST(the_most_special_profile_is_chosen)
{
    const struct slice common[] = {SLICE_LITERAL("DATE"), SLICE_LITERAL("HS CODE")};
    const struct slice special[] = {SLICE_LITERAL("DATE"), SLICE_LITERAL("HS CODE"), SLICE_LITERAL("BE_NUMBER")};
    struct profile *profile;
    struct profile_header header;
    struct error error = {0};
    write_profile("a", "column.hs = HS CODE\nrequire = hs\n");
    write_profile("b", "column.hs = HS CODE\nrequire = hs\nmatch = BE NUMBER\n");
    ck_assert(profile_choose(folder, common, 2, &arena, &profile, &header, &error));
    ck_assert_str_eq(profile->name, "a");
    ck_assert(profile_choose(folder, special, 3, &arena, &profile, &header, &error));
    ck_assert_str_eq(profile->name, "b");
    ck_assert_int_eq(header.fields[PROFILE_HS], 1);
    ck_assert(profile_choose(folder, common, 1, &arena, &profile, &header, &error));
    ck_assert_ptr_null(profile);
    write_profile("c", "column.hs = HS CODE\nrequire = hs\n"); /* no better than a: a person must choose */
    ck_assert(!profile_choose(folder, common, 2, &arena, &profile, &header, &error));
    ck_assert_int_eq(error.reason, REASON_UNKNOWN_PROFILE);
}
END_TEST

START_TEST(numbers_follow_the_profile)
{
    struct profile *plain = profile_of("");
    ck_assert_str_eq(number(plain, "1234.50"), "1234.50");
    ck_assert_str_eq(number(plain, "-10"), "-10");
    ck_assert_str_eq(number(plain, "1,234"), "refused"); /* a thousand, or one and a bit? */
    ck_assert_str_eq(number(plain, "1.2.3"), "refused");
    ck_assert_str_eq(number(plain, "12 USD"), "refused");
    struct profile *threes = profile_of("grouping = threes\n");
    ck_assert_str_eq(number(threes, "639,240,426"), "639240426");
    ck_assert_str_eq(number(threes, "-340,000.00"), "-340000.00");
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
    struct profile *comma = profile_of("grouping = threes\ndecimal_sign = ,\ngrouping_sign = .\n");
    ck_assert_str_eq(number(comma, "1.234.567,89"), "1234567.89");
    struct profile *blank = profile_of("grouping = threes\ndecimal_sign = ,\ngrouping_sign = blank\n");
    ck_assert_str_eq(number(blank, "1 234,5"), "1234.5");
}
END_TEST

START_TEST(dates_follow_the_profile)
{
    struct profile *iso = profile_of("");
    ck_assert_str_eq(date(iso, "2025-03-28"), "2025-03-28");
    ck_assert_str_eq(date(iso, "20250328"), "2025-03-28");
    ck_assert_str_eq(date(iso, "03/04/2025"), "refused");
    ck_assert_str_eq(date(iso, "2025-02-30"), "refused");
    ck_assert_str_eq(date(iso, "2025-03-29T00:00:00+05:30"), "2025-03-29"); /* the day as written */
    struct profile *india = profile_of("time_zone = +05:30\n");
    ck_assert_str_eq(date(india, "2025-03-28T18:30:00.000Z"), "2025-03-29");
    struct profile *day_first = profile_of("date_format = DD/MM/YYYY\n");
    ck_assert_str_eq(date(day_first, "03/04/2025"), "2025-04-03");
    ck_assert_str_eq(date(day_first, "17/05/2024 10:30:00"), "2024-05-17");
    ck_assert_str_eq(date(day_first, "2024-05-17"), "refused");
    ck_assert_str_eq(date(day_first, "17/05/20245"), "refused");
    ck_assert_str_eq(date(profile_of("date_format = M/D/YY\n"), "8/24/16"), "2016-08-24");
    ck_assert_str_eq(date(profile_of("date_format = DD-MMM-YYYY\n"), "05-Mar-2025"), "2025-03-05");
    ck_assert_str_eq(date(profile_of("date_format = YYYYMMDD\n"), "20250328"), "2025-03-28");
}
END_TEST

START_TEST(hs_codes_are_read_and_damage_is_seen)
{
    static const struct {
        const char *text;
        int whole_digits;
        const char *digits; /* NULL: refused */
        bool damaged;
    } cases[] = {
        {"84715000", 0, "84715000", false},  {"8471.50.00.00", 0, "8471500000", false}, {"8471 50", 0, "847150", false},
        {"'847150", 0, "847150", false},     {"8471500000.0", 0, "8471500000", false},
        {"101210000", 10, "0101210000", false},
        {"101210000", 0, "101210000", false}, {"8.4718E+07", 0, "84718", true},         {"8471.5", 0, "84715", true},
        {"7616.99.90.00-5", 0, "76169990005", false}, {"847", 0, NULL, false},          {"8471Z0", 0, NULL, false},
        {"8471-50-00-00-00-00", 0, NULL, false}, {"", 0, NULL, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hs_code code;
        bool read = hs_code_parse(slice_of(cases[i].text), cases[i].whole_digits, &code);
        ck_assert_msg(read == (cases[i].digits != NULL), "%s", cases[i].text);
        if (read) {
            ck_assert_str_eq(code.digits, cases[i].digits);
            ck_assert_int_eq(code.count, (int)strlen(cases[i].digits));
            ck_assert_msg(code.damaged == cases[i].damaged, "%s", cases[i].text);
            ck_assert(code.zero_restored == (cases[i].whole_digits == 10));
        }
    }
}
END_TEST

/* What is shipped is without a mistake, and no two of them want the same header. */
START_TEST(shipped_profiles_are_read)
{
    static const char *const names[] = {"generic", "korea-synthetic"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct profile *profile;
        struct error error = {0};
        ck_assert_msg(profile_read(names[i], CHIPWATCH_SOURCE_DIR "/deploy/profiles", &arena, &profile, &error), "%s",
                      error.message);
        ck_assert_str_eq(profile->name, names[i]);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("profile");
    TCase *tests = tcase_create("profile");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, settings_are_read);
    tcase_add_test(tests, mistakes_name_file_and_line);
    tcase_add_test(tests, names_of_columns_match_as_people_write_them);
    tcase_add_test(tests, spellings_are_in_order_of_preference);
    tcase_add_test(tests, the_most_special_profile_is_chosen);
    tcase_add_test(tests, numbers_follow_the_profile);
    tcase_add_test(tests, dates_follow_the_profile);
    tcase_add_test(tests, hs_codes_are_read_and_damage_is_seen);
    tcase_add_test(tests, shipped_profiles_are_read);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
