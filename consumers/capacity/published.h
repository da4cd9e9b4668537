/*
 * Figures that others published, and the same by our formulas from the catalogue: how far we agree with those whom we are
 * compared with. Counts and figures are theirs and stand in one table with their source; rates and power are the catalogue's.
 *
 * Pure; nothing allocated. Any thread.
 */
#ifndef CONSUMERS_CAPACITY_PUBLISHED_H
#define CONSUMERS_CAPACITY_PUBLISHED_H

#include "consumers/capacity/catalogue.h"
#include "lib/buffer.h"

struct published {
    const char *what, *unit, *source;
    const char *agreement;  /* in words */
    double value;           /* as published */
    double ours;
    double tolerance_ratio; /* most that the two may differ by what is stated; NAN: theirs is a slip */
};

size_t published_count(void);

/* Row number `number`, with ours worked out; NAN where the catalogue lacks a product. */
struct published published_row(const struct catalogue *catalogue, size_t number);

/* Whether ours differs from theirs by no more than is stated; false for a slip of theirs. */
bool published_agrees(const struct published *row);

/* All rows as a table of at most 120 columns. */
void published_print(const struct catalogue *catalogue, struct buffer *out);

#endif
