#include "lib/writer_schema.h"

#include <string.h>

#include "lib/json.h"

enum {
    NAMES_MAX = 256,
    COUNT_MAX = 4096, /* fields of a record, symbols of an enum: each is compared with all others */
    ARENA_BYTES = 1024 * 1024, /* 64 KiB of the densest schema take half of it */
    SIZE_MIN_CAP = 1 << 30,    /* sums of sizes stop here: no message is that large */
};

struct parser {
    struct writer_schema *schema;
    struct writer_type *named[NAMES_MAX]; /* in order of definition */
    size_t named_count;
    struct error *error;
};

/* Unlogical primitive types, in order of enum writer_kind. */
static const struct {
    const char *name;
    struct writer_type type;
} primitives[] = {
    {"null", {.kind = WRITER_NULL, .size_min = 0}},   {"boolean", {.kind = WRITER_BOOLEAN, .size_min = 1}},
    {"int", {.kind = WRITER_INT, .size_min = 1}},     {"long", {.kind = WRITER_LONG, .size_min = 1}},
    {"float", {.kind = WRITER_FLOAT, .size_min = 4}}, {"double", {.kind = WRITER_DOUBLE, .size_min = 8}},
    {"bytes", {.kind = WRITER_BYTES, .size_min = 1}}, {"string", {.kind = WRITER_STRING, .size_min = 1}},
};

static const struct writer_type *primitive_find(struct slice name)
{
    for (size_t i = 0; i < sizeof primitives / sizeof *primitives; i++)
        if (slice_equal_text(name, primitives[i].name))
            return &primitives[i].type;
    return NULL;
}

static void *refuse(struct parser *parser, const char *what, struct slice which)
{
    int shown = which.size < 100 ? (int)which.size : 100;
    error_reject(parser->error, REASON_INCOMPATIBLE_SCHEMA, "the schema %s%s%.*s", what, shown ? ": " : "", shown,
                 which.data ? which.data : "");
    return NULL;
}

static const struct slice nothing = {NULL, 0};

static void *allocate(struct parser *parser, size_t size)
{
    void *memory = arena_alloc(&parser->schema->arena, size);
    return memory ? memset(memory, 0, size) : refuse(parser, "is too large", nothing);
}

static struct writer_type *new_type(struct parser *parser, enum writer_kind kind, size_t size_min)
{
    struct writer_type *type = allocate(parser, sizeof *type);
    if (type) {
        type->kind = kind;
        type->size_min = size_min;
    }
    return type;
}

/* Names */

static bool is_name(struct slice name)
{
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (!letter && !(i && c >= '0' && c <= '9'))
            return false;
    }
    return name.size > 0;
}

static bool is_name_space(struct slice name_space)
{
    if (!name_space.size)
        return true;
    while (name_space.data)
        if (!is_name(slice_next_part(&name_space, '.')))
            return false;
    return true;
}

/* Splits "a.b.Name" at its last dot; a name without a dot is in *name_space as it is. */
static void split_name(struct slice *name_space, struct slice *name)
{
    const char *dot = name->size ? memrchr(name->data, '.', name->size) : NULL;
    if (!dot)
        return;
    size_t size = (size_t)(dot - name->data);
    *name_space = slice_cut(*name, 0, size);
    *name = slice_cut(*name, size + 1, name->size);
}

static struct writer_type *named_find(const struct parser *parser, struct slice name_space, struct slice name)
{
    split_name(&name_space, &name);
    for (size_t i = 0; i < parser->named_count; i++) {
        struct writer_type *type = parser->named[i];
        /* Compared by order, in which an absent name space equals an empty one. */
        if (slice_equal(type->name, name) && slice_compare(type->name_space, name_space) == 0)
            return type;
    }
    return NULL;
}

