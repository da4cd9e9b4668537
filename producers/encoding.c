#include "producers/encoding.h"

#include <assert.h>
#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SEQUENCE_MAX = 4, LEAST_ROOM = 64 };

static const iconv_t NOT_OPEN = (iconv_t)-1;
static const char MARK[] = "\xEF\xBB\xBF", REPLACEMENT[] = "\xEF\xBF\xBD";

struct decoder {
    struct stream stream;
    struct stream *below;
    char *taken;              /* what was read before the encoding was chosen, to be read again */
    size_t taken_size, taken_position;
    const char *name;         /* NULL: the bytes as they are; UTF_8: only tested */
    iconv_t iconv;
    size_t unit;              /* bytes of the smallest character: 1, 2 or 4 */
    char *input;              /* iconv: STREAM_CHUNK; UTF-8: what is held back, at most SEQUENCE_MAX */
    size_t begin, end;        /* of what is in the input and not yet converted */
    size_t limit;             /* no NUL lies before it */
    bool below_ended, flushed, started;
    int64_t offset;           /* of input[begin] in the bytes below */
    int64_t lines;            /* line feeds given so far */
    const char *what_is_bad;  /* at input[begin]; NULL: nothing yet */
    struct encoding_fault fault;
};

static const char UTF_8[] = "UTF-8";

/* ---- names ---- */

/* Who writes Shift_JIS writes that of Windows, where 5C is a backslash and not a yen sign. */
static const char *name_for_iconv(const char *name)
{
    static const char *const aliases[][2] = {{"SHIFT_JIS", "CP932"}, {"SHIFT-JIS", "CP932"}, {"SJIS", "CP932"},
                                             {"UTF8", "UTF-8"}};
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (!strcasecmp(name, aliases[i][0]))
            return aliases[i][1];
    return name;
}

/* A '/' would begin an instruction to iconv: //IGNORE, //TRANSLIT. */
static iconv_t open_iconv(const char *name)
{
    return *name && !strchr(name, '/') ? iconv_open(UTF_8, name_for_iconv(name)) : NOT_OPEN;
}

bool encoding_is_known(const char *name)
{
    iconv_t opened = open_iconv(name);
    if (opened == NOT_OPEN)
        return false;
    iconv_close(opened);
    return true;
}

