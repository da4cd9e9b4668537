/*
 * UN Comtrade: which rows are events, and what an event says. The rows are made up; the real answers are read by
 * check_inputs.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "producers/customs/comtrade.h"
#include "producers/customs/inputs.h"
#include "tests/customs_reading.h"
#include "tests/suite.h"

/* A monthly import of Malaysia from "Other Asia", as the API writes it. */
#define ROW                                                                                                        \
    "\"typeCode\":\"C\",\"freqCode\":\"M\",\"refPeriodId\":20250401,\"refYear\":2025,\"refMonth\":4,"              \
    "\"period\":\"202504\",\"reporterCode\":458,\"partner2Code\":0,\"classificationCode\":\"H6\","                 \
    "\"cmdCode\":\"847180\",\"customsCode\":\"C00\",\"mosCode\":\"0\",\"motCode\":0,\"isQtyEstimated\":false,"     \
    "\"isReported\":false,\"isAggregate\":true"
#define ANSWER(rows, count) "{\"elapsedTime\":\"0.03 secs\",\"count\":" count ",\"data\":[" rows "],\"error\":\"\"}"

static const char worked_example[] =
    ANSWER("{" ROW ",\"flowCode\":\"M\",\"partnerCode\":490,\"qtyUnitCode\":5,\"qty\":5200,\"netWgt\":41600,"
           "\"cifvalue\":187200000.0,\"fobvalue\":null,\"primaryValue\":187200000.0}",
           "1");

/* Example A1 of the acceptance examples. */
START_TEST(a_row_of_the_safe_slice_is_an_event)
{
    struct reading *reading = reading_of_text(&input_comtrade_json, NULL, worked_example);
    const struct customs_event *event = &reading->first;
    char day[CLOCK_TEXT_MAX];
    ck_assert_msg(!reading->refused, "%s", reading->error.message);
    ck_assert_int_eq(reading->events, 1);
    ck_assert_int_eq(event->kind, CUSTOMS_EVENT_KIND_STATISTIC);
    date_format_iso(*event->period_start, day);
    ck_assert_str_eq(day, "2025-04-01");
    date_format_iso(*event->period_end, day);
    ck_assert_str_eq(day, "2025-04-30");
    ck_assert_int_eq(*event->flow, CUSTOMS_EVENT_FLOW_IMPORT);
    ck_assert(slice_equal_text(event->reporter, "MY"));
    ck_assert(slice_equal_text(event->origin, "TW"));
    ck_assert(slice_equal_text(event->destination, "MY"));
    ck_assert(!event->dispatch.data);
    ck_assert(reading_has_flag(event, "taiwan_by_490"));
    ck_assert(slice_equal_text(event->partner_raw, "490"));
    ck_assert(slice_equal_text(event->hs6, "847180"));
    ck_assert(slice_equal_text(event->hs_edition, "HS2022"));
    ck_assert_str_eq(reading_decimal(event->qty), "5200.000000");
    ck_assert(slice_equal_text(event->unit, "C62"));
    ck_assert(!*event->qty_is_estimated);
    ck_assert_str_eq(reading_decimal(event->net_kg), "41600.000000");
    ck_assert_str_eq(reading_decimal(event->value), "187200000.0000");
    ck_assert_str_eq(reading_decimal(event->value_usd), "187200000.0000");
    ck_assert(slice_equal_text(event->currency, "USD"));
    ck_assert_int_eq(*event->value_basis, CUSTOMS_EVENT_VALUE_BASIS_CIF);
    ck_assert(!event->description_raw.data);
    ck_assert(!event->scope_id.data);
    ck_assert_int_eq(event->revision, reading_options().observed_at_ms);
    ck_assert(slice_equal_text(event->source, "comtrade"));
    ck_assert(slice_equal_text(event->source_key, "C|M|202504|458|M|490|0|H6|847180|C00|0|0"));
    ck_assert(slice_starts_with(event->raw_ref, "test:1@"));
    reading_free(reading);
}
END_TEST

#define HEADER                                                                                                     \
    "typeCode,FREQCODE,period,reporterCode,flowCode,partnerCode,partner2Code,classificationCode,cmdCode,customsCode,"\
    "mosCode,motCode,qtyUnitCode,qty,isQtyEstimated,netWgt,isNetWgtEstimated,CIFValue,FOBValue,primaryValue\n"

/* The same row as text: another channel, the same fact and the same version of it. */
START_TEST(both_channels_give_the_same_event)
{
    static const char text[] =
        HEADER "C,M,202504,458,M,490,0,H6,847180,C00,0 ,0,5,5200.0,False,41600.0,False,187200000.0,,187200000.0\n";
    struct reading *json = reading_of_text(&input_comtrade_json, NULL, worked_example);
    struct reading *csv = reading_of_text(&input_comtrade_csv, NULL, text);
    ck_assert_msg(!csv->refused, "%s", csv->error.message);
    ck_assert_int_eq(csv->events, 1);
    ck_assert_int_eq(uuid_compare(&json->ids[0], &csv->ids[0]), 0);
    ck_assert_mem_eq(json->hashes[0], csv->hashes[0], 16);
    ck_assert(slice_equal_text(csv->first.raw_ref, "test:2"));
    reading_free(json);
    reading_free(csv);
}
END_TEST

static struct reading *read_row(const char *row)
{
    char text[4096];
    snprintf(text, sizeof text, HEADER "%s\n", row);
    return reading_of_text(&input_comtrade_csv, NULL, text);
}

/* R writes NA where the service left a cell empty. */
START_TEST(na_is_an_empty_cell)
{
    struct reading *empty = read_row("C,M,202504,458,M,490,0,H6,847180,C00,0,0,5,5200,False,41600,False,187200000,,187200000");
    struct reading *na = read_row("C,M,202504,458,M,490,0,H6,847180,C00,0,0,5,5200,FALSE,41600,FALSE,187200000,NA,187200000");
    ck_assert_msg(na->events == 1, "%s", na->error.message);
    ck_assert_mem_eq(empty->hashes[0], na->hashes[0], 16);
    reading_free(empty);
    reading_free(na);
}
END_TEST

