/*
 * Japan's customs: a wide table becomes an event for each month with trade. The rows are made up after the layout of
 * e-Stat's tables.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "producers/customs/inputs.h"
#include "tests/customs_reading.h"
#include "tests/suite.h"

#define MONTHS_FROM_MAY                                                                                                \
    ",Quantity1-May,Quantity2-May,Value-May,Quantity1-Jun,Quantity2-Jun,Value-Jun,Quantity1-Jul,Quantity2-Jul,"        \
    "Value-Jul,Quantity1-Aug,Quantity2-Aug,Value-Aug,Quantity1-Sep,Quantity2-Sep,Value-Sep,Quantity1-Oct,"             \
    "Quantity2-Oct,Value-Oct,Quantity1-Nov,Quantity2-Nov,Value-Nov,Quantity1-Dec,Quantity2-Dec,Value-Dec\r\n"
#define HEADER                                                                                                         \
    "Exp or Imp,Year,HS,Country,Unit1,Unit2,Quantity1-Year,Quantity2-Year,Value-Year,Quantity1-Jan,Quantity2-Jan,"     \
    "Value-Jan,Quantity1-Feb,Quantity2-Feb,Value-Feb,Quantity1-Mar,Quantity2-Mar,Value-Mar,Quantity1-Apr,"             \
    "Quantity2-Apr,Value-Apr" MONTHS_FROM_MAY
#define NO_TRADE ",0,0,0"
/* 5 processing units in February for 40 million yen, 12 in December; the year's columns are their total. */
#define ROW                                                                                                            \
    "2,2025,'847150000',106,NO,KG,17,2100,137000" NO_TRADE ",5,600,40000" NO_TRADE NO_TRADE NO_TRADE NO_TRADE NO_TRADE \
        NO_TRADE NO_TRADE NO_TRADE NO_TRADE ",12,1500,97000\r\n"

static struct reading *read_table(const char *text)
{
    return reading_of_text(&input_japan_csv, NULL, text);
}

static void days_are(const struct customs_event *event, const char *first, const char *last)
{
    char day[CLOCK_TEXT_MAX];
    date_format_iso(*event->period_start, day);
    ck_assert_str_eq(day, first);
    date_format_iso(*event->period_end, day);
    ck_assert_str_eq(day, last);
}

START_TEST(a_row_is_an_event_for_each_month)
{
    struct reading *reading = read_table(HEADER ROW);
    const struct customs_event *february = &reading->kept[0], *december = &reading->kept[1];
    ck_assert_msg(!reading->refused, "%s", reading->error.message);
    ck_assert_int_eq(reading->records, 1);
    ck_assert_int_eq(reading->events, 2);
    days_are(february, "2025-02-01", "2025-02-28");
    ck_assert_int_eq(february->kind, CUSTOMS_EVENT_KIND_STATISTIC);
    ck_assert_int_eq(*february->flow, CUSTOMS_EVENT_FLOW_IMPORT);
    ck_assert(slice_equal_text(february->reporter, "JP"));
    ck_assert(slice_equal_text(february->origin, "TW"));
    ck_assert(slice_equal_text(february->destination, "JP"));
    ck_assert(!february->dispatch.data);
    ck_assert(slice_equal_text(february->partner_raw, "106"));
    ck_assert(slice_equal_text(february->hs_national, "847150000"));
    ck_assert(slice_equal_text(february->hs6, "847150"));
    ck_assert(slice_equal_text(february->hs_edition, "HS2022"));
    ck_assert_str_eq(reading_decimal(february->qty), "5.000000");
    ck_assert(slice_equal_text(february->unit, "C62"));
    ck_assert_str_eq(reading_decimal(february->qty2), "600.000000");
    ck_assert(slice_equal_text(february->unit2, "KGM"));
    ck_assert_str_eq(reading_decimal(february->net_kg), "600.000000");
    ck_assert_str_eq(reading_decimal(february->value), "40000000.0000"); /* thousand yen in the table */
    ck_assert(slice_equal_text(february->currency, "JPY"));
    ck_assert_int_eq(*february->value_basis, CUSTOMS_EVENT_VALUE_BASIS_CIF);
    ck_assert_ptr_null(february->value_usd);
    ck_assert_uint_eq(february->flags.count, 0);
    ck_assert(!february->scope_id.data);
    ck_assert(slice_equal_text(february->source, "japan"));
    ck_assert(slice_equal_text(february->source_key, "JP|import|202502|847150000|106|"));
    ck_assert(slice_equal_text(february->raw_ref, "test:2"));
    days_are(december, "2025-12-01", "2025-12-31");
    ck_assert_str_eq(reading_decimal(december->qty), "12.000000");
    ck_assert_str_eq(reading_decimal(december->value), "97000000.0000");
    reading_free(reading);
}
END_TEST

