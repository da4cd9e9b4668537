/*
 * Character references of XML and HTML: "&amp;", "&eacute;", "&#233;", "&#xE9".
 *
 * Names are those of HTML that stand for one character; the old ones of Latin-1 are also read without their semicolon,
 * unless a letter, a digit or = follows, so that "?a=1&copy=2" stays what it is. Numbers 128 to 159 are what Windows
 * means by them, as browsers read them. Costs: a binary search. Pure; any thread.
 */
#ifndef PRODUCERS_NEWS_ENTITY_H
#define PRODUCERS_NEWS_ENTITY_H

#include <stdint.h>

#include "lib/slice.h"

struct entity {
    const char *name;
    uint32_t character;
    bool is_loose; /* may stand without a semicolon */
};

/* entity_table.c; sorted by name. */
extern const struct entity entities[];
extern const size_t entity_count;

/* The named reference, case matters, without & and ;. NULL if there is none. */
const struct entity *entity_find(struct slice name);

/* Reads a reference at the start of `text`; returns its length, 0 if there is none. */
size_t entity_read(struct slice text, uint32_t *character);

/* True if `text` begins with what looks like a named reference ("&name;"), known or not. */
bool entity_is_name(struct slice text);

/* Windows puts printable characters where Unicode has the controls 128 to 159; other characters stay what they are. */
uint32_t entity_from_windows(uint32_t character);

/* Writes a character as UTF-8 and returns its size; one that is no Unicode scalar value becomes U+FFFD. */
enum { ENTITY_BYTES_MAX = 4 };
size_t entity_encode(uint32_t character, char bytes[ENTITY_BYTES_MAX]);

#endif
