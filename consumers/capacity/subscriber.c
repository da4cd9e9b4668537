#include "consumers/capacity/subscriber.h"

#include <errno.h>
#include <fcntl.h>
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/log.h"

enum { TOPICS_MAX = 16, PARTITIONS_MAX = 4096 };

struct subscriber {
    rd_kafka_t *kafka;
    rd_kafka_queue_t *queue;
    rd_kafka_topic_partition_list_t *topics;
    struct subscriber_events events;
    char *topic_names[TOPICS_MAX]; /* what struct message points to */
    size_t topic_count;
    struct topic_partition assigned[PARTITIONS_MAX];
    size_t assigned_count;
    bool assigned_news, revoked_news; /* to be told by the next poll */
    bool owns;                        /* an assignment was answered */
    bool paused;
    bool idle;                        /* the last poll found nothing */
    int wake[2]; /* pipe that librdkafka writes to when the queue is no longer empty */
    struct error fatal;
};

/* Each with the reason why the default would be wrong. */
static const char *const properties[][2] = {
    {"enable.auto.commit", "false"},       /* the position is PostgreSQL's */
    {"enable.auto.offset.store", "false"},
    {"auto.offset.reset", "error"},        /* nothing ever jumps by itself */
    {"isolation.level", "read_committed"},
    {"partition.assignment.strategy", "range"}, /* cooperative-sticky aborts and hangs in librdkafka 2.0.2 */
    {"enable.partition.eof", "true"},      /* how positions pass control records */
    {"session.timeout.ms", "6000"},        /* a dead member is replaced in 6 s, not in 45 */
    {"fetch.min.bytes", "1"},
    {"fetch.wait.max.ms", "100"},
    {"fetch.max.bytes", "4194304"},
    {"queued.min.messages", "20000"},
    {"queued.max.messages.kbytes", "8192"},
    {"check.crcs", "true"},
    {"socket.nagle.disable", "true"},
    {"client.id", "chipwatch"},
    {"topic.metadata.refresh.interval.ms", "60000"},
};

static bool set_property(rd_kafka_conf_t *conf, const char *name, const char *value, struct error *error)
{
    char text[256];
    if (rd_kafka_conf_set(conf, name, value, text, sizeof text) == RD_KAFKA_CONF_OK)
        return true;
    return error_stop(error, EXIT_CONFIG, "Kafka property %s: %s", name, text);
}

static bool set_properties(rd_kafka_conf_t *conf, const struct settings *settings, struct error *error)
{
    for (size_t i = 0; i < sizeof properties / sizeof *properties; i++)
        if (!set_property(conf, properties[i][0], properties[i][1], error))
            return false;
    if (!set_property(conf, "bootstrap.servers", settings->brokers, error) ||
        !set_property(conf, "group.id", settings->group, error) ||
        (settings->instance && !set_property(conf, "group.instance.id", settings->instance, error)))
        return false;
    for (size_t i = 0; i < settings->kafka.count; i++)
        if (!set_property(conf, settings->kafka.items[i].name, settings->kafka.items[i].value, error))
            return false;
    return true;
}

/* ---- rebalance ---- */

static const char *topic_name(const struct subscriber *subscriber, const char *name)
{
    for (size_t i = 0; i < subscriber->topic_count; i++)
        if (strcmp(subscriber->topic_names[i], name) == 0)
            return subscriber->topic_names[i];
    return NULL;
}

static int compare_partitions(const void *a, const void *b)
{
    const struct topic_partition *left = a, *right = b;
    int order = strcmp(left->topic, right->topic);
    return order ? order : (left->partition > right->partition) - (left->partition < right->partition);
}

static void store_assignment(struct subscriber *subscriber, const rd_kafka_topic_partition_list_t *list)
{
    subscriber->assigned_count = 0;
    for (int i = 0; i < list->cnt && subscriber->assigned_count < PARTITIONS_MAX; i++) {
        const char *topic = topic_name(subscriber, list->elems[i].topic);
        if (topic)
            subscriber->assigned[subscriber->assigned_count++] =
                (struct topic_partition){.topic = topic, .partition = list->elems[i].partition};
    }
    qsort(subscriber->assigned, subscriber->assigned_count, sizeof *subscriber->assigned, compare_partitions);
    subscriber->assigned_news = true;
}

