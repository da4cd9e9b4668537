/*
 * The formulas of computing capacity: pure functions of doubles. Nothing here knows a record, a catalogue or a unit of
 * trade. What the capacity is used for stands in workload.h, bands and their sums in uncertainty.h, equivalents by
 * name in equivalents.h.
 *
 * Unknown is NAN: what is NAN goes in, NAN comes out, and the caller writes "not stated". An infinity never comes out
 * of finite input in range. Units are decimal: 1 EFLOP/s = 1e18, 1 PB = 1e15 bytes, 1 MW = 1e6 W. Rates are dense,
 * without sparsity. Costs: some multiplications. Any thread.
 *
 * The worked example in each comment is that of 400,000 H200 SXM (989.4 TFLOP/s BF16, 1,979 FP8, 141 GB, 4,800 GB/s,
 * 700 W, TPP 15,832) where nothing else is said. Definitions stand in tables in capacity.c with source and date; what
 * is assumed (assumptions.h) comes in as an argument. Changing a definition or a formula changes METHOD_NUMBER in
 * catalogue.h.
 */
#ifndef CONSUMERS_CAPACITY_CAPACITY_H
#define CONSUMERS_CAPACITY_CAPACITY_H

#include <math.h>
#include <stdbool.h>

/* A quotient in which there may be nothing to divide by: NAN where the divisor is 0, negative or NAN. */
static inline double capacity_divide(double dividend, double divisor)
{
    return divisor > 0 ? dividend / divisor : (double)NAN;
}

/* Peak dense throughput, EFLOP/s.
 *   chips      accelerators, 0..1e9
 *   rate_tflops  TFLOP/s (or TOPS) of one accelerator at the precision asked for, 0..1e6
 * chips * rate / 1e6. Source: definition. 400,000 * 989.4 / 1e6 = 395.76 EFLOP/s. */
double capacity_throughput_eflops(double chips, double rate_tflops);

/* Memory, PB: chips * memory_gb / 1e6 with memory of one accelerator in GB. Vendors that count in GiB are up to 7 %
 * low. 400,000 * 141 GB = 56.4 PB. */
double capacity_memory_pb(double chips, double memory_gb);

/* Bandwidth of memory, or of the scale-up links (both directions together), PB/s: chips * bandwidth_gbs / 1e6 with GB/s
 * of one accelerator. 400,000 * 4,800 GB/s = 1,920 PB/s of memory; 400,000 * 900 GB/s = 360 PB/s of links. */
double capacity_bandwidth_pbs(double chips, double bandwidth_gbs);

/* Thermal design power of the accelerators alone, MW: chips * tdp_w / 1e6. 400,000 * 700 W = 280 MW. Real draw is
 * lower, about three quarters of nameplate (Epoch AI). */
double capacity_chip_power_mw(double chips, double tdp_w);

/* Power of the servers at nameplate, MW: chip power * overhead.
 *   overhead_ratio  server power / TDP of its accelerators, 1..3. Hopper 1.82 = 10.2 kW DGX H100 / (8 * 700 W); A100
 *                   2.03; a rack of 72 GB200 1.4 to 1.6
 * Source: Epoch AI, GPU clusters (2025). 280 MW * 1.82 = 509.6 MW. */
double capacity_server_power_mw(double chip_power_mw, double overhead_ratio);

/* Power of the facility at nameplate, MW: chip power * overhead * PUE.
 *   pue_ratio  facility / IT power, 1..2: capacity_pue_ratio
 * Source: Epoch AI, GPU clusters (2025). 280 MW * 1.82 * 1.10 = 560.56 MW. Uncertainty about 30 %. */
double capacity_facility_power_mw(double chip_power_mw, double overhead_ratio, double pue_ratio);

/* Power usage effectiveness of AI data centres in a calendar year: 1.14 up to 2023, 1.12 in 2024, 1.10 from 2025.
 * Source: Epoch AI, GPU clusters documentation (2025). Year 2026 -> 1.10. */
double capacity_pue_ratio(int year);

/* Energy of a year, MWh: facility_power_mw * 8,760 h * load factor.
 *   load_factor_ratio  average draw / nameplate, 0..1: 0.75 for GPUs, 0.43 for TPUs (Epoch AI)
 * 560.56 MW at 0.75 -> 3,682,879.2 MWh; at full load 4,910,505.6 MWh. */
double capacity_energy_mwh(double facility_power_mw, double load_factor_ratio);

/* What that energy costs, USD: energy_mwh * 1,000 * price of a kWh. 3,682,879.2 MWh at $0.0826 -> $304,205,822. */
double capacity_electricity_usd(double energy_mwh, double price_usd_kwh);

/* Cost of the accelerators alone, USD: chips * price of one. 400,000 * $27,000 = $10.8 bn. */
double capacity_chip_cost_usd(double chips, double price_usd);

