#include "producers/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/buffer.h"
#include "lib/clock.h"

/*
 *   data   0 ........ begin ........ end ........ size
 *          used up     not yet used   free for reading
 *
 * `position` is the offset in the source of data[begin].
 */
struct reader {
    char *name;
    int descriptor;       /* -1: a text in memory, data is the caller's */
    char *memory;         /* what the reader itself owns; NULL for a text */
    const char *data;
    size_t size, begin, end;
    int64_t position;
    bool at_end;          /* the source has nothing behind data[end] */
    int64_t line_number;  /* of the line returned last */
    int64_t offset;       /* of what was returned last */
    int64_t modified_at_ms;
    struct buffer rest;   /* what reader_rest collects */
};

enum { WINDOW = READER_LINE_MAX + 2 }; /* a longest line with its CR and LF */

static bool cannot(struct error *error, const char *name, const char *verb)
{
    return error_stop(error, EXIT_NO_INPUT, "%s cannot be %s: %s", name, verb, strerror(errno));
}

static struct reader *reader_make(const char *name, int descriptor)
{
    struct reader *reader = calloc(1, sizeof *reader);
    if (!reader)
        return NULL;
    reader->name = strdup(name);
    reader->descriptor = descriptor;
    reader->modified_at_ms = clock_now_ms();
    if (descriptor >= 0)
        reader->data = reader->memory = malloc(WINDOW);
    if (reader->name && (descriptor < 0 || reader->memory))
        return reader;
    reader_close(reader);
    return NULL;
}

static bool read_status(struct reader *reader, struct error *error)
{
    struct stat status;
    if (fstat(reader->descriptor, &status))
        return cannot(error, reader->name, "examined");
    if (S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        return cannot(error, reader->name, "read");
    }
    if (S_ISREG(status.st_mode) && reader->descriptor != STDIN_FILENO)
        reader->modified_at_ms = (int64_t)status.st_mtim.tv_sec * 1000 + status.st_mtim.tv_nsec / 1000000;
    return true;
}

bool reader_open_file(const char *path, struct reader **reader, struct error *error)
{
    int descriptor = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
    if (descriptor < 0)
        return cannot(error, path, "opened");
    struct reader *made = reader_make(path, descriptor);
    if (!made) {
        if (descriptor != STDIN_FILENO)
            close(descriptor);
        return error_stop(error, EXIT_NO_INPUT, "%s cannot be opened: no memory", path);
    }
    made->size = WINDOW;
    if (!read_status(made, error)) {
        reader_close(made);
        return false;
    }
    *reader = made;
    return true;
}

bool reader_open_text(const char *name, struct slice text, struct reader **reader, struct error *error)
{
    struct reader *made = reader_make(name, -1);
    if (!made)
        return error_stop(error, EXIT_NO_INPUT, "%s cannot be opened: no memory", name);
    made->data = text.data ? text.data : "";
    made->size = made->end = text.size;
    made->at_end = true;
    *reader = made;
    return true;
}

void reader_close(struct reader *reader)
{
    if (!reader)
        return;
    if (reader->descriptor > STDIN_FILENO)
        close(reader->descriptor);
    buffer_free(&reader->rest);
    free(reader->memory);
    free(reader->name);
    free(reader);
}

const char *reader_name(const struct reader *reader)
{
    return reader->name;
}

int64_t reader_modified_at_ms(const struct reader *reader)
{
    return reader->modified_at_ms;
}

int64_t reader_line_number(const struct reader *reader)
{
    return reader->line_number;
}

int64_t reader_offset(const struct reader *reader)
{
    return reader->offset;
}

static size_t unused(const struct reader *reader)
{
    return reader->end - reader->begin;
}

static struct slice use_up(struct reader *reader, size_t size)
{
    struct slice bytes = {reader->data + reader->begin, size};
    reader->offset = reader->position;
    reader->begin += size;
    reader->position += (int64_t)size;
    return bytes;
}

/* Reads once behind data[end]; room there is made by moving the unused bytes to the front. Sets at_end at the end. */
static bool read_more(struct reader *reader, struct error *error)
{
    if (reader->begin > 0) {
        memmove(reader->memory, reader->memory + reader->begin, unused(reader));
        reader->end -= reader->begin;
        reader->begin = 0;
    }
    ssize_t size = read(reader->descriptor, reader->memory + reader->end, reader->size - reader->end);
    if (size < 0 && errno == EINTR)
        return error_retry(error, "reading %s was interrupted by a signal", reader->name);
    if (size < 0)
        return cannot(error, reader->name, "read");
    reader->end += (size_t)size;
    reader->at_end = size == 0;
    return true;
}

