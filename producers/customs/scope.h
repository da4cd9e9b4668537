/*
 * Scopes: sets of events that a source states whole, so that what a later revision lacks is gone (design §5): a
 * declaration, a data set known to be complete. A download of unknown coverage has none.
 *
 * An input starts a scope, stamps each of its events, and sends the end behind the last; no end where a row of the
 * scope was refused, because the row is lacking but not gone. Ownership: slices are borrowed. Threads: one.
 */
#ifndef PRODUCERS_CUSTOMS_SCOPE_H
#define PRODUCERS_CUSTOMS_SCOPE_H

#include "producers/customs/draft.h"

struct scope {
    struct slice id;  /* names source and set, for example "comtrade|C|A|2023|156|H6"; not stated: no scope */
    int64_t revision; /* Unix ms */
    int64_t rows;     /* events stamped */
    bool broken;      /* a row was refused: set by the input */
};

/* Writes scope and revision into the event, before draft_finish. */
void scope_stamp(struct scope *scope, struct draft *draft);

/* Fills *event as the scope's end: op upsert (what it lacks is gone) or cancel (all of it is gone). `source`, `raw_ref`
 * and `observed_at_ms` as in events. Not to be called for a broken scope. */
bool scope_end(const struct scope *scope, enum customs_event_op op, struct slice source, struct slice raw_ref,
               int64_t observed_at_ms, struct arena *arena, struct customs_event *event, struct error *error);

#endif
