#include "producers/reader.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/buffer.h"
#include "lib/clock.h"
#include "producers/archive.h"
#include "producers/encoding.h"
#include "producers/unpack.h"

enum utf8 { UTF8_UNTESTED, UTF8_WHOLE, UTF8_NOT };

/*
 *   file, text or member  ->  unpacked  ->  decoded  ->  memory:  0 ........ begin ........ end ........ size
 *                                                                 used up     not yet used   free for reading
 *
 * `position` is the offset in the source of memory[begin].
 */
struct reader {
    char *name;
    struct stream *decoded;  /* owns the ones below */
    struct stream *unpacked; /* the one below it */
    struct archive *archive; /* NULL: no member */
    size_t member;
    bool has_folder;         /* a file: siblings lie beside it */
    char *memory;
    size_t size, begin, end;
    int64_t position;
    bool at_end;             /* the source has nothing behind memory[end] */
    int64_t line_number;     /* of the line returned last */
    int64_t offset;          /* of what was returned last */
    int64_t modified_at_ms;
    const char *encoding;    /* found by reader_decode; NULL before */
    char fallback[32];       /* the caller's; "" for none */
    int64_t start;           /* the size of a mark that was dropped */
    enum utf8 utf8;          /* what a test of the whole source found */
    struct encoding_fault not_utf8;
    struct buffer rest;      /* what reader_rest collects */
    struct buffer head;      /* what reader_head converts */
};

enum {
    WINDOW_MAX = READER_LINE_MAX + 2, /* a longest line with its CR and LF */
    WINDOW_SPARE = 64,                /* the decoder wants room for a character at least */
    WINDOW_START = 256 << 10,         /* most lines are short, and what is small stays in the processor's cache */
    HEAD_MAX = 2 * READER_PEEK_MAX    /* two bytes of UTF-16 become three of UTF-8 */
};

/* ---- opening ---- */

static bool cannot(struct error *error, const char *name, const char *verb)
{
    return error_stop(error, EXIT_NO_INPUT, "%s cannot be %s: %s", name, verb, strerror(errno));
}

static bool no_memory(struct error *error, const char *name)
{
    errno = ENOMEM;
    return cannot(error, name, "opened");
}

static struct reader *reader_make(const char *name, struct error *error)
{
    struct reader *reader = calloc(1, sizeof *reader);
    if (reader) {
        reader->name = strdup(name);
        reader->memory = malloc(WINDOW_START);
        reader->size = WINDOW_START;
        reader->modified_at_ms = clock_now_ms();
        buffer_init(&reader->head, HEAD_MAX);
        buffer_init(&reader->rest, 0);
    }
    if (reader && reader->name && reader->memory)
        return reader;
    reader_close(reader);
    no_memory(error, name);
    return NULL;
}

/* Puts the layers on top of `bytes` (taken over); the reader is closed if that fails. */
static bool finish(struct reader *made, struct stream *bytes, struct reader **reader, struct error *error)
{
    if (unpack_open(bytes, &made->unpacked, error) && encoding_open(made->unpacked, &made->decoded, error)) {
        *reader = made;
        return true;
    }
    reader_close(made);
    return false;
}

static bool open_bytes(struct reader *reader, int descriptor, struct stream **bytes, struct error *error)
{
    struct stat status;
    if (!stream_of_file(descriptor, reader->name, bytes, error))
        return false;
    if (descriptor != STDIN_FILENO && !fstat(descriptor, &status) && S_ISREG(status.st_mode))
        reader->modified_at_ms = (int64_t)status.st_mtim.tv_sec * 1000 + status.st_mtim.tv_nsec / 1000000;
    reader->has_folder = descriptor != STDIN_FILENO;
    return true;
}

bool reader_open_file(const char *path, struct reader **reader, struct error *error)
{
    int descriptor = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
    if (descriptor < 0)
        return cannot(error, path, "opened");
    struct stream *bytes;
    struct reader *made = reader_make(path, error);
    if (made && open_bytes(made, descriptor, &bytes, error))
        return finish(made, bytes, reader, error);
    reader_close(made);
    if (descriptor != STDIN_FILENO)
        close(descriptor);
    return false;
}

bool reader_open_descriptor(int descriptor, const char *name, struct reader **reader, struct error *error)
{
    struct stream *bytes;
    struct reader *made = reader_make(name, error);
    int own = made ? dup(descriptor) : -1;
    if (own >= 0 && stream_of_file(own, made->name, &bytes, error))
        return finish(made, bytes, reader, error);
    if (made && own < 0)
        cannot(error, name, "opened");
    if (own >= 0)
        close(own);
    reader_close(made);
    return false;
}

