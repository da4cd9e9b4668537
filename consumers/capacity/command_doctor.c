/*
 * doctor: is everything there that a consumer needs? One line for each check; what to do where one fails.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/catalogues.h"
#include "consumers/capacity/cluster.h"
#include "consumers/capacity/command.h"
#include "consumers/capacity/database.h"
#include "consumers/capacity/enrichment.h"
#include "consumers/capacity/folder.h"
#include "consumers/capacity/migration.h"
#include "lib/schema_registry.h"

enum {
    DETAIL_BYTES = 512,
    LIBRARY_VERSION_SCRAM = 0x020601ff, /* the first librdkafka whose SCRAM current brokers take */
    SERVER_VERSION_OLDEST = 150000,
    SESSION_TIMEOUT_MS = 6000,          /* what the subscriber asks for */
};

enum { NEED_CATALOGUE = 1, NEED_CLUSTER = 2, NEED_DATABASE = 4, NEED_TABLES = 8 };

static const char *const need_names[] = {"the catalogue", "Kafka", "PostgreSQL", "the tables"};

struct doctor {
    const struct settings *settings;
    struct catalogue *catalogue;
    struct cluster *cluster;
    struct database *database;
    unsigned has; /* needs that are met */
    char detail[DETAIL_BYTES]; /* what a check that holds has found */
};

__attribute__((format(printf, 2, 3)))
static bool holds(struct doctor *doctor, const char *format, ...);

static const char *kafka_property(const struct doctor *doctor, const char *name)
{
    for (size_t i = 0; i < doctor->settings->kafka.count; i++)
        if (strcmp(doctor->settings->kafka.items[i].name, name) == 0)
            return doctor->settings->kafka.items[i].value;
    return NULL;
}

/* ---- this side ---- */

static bool check_catalogue(struct doctor *doctor, struct error *error)
{
    return catalogue_load(doctor->settings->reference_folder, &doctor->catalogue, error) &&
           holds(doctor, "version %s, method %s, from %s", catalogue_version(doctor->catalogue),
                 catalogue_method_version(doctor->catalogue), doctor->settings->reference_folder);
}

static bool check_library(struct doctor *doctor, struct error *error)
{
    int number;
    const char *version = cluster_library_version(&number);
    const char *mechanism = kafka_property(doctor, "sasl.mechanisms");
    mechanism = mechanism ? mechanism : kafka_property(doctor, "sasl.mechanism");
    bool scram = mechanism && strncmp(mechanism, "SCRAM", 5) == 0;
    if (scram && number < LIBRARY_VERSION_SCRAM)
        return error_stop(error, EXIT_CONFIG, "librdkafka %s cannot authenticate by %s to current brokers: "
                          "use 2.6.1 or later, or another sasl.mechanism", version, mechanism);
    return holds(doctor, "librdkafka %s%s", version,
                 number < LIBRARY_VERSION_SCRAM ? " (before 2.6.1: no SCRAM with current brokers)" : "");
}

/* ---- Kafka ---- */

static bool check_brokers(struct doctor *doctor, struct error *error)
{
    return cluster_open(doctor->settings, &doctor->cluster, error) &&
           holds(doctor, "%s, cluster %s", doctor->settings->brokers, cluster_id(doctor->cluster));
}

static bool check_session_timeout(struct doctor *doctor, struct error *error)
{
    const char *asked = kafka_property(doctor, "session.timeout.ms");
    int64_t wanted = asked ? strtoll(asked, NULL, 10) : SESSION_TIMEOUT_MS, least;
    if (!cluster_session_timeout_min_ms(doctor->cluster, &least, error))
        return false;
    if (least > wanted)
        return error_stop(error, EXIT_CONFIG, "the brokers want a session.timeout.ms of at least %" PRId64 ": set -X "
                          "session.timeout.ms=%" PRId64 ", or lower group.min.session.timeout.ms there", least, least);
    return holds(doctor, "%" PRId64 " ms is accepted", wanted);
}

static bool check_topics(struct doctor *doctor, struct error *error)
{
    const struct record_type *topics[SETTINGS_TOPICS_MAX];
    size_t count = settings_topics(doctor->settings, topics);
    char text[DETAIL_BYTES] = "";
    for (size_t i = 0; i < count; i++) {
        int32_t partitions;
        if (!cluster_partitions(doctor->cluster, topics[i]->name, &partitions, error))
            return false;
        if (!partitions)
            return error_stop(error, EXIT_CONFIG, "there is no topic %s: run capacity-consumer setup", topics[i]->name);
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "%s%s with %" PRId32 " partitions", i ? ", " : "", topics[i]->name,
                 partitions);
    }
    return holds(doctor, "%s", text);
}

