/*
 * Korea's trade statistics: one item, two directions; totals are left out. Figures are made up.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "producers/customs/inputs.h"
#include "tests/customs_reading.h"
#include "tests/suite.h"

#define ANSWER(code, items)                                                                                          \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><response><header><resultCode>" code "</resultCode>"                  \
    "<resultMsg>said so</resultMsg></header><body><items>" items "</items></body></response>"
#define ITEM(year, country, code, export_usd, export_kg, import_usd, import_kg)                                      \
    "<item><balPayments>0</balPayments><expDlr>" export_usd "</expDlr><expWgt>" export_kg "</expWgt><hsCd>" code     \
    "</hsCd><impDlr>" import_usd "</impDlr><impWgt>" import_kg "</impWgt><statCd>" country "</statCd>"               \
    "<statCdCntnKor1>대만</statCdCntnKor1><statKor>처리장치</statKor><year>" year "</year></item>"

static struct reading *read_text(const char *text)
{
    return reading_of_text(&input_korea_xml, NULL, text);
}

START_TEST(an_item_is_an_event_for_each_direction)
{
    struct reading *reading = read_text(ANSWER("00", ITEM("2025.04", "TW", "8471500000", "1200", "3", "5000000", "950")));
    const struct customs_event *export = &reading->kept[0], *import = &reading->kept[1];
    ck_assert_msg(!reading->refused, "%s", reading->error.message);
    ck_assert_int_eq(reading->events, 2);
    ck_assert_int_eq(*export->flow, CUSTOMS_EVENT_FLOW_EXPORT);
    ck_assert(slice_equal_text(export->destination, "TW") && slice_equal_text(export->dispatch, "KR"));
    ck_assert_str_eq(reading_decimal(export->value_usd), "1200.0000");
    ck_assert_int_eq(*import->flow, CUSTOMS_EVENT_FLOW_IMPORT);
    ck_assert(slice_equal_text(import->origin, "TW") && slice_equal_text(import->destination, "KR"));
    ck_assert_str_eq(reading_decimal(import->value), "5000000.0000");
    ck_assert_str_eq(reading_decimal(import->net_kg), "950.000000");
    ck_assert(slice_equal_text(import->hs_national, "8471500000") && slice_equal_text(import->hs6, "847150"));
    ck_assert(slice_equal_text(import->source_key, "KR|import|2025.04|8471500000|TW"));
    ck_assert_ptr_null(import->qty);
    reading_free(reading);
}
END_TEST

/* Example A12 (g) of the acceptance examples. */
START_TEST(trap_10_totals_among_details_are_skipped)
{
    struct reading *reading = read_text(ANSWER("00", ITEM("총계", "-", "-", "9", "9", "9", "9")
                                                         ITEM("합계", "-", "-", "9", "9", "9", "9")
                                                         ITEM("2025.04", "-", "8471500000", "9", "9", "9", "9")
                                                         ITEM("2025.04", "TW", "8471500000", "0", "0", "7", "1")
                                                         ITEM("2025.04", "US", "8471500000", "0", "0", "0", "0")));
    ck_assert_int_eq(reading->records, 5);
    ck_assert_int_eq(reading_skipped(reading, "total"), 3);
    ck_assert_int_eq(reading_skipped(reading, "no_trade"), 1);
    ck_assert_int_eq(reading->events, 1);
    reading_free(reading);
}
END_TEST

START_TEST(trap_18_an_error_of_the_service_is_no_data)
{
    struct reading *reading = read_text(ANSWER("30", ""));
    ck_assert(reading->failed);
    ck_assert_ptr_nonnull(strstr(reading->error.message, "said so"));
    reading_free(reading);
    reading = read_text("<OpenAPI_ServiceResponse><cmmMsgHeader><errMsg>SERVICE ERROR</errMsg><returnAuthMsg>"
                        "SERVICE_KEY_IS_NOT_REGISTERED_ERROR</returnAuthMsg></cmmMsgHeader></OpenAPI_ServiceResponse>");
    ck_assert(reading->failed);
    ck_assert_ptr_nonnull(strstr(reading->error.message, "NOT_REGISTERED"));
    reading_free(reading);
}
END_TEST

static const struct {
    const char *text;
    enum reason reason;
} spoiled[] = {
    {ANSWER("00", "<item><priodTitle>2025.04</priodTitle><hsSgn>847150</hsSgn><expUsdAmt>1</expUsdAmt></item>"),
     REASON_MISSING_FIELD},
    {ANSWER("00", ITEM("2025.13", "TW", "8471500000", "1", "1", "1", "1")), REASON_BAD_DATE},
    {ANSWER("00", ITEM("2025.04", "TW", "84715x", "1", "1", "1", "1")), REASON_BAD_CODE},
    {ANSWER("00", ITEM("2025.04", "TW", "8471500000", "1,000", "1", "1", "1")), REASON_BAD_NUMBER},
    {ANSWER("00", ITEM("2025.04", "TW", "8471500000", "1", "1", "1", "x")), REASON_BAD_NUMBER}, /* none of it */
    {ANSWER("00", ITEM("", "TW", "8471500000", "1", "1", "1", "1")), REASON_MISSING_FIELD},
    {ANSWER("00", ITEM("2025.04", "", "8471500000", "1", "1", "1", "1")), REASON_MISSING_FIELD},
    {ANSWER("00", ITEM("2025.04", "Taiwan, Province", "8471500000", "1", "1", "1", "1")), REASON_BAD_COUNTRY},
};

