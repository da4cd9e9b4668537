/*
 * A customs line -> what computing capacity it stands for. One estimate a line at most; most lines give none.
 *
 * Rules in order, the first that applies wins: part number; model name (accessories and memory hold none); for lines
 * that name nothing: value and weight per unit both inside the band of a class of goods; for statistics: the
 * accelerators' share of the code's value; a bound by weight. A count that the line does not state is not invented.
 * Priors, bands, rates of exchange and exclusions are reference data.
 */
#include <math.h>
#include <string.h>

#include "consumers/capacity/enrichments.h"
#include "consumers/capacity/estimate.h"
#include "schemas/customs_event.h"

enum { FLAGS_MAX = 24 };

/* A line being estimated. */
struct line {
    const struct catalogue *catalogue;
    const struct customs_event *event;
    struct arena *arena;
    struct goods goods;
    struct interval items; /* pieces or systems; NAN where the line counts none */
    bool unit_assumed;     /* the quantity has no unit: taken as pieces */
    bool unit_by_code;     /* the same, but pieces are what the code is counted in */
    bool text_counts;      /* the number of items comes from the description, or was read beside it */
    double kg;             /* of this line; NAN if not stated, or stated for the whole declaration */
    double value_usd;      /* NAN if not known */
    struct decimal usd;    /* the same exactly */
    const struct decimal *rate; /* by which it was converted; NULL if it was not */
    struct slice rate_source;
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

static bool is_true(const bool *stated)
{
    return stated && *stated;
}

static bool has_flag(const struct customs_event *event, const char *word)
{
    for (size_t i = 0; i < event->flags.count; i++)
        if (slice_equal_text(event->flags.items[i], word))
            return true;
    return false;
}

/* Units that count things, UN/ECE Recommendation 20. Packages are none: what is in one is not said. */
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
    double kg = to_double(event->net_kg);
    return kg > 0 || kg < 0 ? kg : to_double(event->gross_kg);
}

/* What one item should weigh, in kg: half to twice what the maker says, else the band of its class; NAN if neither is
 * known. `slack` widens the band, for sets. */
static void weight_band(const struct line *line, double slack, double *low, double *high)
{
    const struct goods *goods = &line->goods;
    enum unit_class class = goods_class(goods);
    double kg = goods->system              ? goods->system->weight_kg
                : class == CLASS_CARD      ? goods->members[0]->weight_kg
                                           : (double)NAN;
    *low = kg / 2;
    *high = kg * 2;
    if (!isnan(kg) || class == CLASS_COUNT)
        return;
    const struct class_prior *prior = &line->catalogue->classes[class];
    double size = goods->per_item.high / prior->accelerators;
    *low = prior->low_kg * size / slack;
    *high = prior->high_kg * size * slack;
}

/* One set is one system if the goods are one and the weight does not speak against it; else it may be a screw kit. */
static double sets(const struct line *line, double quantity)
{
    const struct system *system = line->goods.system;
    enum unit_class class = goods_class(&line->goods);
    bool of_systems = class == CLASS_BOARD || class == CLASS_SERVER || class == CLASS_RACK ||
                      (system && system->type == SYSTEM_POD);
    double low, high, kg = line->kg / quantity;
    if (!of_systems)
        return NAN;
    weight_band(line, 2, &low, &high);
    return kg < low || kg > high ? (double)NAN : quantity;
}

static double counted(const struct line *line, const struct decimal *quantity, struct slice unit)
{
    if (!quantity || !unit.data)
        return NAN;
    if (slice_equal_text(unit, "SET"))
        return sets(line, decimal_to_double(*quantity));
    return decimal_to_double(*quantity) * unit_factor(unit);
}

/* "8 x HGX H200 servers": eight machines, or the one that holds eight. The declared quantity may repeat the text's
 * number, count lots of it, or count single things of which the text speaks in passing. */
static void count_with_text(struct line *line)
{
    double stated = line->goods.stated_items, declared = line->items.mid;
    bool repeats = isnan(declared) || declared == 1 || declared == stated;
    if (isnan(stated) || declared < 0)
        return;
    line->text_counts = true;
    if (repeats)
        line->items = (struct interval){stated == line->goods.per_item.mid ? 1 : stated, stated, stated};
    else
        line->items = (struct interval){declared, NAN, declared * stated};
}

