/*
 * What the sink must know of an event, whatever its record type: identity, version, scope.
 */
#ifndef CONSUMERS_CAPACITY_EVENT_H
#define CONSUMERS_CAPACITY_EVENT_H

#include "consumers/capacity/version.h"
#include "lib/error.h"
#include "lib/record.h"

enum { EVENT_TYPE_COUNT = 2 };

/* The event records, in the order of their indices below. */
extern const struct record_type *const event_types[EVENT_TYPE_COUNT];

struct event {
    size_t type;  /* index in event_types */
    void *record; /* the struct, in the batch's arena */
    struct uuid id;
    struct version version;
    bool cancel;           /* op is cancel */
    struct slice scope_id; /* not stated: no scope */
    bool is_scope_end;     /* closes a scope; no fact itself */
    const int64_t *scope_rows;
};

/* Index of a type in event_types, EVENT_TYPE_COUNT if it is no event. */
size_t event_type_index(const struct record_type *type);

/* Fills *event from a decoded record of event_types[type]; ERROR_REJECT if its hash has not 16 bytes, or a scope_end
 * names no scope. */
bool event_read(size_t type, void *record, struct event *event, struct error *error);

/* Writes a raised version back into the record, from which the row is encoded again. The cell of an optional
 * scope_revision is `event->version`, so the event must live as long as the record. */
void event_write_version(const struct event *event);

#endif
