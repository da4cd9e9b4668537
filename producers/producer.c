#include "producers/producer.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/identity.h"
#include "lib/log.h"
#include "producers/archive.h"
#include "producers/explain.h"
#include "producers/fetch.h"
#include "producers/follow.h"
#include "producers/output.h"
#include "producers/report.h"
#include "producers/sources.h"
#include "producers/state.h"
#include "producers/unknown.h"
#include "schemas/customs_event.h"

enum {
    HELP_MAX = 64 << 10,
    SOURCE_MEMORY = 64 << 20,      /* what an input may keep while it reads one source */
    RECORD_MEMORY = 32 << 20,      /* what one event may hold */
    BROKEN_SCOPES_MAX = 256
};

static volatile sig_atomic_t interrupted;

struct run {
    const struct producer *producer;
    const struct producer_settings *settings;
    const struct input *const *inputs;
    struct input_options given;   /* by the command line */
    struct input_options options; /* for the source at hand */
    struct sources sources;
    size_t source_index;          /* of the source at hand */
    struct arena source_arena, record_arena;
    struct output *output;
    struct fetcher *fetcher;      /* opened with the first address */
    FILE *fetched;                /* what the source at hand was answered; NULL: it is no address */
    struct state *done;           /* sources that need not be taken again; NULL: nothing is remembered */
    struct state *tried;          /* with --follow: those that failed, too, as long as they stay as they are */
    char pending[FOLLOW_LINE_MAX]; /* the source that is done when what it gave is acknowledged; "": none */
    int64_t failures, failures_before; /* the latter: when the pending source was begun */
    void *poller;                 /* of producer->poller, opened when something is to be asked; NULL: not yet */
    size_t polled_from;           /* index of the poller's first feed among the sources */
    struct poller_download fetched_download;
    const struct poller_download *download; /* what the source at hand was answered; NULL: a poller did not ask */
    bool polling;                 /* `download` is one of many to come, and must be a feed */
    struct poller_outcome outcome; /* what became of it */
    bool resting;                 /* with --follow: nothing is under way, a good moment to be ended */
    struct archive *archive;      /* whose members are the sources at hand; NULL: they are no members */
    struct report report;
    int64_t broken_scopes[BROKEN_SCOPES_MAX]; /* hashes of the scopes of this source that lost a row to emit() */
    size_t broken_scope_count;                /* over the limit: every scope counts as broken */
    int status;
};

/* Nothing is sent or printed as events. */
static bool explains(const struct run *run)
{
    return run->settings->explain_columns || run->settings->check_profile;
}

static void on_signal(int number)
{
    (void)number;
    interrupted = 1;
}

/* Without SA_RESTART a signal ends the wait for standard input; the second one ends the process as if nobody
 * listened. */
static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is then an error like a full disk */
}

/* Tells of an error that is no refusal; the first one decides the exit status. */
static void fail(struct run *run, const char *event, const struct error *error)
{
    report_clear(&run->report);
    log_error(LOG_LEVEL_ERROR, event, error);
    int status = error->kind == ERROR_REJECT ? EXIT_DATA : error->exit_status;
    run->failures++;
    if (!run->status)
        run->status = status ? status : EXIT_TRY_AGAIN;
}

/* --- one source --------------------------------------------------------------------------------------------------- */

static void refuse(struct run *run, const struct input_place *place, const struct error *error)
{
    report_refused(&run->report, run->sources.items[run->source_index].name, place, error);
}

/* A scope whose end is known cancels what it lacks. A row that could not be sent is lacking but not gone, so that the
 * end of its scope must not be sent either. (What an input itself refuses, it takes into account itself.) */
static void break_scope(struct run *run, const struct record_type *type, const void *event)
{
    if (type != &customs_event_type || !((const struct customs_event *)event)->scope_id.size)
        return;
    struct slice scope = ((const struct customs_event *)event)->scope_id;
    if (run->broken_scope_count < BROKEN_SCOPES_MAX)
        run->broken_scopes[run->broken_scope_count] = identity_hash_64(scope);
    run->broken_scope_count++;
}

