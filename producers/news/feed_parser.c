#include "producers/news/feed_parser.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/base64.h"
#include "lib/url.h"
#include "producers/news/markup.h"

/* --- namespaces --------------------------------------------------------------------------------------------------- */

enum name_space {
    NS_OTHER, NS_RSS, NS_ATOM, NS_CONTENT, NS_DC, NS_DCTERMS, NS_MEDIA, NS_ITUNES, NS_FEEDBURNER, NS_PRISM, NS_RDF,
    NS_XHTML, NS_XML
};

static const struct {
    const char *uri;
    enum name_space name_space;
} known_uris[] = {
    {"http://www.w3.org/2005/Atom", NS_ATOM},
    {"http://purl.org/atom/ns#", NS_ATOM},
    {"http://example.com/newformat#", NS_ATOM}, /* drafts of Atom */
    {"http://example.com/necho", NS_ATOM},
    {"http://purl.org/echo/", NS_ATOM},
    {"uri/of/echo/namespace#", NS_ATOM},
    {"http://purl.org/pie/", NS_ATOM},
    {"http://purl.org/rss/1.0/", NS_RSS},
    {"http://purl.org/net/rss1.1#", NS_RSS},
    {"http://my.netscape.com/rdf/simple/0.9/", NS_RSS},
    {"http://channel.netscape.com/rdf/simple/0.9/", NS_RSS},
    {"http://my.netscape.com/publish/formats/rss-0.91.dtd", NS_RSS},
    {"http://backend.userland.com/rss", NS_RSS},
    {"http://backend.userland.com/rss2", NS_RSS},
    {"http://blogs.law.harvard.edu/tech/rss", NS_RSS},
    {"http://purl.org/rss/1.0/modules/content/", NS_CONTENT},
    {"http://purl.org/dc/elements/1.1/", NS_DC},
    {"http://purl.org/dc/elements/1.0/", NS_DC},
    {"http://purl.org/dc/terms/", NS_DCTERMS},
    {"http://search.yahoo.com/mrss/", NS_MEDIA},
    {"http://tools.search.yahoo.com/mrss/", NS_MEDIA},
    {"http://video.search.yahoo.com/mrss", NS_MEDIA},
    {"http://www.itunes.com/dtds/podcast-1.0.dtd", NS_ITUNES},
    {"http://example.com/dtds/podcast-1.0.dtd", NS_ITUNES},
    {"http://rssnamespace.org/feedburner/ext/1.0", NS_FEEDBURNER},
    {"http://www.pheedo.com/namespace/pheedo", NS_FEEDBURNER},
    {"http://prismstandard.org/namespaces/basic/2.0/", NS_PRISM},
    {"http://prismstandard.org/namespaces/1.2/basic/", NS_PRISM},
    {"http://www.w3.org/1999/02/22-rdf-syntax-ns#", NS_RDF},
    {"http://www.w3.org/1999/xhtml", NS_XHTML},
    {"http://www.w3.org/XML/1998/namespace", NS_XML},
};

/* What a prefix means that a feed does not declare. */
static const struct {
    const char *prefix;
    enum name_space name_space;
} usual_prefixes[] = {
    {"atom", NS_ATOM},     {"atom10", NS_ATOM}, {"atom03", NS_ATOM}, {"content", NS_CONTENT},
    {"dc", NS_DC},         {"dcterms", NS_DCTERMS}, {"media", NS_MEDIA}, {"itunes", NS_ITUNES},
    {"feedburner", NS_FEEDBURNER}, {"prism", NS_PRISM}, {"rdf", NS_RDF}, {"rss", NS_RSS},
    {"xml", NS_XML},       {"xhtml", NS_XHTML},
};

struct declaration {
    int depth; /* of the element that declares */
    struct slice prefix;
    enum name_space name_space;
};

/* --- what becomes which slot -------------------------------------------------------------------------------------- */

enum reading { READ_PLAIN, READ_MARKUP, READ_BY_TYPE }; /* by the attributes type and mode, as Atom has them */