/* Codes whose standard unit in the Harmonized System is the piece; 8473.30 and 8542.90 are weighed. */
static bool is_counted_in_pieces(struct slice hs6)
{
    static const char *const codes[] = {"8471", "851762", "854231", "854232", "854239"};
    for (size_t i = 0; hs6.size == 6 && i < sizeof codes / sizeof *codes; i++)
        if (slice_starts_with(hs6, codes[i]))
            return true;
    return false;
}

static void count_items(struct line *line)
{
    const struct customs_event *event = line->event;
    double items = counted(line, event->qty, event->unit);
    if (isnan(items))
        items = counted(line, event->qty2, event->unit2);
    /* A unit that the producer does not know may be a pallet or a lot: not the same as none. */
    bool without_unit = isnan(items) && event->qty && !event->unit.data && !has_flag(event, "unit_unknown");
    line->unit_by_code = without_unit && is_counted_in_pieces(event->hs6);
    line->unit_assumed = without_unit && !line->unit_by_code;
    if (without_unit)
        items = decimal_to_double(*event->qty);
    line->items = (struct interval){items, items, items};
    if (line->unit_assumed)
        line->items.low = line->items.high = NAN;
    count_with_text(line);
}

static void set_value(struct line *line, struct decimal usd)
{
    line->usd = usd;
    if (decimal_round(&line->usd, 30, 4))
        line->value_usd = decimal_to_double(line->usd);
}

/* In dollars by the source's own figure, its own rate, else the table's rate for the line's day or period. */
static void value_line(struct line *line)
{
    const struct customs_event *event = line->event;
    const int32_t *to = event->event_date ? event->event_date : event->period_end;
    const int32_t *from = event->event_date ? event->event_date : event->period_start ? event->period_start : to;
    struct decimal usd;
    line->value_usd = NAN;
    line->rate = event->fx_rate;
    line->rate_source = event->fx_source;
    if (event->value_usd || (event->value && slice_equal_text(event->currency, "USD"))) {
        set_value(line, event->value_usd ? *event->value_usd : *event->value);
        return;
    }
    if (!event->value)
        return;
    if (!line->rate && event->currency.data && to) {
        const struct exchange_rate *rate = exchange_find(&line->catalogue->exchange, event->currency, *from, *to);
        if (rate) {
            line->rate = &rate->usd_per_unit;
            line->rate_source = rate->source;
        }
    }
    if (line->rate && exchange_convert(*event->value, *line->rate, &usd))
        set_value(line, usd);
}

static void write_value(struct line *line, enum capacity_estimate_units_rule rule, struct capacity_estimate *estimate)
{
    estimate->fx_rate = line->rate;
    estimate->fx_source = line->rate_source;
    if (isnan(line->value_usd))
        return;
    estimate->value_usd = arena_copy(line->arena, &line->usd, sizeof line->usd);
    line->full = line->full || !estimate->value_usd;
    bool by_share = rule == CAPACITY_ESTIMATE_UNITS_RULE_SHARE_PRICE; /* the value is not all theirs: no price of one */
    if (!by_share && estimate->chips_mid && *estimate->chips_mid > 0)
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
        {GOODS_NOTE_EMPTY, "empty"},                     {GOODS_NOTE_OPTIONAL, "optional"},
        {GOODS_NOTE_MODULE_OPEN, "module_open"},         {GOODS_NOTE_WEAK, "weak_name"},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (line->goods.notes & words[i].note)
            flag(line, words[i].word);
    if (line->unit_assumed)
        flag(line, "unit_assumed");
    if (line->unit_by_code)
        flag(line, "unit_by_code");
    if (line->text_counts)
        flag(line, "count_in_text");
    if (is_true(line->event->qty_is_estimated))
        flag(line, "quantity_estimated");
}

/* The greatest and least price of the members' bands, of no particular day: what is implausible should be far off. NAN
 * where one has none. */
static void price_band(const struct goods *goods, double *low, double *high)
{
    *low = *high = goods->member_count ? 0 : (double)NAN;
    for (size_t i = 0; i < goods->member_count; i++) {
        const struct price *price = &goods->members[i]->price;
        *low = i == 0 || !(price->low_usd >= *low) ? price->low_usd : *low;
        *high = i == 0 || !(price->high_usd <= *high) ? price->high_usd : *high;
    }
}

