/*
 * Markup to plain text: what a reader of the page would see as words, nothing else.
 *
 * Tags are dropped; block elements and <br> become one line end; the contents of script, style and their kin and
 * comments are left out; character references are resolved once. White space is folded to one blank, except in <pre>.
 * Costs: one pass, linear in the size of the markup whatever it holds. No allocation but the output buffer's.
 */
#ifndef PRODUCERS_NEWS_HTML_TEXT_H
#define PRODUCERS_NEWS_HTML_TEXT_H

#include "lib/buffer.h"

/* Appends the text of `html` (UTF-8) to `out`, without white space at its ends. Test out->full. */
void html_text(struct slice html, struct buffer *out);

/* The same for a text without markup: white space is folded, what cannot be seen left out. */
void html_plain(struct slice text, struct buffer *out);

/* True if a text without markup still has end tags, line breaks or references in it: it was escaped twice. */
bool html_is_likely(struct slice text);

#endif