/* Of two elements for one slot that with the higher rank counts, of equals the first that says something. */
static const struct slot_rule {
    enum name_space name_space;
    const char *name;
    enum feed_slot slot;
    int rank;
    enum reading reading;
} slot_rules[] = {
    {NS_RSS, "title", FEED_TITLE, 3, READ_MARKUP},
    {NS_RSS, "link", FEED_LINK, 4, READ_PLAIN},
    {NS_RSS, "guid", FEED_ID, 2, READ_PLAIN},
    {NS_RSS, "id", FEED_ID, 2, READ_PLAIN},
    {NS_RSS, "description", FEED_DESCRIPTION, 3, READ_MARKUP},
    {NS_RSS, "abstract", FEED_DESCRIPTION, 2, READ_MARKUP},
    {NS_RSS, "summary", FEED_DESCRIPTION, 2, READ_MARKUP},
    {NS_RSS, "fullitem", FEED_CONTENT, 2, READ_MARKUP},
    {NS_RSS, "body", FEED_CONTENT, 2, READ_MARKUP},
    {NS_RSS, "pubDate", FEED_PUBLISHED, 3, READ_PLAIN},
    {NS_RSS, "published", FEED_PUBLISHED, 2, READ_PLAIN},
    {NS_RSS, "issued", FEED_PUBLISHED, 2, READ_PLAIN},
    {NS_RSS, "updated", FEED_UPDATED, 2, READ_PLAIN},
    {NS_RSS, "modified", FEED_UPDATED, 2, READ_PLAIN},
    {NS_RSS, "language", FEED_LANGUAGE, 4, READ_PLAIN},
    {NS_CONTENT, "encoded", FEED_CONTENT, 4, READ_MARKUP},
    {NS_XHTML, "body", FEED_CONTENT, 3, READ_MARKUP},
    {NS_XHTML, "div", FEED_CONTENT, 2, READ_MARKUP},
    {NS_MEDIA, "title", FEED_TITLE, 1, READ_BY_TYPE},
    {NS_MEDIA, "description", FEED_MEDIA_DESCRIPTION, 1, READ_BY_TYPE},
    {NS_ITUNES, "summary", FEED_CAPTION, 2, READ_MARKUP},
    {NS_ITUNES, "subtitle", FEED_CAPTION, 1, READ_MARKUP},
    {NS_ITUNES, "title", FEED_TITLE, 1, READ_MARKUP},
    {NS_FEEDBURNER, "origLink", FEED_LINK, 5, READ_PLAIN},
    {NS_PRISM, "publicationDate", FEED_OTHER_DATE, 1, READ_PLAIN},
    {NS_DC, "title", FEED_TITLE, 2, READ_MARKUP},
    {NS_DC, "description", FEED_DESCRIPTION, 2, READ_MARKUP},
    {NS_DC, "date", FEED_OTHER_DATE, 3, READ_PLAIN},
    {NS_DC, "language", FEED_LANGUAGE, 5, READ_PLAIN},
    {NS_DCTERMS, "title", FEED_TITLE, 2, READ_MARKUP},
    {NS_DCTERMS, "abstract", FEED_DESCRIPTION, 1, READ_MARKUP},
    {NS_DCTERMS, "created", FEED_OTHER_DATE, 2, READ_PLAIN},
    {NS_DCTERMS, "issued", FEED_OTHER_DATE, 2, READ_PLAIN},
    {NS_DCTERMS, "modified", FEED_UPDATED, 2, READ_PLAIN},
    {NS_DCTERMS, "language", FEED_LANGUAGE, 5, READ_PLAIN},
    {NS_ATOM, "title", FEED_TITLE, 3, READ_BY_TYPE},
    {NS_ATOM, "id", FEED_ID, 2, READ_PLAIN},
    {NS_ATOM, "guid", FEED_ID, 2, READ_PLAIN},
    {NS_ATOM, "published", FEED_PUBLISHED, 3, READ_PLAIN},
    {NS_ATOM, "issued", FEED_PUBLISHED, 3, READ_PLAIN},
    {NS_ATOM, "pubDate", FEED_PUBLISHED, 2, READ_PLAIN},
    {NS_ATOM, "created", FEED_OTHER_DATE, 2, READ_PLAIN},
    {NS_ATOM, "updated", FEED_UPDATED, 3, READ_PLAIN},
    {NS_ATOM, "modified", FEED_UPDATED, 3, READ_PLAIN},
    {NS_ATOM, "summary", FEED_DESCRIPTION, 3, READ_BY_TYPE},
    {NS_ATOM, "description", FEED_DESCRIPTION, 2, READ_BY_TYPE},
    {NS_ATOM, "content", FEED_CONTENT, 4, READ_BY_TYPE},
    {NS_ATOM, "body", FEED_CONTENT, 3, READ_BY_TYPE},
};

enum { RANK_ABOUT = 1, RANK_LINK = 3, RANK_OTHER_LINK = 2, RANK_ATTRIBUTE = 1 };
enum { RANK_LANGUAGE_OF_ITEM = 1, RANK_LANGUAGE_OF_TEXT = 2, RANK_LANGUAGE_OF_CONTENT = 3 };

/* --- the parser --------------------------------------------------------------------------------------------------- */

struct element {
    struct slice name;     /* as written */
    struct slice language; /* xml:lang that holds here */
    bool is_transparent;   /* its children belong to the element around it: media:group */
};

struct base {
    int depth; /* of the element that states it */
    struct slice address;
    char bytes[FEED_BASE_MAX];
};

enum form { FORM_DECODED, FORM_INLINE, FORM_BASE64 };

/* The text that is being read. */
struct capture {
    int depth;               /* of its element; 0: none */
    struct slice name;       /* of its element, as written */
    int inner;               /* elements of the same name inside it that are open */
    const struct slot_rule *rule;
    enum feed_slot slot;
    enum form form;
    bool is_passed_over;     /* only its end is wanted */
    bool markup, id_is_address;
    bool is_declared;        /* FORM_BASE64: by its mode, not by a type that is no text */
    bool is_foreign;         /* FORM_INLINE: XML of any kind, not XHTML */
    struct slice language;
    struct buffer text;
};

