#include "producers/news/charset.h"

#include <string.h>

#include "producers/encoding.h"

enum { NAME_SIZE_MAX = 40, DECLARATION_MAX = 1024 };

/* What is really meant where an encoding is declared: its superset, and names that iconv does not know. */
static const char *const meant[][2] = {
    {"ascii", "WINDOWS-1252"},        {"us-ascii", "WINDOWS-1252"},     {"iso-8859-1", "WINDOWS-1252"},
    {"iso8859-1", "WINDOWS-1252"},    {"iso_8859-1", "WINDOWS-1252"},   {"iso-latin-1", "WINDOWS-1252"},
    {"latin1", "WINDOWS-1252"},       {"latin-1", "WINDOWS-1252"},      {"x-ansi", "WINDOWS-1252"},
    {"iso-8859-9", "WINDOWS-1254"},   {"iso-8859-11", "CP874"},         {"tis-620", "CP874"},
    {"windows-874", "CP874"},         {"gb2312", "GB18030"},            {"gb_2312-80", "GB18030"},
    {"gb2312-80", "GB18030"},         {"gbk", "GB18030"},               {"x-gbk", "GB18030"},
    {"cp936", "GB18030"},             {"ms936", "GB18030"},             {"windows-936", "GB18030"},
    {"big5", "BIG5-HKSCS"},           {"big5-tw", "BIG5-HKSCS"},        {"csbig5", "BIG5-HKSCS"},
    {"x-x-big5", "BIG5-HKSCS"},       {"cp950", "BIG5-HKSCS"},          {"shift_jis", "CP932"},
    {"shift-jis", "CP932"},           {"sjis", "CP932"},                {"x-sjis", "CP932"},
    {"windows-31j", "CP932"},         {"ms-kanji", "CP932"},            {"x-euc-jp", "EUC-JP"},
    {"euc-kr", "CP949"},              {"ks_c_5601-1987", "CP949"},      {"ksc5601", "CP949"},
    {"ks-c-5601", "CP949"},           {"ksc-5601", "CP949"},            {"x-windows-949", "CP949"},
    {"windows-949", "CP949"},         {"x-mac-roman", "MACINTOSH"},     {"x-mac-cyrillic", "MAC-CYRILLIC"},
    {"macroman", "MACINTOSH"},        {"mac-roman", "MACINTOSH"},       {"maccentraleurope", "MAC-CENTRALEUROPE"},
    {"maclatin2", "MAC-CENTRALEUROPE"}, {"maciceland", "MAC-IS"},       {"cp-is", "CP861"},
    {"csibm861", "CP861"},            {"unicode-1-1-utf-8", "UTF-8"},   {"u8", "UTF-8"},
};

static const char *find_meant(const char *name)
{
    for (size_t i = 0; i < sizeof meant / sizeof *meant; i++)
        if (!strcasecmp(name, meant[i][0]))
            return meant[i][1];
    return encoding_is_known(name) ? name : NULL;
}

/* A name as iconv takes it, NUL-terminated in `name`; NULL if it is none, or one that contradicts the text, which was
 * readable byte by byte. */
static const char *meant_name(struct slice declared, char name[NAME_SIZE_MAX])
{
    declared = slice_trim(declared);
    if (!declared.size || declared.size >= NAME_SIZE_MAX)
        return NULL;
    memcpy(name, declared.data, declared.size);
    name[declared.size] = '\0';
    if (!find_meant(name)) /* "windows_1251" */
        for (char *c = strchr(name, '_'); c; c = strchr(c, '_'))
            *c = '-';
    if (!strncasecmp(name, "utf-16", 6) || !strncasecmp(name, "utf-32", 6) || !strncasecmp(name, "ucs-", 4))
        return NULL;
    return find_meant(name);
}

