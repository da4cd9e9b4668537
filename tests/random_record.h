/*
 * Records of any type filled with seeded random values: what generic tests, benchmarks and fuzzers start from.
 *
 * Every kind gets ordinary values and the ends of its range; texts are valid UTF-8 of one to four bytes a character
 * with what JSON and SQL must escape; optional fields are left out about one time in three. Same seed, same record.
 * Values are such that every encoding takes them: decimals fit their field, times lie in the years 1 to 9999, doubles
 * are finite.
 */
#ifndef TESTS_RANDOM_RECORD_H
#define TESTS_RANDOM_RECORD_H

#include "lib/arena.h"
#include "lib/record.h"

enum { RANDOM_RECORD_ARENA = 256 << 10 }; /* bytes that one record needs at most */

/* Fills *record (type->size bytes); what it points to is taken from `arena`, which must have room. */
void random_record(const struct record_type *type, uint64_t seed, struct arena *arena, void *record);

/* The next number of a sequence that `state` holds (splitmix64): for tests that need more than records. */
uint64_t random_next(uint64_t *state);

#endif
