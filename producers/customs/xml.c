#include "producers/customs/xml.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/identity.h"
#include "producers/encoding.h"

/* Since expat 2.9 places have 64 bits under new names, and the old names are deprecated. */
#if XML_MAJOR_VERSION == 2 && XML_MINOR_VERSION < 9
#define XML_GetCurrentByteIndex64 XML_GetCurrentByteIndex
#define XML_GetCurrentLineNumber64 XML_GetCurrentLineNumber
#endif

/* Expat refuses namespaces that contain the separator. */
enum { CHUNK_BYTES = 64 << 10, NAMESPACE_SEPARATOR = '|', NAME_SLOTS = 1 << 13 };

struct root {
    int depth;
    struct input_place place;
};

struct xml {
    struct reader *reader;
    XML_Parser parser;
    const char *const *wanted;
    const char *name_space;      /* what theirs begins with */
    struct arena arena;          /* of the wanted element */
    struct xml_element *current; /* inside a wanted element: the innermost open one */
    struct xml_element *found;   /* a wanted element that is whole */
    struct root root;            /* the wanted element that was begun last */
    struct buffer text;          /* of the innermost open element, since the last tag */
    int depth, too_large_depth;  /* of the wanted element that did not fit; 0: none */
    bool passed_over;            /* it has ended: to be told */
    bool suspended, ended;
    int64_t fed;                 /* bytes */
    int64_t blank_bytes, blank_lines; /* left out before the document */
    int64_t names[NAME_SLOTS];   /* hashes of the names met; 0: free */
    size_t name_count;
    struct error refusal;        /* of a callback; reason NONE: none */
};

static int64_t position(const struct xml *xml)
{
    return (int64_t)XML_GetCurrentByteIndex64(xml->parser);
}

static struct input_place here(const struct xml *xml)
{
    return (struct input_place){.line = xml->blank_lines + (int64_t)XML_GetCurrentLineNumber64(xml->parser),
                                .offset = xml->blank_bytes + position(xml)};
}

static void stop(struct xml *xml, enum reason reason, const char *why)
{
    error_reject(&xml->refusal, reason, "line %lld: %s", (long long)here(xml).line, why);
    XML_StopParser(xml->parser, XML_FALSE);
}

static void XMLCALL on_doctype(void *context, const XML_Char *name, const XML_Char *system_id,
                               const XML_Char *public_id, int has_internal)
{
    (void)name, (void)system_id, (void)public_id, (void)has_internal;
    stop(context, REASON_BAD_SYNTAX, "a document type is not read: entities could make anything of it");
}

struct name {
    struct slice name_space, local;
};

/* Expat's name of an element or attribute: "name", "namespace|name" or "namespace|name|prefix". */
static struct name split_name(const XML_Char *whole)
{
    struct slice rest = slice_of(whole);
    struct name name = {.name_space = slice_next_part(&rest, NAMESPACE_SEPARATOR)};
    if (!rest.data)
        return (struct name){.local = name.name_space};
    name.local = slice_next_part(&rest, NAMESPACE_SEPARATOR);
    return name;
}

/* Counts a name if it is new. Expat keeps all names and prefixes until the end, so that a document of nothing but
 * different names would fill the memory. */
static bool know_name(struct xml *xml, const XML_Char *whole)
{
    struct slice name = slice_of(whole);
    int64_t hash = identity_hash_64(name) | 1;
    size_t slot = (uint64_t)hash >> 1 & (NAME_SLOTS - 1);
    while (xml->names[slot] && xml->names[slot] != hash)
        slot = (slot + 1) & (NAME_SLOTS - 1);
    if (xml->names[slot])
        return true;
    if (name.size > XML_NAME_MAX || xml->name_count == XML_NAMES_MAX) {
        stop(xml, REASON_TOO_LARGE, name.size > XML_NAME_MAX ? "a name is too long" : "too many different names");
        return false;
    }
    xml->names[slot] = hash;
    xml->name_count++;
    return true;
}

static void XMLCALL on_namespace(void *context, const XML_Char *prefix, const XML_Char *name_space)
{
    (void)name_space;
    if (prefix)
        know_name(context, prefix);
}

