/*
 * What a transaction does with each fact of a batch, decided from the batch and from what is stored. Pure: no database.
 *
 * Of all versions of one fact (stored as current, stored in history, arriving) one is the greatest. It is, or becomes,
 * the row of the event table; all others are in history. Raised sightings of stored versions are raised there.
 */
#ifndef CONSUMERS_CAPACITY_PLAN_H
#define CONSUMERS_CAPACITY_PLAN_H

#include "consumers/capacity/batch.h"

/* The stored row of a fact that the batch has versions of. */
struct known {
    struct uuid id;
    struct version version;
    bool op_cancel;
    bool cancelled;
};

/* A stored version in history that the batch has too. */
struct known_history {
    struct uuid id;
    struct version version;
};

struct scope {
    struct slice id;
    struct scope_end end;
    int64_t row_count; /* -1: not stated; of the end */
    bool ends_here;    /* an end arrives in this batch */
};

/* A stored row of the event table to be raised in place. */
struct raise {
    struct uuid id;
    struct version version;
    bool cancelled;
};

/* What happens to the facts of one event type. */
struct plan_type {
    uint32_t *ids;       /* one event index for each distinct fact, by id: what to ask for */
    size_t id_count;
    uint32_t *rows;      /* events whose row goes into the event table, by id */
    size_t row_count;
    uint32_t *losers;    /* events that go into history */
    size_t loser_count;
    struct uuid *demoted; /* facts whose stored row goes into history, to make room for one of `rows` */
    size_t demoted_count;
    uint32_t *promoted;  /* events of `rows` whose version leaves history */
    size_t promoted_count;
    struct raise *raises;
    size_t raise_count;
};

struct plan {
    struct batch *batch;
    size_t message_count; /* of the batch, from its first: those behind take no part */
    uint32_t *order; /* live events by type, id, content hash, version descending */
    size_t order_count;
    struct plan_type types[EVENT_TYPE_COUNT];
    struct scope *scopes; /* of the batch, by id */
    size_t scope_count;
    struct known *known[EVENT_TYPE_COUNT]; /* filled by the caller, by id */
    size_t known_count[EVENT_TYPE_COUNT];
    struct known_history *history[EVENT_TYPE_COUNT]; /* filled by the caller, by id and content hash */
    size_t history_count[EVENT_TYPE_COUNT];
    size_t applied, duplicate, superseded, dead; /* messages; they add up to all of the batch */
};

bool plan_init(struct plan *plan, size_t row_limit, struct error *error);
void plan_free(struct plan *plan);

/* Orders the live events of a batch's first messages; forgets what was known. Fills ids and scopes (ends of the batch
 * raised together). */
void plan_begin(struct plan *plan, struct batch *batch, size_t message_count);

/* Decides for the facts of one type from known[type] and history[type] and the ends in scopes; encodes rows anew
 * where a version was raised. ERROR_FULL if the batch has no room for that. */
bool plan_decide(struct plan *plan, size_t type, struct error *error);

struct scope *plan_scope(struct plan *plan, struct slice id); /* NULL if the batch does not name it */

/* Is the row of that event cancelled, by its own op or by its scope? */
bool plan_cancelled(struct plan *plan, const struct event *event);

#endif
