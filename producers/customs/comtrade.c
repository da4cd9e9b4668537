#include "producers/customs/comtrade.h"

#include <stdint.h>
#include <string.h>

#include "producers/customs/country.h"
#include "producers/customs/period.h"
#include "producers/customs/units.h"

/* Editions of the HS behind Comtrade's letters; other classifications (SITC, BEC) have none. */
static const char *const editions[] = {"HS1992", "HS1996", "HS2002", "HS2007", "HS2012", "HS2017", "HS2022", "HS2028"};

/* Flows that are part of another in aggregated data stand for themselves among tariff lines. */
static const struct {
    const char *letters;
    const char *digit; /* before 2022; NULL: none */
    enum customs_event_flow flow;
    bool export; /* out of the reporter */
    bool part;   /* of M or X */
    const char *flag;
} flows[] = {
    {"M", "1", CUSTOMS_EVENT_FLOW_IMPORT, false, false, NULL},
    {"X", "2", CUSTOMS_EVENT_FLOW_EXPORT, true, false, NULL},
    {"RX", "3", CUSTOMS_EVENT_FLOW_REEXPORT, true, false, NULL},
    {"RM", "4", CUSTOMS_EVENT_FLOW_REIMPORT, false, false, NULL},
    {"DX", NULL, CUSTOMS_EVENT_FLOW_EXPORT, true, true, "domestic_export"},
    {"FM", NULL, CUSTOMS_EVENT_FLOW_IMPORT, false, true, "foreign_import"},
    {"MIP", NULL, CUSTOMS_EVENT_FLOW_IMPORT, false, true, "inward_processing"},
    {"MOP", NULL, CUSTOMS_EVENT_FLOW_IMPORT, false, true, "outward_processing"},
    {"XIP", NULL, CUSTOMS_EVENT_FLOW_EXPORT, true, true, "inward_processing"},
    {"XOP", NULL, CUSTOMS_EVENT_FLOW_EXPORT, true, true, "outward_processing"},
};

enum { FLOW_COUNT = sizeof flows / sizeof flows[0], CODE_TEXT_MAX = 24, COMMODITY_MAX = 12 };
enum { ESTIMATED_QUANTITY = 2, ESTIMATED_NET = 4 }; /* bits of COMTRADE_ESTIMATION */

/* A row while it becomes an event. */
struct mapping {
    const struct comtrade_source *source;
    const struct comtrade_row *row;
    struct draft draft;
    bool line;           /* a tariff line */
    size_t flow;         /* in flows[] */
    int64_t reporter, partner, partner2, transport, supply;
    struct slice edition, customs;
    char period[12];
};

static const char *name_of(const struct mapping *mapping, enum comtrade_column column)
{
    return comtrade_column_name(mapping->source->shape, column);
}

/* --- texts of a row ----------------------------------------------------------------------------------------------- */

/* NA is how R writes what the service leaves empty. No code of the service is so called. */
static struct slice cell(const struct mapping *mapping, enum comtrade_column column)
{
    struct slice text = mapping->row->cells[column];
    if (text.size && (text.data[0] <= ' ' || text.data[text.size - 1] <= ' '))
        text = slice_trim(text);
    return text.size && !slice_equal_text(text, "NA") ? text : (struct slice){NULL, 0};
}

static bool missing(const struct mapping *mapping, enum comtrade_column column, struct error *error)
{
    return error_reject(error, REASON_MISSING_FIELD, "%s is not stated", name_of(mapping, column));
}

/* A code that is a whole number; also "842.0", as some tools write it. */
static bool read_code(struct slice text, int64_t *code)
{
    struct decimal decimal;
    struct error ignored;
    *code = 0;
    size_t i = 0;
    for (; i < text.size && i < 9 && text.data[i] >= '0' && text.data[i] <= '9'; i++)
        *code = *code * 10 + (text.data[i] - '0');
    if (i && i == text.size)
        return true;
    if (!text.data || !decimal_parse(text, &decimal, &ignored) || !decimal_rescale(&decimal, 9, 0))
        return false;
    *code = (int64_t)decimal.unscaled;
    return true;
}

