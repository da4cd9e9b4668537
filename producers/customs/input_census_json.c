/*
 * The US Census Bureau's API of international trade: [["I_COMMODITY", "CTY_CODE", .., "time"], ["8471804000", ..], ..].
 *
 * Columns come in the order in which they were asked for, and twice where one was asked for and filtered by. A query
 * may give codes of all lengths beside each other, the shorter ones being sums of the longer: only the longest codes of
 * an answer are facts. Ten digits are as long as codes get; when a shorter one is met, the source is looked through
 * once to see whether it has longer ones (it stops at the first of ten digits). Where it cannot be read a second time,
 * only codes of ten digits are taken.
 */
#include <string.h>

#include "producers/customs/census.h"
#include "producers/customs/inputs.h"
#include "producers/customs/json_rows.h"
#include "producers/explain.h"

/* What is read of an answer, for which measures (bits of enum census_measure). */
enum { IMPORTS = 1 << CENSUS_GENERAL | 1 << CENSUS_CONSUMPTION, EXPORTS = 1 << CENSUS_EXPORTS, BOTH = IMPORTS | EXPORTS };

static const struct {
    const char *name;
    enum census_column column;
    int measures;
} columns[] = {
    {"I_COMMODITY", CENSUS_COMMODITY, IMPORTS},
    {"E_COMMODITY", CENSUS_COMMODITY, EXPORTS},
    {"I_COMMODITY_LDESC", CENSUS_DESCRIPTION, IMPORTS},
    {"E_COMMODITY_LDESC", CENSUS_DESCRIPTION, EXPORTS},
    {"CTY_CODE", CENSUS_COUNTRY, BOTH},
    {"CTY_NAME", CENSUS_COUNTRY_NAME, BOTH},
    {"CTY_SUBCO", CENSUS_SUBCOUNTRY, BOTH},
    {"DISTRICT", CENSUS_DISTRICT, BOTH},
    {"DIST_ENTRY", CENSUS_DISTRICT, IMPORTS},
    {"DIST_UNLADING", CENSUS_UNLADING, IMPORTS},
    {"PORT", CENSUS_PORT, BOTH},
    {"STATE", CENSUS_STATE, BOTH},
    {"RP", CENSUS_RATE, IMPORTS},
    {"DF", CENSUS_ORIGIN, EXPORTS},
    {"SUMMARY_LVL", CENSUS_SUMMARY, BOTH},
    {"time", CENSUS_TIME, BOTH},
    {"YEAR", CENSUS_YEAR, BOTH},
    {"MONTH", CENSUS_MONTH, BOTH},
    {"GEN_VAL_MO", CENSUS_VALUE, 1 << CENSUS_GENERAL},
    {"CON_VAL_MO", CENSUS_OTHER_VALUE, 1 << CENSUS_GENERAL},
    {"CON_VAL_MO", CENSUS_VALUE, 1 << CENSUS_CONSUMPTION},
    {"ALL_VAL_MO", CENSUS_VALUE, EXPORTS},
    {"GEN_QY1_MO", CENSUS_QUANTITY, 1 << CENSUS_GENERAL},
    {"CON_QY1_MO", CENSUS_QUANTITY, 1 << CENSUS_CONSUMPTION},
    {"QTY_1_MO", CENSUS_QUANTITY, EXPORTS},
    {"GEN_QY2_MO", CENSUS_QUANTITY2, 1 << CENSUS_GENERAL},
    {"CON_QY2_MO", CENSUS_QUANTITY2, 1 << CENSUS_CONSUMPTION},
    {"QTY_2_MO", CENSUS_QUANTITY2, EXPORTS},
    {"UNIT_QY1", CENSUS_UNIT, BOTH},
    {"UNIT_QY2", CENSUS_UNIT2, BOTH},
    {"AIR_VAL_MO", CENSUS_AIR_VALUE, BOTH},
    {"AIR_WGT_MO", CENSUS_AIR_WEIGHT, BOTH},
    {"VES_VAL_MO", CENSUS_VESSEL_VALUE, BOTH},
    {"VES_WGT_MO", CENSUS_VESSEL_WEIGHT, BOTH},
};

static const struct json_rows_shape shape = {.objects = false};

/* The measure that a column shows an answer to be of, the preferred first. */
static const struct {
    const char *name;
    enum census_measure measure;
} shown_by[] = {
    {"GEN_VAL_MO", CENSUS_GENERAL},     {"ALL_VAL_MO", CENSUS_EXPORTS}, {"CON_VAL_MO", CENSUS_CONSUMPTION},
    {"GEN_QY1_MO", CENSUS_GENERAL},     {"QTY_1_MO", CENSUS_EXPORTS},   {"CON_QY1_MO", CENSUS_CONSUMPTION},
};