bool reader_open_text(const char *name, struct slice text, struct reader **reader, struct error *error)
{
    struct reader *made = reader_make(name, error);
    struct stream *bytes = made ? stream_of_text(text) : NULL;
    if (bytes)
        return finish(made, bytes, reader, error);
    reader_close(made);
    return no_memory(error, name);
}

bool reader_open_member(struct archive *archive, size_t member, const char *name, struct reader **reader,
                        struct error *error)
{
    struct stream *bytes;
    struct reader *made = reader_make(name, error);
    if (!made || !archive_open_member(archive, member, &bytes, error)) {
        reader_close(made);
        return false;
    }
    made->archive = archive;
    made->member = member;
    made->modified_at_ms = archive_modified_at_ms(archive);
    return finish(made, bytes, reader, error);
}

void reader_close(struct reader *reader)
{
    if (!reader)
        return;
    stream_close(reader->decoded);
    buffer_free(&reader->head);
    buffer_free(&reader->rest);
    free(reader->memory);
    free(reader->name);
    free(reader);
}

/* ---- siblings ---- */

/* The entry of a folder that has this name but for its case; NULL: none, or too many to look through. */
static char *find_in_folder(const char *folder, const char *name)
{
    DIR *entries = opendir(*folder ? folder : ".");
    char *found = NULL;
    const struct dirent *entry;
    for (int i = 0; entries && !found && i < READER_FOLDER_MAX && (entry = readdir(entries)); i++)
        if (!strcasecmp(entry->d_name, name))
            found = strdup(entry->d_name);
    if (entries)
        closedir(entries);
    return found;
}

static bool is_file(const char *path)
{
    struct stat status;
    return !stat(path, &status) && S_ISREG(status.st_mode);
}

static bool open_in_folder(const char *folder, const char *name, struct reader **sibling, struct error *error)
{
    char *path, *found = NULL;
    if (asprintf(&path, "%s%s", folder, name) < 0)
        return no_memory(error, name);
    if (!is_file(path) && (found = find_in_folder(folder, name))) {
        free(path);
        if (asprintf(&path, "%s%s", folder, found) < 0)
            path = NULL;
    }
    bool fine = !path || !is_file(path) || reader_open_file(path, sibling, error);
    free(found);
    free(path);
    return fine;
}

static bool open_in_archive(const struct reader *reader, const char *folder, const char *name, struct reader **sibling,
                            struct error *error)
{
    size_t found;
    char *path;
    if (!archive_find_beside(reader->archive, reader->member, name, &found))
        return true;
    const char *whole = archive_name(reader->archive, found), *slash = strrchr(whole, '/');
    if (asprintf(&path, "%s%s", folder, slash ? slash + 1 : whole) < 0)
        return no_memory(error, name);
    bool fine = reader_open_member(reader->archive, found, path, sibling, error);
    free(path);
    return fine;
}

bool reader_open_sibling(const struct reader *reader, const char *name, struct reader **sibling, struct error *error)
{
    *sibling = NULL;
    if (!*name || strchr(name, '/') || (!reader->archive && !reader->has_folder))
        return true;
    const char *slash = strrchr(reader->name, '/');
    char *folder = strndup(reader->name, slash ? (size_t)(slash + 1 - reader->name) : 0);
    if (!folder)
        return no_memory(error, name);
    bool fine = reader->archive ? open_in_archive(reader, folder, name, sibling, error)
                                : open_in_folder(folder, name, sibling, error);
    free(folder);
    return fine;
}

/* ---- what it is ---- */

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

const char *reader_encoding(const struct reader *reader)
{
    return reader->encoding ? reader->encoding : "UTF-8";
}

/* ---- the window ---- */

static size_t unused(const struct reader *reader)
{
    return reader->end - reader->begin;
}

static struct slice use_up(struct reader *reader, size_t size)
{
    struct slice bytes = {reader->memory + reader->begin, size};
    reader->offset = reader->position;
    reader->begin += size;
    reader->position += (int64_t)size;
    return bytes;
}

/* Moves the unused bytes to the front, and makes the window larger where they fill half of it. */
static bool make_room(struct reader *reader, struct error *error)
{
    if (reader->begin > 0) {
        memmove(reader->memory, reader->memory + reader->begin, unused(reader));
        reader->end -= reader->begin;
        reader->begin = 0;
    }
    size_t most = WINDOW_MAX + WINDOW_SPARE, size = reader->size * 2 < most ? reader->size * 2 : most;
    if (reader->end <= reader->size / 2 || reader->size == most)
        return true;
    char *memory = realloc(reader->memory, size);
    if (!memory)
        return error_stop(error, EXIT_NO_INPUT, "%s cannot be read: no memory for a long line", reader->name);
    reader->memory = memory;
    reader->size = size;
    return true;
}

