/*
 * Tables of shipments through the profiles that are shipped: the acceptance examples A7, A8, A9 and A12 as far as a
 * producer carries them, and the traps that such tables set. All rows are made up.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "producers/customs/held.h"
#include "producers/customs/inputs.h"
#include "tests/customs_reading.h"
#include "tests/suite.h"

/* Reads a text through a shipped profile; NULL: the one that its header chooses. */
static struct reading *read_by(const char *profile, const char *flow, const char *text)
{
    struct input_options options = reading_options();
    options.profile = profile;
    options.flow = flow;
    return reading_of_text(&input_shipment_csv, &options, text);
}

static const char *day_of(const struct customs_event *event)
{
    static char day[CLOCK_TEXT_MAX];
    if (!event->event_date)
        return "-";
    date_format_iso(*event->event_date, day);
    return day;
}

static void text_is(struct slice text, const char *expected)
{
    ck_assert_msg(slice_equal(text, slice_of(expected)), "\"%.*s\" is not \"%s\"", SLICE_ARGS(text),
                  expected ? expected : "(not stated)");
}

#define INDIA                                                                                                       \
    "SHIPPING_BILL_NO,ITEM_NO,SB_DATE,HS_CODE,GOODS_DESCRIPTION,QUANTITY,UNIT,FOB_VALUE_INR,CURRENCY,FOB_USD,"     \
    "COUNTRY_OF_ORIGIN,DESTINATION_COUNTRY,IEC\n"

START_TEST(example_a7_indian_shipping_bill)
{
    struct reading *reading = read_by(
        NULL, NULL,
        INDIA "SB7712345,3,17/05/2024,84715000,\"DELL POWEREDGE XE9680 SERVER WITH 8X NVIDIA H100 SXM 80GB\",25,NOS,"
              "\"56,36,25,000.00\",INR,6750000,MALAYSIA,RUSSIAN FEDERATION,1\n"
              "SB7712345,3,17/05/2024,84715000,SPARE FANS,25,NOS,\"56,36,25,000.00\",INR,6750000,MALAYSIA,"
              "RUSSIAN FEDERATION,1\n");
    const struct customs_event *event = &reading->first;
    ck_assert_msg(reading->events == 2, "%s", reading->error.message);
    text_is(event->source, "india-export"); /* chosen by the header */
    text_is(event->declaration_no, "SB7712345");
    ck_assert_int_eq(*event->line_no, 3);
    ck_assert_str_eq(day_of(event), "2024-05-17");
    ck_assert_int_eq(*event->flow, CUSTOMS_EVENT_FLOW_EXPORT);
    text_is(event->origin, "MY");
    text_is(event->dispatch, "IN");
    text_is(event->destination, "RU");
    text_is(event->hs6, "847150");
    ck_assert_str_eq(reading_decimal(event->qty), "25.000000");
    text_is(event->unit, "C62");
    ck_assert_str_eq(reading_decimal(event->value), "563625000.0000");
    text_is(event->currency, "INR");
    ck_assert_str_eq(reading_decimal(event->value_usd), "6750000.0000");
    ck_assert(reading_has_flag(event, "fx_by_vendor"));
    ck_assert_int_ne(uuid_compare(&reading->ids[0], &reading->ids[1]), 0); /* other goods under the same item */
    reading_free(reading);
}
END_TEST

START_TEST(example_a8_value_withheld)
{
    struct reading *reading = read_by(
        NULL, NULL,
        "DECLARATION_NO,DATE,HS_CODE,PRODUCT_DESC_VN,QTY,UNIT,TOTAL_PRICE_IN_USD,ORIGIN_COUNTRY\n"
        "107575000001,2025-09-30,84718070,\"Mô-đun xử lý đồ họa NVIDIA HGX B200 8 GPU, P/N 935-26287-00A0-0R0, hàng mới "
        "100%\",4,PCE,0,TAIWAN\n");
    const struct customs_event *event = &reading->first;
    ck_assert_msg(reading->events == 1, "%s", reading->error.message);
    text_is(event->source, "vietnam");
    text_is(event->origin, "TW");
    text_is(event->destination, "VN");
    text_is(event->hs6, "847180");
    text_is(event->hs_national, "84718070");
    ck_assert_str_eq(reading_decimal(event->qty), "4.000000");
    text_is(event->unit, "C62");
    ck_assert_ptr_null(event->value);
    ck_assert_ptr_null(event->value_usd);
    ck_assert(reading_has_flag(event, "value_withheld"));
    text_is(event->description_raw,
            "Mô-đun xử lý đồ họa NVIDIA HGX B200 8 GPU, P/N 935-26287-00A0-0R0, hàng mới 100%");
    reading_free(reading);
}
END_TEST

