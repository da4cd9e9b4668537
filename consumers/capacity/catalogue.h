/*
 * The reference data in memory: accelerators, systems, part numbers, families, priors, rates of exchange; and the words
 * by which texts name goods and say what is done with them.
 *
 * Loaded once from a folder of CSV files (deploy/reference), then read only, by any number of threads. Its version is
 * the hash of the files' content, without the lexicon, which is part of the method. Everything handed out lives until
 * catalogue_free. A figure that the files do not state is NAN.
 */
#ifndef CONSUMERS_CAPACITY_CATALOGUE_H
#define CONSUMERS_CAPACITY_CATALOGUE_H

#include <stdint.h>

#include "consumers/capacity/assumptions.h"
#include "consumers/capacity/capacity.h"
#include "consumers/capacity/exchange.h"
#include "consumers/capacity/language.h"
#include "consumers/capacity/lexicon.h"
#include "consumers/capacity/matcher.h"
#include "consumers/capacity/prices.h"
#include "consumers/capacity/priors.h"
#include "lib/error.h"
#include "lib/slice.h"

enum { CATALOGUE_MEMBERS_MAX = 16 }; /* members of a family, candidates of a part number */

/* Counts changes of formulas, rules and priors; those of words show in the hash behind it. */
enum { METHOD_NUMBER = 4 };

/* What the file states as outcome of rules and as H100-equivalents: for showing, and for checking what we compute. */
struct accelerator_stated {
    struct slice eccn_2023;          /* "3A090.a", "3A090.b", "none", "unknown" */
    struct slice apr2025_bw_test;    /* "yes", "no", "unknown" */
    struct slice jan2026_thresholds; /* "within", "outside", "unknown"; "n/a": not a US item */
    struct slice s232_2026_range;    /* "1", "2", "none", "unknown" */
    double h100e_8bit, h100e_bf16, h100e_tpp;
};

/* One accelerator: what a chip, card or module of it brings. Rates are dense. All figures but TPP and density are of a
 * whole unit, TPP and density of one of its circuits. */
struct accelerator {
    struct slice key, vendor, model, form_factor;
    struct slice confidence; /* "high", "medium", "low" */
    int32_t launch_date;     /* days since 1970-01-01, INT32_MIN if not known */
    enum capacity_datacenter datacenter;
    bool is_module;          /* SXM, OAM and their like: sold on boards of several, never as a card */
    double circuits_per_unit; /* 1 if not stated */
    double fp64_tflops, fp32_tflops;
    double tf32_tflops;      /* kept out of TPP: held in 32 bits, computed in 19 */
    double bf16_tflops, fp8_tflops, int8_tops;
    double fp6_tflops, fp4_tflops, int4_tops;
    double memory_gb, memory_bandwidth_gbs;
    double dram_bandwidth_gbs; /* "total DRAM bandwidth" of the rules; 0 where there is only SRAM */
    double interconnect_gbs; /* both directions, of the link to other accelerators; of the slot where there is none */
    struct slice interconnect_type;
    bool interconnect_is_slot; /* interconnect_gbs is that of the PCIe slot, not beside it */
    double tdp_w, die_area_mm2;
    double tpp, perf_density; /* of one circuit */
    struct slice tpp_basis;  /* "computed:bf16": of which rate; "reported": by others, not of the rates here */
    struct accelerator_stated stated;
    struct price price;      /* of no particular day: see catalogue_price */
    struct slice price_date; /* when that was seen, as written: "2022-2025" */
    double overhead_ratio;   /* server power / TDP, from the systems that hold it; NAN if none says */
    double weight_kg;        /* of a card or module, net; NAN if not stated */
    double maker_tpp;        /* of one circuit, as all part numbers of the maker that state one do; NAN if none does */
};

enum system_type { SYSTEM_BOARD, SYSTEM_SERVER, SYSTEM_RACK, SYSTEM_POD, SYSTEM_CHASSIS, SYSTEM_OTHER };

struct system {
    struct slice key, model;
    enum system_type type;
    const struct accelerator *accelerator; /* NULL: a chassis that takes several */
    double accelerators;     /* in one system; slots of a chassis; NAN if not stated */
    double overhead_ratio;   /* NAN if not stated */
    double max_power_w;      /* nameplate or the maker's maximum; NAN if not stated */
    double weight_kg;        /* NAN if not stated */
    struct slice weight_basis, price_date;
    double price_low_usd, price_mid_usd, price_high_usd; /* of the whole system; NAN if not stated */
};

struct part_number {
    struct slice prefix;     /* as the maker writes it */
    struct slice match;      /* without hyphens: compared with the same of the text */
    const struct accelerator *candidates[CATALOGUE_MEMBERS_MAX]; /* one, or the set that the prefix leaves open */
    size_t candidate_count;
    const struct system *system; /* NULL for a card or module, and where the set is open */
    double accelerators_per_part;
    double maker_tpp;        /* of one accelerator; NAN if not stated */
    bool sure;               /* confidence high */
};

enum family_kind { FAMILY_MODEL, FAMILY_BINS, FAMILY_FAMILY, FAMILY_UNBOUNDED, FAMILY_SERVERS, FAMILY_MEMORY };

struct family {
    struct slice slug;
    enum family_kind kind;
    struct slice context;    /* "any", a country's code, or "other" for all others */
    const struct accelerator *members[CATALOGUE_MEMBERS_MAX];
    size_t member_count;
    const struct accelerator *mid; /* the member for mid figures; NULL if none stands for all */
};

