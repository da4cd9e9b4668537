/*
 * Where batches go: one transaction for each, exactly once (design §6).
 *
 * The rows and the positions of their messages are one transaction; positions move by compare-and-set under our epoch,
 * so rows of another owner's time can never be committed. sink_continue never waits, so that the next batch is filled
 * while this one is written; after any doubt (a lost connection, an unknown COMMIT) sink_reconnect asks the positions
 * what became of it.
 */
#ifndef CONSUMERS_CAPACITY_SINK_H
#define CONSUMERS_CAPACITY_SINK_H

#include "consumers/capacity/plan.h"

struct sink_counts {
    int64_t applied, duplicate, superseded, dead; /* messages */
    int64_t claims, estimates;                    /* rows */
    int64_t batches;
    int64_t dead_by_reason[REASON_COUNT]; /* messages; add up to dead */
};

struct sink;

/* Borrows catalogues and positions until sink_close. */
bool sink_open(const struct settings *settings, struct catalogues *catalogues, struct positions *positions,
               struct sink **sink, struct error *error);
void sink_close(struct sink *sink);

/* The connection, for taking positions between batches; NULL while there is none. */
struct database *sink_database(struct sink *sink);
const struct sink_counts *sink_counts(const struct sink *sink);

/* Starts writing a batch, which must live until the sink is idle again. */
void sink_start(struct sink *sink, struct batch *batch);
bool sink_busy(const struct sink *sink);

enum sink_progress {
    SINK_IDLE,    /* nothing is being written */
    SINK_WORKING, /* wait for the connection's socket */
    SINK_DONE,    /* the batch is committed; positions->items are moved */
    SINK_LOST,    /* the connection is gone: sink_reconnect */
    SINK_FENCED,  /* another owner wrote: drop everything, join again */
    SINK_FAILED,  /* *error says why: a person must act (ERROR_STOP) */
};

/* Goes on as far as it can without waiting. */
enum sink_progress sink_continue(struct sink *sink, struct error *error);

/* Connects again and asks the positions. SINK_IDLE: no batch was under way, or it is to be written again and
 * was started; SINK_DONE: it had been committed; SINK_LOST: still no connection (*error tells why), try later. */
enum sink_progress sink_reconnect(struct sink *sink, struct error *error);

/* Ends the transaction under way, if any, by closing the connection. */
void sink_abandon(struct sink *sink);

#endif
