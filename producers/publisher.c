#include "producers/publisher.h"

#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"

enum {
    POLL_MS = 100,         /* one wait for a place in the queue or an answer; signals are looked at in between */
    INTERRUPTED_MS = 5000, /* what an interrupted publisher still waits for acknowledgements */
    WHY_MAX = 512
};

struct publisher {
    rd_kafka_t *client;
    const volatile sig_atomic_t *interrupted;
    void (*undelivered)(void *context, uint64_t tag, const char *why);
    void *context;
    struct publisher_counts counts;
    char topic[256];
    char trouble[WHY_MAX];     /* the last error that librdkafka told of */
    bool refused;              /* that error was one which waiting does not cure: password, certificate */
    char first_loss[WHY_MAX];  /* why the first undelivered message was not delivered */
};

/* Ours before the user's properties. */
static const struct option_property defaults[] = {
    {"client.id", "chipwatch-producer"},
    {"compression.type", "zstd"},
    {"linger.ms", "20"},
    {"delivery.timeout.ms", "120000"},
    {"queue.buffering.max.messages", "100000"},
    {"queue.buffering.max.kbytes", "65536"},
};

/* What the pipeline's promises rest on; -X cannot change it. */
static const struct option_property fixed[] = {
    {"enable.idempotence", "true"},
    {"acks", "all"},
    {"partitioner", "murmur2_random"},
};

enum { DEFAULT_COUNT = sizeof defaults / sizeof *defaults, FIXED_COUNT = sizeof fixed / sizeof *fixed };

static bool set_property(rd_kafka_conf_t *conf, const char *name, const char *value, struct error *error)
{
    char why[WHY_MAX];
    if (rd_kafka_conf_set(conf, name, value, why, sizeof why) == RD_KAFKA_CONF_OK)
        return true;
    /* librdkafka's sentence quotes the value, which may be a secret. */
    return error_stop(error, EXIT_CONFIG, "Kafka property %s: %s", name, strstr(name, "pass") ? "refused" : why);
}

static bool set_users_property(rd_kafka_conf_t *conf, const struct option_property *property, struct error *error)
{
    for (size_t i = 0; i < FIXED_COUNT; i++)
        if (!strcmp(property->name, fixed[i].name) ||
            (!strcmp(property->name, "request.required.acks") && !strcmp(fixed[i].name, "acks")))
            return error_stop(error, EXIT_CONFIG, "Kafka property %s cannot be set: it is always %s", property->name,
                              fixed[i].value);
    return set_property(conf, property->name, property->value, error);
}

static bool has_property(const struct publisher_settings *settings, const char *name)
{
    for (size_t i = 0; settings->properties && i < settings->properties->count; i++)
        if (!strcmp(settings->properties->items[i].name, name))
            return true;
    return false;
}

static bool set_properties(rd_kafka_conf_t *conf, const struct publisher_settings *settings, struct error *error)
{
    bool fine = true;
    for (size_t i = 0; i < DEFAULT_COUNT && fine; i++)
        fine = set_property(conf, defaults[i].name, defaults[i].value, error);
    for (size_t i = 0; i < FIXED_COUNT && fine; i++)
        fine = set_property(conf, fixed[i].name, fixed[i].value, error);
    if (fine && settings->brokers)
        fine = set_property(conf, "bootstrap.servers", settings->brokers, error);
    if (fine && settings->sasl_password)
        fine = set_property(conf, "sasl.password", settings->sasl_password, error);
    for (size_t i = 0; settings->properties && i < settings->properties->count && fine; i++)
        fine = set_users_property(conf, &settings->properties->items[i], error);
    return fine;
}

static void on_delivery(rd_kafka_t *client, const rd_kafka_message_t *message, void *opaque)
{
    (void)client;
    struct publisher *publisher = opaque;
    if (!message->err) {
        publisher->counts.acknowledged++;
        return;
    }
    const char *why = rd_kafka_err2str(message->err);
    if (!publisher->counts.undelivered++)
        snprintf(publisher->first_loss, sizeof publisher->first_loss, "%s", why);
    if (publisher->undelivered)
        publisher->undelivered(publisher->context, (uint64_t)(uintptr_t)message->_private, why);
}

static void on_error(rd_kafka_t *client, int code, const char *reason, void *opaque)
{
    struct publisher *publisher = opaque;
    if (code == RD_KAFKA_RESP_ERR__FATAL)
        code = (int)rd_kafka_fatal_error(client, publisher->trouble, sizeof publisher->trouble);
    else if (code != RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN || !publisher->trouble[0]) /* it says the least */
        snprintf(publisher->trouble, sizeof publisher->trouble, "%s", reason);
    publisher->refused = publisher->refused || code == RD_KAFKA_RESP_ERR__AUTHENTICATION ||
                         code == RD_KAFKA_RESP_ERR__SSL || code == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED;
}

