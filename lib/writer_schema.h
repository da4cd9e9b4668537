/*
 * The Avro schema with which somebody wrote a message, read from untrusted text into a tree of types.
 *
 * Good for: avro_decode, which makes a plan from it. Costs: once for each schema; some 100 us. Refused: text over 64
 * KiB, JSON or types nested deeper than 64, more than 256 named types, 4096 fields or symbols, a tree that does not fit
 * its arena, names that are no Avro names or defined twice, unknown types, negative sizes, unions in unions or with two
 * branches of one type, and records that contain themselves other than through a union, array or map (no value of them
 * is finite). Ownership: types, names and symbols live until writer_schema_free. Threads: read only once it is made.
 */
#ifndef LIB_WRITER_SCHEMA_H
#define LIB_WRITER_SCHEMA_H

#include "lib/arena.h"
#include "lib/slice.h"

enum { WRITER_DEPTH_MAX = 64, WRITER_SCHEMA_BYTES_MAX = 64 * 1024 };

enum writer_kind {
    WRITER_NULL,
    WRITER_BOOLEAN,
    WRITER_INT,
    WRITER_LONG,
    WRITER_FLOAT,
    WRITER_DOUBLE,
    WRITER_BYTES,
    WRITER_STRING, /* the last of the primitive kinds */
    WRITER_FIXED,
    WRITER_ENUM,
    WRITER_RECORD,
    WRITER_ARRAY,
    WRITER_MAP,
    WRITER_UNION,
};

enum writer_logical {
    LOGICAL_NONE,
    LOGICAL_DATE,
    LOGICAL_TIMESTAMP_MILLIS,
    LOGICAL_UUID,
    LOGICAL_DECIMAL,
    LOGICAL_OTHER, /* one that changes the meaning in a way that we do not read, such as timestamp-micros */
};

struct writer_type {
    enum writer_kind kind;
    enum writer_logical logical;
    int precision, scale;             /* LOGICAL_DECIMAL */
    size_t size_min;                  /* fewest bytes of a value; of a fixed exactly its size */
    struct slice name_space, name;    /* of fixed, enum and record */
    const struct slice *names;        /* record: of its fields; enum: the symbols */
    const struct writer_type **types; /* record: of its fields; union: the branches; array and map: of the items */
    size_t count;                     /* fields, symbols or branches; 1 for array and map */
    enum { MEASURE_NONE, MEASURE_BEGUN, MEASURE_DONE } measure; /* whether size_min of a record is known */
};

struct writer_schema {
    struct json *json; /* holds the names */
    struct arena arena; /* holds the types, and what else shall live as long */
    const struct writer_type *root;
};

/* ERROR_REJECT, REASON_INCOMPATIBLE_SCHEMA for each of the refusals above; ERROR_STOP without memory. */
bool writer_schema_parse(struct slice text, struct writer_schema *schema, struct error *error);
void writer_schema_free(struct writer_schema *schema);

#endif