/* A unit that is much too light, heavy, cheap or dear for what it is called; the count stays as declared. */
static void flag_implausible(struct line *line)
{
    double low, high, items = line->items.mid;
    if (line->goods.per_item.high == 0)
        return;
    weight_band(line, 1, &low, &high);
    if (line->kg / items < low || line->kg / items > high)
        flag(line, "weight_implausible");
    enum unit_class class = goods_class(&line->goods);
    double price = line->value_usd / (items * line->goods.per_item.mid);
    price_band(&line->goods, &low, &high);
    if (class == CLASS_SERVER || class == CLASS_RACK)
        high *= line->catalogue->assumptions.rows[ASSUMPTION_SERVER_COST].value;
    if (price < low || price > high)
        flag(line, "price_implausible");
}

/* The first organisation that a declared name holds; NULL if the lexicon knows none. */
static const struct lexicon_row *organisation_in(const struct catalogue *catalogue, struct slice name)
{
    struct match word;
    for (size_t from = 0; matcher_next(catalogue->news[LANGUAGE_EN], name, &from, &word); from = word.end) {
        const struct lexicon_row *row = catalogue_tag_word(word.tag) == WORD_LEXICON ? word.row : NULL;
        if (row && row->kind == LEXICON_ORG)
            return row;
    }
    return NULL;
}

/* Under the name by which news call it, so that "BYTEDANCE TECHNOLOGY CO LTD" and 字节跳动 are one; else as declared. */
static void write_buyer(struct line *line, struct slice declared, struct capacity_estimate *estimate)
{
    struct slice name = slice_trim(declared);
    if (!name.size)
        return;
    const struct lexicon_row *known = organisation_in(line->catalogue, name);
    if (known) {
        name = slice_of(known->value);
        estimate->buyer_country = slice_of(known->home);
    }
    estimate->buyers.count = 1;
    estimate->buyers.items = arena_copy(line->arena, &name, sizeof name);
    line->full = line->full || !estimate->buyers.items;
}

/* The reporter is one end of the way where the line does not say another. */
static void write_parties(struct line *line, struct capacity_estimate *estimate)
{
    const struct customs_event *event = line->event;
    bool leaves = event->flow && (*event->flow == CUSTOMS_EVENT_FLOW_EXPORT || *event->flow == CUSTOMS_EVENT_FLOW_REEXPORT);
    bool enters = event->flow && (*event->flow == CUSTOMS_EVENT_FLOW_IMPORT || *event->flow == CUSTOMS_EVENT_FLOW_REIMPORT);
    estimate->from_country = event->dispatch.data || !leaves ? event->dispatch : event->reporter;
    estimate->to_country = event->destination.data || !enters ? event->destination : event->reporter;
    write_buyer(line, event->importer.data ? event->importer : event->consignee, estimate);
}

/* Common to all rows: who, when, which version; and what the flags say. */
static void write_frame(struct line *line, struct capacity_estimate *estimate, enum capacity_estimate_units_rule rule,
                        enum capacity_estimate_confidence confidence)
{
    const struct customs_event *event = line->event;
    estimate->event_id = event->event_id;
    estimate->ordinal = 1;
    estimate->catalogue_version = slice_of(catalogue_version(line->catalogue));
    estimate->method_version = slice_of(catalogue_method_version(line->catalogue));
    estimate->event_record = CAPACITY_ESTIMATE_EVENT_RECORD_CUSTOMS_EVENT;
    estimate->event_date = event->event_date ? event->event_date : event->period_end;
    estimate->stage = slice_of(stage_of(event->flow));
    estimate->units_rule = estimate_int(line->arena, (int)rule, &line->full);
    estimate->confidence = estimate_int(line->arena, (int)confidence, &line->full);
    estimate->flags.count = line->flag_count;
    estimate->flags.items = arena_copy(line->arena, line->flags, line->flag_count * sizeof *line->flags);
    line->full = line->full || (line->flag_count && !estimate->flags.items);
    write_parties(line, estimate);
    write_value(line, rule, estimate);
    line->full = line->full || !estimate->units_reason.data;
}

