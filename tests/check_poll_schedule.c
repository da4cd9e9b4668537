/* producers/news/poll_schedule: when a feed is asked again, and where. */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "producers/news/poll_schedule.h"
#include "tests/suite.h"

enum { MINUTE = 60 * 1000, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

static const struct poll_limits hourly = {.interval_ms = HOUR, .interval_max_ms = DAY};
static const int64_t now_ms = 1767225600000;

static struct poll_terms terms(int64_t max_age, int64_t expires, int64_t wait, int64_t ttl, int64_t period)
{
    return (struct poll_terms){max_age, expires, wait, ttl, period};
}

/* From the least to the greatest wait over many feeds and times. */
static void range_of(enum poll_verdict verdict, int failures, struct poll_terms asked, int64_t *least, int64_t *most)
{
    *least = INT64_MAX;
    *most = 0;
    for (int i = 0; i < 2000; i++) {
        char address[32];
        snprintf(address, sizeof address, "http://example.org/%d", i);
        int64_t wait = poll_next_ms(slice_of(address), now_ms + i, verdict, failures, &hourly, &asked) - now_ms - i;
        *least = wait < *least ? wait : *least;
        *most = wait > *most ? wait : *most;
    }
}

static const struct {
    const char *what;
    enum poll_verdict verdict;
    int failures;
    int64_t max_age, expires, wait, ttl, period; /* ms */
    int64_t least, most;                         /* of the time until the next request, ms */
} rows[] = {
    {"nothing is asked for", POLL_ANSWERED, 0, -1, -1, -1, -1, -1, HOUR * 9 / 10, HOUR * 11 / 10},
    {"less than the interval", POLL_UNMODIFIED, 0, MINUTE, 0, -1, 5 * MINUTE, -1, HOUR * 9 / 10, HOUR * 11 / 10},
    {"max-age", POLL_ANSWERED, 0, 3 * HOUR, -1, -1, -1, -1, 3 * HOUR, 3 * HOUR * 11 / 10},
    {"Expires", POLL_ANSWERED, 0, -1, 3 * HOUR, -1, -1, -1, 3 * HOUR, 3 * HOUR * 11 / 10},
    {"ttl", POLL_UNMODIFIED, 0, HOUR, -1, -1, 3 * HOUR, -1, 3 * HOUR, 3 * HOUR * 11 / 10},
    {"update period", POLL_ANSWERED, 0, -1, -1, -1, -1, 3 * HOUR, 3 * HOUR, 3 * HOUR * 11 / 10},
    {"Retry-After", POLL_BUSY, 1, -1, -1, 3 * HOUR, -1, -1, 3 * HOUR, 3 * HOUR * 11 / 10},
    {"more than the greatest", POLL_ANSWERED, 0, 30LL * DAY, -1, -1, -1, -1, DAY, DAY},
    {"an error", POLL_FAILED, 1, -1, -1, -1, -1, -1, HOUR * 9 / 10, HOUR * 11 / 10},
    {"an error says nothing of freshness", POLL_FAILED, 1, 5 * HOUR, -1, -1, -1, -1, HOUR * 9 / 10, HOUR * 11 / 10},
    {"the third in a row", POLL_FAILED, 3, -1, -1, -1, -1, -1, 4 * HOUR * 9 / 10, 4 * HOUR * 11 / 10},
    {"the hundredth", POLL_FAILED, 100, -1, -1, -1, -1, -1, DAY * 9LL / 10, DAY},
    {"a wall", POLL_WALL, 2, -1, -1, -1, -1, -1, 2 * HOUR * 9 / 10, 2 * HOUR * 11 / 10},
};

START_TEST(the_next_request_is_within_bounds)
{
    int64_t least, most;
    range_of(rows[_i].verdict, rows[_i].failures,
             terms(rows[_i].max_age, rows[_i].expires, rows[_i].wait, rows[_i].ttl, rows[_i].period), &least, &most);
    ck_assert_msg(least >= rows[_i].least && most <= rows[_i].most, "%s: %lld to %lld", rows[_i].what,
                  (long long)least, (long long)most);
    /* and the bounds are used: feeds do not fire together */
    int64_t width = rows[_i].most - rows[_i].least;
    ck_assert_msg(most - least >= width * 9 / 10, "%s: %lld to %lld", rows[_i].what, (long long)least, (long long)most);
}
END_TEST

START_TEST(the_same_course_gives_the_same_times)
{
    struct poll_terms none = terms(-1, -1, -1, -1, -1);
    struct slice address = SLICE_LITERAL("http://example.org/feed");
    ck_assert_int_eq(poll_next_ms(address, now_ms, POLL_ANSWERED, 0, &hourly, &none),
                     poll_next_ms(address, now_ms, POLL_ANSWERED, 0, &hourly, &none));
}
END_TEST

static const struct {
    long status;
    const char *line;
    enum poll_verdict verdict;
} verdicts[] = {
    {200, "", POLL_ANSWERED},
    {304, "", POLL_UNMODIFIED},
    {0, "", POLL_FAILED},
    {204, "", POLL_FAILED},
    {301, "", POLL_FAILED},
    {403, "", POLL_FAILED},
    {403, "cf-mitigated: challenge\r\n", POLL_WALL},
    {403, "x-ratelimit-reset: 30\r\n", POLL_BUSY},
    {404, "", POLL_FAILED},
    {410, "", POLL_GONE},
    {429, "", POLL_BUSY},
    {500, "", POLL_FAILED},
    {503, "", POLL_BUSY},
};

START_TEST(an_answer_means_one_thing)
{
    struct http_fields fields = {0};
    http_fields_take(&fields, slice_of(verdicts[_i].line));
    ck_assert_int_eq(poll_judge(verdicts[_i].status, &fields), verdicts[_i].verdict);
}
END_TEST

START_TEST(a_busy_host_is_left_alone)
{
    struct poll_terms asked = terms(-1, -1, 90 * 1000, -1, -1), silent = terms(-1, -1, -1, -1, -1);
    ck_assert_int_eq(poll_host_pause_ms(1, &hourly, &asked), 90 * 1000);
    ck_assert_int_eq(poll_host_pause_ms(1, &hourly, &silent), MINUTE);
    ck_assert_int_eq(poll_host_pause_ms(3, &hourly, &silent), 4 * MINUTE);
    ck_assert_int_eq(poll_host_pause_ms(1000, &hourly, &silent), DAY);
}
END_TEST

static const struct {
    const char *body;
    int64_t ttl_ms, period_ms;
} heads[] = {
    {"<rss><channel><ttl> 90 </ttl>", 90 * MINUTE, -1},
    {"<rss><channel><ttl>0</ttl>", -1, -1},
    {"<rss><channel><ttl>many</ttl>", -1, -1},
    {"<rss><channel><ttl>99999999999999999999</ttl>", -1, -1},
    {"<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", -1, DAY / 2},
    {"<sy:updatePeriod>hourly</sy:updatePeriod>", -1, HOUR},
    {"<sy:updatePeriod>never</sy:updatePeriod>", -1, -1},
    {"<ttl>", -1, -1},
    {"", -1, -1},
};

START_TEST(a_feed_may_say_how_often)
{
    struct poll_terms asked = terms(-1, -1, -1, -1, -1);
    poll_terms_of_feed(&asked, slice_of(heads[_i].body));
    ck_assert_int_eq(asked.ttl_ms, heads[_i].ttl_ms);
    ck_assert_int_eq(asked.update_period_ms, heads[_i].period_ms);
}
END_TEST

START_TEST(a_move_counts_after_several_polls)
{
    struct poll_move move = {0};
    for (int i = 0; i < POLL_MOVED_AFTER; i++) {
        ck_assert_ptr_null(poll_moved_to(&move));
        poll_note_move(&move, "http://b/", 2, true, true);
    }
    ck_assert_str_eq(poll_moved_to(&move), "http://b/");
    poll_note_move(&move, "http://b/", 0, false, true); /* asked there */
    ck_assert_str_eq(poll_moved_to(&move), "http://b/");
    poll_note_move(&move, "http://b/", 0, false, false); /* it fails: back to the feed's own address */
    ck_assert_ptr_null(poll_moved_to(&move));
}
END_TEST

START_TEST(a_move_that_does_not_hold_is_forgotten)
{
    const struct {
        const char *final;
        int hops;
        bool permanent, held;
    } breaks[] = {
        {"http://b/", 2, false, true}, /* one of the hops was temporary */
        {"http://b/", 1, true, false}, /* no feed there */
        {"http://c/", 1, true, true},  /* elsewhere */
        {"http://a/", 0, false, true}, /* no longer a redirect */
    };
    for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++) {
        struct poll_move move = {0};
        poll_note_move(&move, "http://b/", 1, true, true);
        poll_note_move(&move, "http://b/", 1, true, true);
        poll_note_move(&move, breaks[i].final, breaks[i].hops, breaks[i].permanent, breaks[i].held);
        ck_assert_ptr_null(poll_moved_to(&move));
        poll_note_move(&move, "http://b/", 1, true, true);
        ck_assert_ptr_null(poll_moved_to(&move));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("poll_schedule");
    TCase *tests = tcase_create("poll_schedule");
    tcase_add_loop_test(tests, the_next_request_is_within_bounds, 0, sizeof rows / sizeof *rows);
    tcase_add_test(tests, the_same_course_gives_the_same_times);
    tcase_add_loop_test(tests, an_answer_means_one_thing, 0, sizeof verdicts / sizeof *verdicts);
    tcase_add_test(tests, a_busy_host_is_left_alone);
    tcase_add_loop_test(tests, a_feed_may_say_how_often, 0, sizeof heads / sizeof *heads);
    tcase_add_test(tests, a_move_counts_after_several_polls);
    tcase_add_test(tests, a_move_that_does_not_hold_is_forgotten);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