static bool ends_broken_scope(const struct run *run, const struct record_type *type, const void *event)
{
    if (!output_is_scope_end(type, event) || !run->broken_scope_count)
        return false;
    int64_t hash = identity_hash_64(((const struct customs_event *)event)->scope_id);
    for (size_t i = 0; i < run->broken_scope_count && i < BROKEN_SCOPES_MAX; i++)
        if (run->broken_scopes[i] == hash)
            return true;
    return run->broken_scope_count > BROKEN_SCOPES_MAX;
}

/* What the poller says to an event. False: it is not to be sent (now). */
static bool ask_poller(struct run *run, void *event)
{
    if (!run->poller)
        return true;
    switch (run->producer->poller->event(run->poller, event, &run->record_arena)) {
    case POLLER_EVENT_NEW:
        break;
    case POLLER_EVENT_SEEN_BEFORE:
        report_skipped(&run->report, "seen_before");
        return false;
    case POLLER_EVENT_INTERRUPTED:
        return false;
    }
    return true;
}

/* An event of a record; `first` where the record is not counted yet. False: the run must end. */
static bool take_event(struct run *run, const struct input *input, const void *event, bool first,
                       const struct input_place *place)
{
    struct error error;
    if (ends_broken_scope(run, input->type, event)) {
        if (first)
            report_skipped(&run->report, "scope_incomplete");
        return true;
    }
    bool fine = output_event(run->output, event, run->source_index, place, &error);
    if (!fine && error.kind != ERROR_REJECT) {
        fail(run, "the events cannot be passed on", &error);
        return false;
    }
    if (!fine && !first) {
        /* The record was counted as accepted with its first event; it is a refused one after all. */
        run->report.records--;
        run->report.accepted--;
    }
    if (!fine) {
        break_scope(run, input->type, event);
        refuse(run, place, &error);
    } else if (first) {
        run->report.records++;
        run->report.accepted++;
    }
    return true;
}

/* The error of an input that cannot go on: the rest of its source is one refused record, or the source is
 * unreadable. */
static bool take_failure(struct run *run, const struct input_place *place, const struct error *error)
{
    if (error->kind == ERROR_REJECT)
        refuse(run, place, error);
    else if (!interrupted)
        fail(run, "the source cannot be read", error);
    return error->kind == ERROR_REJECT || error->exit_status == EXIT_NO_INPUT;
}

/* All results of an opened input. False: the run must end. */
static bool take_results(struct run *run, const struct input *input, void *state, void *event)
{
    const char *name = run->sources.items[run->source_index].name;
    bool record_refused = false; /* of the record whose further events may follow */
    while (!interrupted) {
        struct input_place place = {.offset = -1};
        struct error error = {0};
        arena_reset(&run->record_arena);
        int64_t refused = report_refused_total(&run->report);
        switch (input->next(state, &run->record_arena, event, &place, &error)) {
        case INPUT_EVENT:
        case INPUT_SCOPE_END:
            if (!ask_poller(run, event))
                break;
            if (!take_event(run, input, event, true, &place))
                return false;
            record_refused = report_refused_total(&run->report) > refused;
            break;
        case INPUT_MORE:
            if (!record_refused && !take_event(run, input, event, false, &place))
                return false;
            record_refused = record_refused || report_refused_total(&run->report) > refused;
            break;
        case INPUT_SKIPPED:
            report_skipped(&run->report, place.skipped);
            break;
        case INPUT_REFUSED:
            refuse(run, &place, &error);
            break;
        case INPUT_END:
            run->outcome.whole = true;
            return true;
        case INPUT_FAILED:
            return take_failure(run, &place, &error);
        }
        report_progress(&run->report, name);
    }
    return true;
}

