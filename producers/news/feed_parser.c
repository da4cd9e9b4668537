#include "producers/news/feed_parser.h"

#include <expat.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "producers/news/url.h"

/* Since expat 2.9 line and column have 64 bits under new names, and the old names are deprecated. */
#if XML_MAJOR_VERSION == 2 && XML_MINOR_VERSION < 9
#define XML_GetCurrentLineNumber64 XML_GetCurrentLineNumber
#define XML_GetCurrentColumnNumber64 XML_GetCurrentColumnNumber
#endif

/* --- namespaces --------------------------------------------------------------------------------------------------- */

enum name_space { NS_OTHER, NS_RSS, NS_ATOM, NS_CONTENT, NS_DC, NS_DCTERMS, NS_MEDIA, NS_RDF, NS_XHTML, NS_XML };

static const struct {
    const char *uri;
    enum name_space name_space;
} known_uris[] = {
    {"http://www.w3.org/2005/Atom", NS_ATOM},
    {"http://purl.org/atom/ns#", NS_ATOM},
    {"http://purl.org/rss/1.0/", NS_RSS},
    {"http://my.netscape.com/rdf/simple/0.9/", NS_RSS},
    {"http://channel.netscape.com/rdf/simple/0.9/", NS_RSS},
    {"http://backend.userland.com/rss2", NS_RSS},
    {"http://purl.org/rss/1.0/modules/content/", NS_CONTENT},
    {"http://purl.org/dc/elements/1.1/", NS_DC},
    {"http://purl.org/dc/elements/1.0/", NS_DC},
    {"http://purl.org/dc/terms/", NS_DCTERMS},
    {"http://search.yahoo.com/mrss/", NS_MEDIA},
    {"http://search.yahoo.com/mrss", NS_MEDIA},
    {"http://www.w3.org/1999/02/22-rdf-syntax-ns#", NS_RDF},
    {"http://www.w3.org/1999/xhtml", NS_XHTML},
};

/* What a prefix means that a feed does not declare. */
static const struct {
    const char *prefix;
    enum name_space name_space;
} usual_prefixes[] = {
    {"atom", NS_ATOM}, {"content", NS_CONTENT}, {"dc", NS_DC},     {"dcterms", NS_DCTERMS}, {"media", NS_MEDIA},
    {"rdf", NS_RDF},   {"rss", NS_RSS},         {"xml", NS_XML},   {"xhtml", NS_XHTML},
};

enum { PREFIX_MAX = 31 };

struct declaration {
    int depth; /* of the element that declares */
    char prefix[PREFIX_MAX + 1];
    enum name_space name_space;
};

/* --- what becomes which slot -------------------------------------------------------------------------------------- */

enum reading { READ_PLAIN, READ_MARKUP, READ_BY_TYPE }; /* by the attributes type and mode, as Atom has them */

static const struct slot_rule {
    enum name_space name_space;
    const char *name;
    enum feed_slot slot;
    enum reading reading;
} slot_rules[] = {
    {NS_RSS, "title", FEED_TITLE, READ_MARKUP},
    {NS_RSS, "link", FEED_LINK, READ_PLAIN},
    {NS_RSS, "guid", FEED_ID, READ_PLAIN},
    {NS_RSS, "description", FEED_DESCRIPTION, READ_MARKUP},
    {NS_RSS, "pubDate", FEED_PUBLISHED, READ_PLAIN},
    {NS_RSS, "language", FEED_LANGUAGE, READ_PLAIN},
    {NS_CONTENT, "encoded", FEED_CONTENT, READ_MARKUP},
    {NS_XHTML, "body", FEED_CONTENT, READ_MARKUP},
    {NS_MEDIA, "description", FEED_MEDIA_DESCRIPTION, READ_MARKUP},
    {NS_DC, "title", FEED_TITLE, READ_MARKUP},
    {NS_DC, "description", FEED_DESCRIPTION, READ_MARKUP},
    {NS_DC, "date", FEED_OTHER_DATE, READ_PLAIN},
    {NS_DC, "language", FEED_LANGUAGE, READ_PLAIN},
    {NS_DCTERMS, "created", FEED_OTHER_DATE, READ_PLAIN},
    {NS_DCTERMS, "issued", FEED_OTHER_DATE, READ_PLAIN},
    {NS_DCTERMS, "modified", FEED_UPDATED, READ_PLAIN},
    {NS_ATOM, "title", FEED_TITLE, READ_BY_TYPE},
    {NS_ATOM, "id", FEED_ID, READ_PLAIN},
    {NS_ATOM, "published", FEED_PUBLISHED, READ_PLAIN},
    {NS_ATOM, "issued", FEED_PUBLISHED, READ_PLAIN},
    {NS_ATOM, "created", FEED_OTHER_DATE, READ_PLAIN},
    {NS_ATOM, "updated", FEED_UPDATED, READ_PLAIN},
    {NS_ATOM, "modified", FEED_UPDATED, READ_PLAIN},
    {NS_ATOM, "summary", FEED_DESCRIPTION, READ_BY_TYPE},
    {NS_ATOM, "content", FEED_CONTENT, READ_BY_TYPE},
};

