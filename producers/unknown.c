#include "producers/unknown.h"

#include <stdio.h>
#include <string.h>

enum { SHOWN_BYTES = 60 }; /* of a text's first line */

struct sign {
    struct slice bytes;
    const char *meaning;
};

#define SIGN(literal) {literal, sizeof(literal) - 1}

const char *unknown_container(struct slice head)
{
    static const struct sign signs[] = {
        {SIGN("\x1F\x8B"), "it is compressed by gzip twice: unpack it first"},
        {SIGN("PK\x03\x04"), "it is a zip archive inside another archive, or inside gzip: unpack it first"},
        {SIGN("PK\x05\x06"), "it is an empty zip archive"},
        {SIGN("PK\x07\x08"), "it is a part of a zip archive in several parts: join and unpack it first"},
        {SIGN("\xD0\xCF\x11\xE0"), "it is a binary Office document (xls, doc): export its sheet as CSV"},
        {SIGN("%PDF"), "it is a PDF: its text must be taken out first, its tables be exported as CSV"},
        {SIGN("Rar!"), "it is a RAR archive: unpack it first"},
        {SIGN("7z\xBC\xAF\x27\x1C"), "it is a 7-Zip archive: unpack it first"},
        {SIGN("\x28\xB5\x2F\xFD"), "it is compressed by zstd: unpack it first"},
        {SIGN("BZh"), "it is compressed by bzip2: unpack it first"},
        {SIGN("\xFD" "7zXZ"), "it is compressed by xz: unpack it first"},
        {SIGN("PAR1"), "it is a Parquet file: export it as CSV"},
        {SIGN("SQLite format 3"), "it is an SQLite database: export its tables as CSV"},
        {SIGN("\x89PNG"), "it is a picture (PNG)"},
        {SIGN("\xFF\xD8\xFF"), "it is a picture (JPEG)"},
    };
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (head.size >= signs[i].bytes.size && !memcmp(head.data, signs[i].bytes.data, signs[i].bytes.size))
            return signs[i].meaning;
    return NULL;
}

/* What a text begins with, whatever the case of its letters. */
static const char *kind_of_text(struct slice text)
{
    static const struct sign signs[] = {
        {SIGN("<!doctype html"), "it is a web page (HTML), perhaps an error or a login page instead of data"},
        {SIGN("<html"), "it is a web page (HTML), perhaps an error or a login page instead of data"},
        {SIGN("<"), "it is XML of another kind"},
        {SIGN("{"), "it is JSON of another shape"},
        {SIGN("["), "it is JSON of another shape"},
    };
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        struct slice begin = slice_cut(text, 0, signs[i].bytes.size);
        char expected[32];
        snprintf(expected, sizeof expected, "%.*s", SLICE_ARGS(signs[i].bytes));
        if (slice_equal_ignoring_case(begin, expected))
            return signs[i].meaning;
    }
    bool is_mac = text.size && memchr(text.data, '\r', text.size) && !memchr(text.data, '\n', text.size);
    return is_mac ? "its lines end in CR alone: convert them to LF" : "it is a text of another format";
}

/* The first line up to a limit, whole characters only, control characters as blanks. */
static struct slice first_line(struct slice text, char shown[SHOWN_BYTES + 1])
{
    struct slice line = slice_next_part(&text, '\n');
    line = slice_trim(slice_cut(line, 0, SHOWN_BYTES));
    line.size = slice_text_size(line);
    for (size_t i = 0; i < line.size; i++)
        shown[i] = (unsigned char)line.data[i] < ' ' || line.data[i] == 0x7F ? ' ' : line.data[i];
    return slice_trim((struct slice){shown, line.size});
}

/* The head of a text may end inside a character. */
static bool is_text(struct slice head)
{
    size_t size = slice_text_size(head);
    return slice_trim(head).size && (size == head.size || (head.size - size < 4 && (unsigned char)head.data[size] >= 0xC2));
}

/* Where a text stops being one, by a NUL or a byte that is not UTF-8. */
static void describe_bytes(struct slice head, char *text, size_t size)
{
    struct slice rest = slice_cut(head, 0, slice_text_size(head));
    size_t offset = rest.size, line = 1;
    for (const char *end; (end = rest.size ? memchr(rest.data, '\n', rest.size) : NULL); line++)
        rest = slice_cut(rest, (size_t)(end - rest.data) + 1, rest.size);
    snprintf(text, size,
             "it is no UTF-8 text (first bad byte at offset %zu, line %zu); a text in another encoding must be "
             "converted, or be a table whose profile names it (--profile)",
             offset, line);
}

void unknown_describe(struct slice head, char *text, size_t size)
{
    char shown[SHOWN_BYTES + 1];
    const char *container = unknown_container(head);
    struct slice trimmed = slice_trim(head), line = first_line(trimmed, shown);
    if (container)
        snprintf(text, size, "%s", container);
    else if (is_text(head))
        snprintf(text, size, "%s; it begins \"%.*s\"", kind_of_text(trimmed), SLICE_ARGS(line));
    else if (!trimmed.size)
        snprintf(text, size, "it holds nothing but blanks");
    else
        describe_bytes(head, text, size);
}
