/*
 * Japan's customs, the wide tables of e-Stat ("commodity by country"): one row for each code of nine digits and
 * country, with three columns (two quantities and the value) for the year and for each month.
 *
 * Each month with any trade becomes an event, the first one of the record and further ones; the year's columns are
 * their total and are read only where a table has no months. Values are in thousand yen: imports CIF, exports FOB.
 * Countries are those of origin of imports and of final destination of exports, by Japan's own codes; quantities are
 * net weights where they are weights. Months that are still to come are zeros. A table without countries has the totals
 * over all of them (flag partner_world); beside countries, rows of subtotals are skipped ("total").
 *
 * Natural key: "JP", flow, period, code, country, and the customs office where the table has one. No scope: a table is
 * one of many that make up the month. A later table replaces the facts of an earlier one ("provisional", "detailed",
 * "fixed" have the same keys), in the order in which they were observed.
 */
#include <stdio.h>
#include <string.h>

#include "lib/clock.h"
#include "producers/csv.h"
#include "producers/customs/country.h"
#include "producers/customs/draft.h"
#include "producers/customs/flow.h"
#include "producers/customs/hs_code.h"
#include "producers/customs/inputs.h"
#include "producers/customs/name.h"
#include "producers/customs/period.h"
#include "producers/customs/sidecar.h"
#include "producers/explain.h"

enum { HS_DIGITS = 9, HEADER_FIELDS_MAX = 64, HEADER_BYTES_MAX = 8192 };

enum column {
    COLUMN_FLOW,
    COLUMN_YEAR,
    COLUMN_HS,
    COLUMN_COUNTRY,
    COLUMN_OFFICE,
    COLUMN_UNIT1,
    COLUMN_UNIT2,
    COLUMN_COUNT
};

static const struct {
    const char *name, *field; /* of the event */
    bool required;
} columns[COLUMN_COUNT] = {
    [COLUMN_FLOW] = {"Exp or Imp", "flow", false},
    [COLUMN_YEAR] = {"Year", "period_start", true},
    [COLUMN_HS] = {"HS", "hs_national", true},
    [COLUMN_COUNTRY] = {"Country", "origin, destination", false},
    [COLUMN_OFFICE] = {"Custom", "customs_office", false},
    [COLUMN_UNIT1] = {"Unit1", "unit", true},
    [COLUMN_UNIT2] = {"Unit2", "unit2", true},
};

enum measure { MEASURE_QUANTITY1, MEASURE_QUANTITY2, MEASURE_VALUE, MEASURE_COUNT };

static const struct {
    const char *name, *field;
} measures[MEASURE_COUNT] = {{"Quantity1", "qty"}, {"Quantity2", "qty2"}, {"Value", "value"}};

/* The year, then its months. */
enum { SPANS = 13 };

static const struct {
    const char *name, *misspelled; /* in tables of earlier years */
} spans[SPANS] = {{"Year", NULL}, {"Jan", NULL}, {"Feb", NULL}, {"Mar", NULL}, {"Apr", "Apl"}, {"May", NULL}, {"Jun", NULL},
                  {"Jul", NULL},  {"Aug", NULL}, {"Sep", NULL}, {"Oct", NULL}, {"Nov", NULL},  {"Dec", NULL}};

/* Indices of fields in a record; -1 where the table has no such column. */
struct layout {
    int columns[COLUMN_COUNT];
    int amounts[SPANS][MEASURE_COUNT];
    bool has_months;
};

/* A row, read as a whole before its first event, so that it is accepted or refused as a whole. */
struct row {
    struct csv_record record;
    int flow, year;
    struct hs_code code;
    struct unit units[2];
    bool units_known[2];
    struct decimal amounts[SPANS][MEASURE_COUNT];
    bool traded[SPANS]; /* an event is due */
    int next;           /* span to look at */
};

struct japan_csv {
    struct csv *csv;
    struct slice header[HEADER_FIELDS_MAX]; /* as it stands, for explain */
    size_t header_count;
    struct layout layout;
    struct slice source;
    const char *file;
    const struct sidecar *sidecar;
    int64_t observed_at_ms;
    int flow; /* where the table has no column for it; -1: unknown */
    struct row row;
};

/* ---- the header ---- */

