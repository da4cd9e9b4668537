/*
 * China's customs: what a download says, what it does not, and how it is told. The numbers of the traps are those of the
 * list of traps for customs data.
 */
#include <check.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/buffer.h"
#include "lib/clock.h"
#include "producers/csv.h"
#include "producers/customs/inputs.h"
#include "producers/customs/sidecar.h"
#include "producers/customs/units.h"
#include "tests/customs_reading.h"
#include "tests/suite.h"

static char folder[] = "/tmp/check_input_gacc.XXXXXX"; /* made anew for each test */
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
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void teardown(void)
{
    unlink(path_of("trade.csv"));
    unlink(path_of("trade.csv.meta"));
    ck_assert_int_eq(rmdir(folder), 0);
    arena_free(&arena);
}

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(path_of(name), "w");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_ge(fputs(text, file), 0);
    ck_assert_int_eq(fclose(file), 0);
}

/* The bytes of a text in another encoding. */
static const char *encoded(const char *encoding, const char *text)
{
    static char bytes[4096];
    char *in = (char *)(size_t)text, *out = bytes; /* iconv does not write to its input */
    size_t in_left = strlen(text), out_left = sizeof bytes - 1;
    iconv_t converter = iconv_open(encoding, "UTF-8");
    ck_assert(converter != (iconv_t)-1);
    ck_assert_uint_eq(iconv(converter, &in, &in_left, &out, &out_left), 0);
    iconv_close(converter);
    *out = '\0';
    return bytes;
}

static struct input_options imports_of(const char *period)
{
    struct input_options options = reading_options();
    options.flow = "import";
    options.period = period;
    return options;
}

/* Reads a file as the producer does: with the sidecar of that text beside it, NULL for none. */
static struct reading *read_with_sidecar(const char *text, const char *sidecar)
{
    struct input_options options = reading_options();
    struct reader *reader;
    struct error error = {0};
    write_file("trade.csv", text);
    if (sidecar)
        write_file("trade.csv.meta", sidecar);
    ck_assert(reader_open_file(path_of("trade.csv"), &reader, &error));
    ck_assert_msg(sidecar_complete(reader, &arena, &options, &error), "%s", error.message);
    reader_close(reader);
    return reading_of_file(&input_gacc_csv, &options, path_of("trade.csv"));
}

static void days_are(const struct customs_event *event, const char *first, const char *last)
{
    char day[CLOCK_TEXT_MAX];
    date_format_iso(*event->period_start, day);
    ck_assert_str_eq(day, first);
    date_format_iso(*event->period_end, day);
    ck_assert_str_eq(day, last);
}

/* ---- the two worked examples ---- */

#define A3_HEADER                                                                                                      \
    "\"商品编码\",\"商品名称\",\"贸易伙伴编码\",\"贸易伙伴名称\",\"贸易方式编码\",\"贸易方式名称\",\"注册地编码\","                    \
    "\"注册地名称\",\"第一数量\",\"第一计量单位\",\"第二数量\",\"第二计量单位\",\"人民币\",\n"
#define A3_ROW                                                                                                         \
    "\"84718000\",\"自动数据处理设备的其他部件\",\"143\",\"中国台湾\",\"10\",\"一般贸易\",\"44\",\"广东省\",\"1250\",\"台\","     \
    "\"8750\",\"千克\",\"312,500,000\",\n"

