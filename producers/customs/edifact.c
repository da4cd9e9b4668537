#include "producers/customs/edifact.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "producers/encoding.h"

enum { BLOCK = 64 << 10, WINDOW = EDIFACT_SEGMENT_MAX + BLOCK, ADVICE_SIZE = 9 };

struct separators {
    char component, element, decimal, release, repetition, terminator; /* '\0': there is none */
};

/* Without a UNA both decimal marks are in use. */
static const struct separators standard = {':', '+', '\0', '?', '\0', '\''};

enum charset { ASCII, LATIN1, LATIN, UTF8, CODED };

static const struct {
    const char *identifier;
    enum charset charset;
    const char *encoding; /* a name for encoding.h */
} charsets[] = {
    {"UNOA", ASCII, NULL},         {"UNOB", ASCII, NULL},         {"UNOC", LATIN1, "ISO-8859-1"},
    {"UNOD", LATIN, "ISO-8859-2"}, {"UNOE", LATIN, "ISO-8859-5"}, {"UNOF", LATIN, "ISO-8859-7"},
    {"UNOG", LATIN, "ISO-8859-3"}, {"UNOH", LATIN, "ISO-8859-4"}, {"UNOI", LATIN, "ISO-8859-6"},
    {"UNOJ", LATIN, "ISO-8859-8"}, {"UNOK", LATIN, "ISO-8859-9"}, {"UNOL", LATIN, "ISO-8859-15"},
    {"UNOW", UTF8, NULL},          {"UNOX", CODED, NULL},         {"UNOY", UTF8, NULL},
};

/*
 *   window   0 ....... begin ........ end ....... WINDOW
 *            used up   not yet used   free
 *
 * `ahead` holds segments that were looked at and not yet taken, each behind a struct held.
 */
struct edifact {
    struct reader *reader;
    struct separators separators;
    bool advised;         /* a UNA stands right before what comes */
    char stated_repetition; /* by UNA; in use from UNB on, in syntax 4 */
    size_t begin, end;
    bool at_end;          /* the reader has nothing behind window[end] */
    int64_t position;     /* of window[begin] in the source */
    int64_t offset;       /* of the segment taken last */
    enum charset charset;
    const char *encoding; /* for LATIN1 and LATIN */
    bool charset_assumed;
    bool is_unicode;      /* a mark says what the bytes are, and the reader makes them UTF-8 */
    bool decoding;        /* texts are made UTF-8 */
    bool as_utf8;         /* of the message at hand: it is UTF-8, whatever UNB says */
    struct buffer ahead, decoded;
    size_t ahead_taken;
    struct edifact_segment segment;
    char text[3 * EDIFACT_SEGMENT_MAX]; /* of the segment at hand, without releases */
    char window[WINDOW];
};

struct held {
    int64_t offset;
    size_t size;
};

/* Bytes are taken as they are, since UNB says what they mean; but not where a mark says that characters are wider. */
static bool decode_marked(struct edifact *edifact, struct error *error)
{
    struct slice head;
    if (!reader_peek(edifact->reader, &head, error))
        return false;
    const char *marked = encoding_by_mark(head);
    if (marked && strcmp(marked, "UTF-8") != 0 && !reader_decode(edifact->reader, NULL, error))
        return false;
    edifact->is_unicode = strcmp(reader_encoding(edifact->reader), "UTF-8") != 0;
    return true;
}

bool edifact_open(struct reader *reader, struct edifact **edifact, struct error *error)
{
    struct edifact *made = calloc(1, sizeof *made);
    if (!made)
        return error_stop(error, EXIT_NO_INPUT, "%s cannot be read: no memory", reader_name(reader));
    made->reader = reader;
    made->separators = standard;
    buffer_init(&made->ahead, EDIFACT_AHEAD_MAX);
    buffer_init(&made->decoded, 3 * EDIFACT_SEGMENT_MAX);
    if (decode_marked(made, error)) {
        *edifact = made;
        return true;
    }
    edifact_close(made);
    return false;
}

void edifact_close(struct edifact *edifact)
{
    if (!edifact)
        return;
    buffer_free(&edifact->ahead);
    buffer_free(&edifact->decoded);
    free(edifact);
}

int64_t edifact_offset(const struct edifact *edifact)
{
    return edifact->offset;
}

