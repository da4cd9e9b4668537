/*
 * The consumer's loop: poll, take into a batch, write the batch before it; nothing waits for anything it need not.
 *
 * Two batches: one is filled while the other is written. A batch is written as soon as the sink is free and nothing
 * more is waiting, so batches are small when there is little to do (latency) and large when there is much (throughput).
 */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/command.h"
#include "consumers/capacity/grouping.h"
#include "consumers/capacity/intake.h"
#include "consumers/capacity/sink.h"
#include "lib/clock.h"
#include "lib/log.h"

enum {
    POLL_MS = 100,            /* the longest sleep: signals, rebalances and time-outs are seen within it */
    LINGER_MS = 10,           /* a batch waits that long for company: hundreds of tiny transactions help nobody */
    MESSAGES_A_TURN = 64,     /* taken between two looks at the sink: a round trip of it waits for at most so many */
    REVOKE_MS = 2000,         /* for a COMMIT under way when partitions are revoked */
    SHUTDOWN_MS = 10000,      /* for the last batch at the end */
    BACKOFF_FIRST_MS = 50,
    BACKOFF_MOST_MS = 10000,
    PAUSE_AFTER_MS = 1000,    /* an outage that long stops fetching */
    SLOW_WRITE_MS = 5000,     /* and so does a batch that takes that long while another waits */
    END_CHECK_MS = 500,
    REPORT_MS = 10000,
};

static volatile sig_atomic_t stop_requested;

static void on_signal(int number)
{
    (void)number;
    stop_requested = 1;
}

struct consumer {
    const struct settings *settings;
    struct schema_registry *registry;
    struct cluster *cluster;
    struct subscriber *subscriber;
    struct sink *sink;
    struct positions positions;
    struct batch_context context;
    struct batch batches[2];
    struct batch *filling, *writing;
    struct intake intake;
    bool must_take;           /* partitions are assigned and not yet taken */
    bool joined;              /* positions are ours */
    bool waiting;             /* an outage: until retry_at_ms nothing is tried */
    bool registry_away;       /* the outage is the registry's: what was taken before can be written */
    int64_t backoff_ms;       /* the last pause; 0: all is well */
    int64_t retry_at_ms, outage_since_ms, writing_since_ms;
    int64_t report_at_ms, budget_at_ms;
    struct sink_counts budget_start; /* of the minute */
    struct topic_partition *ends; /* --until-end: where the log ended at the start */
    size_t end_count;
    int64_t end_check_ms;
    bool at_end;              /* they are reached: only stories, groups and matches may be left */
    struct grouping grouping;
    struct error error;       /* why it ends */
    bool ended;
};

/* ---- opening ---- */

static bool open_readers(struct consumer *consumer, struct error *error)
{
    for (size_t i = 0; i < EVENT_TYPE_COUNT; i++)
        if (!message_reader_open(event_types[i], consumer->registry, &consumer->context.readers[i], error))
            return false;
    return true;
}

static void on_revoked(void *context, bool lost);

static bool open_batches(struct consumer *consumer, struct error *error)
{
    for (size_t i = 0; i < 2; i++)
        if (!batch_init(&consumer->batches[i], &consumer->context, (size_t)consumer->settings->batch_rows,
                        (size_t)consumer->settings->batch_bytes, error))
            return false;
    consumer->filling = &consumer->batches[0];
    return true;
}

static bool open_consumer(struct consumer *consumer, struct error *error)
{
    const struct settings *settings = consumer->settings;
    const struct subscriber_events events = {on_revoked, consumer};
    if (!catalogues_open(settings->reference_folder, &consumer->context.catalogues, error) ||
        (settings->registry && !schema_registry_open(settings->registry, &consumer->registry, error)) ||
        !open_readers(consumer, error) || !cluster_open(settings, &consumer->cluster, error))
        return false;
    positions_init(&consumer->positions, settings->group, cluster_id(consumer->cluster));
    consumer->context.group = settings->group;
    consumer->context.positions = &consumer->positions;
    if (!open_batches(consumer, error) ||
        !sink_open(settings, &consumer->context.catalogues, &consumer->positions, &consumer->sink, error) ||
        !subscriber_open(settings, &events, &consumer->subscriber, error))
        return false;
    consumer->intake.subscriber = consumer->subscriber;
    consumer->intake.context = &consumer->context;
    grouping_init(&consumer->grouping, settings->group_seconds);
    return true;
}

