/*
 * The bytes of a feed as well-formed UTF-8 that expat takes, as far as the usual dirt of feeds can be removed without a
 * guess.
 *
 * Encoding: byte order mark, else UTF-8 where the bytes are valid UTF-8 whatever is declared, else what the XML
 * declaration says (ISO-8859-1 is read as windows-1252 and gb2312 as GB18030, their supersets, which is what such feeds
 * contain). Removed: XML declaration, document type with all its entities (so no expansion and nothing external can
 * follow), comments, processing instructions, control characters. References become characters, a bare & becomes &amp;,
 * a < that begins no tag &lt;. Line ends stay, so line numbers hold.
 * Costs: one or two passes and a copy. Errors: ERROR_REJECT.
 */
#ifndef PRODUCERS_NEWS_FEED_TEXT_H
#define PRODUCERS_NEWS_FEED_TEXT_H

#include "lib/buffer.h"
#include "lib/error.h"

/* Writes the cleaned text to `out` (reset first). *replaced: some bytes were not of the declared encoding and stand as
 * U+FFFD. REASON_BAD_ENCODING: not UTF-8 and no or an unknown encoding declared; REASON_TOO_LARGE: out is full. */
bool feed_text(struct slice bytes, struct buffer *out, bool *replaced, struct error *error);

/* The name of the root element in the first bytes of a document, without prefix; not stated if there is none. */
struct slice feed_root(struct slice head);

#endif
