#include "consumers/capacity/reprocess.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "consumers/capacity/catalogues.h"
#include "consumers/capacity/enrichment.h"
#include "consumers/capacity/grouping.h"
#include "lib/clock.h"
#include "lib/record_copy.h"
#include "lib/record_row.h"
#include "schemas/news_event.h"

enum {
    CHUNK_ROWS = 4000,          /* events a transaction: consumers that correct one of them wait for it */
    FETCH_ROWS = 250,           /* bounds what libpq holds at once */
    ARENA_BYTES = 64 << 20,     /* one event and what is derived of it */
    ROWS_BYTES_MAX = 64 << 20,  /* encoded rows of one record type in a chunk */
    STATEMENT_BYTES_MAX = 1 << 20,
    COLUMNS_MAX = 256,
    ATTEMPTS_MAX = 20,          /* of a transaction */
    PAUSE_MS = 250,             /* after the first failure; then longer */
    PAUSE_MOST_MS = 5000,
    LOCK_ATTEMPTS = 20,         /* the backend of a killed process ends a moment later */
};

/* Claims, estimates, fingerprints of a chunk. */
static const struct {
    const struct record_type *type;
    const char *sql_schema;
    bool by_version; /* its key names the version; else the table is of the next version only */
} outputs[] = {
    {&news_claim_type, "event", true},
    {&capacity_estimate_type, "event", true},
    {&news_fingerprint_type, "pipeline", false},
};
enum { OUTPUT_CLAIMS, OUTPUT_ESTIMATES, OUTPUT_FINGERPRINTS, OUTPUT_COUNT };

struct reprocess {
    const struct catalogue *catalogue;
    struct reprocess_part part;
    struct database *database; /* NULL: no connection */
    struct reprocess_versions versions;
    struct slice version[2];   /* the new one, as parameters */
    bool needed;
    size_t type;               /* of event_types: the one that is gone through */
    bool type_done;
    int64_t counts[EVENT_TYPE_COUNT];
    /* the chunk under way */
    struct arena arena;
    struct buffer rows[OUTPUT_COUNT];
    struct buffer ids, grouped; /* array literals: the events; those whose claims are to be grouped */
    struct buffer statement;
    struct uuid last;          /* the last event that was done */
    bool from_start;           /* none was */
    int64_t event_count;       /* of this type, before the chunk */
    size_t chunk_count;
};

/* ---- connection and transactions ---- */

static void pause_ms(int64_t ms)
{
    nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000}, NULL);
}

static bool lock(struct database *database, struct error *error)
{
    bool locked = false;
    for (int i = 0; !locked && i < LOCK_ATTEMPTS; i++) {
        struct result *result;
        if (i)
            pause_ms(PAUSE_MS);
        if (!database_query(database, "SELECT pg_try_advisory_lock(hashtextextended('chipwatch reprocess', 0))", NULL, 0,
                            &result, error))
            return false;
        locked = result_boolean(result, 0, 0);
        result_free(result);
    }
    return locked || error_stop(error, EXIT_TRY_AGAIN, "another reprocess is at work");
}

static void disconnect(struct reprocess *reprocess)
{
    database_close(reprocess->database);
    reprocess->database = NULL;
}

static bool connect(struct reprocess *reprocess, struct error *error)
{
    if (reprocess->database)
        return true;
    if (database_open("chipwatch reprocess", &reprocess->database, error) && lock(reprocess->database, error))
        return true;
    disconnect(reprocess);
    return false;
}

/* What a transaction does; it may be repeated after whatever became of the first attempt. */
typedef bool transaction_work(struct reprocess *reprocess, struct error *error);

static bool attempt(struct reprocess *reprocess, transaction_work *work, struct error *error)
{
    return connect(reprocess, error) &&
           database_script(reprocess->database, "BEGIN; SET LOCAL lock_timeout = '10s'", error) &&
           work(reprocess, error) && database_query(reprocess->database, "COMMIT", NULL, 0, NULL, error);
}