/* Trap 10: the year's columns are the total of the months, never published beside them. */
START_TEST(trap_10_the_year_is_read_only_without_months)
{
    struct reading *months = read_table(HEADER ROW);
    ck_assert_str_eq(reading_decimal(&months->value_sum), "137000000.0000");
    reading_free(months);
    struct reading *year = read_table("Exp or Imp,Year,HS,Country,Unit1,Unit2,Quantity1-Year,Quantity2-Year,Value-Year\n"
                                      "1,2020,'847150000',106,NO,KG,17,2100,137000\n");
    const struct customs_event *event = &year->first;
    ck_assert_msg(year->events == 1, "%s", year->error.message);
    days_are(event, "2020-01-01", "2020-12-31");
    ck_assert_int_eq(*event->flow, CUSTOMS_EVENT_FLOW_EXPORT);
    ck_assert(slice_equal_text(event->dispatch, "JP"));
    ck_assert(slice_equal_text(event->destination, "TW"));
    ck_assert(!event->origin.data);
    ck_assert_int_eq(*event->value_basis, CUSTOMS_EVENT_VALUE_BASIS_FOB);
    ck_assert(slice_equal_text(event->hs_edition, "HS2017"));
    ck_assert(slice_equal_text(event->source_key, "JP|export|2020|847150000|106|"));
    reading_free(year);
}
END_TEST

#define SHORT_HEADER                                                                                                   \
    "Exp or Imp,Year,HS,Country,Unit1,Unit2,Quantity1-Year,Quantity2-Year,Value-Year,Quantity1-Jan,Quantity2-Jan,"     \
    "Value-Jan,Quantity1-Feb,Quantity2-Feb,Value-Feb\n"

static struct reading *read_row(const char *row)
{
    char text[1024];
    snprintf(text, sizeof text, SHORT_HEADER "%s\n", row);
    return read_table(text);
}

START_TEST(months_to_come_and_rows_of_subtotals_are_skipped)
{
    static const char *const rows[][2] = {
        {"2,2026,'847150000',106,NO,KG,0,0,0,0,0,0,0,0,0", "no_trade"},
        {"2,2026,'847150000',106,NO,KG,9,9,9,,,,0,0,0", "no_trade"},
        {"2,2026,'847150000',S-TOTAL,NO,KG,1,2,3,1,2,3,0,0,0", "total"},
        {"2,2026,'847150000',000,NO,KG,1,2,3,1,2,3,0,0,0", "total"},
        {"2,2026,S-TOTAL,106,NO,KG,1,2,3,1,2,3,0,0,0", "total"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct reading *reading = read_row(rows[i][0]);
        ck_assert_int_eq(reading->records, 1);
        ck_assert_int_eq(reading->other_skipped, 1);
        ck_assert_str_eq(reading->skipped, rows[i][1]);
        reading_free(reading);
    }
}
END_TEST

/* Most rows have one unit, in the second place: it is the quantity. */
START_TEST(one_quantity_alone_is_the_quantity)
{
    struct reading *reading = read_row("1,2026,'854232021',105,  ,TH,0,3,9,0,3,9,0,0,0");
    const struct customs_event *event = &reading->first;
    ck_assert_int_eq(reading->events, 1);
    ck_assert_str_eq(reading_decimal(event->qty), "3000.000000");
    ck_assert(slice_equal_text(event->unit, "C62"));
    ck_assert_ptr_null(event->qty2);
    ck_assert_ptr_null(event->net_kg);
    reading_free(reading);
    struct reading *weight = read_row("2,2026,'847330090',105,  ,KG,0,3,9,0,3,9,0,0,0");
    ck_assert_str_eq(reading_decimal(weight->first.qty), "3.000000");
    ck_assert_str_eq(reading_decimal(weight->first.net_kg), "3.000000");
    reading_free(weight);
    struct reading *none = read_row("2,2026,'847330090',105,  ,  ,0,0,9,0,0,9,0,0,0");
    ck_assert_ptr_null(none->first.qty);
    ck_assert_uint_eq(none->first.flags.count, 0);
    reading_free(none);
    struct reading *unknown = read_row("2,2026,'847330090',105,  ,QQ,0,4,9,0,4,9,0,0,0");
    ck_assert_str_eq(reading_decimal(unknown->first.qty), "4.000000");
    ck_assert(!unknown->first.unit.data);
    ck_assert(reading_has_flag(&unknown->first, "unit_unknown"));
    reading_free(unknown);
}
END_TEST

/* Trap 8: less than a unit is 0, beside a value. */
START_TEST(trap_8_a_quantity_of_0_for_a_value)
{
    struct reading *reading = read_row("2,2026,'847150000',106,NO,KG,0,0,9,0,0,9,1,0,0");
    ck_assert_int_eq(reading->events, 2);
    ck_assert_ptr_null(reading->first.qty);
    ck_assert_ptr_null(reading->first.qty2);
    ck_assert_ptr_null(reading->first.net_kg);
    ck_assert(reading_has_flag(&reading->first, "zero_quantity"));
    ck_assert_str_eq(reading_decimal(reading->kept[1].qty), "1.000000");
    ck_assert_str_eq(reading_decimal(reading->kept[1].value), "0.0000"); /* under a thousand yen */
    ck_assert(!reading_has_flag(&reading->kept[1], "zero_quantity"));
    reading_free(reading);
}
END_TEST

/* Trap 11: for order, unknown, in bond; goods without a code of their own. */
START_TEST(trap_11_what_is_no_country_and_no_goods)
{
    static const char *const codes[] = {"701", "702", "703", "327", "999"};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        char row[128];
        snprintf(row, sizeof row, "2,2026,'847150000',%s,NO,KG,1,1,1,1,1,1,0,0,0", codes[i]);
        struct reading *reading = read_row(row);
        ck_assert(slice_equal_text(reading->first.origin, "ZZ"));
        ck_assert(reading_has_flag(&reading->first, "partner_unknown"));
        reading_free(reading);
    }
    struct reading *special = read_row("2,2026,'000000011',103,  ,KG,0,1,1,0,1,1,0,0,0");
    ck_assert(slice_equal_text(special->first.origin, "KR"));
    ck_assert(slice_equal_text(special->first.hs_national, "000000011"));
    ck_assert(!special->first.hs6.data);
    ck_assert(reading_has_flag(&special->first, "hs_special"));
    reading_free(special);
}
END_TEST

