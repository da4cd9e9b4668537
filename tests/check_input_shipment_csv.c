/*
 * Shipment lines: from a vendor's row to an event. Rows are made up; the shipped profile `generic` reads most of them,
 * a profile written here the others. Letters in comments name the acceptance examples.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"
#include "producers/customs/inputs.h"
#include "producers/customs/repeats.h"
#include "tests/customs_reading.h"
#include "tests/suite.h"

static struct input_options import_options(void)
{
    struct input_options options = reading_options();
    options.flow = "import";
    return options;
}

static struct reading *read_text(const char *text)
{
    struct input_options options = import_options();
    return reading_of_text(&input_shipment_csv, &options, text);
}

#define HEADER                                                                                                     \
    "DECLARATION NO,ITEM NO,DATE,HS_CODE,GOODS DESCRIPTION,QTY,UNIT,TOTAL VALUE_USD,NET WEIGHT KG,COUNTRY OF_ORIGIN,"\
    "DESTINATION COUNTRY,IMPORTER\n"
#define BOARD                                                                                                      \
    "B18,6,2025-11-04,8471500000,GB300 1CPU:2GPU 12H BOARD PC 900-2G548-0081-000,216,UNT,19379952,,TAIWAN,"       \
    "MALAYSIA,X\n"
#define SHELF "B18,6,2025-11-04,8471500000,POWER SHELF 33KW,12,UNT,96000,,TAIWAN,MALAYSIA,X\n"

START_TEST(a_row_is_an_event)
{
    struct reading *reading = read_text(HEADER BOARD);
    const struct customs_event *event = &reading->first;
    char day[CLOCK_TEXT_MAX];
    ck_assert_msg(reading->events == 1, "%s", reading->error.message);
    ck_assert_int_eq(event->kind, CUSTOMS_EVENT_KIND_SHIPMENT_LINE);
    ck_assert_int_eq(*event->flow, CUSTOMS_EVENT_FLOW_IMPORT);
    ck_assert(slice_equal_text(event->declaration_no, "B18"));
    ck_assert_int_eq(*event->line_no, 6);
    date_format_iso(*event->event_date, day);
    ck_assert_str_eq(day, "2025-11-04");
    ck_assert(slice_equal_text(event->hs6, "847150"));
    ck_assert(slice_equal_text(event->hs_national, "8471500000"));
    ck_assert_int_eq(*event->hs_digits_known, 10);
    ck_assert(slice_equal_text(event->description_raw, "GB300 1CPU:2GPU 12H BOARD PC 900-2G548-0081-000"));
    ck_assert_str_eq(reading_decimal(event->qty), "216.000000");
    ck_assert(slice_equal_text(event->unit, "C62"));
    ck_assert_str_eq(reading_decimal(event->value), "19379952.0000"); /* a value in USD alone is the declared value */
    ck_assert_str_eq(reading_decimal(event->value_usd), "19379952.0000");
    ck_assert(slice_equal_text(event->currency, "USD"));
    ck_assert(slice_equal_text(event->origin, "TW"));
    ck_assert(slice_equal_text(event->destination, "MY"));
    ck_assert(slice_equal_text(event->partner_raw, "TAIWAN"));
    ck_assert(slice_equal_text(event->importer, "X"));
    ck_assert_ptr_null(event->net_kg);
    ck_assert_ptr_null(event->weight_scope);
    ck_assert(!event->reporter.data && !event->scope_id.data);
    ck_assert(slice_equal_text(event->source, "generic"));
    ck_assert(slice_equal_text(event->raw_ref, "test:2"));
    ck_assert(slice_starts_with(event->source_key, "generic||import|B18|6|"));
    ck_assert_uint_eq(event->flags.count, 0);
    reading_free(reading);
}
END_TEST

