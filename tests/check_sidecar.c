/*
 * Sidecars: what a person states about one file, in NAME.meta beside it.
 */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "producers/customs/inputs.h"
#include "producers/customs/sidecar.h"
#include "tests/customs_reading.h"
#include "tests/suite.h"

static char folder[] = "/tmp/check_sidecar.XXXXXX"; /* made anew for each test */
static struct arena arena;
static struct input_options options; /* none given */
static struct error error;

static void setup(void)
{
    memcpy(folder + sizeof folder - 7, "XXXXXX", 6);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert(arena_init(&arena, 1 << 20, &error));
    options = (struct input_options){0};
    error = (struct error){0};
}

static const char *path_of(const char *name)
{
    static char paths[2][128];
    static size_t turn;
    char *path = paths[turn++ % 2];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static void teardown(void)
{
    static const char *const names[] = {"trade.csv", "trade.csv.meta", "other.csv"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        unlink(path_of(names[i]));
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

/* Completes `options` for trade.csv, beside which a sidecar of that text lies. */
static bool complete(const char *text)
{
    struct reader *reader;
    write_file("trade.csv", "a,b\n");
    write_file("trade.csv.meta", text);
    ck_assert(reader_open_file(path_of("trade.csv"), &reader, &error));
    bool fine = sidecar_complete(reader, &arena, &options, &error);
    reader_close(reader);
    return fine;
}

START_TEST(a_sidecar_states_what_the_file_does_not)
{
    ck_assert_msg(complete("# soybeans, all partners\n"
                           "flow = import\n"
                           "\n"
                           "  period=2025-06  \r\n"
                           "source = gacc-mirror\n"
                           "language = zh\n"
                           "profile = generic\n"
                           "observed_at = 2025-07-18T10:00:00+08:00\n"),
                  "%s", error.message);
    ck_assert_str_eq(options.flow, "import");
    ck_assert_str_eq(options.period, "2025-06");
    ck_assert_str_eq(options.source, "gacc-mirror");
    ck_assert_str_eq(options.language, "zh");
    ck_assert_str_eq(options.profile, "generic");
    ck_assert(options.observed_at_is_given);
    ck_assert_int_eq(options.observed_at_ms, INT64_C(1752804000000));
    ck_assert_ptr_nonnull(options.sidecar);
    ck_assert_uint_eq(options.sidecar->rate_count, 0);
}
END_TEST

/* A rate corrected in the sidecar must win against the one that was sent before. */
START_TEST(a_sidecar_changed_later_makes_a_later_version)
{
    const struct timespec changed[2] = {{.tv_sec = 1767225600}, {.tv_sec = 1767225600}};
    ck_assert(complete("rate = 7.18 CNY per USD\n"));
    ck_assert_int_eq(utimensat(AT_FDCWD, path_of("trade.csv.meta"), changed, 0), 0);
    struct reader *reader;
    ck_assert(reader_open_file(path_of("trade.csv"), &reader, &error));
    ck_assert(sidecar_complete(reader, &arena, &options, &error));
    reader_close(reader);
    ck_assert(!options.observed_at_is_given);
    ck_assert_int_eq(options.observed_at_ms, INT64_C(1767225600000));
}
END_TEST

START_TEST(the_command_line_goes_before_it)
{
    options.flow = "export";
    options.observed_at_ms = 5;
    options.observed_at_is_given = true;
    ck_assert(complete("flow = import\nperiod = 2025\nobserved_at = 2025-07-18\n"));
    ck_assert_str_eq(options.flow, "export");
    ck_assert_str_eq(options.period, "2025");
    ck_assert_int_eq(options.observed_at_ms, 5);
}
END_TEST

START_TEST(without_one_nothing_changes)
{
    static const char *const names[] = {"other.csv", "-"};
    struct reader *reader;
    write_file("other.csv", "a,b\n");
    write_file("trade.csv.meta", "flow = import\n"); /* of another file */
    for (size_t i = 0; i < 2; i++) {
        ck_assert(reader_open_file(i ? names[i] : path_of(names[i]), &reader, &error));
        ck_assert(sidecar_complete(reader, &arena, &options, &error));
        ck_assert_ptr_null(options.flow);
        ck_assert_ptr_null(options.sidecar);
        reader_close(reader);
    }
}
END_TEST

START_TEST(mistakes_name_file_and_line)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"flow = import\nfolw = import\n", ":2: unknown key; known are flow, period"},
        {"flow = sideways\n", ":1: flow is import, export"},
        {"\n\nperiod = June\n", ":3: period is YYYY"},
        {"profile = /etc/passwd\n", ":1: profile is the name"},
        {"profile = ..\n", ":1: profile is the name"},
        {"observed_at = yesterday\n", ":1: observed_at is an RFC 3339 time"},
        {"flow = import\nflow = import\n", ":2: the key is set already"},
        {"flow =\n", ":1: there is no value"},
        {"flow import\n", ":1: a line \"key = value\" is needed"},
        {"source = \xB9\xA4\n", ":1: not UTF-8"},
        {"rate = 7.18\n", ":1: rate is, for example"},
        {"rate = 7.18 CNY per EUR\n", ":1: rate is, for example"},
        {"rate = 1 USD per USD\n", ":1: rate is, for example"},
        {"rate = 0 CNY per USD\n", ":1: rate is, for example"},
        {"rate = -7 CNY per USD\n", ":1: rate is, for example"},
        {"rate = 7,18 CNY per USD\n", ":1: rate is, for example"},
        {"rate = 7.18 cny per USD\n", ":1: rate is, for example"},
        {"rate = 7.18 CNY per USD today\n", ":1: rate is, for example"},
        {"rate = 1e20 CNY per USD\n", ":1: rate is, for example"}, /* no digit of it would be left */
        {"rate = 7 CNY per USD\nrate = 8 CNY per USD\n", ":2: there is a rate for this currency already"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        options = (struct input_options){0};
        error = (struct error){0};
        ck_assert_msg(!complete(cases[i].text), "%s", cases[i].text);
        ck_assert_int_eq(error.kind, ERROR_STOP);
        ck_assert_int_eq(error.exit_status, EXIT_CONFIG);
        ck_assert_msg(strstr(error.message, "trade.csv.meta") || strstr(error.message, "UTF-8"), "%s", error.message);
        ck_assert_msg(strstr(error.message, cases[i].message) || strstr(error.message, "UTF-8"), "%s: %s",
                      cases[i].text, error.message);
    }
}
END_TEST

START_TEST(a_sidecar_is_small)
{
    enum { SIZE = 300 << 10 };
    char *text = malloc(SIZE + 1);
    ck_assert_ptr_nonnull(text);
    memset(text, '\n', SIZE);
    text[SIZE] = '\0';
    ck_assert(!complete(text));
    ck_assert_msg(strstr(error.message, "too large"), "%s", error.message);
    free(text);
}
END_TEST

/* The rate that is kept is dollars for one unit, by exact division, halves to even. */
START_TEST(rates_become_dollars_for_one_unit)
{
    ck_assert_msg(complete("rate = 7.18 CNY per USD\nrate = 1.26  USD per GBP\nrate = 152 JPY per USD\n"
                           "rate = 8 HKD per USD\n"),
                  "%s", error.message);
    static const char *const expected[][2] = {
        {"CNY", "0.1392757660"}, {"GBP", "1.2600000000"}, {"JPY", "0.0065789474"}, {"HKD", "0.1250000000"}};
    ck_assert_uint_eq(options.sidecar->rate_count, 4);
    for (size_t i = 0; i < 4; i++) {
        ck_assert(slice_equal_text(options.sidecar->rates[i].currency, expected[i][0]));
        ck_assert_str_eq(reading_decimal(&options.sidecar->rates[i].usd), expected[i][1]);
    }
}
END_TEST

/* An event of that currency, stamped by the sidecar in `options`. */
static struct customs_event stamped(const char *currency, const struct decimal *value_usd)
{
    struct customs_event event;
    struct draft draft;
    static const struct decimal value = {3125000000000, 4};
    draft_start(&draft, &event, &arena, CUSTOMS_EVENT_KIND_STATISTIC);
    event.value = &value;
    event.currency = slice_of(currency);
    event.value_usd = value_usd;
    sidecar_stamp(options.sidecar, &draft);
    return event;
}

START_TEST(rates_are_stamped_where_the_source_states_no_dollars)
{
    static const struct decimal usd = {1, 0};
    struct customs_event event = stamped("CNY", NULL);
    ck_assert_ptr_null(event.fx_rate); /* no sidecar at all */
    ck_assert(complete("rate = 7.18 CNY per USD\n"));
    event = stamped("CNY", NULL);
    ck_assert_str_eq(reading_decimal(event.fx_rate), "0.1392757660");
    ck_assert(slice_equal_text(event.fx_source, "sidecar"));
    ck_assert_ptr_null(stamped("CNY", &usd).fx_rate);
    ck_assert_ptr_null(stamped("EUR", NULL).fx_rate);
    ck_assert_ptr_null(stamped(NULL, NULL).fx_rate);
    options = (struct input_options){0};
    ck_assert(complete("rate_source = PBoC, average of June 2025\nrate = 7.18 CNY per USD\n"));
    ck_assert(slice_equal_text(stamped("CNY", NULL).fx_source, "PBoC, average of June 2025"));
}
END_TEST

/* The same for every input: a table of shipments takes flow and rate from its sidecar. */
START_TEST(shipments_have_sidecars_too)
{
    write_file("trade.csv", "DATE,HS CODE,GOODS DESCRIPTION,QUANTITY,UNIT,INVOICE VALUE,CURRENCY\n"
                            "2025-06-30,84733080,GPU CARD,2,PCS,50000,CNY\n");
    write_file("trade.csv.meta", "flow = import\nprofile = generic\nrate = 7.18 CNY per USD\n");
    struct reader *reader;
    options = reading_options();
    ck_assert(reader_open_file(path_of("trade.csv"), &reader, &error));
    ck_assert(sidecar_complete(reader, &arena, &options, &error));
    reader_close(reader);
    struct reading *reading = reading_of_file(&input_shipment_csv, &options, path_of("trade.csv"));
    ck_assert_msg(reading->events == 1, "%s", reading->error.message);
    ck_assert_int_eq(*reading->first.flow, CUSTOMS_EVENT_FLOW_IMPORT);
    ck_assert_str_eq(reading_decimal(reading->first.fx_rate), "0.1392757660");
    reading_free(reading);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sidecar");
    TCase *tests = tcase_create("sidecar");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_sidecar_states_what_the_file_does_not);
    tcase_add_test(tests, a_sidecar_changed_later_makes_a_later_version);
    tcase_add_test(tests, the_command_line_goes_before_it);
    tcase_add_test(tests, without_one_nothing_changes);
    tcase_add_test(tests, mistakes_name_file_and_line);
    tcase_add_test(tests, a_sidecar_is_small);
    tcase_add_test(tests, rates_become_dollars_for_one_unit);
    tcase_add_test(tests, rates_are_stamped_where_the_source_states_no_dollars);
    tcase_add_test(tests, shipments_have_sidecars_too);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
