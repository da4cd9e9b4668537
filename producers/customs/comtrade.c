#include "producers/customs/comtrade.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "lib/clock.h"
#include "producers/customs/country.h"
#include "producers/customs/draft.h"
#include "producers/customs/period.h"
#include "producers/customs/units.h"

static const struct {
    const char *name;
    bool required; /* in a table's header; every answer and every bulk file of the service has it */
} columns[COMTRADE_COLUMN_COUNT] = {
    [COMTRADE_TYPE] = {"typeCode", false},
    [COMTRADE_FREQUENCY] = {"freqCode", false},
    [COMTRADE_PERIOD] = {"period", true},
    [COMTRADE_REPORTER] = {"reporterCode", true},
    [COMTRADE_FLOW] = {"flowCode", true},
    [COMTRADE_PARTNER] = {"partnerCode", true},
    [COMTRADE_PARTNER_NAME] = {"partnerDesc", false},
    [COMTRADE_PARTNER2] = {"partner2Code", true},
    [COMTRADE_CLASSIFICATION] = {"classificationCode", true},
    [COMTRADE_COMMODITY] = {"cmdCode", true},
    [COMTRADE_CUSTOMS] = {"customsCode", true},
    [COMTRADE_SUPPLY] = {"mosCode", false},
    [COMTRADE_TRANSPORT] = {"motCode", true},
    [COMTRADE_UNIT] = {"qtyUnitCode", false},
    [COMTRADE_QUANTITY] = {"qty", false},
    [COMTRADE_QUANTITY_ESTIMATED] = {"isQtyEstimated", false},
    [COMTRADE_UNIT2] = {"altQtyUnitCode", false},
    [COMTRADE_QUANTITY2] = {"altQty", false},
    [COMTRADE_QUANTITY2_ESTIMATED] = {"isAltQtyEstimated", false},
    [COMTRADE_NET] = {"netWgt", false},
    [COMTRADE_NET_ESTIMATED] = {"isNetWgtEstimated", false},
    [COMTRADE_GROSS] = {"grossWgt", false},
    [COMTRADE_GROSS_ESTIMATED] = {"isGrossWgtEstimated", false},
    [COMTRADE_CIF] = {"cifValue", false},
    [COMTRADE_FOB] = {"fobValue", false},
    [COMTRADE_VALUE] = {"primaryValue", true},
};

/* Editions of the HS behind Comtrade's letters; other classifications (SITC, BEC) have none. */
static const char *const editions[] = {"HS1992", "HS1996", "HS2002", "HS2007", "HS2012", "HS2017", "HS2022", "HS2028"};

/* A row while it becomes an event. */
struct mapping {
    const struct comtrade_row *row;
    struct draft draft;
    int64_t reporter, partner;
    const char *flow;    /* in the service's letters */
    bool export;         /* out of the reporter: X and RX */
    struct slice edition;
    char period[12], reporter_text[24], partner_text[24];
};

enum comtrade_column comtrade_column_of(struct slice name)
{
    int column = 0;
    while (column < COMTRADE_COLUMN_COUNT && !slice_equal_ignoring_case(name, columns[column].name))
        column++;
    return (enum comtrade_column)column;
}

bool comtrade_has_columns(const struct slice *names, size_t count)
{
    for (int column = 0; column < COMTRADE_COLUMN_COUNT; column++) {
        bool found = !columns[column].required;
        for (size_t i = 0; i < count && !found; i++)
            found = comtrade_column_of(slice_trim(names[i])) == (enum comtrade_column)column;
        if (!found)
            return false;
    }
    return true;
}

/* The date in "...H6[2026-01-15].txt". */
static bool published_on(const char *file, int64_t *ms)
{
    const char *bracket = strrchr(file, '[');
    int32_t days;
    if (!bracket || strlen(bracket) < 12 || bracket[11] != ']')
        return false;
    if (!date_parse_iso((struct slice){bracket + 1, 10}, &days))
        return false;
    *ms = (int64_t)days * 86400000;
    return true;
}

void comtrade_source_init(struct comtrade_source *source, const char *file, const struct input_options *options)
{
    source->source = options->source ? slice_of(options->source) : SLICE_LITERAL("comtrade");
    source->file = file;
    source->observed_at_ms = source->revision_ms = options->observed_at_ms;
    published_on(file, &source->revision_ms);
}

