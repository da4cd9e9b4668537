/*
 * A customs line -> what computing capacity it stands for. One estimate a line at most; most lines give none.
 *
 * Rules in order, the first that applies wins: part number; model name; for lines that name nothing: value and weight per
 * unit both inside the band of a class of goods; for statistics: the accelerators' share of the code's value. A count that
 * the line does not state is not invented: then chips are not stated, or bounded by the weight.
 */
#include <math.h>
#include <string.h>

#include "consumers/capacity/enrichments.h"
#include "consumers/capacity/estimate.h"
#include "schemas/customs_event.h"

enum { FLAGS_MAX = 16 };

/* A line being estimated. */
struct line {
    const struct catalogue *catalogue;
    const struct customs_event *event;
    struct arena *arena;
    struct goods goods;
    double items;      /* pieces or sets counted; NAN if the line counts none */
    bool unit_assumed; /* the quantity has no unit: taken as pieces */
    double value_usd;  /* NAN if not known */
    struct slice flags[FLAGS_MAX];
    size_t flag_count;
    bool full; /* the arena is */
};

static void flag(struct line *line, const char *word)
{
    if (line->flag_count < FLAGS_MAX)
        line->flags[line->flag_count++] = slice_of(word);
}

static double to_double(const struct decimal *decimal)
{
    return decimal ? decimal_to_double(*decimal) : (double)NAN;
}

