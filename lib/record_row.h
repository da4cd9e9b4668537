/*
 * Rows of PostgreSQL back into records: the mirror of record_copy. Pure: knows no libpq.
 *
 * Values come as the server sends them in its binary format, one slice for each column in the order of
 * record_copy_columns; data NULL is NULL. Texts and bytes are borrowed from them, so they must outlive the record;
 * cells of optional numbers and arrays are taken from the arena. Costs: one pass, no memory but the arena's.
 * Errors: ERROR_STOP (EXIT_CONFIG) where a column holds what the field cannot (a table that somebody changed by hand);
 * ERROR_FULL if the arena is full. Threads: any.
 */
#ifndef LIB_RECORD_ROW_H
#define LIB_RECORD_ROW_H

#include "lib/arena.h"
#include "lib/record.h"

enum { RECORD_ROW_LINEAGE_VALUES = 5 };

/* Fills *record (type->size bytes) from the first type->field_count values. */
bool record_row_read(const struct record_type *type, const struct slice *values, struct arena *arena, void *record,
                     struct error *error);

/* Fills *lineage from the five values behind the record's own, where type->lineage. */
bool record_row_lineage(const struct record_type *type, const struct slice *values, struct lineage *lineage,
                        struct error *error);

#endif