static bool is_amount(struct slice name, int span, int measure)
{
    char expected[32];
    snprintf(expected, sizeof expected, "%s-%s", measures[measure].name, spans[span].name);
    if (name_equal(name, slice_of(expected)))
        return true;
    if (!spans[span].misspelled)
        return false;
    snprintf(expected, sizeof expected, "%s-%s", measures[measure].name, spans[span].misspelled);
    return name_equal(name, slice_of(expected));
}

/* The place in the layout for a column of that name, and the field it goes to; NULL for a column that is not read. */
static int *find_place(struct layout *layout, struct slice name, const char **field)
{
    for (int column = 0; column < COLUMN_COUNT; column++)
        if (name_equal(name, slice_of(columns[column].name))) {
            *field = columns[column].field;
            return &layout->columns[column];
        }
    for (int span = 0; span < SPANS; span++)
        for (int measure = 0; measure < MEASURE_COUNT; measure++)
            if (is_amount(name, span, measure)) {
                *field = measures[measure].field;
                return &layout->amounts[span][measure];
            }
    *field = NULL;
    return NULL;
}

/* False if a column stands there twice. */
static bool find_layout(const struct slice *names, size_t count, struct layout *layout)
{
    memset(layout, -1, sizeof *layout);
    layout->has_months = false;
    for (size_t i = 0; i < count; i++) {
        const char *field;
        int *place = find_place(layout, names[i], &field);
        if (place && *place >= 0)
            return false;
        if (place)
            *place = (int)i;
    }
    for (int span = 1; span < SPANS; span++)
        layout->has_months |= layout->amounts[span][MEASURE_VALUE] >= 0;
    return true;
}

static bool is_table(const struct layout *layout)
{
    for (int column = 0; column < COLUMN_COUNT; column++)
        if (columns[column].required && layout->columns[column] < 0)
            return false;
    return layout->has_months || layout->amounts[0][MEASURE_VALUE] >= 0;
}

static int recognise(struct slice head, const char *name)
{
    (void)name;
    struct slice fields[HEADER_FIELDS_MAX];
    char scratch[HEADER_BYTES_MAX];
    struct layout layout;
    size_t count = csv_peek(head, fields, HEADER_FIELDS_MAX, scratch, sizeof scratch);
    return count && find_layout(fields, count, &layout) && is_table(&layout) ? 2 : 0;
}

static bool read_header(struct japan_csv *state, struct arena *arena, struct error *error)
{
    struct csv_record header;
    enum csv_result result = csv_next(state->csv, &header, error);
    if (result == CSV_END)
        return error_reject(error, REASON_BAD_SYNTAX, "there is no header");
    if (result != CSV_RECORD)
        return false;
    if (!find_layout(header.fields, header.count, &state->layout))
        return error_reject(error, REASON_BAD_SYNTAX, "a column stands twice in the header");
    if (header.count > HEADER_FIELDS_MAX || !is_table(&state->layout))
        return error_reject(error, REASON_UNKNOWN_FORMAT, "the header lacks columns of Japan's customs");
    for (; state->header_count < header.count; state->header_count++)
        state->header[state->header_count] = arena_slice(arena, header.fields[state->header_count]);
    csv_expect_width(state->csv, header.count);
    return true;
}

static bool japan_csv_open(struct reader *reader, const struct input_options *options, struct arena *arena,
                           void **opaque, struct error *error)
{
    struct japan_csv *state = arena_alloc(arena, sizeof *state);
    if (!state)
        return error_reject(error, REASON_TOO_LARGE, "no room for the input's state");
    *state = (struct japan_csv){
        .source = options->source ? slice_of(options->source) : SLICE_LITERAL("japan"),
        .file = reader_name(reader),
        .sidecar = options->sidecar,
        .observed_at_ms = options->observed_at_ms,
        .flow = -1,
        .row.next = SPANS,
    };
    if (!flow_of_option(options->flow, &state->flow, error) || !reader_decode(reader, "CP932", error) ||
        !csv_open(reader, 0, &state->csv, error))
        return false;
    if (!read_header(state, arena, error)) {
        csv_close(state->csv);
        return false;
    }
    *opaque = state;
    return true;
}

/* ---- one row ---- */

static struct slice cell(const struct japan_csv *state, enum column column)
{
    int field = state->layout.columns[column];
    struct slice text = field < 0 ? (struct slice){NULL, 0} : slice_trim(state->row.record.fields[field]);
    return text.size ? text : (struct slice){NULL, 0};
}

