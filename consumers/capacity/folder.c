#include "consumers/capacity/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool ends_with(const char *name, const char *suffix)
{
    size_t size = strlen(name), suffix_size = strlen(suffix);
    return name[0] != '.' && size > suffix_size && strcmp(name + size - suffix_size, suffix) == 0;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool read_names(DIR *directory, const char *suffix, struct folder *folder, struct error *error)
{
    const struct dirent *entry;
    while ((entry = readdir(directory))) {
        if (!ends_with(entry->d_name, suffix))
            continue;
        if (folder->count == FOLDER_FILES_MAX)
            return error_stop(error, EXIT_CONFIG, "%s: more than %d files", folder->path, FOLDER_FILES_MAX);
        folder->names[folder->count] = strdup(entry->d_name);
        if (!folder->names[folder->count++])
            return error_stop(error, EXIT_TRY_AGAIN, "%s: no memory", folder->path);
    }
    qsort(folder->names, folder->count, sizeof *folder->names, compare_names);
    return true;
}

bool folder_open(const char *parent, const char *name, const char *suffix, struct folder *folder, struct error *error)
{
    *folder = (struct folder){0};
    snprintf(folder->path, sizeof folder->path, "%s%s%s", parent, name ? "/" : "", name ? name : "");
    DIR *directory = opendir(folder->path);
    if (!directory)
        return error_stop(error, EXIT_CONFIG, "%s: %s", folder->path, strerror(errno));
    folder->names = calloc(FOLDER_FILES_MAX, sizeof *folder->names);
    bool read = folder->names ? read_names(directory, suffix, folder, error)
                              : error_stop(error, EXIT_TRY_AGAIN, "%s: no memory", folder->path);
    closedir(directory);
    if (!read)
        folder_close(folder);
    return read;
}

void folder_close(struct folder *folder)
{
    for (size_t i = 0; i < folder->count; i++)
        free(folder->names[i]);
    free(folder->names);
    *folder = (struct folder){0};
}

bool folder_read(const struct folder *folder, const char *name, struct buffer *out, struct error *error)
{
    char path[FOLDER_PATH_BYTES + 256];
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    FILE *file = fopen(path, "r");
    if (!file)
        return error_stop(error, EXIT_CONFIG, "%s: %s", path, strerror(errno));
    buffer_reset(out);
    char block[65536];
    size_t size;
    while ((size = fread(block, 1, sizeof block, file)) > 0)
        buffer_bytes(out, block, size);
    bool failed = ferror(file);
    fclose(file);
    buffer_byte(out, '\0');
    if (failed || out->full)
        return error_stop(error, EXIT_CONFIG, "%s: %s", path, failed ? "cannot be read" : "too large");
    buffer_truncate(out, out->size - 1);
    return true;
}
