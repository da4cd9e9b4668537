/*
 * Lines of declarations or shipments as a vendor or an office hands them out: delimited text of any layout, read
 * through a mapping profile (profile.h): the one that --profile names, else the one that fits a header in the first
 * lines. What becomes of a line stands in shipment_line.h.
 *
 * Where the profile says so, the lines of a declaration are looked at before the first of them is taken, to see whether
 * they repeat the declaration's weight (held.h bounds how many).
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "producers/customs/flow.h"
#include "producers/customs/held.h"
#include "producers/customs/inputs.h"
#include "producers/customs/shipment_line.h"

enum {
    HEADER_RECORDS_MAX = 20,
    RECOGNISE_MEMORY = 4 << 20,
    SHEET_ROWS = 1048576 /* a spreadsheet holds no more: a table of exactly so many was cut */
};

struct shipment_csv {
    struct csv *csv;
    struct held *held;
    struct shipment_table table;
    struct slices names;          /* of the header's fields */
    int64_t header_line, records; /* all records of the table, titles and header included */
    bool by_header;               /* the profile was found, not named */
    const char *flow_option;
    bool watches;                 /* looks ahead */
    struct slice declaration;     /* the one whose lines are being taken, in `declaration_bytes` */
    char declaration_bytes[256];
    struct shipment_common common;
};

/* ---- the header and its profile ---- */

/* Reads records until one is a header that a profile fits: reports have titles above it. *profile is NULL if none does;
 * then *missing is the column that the first record lacks, where there is only one profile. */
static bool find_header(struct csv *csv, const struct profiles *profiles, const struct profile **profile,
                        struct profile_header *header, struct csv_record *record, int64_t *records,
                        const char **missing, struct error *error)
{
    *profile = NULL;
    for (*records = 0; *records < HEADER_RECORDS_MAX && !*profile;) {
        enum csv_result result = csv_next(csv, record, error);
        if (result == CSV_END)
            return true;
        if (result == CSV_FAILED)
            return false;
        ++*records;
        if (result != CSV_RECORD)
            continue;
        struct profile_header ignored;
        if (profiles->count == 1 && !*missing)
            profile_fits(profiles->items[0], record->fields, record->count, &ignored, missing);
        if (!profile_choose(profiles, record->fields, record->count, profile, header, error))
            return false;
    }
    return true;
}

static bool read_profiles(const struct input_options *options, struct arena *arena, struct profiles *profiles,
                          struct error *error)
{
    if (!options->profile)
        return profile_read_all(options->profile_folder, arena, profiles, error);
    profiles->count = 1;
    if (!profile_read(options->profile, options->profile_folder, arena, &profiles->items[0], error))
        return false;
    profiles->items[0]->match.count = 0; /* who names it knows that it fits */
    profiles->items[0]->by_name_only = false;
    return true;
}

/* A table that no profile describes in particular must have what only lines of shipments have: code lists and
 * statistics have codes and dates too. */
static int mark_of(const struct profile *profile, const struct profile_header *header)
{
    if (!profile)
        return 0;
    if (profile->match.count)
        return 2;
    return header->fields[PROFILE_DECLARATION] >= 0 || header->fields[PROFILE_DESCRIPTION] >= 0;
}

/* Reads the head as the file would be read. A mistake in a profile, or two that fit, is worth trying: then it is
 * told. */
static int recognise_table(struct reader *reader, const struct input_options *options, struct arena *arena)
{
    struct profiles profiles;
    struct csv *csv;
    struct csv_record record;
    struct profile_header header;
    struct error error = {0};
    const struct profile *profile;
    const char *missing = NULL;
    int64_t records;
    if (!csv_open(reader, 0, &csv, &error))
        return 0;
    bool told = !read_profiles(options, arena, &profiles, &error) ||
                !find_header(csv, &profiles, &profile, &header, &record, &records, &missing, &error);
    csv_close(csv);
    return told ? error.kind == ERROR_STOP || error.reason == REASON_UNKNOWN_PROFILE : mark_of(profile, &header);
}

/* At least three fields somewhere at the begin; spares other formats the reading of profiles. */
static bool looks_like_table(struct slice head)
{
    for (int i = 0; i < HEADER_RECORDS_MAX && head.size; i++) {
        struct slice line = slice_next_part(&head, '\n');
        for (const char *sign = ",;\t|"; *sign; sign++) {
            size_t count = 0;
            for (size_t j = 0; j < line.size && count < 2; j++)
                count += line.data[j] == *sign;
            if (count == 2)
                return true;
        }
    }
    return false;
}

