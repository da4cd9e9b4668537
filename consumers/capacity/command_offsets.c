/*
 * offsets: shows the positions, and changes one by a person's decision. Nothing ever jumps by itself (design §6).
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "consumers/capacity/cluster.h"
#include "consumers/capacity/command.h"
#include "consumers/capacity/database.h"

/* A partition named on the command line, and who asks. */
struct target {
    const struct settings *settings;
    const char *topic;
    int64_t partition;
    struct database *database;
    struct cluster *cluster;
    int64_t low, high; /* of the log */
};

/* Does the backend live that holds the partition? The start of another role's backend is not always visible; then its
 * number must do. */
#define OWNER_LIVES                                                                                                    \
    "EXISTS (SELECT FROM pg_stat_activity a WHERE a.pid = o.owner_backend_pid AND a.datname = current_database()"      \
    " AND coalesce(a.backend_start = o.owner_backend_start, true))"

/* ---- show ---- */

static const char show_sql[] =
    "SELECT o.topic, o.kafka_partition, o.next_offset, o.last_offset,"
    "   to_char(to_timestamp(o.last_timestamp / 1000.0), 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'),"
    "   to_char(o.updated_at, 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), o.owner_epoch, o.owner,"
    "   CASE WHEN " OWNER_LIVES " THEN 'yes' ELSE 'no' END"
    " FROM pipeline.kafka_offset o WHERE o.consumer_group = $1 ORDER BY o.topic, o.kafka_partition";

static bool show(const struct settings *settings, struct error *error)
{
    static const char *const heading[] = {"topic", "partition", "next_offset", "last_offset", "last_message_at",
                                          "updated_at", "epoch", "owner", "alive"};
    struct database *database;
    struct result *result;
    const struct slice group = slice_of(settings->group);
    if (!database_open("chipwatch offsets", &database, error))
        return false;
    bool shown = database_query(database, show_sql, &group, 1, &result, error);
    if (shown) {
        command_print_table(result, heading, 9);
        result_free(result);
    }
    database_close(database);
    return shown;
}

/* ---- set, accept-gap ---- */

/* Locks the row (a consumer at work then fails its compare-and-set) and reads next_offset, -1 if there is no row. */
static const char lock_sql[] =
    "SELECT o.next_offset, " OWNER_LIVES ", o.owner"
    " FROM pipeline.kafka_offset o WHERE o.consumer_group = $1 AND o.topic = $2 AND o.kafka_partition = $3::integer"
    " FOR UPDATE";

/* The last message is forgotten: what stands before the new position is not what was taken. */
static const char set_sql[] =
    "INSERT INTO pipeline.kafka_offset AS o (consumer_group, topic, kafka_partition, cluster_id, next_offset)"
    " VALUES ($1, $2, $3::integer, $4, $5::bigint)"
    " ON CONFLICT (consumer_group, topic, kafka_partition) DO UPDATE SET cluster_id = $4, next_offset = $5::bigint,"
    "   owner_epoch = o.owner_epoch + 1, owner = NULL, owner_backend_pid = NULL, owner_backend_start = NULL,"
    "   last_offset = NULL, last_timestamp = NULL, last_key_hash = NULL, updated_at = now()";

static bool lock_row(const struct target *target, int64_t *next_offset, struct error *error)
{
    struct integer_text partition;
    const struct slice key[] = {slice_of(target->settings->group), slice_of(target->topic),
                                integer_text(&partition, target->partition)};
    struct result *result;
    if (!database_script(target->database, "BEGIN; SET LOCAL lock_timeout = '5s'", error) ||
        !database_query(target->database, lock_sql, key, 3, &result, error))
        return false;
    bool known = result_rows(result) == 1;
    bool alive = known && result_boolean(result, 0, 1);
    *next_offset = known ? result_integer(result, 0, 0) : -1;
    if (alive)
        error_stop(error, EXIT_TRY_AGAIN, "%s[%" PRId64 "] is being read by %.*s: stop that consumer first",
                   target->topic, target->partition, SLICE_ARGS(result_value(result, 0, 2)));
    result_free(result);
    return !alive;
}

