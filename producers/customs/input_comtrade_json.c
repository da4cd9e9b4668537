/*
 * UN Comtrade's API answer: {"elapsedTime": .., "count": N, "data": [ROW, ..], "error": ""}.
 *
 * An answer may hold 100,000 rows and more than 100 MB, so it is never in memory: a small scanner cuts the text into
 * what stands before the array "data", each row object, and what stands behind; lib/json.h parses the pieces. The
 * scanner only counts brackets outside strings; whatever is wrong inside a piece is the parser's to find.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/json.h"
#include "producers/customs/comtrade.h"
#include "producers/customs/inputs.h"

enum { CHUNK_BYTES = 64 << 10, PIECE_BYTES_MAX = 64 << 10 };

struct comtrade_json {
    struct reader *reader;
    struct comtrade_source source;
    struct slice chunk;     /* bytes read and not yet scanned */
    int64_t line, offset;   /* of chunk.data[0] */
    struct buffer piece;    /* of the text now cut */
    int64_t rows, stated;   /* rows seen; "count", -1 if not stated */
    bool ended;
};

static int recognise(struct slice head, const char *name)
{
    (void)name;
    static const char *const always[] = {"\"data\"", "\"elapsedTime\"", "\"count\""};
    static const char *const rows[] = {"\"reporterCode\"", "\"flowCode\"", "\"partnerCode\"", "\"cmdCode\""};
    if (slice_starts_with(head, "\xEF\xBB\xBF"))
        head = slice_cut(head, 3, head.size);
    if (!slice_starts_with(slice_trim(head), "{"))
        return 0;
    bool answer = true, row = true;
    for (size_t i = 0; i < sizeof always / sizeof always[0]; i++)
        answer = answer && memmem(head.data, head.size, always[i], strlen(always[i]));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        row = row && memmem(head.data, head.size, rows[i], strlen(rows[i]));
    return row || answer ? 2 : 0;
}

/* Sees that there are bytes to scan; false at the end, or (*failed) where the reader cannot go on. */
static bool fill(struct comtrade_json *state, bool *failed, struct error *error)
{
    if (state->chunk.size)
        return true;
    struct slice bytes;
    *failed = !reader_bytes(state->reader, CHUNK_BYTES, &bytes, error);
    if (*failed || !bytes.data || !bytes.size)
        return false;
    state->chunk = bytes;
    return true;
}

static void advance(struct comtrade_json *state, size_t size)
{
    for (size_t i = 0; i < size; i++)
        state->line += state->chunk.data[i] == '\n';
    state->chunk = slice_cut(state->chunk, size, state->chunk.size);
    state->offset += (int64_t)size;
}

/* The next byte, or -1 at the end (*failed tells a reader's error from it). */
static int next_byte(struct comtrade_json *state, bool *failed, struct error *error)
{
    if (!fill(state, failed, error))
        return -1;
    int byte = (unsigned char)*state->chunk.data;
    advance(state, 1);
    return byte;
}

/* Brackets and strings of a JSON text, byte by byte. */
struct scan {
    int depth;
    bool in_string, escaped;
};

static void scan_byte(struct scan *scan, int byte)
{
    if (scan->in_string) {
        scan->in_string = byte != '"' || scan->escaped;
        scan->escaped = byte == '\\' && !scan->escaped;
    } else if (byte == '"') {
        scan->in_string = true;
    } else if (byte == '{' || byte == '[') {
        scan->depth++;
    } else if (byte == '}' || byte == ']') {
        scan->depth--;
    }
}

static bool ends_early(bool failed, struct error *error)
{
    return failed ? false : error_reject(error, REASON_TRUNCATED, "the text ends inside the answer");
}

static bool put(struct comtrade_json *state, int byte, struct error *error)
{
    buffer_byte(&state->piece, (char)byte);
    return !state->piece.full || error_reject(error, REASON_TOO_LARGE, "a part of the answer over %d bytes",
                                              PIECE_BYTES_MAX);
}

/* True if what was read of the answer ends in `"data":[` of its outermost object. */
static bool at_data(struct slice text)
{
    static const char ending[] = {'[', ':'};
    for (size_t i = 0; i < sizeof ending; i++) {
        text = slice_trim(text);
        if (!text.size || text.data[text.size - 1] != ending[i])
            return false;
        text.size--;
    }
    text = slice_trim(text);
    return text.size >= 6 && memcmp(text.data + text.size - 6, "\"data\"", 6) == 0;
}

/* The members outside "data" from a piece made whole: how many rows, and whether the service reports an error. */
static bool read_members(struct comtrade_json *state, struct error *error)
{
    struct json *root;
    if (!json_parse(buffer_view(&state->piece), &root, error))
        return false;
    json_int64(json_member(root, "count"), &state->stated);
    struct slice message = json_text(json_member(root, "error"));
    bool fine = !message.size || error_reject(error, REASON_BAD_SYNTAX, "the service answers with an error: %.*s",
                                              (int)(message.size < 200 ? message.size : 200), message.data);
    json_free(root);
    return fine;
}

static bool read_head(struct comtrade_json *state, struct error *error)
{
    struct scan scan = {0};
    bool failed = false;
    int byte;
    while ((byte = next_byte(state, &failed, error)) >= 0) {
        bool mark = state->offset <= 3 && (byte == 0xEF || byte == 0xBB || byte == 0xBF);
        if (mark)
            continue;
        if (!put(state, byte, error))
            return false;
        scan_byte(&scan, byte);
        if (byte == '[' && !scan.in_string && scan.depth == 2 && at_data(buffer_view(&state->piece))) {
            buffer_text(&state->piece, "]}");
            return read_members(state, error);
        }
    }
    return failed ? false : error_reject(error, REASON_BAD_SYNTAX, "there is no array \"data\"");
}