/* ---- bytes ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\x1A';
}

static bool is_ascii(struct slice text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] & 0x80)
            return false;
    return true;
}

static size_t unused(const struct edifact *edifact)
{
    return edifact->end - edifact->begin;
}

static void use_up(struct edifact *edifact, size_t size)
{
    edifact->begin += size;
    edifact->position += (int64_t)size;
}

static bool fill(struct edifact *edifact, struct error *error)
{
    struct slice bytes;
    memmove(edifact->window, edifact->window + edifact->begin, unused(edifact));
    edifact->end -= edifact->begin;
    edifact->begin = 0;
    if (!reader_bytes(edifact->reader, WINDOW - edifact->end, &bytes, error))
        return false;
    if (bytes.size)
        memcpy(edifact->window + edifact->end, bytes.data, bytes.size);
    edifact->end += bytes.size;
    edifact->at_end = !bytes.size;
    return true;
}

/* Passes over what stands between segments, until ADVICE_SIZE bytes of the next are there, or all there are. */
static bool find_begin(struct edifact *edifact, struct error *error)
{
    if (!edifact->position && !edifact->end) {
        while (unused(edifact) < 3 && !edifact->at_end)
            if (!fill(edifact, error))
                return false;
        if (unused(edifact) >= 3 && !memcmp(edifact->window, "\xEF\xBB\xBF", 3))
            use_up(edifact, 3);
    }
    for (;;) {
        while (unused(edifact) && is_blank(edifact->window[edifact->begin]))
            use_up(edifact, 1);
        if (unused(edifact) >= ADVICE_SIZE || edifact->at_end)
            return true;
        if (!fill(edifact, error))
            return false;
    }
}

static bool begins_with(const struct edifact *edifact, const char *tag)
{
    return unused(edifact) >= 3 && !memcmp(edifact->window + edifact->begin, tag, 3);
}

/* ---- separators ---- */

static bool separators_differ(const char *signs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!signs[i])
            continue;
        if (isalnum((unsigned char)signs[i]) || (unsigned char)signs[i] >= 0x80)
            return false;
        for (size_t j = 0; j < i; j++)
            if (signs[i] == signs[j])
                return false;
    }
    return true;
}

/* UNA and its six signs; a blank one is not in use. */
static bool take_advice(struct edifact *edifact, struct error *error)
{
    edifact->offset = edifact->position;
    if (unused(edifact) < ADVICE_SIZE)
        return error_reject(error, REASON_TRUNCATED, "the source ends in its UNA");
    const char *signs = edifact->window + edifact->begin + 3;
    struct separators *to = &edifact->separators;
    *to = (struct separators){signs[0], signs[1], signs[2], signs[3] == ' ' ? '\0' : signs[3], '\0', signs[5]};
    edifact->stated_repetition = signs[4];
    const char parting[] = {to->component, to->element, to->terminator, to->release};
    bool valid = to->component && to->element && to->terminator && to->component != ' ' && to->element != ' ' &&
                 to->terminator != ' ' && separators_differ(parting, sizeof parting);
    if (to->decimal != '.' && to->decimal != ',')
        to->decimal = '\0';
    if (!valid)
        return error_reject(error, REASON_BAD_SYNTAX, "UNA states no usable separators");
    use_up(edifact, ADVICE_SIZE);
    edifact->advised = true;
    return true;
}

/* Syntax 4 takes both decimal marks, and repeats elements behind the sign that UNA states, unless it is a blank. */
static void set_syntax_4(struct edifact *edifact)
{
    struct separators *separators = &edifact->separators;
    const char signs[] = {separators->component, separators->element, separators->terminator, separators->release,
                          edifact->stated_repetition};
    if (edifact->stated_repetition != ' ' && separators_differ(signs, sizeof signs))
        separators->repetition = edifact->stated_repetition;
    separators->decimal = '\0';
}

/* ---- one segment as it stands ---- */

/* A tag that begins a line inside a segment: the writer ends segments by line breaks, or forgot a terminator. */
static bool has_lines_for_segments(const struct edifact *edifact, struct slice raw)
{
    static const char *const tags[] = {"UNB", "UNG", "UNH", "BGM", "UNS", "UNT", "UNE", "UNZ"};
    while (raw.size) {
        const char *line = memchr(raw.data, '\n', raw.size);
        if (!line)
            return false;
        raw = slice_trim((struct slice){line + 1, raw.size - (size_t)(line + 1 - raw.data)});
        for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++)
            if (raw.size > 3 && slice_starts_with(raw, tags[i]) && raw.data[3] == edifact->separators.element)
                return true;
    }
    return false;
}