/* Of a text in characters of two or four bytes, or of EBCDIC, by how "<?" or "<r" looks there; NULL for others. */
static const char *wide_name(struct slice bytes)
{
    static const struct {
        struct slice front, mask;
        const char *name;
    } fronts[] = {
        {{"\0\0\0<", 4}, {"\xFF\xFF\xFF\xFF", 4}, "UTF-32BE"}, {{"<\0\0\0", 4}, {"\xFF\xFF\xFF\xFF", 4}, "UTF-32LE"},
        {{"\0<\0\0", 4}, {"\xFF\xFF\xFF\0", 4}, "UTF-16BE"},   {{"<\0\0\0", 4}, {"\xFF\xFF\0\xFF", 4}, "UTF-16LE"},
        {{"\x4C\x6F\xA7\x94", 4}, {"\xFF\xFF\xFF\xFF", 4}, "IBM037"},
    };
    for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++) {
        size_t same = 0;
        while (same < 4 && same < bytes.size &&
               (bytes.data[same] & fronts[i].mask.data[same]) == fronts[i].front.data[same])
            same++;
        if (same == 4)
            return fronts[i].name;
    }
    return NULL;
}

/* Encodings that write everything in ASCII's bytes, so that their texts pass for UTF-8. */
static bool is_seven_bit(const char *name)
{
    return name &&
           (!strncasecmp(name, "ISO-2022-", 9) || !strncasecmp(name, "UTF-7", 5) || !strncasecmp(name, "HZ", 2));
}

static bool has_high_byte(struct slice bytes)
{
    for (size_t i = 0; i < bytes.size; i++)
        if ((unsigned char)bytes.data[i] >= 0x80)
            return true;
    return false;
}

static bool convert(struct slice bytes, const char *name, struct buffer *buffer, struct charset_text *decoded,
                    struct error *error)
{
    buffer_reset(buffer);
    if (!encoding_convert_all(bytes, name, buffer, &decoded->replaced, error))
        return false;
    if (buffer->full)
        return error_reject(error, REASON_TOO_LARGE, "the text is longer than %zu bytes as UTF-8", buffer->limit);
    decoded->text = buffer_view(buffer);
    return true;
}

/* So many characters of several bytes before the first bad one are no accident. */
static bool is_mostly_utf8(struct slice bytes)
{
    size_t good = slice_text_size(bytes), count = 0;
    for (size_t i = 0; i < good; i++)
        count += (unsigned char)bytes.data[i] >= 0xC0;
    return count >= ENCODING_PROOF;
}

/* True if most bytes beyond ASCII stand alone, as in western languages and in no others. */
static bool is_western(struct slice bytes)
{
    size_t high = 0, alone = 0;
    for (size_t i = 0; i < bytes.size; i++) {
        bool before = i && (unsigned char)bytes.data[i - 1] >= 0x80;
        bool behind = i + 1 < bytes.size && (unsigned char)bytes.data[i + 1] >= 0x80;
        high += (unsigned char)bytes.data[i] >= 0x80;
        alone += (unsigned char)bytes.data[i] >= 0x80 && !before && !behind;
    }
    return alone * 2 > high;
}

/* True for what is called UTF-8 and is not: more of what lies beyond ASCII is none than is, and that is either how
 * western languages look in windows-1252 or too much for an accident. */
static bool is_no_utf8(struct slice bytes)
{
    size_t good = 0, bad = 0;
    for (struct slice rest = bytes; rest.size;) {
        size_t size = slice_text_size(rest);
        for (size_t i = 0; i < size; i++)
            good += (unsigned char)rest.data[i] >= 0xC0;
        bad += size < rest.size && (unsigned char)rest.data[size] >= 0x80;
        rest = slice_cut(rest, size + 1, rest.size);
    }
    return bad > good && (bad >= ENCODING_PROOF || is_western(bytes));
}

/* Many servers call everything UTF-8: where that is not so, it says nothing. */
static void drop_false_names(struct slice bytes, const char *names[2])
{
    for (size_t i = 0; i < 2; i++)
        if (names[i] && (!strcasecmp(names[i], "UTF-8") || !strcasecmp(names[i], "UTF8")) && is_no_utf8(bytes))
            names[i] = NULL;
}

