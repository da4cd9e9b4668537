/* consumers/capacity/batch: messages made by hand; subscriber_release is ours, so that no library is needed. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/batch.h"
#include "schemas/news_event.h"
#include "tests/suite.h"

enum { ROWS = 8, BYTES = 4096 };

static struct positions positions;
static struct batch_context context;
static struct batch batch;
static struct buffer payload;
static struct error error;
static int released;

void subscriber_release(void *handle)
{
    (void)handle;
    released++;
}

/* A cancel, which nothing is derived from: so no catalogue is needed. */
static void write_payload(const char *title)
{
    static const char hash[CONTENT_HASH_SIZE] = "0123456789abcdef";
    struct message_writer *writer;
    struct news_event record = {
        .op = NEWS_EVENT_OP_CANCEL,
        .revision = 1,
        .normaliser_version = 1,
        .content_hash = {hash, sizeof hash},
        .source = SLICE_LITERAL("test"),
        .title = slice_of(title),
    };
    ck_assert_msg(message_writer_open(&news_event_type, NULL, &writer, &error), "%s", error.message);
    ck_assert_msg(message_write(writer, &record, &payload, &error), "%s", error.message);
    message_writer_close(writer);
}

static void set_up(void)
{
    buffer_init(&payload, 1 << 20);
    write_payload("good");
    released = 0;
    positions.group = context.group = "test";
    positions.count = 2;
    for (int32_t i = 0; i < 2; i++)
        positions.items[i] = (struct position){.topic = "news_event", .partition = i, .committed = 10, .read = 10};
    context.positions = &positions;
    ck_assert(message_reader_open(&news_event_type, NULL, &context.readers[event_type_index(&news_event_type)], &error));
    ck_assert(batch_init(&batch, &context, ROWS, BYTES, &error));
    batch_reset(&batch);
}

static void tear_down(void)
{
    batch_free(&batch);
    message_reader_close(context.readers[event_type_index(&news_event_type)]);
    buffer_free(&payload);
}

static struct message message_at(int64_t offset, struct slice bytes)
{
    return (struct message){.handle = &batch, .topic = "news_event", .offset = offset, .timestamp_ms = 5,
                            .key = SLICE_LITERAL("key"), .payload = bytes};
}

static enum batch_result take(int64_t offset, struct slice bytes)
{
    struct message message = message_at(offset, bytes);
    return batch_take(&batch, &message, &positions.items[0], &error);
}

START_TEST(a_message_moves_only_the_position_of_its_partition)
{
    ck_assert(batch_empty(&batch));
    ck_assert_int_eq(take(12, buffer_view(&payload)), BATCH_TAKEN); /* 10 and 11 were control records */
    ck_assert(!batch_empty(&batch));
    ck_assert_int_eq(batch.ranges[0].from, 10);
    ck_assert_int_eq(batch.ranges[0].to, 13);
    ck_assert_int_eq(batch.ranges[0].last.offset, 12);
    ck_assert_int_eq(batch.ranges[1].to, batch.ranges[1].from);
    ck_assert_int_eq(positions.items[0].read, 13);
    ck_assert_int_eq(positions.items[0].committed, 10);
    batch_reset(&batch);
    ck_assert_int_eq(released, 1);
    ck_assert_int_eq(batch.ranges[0].from, 13); /* the next batch begins where this one was filled to */
    ck_assert(batch_empty(&batch));
}
END_TEST

START_TEST(a_full_batch_takes_nothing_and_changes_nothing)
{
    for (int64_t i = 0; i < ROWS; i++)
        ck_assert_int_eq(take(10 + i, buffer_view(&payload)), BATCH_TAKEN);
    ck_assert_int_eq(take(10 + ROWS, buffer_view(&payload)), BATCH_FULL);
    ck_assert_uint_eq(batch.message_count, ROWS);
    ck_assert_int_eq(batch.ranges[0].to, 10 + ROWS);
    ck_assert_int_eq(positions.items[0].read, 10 + ROWS);
    batch_reset(&batch);
    ck_assert_int_eq(released, ROWS);
}
END_TEST