START_TEST(example_a9_duplicate_items_and_header_weight)
{
    struct reading *reading = read_by(
        "malaysia", NULL,
        "DECLARATION NO,ITEM NO,IMP DATE,HS CODE,GOODS DESCRIPTION,QTY,UNIT,TOTAL VALUE USD,GROSS WEIGHT,NET WEIGHT,"
        "COUNTRY OF_ORIGIN\n"
        "B182025000000001,6,2025-11-04,8471500000,GB300 1CPU:2GPU 12H BOARD PC 900-2G548-0081-000,216,UNT,19379952,"
        "135000,0,TAIWAN\n"
        "B182025000000001,6,2025-11-04,8471500000,POWER SHELF 33KW,12,UNT,96000,135000,0,TAIWAN\n");
    ck_assert_msg(reading->events == 2, "%s", reading->error.message);
    ck_assert_int_ne(uuid_compare(&reading->ids[0], &reading->ids[1]), 0);
    for (size_t i = 0; i < 2; i++) {
        const struct customs_event *event = &reading->kept[i];
        ck_assert_int_eq(*event->line_no, 6);
        text_is(event->hs6, "847150");
        text_is(event->origin, "TW");
        ck_assert_str_eq(reading_decimal(event->gross_kg), "135000.000000");
        ck_assert_ptr_null(event->net_kg);
        ck_assert_int_eq(*event->weight_scope, CUSTOMS_EVENT_WEIGHT_SCOPE_HEADER);
    }
    ck_assert_str_eq(reading_decimal(reading->kept[0].qty), "216.000000");
    ck_assert_str_eq(reading_decimal(reading->kept[0].value_usd), "19379952.0000");
    reading_free(reading);
}
END_TEST

#define GENERIC                                                                                                     \
    "DECLARATION NO,ITEM NO,DATE,HS CODE,GOODS DESCRIPTION,QTY,UNIT,TOTAL VALUE USD,GROSS WEIGHT KG,COUNTRY OF ORIGIN\n"

START_TEST(example_a12_hard_cases)
{
    struct reading *reading =
        read_by("generic", "import",
                GENERIC "1,1,2025-09-30,8.4718E+07,,10,PCS,,,TW\n"                                          /* a */
                        "2,1,2025-09-30,84733080,SANDKYAN COMPUTER ADAPTER,40,PCS,1280000,44,CN\n"          /* b */
                        "3,1,2025-09-30,85423290,HBM3E 36GB 12H STACK,\"3,840.0\",PCS,5000000,,KR\n"        /* c */
                        "4,1,2025-09-30,84733090,HEATSINK FOR NVIDIA H100 SXM5,500,PCS,45000,,CN\n"         /* d */
                        "5,1,2025-09-30,84718000,NVIDIA H100 PCIE,-10,PCS,\"-340,000.00\",,TW\n"            /* e */
                        "6,1,03/04/2025,84718000,NVIDIA H100 PCIE,10,PCS,340000,,TW\n");                    /* f */
    ck_assert_int_eq(reading->events, 5);
    const struct customs_event *a = &reading->kept[0], *b = &reading->kept[1], *e = &reading->kept[4];
    ck_assert_int_eq(*a->hs_digits_known, 5);
    ck_assert(!a->hs6.data);
    ck_assert(reading_has_flag(a, "hs_damaged"));
    ck_assert_str_eq(reading_decimal(b->gross_kg), "44.000000");
    ck_assert_int_eq(*b->weight_scope, CUSTOMS_EVENT_WEIGHT_SCOPE_LINE);
    ck_assert_str_eq(reading_decimal(reading->kept[2].qty), "3840.000000");
    ck_assert_str_eq(reading_decimal(e->qty), "-10.000000");
    ck_assert_str_eq(reading_decimal(e->value), "-340000.0000");
    ck_assert(reading_has_flag(e, "negative"));
    ck_assert_int_eq(reading->refused, 1);
    ck_assert_int_eq(reading->error.reason, REASON_DATE_AMBIGUOUS);
    ck_assert_int_eq(reading->error_line, 7);
    reading_free(reading);
}
END_TEST

