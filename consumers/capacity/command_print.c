/*
 * --print: events as JSON lines in, claims and estimates as JSON lines out; no server, no state.
 *
 * Each line stands for itself, so versions and duplicates are not told apart: every event that is not refused counts as
 * applied.
 */
#include <inttypes.h>
#include <stdio.h>

#include "consumers/capacity/catalogue.h"
#include "consumers/capacity/command.h"
#include "consumers/capacity/enrichment.h"
#include "consumers/capacity/event.h"
#include "consumers/capacity/explain_news.h"
#include "lib/record_json.h"

enum { LINE_BYTES_MAX = 16 << 20, ARENA_BYTES = 64 << 20, OUTPUT_BYTES_MAX = 64 << 20 };

struct printer {
    bool explain; /* --explain: tell how the claims of articles are found, instead */
    struct catalogue *catalogue;
    struct arena arena;
    struct buffer line, output, refusal;
    int64_t number; /* of the line, from 1 */
    struct command_counts counts;
};

/* ---- reading ---- */

/* The next line without its end; false at the end of the input. Of a line that is too long the buffer is full. */
static bool read_line(FILE *in, struct buffer *line)
{
    int c = getc_unlocked(in);
    buffer_reset(line);
    if (c == EOF)
        return false;
    for (; c != EOF && c != '\n'; c = getc_unlocked(in))
        buffer_byte(line, (char)c);
    return true;
}

/* ---- one event ---- */

static void write_rows(struct printer *printer, const struct enriched *rows)
{
    for (size_t i = 0; i < rows->claim_count; i++)
        record_json_write(&news_claim_type, &rows->claims[i], &printer->output);
    for (size_t i = 0; i < rows->estimate_count; i++)
        record_json_write(&capacity_estimate_type, &rows->estimates[i], &printer->output);
}

static bool enrich(struct printer *printer, size_t type, void *record, struct error *error)
{
    struct event event;
    struct enriched rows;
    if (!event_read(type, record, &event, error))
        return false;
    if (printer->explain)
        return event.cancel || event_types[type] != &news_event_type ||
               explain_article(printer->catalogue, record, &printer->arena, &printer->output, error);
    if (!enrichment_derive(printer->catalogue, &event, &printer->arena, &rows, error))
        return false;
    write_rows(printer, &rows);
    return true;
}

static bool take_line(struct printer *printer, struct error *error)
{
    struct slice line = buffer_view(&printer->line);
    if (printer->line.full)
        return error_reject(error, REASON_TOO_LARGE, "the line is over %d bytes", LINE_BYTES_MAX);
    const struct record_type *type = record_json_type(line, error);
    if (!type)
        return false;
    size_t index = event_type_index(type);
    if (index == EVENT_TYPE_COUNT)
        return error_reject(error, REASON_BAD_CODE, "a %s is no event", type->name);
    void *record = arena_alloc(&printer->arena, type->size);
    if (!record)
        return error_full(error, "the arena");
    return record_json_read(type, line, &printer->arena, record, error) && enrich(printer, index, record, error);
}

/* A record that fills an empty arena has no batch that it would fit. */
static void refuse(struct printer *printer, const struct error *error)
{
    enum reason reason = error->kind == ERROR_REJECT ? error->reason : REASON_TOO_LARGE;
    printer->counts.dead[reason]++;
    buffer_reset(&printer->refusal);
    buffer_format(&printer->refusal, "{\"source\": \"-\", \"line\": %" PRId64 ", \"reason\": \"%s\", \"detail\": ",
                  printer->number, reason_text(reason));
    json_write_string(&printer->refusal, slice_of(error->message));
    buffer_text(&printer->refusal, "}\n");
    fwrite(printer->refusal.data, 1, printer->refusal.size, stderr);
}

static bool print_line(struct printer *printer)
{
    struct error error = {0};
    arena_reset(&printer->arena);
    buffer_reset(&printer->output);
    printer->number++;
    if (!take_line(printer, &error) || (printer->output.full && !error_full(&error, "the output")))
        refuse(printer, &error);
    else {
        printer->counts.applied++;
        struct slice rows = buffer_view(&printer->output);
        return fwrite(rows.data, 1, rows.size, stdout) == rows.size;
    }
    return true;
}

/* ---- the whole ---- */

/* Whether all was read and written, before the last word is said: the summary is the last line, whatever went wrong. */
static int finish_streams(FILE *in)
{
    struct error error;
    if (!ferror(in))
        return command_finish(0);
    error_stop(&error, EXIT_NO_INPUT, "standard input cannot be read");
    return command_fail(&error);
}

static int print_all(struct printer *printer, FILE *in)
{
    bool written = true;
    while (written && read_line(in, &printer->line))
        written = print_line(printer);
    int status = finish_streams(in);
    int64_t dead = command_summary(&printer->counts);
    return status ? status : dead ? EXIT_DATA : 0;
}

int command_print(const struct settings *settings)
{
    struct printer printer = {.explain = settings->explain};
    struct error error = {0};
    buffer_init(&printer.line, LINE_BYTES_MAX);
    buffer_init(&printer.output, OUTPUT_BYTES_MAX);
    buffer_init(&printer.refusal, 1 << 16);
    int status;
    if (arena_init(&printer.arena, ARENA_BYTES, &error) &&
        catalogue_load(settings->reference_folder, &printer.catalogue, &error))
        status = print_all(&printer, stdin);
    else
        status = command_fail(&error);
    catalogue_free(printer.catalogue);
    arena_free(&printer.arena);
    buffer_free(&printer.line);
    buffer_free(&printer.output);
    buffer_free(&printer.refusal);
    return status;
}
