/*
 * setup: makes what is missing in PostgreSQL, Kafka and the registry, and says what it made.
 *
 * Everything in PostgreSQL is one transaction under an advisory lock, so that two setups do not meet and a failed one
 * leaves nothing behind. What it changed is found by comparing descriptions of the schemas from before and after.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "consumers/capacity/catalogue.h"
#include "consumers/capacity/cluster.h"
#include "consumers/capacity/command.h"
#include "consumers/capacity/database.h"
#include "consumers/capacity/enrichment.h"
#include "consumers/capacity/folder.h"
#include "consumers/capacity/migration.h"
#include "consumers/capacity/reference.h"
#include "consumers/capacity/rule_outcomes.h"
#include "lib/schema_registry.h"

enum { ATTEMPTS_MAX = 3, SUBJECT_BYTES = 160 };

struct setup {
    const struct settings *settings;
    struct database *database;
    struct catalogue *catalogue;
    struct buffer text;    /* the file under way */
    struct buffer report;  /* lines to print once they are true */
    bool needs_reprocess;
    size_t made;
};

__attribute__((format(printf, 2, 3)))
static void tell(struct setup *setup, const char *format, ...);

/* ---- what there is ---- */

static const char describe_sql[] =
    "WITH ours AS (SELECT oid, nspname::text, nspacl FROM pg_namespace"
    "   WHERE nspname IN ('event', 'history', 'reference', 'pipeline', 'mart')),"
    " things (name, description) AS ("
    "   SELECT 'schema ' || nspname, concat_ws(E'\\n', nspacl::text, obj_description(oid, 'pg_namespace')) FROM ours"
    "   UNION ALL SELECT 'role ' || rolname, '' FROM pg_roles"
    "     WHERE rolname IN ('chipwatch_owner', 'chipwatch_writer', 'bi_reader')"
    "   UNION ALL SELECT CASE relkind WHEN 'v' THEN 'view ' WHEN 'i' THEN 'index ' ELSE 'table ' END"
    "       || nspname || '.' || relname,"
    "     concat_ws(E'\\n', relacl::text, reloptions::text, obj_description(c.oid, 'pg_class'),"
    "       CASE WHEN relkind = 'v' THEN pg_get_viewdef(c.oid) WHEN relkind = 'i' THEN pg_get_indexdef(c.oid) END,"
    "       (SELECT string_agg(concat_ws(' ', attname, format_type(atttypid, atttypmod), attnotnull::text,"
    "          col_description(c.oid, attnum)), E'\\n' ORDER BY attnum)"
    "        FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped))"
    "     FROM pg_class c JOIN ours ON ours.oid = relnamespace WHERE relkind IN ('r', 'p', 'v', 'm', 'i')"
    "       AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = c.oid)"
    "   UNION ALL SELECT format('function %s.%s(%s)', nspname, proname, pg_get_function_identity_arguments(p.oid)),"
    "     concat_ws(E'\\n', proacl::text, pg_get_functiondef(p.oid))"
    "     FROM pg_proc p JOIN ours ON ours.oid = pronamespace)"
    " SELECT name, md5(description) FROM things ORDER BY name COLLATE \"C\"";

static bool describe(struct setup *setup, struct result **description, struct error *error)
{
    return database_query(setup->database, describe_sql, NULL, 0, description, error);
}

/* Both are sorted by name. */
static void tell_differences(struct setup *setup, const struct result *before, const struct result *after)
{
    size_t i = 0;
    for (size_t j = 0; j < result_rows(after); j++) {
        struct slice name = result_value(after, j, 0);
        while (i < result_rows(before) && slice_compare(result_value(before, i, 0), name) < 0)
            i++;
        bool was = i < result_rows(before) && slice_equal(result_value(before, i, 0), name);
        if (!was)
            tell(setup, "%.*s: made", SLICE_ARGS(name));
        else if (!slice_equal(result_value(before, i, 1), result_value(after, j, 1)))
            tell(setup, "%.*s: changed", SLICE_ARGS(name));
    }
}

/* ---- PostgreSQL ---- */

/* Files set the role of the owner; the next begins as who we are. */
static bool run_script(struct setup *setup, const char *sql, const char *name, struct error *error)
{
    return (database_script(setup->database, sql, error) &&
            database_script(setup->database, "RESET ROLE", error)) ||
           error_wrap(error, "%s", name);
}

static bool apply_migration(struct setup *setup, const struct folder *folder, size_t index, struct error *error)
{
    struct migration migration;
    if (!migration_look(setup->database, folder, index, &setup->text, &migration, error))
        return false;
    if (migration.state == MIGRATION_CHANGED)
        return error_stop(error, EXIT_CONFIG, "%s/%s was applied with another content; a change needs a new migration",
                          folder->path, migration.name);
    if (migration.state == MIGRATION_APPLIED)
        return true;
    tell(setup, "migration %s: applied", migration.name);
    return migration_apply(setup->database, &migration, &setup->text, error) &&
           database_script(setup->database, "RESET ROLE", error);
}

