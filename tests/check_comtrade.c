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

/* Example A2: a total and a part of it by second partner. */
START_TEST(breakdowns_are_counted_and_not_published)
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

START_TEST(what_is_no_country_or_commodity_is_flagged)
{
    struct reading *world = read_row("C,A,2023,156,M,0,0,H6,TOTAL,C00,0,0,-1,,False,,False,1,,1");
    ck_assert(!world->first.origin.data);
    ck_assert(reading_has_flag(&world->first, "partner_world"));
    ck_assert(reading_has_flag(&world->first, "all_commodities"));
    ck_assert(!world->first.hs6.data && !world->first.hs_national.data);
    struct reading *areas = read_row("C,A,2023,156,M,899,0,H6,9999AA,C00,0,0,-1,,False,,False,1,,1");
    ck_assert(!areas->first.origin.data);
    ck_assert(slice_equal_text(areas->first.partner_raw, "899"));
    ck_assert(reading_has_flag(&areas->first, "partner_unknown"));
    ck_assert(reading_has_flag(&areas->first, "hs_special"));
    ck_assert(!areas->first.hs6.data);
    reading_free(world);
    reading_free(areas);
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

START_TEST(exactly_100000_rows_are_a_cut_answer)
{
    struct error error = {0};
    ck_assert(comtrade_is_whole(99999, -1, &error));
    ck_assert(comtrade_is_whole(100001, -1, &error));
    ck_assert(!comtrade_is_whole(100000, 100000, &error));
    ck_assert_int_eq(error.reason, REASON_TRUNCATED);
}
END_TEST

/* A bulk file carries its publication date in its name; that orders its versions. */
START_TEST(publication_date_is_the_revision)
{
    struct input_options options = reading_options();
    struct comtrade_source source;
    comtrade_source_init(&source, "COMTRADE-FINAL-CA1562023H6[2026-01-15].txt", &options);
    ck_assert_int_eq(source.revision_ms, INT64_C(1768435200000));
    comtrade_source_init(&source, "TradeData[1].csv", &options);
    ck_assert_int_eq(source.revision_ms, options.observed_at_ms);
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
    tcase_add_test(tests, breakdowns_are_counted_and_not_published);
    tcase_add_test(tests, other_dimensions_are_skipped_by_name);
    tcase_add_test(tests, exports_and_reimports_turn_the_partner);
    tcase_add_test(tests, fillers_are_not_stated_and_floats_are_rounded);
    tcase_add_test(tests, what_is_no_country_or_commodity_is_flagged);
    tcase_add_test(tests, imports_valued_fob_say_so);
    tcase_add_test(tests, bad_rows_are_refused_with_reason_and_line);
    tcase_add_test(tests, rows_are_cut_out_of_the_answer);
    tcase_add_test(tests, a_bad_row_costs_one_row);
    tcase_add_test(tests, incomplete_answers_are_refused);
    tcase_add_test(tests, exactly_100000_rows_are_a_cut_answer);
    tcase_add_test(tests, publication_date_is_the_revision);
    tcase_add_test(tests, formats_are_recognised);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