/* Quoted fields lie side by side in memory; a leading zero that a spreadsheet took comes back. */
START_TEST(texts_are_read_as_they_end)
{
    struct reading *reading = read_row("\"2\",\"2026\",\"10121000\",\"103\",\"\",\"NO\",\"0\",\"1\",\"1\",\"0\",\"1\",\"1\",0,0,0");
    ck_assert_msg(reading->events == 1, "%s", reading->error.message);
    days_are(&reading->first, "2026-01-01", "2026-01-31");
    ck_assert(slice_equal_text(reading->first.hs_national, "010121000"));
    ck_assert(reading_has_flag(&reading->first, "hs_zero_restored"));
    reading_free(reading);
}
END_TEST

/* Tables of earlier years have Apl for April; those by port have a customs office, which is part of the key. */
START_TEST(other_layouts_of_the_table)
{
    struct reading *april = read_table("Exp or Imp,Year,Custom,HS,Country,Unit1,Unit2,Quantity1-Apl,Quantity2-Apl,"
                                       "Value-Apl\n1,2008,104,'847150000',312,,NO,0,1,2\n");
    ck_assert_msg(april->events == 1, "%s", april->error.message);
    days_are(&april->first, "2008-04-01", "2008-04-30");
    ck_assert(slice_equal_text(april->first.customs_office, "104"));
    ck_assert(slice_equal_text(april->first.source_key, "JP|export|200804|847150000|312|104"));
    ck_assert(!april->first.hs_edition.data);
    reading_free(april);
    struct reading *world = read_table("Exp or Imp,Year,HS,Unit1,Unit2,Quantity1-Jan,Quantity2-Jan,Value-Jan\n"
                                       "1,2026,'848610000',  ,KG,0,100,4000\n");
    ck_assert(reading_has_flag(&world->first, "partner_world"));
    ck_assert(!world->first.destination.data);
    reading_free(world);
    struct input_options options = reading_options();
    static const char no_flow_text[] = "Year,HS,Country,Unit1,Unit2,Value-Jan\n2026,'848610000',105,,,1\n";
    struct reading *no_flow = read_table(no_flow_text);
    ck_assert_int_eq(no_flow->error.reason, REASON_FLOW_MISSING);
    ck_assert_int_eq(no_flow->error_line, 2);
    reading_free(no_flow);
    options.flow = "export";
    struct reading *flow = reading_of_text(&input_japan_csv, &options, no_flow_text);
    ck_assert_int_eq(flow->events, 1);
    reading_free(flow);
}
END_TEST

