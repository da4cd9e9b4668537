#include "consumers/capacity/intake.h"

#include <inttypes.h>
#include <string.h>

#include "lib/clock.h"

enum { UNKNOWN_SCHEMA_MS = 5000 };

static struct position *position_of(const struct intake *intake, const struct message *message)
{
    return positions_find(intake->context->positions, message->topic, message->partition);
}

static void put_down(struct intake *intake)
{
    subscriber_release(intake->message.handle);
    intake->pending = false;
}

/* Into the hand, or behind what is there. */
static void pick_up(struct intake *intake, const struct message *message)
{
    if (intake->pending)
        intake->behind[intake->behind_count++] = *message;
    else
        intake->message = *message;
    intake->pending = true;
}

/* Is a message in hand, perhaps one that waited behind the last? */
static bool in_hand(struct intake *intake)
{
    if (!intake->pending && intake->behind_count) {
        intake->message = intake->behind[0];
        intake->pending = true;
        memmove(intake->behind, intake->behind + 1, --intake->behind_count * sizeof *intake->behind);
    }
    return intake->pending;
}

void intake_reset(struct intake *intake)
{
    for (size_t i = 0; i < intake->held_count; i++)
        subscriber_release(intake->held[i].message.handle);
    intake->held_count = 0;
    while (in_hand(intake))
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
        if (same_partition(&intake->held[i].message, message))
            return true;
    return false;
}

/* Takes the message out of the hand; false: no more can be held, which intake_check makes the end. */
static bool hold(struct intake *intake, struct error *why)
{
    if (intake->held_count == INTAKE_HELD_MAX)
        return error_full(why, "the place for messages of unknown schemas");
    intake->held[intake->held_count++] = (struct held_message){intake->message, *why, clock_monotonic_ms()};
    intake->pending = false;
    return true;
}

/* The held messages of the pending one's partition become dead letters, in their order. False: the batch is full. */
static bool bury_held(struct intake *intake, struct batch *batch, struct position *position)
{
    size_t kept = 0;
    bool room = true;
    for (size_t i = 0; i < intake->held_count; i++) {
        const struct held_message *held = &intake->held[i];
        bool same = same_partition(&held->message, &intake->message);
        room = room && (!same || batch_take_dead(batch, &held->message, position, &held->why) == BATCH_TAKEN);
        if (!same || !room)
            intake->held[kept++] = *held;
    }
    intake->held_count = kept;
    return room;
}

bool intake_check(const struct intake *intake, struct error *error)
{
    if (!intake->held_count || (intake->held_count < INTAKE_HELD_MAX &&
                                clock_monotonic_ms() < intake->held[0].since_ms + UNKNOWN_SCHEMA_MS))
        return true;
    const struct message *first = &intake->held[0].message;
    return error_stop(error, EXIT_CONFIG,
                      "%s[%d]@%" PRId64 ": %s, and no good message follows: this program may be older than the producer; "
                      "upgrade it",
                      first->topic, (int)first->partition, first->offset, intake->held[0].why.message);
}

void intake_listen_again(struct intake *intake)
{
    for (size_t i = 0; i < intake->held_count; i++)
        intake->held[i].since_ms = clock_monotonic_ms();
}

/* ---- taking ---- */

/* The message before our position shows whether the topic is still the one that we read: it is compared and dropped. */
static bool verify_last(const struct message *message, struct position *position, bool *drop, struct error *error)
{
    position->verify = false;
    if (message->offset > position->last.offset) /* compaction took it: nothing to compare */
        return true;
    *drop = true;
    if (message->timestamp_ms == position->last.timestamp_ms &&
        identity_hash_64(message->key) == position->last.key_hash)
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
    return error->kind == ERROR_REJECT && hold(intake, error);
}

/* Offers the pending message to the batch; true if it is in hand no more. */
static bool offer(struct intake *intake, struct batch *batch, struct error *error)
{
    struct position *position = position_of(intake, &intake->message);
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
        return hold(intake, error);
    case BATCH_FULL:
        return error_full(error, "the batch");
    case BATCH_FAILED:
        break;
    }
    return false;
}

static bool in_hand_of(const struct intake *intake, const struct message *end)
{
    bool found = intake->pending && same_partition(&intake->message, end);
    for (size_t i = 0; i < intake->behind_count && !found; i++)
        found = same_partition(&intake->behind[i], end);
    return found;
}

/* Only after all earlier messages of the partition are in a batch. */
static void pass_end(struct intake *intake, struct batch *batch, const struct message *end)
{
    struct position *position = position_of(intake, end);
    if (!position || holds_of(intake, end) || in_hand_of(intake, end))
        return;
    position->verify = false;
    batch_pass_end(batch, position, end->offset);
}

static enum intake_result out_of_range(const struct message *place, struct error *error)
{
    error_stop(error, EXIT_CONFIG,
               "%s[%d]: Kafka no longer has the offset that comes next; look with `capacity-consumer offsets show`",
               place->topic ? place->topic : "?", (int)place->partition);
    return INTAKE_FAILED;
}

/* Polls once; INTAKE_MORE: something came, perhaps a message into the hand. */
static enum intake_result poll_once(struct intake *intake, struct batch *batch, struct error *error)
{
    struct message message;
    switch (subscriber_poll(intake->subscriber, 0, &message, error)) {
    case SUBSCRIBER_MESSAGE:
        pick_up(intake, &message);
        return INTAKE_MORE;
    case SUBSCRIBER_END:
        pass_end(intake, batch, &message);
        return INTAKE_MORE;
    case SUBSCRIBER_ASSIGNED:
        return INTAKE_ASSIGNED;
    case SUBSCRIBER_REVOKED:
        return INTAKE_REVOKED;
    case SUBSCRIBER_OUT_OF_RANGE:
        return out_of_range(&message, error);
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
        if (!in_hand(intake)) {
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
    if (intake->pending && (!subscriber_paused(intake->subscriber) || intake->behind_count == INTAKE_BEHIND_MAX))
        return INTAKE_FULL;
    return poll_once(intake, batch, error);
}
