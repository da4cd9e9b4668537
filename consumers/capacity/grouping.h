/*
 * Has PostgreSQL bring derived tables up to date beside the writing of batches: stories and claim groups
 * (pipeline.group_news), then what claims and customs lines tell of the same goods (pipeline.match_customs).
 *
 * It has a connection and transactions of its own, so that it neither delays nor endangers a batch: what fails here is
 * logged and tried again, and what waits is in tables until it is done. Never waits, but while it connects. Of several
 * consumers one works at a time; the others find nothing to do. Comes once a minute also if nothing was written here: a
 * change of version, a purge or another program may have left something.
 */
#ifndef CONSUMERS_CAPACITY_GROUPING_H
#define CONSUMERS_CAPACITY_GROUPING_H

#include "consumers/capacity/database.h"

/* In this order: groups are what is matched. The statement takes `most`, which bounds what one call reads, writes and
 * locks, and gives how many it took: `most` if there may be more; NULL if another session is at it. */
enum { GROUPING_GROUPS, GROUPING_MATCHES, GROUPING_TASK_COUNT };

struct grouping_task {
    const char *statement;
    int64_t most;
};

extern const struct grouping_task grouping_tasks[GROUPING_TASK_COUNT];

struct grouping {
    struct database *database; /* NULL: no connection */
    int64_t every_ms;          /* 0: it is left to others */
    int64_t next_at_ms;        /* on the monotonic clock */
    int64_t idle_at_ms;        /* then also without a change */
    int64_t next_change;       /* grouping_turn's number of changes when the last round began */
    size_t task;               /* of the round: what is derived from something comes after it */
    bool running;              /* a call is under way */
    bool more;                 /* the last call left some, or the round is not over */
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
