#include "producers/sources.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

bool source_is_web(const char *name)
{
    return !strncasecmp(name, "http://", 7) || !strncasecmp(name, "https://", 8);
}

/* Takes over `name`, which malloc made (NULL: there was no memory). */
static bool add(struct sources *sources, char *name, struct error *error)
{
    if (name && sources->count == sources->capacity && sources->count < SOURCES_MAX) {
        size_t capacity = sources->capacity ? sources->capacity * 2 : 64;
        char **names = realloc(sources->names, capacity * sizeof *names);
        if (names) {
            sources->names = names;
            sources->capacity = capacity;
        }
    }
    if (name && sources->count < sources->capacity) {
        sources->names[sources->count++] = name;
        return true;
    }
    free(name);
    return error_stop(error, EXIT_NO_INPUT, "more than %zu sources, or no memory for their names", sources->count);
}

static char *join(const char *folder, const char *name)
{
    size_t size = strlen(folder);
    char *path;
    int made = asprintf(&path, "%s%s%s", folder, size && folder[size - 1] == '/' ? "" : "/", name);
    return made < 0 ? NULL : path;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

/* alphasort goes by the locale; bytes are the same everywhere. */
static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool add_folder(struct sources *sources, const char *folder, int depth, struct error *error);

/* Adds one entry of a folder: a file, what a link to a file leads to, or the content of a folder; pipes, sockets and
 * devices that lie about in it are no sources. */
static bool add_entry(struct sources *sources, const char *folder, const char *name, int depth, struct error *error)
{
    char *path = join(folder, name);
    struct stat status;
    if (!path || lstat(path, &status))
        return add(sources, path, error); /* opening it will say what is wrong */
    bool fine = true;
    if (S_ISDIR(status.st_mode))
        fine = add_folder(sources, path, depth + 1, error);
    else if (S_ISREG(status.st_mode) || (S_ISLNK(status.st_mode) && !stat(path, &status) && S_ISREG(status.st_mode)))
        return add(sources, path, error);
    free(path);
    return fine;
}

static bool add_folder(struct sources *sources, const char *folder, int depth, struct error *error)
{
    if (depth > SOURCES_DEPTH_MAX)
        return error_stop(error, EXIT_NO_INPUT, "%s: folders are nested more than %d deep", folder, SOURCES_DEPTH_MAX);
    struct dirent **entries;
    int count = scandir(folder, &entries, is_visible, by_bytes);
    if (count < 0)
        return error_stop(error, EXIT_NO_INPUT, "folder %s cannot be read: %s", folder, strerror(errno));
    bool fine = true;
    for (int i = 0; i < count; i++) {
        fine = fine && add_entry(sources, folder, entries[i]->d_name, depth, error);
        free(entries[i]);
    }
    free(entries);
    return fine;
}

bool sources_expand(struct sources *sources, char *const *arguments, size_t argument_count, struct error *error)
{
    for (size_t i = 0; i < argument_count; i++) {
        struct stat status;
        bool folder = !source_is_web(arguments[i]) && strcmp(arguments[i], "-") != 0 && !stat(arguments[i], &status) &&
                      S_ISDIR(status.st_mode);
        if (!(folder ? add_folder(sources, arguments[i], 0, error) : add(sources, strdup(arguments[i]), error)))
            return false;
    }
    if (!sources->count)
        return error_stop(error, EXIT_NO_INPUT, "there is no file in %s", argument_count ? arguments[0] : "no source");
    return true;
}

void sources_free(struct sources *sources)
{
    for (size_t i = 0; i < sources->count; i++)
        free(sources->names[i]);
    free(sources->names);
    *sources = (struct sources){0};
}