static bool is_wanted(const struct xml *xml, struct name name)
{
    if (xml->name_space && name.name_space.data && !slice_starts_with(name.name_space, xml->name_space))
        return false;
    for (const char *const *wanted = xml->wanted; *wanted; wanted++)
        if (slice_equal_text(name.local, *wanted))
            return true;
    return false;
}

/* The wanted element does not fit: what there is of it is dropped, and its rest passed over. */
static void give_up(struct xml *xml)
{
    xml->too_large_depth = xml->root.depth;
    xml->current = NULL;
    buffer_reset(&xml->text);
    arena_reset(&xml->arena);
}

static bool add_attributes(struct xml *xml, struct xml_element *element, const XML_Char **attributes)
{
    for (struct xml_attribute **place = &element->attributes; *attributes; attributes += 2) {
        struct xml_attribute *made = arena_alloc(&xml->arena, sizeof *made);
        if (!made)
            return false;
        *made = (struct xml_attribute){arena_slice(&xml->arena, split_name(attributes[0]).local),
                                       arena_slice(&xml->arena, slice_of(attributes[1])), NULL};
        if (!made->name.data || !made->value.data)
            return false;
        *place = made;
        place = &made->next;
    }
    return true;
}

static struct xml_element *make_element(struct xml *xml, struct name name)
{
    struct input_place place = here(xml);
    struct xml_element *made = arena_alloc(&xml->arena, sizeof *made);
    if (!made)
        return NULL;
    *made = (struct xml_element){.name = arena_slice(&xml->arena, name.local),
                                 .name_space = arena_slice(&xml->arena, name.name_space),
                                 .parent = xml->current,
                                 .line = place.line,
                                 .offset = place.offset};
    return made->name.data && (made->name_space.data || !name.name_space.data) ? made : NULL;
}

static void append(struct xml_element *parent, struct xml_element *child)
{
    if (!parent)
        return;
    *(parent->last ? &parent->last->next : &parent->first) = child;
    parent->last = child;
}

/* The text that came since the last tag joins what the element has; blanks between children are not kept. */
static bool keep_text(struct xml *xml)
{
    struct xml_element *element = xml->current;
    struct slice piece = buffer_view(&xml->text);
    bool fits = !xml->text.full;
    if (fits && slice_trim(piece).size) {
        char *text = arena_alloc(&xml->arena, element->text.size + piece.size);
        fits = text != NULL;
        if (fits && element->text.size)
            memcpy(text, element->text.data, element->text.size);
        if (fits) {
            memcpy(text + element->text.size, piece.data, piece.size);
            element->text = (struct slice){text, element->text.size + piece.size};
        }
    }
    buffer_reset(&xml->text);
    return fits;
}

static bool know_names(struct xml *xml, const XML_Char *whole, const XML_Char **attributes)
{
    bool fine = know_name(xml, whole);
    for (; fine && *attributes; attributes += 2)
        fine = know_name(xml, *attributes);
    return fine;
}

static void XMLCALL on_start(void *context, const XML_Char *whole, const XML_Char **attributes)
{
    struct xml *xml = context;
    struct name name = split_name(whole);
    if (++xml->depth > XML_DEPTH_MAX) {
        stop(xml, REASON_TOO_LARGE, "elements are nested too deeply");
        return;
    }
    if (!know_names(xml, whole, attributes) || xml->too_large_depth || (!xml->current && !is_wanted(xml, name)))
        return;
    if (!xml->current)
        xml->root = (struct root){xml->depth, here(xml)};
    struct xml_element *made = xml->current && !keep_text(xml) ? NULL : make_element(xml, name);
    if (made) {
        append(xml->current, made);
        xml->current = made;
    }
    if (!made || !add_attributes(xml, made, attributes))
        give_up(xml);
}

static void XMLCALL on_text(void *context, const XML_Char *bytes, int size)
{
    struct xml *xml = context;
    if (xml->current)
        buffer_bytes(&xml->text, bytes, (size_t)size);
}

