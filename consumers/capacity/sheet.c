#include "consumers/capacity/sheet.h"

#include <limits.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "consumers/capacity/equivalents.h"
#include "consumers/capacity/estimate.h"
#include "consumers/capacity/figure_text.h"
#include "consumers/capacity/rules_table.h"
#include "consumers/capacity/workload.h"

/* Models by whose answers a capacity is made tangible, at 8 bits a parameter. */
static const struct model {
    const char *active, *total; /* in words */
    double active_parameters, total_parameters;
} dense_70b = {"70e9 parameters", "70e9 parameters", 70e9, 70e9},
  deepseek_v3 = {"37e9 parameters", "671e9 parameters", 37e9, 671e9};

struct context {
    const struct catalogue *catalogue;
    const struct sheet_question *question;
    const struct goods *goods;
    const struct row *row;          /* being worked out */
    struct estimate_counts counts;  /* accelerators, by member */
    double pue_ratio;
    struct sheet *sheet;
};

/* One line of a sheet. Either `each` for every product that the goods may be, or `map` of another line, or `whole`. */
struct row {
    const char *group, *key, *name, *unit;
    double (*each)(const struct accelerator *a, double chips, const void *context);
    double (*map)(double value, const struct context *context);
    struct interval (*whole)(const struct context *context);
    const char *from;           /* key of the line that is mapped */
    const char *formula;        /* {names} are replaced by figures */
    const char *source;
    const struct model *model;
    enum equivalent equivalent;
    const char *rule;           /* key of the rule whose threshold is a cap */
    bool is_each;               /* of one accelerator: chips do not matter */
};

/* ---- figures of one accelerator, by the names that formulas use ---- */

static double assumed(const struct context *context, enum assumption assumption)
{
    return context->catalogue->assumptions.rows[assumption].value;
}

static double overhead(const struct accelerator *a, double chips, const void *context)
{
    const struct context *c = context;
    (void)chips;
    return estimate_overhead_ratio(c->catalogue, c->goods, a);
}

static double rate_8bit(const struct accelerator *a, double chips, const void *context)
{
    (void)chips;
    (void)context;
    return equivalents_figure(EQUIVALENT_H100_8BIT, a);
}

static double basis(const struct accelerator *a, double chips, const void *context)
{
    const struct context *c = context;
    (void)chips;
    return equivalents_figure(c->row->equivalent, a);
}

#define FIGURE(member) offsetof(struct accelerator, member)
static const struct {
    const char *name;
    size_t offset;
    double (*of)(const struct accelerator *a, double chips, const void *context);
} figures[] = {
    {"bf16", FIGURE(bf16_tflops), NULL}, {"fp8", FIGURE(fp8_tflops), NULL}, {"fp4", FIGURE(fp4_tflops), NULL},
    {"memory_gb", FIGURE(memory_gb), NULL}, {"bandwidth", FIGURE(memory_bandwidth_gbs), NULL},
    {"link", FIGURE(interconnect_gbs), NULL}, {"tdp", FIGURE(tdp_w), NULL}, {"tpp_each", FIGURE(tpp), NULL},
    {"circuits", FIGURE(circuits_per_unit), NULL}, {"maker_tpp_each", FIGURE(maker_tpp), NULL},
    {"overhead", 0, overhead}, {"rate_8bit", 0, rate_8bit}, {"basis", 0, basis},
};

static double member_figure(const struct accelerator *a, double chips, const void *offset)
{
    (void)chips;
    return *(const double *)((const char *)a + *(const size_t *)offset);
}

static struct interval over_members(const struct context *context,
                                    double (*metric)(const struct accelerator *a, double chips, const void *context),
                                    const void *argument)
{
    struct estimate_counts one;
    estimate_count(context->goods, (struct interval){1, 1, 1}, &one);
    return estimate_envelope(context->goods, &one, metric, argument);
}

/* ---- what lines are worked out by ---- */

static double bf16(const struct accelerator *a, double chips, const void *context)
{
    (void)context;
    return capacity_throughput_eflops(chips, a->bf16_tflops);
}

static double fp8(const struct accelerator *a, double chips, const void *context)
{
    (void)context;
    return capacity_throughput_eflops(chips, a->fp8_tflops);
}

static double fp4(const struct accelerator *a, double chips, const void *context)
{
    (void)context;
    return capacity_throughput_eflops(chips, a->fp4_tflops);
}