/* A9: item numbers repeat in real files. Different goods, and the same goods twice, are different facts. */
START_TEST(lines_of_one_item_number_are_told_apart)
{
    struct reading *reading = read_text(HEADER BOARD SHELF BOARD);
    ck_assert_int_eq(reading->events, 3);
    ck_assert_int_ne(uuid_compare(&reading->ids[0], &reading->ids[1]), 0);
    ck_assert_int_ne(uuid_compare(&reading->ids[0], &reading->ids[2]), 0);
    ck_assert_mem_eq(reading->hashes[0], reading->hashes[2], 16);
    struct reading *again = read_text(HEADER BOARD SHELF BOARD);
    ck_assert_mem_eq(reading->ids, again->ids, 3 * sizeof reading->ids[0]);
    ck_assert_mem_eq(reading->hashes, again->hashes, 3 * 16);
    reading_free(reading);
    reading_free(again);
}
END_TEST

/* What does not tell goods apart makes another version of the same fact. */
START_TEST(other_parties_are_another_version)
{
    struct reading *before = read_text(HEADER BOARD);
    struct reading *after = read_text(
        HEADER "B18,6,2025-11-04,8471500000,GB300 1CPU:2GPU 12H BOARD PC 900-2G548-0081-000,216,UNT,19379952,,TAIWAN,"
               "MALAYSIA,Y\n");
    ck_assert_int_eq(uuid_compare(&before->ids[0], &after->ids[0]), 0);
    ck_assert(memcmp(before->hashes[0], after->hashes[0], 16) != 0);
    reading_free(before);
    reading_free(after);
}
END_TEST

/* A8: a value of 0 for goods is one kept back; a weight of 0 was not filled in. */
START_TEST(zeros_that_cannot_be_meant_are_not_stated)
{
    struct reading *reading = read_text(
        HEADER "107,1,2025-09-30,84718070,\"Mô-đun xử lý đồ họa NVIDIA HGX B200 8 GPU, P/N 935-26287-00A0-0R0\","
               "4,PCE,0,0,TAIWAN,VIETNAM,\n");
    const struct customs_event *event = &reading->first;
    ck_assert_int_eq(reading->events, 1);
    ck_assert_ptr_null(event->value);
    ck_assert_ptr_null(event->value_usd);
    ck_assert(!event->currency.data);
    ck_assert_ptr_null(event->net_kg);
    ck_assert(reading_has_flag(event, "value_withheld"));
    ck_assert(reading_has_flag(event, "zero_weight"));
    ck_assert(slice_starts_with(event->description_raw, "Mô-đun xử lý"));
    ck_assert(slice_equal_text(event->destination, "VN"));
    ck_assert(!event->importer.data);
    reading_free(reading);
    struct reading *nothing = read_text(HEADER "1,1,2025-09-30,84718070,X,0,PCE,5,,TW,VN,\n");
    ck_assert_ptr_null(nothing->first.qty);
    ck_assert(!nothing->first.unit.data);
    ck_assert(reading_has_flag(&nothing->first, "zero_quantity"));
    reading_free(nothing);
}
END_TEST

/* A12 */
START_TEST(damage_and_credits_are_flagged)
{
    struct reading *damaged = read_text(HEADER "1,1,2025-09-30,8.4718E+07,,10,PCS,5,,TW,VN,\n");
    ck_assert_int_eq(*damaged->first.hs_digits_known, 5);
    ck_assert(!damaged->first.hs6.data);
    ck_assert(reading_has_flag(&damaged->first, "hs_damaged"));
    struct reading *credit = read_text(HEADER "1,1,2025-09-30,84718000,,-10,PCS,-340000.00,,TW,VN,\n");
    ck_assert_str_eq(reading_decimal(credit->first.qty), "-10.000000");
    ck_assert_str_eq(reading_decimal(credit->first.value), "-340000.0000");
    ck_assert(reading_has_flag(&credit->first, "negative"));
    struct reading *unknown =
        read_text(HEADER "1,one,2025-09-30,84718000,,10,FURLONG,8.640000000000001,,ATLANTIS,VN,\n");
    static const char *const flags[] = {"line_no_unreadable", "unit_unknown", "country_unknown"};
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
        ck_assert_msg(reading_has_flag(&unknown->first, flags[i]), "%s", flags[i]);
    ck_assert_str_eq(reading_decimal(unknown->first.value), "8.6400");
    ck_assert(reading_has_flag(&unknown->first, "rounded"));
    ck_assert(!unknown->first.unit.data && !unknown->first.origin.data && !unknown->first.line_no);
    ck_assert(slice_equal_text(unknown->first.partner_raw, "ATLANTIS"));
    reading_free(damaged);
    reading_free(credit);
    reading_free(unknown);
}
END_TEST

