#include "lib/log.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/json.h"
#include "tests/suite.h"

/* Standard error goes to a file while a test runs. */
static FILE *captured;
static int real_stderr;

static void setup(void)
{
    captured = tmpfile();
    real_stderr = dup(STDERR_FILENO);
    ck_assert(captured && real_stderr >= 0);
    ck_assert_int_ge(dup2(fileno(captured), STDERR_FILENO), 0);
}

static void teardown(void)
{
    dup2(real_stderr, STDERR_FILENO);
    close(real_stderr);
    fclose(captured);
    log_format_set(NULL);
    log_level_set(LOG_LEVEL_INFO);
}

/* What was written since the start of the test. */
static const char *written(void)
{
    static char text[256 << 10];
    rewind(captured);
    text[fread(text, 1, sizeof text - 1, captured)] = '\0';
    return text;
}

static struct json *written_json(void)
{
    struct json *json;
    struct error error;
    const char *line = written();
    ck_assert_ptr_eq(strchr(line, '\n'), line + strlen(line) - 1); /* one line */
    ck_assert_msg(json_parse(slice_of(line), &json, &error), "%s", line);
    return json;
}

static void log_batch(void)
{
    log_event(LOG_LEVEL_INFO, "batch committed",
              (struct log_field[]){
                  {"rows", NULL, 5000}, {"topic", "news_event", 0}, {"note", "two\nlines=\"x\"", 0}, {0}});
}

START_TEST(is_one_json_object_where_stderr_is_no_terminal)
{
    log_batch();
    struct json *line = written_json();
    int64_t rows, time_ms;
    ck_assert(json_int64(json_member(line, "rows"), &rows) && rows == 5000);
    ck_assert(slice_equal_text(json_text(json_member(line, "level")), "info"));
    ck_assert(slice_equal_text(json_text(json_member(line, "event")), "batch committed"));
    ck_assert(slice_equal_text(json_text(json_member(line, "note")), "two\nlines=\"x\""));
    ck_assert(time_parse_rfc3339(json_text(json_member(line, "time")), &time_ms));
    ck_assert_int_le(llabs(clock_now_ms() - time_ms), 60000);
    json_free(line);
}
END_TEST

START_TEST(is_text_for_people)
{
    log_format_set("text");
    log_batch();
    const char *line = written();
    ck_assert_str_eq(line + strlen("2026-01-28T09:30:00.000Z"),
                     " info    batch committed rows=5000 topic=news_event note=\"two\\nlines=\\\"x\\\"\"\n");
}
END_TEST

/* What comes from outside must not forge lines or reach the terminal as commands. */
START_TEST(quotes_what_is_not_plain)
{
    log_format_set("text");
    log_event(LOG_LEVEL_ERROR, "e", (struct log_field[]){{"a", "\x1b[2J", 0}, {"b", "", 0}, {"c", "\xff", 0}, {0}});
    ck_assert_ptr_nonnull(strstr(written(), " a=\"\\u001b[2J\" b=\"\" c=\"\xEF\xBF\xBD\"\n"));
}
END_TEST

START_TEST(leaves_out_lower_levels)
{
    log_event(LOG_LEVEL_DEBUG, "debug", NULL);
    ck_assert_str_eq(written(), "");
    log_level_set(LOG_LEVEL_ERROR);
    log_event(LOG_LEVEL_WARNING, "warning", NULL);
    ck_assert_str_eq(written(), "");
    log_level_set(LOG_LEVEL_DEBUG);
    log_event(LOG_LEVEL_DEBUG, "debug", NULL);
    ck_assert_ptr_nonnull(strstr(written(), "\"debug\""));
}
END_TEST

START_TEST(tells_an_error_with_its_reason)
{
    struct error error = {0};
    error_reject(&error, REASON_BAD_AVRO, "payload ends early");
    log_error(LOG_LEVEL_WARNING, "message refused", &error);
    struct json *line = written_json();
    ck_assert(slice_equal_text(json_text(json_member(line, "error")), "payload ends early"));
    ck_assert(slice_equal_text(json_text(json_member(line, "reason")), "bad_avro"));
    json_free(line);
}
END_TEST

START_TEST(drops_the_reason_where_there_is_none)
{
    struct error error = {0};
    error_retry(&error, "no connection");
    log_error(LOG_LEVEL_WARNING, "waiting", &error);
    struct json *line = written_json();
    ck_assert_ptr_null(json_member(line, "reason"));
    json_free(line);
}
END_TEST

START_TEST(keeps_the_event_of_a_line_that_is_too_long)
{
    static char text[100000];
    memset(text, 'x', sizeof text - 1);
    log_event(LOG_LEVEL_INFO, "long", (struct log_field[]){{"text", text, 0}, {0}});
    struct json *line = written_json();
    ck_assert(slice_equal_text(json_text(json_member(line, "event")), "long"));
    json_free(line);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("log");
    TCase *tests = tcase_create("log");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, is_one_json_object_where_stderr_is_no_terminal);
    tcase_add_test(tests, is_text_for_people);
    tcase_add_test(tests, quotes_what_is_not_plain);
    tcase_add_test(tests, leaves_out_lower_levels);
    tcase_add_test(tests, tells_an_error_with_its_reason);
    tcase_add_test(tests, drops_the_reason_where_there_is_none);
    tcase_add_test(tests, keeps_the_event_of_a_line_that_is_too_long);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