struct feed_parser {
    struct markup markup;
    struct slice base;           /* of the whole text */
    bool skim, started, ended;
    enum name_space root;        /* what an unprefixed name of no known namespace belongs to */
    struct element elements[FEED_DEPTH_MAX];
    int depth;                   /* elements that are open */
    struct declaration declarations[FEED_NAMESPACES_MAX];
    size_t declaration_count;
    struct base bases[FEED_BASES_MAX];
    size_t base_count;
    struct feed_texts head, item;
    int head_depth, item_depth;  /* of <channel> or <feed>, and of the item at hand; 0 outside */
    bool item_is_whole, head_is_done;
    struct capture capture;
    struct buffer scratch;
    size_t line_at;              /* up to here lines are counted */
    int64_t line;
    size_t offset;               /* of the token at hand */
};

struct slice feed_slot(const struct feed_texts *texts, enum feed_slot slot)
{
    return texts->text[slot].size ? buffer_view(&texts->text[slot]) : (struct slice){0};
}

bool feed_is_cut(const struct feed_texts *texts)
{
    for (size_t i = 0; i < FEED_SLOT_COUNT; i++)
        if (texts->text[i].full)
            return true;
    return false;
}

static void texts_reset(struct feed_texts *texts)
{
    for (size_t i = 0; i < FEED_SLOT_COUNT; i++)
        buffer_reset(&texts->text[i]);
    memset(texts->rank, 0, sizeof texts->rank);
    memset(texts->markup, 0, sizeof texts->markup);
    texts->id_is_address = texts->recovered = false;
}

static int64_t line_of(struct feed_parser *parser, size_t offset)
{
    const char *data = parser->markup.text.data, *found;
    while (parser->line_at < offset && (found = memchr(data + parser->line_at, '\n', offset - parser->line_at))) {
        parser->line++;
        parser->line_at = (size_t)(found - data) + 1;
    }
    if (parser->line_at < offset)
        parser->line_at = offset; /* what is behind is not searched again: some feeds are one line */
    return parser->line;
}

/* --- names -------------------------------------------------------------------------------------------------------- */

static bool same_name(struct slice a, struct slice b)
{
    return a.size == b.size && !strncasecmp(a.data, b.data, a.size);
}

/* A URI without what is often written otherwise: the scheme, and the slash at the end. */
static struct slice bare_uri(struct slice uri)
{
    uri = slice_trim(uri);
    for (size_t i = 0; i + 3 <= uri.size && i <= strlen("https"); i++)
        if (!memcmp(uri.data + i, "://", 3)) {
            uri = slice_cut(uri, i + 3, uri.size);
            break;
        }
    return uri.size && uri.data[uri.size - 1] == '/' ? slice_cut(uri, 0, uri.size - 1) : uri;
}

/* The namespace of a URI. One that nobody knows is the feed's own where names have no prefix. */
static enum name_space of_uri(const struct feed_parser *parser, struct slice uri, bool has_prefix)
{
    uri = bare_uri(uri);
    for (size_t i = 0; i < sizeof known_uris / sizeof *known_uris; i++)
        if (same_name(uri, bare_uri(slice_of(known_uris[i].uri))))
            return known_uris[i].name_space;
    return has_prefix ? NS_OTHER : parser->root;
}

static struct slice cut_prefix(struct slice name, struct slice *prefix)
{
    const char *colon = memchr(name.data, ':', name.size);
    size_t size = colon ? (size_t)(colon - name.data) : 0;
    *prefix = slice_cut(name, 0, size);
    return slice_cut(name, size + (colon != NULL), name.size);
}

/* The namespace of a qualified name; *local is set to its part behind the prefix. */
static enum name_space of_name(const struct feed_parser *parser, struct slice name, struct slice *local)
{
    struct slice prefix;
    *local = cut_prefix(name, &prefix);
    for (size_t i = parser->declaration_count; i-- > 0;)
        if (same_name(parser->declarations[i].prefix, prefix))
            return parser->declarations[i].name_space;
    for (size_t i = 0; prefix.size && i < sizeof usual_prefixes / sizeof *usual_prefixes; i++)
        if (slice_equal_ignoring_case(prefix, usual_prefixes[i].prefix))
            return usual_prefixes[i].name_space;
    return prefix.size ? NS_OTHER : parser->root;
}

static enum feed_kind kind_of_root(struct slice name)
{
    static const struct {
        const char *name;
        enum feed_kind kind;
    } roots[] = {{"rss", FEED_KIND_RSS}, {"RDF", FEED_KIND_RSS}, {"channel", FEED_KIND_RSS}, {"feed", FEED_KIND_ATOM},
                 {"entry", FEED_KIND_ATOM}};
    struct slice prefix, local = cut_prefix(name, &prefix);
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        if (slice_equal_ignoring_case(local, roots[i].name))
            return roots[i].kind;
    return FEED_KIND_NONE;
}

