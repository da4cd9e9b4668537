/*
 * The US Census Bureau: answers of its API, and its monthly archives. All rows are made up, in the layouts of the real
 * ones.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/clock.h"
#include "producers/customs/census.h"
#include "producers/customs/country.h"
#include "producers/customs/inputs.h"
#include "tests/customs_reading.h"
#include "tests/suite.h"

#define HEADER "[\"I_COMMODITY\",\"CTY_CODE\",\"CTY_NAME\",\"GEN_VAL_MO\",\"GEN_QY1_MO\",\"UNIT_QY1\",\"time\"]"
#define ROW "[\"8471804000\",\"5830\",\"TAIWAN\",\"1450000000\",\"9100\",\"NO\",\"2025-06\"]"

static struct reading *read_json(const char *text)
{
    return reading_of_text(&input_census_json, NULL, text);
}

/* A header and rows, both without their outer brackets. */
static struct reading *read_table(const char *header, const char *rows)
{
    char text[8192];
    snprintf(text, sizeof text, "[[%s],\n%s]", header, rows);
    return read_json(text);
}

static void is_text(struct slice text, const char *expected)
{
    ck_assert_msg(expected ? slice_equal_text(text, expected) : !text.data, "%.*s is not %s", (int)text.size,
                  text.data ? text.data : "", expected ? expected : "(not stated)");
}

static void is_day(const int32_t *day, const char *expected)
{
    char text[CLOCK_TEXT_MAX];
    date_format_iso(*day, text);
    ck_assert_str_eq(text, expected);
}

START_TEST(the_answer_to_a_query_is_whole_for_it)
{
    struct input_options options = reading_options();
    options.scope = "census/imports?2025-06";
    struct reading *reading = reading_of_text(&input_census_json, &options, "[" HEADER "," ROW "]");
    ck_assert_int_eq(reading->records, 2);
    ck_assert_int_eq(reading->scope_ends, 1);
    is_text(reading->kept[0].scope_id, "census/imports?2025-06");
    is_text(reading->kept[1].scope_id, "census/imports?2025-06");
    ck_assert_int_eq(*reading->kept[1].scope_rows, 1);
    reading_free(reading);
    /* A refused row is lacking but not gone, and no rows at all say nothing. */
    static const char *const open_ended[] = {"[" HEADER "," ROW ",[\"84\"]]", "[" HEADER "]", ""};
    for (size_t i = 0; i < sizeof open_ended / sizeof open_ended[0]; i++) {
        reading = reading_of_text(&input_census_json, &options, open_ended[i]);
        ck_assert_int_eq(reading->scope_ends, 0);
        reading_free(reading);
    }
}
END_TEST

/* Example A5 of the acceptance examples. */
START_TEST(an_import_of_the_api_is_an_event)
{
    struct reading *reading = read_json("[" HEADER "," ROW "]");
    const struct customs_event *event = &reading->first;
    ck_assert_msg(!reading->refused, "%s", reading->error.message);
    ck_assert_int_eq(reading->records, 1);
    ck_assert_int_eq(reading->events, 1);
    ck_assert_int_eq(event->kind, CUSTOMS_EVENT_KIND_STATISTIC);
    is_day(event->period_start, "2025-06-01");
    is_day(event->period_end, "2025-06-30");
    ck_assert_int_eq(*event->flow, CUSTOMS_EVENT_FLOW_IMPORT);
    is_text(event->reporter, "US");
    is_text(event->origin, "TW");
    is_text(event->destination, "US");
    is_text(event->dispatch, NULL);
    is_text(event->partner_raw, "TAIWAN");
    is_text(event->hs_national, "8471804000");
    is_text(event->hs6, "847180");
    is_text(event->hs_edition, "HTS2025");
    ck_assert_int_eq(*event->hs_digits_known, 10);
    ck_assert_str_eq(reading_decimal(event->qty), "9100.000000");
    is_text(event->unit, "C62");
    ck_assert_str_eq(reading_decimal(event->value), "1450000000.0000");
    ck_assert_str_eq(reading_decimal(event->value_usd), "1450000000.0000");
    is_text(event->currency, "USD");
    ck_assert_int_eq(*event->value_basis, CUSTOMS_EVENT_VALUE_BASIS_FOB);
    ck_assert(reading_has_flag(event, "value_customs"));
    ck_assert_ptr_null(event->gross_kg);
    is_text(event->scope_id, NULL);
    is_text(event->source, "census");
    is_text(event->source_key, "2025-06|general|8471804000|5830||||||");
    ck_assert_int_eq(event->revision, reading_options().observed_at_ms);
    is_text(event->raw_ref, "test:1@83");
    reading_free(reading);
}
END_TEST

/* Columns in any order, of mixed case, and twice where one was asked for and filtered by; numbers and null beside texts. */
START_TEST(columns_come_in_any_order_and_twice)
{
    struct reading *plain = read_json("[" HEADER "," ROW "]");
    struct reading *other = read_table(
        "\"time\",\"unit_qy1\",\"GEN_QY1_MO\",\"GEN_VAL_YR\",\"GEN_VAL_MO\",\"CTY_NAME\",\"CTY_CODE\",\"I_COMMODITY\","
        "\"COMM_LVL\",\"I_COMMODITY\",\"AIR_WGT_MO\"",
        "[\"2025-06\",\"NO\",9100,\"7\",1450000000,\"TAIWAN\",\"5830\",\"8471804000\",\"HS10\",\"8471804000\",null]");
    ck_assert_msg(!other->refused, "%s", other->error.message);
    ck_assert_mem_eq(plain->hashes[0], other->hashes[0], 16);
    ck_assert_int_eq(uuid_compare(&plain->ids[0], &other->ids[0]), 0);
    struct reading *two = read_table("\"I_COMMODITY\",\"CTY_CODE\",\"GEN_VAL_MO\",\"time\",\"I_COMMODITY\"",
                                     "[\"8471804000\",\"5830\",\"1\",\"2025-06\",\"8471809000\"]");
    ck_assert_int_eq(two->refused, 1);
    ck_assert_int_eq(two->error.reason, REASON_BAD_SYNTAX);
    reading_free(plain);
    reading_free(other);
    reading_free(two);
}
END_TEST

