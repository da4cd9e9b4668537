#include "consumers/capacity/transaction.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/sqlstate.h"
#include "lib/record_copy.h"
#include "schemas/dead_letter.h"
#include "schemas/news_event.h"

enum { TEXT_BYTES_MAX = 64 << 20 };

/* One statement of the transaction: sent once for each part; `send` may find nothing to do. */
struct step {
    const char *name;
    size_t (*parts)(const struct transaction *transaction);
    bool (*send)(struct transaction *transaction, size_t part, bool *sent, struct error *error);
    bool (*receive)(struct transaction *transaction, size_t part, const struct result *result, struct error *error);
};

/* ---- parameters as texts ---- */

static struct buffer *text(struct transaction *transaction, size_t i)
{
    buffer_reset(&transaction->texts[i]);
    return &transaction->texts[i];
}

static void put_uuid(struct buffer *out, const struct uuid *uuid)
{
    char id[UUID_TEXT_SIZE + 1];
    uuid_format(uuid, id);
    buffer_bytes(out, id, UUID_TEXT_SIZE);
}

/* bytea in an array literal: the backslash of \x is doubled there. */
static void put_hash(struct buffer *out, const uint8_t *hash)
{
    static const char digits[] = "0123456789abcdef";
    buffer_text(out, "\"\\\\x");
    for (size_t i = 0; i < CONTENT_HASH_SIZE; i++) {
        buffer_byte(out, digits[hash[i] >> 4]);
        buffer_byte(out, digits[hash[i] & 15]);
    }
    buffer_byte(out, '"');
}

static void put_quoted(struct buffer *out, struct slice value)
{
    buffer_byte(out, '"');
    for (size_t i = 0; i < value.size; i++) {
        if (value.data[i] == '"' || value.data[i] == '\\')
            buffer_byte(out, '\\');
        buffer_byte(out, value.data[i]);
    }
    buffer_byte(out, '"');
}

static void put_integer(struct buffer *out, int64_t value)
{
    buffer_format(out, "%" PRId64, value);
}

static void separate(struct buffer *out)
{
    buffer_byte(out, out->size ? ',' : '{');
}

static struct slice close_array(struct buffer *out)
{
    if (!out->size)
        buffer_byte(out, '{');
    buffer_byte(out, '}');
    return buffer_view(out);
}

static const char *finish_statement(struct transaction *transaction)
{
    buffer_byte(&transaction->statement, '\0');
    return transaction->statement.data;
}

static bool send(struct transaction *transaction, const char *sql, const struct slice *parameters, size_t count, bool *sent,
                 struct error *error)
{
    for (size_t i = 0; i < TRANSACTION_TEXTS; i++)
        if (transaction->texts[i].full)
            return error_stop(error, EXIT_TRY_AGAIN, "no memory for the parameters of a statement");
    *sent = true;
    return database_send_query(transaction->database, sql, parameters, count, error);
}

static bool receive_nothing(struct transaction *transaction, size_t part, const struct result *result, struct error *error)
{
    (void)transaction, (void)part, (void)result, (void)error;
    return true;
}

static size_t once(const struct transaction *transaction)
{
    (void)transaction;
    return 1;
}

static size_t each_type(const struct transaction *transaction)
{
    (void)transaction;
    return EVENT_TYPE_COUNT;
}

static size_t in_trial(const struct transaction *transaction)
{
    return transaction->trial;
}

static size_t once_in_earnest(const struct transaction *transaction)
{
    return !transaction->trial;
}

static size_t each_range_in_earnest(const struct transaction *transaction)
{
    return transaction->trial ? 0 : transaction->positions->count;
}

/* ---- begin, version ---- */

static bool send_begin(struct transaction *transaction, size_t part, bool *sent, struct error *error)
{
    (void)part;
    return send(transaction, "BEGIN", NULL, 0, sent, error);
}

static bool send_version(struct transaction *transaction, size_t part, bool *sent, struct error *error)
{
    (void)part;
    return send(transaction, "SELECT " POINTER_COLUMNS " FROM pipeline.active_version FOR SHARE", NULL, 0, sent, error);
}

/* The batch was derived for what the pointer asked for before; from here to COMMIT it does not move. */
static bool receive_version(struct transaction *transaction, size_t part, const struct result *result, struct error *error)
{
    (void)part;
    struct batch *batch = transaction->batch;
    struct catalogues *catalogues = transaction->catalogues;
    if (result_rows(result) != 1)
        return error_stop(error, EXIT_CONFIG, "the database shows no version yet; run capacity-consumer setup");
    const struct pointer pointer = {result_value(result, 0, 0), result_value(result, 0, 1), result_value(result, 0, 2),
                                    result_value(result, 0, 3)};
    return catalogues_choose(catalogues, &pointer, error) &&
           (catalogue_set_equal(&batch->written, &catalogues->wanted) ||
            batch_enrich_again(batch, &catalogues->wanted, error));
}

/* ---- scopes ---- */

/* Arrived ends raise the stored ones; a cancel wins over an upsert of the same revision. Changes nothing if not
 * greater. */