/* Trap 10, totals among details: a part by second partner, procedure, transport or supply repeats goods of a total. */
START_TEST(trap_10_breakdowns_are_counted_and_not_published)
{
    static const char *const rows[] = {
        "C,A,2023,156,M,842,344,H6,847330,C00,0 ,0,8,1,False,1,False,1,,250000000",
        "C,A,2023,156,M,842,0,H6,847330,C05,0,0,8,1,False,1,False,1,,250000000",
        "C,A,2023,156,M,842,0,H6,847330,C00,0,1000,8,1,False,1,False,1,,250000000",
        "C,A,2023,156,M,842,0,H6,847330,C00,3,0,8,1,False,1,False,1,,250000000",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct reading *reading = read_row(rows[i]);
        ck_assert_int_eq(reading->breakdowns, 1);
        ck_assert_int_eq(reading->records, 1);
        reading_free(reading);
    }
    struct reading *total = read_row("C,A,2023,156,M,842,0,H6,847330,C00,-1,0,8,1,False,1,False,1,,900000000");
    ck_assert_int_eq(total->events, 1);
    ck_assert_str_eq(reading_decimal(&total->value_sum), "900000000.0000");
    reading_free(total);
}
END_TEST

START_TEST(other_dimensions_are_skipped_by_name)
{
    static const char *const rows[] = {
        "C,A,2023,156,DX,842,0,H6,847330,C00,0,0,8,1,False,1,False,1,,1", /* domestic exports: a part of X */
        "S,A,2023,156,M,842,0,EB,SC1,C00,0,0,-1,,False,,False,1,,1",
        "C,A,2023,156,M,842,0,S4,75,C00,0,0,-1,,False,,False,1,,1",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct reading *reading = read_row(rows[i]);
        ck_assert_int_eq(reading->other_skipped, 1);
        reading_free(reading);
    }
}
END_TEST

START_TEST(exports_and_reimports_turn_the_partner)
{
    struct reading *export = read_row("C,A,2023,702,RX,458,0,H6,847150,C00,0,0,5,10,True,1,False,,5,5");
    ck_assert_int_eq(*export->first.flow, CUSTOMS_EVENT_FLOW_REEXPORT);
    ck_assert(slice_equal_text(export->first.dispatch, "SG"));
    ck_assert(slice_equal_text(export->first.destination, "MY"));
    ck_assert(!export->first.origin.data);
    ck_assert_int_eq(*export->first.value_basis, CUSTOMS_EVENT_VALUE_BASIS_FOB);
    ck_assert(*export->first.qty_is_estimated);
    struct reading *reimport = read_row("C,A,2023,702,RM,458,0,H6,847150,C00,0,0,5,10,False,1,False,5,,5");
    ck_assert(slice_equal_text(reimport->first.dispatch, "MY"));
    ck_assert(!reimport->first.origin.data);
    ck_assert_int_eq(*reimport->first.value_basis, CUSTOMS_EVENT_VALUE_BASIS_CIF);
    reading_free(export);
    reading_free(reimport);
}
END_TEST

/* What the service fills with 0 is not stated; what passed through a binary float is rounded and flagged. */
START_TEST(fillers_are_not_stated_and_floats_are_rounded)
{
    struct reading *reading = read_row("C,A,2015,156,M,842,0,H4,8542,C00,0 ,0,-1,0.0,True,0.0,True,8.5,,"
                                       "8.640000000000001");
    const struct customs_event *event = &reading->first;
    ck_assert_int_eq(reading->events, 1);
    ck_assert_ptr_null(event->qty);
    ck_assert_ptr_null(event->qty_is_estimated);
    ck_assert(!event->unit.data);
    ck_assert_ptr_null(event->net_kg);
    ck_assert_ptr_null(event->gross_kg);
    ck_assert_ptr_null(event->weight_scope);
    ck_assert(reading_has_flag(event, "zero_weight"));
    ck_assert_str_eq(reading_decimal(event->value), "8.6400");
    ck_assert(reading_has_flag(event, "rounded"));
    ck_assert(!event->hs6.data); /* a heading of four digits */
    ck_assert(slice_equal_text(event->hs_national, "8542"));
    ck_assert_int_eq(*event->hs_digits_known, 4);
    ck_assert(slice_equal_text(event->hs_edition, "HS2012"));
    reading_free(reading);
}
END_TEST

/* Trap 11: what the reporter keeps back, or the source itself calls unspecified, is published as unknown; the world is no
 * partner at all. */
START_TEST(trap_11_unspecified_partners_and_special_lines)
{
    static const char *const unspecified[] = {"899", "839", "838", "837", "568", "97", "810"};
    for (size_t i = 0; i < sizeof unspecified / sizeof unspecified[0]; i++) {
        char row[256];
        snprintf(row, sizeof row, "C,A,2023,156,M,%s,0,H6,9999AA,C00,0,0,-1,,False,,False,1,,1", unspecified[i]);
        struct reading *areas = read_row(row);
        ck_assert_msg(slice_equal_text(areas->first.origin, "ZZ"), "%s", unspecified[i]);
        ck_assert(slice_equal_text(areas->first.partner_raw, unspecified[i]));
        ck_assert(reading_has_flag(&areas->first, "partner_unknown"));
        ck_assert(reading_has_flag(&areas->first, "hs_special"));
        ck_assert(!areas->first.hs6.data);
        reading_free(areas);
    }
    struct reading *chapter = read_row("C,A,2023,842,X,899,0,H6,988000,C00,0,0,-1,,False,,False,,1,1");
    ck_assert(slice_equal_text(chapter->first.destination, "ZZ"));
    ck_assert(slice_equal_text(chapter->first.hs6, "988000"));
    ck_assert(reading_has_flag(&chapter->first, "hs_special"));
    struct reading *world = read_row("C,A,2023,156,M,0,0,H6,TOTAL,C00,0,0,-1,,False,,False,1,,1");
    ck_assert(!world->first.origin.data);
    ck_assert(reading_has_flag(&world->first, "partner_world"));
    ck_assert(!reading_has_flag(&world->first, "partner_unknown"));
    ck_assert(reading_has_flag(&world->first, "all_commodities"));
    ck_assert(!world->first.hs6.data && !world->first.hs_national.data);
    reading_free(chapter);
    reading_free(world);
}
END_TEST

