/*
 * From one record's Avro schema to everything that is derived from it: C struct, field table, SQL.
 *
 *   avsc2c RECORD.avsc OUT_DIR PUBLISHED.avsc...    writes OUT_DIR/RECORD.h, .c and .sql
 *   avsc2c --list OUT.c RECORD...                   writes the table of all record types
 *
 * Data only: no generated function. Anything outside the closed set of kinds (lib/record.h) stops the build with one line
 * that names the field. Schemas are ours, so jansson reads them without further limits.
 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct kind {
    const char *avro;    /* type */
    const char *logical; /* logicalType, NULL for none */
    const char *constant;
    const char *member;   /* C type of a required member */
    const char *optional; /* C type of an optional one */
    const char *sql;      /* column type; numeric gets its (p,s) */
};

static const struct kind kinds[] = {
    {"boolean", NULL, "FIELD_BOOLEAN", "bool ", "const bool *", "boolean"},
    {"int", NULL, "FIELD_INT", "int32_t ", "const int32_t *", "integer"},
    {"long", NULL, "FIELD_LONG", "int64_t ", "const int64_t *", "bigint"},
    {"double", NULL, "FIELD_DOUBLE", "double ", "const double *", "double precision"},
    {"bytes", "decimal", "FIELD_DECIMAL", "struct decimal ", "const struct decimal *", "numeric"},
    {"string", NULL, "FIELD_STRING", "struct slice ", "struct slice ", "text"},
    {"bytes", NULL, "FIELD_BYTES", "struct slice ", "struct slice ", "bytea"},
    {"int", "date", "FIELD_DATE", "int32_t ", "const int32_t *", "date"},
    {"long", "timestamp-millis", "FIELD_TIMESTAMP", "int64_t ", "const int64_t *", "timestamptz"},
    {"string", "uuid", "FIELD_UUID", "struct uuid ", "const struct uuid *", "uuid"},
    {"enum", NULL, "FIELD_ENUM", "int ", "const int *", "text"},
    {"array", NULL, "FIELD_STRINGS", "struct slices ", NULL, "text[]"},
};

/* The columns behind the record's own, for records with "lineage" (struct lineage in lib/record.h). */
static const char *const lineage_columns[][3] = {
    {"kafka_topic", "text", "Topic of the message that brought the row."},
    {"kafka_partition", "integer", "Partition of that message."},
    {"kafka_offset", "bigint", "Offset of that message."},
    {"schema_id", "bigint", "Registry id of the writer schema, or the bits of its fingerprint."},
    {"ingested_at", "timestamptz", "When the consumer read the message, UTC."},
};

static const char cancelled_comment[] = "True where the fact no longer holds: its greatest version is a cancel, or its "
                                        "scope was replaced or cancelled without it. In history: the version itself is a cancel.";

struct field {
    const char *name;
    const char *doc;
    const json_t *type; /* without the null of a union */
    const struct kind *kind;
    bool optional;
    bool hashed;
};

static const char *input_path;

static void fail(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));
static void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s: ", input_path);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    if (!text)
        fail("\"%s\" is missing or no text", name);
    return text;
}

static bool is_true(const json_t *object, const char *name)
{
    return json_is_true(json_object_get(object, name));
}

/* ---- reading a field ---- */

static const struct kind *kind_of(const char *field, const json_t *type)
{
    const char *avro = json_is_string(type) ? json_string_value(type) : text_of(type, "type");
    const char *logical = json_string_value(json_object_get(type, "logicalType"));
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        bool same_logical = logical ? kinds[i].logical && strcmp(logical, kinds[i].logical) == 0 : !kinds[i].logical;
        if (strcmp(avro, kinds[i].avro) == 0 && same_logical)
            return &kinds[i];
    }
    fail("%s: type is not one of the flat kinds", field);
}

static struct field read_field(const json_t *json)
{
    struct field field = {.name = text_of(json, "name"), .doc = text_of(json, "doc")};
    const json_t *type = json_object_get(json, "type");
    if (json_is_array(type)) {
        const char *first = json_string_value(json_array_get(type, 0));
        if (json_array_size(type) != 2 || !first || strcmp(first, "null") != 0)
            fail("%s: only unions [\"null\", T] are flat", field.name);
        if (!json_is_null(json_object_get(json, "default")))
            fail("%s: an optional field needs default null", field.name);
        field.optional = true;
        type = json_array_get(type, 1);
    }
    field.type = type;
    field.kind = kind_of(field.name, type);
    field.hashed = !json_is_false(json_object_get(json, "hash"));
    if (field.optional && !field.kind->optional)
        fail("%s: an array cannot be optional", field.name);
    return field;
}

