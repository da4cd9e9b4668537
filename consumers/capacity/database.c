#include "consumers/capacity/database.h"

#include <assert.h>
#include <inttypes.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/sqlstate.h"
#include "lib/buffer.h"
#include "lib/clock.h"
#include "lib/record_copy.h"

enum {
    PIECE_BYTES = 256 * 1024,      /* of rows handed to libpq at once */
    PIECES_A_CALL = 4,             /* then the caller gets its turn */
    FRAME_BYTES = 64,              /* room for COPY's header and trailer */
    PARAMETERS_MAX = 64,           /* larger sets go in as arrays */
    PARAMETERS_BYTES_MAX = 64 << 20,
    SILENCE_MS = 4000,             /* a failed connection that took longer had no answer */
    TLS_WAIT_MS = 100,             /* decrypted bytes may wait in the library while the socket is silent */
};

struct result {
    PGresult *pg;
};

enum phase {
    PHASE_IDLE,
    PHASE_ANSWER, /* a statement is sent; its results are awaited */
    PHASE_ROWS,   /* the server takes rows */
    PHASE_END,    /* all rows are sent, or no more shall be; COPY is to be ended */
};

struct database {
    PGconn *connection;
    struct database_failure failure;
    enum phase phase;
    bool wants_write;
    bool failed; /* the statement has failed; what else it answers is dropped */
    struct result current;

    const struct slice *rows; /* of the COPY that runs; the caller's */
    size_t row_count;
    size_t row;       /* the next to send */
    size_t row_bytes; /* of it that are sent */
    bool framed;      /* header and trailer are ours to add */
    const char *stop; /* why sending rows ended early; NULL: all are sent */
    struct slice bytes; /* what database_copy sends, as a single row */

    struct buffer piece;      /* the next bytes for the server */
    struct buffer parameters; /* NUL-terminated copies */
};

/* ---- connecting ---- */

/* Ours unless the environment says otherwise (environment NULL: always ours). */
static const struct {
    const char *keyword;
    const char *environment;
    const char *value;
} connection_defaults[] = {
    {"client_encoding", NULL, "UTF8"},
    {"connect_timeout", "PGCONNECT_TIMEOUT", "5"},
    {"keepalives_idle", NULL, "10"},
    {"keepalives_interval", NULL, "5"},
    {"keepalives_count", NULL, "3"},
    {"tcp_user_timeout", NULL, "15000"},
    {"target_session_attrs", "PGTARGETSESSIONATTRS", "read-write"},
};

/* lc_messages is not here: only a superuser may set it. Without client_connection_check_interval and
 * idle_in_transaction_session_timeout a dead client could hold its rows until TCP gives up; notices would look like
 * errors to a COPY that runs. */
static const char session_options[] =
    "-c search_path=pg_catalog -c timezone=UTC -c datestyle=ISO -c bytea_output=hex -c client_min_messages=error"
    " -c idle_in_transaction_session_timeout=30s -c client_connection_check_interval=1s";

enum { KEYWORDS_MAX = sizeof connection_defaults / sizeof *connection_defaults + 4 };

struct connection_parameters {
    const char *keywords[KEYWORDS_MAX];
    const char *values[KEYWORDS_MAX];
    size_t count;
    char options[2048];
};

static void add_parameter(struct connection_parameters *parameters, const char *keyword, const char *value)
{
    assert(parameters->count + 1 < KEYWORDS_MAX);
    parameters->keywords[parameters->count] = keyword;
    parameters->values[parameters->count++] = value;
}

/* PGOPTIONS comes behind ours, so it wins. */
static void fill_parameters(const char *application_name, struct connection_parameters *parameters)
{
    const char *options = getenv("PGOPTIONS");
    snprintf(parameters->options, sizeof parameters->options, "%s %s", session_options, options ? options : "");
    add_parameter(parameters, "application_name", application_name);
    add_parameter(parameters, "options", parameters->options);
    for (size_t i = 0; i < sizeof connection_defaults / sizeof *connection_defaults; i++) {
        const char *name = connection_defaults[i].environment;
        if (!name || !getenv(name))
            add_parameter(parameters, connection_defaults[i].keyword, connection_defaults[i].value);
    }
}

/* libpq's messages have several lines; ours have one. */
static void copy_one_line(const char *message, char *line, size_t size)
{
    size_t used = 0;
    for (; *message && used + 1 < size; message++) {
        bool blank = *message == '\n' || *message == '\t' || *message == ' ';
        if (!blank)
            line[used++] = *message;
        else if (used > 0 && line[used - 1] != ' ')
            line[used++] = ' ';
    }
    while (used > 0 && line[used - 1] == ' ')
        used--;
    line[used] = '\0';
}

