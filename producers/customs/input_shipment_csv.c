/*
 * Lines of declarations or shipments as a vendor or an office hands them out: delimited text of any layout, read
 * through a mapping profile (profile.h). Profiles say what a column means; what is done with it is the same for all and
 * stands here.
 *
 * A line's natural key is profile, reporter, flow, declaration, item, a hash of the texts that tell lines apart, and
 * how often that very line has stood before, because item numbers repeat in real files. The hash is over the texts as
 * they stand, not over what the profile makes of them: a better profile gives new versions of the same facts, not new
 * facts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "producers/customs/country.h"
#include "producers/customs/csv.h"
#include "producers/customs/draft.h"
#include "producers/customs/flow.h"
#include "producers/customs/hs_code.h"
#include "producers/customs/inputs.h"
#include "producers/customs/name.h"
#include "producers/customs/profile.h"
#include "producers/customs/repeats.h"
#include "producers/customs/sidecar.h"

enum { HEADER_RECORDS_MAX = 20, HEADER_FIELDS_MAX = 256, HEADER_BYTES_MAX = 16384 };

struct shipment_csv {
    struct csv *csv;
    struct profile *profile;
    struct profile_header header;
    struct slice source;
    const char *file, *language;
    const struct sidecar *sidecar;
    int flow; /* enum customs_event_flow */
    int64_t observed_at_ms;
    struct repeats repeats;
};

/* One line while it becomes an event. */
struct line {
    const struct shipment_csv *state;
    const struct profile *profile;
    const struct csv_record *record;
    struct draft draft;
};

/* ---- finding the profile ---- */

/* A table of shipments has a code, a date and a number of a document or a description of goods; code lists and
 * statistics have not. Which profile fits is found when it is opened; this only says that it is worth trying. */
static int recognise(struct slice head, const char *name)
{
    static const char *const needed[][8] = {
        {"HS CODE", "HS6 CODE", "HS", "TARIFF CODE", "COMMODITY CODE", "HSN CODE", "HTS CODE"},
        {"DATE", "IMP DATE", "DECLARATION DATE", "REGISTRATION DATE", "SHIPMENT DATE", "BILL OF ENTRY DATE",
         "ARRIVAL DATE"},
        {"DECLARATION NO", "DECLARATION NUMBER", "DECLARATION ID", "BE NUMBER", "GOODS DESCRIPTION",
         "PRODUCT DESCRIPTION", "BL NO", "PRODUCT DESC EN"},
    };
    (void)name;
    struct slice fields[HEADER_FIELDS_MAX];
    char scratch[HEADER_BYTES_MAX];
    size_t count = csv_peek(head, fields, HEADER_FIELDS_MAX, scratch, sizeof scratch);
    for (size_t group = 0; group < sizeof needed / sizeof needed[0]; group++) {
        bool found = false;
        for (size_t i = 0; i < 8 && needed[group][i] && !found; i++)
            for (size_t j = 0; j < count && !found; j++)
                found = name_equal(slice_of(needed[group][i]), fields[j]);
        if (!found)
            return 0;
    }
    return 1;
}

static bool no_header(const struct input_options *options, const char *missing, struct error *error)
{
    if (options->profile)
        return error_reject(error, REASON_UNKNOWN_PROFILE, "profile %s does not fit: no header with a column for %s",
                            options->profile, missing ? missing : "anything");
    return error_reject(error, REASON_UNKNOWN_PROFILE,
                        "no profile in %s fits a header in the first %d lines; write one and choose it with --profile",
                        options->profile_folder ? options->profile_folder : profile_default_folder(),
                        HEADER_RECORDS_MAX);
}

/* Whether this record is a header that the given profile fits, or any where none is given. False only on an error. */
static bool try_header(struct shipment_csv *state, const struct input_options *options, struct arena *arena,
                       const struct csv_record *record, struct profile **profile, const char **missing,
                       struct error *error)
{
    if (!options->profile)
        return profile_choose(options->profile_folder, record->fields, record->count, arena, profile, &state->header,
                              error);
    *profile = NULL;
    if (profile_fits(state->profile, record->fields, record->count, &state->header, *missing ? NULL : missing))
        *profile = state->profile;
    return true;
}

