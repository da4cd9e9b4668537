#include "producers/news/html_text.h"

#include <string.h>

#include "producers/news/entity.h"
#include "producers/news/markup.h"

/* What an element does to the text around it. */
enum effect { NOTHING = 0, LINE, CELL, PRE, SILENT };

enum { TAG_NAME_MAX = 15 };

/* Sorted by name. A silent element's contents are no words of the text. */
static const struct tag {
    char name[TAG_NAME_MAX + 1];
    enum effect effect;
} tags[] = {
    {"address", LINE},    {"applet", SILENT},  {"article", LINE},  {"aside", LINE},    {"blockquote", LINE},
    {"body", LINE},       {"br", LINE},        {"caption", LINE},  {"center", LINE},   {"dd", LINE},
    {"details", LINE},    {"dialog", LINE},    {"dir", LINE},      {"div", LINE},      {"dl", LINE},
    {"dt", LINE},         {"fieldset", LINE},  {"figcaption", LINE}, {"figure", LINE}, {"footer", LINE},
    {"form", LINE},       {"h1", LINE},        {"h2", LINE},       {"h3", LINE},       {"h4", LINE},
    {"h5", LINE},         {"h6", LINE},        {"header", LINE},   {"hr", LINE},       {"html", LINE},
    {"iframe", SILENT},   {"legend", LINE},    {"li", LINE},       {"main", LINE},     {"menu", LINE},
    {"nav", LINE},        {"noembed", SILENT}, {"noframes", SILENT}, {"noscript", SILENT}, {"object", SILENT},
    {"ol", LINE},         {"option", LINE},    {"p", LINE},        {"pre", PRE},       {"script", SILENT},
    {"section", LINE},    {"style", SILENT},   {"summary", LINE},  {"svg", SILENT},    {"table", LINE},
    {"tbody", LINE},      {"td", CELL},        {"template", SILENT}, {"tfoot", LINE},  {"th", CELL},
    {"thead", LINE},      {"title", LINE},     {"tr", LINE},       {"ul", LINE},       {"xmp", PRE},
};

enum { TAG_COUNT = sizeof tags / sizeof *tags };

/* Where the conversion stands. White space is written only before the next visible character, so that none stands at
 * the ends and a line end beats a blank. */
struct conversion {
    struct markup markup;
    struct buffer *out;
    size_t start;         /* size of out at the beginning */
    bool blank, line_end; /* owed before the next visible character */
    bool preformatted;    /* inside of <pre> */
    bool has_section;     /* a CDATA section began: its end is no text */
    bool unclosed[TAG_COUNT]; /* silent elements that are known not to end any more */
};

