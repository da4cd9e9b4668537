#include "consumers/capacity/position.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"

void positions_init(struct positions *positions, const char *group, const char *cluster_id)
{
    positions->group = group;
    positions->cluster_id = cluster_id;
    positions->count = 0;
    char host[64] = "";
    gethostname(host, sizeof host - 1);
    snprintf(positions->owner, sizeof positions->owner, "%s:%ld:%" PRId64, host, (long)getpid(), clock_now_ms());
}

struct position *positions_find(struct positions *positions, const char *topic, int32_t partition)
{
    for (size_t i = 0; i < positions->count; i++)
        if (positions->items[i].topic == topic && positions->items[i].partition == partition)
            return &positions->items[i];
    return NULL;
}

/* ---- taking ---- */

/* The backend that is recorded with a position, if it lives and is not this one. */
#define END_BACKEND                                                                                                \
    "SELECT pg_catalog.pg_terminate_backend(activity.pid)"                                                         \
    " FROM pipeline.kafka_offset o JOIN pg_catalog.pg_stat_activity activity"                                      \
    "   ON activity.pid = o.owner_backend_pid AND activity.backend_start = o.owner_backend_start"                  \
    " WHERE o.consumer_group = $1 AND o.topic = $2 AND o.kafka_partition = $3::int"                                \
    "   AND activity.pid <> pg_catalog.pg_backend_pid()"

/* Who waits for a row that somebody else holds does not poll Kafka meanwhile. */
#define BEGIN_IMPATIENTLY "BEGIN; SET LOCAL lock_timeout = '2s'"

static const char make_row[] =
    "INSERT INTO pipeline.kafka_offset (consumer_group, topic, kafka_partition, cluster_id, next_offset)"
    " VALUES ($1, $2, $3::int, $4, 0) ON CONFLICT DO NOTHING";

static const char take_row[] =
    "UPDATE pipeline.kafka_offset SET owner_epoch = owner_epoch + 1, owner = $4,"
    "   owner_backend_pid = pg_catalog.pg_backend_pid(),"
    "   owner_backend_start = (SELECT backend_start FROM pg_catalog.pg_stat_activity"
    "                          WHERE pid = pg_catalog.pg_backend_pid()),"
    "   updated_at = pg_catalog.now()"
    " WHERE consumer_group = $1 AND topic = $2 AND kafka_partition = $3::int"
    " RETURNING next_offset, owner_epoch, cluster_id, last_offset, last_timestamp, last_key_hash";

static bool stop_with_advice(const struct positions *positions, const struct position *position, const char *what,
                             struct error *error)
{
    return error_stop(error, EXIT_CONFIG,
                      "%s[%d], group %s: %s; look with `capacity-consumer offsets show`, then decide with `offsets set` "
                      "or `offsets accept-gap`",
                      position->topic, (int)position->partition, positions->group, what);
}

static bool check_watermarks(const struct positions *positions, struct position *position, struct error *error)
{
    char what[160];
    if (position->committed < position->low)
        snprintf(what, sizeof what, "retention took messages %" PRId64 " to %" PRId64 " before they were read",
                 position->committed, position->low - 1);
    else if (position->committed > position->high)
        snprintf(what, sizeof what, "the log ends at %" PRId64 ", before the position %" PRId64
                 ": the topic was made anew or truncated", position->high, position->committed);
    else {
        position->verify = position->last.offset >= position->low;
        return true;
    }
    return stop_with_advice(positions, position, what, error);
}

static void read_row(const struct result *result, struct position *position)
{
    position->committed = position->read = result_integer(result, 0, 0);
    position->epoch = result_integer(result, 0, 1);
    position->last = (struct last_message){.offset = -1};
    if (result_value(result, 0, 3).data)
        position->last = (struct last_message){.offset = result_integer(result, 0, 3),
                                               .timestamp_ms = result_integer(result, 0, 4),
                                               .key_hash = result_integer(result, 0, 5)};
}

/* Makes the row of a partition that was never read, which is only right if its log still starts at 0. */
static bool make_first_row(const struct positions *positions, const struct position *position,
                           struct database *database, const struct slice *key, struct error *error)
{
    if (position->low > 0)
        return stop_with_advice(positions, position, "it was never read and its log no longer starts at 0", error);
    const struct slice parameters[] = {key[0], key[1], key[2], slice_of(positions->cluster_id)};
    return database_query(database, make_row, parameters, 4, NULL, error);
}

static bool take_one(const struct positions *positions, struct position *position, struct database *database,
                     struct error *error)
{
    struct integer_text partition;
    const struct slice parameters[] = {slice_of(positions->group), slice_of(position->topic),
                                       integer_text(&partition, position->partition), slice_of(positions->owner)};
    struct result *result = NULL;
    if (!database_query(database, END_BACKEND, parameters, 3, NULL, error) ||
        !database_query(database, take_row, parameters, 4, &result, error))
        return false;
    if (result_rows(result) == 0) {
        result_free(result);
        if (!make_first_row(positions, position, database, parameters, error) ||
            !database_query(database, take_row, parameters, 4, &result, error))
            return false;
    }
    read_row(result, position);
    bool same_cluster = slice_equal_text(result_value(result, 0, 2), positions->cluster_id);
    result_free(result);
    if (!same_cluster)
        return stop_with_advice(positions, position, "its position belongs to another Kafka cluster", error);
    return check_watermarks(positions, position, error);
}

