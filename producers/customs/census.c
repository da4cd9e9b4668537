#include "producers/customs/census.h"

#include <stdio.h>
#include <string.h>

#include "producers/customs/country.h"
#include "producers/customs/hs_code.h"
#include "producers/customs/period.h"
#include "producers/customs/units.h"

static const struct {
    const char *word; /* in the key */
    enum customs_event_flow flow;
    bool export;
    const char *flags[2];
} measures[CENSUS_MEASURE_COUNT] = {
    [CENSUS_GENERAL] = {"general", CUSTOMS_EVENT_FLOW_IMPORT, false, {"value_customs"}},
    [CENSUS_CONSUMPTION] = {"consumption", CUSTOMS_EVENT_FLOW_IMPORT, false,
                            {"value_customs", "imports_for_consumption"}},
    [CENSUS_EXPORTS] = {"exports", CUSTOMS_EVENT_FLOW_EXPORT, true, {"value_fas", "reexports_included"}},
    [CENSUS_DOMESTIC] = {"domestic", CUSTOMS_EVENT_FLOW_EXPORT, true, {"value_fas"}},
    [CENSUS_FOREIGN] = {"foreign", CUSTOMS_EVENT_FLOW_REEXPORT, true, {"value_fas"}},
};

/* For errors. */
static const char *const names[CENSUS_COLUMN_COUNT] = {
    [CENSUS_COMMODITY] = "commodity",       [CENSUS_VALUE] = "value",
    [CENSUS_OTHER_VALUE] = "value",         [CENSUS_QUANTITY] = "quantity 1",
    [CENSUS_QUANTITY2] = "quantity 2",      [CENSUS_AIR_VALUE] = "air value",
    [CENSUS_AIR_WEIGHT] = "air weight",     [CENSUS_VESSEL_VALUE] = "vessel value",
    [CENSUS_VESSEL_WEIGHT] = "vessel weight",
};

/* A row while it becomes an event. */
struct mapping {
    const struct census_row *row;
    struct draft draft;
    struct hs_code code;
    char month[8];
    int32_t month_start;
};

void census_source_init(struct census_source *source, const char *channel, const char *file,
                        const struct input_options *options)
{
    *source = (struct census_source){
        .source = slice_of(options->source ? options->source : channel),
        .file = file,
        .observed_at_ms = options->observed_at_ms,
        .detail_digits = CENSUS_CODE_DIGITS,
    };
}

static struct slice cell(const struct census_row *row, enum census_column column)
{
    struct slice text = slice_trim(row->cells[column]);
    return text.size ? text : (struct slice){NULL, 0};
}

static bool is_dash(struct slice text)
{
    return text.size == 1 && text.data[0] == '-';
}

/* Whole codes may have lost their leading zero where they passed through numbers; shorter ones are too uncertain. */
static bool parse_code(struct slice text, struct hs_code *code)
{
    if (text.size <= CENSUS_CODE_DIGITS && text.size % 2 == 0) {
        *code = (struct hs_code){.count = (int)text.size};
        for (size_t i = 0; i < text.size; i++) {
            if (text.data[i] < '0' || text.data[i] > '9')
                return false;
            code->digits[i] = text.data[i];
        }
        return text.size > 0;
    }
    return hs_code_parse(text, CENSUS_CODE_DIGITS, code) && !code->damaged && code->count == CENSUS_CODE_DIGITS;
}

int census_code_digits(struct slice text)
{
    struct hs_code code;
    return parse_code(slice_trim(text), &code) ? code.count : 0;
}

/* --- which rows are facts
 * ------------------------------------------------------------------------------------------- */

/* Codes of groups: "0003" European Union, "4XXX" Europe, ..; countries begin with 1 to 9. */
static const char *country_is_no_country(const struct census_row *row)
{
    struct slice code = cell(row, CENSUS_COUNTRY), name = cell(row, CENSUS_COUNTRY_NAME);
    if (slice_equal_text(cell(row, CENSUS_SUMMARY), "CGP"))
        return "country_group";
    if (is_dash(code) || (!code.data && !name.data) || slice_starts_with(name, "TOTAL FOR ALL"))
        return "total";
    bool group = code.size == 4 && (code.data[0] == '0' || !memcmp(code.data + 1, "XXX", 3));
    return group ? "country_group" : NULL;
}

