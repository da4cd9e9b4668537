/* consumers/capacity/intake: a subscriber made by hand stands behind it, so that no broker is needed. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/intake.h"
#include "schemas/news_event.h"
#include "tests/suite.h"

enum { ROWS = 1024, SCRIPT_MAX = 1024, TURN = 256 };

/* What the subscriber answers, one poll after the other, and then nothing. */
static struct {
    enum subscriber_result result;
    struct message message;
} script[SCRIPT_MAX];
static size_t script_count, script_at;
static bool paused;
static int released;

static struct positions positions;
static struct batch_context context;
static struct batch batch;
static struct intake intake;
static struct buffer payload, unknown;
static struct error error;

enum subscriber_result subscriber_poll(struct subscriber *subscriber, int timeout_ms, struct message *message,
                                       struct error *failure)
{
    (void)subscriber, (void)timeout_ms, (void)failure;
    if (script_at == script_count)
        return SUBSCRIBER_NOTHING;
    *message = script[script_at].message;
    return script[script_at++].result;
}

void subscriber_release(void *handle)
{
    (void)handle;
    released++;
}

bool subscriber_paused(const struct subscriber *subscriber)
{
    (void)subscriber;
    return paused;
}

/* A cancel, which nothing is derived from: so no catalogue is needed. */
static void write_payloads(void)
{
    static const char hash[CONTENT_HASH_SIZE] = "0123456789abcdef";
    struct message_writer *writer;
    struct news_event record = {
        .op = NEWS_EVENT_OP_CANCEL,
        .content_hash = {hash, sizeof hash},
        .source = SLICE_LITERAL("test"),
        .title = SLICE_LITERAL("test"),
    };
    ck_assert_msg(message_writer_open(&news_event_type, NULL, &writer, &error), "%s", error.message);
    ck_assert_msg(message_write(writer, &record, &payload, &error), "%s", error.message);
    message_writer_close(writer);
    buffer_slice(&unknown, buffer_view(&payload));
    unknown.data[4] ^= 1; /* of the fingerprint */
}

static void set_up(void)
{
    buffer_init(&payload, 1 << 16);
    buffer_init(&unknown, 1 << 16);
    write_payloads();
    positions.group = context.group = "test";
    positions.count = 2;
    for (int32_t i = 0; i < 2; i++)
        positions.items[i] = (struct position){.topic = "news_event", .partition = i, .last = {.offset = -1}};
    context.positions = &positions;
    ck_assert(message_reader_open(&news_event_type, NULL, &context.readers[event_type_index(&news_event_type)], &error));
    ck_assert(batch_init(&batch, &context, ROWS, 1 << 20, &error));
    batch_reset(&batch);
    intake = (struct intake){.context = &context};
    script_count = script_at = 0;
    paused = false;
    released = 0;
}

static void tear_down(void)
{
    intake_reset(&intake);
    batch_free(&batch);
    message_reader_close(context.readers[event_type_index(&news_event_type)]);
    buffer_free(&payload);
    buffer_free(&unknown);
}

static void answer(enum subscriber_result result, int32_t partition, int64_t offset, const struct buffer *bytes)
{
    ck_assert_uint_lt(script_count, SCRIPT_MAX);
    script[script_count].result = result;
    script[script_count++].message = (struct message){
        .handle = &script, .topic = positions.items[0].topic, .partition = partition, .offset = offset,
        .payload = bytes ? buffer_view(bytes) : (struct slice){NULL, 0}};
}

static void arrive(int32_t partition, int64_t offset, const struct buffer *bytes)
{
    answer(SUBSCRIBER_MESSAGE, partition, offset, bytes);
}

static enum intake_result turn(void)
{
    return intake_take(&intake, &batch, TURN, &error);
}

START_TEST(messages_behind_the_position_are_dropped)
{
    positions.items[0].read = 2;
    batch_reset(&batch);
    for (int64_t i = 0; i < 4; i++)
        arrive(0, i, &payload);
    arrive(7, 0, &payload); /* not ours */
    ck_assert_int_eq(turn(), INTAKE_NOTHING);
    ck_assert_uint_eq(batch.message_count, 2);
    ck_assert_int_eq(released, 3);
    ck_assert_int_eq(positions.items[0].read, 4);
}
END_TEST

START_TEST(another_message_at_the_last_place_is_another_topic)
{
    positions.items[0].read = 2;
    positions.items[0].verify = true;
    positions.items[0].last = (struct last_message){.offset = 1, .timestamp_ms = 5, .key_hash = 6};
    batch_reset(&batch);
    arrive(0, 1, &payload);
    ck_assert_int_eq(turn(), INTAKE_FAILED);
    ck_assert_int_eq(error.kind, ERROR_STOP);
    ck_assert(batch_empty(&batch));
}
END_TEST

START_TEST(verifying_takes_nothing_that_was_read)
{
    positions.items[0].read = 4; /* the position passed 2 and 3 as control records */
    positions.items[0].verify = true;
    positions.items[0].last = (struct last_message){.offset = 1, .timestamp_ms = 5, .key_hash = 6};
    batch_reset(&batch);
    arrive(0, 3, &payload); /* 1 was compacted away */
    arrive(0, 4, &payload);
    ck_assert_int_eq(turn(), INTAKE_NOTHING);
    ck_assert_uint_eq(batch.message_count, 1);
    ck_assert_int_eq(batch.ranges[0].last.offset, 4);
}
END_TEST