struct census_json {
    struct reader *reader;
    struct json_rows *rows;           /* NULL: the body was empty */
    struct census_source source;
    enum census_measure measure;
    uint8_t fields[JSON_ROWS_CELLS_MAX]; /* of each cell: enum census_column, CENSUS_COLUMN_COUNT: not used */
    struct slice names[JSON_ROWS_CELLS_MAX]; /* of each cell, for explanations */
    size_t width;
    bool looked_through;
    struct scope scope; /* of a fetched query; no id: unknown coverage */
};

static bool is_of_the_service(const char *name)
{
    return strstr(name, "//api.census.gov/") != NULL;
}

static int recognise(struct slice head, const char *name)
{
    struct slice text = slice_starts_with(head, "\xEF\xBB\xBF") ? slice_cut(head, 3, head.size) : head;
    text = slice_trim(text);
    if (is_of_the_service(name) && (slice_starts_with(text, "<") || slice_starts_with(text, "{")))
        return 2; /* a page or a message of the service in place of data: ours to say so */
    if (!slice_starts_with(text, "["))
        return 0;
    text = slice_trim(slice_cut(text, 1, text.size));
    const char *end = text.size && text.data[0] == '[' ? memchr(text.data, ']', text.size) : NULL;
    size_t size = end ? (size_t)(end - text.data) : 0;
    return size && (memmem(text.data, size, "\"I_COMMODITY\"", 13) || memmem(text.data, size, "\"E_COMMODITY\"", 13))
               ? 2
               : 0;
}

/* --- the header
 * ------------------------------------------------------------------------------------------------------ */

static bool has(const struct json_row *header, const char *name)
{
    for (size_t i = 0; i < header->count; i++)
        if (slice_equal_ignoring_case(header->cells[i].text, name))
            return true;
    return false;
}

static enum census_column column_of(struct slice name, enum census_measure measure)
{
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
        if (columns[i].measures & 1 << measure && slice_equal_ignoring_case(name, columns[i].name))
            return columns[i].column;
    return CENSUS_COLUMN_COUNT;
}

/* Names are kept where there is an arena for them. */
static bool take_header(struct census_json *state, const struct json_row *header, struct arena *arena,
                        struct error *error)
{
    size_t shown = 0, count = sizeof shown_by / sizeof shown_by[0];
    while (shown < count && !has(header, shown_by[shown].name))
        shown++;
    if (shown == count)
        return error_reject(error, REASON_UNKNOWN_FORMAT,
                            "the header has no value or quantity of the month (GEN_VAL_MO, CON_VAL_MO, ALL_VAL_MO)");
    state->measure = shown_by[shown].measure;
    const char *commodity = state->measure == CENSUS_EXPORTS ? "E_COMMODITY" : "I_COMMODITY";
    if (!has(header, commodity))
        return error_reject(error, REASON_UNKNOWN_FORMAT, "the header lacks %s", commodity);
    for (size_t i = 0; i < header->count; i++) {
        state->fields[i] = (uint8_t)column_of(slice_trim(header->cells[i].text), state->measure);
        if (arena)
            state->names[i] = arena_slice(arena, header->cells[i].text);
    }
    state->width = header->count;
    return true;
}

static bool open_rows(struct census_json *state, struct reader *reader, struct arena *arena, struct json_rows **rows,
                      struct error *error)
{
    struct json_row header;
    if (!json_rows_open(reader, &shape, rows, error))
        return false;
    enum json_rows_result result = json_rows_next(*rows, &header, error);
    if (result == JSON_ROWS_END)
        error_reject(error, REASON_BAD_SYNTAX, "there is no header");
    if (result == JSON_ROWS_ROW && take_header(state, &header, arena, error))
        return true;
    json_rows_close(*rows);
    return false;
}

/* A page where data should be: of a service it is a failure that passes, of a file it is another format. */
static bool is_page(const char *name, struct slice head, struct error *error)
{
    if (!slice_starts_with(slice_trim(head), "<"))
        return false;
    if (strstr(name, "://"))
        error_retry(error, "%s answers with a page instead of data", name);
    else
        error_reject(error, REASON_BAD_SYNTAX, "it is a page, not an answer of the API");
    return true;
}

/* A page is told of by open, which knows better than "cut off" what it is. */
static bool census_json_check(struct reader *reader, struct input_place *place, struct error *error)
{
    struct slice head;
    *place = (struct input_place){.offset = -1};
    if (!reader_decode(reader, NULL, error) || !reader_peek(reader, &head, error))
        return false;
    *place = (struct input_place){.offset = 0};
    head = slice_trim(head);
    return !head.size || *head.data == '<' || json_rows_check(reader, place, error);
}

