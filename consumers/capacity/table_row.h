/*
 * One row of a reference table being read: cells by the names of their columns.
 *
 * Errors: the first failure goes to *error (ERROR_STOP, EXIT_CONFIG, with file and line) and `ok` is false from then
 * on; all later reads give nothing, so that a function reads a whole row and its caller looks once. For set-up, not for
 * data.
 */
#ifndef CONSUMERS_CAPACITY_TABLE_ROW_H
#define CONSUMERS_CAPACITY_TABLE_ROW_H

#include "consumers/capacity/table_csv.h"

struct table_row {
    const struct table_csv *table;
    size_t number; /* from 0, without the header */
    bool ok;
    struct error *error;
};

struct slice table_row_text(struct table_row *row, const char *column);
double table_row_number(struct table_row *row, const char *column); /* NAN if empty */

/* "2023", "2023-11" and "2023-11-18" all occur: the first day of it, INT32_MIN if the cell is empty. */
int32_t table_row_date(struct table_row *row, const char *column);

/* `what` and the text, with file and line. */
void table_row_refuse(struct table_row *row, const char *what, struct slice text);

#endif