/* Reads records until one is a header that a profile fits: reports have titles above it. */
static bool find_header(struct shipment_csv *state, const struct input_options *options, struct arena *arena,
                        struct error *error)
{
    const char *missing = NULL;
    if (options->profile && !profile_read(options->profile, options->profile_folder, arena, &state->profile, error))
        return false;
    for (int i = 0; i < HEADER_RECORDS_MAX; i++) {
        struct csv_record record;
        struct profile *profile;
        enum csv_result result = csv_next(state->csv, &record, error);
        if (result == CSV_END)
            break;
        if (result == CSV_FAILED)
            return false;
        if (result != CSV_RECORD)
            continue;
        if (!try_header(state, options, arena, &record, &profile, &missing, error))
            return false;
        if (profile) {
            state->profile = profile;
            csv_expect_width(state->csv, record.count);
            return true;
        }
    }
    return no_header(options, missing, error);
}

static bool find_flow(struct shipment_csv *state, const struct input_options *options, struct error *error)
{
    state->flow = state->profile->flow;
    if (!flow_of_option(options->flow, &state->flow, error))
        return false;
    return state->flow >= 0 ||
           error_reject(error, REASON_FLOW_MISSING,
                        "neither profile %s nor the command line says whether these are imports or exports; "
                        "give --flow",
                        state->profile->name);
}

static bool shipment_csv_open(struct reader *reader, const struct input_options *options, struct arena *arena,
                              void **opaque, struct error *error)
{
    struct shipment_csv *state = calloc(1, sizeof *state);
    if (!state || !csv_open(reader, 0, &state->csv, error)) {
        free(state);
        return error_stop(error, EXIT_NO_INPUT, "%s cannot be read: no memory", reader_name(reader));
    }
    if (!find_header(state, options, arena, error) || !find_flow(state, options, error)) {
        csv_close(state->csv);
        free(state);
        return false;
    }
    state->source = options->source ? slice_of(options->source) : state->profile->source;
    state->file = reader_name(reader);
    state->language = options->language;
    state->sidecar = options->sidecar;
    state->observed_at_ms = options->observed_at_ms;
    *opaque = state;
    return true;
}

/* ---- one line ---- */

/* The text of a column, trimmed; not stated where the table has no such column, or a text that states nothing. */
static struct slice cell(const struct line *line, enum profile_column column)
{
    int field = line->state->header.fields[column];
    struct slice text = field < 0 ? (struct slice){NULL, 0} : slice_trim(line->record->fields[field]);
    return profile_is_null(line->profile, text) ? (struct slice){NULL, 0} : text;
}

static bool check_required(const struct line *line, struct error *error)
{
    for (int i = 0; i < PROFILE_COLUMN_COUNT; i++)
        if (line->profile->required[i] && !cell(line, (enum profile_column)i).data)
            return error_reject(error, REASON_MISSING_FIELD, "%s is not stated",
                                profile_column_name((enum profile_column)i));
    return true;
}

static bool fits_text(const struct line *line, struct error *error)
{
    for (size_t i = 0; i < line->record->count; i++)
        if (line->record->fields[i].size > 65536)
            return error_reject(error, REASON_TOO_LARGE, "field %zu is over 64 KiB", i + 1);
    return true;
}

static bool take_texts(struct line *line, struct error *error)
{
    static const struct {
        enum profile_column column;
        size_t offset;
        bool party;
    } texts[] = {
        {PROFILE_DECLARATION, offsetof(struct customs_event, declaration_no), false},
        {PROFILE_DESCRIPTION, offsetof(struct customs_event, description_raw), false},
        {PROFILE_PART_NUMBER, offsetof(struct customs_event, part_number), false},
        {PROFILE_REGIME, offsetof(struct customs_event, regime_code), false},
        {PROFILE_TRANSPORT, offsetof(struct customs_event, transport_mode), false},
        {PROFILE_OFFICE, offsetof(struct customs_event, customs_office), false},
        {PROFILE_REGION, offsetof(struct customs_event, region_code), false},
        {PROFILE_IMPORTER, offsetof(struct customs_event, importer), true},
        {PROFILE_EXPORTER, offsetof(struct customs_event, exporter), true},
        {PROFILE_CONSIGNEE, offsetof(struct customs_event, consignee), true},
        {PROFILE_CONSIGNOR, offsetof(struct customs_event, consignor), true},
    };
    if (!fits_text(line, error))
        return false;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct slice text = draft_text(&line->draft, cell(line, texts[i].column));
        if (!texts[i].party || !line->profile->parties_dropped)
            memcpy((char *)line->draft.event + texts[i].offset, &text, sizeof text);
    }
    struct customs_event *event = line->draft.event;
    if (event->description_raw.data)
        event->description_lang =
            line->state->language ? slice_of(line->state->language) : line->profile->description_lang;
    return true;
}

