#include "producers/news/check_feeds.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "producers/news/feeds_list.h"
#include "producers/news/news_input.h"
#include "producers/news/poll.h"
#include "producers/news/poll_downloads.h"
#include "producers/news/poll_schedule.h"
#include "producers/producer.h"

enum { SOURCE_MEMORY = 64 << 20, RECORD_MEMORY = 32 << 20, NAME_WIDTH = 40, WAIT_MS = 1000 };

static const struct option options[] = {
    {.name = "feeds", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(feeds), .value_name = "FILE",
     .help = "list of feeds; those that are off are not asked"},
    POLL_OPTIONS,
    {0},
};

static const struct option_program program = {
    .name = "news-producer check-feeds",
    .usage = "[options] [ADDRESS...]",
    .summary = "Asks every feed of the list and of the command line once, and prints a table of what came. Nothing is "
               "sent or remembered.",
    .more = "Exit status: 0 all are good feeds, 64 usage, 65 one is not, 66 there is none, 78 configuration.\n",
    .options = options,
};

/* --- a body ------------------------------------------------------------------------------------------------------- */

static void note_time(struct feed_look *look, const int64_t *time_ms)
{
    if (time_ms && *time_ms > look->newest_ms)
        look->newest_ms = *time_ms;
}

static void note_problem(struct feed_look *look, const struct error *error)
{
    if (!*look->problem)
        snprintf(look->problem, sizeof look->problem, "%.500s", error->message);
}

static void read_items(const struct input *input, void *state, struct arena *arena, struct feed_look *look)
{
    for (;;) {
        struct news_event event;
        struct input_place place;
        struct error error = {0};
        arena_reset(arena);
        switch (input->next(state, arena, &event, &place, &error)) {
        case INPUT_EVENT:
        case INPUT_MORE:
            look->items++;
            note_time(look, event.published_at);
            note_time(look, event.updated_at);
            break;
        case INPUT_REFUSED:
            look->refused++;
            note_problem(look, &error);
            break;
        case INPUT_SCOPE_END:
        case INPUT_SKIPPED:
            break;
        case INPUT_END:
            look->whole = true;
            return;
        case INPUT_FAILED:
            note_problem(look, &error);
            return;
        }
    }
}

static bool read_feed(struct reader *reader, const struct input_options *given, struct arena *source_arena,
                      struct arena *record_arena, struct feed_look *look, struct error *error)
{
    struct slice head;
    void *state;
    if (!reader_head(reader, &head, error))
        return false;
    const struct input *input = head.size ? producer_choose_input(news_inputs, head, reader_name(reader), given) : NULL;
    if (!input)
        return error_reject(error, REASON_UNKNOWN_FORMAT, head.size ? "no format is recognised" : "it is empty");
    look->format = input->name;
    if (!poll_is_feed_input(input))
        return error_reject(error, REASON_UNKNOWN_FORMAT, "a page or text, no feed");
    if (!input->open(reader, given, source_arena, &state, error))
        return false;
    read_items(input, state, record_arena, look);
    input->close(state);
    return true;
}

void check_feed_body(struct slice body, const char *name, const struct input_options *given,
                     struct arena *source_arena, struct arena *record_arena, struct feed_look *look)
{
    struct reader *reader;
    struct error error = {0};
    *look = (struct feed_look){.newest_ms = -1};
    arena_reset(source_arena);
    if (!reader_open_text(name, body, &reader, &error)) {
        note_problem(look, &error);
        return;
    }
    if (!read_feed(reader, given, source_arena, record_arena, look, &error))
        note_problem(look, &error);
    reader_close(reader);
}

/* --- the table ---------------------------------------------------------------------------------------------------- */

struct check {
    const struct producer_settings *settings;
    struct feeds_list list;
    char **rows;                 /* of the table, in the order of the list; NULL: not asked, or not yet finished */
    size_t typed_from, asked;
    struct arena source_arena, record_arena;
    int bad;
};

