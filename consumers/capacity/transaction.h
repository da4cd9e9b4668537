/*
 * The statements that write one batch, from BEGIN to COMMIT: the table of steps at the end of transaction.c is the
 * order.
 *
 * Each step sends one statement for each of its parts and checks the answer; steps with nothing to do send nothing.
 * Never waits: transaction_continue goes on as far as the connection lets it. What failed and what to do then is the
 * sink's.
 */
#ifndef CONSUMERS_CAPACITY_TRANSACTION_H
#define CONSUMERS_CAPACITY_TRANSACTION_H

#include "consumers/capacity/plan.h"

enum { TRANSACTION_TEXTS = 6 };

struct step;

struct transaction {
    struct database *database;
    struct positions *positions;
    struct catalogues *catalogues;
    struct plan plan;
    struct batch *batch;
    const struct step *step;
    size_t part;     /* of the step: an event type, a range */
    bool sent;       /* the part's statement is under way */
    bool fenced;     /* a position was not ours any more */
    bool ask_first;  /* ids are asked for before COPY */
    bool trial;      /* positions stay and nothing is committed: would PostgreSQL take the rows? */
    struct slice *rows;     /* of the COPY under way */
    uint32_t *row_messages; /* their messages, to find the one of a refused row */
    size_t row_count, row_limit;
    struct buffer statement, texts[TRANSACTION_TEXTS]; /* statement and parameters under way */
};

/* Borrows both, until transaction_free. */
bool transaction_init(struct transaction *transaction, struct catalogues *catalogues, struct positions *positions,
                      size_t batch_rows, struct error *error);
void transaction_free(struct transaction *transaction);

/* Starts to write a batch; also anew, after a rollback or on another connection. */
void transaction_begin(struct transaction *transaction, struct database *database, struct batch *batch, bool ask_first);

/* Starts to write the first messages of a batch only to see whether their rows are refused; the caller rolls back. */
void transaction_try(struct transaction *transaction, struct database *database, struct batch *batch, bool ask_first,
                     size_t message_count);

/* DATABASE_DONE: committed, or the trial is over. DATABASE_FAILED: *error says why; `fenced` if another owner wrote. */
enum database_progress transaction_continue(struct transaction *transaction, struct error *error);

const char *transaction_step(const struct transaction *transaction); /* name of the step under way, for messages */

/* After a refusal: did COPY only meet an id that is stored already? Then it is to be written again, asking first. Also
 * after asking an id may be met: another consumer may have written it meanwhile. */
bool transaction_met_known_id(const struct transaction *transaction);

/* After a refusal: the message of the row that the server named; false if it named none. */
bool transaction_refused_message(const struct transaction *transaction, uint32_t *message);

/* After a refusal that names no row: did the server refuse what a message may have brought? */
bool transaction_refused_some_message(const struct transaction *transaction);

#endif
