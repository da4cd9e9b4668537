#include "producers/news/feed_text.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <string.h>

#include "producers/news/entity.h"

enum { ENCODING_NAME_MAX = 40 };

static void html_character(struct buffer *out, uint32_t character)
{
    char bytes[ENTITY_BYTES_MAX];
    buffer_bytes(out, bytes, entity_encode(character, bytes));
}

static bool is_letter(char c)
{
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' || (unsigned char)c >= 0x80;
}

/* The place behind the first `mark` from `from` on; the end if there is none. */
static size_t behind(struct slice text, size_t from, const char *mark)
{
    const char *found = from < text.size ? memmem(text.data + from, text.size - from, mark, strlen(mark)) : NULL;
    return found ? (size_t)(found - text.data) + strlen(mark) : text.size;
}

/* The place behind a document type that begins at `from`; its internal subset stands in brackets. */
static size_t behind_document_type(struct slice text, size_t from)
{
    size_t end = from;
    while (end < text.size && text.data[end] != '>' && text.data[end] != '[')
        end++;
    if (end < text.size && text.data[end] == '[')
        end = behind(text, end, "]");
    return behind(text, end, ">");
}

/* The length of what begins at `at` and is left out: comment, processing instruction, document type; 0 for others. */
static size_t left_out(struct slice text, size_t at)
{
    struct slice rest = slice_cut(text, at, text.size);
    if (slice_starts_with(rest, "<!--"))
        return behind(text, at + 4, "-->") - at;
    if (slice_starts_with(rest, "<?"))
        return behind(text, at, "?>") - at;
    if (rest.size >= 9 && !strncasecmp(rest.data, "<!DOCTYPE", 9))
        return behind_document_type(text, at) - at;
    return 0;
}

struct slice feed_root(struct slice head)
{
    size_t at = 0;
    for (;;) {
        while (at < head.size && head.data[at] != '<')
            at++;
        size_t skip = left_out(head, at);
        if (!skip)
            break;
        at += skip;
    }
    size_t start = at + 1, end = start;
    while (end < head.size && !memchr(" \t\r\n/>", head.data[end], 6)) {
        if (head.data[end] == ':')
            start = end + 1;
        end++;
    }
    return end < head.size && end > start && is_letter(head.data[start]) ? slice_cut(head, start, end)
                                                                          : (struct slice){0};
}

/* The encoding that the XML declaration names, NUL-terminated; empty if there is none. */
static void declared_encoding(struct slice bytes, char name[ENCODING_NAME_MAX])
{
    name[0] = '\0';
    struct slice head = slice_trim(slice_cut(bytes, 0, 1024));
    if (!slice_starts_with(head, "<?xml"))
        return;
    head = slice_cut(head, 0, behind(head, 0, "?>"));
    size_t at = behind(head, 0, "encoding"), size = 0;
    while (at < head.size && memchr(" \t\r\n='\"", head.data[at], 7))
        at++;
    while (at + size < head.size && size < ENCODING_NAME_MAX - 1 && !memchr(" \t\r\n'\"?>", head.data[at + size], 8))
        size++;
    memcpy(name, head.data + at, size);
    name[size] = '\0';
}

/* The superset that is really meant where an encoding is declared. */
static const char *meant_encoding(const char *declared)
{
    static const char *const meant[][2] = {
        {"iso-8859-1", "WINDOWS-1252"}, {"latin1", "WINDOWS-1252"},  {"us-ascii", "WINDOWS-1252"},
        {"gb2312", "GB18030"},          {"gbk", "GB18030"},          {"shift_jis", "CP932"},
        {"shift-jis", "CP932"},         {"euc-kr", "CP949"},         {"ks_c_5601-1987", "CP949"},
        {"big5", "BIG5-HKSCS"},         {"iso-8859-9", "WINDOWS-1254"},
    };
    for (size_t i = 0; i < sizeof meant / sizeof *meant; i++)
        if (!strcasecmp(declared, meant[i][0]))
            return meant[i][1];
    return declared;
}

/* Converts through iconv; a byte that is wrong in the encoding becomes U+FFFD and sets *replaced. */
static bool convert(struct slice bytes, const char *encoding, struct buffer *out, bool *replaced, struct error *error)
{
    iconv_t converter = iconv_open("UTF-8", encoding);
    if (converter == (iconv_t)-1)
        return error_reject(error, REASON_BAD_ENCODING, "the encoding \"%s\" is unknown", encoding);
    char *in = (char *)(size_t)bytes.data, piece[4096];
    size_t in_left = bytes.size;
    while (in_left && !out->full) {
        char *place = piece;
        size_t place_left = sizeof piece;
        size_t result = iconv(converter, &in, &in_left, &place, &place_left);
        buffer_bytes(out, piece, (size_t)(place - piece));
        if (result == (size_t)-1 && errno != E2BIG) {
            html_character(out, 0xFFFD);
            *replaced = true;
            in++;
            in_left--;
        }
    }
    iconv_close(converter);
    return true;
}

