/*
 * event_id and content_hash: who a fact is, and which version of it. Recipes and test vectors: schemas/README.md.
 */
#ifndef LIB_IDENTITY_H
#define LIB_IDENTITY_H

#include "lib/arena.h"
#include "lib/record.h"

enum { CONTENT_HASH_SIZE = 16 };

/* The canonical text of a natural key: its parts in their fixed order, joined by '|', with a backslash before each '|'
 * and backslash in a part. A part that is not stated is written as an empty one. Not stated if the arena is full. */
struct slice identity_natural_key(struct arena *arena, const struct slice *parts, size_t part_count);

/* The id of the fact with that canonical natural key. Deterministic. `date_ms`, where the key has a date, becomes the
 * first 48 bits so that ids grow with time; NULL: they are 0. The rest is a hash of name_space, source and key. */
struct uuid identity_event_id(struct slice name_space, struct slice source, struct slice natural_key,
                              const int64_t *date_ms);

/* XXH3-128 (canonical bytes) over the stated hashed fields, sorted by name. */
void identity_content_hash(const struct record_type *type, const void *record, uint8_t hash[CONTENT_HASH_SIZE]);

/* XXH3-128 of any bytes: catalogue versions, key hashes. */
void identity_hash_bytes(struct slice bytes, uint8_t hash[CONTENT_HASH_SIZE]);
int64_t identity_hash_64(struct slice bytes);

#endif
