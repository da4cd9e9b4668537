/*
 * What an enrichment is: one event in; claims, capacity estimates and a fingerprint out. Pure: no database, no clock.
 *
 * Rows live in the batch's arena; a full arena is ERROR_FULL: the batch is flushed and the message
 * taken again. An event of which nothing is known gives no rows; that is no error.
 */
#ifndef CONSUMERS_CAPACITY_ENRICHMENT_H
#define CONSUMERS_CAPACITY_ENRICHMENT_H

#include "consumers/capacity/catalogue.h"
#include "consumers/capacity/event.h"
#include "lib/arena.h"
#include "lib/record.h"
#include "schemas/capacity_estimate.h"
#include "schemas/news_claim.h"
#include "schemas/news_fingerprint.h"

struct enriched {
    struct news_claim *claims;
    size_t claim_count;
    struct capacity_estimate *estimates;
    size_t estimate_count;
    struct news_fingerprint *fingerprint; /* NULL for what is no text */
};

struct enrichment {
    const struct record_type *reads; /* the event's type */
    bool (*run)(const struct catalogue *catalogue, const void *event, struct arena *arena, struct enriched *out,
                struct error *error);
};

/* The enrichment that reads events of that type; NULL if there is none. */
const struct enrichment *enrichment_for(const struct record_type *type);

/* Runs it on an event. Cancels and ends of scopes are no facts: nothing is derived from them. */
bool enrichment_derive(const struct catalogue *catalogue, const struct event *event, struct arena *arena,
                       struct enriched *out, struct error *error);

#endif