/* Deadlocks with a batch, locks that take too long, connections that are lost: all is tried again. */
static bool in_transaction(struct reprocess *reprocess, transaction_work *work, struct error *error)
{
    struct error ignored;
    for (int failures = 0; !attempt(reprocess, work, error);) {
        if (error->kind == ERROR_REJECT) /* of rows that are all ours: a person must look */
            error_stop(error, EXIT_CONFIG, "%s", database_failure(reprocess->database)->message);
        if (error->kind != ERROR_RETRY || ++failures == ATTEMPTS_MAX)
            return false;
        if (reprocess->database && !database_script(reprocess->database, "ROLLBACK", &ignored))
            disconnect(reprocess);
        int64_t pause = (int64_t)PAUSE_MS * failures;
        pause_ms(pause < PAUSE_MOST_MS ? pause : PAUSE_MOST_MS);
    }
    return true;
}

/* ---- begin ---- */

static void copy_version(struct slice value, char *text, size_t size)
{
    snprintf(text, size, "%.*s", SLICE_ARGS(value));
}

static bool is_ours(const struct reprocess *reprocess, const struct result *result, int column)
{
    return slice_equal(result_value(result, 0, column), reprocess->version[0]) &&
           slice_equal(result_value(result, 0, column + 1), reprocess->version[1]);
}

/* Waits for the batches under way and keeps new ones waiting: a lock of the table queues, where one of the row would wait
 * for a moment in which no consumer holds it. Readers go on. */
static bool lock_pointer(struct reprocess *reprocess, struct result **pointer, struct error *error)
{
    if (!database_script(reprocess->database, "LOCK TABLE pipeline.active_version IN EXCLUSIVE MODE", error) ||
        !database_query(reprocess->database, "SELECT " POINTER_COLUMNS " FROM pipeline.active_version FOR UPDATE", NULL, 0,
                        pointer, error))
        return false;
    if (result_rows(*pointer) == 1)
        return true;
    result_free(*pointer);
    return error_stop(error, EXIT_CONFIG, "no version is shown yet: run capacity-consumer setup");
}

static bool is_loaded(struct reprocess *reprocess, struct error *error)
{
    struct result *result;
    if (!database_query(reprocess->database, "SELECT FROM reference.accelerators WHERE catalogue_version = $1 LIMIT 1",
                        reprocess->version, 1, &result, error))
        return false;
    bool loaded = result_rows(result) == 1;
    result_free(result);
    return loaded || error_stop(error, EXIT_CONFIG, "catalogue %s is not in the database: run capacity-consumer setup",
                                reprocess->version[0].data);
}

/* Progress and rows of another next version are worth nothing any more. */
static bool name_next(struct reprocess *reprocess, struct error *error)
{
    return database_query(reprocess->database, "UPDATE pipeline.active_version SET next_catalogue_version = $1,"
                          " next_method_version = $2, next_begun_at = pg_catalog.clock_timestamp()",
                          reprocess->version, 2, NULL, error) &&
           database_script(reprocess->database, "DELETE FROM pipeline.reprocess; DELETE FROM pipeline.news_fingerprint",
                           error);
}

static bool note_changes(struct reprocess *reprocess, struct error *error)
{
    const struct slice pair[] = {slice_of(reprocess->versions.old_catalogue), reprocess->version[0]};
    return database_query(reprocess->database, "SELECT pipeline.note_catalogue_changes($1, $2)", pair, 2, NULL, error);
}

