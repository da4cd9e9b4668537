/*
 * The US Census Bureau's monthly archives of merchandise trade, IMDByymm.ZIP and EXDByymm.ZIP: text of fixed width, its
 * columns counted from 1.
 *
 * The detail file is what is read. Units stand in the file of totals by commodity beside it (IMP_COMM, EXP_COMM), which
 * is also the control: the values of all details must add up to the values of all commodities, else the month is
 * damaged and refused as a whole. With it the detail file is known to be the whole month, so it makes a scope: what a
 * later archive of the month lacks is gone. Without it units are unknown, every event has the flag "control_missing",
 * and there is no scope. The archive's other files say nothing that the details do not: each is skipped as one record.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "producers/customs/census.h"
#include "producers/customs/inputs.h"

enum { COMMODITIES_MAX = 1 << 15, KEY_MAX = 11, UNIT_SIZE = 3, FIELDS_MAX = 20 };

struct span {
    uint16_t from, to; /* columns, both in it */
};

struct layout {
    const char *control;       /* name of the file of totals */
    size_t width;              /* of a detail line */
    struct span key;           /* what names a commodity, here and in the control file */
    struct {
        enum census_column column;
        struct span span;
    } fields[FIELDS_MAX];      /* ends with an empty span */
    size_t control_width;
    struct span control_key, control_unit, control_unit2, control_value;
    const char *word;          /* in the scope */
};

static const struct layout layouts[] = {
    {.control = "IMP_COMM.TXT",
     .width = 688,
     .key = {1, 10},
     .fields = {{CENSUS_COMMODITY, {1, 10}},      {CENSUS_COUNTRY, {11, 14}},       {CENSUS_SUBCOUNTRY, {15, 16}},
                {CENSUS_DISTRICT, {17, 18}},      {CENSUS_UNLADING, {19, 20}},      {CENSUS_RATE, {21, 22}},
                {CENSUS_YEAR, {23, 26}},          {CENSUS_MONTH, {27, 28}},         {CENSUS_OTHER_VALUE, {74, 88}},
                {CENSUS_QUANTITY, {149, 163}},    {CENSUS_QUANTITY2, {164, 178}},   {CENSUS_VALUE, {179, 193}},
                {CENSUS_AIR_VALUE, {224, 238}},   {CENSUS_AIR_WEIGHT, {239, 253}},  {CENSUS_VESSEL_VALUE, {269, 283}},
                {CENSUS_VESSEL_WEIGHT, {284, 298}}},
     .control_width = 672,
     .control_key = {1, 10},
     .control_unit = {61, 63},
     .control_unit2 = {64, 66},
     .control_value = {223, 237},
     .word = "import"},
    {.control = "EXP_COMM.TXT",
     .width = 323,
     .key = {1, 11}, /* domestic goods and re-exports apart */
     .fields = {{CENSUS_ORIGIN, {1, 1}},          {CENSUS_COMMODITY, {2, 11}},      {CENSUS_COUNTRY, {12, 15}},
                {CENSUS_DISTRICT, {16, 17}},      {CENSUS_YEAR, {18, 21}},          {CENSUS_MONTH, {22, 23}},
                {CENSUS_QUANTITY, {39, 53}},      {CENSUS_QUANTITY2, {54, 68}},     {CENSUS_VALUE, {69, 83}},
                {CENSUS_AIR_VALUE, {84, 98}},     {CENSUS_AIR_WEIGHT, {99, 113}},   {CENSUS_VESSEL_VALUE, {114, 128}},
                {CENSUS_VESSEL_WEIGHT, {129, 143}}},
     .control_width = 373,
     .control_key = {1, 11},
     .control_unit = {62, 64},
     .control_unit2 = {65, 67},
     .control_value = {119, 133},
     .word = "export"},
};

/* What else lies in an archive. */
static const char *const support_files[] = {"IMP_COMM", "IMP_CTY", "IMP_DE",   "IMP_DU",  "EXP_COMM", "EXP_CTY",
                                            "EXP_DIST", "CONCORD", "COUNTRY",  "DISTRICT", "ENDUSE",  "HITECH",
                                            "HSDESC",   "NAICS",   "SITC",     "STATE"};

struct commodity {
    char key[KEY_MAX + 1];
    char unit[UNIT_SIZE], unit2[UNIT_SIZE];
};

/* Sums of 15 digits each over any number of lines. */
struct sums {
    int128 details, control;
};

struct census_imdb {
    struct reader *reader;
    const struct layout *layout; /* NULL: a support file */
    struct census_source source;
    struct commodity *commodities; /* rising by key; NULL: there is no control file */
    size_t commodity_count;
    struct sums sums;
    struct scope scope;
    char month[8];               /* of the archive: that of the first line; empty before */
    struct arena *arena;
    bool ended;
};