static double memory(const struct accelerator *a, double chips, const void *context)
{
    (void)context;
    return capacity_memory_pb(chips, a->memory_gb);
}

static double bandwidth(const struct accelerator *a, double chips, const void *context)
{
    (void)context;
    return capacity_bandwidth_pbs(chips, a->memory_bandwidth_gbs);
}

static double links(const struct accelerator *a, double chips, const void *context)
{
    (void)context;
    return capacity_bandwidth_pbs(chips, a->interconnect_gbs);
}

static double chip_power(const struct accelerator *a, double chips, const void *context)
{
    (void)context;
    return capacity_chip_power_mw(chips, a->tdp_w);
}

static double server_power(const struct accelerator *a, double chips, const void *context)
{
    return capacity_server_power_mw(chip_power(a, chips, context), overhead(a, chips, context));
}

static double facility_power(const struct accelerator *a, double chips, const void *context)
{
    const struct context *c = context;
    return capacity_facility_power_mw(chip_power(a, chips, context), overhead(a, chips, context), c->pue_ratio);
}

static double tpp(const struct accelerator *a, double chips, const void *context)
{
    (void)context;
    return capacity_tpp(chips, a->circuits_per_unit, a->tpp);
}

static double maker_tpp(const struct accelerator *a, double chips, const void *context)
{
    (void)context;
    return capacity_tpp(chips, a->circuits_per_unit, a->maker_tpp);
}

static double equivalents(const struct accelerator *a, double chips, const void *context)
{
    const struct context *c = context;
    return equivalents_of(c->catalogue, c->row->equivalent, a, chips);
}

static double prefill(const struct accelerator *a, double chips, const void *context)
{
    const struct context *c = context;
    return chips * workload_prefill_tokens_s(equivalents_figure(EQUIVALENT_H100_8BIT, a), assumed(c, ASSUMPTION_MFU),
                                             c->row->model->active_parameters);
}

static double decode(const struct accelerator *a, double chips, const void *context)
{
    const struct context *c = context;
    struct workload_model model = {c->row->model->active_parameters, 8, 0};
    (void)chips;
    return workload_decode_tokens_s(&model, 1, a->memory_bandwidth_gbs, equivalents_figure(EQUIVALENT_H100_8BIT, a),
                                    assumed(c, ASSUMPTION_MFU));
}

static double for_weights(const struct accelerator *a, double chips, const void *context)
{
    const struct context *c = context;
    (void)chips;
    return workload_accelerators_for_weights(c->row->model->total_parameters, 8, a->memory_gb);
}

static double energy_full(double facility_power_mw, const struct context *context)
{
    (void)context;
    return capacity_energy_mwh(facility_power_mw, 1);
}

static double energy_usual(double facility_power_mw, const struct context *context)
{
    return capacity_energy_mwh(facility_power_mw, assumed(context, ASSUMPTION_LOAD_FACTOR));
}

static double electricity(double energy_mwh, const struct context *context)
{
    return capacity_electricity_usd(energy_mwh, assumed(context, ASSUMPTION_ELECTRICITY_PRICE));
}

static double server_cost(double value_usd, const struct context *context)
{
    return capacity_server_cost_usd(value_usd, assumed(context, ASSUMPTION_SERVER_COST));
}

static double cluster_cost(double server_usd, const struct context *context)
{
    return capacity_cluster_cost_usd(server_usd, assumed(context, ASSUMPTION_SERVER_SHARE));
}

static double cap_of(const struct context *context)
{
    const struct rules *rules = context->catalogue->rules;
    for (size_t i = 0; i < rules->row_count; i++)
        if (slice_equal_text(rules->rows[i].key, context->row->rule) && rules->rows[i].figure_count == 1)
            return rules->rows[i].figures[0].threshold;
    return NAN;
}

static double share_of_cap(double tpp_sum, const struct context *context)
{
    return capacity_divide(tpp_sum, cap_of(context));
}

/* ---- money: three prices of each product ---- */

static double itself(const struct accelerator *a, double value, const void *context)
{
    (void)a;
    (void)context;
    return value;
}

static struct interval price_of(const struct context *context, const struct accelerator *a)
{
    return estimate_price_usd(context->catalogue, a, &context->question->day, context->goods->member_count == 1);
}