static bool begin(struct reprocess *reprocess, struct error *error)
{
    struct result *pointer;
    struct reprocess_versions *versions = &reprocess->versions;
    if (!is_loaded(reprocess, error) || !lock_pointer(reprocess, &pointer, error))
        return false;
    copy_version(result_value(pointer, 0, 0), versions->old_catalogue, sizeof versions->old_catalogue);
    copy_version(result_value(pointer, 0, 1), versions->old_method, sizeof versions->old_method);
    bool shown = is_ours(reprocess, pointer, 0), next = is_ours(reprocess, pointer, 2);
    reprocess->needed = !shown || result_value(pointer, 0, 2).data;
    result_free(pointer);
    return !reprocess->needed || ((next || name_next(reprocess, error)) && note_changes(reprocess, error));
}

/* ---- one chunk: reading ---- */

static const struct record_type *event_type(const struct reprocess *reprocess)
{
    return event_types[reprocess->type];
}

static struct slice since_of(const struct reprocess *reprocess)
{
    return reprocess->part.since.data ? reprocess->part.since : SLICE_LITERAL("-infinity");
}

/* How far it is, and that it is still this version that is prepared. */
static bool read_progress(struct reprocess *reprocess, struct error *error)
{
    struct result *result;
    const struct slice parameters[] = {slice_of(event_type(reprocess)->name), since_of(reprocess), reprocess->version[0],
                                       reprocess->version[1]};
    if (!database_query(reprocess->database,
                        "SELECT p.last_event_id, p.event_count, p.finished FROM pipeline.active_version v"
                        " LEFT JOIN pipeline.reprocess p ON p.event_record = $1 AND p.since_date = $2::date"
                        " WHERE v.next_catalogue_version = $3 AND v.next_method_version = $4 FOR SHARE OF v",
                        parameters, 4, &result, error))
        return false;
    bool ours = result_rows(result) == 1;
    reprocess->from_start = !ours || !uuid_parse(result_value(result, 0, 0), &reprocess->last);
    reprocess->event_count = ours ? result_integer(result, 0, 1) : 0;
    reprocess->type_done = ours && result_boolean(result, 0, 2);
    result_free(result);
    return ours || error_stop(error, EXIT_TRY_AGAIN, "this version is not prepared any more: somebody moved the pointer");
}

/* The day by which --since chooses is the one that estimates have. */
static const char *day_of(const struct record_type *type)
{
    return type == &news_event_type ? "(published_at AT TIME ZONE 'UTC')::date" : "coalesce(event_date, period_end)";
}

static bool open_cursor(struct reprocess *reprocess, struct error *error)
{
    const struct record_type *type = event_type(reprocess);
    struct buffer *sql = &reprocess->statement;
    char last[UUID_TEXT_SIZE + 1];
    uuid_format(&reprocess->last, last);
    buffer_reset(sql);
    buffer_text(sql, "DECLARE events NO SCROLL CURSOR FOR SELECT ");
    record_copy_columns(type, sql);
    buffer_format(sql, " FROM %s.%s WHERE true", type->sql_schema, type->name);
    if (!reprocess->from_start)
        buffer_format(sql, " AND event_id > '%s'", last);
    if (reprocess->part.since.data) /* digits and hyphens: the command checked it */
        buffer_format(sql, " AND %s >= '%.*s'", day_of(type), SLICE_ARGS(reprocess->part.since));
    buffer_format(sql, " ORDER BY event_id LIMIT %d FOR SHARE", CHUNK_ROWS);
    buffer_byte(sql, '\0');
    return database_query(reprocess->database, sql->data, NULL, 0, NULL, error);
}

static void add_id(struct buffer *ids, const struct uuid *id)
{
    char text[UUID_TEXT_SIZE + 1];
    uuid_format(id, text);
    buffer_byte(ids, ids->size ? ',' : '{');
    buffer_text(ids, text);
}

static bool encode(struct reprocess *reprocess, size_t output, const void *records, size_t count,
                   const struct lineage *lineage, struct error *error)
{
    const struct record_type *type = outputs[output].type;
    struct buffer *rows = &reprocess->rows[output];
    if (count && !rows->size)
        record_copy_header(rows);
    for (size_t i = 0; i < count; i++)
        if (!record_copy_row(type, (const char *)records + i * type->size, lineage, false, rows, error))
            return false;
    return !rows->full || error_full(error, "the chunk");
}

