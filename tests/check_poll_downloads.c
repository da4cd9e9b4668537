/* producers/news/poll_downloads: redirects hop by hop, and what a host may expect. */
#include <check.h>
#include <signal.h>
#include <string.h>

#include "lib/clock.h"
#include "producers/news/poll_downloads.h"
#include "tests/http_server.h"
#include "tests/suite.h"

static const struct http_answer answers[] = {
    {"GET /feed", 200, "hello", 0, 0, NULL, 0},
    {"GET /permanent", 301, "", 0, 0, "Location: /again\r\n", 0},
    {"GET /again", 308, "", 0, 0, "Location: /feed\r\n", 0},
    {"GET /mixed", 302, "", 0, 0, "Location: /again\r\n", 0},
    {"GET /loop", 301, "", 0, 0, "Location: /loop\r\n", 0},
    {"GET /nowhere", 301, "", 0, 0, "Location: gopher://x/\r\n", 0},
    {"GET /private", 302, "", 0, 0, "Location: http://127.0.0.2:1/\r\n", 0},
    {"GET /busy", 429, "", 0, 0, "Retry-After: 7\r\n", 0},
    {"GET /slow", 200, "late", 0, 0, NULL, 3000},
    {"GET /later", 200, "late", 0, 0, NULL, 300},
    {0},
};

static volatile sig_atomic_t interrupted;
static struct http_server server;
static struct downloads *downloads;
static struct error error;

static void open_with(int64_t gap_ms, bool private_allowed)
{
    const struct downloads_settings settings = {.contact = "me@test.example", .host_gap_ms = gap_ms, .timeout_ms = 2000,
                                                .private_allowed = private_allowed, .interrupted = &interrupted};
    downloads_close(downloads);
    ck_assert(downloads_open(&settings, &downloads, &error));
}

static void set_up(void)
{
    interrupted = 0;
    server = http_server_start(answers);
    open_with(0, true);
}

static void tear_down(void)
{
    downloads_close(downloads);
    downloads = NULL;
    http_server_stop(&server);
}

static struct download *make(const char *path)
{
    char address[128];
    snprintf(address, sizeof address, "http://127.0.0.1:%d%s", server.port, path);
    struct download *made = download_new(address);
    made->bytes_max = 4096;
    return made;
}

static struct download *get(const char *path)
{
    struct download *download = make(path);
    ck_assert(downloads_wait(downloads, download));
    ck_assert_ptr_nonnull(download->got);
    return download;
}

static const struct {
    const char *path, *final;
    long status;
    int hops;
    bool permanent;
    const char *says; /* of the problem; NULL: there is none */
} rows[] = {
    {"/feed", "/feed", 200, 0, false, NULL},
    {"/permanent", "/feed", 200, 2, true, NULL},
    {"/mixed", "/feed", 200, 2, false, NULL},
    {"/again", "/feed", 200, 1, true, NULL},
    {"/loop", "/loop", 301, DOWNLOAD_HOPS_MAX, true, "more than 10 redirects"},
    {"/nowhere", "/nowhere", 301, 0, false, "redirects to nowhere"},
    {"/busy", "/busy", 429, 0, false, "status 429"},
    {"/none", "/none", 404, 0, false, "status 404"},
};

START_TEST(redirects_are_followed_hop_by_hop)
{
    struct download *download = get(rows[_i].path);
    struct error problem = {0};
    ck_assert_int_eq(download->got->status, rows[_i].status);
    ck_assert_int_eq(download->hops, rows[_i].hops);
    ck_assert_int_eq(server.traffic->served, rows[_i].hops + 1);
    ck_assert(download->permanent == rows[_i].permanent);
    ck_assert_str_eq(strrchr(download->address, '/'), rows[_i].final);
    download_problem(download, &problem);
    ck_assert_msg(!rows[_i].says || strstr(problem.message, rows[_i].says), "%s", problem.message);
    ck_assert_ptr_nonnull(strstr(server.traffic->last, "(+me@test.example)"));
    download_free(download);
}
END_TEST

START_TEST(a_host_has_one_connection_and_a_gap)
{
    open_with(150, true);
    int64_t begin_ms = clock_monotonic_ms();
    for (int i = 0; i < 4; i++)
        downloads_add(downloads, make("/feed"));
    for (int i = 0; i < 4; i++) {
        struct download *download = downloads_next(downloads, 5000);
        ck_assert_ptr_nonnull(download);
        ck_assert_int_ge(clock_monotonic_ms() - begin_ms, i * 150);
        download_free(download);
    }
    ck_assert_ptr_null(downloads_next(downloads, 0));
}
END_TEST