static struct interval price(const struct context *context)
{
    struct estimate_counts prices;
    for (size_t i = 0; i < context->goods->member_count; i++)
        prices.of[i] = price_of(context, context->goods->members[i]);
    return estimate_envelope(context->goods, &prices, itself, NULL);
}

/* Of the accelerators: the money that is stated, less what servers cost beside them, else number times price. */
static struct interval value(const struct context *context)
{
    const struct asked *asked = &context->question->asked;
    struct estimate_counts values;
    double part = context->goods->notes & GOODS_NOTE_MACHINE_VALUE ? assumed(context, ASSUMPTION_SERVER_COST) : 1;
    if (asked->is_value)
        return (struct interval){capacity_divide(asked->value_usd.low, part), capacity_divide(asked->value_usd.mid, part),
                                 capacity_divide(asked->value_usd.high, part)};
    for (size_t i = 0; i < context->goods->member_count; i++) {
        struct interval each = price_of(context, context->goods->members[i]), count = context->counts.of[i];
        values.of[i] = (struct interval){capacity_chip_cost_usd(count.low, each.low),
                                         capacity_chip_cost_usd(count.mid, each.mid),
                                         capacity_chip_cost_usd(count.high, each.high)};
    }
    return estimate_envelope(context->goods, &values, itself, NULL);
}

static struct rules_question rules_question_of(const struct context *context, int32_t day)
{
    const struct sheet_question *question = context->question;
    return (struct rules_question){.members = (const struct accelerator *const *)context->goods->members,
                                   .member_count = context->goods->member_count,
                                   .from = question->from, .to = question->to,
                                   .headquarters = question->headquarters, .day = day};
}

/* Section 232: on entry into the United States, whatever way the goods take afterwards. */
static struct interval duty(const struct context *context)
{
    struct rules_question question = rules_question_of(context, context->question->day);
    struct rules_answer answer;
    question.to = SLICE_LITERAL("US");
    question.from = question.headquarters = (struct slice){NULL, 0};
    rules_answer(context->catalogue, RULES_TARIFF_232, &question, &answer);
    struct interval all = sheet_line(context->sheet, "value_usd")->value;
    double rate = !answer.outcome                       ? (double)NAN
                  : strncmp(answer.outcome, "range", 5) ? 0
                                                        : assumed(context, ASSUMPTION_TARIFF_232);
    return (struct interval){capacity_duty_usd(all.low, rate), capacity_duty_usd(all.mid, rate),
                             capacity_duty_usd(all.high, rate)};
}

static struct interval chips_of_all(const struct context *context)
{
    return context->goods->member_count ? estimate_envelope(context->goods, &context->counts, itself, NULL)
                                        : context->counts.of[0];
}

/* ---- the lines, in their order ---- */

static const char datasheet[] = "accelerators.csv", epoch_cost[] = "assumptions.csv: Epoch AI, training cost trends";
static const char epoch_power[] = "Epoch AI, GPU clusters; systems.csv, assumptions.csv";

