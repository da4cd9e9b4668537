/*
 * One connection to PostgreSQL: the only file that knows libpq.
 *
 * The connection comes from libpq's own settings (PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSFILE, PGSERVICE, ...),
 * hardened by time-outs and keepalives. Statements take text parameters; rows go in by binary COPY. Two ways to run a
 * statement:
 *
 *   database_query        waits for the answer: set-up, commands, taking partitions
 *   database_send_* and   never wait: the transaction of a batch, driven by whoever polls the socket
 *   database_continue
 *
 * Errors by SQLSTATE (sqlstate.h): outages and lost connections are ERROR_RETRY; classes 22 and 23 ERROR_REJECT
 * (REASON_DATABASE); all others ERROR_STOP (EXIT_CONFIG). database_failure tells the details of the last one. After
 * an error the connection is usable for ROLLBACK unless it is lost.
 *
 * search_path is pg_catalog: statements name their schemas. Notices are off; timezone is UTC.
 * Threads: a connection belongs to one thread.
 */
#ifndef CONSUMERS_CAPACITY_DATABASE_H
#define CONSUMERS_CAPACITY_DATABASE_H

#include <stdint.h>

#include "lib/error.h"
#include "lib/slice.h"

struct database;
struct result; /* of one statement; freed by result_free, except those that database_continue gives */

/* What the server said about the last failed statement; texts are empty where it said nothing. */
struct database_failure {
    char sqlstate[6];
    char table[128];
    char column[128];
    char constraint[128];
    char message[512];
    int64_t copy_line; /* row of the COPY that it names, from 1; 0 where it names none */
};

/* Connects; `application_name` is what pg_stat_activity shows. ERROR_RETRY: no answer, starting up, too many clients.
 * ERROR_STOP: password, database, rights. The message never holds a password. */
bool database_open(const char *application_name, struct database **database, struct error *error);
void database_close(struct database *database);

const struct database_failure *database_failure(const struct database *database);
int database_server_version(const struct database *database); /* 150020 */
int database_backend_pid(const struct database *database);

/* Runs one statement with `count` text parameters (data NULL is SQL NULL) and waits; rows of the answer in *result,
 * which may be NULL if they are not wanted. */
bool database_query(struct database *database, const char *sql, const struct slice *parameters, size_t count,
                    struct result **result, struct error *error);

/* The same with the values of the answer in PostgreSQL's binary format, for record_row. */
bool database_query_binary(struct database *database, const char *sql, const struct slice *parameters, size_t count,
                           struct result **result, struct error *error);

/* Runs a text of several statements without parameters, as psql would; the answers are dropped. */
bool database_script(struct database *database, const char *sql, struct error *error);

/* Loads `bytes` by "COPY ... FROM STDIN" and waits; *rows gets the number the server counted. */
bool database_copy(struct database *database, const char *statement, struct slice bytes, int64_t *rows,
                   struct error *error);

/* An integer as a text parameter; `text` holds it. */
struct integer_text {
    char bytes[24];
};
struct slice integer_text(struct integer_text *text, int64_t value);

void result_free(struct result *result);
size_t result_rows(const struct result *result);
struct slice result_value(const struct result *result, size_t row, int column); /* not stated for NULL */
int64_t result_integer(const struct result *result, size_t row, int column);    /* 0 for NULL */
bool result_boolean(const struct result *result, size_t row, int column);       /* false for NULL */
int64_t result_affected(const struct result *result); /* rows that a command touched */
const char *result_tag(const struct result *result);  /* "COMMIT", "COPY 12" */

/* ---- without waiting: one statement at a time ---- */

bool database_send_query(struct database *database, const char *sql, const struct slice *parameters, size_t count,
                         struct error *error);
/* Rows (with header and trailer added here) to load; they must live until the statement is done. */
bool database_send_copy(struct database *database, const char *statement, const struct slice *rows, size_t row_count,
                        struct error *error);

enum database_progress {
    DATABASE_WORKING, /* wait until the socket is ready (database_socket, database_wants_write), then call again */
    DATABASE_DONE,    /* *result is the statement's; valid until the next statement is sent */
    DATABASE_FAILED,  /* *error says why */
};
enum database_progress database_continue(struct database *database, const struct result **result, struct error *error);

int database_socket(const struct database *database);
bool database_wants_write(const struct database *database);
/* Waits for the socket, at most timeout_ms; false if the time is over. */
bool database_wait(struct database *database, int timeout_ms);

#endif
