/*
 * The worked examples of capacity, from the rows of the catalogue that is shipped: each test is a section of the
 * examples, each figure as it is printed there. Then the pitfalls, one test each.
 *
 * Conventions of the examples: MFU 0.40 on BF16, server overhead 1.82, PUE 1.10, 8,760 hours, decimal units.
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/capacity.h"
#include "consumers/capacity/catalogue.h"
#include "consumers/capacity/equivalents.h"
#include "consumers/capacity/goods.h"
#include "consumers/capacity/uncertainty.h"
#include "consumers/capacity/workload.h"
#include "tests/suite.h"

static struct catalogue *catalogue;

static void load(void)
{
    struct error error = {0};
    ck_assert_msg(catalogue_load(CHIPWATCH_SOURCE_DIR "/deploy/reference", &catalogue, &error), "%s", error.message);
}

static void unload(void)
{
    catalogue_free(catalogue);
}

static const struct accelerator *part(const char *key)
{
    const struct accelerator *a = catalogue_accelerator(catalogue, slice_of(key));
    ck_assert_msg(a != NULL, "%s", key);
    return a;
}

static const struct system *whole(const char *key)
{
    const struct system *system = catalogue_system(catalogue, slice_of(key));
    ck_assert_msg(system != NULL, "%s", key);
    return system;
}

static double assumed(enum assumption which)
{
    return catalogue->assumptions.rows[which].value;
}

/* FLOP of a training run of the catalogue. */
static double budget(const char *key)
{
    for (size_t i = 0; i < catalogue->assumptions.run_count; i++)
        if (slice_equal_text(catalogue->assumptions.runs[i].key, key))
            return catalogue->assumptions.runs[i].training_flop;
    ck_abort_msg("no run %s", key);
}

/* Equal to the printed digits after rounding: "149,570.5" has one behind the point. */
#define PRINTED(actual, digits) check_printed(actual, digits, __LINE__)

static void check_printed(double actual, const char *digits, int line)
{
    char plain[40];
    size_t size = 0, decimals = 0;
    bool behind_point = false;
    for (const char *c = digits; *c && size + 1 < sizeof plain; c++) {
        if (*c == ',')
            continue;
        decimals += behind_point;
        behind_point = behind_point || *c == '.';
        plain[size++] = *c;
    }
    plain[size] = '\0';
    double expected = strtod(plain, NULL), half = 0.5 * pow(10, -(double)decimals);
    ck_assert_msg(fabs(actual - expected) <= half * (1 + 1e-9), "line %d: %.9g is not printed as %s", line, actual,
                  digits);
}

/* Equal to 1e-6: exact products, and figures printed with an exponent. */
#define EXACT(actual, expected) ck_assert_double_eq_tol((actual) / (expected), 1, 1e-6)

/* The whole sheet of some chips. */
struct sheet {
    double bf16_eflops, rate8_eflops, memory_pb, bandwidth_pbs;
    double chip_mw, server_mw, facility_mw;
    double h100e, bandwidth_e, b300e, tpp;
};

static struct sheet sheet_of(const struct accelerator *a, double chips)
{
    double chip_mw = capacity_chip_power_mw(chips, a->tdp_w);
    return (struct sheet){
        .bf16_eflops = capacity_throughput_eflops(chips, a->bf16_tflops),
        .rate8_eflops = capacity_throughput_eflops(chips, equivalents_figure(EQUIVALENT_H100_8BIT, a)),
        .memory_pb = capacity_memory_pb(chips, a->memory_gb),
        .bandwidth_pbs = capacity_bandwidth_pbs(chips, a->memory_bandwidth_gbs),
        .chip_mw = chip_mw,
        .server_mw = capacity_server_power_mw(chip_mw, assumed(ASSUMPTION_OVERHEAD)),
        .facility_mw = capacity_facility_power_mw(chip_mw, assumed(ASSUMPTION_OVERHEAD), capacity_pue_ratio(2026)),
        .h100e = equivalents_of(catalogue, EQUIVALENT_H100_8BIT, a, chips),
        .bandwidth_e = equivalents_of(catalogue, EQUIVALENT_H100_BANDWIDTH, a, chips),
        .tpp = capacity_tpp(chips, a->circuits_per_unit, a->tpp),
        .b300e = equivalents_of(catalogue, EQUIVALENT_B300_TPP, a, chips),
    };
}

static double days(const char *run, const struct sheet *sheet)
{
    return workload_training_days(budget(run), sheet->bf16_eflops, assumed(ASSUMPTION_MFU));
}

/* TPP of a country's allocation under 90 FR 4544, and of the low-volume exception. */
static const double country_cap_tpp = 790e6, low_volume_tpp = 26.9e6;

