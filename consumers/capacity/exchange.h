/*
 * Rates of exchange to the US dollar, dated and with their sources (deploy/reference/exchange_rates.csv).
 *
 * A rate holds for the day, month or year in its row. Read only after it is loaded; any thread. exchange_find costs a
 * binary search by currency and a look at that currency's rows.
 */
#ifndef CONSUMERS_CAPACITY_EXCHANGE_H
#define CONSUMERS_CAPACITY_EXCHANGE_H

#include <stdint.h>

#include "consumers/capacity/table_row.h"
#include "lib/decimal.h"

struct exchange_rate {
    struct slice currency;       /* ISO 4217 */
    int32_t from, to;            /* days since 1970-01-01, both included */
    struct decimal usd_per_unit; /* at most ten digits behind the point */
    struct slice source;         /* who states it, and of when */
};

struct exchange {
    struct exchange_rate *rates; /* by currency, then by length of the period, the shortest first */
    size_t count;
};

/* Reads one row; the rates are usable after exchange_sort. */
void exchange_read(struct table_row *row, struct exchange_rate *rate);
void exchange_sort(struct exchange *exchange);

/* The rate of the shortest period that holds all of from..to, so that a year's trade is not valued at December's rate;
 * NULL if the table has none. */
const struct exchange_rate *exchange_find(const struct exchange *exchange, struct slice currency, int32_t from,
                                          int32_t to);

/* value * rate, to the cent (halves to even) and with four digits as records have them; false if it does not fit. */
bool exchange_convert(struct decimal value, struct decimal usd_per_unit, struct decimal *usd);

#endif
