/*
 * China's customs (GACC), downloads of its query page: delimited text in GB18030, with headers in Chinese or English
 * and whatever columns the query asked for, in any order.
 *
 * Such a table never says whether it is of imports or exports, and of one month alone not which: options or a sidecar
 * must, else every row is refused. Values: imports are CIF, exports FOB; partners are countries of origin of imports
 * and of final destination of exports, told by GACC's own codes, never by their names (which are misspelled, and
 * written in several ways in one file). "?" states nothing, and so does a quantity of 0 without a unit.
 *
 * Natural key: "CN", flow, period, commodity, partner, regime, region; those that the query did not ask for are empty.
 * The coverage of a download is unknown, so there is no scope. The service cuts answers at 10,000 rows without a word:
 * a table of exactly so many has the flag maybe_truncated in every event.
 */
#include <stdio.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/clock.h"
#include "producers/csv.h"
#include "producers/customs/country.h"
#include "producers/customs/draft.h"
#include "producers/customs/flow.h"
#include "producers/customs/hs_code.h"
#include "producers/customs/inputs.h"
#include "producers/customs/name.h"
#include "producers/customs/period.h"
#include "producers/customs/profile.h"
#include "producers/customs/sidecar.h"
#include "producers/encoding.h"
#include "producers/explain.h"

enum { ROWS_CUT = 10000, HEADER_FIELDS_MAX = 64, HEADER_BYTES_MAX = 8192 };

enum column {
    COLUMN_PERIOD,
    COLUMN_CODE,
    COLUMN_NAME,
    COLUMN_PARTNER,
    COLUMN_PARTNER_NAME,
    COLUMN_REGIME,
    COLUMN_REGIME_NAME,
    COLUMN_REGION,
    COLUMN_REGION_NAME,
    COLUMN_QUANTITY,
    COLUMN_UNIT,
    COLUMN_QUANTITY2,
    COLUMN_UNIT2,
    COLUMN_USD,
    COLUMN_YUAN,
    COLUMN_COUNT
};

static const struct {
    const char *spellings[3]; /* Chinese, English, an older English one */
    const char *field;        /* of the event; NULL: of none */
} columns[COLUMN_COUNT] = {
    [COLUMN_PERIOD] = {{"数据年月", "Date of data"}, "period_start"},
    [COLUMN_CODE] = {{"商品编码", "Commodity code"}, "hs_national"},
    [COLUMN_NAME] = {{"商品名称", "Commodity"}, "description_raw"},
    [COLUMN_PARTNER] = {{"贸易伙伴编码", "Trading partner code"}, "origin, destination"},
    [COLUMN_PARTNER_NAME] = {{"贸易伙伴名称", "Trading partner"}, "partner_raw"},
    [COLUMN_REGIME] = {{"贸易方式编码", "Customs Regime code"}, "regime_code"},
    [COLUMN_REGIME_NAME] = {{"贸易方式名称", "Customs Regime"}, NULL},
    [COLUMN_REGION] = {{"注册地编码", "Locations of importers and exporters code"}, "region_code"},
    [COLUMN_REGION_NAME] = {{"注册地名称", "Locations of importers and exporters"}, NULL},
    [COLUMN_QUANTITY] = {{"第一数量", "Quantity"}, "qty"},
    [COLUMN_UNIT] = {{"第一计量单位", "Unit"}, "unit"},
    [COLUMN_QUANTITY2] = {{"第二数量", "Supplementary Quantity", "Supplimentary Quantity"}, "qty2"},
    [COLUMN_UNIT2] = {{"第二计量单位", "Supplementary Unit", "Supplimentary Unit"}, "unit2"},
    [COLUMN_USD] = {{"美元", "US dollar"}, "value_usd"},
    [COLUMN_YUAN] = {{"人民币", "Renminbi Yuan"}, "value"},
};

struct gacc_csv {
    struct csv *csv;
    struct slice header[HEADER_FIELDS_MAX]; /* as it stands, for explain */
    size_t header_count;
    int fields[COLUMN_COUNT]; /* of the table; -1 where it has no such column */
    struct slice language;    /* of names, by the header's */
    struct slice source;
    const char *file, *encoding;
    const struct sidecar *sidecar;
    int64_t observed_at_ms;
    int flow; /* -1: unknown */
    bool has_period;
    struct period period; /* where the table has no column for it */
    bool counted, cut;    /* whether the rows were counted beforehand, and are as many as the service gives at most */
    int64_t rows;
};

/* One row while it becomes an event. */
struct row {
    const struct gacc_csv *state;
    const struct csv_record *record;
    struct draft draft;
    struct period period;
    char period_text[16];
};

