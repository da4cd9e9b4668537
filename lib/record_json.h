/*
 * Records as JSON lines: what --print writes and reads.
 *
 * {"record": NAME, then every field in schema order, NULLs written}: times RFC 3339 UTC with milliseconds, dates ISO,
 * decimals as strings in the field's scale, doubles shortest round-trip, bytes base64, enums by symbol, uuids as text.
 * Same record, same bytes, on any machine.
 */
#ifndef LIB_RECORD_JSON_H
#define LIB_RECORD_JSON_H

#include "lib/arena.h"
#include "lib/buffer.h"
#include "lib/record.h"

/* Appends the object and a newline. */
void record_json_write(const struct record_type *type, const void *record, struct buffer *out);

/* Appends `text` as a JSON string with its quotes; what must be escaped is, and what is no UTF-8 is replaced by
 * U+FFFD. */
void json_write_string(struct buffer *out, struct slice text);

/* Appends a number as the records' doubles are written; null for what is not finite. */
void json_write_double(struct buffer *out, double number);

/* The type that a line names in "record"; NULL and ERROR_REJECT if it names none of ours or is not a JSON object.
 * Then reads the line into *record of that type; memory is taken from `arena`. Unknown members are refused by name,
 * absent optional ones are not stated. ERROR_FULL as avro_decode. */
const struct record_type *record_json_type(struct slice line, struct error *error);
bool record_json_read(const struct record_type *type, struct slice line, struct arena *arena, void *record,
                      struct error *error);

#endif
