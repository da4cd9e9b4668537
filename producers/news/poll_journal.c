#include "producers/news/poll_journal.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/json.h"
#include "lib/record_json.h"

enum { LINE_BYTES_MAX = 8 << 20, GROWTH_BYTES = 1 << 20, GROWTH_TIMES = 4 };

/* A line of a feed that is not in the list. */
struct other {
    char *feed, *line;
    int64_t next_ms;
};

struct poll_journal {
    char *path;     /* NULL: nothing is written */
    int descriptor; /* -1: none */
    struct poll_record *records;
    size_t count;
    struct other others[JOURNAL_OTHERS_MAX];
    size_t other_count;
    struct buffer line;
    int64_t size, least_size; /* of the file now, and when it was written anew */
};

/* --- one line ----------------------------------------------------------------------------------------------------- */

static void write_text(struct buffer *out, const char *name, const char *text)
{
    if (!*text)
        return;
    buffer_format(out, ", \"%s\": ", name);
    json_write_string(out, slice_of(text));
}

static void write_line(const struct poll_record *record, struct buffer *out)
{
    buffer_text(out, "{\"feed\": ");
    json_write_string(out, slice_of(record->feed));
    buffer_format(out, ", \"next_ms\": %lld, \"failures\": %d, \"stopped\": %s", (long long)record->next_ms,
                  record->failures, record->stopped ? "true" : "false");
    write_text(out, "etag", record->etag);
    write_text(out, "last_modified", record->last_modified);
    write_text(out, "body", record->body);
    write_text(out, "moved_to", record->move.address);
    buffer_format(out, ", \"moved_polls\": %d, \"seen\": \"", record->move.polls);
    seen_write(&record->seen, out);
    buffer_text(out, "\"}\n");
}

/* What does not fit, or is no text, counts as not stated. */
static void read_text(const struct json *line, const char *name, char *place, size_t size)
{
    struct slice text = json_text(json_member(line, name));
    *place = '\0';
    if (text.data && text.size < size)
        snprintf(place, size, "%.*s", SLICE_ARGS(text));
}

static int read_number(const struct json *line, const char *name)
{
    int64_t number = 0;
    return json_int64(json_member(line, name), &number) && number > 0 && number < 1000000 ? (int)number : 0;
}

static int64_t next_ms_of(const struct json *line)
{
    int64_t next_ms = 0;
    return json_int64(json_member(line, "next_ms"), &next_ms) ? next_ms : 0;
}

static void read_line(const struct json *line, struct poll_record *record)
{
    record->next_ms = next_ms_of(line);
    record->failures = read_number(line, "failures");
    if (!json_bool(json_member(line, "stopped"), &record->stopped))
        record->stopped = false;
    read_text(line, "etag", record->etag, sizeof record->etag);
    read_text(line, "last_modified", record->last_modified, sizeof record->last_modified);
    read_text(line, "body", record->body, sizeof record->body);
    read_text(line, "moved_to", record->move.address, sizeof record->move.address);
    record->move.polls = *record->move.address ? read_number(line, "moved_polls") : 0;
    seen_read(&record->seen, json_text(json_member(line, "seen")));
}

/* --- the file ----------------------------------------------------------------------------------------------------- */

static bool cannot(const struct poll_journal *journal, enum exit_status status, const char *verb, struct error *error)
{
    return error_stop(error, status, "the state %s cannot be %s: %s", journal->path, verb, strerror(errno));
}

static void keep_other(struct poll_journal *journal, struct slice feed, const char *line, int64_t next_ms)
{
    size_t i = 0;
    while (i < journal->other_count && !slice_equal_text(feed, journal->others[i].feed))
        i++;
    if (i == JOURNAL_OTHERS_MAX)
        return;
    struct other other = {strndup(feed.data, feed.size), strdup(line), next_ms};
    if (i < journal->other_count) {
        free(journal->others[i].feed);
        free(journal->others[i].line);
    } else if (other.feed && other.line) {
        journal->other_count++;
    }
    journal->others[i] = other;
}