static bool is_number(struct slice text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    return text.size > 0;
}

/* "S-TOTAL", and the code of the whole world: what stands beside its parts. */
static bool is_total(const struct japan_csv *state)
{
    struct slice country = cell(state, COLUMN_COUNTRY), code = cell(state, COLUMN_HS);
    return slice_equal_text(country, "000") || slice_equal_ignoring_case(country, "S-TOTAL") ||
           slice_equal_ignoring_case(code, "S-TOTAL");
}

static bool take_flow(struct japan_csv *state, struct error *error)
{
    struct slice text = cell(state, COLUMN_FLOW);
    state->row.flow = state->flow;
    if (state->layout.columns[COLUMN_FLOW] < 0)
        return state->flow >= 0 ||
               error_reject(error, REASON_FLOW_MISSING,
                            "the table does not say whether these are imports or exports; give --flow, or a sidecar");
    if (slice_equal_text(text, "1"))
        state->row.flow = CUSTOMS_EVENT_FLOW_EXPORT;
    else if (slice_equal_text(text, "2"))
        state->row.flow = CUSTOMS_EVENT_FLOW_IMPORT;
    else
        return error_reject(error, text.data ? REASON_BAD_CODE : REASON_MISSING_FIELD,
                            "%s is neither 1 (export) nor 2 (import)", columns[COLUMN_FLOW].name);
    return true;
}

static bool take_codes(struct japan_csv *state, struct error *error)
{
    struct row *row = &state->row;
    struct slice year = cell(state, COLUMN_YEAR), code = cell(state, COLUMN_HS), country = cell(state, COLUMN_COUNTRY);
    struct period period;
    if (!year.data || !code.data || (state->layout.columns[COLUMN_COUNTRY] >= 0 && !country.data))
        return error_reject(error, REASON_MISSING_FIELD, "year, code or country is not stated");
    if (!period_parse(year, &period) || period.kind != PERIOD_YEAR)
        return error_reject(error, REASON_BAD_DATE, "year \"%.*s\" is none", (int)(year.size < 40 ? year.size : 40),
                            year.data);
    int month, day;
    date_to_ymd(period.first, &row->year, &month, &day);
    if (!hs_code_parse(code, HS_DIGITS, &row->code) || row->code.damaged || row->code.count != HS_DIGITS)
        return error_reject(error, REASON_BAD_CODE, "code \"%.*s\" does not have %d digits",
                            (int)(code.size < 40 ? code.size : 40), code.data, HS_DIGITS);
    if (country.data && (country.size != 3 || !is_number(country)))
        return error_reject(error, REASON_BAD_COUNTRY, "country \"%.*s\" does not have three digits",
                            (int)(country.size < 40 ? country.size : 40), country.data);
    for (int i = 0; i < 2; i++)
        row->units_known[i] = unit_of_japan(cell(state, COLUMN_UNIT1 + (enum column)i), &row->units[i]);
    return true;
}

/* An amount as the event carries it, in the unit of the column but yen for thousands of yen; 0 where none is stated. */
static bool take_amount(struct japan_csv *state, int span, int measure, struct error *error)
{
    struct decimal *amount = &state->row.amounts[span][measure];
    int field = state->layout.amounts[span][measure];
    struct slice text = field < 0 ? (struct slice){NULL, 0} : slice_trim(state->row.record.fields[field]);
    const struct unit thousand = {.factor = {1000, 0}}, one = {.factor = {1, 0}};
    const struct unit *unit = measure == MEASURE_VALUE ? &thousand : &one;
    int scale = measure == MEASURE_VALUE ? DRAFT_VALUE_SCALE : DRAFT_QUANTITY_SCALE;
    bool rounded = false;
    *amount = (struct decimal){0, scale};
    if (!text.size)
        return true;
    if (!decimal_parse(text, amount, error))
        return error_wrap(error, "%s-%s", measures[measure].name, spans[span].name);
    if (!unit_convert(unit, amount, DRAFT_PRECISION, scale, &rounded) || rounded)
        return error_reject(error, REASON_BAD_NUMBER, "%s-%s does not fit", measures[measure].name, spans[span].name);
    return true;
}