START_TEST(section_3_1_hardware)
{
    struct sheet sheet = sheet_of(part("nvidia-h200-sxm"), 400000);
    EXACT(sheet.bf16_eflops, 395.76);
    EXACT(sheet.rate8_eflops, 791.6);
    EXACT(sheet.memory_pb, 56.4);
    EXACT(sheet.bandwidth_pbs, 1920);
    EXACT(sheet.h100e, 400000);
    PRINTED(sheet.bandwidth_e, "573,134.3");
    EXACT(sheet.tpp, 6332800000);
    PRINTED(sheet.b300e, "105,546.7");
    PRINTED(sheet.tpp / country_cap_tpp, "8.016");
    PRINTED(capacity_equivalents(400000, 15840, 60000), "105,600"); /* as IFP rounds */
}
END_TEST

START_TEST(section_3_1_power)
{
    struct sheet sheet = sheet_of(part("nvidia-h200-sxm"), 400000);
    EXACT(sheet.chip_mw, 280);
    EXACT(sheet.server_mw, 509.6);
    EXACT(sheet.facility_mw, 560.56);
    EXACT(capacity_energy_mwh(sheet.facility_mw, 1), 4910505.6);
    EXACT(capacity_energy_mwh(sheet.facility_mw, assumed(ASSUMPTION_LOAD_FACTOR)), 3682879.2);
}
END_TEST

START_TEST(section_3_1_cost)
{
    double chips_usd = capacity_chip_cost_usd(400000, 27000);
    double servers_usd = capacity_server_cost_usd(chips_usd, assumed(ASSUMPTION_SERVER_COST));
    EXACT(chips_usd, 10.8e9);
    EXACT(capacity_duty_usd(chips_usd, assumed(ASSUMPTION_TARIFF_232)), 2.7e9);
    EXACT(servers_usd, 17.712e9);
    PRINTED(capacity_cluster_cost_usd(servers_usd, assumed(ASSUMPTION_SERVER_SHARE)) / 1e9, "21.867");
}
END_TEST

START_TEST(section_3_1_training)
{
    struct sheet sheet = sheet_of(part("nvidia-h200-sxm"), 400000);
    EXACT(sheet.bf16_eflops * assumed(ASSUMPTION_MFU), 158.304);
    PRINTED(days("gpt-3", &sheet), "0.02296");
    PRINTED(days("deepseek-v3", &sheet), "0.24127");
    PRINTED(days("gpt-4", &sheet), "1.53537");
    PRINTED(days("llama-3.1-405b", &sheet), "2.77829");
    PRINTED(days("grok-3", &sheet), "25.5895");
}
END_TEST

START_TEST(section_3_2_a_million_h20)
{
    struct sheet sheet = sheet_of(part("nvidia-h20-96gb"), 1e6);
    EXACT(sheet.bf16_eflops, 148);
    EXACT(sheet.rate8_eflops, 296);
    EXACT(sheet.memory_pb, 96);
    EXACT(sheet.bandwidth_pbs, 4000);
    EXACT(sheet.chip_mw, 400);
    EXACT(sheet.server_mw, 728);
    EXACT(sheet.facility_mw, 800.8);
    EXACT(capacity_energy_mwh(sheet.facility_mw, 1), 7015008);
    PRINTED(sheet.h100e, "149,570.5");
    PRINTED(sheet.bandwidth_e, "1,194,029.9");
    EXACT(sheet.tpp, 2368000000);
    PRINTED(sheet.tpp / country_cap_tpp, "2.997");
    PRINTED(sheet.b300e, "39,466.7");
    EXACT(capacity_chip_cost_usd(1e6, part("nvidia-h20-96gb")->price.mid_usd), 12e9);
    PRINTED(days("gpt-4", &sheet), "4.10567");
    PRINTED(days("llama-3.1-405b", &sheet), "7.42930");
    PRINTED(days("grok-3", &sheet), "68.4278");
}
END_TEST

START_TEST(section_3_3_eight_hgx_h200)
{
    const struct system *board = whole("nvidia-hgx-h200-8");
    double chips = 8 * board->accelerators;
    struct sheet sheet = sheet_of(board->accelerator, chips);
    ck_assert_double_eq(chips, 64);
    EXACT(sheet.bf16_eflops, 63.3216e-3);
    EXACT(sheet.rate8_eflops, 126.656e-3);
    EXACT(sheet.memory_pb, 9.024e-3);
    EXACT(sheet.bandwidth_pbs, 307.2e-3);
    EXACT(sheet.chip_mw, 44.8e-3);
    EXACT(sheet.server_mw, 81.536e-3);
    EXACT(8 * whole("nvidia-dgx-h100")->max_power_w, 81600); /* nameplate of eight such servers */
    EXACT(sheet.facility_mw, 89.6896e-3);
    EXACT(sheet.tpp, 1013248);
    EXACT(sheet.h100e, 64);
    EXACT(8 * board->price_mid_usd, 1.688e6);
    EXACT(capacity_chip_cost_usd(chips, 27000), 1.728e6);
}
END_TEST

