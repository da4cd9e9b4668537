/*
 * The formulas of computing capacity: pure functions of doubles. Nothing here knows a record, a catalogue or a unit of
 * trade.
 *
 * Unknown is NAN: what is NAN goes in, NAN comes out, and the caller writes "not stated". An infinity never comes out
 * of finite input in range. Units are decimal: 1 EFLOP/s = 1e18, 1 PB = 1e15 bytes, 1 MW = 1e6 W. Rates are dense,
 * without sparsity. Costs: some multiplications. Any thread.
 *
 * The worked example in each comment is that of 400,000 H200 SXM (989.4 TFLOP/s BF16, 1,979 FP8, 141 GB, 4,800 GB/s,
 * 700 W, TPP 15,832) where nothing else is said. Constants stand in one table in capacity.c with source and date;
 * changing one, or a formula, changes METHOD_NUMBER in enrichment.c.
 */
#ifndef CONSUMERS_CAPACITY_CAPACITY_H
#define CONSUMERS_CAPACITY_CAPACITY_H

#include <stdbool.h>

/* Peak dense throughput, EFLOP/s.
 *   chips      accelerators, 0..1e9
 *   rate_tflops  TFLOP/s (or TOPS) of one accelerator at the precision asked for, 0..1e6
 * chips * rate / 1e6. Source: definition. 400,000 * 989.4 / 1e6 = 395.76 EFLOP/s. */
double capacity_throughput_eflops(double chips, double rate_tflops);

/* Memory, PB: chips * memory_gb / 1e6 with memory of one accelerator in GB. Vendors that count in GiB are up to 7 %
 * low. 400,000 * 141 GB = 56.4 PB. */
double capacity_memory_pb(double chips, double memory_gb);

/* Memory bandwidth, PB/s: chips * bandwidth_gbs / 1e6 with GB/s of one accelerator. 400,000 * 4,800 GB/s = 1,920
 * PB/s. */
double capacity_bandwidth_pbs(double chips, double bandwidth_gbs);

/* Thermal design power of the accelerators alone, MW: chips * tdp_w / 1e6. 400,000 * 700 W = 280 MW. Real draw is
 * lower, about three quarters of nameplate (Epoch AI). */
double capacity_chip_power_mw(double chips, double tdp_w);

/* Power of the facility at nameplate, MW: chip power * overhead * PUE.
 *   overhead_ratio  server power / TDP of its accelerators, 1..3. Hopper 1.82 = 10.2 kW DGX H100 / (8 * 700 W)
 *   pue_ratio       facility / IT power, 1..2: capacity_pue_ratio
 * Source: Epoch AI, GPU clusters (2025). 280 MW * 1.82 * 1.10 = 560.56 MW. Uncertainty about 30 %. */
double capacity_facility_power_mw(double chip_power_mw, double overhead_ratio, double pue_ratio);

/* Power usage effectiveness of AI data centres in a calendar year: 1.14 up to 2023, 1.12 in 2024, 1.10 from 2025.
 * Source: Epoch AI, GPU clusters documentation (2025). Year 2026 -> 1.10. */
double capacity_pue_ratio(int year);

/* Overhead of a server where the catalogue states none for the product: the Hopper convention, 1.82. */
double capacity_default_overhead_ratio(void);

/* Dense 8-bit rate of an accelerator, TOPS: the greatest of FP8, INT8 and BF16 of those that are known; NAN if none
 * is. FP8 matters: B300 has INT8 cut to 157.5 TOPS and 4,500 TFLOP/s FP8. BF16 counts where there is no 8-bit unit
 * (V100: 125). */
double capacity_rate_8bit_tops(double fp8_tflops, double int8_tops, double bf16_tflops);

/* H100-equivalents: chips * rate_8bit_tops / 1,979, by dense 8-bit throughput. Source: Epoch AI, AI chip sales (2026).
 * 400,000 H200 -> 400,000; 1,000,000 H20 (296) -> 149,570.5. */
double capacity_h100e(double chips, double rate_8bit_tops);

/* Total processing performance of one integrated circuit: rate in TOPS * bit length. Source: 88 FR 73458, technical
 * notes to 3A090 (TPP = 2 * MacTOPS * bits; a published rate counts a multiply-accumulate as two). 1,979 * 8 =
 * 15,832. */
double capacity_tpp_of_rate(double rate_tops, double bits);

/* Aggregate TPP: chips * circuits per unit * TPP of one circuit. 400,000 * 15,832 = 6,332,800,000. */
double capacity_tpp(double chips, double circuits_per_unit, double tpp);

enum capacity_control {
    CAPACITY_CONTROL_UNKNOWN, /* a figure that decides is not known */
    CAPACITY_CONTROL_NONE,
    CAPACITY_CONTROL_3A090_A,
    CAPACITY_CONTROL_3A090_B,
};

enum capacity_datacenter { CAPACITY_DATACENTER_UNKNOWN, CAPACITY_DATACENTER_NO, CAPACITY_DATACENTER_YES };

/* Outcome of the numeric test of the October 2023 rule, "as if subject to it" for parts that are not American.
 *   tpp           TPP of one circuit, NAN if unknown
 *   perf_density  TPP / applicable die area in mm2, NAN if unknown
 *   datacenter    designed or marketed for data centres (Note 2)
 * Source: 88 FR 73458, 3A090.a.1-2, b.1-2, Note 2 (in force since 2023-11-17).
 * H200 (15,832; 19.45) -> a; L4 (1,936; 6.585) -> a; A30 (2,644; 3.201) -> b; H20 (2,368; 2.909) -> none;
 * RTX 4090D (4,706.4, not for data centres) -> none. */
enum capacity_control capacity_control_class(double tpp, double perf_density, enum capacity_datacenter datacenter);

/* "3A090.a", "3A090.b", "none"; NULL for unknown. */
const char *capacity_control_text(enum capacity_control control);

/* Units that a value buys: value_usd / price_usd. $10,000 M at $25,000 -> 400,000. */
double capacity_units_of_value(double value_usd, double price_usd);

/* A price band as a lognormal. `low` and `high` bound `interval_percent` (80, 90) of it. Source: Epoch AI's
 * convention. mu = (ln low + ln high) / 2; sigma = ln(high / low) / (2 z); p5, p95 = exp(mu -+ 1.644854 sigma); mean
 * = exp(mu + sigma^2 / 2). 22,000..30,000 at 80 %: median 25,690.47, p5 21,053.78, p95 31,348.29, mean 25,879.25. */
struct capacity_price {
    double p5, median, p95, mean; /* USD */
};
struct capacity_price capacity_price_of_band(double low_usd, double high_usd, double interval_percent);

#endif