/* Exports have codes of another list; all goods, domestic ones and re-exports are three facts. */
START_TEST(exports_are_by_destination_and_schedule_b)
{
    struct reading *all = read_table("\"E_COMMODITY\",\"CTY_CODE\",\"ALL_VAL_MO\",\"QTY_1_MO\",\"UNIT_QY1\",\"YEAR\",\"MONTH\"",
                                     "[\"8473300002\",\"5590\",\"500\",\"4\",\"NO\",\"2025\",\"06\"]");
    const struct customs_event *event = &all->first;
    ck_assert_msg(!all->refused, "%s", all->error.message);
    ck_assert_int_eq(*event->flow, CUSTOMS_EVENT_FLOW_EXPORT);
    is_text(event->dispatch, "US");
    is_text(event->destination, "SG");
    is_text(event->origin, NULL);
    is_text(event->hs_edition, "ScheduleB2025");
    is_text(event->source_key, "2025-06|exports|8473300002|5590||||||");
    ck_assert(reading_has_flag(event, "value_fas"));
    ck_assert(reading_has_flag(event, "reexports_included"));
    struct reading *parts = read_table("\"E_COMMODITY\",\"CTY_CODE\",\"ALL_VAL_MO\",\"DF\",\"time\"",
                                       "[\"8473300002\",\"5590\",\"500\",\"-\",\"2025-06\"],"
                                       "[\"8473300002\",\"5590\",\"100\",\"2\",\"2025-06\"],"
                                       "[\"8473300002\",\"5590\",\"400\",\"1\",\"2025-06\"],"
                                       "[\"8473300002\",\"5590\",\"400\",\"3\",\"2025-06\"]");
    ck_assert_int_eq(parts->events, 2);
    ck_assert_int_eq(reading_skipped(parts, "total"), 1);
    ck_assert_int_eq(parts->refused, 1);
    ck_assert_int_eq(*parts->first.flow, CUSTOMS_EVENT_FLOW_REEXPORT);
    ck_assert_str_eq(reading_decimal(&parts->value_sum), "500.0000");
    ck_assert(!reading_has_flag(&parts->first, "reexports_included"));
    reading_free(all);
    reading_free(parts);
}
END_TEST

START_TEST(imports_for_consumption_stand_where_nothing_else_does)
{
    struct reading *reading = read_table("\"I_COMMODITY\",\"CTY_CODE\",\"CON_VAL_MO\",\"CON_QY1_MO\",\"UNIT_QY1\",\"time\"",
                                         "[\"8471804000\",\"5830\",\"5\",\"2\",\"NO\",\"2025-06\"]");
    ck_assert(reading_has_flag(&reading->first, "imports_for_consumption"));
    is_text(reading->first.source_key, "2025-06|consumption|8471804000|5830||||||");
    struct reading *both = read_table("\"I_COMMODITY\",\"CTY_CODE\",\"CON_VAL_MO\",\"GEN_VAL_MO\",\"time\"",
                                      "[\"8471804000\",\"5830\",\"5\",\"7\",\"2025-06\"],"
                                      "[\"8471809000\",\"5830\",\"5\",\"0\",\"2025-06\"]");
    ck_assert_str_eq(reading_decimal(&both->value_sum), "7.0000");
    ck_assert_int_eq(reading_skipped(both, "consumption_only"), 1);
    reading_free(reading);
    reading_free(both);
}
END_TEST

START_TEST(trap_5_and_6_a_lost_leading_zero_is_restored_and_nothing_else)
{
    struct reading *reading = read_table("\"I_COMMODITY\",\"CTY_CODE\",\"GEN_VAL_MO\",\"time\"",
                                         "[101210010,\"5830\",\"1\",\"2025-06\"]");
    is_text(reading->first.hs_national, "0101210010");
    is_text(reading->first.hs6, "010121");
    ck_assert(reading_has_flag(&reading->first, "hs_zero_restored"));
    reading_free(reading);
    static const char *const bad[] = {"\"84718\"", "\"847180400\\u0660\"", "8.4718E+07", "\"84718040001\"", "\"8471.5\"",
                                      "\"CHIPS\""};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char row[128];
        snprintf(row, sizeof row, "[%s,\"5830\",\"1\",\"2025-06\"]", bad[i]);
        reading = read_table("\"I_COMMODITY\",\"CTY_CODE\",\"GEN_VAL_MO\",\"time\"", row);
        ck_assert_msg(reading->refused == 1 && reading->error.reason == REASON_BAD_CODE, "%s: %s", bad[i],
                      reading->error.message);
        ck_assert_int_eq(reading->error_line, 2);
        reading_free(reading);
    }
}
END_TEST

