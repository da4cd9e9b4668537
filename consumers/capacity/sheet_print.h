/*
 * A sheet as text of at most 120 columns, or as one JSON object whose keys are stable and whose numbers are those of --print.
 */
#ifndef CONSUMERS_CAPACITY_SHEET_PRINT_H
#define CONSUMERS_CAPACITY_SHEET_PRINT_H

#include "consumers/capacity/sheet.h"
#include "lib/buffer.h"

void sheet_print_table(const struct catalogue *catalogue, const struct sheet_question *question,
                       const struct sheet *sheet, struct buffer *out);
void sheet_print_json(const struct catalogue *catalogue, const struct sheet_question *question,
                      const struct sheet *sheet, struct buffer *out);

#endif