/* Example A3: Chinese, one month without a column for it; GB18030. */
START_TEST(a3_a_month_of_imports_by_its_sidecar)
{
    struct reading *reading = read_with_sidecar(encoded("GB18030", A3_HEADER A3_ROW),
                                                "period = 202506\nflow = import\nrate = 7.18 CNY per USD\n");
    const struct customs_event *event = &reading->first;
    ck_assert_msg(reading->events == 1 && !reading->refused, "%s", reading->error.message);
    ck_assert_int_eq(event->kind, CUSTOMS_EVENT_KIND_STATISTIC);
    days_are(event, "2025-06-01", "2025-06-30");
    ck_assert_int_eq(*event->flow, CUSTOMS_EVENT_FLOW_IMPORT);
    ck_assert(slice_equal_text(event->reporter, "CN"));
    ck_assert(slice_equal_text(event->origin, "TW"));
    ck_assert(slice_equal_text(event->destination, "CN"));
    ck_assert(!event->dispatch.data);
    ck_assert(slice_equal_text(event->partner_raw, "中国台湾"));
    ck_assert(slice_equal_text(event->hs_national, "84718000"));
    ck_assert(slice_equal_text(event->hs6, "847180"));
    ck_assert(slice_equal_text(event->hs_edition, "HS2022"));
    ck_assert_int_eq(*event->hs_digits_known, 8);
    ck_assert_str_eq(reading_decimal(event->qty), "1250.000000");
    ck_assert(slice_equal_text(event->unit, "C62"));
    ck_assert_str_eq(reading_decimal(event->qty2), "8750.000000");
    ck_assert(slice_equal_text(event->unit2, "KGM"));
    ck_assert_str_eq(reading_decimal(event->net_kg), "8750.000000");
    ck_assert_int_eq(*event->weight_scope, CUSTOMS_EVENT_WEIGHT_SCOPE_LINE);
    ck_assert_str_eq(reading_decimal(event->value), "312500000.0000");
    ck_assert(slice_equal_text(event->currency, "CNY"));
    ck_assert_int_eq(*event->value_basis, CUSTOMS_EVENT_VALUE_BASIS_CIF);
    ck_assert_ptr_null(event->value_usd);                                  /* the source states none */
    ck_assert_str_eq(reading_decimal(event->fx_rate), "0.1392757660");     /* times the value 43,523,676.88 */
    ck_assert(slice_equal_text(event->fx_source, "sidecar"));
    ck_assert(slice_equal_text(event->description_raw, "自动数据处理设备的其他部件"));
    ck_assert(slice_equal_text(event->description_lang, "zh"));
    ck_assert(slice_equal_text(event->regime_code, "10"));
    ck_assert(slice_equal_text(event->region_code, "44"));
    ck_assert_uint_eq(event->flags.count, 0);
    ck_assert(!event->scope_id.data);
    ck_assert(slice_equal_text(event->source, "gacc"));
    ck_assert(slice_equal_text(event->source_key, "CN|import|202506|84718000|143|10|44"));
    reading_free(reading);
}
END_TEST

/* Trap 16: without the sidecar no row is published, and each says so with its line. */
START_TEST(a3_trap_16_without_flow_and_period_rows_are_refused)
{
    struct reading *reading = read_with_sidecar(encoded("GB18030", A3_HEADER A3_ROW A3_ROW), NULL);
    ck_assert_int_eq(reading->events, 0);
    ck_assert_int_eq(reading->records, 2);
    ck_assert_int_eq(reading->refused, 2);
    ck_assert_int_eq(reading->error.reason, REASON_PERIOD_MISSING);
    ck_assert_str_eq(reason_text(reading->error.reason), "period_missing");
    ck_assert_ptr_nonnull(strstr(reading->error.message, "period_missing, flow_missing"));
    ck_assert_int_eq(reading->error_line, 2);
    reading_free(reading);
    struct reading *no_flow = read_with_sidecar(A3_HEADER A3_ROW, "period = 2025-06\n");
    ck_assert_int_eq(no_flow->error.reason, REASON_FLOW_MISSING);
    reading_free(no_flow);
    struct reading *no_period = read_with_sidecar(A3_HEADER A3_ROW, "flow = export\n");
    ck_assert_int_eq(no_period->error.reason, REASON_PERIOD_MISSING);
    ck_assert_ptr_null(strstr(no_period->error.message, "flow_missing"));
    reading_free(no_period);
}
END_TEST

/* Trap 3: these bytes are no UTF-8, and fail as such at the first header cell. */
START_TEST(a3_trap_3_gb18030_is_no_utf8)
{
    struct reader *reader;
    struct error error = {0};
    ck_assert(reader_open_text("test", slice_of(encoded("GB18030", A3_HEADER A3_ROW)), &reader, &error));
    ck_assert(!reader_decode(reader, NULL, &error));
    ck_assert_int_eq(error.reason, REASON_BAD_ENCODING);
    reader_close(reader);
}
END_TEST

#define A4_HEADER                                                                                                      \
    "\"Date of data\",\"Commodity code\",\"Commodity\",\"Trading partner code\",\"Trading partner\","                  \
    "\"Customs Regime code\",\"Customs Regime\",\"Locations of importers and exporters code\","                        \
    "\"Locations of importers and exporters\",\"Quantity\",\"Unit\",\"Supplementary Quantity\","                       \
    "\"Supplementary Unit\",\"US dollar\",\n"