static const char *connection_advice(const char *sqlstate)
{
    if (strncmp(sqlstate, "28", 2) == 0)
        return "; check PGUSER and the password (PGPASSFILE), and the server's pg_hba.conf";
    if (strcmp(sqlstate, "3D000") == 0)
        return "; check PGDATABASE, or make the database";
    return "";
}

/* libpq tells no SQLSTATE of a failed connection except in a verbose message, so an attempt that failed is made once
 * more, verbosely; not one that took so long that nobody can have answered. False if that fails too. */
static bool connect_again(PGconn *connection, const struct connection_parameters *parameters, int64_t took_ms,
                          struct error *error)
{
    char message[768];
    char sqlstate[6];
    copy_one_line(PQerrorMessage(connection), message, sizeof message);
    if (took_ms > SILENCE_MS)
        return error_retry(error, "PostgreSQL: %s; check PGHOST and PGPORT", message);
    PQsetErrorVerbosity(connection, PQERRORS_VERBOSE);
    PQreset(connection);
    if (PQstatus(connection) == CONNECTION_OK)
        return true;
    sqlstate_in_message(PQerrorMessage(connection), sqlstate);
    if (PQconnectionNeedsPassword(connection))
        return error_stop(error, EXIT_CONFIG, "%s; PostgreSQL wants a password: set PGPASSFILE", message);
    if (*sqlstate && sqlstate_kind(sqlstate) != ERROR_RETRY)
        return error_stop(error, EXIT_CONFIG, "%s%s", message, connection_advice(sqlstate));
    if (*sqlstate)
        return error_retry(error, "PostgreSQL: %s", message);
    if (PQpingParams(parameters->keywords, parameters->values, 0) == PQPING_NO_ATTEMPT)
        return error_stop(error, EXIT_CONFIG, "PostgreSQL's connection settings: %s", message);
    return error_retry(error, "PostgreSQL: %s; check PGHOST, PGPORT, PGUSER and PGSSLMODE", message);
}

static void drop_notice(void *context, const PGresult *notice)
{
    (void)context;
    (void)notice;
}

static bool connect_database(struct database *database, const char *application_name, struct error *error)
{
    struct connection_parameters parameters = {0};
    fill_parameters(application_name, &parameters);
    int64_t started_ms = clock_monotonic_ms();
    database->connection = PQconnectdbParams(parameters.keywords, parameters.values, 0);
    if (!database->connection)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for a connection to PostgreSQL");
    if (PQstatus(database->connection) != CONNECTION_OK &&
        !connect_again(database->connection, &parameters, clock_monotonic_ms() - started_ms, error))
        return false;
    PQsetErrorVerbosity(database->connection, PQERRORS_DEFAULT);
    PQsetNoticeReceiver(database->connection, drop_notice, NULL);
    if (PQsetnonblocking(database->connection, 1) != 0)
        return error_retry(error, "PostgreSQL: %s", PQerrorMessage(database->connection));
    return true;
}

bool database_open(const char *application_name, struct database **out, struct error *error)
{
    struct database *database = calloc(1, sizeof *database);
    if (!database)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for a connection to PostgreSQL");
    buffer_init(&database->piece, PIECE_BYTES + FRAME_BYTES);
    buffer_init(&database->parameters, PARAMETERS_BYTES_MAX);
    if (!connect_database(database, application_name, error)) {
        database_close(database);
        return false;
    }
    *out = database;
    return true;
}

void database_close(struct database *database)
{
    if (!database)
        return;
    PQclear(database->current.pg);
    PQfinish(database->connection);
    buffer_free(&database->piece);
    buffer_free(&database->parameters);
    free(database);
}

const struct database_failure *database_failure(const struct database *database)
{
    return &database->failure;
}

int database_server_version(const struct database *database)
{
    return PQserverVersion(database->connection);
}

int database_backend_pid(const struct database *database)
{
    return PQbackendPID(database->connection);
}

/* ---- what went wrong ---- */

static void copy_field(const PGresult *pg, int code, char *text, size_t size)
{
    const char *value = PQresultErrorField(pg, code);
    copy_one_line(value ? value : "", text, size);
}