static void XMLCALL on_end(void *context, const XML_Char *name)
{
    struct xml *xml = context;
    (void)name;
    struct xml_element *element = xml->current;
    if (element && !keep_text(xml)) {
        give_up(xml);
        element = NULL;
    }
    if (xml->too_large_depth == xml->depth--) {
        xml->too_large_depth = 0;
        xml->passed_over = true;
        XML_StopParser(xml->parser, XML_TRUE);
    }
    if (!element)
        return;
    element->text = slice_trim(element->text);
    if (!element->text.size)
        element->text = (struct slice){NULL, 0};
    xml->current = element->parent;
    if (!xml->current) {
        xml->found = element;
        XML_StopParser(xml->parser, XML_TRUE);
    }
}

/* The encoding that the declaration at the start names, for reader_decode; all the parser sees is UTF-8. A name that
 * nobody knows says nothing: what is UTF-8 can be read nonetheless. */
static bool declared_encoding(struct reader *reader, char name[32], struct error *error)
{
    struct slice head;
    *name = '\0';
    if (!reader_peek(reader, &head, error))
        return false;
    struct slice rest = head;
    struct slice declaration = slice_next_part(&rest, '>');
    const char *at = declaration.size ? memmem(declaration.data, declaration.size, "encoding=", 9) : NULL;
    if (!at || at + 10 >= declaration.data + declaration.size ||
        !memmem(declaration.data, declaration.size, "<?xml", 5))
        return true;
    struct slice value = slice_cut(declaration, (size_t)(at - declaration.data) + 10, declaration.size);
    value = slice_next_part(&value, at[9]);
    if (value.size >= 32)
        return true;
    memcpy(name, value.data, value.size);
    name[value.size] = '\0';
    if (!encoding_is_known(name))
        *name = '\0';
    return true;
}

bool xml_open(struct reader *reader, const char *const *wanted, const char *name_space, struct xml **xml,
              struct error *error)
{
    char encoding[32];
    struct xml *made = calloc(1, sizeof *made);
    if (!made)
        return error_stop(error, EXIT_NO_INPUT, "%s cannot be read: no memory", reader_name(reader));
    made->reader = reader;
    made->wanted = wanted;
    made->name_space = name_space;
    buffer_init(&made->text, XML_TREE_BYTES);
    made->parser = XML_ParserCreateNS("UTF-8", NAMESPACE_SEPARATOR);
    if (!made->parser || !arena_init(&made->arena, *wanted ? XML_TREE_BYTES : 1, error) ||
        !declared_encoding(reader, encoding, error) || !reader_decode(reader, *encoding ? encoding : NULL, error)) {
        bool told = made->parser != NULL;
        xml_close(made);
        return told ? false : error_stop(error, EXIT_NO_INPUT, "%s cannot be read: no memory", reader_name(reader));
    }
    XML_SetUserData(made->parser, made);
    XML_SetReturnNSTriplet(made->parser, XML_TRUE);
    XML_SetElementHandler(made->parser, on_start, on_end);
    XML_SetStartNamespaceDeclHandler(made->parser, on_namespace);
    XML_SetCharacterDataHandler(made->parser, on_text);
    XML_SetStartDoctypeDeclHandler(made->parser, on_doctype);
    *xml = made;
    return true;
}

void xml_close(struct xml *xml)
{
    if (!xml)
        return;
    if (xml->parser)
        XML_ParserFree(xml->parser);
    arena_free(&xml->arena);
    buffer_free(&xml->text);
    free(xml);
}

/* A declaration must stand at the very start, and in real files does not. */
static struct slice without_blanks(struct xml *xml, struct slice bytes)
{
    size_t blanks = 0;
    while (blanks < bytes.size && memchr(" \t\r\n", bytes.data[blanks], 4))
        xml->blank_lines += bytes.data[blanks++] == '\n';
    xml->blank_bytes += (int64_t)blanks;
    return slice_cut(bytes, blanks, bytes.size);
}

/* Some more bytes, or the rest of those that the parser has. */
static enum XML_Status parse_more(struct xml *xml, bool *failed, struct error *error)
{
    struct slice bytes;
    *failed = false;
    if (xml->suspended)
        return XML_ResumeParser(xml->parser);
    *failed = !reader_bytes(xml->reader, CHUNK_BYTES, &bytes, error);
    if (*failed)
        return XML_STATUS_ERROR;
    xml->ended = !bytes.size;
    if (!xml->fed)
        bytes = without_blanks(xml, bytes);
    xml->fed += (int64_t)bytes.size;
    return XML_Parse(xml->parser, bytes.data ? bytes.data : "", (int)bytes.size, xml->ended);
}