static bool is_total(const struct census_row *row)
{
    static const enum census_column dimensions[] = {CENSUS_COMMODITY, CENSUS_SUBCOUNTRY, CENSUS_DISTRICT,
                                                    CENSUS_UNLADING,  CENSUS_PORT,       CENSUS_STATE,
                                                    CENSUS_RATE,      CENSUS_ORIGIN};
    for (size_t i = 0; i < sizeof dimensions / sizeof dimensions[0]; i++)
        if (is_dash(cell(row, dimensions[i])))
            return true;
    return slice_equal_text(cell(row, CENSUS_COMMODITY), "TOTAL");
}

static bool is_nothing(struct slice number)
{
    for (size_t i = 0; i < number.size; i++)
        if (number.data[i] != '0' && number.data[i] != '.' && number.data[i] != ' ')
            return false;
    return true;
}

static const char *month_is_empty(const struct census_row *row)
{
    static const enum census_column numbers[] = {CENSUS_VALUE,      CENSUS_QUANTITY,     CENSUS_QUANTITY2,
                                                 CENSUS_AIR_WEIGHT, CENSUS_VESSEL_WEIGHT};
    bool stated = false;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        stated = stated || cell(row, numbers[i]).data;
        if (!is_nothing(row->cells[numbers[i]]))
            return NULL;
    }
    if (!stated)
        return NULL;
    return is_nothing(row->cells[CENSUS_OTHER_VALUE]) ? "year_to_date_only" : "consumption_only";
}

static bool find_skipped(struct mapping *mapping, int detail_digits, const char **skipped, struct error *error)
{
    struct slice commodity = cell(mapping->row, CENSUS_COMMODITY);
    *skipped = is_total(mapping->row) ? "total" : country_is_no_country(mapping->row);
    if (*skipped)
        return true;
    if (!commodity.data)
        return error_reject(error, REASON_MISSING_FIELD, "the commodity is not stated");
    if (!parse_code(commodity, &mapping->code))
        return error_reject(error, REASON_BAD_CODE, "commodity \"%.*s\" is no code of 2, 4, 6 or 10 digits",
                            (int)(commodity.size < 60 ? commodity.size : 60), commodity.data);
    *skipped = mapping->code.count < detail_digits ? "aggregate" : month_is_empty(mapping->row);
    return true;
}

/* --- what a fact says
 * ----------------------------------------------------------------------------------------------- */

bool census_month(const struct census_row *row, char month[8], struct error *error)
{
    struct slice time = cell(row, CENSUS_TIME), year = cell(row, CENSUS_YEAR), of_year = cell(row, CENSUS_MONTH);
    bool parts = !time.data && year.size == 4 && (of_year.size == 1 || of_year.size == 2);
    if (!time.data && !(year.data && of_year.data))
        return error_reject(error, REASON_MISSING_FIELD, "neither time nor year and month is stated");
    if (time.size == 7)
        memcpy(month, time.data, 7);
    else if (parts)
        snprintf(month, 8, "%.4s-%s%.*s", year.data, of_year.size == 1 ? "0" : "", SLICE_ARGS(of_year));
    if (time.size == 7 || parts) {
        month[7] = '\0';
        return true;
    }
    return error_reject(error, REASON_BAD_DATE, "\"%.*s\" is no month", (int)(time.size < 40 ? time.size : 40),
                        time.data ? time.data : "");
}

static bool take_period(struct mapping *mapping, struct error *error)
{
    struct period period;
    if (!census_month(mapping->row, mapping->month, error))
        return false;
    if (!period_parse(slice_of(mapping->month), &period) || period.kind != PERIOD_MONTH)
        return error_reject(error, REASON_BAD_DATE, "\"%s\" is no month", mapping->month);
    mapping->month_start = period.first;
    mapping->month[4] = '-'; /* as the key has it, whatever stood there */
    mapping->draft.event->period_start = draft_int(&mapping->draft, period.first);
    mapping->draft.event->period_end = draft_int(&mapping->draft, period.last);
    return true;
}

/* Imports by origin, exports by destination. */
static void take_countries(struct mapping *mapping)
{
    struct draft *draft = &mapping->draft;
    struct customs_event *event = draft->event;
    struct slice code = cell(mapping->row, CENSUS_COUNTRY), name = cell(mapping->row, CENSUS_COUNTRY_NAME);
    struct slice partner = code.data ? country_of_census(code) : country_of_text(name);
    if (!partner.data) {
        draft_flag(draft, "partner_unknown");
        partner = SLICE_LITERAL(COUNTRY_UNKNOWN);
    }
    event->reporter = SLICE_LITERAL("US");
    event->partner_raw = draft_text(draft, name.data ? name : code);
    if (measures[mapping->row->measure].export) {
        event->dispatch = event->reporter;
        event->destination = partner;
    } else {
        event->origin = partner;
        event->destination = event->reporter;
    }
}

