/*
 * dead-letters: the messages that the consumer refused; looks at them, produces them again, or lets them be.
 *
 * A retry is a new message in the same partition with a header that names the old one; the transaction in which a
 * consumer takes it marks the dead letter resolved. It is produced while the row is locked, before its status is
 * committed: killed in between, it is produced again by the next retry, which the consumer knows as a duplicate.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/cluster.h"
#include "consumers/capacity/command.h"
#include "consumers/capacity/database.h"
#include "lib/buffer.h"
#include "schemas/dead_letter.h"

enum { PLACE_BYTES = 300, MESSAGE_BYTES_MAX = 1 << 30 };

/* TOPIC/PARTITION/OFFSET. */
struct place {
    char topic[256];
    int64_t partition;
    int64_t offset;
};

struct dead_letters {
    const struct settings *settings;
    struct database *database;
    struct cluster *cluster; /* for retry */
    struct buffer key, payload;
};

/* ---- places ---- */

static bool read_place(const char *text, struct place *place)
{
    const char *second = strrchr(text, '/');
    const char *first = second ? memrchr(text, '/', (size_t)(second - text)) : NULL;
    char partition[24];
    if (!first || first == text || (size_t)(first - text) >= sizeof place->topic ||
        (size_t)(second - first) > sizeof partition)
        return false;
    snprintf(place->topic, sizeof place->topic, "%.*s", (int)(first - text), text);
    snprintf(partition, sizeof partition, "%.*s", (int)(second - first - 1), first + 1);
    return command_number(partition, INT32_MAX, &place->partition) &&
           command_number(second + 1, INT64_MAX, &place->offset);
}

static void write_place(const struct place *place, char text[PLACE_BYTES])
{
    snprintf(text, PLACE_BYTES, "%s/%" PRId64 "/%" PRId64, place->topic, place->partition, place->offset);
}

/* The key of the row of a place as parameters of a statement. */
struct place_key {
    struct integer_text partition, offset;
    struct slice values[4];
};

static void fill_key(const struct dead_letters *letters, const struct place *place, struct place_key *key)
{
    key->values[0] = slice_of(letters->settings->group);
    key->values[1] = slice_of(place->topic);
    key->values[2] = integer_text(&key->partition, place->partition);
    key->values[3] = integer_text(&key->offset, place->offset);
}

#define WHERE_PLACE                                                                                                    \
    " WHERE consumer_group = $1 AND kafka_topic = $2 AND kafka_partition = $3::integer AND kafka_offset = $4::bigint"

static bool no_such_letter(const struct dead_letters *letters, const struct place *place, struct error *error)
{
    char text[PLACE_BYTES];
    write_place(place, text);
    return error_stop(error, EXIT_USAGE, "%s is no dead letter of group %s", text, letters->settings->group);
}

/* ---- list, show ---- */

static const char list_sql[] =
    "SELECT kafka_topic || '/' || kafka_partition || '/' || kafka_offset, status, reason,"
    "   to_char(refused_at, 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), octet_length(payload), detail"
    " FROM pipeline.dead_letter WHERE consumer_group = $1 AND ($2::boolean OR status IN ('open', 'retried'))"
    " ORDER BY refused_at, kafka_topic, kafka_partition, kafka_offset";

static bool list(struct dead_letters *letters, struct error *error)
{
    static const char *const heading[] = {"message", "status", "reason", "refused_at", "bytes", "detail"};
    const struct slice parameters[] = {slice_of(letters->settings->group),
                                       slice_of(letters->settings->all ? "true" : "false")};
    struct result *result;
    if (!database_query(letters->database, list_sql, parameters, 2, &result, error))
        return false;
    command_print_table(result, heading, 6);
    result_free(result);
    return true;
}

static bool show(struct dead_letters *letters, const struct place *place, struct error *error)
{
    struct place_key key;
    struct result *result;
    fill_key(letters, place, &key);
    struct buffer sql;
    buffer_init(&sql, 4096);
    buffer_text(&sql, "SELECT ");
    for (size_t i = 0; i < dead_letter_type.field_count; i++)
        buffer_format(&sql, "%s%s", i ? ", " : "", dead_letter_type.fields[i].name);
    buffer_text(&sql, " FROM pipeline.dead_letter" WHERE_PLACE);
    buffer_byte(&sql, '\0');
    bool asked = database_query(letters->database, sql.data, key.values, 4, &result, error);
    buffer_free(&sql);
    if (!asked)
        return false;
    bool known = result_rows(result) == 1 || no_such_letter(letters, place, error);
    for (size_t i = 0; known && i < dead_letter_type.field_count; i++) {
        struct slice value = result_value(result, 0, (int)i);
        if (value.data)
            printf("%-18s %.*s\n", dead_letter_type.fields[i].name, SLICE_ARGS(value));
    }
    result_free(result);
    return known;
}

/* ---- retry, discard ---- */

