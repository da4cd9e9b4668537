#include "consumers/capacity/estimate.h"

#include <limits.h>
#include <math.h>

#include "consumers/capacity/equivalents.h"
#include "consumers/capacity/uncertainty.h"
#include "lib/clock.h"

enum metric {
    METRIC_CHIPS, METRIC_BF16, METRIC_FP8, METRIC_MEMORY, METRIC_BANDWIDTH, METRIC_CHIP_POWER, METRIC_FACILITY_POWER,
    METRIC_H100E, METRIC_TPP, METRIC_COUNT
};

/* Where the bounds of a metric stand in the record. */
static const struct {
    size_t low, mid, high;
} places[METRIC_COUNT] = {
    [METRIC_CHIPS] = {offsetof(struct capacity_estimate, chips_low), offsetof(struct capacity_estimate, chips_mid),
                      offsetof(struct capacity_estimate, chips_high)},
    [METRIC_BF16] = {offsetof(struct capacity_estimate, bf16_eflops_low),
                     offsetof(struct capacity_estimate, bf16_eflops_mid),
                     offsetof(struct capacity_estimate, bf16_eflops_high)},
    [METRIC_FP8] = {offsetof(struct capacity_estimate, fp8_eflops_low),
                    offsetof(struct capacity_estimate, fp8_eflops_mid),
                    offsetof(struct capacity_estimate, fp8_eflops_high)},
    [METRIC_MEMORY] = {offsetof(struct capacity_estimate, hbm_pb_low), offsetof(struct capacity_estimate, hbm_pb_mid),
                       offsetof(struct capacity_estimate, hbm_pb_high)},
    [METRIC_BANDWIDTH] = {offsetof(struct capacity_estimate, memory_bandwidth_pbs_low),
                          offsetof(struct capacity_estimate, memory_bandwidth_pbs_mid),
                          offsetof(struct capacity_estimate, memory_bandwidth_pbs_high)},
    [METRIC_CHIP_POWER] = {offsetof(struct capacity_estimate, chip_power_mw_low),
                           offsetof(struct capacity_estimate, chip_power_mw_mid),
                           offsetof(struct capacity_estimate, chip_power_mw_high)},
    [METRIC_FACILITY_POWER] = {offsetof(struct capacity_estimate, facility_power_mw_low),
                               offsetof(struct capacity_estimate, facility_power_mw_mid),
                               offsetof(struct capacity_estimate, facility_power_mw_high)},
    [METRIC_H100E] = {offsetof(struct capacity_estimate, h100e_low), offsetof(struct capacity_estimate, h100e_mid),
                      offsetof(struct capacity_estimate, h100e_high)},
    [METRIC_TPP] = {offsetof(struct capacity_estimate, tpp_low), offsetof(struct capacity_estimate, tpp_mid),
                    offsetof(struct capacity_estimate, tpp_high)},
};

/* What one metric is asked of. */
struct question {
    enum metric metric;
    const struct catalogue *catalogue;
    const struct goods *goods;
    double pue_ratio;
};

double estimate_overhead_ratio(const struct catalogue *catalogue, const struct goods *goods, const struct accelerator *a)
{
    if (goods->system && !isnan(goods->system->overhead_ratio))
        return goods->system->overhead_ratio;
    return isnan(a->overhead_ratio) ? catalogue->assumptions.rows[ASSUMPTION_OVERHEAD].value : a->overhead_ratio;
}

static double metric_of(const struct accelerator *a, double chips, const void *context)
{
    const struct question *question = context;
    double chip_power_mw = capacity_chip_power_mw(chips, a->tdp_w);
    switch (question->metric) {
    case METRIC_BF16:
        return capacity_throughput_eflops(chips, a->bf16_tflops);
    case METRIC_FP8:
        return capacity_throughput_eflops(chips, a->fp8_tflops);
    case METRIC_MEMORY:
        return capacity_memory_pb(chips, a->memory_gb);
    case METRIC_BANDWIDTH:
        return capacity_bandwidth_pbs(chips, a->memory_bandwidth_gbs);
    case METRIC_CHIP_POWER:
        return chip_power_mw;
    case METRIC_FACILITY_POWER:
        return capacity_facility_power_mw(
            chip_power_mw, estimate_overhead_ratio(question->catalogue, question->goods, a), question->pue_ratio);
    case METRIC_H100E:
        return equivalents_of(question->catalogue, EQUIVALENT_H100_8BIT, a, chips);
    case METRIC_TPP:
        return capacity_tpp(chips, a->circuits_per_unit, a->tpp);
    case METRIC_CHIPS:
    case METRIC_COUNT:
        break;
    }
    return chips;
}

