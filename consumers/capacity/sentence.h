/*
 * One sentence of an article, taken apart: the words of the lexicon, products, quantities, clauses. For claims.c and
 * its parts only.
 *
 * Distances are counted in words: a word of an alphabet is one, so are two characters of Chinese or Japanese. All lists
 * are bounded, and a sentence ends after SENTENCE_WORDS_MAX words of the lexicon whatever the text does, so that the
 * rules may look at each word for each word. No allocation.
 */
#ifndef CONSUMERS_CAPACITY_SENTENCE_H
#define CONSUMERS_CAPACITY_SENTENCE_H

#include "consumers/capacity/catalogue.h"
#include "consumers/capacity/claims_trace.h"
#include "consumers/capacity/language.h"
#include "consumers/capacity/lexicon.h"
#include "consumers/capacity/numbers.h"

enum {
    SENTENCE_WORDS_MAX = 192,
    SENTENCE_MENTIONS_MAX = 24,
    SENTENCE_QUANTITIES_MAX = 24,
    SENTENCE_CLAUSES_MAX = 24,
};

/* A product in the text. */
struct mention {
    uint32_t start, end;
    struct slice slug;
    const struct accelerator *accelerator; /* NULL for a family */
    const struct system *system;           /* NULL if none is named */
    bool specific;                         /* a model, not "AI chips" */
    bool compared;                         /* "weaker than the H100": only what the product is measured by */
};

/* A number that counts a product or is money. */
struct quantity {
    struct number number;
    int unit;               /* enum of news_claim.quantity_unit */
    struct slice unit_text;
    bool counts_modules;
    const struct mention *mention; /* the product that it counts; NULL if it stands alone */
    const struct match *subject;   /* "and Naver Cloud around 60,000": who does the same with this number; else NULL */
    const char *period;            /* "a year": the period in which it comes again; NULL for a total */
};

struct clause {
    uint32_t start, end;
    const struct match *opener;    /* the conjunction that begins it; NULL if none does */
};

struct sentence {
    const struct catalogue *catalogue;
    const struct claims_trace *trace; /* NULL: nobody asks */
    struct slice text;           /* the whole text: all offsets are its */
    enum language language;
    const struct match *topic;   /* whom the sentences before are about; NULL: nobody, or the language does not say */
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

/* Parts of sentence_read, each in a file of its own: the products; then what is counted; then the clauses. */
void mentions_find(struct sentence *sentence, bool has_context);
void quantities_find(struct sentence *sentence);
void clauses_find(struct sentence *sentence);

/* Whether a product is named as machines, servers or racks: "H200 servers", "DGX H100"; a board is none. */
bool quantities_machines(const struct sentence *sentence, const struct mention *mention);

/* The lexicon's row of a word; NULL for names of the catalogue and goods words. */
const struct lexicon_row *sentence_row(const struct match *word);

/* Whether a word is of that kind. */
bool sentence_is(const struct match *word, enum lexicon_kind kind);

/* The first word of a kind inside from..to, NULL if there is none. */
const struct match *sentence_find(const struct sentence *sentence, enum lexicon_kind kind, uint32_t from, uint32_t to);

/* The neighbours of a word, not more than `reach` plain words away; NULL if there is none. */
const struct match *sentence_before(const struct sentence *sentence, const struct match *word, size_t reach);
const struct match *sentence_behind(const struct sentence *sentence, const struct match *word, size_t reach);

/* How many plain words stand between two places; counts no further than `most` + 1. */
size_t sentence_distance(const struct sentence *sentence, uint32_t from, uint32_t to, size_t most);

/* Whether no mark that ends a phrase (comma, colon, bracket, their wide twins) stands between two places. */
bool sentence_in_one_phrase(const struct sentence *sentence, uint32_t from, uint32_t to);

/* The mention that covers a place; NULL if none does. */
const struct mention *sentence_mention_at(const struct sentence *sentence, uint32_t start, uint32_t end);

/* The word that begins at a place; NULL if none does. */
const struct match *sentence_word_at(const struct sentence *sentence, uint32_t start);

static inline bool match_inside(const struct match *word, uint32_t from, uint32_t to)
{
    return word->start >= from && word->end <= to;
}

#endif