static bool take_code(const struct mapping *mapping, enum comtrade_column column, int64_t *code, struct error *error)
{
    struct slice text = cell(mapping, column);
    if (!text.data)
        return missing(mapping, column, error);
    if (read_code(text, code))
        return true;
    return error_reject(error, REASON_BAD_CODE, "%s \"%.*s\" is no number", name_of(mapping, column),
                        SLICE_ARGS(slice_cut(text, 0, 60)));
}

static bool is_true(const struct mapping *mapping, enum comtrade_column column)
{
    return slice_equal_ignoring_case(cell(mapping, column), "true");
}

/* Digits of a number at `text`, which holds CODE_TEXT_MAX. */
static struct slice write_code(int64_t code, char *text)
{
    char digits[CODE_TEXT_MAX];
    size_t count = 0, size = 0;
    uint64_t rest = code < 0 ? -(uint64_t)code : (uint64_t)code;
    do
        digits[count++] = (char)('0' + rest % 10);
    while (rest /= 10);
    if (code < 0)
        text[size++] = '-';
    while (count)
        text[size++] = digits[--count];
    return (struct slice){text, size};
}

/* --- what is skipped ---------------------------------------------------------------------------------------------- */

static bool take_flow(struct mapping *mapping, const char **skipped, struct error *error)
{
    struct slice text = cell(mapping, COMTRADE_FLOW);
    bool legacy = mapping->source->shape == COMTRADE_LEGACY;
    size_t flow = 0;
    while (flow < FLOW_COUNT && !slice_equal_text(text, legacy ? flows[flow].digit : flows[flow].letters))
        flow++;
    if (!text.data)
        return missing(mapping, COMTRADE_FLOW, error);
    if (flow == FLOW_COUNT)
        return error_reject(error, REASON_BAD_CODE, "%s \"%.*s\" is unknown", name_of(mapping, COMTRADE_FLOW),
                            SLICE_ARGS(slice_cut(text, 0, 60)));
    mapping->flow = flow;
    if (flows[flow].part && !mapping->line)
        *skipped = "other_flow";
    return true;
}

static bool take_classification(struct mapping *mapping, const char **skipped, struct error *error)
{
    struct slice type = cell(mapping, COMTRADE_TYPE), text = cell(mapping, COMTRADE_CLASSIFICATION);
    if (!text.data)
        return missing(mapping, COMTRADE_CLASSIFICATION, error);
    size_t edition = text.size == 2 && text.data[0] == 'H' ? (size_t)(text.data[1] - '0') : SIZE_MAX;
    if (type.data && !slice_equal_ignoring_case(type, "C"))
        *skipped = "services";
    else if (edition >= sizeof editions / sizeof editions[0])
        *skipped = "other_classification";
    else
        mapping->edition = slice_of(editions[edition]);
    return true;
}

/* The code of a dimension that may be left out of the older shapes and of tariff lines; 0 is the total. */
static bool take_dimension(const struct mapping *mapping, enum comtrade_column column, int64_t *code,
                           struct error *error)
{
    bool optional = mapping->source->shape == COMTRADE_LEGACY || mapping->line || column == COMTRADE_SUPPLY;
    *code = 0;
    if (optional && !cell(mapping, column).data)
        return true;
    if (!take_code(mapping, column, code, error))
        return false;
    if (column == COMTRADE_SUPPLY && *code == -1) /* no services: not applicable */
        *code = 0;
    return true;
}

static bool take_customs(struct mapping *mapping, struct error *error)
{
    static const char total[] = "C00";
    struct slice text = cell(mapping, COMTRADE_CUSTOMS);
    bool optional = mapping->source->shape == COMTRADE_LEGACY || mapping->line;
    if (!text.data && !optional)
        return missing(mapping, COMTRADE_CUSTOMS, error);
    if (text.size > CODE_TEXT_MAX)
        return error_reject(error, REASON_BAD_CODE, "%s is too long", name_of(mapping, COMTRADE_CUSTOMS));
    bool is_total = !text.data || slice_equal_ignoring_case(text, total) || slice_equal_text(text, "0");
    mapping->customs = is_total ? SLICE_LITERAL(total) : text;
    return true;
}

