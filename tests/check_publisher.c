/*
 * The publisher against librdkafka's own mock cluster, which lives in the client itself: no server is needed.
 */
#include "producers/publisher.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "tests/suite.h"

static struct error error;
static int64_t reported;
static uint64_t first_tag;

static void on_undelivered(void *context, uint64_t tag, const char *why)
{
    ck_assert_ptr_eq(context, &reported);
    ck_assert_uint_gt(strlen(why), 0);
    if (!reported++)
        first_tag = tag;
}

static struct publisher_settings settings_of(struct option_properties *properties)
{
    return (struct publisher_settings){.topic = "news_event",
                                       .properties = properties,
                                       .connect_timeout_ms = 5000,
                                       .undelivered = on_undelivered,
                                       .context = &reported};
}

static struct publisher *open_with(struct option_properties *properties)
{
    struct publisher_settings settings = settings_of(properties);
    struct publisher *publisher;
    ck_assert_msg(publisher_open(&settings, &publisher, &error), "%s", error.message);
    return publisher;
}

static void send_many(struct publisher *publisher, int count)
{
    for (int i = 0; i < count; i++) {
        char key[16];
        int size = snprintf(key, sizeof key, "key%d", i % 100);
        ck_assert_msg(publisher_send(publisher, (uint64_t)i, (struct slice){key, (size_t)size},
                                     SLICE_LITERAL("a payload"), &error),
                      "%s", error.message);
    }
}

START_TEST(every_message_is_acknowledged)
{
    struct option_properties mock = {{{"test.mock.num.brokers", "3"}}, 1};
    struct publisher *publisher = open_with(&mock);
    struct publisher_counts counts;
    send_many(publisher, 5000);
    ck_assert_int_eq(publisher_counts(publisher).sent, 5000);
    ck_assert_msg(publisher_close(publisher, 30000, &counts, &error), "%s", error.message);
    ck_assert_int_eq(counts.acknowledged, 5000);
    ck_assert_int_eq(counts.undelivered, 0);
    ck_assert_int_eq(reported, 0);
}
END_TEST

START_TEST(a_full_queue_waits_instead_of_losing)
{
    struct option_properties small = {{{"test.mock.num.brokers", "1"}, {"queue.buffering.max.messages", "10"}}, 2};
    struct publisher *publisher = open_with(&small);
    struct publisher_counts counts;
    send_many(publisher, 200); /* twenty times what the queue holds */
    ck_assert_msg(publisher_close(publisher, 30000, &counts, &error), "%s", error.message);
    ck_assert_int_eq(counts.acknowledged, 200);
}
END_TEST

START_TEST(what_is_given_up_is_reported_with_its_tag)
{
    struct option_properties mock = {{{"test.mock.num.brokers", "1"}}, 1};
    struct publisher *publisher = open_with(&mock);
    struct publisher_counts counts;
    ck_assert(publisher_send(publisher, 4711, SLICE_LITERAL("k"), SLICE_LITERAL("v"), &error));
    ck_assert(!publisher_close(publisher, 0, &counts, &error)); /* no time at all: it is still in the queue */
    ck_assert_int_eq(error.kind, ERROR_STOP);
    ck_assert_int_eq(error.exit_status, EXIT_UNAVAILABLE);
    ck_assert_int_eq(counts.sent, 1);
    ck_assert_int_eq(counts.undelivered, 1);
    ck_assert_int_eq(reported, 1);
    ck_assert_uint_eq(first_tag, 4711);
}
END_TEST

START_TEST(a_message_over_the_limit_is_refused_and_the_next_taken)
{
    struct option_properties mock = {{{"test.mock.num.brokers", "1"}, {"message.max.bytes", "2000"}}, 2};
    struct publisher *publisher = open_with(&mock);
    struct publisher_counts counts;
    char large[3000] = {0};
    ck_assert(!publisher_send(publisher, 1, SLICE_LITERAL("k"), (struct slice){large, sizeof large}, &error));
    ck_assert_int_eq(error.kind, ERROR_REJECT);
    ck_assert_int_eq(error.reason, REASON_TOO_LARGE);
    send_many(publisher, 1);
    ck_assert(publisher_close(publisher, 30000, &counts, &error));
    ck_assert_int_eq(counts.sent, 1);
}
END_TEST

START_TEST(an_absent_broker_is_told_within_the_time_limit)
{
    struct option_properties none = {.count = 0};
    struct publisher_settings settings = settings_of(&none);
    settings.brokers = "127.0.0.1:1"; /* nobody listens there */
    settings.connect_timeout_ms = 1000;
    struct publisher *publisher;
    int64_t start_ms = clock_monotonic_ms();
    ck_assert(!publisher_open(&settings, &publisher, &error));
    ck_assert_int_eq(error.exit_status, EXIT_UNAVAILABLE);
    ck_assert_ptr_nonnull(strstr(error.message, "127.0.0.1:1"));
    ck_assert_int_lt(clock_monotonic_ms() - start_ms, 4000);
}
END_TEST

static const struct {
    struct option_property property;
    const char *expected; /* in the message */
} wrong_properties[] = {
    {{"no.such.property", "1"}, "no.such.property"},
    {{"linger.ms", "soon"}, "linger.ms"},
    {{"partitioner", "random"}, "always murmur2_random"},
    {{"acks", "0"}, "always all"},
    {{"enable.idempotence", "false"}, "always true"},
};

START_TEST(properties_that_are_wrong_or_fixed_are_refused)
{
    struct option_properties properties = {{{"test.mock.num.brokers", "1"}, wrong_properties[_i].property}, 2};
    struct publisher_settings settings = settings_of(&properties);
    struct publisher *publisher;
    ck_assert(!publisher_open(&settings, &publisher, &error));
    ck_assert_int_eq(error.kind, ERROR_STOP);
    ck_assert_int_eq(error.exit_status, EXIT_CONFIG);
    ck_assert_msg(strstr(error.message, wrong_properties[_i].expected) != NULL, "%s", error.message);
}
END_TEST

START_TEST(no_broker_given_is_said_at_once)
{
    struct option_properties none = {.count = 0};
    struct publisher_settings settings = settings_of(&none);
    struct publisher *publisher;
    ck_assert(!publisher_open(&settings, &publisher, &error));
    ck_assert_int_eq(error.exit_status, EXIT_CONFIG);
    ck_assert_ptr_nonnull(strstr(error.message, "--brokers"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("publisher");
    TCase *tests = tcase_create("publisher");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, every_message_is_acknowledged);
    tcase_add_test(tests, a_full_queue_waits_instead_of_losing);
    tcase_add_test(tests, what_is_given_up_is_reported_with_its_tag);
    tcase_add_test(tests, a_message_over_the_limit_is_refused_and_the_next_taken);
    tcase_add_test(tests, an_absent_broker_is_told_within_the_time_limit);
    tcase_add_loop_test(tests, properties_that_are_wrong_or_fixed_are_refused, 0,
                        sizeof wrong_properties / sizeof *wrong_properties);
    tcase_add_test(tests, no_broker_given_is_said_at_once);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