static enum edifact_result too_large(struct error *error)
{
    error_reject(error, REASON_TOO_LARGE, "the segment is longer than %d bytes", EDIFACT_SEGMENT_MAX);
    return EDIFACT_REFUSED;
}

static enum edifact_result cut_off(struct error *error)
{
    error_reject(error, REASON_TRUNCATED, "the source ends inside a segment");
    return EDIFACT_FAILED;
}

static enum edifact_result lines_for_segments(const struct edifact *edifact, struct error *error)
{
    error_reject(error, REASON_BAD_SYNTAX, "a segment is not closed by %c before a line begins the next one",
                 edifact->separators.terminator);
    return EDIFACT_FAILED;
}

/* Looks for the terminator from *seen on. */
static bool find_terminator(const struct edifact *edifact, size_t *seen, bool *released)
{
    const char *data = edifact->window + edifact->begin;
    const char terminator = edifact->separators.terminator, release = edifact->separators.release;
    for (; *seen < unused(edifact); ++*seen) {
        if (*released)
            *released = false;
        else if (data[*seen] == terminator)
            return true;
        else
            *released = release && data[*seen] == release;
    }
    return false;
}

/* Passes over a segment whose terminator is not in the window. */
static enum edifact_result pass_over(struct edifact *edifact, bool released, struct error *error)
{
    use_up(edifact, unused(edifact));
    while (!edifact->at_end) {
        size_t seen = 0;
        if (!fill(edifact, error))
            return EDIFACT_FAILED;
        bool found = find_terminator(edifact, &seen, &released);
        use_up(edifact, found ? seen + 1 : seen);
        if (found)
            return too_large(error);
    }
    return cut_off(error);
}

/* The next segment's bytes without its terminator; valid until the next call. */
static enum edifact_result take_raw(struct edifact *edifact, struct slice *raw, struct error *error)
{
    size_t seen = 0;
    bool released = false;
    edifact->offset = edifact->position;
    bool found = find_terminator(edifact, &seen, &released);
    while (!found && !edifact->at_end && seen <= EDIFACT_SEGMENT_MAX) {
        if (!fill(edifact, error))
            return EDIFACT_FAILED;
        found = find_terminator(edifact, &seen, &released);
    }
    *raw = (struct slice){edifact->window + edifact->begin, seen};
    if (has_lines_for_segments(edifact, *raw))
        return lines_for_segments(edifact, error);
    if (!found)
        return edifact->at_end ? cut_off(error) : pass_over(edifact, released, error);
    use_up(edifact, seen + 1);
    return seen <= EDIFACT_SEGMENT_MAX ? EDIFACT_SEGMENT : too_large(error);
}

/* ---- its parts ---- */

static bool not_of_charset(const struct edifact *edifact, struct slice raw, struct error *error)
{
    static const char *const names[] = {[ASCII] = "ASCII", [UTF8] = "UTF-8", [CODED] = "ISO 2022, which is not read"};
    size_t at = 0;
    while (at < raw.size && raw.data[at] && !((unsigned char)raw.data[at] & 0x80) && raw.data[at] != '\x1B')
        at++;
    return error_reject(error, REASON_BAD_ENCODING, "the segment is not %s: the first byte in doubt is at %lld",
                        edifact->encoding ? edifact->encoding : names[edifact->charset],
                        (long long)(edifact->offset + (int64_t)at));
}

/* The segment as UTF-8. */
static bool decode(struct edifact *edifact, struct slice *raw, struct error *error)
{
    bool coded = edifact->charset == CODED && memchr(raw->data, '\x1B', raw->size);
    if (is_ascii(*raw) && !coded && slice_is_text(*raw))
        return true;
    if ((edifact->charset == UTF8 || edifact->as_utf8) && slice_is_text(*raw))
        return true;
    if (!edifact->encoding || edifact->as_utf8)
        return not_of_charset(edifact, *raw, error);
    buffer_reset(&edifact->decoded);
    if (!encoding_convert(*raw, edifact->encoding, &edifact->decoded, error))
        return not_of_charset(edifact, *raw, error);
    *raw = buffer_view(&edifact->decoded);
    return slice_is_text(*raw) || not_of_charset(edifact, *raw, error);
}