/* The rows of one event, derived from the values of its row. */
static bool derive(struct reprocess *reprocess, const struct slice *values, struct error *error)
{
    const struct record_type *type = event_type(reprocess);
    struct lineage lineage;
    struct event event;
    struct enriched rows;
    arena_reset(&reprocess->arena);
    void *record = arena_alloc(&reprocess->arena, type->size);
    if (!record)
        return error_full(error, "the arena");
    if (!record_row_read(type, values, &reprocess->arena, record, error) ||
        !record_row_lineage(type, values + type->field_count, &lineage, error) ||
        !event_read(reprocess->type, record, &event, error) ||
        !enrichment_derive(reprocess->catalogue, &event, &reprocess->arena, &rows, error))
        return false;
    lineage.ingested_at = clock_now_ms();
    if (!encode(reprocess, OUTPUT_CLAIMS, rows.claims, rows.claim_count, &lineage, error) ||
        !encode(reprocess, OUTPUT_ESTIMATES, rows.estimates, rows.estimate_count, &lineage, error) ||
        !encode(reprocess, OUTPUT_FINGERPRINTS, rows.fingerprint, rows.fingerprint ? 1 : 0, &lineage, error))
        return false;
    add_id(&reprocess->ids, &event.id);
    if (rows.claim_count)
        add_id(&reprocess->grouped, &event.id);
    reprocess->last = event.id;
    reprocess->chunk_count++;
    return true;
}

/* Rows of an event that did not fit are taken back; they come with the next chunk. */
static bool derive_or_leave(struct reprocess *reprocess, const struct slice *values, bool *full, struct error *error)
{
    size_t sizes[OUTPUT_COUNT];
    for (size_t i = 0; i < OUTPUT_COUNT; i++)
        sizes[i] = reprocess->rows[i].size;
    if (derive(reprocess, values, error))
        return true;
    for (size_t i = 0; i < OUTPUT_COUNT; i++)
        buffer_truncate(&reprocess->rows[i], sizes[i]);
    *full = error->kind == ERROR_FULL && reprocess->chunk_count;
    if (*full)
        return true;
    if (error->kind != ERROR_STOP) /* a row that was written once is not refused now, unless by what is new */
        error_stop(error, EXIT_CONFIG, "an event cannot be derived: %s", error->message);
    return error_wrap(error, "%s behind %" PRId64, event_type(reprocess)->name,
                      reprocess->event_count + (int64_t)reprocess->chunk_count);
}

static bool derive_rows(struct reprocess *reprocess, const struct result *result, bool *full, struct error *error)
{
    struct slice values[COLUMNS_MAX];
    size_t columns = event_type(reprocess)->field_count + RECORD_ROW_LINEAGE_VALUES;
    assert(columns <= COLUMNS_MAX);
    for (size_t row = 0; row < result_rows(result) && !*full; row++) {
        for (size_t i = 0; i < columns; i++)
            values[i] = result_value(result, row, (int)i);
        if (!derive_or_leave(reprocess, values, full, error))
            return false;
    }
    return true;
}

static bool read_chunk(struct reprocess *reprocess, struct error *error)
{
    char fetch[64];
    bool full = false, end = false;
    snprintf(fetch, sizeof fetch, "FETCH %d FROM events", FETCH_ROWS);
    if (!open_cursor(reprocess, error))
        return false;
    while (!full && !end) {
        struct result *result;
        if (!database_query_binary(reprocess->database, fetch, NULL, 0, &result, error))
            return false;
        end = result_rows(result) == 0;
        bool derived = derive_rows(reprocess, result, &full, error);
        result_free(result);
        if (!derived)
            return false;
    }
    reprocess->type_done = end && reprocess->chunk_count < CHUNK_ROWS;
    return true;
}