/* Trap 15: re-exports keep their flow; they are part of exports and must stay distinguishable. */
START_TEST(trap_15_reexports_keep_their_flow)
{
    struct reading *all = read_row("C,A,2023,702,X,458,0,H6,847150,C00,0,0,5,10,True,1,False,,5,5");
    struct reading *again = read_row("C,A,2023,702,RX,458,0,H6,847150,C00,0,0,5,10,True,1,False,,5,5");
    ck_assert_int_eq(*all->first.flow, CUSTOMS_EVENT_FLOW_EXPORT);
    ck_assert_int_eq(*again->first.flow, CUSTOMS_EVENT_FLOW_REEXPORT);
    ck_assert_int_ne(uuid_compare(&all->ids[0], &again->ids[0]), 0);
    reading_free(all);
    reading_free(again);
}
END_TEST

/* Data of another edition that the service computed from the reported ones count the same goods again. */
START_TEST(converted_classifications_are_flagged)
{
    struct reading *converted = reading_of_text(
        &input_comtrade_csv, NULL,
        "period,reporterCode,flowCode,partnerCode,partner2Code,classificationCode,isOriginalClassification,cmdCode,"
        "customsCode,motCode,primaryValue\n2023,156,M,842,0,H5,False,847330,C00,0,5\n");
    ck_assert(reading_has_flag(&converted->first, "converted_classification"));
    reading_free(converted);
}
END_TEST

START_TEST(bad_rows_are_refused_with_reason_and_line)
{
    static const struct {
        const char *row;
        enum reason reason;
    } cases[] = {
        {"C,A,2023,156,M,842,0,H6,847330,C00,0,0,8,1,False,1,False,1,,", REASON_MISSING_FIELD},
        {"C,A,2023,156,M,842,0,H6,847330,C00,0,0,8,1,False,1,False,1,,\"1,000\"", REASON_BAD_NUMBER},
        {"C,A,2023,156,M,842,0,H6,847330,C00,0,0,8,many,False,1,False,1,,1", REASON_BAD_NUMBER},
        {"C,M,202313,156,M,842,0,H6,847330,C00,0,0,8,1,False,1,False,1,,1", REASON_BAD_DATE},
        {"C,M,2023,156,M,842,0,H6,847330,C00,0,0,8,1,False,1,False,1,,1", REASON_BAD_DATE},
        {"C,A,2023,CHN,M,842,0,H6,847330,C00,0,0,8,1,False,1,False,1,,1", REASON_BAD_CODE},
        {"C,A,2023,156,Import,842,0,H6,847330,C00,0,0,8,1,False,1,False,1,,1", REASON_BAD_CODE},
        {"C,A,2023,156,M,842,,H6,847330,C00,0,0,8,1,False,1,False,1,,1", REASON_MISSING_FIELD},
        {"C,A,2023,156,M,842,0,H6", REASON_BAD_SYNTAX},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct reading *reading = read_row(cases[i].row);
        ck_assert_msg(reading->refused == 1 && !reading->events, "%s", cases[i].row);
        ck_assert_msg(reading->error.reason == cases[i].reason, "%s: %s", cases[i].row, reading->error.message);
        ck_assert_int_eq(reading->error_line, 2);
        ck_assert(!reading->failed);
        reading_free(reading);
    }
}
END_TEST

START_TEST(imports_valued_fob_say_so)
{
    struct reading *reading = read_row("C,A,2023,124,M,842,0,H6,847330,C00,0,0,8,1,False,1,False,,7,7");
    ck_assert_int_eq(*reading->first.value_basis, CUSTOMS_EVENT_VALUE_BASIS_FOB);
    reading_free(reading);
}
END_TEST

static struct reading *read_json(const char *text)
{
    return reading_of_text(&input_comtrade_json, NULL, text);
}

#define GOOD "{" ROW ",\"flowCode\":\"M\",\"partnerCode\":392,\"primaryValue\":1.5}"

/* The answer is cut into rows by a scanner: what looks like structure inside strings must not mislead it. */
START_TEST(rows_are_cut_out_of_the_answer)
{
    struct reading *two = read_json(ANSWER(
        "{" ROW ",\"flowCode\":\"M\",\"partnerCode\":392,\"cmdDesc\":\"a } ] \\\" \\\\\","
        "\"primaryValue\":1.5} ,\n " GOOD,
        "2"));
    ck_assert_msg(two->events == 2 && !two->refused, "%s", two->error.message);
    reading_free(two);
    struct reading *late = read_json("\xEF\xBB\xBF { \"note\": \"\\\"data\\\":[\", \"data\" : [ ] , \"count\": 0 }");
    ck_assert_msg(!late->records, "%s", late->error.message);
    reading_free(late);
}
END_TEST

START_TEST(a_bad_row_costs_one_row)
{
    struct reading *reading =
        read_json(ANSWER(GOOD ",\n{\"reporterCode\": nonsense},\n" GOOD, "3"));
    ck_assert_int_eq(reading->events, 2);
    ck_assert_int_eq(reading->refused, 1);
    ck_assert_int_eq(reading->error.reason, REASON_BAD_SYNTAX);
    ck_assert_int_eq(reading->error_line, 2);
    reading_free(reading);
}
END_TEST

