#include "lib/avro_decode.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "lib/writer_schema.h"

/*
 * A plan is one step for each field of the writer, in the order of the bytes; a step whose writer type is a union has a
 * step for each branch. Reading a record is one loop over the steps with a switch on what to do.
 */
enum action {
    SKIP,        /* only the writer has the field */
    REFUSE,      /* a branch that our field cannot take, among them null for a required field */
    READ_NULL,   /* an optional field, which stays not stated */
    READ_BOOLEAN,
    READ_INT,
    READ_LONG,
    READ_INT_AS_LONG,
    READ_INT_AS_DOUBLE,
    READ_LONG_AS_DOUBLE,
    READ_FLOAT,
    READ_DOUBLE,
    READ_BYTES,
    READ_TEXT,
    READ_UUID,
    READ_DECIMAL,       /* bytes */
    READ_DECIMAL_FIXED,
    READ_ENUM,
    READ_TEXTS,
};

enum {
    NOTHINGS_MAX = 10000, /* values without a byte that a payload may have beyond its size: hostile counts spin */
    VARINT_BYTES_MAX = 10,
};

struct step {
    enum action action;
    bool cell;                      /* the value goes to a cell, the member points to it */
    size_t place;                   /* of the value: offset in the cells of a record, or in the record */
    const struct field *field;      /* NULL: SKIP */
    const struct writer_type *type; /* what is read */
    int128 limit;                   /* READ_DECIMAL...: the magnitude must be below */
    const int *symbols;             /* READ_ENUM: our index of each of the writer's, -1 for none */
    const struct step *branches;    /* of a union, else NULL */
};

struct avro_plan {
    const struct record_type *type;
    struct writer_schema schema; /* its arena holds the steps */
    struct step *steps;
    size_t step_count;
    size_t cells_size; /* bytes of the cells of one record */
    bool full;         /* the schema's arena was too small for the steps */
};

/* ---- making a plan ---- */

#define ANY_LOGICAL 0xFFu
#define ONLY(logical) (1u << (logical))

/* Which writer's types a kind of field takes, and how. */
static const struct {
    enum field_kind to;
    enum writer_kind from;
    unsigned logicals; /* a bit for each logical type with which `from` has that meaning */
    enum action action;
} conversions[] = {
    {FIELD_BOOLEAN, WRITER_BOOLEAN, ANY_LOGICAL, READ_BOOLEAN},
    {FIELD_INT, WRITER_INT, ONLY(LOGICAL_NONE), READ_INT},
    {FIELD_LONG, WRITER_LONG, ONLY(LOGICAL_NONE), READ_LONG},
    {FIELD_LONG, WRITER_INT, ONLY(LOGICAL_NONE), READ_INT_AS_LONG},
    {FIELD_DOUBLE, WRITER_DOUBLE, ANY_LOGICAL, READ_DOUBLE},
    {FIELD_DOUBLE, WRITER_FLOAT, ANY_LOGICAL, READ_FLOAT},
    {FIELD_DOUBLE, WRITER_LONG, ONLY(LOGICAL_NONE), READ_LONG_AS_DOUBLE},
    {FIELD_DOUBLE, WRITER_INT, ONLY(LOGICAL_NONE), READ_INT_AS_DOUBLE},
    {FIELD_DECIMAL, WRITER_BYTES, ONLY(LOGICAL_DECIMAL), READ_DECIMAL},
    {FIELD_DECIMAL, WRITER_FIXED, ONLY(LOGICAL_DECIMAL), READ_DECIMAL_FIXED},
    {FIELD_STRING, WRITER_STRING, ANY_LOGICAL, READ_TEXT},
    {FIELD_STRING, WRITER_BYTES, ONLY(LOGICAL_NONE), READ_TEXT},
    {FIELD_BYTES, WRITER_BYTES, ANY_LOGICAL, READ_BYTES},
    {FIELD_BYTES, WRITER_STRING, ANY_LOGICAL, READ_BYTES},
    /* Libraries that know no logical types (Avro-C) drop them when they write a schema. */
    {FIELD_DATE, WRITER_INT, ONLY(LOGICAL_NONE) | ONLY(LOGICAL_DATE), READ_INT},
    {FIELD_TIMESTAMP, WRITER_LONG, ONLY(LOGICAL_NONE) | ONLY(LOGICAL_TIMESTAMP_MILLIS), READ_LONG},
    {FIELD_UUID, WRITER_STRING, ANY_LOGICAL, READ_UUID},
    {FIELD_ENUM, WRITER_ENUM, ANY_LOGICAL, READ_ENUM},
    {FIELD_STRINGS, WRITER_ARRAY, ANY_LOGICAL, READ_TEXTS},
};