/* --- lines
 * ------------------------------------------------------------------------------------------------------------ */

static struct slice cut_span(struct slice line, struct span span)
{
    return slice_cut(line, span.from - 1u, span.to);
}

static bool is_digits(struct slice text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    return text.size > 0;
}

/* A right-aligned whole number of the month; blank is 0. */
static bool read_sum(struct slice line, struct span span, int128 *sum, struct error *error)
{
    struct slice text = slice_trim(cut_span(line, span));
    int64_t number = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return error_reject(error, REASON_BAD_NUMBER, "\"%.*s\" in columns %d to %d is no whole number",
                                SLICE_ARGS(text), span.from, span.to);
        number = number * 10 + (text.data[i] - '0');
    }
    *sum += number;
    return true;
}

static struct slice first_line(struct slice head)
{
    const char *end = head.size ? memchr(head.data, '\n', head.size) : NULL;
    size_t size = end ? (size_t)(end - head.data) : head.size;
    if (size && head.data[size - 1] == '\r')
        size--;
    return slice_cut(head, 0, size);
}

/* By the width of the first line and the digits at its begin. */
static const struct layout *layout_of(struct slice head)
{
    struct slice line = first_line(head);
    for (size_t i = 0; i < sizeof layouts / sizeof layouts[0]; i++) {
        const struct layout *layout = &layouts[i];
        if (line.size != layout->width || !is_digits(cut_span(line, layout->key)))
            continue;
        bool all = true;
        for (size_t j = 0; j < FIELDS_MAX && layout->fields[j].span.to; j++) {
            enum census_column column = layout->fields[j].column;
            if (column == CENSUS_COUNTRY || column == CENSUS_YEAR || column == CENSUS_MONTH)
                all = all && is_digits(cut_span(line, layout->fields[j].span));
        }
        if (all)
            return layout;
    }
    return NULL;
}

/* By name, and lines of one width: the names alone are too common. */
static bool is_support_file(struct slice head, const char *name)
{
    const char *slash = strrchr(name, '/');
    name = slash ? slash + 1 : name;
    size_t size = strcspn(name, "."), width = first_line(head).size, lines = 0;
    bool known = false;
    for (size_t i = 0; i < sizeof support_files / sizeof support_files[0]; i++)
        known = known || (strlen(support_files[i]) == size && !strncasecmp(name, support_files[i], size));
    if (!known || strcasecmp(name + size, ".TXT"))
        return false;
    while (memchr(head.data, '\n', head.size)) {
        struct slice line = first_line(head);
        if (line.size != width)
            return false;
        const char *end = memchr(head.data, '\n', head.size);
        head = slice_cut(head, (size_t)(end - head.data) + 1, head.size);
        lines++;
    }
    return lines > 0 && width > 0;
}

static int recognise(struct slice head, const char *name)
{
    return layout_of(head) || is_support_file(head, name) ? 2 : 0;
}

/* --- the control file
 * -------------------------------------------------------------------------------------------------- */

static int compare_commodities(const void *a, const void *b)
{
    return strcmp(((const struct commodity *)a)->key, ((const struct commodity *)b)->key);
}

static void copy_text(char *to, size_t size, struct slice text)
{
    memset(to, 0, size);
    memcpy(to, text.data, text.size < size ? text.size : size);
}

/* One line of the control file: its value is added up, its units are kept where `commodity` is not NULL. */
static bool read_commodity(const struct layout *layout, struct slice line, int128 *sum, struct commodity *commodity,
                           struct error *error)
{
    if (line.size != layout->control_width)
        return error_reject(error, REASON_BAD_SYNTAX, "a line of %zu characters where there should be %zu", line.size,
                            layout->control_width);
    if (commodity) {
        copy_text(commodity->key, sizeof commodity->key, cut_span(line, layout->control_key));
        copy_text(commodity->unit, UNIT_SIZE, cut_span(line, layout->control_unit));
        copy_text(commodity->unit2, UNIT_SIZE, cut_span(line, layout->control_unit2));
    }
    return read_sum(line, layout->control_value, sum, error);
}

/* All lines of the control file; `commodities` NULL: only their sum. */
static bool read_control(const struct layout *layout, struct reader *control, int128 *sum,
                         struct commodity *commodities, size_t *count, struct error *error)
{
    struct slice line;
    *count = 0;
    for (;;) {
        if (!reader_line(control, &line, error))
            return error_wrap(error, "%s", layout->control);
        if (!line.data)
            return true;
        if (*count == COMMODITIES_MAX)
            return error_reject(error, REASON_TOO_LARGE, "%s has over %d lines", layout->control, COMMODITIES_MAX);
        if (!read_commodity(layout, line, sum, commodities ? &commodities[*count] : NULL, error))
            return error_wrap(error, "%s, line %lld", layout->control, (long long)reader_line_number(control));
        ++*count;
    }
}