static const struct input *profile_input(const struct input *const *inputs)
{
    while (*inputs && !(*inputs)->takes_profile)
        inputs++;
    return *inputs;
}

const struct input *producer_choose_input(const struct input *const *inputs, struct slice head, const char *name,
                                          const struct input_options *options)
{
    const struct input *best = NULL;
    int best_mark = 0;
    for (size_t i = 0; inputs[i]; i++) {
        bool asks_options = options && inputs[i]->recognise_with;
        int mark = asks_options ? inputs[i]->recognise_with(head, name, options) : inputs[i]->recognise(head, name);
        if (mark > best_mark) {
            best = inputs[i];
            best_mark = mark;
        }
    }
    bool by_profile = options && options->profile && best_mark < 2 && !unknown_container(head);
    return by_profile && profile_input(inputs) ? profile_input(inputs) : best;
}

static const struct input *find_input(const struct input *const *inputs, const char *format)
{
    for (size_t i = 0; inputs[i]; i++)
        if (!strcmp(inputs[i]->name, format))
            return inputs[i];
    return NULL;
}

static void refuse_unknown(struct run *run, struct slice head)
{
    struct error error;
    char names[512] = "", meaning[256];
    for (size_t i = 0; run->inputs[i]; i++) {
        size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s%s", i ? ", " : "", run->inputs[i]->name);
    }
    unknown_describe(head, meaning, sizeof meaning);
    error_reject(&error, REASON_UNKNOWN_FORMAT, "%s; no input recognises it (%s)", meaning, names);
    refuse(run, &(struct input_place){.offset = 0}, &error);
}

/* A file named .gz or .zip that is empty is what a failed download leaves, and no table without rows. */
static const struct input *refuse_if_packed(struct run *run, const struct reader *reader)
{
    struct error error;
    const char *name = reader_name(reader), *ending = strrchr(name, '.');
    if (!ending || reader_is_packed(reader) || (strcasecmp(ending, ".gz") && strcasecmp(ending, ".zip")))
        return NULL;
    error_reject(&error, REASON_TRUNCATED, "it is empty, although its name says that it is packed");
    refuse(run, &(struct input_place){.offset = 0}, &error);
    return NULL;
}

/* The input for a source: the one that --format names, else the one that recognises it best; an empty source needs
 * none. Standard input of a known format is not peeked at: whoever writes to it may wait for what comes of the first
 * line. False: the source cannot be read; else *input NULL: nothing is to be done (any more). */
static bool find_source_input(struct run *run, struct reader *reader, const struct input **input, struct error *error)
{
    const char *asked_for = run->sources.items[run->source_index].format, *name = reader_name(reader);
    if (run->download && run->download->format)
        asked_for = run->download->format;
    const char *format = asked_for ? asked_for : run->settings->format;
    if (run->settings->check_profile)
        format = profile_input(run->inputs)->name;
    *input = format ? find_input(run->inputs, format) : NULL;
    if (format && !strcmp(name, "-"))
        return true;
    struct slice head;
    if (!reader_head(reader, &head, error))
        return false;
    if (!head.size)
        *input = refuse_if_packed(run, reader);
    else if (!format)
        *input = producer_choose_input(run->inputs, head, name, &run->options);
    if (head.size && !*input)
        refuse_unknown(run, head);
    return true;
}

/* Nothing is taken of a source that is damaged anywhere, where that can be found out: it is read to its end first. */
static bool test_source(struct reader *reader, const struct input *input, struct input_place *place, struct error *error)
{
    if (!reader_is_rewindable(reader))
        return true;
    if (!reader_test(reader, error))
        return false;
    if (input->check && !(input->check(reader, place, error) && reader_rewind(reader, error)))
        return false;
    *place = (struct input_place){.offset = -1}; /* how far the check came is not where open may fail */
    return true;
}