/* Sets *skipped where the row repeats a part of a total; of tariff lines none does. */
static bool take_dimensions(struct mapping *mapping, const char **skipped, struct error *error)
{
    if (!take_dimension(mapping, COMTRADE_PARTNER2, &mapping->partner2, error) || !take_customs(mapping, error) ||
        !take_dimension(mapping, COMTRADE_TRANSPORT, &mapping->transport, error) ||
        !take_dimension(mapping, COMTRADE_SUPPLY, &mapping->supply, error))
        return false;
    bool total = !mapping->partner2 && !mapping->transport && !mapping->supply &&
                 slice_equal_text(mapping->customs, "C00");
    if (!total && !mapping->line)
        *skipped = "breakdown";
    return true;
}

/* Aggregated data know no codes of more than six digits. */
static bool is_tariff_line(const struct mapping *mapping)
{
    struct slice code = cell(mapping, COMTRADE_COMMODITY);
    bool digits = code.size > 6;
    for (size_t i = 0; digits && i < code.size; i++)
        digits = code.data[i] >= '0' && code.data[i] <= '9';
    return mapping->source->tariff_lines || digits || cell(mapping, COMTRADE_FLOW_CATEGORY).data;
}

static bool find_skipped(struct mapping *mapping, const char **skipped, struct error *error)
{
    *skipped = NULL;
    return take_flow(mapping, skipped, error) && (*skipped || take_classification(mapping, skipped, error)) &&
           (*skipped || take_dimensions(mapping, skipped, error));
}

/* --- what an event says ------------------------------------------------------------------------------------------- */

/* Writes the period in its canonical form. */
static bool write_period(struct mapping *mapping, struct slice text)
{
    int64_t number;
    if (!read_code(text, &number) || number < 0 || number > 999999)
        return false;
    struct slice digits = write_code(number, mapping->period);
    mapping->period[digits.size] = '\0';
    return true;
}

static bool take_period(struct mapping *mapping, struct error *error)
{
    struct slice text = cell(mapping, COMTRADE_PERIOD), frequency = cell(mapping, COMTRADE_FREQUENCY);
    struct period period;
    if (!text.data)
        text = cell(mapping, COMTRADE_YEAR);
    if (!text.data)
        return missing(mapping, COMTRADE_PERIOD, error);
    bool valid = write_period(mapping, text) && period_parse(slice_of(mapping->period), &period) &&
                 period.kind != PERIOD_DAY;
    if (!valid || (frequency.data && !slice_equal_text(frequency, period.kind == PERIOD_YEAR ? "A" : "M")))
        return error_reject(error, REASON_BAD_DATE, "period \"%.*s\" is no year or month, or not that of freqCode",
                            SLICE_ARGS(slice_cut(text, 0, 60)));
    mapping->draft.event->period_start = draft_int(&mapping->draft, period.first);
    mapping->draft.event->period_end = draft_int(&mapping->draft, period.last);
    return true;
}

/* World is a total, not a partner: not stated. Any other number that is no country is one that we do not know. */
static struct slice country(struct draft *draft, int64_t code, const char *flag_if_unknown)
{
    struct slice alpha2 = country_of_comtrade(code);
    if (code == COMTRADE_OTHER_ASIA)
        draft_flag(draft, "taiwan_by_490");
    if (alpha2.data || code == COMTRADE_WORLD)
        return alpha2;
    draft_flag(draft, flag_if_unknown);
    return SLICE_LITERAL(COUNTRY_UNKNOWN);
}

/* Imports by origin, exports by destination; a re-import comes from the partner but is of the reporter's own origin.
 * The second partner of an import is where the goods were sent from. */
