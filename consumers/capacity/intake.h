/*
 * From the subscriber into the batch being filled: what is dropped, verified, taken, or held back.
 *
 * A message of a schema that nobody knows is held for some seconds: a good one behind it in its partition shows that
 * the schema is wrong, and the held ones become dead letters; if none comes, this program is too old, and somebody must
 * upgrade it. Nothing passes a held message of its partition meanwhile.
 */
#ifndef CONSUMERS_CAPACITY_INTAKE_H
#define CONSUMERS_CAPACITY_INTAKE_H

#include "consumers/capacity/batch.h"

enum { INTAKE_HELD_MAX = 256, INTAKE_BEHIND_MAX = 16 };

struct held_message {
    struct message message;
    struct error why;
    int64_t since_ms; /* monotonic */
};

struct intake {
    struct subscriber *subscriber;
    struct batch_context *context;
    bool pending;           /* `message` was polled and fits no batch yet */
    struct message message;
    struct message behind[INTAKE_BEHIND_MAX]; /* polled while `message` was in hand, in their order */
    size_t behind_count;
    struct held_message held[INTAKE_HELD_MAX]; /* the oldest first */
    size_t held_count;
};

enum intake_result {
    INTAKE_NOTHING,  /* no message is waiting */
    INTAKE_FULL,     /* a message in hand does not fit: write the batch first, or see intake_check */
    INTAKE_MORE,     /* the turn is over, more may be waiting */
    INTAKE_ASSIGNED, /* partitions are to be taken */
    INTAKE_REVOKED,  /* partitions were given up */
    INTAKE_FAILED,   /* *error: ERROR_RETRY (the registry is away, the message stays in hand) or ERROR_STOP */
};

/* Takes what is waiting, at most `most` messages. */
enum intake_result intake_take(struct intake *intake, struct batch *batch, int most, struct error *error);

/* Only keeps the membership alive, in an outage: at most one message is taken, into the hand. With one in hand it polls
 * only while the subscriber is paused, when no more should come. */
enum intake_result intake_idle(struct intake *intake, struct batch *batch, struct error *error);

/* ERROR_STOP if messages are held and the time of one is over, or no more can be held. To be asked when nothing is
 * waiting: a good message that was not looked at yet is no missing one. */
bool intake_check(const struct intake *intake, struct error *error);

/* The time of held messages begins anew: nothing could be read meanwhile. */
void intake_listen_again(struct intake *intake);

/* Gives back everything in hand: the partitions are no longer ours. */
void intake_reset(struct intake *intake);

#endif