static bool take_date_and_line(struct line *line, struct error *error)
{
    struct customs_event *event = line->draft.event;
    struct slice date = cell(line, PROFILE_DATE), number = cell(line, PROFILE_LINE);
    int32_t days;
    if (date.data) {
        if (!profile_date(line->profile, date, &days, error))
            return false;
        event->event_date = draft_int(&line->draft, days);
        event->date_kind = line->profile->date_kind;
    }
    struct decimal decimal;
    struct error ignored;
    if (number.data && decimal_parse(number, &decimal, &ignored) && decimal_rescale(&decimal, 9, 0))
        event->line_no = draft_int(&line->draft, (int32_t)decimal.unscaled);
    else if (number.data)
        draft_flag(&line->draft, "line_no_unreadable");
    return true;
}

static bool take_hs(struct line *line, struct error *error)
{
    struct customs_event *event = line->draft.event;
    struct slice text = cell(line, PROFILE_HS);
    struct hs_code code;
    if (!text.data)
        return true;
    if (!hs_code_parse(text, line->profile->hs_digits, &code))
        return error_reject(error, REASON_BAD_CODE, "HS code \"%.*s\" cannot be read",
                            (int)(text.size < 40 ? text.size : 40), text.data);
    if (code.damaged)
        draft_flag(&line->draft, "hs_damaged");
    if (code.zero_restored)
        draft_flag(&line->draft, "hs_zero_restored");
    event->hs_national = draft_text(&line->draft, (struct slice){code.digits, (size_t)code.count});
    event->hs_digits_known = draft_int(&line->draft, code.count);
    if (!code.damaged && code.count >= 6)
        event->hs6 = slice_cut(event->hs_national, 0, 6);
    return true;
}

/* A number at `scale` digits; *number NULL where none is stated. */
static bool take_number(struct line *line, enum profile_column column, int scale, const struct decimal **number,
                        struct error *error)
{
    struct slice text = cell(line, column);
    struct decimal decimal;
    *number = NULL;
    if (!text.data)
        return true;
    if (!profile_number(line->profile, text, &decimal, error) || !draft_fit(&line->draft, &decimal, scale, error))
        return error_wrap(error, "%s", profile_column_name(column));
    *number = draft_decimal(&line->draft, decimal);
    return true;
}

static bool take_quantity(struct line *line, enum profile_column column, enum profile_column unit_column,
                          const struct decimal **quantity, struct slice *code, struct error *error)
{
    struct unit unit = {.factor = {1, 0}};
    struct decimal declared;
    struct slice text = cell(line, column), unit_text = cell(line, unit_column);
    *quantity = NULL;
    if (!text.data)
        return true;
    if (unit_text.data && !profile_unit(line->profile, unit_text, &unit))
        draft_flag(&line->draft, "unit_unknown");
    return (profile_number(line->profile, text, &declared, error) &&
            draft_quantity(&line->draft, declared, &unit, quantity, code, error)) ||
           error_wrap(error, "%s", profile_column_name(column));
}

static bool is_zero(const struct decimal *number)
{
    return number && number->unscaled == 0;
}

static bool is_positive(const struct decimal *number)
{
    return number && number->unscaled > 0;
}

static bool take_measures(struct line *line, struct error *error)
{
    struct customs_event *event = line->draft.event;
    if (!take_quantity(line, PROFILE_QUANTITY, PROFILE_UNIT, &event->qty, &event->unit, error) ||
        !take_quantity(line, PROFILE_QUANTITY2, PROFILE_UNIT2, &event->qty2, &event->unit2, error) ||
        !take_number(line, PROFILE_NET, DRAFT_QUANTITY_SCALE, &event->net_kg, error) ||
        !take_number(line, PROFILE_GROSS, DRAFT_QUANTITY_SCALE, &event->gross_kg, error) ||
        !take_number(line, PROFILE_VALUE, DRAFT_VALUE_SCALE, &event->value, error) ||
        !take_number(line, PROFILE_VALUE_USD, DRAFT_VALUE_SCALE, &event->value_usd, error))
        return false;
    return true;
}

/* Three capital letters; what else stands there is no currency that anybody could convert. */
static struct slice take_currency(struct line *line)
{
    struct slice text = cell(line, PROFILE_CURRENCY);
    if (!text.data)
        return line->profile->currency;
    bool valid = text.size == 3;
    for (size_t i = 0; i < text.size; i++)
        valid = valid && text.data[i] >= 'A' && text.data[i] <= 'Z';
    if (valid)
        return draft_text(&line->draft, text);
    draft_flag(&line->draft, "currency_unknown");
    return (struct slice){NULL, 0};
}

