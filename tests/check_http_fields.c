/* lib/http_fields: what the header of an answer says about the next request. */
#include <check.h>
#include <string.h>

#include "lib/http_fields.h"
#include "tests/suite.h"

static const int64_t now_ms = 1767225600000; /* 2026-01-01T00:00:00Z */
static struct http_fields fields;

/* A header of one status line and the lines given. */
static void header(const char *first, const char *second)
{
    http_fields_take(&fields, SLICE_LITERAL("HTTP/1.1 200 OK\r\n"));
    http_fields_take(&fields, slice_of(first));
    if (second)
        http_fields_take(&fields, slice_of(second));
}

START_TEST(validators_are_opaque)
{
    header("etag:   W/\"a b\"  \r\n", "Last-Modified: some time ago\r\n");
    ck_assert_str_eq(fields.etag, "W/\"a b\"");
    ck_assert_str_eq(fields.last_modified, "some time ago");
}
END_TEST

START_TEST(a_redirect_leaves_nothing_behind)
{
    header("ETag: \"old\"\r\n", NULL);
    header("Date: x\r\n", NULL);
    ck_assert_str_eq(fields.etag, "");
}
END_TEST

START_TEST(what_is_too_long_or_not_sendable_is_not_stated)
{
    char line[HTTP_VALIDATOR_MAX + 16] = "ETag: \"";
    memset(line + 7, 'x', HTTP_VALIDATOR_MAX);
    header(line, NULL);
    ck_assert_str_eq(fields.etag, "");
    header("ETag: \"a\001b\"\r\n", NULL);
    ck_assert_str_eq(fields.etag, "");
    header("no field\r\n", "\r\n");
}
END_TEST

static const struct {
    const char *first, *second;
    int64_t max_age_ms, expires_ms, wait_ms;
} rows[] = {
    {"Server: x", NULL, -1, -1, -1},
    {"Cache-Control: public, max-age=600", NULL, 600000, -1, -1},
    {"Cache-Control: max-age=\"600\"", "Age: 100", 500000, -1, -1},
    {"Cache-Control: max-age=600", "Age: 1000", 0, -1, -1},
    {"Cache-Control: max-age=soon", NULL, -1, -1, -1},
    {"Cache-Control: max-age=99999999999999999999", NULL, (int64_t)(1 << 30) * 1000, -1, -1},
    {"Cache-Control: s-maxage=600", NULL, -1, -1, -1},
    {"Expires: 0", NULL, -1, 0, -1},
    {"Expires: Thu, 01 Jan 2026 01:00:00 GMT", NULL, -1, 3600000, -1},
    {"Expires: Thu, 01 Jan 2026 01:00:00 GMT", "Date: Thu, 01 Jan 2026 00:30:00 GMT", -1, 1800000, -1},
    {"Expires: Thu, 01 Jan 2015 01:00:00 GMT", NULL, -1, 0, -1},
    {"Retry-After: 120", NULL, -1, -1, 120000},
    {"Retry-After: Thu, 01 Jan 2026 00:02:00 GMT", NULL, -1, -1, 120000},
    {"Retry-After: Thu, 01 Jan 2015 00:02:00 GMT", NULL, -1, -1, 0},
    {"Retry-After: -5", NULL, -1, -1, -1},
    {"X-RateLimit-Reset: 90.5", NULL, -1, -1, 90500},
    {"x-ratelimit-reset: 1767225660", NULL, -1, -1, 60000},
    {"x-ratelimit-reset: 1767225660", "Retry-After: 120", -1, -1, 120000},
    {"x-ratelimit-reset: nan", NULL, -1, -1, -1},
};

START_TEST(times_of_the_next_request)
{
    header(rows[_i].first, rows[_i].second);
    ck_assert_int_eq(http_fields_max_age_ms(&fields), rows[_i].max_age_ms);
    ck_assert_int_eq(http_fields_expires_ms(&fields, now_ms), rows[_i].expires_ms);
    ck_assert_int_eq(http_fields_wait_ms(&fields, now_ms), rows[_i].wait_ms);
}
END_TEST

START_TEST(a_charset_is_a_name)
{
    char charset[40];
    const char *good[] = {"Content-Type: text/xml; charset=EUC-KR",
                          "Content-Type: text/xml;a=b; Charset = \"EUC-KR\" ;"};
    for (size_t i = 0; i < 2; i++) {
        header(good[i], NULL);
        ck_assert(http_fields_charset(&fields, charset));
        ck_assert_str_eq(charset, "EUC-KR");
    }
    const char *bad[] = {"Content-Type: text/xml", "Content-Type: text/xml; charset=", "Server: x",
                         "Content-Type: text/xml; charset=a/../b", "Content-Type: charset=utf-8"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        header(bad[i], NULL);
        ck_assert_msg(!http_fields_charset(&fields, charset), "%s", bad[i]);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("http_fields");
    TCase *tests = tcase_create("http_fields");
    tcase_add_test(tests, validators_are_opaque);
    tcase_add_test(tests, a_redirect_leaves_nothing_behind);
    tcase_add_test(tests, what_is_too_long_or_not_sendable_is_not_stated);
    tcase_add_loop_test(tests, times_of_the_next_request, 0, sizeof rows / sizeof *rows);
    tcase_add_test(tests, a_charset_is_a_name);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