/* A type of that kind with the name that `object` gives it inside `name_space`. */
static struct writer_type *define(struct parser *parser, const struct json *object, struct slice name_space,
                                  enum writer_kind kind, size_t size_min)
{
    struct slice name = json_text(json_member(object, "name"));
    struct slice own_space = json_text(json_member(object, "namespace"));
    if (own_space.data)
        name_space = own_space;
    split_name(&name_space, &name);
    if (!is_name(name) || !is_name_space(name_space) || primitive_find(name))
        return refuse(parser, "has a type without a proper name", name);
    if (named_find(parser, name_space, name))
        return refuse(parser, "defines a name twice", name);
    if (parser->named_count == NAMES_MAX)
        return refuse(parser, "has too many named types", nothing);
    struct writer_type *type = new_type(parser, kind, size_min);
    if (type) {
        type->name_space = name_space;
        type->name = name;
        parser->named[parser->named_count++] = type;
    }
    return type;
}

/* Whether these can be the fields of a record or the symbols of an enum. */
static bool all_different(const struct slice *names, size_t count)
{
    if (count > COUNT_MAX)
        return false;
    for (size_t i = 1; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (slice_equal(names[i], names[j]))
                return false;
    return true;
}

/* Logical types */

static const struct {
    const char *name;
    enum writer_kind kind; /* of the type that carries it; on another it means nothing */
    enum writer_logical logical;
} logicals[] = {
    {"date", WRITER_INT, LOGICAL_DATE},
    {"time-millis", WRITER_INT, LOGICAL_OTHER},
    {"timestamp-millis", WRITER_LONG, LOGICAL_TIMESTAMP_MILLIS},
    {"time-micros", WRITER_LONG, LOGICAL_OTHER},
    {"timestamp-micros", WRITER_LONG, LOGICAL_OTHER},
    {"timestamp-nanos", WRITER_LONG, LOGICAL_OTHER},
    {"local-timestamp-millis", WRITER_LONG, LOGICAL_OTHER},
    {"local-timestamp-micros", WRITER_LONG, LOGICAL_OTHER},
    {"local-timestamp-nanos", WRITER_LONG, LOGICAL_OTHER},
    {"uuid", WRITER_STRING, LOGICAL_UUID},
    {"decimal", WRITER_BYTES, LOGICAL_DECIMAL},
    {"decimal", WRITER_FIXED, LOGICAL_DECIMAL},
};

/* A decimal without a proper precision and scale is no decimal, says the specification. */
static void set_decimal(struct writer_type *type, const struct json *object)
{
    int64_t precision = 0, scale = 0;
    const struct json *stated = json_member(object, "scale");
    if (!json_int64(json_member(object, "precision"), &precision) || (stated && !json_int64(stated, &scale)) ||
        precision < 1 || precision > INT32_MAX || scale < 0 || scale > precision)
        return;
    type->logical = LOGICAL_DECIMAL;
    type->precision = (int)precision;
    type->scale = (int)scale;
}

static void set_logical(struct writer_type *type, const struct json *object)
{
    struct slice name = json_text(json_member(object, "logicalType"));
    for (size_t i = 0; i < sizeof logicals / sizeof *logicals; i++) {
        if (type->kind != logicals[i].kind || !slice_equal_text(name, logicals[i].name))
            continue;
        if (logicals[i].logical == LOGICAL_DECIMAL)
            set_decimal(type, object);
        else
            type->logical = logicals[i].logical;
    }
}

/* Types */

static const struct writer_type *parse_type(struct parser *parser, const struct json *json, struct slice name_space,
                                            int depth);

static struct writer_type *parse_fixed(struct parser *parser, const struct json *object, struct slice name_space,
                                       int depth)
{
    (void)depth;
    int64_t size;
    if (!json_int64(json_member(object, "size"), &size) || size < 0 || size > SIZE_MIN_CAP)
        return refuse(parser, "has a fixed without a proper size", json_text(json_member(object, "name")));
    struct writer_type *type = define(parser, object, name_space, WRITER_FIXED, (size_t)size);
    if (type)
        set_logical(type, object);
    return type;
}

static struct writer_type *parse_enum(struct parser *parser, const struct json *object, struct slice name_space,
                                      int depth)
{
    (void)depth;
    const struct json *symbols = json_member(object, "symbols");
    struct writer_type *type = define(parser, object, name_space, WRITER_ENUM, 1);
    size_t count = json_is_array(symbols) ? json_count(symbols) : 0;
    struct slice *names = type ? allocate(parser, count * sizeof *names) : NULL;
    if (!names)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        names[i] = json_text(json_item(symbols, i));
        if (!is_name(names[i]))
            return refuse(parser, "has an enum with an improper symbol", type->name);
    }
    if (!count || !all_different(names, count))
        return refuse(parser, "has an enum without symbols, with too many, or with one twice", type->name);
    type->names = names;
    type->count = count;
    return type;
}

