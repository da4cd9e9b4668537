/*
 * The rows of one transaction: messages taken, decoded, enriched and encoded while another batch is being written.
 *
 * Memory: one arena and some arrays, taken at the start and kept; "full" is an ordinary answer: the caller writes what
 * is there and takes the message again. Messages stay with the batch until batch_reset, because records point into
 * them. Rows are encoded as messages arrive, so that COPY only has to pick them in order of event_id. They are derived
 * for the versions of catalogue and method that were wanted when the first message came; where the transaction finds
 * that the pointer asks for others, batch_enrich_again derives them anew from the records.
 */
#ifndef CONSUMERS_CAPACITY_BATCH_H
#define CONSUMERS_CAPACITY_BATCH_H

#include "consumers/capacity/catalogues.h"
#include "consumers/capacity/database.h"
#include "consumers/capacity/enrichment.h"
#include "consumers/capacity/event.h"
#include "consumers/capacity/position.h"
#include "consumers/capacity/subscriber.h"
#include "lib/message.h"

/* A row of binary COPY in batch->rows; offsets, because the buffer may move while it grows. */
struct row {
    size_t offset;
    size_t size;
};

struct batch_message {
    struct message message;
    bool dead;          /* it became a dead letter: `row` is its row, its event counts no more */
    struct row row;
    enum reason reason; /* why it is dead */
    int64_t schema_id;  /* that it names; 0 if it was not read */
};

struct batch_event {
    struct event event;
    uint32_t message; /* index in messages */
    struct row row;   /* of the event table */
    uint32_t first_claim, claim_count;       /* in claims */
    uint32_t first_estimate, estimate_count; /* in estimates */
    struct row fingerprint;      /* of size 0: none */
    struct row next_fingerprint; /* by the second catalogue, where it differs; else of size 0 */
};

/* What the batch does to a position: from..to, both offsets of the next message. */
struct batch_range {
    int64_t from;
    int64_t to; /* equal to from: the partition has no part in the batch */
    struct last_message last;
};

/* What decodes and enriches; outlives the batch. */
struct batch_context {
    struct message_reader *readers[EVENT_TYPE_COUNT];
    struct catalogues catalogues; /* what is wanted changes between batches */
    const char *group;            /* for dead letters */
    struct positions *positions;
};

struct batch {
    const struct batch_context *context;
    struct arena arena;   /* records */
    struct arena scratch; /* what is derived of one event, until its rows are encoded */
    struct catalogue_set written; /* whose rows these are */
    struct buffer rows;
    struct batch_message *messages;
    size_t message_count;
    struct batch_event *events;
    size_t event_count;
    struct row *claims;
    size_t claim_count;
    struct row *estimates;
    size_t estimate_count;
    size_t row_limit;      /* messages, settings->batch_rows */
    size_t byte_limit;     /* payload bytes, settings->batch_bytes */
    size_t payload_bytes;
    size_t dead_count;
    int64_t opened_at_ms;  /* clock_now_ms of the first message: ingested_at of its rows; 0 before it */
    struct batch_range ranges[POSITIONS_MAX]; /* parallel to positions->items */
};

/* The most derived rows of one record type that a batch of so many messages takes, of all versions. */
size_t batch_derived_limit(size_t row_limit);

bool batch_init(struct batch *batch, const struct batch_context *context, size_t row_limit, size_t byte_limit,
                struct error *error);
void batch_free(struct batch *batch);

/* Gives the messages back and starts where the positions have read to. */
void batch_reset(struct batch *batch);

bool batch_empty(const struct batch *batch); /* no position would move */

/* Since its first message; large for one that only passes control records. */
int64_t batch_age_ms(const struct batch *batch);

enum batch_result {
    BATCH_TAKEN,   /* the message is the batch's now, as rows or as a dead letter */
    BATCH_FULL,    /* nothing changed: write the batch, then offer the message again */
    BATCH_UNKNOWN, /* nothing changed: nobody knows its schema; *error says which (ERROR_REJECT) */
    BATCH_FAILED,  /* nothing changed: *error says why (the registry is away: ERROR_RETRY) */
};

/* Takes the next message of a partition that is ours. A message that cannot be used becomes a dead letter here. */
enum batch_result batch_take(struct batch *batch, const struct message *message, struct position *position,
                             struct error *error);

/* Would the message decode? Errors as message_read; ERROR_FULL where the batch has no room to try. Changes nothing. */
bool batch_try(struct batch *batch, const struct message *message, struct error *error);

/* Takes a message as a dead letter without looking at it again. */
enum batch_result batch_take_dead(struct batch *batch, const struct message *message, struct position *position,
                                  const struct error *why);

/* The end of a partition was met at `offset`: the position may move there past control records. */
void batch_pass_end(struct batch *batch, struct position *position, int64_t offset);

/* Makes a dead letter of a message whose rows PostgreSQL refused; the caller plans the batch anew. False if the
 * batch has no room for its row. */
bool batch_kill(struct batch *batch, uint32_t message, const struct database_failure *failure, struct error *error);

/* Derives all rows anew, for other catalogues. ERROR_STOP (EXIT_TRY_AGAIN) if they do not fit. */
bool batch_enrich_again(struct batch *batch, const struct catalogue_set *catalogues, struct error *error);

/* Encodes the row of an event again, after its version was raised. */
bool batch_encode_event(struct batch *batch, struct batch_event *event, struct error *error);

#endif