static int hexadecimal(char c)
{
    return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

/* bytea as PostgreSQL writes it, \x and two digits a byte; NULL stays not stated. */
static struct slice read_bytea(struct slice text, struct buffer *bytes)
{
    buffer_reset(bytes);
    if (!text.data)
        return text;
    for (size_t i = 2; i + 1 < text.size; i += 2)
        buffer_byte(bytes, (char)(hexadecimal(text.data[i]) << 4 | hexadecimal(text.data[i + 1])));
    return buffer_view(bytes);
}

static bool produce(struct dead_letters *letters, const struct place *place, const struct result *result,
                    struct error *error)
{
    char header[PLACE_BYTES];
    struct slice key = read_bytea(result_value(result, 0, 1), &letters->key);
    struct slice payload = read_bytea(result_value(result, 0, 2), &letters->payload);
    struct slice retry_of = result_value(result, 0, 3); /* a retry of a retry names the first one */
    write_place(place, header);
    if (letters->key.full || letters->payload.full)
        return error_stop(error, EXIT_TRY_AGAIN, "%s: no memory for the message", header);
    return cluster_produce(letters->cluster, place->topic, (int32_t)place->partition, key, payload, "retry_of",
                           retry_of.data ? retry_of : slice_of(header), error);
}

static bool set_status(struct dead_letters *letters, const struct place *place, const char *status, struct error *error)
{
    struct place_key key;
    fill_key(letters, place, &key);
    const struct slice values[] = {key.values[0], key.values[1], key.values[2], key.values[3], slice_of(status)};
    return database_query(letters->database,
                          "UPDATE pipeline.dead_letter SET status = $5, status_at = now(), status_by = session_user"
                          WHERE_PLACE, values, 5, NULL, error) &&
           database_query(letters->database, "COMMIT", NULL, 0, NULL, error);
}

static bool may_change(const struct result *result, const struct place *place, struct error *error)
{
    struct slice status = result_value(result, 0, 0);
    char text[PLACE_BYTES];
    if (slice_equal_text(status, "open") || slice_equal_text(status, "retried"))
        return true;
    write_place(place, text);
    return error_stop(error, EXIT_USAGE, "%s is %.*s already", text, SLICE_ARGS(status));
}

static bool settle(struct dead_letters *letters, const struct place *place, const char *status, struct error *error)
{
    struct place_key key;
    struct result *result;
    char text[PLACE_BYTES];
    fill_key(letters, place, &key);
    if (!database_script(letters->database, "BEGIN", error) ||
        !database_query(letters->database, "SELECT status, key, payload, retry_of FROM pipeline.dead_letter" WHERE_PLACE
                        " FOR UPDATE", key.values, 4, &result, error))
        return false;
    bool settled = (result_rows(result) == 1 || no_such_letter(letters, place, error)) &&
                   may_change(result, place, error) &&
                   (!letters->cluster || produce(letters, place, result, error)) &&
                   set_status(letters, place, status, error);
    result_free(result);
    if (settled) {
        write_place(place, text);
        printf("%s: %s\n", text, status);
    }
    return settled;
}

static const char open_sql[] =
    "SELECT kafka_topic || '/' || kafka_partition || '/' || kafka_offset FROM pipeline.dead_letter"
    " WHERE consumer_group = $1 AND status = 'open' ORDER BY kafka_topic, kafka_partition, kafka_offset";

static bool settle_open(struct dead_letters *letters, const char *status, struct error *error)
{
    const struct slice group = slice_of(letters->settings->group);
    struct result *result;
    if (!database_query(letters->database, open_sql, &group, 1, &result, error))
        return false;
    bool settled = true;
    for (size_t i = 0; settled && i < result_rows(result); i++) {
        struct place place;
        settled = read_place(result_value(result, i, 0).data, &place) && settle(letters, &place, status, error);
    }
    if (result_rows(result) == 0)
        puts("no open dead letter");
    result_free(result);
    return settled;
}

/* ---- the command ---- */

enum verb { VERB_LIST, VERB_SHOW, VERB_RETRY, VERB_DISCARD, VERB_COUNT };

static const char *const verbs[VERB_COUNT] = {"list", "show", "retry", "discard"};

static enum verb find_verb(const char *word)
{
    enum verb verb = VERB_LIST;
    while (verb < VERB_COUNT && strcmp(verbs[verb], word) != 0)
        verb++;
    return verb;
}

static bool run_one(struct dead_letters *letters, enum verb verb, const char *argument, struct error *error)
{
    struct place place;
    if (!read_place(argument, &place))
        return error_stop(error, EXIT_USAGE, "\"%s\" is not TOPIC/PARTITION/OFFSET", argument);
    if (verb == VERB_SHOW)
        return show(letters, &place, error);
    return settle(letters, &place, verb == VERB_RETRY ? "retried" : "discarded", error);
}

static bool run(struct dead_letters *letters, enum verb verb, int count, char **arguments, struct error *error)
{
    if (!database_open("chipwatch dead-letters", &letters->database, error) ||
        (verb == VERB_RETRY && !cluster_open(letters->settings, &letters->cluster, error)))
        return false;
    if (verb == VERB_LIST)
        return list(letters, error);
    if (!count)
        return settle_open(letters, verb == VERB_RETRY ? "retried" : "discarded", error);
    for (int i = 0; i < count; i++)
        if (!run_one(letters, verb, arguments[i], error))
            return false;
    return true;
}

int command_dead_letters(const struct settings *settings, int argument_count, char **arguments)
{
    enum verb verb = argument_count ? find_verb(arguments[0]) : VERB_COUNT;
    int count = argument_count - 1;
    bool takes_all = settings->all && (verb == VERB_RETRY || verb == VERB_DISCARD);
    if (verb == VERB_COUNT || (verb == VERB_LIST || takes_all ? count > 0 : count == 0))
        return command_usage("usage: dead-letters list [--all], dead-letters show TOPIC/PARTITION/OFFSET..., or "
                             "dead-letters retry|discard TOPIC/PARTITION/OFFSET...|--all");
    struct dead_letters letters = {.settings = settings};
    struct error error = {0};
    buffer_init(&letters.key, MESSAGE_BYTES_MAX);
    buffer_init(&letters.payload, MESSAGE_BYTES_MAX);
    bool done = run(&letters, verb, count, arguments + 1, &error);
    int status = done ? command_finish(0) : command_fail(&error);
    cluster_close(letters.cluster);
    database_close(letters.database);
    buffer_free(&letters.key);
    buffer_free(&letters.payload);
    return status;
}