static void give_up(struct subscriber *subscriber, rd_kafka_t *kafka)
{
    if (subscriber->owns)
        subscriber->events.revoked(subscriber->events.context, rd_kafka_assignment_lost(kafka));
    subscriber_resume(subscriber); /* whoever gets them again reads at once */
    subscriber->owns = false;
    subscriber->assigned_news = false;
    subscriber->assigned_count = 0;
    subscriber->revoked_news = true;
    rd_kafka_assign(kafka, NULL);
}

static void on_rebalance(rd_kafka_t *kafka, rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t *list,
                         void *opaque)
{
    struct subscriber *subscriber = opaque;
    if (code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS)
        store_assignment(subscriber, list);
    else
        give_up(subscriber, kafka);
}

static void on_error(rd_kafka_t *kafka, int code, const char *text, void *opaque)
{
    (void)kafka;
    struct subscriber *subscriber = opaque;
    if (code == RD_KAFKA_RESP_ERR__AUTHENTICATION)
        error_stop(&subscriber->fatal, EXIT_CONFIG, "Kafka refuses the credentials: %s", text);
}

/* librdkafka's own lines, from its threads; log_event writes each at once. */
static void on_log(const rd_kafka_t *kafka, int level, const char *facility, const char *text)
{
    static const enum log_level levels[] = {LOG_LEVEL_ERROR,   LOG_LEVEL_ERROR,   LOG_LEVEL_ERROR, LOG_LEVEL_ERROR,
                                            LOG_LEVEL_WARNING, LOG_LEVEL_WARNING, LOG_LEVEL_INFO,  LOG_LEVEL_DEBUG};
    (void)kafka;
    log_event(levels[level & 7], "librdkafka",
              (const struct log_field[]){{.name = "facility", .text = facility}, {.name = "text", .text = text}, {0}});
}

/* ---- open and close ---- */

static bool subscribe(struct subscriber *subscriber, struct error *error)
{
    rd_kafka_resp_err_t code = rd_kafka_subscribe(subscriber->kafka, subscriber->topics);
    if (code)
        return error_stop(error, EXIT_CONFIG, "cannot subscribe: %s", rd_kafka_err2str(code));
    return true;
}

static bool read_topics(struct subscriber *subscriber, const char *topics, struct error *error)
{
    subscriber->topics = rd_kafka_topic_partition_list_new(TOPICS_MAX);
    struct slice rest = slice_of(topics);
    while (rest.data) {
        struct slice name = slice_trim(slice_next_part(&rest, ','));
        if (!name.size)
            continue;
        if (subscriber->topic_count == TOPICS_MAX)
            return error_stop(error, EXIT_CONFIG, "more than %d topics", TOPICS_MAX);
        char *copy = strndup(name.data, name.size);
        if (!copy)
            return error_stop(error, EXIT_TRY_AGAIN, "no memory");
        subscriber->topic_names[subscriber->topic_count++] = copy;
        rd_kafka_topic_partition_list_add(subscriber->topics, copy, RD_KAFKA_PARTITION_UA);
    }
    return true;
}

static bool open_kafka(struct subscriber *subscriber, const struct settings *settings, struct error *error)
{
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    if (!set_properties(conf, settings, error)) {
        rd_kafka_conf_destroy(conf);
        return false;
    }
    rd_kafka_conf_set_opaque(conf, subscriber);
    rd_kafka_conf_set_rebalance_cb(conf, on_rebalance);
    rd_kafka_conf_set_error_cb(conf, on_error);
    rd_kafka_conf_set_log_cb(conf, on_log);
    char text[256];
    subscriber->kafka = rd_kafka_new(RD_KAFKA_CONSUMER, conf, text, sizeof text); /* takes conf if it succeeds */
    if (!subscriber->kafka) {
        rd_kafka_conf_destroy(conf);
        return error_stop(error, EXIT_CONFIG, "cannot make a Kafka consumer: %s", text);
    }
    rd_kafka_poll_set_consumer(subscriber->kafka);
    subscriber->queue = rd_kafka_queue_get_consumer(subscriber->kafka);
    rd_kafka_queue_io_event_enable(subscriber->queue, subscriber->wake[1], "m", 1);
    return subscribe(subscriber, error);
}

