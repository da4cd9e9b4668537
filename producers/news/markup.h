/*
 * XML and HTML as tokens, whatever their state: feeds and pages as they really are.
 *
 * Tolerant: no text is refused. What a strict reader would stop at is passed over in the way that browsers and feed
 * readers do it, and noted in `faults`. Zero-copy: names, attributes and texts are places in the text that was given.
 * There is no document type, no custom entity and nothing external, so nothing can be expanded or fetched. One pass:
 * every byte is looked at a bounded number of times. Bounded: an attribute list is read lazily; nesting is the
 * caller's. No allocation. Threads: one tokenizer, one thread.
 */
#ifndef PRODUCERS_NEWS_MARKUP_H
#define PRODUCERS_NEWS_MARKUP_H

#include <stdint.h>

#include "lib/buffer.h"
#include "lib/slice.h"

enum markup_mode {
    MARKUP_XML,  /* names as written; <script> is an element like any other */
    MARKUP_HTML, /* names in any case; script, style, iframe, title, textarea and their kin hold raw text up to their
                  * end tag, of kind MARKUP_CDATA, or MARKUP_TEXT for the last two; to read on as ever clear `raw` */
};

enum markup_kind {
    MARKUP_TEXT,   /* `text`: with its references, see markup_decode */
    MARKUP_CDATA,  /* `text`: as it is */
    MARKUP_START,  /* `name`, `attributes`, `empty` */
    MARKUP_FINISH, /* `name` of an end tag */
    MARKUP_OTHER,  /* comment, processing instruction, document type: `text` is what stands in it */
    MARKUP_END,
};

/* What was wrong, for a flag of the event. */
enum markup_fault {
    MARKUP_FAULT_AMPERSAND = 1, /* a & that begins no reference */
    MARKUP_FAULT_LESS = 2,      /* a < that begins no tag */
    MARKUP_FAULT_ATTRIBUTE = 4, /* a tag that is not closed before the next begins */
    MARKUP_FAULT_CONTROL = 8,   /* a character that no XML may hold */
    MARKUP_FAULT_CUT = 16,      /* the text ends inside a tag, comment or CDATA section */
    MARKUP_FAULT_PROLOG = 32,   /* text before the first tag */
    MARKUP_FAULT_ENTITY = 64,   /* a named reference that neither XML nor HTML knows */
    MARKUP_FAULT_NESTING = 128, /* set by those who nest: end tags that do not match */
    MARKUP_FAULT_PREFIX = 256,  /* set by those who resolve names: a prefix that was not declared */
};

struct markup {
    struct slice text;   /* UTF-8 */
    size_t at;           /* the next byte to be read */
    enum markup_mode mode;
    struct slice raw;    /* element whose raw text is being read */
    unsigned faults;     /* of enum markup_fault, so far */
    bool begun;          /* a tag was met */
    unsigned lost;       /* what was looked for up to the end in vain; the tokenizer's own */
};

struct markup_token {
    enum markup_kind kind;
    struct slice name;       /* with its prefix: "content:encoded" */
    struct slice text;
    struct slice attributes; /* all of them, as written */
    bool empty;              /* <name/> */
    size_t offset;           /* where the token begins in the text */
};

/* `text` is not copied and must outlive the tokenizer. */
void markup_open(struct markup *markup, struct slice text, enum markup_mode mode);

/* The next token; false at the end (kind MARKUP_END). */
bool markup_next(struct markup *markup, struct markup_token *token);

/* The next attribute of a list: starts with *rest = token->attributes. Values are as written, without quotes, with
 * their references. False after the last. */
bool markup_attribute(struct slice *rest, struct slice *name, struct slice *value);

/* The value of one attribute, names compared without case; not stated if it is not there. */
struct slice markup_attribute_value(const struct markup_token *token, const char *name);

/* Appends a text or value with its references resolved once (XML's five, the HTML names with and without semicolon,
 * numbers; 128 to 159 as Windows means them) and control characters left out. Returns the faults found. */
unsigned markup_decode(struct slice raw, struct buffer *out);

/* The one reference at the start of `text`, resolved to `size` bytes of `bytes`; its length, 0 if there is none. */
enum { MARKUP_CHARACTER_MAX = 4 };
size_t markup_reference(struct slice text, char bytes[MARKUP_CHARACTER_MAX], size_t *size);

/* The place of the next end tag of an element from `from` on, names compared without case; the end of the text if there
 * is none. */
size_t markup_find_end(struct slice text, size_t from, struct slice name);

#endif
