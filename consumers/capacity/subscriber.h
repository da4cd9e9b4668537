/*
 * Membership in the consumer group, and the messages of the partitions it brings. One thread owns it.
 *
 * The position lives in PostgreSQL, so taking partitions takes a database: a rebalance only stores what was assigned
 * (blocking in the callback would stall the whole group), and the loop answers with subscriber_assign when it knows
 * where to start. A revocation calls `revoked` before the partitions are given up: the last moment to finish a
 * transaction.
 *
 * Errors: ERROR_STOP for refused credentials, missing rights and a fenced static member; what heals itself is only
 * logged by librdkafka.
 */
#ifndef CONSUMERS_CAPACITY_SUBSCRIBER_H
#define CONSUMERS_CAPACITY_SUBSCRIBER_H

#include <stdint.h>

#include "consumers/capacity/settings.h"
#include "lib/error.h"
#include "lib/slice.h"

struct subscriber;

/* One message; what it points to lives until subscriber_release(handle). */
struct message {
    void *handle;
    const char *topic; /* lives as long as the subscriber */
    int32_t partition;
    int64_t offset;
    int64_t timestamp_ms;  /* -1 where it has none */
    struct slice key;      /* not stated: none */
    struct slice payload;  /* not stated: a tombstone */
    struct slice retry_of; /* header retry_of; not stated: none */
};

struct topic_partition {
    const char *topic; /* lives as long as the subscriber */
    int32_t partition;
    int64_t offset;    /* where to start, or up to which to commit */
};

enum subscriber_result {
    SUBSCRIBER_NOTHING,  /* no message within the time */
    SUBSCRIBER_MESSAGE,  /* *message is the caller's, until released */
    SUBSCRIBER_END,      /* message->topic, partition, offset: the end of a partition is reached there */
    SUBSCRIBER_ASSIGNED, /* subscriber_assigned tells what to take */
    SUBSCRIBER_REVOKED,  /* nothing is owned now (`revoked` was called) */
    SUBSCRIBER_OUT_OF_RANGE, /* message->topic, partition: the log does not hold the offset asked for */
    SUBSCRIBER_FAILED,   /* *error says why */
};

/* Called inside subscriber_poll or _close, before partitions are given up; lost: they belong to somebody else
 * already. */
struct subscriber_events {
    void (*revoked)(void *context, bool lost);
    void *context;
};

bool subscriber_open(const struct settings *settings, const struct subscriber_events *events,
                     struct subscriber **subscriber, struct error *error);
void subscriber_close(struct subscriber *subscriber); /* leaves the group; calls `revoked` if something is owned */

enum subscriber_result subscriber_poll(struct subscriber *subscriber, int timeout_ms, struct message *message,
                                       struct error *error);
void subscriber_release(void *handle);

/* What the last SUBSCRIBER_ASSIGNED brought, sorted by topic and partition; offsets are not set. */
const struct topic_partition *subscriber_assigned(const struct subscriber *subscriber, size_t *count);

/* Starts reading at the given offsets. */
bool subscriber_assign(struct subscriber *subscriber, const struct topic_partition *partitions, size_t count,
                       struct error *error);

/* Stops or goes on fetching, keeping the membership alive: for outages longer than a moment. */
void subscriber_pause(struct subscriber *subscriber);
void subscriber_resume(struct subscriber *subscriber);
bool subscriber_paused(const struct subscriber *subscriber);

/* Gives all partitions up and joins again: after another owner was met in the database. */
bool subscriber_rejoin(struct subscriber *subscriber, struct error *error);

/* Commits offsets to Kafka for lag tools, without waiting; a failure changes nothing. */
void subscriber_commit(struct subscriber *subscriber, const struct topic_partition *partitions, size_t count);

/* Readable when a message may be there; drained by subscriber_poll. */
int subscriber_socket(const struct subscriber *subscriber);

#endif