/* Reads once behind memory[end]. Sets at_end at the end. */
static bool read_more(struct reader *reader, struct error *error)
{
    size_t got;
    if (!make_room(reader, error))
        return false;
    if (!reader->decoded->read(reader->decoded, reader->memory + reader->end, reader->size - reader->end, &got, error))
        return false;
    reader->end += got;
    reader->at_end = got == 0;
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
    *head = (struct slice){reader->memory + reader->begin, size < READER_PEEK_MAX ? size : READER_PEEK_MAX};
    return true;
}

bool reader_head(struct reader *reader, struct slice *head, struct error *error)
{
    if (!reader_peek(reader, head, error))
        return false;
    buffer_reset(&reader->head);
    if (!reader->encoding && encoding_by_mark(*head) && encoding_convert_head(*head, NULL, &reader->head))
        *head = buffer_view(&reader->head);
    return true;
}

/* ---- reading twice ---- */

static void empty_window(struct reader *reader)
{
    reader->begin = reader->end = 0;
    reader->position = reader->line_number = reader->offset = 0;
    reader->at_end = false;
}

bool reader_is_packed(const struct reader *reader)
{
    return unpack_is_packed(reader->unpacked);
}

bool reader_is_rewindable(const struct reader *reader)
{
    return reader->decoded->rewind != NULL;
}

bool reader_rewind(struct reader *reader, struct error *error)
{
    empty_window(reader);
    reader->position = reader->encoding ? reader->start : 0;
    return reader->decoded->rewind(reader->decoded, error);
}

static bool read_to_end(struct reader *reader, struct error *error)
{
    for (size_t got = 1; got;)
        if (!reader->decoded->read(reader->decoded, reader->memory, reader->size, &got, error))
            return false;
    return true;
}

/* Reads the whole source as `encoding`; NULL: as it is. */
static bool try_whole(struct reader *reader, const char *encoding, struct error *error)
{
    empty_window(reader);
    return encoding_choose(reader->decoded, encoding, (struct slice){0}, error) && read_to_end(reader, error);
}

/* Finds whether the whole source is UTF-8. False only for other errors. */
static bool test_utf8(struct reader *reader, struct error *error)
{
    if (reader->utf8 != UTF8_UNTESTED)
        return true;
    bool whole = try_whole(reader, "UTF-8", error);
    if (!whole && error->reason != REASON_BAD_ENCODING)
        return false;
    reader->utf8 = whole ? UTF8_WHOLE : UTF8_NOT;
    reader->not_utf8 = encoding_fault(reader->decoded);
    return true;
}

bool reader_test(struct reader *reader, struct error *error)
{
    if (!reader_is_rewindable(reader))
        return true;
    if (!fill_to(reader, 1, error))
        return false;
    if (reader->encoding || !(reader->archive || reader_is_packed(reader)))
        return true;
    if (!test_utf8(reader, error))
        return false;
    /* Where it is not UTF-8, the test has not come to the end. */
    if (reader->utf8 == UTF8_NOT && !try_whole(reader, NULL, error))
        return false;
    empty_window(reader);
    return encoding_choose(reader->decoded, NULL, (struct slice){0}, error);
}

/* ---- the encoding ---- */

/* The place of what is refused is that of the bad byte. */
static bool refuse_at(struct reader *reader, struct encoding_fault fault)
{
    reader->line_number = fault.line;
    reader->offset = fault.offset;
    return false;
}

/* Neither fits. The one that went further is the one that the text was meant to be in. */
static bool refuse_both(struct reader *reader, const char *fallback, struct encoding_fault fault, struct error *error)
{
    struct encoding_fault utf8 = reader->not_utf8;
    error_reject(error, REASON_BAD_ENCODING,
                 "not UTF-8 (first bad byte at offset %lld, line %lld) and not %s (at offset %lld, line %lld)",
                 (long long)utf8.offset, (long long)utf8.line, fallback, (long long)fault.offset, (long long)fault.line);
    return refuse_at(reader, fault.offset > utf8.offset ? fault : utf8);
}

static bool refuse_utf8(struct reader *reader, struct error *error)
{
    struct encoding_fault fault = reader->not_utf8;
    error_reject(error, REASON_BAD_ENCODING, "not UTF-8: first bad byte at offset %lld, line %lld%s",
                 (long long)fault.offset, (long long)fault.line,
                 fault.proof < ENCODING_PROOF ? "" : ", while all before it is UTF-8: damaged, or two encodings in one text");
    return refuse_at(reader, fault);
}

