#include "producers/news/html_text.h"

#include <string.h>

/* The named character references of HTML 4 and XML, sorted by name as strcmp does. */
static const struct entity {
    const char *name;
    uint32_t character;
} entities[] = {
    {"AElig", 198}, {"Aacute", 193}, {"Acirc", 194}, {"Agrave", 192}, {"Alpha", 913}, {"Aring", 197}, {"Atilde", 195},
    {"Auml", 196}, {"Beta", 914}, {"Ccedil", 199}, {"Chi", 935}, {"Dagger", 8225}, {"Delta", 916}, {"ETH", 208},
    {"Eacute", 201}, {"Ecirc", 202}, {"Egrave", 200}, {"Epsilon", 917}, {"Eta", 919}, {"Euml", 203}, {"Gamma", 915},
    {"Iacute", 205}, {"Icirc", 206}, {"Igrave", 204}, {"Iota", 921}, {"Iuml", 207}, {"Kappa", 922}, {"Lambda", 923},
    {"Mu", 924}, {"Ntilde", 209}, {"Nu", 925}, {"OElig", 338}, {"Oacute", 211}, {"Ocirc", 212}, {"Ograve", 210},
    {"Omega", 937}, {"Omicron", 927}, {"Oslash", 216}, {"Otilde", 213}, {"Ouml", 214}, {"Phi", 934}, {"Pi", 928},
    {"Prime", 8243}, {"Psi", 936}, {"Rho", 929}, {"Scaron", 352}, {"Sigma", 931}, {"THORN", 222}, {"Tau", 932},
    {"Theta", 920}, {"Uacute", 218}, {"Ucirc", 219}, {"Ugrave", 217}, {"Upsilon", 933}, {"Uuml", 220}, {"Xi", 926},
    {"Yacute", 221}, {"Yuml", 376}, {"Zeta", 918}, {"aacute", 225}, {"acirc", 226}, {"acute", 180}, {"aelig", 230},
    {"agrave", 224}, {"alefsym", 8501}, {"alpha", 945}, {"amp", 38}, {"and", 8743}, {"ang", 8736}, {"apos", 39},
    {"aring", 229}, {"asymp", 8776}, {"atilde", 227}, {"auml", 228}, {"bdquo", 8222}, {"beta", 946}, {"brvbar", 166},
    {"bull", 8226}, {"cap", 8745}, {"ccedil", 231}, {"cedil", 184}, {"cent", 162}, {"chi", 967}, {"circ", 710},
    {"clubs", 9827}, {"cong", 8773}, {"copy", 169}, {"crarr", 8629}, {"cup", 8746}, {"curren", 164}, {"dArr", 8659},
    {"dagger", 8224}, {"darr", 8595}, {"deg", 176}, {"delta", 948}, {"diams", 9830}, {"divide", 247}, {"eacute", 233},
    {"ecirc", 234}, {"egrave", 232}, {"empty", 8709}, {"emsp", 8195}, {"ensp", 8194}, {"epsilon", 949},
    {"equiv", 8801}, {"eta", 951}, {"eth", 240}, {"euml", 235}, {"euro", 8364}, {"exist", 8707}, {"fnof", 402},
    {"forall", 8704}, {"frac12", 189}, {"frac14", 188}, {"frac34", 190}, {"frasl", 8260}, {"gamma", 947},
    {"ge", 8805}, {"gt", 62}, {"hArr", 8660}, {"harr", 8596}, {"hearts", 9829}, {"hellip", 8230}, {"iacute", 237},
    {"icirc", 238}, {"iexcl", 161}, {"igrave", 236}, {"image", 8465}, {"infin", 8734}, {"int", 8747}, {"iota", 953},
    {"iquest", 191}, {"isin", 8712}, {"iuml", 239}, {"kappa", 954}, {"lArr", 8656}, {"lambda", 955}, {"lang", 9001},
    {"laquo", 171}, {"larr", 8592}, {"lceil", 8968}, {"ldquo", 8220}, {"le", 8804}, {"lfloor", 8970},
    {"lowast", 8727}, {"loz", 9674}, {"lrm", 8206}, {"lsaquo", 8249}, {"lsquo", 8216}, {"lt", 60}, {"macr", 175},
    {"mdash", 8212}, {"micro", 181}, {"middot", 183}, {"minus", 8722}, {"mu", 956}, {"nabla", 8711}, {"nbsp", 160},
    {"ndash", 8211}, {"ne", 8800}, {"ni", 8715}, {"not", 172}, {"notin", 8713}, {"nsub", 8836}, {"ntilde", 241},
    {"nu", 957}, {"oacute", 243}, {"ocirc", 244}, {"oelig", 339}, {"ograve", 242}, {"oline", 8254}, {"omega", 969},
    {"omicron", 959}, {"oplus", 8853}, {"or", 8744}, {"ordf", 170}, {"ordm", 186}, {"oslash", 248}, {"otilde", 245},
    {"otimes", 8855}, {"ouml", 246}, {"para", 182}, {"part", 8706}, {"permil", 8240}, {"perp", 8869}, {"phi", 966},
    {"pi", 960}, {"piv", 982}, {"plusmn", 177}, {"pound", 163}, {"prime", 8242}, {"prod", 8719}, {"prop", 8733},
    {"psi", 968}, {"quot", 34}, {"rArr", 8658}, {"radic", 8730}, {"rang", 9002}, {"raquo", 187}, {"rarr", 8594},
    {"rceil", 8969}, {"rdquo", 8221}, {"real", 8476}, {"reg", 174}, {"rfloor", 8971}, {"rho", 961}, {"rlm", 8207},
    {"rsaquo", 8250}, {"rsquo", 8217}, {"sbquo", 8218}, {"scaron", 353}, {"sdot", 8901}, {"sect", 167}, {"shy", 173},
    {"sigma", 963}, {"sigmaf", 962}, {"sim", 8764}, {"spades", 9824}, {"sub", 8834}, {"sube", 8838}, {"sum", 8721},
    {"sup", 8835}, {"sup1", 185}, {"sup2", 178}, {"sup3", 179}, {"supe", 8839}, {"szlig", 223}, {"tau", 964},
    {"there4", 8756}, {"theta", 952}, {"thetasym", 977}, {"thinsp", 8201}, {"thorn", 254}, {"tilde", 732},
    {"times", 215}, {"trade", 8482}, {"uArr", 8657}, {"uacute", 250}, {"uarr", 8593}, {"ucirc", 251}, {"ugrave", 249},
    {"uml", 168}, {"upsih", 978}, {"upsilon", 965}, {"uuml", 252}, {"weierp", 8472}, {"xi", 958}, {"yacute", 253},
    {"yen", 165}, {"yuml", 255}, {"zeta", 950}, {"zwj", 8205}, {"zwnj", 8204},
};

