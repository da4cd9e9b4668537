#include "consumers/capacity/workload.h"

#include <math.h>

#include "consumers/capacity/capacity.h"

/* Definitions. */
static const double flop_per_parameter_and_token = 6; /* forward 2, backward 4 */
static const double flop_per_parameter = 2;           /* of an answer: a multiplication and an addition */
static const double exa = 1e18, tera = 1e12, giga = 1e9, bits_per_byte = 8;
static const double seconds_per_day = 86400, seconds_per_hour = 3600, days_per_year = 365;

double workload_training_flop(double active_parameters, double tokens)
{
    return flop_per_parameter_and_token * active_parameters * tokens;
}

double workload_training_days(double flop, double throughput_eflops, double mfu_ratio)
{
    return capacity_divide(flop, throughput_eflops * exa * mfu_ratio * seconds_per_day);
}

double workload_models_per_year(double days)
{
    return capacity_divide(days_per_year, days);
}

double workload_run_flop(double throughput_eflops, double mfu_ratio, double hours)
{
    return throughput_eflops * exa * mfu_ratio * hours * seconds_per_hour;
}

double workload_implied_mfu(double flop, double throughput_eflops, double hours)
{
    return capacity_divide(flop, workload_run_flop(throughput_eflops, 1, hours));
}

double workload_prefill_tokens_s(double rate_tops, double mfu_ratio, double active_parameters)
{
    return capacity_divide(rate_tops * tera * mfu_ratio, flop_per_parameter * active_parameters);
}

/* Unlike fmin this keeps NAN: a bound that is not known may be the lower one. */
static double lesser(double a, double b)
{
    return isnan(a) || isnan(b) ? (double)NAN : fmin(a, b);
}

double workload_decode_tokens_s(const struct workload_model *model, double streams, double bandwidth_gbs,
                                double rate_tops, double mfu_ratio)
{
    double weight_bytes = model->active_parameters * model->weight_bits / bits_per_byte;
    double by_memory = capacity_divide(streams * bandwidth_gbs * giga, weight_bytes + streams * model->kv_bytes);
    return lesser(by_memory, workload_prefill_tokens_s(rate_tops, mfu_ratio, model->active_parameters));
}

double workload_ridge_ops_byte(double rate_tops, double bandwidth_gbs)
{
    return capacity_divide(rate_tops * tera, bandwidth_gbs * giga);
}

double workload_accelerators_for_weights(double total_parameters, double weight_bits, double memory_gb)
{
    static const double rounding_ratio = 1e-12; /* what fits exactly needs no further one */
    double needed = capacity_divide(total_parameters * weight_bits / bits_per_byte, memory_gb * giga);
    return ceil(needed * (1 - rounding_ratio));
}
