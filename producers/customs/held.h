/*
 * Records of delimited text with a look ahead: what stands in the next lines, before the line at hand is taken.
 *
 * Costs: a copy of each record looked at; nothing where nobody looks. Memory: at most HELD_RECORDS_MAX records and
 * HELD_BYTES_MAX. Ownership: a record is valid until the next call. Errors and order are those of csv_next.
 */
#ifndef PRODUCERS_CUSTOMS_HELD_H
#define PRODUCERS_CUSTOMS_HELD_H

#include "producers/csv.h"

enum { HELD_RECORDS_MAX = 1024, HELD_BYTES_MAX = 4 << 20 };

struct held;

/* The reader of records stays the caller's. */
bool held_open(struct csv *csv, struct held **held, struct error *error);
void held_close(struct held *held);

/* The record that held_next will give after `ahead` others; NULL where the end, a refused record, or the limit comes
 * before it. */
const struct csv_record *held_peek(struct held *held, size_t ahead);
enum csv_result held_next(struct held *held, struct csv_record *record, struct error *error);

#endif