static struct writer_type *parse_record(struct parser *parser, const struct json *object, struct slice name_space,
                                        int depth)
{
    const struct json *fields = json_member(object, "fields");
    struct writer_type *type = define(parser, object, name_space, WRITER_RECORD, 0);
    if (type && !json_is_array(fields))
        return refuse(parser, "has a record without fields", type->name);
    size_t count = json_count(fields);
    struct slice *names = type ? allocate(parser, count * sizeof *names) : NULL;
    const struct writer_type **types = names ? allocate(parser, count * sizeof *types) : NULL;
    if (!types)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        const struct json *field = json_item(fields, i);
        names[i] = json_text(json_member(field, "name"));
        if (!is_name(names[i]))
            return refuse(parser, "has a field without a proper name", type->name);
        types[i] = parse_type(parser, json_member(field, "type"), type->name_space, depth + 1);
        if (!types[i])
            return NULL;
    }
    if (!all_different(names, count))
        return refuse(parser, "has a record with too many fields, or with one twice", type->name);
    type->names = names;
    type->types = types;
    type->count = count;
    return type;
}

static struct writer_type *parse_items(struct parser *parser, const struct json *items, struct slice name_space,
                                       int depth, enum writer_kind kind)
{
    /* An empty array or map is one byte. */
    struct writer_type *type = new_type(parser, kind, 1);
    const struct writer_type **types = type ? allocate(parser, sizeof *types) : NULL;
    if (!types)
        return NULL;
    types[0] = parse_type(parser, items, name_space, depth + 1);
    type->types = types;
    type->count = 1;
    return types[0] ? type : NULL;
}

static struct writer_type *parse_array(struct parser *parser, const struct json *object, struct slice name_space,
                                       int depth)
{
    return parse_items(parser, json_member(object, "items"), name_space, depth, WRITER_ARRAY);
}

static struct writer_type *parse_map(struct parser *parser, const struct json *object, struct slice name_space,
                                     int depth)
{
    return parse_items(parser, json_member(object, "values"), name_space, depth, WRITER_MAP);
}

static bool branches_clash(const struct writer_type *a, const struct writer_type *b)
{
    bool named = a->kind == WRITER_FIXED || a->kind == WRITER_ENUM || a->kind == WRITER_RECORD;
    return a == b || (a->kind == b->kind && !named);
}

static struct writer_type *parse_union(struct parser *parser, const struct json *branches, struct slice name_space,
                                       int depth)
{
    size_t count = json_count(branches);
    struct writer_type *type = new_type(parser, WRITER_UNION, 1);
    const struct writer_type **types = type ? allocate(parser, count * sizeof *types) : NULL;
    if (!types)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        types[i] = parse_type(parser, json_item(branches, i), name_space, depth + 1);
        if (!types[i])
            return NULL;
        bool wrong = types[i]->kind == WRITER_UNION;
        for (size_t j = 0; j < i; j++)
            wrong = wrong || branches_clash(types[i], types[j]);
        if (wrong)
            return refuse(parser, "has a union in a union, or one with a type twice", nothing);
    }
    type->types = types;
    type->count = count;
    return type;
}

static const struct writer_type *parse_reference(struct parser *parser, struct slice name, struct slice name_space)
{
    const struct writer_type *type = primitive_find(name);
    type = type ? type : named_find(parser, name_space, name);
    return type ? type : refuse(parser, "names an unknown type", name);
}