/* librdkafka's own lines would stand among the JSON lines of stderr; what matters in them comes through on_error. */
static void no_log(const rd_kafka_t *client, int level, const char *facility, const char *text)
{
    (void)client, (void)level, (void)facility, (void)text;
}

static bool make_client(struct publisher *publisher, const struct publisher_settings *settings, struct error *error)
{
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set_opaque(conf, publisher);
    rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
    rd_kafka_conf_set_error_cb(conf, on_error);
    if (!has_property(settings, "debug"))
        rd_kafka_conf_set_log_cb(conf, no_log);
    if (!set_properties(conf, settings, error)) {
        rd_kafka_conf_destroy(conf);
        return false;
    }
    char why[WHY_MAX];
    publisher->client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why); /* takes conf over on success */
    if (publisher->client)
        return true;
    rd_kafka_conf_destroy(conf);
    return error_stop(error, EXIT_CONFIG, "Kafka client: %s", why);
}

static bool is_interrupted(const struct publisher *publisher)
{
    return publisher->interrupted && *publisher->interrupted;
}

/* Asks once what partitions the topic has. *answered tells whether a broker answered at all. */
static bool ask_for_topic(struct publisher *publisher, rd_kafka_topic_t *topic, bool *answered, struct error *error)
{
    const struct rd_kafka_metadata *metadata;
    rd_kafka_resp_err_t failure = rd_kafka_metadata(publisher->client, 0, topic, &metadata, POLL_MS * 5);
    *answered = !failure;
    rd_kafka_poll(publisher->client, 0);
    if (failure)
        return true;
    const rd_kafka_resp_err_t unknown = RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART;
    rd_kafka_resp_err_t problem = metadata->topic_cnt ? metadata->topics[0].err : unknown;
    rd_kafka_metadata_destroy(metadata);
    if (problem == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE)
        *answered = false; /* a topic that is being made */
    if (!problem || !*answered)
        return true;
    return error_stop(error, EXIT_CONFIG, "topic %s cannot be used: %s%s", publisher->topic, rd_kafka_err2str(problem),
                      problem == unknown ? "; \"capacity-consumer setup\" makes it" : "");
}

static bool find_topic(struct publisher *publisher, const char *brokers, int64_t timeout_ms, struct error *error)
{
    rd_kafka_topic_t *topic = rd_kafka_topic_new(publisher->client, publisher->topic, NULL);
    if (!topic)
        return error_stop(error, EXIT_CONFIG, "topic %s cannot be used: %s", publisher->topic,
                          rd_kafka_err2str(rd_kafka_last_error()));
    int64_t deadline_ms = clock_monotonic_ms() + timeout_ms;
    bool answered = false, fine = true;
    while (fine && !answered && !publisher->refused && !is_interrupted(publisher) && clock_monotonic_ms() < deadline_ms)
        fine = ask_for_topic(publisher, topic, &answered, error);
    rd_kafka_topic_destroy(topic);
    if (!fine || answered)
        return fine;
    if (publisher->refused)
        return error_stop(error, EXIT_CONFIG, "Kafka refuses the connection: %s", publisher->trouble);
    if (is_interrupted(publisher))
        return error_stop(error, EXIT_TRY_AGAIN, "interrupted while waiting for Kafka");
    return error_stop(error, EXIT_UNAVAILABLE, "no Kafka broker at %s answers within %lld s%s%s",
                      brokers ? brokers : "the given address", (long long)timeout_ms / 1000,
                      publisher->trouble[0] ? ": " : "", publisher->trouble);
}

bool publisher_open(const struct publisher_settings *settings, struct publisher **publisher, struct error *error)
{
    if (!settings->brokers && !has_property(settings, "bootstrap.servers") &&
        !has_property(settings, "metadata.broker.list") && !has_property(settings, "test.mock.num.brokers"))
        return error_stop(error, EXIT_CONFIG, "no Kafka broker is given: --brokers or CHIPWATCH_BROKERS names one");
    struct publisher *made = calloc(1, sizeof *made);
    if (!made)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for the publisher");
    made->interrupted = settings->interrupted;
    made->undelivered = settings->undelivered;
    made->context = settings->context;
    snprintf(made->topic, sizeof made->topic, "%s", settings->topic);
    if (make_client(made, settings, error) &&
        find_topic(made, settings->brokers, settings->connect_timeout_ms, error)) {
        *publisher = made;
        return true;
    }
    if (made->client)
        rd_kafka_destroy(made->client);
    free(made);
    return false;
}