START_TEST(incomplete_answers_are_refused)
{
    static const struct {
        const char *text;
        enum reason reason;
        int64_t events;
    } cases[] = {
        {ANSWER(GOOD, "100000"), REASON_TRUNCATED, 0}, /* known before the first row */
        {ANSWER(GOOD, "2"), REASON_TRUNCATED, 1},
        {"{\"count\":1,\"data\":[" GOOD, REASON_TRUNCATED, 1},
        {"{\"count\":1,\"data\":[{\"typeCode\":\"C\"", REASON_TRUNCATED, 0},
        {"{\"count\":1,\"data\":[" GOOD "]", REASON_BAD_SYNTAX, 1},
        {"{\"count\":1,\"data\":[" GOOD ",]}", REASON_BAD_SYNTAX, 1},
        {"{\"count\":1,\"data\":[" GOOD " " GOOD "]}", REASON_BAD_SYNTAX, 1},
        {"{\"count\":0,\"data\":null}", REASON_BAD_SYNTAX, 0},
        {"{\"data\":[],\"error\":\"quota exceeded\"}", REASON_BAD_SYNTAX, 0},
        {"<html>", REASON_BAD_SYNTAX, 0},
        {"", REASON_BAD_SYNTAX, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct reading *reading = read_json(cases[i].text);
        ck_assert_msg(reading->failed && reading->error.kind == ERROR_REJECT, "%s", cases[i].text);
        ck_assert_msg(reading->error.reason == cases[i].reason, "%s: %s", cases[i].text, reading->error.message);
        ck_assert_int_eq(reading->events, cases[i].events);
        reading_free(reading);
    }
}
END_TEST

/* Trap 17: exactly 100,000 rows are what the service cuts an answer to. A bulk file is no answer. */
START_TEST(trap_17_exactly_100000_rows_are_a_cut_answer)
{
    struct error error = {0};
    struct comtrade_source answer, bulk;
    struct input_options options = reading_options();
    struct arena arena;
    ck_assert(arena_init(&arena, 4096, &error));
    ck_assert(comtrade_source_init(&answer, "answer.json", &options, &arena, &error));
    ck_assert(comtrade_is_whole(&answer, 99999, -1, &error));
    ck_assert(comtrade_is_whole(&answer, 100001, -1, &error));
    ck_assert(!comtrade_is_whole(&answer, 100000, 100000, &error));
    ck_assert_int_eq(error.reason, REASON_TRUNCATED);
    ck_assert(comtrade_source_init(&bulk, "COMTRADE-FINAL-CA1562023H6[2026-01-15].gz", &options, &arena, &error));
    ck_assert(comtrade_is_whole(&bulk, 100000, -1, &error));
    options.rows_cut = 500; /* the service's limit for those without a key */
    ck_assert(comtrade_source_init(&answer, "answer.json", &options, &arena, &error));
    ck_assert(!comtrade_is_whole(&answer, 500, 500, &error));
    arena_free(&arena);
}
END_TEST

/* What the whole-file test of an input says of a text that is called so. */
static bool passes(const struct input *input, const char *name, const char *text, struct error *error)
{
    struct reader *reader;
    struct input_place place = {0};
    ck_assert(reader_open_text(name, slice_of(text), &reader, error));
    bool fine = input->check(reader, &place, error);
    reader_close(reader);
    return fine;
}

/* A damaged or cut answer is found before anything of it is published; a bad row is no damage of the answer. */
START_TEST(trap_17_cut_answers_are_refused_as_a_whole)
{
    static const struct {
        const char *text;
        enum reason reason; /* REASON_NONE: passes */
    } cases[] = {
        {worked_example, REASON_NONE},
        {ANSWER("{\"a\":\"]}\\\"\\\\\"},{\"b\":{}}", "2"), REASON_NONE},
        {ANSWER("", "0"), REASON_NONE},
        {ANSWER(GOOD, "2"), REASON_TRUNCATED},
        {ANSWER(GOOD "," GOOD, "1"), REASON_TRUNCATED},
        {ANSWER(GOOD, "100000"), REASON_TRUNCATED},
        {"{\"count\":1,\"data\":[" GOOD, REASON_TRUNCATED},
        {"{\"count\":1,\"data\":[{\"typeCode\":\"C", REASON_TRUNCATED},
        {"{\"count\":1,\"data\":[" GOOD "]", REASON_BAD_SYNTAX},
        {"{\"count\":0,\"data\":[],\"error\":\"quota exceeded\"}", REASON_BAD_SYNTAX},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct error error = {0};
        bool fine = passes(&input_comtrade_json, "test", cases[i].text, &error);
        ck_assert_msg(fine == (cases[i].reason == REASON_NONE) && error.reason == cases[i].reason, "%s: %s",
                      cases[i].text, error.message);
    }
}
END_TEST

START_TEST(trap_17_a_table_of_100000_rows_is_refused_as_a_whole)
{
    static const char row[] = "C,A,2023,156,M,842,344,H6,847330,C00,0,0,8,1,False,1,False,1,,1\n";
    const char *const bulk = "x/COMTRADE-FINAL-CA1562023H6[2026-01-15].gz";
    struct error error = {0};
    size_t header = strlen(HEADER), size = strlen(row);
    char *text = malloc(header + 100001 * size + 1);
    ck_assert_ptr_nonnull(text);
    strcpy(text, HEADER);
    for (size_t i = 0; i < 100001; i++)
        memcpy(text + header + i * size, row, size + 1);
    ck_assert(passes(&input_comtrade_csv, "a.csv", text, &error));
    text[header + 100000 * size] = '\0';
    ck_assert(!passes(&input_comtrade_csv, "a.csv", text, &error));
    ck_assert_int_eq(error.reason, REASON_TRUNCATED);
    ck_assert(passes(&input_comtrade_csv, bulk, text, &error));
    text[header + 99999 * size] = '\0';
    ck_assert(passes(&input_comtrade_csv, "a.csv", text, &error));
    free(text);
}
END_TEST

/* Trap 18: an error or a page of HTML under HTTP status 200 is no data. */
START_TEST(trap_18_errors_with_status_200)
{
    static const char *const pages[] = {"<!DOCTYPE html><html><body>data count elapsedTime</body></html>", "",
                                        "Too many requests"};
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        ck_assert_int_eq(input_comtrade_json.recognise(slice_of(pages[i]), "a"), 0);
        ck_assert_int_eq(input_comtrade_csv.recognise(slice_of(pages[i]), "a"), 0);
    }
    struct reading *reading = read_json("{\"elapsedTime\":\"0\",\"count\":0,\"data\":[],\"error\":\"timeout\"}");
    ck_assert(reading->failed && reading->refused == 1);
    reading_free(reading);
}
END_TEST

/* --- bulk files and scopes ---------------------------------------------------------------------------------------- */