#define A4_ROW                                                                                                         \
    "\"202506\",\"84733090\",\"Parts/accessories of other machines of heading 84.71\",\"110\",\"Hong Kong，China\","    \
    "\"14\",\"Processing and Assembling\",\"44\",\"Guangdong Province\",\"152300\",\"Kilogram\",\"0\",\"?\","          \
    "\"96,400,000\",\n"

/* Example A4: English, a code counted in kilograms alone, a full-width comma in the partner's name. */
START_TEST(a4_kilograms_alone_and_a_partner_by_code)
{
    struct reading *reading = read_with_sidecar(encoded("GB18030", A4_HEADER A4_ROW), "flow = import\n");
    const struct customs_event *event = &reading->first;
    ck_assert_msg(reading->events == 1 && !reading->refused, "%s", reading->error.message);
    days_are(event, "2025-06-01", "2025-06-30");
    ck_assert(slice_equal_text(event->origin, "HK"));
    ck_assert(slice_equal_text(event->partner_raw, "Hong Kong，China"));
    ck_assert(slice_equal_text(event->hs6, "847330"));
    ck_assert_str_eq(reading_decimal(event->qty), "152300.000000");
    ck_assert(slice_equal_text(event->unit, "KGM"));
    ck_assert_ptr_null(event->qty2);
    ck_assert(!event->unit2.data);
    ck_assert_str_eq(reading_decimal(event->net_kg), "152300.000000");
    ck_assert_str_eq(reading_decimal(event->value), "96400000.0000");
    ck_assert_str_eq(reading_decimal(event->value_usd), "96400000.0000");
    ck_assert(slice_equal_text(event->currency, "USD"));
    ck_assert(slice_equal_text(event->regime_code, "14"));
    ck_assert(reading_has_flag(event, "processing_trade"));
    ck_assert_uint_eq(event->flags.count, 1);
    ck_assert(slice_equal_text(event->description_lang, "en"));
    reading_free(reading);
}
END_TEST

/* ---- columns ---- */

/* The same row in another order, with the older spelling, another line end, and no comma at the end of lines. */
START_TEST(columns_stand_in_any_order_and_spelling)
{
    struct input_options options = imports_of(NULL);
    struct reading *a = reading_of_text(&input_gacc_csv, &options, A4_HEADER A4_ROW);
    struct reading *b = reading_of_text(
        &input_gacc_csv, &options,
        "US dollar,Supplimentary Unit,Supplimentary Quantity,Unit,Quantity,Locations of importers and exporters,"
        "Locations of importers and exporters code,Customs Regime,Customs Regime code,Trading partner,"
        "Trading partner code,Commodity,Commodity code,Date of data\r\n"
        "\"96,400,000\",?,0,Kilogram,152300,Guangdong Province,44,Processing and Assembling,14,Hong Kong，China,110,"
        "Parts/accessories of other machines of heading 84.71,84733090,202506\r\n");
    ck_assert_msg(a->events == 1 && b->events == 1, "%s", b->error.message);
    ck_assert_int_eq(uuid_compare(&a->ids[0], &b->ids[0]), 0);
    ck_assert_mem_eq(a->hashes[0], b->hashes[0], 16);
    reading_free(a);
    reading_free(b);
}
END_TEST

/* A query by commodity alone: everything else is not stated, and the partner is the whole world. */
START_TEST(a_query_may_ask_for_less)
{
    struct input_options options = imports_of("2025-06");
    struct reading *reading =
        reading_of_text(&input_gacc_csv, &options, "\"Commodity code\",\"US dollar\",\n\"84718000\",\"1,000\",\n");
    const struct customs_event *event = &reading->first;
    ck_assert_msg(reading->events == 1, "%s", reading->error.message);
    ck_assert(!event->origin.data && !event->partner_raw.data && !event->description_raw.data);
    ck_assert(!event->description_lang.data && !event->regime_code.data && !event->region_code.data);
    ck_assert_ptr_null(event->qty);
    ck_assert_ptr_null(event->net_kg);
    ck_assert(reading_has_flag(event, "partner_world"));
    ck_assert(slice_equal_text(event->source_key, "CN|import|202506|84718000|||"));
    reading_free(reading);
}
END_TEST