/* The tables of the records need the schemas, which the first migration makes; the later ones need the tables. */
static bool make_records(struct setup *setup, struct error *error)
{
    for (size_t i = 0; i < record_type_count; i++)
        if (!database_script(setup->database, "SET ROLE chipwatch_owner", error) ||
            !run_script(setup, record_types[i]->ddl, record_types[i]->name, error))
            return false;
    return true;
}

static bool apply_migrations(struct setup *setup, struct error *error)
{
    struct folder folder;
    if (!folder_open(setup->settings->sql_folder, "migrations", ".sql", &folder, error))
        return false;
    bool applied = folder.count > 0 || error_stop(error, EXIT_CONFIG, "%s: no migration", folder.path);
    for (size_t i = 0; applied && i < folder.count; i++)
        applied = apply_migration(setup, &folder, i, error) && (i > 0 || make_records(setup, error));
    folder_close(&folder);
    return applied;
}

static bool run_files(struct setup *setup, const char *name, struct error *error)
{
    struct folder folder;
    if (!folder_open(setup->settings->sql_folder, name, ".sql", &folder, error))
        return false;
    bool run = true;
    for (size_t i = 0; run && i < folder.count; i++)
        run = folder_read(&folder, folder.names[i], &setup->text, error) &&
              run_script(setup, setup->text.data, folder.names[i], error);
    folder_close(&folder);
    return run;
}

static bool load_outcomes(struct setup *setup, struct error *error)
{
    int64_t rows;
    if (!rule_outcomes_load(setup->database, setup->catalogue, &rows, error))
        return false;
    if (rows)
        tell(setup, "outcomes of the rules: %" PRId64 " rows of catalogue %s", rows,
             catalogue_version(setup->catalogue));
    return true;
}

static bool load_reference(struct setup *setup, struct error *error)
{
    struct folder folder;
    const char *version = catalogue_version(setup->catalogue);
    if (!database_script(setup->database, "SET ROLE chipwatch_owner", error) ||
        !folder_open(setup->settings->reference_folder, NULL, ".csv", &folder, error))
        return false;
    bool loaded = true;
    for (size_t i = 0; loaded && i < folder.count; i++) {
        int64_t rows;
        loaded = reference_load(setup->database, &folder, folder.names[i], version, &rows, error);
        if (loaded && rows)
            tell(setup, "reference %s: %" PRId64 " rows of catalogue %s", folder.names[i], rows, version);
    }
    folder_close(&folder);
    return loaded && load_outcomes(setup, error) && database_script(setup->database, "RESET ROLE", error);
}

/* The pointer moves by itself only while nothing is stored: events without any figure may get some by the new version,
 * which is for reprocess to find out. The first batch is seen, for setup has waited for it. */
static const char point_sql[] =
    "SELECT pipeline.show_version($1, $2, 'setup')"
    " WHERE NOT EXISTS (SELECT FROM pipeline.active_version)"
    "   OR (NOT EXISTS (SELECT FROM event.customs_event) AND NOT EXISTS (SELECT FROM event.news_event))";

static bool is_shown(struct setup *setup, const struct slice *version, bool *shown, struct error *error)
{
    struct result *result;
    if (!database_query(setup->database, "SELECT FROM pipeline.active_version WHERE catalogue_version = $1"
                        " AND method_version = $2", version, 2, &result, error))
        return false;
    *shown = result_rows(result) == 1;
    result_free(result);
    return true;
}

static bool point_at_version(struct setup *setup, struct error *error)
{
    const struct slice version[] = {slice_of(catalogue_version(setup->catalogue)),
                                    slice_of(catalogue_method_version(setup->catalogue))};
    struct result *result;
    bool shown;
    if (!is_shown(setup, version, &shown, error))
        return false;
    if (shown)
        return true;
    if (!database_query(setup->database, point_sql, version, 2, &result, error))
        return false;
    if (result_rows(result))
        tell(setup, "shown version: catalogue %s, method %s", version[0].data, version[1].data);
    setup->needs_reprocess = result_rows(result) == 0;
    result_free(result);
    return true;
}

/* Batches and chunks of a reprocess read the pointer before all else. Setup takes it first too: it waits for those under
 * way and the next ones wait for it, where each would else hold tables that the other needs, again and again. */
static bool change_database(struct setup *setup, struct error *error)
{
    struct result *before, *after;
    static const char begin[] = "BEGIN; SET LOCAL lock_timeout = '30s';"
                                "SELECT pg_advisory_xact_lock(hashtextextended('chipwatch setup', 0));"
                                "DO $$ BEGIN IF to_regclass('pipeline.active_version') IS NOT NULL THEN"
                                " LOCK TABLE pipeline.active_version IN EXCLUSIVE MODE; END IF; END $$";
    if (!database_script(setup->database, begin, error) || !describe(setup, &before, error))
        return false;
    bool changed = apply_migrations(setup, error) && run_files(setup, "views", error) &&
                   run_files(setup, NULL, error) && load_reference(setup, error) &&
                   point_at_version(setup, error) && describe(setup, &after, error);
    if (changed) {
        tell_differences(setup, before, after);
        result_free(after);
    }
    result_free(before);
    return changed && database_query(setup->database, "COMMIT", NULL, 0, NULL, error);
}