static const struct row rows[] = {
    {.group = "Goods", .key = "chips", .name = "Accelerators", .unit = "", .whole = chips_of_all, .formula = "{units}",
     .source = "as asked; systems.csv, prices.csv"},
    {.group = "Compute", .key = "bf16_eflops", .name = "BF16, dense", .unit = "EFLOP/s", .each = bf16,
     .formula = "{chips} x {bf16} TFLOP/s", .source = datasheet},
    {.group = "Compute", .key = "fp8_eflops", .name = "FP8, dense", .unit = "EFLOP/s", .each = fp8,
     .formula = "{chips} x {fp8} TFLOP/s", .source = datasheet},
    {.group = "Compute", .key = "fp4_eflops", .name = "FP4, dense", .unit = "EFLOP/s", .each = fp4,
     .formula = "{chips} x {fp4} TFLOP/s", .source = datasheet},
    {.group = "Compute", .key = "hbm_pb", .name = "Memory", .unit = "PB", .each = memory,
     .formula = "{chips} x {memory_gb} GB", .source = datasheet},
    {.group = "Compute", .key = "memory_bandwidth_pbs", .name = "Memory bandwidth", .unit = "PB/s", .each = bandwidth,
     .formula = "{chips} x {bandwidth} GB/s", .source = datasheet},
    {.group = "Compute", .key = "link_pbs", .name = "Links, both directions", .unit = "PB/s", .each = links,
     .formula = "{chips} x {link} GB/s", .source = datasheet},
    {.group = "Power", .key = "chip_power_mw", .name = "Accelerators, TDP", .unit = "MW", .each = chip_power,
     .formula = "{chips} x {tdp} W", .source = datasheet},
    {.group = "Power", .key = "server_power_mw", .name = "Servers", .unit = "MW", .each = server_power,
     .formula = "{chip_power_mw} MW x {overhead}", .source = epoch_power},
    {.group = "Power", .key = "facility_power_mw", .name = "Facility", .unit = "MW", .each = facility_power,
     .formula = "{server_power_mw} MW x PUE {pue}", .source = epoch_power},
    {.group = "Power", .key = "energy_full_mwh", .name = "Energy a year, full load", .unit = "MWh", .map = energy_full,
     .from = "facility_power_mw", .formula = "{facility_power_mw} MW x 8,760 h", .source = "definition"},
    {.group = "Power", .key = "energy_usual_mwh", .name = "Energy a year, usual load", .unit = "MWh", .map = energy_usual,
     .from = "facility_power_mw", .formula = "{facility_power_mw} MW x 8,760 h x {load_factor}", .source = epoch_cost},
    {.group = "Power", .key = "electricity_usd", .name = "Electricity a year", .unit = "USD", .map = electricity,
     .from = "energy_usual_mwh", .formula = "{energy_usual_mwh} MWh x 1,000 x ${electricity_price}", .source = epoch_cost},
    {.group = "Equivalents", .key = "tpp", .name = "Aggregate TPP", .unit = "TPP", .each = tpp,
     .formula = "{chips} x {circuits} x {tpp_each}", .source = "88 FR 73458; accelerators.csv"},
    {.group = "Equivalents", .key = "maker_tpp", .name = "Aggregate TPP by the maker's figure", .unit = "TPP",
     .each = maker_tpp, .formula = "{chips} x {circuits} x {maker_tpp_each}", .source = "part_numbers.csv"},
    {.group = "Equivalents", .key = "h100e_8bit", .name = "H100 by 8-bit rate", .unit = "H100e", .each = equivalents,
     .equivalent = EQUIVALENT_H100_8BIT, .formula = "{chips} x {basis} TOPS / {reference}",
     .source = "Epoch AI, AI chip sales"},
    {.group = "Equivalents", .key = "h100e_bf16", .name = "H100 by BF16 rate", .unit = "H100e", .each = equivalents,
     .equivalent = EQUIVALENT_H100_BF16, .formula = "{chips} x {basis} TFLOP/s / {reference}", .source = "Epoch AI, GPU clusters"},
    {.group = "Equivalents", .key = "h100e_tpp", .name = "H100 by TPP", .unit = "H100e", .each = equivalents,
     .equivalent = EQUIVALENT_H100_TPP, .formula = "{chips} x {basis} TPP / {reference}", .source = "88 FR 73458"},
    {.group = "Equivalents", .key = "h100e_bandwidth", .name = "H100 by memory bandwidth", .unit = "H100e",
     .each = equivalents, .equivalent = EQUIVALENT_H100_BANDWIDTH, .formula = "{chips} x {basis} GB/s / {reference}",
     .source = datasheet},
    {.group = "Equivalents", .key = "b300e_tpp", .name = "B300 by TPP", .unit = "B300e", .each = equivalents,
     .equivalent = EQUIVALENT_B300_TPP, .formula = "{chips} x {basis} TPP / {reference}", .source = "IFP; Grunewald 2026"},
    {.group = "Money", .key = "price_usd", .name = "Price of one: p5, p50, p95", .unit = "USD", .whole = price,
     .formula = "lognormal of the band of that day", .source = "prices.csv, accelerators.csv: Epoch AI, AI chip sales"},
    {.group = "Money", .key = "value_usd", .name = "Accelerators: p5, p50, p95", .unit = "USD", .whole = value,
     .formula = "{chips} x ${price_usd}", .source = "prices.csv"},
    {.group = "Money", .key = "duty_usd", .name = "Duty if it enters the US", .unit = "USD", .whole = duty,
     .formula = "{value_usd} x {tariff_232} where in a range of Section 232", .source = "Proclamation 11002; rules.csv"},
    {.group = "Money", .key = "server_usd", .name = "Servers", .unit = "USD", .map = server_cost, .from = "value_usd",
     .formula = "${value_usd} x {server_cost}", .source = epoch_cost},
    {.group = "Money", .key = "cluster_usd", .name = "Cluster with its network", .unit = "USD", .map = cluster_cost,
     .from = "server_usd", .formula = "${server_usd} / {server_share}", .source = epoch_cost},
    {.group = "Inference", .key = "prefill_70b_tokens_s", .name = "Reading, 70e9 dense", .unit = "tokens/s", .each = prefill,
     .model = &dense_70b, .formula = "{chips} x {rate_8bit} TOPS x {mfu} / (2 x {model})", .source = "roofline; assumptions.csv"},
    {.group = "Inference", .key = "decode_70b_tokens_s", .name = "Writing, one stream on one", .unit = "tokens/s",
     .each = decode, .model = &dense_70b, .is_each = true, .formula = "{bandwidth} GB/s / {model} at 8 bit",
     .source = "roofline; Erdil 2025"},
    {.group = "Inference", .key = "prefill_deepseek_v3_tokens_s", .name = "Reading, DeepSeek-V3", .unit = "tokens/s",
     .each = prefill, .model = &deepseek_v3, .formula = "{chips} x {rate_8bit} TOPS x {mfu} / (2 x {model})",
     .source = "roofline; assumptions.csv"},
    {.group = "Inference", .key = "decode_deepseek_v3_tokens_s", .name = "Writing, one stream on one", .unit = "tokens/s",
     .each = decode, .model = &deepseek_v3, .is_each = true, .formula = "{bandwidth} GB/s / {model} at 8 bit",
     .source = "roofline; Erdil 2025"},
    {.group = "Inference", .key = "deepseek_v3_accelerators", .name = "Needed for its weights", .unit = "", .each = for_weights,
     .model = &deepseek_v3, .is_each = true, .formula = "{weights} at 8 bit / {memory_gb} GB, rounded up",
     .source = "DeepSeek-V3 technical report"},
    {.group = "Caps", .key = "country_cap_share", .name = "Part of a country's cap", .unit = "x", .map = share_of_cap,
     .from = "tpp", .rule = "us-diffusion-country-cap", .formula = "{tpp} TPP / {cap}",
     .source = "90 FR 4544: through 2027, published, not enforced"},
    {.group = "Caps", .key = "low_volume_share", .name = "Part of the low volume", .unit = "x", .map = share_of_cap,
     .from = "tpp", .rule = "us-diffusion-low-volume", .formula = "{tpp} TPP / {cap}",
     .source = "90 FR 4544: a consignee and year, not enforced"},
};