/* An error before the first record: where the input does not say, the reader knows how far it was read. */
static bool take_early_failure(struct run *run, const struct reader *reader, struct input_place place,
                               const struct error *error)
{
    if (place.line <= 0 && place.offset < 0)
        place = (struct input_place){.line = reader_line_number(reader), .offset = reader_offset(reader)};
    return take_failure(run, &place, error);
}

/* Opens the input on the source and takes all it has. False: the run must end. */
static bool take_input(struct run *run, struct reader *reader, const struct input *input)
{
    struct error error = {0};
    void *state, *event = calloc(1, input->type->size);
    if (!event) {
        error_stop(&error, EXIT_TRY_AGAIN, "no memory for an event");
        fail(run, "the source cannot be read", &error);
        return false;
    }
    bool go_on;
    struct input_place place = {.offset = -1};
    if (test_source(reader, input, &place, &error) &&
        input->open(reader, &run->options, &run->source_arena, &state, &error)) {
        go_on = take_results(run, input, state, event);
        input->close(state);
    } else {
        go_on = take_early_failure(run, reader, place, &error);
    }
    free(event);
    return go_on;
}

/* Tells what the source is taken for instead of taking it. */
static bool explain(struct run *run, struct reader *reader, const struct input *input)
{
    struct error error = {0};
    const struct explanation explanation = {.inputs = run->inputs,
                                            .input = input,
                                            .options = &run->options,
                                            .whole = run->settings->check_profile != NULL,
                                            .source_arena = &run->source_arena,
                                            .record_arena = &run->record_arena,
                                            .out = stdout};
    if (explain_source(&explanation, reader, &error))
        return true;
    if (error.kind != ERROR_NONE)
        fail(run, "the source is not taken as it is", &error);
    else if (!run->status)
        run->status = EXIT_DATA;
    return error.kind == ERROR_NONE || error.kind == ERROR_REJECT || error.exit_status == EXIT_NO_INPUT;
}

/* What the transfer and the list of feeds say. A list knows its feeds better than the command line. */
static void take_download_options(struct run *run)
{
    const struct poller_download *download = run->download;
    struct input_options *options = &run->options;
    if (!download || run->sources.items[run->source_index].is_member)
        return;
    options->charset = download->charset;
    options->base_url = download->base_url;
    options->source = download->source ? download->source : options->source;
    options->language = download->language ? download->language : options->language;
    if (!options->language)
        options->language = download->said_language;
}

/* What is known about the source before it is read. */
static bool set_source_options(struct run *run, const struct reader *reader, struct error *error)
{
    const struct source *source = &run->sources.items[run->source_index];
    producer_complete *complete = run->producer->complete;
    run->options = run->given;
    run->options.scope = source->scope;
    run->options.rows_cut = source->rows_cut;
    take_download_options(run);
    arena_reset(&run->source_arena);
    if (complete && !complete(reader, &run->source_arena, &run->options, error))
        return false;
    int64_t modified_at_ms = reader_modified_at_ms(reader);
    if (!run->options.observed_at_is_given && run->options.observed_at_ms < modified_at_ms)
        run->options.observed_at_ms = modified_at_ms;
    return true;
}

/* The members of an archive become the next sources. */
static bool take_archive(struct run *run, const struct reader *reader, struct error *error)
{
    const struct source *source = &run->sources.items[run->source_index];
    if (!strcmp(reader_name(reader), "-"))
        return error_reject(error, REASON_UNKNOWN_FORMAT, "a zip archive cannot be read from standard input: name the file");
    if (run->polling)
        return error_reject(error, REASON_UNKNOWN_FORMAT, "a zip archive is no feed");
    char fetched[32];
    snprintf(fetched, sizeof fetched, "/dev/fd/%d", source->address ? fileno(run->fetched) : -1);
    bool opened = archive_open_file(source->address ? fetched : source->name, &run->archive, error);
    return opened && sources_insert_members(&run->sources, run->source_index, run->archive, error);
}