/* ---- one chunk: writing ---- */

static struct slice close_array(struct buffer *ids)
{
    if (!ids->size)
        buffer_byte(ids, '{');
    buffer_byte(ids, '}');
    return buffer_view(ids);
}

/* What an earlier reprocess, or a consumer, wrote of that version. */
static bool delete_old(struct reprocess *reprocess, size_t output, struct slice ids, struct error *error)
{
    char sql[256];
    const struct slice parameters[] = {ids, reprocess->version[0], reprocess->version[1]};
    snprintf(sql, sizeof sql, "DELETE FROM %s.%s WHERE event_id = ANY($1::uuid[])%s", outputs[output].sql_schema,
             outputs[output].type->name,
             outputs[output].by_version ? " AND catalogue_version = $2 AND method_version = $3" : "");
    return database_query(reprocess->database, sql, parameters, outputs[output].by_version ? 3 : 1, NULL, error);
}

static bool copy_rows(struct reprocess *reprocess, size_t output, struct error *error)
{
    int64_t count;
    struct buffer *rows = &reprocess->rows[output];
    if (!rows->size)
        return true;
    record_copy_trailer(rows);
    if (rows->full)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for a chunk");
    buffer_reset(&reprocess->statement);
    record_copy_statement(outputs[output].type, outputs[output].sql_schema, &reprocess->statement);
    buffer_byte(&reprocess->statement, '\0');
    return database_copy(reprocess->database, reprocess->statement.data, buffer_view(rows), &count, error);
}

/* Fingerprints that tell the same as before need no place of their own. */
static const char drop_same_fingerprints[] =
    "DELETE FROM pipeline.news_fingerprint n USING event.news_fingerprint f WHERE n.event_id = ANY($1::uuid[])"
    " AND f.event_id = n.event_id AND to_jsonb(n) - 'ingested_at' = to_jsonb(f) - 'ingested_at'";

static const char write_progress[] =
    "INSERT INTO pipeline.reprocess AS p (event_record, since_date, catalogue_version, method_version, last_event_id,"
    "   event_count, finished) VALUES ($1, $2::date, $3, $4, $5::uuid, $6::bigint, $7::boolean)"
    " ON CONFLICT (event_record, since_date) DO UPDATE SET last_event_id = excluded.last_event_id,"
    "   event_count = excluded.event_count, finished = excluded.finished, updated_at = pg_catalog.now()";

static bool save_progress(struct reprocess *reprocess, struct error *error)
{
    char last[UUID_TEXT_SIZE + 1];
    struct integer_text count;
    uuid_format(&reprocess->last, last);
    const struct slice parameters[] = {
        slice_of(event_type(reprocess)->name), since_of(reprocess), reprocess->version[0], reprocess->version[1],
        slice_of(last), integer_text(&count, reprocess->event_count + (int64_t)reprocess->chunk_count),
        slice_of(reprocess->type_done ? "true" : "false")};
    return database_query(reprocess->database, write_progress, parameters, 7, NULL, error);
}

static bool write_news(struct reprocess *reprocess, struct slice ids, struct error *error)
{
    const struct slice grouped = close_array(&reprocess->grouped);
    return database_query(reprocess->database, drop_same_fingerprints, &ids, 1, NULL, error) &&
           database_query(reprocess->database,
                          "INSERT INTO pipeline.news_to_group (event_id) SELECT unnest($1::uuid[])", &grouped, 1, NULL,
                          error);
}

static bool write_chunk(struct reprocess *reprocess, struct error *error)
{
    bool is_news = event_type(reprocess) == &news_event_type;
    const struct slice ids = close_array(&reprocess->ids);
    for (size_t i = 0; i < OUTPUT_COUNT; i++)
        if ((is_news || i == OUTPUT_ESTIMATES) &&
            (!delete_old(reprocess, i, ids, error) || !copy_rows(reprocess, i, error)))
            return false;
    return (!is_news || write_news(reprocess, ids, error)) && save_progress(reprocess, error);
}

