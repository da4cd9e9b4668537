/*
 * The vocabulary of records: what kinds of field there are, and the table that describes each record type.
 *
 * A record is written once, in schemas/NAME.avsc. The build derives from it (schemas/avsc2c.c) a plain C struct and a
 * struct record_type; every generic thing (Avro, COPY, JSON, tests) is one loop over that table.
 *
 * How a field lies in the struct:
 *
 *   kind              Avro                       struct member            optional member        PostgreSQL
 *   FIELD_BOOLEAN     boolean                    bool                     const bool *           boolean
 *   FIELD_INT         int                        int32_t                  const int32_t *        integer
 *   FIELD_LONG        long                       int64_t                  const int64_t *        bigint
 *   FIELD_DOUBLE      double                     double                   const double *         double precision
 *   FIELD_DECIMAL     bytes, decimal(p,s)        struct decimal           const struct decimal * numeric(p,s)
 *   FIELD_STRING      string                     struct slice             struct slice, data NULL  text
 *   FIELD_BYTES       bytes                      struct slice             struct slice, data NULL  bytea
 *   FIELD_DATE        int, date                  int32_t (days since 1970-01-01)  const int32_t *  date
 *   FIELD_TIMESTAMP   long, timestamp-millis     int64_t (ms since 1970-01-01 UTC) const int64_t *  timestamptz
 *   FIELD_UUID        string, uuid               struct uuid              const struct uuid *    uuid
 *   FIELD_ENUM        enum                       int (index of symbols)   const int *            text
 *   FIELD_STRINGS     array of string            struct slices            (never optional)       text[]
 *
 * Optional means pointer: NULL is "not stated", which can thus not be read as 0 by mistake. A text's own data pointer
 * serves the same end. What pointers and slices point to belongs to somebody else: an arena, or the Kafka payload.
 */
#ifndef LIB_RECORD_H
#define LIB_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/decimal.h"
#include "lib/slice.h"
#include "lib/uuid.h"

enum field_kind {
    FIELD_BOOLEAN,
    FIELD_INT,
    FIELD_LONG,
    FIELD_DOUBLE,
    FIELD_DECIMAL,
    FIELD_STRING,
    FIELD_BYTES,
    FIELD_DATE,
    FIELD_TIMESTAMP,
    FIELD_UUID,
    FIELD_ENUM,
    FIELD_STRINGS,
    FIELD_KIND_COUNT
};

struct field {
    const char *name; /* the one name: Avro field, struct member, column */
    const char *doc;  /* meaning and unit; the column's comment */
    enum field_kind kind;
    bool optional;              /* ["null", T] */
    bool hashed;                /* part of content_hash (attribute "hash", default true) */
    int precision, scale;       /* FIELD_DECIMAL: digits in all, and behind the point */
    const char *const *symbols; /* FIELD_ENUM: in the order of the constants */
    size_t symbol_count;
    size_t offset; /* of the member in the struct */
};

/* One published version of a record's schema. */
struct record_version {
    int number;           /* N of schemas/published/NAME.N.avsc */
    const char *avsc;     /* its text, as published */
    uint64_t fingerprint; /* CRC-64-AVRO of its parsing canonical form */
};

struct record_type {
    const char *name; /* record, struct, topic, subject "NAME-value", table */
    const char *doc;
    const char *sql_schema;      /* PostgreSQL schema of the table */
    bool versioned;              /* has a history table and the column `cancelled` */
    bool lineage;                /* has the lineage columns */
    const char *const *key;      /* columns of the primary key */
    size_t key_count;
    size_t size;                 /* bytes of the struct */
    const struct field *fields;
    size_t field_count;
    const char *avsc;            /* the newest text, what producers write with */
    uint64_t fingerprint;        /* CRC-64-AVRO of its parsing canonical form */
    const struct record_version *versions; /* every published one, oldest first */
    size_t version_count;
    const char *ddl;             /* idempotent SQL that makes or extends the tables; one text, several statements */
};

/* All record types (generated); ends after record_type_count. */
extern const struct record_type *const record_types[];
extern const size_t record_type_count;

/* The type of that name, NULL if there is none. */
const struct record_type *record_type_find(struct slice name);

/* The field of that name, NULL if there is none. */
const struct field *record_field_find(const struct record_type *type, struct slice name);

/* The lineage block of a row: where its message lay. Written behind the record's own columns where type->lineage. */
struct lineage {
    struct slice kafka_topic;
    int32_t kafka_partition;
    int64_t kafka_offset;
    int64_t schema_id;   /* registry id, or the fingerprint's bits where there is no registry */
    int64_t ingested_at; /* ms since 1970-01-01 UTC */
};

/* Where the value of a field lies: the member itself, or what an optional member points to. NULL means not stated.
 * For texts and arrays it is the address of the slice or slices. */
const void *field_value(const struct field *field, const void *record);

/* Bytes of one value of that kind as it lies in the struct, for example sizeof(struct decimal). */
size_t field_kind_size(enum field_kind kind);

/* Index of a symbol of an enum field, -1 if it has none such. */
int field_symbol(const struct field *field, struct slice symbol);

/* True if two records of one type state the same in all fields. Decimals by value, doubles by their bits. */
bool record_equal(const struct record_type *type, const void *a, const void *b);

#endif