/* One line. Names and problems are a stranger's: what is no printable ASCII becomes a question mark, so that a terminal
 * shows a line and does nothing else. */
static void print_text(FILE *out, const char *text, int width)
{
    int printed = 0;
    for (; *text && (!width || printed < width); text++, printed++)
        putc(*text >= ' ' && *text < 127 ? *text : '?', out);
    fprintf(out, "%*s", width > printed ? width - printed : 0, "");
}

static void print_row(FILE *out, const char *name, const char *status, const char *format, const char *items,
                      const char *newest, const char *validators, const char *next, const char *problem)
{
    print_text(out, name, NAME_WIDTH);
    fprintf(out, " %6s  %-9s %6s  %-17s %-10s %9s  ", status, format, items, newest, validators, next);
    print_text(out, problem, 0);
    putc('\n', out);
}

static void format_time(int64_t time_ms, char text[CLOCK_TEXT_MAX])
{
    snprintf(text, CLOCK_TEXT_MAX, "-");
    if (time_ms < 0)
        return;
    time_format_rfc3339(time_ms, text);
    snprintf(text + 16, CLOCK_TEXT_MAX - 16, "Z");
}

/* How long until the next poll. */
static void format_next(const struct check *check, const struct feed_entry *entry, const struct download *download,
                        bool good, char text[32])
{
    const struct http_got *got = download->got;
    static const struct http_fields nothing;
    const struct poll_limits limits = {
        .interval_ms = (entry->interval_s ? entry->interval_s : check->settings->poll_interval_s) * 1000,
        .interval_max_ms = check->settings->poll_interval_max_s * 1000};
    int64_t now_ms = clock_now_ms();
    struct poll_terms terms = poll_terms_of(got ? &got->fields : &nothing, now_ms);
    enum poll_verdict verdict = got && got->answered ? poll_judge(got->status, &got->fields) : POLL_FAILED;
    if (verdict == POLL_ANSWERED)
        poll_terms_of_feed(&terms, buffer_view(&got->body));
    if (verdict == POLL_ANSWERED && !good)
        verdict = POLL_FAILED;
    int64_t wait_s = (poll_next_ms(slice_of(entry->url), now_ms, verdict, 1, &limits, &terms) - now_ms) / 1000;
    if (verdict == POLL_GONE)
        snprintf(text, 32, "never");
    else if (wait_s < 600)
        snprintf(text, 32, "%lld s", (long long)wait_s);
    else
        snprintf(text, 32, "%lld min", (long long)(wait_s / 60));
}

static void print_feed(struct check *check, const struct feed_entry *entry, const struct download *download, FILE *out)
{
    struct feed_look look = {.newest_ms = -1};
    char status[16], items[24], newest[CLOCK_TEXT_MAX], next[32], charset[40], name[HTTP_SHOWN_MAX] = "";
    const struct http_got *got = download->got;
    struct error error = {0};
    bool answered = got && got->answered && got->status == 200;
    if (answered)
        check_feed_body(buffer_view(&got->body), entry->url,
                        &(struct input_options){.format = entry->format,
                                                .base_url = download->address,
                                                .charset = http_fields_charset(&got->fields, charset) ? charset : NULL,
                                                .observed_at_ms = clock_now_ms()},
                        &check->source_arena, &check->record_arena, &look);
    else
        download_problem(download, &error);
    bool good = look.whole && !look.refused;
    if (source_is_web(entry->name)) /* typed, perhaps with a password or key in it */
        http_show_url(entry->name, name);
    if (!answered)
        snprintf(look.problem, sizeof look.problem, "%.500s", error.message);
    else if (good && download->permanent)
        snprintf(look.problem, sizeof look.problem, "good, but moved for good to %.400s", download->address);
    snprintf(status, sizeof status, "%ld", got ? got->status : 0);
    snprintf(items, sizeof items, "%lld", (long long)look.items);
    format_time(look.newest_ms, newest);
    format_next(check, entry, download, good, next);
    bool validators = answered && (*got->fields.etag || *got->fields.last_modified);
    print_row(out, *name ? name : entry->name, got && got->status ? status : "-",
              look.format ? look.format : "-", items, newest, validators ? "yes" : "no", next, look.problem);
    check->bad += !good;
}