START_TEST(exports_go_to_the_partner)
{
    struct input_options options = imports_of("2024");
    options.flow = "export";
    struct reading *reading = reading_of_text(&input_gacc_csv, &options, A3_HEADER A3_ROW);
    const struct customs_event *event = &reading->first;
    ck_assert_msg(reading->events == 1, "%s", reading->error.message);
    days_are(event, "2024-01-01", "2024-12-31");
    ck_assert(slice_equal_text(event->dispatch, "CN"));
    ck_assert(slice_equal_text(event->destination, "TW"));
    ck_assert(!event->origin.data);
    ck_assert_int_eq(*event->value_basis, CUSTOMS_EVENT_VALUE_BASIS_FOB);
    ck_assert(slice_equal_text(event->source_key, "CN|export|2024|84718000|143|10|44"));
    reading_free(reading);
}
END_TEST

#define SHORT_HEADER                                                                                                   \
    "Commodity code,Trading partner code,Trading partner,Quantity,Unit,Supplementary Quantity,Supplementary Unit,"     \
    "Renminbi Yuan,US dollar,\n"

static struct reading *read_row(const char *row)
{
    char text[1024];
    struct input_options options = imports_of("2025-06");
    snprintf(text, sizeof text, SHORT_HEADER "%s\n", row);
    return reading_of_text(&input_gacc_csv, &options, text);
}

START_TEST(a_table_may_have_both_currencies)
{
    struct reading *reading = read_row("84718000,502,United States,1,台,2,千克,\"7,180\",\"1,000\",");
    ck_assert_msg(reading->events == 1, "%s", reading->error.message);
    ck_assert_str_eq(reading_decimal(reading->first.value), "7180.0000");
    ck_assert(slice_equal_text(reading->first.currency, "CNY"));
    ck_assert_str_eq(reading_decimal(reading->first.value_usd), "1000.0000");
    reading_free(reading);
}
END_TEST

/* ---- rows ---- */

static void row_gives(const char *row, enum reason reason)
{
    struct reading *reading = read_row(row);
    ck_assert_msg(reading->refused == 1 && !reading->events && !reading->failed, "%s", row);
    ck_assert_msg(reading->error.reason == reason, "%s: %s", row, reading->error.message);
    ck_assert_int_eq(reading->error_line, 2);
    reading_free(reading);
}

/* Trap 1: thousands are grouped in money, never in quantities, and consistently. */
START_TEST(trap_1_thousands_separators_in_money_alone)
{
    row_gives("84718000,502,US,\"1,250\",台,0,?,\"7,180\",,", REASON_BAD_NUMBER);
    row_gives("84718000,502,US,1250,台,0,?,\"71,80\",,", REASON_BAD_NUMBER);
    row_gives("84718000,502,US,1250,台,0,?,\"1,2345,678\",,", REASON_BAD_NUMBER);
    row_gives("84718000,502,US,1250,台,0,?,free,,", REASON_BAD_NUMBER);
}
END_TEST

/* Trap 3: what decodes without an error, but to no header that we know, is refused as a whole. */
START_TEST(trap_3_gibberish_has_no_known_header)
{
    static const char *const encodings[] = {"BIG5", "EUC-JP"};
    struct input_options options = imports_of("2025-06");
    for (size_t i = 0; i < 2; i++) {
        const char *bytes = encoded(encodings[i], "\"商品番\",\"人民\",\n\"84718000\",\"1\",\n");
        ck_assert_int_eq(input_gacc_csv.recognise(slice_of(bytes), "a.csv"), 0);
        struct reading *reading = reading_of_text(&input_gacc_csv, &options, bytes);
        ck_assert(reading->failed && !reading->events);
        reading_free(reading);
    }
}
END_TEST

/* Trap 4: a comma in a name that is not quoted shifts the fields behind it. */
START_TEST(trap_4_ragged_rows_are_refused)
{
    row_gives("84718000,109,Korea,DPR,1,台,0,?,\"7,180\",,", REASON_BAD_SYNTAX);
    row_gives("84718000,109", REASON_BAD_SYNTAX);
    struct input_options options = imports_of("2025-06");
    struct reading *reading = reading_of_text(&input_gacc_csv, &options,
                                              SHORT_HEADER "84718000,502,US,1,台,0,?,1,,\n"
                                                           "84718000,109,Korea,DPR,1,台,0,?,1,,\n"
                                                           "84718000,502,US,1,台,0,?,1,,\n");
    ck_assert_int_eq(reading->events, 2);
    ck_assert_int_eq(reading->refused, 1);
    ck_assert_int_eq(reading->error_line, 3);
    reading_free(reading);
}
END_TEST

