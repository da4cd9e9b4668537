/*
 * What an accelerator cost when: bands of price by period (deploy/reference/prices.csv). An H100 of 2023 was dearer
 * than one of 2025, and a sum of money is divided by the price of its own day.
 *
 * Read only after it is loaded; any thread. A look-up compares with each row: some dozens.
 */
#ifndef CONSUMERS_CAPACITY_PRICES_H
#define CONSUMERS_CAPACITY_PRICES_H

#include <stdint.h>

#include "consumers/capacity/table_row.h"

/* US dollars for one accelerator. NAN where not stated. */
struct price {
    double low_usd, mid_usd, high_usd;
    double interval_percent; /* what low and high bound of the prices paid: 80 or 90; a mere range counts as 90 */
};

struct price_period {
    struct slice accelerator_key;
    int32_t from, to;        /* days since 1970-01-01, both included; INT32_MAX: open */
    struct price price;
};

struct prices {
    struct price_period *rows;
    size_t count;
};

/* Reads one row; refused: no first day, a period that ends before it begins, a band out of order. */
void prices_read(struct table_row *row, struct price_period *period);

/* The period that holds a day; NULL if there is none. */
const struct price_period *prices_find(const struct prices *prices, struct slice accelerator_key, int32_t day);

/* 80 for "80", else 90: also a mere range of prices seen is taken for the middle nine tenths. */
double prices_interval_percent(struct slice text);

#endif