START_TEST(section_3_4_boards_servers_cards)
{
    double chips = 20 * whole("nvidia-dgx-h100")->accelerators;
    ck_assert_double_eq(chips, 160);
    EXACT(sheet_of(part("nvidia-h100-sxm"), chips).tpp, 2533120);
    EXACT(sheet_of(part("nvidia-h100-sxm"), chips).h100e, 160);
    ck_assert_double_eq(10 * whole("nvidia-hgx-h100-8")->accelerators, 80);
    EXACT(sheet_of(part("nvidia-h100-pcie"), 100).tpp, 1210400);
    PRINTED(sheet_of(part("nvidia-h100-pcie"), 100).h100e, "76.45");
    chips = 1000 * whole("nvidia-hgx-h20-8")->accelerators;
    struct sheet h20 = sheet_of(part("nvidia-h20-96gb"), chips);
    ck_assert_double_eq(chips, 8000);
    EXACT(h20.bf16_eflops, 1.184);
    PRINTED(h20.h100e, "1,196.6");
    EXACT(h20.tpp, 18944000);
    chips = 4 * whole("amd-mi325x-platform")->accelerators;
    ck_assert_double_eq(chips, 32);
    PRINTED(sheet_of(part("amd-mi325x"), chips).tpp, "669,414");
    PRINTED(sheet_of(part("amd-mi325x"), chips).h100e, "42.28");
    EXACT(sheet_of(part("nvidia-h200-nvl"), 500).tpp, 6684000);
    ck_assert_double_eq(part("nvidia-h200-nvl")->maker_tpp, 14144);
}
END_TEST

START_TEST(section_3_4_racks_and_pods)
{
    const struct system *rack = whole("nvidia-gb200-nvl72"), *pod = whole("huawei-cloudmatrix-384");
    struct sheet racks = sheet_of(rack->accelerator, 2 * rack->accelerators);
    ck_assert_double_eq(2 * rack->accelerators, 144);
    EXACT(racks.bf16_eflops, 0.36);
    EXACT(racks.rate8_eflops, 0.72);
    EXACT(racks.memory_pb, 26.784e-3);
    EXACT(racks.bandwidth_pbs, 1152e-3);
    EXACT(racks.chip_mw, 172.8e-3);
    EXACT(2 * rack->max_power_w, 240000);
    PRINTED(racks.h100e, "363.8");
    EXACT(racks.tpp, 5760000);
    struct sheet pods = sheet_of(pod->accelerator, pod->accelerators);
    EXACT(pods.bf16_eflops, 288.768e-3);
    PRINTED(capacity_throughput_eflops(pod->accelerators, 780) * 1000, "299.5");
    EXACT(pods.memory_pb, 49.152e-3);
    EXACT(pods.bandwidth_pbs, 1228.8e-3);
    EXACT(pod->max_power_w, 559000);
}
END_TEST

START_TEST(section_3_4_only_fp4_is_known_of_the_5090d)
{
    struct sheet sheet = sheet_of(part("nvidia-rtx-5090d"), 2000);
    EXACT(part("nvidia-rtx-5090d")->fp4_tflops, 1187.5);
    EXACT(sheet.tpp, 2000 * 4750.0);
    ck_assert(isnan(sheet.bf16_eflops) && isnan(sheet.rate8_eflops) && isnan(sheet.h100e));
}
END_TEST

/* TPP and density from the rates; NULL: not known. The class is that of October 2023. */
static const struct {
    const char *key, *tpp, *density, *control;
} matrix[] = {
    {"nvidia-v100-sxm2-32gb", "2,000", "2.454", "none"},
    {"nvidia-t4", "1,040", "1.908", "none"},
    {"nvidia-a10", "2,000", "3.185", "none"},
    {"nvidia-a30", "2,644", "3.201", "3A090.b"},
    {"nvidia-a40", "2,395", "3.814", "3A090.b"},
    {"nvidia-a100-sxm4-80gb", "4,992", "6.044", "3A090.a"},
    {"nvidia-l4", "1,936", "6.585", "3A090.a"},
    {"nvidia-l2", "1,544", "5.252", "none"},
    {"nvidia-l20", "1,914", "3.145", "none"},
    {"nvidia-l40", "2,897", "4.761", "3A090.b"},
    {"nvidia-l40s", "5,864", "9.637", "3A090.a"},
    {"nvidia-rtx-4090", "5,285", "8.685", "3A090.a"},
    {"nvidia-rtx-4090d", "4,706", "7.734", "none"},
    {"nvidia-rtx-5090d", "4,750", "6.333", "none"},
    {"nvidia-rtx-5090d-v2", "4,750", "6.333", "none"},
    {"nvidia-h20-96gb", "2,368", "2.909", "none"},
    {"nvidia-h100-sxm", "15,832", "19.450", "3A090.a"},
    {"nvidia-h800-sxm", "15,832", "19.450", "3A090.a"},
    {"nvidia-h200-sxm", "15,832", "19.450", "3A090.a"},
    {"nvidia-h200-nvl", "13,368", "16.423", "3A090.a"},
    {"amd-mi250x", "6,128", "4.232", "3A090.a"},
    {"amd-mi300x", "20,919", NULL, "3A090.a"},
    {"amd-mi325x", "20,919", NULL, "3A090.a"},
    {"intel-gaudi3-oam", "26,848", NULL, "3A090.a"},
    {"nvidia-b200-sxm", "36,000", NULL, "3A090.a"},
    {"nvidia-gb300-gpu", "60,000", NULL, "3A090.a"},
    {"amd-mi355x", "60,398", NULL, "3A090.a"},
    {"huawei-ascend-910c", "12,032", "9.038", "3A090.a"},
};