/* A consumer at work may hold what we need, and we what it needs: then one of us is asked to try again. */
static bool set_up_database(struct setup *setup, struct error *error)
{
    if (!database_open("chipwatch setup", &setup->database, error))
        return false;
    for (int attempt = 1;; attempt++) {
        buffer_reset(&setup->report);
        setup->made = 0;
        if (change_database(setup, error))
            return true;
        const char *sqlstate = database_failure(setup->database)->sqlstate;
        bool again = error->kind == ERROR_RETRY && (!strcmp(sqlstate, "40P01") || !strcmp(sqlstate, "55P03"));
        struct error ignored;
        if (!again || attempt == ATTEMPTS_MAX || !database_script(setup->database, "ROLLBACK", &ignored)) {
            buffer_reset(&setup->report); /* nothing of it is true */
            return false;
        }
    }
}

/* ---- Kafka and the registry ---- */

static bool make_topics(struct setup *setup, struct error *error)
{
    const struct record_type *topics[SETTINGS_TOPICS_MAX];
    size_t count = settings_topics(setup->settings, topics);
    struct cluster *cluster;
    if (!cluster_open(setup->settings, &cluster, error))
        return false;
    bool set_up = true;
    for (size_t i = 0; set_up && i < count; i++) {
        bool made = false;
        set_up = cluster_create_topic(cluster, topics[i]->name, (int32_t)setup->settings->partitions, &made, error);
        if (set_up && made)
            tell(setup, "topic %s: made with %" PRId64 " partitions", topics[i]->name, setup->settings->partitions);
    }
    cluster_close(cluster);
    return set_up;
}

static bool make_subject(struct setup *setup, struct schema_registry *registry, const struct record_type *type,
                         struct error *error)
{
    char subject[SUBJECT_BYTES];
    int32_t id;
    bool changed;
    snprintf(subject, sizeof subject, "%s-value", type->name);
    if (!schema_registry_register(registry, subject, type->avsc, &id, error) ||
        !schema_registry_set_compatibility(registry, subject, "FULL_TRANSITIVE", &changed, error))
        return false;
    if (changed)
        tell(setup, "subject %s: schema %" PRId32 ", FULL_TRANSITIVE", subject, id);
    return true;
}

static bool make_subjects(struct setup *setup, struct error *error)
{
    if (!setup->settings->registry)
        return true;
    const struct record_type *topics[SETTINGS_TOPICS_MAX];
    size_t count = settings_topics(setup->settings, topics);
    struct schema_registry *registry;
    if (!schema_registry_open(setup->settings->registry, &registry, error))
        return false;
    bool made = true;
    for (size_t i = 0; made && i < count; i++)
        made = make_subject(setup, registry, topics[i], error);
    schema_registry_close(registry);
    return made;
}

/* ---- the command ---- */

static void tell(struct setup *setup, const char *format, ...)
{
    char line[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    buffer_text(&setup->report, line);
    buffer_byte(&setup->report, '\n');
    setup->made++;
}

static bool run(struct setup *setup, struct error *error)
{
    return catalogue_load(setup->settings->reference_folder, &setup->catalogue, error) &&
           set_up_database(setup, error) && make_topics(setup, error) && make_subjects(setup, error);
}

/* What is stored is shown by the former version until it is reprocessed: that is no failure of setup. */
static int report(const struct setup *setup)
{
    if (!setup->made)
        puts("nothing to do");
    if (setup->needs_reprocess)
        printf("catalogue %s, method %s are not those of the stored estimates: run capacity-consumer reprocess, or go on "
               "with the former ones\n",
               catalogue_version(setup->catalogue), catalogue_method_version(setup->catalogue));
    return command_finish(0);
}

int command_setup(const struct settings *settings, int argument_count, char **arguments)
{
    if (argument_count)
        return command_usage("setup takes no argument: \"%s\"", arguments[0]);
    struct setup setup = {.settings = settings};
    struct error error = {0};
    buffer_init(&setup.text, FOLDER_FILE_BYTES_MAX);
    buffer_init(&setup.report, 1 << 20);
    bool done = run(&setup, &error);
    struct slice lines = buffer_view(&setup.report);
    fwrite(lines.data, 1, lines.size, stdout);
    int status = done ? report(&setup) : command_fail(&error);
    database_close(setup.database);
    catalogue_free(setup.catalogue);
    buffer_free(&setup.text);
    buffer_free(&setup.report);
    return status;
}
