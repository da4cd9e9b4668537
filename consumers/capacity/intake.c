#include "consumers/capacity/intake.h"

#include <inttypes.h>

#include "lib/clock.h"

enum { UNKNOWN_SCHEMA_MS = 5000 };

static struct position *position_of(const struct intake *intake)
{
    return positions_find(intake->context->positions, intake->message.topic, intake->message.partition);
}

static void put_down(struct intake *intake)
{
    subscriber_release(intake->message.handle);
    intake->pending = false;
}

void intake_reset(struct intake *intake)
{
    for (size_t i = 0; i < intake->held_count; i++)
        subscriber_release(intake->held[i].handle);
    intake->held_count = 0;
    if (intake->pending)
        put_down(intake);
}

/* ---- held messages ---- */

static bool same_partition(const struct message *a, const struct message *b)
{
    return a->topic == b->topic && a->partition == b->partition;
}

static bool holds_of(const struct intake *intake, const struct message *message)
{
    for (size_t i = 0; i < intake->held_count; i++)
        if (same_partition(&intake->held[i], message))
            return true;
    return false;
}

static void hold(struct intake *intake, const struct error *why)
{
    if (!intake->held_count)
        intake->deadline_ms = clock_monotonic_ms() + UNKNOWN_SCHEMA_MS;
    intake->held[intake->held_count] = intake->message;
    intake->held_errors[intake->held_count++] = *why;
    intake->pending = false;
    if (intake->held_count == INTAKE_HELD_MAX)
        intake->deadline_ms = 0;
}

/* The held messages of the pending one's partition become dead letters, in their order. False: the batch is full. */
static bool bury_held(struct intake *intake, struct batch *batch, struct position *position)
{
    size_t kept = 0;
    bool room = true;
    for (size_t i = 0; i < intake->held_count; i++) {
        bool same = same_partition(&intake->held[i], &intake->message);
        room = room && (!same || batch_take_dead(batch, &intake->held[i], position, &intake->held_errors[i]) ==
                                     BATCH_TAKEN);
        if (same && room)
            continue;
        intake->held[kept] = intake->held[i];
        intake->held_errors[kept++] = intake->held_errors[i];
    }
    intake->held_count = kept;
    return room;
}

bool intake_check(const struct intake *intake, struct error *error)
{
    if (!intake->held_count || clock_monotonic_ms() < intake->deadline_ms)
        return true;
    const struct message *first = &intake->held[0];
    return error_stop(error, EXIT_CONFIG,
                      "%s[%d]@%" PRId64 ": %s, and no good message follows: this program may be older than the producer; "
                      "upgrade it",
                      first->topic, (int)first->partition, first->offset, intake->held_errors[0].message);
}

/* ---- taking ---- */

/* The message before our position shows whether the topic is still the one that we read: it is compared and dropped. */
static bool verify_last(const struct message *message, struct position *position, bool *drop, struct error *error)
{
    position->verify = false;
    *drop = message->offset <= position->last.offset; /* else compaction took it: nothing to compare */
    if (!*drop || (message->timestamp_ms == position->last.timestamp_ms &&
                   identity_hash_64(message->key) == position->last.key_hash))
        return true;
    return error_stop(error, EXIT_CONFIG,
                      "%s[%d]@%" PRId64 ": this is another message than the one that was read there: the topic was made "
                      "anew; look with `capacity-consumer offsets show`, then decide with `offsets set`",
                      position->topic, (int)position->partition, message->offset);
}

/* The pending message is behind held ones of its partition and must not move the position past them: a good one buries
 * them, any other is held too. */
static bool take_behind_held(struct intake *intake, struct batch *batch, struct position *position,
                             struct error *error)
{
    if (batch_try(batch, &intake->message, error))
        return bury_held(intake, batch, position) || error_full(error, "the batch");
    if (error->kind != ERROR_REJECT)
        return false;
    hold(intake, error);
    return true;
}

/* Offers the pending message to the batch; true if it is in hand no more. */
static bool offer(struct intake *intake, struct batch *batch, struct error *error)
{
    struct position *position = position_of(intake);
    bool drop = !position || intake->message.offset < position->read;
    if (position && position->verify && !verify_last(&intake->message, position, &drop, error))
        return false;
    if (drop) {
        put_down(intake);
        return true;
    }
    if (holds_of(intake, &intake->message)) {
        if (!take_behind_held(intake, batch, position, error))
            return false;
        if (!intake->pending)
            return true;
    }
    switch (batch_take(batch, &intake->message, position, error)) {
    case BATCH_TAKEN:
        intake->pending = false; /* it is the batch's now */
        return true;
    case BATCH_UNKNOWN:
        hold(intake, error);
        return true;
    case BATCH_FULL:
        return error_full(error, "the batch");
    case BATCH_FAILED:
        break;
    }
    return false;
}

static void pass_end(struct intake *intake, struct batch *batch)
{
    struct position *position = position_of(intake);
    if (!position || holds_of(intake, &intake->message))
        return;
    position->verify = false;
    batch_pass_end(batch, position, intake->message.offset);
}

static enum intake_result out_of_range(const struct intake *intake, struct error *error)
{
    error_stop(error, EXIT_CONFIG,
               "%s[%d]: Kafka no longer has the offset that comes next; look with `capacity-consumer offsets show`",
               intake->message.topic ? intake->message.topic : "?", (int)intake->message.partition);
    return INTAKE_FAILED;
}

/* Polls once; INTAKE_MORE: something came, perhaps a message into the hand. */
static enum intake_result poll_once(struct intake *intake, struct batch *batch, struct error *error)
{
    switch (subscriber_poll(intake->subscriber, 0, &intake->message, error)) {
    case SUBSCRIBER_MESSAGE:
        intake->pending = true;
        return INTAKE_MORE;
    case SUBSCRIBER_END:
        pass_end(intake, batch);
        return INTAKE_MORE;
    case SUBSCRIBER_ASSIGNED:
        return INTAKE_ASSIGNED;
    case SUBSCRIBER_REVOKED:
        return INTAKE_REVOKED;
    case SUBSCRIBER_OUT_OF_RANGE:
        return out_of_range(intake, error);
    case SUBSCRIBER_FAILED:
        return INTAKE_FAILED;
    case SUBSCRIBER_NOTHING:
        break;
    }
    return INTAKE_NOTHING;
}

enum intake_result intake_take(struct intake *intake, struct batch *batch, int most, struct error *error)
{
    while (most-- > 0) {
        if (!intake->pending) {
            enum intake_result result = poll_once(intake, batch, error);
            if (result != INTAKE_MORE)
                return result;
        }
        if (intake->pending && !offer(intake, batch, error))
            return error->kind == ERROR_FULL ? INTAKE_FULL : INTAKE_FAILED;
    }
    return INTAKE_MORE;
}

enum intake_result intake_idle(struct intake *intake, struct batch *batch, struct error *error)
{
    return intake->pending ? INTAKE_FULL : poll_once(intake, batch, error);
}
