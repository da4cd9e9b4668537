#include "tests/customs_line.h"

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lib/clock.h"

enum { ARENA_BYTES = 1 << 20, TURNS = 4, TEXT_BYTES = 256 };

static struct catalogue *catalogue;
static struct arena arena;

void customs_line_set_up(void)
{
    struct error error = {0};
    ck_assert_msg(catalogue_load(CHIPWATCH_SOURCE_DIR "/deploy/reference", &catalogue, &error), "%s", error.message);
    ck_assert(arena_init(&arena, ARENA_BYTES, &error));
}

void customs_line_tear_down(void)
{
    arena_free(&arena);
    catalogue_free(catalogue);
}

static const void *copy(const void *bytes, size_t size)
{
    const void *copied = arena_copy(&arena, bytes, size);
    ck_assert_ptr_nonnull(copied);
    return copied;
}

/* With the record's scale, as it comes from the wire. */
static const struct decimal *decimal(const char *text, int scale)
{
    struct decimal number;
    struct error error = {0};
    if (!text)
        return NULL;
    ck_assert_msg(decimal_parse(slice_of(text), &number, &error) && decimal_rescale(&number, 30, scale), "%s", text);
    return copy(&number, sizeof number);
}

static const int32_t *date(const char *text)
{
    int32_t days;
    if (!text)
        return NULL;
    ck_assert(date_parse_iso(slice_of(text), &days));
    return copy(&days, sizeof days);
}

static const int32_t *period_end(const char *text, bool is_year)
{
    int32_t days;
    int year, month, day;
    if (!text)
        return NULL;
    ck_assert(date_parse_iso(slice_of(text), &days));
    date_to_ymd(days, &year, &month, &day);
    month = is_year ? 13 : month + 1;
    ck_assert(date_from_ymd(month > 12 ? year + 1 : year, month > 12 ? month - 12 : month, 1, &days));
    days--;
    return copy(&days, sizeof days);
}

static void put_numbers(const struct customs_line *line, struct customs_event *event)
{
    static const int header = CUSTOMS_EVENT_WEIGHT_SCOPE_HEADER;
    static const bool yes = true;
    event->qty = decimal(line->qty, 6);
    event->qty2 = decimal(line->qty2, 6);
    event->net_kg = decimal(line->net_kg, 6);
    event->gross_kg = decimal(line->gross_kg, 6);
    event->value = decimal(line->value, 4);
    event->value_usd = decimal(line->value_usd, 4);
    event->fx_rate = decimal(line->fx_rate, 10);
    event->weight_scope = line->header_weight ? &header : NULL;
    event->qty_is_estimated = line->qty_is_estimated ? &yes : NULL;
}

const struct capacity_estimate *customs_line_estimate(struct customs_line line)
{
    struct slice flag = slice_of(line.flag);
    struct customs_event event = {
        .op = line.cancelled ? CUSTOMS_EVENT_OP_CANCEL : CUSTOMS_EVENT_OP_UPSERT,
        .kind = line.period ? CUSTOMS_EVENT_KIND_STATISTIC : CUSTOMS_EVENT_KIND_SHIPMENT_LINE,
        .description_raw = slice_of(line.text), .part_number = slice_of(line.part_number), .hs6 = slice_of(line.hs6),
        .unit = slice_of(line.unit), .unit2 = slice_of(line.unit2), .currency = slice_of(line.currency),
        .fx_source = slice_of(line.fx_source), .origin = slice_of(line.origin), .destination = slice_of(line.destination),
        .event_date = date(line.date), .period_start = date(line.period),
        .period_end = period_end(line.period, line.is_year), .flow = copy(&line.flow, sizeof line.flow),
    };
    struct enriched out;
    struct error error = {0};
    put_numbers(&line, &event);
    if (line.flag)
        event.flags = (struct slices){copy(&flag, sizeof flag), 1};
    ck_assert_msg(enrichment_customs.run(catalogue, &event, &arena, &out, &error), "%s", error.message);
    ck_assert_uint_eq(out.claim_count, 0);
    ck_assert_uint_le(out.estimate_count, 1);
    return out.estimate_count ? out.estimates : NULL;
}

static char *next_text(void)
{
    static char texts[TURNS][TEXT_BYTES];
    static size_t turn;
    return texts[turn++ % TURNS];
}

static const char *triple(const double *low, const double *mid, const double *high)
{
    const double *numbers[] = {low, mid, high};
    char *text = next_text();
    size_t used = 0;
    for (size_t i = 0; i < 3; i++)
        used += (size_t)(numbers[i] ? snprintf(text + used, TEXT_BYTES - used, "%s%.12g", i ? "/" : "", *numbers[i])
                                    : snprintf(text + used, TEXT_BYTES - used, "%s-", i ? "/" : ""));
    return text;
}

const char *customs_line_chips(const struct capacity_estimate *e)
{
    return e ? triple(e->chips_low, e->chips_mid, e->chips_high) : "none";
}

const char *customs_line_credit(const struct capacity_estimate *e)
{
    return e ? triple(e->chips_credit_low, e->chips_credit_mid, e->chips_credit_high) : "none";
}

const char *customs_line_rule(const struct capacity_estimate *estimate)
{
    static const char *const rules[] = {"part_number", "model_name", "value_weight_anomaly", "share_price",
                                        "weight",      "accessory",  "claim"};
    return estimate && estimate->units_rule ? rules[*estimate->units_rule] : "none";
}

void ck_assert_stated(const double *actual, double expected)
{
    ck_assert_ptr_nonnull(actual);
    ck_assert_double_eq_tol(*actual, expected, 1e-12 * fabs(expected) + 1e-15);
}

const char *customs_line_flags(const struct capacity_estimate *estimate)
{
    char *text = next_text();
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; estimate && i < estimate->flags.count; i++)
        used += (size_t)snprintf(text + used, TEXT_BYTES - used, "%s%.*s", i ? " " : "",
                                 SLICE_ARGS(estimate->flags.items[i]));
    return text;
}

const char *customs_line_value(const struct capacity_estimate *estimate)
{
    char *text = next_text();
    if (!estimate || !estimate->value_usd)
        return "-";
    decimal_format(*estimate->value_usd, text);
    return text;
}
