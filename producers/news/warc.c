#include "producers/news/warc.h"

#include <ctype.h>
#include <string.h>

#include "producers/stream.h"
#include "producers/unpack.h"

void warc_open(struct warc *warc, struct reader *reader)
{
    warc->reader = reader;
    buffer_init(&warc->header, WARC_HEADER_MAX);
    buffer_init(&warc->block, WARC_BLOCK_MAX);
}

void warc_close(struct warc *warc)
{
    buffer_free(&warc->header);
    buffer_free(&warc->block);
}

/* The value of a header field; the first of that name. Lines end with LF, with or without CR. */
static struct slice header_value(struct slice header, const char *name)
{
    while (header.data) {
        struct slice value = slice_next_part(&header, '\n');
        struct slice found = slice_next_part(&value, ':');
        if (value.data && slice_equal_ignoring_case(slice_trim(found), name))
            return slice_trim(value);
    }
    return (struct slice){NULL, 0};
}

static bool parse_size(struct slice text, int base, int64_t *size)
{
    *size = 0;
    for (size_t i = 0; i < text.size; i++) {
        char c = (char)tolower((unsigned char)text.data[i]);
        int digit = isdigit((unsigned char)c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : base;
        if (digit >= base || *size > INT64_MAX / 32)
            return false;
        *size = *size * base + digit;
    }
    return text.size > 0;
}

static enum warc_result fail(struct error *error, enum reason reason, const char *message)
{
    error_reject(error, reason, "%s", message);
    return WARC_FAILED;
}

/* Up to the line that begins a record, which has been read then. */
static enum warc_result find_record(struct warc *warc, struct warc_record *record, struct error *error)
{
    struct slice line;
    do {
        if (!reader_line(warc->reader, &line, error))
            return WARC_FAILED;
        if (!line.data)
            return WARC_END;
    } while (!slice_trim(line).size);
    if (!slice_starts_with(line, "WARC/"))
        return fail(error, REASON_BAD_SYNTAX, "a record of the archive does not begin with WARC/");
    record->offset = reader_offset(warc->reader);
    return WARC_RECORD;
}

static bool read_header(struct warc *warc, struct error *error)
{
    struct slice line;
    buffer_reset(&warc->header);
    for (size_t lines = 0; lines < WARC_HEADERS_MAX && !warc->header.full; lines++) {
        if (!reader_line(warc->reader, &line, error))
            return false;
        if (!line.data)
            return error_reject(error, REASON_TRUNCATED, "the archive ends inside the header of a record");
        if (!slice_trim(line).size)
            return true;
        buffer_slice(&warc->header, line);
        buffer_byte(&warc->header, '\n');
    }
    return error_reject(error, REASON_TOO_LARGE, "the header of a record is longer than %d bytes or %d lines",
                        WARC_HEADER_MAX, WARC_HEADERS_MAX);
}

/* Keeps the begin of the block and passes over its rest. */
static bool read_block(struct warc *warc, int64_t size, struct error *error)
{
    buffer_reset(&warc->block);
    while (size > 0) {
        struct slice bytes;
        size_t room = WARC_BLOCK_MAX - warc->block.size, most = size < STREAM_CHUNK ? (size_t)size : STREAM_CHUNK;
        if (!reader_bytes(warc->reader, most, &bytes, error))
            return false;
        if (!bytes.size)
            return error_reject(error, REASON_TRUNCATED, "the archive ends inside a record");
        buffer_bytes(&warc->block, bytes.data, bytes.size < room ? bytes.size : room);
        size -= (int64_t)bytes.size;
    }
    return !warc->block.full || error_stop(error, EXIT_NO_INPUT, "no memory for a record of an archive");
}

enum warc_result warc_next(struct warc *warc, struct warc_record *record, struct error *error)
{
    *record = (struct warc_record){0};
    enum warc_result result = find_record(warc, record, error);
    if (result != WARC_RECORD)
        return result;
    if (!read_header(warc, error))
        return WARC_FAILED;
    struct slice header = buffer_view(&warc->header), address = header_value(header, "WARC-Target-URI");
    int64_t size;
    if (!parse_size(header_value(header, "Content-Length"), 10, &size))
        return fail(error, REASON_BAD_SYNTAX, "a record of the archive does not state its length");
    if (!read_block(warc, size, error))
        return WARC_FAILED;
    if (slice_starts_with(address, "<")) /* as the examples of WARC 1.0 wrote it */
        address = slice_cut(address, 1, address.size - (address.data[address.size - 1] == '>' && address.size > 1));
    record->type = header_value(header, "WARC-Type");
    record->date = header_value(header, "WARC-Date");
    record->address = address;
    record->block = buffer_view(&warc->block);
    record->is_cut = size > WARC_BLOCK_MAX;
    return WARC_RECORD;
}

/* Cuts the head of an HTTP message, up to its empty line, off the front of *rest. */
static struct slice cut_head(struct slice *rest)
{
    struct slice all = *rest;
    while (rest->data) {
        struct slice line = slice_next_part(rest, '\n');
        if (!slice_trim(line).size)
            return slice_cut(all, 0, (size_t)(line.data - all.data));
    }
    *rest = (struct slice){"", 0};
    return all;
}

/* Undoes chunks: hexadecimal size, line end, bytes, line end, up to a size of 0. */
static bool join_chunks(struct slice body, struct buffer *joined, struct error *error)
{
    for (;;) {
        struct slice line = slice_next_part(&body, '\n');
        struct slice digits = slice_trim(slice_next_part(&line, ';'));
        int64_t size;
        if (!parse_size(digits, 16, &size))
            return error_reject(error, REASON_BAD_SYNTAX, "the body of an answer is no list of chunks");
        if (size == 0)
            return !joined->full || error_reject(error, REASON_TOO_LARGE, "an answer is too long");
        if (!body.data || (uint64_t)size > body.size)
            return error_reject(error, REASON_TRUNCATED, "the body of an answer ends inside a chunk");
        buffer_bytes(joined, body.data, (size_t)size);
        body = slice_cut(body, (size_t)size, body.size);
        slice_next_part(&body, '\n');
    }
}

static bool unpack_body(struct slice body, struct buffer *unpacked, struct error *error)
{
    struct stream *below = stream_of_text(body), *stream = NULL;
    if (!below)
        return error_stop(error, EXIT_NO_INPUT, "no memory to unpack with");
    if (!unpack_open(below, &stream, error))
        return false;
    char bytes[4096];
    size_t got = 1;
    bool fine = true;
    while (fine && got && !unpacked->full) {
        fine = stream->read(stream, bytes, sizeof bytes, &got, error);
        buffer_bytes(unpacked, bytes, fine ? got : 0);
    }
    stream_close(stream);
    return fine && (!unpacked->full || error_reject(error, REASON_TOO_LARGE, "an answer is too long"));
}

/* Some archivers undo the chunks and leave the header: then the body does not begin with a size. */
static bool undo_transfer(struct slice encoding, struct slice *body, struct buffer *out, struct error *error)
{
    if (!slice_equal_ignoring_case(encoding, "chunked") || !body->size || !isxdigit((unsigned char)body->data[0]))
        return true;
    if (!join_chunks(*body, out, error))
        return false;
    *body = buffer_view(out);
    return true;
}

/* Some archivers unpack and leave the header, too. */
static bool undo_packing(struct slice encoding, struct slice *body, struct buffer *out, struct error *error)
{
    bool gzip = slice_equal_ignoring_case(encoding, "gzip") || slice_equal_ignoring_case(encoding, "x-gzip");
    if (!gzip)
        return !encoding.size || slice_equal_ignoring_case(encoding, "identity") ||
               error_reject(error, REASON_BAD_CODE, "the content encoding \"%.*s\" cannot be undone",
                            (int)(encoding.size < 40 ? encoding.size : 40), encoding.data);
    if (!slice_starts_with(*body, "\x1F\x8B"))
        return true;
    struct buffer unpacked;
    buffer_init(&unpacked, out->limit);
    bool fine = unpack_body(*body, &unpacked, error); /* *body may lie in out */
    buffer_reset(out);
    buffer_slice(out, buffer_view(&unpacked));
    buffer_free(&unpacked);
    *body = buffer_view(out);
    return fine;
}

bool warc_answer(struct slice block, struct buffer *body, struct warc_answer *answer, struct error *error)
{
    struct slice rest = block, head = cut_head(&rest);
    int64_t status;
    struct slice line = head, version = slice_next_part(&line, ' ');
    line = slice_trim(line);
    if (!slice_starts_with(version, "HTTP/") || !parse_size(slice_cut(line, 0, line.size < 3 ? line.size : 3), 10, &status))
        return error_reject(error, REASON_BAD_SYNTAX, "a response of the archive is no HTTP");
    *answer = (struct warc_answer){.status = (int)status, .content_type = header_value(head, "Content-Type"),
                                   .body = rest.data ? rest : SLICE_LITERAL("")};
    buffer_reset(body);
    return undo_transfer(header_value(head, "Transfer-Encoding"), &answer->body, body, error) &&
           undo_packing(header_value(head, "Content-Encoding"), &answer->body, body, error);
}
