#include "consumers/capacity/published.h"

#include <math.h>

#include "consumers/capacity/equivalents.h"
#include "consumers/capacity/figure_text.h"

enum { TERMS_MAX = 4 };

enum kind {
    KIND_UNITS, KIND_H100E, KIND_CHIP_POWER, KIND_FACILITY_POWER, KIND_BF16, KIND_FP8, KIND_FP4, KIND_MEMORY,
    KIND_BANDWIDTH, KIND_TPP, KIND_OF_CAP, KIND_COST, KIND_H100E_ASSUMED, KIND_COUNT
};

struct term {
    const char *key; /* of accelerators.csv */
    double count;    /* units; of KIND_OF_CAP the cap, in TPP */
};

#define A100 "nvidia-a100-sxm4-80gb"
#define A800 "nvidia-a800-sxm4-80gb"
#define H800 "nvidia-h800-sxm"
#define H100 "nvidia-h100-sxm"
#define H200 "nvidia-h200-sxm"
#define H20 "nvidia-h20-96gb"
#define GB200 "nvidia-gb200-gpu"
#define GB300 "nvidia-gb300-gpu"

static const char sales[] = "Epoch AI, AI chip sales (April 2026)", clusters[] = "Epoch AI, GPU clusters (2025)";
static const char models[] = "Epoch AI, Notable AI Models (July 2026)", exact[] = "exact";

static const double rounding = 1e-5; /* of the last digit that they print */