static void close_consumer(struct consumer *consumer)
{
    if (consumer->subscriber)
        on_revoked(consumer, false); /* before the group is left: messages must be given back before librdkafka ends */
    subscriber_close(consumer->subscriber);
    if (consumer->filling)
        for (size_t i = 0; i < 2; i++)
            batch_free(&consumer->batches[i]);
    grouping_close(&consumer->grouping);
    sink_close(consumer->sink);
    cluster_close(consumer->cluster);
    for (size_t i = 0; i < EVENT_TYPE_COUNT; i++)
        message_reader_close(consumer->context.readers[i]);
    schema_registry_close(consumer->registry);
    catalogues_close(&consumer->context.catalogues);
    free(consumer->ends);
}

/* ---- ending ---- */

/* error NULL: all is done. What came first counts. */
static void end(struct consumer *consumer, const struct error *error)
{
    if (!consumer->ended && error)
        consumer->error = *error;
    consumer->ended = true;
}

/* ---- outages ---- */

static void back_off(struct consumer *consumer, const struct error *error)
{
    int64_t now = clock_monotonic_ms();
    if (!consumer->backoff_ms) {
        consumer->backoff_ms = BACKOFF_FIRST_MS;
        consumer->outage_since_ms = now;
    } else {
        consumer->backoff_ms = consumer->backoff_ms * 2 > BACKOFF_MOST_MS ? BACKOFF_MOST_MS : consumer->backoff_ms * 2;
    }
    log_error(LOG_LEVEL_WARNING, "trying again", error);
    consumer->waiting = true;
    consumer->retry_at_ms = now + consumer->backoff_ms / 2 + random() % consumer->backoff_ms;
}

/* Fetching goes on if it was stopped. */
static void resume(struct consumer *consumer)
{
    if (!subscriber_paused(consumer->subscriber))
        return;
    subscriber_resume(consumer->subscriber);
    intake_listen_again(&consumer->intake);
}

static void outage_over(struct consumer *consumer)
{
    resume(consumer);
    if (!consumer->backoff_ms)
        return;
    log_event(LOG_LEVEL_INFO, "outage over", (const struct log_field[]){
        {.name = "seconds", .integer = (clock_monotonic_ms() - consumer->outage_since_ms) / 1000}, {0}});
    consumer->waiting = false;
    consumer->backoff_ms = 0;
}

/* ---- taking partitions and giving them up ---- */

static void forget_messages(struct consumer *consumer)
{
    intake_reset(&consumer->intake);
    consumer->positions.count = 0;
    batch_reset(&consumer->batches[0]);
    batch_reset(&consumer->batches[1]);
    consumer->writing = NULL;
    consumer->joined = consumer->registry_away = false;
}

/* Another owner was met: whatever is in hand is read again by whoever owns it. */
static void drop_and_rejoin(struct consumer *consumer)
{
    struct error error;
    log_event(LOG_LEVEL_WARNING, "another consumer took a partition; joining again", (const struct log_field[]){{0}});
    sink_abandon(consumer->sink);
    forget_messages(consumer);
    consumer->must_take = false;
    if (!subscriber_rejoin(consumer->subscriber, &error))
        end(consumer, &error);
}

static void batch_written(struct consumer *consumer);
static void after_progress(struct consumer *consumer, enum sink_progress progress, const struct error *error);