static void place_partners(struct mapping *mapping, struct slice reporter, struct slice partner)
{
    struct customs_event *event = mapping->draft.event;
    event->reporter = reporter;
    if (flows[mapping->flow].export) {
        event->dispatch = reporter;
        event->destination = partner;
        return;
    }
    event->destination = reporter;
    *(flows[mapping->flow].flow == CUSTOMS_EVENT_FLOW_REIMPORT ? &event->dispatch : &event->origin) = partner;
    if (mapping->partner2 && !event->dispatch.data)
        event->dispatch = country(&mapping->draft, mapping->partner2, "partner2_unknown");
}

static bool take_countries(struct mapping *mapping, struct error *error)
{
    struct draft *draft = &mapping->draft;
    if (!take_code(mapping, COMTRADE_REPORTER, &mapping->reporter, error) ||
        !take_code(mapping, COMTRADE_PARTNER, &mapping->partner, error))
        return false;
    if (mapping->partner == COMTRADE_WORLD)
        draft_flag(draft, "partner_world");
    struct slice partner = country(draft, mapping->partner, "partner_unknown");
    place_partners(mapping, country(draft, mapping->reporter, "reporter_unknown"), partner);
    struct slice name = cell(mapping, COMTRADE_PARTNER_NAME);
    draft->event->partner_raw = draft_text(draft, name.data ? name : cell(mapping, COMTRADE_PARTNER));
    return true;
}

static void take_flow_facts(struct mapping *mapping)
{
    struct draft *draft = &mapping->draft;
    char text[CODE_TEXT_MAX];
    draft->event->flow = draft_symbol(draft, (int)flows[mapping->flow].flow);
    if (flows[mapping->flow].flag)
        draft_flag(draft, flows[mapping->flow].flag);
    if (mapping->line)
        draft_flag(draft, "tariff_line");
    if (slice_equal_ignoring_case(cell(mapping, COMTRADE_ORIGINAL), "false"))
        draft_flag(draft, "converted_classification");
    if (mapping->source->maybe_truncated)
        draft_flag(draft, "maybe_truncated");
    if (mapping->transport)
        draft->event->transport_mode = draft_text(draft, write_code(mapping->transport, text));
    if (!slice_equal_text(mapping->customs, "C00"))
        draft->event->regime_code = draft_text(draft, mapping->customs);
}

/* Codes outside the HS: a total, chapters 98 and 99 (each reporter's own), what a reporter kept back (9999AA). */
static void flag_commodity(struct draft *draft, struct slice code, size_t digits)
{
    if (slice_equal_ignoring_case(code, "TOTAL"))
        draft_flag(draft, "all_commodities");
    else if (digits < code.size || slice_starts_with(code, "98") || slice_starts_with(code, "99"))
        draft_flag(draft, "hs_special");
}

static bool take_commodity(struct mapping *mapping, struct error *error)
{
    struct draft *draft = &mapping->draft;
    struct slice code = cell(mapping, COMTRADE_COMMODITY);
    if (!code.data)
        return missing(mapping, COMTRADE_COMMODITY, error);
    if (code.size > COMMODITY_MAX)
        return error_reject(error, REASON_BAD_CODE, "%s is too long", name_of(mapping, COMTRADE_COMMODITY));
    size_t digits = 0;
    while (digits < code.size && code.data[digits] >= '0' && code.data[digits] <= '9')
        digits++;
    flag_commodity(draft, code, digits);
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
        return error_wrap(error, "%s \"%.*s\"", name_of(mapping, column), (int)(text.size < 60 ? text.size : 60),
                          text.data);
    *number = draft_decimal(&mapping->draft, decimal);
    return true;
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
        return missing(mapping, COMTRADE_VALUE, error);
    /* Some reporters value imports FOB. */
    bool fob_only = (!cif || !cif->unscaled) && fob && fob->unscaled;
    bool is_fob = flows[mapping->flow].export || fob_only;
    draft->event->value = draft->event->value_usd = value;
    draft->event->currency = SLICE_LITERAL("USD");
    draft->event->value_basis = draft_symbol(draft, is_fob ? CUSTOMS_EVENT_VALUE_BASIS_FOB : CUSTOMS_EVENT_VALUE_BASIS_CIF);
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
        return error_reject(error, REASON_BAD_NUMBER, "%s over %d digits", name_of(mapping, column), DRAFT_PRECISION);
    if (rounded)
        draft_flag(draft, "rounded");
    *quantity = draft_decimal(draft, converted);
    *code = unit.code;
    return true;
}