static int recognise_with(struct slice head, const char *name, const struct input_options *options)
{
    struct arena arena;
    struct reader *reader;
    struct error error;
    if (!looks_like_table(head) || !arena_init(&arena, RECOGNISE_MEMORY, &error))
        return 0;
    int mark = 0;
    if (reader_open_text(name, head, &reader, &error)) {
        mark = recognise_table(reader, options, &arena);
        reader_close(reader);
    }
    arena_free(&arena);
    return mark;
}

static int recognise(struct slice head, const char *name)
{
    return recognise_with(head, name, &(struct input_options){0});
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

/* ---- opening ---- */

static bool find_flow(struct shipment_table *table, const struct input_options *options, struct error *error)
{
    table->flow = table->profile->flow;
    if (!flow_of_option(options->flow, &table->flow, error))
        return false;
    return table->flow >= 0 ||
           error_reject(error, REASON_FLOW_MISSING,
                        "neither profile %s nor the command line says whether these are imports or exports; "
                        "give --flow",
                        table->profile->name);
}

static bool keep_names(struct shipment_csv *state, const struct csv_record *record, struct arena *arena,
                       struct error *error)
{
    struct slice *names = arena_alloc(arena, record->count * sizeof *names);
    for (size_t i = 0; names && i < record->count; i++) {
        names[i] = arena_slice(arena, record->fields[i]);
        if (!names[i].data)
            names = NULL;
    }
    state->names = (struct slices){names, record->count};
    return names || error_reject(error, REASON_TOO_LARGE, "the header does not fit");
}

/* The currency that the name of the column of values states. Where it holds for every row, a column of currencies
 * beside it is that of something else, of the invoice for example, and is not read. */
static void take_value_name(struct shipment_table *table, const struct csv_record *header)
{
    int value = table->header.fields[PROFILE_VALUE];
    if (value >= 0)
        table->value_currency = shipment_currency_of_name(header->fields[value]);
    if (table->profile->currency_by_name && table->value_currency.data)
        table->header.fields[PROFILE_CURRENCY] = -1;
}

static bool start(struct shipment_csv *state, struct reader *reader, const struct input_options *options,
                  struct arena *arena, struct error *error)
{
    struct profiles profiles;
    struct csv_record record;
    struct shipment_table *table = &state->table;
    const char *missing = NULL;
    if (!read_profiles(options, arena, &profiles, error))
        return false;
    struct slice encoding = options->profile ? profiles.items[0]->encoding : (struct slice){NULL, 0};
    if (!reader_decode(reader, encoding.data, error) || !csv_open(reader, 0, &state->csv, error) ||
        !find_header(state->csv, &profiles, &table->profile, &table->header, &record, &state->records, &missing, error))
        return false;
    if (!table->profile)
        return no_header(options, missing, error);
    state->header_line = record.line;
    take_value_name(table, &record);
    csv_expect_width(state->csv, record.count);
    table->source = options->source ? slice_of(options->source) : table->profile->source;
    table->file = reader_name(reader);
    table->language = options->language;
    table->sidecar = options->sidecar;
    table->period = table->header.fields[PROFILE_DATE] < 0 ? options->period : NULL;
    table->observed_at_ms = options->observed_at_ms;
    table->party_salt = options->party_salt;
    state->watches = table->profile->weight_scope_detected && table->header.fields[PROFILE_DECLARATION] >= 0;
    return keep_names(state, &record, arena, error) && find_flow(table, options, error) &&
           party_rule_choose(options->parties, options->party_salt, table->profile->parties, &table->parties, error) &&
           held_open(state->csv, &state->held, error);
}

static void shipment_csv_close(void *opaque)
{
    struct shipment_csv *state = opaque;
    held_close(state->held);
    csv_close(state->csv);
    free(state);
}

static bool shipment_csv_open(struct reader *reader, const struct input_options *options, struct arena *arena,
                              void **opaque, struct error *error)
{
    struct shipment_csv *state = calloc(1, sizeof *state);
    if (!state)
        return error_stop(error, EXIT_NO_INPUT, "%s cannot be read: no memory", reader_name(reader));
    state->by_header = !options->profile;
    state->flow_option = options->flow;
    if (!start(state, reader, options, arena, error)) {
        shipment_csv_close(state);
        return false;
    }
    *opaque = state;
    return true;
}

/* ---- what the lines of a declaration have in common ---- */

enum { WATCHED = 6 };

static const enum profile_column watched[WATCHED] = {PROFILE_NET,       PROFILE_GROSS,    PROFILE_VALUE,
                                                     PROFILE_VALUE_USD, PROFILE_QUANTITY, PROFILE_DESCRIPTION};

/* The texts of the watched columns of the first line, copied because looking further moves them. */
struct first_line {
    char bytes[WATCHED][64];
    struct slice texts[WATCHED];
    bool same[WATCHED]; /* on all lines */
};

static bool is_stated_number(struct slice text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] >= '1' && text.data[i] <= '9')
            return true;
    return false;
}