/* Drives the sink for at most that long; true if nothing is under way any more. */
static bool finish_writing(struct consumer *consumer, int64_t limit_ms)
{
    struct error error;
    int64_t deadline = clock_monotonic_ms() + limit_ms;
    while (sink_busy(consumer->sink)) {
        enum sink_progress progress = sink_continue(consumer->sink, &error);
        if (progress == SINK_DONE)
            batch_written(consumer);
        else if (progress != SINK_WORKING || clock_monotonic_ms() > deadline)
            return false;
        else
            database_wait(sink_database(consumer->sink), POLL_MS);
    }
    return true;
}

static void on_revoked(void *context, bool lost)
{
    struct consumer *consumer = context;
    struct error error;
    bool finished = !lost && finish_writing(consumer, REVOKE_MS);
    if (!finished)
        sink_abandon(consumer->sink);
    else if (sink_database(consumer->sink) &&
             !positions_release(&consumer->positions, sink_database(consumer->sink), &error))
        log_error(LOG_LEVEL_WARNING, "positions not released", &error);
    forget_messages(consumer);
}

static bool assign_positions(struct consumer *consumer, struct error *error)
{
    const struct positions *positions = &consumer->positions;
    struct topic_partition *start = calloc(positions->count ? positions->count : 1, sizeof *start);
    if (!start)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory");
    for (size_t i = 0; i < positions->count; i++) {
        const struct position *position = &positions->items[i];
        start[i] = (struct topic_partition){position->topic, position->partition,
                                            position->verify ? position->last.offset : position->committed};
    }
    bool assigned = subscriber_assign(consumer->subscriber, start, positions->count, error);
    free(start);
    return assigned;
}

/* Connects again. The back-off ends only when a batch is written: a server with a full disk still lets one connect. */
static bool reconnect(struct consumer *consumer)
{
    struct error error = {0};
    enum sink_progress progress = sink_reconnect(consumer->sink, &error);
    if (progress != SINK_IDLE)
        after_progress(consumer, progress, &error);
    return progress == SINK_IDLE;
}

static void take_partitions(struct consumer *consumer)
{
    struct error error;
    size_t count;
    const struct topic_partition *assigned = subscriber_assigned(consumer->subscriber, &count);
    if (!sink_database(consumer->sink) && !reconnect(consumer))
        return;
    if (positions_take(&consumer->positions, sink_database(consumer->sink), consumer->cluster, assigned, count,
                       &error) &&
        assign_positions(consumer, &error)) {
        consumer->must_take = false;
        consumer->joined = true;
        outage_over(consumer);
        batch_reset(&consumer->batches[0]);
        batch_reset(&consumer->batches[1]);
        consumer->filling = &consumer->batches[0];
        log_event(LOG_LEVEL_INFO, "partitions taken",
                  (const struct log_field[]){{.name = "count", .integer = (int64_t)count}, {0}});
    } else if (error.kind == ERROR_RETRY) {
        sink_abandon(consumer->sink); /* a connection in doubt is not used again */
        back_off(consumer, &error);
    } else {
        end(consumer, &error);
    }
}

/* ---- messages ---- */

static void after_intake(struct consumer *consumer, enum intake_result result, const struct error *error)
{
    if (result == INTAKE_ASSIGNED) {
        consumer->must_take = true;
    } else if (result == INTAKE_REVOKED) {
        consumer->must_take = false;
    } else if (result == INTAKE_FAILED && error->kind == ERROR_RETRY) {
        consumer->registry_away = true;
        back_off(consumer, error);
    } else if (result == INTAKE_FAILED) {
        end(consumer, error);
    }
}

/* While nothing can be taken for long: the membership is kept. */
static void poll_only(struct consumer *consumer, bool pause)
{
    struct error error;
    if (pause)
        subscriber_pause(consumer->subscriber);
    after_intake(consumer, intake_idle(&consumer->intake, consumer->filling, &error), &error);
}

/* ---- writing ---- */

static void commit_to_kafka(const struct consumer *consumer, const struct batch *batch)
{
    struct topic_partition moved[256];
    size_t count = 0;
    for (size_t i = 0; i < consumer->positions.count && count < 256; i++)
        if (batch->ranges[i].to > batch->ranges[i].from)
            moved[count++] = (struct topic_partition){consumer->positions.items[i].topic,
                                                      consumer->positions.items[i].partition, batch->ranges[i].to};
    subscriber_commit(consumer->subscriber, moved, count);
}