/* Whatever the root element's own namespace is called, it is the feed's; RDF is only the frame around one. */
static bool is_of_root(const struct feed_parser *parser, struct slice prefix)
{
    struct slice own, local = cut_prefix(parser->elements[0].name, &own);
    return parser->depth == 1 && same_name(prefix, own) && !slice_equal_ignoring_case(local, "RDF");
}

static void declare(struct feed_parser *parser, struct slice attribute, struct slice uri)
{
    if (parser->declaration_count == FEED_NAMESPACES_MAX)
        return;
    struct slice prefix = slice_cut(attribute, strlen("xmlns:"), attribute.size);
    parser->declarations[parser->declaration_count++] = (struct declaration){
        parser->depth, prefix, is_of_root(parser, prefix) ? parser->root : of_uri(parser, uri, prefix.size > 0)};
}

/* --- addresses ---------------------------------------------------------------------------------------------------- */

static struct slice current_base(const struct feed_parser *parser)
{
    return parser->base_count ? parser->bases[parser->base_count - 1].address : parser->base;
}

static struct slice decoded(struct feed_parser *parser, struct slice raw)
{
    buffer_reset(&parser->scratch);
    markup_decode(slice_trim(raw), &parser->scratch);
    return buffer_view(&parser->scratch);
}

static void push_base(struct feed_parser *parser, struct slice value)
{
    if (parser->base_count == FEED_BASES_MAX)
        return;
    struct base *base = &parser->bases[parser->base_count];
    struct buffer resolved;
    buffer_init(&resolved, FEED_BASE_MAX);
    url_resolve(current_base(parser), decoded(parser, value), &resolved);
    if (!resolved.full && resolved.size) {
        memcpy(base->bytes, resolved.data, resolved.size);
        base->address = (struct slice){base->bytes, resolved.size};
        base->depth = parser->depth;
        parser->base_count++;
    }
    buffer_free(&resolved);
}

/* --- texts -------------------------------------------------------------------------------------------------------- */

static struct feed_texts *current_texts(struct feed_parser *parser)
{
    return parser->item_depth ? &parser->item : &parser->head;
}

/* The depth of the element to which the children of the innermost one belong. */
static int owner_depth(const struct feed_parser *parser)
{
    int depth = parser->depth;
    while (depth && parser->elements[depth - 1].is_transparent)
        depth--;
    return depth;
}

/* Where the texts of an element belong that begins now: the item's or the head's children only. */
static struct feed_texts *owner(struct feed_parser *parser)
{
    int depth = owner_depth(parser);
    if (parser->item_depth)
        return depth == parser->item_depth ? &parser->item : NULL;
    return parser->head_depth && depth == parser->head_depth ? &parser->head : NULL;
}

static void note_base(struct feed_parser *parser, struct feed_texts *texts)
{
    buffer_reset(&texts->text[FEED_BASE]);
    buffer_slice(&texts->text[FEED_BASE], parser->base_count ? current_base(parser) : (struct slice){0});
}

/* Sets a text that an attribute has. */
static void set_text(struct feed_parser *parser, struct feed_texts *texts, enum feed_slot slot, int rank,
                     struct slice raw)
{
    struct slice text = raw.data && texts->rank[slot] < rank ? decoded(parser, raw) : raw;
    if (!text.size || texts->rank[slot] >= rank)
        return;
    buffer_reset(&texts->text[slot]);
    buffer_slice(&texts->text[slot], text);
    texts->rank[slot] = rank;
    if (slot == FEED_LINK)
        note_base(parser, texts);
}

static struct slice current_language(const struct feed_parser *parser)
{
    return parser->depth ? parser->elements[parser->depth - 1].language : (struct slice){0};
}

static bool is_blank(const struct buffer *text)
{
    return !text->full && !slice_trim(buffer_view(text)).size;
}

static void append_escaped(struct buffer *out, struct slice text)
{
    for (size_t i = 0; i < text.size; i++) {
        switch (text.data[i]) {
        case '&': buffer_text(out, "&amp;"); break;
        case '<': buffer_text(out, "&lt;"); break;
        default: buffer_byte(out, text.data[i]);
        }
    }
}

/* Base64 with its line ends. What is none, or no text, is nothing, or stays what it is where only an unknown type let
 * expect that it might be. */
static void resolve_base64(struct feed_parser *parser, struct buffer *text, bool is_declared)
{
    struct slice coded = buffer_view(text);
    buffer_reset(&parser->scratch);
    for (size_t i = 0; i < coded.size; i++)
        if (!memchr(" \t\r\n", coded.data[i], 4))
            buffer_byte(&parser->scratch, coded.data[i]);
    size_t size = 0;
    coded = buffer_view(&parser->scratch);
    char *place = buffer_reserve(&parser->scratch, coded.size / 4 * 3 + 1);
    if (place)
        coded.data = parser->scratch.data;
    bool is_text = place && base64_decode(coded, place, &size) && slice_is_text((struct slice){place, size});
    if (is_text || is_declared) {
        buffer_reset(text);
        buffer_bytes(text, place, is_text ? size : 0);
    }
}

