#include "producers/customs/json_rows.h"

#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"

enum { CHUNK_BYTES = 256 << 10, BAD_DETAIL_MAX = 40 };

/* Rows name their members in the same order, nearly always: what stood in some place in the row before is compared with
 * at one go, and its bytes need no look of their own. */
struct known_name {
    char text[48];
    size_t size; /* 0: none */
};

enum { KNOWN_NAMES_MAX = 64 };

/*
 * Most rows lie whole in a chunk and are parsed where they lie. One that does not, or that is bad, is first cut out by
 * its brackets into `piece`, so that there is only one parser and one answer.
 */
struct json_rows {
    struct reader *reader;
    struct json_rows_shape shape;
    const char *member;        /* that holds the rows; NULL: none */
    struct slice chunk;        /* bytes read and not yet used */
    int64_t line, offset;      /* of chunk.data[0] */
    int64_t count;             /* rows so far, refused ones too */
    bool ended;
    struct known_name known[KNOWN_NAMES_MAX];
    struct buffer head, tail;
    struct buffer piece;       /* a row cut out */
    struct json_cell cells[JSON_ROWS_CELLS_MAX];
    size_t scratch_used;
    char scratch[JSON_ROWS_ROW_MAX]; /* texts of the row that had escapes */
};

/* --- the text, byte by byte and chunk by chunk
 * ---------------------------------------------------------------------- */

/* Sees that there are bytes; false at the end, or (*failed) where the reader cannot go on. */
static bool fill(struct json_rows *rows, bool *failed, struct error *error)
{
    if (rows->chunk.size)
        return true;
    struct slice bytes;
    *failed = !reader_bytes(rows->reader, CHUNK_BYTES, &bytes, error);
    if (*failed || !bytes.data || !bytes.size)
        return false;
    rows->chunk = bytes;
    return true;
}

static int64_t count_lines(const char *at, const char *end)
{
    int64_t lines = 0;
    while (at < end && (at = memchr(at, '\n', (size_t)(end - at)))) {
        lines++;
        at++;
    }
    return lines;
}