START_TEST(bad_rows_are_refused_with_reason_and_line)
{
    static const struct {
        const char *row;
        enum reason reason;
    } cases[] = {
        {"1,1,03/04/2025,84718000,,10,PCS,5,,TW,VN,\n", REASON_DATE_AMBIGUOUS}, /* A12 f */
        {"1,1,31 May,84718000,,10,PCS,5,,TW,VN,\n", REASON_BAD_DATE},
        {"1,1,,84718000,,10,PCS,5,,TW,VN,\n", REASON_MISSING_FIELD},
        {"1,1,2025-09-30,,,10,PCS,5,,TW,VN,\n", REASON_MISSING_FIELD},
        {"1,1,2025-09-30,n/a,,10,PCS,5,,TW,VN,\n", REASON_MISSING_FIELD},
        {"1,1,2025-09-30,847Z,,10,PCS,5,,TW,VN,\n", REASON_BAD_CODE},
        {"1,1,2025-09-30,84718000,,ten,PCS,5,,TW,VN,\n", REASON_BAD_NUMBER},
        {"1,1,2025-09-30,84718000,,10,PCS,\"1,234\",,TW,VN,\n", REASON_BAD_NUMBER},
        {"1,1,2025-09-30,84718000,,10,PCS,1e30,,TW,VN,\n", REASON_BAD_NUMBER},
        {"1,1,2025-09-30,84718000,a,b,10,PCS,5,,TW,VN,\n", REASON_BAD_SYNTAX},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[1024];
        snprintf(text, sizeof text, HEADER BOARD "%s" BOARD, cases[i].row);
        struct reading *reading = read_text(text);
        ck_assert_msg(reading->refused == 1 && reading->events == 2, "%s", cases[i].row);
        ck_assert_msg(reading->error.reason == cases[i].reason, "%s: %s", cases[i].row, reading->error.message);
        ck_assert_int_eq(reading->error_line, 3);
        reading_free(reading);
    }
}
END_TEST

/* Trap 3: what is in no encoding that is known is refused as a whole, so that nothing of it has been sent. */
START_TEST(trap_03_a_damaged_text_gives_nothing)
{
    struct reading *reading = read_text(HEADER BOARD "1,1,2025-09-30,84718000,\xFF\xFF,10,PCS,5,,TW,VN,\n" BOARD);
    ck_assert_int_eq(reading->events, 0);
    ck_assert(reading->failed);
    ck_assert_int_eq(reading->error.reason, REASON_BAD_ENCODING);
    reading_free(reading);
    struct input_options options = reading_options();
    options.profile = "taiwan";
    options.flow = "export";
    /* 年月,貨品號列,國家 and 美國 in BIG5 */
    struct reading *big5 = reading_of_text(&input_shipment_csv, &options,
                                           "\xA6\x7E\xA4\xEB,\xB3\x66\xAB\x7E\xB8\xB9\xA6\x43,\xB0\xEA\xAE\x61\n"
                                           "114/03,84715000005,\xAC\xFC\xB0\xEA\n");
    ck_assert_msg(big5->events == 1, "%s", big5->error.message);
    ck_assert(slice_equal_text(big5->first.partner_raw, "美國"));
    ck_assert(slice_equal_text(big5->first.destination, "US"));
    reading_free(big5);
}
END_TEST

