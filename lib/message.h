/*
 * Records as Kafka payloads, in both framings:
 *
 *   Confluent            00 | id, 4 bytes big-endian           | Avro binary      with a registry
 *   Avro single object   C3 01 | CRC-64-AVRO, 8 bytes little-endian | Avro binary  without one
 *
 * The first bytes tell them apart; a reader takes both. 01 (Confluent's GUID framing), 03 (AWS Glue) and id-in-header
 * are recognised and refused by name.
 */
#ifndef LIB_MESSAGE_H
#define LIB_MESSAGE_H

#include "lib/arena.h"
#include "lib/buffer.h"
#include "lib/record.h"
#include "lib/schema_registry.h"

struct message_writer;
struct message_reader;

/* A writer for one record type. registry NULL: single-object framing; else the schema is registered under
 * "NAME-value". */
bool message_writer_open(const struct record_type *type, struct schema_registry *registry,
                         struct message_writer **writer, struct error *error);
void message_writer_close(struct message_writer *writer);

/* Replaces the content of `out` by the payload of `record`. Errors as record_encode. */
bool message_write(struct message_writer *writer, const void *record, struct buffer *out, struct error *error);

/* A reader for one record type; registry NULL: only published fingerprints and no ids are known (an id is then
 * REASON_UNKNOWN_SCHEMA). Plans are made once for each schema and kept. */
bool message_reader_open(const struct record_type *type, struct schema_registry *registry,
                         struct message_reader **reader, struct error *error);
void message_reader_close(struct message_reader *reader);

/* Decodes a payload into *record; *schema_id gets the id, or the bits of the fingerprint (set also when decoding
 * fails after the frame was read; else 0). ERROR_REJECT: REASON_TOMBSTONE, BAD_FRAMING, UNKNOWN_SCHEMA,
 * INCOMPATIBLE_SCHEMA, BAD_AVRO, BAD_ENCODING. ERROR_RETRY: the registry is down. ERROR_FULL: the arena is full. */
bool message_read(struct message_reader *reader, struct slice payload, struct arena *arena, void *record,
                  int64_t *schema_id, struct error *error);

#endif