static void take_commodity(struct mapping *mapping)
{
    struct draft *draft = &mapping->draft;
    struct customs_event *event = draft->event;
    const struct hs_code *code = &mapping->code;
    draft_hs_code(draft, code);
    char edition[] = "ScheduleB0000";
    const char *list = measures[mapping->row->measure].export ? "ScheduleB" : "HTS";
    memcpy(edition, list, strlen(list));
    memcpy(edition + strlen(list), mapping->month, 4); /* both lists are those of the year */
    event->hs_edition = draft_text(draft, (struct slice){edition, strlen(list) + 4});
    if (code->zero_restored)
        draft_flag(draft, "hs_zero_restored");
    if (code->digits[0] == '9' && code->digits[1] >= '8')
        draft_flag(draft, "hs_special"); /* goods returned, low values, and the like: no goods of one kind */
    event->description_raw = draft_text(draft, cell(mapping->row, CENSUS_DESCRIPTION));
    if (event->description_raw.data)
        event->description_lang = SLICE_LITERAL("en");
}

/* A number; *number is NULL where none is stated. */
static bool take_number(struct mapping *mapping, enum census_column column, int scale, const struct decimal **number,
                        struct error *error)
{
    struct slice text = cell(mapping->row, column);
    struct decimal decimal;
    *number = NULL;
    if (!text.data || is_dash(text))
        return true;
    if (!decimal_parse(text, &decimal, error) || !draft_fit(&mapping->draft, &decimal, scale, error))
        return error_wrap(error, "%s \"%.*s\"", names[column], (int)(text.size < 60 ? text.size : 60), text.data);
    *number = draft_decimal(&mapping->draft, decimal);
    return true;
}

static bool is_positive(const struct decimal *number)
{
    return number && number->unscaled > 0;
}

static bool take_value(struct mapping *mapping, struct error *error)
{
    struct draft *draft = &mapping->draft;
    struct customs_event *event = draft->event;
    if (!take_number(mapping, CENSUS_VALUE, DRAFT_VALUE_SCALE, &event->value, error))
        return false;
    if (!event->value)
        return true;
    event->value_usd = event->value;
    event->currency = SLICE_LITERAL("USD");
    event->value_basis = draft_symbol(draft, CUSTOMS_EVENT_VALUE_BASIS_FOB);
    return true;
}

/* A quantity with its unit's code; both stay not stated where the list has no unit for the goods. */
static bool take_quantity(struct mapping *mapping, enum census_column column, enum census_column unit_column,
                          const struct decimal **quantity, struct slice *code, struct error *error)
{
    struct draft *draft = &mapping->draft;
    struct unit unit = {.factor = {1, 0}};
    const struct decimal *declared;
    if (!take_number(mapping, column, DRAFT_QUANTITY_SCALE, &declared, error))
        return false;
    if (!declared)
        return true;
    bool known = unit_of_census(cell(mapping->row, unit_column), &unit);
    if (known && !unit.code.data)
        return true;
    if (!known)
        draft_flag(draft, "unit_unknown");
    if (!declared->unscaled && is_positive(draft->event->value)) {
        draft_flag(draft, "zero_quantity");
        return true;
    }
    return draft_quantity(draft, *declared, &unit, quantity, code, error);
}

static bool take_quantities(struct mapping *mapping, struct error *error)
{
    struct customs_event *event = mapping->draft.event;
    if (!take_quantity(mapping, CENSUS_QUANTITY, CENSUS_UNIT, &event->qty, &event->unit, error) ||
        !take_quantity(mapping, CENSUS_QUANTITY2, CENSUS_UNIT2, &event->qty2, &event->unit2, error))
        return false;
    if (!event->value && !event->qty && !event->qty2)
        return error_reject(error, REASON_MISSING_FIELD, "neither a value nor a quantity of the month is stated");
    if (slice_equal_text(event->unit, "KGM"))
        event->net_kg = event->qty;
    else if (slice_equal_text(event->unit2, "KGM"))
        event->net_kg = event->qty2;
    return true;
}