START_TEST(header_may_stand_below_a_title)
{
    struct reading *reading = read_text("Import report\n\nPeriod: 2025,,\n" HEADER BOARD);
    ck_assert_int_eq(reading->events, 1);
    ck_assert(slice_equal_text(reading->first.raw_ref, "test:5"));
    reading_free(reading);
}
END_TEST

START_TEST(what_the_file_cannot_say_must_be_given)
{
    struct reading *no_flow = reading_of_text(&input_shipment_csv, NULL, HEADER BOARD);
    ck_assert(no_flow->failed);
    ck_assert_int_eq(no_flow->error.reason, REASON_FLOW_MISSING);
    struct input_options options = import_options();
    options.flow = "sideways";
    struct reading *bad_flow = reading_of_text(&input_shipment_csv, &options, HEADER BOARD);
    ck_assert_int_eq(bad_flow->error.exit_status, EXIT_USAGE);
    struct reading *no_profile = read_text("colour,shape\nred,round\n");
    ck_assert_int_eq(no_profile->error.reason, REASON_UNKNOWN_PROFILE);
    options = import_options();
    options.profile = "generic";
    struct reading *wrong = reading_of_text(&input_shipment_csv, &options, "colour,DATE\nred,2025-01-01\n");
    ck_assert_int_eq(wrong->error.reason, REASON_UNKNOWN_PROFILE);
    ck_assert_ptr_nonnull(strstr(wrong->error.message, "hs"));
    reading_free(no_flow);
    reading_free(bad_flow);
    reading_free(no_profile);
    reading_free(wrong);
}
END_TEST

/* A7: an Indian shipping bill under a profile of its own: day first, lakh grouping, rupees beside the vendor's
 * dollars. */
START_TEST(a_profile_of_ones_own)
{
    char path[] = "/tmp/check_shipment.XXXXXX.profile";
    int descriptor = mkstemps(path, 8);
    ck_assert_int_ge(descriptor, 0);
    static const char profile[] = "kind = declaration_line\nreporter = IN\nflow = export\ndate_format = DD/MM/YYYY\n"
                                  "grouping = lakh\nparties = drop\nrequire = hs\ndate_kind = declared\n"
                                  "value_basis = FOB\n"
                                  "column.declaration_no = SB_NO\ncolumn.line_no = ITEM\ncolumn.date = SB_DATE\n"
                                  "column.hs = RITC\ncolumn.description = GOODS\ncolumn.qty = QTY\ncolumn.unit = UQC\n"
                                  "column.value = FOB_VALUE\ncolumn.currency = CUR\ncolumn.value_usd = FOB_USD\n"
                                  "column.origin = ORIGIN\ncolumn.destination = DEST\ncolumn.exporter = EXPORTER\n"
                                  "description_lang = en\n";
    ck_assert_int_eq(write(descriptor, profile, sizeof profile - 1), (ssize_t)sizeof profile - 1);
    ck_assert_int_eq(close(descriptor), 0);
    struct input_options options = reading_options();
    options.profile = path;
    struct reading *reading = reading_of_text(
        &input_shipment_csv, &options,
        "SB_NO,ITEM,SB_DATE,RITC,GOODS,QTY,UQC,FOB_VALUE,CUR,FOB_USD,ORIGIN,DEST,EXPORTER\n"
        "SB7712345,3,17/05/2024,84715000,\"DELL POWEREDGE XE9680 SERVER WITH 8X NVIDIA H100 SXM 80GB\",25,NOS,"
        "\"56,36,25,000.00\",INR,6750000,MALAYSIA,RUSSIAN FEDERATION,SOMEBODY\n");
    unlink(path);
    const struct customs_event *event = &reading->first;
    char day[CLOCK_TEXT_MAX];
    ck_assert_msg(reading->events == 1, "%s", reading->error.message);
    ck_assert_int_eq(event->kind, CUSTOMS_EVENT_KIND_DECLARATION_LINE);
    date_format_iso(*event->event_date, day);
    ck_assert_str_eq(day, "2024-05-17");
    ck_assert(slice_equal_text(event->date_kind, "declared"));
    ck_assert(slice_equal_text(event->origin, "MY"));
    ck_assert(slice_equal_text(event->dispatch, "IN"));
    ck_assert(slice_equal_text(event->destination, "RU"));
    ck_assert_str_eq(reading_decimal(event->qty), "25.000000");
    ck_assert_str_eq(reading_decimal(event->value), "563625000.0000");
    ck_assert(slice_equal_text(event->currency, "INR"));
    ck_assert_str_eq(reading_decimal(event->value_usd), "6750000.0000");
    ck_assert(reading_has_flag(event, "fx_by_vendor"));
    ck_assert_int_eq(*event->value_basis, CUSTOMS_EVENT_VALUE_BASIS_FOB);
    ck_assert(!event->exporter.data); /* parties = drop */
    ck_assert(slice_equal_text(event->description_lang, "en"));
    reading_free(reading);
}
END_TEST