static struct slice cell(const struct mapping *mapping, enum comtrade_column column)
{
    struct slice text = slice_trim(mapping->row->cells[column]);
    return text.size ? text : (struct slice){NULL, 0};
}

/* A code that is a whole number; also "842.0", as some tools write it. */
static bool read_code(struct slice text, int64_t *code)
{
    struct decimal decimal;
    struct error ignored;
    if (!text.data || !decimal_parse(text, &decimal, &ignored) || !decimal_rescale(&decimal, 9, 0))
        return false;
    *code = (int64_t)decimal.unscaled;
    return true;
}

static bool take_code(const struct mapping *mapping, enum comtrade_column column, int64_t *code, struct error *error)
{
    struct slice text = cell(mapping, column);
    if (!text.data)
        return error_reject(error, REASON_MISSING_FIELD, "%s is not stated", columns[column].name);
    if (read_code(text, code))
        return true;
    return error_reject(error, REASON_BAD_CODE, "%s \"%.*s\" is no number", columns[column].name, SLICE_ARGS(text));
}

/* Whether a code stands for the total over its dimension. */
static bool is_total(const struct mapping *mapping, enum comtrade_column column, bool *total, struct error *error)
{
    int64_t code;
    if (column == COMTRADE_CUSTOMS && cell(mapping, column).data) {
        *total = slice_equal_ignoring_case(cell(mapping, column), "C00");
        return true;
    }
    if (column == COMTRADE_SUPPLY && !cell(mapping, column).data) {
        *total = true; /* not asked for: the service then gives no breakdown by it */
        return true;
    }
    if (!take_code(mapping, column, &code, error))
        return false;
    *total = code == 0 || (column == COMTRADE_SUPPLY && code == -1);
    return true;
}

/* Sets *skipped where the row repeats a part of a total. */
static bool find_breakdown(const struct mapping *mapping, const char **skipped, struct error *error)
{
    static const enum comtrade_column dimensions[] = {COMTRADE_PARTNER2, COMTRADE_CUSTOMS, COMTRADE_TRANSPORT,
                                                      COMTRADE_SUPPLY};
    for (size_t i = 0; i < sizeof dimensions / sizeof dimensions[0]; i++) {
        bool total;
        if (!is_total(mapping, dimensions[i], &total, error))
            return false;
        if (!total)
            *skipped = "breakdown";
    }
    return true;
}

static const struct {
    const char *letters;
    enum customs_event_flow flow;
    bool export;
} flows[] = {
    {"M", CUSTOMS_EVENT_FLOW_IMPORT, false},
    {"X", CUSTOMS_EVENT_FLOW_EXPORT, true},
    {"RM", CUSTOMS_EVENT_FLOW_REIMPORT, false},
    {"RX", CUSTOMS_EVENT_FLOW_REEXPORT, true},
};

/* The service's other flows: parts of those above, by customs procedure. */
static const char *const other_flows[] = {"DX", "FM", "MIP", "MOP", "XIP", "XOP"};

static bool take_flow(struct mapping *mapping, const char **skipped, struct error *error)
{
    struct slice text = cell(mapping, COMTRADE_FLOW);
    for (size_t i = 0; i < sizeof flows / sizeof flows[0]; i++)
        if (slice_equal_text(text, flows[i].letters)) {
            mapping->flow = flows[i].letters;
            mapping->export = flows[i].export;
            mapping->draft.event->flow = draft_symbol(&mapping->draft, (int)flows[i].flow);
            return true;
        }
    for (size_t i = 0; i < sizeof other_flows / sizeof other_flows[0]; i++)
        if (slice_equal_text(text, other_flows[i])) {
            *skipped = "other_flow";
            return true;
        }
    if (!text.data)
        return error_reject(error, REASON_MISSING_FIELD, "flowCode is not stated");
    return error_reject(error, REASON_BAD_CODE, "flowCode \"%.*s\" is unknown", SLICE_ARGS(text));
}