const char *encoding_by_mark(struct slice head)
{
    static const struct {
        struct slice mark;
        const char *name;
    } marks[] = {{{"\xEF\xBB\xBF", 3}, UTF_8},          {{"\xFF\xFE\0\0", 4}, "UTF-32LE"},
                 {{"\0\0\xFE\xFF", 4}, "UTF-32BE"},     {{"\xFF\xFE", 2}, "UTF-16LE"},
                 {{"\xFE\xFF", 2}, "UTF-16BE"},         {{"\x84\x31\x95\x33", 4}, "GB18030"}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (head.size >= marks[i].mark.size && !memcmp(head.data, marks[i].mark.data, marks[i].mark.size))
            return marks[i].name;
    return NULL;
}

static size_t unit_of(const char *name)
{
    if (!strncasecmp(name, "UTF-16", 6) || !strncasecmp(name, "UCS-2", 5))
        return 2;
    return !strncasecmp(name, "UTF-32", 6) || !strncasecmp(name, "UCS-4", 5) ? 4 : 1;
}

/* ---- counting ---- */

static int64_t count_lines(const char *bytes, size_t size)
{
    const char *end = bytes + size;
    int64_t count = 0;
    while (bytes < end && (bytes = memchr(bytes, '\n', (size_t)(end - bytes)))) {
        count++;
        bytes++;
    }
    return count;
}

/* The bytes from which several-byte characters begin, up to ENCODING_PROOF in all. Most text is ASCII, passed over by
 * words. */
static int64_t count_proof(int64_t count, const char *bytes, size_t size)
{
    const uint64_t highs = UINT64_C(0x8080808080808080);
    for (size_t i = 0; i < size && count < ENCODING_PROOF; i++) {
        uint64_t word = highs;
        while (size - i >= sizeof word && (memcpy(&word, bytes + i, sizeof word), !(word & highs)))
            i += sizeof word;
        count += i < size && (unsigned char)bytes[i] >= 0xC0;
    }
    return count;
}

/* ---- reading ---- */

static bool read_below(struct decoder *decoder, char *bytes, size_t size, size_t *got, struct error *error)
{
    size_t left = decoder->taken_size - decoder->taken_position;
    if (!left)
        return decoder->below->read(decoder->below, bytes, size, got, error);
    *got = left < size ? left : size;
    memcpy(bytes, decoder->taken + decoder->taken_position, *got);
    decoder->taken_position += *got;
    return true;
}


static const char *name_of_fault(char byte, bool is_cut)
{
    return !byte ? "a NUL" : is_cut ? "a character that is cut off" : "a bad byte";
}

/* What is good before the bad byte is given first; the next call reports it. */
static void set_bad(struct decoder *decoder, const char *what, bool is_cut)
{
    decoder->what_is_bad = what;
    decoder->fault.is_cut = is_cut;
    decoder->fault.offset = decoder->offset;
}

static bool report_bad(struct decoder *decoder, struct error *error)
{
    decoder->fault.line = decoder->lines + 1;
    return error_reject(error, REASON_BAD_ENCODING, "not %s: %s at offset %lld, line %lld", decoder->name,
                        decoder->what_is_bad, (long long)decoder->fault.offset, (long long)decoder->fault.line);
}

/* Accounts for what is given on, and drops the mark at the begin. */
static void give(struct decoder *decoder, char *bytes, size_t *got)
{
    decoder->lines += count_lines(bytes, *got);
    decoder->fault.proof = count_proof(decoder->fault.proof, bytes, *got);
    bool has_mark = !decoder->started && *got >= 3 && !memcmp(bytes, MARK, 3);
    decoder->started = decoder->started || *got;
    if (!has_mark)
        return;
    *got -= 3;
    memmove(bytes, bytes + 3, *got);
}

/* True if more bytes can make a character of these: the front of one. */
static bool may_be_cut_off(const char *bytes, size_t size)
{
    static const char *const ends[] = {"\x80\x80\x80", "\xBF\xBF\xBF"}; /* each lead byte takes one of them */
    if (!size || size >= SEQUENCE_MAX || (unsigned char)*bytes < 0xC2)
        return false;
    char whole[SEQUENCE_MAX];
    size_t wanted = (unsigned char)*bytes >= 0xF0 ? 4 : (unsigned char)*bytes >= 0xE0 ? 3 : 2;
    for (size_t i = 0; i < 2 && size < wanted; i++) {
        memcpy(whole, bytes, size);
        memcpy(whole + size, ends[i], wanted - size);
        if (slice_is_text((struct slice){whole, wanted}))
            return true;
    }
    return false;
}

/* Tests the text where it lies; a character that is not yet whole is held back for the next time. */
static bool read_utf8(struct decoder *decoder, char *bytes, size_t size, size_t *got, struct error *error)
{
    size_t more = 1;
    while (!*got && more && !decoder->what_is_bad) {
        size_t held = decoder->end;
        memcpy(bytes, decoder->input, held);
        if (!read_below(decoder, bytes + held, size - held, &more, error))
            return false;
        size_t all = held + more;
        *got = slice_text_size((struct slice){bytes, all});
        decoder->offset += (int64_t)*got;
        decoder->end = all - *got;
        bool is_cut = may_be_cut_off(bytes + *got, decoder->end);
        if (decoder->end && !(is_cut && more))
            set_bad(decoder, name_of_fault(bytes[*got], is_cut), is_cut);
        else
            memcpy(decoder->input, bytes + *got, decoder->end);
    }
    return true;
}

/* Moves `limit` to the first NUL behind it, or to the end. */
static void find_nul(struct decoder *decoder)
{
    static const char nul[SEQUENCE_MAX] = {0};
    const char *found = decoder->unit == 1 ? memchr(decoder->input + decoder->limit, 0, decoder->end - decoder->limit)
                                           : NULL;
    if (decoder->unit == 1) {
        decoder->limit = found ? (size_t)(found - decoder->input) : decoder->end;
        return;
    }
    while (decoder->limit + decoder->unit <= decoder->end &&
           memcmp(decoder->input + decoder->limit, nul, decoder->unit))
        decoder->limit += decoder->unit;
    if (decoder->limit + decoder->unit > decoder->end)
        decoder->limit = decoder->end;
}

/* Reads on behind what is not yet converted. */
static bool fill(struct decoder *decoder, struct error *error)
{
    size_t got;
    memmove(decoder->input, decoder->input + decoder->begin, decoder->end - decoder->begin);
    decoder->end -= decoder->begin;
    decoder->limit = decoder->begin = 0;
    if (!read_below(decoder, decoder->input + decoder->end, STREAM_CHUNK - decoder->end, &got, error))
        return false;
    decoder->end += got;
    decoder->below_ended = !got;
    find_nul(decoder);
    return true;
}

/* Converts once, at most `size` bytes; errno as iconv leaves it, 0 where all was converted. */
static size_t convert(struct decoder *decoder, char *bytes, size_t size)
{
    char *in = decoder->input + decoder->begin, *out = bytes;
    size_t in_left = decoder->limit - decoder->begin, out_left = size;
    errno = 0;
    iconv(decoder->iconv, &in, &in_left, &out, &out_left);
    decoder->offset += in - (decoder->input + decoder->begin);
    decoder->begin = (size_t)(in - decoder->input);
    return size - out_left;
}

/* Where the result holds U+FFFD: converts again, up to it, so that the place is known. */
static size_t convert_up_to(struct decoder *decoder, size_t begin, char *bytes, size_t size)
{
    decoder->offset -= (int64_t)(decoder->begin - begin);
    decoder->begin = begin;
    iconv(decoder->iconv, NULL, NULL, NULL, NULL);
    size_t got = size ? convert(decoder, bytes, size) : 0;
    set_bad(decoder, "the replacement character U+FFFD", false);
    return got;
}

static bool convert_some(struct decoder *decoder, char *bytes, size_t size, size_t *got)
{
    size_t begin = decoder->begin;
    *got = convert(decoder, bytes, size);
    int why = errno;
    const char *replaced = memmem(bytes, *got, REPLACEMENT, 3);
    if (replaced)
        *got = convert_up_to(decoder, begin, bytes, (size_t)(replaced - bytes));
    else if (why == EILSEQ)
        set_bad(decoder, "a bad byte", false);
    else if (why == EINVAL && (decoder->below_ended || decoder->limit < decoder->end))
        set_bad(decoder, "a character that is cut off", decoder->below_ended && decoder->limit == decoder->end);
    else if (!why && decoder->begin == decoder->limit && decoder->limit < decoder->end)
        set_bad(decoder, "a NUL", false);
    return why == EINVAL; /* more is needed */
}

/* Some encodings keep the last character, which the next one may be joined to. */
static size_t flush(struct decoder *decoder, char *bytes, size_t size)
{
    char *out = bytes;
    size_t out_left = size;
    if (!decoder->flushed)
        iconv(decoder->iconv, NULL, NULL, &out, &out_left);
    decoder->flushed = true;
    return size - out_left;
}

static bool read_converted(struct decoder *decoder, char *bytes, size_t size, size_t *got, struct error *error)
{
    bool more_is_needed = decoder->begin == decoder->limit;
    while (!*got && !decoder->what_is_bad) {
        if (more_is_needed && !decoder->below_ended && !fill(decoder, error))
            return false;
        if (decoder->begin == decoder->end && decoder->below_ended) {
            *got = flush(decoder, bytes, size);
            return true;
        }
        more_is_needed = convert_some(decoder, bytes, size, got) || decoder->begin == decoder->limit;
    }
    return true;
}

static bool decoder_read(struct stream *stream, char *bytes, size_t size, size_t *got, struct error *error)
{
    struct decoder *decoder = (struct decoder *)stream;
    if (!decoder->name)
        return read_below(decoder, bytes, size, got, error);
    assert(size >= LEAST_ROOM);
    for (size_t raw = 1; raw;) { /* again where nothing but the mark was there */
        *got = 0;
        if (!decoder->what_is_bad &&
            !(decoder->iconv == NOT_OPEN ? read_utf8 : read_converted)(decoder, bytes, size, got, error))
            return false;
        raw = *got;
        give(decoder, bytes, got);
        if (*got)
            return true;
    }
    return !decoder->what_is_bad || report_bad(decoder, error);
}

/* ---- opening, choosing ---- */

static void start_anew(struct decoder *decoder)
{
    decoder->begin = decoder->end = decoder->limit = decoder->taken_position = 0;
    decoder->below_ended = decoder->flushed = decoder->started = false;
    decoder->offset = decoder->lines = 0;
    decoder->what_is_bad = NULL;
    decoder->fault = (struct encoding_fault){0};
    if (decoder->iconv != NOT_OPEN)
        iconv(decoder->iconv, NULL, NULL, NULL, NULL);
}

static bool decoder_rewind(struct stream *stream, struct error *error)
{
    struct decoder *decoder = (struct decoder *)stream;
    start_anew(decoder);
    return decoder->below->rewind(decoder->below, error);
}

static void close_encoding(struct decoder *decoder)
{
    if (decoder->iconv != NOT_OPEN)
        iconv_close(decoder->iconv);
    decoder->iconv = NOT_OPEN;
    free(decoder->input);
    free(decoder->taken);
    decoder->input = decoder->taken = NULL;
    decoder->taken_size = 0;
    decoder->name = NULL;
}

static void decoder_close(struct stream *stream)
{
    struct decoder *decoder = (struct decoder *)stream;
    close_encoding(decoder);
    stream_close(decoder->below);
    free(decoder);
}

bool encoding_open(struct stream *below, struct stream **stream, struct error *error)
{
    struct decoder *made = calloc(1, sizeof *made);
    if (!made) {
        stream_close(below);
        return error_stop(error, EXIT_NO_INPUT, "no memory to decode with");
    }
    made->stream = (struct stream){decoder_read, below->rewind ? decoder_rewind : NULL, decoder_close};
    made->below = below;
    made->iconv = NOT_OPEN;
    *stream = &made->stream;
    return true;
}

static bool set_encoding(struct decoder *decoder, const char *encoding, struct error *error)
{
    const char *name = name_for_iconv(encoding);
    bool is_utf8 = !strcasecmp(name, UTF_8);
    if (!is_utf8)
        decoder->iconv = open_iconv(encoding);
    if (!is_utf8 && decoder->iconv == NOT_OPEN)
        return error_stop(error, EXIT_CONFIG, "the encoding \"%s\" is not known", encoding);
    decoder->name = is_utf8 ? UTF_8 : encoding;
    decoder->unit = unit_of(name);
    decoder->input = malloc(is_utf8 ? SEQUENCE_MAX : STREAM_CHUNK);
    return decoder->input || error_stop(error, EXIT_NO_INPUT, "no memory to decode with");
}

bool encoding_choose(struct stream *stream, const char *encoding, struct slice taken, struct error *error)
{
    struct decoder *decoder = (struct decoder *)stream;
    close_encoding(decoder);
    if (encoding && !set_encoding(decoder, encoding, error))
        return false;
    start_anew(decoder);
    if (stream->rewind)
        return decoder->below->rewind(decoder->below, error);
    decoder->taken = malloc(taken.size + 1);
    if (!decoder->taken)
        return error_stop(error, EXIT_NO_INPUT, "no memory to decode with");
    if (taken.size)
        memcpy(decoder->taken, taken.data, taken.size);
    decoder->taken_size = taken.size;
    return true;
}

struct encoding_fault encoding_fault(const struct stream *stream)
{
    return ((const struct decoder *)stream)->fault;
}

/* ---- small texts ---- */

/* The text as a stream, or NULL. */
static struct stream *decode_text(struct slice text, const char *encoding, struct error *error)
{
    struct stream *below = stream_of_text(text), *stream = NULL;
    if (!below) {
        error_stop(error, EXIT_NO_INPUT, "no memory to decode with");
        return NULL;
    }
    if (!encoding_open(below, &stream, error))
        return NULL;
    if (encoding_choose(stream, encoding, (struct slice){0}, error))
        return stream;
    stream_close(stream);
    return NULL;
}

static bool read_all(struct stream *stream, struct buffer *out, struct error *error)
{
    char bytes[4096];
    for (size_t got = 1; got;) {
        if (!stream->read(stream, bytes, sizeof bytes, &got, error))
            return false;
        buffer_bytes(out, bytes, got);
        if (out->full)
            return error_reject(error, REASON_TOO_LARGE, "a text is longer than %zu bytes as UTF-8", out->limit);
    }
    return true;
}

bool encoding_convert(struct slice text, const char *encoding, struct buffer *out, struct error *error)
{
    size_t mark = out->size;
    struct stream *stream = decode_text(text, encoding, error);
    if (!stream)
        return false;
    bool fine = read_all(stream, out, error);
    if (!fine)
        buffer_truncate(out, mark);
    stream_close(stream);
    return fine;
}

/* Appends without NULs. */
static void append_text(struct buffer *out, struct slice text, bool *replaced)
{
    while (text.size) {
        const char *nul = memchr(text.data, 0, text.size);
        size_t size = nul ? (size_t)(nul - text.data) : text.size;
        buffer_bytes(out, text.data, size);
        *replaced = *replaced || nul;
        text = slice_cut(text, size + (nul != NULL), text.size);
    }
}

static void convert_utf8(struct slice text, struct buffer *out, bool *replaced)
{
    while (text.size && !out->full) {
        size_t size = slice_text_size(text);
        buffer_bytes(out, text.data, size);
        text = slice_cut(text, size, text.size);
        if (!text.size)
            break;
        *replaced = true;
        if (*text.data)
            buffer_text(out, REPLACEMENT);
        text = slice_cut(text, 1, text.size);
    }
}

static void convert_others(iconv_t converter, struct slice text, size_t unit, struct buffer *out, bool *replaced)
{
    char *in = (char *)(uintptr_t)text.data, piece[4096];
    size_t in_left = text.size;
    while (in_left && !out->full) {
        char *place = piece;
        size_t place_left = sizeof piece;
        bool is_bad = iconv(converter, &in, &in_left, &place, &place_left) == (size_t)-1 && errno != E2BIG;
        append_text(out, (struct slice){piece, (size_t)(place - piece)}, replaced);
        if (!is_bad)
            continue;
        buffer_text(out, REPLACEMENT);
        *replaced = true;
        in += unit < in_left ? unit : in_left;
        in_left -= unit < in_left ? unit : in_left;
    }
}

bool encoding_convert_all(struct slice text, const char *encoding, struct buffer *out, bool *replaced,
                          struct error *error)
{
    *replaced = false;
    if (!strcasecmp(name_for_iconv(encoding), UTF_8)) {
        convert_utf8(text, out, replaced);
        return true;
    }
    iconv_t converter = open_iconv(encoding);
    if (converter == NOT_OPEN)
        return error_reject(error, REASON_BAD_ENCODING, "the encoding \"%s\" is not known", encoding);
    convert_others(converter, text, unit_of(encoding), out, replaced);
    iconv_close(converter);
    return true;
}

static bool convert_head(struct slice head, const char *encoding, struct buffer *out)
{
    struct error error;
    size_t mark = out->size;
    struct stream *stream = decode_text(head, encoding, &error);
    bool fine = stream && (read_all(stream, out, &error) ||
                           (error.reason == REASON_BAD_ENCODING && encoding_fault(stream).is_cut));
    if (!fine)
        buffer_truncate(out, mark);
    stream_close(stream);
    return fine;
}

const char *encoding_convert_head(struct slice head, const char *fallback, struct buffer *out)
{
    const char *marked = encoding_by_mark(head);
    if (marked)
        return convert_head(head, marked, out) ? marked : NULL;
    if (convert_head(head, UTF_8, out))
        return UTF_8;
    return fallback && convert_head(head, fallback, out) ? fallback : NULL;
}