/* A line with a negative count takes goods back: negative counts in columns of their own, and no capacity. */
static void write_credit(struct line *line, struct interval chips, struct capacity_estimate *estimate)
{
    estimate->chips_credit_low = estimate_double(line->arena, fmin(chips.low, chips.high), &line->full);
    estimate->chips_credit_mid = estimate_double(line->arena, chips.mid, &line->full);
    estimate->chips_credit_high = estimate_double(line->arena, fmax(chips.low, chips.high), &line->full);
    flag(line, "credit");
}

/* Kilograms that one accelerator weighs at least, by what carries it: bounds a count that is not stated. */
static double least_kg(const struct line *line)
{
    enum unit_class class = goods_class(&line->goods);
    return line->catalogue->classes[class == CLASS_COUNT ? CLASS_CARD : class].accelerator_low_kg;
}

/* Chips by the count of items; where there is none, bounded by the weight; *rule says which. */
static struct interval chips_of_line(struct line *line, enum capacity_estimate_units_rule *rule)
{
    struct interval chips = estimate_chips(line->items, &line->goods);
    if (isnan(line->items.mid) && isnan(line->items.high) && line->kg > 0 && line->goods.per_item.high > 0) {
        chips.high = floor(line->kg / least_kg(line));
        *rule = CAPACITY_ESTIMATE_UNITS_RULE_WEIGHT;
    }
    if (isnan(line->items.mid) && isnan(line->items.high) && line->goods.per_item.high > 0)
        flag(line, "count_unknown");
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
    if (!line->goods.sure || is_true(line->event->qty_is_estimated) || line->unit_assumed || isnan(line->items.mid))
        return CAPACITY_ESTIMATE_CONFIDENCE_LOW;
    return line->goods.rule == GOODS_PART_NUMBER ? CAPACITY_ESTIMATE_CONFIDENCE_HIGH
                                                 : CAPACITY_ESTIMATE_CONFIDENCE_MEDIUM;
}

/* "PowerEdge XE9680 (8-GPU chassis) / H100 SXM5 80GB". */
static struct slice name_of(struct line *line)
{
    const struct goods *goods = &line->goods;
    const struct slice none = {NULL, 0};
    struct slice holder = goods->part ? goods->part->prefix : goods->system ? goods->system->model : none;
    struct slice model = goods->mid ? goods->mid->model : none;
    if (holder.data && model.data)
        return arena_format(line->arena, "%.*s / %.*s", SLICE_ARGS(holder), SLICE_ARGS(model));
    return holder.data ? holder : model.data ? model : SLICE_LITERAL("accelerators");
}

static struct slice reason_of(struct line *line)
{
    const struct goods *goods = &line->goods;
    if (goods->rule == GOODS_IS_MEMORY)
        return SLICE_LITERAL("HBM stacks, no accelerators");
    struct slice name = name_of(line);
    if (!name.data)
        return name;
    if (goods->rule == GOODS_IS_ACCESSORY)
        return arena_format(line->arena, "fits %.*s, holds no accelerator", SLICE_ARGS(name));
    if (isnan(line->items.mid) && isnan(line->items.high))
        return arena_format(line->arena, "%.*s, no count stated", SLICE_ARGS(name));
    double items = isnan(line->items.mid) ? line->items.low : line->items.mid;
    if (goods->per_item.low == goods->per_item.high)
        return arena_format(line->arena, "%.15g items x %g accelerators: %.*s", items, goods->per_item.low,
                            SLICE_ARGS(name));
    return arena_format(line->arena, "%.15g items x %g..%g accelerators: %.*s", items, goods->per_item.low,
                        goods->per_item.high, SLICE_ARGS(name));
}

/* "Module" is the board of eight where one costs as much as several accelerators. */
static void settle_module(struct line *line)
{
    struct goods *goods = &line->goods;
    if (!(goods->notes & GOODS_NOTE_MODULE_OPEN) || !goods_cost_as_board(goods, line->value_usd / line->items.mid))
        return;
    goods->per_item.low = goods->per_item.mid = goods->per_item.high;
    goods->notes ^= GOODS_NOTE_MODULE_OPEN | GOODS_NOTE_BOARD_ASSUMED;
    goods->system = catalogue_board(line->catalogue, goods->members[0], goods->per_item.high);
}