static void advance(struct json_rows *rows, size_t size)
{
    rows->line += count_lines(rows->chunk.data, rows->chunk.data + size);
    rows->offset += (int64_t)size;
    rows->chunk = slice_cut(rows->chunk, size, rows->chunk.size);
}

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* The next byte that is no white space, not used up; -1 at the end (*failed tells a reader's error from it). */
static int next_sign(struct json_rows *rows, bool *failed, struct error *error)
{
    while (fill(rows, failed, error)) {
        size_t size = 0;
        while (size < rows->chunk.size && is_space(rows->chunk.data[size]))
            size++;
        if (size)
            advance(rows, size);
        if (rows->chunk.size)
            return (unsigned char)*rows->chunk.data;
    }
    return -1;
}

static bool is_plain(unsigned char c)
{
    return c >= ' ' && c != '"' && c != '\\';
}

#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

/* True if all eight bytes are plain. */
static bool are_plain(uint64_t word)
{
    uint64_t quotes = word ^ EACH('"'), escapes = word ^ EACH('\\');
    return !((((quotes - EACH(1)) & ~quotes) | ((escapes - EACH(1)) & ~escapes) | ((word - EACH(' ')) & ~word)) &
             EACH(0x80));
}

/* Goes over what needs no looking at; *all is the bits of all its bytes together. */
static const char *skip_plain(const char *at, const char *end, uint64_t *all)
{
    uint64_t word;
    for (; end - at >= 8; at += 8) {
        memcpy(&word, at, sizeof word);
        if (!are_plain(word))
            break;
        *all |= word;
    }
    while (at < end && is_plain((unsigned char)*at))
        *all |= (unsigned char)*at++;
    return at;
}

/* Brackets and strings, for finding where something ends. */
struct brackets {
    int64_t depth;
    int64_t second; /* brackets opened inside the first one, or the one that was open at the start */
    bool in_string, escaped;
};

static bool is_open(char c)
{
    return c == '[' || c == '{';
}

static bool is_close(char c)
{
    return c == ']' || c == '}';
}

/* Takes a byte that is no plain part of a text. True if it brings the depth back to 0. */
static bool take_bracket(struct brackets *brackets, char c)
{
    if (brackets->in_string) {
        brackets->in_string = c != '"' || brackets->escaped;
        brackets->escaped = c == '\\' && !brackets->escaped;
    } else if (c == '"') {
        brackets->in_string = true;
    } else if (is_open(c)) {
        brackets->second += ++brackets->depth == 2;
    } else if (is_close(c)) {
        return --brackets->depth <= 0;
    }
    return false;
}

/* Goes on to the byte that brings the depth back to 0; returns the bytes passed, that one included. */
static size_t find_close(struct brackets *brackets, struct slice bytes)
{
    const char *at = bytes.data, *end = bytes.data + bytes.size;
    uint64_t ignored = 0;
    while (at < end) {
        if (brackets->in_string && !brackets->escaped)
            at = skip_plain(at, end, &ignored);
        if (at < end && take_bracket(brackets, *at++))
            break;
    }
    return (size_t)(at - bytes.data);
}

static bool ends_early(bool failed, struct error *error)
{
    return failed ? false : error_reject(error, REASON_TRUNCATED, "the text ends before its last bracket");
}

/* --- one row
 * -------------------------------------------------------------------------------------------------------- */

/* Where the parser stands. `cut`: it failed only because the bytes ended. */
struct cursor {
    const char *at, *end;
    bool cut;
};

/* Shows the text at the cursor in an error. */
static bool bad(const struct cursor *cursor, const char *what, struct error *error)
{
    size_t left = (size_t)(cursor->end - cursor->at), size = 0;
    while (size < left && size < BAD_DETAIL_MAX && cursor->at[size] >= ' ' && cursor->at[size] <= '~')
        size++;
    return error_reject(error, REASON_BAD_SYNTAX, "%s at: %.*s", what, (int)size, cursor->at);
}

static bool cut(struct cursor *cursor, struct error *error)
{
    cursor->cut = true;
    return error_reject(error, REASON_TRUNCATED, "the text ends inside a row");
}

static bool read_hex(const char *digits, unsigned *code)
{
    *code = 0;
    for (int i = 0; i < 4; i++) {
        char c = digits[i];
        unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                         : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10)
                         : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A' + 10)
                                                : 16;
        if (digit == 16)
            return false;
        *code = *code << 4 | digit;
    }
    return true;
}

static size_t put_utf8(unsigned code, char *out)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    size_t size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = size - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (code & 0x3F));
        code >>= 6;
    }
    out[0] = (char)(leads[size] | code);
    return size;
}

/* \uXXXX, two of them for a character beyond the first 65,536; `escape` points behind the backslash. Bytes used, 0 if
 * it is none. */
static size_t read_character(const char *escape, const char *end, unsigned *code)
{
    unsigned low;
    if (end - escape < 5 || !read_hex(escape + 1, code) || !*code || (*code >= 0xDC00 && *code < 0xE000))
        return 0;
    if (*code < 0xD800 || *code >= 0xE000)
        return 5;
    if (end - escape < 11 || escape[5] != '\\' || escape[6] != 'u' || !read_hex(escape + 7, &low) || low < 0xDC00 ||
        low >= 0xE000)
        return 0;
    *code = 0x10000 + ((*code - 0xD800) << 10) + (low - 0xDC00);
    return 11;
}