/* Cost of the servers, USD: accelerators * ratio.
 *   server_ratio  server / its accelerators, 1..3: 1.64 for H100, 1.66 for A100, 1.69 for V100
 * Never divide the value of servers by the price of a chip without it. Source: Epoch AI, training cost trends (2024).
 * $10.8 bn * 1.64 = $17.712 bn. */
double capacity_server_cost_usd(double chip_cost_usd, double server_ratio);

/* Cost of a cluster, its network included, USD: servers / their share of it.
 *   server_share_ratio  0..1, 0.81: the network is 19 %; NAN comes out of 0
 * Source: Epoch AI, training cost trends (2024). $17.712 bn / 0.81 = $21.867 bn. */
double capacity_cluster_cost_usd(double server_cost_usd, double server_share_ratio);

/* A duty on a declared value, USD: value * rate. 25 % of $10.8 bn = $2.7 bn. */
double capacity_duty_usd(double value_usd, double duty_ratio);

/* Dense 8-bit rate of an accelerator, TOPS: the greatest of FP8, INT8 and BF16 of those that are known; NAN if none
 * is. FP8 matters: B300 has INT8 cut to 157.5 TOPS and 4,500 TFLOP/s FP8. BF16 counts where there is no 8-bit unit
 * (V100: 125). */
double capacity_rate_8bit_tops(double fp8_tflops, double int8_tops, double bf16_tflops);

/* Equivalents of a reference accelerator by any one figure of both: chips * figure / reference figure. What is compared
 * must be said along: equivalents.h names the bases. By dense 8-bit throughput (Epoch AI, AI chip sales, 2026):
 * 1,000,000 H20 (296 TOPS) are 149,570.5 H100 (1,979); by memory bandwidth (4,000 against 3,350 GB/s) 1,194,029.9. NAN
 * comes out of a reference of 0. */
double capacity_equivalents(double chips, double figure, double reference_figure);

/* In the order in which they are named where several decide alike. Rates of INT8 and INT4 are TOPS, others TFLOP/s. */
enum capacity_precision {
    CAPACITY_INT8, CAPACITY_FP8, CAPACITY_BF16, CAPACITY_FP32, CAPACITY_FP64, CAPACITY_FP6, CAPACITY_FP4, CAPACITY_INT4,
    CAPACITY_TF32, CAPACITY_PRECISION_COUNT
};

/* "int8", "fp8", ... */
const char *capacity_precision_name(enum capacity_precision precision);

/* Bit length of an operation in the sense of TPP. TF32 has none, so NAN: its operands are held in 32 bits and used
 * with 19, and it is left out (with it Trainium2 would double). */
double capacity_precision_bits(enum capacity_precision precision);

/* Total processing performance of one integrated circuit: rate in TOPS * bit length. Source: 88 FR 73458, technical
 * notes to 3A090 (TPP = 2 * MacTOPS * bits; a published rate counts a multiply-accumulate as two). 1,979 * 8 =
 * 15,832. */
double capacity_tpp_of_rate(double rate_tops, double bits);

/* TPP of one circuit from what it can do: the largest product of rate and bit length over the precisions that are
 * known; NAN if none is. A chip whose FP4 or FP6 rate is not known may have more: then it is a floor.
 *   rates    dense, of one unit, TFLOP/s or TOPS, by precision; NAN if not known
 *   decides  the precision that gave the maximum; may be NULL, untouched where the result is NAN
 * Divide by circuits per unit first where a unit has several. Source: 88 FR 73458, technical notes to 3A090. H200:
 * FP8 and INT8 1,979 * 8 = 15,832, by INT8; GB300: FP4 15,000 * 4 = 60,000. */
double capacity_tpp_of_rates(const double rates[CAPACITY_PRECISION_COUNT], enum capacity_precision *decides);

/* Performance density, TPP / mm2: of one circuit, over the area of its logic dies on non-planar nodes; NAN if that is
 * not known or 0. Source: 88 FR 73458. 15,832 / 814 = 19.450. */
double capacity_perf_density(double tpp, double die_area_mm2);

/* Aggregate bidirectional transfer rate in the sense of the rule of October 2022, GB/s: all inputs and outputs but
 * memory.
 *   link_gbs  total of the scale-up link, both directions
 *   host_gbs  its PCIe interface, both directions: 64 for x16 of generation 4, 128 of 5; 0 where link_gbs is that
 *             interface already
 * Source: 87 FR 62186, 3A090 as of 2022 (600 GB/s and more, with bits * TOPS of 4,800 and more). A100 600 + 64 = 664;
 * A800 400 + 64 = 464; H100 900 + 128 = 1,028. */
double capacity_aggregate_io_gbs(double link_gbs, double host_gbs);

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

#endif