/* Trap 8: the statistics round down, so that goods of a value have no quantity. */
START_TEST(trap_8_a_quantity_of_0_for_a_value)
{
    struct reading *reading = read_row("29012990,502,US,0,千克,0,?,272,,");
    ck_assert_msg(reading->events == 1, "%s", reading->error.message);
    ck_assert_ptr_null(reading->first.qty);
    ck_assert_ptr_null(reading->first.net_kg);
    ck_assert(!reading->first.unit.data);
    ck_assert(reading_has_flag(&reading->first, "zero_quantity"));
    reading_free(reading);
    struct reading *nothing = read_row("29012990,502,US,0,千克,0,?,0,,");
    ck_assert_str_eq(reading_decimal(nothing->first.qty), "0.000000");
    reading_free(nothing);
    struct reading *negative = read_row("29012990,502,US,-5,千克,0,?,\"-1,000\",,");
    ck_assert_str_eq(reading_decimal(negative->first.qty), "-5.000000");
    ck_assert_str_eq(reading_decimal(negative->first.value), "-1000.0000");
    ck_assert(reading_has_flag(&negative->first, "negative"));
    reading_free(negative);
}
END_TEST

/* Trap 9: a quantity of 0 without a unit is none; a real one without a unit stays. */
START_TEST(trap_9_no_unit_no_quantity)
{
    struct reading *reading = read_row("84718000,502,US,7,?,0,,?,,");
    ck_assert_msg(reading->events == 1, "%s", reading->error.message);
    ck_assert_str_eq(reading_decimal(reading->first.qty), "7.000000");
    ck_assert(!reading->first.unit.data);
    ck_assert_ptr_null(reading->first.qty2);
    ck_assert_ptr_null(reading->first.value);
    ck_assert(!reading->first.currency.data);
    ck_assert_ptr_null(reading->first.value_basis);
    reading_free(reading);
    struct reading *unknown = read_row("84718000,502,US,7,斗,0,?,1,,");
    ck_assert(reading_has_flag(&unknown->first, "unit_unknown"));
    reading_free(unknown);
}
END_TEST

/* Trap 11: partners that are no country, and lines that are no goods. */
START_TEST(trap_11_unknown_partners_and_special_lines)
{
    static const char *const codes[] = {"701", "999", "199", "702", "777", "?"};
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        char row[128];
        snprintf(row, sizeof row, "84718000,%s,United States,1,台,0,?,1,,", codes[i]);
        struct reading *reading = read_row(row);
        ck_assert_msg(reading->events == 1, "%s", reading->error.message);
        ck_assert(slice_equal_text(reading->first.origin, "ZZ"));
        ck_assert(reading_has_flag(&reading->first, "partner_unknown"));
        ck_assert(slice_equal_text(reading->first.partner_raw, "United States")); /* a name decides nothing */
        reading_free(reading);
    }
    struct reading *special = read_row("98010010,701,?,1,千克,0,?,1,,");
    ck_assert(!special->first.hs6.data);
    ck_assert(slice_equal_text(special->first.hs_national, "98010010"));
    ck_assert(slice_equal_text(special->first.partner_raw, "701"));
    ck_assert(reading_has_flag(&special->first, "hs_special"));
    reading_free(special);
}
END_TEST