static enum xml_result fail(struct xml *xml, struct input_place *place, struct error *error)
{
    *place = here(xml);
    enum XML_Error code = XML_GetErrorCode(xml->parser);
    if (xml->refusal.reason != REASON_NONE)
        *error = xml->refusal;
    else if (xml->ended && (code == XML_ERROR_NO_ELEMENTS || code == XML_ERROR_UNCLOSED_TOKEN ||
                            code == XML_ERROR_PARTIAL_CHAR || code == XML_ERROR_UNCLOSED_CDATA_SECTION))
        error_reject(error, REASON_TRUNCATED, "line %lld: the document ends too early", (long long)place->line);
    else
        error_reject(error, REASON_BAD_SYNTAX, "line %lld: not well-formed: %s", (long long)place->line,
                     XML_ErrorString(code));
    return XML_FAILED;
}

enum xml_result xml_next(struct xml *xml, struct xml_element **element, struct input_place *place, struct error *error)
{
    bool failed;
    xml->found = NULL;
    xml->passed_over = false;
    arena_reset(&xml->arena);
    while (!xml->ended || xml->suspended) {
        enum XML_Status status = parse_more(xml, &failed, error);
        if (failed)
            return XML_FAILED;
        xml->suspended = status == XML_STATUS_SUSPENDED;
        if (status == XML_STATUS_ERROR)
            return fail(xml, place, error);
        if (xml->fed - position(xml) > XML_TOKEN_MAX + CHUNK_BYTES && !xml->suspended) {
            error_reject(&xml->refusal, REASON_TOO_LARGE, "line %lld: a tag or comment over %d bytes",
                         (long long)here(xml).line, XML_TOKEN_MAX);
            return fail(xml, place, error);
        }
        if (xml->passed_over) {
            *place = xml->root.place;
            error_reject(error, REASON_TOO_LARGE, "an element over %d bytes", XML_TREE_BYTES);
            return XML_TOO_LARGE;
        }
        if (xml->found) {
            *element = xml->found;
            *place = (struct input_place){.line = xml->found->line, .offset = xml->found->offset};
            return XML_ELEMENT;
        }
    }
    return XML_END;
}

bool xml_check(struct reader *reader, struct input_place *place, struct error *error)
{
    static const char *const nothing[] = {NULL};
    struct xml *xml;
    struct xml_element *element;
    if (!xml_open(reader, nothing, NULL, &xml, error))
        return false;
    bool fine = xml_next(xml, &element, place, error) == XML_END;
    xml_close(xml);
    return fine;
}

/* --- looking into an element -------------------------------------------------------------------------------------- */

static const struct xml_element *from_here(const struct xml_element *element, struct slice name)
{
    while (element && !slice_equal(element->name, name))
        element = element->next;
    return element;
}

const struct xml_element *xml_child(const struct xml_element *parent, const char *name)
{
    return parent ? from_here(parent->first, slice_of(name)) : NULL;
}

const struct xml_element *xml_next_child(const struct xml_element *after, const char *name)
{
    return from_here(after->next, slice_of(name));
}

const struct xml_element *xml_find(const struct xml_element *from, const char *path)
{
    struct slice rest = slice_of(path);
    while (from && rest.data)
        from = from_here(from->first, slice_next_part(&rest, '/'));
    return from;
}

struct slice xml_text(const struct xml_element *from, const char *path)
{
    const struct xml_element *element = xml_find(from, path);
    return element ? element->text : (struct slice){NULL, 0};
}

struct slice xml_attribute_of(const struct xml_element *element, const char *name)
{
    for (const struct xml_attribute *attribute = element ? element->attributes : NULL; attribute;
         attribute = attribute->next)
        if (slice_equal_text(attribute->name, name))
            return attribute->value;
    return (struct slice){NULL, 0};
}