static enum action action_for(const struct field *field, const struct writer_type *type)
{
    if (type->kind == WRITER_NULL)
        return field->optional ? READ_NULL : REFUSE;
    for (size_t i = 0; i < sizeof conversions / sizeof *conversions; i++)
        if (conversions[i].to == field->kind && conversions[i].from == type->kind &&
            (conversions[i].logicals & ONLY(type->logical)))
            return conversions[i].action;
    return REFUSE;
}

static int128 power_of_ten(int exponent)
{
    int128 power = 1;
    for (int i = 0; i < exponent; i++)
        power *= 10;
    return power;
}

static void *allocate(struct avro_plan *plan, size_t size)
{
    void *memory = arena_alloc(&plan->schema.arena, size);
    plan->full |= !memory;
    return memory;
}

static const int *map_symbols(struct avro_plan *plan, const struct field *field, const struct writer_type *type)
{
    int *symbols = allocate(plan, type->count * sizeof *symbols);
    for (size_t i = 0; symbols && i < type->count; i++)
        symbols[i] = field_symbol(field, type->names[i]);
    return symbols;
}

/* Whether our field can take a value of `type`, which is no union. */
static bool plan_value(struct avro_plan *plan, struct step *step, const struct field *field,
                       const struct writer_type *type)
{
    step->field = field;
    step->type = type;
    step->action = action_for(field, type);
    const bool decimal = step->action == READ_DECIMAL || step->action == READ_DECIMAL_FIXED;
    if ((step->action == READ_TEXTS && type->types[0]->kind != WRITER_STRING) ||
        (decimal && type->scale > DECIMAL_DIGITS_MAX))
        step->action = REFUSE;
    if (step->action == READ_ENUM)
        step->symbols = map_symbols(plan, field, type);
    if (decimal)
        step->limit = power_of_ten(field->precision);
    return step->action != REFUSE;
}

/* The same for any type: of a union one branch must do. */
static bool plan_field(struct avro_plan *plan, struct step *step, const struct field *field,
                       const struct writer_type *type)
{
    if (type->kind != WRITER_UNION)
        return plan_value(plan, step, field, type);
    struct step *branches = allocate(plan, type->count * sizeof *branches);
    bool usable = false;
    for (size_t i = 0; branches && i < type->count; i++) {
        branches[i] = *step;
        usable |= plan_value(plan, &branches[i], field, type->types[i]);
    }
    step->field = field;
    step->type = type;
    step->branches = branches;
    return usable;
}

/* Texts and bytes say themselves that they are not stated; other optional values lie in a cell. */
static bool needs_cell(const struct field *field)
{
    return field->optional && field->kind != FIELD_STRING && field->kind != FIELD_BYTES;
}

static void place_value(struct avro_plan *plan, struct step *step, const struct field *field)
{
    step->cell = needs_cell(field);
    step->place = field->offset;
    if (!step->cell)
        return;
    size_t size = field_kind_size(field->kind), alignment = size < 16 ? 8 : 16;
    step->place = (plan->cells_size + alignment - 1) / alignment * alignment;
    plan->cells_size = step->place + size;
}

static bool plan_steps(struct avro_plan *plan, struct error *error)
{
    const struct writer_type *record = plan->schema.root;
    plan->steps = allocate(plan, record->count * sizeof *plan->steps);
    for (size_t i = 0; plan->steps && i < record->count; i++) {
        struct step *step = &plan->steps[plan->step_count++];
        *step = (struct step){.action = SKIP, .type = record->types[i]};
        const struct field *field = record_field_find(plan->type, record->names[i]);
        if (!field)
            continue;
        place_value(plan, step, field);
        if (!plan_field(plan, step, field, record->types[i]))
            return error_reject(error, REASON_INCOMPATIBLE_SCHEMA, "the schema has another type for field %s",
                                field->name);
    }
    return !plan->full || error_reject(error, REASON_INCOMPATIBLE_SCHEMA, "the schema is too large");
}

static bool writer_has(const struct avro_plan *plan, const struct field *field)
{
    for (size_t i = 0; i < plan->step_count; i++)
        if (plan->steps[i].field == field)
            return true;
    return false;
}