static void swap_buffers(struct buffer *a, struct buffer *b)
{
    struct buffer swapped = *a;
    *a = *b;
    *b = swapped;
}

/* Puts the text that was read into its slot, if it says something. */
static void end_capture(struct feed_parser *parser)
{
    struct capture *capture = &parser->capture;
    struct feed_texts *texts = current_texts(parser);
    capture->depth = 0;
    if (capture->form == FORM_BASE64)
        resolve_base64(parser, &capture->text, capture->is_declared);
    if (is_blank(&capture->text))
        return;
    swap_buffers(&texts->text[capture->slot], &capture->text);
    texts->rank[capture->slot] = capture->rule->rank;
    texts->markup[capture->slot] = capture->markup;
    if (capture->slot == FEED_LINK)
        note_base(parser, texts);
    if (capture->slot == FEED_ID)
        texts->id_is_address = capture->id_is_address;
    if (capture->rule->reading != READ_PLAIN)
        set_text(parser, texts, FEED_LANGUAGE,
                 capture->slot == FEED_CONTENT ? RANK_LANGUAGE_OF_CONTENT : RANK_LANGUAGE_OF_TEXT, capture->language);
}

static bool contains(struct slice text, const char *part)
{
    size_t size = strlen(part);
    for (size_t i = 0; i + size <= text.size; i++)
        if (!strncasecmp(text.data + i, part, size))
            return true;
    return false;
}

/* Atom's type and mode: false if the text is not in the element at all, or is none. */
static bool read_type(struct capture *capture, const struct markup_token *token)
{
    struct slice type = slice_trim(markup_attribute_value(token, "type")), mode = markup_attribute_value(token, "mode");
    bool xml = contains(type, "xhtml") || contains(type, "+xml") || contains(type, "/xml");
    bool html = contains(type, "html");
    bool text = !type.size || slice_equal_ignoring_case(type, "text") || slice_equal_ignoring_case(type, "plain") ||
                (type.size >= 5 && !strncasecmp(type.data, "text/", 5));
    if (markup_attribute_value(token, "src").size)
        return false;
    capture->markup = xml || html;
    capture->is_declared = slice_equal_ignoring_case(mode, "base64");
    capture->is_foreign = xml && !html;
    capture->form = capture->is_declared || !(xml || html || text) ? FORM_BASE64
                    : (xml && !slice_equal_ignoring_case(mode, "escaped")) ||
                            (html && slice_equal_ignoring_case(mode, "xml"))
                        ? FORM_INLINE
                        : FORM_DECODED;
    return xml || html || text || capture->form == FORM_BASE64;
}

static void begin_capture(struct feed_parser *parser, struct feed_texts *texts, const struct slot_rule *rule,
                          enum feed_slot slot, const struct markup_token *token)
{
    struct capture *capture = &parser->capture;
    if (texts->rank[slot] >= rule->rank || token->empty)
        return;
    capture->is_passed_over = parser->skim && texts == &parser->item && slot != FEED_LINK && slot != FEED_ID &&
                              slot != FEED_TITLE;
    capture->rule = rule;
    capture->slot = slot;
    capture->form = rule->name_space == NS_XHTML ? FORM_INLINE : FORM_DECODED;
    capture->is_foreign = false;
    capture->markup = rule->reading == READ_MARKUP;
    if (rule->reading == READ_BY_TYPE && !read_type(capture, token))
        return;
    if (slot == FEED_ID) {
        struct slice permanent = slice_trim(markup_attribute_value(token, "isPermaLink"));
        capture->id_is_address = rule->name_space == NS_RSS && !slice_equal_ignoring_case(permanent, "false");
    }
    capture->name = token->name;
    capture->language = current_language(parser);
    capture->inner = 0;
    capture->depth = parser->depth;
    buffer_reset(&capture->text);
}

/* --- elements ----------------------------------------------------------------------------------------------------- */

static void take_link(struct feed_parser *parser, struct feed_texts *texts, const struct markup_token *token)
{
    struct slice rel = slice_trim(markup_attribute_value(token, "rel")), type = markup_attribute_value(token, "type");
    bool other = rel.size && !slice_equal_ignoring_case(rel, "alternate") &&
                 !slice_equal_ignoring_case(rel, "http://www.iana.org/assignments/relation/alternate");
    if (!other)
        set_text(parser, texts, FEED_LINK, !type.size || contains(type, "html") ? RANK_LINK : RANK_OTHER_LINK,
                 markup_attribute_value(token, "href"));
}

