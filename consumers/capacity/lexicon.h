/*
 * The words by which news texts say who does what: actions, authorities, companies, countries, cues of modality, units.
 *
 * One table. A row is a list of words of one meaning: alternatives separated by |, a * at the end lets a word go on.
 * The method's version includes the hash of this table, so a changed word is a new method.
 */
#ifndef CONSUMERS_CAPACITY_LEXICON_H
#define CONSUMERS_CAPACITY_LEXICON_H

#include "consumers/capacity/matcher.h"
#include "schemas/news_claim.h"

enum lexicon_kind {
    LEXICON_PRODUCT,   /* value: slug of a family */
    LEXICON_CHIP_WORD, /* chips, GPUs: a product behind a maker's name; a unit behind a number */
    LEXICON_UNIT,      /* number: enum of news_claim.quantity_unit */
    LEXICON_ACTION,    /* number: enum of news_claim.action; level: how strongly the words act */
    LEXICON_ORG,       /* value: canonical name; country: for a maker the slug of its chips; number 1: an analyst */
    LEXICON_AUTHORITY, /* value: canonical name; country: whose */
    LEXICON_COUNTRY,   /* value: canonical name; country: ISO code */
    LEXICON_DEMONYM,   /* the same as an adjective: Chinese companies */
    LEXICON_PLACE,     /* city or state; country: where it lies */
    LEXICON_DENIED,
    LEXICON_CONSIDERED, /* number 1: the deliberation itself, an act where no other is named */
    LEXICON_PLANNED,
    LEXICON_REPORTED,  /* number: enum of news_claim.source_class */
    LEXICON_CONDITION, /* if: what follows is a hypothesis, no claim */
    LEXICON_TO,        /* prepositions of direction */
    LEXICON_FROM,
    LEXICON_BUYER,     /* customers, companies, firms: with a demonym they are who buys */
    LEXICON_CLAUSE,    /* a new clause begins */
    LEXICON_ANAPHOR,   /* "the chips", "these chips": the product named before */
    LEXICON_NOISE,     /* words that are to hide shorter ones, and mean nothing here */
};

/* How strongly an action's words act: in one clause only the strongest count. */
enum { LEVEL_NOUN = 1, LEVEL_PARTY, LEVEL_AUTHORITY };

struct lexicon_row {
    enum lexicon_kind kind;
    const char *words;
    const char *value;   /* see the kinds */
    const char *country;
    int number;
    int level;           /* of an action */
    unsigned flags; /* of the matcher */
};

extern const struct lexicon_row lexicon[];
size_t lexicon_rows(void);

/* Adds all words with tags of WORD_LEXICON and the row's number. False if there is no memory. */
bool lexicon_add(struct matcher *matcher);

#endif