enum { ENTITY_COUNT = sizeof entities / sizeof *entities, ENTITY_NAME_MAX = 10, TAG_NAME_MAX = 16 };

uint32_t html_entity(struct slice name)
{
    size_t low = 0, high = ENTITY_COUNT;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = slice_compare(name, slice_of(entities[middle].name));
        if (!order)
            return entities[middle].character;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return 0;
}

void html_character(struct buffer *out, uint32_t character)
{
    if (!character || character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF))
        character = 0xFFFD;
    if (character < 0x80) {
        buffer_byte(out, (char)character);
        return;
    }
    int tail = character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;
    static const unsigned char lead[] = {0, 0xC0, 0xE0, 0xF0};
    buffer_byte(out, (char)(lead[tail] | character >> (6 * tail)));
    while (tail--)
        buffer_byte(out, (char)(0x80 | (character >> (6 * tail) & 0x3F)));
}

void html_escape(struct buffer *out, struct slice text)
{
    for (size_t i = 0; i < text.size; i++) {
        switch (text.data[i]) {
        case '&': buffer_text(out, "&amp;"); break;
        case '<': buffer_text(out, "&lt;"); break;
        case '>': buffer_text(out, "&gt;"); break;
        default: buffer_byte(out, text.data[i]);
        }
    }
}

/* Where the conversion stands. White space is written only before the next visible character, so that none stands at
 * the ends and a line end beats a blank. */
struct conversion {
    struct slice html;
    size_t at;            /* the next byte of html */
    struct buffer *out;
    size_t start;         /* size of out at the beginning */
    bool blank, line_end; /* owed before the next visible character */
    int preformatted;     /* depth of <pre> */
    bool quotes_broken;   /* a quoted attribute never ended: quotes mean nothing from here on */
};

static void pay_white_space(struct conversion *state)
{
    if (state->out->size > state->start && (state->line_end || state->blank))
        buffer_byte(state->out, state->line_end ? '\n' : ' ');
    state->line_end = state->blank = false;
}

