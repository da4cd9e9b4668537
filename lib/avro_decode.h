/*
 * Avro binary to records by our own bounded decoder, after a plan made once for each writer's schema.
 *
 * A plan pairs the writer's fields with ours by name: a field that we have and the writer lacks is "not stated" (or
 * makes the schema unusable where we require it), one that only the writer has is skipped. Enums go by symbol. int
 * reads as long or double, long and float as double, T as ["null", T] and back (a null for a required field is a
 * rejection). Texts and bytes are slices into the payload, so the payload must outlive the record; cells of optional
 * numbers and arrays are taken from the arena. Bounds: every length within the remaining bytes, block counts, depth,
 * all bytes used, UTF-8 without NUL. Threads: a plan is read only after it is made.
 */
#ifndef LIB_AVRO_DECODE_H
#define LIB_AVRO_DECODE_H

#include "lib/arena.h"
#include "lib/record.h"

struct avro_plan;

/* Reads a writer's schema from untrusted text (size, depth, names and counts are bounded) and pairs it with `type`.
 * ERROR_REJECT, REASON_INCOMPATIBLE_SCHEMA if no record of it can be ours. */
bool avro_plan_make(struct slice schema, const struct record_type *type, struct avro_plan **plan, struct error *error);
void avro_plan_free(struct avro_plan *plan);

/* Decodes one payload into *record (of the plan's type). ERROR_REJECT with REASON_BAD_AVRO or REASON_BAD_ENCODING;
 * ERROR_FULL if the cells do not fit (the caller flushes and takes the message again). */
bool avro_decode(const struct avro_plan *plan, struct slice payload, struct arena *arena, void *record,
                 struct error *error);

#endif
