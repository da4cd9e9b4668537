#include "consumers/capacity/sink.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/transaction.h"

/* For how many batches after one that held known ids the next ones ask first: one duplicate must not cost a whole
 * COPY. */
enum { ASK_FIRST_BATCHES = 16 };
/* So often may one batch meet known ids: the first time unasked, then because another consumer was faster. */
enum { MEETINGS_MOST = 8 };

/* The message at fault when PostgreSQL refuses a batch and names no row: the first messages of the batch are written on
 * trial, half as many each time, until one more of them makes the difference. */
struct search {
    bool under_way;
    size_t tried;  /* the trial writes so many messages */
    size_t taken;  /* so many were taken */
    size_t refused; /* so many were refused; 0 until the first trial, of all, was */
    struct database_failure failure; /* the last */
    struct error why;                /* the first refusal, which was in earnest */
};

struct sink {
    struct database *database; /* NULL: no connection */
    struct positions *positions;
    struct transaction transaction;
    struct batch *batch;   /* being written; NULL: idle */
    struct search search;  /* in it */
    int meetings;          /* how often the batch met known ids */
    int ask_first;         /* batches for which ids are asked for before COPY */
    int64_t *next_offsets; /* of the fence */
    struct sink_counts counts;
};

static void begin_transaction(struct sink *sink)
{
    if (sink->search.under_way)
        transaction_try(&sink->transaction, sink->database, sink->batch, sink->ask_first > 0, sink->search.tried);
    else
        transaction_begin(&sink->transaction, sink->database, sink->batch, sink->ask_first > 0);
}

static void disconnect(struct sink *sink)
{
    database_close(sink->database);
    sink->database = NULL;
}

static bool connect(struct sink *sink, struct error *error)
{
    return database_open("capacity-consumer", &sink->database, error);
}

bool sink_open(const struct settings *settings, struct catalogues *catalogues, struct positions *positions,
               struct sink **result, struct error *error)
{
    struct sink *sink = calloc(1, sizeof *sink);
    if (!sink)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory");
    sink->positions = positions;
    sink->next_offsets = calloc(POSITIONS_MAX, sizeof *sink->next_offsets);
    bool opened = sink->next_offsets ? transaction_init(&sink->transaction, catalogues, positions,
                                                        (size_t)settings->batch_rows, error) &&
                                           connect(sink, error)
                                     : error_stop(error, EXIT_TRY_AGAIN, "no memory for the sink");
    if (!opened) {
        sink_close(sink);
        return false;
    }
    *result = sink;
    return true;
}

void sink_close(struct sink *sink)
{
    if (!sink)
        return;
    database_close(sink->database);
    transaction_free(&sink->transaction);
    free(sink->next_offsets);
    free(sink);
}

struct database *sink_database(struct sink *sink)
{
    return sink->database;
}

const struct sink_counts *sink_counts(const struct sink *sink)
{
    return &sink->counts;
}

void sink_start(struct sink *sink, struct batch *batch)
{
    assert(!sink->batch);
    sink->batch = batch;
    sink->search.under_way = false;
    sink->meetings = 0;
    begin_transaction(sink);
}

bool sink_busy(const struct sink *sink)
{
    return sink->batch != NULL;
}

void sink_abandon(struct sink *sink)
{
    disconnect(sink);
    sink->batch = NULL;
}

/* ---- outcome ---- */

static void count_batch(struct sink *sink)
{
    const struct plan *plan = &sink->transaction.plan;
    sink->counts.applied += (int64_t)plan->applied;
    sink->counts.duplicate += (int64_t)plan->duplicate;
    sink->counts.superseded += (int64_t)plan->superseded;
    sink->counts.dead += (int64_t)plan->dead;
    sink->counts.batches++;
    for (size_t i = 0; plan->dead && i < sink->batch->message_count; i++)
        if (sink->batch->messages[i].dead)
            sink->counts.dead_by_reason[sink->batch->messages[i].reason]++;
    bool any_known = false;
    for (size_t type = 0; type < EVENT_TYPE_COUNT; type++) {
        any_known = any_known || plan->known_count[type];
        for (size_t i = 0; i < plan->types[type].row_count; i++) {
            const struct batch_event *event = &sink->batch->events[plan->types[type].rows[i]];
            sink->counts.claims += event->claim_count;
            sink->counts.estimates += event->estimate_count;
        }
    }
    if (any_known)
        sink->ask_first = ASK_FIRST_BATCHES;
    else if (sink->ask_first)
        sink->ask_first--;
}

static enum sink_progress committed(struct sink *sink)
{
    count_batch(sink);
    for (size_t i = 0; i < sink->positions->count; i++) {
        const struct batch_range *range = &sink->batch->ranges[i];
        if (range->to == range->from)
            continue;
        sink->positions->items[i].committed = range->to;
        if (range->last.offset >= 0)
            sink->positions->items[i].last = range->last;
    }
    sink->batch = NULL;
    return SINK_DONE;
}

/* ---- failures ---- */