static void write_character(struct conversion *state, uint32_t character)
{
    static const uint32_t invisible[] = {0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF};
    for (size_t i = 0; i < sizeof invisible / sizeof *invisible; i++)
        if (character == invisible[i])
            return; /* a soft hyphen would hide "H<shy>200" from every search */
    if (character == '\n' && state->preformatted) {
        state->line_end = true;
    } else if (character < 0x21 || character == 0x7F || character == 0xA0 || character == 0x3000) {
        state->blank = true;
    } else {
        pay_white_space(state);
        html_character(state->out, character);
    }
}

/* Windows puts printable characters where Unicode has controls, and pages write them as references. */
static uint32_t from_windows(uint32_t character)
{
    static const uint16_t windows[32] = {
        0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
    return character >= 0x80 && character < 0xA0 ? windows[character - 0x80] : character;
}

static int digit_value(char c, int base)
{
    const char *digits = "0123456789abcdef";
    const char *found = c ? strchr(digits, c >= 'A' && c <= 'F' ? c | 0x20 : c) : NULL;
    return found && found - digits < base ? (int)(found - digits) : -1;
}

/* Reads "#8364;" or "#x20AC;" behind the &. The length used up; 0 if it is no reference. */
static size_t numeric_reference(struct slice rest, uint32_t *character)
{
    size_t at = 1;
    int base = at < rest.size && (rest.data[at] == 'x' || rest.data[at] == 'X') ? 16 : 10;
    at += base == 16;
    size_t first = at;
    uint32_t value = 0;
    for (; at < rest.size && digit_value(rest.data[at], base) >= 0; at++)
        if (value <= 0x10FFFF)
            value = value * (uint32_t)base + (uint32_t)digit_value(rest.data[at], base);
    if (at == first)
        return 0;
    *character = from_windows(value);
    return at + (at < rest.size && rest.data[at] == ';');
}

static size_t named_reference(struct slice rest, uint32_t *character)
{
    size_t size = 0;
    while (size < rest.size && size <= ENTITY_NAME_MAX &&
           ((rest.data[size] | 0x20) >= 'a' ? (rest.data[size] | 0x20) <= 'z' : digit_value(rest.data[size], 10) >= 0))
        size++;
    if (size == rest.size || rest.data[size] != ';')
        return 0;
    *character = html_entity(slice_cut(rest, 0, size));
    return *character ? size + 1 : 0;
}

size_t html_reference(struct slice text, uint32_t *character)
{
    if (text.size < 2 || *text.data != '&')
        return 0;
    struct slice rest = slice_cut(text, 1, text.size);
    size_t used = *rest.data == '#' ? numeric_reference(rest, character) : named_reference(rest, character);
    return used ? used + 1 : 0;
}

static void take_reference(struct conversion *state)
{
    uint32_t character;
    size_t used = html_reference(slice_cut(state->html, state->at, state->html.size), &character);
    state->at += used ? used : 1;
    write_character(state, used ? character : '&');
}

/* The place behind the first `mark` from `from` on; the end of the markup if there is none. */
static size_t behind(struct slice html, size_t from, const char *mark)
{
    size_t size = strlen(mark);
    const char *found = from < html.size ? memmem(html.data + from, html.size - from, mark, size) : NULL;
    return found ? (size_t)(found - html.data) + size : html.size;
}

/* The place behind the tag that begins at `from`; a > in a quoted attribute does not end it. */
static size_t behind_tag(struct conversion *state, size_t from)
{
    char quote = 0;
    for (size_t i = from; i < state->html.size && !state->quotes_broken; i++) {
        char c = state->html.data[i];
        if (quote)
            quote = c == quote ? 0 : quote;
        else if ((c == '"' || c == '\'') && state->html.data[i - 1] == '=')
            quote = c;
        else if (c == '>')
            return i + 1;
    }
    state->quotes_broken = true; /* asked once only, so that the whole stays linear */
    return behind(state->html, from, ">");
}

static bool in_list(struct slice name, const char *list)
{
    char padded[TAG_NAME_MAX + 3] = " ";
    memcpy(padded + 1, name.data, name.size);
    padded[name.size + 1] = ' ';
    for (char *c = padded; *c; c++)
        if (*c >= 'A' && *c <= 'Z')
            *c = (char)(*c | 0x20);
    return strstr(list, padded) != NULL;
}

static const char block_tags[] =
    " address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr html legend li main menu nav ol option p pre section summary table tbody tfoot "
    "thead title tr ul ";
static const char cell_tags[] = " td th ";
static const char silent_tags[] = " script style iframe noscript noframes template object svg ";

/* The place behind the end tag of the element `name`, whose content is not text. */
static size_t behind_element(struct slice html, size_t from, struct slice name)
{
    while (from < html.size) {
        from = behind(html, from, "</");
        if (html.size - from >= name.size && !strncasecmp(html.data + from, name.data, name.size))
            return behind(html, from, ">");
    }
    return html.size;
}

static struct slice tag_name(struct slice html, size_t from)
{
    size_t size = 0;
    while (size < TAG_NAME_MAX && from + size < html.size &&
           ((html.data[from + size] | 0x20) >= 'a' ? (html.data[from + size] | 0x20) <= 'z'
                                                   : digit_value(html.data[from + size], 10) >= 0))
        size++;
    return (struct slice){html.data + from, size};
}

static void take_element(struct conversion *state, size_t name_at, bool end)
{
    struct slice name = tag_name(state->html, name_at);
    size_t next = behind_tag(state, name_at);
    bool closed = next >= 2 && state->html.data[next - 2] == '/';
    if (slice_equal_ignoring_case(name, "pre"))
        state->preformatted = end ? 0 : 1;
    if (in_list(name, block_tags))
        state->line_end = true;
    if (in_list(name, cell_tags))
        state->blank = true;
    if (!end && !closed && in_list(name, silent_tags))
        next = behind_element(state->html, next, name);
    state->at = next;
}

static bool is_letter(struct slice html, size_t at)
{
    return at < html.size && (html.data[at] | 0x20) >= 'a' && (html.data[at] | 0x20) <= 'z';
}

/* Takes what begins with <; a lone < as in "a < b" is text. */
static void take_markup(struct conversion *state)
{
    struct slice rest = slice_cut(state->html, state->at, state->html.size);
    if (slice_starts_with(rest, "<!--")) {
        state->at = behind(state->html, state->at + 4, "-->");
    } else if (slice_starts_with(rest, "<![CDATA[")) {
        state->at += strlen("<![CDATA["); /* its content is text, its end "]]>" is left out where it is met */
    } else if (slice_starts_with(rest, "<!") || slice_starts_with(rest, "<?")) {
        state->at = behind(state->html, state->at, ">");
    } else if (is_letter(state->html, state->at + 1)) {
        take_element(state, state->at + 1, false);
    } else if (slice_starts_with(rest, "</")) {
        take_element(state, state->at + 2, true);
    } else {
        write_character(state, '<');
        state->at++;
    }
}

/* The character at `at` of valid UTF-8 and its length; a broken sequence is U+FFFD of one byte. */
static size_t read_character(struct slice text, size_t at, uint32_t *character)
{
    unsigned char lead = (unsigned char)text.data[at];
    size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    static const unsigned char mask[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    if (at + size > text.size || (lead >= 0x80 && lead < 0xC0)) {
        *character = 0xFFFD;
        return 1;
    }
    *character = lead & mask[size];
    for (size_t i = 1; i < size; i++)
        *character = *character << 6 | ((unsigned char)text.data[at + i] & 0x3F);
    return size;
}

void html_text(struct slice html, struct buffer *out)
{
    struct conversion state = {.html = html, .out = out, .start = out->size};
    while (state.at < html.size && !out->full) {
        char c = html.data[state.at];
        if (c == '<') {
            take_markup(&state);
        } else if (c == '&') {
            take_reference(&state);
        } else if (c == ']' && slice_starts_with(slice_cut(html, state.at, html.size), "]]>")) {
            state.at += 3;
        } else {
            uint32_t character;
            state.at += read_character(html, state.at, &character);
            write_character(&state, character);
        }
    }
}

bool html_is_likely(struct slice text)
{
    for (size_t i = 0; i < text.size; i++) {
        struct slice rest = slice_cut(text, i, text.size);
        uint32_t character;
        if (*rest.data == '&' && html_reference(rest, &character) > 2)
            return true;
        if (*rest.data == '<' &&
            (slice_starts_with(rest, "<br") || slice_starts_with(rest, "<p>") ||
             (slice_starts_with(rest, "</") && is_letter(rest, 2) &&
              memchr(rest.data, '>', rest.size < TAG_NAME_MAX ? rest.size : TAG_NAME_MAX))))
            return true;
    }
    return false;
}