/* ---- the header ---- */

static enum column column_of(struct slice name)
{
    int column = 0;
    for (; column < COLUMN_COUNT; column++)
        for (size_t i = 0; i < 3 && columns[column].spellings[i]; i++)
            if (name_equal(name, slice_of(columns[column].spellings[i])))
                return (enum column)column;
    return COLUMN_COUNT;
}

static bool is_table(const int fields[COLUMN_COUNT])
{
    return fields[COLUMN_CODE] >= 0 && (fields[COLUMN_USD] >= 0 || fields[COLUMN_YUAN] >= 0);
}

/* Rows that only a name tells apart would all be one fact: facts are told apart by codes. */
static bool has_codes(const int fields[COLUMN_COUNT], const struct slice *names, struct error *error)
{
    static const enum column pairs[][2] = {{COLUMN_PARTNER_NAME, COLUMN_PARTNER},
                                           {COLUMN_REGIME_NAME, COLUMN_REGIME},
                                           {COLUMN_REGION_NAME, COLUMN_REGION}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        if (fields[pairs[i][0]] >= 0 && fields[pairs[i][1]] < 0)
            return error_reject(error, REASON_MISSING_FIELD,
                                "column %.*s stands there without its codes, by which rows are told apart; let the query "
                                "give %s too", SLICE_ARGS(names[fields[pairs[i][0]]]), columns[pairs[i][1]].spellings[0]);
    return true;
}

/* False if a column stands there twice. */
static bool find_fields(const struct slice *names, size_t count, int fields[COLUMN_COUNT])
{
    for (int column = 0; column < COLUMN_COUNT; column++)
        fields[column] = -1;
    for (size_t i = 0; i < count; i++) {
        enum column column = column_of(names[i]);
        if (column == COLUMN_COUNT)
            continue;
        if (fields[column] >= 0)
            return false;
        fields[column] = (int)i;
    }
    return true;
}

static int recognise(struct slice head, const char *name)
{
    (void)name;
    struct slice fields[HEADER_FIELDS_MAX];
    char scratch[HEADER_BYTES_MAX];
    int found[COLUMN_COUNT];
    struct buffer text;
    head = csv_begin(head);
    struct slice line = slice_next_part(&head, '\n'); /* in no character of GB18030 */
    if (line.size > HEADER_BYTES_MAX)
        return 0;
    buffer_init(&text, HEADER_BYTES_MAX);
    bool known = encoding_convert_head(line, "GB18030", &text) != NULL;
    size_t count = known ? csv_peek(buffer_view(&text), fields, HEADER_FIELDS_MAX, scratch, sizeof scratch) : 0;
    buffer_free(&text);
    return count && find_fields(fields, count, found) && is_table(found) ? 2 : 0;
}

static bool read_header(struct gacc_csv *state, struct arena *arena, struct error *error)
{
    struct csv_record header;
    enum csv_result result = csv_next(state->csv, &header, error);
    if (result == CSV_END)
        return error_reject(error, REASON_BAD_SYNTAX, "there is no header");
    if (result != CSV_RECORD)
        return false;
    if (!find_fields(header.fields, header.count, state->fields))
        return error_reject(error, REASON_BAD_SYNTAX, "a column stands twice in the header");
    if (header.count > HEADER_FIELDS_MAX || !is_table(state->fields))
        return error_reject(error, REASON_UNKNOWN_FORMAT,
                            "the header, read as %s, lacks the columns of a download of China's customs",
                            state->encoding);
    if (!has_codes(state->fields, header.fields, error))
        return false;
    /* Every line ends with a comma; that of the header alone is none of a column's. */
    state->header_count = header.count - !header.fields[header.count - 1].size;
    for (size_t i = 0; i < state->header_count; i++)
        state->header[i] = arena_slice(arena, header.fields[i]);
    bool english = name_equal(header.fields[state->fields[COLUMN_CODE]], slice_of(columns[COLUMN_CODE].spellings[1]));
    state->language = english ? SLICE_LITERAL("en") : SLICE_LITERAL("zh");
    csv_expect_width(state->csv, state->header_count);
    return true;
}

/* ---- what the table does not say ---- */

static bool take_options(struct gacc_csv *state, const struct input_options *options, struct error *error)
{
    state->flow = -1;
    if (!flow_of_option(options->flow, &state->flow, error))
        return false;
    if (state->flow != -1 && state->flow != CUSTOMS_EVENT_FLOW_IMPORT && state->flow != CUSTOMS_EVENT_FLOW_EXPORT)
        return error_stop(error, EXIT_USAGE, "--flow %s: China's customs tell imports and exports only", options->flow);
    state->has_period = options->period != NULL;
    if (options->period && (!period_parse(slice_of(options->period), &state->period) ||
                            state->period.kind == PERIOD_DAY))
        return error_stop(error, EXIT_USAGE, "--period %s is no year or month such as 2025-06", options->period);
    state->source = options->source ? slice_of(options->source) : SLICE_LITERAL("gacc");
    state->sidecar = options->sidecar;
    state->observed_at_ms = options->observed_at_ms;
    return true;
}

/* Counts the records behind the header, good and bad ones, up to one more than the service gives; then begins anew. A
 * source that cannot be read twice is not counted. */
static bool count_beforehand(struct gacc_csv *state, struct reader *reader, struct error *error)
{
    struct csv *csv;
    struct csv_record record;
    struct error ignored;
    if (!reader_is_rewindable(reader))
        return true;
    if (!csv_open(reader, 0, &csv, error))
        return false;
    int64_t rows = -1; /* the header */
    for (enum csv_result result = CSV_RECORD; rows <= ROWS_CUT; rows++) {
        result = csv_next(csv, &record, &ignored);
        if (result == CSV_END || result == CSV_FAILED)
            break;
    }
    csv_close(csv);
    state->counted = true;
    state->cut = rows == ROWS_CUT;
    return reader_rewind(reader, error);
}

static bool gacc_csv_open(struct reader *reader, const struct input_options *options, struct arena *arena, void **opaque,
                          struct error *error)
{
    struct gacc_csv *state = arena_alloc(arena, sizeof *state);
    if (!state)
        return error_reject(error, REASON_TOO_LARGE, "no room for the input's state");
    *state = (struct gacc_csv){.file = reader_name(reader)};
    if (!take_options(state, options, error) || !reader_decode(reader, "GB18030", error))
        return false;
    state->encoding = reader_encoding(reader);
    if (!count_beforehand(state, reader, error) || !csv_open(reader, 0, &state->csv, error))
        return false;
    if (!read_header(state, arena, error)) {
        csv_close(state->csv);
        return false;
    }
    *opaque = state;
    return true;
}

/* ---- one row ---- */

/* The text of a column, trimmed; not stated where there is none, or the mark for a missing value. */
static struct slice cell(const struct row *row, enum column column)
{
    int field = row->state->fields[column];
    struct slice text = field < 0 ? (struct slice){NULL, 0} : slice_trim(row->record->fields[field]);
    return text.size && !slice_equal_text(text, "?") ? text : (struct slice){NULL, 0};
}

static bool bad_cell(const struct row *row, enum column column, struct error *error)
{
    return error_wrap(error, "%.*s", SLICE_ARGS(row->state->header[row->state->fields[column]]));
}

static const char missing[] = "the table does not say %s; give %s, or a sidecar %s.meta beside it";

static bool take_flow_and_period(struct row *row, struct error *error)
{
    const struct gacc_csv *state = row->state;
    struct customs_event *event = row->draft.event;
    struct slice text = cell(row, COLUMN_PERIOD);
    bool has_period = state->fields[COLUMN_PERIOD] >= 0 ? text.data != NULL : state->has_period;
    if (!has_period && state->flow < 0)
        return error_reject(error, REASON_PERIOD_MISSING, missing,
                            "of which period and flow it is (period_missing, flow_missing)", "--period and --flow",
                            state->file);
    if (!has_period)
        return error_reject(error, REASON_PERIOD_MISSING, missing, "of which period it is", "--period", state->file);
    if (state->flow < 0)
        return error_reject(error, REASON_FLOW_MISSING, missing, "whether these are imports or exports", "--flow",
                            state->file);
    row->period = state->period;
    if (text.data && (!period_parse(text, &row->period) || row->period.kind == PERIOD_DAY)) {
        error_reject(error, REASON_BAD_DATE, "\"%.*s\" is no year or month", (int)(text.size < 40 ? text.size : 40),
                     text.data);
        return bad_cell(row, COLUMN_PERIOD, error);
    }
    event->period_start = draft_int(&row->draft, row->period.first);
    event->period_end = draft_int(&row->draft, row->period.last);
    event->flow = draft_symbol(&row->draft, state->flow);
    return true;
}

/* Chapters, headings, subheadings or the whole eight digits, as the query asked. Chapters 98 and 99 are special
 * lines of the statistics, no goods of the HS. */
static bool take_commodity(struct row *row, struct error *error)
{
    struct draft *draft = &row->draft;
    struct slice text = cell(row, COLUMN_CODE);
    struct hs_code code = {.count = 2};
    bool chapter = text.size == 2 && text.data[0] >= '0' && text.data[0] <= '9' && text.data[1] >= '0' &&
                   text.data[1] <= '9';
    if (!text.data)
        return error_reject(error, REASON_MISSING_FIELD, "the commodity code is not stated");
    if (!chapter && !hs_code_parse(text, 8, &code))
        return error_reject(error, REASON_BAD_CODE, "commodity code \"%.*s\" cannot be read",
                            (int)(text.size < 40 ? text.size : 40), text.data);
    if (chapter)
        memcpy(code.digits, text.data, 2);
    draft_hs_code(draft, &code);
    int year, month, day;
    date_to_ymd(row->period.first, &year, &month, &day);
    draft->event->hs_edition = hs_edition_of_year(year);
    return true;
}

/* Money alone has thousands separators. */
static bool take_money(struct row *row, enum column column, const struct decimal **money, struct error *error)
{
    static const struct profile format = {.decimal_sign = '.', .grouping_sign = ',', .grouping = PROFILE_THREES};
    struct slice text = cell(row, column);
    struct decimal number;
    if (!text.data)
        return true;
    if (!profile_number(&format, text, &number, error) || !draft_fit(&row->draft, &number, DRAFT_VALUE_SCALE, error))
        return bad_cell(row, column, error);
    *money = draft_decimal(&row->draft, number);
    return true;
}

/* A query is for one currency; a table that has both states the dollars beside the yuan. */
static bool take_value(struct row *row, struct error *error)
{
    struct customs_event *event = row->draft.event;
    if (!take_money(row, COLUMN_YUAN, &event->value, error) || !take_money(row, COLUMN_USD, &event->value_usd, error))
        return false;
    event->currency = event->value ? SLICE_LITERAL("CNY") : (struct slice){NULL, 0};
    if (!event->value && event->value_usd) {
        event->value = event->value_usd;
        event->currency = SLICE_LITERAL("USD");
    }
    if (event->value)
        event->value_basis =
            draft_symbol(&row->draft, row->state->flow == CUSTOMS_EVENT_FLOW_IMPORT ? CUSTOMS_EVENT_VALUE_BASIS_CIF
                                                                                    : CUSTOMS_EVENT_VALUE_BASIS_FOB);
    return true;
}

static bool take_quantity(struct row *row, enum column column, enum column unit_column,
                          const struct decimal **quantity, struct slice *code, struct error *error)
{
    const struct decimal *value = row->draft.event->value;
    struct slice text = cell(row, column), unit_text = cell(row, unit_column);
    struct unit unit = {.factor = {1, 0}};
    struct decimal number;
    if (!text.data)
        return true;
    if (!decimal_parse(text, &number, error))
        return bad_cell(row, column, error);
    if (!number.unscaled && !unit_text.data)
        return true; /* the tariff has no second unit */
    if (!number.unscaled && value && value->unscaled) {
        draft_flag(&row->draft, "zero_quantity"); /* less than half a unit, or none known */
        return true;
    }
    if (unit_text.data && !unit_of_text(unit_text, &unit))
        draft_flag(&row->draft, "unit_unknown");
    return draft_quantity(&row->draft, number, &unit, quantity, code, error) || bad_cell(row, column, error);
}

static bool take_quantities(struct row *row, struct error *error)
{
    struct customs_event *event = row->draft.event;
    if (!take_quantity(row, COLUMN_QUANTITY, COLUMN_UNIT, &event->qty, &event->unit, error) ||
        !take_quantity(row, COLUMN_QUANTITY2, COLUMN_UNIT2, &event->qty2, &event->unit2, error))
        return false;
    draft_net_of_quantities(&row->draft);
    return true;
}

/* A table without partners has the totals over all of them. */
static void take_countries(struct row *row)
{
    struct draft *draft = &row->draft;
    struct customs_event *event = draft->event;
    struct slice code = cell(row, COLUMN_PARTNER), name = cell(row, COLUMN_PARTNER_NAME);
    struct slice partner = country_of_gacc(code);
    event->partner_raw = draft_text(draft, name.data ? name : code);
    if (row->state->fields[COLUMN_PARTNER] < 0 && row->state->fields[COLUMN_PARTNER_NAME] < 0) {
        draft_flag(draft, "partner_world");
    } else if (!partner.data) {
        partner = SLICE_LITERAL(COUNTRY_UNKNOWN);
        draft_flag(draft, "partner_unknown");
    }
    event->reporter = SLICE_LITERAL("CN");
    bool import = row->state->flow == CUSTOMS_EVENT_FLOW_IMPORT;
    *(import ? &event->origin : &event->destination) = partner;
    *(import ? &event->destination : &event->dispatch) = event->reporter;
}

/* Goods processed under regimes 14 and 15 leave the country again. */
static void take_texts(struct row *row)
{
    struct draft *draft = &row->draft;
    struct customs_event *event = draft->event;
    event->description_raw = draft_text(draft, cell(row, COLUMN_NAME));
    if (event->description_raw.data)
        event->description_lang = row->state->language;
    event->regime_code = draft_text(draft, cell(row, COLUMN_REGIME));
    if (slice_equal_text(event->regime_code, "14") || slice_equal_text(event->regime_code, "15"))
        draft_flag(draft, "processing_trade");
    event->region_code = draft_text(draft, cell(row, COLUMN_REGION));
}

static bool finish(struct row *row, struct error *error)
{
    struct draft *draft = &row->draft;
    int64_t date_ms = (int64_t)row->period.first * 86400000;
    int year, month, day;
    date_to_ymd(row->period.first, &year, &month, &day);
    size_t size = (size_t)snprintf(row->period_text, sizeof row->period_text, "%04d%02d", year, month);
    const struct slice parts[] = {
        SLICE_LITERAL("CN"),
        slice_of(flow_word(row->state->flow)),
        {row->period_text, row->period.kind == PERIOD_YEAR ? 4 : size},
        draft->event->hs_national,
        cell(row, COLUMN_PARTNER),
        cell(row, COLUMN_REGIME),
        cell(row, COLUMN_REGION),
    };
    if (row->state->cut)
        draft_flag(draft, "maybe_truncated");
    sidecar_stamp(row->state->sidecar, draft);
    return draft_finish(draft, parts, sizeof parts / sizeof parts[0], &date_ms, error);
}

static bool map_row(struct row *row, struct error *error)
{
    if (!take_flow_and_period(row, error) || !take_commodity(row, error) || !take_value(row, error) ||
        !take_quantities(row, error))
        return false;
    take_countries(row);
    take_texts(row);
    return finish(row, error);
}

static enum input_result at_end(const struct gacc_csv *state, struct error *error)
{
    if (state->counted || state->rows != ROWS_CUT)
        return INPUT_END;
    error_reject(error, REASON_TRUNCATED, "exactly %d rows: the service cuts longer answers", ROWS_CUT);
    return INPUT_FAILED;
}

static enum input_result gacc_csv_next(void *opaque, struct arena *record_arena, void *event, struct input_place *place,
                                       struct error *error)
{
    struct gacc_csv *state = opaque;
    struct csv_record record;
    enum csv_result result = csv_next(state->csv, &record, error);
    *place = (struct input_place){.line = record.line, .offset = record.offset};
    if (result == CSV_END)
        return at_end(state, error);
    state->rows++;
    if (result != CSV_RECORD)
        return result == CSV_REFUSED ? INPUT_REFUSED : INPUT_FAILED;
    struct row row = {.state = state, .record = &record};
    draft_start(&row.draft, event, record_arena, CUSTOMS_EVENT_KIND_STATISTIC);
    row.draft.event->source = state->source;
    row.draft.event->revision = row.draft.event->observed_at = state->observed_at_ms;
    row.draft.event->raw_ref = arena_format(record_arena, "%s:%lld", state->file, (long long)record.line);
    return map_row(&row, error) ? INPUT_EVENT : INPUT_REFUSED;
}

static void gacc_csv_explain(void *opaque, FILE *out)
{
    const struct gacc_csv *state = opaque;
    if (state->flow < 0)
        explain_fact(out, "flow", "unknown: the table has no column for it; give --flow or a sidecar");
    if (state->fields[COLUMN_PERIOD] < 0 && !state->has_period)
        explain_fact(out, "period", "unknown: the table has no column for it; give --period or a sidecar");
    for (size_t i = 0; i < state->header_count; i++) {
        enum column column = column_of(state->header[i]);
        explain_column(out, state->header[i], column == COLUMN_COUNT ? NULL : columns[column].field);
    }
}

static void gacc_csv_close(void *opaque)
{
    struct gacc_csv *state = opaque;
    csv_close(state->csv);
}

const struct input input_gacc_csv = {
    .name = "gacc-csv",
    .help = "China's customs (GACC), download of its query page; --flow and --period or a sidecar say what it lacks",
    .type = &customs_event_type,
    .recognise = recognise,
    .open = gacc_csv_open,
    .next = gacc_csv_next,
    .explain = gacc_csv_explain,
    .close = gacc_csv_close,
};