START_TEST(what_is_wrong_is_refused_with_its_reason)
{
    struct reading *reading = read_text(spoiled[_i].text);
    ck_assert_int_eq(reading->records, 1);
    ck_assert_int_eq(reading->events, 0);
    ck_assert_int_eq(reading->refused, 1);
    ck_assert_int_eq(reading->error.reason, spoiled[_i].reason);
    reading_free(reading);
}
END_TEST

START_TEST(a_country_that_is_none_is_stated_as_unknown)
{
    struct reading *reading = read_text(ANSWER("00", ITEM("2025.04", "ZZ", "8471500000", "0", "0", "1", "1")));
    ck_assert(slice_equal_text(reading->first.origin, "ZZ"));
    ck_assert(reading_has_flag(&reading->first, "country_unknown"));
    reading_free(reading);
}
END_TEST

#define ITEM_OF_ALL(code)                                                                                            \
    "<item><year>2025.04</year><hsCode>" code "</hsCode><statKor>처리장치</statKor><expDlr>7</expDlr>"               \
    "<expWgt>2</expWgt><impDlr>9</impDlr><impWgt>1</impWgt></item>"

/* The service by code alone names the code otherwise. */
START_TEST(an_item_without_country_is_of_all_countries)
{
    struct reading *reading = read_text(ANSWER("00", ITEM_OF_ALL("8471500000") ITEM_OF_ALL("-")));
    const struct customs_event *export = &reading->kept[0], *import = &reading->kept[1];
    ck_assert_msg(!reading->refused, "%s", reading->error.message);
    ck_assert_int_eq(reading_skipped(reading, "total"), 1);
    ck_assert_int_eq(reading->events, 2);
    ck_assert(slice_equal_text(export->dispatch, "KR") && !export->destination.data);
    ck_assert(slice_equal_text(import->destination, "KR") && !import->origin.data);
    ck_assert(reading_has_flag(export, "partner_world") && reading_has_flag(import, "partner_world"));
    ck_assert(slice_equal_text(export->source_key, "KR|export|2025.04|8471500000|"));
    ck_assert(slice_equal_text(import->hs6, "847150"));
    ck_assert_str_eq(reading_decimal(import->value_usd), "9.0000");
    reading_free(reading);
}
END_TEST

START_TEST(a_chapter_is_a_code)
{
    struct reading *reading = read_text(ANSWER("00", ITEM("2025.04", "TW", "84", "0", "0", "1", "1")));
    ck_assert(slice_equal_text(reading->first.hs_national, "84") && !reading->first.hs6.data);
    ck_assert_int_eq(*reading->first.hs_digits_known, 2);
    reading_free(reading);
}
END_TEST

START_TEST(a_month_is_one_month_however_it_is_written)
{
    struct reading *point = read_text(ANSWER("00", ITEM("2025.04", "TW", "854232", "0", "0", "1", "1")));
    struct reading *plain = read_text(ANSWER("00", ITEM("202504", "TW", "854232", "0", "0", "1", "1")));
    ck_assert(slice_equal_text(plain->first.source_key, "KR|import|2025.04|854232|TW"));
    ck_assert_int_eq(memcmp(&point->ids[0], &plain->ids[0], sizeof point->ids[0]), 0);
    reading_free(plain);
    reading_free(point);
}
END_TEST

static const struct {
    const char *text;
    int sure;
} heads[] = {
    {ANSWER("00", ITEM("2025.04", "TW", "854232", "0", "0", "1", "1")), 2},
    {ANSWER("00", ITEM_OF_ALL("847150")), 2},
    {ANSWER("00", ""), 1},
    {"<OpenAPI_ServiceResponse><cmmMsgHeader><errMsg>SERVICE ERROR</errMsg><returnReasonCode>30</returnReasonCode>", 1},
    {"{\"hsCd\": \"854232\", \"expDlr\": 1}", 0},
    {"<rss><channel/></rss>", 0},
};

START_TEST(answers_are_recognised)
{
    ck_assert_int_eq(input_korea_xml.recognise(slice_of(heads[_i].text), "x"), heads[_i].sure);
}
END_TEST

START_TEST(nothing_found_is_nothing_wrong)
{
    struct reading *reading = read_text(ANSWER("00", ""));
    ck_assert_int_eq(reading->records, 0);
    ck_assert(!reading->failed);
    reading_free(reading);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("input_korea_xml");
    TCase *tests = tcase_create("input_korea_xml");
    tcase_add_test(tests, an_item_is_an_event_for_each_direction);
    tcase_add_test(tests, trap_10_totals_among_details_are_skipped);
    tcase_add_test(tests, trap_18_an_error_of_the_service_is_no_data);
    tcase_add_loop_test(tests, what_is_wrong_is_refused_with_its_reason, 0, sizeof spoiled / sizeof spoiled[0]);
    tcase_add_test(tests, a_country_that_is_none_is_stated_as_unknown);
    tcase_add_test(tests, a_chapter_is_a_code);
    tcase_add_test(tests, an_item_without_country_is_of_all_countries);
    tcase_add_test(tests, a_month_is_one_month_however_it_is_written);
    tcase_add_loop_test(tests, answers_are_recognised, 0, sizeof heads / sizeof heads[0]);
    tcase_add_test(tests, nothing_found_is_nothing_wrong);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