START_TEST(hops_keep_the_gap_too)
{
    open_with(150, true);
    int64_t begin_ms = clock_monotonic_ms();
    download_free(get("/permanent"));
    ck_assert_int_ge(clock_monotonic_ms() - begin_ms, 300);
}
END_TEST

START_TEST(a_paused_host_is_left_alone)
{
    struct download *download = make("/feed");
    int64_t begin_ms = clock_monotonic_ms();
    downloads_pause(downloads, download->address, 300);
    ck_assert(downloads_wait(downloads, download));
    ck_assert_int_ge(clock_monotonic_ms() - begin_ms, 300);
    download_free(download);
}
END_TEST

/* The end of a request that was under way when somebody asked for more time does not shorten it. */
START_TEST(a_pause_outlasts_what_was_under_way)
{
    struct download *first = make("/later");
    downloads_add(downloads, first);
    downloads_add(downloads, make("/feed"));
    ck_assert_ptr_null(downloads_next(downloads, 100));
    downloads_pause(downloads, first->address, 60000);
    ck_assert_ptr_eq(downloads_next(downloads, 5000), first);
    ck_assert_ptr_null(downloads_next(downloads, 500));
    ck_assert_int_eq(server.traffic->served, 1);
    download_free(first);
}
END_TEST

START_TEST(the_hasty_do_not_wait_for_a_host_that_rests)
{
    struct download *download = make("/feed");
    download->hasty = true;
    downloads_pause(downloads, download->address, 60000);
    ck_assert(downloads_wait(downloads, download));
    ck_assert_ptr_null(download->got);
    ck_assert_int_eq(server.traffic->served, 0);
    download_free(download);
}
END_TEST

/* What a person typed may be a private address; where it redirects to may not. */
START_TEST(private_addresses_are_only_what_was_typed)
{
    const struct {
        const char *path;
        bool typed, answered;
    } cases[] = {{"/feed", false, false}, {"/feed", true, true}, {"/permanent", true, true}, {"/private", true, false}};
    open_with(0, false);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct download *download = make(cases[i].path);
        download->typed = cases[i].typed;
        ck_assert(downloads_wait(downloads, download));
        ck_assert_msg(download->got->answered == cases[i].answered, "%s", cases[i].path);
        download_free(download);
    }
}
END_TEST

START_TEST(others_go_on_while_one_is_waited_for)
{
    struct download *other = make("/feed");
    downloads_add(downloads, other);
    download_free(get("/again"));
    ck_assert_ptr_eq(downloads_next(downloads, 1000), other);
    download_free(other);
}
END_TEST

START_TEST(an_interrupted_wait_ends)
{
    interrupted = 1;
    ck_assert(!downloads_wait(downloads, make("/slow")));
    ck_assert_ptr_null(downloads_next(downloads, 1000));
}
END_TEST

START_TEST(hosts_are_told_apart_by_name)
{
    char name[DOWNLOADS_HOST_MAX];
    downloads_host_name("https://u:p@News.Example.ORG:8080/x", name);
    ck_assert_str_eq(name, "news.example.org");
    downloads_host_name("nothing", name);
    ck_assert_str_eq(name, "");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("poll_downloads");
    TCase *tests = tcase_create("poll_downloads");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 30);
    tcase_add_loop_test(tests, redirects_are_followed_hop_by_hop, 0, sizeof rows / sizeof *rows);
    tcase_add_test(tests, a_host_has_one_connection_and_a_gap);
    tcase_add_test(tests, hops_keep_the_gap_too);
    tcase_add_test(tests, a_paused_host_is_left_alone);
    tcase_add_test(tests, a_pause_outlasts_what_was_under_way);
    tcase_add_test(tests, the_hasty_do_not_wait_for_a_host_that_rests);
    tcase_add_test(tests, private_addresses_are_only_what_was_typed);
    tcase_add_test(tests, others_go_on_while_one_is_waited_for);
    tcase_add_test(tests, an_interrupted_wait_ends);
    tcase_add_test(tests, hosts_are_told_apart_by_name);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