/* All messages that were written. */
static int64_t messages_written(const struct sink_counts *counts)
{
    return counts->applied + counts->duplicate + counts->superseded + counts->dead;
}

/* A topic must not drain into the dead letters: over the number a minute and over 1 % of its messages, a person
 * looks. */
static void check_budget(struct consumer *consumer)
{
    struct error error;
    const struct sink_counts *counts = sink_counts(consumer->sink);
    int64_t now = clock_monotonic_ms();
    if (now - consumer->budget_at_ms > 60000) {
        consumer->budget_at_ms = now;
        consumer->budget_start = *counts;
    }
    int64_t dead = counts->dead - consumer->budget_start.dead;
    int64_t messages = messages_written(counts) - messages_written(&consumer->budget_start);
    if (dead <= consumer->settings->dead_letters_minute || dead * 100 <= messages)
        return;
    error_stop(&error, EXIT_TRY_AGAIN,
               "%lld dead letters within a minute, of %lld messages, are over the budget of %lld; look with "
               "`capacity-consumer dead-letters list`",
               (long long)dead, (long long)messages, (long long)consumer->settings->dead_letters_minute);
    end(consumer, &error);
}

static void batch_written(struct consumer *consumer)
{
    if (!consumer->registry_away)
        outage_over(consumer);
    commit_to_kafka(consumer, consumer->writing);
    consumer->writing = NULL;
    consumer->end_check_ms = 0;
    check_budget(consumer);
}

static void after_progress(struct consumer *consumer, enum sink_progress progress, const struct error *error)
{
    switch (progress) {
    case SINK_DONE:
        batch_written(consumer);
        break;
    case SINK_LOST:
        back_off(consumer, error);
        break;
    case SINK_FENCED:
        drop_and_rejoin(consumer);
        break;
    case SINK_FAILED:
        end(consumer, error);
        break;
    case SINK_IDLE:
    case SINK_WORKING:
        break;
    }
}

static void go_on_writing(struct consumer *consumer)
{
    struct error error = {0};
    if (sink_busy(consumer->sink))
        after_progress(consumer, sink_continue(consumer->sink, &error), &error);
}

/* Hands the filled batch to the sink and begins to fill the other, which starts where this one ends. What the other
 * still holds was committed; giving its messages back takes a while, so PostgreSQL has its first statement before. */
static void start_writing(struct consumer *consumer)
{
    struct batch *other = consumer->filling == &consumer->batches[0] ? &consumer->batches[1] : &consumer->batches[0];
    consumer->writing = consumer->filling;
    consumer->writing_since_ms = clock_monotonic_ms();
    consumer->filling = other;
    sink_start(consumer->sink, consumer->writing);
    go_on_writing(consumer);
    batch_reset(other);
}

/* A batch that is due begins in the turn in which the one before it ended: PostgreSQL never waits for the next
 * sleep. */
static void write_batches(struct consumer *consumer, enum intake_result intake)
{
    go_on_writing(consumer);
    bool due = intake == INTAKE_FULL ||
               (intake == INTAKE_NOTHING && batch_age_ms(consumer->filling) >= LINGER_MS);
    if (!due || consumer->ended || !sink_database(consumer->sink) || sink_busy(consumer->sink) ||
        batch_empty(consumer->filling))
        return;
    start_writing(consumer);
}

/* ---- --until-end ---- */

static bool find_ends_of(struct consumer *consumer, const char *topic, struct error *error)
{
    int32_t partitions = 0;
    if (!cluster_partitions(consumer->cluster, topic, &partitions, error))
        return false;
    if (!partitions)
        return error_stop(error, EXIT_CONFIG, "there is no topic %s; run `capacity-consumer setup`", topic);
    for (int32_t i = 0; i < partitions && consumer->end_count < POSITIONS_MAX; i++) {
        struct topic_partition *end = &consumer->ends[consumer->end_count++];
        int64_t low;
        *end = (struct topic_partition){.topic = topic, .partition = i};
        if (!cluster_watermarks(consumer->cluster, topic, i, &low, &end->offset, error))
            return false;
    }
    return true;
}