/* Resolves the escapes between the quotes into scratch. The result is never longer than the text. */
static bool unescape(struct json_rows *rows, struct slice raw, struct slice *text)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    const char *at = raw.data, *end = raw.data + raw.size;
    if (raw.size > sizeof rows->scratch - rows->scratch_used)
        return false;
    char *start = rows->scratch + rows->scratch_used, *out = start;
    while (at < end) {
        if (*at != '\\') {
            *out++ = *at++;
            continue;
        }
        at++; /* there is a byte behind each backslash: the closing quote was found */
        const char *letter = *at ? strchr(letters, *at) : NULL;
        unsigned code = 0;
        size_t size = letter ? 1 : *at == 'u' ? read_character(at, end, &code) : 0;
        if (!size)
            return false;
        if (letter)
            *out++ = meanings[letter - letters];
        else
            out += put_utf8(code, out);
        at += size;
    }
    rows->scratch_used += (size_t)(out - start);
    *text = (struct slice){start, (size_t)(out - start)};
    return true;
}

/* A text whose opening quote is at the cursor. What is behind an escape is looked at by unescape. */
static bool take_text(struct json_rows *rows, struct cursor *cursor, struct slice *text, struct error *error)
{
    const char *start = cursor->at + 1, *at = start;
    uint64_t all = 0;
    bool escapes = false;
    for (;; at += 2) {
        at = skip_plain(at, cursor->end, &all);
        if (at == cursor->end || (*at == '\\' && cursor->end - at < 2))
            return cut(cursor, error);
        if (*at != '\\')
            break;
        escapes = true;
    }
    *text = (struct slice){start, (size_t)(at - start)};
    if (*at != '"')
        return bad(cursor, "a control character in the text", error);
    if (all & EACH(0x80) && !slice_is_text(*text))
        return error_reject(error, REASON_BAD_ENCODING, "a text is not valid UTF-8");
    if (escapes && !unescape(rows, *text, text))
        return bad(cursor, "an escape that means nothing in the text", error);
    cursor->at = at + 1;
    return true;
}

static size_t digits_at(const char *at, const char *end)
{
    const char *start = at;
    while (at < end && *at >= '0' && *at <= '9')
        at++;
    return (size_t)(at - start);
}

/* True if the word is a number as JSON writes it. */
static bool is_number(struct slice word)
{
    const char *at = word.data, *end = word.data + word.size;
    if (at < end && *at == '-')
        at++;
    size_t digits = digits_at(at, end);
    if (!digits || (digits > 1 && *at == '0'))
        return false;
    at += digits;
    if (at < end && *at == '.') {
        digits = digits_at(at + 1, end);
        if (!digits)
            return false;
        at += digits + 1;
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        at++;
        if (at < end && (*at == '+' || *at == '-'))
            at++;
        digits = digits_at(at, end);
        if (!digits)
            return false;
        at += digits;
    }
    return at == end;
}

/* A value without quotes: a number, true, false or null. */
static bool take_word(struct cursor *cursor, struct json_cell *cell, struct error *error)
{
    const char *at = cursor->at;
    while (at < cursor->end && *at != ',' && !is_space(*at) && !is_open(*at) && !is_close(*at) && *at != '"')
        at++;
    if (at == cursor->end)
        return cut(cursor, error);
    struct slice word = {cursor->at, (size_t)(at - cursor->at)};
    cell->text = word;
    if (is_number(word)) {
        cell->kind = JSON_CELL_NUMBER;
    } else if (slice_equal_text(word, "null")) {
        cell->kind = JSON_CELL_NULL;
        cell->text = (struct slice){NULL, 0};
    } else if (slice_equal_text(word, "true") || slice_equal_text(word, "false")) {
        cell->kind = JSON_CELL_BOOLEAN;
    } else {
        return bad(cursor, "no plain value", error);
    }
    cursor->at = at;
    return true;
}

/* True with the next sign at the cursor. */
static bool skip_space(struct cursor *cursor, struct error *error)
{
    while (cursor->at < cursor->end && is_space(*cursor->at))
        cursor->at++;
    return cursor->at < cursor->end || cut(cursor, error);
}

