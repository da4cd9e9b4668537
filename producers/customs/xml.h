/*
 * XML documents, element by element: the one file on the customs side that knows expat.
 *
 * Of a document of any size only one wanted element at a time is in memory, as a tree; what lies outside is passed
 * over. Names are local, without their prefix; each element also has its namespace. Document types are refused, so
 * there are no entities but XML's own five. Limits: XML_DEPTH_MAX, XML_TOKEN_MAX for one tag, comment or instruction,
 * XML_TREE_BYTES for a wanted element, XML_NAMES_MAX different names of up to XML_NAME_MAX bytes in a document.
 * Ownership: an element and its texts are valid until the next xml_next. Errors: ERROR_REJECT with the line in the
 * text; whatever the reader says. Threads: one.
 */
#ifndef PRODUCERS_CUSTOMS_XML_H
#define PRODUCERS_CUSTOMS_XML_H

#include "producers/input.h"

enum {
    XML_DEPTH_MAX = 64,
    XML_TOKEN_MAX = 1 << 20,
    XML_TREE_BYTES = 16 << 20,
    XML_NAMES_MAX = 6000,
    XML_NAME_MAX = 1024 /* with namespace and prefix */
};

struct xml;

struct xml_attribute {
    struct slice name, value; /* local name */
    struct xml_attribute *next;
};

struct xml_element {
    struct slice name, name_space; /* name_space not stated: in none */
    struct slice text;             /* all its own text in one piece, trimmed; not stated if there is none */
    struct xml_attribute *attributes;
    struct xml_element *first, *last, *next, *parent;
    int64_t line, offset;          /* of its start tag */
};

enum xml_result { XML_ELEMENT, XML_TOO_LARGE, XML_END, XML_FAILED };

/* `wanted`: local names, NULL last, of elements in no namespace or in one that begins with `name_space` (NULL: in any);
 * both are borrowed. The outermost that fits is given whole. Calls reader_decode. */
bool xml_open(struct reader *reader, const char *const *wanted, const char *name_space, struct xml **xml,
              struct error *error);
void xml_close(struct xml *xml);

/* The next wanted element. XML_TOO_LARGE: one over XML_TREE_BYTES was passed over (*error says so, *place where). */
enum xml_result xml_next(struct xml *xml, struct xml_element **element, struct input_place *place, struct error *error);

/* For the hook `check` of inputs: reads to the end; false where the document is not well-formed. */
bool xml_check(struct reader *reader, struct input_place *place, struct error *error);

/* The first child of that name, or the first behind `after`; NULL if there is none. */
const struct xml_element *xml_child(const struct xml_element *parent, const char *name);
const struct xml_element *xml_next_child(const struct xml_element *after, const char *name);

/* The element at a path of names parted by '/', the first at each step; NULL if there is none, or from NULL. */
const struct xml_element *xml_find(const struct xml_element *from, const char *path);

/* Its text; not stated where the element or its text is absent. */
struct slice xml_text(const struct xml_element *from, const char *path);
struct slice xml_attribute_of(const struct xml_element *element, const char *name);

#endif