bool subscriber_open(const struct settings *settings, const struct subscriber_events *events,
                     struct subscriber **result, struct error *error)
{
    struct subscriber *subscriber = calloc(1, sizeof *subscriber);
    if (!subscriber)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory");
    subscriber->events = *events;
    subscriber->wake[0] = subscriber->wake[1] = -1;
    if (pipe2(subscriber->wake, O_NONBLOCK | O_CLOEXEC) != 0)
        error_stop(error, EXIT_TRY_AGAIN, "cannot make a pipe: %s", strerror(errno));
    else if (read_topics(subscriber, settings->topics, error) && open_kafka(subscriber, settings, error)) {
        *result = subscriber;
        return true;
    }
    subscriber_close(subscriber);
    return false;
}

void subscriber_close(struct subscriber *subscriber)
{
    if (!subscriber)
        return;
    if (subscriber->queue)
        rd_kafka_queue_destroy(subscriber->queue);
    if (subscriber->kafka) {
        rd_kafka_consumer_close(subscriber->kafka); /* calls on_rebalance for what is owned */
        rd_kafka_destroy(subscriber->kafka);
    }
    if (subscriber->topics)
        rd_kafka_topic_partition_list_destroy(subscriber->topics);
    for (size_t i = 0; i < subscriber->topic_count; i++)
        free(subscriber->topic_names[i]);
    for (size_t i = 0; i < 2; i++)
        if (subscriber->wake[i] >= 0)
            close(subscriber->wake[i]);
    free(subscriber);
}

/* ---- messages ---- */

static struct slice bytes(const void *data, size_t size)
{
    return (struct slice){data, data ? size : 0};
}

static struct slice header(const rd_kafka_message_t *kafka_message, const char *name)
{
    rd_kafka_headers_t *headers;
    const void *value;
    size_t size;
    if (rd_kafka_message_headers(kafka_message, &headers) || rd_kafka_header_get_last(headers, name, &value, &size))
        return (struct slice){NULL, 0};
    return bytes(value, size);
}

static void fill_place(const struct subscriber *subscriber, const rd_kafka_message_t *kafka_message,
                       struct message *message)
{
    *message = (struct message){
        .topic = kafka_message->rkt ? topic_name(subscriber, rd_kafka_topic_name(kafka_message->rkt)) : NULL,
        .partition = kafka_message->partition,
        .offset = kafka_message->offset,
    };
}

static void fill_message(const struct subscriber *subscriber, rd_kafka_message_t *kafka_message,
                         struct message *message)
{
    rd_kafka_timestamp_type_t timestamp_type;
    fill_place(subscriber, kafka_message, message);
    message->handle = kafka_message;
    message->timestamp_ms = rd_kafka_message_timestamp(kafka_message, &timestamp_type);
    message->key = bytes(kafka_message->key, kafka_message->key_len);
    message->payload = bytes(kafka_message->payload, kafka_message->len);
    message->retry_of = header(kafka_message, "retry_of");
}

static enum subscriber_result fatal_result(struct subscriber *subscriber, struct error *error)
{
    char text[512];
    rd_kafka_resp_err_t code = rd_kafka_fatal_error(subscriber->kafka, text, sizeof text);
    if (code == RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID)
        error_stop(error, EXIT_CONFIG, "another process runs with the same --instance: %s", text);
    else
        error_stop(error, EXIT_CONFIG, "Kafka consumer: %s", text);
    return SUBSCRIBER_FAILED;
}

/* Errors that come as messages: the end of a partition, an offset that is not there; librdkafka heals all others. */
static enum subscriber_result event_result(struct subscriber *subscriber, rd_kafka_message_t *kafka_message,
                                           struct message *message, struct error *error)
{
    rd_kafka_resp_err_t code = kafka_message->err;
    fill_place(subscriber, kafka_message, message);
    rd_kafka_message_destroy(kafka_message);
    switch (code) {
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
        return SUBSCRIBER_END;
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
        return SUBSCRIBER_OUT_OF_RANGE;
    case RD_KAFKA_RESP_ERR__FATAL:
        return fatal_result(subscriber, error);
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
        error_stop(error, EXIT_CONFIG, "Kafka consumer: %s", rd_kafka_err2str(code));
        return SUBSCRIBER_FAILED;
    default:
        return SUBSCRIBER_NOTHING;
    }
}

