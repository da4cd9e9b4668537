/*
 * UN Comtrade as delimited text: the API's CSV, the website's download, a bulk file once unpacked (tab-delimited).
 */
#include "producers/customs/comtrade.h"
#include "producers/customs/csv.h"
#include "producers/customs/inputs.h"

struct comtrade_csv {
    struct csv *csv;
    struct comtrade_source source;
    uint8_t *columns; /* of each field: enum comtrade_column */
    size_t column_count;
    int64_t rows;
};

enum { HEADER_FIELDS_MAX = 128, HEADER_BYTES_MAX = 8192 };

static int recognise(struct slice head, const char *name)
{
    (void)name;
    struct slice fields[HEADER_FIELDS_MAX];
    char scratch[HEADER_BYTES_MAX];
    size_t count = csv_peek(head, fields, HEADER_FIELDS_MAX, scratch, sizeof scratch);
    return comtrade_has_columns(fields, count) ? 2 : 0;
}

static bool read_header(struct comtrade_csv *state, struct arena *arena, struct error *error)
{
    struct csv_record header;
    enum csv_result result = csv_next(state->csv, &header, error);
    if (result == CSV_END)
        return error_reject(error, REASON_BAD_SYNTAX, "there is no header");
    if (result != CSV_RECORD)
        return false;
    if (!comtrade_has_columns(header.fields, header.count))
        return error_reject(error, REASON_UNKNOWN_FORMAT, "the header lacks columns of UN Comtrade");
    state->columns = arena_alloc(arena, header.count);
    if (!state->columns)
        return error_reject(error, REASON_TOO_LARGE, "the header does not fit");
    for (size_t i = 0; i < header.count; i++) {
        state->columns[i] = (uint8_t)comtrade_column_of(slice_trim(header.fields[i]));
        for (size_t j = 0; j < i; j++)
            if (state->columns[i] != COMTRADE_COLUMN_COUNT && state->columns[i] == state->columns[j])
                return error_reject(error, REASON_BAD_SYNTAX, "column %.*s stands twice in the header",
                                    SLICE_ARGS(header.fields[i]));
    }
    state->column_count = header.count;
    csv_expect_width(state->csv, header.count);
    return true;
}

static bool comtrade_csv_open(struct reader *reader, const struct input_options *options, struct arena *arena,
                              void **state, struct error *error)
{
    struct comtrade_csv *made = arena_alloc(arena, sizeof *made);
    if (!made)
        return error_reject(error, REASON_TOO_LARGE, "no room for the input's state");
    *made = (struct comtrade_csv){0};
    comtrade_source_init(&made->source, reader_name(reader), options);
    if (!csv_open(reader, 0, &made->csv, error))
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
        return comtrade_is_whole(state->rows, -1, error) ? INPUT_END : INPUT_FAILED;
    state->rows++;
    if (result != CSV_RECORD)
        return result == CSV_REFUSED ? INPUT_REFUSED : INPUT_FAILED;
    struct comtrade_row row = {0};
    for (size_t i = 0; i < state->column_count; i++)
        if (state->columns[i] != COMTRADE_COLUMN_COUNT)
            row.cells[state->columns[i]] = record.fields[i];
    struct slice raw_ref = arena_format(record_arena, "%s:%lld", state->source.file, (long long)record.line);
    return comtrade_event(&state->source, &row, raw_ref, record_arena, event, &place->skipped, error);
}

static void comtrade_csv_close(void *opaque)
{
    struct comtrade_csv *state = opaque;
    csv_close(state->csv);
}

const struct input input_comtrade_csv = {
    .name = "comtrade-csv",
    .help = "UN Comtrade, new API, as delimited text with its field names in the first line",
    .type = &customs_event_type,
    .recognise = recognise,
    .open = comtrade_csv_open,
    .next = comtrade_csv_next,
    .close = comtrade_csv_close,
};
