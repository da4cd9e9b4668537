/*
 * Records of any type with random values, for tests that no new record or field shall escape: extremes and empty values
 * come often, each optional field is not stated in about every third record.
 */
#ifndef TESTS_RANDOM_RECORD_H
#define TESTS_RANDOM_RECORD_H

#include "lib/arena.h"
#include "lib/record.h"

/* A number that follows from *seed, which moves on: equal seeds give equal records on any machine. */
uint64_t random_next(uint64_t *seed);
size_t random_below(uint64_t *seed, size_t limit);

/* Fills *record; what it points to lies in `arena`, which must have room (16 KiB do for one record). */
void random_record(const struct record_type *type, uint64_t *seed, struct arena *arena, void *record);

#endif