#define BULK_HEADER                                                                                                \
    "datasetCode\ttypeCode\tfreqCode\trefPeriodId\trefYear\trefMonth\tperiod\treporterCode\tflowCode\tpartnerCode\t"   \
    "partner2Code\tclassificationCode\tcmdCode\tcustomsCode\tmosCode\tmotCode\tqtyUnitCode\tqty\tisQtyEstimated\t"  \
    "netWgt\tisnetWgtEstimated\tCIFValue\tFOBValue\tprimaryValue\tlegacyEstimationFlag\tisReported\tisAggregate\n"
#define BULK_ROW(commodity, partner2, supply, value)                                                               \
    "20100156202301\tC\tA\t20230101\t2023\t52\t2023\t156\tM\t842\t" partner2 "\tH6\t" commodity "\tC00\t" supply  \
    "\t0\t8\t1000.0\tFalse\t1000.0\tFalse\t" value "\t0.0\t" value "\t0\tFalse\tTrue\n"
#define FIRST_NAME "data/COMTRADE-FINAL-CA1562023H6[2025-12-01].gz"
#define SECOND_NAME "data/COMTRADE-FINAL-CA1562023H6[2026-01-15].gz"

static const char first_bulk[] = BULK_HEADER BULK_ROW("847330", "0", "0", "900000000")
    BULK_ROW("847330", "344", "0 ", "250000000") BULK_ROW("847150", "0", "-1", "7000");
static const char second_bulk[] = BULK_HEADER BULK_ROW("847330", "0", "0", "910000000");

/* Example A2 of the acceptance examples, and the end of the data set behind its rows. */
START_TEST(a_bulk_file_is_a_scope)
{
    struct reading *first = reading_of_named(&input_comtrade_csv, NULL, FIRST_NAME, first_bulk);
    const struct customs_event *row = &first->kept[0], *end = &first->kept[2];
    ck_assert_msg(!first->refused, "%s", first->error.message);
    ck_assert_int_eq(first->events, 2);
    ck_assert_int_eq(first->breakdowns, 1);
    ck_assert_int_eq(first->scope_ends, 1);
    ck_assert_str_eq(reading_decimal(row->value), "900000000.0000");
    ck_assert_str_eq(reading_decimal(row->net_kg), "1000.000000");
    ck_assert_int_eq(*row->value_basis, CUSTOMS_EVENT_VALUE_BASIS_CIF);
    ck_assert(slice_equal_text(row->source_key, "C|A|2023|156|M|842|0|H6|847330|C00|0|0"));
    ck_assert(slice_equal_text(row->scope_id, "comtrade|C|A|2023|156|H6"));
    ck_assert_int_eq(row->revision, INT64_C(1764547200000)); /* the day of publication */
    ck_assert_int_eq(*row->scope_revision, row->revision);
    ck_assert_int_eq(end->kind, CUSTOMS_EVENT_KIND_SCOPE_END);
    ck_assert_int_eq(end->op, CUSTOMS_EVENT_OP_UPSERT);
    ck_assert(slice_equal(end->scope_id, row->scope_id));
    ck_assert_int_eq(end->revision, row->revision);
    ck_assert_int_eq(*end->scope_rows, 2);
    struct reading *again = reading_of_named(&input_comtrade_csv, NULL, FIRST_NAME, first_bulk);
    ck_assert_mem_eq(first->ids, again->ids, sizeof first->ids);
    ck_assert_mem_eq(first->hashes, again->hashes, sizeof first->hashes);
    struct reading *second = reading_of_named(&input_comtrade_csv, NULL, SECOND_NAME, second_bulk);
    ck_assert(slice_equal(second->first.source_key, row->source_key));
    ck_assert_int_gt(second->first.revision, row->revision);
    ck_assert_int_eq(second->first.op, CUSTOMS_EVENT_OP_UPSERT);
    ck_assert_str_eq(reading_decimal(second->first.value), "910000000.0000");
    reading_free(first);
    reading_free(again);
    reading_free(second);
}
END_TEST

/* The consumer's rule, in small: of each id the greatest version is current, and a row below the greatest end of its
 * scope is cancelled. */
struct state {
    struct uuid id;
    int64_t revision, scope_revision;
    int128 value;
};

struct table {
    struct state rows[4];
    size_t count;
    int64_t end;
};

static void apply(struct table *table, const struct customs_event *event)
{
    if (event->kind == CUSTOMS_EVENT_KIND_SCOPE_END) {
        table->end = event->revision > table->end ? event->revision : table->end;
        return;
    }
    size_t i = 0;
    while (i < table->count && uuid_compare(&table->rows[i].id, &event->event_id))
        i++;
    table->count += i == table->count;
    if (event->revision > table->rows[i].revision)
        table->rows[i] = (struct state){event->event_id, event->revision, *event->scope_revision, event->value->unscaled};
}

static int64_t live_rows(const struct table *table, int128 *sum)
{
    int64_t rows = 0;
    *sum = 0;
    for (size_t i = 0; i < table->count; i++)
        if (table->rows[i].scope_revision >= table->end) {
            *sum += table->rows[i].value;
            rows++;
        }
    return rows;
}

START_TEST(a_replaced_data_set_removes_vanished_rows_in_any_order)
{
    struct reading *first = reading_of_named(&input_comtrade_csv, NULL, FIRST_NAME, first_bulk);
    struct reading *second = reading_of_named(&input_comtrade_csv, NULL, SECOND_NAME, second_bulk);
    const struct customs_event *messages[] = {&first->kept[0], &first->kept[1], &first->kept[2], &second->kept[0],
                                              &second->kept[1]};
    enum { COUNT = sizeof messages / sizeof messages[0], ORDERS = 120 };
    ck_assert_uint_eq(first->kept_count + second->kept_count, COUNT);
    for (size_t order = 0; order < ORDERS; order++) {
        const struct customs_event *left[COUNT];
        struct table table = {.count = 0};
        int128 sum;
        memcpy(left, messages, sizeof left);
        for (size_t i = COUNT, code = order; i > 0; code /= i, i--) {
            size_t pick = code % i;
            apply(&table, left[pick]);
            left[pick] = left[i - 1];
        }
        ck_assert_int_eq(live_rows(&table, &sum), 1);
        ck_assert(sum == (int128)910000000 * 10000);
    }
    reading_free(first);
    reading_free(second);
}
END_TEST

