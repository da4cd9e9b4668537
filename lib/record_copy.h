/*
 * Records as rows of PostgreSQL's binary COPY format. Pure: knows no libpq.
 */
#ifndef LIB_RECORD_COPY_H
#define LIB_RECORD_COPY_H

#include "lib/buffer.h"
#include "lib/record.h"

void record_copy_header(struct buffer *out);
void record_copy_trailer(struct buffer *out);

/* Appends one row: the record's fields in order; then, where type->lineage, the five of `lineage` (else lineage is
 * NULL); then, where type->versioned, `cancelled`. ERROR_REJECT, REASON_OUT_OF_RANGE: a decimal, date or time that the
 * column does not take; out is truncated back. out->full is the caller's to test (it may be set some bytes early: room
 * is reserved once for the most that the row can take). */
bool record_copy_row(const struct record_type *type, const void *record, const struct lineage *lineage, bool cancelled,
                     struct buffer *out, struct error *error);

/* Appends "COPY schema.table (columns) FROM STDIN (FORMAT binary)" for `schema` (type->sql_schema or "history"). */
void record_copy_statement(const struct record_type *type, const char *schema, struct buffer *out);

/* Appends the comma-separated column names in row order. */
void record_copy_columns(const struct record_type *type, struct buffer *out);

#endif