static bool find_ends(struct consumer *consumer, struct error *error)
{
    const struct record_type *topics[SETTINGS_TOPICS_MAX];
    size_t count = settings_topics(consumer->settings, topics);
    consumer->ends = calloc(POSITIONS_MAX, sizeof *consumer->ends);
    if (!consumer->ends)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory");
    for (size_t i = 0; i < count; i++)
        if (!find_ends_of(consumer, topics[i]->name, error))
            return false;
    return true;
}

static bool reached(const struct result *result, const struct topic_partition *end)
{
    for (size_t i = 0; i < result_rows(result); i++)
        if (slice_equal_text(result_value(result, i, 0), end->topic) && result_integer(result, i, 1) == end->partition)
            return result_integer(result, i, 2) >= end->offset;
    return end->offset == 0;
}

/* Whoever owns the partitions: what counts is where the group stands in the database. */
static void check_ends(struct consumer *consumer)
{
    struct error error;
    struct result *result;
    const struct slice parameters[] = {slice_of(consumer->settings->group)};
    if (!database_query(sink_database(consumer->sink),
                        "SELECT topic, kafka_partition, next_offset FROM pipeline.kafka_offset WHERE consumer_group = $1",
                        parameters, 1, &result, &error)) {
        sink_abandon(consumer->sink);
        back_off(consumer, &error);
        return;
    }
    bool all = true;
    for (size_t i = 0; i < consumer->end_count && all; i++)
        all = reached(result, &consumer->ends[i]);
    result_free(result);
    consumer->at_end = all;
}

/* Other members move positions too, so the end is looked for after each batch and now and then. */
static void look_for_end(struct consumer *consumer)
{
    int64_t now = clock_monotonic_ms();
    if (consumer->at_end && grouping_finish(&consumer->grouping, sink_counts(consumer->sink)->batches))
        end(consumer, NULL);
    if (consumer->at_end || now < consumer->end_check_ms || sink_busy(consumer->sink) || !sink_database(consumer->sink) ||
        !batch_empty(consumer->filling))
        return;
    consumer->end_check_ms = now + END_CHECK_MS;
    check_ends(consumer);
}

/* ---- the loop ---- */

/* Writes all that was taken, for at most some seconds. */
static void flush(struct consumer *consumer)
{
    if (sink_database(consumer->sink) && finish_writing(consumer, SHUTDOWN_MS) && consumer->joined &&
        !batch_empty(consumer->filling)) {
        start_writing(consumer);
        finish_writing(consumer, SHUTDOWN_MS);
    }
}

static void check_held(struct consumer *consumer)
{
    struct error error;
    if (intake_check(&consumer->intake, &error))
        return;
    flush(consumer);
    end(consumer, &error);
}

static void report(struct consumer *consumer)
{
    int64_t now = clock_monotonic_ms();
    if (now < consumer->report_at_ms)
        return;
    consumer->report_at_ms = now + REPORT_MS;
    const struct sink_counts *counts = sink_counts(consumer->sink);
    log_event(LOG_LEVEL_INFO, "progress", (const struct log_field[]){
        {.name = "applied", .integer = counts->applied}, {.name = "duplicate", .integer = counts->duplicate},
        {.name = "superseded", .integer = counts->superseded}, {.name = "dead", .integer = counts->dead},
        {.name = "claims", .integer = counts->claims}, {.name = "estimates", .integer = counts->estimates},
        {.name = "batches", .integer = counts->batches}, {0}});
}