/* Whether the service says if a number is its estimate, and what it says: by a column of its own or, before 2022, by
 * one number for all of them. */
static bool is_estimated(const struct mapping *mapping, enum comtrade_column column, int bit, bool *estimated)
{
    int64_t bits;
    struct slice all = cell(mapping, COMTRADE_ESTIMATION);
    *estimated = is_true(mapping, column);
    if (cell(mapping, column).data)
        return true;
    if (mapping->source->shape != COMTRADE_LEGACY || !all.data || !read_code(all, &bits))
        return false;
    *estimated = bits & bit;
    return true;
}

static bool take_quantities(struct mapping *mapping, struct error *error)
{
    struct draft *draft = &mapping->draft;
    struct customs_event *event = draft->event;
    bool estimated;
    if (!take_quantity(mapping, COMTRADE_QUANTITY, COMTRADE_UNIT, &event->qty, &event->unit, error) ||
        !take_quantity(mapping, COMTRADE_QUANTITY2, COMTRADE_UNIT2, &event->qty2, &event->unit2, error))
        return false;
    if (event->qty && is_estimated(mapping, COMTRADE_QUANTITY_ESTIMATED, ESTIMATED_QUANTITY, &estimated))
        event->qty_is_estimated = draft_boolean(draft, estimated);
    if (event->qty2 && is_true(mapping, COMTRADE_QUANTITY2_ESTIMATED))
        draft_flag(draft, "qty2_estimated");
    return true;
}

static bool take_weight(struct mapping *mapping, enum comtrade_column column, const struct decimal **weight,
                        struct error *error)
{
    if (!take_number(mapping, column, DRAFT_QUANTITY_SCALE, weight, error))
        return false;
    if (is_filler(mapping, *weight)) {
        draft_flag(&mapping->draft, "zero_weight");
        *weight = NULL;
    }
    return true;
}

static bool take_weights(struct mapping *mapping, struct error *error)
{
    struct draft *draft = &mapping->draft;
    struct customs_event *event = draft->event;
    bool estimated;
    if (!take_weight(mapping, COMTRADE_NET, &event->net_kg, error) ||
        !take_weight(mapping, COMTRADE_GROSS, &event->gross_kg, error))
        return false;
    if (event->net_kg && is_estimated(mapping, COMTRADE_NET_ESTIMATED, ESTIMATED_NET, &estimated) && estimated)
        draft_flag(draft, "net_estimated");
    if (event->gross_kg && is_true(mapping, COMTRADE_GROSS_ESTIMATED))
        draft_flag(draft, "gross_estimated");
    if (event->net_kg || event->gross_kg)
        event->weight_scope = draft_symbol(draft, CUSTOMS_EVENT_WEIGHT_SCOPE_LINE);
    return true;
}

/* A row that contradicts the name of its file: one of the two is wrong, and with it the scope. */
static bool is_of_data_set(const struct mapping *mapping, struct error *error)
{
    const struct comtrade_data_set *set = &mapping->source->data_set;
    struct slice classification = cell(mapping, COMTRADE_CLASSIFICATION);
    bool same = slice_equal_text(set->period, mapping->period) && set->reporter == mapping->reporter &&
                (slice_equal(set->classification, classification) || slice_equal_text(set->classification, "HS"));
    return !mapping->source->is_bulk || same ||
           error_reject(error, REASON_BAD_CODE, "a row of reporter %lld, period %s, %.*s is not of the file's data set",
                        (long long)mapping->reporter, mapping->period, SLICE_ARGS(classification));
}