START_TEST(codes_have_the_digits_of_the_query)
{
    static const struct {
        const char *code, *national, *hs6, *flag;
    } cases[] = {
        {"84718000", "84718000", "847180", NULL}, {"847180", "847180", "847180", NULL}, {"8471", "8471", NULL, NULL},
        {"84", "84", NULL, NULL},
        {"1012100", "01012100", "010121", "hs_zero_restored"}, /* trap 5: a spreadsheet took it */
        {"8.4718E+07", "84718", NULL, "hs_damaged"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char row[128];
        snprintf(row, sizeof row, "%s,502,US,1,台,0,?,1,,", cases[i].code);
        struct reading *reading = read_row(row);
        ck_assert_msg(reading->events == 1, "%s", reading->error.message);
        ck_assert(slice_equal_text(reading->first.hs_national, cases[i].national));
        ck_assert(slice_equal(reading->first.hs6, slice_of(cases[i].hs6)));
        ck_assert_int_eq(*reading->first.hs_digits_known, (int)strlen(cases[i].national));
        ck_assert(!cases[i].flag || reading_has_flag(&reading->first, cases[i].flag));
        reading_free(reading);
    }
    row_gives("?,502,US,1,台,0,?,1,,", REASON_MISSING_FIELD);
    row_gives("TOTAL,502,US,1,台,0,?,1,,", REASON_BAD_CODE);
    row_gives("8X,502,US,1,台,0,?,1,,", REASON_BAD_CODE);
}
END_TEST

START_TEST(periods_and_editions_are_those_of_the_row)
{
    static const struct {
        const char *period, *first, *edition;
    } cases[] = {{"202301", "2023-01-01", "HS2022"}, {"202112", "2021-12-01", "HS2017"}, {"2016", "2016-01-01", "HS2012"},
                 {"199501", "1995-01-01", NULL}};
    struct input_options options = imports_of("2025-06"); /* the column goes before it */
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[256], day[CLOCK_TEXT_MAX];
        snprintf(text, sizeof text, "Date of data,Commodity code,US dollar\n%s,84718000,1\n", cases[i].period);
        struct reading *reading = reading_of_text(&input_gacc_csv, &options, text);
        ck_assert_msg(reading->events == 1, "%s", reading->error.message);
        date_format_iso(*reading->first.period_start, day);
        ck_assert_str_eq(day, cases[i].first);
        ck_assert(slice_equal(reading->first.hs_edition, slice_of(cases[i].edition)));
        reading_free(reading);
    }
    static const struct {
        const char *period;
        enum reason reason;
    } bad[] = {{"202313", REASON_BAD_DATE}, {"20230105", REASON_BAD_DATE}, {"June", REASON_BAD_DATE},
               {"?", REASON_PERIOD_MISSING}};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char text[256];
        snprintf(text, sizeof text, "Date of data,Commodity code,US dollar\n%s,84718000,1\n", bad[i].period);
        struct reading *reading = reading_of_text(&input_gacc_csv, &options, text);
        ck_assert_msg(reading->error.reason == bad[i].reason, "%s: %s", bad[i].period, reading->error.message);
        reading_free(reading);
    }
}
END_TEST

START_TEST(options_that_cannot_be_meant_end_the_run)
{
    static const char *const wrong[][2] = {{"sideways", "2025"}, {"transit", "2025"}, {"import", "June"},
                                           {"import", "2025-06-30"}};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct input_options options = imports_of(wrong[i][1]);
        options.flow = wrong[i][0];
        struct reading *reading = reading_of_text(&input_gacc_csv, &options, A3_HEADER A3_ROW);
        ck_assert_int_eq(reading->error.kind, ERROR_STOP);
        ck_assert_int_eq(reading->error.exit_status, EXIT_USAGE);
        reading_free(reading);
    }
}
END_TEST

START_TEST(headers_that_are_not_ours_are_refused)
{
    static const struct {
        const char *text;
        enum reason reason;
    } cases[] = {
        {"", REASON_BAD_SYNTAX},
        {"Commodity code,Commodity\n1,2\n", REASON_UNKNOWN_FORMAT},
        {"Commodity,US dollar\n1,2\n", REASON_UNKNOWN_FORMAT},
        {"Commodity code,US dollar,US dollar\n1,2,3\n", REASON_BAD_SYNTAX},
        {"Commodity code,Supplementary Unit,Supplimentary Unit,US dollar\n1,2,3,4\n", REASON_BAD_SYNTAX},
        /* Rows that only names tell apart would all be one fact. */
        {"Commodity code,Trading partner,US dollar\n84718000,Taiwan,3\n", REASON_MISSING_FIELD},
        {"Commodity code,Customs Regime,US dollar\n84718000,Ordinary Trade,3\n", REASON_MISSING_FIELD},
        {"Commodity code,Locations of importers and exporters,US dollar\n84718000,Anhui,3\n", REASON_MISSING_FIELD},
    };
    struct input_options options = imports_of("2025-06");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct reading *reading = reading_of_text(&input_gacc_csv, &options, cases[i].text);
        ck_assert_msg(reading->failed && reading->error.reason == cases[i].reason, "%s: %s", cases[i].text,
                      reading->error.message);
        reading_free(reading);
    }
}
END_TEST

/* ---- tables as wholes ---- */

