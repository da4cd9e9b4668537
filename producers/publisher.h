/*
 * Messages to one Kafka topic, each accounted for: the only producer file that knows librdkafka.
 *
 * Idempotent production, acks=all, zstd, partitioner murmur2_random (as Java's), linger 20 ms; each message is
 * acknowledged, or reported as undelivered within 120 s. The queue is bounded: publisher_send waits while it is full.
 * Costs: librdkafka's threads; up to 64 MiB of queue. Threads: one thread calls; callbacks come from its calls.
 */
#ifndef PRODUCERS_PUBLISHER_H
#define PRODUCERS_PUBLISHER_H

#include <signal.h>
#include <stdint.h>

#include "lib/error.h"
#include "lib/option.h"
#include "lib/slice.h"

struct publisher;

struct publisher_settings {
    const char *brokers;                        /* host:port,...; NULL where the properties say it */
    const char *topic;
    const char *sasl_password;                  /* NULL: none; from the environment, so not among the properties */
    const struct option_properties *properties; /* passed through to librdkafka */
    int64_t connect_timeout_ms;                 /* for the first answer of a broker */
    const volatile sig_atomic_t *interrupted;   /* becomes true when waiting must end; NULL: never */
    /* Called once for each message that no broker acknowledged, with the tag of publisher_send. */
    void (*undelivered)(void *context, uint64_t tag, const char *why);
    void *context;
};

struct publisher_counts {
    int64_t sent;         /* taken by publisher_send */
    int64_t acknowledged; /* by all in-sync replicas */
    int64_t undelivered;  /* reported; after publisher_close sent = acknowledged + undelivered */
};

/* Connects and finds the topic. ERROR_STOP: EXIT_CONFIG for a property that is wrong or fixed, a refused password, or a
 * topic that does not exist; EXIT_UNAVAILABLE if no broker answers in time; EXIT_TRY_AGAIN if interrupted. */
bool publisher_open(const struct publisher_settings *settings, struct publisher **publisher, struct error *error);

/* Takes a message (copied). ERROR_REJECT, REASON_TOO_LARGE: over message.max.bytes. ERROR_STOP: an earlier message was
 * not delivered (EXIT_UNAVAILABLE), so going on would only lose more; or a fatal error. ERROR_RETRY: interrupted while
 * the queue was full. */
bool publisher_send(struct publisher *publisher, uint64_t tag, struct slice key, struct slice payload,
                    struct error *error);

struct publisher_counts publisher_counts(const struct publisher *publisher);

/* Waits up to timeout_ms until everything sent is acknowledged. ERROR_RETRY if it is not by then, or interrupted;
 * ERROR_STOP as in publisher_send. */
bool publisher_flush(struct publisher *publisher, int64_t timeout_ms, struct error *error);

/* Waits up to timeout_ms for what is still on its way, then gives it up (reported as undelivered: it may have arrived
 * or not). Ends early if interrupted becomes true: 5 s after that. False, ERROR_STOP, if anything was not delivered.
 * The handle is gone either way; *counts are the last ones. */
bool publisher_close(struct publisher *publisher, int64_t timeout_ms, struct publisher_counts *counts,
                     struct error *error);

#endif
