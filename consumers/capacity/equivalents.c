#include "consumers/capacity/equivalents.h"

static double rate_8bit(const struct accelerator *a)
{
    return capacity_rate_8bit_tops(a->fp8_tflops, a->int8_tops, a->bf16_tflops);
}

static double rate_bf16(const struct accelerator *a)
{
    return a->bf16_tflops;
}

static double tpp(const struct accelerator *a)
{
    return capacity_tpp(1, a->circuits_per_unit, a->tpp);
}

static double bandwidth(const struct accelerator *a)
{
    return a->memory_bandwidth_gbs;
}

static const struct {
    const char *name, *basis;
    double (*figure)(const struct accelerator *a);
    bool is_b300;
} equivalents[EQUIVALENT_COUNT] = {
    [EQUIVALENT_H100_8BIT] = {"h100e_8bit", "dense 8-bit throughput / that of an H100 SXM", rate_8bit, false},
    [EQUIVALENT_H100_BF16] = {"h100e_bf16", "dense BF16 throughput / that of an H100 SXM", rate_bf16, false},
    [EQUIVALENT_H100_TPP] = {"h100e_tpp", "TPP / that of an H100 SXM", tpp, false},
    [EQUIVALENT_H100_BANDWIDTH] = {"h100e_bandwidth", "memory bandwidth / that of an H100 SXM", bandwidth, false},
    [EQUIVALENT_B300_TPP] = {"b300e_tpp", "TPP / that of a B300 on a GB300 board", tpp, true},
};

const char *equivalents_name(enum equivalent equivalent)
{
    return equivalents[equivalent].name;
}

const char *equivalents_basis(enum equivalent equivalent)
{
    return equivalents[equivalent].basis;
}

double equivalents_figure(enum equivalent equivalent, const struct accelerator *accelerator)
{
    return equivalents[equivalent].figure(accelerator);
}

double equivalents_of(const struct catalogue *catalogue, enum equivalent equivalent,
                      const struct accelerator *accelerator, double chips)
{
    const struct accelerator *reference = equivalents[equivalent].is_b300 ? catalogue->b300 : catalogue->h100;
    return capacity_equivalents(chips, equivalents_figure(equivalent, accelerator),
                                equivalents_figure(equivalent, reference));
}
