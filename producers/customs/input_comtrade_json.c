/*
 * UN Comtrade's API answers: {"elapsedTime": .., "count": N, "data": [ROW, ..], "error": ""}, before 2022
 * {"validation": {..}, "dataset": [ROW, ..]}. They may hold 100,000 rows and more than 100 MB, so only one row is ever
 * in memory.
 */
#include <string.h>

#include "lib/json.h"
#include "producers/customs/comtrade.h"
#include "producers/customs/inputs.h"
#include "producers/customs/json_rows.h"
#include "producers/explain.h"

/* Rows name their members in the same order, nearly always: what a name in some place was taken for is remembered. */
struct known_name {
    char text[40];
    size_t size;
    enum comtrade_column column;
};

enum { KNOWN_NAMES_MAX = 64 };

struct comtrade_json {
    struct json_rows *rows;
    struct comtrade_source source;
    int64_t stated; /* rows, by the answer's own word; -1 if it does not say */
    struct known_name known[KNOWN_NAMES_MAX];
};

static const char *const members[] = {"data", "dataset", NULL};
static const struct json_rows_shape shape = {.objects = true, .members = members};

static bool has_all(struct slice head, const char *const *texts)
{
    while (*texts && memmem(head.data, head.size, *texts, strlen(*texts)))
        texts++;
    return !*texts;
}

static int recognise(struct slice head, const char *name)
{
    (void)name;
    static const char *const looks[][6] = {
        {"\"reporterCode\"", "\"flowCode\"", "\"partnerCode\"", "\"cmdCode\"", NULL},
        {"\"data\"", "\"elapsedTime\"", "\"count\"", NULL},
        {"\"validation\"", "\"dataset\"", NULL},
        {"\"dataset\"", "\"rtCode\"", "\"ptCode\"", "\"rgCode\"", "\"cmdCode\"", NULL},
    };
    if (slice_starts_with(head, "\xEF\xBB\xBF"))
        head = slice_cut(head, 3, head.size);
    bool found = false;
    for (size_t i = 0; i < sizeof looks / sizeof looks[0]; i++)
        found = found || has_all(head, looks[i]);
    return found && slice_starts_with(slice_trim(head), "{") ? 2 : 0;
}

/* --- what stands around the rows ---------------------------------------------------------------------------------- */

static bool is_refusal(struct slice message, struct error *error)
{
    return message.size && !error_reject(error, REASON_BAD_SYNTAX, "the service answers with an error: %.*s",
                                         SLICE_ARGS(slice_cut(message, 0, 200)));
}

/* The older answers: a status, and how many rows there are in the database, of which not all need be here. */
static bool read_validation(const struct json *validation, int64_t *available, struct error *error)
{
    const struct json *status = json_member(validation, "status");
    int64_t value = 0;
    json_int64(json_member(status, "value"), &value);
    json_int64(json_member(json_member(validation, "count"), "value"), available);
    struct slice description = json_text(json_member(status, "description"));
    if (!description.size)
        description = json_text(json_member(status, "name"));
    return !value || !is_refusal(description.size ? description : SLICE_LITERAL("no reason given"), error);
}

/* What an answer says of itself. */
struct members_read {
    bool legacy;
    int64_t stated;    /* rows in it */
    int64_t available; /* rows in the database; both -1 if not stated */
};

static bool read_members(struct slice text, struct members_read *read, struct error *error)
{
    struct json *root;
    if (!json_parse(text, &root, error))
        return false;
    json_int64(json_member(root, "count"), &read->stated);
    read->legacy |= json_is_array(json_member(root, "dataset"));
    bool fine = !is_refusal(json_text(json_member(root, "error")), error) &&
                read_validation(json_member(root, "validation"), &read->available, error);
    json_free(root);
    return fine;
}

/* --- the whole-file test ------------------------------------------------------------------------------------------ */

/* Goes over all of an answer without looking into its rows. */
static bool scan(struct reader *reader, struct members_read *read, int64_t *count, struct input_place *place,
                 struct error *error)
{
    struct json_rows *rows;
    *read = (struct members_read){.stated = -1, .available = -1};
    *place = (struct input_place){.offset = -1};
    if (!reader_decode(reader, NULL, error))
        return false; /* the reader knows the bad byte's place */
    *place = (struct input_place){.line = 1};
    if (!json_rows_open(reader, &shape, &rows, error))
        return false;
    bool fine = read_members(json_rows_head(rows), read, error) && json_rows_skip(rows, count, place, error) &&
                read_members(json_rows_tail(rows), read, error);
    json_rows_close(rows);
    return fine;
}

static bool check(struct reader *reader, struct input_place *place, struct error *error)
{
    struct members_read read;
    int64_t count;
    const struct comtrade_source any = {.rows_cut = COMTRADE_ROWS_CUT};
    return scan(reader, &read, &count, place, error) && comtrade_is_whole(&any, count, read.stated, error);
}

/* Whether the database has more rows than an older answer gives: only a second reading can tell before the first
 * row. */