static void drain_wake(const struct subscriber *subscriber)
{
    char bin[64];
    while (read(subscriber->wake[0], bin, sizeof bin) == (ssize_t)sizeof bin)
        ;
}

static bool take_news(bool *news)
{
    bool was = *news;
    *news = false;
    return was;
}

enum subscriber_result subscriber_poll(struct subscriber *subscriber, int timeout_ms, struct message *message,
                                       struct error *error)
{
    if (subscriber->idle) /* before the poll: what comes after it must wake the next wait */
        drain_wake(subscriber);
    rd_kafka_message_t *kafka_message = rd_kafka_consumer_poll(subscriber->kafka, timeout_ms);
    subscriber->idle = !kafka_message;
    if (subscriber->fatal.kind != ERROR_NONE) {
        *error = subscriber->fatal;
        if (kafka_message)
            rd_kafka_message_destroy(kafka_message);
        return SUBSCRIBER_FAILED;
    }
    if (kafka_message && kafka_message->err)
        return event_result(subscriber, kafka_message, message, error);
    if (kafka_message) {
        fill_message(subscriber, kafka_message, message);
        return SUBSCRIBER_MESSAGE;
    }
    if (take_news(&subscriber->revoked_news))
        return SUBSCRIBER_REVOKED;
    return take_news(&subscriber->assigned_news) ? SUBSCRIBER_ASSIGNED : SUBSCRIBER_NOTHING;
}

void subscriber_release(void *handle)
{
    rd_kafka_message_destroy(handle);
}

int subscriber_socket(const struct subscriber *subscriber)
{
    return subscriber->wake[0];
}

/* ---- assignment ---- */

const struct topic_partition *subscriber_assigned(const struct subscriber *subscriber, size_t *count)
{
    *count = subscriber->assigned_count;
    return subscriber->assigned;
}

static rd_kafka_topic_partition_list_t *partition_list(const struct topic_partition *partitions, size_t count)
{
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int)count);
    for (size_t i = 0; i < count; i++)
        rd_kafka_topic_partition_list_add(list, partitions[i].topic, partitions[i].partition)->offset =
            partitions[i].offset;
    return list;
}

bool subscriber_assign(struct subscriber *subscriber, const struct topic_partition *partitions, size_t count,
                       struct error *error)
{
    rd_kafka_topic_partition_list_t *list = partition_list(partitions, count);
    rd_kafka_resp_err_t code = rd_kafka_assign(subscriber->kafka, list);
    rd_kafka_topic_partition_list_destroy(list);
    if (code)
        return error_retry(error, "cannot take the assigned partitions: %s", rd_kafka_err2str(code));
    subscriber->owns = true;
    return true;
}

void subscriber_pause(struct subscriber *subscriber)
{
    if (subscriber->paused || !subscriber->owns)
        return;
    rd_kafka_topic_partition_list_t *list = partition_list(subscriber->assigned, subscriber->assigned_count);
    rd_kafka_pause_partitions(subscriber->kafka, list);
    rd_kafka_topic_partition_list_destroy(list);
    subscriber->paused = true;
}

/* Only what was paused: resuming others moves their position back in librdkafka before 2.4. */
void subscriber_resume(struct subscriber *subscriber)
{
    if (!subscriber->paused)
        return;
    rd_kafka_topic_partition_list_t *list = partition_list(subscriber->assigned, subscriber->assigned_count);
    rd_kafka_resume_partitions(subscriber->kafka, list);
    rd_kafka_topic_partition_list_destroy(list);
    subscriber->paused = false;
}

bool subscriber_paused(const struct subscriber *subscriber)
{
    return subscriber->paused;
}

bool subscriber_rejoin(struct subscriber *subscriber, struct error *error)
{
    rd_kafka_unsubscribe(subscriber->kafka);
    return subscribe(subscriber, error);
}

void subscriber_commit(struct subscriber *subscriber, const struct topic_partition *partitions, size_t count)
{
    rd_kafka_topic_partition_list_t *list = partition_list(partitions, count);
    rd_kafka_commit(subscriber->kafka, list, 1);
    rd_kafka_topic_partition_list_destroy(list);
}