START_TEST(section_3_5_classification_matrix)
{
    const struct accelerator *a = part(matrix[_i].key);
    double rates[CAPACITY_PRECISION_COUNT];
    catalogue_rates(a, rates);
    double tpp = capacity_tpp_of_rates(rates, NULL), density = capacity_perf_density(tpp, a->die_area_mm2);
    PRINTED(tpp, matrix[_i].tpp);
    if (matrix[_i].density)
        PRINTED(density, matrix[_i].density);
    else
        ck_assert(isnan(density));
    ck_assert_pstr_eq(capacity_control_text(capacity_control_class(tpp, density, a->datacenter)), matrix[_i].control);
}
END_TEST

START_TEST(section_3_5_what_decides)
{
    double rates[CAPACITY_PRECISION_COUNT];
    enum capacity_precision decides;
    catalogue_rates(part("amd-mi355x"), rates);
    capacity_tpp_of_rates(rates, &decides);
    ck_assert_int_eq(decides, CAPACITY_FP6);
    PRINTED(capacity_tpp_of_rate(rates[CAPACITY_FP8], 8), "40,266");
    PRINTED(capacity_tpp_of_rate(rates[CAPACITY_FP4], 4), "40,265.2"); /* "40,266 (FP8, FP4)" in short */
    catalogue_rates(part("intel-gaudi3-oam"), rates);
    ck_assert_double_eq(rates[CAPACITY_BF16], rates[CAPACITY_FP8]);
    capacity_tpp_of_rates(rates, &decides);
    ck_assert_int_eq(decides, CAPACITY_BF16);
}
END_TEST

START_TEST(section_3_6_caps)
{
    const struct accelerator *h200 = part("nvidia-h200-sxm");
    struct sheet buyer = sheet_of(h200, 75000), held = sheet_of(h200, 82000);
    PRINTED(buyer.bf16_eflops, "74.205");
    EXACT(buyer.tpp, 1187400000);
    PRINTED(buyer.tpp / country_cap_tpp, "1.503");
    EXACT(buyer.facility_mw, 105.105);
    PRINTED(days("gpt-4", &buyer), "8.189");
    PRINTED(days("llama-3.1-405b", &buyer), "14.818");
    PRINTED(held.rate8_eflops, "162.278");
    EXACT(held.tpp, 1298224000);
    PRINTED(held.facility_mw, "114.915");
    EXACT(capacity_chip_cost_usd(82000, 27000), 2.214e9);
    PRINTED(low_volume_tpp / catalogue->h100->tpp, "1,699");
    PRINTED(country_cap_tpp / catalogue->h100->tpp, "49,899"); /* rounded: the last of them is 6 % too much */
}
END_TEST

/* Half of what was shipped to customers in the US, in TPP: 500,000 units are just within, one more is not. */
START_TEST(section_3_6_half_of_the_volume)
{
    const struct accelerator *h200 = part("nvidia-h200-sxm");
    double home_tpp = sheet_of(h200, 1e6).tpp, ceiling_tpp = home_tpp / 2;
    EXACT(home_tpp, 15832e6);
    EXACT(ceiling_tpp, 7916e6);
    EXACT(sheet_of(h200, 400000).tpp / home_tpp, 0.40);
    ck_assert(sheet_of(h200, 500000).tpp <= ceiling_tpp && sheet_of(h200, 500001).tpp > ceiling_tpp);
}
END_TEST

START_TEST(section_3_7_value_to_count)
{
    const struct accelerator *h200 = part("nvidia-h200-sxm");
    static const int32_t day = 20481; /* 2026-01-28 */
    struct price band = catalogue_price(catalogue, h200, &day);
    struct lognormal price = uncertainty_of_band(band.low_usd, band.high_usd, band.interval_percent);
    struct interval usd = uncertainty_interval(price);
    struct interval units = uncertainty_interval(uncertainty_quotient(uncertainty_exact(10e9), price));
    PRINTED(usd.mid, "25,690.47");
    PRINTED(price.sigma, "0.121008");
    PRINTED(usd.low, "21,053.78");
    PRINTED(usd.high, "31,348.29");
    PRINTED(uncertainty_mean(price), "25,879.25");
    PRINTED(units.mid, "389,249");
    PRINTED(units.low, "318,997");
    PRINTED(units.high, "474,974");
}
END_TEST

