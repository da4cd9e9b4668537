/*
 * Zip archives made by hand, byte for byte, so that a test can make wrong ones too.
 */
#ifndef TESTS_ZIP_FILE_H
#define TESTS_ZIP_FILE_H

#include <stdint.h>

#include "lib/buffer.h"

struct zip_member {
    const char *name;
    struct slice text;
    int method;     /* 0 stored, 8 deflated; any other is stored and only said to be packed so */
    int flags;      /* 1 encrypted */
    uint32_t crc_mask; /* what the CRC is changed by */
};

/* Appends the archive to `out`, which must have room for it. */
void zip_file_make(const struct zip_member *members, size_t count, struct buffer *out);

/* The same, written to a file. */
void zip_file_write(const char *path, const struct zip_member *members, size_t count);

#endif