static bool census_json_open(struct reader *reader, const struct input_options *options, struct arena *arena,
                             void **state, struct error *error)
{
    struct census_json *made = arena_alloc(arena, sizeof *made);
    struct slice head;
    if (!made)
        return error_reject(error, REASON_TOO_LARGE, "no room for the input's state");
    memset(made, 0, sizeof *made);
    made->reader = reader;
    census_source_init(&made->source, "census", reader_name(reader), options);
    made->source.has_offsets = true;
    made->scope = (struct scope){.id = slice_of(options->scope), .revision = options->observed_at_ms};
    if (options->scope)
        made->source.scope = &made->scope;
    if (!reader_decode(reader, NULL, error) || !reader_peek(reader, &head, error) ||
        is_page(made->source.file, head, error))
        return false;
    /* No body at all is how the service says that it has no data. */
    if (slice_trim(head).size && !open_rows(made, reader, arena, &made->rows, error))
        return false;
    *state = made;
    return true;
}

/* --- rows
 * ------------------------------------------------------------------------------------------------------------ */

static bool take_row(const struct census_json *state, const struct json_row *from, struct census_row *row,
                     struct error *error)
{
    row->measure = state->measure;
    memset(row->cells, 0, sizeof row->cells);
    if (from->count != state->width)
        return error_reject(error, REASON_BAD_SYNTAX, "a row of %zu values under a header of %zu", from->count,
                            state->width);
    for (size_t i = 0; i < from->count; i++) {
        if (state->fields[i] == CENSUS_COLUMN_COUNT)
            continue;
        struct slice *cell = &row->cells[state->fields[i]];
        if (cell->data && !slice_equal(*cell, from->cells[i].text))
            return error_reject(error, REASON_BAD_SYNTAX, "a column that stands twice has two values");
        *cell = from->cells[i].text;
    }
    return true;
}

/* Exports by the origin of the goods, where the answer has it. */
static bool take_origin(struct census_row *row, struct error *error)
{
    struct slice origin = row->cells[CENSUS_ORIGIN];
    if (row->measure != CENSUS_EXPORTS || !origin.size || slice_equal_text(origin, "-"))
        return true;
    if (!slice_equal_text(origin, "1") && !slice_equal_text(origin, "2"))
        return error_reject(error, REASON_BAD_CODE, "DF \"%.*s\" is neither 1 nor 2",
                            (int)(origin.size < 40 ? origin.size : 40), origin.data);
    row->measure = origin.data[0] == '1' ? CENSUS_DOMESTIC : CENSUS_FOREIGN;
    return true;
}

/* The most digits of a code in a source, as far as it can be read. */
static int longest_code(const struct census_json *state, struct json_rows *rows)
{
    struct error ignored;
    struct json_row from;
    struct census_row row;
    int longest = 0;
    enum json_rows_result result;
    while (longest < CENSUS_CODE_DIGITS && (result = json_rows_next(rows, &from, &ignored)) <= JSON_ROWS_REFUSED)
        if (result == JSON_ROWS_ROW && take_row(state, &from, &row, &ignored)) {
            int digits = census_code_digits(row.cells[CENSUS_COMMODITY]);
            longest = digits > longest ? digits : longest;
        }
    return longest;
}

/* On the first code of less than ten digits. */
static void look_through(struct census_json *state)
{
    struct census_json other = {0};
    struct reader *again = NULL;
    struct error ignored;
    const char *slash = strrchr(state->source.file, '/');
    state->looked_through = true;
    if (!reader_open_sibling(state->reader, slash ? slash + 1 : state->source.file, &again, &ignored) || !again)
        return;
    struct json_rows *rows;
    if (reader_decode(again, NULL, &ignored) && open_rows(&other, again, NULL, &rows, &ignored)) {
        state->source.detail_digits = longest_code(&other, rows);
        json_rows_close(rows);
    }
    reader_close(again);
}

/* What the rows of a fetched query lack is gone; an answer without rows says nothing of the kind. */
static enum input_result end_scope(struct census_json *state, struct arena *record_arena, void *event,
                                   struct input_place *place, struct error *error)
{
    struct scope *scope = &state->scope;
    if (!scope->id.data || scope->broken || !scope->rows)
        return INPUT_END;
    struct scope ended = *scope;
    scope->rows = 0; /* once */
    *place = (struct input_place){.line = 1, .offset = 0};
    struct slice raw_ref = arena_format(record_arena, "%s", state->source.file);
    return scope_end(&ended, CUSTOMS_EVENT_OP_UPSERT, state->source.source, raw_ref, state->source.observed_at_ms,
                     record_arena, event, error)
               ? INPUT_SCOPE_END
               : INPUT_REFUSED;
}