static bool to_utf8(struct slice bytes, struct buffer *out, bool *replaced, struct error *error)
{
    static const struct {
        const char *mark, *encoding;
        size_t size;
    } marks[] = {{"\xEF\xBB\xBF", "UTF-8", 3}, {"\xFF\xFE", "UTF-16LE", 2}, {"\xFE\xFF", "UTF-16BE", 2}};
    char declared[ENCODING_NAME_MAX];
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (bytes.size >= marks[i].size && !memcmp(bytes.data, marks[i].mark, marks[i].size))
            return convert(slice_cut(bytes, marks[i].size, bytes.size), marks[i].encoding, out, replaced, error);
    declared_encoding(bytes, declared);
    if (slice_is_text(bytes))
        buffer_slice(out, bytes);
    else if (!*declared)
        return error_reject(error, REASON_BAD_ENCODING, "the feed is not UTF-8 and declares no encoding");
    else
        return convert(bytes, meant_encoding(declared), out, replaced, error);
    return true;
}

/* Copies what XML allows of text[from .. to-1]: control characters become blanks. */
static void copy_allowed(struct buffer *out, struct slice text, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        unsigned char c = (unsigned char)text.data[i];
        bool noncharacter = c == 0xEF && i + 2 < to && (unsigned char)text.data[i + 1] == 0xBF &&
                            (unsigned char)text.data[i + 2] >= 0xBE;
        if (noncharacter) {
            html_character(out, 0xFFFD);
            i += 2;
        } else {
            buffer_byte(out, c >= ' ' || c == '\t' || c == '\n' || c == '\r' ? (char)c : ' ');
        }
    }
}

static void copy_line_ends(struct buffer *out, struct slice text, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (text.data[i] == '\n')
            buffer_byte(out, '\n');
}

/* A reference as the character it means; the five that XML needs stay references. Returns its length. */
static size_t copy_reference(struct buffer *out, struct slice rest)
{
    uint32_t character;
    size_t used = entity_read(rest, &character);
    if (!used)
        character = '&';
    if (character < 0x80 && memchr("&<>\"'", (int)character, 5))
        buffer_format(out, "&#%u;", character);
    else if (character < 0x20 || character == 0xFFFE || character == 0xFFFF)
        buffer_byte(out, character == '\n' || character == '\t' ? (char)character : ' ');
    else
        html_character(out, character);
    return used ? used : 1;
}

/* Copies one piece from `at` on, cleaned, and returns where the next begins. */
static size_t copy_piece(struct buffer *out, struct slice text, size_t at)
{
    struct slice rest = slice_cut(text, at, text.size);
    size_t skip = *rest.data == '<' ? left_out(text, at) : 0;
    if (skip) {
        copy_line_ends(out, text, at, at + skip);
        return at + skip;
    }
    if (*rest.data == '&')
        return at + copy_reference(out, rest);
    if (slice_starts_with(rest, "<![CDATA[")) {
        size_t end = behind(text, at, "]]>");
        copy_allowed(out, text, at, end);
        return end;
    }
    if (slice_starts_with(rest, "]]>")) {
        buffer_text(out, "]]&gt;");
        return at + 3;
    }
    if (*rest.data == '<' && !(rest.size > 1 && (is_letter(rest.data[1]) || rest.data[1] == '/'))) {
        buffer_text(out, "&lt;");
        return at + 1;
    }
    size_t end = at + 1;
    while (end < text.size && !memchr("<&]", text.data[end], 3))
        end++;
    copy_allowed(out, text, at, end);
    return end;
}

bool feed_text(struct slice bytes, struct buffer *out, bool *replaced, struct error *error)
{
    struct buffer utf8;
    *replaced = false;
    buffer_reset(out);
    buffer_init(&utf8, out->limit);
    bool fine = to_utf8(bytes, &utf8, replaced, error);
    struct slice text = buffer_view(&utf8);
    size_t at = 0;
    while (at < text.size && text.data[at] != '<') /* what stands before the document is none of it */
        at++;
    copy_line_ends(out, text, 0, at);
    while (fine && at < text.size && !out->full)
        at = copy_piece(out, text, at);
    if (fine && (out->full || utf8.full))
        fine = error_reject(error, REASON_TOO_LARGE, "the feed is longer than %zu bytes as UTF-8", out->limit);
    buffer_free(&utf8);
    return fine;
}