static const struct row {
    const char *what, *unit;
    double value;
    enum kind kind;
    int year;          /* of the PUE */
    double tolerance_ratio;
    const char *agreement, *source;
    struct term terms[TERMS_MAX];
} rows[] = {
    {"China, H20 through Q4 2025", "H100e", 222844, KIND_H100E, 0, rounding, exact, sales, {{H20, 1489899}}},
    {"China, H20 through Q4 2025", "MW", 595.96, KIND_CHIP_POWER, 0, rounding, exact, sales, {{H20, 1489899}}},
    {"China, A800", "H100e", 38285, KIND_H100E, 0, rounding, exact, sales, {{A800, 121421}}},
    {"China, A100", "H100e", 22922, KIND_H100E, 0, rounding, exact, sales, {{A100, 72697}}},
    {"China, H800", "H100e", 115430, KIND_H100E, 0, rounding, exact, sales, {{H800, 115430}}},
    {"China, Nvidia in all", "units", 1805354, KIND_UNITS, 0, 0.0034, "0.33 %: medians do not add", sales,
     {{H20, 1489899}, {A800, 121421}, {A100, 72697}, {H800, 115430}}},
    {"China, Nvidia in all", "H100e", 401698, KIND_H100E, 0, 0.0057, "0.56 %: medians do not add", sales,
     {{H20, 1489899}, {A800, 121421}, {A100, 72697}, {H800, 115430}}},
    {"China, Nvidia in all", "MW", 757, KIND_CHIP_POWER, 0, 0.0035, "0.34 %: medians do not add", sales,
     {{H20, 1489899}, {A800, 121421}, {A100, 72697}, {H800, 115430}}},
    {"MI308X, one quarter", "H100e", 10523, KIND_H100E_ASSUMED, 0, 0.0006, "0.05 %, with 654 TOPS assumed", sales,
     {{"amd-mi308x", 31859}}},
    {"MI308X, one quarter", "MW", 23.9, KIND_CHIP_POWER, 0, 0.001, exact, sales, {{"amd-mi308x", 31859}}},
    {"Colossus phase 1, 100,000 H100", "MW", 142.688, KIND_FACILITY_POWER, 2024, 1e-9, exact, clusters, {{H100, 100000}}},
    {"Colossus phase 1", "BF16 EFLOP/s", 98.9, KIND_BF16, 0, 0.0005, exact, clusters, {{H100, 100000}}},
    {"Colossus phase 2, 200,000 Hopper", "MW", 280.28, KIND_FACILITY_POWER, 2025, 1e-9, exact, clusters, {{H100, 200000}}},
    {"Colossus phase 2", "BF16 EFLOP/s", 198, KIND_BF16, 0, 0.002, exact, clusters, {{H100, 200000}}},
    {"Colossus phase 2", "FP8 EFLOP/s", 396, KIND_FP8, 0, 0.002, exact, clusters, {{H100, 200000}}},
    {"Colossus phase 3, 30,000 GB200 more", "MW", 352.352, KIND_FACILITY_POWER, 2025, 1e-9, exact, clusters,
     {{H100, 200000}, {GB200, 30000}}},
    {"Colossus phase 3", "H100e", 275796, KIND_H100E, 0, rounding, exact, clusters, {{H100, 200000}, {GB200, 30000}}},
    {"Colossus phase 3", "FP8 EFLOP/s", 546, KIND_FP8, 0, 0.001, exact, clusters, {{H100, 200000}, {GB200, 30000}}},
    {"Colossus 2 phase 1, 110,000 GB200", "MW", 264.264, KIND_FACILITY_POWER, 2025, 1e-9, exact, clusters, {{GB200, 110000}}},
    {"Colossus 2 phase 1", "H100e", 277918, KIND_H100E, 0, rounding, exact, clusters, {{GB200, 110000}}},
    {"Colossus 2 phase 2, 330,000 GB200, 220,000 GB300", "MW", 1409.408, KIND_FACILITY_POWER, 2025, 1e-9,
     exact, clusters, {{GB200, 330000}, {GB300, 220000}}},
    {"Colossus 2 phase 2", "H100e", 852097, KIND_H100E, 0, NAN, "their slip: 165 INT8 TOPS for a GB300, not FP8", clusters,
     {{GB200, 330000}, {GB300, 220000}}},
    {"Training of Llama 3.1 405B, 16,384 H100", "MW", 22.62, KIND_FACILITY_POWER, 2025, 0.02, "1 to 2 %: PUE 1.084", models,
     {{H100, 16384}}},
    {"Training of Grok 3, 80,000 H100", "MW", 109.95, KIND_FACILITY_POWER, 2025, 0.02, "1 to 2 %: PUE 1.079", models,
     {{H100, 80000}}},
    {"Training of Nemotron-4, 6,144 H100", "MW", 8.49, KIND_FACILITY_POWER, 2025, 0.02, "1 to 2 %: PUE 1.085", models,
     {{H100, 6144}}},
    {"Training of DeepSeek-V3, 2,048 H800", "MW", 2.818, KIND_FACILITY_POWER, 2025, 0.02, "1 to 2 %: PUE 1.080", models,
     {{H800, 2048}}},
    {"BIS: 790 million TPP are about", "H100", 50000, KIND_OF_CAP, 0, 0.0021, "0.21 %", "90 FR 4544", {{H100, 790e6}}},
    {"BIS: 26.9 million TPP are about", "H100", 1700, KIND_OF_CAP, 0, 0.0021, "0.21 %", "90 FR 4544", {{H100, 26.9e6}}},
    {"TPP of an H200", "TPP", 15840, KIND_TPP, 0, 0.0006, "0.05 %", "IFP, The B30A Decision", {{H200, 1}}},
    {"TPP of a B300, on a GB300 board", "TPP", 60000, KIND_TPP, 0, 1e-9, exact, "IFP, The B30A Decision", {{GB300, 1}}},
    {"TPP of a B30A, half a B300", "TPP", 30000, KIND_TPP, 0, 1e-9, exact, "IFP, The B30A Decision", {{GB300, 0.5}}},
    {"TPP of an Ascend 910C", "TPP", 12032, KIND_TPP, 0, 1e-9, exact, "Bernstein, by Reuters", {{"huawei-ascend-910c", 1}}},
    {"TPP of an H20", "TPP", 2368, KIND_TPP, 0, 1e-9, exact, "Bernstein, by Reuters", {{H20, 1}}},
    {"A3 SuperPoD, 384 Ascend 910C", "FP16 EFLOP/s", 0.2887, KIND_BF16, 0, 0.0003, "exact: the vendor truncates", "Huawei",
     {{"huawei-ascend-910c", 384}}},
    {"A3 SuperPoD", "PB", 0.048, KIND_MEMORY, 0, 0.025, "49,152 GB / 1,024: the vendor counts in 1,024s", "Huawei",
     {{"huawei-ascend-910c", 384}}},
    {"GB200 NVL72, sparse halved", "FP4 EFLOP/s", 0.72, KIND_FP4, 0, 1e-9, exact, "Nvidia", {{GB200, 72}}},
    {"GB200 NVL72", "PB", 0.0134, KIND_MEMORY, 0, 0.001, exact, "Nvidia", {{GB200, 72}}},
    {"GB200 NVL72", "PB/s", 0.576, KIND_BANDWIDTH, 0, 1e-9, exact, "Nvidia", {{GB200, 72}}},
    {"2,000,000 H200 on order", "USD", 54e9, KIND_COST, 0, 1e-9, "exact at $27,000", "Reuters", {{H200, 2e6}}},
};

