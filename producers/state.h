/*
 * What a producer need not do again, over restarts: a text file of lines, each written when what it names is safe.
 *
 * A line names a download or a file with its size and time. Costs: 16 bytes of memory a line, STATE_LINES_MAX at most.
 * A line that a crash cut off is dropped at the next start. Errors: ERROR_STOP with EXIT_CONFIG (cannot be read) or
 * EXIT_IO (cannot be written). Threads: one; one process a file (a lock sees to it).
 */
#ifndef PRODUCERS_STATE_H
#define PRODUCERS_STATE_H

#include <stdbool.h>

#include "lib/error.h"
#include "lib/slice.h"

enum { STATE_LINES_MAX = 1 << 22 };

struct state;

bool state_open(const char *path, struct state **state, struct error *error); /* NULL: only in memory */
void state_close(struct state *state);
bool state_has(const struct state *state, struct slice line);
/* Appends the line, in which no line break stands, and sees it to the disk. */
bool state_add(struct state *state, struct slice line, struct error *error);

#endif
