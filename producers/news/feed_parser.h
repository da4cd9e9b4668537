/*
 * RSS (0.9x, 1.0, 2.0) and Atom (0.3, 1.0) as a head and items of named texts: the only file that knows expat.
 *
 * The whole feed lies in memory, cleaned by feed_text: without a document type, so that there are no entities to expand
 * and nothing external to load. Depth, namespaces, base addresses and lengths of texts are bounded. Prefixes that a
 * feed uses without declaring them mean what they usually mean.
 * Costs: a pass by expat for each of feed_parser_head and the items. Ownership: texts live in the parser until the next
 * call.
 */
#ifndef PRODUCERS_NEWS_FEED_PARSER_H
#define PRODUCERS_NEWS_FEED_PARSER_H

#include "lib/buffer.h"
#include "lib/error.h"

enum feed_slot {
    FEED_TITLE,
    FEED_LINK,              /* address of the article or site, as written */
    FEED_BASE,              /* xml:base that holds for FEED_LINK */
    FEED_ID,                /* guid, Atom id, rdf:about */
    FEED_CONTENT,           /* content:encoded, Atom content */
    FEED_DESCRIPTION,       /* description, Atom summary */
    FEED_MEDIA_DESCRIPTION, /* media:description */
    FEED_PUBLISHED,         /* pubDate, Atom published */
    FEED_OTHER_DATE,        /* dc:date, dcterms:created */
    FEED_UPDATED,           /* Atom updated, dcterms:modified */
    FEED_LANGUAGE,          /* language, dc:language, xml:lang */
    FEED_SLOT_COUNT
};

enum { FEED_DEPTH_MAX = 256, FEED_TEXT_MAX = 4 << 20, FEED_NAMESPACES_MAX = 64, FEED_BASE_MAX = 2048 };

/* The texts of a feed's head or of one item. */
struct feed_texts {
    struct buffer text[FEED_SLOT_COUNT];
    bool markup[FEED_SLOT_COUNT]; /* the text is HTML; else plain */
    bool id_is_address;           /* guid with isPermaLink not false, or rdf:about */
    int64_t line;                 /* where the item begins, from 1 */
};

/* The text of a slot; not stated if the feed has none. */
struct slice feed_slot(const struct feed_texts *texts, enum feed_slot slot);
/* True if a text of the item was longer than FEED_TEXT_MAX and is cut. */
bool feed_is_cut(const struct feed_texts *texts);

struct feed_parser;

enum feed_result { FEED_ITEM, FEED_END, FEED_FAILED };

/* `text` must outlive the parser. ERROR_STOP if there is no memory. */
bool feed_parser_open(struct slice text, struct feed_parser **parser, struct error *error);
void feed_parser_close(struct feed_parser *parser);

/* The next item. FEED_FAILED: the text breaks XML behind the items given so far (ERROR_REJECT, REASON_TRUNCATED if it
 * ends too early, else REASON_BAD_SYNTAX), or its root element is no feed. */
enum feed_result feed_parser_next(struct feed_parser *parser, const struct feed_texts **item, struct error *error);

/* What stands outside of the items read so far: all of it after FEED_END. */
const struct feed_texts *feed_parser_head(const struct feed_parser *parser);
int64_t feed_parser_line(const struct feed_parser *parser);

#endif
