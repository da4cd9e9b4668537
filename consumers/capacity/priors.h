/*
 * What is assumed where a line does not name its goods: which part of a code's value are accelerators, what one costs,
 * and what a unit of each class costs and weighs. Dated sets, replaced as whole files: share_priors.csv,
 * unit_classes.csv.
 *
 * Read only after loading; any thread.
 */
#ifndef CONSUMERS_CAPACITY_PRIORS_H
#define CONSUMERS_CAPACITY_PRIORS_H

#include "consumers/capacity/table_row.h"
#include "lib/decimal.h"

/* A value with its bounds; NAN where nothing is known. */
struct interval {
    double low, mid, high;
};

/* Shares in millionths and prices in cents: the arithmetic of counts is exact. */
struct share_prior {
    struct slice hs6; /* empty: of any accelerator */
    int64_t share_low, share_mid, share_high;
    int64_t price_low, price_mid, price_high;
    double units_max; /* accelerators in one unit of the code, where units are counted; NAN: no bound */
    double low_kg;    /* that one accelerator weighs at least; NAN: no bound */
    char reason[160]; /* in words, made once: statistics are many */
};

/* In the order of the rows that unit_classes.csv must have. */
enum unit_class { CLASS_CARD, CLASS_MODULE, CLASS_BOARD, CLASS_SERVER, CLASS_RACK, CLASS_COUNT };

struct class_prior {
    struct slice name;
    double accelerators; /* in one unit */
    double value_low_usd, value_high_usd;
    double low_kg, high_kg;     /* of one unit */
    double accelerator_low_kg;  /* of a unit, for each accelerator in it */
};

void priors_read_share(struct table_row *row, struct share_prior *prior);
void priors_read_class(struct table_row *row, struct class_prior *prior);

/* Accelerators in goods of that value by shares and prices: floor, nearest (halves up), ceiling; exact. All NAN
 * where the value does not fit the arithmetic (above 1e20 USD). */
struct interval priors_share_chips(const struct share_prior *prior, struct decimal value_usd);

#endif
