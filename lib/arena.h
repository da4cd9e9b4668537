/*
 * Memory of one unit of work (a batch, an input's record), taken once and released at once.
 *
 * Good for: everything that lives exactly as long as the unit. Costs: an addition for each allocation; no free on the
 * data path. Size is fixed at the start, so "full" is an ordinary answer: arena_alloc returns NULL.
 * Ownership: the arena owns what it hands out; arena_reset and arena_truncate end those lives.
 * Threads: one arena belongs to one thread.
 *
 * Under AddressSanitizer what is not handed out is poisoned and allocations are kept apart by a gap, so an overrun
 * inside the arena is caught like one of malloc's.
 */
#ifndef LIB_ARENA_H
#define LIB_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/error.h"
#include "lib/slice.h"

struct arena {
    char *memory;
    size_t size; /* bytes, fixed */
    size_t used; /* bytes handed out; a mark for arena_truncate */
};

/* Takes `size` bytes from the system; ERROR_STOP if it has none. */
bool arena_init(struct arena *arena, size_t size, struct error *error);
void arena_free(struct arena *arena);

/* `size` bytes aligned for any type, not cleared; NULL if the arena is full. */
void *arena_alloc(struct arena *arena, size_t size);

/* A copy of `size` bytes; NULL if full. */
void *arena_copy(struct arena *arena, const void *bytes, size_t size);

/* A copy of a slice with a NUL behind it; not stated stays not stated, and is also the answer of a full arena (then
 * slice.data was not NULL). */
struct slice arena_slice(struct arena *arena, struct slice slice);

/* A formatted text; not stated if full. */
struct slice arena_format(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Ends the life of everything allocated since arena->used was `mark`. */
void arena_truncate(struct arena *arena, size_t mark);
void arena_reset(struct arena *arena);

#endif