/* *traded: in any month. */
static bool take_amounts(struct japan_csv *state, bool *traded, struct error *error)
{
    struct row *row = &state->row;
    int first = state->layout.has_months ? 1 : 0, last = state->layout.has_months ? SPANS - 1 : 0;
    *traded = false;
    memset(row->traded, 0, sizeof row->traded);
    for (int span = first; span <= last; span++) {
        for (int measure = 0; measure < MEASURE_COUNT; measure++) {
            if (!take_amount(state, span, measure, error))
                return false;
            row->traded[span] |= row->amounts[span][measure].unscaled != 0;
        }
        *traded |= row->traded[span];
    }
    return true;
}

/* ---- one event of a row ---- */

/* The tables fill with 0 what has no unit; less than a unit is 0 too, with a value. */
static bool take_quantity(const struct row *row, int span, int measure, struct draft *draft,
                          const struct decimal **quantity, struct slice *code, struct error *error)
{
    struct decimal amount = row->amounts[span][measure];
    const struct unit *unit = &row->units[measure];
    const struct unit none = {.factor = {1, 0}};
    if (!row->units_known[measure]) {
        draft_flag(draft, "unit_unknown");
        unit = &none;
    } else if (!amount.unscaled && !unit->code.data) {
        return true;
    }
    if (!amount.unscaled && row->amounts[span][MEASURE_VALUE].unscaled) {
        draft_flag(draft, "zero_quantity");
        return true;
    }
    return draft_quantity(draft, amount, unit, quantity, code, error);
}

/* Most rows have the second quantity alone; it is then the quantity. */
static bool take_quantities(const struct row *row, int span, struct draft *draft, struct error *error)
{
    struct customs_event *event = draft->event;
    bool second_only = row->units_known[0] && !row->units[0].code.data && !row->amounts[span][0].unscaled;
    if (!second_only && !take_quantity(row, span, MEASURE_QUANTITY1, draft, &event->qty, &event->unit, error))
        return false;
    if (!take_quantity(row, span, MEASURE_QUANTITY2, draft, second_only ? &event->qty : &event->qty2,
                       second_only ? &event->unit : &event->unit2, error))
        return false;
    draft_net_of_quantities(draft);
    return true;
}

static bool take_value(const struct row *row, int span, struct draft *draft, struct error *error)
{
    struct decimal yen = row->amounts[span][MEASURE_VALUE];
    if (!draft_fit(draft, &yen, DRAFT_VALUE_SCALE, error))
        return false;
    draft->event->value = draft_decimal(draft, yen);
    draft->event->currency = SLICE_LITERAL("JPY");
    draft->event->value_basis = draft_symbol(draft, row->flow == CUSTOMS_EVENT_FLOW_IMPORT
                                                        ? CUSTOMS_EVENT_VALUE_BASIS_CIF
                                                        : CUSTOMS_EVENT_VALUE_BASIS_FOB);
    return true;
}

static void take_countries(const struct japan_csv *state, struct draft *draft)
{
    struct customs_event *event = draft->event;
    struct slice code = cell(state, COLUMN_COUNTRY), country = country_of_japan(code);
    bool import = state->row.flow == CUSTOMS_EVENT_FLOW_IMPORT;
    event->partner_raw = draft_text(draft, code);
    if (!code.data) {
        draft_flag(draft, "partner_world");
    } else if (!country.data) {
        country = SLICE_LITERAL(COUNTRY_UNKNOWN);
        draft_flag(draft, "partner_unknown");
    }
    event->reporter = SLICE_LITERAL("JP");
    *(import ? &event->origin : &event->destination) = country;
    *(import ? &event->destination : &event->dispatch) = event->reporter;
}

/* Chapter 00 holds what has no code of its own: goods returned, sent on, or not classified. */
static void take_commodity(const struct row *row, struct draft *draft)
{
    struct customs_event *event = draft->event;
    event->hs_national = draft_text(draft, (struct slice){row->code.digits, HS_DIGITS});
    event->hs_digits_known = draft_int(draft, HS_DIGITS);
    event->hs_edition = hs_edition_of_year(row->year);
    if (row->code.zero_restored)
        draft_flag(draft, "hs_zero_restored");
    if (slice_starts_with(event->hs_national, "00"))
        draft_flag(draft, "hs_special");
    else
        event->hs6 = slice_cut(event->hs_national, 0, 6);
}