/* A missing array reads as empty: that is the default in all our schemas. */
static bool has_what_is_required(const struct avro_plan *plan, struct error *error)
{
    for (size_t i = 0; i < plan->type->field_count; i++) {
        const struct field *field = &plan->type->fields[i];
        if (!field->optional && field->kind != FIELD_STRINGS && !writer_has(plan, field))
            return error_reject(error, REASON_INCOMPATIBLE_SCHEMA, "the schema lacks the field %s", field->name);
    }
    return true;
}

static bool is_our_record(const struct avro_plan *plan, struct error *error)
{
    const struct writer_type *root = plan->schema.root;
    if (root->kind == WRITER_RECORD && slice_equal_text(root->name, plan->type->name))
        return true;
    return error_reject(error, REASON_INCOMPATIBLE_SCHEMA, "the schema is not that of a record %s", plan->type->name);
}

bool avro_plan_make(struct slice schema, const struct record_type *type, struct avro_plan **plan, struct error *error)
{
    struct avro_plan *made = calloc(1, sizeof *made);
    if (!made)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for a plan");
    made->type = type;
    if (writer_schema_parse(schema, &made->schema, error) && is_our_record(made, error) && plan_steps(made, error) &&
        has_what_is_required(made, error)) {
        *plan = made;
        return true;
    }
    avro_plan_free(made);
    return false;
}

void avro_plan_free(struct avro_plan *plan)
{
    if (plan)
        writer_schema_free(&plan->schema);
    free(plan);
}

/* ---- reading bytes: each function moves the cursor, or says what is wrong and returns false ---- */

struct cursor {
    const unsigned char *at, *end;
    size_t nothings;     /* values without a byte that may still come */
    const char *problem; /* what is wrong, as half a sentence */
    enum reason reason;  /* REASON_NONE: the arena is full */
};

static bool bad(struct cursor *cursor, const char *problem)
{
    cursor->problem = problem;
    cursor->reason = REASON_BAD_AVRO;
    return false;
}

static size_t left(const struct cursor *cursor)
{
    return (size_t)(cursor->end - cursor->at);
}

static bool read_long_varint(struct cursor *cursor, int64_t *value)
{
    uint64_t bits = 0;
    for (unsigned i = 0; i < VARINT_BYTES_MAX; i++) {
        if (cursor->at == cursor->end)
            return bad(cursor, "the payload ends inside a number");
        unsigned char byte = *cursor->at++;
        if (i == VARINT_BYTES_MAX - 1 && byte > 1)
            break;
        bits |= (uint64_t)(byte & 0x7F) << (7 * i);
        if (byte < 0x80) {
            *value = (int64_t)(bits >> 1 ^ (0 - (bits & 1)));
            return true;
        }
    }
    return bad(cursor, "a number has more than 64 bits");
}

static inline bool read_long(struct cursor *cursor, int64_t *value)
{
    if (cursor->at == cursor->end || *cursor->at >= 0x80)
        return read_long_varint(cursor, value);
    int byte = *cursor->at++;
    *value = byte >> 1 ^ -(byte & 1);
    return true;
}

static bool read_int(struct cursor *cursor, int32_t *value)
{
    int64_t wide;
    if (!read_long(cursor, &wide))
        return false;
    if (wide < INT32_MIN || wide > INT32_MAX)
        return bad(cursor, "an int has more than 32 bits");
    *value = (int32_t)wide;
    return true;
}

static inline bool read_index(struct cursor *cursor, size_t count, size_t *index)
{
    int64_t value;
    if (!read_long(cursor, &value))
        return false;
    if (value < 0 || (uint64_t)value >= count)
        return bad(cursor, "an index of an enum or union is out of range");
    *index = (size_t)value;
    return true;
}

static bool read_boolean(struct cursor *cursor, bool *value)
{
    if (!left(cursor) || *cursor->at > 1)
        return bad(cursor, "a boolean is neither 0 nor 1");
    *value = *cursor->at++;
    return true;
}

static bool take(struct cursor *cursor, size_t size, struct slice *bytes)
{
    if (size > left(cursor))
        return bad(cursor, "the payload ends inside a value");
    *bytes = (struct slice){(const char *)cursor->at, size};
    cursor->at += size;
    return true;
}

