#include "producers/explain.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/record_json.h"
#include "schemas/customs_event.h"

enum {
    EVENTS_SHOWN = 3,       /* where all is read; else one */
    REFUSALS_SHOWN = 5,
    RECORDS_WITHOUT_EVENT = 10000, /* so many records without an event are enough */
    SHOWN_BYTES = 4 << 20
};

struct findings {
    int64_t records, events, refused;
    struct tally skipped, reasons, flags;
    struct buffer shown_events, shown_refusals;
    size_t shown_event_count;
};

/* ---- writing ---- */

/* Control characters would move a terminal's cursor, or colour what follows. */
static void write_plain(FILE *out, struct slice text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        bool upper_control = c == 0xC2 && i + 1 < text.size && (unsigned char)text.data[i + 1] < 0xA0;
        fputc(c < ' ' || c == 0x7F || upper_control ? ' ' : c, out);
        i += upper_control;
    }
}

void explain_fact(FILE *out, const char *name, const char *format, ...)
{
    char text[2048];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    fprintf(out, "  %-14s ", name);
    write_plain(out, slice_of(text));
    fputc('\n', out);
}

void explain_column(FILE *out, struct slice column, const char *field)
{
    fputs("  column         ", out);
    write_plain(out, slice_trim(column));
    fprintf(out, " -> %s\n", field ? field : "ignored");
}

void tally_add(struct tally *tally, struct slice word)
{
    word = slice_cut(word, 0, word.size < TALLY_WORD_MAX ? word.size : TALLY_WORD_MAX - 1);
    for (size_t i = 0; i < tally->count; i++)
        if (slice_equal_text(word, tally->items[i].word)) {
            tally->items[i].count++;
            return;
        }
    if (tally->count == TALLY_WORDS_MAX)
        return;
    memcpy(tally->items[tally->count].word, word.data, word.size);
    tally->items[tally->count].word[word.size] = '\0';
    tally->items[tally->count++].count = 1;
}

void explain_tally(FILE *out, const char *name, const struct tally *tally)
{
    if (!tally->count)
        return;
    fprintf(out, "  %-14s ", name);
    for (size_t i = 0; i < tally->count; i++) {
        fputs(i ? ", " : "", out);
        write_plain(out, slice_of(tally->items[i].word));
        fprintf(out, " %" PRId64, tally->items[i].count);
    }
    fputc('\n', out);
}

/* ---- the formats ---- */

static int mark_of(const struct input *input, struct slice head, const char *name, const struct input_options *options)
{
    return input->recognise_with ? input->recognise_with(head, name, options) : input->recognise(head, name);
}

static bool explain_format(const struct explanation *explanation, struct reader *reader, struct error *error)
{
    static const char *const words[] = {"no", "perhaps", "surely"};
    struct slice head;
    if (!reader_head(reader, &head, error))
        return false;
    for (size_t i = 0; explanation->inputs[i]; i++) {
        const struct input *input = explanation->inputs[i];
        int mark = mark_of(input, head, reader_name(reader), explanation->options);
        if (mark > 0 || input == explanation->input)
            explain_fact(explanation->out, input == explanation->input ? "format" : "not taken", "%s (recognised: %s)",
                         input->name, words[mark < 0 ? 0 : mark > 2 ? 2 : mark]);
    }
    return true;
}

/* ---- the records ---- */

static void take_event(const struct explanation *explanation, const void *event, struct findings *findings)
{
    findings->events++;
    if (explanation->input->type == &customs_event_type) {
        const struct slices *flags = &((const struct customs_event *)event)->flags;
        for (size_t i = 0; i < flags->count; i++)
            tally_add(&findings->flags, flags->items[i]);
    }
    if (findings->shown_event_count == (explanation->whole ? EVENTS_SHOWN : 1))
        return;
    findings->shown_event_count++;
    record_json_write(explanation->input->type, event, &findings->shown_events); /* ends its line */
}

static void take_refusal(struct findings *findings, const struct input_place *place, const struct error *error)
{
    tally_add(&findings->reasons, slice_of(reason_text(error->reason)));
    if (findings->refused++ < REFUSALS_SHOWN)
        buffer_format(&findings->shown_refusals, "%s %" PRId64 ": %s: %s\n", place->line > 0 ? "line" : "offset",
                      place->line > 0 ? place->line : place->offset, reason_text(error->reason), error->message);
}