/* Unlike fmin and fmax these keep NAN: what one member does not state is not known of the set. */
static double lesser(double a, double b)
{
    return isnan(a) || isnan(b) ? (double)NAN : fmin(a, b);
}

static double greater(double a, double b)
{
    return isnan(a) || isnan(b) ? (double)NAN : fmax(a, b);
}

/* Equal but for the rounding of the arithmetic. */
static bool same(double a, double b)
{
    return fabs(a - b) <= 1e-12 * fabs(a);
}

struct interval estimate_envelope(const struct goods *goods, const struct estimate_counts *counts,
                                  double (*metric)(const struct accelerator *a, double chips, const void *context),
                                  const void *context)
{
    struct interval all = {NAN, NAN, NAN};
    double mid_low = NAN, mid_high = NAN;
    for (size_t i = 0; i < goods->member_count; i++) {
        const struct accelerator *a = goods->members[i];
        double low = metric(a, counts->of[i].low, context);
        double mid = metric(a, counts->of[i].mid, context);
        double high = metric(a, counts->of[i].high, context);
        all.low = i ? lesser(all.low, low) : low;
        all.high = i ? greater(all.high, high) : high;
        mid_low = i ? lesser(mid_low, mid) : mid;
        mid_high = i ? greater(mid_high, mid) : mid;
        if (a == goods->mid)
            all.mid = mid;
    }
    if (!goods->mid && same(mid_low, mid_high))
        all.mid = mid_low;
    return all;
}

static void point(struct capacity_estimate *estimate, size_t place, const double *value)
{
    *(const double **)((char *)estimate + place) = isnan(*value) ? NULL : value;
}

static void put(struct capacity_estimate *estimate, enum metric metric, struct interval *value)
{
    point(estimate, places[metric].low, &value->low);
    point(estimate, places[metric].mid, &value->mid);
    point(estimate, places[metric].high, &value->high);
}

static void name_product(const struct catalogue *catalogue, const struct goods *goods,
                         struct capacity_estimate *estimate)
{
    if (goods->mid && goods->member_count == 1) {
        estimate->product_key = goods->mid->key;
        if (!estimate->product_slug.data)
            estimate->product_slug = catalogue_slug(catalogue, goods->mid);
    } else if (goods->system && goods->member_count == 0) {
        estimate->product_key = goods->system->key;
    }
    const char *control = estimate_control_class(goods);
    estimate->control_class = slice_of(control);
}

/* By the part number found, else as all of the maker's part numbers say; NAN where the goods may be several. */
static double maker_tpp_of(const struct goods *goods)
{
    if (goods->part)
        return goods->part->maker_tpp;
    return goods->mid && goods->member_count == 1 ? goods->mid->maker_tpp : (double)NAN;
}

static bool fill(struct arena *arena, const struct catalogue *catalogue, const struct goods *goods,
                 const struct estimate_counts *counts, int year, struct capacity_estimate *estimate)
{
    struct interval *values = arena_alloc(arena, METRIC_COUNT * sizeof *values);
    struct question question = {
        .catalogue = catalogue, .goods = goods, .pue_ratio = capacity_pue_ratio(year ? year : INT_MAX)};
    bool full = !values;
    if (full)
        return false;
    for (size_t metric = 0; metric < METRIC_COUNT; metric++) {
        question.metric = (enum metric)metric;
        values[metric] = estimate_envelope(goods, counts, metric_of, &question);
        put(estimate, (enum metric)metric, &values[metric]);
    }
    if (goods->mid)
        estimate->maker_tpp_total = estimate_double(
            arena, capacity_tpp(values[METRIC_CHIPS].mid, goods->mid->circuits_per_unit, maker_tpp_of(goods)), &full);
    name_product(catalogue, goods, estimate);
    return !full;
}

static bool fill_chips_only(struct arena *arena, struct interval chips, struct capacity_estimate *estimate)
{
    struct interval *value = arena_copy(arena, &chips, sizeof chips);
    if (!value)
        return false;
    put(estimate, METRIC_CHIPS, value);
    return true;
}

void estimate_count(const struct goods *goods, struct interval chips, struct estimate_counts *counts)
{
    for (size_t i = 0; i < goods->member_count; i++)
        counts->of[i] = chips;
}