struct base {
    int depth; /* of the element that states it */
    char address[FEED_BASE_MAX];
};

enum { BASES_MAX = 8 };

struct feed_parser {
    XML_Parser expat;
    struct slice text;
    bool started, ended;
    int depth;                   /* of the element at hand; the root has 1 */
    enum name_space root;        /* what an unprefixed name of no known namespace belongs to; NS_OTHER: no feed */
    struct declaration declarations[FEED_NAMESPACES_MAX];
    size_t declaration_count;
    struct base bases[BASES_MAX];
    size_t base_count;
    struct feed_texts head, item;
    int head_depth, item_depth;  /* of <channel> or <feed>, and of the item at hand; 0 outside */
    bool item_is_whole;
    /* The text that is being read: */
    int capture_depth;           /* of its element; 0: none */
    enum feed_slot capture_slot;
    bool capture_escapes;        /* nested XHTML: its characters must be escaped to stand beside its tags */
    const char *failure;         /* a limit that was passed */
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
    memset(texts->markup, 0, sizeof texts->markup);
    texts->id_is_address = false;
}

static enum name_space of_uri(const struct feed_parser *parser, const char *uri, bool has_prefix)
{
    for (size_t i = 0; i < sizeof known_uris / sizeof *known_uris; i++)
        if (!strcasecmp(uri, known_uris[i].uri))
            return known_uris[i].name_space;
    return has_prefix ? NS_OTHER : parser->root;
}

/* The namespace of a qualified name; *local is set to its part behind the prefix. */
static enum name_space of_name(const struct feed_parser *parser, const char *name, const char **local)
{
    const char *colon = strchr(name, ':');
    size_t size = colon ? (size_t)(colon - name) : 0;
    *local = colon ? colon + 1 : name;
    for (size_t i = parser->declaration_count; i-- > 0;)
        if (strlen(parser->declarations[i].prefix) == size && !memcmp(parser->declarations[i].prefix, name, size))
            return parser->declarations[i].name_space;
    for (size_t i = 0; size && i < sizeof usual_prefixes / sizeof *usual_prefixes; i++)
        if (strlen(usual_prefixes[i].prefix) == size && !strncasecmp(usual_prefixes[i].prefix, name, size))
            return usual_prefixes[i].name_space;
    return size ? NS_OTHER : parser->root;
}

static void declare(struct feed_parser *parser, const char *attribute, const char *uri)
{
    const char *prefix = attribute[5] == ':' ? attribute + 6 : "";
    if (parser->declaration_count == FEED_NAMESPACES_MAX || strlen(prefix) > PREFIX_MAX)
        return;
    struct declaration *made = &parser->declarations[parser->declaration_count++];
    made->depth = parser->depth;
    strcpy(made->prefix, prefix);
    made->name_space = of_uri(parser, uri, *prefix != '\0');
}

static const char *current_base(const struct feed_parser *parser)
{
    return parser->base_count ? parser->bases[parser->base_count - 1].address : "";
}