static void wait_for_something(const struct consumer *consumer, int timeout_ms)
{
    struct database *database = sink_database(consumer->sink);
    bool sink_waits = sink_busy(consumer->sink) && database;
    struct pollfd sockets[3] = {{.fd = subscriber_socket(consumer->subscriber), .events = POLLIN},
                                {.fd = grouping_socket(&consumer->grouping), .events = POLLIN}};
    if (sink_waits)
        sockets[2] = (struct pollfd){.fd = database_socket(database),
                                     .events = (short)(POLLIN | (database_wants_write(database) ? POLLOUT : 0))};
    /* With a message in hand that fits nowhere only the sink matters. */
    if (consumer->intake.pending)
        sockets[0].fd = -1;
    poll(sockets, sink_waits ? 3 : 2, timeout_ms);
}

static void in_outage(struct consumer *consumer)
{
    poll_only(consumer, clock_monotonic_ms() - consumer->outage_since_ms > PAUSE_AFTER_MS);
    if (consumer->registry_away && sink_database(consumer->sink))
        write_batches(consumer, INTAKE_FULL);
    if (consumer->ended || clock_monotonic_ms() < consumer->retry_at_ms) {
        wait_for_something(consumer, 10);
    } else if (consumer->must_take) {
        take_partitions(consumer);
    } else if (sink_database(consumer->sink) || reconnect(consumer)) {
        consumer->waiting = false; /* the batch under way, or the message in hand, is tried again */
        consumer->registry_away = false;
    }
}

static void turn(struct consumer *consumer)
{
    struct error error = {0};
    if (consumer->waiting) {
        in_outage(consumer);
        return;
    }
    if (consumer->must_take)
        take_partitions(consumer);
    enum intake_result intake = intake_take(&consumer->intake, consumer->filling, MESSAGES_A_TURN, &error);
    after_intake(consumer, intake, &error);
    if (consumer->ended || consumer->waiting)
        return;
    if (consumer->backoff_ms && !consumer->intake.pending && !sink_busy(consumer->sink) && !consumer->must_take)
        outage_over(consumer);
    write_batches(consumer, intake);
    grouping_turn(&consumer->grouping, sink_counts(consumer->sink)->batches);
    if (intake == INTAKE_FULL && sink_busy(consumer->sink) &&
        clock_monotonic_ms() - consumer->writing_since_ms > SLOW_WRITE_MS)
        poll_only(consumer, true);
    if (intake == INTAKE_NOTHING || consumer->intake.held_count == INTAKE_HELD_MAX)
        check_held(consumer);
    if (consumer->settings->until_end && intake == INTAKE_NOTHING)
        look_for_end(consumer);
    report(consumer);
    if (intake == INTAKE_NOTHING || intake == INTAKE_FULL)
        wait_for_something(consumer, batch_empty(consumer->filling) || sink_busy(consumer->sink) ? POLL_MS : LINGER_MS);
}

static void handle_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static int64_t say_summary(const struct sink_counts *counts)
{
    struct command_counts messages = {.applied = counts->applied, .duplicate = counts->duplicate,
                                      .superseded = counts->superseded};
    memcpy(messages.dead, counts->dead_by_reason, sizeof messages.dead);
    return command_summary(&messages);
}

static int run(struct consumer *consumer)
{
    consumer->budget_at_ms = clock_monotonic_ms();
    while (!stop_requested && !consumer->ended)
        turn(consumer);
    if (consumer->error.kind == ERROR_NONE)
        flush(consumer);
    consumer->report_at_ms = 0;
    report(consumer);
    int status = consumer->error.kind != ERROR_NONE ? command_fail(&consumer->error) : 0;
    int64_t dead = say_summary(sink_counts(consumer->sink));
    return status ? status : consumer->settings->until_end && dead ? EXIT_DATA : 0;
}

int command_consume(const struct settings *settings)
{
    struct error error;
    struct consumer *consumer = calloc(1, sizeof *consumer);
    if (!consumer)
        return EXIT_TRY_AGAIN;
    consumer->settings = settings;
    handle_signals();
    int status = !open_consumer(consumer, &error) || (settings->until_end && !find_ends(consumer, &error))
                     ? command_fail(&error)
                     : run(consumer);
    close_consumer(consumer);
    free(consumer);
    return status;
}