static bool chunk(struct reprocess *reprocess, struct error *error)
{
    buffer_reset(&reprocess->ids);
    buffer_reset(&reprocess->grouped);
    for (size_t i = 0; i < OUTPUT_COUNT; i++)
        buffer_reset(&reprocess->rows[i]);
    reprocess->chunk_count = 0;
    reprocess->last = (struct uuid){{0}};
    return read_progress(reprocess, error) &&
           (reprocess->type_done || (read_chunk(reprocess, error) && write_chunk(reprocess, error)));
}

static bool in_part(const struct reprocess *reprocess)
{
    return !reprocess->part.only || reprocess->part.only == event_type(reprocess);
}

bool reprocess_fill(struct reprocess *reprocess, bool *done, struct error *error)
{
    while (reprocess->type < EVENT_TYPE_COUNT && !in_part(reprocess))
        reprocess->type++;
    if (reprocess->type < EVENT_TYPE_COUNT) {
        if (!in_transaction(reprocess, chunk, error))
            return false;
        reprocess->counts[reprocess->type] = reprocess->event_count + (int64_t)reprocess->chunk_count;
        reprocess->type += reprocess->type_done;
    }
    *done = reprocess->type == EVENT_TYPE_COUNT;
    return true;
}

/* ---- group, match ---- */

/* Of pipeline.group_news and its kin: how many it took; NULL, here -1, where somebody else is at it. */
static bool take_some(struct reprocess *reprocess, const struct grouping_task *task, int64_t *taken, struct error *error)
{
    struct result *result;
    struct integer_text most;
    const struct slice parameter = integer_text(&most, task->most);
    if (!connect(reprocess, error) || !database_query(reprocess->database, task->statement, &parameter, 1, &result, error))
        return false;
    *taken = result_value(result, 0, 0).data ? result_integer(result, 0, 0) : -1;
    result_free(result);
    return true;
}

/* Calls it until nothing is left. Whoever is at it, a consumer perhaps, is waited for. */
static bool take_all(struct reprocess *reprocess, const struct grouping_task *task, struct error *error)
{
    int failures = 0;
    int64_t taken = task->most;
    while (taken < 0 || taken == task->most) {
        bool tried = take_some(reprocess, task, &taken, error);
        if (!tried && (error->kind != ERROR_RETRY || ++failures == ATTEMPTS_MAX))
            return false;
        if (!tried)
            disconnect(reprocess);
        if (!tried || taken < 0)
            pause_ms(PAUSE_MS);
    }
    return true;
}

bool reprocess_group(struct reprocess *reprocess, struct error *error)
{
    return take_all(reprocess, &grouping_tasks[GROUPING_GROUPS], error);
}

bool reprocess_match(struct reprocess *reprocess, struct error *error)
{
    return take_all(reprocess, &grouping_tasks[GROUPING_MATCHES], error);
}

/* ---- show ---- */

static bool replace_fingerprints(struct reprocess *reprocess, struct error *error)
{
    struct buffer *sql = &reprocess->statement;
    buffer_reset(sql);
    buffer_text(sql, "DELETE FROM event.news_fingerprint f USING pipeline.news_fingerprint n WHERE f.event_id = n.event_id;"
                     " INSERT INTO event.news_fingerprint (");
    record_copy_columns(&news_fingerprint_type, sql);
    buffer_text(sql, ") SELECT ");
    record_copy_columns(&news_fingerprint_type, sql);
    buffer_text(sql, " FROM pipeline.news_fingerprint;"
                     " INSERT INTO pipeline.news_to_group (event_id) SELECT event_id FROM pipeline.news_fingerprint;"
                     " DELETE FROM pipeline.news_fingerprint");
    buffer_byte(sql, '\0');
    return database_script(reprocess->database, sql->data, error);
}