/* A segment while it is split. */
struct split {
    struct edifact_segment *segment;
    const char *text; /* of the component at hand */
    size_t components;
};

static bool end_component(struct split *split, const char *end)
{
    if (split->components == EDIFACT_COMPONENTS_MAX)
        return false;
    split->segment->components[split->components++] = (struct slice){split->text, (size_t)(end - split->text)};
    split->text = end;
    return true;
}

static bool end_element(struct split *split)
{
    if (split->segment->element_count == EDIFACT_ELEMENTS_MAX)
        return false;
    split->segment->ends[split->segment->element_count++] = split->components;
    return true;
}

static bool split_raw(struct edifact *edifact, struct slice raw)
{
    const struct separators *by = &edifact->separators;
    struct split split = {.segment = &edifact->segment, .text = edifact->text};
    char *to = edifact->text;
    bool released = false, repetition = false, fits = true;
    for (size_t i = 0; i < raw.size && fits; i++) {
        char c = raw.data[i];
        if (!released && by->release && c == by->release) {
            released = true;
        } else if (!released && c == by->element) {
            fits = (repetition || end_component(&split, to)) && end_element(&split);
            repetition = false;
        } else if (!released && c == by->component) {
            fits = repetition || end_component(&split, to);
        } else if (!released && by->repetition && c == by->repetition) {
            fits = repetition || end_component(&split, to);
            repetition = split.segment->repeated = true;
        } else {
            released = false;
            if (!repetition && c != '\r' && c != '\n')
                *to++ = c;
        }
    }
    return fits && (repetition || end_component(&split, to)) && end_element(&split);
}

static enum edifact_result split(struct edifact *edifact, struct slice raw, const struct edifact_segment **segment,
                                 struct error *error)
{
    edifact->segment.offset = edifact->offset;
    edifact->segment.element_count = 0;
    edifact->segment.repeated = false;
    if (edifact->decoding && !decode(edifact, &raw, error))
        return EDIFACT_REFUSED;
    if (!split_raw(edifact, raw)) {
        error_reject(error, REASON_TOO_LARGE, "the segment has more than %d elements or %d components",
                     EDIFACT_ELEMENTS_MAX, EDIFACT_COMPONENTS_MAX);
        return EDIFACT_REFUSED;
    }
    edifact->segment.tag = edifact->segment.components[0];
    *segment = &edifact->segment;
    return EDIFACT_SEGMENT;
}

bool edifact_decode(struct edifact *edifact, struct slice *text, struct error *error)
{
    edifact->as_utf8 = false;
    return !text->data || slice_is_text(*text) || decode(edifact, text, error);
}

struct slice edifact_text(const struct edifact_segment *segment, size_t element, size_t component)
{
    if (!element || !component || element >= segment->element_count)
        return (struct slice){NULL, 0};
    size_t at = segment->ends[element - 1] + component - 1;
    bool stated = at < segment->ends[element] && segment->components[at].size;
    return stated ? segment->components[at] : (struct slice){NULL, 0};
}

struct slice edifact_part(const struct edifact_segment *segment, size_t element, size_t component)
{
    struct slice text = slice_trim(edifact_text(segment, element, component));
    return text.size ? text : (struct slice){NULL, 0};
}

bool edifact_is(const struct edifact_segment *segment, const char *tag)
{
    return slice_equal_text(segment->tag, tag);
}

/* ---- segment by segment ---- */

/* UNB: separators of a new interchange and its character set. */
static void begin_interchange(struct edifact *edifact)
{
    struct slice identifier = edifact_part(&edifact->segment, 1, 1), version = edifact_part(&edifact->segment, 1, 2);
    if (slice_equal_text(version, "4"))
        set_syntax_4(edifact);
    edifact->advised = false;
    edifact->charset = LATIN1;
    edifact->encoding = "ISO-8859-1";
    edifact->charset_assumed = true;
    for (size_t i = 0; i < sizeof charsets / sizeof charsets[0]; i++)
        if (slice_equal_text(identifier, charsets[i].identifier)) {
            edifact->charset = charsets[i].charset;
            edifact->encoding = charsets[i].encoding;
            edifact->charset_assumed = false;
        }
    if (!edifact->is_unicode)
        return;
    edifact->charset = UTF8;
    edifact->encoding = NULL;
    edifact->charset_assumed = false;
}

