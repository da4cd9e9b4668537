/*
 * Small text files of settings that people write beside their data: mapping profiles, sidecars. A line is "key =
 * value"; empty lines and those that begin with '#' say nothing.
 *
 * Costs: keys and values are copied into the arena. Errors: ERROR_STOP with EXIT_CONFIG, naming file and line, for
 * whatever is wrong with the file. At most KEY_VALUE_BYTES_MAX bytes.
 */
#ifndef PRODUCERS_CUSTOMS_KEY_VALUE_H
#define PRODUCERS_CUSTOMS_KEY_VALUE_H

#include "lib/arena.h"
#include "producers/reader.h"

enum { KEY_VALUE_BYTES_MAX = 256 << 10 };

/* Takes one setting; returns what is wrong with it, NULL for nothing. Both are trimmed, and a NUL follows the value. */
typedef const char *key_value_setter(void *context, struct slice key, struct slice value);

bool key_value_read(struct reader *reader, struct arena *arena, key_value_setter *set, void *context,
                    struct error *error);

#endif