static const struct slot_rule *find_rule(enum name_space name_space, struct slice local)
{
    for (size_t i = 0; i < sizeof slot_rules / sizeof *slot_rules && local.size; i++)
        if (slot_rules[i].name_space == name_space && (slot_rules[i].name[0] | 0x20) == (*local.data | 0x20) &&
            slice_equal_ignoring_case(local, slot_rules[i].name))
            return &slot_rules[i];
    return NULL;
}

static bool is_item(enum name_space name_space, struct slice local)
{
    return (name_space == NS_RSS && slice_equal_ignoring_case(local, "item")) ||
           (name_space == NS_ATOM && slice_equal_ignoring_case(local, "entry"));
}

static bool is_head(const struct feed_parser *parser, enum name_space name_space, struct slice local)
{
    return !parser->head_is_done && !parser->head_depth && !parser->item_depth &&
           ((name_space == NS_RSS && slice_equal_ignoring_case(local, "channel")) ||
            (name_space == NS_ATOM && slice_equal_ignoring_case(local, "feed")));
}

static struct slice attribute_of(const struct feed_parser *parser, const struct markup_token *token,
                                 enum name_space name_space, const char *name)
{
    struct slice rest = token->attributes, found, value, prefix;
    while (markup_attribute(&rest, &found, &value)) {
        struct slice local = cut_prefix(found, &prefix);
        if (prefix.size && slice_equal_ignoring_case(local, name) &&
            of_name(parser, found, &local) == name_space)
            return value;
    }
    return (struct slice){0};
}

static void begin_item(struct feed_parser *parser, const struct markup_token *token)
{
    struct feed_texts *item = &parser->item;
    texts_reset(item);
    parser->item_depth = parser->depth;
    parser->markup.faults = 0;
    item->line = line_of(parser, token->offset);
    if (token->attributes.size) {
        struct slice about = attribute_of(parser, token, NS_RDF, "about");
        set_text(parser, item, FEED_ID, RANK_ABOUT, about);
        item->id_is_address = about.size > 0;
        set_text(parser, item, FEED_LINK, RANK_ATTRIBUTE, markup_attribute_value(token, "href"));
        set_text(parser, item, FEED_OTHER_DATE, RANK_ATTRIBUTE, markup_attribute_value(token, "lastmod"));
    }
    set_text(parser, item, FEED_LANGUAGE, RANK_LANGUAGE_OF_ITEM, current_language(parser));
}

static void begin_head(struct feed_parser *parser, const struct markup_token *token)
{
    parser->head_depth = parser->depth;
    set_text(parser, &parser->head, FEED_LINK, RANK_ATTRIBUTE, markup_attribute_value(token, "href"));
    set_text(parser, &parser->head, FEED_LANGUAGE, RANK_LANGUAGE_OF_ITEM, current_language(parser));
}

/* Declarations, bases and languages. */
static void read_attributes(struct feed_parser *parser, const struct markup_token *token)
{
    struct element *element = &parser->elements[parser->depth - 1];
    struct slice rest = token->attributes, name, value;
    while (markup_attribute(&rest, &name, &value)) {
        if (name.size < 5 || (name.data[0] | 0x20) != 'x')
            continue;
        if (slice_equal_ignoring_case(slice_cut(name, 0, 6), "xmlns:") || slice_equal_ignoring_case(name, "xmlns"))
            declare(parser, name, value);
        else if (slice_equal_ignoring_case(name, "xml:base"))
            push_base(parser, value);
        else if (slice_equal_ignoring_case(name, "xml:lang"))
            element->language = slice_trim(value);
    }
}

static void begin_child(struct feed_parser *parser, enum name_space name_space, struct slice local,
                        const struct markup_token *token, struct feed_texts *texts)
{
    const struct element *parent = &parser->elements[parser->depth > 1 ? parser->depth - 2 : 0];
    bool is_picture = parent->is_transparent && contains(parent->name, "content");
    if (parent->is_transparent && name_space != NS_MEDIA)
        return;
    if (slice_equal_ignoring_case(local, "link") && token->attributes.size &&
        (name_space == NS_ATOM || name_space == NS_RSS)) {
        take_link(parser, texts, token);
        if (name_space == NS_ATOM || markup_attribute_value(token, "href").size)
            return;
    }
    const struct slot_rule *rule = find_rule(name_space, local);
    if (rule)
        begin_capture(parser, texts, rule,
                      is_picture && rule->slot == FEED_MEDIA_DESCRIPTION ? FEED_CAPTION : rule->slot, token);
}

static void forget_depth(struct feed_parser *parser)
{
    while (parser->declaration_count && parser->declarations[parser->declaration_count - 1].depth >= parser->depth)
        parser->declaration_count--;
    while (parser->base_count && parser->bases[parser->base_count - 1].depth >= parser->depth)
        parser->base_count--;
}

static void pop_element(struct feed_parser *parser)
{
    if (parser->capture.depth == parser->depth)
        end_capture(parser);
    if (parser->item_depth == parser->depth) {
        parser->item_depth = 0;
        parser->item_is_whole = true;
        parser->item.recovered = parser->markup.faults != 0;
    }
    if (parser->head_depth == parser->depth) {
        parser->head_depth = 0;
        parser->head_is_done = true;
    }
    forget_depth(parser);
    parser->depth--;
}

