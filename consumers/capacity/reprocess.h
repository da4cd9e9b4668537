/*
 * A catalogue and method applied to what is stored, behind the pointer of pipeline.active_version (design §8).
 *
 *   begin   one transaction that waits for the batches under way and names the next version: from then on consumers
 *           write it too, so that only what was stored before is left to do
 *   fill    goes through the events in order of event_id, some thousand a transaction: reads them back, derives claims,
 *           estimates and fingerprints, writes them beside those that are shown
 *   group   brings claim groups of the next version up to date, so that none is missing when it is shown
 *   show    one transaction that moves the pointer: readers see all of the old version or all of the new
 *   match   matches claims with customs lines anew, which goes by what is shown
 *
 * Progress is in the transactions that write the rows, and every step may be repeated: a reprocess that was killed goes on
 * where it was. Events are locked while their rows are derived, so a correction that comes meanwhile replaces the rows of
 * the whole event, or is what is read. One reprocess at a time holds an advisory lock.
 *
 * Costs: memory for one chunk. Errors: ERROR_RETRY only after many attempts, with new connections; ERROR_STOP
 * (EXIT_TRY_AGAIN) if another one is at work, (EXIT_CONFIG) if setup has not loaded the catalogue. One thread.
 */
#ifndef CONSUMERS_CAPACITY_REPROCESS_H
#define CONSUMERS_CAPACITY_REPROCESS_H

#include "consumers/capacity/catalogue.h"
#include "consumers/capacity/database.h"
#include "consumers/capacity/event.h"

/* A part of what is stored; a part is computed but never shown. */
struct reprocess_part {
    const struct record_type *only; /* NULL: all event records */
    struct slice since;             /* events of this day and later, YYYY-MM-DD; not stated: all */
};

struct reprocess_versions {
    char old_catalogue[17], old_method[32], new_catalogue[17], new_method[32];
};

struct reprocess;

/* Connects and takes the lock. Borrows the catalogue. */
bool reprocess_open(const struct catalogue *catalogue, const struct reprocess_part *part, struct reprocess **reprocess,
                    struct error *error);
void reprocess_close(struct reprocess *reprocess);

/* *needed is false if that version is shown and no other is under way: then there is nothing to do. Goes on with a
 * reprocess to the same version; takes the place of one to another. */
bool reprocess_begin(struct reprocess *reprocess, bool *needed, struct error *error);

/* What was shown when it began, and what is prepared. */
const struct reprocess_versions *reprocess_versions(const struct reprocess *reprocess);

/* One chunk of the part; *done when nothing is left. */
bool reprocess_fill(struct reprocess *reprocess, bool *done, struct error *error);

/* How many events of that type are done, by this and earlier calls. */
int64_t reprocess_event_count(const struct reprocess *reprocess, size_t type);

/* For all of what is stored only, when it is filled; in this order. */
bool reprocess_group(struct reprocess *reprocess, struct error *error);
bool reprocess_show(struct reprocess *reprocess, struct error *error);
bool reprocess_match(struct reprocess *reprocess, struct error *error);

/* For questions about what was done; between the calls. */
struct database *reprocess_database(struct reprocess *reprocess);

#endif
