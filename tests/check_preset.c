/*
 * Queries of public APIs: which addresses the options make, and where the key stands.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "producers/customs/comtrade.h"
#include "producers/customs/preset.h"
#include "tests/suite.h"

static struct sources sources;
static struct error error;

static void tear_down(void)
{
    sources_free(&sources);
}

static const struct source *only(struct producer_settings settings)
{
    ck_assert_msg(preset_add_sources(&settings, &sources, &error), "%s", error.message);
    ck_assert_uint_eq(sources.count, 1);
    return &sources.items[0];
}

START_TEST(comtrade_is_asked_by_reporter_and_period)
{
    const struct source *source = only((struct producer_settings){
        .fetch = "comtrade", .reporter = "CN", .periods = "2025-06", .codes = "847150,847180", .comtrade_key = "secret"});
    ck_assert_str_eq(source->address,
                     "https://comtradeapi.un.org/data/v1/get/C/M/HS?reporterCode=156&period=202506&flowCode=M,X,RM,RX"
                     "&cmdCode=847150,847180&partner2Code=0&customsCode=C00&motCode=0");
    ck_assert_str_eq(source->name, source->address);
    ck_assert_str_eq(source->key.name, "Ocp-Apim-Subscription-Key");
    ck_assert_str_eq(source->key.value, "secret");
    ck_assert_str_eq(source->scope,
                     "comtrade/data/v1/get/C/M/HS?reporterCode=156&period=202506&flowCode=M,X,RM,RX"
                     "&cmdCode=847150,847180&partner2Code=0&customsCode=C00&motCode=0");
    ck_assert_str_eq(source->format, "comtrade-json");
    ck_assert_int_eq(source->rows_cut, 0);
}
END_TEST

START_TEST(without_a_key_comtrade_gives_a_preview_of_500_rows)
{
    const struct source *source = only((struct producer_settings){
        .fetch = "comtrade", .reporter = "842", .periods = "2024", .codes = "8542", .flow = "export", .partner = "156"});
    ck_assert_str_eq(source->address,
                     "https://comtradeapi.un.org/public/v1/preview/C/A/HS?reporterCode=842&period=2024&flowCode=X"
                     "&cmdCode=8542&partnerCode=156&partner2Code=0&customsCode=C00&motCode=0");
    ck_assert_ptr_null(source->key.name);
    ck_assert_int_eq(source->rows_cut, COMTRADE_PREVIEW_ROWS);
}
END_TEST

START_TEST(census_has_its_key_in_the_address_and_nowhere_else)
{
    const struct source *source = only((struct producer_settings){
        .fetch = "census", .periods = "2025-06", .codes = "8471804000,847150", .flow = "import", .census_key = "secret"});
    ck_assert_str_eq(source->address,
                     "https://api.census.gov/data/timeseries/intltrade/imports/hs?get=I_COMMODITY,CTY_CODE,CTY_NAME,"
                     "GEN_VAL_MO,GEN_QY1_MO,UNIT_QY1,GEN_QY2_MO,UNIT_QY2&time=2025-06&COMM_LVL=HS10&SUMMARY_LVL=DET"
                     "&I_COMMODITY=8471804000&I_COMMODITY=847150*&key=secret");
    ck_assert_ptr_null(strstr(source->name, "secret"));
    ck_assert_ptr_null(strstr(source->scope, "secret"));
    ck_assert_ptr_null(source->key.name);
}
END_TEST

START_TEST(a_range_is_a_request_for_each_period_reporter_and_flow)
{
    struct producer_settings comtrade = {
        .fetch = "comtrade", .reporter = "CN, US,TW", .periods = "2024-11..2025-02, 2024", .codes = "847330"};
    ck_assert_msg(preset_add_sources(&comtrade, &sources, &error), "%s", error.message);
    ck_assert_uint_eq(sources.count, 15);
    ck_assert_ptr_nonnull(strstr(sources.items[0].name, "reporterCode=156&period=202411&"));
    ck_assert_ptr_nonnull(strstr(sources.items[11].name, "reporterCode=490&period=202502&"));
    ck_assert_ptr_nonnull(strstr(sources.items[14].name, "C/A/HS?reporterCode=490&period=2024&"));
    struct producer_settings census = {.fetch = "census", .periods = "2025-01..2025-03", .codes = "8471"};
    ck_assert_msg(preset_add_sources(&census, &sources, &error), "%s", error.message);
    ck_assert_uint_eq(sources.count, 21);
}
END_TEST

static const struct {
    struct producer_settings settings;
    const char *names;
} refused[] = {
    {{.fetch = "eurostat", .periods = "2025", .codes = "1"}, "comtrade or census"},
    {{.fetch = "comtrade", .periods = "2025", .codes = "8471"}, "--reporter"},
    {{.fetch = "comtrade", .periods = "2025", .codes = "8471", .reporter = "China"}, "China"},
    {{.fetch = "comtrade", .reporter = "CN", .codes = "8471"}, "--periods"},
    {{.fetch = "comtrade", .reporter = "CN", .periods = "2025-13", .codes = "8471"}, "2025-13"},
    {{.fetch = "comtrade", .reporter = "CN", .periods = "2025-05..2025-01", .codes = "8471"}, "2025-05..2025-01"},
    {{.fetch = "comtrade", .reporter = "CN", .periods = "2024..2025-01", .codes = "8471"}, "2024..2025-01"},
    {{.fetch = "comtrade", .reporter = "CN", .periods = "2025"}, "--codes"},
    {{.fetch = "comtrade", .reporter = "CN", .periods = "2025", .codes = "8471&x=1"}, "--codes"},
    {{.fetch = "comtrade", .reporter = "CN", .periods = "2025", .codes = "8471", .partner = "US"}, "US"},
    {{.fetch = "comtrade", .reporter = "CN", .periods = "1900-01..2025-01", .codes = "8471"}, "1200 requests"},
    {{.fetch = "census", .periods = "2025", .codes = "8471"}, "month"},
    {{.fetch = "census", .periods = "2025-01", .codes = "8471", .flow = "transit"}, "transit"},
};

START_TEST(a_query_that_the_api_cannot_answer_is_a_usage_error)
{
    ck_assert(!preset_add_sources(&refused[_i].settings, &sources, &error));
    ck_assert_int_eq(error.exit_status, EXIT_USAGE);
    ck_assert_msg(strstr(error.message, refused[_i].names) != NULL, "%s", error.message);
}
END_TEST

START_TEST(without_fetch_nothing_is_asked)
{
    ck_assert(preset_add_sources(&(struct producer_settings){.periods = "2025"}, &sources, &error));
    ck_assert_uint_eq(sources.count, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("preset");
    TCase *tests = tcase_create("preset");
    tcase_add_checked_fixture(tests, NULL, tear_down);
    tcase_add_test(tests, comtrade_is_asked_by_reporter_and_period);
    tcase_add_test(tests, without_a_key_comtrade_gives_a_preview_of_500_rows);
    tcase_add_test(tests, census_has_its_key_in_the_address_and_nowhere_else);
    tcase_add_test(tests, a_range_is_a_request_for_each_period_reporter_and_flow);
    tcase_add_loop_test(tests, a_query_that_the_api_cannot_answer_is_a_usage_error, 0,
                        sizeof refused / sizeof refused[0]);
    tcase_add_test(tests, without_fetch_nothing_is_asked);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