static bool take_known_name(const struct known_name *known, struct cursor *cursor, struct slice *name)
{
    if (!known->size || (size_t)(cursor->end - cursor->at) < known->size + 2 || cursor->at[known->size + 1] != '"' ||
        memcmp(cursor->at + 1, known->text, known->size))
        return false;
    *name = (struct slice){cursor->at + 1, known->size};
    cursor->at += known->size + 2;
    return true;
}

/* A name that stands in the text as it is meant. */
static void keep_name(struct known_name *known, const char *raw, struct slice name)
{
    known->size = name.data == raw && name.size <= sizeof known->text ? name.size : 0;
    memcpy(known->text, name.data, known->size);
}

static bool take_name(struct json_rows *rows, struct cursor *cursor, size_t place, struct slice *name,
                      struct error *error)
{
    struct known_name *known = &rows->known[place % KNOWN_NAMES_MAX];
    if (*cursor->at != '"')
        return bad(cursor, "no name", error);
    if (!take_known_name(known, cursor, name)) {
        const char *raw = cursor->at + 1;
        if (!take_text(rows, cursor, name, error))
            return false;
        keep_name(known, raw, *name);
    }
    if (!skip_space(cursor, error))
        return false;
    if (*cursor->at != ':')
        return bad(cursor, "no colon", error);
    cursor->at++;
    return skip_space(cursor, error);
}

static bool take_cell(struct json_rows *rows, struct cursor *cursor, size_t place, struct error *error)
{
    struct json_cell *cell = &rows->cells[place];
    cell->name = (struct slice){NULL, 0};
    if (rows->shape.objects && !take_name(rows, cursor, place, &cell->name, error))
        return false;
    if (*cursor->at != '"')
        return take_word(cursor, cell, error);
    cell->kind = JSON_CELL_TEXT;
    return take_text(rows, cursor, &cell->text, error);
}

/* A row whose opening bracket is at the cursor, which goes behind the closing one. */
static bool take_row(struct json_rows *rows, struct cursor *cursor, size_t *count, struct error *error)
{
    const char close = rows->shape.objects ? '}' : ']';
    rows->scratch_used = 0;
    *count = 0;
    cursor->at++;
    if (!skip_space(cursor, error))
        return false;
    for (bool more = *cursor->at != close; more;) {
        if (*count == JSON_ROWS_CELLS_MAX)
            return error_reject(error, REASON_TOO_LARGE, "a row of over %d values", JSON_ROWS_CELLS_MAX);
        if (!take_cell(rows, cursor, *count, error) || !skip_space(cursor, error))
            return false;
        ++*count;
        more = *cursor->at == ',';
        if (more)
            cursor->at++;
        if (more ? !skip_space(cursor, error) : *cursor->at != close)
            return more ? false : bad(cursor, "neither a comma nor the end of the row", error);
    }
    cursor->at++;
    return true;
}

/* The slow way: the row's bytes up to the bracket that closes it, wherever chunks end, then the parser. */
static enum json_rows_result cut_row(struct json_rows *rows, size_t *count, struct error *error)
{
    struct brackets brackets = {0};
    bool failed = false;
    buffer_reset(&rows->piece);
    do {
        if (!fill(rows, &failed, error)) {
            ends_early(failed, error);
            return JSON_ROWS_FAILED;
        }
        size_t size = find_close(&brackets, rows->chunk);
        buffer_bytes(&rows->piece, rows->chunk.data, size);
        advance(rows, size);
    } while (brackets.depth > 0);
    if (rows->piece.full) {
        error_reject(error, REASON_TOO_LARGE, "a row of over %d bytes", JSON_ROWS_ROW_MAX);
        return JSON_ROWS_REFUSED;
    }
    struct cursor cursor = {rows->piece.data, rows->piece.data + rows->piece.size, false};
    bool fine = take_row(rows, &cursor, count, error) && (cursor.at == cursor.end || bad(&cursor, "brackets", error));
    return fine ? JSON_ROWS_ROW : JSON_ROWS_REFUSED;
}