/* Archives within archives are not opened, and standard input of a known format is not peeked at. */
static bool find_archive(struct run *run, struct reader *reader, bool *is_archive, struct error *error)
{
    struct slice head;
    *is_archive = false;
    if (run->sources.items[run->source_index].is_member || (run->settings->format && !strcmp(reader_name(reader), "-")))
        return true;
    if (!reader_peek(reader, &head, error))
        return false;
    *is_archive = archive_is_one(head) && !reader_is_packed(reader);
    return !*is_archive || take_archive(run, reader, error);
}

static bool take_reader(struct run *run, struct reader *reader)
{
    const struct input *input;
    struct error error = {0};
    bool is_archive;
    if (!find_archive(run, reader, &is_archive, &error))
        return take_failure(run, &(struct input_place){.offset = 0}, &error);
    if (is_archive)
        return true;
    if (!set_source_options(run, reader, &error) || !find_source_input(run, reader, &input, &error))
        return take_failure(run, &(struct input_place){.offset = 0}, &error);
    run->outcome.is_feed = input && (!run->polling || run->producer->poller->accepts(input));
    if (!run->outcome.is_feed)
        return true;
    return explains(run) ? explain(run, reader, input) : take_input(run, reader, input);
}

static bool open_poller(struct run *run, char *const *arguments, int argument_count, struct error *error)
{
    return run->poller || run->producer->poller->open(run->settings, arguments, (size_t)argument_count, &interrupted,
                                                      &run->poller, error);
}

/* By the poller, with what the transfer says of it. */
static bool fetch_with_poller(struct run *run, const struct source *source, struct reader **reader,
                              struct error *error)
{
    if (!open_poller(run, NULL, 0, error) ||
        !run->producer->poller->fetch(run->poller, source, &run->fetched_download, error))
        return false;
    run->download = &run->fetched_download;
    run->fetched = run->download->file;
    return reader_open_descriptor(fileno(run->fetched), source->name, reader, error);
}

/* *reader is NULL where the API has no data. */
static bool fetch_source(struct run *run, const struct source *source, struct reader **reader, struct error *error)
{
    const struct fetch_request request = {.name = source->name, .address = source->address, .key = source->key,
                                          .api = source->api, .interval_ms = source->interval_ms};
    *reader = NULL;
    if (run->producer->poller)
        return fetch_with_poller(run, source, reader, error);
    if (!run->fetcher && !fetcher_open(&interrupted, &run->fetcher, error))
        return false;
    if (!fetch(run->fetcher, &request, &run->fetched, error))
        return false;
    if (run->fetched)
        return reader_open_descriptor(fileno(run->fetched), source->name, reader, error);
    report_clear(&run->report);
    log_event(LOG_LEVEL_INFO, "no data", (struct log_field[]){{"source", .text = source->name}, {0}});
    return true;
}

/* Only what is read of an archive's members needs what was opened for the source before. */
static void close_source(struct run *run)
{
    archive_close(run->archive);
    run->archive = NULL;
    if (run->fetched)
        fclose(run->fetched);
    run->fetched = NULL;
    run->download = NULL;
}

static bool open_source(struct run *run, const struct source *source, struct reader **reader, struct error *error)
{
    if (source->is_member)
        return reader_open_member(run->archive, source->member, source->name, reader, error);
    close_source(run);
    return source->address ? fetch_source(run, source, reader, error) : reader_open_file(source->name, reader, error);
}

/* False: the run must end. */
static bool take_source(struct run *run)
{
    const struct source *source = &run->sources.items[run->source_index];
    struct reader *reader;
    struct error error = {0};
    run->broken_scope_count = 0;
    if (!open_source(run, source, &reader, &error)) {
        if (error.kind == ERROR_REJECT)
            refuse(run, &(struct input_place){.offset = 0}, &error);
        else
            fail(run, "the source cannot be read", &error);
        return true;
    }
    bool go_on = !reader || take_reader(run, reader);
    reader_close(reader);
    return go_on;
}