static inline bool read_bytes(struct cursor *cursor, struct slice *bytes)
{
    int64_t size;
    if (!read_long(cursor, &size))
        return false;
    if (size < 0 || (uint64_t)size > left(cursor))
        return bad(cursor, "a length is negative or beyond the payload");
    *bytes = (struct slice){(const char *)cursor->at, (size_t)size};
    cursor->at += size;
    return true;
}

/* Most texts are short and ASCII. This tells so eight bytes at a time without looking at single ones: it reads up to
 * seven bytes behind the text where the payload has them, and takes no account of them. */
static inline bool is_plain_text(const struct cursor *cursor, struct slice text)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), highs = UINT64_C(0x8080808080808080);
    const unsigned char *at = (const unsigned char *)text.data;
    uint64_t word, suspect = 0;
    size_t rest = text.size;
    for (; rest >= sizeof word; at += sizeof word, rest -= sizeof word) {
        memcpy(&word, at, sizeof word);
        suspect |= word | (word - ones);
    }
    if (!rest)
        return !(suspect & highs);
    if ((size_t)(cursor->end - at) < sizeof word)
        return false;
    memcpy(&word, at, sizeof word);
    suspect |= (word | (word - ones)) & ~(~UINT64_C(0) << (8 * rest));
    return !(suspect & highs);
}

static inline bool read_text(struct cursor *cursor, struct slice *text)
{
    if (!read_bytes(cursor, text))
        return false;
    if (is_plain_text(cursor, *text) || slice_is_text(*text))
        return true;
    cursor->problem = "a text is not UTF-8 or holds a NUL";
    cursor->reason = REASON_BAD_ENCODING;
    return false;
}

/* Little-endian, as Avro writes floats and doubles. */
static bool read_word(struct cursor *cursor, unsigned size, uint64_t *word)
{
    struct slice bytes;
    if (!take(cursor, size, &bytes))
        return false;
    *word = 0;
    for (unsigned i = 0; i < size; i++)
        *word |= (uint64_t)(unsigned char)bytes.data[i] << (8 * i);
    return true;
}

static bool finite_double(struct cursor *cursor, double number, double *value)
{
    *value = number;
    return isfinite(number) || bad(cursor, "a number is not finite");
}

static bool read_double(struct cursor *cursor, double *value)
{
    uint64_t word;
    double number;
    if (!read_word(cursor, sizeof number, &word))
        return false;
    memcpy(&number, &word, sizeof number);
    return finite_double(cursor, number, value);
}

static bool read_float(struct cursor *cursor, double *value)
{
    uint64_t word;
    float number;
    if (!read_word(cursor, sizeof number, &word))
        return false;
    uint32_t bits = (uint32_t)word;
    memcpy(&number, &bits, sizeof number);
    return finite_double(cursor, number, value);
}

static bool read_uuid(struct cursor *cursor, struct uuid *uuid)
{
    struct slice text;
    return read_bytes(cursor, &text) && (uuid_parse(text, uuid) || bad(cursor, "a text is no uuid"));
}

/* Big-endian two's complement of any length, of which 16 bytes are enough for all our numbers. */
static bool integer_of(struct cursor *cursor, struct slice bytes, int128 *integer)
{
    if (!bytes.size)
        return bad(cursor, "a decimal has no bytes");
    const unsigned char *at = (const unsigned char *)bytes.data, *end = at + bytes.size;
    unsigned char sign = *at & 0x80 ? 0xFF : 0;
    while ((size_t)(end - at) > sizeof *integer)
        if (*at++ != sign)
            return bad(cursor, "a decimal has more than 128 bits");
    if ((*at & 0x80) != (sign & 0x80))
        return bad(cursor, "a decimal has more than 128 bits");
    __extension__ unsigned __int128 bits = sign ? ~(__extension__ (unsigned __int128)0) : 0;
    for (; at < end; at++)
        bits = bits << 8 | *at;
    *integer = (int128)bits;
    return true;
}

static bool read_decimal(struct cursor *cursor, const struct step *step, struct slice bytes, struct decimal *decimal)
{
    decimal->scale = step->type->scale;
    if (!integer_of(cursor, bytes, &decimal->unscaled))
        return false;
    bool fits = decimal->scale == step->field->scale
                    ? decimal->unscaled < step->limit && decimal->unscaled > -step->limit
                    : decimal_rescale(decimal, step->field->precision, step->field->scale);
    return fits || bad(cursor, "a decimal does not fit the precision and scale of the field");
}

