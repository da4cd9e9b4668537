/*
 * Markup to plain text: what a reader of the page would see as words, nothing else.
 *
 * Tags are dropped; block elements and <br> become one line end; the contents of script, style and their kin and
 * comments are left out; character references are resolved once. White space is folded to one blank, except in <pre>.
 * Costs: one pass, linear in the size of the markup whatever it holds. No allocation but the output buffer's.
 */
#ifndef PRODUCERS_NEWS_HTML_TEXT_H
#define PRODUCERS_NEWS_HTML_TEXT_H

#include <stdint.h>

#include "lib/buffer.h"

/* Appends the text of `html` (UTF-8) to `out`, without white space at its ends. Test out->full. */
void html_text(struct slice html, struct buffer *out);

/* The character of a named reference of HTML 4 ("nbsp", "eacute", "hellip"), without & and ;. 0 if there is none. */
uint32_t html_entity(struct slice name);

/* Reads a reference at the start of `text` ("&eacute;", "&#233;", "&#xE9"); returns its length, 0 if there is none.
 * Numbers 128 to 159 are what Windows means by them, as browsers read them. */
size_t html_reference(struct slice text, uint32_t *character);

/* Appends a character as UTF-8; one that is no Unicode scalar value becomes U+FFFD. */
void html_character(struct buffer *out, uint32_t character);

/* True if a text without markup still has end tags, line breaks or references in it: it was escaped twice. */
bool html_is_likely(struct slice text);

/* Appends text so that html_text gives it back: & < > become references. */
void html_escape(struct buffer *out, struct slice text);

#endif
