#include "consumers/capacity/cluster.h"

#include <inttypes.h>
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"

enum { ANSWER_MS = 10000 };

struct cluster {
    rd_kafka_t *kafka;
    rd_kafka_queue_t *answers; /* of administration */
    char *id;
    char broker[16]; /* number of one broker */
    rd_kafka_resp_err_t failure; /* last that librdkafka told by itself */
    char failure_text[512];
};

/* What was delivered, told by on_delivery. */
struct delivery {
    bool done;
    rd_kafka_resp_err_t result;
};

/* ---- errors ---- */

static bool needs_person(rd_kafka_resp_err_t code)
{
    static const rd_kafka_resp_err_t codes[] = {
        RD_KAFKA_RESP_ERR__AUTHENTICATION,           RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED,
        RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED,
        RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM, RD_KAFKA_RESP_ERR_INVALID_PARTITIONS,
        RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR, RD_KAFKA_RESP_ERR_POLICY_VIOLATION,
        RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART,      RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION,
        RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC,             RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION,
        RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE,
    };
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (codes[i] == code)
            return true;
    return false;
}

/* "Kafka: WHAT: text". */
static bool fail(struct error *error, rd_kafka_resp_err_t code, const char *what, const char *text)
{
    if (needs_person(code))
        return error_stop(error, EXIT_CONFIG, "Kafka: %s: %s", what, text);
    return error_retry(error, "Kafka: %s: %s", what, text);
}

static void on_error(rd_kafka_t *kafka, int code, const char *reason, void *opaque)
{
    (void)kafka;
    struct cluster *cluster = opaque;
    /* "All brokers are down" follows the error that tells why. */
    if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN && cluster->failure)
        return;
    cluster->failure = (rd_kafka_resp_err_t)code;
    snprintf(cluster->failure_text, sizeof cluster->failure_text, "%s", reason);
}

static void on_log(const rd_kafka_t *kafka, int level, const char *facility, const char *text)
{
    (void)kafka, (void)level, (void)facility, (void)text; /* errors are reported once, by whoever asked */
}

static void on_delivery(rd_kafka_t *kafka, const rd_kafka_message_t *message, void *opaque)
{
    (void)kafka, (void)opaque;
    struct delivery *delivery = message->_private;
    *delivery = (struct delivery){true, message->err};
}

/* ---- opening ---- */

static const char *const properties[][2] = {
    {"client.id", "chipwatch-admin"},
    {"acks", "all"},
    {"enable.idempotence", "true"},
    {"message.timeout.ms", "15000"},
    {"isolation.level", "read_committed"}, /* what watermarks end at */
    {"topic.metadata.refresh.interval.ms", "-1"},
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
    if (!set_property(conf, "bootstrap.servers", settings->brokers, error))
        return false;
    for (size_t i = 0; i < settings->kafka.count; i++)
        if (!set_property(conf, settings->kafka.items[i].name, settings->kafka.items[i].value, error))
            return false;
    return true;
}

static bool make_handle(const struct settings *settings, struct cluster *cluster, struct error *error)
{
    char text[256];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    rd_kafka_conf_set_opaque(conf, cluster);
    rd_kafka_conf_set_error_cb(conf, on_error);
    rd_kafka_conf_set_log_cb(conf, on_log);
    rd_kafka_conf_set_dr_msg_cb(conf, on_delivery);
    if (!set_properties(conf, settings, error)) {
        rd_kafka_conf_destroy(conf);
        return false;
    }
    cluster->kafka = rd_kafka_new(RD_KAFKA_PRODUCER, conf, text, sizeof text);
    if (!cluster->kafka) {
        rd_kafka_conf_destroy(conf);
        return error_stop(error, EXIT_CONFIG, "Kafka: %s", text);
    }
    cluster->answers = rd_kafka_queue_new(cluster->kafka);
    return true;
}

/* Metadata of all topics: asking for one by name would make it where brokers make topics by themselves. */
static bool fetch_metadata(struct cluster *cluster, const rd_kafka_metadata_t **metadata, struct error *error)
{
    cluster->failure = RD_KAFKA_RESP_ERR_NO_ERROR;
    rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;
    int64_t deadline = clock_monotonic_ms() + ANSWER_MS;
    do {
        code = rd_kafka_metadata(cluster->kafka, 1, NULL, metadata, 1000);
        if (!code)
            return true;
        while (rd_kafka_poll(cluster->kafka, 0) > 0)
            ;
    } while (!needs_person(code) && !needs_person(cluster->failure) && clock_monotonic_ms() < deadline);
    if (cluster->failure)
        return fail(error, cluster->failure, "no answer", cluster->failure_text);
    return fail(error, code, "no answer", rd_kafka_err2str(code));
}

static bool identify(struct cluster *cluster, struct error *error)
{
    const rd_kafka_metadata_t *metadata;
    if (!fetch_metadata(cluster, &metadata, error))
        return false;
    snprintf(cluster->broker, sizeof cluster->broker, "%" PRId32, metadata->broker_cnt ? metadata->brokers[0].id : -1);
    rd_kafka_metadata_destroy(metadata);
    cluster->id = rd_kafka_clusterid(cluster->kafka, ANSWER_MS);
    return cluster->id || error_retry(error, "Kafka: the broker does not tell the id of its cluster");
}