/* What moved by air and by vessel: the only modes with a weight. */
static bool take_transport(struct mapping *mapping, struct error *error)
{
    struct draft *draft = &mapping->draft;
    struct customs_event *event = draft->event;
    const struct decimal *air_value, *air_kg, *vessel_value, *vessel_kg;
    if (!take_number(mapping, CENSUS_AIR_VALUE, DRAFT_VALUE_SCALE, &air_value, error) ||
        !take_number(mapping, CENSUS_AIR_WEIGHT, DRAFT_QUANTITY_SCALE, &air_kg, error) ||
        !take_number(mapping, CENSUS_VESSEL_VALUE, DRAFT_VALUE_SCALE, &vessel_value, error) ||
        !take_number(mapping, CENSUS_VESSEL_WEIGHT, DRAFT_QUANTITY_SCALE, &vessel_kg, error))
        return false;
    struct decimal moved = {air_value && vessel_value ? air_value->unscaled + vessel_value->unscaled : -1,
                            DRAFT_VALUE_SCALE};
    struct decimal gross = {(air_kg ? air_kg->unscaled : 0) + (vessel_kg ? vessel_kg->unscaled : 0),
                            DRAFT_QUANTITY_SCALE};
    bool all = is_positive(event->value) && moved.unscaled == event->value->unscaled;
    if (all && air_kg && vessel_kg && gross.unscaled)
        event->gross_kg = draft_decimal(draft, gross);
    else if (gross.unscaled)
        draft_flag(draft, "weight_partial");
    if (all && (!air_value->unscaled || !vessel_value->unscaled))
        event->transport_mode = air_value->unscaled ? SLICE_LITERAL("air") : SLICE_LITERAL("vessel");
    if (event->net_kg || event->gross_kg)
        event->weight_scope = draft_symbol(draft, CUSTOMS_EVENT_WEIGHT_SCOPE_LINE);
    return true;
}

static void take_places(struct mapping *mapping)
{
    struct draft *draft = &mapping->draft;
    struct customs_event *event = draft->event;
    struct slice port = cell(mapping->row, CENSUS_PORT);
    event->customs_office = draft_text(draft, port.data ? port : cell(mapping->row, CENSUS_DISTRICT));
    event->region_code = draft_text(draft, cell(mapping->row, CENSUS_STATE));
    event->regime_code = draft_text(draft, cell(mapping->row, CENSUS_RATE));
}

static bool finish(struct mapping *mapping, struct error *error)
{
    const struct census_row *row = mapping->row;
    int64_t date_ms = (int64_t)mapping->month_start * 86400000;
    struct slice country = cell(row, CENSUS_COUNTRY);
    const struct slice parts[] = {
        slice_of(mapping->month),
        slice_of(measures[row->measure].word),
        mapping->draft.event->hs_national,
        country.data ? country : cell(row, CENSUS_COUNTRY_NAME),
        cell(row, CENSUS_SUBCOUNTRY),
        cell(row, CENSUS_DISTRICT),
        cell(row, CENSUS_UNLADING),
        cell(row, CENSUS_PORT),
        cell(row, CENSUS_STATE),
        cell(row, CENSUS_RATE),
    };
    return draft_finish(&mapping->draft, parts, sizeof parts / sizeof parts[0], &date_ms, error);
}

static void start(struct draft *draft, const struct census_source *source, enum census_measure measure,
                  const struct input_place *place, struct arena *arena, struct customs_event *event)
{
    draft_start(draft, event, arena, CUSTOMS_EVENT_KIND_STATISTIC);
    event->source = source->source;
    event->revision = event->observed_at = source->observed_at_ms;
    event->raw_ref = draft_place(draft, source->file, place->line, source->has_offsets ? place->offset : -1);
    event->flow = draft_symbol(draft, (int)measures[measure].flow);
    for (size_t i = 0; i < 2 && measures[measure].flags[i]; i++)
        draft_flag(draft, measures[measure].flags[i]);
    if (source->flag)
        draft_flag(draft, source->flag);
}

enum input_result census_event(const struct census_source *source, const struct census_row *row,
                               struct input_place *place, struct arena *arena, struct customs_event *event,
                               struct error *error)
{
    struct mapping mapping = {.row = row};
    struct draft *draft = &mapping.draft;
    if (!find_skipped(&mapping, source->detail_digits, &place->skipped, error))
        return INPUT_REFUSED;
    if (place->skipped)
        return INPUT_SKIPPED;
    start(draft, source, row->measure, place, arena, event);
    if (!take_period(&mapping, error))
        return INPUT_REFUSED;
    take_countries(&mapping);
    take_commodity(&mapping);
    take_places(&mapping);
    if (!take_value(&mapping, error) || !take_quantities(&mapping, error) || !take_transport(&mapping, error))
        return INPUT_REFUSED;
    if (source->scope)
        scope_stamp(source->scope, draft);
    return finish(&mapping, error) ? INPUT_EVENT : INPUT_REFUSED;
}
