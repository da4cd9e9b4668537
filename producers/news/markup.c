#include "producers/news/markup.h"

#include <string.h>

#include "producers/news/entity.h"

/* What was looked for up to the end in vain: it need not be looked for again, so that the whole stays linear. */
enum { LOST_QUOTES = 1, LOST_SUBSET = 2, LOST_INSTRUCTION = 4, LOST_COMMENT = 8 };

static bool is_letter(char c)
{
    return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_';
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static char at(struct slice text, size_t place)
{
    return place < text.size ? text.data[place] : '\0';
}

static bool starts(struct slice text, size_t place, const char *with)
{
    size_t size = strlen(with);
    return text.size - place >= size && !memcmp(text.data + place, with, size);
}

/* The place of the first `mark` from `from` on; the end of the text if there is none. */
static size_t find(struct slice text, size_t from, const char *mark)
{
    const char *found = from < text.size ? memmem(text.data + from, text.size - from, mark, strlen(mark)) : NULL;
    return found ? (size_t)(found - text.data) : text.size;
}

static size_t find_byte(struct slice text, size_t from, char byte)
{
    const char *found = from < text.size ? memchr(text.data + from, byte, text.size - from) : NULL;
    return found ? (size_t)(found - text.data) : text.size;
}

void markup_open(struct markup *markup, struct slice text, enum markup_mode mode)
{
    *markup = (struct markup){.text = text, .mode = mode};
}

/* Takes what stands from `from` to `mark`, and the mark with it. */
static bool take_up_to(struct markup *markup, struct markup_token *token, size_t from, const char *mark)
{
    size_t end = find(markup->text, from, mark);
    token->text = slice_cut(markup->text, from, end);
    if (end == markup->text.size)
        markup->faults |= MARKUP_FAULT_CUT;
    markup->at = end == markup->text.size ? end : end + strlen(mark);
    return true;
}

/* In HTML a comment that never ends is taken to end with the next >, or all the rest would be lost. */
static bool take_comment(struct markup *markup, struct markup_token *token)
{
    size_t begin = markup->at + strlen("<!--");
    token->kind = MARKUP_OTHER;
    bool lost = markup->lost & LOST_COMMENT;
    size_t end = lost ? markup->text.size : find(markup->text, begin - 2, "-->"); /* "<!-->" is one */
    if (end == markup->text.size) {
        markup->lost |= LOST_COMMENT;
        markup->faults |= MARKUP_FAULT_CUT;
        return take_up_to(markup, token, begin, markup->mode == MARKUP_HTML ? ">" : "-->");
    }
    token->text = slice_cut(markup->text, begin, end > begin ? end : begin);
    markup->at = end + strlen("-->");
    return true;
}

/* In HTML it is none, but pages write it; there what follows is read as ever. */
static bool take_cdata(struct markup *markup, struct markup_token *token)
{
    size_t begin = markup->at + strlen("<![CDATA[");
    if (markup->mode == MARKUP_XML) {
        token->kind = MARKUP_CDATA;
        return take_up_to(markup, token, begin, "]]>");
    }
    token->kind = MARKUP_OTHER;
    token->text = slice_cut(markup->text, begin, begin);
    markup->at = begin;
    return true;
}

/* The end of a document type's internal subset, which begins behind `from`: ] outside of quotes and comments. */
static size_t subset_end(struct slice text, size_t from)
{
    while (from < text.size && text.data[from] != ']') {
        char c = text.data[from];
        if (starts(text, from, "<!--"))
            from = find(text, from, "-->");
        else if (c == '"' || c == '\'')
            from = find_byte(text, from + 1, c);
        from++;
    }
    return from < text.size ? from : text.size;
}

static bool take_declaration(struct markup *markup, struct markup_token *token)
{
    size_t begin = markup->at + strlen("<!"), open = begin;
    token->kind = MARKUP_OTHER;
    while (open < markup->text.size && markup->text.data[open] != '>' && markup->text.data[open] != '[')
        open++;
    size_t close = at(markup->text, open) == '[' && markup->mode == MARKUP_XML && !(markup->lost & LOST_SUBSET)
                       ? subset_end(markup->text, open + 1)
                       : begin;
    if (close == markup->text.size) {
        markup->lost |= LOST_SUBSET;
        close = begin;
    }
    size_t end = find_byte(markup->text, close, '>');
    token->text = slice_cut(markup->text, begin, end);
    if (end == markup->text.size)
        markup->faults |= MARKUP_FAULT_CUT;
    markup->at = end == markup->text.size ? end : end + 1;
    return true;
}

static bool take_instruction(struct markup *markup, struct markup_token *token)
{
    size_t begin = markup->at + strlen("<?");
    token->kind = MARKUP_OTHER;
    bool whole = markup->mode == MARKUP_XML && !(markup->lost & LOST_INSTRUCTION);
    if (whole && find(markup->text, begin, "?>") < markup->text.size)
        return take_up_to(markup, token, begin, "?>");
    markup->lost |= LOST_INSTRUCTION;
    return take_up_to(markup, token, begin, ">");
}

/* The place behind the value whose quote stands at `from`; behind the quote only if it is never closed. */
static size_t behind_quotes(struct markup *markup, size_t from)
{
    if (markup->lost & LOST_QUOTES)
        return from + 1;
    size_t end = find_byte(markup->text, from + 1, markup->text.data[from]);
    if (end < markup->text.size)
        return end + 1;
    markup->lost |= LOST_QUOTES;
    return from + 1;
}

/* The place of the > that ends the tag, or of the < of another before it, or the end. */
static size_t tag_end(struct markup *markup, size_t from)
{
    char before = '\0';
    while (from < markup->text.size) {
        char c = markup->text.data[from];
        if (c == '>' || c == '<')
            return from;
        if ((c == '"' || c == '\'') && before == '=')
            from = behind_quotes(markup, from);
        else
            from++;
        if (!is_space(c))
            before = c;
    }
    return from;
}

/* Elements whose contents are no markup, and those of them whose contents have references. */
static bool is_raw(struct slice name, bool *has_references)
{
    static const struct {
        const char *name;
        bool has_references;
    } raw[] = {{"script", false}, {"style", false},   {"title", true},    {"textarea", true},
               {"iframe", false}, {"noembed", false}, {"noframes", false}, {"xmp", false}};
    for (size_t i = 0; i < sizeof raw / sizeof *raw; i++) {
        if (slice_equal_ignoring_case(name, raw[i].name)) {
            *has_references = raw[i].has_references;
            return true;
        }
    }
    return false;
}

static struct slice read_name(struct slice text, size_t from)
{
    size_t end = from;
    while (end < text.size && !is_space(text.data[end]) && text.data[end] != '/' && text.data[end] != '>' &&
           text.data[end] != '<')
        end++;
    return slice_cut(text, from, end);
}

/* A / before the end makes the element empty; in HTML it may be the last of an unquoted address. */
static bool cut_slash(struct markup_token *token, enum markup_mode mode)
{
    struct slice *attributes = &token->attributes;
    if (!attributes->size || attributes->data[attributes->size - 1] != '/')
        return false;
    char before = attributes->size > 1 ? attributes->data[attributes->size - 2] : ' ';
    if (mode == MARKUP_HTML && !is_space(before) && before != '"' && before != '\'' &&
        memchr(attributes->data, '=', attributes->size))
        return false;
    attributes->size--;
    return true;
}

static bool take_tag(struct markup *markup, struct markup_token *token, size_t name_at)
{
    token->name = read_name(markup->text, name_at);
    size_t begin = name_at + token->name.size, end = tag_end(markup, begin);
    bool closed = at(markup->text, end) == '>', ignored;
    token->attributes = slice_cut(markup->text, begin, end);
    token->empty = cut_slash(token, markup->mode);
    markup->at = closed ? end + 1 : end;
    markup->begun = true;
    if (end == markup->text.size) { /* nobody knows what it would have been */
        markup->faults |= MARKUP_FAULT_CUT;
        token->kind = MARKUP_OTHER;
        return true;
    }
    if (!closed)
        markup->faults |= MARKUP_FAULT_ATTRIBUTE;
    if (token->kind == MARKUP_START && !token->empty && markup->mode == MARKUP_HTML && is_raw(token->name, &ignored))
        markup->raw = token->name;
    return true;
}

size_t markup_find_end(struct slice text, size_t from, struct slice name)
{
    for (from = find(text, from, "</"); from < text.size; from = find(text, from + 2, "</")) {
        struct slice found = read_name(text, from + 2);
        if (found.size == name.size && !strncasecmp(found.data, name.data, name.size))
            return from;
    }
    return text.size;
}

static bool take_raw(struct markup *markup, struct markup_token *token)
{
    size_t begin = markup->at;
    bool has_references = false;
    is_raw(markup->raw, &has_references);
    token->kind = has_references ? MARKUP_TEXT : MARKUP_CDATA;
    markup->at = markup_find_end(markup->text, begin, markup->raw);
    markup->raw = (struct slice){0};
    token->text = slice_cut(markup->text, begin, markup->at);
    if (markup->at == markup->text.size)
        markup->faults |= MARKUP_FAULT_CUT;
    return token->text.size;
}

static bool take_text(struct markup *markup, struct markup_token *token, size_t from)
{
    size_t end = find_byte(markup->text, from, '<');
    token->kind = MARKUP_TEXT;
    token->text = slice_cut(markup->text, markup->at, end);
    if (!markup->begun && slice_trim(token->text).size)
        markup->faults |= MARKUP_FAULT_PROLOG;
    markup->at = end;
    return true;
}

/* What begins with <. */
static bool take_markup(struct markup *markup, struct markup_token *token)
{
    struct slice text = markup->text;
    size_t next = markup->at + 1;
    if (is_letter(at(text, next))) {
        token->kind = MARKUP_START;
        return take_tag(markup, token, next);
    }
    if (at(text, next) == '/' && is_letter(at(text, next + 1))) {
        token->kind = MARKUP_FINISH;
        return take_tag(markup, token, next + 1);
    }
    if (starts(text, next, "!--"))
        return take_comment(markup, token);
    if (starts(text, next, "![CDATA["))
        return take_cdata(markup, token);
    if (at(text, next) == '!' && (is_letter(at(text, next + 1)) || at(text, next + 1) == '['))
        return take_declaration(markup, token);
    if (at(text, next) == '?')
        return take_instruction(markup, token);
    if (starts(text, next, "/>")) {
        token->kind = MARKUP_OTHER;
        return take_up_to(markup, token, next, ">");
    }
    markup->faults |= MARKUP_FAULT_LESS;
    return take_text(markup, token, next);
}

bool markup_next(struct markup *markup, struct markup_token *token)
{
    *token = (struct markup_token){.kind = MARKUP_END, .offset = markup->at};
    if (markup->raw.data && take_raw(markup, token))
        return true;
    token->kind = MARKUP_END;
    if (markup->at >= markup->text.size)
        return false;
    return markup->text.data[markup->at] == '<' ? take_markup(markup, token) : take_text(markup, token, markup->at);
}

/* --- attributes --------------------------------------------------------------------------------------------------- */

static size_t skip_space(struct slice text, size_t place)
{
    while (place < text.size && is_space(text.data[place]))
        place++;
    return place;
}

static size_t read_value(struct slice text, size_t from, struct slice *value)
{
    char quote = at(text, from);
    size_t end = quote == '"' || quote == '\'' ? find_byte(text, from + 1, quote) : text.size;
    if (end < text.size) {
        *value = slice_cut(text, from + 1, end);
        return end + 1;
    }
    for (end = from; end < text.size && !is_space(text.data[end]);)
        end++;
    *value = slice_cut(text, from, end);
    if (value->size && (quote == '"' || quote == '\'')) /* opened only */
        *value = slice_cut(*value, 1, value->size);
    return end;
}

bool markup_attribute(struct slice *rest, struct slice *name, struct slice *value)
{
    struct slice text = *rest;
    size_t begin = 0;
    while (begin < text.size && (is_space(text.data[begin]) || memchr("/\"'", text.data[begin], 3)))
        begin++;
    size_t end = begin + (at(text, begin) == '='); /* as browsers do: "=x" is a name */
    while (end < text.size && !is_space(text.data[end]) && text.data[end] != '=' && text.data[end] != '/')
        end++;
    *name = slice_cut(text, begin, end);
    *value = slice_cut(text, end, end);
    size_t next = skip_space(text, end);
    if (at(text, next) == '=')
        end = read_value(text, skip_space(text, next + 1), value);
    *rest = slice_cut(text, end, text.size);
    return name->size;
}

struct slice markup_attribute_value(const struct markup_token *token, const char *name)
{
    struct slice rest = token->attributes, found, value;
    while (markup_attribute(&rest, &found, &value))
        if (slice_equal_ignoring_case(found, name))
            return value;
    return (struct slice){0};
}

/* --- texts -------------------------------------------------------------------------------------------------------- */

/* Some texts are nothing but escaped markup, so XML's own five are looked for first. */
static size_t read_reference(struct slice text, uint32_t *character)
{
    static const struct {
        const char *text;
        size_t size;
        char character;
    } five[] = {{"&lt;", 4, '<'}, {"&gt;", 4, '>'}, {"&amp;", 5, '&'}, {"&quot;", 6, '"'}, {"&apos;", 6, '\''}};
    for (size_t i = 0; i < sizeof five / sizeof *five; i++) {
        if (text.size >= five[i].size && text.data[1] == five[i].text[1] &&
            !memcmp(text.data, five[i].text, five[i].size)) {
            *character = (uint32_t)five[i].character;
            return five[i].size;
        }
    }
    return entity_read(text, character);
}

static bool is_control(uint32_t character)
{
    return (character < 0x20 && character != '\t' && character != '\n' && character != '\r') || character == 0x7F ||
           character == 0xFFFE || character == 0xFFFF;
}

size_t markup_reference(struct slice text, char bytes[MARKUP_CHARACTER_MAX], size_t *size)
{
    uint32_t character;
    size_t used = read_reference(text, &character);
    if (used)
        *size = is_control(character) ? 0 : entity_encode(character, bytes);
    return used;
}

static size_t decode_reference(struct slice text, struct buffer *out, unsigned *faults)
{
    char bytes[MARKUP_CHARACTER_MAX];
    size_t size, used = markup_reference(text, bytes, &size);
    if (!used) {
        *faults |= entity_is_name(text) ? MARKUP_FAULT_ENTITY : MARKUP_FAULT_AMPERSAND;
        buffer_byte(out, '&');
        return 1;
    }
    *faults |= size ? 0 : MARKUP_FAULT_CONTROL;
    buffer_bytes(out, bytes, size);
    return used;
}

/* Bytes up to the next & or control character. */
static size_t plain_size(struct slice text, size_t from)
{
    size_t end = from;
    while (end < text.size && text.data[end] != '&' && !is_control((unsigned char)text.data[end]))
        end++;
    return end - from;
}

unsigned markup_decode(struct slice raw, struct buffer *out)
{
    unsigned faults = 0;
    for (size_t place = 0; place < raw.size && !out->full;) {
        size_t plain = plain_size(raw, place);
        buffer_bytes(out, raw.data + place, plain);
        place += plain;
        if (place == raw.size)
            break;
        if (raw.data[place] == '&') {
            place += decode_reference(slice_cut(raw, place, raw.size), out, &faults);
        } else {
            faults |= MARKUP_FAULT_CONTROL;
            place++;
        }
    }
    return faults;
}