/* Downloaded again: the same facts, in a later version where a figure was revised. */
START_TEST(a_later_download_has_the_same_facts)
{
    struct input_options options = imports_of("2025-06");
    struct reading *first = reading_of_text(&input_gacc_csv, &options, A3_HEADER A3_ROW);
    options.observed_at_ms += 86400000;
    struct reading *again = reading_of_text(&input_gacc_csv, &options, A3_HEADER A3_ROW);
    ck_assert_int_eq(uuid_compare(&first->ids[0], &again->ids[0]), 0);
    ck_assert_mem_eq(first->hashes[0], again->hashes[0], 16);
    ck_assert_int_gt(again->first.revision, first->first.revision);
    options.period = "2025-07";
    struct reading *july = reading_of_text(&input_gacc_csv, &options, A3_HEADER A3_ROW);
    ck_assert_int_ne(uuid_compare(&first->ids[0], &july->ids[0]), 0);
    reading_free(first);
    reading_free(again);
    reading_free(july);
}
END_TEST

/* A table of so many rows, in a file or through a pipe, which cannot be read twice. */
static struct reading *read_rows(int rows, bool pipe)
{
    struct input_options options = imports_of("2025-06");
    struct buffer text;
    buffer_init(&text, 1 << 20);
    buffer_text(&text, "Commodity code,Trading partner code,US dollar,\n");
    for (int i = 0; i < rows; i++)
        buffer_format(&text, "%08d,502,1,\n", 84710000 + i);
    buffer_byte(&text, '\0');
    ck_assert(!text.full);
    pid_t writer = 0;
    if (pipe) {
        ck_assert_int_eq(mkfifo(path_of("trade.csv"), 0600), 0);
        writer = fork();
    }
    if (!writer)
        write_file("trade.csv", text.data);
    if (pipe && !writer)
        _exit(0);
    struct reading *reading = reading_of_file(&input_gacc_csv, &options, path_of("trade.csv"));
    buffer_free(&text);
    return reading;
}

/* Trap 17: exactly 10,000 rows are probably not all. Where they come through a pipe this is known at the end only. */
START_TEST(trap_17_exactly_10000_rows_may_be_cut)
{
    static const int rows[] = {9999, 10000, 10001};
    for (size_t i = 0; i < 3; i++) {
        struct reading *reading = read_rows(rows[i], false);
        ck_assert_int_eq(reading->events, rows[i]);
        ck_assert_int_eq(reading->refused, 0);
        ck_assert_int_eq(reading_has_flag(&reading->first, "maybe_truncated"), rows[i] == 10000);
        reading_free(reading);
    }
    unlink(path_of("trade.csv"));
    struct reading *stream = read_rows(10000, true);
    ck_assert_int_eq(stream->events, 10000);
    ck_assert_int_eq(stream->refused, 1);
    ck_assert_int_eq(stream->error.reason, REASON_TRUNCATED);
    reading_free(stream);
}
END_TEST

START_TEST(headers_are_recognised_in_any_encoding)
{
    const struct slice english = SLICE_LITERAL(A4_HEADER A4_ROW), chinese = SLICE_LITERAL(A3_HEADER A3_ROW);
    ck_assert_int_eq(input_gacc_csv.recognise(english, "a"), 2);
    ck_assert_int_eq(input_gacc_csv.recognise(chinese, "a"), 2);
    ck_assert_int_eq(input_gacc_csv.recognise(slice_of(encoded("GB18030", A3_HEADER A3_ROW)), "a"), 2);
    ck_assert_int_eq(input_gacc_csv.recognise(SLICE_LITERAL("\"商品编码\",\"商品名称\",\"年份\",\n"), "a"), 0);
    ck_assert_int_eq(input_gacc_csv.recognise(SLICE_LITERAL(""), "a"), 0);
}
END_TEST

/* ---- the real files ---- */

static void sum_is(struct decimal sum, const char *file, const char *fact)
{
    struct decimal value;
    struct error error;
    ck_assert(decimal_parse(slice_of(sample_fact(file, fact)), &value, &error));
    ck_assert_msg(decimal_compare(sum, value) == 0, "%s of %s: %s", fact, file, reading_decimal(&sum));
}