/* A refused row is lacking but not gone; a file without rows is no data set; a row of another data set is refused. */
START_TEST(a_scope_ends_only_where_it_is_whole)
{
    struct reading *refused = reading_of_named(&input_comtrade_csv, NULL, FIRST_NAME,
                                               BULK_HEADER BULK_ROW("847330", "0", "0", "9") "torn\n");
    ck_assert_int_eq(refused->events, 1);
    ck_assert_int_eq(refused->refused, 1);
    ck_assert_int_eq(refused->scope_ends, 0);
    struct reading *bad = reading_of_named(&input_comtrade_csv, NULL, FIRST_NAME,
                                           BULK_HEADER BULK_ROW("847330", "0", "0", "9")
                                               BULK_ROW("847150", "0", "0", "many"));
    ck_assert(bad->events == 1 && bad->refused == 1 && !bad->scope_ends);
    struct reading *empty = reading_of_named(&input_comtrade_csv, NULL, FIRST_NAME, BULK_HEADER);
    ck_assert_int_eq(empty->records, 0);
    struct reading *other = reading_of_named(&input_comtrade_csv, NULL, "COMTRADE-FINAL-CA3922023H6[2025-12-01].gz",
                                             BULK_HEADER BULK_ROW("847330", "0", "0", "9"));
    ck_assert_int_eq(other->refused, 1);
    ck_assert_int_eq(other->error.reason, REASON_BAD_CODE);
    ck_assert_int_eq(other->scope_ends, 0);
    reading_free(refused);
    reading_free(bad);
    reading_free(empty);
    reading_free(other);
}
END_TEST

START_TEST(names_of_bulk_files)
{
    static const struct {
        const char *name;
        bool bulk, tariff_lines;
        const char *scope;
        int64_t revision_ms;
    } cases[] = {
        {"COMTRADE-FINAL-CA1562023H6[2026-01-15].txt", true, false, "comtrade|C|A|2023|156|H6", 1768435200000},
        {"a/COMTRADE-FINALCLASSIC-CA0042001H1[2023-01-03].gz", true, false, "comtrade|C|A|2001|4|H1", 1672704000000},
        {"COMTRADE-FINAL-CM504200003H1[2023-01-03] (1).gz", true, false, "comtrade|C|M|200003|504|H1", 1672704000000},
        {"COMTRADE-TARIFFLINE-CM504200003H1.gz", true, true, "comtrade-tariffline|C|M|200003|504|H1", 0},
        {"COMTRADE-FINAL-CA1562023H6[2026-01-15].txt.gz", true, false, "comtrade|C|A|2023|156|H6", 1768435200000},
        /* Parts that someone made: nothing that they lack is gone. */
        {"8471-COMTRADE-FINAL-CA1562023H6[2026-01-15].gz", true, false, NULL, 1768435200000},
        {"COMTRADE-FINAL-CA1562023H6[2026-01-15]-8471.txt", true, false, NULL, 1768435200000},
        {"COMTRADE-FINAL-CA1562023H6[2026-01-15].8471.txt", true, false, NULL, 1768435200000},
        {"COMTRADE-FINAL-CA1562023H6 8471.txt", true, false, NULL, 0},
        {"COMTRADE-FINAL-CA1562023H6[2026", true, false, NULL, 0},
        {"COMTRADE-FINAL-CA15620231H6.gz", false, false, NULL, 0},
        {"COMTRADE-FINAL-CA156.gz", false, false, NULL, 0},
        {"COMTRADE-FINAL-", false, false, NULL, 0},
        {"TradeData[1].csv", false, false, NULL, 0},
    };
    struct arena arena;
    struct error error = {0};
    struct input_options options = reading_options();
    ck_assert(arena_init(&arena, 4096, &error));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct comtrade_source source;
        ck_assert(comtrade_source_init(&source, cases[i].name, &options, &arena, &error));
        ck_assert_msg(source.is_bulk == cases[i].bulk && source.tariff_lines == cases[i].tariff_lines, "%s",
                      cases[i].name);
        ck_assert_msg(slice_equal(source.scope.id, slice_of(cases[i].scope)), "%s", cases[i].name);
        ck_assert_int_eq(source.revision_ms, cases[i].revision_ms ? cases[i].revision_ms : options.observed_at_ms);
    }
    arena_free(&arena);
}
END_TEST

/* A fetch says what its answer is whole for; both forms of it end that scope, unless it is empty. */
START_TEST(a_fetched_query_is_a_scope)
{
    struct input_options options = reading_options();
    options.scope = "comtrade?reporterCode=458&period=202504";
    struct reading *json = reading_of_text(&input_comtrade_json, &options, worked_example);
    ck_assert_int_eq(json->scope_ends, 1);
    ck_assert(slice_equal_text(json->kept[1].scope_id, options.scope));
    ck_assert(slice_equal_text(json->first.scope_id, options.scope));
    ck_assert_int_eq(*json->first.scope_revision, options.observed_at_ms);
    struct reading *empty = reading_of_text(&input_comtrade_json, &options, ANSWER("", "0"));
    ck_assert_int_eq(empty->scope_ends, 0); /* not published yet, or gone: nobody knows */
    struct reading *cut = reading_of_text(&input_comtrade_json, &options, ANSWER(GOOD, "2"));
    ck_assert(cut->failed && !cut->scope_ends);
    struct reading *bad = reading_of_text(&input_comtrade_json, &options, ANSWER(GOOD ",{\"a\":}", "2"));
    ck_assert(bad->refused == 1 && bad->events == 1 && !bad->scope_ends && !bad->failed);
    reading_free(json);
    reading_free(empty);
    reading_free(cut);
    reading_free(bad);
}
END_TEST

/* --- tariff lines ------------------------------------------------------------------------------------------------- */