/* The service's own dimensions in their order, in one spelling, however the channel writes them, so that the same fact
 * has the same id from every channel. In aggregated data the last ones and the second partner are totals. */
static bool finish(struct mapping *mapping, struct error *error)
{
    int64_t date_ms = (int64_t)*mapping->draft.event->period_start * 86400000;
    char reporter[CODE_TEXT_MAX], partner[CODE_TEXT_MAX], partner2[CODE_TEXT_MAX], transport[CODE_TEXT_MAX],
        supply[CODE_TEXT_MAX];
    const struct slice parts[] = {
        SLICE_LITERAL("C"),
        strlen(mapping->period) == 4 ? SLICE_LITERAL("A") : SLICE_LITERAL("M"),
        slice_of(mapping->period),
        write_code(mapping->reporter, reporter),
        slice_of(flows[mapping->flow].letters),
        write_code(mapping->partner, partner),
        write_code(mapping->partner2, partner2),
        cell(mapping, COMTRADE_CLASSIFICATION),
        cell(mapping, COMTRADE_COMMODITY),
        mapping->customs,
        write_code(mapping->transport, transport),
        write_code(mapping->supply, supply),
        SLICE_LITERAL("tariffline"),
    };
    size_t count = sizeof parts / sizeof parts[0] - !mapping->line;
    return draft_finish(&mapping->draft, parts, count, &date_ms, error);
}

/* "FILE:LINE" or "FILE:LINE@OFFSET". */
static struct slice write_ref(struct slice file, int64_t line, int64_t offset, struct arena *arena)
{
    char *text = arena_alloc(arena, file.size + 2 * CODE_TEXT_MAX);
    if (!text)
        return (struct slice){NULL, 0};
    size_t size = file.size;
    memcpy(text, file.data, size);
    text[size++] = ':';
    size += write_code(line, text + size).size;
    if (offset >= 0) {
        text[size++] = '@';
        size += write_code(offset, text + size).size;
    }
    return (struct slice){text, size};
}

static void start(struct mapping *mapping, int64_t line, int64_t offset, struct arena *arena,
                  struct customs_event *event)
{
    const struct comtrade_source *source = mapping->source;
    draft_start(&mapping->draft, event, arena, CUSTOMS_EVENT_KIND_STATISTIC);
    event->source = mapping->line ? source->line_source : source->source;
    event->revision = source->revision_ms;
    event->observed_at = source->observed_at_ms;
    event->raw_ref = write_ref(source->file, line, offset, arena);
    mapping->draft.full |= !event->raw_ref.data;
}

static bool map(struct mapping *mapping, struct scope *scope, struct error *error)
{
    if (!take_period(mapping, error) || !take_countries(mapping, error) || !is_of_data_set(mapping, error))
        return false;
    take_flow_facts(mapping);
    if (!take_commodity(mapping, error) || !take_value(mapping, error) || !take_quantities(mapping, error) ||
        !take_weights(mapping, error))
        return false;
    scope_stamp(scope, &mapping->draft);
    return finish(mapping, error);
}

enum input_result comtrade_event(struct comtrade_source *source, const struct comtrade_row *row, int64_t line,
                                 int64_t offset, struct arena *arena, struct customs_event *event,
                                 const char **skipped, struct error *error)
{
    struct mapping mapping = {.source = source, .row = row};
    mapping.line = is_tariff_line(&mapping);
    bool mapped = find_skipped(&mapping, skipped, error);
    if (mapped && *skipped)
        return INPUT_SKIPPED;
    if (mapped) {
        start(&mapping, line, offset, arena, event);
        mapped = map(&mapping, &source->scope, error);
    }
    source->scope.broken |= !mapped;
    return mapped ? INPUT_EVENT : INPUT_REFUSED;
}