static bool take_classification(struct mapping *mapping, const char **skipped, struct error *error)
{
    struct slice type = cell(mapping, COMTRADE_TYPE), text = cell(mapping, COMTRADE_CLASSIFICATION);
    if (!text.data)
        return error_reject(error, REASON_MISSING_FIELD, "classificationCode is not stated");
    size_t edition = text.size == 2 && text.data[0] == 'H' ? (size_t)(text.data[1] - '0') : SIZE_MAX;
    if (type.data && !slice_equal_ignoring_case(type, "C"))
        *skipped = "services";
    else if (edition >= sizeof editions / sizeof editions[0])
        *skipped = "other_classification";
    else
        mapping->edition = slice_of(editions[edition]);
    return true;
}

static bool take_period(struct mapping *mapping, struct error *error)
{
    struct slice text = cell(mapping, COMTRADE_PERIOD), frequency = cell(mapping, COMTRADE_FREQUENCY);
    struct period period;
    int64_t number;
    if (!text.data)
        return error_reject(error, REASON_MISSING_FIELD, "period is not stated");
    if (read_code(text, &number)) /* "2010.0" */
        snprintf(mapping->period, sizeof mapping->period, "%d", (int)number);
    bool valid = period_parse(slice_of(mapping->period), &period) && period.kind != PERIOD_DAY;
    if (!valid || (frequency.data && !slice_equal_text(frequency, period.kind == PERIOD_YEAR ? "A" : "M")))
        return error_reject(error, REASON_BAD_DATE, "period \"%.*s\" is no year or month, or not that of freqCode",
                            SLICE_ARGS(text));
    mapping->draft.event->period_start = draft_int(&mapping->draft, period.first);
    mapping->draft.event->period_end = draft_int(&mapping->draft, period.last);
    return true;
}

static struct slice country(struct draft *draft, int64_t code, const char *flag_if_none)
{
    struct slice alpha2 = country_of_comtrade(code);
    if (!alpha2.data)
        draft_flag(draft, flag_if_none);
    return alpha2;
}

/* Imports by origin, exports by destination; a re-import comes from the partner but is of the reporter's own origin. */
static bool take_countries(struct mapping *mapping, struct error *error)
{
    struct draft *draft = &mapping->draft;
    struct customs_event *event = draft->event;
    if (!take_code(mapping, COMTRADE_REPORTER, &mapping->reporter, error) ||
        !take_code(mapping, COMTRADE_PARTNER, &mapping->partner, error))
        return false;
    struct slice partner = country(draft, mapping->partner,
                                   mapping->partner == COMTRADE_WORLD ? "partner_world" : "partner_unknown");
    if (mapping->partner == COMTRADE_OTHER_ASIA)
        draft_flag(draft, "taiwan_by_490");
    event->reporter = country(draft, mapping->reporter, "reporter_unknown");
    if (mapping->export) {
        event->dispatch = event->reporter;
        event->destination = partner;
    } else {
        event->destination = event->reporter;
        *(*event->flow == CUSTOMS_EVENT_FLOW_REIMPORT ? &event->dispatch : &event->origin) = partner;
    }
    struct slice name = cell(mapping, COMTRADE_PARTNER_NAME);
    event->partner_raw = draft_text(draft, name.data ? name : cell(mapping, COMTRADE_PARTNER));
    return true;
}

static bool take_commodity(struct mapping *mapping, struct error *error)
{
    struct draft *draft = &mapping->draft;
    struct slice code = cell(mapping, COMTRADE_COMMODITY);
    if (!code.data || code.size > 12)
        return error_reject(error, code.data ? REASON_BAD_CODE : REASON_MISSING_FIELD, "cmdCode is %s",
                            code.data ? "too long" : "not stated");
    size_t digits = 0;
    while (digits < code.size && code.data[digits] >= '0' && code.data[digits] <= '9')
        digits++;
    if (slice_equal_ignoring_case(code, "TOTAL"))
        draft_flag(draft, "all_commodities");
    else if (digits < code.size)
        draft_flag(draft, "hs_special"); /* 9999AA: kept back by the reporter */
    struct slice known = draft_text(draft, slice_cut(code, 0, digits));
    draft->event->hs_national = known;
    draft->event->hs6 = digits >= 6 && digits == code.size ? slice_cut(known, 0, 6) : (struct slice){NULL, 0};
    draft->event->hs_digits_known = draft_int(draft, (int32_t)digits);
    draft->event->hs_edition = mapping->edition;
    return true;
}