static bool finish(const struct japan_csv *state, int span, struct draft *draft, struct error *error)
{
    char text[16];
    struct period period;
    snprintf(text, sizeof text, span ? "%04d%02d" : "%04d", state->row.year, span);
    period_parse(slice_of(text), &period);
    draft->event->period_start = draft_int(draft, period.first);
    draft->event->period_end = draft_int(draft, period.last);
    int64_t date_ms = (int64_t)period.first * 86400000;
    const struct slice parts[] = {
        SLICE_LITERAL("JP"),         slice_of(flow_word(state->row.flow)), slice_of(text),
        draft->event->hs_national,   cell(state, COLUMN_COUNTRY),          cell(state, COLUMN_OFFICE),
    };
    sidecar_stamp(state->sidecar, draft);
    return draft_finish(draft, parts, sizeof parts / sizeof parts[0], &date_ms, error);
}

static bool make_event(const struct japan_csv *state, int span, struct arena *arena, struct customs_event *event,
                       struct error *error)
{
    struct draft draft;
    draft_start(&draft, event, arena, CUSTOMS_EVENT_KIND_STATISTIC);
    event->source = state->source;
    event->revision = event->observed_at = state->observed_at_ms;
    event->raw_ref = arena_format(arena, "%s:%lld", state->file, (long long)state->row.record.line);
    event->flow = draft_symbol(&draft, state->row.flow);
    event->customs_office = draft_text(&draft, cell(state, COLUMN_OFFICE));
    take_commodity(&state->row, &draft);
    take_countries(state, &draft);
    return take_value(&state->row, span, &draft, error) && take_quantities(&state->row, span, &draft, error) &&
           finish(state, span, &draft, error);
}

/* The next month of the row with trade in it; SPANS if there is none. */
static int next_span(struct row *row)
{
    while (row->next < SPANS && !row->traded[row->next])
        row->next++;
    return row->next < SPANS ? row->next++ : SPANS;
}

/* Reads a row; INPUT_EVENT if its events are due. */
static enum input_result next_row(struct japan_csv *state, struct input_place *place, struct error *error)
{
    struct row *row = &state->row;
    bool traded;
    enum csv_result result = csv_next(state->csv, &row->record, error);
    row->next = SPANS;
    *place = (struct input_place){.line = row->record.line, .offset = row->record.offset};
    if (result != CSV_RECORD)
        return result == CSV_END ? INPUT_END : result == CSV_REFUSED ? INPUT_REFUSED : INPUT_FAILED;
    if (is_total(state)) {
        place->skipped = "total";
        return INPUT_SKIPPED;
    }
    if (!take_flow(state, error) || !take_codes(state, error) || !take_amounts(state, &traded, error))
        return INPUT_REFUSED;
    if (!traded) {
        place->skipped = "no_trade";
        return INPUT_SKIPPED;
    }
    row->next = 0;
    return INPUT_EVENT;
}

static enum input_result japan_csv_next(void *opaque, struct arena *record_arena, void *event,
                                        struct input_place *place, struct error *error)
{
    struct japan_csv *state = opaque;
    enum input_result result = INPUT_MORE;
    int span = next_span(&state->row);
    if (span == SPANS) {
        result = next_row(state, place, error);
        if (result != INPUT_EVENT)
            return result;
        span = next_span(&state->row);
    }
    *place = (struct input_place){.line = state->row.record.line, .offset = state->row.record.offset};
    return make_event(state, span, record_arena, event, error) ? result : INPUT_REFUSED;
}

static void japan_csv_explain(void *opaque, FILE *out)
{
    struct japan_csv *state = opaque;
    struct layout ignored;
    explain_fact(out, "periods", "%s", state->layout.has_months ? "months; the year's columns are their total"
                                                                : "the year");
    for (size_t i = 0; i < state->header_count; i++) {
        const char *field;
        const int *place = find_place(&ignored, state->header[i], &field);
        bool total = place && state->layout.has_months && place >= ignored.amounts[0] && place < ignored.amounts[1];
        explain_column(out, state->header[i], total ? NULL : field);
    }
}

static void japan_csv_close(void *opaque)
{
    struct japan_csv *state = opaque;
    csv_close(state->csv);
}

const struct input input_japan_csv = {
    .name = "japan-csv",
    .help = "Japan's customs, table of commodities by country with a column for each month (e-Stat)",
    .type = &customs_event_type,
    .recognise = recognise,
    .open = japan_csv_open,
    .next = japan_csv_next,
    .explain = japan_csv_explain,
    .close = japan_csv_close,
};