/* A name that means other things too, at a tenth of the price or less: another thing of that name. */
static bool is_false_friend(const struct line *line)
{
    static const double price_part = 0.1;
    double low, high, chips = line->items.mid * line->goods.per_item.high;
    price_band(&line->goods, &low, &high);
    return (line->goods.notes & GOODS_NOTE_WEAK) && line->value_usd > 0 && line->value_usd / chips < price_part * low;
}

static void write_figures(struct line *line, struct interval chips, struct capacity_estimate *estimate)
{
    const int32_t *date = line->event->event_date ? line->event->event_date : line->event->period_end;
    line->full = line->full || !estimate_fill(line->arena, line->catalogue, &line->goods, chips, estimate_year(date),
                                              estimate);
    if (line->goods.rule == GOODS_IS_ACCESSORY)
        estimate->control_class = (struct slice){NULL, 0};
    if (line->goods.rule == GOODS_IS_MEMORY)
        estimate->product_slug = SLICE_LITERAL("hbm");
    estimate->hbm_stacks = estimate_double(line->arena, line->items.mid * line->goods.stacks_per_item, &line->full);
}

/* A line whose text names what it is. */
static void write_named(struct line *line, struct capacity_estimate *estimate)
{
    settle_module(line);
    flag_notes(line);
    flag_implausible(line);
    enum capacity_estimate_units_rule rule = rule_of(line->goods.rule);
    struct interval chips = chips_of_line(line, &rule);
    if (line->items.mid < 0) {
        write_credit(line, chips, estimate);
        chips = (struct interval){NAN, NAN, NAN};
    }
    write_figures(line, chips, estimate);
    estimate->units_reason = reason_of(line);
    write_frame(line, estimate, rule, confidence_of(line));
}

static void write_chips(struct line *line, struct interval chips, struct capacity_estimate *estimate)
{
    estimate->chips_low = estimate_double(line->arena, chips.low, &line->full);
    estimate->chips_mid = estimate_double(line->arena, chips.mid, &line->full);
    estimate->chips_high = estimate_double(line->arena, chips.high, &line->full);
}

/* A statistic: the accelerators' share of the value, divided by their price; no more than the counted units can
 * hold. */
static void write_share(struct line *line, const struct share_prior *prior, struct capacity_estimate *estimate)
{
    struct interval chips = priors_share_chips(prior, line->usd);
    bool estimated = is_true(line->event->qty_is_estimated);
    bool counted = !line->unit_assumed && !line->unit_by_code && line->items.mid > 0; /* 0 is how "none" is written, too */
    double units = counted ? line->items.mid : (double)NAN;
    double most = estimated ? (double)NAN : units * prior->units_max;
    if (most < chips.high) {
        chips.high = most;
        chips.mid = fmin(chips.mid, most);
        chips.low = fmin(chips.low, most);
        flag(line, "capped_by_quantity");
    }
    if (isnan(units))
        flag(line, "count_unknown");
    if (estimated)
        flag(line, "quantity_estimated");
    write_chips(line, chips, estimate);
    estimate->units_reason = slice_of(prior->reason);
    write_frame(line, estimate, CAPACITY_ESTIMATE_UNITS_RULE_SHARE_PRICE, CAPACITY_ESTIMATE_CONFIDENCE_LOW);
}

/* A statistic without value: no more accelerators than its weight. */
static bool write_weight(struct line *line, const struct share_prior *prior, struct capacity_estimate *estimate)
{
    struct interval chips = {NAN, NAN, floor(line->kg / prior->low_kg)};
    if (!(line->kg > 0) || isnan(chips.high))
        return false;
    flag(line, "count_unknown");
    write_chips(line, chips, estimate);
    estimate->units_reason = arena_format(line->arena, "no value stated; %.15g kg at %g kg an accelerator at least",
                                          line->kg, prior->low_kg);
    write_frame(line, estimate, CAPACITY_ESTIMATE_UNITS_RULE_WEIGHT, CAPACITY_ESTIMATE_CONFIDENCE_LOW);
    return true;
}