static bool read_symbol(struct cursor *cursor, const struct step *step, int *symbol)
{
    size_t index;
    if (!read_index(cursor, step->type->count, &index))
        return false;
    *symbol = step->symbols[index];
    return *symbol >= 0 || bad(cursor, "a symbol of an enum is not one of ours");
}

/* The head of a block of an array or map: how many items, and where it must end if the writer said so (else NULL). */
static bool read_block(struct cursor *cursor, size_t item_size_min, size_t *count, const unsigned char **end)
{
    int64_t items, size;
    *end = NULL;
    if (!read_long(cursor, &items))
        return false;
    if (items < 0) {
        if (!read_long(cursor, &size))
            return false;
        if (items == INT64_MIN || size < 0 || (uint64_t)size > left(cursor))
            return bad(cursor, "a block is larger than the payload");
        items = -items;
        *end = cursor->at + size;
    }
    size_t most = item_size_min ? left(cursor) / item_size_min : cursor->nothings;
    if ((uint64_t)items > most)
        return bad(cursor, "a block has more items than the payload can hold");
    *count = (size_t)items;
    return true;
}

static bool end_block(struct cursor *cursor, const unsigned char *end)
{
    return !end || end == cursor->at || bad(cursor, "a block does not end where it says");
}

/* ---- skipping what only the writer has ---- */

static bool skip(struct cursor *cursor, const struct writer_type *type, int depth);

static bool skip_blocks(struct cursor *cursor, const struct writer_type *type, int depth)
{
    const struct writer_type *item = type->types[0];
    size_t key_size_min = type->kind == WRITER_MAP, count;
    struct slice key;
    do {
        const unsigned char *end;
        if (!read_block(cursor, key_size_min + item->size_min, &count, &end))
            return false;
        for (size_t i = 0; i < count; i++)
            if ((key_size_min && !read_bytes(cursor, &key)) || !skip(cursor, item, depth))
                return false;
        if (!end_block(cursor, end))
            return false;
    } while (count);
    return true;
}

static bool skip_record(struct cursor *cursor, const struct writer_type *type, int depth)
{
    for (size_t i = 0; i < type->count; i++)
        if (!skip(cursor, type->types[i], depth))
            return false;
    return true;
}

static bool skip(struct cursor *cursor, const struct writer_type *type, int depth)
{
    int64_t number;
    int32_t integer;
    bool boolean;
    struct slice bytes;
    size_t index;
    if (depth == WRITER_DEPTH_MAX)
        return bad(cursor, "values are nested too deeply");
    if (!type->size_min && !cursor->nothings--)
        return bad(cursor, "too many values without a byte");
    switch (type->kind) {
    case WRITER_NULL:
        return true;
    case WRITER_BOOLEAN:
        return read_boolean(cursor, &boolean);
    case WRITER_INT:
        return read_int(cursor, &integer);
    case WRITER_LONG:
        return read_long(cursor, &number);
    case WRITER_FLOAT:
    case WRITER_DOUBLE:
    case WRITER_FIXED:
        return take(cursor, type->size_min, &bytes);
    case WRITER_BYTES:
    case WRITER_STRING:
        return read_bytes(cursor, &bytes);
    case WRITER_ENUM:
        return read_index(cursor, type->count, &index);
    case WRITER_UNION:
        return read_index(cursor, type->count, &index) && skip(cursor, type->types[index], depth + 1);
    case WRITER_RECORD:
        return skip_record(cursor, type, depth + 1);
    case WRITER_ARRAY:
    case WRITER_MAP:
        return skip_blocks(cursor, type, depth + 1);
    }
    return bad(cursor, "unknown type");
}

/* ---- reading a record ---- */

static bool full(struct cursor *cursor)
{
    cursor->reason = REASON_NONE;
    return false;
}

/* Fills `texts`, of which the space is known to be there. */
static bool read_text_blocks(struct cursor *cursor, struct slice *texts)
{
    size_t count, done = 0;
    do {
        const unsigned char *end;
        if (!read_block(cursor, 1, &count, &end))
            return false;
        for (size_t i = 0; i < count; i++)
            if (!read_text(cursor, &texts[done++]))
                return false;
    } while (count);
    return true;
}

/* Blocks say their own counts only, so the first pass counts, and checks, and the second fills. */
static bool count_texts(struct cursor *cursor, size_t *total)
{
    struct slice text;
    size_t count;
    *total = 0;
    do {
        const unsigned char *end;
        if (!read_block(cursor, 1, &count, &end))
            return false;
        for (size_t i = 0; i < count; i++)
            if (!read_bytes(cursor, &text))
                return false;
        if (!end_block(cursor, end))
            return false;
        *total += count;
    } while (count);
    return true;
}