enum { ROWS = sizeof rows / sizeof *rows };
_Static_assert((int)ROWS <= (int)SHEET_LINES_MAX, "a sheet holds all lines");

/* ---- formulas in words ---- */

static struct interval exactly(double value)
{
    return (struct interval){value, value, value};
}

static double reference_of(const struct context *context)
{
    bool b300 = context->row->equivalent == EQUIVALENT_B300_TPP;
    return equivalents_figure(context->row->equivalent, b300 ? context->catalogue->b300 : context->catalogue->h100);
}

/* What belongs to the row, not to a table. */
static bool find_own(const struct context *context, struct slice name, struct interval *value)
{
    double own = slice_equal_text(name, "pue")         ? context->pue_ratio
                 : slice_equal_text(name, "reference") ? reference_of(context)
                 : slice_equal_text(name, "cap")       ? cap_of(context)
                                                       : (double)NAN;
    *value = exactly(own);
    return !isnan(own);
}

static bool find_figure(const struct context *context, struct slice name, struct interval *value)
{
    for (size_t i = 0; i < context->sheet->line_count; i++)
        if (slice_equal_text(name, context->sheet->lines[i].key)) {
            *value = context->sheet->lines[i].value;
            return true;
        }
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        if (slice_equal_text(name, figures[i].name)) {
            *value = figures[i].of ? over_members(context, figures[i].of, context)
                                   : over_members(context, member_figure, &figures[i].offset);
            return true;
        }
    for (size_t i = 0; i < ASSUMPTION_COUNT; i++)
        if (slice_equal(name, context->catalogue->assumptions.rows[i].key)) {
            *value = exactly(context->catalogue->assumptions.rows[i].value);
            return true;
        }
    return find_own(context, name, value);
}

