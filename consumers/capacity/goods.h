/*
 * What goods are: from the description of a customs line, or from a claim's product, to accelerators of the catalogue
 * and how many of them one item holds.
 *
 * Rules in order, the first that applies wins: a part number; a name, unless what is named is only what the goods fit
 * (an accessory: holds none); memory. A short name that means other things elsewhere counts only in its surroundings.
 *
 * goods_find is on the hot path: one pass over the description, nothing allocated, nothing formatted. Everything
 * pointed to is the catalogue's. Any thread.
 */
#ifndef CONSUMERS_CAPACITY_GOODS_H
#define CONSUMERS_CAPACITY_GOODS_H

#include "consumers/capacity/catalogue.h"

enum goods_rule {
    GOODS_UNKNOWN,     /* nothing of the catalogue is named */
    GOODS_PART_NUMBER,
    GOODS_MODEL_NAME,
    GOODS_IS_ACCESSORY, /* a thing that fits an accelerator: holds none */
    GOODS_IS_MEMORY,    /* HBM stacks */
};

enum goods_note {
    GOODS_NOTE_VARIANT_ASSUMED = 1, /* the text leaves the variant open; the usual one was taken */
    GOODS_NOTE_SLOTS_ONLY = 2,      /* a chassis: how many it takes, not how many it holds */
    GOODS_NOTE_SERVER_ASSUMED = 4,  /* a server of an unstated size: one to eight accelerators */
    GOODS_NOTE_BOARD_ASSUMED = 8,   /* a module in the trade's sense: the 8-GPU board */
    GOODS_NOTE_FITS_MODEL = 16,     /* "for" stands before the model: may be a part for it */
    GOODS_NOTE_CANDIDATES = 32,     /* a part number that leaves a set open */
    GOODS_NOTE_EMPTY = 64,          /* barebone, without GPU */
    GOODS_NOTE_OPTIONAL = 128,      /* up to, optional: may be shipped empty */
    GOODS_NOTE_MODULE_OPEN = 256,   /* one accelerator, or the board of eight */
    GOODS_NOTE_MACHINE_VALUE = 1024, /* a value that is that of servers or racks, not of bare accelerators */
    GOODS_NOTE_WEAK = 512,          /* a name that means other things too, and little that says it does not here */
};

struct goods {
    enum goods_rule rule;
    unsigned notes;
    const struct accelerator *members[CATALOGUE_MEMBERS_MAX]; /* what it may be; one where it is known */
    size_t member_count;                                      /* 0: a chassis, or unknown */
    const struct accelerator *mid; /* the member for central figures; NULL if none stands for all */
    const struct system *system;   /* the board, server or rack, where one is named; NULL for cards and modules */
    const struct part_number *part; /* where one was found */
    struct interval per_item;      /* accelerators in one item */
    double stated_items;           /* "8 x HGX H200": items that the text itself counts; NAN if it counts none */
    double stacks_per_item;        /* HBM stacks; NAN where the goods are no memory */
    bool sure;                     /* name and number per item leave little doubt */
};

/* Finds what a line's goods are. `part_number` is the source's own column, if it has one; any may be not stated. */
void goods_find(const struct catalogue *catalogue, struct slice description, struct slice part_number, struct slice hs6,
                struct goods *goods);

/* The goods of one accelerator, or of the members of a family that were on sale at `date` (days; INT32_MIN: any). */
void goods_of_accelerator(const struct accelerator *accelerator, struct goods *goods);
void goods_of_family(const struct family *family, int32_t date, struct goods *goods);

/* Whether one item of them that costs so much holds several accelerators: at least four times the dearest of the members'
 * high prices. False where a price is not known. */
bool goods_cost_as_board(const struct goods *goods, double value_each_usd);

/* The class of the goods' units by what carries them; CLASS_COUNT for those of none (superchips, trays, pods). */
enum unit_class goods_class(const struct goods *goods);

#endif