/* The row of a finished download, whose body is not kept. */
static void keep_row(struct check *check, struct download *download)
{
    char **row = download->context;
    size_t size;
    FILE *out = open_memstream(row, &size);
    if (out) {
        print_feed(check, &check->list.items[row - check->rows], download, out);
        fclose(out);
    }
    download_free(download);
}

static bool ask_all(struct check *check, struct downloads *downloads)
{
    for (size_t i = 0; i < check->list.count; i++) {
        struct download *download = check->list.items[i].enabled ? download_new(check->list.items[i].url) : NULL;
        if (!download)
            continue;
        download->bytes_max = (size_t)check->settings->download_bytes_max;
        download->typed = i >= check->typed_from;
        download->context = &check->rows[i];
        check->asked++;
        downloads_add(downloads, download);
    }
    for (size_t left = check->asked; left;) {
        struct download *finished = downloads_next(downloads, WAIT_MS);
        if (!finished)
            continue;
        keep_row(check, finished);
        left--;
    }
    return check->asked > 0;
}

static bool prepare(struct check *check, char **arguments, int argument_count, struct error *error)
{
    if (check->settings->feeds && !feeds_list_read(&check->list, check->settings->feeds, error))
        return false;
    check->typed_from = check->list.count;
    for (int i = 0; i < argument_count; i++)
        if (!source_is_web(arguments[i]))
            return error_stop(error, EXIT_USAGE, "%s is no address of a feed", arguments[i]);
        else if (!feeds_list_add(&check->list, arguments[i], error))
            return false;
    check->rows = calloc(check->list.count + 1, sizeof *check->rows);
    if (!check->rows)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for the feeds");
    return arena_init(&check->source_arena, SOURCE_MEMORY, error) &&
           arena_init(&check->record_arena, RECORD_MEMORY, error);
}

static bool run(struct check *check, struct error *error)
{
    static const volatile sig_atomic_t never;
    const struct producer_settings *settings = check->settings;
    const struct downloads_settings downloading = {.contact = settings->contact,
                                                   .host_gap_ms = settings->host_gap_ms,
                                                   .timeout_ms = settings->download_timeout_s * 1000,
                                                   .private_allowed = settings->allow_private_addresses,
                                                   .interrupted = &never};
    struct downloads *downloads;
    if (!downloads_open(&downloading, &downloads, error))
        return false;
    bool asked = ask_all(check, downloads);
    downloads_close(downloads);
    if (!asked)
        return error_stop(error, EXIT_NO_INPUT, "there is no feed that is on: give --feeds or an address");
    print_row(stdout, "feed", "status", "format", "items", "newest item", "validators", "next poll", "problem");
    for (size_t i = 0; i < check->list.count; i++)
        if (check->rows[i])
            fputs(check->rows[i], stdout);
    return !fflush(stdout) || error_stop(error, EXIT_IO, "the table cannot be written");
}

int check_feeds_run(int argc, char **argv)
{
    struct producer_settings settings = {0};
    struct check check = {.settings = &settings};
    struct error error;
    int argument_count, status = EXIT_SUCCESS;
    bool done = false;
    bool fine = option_parse(&program, argc, argv, &settings, &argument_count, &done, &error) &&
                (done || (prepare(&check, argv + 1, argument_count, &error) && run(&check, &error)));
    if (!fine) {
        log_error(LOG_LEVEL_ERROR, "the feeds cannot be checked", &error);
        status = error.exit_status;
    } else if (check.bad) {
        status = EXIT_DATA;
    }
    for (size_t i = 0; check.rows && i < check.list.count; i++)
        free(check.rows[i]);
    free(check.rows);
    arena_free(&check.source_arena);
    arena_free(&check.record_arena);
    feeds_list_free(&check.list);
    return status;
}
