#include "producers/customs/held.h"

#include <stdlib.h>

#include "lib/buffer.h"

struct span {
    size_t at, size; /* in the bytes */
};

struct held {
    struct csv *csv;
    struct buffer bytes, spans;             /* of all fields of all records */
    struct {
        size_t first_span, count;
        int64_t line, offset;
    } records[HELD_RECORDS_MAX];
    size_t begin, end;                      /* of the records not yet given */
    bool stopped;                           /* behind them comes no record but this: */
    enum csv_result stop;
    struct csv_record stop_place;
    struct error stop_error;
    struct slice fields[CSV_FIELDS_MAX];    /* of the record shown last */
    struct csv_record shown;
};

bool held_open(struct csv *csv, struct held **held, struct error *error)
{
    struct held *made = calloc(1, sizeof *made);
    if (!made)
        return error_stop(error, EXIT_NO_INPUT, "no memory to look ahead with");
    made->csv = csv;
    buffer_init(&made->bytes, HELD_BYTES_MAX + CSV_RECORD_MAX);
    buffer_init(&made->spans, HELD_BYTES_MAX + CSV_FIELDS_MAX * sizeof(struct span));
    *held = made;
    return true;
}

void held_close(struct held *held)
{
    if (!held)
        return;
    buffer_free(&held->bytes);
    buffer_free(&held->spans);
    free(held);
}

static bool keep(struct held *held, const struct csv_record *record)
{
    size_t first_span = held->spans.size / sizeof(struct span);
    for (size_t i = 0; i < record->count; i++) {
        const struct span span = {held->bytes.size, record->fields[i].size};
        buffer_slice(&held->bytes, record->fields[i]);
        buffer_bytes(&held->spans, &span, sizeof span);
    }
    if (held->bytes.full || held->spans.full)
        return false;
    held->records[held->end].first_span = first_span;
    held->records[held->end].count = record->count;
    held->records[held->end].line = record->line;
    held->records[held->end].offset = record->offset;
    held->end++;
    return true;
}

/* Reads one record more; false if there is none to be had. */
static bool read_more(struct held *held)
{
    if (held->stopped || held->end == HELD_RECORDS_MAX || held->bytes.size > HELD_BYTES_MAX ||
        held->spans.size > HELD_BYTES_MAX || held->bytes.full || held->spans.full)
        return false;
    struct csv_record record;
    held->stop = csv_next(held->csv, &record, &held->stop_error);
    held->stopped = held->stop != CSV_RECORD;
    held->stop_place = record;
    if (held->stopped)
        return false;
    if (!keep(held, &record)) {
        held->stopped = true;
        held->stop = CSV_FAILED;
        error_stop(&held->stop_error, EXIT_TRY_AGAIN, "no memory to look ahead with");
    }
    return !held->stopped;
}

static const struct csv_record *show(struct held *held, size_t index)
{
    const struct span *spans = (const struct span *)(const void *)held->spans.data + held->records[index].first_span;
    for (size_t i = 0; i < held->records[index].count; i++)
        held->fields[i] = (struct slice){held->bytes.data ? held->bytes.data + spans[i].at : "", spans[i].size};
    held->shown = (struct csv_record){.fields = held->fields,
                                      .count = held->records[index].count,
                                      .line = held->records[index].line,
                                      .offset = held->records[index].offset};
    return &held->shown;
}

/* Room for new ones, once all are given. */
static void forget(struct held *held)
{
    held->begin = held->end = 0;
    buffer_reset(&held->bytes);
    buffer_reset(&held->spans);
}

const struct csv_record *held_peek(struct held *held, size_t ahead)
{
    if (held->begin == held->end)
        forget(held);
    while (held->end - held->begin <= ahead)
        if (!read_more(held))
            return NULL;
    return show(held, held->begin + ahead);
}

enum csv_result held_next(struct held *held, struct csv_record *record, struct error *error)
{
    if (held->begin < held->end) {
        *record = *show(held, held->begin++);
        return CSV_RECORD;
    }
    if (!held->stopped)
        return csv_next(held->csv, record, error);
    held->stopped = false;
    *record = held->stop_place;
    if (held->stop != CSV_END)
        *error = held->stop_error;
    return held->stop;
}
