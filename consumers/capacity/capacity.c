#include "consumers/capacity/capacity.h"

#include <math.h>

/* The constants: value, source, date. */
static const struct {
    const char *name;
    double bits; /* 88 FR 73458, technical notes to 3A090; NAN: left out */
} precisions[CAPACITY_PRECISION_COUNT] = {
    [CAPACITY_INT8] = {"int8", 8},   [CAPACITY_FP8] = {"fp8", 8},   [CAPACITY_BF16] = {"bf16", 16},
    [CAPACITY_FP32] = {"fp32", 32},  [CAPACITY_FP64] = {"fp64", 64}, [CAPACITY_FP6] = {"fp6", 6},
    [CAPACITY_FP4] = {"fp4", 4},     [CAPACITY_INT4] = {"int4", 4}, [CAPACITY_TF32] = {"tf32", (double)NAN},
};

static const struct {
    int from_year;
    double pue_ratio;
} pue_by_year[] = {{2025, 1.10}, {2024, 1.12}}; /* Epoch AI GPU clusters, 2025 */
static const double pue_before = 1.14;

/* Thresholds of 88 FR 73458. */
static const double tpp_a1 = 4800, tpp_b1 = 2400, tpp_floor = 1600;
static const double density_a2 = 5.92, density_b1 = 1.6, density_b2 = 3.2;

static const double per_million = 1e-6, hours_per_year = 8760, kwh_per_mwh = 1000;

/* Products that differ by no more are the same: 1,961.2 * 8 and 980.6 * 16. */
static const double rounding_ratio = 1e-12;

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

double capacity_server_power_mw(double chip_power_mw, double overhead_ratio)
{
    return chip_power_mw * overhead_ratio;
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

double capacity_energy_mwh(double facility_power_mw, double load_factor_ratio)
{
    return facility_power_mw * hours_per_year * load_factor_ratio;
}

double capacity_electricity_usd(double energy_mwh, double price_usd_kwh)
{
    return energy_mwh * kwh_per_mwh * price_usd_kwh;
}

double capacity_chip_cost_usd(double chips, double price_usd)
{
    return chips * price_usd;
}

double capacity_server_cost_usd(double chip_cost_usd, double server_ratio)
{
    return chip_cost_usd * server_ratio;
}

double capacity_cluster_cost_usd(double server_cost_usd, double server_share_ratio)
{
    return capacity_divide(server_cost_usd, server_share_ratio);
}

double capacity_duty_usd(double value_usd, double duty_ratio)
{
    return value_usd * duty_ratio;
}

double capacity_rate_8bit_tops(double fp8_tflops, double int8_tops, double bf16_tflops)
{
    return fmax(fmax(fp8_tflops, int8_tops), bf16_tflops); /* fmax takes the known one of a number and a NAN */
}

double capacity_equivalents(double chips, double figure, double reference_figure)
{
    return capacity_divide(chips * figure, reference_figure);
}

const char *capacity_precision_name(enum capacity_precision precision)
{
    return precisions[precision].name;
}

double capacity_precision_bits(enum capacity_precision precision)
{
    return precisions[precision].bits;
}

double capacity_tpp_of_rate(double rate_tops, double bits)
{
    return rate_tops * bits;
}

double capacity_tpp_of_rates(const double rates[CAPACITY_PRECISION_COUNT], enum capacity_precision *decides)
{
    double most = NAN;
    for (int i = 0; i < CAPACITY_PRECISION_COUNT; i++) {
        double tpp = capacity_tpp_of_rate(rates[i], precisions[i].bits);
        if (isnan(tpp) || tpp <= most * (1 + rounding_ratio))
            continue;
        most = tpp;
        if (decides)
            *decides = (enum capacity_precision)i;
    }
    return most;
}

double capacity_perf_density(double tpp, double die_area_mm2)
{
    return capacity_divide(tpp, die_area_mm2);
}

double capacity_aggregate_io_gbs(double link_gbs, double host_gbs)
{
    return link_gbs + host_gbs;
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
    enum capacity_control control = control_by_density(tpp, perf_density);
    bool note2_matters = control != CAPACITY_CONTROL_NONE; /* it exempts only what would be controlled */
    return datacenter == CAPACITY_DATACENTER_UNKNOWN && note2_matters ? CAPACITY_CONTROL_UNKNOWN : control;
}

const char *capacity_control_text(enum capacity_control control)
{
    static const char *const texts[] = {0, "none", "3A090.a", "3A090.b"};
    return texts[control];
}

double capacity_units_of_value(double value_usd, double price_usd)
{
    return capacity_divide(value_usd, price_usd);
}
