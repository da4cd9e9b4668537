/*
 * RSS (0.90 to 2.0, 1.0 and 1.1 in RDF), CDF and Atom (0.3, 1.0) as a head and items of named texts.
 *
 * Built on the tokenizer of markup.h, so what breaks XML breaks nothing: elements that are not closed or closed in the
 * wrong order end with the element around them, and a prefix that is not declared means what it usually means. What is
 * recovered so is noted in `recovered`. Depth, namespaces, base addresses and lengths of texts are bounded.
 * Costs: one pass. Ownership: the text must outlive the parser; texts live in the parser until the next call.
 */
#ifndef PRODUCERS_NEWS_FEED_PARSER_H
#define PRODUCERS_NEWS_FEED_PARSER_H

#include "lib/buffer.h"
#include "lib/error.h"

enum feed_kind { FEED_KIND_NONE, FEED_KIND_RSS, FEED_KIND_ATOM };

/* What a text is by its root element, behind rubbish, comments and warnings of a server's programs; by its begin. */
enum feed_kind feed_kind(struct slice head);

enum feed_slot {
    FEED_TITLE,
    FEED_LINK,              /* address of the article or site, as written */
    FEED_BASE,              /* xml:base that holds for FEED_LINK, resolved as far as it can be */
    FEED_ID,                /* guid, Atom id, rdf:about */
    FEED_CONTENT,           /* content:encoded, Atom content */
    FEED_DESCRIPTION,       /* description, Atom summary */
    FEED_MEDIA_DESCRIPTION, /* media:description of the item */
    FEED_CAPTION,           /* itunes:summary, media:description of a picture: better than nothing */
    FEED_PUBLISHED,         /* pubDate, Atom published */
    FEED_OTHER_DATE,        /* dc:date, dcterms:created */
    FEED_UPDATED,           /* Atom updated, dcterms:modified */
    FEED_LANGUAGE,          /* language, dc:language, xml:lang */
    FEED_SLOT_COUNT
};

enum {
    FEED_DEPTH_MAX = 256,
    FEED_TEXT_MAX = 4 << 20,
    FEED_NAMESPACES_MAX = 64,
    FEED_BASES_MAX = 16,
    FEED_BASE_MAX = 2048
};

/* The texts of a feed's head or of one item. */
struct feed_texts {
    struct buffer text[FEED_SLOT_COUNT];
    int rank[FEED_SLOT_COUNT];    /* of the element that it is from; 0: none */
    bool markup[FEED_SLOT_COUNT]; /* the text is HTML; else plain */
    bool id_is_address;           /* guid with isPermaLink not false, or rdf:about */
    bool recovered;               /* its markup was broken */
    int64_t line;                 /* where the item begins, from 1 */
};

/* The text of a slot; not stated if the feed has none. */
struct slice feed_slot(const struct feed_texts *texts, enum feed_slot slot);
/* True if a text of the item was longer than FEED_TEXT_MAX and is cut. */
bool feed_is_cut(const struct feed_texts *texts);

struct feed_parser;

enum feed_result { FEED_ITEM, FEED_END, FEED_FAILED };

/* `text` is UTF-8 and must outlive the parser, as must `base`, from where xml:base is resolved (not stated if unknown).
 * A parser that only skims reads of items nothing but FEED_LINK, FEED_ID and FEED_TITLE. ERROR_STOP if there is no memory. */
bool feed_parser_open(struct slice text, struct slice base, bool skim, struct feed_parser **parser,
                      struct error *error);
void feed_parser_close(struct feed_parser *parser);

/* The next item. FEED_FAILED (ERROR_REJECT): the text ends before its root element does (REASON_TRUNCATED; what is
 * lost stands behind the items given so far), it nests too deeply, or its root is no feed (REASON_BAD_SYNTAX). */
enum feed_result feed_parser_next(struct feed_parser *parser, const struct feed_texts **item, struct error *error);

/* What stands outside of the items read so far: all of it after FEED_END. */
const struct feed_texts *feed_parser_head(const struct feed_parser *parser);
int64_t feed_parser_line(struct feed_parser *parser);

#endif