static json_int_t decimal_digits(const struct field *field, const char *which)
{
    return json_integer_value(json_object_get(field->type, which));
}

/* ---- writing ---- */

static FILE *create(const char *folder, const char *name, const char *extension)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s%s", folder, name, extension);
    FILE *out = fopen(path, "w");
    if (!out)
        fail("cannot write %s: %s", path, strerror(errno));
    return out;
}

static void finish(FILE *out)
{
    if (ferror(out) || fclose(out) != 0)
        fail("cannot write: %s", strerror(errno));
}

static void put_upper(FILE *out, const char *text)
{
    for (; *text; text++)
        fputc(isalnum((unsigned char)*text) ? toupper((unsigned char)*text) : '_', out);
}

/* A C string literal, one source line for each line of the text. */
static void put_literal(FILE *out, const char *text)
{
    fputc('"', out);
    for (; *text; text++) {
        if (*text == '\n')
            fputs(text[1] ? "\\n\"\n    \"" : "\\n", out);
        else if (*text == '"' || *text == '\\')
            fprintf(out, "\\%c", *text);
        else
            fputc(*text, out);
    }
    fputc('"', out);
}

static void put_sql_literal(FILE *out, const char *text)
{
    fputc('\'', out);
    for (; *text; text++)
        fprintf(out, *text == '\'' ? "''" : "%c", *text);
    fputc('\'', out);
}

static void put_enum(FILE *out, const char *record, const struct field *field)
{
    const json_t *symbols = json_object_get(field->type, "symbols");
    fprintf(out, "enum %s_%s {\n", record, field->name);
    for (size_t i = 0; i < json_array_size(symbols); i++) {
        fputs("    ", out);
        put_upper(out, record);
        fputc('_', out);
        put_upper(out, field->name);
        fputc('_', out);
        put_upper(out, json_string_value(json_array_get(symbols, i)));
        fputs(",\n", out);
    }
    fputs("};\n\n", out);
}

static bool is_enum(const struct field *field)
{
    return strcmp(field->kind->avro, "enum") == 0;
}

static void write_header(FILE *out, const json_t *schema, const struct field *fields, size_t count)
{
    const char *name = text_of(schema, "name");
    fprintf(out, "/* generated from %s.avsc; do not edit */\n#ifndef SCHEMAS_", name);
    put_upper(out, name);
    fputs("_H\n#define SCHEMAS_", out);
    put_upper(out, name);
    fputs("_H\n\n#include \"lib/record.h\"\n\n", out);
    for (size_t i = 0; i < count; i++)
        if (is_enum(&fields[i]))
            put_enum(out, name, &fields[i]);
    fprintf(out, "/* %s */\nstruct %s {\n", text_of(schema, "doc"), name);
    for (size_t i = 0; i < count; i++) {
        const struct kind *kind = fields[i].kind;
        fprintf(out, "    %s%s; /* %s%s */\n", fields[i].optional ? kind->optional : kind->member, fields[i].name,
                fields[i].doc, is_enum(&fields[i]) ? " (enum above)" : "");
    }
    fprintf(out, "};\n\nextern const struct record_type %s_type;\n\n#endif\n", name);
}

static void put_symbols(FILE *out, const struct field *field)
{
    const json_t *symbols = json_object_get(field->type, "symbols");
    fprintf(out, "static const char *const %s_symbols[] = {", field->name);
    for (size_t i = 0; i < json_array_size(symbols); i++)
        fprintf(out, "%s\"%s\"", i ? ", " : "", json_string_value(json_array_get(symbols, i)));
    fputs("};\n", out);
}