/* Units that count things, UN/ECE Recommendation 20. */
static double unit_factor(struct slice unit)
{
    static const struct {
        const char *unit;
        double factor;
    } units[] = {{"C62", 1}, {"H87", 1}, {"EA", 1}, {"NAR", 1}, {"NIU", 1}, {"NPT", 1}, {"NMB", 1}, {"PCE", 1},
                 {"PR", 2}, {"DZN", 12}, {"CEN", 100}, {"MIL", 1000}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (slice_equal_text(unit, units[i].unit))
            return units[i].factor;
    return NAN;
}

static double line_kg(const struct customs_event *event)
{
    bool of_header = event->weight_scope && *event->weight_scope == CUSTOMS_EVENT_WEIGHT_SCOPE_HEADER;
    if (of_header)
        return NAN;
    return to_double(event->net_kg ? event->net_kg : event->gross_kg);
}

/* One set is one system if the goods are one and the weight does not speak against it; else it may be a screw kit. */
static double sets(const struct line *line, double quantity)
{
    const struct system *system = line->goods.system;
    if (!system)
        return NAN;
    double ratio = line_kg(line->event) / quantity / system->weight_kg;
    return isnan(ratio) || (ratio >= 0.5 && ratio <= 2) ? quantity : (double)NAN;
}

static double counted(const struct line *line, const struct decimal *quantity, struct slice unit)
{
    if (!quantity || !unit.data)
        return NAN;
    if (slice_equal_text(unit, "SET"))
        return sets(line, decimal_to_double(*quantity));
    return decimal_to_double(*quantity) * unit_factor(unit);
}

static void count_items(struct line *line)
{
    const struct customs_event *event = line->event;
    line->items = counted(line, event->qty, event->unit);
    if (isnan(line->items))
        line->items = counted(line, event->qty2, event->unit2);
    line->unit_assumed = isnan(line->items) && event->qty && !event->unit.data;
    if (line->unit_assumed)
        line->items = decimal_to_double(*event->qty);
}

static void value_line(struct line *line)
{
    const struct customs_event *event = line->event;
    if (event->value_usd)
        line->value_usd = decimal_to_double(*event->value_usd);
    else if (slice_equal_text(event->currency, "USD"))
        line->value_usd = to_double(event->value);
    else
        line->value_usd = to_double(event->value) * to_double(event->fx_rate);
}

/* value_usd exactly as stated where it is stated in dollars; else the product, rounded to the record's four digits. */
static void write_value(struct line *line, struct capacity_estimate *estimate)
{
    const struct customs_event *event = line->event;
    if (isnan(line->value_usd) || fabs(line->value_usd) > 1e14)
        return;
    if (event->value_usd || slice_equal_text(event->currency, "USD")) {
        estimate->value_usd = event->value_usd ? event->value_usd : event->value;
    } else {
        struct decimal usd = {(int128)llround(line->value_usd * 1e4), 4};
        estimate->value_usd = arena_copy(line->arena, &usd, sizeof usd);
        line->full = line->full || !estimate->value_usd;
    }
    estimate->fx_rate = event->fx_rate;
    estimate->fx_source = event->fx_source;
    if (estimate->chips_mid && *estimate->chips_mid > 0)
        estimate->price_per_chip_usd =
            estimate_double(line->arena, line->value_usd / *estimate->chips_mid, &line->full);
}

static const char *stage_of(const int *flow)
{
    static const char *const stages[] = {
        [CUSTOMS_EVENT_FLOW_IMPORT] = "cleared",     [CUSTOMS_EVENT_FLOW_EXPORT] = "shipped",
        [CUSTOMS_EVENT_FLOW_REIMPORT] = "cleared",   [CUSTOMS_EVENT_FLOW_REEXPORT] = "shipped",
        [CUSTOMS_EVENT_FLOW_TRANSIT] = "in_transit",
    };
    return flow ? stages[*flow] : NULL;
}

static void flag_notes(struct line *line)
{
    static const struct {
        unsigned note;
        const char *word;
    } words[] = {
        {GOODS_NOTE_VARIANT_ASSUMED, "variant_assumed"}, {GOODS_NOTE_SLOTS_ONLY, "slots_only"},
        {GOODS_NOTE_SERVER_ASSUMED, "server_assumed"},   {GOODS_NOTE_BOARD_ASSUMED, "board_assumed"},
        {GOODS_NOTE_FITS_MODEL, "fits_model"},           {GOODS_NOTE_CANDIDATES, "candidates"},
        {GOODS_NOTE_EMPTY, "empty"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (line->goods.notes & words[i].note)
            flag(line, words[i].word);
    if (line->unit_assumed)
        flag(line, "unit_assumed");
    if (line->event->qty_is_estimated && *line->event->qty_is_estimated)
        flag(line, "quantity_estimated");
    double kg = line_kg(line->event), weight_kg = line->goods.system ? line->goods.system->weight_kg : (double)NAN;
    double ratio = kg / line->items / weight_kg;
    if (ratio < 0.5 || ratio > 2)
        flag(line, "weight_implausible");
}

/* Common to all rows: who, when, which version; and what the flags say. */
static void write_frame(struct line *line, struct capacity_estimate *estimate, enum capacity_estimate_units_rule rule,
                        enum capacity_estimate_confidence confidence)
{
    const struct customs_event *event = line->event;
    estimate->event_id = event->event_id;
    estimate->ordinal = 1;
    estimate->catalogue_version = slice_of(catalogue_version(line->catalogue));
    estimate->method_version = slice_of(enrichment_method_version());
    estimate->event_record = CAPACITY_ESTIMATE_EVENT_RECORD_CUSTOMS_EVENT;
    estimate->event_date = event->event_date ? event->event_date : event->period_end;
    estimate->stage = slice_of(stage_of(event->flow));
    estimate->units_rule = estimate_int(line->arena, (int)rule, &line->full);
    estimate->confidence = estimate_int(line->arena, (int)confidence, &line->full);
    estimate->flags.count = line->flag_count;
    estimate->flags.items = arena_copy(line->arena, line->flags, line->flag_count * sizeof *line->flags);
    line->full = line->full || (line->flag_count && !estimate->flags.items);
    write_value(line, estimate);
    line->full = line->full || !estimate->units_reason.data;
}

/* A line with a negative count takes goods back: positive counts of their own, and no capacity. */
static void write_credit(struct line *line, struct interval chips, struct capacity_estimate *estimate)
{
    estimate->chips_credit_low = estimate_double(line->arena, -chips.low, &line->full);
    estimate->chips_credit_mid = estimate_double(line->arena, -chips.mid, &line->full);
    estimate->chips_credit_high = estimate_double(line->arena, -chips.high, &line->full);
    flag(line, "credit");
}

/* Kilograms that one accelerator weighs at least, by what carries it: bounds a count that is not stated. */
static double least_kg(const struct goods *goods)
{
    static const double kg[] = {[SYSTEM_BOARD] = 3, [SYSTEM_SERVER] = 12, [SYSTEM_RACK] = 16, [SYSTEM_CHASSIS] = 12,
                                [SYSTEM_OTHER] = 0.9};
    return goods->system ? kg[goods->system->type] : 0.9;
}

/* Chips by the count of items; where there is none, bounded by the weight; *rule says which. */
static struct interval chips_of_line(struct line *line, enum capacity_estimate_units_rule *rule)
{
    struct interval items = {line->items, line->items, line->items};
    if (line->unit_assumed)
        items.low = items.high = NAN;
    struct interval chips = estimate_chips(items, &line->goods);
    double kg = line_kg(line->event);
    if (isnan(line->items) && kg > 0 && line->goods.rule != GOODS_IS_ACCESSORY) {
        chips.high = floor(kg / least_kg(&line->goods));
        *rule = CAPACITY_ESTIMATE_UNITS_RULE_WEIGHT;
    }
    return chips;
}

static enum capacity_estimate_units_rule rule_of(enum goods_rule rule)
{
    static const enum capacity_estimate_units_rule rules[] = {
        [GOODS_UNKNOWN] = CAPACITY_ESTIMATE_UNITS_RULE_WEIGHT,
        [GOODS_PART_NUMBER] = CAPACITY_ESTIMATE_UNITS_RULE_PART_NUMBER,
        [GOODS_MODEL_NAME] = CAPACITY_ESTIMATE_UNITS_RULE_MODEL_NAME,
        [GOODS_IS_ACCESSORY] = CAPACITY_ESTIMATE_UNITS_RULE_ACCESSORY,
        [GOODS_IS_MEMORY] = CAPACITY_ESTIMATE_UNITS_RULE_MODEL_NAME,
    };
    return rules[rule];
}

static enum capacity_estimate_confidence confidence_of(const struct line *line)
{
    bool estimated = line->event->qty_is_estimated && *line->event->qty_is_estimated;
    if (!line->goods.sure || estimated || line->unit_assumed || isnan(line->items))
        return CAPACITY_ESTIMATE_CONFIDENCE_LOW;
    return line->goods.rule == GOODS_PART_NUMBER ? CAPACITY_ESTIMATE_CONFIDENCE_HIGH
                                                 : CAPACITY_ESTIMATE_CONFIDENCE_MEDIUM;
}

static struct slice reason_of(struct line *line)
{
    const struct goods *goods = &line->goods;
    struct slice what = goods->part     ? goods->part->prefix
                        : goods->system ? goods->system->model
                        : goods->mid    ? goods->mid->model
                                        : SLICE_LITERAL("HBM");
    if (goods->rule == GOODS_IS_ACCESSORY)
        return arena_format(line->arena, "fits %.*s, holds no accelerator", SLICE_ARGS(what));
    if (goods->rule == GOODS_IS_MEMORY)
        return arena_format(line->arena, "HBM stacks, no accelerators");
    if (isnan(line->items))
        return arena_format(line->arena, "%.*s, no count stated", SLICE_ARGS(what));
    return arena_format(line->arena, "%.15g items x %g..%g accelerators (%.*s)", line->items, goods->per_item.low,
                        goods->per_item.high, SLICE_ARGS(what));
}

/* A line whose text names what it is. */
static void write_named(struct line *line, struct capacity_estimate *estimate)
{
    count_items(line);
    flag_notes(line);
    enum capacity_estimate_units_rule rule = rule_of(line->goods.rule);
    struct interval chips = chips_of_line(line, &rule);
    if (line->items < 0) {
        write_credit(line, chips, estimate);
        chips = (struct interval){NAN, NAN, NAN};
    }
    const int32_t *date = line->event->event_date ? line->event->event_date : line->event->period_end;
    line->full = line->full || !estimate_fill(line->arena, line->catalogue, &line->goods, chips, estimate_year(date),
                                              estimate);
    if (line->goods.rule == GOODS_IS_ACCESSORY)
        estimate->control_class = (struct slice){NULL, 0};
    if (line->goods.rule == GOODS_IS_MEMORY)
        estimate->product_slug = SLICE_LITERAL("hbm");
    estimate->hbm_stacks = estimate_double(line->arena, line->items * line->goods.stacks_per_item, &line->full);
    estimate->units_reason = reason_of(line);
    write_frame(line, estimate, rule, confidence_of(line));
}

/* Prior set P0: what part of a code's value are accelerators, and what one costs all in (USD, 2026). */
struct share {
    const char *hs6;
    double low, mid, high;
    double per_unit_max; /* accelerators in one unit of the code, where units are counted; NAN: no bound */
    const char *reason;  /* ready made: statistics are many */
};
static const struct share shares[] = {
    {"847150", 0.10, 0.50, 0.90, 72,
     "value x share 0.10/0.50/0.90 of HS 847150 at USD 25,000/34,000/50,000 an accelerator"},
    {"847180", 0.20, 0.60, 0.95, 8,
     "value x share 0.20/0.60/0.95 of HS 847180 at USD 25,000/34,000/50,000 an accelerator"},
    {"847330", 0.10, 0.40, 0.90, NAN,
     "value x share 0.10/0.40/0.90 of HS 847330 at USD 25,000/34,000/50,000 an accelerator"},
    {"854231", 0.00, 0.05, 0.50, NAN,
     "value x share 0.00/0.05/0.50 of HS 854231 at USD 25,000/34,000/50,000 an accelerator"},
};
static const struct interval price_usd = {25000, 34000, 50000};

static const struct share *share_of(struct slice hs6)
{
    if (hs6.size != 6 || hs6.data[0] != '8')
        return NULL;
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
        if (memcmp(hs6.data, shares[i].hs6, 6) == 0)
            return &shares[i];
    return NULL;
}

static void write_chips(struct line *line, struct interval chips, struct capacity_estimate *estimate)
{
    estimate->chips_low = estimate_double(line->arena, chips.low, &line->full);
    estimate->chips_mid = estimate_double(line->arena, chips.mid, &line->full);
    estimate->chips_high = estimate_double(line->arena, chips.high, &line->full);
}

/* A statistic: the accelerators' share of the value, divided by their price. */
static void write_share(struct line *line, const struct share *share, struct capacity_estimate *estimate)
{
    double value = line->value_usd;
    struct interval chips = {floor(value * share->low / price_usd.high), nearbyint(value * share->mid / price_usd.mid),
                             ceil(value * share->high / price_usd.low)};
    count_items(line);
    bool estimated = line->event->qty_is_estimated && *line->event->qty_is_estimated;
    double most = line->items * share->per_unit_max;
    if (!line->unit_assumed && !estimated && most < chips.high) {
        chips.high = most;
        chips.mid = fmin(chips.mid, most);
        chips.low = fmin(chips.low, most);
        flag(line, "capped_by_quantity");
    }
    write_chips(line, chips, estimate);
    estimate->units_reason = slice_of(share->reason);
    write_frame(line, estimate, CAPACITY_ESTIMATE_UNITS_RULE_SHARE_PRICE, CAPACITY_ESTIMATE_CONFIDENCE_LOW);
}

/* Classes of goods by USD and kg of one unit. */
struct band {
    const char *what;
    double value_low_usd, value_high_usd, low_kg, high_kg, accelerators;
};
static const struct band bands[] = {
    {"card", 5e3, 50e3, 0.9, 2.0, 1},          {"bare module", 8e3, 60e3, 0.4, 3, 1},
    {"8-GPU board", 90e3, 450e3, 20, 48, 8},   {"8-GPU server", 120e3, 600e3, 90, 200, 8},
    {"NVL72 rack", 2e6, 5e6, 1100, 1700, 72},
};
static const double anomaly_usd_per_kg = 1e4;

static const struct band *band_of(double unit_usd, double unit_kg)
{
    for (size_t i = 0; i < sizeof bands / sizeof *bands; i++)
        if (unit_usd >= bands[i].value_low_usd && unit_usd <= bands[i].value_high_usd && unit_kg >= bands[i].low_kg &&
            unit_kg <= bands[i].high_kg)
            return &bands[i];
    return NULL;
}

/* A line that names nothing, but whose value and weight are those of accelerators. False if they are not. */
static bool write_anomaly(struct line *line, struct capacity_estimate *estimate)
{
    count_items(line);
    double kg = line_kg(line->event);
    const struct band *band = line->unit_assumed ? NULL : band_of(line->value_usd / line->items, kg / line->items);
    if (!band && !(line->value_usd / kg >= anomaly_usd_per_kg))
        return false;
    flag(line, "value_weight_anomaly");
    if (band) {
        double chips = line->items * band->accelerators;
        write_chips(line, (struct interval){0, chips, chips}, estimate);
        estimate->units_reason = arena_format(line->arena, "USD %.0f and %.3g kg a unit: as a %s", line->value_usd / line->items,
                                              kg / line->items, band->what);
    } else {
        estimate->units_reason = arena_format(line->arena, "USD %.0f a kg", line->value_usd / kg);
    }
    write_frame(line, estimate, CAPACITY_ESTIMATE_UNITS_RULE_VALUE_WEIGHT_ANOMALY, CAPACITY_ESTIMATE_CONFIDENCE_LOW);
    return true;
}

/* Fills *estimate if the line stands for anything; false if not. */
static bool write_line(struct line *line, const struct share *share, struct capacity_estimate *estimate)
{
    value_line(line);
    if (line->goods.rule != GOODS_UNKNOWN) {
        write_named(line, estimate);
        return true;
    }
    if (!share || !(line->value_usd > 0))
        return false;
    if (line->event->kind != CUSTOMS_EVENT_KIND_STATISTIC)
        return write_anomaly(line, estimate);
    write_share(line, share, estimate);
    return true;
}

static bool run(const struct catalogue *catalogue, const void *record, struct arena *arena, struct enriched *out,
                struct error *error)
{
    const struct customs_event *event = record;
    *out = (struct enriched){0};
    if (event->op == CUSTOMS_EVENT_OP_CANCEL || event->kind == CUSTOMS_EVENT_KIND_SCOPE_END)
        return true;
    struct line line;
    goods_find(catalogue, event->description_raw, event->part_number, &line.goods);
    const struct share *share = line.goods.rule == GOODS_UNKNOWN ? share_of(event->hs6) : NULL;
    if (line.goods.rule == GOODS_UNKNOWN && !share)
        return true; /* nearly every line */
    line.catalogue = catalogue;
    line.event = event;
    line.arena = arena;
    line.flag_count = 0;
    line.full = false;
    struct capacity_estimate *estimate = arena_alloc(arena, sizeof *estimate);
    if (!estimate)
        return enrichment_full(error);
    memset(estimate, 0, sizeof *estimate);
    if (!write_line(&line, share, estimate))
        return true;
    if (line.full)
        return enrichment_full(error);
    out->estimates = estimate;
    out->estimate_count = 1;
    return true;
}

const struct enrichment enrichment_customs = {&customs_event_type, run};