bool cluster_open(const struct settings *settings, struct cluster **out, struct error *error)
{
    if (!settings->brokers)
        return error_stop(error, EXIT_CONFIG, "Kafka: no broker is given: set --brokers or CHIPWATCH_BROKERS");
    struct cluster *cluster = calloc(1, sizeof *cluster);
    if (!cluster)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for a Kafka client");
    if (!make_handle(settings, cluster, error) || !identify(cluster, error)) {
        cluster_close(cluster);
        return false;
    }
    *out = cluster;
    return true;
}

void cluster_close(struct cluster *cluster)
{
    if (!cluster)
        return;
    if (cluster->id)
        rd_kafka_mem_free(cluster->kafka, cluster->id);
    if (cluster->answers)
        rd_kafka_queue_destroy(cluster->answers);
    if (cluster->kafka)
        rd_kafka_destroy(cluster->kafka);
    free(cluster);
}

const char *cluster_id(const struct cluster *cluster)
{
    return cluster->id;
}

const char *cluster_library_version(int *number)
{
    *number = rd_kafka_version();
    return rd_kafka_version_str();
}

/* ---- topics ---- */

bool cluster_partitions(struct cluster *cluster, const char *topic, int32_t *count, struct error *error)
{
    const rd_kafka_metadata_t *metadata;
    if (!fetch_metadata(cluster, &metadata, error))
        return false;
    *count = 0;
    for (int i = 0; i < metadata->topic_cnt; i++)
        if (strcmp(metadata->topics[i].topic, topic) == 0 && !metadata->topics[i].err)
            *count = metadata->topics[i].partition_cnt;
    rd_kafka_metadata_destroy(metadata);
    return true;
}

/* Waits for the answer to what was asked of the brokers; NULL and *error if there is none. */
static rd_kafka_event_t *await_answer(struct cluster *cluster, const char *what, struct error *error)
{
    rd_kafka_event_t *event = rd_kafka_queue_poll(cluster->answers, ANSWER_MS + 1000);
    if (!event) {
        error_retry(error, "Kafka: %s: no answer", what);
        return NULL;
    }
    if (!rd_kafka_event_error(event))
        return event;
    fail(error, rd_kafka_event_error(event), what, rd_kafka_event_error_string(event));
    rd_kafka_event_destroy(event);
    return NULL;
}

static bool read_created(rd_kafka_event_t *event, const char *topic, bool *made, struct error *error)
{
    size_t count = 0;
    const rd_kafka_topic_result_t **results =
        rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
    rd_kafka_resp_err_t code = count == 1 ? rd_kafka_topic_result_error(results[0]) : RD_KAFKA_RESP_ERR_UNKNOWN;
    *made = code == RD_KAFKA_RESP_ERR_NO_ERROR;
    if (*made || code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
        return true;
    const char *text = count == 1 ? rd_kafka_topic_result_error_string(results[0]) : NULL;
    return fail(error, code, topic, text ? text : rd_kafka_err2str(code));
}

static bool await_topic(struct cluster *cluster, const char *topic, struct error *error)
{
    int32_t count = 0;
    int64_t deadline = clock_monotonic_ms() + ANSWER_MS;
    while (cluster_partitions(cluster, topic, &count, error) && !count) {
        if (clock_monotonic_ms() > deadline)
            return error_retry(error, "Kafka: topic %s was made but does not show yet", topic);
        rd_kafka_poll(cluster->kafka, 100);
    }
    return count > 0;
}

bool cluster_create_topic(struct cluster *cluster, const char *topic, int32_t partitions, bool *made,
                          struct error *error)
{
    char text[256];
    rd_kafka_NewTopic_t *wanted = rd_kafka_NewTopic_new(topic, partitions, -1, text, sizeof text);
    if (!wanted)
        return error_stop(error, EXIT_CONFIG, "Kafka: topic %s: %s", topic, text);
    rd_kafka_AdminOptions_t *options = rd_kafka_AdminOptions_new(cluster->kafka, RD_KAFKA_ADMIN_OP_CREATETOPICS);
    rd_kafka_AdminOptions_set_request_timeout(options, ANSWER_MS, text, sizeof text);
    rd_kafka_CreateTopics(cluster->kafka, &wanted, 1, options, cluster->answers);
    rd_kafka_AdminOptions_destroy(options);
    rd_kafka_NewTopic_destroy(wanted);
    rd_kafka_event_t *event = await_answer(cluster, topic, error);
    if (!event)
        return false;
    bool read = read_created(event, topic, made, error);
    rd_kafka_event_destroy(event);
    return read && (!*made || await_topic(cluster, topic, error));
}

/* Brokers need a moment until a new topic's leaders have taken it over. */
static bool passes_soon(rd_kafka_resp_err_t code)
{
    return code == RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION || code == RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE;
}

bool cluster_watermarks(struct cluster *cluster, const char *topic, int32_t partition, int64_t *low, int64_t *high,
                        struct error *error)
{
    int64_t deadline = clock_monotonic_ms() + ANSWER_MS;
    rd_kafka_resp_err_t code;
    while ((code = rd_kafka_query_watermark_offsets(cluster->kafka, topic, partition, low, high, ANSWER_MS)) &&
           passes_soon(code) && clock_monotonic_ms() < deadline)
        rd_kafka_poll(cluster->kafka, 50);
    if (!code)
        return true;
    char what[320];
    snprintf(what, sizeof what, "offsets of %s[%" PRId32 "]", topic, partition);
    return fail(error, code, what, rd_kafka_err2str(code));
}

/* ---- brokers ---- */

static int64_t read_entry(rd_kafka_event_t *event, const char *name)
{
    size_t resource_count = 0;
    size_t count = 0;
    const rd_kafka_ConfigResource_t **resources =
        rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event), &resource_count);
    if (resource_count != 1)
        return -1;
    const rd_kafka_ConfigEntry_t **entries = rd_kafka_ConfigResource_configs(resources[0], &count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(rd_kafka_ConfigEntry_name(entries[i]), name) == 0 && rd_kafka_ConfigEntry_value(entries[i]))
            return strtoll(rd_kafka_ConfigEntry_value(entries[i]), NULL, 10);
    return -1;
}