#define LINE_HEADER                                                                                                \
    "datasetCode\ttypeCode\tfreqCode\trefPeriodId\tperiod\treporterCode\tflowCategory\tflowCode\tpartnerCode\t"      \
    "partner2Code\tclassificationCode\tcmdCode\tcustomsCode\tmosCode\tmotCode\tqtyUnitCode\tqty\taltQtyUnitCode\t"  \
    "altQty\tnetWgt\tgrossWgt\tCIFValue\tFOBValue\tprimaryValue\n"
#define LINE(flow, partner2, commodity, customs, transport)                                                        \
    "1\tC\tM\t20230101\t202301\t344\tM\t" flow "\t490\t" partner2 "\tH6\t" commodity "\t" customs "\t0\t" transport  \
    "\t5\t12\t8\t30\t30\t\t5000\t\t5000\n"
#define LINES_NAME "COMTRADE-TARIFFLINE-CM344202301H6[2026-01-15].gz"

/* Rows as the reporter sent them, under its own codes: none is a total of others, so each is an event with all its
 * dimensions in its key. */
START_TEST(tariff_lines_are_events_of_their_own)
{
    struct reading *reading =
        reading_of_named(&input_comtrade_csv, NULL, LINES_NAME,
                         LINE_HEADER LINE("M", "702", "8473301000", "C04", "1000") LINE("M", "0", "8473301000", "C00", "0")
                             LINE("FM", "0", "847150", "C00", "0"));
    const struct customs_event *line = &reading->kept[0];
    ck_assert_msg(!reading->refused, "%s", reading->error.message);
    ck_assert_int_eq(reading->events, 3);
    ck_assert_int_eq(reading->scope_ends, 1);
    ck_assert(slice_equal_text(line->source, "comtrade-tariffline"));
    ck_assert(slice_equal_text(line->source_key, "C|M|202301|344|M|490|702|H6|8473301000|C04|1000|0|tariffline"));
    ck_assert(slice_equal_text(line->scope_id, "comtrade-tariffline|C|M|202301|344|H6"));
    ck_assert(slice_equal_text(line->hs6, "847330"));
    ck_assert(slice_equal_text(line->hs_national, "8473301000"));
    ck_assert_int_eq(*line->hs_digits_known, 10);
    ck_assert(slice_equal_text(line->origin, "TW"));
    ck_assert(slice_equal_text(line->dispatch, "SG"));
    ck_assert(slice_equal_text(line->destination, "HK"));
    ck_assert(slice_equal_text(line->transport_mode, "1000"));
    ck_assert(slice_equal_text(line->regime_code, "C04"));
    ck_assert(reading_has_flag(line, "tariff_line"));
    ck_assert_str_eq(reading_decimal(line->qty2), "30.000000");
    ck_assert(!reading->kept[1].transport_mode.data && !reading->kept[1].regime_code.data);
    ck_assert_int_eq(*reading->kept[2].flow, CUSTOMS_EVENT_FLOW_IMPORT);
    ck_assert(reading_has_flag(&reading->kept[2], "foreign_import"));
    ck_assert(slice_equal_text(reading->kept[3].source, "comtrade-tariffline"));
    reading_free(reading);
}
END_TEST

/* The API's answers have no column that says so; aggregated data know no codes of more than six digits. */
START_TEST(longer_codes_are_tariff_lines_in_every_channel)
{
    struct reading *csv = read_row("C,M,202301,842,M,826,0,H6,4101503000,C00,0,2100,8,1,False,1,False,1,,1");
    ck_assert_int_eq(csv->events, 1);
    ck_assert(slice_equal_text(csv->first.source, "comtrade-tariffline"));
    ck_assert(slice_equal_text(csv->first.source_key, "C|M|202301|842|M|826|0|H6|4101503000|C00|2100|0|tariffline"));
    reading_free(csv);
}
END_TEST

/* --- before 2022 -------------------------------------------------------------------------------------------------- */

#define WEB_HEADER                                                                                                 \
    "Classification,Year,Period,Period Desc.,Aggregate Level,Is Leaf Code,Trade Flow Code,Trade Flow,Reporter Code,"   \
    "Reporter,Reporter ISO,Partner Code,Partner,Partner ISO,2nd Partner Code,2nd Partner,2nd Partner ISO,"             \
    "Customs Proc. Code,Customs,Mode of Transport Code,Mode of Transport,Commodity Code,Commodity,Qty Unit Code,"      \
    "Qty Unit,Qty,Alt Qty Unit Code,Alt Qty Unit,Alt Qty,Netweight (kg),Gross weight (kg),Trade Value (US$),"          \
    "CIF Trade Value (US$),FOB Trade Value (US$),Flag\n"
#define WEB_ROW "H6,2025,202504,April 2025,6,1,1,Import,458,Malaysia,MYS,490,490,,,,,,,,,847180,Other units,5,Number of items," \
                "5200,,,,41600,,187200000,,,0"

static const char legacy_answer[] =
    "{\"validation\":{\"status\":{\"name\":\"Ok\",\"value\":0},\"count\":{\"value\":1}},\"dataset\":[{\"pfCode\":\"H6\","
    "\"yr\":2025,\"period\":202504,\"rgCode\":1,\"rtCode\":458,\"ptCode\":490,\"ptTitle\":\"490\",\"ptCode2\":null,"
    "\"cmdCode\":\"847180\",\"qtCode\":5,\"TradeQuantity\":5200,\"NetWeight\":41600,\"TradeValue\":187200000,"
    "\"estCode\":0}]}";