static void put_field(FILE *out, const char *record, const struct field *field)
{
    fprintf(out, "    {.name = \"%s\", .kind = %s, .optional = %s, .hashed = %s, .offset = offsetof(struct %s, %s),\n",
            field->name, field->kind->constant, field->optional ? "true" : "false", field->hashed ? "true" : "false",
            record, field->name);
    if (field->kind->logical && strcmp(field->kind->logical, "decimal") == 0)
        fprintf(out, "     .precision = %" JSON_INTEGER_FORMAT ", .scale = %" JSON_INTEGER_FORMAT ",\n",
                decimal_digits(field, "precision"), decimal_digits(field, "scale"));
    if (is_enum(field))
        fprintf(out, "     .symbols = %s_symbols, .symbol_count = sizeof %s_symbols / sizeof *%s_symbols,\n", field->name,
                field->name, field->name);
    fputs("     .doc = ", out);
    put_literal(out, field->doc);
    fputs("},\n", out);
}

/* ---- parsing canonical form and its fingerprint (Avro specification, "Schema Fingerprints") ---- */

static void canonical(const json_t *type, const char *name_space, FILE *out);

static void canonical_list(const json_t *list, const char *name_space, FILE *out)
{
    fputc('[', out);
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (i)
            fputc(',', out);
        canonical(json_array_get(list, i), name_space, out);
    }
    fputc(']', out);
}

static void canonical_fields(const json_t *fields, const char *name_space, FILE *out)
{
    fputs(",\"fields\":[", out);
    for (size_t i = 0; i < json_array_size(fields); i++) {
        const json_t *field = json_array_get(fields, i);
        fprintf(out, "%s{\"name\":\"%s\",\"type\":", i ? "," : "", text_of(field, "name"));
        canonical(json_object_get(field, "type"), name_space, out);
        fputc('}', out);
    }
    fputc(']', out);
}

static void canonical_symbols(const json_t *symbols, FILE *out)
{
    fputs(",\"symbols\":[", out);
    for (size_t i = 0; i < json_array_size(symbols); i++)
        fprintf(out, "%s\"%s\"", i ? "," : "", json_string_value(json_array_get(symbols, i)));
    fputc(']', out);
}

static void canonical(const json_t *type, const char *name_space, FILE *out)
{
    if (json_is_string(type)) {
        fprintf(out, "\"%s\"", json_string_value(type));
        return;
    }
    if (json_is_array(type)) {
        canonical_list(type, name_space, out);
        return;
    }
    const char *avro = text_of(type, "type");
    const json_t *fields = json_object_get(type, "fields"), *symbols = json_object_get(type, "symbols");
    if (fields || symbols) {
        fprintf(out, "{\"name\":\"%s.%s\",\"type\":\"%s\"", name_space, text_of(type, "name"), avro);
        if (fields)
            canonical_fields(fields, name_space, out);
        else
            canonical_symbols(symbols, out);
        fputc('}', out);
    } else if (strcmp(avro, "array") == 0) {
        fputs("{\"type\":\"array\",\"items\":", out);
        canonical(json_object_get(type, "items"), name_space, out);
        fputc('}', out);
    } else {
        fprintf(out, "\"%s\"", avro);
    }
}

static uint64_t crc64_avro(const char *bytes, size_t size)
{
    const uint64_t empty = UINT64_C(0xc15d213aa4d7a795);
    uint64_t crc = empty;
    for (size_t i = 0; i < size; i++) {
        crc ^= (unsigned char)bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (crc >> 1) ^ (empty & -(crc & 1));
    }
    return crc;
}

static uint64_t fingerprint(const json_t *schema)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        fail("no memory");
    canonical(schema, text_of(schema, "namespace"), out);
    if (fclose(out) != 0)
        fail("no memory");
    uint64_t crc = crc64_avro(text, size);
    free(text);
    return crc;
}

/* ---- SQL ---- */

static void put_column_type(FILE *out, const struct field *field)
{
    fputs(field->kind->sql, out);
    if (strcmp(field->kind->sql, "numeric") == 0)
        fprintf(out, "(%" JSON_INTEGER_FORMAT ",%" JSON_INTEGER_FORMAT ")", decimal_digits(field, "precision"),
                decimal_digits(field, "scale"));
}

static void put_comment(FILE *out, const char *table, const char *column, const char *comment)
{
    fprintf(out, "COMMENT ON COLUMN %s.%s IS ", table, column);
    put_sql_literal(out, comment);
    fputs(";\n", out);
}

static void put_key(FILE *out, const json_t *key)
{
    fputs("    PRIMARY KEY (", out);
    for (size_t i = 0; i < json_array_size(key); i++)
        fprintf(out, "%s%s", i ? ", " : "", json_string_value(json_array_get(key, i)));
    fputs(")\n);\n", out);
}