START_TEST(real_downloads_are_read_whole)
{
    static const char *const files[] = {"customs/gacc/gacc_2023.csv", "customs/gacc/gacc_2024in.csv"};
    struct input_options options = imports_of(NULL);
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        const char *path = sample_path(files[i]);
        if (!path)
            return; /* main says so */
        struct reading *reading = reading_of_file(&input_gacc_csv, &options, path);
        ck_assert_msg(!reading->refused, "%s: line %lld: %s", files[i], (long long)reading->error_line,
                      reading->error.message);
        ck_assert_int_eq(reading->events, atoll(sample_fact(files[i], "data_rows")));
        sum_is(reading->value_sum, files[i], "sum 人民币");
        sum_is(reading->qty_sum, files[i], "sum 第一数量");
        sum_is(reading->net_sum, files[i], "sum 第一数量");
        ck_assert(slice_equal_text(reading->first.origin, "AR"));
        ck_assert(slice_equal_text(reading->first.partner_raw, "阿根廷"));
        ck_assert(slice_equal_text(reading->first.description_raw, "转基因黄大豆"));
        ck_assert(slice_equal_text(reading->first.currency, "CNY"));
        reading_free(reading);
        struct reading *without = reading_of_file(&input_gacc_csv, NULL, sample_path(files[i]));
        ck_assert_int_eq(without->refused, atoll(sample_fact(files[i], "data_rows")));
        ck_assert_int_eq(without->error.reason, REASON_FLOW_MISSING);
        reading_free(without);
    }
}
END_TEST

/* Every unit of China's own list of commodities is known, in both languages. */
START_TEST(real_units_are_all_known)
{
    static const char *const files[] = {"customs/gacc/hs8-2023-en.csv", "customs/gacc/hs8-2023-zh.csv"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct reader *reader;
        struct csv *csv;
        struct csv_record record;
        struct error error;
        struct unit unit;
        int known = 0;
        if (!sample_path(files[i]))
            return;
        ck_assert(reader_open_file(sample_path(files[i]), &reader, &error));
        ck_assert_msg(reader_decode(reader, "GB18030", &error), "%s", error.message);
        ck_assert(csv_open(reader, ',', &csv, &error));
        csv_next(csv, &record, &error);
        for (enum csv_result result; (result = csv_next(csv, &record, &error)) != CSV_END;)
            for (size_t field = 4; result == CSV_RECORD && record.count == 8 && field <= 6; field += 2) {
                ck_assert_msg(unit_of_text(record.fields[field], &unit), "%.*s", SLICE_ARGS(record.fields[field]));
                known++;
            }
        ck_assert_int_gt(known, 17000);
        csv_close(csv);
        reader_close(reader);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("input_gacc_csv");
    TCase *tests = tcase_create("input_gacc_csv");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a3_a_month_of_imports_by_its_sidecar);
    tcase_add_test(tests, a3_trap_16_without_flow_and_period_rows_are_refused);
    tcase_add_test(tests, a3_trap_3_gb18030_is_no_utf8);
    tcase_add_test(tests, a4_kilograms_alone_and_a_partner_by_code);
    tcase_add_test(tests, columns_stand_in_any_order_and_spelling);
    tcase_add_test(tests, a_query_may_ask_for_less);
    tcase_add_test(tests, exports_go_to_the_partner);
    tcase_add_test(tests, a_table_may_have_both_currencies);
    tcase_add_test(tests, trap_1_thousands_separators_in_money_alone);
    tcase_add_test(tests, trap_3_gibberish_has_no_known_header);
    tcase_add_test(tests, trap_4_ragged_rows_are_refused);
    tcase_add_test(tests, trap_8_a_quantity_of_0_for_a_value);
    tcase_add_test(tests, trap_9_no_unit_no_quantity);
    tcase_add_test(tests, trap_11_unknown_partners_and_special_lines);
    tcase_add_test(tests, codes_have_the_digits_of_the_query);
    tcase_add_test(tests, periods_and_editions_are_those_of_the_row);
    tcase_add_test(tests, options_that_cannot_be_meant_end_the_run);
    tcase_add_test(tests, headers_that_are_not_ours_are_refused);
    tcase_add_test(tests, a_later_download_has_the_same_facts);
    tcase_add_test(tests, trap_17_exactly_10000_rows_may_be_cut);
    tcase_add_test(tests, headers_are_recognised_in_any_encoding);
    tcase_add_test(tests, real_downloads_are_read_whole);
    tcase_add_test(tests, real_units_are_all_known);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