static bool show(struct reprocess *reprocess, struct error *error)
{
    struct result *pointer;
    if (!lock_pointer(reprocess, &pointer, error))
        return false;
    bool next = is_ours(reprocess, pointer, 2);
    bool shown = is_ours(reprocess, pointer, 0) && !result_value(pointer, 0, 2).data;
    result_free(pointer);
    if (shown) /* an attempt whose COMMIT was not answered */
        return true;
    if (!next)
        return error_stop(error, EXIT_TRY_AGAIN, "this version is not prepared any more: somebody moved the pointer");
    return replace_fingerprints(reprocess, error) &&
           database_query(reprocess->database, "SELECT pipeline.show_version($1, $2, 'reprocess')", reprocess->version, 2,
                          NULL, error);
}

/* Plans made for tables without the new rows would make the first readers wait. Only an owner may; others leave it to
 * autovacuum. */
static void analyse(struct reprocess *reprocess)
{
    struct error ignored;
    if (connect(reprocess, &ignored))
        database_script(reprocess->database, "ANALYZE event.capacity_estimate, event.news_claim", &ignored);
}

bool reprocess_show(struct reprocess *reprocess, struct error *error)
{
    assert(!reprocess->part.only && !reprocess->part.since.data);
    analyse(reprocess);
    return in_transaction(reprocess, show, error);
}

/* ---- opening ---- */

bool reprocess_begin(struct reprocess *reprocess, bool *needed, struct error *error)
{
    if (!in_transaction(reprocess, begin, error))
        return false;
    *needed = reprocess->needed;
    return true;
}

static void init_buffers(struct reprocess *reprocess)
{
    for (size_t i = 0; i < OUTPUT_COUNT; i++)
        buffer_init(&reprocess->rows[i], ROWS_BYTES_MAX);
    buffer_init(&reprocess->ids, STATEMENT_BYTES_MAX);
    buffer_init(&reprocess->grouped, STATEMENT_BYTES_MAX);
    buffer_init(&reprocess->statement, STATEMENT_BYTES_MAX);
}

bool reprocess_open(const struct catalogue *catalogue, const struct reprocess_part *part, struct reprocess **out,
                    struct error *error)
{
    struct reprocess *reprocess = calloc(1, sizeof *reprocess);
    if (!reprocess)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory");
    reprocess->catalogue = catalogue;
    reprocess->part = *part;
    reprocess->version[0] = slice_of(catalogue_version(catalogue));
    reprocess->version[1] = slice_of(catalogue_method_version(catalogue));
    copy_version(reprocess->version[0], reprocess->versions.new_catalogue, sizeof reprocess->versions.new_catalogue);
    copy_version(reprocess->version[1], reprocess->versions.new_method, sizeof reprocess->versions.new_method);
    init_buffers(reprocess);
    if (!arena_init(&reprocess->arena, ARENA_BYTES, error) || !connect(reprocess, error)) {
        reprocess_close(reprocess);
        return false;
    }
    *out = reprocess;
    return true;
}

void reprocess_close(struct reprocess *reprocess)
{
    if (!reprocess)
        return;
    disconnect(reprocess);
    arena_free(&reprocess->arena);
    for (size_t i = 0; i < OUTPUT_COUNT; i++)
        buffer_free(&reprocess->rows[i]);
    buffer_free(&reprocess->ids);
    buffer_free(&reprocess->grouped);
    buffer_free(&reprocess->statement);
    free(reprocess);
}

const struct reprocess_versions *reprocess_versions(const struct reprocess *reprocess)
{
    return &reprocess->versions;
}

int64_t reprocess_event_count(const struct reprocess *reprocess, size_t type)
{
    return reprocess->counts[type];
}

struct database *reprocess_database(struct reprocess *reprocess)
{
    return reprocess->database;
}
