/*
 * Bands as lognormals: a price of 22,000 to 30,000 USD, what a value buys at it, and sums that a simulation confirms.
 */
#include <check.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "consumers/capacity/uncertainty.h"
#include "tests/suite.h"

/* The price band of an H200, 80 % of the probability (Epoch AI, AI chip sales). */
START_TEST(a_price_band)
{
    struct lognormal price = uncertainty_of_band(22000, 30000, 80);
    struct interval usd = uncertainty_interval(price);
    ck_assert_double_eq_tol(price.sigma, 0.121008, 5e-7);
    ck_assert_double_eq_tol(usd.low, 21053.78, 0.005);
    ck_assert_double_eq_tol(usd.mid, 25690.47, 0.005);
    ck_assert_double_eq_tol(usd.high, 31348.29, 0.005);
    ck_assert_double_eq_tol(uncertainty_mean(price), 25879.25, 0.005);
}
END_TEST

/* A band of 90 % is its own p5 and p95; a mere range is read so. */
START_TEST(a_band_of_90_percent_is_what_comes_out)
{
    struct interval usd = uncertainty_interval(uncertainty_of_band(10000, 15000, 90));
    ck_assert_double_eq_tol(usd.low, 10000, 1e-6);
    ck_assert_double_eq_tol(usd.mid, sqrt(10000.0 * 15000), 1e-6);
    ck_assert_double_eq_tol(usd.high, 15000, 1e-6);
}
END_TEST

/* The order turns round: the highest price buys least. */
START_TEST(a_certain_value_by_an_uncertain_price)
{
    struct lognormal price = uncertainty_of_band(22000, 30000, 80);
    struct interval units = uncertainty_interval(uncertainty_quotient(uncertainty_exact(1e10), price));
    ck_assert_double_eq_tol(units.low, 318997, 0.5);
    ck_assert_double_eq_tol(units.mid, 389249, 0.5);
    ck_assert_double_eq_tol(units.high, 474974, 0.5);
}
END_TEST

/* sigma of a product is the root of the sum of squares: 0.3, 0.4 -> 0.5. Multiplying and dividing by the same
 * independent figure does not cancel: both are uncertain. */
START_TEST(products_of_independent_figures)
{
    struct lognormal a = {1, 0.3}, b = {2, 0.4};
    struct lognormal product = uncertainty_product(a, b), quotient = uncertainty_quotient(a, b);
    ck_assert_double_eq_tol(product.mu, 3, 1e-12);
    ck_assert_double_eq_tol(product.sigma, 0.5, 1e-12);
    ck_assert_double_eq_tol(quotient.mu, -1, 1e-12);
    ck_assert_double_eq_tol(quotient.sigma, 0.5, 1e-12);
}
END_TEST

START_TEST(unknown_and_impossible_bands)
{
    static const double bands[][2] = {{NAN, 1}, {1, NAN}, {0, 1}, {-1, 1}, {2, 1}};
    for (size_t i = 0; i < sizeof bands / sizeof *bands; i++) {
        struct interval figure = uncertainty_interval(uncertainty_of_band(bands[i][0], bands[i][1], 80));
        ck_assert_msg(isnan(figure.low) && isnan(figure.mid) && isnan(figure.high), "%zu", i);
    }
    ck_assert(isnan(uncertainty_mean(uncertainty_exact(-1))));
    ck_assert(isnan(uncertainty_mean(uncertainty_exact(NAN))));
}
END_TEST

/* None of something is a figure like others; nothing can be divided by it. */
START_TEST(zero_is_a_figure)
{
    struct lognormal none = uncertainty_exact(0), price = uncertainty_of_band(22000, 30000, 80);
    struct interval worth = uncertainty_interval(uncertainty_product(none, price));
    ck_assert_double_eq(worth.low, 0);
    ck_assert_double_eq(worth.mid, 0);
    ck_assert_double_eq(worth.high, 0);
    ck_assert(isnan(uncertainty_interval(uncertainty_quotient(price, none)).mid));
    ck_assert(isnan(uncertainty_interval(uncertainty_quotient(none, none)).mid));
}
END_TEST

/* 100 (90..112) and 50 (46..55): below, the root of 100 + 16; above, the root of 144 + 25. */
START_TEST(half_widths_add_as_squares_on_each_side)
{
    struct uncertainty_sum sum = {0};
    uncertainty_add(&sum, (struct interval){90, 100, 112});
    uncertainty_add(&sum, (struct interval){46, 50, 55});
    struct interval total = uncertainty_total(&sum);
    ck_assert_double_eq_tol(total.low, 150 - sqrt(116), 1e-12);
    ck_assert_double_eq_tol(total.mid, 150, 1e-12);
    ck_assert_double_eq_tol(total.high, 163, 1e-12);
}
END_TEST