static void take_line(struct poll_journal *journal, const char *text)
{
    struct json *line;
    struct error ignored;
    if (!json_parse(slice_of(text), &line, &ignored))
        return; /* the feed is then asked as if it were new, which loses nothing */
    struct slice feed = json_text(json_member(line, "feed"));
    size_t i = 0;
    while (i < journal->count && !(feed.data && slice_equal_text(feed, journal->records[i].feed)))
        i++;
    if (i < journal->count)
        read_line(line, &journal->records[i]);
    else if (feed.data)
        keep_other(journal, feed, text, next_ms_of(line));
    json_free(line);
}

static bool read_file(struct poll_journal *journal, struct error *error)
{
    FILE *file = fopen(journal->path, "re");
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    if (!file)
        return errno == ENOENT || cannot(journal, EXIT_CONFIG, "opened", error);
    while ((length = getline(&line, &size, file)) > 0)
        if (line[length - 1] == '\n' && length < LINE_BYTES_MAX)
            take_line(journal, line);
    bool fine = !ferror(file) || cannot(journal, EXIT_CONFIG, "read", error);
    free(line);
    fclose(file);
    return fine;
}

static bool write_all(struct poll_journal *journal, int descriptor, struct slice text)
{
    while (text.size) {
        ssize_t written = write(descriptor, text.data, text.size);
        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0)
            text = slice_cut(text, (size_t)written, text.size);
        journal->size += written > 0 ? written : 0;
    }
    return true;
}

static bool write_records(struct poll_journal *journal, int descriptor)
{
    int64_t kept_since_ms = clock_now_ms() - (int64_t)JOURNAL_KEPT_DAYS * 86400 * 1000;
    for (size_t i = 0; i < journal->count; i++) {
        buffer_reset(&journal->line);
        write_line(&journal->records[i], &journal->line);
        if (!write_all(journal, descriptor, buffer_view(&journal->line)))
            return false;
    }
    for (size_t i = 0; i < journal->other_count; i++)
        if (journal->others[i].line && journal->others[i].next_ms > kept_since_ms &&
            !write_all(journal, descriptor, slice_of(journal->others[i].line)))
            return false;
    return true;
}

/* A rename is on the disk when its folder is. */
static void sync_folder(const char *path)
{
    char *copy = strdup(path);
    int folder = copy ? open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (folder >= 0) {
        fsync(folder);
        close(folder);
    }
    free(copy);
}

/* Writes the file anew, with a line for each feed. */
static bool rewrite(struct poll_journal *journal, struct error *error)
{
    char *fresh;
    if (asprintf(&fresh, "%s.new", journal->path) < 0)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for the state");
    journal->size = 0;
    int descriptor = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);
    bool fine = descriptor >= 0 && write_records(journal, descriptor) && !fsync(descriptor) &&
                !rename(fresh, journal->path);
    if (!fine)
        cannot(journal, EXIT_IO, "written", error);
    free(fresh);
    if (journal->descriptor >= 0)
        close(journal->descriptor);
    journal->descriptor = descriptor;
    journal->least_size = journal->size;
    sync_folder(journal->path);
    return fine;
}

bool poll_journal_open(const char *path, struct poll_record *records, size_t count, struct poll_journal **journal,
                       struct error *error)
{
    struct poll_journal *made = calloc(1, sizeof *made);
    if (!made || (path && !(made->path = strdup(path)))) {
        free(made);
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for the state");
    }
    made->descriptor = -1;
    made->records = records;
    made->count = count;
    buffer_init(&made->line, LINE_BYTES_MAX);
    if (path && !(read_file(made, error) && rewrite(made, error))) {
        poll_journal_close(made);
        return false;
    }
    *journal = made;
    return true;
}

void poll_journal_close(struct poll_journal *journal)
{
    if (!journal)
        return;
    if (journal->descriptor >= 0)
        close(journal->descriptor);
    for (size_t i = 0; i < journal->other_count; i++) {
        free(journal->others[i].feed);
        free(journal->others[i].line);
    }
    buffer_free(&journal->line);
    free(journal->path);
    free(journal);
}

bool poll_journal_note(struct poll_journal *journal, const struct poll_record *record, struct error *error)
{
    if (!journal->path)
        return true;
    if (journal->size > GROWTH_BYTES + GROWTH_TIMES * journal->least_size)
        return rewrite(journal, error);
    buffer_reset(&journal->line);
    write_line(record, &journal->line);
    return (write_all(journal, journal->descriptor, buffer_view(&journal->line)) &&
            !fdatasync(journal->descriptor)) ||
           cannot(journal, EXIT_IO, "written", error);
}
