/*
 * What the rules say of every product on every way and day, as tables: reference.rule_outcomes, .rule_regimes and
 * .route_classes. Made once for each version of the catalogue by asking rules_answer, so that SQL and BI tools judge as
 * the programs do and need no engine of their own.
 *
 * Products are the accelerators, the slugs of families, and "unknown" for goods of which nothing is known. Where
 * nothing holds for such goods on a way on a day, there is no row. Costs: seconds of set-up; some ten thousand rows.
 */
#ifndef CONSUMERS_CAPACITY_RULE_OUTCOMES_H
#define CONSUMERS_CAPACITY_RULE_OUTCOMES_H

#include "consumers/capacity/catalogue.h"
#include "consumers/capacity/database.h"
#include "lib/buffer.h"

/* Loads the tables where they have no rows of the catalogue's version yet, in the caller's transaction. *rows is the
 * number of outcomes loaded. */
bool rule_outcomes_load(struct database *database, const struct catalogue *catalogue, int64_t *rows,
                        struct error *error);

/* The lines of one of the tables, as CSV for COPY without a header. */
void rule_outcomes_write(const struct catalogue *catalogue, struct buffer *lines);
void rule_outcomes_write_regimes(const struct catalogue *catalogue, struct buffer *lines);
void rule_outcomes_write_classes(const struct catalogue *catalogue, struct buffer *lines);

#endif