START_TEST(bytes_fill_a_batch_but_one_message_always_fits)
{
    char title[BYTES + 1];
    memset(title, 'a', BYTES);
    title[BYTES] = '\0';
    write_payload(title);
    ck_assert_int_eq(take(10, buffer_view(&payload)), BATCH_TAKEN);
    ck_assert_int_eq(take(11, buffer_view(&payload)), BATCH_FULL);
    ck_assert_uint_eq(batch.dead_count, 0);
}
END_TEST

START_TEST(what_cannot_be_read_is_a_dead_letter)
{
    ck_assert_int_eq(take(10, slice_cut(buffer_view(&payload), 0, payload.size - 1)), BATCH_TAKEN);
    ck_assert_int_eq(take(11, SLICE_LITERAL("no framing")), BATCH_TAKEN);
    ck_assert_int_eq(take(12, (struct slice){NULL, 0}), BATCH_TAKEN);
    ck_assert_uint_eq(batch.dead_count, 3);
    ck_assert_uint_eq(batch.event_count, 0);
    ck_assert_int_eq(batch.messages[0].reason, REASON_BAD_AVRO);
    ck_assert_int_eq(batch.messages[1].reason, REASON_BAD_FRAMING);
    ck_assert_int_eq(batch.messages[2].reason, REASON_TOMBSTONE);
    ck_assert_int_eq(batch.ranges[0].to, 13);
}
END_TEST

START_TEST(an_unknown_schema_is_not_taken)
{
    payload.data[4] ^= 1; /* of the fingerprint */
    ck_assert_int_eq(take(10, buffer_view(&payload)), BATCH_UNKNOWN);
    ck_assert(batch_empty(&batch));
    ck_assert_uint_eq(batch.message_count, 0);
    struct message message = message_at(10, buffer_view(&payload));
    ck_assert(!batch_try(&batch, &message, &error));
    ck_assert_int_eq(batch_take_dead(&batch, &message, &positions.items[0], &error), BATCH_TAKEN);
    ck_assert_int_eq(batch.messages[0].reason, REASON_UNKNOWN_SCHEMA);
    ck_assert_int_eq(batch.ranges[0].to, 11);
}
END_TEST

START_TEST(a_killed_message_keeps_its_place)
{
    const struct database_failure failure = {.sqlstate = "23514", .table = "news_event", .message = "no"};
    ck_assert_int_eq(take(10, buffer_view(&payload)), BATCH_TAKEN);
    ck_assert_int_eq(take(11, buffer_view(&payload)), BATCH_TAKEN);
    ck_assert(batch_kill(&batch, 0, &failure, &error));
    ck_assert(batch.messages[0].dead);
    ck_assert(!batch.messages[1].dead);
    ck_assert_uint_gt(batch.messages[0].row.size, payload.size); /* the payload is kept */
    ck_assert_uint_eq(batch.dead_count, 1);
    ck_assert_int_eq(batch.ranges[0].to, 12);
    batch_reset(&batch);
    ck_assert_uint_eq(batch.dead_count, 0);
}
END_TEST

START_TEST(an_end_moves_the_position_past_control_records_only_forward)
{
    batch_pass_end(&batch, &positions.items[0], 9);
    ck_assert(batch_empty(&batch));
    batch_pass_end(&batch, &positions.items[0], 11);
    ck_assert_int_eq(batch.ranges[0].to, 11);
    ck_assert_int_eq(batch.ranges[0].last.offset, -1); /* no message to remember */
    ck_assert_int_eq(positions.items[0].read, 11);
    ck_assert(!batch_empty(&batch));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("batch");
    TCase *tests = tcase_create("batch");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, a_message_moves_only_the_position_of_its_partition);
    tcase_add_test(tests, a_full_batch_takes_nothing_and_changes_nothing);
    tcase_add_test(tests, bytes_fill_a_batch_but_one_message_always_fits);
    tcase_add_test(tests, what_cannot_be_read_is_a_dead_letter);
    tcase_add_test(tests, an_unknown_schema_is_not_taken);
    tcase_add_test(tests, a_killed_message_keeps_its_place);
    tcase_add_test(tests, an_end_moves_the_position_past_control_records_only_forward);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
