/*
 * The real files: every row accounted for, sums as computed by other software (expected.csv), and what is of another
 * format taken by no input. Skipped where the samples are absent.
 */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "producers/customs/inputs.h"
#include "tests/customs_reading.h"
#include "tests/suite.h"

#define API_CSV "customs/comtrade/api_csv_CHN_8542_from_USA_2010-2024.csv"
#define API_JSON "customs/comtrade/api_json_CHN_2010_TOTAL.json"
#define WEB_CSV "customs/comtrade/legacy_web_csv_8486_9030_9031_2016-2020.csv"
#define BULK_CSV "customs/comtrade/legacy_bulk_csv_IND_CHN_2010_all_HS.csv"
#define OLD_JSON "customs/comtrade/legacy_api_json.json"
#define ARGENTINA "customs/argentina/agen.csv"
#define KOREA "customs/declarations/synthetic_korea_import_declarations.csv"

static void sum_is(struct decimal sum, const char *file, const char *fact)
{
    struct decimal value;
    struct error error;
    ck_assert(decimal_parse(slice_of(sample_fact(file, fact)), &value, &error));
    ck_assert_msg(decimal_compare(sum, value) == 0, "%s of %s: %s", fact, file, reading_decimal(&sum));
}

static struct reading *read_sample(const struct input *input, const char *name)
{
    struct reading *reading = reading_of_file(input, NULL, sample_path(name));
    ck_assert_msg(!reading->refused, "%s: line %lld: %s", name, (long long)reading->error_line, reading->error.message);
    ck_assert_int_eq(reading->records, reading->events + reading->breakdowns + reading->other_skipped);
    return reading;
}

static int compare_ids(const void *a, const void *b)
{
    return uuid_compare(a, b);
}

/* No id twice in a source. Changes the order of the ids. */
static void ids_are_different(struct reading *reading)
{
    qsort(reading->ids, (size_t)reading->events, sizeof reading->ids[0], compare_ids);
    for (int64_t i = 1; i < reading->events; i++)
        ck_assert_int_ne(uuid_compare(&reading->ids[i - 1], &reading->ids[i]), 0);
}

START_TEST(comtrade_csv_gives_its_safe_slice)
{
    struct reading *reading = read_sample(&input_comtrade_csv, API_CSV);
    ck_assert_int_eq(reading->records, atoll(sample_fact(API_CSV, "data_rows")));
    ck_assert_int_eq(reading->events,
                     atoll(sample_fact(API_CSV, "safe_slice_rows (partner2Code=0,customsCode=C00,motCode=0)")));
    ck_assert_int_eq(reading->breakdowns, 158);
    sum_is(reading->value_sum, API_CSV, "safe_slice_sum_primaryValue");
    ids_are_different(reading);
    const struct customs_event *event = &reading->first;
    ck_assert(slice_equal_text(event->reporter, "CN"));
    ck_assert(slice_equal_text(event->origin, "US"));
    ck_assert_str_eq(reading_decimal(event->value), "7903767147.0000");
    ck_assert_str_eq(reading_decimal(event->net_kg), "853234.000000");
    reading_free(reading);
}
END_TEST

START_TEST(comtrade_json_gives_its_safe_slice)
{
    struct reading *reading = read_sample(&input_comtrade_json, API_JSON);
    ck_assert_int_eq(reading->events, atoll(sample_fact(API_JSON, "data_length")));
    sum_is(reading->value_sum, API_JSON, "sum primaryValue");
    ck_assert(slice_equal_text(reading->first.origin, "AR"));
    ck_assert(slice_equal_text(reading->first.partner_raw, "Argentina"));
    ck_assert(reading_has_flag(&reading->first, "all_commodities"));
    ck_assert_ptr_null(reading->first.qty);
    ids_are_different(reading);
    reading_free(reading);
}
END_TEST

/* All rows are totals over all partners. */
START_TEST(comtrade_website_of_before_2022)
{
    struct reading *reading = read_sample(&input_comtrade_csv, WEB_CSV);
    ck_assert_int_eq(reading->events, atoll(sample_fact(WEB_CSV, "data_rows")));
    sum_is(reading->value_sum, WEB_CSV, "sum Trade Value (US$)");
    sum_is(reading->net_sum, WEB_CSV, "sum Netweight (kg)");
    sum_is(reading->qty_sum, WEB_CSV, "sum Qty");
    ids_are_different(reading);
    ck_assert(slice_equal_text(reading->first.reporter, "DZ"));
    ck_assert(slice_equal_text(reading->first.partner_raw, "World"));
    ck_assert(reading_has_flag(&reading->first, "partner_world"));
    reading_free(reading);
}
END_TEST