/* --- what is done ------------------------------------------------------------------------------------------------- */

/* Once what the last source gave is acknowledged, it is done; if it failed, it is only not tried again as it is. */
static bool settle(struct run *run, struct error *error)
{
    struct slice line = slice_of(run->pending);
    bool failed = run->failures > run->failures_before || interrupted;
    if (!line.size)
        return true;
    if (!failed && !output_flush(run->output, error))
        return false;
    bool kept = state_add(failed ? run->tried : run->done, line, error);
    run->pending[0] = '\0';
    run->resting = run->settings->follow && !failed;
    return kept;
}

/* The line by which a source is remembered; false where it is not to be taken now: done, or still being written. What
 * cannot be told from another (standard input) is never remembered. */
static bool is_due(const struct run *run, const struct source *source, char line[FOLLOW_LINE_MAX])
{
    line[0] = '\0';
    if (!run->done || source->is_member || !strcmp(source->name, "-"))
        return true;
    if (source->address) {
        if (run->settings->follow && run->producer->poller)
            return false; /* the poller knows when */
        snprintf(line, FOLLOW_LINE_MAX, "%s", source->name);
        if (strlen(line) != strlen(source->name) || strchr(line, '\n'))
            line[0] = '\0';
    } else {
        enum follow_file file = follow_look(source->name, line);
        if (file == FOLLOW_NOT_THERE)
            line[0] = '\0'; /* reading it says why */
        else if (file == FOLLOW_GROWING && run->settings->follow)
            return false;
    }
    struct slice text = slice_of(line);
    return !text.size || (!state_has(run->done, text) && !state_has(run->tried, text));
}

/* False: the run must end. */
static bool take_if_due(struct run *run)
{
    const struct source *source = &run->sources.items[run->source_index];
    char line[FOLLOW_LINE_MAX];
    struct error error = {0};
    if (!source->is_member && !settle(run, &error)) {
        fail(run, "the state cannot be kept", &error);
        return false;
    }
    if (!is_due(run, source, line))
        return true;
    if (!source->is_member) {
        memcpy(run->pending, line, sizeof run->pending);
        run->failures_before = run->failures;
    }
    if (run->settings->follow && !source->is_member) {
        report_clear(&run->report);
        log_event(LOG_LEVEL_INFO, "takes a source", (struct log_field[]){{"source", .text = source->name}, {0}});
    }
    run->resting = false;
    return take_source(run);
}

/* --- the run ------------------------------------------------------------------------------------------------------ */

/* The list of sources, anew. Queries of options are asked once. */
static bool find_sources(struct run *run, char **arguments, int argument_count, bool first, struct error *error)
{
    sources_free(&run->sources);
    run->source_index = 0;
    if (!sources_expand(&run->sources, arguments, (size_t)argument_count, error))
        return false;
    if (first && run->producer->add_sources &&
        !run->producer->add_sources(run->settings, &run->sources, error))
        return false;
    run->polled_from = run->sources.count;
    if (run->poller && !run->producer->poller->add_sources(run->poller, &run->sources, error))
        return false;
    return run->sources.count || run->settings->follow ||
           error_stop(error, EXIT_NO_INPUT, "there is no source in %s", arguments[0] ? arguments[0] : "the list of feeds");
}

