/*
 * Has PostgreSQL bring stories and claim groups up to date (pipeline.group_news), beside the writing of batches.
 *
 * It has a connection and transactions of its own, so that it neither delays nor endangers a batch: what fails here is
 * logged and tried again, and what waits is in a table until it is done. Never waits, but while it connects. Of several
 * consumers one works at a time; the others find nothing to do.
 */
#ifndef CONSUMERS_CAPACITY_GROUPING_H
#define CONSUMERS_CAPACITY_GROUPING_H

#include "consumers/capacity/database.h"

struct grouping {
    struct database *database; /* NULL: no connection */
    int64_t every_ms;          /* 0: it is left to others */
    int64_t next_at_ms;        /* on the monotonic clock */
    int64_t next_change;       /* grouping_turn's number of changes when the last call began */
    bool running;              /* a call is under way */
    bool more;                 /* the last call left some */
    int setbacks;              /* calls in a row that failed, or found another at it */
};

/* Begins with what an earlier process may have left. */
void grouping_init(struct grouping *grouping, int64_t every_s);
void grouping_close(struct grouping *grouping);

/* Goes on; begins a call if the time has come and `changes`, a number that grows with what is written, has grown. */
void grouping_turn(struct grouping *grouping, int64_t changes);

/* The same at the end of all work, without regard to the time; true if nothing is left to do, or it was tried in vain
 * for so long that the next process may do it. */
bool grouping_finish(struct grouping *grouping, int64_t changes);

/* To wait for; -1 if nothing is under way. */
int grouping_socket(const struct grouping *grouping);

#endif