static bool is_part(struct reader *reader, int64_t available)
{
    const char *name = reader_name(reader), *slash = strrchr(name, '/');
    struct reader *again = NULL;
    struct members_read read;
    struct input_place place;
    struct error ignored;
    int64_t count = 0;
    if (!reader_open_sibling(reader, slash ? slash + 1 : name, &again, &ignored) || !again)
        return false;
    bool part = scan(again, &read, &count, &place, &ignored) && count < available;
    reader_close(again);
    return part;
}

/* --- rows --------------------------------------------------------------------------------------------------------- */

static enum comtrade_column column_of(struct comtrade_json *state, size_t place, struct slice name)
{
    struct known_name *known = place < KNOWN_NAMES_MAX ? &state->known[place] : NULL;
    if (known && known->size == name.size && !memcmp(known->text, name.data, name.size))
        return known->column;
    enum comtrade_column column = comtrade_column_of(state->source.shape, name);
    if (known && name.size <= sizeof known->text) {
        memcpy(known->text, name.data, name.size);
        known->size = name.size;
        known->column = column;
    }
    return column;
}

static bool fill_row(struct comtrade_json *state, const struct json_row *from, struct comtrade_row *row,
                     struct error *error)
{
    uint64_t seen = 0;
    *row = (struct comtrade_row){0};
    for (size_t i = 0; i < from->count; i++) {
        enum comtrade_column column = column_of(state, i, from->cells[i].name);
        if (column == COMTRADE_COLUMN_COUNT)
            continue;
        if (seen >> column & 1)
            return error_reject(error, REASON_BAD_SYNTAX, "%.*s stands twice in the row",
                                SLICE_ARGS(slice_cut(from->cells[i].name, 0, 60)));
        seen |= UINT64_C(1) << column;
        row->cells[column] = from->cells[i].text;
    }
    return true;
}

static enum input_result end(struct comtrade_json *state, struct arena *arena, struct customs_event *event,
                             struct error *error)
{
    struct members_read read = {.stated = state->stated, .available = -1};
    if (!state->source.ended && !read_members(json_rows_tail(state->rows), &read, error))
        return INPUT_FAILED;
    state->stated = read.stated;
    return comtrade_end(&state->source, state->stated, arena, event, error);
}

static enum input_result comtrade_json_next(void *opaque, struct arena *record_arena, void *event,
                                            struct input_place *place, struct error *error)
{
    struct comtrade_json *state = opaque;
    struct json_row from;
    struct comtrade_row row;
    enum json_rows_result result = json_rows_next(state->rows, &from, error);
    *place = (struct input_place){.line = from.line, .offset = from.offset};
    if (result == JSON_ROWS_END)
        return end(state, record_arena, event, error);
    if (result == JSON_ROWS_FAILED)
        return INPUT_FAILED;
    state->source.rows++;
    if (result == JSON_ROWS_ROW && fill_row(state, &from, &row, error))
        return comtrade_event(&state->source, &row, from.line, from.offset, record_arena, event, &place->skipped,
                              error);
    state->source.scope.broken = true;
    return INPUT_REFUSED;
}

static bool read_head(struct comtrade_json *state, struct reader *reader, struct error *error)
{
    struct members_read read = {.stated = -1, .available = -1};
    if (!read_members(json_rows_head(state->rows), &read, error))
        return false;
    state->stated = read.stated;
    state->source.shape = read.legacy ? COMTRADE_LEGACY : COMTRADE_API;
    state->source.maybe_truncated = read.legacy && read.available >= 0 && is_part(reader, read.available);
    /* The number of rows stands before them, so a cut answer is refused before anything of it is published. */
    return !state->source.rows_cut || state->stated != state->source.rows_cut || comtrade_cut(state->stated, error);
}

static bool comtrade_json_open(struct reader *reader, const struct input_options *options, struct arena *arena,
                               void **state, struct error *error)
{
    struct comtrade_json *made = arena_alloc(arena, sizeof *made);
    if (!made)
        return error_reject(error, REASON_TOO_LARGE, "no room for the input's state");
    memset(made, 0, sizeof *made);
    if (!reader_decode(reader, NULL, error) ||
        !comtrade_source_init(&made->source, reader_name(reader), options, arena, error) ||
        !json_rows_open(reader, &shape, &made->rows, error))
        return false;
    if (!read_head(made, reader, error)) {
        json_rows_close(made->rows);
        return false;
    }
    *state = made;
    return true;
}

static void comtrade_json_explain(void *opaque, FILE *out)
{
    const struct comtrade_json *state = opaque;
    comtrade_explain(&state->source, out);
    for (size_t i = 0; i < KNOWN_NAMES_MAX && state->known[i].size; i++)
        explain_column(out, (struct slice){state->known[i].text, state->known[i].size},
                       comtrade_column_field(state->known[i].column));
}

static void comtrade_json_close(void *opaque)
{
    struct comtrade_json *state = opaque;
    json_rows_close(state->rows);
}

const struct input input_comtrade_json = {
    .name = "comtrade-json",
    .help = "UN Comtrade, answer of the API in JSON, also of the one before 2022",
    .type = &customs_event_type,
    .recognise = recognise,
    .check = check,
    .open = comtrade_json_open,
    .next = comtrade_json_next,
    .explain = comtrade_json_explain,
    .close = comtrade_json_close,
};