static const char *figure_for(const struct context *context, struct slice name, char text[FIGURE_RANGE_BYTES])
{
    struct interval value;
    if (slice_equal_text(name, "units"))
        return context->sheet->units;
    if (slice_equal_text(name, "model"))
        return context->row->model->active;
    if (slice_equal_text(name, "weights"))
        return context->row->model->total;
    if (!find_figure(context, name, &value))
        return "not stated";
    figure_range_text(value, text);
    return strcmp(text, "-") == 0 ? "not stated" : text;
}

static void write_formula(const struct context *context, struct sheet_line *line)
{
    char text[FIGURE_RANGE_BYTES];
    size_t used = 0;
    for (const char *at = context->row->formula; *at && used + 1 < sizeof line->formula;) {
        const char *end = *at == '{' ? strchr(at, '}') : NULL;
        struct slice part = end ? slice_of(figure_for(context, (struct slice){at + 1, (size_t)(end - at - 1)}, text))
                                : (struct slice){at, 1};
        size_t size = part.size < sizeof line->formula - 1 - used ? part.size : sizeof line->formula - 1 - used;
        memcpy(line->formula + used, part.data, size);
        used += size;
        at = end ? end + 1 : at + 1;
    }
    line->formula[used] = '\0';
}

/* ---- why a figure is not there ---- */

static bool is_whole(const struct interval *value)
{
    return !isnan(value->low) && !isnan(value->mid) && !isnan(value->high);
}

static bool is_empty(const struct interval *value)
{
    return isnan(value->low) && isnan(value->mid) && isnan(value->high);
}

static const char *reason_for(const struct context *context, const struct interval *value)
{
    struct interval chips = chips_of_all(context);
    if (is_whole(value))
        return "";
    if (is_empty(value) && context->goods->member_count == 0)
        return "no product is named, so there are no figures of one";
    if (is_empty(value))
        return "the catalogue does not state it for this product";
    if (!is_whole(&chips))
        return "the number of accelerators has no such bound";
    return context->goods->member_count == 1 ? "only a central figure is known"
                                             : "the products that it may be differ, and none stands for all";
}

static void write_source(const struct context *context, struct sheet_line *line)
{
    const struct goods *goods = context->goods;
    bool of_one = goods->member_count == 1 && context->row->each && strstr(context->row->source, datasheet);
    if (of_one)
        snprintf(line->source, sizeof line->source, "%s, %.*s (confidence %.*s)", context->row->source,
                 SLICE_ARGS(goods->members[0]->key), SLICE_ARGS(goods->members[0]->confidence));
    else
        snprintf(line->source, sizeof line->source, "%s", context->row->source);
}

/* ---- the whole ---- */

static struct interval mapped(const struct context *context)
{
    struct interval from = sheet_line(context->sheet, context->row->from)->value;
    return (struct interval){context->row->map(from.low, context), context->row->map(from.mid, context),
                             context->row->map(from.high, context)};
}

static struct interval value_of(const struct context *context)
{
    const struct row *row = context->row;
    if (row->whole)
        return row->whole(context);
    if (row->map)
        return mapped(context);
    return row->is_each ? over_members(context, row->each, context)
                        : estimate_envelope(context->goods, &context->counts, row->each, context);
}

static void add_line(struct context *context)
{
    const struct row *row = context->row;
    struct sheet_line *line = &context->sheet->lines[context->sheet->line_count];
    *line = (struct sheet_line){.group = row->group, .key = row->key, .name = row->name, .unit = row->unit};
    line->value = value_of(context);
    write_formula(context, line);
    write_source(context, line);
    snprintf(line->reason, sizeof line->reason, "%s", reason_for(context, &line->value));
    context->sheet->line_count++;
}

/* Longest with the fewest accelerators at the least utilisation. */
static struct interval days_of(const struct training_run *run, struct interval eflops, const struct assumption_row *mfu)
{
    return (struct interval){workload_training_days(run->training_flop, eflops.high, mfu->high),
                             workload_training_days(run->training_flop, eflops.mid, mfu->value),
                             workload_training_days(run->training_flop, eflops.low, mfu->low)};
}