START_TEST(a_good_message_shows_that_unknown_ones_before_it_are_bad)
{
    arrive(0, 0, &unknown);
    arrive(0, 1, &unknown);
    arrive(1, 0, &unknown);
    answer(SUBSCRIBER_END, 0, 2, NULL);
    ck_assert_int_eq(turn(), INTAKE_NOTHING);
    ck_assert(batch_empty(&batch)); /* neither a message nor an end passes a held one */
    ck_assert(intake_check(&intake, &error));
    arrive(0, 2, &payload);
    ck_assert_int_eq(turn(), INTAKE_NOTHING);
    ck_assert_uint_eq(batch.dead_count, 2);
    ck_assert_uint_eq(batch.message_count, 3);
    ck_assert_int_eq(batch.ranges[0].to, 3);
    ck_assert_uint_eq(intake.held_count, 1);
    ck_assert_int_eq(batch.ranges[1].to, 0);
    intake_reset(&intake);
    ck_assert_int_eq(released, 1);
}
END_TEST

START_TEST(each_partition_has_its_own_time_to_wait)
{
    arrive(0, 0, &unknown);
    arrive(1, 0, &unknown);
    ck_assert_int_eq(turn(), INTAKE_NOTHING);
    intake.held[0].since_ms -= 5000;
    ck_assert(!intake_check(&intake, &error));
    ck_assert_int_eq(error.kind, ERROR_STOP);
    arrive(0, 1, &payload);
    ck_assert_int_eq(turn(), INTAKE_NOTHING);
    ck_assert(intake_check(&intake, &error)); /* that of the other has just begun */
    intake.held[0].since_ms -= 5000;
    intake_listen_again(&intake);
    ck_assert(intake_check(&intake, &error));
}
END_TEST

START_TEST(more_unknown_messages_than_can_be_held_are_the_end)
{
    arrive(0, 0, &payload);
    for (int64_t i = 1; i < 3 * TURN; i++)
        arrive(0, i, &unknown);
    ck_assert_int_eq(turn(), INTAKE_MORE);
    ck_assert_int_eq(turn(), INTAKE_FULL);
    ck_assert_uint_eq(intake.held_count, INTAKE_HELD_MAX);
    ck_assert(!intake_check(&intake, &error));
    ck_assert_int_eq(turn(), INTAKE_FULL);
    ck_assert_int_eq(batch.ranges[0].to, 1);
    intake_reset(&intake);
    ck_assert_int_eq(released, INTAKE_HELD_MAX + 1);
}
END_TEST

START_TEST(in_an_outage_the_membership_is_kept_and_no_message_passes_another)
{
    arrive(0, 0, &payload);
    ck_assert_int_eq(intake_idle(&intake, &batch, &error), INTAKE_MORE);
    ck_assert_int_eq(intake_idle(&intake, &batch, &error), INTAKE_FULL); /* it is not polled: a message might come */
    paused = true;
    answer(SUBSCRIBER_END, 0, 2, NULL);
    arrive(0, 1, &payload); /* none should, but if one does it waits its turn */
    answer(SUBSCRIBER_END, 1, 3, NULL);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(intake_idle(&intake, &batch, &error), INTAKE_MORE);
    ck_assert_int_eq(intake_idle(&intake, &batch, &error), INTAKE_NOTHING);
    ck_assert_int_eq(positions.items[0].read, 0);
    ck_assert_int_eq(positions.items[1].read, 3);
    paused = false;
    arrive(0, 2, &payload);
    ck_assert_int_eq(turn(), INTAKE_NOTHING);
    ck_assert_uint_eq(batch.message_count, 3);
    for (uint32_t i = 0; i < 3; i++)
        ck_assert_int_eq(batch.messages[i].message.offset, i);
}
END_TEST

START_TEST(revoked_partitions_leave_nothing_in_hand)
{
    arrive(0, 0, &payload);
    arrive(0, 1, &payload);
    intake_idle(&intake, &batch, &error);
    paused = true;
    intake_idle(&intake, &batch, &error);
    intake_reset(&intake);
    ck_assert_int_eq(released, 2);
    ck_assert(!intake.pending);
    answer(SUBSCRIBER_REVOKED, 0, 0, NULL);
    ck_assert_int_eq(turn(), INTAKE_REVOKED);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("intake");
    TCase *tests = tcase_create("intake");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, messages_behind_the_position_are_dropped);
    tcase_add_test(tests, another_message_at_the_last_place_is_another_topic);
    tcase_add_test(tests, verifying_takes_nothing_that_was_read);
    tcase_add_test(tests, a_good_message_shows_that_unknown_ones_before_it_are_bad);
    tcase_add_test(tests, each_partition_has_its_own_time_to_wait);
    tcase_add_test(tests, more_unknown_messages_than_can_be_held_are_the_end);
    tcase_add_test(tests, in_an_outage_the_membership_is_kept_and_no_message_passes_another);
    tcase_add_test(tests, revoked_partitions_leave_nothing_in_hand);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