/* "More than 400,000" has no upper bound, nor has a sum that it is part of; a figure without mid leaves neither. */
START_TEST(what_a_figure_lacks_the_sum_lacks)
{
    struct uncertainty_sum sum = {0};
    uncertainty_add(&sum, (struct interval){90, 100, NAN});
    uncertainty_add(&sum, (struct interval){46, 50, 55});
    struct interval total = uncertainty_total(&sum);
    ck_assert(total.low < 150 && total.mid == 150 && isnan(total.high));
    uncertainty_add(&sum, (struct interval){400000, NAN, NAN});
    total = uncertainty_total(&sum);
    ck_assert(isnan(total.low) && isnan(total.mid) && isnan(total.high));
}
END_TEST

/* --- a simulation, which finds the same ------------------------------------------------------------- */

enum { TRIALS = 100000, FIGURES_MAX = 8 };

static uint64_t seed;

/* SplitMix64: the same numbers on every machine. */
static double uniform(void)
{
    uint64_t z = seed += 0x9E3779B97F4A7C15;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
    z = (z ^ z >> 27) * 0x94D049BB133111EB;
    return (double)((z ^ z >> 31) >> 11) * 0x1p-53;
}

/* Box and Muller. */
static double draw(struct lognormal figure)
{
    double radius = sqrt(-2 * log(1 - uniform())), angle = 2 * acos(-1) * uniform();
    return exp(figure.mu + figure.sigma * radius * cos(angle));
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static struct interval quantiles(double *trials)
{
    qsort(trials, TRIALS, sizeof *trials, compare);
    return (struct interval){trials[TRIALS / 20], trials[TRIALS / 2], trials[TRIALS - TRIALS / 20]};
}

/* Medians and sigmas; of the first, what Nvidia sold to China in units of H100 (Epoch AI). How far the median may be
 * off. */
static const struct {
    size_t count;
    double medians[FIGURES_MAX], sigma, median_tolerance;
} sums[] = {
    {4, {222845, 38285, 22922, 115430}, 0.16, 0.02},
    {4, {1, 1, 1, 1}, 0.12, 0.01},
    {2, {1, 1}, 0.3, 0.03},
    {8, {1, 1, 1, 1, 1, 1, 1, 1}, 0.3, 0.05},
    {4, {1, 2, 3, 4}, 0.4, 0.065},
};

START_TEST(a_simulation_of_sums)
{
    double *trials = calloc(TRIALS, sizeof *trials);
    struct uncertainty_sum sum = {0};
    seed = 20260128;
    for (size_t i = 0; i < sums[_i].count; i++) {
        struct lognormal figure = {log(sums[_i].medians[i]), sums[_i].sigma};
        uncertainty_add(&sum, uncertainty_interval(figure));
        for (size_t k = 0; k < TRIALS; k++)
            trials[k] += draw(figure);
    }
    struct interval found = quantiles(trials), total = uncertainty_total(&sum);
    free(trials);
    ck_assert_double_eq_tol(total.low / found.low, 1, 0.02);
    ck_assert_double_eq_tol(total.high / found.high, 1, 0.02);
    ck_assert_double_eq_tol(total.mid / found.mid, 1, sums[_i].median_tolerance);
}
END_TEST

/* Products and quotients are exact, so the simulation differs by its own noise only. */
START_TEST(a_simulation_of_a_quotient)
{
    double *trials = calloc(TRIALS, sizeof *trials);
    struct lognormal value = uncertainty_of_band(9e9, 12e9, 90), price = uncertainty_of_band(22000, 30000, 80);
    struct interval units = uncertainty_interval(uncertainty_quotient(value, price));
    seed = 1;
    for (size_t k = 0; k < TRIALS; k++)
        trials[k] = draw(value) / draw(price);
    struct interval found = quantiles(trials);
    free(trials);
    ck_assert_double_eq_tol(units.low / found.low, 1, 0.005);
    ck_assert_double_eq_tol(units.mid / found.mid, 1, 0.005);
    ck_assert_double_eq_tol(units.high / found.high, 1, 0.005);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("uncertainty");
    TCase *tests = tcase_create("uncertainty");
    tcase_add_test(tests, a_price_band);
    tcase_add_test(tests, a_band_of_90_percent_is_what_comes_out);
    tcase_add_test(tests, a_certain_value_by_an_uncertain_price);
    tcase_add_test(tests, products_of_independent_figures);
    tcase_add_test(tests, unknown_and_impossible_bands);
    tcase_add_test(tests, zero_is_a_figure);
    tcase_add_test(tests, half_widths_add_as_squares_on_each_side);
    tcase_add_test(tests, what_a_figure_lacks_the_sum_lacks);
    tcase_add_loop_test(tests, a_simulation_of_sums, 0, (int)(sizeof sums / sizeof *sums));
    tcase_add_test(tests, a_simulation_of_a_quotient);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
