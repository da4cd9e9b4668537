/* lib/http: one request at a time, with limits on everything. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/http.h"
#include "tests/http_server.h"
#include "tests/suite.h"

static const struct http_answer answers[] = {
    {"GET /hello", 200, "hello", 0, 0, NULL, 0},
    {"POST /echo", 201, "{}", 0, 0, NULL, 0},
    {"GET /not-there", 404, "no", 0, 0, NULL, 0},
    {"GET /busy", 429, "later", 0, 0, "Retry-After: 7\r\n", 0},
    {"GET /broken", 500, "oops", 0, 0, NULL, 0},
    {"GET /large", 200, "0123456789", 1000, 0, NULL, 0},
    {"GET /cut", 200, "half", 0, 4, NULL, 0},
    {"GET /hang-up", 0, NULL, 0, 0, NULL, 0},
    {"GET /slow", 200, "late", 0, 0, NULL, 5000},
    {"GET /moved", 302, "", 0, 0, "Location: /hello\r\n", 0},
    {"GET /round", 302, "", 0, 0, "Location: /round\r\n", 0},
    {"GET /to-a-file", 302, "", 0, 0, "Location: file:///etc/passwd\r\n", 0},
    {0},
};

static struct http_server server;
static struct http *http;
static struct buffer response;
static struct error error;

static void set_up(void)
{
    server = http_server_start(answers);
    ck_assert(http_open(&http, &error));
    buffer_init(&response, 1 << 20);
}

static void tear_down(void)
{
    http_close(http);
    buffer_free(&response);
    http_server_stop(&server);
}

/* A request as most are; tests change what they are about. */
static struct http_request request_of(const char *path)
{
    static char url[256];
    snprintf(url, sizeof url, "http://127.0.0.1:%d%s", server.port, path);
    return (struct http_request){.method = "GET", .url = url, .response_bytes_max = 4096, .timeout_ms = 5000};
}

static long status_of(const struct http_request *request)
{
    long status = 0;
    ck_assert_msg(http_perform(http, request, &response, &status, &error), "%s", error.message);
    return status;
}

START_TEST(an_answer_is_status_and_body)
{
    struct http_request request = request_of("/hello?key=value");
    ck_assert_int_eq(status_of(&request), 200);
    ck_assert(slice_equal_text(buffer_view(&response), "hello"));
    ck_assert_ptr_nonnull(strstr(server.traffic->last, "GET /hello?key=value HTTP/1.1\r\n"));
}
END_TEST

START_TEST(headers_of_the_caller_go_along)
{
    struct http_request request = request_of("/hello");
    request.headers = (struct http_header[]){{"X-Key", "secret"}, {0}};
    ck_assert_int_eq(status_of(&request), 200);
    ck_assert_ptr_nonnull(strstr(server.traffic->last, "X-Key: secret\r\n"));
}
END_TEST

START_TEST(an_answer_can_go_to_a_file)
{
    struct http_request request = request_of("/large");
    char text[16] = "";
    long status;
    request.response_file = tmpfile();
    request.response_bytes_max = 10000;
    ck_assert_msg(http_perform(http, &request, NULL, &status, &error), "%s", error.message);
    ck_assert_int_eq(ftell(request.response_file), 10000);
    rewind(request.response_file);
    ck_assert_uint_eq(fread(text, 1, 10, request.response_file), 10);
    ck_assert_str_eq(text, "0123456789");
    request.response_bytes_max = 9999;
    ck_assert(!http_perform(http, &request, NULL, &status, &error));
    ck_assert_int_eq(error.reason, REASON_TOO_LARGE);
    fclose(request.response_file);
    request.response_file = fopen("/dev/full", "w");
    setvbuf(request.response_file, NULL, _IONBF, 0);
    request.response_bytes_max = 10000;
    ck_assert(!http_perform(http, &request, NULL, &status, &error));
    ck_assert_int_eq(error.exit_status, EXIT_IO);
    fclose(request.response_file);
}
END_TEST

START_TEST(a_server_may_ask_to_wait)
{
    struct http_request request = request_of("/busy");
    ck_assert_int_eq(status_of(&request), 429);
    ck_assert_int_eq(http_retry_after_ms(http), 7000);
    request = request_of("/hello");
    ck_assert_int_eq(status_of(&request), 200);
    ck_assert_int_eq(http_retry_after_ms(http), -1);
}
END_TEST

START_TEST(a_body_goes_with_its_type)
{
    struct http_request request = request_of("/echo");
    request.method = "POST";
    request.content_type = "application/json";
    request.body = SLICE_LITERAL("{\"a\": 1}");
    ck_assert_int_eq(status_of(&request), 201);
    ck_assert_ptr_nonnull(strstr(server.traffic->last, "Content-Type: application/json\r\n"));
    ck_assert_ptr_nonnull(strstr(server.traffic->last, "Accept: application/json\r\n"));
    ck_assert_ptr_nonnull(strstr(server.traffic->last, "\r\n\r\n{\"a\": 1}"));
}
END_TEST

START_TEST(any_answer_of_the_server_is_success)
{
    const struct {
        const char *path;
        long status;
    } rows[] = {{"/not-there", 404}, {"/busy", 429}, {"/broken", 500}, {"/moved", 302}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct http_request request = request_of(rows[i].path);
        ck_assert_int_eq(status_of(&request), rows[i].status);
    }
}
END_TEST

