/*
 * One sentence of an article, taken apart: the words of the lexicon, products, quantities, clauses. For claims.c only.
 */
#ifndef CONSUMERS_CAPACITY_SENTENCE_H
#define CONSUMERS_CAPACITY_SENTENCE_H

#include "consumers/capacity/catalogue.h"
#include "consumers/capacity/lexicon.h"
#include "consumers/capacity/numbers.h"

enum { SENTENCE_MENTIONS_MAX = 24, SENTENCE_QUANTITIES_MAX = 24, SENTENCE_CLAUSES_MAX = 24 };

/* A product in the text. */
struct mention {
    uint32_t start, end;
    struct slice slug;
    const struct accelerator *accelerator; /* NULL for a family */
    const struct system *system;           /* NULL if none is named */
    bool specific;                         /* a model, not "AI chips" */
};

/* A number that counts a product or is money. */
struct quantity {
    struct number number;
    int unit;               /* enum of news_claim.quantity_unit */
    struct slice unit_text;
    bool counts_modules;
    const struct mention *mention; /* the product that it counts; NULL if it stands alone */
    const struct match *subject;   /* "and Naver Cloud around 60,000": who does the same with this number; else NULL */
};

struct clause {
    uint32_t start, end;
};

struct sentence {
    const struct catalogue *catalogue;
    struct slice text;           /* the whole text: all offsets are its */
    uint32_t start, end;
    const struct match *words;   /* of the lexicon, and names, in order */
    size_t word_count;
    struct mention mentions[SENTENCE_MENTIONS_MAX];
    size_t mention_count;
    struct quantity quantities[SENTENCE_QUANTITIES_MAX];
    size_t quantity_count;
    struct clause clauses[SENTENCE_CLAUSES_MAX];
    size_t clause_count;
};

/* Where the sentence that begins at `from` ends. */
size_t sentence_end(struct slice text, size_t from);

/* Reads a sentence; `words` are all the matches that lie in it. `has_context`: the text speaks of accelerators
 * somewhere. */
void sentence_read(struct sentence *sentence, bool has_context);

/* The lexicon's row of a word; NULL for names of the catalogue and goods words. */
const struct lexicon_row *sentence_row(const struct match *word);

/* Whether a word is of that kind. */
bool sentence_is(const struct match *word, enum lexicon_kind kind);

/* The first word of a kind inside from..to, NULL if there is none. */
const struct match *sentence_find(const struct sentence *sentence, enum lexicon_kind kind, uint32_t from, uint32_t to);

#endif