static const char raise_scopes[] =
    "INSERT INTO pipeline.scope AS stored (scope_id, end_revision, end_op, row_count, updated_at)"
    " SELECT a.id, a.revision, a.op, a.row_count, pg_catalog.now()"
    " FROM unnest($1::text[], $2::bigint[], $3::text[], $4::bigint[]) AS a(id, revision, op, row_count)"
    " ORDER BY a.id"
    " ON CONFLICT (scope_id) DO UPDATE SET end_revision = excluded.end_revision, end_op = excluded.end_op,"
    "   row_count = excluded.row_count, updated_at = excluded.updated_at"
    " WHERE (excluded.end_revision, excluded.end_op = 'cancel') > (stored.end_revision, stored.end_op = 'cancel')";

static bool send_scope_ends(struct transaction *transaction, size_t part, bool *sent, struct error *error)
{
    (void)part;
    struct buffer *ids = text(transaction, 0), *revisions = text(transaction, 1), *ops = text(transaction, 2), *counts = text(transaction, 3);
    bool any = false;
    for (size_t i = 0; i < transaction->plan.scope_count; i++) {
        const struct scope *scope = &transaction->plan.scopes[i];
        if (!scope->ends_here)
            continue;
        any = true;
        separate(ids), put_quoted(ids, scope->id);
        separate(revisions), put_integer(revisions, scope->end.revision);
        separate(ops), buffer_text(ops, scope->end.cancel ? "cancel" : "upsert");
        separate(counts);
        if (scope->row_count < 0)
            buffer_text(counts, "NULL");
        else
            put_integer(counts, scope->row_count);
    }
    if (!any)
        return true;
    const struct slice parameters[] = {close_array(ids), close_array(revisions), close_array(ops), close_array(counts)};
    return send(transaction, raise_scopes, parameters, 4, sent, error);
}

static struct slice scope_ids(struct transaction *transaction, struct buffer *out, bool only_ended)
{
    for (size_t i = 0; i < transaction->plan.scope_count; i++)
        if (!only_ended || transaction->plan.scopes[i].ends_here) {
            separate(out);
            put_quoted(out, transaction->plan.scopes[i].id);
        }
    return close_array(out);
}

static bool send_scopes(struct transaction *transaction, size_t part, bool *sent, struct error *error)
{
    (void)part;
    if (!transaction->plan.scope_count)
        return true;
    const struct slice parameters[] = {scope_ids(transaction, text(transaction, 0), false)};
    return send(transaction,
                "SELECT scope_id, end_revision, end_op = 'cancel' FROM pipeline.scope WHERE scope_id = ANY($1::text[])"
                " ORDER BY scope_id FOR SHARE",
                parameters, 1, sent, error);
}

static bool receive_scopes(struct transaction *transaction, size_t part, const struct result *result, struct error *error)
{
    (void)part, (void)error;
    for (size_t i = 0; i < result_rows(result); i++) {
        struct scope *scope = plan_scope(&transaction->plan, result_value(result, i, 0));
        if (scope)
            scope->end = (struct scope_end){true, result_integer(result, i, 1), result_boolean(result, i, 2)};
    }
    return true;
}

/* Rows of scopes that ended in this batch, stored before or with it. */
static const char recompute_cancelled[] =
    "UPDATE event.customs_event e SET cancelled = n.cancelled"
    " FROM (SELECT i.event_id, i.op = 'cancel' OR coalesce(CASE s.end_op WHEN 'cancel'"
    "         THEN i.scope_revision <= s.end_revision ELSE i.scope_revision < s.end_revision END, false) AS cancelled"
    "       FROM event.customs_event i JOIN pipeline.scope s ON s.scope_id = i.scope_id"
    "       WHERE i.scope_id = ANY($1::text[])) n"
    " WHERE e.event_id = n.event_id AND e.cancelled <> n.cancelled";

static bool send_recompute(struct transaction *transaction, size_t part, bool *sent, struct error *error)
{
    (void)part;
    bool any = false;
    for (size_t i = 0; i < transaction->plan.scope_count; i++)
        any = any || transaction->plan.scopes[i].ends_here;
    if (!any)
        return true;
    const struct slice parameters[] = {scope_ids(transaction, text(transaction, 0), true)};
    return send(transaction, recompute_cancelled, parameters, 1, sent, error);
}

/* ---- known ids ---- */

static const char *type_name(size_t type)
{
    return event_types[type]->name;
}

static bool has_scope(size_t type)
{
    return record_field_find(event_types[type], SLICE_LITERAL("scope_revision")) != NULL;
}

static struct slice event_ids(struct transaction *transaction, struct buffer *out, const uint32_t *events, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        separate(out);
        put_uuid(out, &transaction->batch->events[events[i]].event.id);
    }
    return close_array(out);
}

static struct slice event_hashes(struct transaction *transaction, struct buffer *out, const uint32_t *events, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        separate(out);
        put_hash(out, transaction->batch->events[events[i]].event.version.hash);
    }
    return close_array(out);
}