static void note_failure(struct database *database, const PGresult *pg)
{
    struct database_failure *failure = &database->failure;
    copy_field(pg, PG_DIAG_SQLSTATE, failure->sqlstate, sizeof failure->sqlstate);
    copy_field(pg, PG_DIAG_TABLE_NAME, failure->table, sizeof failure->table);
    copy_field(pg, PG_DIAG_COLUMN_NAME, failure->column, sizeof failure->column);
    copy_field(pg, PG_DIAG_CONSTRAINT_NAME, failure->constraint, sizeof failure->constraint);
    copy_field(pg, PG_DIAG_MESSAGE_PRIMARY, failure->message, sizeof failure->message);
    if (!*failure->message)
        copy_one_line(PQresultErrorMessage(pg), failure->message, sizeof failure->message);

    struct copy_context context;
    const char *text = PQresultErrorField(pg, PG_DIAG_CONTEXT);
    copy_context_parse(text ? text : "", &context);
    failure->copy_line = context.line;
    if (!*failure->table)
        memcpy(failure->table, context.table, sizeof context.table);
    if (!*failure->column)
        memcpy(failure->column, context.column, sizeof context.column);
    database->failed = true;
}

/* Without an answer of the server there is only libpq's own message. */
static void note_lost(struct database *database)
{
    copy_one_line(PQerrorMessage(database->connection), database->failure.message, sizeof database->failure.message);
    database->failed = true;
}

