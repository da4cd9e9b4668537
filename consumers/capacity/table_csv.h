/*
 * A CSV file of our own in memory: the reference data. RFC 4180 with a header line; every line has the header's
 * columns.
 *
 * For trusted files of at most TABLE_CSV_SIZE_MAX bytes; sources of events have their own readers.
 * Ownership: the table owns its text and cells until table_csv_free; slices point into it. Errors: ERROR_STOP
 * (EXIT_CONFIG) with file and line. Any thread, one at a time.
 */
#ifndef CONSUMERS_CAPACITY_TABLE_CSV_H
#define CONSUMERS_CAPACITY_TABLE_CSV_H

#include <stdint.h>

#include "lib/error.h"
#include "lib/identity.h"
#include "lib/slice.h"

enum { TABLE_CSV_SIZE_MAX = 16 << 20, TABLE_CSV_COLUMNS_MAX = 128 };

struct table_csv {
    char *path;          /* for messages */
    char *text;          /* the file, unquoted in place */
    size_t text_size;    /* bytes of the file as it was read */
    uint8_t content_hash[CONTENT_HASH_SIZE]; /* of the file as it was read */
    struct slice *cells; /* rows * columns, the header first; a NUL stands behind each */
    size_t *lines;       /* of the file, where each row begins, the header first */
    size_t columns;
    size_t rows;         /* without the header */
};

bool table_csv_load(const char *folder, const char *name, struct table_csv *table, struct error *error);
/* The same, where lines that begin with # are comments, and empty lines nothing. */
bool table_csv_load_commented(const char *folder, const char *name, struct table_csv *table, struct error *error);
void table_csv_free(struct table_csv *table);

/* The number of the column of that name; ERROR_STOP if the file has none such. */
bool table_csv_column(const struct table_csv *table, const char *name, size_t *column, struct error *error);

/* The line of the file in which a data row, from 0, begins. */
size_t table_csv_line(const struct table_csv *table, size_t row);

/* A cell of a data row, from 0; an empty cell has size 0. */
struct slice table_csv_cell(const struct table_csv *table, size_t row, size_t column);

/* The cell as a number: NAN if empty; ERROR_STOP if it is something else. */
bool table_csv_number(const struct table_csv *table, size_t row, size_t column, double *number, struct error *error);

#endif
