/*
 * A sum of money buys as many accelerators as its own day's prices allow.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "consumers/capacity/catalogue.h"
#include "consumers/capacity/estimate.h"
#include "lib/clock.h"
#include "tests/suite.h"

static struct catalogue *catalogue;
static struct arena arena;

static void set_up(void)
{
    struct error error = {0};
    ck_assert_msg(catalogue_load(CHIPWATCH_SOURCE_DIR "/deploy/reference", &catalogue, &error), "%s", error.message);
    ck_assert(arena_init(&arena, 1 << 20, &error));
}

static void tear_down(void)
{
    arena_free(&arena);
    catalogue_free(catalogue);
}

static int32_t day_of(const char *iso)
{
    int32_t day;
    ck_assert(date_parse_iso(slice_of(iso), &day));
    return day;
}

/* capacity.md §2.8: bands by year; where there is none for the day, the accelerator's own columns. */
static const struct {
    const char *key, *day; /* NULL: not known */
    double low_usd, high_usd, interval_percent;
} bands[] = {
    {"nvidia-h100-sxm", "2022-10-07", 27000, 35000, 80},
    {"nvidia-h100-sxm", "2023-12-31", 27000, 35000, 80},
    {"nvidia-h100-sxm", "2024-01-01", 25000, 32000, 80},
    {"nvidia-h100-sxm", "2025-06-01", 22000, 30000, 80},
    {"nvidia-h100-sxm", "2026-12-31", 22000, 30000, 80},
    {"nvidia-h100-sxm", "2027-01-01", 22000, 35000, 80}, /* behind the last period */
    {"nvidia-h100-sxm", NULL, 22000, 35000, 80},
    {"nvidia-h200-sxm", "2026-01-28", 22000, 30000, 80},
    {"nvidia-h20-96gb", "2024-05-01", 10000, 15000, 80},
    {"nvidia-h20-96gb", "2025-05-01", 9000, 12000, 80},
    {"nvidia-h20-96gb", "2026-05-01", 9000, 15000, 80},
    {"amd-mi325x", "2025-05-01", 10000, 20000, 90},
    {"google-tpu-v7", "2025-05-01", 9800, 14600, 90},
    {"nvidia-rtx-pro-6000", "2025-05-01", 8500, 13250, 90}, /* a mere range */
};

START_TEST(the_period_of_the_day_else_the_own_columns)
{
    const struct accelerator *a = catalogue_accelerator(catalogue, slice_of(bands[_i].key));
    int32_t day = bands[_i].day ? day_of(bands[_i].day) : 0;
    struct price price = catalogue_price(catalogue, a, bands[_i].day ? &day : NULL);
    ck_assert_msg(price.low_usd == bands[_i].low_usd && price.high_usd == bands[_i].high_usd, "%s %s: %g..%g",
                  bands[_i].key, bands[_i].day, price.low_usd, price.high_usd);
    ck_assert_double_eq(price.interval_percent, bands[_i].interval_percent);
}
END_TEST

/* Not stated is not 0. */
START_TEST(a_price_that_nobody_states)
{
    int32_t day = day_of("2025-05-01");
    struct price price = catalogue_price(catalogue, catalogue_accelerator(catalogue, slice_of("nvidia-h800-pcie")), &day);
    ck_assert(isnan(price.low_usd) && isnan(price.mid_usd) && isnan(price.high_usd));
}
END_TEST

static struct capacity_estimate buy(const char *key, double value_usd, const char *iso)
{
    struct capacity_estimate estimate = {0};
    struct interval value = {value_usd, value_usd, value_usd};
    struct goods goods;
    int32_t day = day_of(iso);
    goods_of_accelerator(catalogue_accelerator(catalogue, slice_of(key)), &goods);
    ck_assert(estimate_fill_value(&arena, catalogue, &goods, value, &day, &estimate));
    ck_assert(estimate.chips_low && estimate.chips_mid && estimate.chips_high);
    return estimate;
}

/* capacity.md §3.7: $10B of H200 at 22,000..30,000 (80 %) are 318,997 / 389,249 / 474,974. */
START_TEST(ten_billion_of_h200_in_2026)
{
    struct capacity_estimate estimate = buy("nvidia-h200-sxm", 10e9, "2026-01-28");
    ck_assert_double_eq_tol(*estimate.chips_low, 318997, 0.5);
    ck_assert_double_eq_tol(*estimate.chips_mid, 389249, 0.5);
    ck_assert_double_eq_tol(*estimate.chips_high, 474974, 0.5);
}
END_TEST

/* The same money bought fewer in 2023: its median is the root of 27,000 * 35,000, 30,741. */
START_TEST(the_same_money_in_2023)
{
    struct capacity_estimate estimate = buy("nvidia-h100-sxm", 10e9, "2023-06-01");
    ck_assert_double_eq_tol(*estimate.chips_mid, 10e9 / sqrt(27000.0 * 35000.0), 0.5);
    estimate = buy("nvidia-h100-sxm", 10e9, "2025-06-01");
    ck_assert_double_eq_tol(*estimate.chips_mid, 389249, 0.5);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("prices");
    TCase *tests = tcase_create("by period");
    tcase_add_unchecked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, the_period_of_the_day_else_the_own_columns, 0, (int)(sizeof bands / sizeof *bands));
    tcase_add_test(tests, a_price_that_nobody_states);
    tcase_add_test(tests, ten_billion_of_h200_in_2026);
    tcase_add_test(tests, the_same_money_in_2023);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