static void describe_failure(const struct database *database, struct error *error)
{
    const struct database_failure *failure = &database->failure;
    if (!*failure->sqlstate) {
        error_retry(error, "connection to PostgreSQL lost: %s", failure->message);
        return;
    }
    char where[512];
    int used = snprintf(where, sizeof where, "SQLSTATE %s", failure->sqlstate);
    const struct {
        const char *name, *value;
    } parts[] = {{"table", failure->table}, {"column", failure->column}, {"constraint", failure->constraint}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (*parts[i].value)
            used += snprintf(where + used, sizeof where - (size_t)used, ", %s %s", parts[i].name, parts[i].value);
    if (failure->copy_line)
        snprintf(where + used, sizeof where - (size_t)used, ", row %lld of the COPY", (long long)failure->copy_line);

    enum error_kind kind = sqlstate_kind(failure->sqlstate);
    if (kind == ERROR_RETRY || PQstatus(database->connection) == CONNECTION_BAD)
        error_retry(error, "PostgreSQL: %s (%s)", failure->message, where);
    else if (kind == ERROR_REJECT)
        error_reject(error, REASON_DATABASE, "PostgreSQL: %s (%s)", failure->message, where);
    else
        error_stop(error, EXIT_CONFIG, "PostgreSQL: %s (%s)", failure->message, where);
}

/* ---- sending ---- */

static void begin_statement(struct database *database)
{
    assert(database->phase == PHASE_IDLE);
    PQclear(database->current.pg);
    database->current.pg = NULL;
    database->failure = (struct database_failure){0};
    database->failed = false;
    database->rows = NULL;
    database->row_count = 0;
    database->row = 0;
    database->row_bytes = 0;
    database->framed = false;
    database->stop = NULL;
    buffer_reset(&database->piece);
}

/* `sent` is libpq's answer to a send: 1, or 0 with a message. */
static bool statement_sent(struct database *database, int sent, struct error *error)
{
    if (!sent) {
        note_lost(database);
        describe_failure(database, error);
        return false;
    }
    database->phase = PHASE_ANSWER;
    database->wants_write = true;
    return true;
}

/* libpq wants NUL-terminated values; slices have none. */
static bool copy_parameters(struct database *database, const struct slice *parameters, size_t count,
                            const char **values, struct error *error)
{
    struct buffer *buffer = &database->parameters;
    buffer_reset(buffer);
    for (size_t i = 0; i < count; i++) {
        if (parameters[i].size && memchr(parameters[i].data, '\0', parameters[i].size))
            return error_reject(error, REASON_BAD_ENCODING, "a parameter of a statement holds a NUL");
        buffer_slice(buffer, parameters[i]);
        buffer_byte(buffer, '\0');
    }
    if (buffer->full)
        return error_reject(error, REASON_TOO_LARGE, "the parameters of a statement are over %d bytes",
                            PARAMETERS_BYTES_MAX);
    const char *value = buffer->data;
    for (size_t i = 0; i < count; i++) {
        values[i] = parameters[i].data ? value : NULL;
        value += parameters[i].size + 1;
    }
    return true;
}

static bool send_query(struct database *database, const char *sql, const struct slice *parameters, size_t count,
                       bool binary, struct error *error)
{
    assert(count <= PARAMETERS_MAX);
    const char *values[PARAMETERS_MAX];
    begin_statement(database);
    if (!copy_parameters(database, parameters, count, values, error))
        return false;
    int sent = PQsendQueryParams(database->connection, sql, (int)count, NULL, values, NULL, NULL, binary);
    return statement_sent(database, sent, error);
}

bool database_send_query(struct database *database, const char *sql, const struct slice *parameters, size_t count,
                         struct error *error)
{
    return send_query(database, sql, parameters, count, false, error);
}

bool database_send_copy(struct database *database, const char *statement, const struct slice *rows, size_t row_count,
                        struct error *error)
{
    begin_statement(database);
    database->rows = rows;
    database->row_count = row_count;
    database->framed = true;
    record_copy_header(&database->piece);
    return statement_sent(database, PQsendQuery(database->connection, statement), error);
}

/* Fills the piece from the rows; several small ones go in one message, a large one in several. */
static void fill_piece(struct database *database)
{
    struct buffer *piece = &database->piece;
    while (database->row < database->row_count && piece->size < PIECE_BYTES) {
        struct slice rest = database->rows[database->row];
        rest = slice_cut(rest, database->row_bytes, rest.size);
        size_t room = PIECE_BYTES - piece->size;
        size_t size = rest.size < room ? rest.size : room;
        if (size)
            buffer_bytes(piece, rest.data, size);
        database->row_bytes += size;
        if (size == rest.size) {
            database->row++;
            database->row_bytes = 0;
        }
    }
    if (database->row == database->row_count && database->framed) {
        record_copy_trailer(piece);
        database->framed = false;
    }
}

/* While it takes rows the server says nothing unless it has refused one (notices are off). */
static bool server_speaks(const struct database *database)
{
    struct pollfd socket = {.fd = PQsocket(database->connection), .events = POLLIN};
    return poll(&socket, 1, 0) > 0;
}

static void stop_rows(struct database *database, const char *why)
{
    database->stop = why;
    database->phase = PHASE_END;
}

/* Hands pieces to libpq until the socket takes no more, the caller's turn has come or all rows are sent. */
static void send_rows(struct database *database)
{
    for (int i = 0; i < PIECES_A_CALL && !database->wants_write; i++) {
        if (PQstatus(database->connection) == CONNECTION_BAD || server_speaks(database)) {
            stop_rows(database, "the server has spoken");
            return;
        }
        fill_piece(database);
        if (database->piece.full || (database->piece.size == 0 && database->row == database->row_count)) {
            stop_rows(database, database->piece.full ? "no memory" : NULL);
            return;
        }
        int put = PQputCopyData(database->connection, database->piece.data, (int)database->piece.size);
        if (put < 0) {
            stop_rows(database, "rows cannot be sent");
            return;
        }
        if (put == 1)
            buffer_reset(&database->piece);
        database->wants_write = put == 0 || PQflush(database->connection) == 1;
    }
    database->wants_write = true;
}

static void end_rows(struct database *database)
{
    int ended = PQputCopyEnd(database->connection, database->stop);
    if (ended != 0)
        database->phase = PHASE_ANSWER; /* also where it failed: the results tell why */
    database->wants_write = ended == 0 || PQflush(database->connection) == 1;
}

/* ---- reading ---- */

static bool is_failure(ExecStatusType status)
{
    return status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE;
}

static void keep_result(struct database *database, PGresult *pg)
{
    ExecStatusType status = PQresultStatus(pg);
    assert(status != PGRES_COPY_OUT && status != PGRES_COPY_BOTH);
    if (is_failure(status) && !database->failed)
        note_failure(database, pg);
    if (database->failed) {
        PQclear(pg);
        return;
    }
    PQclear(database->current.pg);
    database->current.pg = pg;
}

static enum database_progress finish_statement(struct database *database, const struct result **result,
                                               struct error *error)
{
    database->phase = PHASE_IDLE;
    database->wants_write = false;
    if (!database->failed && !database->current.pg)
        note_lost(database);
    if (database->failed) {
        describe_failure(database, error);
        return DATABASE_FAILED;
    }
    *result = &database->current;
    return DATABASE_DONE;
}

/* Takes the results that are there; true when the statement has no more. Of a connection that is lost libpq makes up a
 * result with its message, behind those that came before. */
static bool read_results(struct database *database)
{
    bool lost = !PQconsumeInput(database->connection);
    while (lost || !PQisBusy(database->connection)) {
        PGresult *pg = PQgetResult(database->connection);
        if (!pg)
            return true;
        if (PQresultStatus(pg) == PGRES_COPY_IN) {
            PQclear(pg);
            database->phase = PHASE_ROWS;
            return false;
        }
        keep_result(database, pg);
    }
    return false;
}

enum database_progress database_continue(struct database *database, const struct result **result, struct error *error)
{
    assert(database->phase != PHASE_IDLE);
    database->wants_write = PQflush(database->connection) == 1;
    if (database->phase == PHASE_ANSWER && read_results(database))
        return finish_statement(database, result, error);
    if (database->phase == PHASE_ROWS)
        send_rows(database);
    if (database->phase == PHASE_END)
        end_rows(database);
    return DATABASE_WORKING;
}

int database_socket(const struct database *database)
{
    return PQsocket(database->connection);
}

bool database_wants_write(const struct database *database)
{
    return database->wants_write;
}

bool database_wait(struct database *database, int timeout_ms)
{
    struct pollfd socket = {.fd = PQsocket(database->connection), .events = POLLIN};
    if (socket.fd < 0)
        return true; /* lost: database_continue says so */
    if (database->wants_write)
        socket.events |= POLLOUT;
    bool capped = PQsslInUse(database->connection) && (timeout_ms < 0 || timeout_ms > TLS_WAIT_MS);
    return poll(&socket, 1, capped ? TLS_WAIT_MS : timeout_ms) > 0 || capped;
}

/* ---- waiting ---- */

static bool finish_waiting(struct database *database, struct result **out, struct error *error)
{
    const struct result *result;
    enum database_progress progress;
    while ((progress = database_continue(database, &result, error)) == DATABASE_WORKING)
        database_wait(database, -1);
    if (progress == DATABASE_FAILED)
        return false;
    if (!out)
        return true;
    *out = malloc(sizeof **out);
    if (!*out)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for the answer of PostgreSQL");
    (*out)->pg = database->current.pg;
    database->current.pg = NULL;
    return true;
}

bool database_query(struct database *database, const char *sql, const struct slice *parameters, size_t count,
                    struct result **result, struct error *error)
{
    return database_send_query(database, sql, parameters, count, error) && finish_waiting(database, result, error);
}

bool database_query_binary(struct database *database, const char *sql, const struct slice *parameters, size_t count,
                           struct result **result, struct error *error)
{
    return send_query(database, sql, parameters, count, true, error) && finish_waiting(database, result, error);
}

bool database_script(struct database *database, const char *sql, struct error *error)
{
    begin_statement(database);
    return statement_sent(database, PQsendQuery(database->connection, sql), error) &&
           finish_waiting(database, NULL, error);
}

bool database_copy(struct database *database, const char *statement, struct slice bytes, int64_t *rows,
                   struct error *error)
{
    begin_statement(database);
    database->bytes = bytes;
    database->rows = &database->bytes;
    database->row_count = 1;
    if (!statement_sent(database, PQsendQuery(database->connection, statement), error) ||
        !finish_waiting(database, NULL, error))
        return false;
    *rows = result_affected(&database->current);
    return true;
}

struct slice integer_text(struct integer_text *text, int64_t value)
{
    int size = snprintf(text->bytes, sizeof text->bytes, "%" PRId64, value);
    return (struct slice){text->bytes, (size_t)size};
}

/* ---- results ---- */

void result_free(struct result *result)
{
    if (!result)
        return;
    PQclear(result->pg);
    free(result);
}

size_t result_rows(const struct result *result)
{
    return (size_t)PQntuples(result->pg);
}

struct slice result_value(const struct result *result, size_t row, int column)
{
    if (PQgetisnull(result->pg, (int)row, column))
        return (struct slice){NULL, 0};
    return (struct slice){PQgetvalue(result->pg, (int)row, column), (size_t)PQgetlength(result->pg, (int)row, column)};
}

int64_t result_integer(const struct result *result, size_t row, int column)
{
    return strtoll(PQgetvalue(result->pg, (int)row, column), NULL, 10);
}

bool result_boolean(const struct result *result, size_t row, int column)
{
    return PQgetvalue(result->pg, (int)row, column)[0] == 't';
}

int64_t result_affected(const struct result *result)
{
    return strtoll(PQcmdTuples(result->pg), NULL, 10);
}

const char *result_tag(const struct result *result)
{
    return PQcmdStatus(result->pg);
}