/* Ends the elements from that depth on. */
static void pop_elements(struct feed_parser *parser, int depth)
{
    while (parser->depth >= depth)
        pop_element(parser);
}

/* Ends the innermost element of that name, and with it those inside of it that are not closed. What does not end
 * anything is passed over. */
static void finish_element(struct feed_parser *parser, struct slice name)
{
    int found = parser->depth;
    while (found && !same_name(parser->elements[found - 1].name, name))
        found--;
    if (found != parser->depth)
        parser->markup.faults |= MARKUP_FAULT_NESTING;
    if (found)
        pop_elements(parser, found);
}

static bool start_element(struct feed_parser *parser, const struct markup_token *token, struct error *error)
{
    if (parser->depth == FEED_DEPTH_MAX)
        return error_reject(error, REASON_BAD_SYNTAX, "line %lld: elements are nested too deeply",
                            (long long)line_of(parser, token->offset));
    struct feed_texts *texts = owner(parser);
    struct slice local, language = current_language(parser);
    parser->elements[parser->depth++] = (struct element){.name = token->name, .language = language};
    if (token->attributes.size)
        read_attributes(parser, token);
    enum name_space name_space = of_name(parser, token->name, &local);
    if (!parser->item_depth && is_item(name_space, local))
        begin_item(parser, token);
    else if (is_head(parser, name_space, local))
        begin_head(parser, token);
    else if (name_space == NS_MEDIA && texts &&
             (slice_equal_ignoring_case(local, "group") || slice_equal_ignoring_case(local, "content")))
        parser->elements[parser->depth - 1].is_transparent = true;
    else if (texts)
        begin_child(parser, name_space, local, token, texts);
    if (token->empty)
        pop_element(parser);
    return true;
}

/* --- tokens ------------------------------------------------------------------------------------------------------- */

/* True for a tag that can only be there because the element whose text is being read was never closed: an item's, or
 * the end of an element around it. Where the text is XML itself, it may hold such elements. */
static bool ends_capture(const struct feed_parser *parser, const struct markup_token *token)
{
    struct slice local;
    if (parser->capture.form == FORM_INLINE && parser->capture.is_foreign)
        return false;
    if (token->kind == MARKUP_START && parser->item_depth)
        return !token->empty && same_name(token->name, parser->elements[parser->item_depth - 1].name);
    if (token->kind == MARKUP_START)
        return is_item(of_name(parser, token->name, &local), local);
    for (int i = 0; i < parser->capture.depth - 1; i++)
        if (same_name(token->name, parser->elements[i].name))
            return true;
    return false;
}

/* A tag inside of the text that is being read; false if it is none of it. */
static bool take_inner_tag(struct feed_parser *parser, const struct markup_token *token)
{
    struct capture *capture = &parser->capture;
    bool same = same_name(token->name, capture->name);
    if (ends_capture(parser, token) || (same && token->kind == MARKUP_FINISH && !capture->inner))
        return false;
    if (same && !token->empty)
        capture->inner += token->kind == MARKUP_START ? 1 : -1;
    if (capture->markup && !capture->is_passed_over)
        buffer_slice(&capture->text,
                     slice_cut(parser->markup.text, token->offset, parser->markup.at));
    return true;
}

static void take_text(struct feed_parser *parser, const struct markup_token *token)
{
    struct capture *capture = &parser->capture;
    if (!capture->depth || capture->is_passed_over)
        return;
    if (token->kind == MARKUP_CDATA && capture->form == FORM_INLINE)
        append_escaped(&capture->text, token->text);
    else if (token->kind == MARKUP_CDATA || capture->form == FORM_INLINE)
        buffer_slice(&capture->text, token->text);
    else
        parser->markup.faults |= markup_decode(token->text, &capture->text);
}

/* The tag of a second item inside of one that was never closed. */
static bool begins_anew(const struct feed_parser *parser, const struct markup_token *token)
{
    return parser->item_depth && !token->empty && same_name(token->name, parser->elements[parser->item_depth - 1].name);
}

static bool take_token(struct feed_parser *parser, const struct markup_token *token, struct error *error)
{
    bool is_tag = token->kind == MARKUP_START || token->kind == MARKUP_FINISH;
    if (token->kind == MARKUP_TEXT || token->kind == MARKUP_CDATA)
        take_text(parser, token);
    if (!is_tag || (parser->capture.depth && take_inner_tag(parser, token)))
        return true;
    if (parser->capture.depth && token->kind == MARKUP_START) {
        parser->markup.faults |= MARKUP_FAULT_NESTING;
        pop_elements(parser, parser->capture.depth);
    }
    if (token->kind == MARKUP_FINISH) {
        finish_element(parser, token->name);
        return true;
    }
    if (begins_anew(parser, token)) { /* read again when the item before it was given */
        finish_element(parser, token->name);
        parser->item.recovered = true;
        parser->markup.at = token->offset;
        return true;
    }
    return start_element(parser, token, error);
}