/* Before the transaction: a broker that answers slowly must not hold locks. */
static bool ask_watermarks(struct positions *positions, struct cluster *cluster,
                           const struct topic_partition *assigned, size_t count, struct error *error)
{
    for (size_t i = 0; i < count; i++) {
        struct position *position = &positions->items[i];
        *position = (struct position){.topic = assigned[i].topic, .partition = assigned[i].partition};
        if (!cluster_watermarks(cluster, position->topic, position->partition, &position->low, &position->high, error))
            return false;
    }
    return true;
}

static bool take_all(struct positions *positions, struct database *database, size_t count, struct error *error)
{
    for (size_t i = 0; i < count; i++)
        if (!take_one(positions, &positions->items[i], database, error))
            return false;
    positions->count = count;
    return true;
}

bool positions_take(struct positions *positions, struct database *database, struct cluster *cluster,
                    const struct topic_partition *assigned, size_t count, struct error *error)
{
    positions->count = 0;
    if (count > POSITIONS_MAX)
        return error_stop(error, EXIT_CONFIG, "more than %d partitions", POSITIONS_MAX);
    struct error rollback_error;
    if (!ask_watermarks(positions, cluster, assigned, count, error) ||
        !database_script(database, BEGIN_IMPATIENTLY, error))
        return false;
    if (take_all(positions, database, count, error) &&
        database_query(database, "COMMIT", NULL, 0, NULL, error))
        return true;
    positions->count = 0;
    database_query(database, "ROLLBACK", NULL, 0, NULL, &rollback_error);
    return false;
}

/* ---- fence and release ---- */

/* Our own former connection: where only the network was cut, its backend may live for hours, and hold what was
 * copied. */
static const char end_former_backend[] = END_BACKEND " AND o.owner = $4 AND o.owner_epoch = $5::bigint";

static const char fence_row[] =
    "UPDATE pipeline.kafka_offset SET owner_epoch = owner_epoch + 1, owner = $4,"
    "   owner_backend_pid = pg_catalog.pg_backend_pid(),"
    "   owner_backend_start = (SELECT backend_start FROM pg_catalog.pg_stat_activity"
    "                          WHERE pid = pg_catalog.pg_backend_pid()),"
    "   updated_at = pg_catalog.now()"
    " WHERE consumer_group = $1 AND topic = $2 AND kafka_partition = $3::int AND owner_epoch = $5::bigint"
    " RETURNING next_offset";

static const char release_row[] =
    "UPDATE pipeline.kafka_offset SET owner_backend_pid = NULL, owner_backend_start = NULL"
    " WHERE consumer_group = $1 AND topic = $2 AND kafka_partition = $3::int AND owner = $4"
    "   AND owner_epoch = $5::bigint";

/* Runs a statement of the shape of the three above for one partition. */
static bool query_owned(const struct positions *positions, const struct position *position, const char *sql,
                        struct database *database, struct result **result, struct error *error)
{
    struct integer_text partition, epoch;
    const struct slice parameters[] = {slice_of(positions->group), slice_of(position->topic),
                                       integer_text(&partition, position->partition), slice_of(positions->owner),
                                       integer_text(&epoch, position->epoch)};
    return database_query(database, sql, parameters, 5, result, error);
}

static bool fence_all(struct positions *positions, struct database *database, int64_t *next_offset, bool *ours,
                      struct error *error)
{
    *ours = true;
    for (size_t i = 0; i < positions->count && *ours; i++) {
        struct result *result;
        if (!query_owned(positions, &positions->items[i], end_former_backend, database, NULL, error) ||
            !query_owned(positions, &positions->items[i], fence_row, database, &result, error))
            return false;
        *ours = result_rows(result) == 1;
        next_offset[i] = *ours ? result_integer(result, 0, 0) : -1;
        result_free(result);
    }
    return true;
}

bool positions_fence(struct positions *positions, struct database *database, int64_t *next_offset, bool *ours,
                     struct error *error)
{
    struct error rollback_error;
    if (!database_script(database, BEGIN_IMPATIENTLY, error))
        return false;
    bool done = fence_all(positions, database, next_offset, ours, error);
    if (!done || !*ours) {
        database_query(database, "ROLLBACK", NULL, 0, NULL, &rollback_error);
        return done;
    }
    if (!database_query(database, "COMMIT", NULL, 0, NULL, error))
        return false; /* whether it was committed is unknown: the owner's name lets the caller only start anew */
    for (size_t i = 0; i < positions->count; i++)
        positions->items[i].epoch++;
    return true;
}

bool positions_release(struct positions *positions, struct database *database, struct error *error)
{
    for (size_t i = 0; i < positions->count; i++)
        if (!query_owned(positions, &positions->items[i], release_row, database, NULL, error))
            return false;
    return true;
}