/* Nothing says what they are. */
static bool decode_undeclared(struct slice bytes, struct buffer *buffer, struct charset_text *decoded,
                              struct error *error)
{
    bool is_utf8 = !has_high_byte(bytes) || is_mostly_utf8(bytes);
    if (!is_utf8 && !is_western(bytes))
        return error_reject(error, REASON_BAD_ENCODING,
                            "the text is not UTF-8, and no other known encoding is declared");
    decoded->assumed = !is_utf8;
    return convert(bytes, is_utf8 ? "UTF-8" : "WINDOWS-1252", buffer, decoded, error);
}

/* The first of the names in which all bytes are characters, else the first. */
static bool decode_as(struct slice bytes, const char *const names[2], struct buffer *buffer,
                      struct charset_text *decoded, struct error *error)
{
    for (size_t i = 0; i < 2; i++) {
        if (names[i] && !convert(bytes, names[i], buffer, decoded, error))
            return false;
        if (names[i] && !decoded->replaced)
            return true;
    }
    if (!names[0] && !names[1])
        return decode_undeclared(bytes, buffer, decoded, error);
    return !names[0] || !names[1] || convert(bytes, names[0], buffer, decoded, error);
}

static bool cut_mark(struct charset_text *decoded)
{
    static const char mark[] = "\xEF\xBB\xBF";
    if (slice_starts_with(decoded->text, mark))
        decoded->text = slice_cut(decoded->text, strlen(mark), decoded->text.size);
    return true;
}

bool charset_decode(struct slice bytes, struct slice declared, const char *transfer, struct buffer *buffer,
                    struct charset_text *decoded, struct error *error)
{
    char memory[2][NAME_SIZE_MAX];
    const char *marked = encoding_by_mark(bytes), *wide = marked ? marked : wide_name(bytes);
    const char *names[2] = {meant_name(declared, memory[0]), meant_name(slice_of(transfer), memory[1])};
    *decoded = (struct charset_text){0};
    if (marked && !strcmp(marked, "UTF-8")) {
        bytes = slice_cut(bytes, strlen("\xEF\xBB\xBF"), bytes.size);
        names[0] = "UTF-8";
    } else if (wide) {
        return convert(bytes, wide, buffer, decoded, error) && cut_mark(decoded);
    }
    decoded->text = bytes;
    bool seven = (is_seven_bit(names[0]) || is_seven_bit(names[1])) && !has_high_byte(bytes);
    if (!seven && slice_is_text(bytes))
        return true;
    if (!marked)
        drop_false_names(bytes, names);
    return decode_as(bytes, names, buffer, decoded, error);
}

/* --- declarations ------------------------------------------------------------------------------------------------- */

struct slice charset_of_xml(struct slice bytes)
{
    struct slice head = slice_trim(slice_cut(bytes, 0, DECLARATION_MAX));
    const char *end = slice_starts_with(head, "<?xml") ? memmem(head.data, head.size, "?>", 2) : NULL;
    const char *found = end ? memmem(head.data, (size_t)(end - head.data), "encoding", 8) : NULL;
    if (!found)
        return (struct slice){0};
    head = (struct slice){found + 8, (size_t)(end - found) - 8};
    size_t begin = 0;
    while (begin < head.size && memchr(" \t\r\n='\"", head.data[begin], 7))
        begin++;
    size_t size = begin;
    while (size < head.size && !memchr(" \t\r\n'\"", head.data[size], 6))
        size++;
    return slice_cut(head, begin, size);
}

struct slice charset_head(struct slice head, struct buffer *buffer)
{
    const char *marked = encoding_by_mark(head), *name = marked ? marked : wide_name(head);
    struct error ignored;
    bool replaced;
    if (!name || !encoding_convert_all(head, name, buffer, &replaced, &ignored))
        return head;
    return buffer_view(buffer);
}