/* A refusal that only a person can mend. */
static enum sink_progress give_up(struct sink *sink, struct error *error)
{
    error_wrap(error, "step \"%s\"", transaction_step(&sink->transaction));
    if (error->kind != ERROR_STOP)
        error->exit_status = EXIT_CONFIG;
    error->kind = ERROR_STOP;
    disconnect(sink);
    return SINK_FAILED;
}

static enum sink_progress again(struct sink *sink, struct error *error)
{
    if (!database_query(sink->database, "ROLLBACK", NULL, 0, NULL, error)) {
        disconnect(sink);
        return SINK_LOST;
    }
    begin_transaction(sink);
    return SINK_WORKING;
}

static enum sink_progress kill_message(struct sink *sink, uint32_t message, const struct database_failure *failure,
                                       struct error *error)
{
    sink->search.under_way = false;
    if (sink->batch->messages[message].dead || !batch_kill(sink->batch, message, failure, error))
        return give_up(sink, error);
    return again(sink, error);
}

static enum sink_progress start_search(struct sink *sink, struct error *error)
{
    sink->search = (struct search){.under_way = true, .tried = sink->batch->message_count, .why = *error};
    return again(sink, error);
}

/* The trial of the first messages is over: on with half of those in question. */
static enum sink_progress go_on_searching(struct sink *sink, bool refused, struct error *error)
{
    struct search *search = &sink->search;
    if (refused) {
        search->refused = search->tried;
        search->failure = *database_failure(sink->database);
    } else {
        search->taken = search->tried;
    }
    if (search->refused <= search->taken) { /* all were taken: what was refused came from no message */
        *error = search->why;
        return give_up(sink, error);
    }
    if (search->refused == search->taken + 1)
        return kill_message(sink, (uint32_t)search->taken, &search->failure, error);
    search->tried = (search->taken + search->refused) / 2;
    return again(sink, error);
}

/* What PostgreSQL refused: an id it knows, the row of one message, or something that only a person can mend. */
static enum sink_progress refused(struct sink *sink, struct error *error)
{
    uint32_t message;
    if (transaction_met_known_id(&sink->transaction) && sink->meetings++ < MEETINGS_MOST) {
        sink->ask_first = ASK_FIRST_BATCHES;
        return again(sink, error);
    }
    if (transaction_refused_message(&sink->transaction, &message))
        return kill_message(sink, message, database_failure(sink->database), error);
    if (!transaction_refused_some_message(&sink->transaction))
        return give_up(sink, error);
    return sink->search.under_way ? go_on_searching(sink, true, error) : start_search(sink, error);
}

/* Whatever is in doubt ends with the connection; the batch stays, for the next one to ask what became of it. */
static enum sink_progress failed(struct sink *sink, struct error *error)
{
    if (error->kind == ERROR_REJECT && !sink->transaction.fenced)
        return refused(sink, error);
    if (error->kind != ERROR_RETRY)
        return give_up(sink, error);
    disconnect(sink);
    return sink->transaction.fenced ? SINK_FENCED : SINK_LOST;
}

enum sink_progress sink_continue(struct sink *sink, struct error *error)
{
    if (!sink->batch)
        return SINK_IDLE;
    if (!sink->database)
        return SINK_LOST;
    switch (transaction_continue(&sink->transaction, error)) {
    case DATABASE_WORKING:
        return SINK_WORKING;
    case DATABASE_DONE:
        return sink->search.under_way ? go_on_searching(sink, false, error) : committed(sink);
    case DATABASE_FAILED:
        break;
    }
    return failed(sink, error);
}

/* ---- a new connection ---- */

enum fate { FATE_OPEN, FATE_COMMITTED, FATE_UNCLEAR };

/* What became of the batch: every position in it stands at its start, or every one at its end. */
static enum fate fate_of_batch(const struct sink *sink)
{
    bool committed = false, open = false;
    for (size_t i = 0; i < sink->positions->count; i++) {
        int64_t next = sink->next_offsets[i];
        const struct batch_range *range = sink->batch ? &sink->batch->ranges[i] : NULL;
        if (!range || range->to == range->from) {
            if (next != sink->positions->items[i].committed)
                return FATE_UNCLEAR;
        } else if (next == range->to) {
            committed = true;
        } else if (next == range->from) {
            open = true;
        } else {
            return FATE_UNCLEAR;
        }
    }
    return committed && open ? FATE_UNCLEAR : committed ? FATE_COMMITTED : FATE_OPEN;
}

enum sink_progress sink_reconnect(struct sink *sink, struct error *error)
{
    bool ours;
    disconnect(sink);
    if (!connect(sink, error))
        return error->kind == ERROR_RETRY ? SINK_LOST : SINK_FAILED;
    if (!positions_fence(sink->positions, sink->database, sink->next_offsets, &ours, error))
        return error->kind == ERROR_RETRY ? SINK_LOST : SINK_FAILED;
    enum fate fate = ours ? fate_of_batch(sink) : FATE_UNCLEAR;
    if (fate == FATE_UNCLEAR)
        return SINK_FENCED;
    if (!sink->batch)
        return SINK_IDLE;
    if (fate == FATE_COMMITTED)
        return committed(sink);
    begin_transaction(sink);
    return SINK_IDLE;
}