bool estimate_fill(struct arena *arena, const struct catalogue *catalogue, const struct goods *goods,
                   struct interval chips, int year, struct capacity_estimate *estimate)
{
    struct estimate_counts counts;
    estimate_count(goods, chips, &counts);
    if (goods->member_count)
        return fill(arena, catalogue, goods, &counts, year, estimate);
    name_product(catalogue, goods, estimate);
    return fill_chips_only(arena, chips, estimate);
}

static struct interval divide(struct interval value_usd, struct interval price_usd)
{
    return (struct interval){capacity_units_of_value(value_usd.low, price_usd.high),
                             capacity_units_of_value(value_usd.mid, price_usd.mid),
                             capacity_units_of_value(value_usd.high, price_usd.low)};
}

static struct interval times(struct interval interval, double factor)
{
    return (struct interval){interval.low * factor, interval.mid * factor, interval.high * factor};
}

struct interval estimate_price_usd(const struct catalogue *catalogue, const struct accelerator *a, const int32_t *day,
                                   bool alone)
{
    struct price price = catalogue_price(catalogue, a, day);
    struct interval band =
        uncertainty_interval(uncertainty_of_band(price.low_usd, price.high_usd, price.interval_percent));
    if (alone && !isnan(band.mid))
        return band;
    return (struct interval){price.low_usd, price.mid_usd, price.high_usd};
}

/* What a value of those goods pays for beside the accelerators: nothing, or the rest of the server. */
static double price_factor(const struct catalogue *catalogue, const struct goods *goods)
{
    return goods->notes & GOODS_NOTE_MACHINE_VALUE ? catalogue->assumptions.rows[ASSUMPTION_SERVER_COST].value : 1;
}

void estimate_count_value(const struct catalogue *catalogue, const struct goods *goods, struct interval value_usd,
                          const int32_t *day, struct estimate_counts *counts)
{
    double factor = price_factor(catalogue, goods);
    for (size_t i = 0; i < goods->member_count; i++)
        counts->of[i] =
            divide(value_usd, times(estimate_price_usd(catalogue, goods->members[i], day, goods->member_count == 1), factor));
}

/* Of no accelerator in particular, by the priors' price, which is all in. */
struct interval estimate_chips_of_value(const struct catalogue *catalogue, struct interval value_usd)
{
    const struct share_prior *any = catalogue->any_share;
    return divide(value_usd, (struct interval){(double)any->price_low / 100, (double)any->price_mid / 100,
                                               (double)any->price_high / 100});
}

bool estimate_fill_value(struct arena *arena, const struct catalogue *catalogue, const struct goods *goods,
                         struct interval value_usd, const int32_t *day, struct capacity_estimate *estimate)
{
    struct estimate_counts counts;
    estimate_count_value(catalogue, goods, value_usd, day, &counts);
    if (goods->member_count)
        return fill(arena, catalogue, goods, &counts, estimate_year(day), estimate);
    return fill_chips_only(arena, estimate_chips_of_value(catalogue, value_usd), estimate);
}

struct interval estimate_chips(struct interval items, const struct goods *goods)
{
    if (goods->per_item.high == 0) /* none, however many items there are */
        return (struct interval){0, 0, 0};
    return (struct interval){items.low * goods->per_item.low, items.mid * goods->per_item.mid,
                             items.high * goods->per_item.high};
}

const double *estimate_double(struct arena *arena, double value, bool *full)
{
    if (isnan(value))
        return NULL;
    const double *copy = arena_copy(arena, &value, sizeof value);
    *full = *full || !copy;
    return copy;
}

const int *estimate_int(struct arena *arena, int value, bool *full)
{
    const int *copy = arena_copy(arena, &value, sizeof value);
    *full = *full || !copy;
    return copy;
}

static enum capacity_control control_of(const struct accelerator *a)
{
    return capacity_control_class(a->tpp, a->perf_density, a->datacenter);
}

const char *estimate_control_class(const struct goods *goods)
{
    if (goods->member_count == 0)
        return NULL;
    enum capacity_control control = control_of(goods->members[0]);
    for (size_t i = 1; i < goods->member_count; i++)
        if (control_of(goods->members[i]) != control)
            return NULL;
    double maker_tpp = maker_tpp_of(goods);
    if (!isnan(maker_tpp) && goods->mid) {
        double density = maker_tpp / goods->mid->die_area_mm2;
        if (capacity_control_class(maker_tpp, density, goods->mid->datacenter) != control)
            return NULL;
    }
    return capacity_control_text(control);
}

int estimate_year(const int32_t *days)
{
    int year = 0, month, day;
    if (days)
        date_to_ymd(*days, &year, &month, &day);
    return year;
}