static bool prepare(struct run *run, int argument_count, char **arguments, struct error *error)
{
    const struct producer_settings *settings = run->settings;
    run->given = (struct input_options){.format = settings->format,
                                        .profile = settings->check_profile ? settings->check_profile
                                                                             : settings->profile,
                                        .profile_folder = settings->profiles,
                                        .source = settings->source,
                                        .flow = settings->flow,
                                        .period = settings->period,
                                        .language = settings->language,
                                        .parties = settings->parties,
                                        .party_salt = settings->party_salt};
    run->given.observed_at_is_given = settings->observed_at != NULL;
    if (settings->observed_at &&
        !time_parse_rfc3339(slice_of(settings->observed_at), &run->given.observed_at_ms))
        return error_stop(error, EXIT_USAGE, "--observed-at: \"%s\" is no RFC 3339 time", settings->observed_at);
    if (settings->log_format && strcmp(settings->log_format, "text") && strcmp(settings->log_format, "json"))
        return error_stop(error, EXIT_USAGE, "--log-format: text or json expected, not \"%s\"", settings->log_format);
    if (settings->format && !find_input(run->inputs, settings->format))
        return error_stop(error, EXIT_USAGE, "--format: there is no format \"%s\"; see --help", settings->format);
    if (!argument_count && !settings->fetch && !settings->feeds)
        return error_stop(error, EXIT_USAGE,
                          "no SOURCE is given: a file, a folder, an address, or - for standard input");
    if (explains(run) && (settings->follow || settings->state))
        return error_stop(error, EXIT_USAGE, "nothing is taken that could be remembered: no --follow, no --state");
    if ((settings->follow || settings->state) &&
        (!state_open(settings->state, &run->done, error) || !state_open(NULL, &run->tried, error)))
        return false;
    bool polls = run->producer->poller && (settings->follow || settings->feeds || settings->fetch_pages);
    if (polls && !open_poller(run, arguments, argument_count, error))
        return false;
    return find_sources(run, arguments, argument_count, true, error) &&
           arena_init(&run->source_arena, SOURCE_MEMORY, error) &&
           arena_init(&run->record_arena, RECORD_MEMORY, error) &&
           output_open(settings, explains(run), run->inputs[0]->type, &run->sources, &run->report, &interrupted,
                       &run->output, error);
}

static void clean_up(struct run *run)
{
    close_source(run);
    fetcher_close(run->fetcher);
    if (run->poller)
        run->producer->poller->close(run->poller);
    output_close(run->output, &(struct error){0}); /* where the run did not begin */
    state_close(run->done);
    state_close(run->tried);
    arena_free(&run->source_arena);
    arena_free(&run->record_arena);
    sources_free(&run->sources);
    report_end(&run->report);
}

static int final_status(const struct run *run)
{
    if (run->status)
        return run->status;
    if (interrupted && !run->resting)
        return EXIT_TRY_AGAIN;
    return report_refused_total(&run->report) ? EXIT_DATA : EXIT_SUCCESS;
}

/* All sources of the list. False: the run must end. */
static bool run_sources(struct run *run)
{
    struct error error = {0};
    for (; run->source_index < run->sources.count && !interrupted; run->source_index++)
        if (!take_if_due(run))
            return false;
    bool settled = settle(run, &error) && (!run->settings->follow || output_flush(run->output, &error));
    if (!settled)
        fail(run, "the state cannot be kept", &error);
    return settled && !interrupted;
}

static void log_notice(struct run *run, const struct poller_notice *notice)
{
    report_clear(&run->report);
    log_event(notice->level, notice->event,
              (struct log_field[]){{"source", .text = notice->feed}, {"detail", .text = notice->detail}, {0}});
}

/* All that the answer of a feed gives, up to its acknowledgement; only then the poller remembers it. False: the run
 * must end. */
static bool take_poll(struct run *run, const struct poller_download *download)
{
    struct reader *reader;
    struct poller_notice notice = {0};
    struct error error = {0};
    run->source_index = run->polled_from + download->feed;
    run->outcome = (struct poller_outcome){0};
    if (!reader_open_text(run->sources.items[run->source_index].name, download->body, &reader, &error)) {
        fail(run, "the source cannot be read", &error);
        return false;
    }
    run->resting = false;
    run->polling = true;
    run->download = download;
    bool go_on = take_reader(run, reader) && !interrupted;
    run->download = NULL;
    run->polling = false;
    reader_close(reader);
    if (!go_on)
        return false;
    if (!output_flush(run->output, &error) ||
        !run->producer->poller->settle(run->poller, &run->outcome, &notice, &error)) {
        fail(run, "what a feed brought is not safe", &error);
        return false;
    }
    log_notice(run, &notice);
    run->resting = true;
    return true;
}