/* {"type": "long", "logicalType": ...}: a primitive type with attributes, or any type in one more pair of braces. */
static const struct writer_type *parse_wrapped(struct parser *parser, const struct json *object,
                                               struct slice name_space, int depth)
{
    const struct writer_type *inner = parse_type(parser, json_member(object, "type"), name_space, depth + 1);
    if (!inner || inner->kind > WRITER_STRING || inner->logical != LOGICAL_NONE)
        return inner;
    struct writer_type *type = new_type(parser, inner->kind, inner->size_min);
    if (type)
        set_logical(type, object);
    return type;
}

static const struct {
    const char *name;
    struct writer_type *(*parse)(struct parser *, const struct json *, struct slice, int);
} complex_types[] = {
    {"record", parse_record}, {"enum", parse_enum}, {"fixed", parse_fixed}, {"array", parse_array}, {"map", parse_map},
};

static const struct writer_type *parse_type(struct parser *parser, const struct json *json, struct slice name_space,
                                            int depth)
{
    if (depth == WRITER_DEPTH_MAX)
        return refuse(parser, "is nested too deeply", nothing);
    struct slice name = json_text(json);
    if (name.data)
        return parse_reference(parser, name, name_space);
    if (json_is_array(json))
        return parse_union(parser, json, name_space, depth);
    if (!json_is_object(json))
        return refuse(parser, "has a type that is neither name, object nor array", nothing);
    struct slice kind = json_text(json_member(json, "type"));
    for (size_t i = 0; i < sizeof complex_types / sizeof *complex_types; i++)
        if (slice_equal_text(kind, complex_types[i].name))
            return complex_types[i].parse(parser, json, name_space, depth);
    return parse_wrapped(parser, json, name_space, depth);
}

/* Adds up what the fields of a record need at least. Unions, arrays and maps are not entered: they end a recursion. */
static bool measure(struct parser *parser, struct writer_type *type)
{
    if (type->measure == MEASURE_BEGUN)
        return refuse(parser, "has a record that contains itself", type->name) != NULL;
    if (type->measure == MEASURE_DONE)
        return true;
    type->measure = MEASURE_BEGUN;
    size_t sum = 0;
    for (size_t i = 0; i < type->count; i++) {
        const struct writer_type *field = type->types[i];
        if (field->kind == WRITER_RECORD &&
            !measure(parser, named_find(parser, field->name_space, field->name)))
            return false;
        sum += field->size_min;
        sum = sum < SIZE_MIN_CAP ? sum : SIZE_MIN_CAP;
    }
    type->size_min = sum;
    type->measure = MEASURE_DONE;
    return true;
}

static bool parse(struct slice text, struct parser *parser)
{
    struct error problem;
    if (!json_parse(text, &parser->schema->json, &problem))
        return refuse(parser, "is no proper JSON", slice_of(problem.message)) != NULL;
    parser->schema->root = parse_type(parser, parser->schema->json, SLICE_LITERAL(""), 0);
    bool done = parser->schema->root != NULL;
    for (size_t i = 0; done && i < parser->named_count; i++)
        done = parser->named[i]->kind != WRITER_RECORD || measure(parser, parser->named[i]);
    return done;
}

bool writer_schema_parse(struct slice text, struct writer_schema *schema, struct error *error)
{
    *schema = (struct writer_schema){0};
    if (text.size > WRITER_SCHEMA_BYTES_MAX)
        return error_reject(error, REASON_INCOMPATIBLE_SCHEMA, "the schema has %zu bytes, more than %d", text.size,
                            WRITER_SCHEMA_BYTES_MAX);
    if (!arena_init(&schema->arena, ARENA_BYTES, error))
        return false;
    struct parser parser = {.schema = schema, .error = error};
    if (parse(text, &parser))
        return true;
    writer_schema_free(schema);
    return false;
}

void writer_schema_free(struct writer_schema *schema)
{
    json_free(schema->json);
    arena_free(&schema->arena);
    *schema = (struct writer_schema){0};
}