/* One stream, attention state left out; the rate is that of 8 bit. */
static double one_stream(const char *key, double active_parameters)
{
    const struct accelerator *a = part(key);
    struct workload_model model = {active_parameters, 8, 0};
    return workload_decode_tokens_s(&model, 1, a->memory_bandwidth_gbs, equivalents_figure(EQUIVALENT_H100_8BIT, a), 1);
}

static double prefill(const char *key, double mfu_ratio)
{
    return workload_prefill_tokens_s(equivalents_figure(EQUIVALENT_H100_8BIT, part(key)), mfu_ratio, 70e9);
}

START_TEST(section_3_8_inference)
{
    PRINTED(one_stream("nvidia-h200-sxm", 70e9), "68.57");
    PRINTED(prefill("nvidia-h200-sxm", 1), "14,135.7");
    PRINTED(prefill("nvidia-h200-sxm", assumed(ASSUMPTION_MFU)), "5,654.3");
    PRINTED(one_stream("nvidia-h20-96gb", 70e9), "57.14");
    PRINTED(prefill("nvidia-h20-96gb", 1), "2,114.3");
    PRINTED(prefill("nvidia-h20-96gb", assumed(ASSUMPTION_MFU)), "845.7");
    PRINTED(one_stream("nvidia-h100-sxm", 70e9), "47.86");
    PRINTED(one_stream("nvidia-b200-sxm", 70e9), "110.0");
    PRINTED(one_stream("nvidia-h200-sxm", 37e9), "129.7");
    PRINTED(one_stream("nvidia-h20-96gb", 37e9), "108.1");
    ck_assert_double_eq(workload_accelerators_for_weights(671e9, 8, part("nvidia-h200-sxm")->memory_gb), 5);
    ck_assert_double_eq(workload_accelerators_for_weights(671e9, 8, part("nvidia-h20-96gb")->memory_gb), 7);
}
END_TEST

/* Operations for each byte of memory: below it memory binds. */
START_TEST(section_2_9_ridge_points)
{
    static const struct {
        const char *key, *ridge;
    } chips[] = {{"nvidia-h100-sxm", "591"}, {"nvidia-h200-sxm", "412"}, {"nvidia-b200-sxm", "584"},
                 {"huawei-ascend-910c", "470"}, {"nvidia-h20-96gb", "74"}};
    for (size_t i = 0; i < sizeof chips / sizeof *chips; i++) {
        const struct accelerator *a = part(chips[i].key);
        PRINTED(workload_ridge_ops_byte(equivalents_figure(EQUIVALENT_H100_8BIT, a), a->memory_bandwidth_gbs),
                chips[i].ridge);
    }
}
END_TEST

/* Megawatts of clusters as Epoch AI publishes them, a server's watts for one H100, and racks by their nameplates. */
START_TEST(section_2_7_published_power)
{
    const struct accelerator *h100 = catalogue->h100, *gb200 = part("nvidia-gb200-gpu");
    double overhead = assumed(ASSUMPTION_OVERHEAD);
    EXACT(capacity_facility_power_mw(capacity_chip_power_mw(100000, h100->tdp_w), overhead, capacity_pue_ratio(2024)),
          142.688);
    EXACT(capacity_facility_power_mw(capacity_chip_power_mw(200000, h100->tdp_w), overhead, capacity_pue_ratio(2025)),
          280.28);
    PRINTED(capacity_server_power_mw(capacity_chip_power_mw(1e6, h100->tdp_w), overhead), "1,274"); /* W each */
    PRINTED(120000 / (72 * gb200->tdp_w), "1.39");
    PRINTED(135000 / (72 * gb200->tdp_w), "1.56");
}
END_TEST

START_TEST(section_3_9_llama_3)
{
    double flop = workload_training_flop(405e9, 15.6e12), hours = 30.84e6 / 16384;
    double peak_eflops = sheet_of(part("nvidia-h100-sxm"), 16384).bf16_eflops;
    EXACT(flop, 3.7908e25);
    PRINTED(workload_training_days(flop, peak_eflops, 0.40), "67.67");
    PRINTED(hours, "1,882.3");
    PRINTED(hours / 24, "78.4");
    PRINTED(workload_implied_mfu(flop, peak_eflops, hours), "0.3451");
}
END_TEST

START_TEST(section_3_9_gpt_4)
{
    double peak_eflops = sheet_of(part("nvidia-a100-sxm4-80gb"), 25000).bf16_eflops;
    double flop = workload_run_flop(peak_eflops, 0.34, 2280);
    PRINTED(flop / 1e25, "2.177");
    PRINTED((flop / budget("gpt-4") - 1) * 100, "3.7");
    PRINTED(workload_training_days(budget("gpt-4"), peak_eflops, 0.34), "91.6");
}
END_TEST