static void remember(const struct shipment_csv *state, const struct csv_record *record, struct first_line *first)
{
    for (size_t i = 0; i < WATCHED; i++) {
        struct slice text = shipment_cell(&state->table, record, watched[i]);
        size_t size = text.size < sizeof first->bytes[i] ? text.size : sizeof first->bytes[i];
        if (size)
            memcpy(first->bytes[i], text.data, size);
        first->texts[i] = (struct slice){text.data ? first->bytes[i] : NULL, size};
        first->same[i] = watched[i] == PROFILE_DESCRIPTION || watched[i] == PROFILE_QUANTITY || is_stated_number(text);
    }
}

static void compare(const struct shipment_csv *state, const struct csv_record *record, struct first_line *first)
{
    for (size_t i = 0; i < WATCHED; i++) {
        struct slice text = shipment_cell(&state->table, record, watched[i]);
        text = slice_cut(text, 0, text.size < sizeof first->bytes[i] ? text.size : sizeof first->bytes[i]);
        first->same[i] = first->same[i] && slice_equal(text, first->texts[i]);
    }
}

static bool is_of(const struct shipment_csv *state, const struct csv_record *record, struct slice declaration)
{
    return slice_equal(shipment_cell(&state->table, record, PROFILE_DECLARATION), declaration);
}

/* Where quantities differ and weights do not, the weight is the declaration's; where both are the same, nobody
 * knows, and it is only flagged. A weight of each line beside a repeated one of the declaration is what counts. */
static void conclude(struct shipment_csv *state, const struct first_line *first, size_t lines)
{
    bool net = first->same[0], gross = first->same[1];
    bool differ = !first->same[4] || !first->same[5];
    bool all = (net || !is_stated_number(first->texts[0])) && (gross || !is_stated_number(first->texts[1]));
    if (lines < 2)
        return;
    state->common.weight_repeated = net || gross;
    state->common.weight_is_header = (net || gross) && all && !first->same[4];
    state->common.value_repeated = (first->same[2] || first->same[3]) && differ;
}

/* Looks at the lines of the declaration that begins with the next record, unless it has begun before. */
static void look_ahead(struct shipment_csv *state)
{
    const struct csv_record *record = held_peek(state->held, 0);
    if (!record || (state->declaration.data && is_of(state, record, state->declaration)))
        return;
    struct slice declaration = shipment_cell(&state->table, record, PROFILE_DECLARATION);
    state->common = (struct shipment_common){0};
    state->declaration = (struct slice){NULL, 0};
    if (!declaration.size || declaration.size > sizeof state->declaration_bytes)
        return;
    memcpy(state->declaration_bytes, declaration.data, declaration.size);
    state->declaration = (struct slice){state->declaration_bytes, declaration.size};
    struct first_line first;
    size_t lines = 1;
    remember(state, record, &first);
    for (; (record = held_peek(state->held, lines)) && is_of(state, record, state->declaration); lines++)
        compare(state, record, &first);
    conclude(state, &first, lines);
}

/* ---- reading ---- */

static enum input_result end(const struct shipment_csv *state, struct error *error)
{
    if (state->records != SHEET_ROWS && state->records - 1 != SHEET_ROWS)
        return INPUT_END;
    error_reject(error, REASON_TRUNCATED, "%" PRId64 " rows are as many as a spreadsheet holds: the table was cut",
                 state->records);
    return INPUT_FAILED;
}