static const struct class_prior *class_of(const struct catalogue *catalogue, double unit_usd, double unit_kg)
{
    for (size_t i = 0; i < CLASS_COUNT; i++) {
        const struct class_prior *prior = &catalogue->classes[i];
        if (unit_usd >= prior->value_low_usd && unit_usd <= prior->value_high_usd && unit_kg >= prior->low_kg &&
            unit_kg <= prior->high_kg)
            return prior;
    }
    return NULL;
}

/* Under the codes of accelerators a line that names nothing, but is worth its weight in them. False if it is not. */
static bool write_anomaly(struct line *line, struct capacity_estimate *estimate)
{
    static const double anomaly_usd_per_kg = 1e4;
    double items = line->unit_assumed ? (double)NAN : line->items.mid;
    bool counts = items > 0 && line->value_usd > 0 && line->kg > 0;
    const struct class_prior *class =
        counts ? class_of(line->catalogue, line->value_usd / items, line->kg / items) : NULL;
    bool dense = line->value_usd > 0 && line->kg > 0 && line->value_usd / line->kg >= anomaly_usd_per_kg;
    if (!class && !dense)
        return false;
    if (dense)
        flag(line, "possible_misdescription");
    if (class) {
        double chips = items * class->accelerators;
        write_chips(line, (struct interval){0, chips, chips}, estimate);
        estimate->units_reason =
            arena_format(line->arena, "USD %.0f and %.3g kg a unit, USD %.0f a kg: as a %.*s", line->value_usd / items,
                         line->kg / items, line->value_usd / line->kg, SLICE_ARGS(class->name));
    } else {
        estimate->units_reason = arena_format(line->arena, "USD %.0f a kg", line->value_usd / line->kg);
    }
    write_frame(line, estimate, CAPACITY_ESTIMATE_UNITS_RULE_VALUE_WEIGHT_ANOMALY, CAPACITY_ESTIMATE_CONFIDENCE_LOW);
    return true;
}

/* Codes under which accelerators are declared: 8471, 8473.30, 8542.31. */
static bool is_watched(struct slice hs6)
{
    if (hs6.size != 6 || hs6.data[0] != '8')
        return false;
    return slice_starts_with(hs6, "8471") || slice_starts_with(hs6, "847330") || slice_starts_with(hs6, "854231");
}

/* Lines whose code or partner is withheld, or whose code was damaged on the way, say nothing by code and value. */
static bool says_nothing(const struct customs_event *event)
{
    bool of_nowhere = slice_equal_text(event->origin, "ZZ") || slice_equal_text(event->destination, "ZZ");
    return has_flag(event, "hs_damaged") || has_flag(event, "hs_special") ||
           (event->kind == CUSTOMS_EVENT_KIND_STATISTIC && of_nowhere);
}

/* Fills *estimate if the line stands for anything; false if not. */
static bool write_line(struct line *line, struct capacity_estimate *estimate)
{
    const struct customs_event *event = line->event;
    line->kg = line_kg(event);
    value_line(line);
    count_items(line);
    if (line->goods.rule != GOODS_UNKNOWN && !is_false_friend(line)) {
        write_named(line, estimate);
        return true;
    }
    if (!is_watched(event->hs6) || says_nothing(event))
        return false;
    if (event->kind != CUSTOMS_EVENT_KIND_STATISTIC)
        return write_anomaly(line, estimate);
    const struct share_prior *prior = catalogue_share(line->catalogue, event->hs6);
    if (!prior || prior->share_high == 0 || line->value_usd < 0)
        return false;
    if (!(line->value_usd > 0))
        return write_weight(line, prior, estimate);
    write_share(line, prior, estimate);
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
    goods_find(catalogue, event->description_raw, event->part_number, event->hs6, &line.goods);
    if (line.goods.rule == GOODS_UNKNOWN && !is_watched(event->hs6))
        return true; /* nearly every line */
    line.catalogue = catalogue;
    line.event = event;
    line.arena = arena;
    line.flag_count = 0;
    line.text_counts = false;
    line.full = false;
    struct capacity_estimate *estimate = arena_alloc(arena, sizeof *estimate);
    if (!estimate)
        return enrichment_full(error);
    memset(estimate, 0, sizeof *estimate);
    if (!write_line(&line, estimate))
        return true;
    if (line.full)
        return enrichment_full(error);
    out->estimates = estimate;
    out->estimate_count = 1;
    return true;
}

const struct enrichment enrichment_customs = {&customs_event_type, run};
