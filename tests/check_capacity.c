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
    ck_close(capacity_bandwidth_pbs(chips, 900), 360); /* of the links */
    ck_close(capacity_equivalents(chips, capacity_rate_8bit_tops(1979, 1979, 989.4), 1979), 400000);
    ck_close(capacity_tpp(chips, 1, capacity_tpp_of_rate(1979, 8)), 6332800000);
}
END_TEST

START_TEST(a_million_h20)
{
    ck_close(capacity_throughput_eflops(1e6, 148), 148);
    ck_close(capacity_memory_pb(1e6, 96), 96);
    ck_close(capacity_bandwidth_pbs(1e6, 4000), 4000);
    ck_close(capacity_facility_power_mw(capacity_chip_power_mw(1e6, 400), 1.82,
                                        capacity_pue_ratio(2025)), 800.8);
    ck_assert_double_eq_tol(capacity_equivalents(1e6, 296, 1979), 149570.5, 0.05);
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
    ck_assert(isnan(capacity_equivalents(2000, NAN, 1979)));
    ck_assert(isnan(capacity_equivalents(2000, 1979, 0)));
    ck_assert(isnan(capacity_perf_density(2368, NAN)));
    ck_assert(isnan(capacity_aggregate_io_gbs(NAN, 64)));
    ck_assert(isnan(capacity_energy_mwh(NAN, 0.75)));
    ck_assert(isnan(capacity_cluster_cost_usd(1e9, 0)));
    ck_assert(isnan(capacity_facility_power_mw(NAN, 1.82, 1.1)));
    ck_assert(isnan(capacity_units_of_value(1e6, NAN)));
    ck_assert(isnan(capacity_units_of_value(1e6, 0)));
}
END_TEST

/* From the chips' nameplate to what a year of electricity costs. */
START_TEST(energy_of_a_year)
{
    double servers_mw = capacity_server_power_mw(280, 1.82);
    double facility_mw = capacity_facility_power_mw(280, 1.82, 1.10);
    ck_close(servers_mw, 509.6);
    ck_close(capacity_energy_mwh(facility_mw, 1), 4910505.6);
    ck_close(capacity_energy_mwh(facility_mw, 0.75), 3682879.2);
    ck_close(capacity_electricity_usd(3682879.2, 0.0826), 304205821.92);
}
END_TEST

/* From the price of a chip to that of a cluster, and the duty on the chips. */
START_TEST(cost_of_a_cluster)
{
    double chips_usd = capacity_chip_cost_usd(400000, 27000);
    double servers_usd = capacity_server_cost_usd(chips_usd, 1.64);
    ck_close(chips_usd, 10.8e9);
    ck_close(servers_usd, 17.712e9);
    ck_assert_double_eq_tol(capacity_cluster_cost_usd(servers_usd, 0.81), 21.867e9, 0.5e6);
    ck_close(capacity_duty_usd(chips_usd, 0.25), 2.7e9);
}
END_TEST

/* TPP from the rates alone, and the precision that decides: the first of the table where several give the same. TF32
 * counts for nothing, not even alone. */
static const struct {
    const char *part;
    double rates[CAPACITY_PRECISION_COUNT];
    double tpp;
    const char *decides;
} products[] = {
    {"H200", {[CAPACITY_INT8] = 1979, [CAPACITY_FP8] = 1979, [CAPACITY_BF16] = 989.4, [CAPACITY_TF32] = 494.7}, 15832,
     "int8"},
    {"MI250X", {[CAPACITY_INT8] = 383, [CAPACITY_BF16] = 383, [CAPACITY_FP64] = 47.9}, 6128, "bf16"},
    {"MI210, by FP64", {[CAPACITY_INT8] = 181, [CAPACITY_BF16] = 181, [CAPACITY_FP64] = 45.3}, 2899.2, "fp64"},
    {"GB300", {[CAPACITY_INT8] = 165, [CAPACITY_FP8] = 5000, [CAPACITY_BF16] = 2500, [CAPACITY_FP4] = 15000}, 60000,
     "fp4"},
    {"MI355X", {[CAPACITY_INT8] = 5033.2, [CAPACITY_FP6] = 10066.3, [CAPACITY_FP4] = 10066.3}, 60397.8, "fp6"},
    {"Gaudi 3", {[CAPACITY_FP8] = 1678, [CAPACITY_BF16] = 1678}, 26848, "bf16"},
    {"A30", {[CAPACITY_INT8] = 330, [CAPACITY_BF16] = 165, [CAPACITY_INT4] = 661}, 2644, "int4"},
    {"Trainium2, not 21,344", {[CAPACITY_FP8] = 1299, [CAPACITY_BF16] = 667, [CAPACITY_TF32] = 667}, 10672, "bf16"},
    {"TF32 alone", {[CAPACITY_TF32] = 667}, NAN, NULL},
    {"nothing known", {0}, NAN, NULL},
};

START_TEST(tpp_is_the_largest_product)
{
    double rates[CAPACITY_PRECISION_COUNT];
    enum capacity_precision decides = CAPACITY_PRECISION_COUNT;
    for (int i = 0; i < CAPACITY_PRECISION_COUNT; i++)
        rates[i] = products[_i].rates[i] > 0 ? products[_i].rates[i] : (double)NAN;
    double tpp = capacity_tpp_of_rates(rates, &decides);
    if (!products[_i].decides) {
        ck_assert_msg(isnan(tpp) && decides == CAPACITY_PRECISION_COUNT, "%s: %g", products[_i].part, tpp);
        return;
    }
    ck_close(tpp, products[_i].tpp);
    ck_assert_str_eq(capacity_precision_name(decides), products[_i].decides);
}
END_TEST

/* The rule of October 2022 counted the link and the PCIe interface together: 600 GB/s was the limit. */
START_TEST(aggregate_io_of_the_first_rule)
{
    ck_assert_double_eq(capacity_aggregate_io_gbs(600, 64), 664);  /* A100: caught */
    ck_assert_double_eq(capacity_aggregate_io_gbs(400, 64), 464);  /* A800: made to be let through */
    ck_assert_double_eq(capacity_aggregate_io_gbs(900, 128), 1028); /* H100 */
    ck_assert_double_eq(capacity_aggregate_io_gbs(400, 128), 528); /* H800 */
    ck_assert_double_eq(capacity_aggregate_io_gbs(64, 0), 64);     /* L40S: nothing but the slot */
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
    {"market unknown, but not dense", 2368, 2.909, CAPACITY_DATACENTER_UNKNOWN, "none"},
};

START_TEST(control_classes)
{
    const char *control =
        capacity_control_text(capacity_control_class(parts[_i].tpp, parts[_i].density, parts[_i].datacenter));
    ck_assert_pstr_eq(control, parts[_i].control);
}
END_TEST

START_TEST(units_that_a_value_buys)
{
    ck_close(capacity_units_of_value(1e10, 25000), 400000);
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
    tcase_add_test(formulas, energy_of_a_year);
    tcase_add_test(formulas, cost_of_a_cluster);
    tcase_add_loop_test(formulas, tpp_is_the_largest_product, 0, (int)(sizeof products / sizeof *products));
    tcase_add_test(formulas, aggregate_io_of_the_first_rule);
    tcase_add_test(formulas, units_that_a_value_buys);
    suite_add_tcase(suite, formulas);
    return suite_run(suite);
}