static bool read_texts(struct cursor *cursor, struct arena *arena, struct slices *texts)
{
    struct cursor start = *cursor;
    size_t total;
    if (!count_texts(cursor, &total))
        return false;
    struct slice *items = total ? arena_alloc(arena, total * sizeof *items) : NULL;
    if (total && !items)
        return full(cursor);
    *texts = (struct slices){items, total};
    *cursor = start;
    return read_text_blocks(cursor, items);
}

/* Reads one value to where it belongs. The casts are safe: the kind of the field says what lies there, and cells are
 * aligned for it. */
static bool read_value(struct cursor *cursor, const struct step *step, struct arena *arena, void *value)
{
    int64_t number;
    int32_t integer;
    struct slice bytes;
    switch (step->action) {
    case READ_BOOLEAN:
        return read_boolean(cursor, value);
    case READ_INT:
        return read_int(cursor, value);
    case READ_LONG:
        return read_long(cursor, value);
    case READ_INT_AS_LONG:
        return read_int(cursor, &integer) && (*(int64_t *)value = integer, true);
    case READ_INT_AS_DOUBLE:
        return read_int(cursor, &integer) && (*(double *)value = integer, true);
    case READ_LONG_AS_DOUBLE:
        return read_long(cursor, &number) && (*(double *)value = (double)number, true);
    case READ_FLOAT:
        return read_float(cursor, value);
    case READ_DOUBLE:
        return read_double(cursor, value);
    case READ_BYTES:
        return read_bytes(cursor, value);
    case READ_TEXT:
        return read_text(cursor, value);
    case READ_UUID:
        return read_uuid(cursor, value);
    case READ_DECIMAL:
        return read_bytes(cursor, &bytes) && read_decimal(cursor, step, bytes, value);
    case READ_DECIMAL_FIXED:
        return take(cursor, step->type->size_min, &bytes) && read_decimal(cursor, step, bytes, value);
    case READ_ENUM:
        return read_symbol(cursor, step, value);
    case READ_TEXTS:
        return read_texts(cursor, arena, value);
    case SKIP:
    case REFUSE:
    case READ_NULL:
        break;
    }
    return bad(cursor, "null, or a type that the field does not take");
}

static bool read_field(struct cursor *cursor, const struct step *step, struct arena *arena, char *cells, char *record)
{
    if (step->branches) {
        size_t index;
        if (!read_index(cursor, step->type->count, &index))
            return false;
        step = &step->branches[index];
    }
    if (step->action == READ_NULL)
        return true;
    if (step->action == SKIP)
        return skip(cursor, step->type, 0);
    char *value = (step->cell ? cells : record) + step->place;
    if (step->cell)
        memcpy(record + step->field->offset, &value, sizeof value);
    return read_value(cursor, step, arena, value);
}

static bool refuse_payload(const struct cursor *cursor, const struct step *step, struct slice payload,
                           struct error *error)
{
    if (cursor->reason == REASON_NONE)
        return error_full(error, "the arena");
    return error_reject(error, cursor->reason, "field %s, byte %zu: %s",
                        step->field ? step->field->name : "that only the writer has", payload.size - left(cursor),
                        cursor->problem);
}

bool avro_decode(const struct avro_plan *plan, struct slice payload, struct arena *arena, void *record,
                 struct error *error)
{
    const unsigned char *start = (const unsigned char *)(payload.data ? payload.data : "");
    struct cursor cursor = {.at = start, .end = start + payload.size, .nothings = payload.size + NOTHINGS_MAX};
    size_t mark = arena->used;
    char *cells = plan->cells_size ? arena_alloc(arena, plan->cells_size) : NULL;
    if (plan->cells_size && !cells)
        return error_full(error, "the arena");
    memset(record, 0, plan->type->size);
    for (size_t i = 0; i < plan->step_count; i++)
        if (!read_field(&cursor, &plan->steps[i], arena, cells, record)) {
            arena_truncate(arena, mark);
            return refuse_payload(&cursor, &plan->steps[i], payload, error);
        }
    if (cursor.at == cursor.end)
        return true;
    arena_truncate(arena, mark);
    return error_reject(error, REASON_BAD_AVRO, "%zu bytes are left behind the record", left(&cursor));
}
