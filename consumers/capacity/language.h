/*
 * Which of six languages a piece of text is in, by its script and its commonest words, and what of their word order
 * the extraction must know. Costs a pass over the text. Any thread.
 */
#ifndef CONSUMERS_CAPACITY_LANGUAGE_H
#define CONSUMERS_CAPACITY_LANGUAGE_H

#include "lib/slice.h"

enum language { LANGUAGE_EN, LANGUAGE_ZH, LANGUAGE_DE, LANGUAGE_FR, LANGUAGE_JA, LANGUAGE_KO, LANGUAGE_COUNT };

/* English where nothing speaks for another; *sure: much more speaks for the answer than for any other. */
enum language language_of(struct slice text, bool *sure);

/* The language of a tag of BCP 47 ("de-AT"); false if it is none of these. */
bool language_of_tag(struct slice tag, enum language *language);

/* ISO 639-1. */
const char *language_code(enum language language);

/* Whether the verb stands at the end, its objects, its denials and its promises around it: Japanese, Korean. */
static inline bool language_is_verb_last(enum language language)
{
    return language == LANGUAGE_JA || language == LANGUAGE_KO;
}

/* Whether words are not set apart by blanks. */
static inline bool language_is_wide(enum language language)
{
    return language == LANGUAGE_ZH || language == LANGUAGE_JA;
}

#endif