bool cluster_session_timeout_min_ms(struct cluster *cluster, int64_t *timeout_ms, struct error *error)
{
    char text[256];
    rd_kafka_ConfigResource_t *resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_BROKER, cluster->broker);
    rd_kafka_AdminOptions_t *options = rd_kafka_AdminOptions_new(cluster->kafka, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS);
    rd_kafka_AdminOptions_set_request_timeout(options, ANSWER_MS, text, sizeof text);
    rd_kafka_DescribeConfigs(cluster->kafka, &resource, 1, options, cluster->answers);
    rd_kafka_AdminOptions_destroy(options);
    rd_kafka_ConfigResource_destroy(resource);
    rd_kafka_event_t *event = await_answer(cluster, "settings of a broker", error);
    if (!event)
        return false;
    *timeout_ms = read_entry(event, "group.min.session.timeout.ms");
    rd_kafka_event_destroy(event);
    return true;
}

/* ---- messages ---- */

/* librdkafka takes the headers over where it takes the message. */
static rd_kafka_resp_err_t enqueue(struct cluster *cluster, const char *topic, int32_t partition, struct slice key,
                                   struct slice payload, rd_kafka_headers_t *headers, struct delivery *delivery)
{
    rd_kafka_vu_t parts[] = {
        {.vtype = RD_KAFKA_VTYPE_TOPIC, .u.cstr = topic},
        {.vtype = RD_KAFKA_VTYPE_PARTITION, .u.i32 = partition},
        {.vtype = RD_KAFKA_VTYPE_KEY, .u.mem = {(void *)(uintptr_t)key.data, key.size}},
        {.vtype = RD_KAFKA_VTYPE_VALUE, .u.mem = {(void *)(uintptr_t)payload.data, payload.size}},
        {.vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = RD_KAFKA_MSG_F_COPY},
        {.vtype = RD_KAFKA_VTYPE_OPAQUE, .u.ptr = delivery},
        {.vtype = RD_KAFKA_VTYPE_HEADERS, .u.headers = headers},
    };
    size_t count = sizeof parts / sizeof *parts - (headers ? 0 : 1);
    rd_kafka_error_t *failure = rd_kafka_produceva(cluster->kafka, parts, count);
    rd_kafka_resp_err_t code = failure ? rd_kafka_error_code(failure) : RD_KAFKA_RESP_ERR_NO_ERROR;
    if (failure)
        rd_kafka_error_destroy(failure);
    return code;
}

bool cluster_produce(struct cluster *cluster, const char *topic, int32_t partition, struct slice key,
                     struct slice payload, const char *header_name, struct slice header_value, struct error *error)
{
    int64_t low, high; /* asked first: librdkafka before 2.12 frees headers twice if there is no such partition */
    if (!cluster_watermarks(cluster, topic, partition, &low, &high, error))
        return false;
    rd_kafka_headers_t *headers = NULL;
    if (header_name) {
        headers = rd_kafka_headers_new(1);
        rd_kafka_header_add(headers, header_name, -1, header_value.data, (ssize_t)header_value.size);
    }
    struct delivery delivery = {0};
    rd_kafka_resp_err_t code = enqueue(cluster, topic, partition, key, payload, headers, &delivery);
    if (code) {
        if (headers)
            rd_kafka_headers_destroy(headers);
        return fail(error, code, topic, rd_kafka_err2str(code));
    }
    while (!delivery.done) /* message.timeout.ms ends it */
        rd_kafka_poll(cluster->kafka, 100);
    return !delivery.result || fail(error, delivery.result, topic, rd_kafka_err2str(delivery.result));
}