static bool write_row(const struct target *target, int64_t next_offset, struct error *error)
{
    struct integer_text partition, offset;
    const struct slice values[] = {slice_of(target->settings->group), slice_of(target->topic),
                                   integer_text(&partition, target->partition),
                                   slice_of(cluster_id(target->cluster)), integer_text(&offset, next_offset)};
    return database_query(target->database, set_sql, values, 5, NULL, error) &&
           database_query(target->database, "COMMIT", NULL, 0, NULL, error);
}

static bool set(const struct target *target, int64_t wanted, struct error *error)
{
    int64_t before;
    if (wanted < target->low || wanted > target->high)
        return error_stop(error, EXIT_USAGE, "%s[%" PRId64 "] holds offsets %" PRId64 " to %" PRId64 ", not %" PRId64,
                          target->topic, target->partition, target->low, target->high, wanted);
    if (!lock_row(target, &before, error) || !write_row(target, wanted, error))
        return false;
    if (before < 0)
        printf("%s[%" PRId64 "]: new position %" PRId64 "\n", target->topic, target->partition, wanted);
    else
        printf("%s[%" PRId64 "]: position %" PRId64 ", was %" PRId64 "\n", target->topic, target->partition, wanted,
               before);
    return true;
}

static bool accept_gap(const struct target *target, int64_t unused, struct error *error)
{
    (void)unused;
    int64_t before;
    if (!lock_row(target, &before, error))
        return false;
    if (before > target->high)
        return error_stop(error, EXIT_CONFIG,
                          "%s[%" PRId64 "]: the position %" PRId64 " is behind the end of the log, %" PRId64
                          ": the topic was made anew or truncated; decide with offsets set",
                          target->topic, target->partition, before, target->high);
    if (before >= target->low) {
        printf("%s[%" PRId64 "]: no gap, position %" PRId64 "\n", target->topic, target->partition, before);
        return true;
    }
    if (!write_row(target, target->low, error))
        return false;
    printf("%s[%" PRId64 "]: position %" PRId64 ", messages from %" PRId64 " on are given up\n", target->topic,
           target->partition, target->low, before < 0 ? 0 : before);
    return true;
}

static bool change(struct target *target, bool (*how)(const struct target *, int64_t, struct error *), int64_t offset,
                   struct error *error)
{
    bool changed = cluster_open(target->settings, &target->cluster, error) &&
                   cluster_watermarks(target->cluster, target->topic, (int32_t)target->partition, &target->low,
                                      &target->high, error) &&
                   database_open("chipwatch offsets", &target->database, error) && how(target, offset, error);
    database_close(target->database);
    cluster_close(target->cluster);
    return changed;
}

/* ---- the command ---- */

int command_offsets(const struct settings *settings, int argument_count, char **arguments)
{
    static const char usage[] =
        "usage: offsets show, offsets set TOPIC PARTITION OFFSET, or offsets accept-gap TOPIC PARTITION";
    struct target target = {.settings = settings};
    struct error error = {0};
    const char *verb = argument_count ? arguments[0] : "";
    bool is_set = strcmp(verb, "set") == 0 && argument_count == 4;
    bool is_accept = strcmp(verb, "accept-gap") == 0 && argument_count == 3;
    if (strcmp(verb, "show") == 0 && argument_count == 1)
        return show(settings, &error) ? command_finish(0) : command_fail(&error);
    if (!is_set && !is_accept)
        return command_usage("%s", usage);
    target.topic = arguments[1];
    int64_t offset = 0;
    if (!command_number(arguments[2], INT32_MAX, &target.partition))
        return command_usage("\"%s\" is no number of a partition", arguments[2]);
    if (is_set && !command_number(arguments[3], INT64_MAX, &offset))
        return command_usage("\"%s\" is no offset", arguments[3]);
    return change(&target, is_set ? set : accept_gap, offset, &error) ? command_finish(0) : command_fail(&error);
}