static void push_base(struct feed_parser *parser, const char *address)
{
    if (parser->base_count == BASES_MAX)
        return;
    struct buffer resolved;
    buffer_init(&resolved, FEED_BASE_MAX - 1);
    url_resolve(slice_of(current_base(parser)), slice_of(address), &resolved);
    if (!resolved.full) {
        struct base *base = &parser->bases[parser->base_count++];
        base->depth = parser->depth;
        memcpy(base->address, buffer_view(&resolved).data, resolved.size);
        base->address[resolved.size] = '\0';
    }
    buffer_free(&resolved);
}

static const char *attribute(const XML_Char **attributes, const char *name)
{
    for (; *attributes; attributes += 2)
        if (!strcmp(attributes[0], name))
            return attributes[1];
    return NULL;
}

/* Where the texts of an element at this depth belong: the item's or the head's children only. */
static struct feed_texts *owner(struct feed_parser *parser)
{
    if (parser->item_depth)
        return parser->depth == parser->item_depth + 1 ? &parser->item : NULL;
    return parser->head_depth && parser->depth == parser->head_depth + 1 ? &parser->head : NULL;
}

static void set_text(struct feed_texts *texts, enum feed_slot slot, const char *text)
{
    if (!texts->text[slot].size)
        buffer_text(&texts->text[slot], text);
}

static void take_link(struct feed_parser *parser, struct feed_texts *texts, const XML_Char **attributes)
{
    const char *rel = attribute(attributes, "rel"), *href = attribute(attributes, "href");
    if (!href || !*href || (rel && strcmp(rel, "alternate")) || texts->text[FEED_LINK].size)
        return;
    set_text(texts, FEED_LINK, href);
    set_text(texts, FEED_BASE, current_base(parser));
}

/* Atom's type and mode: false if the text is not in the element at all, or is none. */
static bool read_type(struct feed_parser *parser, struct feed_texts *texts, enum feed_slot slot,
                      const XML_Char **attributes)
{
    const char *type = attribute(attributes, "type"), *mode = attribute(attributes, "mode");
    bool xml = type && strstr(type, "xhtml") != NULL;
    bool html = type && !xml && strstr(type, "html") != NULL;
    bool plain = !type || !strcmp(type, "text") || !strcmp(type, "text/plain");
    if (attribute(attributes, "src") || (mode && !strcmp(mode, "base64")) || !(xml || html || plain))
        return false;
    texts->markup[slot] = xml || html;
    parser->capture_escapes = xml || (html && mode && !strcmp(mode, "xml"));
    return true;
}

static const struct slot_rule *find_rule(enum name_space name_space, const char *local)
{
    for (size_t i = 0; i < sizeof slot_rules / sizeof *slot_rules; i++)
        if (slot_rules[i].name_space == name_space && !strcasecmp(slot_rules[i].name, local))
            return &slot_rules[i];
    return NULL;
}

static void begin_capture(struct feed_parser *parser, struct feed_texts *texts, const struct slot_rule *rule,
                          const XML_Char **attributes)
{
    struct buffer *text = &texts->text[rule->slot];
    const char *language = attribute(attributes, "xml:lang");
    bool only_about = rule->slot == FEED_ID && texts->id_is_address; /* a guid beats rdf:about */
    if (text->size && !only_about)                                   /* else the first one counts */
        return;
    parser->capture_escapes = rule->name_space == NS_XHTML;
    texts->markup[rule->slot] = rule->reading == READ_MARKUP;
    if (rule->reading == READ_BY_TYPE && !read_type(parser, texts, rule->slot, attributes))
        return;
    buffer_reset(text);
    if (rule->slot == FEED_ID) {
        const char *permanent = attribute(attributes, "isPermaLink");
        texts->id_is_address = rule->name_space == NS_RSS && !(permanent && !strcasecmp(permanent, "false"));
    }
    if (rule->slot == FEED_LINK)
        set_text(texts, FEED_BASE, current_base(parser));
    if (language && *language && (rule->slot == FEED_CONTENT || rule->slot == FEED_TITLE))
        set_text(texts, FEED_LANGUAGE, language);
    parser->capture_depth = parser->depth;
    parser->capture_slot = rule->slot;
}