static const struct tag *search(const char *name)
{
    size_t low = 0, high = TAG_COUNT;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = name[0] - tags[middle].name[0];
        order = order ? order : strcmp(name, tags[middle].name);
        if (!order)
            return &tags[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static const struct tag *find_tag(struct slice name)
{
    struct tag key = {.effect = NOTHING};
    const char *colon = memchr(name.data, ':', name.size); /* XHTML may have a prefix */
    if (colon)
        name = slice_cut(name, (size_t)(colon - name.data) + 1, name.size);
    if (name.size > TAG_NAME_MAX)
        return NULL;
    for (size_t i = 0; i < name.size; i++)
        key.name[i] = (char)(name.data[i] >= 'A' && name.data[i] <= 'Z' ? name.data[i] | 0x20 : name.data[i]);
    return search(key.name);
}

/* --- characters --------------------------------------------------------------------------------------------------- */

static void pay_white_space(struct conversion *state)
{
    if (state->out->size > state->start && (state->line_end || state->blank))
        buffer_byte(state->out, state->line_end ? '\n' : ' ');
    state->line_end = state->blank = false;
}

enum look { VISIBLE, BLANK, INVISIBLE, MISTAKEN };

/* How a character of several bytes looks that begins at `at`; *size is set if it is not visible. A soft hyphen would
 * hide "H<shy>200" from every search. */
static enum look look_of(struct slice text, size_t at, size_t *size)
{
    static const struct {
        char bytes[4];
        size_t size;
        enum look look;
    } special[] = {
        {"\xC2\xA0", 2, BLANK},         {"\xE3\x80\x80", 3, BLANK},     {"\xC2\xAD", 2, INVISIBLE},
        {"\xE2\x80\x8B", 3, INVISIBLE}, {"\xE2\x80\x8C", 3, INVISIBLE}, {"\xE2\x80\x8D", 3, INVISIBLE},
        {"\xE2\x81\xA0", 3, INVISIBLE}, {"\xEF\xBB\xBF", 3, INVISIBLE}};
    if (text.size - at >= 2 && text.data[at] == '\xC2' && (unsigned char)text.data[at + 1] < 0xA0) {
        *size = 2;
        return MISTAKEN;
    }
    for (size_t i = 0; i < sizeof special / sizeof *special; i++) {
        *size = special[i].size;
        if (text.size - at >= *size && !memcmp(text.data + at, special[i].bytes, *size))
            return special[i].look;
    }
    return VISIBLE;
}

/* True for a byte that a run of visible characters may hold without a closer look. */
static bool is_plain(char byte)
{
    unsigned char c = (unsigned char)byte;
    return c > ' ' && c != 0x7F && c != 0xC2 && c != 0xE2 && c != 0xE3 && c != 0xEF;
}

/* Writes a visible character and what follows as it is: others, and single blanks between them. */
static size_t write_visible(struct conversion *state, struct slice text, size_t from)
{
    size_t end = from + 1, ignored;
    while (end < text.size &&
           (is_plain(text.data[end]) ||
            (text.data[end] == ' ' && end + 1 < text.size && is_plain(text.data[end + 1])) ||
            ((unsigned char)text.data[end] >= 0x80 && look_of(text, end, &ignored) == VISIBLE)))
        end++;
    pay_white_space(state);
    buffer_bytes(state->out, text.data + from, end - from);
    return end;
}

/* A byte of Windows that became a control character of Unicode, as converters that take windows-1252 for Latin-1 make
 * them: it has no other meaning in a text. */
static void write_mistaken(struct conversion *state, unsigned char byte)
{
    char bytes[ENTITY_BYTES_MAX];
    size_t size = entity_encode(entity_from_windows(byte), bytes);
    pay_white_space(state);
    buffer_bytes(state->out, bytes, size);
}

static void write_text(struct conversion *state, struct slice text)
{
    for (size_t at = 0; at < text.size;) {
        unsigned char c = (unsigned char)text.data[at];
        size_t size = 1;
        enum look look = c <= ' ' || c == 0x7F ? BLANK : c < 0x80 ? VISIBLE : look_of(text, at, &size);
        if (look == VISIBLE) {
            at = write_visible(state, text, at);
            continue;
        }
        if (look == MISTAKEN)
            write_mistaken(state, (unsigned char)text.data[at + 1]);
        state->line_end = state->line_end || (c == '\n' && state->preformatted);
        state->blank = state->blank || look == BLANK;
        at += size;
    }
}

void html_plain(struct slice text, struct buffer *out)
{
    struct conversion state = {.out = out, .start = out->size};
    write_text(&state, text);
}

/* --- markup ------------------------------------------------------------------------------------------------------- */

/* A reference may stand for a blank or for what cannot be seen, so it is looked at like any text. */
static void write_decoded(struct conversion *state, struct slice text)
{
    char bytes[MARKUP_CHARACTER_MAX];
    while (text.size) {
        const char *found = memchr(text.data, '&', text.size);
        size_t plain = found ? (size_t)(found - text.data) : text.size;
        write_text(state, slice_cut(text, 0, plain));
        text = slice_cut(text, plain, text.size);
        size_t used = text.size ? markup_reference(text, bytes, &plain) : 0;
        write_text(state, used ? (struct slice){bytes, plain} : slice_cut(text, 0, 1));
        text = slice_cut(text, used ? used : 1, text.size);
    }
}

/* What stands between the tags; "]]>" is what is left of a CDATA section. */
static void write_between(struct conversion *state, struct slice text)
{
    while (state->has_section) {
        const char *end = memmem(text.data, text.size, "]]>", 3);
        if (!end)
            break;
        write_decoded(state, slice_cut(text, 0, (size_t)(end - text.data)));
        text = slice_cut(text, (size_t)(end - text.data) + 3, text.size);
    }
    write_decoded(state, text);
}

/* Goes behind a silent element; the tokenizer has the contents of scripts apart. What is not closed hides nothing. */
static void pass_silent(struct conversion *state, const struct tag *tag, struct slice name)
{
    bool *unclosed = &state->unclosed[tag - tags];
    if (state->markup.raw.data || *unclosed)
        return;
    size_t end = markup_find_end(state->markup.text, state->markup.at, name);
    *unclosed = end == state->markup.text.size;
    if (!*unclosed)
        state->markup.at = end;
}

static void take_tag(struct conversion *state, const struct markup_token *token)
{
    const struct tag *tag = find_tag(token->name);
    bool begins = token->kind == MARKUP_START && !token->empty;
    if (state->markup.raw.data && !(tag && tag->effect == SILENT))
        state->markup.raw = (struct slice){0}; /* a title's text is text, and has no tags for the reader to see */
    switch (tag ? tag->effect : NOTHING) {
    case NOTHING:
        break;
    case PRE:
        state->preformatted = begins;
        state->line_end = true;
        break;
    case LINE:
        state->line_end = true;
        break;
    case CELL:
        state->blank = true;
        break;
    case SILENT:
        if (begins)
            pass_silent(state, tag, token->name);
        break;
    }
}

void html_text(struct slice html, struct buffer *out)
{
    struct conversion state = {.out = out, .start = out->size};
    struct markup_token token;
    markup_open(&state.markup, html, MARKUP_HTML);
    while (!out->full && markup_next(&state.markup, &token)) {
        if (token.kind == MARKUP_TEXT)
            write_between(&state, token.text);
        else if (token.kind == MARKUP_START || token.kind == MARKUP_FINISH)
            take_tag(&state, &token);
        else if (slice_starts_with(slice_cut(html, token.offset, html.size), "<![CDATA["))
            state.has_section = true;
    }
}

static bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* A tag as it is left by escaping twice: <br, <p>, or an end tag. */
static bool is_tag(struct slice rest)
{
    return slice_starts_with(rest, "<br") || slice_starts_with(rest, "<p>") ||
           (rest.size > 2 && rest.data[1] == '/' && is_letter(rest.data[2]) &&
            memchr(rest.data, '>', rest.size < TAG_NAME_MAX + 1 ? rest.size : TAG_NAME_MAX + 1));
}

bool html_is_likely(struct slice text)
{
    for (size_t i = 0; i < text.size; i++) {
        uint32_t character;
        if ((text.data[i] == '&' && entity_read(slice_cut(text, i, text.size), &character)) ||
            (text.data[i] == '<' && is_tag(slice_cut(text, i, text.size))))
            return true;
    }
    return false;
}