/* One fact in five shapes: the same id and, where the same is said, the same version. */
START_TEST(older_shapes_give_the_same_facts)
{
    static const char *const tables[] = {
        WEB_HEADER WEB_ROW "\n",
        WEB_HEADER WEB_ROW ",\n", /* one field more than the header */
        "Classification;Year;Period;Trade_Flow_Code;Reporter_Code;Partner_Code;Partner;Commodity_Code;Qty_Unit_Code;Qty;"
        "Netweight_kg;Trade_Value_US;Flag\nH6;2025;202504;1;458;490;490;847180;5;5200;41600;187200000;0\n",
        "Year,Reporter Code,Trade Flow Code,Partner Code,Classification,Commodity Code,Quantity Unit Code,"
        "Supplementary Quantity,Netweight (kg),Value,Estimation Code\n"
        "202504,458,1,490,\"H6\",\"847180\",5,5200,41600,187200000,0\n\n\n",
    };
    struct reading *now = reading_of_text(&input_comtrade_json, NULL, worked_example);
    struct reading *then = reading_of_text(&input_comtrade_json, NULL, legacy_answer);
    ck_assert_msg(then->events == 1 && !then->refused, "%s", then->error.message);
    ck_assert_int_eq(uuid_compare(&now->ids[0], &then->ids[0]), 0);
    ck_assert_mem_eq(now->hashes[0], then->hashes[0], 16);
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        struct reading *table = reading_of_text(&input_comtrade_csv, NULL, tables[i]);
        ck_assert_msg(table->events == 1 && !table->refused, "%zu: %s", i, table->error.message);
        ck_assert_int_eq(uuid_compare(&now->ids[0], &table->ids[0]), 0);
        ck_assert_msg(!memcmp(now->hashes[0], table->hashes[0], 16), "%zu", i);
        ck_assert_int_eq(input_comtrade_csv.recognise(slice_of(tables[i]), "a"), 2);
        reading_free(table);
    }
    reading_free(now);
    reading_free(then);
}
END_TEST

/* One number told what was estimated: 2 the quantity, 4 the weight, 6 both. */
START_TEST(older_estimates_are_told)
{
    static const char header[] = "Year,Reporter Code,Trade Flow Code,Partner Code,Classification,Commodity Code,"
                                 "Quantity Unit Code,Supplementary Quantity,Netweight (kg),Value,Estimation Code\n";
    static const struct {
        const char *code;
        bool quantity, net;
    } cases[] = {{"0", false, false}, {"2", true, false}, {"4", false, true}, {"6", true, true}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[512];
        snprintf(text, sizeof text, "%s2010,699,3,156,H3,847150,5,7,9,1000,%s\n", header, cases[i].code);
        struct reading *reading = reading_of_text(&input_comtrade_csv, NULL, text);
        ck_assert_int_eq(reading->events, 1);
        ck_assert_int_eq(*reading->first.flow, CUSTOMS_EVENT_FLOW_REEXPORT);
        ck_assert(*reading->first.qty_is_estimated == cases[i].quantity);
        ck_assert(reading_has_flag(&reading->first, "net_estimated") == cases[i].net);
        reading_free(reading);
    }
}
END_TEST

START_TEST(older_refusals_of_the_service_are_told)
{
    struct reading *reading = read_json("{\"validation\":{\"status\":{\"name\":\"Over quota\",\"value\":5003,"
                                        "\"description\":\"Query complexity\"},\"count\":null},\"dataset\":[]}");
    ck_assert(reading->failed);
    ck_assert_ptr_nonnull(strstr(reading->error.message, "Query complexity"));
    reading_free(reading);
}
END_TEST

START_TEST(formats_are_recognised)
{
    struct slice json = slice_of(worked_example), csv = SLICE_LITERAL(HEADER "C,A\n");
    ck_assert_int_eq(input_comtrade_json.recognise(json, "a"), 2);
    ck_assert_int_eq(input_comtrade_csv.recognise(json, "a"), 0);
    ck_assert_int_eq(input_comtrade_csv.recognise(csv, "a"), 2);
    ck_assert_int_eq(input_comtrade_json.recognise(csv, "a"), 0);
    ck_assert_int_eq(input_comtrade_json.recognise(SLICE_LITERAL("{\"data\":[{\"a\":1}]}"), "a"), 0);
    ck_assert_int_eq(input_comtrade_csv.recognise(SLICE_LITERAL(""), "a"), 0);
    ck_assert_int_eq(input_comtrade_json.recognise(SLICE_LITERAL(""), "a"), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("comtrade");
    TCase *tests = tcase_create("comtrade");
    tcase_add_test(tests, a_row_of_the_safe_slice_is_an_event);
    tcase_add_test(tests, both_channels_give_the_same_event);
    tcase_add_test(tests, na_is_an_empty_cell);
    tcase_add_test(tests, trap_10_breakdowns_are_counted_and_not_published);
    tcase_add_test(tests, other_dimensions_are_skipped_by_name);
    tcase_add_test(tests, exports_and_reimports_turn_the_partner);
    tcase_add_test(tests, fillers_are_not_stated_and_floats_are_rounded);
    tcase_add_test(tests, trap_11_unspecified_partners_and_special_lines);
    tcase_add_test(tests, trap_15_reexports_keep_their_flow);
    tcase_add_test(tests, converted_classifications_are_flagged);
    tcase_add_test(tests, imports_valued_fob_say_so);
    tcase_add_test(tests, bad_rows_are_refused_with_reason_and_line);
    tcase_add_test(tests, rows_are_cut_out_of_the_answer);
    tcase_add_test(tests, a_bad_row_costs_one_row);
    tcase_add_test(tests, incomplete_answers_are_refused);
    tcase_add_test(tests, trap_17_exactly_100000_rows_are_a_cut_answer);
    tcase_add_test(tests, trap_17_cut_answers_are_refused_as_a_whole);
    tcase_add_test(tests, trap_17_a_table_of_100000_rows_is_refused_as_a_whole);
    tcase_add_test(tests, trap_18_errors_with_status_200);
    tcase_add_test(tests, a_bulk_file_is_a_scope);
    tcase_add_test(tests, a_replaced_data_set_removes_vanished_rows_in_any_order);
    tcase_add_test(tests, a_scope_ends_only_where_it_is_whole);
    tcase_add_test(tests, names_of_bulk_files);
    tcase_add_test(tests, a_fetched_query_is_a_scope);
    tcase_add_test(tests, tariff_lines_are_events_of_their_own);
    tcase_add_test(tests, longer_codes_are_tariff_lines_in_every_channel);
    tcase_add_test(tests, older_shapes_give_the_same_facts);
    tcase_add_test(tests, older_estimates_are_told);
    tcase_add_test(tests, older_refusals_of_the_service_are_told);
    tcase_add_test(tests, formats_are_recognised);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