/* A row of another width is refused, never shifted; one empty field more on all rows is a habit of some writers. */
START_TEST(trap_04_width_of_rows)
{
    struct reading *ragged = read_by("generic", "import",
                                     GENERIC "1,1,2025-09-30,84718000,X,1,PCS,1,,TW\n"
                                             "2,1,2025-09-30,84718000,X,Y,1,PCS,1,,TW\n"
                                             "3,1,2025-09-30,84718000,X,1,PCS\n"
                                             "4,1,2025-09-30,84718000,X,1,PCS,1,,TW\n");
    ck_assert_int_eq(ragged->events, 2);
    ck_assert_int_eq(ragged->refused, 2);
    ck_assert_int_eq(ragged->error.reason, REASON_BAD_SYNTAX);
    ck_assert_int_eq(ragged->error_line, 3);
    struct reading *trailing = read_by("generic", "import",
                                       GENERIC "1,1,2025-09-30,84718000,X,1,PCS,1,,TW,\n"
                                               "2,1,2025-09-30,84718000,X,1,PCS,1,,TW,\n");
    ck_assert_int_eq(trailing->events, 2);
    reading_free(ragged);
    reading_free(trailing);
}
END_TEST

START_TEST(trap_05_spreadsheets)
{
    struct reading *reading = read_by("generic", "import",
                                      "sep=;\nDECLARATION NO;DATE;HS CODE;DESCRIPTION;QTY\n"
                                      "1;2025-09-30;'84718000;X;1\n"
                                      "2;2025-09-30;May-71;X;1\n"
                                      "3;2025-09-30;8471500000.0;X;1\n");
    ck_assert_msg(reading->events == 3, "%s", reading->error.message);
    text_is(reading->kept[0].hs_national, "84718000");
    ck_assert_int_eq(*reading->kept[1].hs_digits_known, 0);
    ck_assert(!reading->kept[1].hs_national.data && reading_has_flag(&reading->kept[1], "hs_damaged"));
    text_is(reading->kept[2].hs6, "847150");
    reading_free(reading);
    struct reading *zero = read_by("india-import", NULL,
                                   "BE_NO,BE_DATE,HS_CODE,QTY\n1,01/02/2025,1012100,1\n2,01/02/2025,0101.21.00,1\n");
    text_is(zero->kept[0].hs_national, "01012100");
    ck_assert(reading_has_flag(&zero->kept[0], "hs_zero_restored"));
    text_is(zero->kept[1].hs_national, "01012100");
    reading_free(zero);
}
END_TEST

START_TEST(trap_08_quantities_of_zero_and_credits)
{
    struct reading *reading = read_by("generic", "import",
                                      GENERIC "1,1,2025-09-30,84718000,X,0,PCS,500,,TW\n"
                                              "2,1,2025-09-30,84718000,X,-3,PCS,\"1,500.00-\",,TW\n"
                                              "3,1,2025-09-30,84718000,X,0,PCS,0,,TW\n");
    ck_assert_msg(reading->events == 3, "%s", reading->error.message);
    ck_assert(!reading->kept[0].qty && reading_has_flag(&reading->kept[0], "zero_quantity"));
    ck_assert_str_eq(reading_decimal(reading->kept[1].qty), "-3.000000");
    ck_assert_str_eq(reading_decimal(reading->kept[1].value), "-1500.0000");
    ck_assert_str_eq(reading_decimal(reading->kept[2].qty), "0.000000"); /* stated as zero, and nothing says otherwise */
    reading_free(reading);
}
END_TEST

/* Sums among lines are skipped and counted; a sheet that is aggregated altogether has no profile. */
START_TEST(trap_10_totals)
{
    struct reading *reading = read_by("generic", "import",
                                      GENERIC "1,1,2025-09-30,84718000,TOTAL STATION,1,PCS,1,,TW\n"
                                              "Total:,,,,,1,,1,,\n"
                                              ",,,-,Grand Total,1,,1,,\n"
                                              "總計,,2025-09-30,,,1,,1,,\n"
                                              ",,총계,,,1,,1,,\n");
    ck_assert_int_eq(reading->events, 1);
    ck_assert_int_eq(reading->other_skipped, 4);
    ck_assert_int_eq(reading->refused, 0);
    reading_free(reading);
    struct reading *sheet = read_by(NULL, "import", "MONTHYEAR,HS_CODE,COUNTRY,TOTALVALUE,TOTALQUANTITY\n2025-03,847150,TW,1,1\n");
    ck_assert(sheet->failed);
    ck_assert_int_eq(sheet->error.reason, REASON_UNKNOWN_PROFILE);
    reading_free(sheet);
}
END_TEST

