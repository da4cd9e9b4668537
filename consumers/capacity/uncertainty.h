/*
 * Bands of uncertain figures as lognormals: products and quotients in closed form, sums by their half-widths. Pure
 * functions of doubles; no random numbers, so the same input gives the same bytes.
 *
 * Conventions of those whose figures we compare with (Epoch AI, AI chip sales, 2026): a figure is given by an
 * interval of 80 or 90 %, and published as p5, median, p95; that is `low`, `mid`, `high` of struct interval. Unknown
 * is NAN: NAN in, NAN out. Costs: a few logarithms. Any thread.
 */
#ifndef CONSUMERS_CAPACITY_UNCERTAINTY_H
#define CONSUMERS_CAPACITY_UNCERTAINTY_H

#include "consumers/capacity/priors.h"

/* The logarithm of the figure is normal: mu its mean, sigma its standard deviation. */
struct lognormal {
    double mu, sigma;
};

/* From a band: mu = (ln low + ln high) / 2; sigma = ln(high / low) / (2 z), z = 1.281552 for 80 %, 1.644854 for 90 %.
 *   low, high         0 < low <= high, of any unit; else NAN comes out
 *   interval_percent  which part of the probability lies between: 80 or 90; a mere range is read as 90
 * Price of an H200, 22,000 to 30,000 USD at 80 %: median 25,690.47, sigma 0.121008. */
struct lognormal uncertainty_of_band(double low, double high, double interval_percent);

/* A figure that is certain, 0 or more: mu = ln value, sigma = 0. */
struct lognormal uncertainty_exact(double value);

/* Of independent figures: mu adds or subtracts, variances add. A quotient by 0 is NAN. Figures that share a source
 * (the same price in both) are not independent: take the common factor out first.
 * 1e10 USD / price of an H200: 318,997, 389,249, 474,974 units. */
struct lognormal uncertainty_product(struct lognormal a, struct lognormal b);
struct lognormal uncertainty_quotient(struct lognormal dividend, struct lognormal divisor);

/* p5, median, p95: exp(mu - 1.644854 sigma), exp(mu), exp(mu + 1.644854 sigma). Price of an H200: 21,053.78, 25,690.47,
 * 31,348.29. */
struct interval uncertainty_interval(struct lognormal figure);

/* The mean, exp(mu + sigma^2 / 2). Price of an H200: 25,879.25. */
double uncertainty_mean(struct lognormal figure);

/* A sum of independent figures, {0} to begin with: mids add; the distances from mid to low and from mid to high add
 * as the root of the sum of their squares, each side of its own. A figure without mid or bound leaves the sum without
 * it.
 *
 * Medians of skewed figures do not add: that of the sum is greater, by 0.5 % for four figures of sigma 0.12, by 6 %
 * for sigma 0.4. Low and high agree with a simulation to 2 % in this range. Figures that share a source (the same
 * price) add as they are, low to low and high to high: add them before.
 * 100 (90..112) and 50 (46..55): 150 (139.2..163). */
struct uncertainty_sum {
    double mid, below2, above2;
};
void uncertainty_add(struct uncertainty_sum *sum, struct interval figure);
struct interval uncertainty_total(const struct uncertainty_sum *sum);

#endif