static bool check_registry(struct doctor *doctor, struct error *error)
{
    struct schema_registry *registry;
    if (!doctor->settings->registry)
        return holds(doctor, "none: messages carry the fingerprint of a published schema");
    if (!schema_registry_open(doctor->settings->registry, &registry, error))
        return false;
    bool answers = schema_registry_check(registry, error);
    schema_registry_close(registry);
    return answers && holds(doctor, "answers");
}

/* ---- PostgreSQL ---- */

static bool check_database(struct doctor *doctor, struct error *error)
{
    if (!database_open("chipwatch doctor", &doctor->database, error))
        return false;
    int version = database_server_version(doctor->database);
    if (version < SERVER_VERSION_OLDEST)
        return error_stop(error, EXIT_CONFIG, "PostgreSQL %d is older than 15, the oldest supported", version / 10000);
    struct result *result;
    if (!database_query(doctor->database, "SELECT current_user, current_database()", NULL, 0, &result, error))
        return false;
    holds(doctor, "PostgreSQL %d.%d, role %.*s, database %.*s", version / 10000, version % 10000,
          SLICE_ARGS(result_value(result, 0, 0)), SLICE_ARGS(result_value(result, 0, 1)));
    result_free(result);
    return true;
}

static bool check_migrations(struct doctor *doctor, struct error *error)
{
    static const char *const wrong[] = {[MIGRATION_PENDING] = "is not applied: run capacity-consumer setup",
                                        [MIGRATION_CHANGED] = "was applied with another content"};
    struct folder folder;
    struct buffer text;
    if (!folder_open(doctor->settings->sql_folder, "migrations", ".sql", &folder, error))
        return false;
    buffer_init(&text, FOLDER_FILE_BYTES_MAX);
    bool all = true;
    for (size_t i = 0; all && i < folder.count; i++) {
        struct migration migration;
        all = migration_look(doctor->database, &folder, i, &text, &migration, error) &&
              (migration.state == MIGRATION_APPLIED ||
               error_stop(error, EXIT_CONFIG, "%s %s", migration.name, wrong[migration.state]));
    }
    if (all)
        holds(doctor, "%zu applied, from %s", folder.count, doctor->settings->sql_folder);
    buffer_free(&text);
    folder_close(&folder);
    return all;
}

/* The type of a column as format_type writes it. */
static void column_type(const struct field *field, char *type, size_t size)
{
    static const char *const types[FIELD_KIND_COUNT] = {
        [FIELD_BOOLEAN] = "boolean", [FIELD_INT] = "integer", [FIELD_LONG] = "bigint",
        [FIELD_DOUBLE] = "double precision", [FIELD_STRING] = "text", [FIELD_BYTES] = "bytea", [FIELD_DATE] = "date",
        [FIELD_TIMESTAMP] = "timestamp with time zone", [FIELD_UUID] = "uuid", [FIELD_ENUM] = "text",
        [FIELD_STRINGS] = "text[]",
    };
    if (field->kind == FIELD_DECIMAL)
        snprintf(type, size, "numeric(%d,%d)", field->precision, field->scale);
    else
        snprintf(type, size, "%s", types[field->kind]);
}

static bool find_column(const struct result *columns, const char *name, struct slice *type)
{
    for (size_t row = 0; row < result_rows(columns); row++) {
        if (slice_equal_text(result_value(columns, row, 0), name)) {
            *type = result_value(columns, row, 1);
            return true;
        }
    }
    return false;
}

static bool compare_columns(const struct record_type *type, const char *schema, const struct result *columns,
                            struct error *error)
{
    for (size_t i = 0; i < type->field_count; i++) {
        char wanted[64];
        struct slice found;
        const char *name = type->fields[i].name;
        column_type(&type->fields[i], wanted, sizeof wanted);
        if (!find_column(columns, name, &found))
            return error_stop(error, EXIT_CONFIG, "table %s.%s lacks the column %s: run capacity-consumer setup",
                              schema, type->name, name);
        if (!slice_equal_text(found, wanted))
            return error_stop(error, EXIT_CONFIG, "column %s of table %s.%s is %.*s instead of %s", name, schema,
                              type->name, SLICE_ARGS(found), wanted);
    }
    return true;
}