/* A row is accepted or refused as a whole: a bad figure in its last month leaves no event of the others. */
START_TEST(bad_rows_are_refused_with_reason_and_line)
{
    static const struct {
        const char *row;
        enum reason reason;
    } cases[] = {
        {"2,2026,'847150000',106,NO,KG,1,1,1,1,1,1,1,1,many", REASON_BAD_NUMBER},
        {"2,2026,'847150000',106,NO,KG,1,1,1,1,1,1,1,\"1,000\",1", REASON_BAD_NUMBER},
        {"2,2026,'847150000',106,NO,KG,1,1,1,1,1,1,1,1,1e30", REASON_BAD_NUMBER},
        {"2,2026,'847150000',106,NO,KG,1,1,1,1,1,1,1,0.0000001,1", REASON_BAD_NUMBER},
        {"3,2026,'847150000',106,NO,KG,1,1,1,1,1,1,1,1,1", REASON_BAD_CODE},
        {",2026,'847150000',106,NO,KG,1,1,1,1,1,1,1,1,1", REASON_MISSING_FIELD},
        {"2,202601,'847150000',106,NO,KG,1,1,1,1,1,1,1,1,1", REASON_BAD_DATE},
        {"2,,'847150000',106,NO,KG,1,1,1,1,1,1,1,1,1", REASON_MISSING_FIELD},
        {"2,2026,'8471500',106,NO,KG,1,1,1,1,1,1,1,1,1", REASON_BAD_CODE},
        {"2,2026,8.4715E+08,106,NO,KG,1,1,1,1,1,1,1,1,1", REASON_BAD_CODE},
        {"2,2026,'847150000',TW,NO,KG,1,1,1,1,1,1,1,1,1", REASON_BAD_COUNTRY},
        {"2,2026,'847150000',,NO,KG,1,1,1,1,1,1,1,1,1", REASON_MISSING_FIELD},
        {"2,2026,'847150000',106,NO,KG,1", REASON_BAD_SYNTAX},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct reading *reading = read_row(cases[i].row);
        ck_assert_msg(reading->refused == 1 && !reading->events, "%s", cases[i].row);
        ck_assert_msg(reading->error.reason == cases[i].reason, "%s: %s", cases[i].row, reading->error.message);
        ck_assert_int_eq(reading->error_line, 2);
        reading_free(reading);
    }
    struct reading *between = read_table(SHORT_HEADER "2,2026,'847150000',106,NO,KG,1,1,1,1,1,1,1,1,1\n"
                                                      "2,2026,'847150000',106,NO,KG,1,1,1,1,1,1,1,1,many\n"
                                                      "2,2026,'847150000',105,NO,KG,1,1,1,1,1,1,1,1,1\n");
    ck_assert_int_eq(between->records, 3);
    ck_assert_int_eq(between->events, 4);
    ck_assert_int_eq(between->refused, 1);
    ck_assert_int_eq(between->error_line, 3);
    reading_free(between);
}
END_TEST

START_TEST(headers_are_recognised)
{
    ck_assert_int_eq(input_japan_csv.recognise(SLICE_LITERAL(HEADER ROW), "a"), 2);
    ck_assert_int_eq(input_japan_csv.recognise(SLICE_LITERAL("\xEF\xBB\xBF" HEADER ROW), "a"), 2);
    ck_assert_int_eq(input_japan_csv.recognise(SLICE_LITERAL("Year,HS,Country,Unit1,Unit2\n"), "a"), 0);
    ck_assert_int_eq(input_japan_csv.recognise(SLICE_LITERAL("Year,HS,Value-Year\n"), "a"), 0);
    ck_assert_int_eq(input_japan_csv.recognise(SLICE_LITERAL(""), "a"), 0);
    static const struct {
        const char *text;
        enum reason reason;
    } cases[] = {
        {"", REASON_BAD_SYNTAX},
        {"Year,HS,Value-Year\n", REASON_UNKNOWN_FORMAT},
        {"Year,HS,Unit1,Unit2,Value-Apr,Value-Apl\n", REASON_BAD_SYNTAX},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct reading *reading = read_table(cases[i].text);
        ck_assert_msg(reading->failed && reading->error.reason == cases[i].reason, "%s: %s", cases[i].text,
                      reading->error.message);
        reading_free(reading);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("input_japan_csv");
    TCase *tests = tcase_create("input_japan_csv");
    tcase_add_test(tests, a_row_is_an_event_for_each_month);
    tcase_add_test(tests, trap_10_the_year_is_read_only_without_months);
    tcase_add_test(tests, months_to_come_and_rows_of_subtotals_are_skipped);
    tcase_add_test(tests, one_quantity_alone_is_the_quantity);
    tcase_add_test(tests, trap_8_a_quantity_of_0_for_a_value);
    tcase_add_test(tests, trap_11_what_is_no_country_and_no_goods);
    tcase_add_test(tests, texts_are_read_as_they_end);
    tcase_add_test(tests, other_layouts_of_the_table);
    tcase_add_test(tests, bad_rows_are_refused_with_reason_and_line);
    tcase_add_test(tests, headers_are_recognised);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