static void begin_item(struct feed_parser *parser, const XML_Char **attributes)
{
    texts_reset(&parser->item);
    parser->item_depth = parser->depth;
    parser->item.line = (int64_t)XML_GetCurrentLineNumber64(parser->expat);
    const char *about = attribute(attributes, "rdf:about"), *language = attribute(attributes, "xml:lang");
    if (about && *about) {
        buffer_text(&parser->item.text[FEED_ID], about);
        parser->item.id_is_address = true;
    }
    if (language)
        set_text(&parser->item, FEED_LANGUAGE, language);
}

static void begin_root(struct feed_parser *parser, const char *local)
{
    static const struct {
        const char *name;
        enum name_space name_space;
    } roots[] = {{"rss", NS_RSS}, {"RDF", NS_RSS}, {"feed", NS_ATOM}};
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        if (!strcasecmp(roots[i].name, local))
            parser->root = roots[i].name_space;
    if (parser->root == NS_OTHER) {
        parser->failure = "the root element is no feed";
        XML_StopParser(parser->expat, XML_FALSE);
    }
}

static void write_tag(struct feed_parser *parser, struct feed_texts *texts, const char *open, const char *local)
{
    struct buffer *text = &texts->text[parser->capture_slot];
    if (!texts->markup[parser->capture_slot])
        return;
    buffer_text(text, open);
    buffer_text(text, local);
    buffer_byte(text, '>');
}

static struct feed_texts *captured(struct feed_parser *parser)
{
    return parser->item_depth ? &parser->item : &parser->head;
}

static void read_attributes(struct feed_parser *parser, const XML_Char **attributes)
{
    for (const XML_Char **a = attributes; *a; a += 2) {
        if (!strncmp(a[0], "xmlns", 5) && (a[0][5] == ':' || !a[0][5]))
            declare(parser, a[0], a[1]);
        else if (!strcmp(a[0], "xml:base"))
            push_base(parser, a[1]);
    }
}

static bool is_item(enum name_space name_space, const char *local)
{
    return (name_space == NS_RSS && !strcasecmp(local, "item")) ||
           (name_space == NS_ATOM && !strcasecmp(local, "entry"));
}

static bool is_head(const struct feed_parser *parser, enum name_space name_space, const char *local)
{
    return !parser->head_depth && ((name_space == NS_RSS && !strcasecmp(local, "channel")) ||
                                   (name_space == NS_ATOM && !strcasecmp(local, "feed")));
}

static void begin_child(struct feed_parser *parser, enum name_space name_space, const char *local,
                        const XML_Char **attributes)
{
    struct feed_texts *texts = owner(parser);
    if (!texts)
        return;
    if (name_space == NS_ATOM && !strcasecmp(local, "link")) {
        take_link(parser, texts, attributes);
        return;
    }
    const struct slot_rule *rule = find_rule(name_space, local);
    if (rule)
        begin_capture(parser, texts, rule, attributes);
}

static void XMLCALL on_start(void *data, const XML_Char *name, const XML_Char **attributes)
{
    struct feed_parser *parser = data;
    if (++parser->depth > FEED_DEPTH_MAX) {
        parser->failure = "elements are nested too deeply";
        XML_StopParser(parser->expat, XML_FALSE);
        return;
    }
    const char *local;
    if (parser->depth == 1)
        begin_root(parser, strchr(name, ':') ? strchr(name, ':') + 1 : name);
    read_attributes(parser, attributes);
    enum name_space name_space = of_name(parser, name, &local);
    if (parser->capture_depth) {
        write_tag(parser, captured(parser), "<", local);
    } else if (!parser->item_depth && is_item(name_space, local)) {
        begin_item(parser, attributes);
    } else if (is_head(parser, name_space, local)) {
        parser->head_depth = parser->depth;
        if (attribute(attributes, "xml:lang"))
            set_text(&parser->head, FEED_LANGUAGE, attribute(attributes, "xml:lang"));
    } else {
        begin_child(parser, name_space, local, attributes);
    }
}

static void forget_depth(struct feed_parser *parser)
{
    while (parser->declaration_count && parser->declarations[parser->declaration_count - 1].depth >= parser->depth)
        parser->declaration_count--;
    while (parser->base_count && parser->bases[parser->base_count - 1].depth >= parser->depth)
        parser->base_count--;
}