static const char columns_sql[] =
    "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid"
    " JOIN pg_namespace n ON n.oid = relnamespace"
    " WHERE nspname = $1 AND relname = $2 AND relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped";

static bool check_table(struct doctor *doctor, const struct record_type *type, const char *schema, struct error *error)
{
    const struct slice parameters[] = {slice_of(schema), slice_of(type->name)};
    struct result *columns;
    if (!database_query(doctor->database, columns_sql, parameters, 2, &columns, error))
        return false;
    bool right = result_rows(columns)
                     ? compare_columns(type, schema, columns, error)
                     : error_stop(error, EXIT_CONFIG, "there is no table %s.%s: run capacity-consumer setup", schema,
                                  type->name);
    result_free(columns);
    return right;
}

static bool check_tables(struct doctor *doctor, struct error *error)
{
    size_t count = 0;
    for (size_t i = 0; i < record_type_count; i++) {
        const struct record_type *type = record_types[i];
        if (!check_table(doctor, type, type->sql_schema, error) ||
            (type->versioned && !check_table(doctor, type, "history", error)))
            return false;
        count += type->versioned ? 2 : 1;
    }
    return holds(doctor, "%zu tables of records have their columns", count);
}

/* has_table_privilege of a table in a schema without USAGE says yes, hence the schema's too. */
static const char rights_sql[] =
    "SELECT n.nspname || '.' || c.relname, r.name"
    " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,"
    "   unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS r (name)"
    " WHERE n.nspname IN ('event', 'history', 'pipeline') AND c.relkind IN ('r', 'p')"
    "   AND n.nspname || '.' || c.relname <> 'pipeline.migration'"
    "   AND NOT (has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, r.name))"
    " ORDER BY 1, 2 LIMIT 1";

static bool check_rights(struct doctor *doctor, struct error *error)
{
    struct result *result;
    if (!database_query(doctor->database, rights_sql, NULL, 0, &result, error))
        return false;
    bool all = result_rows(result) == 0;
    if (!all)
        error_stop(error, EXIT_CONFIG, "the role may not %.*s %.*s: connect as chipwatch_writer or a member of it, or "
                   "run capacity-consumer setup", SLICE_ARGS(result_value(result, 0, 1)),
                   SLICE_ARGS(result_value(result, 0, 0)));
    result_free(result);
    return all && holds(doctor, "event, history and pipeline can be read and written");
}

/* Are the values of that column and the next those of catalogue and method? */
static bool is_version(const struct result *result, int column, const char *catalogue, const char *method)
{
    return slice_equal_text(result_value(result, 0, column), catalogue) &&
           slice_equal_text(result_value(result, 0, column + 1), method);
}

static bool check_version(struct doctor *doctor, struct error *error)
{
    const char *catalogue = catalogue_version(doctor->catalogue);
    const char *method = catalogue_method_version(doctor->catalogue);
    struct result *result;
    if (!database_query(doctor->database, "SELECT " POINTER_COLUMNS " FROM pipeline.active_version", NULL, 0, &result,
                        error))
        return false;
    bool known = result_rows(result) == 1;
    bool same = known && is_version(result, 0, catalogue, method);
    bool next = known && is_version(result, 2, catalogue, method);
    if (!known)
        error_stop(error, EXIT_CONFIG, "no version is shown yet: run capacity-consumer setup");
    else if (!same && !next)
        error_stop(error, EXIT_CONFIG,
                   "catalogue %.*s, method %.*s are shown, these are %s, %s: run capacity-consumer setup, then "
                   "capacity-consumer reprocess",
                   SLICE_ARGS(result_value(result, 0, 0)), SLICE_ARGS(result_value(result, 0, 1)), catalogue, method);
    result_free(result);
    return (same || next) && holds(doctor, same ? "mart shows this catalogue and method"
                                                : "mart will show this catalogue and method when the reprocess is done");
}

/* ---- both ---- */

static const char positions_sql[] =
    "SELECT topic, kafka_partition, next_offset, cluster_id FROM pipeline.kafka_offset WHERE consumer_group = $1"
    " ORDER BY topic, kafka_partition";