/* The row's currency is believed before the column's name, and that before anything else; no currency is none. */
START_TEST(trap_11_special_lines_are_flagged)
{
    struct reading *reading = read_by("generic", "import",
                                      GENERIC "1,1,2025-09-30,98010013,GOODS OF A PROJECT,10,PCS,100,5000,TW\n"
                                              "1,2,2025-09-30,84718000,B,20,PCS,100,5000,TW\n");
    ck_assert_int_eq(reading->events, 2);
    ck_assert(reading_has_flag(&reading->kept[0], "hs_special") && !reading_has_flag(&reading->kept[1], "hs_special"));
    reading_free(reading);
}
END_TEST

START_TEST(trap_12_currencies_and_bases)
{
    struct reading *reading = read_by("russia", "import",
                                      "DECLARATION_NUMBER,ITEM_NUMBER,DECLARATION_DATE,HS_CODE,QUANTITY,UNIT,INVOICE_VALUE_RUB,"
                                      "CURRENCY_UNIT,INCOTERMS\n"
                                      "10012020/310325/5016594,0,31.03.2025,8471500000,10,ШТ,2500000,INR,FOB MUMBAI\n"
                                      "10012020/310325/5016595,0,31.03.2025,8471500000,10,ШТ,2500000,,CIF\n"
                                      "10012020/310325/5016596,0,31.03.2025,8471500000,10,ШТ,2500000,RUR,DAP\n"
                                      "10012020/310325/5016597,0,31.03.2025,8471500000,10,ШТ,2500000,shells,ОТСУТСТВУЕТ\n");
    ck_assert_msg(reading->events == 4, "%s", reading->error.message);
    static const struct {
        const char *currency, *flag;
        int basis;
    } expected[] = {{"INR", "currency_disagrees", CUSTOMS_EVENT_VALUE_BASIS_FOB},
                    {"RUB", NULL, CUSTOMS_EVENT_VALUE_BASIS_CIF},
                    {"RUB", NULL, CUSTOMS_EVENT_VALUE_BASIS_UNKNOWN},
                    {NULL, "currency_unknown", CUSTOMS_EVENT_VALUE_BASIS_UNKNOWN}};
    for (size_t i = 0; i < 4; i++) {
        const struct customs_event *event = &reading->kept[i];
        text_is(event->currency, expected[i].currency);
        ck_assert_int_eq(*event->value_basis, expected[i].basis);
        ck_assert_ptr_null(event->value_usd); /* no rate, no dollars */
        ck_assert_uint_eq(event->flags.count, expected[i].flag != NULL);
        ck_assert(!expected[i].flag || reading_has_flag(event, expected[i].flag));
    }
    ck_assert_str_eq(day_of(&reading->first), "2025-03-31");
    reading_free(reading);
    struct reading *none = read_by("india-import", NULL, "BE_NO,BE_DATE,HS_CODE,TOTAL VALUE\n1,01/02/2025,84715000,500\n");
    text_is(none->first.currency, NULL); /* rupees would be a guess */
    reading_free(none);
}
END_TEST

/* Indian tables state values in rupees beside the currency of the invoice: 25,500,000 rupees are no dollars. */
START_TEST(rupees_beside_the_currency_of_the_invoice)
{
    struct reading *reading =
        read_by("india-import", NULL,
                "DECLARATION NO,DATE,IEC,HS CODE,QUANTITY,UNIT,TOTAL VALUE_INR,TOTAL VALUE_USD,INVOICE CURRENCY\n"
                "7700001,2025-03-28,1,84715000,25,NOS,\"2,55,00,000\",300000,USD\n");
    ck_assert_msg(reading->events == 1, "%s", reading->error.message);
    ck_assert_str_eq(reading_decimal(reading->first.value), "25500000.0000");
    text_is(reading->first.currency, "INR");
    ck_assert_str_eq(reading_decimal(reading->first.value_usd), "300000.0000");
    ck_assert(!reading_has_flag(&reading->first, "currency_disagrees"));
    reading_free(reading);
    struct reading *foreign = read_by("india-import", NULL,
                                      "BE_NO,BE_DATE,CTH_HSCODE,INVOICE VALUE,INVOICE CURRENCY\n1,01/02/2025,84715000,500,EUR\n");
    text_is(foreign->first.currency, "EUR"); /* its name states none */
    reading_free(foreign);
}
END_TEST