/* The source is read anew, or on behind what was peeked at, as `encoding`, which lives as long as the reader. */
static bool decode_as(struct reader *reader, const char *encoding, struct slice head, struct error *error)
{
    if (!encoding_choose(reader->decoded, encoding, head, error))
        return false;
    empty_window(reader);
    reader->position = reader->start;
    reader->encoding = encoding;
    return true;
}

static bool decode_whole(struct reader *reader, const char *marked, struct error *error)
{
    if (!marked && !test_utf8(reader, error))
        return false;
    if (!marked && reader->utf8 == UTF8_WHOLE)
        return decode_as(reader, "UTF-8", (struct slice){0}, error);
    bool hopeless = !*reader->fallback || reader->not_utf8.proof >= ENCODING_PROOF;
    if (!marked && hopeless)
        return refuse_utf8(reader, error);
    const char *encoding = marked ? marked : reader->fallback;
    if (try_whole(reader, encoding, error))
        return decode_as(reader, encoding, (struct slice){0}, error);
    if (error->reason != REASON_BAD_ENCODING)
        return false;
    struct encoding_fault fault = encoding_fault(reader->decoded);
    if (marked)
        return refuse_at(reader, fault);
    bool is_utf8 = !strcasecmp(encoding, "UTF-8");
    return is_utf8 ? refuse_utf8(reader, error) : refuse_both(reader, encoding, fault, error);
}

/* A pipe: whoever writes to it may wait for what comes of the first line, so that no more is asked for than a mark. */
static bool peek_mark(struct reader *reader, struct slice *head, struct error *error)
{
    static const char begins[] = "\xEF\xFE\xFF\x84";
    if (!fill_to(reader, 1, error))
        return false;
    bool may_be_mark = unused(reader) && memchr(begins, reader->memory[reader->begin], sizeof begins); /* or a NUL */
    if (may_be_mark && !fill_to(reader, 4, error))
        return false;
    *head = (struct slice){reader->memory + reader->begin, unused(reader)};
    return true;
}

static bool decode_pipe(struct reader *reader, const char *marked, struct slice head, struct error *error)
{
    buffer_reset(&reader->head);
    bool by_fallback = !marked && *reader->fallback && !encoding_convert_head(head, NULL, &reader->head);
    head.size = unused(reader); /* all that was read, not only what peek gives */
    return decode_as(reader, marked ? marked : by_fallback ? reader->fallback : "UTF-8", head, error);
}

/* Found before, and what the caller says now would not change it. */
static bool is_decided(const struct reader *reader, const char *fallback)
{
    return reader->encoding &&
           (reader->encoding != reader->fallback || (fallback && !strcasecmp(fallback, reader->fallback)));
}

bool reader_decode(struct reader *reader, const char *fallback, struct error *error)
{
    struct slice head;
    bool whole = reader_is_rewindable(reader);
    if (is_decided(reader, fallback))
        return true;
    if (fallback && (strlen(fallback) >= sizeof reader->fallback || !encoding_is_known(fallback)))
        return error_stop(error, EXIT_CONFIG, "the encoding \"%s\" is not known", fallback);
    if (!(whole || fallback ? reader_peek : peek_mark)(reader, &head, error))
        return false;
    const char *marked = encoding_by_mark(head);
    reader->start = marked && slice_starts_with(head, "\xEF\xBB\xBF") ? 3 : 0;
    snprintf(reader->fallback, sizeof reader->fallback, "%s", fallback ? fallback : "");
    return whole ? decode_whole(reader, marked, error) : decode_pipe(reader, marked, head, error);
}

/* ---- lines and blocks ---- */

/* Looks for the end of the line, reading on as needed; *size is its length with the LF, or all there is before the end
 * of the source or the limit. */
static bool find_line_end(struct reader *reader, size_t *size, struct error *error)
{
    for (size_t seen = 0;;) {
        const char *start = reader->memory + reader->begin;
        const char *newline = memchr(start + seen, '\n', unused(reader) - seen);
        seen = unused(reader);
        if (newline)
            seen = (size_t)(newline - start) + 1;
        *size = seen;
        if (newline || reader->at_end || seen >= WINDOW_MAX)
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

bool reader_rest(struct reader *reader, size_t most, struct slice *bytes, struct error *error)
{
    int64_t offset = reader->position;
    buffer_free(&reader->rest);
    buffer_init(&reader->rest, most);
    struct slice part;
    do {
        if (!reader_bytes(reader, SIZE_MAX, &part, error))
            return false;
        buffer_slice(&reader->rest, part);
    } while (part.data && !reader->rest.full);
    reader->offset = offset;
    if (reader->rest.full)
        return error_reject(error, REASON_TOO_LARGE, "%s is longer than %zu bytes", reader->name, most);
    *bytes = buffer_view(&reader->rest);
    return true;
}