START_TEST(comtrade_bulk_file_of_before_2022)
{
    const int64_t pairs = INT64_C(152376061);
    struct reading *reading = read_sample(&input_comtrade_csv, BULK_CSV);
    ck_assert_int_eq(reading->events, atoll(sample_fact(BULK_CSV, "data_rows")));
    sum_is(reading->value_sum, BULK_CSV, "sum Value");
    sum_is(reading->net_sum, BULK_CSV, "sum Netweight (kg)");
    reading->qty_sum.unscaled -= pairs * 1000000; /* the sum counts a pair as one, events as two */
    sum_is(reading->qty_sum, BULK_CSV, "sum Supplementary Quantity");
    ids_are_different(reading);
    ck_assert(slice_equal_text(reading->first.reporter, "IN"));
    ck_assert(slice_equal_text(reading->first.destination, "CN"));
    ck_assert(slice_equal_text(reading->first.source_key, "C|A|2010|699|X|156|0|H3|010619|C00|0|0"));
    ck_assert(reading_has_flag(&reading->first, "net_estimated"));
    reading_free(reading);
}
END_TEST

/* The answer says that 360 rows matched, and gives two. */
START_TEST(comtrade_json_of_before_2022)
{
    struct reading *reading = read_sample(&input_comtrade_json, OLD_JSON);
    ck_assert_int_eq(reading->events, atoll(sample_fact(OLD_JSON, "dataset_length")));
    ck_assert(slice_equal_text(reading->first.source_key, "C|A|2014|8|M|0|0|H4|TOTAL|C00|0|0"));
    ck_assert_str_eq(reading_decimal(reading->first.value), "5229972238.0000");
    ck_assert(reading_has_flag(&reading->first, "maybe_truncated"));
    reading_free(reading);
}
END_TEST

START_TEST(korean_declarations_are_read_whole)
{
    struct reading *reading = read_sample(&input_shipment_csv, KOREA);
    const struct customs_event *event = &reading->first;
    ck_assert_int_eq(reading->events, atoll(sample_fact(KOREA, "data_rows")));
    sum_is(reading->value_sum, KOREA, "sum Item Price");
    sum_is(reading->net_sum, KOREA, "sum Net Mass");
    ids_are_different(reading);
    ck_assert_int_eq(event->kind, CUSTOMS_EVENT_KIND_DECLARATION_LINE);
    ck_assert(slice_equal_text(event->source, "korea-synthetic"));
    ck_assert(slice_equal_text(event->declaration_no, "41256141"));
    ck_assert(slice_equal_text(event->reporter, "KR"));
    ck_assert(slice_equal_text(event->destination, "KR"));
    ck_assert(slice_equal_text(event->dispatch, "IT"));
    ck_assert(slice_equal_text(event->origin, "RO"));
    ck_assert(slice_equal_text(event->hs6, "420231"));
    ck_assert_str_eq(reading_decimal(event->value), "1248.7000");
    /* The table has none of these. */
    ck_assert_ptr_null(event->line_no);
    ck_assert_ptr_null(event->qty);
    ck_assert(!event->unit.data);
    ck_assert(!event->currency.data);
    ck_assert_ptr_null(event->value_usd);
    reading_free(reading);
}
END_TEST

/* A statistic through a profile: months of one code, without countries. */
START_TEST(argentine_exports_are_read_whole)
{
    struct reading *reading = read_sample(&input_shipment_csv, ARGENTINA);
    const struct customs_event *event = &reading->first;
    char first[CLOCK_TEXT_MAX], last[CLOCK_TEXT_MAX];
    ck_assert_int_eq(reading->events, atoll(sample_fact(ARGENTINA, "data_rows")));
    sum_is(reading->value_sum, ARGENTINA, "sum MONTO_FOB_DOLAR");
    sum_is(reading->net_sum, ARGENTINA, "sum PESO_NETO_KILOS");
    ids_are_different(reading);
    ck_assert_int_eq(event->kind, CUSTOMS_EVENT_KIND_STATISTIC);
    date_format_iso(*event->period_start, first);
    date_format_iso(*event->period_end, last);
    ck_assert_str_eq(first, sample_fact(ARGENTINA, "period_min"));
    ck_assert_str_eq(last, "2023-01-31");
    ck_assert_ptr_null(event->event_date);
    ck_assert(slice_equal_text(event->hs_national, "12019000"));
    ck_assert(slice_equal_text(event->dispatch, "AR") && !event->destination.data);
    ck_assert_int_eq(*event->value_basis, CUSTOMS_EVENT_VALUE_BASIS_FOB);
    ck_assert(slice_equal_text(event->unit, "KGM"));
    reading_free(reading);
}
END_TEST

