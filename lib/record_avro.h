/*
 * Records to Avro binary, through Avro-C: the only file that knows <avro.h>.
 *
 * Good for: what producers send, and the oracle of the decoder's tests. Reading from the wire is avro_decode.h, because
 * Avro-C can be made to spin, leak or overflow by hostile bytes.
 * Costs: one reused writer and value for each record type; some 9 us for a record of 56 fields.
 */
#ifndef LIB_RECORD_AVRO_H
#define LIB_RECORD_AVRO_H

#include "lib/buffer.h"
#include "lib/record.h"

struct record_encoder;

/* An encoder for the newest schema of `type`; ERROR_STOP if Avro-C does not take it. */
bool record_encoder_open(const struct record_type *type, struct record_encoder **encoder, struct error *error);
void record_encoder_close(struct record_encoder *encoder);

/* Appends the Avro binary of `record` to `out`. ERROR_REJECT: a decimal does not fit its precision and scale exactly, a
 * text is not UTF-8, a double is not finite, an enum index has no symbol, or `out` is full (out is truncated back). */
bool record_encode(struct record_encoder *encoder, const void *record, struct buffer *out, struct error *error);

#endif
