#include "producers/csv.h"

#include <endian.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"

struct csv {
    struct reader *reader;
    char delimiter;       /* 0: not yet found */
    bool delimiter_is_doubtful; /* found in a line that has less than two of it: a title, perhaps */
    bool started;         /* the first line was seen */
    size_t width;         /* fields of a record; 0: any */
    bool width_is_settled; /* the first record behind the header told whether records end in a delimiter */
    struct buffer record; /* the bytes of the record, unquoted in place */
    struct slice fields[CSV_FIELDS_MAX];
};

/* Where parsing stands. Unquoted text is moved down over its quotes: `out` never passes `in`. */
struct parse {
    char *in, *out, *end;
    char delimiter;
};

/* Where a byte stands; CLOSED is behind a quote that closes a field, or is the first of a doubled one. */
enum quoting { FIELD_START, UNQUOTED, QUOTED, CLOSED };

enum parse_result { PARSE_DONE, PARSE_OPEN_QUOTE, PARSE_STRAY_QUOTE, PARSE_TEXT_BEHIND_QUOTE, PARSE_TOO_MANY };

bool csv_open(struct reader *reader, char delimiter, struct csv **csv, struct error *error)
{
    struct csv *made = calloc(1, sizeof *made);
    if (!made)
        return error_stop(error, EXIT_NO_INPUT, "%s cannot be read: no memory", reader_name(reader));
    made->reader = reader;
    made->delimiter = delimiter;
    buffer_init(&made->record, CSV_RECORD_MAX);
    *csv = made;
    return true;
}

void csv_close(struct csv *csv)
{
    if (!csv)
        return;
    buffer_free(&csv->record);
    free(csv);
}

char csv_delimiter(const struct csv *csv)
{
    return csv->delimiter;
}

void csv_expect_width(struct csv *csv, size_t width)
{
    csv->width = width;
    csv->width_is_settled = false;
    csv->delimiter_is_doubtful = false;
}

/* Delimiters of a line outside quotes. */
static size_t count_delimiters(struct slice line, char delimiter)
{
    size_t count = 0;
    bool quoted = false;
    for (size_t i = 0; i < line.size; i++) {
        quoted ^= line.data[i] == '"';
        count += !quoted && line.data[i] == delimiter;
    }
    return count;
}

static char find_delimiter(struct slice line)
{
    static const char candidates[] = {',', ';', '\t', '|'};
    char best = ',';
    size_t most = 0;
    for (size_t i = 0; i < sizeof candidates; i++) {
        size_t count = count_delimiters(line, candidates[i]);
        if (count > most) {
            most = count;
            best = candidates[i];
        }
    }
    return best;
}

static struct slice without_byte_order_mark(struct slice text)
{
    return slice_starts_with(text, "\xEF\xBB\xBF") ? slice_cut(text, 3, text.size) : text;
}

/* Moves the text of a quoted field, up to its closing quote, to parse->out. False if it does not end here. */
static bool take_quoted(struct parse *parse)
{
    for (parse->in++; parse->in < parse->end; *parse->out++ = *parse->in++)
        if (*parse->in == '"' && (++parse->in == parse->end || *parse->in != '"'))
            return true;
    return false;
}

static enum parse_result take_field(struct parse *parse, struct slice *field)
{
    char *start = parse->out;
    if (parse->in < parse->end && *parse->in == '"') {
        if (!take_quoted(parse))
            return PARSE_OPEN_QUOTE;
        if (parse->in < parse->end && *parse->in != parse->delimiter)
            return PARSE_TEXT_BEHIND_QUOTE;
    } else {
        for (; parse->in < parse->end && *parse->in != parse->delimiter; *parse->out++ = *parse->in++)
            if (*parse->in == '"')
                return PARSE_STRAY_QUOTE;
    }
    *field = (struct slice){start, (size_t)(parse->out - start)};
    return PARSE_DONE;
}

static enum parse_result take_fields(struct parse parse, struct slice *fields, size_t most, size_t *count)
{
    for (*count = 0; *count < most; parse.in++) {
        enum parse_result result = take_field(&parse, &fields[*count]);
        if (result != PARSE_DONE)
            return result;
        ++*count;
        if (parse.in == parse.end)
            return PARSE_DONE;
    }
    return PARSE_TOO_MANY;
}