static const double trade_price_usd = 27000; /* of an H200 for China in the trade, 2026 */

static double term_of(const struct catalogue *catalogue, const struct row *row, const struct accelerator *a, double count)
{
    const struct assumption_row *assumptions = catalogue->assumptions.rows;
    double power_mw = capacity_chip_power_mw(count, a->tdp_w);
    switch (row->kind) {
    case KIND_H100E:
        return equivalents_of(catalogue, EQUIVALENT_H100_8BIT, a, count);
    case KIND_H100E_ASSUMED:
        return capacity_equivalents(count, assumptions[ASSUMPTION_MI308X_RATE_8BIT].value,
                                    equivalents_figure(EQUIVALENT_H100_8BIT, catalogue->h100));
    case KIND_CHIP_POWER:
        return power_mw;
    case KIND_FACILITY_POWER: /* by the publisher's one convention, also where the catalogue knows a server's own */
        return capacity_facility_power_mw(power_mw, assumptions[ASSUMPTION_OVERHEAD].value, capacity_pue_ratio(row->year));
    case KIND_BF16:
        return capacity_throughput_eflops(count, a->bf16_tflops);
    case KIND_FP8:
        return capacity_throughput_eflops(count, a->fp8_tflops);
    case KIND_FP4:
        return capacity_throughput_eflops(count, a->fp4_tflops);
    case KIND_MEMORY:
        return capacity_memory_pb(count, a->memory_gb);
    case KIND_BANDWIDTH:
        return capacity_bandwidth_pbs(count, a->memory_bandwidth_gbs);
    case KIND_TPP:
        return capacity_tpp(count, a->circuits_per_unit, a->tpp);
    case KIND_OF_CAP:
        return capacity_divide(count, capacity_tpp(1, a->circuits_per_unit, a->tpp));
    case KIND_COST:
        return capacity_chip_cost_usd(count, trade_price_usd);
    case KIND_UNITS:
    case KIND_COUNT:
        break;
    }
    return count;
}

size_t published_count(void)
{
    return sizeof rows / sizeof *rows;
}

struct published published_row(const struct catalogue *catalogue, size_t number)
{
    const struct row *row = &rows[number];
    double ours = 0;
    for (size_t i = 0; i < TERMS_MAX && row->terms[i].key; i++) {
        const struct accelerator *a = catalogue_accelerator(catalogue, slice_of(row->terms[i].key));
        ours += a ? term_of(catalogue, row, a, row->terms[i].count) : (double)NAN;
    }
    return (struct published){row->what, row->unit, row->source, row->agreement, row->value, ours, row->tolerance_ratio};
}

bool published_agrees(const struct published *row)
{
    return fabs(capacity_divide(row->ours, row->value) - 1) <= row->tolerance_ratio;
}

void published_print(const struct catalogue *catalogue, struct buffer *out)
{
    char value[FIGURE_BYTES], ours[FIGURE_BYTES];
    buffer_format(out, "%-50s%16s %16s %9s  %s\n", "Published by others", "theirs", "ours", "ratio", "unit");
    for (size_t i = 0; i < published_count(); i++) {
        struct published row = published_row(catalogue, i);
        buffer_format(out, "%-50s%16s %16s %9.5f  %s\n      %s [%s]%s\n", row.what, figure_text(row.value, value),
                      figure_text(row.ours, ours), capacity_divide(row.ours, row.value), row.unit, row.agreement, row.source,
                      published_agrees(&row) || isnan(row.tolerance_ratio) ? "" : ": DIFFERS");
    }
}
