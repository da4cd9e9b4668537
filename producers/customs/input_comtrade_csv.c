/*
 * UN Comtrade as delimited text: the API's CSV, the website's download, bulk files (tab-delimited), the website's and
 * bulk service's files before 2022.
 */
#include "producers/csv.h"
#include "producers/customs/comtrade.h"
#include "producers/customs/inputs.h"
#include "producers/explain.h"

/* A field that an event needs. */
struct taken_field {
    size_t field;
    enum comtrade_column column;
};

struct comtrade_csv {
    struct csv *csv;
    struct comtrade_source source;
    struct taken_field fields[COMTRADE_COLUMN_COUNT];
    size_t field_count;
    const struct slice *names; /* of all columns */
    size_t name_count;
    struct comtrade_row row; /* only the cells of `fields` are ever set */
};

enum { HEADER_FIELDS_MAX = 128, HEADER_BYTES_MAX = 8192 };

/* What is not UTF-8 comes from the website, whose pages are ISO 8859-1 to their own word and Windows-1252 to every
 * browser. The letters are the same; Windows-1252 leaves five bytes without meaning, so that more of what is neither is
 * found out. */
static const char fallback_encoding[] = "CP1252";

static int recognise(struct slice head, const char *name)
{
    (void)name;
    struct slice fields[HEADER_FIELDS_MAX];
    char scratch[HEADER_BYTES_MAX];
    enum comtrade_shape shape;
    size_t count = csv_peek(head, fields, HEADER_FIELDS_MAX, scratch, sizeof scratch);
    return comtrade_find_shape(fields, count, &shape) ? 2 : 0;
}

static bool take_field(struct comtrade_csv *state, size_t field, struct slice name, struct error *error)
{
    enum comtrade_column column = comtrade_column_of(state->source.shape, name);
    if (column == COMTRADE_COLUMN_COUNT)
        return true;
    for (size_t i = 0; i < state->field_count; i++)
        if (state->fields[i].column == column)
            return error_reject(error, REASON_BAD_SYNTAX, "column %.*s stands twice in the header",
                                SLICE_ARGS(slice_cut(name, 0, 60)));
    state->fields[state->field_count++] = (struct taken_field){field, column};
    return true;
}

static bool keep_names(struct comtrade_csv *state, const struct csv_record *header, struct arena *arena,
                       struct error *error)
{
    struct slice *names = arena_alloc(arena, header->count * sizeof *names);
    bool fits = names != NULL;
    for (size_t i = 0; fits && i < header->count; i++) {
        names[i] = arena_slice(arena, header->fields[i]);
        fits = names[i].data != NULL;
    }
    state->names = names;
    state->name_count = header->count;
    return fits || error_reject(error, REASON_TOO_LARGE, "the header does not fit");
}

static bool read_header(struct comtrade_csv *state, struct arena *arena, struct error *error)
{
    struct csv_record header;
    enum csv_result result = csv_next(state->csv, &header, error);
    if (result == CSV_END)
        return error_reject(error, REASON_BAD_SYNTAX, "there is no header");
    if (result != CSV_RECORD)
        return false;
    if (!comtrade_find_shape(header.fields, header.count, &state->source.shape))
        return error_reject(error, REASON_UNKNOWN_FORMAT, "the header lacks columns of UN Comtrade");
    for (size_t i = 0; i < header.count; i++)
        if (!take_field(state, i, header.fields[i], error))
            return false;
    csv_expect_width(state->csv, header.count);
    return keep_names(state, &header, arena, error);
}

/* An answer that the service cut is refused before anything of it is published. Reads no more rows than tell. */
static bool check(struct reader *reader, struct input_place *place, struct error *error)
{
    struct csv *csv;
    struct csv_record record;
    struct error ignored;
    struct comtrade_data_set set;
    bool tariff_lines;
    int64_t records = 0;
    if (comtrade_read_name(reader_name(reader), &set, &tariff_lines))
        return true;
    if (!reader_decode(reader, fallback_encoding, error) || !csv_open(reader, 0, &csv, error))
        return false;
    while (records <= COMTRADE_ROWS_CUT + 1 && csv_next(csv, &record, &ignored) <= CSV_REFUSED)
        records++;
    csv_close(csv);
    *place = (struct input_place){.line = record.line, .offset = record.offset};
    return records != COMTRADE_ROWS_CUT + 1 || comtrade_cut(COMTRADE_ROWS_CUT, error); /* the header is no row */
}

static bool comtrade_csv_open(struct reader *reader, const struct input_options *options, struct arena *arena,
                              void **state, struct error *error)
{
    struct comtrade_csv *made = arena_alloc(arena, sizeof *made);
    if (!made)
        return error_reject(error, REASON_TOO_LARGE, "no room for the input's state");
    *made = (struct comtrade_csv){0};
    if (!reader_decode(reader, fallback_encoding, error) ||
        !comtrade_source_init(&made->source, reader_name(reader), options, arena, error) ||
        !csv_open(reader, 0, &made->csv, error))
        return false;
    if (!read_header(made, arena, error)) {
        csv_close(made->csv);
        return false;
    }
    *state = made;
    return true;
}

static enum input_result comtrade_csv_next(void *opaque, struct arena *record_arena, void *event,
                                           struct input_place *place, struct error *error)
{
    struct comtrade_csv *state = opaque;
    struct csv_record record;
    enum csv_result result = csv_next(state->csv, &record, error);
    *place = (struct input_place){.line = record.line, .offset = record.offset};
    if (result == CSV_END)
        return comtrade_end(&state->source, -1, record_arena, event, error);
    state->source.rows++;
    state->source.scope.broken |= result != CSV_RECORD;
    if (result != CSV_RECORD)
        return result == CSV_REFUSED ? INPUT_REFUSED : INPUT_FAILED;
    for (size_t i = 0; i < state->field_count; i++)
        state->row.cells[state->fields[i].column] = record.fields[state->fields[i].field];
    return comtrade_event(&state->source, &state->row, record.line, -1, record_arena, event, &place->skipped, error);
}

static void comtrade_csv_explain(void *opaque, FILE *out)
{
    const struct comtrade_csv *state = opaque;
    comtrade_explain(&state->source, out);
    for (size_t i = 0; i < state->name_count; i++)
        explain_column(out, state->names[i],
                       comtrade_column_field(comtrade_column_of(state->source.shape, state->names[i])));
}

static void comtrade_csv_close(void *opaque)
{
    struct comtrade_csv *state = opaque;
    csv_close(state->csv);
}

const struct input input_comtrade_csv = {
    .name = "comtrade-csv",
    .help = "UN Comtrade as delimited text: CSV of the API and the website, bulk files, tariff lines, also those of before 2022",
    .type = &customs_event_type,
    .recognise = recognise,
    .check = check,
    .open = comtrade_csv_open,
    .next = comtrade_csv_next,
    .explain = comtrade_csv_explain,
    .close = comtrade_csv_close,
};