static enum input_result shipment_csv_next(void *opaque, struct arena *record_arena, void *event,
                                           struct input_place *place, struct error *error)
{
    struct shipment_csv *state = opaque;
    struct csv_record record;
    if (state->watches)
        look_ahead(state);
    enum csv_result result = held_next(state->held, &record, error);
    *place = (struct input_place){.line = record.line, .offset = record.offset};
    if (result == CSV_END)
        return end(state, error);
    state->records++;
    if (result != CSV_RECORD)
        return result == CSV_REFUSED ? INPUT_REFUSED : INPUT_FAILED;
    return shipment_line_event(&state->table, &record, &state->common, record_arena, event, &place->skipped, error);
}

/* ---- telling a person ---- */

/* The fields that a column goes to, parted by commas; NULL if there is none. */
static const char *fields_of(const struct shipment_table *table, int column, char *out, size_t size)
{
    size_t used = 0;
    for (int i = 0; i < PROFILE_COLUMN_COUNT && used < size; i++)
        if (table->header.fields[i] == column)
            used += (size_t)snprintf(out + used, size - used, "%s%s", used ? ", " : "",
                                     profile_column_name((enum profile_column)i));
    return used ? out : NULL;
}

static void explain_absent(const struct shipment_table *table, FILE *out)
{
    char absent[512] = "";
    size_t used = 0;
    for (int i = 0; i < PROFILE_COLUMN_COUNT && used < sizeof absent; i++)
        if (table->header.fields[i] < 0)
            used += (size_t)snprintf(absent + used, sizeof absent - used, "%s%s", used ? ", " : "",
                                     profile_column_name((enum profile_column)i));
    explain_fact(out, "no column for", "%s", used ? absent : "nothing");
}

static void explain_profile(const struct shipment_csv *state, FILE *out)
{
    static const char *const groupings[] = {
        [PROFILE_PROVEN] = "grouped where nothing else can be meant", [PROFILE_NO_GROUPING] = "not grouped",
        [PROFILE_THREES] = "grouped by threes", [PROFILE_LAKH] = "grouped by lakh"};
    const struct profile *profile = state->table.profile;
    char formats[256] = "";
    for (size_t i = 0, used = 0; i < profile->date_formats.count && used < sizeof formats; i++)
        used += (size_t)snprintf(formats + used, sizeof formats - used, "%s%.*s", i ? " | " : "",
                                 SLICE_ARGS(profile->date_formats.items[i]));
    explain_fact(out, "profile", "%s, %s", profile->name, state->by_header ? "by its header" : "by --profile");
    if (profile->reporter.data)
        explain_fact(out, "reporter", "%.*s, by the profile", SLICE_ARGS(profile->reporter));
    if (!state->flow_option)
        explain_fact(out, "flow", "%s, by the profile", flow_word(state->table.flow));
    explain_fact(out, "dates", "%s", formats);
    explain_fact(out, "numbers", "decimal sign '%c', %s", profile->decimal_sign, groupings[profile->grouping]);
}

static void shipment_csv_explain(void *opaque, FILE *out)
{
    struct shipment_csv *state = opaque;
    char fields[256];
    char delimiter = csv_delimiter(state->csv);
    explain_profile(state, out);
    explain_fact(out, "delimiter", "%s", delimiter == '\t' ? "tab" : (char[]){delimiter, '\0'});
    explain_fact(out, "header", "line %" PRId64 ", %zu columns", state->header_line, state->names.count);
    for (size_t i = 0; i < state->names.count; i++)
        explain_column(out, state->names.items[i], fields_of(&state->table, (int)i, fields, sizeof fields));
    explain_absent(&state->table, out);
    explain_tally(out, "unknown units", &state->table.unknown_units);
    explain_tally(out, "no such country", &state->table.unknown_countries);
}

const struct input input_shipment_csv = {
    .name = "shipment-csv",
    .help = "lines of declarations or shipments as delimited text, read through a mapping profile (--profile)",
    .type = &customs_event_type,
    .recognise = recognise,
    .recognise_with = recognise_with,
    .takes_profile = true,
    .open = shipment_csv_open,
    .next = shipment_csv_next,
    .explain = shipment_csv_explain,
    .close = shipment_csv_close,
};