START_TEST(redirects_are_followed_as_often_as_asked)
{
    struct http_request request = request_of("/moved");
    request.redirects_max = 2;
    ck_assert_int_eq(status_of(&request), 200);
    long status;
    request = request_of("/round");
    request.redirects_max = 2;
    ck_assert(!http_perform(http, &request, &response, &status, &error));
    ck_assert_int_eq(server.traffic->served, 2 + 3);
    request = request_of("/to-a-file");
    request.redirects_max = 2;
    ck_assert(!http_perform(http, &request, &response, &status, &error));
}
END_TEST

START_TEST(the_size_of_an_answer_is_bounded)
{
    long status;
    struct http_request request = request_of("/large");
    ck_assert(!http_perform(http, &request, &response, &status, &error));
    ck_assert_int_eq(error.kind, ERROR_REJECT);
    ck_assert_int_eq(error.reason, REASON_TOO_LARGE);
    request.response_bytes_max = 10000;
    ck_assert_int_eq(status_of(&request), 200);
    ck_assert_uint_eq(response.size, 10000);
    response.limit = 4096; /* the buffer's own limit counts, too */
    buffer_free(&response);
    ck_assert(!http_perform(http, &request, &response, &status, &error));
    ck_assert_int_eq(error.reason, REASON_TOO_LARGE);
}
END_TEST

START_TEST(a_broken_answer_may_be_asked_for_again)
{
    const char *paths[] = {"/cut", "/hang-up"};
    for (size_t i = 0; i < 2; i++) {
        long status;
        struct http_request request = request_of(paths[i]);
        ck_assert(!http_perform(http, &request, &response, &status, &error));
        ck_assert_int_eq(error.kind, ERROR_RETRY);
        ck_assert_int_eq(error.exit_status, EXIT_UNAVAILABLE);
    }
}
END_TEST

START_TEST(time_is_bounded)
{
    long status;
    struct http_request request = request_of("/slow");
    request.timeout_ms = 100;
    ck_assert(!http_perform(http, &request, &response, &status, &error));
    ck_assert_int_eq(error.kind, ERROR_RETRY);
}
END_TEST

START_TEST(nobody_listening_is_an_outage)
{
    long status;
    struct http_request request = {.method = "GET", .url = "http://127.0.0.1:1/", .response_bytes_max = 1, .timeout_ms = 1000};
    ck_assert(!http_perform(http, &request, &response, &status, &error));
    ck_assert_int_eq(error.kind, ERROR_RETRY);
}
END_TEST

START_TEST(only_web_addresses_are_taken)
{
    const char *urls[] = {"file:///etc/passwd", "ftp://127.0.0.1/", "http://[", ""};
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        long status;
        struct http_request request = {.method = "GET", .url = urls[i], .response_bytes_max = 1, .timeout_ms = 1000};
        ck_assert_msg(!http_perform(http, &request, &response, &status, &error), "%s", urls[i]);
        ck_assert_msg(error.kind == ERROR_STOP, "%s: %s", urls[i], error.message);
    }
}
END_TEST

START_TEST(credentials_are_sent_and_never_shown)
{
    char url[128];
    struct http_request request = request_of("/hello");
    snprintf(url, sizeof url, "http://reader:secret@127.0.0.1:%d/hello", server.port);
    request.url = url;
    ck_assert_int_eq(status_of(&request), 200);
    /* reader:secret in base64 */
    ck_assert_ptr_nonnull(strstr(server.traffic->last, "Authorization: Basic cmVhZGVyOnNlY3JldA==\r\n"));
    long status;
    request.url = "http://reader:secret@127.0.0.1:1/hello?key=hidden";
    ck_assert(!http_perform(http, &request, &response, &status, &error));
    ck_assert_ptr_null(strstr(error.message, "secret"));
    ck_assert_ptr_null(strstr(error.message, "hidden"));
    ck_assert_ptr_nonnull(strstr(error.message, "127.0.0.1:1/hello"));
}
END_TEST

START_TEST(this_machine_is_reached_without_the_proxy)
{
    setenv("http_proxy", "http://127.0.0.1:1", 1);
    unsetenv("no_proxy");
    unsetenv("NO_PROXY");
    struct http *direct;
    ck_assert(http_open(&direct, &error));
    struct http_request request = request_of("/hello");
    long status;
    ck_assert_msg(http_perform(direct, &request, &response, &status, &error), "%s", error.message);
    http_close(direct);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("http");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, an_answer_is_status_and_body);
    tcase_add_test(tests, headers_of_the_caller_go_along);
    tcase_add_test(tests, an_answer_can_go_to_a_file);
    tcase_add_test(tests, a_server_may_ask_to_wait);
    tcase_add_test(tests, a_body_goes_with_its_type);
    tcase_add_test(tests, any_answer_of_the_server_is_success);
    tcase_add_test(tests, redirects_are_followed_as_often_as_asked);
    tcase_add_test(tests, the_size_of_an_answer_is_bounded);
    tcase_add_test(tests, a_broken_answer_may_be_asked_for_again);
    tcase_add_test(tests, time_is_bounded);
    tcase_add_test(tests, nobody_listening_is_an_outage);
    tcase_add_test(tests, only_web_addresses_are_taken);
    tcase_add_test(tests, credentials_are_sent_and_never_shown);
    tcase_add_test(tests, this_machine_is_reached_without_the_proxy);
    Suite *suite = suite_create("http");
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