static bool may_go_on(struct publisher *publisher, struct error *error)
{
    char why[WHY_MAX];
    if (rd_kafka_fatal_error(publisher->client, why, sizeof why))
        return error_stop(error, EXIT_UNAVAILABLE, "Kafka client gives up: %s", why);
    if (publisher->counts.undelivered)
        return error_stop(error, EXIT_UNAVAILABLE, "Kafka did not take a message: %s%s%s", publisher->first_loss,
                          publisher->trouble[0] ? "; " : "", publisher->trouble);
    return true;
}

/* Not rd_kafka_producev: its macros are statements in expressions, which clang 19 takes for no ISO C. */
static rd_kafka_resp_err_t enqueue(struct publisher *publisher, uint64_t tag, struct slice key, struct slice payload)
{
    const rd_kafka_vu_t parts[] = {
        {.vtype = RD_KAFKA_VTYPE_TOPIC, .u.cstr = publisher->topic},
        {.vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = RD_KAFKA_MSG_F_COPY},
        {.vtype = RD_KAFKA_VTYPE_KEY, .u.mem = {(void *)(uintptr_t)key.data, key.size}},
        {.vtype = RD_KAFKA_VTYPE_VALUE, .u.mem = {(void *)(uintptr_t)payload.data, payload.size}},
        {.vtype = RD_KAFKA_VTYPE_OPAQUE, .u.ptr = (void *)(uintptr_t)tag},
    };
    rd_kafka_error_t *failure = rd_kafka_produceva(publisher->client, parts, sizeof parts / sizeof *parts);
    rd_kafka_resp_err_t code = failure ? rd_kafka_error_code(failure) : RD_KAFKA_RESP_ERR_NO_ERROR;
    if (failure)
        rd_kafka_error_destroy(failure);
    return code;
}

bool publisher_send(struct publisher *publisher, uint64_t tag, struct slice key, struct slice payload,
                    struct error *error)
{
    for (;;) {
        rd_kafka_poll(publisher->client, 0);
        if (!may_go_on(publisher, error))
            return false;
        rd_kafka_resp_err_t failure = enqueue(publisher, tag, key, payload);
        if (!failure) {
            publisher->counts.sent++;
            return true;
        }
        if (failure == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE)
            return error_reject(error, REASON_TOO_LARGE, "the message of %zu bytes is over message.max.bytes",
                                payload.size);
        if (failure != RD_KAFKA_RESP_ERR__QUEUE_FULL)
            return error_stop(error, EXIT_UNAVAILABLE, "Kafka does not take a message: %s", rd_kafka_err2str(failure));
        if (is_interrupted(publisher))
            return error_retry(error, "interrupted while the queue to Kafka was full");
        rd_kafka_poll(publisher->client, POLL_MS); /* back-pressure: delivery reports make room */
    }
}

struct publisher_counts publisher_counts(const struct publisher *publisher)
{
    return publisher->counts;
}

/* Waits until nothing is on its way or the time is over. */
static void wait_for_reports(struct publisher *publisher, int64_t timeout_ms)
{
    int64_t deadline_ms = clock_monotonic_ms() + timeout_ms;
    bool shortened = false;
    while (rd_kafka_outq_len(publisher->client) > 0 && clock_monotonic_ms() < deadline_ms) {
        if (is_interrupted(publisher) && !shortened) {
            int64_t soon_ms = clock_monotonic_ms() + INTERRUPTED_MS;
            deadline_ms = soon_ms < deadline_ms ? soon_ms : deadline_ms;
            shortened = true;
        }
        rd_kafka_flush(publisher->client, POLL_MS); /* sends at once what lingers */
    }
}

bool publisher_flush(struct publisher *publisher, int64_t timeout_ms, struct error *error)
{
    wait_for_reports(publisher, timeout_ms);
    if (!may_go_on(publisher, error))
        return false;
    int outstanding = rd_kafka_outq_len(publisher->client);
    return !outstanding || error_retry(error, "%d messages are not acknowledged yet", outstanding);
}

bool publisher_close(struct publisher *publisher, int64_t timeout_ms, struct publisher_counts *counts,
                     struct error *error)
{
    wait_for_reports(publisher, timeout_ms);
    if (rd_kafka_outq_len(publisher->client) > 0) {
        /* What is purged gets its report too, so that the fate of each message is known. */
        rd_kafka_purge(publisher->client, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
        rd_kafka_flush(publisher->client, INTERRUPTED_MS);
    }
    publisher->counts.undelivered = publisher->counts.sent - publisher->counts.acknowledged;
    *counts = publisher->counts;
    bool fine = !counts->undelivered;
    if (!fine)
        error_stop(error, EXIT_UNAVAILABLE, "%lld of %lld messages were not acknowledged: %s%s%s",
                   (long long)counts->undelivered, (long long)counts->sent, publisher->first_loss,
                   publisher->trouble[0] ? "; " : "", publisher->trouble);
    rd_kafka_destroy(publisher->client);
    free(publisher);
    return fine;
}