START_TEST(section_3_9_deepseek_v3)
{
    struct sheet h800 = sheet_of(part("nvidia-h800-sxm"), 2048);
    double flop = workload_training_flop(37e9, 14.8e12), hours = 2.788e6 / 2048;
    PRINTED(flop / 1e24, "3.286");
    PRINTED(hours / 24, "56.7");
    PRINTED(workload_implied_mfu(flop, h800.bf16_eflops, hours), "0.3309");
    PRINTED(workload_implied_mfu(flop, h800.rate8_eflops, hours), "0.1654");
}
END_TEST

START_TEST(section_3_9_gpt_3_and_nemotron_4)
{
    double v100s = sheet_of(part("nvidia-v100-sxm2-32gb"), 10000).bf16_eflops;
    double h100s = sheet_of(part("nvidia-h100-sxm"), 6144).bf16_eflops;
    PRINTED(workload_implied_mfu(budget("gpt-3"), v100s, 355.2), "0.1964");
    PRINTED(workload_implied_mfu(budget("nemotron-4-340b"), h100s, 2200), "0.374");
}
END_TEST

/* --- pitfalls ---------------------------------------------------------------------------------------------------- */

/* Makers print rates with sparsity, twice the dense ones. H100: 528 tensor cores * 512 FMA * 2 * 1.830 GHz. */
START_TEST(pitfall_dense_not_sparse)
{
    PRINTED(528 * 512 * 2 * 1.830e-3, "989.4");
    PRINTED(432 * 256 * 2 * 1.410e-3, "311.9");
    EXACT(part("nvidia-h100-sxm")->bf16_tflops, 989.4);
    EXACT(part("nvidia-h200-sxm")->bf16_tflops, 989.4); /* not 1,979 */
    EXACT(part("nvidia-h200-sxm")->fp8_tflops, 1979);   /* not 3,958 */
    EXACT(part("nvidia-b200-sxm")->fp8_tflops, 4500);   /* not 9,000 */
    EXACT(part("nvidia-b300-sxm")->fp8_tflops, 4500);   /* not 7,000 */
    EXACT(part("nvidia-a100-sxm4-80gb")->bf16_tflops, 312);
}
END_TEST

/* GB300 and B300 have INT8 cut to a thirtieth; by it a cluster of 550,000 would be 852,097 H100. */
START_TEST(pitfall_8_bit_is_the_best_of_fp8_and_int8)
{
    const struct accelerator *gb200 = part("nvidia-gb200-gpu"), *gb300 = part("nvidia-gb300-gpu");
    ck_assert_double_eq(equivalents_figure(EQUIVALENT_H100_8BIT, gb300), 5000);
    ck_assert_double_eq(equivalents_figure(EQUIVALENT_H100_8BIT, part("nvidia-b300-sxm")), 4500);
    ck_assert(gb300->int8_tops < 200 && part("nvidia-b300-sxm")->int8_tops < 200);
    double by_int8 = capacity_equivalents(330000, gb200->int8_tops, 1979) +
                     capacity_equivalents(220000, gb300->int8_tops, 1979);
    PRINTED(by_int8, "852,097");
    PRINTED(sheet_of(gb200, 330000).h100e + sheet_of(gb300, 220000).h100e, "1,389,591");
}
END_TEST

START_TEST(pitfall_units_are_decimal)
{
    EXACT(capacity_memory_pb(1, 1), 1e-6);            /* 1 GB = 1e9 bytes, 1 PB = 1e15 */
    EXACT(capacity_throughput_eflops(1, 1), 1e-6);    /* 1 TFLOP/s = 1e12, 1 EFLOP/s = 1e18 */
    EXACT(capacity_memory_pb(1e6, 96), 96);           /* not 93.75, as 1,024 would have it */
    EXACT(workload_training_days(86400e18, 1, 1), 1); /* 1 EFLOP/s for a day */
}
END_TEST

START_TEST(pitfall_null_stays_null)
{
    struct sheet sheet = sheet_of(part("nvidia-rtx-6000d"), 1000);
    ck_assert(isnan(sheet.bf16_eflops) && isnan(sheet.rate8_eflops) && isnan(sheet.h100e) && isnan(sheet.tpp) &&
              isnan(sheet.b300e) && isnan(days("gpt-4", &sheet)));
    EXACT(sheet.memory_pb, 0.084); /* what is known stays known */
    ck_assert(isnan(part("nvidia-b200-sxm")->perf_density)); /* Blackwell's die area is not published */
    ck_assert_pstr_eq(capacity_control_text(capacity_control_class(NAN, NAN, CAPACITY_DATACENTER_YES)), NULL);
}
END_TEST