START_TEST(trap_8_and_9_quantities_that_are_none)
{
    static const char header[] = "\"I_COMMODITY\",\"CTY_CODE\",\"GEN_VAL_MO\",\"GEN_QY1_MO\",\"UNIT_QY1\",\"GEN_QY2_MO\","
                                 "\"UNIT_QY2\",\"time\"";
    static const struct {
        const char *cells, *qty, *unit, *qty2, *net_kg, *flag;
    } cases[] = {
        {"\"9\",\"0\",\"X\",\"0\",\"-\"", "-", NULL, "-", "-", NULL},
        {"\"9\",\"5\",\"-\",\"0\",null", "-", NULL, "-", "-", NULL},
        {"\"9\",\"0\",\"NO\",\"0\",\"\"", "-", NULL, "-", "-", "zero_quantity"},
        {"\"9\",\"5\",\"DOZ\",\"7\",\"KG\"", "60.000000", "C62", "7.000000", "7.000000", NULL},
        {"\"9\",\"5\",\"T\",\"0\",\"X\"", "5000.000000", "KGM", "-", "5000.000000", NULL},
        {"\"9\",\"5\",\"CTN\",\"0\",\"X\"", "5.000000", NULL, "-", "-", "unit_unknown"}, /* tons of content */
        {"\"-9\",\"-5\",\"NO\",\"0\",\"X\"", "-5.000000", "C62", "-", "-", "negative"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char row[256];
        snprintf(row, sizeof row, "[\"8471804000\",\"5830\",%s,\"2025-06\"]", cases[i].cells);
        struct reading *reading = read_table(header, row);
        const struct customs_event *event = &reading->first;
        ck_assert_msg(reading->events == 1, "%s: %s", cases[i].cells, reading->error.message);
        ck_assert_str_eq(reading_decimal(event->qty), cases[i].qty);
        is_text(event->unit, cases[i].unit);
        ck_assert_str_eq(reading_decimal(event->qty2), cases[i].qty2);
        ck_assert_str_eq(reading_decimal(event->net_kg), cases[i].net_kg);
        ck_assert(!cases[i].flag || reading_has_flag(event, cases[i].flag));
        reading_free(reading);
    }
}
END_TEST

START_TEST(trap_10_totals_and_groups_are_counted_and_not_published)
{
    struct reading *reading = read_table(
        "\"I_COMMODITY\",\"CTY_CODE\",\"CTY_NAME\",\"DISTRICT\",\"GEN_VAL_MO\",\"SUMMARY_LVL\",\"time\"",
        "[\"8471804000\",\"-\",\"TOTAL FOR ALL COUNTRIES\",\"20\",\"9\",\"DET\",\"2025-06\"],\n"
        "[\"8471804000\",null,\"TOTAL FOR ALL COUNTRIES\",\"20\",\"9\",\"DET\",\"2025-06\"],\n"
        "[\"8471804000\",\"5830\",\"TAIWAN\",\"-\",\"9\",\"DET\",\"2025-06\"],\n"
        "[\"-\",\"5830\",\"TAIWAN\",\"20\",\"9\",\"DET\",\"2025-06\"],\n"
        "[\"8471804000\",\"0003\",\"EUROPEAN UNION\",\"20\",\"9\",\"CGP\",\"2025-06\"],\n"
        "[\"8471804000\",\"0014\",\"PACIFIC RIM\",\"20\",\"9\",null,\"2025-06\"],\n"
        "[\"8471804000\",\"5XXX\",\"ASIA\",\"20\",\"9\",null,\"2025-06\"],\n"
        "[\"8471804000\",\"5830\",\"TAIWAN\",\"20\",\"0\",\"DET\",\"2025-06\"],\n"
        "[\"8471804000\",\"5830\",\"TAIWAN\",\"27\",\"4\",\"DET\",\"2025-06\"]");
    ck_assert_msg(!reading->refused, "%s", reading->error.message);
    ck_assert_int_eq(reading_skipped(reading, "total"), 4);
    ck_assert_int_eq(reading_skipped(reading, "country_group"), 3);
    ck_assert_int_eq(reading_skipped(reading, "year_to_date_only"), 1);
    ck_assert_int_eq(reading->events, 1);
    ck_assert_int_eq(reading->records, 9);
    is_text(reading->first.customs_office, "27");
    is_text(reading->first.source_key, "2025-06|general|8471804000|5830||27||||");
    reading_free(reading);
}
END_TEST

/* --- files -------------------------------------------------------------------------------------------------------------- */

static char folder[] = "/tmp/check_census_XXXXXX";

static const char *path_of(const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void write_file(const char *name, const char *text, size_t size)
{
    FILE *file = fopen(path_of(name), "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(text, 1, size, file), size);
    ck_assert_int_eq(fclose(file), 0);
}

static void make_folder(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void remove_folder(void)
{
    static const char *const names[] = {"levels.json", "IMP_DETL.TXT", "imp_comm.txt", "IMP_COMM.TXT", "EXP_DETL.TXT",
                                        "EXP_COMM.TXT"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        unlink(path_of(names[i]));
    rmdir(folder);
}

#define LEVELS_HEADER "[\"I_COMMODITY\",\"CTY_CODE\",\"GEN_VAL_MO\",\"time\"]"

/* Of codes of several lengths beside each other only the longest are facts; where all are short, these are. */
START_TEST(trap_10_codes_that_are_sums_of_longer_codes)
{
    static const struct {
        const char *rows;
        int64_t events, aggregates;
        const char *sum;
    } cases[] = {
        {"[\"84\",\"5830\",\"9\",\"2025-06\"],[\"8471\",\"5830\",\"9\",\"2025-06\"],[\"847180\",\"5830\",\"9\",\"2025-06\"],"
         "[\"8471804000\",\"5830\",\"5\",\"2025-06\"],[\"8471809000\",\"5830\",\"4\",\"2025-06\"]",
         2, 3, "9.0000"},
        {"[\"847180\",\"5830\",\"9\",\"2025-06\"],[\"847150\",\"5830\",\"2\",\"2025-06\"],[\"8471\",\"5830\",\"11\",\"2025-06\"]",
         2, 1, "11.0000"},
        {"[\"84\",\"5830\",\"9\",\"2025-06\"]", 1, 0, "9.0000"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[1024];
        snprintf(text, sizeof text, "[" LEVELS_HEADER ",%s]", cases[i].rows);
        write_file("levels.json", text, strlen(text));
        struct reading *reading = reading_of_file(&input_census_json, NULL, path_of("levels.json"));
        ck_assert_msg(!reading->refused, "%s", reading->error.message);
        ck_assert_int_eq(reading->events, cases[i].events);
        ck_assert_int_eq(reading_skipped(reading, "aggregate"), cases[i].aggregates);
        ck_assert_str_eq(reading_decimal(&reading->value_sum), cases[i].sum);
        reading_free(reading);
    }
    /* What can be read only once cannot be looked through. */
    struct reading *once = read_json("[" LEVELS_HEADER ",[\"847180\",\"5830\",\"9\",\"2025-06\"]]");
    ck_assert_int_eq(reading_skipped(once, "aggregate"), 1);
    ck_assert_int_eq(once->events, 0);
    reading_free(once);
}
END_TEST

START_TEST(countries_are_those_of_schedule_c)
{
    static const struct {
        const char *code, *alpha2;
    } cases[] = {{"1220", "CA"}, {"2010", "MX"}, {"5700", "CN"}, {"5830", "TW"}, {"5820", "HK"}, {"5570", "MY"},
                 {"5590", "SG"}, {"5880", "JP"}, {"5800", "KR"}, {"4280", "DE"}, {"5200", "AE"}, {"5520", "VN"},
                 {"1000", "US"}, {"9800", "UM"}, {"5081", "IL"}, {"5083", "PS"}, {"0003", NULL}, {"5XXX", NULL},
                 {"583", NULL},  {"58300", NULL}, {"", NULL},     {"-", NULL},    {"8500", NULL}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        is_text(country_of_census(slice_of(cases[i].code)), cases[i].alpha2);
    struct reading *reading = read_json("[" LEVELS_HEADER ",[\"8471804000\",\"8220\",\"9\",\"2025-06\"]]");
    ck_assert(reading_has_flag(&reading->first, "partner_unknown"));
    is_text(reading->first.partner_raw, "8220");
    is_text(reading->first.origin, "ZZ");
    reading_free(reading);
}
END_TEST

START_TEST(trap_11_special_lines_are_published_with_a_flag)
{
    struct reading *reading = read_json("[" LEVELS_HEADER ",[\"9801001012\",\"5830\",\"9\",\"2025-06\"],"
                                        "[\"8471804000\",\"5830\",\"9\",\"2025-06\"]]");
    ck_assert_int_eq(reading->events, 2);
    ck_assert(reading_has_flag(&reading->kept[0], "hs_special"));
    ck_assert(!reading_has_flag(&reading->kept[1], "hs_special"));
    reading_free(reading);
}
END_TEST

/* Weights are shipping weights, known only of air and vessel. */
START_TEST(weights_are_stated_where_they_are_of_all_goods)
{
    static const char header[] = "\"I_COMMODITY\",\"CTY_CODE\",\"GEN_VAL_MO\",\"AIR_VAL_MO\",\"AIR_WGT_MO\",\"VES_VAL_MO\","
                                 "\"VES_WGT_MO\",\"CNT_WGT_MO\",\"time\"";
    static const struct {
        const char *cells, *gross, *mode;
        bool partial;
    } cases[] = {
        {"\"100\",\"100\",\"7\",\"0\",\"0\",\"0\"", "7.000000", "air", false},
        {"\"100\",\"60\",\"7\",\"40\",\"30\",\"30\"", "37.000000", NULL, false}, /* containers are part of vessels */
        {"\"100\",\"0\",\"0\",\"100\",\"30\",\"30\"", "30.000000", "vessel", false},
        {"\"100\",\"60\",\"7\",\"0\",\"0\",\"0\"", "-", NULL, true}, /* the rest went by road */
        {"\"100\",\"0\",\"0\",\"0\",\"0\",\"0\"", "-", NULL, false},
        {"\"100\",null,\"7\",null,null,null", "-", NULL, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char row[256];
        snprintf(row, sizeof row, "[\"8471804000\",\"5830\",%s,\"2025-06\"]", cases[i].cells);
        struct reading *reading = read_table(header, row);
        ck_assert_str_eq(reading_decimal(reading->first.gross_kg), cases[i].gross);
        is_text(reading->first.transport_mode, cases[i].mode);
        ck_assert_int_eq(reading_has_flag(&reading->first, "weight_partial"), cases[i].partial);
        ck_assert_int_eq(reading->first.weight_scope != NULL, reading->first.gross_kg != NULL);
        reading_free(reading);
    }
}
END_TEST

START_TEST(bad_rows_are_refused_with_reason_and_line)
{
    static const struct {
        const char *row;
        enum reason reason;
    } cases[] = {
        {"[\"8471804000\",\"5830\",\"TAIWAN\",\"1,450\",\"1\",\"NO\",\"2025-06\"]", REASON_BAD_NUMBER},
        {"[\"8471804000\",\"5830\",\"TAIWAN\",null,null,\"NO\",\"2025-06\"]", REASON_MISSING_FIELD},
        {"[\"8471804000\",\"5830\",\"TAIWAN\",\"1\",\"1\",\"NO\",\"2025-13\"]", REASON_BAD_DATE},
        {"[\"8471804000\",\"5830\",\"TAIWAN\",\"1\",\"1\",\"NO\",\"2025\"]", REASON_BAD_DATE},
        {"[\"8471804000\",\"5830\",\"TAIWAN\",\"1\",\"1\",\"NO\",null]", REASON_MISSING_FIELD},
        {"[null,\"5830\",\"TAIWAN\",\"1\",\"1\",\"NO\",\"2025-06\"]", REASON_MISSING_FIELD},
        {"[\"8471804000\",\"5830\"]", REASON_BAD_SYNTAX},
        {"[\"8471804000\",[\"5830\"]]", REASON_BAD_SYNTAX},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[512];
        snprintf(text, sizeof text, "[" HEADER ",\n%s,\n" ROW "]", cases[i].row);
        struct reading *reading = read_json(text);
        ck_assert_msg(reading->refused == 1 && reading->events == 1, "%s", cases[i].row);
        ck_assert_msg(reading->error.reason == cases[i].reason, "%s: %s", cases[i].row, reading->error.message);
        ck_assert_int_eq(reading->error_line, 2);
        reading_free(reading);
    }
}
END_TEST

/* Opens a text under the name that a fetched or a read source has. */
static bool opens(const char *name, const char *text, struct error *error)
{
    struct reader *reader;
    struct arena arena = {0};
    struct input_options options = reading_options();
    void *state;
    ck_assert(arena_init(&arena, 1 << 20, error));
    ck_assert(reader_open_text(name, slice_of(text), &reader, error));
    bool fine = input_census_json.open(reader, &options, &arena, &state, error);
    if (fine)
        input_census_json.close(state);
    reader_close(reader);
    arena_free(&arena);
    return fine;
}

START_TEST(trap_18_what_is_no_data_is_not_read_as_data)
{
    static const char page[] = "\n<html><head><title>Invalid Key</title></head></html>";
    struct error error = {0};
    struct reading *empty = read_json("");
    ck_assert_int_eq(empty->records, 0); /* "no data" */
    reading_free(empty);
    ck_assert(!opens("https://api.census.gov/data/timeseries/intltrade/imports/hs?get=GEN_VAL_MO", page, &error));
    ck_assert_int_eq(error.kind, ERROR_RETRY);
    error = (struct error){0};
    ck_assert(!opens("answer.json", page, &error));
    ck_assert_int_eq(error.kind, ERROR_REJECT);
    ck_assert(!opens("answer.json", "{\"error\": \"unknown variable\"}", &error));
    ck_assert_int_eq(error.reason, REASON_BAD_SYNTAX);
    ck_assert(!opens("answer.json", "[]", &error));
    ck_assert(!opens("answer.json", "[[\"I_COMMODITY\",\"GEN_VAL_YR\",\"time\"]]", &error)); /* year to date only */
    ck_assert_int_eq(error.reason, REASON_UNKNOWN_FORMAT);
}
END_TEST

/* The check of the whole finds every cut, before anything is taken. */
START_TEST(trap_17_an_answer_that_was_cut_off_is_refused_whole)
{
    static const char text[] = "[" HEADER ",\n" ROW ",\n" ROW "]";
    for (size_t size = 1; size < strlen(text); size += 7) {
        struct reader *reader;
        struct input_place place;
        struct error error = {0};
        ck_assert(reader_open_text("cut", (struct slice){text, size}, &reader, &error));
        ck_assert(!input_census_json.check(reader, &place, &error));
        ck_assert_int_eq(error.reason, REASON_TRUNCATED);
        reader_close(reader);
    }
}
END_TEST

/* Its mark says what the text is in; where a byte is bad, the reader knows the place and the check states none. */
START_TEST(the_check_reads_the_encoding_that_the_mark_names)
{
    static const char marked[] = "\xFF\xFE[\0[\0\"\0a\0\"\0]\0]\0", bad[] = "[[\"a\"],\n[\"\xFF\"]]";
    static const struct {
        struct slice text;
        bool whole;
    } cases[] = {{{marked, sizeof marked - 1}, true}, {{bad, sizeof bad - 1}, false}};
    for (size_t i = 0; i < 2; i++) {
        struct reader *reader;
        struct input_place place;
        struct error error = {0};
        ck_assert(reader_open_text("answer.json", cases[i].text, &reader, &error));
        ck_assert_msg(input_census_json.check(reader, &place, &error) == cases[i].whole, "%s", error.message);
        ck_assert(cases[i].whole || (error.reason == REASON_BAD_ENCODING && place.line == 0 && place.offset == -1));
        reader_close(reader);
    }
}
END_TEST

/* --- archives ------------------------------------------------------------------------------------------------------------ */

enum { IMPORT_WIDTH = 688, IMPORT_CONTROL_WIDTH = 672, EXPORT_WIDTH = 323, EXPORT_CONTROL_WIDTH = 373 };

struct archive {
    char text[8192];
    size_t size;
};

/* A text at columns `from` to `to`, counted from 1: codes from the left, numbers from the right. */
static void put(char *line, int from, int to, const char *text)
{
    int width = to - from + 1, size = (int)strlen(text);
    bool number = width == 15;
    ck_assert_int_le(size, width);
    memset(line + from - 1, ' ', (size_t)width);
    memcpy(line + from - 1 + (number ? width - size : 0), text, (size_t)size);
}

static char *begin_line(struct archive *archive, size_t width, int first_number)
{
    char *line = archive->text + archive->size;
    ck_assert_uint_lt(archive->size + width + 2, sizeof archive->text);
    memset(line, ' ', width);
    for (int from = first_number; from + 14 <= (int)width; from += 15)
        put(line, from, from + 14, "0");
    memcpy(line + width, "\r\n", 2);
    archive->size += width + 2;
    return line;
}

static char *add_import(struct archive *archive, const char *code, const char *country, const char *month)
{
    char *line = begin_line(archive, IMPORT_WIDTH, 29);
    put(line, 1, 10, code);
    put(line, 11, 14, country);
    put(line, 15, 16, "00");
    put(line, 17, 18, "24");
    put(line, 19, 20, "23");
    put(line, 21, 22, "10");
    put(line, 23, 28, month);
    put(line, 509, 523, "5"); /* something in the year to date */
    return line;
}

static char *add_total(struct archive *archive, const char *code, const char *unit, const char *value)
{
    char *line = begin_line(archive, IMPORT_CONTROL_WIDTH, 73);
    put(line, 1, 10, code);
    put(line, 11, 60, "PROCESSING UNITS");
    put(line, 61, 63, unit);
    put(line, 67, 72, "202505");
    put(line, 223, 237, value);
    return line;
}

/* The month of example A6: one line with trade, one without. */
static void make_month(struct archive *details, struct archive *totals)
{
    char *line = add_import(details, "8471500150", "2010", "202505");
    put(line, 149, 163, "12400");
    put(line, 179, 193, "1984000000");
    add_import(details, "8471500150", "5700", "202505");
    add_total(totals, "8471500150", "NO", "1984000000");
    add_total(totals, "8471804000", "NO", "0");
}

static struct reading *read_month(const struct archive *details, const struct archive *totals)
{
    write_file("IMP_DETL.TXT", details->text, details->size);
    unlink(path_of("IMP_COMM.TXT"));
    if (totals)
        write_file("IMP_COMM.TXT", totals->text, totals->size);
    return reading_of_file(&input_census_imdb, NULL, path_of("IMP_DETL.TXT"));
}

static bool passes_check(const char *name, struct error *error)
{
    struct reader *reader;
    struct input_place place;
    *error = (struct error){0};
    ck_assert(reader_open_file(path_of(name), &reader, error));
    bool fine = input_census_imdb.check(reader, &place, error);
    reader_close(reader);
    return fine;
}

/* Example A6 of the acceptance examples. */
START_TEST(a_line_of_the_archive_is_an_event)
{
    struct archive details = {0}, totals = {0};
    struct error error;
    make_month(&details, &totals);
    struct reading *reading = read_month(&details, &totals);
    const struct customs_event *event = &reading->first;
    ck_assert_msg(!reading->refused, "%s", reading->error.message);
    ck_assert(passes_check("IMP_DETL.TXT", &error));
    ck_assert_int_eq(reading->events, 1);
    ck_assert_int_eq(reading_skipped(reading, "year_to_date_only"), 1);
    is_text(event->origin, "MX");
    is_text(event->destination, "US");
    is_day(event->period_start, "2025-05-01");
    is_text(event->hs6, "847150");
    is_text(event->hs_national, "8471500150");
    ck_assert_str_eq(reading_decimal(event->qty), "12400.000000");
    is_text(event->unit, "C62");
    ck_assert_str_eq(reading_decimal(event->value_usd), "1984000000.0000");
    /* The unit value is exactly 160,000. */
    ck_assert_int_eq((int64_t)(event->value_usd->unscaled * 100 / event->qty->unscaled), 160000);
    ck_assert_int_eq((int64_t)(event->value_usd->unscaled * 100 % event->qty->unscaled), 0);
    is_text(event->customs_office, "24");
    is_text(event->regime_code, "10");
    is_text(event->source, "census-archive");
    is_text(event->source_key, "2025-05|general|8471500150|2010|00|24|23|||10");
    is_text(event->scope_id, "census-archive|import|2025-05");
    ck_assert_int_eq(reading->scope_ends, 1);
    ck_assert_int_eq(*reading->kept[1].scope_rows, 1);
    reading_free(reading);
}
END_TEST

/* The detail sum must equal the control file's total. */
START_TEST(a_month_that_does_not_add_up_is_refused)
{
    struct archive details = {0}, totals = {0};
    struct error error;
    make_month(&details, &totals);
    put(totals.text, 223, 237, "1984000001");
    struct reading *reading = read_month(&details, &totals);
    ck_assert(reading->failed);
    ck_assert_int_eq(reading->error.reason, REASON_TRUNCATED);
    ck_assert_int_eq(reading->scope_ends, 0);
    ck_assert(!passes_check("IMP_DETL.TXT", &error)); /* which is what keeps its rows from being published */
    ck_assert_int_eq(error.reason, REASON_TRUNCATED);
    ck_assert_ptr_nonnull(strstr(error.message, "1984000001"));
    reading_free(reading);
}
END_TEST

START_TEST(without_the_control_file_units_are_unknown_and_there_is_no_scope)
{
    struct archive details = {0}, totals = {0};
    struct error error;
    make_month(&details, &totals);
    struct reading *reading = read_month(&details, NULL);
    ck_assert_int_eq(reading->events, 1);
    ck_assert(reading_has_flag(&reading->first, "control_missing"));
    ck_assert(reading_has_flag(&reading->first, "unit_unknown"));
    is_text(reading->first.unit, NULL);
    is_text(reading->first.scope_id, NULL);
    ck_assert_int_eq(reading->scope_ends, 0);
    ck_assert(passes_check("IMP_DETL.TXT", &error));
    reading_free(reading);
}
END_TEST

/* All 15 digits of a column may be used. */
START_TEST(full_columns_are_read_exactly)
{
    struct archive details = {0}, totals = {0};
    char *line = add_import(&details, "8542310040", "5880", "202505");
    put(line, 149, 163, "999999999999999");
    put(line, 164, 178, "888888888888888");
    put(line, 179, 193, "777777777777777");
    put(line, 224, 238, "777777777777777");
    put(line, 239, 253, "666666666666666");
    line = add_total(&totals, "8542310040", "NO", "777777777777777");
    put(line, 64, 66, "KG");
    struct reading *reading = read_month(&details, &totals);
    const struct customs_event *event = &reading->first;
    ck_assert_msg(!reading->refused, "%s", reading->error.message);
    ck_assert_str_eq(reading_decimal(event->qty), "999999999999999.000000");
    ck_assert_str_eq(reading_decimal(event->qty2), "888888888888888.000000");
    ck_assert_str_eq(reading_decimal(event->net_kg), "888888888888888.000000");
    ck_assert_str_eq(reading_decimal(event->value), "777777777777777.0000");
    ck_assert_str_eq(reading_decimal(event->gross_kg), "666666666666666.000000");
    is_text(event->transport_mode, "air");
    reading_free(reading);
}
END_TEST

START_TEST(damaged_lines_are_refused_and_leave_the_scope_open)
{
    static const struct {
        int from, to;
        const char *text;
        enum reason reason;
    } cases[] = {{1, 10, "84715", REASON_BAD_CODE},
                 {11, 14, "58\xC3\xA9", REASON_BAD_ENCODING}, /* a character of two columns */
                 {149, 163, "12,400", REASON_BAD_NUMBER},
                 {179, 193, "19B4000000", REASON_BAD_NUMBER},
                 {23, 28, "202513", REASON_BAD_DATE},
                 {23, 28, "202504", REASON_BAD_DATE}}; /* another month than the archive's */
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct archive details = {0}, totals = {0};
        put(add_import(&details, "8471500150", "5830", "202505"), 179, 193, "1");
        put(add_import(&details, "8471500150", "5700", "202505"), 179, 193, "1984000000");
        put(details.text + IMPORT_WIDTH + 2, cases[i].from, cases[i].to, cases[i].text);
        add_total(&totals, "8471500150", "NO", i == 1 || i == 3 ? "1" : "1984000001");
        struct reading *reading = read_month(&details, &totals);
        ck_assert_msg(reading->refused == 1, "%zu", i);
        ck_assert_msg(reading->error.reason == cases[i].reason, "%zu: %s", i, reading->error.message);
        ck_assert_int_eq(reading->error_line, 2);
        ck_assert_int_eq(reading->events, 1);
        ck_assert_int_eq(reading->scope_ends, 0);
        reading_free(reading);
    }
    struct archive details = {0}, totals = {0};
    struct error error;
    make_month(&details, &totals);
    details.size -= 300; /* the last line was cut off */
    struct reading *reading = read_month(&details, &totals);
    ck_assert_int_eq(reading->error.reason, REASON_BAD_SYNTAX);
    ck_assert(!passes_check("IMP_DETL.TXT", &error));
    reading_free(reading);
}
END_TEST

static void add_export(struct archive *archive, const char *origin, const char *quantity, const char *value)
{
    char *line = begin_line(archive, EXPORT_WIDTH, 24);
    put(line, 1, 1, origin);
    put(line, 2, 11, "8473300002");
    put(line, 12, 15, "5590");
    put(line, 16, 17, "27");
    put(line, 18, 23, "202505");
    put(line, 39, 53, quantity);
    put(line, 69, 83, value);
}

static void add_export_total(struct archive *archive, const char *origin, const char *value)
{
    char *line = begin_line(archive, EXPORT_CONTROL_WIDTH, 74);
    put(line, 1, 1, origin);
    put(line, 2, 11, "8473300002");
    put(line, 12, 61, "PARTS");
    put(line, 62, 64, "NO");
    put(line, 68, 73, "202505");
    put(line, 119, 133, value);
}

START_TEST(exports_of_the_archive_keep_domestic_goods_and_reexports_apart)
{
    struct archive details = {0}, totals = {0};
    struct error error;
    add_export(&details, "2", "7", "350000");
    add_export(&details, "1", "3", "90000");
    add_export_total(&totals, "1", "90000");
    add_export_total(&totals, "2", "350000");
    write_file("EXP_DETL.TXT", details.text, details.size);
    write_file("EXP_COMM.TXT", totals.text, totals.size);
    struct reading *reading = reading_of_file(&input_census_imdb, NULL, path_of("EXP_DETL.TXT"));
    const struct customs_event *event = &reading->first;
    ck_assert_msg(!reading->refused, "%s", reading->error.message);
    ck_assert(passes_check("EXP_DETL.TXT", &error));
    ck_assert_int_eq(reading->events, 2);
    ck_assert_int_eq(*event->flow, CUSTOMS_EVENT_FLOW_REEXPORT);
    is_text(event->destination, "SG");
    is_text(event->dispatch, "US");
    is_text(event->hs_edition, "ScheduleB2025");
    ck_assert_str_eq(reading_decimal(event->qty), "7.000000");
    is_text(event->unit, "C62");
    ck_assert_int_ne(uuid_compare(&reading->ids[0], &reading->ids[1]), 0);
    is_text(event->source_key, "2025-05|foreign|8473300002|5590||27||||");
    is_text(event->scope_id, "census-archive|export|2025-05");
    ck_assert_int_eq(*reading->kept[2].scope_rows, 2);
    reading_free(reading);
}
END_TEST

/* The archive's other files are one skipped record each, whatever the case of their names. */
START_TEST(support_files_are_skipped)
{
    struct archive details = {0}, totals = {0};
    make_month(&details, &totals);
    write_file("imp_comm.txt", totals.text, totals.size);
    struct reading *reading = reading_of_file(&input_census_imdb, NULL, path_of("imp_comm.txt"));
    ck_assert_int_eq(reading->records, 1);
    ck_assert_int_eq(reading_skipped(reading, "support_file"), 1);
    reading_free(reading);
    struct slice head = {totals.text, totals.size};
    ck_assert_int_eq(input_census_imdb.recognise(head, "IMDB2505.ZIP/IMP_COMM.TXT"), 2);
    ck_assert_int_eq(input_census_imdb.recognise(head, "totals.txt"), 0);
    ck_assert_int_eq(input_census_imdb.recognise(SLICE_LITERAL("code,name\n1,Canada and all\n"), "country.txt"), 0);
    ck_assert_int_eq(input_census_imdb.recognise(SLICE_LITERAL("1220CANADA \r\n2010MEXICO \r\n"), "country.txt"), 2);
}
END_TEST

START_TEST(formats_are_recognised)
{
    struct archive details = {0}, totals = {0};
    make_month(&details, &totals);
    struct slice lines = {details.text, details.size};
    struct slice json = SLICE_LITERAL("[" HEADER "," ROW "]");
    ck_assert_int_eq(input_census_imdb.recognise(lines, "x"), 2);
    ck_assert_int_eq(input_census_imdb.recognise(json, "x"), 0);
    ck_assert_int_eq(input_census_json.recognise(json, "x"), 2);
    ck_assert_int_eq(input_census_json.recognise(lines, "x"), 0);
    ck_assert_int_eq(input_census_json.recognise(SLICE_LITERAL("\xEF\xBB\xBF[\n[\"time\", \"E_COMMODITY\"]]"), "x"), 2);
    ck_assert_int_eq(input_census_json.recognise(SLICE_LITERAL("[[\"NAME\",\"POP\"],[\"I_COMMODITY\",\"1\"]]"), "x"), 0);
    ck_assert_int_eq(input_census_json.recognise(SLICE_LITERAL("[{\"I_COMMODITY\":1}]"), "x"), 0);
    ck_assert_int_eq(input_census_json.recognise(SLICE_LITERAL("<html>"), "page.html"), 0);
    ck_assert_int_eq(input_census_json.recognise(SLICE_LITERAL("<html>"), "https://api.census.gov/data"), 2);
    ck_assert_int_eq(input_census_json.recognise(SLICE_LITERAL(""), "x"), 0);
    ck_assert_int_eq(input_census_imdb.recognise(SLICE_LITERAL(""), "x"), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("census");
    TCase *tests = tcase_create("census");
    tcase_add_unchecked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, the_answer_to_a_query_is_whole_for_it);
    tcase_add_test(tests, an_import_of_the_api_is_an_event);
    tcase_add_test(tests, columns_come_in_any_order_and_twice);
    tcase_add_test(tests, exports_are_by_destination_and_schedule_b);
    tcase_add_test(tests, imports_for_consumption_stand_where_nothing_else_does);
    tcase_add_test(tests, trap_5_and_6_a_lost_leading_zero_is_restored_and_nothing_else);
    tcase_add_test(tests, trap_8_and_9_quantities_that_are_none);
    tcase_add_test(tests, trap_10_totals_and_groups_are_counted_and_not_published);
    tcase_add_test(tests, trap_10_codes_that_are_sums_of_longer_codes);
    tcase_add_test(tests, countries_are_those_of_schedule_c);
    tcase_add_test(tests, trap_11_special_lines_are_published_with_a_flag);
    tcase_add_test(tests, weights_are_stated_where_they_are_of_all_goods);
    tcase_add_test(tests, bad_rows_are_refused_with_reason_and_line);
    tcase_add_test(tests, trap_18_what_is_no_data_is_not_read_as_data);
    tcase_add_test(tests, trap_17_an_answer_that_was_cut_off_is_refused_whole);
    tcase_add_test(tests, the_check_reads_the_encoding_that_the_mark_names);
    tcase_add_test(tests, a_line_of_the_archive_is_an_event);
    tcase_add_test(tests, a_month_that_does_not_add_up_is_refused);
    tcase_add_test(tests, without_the_control_file_units_are_unknown_and_there_is_no_scope);
    tcase_add_test(tests, full_columns_are_read_exactly);
    tcase_add_test(tests, damaged_lines_are_refused_and_leave_the_scope_open);
    tcase_add_test(tests, exports_of_the_archive_keep_domestic_goods_and_reexports_apart);
    tcase_add_test(tests, support_files_are_skipped);
    tcase_add_test(tests, formats_are_recognised);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