/* All columns of the newest version in order; a table made by an older one gets what it lacks behind. */
static void put_columns(FILE *out, const json_t *schema, const struct field *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "    %s ", fields[i].name);
        put_column_type(out, &fields[i]);
        fputs(fields[i].optional ? ",\n" : " NOT NULL,\n", out);
    }
    for (size_t i = 0; is_true(schema, "lineage") && i < sizeof lineage_columns / sizeof *lineage_columns; i++)
        fprintf(out, "    %s %s NOT NULL,\n", lineage_columns[i][0], lineage_columns[i][1]);
    if (is_true(schema, "versioned"))
        fputs("    cancelled boolean NOT NULL,\n", out);
}

static void put_table(FILE *out, const json_t *schema, const struct field *fields, size_t count, const char *sql_schema,
                      const json_t *key)
{
    char table[256];
    snprintf(table, sizeof table, "%s.%s", sql_schema, text_of(schema, "name"));
    fprintf(out, "CREATE TABLE IF NOT EXISTS %s (\n", table);
    put_columns(out, schema, fields, count);
    put_key(out, key);
    for (size_t i = 0; i < count; i++)
        if (fields[i].optional) {
            fprintf(out, "ALTER TABLE %s ADD COLUMN IF NOT EXISTS %s ", table, fields[i].name);
            put_column_type(out, &fields[i]);
            fputs(";\n", out);
        }
    fprintf(out, "COMMENT ON TABLE %s IS ", table);
    put_sql_literal(out, text_of(schema, "doc"));
    fputs(";\n", out);
    for (size_t i = 0; i < count; i++)
        put_comment(out, table, fields[i].name, fields[i].doc);
    for (size_t i = 0; is_true(schema, "lineage") && i < sizeof lineage_columns / sizeof *lineage_columns; i++)
        put_comment(out, table, lineage_columns[i][0], lineage_columns[i][2]);
    if (is_true(schema, "versioned"))
        put_comment(out, table, "cancelled", cancelled_comment);
}

static void write_sql(FILE *out, const json_t *schema, const struct field *fields, size_t count)
{
    fprintf(out, "-- generated from %s.avsc; do not edit. Makes the table, or adds the columns that it lacks.\n",
            text_of(schema, "name"));
    put_table(out, schema, fields, count, text_of(schema, "schema"), json_object_get(schema, "key"));
    if (!is_true(schema, "versioned"))
        return;
    json_t *key = json_pack("[ss]", "event_id", "content_hash");
    put_table(out, schema, fields, count, "history", key);
    json_decref(key);
}

/* ---- the record's table ---- */

static json_t *load_schema(const char *path)
{
    input_path = path;
    json_error_t error;
    json_t *schema = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (!schema)
        fail("line %d: %s", error.line, error.text);
    return schema;
}

static char *read_file(const char *path)
{
    input_path = path;
    FILE *in = fopen(path, "r");
    char *text = NULL;
    size_t capacity = 0;
    if (!in || getdelim(&text, &capacity, '\0', in) < 0)
        fail("cannot read: %s", strerror(errno));
    fclose(in);
    return text;
}

/* "folder/news_event.12.avsc" -> 12 */
static int version_number(const char *path)
{
    const char *dot = strstr(path, ".avsc");
    while (dot && dot > path && dot[-1] != '.')
        dot--;
    return dot ? atoi(dot) : 0;
}

static void put_versions(FILE *out, char **paths, int count)
{
    fputs("static const struct record_version versions[] = {\n", out);
    for (int i = 0; i < count; i++) {
        json_t *schema = load_schema(paths[i]);
        char *text = read_file(paths[i]);
        fprintf(out, "    {.number = %d, .fingerprint = UINT64_C(0x%016" PRIx64 "), .avsc =\n    ",
                version_number(paths[i]), fingerprint(schema));
        put_literal(out, text);
        fputs("},\n", out);
        free(text);
        json_decref(schema);
    }
    fputs("};\n\n", out);
}