/* Full sheets of vendors name weights, countries and dates as no other table does; what is not read there is lost silently. */
START_TEST(full_sheets_by_country)
{
    static const struct {
        const char *profile, *flow, *text, *origin, *destination, *net_kg, *value, *currency, *exporter;
    } sheets[] = {
        {"kazakhstan", "export",
         "DECLARATION_NUMBER,REGISTRATION_DATE,HS_CODE,N_WEIGHT,G_WEIGHT,CUSTOMS_VALUE_KZT,ORIGIN_COUNTRY_NAME,"
         "ORIGIN_COUNTRY_NAME_EN,TO_COUNTRY_NAME_EN,COUNTRY_ISO_CODE_2,FOREIGN_CURRENCY,EXPORTER_NAME_EN\n"
         "55301/280325/1,2025-03-28,8471500000,10.25,12.5,47000,КИТАЙ,CHINA,UZBEKISTAN,UZ,CNY,A\n",
         "CN", "UZ", "10.250000", "47000.0000", "KZT", "A"},
        {"russia", "export",
         "DECLARATION_NUMBER,EXP_DATE,HS_CODE,NET_WEIGHT_KG,CURRENCY,CUSTOMS_VALUE_IN_RUB,INVOICE_VALUE_IN_FC,"
         "DESTINATION_COUNTRY,EXPORTER_NAME_EN\n10012020/310325/1,2025-03-31,8471500000,81,EUR,5000,60,CHINA,A\n",
         NULL, "CN", "81.000000", "60.0000", "EUR", "A"},
        {"vietnam", "export",
         "DECLARATION_NUMBER,DECLARATION_DATE,HS_CODE,PRODUCT_DESC_VN,TOTAL_PRICE_IN_USD,IMPORTER_COUNTRY,"
         "EXPORTER_NAME_EN\n307575000001,2025-03-28,85423900,IC,100,JAPAN,A\n",
         NULL, "JP", NULL, "100.0000", "USD", "A"},
        {NULL, "import",
         "DUA_ID,SERIE,IMP_DATE,HS_CODE,NET_WEIGHT,ORIGIN_COUNTRY,USD_CIF,USD_FOB,INCOTERM,SUPPLIER_NAME\n"
         "235-2025-10-1,2,2025-03-28,8471500000,10,CHINA,1100,1000,CIF,A\n",
         "CN", NULL, "10.000000", "1100.0000", "USD", "A"},
    };
    for (size_t i = 0; i < sizeof sheets / sizeof sheets[0]; i++) {
        struct reading *reading = read_by(sheets[i].profile, sheets[i].flow, sheets[i].text);
        const struct customs_event *event = &reading->first;
        ck_assert_msg(reading->events == 1, "%zu: %s", i, reading->error.message);
        text_is(event->origin, sheets[i].origin);
        text_is(event->destination, sheets[i].destination);
        ck_assert_pstr_eq(event->net_kg ? reading_decimal(event->net_kg) : NULL, sheets[i].net_kg);
        ck_assert_str_eq(reading_decimal(event->value), sheets[i].value);
        text_is(event->currency, sheets[i].currency);
        text_is(event->exporter, sheets[i].exporter);
        ck_assert_ptr_nonnull(event->declaration_no.data);
        reading_free(reading);
    }
}
END_TEST

static void scope_is(const struct reading *reading, size_t index, int scope, bool flagged)
{
    const struct customs_event *event = &reading->kept[index];
    ck_assert_msg(event->weight_scope && *event->weight_scope == scope, "line %zu", index);
    ck_assert_msg(reading_has_flag(event, "weight_repeated") == flagged, "line %zu", index);
}