/* Lets the poller work for some time. False: the run must end. */
static bool poll_feeds(struct run *run, int64_t time_ms)
{
    int64_t until_ms = clock_monotonic_ms() + time_ms, left_ms;
    while (!interrupted && (left_ms = until_ms - clock_monotonic_ms()) > 0) {
        struct poller_download download;
        struct poller_notice notice;
        struct error error;
        switch (run->producer->poller->next(run->poller, left_ms, &download, &notice, &error)) {
        case POLLER_NOTHING:
            break;
        case POLLER_NOTICE:
            log_notice(run, &notice);
            break;
        case POLLER_DOWNLOAD:
            if (!take_poll(run, &download))
                return false;
            break;
        case POLLER_ERROR:
            fail(run, "the poller cannot go on", &error);
            return false;
        }
    }
    return true;
}

/* Looks at the folders and feeds again and again until a signal comes. */
static void follow(struct run *run, char **arguments, int argument_count)
{
    struct error error;
    do {
        run->resting = true;
        if (!run->poller)
            poll(NULL, 0, FOLLOW_NAP_MS);
        else if (!poll_feeds(run, FOLLOW_NAP_MS))
            return;
        if (interrupted)
            return;
        if (!find_sources(run, arguments, argument_count, false, &error)) {
            fail(run, "the folders cannot be looked at", &error);
            return;
        }
    } while (run_sources(run));
}

static void run_all(struct run *run, char **arguments, int argument_count)
{
    struct error error;
    if (run_sources(run) && run->settings->follow)
        follow(run, arguments, argument_count);
    if (!output_close(run->output, &error))
        fail(run, "not everything was passed on", &error);
    run->output = NULL;
    if (interrupted && !run->resting) {
        report_clear(&run->report);
        log_event(LOG_LEVEL_WARNING, "interrupted: what had not been read is not sent", (struct log_field[]){{0}});
    }
    if (!explains(run))
        report_summary(&run->report);
    else if (fflush(stdout) && !run->status)
        run->status = EXIT_IO;
}

/* --help names the formats behind the options. */
static void describe_formats(const struct producer *producer, struct buffer *more)
{
    buffer_init(more, HELP_MAX);
    buffer_text(more, "Formats (--format):\n");
    for (size_t i = 0; producer->inputs[i]; i++)
        buffer_format(more, "  %-14s %s\n", producer->inputs[i]->name, producer->inputs[i]->help);
    buffer_text(more, "\n");
    buffer_text(more, producer->program->more ? producer->program->more : "");
    buffer_byte(more, 0);
}

int producer_run(const struct producer *producer, int argc, char **argv)
{
    struct option_program program = *producer->program;
    struct producer_settings settings = {0};
    struct run run = {.producer = producer, .settings = &settings, .inputs = producer->inputs};
    struct buffer more;
    struct error error;
    int argument_count;
    bool done = false;
    describe_formats(producer, &more);
    program.more = more.full ? program.more : more.data;
    report_begin(&run.report, stderr, isatty(STDERR_FILENO) != 0);
    if (!option_parse(&program, argc, argv, &settings, &argument_count, &done, &error)) {
        fail(&run, program.name, &error);
    } else if (!done) {
        log_format_set(settings.log_format);
        catch_signals();
        if (prepare(&run, argument_count, argv + 1, &error))
            run_all(&run, argv + 1, argument_count);
        else
            fail(&run, program.name, &error);
    }
    buffer_free(&more);
    clean_up(&run);
    return final_status(&run);
}