/* What stands behind the array; the piece gets the front that makes it an object again. */
static bool read_tail(struct comtrade_json *state, struct error *error)
{
    bool failed = false;
    int byte;
    buffer_reset(&state->piece);
    buffer_text(&state->piece, "{\"data\":[]");
    while ((byte = next_byte(state, &failed, error)) >= 0)
        if (!put(state, byte, error))
            return false;
    if (failed || !read_members(state, error))
        return false;
    return comtrade_is_whole(state->rows, state->stated, error);
}

/* The first byte of the next row, or ']'; separators are checked. */
static bool find_row(struct comtrade_json *state, int *first, struct error *error)
{
    bool failed = false, comma = state->rows == 0;
    while ((*first = next_byte(state, &failed, error)) >= 0) {
        if (*first == ' ' || *first == '\n' || *first == '\r' || *first == '\t')
            continue;
        if (*first == ',' && !comma)
            comma = true;
        else if (*first == ']' && (!comma || state->rows == 0))
            return true;
        else if (*first == '{' && comma)
            return true;
        else
            return error_reject(error, REASON_BAD_SYNTAX, "no row object where one was expected");
    }
    return ends_early(failed, error);
}

/* The rest of a row whose '{' was read. A row that is too large is read to its end, so that the next is found. */
static bool cut_row(struct comtrade_json *state, struct error *error)
{
    struct scan scan = {.depth = 1};
    bool failed = false;
    buffer_reset(&state->piece);
    buffer_byte(&state->piece, '{');
    while (scan.depth > 0) {
        if (!fill(state, &failed, error))
            return ends_early(failed, error);
        size_t size = 0;
        while (size < state->chunk.size && scan.depth > 0)
            scan_byte(&scan, state->chunk.data[size++]);
        buffer_bytes(&state->piece, state->chunk.data, size);
        advance(state, size);
    }
    return true;
}

/* A value's text as the mapping takes it. */
static struct slice text_of(const struct json *value)
{
    bool boolean;
    if (json_bool(value, &boolean))
        return boolean ? SLICE_LITERAL("true") : SLICE_LITERAL("false");
    struct slice number = json_number_text(value);
    return number.data ? number : json_text(value);
}

static void fill_row(const struct json *object, struct comtrade_row *row)
{
    size_t cursor = 0;
    struct slice name;
    const struct json *value;
    while (json_next_member(object, &cursor, &name, &value)) {
        enum comtrade_column column = comtrade_column_of(name);
        if (column != COMTRADE_COLUMN_COUNT)
            row->cells[column] = text_of(value);
    }
}

static enum input_result map_row(struct comtrade_json *state, struct arena *record_arena, struct customs_event *event,
                                 struct input_place *place, struct error *error)
{
    struct json *object;
    if (state->piece.full) {
        error_reject(error, REASON_TOO_LARGE, "a row over %d bytes", PIECE_BYTES_MAX);
        return INPUT_REFUSED;
    }
    if (!json_parse(buffer_view(&state->piece), &object, error))
        return INPUT_REFUSED;
    struct comtrade_row row = {0};
    fill_row(object, &row);
    struct slice raw_ref = arena_format(record_arena, "%s:%lld@%lld", state->source.file, (long long)place->line,
                                        (long long)place->offset);
    enum input_result result =
        comtrade_event(&state->source, &row, raw_ref, record_arena, event, &place->skipped, error);
    json_free(object);
    return result;
}

static enum input_result comtrade_json_next(void *opaque, struct arena *record_arena, void *event,
                                            struct input_place *place, struct error *error)
{
    struct comtrade_json *state = opaque;
    *place = (struct input_place){.line = state->line, .offset = state->offset};
    if (state->ended)
        return INPUT_END;
    state->ended = true; /* unless a row comes: nothing behind a failure can be read */
    int first;
    if (!find_row(state, &first, error))
        return INPUT_FAILED;
    place->line = state->line;
    place->offset = state->offset - 1;
    if (first == ']')
        return read_tail(state, error) ? INPUT_END : INPUT_FAILED;
    if (!cut_row(state, error))
        return INPUT_FAILED;
    state->ended = false;
    state->rows++;
    return map_row(state, record_arena, event, place, error);
}

static bool comtrade_json_open(struct reader *reader, const struct input_options *options, struct arena *arena,
                               void **state, struct error *error)
{
    struct comtrade_json *made = arena_alloc(arena, sizeof *made);
    if (!made)
        return error_reject(error, REASON_TOO_LARGE, "no room for the input's state");
    *made = (struct comtrade_json){.reader = reader, .line = 1, .stated = -1};
    comtrade_source_init(&made->source, reader_name(reader), options);
    buffer_init(&made->piece, PIECE_BYTES_MAX);
    /* The number of rows stands before them, so a cut answer is refused before anything of it is published. */
    if (read_head(made, error) && (made->stated != COMTRADE_ROWS_CUT || comtrade_is_whole(made->stated, -1, error))) {
        *state = made;
        return true;
    }
    buffer_free(&made->piece);
    return false;
}

static void comtrade_json_close(void *opaque)
{
    struct comtrade_json *state = opaque;
    buffer_free(&state->piece);
}

const struct input input_comtrade_json = {
    .name = "comtrade-json",
    .help = "UN Comtrade, answer of the new API in JSON",
    .type = &customs_event_type,
    .recognise = recognise,
    .open = comtrade_json_open,
    .next = comtrade_json_next,
    .close = comtrade_json_close,
};