/* Takes one result; false after the last. */
static bool take_result(const struct explanation *explanation, void *state, void *event, struct findings *findings,
                        struct error *error)
{
    struct input_place place = {.offset = -1};
    struct error refusal = {0};
    arena_reset(explanation->record_arena);
    enum input_result result = explanation->input->next(state, explanation->record_arena, event, &place, &refusal);
    findings->records += result != INPUT_END && result != INPUT_MORE;
    switch (result) {
    case INPUT_EVENT:
    case INPUT_MORE:
    case INPUT_SCOPE_END:
        take_event(explanation, event, findings);
        return true;
    case INPUT_SKIPPED:
        tally_add(&findings->skipped, slice_of(place.skipped));
        return true;
    case INPUT_REFUSED:
        take_refusal(findings, &place, &refusal);
        return true;
    case INPUT_FAILED:
        take_refusal(findings, &place, &refusal);
        if (refusal.kind != ERROR_REJECT)
            *error = refusal;
        return false;
    case INPUT_END:
        break;
    }
    return false;
}

static bool is_enough(const struct explanation *explanation, const struct findings *findings)
{
    return !explanation->whole && (findings->events > 0 || findings->records >= RECORDS_WITHOUT_EVENT);
}

static void write_shown(FILE *out, const char *name, struct slice lines)
{
    while (lines.size) {
        struct slice line = slice_next_part(&lines, '\n');
        fprintf(out, "  %-14s ", name);
        write_plain(out, line);
        fputc('\n', out);
    }
}

static void write_findings(const struct explanation *explanation, const struct findings *findings)
{
    FILE *out = explanation->out;
    explain_fact(out, explanation->whole ? "records" : "records read", "%" PRId64 ", of which events %" PRId64
                 ", refused %" PRId64, findings->records, findings->events, findings->refused);
    explain_tally(out, "skipped", &findings->skipped);
    explain_tally(out, "refused", &findings->reasons);
    explain_tally(out, "flags", &findings->flags);
    write_shown(out, "refusal", buffer_view(&findings->shown_refusals));
    write_shown(out, "event", buffer_view(&findings->shown_events));
}

static bool explain_records(const struct explanation *explanation, void *state, void *event,
                            struct findings *findings, struct error *error)
{
    error->kind = ERROR_NONE;
    while (!is_enough(explanation, findings) && take_result(explanation, state, event, findings, error))
        ;
    if (explanation->input->explain)
        explanation->input->explain(state, explanation->out);
    write_findings(explanation, findings);
    return error->kind == ERROR_NONE && !findings->refused;
}

static bool explain_input(const struct explanation *explanation, struct reader *reader, struct error *error)
{
    void *state, *event = calloc(1, explanation->input->type->size);
    struct findings *findings = calloc(1, sizeof *findings);
    bool fine = event && findings;
    if (!fine)
        error_stop(error, EXIT_TRY_AGAIN, "no memory to explain with");
    if (fine) {
        buffer_init(&findings->shown_events, SHOWN_BYTES);
        buffer_init(&findings->shown_refusals, SHOWN_BYTES);
        fine = explanation->input->open(reader, explanation->options, explanation->source_arena, &state, error);
        if (fine) {
            explain_fact(explanation->out, "encoding", "%s", reader_encoding(reader));
            fine = explain_records(explanation, state, event, findings, error);
            explanation->input->close(state);
        }
        buffer_free(&findings->shown_events);
        buffer_free(&findings->shown_refusals);
    }
    free(event);
    free(findings);
    return fine;
}

bool explain_source(const struct explanation *explanation, struct reader *reader, struct error *error)
{
    const struct input_options *options = explanation->options;
    write_plain(explanation->out, slice_of(reader_name(reader)));
    fputc('\n', explanation->out);
    if (!explain_format(explanation, reader, error))
        return false;
    if (options->flow)
        explain_fact(explanation->out, "flow", "%s, by --flow or the sidecar, where the source does not say it", options->flow);
    if (options->period)
        explain_fact(explanation->out, "period", "%s, by --period or the sidecar, where the source does not say it", options->period);
    return explain_input(explanation, reader, error);
}