static void XMLCALL on_end(void *data, const XML_Char *name)
{
    struct feed_parser *parser = data;
    const char *local = strchr(name, ':') ? strchr(name, ':') + 1 : name;
    if (parser->capture_depth && parser->depth > parser->capture_depth)
        write_tag(parser, captured(parser), "</", local);
    else if (parser->capture_depth == parser->depth)
        parser->capture_depth = 0;
    if (parser->item_depth == parser->depth) {
        parser->item_depth = 0;
        parser->item_is_whole = true;
        XML_StopParser(parser->expat, XML_TRUE); /* feed_parser_next goes on from here */
    }
    forget_depth(parser);
    parser->depth--;
}

static void html_escape(struct buffer *out, struct slice text)
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

static void XMLCALL on_text(void *data, const XML_Char *bytes, int size)
{
    struct feed_parser *parser = data;
    if (!parser->capture_depth)
        return;
    struct buffer *text = &captured(parser)->text[parser->capture_slot];
    struct slice piece = {bytes, (size_t)size};
    if (parser->capture_escapes)
        html_escape(text, piece);
    else
        buffer_slice(text, piece);
}

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

bool feed_parser_open(struct slice text, struct feed_parser **parser, struct error *error)
{
    struct feed_parser *made = calloc(1, sizeof *made);
    XML_Parser expat = made ? XML_ParserCreate("UTF-8") : NULL;
    if (!expat || text.size > INT_MAX) {
        free(made);
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for a feed");
    }
    made->expat = expat;
    made->text = text;
    texts_init(&made->head);
    texts_init(&made->item);
    XML_SetUserData(expat, made);
    XML_SetElementHandler(expat, on_start, on_end);
    XML_SetCharacterDataHandler(expat, on_text);
    *parser = made;
    return true;
}

void feed_parser_close(struct feed_parser *parser)
{
    if (!parser)
        return;
    XML_ParserFree(parser->expat);
    texts_free(&parser->head);
    texts_free(&parser->item);
    free(parser);
}

static bool fail(struct feed_parser *parser, struct error *error)
{
    enum XML_Error code = XML_GetErrorCode(parser->expat);
    bool truncated = code == XML_ERROR_NO_ELEMENTS || code == XML_ERROR_UNCLOSED_TOKEN ||
                     code == XML_ERROR_UNCLOSED_CDATA_SECTION || code == XML_ERROR_PARTIAL_CHAR;
    if (code == XML_ERROR_NO_MEMORY)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for a feed");
    return error_reject(error, truncated && !parser->failure ? REASON_TRUNCATED : REASON_BAD_SYNTAX,
                        "line %lld, column %lld: %s", (long long)XML_GetCurrentLineNumber64(parser->expat),
                        (long long)XML_GetCurrentColumnNumber64(parser->expat) + 1,
                        parser->failure ? parser->failure : XML_ErrorString(code));
}

enum feed_result feed_parser_next(struct feed_parser *parser, const struct feed_texts **item, struct error *error)
{
    if (parser->ended)
        return FEED_END;
    parser->item_is_whole = false;
    enum XML_Status status = parser->started
                                 ? XML_ResumeParser(parser->expat)
                                 : XML_Parse(parser->expat, parser->text.data, (int)parser->text.size, XML_TRUE);
    parser->started = true;
    if (status == XML_STATUS_SUSPENDED && parser->item_is_whole) {
        *item = &parser->item;
        return FEED_ITEM;
    }
    parser->ended = true;
    /* What follows the closed root element is none of the feed. */
    if (status == XML_STATUS_OK || XML_GetErrorCode(parser->expat) == XML_ERROR_JUNK_AFTER_DOC_ELEMENT)
        return FEED_END;
    fail(parser, error);
    return FEED_FAILED;
}

const struct feed_texts *feed_parser_head(const struct feed_parser *parser)
{
    return &parser->head;
}

int64_t feed_parser_line(const struct feed_parser *parser)
{
    return (int64_t)XML_GetCurrentLineNumber64(parser->expat);
}