START_TEST(trap_13_weights_of_the_declaration)
{
    struct reading *reading = read_by("generic", "import",
                                      GENERIC "1,1,2025-09-30,84718000,A,10,PCS,100,5000,TW\n" /* one weight, two quantities */
                                              "1,2,2025-09-30,84718000,B,20,PCS,100,5000,TW\n"
                                              "2,1,2025-09-30,84718000,A,10,PCS,70,5000,TW\n"  /* another declaration */
                                              "3,1,2025-09-30,84718000,A,10,PCS,1,40,TW\n"     /* nobody can know */
                                              "3,2,2025-09-30,84718000,B,10,PCS,2,40,TW\n"
                                              "4,1,2025-09-30,84718000,A,10,PCS,1,40,TW\n"     /* a weight of its own */
                                              "4,2,2025-09-30,84718000,B,20,PCS,2,80,TW\n");
    ck_assert_msg(reading->events == 7, "%s", reading->error.message);
    scope_is(reading, 0, CUSTOMS_EVENT_WEIGHT_SCOPE_HEADER, true);
    scope_is(reading, 1, CUSTOMS_EVENT_WEIGHT_SCOPE_HEADER, true);
    scope_is(reading, 2, CUSTOMS_EVENT_WEIGHT_SCOPE_LINE, false);
    scope_is(reading, 3, CUSTOMS_EVENT_WEIGHT_SCOPE_LINE, true);
    scope_is(reading, 4, CUSTOMS_EVENT_WEIGHT_SCOPE_LINE, true);
    scope_is(reading, 5, CUSTOMS_EVENT_WEIGHT_SCOPE_LINE, false);
    scope_is(reading, 6, CUSTOMS_EVENT_WEIGHT_SCOPE_LINE, false);
    ck_assert(reading_has_flag(&reading->kept[0], "value_repeated"));
    ck_assert(!reading_has_flag(&reading->kept[3], "value_repeated"));
    reading_free(reading);
}
END_TEST

/* A declaration longer than may be looked at, with a refused line in it: every line is there, in order. */
START_TEST(looking_ahead_is_bounded_and_loses_nothing)
{
    enum { LINES = HELD_RECORDS_MAX * 2 + 100 };
    char *text = malloc(200 + (size_t)LINES * 64);
    ck_assert_ptr_nonnull(text);
    size_t size = (size_t)sprintf(text, GENERIC);
    for (int i = 0; i < LINES; i++)
        size += (size_t)sprintf(text + size, i == 50 ? "1,1,short\n" : "1,%d,2025-09-30,84718000,A,%d,PCS,1,500,TW\n", i + 1, i + 1);
    struct reading *reading = read_by("generic", "import", text);
    ck_assert_int_eq(reading->events, LINES - 1);
    ck_assert_int_eq(reading->refused, 1);
    ck_assert_int_eq(reading->error_line, 52);
    scope_is(reading, 0, CUSTOMS_EVENT_WEIGHT_SCOPE_HEADER, true);
    for (size_t i = 1; i < reading->kept_count; i++)
        ck_assert_int_gt(*reading->kept[i].line_no, *reading->kept[i - 1].line_no);
    reading_free(reading);
    free(text);
}
END_TEST

START_TEST(trap_14_packages_are_no_items)
{
    struct reading *reading = read_by("generic", "import", GENERIC "1,1,2025-09-30,84718000,GPU CARDS,3,CTNS,1,,TW\n");
    text_is(reading->first.unit, "XCT");
    reading_free(reading);
}
END_TEST

/* A table of so many rows below its header, read to its end: the result there. */
static enum input_result end_of_table(size_t rows, struct error *error)
{
    static const char header[] = "DECLARATION NO,DATE,HS CODE\n", row[] = "1,X,1\n"; /* refused at once */
    size_t size = sizeof header - 1;
    char *text = malloc(size + rows * (sizeof row - 1) + 1);
    struct input_options options = reading_options();
    struct arena source_arena, record_arena;
    struct reader *reader;
    void *state;
    options.profile = "generic";
    options.flow = "import";
    ck_assert_ptr_nonnull(text);
    memcpy(text, header, size);
    for (size_t i = 0; i < rows; i++, size += sizeof row - 1)
        memcpy(text + size, row, sizeof row - 1);
    ck_assert(arena_init(&source_arena, 1 << 20, error) && arena_init(&record_arena, 1 << 20, error));
    ck_assert(reader_open_text("cut", (struct slice){text, size}, &reader, error));
    ck_assert(input_shipment_csv.open(reader, &options, &source_arena, &state, error));
    struct customs_event event;
    struct input_place place;
    size_t refused = 0;
    enum input_result result;
    while ((result = input_shipment_csv.next(state, &record_arena, &event, &place, error)) == INPUT_REFUSED) {
        arena_reset(&record_arena);
        refused++;
    }
    ck_assert_uint_eq(refused, rows);
    input_shipment_csv.close(state);
    reader_close(reader);
    arena_free(&source_arena);
    arena_free(&record_arena);
    free(text);
    return result;
}

