/*
 * UUIDs as 16 bytes, in the order in which PostgreSQL and memcmp sort them.
 */
#ifndef LIB_UUID_H
#define LIB_UUID_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/slice.h"

enum { UUID_TEXT_SIZE = 36 };

struct uuid {
    uint8_t bytes[16];
};

/* Reads the form 8-4-4-4-12 of hexadecimal digits in either case, nothing else. */
bool uuid_parse(struct slice text, struct uuid *uuid);

/* Writes that form in lower case and a NUL: text holds UUID_TEXT_SIZE + 1 bytes. */
void uuid_format(const struct uuid *uuid, char *text);

/* As memcmp of the bytes. */
int uuid_compare(const struct uuid *a, const struct uuid *b);

#endif