/* "NVL144" counts dies; 72 packages are in the rack, which is what is shipped and counted. */
START_TEST(pitfall_nvl144_is_72_packages)
{
    struct goods goods;
    struct slice none = {NULL, 0};
    goods_find(catalogue, slice_of("VERA RUBIN NVL144 RACK"), none, none, &goods);
    ck_assert_ptr_nonnull(goods.system);
    ck_assert_double_eq(goods.system->accelerators, 72);
    ck_assert_double_eq(goods.per_item.mid, 72);
}
END_TEST

/* Two dies in one package are one chip and one circuit: TPP is not doubled, density is over both dies. */
START_TEST(pitfall_910c_has_two_dies_in_one_package)
{
    const struct accelerator *c = part("huawei-ascend-910c"), *b2 = part("huawei-ascend-910b2");
    ck_assert_double_eq(c->circuits_per_unit, 1);
    EXACT(c->die_area_mm2, 2 * b2->die_area_mm2);
    EXACT(c->bf16_tflops, 2 * b2->bf16_tflops);
    EXACT(sheet_of(c, 1000).tpp, 12032000);
    PRINTED(capacity_perf_density(c->tpp, c->die_area_mm2), "9.038");
    ck_assert_double_eq(part("nvidia-b200-sxm")->circuits_per_unit, 1);
    ck_assert_double_eq(whole("huawei-cloudmatrix-384")->accelerators, 384);
}
END_TEST

/* The A16 is a card with four circuits: TPP of a rule is that of one, the aggregate counts them all. */
START_TEST(pitfall_cards_with_several_circuits)
{
    const struct accelerator *a16 = part("nvidia-a16");
    double rates[CAPACITY_PRECISION_COUNT];
    catalogue_rates(a16, rates);
    EXACT(capacity_tpp_of_rates(rates, NULL), 277.8);
    EXACT(capacity_tpp(100, a16->circuits_per_unit, a16->tpp), 100 * 4 * 277.8);
    EXACT(capacity_throughput_eflops(100, a16->int8_tops), 100 * 138.9e-6);
}
END_TEST