/* A table that is as long as a sheet can be was cut: its lines are taken, its end is a refusal. */
START_TEST(trap_17_silent_truncation)
{
    struct error error = {0};
    ck_assert_int_eq(end_of_table(1048574, &error), INPUT_END);
    ck_assert_int_eq(end_of_table(1048575, &error), INPUT_FAILED);
    ck_assert_int_eq(error.reason, REASON_TRUNCATED);
}
END_TEST

/* Full-width and look-alike letters stay as declared: folding them is for matching, in the consumer. Numbers, dates and
 * codes in full-width digits are the same numbers. */
START_TEST(trap_21_look_alikes_stay_as_declared)
{
    struct reading *reading = read_by("generic", "import",
                                      GENERIC "1,1,２０２５-０９-３０,８４７１８０００,ＮＶＩＤＩＡ　Ｈ１００ Н100\xE2\x80\x8B,１０,ＰＣＳ,340000,,TW\n");
    const struct customs_event *event = &reading->first;
    ck_assert_msg(reading->events == 1, "%s", reading->error.message);
    text_is(event->description_raw, "ＮＶＩＤＩＡ　Ｈ１００ Н100\xE2\x80\x8B");
    text_is(event->hs6, "847180");
    ck_assert_str_eq(reading_decimal(event->qty), "10.000000");
    ck_assert_str_eq(day_of(event), "2025-09-30");
    reading_free(reading);
}
END_TEST

#define PARTIES "DECLARATION NO,DATE,HS CODE,DESCRIPTION,IMPORTER,EXPORTER\n"

static struct reading *read_parties(const char *rule, const char *salt)
{
    struct input_options options = reading_options();
    options.profile = "generic";
    options.flow = "import";
    options.parties = rule;
    options.party_salt = salt;
    return reading_of_text(&input_shipment_csv, &options,
                           PARTIES "1,2025-09-30,847180,X,\"Acme Co., Ltd.\",Jane Doe\n"
                                   "2,2025-09-30,847180,X,ACME CO LTD,\n");
}

START_TEST(trap_23_names_are_kept_dropped_or_hashed)
{
    struct reading *kept = read_parties(NULL, NULL), *dropped = read_parties("drop", NULL);
    struct reading *hashed = read_parties("hash", "sixteen bytes of salt"), *other = read_parties("hash", "another sixteen bytes");
    text_is(kept->first.importer, "Acme Co., Ltd.");
    text_is(dropped->first.importer, NULL);
    text_is(dropped->first.exporter, NULL);
    ck_assert(slice_starts_with(hashed->first.importer, "hash:"));
    ck_assert_uint_eq(hashed->first.importer.size, 37);
    ck_assert(slice_equal(hashed->kept[0].importer, hashed->kept[1].importer)); /* however it is written */
    ck_assert(!slice_equal(hashed->first.importer, hashed->first.exporter));
    ck_assert(!slice_equal(hashed->first.importer, other->first.importer));
    ck_assert(!hashed->kept[1].exporter.data);
    ck_assert_int_eq(uuid_compare(&kept->ids[0], &hashed->ids[0]), 0); /* the same fact */
    struct reading *unsalted = read_parties("hash", "short"), *wrong = read_parties("sell", NULL);
    ck_assert_int_eq(unsalted->error.exit_status, EXIT_CONFIG);
    ck_assert_int_eq(wrong->error.exit_status, EXIT_USAGE);
    struct reading *all[] = {kept, dropped, hashed, other, unsalted, wrong};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        reading_free(all[i]);
}
END_TEST

/* Years of the Republic of China, codes with a check digit, a month for all of itself. A table that is corrected gives the
 * same facts anew. */
START_TEST(taiwan_states_totals_of_months)
{
    static const char header[] = "年月,貨品號列,貨名,國家,數量,單位,淨重(公斤),價值(美元)\n";
    char text[512];
    snprintf(text, sizeof text, "%s114/03,8471.50.00.00-5,自動資料處理機,美國,\"1,200\",個,\"15,000\",\"98,000,000\"\n", header);
    struct reading *first = read_by(NULL, "export", text);
    snprintf(text, sizeof text, "%s114/03,84715000005,自動資料處理機,美國,\"1,250\",個,\"15,000\",\"99,000,000\"\n", header);
    struct reading *corrected = read_by("taiwan", "export", text);
    const struct customs_event *event = &first->first;
    ck_assert_msg(first->events == 1, "%s", first->error.message);
    ck_assert_int_eq(event->kind, CUSTOMS_EVENT_KIND_STATISTIC);
    ck_assert_int_eq(*event->period_end - *event->period_start, 30);
    text_is(event->hs_national, "84715000005");
    text_is(event->hs6, "847150");
    text_is(event->dispatch, "TW");
    text_is(event->destination, "US"); /* the only country of a table of exports is where they go */
    text_is(event->partner_raw, "美國");
    ck_assert_str_eq(reading_decimal(event->qty), "1200.000000");
    ck_assert_str_eq(reading_decimal(event->net_kg), "15000.000000");
    ck_assert_str_eq(reading_decimal(event->value_usd), "98000000.0000");
    ck_assert_int_eq(uuid_compare(&first->ids[0], &corrected->ids[0]), 0);
    ck_assert_mem_ne(first->hashes[0], corrected->hashes[0], 16);
    reading_free(first);
    reading_free(corrected);
}
END_TEST

