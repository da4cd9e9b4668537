/*
 * The words by which news texts say who does what: actions, authorities, companies, countries, cues of modality, units.
 *
 * A name is one in texts of every language; other words only in texts of their own ("will" and "an" are German, too).
 *
 * They are data: the files *.csv of the folder "lexicon" in the folder of reference data (deploy/reference/README.md has
 * the columns). A row is a list of words of one meaning. The method's version includes the rows, so a changed word is a
 * new method. A new kind is a constant here and a row of the table of kinds in lexicon.c.
 *
 * Loaded once with the catalogue, which owns it; then read only, by any number of threads. Errors: ERROR_STOP
 * (EXIT_CONFIG) with file and line, and with what a misspelt name may mean.
 */
#ifndef CONSUMERS_CAPACITY_LEXICON_H
#define CONSUMERS_CAPACITY_LEXICON_H

#include "consumers/capacity/language.h"
#include "consumers/capacity/matcher.h"
#include "consumers/capacity/table_csv.h"
#include "lib/buffer.h"
#include "schemas/news_claim.h"

struct catalogue;

enum { LEXICON_ROWS_MAX = 65535, LEXICON_WORDS_MAX = 1 << 18 }; /* rows: what fits a tag */

enum lexicon_kind {
    LEXICON_PRODUCT,   /* value: slug of a family */
    LEXICON_CHIP_WORD, /* chips, GPUs: a product behind a maker's name; a unit behind a number; value: slug of the only
                        * maker whose goods these are ("processors" of others are those of computers) */
    LEXICON_CLUSTER,   /* a cluster: a product that the text does not name */
    LEXICON_UNIT,      /* number: enum of news_claim.quantity_unit */
    LEXICON_ACTION,    /* number: enum of news_claim.action; level: how strongly the words act; value "passive": what
                        * stands before them is what is acted on */
    LEXICON_ORG,       /* value: canonical name; country: for a maker the slug of its chips; number 1: an analyst */
    LEXICON_AUTHORITY, /* value: canonical name; country: whose */
    LEXICON_COUNTRY,   /* value: canonical name; country: ISO code */
    LEXICON_DEMONYM,   /* the same as an adjective: Chinese companies */
    LEXICON_PLACE,     /* city or state; country: where it lies */
    LEXICON_OUTLET,    /* a newspaper, agency or channel whose report is credited; value: canonical name */
    LEXICON_STOP,      /* stop, end, cancel: an act together with what is stopped */
    LEXICON_NEED,      /* must, require: with licences a restriction */
    LEXICON_LIFT,      /* lift, ease: of a ban an approval */
    LEXICON_PASSIVE,   /* is, was, been: the verb behind is passive */
    LEXICON_DENIED,    /* number 1: of all that the sentence says ("rejected a report that") */
    LEXICON_CONSIDERED, /* number 1: the deliberation itself, an act where no other is named */
    LEXICON_PLANNED,   /* number 1: of an authority a decision ("will allow") */
    LEXICON_REPORTED,  /* number: enum of news_claim.source_class */
    LEXICON_CONDITION, /* if: what follows is a hypothesis, no claim */
    LEXICON_SAY,       /* said, according to; number 1: to whom ("told Reuters") */
    LEXICON_TO,        /* prepositions of direction; number 1: of place */
    LEXICON_FROM,
    LEXICON_VIA,
    LEXICON_BY,        /* who acts, behind a passive verb */
    LEXICON_AND,
    LEXICON_EACH,      /* each, apiece */
    LEXICON_PART,      /* "the first" 16,000: a part of the number before */
    LEXICON_ASIDE,     /* from, previously: the number behind is not what is moved; number 1: money beside is a price, cost
                        * or income */
    LEXICON_PERIOD,    /* a year; value: year, quarter, month, week */
    LEXICON_COMPARE,   /* than, version of: the product behind is only what another is measured by */
    LEXICON_BUYER,     /* customers, companies, firms: with a demonym they are who buys */
    LEXICON_CLAUSE,    /* a new clause begins */
    LEXICON_ANAPHOR,   /* "the chips", "these chips": the product named before */
    LEXICON_NOISE,     /* words that are to hide shorter ones, and mean nothing here */
};

/* How strongly an action's words act: in one clause only the strongest count. */
enum { LEVEL_NOUN = 1, LEVEL_PARTY, LEVEL_AUTHORITY };

/* What a row does not state is NULL or 0. */
struct lexicon_row {
    enum lexicon_kind kind;
    const char *words;
    const char *value;    /* see the kinds */
    const char *country;
    const char *home;     /* of an organisation or outlet: ISO code of its country */
    const char *language; /* of the words: en, zh, ja, ko, de, fr; names are not of one */
    int number;
    int level;            /* of an action */
    unsigned flags;       /* of the matcher */
};

struct lexicon {
    struct lexicon_row *rows;
    size_t count;
    struct table_csv *tables; /* the files' text, to which the rows point */
    size_t table_count;
};

/* Reads the folder "lexicon" in `folder`; slugs of products must be those of the catalogue. */
bool lexicon_load(const char *folder, const struct catalogue *catalogue, struct lexicon *lexicon, struct error *error);
void lexicon_free(struct lexicon *lexicon);

/* Adds the words that count in texts of a language, with tags of WORD_LEXICON and the row's number. False if there is no
 * memory. */
bool lexicon_add(const struct lexicon *lexicon, enum language language, struct matcher *matcher);

/* The same for those of all languages without which no product is named: products, chip words, makers. */
bool lexicon_add_products(const struct lexicon *lexicon, struct matcher *matcher);

/* Whether a row's products are called after people or words: Hopper, Instinct. Alone they mean no chip. */
bool lexicon_is_namesake(const struct lexicon_row *row);

/* The kind of a row as the files name it. */
const char *lexicon_kind_name(const struct lexicon_row *row);

/* What the rows say, without comments, for the method's version. */
void lexicon_write(const struct lexicon *lexicon, struct buffer *text);

#endif