/* --- the root ----------------------------------------------------------------------------------------------------- */

/* Goes to the root element: false if it is no feed. A server's programs write their warnings before it, or
 * a page around it, in HTML. */
static bool find_root(struct markup *markup, struct markup_token *token)
{
    static const char *const passed[] = {"br", "b", "p", "i", "strong", "font", "hr", "html", "body"};
    while (markup_next(markup, token)) {
        bool pass = token->kind != MARKUP_START;
        for (size_t i = 0; i < sizeof passed / sizeof *passed && !pass; i++)
            pass = slice_equal_ignoring_case(token->name, passed[i]);
        if (!pass)
            return kind_of_root(token->name) != FEED_KIND_NONE;
    }
    return false;
}

enum feed_kind feed_kind(struct slice head)
{
    struct markup markup;
    struct markup_token token;
    markup_open(&markup, head, MARKUP_XML);
    if (!find_root(&markup, &token))
        return FEED_KIND_NONE;
    struct slice prefix, local = cut_prefix(token.name, &prefix);
    if (slice_equal_ignoring_case(local, "RDF") && !contains(head, "purl.org/rss/1.0") &&
        !contains(head, "netscape.com/rdf"))
        return FEED_KIND_NONE;
    return kind_of_root(token.name);
}

/* --- opening, reading --------------------------------------------------------------------------------------------- */

static void texts_init(struct feed_texts *texts)
{
    for (size_t i = 0; i < FEED_SLOT_COUNT; i++)
        buffer_init(&texts->text[i], FEED_TEXT_MAX);
}

static void texts_free(struct feed_texts *texts)
{
    for (size_t i = 0; i < FEED_SLOT_COUNT; i++)
        buffer_free(&texts->text[i]);
}

bool feed_parser_open(struct slice text, struct slice base, bool skim, struct feed_parser **parser,
                      struct error *error)
{
    struct feed_parser *made = calloc(1, sizeof *made);
    if (!made)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for a feed");
    markup_open(&made->markup, text, MARKUP_XML);
    made->base = base;
    made->skim = skim;
    made->line = 1;
    texts_init(&made->head);
    texts_init(&made->item);
    buffer_init(&made->capture.text, FEED_TEXT_MAX);
    buffer_init(&made->scratch, FEED_TEXT_MAX);
    *parser = made;
    return true;
}

void feed_parser_close(struct feed_parser *parser)
{
    if (!parser)
        return;
    texts_free(&parser->head);
    texts_free(&parser->item);
    buffer_free(&parser->capture.text);
    buffer_free(&parser->scratch);
    free(parser);
}

static bool begin(struct feed_parser *parser, struct error *error)
{
    struct markup_token token;
    parser->started = true;
    if (!find_root(&parser->markup, &token))
        return error_reject(error, REASON_BAD_SYNTAX, "the root element is no feed");
    parser->root = kind_of_root(token.name) == FEED_KIND_ATOM ? NS_ATOM : NS_RSS;
    return start_element(parser, &token, error);
}

/* What follows the closed root element is none of the feed. */
static bool is_over(const struct feed_parser *parser)
{
    return !parser->depth || parser->markup.at >= parser->markup.text.size;
}

/* True if no item can be lost, whatever else is: only of RDF items follow the closed channel. */
static bool is_whole(const struct feed_parser *parser)
{
    struct slice prefix, local = cut_prefix(parser->elements[0].name, &prefix);
    return !parser->depth ||
           (parser->depth == 1 && parser->head_is_done && !slice_equal_ignoring_case(local, "RDF"));
}

static enum feed_result fail(struct feed_parser *parser)
{
    parser->ended = true;
    return FEED_FAILED;
}

enum feed_result feed_parser_next(struct feed_parser *parser, const struct feed_texts **item, struct error *error)
{
    struct markup_token token;
    if (parser->ended)
        return FEED_END;
    parser->item_is_whole = false;
    if (!parser->started && !begin(parser, error))
        return fail(parser);
    while (!parser->item_is_whole && !is_over(parser) && markup_next(&parser->markup, &token)) {
        parser->offset = token.offset;
        if (!take_token(parser, &token, error))
            return fail(parser);
    }
    *item = &parser->item;
    if (parser->item_is_whole)
        return FEED_ITEM;
    if (!is_whole(parser)) {
        error_reject(error, REASON_TRUNCATED, "line %lld: the feed ends before its root element does",
                     (long long)line_of(parser, parser->markup.text.size));
        return fail(parser);
    }
    parser->ended = true;
    return FEED_END;
}

const struct feed_texts *feed_parser_head(const struct feed_parser *parser)
{
    return &parser->head;
}

int64_t feed_parser_line(struct feed_parser *parser)
{
    return line_of(parser, parser->offset);
}
