/*
 * How often a line has already stood in its group: two lines that are alike in all that tells lines apart are two facts
 * nonetheless, and need two ids.
 *
 * A group is a declaration; only adjacent lines of one are counted, so memory is that of one declaration, at most
 * REPEATS_LINES_MAX different lines. Costs: one probe of a hash table a line; starting a group is free.
 */
#ifndef PRODUCERS_CUSTOMS_REPEATS_H
#define PRODUCERS_CUSTOMS_REPEATS_H

#include "lib/identity.h"

enum { REPEATS_SLOTS = 1 << 14, REPEATS_LINES_MAX = REPEATS_SLOTS / 4 * 3 };

struct repeats {
    uint8_t group[CONTENT_HASH_SIZE];
    uint32_t generation; /* of the group; slots of others are empty. 0 before the first */
    size_t lines;        /* different ones in the group */
    struct {
        uint8_t line[CONTENT_HASH_SIZE];
        uint32_t generation, count;
    } slots[REPEATS_SLOTS];
};

/* 1 for a line not seen in this group, 2 for its first repeat, ...; 0 if the group has too many different lines. All
 * zeros are a valid struct repeats. */
uint32_t repeats_next(struct repeats *repeats, const uint8_t group[CONTENT_HASH_SIZE],
                      const uint8_t line[CONTENT_HASH_SIZE]);

#endif