/* *control is NULL where there is no such file. */
static bool open_control(const struct layout *layout, const struct reader *reader, struct reader **control,
                         struct error *error)
{
    if (!reader_open_sibling(reader, layout->control, control, error))
        return false;
    if (!*control || reader_decode(*control, NULL, error))
        return true;
    reader_close(*control);
    return error_wrap(error, "%s", layout->control);
}

static bool load_control(struct census_imdb *state, struct error *error)
{
    struct reader *control;
    if (!open_control(state->layout, state->reader, &control, error))
        return false;
    if (!control) {
        state->source.flag = "control_missing";
        return true;
    }
    state->commodities = arena_alloc(state->arena, COMMODITIES_MAX * sizeof *state->commodities);
    bool fine = state->commodities ? read_control(state->layout, control, &state->sums.control, state->commodities,
                                                  &state->commodity_count, error)
                                   : error_reject(error, REASON_TOO_LARGE, "no room for the units");
    reader_close(control);
    if (fine)
        qsort(state->commodities, state->commodity_count, sizeof *state->commodities, compare_commodities);
    return fine;
}

static bool sums_agree(const struct layout *layout, const struct sums *sums, struct error *error)
{
    char details[DECIMAL_TEXT_MAX], control[DECIMAL_TEXT_MAX];
    if (sums->details == sums->control)
        return true;
    decimal_format((struct decimal){sums->details, 0}, details);
    decimal_format((struct decimal){sums->control, 0}, control);
    return error_reject(error, REASON_TRUNCATED, "the values add up to %s, those of %s to %s", details,
                        layout->control, control);
}

/* --- the input
 * --------------------------------------------------------------------------------------------------------- */

/* Columns are bytes, so that a character of several would shift them or be cut. */
static bool check_width(const struct layout *layout, struct slice line, struct error *error)
{
    for (size_t i = 0; i < line.size; i++)
        if ((unsigned char)line.data[i] >= 0x80)
            return error_reject(error, REASON_BAD_ENCODING, "column %zu: only ASCII has one byte for a column", i + 1);
    return line.size == layout->width ||
           error_reject(error, REASON_BAD_SYNTAX, "a line of %zu characters where there should be %zu", line.size,
                        layout->width);
}

static struct span value_span(const struct layout *layout)
{
    size_t i = 0;
    while (layout->fields[i].column != CENSUS_VALUE)
        i++;
    return layout->fields[i].span;
}

static bool check_details(const struct layout *layout, struct reader *reader, int128 *sum, struct input_place *place,
                          struct error *error)
{
    struct span value = value_span(layout);
    struct slice line;
    for (;;) {
        bool fine = reader_line(reader, &line, error);
        *place = (struct input_place){.line = reader_line_number(reader), .offset = reader_offset(reader)};
        if (!fine || !line.data)
            return fine;
        if (!check_width(layout, line, error) || !read_sum(line, value, sum, error))
            return false;
    }
}

/* Whether all lines are whole and the month adds up. */
static bool census_imdb_check(struct reader *reader, struct input_place *place, struct error *error)
{
    struct slice head;
    struct sums sums = {0};
    struct reader *control;
    size_t count;
    *place = (struct input_place){.offset = 0};
    if (!reader_peek(reader, &head, error))
        return false;
    const struct layout *layout = layout_of(head);
    if (!layout)
        return true;
    if (!check_details(layout, reader, &sums.details, place, error))
        return false;
    *place = (struct input_place){.offset = 0};
    if (!open_control(layout, reader, &control, error))
        return false;
    if (!control)
        return true;
    bool fine = read_control(layout, control, &sums.control, NULL, &count, error);
    reader_close(control);
    return fine && sums_agree(layout, &sums, error);
}

static bool census_imdb_open(struct reader *reader, const struct input_options *options, struct arena *arena,
                             void **state, struct error *error)
{
    struct census_imdb *made = arena_alloc(arena, sizeof *made);
    struct slice head;
    if (!made)
        return error_reject(error, REASON_TOO_LARGE, "no room for the input's state");
    *made = (struct census_imdb){.reader = reader, .arena = arena};
    census_source_init(&made->source, "census-archive", reader_name(reader), options);
    if (!reader_decode(reader, NULL, error) || !reader_peek(reader, &head, error))
        return false;
    made->layout = layout_of(head);
    if (!made->layout && !is_support_file(head, made->source.file))
        return error_reject(error, REASON_UNKNOWN_FORMAT, "the first line is not of the archive's details");
    if (made->layout && !load_control(made, error))
        return false;
    *state = made;
    return true;
}