static enum json_rows_result read_row(struct json_rows *rows, size_t *count, struct error *error)
{
    struct cursor cursor = {rows->chunk.data, rows->chunk.data + rows->chunk.size, false};
    struct error ignored;
    if (!take_row(rows, &cursor, count, &ignored) || cursor.at - rows->chunk.data > JSON_ROWS_ROW_MAX)
        return cut_row(rows, count, error);
    advance(rows, (size_t)(cursor.at - rows->chunk.data));
    return JSON_ROWS_ROW;
}

/* --- the rows
 * -------------------------------------------------------------------------------------------------------- */

static bool put(struct buffer *buffer, struct slice bytes, struct error *error)
{
    buffer_slice(buffer, bytes);
    return !buffer->full || error_reject(error, REASON_TOO_LARGE, "over %d bytes outside the rows", JSON_ROWS_ROW_MAX);
}

/* True if what was read of the outermost object ends in `"NAME":[` of one of the members. */
static bool at_rows(struct json_rows *rows, struct slice text)
{
    static const char ending[] = {'[', ':'};
    for (size_t i = 0; i < sizeof ending; i++) {
        text = slice_trim(text);
        if (!text.size || text.data[text.size - 1] != ending[i])
            return false;
        text.size--;
    }
    text = slice_trim(text);
    for (const char *const *name = rows->shape.members; *name; name++) {
        size_t size = strlen(*name);
        if (text.size >= size + 2 && text.data[text.size - 1] == '"' && text.data[text.size - size - 2] == '"' &&
            !memcmp(text.data + text.size - size - 1, *name, size)) {
            rows->member = *name;
            return true;
        }
    }
    return false;
}

/* The outermost object up to the array of rows. */
static bool read_head(struct json_rows *rows, struct error *error)
{
    struct brackets brackets = {0};
    bool failed = false;
    if (next_sign(rows, &failed, error) != '{')
        return failed ? false : error_reject(error, REASON_BAD_SYNTAX, "the text is no object");
    while (fill(rows, &failed, error)) {
        struct slice byte = slice_cut(rows->chunk, 0, 1);
        if (!put(&rows->head, byte, error))
            return false;
        bool closed = find_close(&brackets, byte) && brackets.depth <= 0;
        advance(rows, 1);
        if (closed)
            break;
        if (*byte.data == '[' && !brackets.in_string && brackets.depth == 2 &&
            at_rows(rows, buffer_view(&rows->head)))
            return put(&rows->head, SLICE_LITERAL("]}"), error);
    }
    return failed ? false : error_reject(error, REASON_BAD_SYNTAX, "the text has no array of rows");
}

static bool open_array(struct json_rows *rows, struct error *error)
{
    bool failed = false;
    if (next_sign(rows, &failed, error) != '[')
        return failed ? false : error_reject(error, REASON_BAD_SYNTAX, "the text is no array of rows");
    advance(rows, 1);
    return true;
}

/* All that stands behind the rows. */
static bool read_tail(struct json_rows *rows, struct error *error)
{
    bool failed = false;
    if (!rows->member) {
        int sign = next_sign(rows, &failed, error);
        return sign < 0 ? !failed : error_reject(error, REASON_BAD_SYNTAX, "there is text behind the array of rows");
    }
    buffer_format(&rows->tail, "{\"%s\":[]", rows->member);
    while (fill(rows, &failed, error)) {
        if (!put(&rows->tail, rows->chunk, error))
            return false;
        advance(rows, rows->chunk.size);
    }
    return !failed;
}

