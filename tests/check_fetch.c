/*
 * Downloads: what an answer means, and how often a server is asked.
 */
#include <check.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"
#include "producers/fetch.h"
#include "tests/http_server.h"
#include "tests/suite.h"

static const struct http_answer answers[] = {
    {"GET /rows", 200, "  [[\"time\"],[\"2025-06\"]]", 0, 0, NULL, 0},
    {"GET /page", 200, "<html>Invalid Key</html>", 0, 0, NULL, 0},
    {"GET /nothing", 204, "", 0, 0, NULL, 0},
    {"GET /empty", 200, "", 0, 0, NULL, 0},
    {"GET /not-yet", 404, "no", 0, 0, NULL, 0},
    {"GET /secret", 401, "no", 0, 0, NULL, 0},
    {"GET /busy", 429, "later", 0, 0, "Retry-After: 1\r\n", 0},
    {"GET /cut", 200, "[half", 0, 4, "Retry-After: 1\r\n", 0},
    {"GET /moved", 302, "", 0, 0, "Location: /rows\r\n", 0},
    {0},
};

static volatile sig_atomic_t interrupted;
static struct http_server server;
static struct fetcher *fetcher;
static struct error error;
static FILE *file;
static char address[128];

static void set_up(void)
{
    interrupted = 0;
    server = http_server_start(answers);
    ck_assert(fetcher_open(&interrupted, &fetcher, &error));
}

static void tear_down(void)
{
    fetcher_close(fetcher);
    http_server_stop(&server);
}

static struct fetch_request api(const char *path)
{
    snprintf(address, sizeof address, "http://127.0.0.1:%d%s", server.port, path);
    return (struct fetch_request){.name = path, .address = address, .api = true};
}

START_TEST(an_answer_stands_in_a_file_at_its_begin)
{
    char text[64] = "";
    struct fetch_request request = api("/rows");
    request.key = (struct http_header){"X-Key", "secret"};
    ck_assert_msg(fetch(fetcher, &request, &file, &error), "%s", error.message);
    ck_assert_int_eq(read(fileno(file), text, sizeof text), 24);
    ck_assert_str_eq(text, "  [[\"time\"],[\"2025-06\"]]");
    ck_assert_ptr_nonnull(strstr(server.traffic->last, "X-Key: secret\r\n"));
    fclose(file);
}
END_TEST

START_TEST(no_content_is_no_data)
{
    ck_assert(fetch(fetcher, &(struct fetch_request){.name = "x", .address = api("/nothing").address, .api = true},
                    &file, &error));
    ck_assert_ptr_null(file);
}
END_TEST

static const struct {
    const char *path, *says;
    int exit_status, asked;
} refusals[] = {
    {"/page", "page instead of data", EXIT_TRY_AGAIN, 1},
    {"/not-yet", "not published yet", EXIT_TRY_AGAIN, 1},
    {"/secret", "refuses the key", EXIT_CONFIG, 1},
};

START_TEST(what_is_no_data_is_told_apart)
{
    struct fetch_request request = api(refusals[_i].path);
    ck_assert(!fetch(fetcher, &request, &file, &error));
    ck_assert_int_eq(error.exit_status, refusals[_i].exit_status);
    ck_assert_msg(strstr(error.message, refusals[_i].says) != NULL, "%s", error.message);
    ck_assert_int_eq(server.traffic->served, refusals[_i].asked);
}
END_TEST

START_TEST(a_busy_server_is_asked_again_as_late_as_it_wants)
{
    struct fetch_request request = api("/busy");
    int64_t begun_ms = clock_now_ms();
    ck_assert(!fetch(fetcher, &request, &file, &error));
    ck_assert_int_eq(error.exit_status, EXIT_TRY_AGAIN);
    ck_assert_ptr_nonnull(strstr(error.message, "429"));
    ck_assert_int_eq(server.traffic->served, FETCH_TRIES);
    ck_assert_int_ge(clock_now_ms() - begun_ms, (FETCH_TRIES - 1) * 1000);
}
END_TEST

START_TEST(a_cut_answer_is_none)
{
    struct fetch_request request = api("/cut");
    ck_assert(!fetch(fetcher, &request, &file, &error));
    ck_assert_int_eq(error.exit_status, EXIT_UNAVAILABLE);
    ck_assert_int_eq(server.traffic->served, FETCH_TRIES);
    ck_assert_ptr_null(file);
}
END_TEST

START_TEST(a_key_follows_no_redirect)
{
    struct fetch_request request = api("/moved");
    request.key = (struct http_header){"X-Key", "secret"};
    ck_assert(!fetch(fetcher, &request, &file, &error));
    ck_assert_int_eq(error.exit_status, EXIT_NO_INPUT);
    request.key = (struct http_header){0};
    ck_assert(fetch(fetcher, &request, &file, &error));
    fclose(file);
}
END_TEST

START_TEST(requests_keep_their_interval)
{
    struct fetch_request request = api("/rows");
    request.interval_ms = 700;
    int64_t begun_ms = clock_now_ms();
    for (int i = 0; i < 3; i++) {
        ck_assert(fetch(fetcher, &request, &file, &error));
        fclose(file);
    }
    ck_assert_int_ge(clock_now_ms() - begun_ms, 1400);
}
END_TEST

START_TEST(an_interrupted_wait_ends)
{
    struct fetch_request request = api("/rows");
    interrupted = 1;
    ck_assert(!fetch(fetcher, &request, &file, &error));
    ck_assert_int_eq(error.exit_status, EXIT_TRY_AGAIN);
    ck_assert_int_eq(server.traffic->served, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fetch");
    TCase *tests = tcase_create("fetch");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, an_answer_stands_in_a_file_at_its_begin);
    tcase_add_test(tests, no_content_is_no_data);
    tcase_add_loop_test(tests, what_is_no_data_is_told_apart, 0, sizeof refusals / sizeof refusals[0]);
    tcase_add_test(tests, a_busy_server_is_asked_again_as_late_as_it_wants);
    tcase_add_test(tests, a_cut_answer_is_none);
    tcase_add_test(tests, a_key_follows_no_redirect);
    tcase_add_test(tests, requests_keep_their_interval);
    tcase_add_test(tests, an_interrupted_wait_ends);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