static enum edifact_result take_fresh(struct edifact *edifact, struct slice *raw, struct error *error)
{
    if (!find_begin(edifact, error))
        return EDIFACT_FAILED;
    while (begins_with(edifact, "UNA"))
        if (!take_advice(edifact, error) || !find_begin(edifact, error))
            return EDIFACT_FAILED;
    if (!unused(edifact))
        return EDIFACT_END;
    if (begins_with(edifact, "UNB") && !edifact->advised) {
        edifact->separators = standard;
        edifact->stated_repetition = '*';
    }
    return take_raw(edifact, raw, error);
}

static struct slice take_held(struct edifact *edifact)
{
    struct held held;
    memcpy(&held, edifact->ahead.data + edifact->ahead_taken, sizeof held);
    struct slice raw = {edifact->ahead.data + edifact->ahead_taken + sizeof held, held.size};
    edifact->ahead_taken += sizeof held + held.size;
    edifact->offset = held.offset;
    return raw;
}

/* Segments around messages: their texts are codes, and what holds for the next message is not known yet. */
static bool is_service(struct slice raw)
{
    static const char *const tags[] = {"UNB", "UNG", "UNH", "UNE", "UNZ"};
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++)
        if (slice_starts_with(raw, tags[i]))
            return true;
    return false;
}

enum edifact_result edifact_next(struct edifact *edifact, const struct edifact_segment **segment, struct error *error)
{
    struct slice raw = {NULL, 0};
    while (!raw.size) { /* two terminators in a row close nothing */
        enum edifact_result result = EDIFACT_SEGMENT;
        if (edifact->ahead_taken < edifact->ahead.size)
            raw = take_held(edifact);
        else
            result = take_fresh(edifact, &raw, error);
        if (result != EDIFACT_SEGMENT)
            return result;
    }
    if (is_service(raw))
        edifact->decoding = false;
    enum edifact_result result = split(edifact, raw, segment, error);
    if (result == EDIFACT_SEGMENT && edifact_is(*segment, "UNB"))
        begin_interchange(edifact);
    return result;
}

/* ---- looking ahead ---- */

static void hold(struct edifact *edifact, struct slice raw)
{
    struct held held = {edifact->offset, raw.size};
    buffer_bytes(&edifact->ahead, &held, sizeof held);
    buffer_slice(&edifact->ahead, raw);
}

/* Holds the segments up to UNT, or to the end of what can be looked at. */
static enum edifact_result hold_message(struct edifact *edifact, struct edifact_ahead *ahead, size_t *count,
                                        struct error *error)
{
    buffer_reset(&edifact->ahead);
    edifact->ahead_taken = 0;
    for (*count = 1;;) {
        struct slice raw;
        if (!find_begin(edifact, error))
            return EDIFACT_FAILED;
        bool begins_other = begins_with(edifact, "UNH") || begins_with(edifact, "UNA") || begins_with(edifact, "UNB") ||
                            begins_with(edifact, "UNE") || begins_with(edifact, "UNG") || begins_with(edifact, "UNZ");
        ahead->end = EDIFACT_NOT_CLOSED;
        if (begins_other || !unused(edifact))
            return EDIFACT_SEGMENT;
        ahead->end = EDIFACT_TOO_FAR;
        if (edifact->ahead.size + sizeof(struct held) + EDIFACT_SEGMENT_MAX > EDIFACT_AHEAD_MAX)
            return EDIFACT_SEGMENT;
        enum edifact_result result = take_raw(edifact, &raw, error);
        if (result != EDIFACT_SEGMENT)
            return result;
        hold(edifact, raw);
        *count += raw.size > 0;
        ahead->end = EDIFACT_CLOSED;
        if (raw.size >= 3 && !memcmp(raw.data, "UNT", 3))
            return EDIFACT_SEGMENT;
    }
}