static bool check_position(const struct doctor *doctor, const struct result *result, size_t row, struct error *error)
{
    char topic[256];
    int64_t low, high, next = result_integer(result, row, 2);
    int32_t partition = (int32_t)result_integer(result, row, 1);
    snprintf(topic, sizeof topic, "%.*s", SLICE_ARGS(result_value(result, row, 0)));
    if (!slice_equal_text(result_value(result, row, 3), cluster_id(doctor->cluster)))
        return error_stop(error, EXIT_CONFIG, "the position of %s[%" PRId32 "] belongs to another cluster: offsets set",
                          topic, partition);
    if (!cluster_watermarks(doctor->cluster, topic, partition, &low, &high, error))
        return false;
    if (next < low)
        return error_stop(error, EXIT_CONFIG, "%s[%" PRId32 "] is at %" PRId64 ", its log begins at %" PRId64
                          ": offsets accept-gap", topic, partition, next, low);
    if (next > high)
        return error_stop(error, EXIT_CONFIG, "%s[%" PRId32 "] is at %" PRId64 ", its log ends at %" PRId64
                          ": offsets set", topic, partition, next, high);
    return true;
}

static bool check_positions(struct doctor *doctor, struct error *error)
{
    const struct slice group = slice_of(doctor->settings->group);
    struct result *result;
    if (!database_query(doctor->database, positions_sql, &group, 1, &result, error))
        return false;
    bool all = true;
    for (size_t row = 0; all && row < result_rows(result); row++)
        all = check_position(doctor, result, row, error);
    if (all)
        holds(doctor, "%zu partitions of group %s can be read on", result_rows(result), doctor->settings->group);
    result_free(result);
    return all;
}

/* ---- the command ---- */

static const struct {
    const char *name;
    bool (*check)(struct doctor *doctor, struct error *error);
    unsigned needs;
    unsigned gives; /* to others, where it holds */
} checks[] = {
    {"catalogue", check_catalogue, 0, NEED_CATALOGUE},
    {"Kafka client", check_library, 0, 0},
    {"brokers", check_brokers, 0, NEED_CLUSTER},
    {"session timeout", check_session_timeout, NEED_CLUSTER, 0},
    {"topics", check_topics, NEED_CLUSTER, 0},
    {"registry", check_registry, 0, 0},
    {"database", check_database, 0, NEED_DATABASE},
    {"migrations", check_migrations, NEED_DATABASE, 0},
    {"tables", check_tables, NEED_DATABASE, NEED_TABLES},
    {"rights", check_rights, NEED_DATABASE | NEED_TABLES, 0},
    {"shown version", check_version, NEED_CATALOGUE | NEED_DATABASE | NEED_TABLES, 0},
    {"positions", check_positions, NEED_CLUSTER | NEED_DATABASE | NEED_TABLES, 0},
};

static bool holds(struct doctor *doctor, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(doctor->detail, sizeof doctor->detail, format, arguments);
    va_end(arguments);
    return true;
}

static const char *first_missing(unsigned needs)
{
    size_t i = 0;
    while (!(needs >> i & 1))
        i++;
    return need_names[i];
}

/* Prints the line of a check; returns the status that the program would end with for it. */
static int run_check(struct doctor *doctor, size_t i)
{
    struct error error = {0};
    unsigned missing = checks[i].needs & ~doctor->has;
    if (missing)
        printf("--   %s: not checked without %s\n", checks[i].name, first_missing(missing));
    else if (checks[i].check(doctor, &error)) {
        doctor->has |= checks[i].gives;
        printf("ok   %s: %s\n", checks[i].name, doctor->detail);
    } else
        printf("FAIL %s: %s\n", checks[i].name, error.message);
    return error.exit_status;
}

int command_doctor(const struct settings *settings, int argument_count, char **arguments)
{
    if (argument_count)
        return command_usage("doctor takes no argument: \"%s\"", arguments[0]);
    struct doctor doctor = {.settings = settings};
    printf("ok   program: capacity-consumer %s\n", CHIPWATCH_VERSION);
    int status = 0; /* of the first check that fails */
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        int one = run_check(&doctor, i);
        status = status ? status : one;
    }
    database_close(doctor.database);
    cluster_close(doctor.cluster);
    catalogue_free(doctor.catalogue);
    return command_finish(status);
}