/* A number; *number is NULL where none is stated. */
static bool take_number(struct mapping *mapping, enum comtrade_column column, int scale, const struct decimal **number,
                        struct error *error)
{
    struct slice text = cell(mapping, column);
    struct decimal decimal;
    *number = NULL;
    if (!text.data)
        return true;
    if (!decimal_parse(text, &decimal, error) || !draft_fit(&mapping->draft, &decimal, scale, error))
        return error_wrap(error, "%s \"%.*s\"", columns[column].name, (int)(text.size < 60 ? text.size : 60),
                          text.data);
    *number = draft_decimal(&mapping->draft, decimal);
    return true;
}

static bool is_true(const struct mapping *mapping, enum comtrade_column column)
{
    return slice_equal_ignoring_case(cell(mapping, column), "true");
}

/* The service fills what it could not estimate with 0: goods of a value have neither quantity nor weight 0. */
static bool is_filler(const struct mapping *mapping, const struct decimal *number)
{
    const struct decimal *value = mapping->draft.event->value;
    return number && !number->unscaled && value->unscaled != 0;
}

static bool take_value(struct mapping *mapping, struct error *error)
{
    struct draft *draft = &mapping->draft;
    const struct decimal *value, *cif, *fob;
    if (!take_number(mapping, COMTRADE_VALUE, DRAFT_VALUE_SCALE, &value, error) ||
        !take_number(mapping, COMTRADE_CIF, DRAFT_VALUE_SCALE, &cif, error) ||
        !take_number(mapping, COMTRADE_FOB, DRAFT_VALUE_SCALE, &fob, error))
        return false;
    if (!value)
        return error_reject(error, REASON_MISSING_FIELD, "primaryValue is not stated");
    /* Some reporters value imports FOB. */
    bool fob_only = !cif && fob && fob->unscaled != 0;
    draft->event->value = draft->event->value_usd = value;
    draft->event->currency = SLICE_LITERAL("USD");
    draft->event->value_basis = draft_symbol(draft, mapping->export || fob_only ? CUSTOMS_EVENT_VALUE_BASIS_FOB
                                                                                 : CUSTOMS_EVENT_VALUE_BASIS_CIF);
    return true;
}

/* A quantity with its unit's code; both stay not stated where the service has none. */
static bool take_quantity(struct mapping *mapping, enum comtrade_column column, enum comtrade_column unit_column,
                          const struct decimal **quantity, struct slice *code, struct error *error)
{
    struct draft *draft = &mapping->draft;
    struct unit unit = {.factor = {1, 0}};
    int64_t number;
    if (!take_number(mapping, column, DRAFT_QUANTITY_SCALE, quantity, error))
        return false;
    if (!*quantity)
        return true;
    struct slice unit_text = cell(mapping, unit_column);
    if (unit_text.data && !(read_code(unit_text, &number) && unit_of_comtrade(number, &unit)))
        draft_flag(draft, "unit_unknown");
    if (is_filler(mapping, *quantity)) {
        if (unit.code.data)
            draft_flag(draft, "zero_quantity");
        *quantity = NULL;
        return true;
    }
    struct decimal converted = **quantity;
    bool rounded = false;
    if (!unit_convert(&unit, &converted, DRAFT_PRECISION, DRAFT_QUANTITY_SCALE, &rounded))
        return error_reject(error, REASON_BAD_NUMBER, "%s over %d digits", columns[column].name, DRAFT_PRECISION);
    if (rounded)
        draft_flag(draft, "rounded");
    *quantity = draft_decimal(draft, converted);
    *code = unit.code;
    return true;
}

static bool take_quantities(struct mapping *mapping, struct error *error)
{
    struct draft *draft = &mapping->draft;
    struct customs_event *event = draft->event;
    if (!take_quantity(mapping, COMTRADE_QUANTITY, COMTRADE_UNIT, &event->qty, &event->unit, error) ||
        !take_quantity(mapping, COMTRADE_QUANTITY2, COMTRADE_UNIT2, &event->qty2, &event->unit2, error))
        return false;
    if (event->qty && cell(mapping, COMTRADE_QUANTITY_ESTIMATED).data)
        event->qty_is_estimated = draft_boolean(draft, is_true(mapping, COMTRADE_QUANTITY_ESTIMATED));
    if (event->qty2 && is_true(mapping, COMTRADE_QUANTITY2_ESTIMATED))
        draft_flag(draft, "qty2_estimated");
    return true;
}