/* A word whose bytes are 0x80 where those of `word` are `byte`, else 0. */
static uint64_t bytes_that_are(uint64_t word, char byte)
{
    const uint64_t lows = UINT64_C(0x7F7F7F7F7F7F7F7F);
    word ^= UINT64_C(0x0101010101010101) * (unsigned char)byte;
    return ~(((word & lows) + lows) | word | lows);
}

/* Eight bytes, the first of them lowest; what is missing at the end is 1, which is nothing to look for. */
static uint64_t word_at(const char *at, size_t left)
{
    uint64_t word = UINT64_C(0x0101010101010101);
    memcpy(&word, at, left < sizeof word ? left : sizeof word);
    return le64toh(word);
}

/* The fields of a line in which nothing is quoted, where they lie, eight bytes at a time. False, and nothing is
 * said, if it has a quote, a NUL, no valid UTF-8, or too many fields: it is then for the parser. */
static bool take_plain(struct csv *csv, struct slice line, size_t *count)
{
    uint64_t high = 0;
    size_t fields = 0, start = 0;
    for (size_t i = 0; i < line.size; i += sizeof(uint64_t)) {
        uint64_t word = word_at(line.data + i, line.size - i), ends = bytes_that_are(word, csv->delimiter);
        high |= word;
        if (bytes_that_are(word, '"') | bytes_that_are(word, '\0'))
            return false;
        for (; ends; ends &= ends - 1) {
            size_t end = i + (size_t)__builtin_ctzll(ends) / 8;
            if (fields == CSV_FIELDS_MAX - 1)
                return false;
            csv->fields[fields++] = (struct slice){line.data + start, end - start};
            start = end + 1;
        }
    }
    csv->fields[fields++] = (struct slice){line.data + start, line.size - start};
    *count = fields;
    return !(high & UINT64_C(0x8080808080808080)) || slice_is_text(line);
}

/* Follows the quotes through some bytes of a record. Only an open quote matters here, which makes the record go on in
 * the next line; misplaced ones are found when the whole record is parsed. */
static enum quoting follow_quotes(enum quoting state, struct slice bytes, char delimiter)
{
    for (size_t i = 0; i < bytes.size; i++) {
        char c = bytes.data[i];
        if (c == '"')
            state = state == QUOTED ? CLOSED : state == UNQUOTED ? UNQUOTED : QUOTED;
        else if (state != QUOTED)
            state = c == delimiter ? FIELD_START : UNQUOTED;
    }
    return state;
}

/* "sep=;", which Excel writes and understands. */
static bool is_separator_line(struct slice line)
{
    return line.size == 5 && slice_starts_with(line, "sep=");
}

/* Lines that end in CR alone, as those of old Macs, are one line here: a header without rows, whatever it holds. */
static bool ends_in_cr_alone(struct slice line)
{
    bool quoted = false;
    for (size_t i = 0; i + 1 < line.size; i++) {
        quoted ^= line.data[i] == '"';
        if (!quoted && line.data[i] == '\r' && line.data[i + 1] != '\r')
            return true;
    }
    return false;
}

/* The first line that holds something; not stated at the end. */
static bool first_line(struct csv *csv, struct slice *line, struct error *error)
{
    for (;;) {
        if (!reader_line(csv->reader, line, error))
            return false;
        if (!csv->started)
            *line = without_byte_order_mark(*line);
        bool separator_line = !csv->started && is_separator_line(*line);
        bool is_mac = !csv->started && ends_in_cr_alone(*line);
        csv->started = true;
        if (is_mac)
            return error_reject(error, REASON_BAD_SYNTAX, "its lines end in CR alone: convert them to LF");
        if (separator_line)
            csv->delimiter = line->data[4];
        else if (!line->data || slice_trim(*line).size)
            return true;
    }
}

static enum csv_result refused_or_failed(const struct error *error)
{
    return error->kind == ERROR_REJECT ? CSV_REFUSED : CSV_FAILED;
}

static enum csv_result never_closed(enum reason reason, const char *where, struct error *error)
{
    error_reject(error, reason, "a quote is opened and not closed %s", where);
    return CSV_REFUSED;
}