/* The archive's month is that of its first line. */
static bool take_month(struct census_imdb *state, const struct census_row *row, struct error *error)
{
    char month[8];
    if (!census_month(row, month, error))
        return false;
    if (state->month[0])
        return !strcmp(month, state->month) ||
               error_reject(error, REASON_BAD_DATE, "a line of %s in the archive of %s", month, state->month);
    memcpy(state->month, month, sizeof month);
    if (!state->commodities)
        return true;
    state->scope = (struct scope){
        .id = arena_format(state->arena, "%.*s|%s|%s", SLICE_ARGS(state->source.source), state->layout->word, month),
        .revision = state->source.observed_at_ms,
    };
    state->source.scope = &state->scope;
    return state->scope.id.data || error_reject(error, REASON_TOO_LARGE, "no room for the scope");
}

static struct slice unit_text(const char unit[UNIT_SIZE])
{
    return (struct slice){unit, strnlen(unit, UNIT_SIZE)};
}

static void take_units(const struct census_imdb *state, struct slice line, struct census_row *row)
{
    struct commodity wanted;
    copy_text(wanted.key, sizeof wanted.key, cut_span(line, state->layout->key));
    const struct commodity *found =
        state->commodities ? bsearch(&wanted, state->commodities, state->commodity_count, sizeof wanted,
                                     compare_commodities)
                           : NULL;
    row->cells[CENSUS_UNIT] = found ? unit_text(found->unit) : SLICE_LITERAL("?");
    row->cells[CENSUS_UNIT2] = found ? unit_text(found->unit2) : SLICE_LITERAL("?");
}

static bool take_line(struct census_imdb *state, struct slice line, struct census_row *row, struct error *error)
{
    const struct layout *layout = state->layout;
    if (!check_width(layout, line, error) || !read_sum(line, value_span(layout), &state->sums.details, error))
        return false;
    for (size_t i = 0; i < FIELDS_MAX && layout->fields[i].span.to; i++)
        row->cells[layout->fields[i].column] = cut_span(line, layout->fields[i].span);
    struct slice origin = row->cells[CENSUS_ORIGIN];
    row->measure = !origin.data ? CENSUS_GENERAL : *origin.data == '1' ? CENSUS_DOMESTIC : CENSUS_FOREIGN;
    if (origin.data && *origin.data != '1' && *origin.data != '2')
        return error_reject(error, REASON_BAD_CODE, "\"%c\" in column 1 is neither 1 nor 2", *origin.data);
    take_units(state, line, row);
    return take_month(state, row, error);
}

static enum input_result end(struct census_imdb *state, struct arena *record_arena, void *event, struct error *error)
{
    state->ended = true;
    if (!state->commodities)
        return INPUT_END;
    if (!sums_agree(state->layout, &state->sums, error))
        return INPUT_FAILED;
    if (!state->scope.id.data || state->scope.broken)
        return INPUT_END;
    struct slice raw_ref = arena_slice(record_arena, slice_of(state->source.file));
    return scope_end(&state->scope, CUSTOMS_EVENT_OP_UPSERT, state->source.source, raw_ref,
                     state->source.observed_at_ms, record_arena, event, error)
               ? INPUT_SCOPE_END
               : INPUT_REFUSED;
}

static enum input_result map_line(struct census_imdb *state, struct slice line, struct arena *record_arena,
                                  void *event, struct input_place *place, struct error *error)
{
    struct census_row row = {0};
    if (!take_line(state, line, &row, error))
        return INPUT_REFUSED;
    return census_event(&state->source, &row, place, record_arena, event, error);
}

static enum input_result census_imdb_next(void *opaque, struct arena *record_arena, void *event,
                                          struct input_place *place, struct error *error)
{
    struct census_imdb *state = opaque;
    struct slice line;
    if (state->ended)
        return INPUT_END;
    if (!state->layout) {
        state->ended = true;
        *place = (struct input_place){.offset = 0, .skipped = "support_file"};
        return INPUT_SKIPPED;
    }
    bool fine = reader_line(state->reader, &line, error);
    *place = (struct input_place){.line = reader_line_number(state->reader), .offset = reader_offset(state->reader)};
    if (fine && !line.data)
        return end(state, record_arena, event, error);
    enum input_result result = fine ? map_line(state, line, record_arena, event, place, error)
                               : error->kind == ERROR_REJECT ? INPUT_REFUSED
                                                             : INPUT_FAILED;
    state->scope.broken = state->scope.broken || result == INPUT_REFUSED;
    return result;
}

static void census_imdb_close(void *opaque)
{
    (void)opaque;
}

const struct input input_census_imdb = {
    .name = "census-imdb",
    .help = "US Census Bureau, monthly archives of imports and exports (IMP_DETL.TXT, EXP_DETL.TXT)",
    .type = &customs_event_type,
    .recognise = recognise,
    .check = census_imdb_check,
    .open = census_imdb_open,
    .next = census_imdb_next,
    .close = census_imdb_close,
};