static bool take_weight(struct mapping *mapping, enum comtrade_column column, enum comtrade_column estimated,
                        const char *estimated_flag, const struct decimal **weight, struct error *error)
{
    if (!take_number(mapping, column, DRAFT_QUANTITY_SCALE, weight, error))
        return false;
    if (is_filler(mapping, *weight)) {
        draft_flag(&mapping->draft, "zero_weight");
        *weight = NULL;
    } else if (*weight && is_true(mapping, estimated)) {
        draft_flag(&mapping->draft, estimated_flag);
    }
    return true;
}

static bool take_weights(struct mapping *mapping, struct error *error)
{
    struct customs_event *event = mapping->draft.event;
    if (!take_weight(mapping, COMTRADE_NET, COMTRADE_NET_ESTIMATED, "net_estimated", &event->net_kg, error) ||
        !take_weight(mapping, COMTRADE_GROSS, COMTRADE_GROSS_ESTIMATED, "gross_estimated", &event->gross_kg, error))
        return false;
    if (event->net_kg || event->gross_kg)
        event->weight_scope = draft_symbol(&mapping->draft, CUSTOMS_EVENT_WEIGHT_SCOPE_LINE);
    return true;
}

/* The service's own dimensions in their order; those that are totals in every event stand as such, however the channel
 * writes them, so that the same fact has the same id from every channel. */
static bool finish(struct mapping *mapping, struct error *error)
{
    int64_t date_ms = (int64_t)*mapping->draft.event->period_start * 86400000;
    snprintf(mapping->reporter_text, sizeof mapping->reporter_text, "%lld", (long long)mapping->reporter);
    snprintf(mapping->partner_text, sizeof mapping->partner_text, "%lld", (long long)mapping->partner);
    const struct slice parts[] = {
        SLICE_LITERAL("C"),
        strlen(mapping->period) == 4 ? SLICE_LITERAL("A") : SLICE_LITERAL("M"),
        slice_of(mapping->period),
        slice_of(mapping->reporter_text),
        slice_of(mapping->flow),
        slice_of(mapping->partner_text),
        SLICE_LITERAL("0"), /* second partner */
        cell(mapping, COMTRADE_CLASSIFICATION),
        cell(mapping, COMTRADE_COMMODITY),
        SLICE_LITERAL("C00"), /* customs procedure */
        SLICE_LITERAL("0"),   /* mode of transport */
        SLICE_LITERAL("0"),   /* mode of supply */
    };
    return draft_finish(&mapping->draft, parts, sizeof parts / sizeof parts[0], &date_ms, error);
}

static bool find_skipped(struct mapping *mapping, const char **skipped, struct error *error)
{
    *skipped = NULL;
    return take_flow(mapping, skipped, error) && (*skipped || take_classification(mapping, skipped, error)) &&
           (*skipped || find_breakdown(mapping, skipped, error));
}

enum input_result comtrade_event(const struct comtrade_source *source, const struct comtrade_row *row,
                                 struct slice raw_ref, struct arena *arena, struct customs_event *event,
                                 const char **skipped, struct error *error)
{
    struct mapping mapping = {.row = row};
    draft_start(&mapping.draft, event, arena, CUSTOMS_EVENT_KIND_STATISTIC);
    event->source = source->source;
    event->revision = source->revision_ms;
    event->observed_at = source->observed_at_ms;
    event->raw_ref = raw_ref;
    if (!find_skipped(&mapping, skipped, error))
        return INPUT_REFUSED;
    if (*skipped)
        return INPUT_SKIPPED;
    bool mapped = take_period(&mapping, error) && take_countries(&mapping, error) && take_commodity(&mapping, error) &&
                  take_value(&mapping, error) && take_quantities(&mapping, error) && take_weights(&mapping, error) &&
                  finish(&mapping, error);
    return mapped ? INPUT_EVENT : INPUT_REFUSED;
}

bool comtrade_is_whole(int64_t rows, int64_t stated, struct error *error)
{
    if (rows == COMTRADE_ROWS_CUT)
        return error_reject(error, REASON_TRUNCATED, "exactly 100,000 rows: the service cut its answer; ask for less");
    if (stated >= 0 && stated != rows)
        return error_reject(error, REASON_TRUNCATED, "%lld rows where the answer says %lld", (long long)rows,
                            (long long)stated);
    return true;
}