START_TEST(repeats_are_counted_within_a_declaration)
{
    static struct repeats repeats;
    const uint8_t a[16] = {1}, b[16] = {2};
    uint8_t line[16] = {7};
    ck_assert_uint_eq(repeats_next(&repeats, a, line), 1);
    ck_assert_uint_eq(repeats_next(&repeats, a, line), 2);
    ck_assert_uint_eq(repeats_next(&repeats, b, line), 1);
    ck_assert_uint_eq(repeats_next(&repeats, b, line), 2);
    for (uint32_t i = 1; i < REPEATS_LINES_MAX; i++) {
        memcpy(line + 8, &i, sizeof i); /* all in one slot's neighbourhood: found by probing */
        ck_assert_uint_eq(repeats_next(&repeats, b, line), 1);
        if (i > 300) /* ... which need not be driven to its square */
            memcpy(line, &i, sizeof i);
    }
    line[15] = 1;
    ck_assert_uint_eq(repeats_next(&repeats, b, line), 0); /* full: said, not dropped */
    ck_assert_uint_eq(repeats_next(&repeats, a, line), 1);
}
END_TEST

START_TEST(formats_are_recognised)
{
    ck_assert_int_eq(input_shipment_csv.recognise(SLICE_LITERAL(HEADER BOARD), "a"), 1);
    ck_assert_int_eq(input_shipment_csv.recognise(SLICE_LITERAL("section,hscode,description,parent,level\n"), "a"), 0);
    ck_assert_int_eq(input_shipment_csv.recognise(SLICE_LITERAL("{\"a\": 1}"), "a"), 0);
    ck_assert_int_eq(input_shipment_csv.recognise(SLICE_LITERAL(""), "a"), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("input_shipment_csv");
    TCase *tests = tcase_create("input_shipment_csv");
    tcase_add_test(tests, a_row_is_an_event);
    tcase_add_test(tests, lines_of_one_item_number_are_told_apart);
    tcase_add_test(tests, other_parties_are_another_version);
    tcase_add_test(tests, zeros_that_cannot_be_meant_are_not_stated);
    tcase_add_test(tests, damage_and_credits_are_flagged);
    tcase_add_test(tests, bad_rows_are_refused_with_reason_and_line);
    tcase_add_test(tests, trap_03_a_damaged_text_gives_nothing);
    tcase_add_test(tests, header_may_stand_below_a_title);
    tcase_add_test(tests, what_the_file_cannot_say_must_be_given);
    tcase_add_test(tests, a_profile_of_ones_own);
    tcase_add_test(tests, repeats_are_counted_within_a_declaration);
    tcase_add_test(tests, formats_are_recognised);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
