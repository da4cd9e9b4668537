/*
 * Many words searched for in a text in one pass: a trie of folded words, walked from where words begin, but only where
 * the next three bytes can begin one: a small table of bits says so.
 *
 * What is folded, in words and texts alike: ASCII case; full-width forms to ASCII; Cyrillic and Greek letters that look
 * like Latin ones, in both cases, to those (Н100); what has no width to nothing; runs of blanks, hyphens and
 * underscores to one separator. A separator is optional between a letter and the digit behind it ("RTX 4090",
 * "RTX-4090", "RTX4090"), and beside Chinese, Japanese and Korean characters ("昇腾 910C", "昇腾910C"). It is never dropped
 * elsewhere: "over 100" is not R100. The text itself stays as it is; matches are places in it. An edge of a word in an
 * alphabet needs a neighbour that is neither letter nor digit, also inside Chinese text: H200 is not found in H2000,
 * nor 昇腾910 in 昇腾910D. A plural s may follow, and "8x" may stand before. Texts are UTF-8; beside bytes that are not, a
 * word may be found or not.
 *
 * Costs: two table look-ups for each byte of text, no allocation; 72 KB of memory and some 200 bytes for each word.
 * Ownership: the matcher copies its words. Threads: after matcher_build read only, any number.
 */
#ifndef CONSUMERS_CAPACITY_MATCHER_H
#define CONSUMERS_CAPACITY_MATCHER_H

#include <stdint.h>

#include "lib/error.h"
#include "lib/slice.h"

enum { MATCHER_WORD_MAX = 64, MATCHER_WORDS_MAX = 1 << 20 }; /* bytes of a folded word; words */

enum matcher_flag {
    MATCHER_PREFIX = 1,  /* the word may go on: "approv" also finds "approved"; the match ends with the whole word */
    MATCHER_UPPER = 2,   /* found only in capitals: US, not us */
    MATCHER_CAPITAL = 4, /* not found with a small first letter: Meta, not meta */
    MATCHER_LOWER = 8,   /* found only with a small first letter: may, not May */
    MATCHER_TITLE = 16,  /* not found if a word of it begins with a small letter: The Information, not The information */
};

struct match {
    uint32_t start, end; /* bytes of the text */
    uint32_t tag;        /* what the word was added with */
    const void *row;     /* the same; NULL if nothing */
};

struct matcher;

/* NULL if there is no memory. */
struct matcher *matcher_new(void);
void matcher_free(struct matcher *matcher);

/* Adds a word, before matcher_build. Of two equal words the first counts. False if it is empty or too long,
 * or there are MATCHER_WORDS_MAX. */
bool matcher_add(struct matcher *matcher, struct slice word, unsigned flags, uint32_t tag);

/* The same; matches also point to a row of whoever adds it. */
bool matcher_add_row(struct matcher *matcher, struct slice word, unsigned flags, uint32_t tag, const void *row);

/* Folds a word as texts are folded: equal words give equal bytes. Returns how many, 0 if it is empty or too long. */
size_t matcher_fold(struct slice word, char folded[MATCHER_WORD_MAX]);

/* Makes the trie. ERROR_STOP if there is no memory. */
bool matcher_build(struct matcher *matcher, struct error *error);

/* The longest word at the first place at or behind *from where one begins; *from goes behind that place, so that words
 * inside the match are found too. False if there is none. *from is 0 or what this or match->end gave. */
bool matcher_next(const struct matcher *matcher, struct slice text, size_t *from, struct match *match);

/* Writes the matches in order, without overlaps: the leftmost, of those the longest. Stops at `capacity`; returns
 * how many. */
size_t matcher_find(const struct matcher *matcher, struct slice text, struct match *matches, size_t capacity);

#endif