static bool fill_to(struct reader *reader, size_t size, struct error *error)
{
    while (unused(reader) < size && !reader->at_end)
        if (!read_more(reader, error))
            return false;
    return true;
}

bool reader_peek(struct reader *reader, struct slice *head, struct error *error)
{
    if (!fill_to(reader, READER_PEEK_MAX, error))
        return false;
    size_t size = unused(reader);
    *head = (struct slice){reader->data + reader->begin, size < READER_PEEK_MAX ? size : READER_PEEK_MAX};
    return true;
}

bool reader_decode(struct reader *reader, const char *fallback, struct error *error)
{
    struct slice head;
    (void)fallback;
    if (!reader_peek(reader, &head, error))
        return false;
    if (slice_starts_with(head, "\xEF\xBB\xBF"))
        use_up(reader, 3);
    return true;
}

const char *reader_encoding(const struct reader *reader)
{
    (void)reader;
    return "UTF-8";
}

bool reader_open_sibling(const struct reader *reader, const char *name, struct reader **sibling, struct error *error)
{
    char path[4096];
    const char *slash = strrchr(reader->name, '/');
    *sibling = NULL;
    int size = snprintf(path, sizeof path, "%.*s%s", slash ? (int)(slash + 1 - reader->name) : 0, reader->name, name);
    if (reader->descriptor < 0 || size < 0 || (size_t)size >= sizeof path || access(path, F_OK))
        return true;
    return reader_open_file(path, sibling, error);
}

/* Looks for the end of the line, reading on as needed; *size is its length with the LF, or all there is before the end
 * of the source or the limit. */
static bool find_line_end(struct reader *reader, size_t *size, struct error *error)
{
    for (size_t seen = 0;;) {
        const char *start = reader->data + reader->begin;
        const char *newline = memchr(start + seen, '\n', unused(reader) - seen);
        seen = unused(reader);
        if (newline)
            seen = (size_t)(newline - start) + 1;
        *size = seen;
        if (newline || reader->at_end || seen >= WINDOW)
            return true;
        if (!read_more(reader, error))
            return false;
    }
}

static struct slice without_end(struct slice line)
{
    if (line.size && line.data[line.size - 1] == '\n')
        line.size--;
    if (line.size && line.data[line.size - 1] == '\r')
        line.size--;
    return line;
}

static bool skip_long_line(struct reader *reader, struct slice part, struct error *error)
{
    int64_t offset = reader->offset;
    while (part.data[part.size - 1] != '\n' && !(reader->at_end && !unused(reader))) {
        size_t size;
        if (!find_line_end(reader, &size, error))
            return false;
        if (size)
            part = use_up(reader, size);
    }
    reader->offset = offset;
    return error_reject(error, REASON_TOO_LARGE, "the line is longer than %d bytes", READER_LINE_MAX);
}

bool reader_line(struct reader *reader, struct slice *line, struct error *error)
{
    size_t size;
    if (!find_line_end(reader, &size, error))
        return false;
    if (!size) {
        *line = (struct slice){0};
        return true;
    }
    struct slice part = use_up(reader, size);
    reader->line_number++;
    struct slice text = without_end(part);
    if (text.size > READER_LINE_MAX)
        return skip_long_line(reader, part, error);
    *line = text;
    return true;
}

bool reader_bytes(struct reader *reader, size_t most, struct slice *bytes, struct error *error)
{
    if (!fill_to(reader, 1, error))
        return false;
    size_t size = unused(reader) < most ? unused(reader) : most;
    *bytes = size ? use_up(reader, size) : (struct slice){0};
    return true;
}

static bool too_large(const struct reader *reader, size_t most, struct error *error)
{
    return error_reject(error, REASON_TOO_LARGE, "%s is longer than %zu bytes", reader->name, most);
}

bool reader_rest(struct reader *reader, size_t most, struct slice *bytes, struct error *error)
{
    int64_t offset = reader->position;
    if (reader->descriptor < 0) {
        if (unused(reader) > most)
            return too_large(reader, most, error);
        *bytes = use_up(reader, unused(reader));
        return true;
    }
    buffer_free(&reader->rest);
    buffer_init(&reader->rest, most);
    struct slice part;
    do {
        if (!reader_bytes(reader, WINDOW, &part, error))
            return false;
        buffer_slice(&reader->rest, part);
    } while (part.data && !reader->rest.full);
    reader->offset = offset;
    if (reader->rest.full)
        return too_large(reader, most, error);
    *bytes = buffer_view(&reader->rest);
    return true;
}