/* Goes to the next row, or behind the last (*end). Commas are checked. */
static bool find_row(struct json_rows *rows, bool *end, struct error *error)
{
    bool failed = false;
    int sign = next_sign(rows, &failed, error);
    *end = sign == ']';
    if (*end) {
        advance(rows, 1);
        return read_tail(rows, error);
    }
    if (sign == ',' && rows->count) {
        advance(rows, 1);
        sign = next_sign(rows, &failed, error);
    } else if (rows->count && sign >= 0) {
        return error_reject(error, REASON_BAD_SYNTAX, "neither a comma nor the end of the rows");
    }
    if (sign < 0)
        return ends_early(failed, error);
    return sign == (rows->shape.objects ? '{' : '[') ||
           error_reject(error, REASON_BAD_SYNTAX, "no row where one was expected");
}

enum json_rows_result json_rows_next(struct json_rows *rows, struct json_row *row, struct error *error)
{
    bool end = rows->ended;
    *row = (struct json_row){.line = rows->line, .offset = rows->offset};
    bool found = end || find_row(rows, &end, error);
    if (!found || end) {
        rows->ended = true;
        return found ? JSON_ROWS_END : JSON_ROWS_FAILED;
    }
    *row = (struct json_row){.cells = rows->cells, .line = rows->line, .offset = rows->offset};
    rows->count++;
    enum json_rows_result result = read_row(rows, &row->count, error);
    rows->ended = result == JSON_ROWS_FAILED;
    return result;
}

bool json_rows_skip(struct json_rows *rows, int64_t *count, struct input_place *place, struct error *error)
{
    struct brackets brackets = {.depth = 1}; /* that of the rows */
    bool failed = false, fine;
    do {
        fine = fill(rows, &failed, error) || ends_early(failed, error);
        if (fine)
            advance(rows, find_close(&brackets, rows->chunk));
    } while (fine && brackets.depth > 0);
    *count = brackets.second;
    *place = (struct input_place){.line = rows->line, .offset = rows->offset};
    rows->ended = true;
    return fine && read_tail(rows, error);
}

bool json_rows_open(struct reader *reader, const struct json_rows_shape *shape, struct json_rows **rows,
                    struct error *error)
{
    struct json_rows *made = calloc(1, sizeof *made);
    if (!made)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for a row of JSON");
    made->reader = reader;
    made->shape = *shape;
    made->line = 1;
    buffer_init(&made->head, JSON_ROWS_ROW_MAX);
    buffer_init(&made->tail, JSON_ROWS_ROW_MAX);
    buffer_init(&made->piece, JSON_ROWS_ROW_MAX);
    if (!(shape->members ? read_head(made, error) : open_array(made, error))) {
        json_rows_close(made);
        return false;
    }
    *rows = made;
    return true;
}

void json_rows_close(struct json_rows *rows)
{
    buffer_free(&rows->head);
    buffer_free(&rows->tail);
    buffer_free(&rows->piece);
    free(rows);
}

struct slice json_rows_head(const struct json_rows *rows)
{
    return buffer_view(&rows->head);
}

struct slice json_rows_tail(const struct json_rows *rows)
{
    return buffer_view(&rows->tail);
}

/* --- the whole-file test
 * -------------------------------------------------------------------------------------------- */

bool json_rows_check(struct reader *reader, struct input_place *place, struct error *error)
{
    struct brackets brackets = {0};
    struct slice bytes;
    bool closed = false;
    *place = (struct input_place){.line = 1, .offset = 0};
    for (;;) {
        if (!reader_bytes(reader, CHUNK_BYTES, &bytes, error))
            return false;
        if (!bytes.data)
            return closed || ends_early(false, error);
        size_t size = closed ? 0 : find_close(&brackets, bytes);
        closed = closed || (size && brackets.depth <= 0 && is_close(bytes.data[size - 1]));
        size_t behind = closed ? slice_trim(slice_cut(bytes, size, bytes.size)).size : 0;
        size = behind ? size : bytes.size;
        place->line += count_lines(bytes.data, bytes.data + size);
        place->offset += (int64_t)size;
        if (behind)
            return error_reject(error, REASON_BAD_SYNTAX, "there is text behind the last bracket");
    }
}