static bool send_known(struct transaction *transaction, size_t type, bool *sent, struct error *error)
{
    const struct plan_type *plan = &transaction->plan.types[type];
    if (!transaction->ask_first || !plan->id_count)
        return true;
    buffer_reset(&transaction->statement);
    buffer_format(&transaction->statement,
                  "SELECT event_id, revision, normaliser_version, pg_catalog.encode(content_hash, 'hex'), %s, op = 'cancel',"
                  " cancelled FROM event.%s WHERE event_id = ANY($1::uuid[]) ORDER BY event_id FOR UPDATE",
                  has_scope(type) ? "scope_revision" : "NULL", type_name(type));
    const struct slice parameters[] = {event_ids(transaction, text(transaction, 0), plan->ids, plan->id_count)};
    return send(transaction, finish_statement(transaction), parameters, 1, sent, error);
}

static int hex_value(char c)
{
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

/* Columns event_id, revision, normaliser_version, hash in hex, scope_revision. */
static bool read_version(const struct result *result, size_t row, struct uuid *id, struct version *version)
{
    struct slice hash = result_value(result, row, 3);
    if (!uuid_parse(result_value(result, row, 0), id) || hash.size != 2 * CONTENT_HASH_SIZE)
        return false;
    version->revision = result_integer(result, row, 1);
    version->normaliser_version = (int32_t)result_integer(result, row, 2);
    for (size_t i = 0; i < CONTENT_HASH_SIZE; i++)
        version->hash[i] = (uint8_t)(hex_value(hash.data[2 * i]) << 4 | hex_value(hash.data[2 * i + 1]));
    version->scope_revision = result_value(result, row, 4).data ? result_integer(result, row, 4) : VERSION_NO_SCOPE;
    return true;
}

static bool bad_stored_version(size_t type, struct error *error)
{
    return error_stop(error, EXIT_CONFIG, "%s holds a row whose identity cannot be read", type_name(type));
}

static bool receive_known(struct transaction *transaction, size_t type, const struct result *result, struct error *error)
{
    for (size_t i = 0; i < result_rows(result); i++) {
        struct known *known = &transaction->plan.known[type][i];
        if (!read_version(result, i, &known->id, &known->version))
            return bad_stored_version(type, error);
        known->op_cancel = result_boolean(result, i, 5);
        known->cancelled = result_boolean(result, i, 6);
    }
    transaction->plan.known_count[type] = result_rows(result);
    return true;
}

/* Only ids that are known can have history. */
static bool send_history(struct transaction *transaction, size_t type, bool *sent, struct error *error)
{
    if (!transaction->plan.known_count[type])
        return true;
    struct buffer *ids = text(transaction, 0), *hashes = text(transaction, 1);
    for (size_t i = 0; i < transaction->plan.order_count; i++) {
        const struct event *event = &transaction->batch->events[transaction->plan.order[i]].event;
        if (event->type != type)
            continue;
        separate(ids), put_uuid(ids, &event->id);
        separate(hashes), put_hash(hashes, event->version.hash);
    }
    buffer_reset(&transaction->statement);
    buffer_format(&transaction->statement,
                  "SELECT h.event_id, h.revision, h.normaliser_version, pg_catalog.encode(h.content_hash, 'hex'), %s"
                  " FROM history.%s h WHERE (h.event_id, h.content_hash) IN"
                  " (SELECT * FROM unnest($1::uuid[], $2::bytea[]))"
                  " ORDER BY h.event_id, h.content_hash FOR UPDATE",
                  has_scope(type) ? "h.scope_revision" : "NULL", type_name(type));
    const struct slice parameters[] = {close_array(ids), close_array(hashes)};
    return send(transaction, finish_statement(transaction), parameters, 2, sent, error);
}

static bool receive_history(struct transaction *transaction, size_t type, const struct result *result, struct error *error)
{
    for (size_t i = 0; i < result_rows(result); i++) {
        struct known_history *history = &transaction->plan.history[type][i];
        if (!read_version(result, i, &history->id, &history->version))
            return bad_stored_version(type, error);
    }
    transaction->plan.history_count[type] = result_rows(result);
    return true;
}

/* ---- what was decided ---- */

/* No statement: the plan is made here, between what was asked and what is written. */
static bool decide(struct transaction *transaction, size_t type, bool *sent, struct error *error)
{
    *sent = false;
    return plan_decide(&transaction->plan, type, error);
}

static bool send_raises(struct transaction *transaction, size_t type, bool *sent, struct error *error)
{
    const struct plan_type *plan = &transaction->plan.types[type];
    if (!plan->raise_count)
        return true;
    struct buffer *ids = text(transaction, 0), *revisions = text(transaction, 1), *normalisers = text(transaction, 2),
                  *scopes = text(transaction, 3), *cancelled = text(transaction, 4);
    for (size_t i = 0; i < plan->raise_count; i++) {
        const struct raise *raise = &plan->raises[i];
        separate(ids), put_uuid(ids, &raise->id);
        separate(revisions), put_integer(revisions, raise->version.revision);
        separate(normalisers), put_integer(normalisers, raise->version.normaliser_version);
        separate(scopes);
        if (raise->version.scope_revision == VERSION_NO_SCOPE)
            buffer_text(scopes, "NULL");
        else
            put_integer(scopes, raise->version.scope_revision);
        separate(cancelled), buffer_byte(cancelled, raise->cancelled ? 't' : 'f');
    }
    buffer_reset(&transaction->statement);
    buffer_format(&transaction->statement,
                  "UPDATE event.%s e SET revision = a.revision, normaliser_version = a.normaliser_version,"
                  " cancelled = a.cancelled%s FROM unnest($1::uuid[], $2::bigint[], $3::int[], $4::bigint[],"
                  " $5::boolean[]) AS a(id, revision, normaliser_version, scope_revision, cancelled)"
                  " WHERE e.event_id = a.id",
                  type_name(type), has_scope(type) ? ", scope_revision = a.scope_revision" : "");
    const struct slice parameters[] = {close_array(ids), close_array(revisions), close_array(normalisers),
                                       close_array(scopes), close_array(cancelled)};
    return send(transaction, finish_statement(transaction), parameters, 5, sent, error);
}

static struct slice demoted_ids(const struct plan_type *plan, struct buffer *out)
{
    for (size_t i = 0; i < plan->demoted_count; i++) {
        separate(out);
        put_uuid(out, &plan->demoted[i]);
    }
    return close_array(out);
}

/* Keeps in history the greater sighting of a version that is there already. */
static void put_history_conflict(struct buffer *out, size_t type)
{
    buffer_format(out,
                  " ON CONFLICT (event_id, content_hash) DO UPDATE SET revision = excluded.revision,"
                  " normaliser_version = excluded.normaliser_version%s"
                  " WHERE (excluded.revision, excluded.normaliser_version%s) IS DISTINCT FROM"
                  " (h.revision, h.normaliser_version%s)",
                  has_scope(type) ? ", scope_revision = excluded.scope_revision" : "",
                  has_scope(type) ? ", excluded.scope_revision" : "", has_scope(type) ? ", h.scope_revision" : "");
}

static void put_columns(struct buffer *out, size_t type)
{
    record_copy_columns(event_types[type], out);
}

/* The same columns of a row that is no longer the current one. Whether its fact holds is no matter of this version,
 * and would depend on the order in which messages came: its flag only says whether it is a cancel itself. */
static void put_superseded(struct buffer *out, size_t type)
{
    static const char last[] = "cancelled";
    put_columns(out, type);
    assert(out->full || slice_equal_text(slice_cut(buffer_view(out), out->size - strlen(last), out->size), last));
    if (!out->full)
        buffer_truncate(out, out->size - strlen(last));
    buffer_text(out, "op = 'cancel'");
}

/* The stored row leaves the event table for history in one statement. */
static bool send_demotions(struct transaction *transaction, size_t type, bool *sent, struct error *error)
{
    const struct plan_type *plan = &transaction->plan.types[type];
    if (!plan->demoted_count)
        return true;
    struct buffer *sql = &transaction->statement;
    buffer_reset(sql);
    buffer_format(sql, "WITH old AS (DELETE FROM event.%s WHERE event_id = ANY($1::uuid[]) RETURNING *)"
                       " INSERT INTO history.%s AS h (", type_name(type), type_name(type));
    put_columns(sql, type);
    buffer_text(sql, ") SELECT ");
    put_superseded(sql, type);
    buffer_text(sql, " FROM old");
    put_history_conflict(sql, type);
    const struct slice parameters[] = {demoted_ids(plan, text(transaction, 0))};
    return send(transaction, finish_statement(transaction), parameters, 1, sent, error);
}

static bool send_promotions(struct transaction *transaction, size_t type, bool *sent, struct error *error)
{
    const struct plan_type *plan = &transaction->plan.types[type];
    if (!plan->promoted_count)
        return true;
    buffer_reset(&transaction->statement);
    buffer_format(&transaction->statement,
                  "DELETE FROM history.%s h USING unnest($1::uuid[], $2::bytea[]) AS a(id, hash)"
                  " WHERE h.event_id = a.id AND h.content_hash = a.hash", type_name(type));
    const struct slice parameters[] = {event_ids(transaction, text(transaction, 0), plan->promoted, plan->promoted_count),
                                       event_hashes(transaction, text(transaction, 1), plan->promoted, plan->promoted_count)};
    return send(transaction, finish_statement(transaction), parameters, 2, sent, error);
}

/* Claims and estimates belong to one version of their event and leave with it. */
static bool send_derived_deletions(struct transaction *transaction, size_t type, const char *schema, const char *table,
                                   bool *sent, struct error *error)
{
    const struct plan_type *plan = &transaction->plan.types[type];
    if (!plan->demoted_count)
        return true;
    buffer_reset(&transaction->statement);
    buffer_format(&transaction->statement, "DELETE FROM %s.%s WHERE event_id = ANY($1::uuid[])", schema,
                  table);
    const struct slice parameters[] = {demoted_ids(plan, text(transaction, 0))};
    return send(transaction, finish_statement(transaction), parameters, 1, sent, error);
}

static bool send_claim_deletions(struct transaction *transaction, size_t type, bool *sent, struct error *error)
{
    return send_derived_deletions(transaction, type, "event", news_claim_type.name, sent, error);
}

/* Only texts of news have fingerprints. */
static bool send_fingerprint_deletions(struct transaction *transaction, size_t type, bool *sent, struct error *error)
{
    return event_types[type] != &news_event_type ||
           send_derived_deletions(transaction, type, "event", news_fingerprint_type.name, sent, error);
}

/* What a reprocess under way has for them. */
static bool send_next_fingerprint_deletions(struct transaction *transaction, size_t type, bool *sent, struct error *error)
{
    return event_types[type] != &news_event_type || !transaction->catalogues->under_way ||
           send_derived_deletions(transaction, type, "pipeline", news_fingerprint_type.name, sent, error);
}

static bool send_estimate_deletions(struct transaction *transaction, size_t type, bool *sent, struct error *error)
{
    return send_derived_deletions(transaction, type, "event", capacity_estimate_type.name, sent, error);
}

/* ---- COPY ---- */

static void add_row(struct transaction *transaction, size_t *count, const struct row *row, uint32_t message)
{
    assert(*count < transaction->row_limit);
    transaction->rows[*count] = (struct slice){transaction->batch->rows.data + row->offset, row->size};
    transaction->row_messages[(*count)++] = message;
}

static bool send_copy(struct transaction *transaction, const struct record_type *type, const char *schema, size_t count, bool *sent,
                      struct error *error)
{
    if (!count)
        return true;
    buffer_reset(&transaction->statement);
    record_copy_statement(type, schema, &transaction->statement);
    *sent = true;
    transaction->row_count = count;
    return database_send_copy(transaction->database, finish_statement(transaction), transaction->rows, count, error);
}

static bool copy_events(struct transaction *transaction, size_t type, bool *sent, struct error *error)
{
    const struct plan_type *plan = &transaction->plan.types[type];
    size_t count = 0;
    for (size_t i = 0; i < plan->row_count; i++) {
        const struct batch_event *event = &transaction->batch->events[plan->rows[i]];
        add_row(transaction, &count, &event->row, event->message);
    }
    return send_copy(transaction, event_types[type], event_types[type]->sql_schema, count, sent, error);
}

/* The derived rows of the events that are written, in their order. */
static size_t collect_derived(struct transaction *transaction, bool claims)
{
    size_t count = 0;
    for (size_t type = 0; type < EVENT_TYPE_COUNT; type++)
        for (size_t i = 0; i < transaction->plan.types[type].row_count; i++) {
            const struct batch_event *event = &transaction->batch->events[transaction->plan.types[type].rows[i]];
            const struct row *rows = claims ? transaction->batch->claims + event->first_claim
                                            : transaction->batch->estimates + event->first_estimate;
            size_t row_count = claims ? event->claim_count : event->estimate_count;
            for (size_t k = 0; k < row_count; k++)
                add_row(transaction, &count, &rows[k], event->message);
        }
    return count;
}

static bool copy_claims(struct transaction *transaction, size_t part, bool *sent, struct error *error)
{
    (void)part;
    return send_copy(transaction, &news_claim_type, news_claim_type.sql_schema, collect_derived(transaction, true), sent, error);
}

static bool copy_estimates(struct transaction *transaction, size_t part, bool *sent, struct error *error)
{
    (void)part;
    return send_copy(transaction, &capacity_estimate_type, capacity_estimate_type.sql_schema, collect_derived(transaction, false),
                     sent, error);
}

static bool send_fingerprints(struct transaction *transaction, bool next, bool *sent, struct error *error)
{
    const struct plan_type *plan = &transaction->plan.types[event_type_index(&news_event_type)];
    size_t count = 0;
    for (size_t i = 0; i < plan->row_count; i++) {
        const struct batch_event *event = &transaction->batch->events[plan->rows[i]];
        const struct row *row = next ? &event->next_fingerprint : &event->fingerprint;
        if (row->size)
            add_row(transaction, &count, row, event->message);
    }
    return send_copy(transaction, &news_fingerprint_type, next ? "pipeline" : news_fingerprint_type.sql_schema, count, sent,
                     error);
}

static bool copy_fingerprints(struct transaction *transaction, size_t part, bool *sent, struct error *error)
{
    (void)part;
    return send_fingerprints(transaction, false, sent, error);
}

/* Shown when the next version is. */
static bool copy_next_fingerprints(struct transaction *transaction, size_t part, bool *sent, struct error *error)
{
    (void)part;
    return send_fingerprints(transaction, true, sent, error);
}

/* News whose row, version or order changed: grouping.h has its stories and claim groups brought up to date later. */
static bool send_to_group(struct transaction *transaction, size_t part, bool *sent, struct error *error)
{
    (void)part;
    const struct plan_type *plan = &transaction->plan.types[event_type_index(&news_event_type)];
    struct buffer *ids = text(transaction, 0);
    for (size_t i = 0; i < plan->row_count; i++)
        separate(ids), put_uuid(ids, &transaction->batch->events[plan->rows[i]].event.id);
    for (size_t i = 0; i < plan->raise_count; i++)
        separate(ids), put_uuid(ids, &plan->raises[i].id);
    if (!ids->size)
        return true;
    const struct slice parameters[] = {close_array(ids)};
    return send(transaction, "INSERT INTO pipeline.news_to_group (event_id) SELECT unnest($1::uuid[])", parameters, 1,
                sent, error);
}

static bool copy_dead_letters(struct transaction *transaction, size_t part, bool *sent, struct error *error)
{
    (void)part;
    size_t count = 0;
    for (uint32_t i = 0; i < transaction->plan.message_count; i++)
        if (transaction->batch->messages[i].dead)
            add_row(transaction, &count, &transaction->batch->messages[i].row, i);
    return send_copy(transaction, &dead_letter_type, "pg_temp", count, sent, error);
}

/* COPY knows no ON CONFLICT, so what may be there already goes through a table of the session. */
static bool send_staging(struct transaction *transaction, const char *schema, const char *name, bool *sent,
                         struct error *error)
{
    buffer_reset(&transaction->statement);
    buffer_format(&transaction->statement, "CREATE TEMPORARY TABLE IF NOT EXISTS %s (LIKE %s.%s) ON COMMIT DELETE ROWS",
                  name, schema, name);
    return send(transaction, finish_statement(transaction), NULL, 0, sent, error);
}

static bool make_letter_staging(struct transaction *transaction, size_t part, bool *sent, struct error *error)
{
    (void)part;
    return !transaction->batch->dead_count ||
           send_staging(transaction, dead_letter_type.sql_schema, dead_letter_type.name, sent, error);
}

/* A message that was refused before, and is read again after `offsets set`, has its letter. */
static bool move_letter_staging(struct transaction *transaction, size_t part, bool *sent, struct error *error)
{
    (void)part;
    if (!transaction->batch->dead_count)
        return true;
    struct buffer *sql = &transaction->statement;
    buffer_reset(sql);
    buffer_format(sql, "INSERT INTO %s.%s (", dead_letter_type.sql_schema, dead_letter_type.name);
    record_copy_columns(&dead_letter_type, sql);
    buffer_text(sql, ") SELECT ");
    record_copy_columns(&dead_letter_type, sql);
    buffer_format(sql, " FROM pg_temp.%s ON CONFLICT DO NOTHING", dead_letter_type.name);
    return send(transaction, finish_statement(transaction), NULL, 0, sent, error);
}

static bool make_staging(struct transaction *transaction, size_t type, bool *sent, struct error *error)
{
    return !transaction->plan.types[type].loser_count ||
           send_staging(transaction, "history", type_name(type), sent, error);
}

static bool copy_staging(struct transaction *transaction, size_t type, bool *sent, struct error *error)
{
    const struct plan_type *plan = &transaction->plan.types[type];
    size_t count = 0;
    for (size_t i = 0; i < plan->loser_count; i++) {
        const struct batch_event *event = &transaction->batch->events[plan->losers[i]];
        add_row(transaction, &count, &event->row, event->message);
    }
    return send_copy(transaction, event_types[type], "pg_temp", count, sent, error);
}

static bool move_staging(struct transaction *transaction, size_t type, bool *sent, struct error *error)
{
    if (!transaction->plan.types[type].loser_count)
        return true;
    struct buffer *sql = &transaction->statement;
    buffer_reset(sql);
    buffer_format(sql, "INSERT INTO history.%s AS h (", type_name(type));
    put_columns(sql, type);
    buffer_text(sql, ") SELECT ");
    put_superseded(sql, type);
    buffer_format(sql, " FROM pg_temp.%s", type_name(type));
    put_history_conflict(sql, type);
    return send(transaction, finish_statement(transaction), NULL, 0, sent, error);
}

static bool receive_copy(struct transaction *transaction, size_t part, const struct result *result, struct error *error)
{
    (void)part;
    int64_t sent = (int64_t)transaction->row_count, counted = result_affected(result);
    if (sent == counted)
        return true;
    return error_stop(error, EXIT_TRY_AGAIN, "PostgreSQL counted %" PRId64 " of %" PRId64 " rows in step \"%s\"", counted,
                      sent, transaction->step->name);
}

/* ---- dead letters that arrived again ---- */

static const char resolve_dead_letters[] =
    "UPDATE pipeline.dead_letter SET status = 'resolved', status_at = pg_catalog.now(), status_by = 'retry'"
    " WHERE consumer_group = $1 AND status <> 'resolved'"
    " AND (kafka_topic || '/' || kafka_partition || '/' || kafka_offset = ANY($2::text[])"
    "      OR retry_of = ANY($2::text[]))"; /* retries that failed before */

static bool send_resolved(struct transaction *transaction, size_t part, bool *sent, struct error *error)
{
    (void)part;
    struct buffer *places = text(transaction, 0);
    for (size_t i = 0; i < transaction->plan.message_count; i++) {
        const struct batch_message *message = &transaction->batch->messages[i];
        if (!message->dead && message->message.retry_of.data && slice_is_text(message->message.retry_of)) {
            separate(places);
            put_quoted(places, message->message.retry_of);
        }
    }
    if (!places->size)
        return true;
    const struct slice parameters[] = {slice_of(transaction->positions->group), close_array(places)};
    return send(transaction, resolve_dead_letters, parameters, 2, sent, error);
}

/* ---- positions and commit ---- */

static const char move_position[] =
    "UPDATE pipeline.kafka_offset SET next_offset = $1::bigint, last_offset = coalesce($2::bigint, last_offset),"
    " last_timestamp = coalesce($3::bigint, last_timestamp), last_key_hash = coalesce($4::bigint, last_key_hash),"
    " updated_at = pg_catalog.now()"
    " WHERE consumer_group = $5 AND topic = $6 AND kafka_partition = $7::int AND owner_epoch = $8::bigint"
    " AND next_offset = $9::bigint";

static bool send_position(struct transaction *transaction, size_t part, bool *sent, struct error *error)
{
    const struct position *position = &transaction->positions->items[part];
    const struct batch_range *range = &transaction->batch->ranges[part];
    if (range->to == range->from)
        return true;
    const int64_t numbers[] = {range->to,           range->last.offset,  range->last.timestamp_ms, range->last.key_hash,
                               position->partition, position->epoch,     range->from};
    char texts[sizeof numbers / sizeof *numbers][24];
    struct slice slices[sizeof numbers / sizeof *numbers];
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        slices[i] = (struct slice){texts[i], (size_t)snprintf(texts[i], sizeof texts[i], "%" PRId64, numbers[i])};
    if (range->last.offset < 0) /* only control records were passed */
        slices[1] = slices[2] = slices[3] = (struct slice){NULL, 0};
    const struct slice parameters[] = {slices[0], slices[1], slices[2], slices[3], slice_of(transaction->positions->group),
                                       slice_of(position->topic), slices[4], slices[5], slices[6]};
    return send(transaction, move_position, parameters, 9, sent, error);
}

static bool receive_position(struct transaction *transaction, size_t part, const struct result *result, struct error *error)
{
    if (result_affected(result) == 1)
        return true;
    const struct position *position = &transaction->positions->items[part];
    transaction->fenced = true;
    return error_retry(error, "%s[%d] belongs to another consumer", position->topic, (int)position->partition);
}

/* What else only COMMIT would find. */
static bool send_constraints(struct transaction *transaction, size_t part, bool *sent, struct error *error)
{
    (void)part;
    return send(transaction, "SET CONSTRAINTS ALL IMMEDIATE", NULL, 0, sent, error);
}

static bool send_commit(struct transaction *transaction, size_t part, bool *sent, struct error *error)
{
    (void)part;
    return send(transaction, "COMMIT", NULL, 0, sent, error);
}

static bool receive_commit(struct transaction *transaction, size_t part, const struct result *result, struct error *error)
{
    (void)transaction, (void)part;
    if (strcmp(result_tag(result), "COMMIT") == 0)
        return true;
    return error_retry(error, "PostgreSQL answered COMMIT with %s", result_tag(result));
}

/* The transaction, in its order. Event tables come before what is derived from them: a known id must show there.
 * Positions come last, so that their locks are held for a moment only. */
static const struct step steps[] = {
    {"begin", once, send_begin, receive_nothing},
    {"version", once, send_version, receive_version},
    {"scope ends", once, send_scope_ends, receive_nothing},
    {"scopes", once, send_scopes, receive_scopes},
    {"known ids", each_type, send_known, receive_known},
    {"known history", each_type, send_history, receive_history},
    {"plan", each_type, decide, receive_nothing},
    {"raises", each_type, send_raises, receive_nothing},
    {"demotions", each_type, send_demotions, receive_nothing},
    {"promotions", each_type, send_promotions, receive_nothing},
    {"events", each_type, copy_events, receive_copy},
    {"old claims", each_type, send_claim_deletions, receive_nothing},
    {"old estimates", each_type, send_estimate_deletions, receive_nothing},
    {"old fingerprints", each_type, send_fingerprint_deletions, receive_nothing},
    {"old next fingerprints", each_type, send_next_fingerprint_deletions, receive_nothing},
    {"claims", once, copy_claims, receive_copy},
    {"estimates", once, copy_estimates, receive_copy},
    {"fingerprints", once, copy_fingerprints, receive_copy},
    {"next fingerprints", once, copy_next_fingerprints, receive_copy},
    {"to group", once, send_to_group, receive_nothing},
    {"staging", each_type, make_staging, receive_nothing},
    {"history", each_type, copy_staging, receive_copy},
    {"history merge", each_type, move_staging, receive_nothing},
    {"scopes ended", once, send_recompute, receive_nothing},
    {"dead letter staging", once, make_letter_staging, receive_nothing},
    {"dead letters", once, copy_dead_letters, receive_copy},
    {"dead letter merge", once, move_letter_staging, receive_nothing},
    {"resolved", once, send_resolved, receive_nothing},
    {"constraints", in_trial, send_constraints, receive_nothing},
    {"positions", each_range_in_earnest, send_position, receive_position},
    {"commit", once_in_earnest, send_commit, receive_commit},
    {NULL, NULL, NULL, NULL},
};

/* ---- running ---- */

bool transaction_init(struct transaction *transaction, struct catalogues *catalogues,
                      struct positions *positions, size_t batch_rows, struct error *error)
{
    *transaction = (struct transaction){.catalogues = catalogues, .positions = positions,
                                        .row_limit = batch_derived_limit(batch_rows)};
    buffer_init(&transaction->statement, TEXT_BYTES_MAX);
    for (size_t i = 0; i < TRANSACTION_TEXTS; i++)
        buffer_init(&transaction->texts[i], TEXT_BYTES_MAX);
    transaction->rows = calloc(transaction->row_limit, sizeof *transaction->rows);
    transaction->row_messages = calloc(transaction->row_limit, sizeof *transaction->row_messages);
    if (!transaction->rows || !transaction->row_messages) {
        transaction_free(transaction);
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for transactions of %zu rows", transaction->row_limit);
    }
    return plan_init(&transaction->plan, batch_rows, error);
}

void transaction_free(struct transaction *transaction)
{
    plan_free(&transaction->plan);
    buffer_free(&transaction->statement);
    for (size_t i = 0; i < TRANSACTION_TEXTS; i++)
        buffer_free(&transaction->texts[i]);
    free(transaction->rows);
    free(transaction->row_messages);
}

void transaction_begin(struct transaction *transaction, struct database *database, struct batch *batch, bool ask_first)
{
    transaction->database = database;
    transaction->batch = batch;
    transaction->ask_first = ask_first;
    transaction->step = steps;
    transaction->part = 0;
    transaction->sent = transaction->fenced = transaction->trial = false;
    plan_begin(&transaction->plan, batch, batch->message_count);
}

void transaction_try(struct transaction *transaction, struct database *database, struct batch *batch, bool ask_first,
                     size_t message_count)
{
    transaction_begin(transaction, database, batch, ask_first);
    transaction->trial = true;
    plan_begin(&transaction->plan, batch, message_count);
}

/* Sends the next statement that has something to do; at the end transaction->step->name is NULL. */
static bool send_next(struct transaction *transaction, struct error *error)
{
    while (transaction->step->name) {
        if (transaction->part < transaction->step->parts(transaction)) {
            if (!transaction->step->send(transaction, transaction->part, &transaction->sent, error))
                return false;
            if (transaction->sent)
                return true;
            transaction->part++;
        } else {
            transaction->step++;
            transaction->part = 0;
        }
    }
    return true;
}

enum database_progress transaction_continue(struct transaction *transaction, struct error *error)
{
    const struct result *result;
    for (;;) {
        if (!transaction->sent && !send_next(transaction, error))
            return DATABASE_FAILED;
        if (!transaction->step->name)
            return DATABASE_DONE;
        enum database_progress progress = database_continue(transaction->database, &result, error);
        if (progress != DATABASE_DONE)
            return progress;
        transaction->sent = false;
        if (!transaction->step->receive(transaction, transaction->part, result, error))
            return DATABASE_FAILED;
        transaction->part++;
    }
}

const char *transaction_step(const struct transaction *transaction)
{
    return transaction->step->name ? transaction->step->name : "end";
}

bool transaction_met_known_id(const struct transaction *transaction)
{
    const struct database_failure *failure = database_failure(transaction->database);
    char key[160];
    bool found = false;
    for (size_t type = 0; type < EVENT_TYPE_COUNT && !found; type++) {
        snprintf(key, sizeof key, "%s_pkey", type_name(type));
        found = strcmp(failure->constraint, key) == 0;
    }
    return found && transaction->step->send == copy_events && strcmp(failure->sqlstate, "23505") == 0;
}

bool transaction_refused_message(const struct transaction *transaction, uint32_t *message)
{
    const struct database_failure *failure = database_failure(transaction->database);
    if (transaction->step->receive != receive_copy || strcmp(failure->sqlstate, "23505") == 0 ||
        failure->copy_line < 1 || (size_t)failure->copy_line > transaction->row_count)
        return false;
    *message = transaction->row_messages[failure->copy_line - 1];
    return !transaction->batch->messages[*message].dead;
}

bool transaction_refused_some_message(const struct transaction *transaction)
{
    const char *sqlstate = database_failure(transaction->database)->sqlstate;
    return sqlstate_kind(sqlstate) == ERROR_REJECT && strcmp(sqlstate, "23505") != 0 &&
           transaction->step->send != send_position;
}