static enum input_result next_row(struct census_json *state, struct arena *record_arena, void *event,
                                  struct input_place *place, struct error *error)
{
    static const enum input_result results[] = {[JSON_ROWS_ROW] = INPUT_EVENT, [JSON_ROWS_REFUSED] = INPUT_REFUSED,
                                                [JSON_ROWS_END] = INPUT_END, [JSON_ROWS_FAILED] = INPUT_FAILED};
    struct json_row from;
    struct census_row row;
    enum json_rows_result result = json_rows_next(state->rows, &from, error);
    *place = (struct input_place){.line = from.line, .offset = from.offset};
    if (result != JSON_ROWS_ROW)
        return results[result];
    if (!take_row(state, &from, &row, error) || !take_origin(&row, error))
        return INPUT_REFUSED;
    enum input_result mapped = census_event(&state->source, &row, place, record_arena, event, error);
    if (mapped != INPUT_SKIPPED || state->looked_through || strcmp(place->skipped, "aggregate"))
        return mapped;
    look_through(state);
    return census_event(&state->source, &row, place, record_arena, event, error);
}

static enum input_result census_json_next(void *opaque, struct arena *record_arena, void *event,
                                          struct input_place *place, struct error *error)
{
    struct census_json *state = opaque;
    if (!state->rows)
        return INPUT_END;
    enum input_result result = next_row(state, record_arena, event, place, error);
    state->scope.broken |= result == INPUT_REFUSED || result == INPUT_FAILED;
    return result == INPUT_END ? end_scope(state, record_arena, event, place, error) : result;
}

static void census_json_explain(void *opaque, FILE *out)
{
    static const char *const meanings[CENSUS_COLUMN_COUNT] = {
        [CENSUS_COMMODITY] = "hs_national",     [CENSUS_DESCRIPTION] = "description_raw",
        [CENSUS_COUNTRY] = "origin, destination", [CENSUS_COUNTRY_NAME] = "partner_raw",
        [CENSUS_SUBCOUNTRY] = "source_key",     [CENSUS_DISTRICT] = "customs_office",
        [CENSUS_UNLADING] = "source_key",       [CENSUS_PORT] = "customs_office",
        [CENSUS_STATE] = "region_code",         [CENSUS_RATE] = "regime_code",
        [CENSUS_ORIGIN] = "flow",               [CENSUS_SUMMARY] = "which rows are groups of countries",
        [CENSUS_TIME] = "period_start, period_end", [CENSUS_YEAR] = "period_start, period_end",
        [CENSUS_MONTH] = "period_start, period_end", [CENSUS_VALUE] = "value",
        [CENSUS_OTHER_VALUE] = "which rows have no general imports", [CENSUS_QUANTITY] = "qty",
        [CENSUS_UNIT] = "unit",                 [CENSUS_QUANTITY2] = "qty2",
        [CENSUS_UNIT2] = "unit2",               [CENSUS_AIR_VALUE] = "transport_mode",
        [CENSUS_AIR_WEIGHT] = "gross_kg",       [CENSUS_VESSEL_VALUE] = "transport_mode",
        [CENSUS_VESSEL_WEIGHT] = "gross_kg",
    };
    static const char *const rows_are[CENSUS_MEASURE_COUNT] = {
        [CENSUS_GENERAL] = "general imports",
        [CENSUS_CONSUMPTION] = "imports for consumption",
        [CENSUS_EXPORTS] = "exports",
    };
    const struct census_json *state = opaque;
    explain_fact(out, "rows", "%s, values of the month", state->rows ? rows_are[state->measure] : "none");
    for (size_t i = 0; i < state->width; i++)
        explain_column(out, state->names[i],
                       state->fields[i] == CENSUS_COLUMN_COUNT ? NULL : meanings[state->fields[i]]);
}

static void census_json_close(void *opaque)
{
    struct census_json *state = opaque;
    if (state->rows)
        json_rows_close(state->rows);
}

const struct input input_census_json = {
    .name = "census-json",
    .help = "US Census Bureau, answer of the API of international trade (imports and exports by HS code)",
    .type = &customs_event_type,
    .recognise = recognise,
    .check = census_json_check,
    .open = census_json_open,
    .next = census_json_next,
    .explain = census_json_explain,
    .close = census_json_close,
};