/* Appends lines while a quote is open. */
static enum csv_result collect(struct csv *csv, struct error *error)
{
    enum quoting state = follow_quotes(FIELD_START, buffer_view(&csv->record), csv->delimiter);
    while (state == QUOTED) {
        struct slice line;
        if (!reader_line(csv->reader, &line, error))
            return refused_or_failed(error);
        if (!line.data)
            return never_closed(REASON_BAD_SYNTAX, "before the end", error);
        buffer_byte(&csv->record, '\n');
        buffer_slice(&csv->record, line);
        if (csv->record.full)
            return never_closed(REASON_TOO_LARGE, "within 1 MiB", error);
        state = follow_quotes(state, line, csv->delimiter);
    }
    return CSV_RECORD;
}

static bool parse_record(struct csv *csv, struct csv_record *record, struct error *error)
{
    static const char *const faults[] = {
        [PARSE_OPEN_QUOTE] = "a quote is opened and not closed",
        [PARSE_STRAY_QUOTE] = "a quote stands inside a field that is not quoted",
        [PARSE_TEXT_BEHIND_QUOTE] = "text follows a closing quote",
        [PARSE_TOO_MANY] = "more than 1024 fields",
    };
    struct slice text = buffer_view(&csv->record);
    if (!slice_is_text(text))
        return error_reject(error, REASON_BAD_ENCODING, "not UTF-8, or a NUL in it");
    char *data = csv->record.data;
    struct parse parse = {data, data, data + text.size, csv->delimiter};
    enum parse_result result = take_fields(parse, csv->fields, CSV_FIELDS_MAX, &record->count);
    if (result != PARSE_DONE)
        return error_reject(error, REASON_BAD_SYNTAX, "%s", faults[result]);
    record->fields = csv->fields;
    return true;
}

static bool has_width(struct csv *csv, const struct csv_record *record, struct error *error)
{
    if (!csv->width)
        return true;
    if (!csv->width_is_settled && record->count == csv->width + 1 && !record->fields[csv->width].size)
        csv->width++;
    csv->width_is_settled = true;
    if (record->count == csv->width)
        return true;
    return error_reject(error, REASON_BAD_SYNTAX, "%zu fields where %zu were expected", record->count, csv->width);
}

/* Titles above a table have no delimiters, or a stray one: then the next line is asked, until the width is known. */
static void guess_delimiter(struct csv *csv, struct slice line)
{
    csv->delimiter = find_delimiter(line);
    csv->delimiter_is_doubtful = count_delimiters(line, csv->delimiter) < 2;
}

enum csv_result csv_next(struct csv *csv, struct csv_record *record, struct error *error)
{
    struct slice line;
    bool read = first_line(csv, &line, error);
    record->line = reader_line_number(csv->reader);
    record->offset = reader_offset(csv->reader);
    if (!read)
        return refused_or_failed(error);
    if (!line.data)
        return CSV_END;
    if (!csv->delimiter || csv->delimiter_is_doubtful)
        guess_delimiter(csv, line);
    if (line.size <= CSV_RECORD_MAX && csv->delimiter > 1 && take_plain(csv, line, &record->count)) {
        record->fields = csv->fields;
        return has_width(csv, record, error) ? CSV_RECORD : CSV_REFUSED;
    }
    buffer_reset(&csv->record);
    buffer_slice(&csv->record, line);
    if (csv->record.full) {
        error_reject(error, REASON_TOO_LARGE, "a record over 1 MiB");
        return CSV_REFUSED;
    }
    enum csv_result result = collect(csv, error);
    if (result != CSV_RECORD)
        return result;
    return parse_record(csv, record, error) && has_width(csv, record, error) ? CSV_RECORD : CSV_REFUSED;
}

static struct slice take_line(struct slice *rest)
{
    struct slice line = slice_next_part(rest, '\n');
    if (line.size && line.data[line.size - 1] == '\r')
        line.size--;
    return line;
}

struct slice csv_begin(struct slice head)
{
    struct slice begin = without_byte_order_mark(head), rest = begin, line = take_line(&rest);
    for (bool first = true; rest.size && (!slice_trim(line).size || (first && is_separator_line(line))); first = false) {
        begin = rest;
        line = take_line(&rest);
    }
    return begin;
}

size_t csv_peek(struct slice head, struct slice *fields, size_t most, char *scratch, size_t scratch_size)
{
    struct slice rest = csv_begin(head);
    struct slice line = take_line(&rest);
    if (line.size > scratch_size || !slice_is_text(line))
        return 0;
    memcpy(scratch, line.data, line.size);
    struct parse parse = {scratch, scratch, scratch + line.size, find_delimiter(line)};
    size_t count;
    return take_fields(parse, fields, most, &count) == PARSE_DONE ? count : 0;
}
