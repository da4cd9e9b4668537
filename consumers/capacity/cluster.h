/*
 * The Kafka cluster as an administrator sees it: topics, watermarks, identity, single messages. Waits for each answer.
 */
#ifndef CONSUMERS_CAPACITY_CLUSTER_H
#define CONSUMERS_CAPACITY_CLUSTER_H

#include <stdint.h>

#include "consumers/capacity/settings.h"
#include "lib/error.h"
#include "lib/slice.h"

struct cluster;

/* ERROR_RETRY if no broker answers within some seconds; ERROR_STOP for refused credentials or a wrong property. */
bool cluster_open(const struct settings *settings, struct cluster **cluster, struct error *error);
void cluster_close(struct cluster *cluster);

const char *cluster_id(const struct cluster *cluster);

/* Version of the client library, as text and as a number (0x020601ff is 2.6.1). */
const char *cluster_library_version(int *number);

/* Number of partitions of a topic, 0 if there is no such topic. */
bool cluster_partitions(struct cluster *cluster, const char *topic, int32_t *count, struct error *error);

/* Makes a topic with the brokers' default replication; *made is false if it was there. Returns when the brokers know
 * it. */
bool cluster_create_topic(struct cluster *cluster, const char *topic, int32_t partitions, bool *made,
                          struct error *error);

/* First offset still in the log, and the read_committed end (the offset behind the last readable message).
 * ERROR_STOP if there is no such partition. */
bool cluster_watermarks(struct cluster *cluster, const char *topic, int32_t partition, int64_t *low, int64_t *high,
                        struct error *error);

/* Smallest session.timeout.ms that the brokers accept; -1 if they do not say. */
bool cluster_session_timeout_min_ms(struct cluster *cluster, int64_t *timeout_ms, struct error *error);

/* Produces one message with a header (header_name NULL: none) to a partition and waits until it is acknowledged. */
bool cluster_produce(struct cluster *cluster, const char *topic, int32_t partition, struct slice key,
                     struct slice payload, const char *header_name, struct slice header_value, struct error *error);

#endif