/* --profile alone is enough where the header is unusual; a profile in the folder is found by its header. */
START_TEST(profiles_decide_about_recognition)
{
    struct input_options options = reading_options();
    const struct slice taiwan = SLICE_LITERAL("報表\n年月,貨品號列,國家,數量\n114/03,84715000005,美國,1\n");
    const struct slice unusual = SLICE_LITERAL("SB_NO,SB_DATE,RITC,X\n1,01/02/2025,84715000,1\n");
    ck_assert_int_eq(input_shipment_csv.recognise_with(taiwan, "a", &options), 2);
    ck_assert_int_eq(input_shipment_csv.recognise_with(unusual, "a", &options), 0);
    options.profile = "india-export";
    ck_assert_int_ge(input_shipment_csv.recognise_with(unusual, "a", &options), 1);
    ck_assert_int_eq(input_shipment_csv.recognise_with(taiwan, "a", &options), 0);
    options.profile = "absent"; /* worth trying: then it is told */
    ck_assert_int_eq(input_shipment_csv.recognise_with(unusual, "a", &options), 1);
}
END_TEST

/* Misspelled headers are real. */
START_TEST(headers_as_vendors_write_them)
{
    struct reading *reading = read_by(NULL, "import",
                                      "Report\n\n\n,,\n\nBE_NUMBER,REGISTRATION_DATE,HSCODE,PRODUCT_DESC_EN,COMERCIAL_QUANTITY,"
                                      "UNIT_OF_QUANTITY,CUSTOMS_VALUE_USD,ORIGIN_COUNTRY,CURENCY,PAYMENTE_METHOD\n"
                                      "1,2025-09-30,84718000,X         ,8.640000000000001,H87,NULL,HONGKONG,USD,T\n");
    const struct customs_event *event = &reading->first;
    ck_assert_msg(reading->events == 1, "%s", reading->error.message);
    text_is(event->declaration_no, "1");
    text_is(event->description_raw, "X");
    ck_assert_str_eq(reading_decimal(event->qty), "8.640000");
    ck_assert(reading_has_flag(event, "rounded"));
    text_is(event->origin, "HK");
    ck_assert_ptr_null(event->value);
    reading_free(reading);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("shipment_line");
    TCase *tests = tcase_create("shipment_line");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, example_a7_indian_shipping_bill);
    tcase_add_test(tests, example_a8_value_withheld);
    tcase_add_test(tests, example_a9_duplicate_items_and_header_weight);
    tcase_add_test(tests, example_a12_hard_cases);
    tcase_add_test(tests, trap_04_width_of_rows);
    tcase_add_test(tests, trap_05_spreadsheets);
    tcase_add_test(tests, trap_08_quantities_of_zero_and_credits);
    tcase_add_test(tests, trap_10_totals);
    tcase_add_test(tests, trap_11_special_lines_are_flagged);
    tcase_add_test(tests, trap_12_currencies_and_bases);
    tcase_add_test(tests, rupees_beside_the_currency_of_the_invoice);
    tcase_add_test(tests, full_sheets_by_country);
    tcase_add_test(tests, trap_13_weights_of_the_declaration);
    tcase_add_test(tests, looking_ahead_is_bounded_and_loses_nothing);
    tcase_add_test(tests, trap_14_packages_are_no_items);
    tcase_add_test(tests, trap_17_silent_truncation);
    tcase_add_test(tests, trap_21_look_alikes_stay_as_declared);
    tcase_add_test(tests, trap_23_names_are_kept_dropped_or_hashed);
    tcase_add_test(tests, taiwan_states_totals_of_months);
    tcase_add_test(tests, profiles_decide_about_recognition);
    tcase_add_test(tests, headers_as_vendors_write_them);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
