/*
 * What one counted item of a text is: from the words that count goods ("H20 modules", "NVL72 racks", "$2bn of H200 servers")
 * to accelerators of the catalogue and how many of them one item holds.
 *
 * Shared by claims in news and by the calculator, so that both read the same words alike. Pure, nothing allocated; what goods
 * point to is the catalogue's. A pass over the families: for claims, not for customs lines.
 */
#ifndef CONSUMERS_CAPACITY_COUNTED_H
#define CONSUMERS_CAPACITY_COUNTED_H

#include "consumers/capacity/goods.h"

struct counted {
    struct slice product;        /* slug, or key of the catalogue; not stated where the text names none */
    struct slice to_country;     /* a family has other members for China; not stated: elsewhere */
    int32_t day;                 /* members that were not on sale then are left out; INT32_MIN: none is */
    const struct system *system; /* the board, server or rack that is named; NULL if none is */
    int unit;                    /* enum of news_claim.quantity_unit */
    bool modules;                /* the items are called modules */
    bool boards;                 /* and a word beside them says that they hold eight: 8-GPU, 8卡 */
    bool machines;               /* money: for servers or racks, not for bare chips */
    bool racks;                  /* the items are called racks */
    double value_each_usd;       /* of one item; NAN if not stated */
};

/* False for what holds no accelerators (memory); then *goods is not to be used. */
bool counted_goods(const struct catalogue *catalogue, const struct counted *counted, struct goods *goods);

/* Whether a text says that its modules are boards of eight: HGX, 8-GPU, 8卡, 八卡. */
bool counted_names_boards(struct slice text);

/* Whether items are called modules, or racks, in any of the six languages. */
bool counted_names_modules(struct slice text);
bool counted_names_racks(struct slice text);

#endif