/* A value in US dollars alone is the declared value; beside one in another currency it is the vendor's conversion. */
static void settle_value(struct line *line)
{
    struct customs_event *event = line->draft.event;
    if (!event->value && event->value_usd) {
        event->value = event->value_usd;
        event->currency = SLICE_LITERAL("USD");
    } else if (event->value) {
        event->currency = take_currency(line);
        bool in_usd = slice_equal_text(event->currency, "USD");
        if (in_usd && !event->value_usd)
            event->value_usd = event->value;
        else if (!in_usd && event->value_usd)
            draft_flag(&line->draft, "fx_by_vendor");
    }
}

static void withhold(struct line *line, const struct decimal **number, const char *flag)
{
    if (*number)
        draft_flag(&line->draft, flag);
    *number = NULL;
}

/* Zeros that cannot be meant: no goods of a value, a value kept back, a weight not filled in. */
static void settle_zeros(struct line *line)
{
    struct customs_event *event = line->draft.event;
    bool goods = is_positive(event->qty) || is_positive(event->net_kg);
    if (is_zero(event->qty) && is_positive(event->value))
        withhold(line, &event->qty, "zero_quantity");
    if (is_zero(event->qty2) && is_positive(event->value))
        withhold(line, &event->qty2, "zero_quantity");
    if (line->profile->zero_value_withheld && goods && is_zero(event->value)) {
        withhold(line, &event->value, "value_withheld");
        event->value_usd = NULL;
        event->currency = (struct slice){NULL, 0};
    }
    if (line->profile->zero_weight_withheld && is_zero(event->net_kg))
        withhold(line, &event->net_kg, "zero_weight");
    if (line->profile->zero_weight_withheld && is_zero(event->gross_kg))
        withhold(line, &event->gross_kg, "zero_weight");
    if (!event->qty)
        event->unit = (struct slice){NULL, 0};
    if (!event->qty2)
        event->unit2 = (struct slice){NULL, 0};
    if (event->net_kg || event->gross_kg)
        event->weight_scope = draft_symbol(&line->draft, line->profile->weight_scope);
    if (event->value)
        event->value_basis = draft_symbol(&line->draft, line->profile->value_basis);
}

static struct slice country(struct line *line, enum profile_column column)
{
    struct slice text = cell(line, column), alpha2 = country_of_text(text);
    if (text.data && !alpha2.data)
        draft_flag(&line->draft, "country_unknown");
    return alpha2;
}

/* What the flow itself says is filled in: imports go to the reporter, exports leave it. */
static void take_countries(struct line *line)
{
    struct customs_event *event = line->draft.event;
    bool in = line->state->flow == CUSTOMS_EVENT_FLOW_IMPORT || line->state->flow == CUSTOMS_EVENT_FLOW_REIMPORT;
    bool out = line->state->flow == CUSTOMS_EVENT_FLOW_EXPORT || line->state->flow == CUSTOMS_EVENT_FLOW_REEXPORT;
    event->flow = draft_symbol(&line->draft, line->state->flow);
    event->reporter = line->profile->reporter;
    event->origin = country(line, PROFILE_ORIGIN);
    event->dispatch = country(line, PROFILE_DISPATCH);
    event->destination = country(line, PROFILE_DESTINATION);
    if (in && !cell(line, PROFILE_DESTINATION).data)
        event->destination = event->reporter;
    if (out && !cell(line, PROFILE_DISPATCH).data)
        event->dispatch = event->reporter;
    struct slice from = cell(line, PROFILE_ORIGIN).data ? cell(line, PROFILE_ORIGIN) : cell(line, PROFILE_DISPATCH);
    event->partner_raw = draft_text(&line->draft, out ? cell(line, PROFILE_DESTINATION) : from);
}

/* ---- identity ---- */

static void hash_parts(struct line *line, const struct slice *parts, size_t count, uint8_t hash[CONTENT_HASH_SIZE])
{
    struct slice text = identity_natural_key(line->draft.arena, parts, count);
    line->draft.full |= !text.data;
    identity_hash_bytes(text.data ? text : SLICE_LITERAL(""), hash);
}