/* Whether what is held is UTF-8 and more than ASCII. */
static bool is_really_utf8(struct edifact *edifact)
{
    bool ascii = true, text = true;
    for (edifact->ahead_taken = 0; edifact->ahead_taken < edifact->ahead.size;) {
        struct slice raw = take_held(edifact);
        ascii = ascii && is_ascii(raw);
        text = text && slice_is_text(raw);
    }
    return text && !ascii;
}

static bool states(const struct edifact_segment *segment, size_t component, int64_t count)
{
    struct decimal declared;
    struct error ignored;
    struct slice text = edifact_part(segment, 1, component);
    return text.data && decimal_parse(text, &declared, &ignored) &&
           decimal_compare(declared, decimal_from_integer(count)) == 0;
}

/* Splits all that is held, so that nothing is taken of a message that cannot be taken whole. */
static enum edifact_result try_held(struct edifact *edifact, struct edifact_ahead *ahead, size_t count,
                                    struct error *error)
{
    const struct edifact_segment *segment = NULL;
    int64_t items = 0;
    bool in_items = false;
    ahead->items_match = true;
    for (edifact->ahead_taken = 0; edifact->ahead_taken < edifact->ahead.size;) {
        struct slice raw = take_held(edifact);
        if (!raw.size)
            continue;
        if (split(edifact, raw, &segment, error) != EDIFACT_SEGMENT)
            return EDIFACT_REFUSED;
        in_items = in_items || edifact_is(segment, "UNS");
        items += in_items && edifact_is(segment, "CST");
        if (edifact_is(segment, "CNT") && slice_equal_text(edifact_part(segment, 1, 1), "5")) /* code list 6069 */
            ahead->items_match = states(segment, 2, items);
    }
    ahead->count_matches = segment && ahead->end == EDIFACT_CLOSED && states(segment, 1, (int64_t)count);
    return EDIFACT_SEGMENT;
}

enum edifact_result edifact_look_ahead(struct edifact *edifact, struct edifact_ahead *ahead, struct error *error)
{
    size_t count;
    *ahead = (struct edifact_ahead){.charset_assumed = edifact->charset_assumed};
    edifact->as_utf8 = false;
    enum edifact_result result = hold_message(edifact, ahead, &count, error);
    if (result == EDIFACT_SEGMENT) {
        edifact->as_utf8 = (edifact->charset == ASCII || edifact->charset == LATIN1) && is_really_utf8(edifact);
        ahead->charset_mismatch = edifact->as_utf8;
        edifact->decoding = true;
        result = try_held(edifact, ahead, count, error);
    }
    edifact->ahead_taken = 0;
    return result;
}

/* ---- values ---- */

bool edifact_number(const struct edifact *edifact, struct slice text, struct decimal *number, struct error *error)
{
    char digits[DECIMAL_TEXT_MAX + 2] = "";
    size_t count = 0;
    const char mark = edifact->separators.decimal;
    for (size_t i = 0; i < text.size && count < sizeof digits - 1; i++) {
        bool is_mark = mark ? text.data[i] == mark : text.data[i] == '.' || text.data[i] == ',';
        bool bare = is_mark && (!count || !isdigit((unsigned char)digits[count - 1]));
        if (bare) /* ".5" is a number in EDIFACT */
            digits[count++] = '0';
        if (is_mark || isdigit((unsigned char)text.data[i]) || (text.data[i] == '-' && !i)) {
            digits[count++] = is_mark ? '.' : text.data[i];
            continue;
        }
        count = 0;
        break;
    }
    if (count && count < sizeof digits - 1 && decimal_parse((struct slice){digits, count}, number, error))
        return true;
    return error_reject(error, REASON_BAD_NUMBER, "\"%.*s\" is no number", (int)(text.size < 40 ? text.size : 40),
                        text.data);
}

bool edifact_begins(struct slice head)
{
    if (slice_starts_with(head, "\xEF\xBB\xBF"))
        head = slice_cut(head, 3, head.size);
    head = slice_trim(head);
    bool advised = slice_starts_with(head, "UNA") && head.size > ADVICE_SIZE;
    if (advised)
        head = slice_trim(slice_cut(head, ADVICE_SIZE, head.size));
    bool service = slice_starts_with(head, "UNB") || slice_starts_with(head, "UNG") || slice_starts_with(head, "UNH");
    return service && head.size > 3 && !isalnum((unsigned char)head.data[3]) && !is_blank(head.data[3]);
}