static void add_runs(const struct context *context)
{
    const struct assumptions *assumptions = &context->catalogue->assumptions;
    const struct assumption_row *mfu = &assumptions->rows[ASSUMPTION_MFU];
    struct interval eflops = sheet_line(context->sheet, "bf16_eflops")->value;
    struct sheet *sheet = context->sheet;
    char text[FIGURE_RANGE_BYTES];
    snprintf(sheet->run_formula, sizeof sheet->run_formula, "FLOP / (%s EFLOP/s x MFU %g (%g to %g) x 86,400 s)",
             figure_range_text(eflops, text), mfu->value, mfu->low, mfu->high);
    for (size_t i = 0; i < assumptions->run_count && i < SHEET_RUNS_MAX; i++) {
        struct interval days = days_of(&assumptions->runs[i], eflops, mfu);
        sheet->runs[sheet->run_count++] = (struct sheet_run){
            &assumptions->runs[i], days,
            {workload_models_per_year(days.high), workload_models_per_year(days.mid), workload_models_per_year(days.low)}};
    }
}

static void add_laws(const struct context *context)
{
    for (int regime = 0; regime < RULES_REGIME_COUNT; regime++) {
        struct rules_question on_day = rules_question_of(context, context->question->day);
        struct rules_question today = rules_question_of(context, context->question->today);
        struct sheet_law *law = &context->sheet->laws[regime];
        rules_answer(context->catalogue, (enum rules_regime)regime, &on_day, &law->on_day);
        rules_answer(context->catalogue, (enum rules_regime)regime, &today, &law->today);
    }
}

static const char *note_text(const struct goods *goods)
{
    static const struct {
        unsigned note;
        const char *text;
    } notes[] = {{GOODS_NOTE_SERVER_ASSUMED, "; how many one holds is not stated"},
                 {GOODS_NOTE_MODULE_OPEN, "; a module is one, or the board of eight"},
                 {GOODS_NOTE_SLOTS_ONLY, "; a chassis: how many it takes, not what it holds"},
                 {GOODS_NOTE_MACHINE_VALUE, "; of machines, so a server's part is taken off"},
                 {GOODS_NOTE_VARIANT_ASSUMED, "; the usual variant is taken"}};
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
        if (goods->notes & notes[i].note)
            return notes[i].text;
    return "";
}

/* How the number of accelerators was reached. */
static void write_units(const struct context *context)
{
    const struct asked *asked = &context->question->asked;
    char first[FIGURE_RANGE_BYTES], second[FIGURE_RANGE_BYTES];
    struct sheet *sheet = context->sheet;
    const struct system *system = context->goods->system;
    if (asked->is_value && context->goods->member_count == 0)
        snprintf(sheet->units, sizeof sheet->units, "$%s / the price of any accelerator (share_priors.csv)",
                 figure_range_text(asked->value_usd, first));
    else if (asked->is_value)
        snprintf(sheet->units, sizeof sheet->units, "$%s / $%s for one%s", figure_range_text(asked->value_usd, first),
                 figure_range_text(price(context), second), note_text(context->goods));
    else
        snprintf(sheet->units, sizeof sheet->units, "%s items of %s%s%.*s%s", figure_range_text(asked->items, first),
                 figure_range_text(context->goods->per_item, second), system ? ": " : "",
                 system ? (int)system->model.size : 0, system ? system->model.data : "", note_text(context->goods));
}

static void count(struct context *context)
{
    const struct asked *asked = &context->question->asked;
    struct interval chips = asked->is_value ? estimate_chips_of_value(context->catalogue, asked->value_usd)
                                            : estimate_chips(asked->items, context->goods);
    context->counts.of[0] = chips; /* of goods without members */
    if (asked->is_value)
        estimate_count_value(context->catalogue, context->goods, asked->value_usd, &context->question->day, &context->counts);
    else
        estimate_count(context->goods, chips, &context->counts);
}

void sheet_make(const struct catalogue *catalogue, const struct sheet_question *question, struct sheet *sheet)
{
    int32_t day = question->day;
    struct context context = {.catalogue = catalogue, .question = question, .goods = &question->asked.goods,
                              .pue_ratio = capacity_pue_ratio(estimate_year(&day)), .sheet = sheet};
    *sheet = (struct sheet){.line_count = 0};
    count(&context);
    write_units(&context);
    for (size_t i = 0; i < ROWS; i++) {
        context.row = &rows[i];
        add_line(&context);
    }
    add_runs(&context);
    add_laws(&context);
}

const struct sheet_line *sheet_line(const struct sheet *sheet, const char *key)
{
    for (size_t i = 0; i < sheet->line_count; i++)
        if (strcmp(sheet->lines[i].key, key) == 0)
            return &sheet->lines[i];
    return NULL;
}