static void hash_line(struct line *line, uint8_t hash[CONTENT_HASH_SIZE])
{
    static const enum profile_column told_apart_by[] = {PROFILE_HS,    PROFILE_DESCRIPTION, PROFILE_PART_NUMBER,
                                                        PROFILE_QUANTITY, PROFILE_UNIT,     PROFILE_NET,
                                                        PROFILE_VALUE, PROFILE_CURRENCY,    PROFILE_VALUE_USD};
    enum { PARTS = sizeof told_apart_by / sizeof told_apart_by[0] };
    struct slice parts[PARTS];
    for (size_t i = 0; i < PARTS; i++)
        parts[i] = cell(line, told_apart_by[i]);
    hash_parts(line, parts, PARTS, hash);
}

static void write_hex(const uint8_t hash[CONTENT_HASH_SIZE], char *text)
{
    for (size_t i = 0; i < CONTENT_HASH_SIZE; i++)
        snprintf(text + 2 * i, 3, "%02x", hash[i]);
}

/* The group in which lines repeat: a declaration, or a day where the table has no numbers of declarations. */
static struct slice group_text(const struct line *line)
{
    struct slice number = cell(line, PROFILE_DECLARATION);
    return number.data ? number : cell(line, PROFILE_DATE);
}

static bool finish(struct line *line, struct shipment_csv *state, struct error *error)
{
    uint8_t group[CONTENT_HASH_SIZE], content[CONTENT_HASH_SIZE], whole[CONTENT_HASH_SIZE];
    char content_text[2 * CONTENT_HASH_SIZE + 1], ordinal_text[16];
    identity_hash_bytes(group_text(line).data ? group_text(line) : SLICE_LITERAL(""), group);
    hash_line(line, content);
    write_hex(content, content_text);
    const struct slice own[] = {cell(line, PROFILE_LINE), slice_of(content_text)};
    hash_parts(line, own, sizeof own / sizeof own[0], whole);
    uint32_t ordinal = repeats_next(&state->repeats, group, whole);
    if (!ordinal)
        return error_reject(error, REASON_TOO_LARGE, "more than %d different lines in one declaration",
                            REPEATS_LINES_MAX);
    snprintf(ordinal_text, sizeof ordinal_text, "%u", ordinal);
    const struct slice parts[] = {
        slice_of(line->profile->name), line->profile->reporter,   slice_of(flow_word(state->flow)),
        group_text(line),              cell(line, PROFILE_LINE),  slice_of(content_text),
        slice_of(ordinal_text),
    };
    return draft_finish(&line->draft, parts, sizeof parts / sizeof parts[0], NULL, error);
}

static bool map_line(struct line *line, struct shipment_csv *state, struct error *error)
{
    if (!check_required(line, error) || !take_texts(line, error) || !take_date_and_line(line, error) ||
        !take_hs(line, error) || !take_measures(line, error))
        return false;
    settle_value(line);
    settle_zeros(line);
    sidecar_stamp(state->sidecar, &line->draft);
    take_countries(line);
    return finish(line, state, error);
}

static enum input_result shipment_csv_next(void *opaque, struct arena *record_arena, void *event,
                                           struct input_place *place, struct error *error)
{
    struct shipment_csv *state = opaque;
    struct csv_record record;
    enum csv_result result = csv_next(state->csv, &record, error);
    *place = (struct input_place){.line = record.line, .offset = record.offset};
    if (result == CSV_END)
        return INPUT_END;
    if (result != CSV_RECORD)
        return result == CSV_REFUSED ? INPUT_REFUSED : INPUT_FAILED;
    struct line line = {.state = state, .profile = state->profile, .record = &record};
    draft_start(&line.draft, event, record_arena, (enum customs_event_kind)state->profile->kind);
    line.draft.event->source = state->source;
    line.draft.event->revision = line.draft.event->observed_at = state->observed_at_ms;
    line.draft.event->raw_ref = arena_format(record_arena, "%s:%lld", state->file, (long long)record.line);
    return map_line(&line, state, error) ? INPUT_EVENT : INPUT_REFUSED;
}

static void shipment_csv_close(void *opaque)
{
    struct shipment_csv *state = opaque;
    csv_close(state->csv);
    free(state);
}

const struct input input_shipment_csv = {
    .name = "shipment-csv",
    .help = "lines of declarations or shipments as delimited text, read through a mapping profile (--profile)",
    .type = &customs_event_type,
    .recognise = recognise,
    .open = shipment_csv_open,
    .next = shipment_csv_next,
    .close = shipment_csv_close,
};
