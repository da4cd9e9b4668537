/*
 * Positions in PostgreSQL: which partitions are ours, from where, under which epoch (design §6).
 *
 * Invariant: every row derived from messages below next_offset is committed, none above. A partition belongs to whoever
 * took it last: taking raises owner_epoch, and a batch commits only if epoch and offset are still what its writer
 * knows.
 */
#ifndef CONSUMERS_CAPACITY_POSITION_H
#define CONSUMERS_CAPACITY_POSITION_H

#include "consumers/capacity/cluster.h"
#include "consumers/capacity/database.h"
#include "consumers/capacity/subscriber.h"

enum { POSITIONS_MAX = 4096 };

/* The message before next_offset, by which a topic that was made anew is noticed. */
struct last_message {
    int64_t offset;       /* -1: none is known */
    int64_t timestamp_ms;
    int64_t key_hash;
};

struct position {
    const char *topic;
    int32_t partition;
    int64_t epoch;            /* owner_epoch that we wrote */
    int64_t committed;        /* next_offset in the database, as far as we know */
    int64_t read;             /* offset behind the last message taken into a batch */
    struct last_message last; /* in the database */
    int64_t low, high;        /* first offset in the log and its read_committed end, when the partition was taken */
    bool verify;              /* the next message must be `last`, and is dropped */
};

struct positions {
    const char *group;
    const char *cluster_id;
    char owner[128]; /* host:pid:start of this process */
    struct position items[POSITIONS_MAX];
    size_t count;
};

void positions_init(struct positions *positions, const char *group, const char *cluster_id);

/* Takes the assigned partitions, one transaction: ends a backend that still holds them, raises the epochs, checks
 * cluster, watermarks and gaps. On success items are sorted as given and tell where to start. ERROR_RETRY: locked,
 * database or cluster away. ERROR_STOP: another cluster, a gap, a topic shorter than its position: a person must
 * decide. */
bool positions_take(struct positions *positions, struct database *database, struct cluster *cluster,
                    const struct topic_partition *assigned, size_t count, struct error *error);

/* After a new connection: ends the backend of the one before, and the epoch + 1 where it is still ours. next_offset[i]
 * gets what the database holds for items[i]. *ours is false if one of them belongs to somebody else. ERROR_RETRY also
 * if a row is locked. */
bool positions_fence(struct positions *positions, struct database *database, int64_t *next_offset, bool *ours,
                     struct error *error);

/* Lets go: clears the backend's number where the epoch is ours. For a revocation and the end. */
bool positions_release(struct positions *positions, struct database *database, struct error *error);

/* The position of a message's partition; NULL if it is not ours. */
struct position *positions_find(struct positions *positions, const char *topic, int32_t partition);

#endif
