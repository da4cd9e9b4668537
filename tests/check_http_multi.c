/* lib/http: many transfers at once, to addresses that strangers name. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/http.h"
#include "tests/http_server.h"
#include "tests/suite.h"

static const struct http_answer answers[] = {
    {"GET /feed", 200, "hello", 0, 0, "ETag: \"1\"\r\nCache-Control: max-age=60\r\n", 0},
    {"GET /large", 200, "0123456789", 1000, 0, NULL, 0},
    {"GET /cut", 200, "half", 0, 4, NULL, 0},
    {"GET /moved", 301, "", 0, 0, "Location: /feed?a=b\r\n", 0},
    {"GET /file", 302, "", 0, 0, "Location: file:///etc/passwd\r\n", 0},
    {"GET /slow", 200, "late", 0, 0, NULL, 5000},
    {"GET /cookie", 200, "c", 0, 0, "Set-Cookie: a=b\r\n", 0},
    {0},
};

static struct http_server server;
static struct http_multi *multi;
static struct error error;
static char url[256];

static void set_up(void)
{
    server = http_server_start(answers);
    ck_assert(http_multi_open(&multi, &error));
}

static void tear_down(void)
{
    http_multi_close(multi);
    http_server_stop(&server);
}

static struct http_get get_of(const char *path)
{
    snprintf(url, sizeof url, "http://127.0.0.1:%d%s", server.port, path);
    return (struct http_get){.url = url, .user_agent = "chipwatch/test", .bytes_max = 4096, .timeout_ms = 3000,
                             .private_allowed = true};
}

static struct http_got *wait_for_one(void)
{
    struct http_got *got = NULL;
    for (int i = 0; i < 100 && !got; i++)
        got = http_multi_next(multi, 100);
    ck_assert_ptr_nonnull(got);
    return got;
}

static struct http_got *got_of(const struct http_get *get)
{
    ck_assert_msg(http_multi_start(multi, get, &error), "%s", error.message);
    return wait_for_one();
}

START_TEST(an_answer_has_status_fields_and_body)
{
    int mine;
    struct http_get get = get_of("/feed");
    get.context = &mine;
    get.headers = (struct http_header[]){{"If-None-Match", "W/\"0\""}, {0}};
    struct http_got *got = got_of(&get);
    ck_assert_msg(got->answered, "%s", got->error.message);
    ck_assert_int_eq(got->status, 200);
    ck_assert_ptr_eq(got->context, &mine);
    ck_assert(slice_equal_text(buffer_view(&got->body), "hello"));
    ck_assert_str_eq(got->fields.etag, "\"1\"");
    ck_assert_int_eq(http_fields_max_age_ms(&got->fields), 60000);
    ck_assert_ptr_nonnull(strstr(server.traffic->last, "\r\nIf-None-Match: W/\"0\"\r\n"));
    ck_assert_ptr_nonnull(strstr(server.traffic->last, "\r\nUser-Agent: chipwatch/test\r\n"));
    http_got_free(got);
}
END_TEST

START_TEST(several_are_under_way)
{
    const char *paths[] = {"/feed", "/moved", "/large"};
    size_t bytes = 0;
    for (int i = 0; i < 3; i++) {
        struct http_get get = get_of(paths[i]);
        get.bytes_max = 1 << 20;
        ck_assert(http_multi_start(multi, &get, &error));
    }
    for (int i = 0; i < 3; i++) {
        struct http_got *got = wait_for_one();
        ck_assert(got->answered);
        bytes += got->body.size;
        http_got_free(got);
    }
    ck_assert_uint_eq(bytes, 5 + 10000);
    ck_assert_ptr_null(http_multi_next(multi, 0));
}
END_TEST

START_TEST(a_redirect_is_an_answer_of_its_own)
{
    char target[300];
    struct http_get get = get_of("/moved");
    struct http_got *got = got_of(&get);
    snprintf(target, sizeof target, "http://127.0.0.1:%d/feed?a=b", server.port);
    ck_assert_int_eq(got->status, 301);
    ck_assert_str_eq(got->redirect, target);
    http_got_free(got);
    get = get_of("/file");
    got = got_of(&get);
    ck_assert_int_eq(got->status, 302);
    ck_assert_ptr_null(got->redirect); /* nowhere but to http and https */
    http_got_free(got);
    ck_assert_int_eq(server.traffic->served, 2);
}
END_TEST

START_TEST(size_and_time_are_bounded)
{
    struct http_get get = get_of("/large");
    struct http_got *got = got_of(&get);
    ck_assert(!got->answered);
    ck_assert_int_eq(got->error.reason, REASON_TOO_LARGE);
    http_got_free(got);
    const char *paths[] = {"/slow", "/cut"};
    for (size_t i = 0; i < 2; i++) {
        get = get_of(paths[i]);
        get.timeout_ms = 200;
        got = got_of(&get);
        ck_assert(!got->answered);
        ck_assert_int_eq(got->error.kind, ERROR_RETRY);
        http_got_free(got);
    }
}
END_TEST

START_TEST(private_addresses_are_refused)
{
    struct http_get get = get_of("/feed");
    char by_name[256];
    snprintf(by_name, sizeof by_name, "http://localhost:%d/feed", server.port);
    /* The last is a name of which only the resolver says where it leads. */
    const char *urls[] = {url, by_name, "http://[::1]/", "http://0x7f.1/", "http://2130706433/", "http://x.localhost/"};
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        get.url = urls[i];
        get.private_allowed = false;
        struct http_got *got = got_of(&get);
        ck_assert_msg(!got->answered && got->error.kind == ERROR_STOP, "%s: %s", urls[i], got->error.message);
        ck_assert(got->is_private && strstr(got->error.message, "not public"));
        http_got_free(got);
    }
    ck_assert_int_eq(server.traffic->served, 0);
}
END_TEST

START_TEST(cookies_are_not_sent_back)
{
    for (int i = 0; i < 2; i++) {
        struct http_get get = get_of("/cookie");
        http_got_free(got_of(&get));
        ck_assert_ptr_null(strcasestr(server.traffic->last, "\r\nCookie:"));
    }
}
END_TEST

START_TEST(a_body_can_go_to_a_file)
{
    struct http_get get = get_of("/large");
    get.file = tmpfile();
    get.bytes_max = 10000;
    struct http_got *got = got_of(&get);
    ck_assert_msg(got->answered, "%s", got->error.message);
    ck_assert_int_eq(ftell(get.file), 10000);
    http_got_free(got);
    fclose(get.file);
}
END_TEST

START_TEST(what_is_under_way_may_be_given_up)
{
    struct http_get get = get_of("/slow");
    ck_assert(http_multi_start(multi, &get, &error));
    ck_assert_ptr_null(http_multi_next(multi, 50));
    get.private_allowed = false;
    ck_assert(http_multi_start(multi, &get, &error));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("http_multi");
    TCase *tests = tcase_create("http_multi");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, an_answer_has_status_fields_and_body);
    tcase_add_test(tests, several_are_under_way);
    tcase_add_test(tests, a_redirect_is_an_answer_of_its_own);
    tcase_add_test(tests, size_and_time_are_bounded);
    tcase_add_test(tests, private_addresses_are_refused);
    tcase_add_test(tests, cookies_are_not_sent_back);
    tcase_add_test(tests, a_body_can_go_to_a_file);
    tcase_add_test(tests, what_is_under_way_may_be_given_up);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
