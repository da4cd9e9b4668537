/*
 * From a number of accelerators to a capacity_estimate: every metric of capacity.h with its bounds, control class and
 * power.
 *
 * A bound passes through: chips known from below only give lower bounds only. Where the goods may be several
 * accelerators the low figure is that of the weakest, the high that of the strongest; the central one exists only where
 * one member stands for all, or all agree. What one member does not state is not known of the set.
 */
#ifndef CONSUMERS_CAPACITY_ESTIMATE_H
#define CONSUMERS_CAPACITY_ESTIMATE_H

#include "consumers/capacity/goods.h"
#include "lib/arena.h"
#include "schemas/capacity_estimate.h"

/* Chips of each member of the goods: the same for a count, its own for a value. */
struct estimate_counts {
    struct interval of[CATALOGUE_MEMBERS_MAX];
};

void estimate_count(const struct goods *goods, struct interval chips, struct estimate_counts *counts);

/* Each member by its own price; the value of machines also pays for the rest of the server (ASSUMPTION_SERVER_COST). */
void estimate_count_value(const struct catalogue *catalogue, const struct goods *goods, struct interval value_usd,
                          const int32_t *day, struct estimate_counts *counts);

/* The same for goods without members ("AI chips"): by the priors' price of any accelerator, which is all in. */
struct interval estimate_chips_of_value(const struct catalogue *catalogue, struct interval value_usd);

/* The price of an accelerator on a day (NULL: not known): p5, median, p95 of its band as a lognormal where it stands alone, the band's edges where it is
 * one of several (the envelope of several p5 would be no p5). */
struct interval estimate_price_usd(const struct catalogue *catalogue, const struct accelerator *accelerator,
                                   const int32_t *day, bool alone);

/* Server power / TDP: the named system's, else the accelerator's, else the default. */
double estimate_overhead_ratio(const struct catalogue *catalogue, const struct goods *goods,
                               const struct accelerator *accelerator);

/* A metric over the members, as the head says: low of the weakest, high of the strongest, mid where one stands for all.
 * metric: what so many of one accelerator amount to; grows with chips. */
struct interval estimate_envelope(const struct goods *goods, const struct estimate_counts *counts,
                                  double (*metric)(const struct accelerator *a, double chips, const void *context),
                                  const void *context);

/* n items of goods in accelerators; 0 for goods that hold none, also where n is not known. */
struct interval estimate_chips(struct interval items, const struct goods *goods);

/* Fills chips, metrics, maker_tpp_total, product and control class of *estimate for goods in a calendar year (for
 * PUE; 0: the newest). What the estimate points to lies in the arena or the catalogue. False if the arena is full. */
bool estimate_fill(struct arena *arena, const struct catalogue *catalogue, const struct goods *goods,
                   struct interval chips, int year, struct capacity_estimate *estimate);

/* The same from a sum of money paid on a day (NULL: not known): each member is divided by its own price band of that
 * day first (catalogue_price), then the envelope is taken. One member: p5, median and p95 of its band as a lognormal;
 * several: the edges of their bands; none (any AI chip): the prices of share_priors.csv for any accelerator, counts
 * only. */
bool estimate_fill_value(struct arena *arena, const struct catalogue *catalogue, const struct goods *goods,
                         struct interval value_usd, const int32_t *day, struct capacity_estimate *estimate);

/* A double in the arena, NULL for NAN; *full is set if there is no room. */
const double *estimate_double(struct arena *arena, double value, bool *full);
const int *estimate_int(struct arena *arena, int value, bool *full);

/* The class of the goods by the catalogue's figures and, where a part number states one, by the maker's: NULL unless
 * all agree. */
const char *estimate_control_class(const struct goods *goods);

/* The calendar year of a day since 1970-01-01; 0 for NULL. */
int estimate_year(const int32_t *days);

#endif
