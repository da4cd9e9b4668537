#include "consumers/capacity/capacity.h"

#include <math.h>

/* The constants: value, source, date. */
static const double h100_rate_8bit_tops = 1979;   /* Nvidia H100 datasheet, 3,958 sparse / 2; Epoch AI 2026 */
static const double hopper_overhead_ratio = 1.82; /* 10.2 kW DGX H100 / 5.6 kW; Epoch AI GPU clusters, 2025 */
static const double normal_quantile_80 = 1.281552; /* two-sided 80 % of the normal distribution */
static const double normal_quantile_90 = 1.644854; /* two-sided 90 % */

static const struct {
    int from_year;
    double pue_ratio;
} pue_by_year[] = {{2025, 1.10}, {2024, 1.12}}; /* Epoch AI GPU clusters, 2025 */
static const double pue_before = 1.14;

/* Thresholds of 88 FR 73458. */
static const double tpp_a1 = 4800, tpp_b1 = 2400, tpp_floor = 1600;
static const double density_a2 = 5.92, density_b1 = 1.6, density_b2 = 3.2;

static const double per_million = 1e-6;

double capacity_throughput_eflops(double chips, double rate_tflops)
{
    return chips * rate_tflops * per_million;
}

double capacity_memory_pb(double chips, double memory_gb)
{
    return chips * memory_gb * per_million;
}

double capacity_bandwidth_pbs(double chips, double bandwidth_gbs)
{
    return chips * bandwidth_gbs * per_million;
}

double capacity_chip_power_mw(double chips, double tdp_w)
{
    return chips * tdp_w * per_million;
}

double capacity_facility_power_mw(double chip_power_mw, double overhead_ratio, double pue_ratio)
{
    return chip_power_mw * overhead_ratio * pue_ratio;
}

double capacity_pue_ratio(int year)
{
    for (unsigned i = 0; i < sizeof pue_by_year / sizeof *pue_by_year; i++)
        if (year >= pue_by_year[i].from_year)
            return pue_by_year[i].pue_ratio;
    return pue_before;
}

double capacity_default_overhead_ratio(void)
{
    return hopper_overhead_ratio;
}

double capacity_rate_8bit_tops(double fp8_tflops, double int8_tops, double bf16_tflops)
{
    return fmax(fmax(fp8_tflops, int8_tops), bf16_tflops); /* fmax takes the known one of a number and a NAN */
}

double capacity_h100e(double chips, double rate_8bit_tops)
{
    return chips * rate_8bit_tops / h100_rate_8bit_tops;
}

double capacity_tpp_of_rate(double rate_tops, double bits)
{
    return rate_tops * bits;
}

double capacity_tpp(double chips, double circuits_per_unit, double tpp)
{
    return chips * circuits_per_unit * tpp;
}

/* Below TPP 4,800, where performance density decides. */
static enum capacity_control control_by_density(double tpp, double perf_density)
{
    if (isnan(perf_density))
        return CAPACITY_CONTROL_UNKNOWN;
    if (perf_density >= density_a2)
        return CAPACITY_CONTROL_3A090_A;
    if ((tpp >= tpp_b1 && perf_density >= density_b1) || perf_density >= density_b2)
        return CAPACITY_CONTROL_3A090_B;
    return CAPACITY_CONTROL_NONE;
}

enum capacity_control capacity_control_class(double tpp, double perf_density, enum capacity_datacenter datacenter)
{
    if (isnan(tpp))
        return CAPACITY_CONTROL_UNKNOWN;
    if (tpp >= tpp_a1)
        return CAPACITY_CONTROL_3A090_A;
    if (datacenter == CAPACITY_DATACENTER_NO || tpp < tpp_floor)
        return CAPACITY_CONTROL_NONE;
    if (datacenter == CAPACITY_DATACENTER_UNKNOWN)
        return CAPACITY_CONTROL_UNKNOWN;
    return control_by_density(tpp, perf_density);
}

const char *capacity_control_text(enum capacity_control control)
{
    static const char *const texts[] = {0, "none", "3A090.a", "3A090.b"};
    return texts[control];
}

double capacity_units_of_value(double value_usd, double price_usd)
{
    return price_usd > 0 ? value_usd / price_usd : (double)NAN;
}

struct capacity_price capacity_price_of_band(double low_usd, double high_usd, double interval_percent)
{
    double quantile = interval_percent < 85 ? normal_quantile_80 : normal_quantile_90;
    double mu = (log(low_usd) + log(high_usd)) / 2;
    double sigma = log(high_usd / low_usd) / (2 * quantile);
    return (struct capacity_price){exp(mu - normal_quantile_90 * sigma), exp(mu),
                                   exp(mu + normal_quantile_90 * sigma), exp(mu + sigma * sigma / 2)};
}
