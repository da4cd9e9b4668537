#include "consumers/capacity/exchange.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "lib/clock.h"
#include "tests/suite.h"

static char folder[64];
static struct exchange exchange;
static struct exchange_rate rates[16];
static struct table_csv table;

static bool load(const char *text, struct error *error)
{
    char path[128];
    snprintf(path, sizeof path, "%s/rates.csv", folder);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs("currency,period,usd_per_unit,quoted,quoted_as,source\n", file);
    fputs(text, file);
    fclose(file);
    ck_assert(table_csv_load(folder, "rates.csv", &table, error));
    exchange = (struct exchange){rates, 0};
    struct table_row row = {&table, 0, true, error};
    for (; row.ok && row.number < table.rows; row.number++)
        exchange_read(&row, &rates[exchange.count++]);
    exchange_sort(&exchange);
    return row.ok;
}

static void make_folder(void)
{
    snprintf(folder, sizeof folder, "/tmp/check_exchange.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void remove_folder(void)
{
    char path[128];
    table_csv_free(&table);
    snprintf(path, sizeof path, "%s/rates.csv", folder);
    unlink(path);
    rmdir(folder);
}

static int32_t day(const char *text)
{
    int32_t days;
    ck_assert(date_parse_iso(slice_of(text), &days));
    return days;
}

static const char *find(const char *currency, const char *from, const char *to)
{
    static char text[64];
    const struct exchange_rate *rate = exchange_find(&exchange, slice_of(currency), day(from), day(to));
    snprintf(text, sizeof text, "%.*s", rate ? (int)rate->source.size : 1, rate ? rate->source.data : "-");
    return text;
}

/* The shortest period that holds all of the line's: a day's rate for a day, a year's for a year. */
START_TEST(the_shortest_period_that_fits)
{
    struct error error = {0};
    ck_assert(load("CNY,2024,0.1390,,,year\nCNY,2024-12,0.1373,,,december\nCNY,2024-12-31,0.137,,,day\n"
                   "EUR,2024-02,1.08,,,leap\n", &error));
    ck_assert_str_eq(find("CNY", "2024-12-31", "2024-12-31"), "day");
    ck_assert_str_eq(find("CNY", "2024-12-01", "2024-12-31"), "december");
    ck_assert_str_eq(find("CNY", "2024-01-01", "2024-12-31"), "year");
    ck_assert_str_eq(find("CNY", "2024-03-05", "2024-03-05"), "year");
    ck_assert_str_eq(find("CNY", "2025-01-01", "2025-01-01"), "-");
    ck_assert_str_eq(find("CNY", "2024-12-31", "2025-01-01"), "-");
    ck_assert_str_eq(find("EUR", "2024-02-29", "2024-02-29"), "leap");
    ck_assert_str_eq(find("EUR", "2024-03-01", "2024-03-01"), "-");
    ck_assert_str_eq(find("USD", "2024-03-01", "2024-03-01"), "-");
}
END_TEST

START_TEST(exact_to_the_cent)
{
    static const struct {
        const char *value, *rate, *usd;
    } examples[] = {{"312500000", "0.1392757660", "43523676.8800"},
                    {"480000", "1.26", "604800.0000"},
                    {"-340000.00", "0.5", "-170000.0000"},
                    {"0.01", "0.0000000001", "0.0000"}};
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        struct decimal value, rate, usd;
        struct error error = {0};
        char text[DECIMAL_TEXT_MAX];
        ck_assert(decimal_parse(slice_of(examples[i].value), &value, &error));
        ck_assert(decimal_parse(slice_of(examples[i].rate), &rate, &error));
        ck_assert(exchange_convert(value, rate, &usd));
        decimal_format(usd, text);
        ck_assert_str_eq(text, examples[i].usd);
    }
    struct decimal most = {(int128)1 << 120, 4}, usd;
    ck_assert(!exchange_convert(most, most, &usd));
}
END_TEST

START_TEST(wrong_rows_are_refused)
{
    static const char *const rows[] = {"YUAN,2024,0.139,,,x\n", "CNY,,0.139,,,x\n",  "CNY,2024,0,,,x\n",
                                       "CNY,2024,-1,,,x\n",     "CNY,2024,,,,x\n",   "CNY,2024-13,0.1,,,x\n",
                                       "CNY,2024,0.12345678901,,,x\n"};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct error error = {0};
        ck_assert_msg(!load(rows[i], &error), "%s", rows[i]);
        ck_assert_int_eq(error.exit_status, EXIT_CONFIG);
        table_csv_free(&table);
        table = (struct table_csv){0};
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("exchange");
    TCase *tests = tcase_create("exchange");
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_test(tests, the_shortest_period_that_fits);
    tcase_add_test(tests, exact_to_the_cent);
    tcase_add_test(tests, wrong_rows_are_refused);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