/* What a match's tag says: which kind of word, which one, and what an ambiguous name asks of its surroundings. */
enum catalogue_word {
    WORD_ACCELERATOR = 1, /* alias; number of the accelerator */
    WORD_SYSTEM,          /* alias; number of the system */
    WORD_PART,            /* part number; number of the row */
    WORD_GOODS,           /* a word of goods_words.c; its enum goods_word */
    WORD_LEXICON,         /* a word of the lexicon; its row */
};

enum {
    TAG_NEEDS_CONTEXT = 1 << 16, /* the text must also hold a word that speaks of accelerators */
    TAG_NEEDS_NEAR = 1 << 17,    /* and it must stand near by: A2, L4, 4090 */
    TAG_OPEN_VARIANT = 1 << 18,  /* the name leaves the variant open: H100 is SXM5, PCIe or NVL */
};

static inline uint32_t catalogue_tag(enum catalogue_word word, size_t number)
{
    return (uint32_t)word << 20 | (uint32_t)number;
}

static inline enum catalogue_word catalogue_tag_word(uint32_t tag)
{
    return (enum catalogue_word)(tag >> 20);
}

static inline size_t catalogue_tag_number(uint32_t tag)
{
    return tag & 0xFFFF;
}

struct rules;

struct catalogue {
    char version[17], method_version[32];
    struct accelerator *accelerators;
    size_t accelerator_count;
    const struct accelerator *h100, *b300; /* the measures of equivalents; never NULL */
    struct system *systems;
    size_t system_count;
    struct part_number *parts;
    size_t part_count;
    struct family *families;
    size_t family_count;
    struct share_prior *shares;
    size_t share_count;
    const struct share_prior *any_share; /* of any accelerator: its price; never NULL */
    struct class_prior classes[CLASS_COUNT];
    struct exchange exchange;
    struct prices prices;
    struct assumptions assumptions;
    struct rules *rules;     /* for rules.h */
    struct lexicon lexicon;
    struct matcher *goods;   /* names, part numbers, goods words: for descriptions of goods */
    struct matcher *news[LANGUAGE_COUNT]; /* names and what the lexicon has for a language: for articles in it */
    struct matcher *products; /* of those what names a product: most articles are done after that */
    void *tables;            /* the files' text, to which the slices point */
};

/* The files of the folder, beside those of the lexicon. */
enum catalogue_file {
    FILE_ACCELERATORS, FILE_SYSTEMS, FILE_PARTS, FILE_FAMILIES, FILE_RULES, FILE_COUNTRIES, FILE_SHARES, FILE_CLASSES,
    FILE_RATES, FILE_EXCLUSIONS, FILE_ASSUMPTIONS, FILE_RUNS, FILE_PRICES, FILE_COUNT
};

/* "accelerators.csv", ... */
const char *catalogue_file_name(enum catalogue_file file);

/* ERROR_STOP (EXIT_CONFIG) with file and line if a file is missing or wrong. */
bool catalogue_load(const char *folder, struct catalogue **catalogue, struct error *error);
void catalogue_free(struct catalogue *catalogue);

/* 16 hexadecimal digits of the content's hash: catalogue_version of every row. */
const char *catalogue_version(const struct catalogue *catalogue);

/* Version of formulas, rules and words: method_version of every row. */
const char *catalogue_method_version(const struct catalogue *catalogue);

/* The priors of a code; NULL if there are none. A handful of comparisons: for each line. */
const struct share_prior *catalogue_share(const struct catalogue *catalogue, struct slice hs6);

/* What one accelerator cost on a day: the period of prices.csv that holds it, else (or where the day is not known:
 * NULL) the accelerator's own columns. H100 SXM on 2023-06-01: 27,000..35,000; on 2025-06-01: 22,000..30,000. */
struct price catalogue_price(const struct catalogue *catalogue, const struct accelerator *accelerator,
                             const int32_t *day);

/* One row of accelerators.csv; what other files say of it (overhead, maker's TPP) is NAN. */
void catalogue_read_accelerator(struct table_row *row, struct accelerator *accelerator);

/* The form of an alias that is searched for beside itself: without blanks and hyphens between digits and letters ("H200
 * NVL": "H200NVL"). Returns its size, that of the alias if there are none. */
size_t catalogue_join_alias(struct slice alias, char joined[MATCHER_WORD_MAX]);

/* By key or slug; NULL if there is none. Linear: for set-up and news, not for each customs line. */
const struct accelerator *catalogue_accelerator(const struct catalogue *catalogue, struct slice key);
const struct system *catalogue_system(const struct catalogue *catalogue, struct slice key);

/* The dense rates of one circuit by precision, as formulas of TPP want them. */
void catalogue_rates(const struct accelerator *accelerator, double rates[CAPACITY_PRECISION_COUNT]);

/* The row of a slug for goods going to a country (not stated: elsewhere); NULL if there is none. */
const struct family *catalogue_family(const struct catalogue *catalogue, struct slice slug, struct slice to_country);

/* The slug by which texts call an accelerator: that of the family it stands for, else its own key. */
struct slice catalogue_slug(const struct catalogue *catalogue, const struct accelerator *accelerator);

/* The board (or, failing that, the server) that carries `count` of an accelerator; NULL if there is none. */
const struct system *catalogue_board(const struct catalogue *catalogue, const struct accelerator *accelerator,
                                     double count);

/* The row with the longest prefix of that part number, blanks and hyphens left out on both sides; NULL if none fits. */
const struct part_number *catalogue_part(const struct catalogue *catalogue, struct slice number);

#endif
