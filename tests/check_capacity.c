/*
 * The formulas, against worked examples with their sources. Unknown is NAN and stays NAN.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "consumers/capacity/capacity.h"
#include "tests/suite.h"

/* Equal to 1e-6 relative: what the examples promise for exact products. */
static void ck_close(double actual, double expected)
{
    ck_assert_double_eq_tol(actual, expected, 1e-6 * fabs(expected));
}

START_TEST(four_hundred_thousand_h200)
{
    double chips = 400000;
    ck_close(capacity_throughput_eflops(chips, 989.4), 395.76);
    ck_close(capacity_throughput_eflops(chips, 1979), 791.6);
    ck_close(capacity_memory_pb(chips, 141), 56.4);
    ck_close(capacity_bandwidth_pbs(chips, 4800), 1920);
    ck_close(capacity_chip_power_mw(chips, 700), 280);
    ck_close(capacity_facility_power_mw(280, 1.82, capacity_pue_ratio(2026)), 560.56);
    ck_close(capacity_h100e(chips, capacity_rate_8bit_tops(1979, 1979, 989.4)), 400000);
    ck_close(capacity_tpp(chips, 1, capacity_tpp_of_rate(1979, 8)), 6332800000);
}
END_TEST

START_TEST(a_million_h20)
{
    ck_close(capacity_throughput_eflops(1e6, 148), 148);
    ck_close(capacity_memory_pb(1e6, 96), 96);
    ck_close(capacity_bandwidth_pbs(1e6, 4000), 4000);
    ck_close(capacity_facility_power_mw(capacity_chip_power_mw(1e6, 400), capacity_default_overhead_ratio(),
                                        capacity_pue_ratio(2025)), 800.8);
    ck_assert_double_eq_tol(capacity_h100e(1e6, 296), 149570.5, 0.05);
    ck_close(capacity_tpp(1e6, 1, 2368), 2368000000);
}
END_TEST

START_TEST(published_clusters)
{
    /* Epoch AI, GPU clusters: Colossus phases 1 (2024) and 2 (2025). */
    ck_close(capacity_facility_power_mw(capacity_chip_power_mw(100000, 700), 1.82, capacity_pue_ratio(2024)), 142.688);
    ck_close(capacity_facility_power_mw(capacity_chip_power_mw(200000, 700), 1.82, capacity_pue_ratio(2025)), 280.28);
    ck_close(capacity_pue_ratio(2019), 1.14);
}
END_TEST

/* B300 has INT8 cut to 157.5 TOPS: the 8-bit rate is that of FP8. A chip without an 8-bit unit counts by BF16. */
START_TEST(the_8_bit_rate_is_the_best_that_is_known)
{
    ck_close(capacity_rate_8bit_tops(4500, 157.5, 2250), 4500);
    ck_close(capacity_rate_8bit_tops(NAN, 624, 312), 624);
    ck_close(capacity_rate_8bit_tops(NAN, NAN, 125), 125);
    ck_assert(isnan(capacity_rate_8bit_tops(NAN, NAN, NAN)));
}
END_TEST

START_TEST(unknown_stays_unknown)
{
    ck_assert(isnan(capacity_throughput_eflops(2000, NAN)));
    ck_assert(isnan(capacity_throughput_eflops(NAN, 989.4)));
    ck_assert(isnan(capacity_h100e(2000, NAN)));
    ck_assert(isnan(capacity_facility_power_mw(NAN, 1.82, 1.1)));
    ck_assert(isnan(capacity_units_of_value(1e6, NAN)));
    ck_assert(isnan(capacity_units_of_value(1e6, 0)));
}
END_TEST

/* The matrix of the October 2023 rule (88 FR 73458). */
static const struct {
    const char *part;
    double tpp, density;
    enum capacity_datacenter datacenter;
    const char *control;
} parts[] = {
    {"V100", 2000, 2.454, CAPACITY_DATACENTER_YES, "none"},
    {"T4", 1040, 1.908, CAPACITY_DATACENTER_YES, "none"},
    {"A10", 2000, 3.185, CAPACITY_DATACENTER_YES, "none"},
    {"A30", 2644, 3.201, CAPACITY_DATACENTER_YES, "3A090.b"},
    {"A40", 2395.2, 3.814, CAPACITY_DATACENTER_YES, "3A090.b"},
    {"A100", 4992, 6.044, CAPACITY_DATACENTER_YES, "3A090.a"},
    {"L4", 1936, 6.585, CAPACITY_DATACENTER_YES, "3A090.a"},
    {"L2", 1544, 5.252, CAPACITY_DATACENTER_YES, "none"},
    {"L20", 1913.6, 3.145, CAPACITY_DATACENTER_YES, "none"},
    {"L40", 2896.8, 4.761, CAPACITY_DATACENTER_YES, "3A090.b"},
    {"RTX 4090", 5284.8, 8.685, CAPACITY_DATACENTER_NO, "3A090.a"},
    {"RTX 4090D", 4706.4, 7.734, CAPACITY_DATACENTER_NO, "none"},
    {"H20", 2368, 2.909, CAPACITY_DATACENTER_YES, "none"},
    {"H200", 15832, 19.450, CAPACITY_DATACENTER_YES, "3A090.a"},
    {"MI300X", 20919.2, NAN, CAPACITY_DATACENTER_YES, "3A090.a"},
    {"nothing known", NAN, NAN, CAPACITY_DATACENTER_YES, NULL},
    {"no die area", 3152, NAN, CAPACITY_DATACENTER_YES, NULL},
    {"no die area, but too small", 1024, NAN, CAPACITY_DATACENTER_UNKNOWN, "none"},
    {"market unknown", 2644, 3.201, CAPACITY_DATACENTER_UNKNOWN, NULL},
};

START_TEST(control_classes)
{
    const char *control =
        capacity_control_text(capacity_control_class(parts[_i].tpp, parts[_i].density, parts[_i].datacenter));
    ck_assert_pstr_eq(control, parts[_i].control);
}
END_TEST

/* $10 bn of H200 at an 80 % band of 22,000 to 30,000. */
START_TEST(value_to_units)
{
    struct capacity_price price = capacity_price_of_band(22000, 30000, 80);
    ck_assert_double_eq_tol(price.median, 25690.47, 0.01);
    ck_assert_double_eq_tol(price.p5, 21053.78, 0.01);
    ck_assert_double_eq_tol(price.p95, 31348.29, 0.01);
    ck_assert_double_eq_tol(price.mean, 25879.25, 0.01);
    ck_assert_double_eq_tol(capacity_units_of_value(1e10, price.median), 389249, 1);
    ck_assert_double_eq_tol(capacity_units_of_value(1e10, price.p95), 318997, 1);
    ck_assert_double_eq_tol(capacity_units_of_value(1e10, price.p5), 474974, 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("capacity");
    TCase *formulas = tcase_create("formulas");
    tcase_add_test(formulas, four_hundred_thousand_h200);
    tcase_add_test(formulas, a_million_h20);
    tcase_add_test(formulas, published_clusters);
    tcase_add_test(formulas, the_8_bit_rate_is_the_best_that_is_known);
    tcase_add_test(formulas, unknown_stays_unknown);
    tcase_add_loop_test(formulas, control_classes, 0, (int)(sizeof parts / sizeof *parts));
    tcase_add_test(formulas, value_to_units);
    suite_add_tcase(suite, formulas);
    return suite_run(suite);
}
