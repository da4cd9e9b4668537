/*
 * Claims in news texts: who does what with how many of which product. A lexicon found in one pass, then rules that go from
 * words to products and quantities, to clauses, to acts and what belongs to them. No model, no chance: the same text
 * gives the same claims.
 *
 * A text without a product costs the one pass. Working memory comes from the arena and goes back to it; what a claim
 * points to is the text, the lexicon or the catalogue. Texts are taken up to CLAIM_WORDS_MAX words of the lexicon,
 * claims up to the caller's capacity; what lies beyond is left out.
 */
#ifndef CONSUMERS_CAPACITY_CLAIMS_H
#define CONSUMERS_CAPACITY_CLAIMS_H

#include "consumers/capacity/catalogue.h"
#include "consumers/capacity/claims_trace.h"
#include "consumers/capacity/moments.h"
#include "consumers/capacity/numbers.h"
#include "lib/arena.h"
#include "schemas/news_claim.h"

enum { CLAIM_ORGS_MAX = 6, CLAIM_VIA_MAX = 4, CLAIM_WORDS_MAX = 8192 };

struct claim_org {
    struct slice name;
    const char *role;
    struct slice country; /* of its seat; not stated if the lexicon does not know */
};

struct claim {
    int action, modality, source_class; /* enums of news_claim */
    struct slice product;      /* slug, or key of the catalogue; not stated if the text names none */
    struct slice product_text; /* the words of the text */
    const struct system *system; /* the board, server or rack that the text counts; NULL if none is named */
    bool has_quantity;
    struct number quantity;    /* meaningful if has_quantity */
    struct slice quantity_text;
    const char *period;        /* in which the quantity comes again; NULL for a total */
    int unit;                  /* enum of news_claim.quantity_unit */
    struct slice unit_text;
    bool names_machines;       /* the product is named as servers or racks, also where money counts it */
    bool counts_modules;       /* the unit is "modules": boards of one or of eight */
    struct slice actor;        /* canonical; not stated if nobody is named */
    struct slice actor_country; /* for which an authority acts; not stated of organisations */
    struct slice actor_home;   /* the seat of an organisation, of an authority its country; not stated if unknown */
    struct slice from_country, to_country;
    struct slice via[CLAIM_VIA_MAX];
    size_t via_count;
    struct claim_org orgs[CLAIM_ORGS_MAX];
    size_t org_count;
    struct slice credited_outlet;
    struct moment moment;      /* when the act happens */
    struct slice evidence;     /* the sentence */
    size_t evidence_start;     /* bytes from the begin of title, line feed, body */
    const char *language;
    const char *rule;
    double confidence;
};

/* What is read. */
struct claims_text {
    struct slice title, body;
    struct slice language;     /* as the source tells it, BCP 47: counts where the text itself does not show it */
    const int32_t *published;  /* day of publication, days since 1970-01-01; NULL if not stated */
    const struct claims_trace *trace; /* is told of each step; NULL: nobody asks */
};

/* Writes the claims of a text and how many there are. False if the arena has no room to work in. */
bool claims_find(const struct catalogue *catalogue, const struct claims_text *text, struct arena *arena,
                 struct claim *claims, size_t capacity, size_t *count);

#endif
