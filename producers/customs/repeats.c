#include "producers/customs/repeats.h"

#include <string.h>

static void start_group(struct repeats *repeats, const uint8_t group[CONTENT_HASH_SIZE])
{
    memcpy(repeats->group, group, CONTENT_HASH_SIZE);
    repeats->lines = 0;
    if (++repeats->generation)
        return;
    memset(repeats->slots, 0, sizeof repeats->slots); /* the number wrapped: old slots would look new */
    repeats->generation = 1;
}

uint32_t repeats_next(struct repeats *repeats, const uint8_t group[CONTENT_HASH_SIZE],
                      const uint8_t line[CONTENT_HASH_SIZE])
{
    if (!repeats->generation || memcmp(repeats->group, group, CONTENT_HASH_SIZE) != 0)
        start_group(repeats, group);
    uint32_t probe;
    memcpy(&probe, line, sizeof probe);
    for (;; probe++) {
        size_t slot = probe % REPEATS_SLOTS;
        if (repeats->slots[slot].generation != repeats->generation) {
            if (repeats->lines == REPEATS_LINES_MAX)
                return 0;
            repeats->lines++;
            repeats->slots[slot].generation = repeats->generation;
            memcpy(repeats->slots[slot].line, line, CONTENT_HASH_SIZE);
            return repeats->slots[slot].count = 1;
        }
        if (memcmp(repeats->slots[slot].line, line, CONTENT_HASH_SIZE) == 0)
            return ++repeats->slots[slot].count;
    }
}