/* Known to be none, not unknown: rules that ask for DRAM bandwidth have their answer. */
START_TEST(pitfall_sram_parts_have_no_dram_bandwidth)
{
    static const char *const keys[] = {"groq-lpu-v1", "cerebras-wse2", "cerebras-wse3", "graphcore-gc200",
                                       "graphcore-bow"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        ck_assert_msg(part(keys[i])->dram_bandwidth_gbs == 0, "%s", keys[i]);
    ck_assert(isnan(part("kunlun-p800")->dram_bandwidth_gbs));
    ck_assert_double_eq(capacity_bandwidth_pbs(1000, part("groq-lpu-v1")->dram_bandwidth_gbs), 0);
}
END_TEST

/* The maker publishes no rate. Who wants Epoch AI's 654 TOPS asks for them by name: $390 M of one quarter, 31,859
 * units. */
START_TEST(pitfall_mi308x_is_null_unless_assumed_by_name)
{
    const struct accelerator *mi308x = part("amd-mi308x");
    ck_assert(isnan(sheet_of(mi308x, 31859).h100e) && isnan(sheet_of(mi308x, 31859).tpp));
    PRINTED(capacity_equivalents(31859, assumed(ASSUMPTION_MI308X_RATE_8BIT),
                                 equivalents_figure(EQUIVALENT_H100_8BIT, catalogue->h100)), "10,528");
    PRINTED(capacity_chip_power_mw(31859, mi308x->tdp_w), "23.9");
}
END_TEST

/* TF32 is held in 32 bits and used with 19. Counted at 32, Trainium3 would pass 21,000. */
START_TEST(pitfall_tf32_is_no_precision_of_tpp)
{
    double rates[CAPACITY_PRECISION_COUNT];
    catalogue_rates(part("aws-trainium2"), rates);
    EXACT(capacity_tpp_of_rates(rates, NULL), 10672);
    EXACT(rates[CAPACITY_TF32] * 32, 21344);
    catalogue_rates(part("aws-trainium3"), rates);
    EXACT(capacity_tpp_of_rates(rates, NULL), 20136);
    EXACT(rates[CAPACITY_TF32] * 32, 21472);
    ck_assert(isnan(capacity_precision_bits(CAPACITY_TF32)));
}
END_TEST

/* 81 TPP lie between these and a ceiling of 21,000: 2,614.9 TFLOP/s are within, 2,625 are not. */
START_TEST(pitfall_mi300x_is_close_to_the_ceiling)
{
    PRINTED(21000 - part("amd-mi300x")->tpp, "81");
    EXACT(part("amd-mi325x")->tpp, part("amd-mi300x")->tpp);
    ck_assert(capacity_tpp_of_rate(2625, 8) >= 21000);
}
END_TEST

/* 392 and 784 GB/s are links of the Ascends; some pages call them memory bandwidth. */
START_TEST(pitfall_links_are_no_memory_bandwidth)
{
    ck_assert_double_eq(part("huawei-ascend-910b1")->memory_bandwidth_gbs, 1600);
    ck_assert_double_eq(part("huawei-ascend-910b1")->interconnect_gbs, 392);
    ck_assert_double_eq(part("huawei-ascend-910c")->memory_bandwidth_gbs, 3200);
    ck_assert_double_eq(part("huawei-ascend-910c")->interconnect_gbs, 784);
}
END_TEST

/* 1.82 is Hopper's: others have their own, from systems.csv. */
START_TEST(pitfall_overhead_is_of_the_system)
{
    EXACT(part("nvidia-h200-sxm")->overhead_ratio, assumed(ASSUMPTION_OVERHEAD));
    EXACT(part("nvidia-a100-sxm4-80gb")->overhead_ratio, 2.03);
    EXACT(whole("nvidia-gb200-nvl72")->overhead_ratio, 1.39);
    ck_assert(isnan(part("huawei-ascend-910b2")->overhead_ratio)); /* not stated: then the assumption holds */
}
END_TEST

/* A server costs 1.64 times its accelerators: 8 servers of 8 at $27,000 a chip are 64 chips, not 105. */
START_TEST(pitfall_servers_are_not_divided_by_a_price_of_chips)
{
    double servers_usd = capacity_server_cost_usd(capacity_chip_cost_usd(64, 27000), assumed(ASSUMPTION_SERVER_COST));
    EXACT(capacity_units_of_value(servers_usd / assumed(ASSUMPTION_SERVER_COST), 27000), 64);
    PRINTED(capacity_units_of_value(servers_usd, 27000), "105");
}
END_TEST

/* Sheets of 2023 print the H100 NVL as a pair. */
START_TEST(pitfall_h100_nvl_is_one_card)
{
    ck_assert_double_eq(part("nvidia-h100-nvl")->memory_gb, 94);
    EXACT(part("nvidia-h100-nvl")->fp8_tflops, 1671);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("capacity examples");
    TCase *sections = tcase_create("sections"), *pitfalls = tcase_create("pitfalls");
    tcase_add_unchecked_fixture(sections, load, unload);
    tcase_add_test(sections, section_2_7_published_power);
    tcase_add_test(sections, section_2_9_ridge_points);
    tcase_add_test(sections, section_3_1_hardware);
    tcase_add_test(sections, section_3_1_power);
    tcase_add_test(sections, section_3_1_cost);
    tcase_add_test(sections, section_3_1_training);
    tcase_add_test(sections, section_3_2_a_million_h20);
    tcase_add_test(sections, section_3_3_eight_hgx_h200);
    tcase_add_test(sections, section_3_4_boards_servers_cards);
    tcase_add_test(sections, section_3_4_racks_and_pods);
    tcase_add_test(sections, section_3_4_only_fp4_is_known_of_the_5090d);
    tcase_add_loop_test(sections, section_3_5_classification_matrix, 0, (int)(sizeof matrix / sizeof *matrix));
    tcase_add_test(sections, section_3_5_what_decides);
    tcase_add_test(sections, section_3_6_caps);
    tcase_add_test(sections, section_3_6_half_of_the_volume);
    tcase_add_test(sections, section_3_7_value_to_count);
    tcase_add_test(sections, section_3_8_inference);
    tcase_add_test(sections, section_3_9_llama_3);
    tcase_add_test(sections, section_3_9_gpt_4);
    tcase_add_test(sections, section_3_9_deepseek_v3);
    tcase_add_test(sections, section_3_9_gpt_3_and_nemotron_4);
    tcase_add_unchecked_fixture(pitfalls, load, unload);
    tcase_add_test(pitfalls, pitfall_dense_not_sparse);
    tcase_add_test(pitfalls, pitfall_8_bit_is_the_best_of_fp8_and_int8);
    tcase_add_test(pitfalls, pitfall_units_are_decimal);
    tcase_add_test(pitfalls, pitfall_null_stays_null);
    tcase_add_test(pitfalls, pitfall_nvl144_is_72_packages);
    tcase_add_test(pitfalls, pitfall_910c_has_two_dies_in_one_package);
    tcase_add_test(pitfalls, pitfall_cards_with_several_circuits);
    tcase_add_test(pitfalls, pitfall_sram_parts_have_no_dram_bandwidth);
    tcase_add_test(pitfalls, pitfall_mi308x_is_null_unless_assumed_by_name);
    tcase_add_test(pitfalls, pitfall_tf32_is_no_precision_of_tpp);
    tcase_add_test(pitfalls, pitfall_mi300x_is_close_to_the_ceiling);
    tcase_add_test(pitfalls, pitfall_links_are_no_memory_bandwidth);
    tcase_add_test(pitfalls, pitfall_overhead_is_of_the_system);
    tcase_add_test(pitfalls, pitfall_servers_are_not_divided_by_a_price_of_chips);
    tcase_add_test(pitfalls, pitfall_h100_nvl_is_one_card);
    suite_add_tcase(suite, sections);
    suite_add_tcase(suite, pitfalls);
    return suite_run(suite);
}