START_TEST(a_second_reading_gives_the_same_events)
{
    struct reading *once = read_sample(&input_shipment_csv, KOREA), *twice = read_sample(&input_shipment_csv, KOREA);
    ck_assert_mem_eq(once->ids, twice->ids, sizeof once->ids);
    ck_assert_mem_eq(once->hashes, twice->hashes, sizeof once->hashes);
    reading_free(once);
    reading_free(twice);
}
END_TEST

/* Which input would take a file; NULL for none. */
static const char *taken_by(const char *path)
{
    struct reader *reader;
    struct error error;
    struct slice head;
    const char *best = NULL;
    int best_mark = 0;
    ck_assert_msg(reader_open_file(path, &reader, &error), "%s", error.message);
    ck_assert(reader_peek(reader, &head, &error));
    for (size_t i = 0; customs_inputs[i]; i++) {
        int mark = customs_inputs[i]->recognise(head, path);
        if (mark > best_mark) {
            best = customs_inputs[i]->name;
            best_mark = mark;
        }
    }
    reader_close(reader);
    return best;
}

/* Code lists, older formats and other offices' tables have HS codes and values too. */
START_TEST(other_files_are_taken_by_no_input)
{
    static const struct {
        const char *name, *input; /* begin of the name */
    } ours[] = {{API_CSV, "comtrade-csv"}, {API_JSON, "comtrade-json"}, {WEB_CSV, "comtrade-csv"},
                {BULK_CSV, "comtrade-csv"}, {OLD_JSON, "comtrade-json"}, {KOREA, "shipment-csv"},
                {ARGENTINA, "shipment-csv"}, {"customs/edifact/", "edifact"}, {"customs/cds/", "cds-xml"},
                {"customs/gacc/gacc_", "gacc-csv"}};
    static const char *const folders[] = {"argentina", "brazil", "cds", "comtrade", "declarations", "edifact",
                                          "gacc", "india", "korea", "reference", "taiwan", "us"};
    size_t files = 0;
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        char folder[64], name[512];
        snprintf(folder, sizeof folder, "customs/%s", folders[i]);
        DIR *opened = opendir(sample_path(folder));
        ck_assert_ptr_nonnull(opened);
        for (struct dirent *entry; (entry = readdir(opened));) {
            if (entry->d_name[0] == '.')
                continue;
            const char *input = NULL;
            snprintf(name, sizeof name, "%s/%s", folder, entry->d_name);
            for (size_t j = 0; j < sizeof ours / sizeof ours[0]; j++)
                if (!strncmp(ours[j].name, name, strlen(ours[j].name)))
                    input = ours[j].input;
            const char *taken = taken_by(sample_path(name));
            ck_assert_msg(input ? taken && !strcmp(taken, input) : !taken, "%s is taken by %s", name,
                          taken ? taken : "none");
            files++;
        }
        closedir(opened);
    }
    ck_assert_uint_ge(files, 90);
}
END_TEST

int main(void)
{
    if (!sample_path("expected.csv")) {
        puts("the samples are absent; see CHIPWATCH_SAMPLES");
        return 77;
    }
    Suite *suite = suite_create("inputs");
    TCase *tests = tcase_create("inputs");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, comtrade_csv_gives_its_safe_slice);
    tcase_add_test(tests, comtrade_json_gives_its_safe_slice);
    tcase_add_test(tests, comtrade_website_of_before_2022);
    tcase_add_test(tests, comtrade_bulk_file_of_before_2022);
    tcase_add_test(tests, comtrade_json_of_before_2022);
    tcase_add_test(tests, korean_declarations_are_read_whole);
    tcase_add_test(tests, argentine_exports_are_read_whole);
    tcase_add_test(tests, a_second_reading_gives_the_same_events);
    tcase_add_test(tests, other_files_are_taken_by_no_input);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