static void put_type(FILE *out, const json_t *schema)
{
    const char *name = text_of(schema, "name");
    fprintf(out, "const struct record_type %s_type = {\n    .name = \"%s\",\n    .doc = ", name, name);
    put_literal(out, text_of(schema, "doc"));
    fprintf(out, ",\n    .sql_schema = \"%s\",\n    .versioned = %s,\n    .lineage = %s,\n", text_of(schema, "schema"),
            is_true(schema, "versioned") ? "true" : "false", is_true(schema, "lineage") ? "true" : "false");
    fprintf(out, "    .key = key,\n    .key_count = sizeof key / sizeof *key,\n    .size = sizeof(struct %s),\n", name);
    fputs("    .fields = fields,\n    .field_count = sizeof fields / sizeof *fields,\n    .avsc = avsc,\n", out);
    fprintf(out, "    .fingerprint = UINT64_C(0x%016" PRIx64 "),\n    .versions = versions,\n", fingerprint(schema));
    fputs("    .version_count = sizeof versions / sizeof *versions,\n    .ddl = ddl,\n};\n", out);
}

static void write_source(FILE *out, const json_t *schema, const char *path, const char *sql_path,
                         const struct field *fields, size_t count)
{
    const char *name = text_of(schema, "name");
    char *avsc = read_file(path), *sql = read_file(sql_path);
    fprintf(out, "/* generated from %s.avsc; do not edit */\n#include \"schemas/%s.h\"\n\n", name, name);
    for (size_t i = 0; i < count; i++)
        if (is_enum(&fields[i]))
            put_symbols(out, &fields[i]);
    fputs("\nstatic const char *const key[] = {", out);
    const json_t *key = json_object_get(schema, "key");
    for (size_t i = 0; i < json_array_size(key); i++)
        fprintf(out, "%s\"%s\"", i ? ", " : "", json_string_value(json_array_get(key, i)));
    fputs("};\n\nstatic const struct field fields[] = {\n", out);
    for (size_t i = 0; i < count; i++)
        put_field(out, name, &fields[i]);
    fputs("};\n\nstatic const char avsc[] =\n    ", out);
    put_literal(out, avsc);
    fputs(";\n\nstatic const char ddl[] =\n    ", out);
    put_literal(out, sql);
    fputs(";\n\n", out);
    free(avsc);
    free(sql);
}

static void generate(const char *path, const char *folder, char **published, int published_count)
{
    json_t *schema = load_schema(path);
    const json_t *list = json_object_get(schema, "fields");
    size_t count = json_array_size(list);
    struct field *fields = calloc(count ? count : 1, sizeof *fields);
    if (!fields || !count)
        fail("no fields");
    for (size_t i = 0; i < count; i++)
        fields[i] = read_field(json_array_get(list, i));
    const char *name = text_of(schema, "name");
    FILE *out = create(folder, name, ".h");
    write_header(out, schema, fields, count);
    finish(out);
    out = create(folder, name, ".sql");
    write_sql(out, schema, fields, count);
    finish(out);
    char sql_path[4096];
    snprintf(sql_path, sizeof sql_path, "%s/%s.sql", folder, name);
    out = create(folder, name, ".c");
    write_source(out, schema, path, sql_path, fields, count);
    put_versions(out, published, published_count);
    put_type(out, schema);
    finish(out);
    free(fields);
    json_decref(schema);
}

static void generate_list(const char *path, char **names, int count)
{
    input_path = path;
    FILE *out = fopen(path, "w");
    if (!out)
        fail("cannot write: %s", strerror(errno));
    fputs("/* generated from the list of schemas; do not edit */\n#include \"lib/record.h\"\n\n", out);
    for (int i = 0; i < count; i++)
        fprintf(out, "#include \"schemas/%s.h\"\n", names[i]);
    fputs("\nconst struct record_type *const record_types[] = {\n", out);
    for (int i = 0; i < count; i++)
        fprintf(out, "    &%s_type,\n", names[i]);
    fputs("};\nconst size_t record_type_count = sizeof record_types / sizeof *record_types;\n", out);
    finish(out);
}

int main(int argc, char **argv)
{
    input_path = "avsc2c";
    if (argc > 2 && strcmp(argv[1], "--list") == 0)
        generate_list(argv[2], argv + 3, argc - 3);
    else if (argc > 3)
        generate(argv[1], argv[2], argv + 3, argc - 3);
    else
        fail("usage: avsc2c RECORD.avsc OUT_DIR PUBLISHED.avsc... | --list OUT.c RECORD...");
    return 0;
}
