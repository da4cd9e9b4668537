/*
 * Folders of small files that come with the program: migrations, views, reference data. For set-up, not for data.
 *
 * Errors: ERROR_STOP (EXIT_CONFIG) with the path.
 */
#ifndef CONSUMERS_CAPACITY_FOLDER_H
#define CONSUMERS_CAPACITY_FOLDER_H

#include "lib/buffer.h"
#include "lib/error.h"

enum { FOLDER_FILES_MAX = 1000, FOLDER_FILE_BYTES_MAX = 16 << 20, FOLDER_PATH_BYTES = 4096 };

struct folder {
    char path[FOLDER_PATH_BYTES];
    char **names; /* sorted bytewise */
    size_t count;
};

/* The files of `parent`/`name` (name NULL: of parent) whose names end in `suffix`. */
bool folder_open(const char *parent, const char *name, const char *suffix, struct folder *folder, struct error *error);
void folder_close(struct folder *folder);

/* Replaces the content of `out` by that of a file, with a NUL behind it that is not counted. */
bool folder_read(const struct folder *folder, const char *name, struct buffer *out, struct error *error);

#endif
