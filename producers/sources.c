#include "producers/sources.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "producers/archive.h"

bool source_is_web(const char *name)
{
    return !strncasecmp(name, "http://", 7) || !strncasecmp(name, "https://", 8);
}

static bool make_room(struct sources *sources, size_t more)
{
    size_t capacity = sources->capacity ? sources->capacity : 64;
    while (capacity < sources->count + more)
        capacity *= 2;
    if (capacity == sources->capacity)
        return true;
    struct source *items = capacity <= SOURCES_MAX ? realloc(sources->items, capacity * sizeof *items) : NULL;
    if (!items)
        return false;
    sources->items = items;
    sources->capacity = capacity;
    return true;
}

static bool too_many(struct error *error)
{
    return error_stop(error, EXIT_NO_INPUT, "more than %d sources, or no memory for their names", SOURCES_MAX);
}

/* Takes over both texts, which malloc made (name NULL: there was no memory). */
static bool add(struct sources *sources, char *name, char *address, struct error *error)
{
    if (name && make_room(sources, 1)) {
        sources->items[sources->count++] = (struct source){.name = name, .address = address};
        return true;
    }
    free(name);
    free(address);
    return too_many(error);
}

bool sources_insert_members(struct sources *sources, size_t index, struct archive *archive, struct error *error)
{
    size_t members = archive_count(archive);
    if (!make_room(sources, members))
        return too_many(error);
    struct source *first = sources->items + index + 1;
    memmove(first + members, first, (sources->count - index - 1) * sizeof *first);
    sources->count += members;
    bool fine = true;
    for (size_t i = 0; i < members; i++) {
        size_t member = archive_member(archive, i);
        first[i] = (struct source){.is_member = true, .member = member};
        if (asprintf(&first[i].name, "%s/%s", sources->items[index].name, archive_name(archive, member)) < 0)
            first[i].name = NULL;
        fine = fine && first[i].name;
    }
    return fine || too_many(error);
}

static bool is_secret(const char *label, size_t size)
{
    static const char *const endings[] = {"key", "token", "secret", "password", "signature"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t length = strlen(endings[i]);
        if (size >= length && !strncasecmp(label + size - length, endings[i], length))
            return true;
    }
    return false;
}

/* Takes the values out of the parameters of an address that are keys by their names. */
static void hide_keys(char *name)
{
    for (char *at = strchr(name, '?'); at;) {
        at++;
        size_t size = strcspn(at, "&#"), label = strcspn(at, "=&#");
        if (label < size && is_secret(at, label)) {
            memmove(at + label + 1, at + size, strlen(at + size) + 1);
            size = label + 1;
        }
        at = at[size] == '&' ? at + size : NULL;
    }
}

/* A name is told in events and messages, where neither a password nor a key must stand. */
static bool add_address(struct sources *sources, const char *address, struct error *error)
{
    const char *host = strstr(address, "//") + 2;
    size_t authority = strcspn(host, "/?#");
    const char *user_end = memrchr(host, '@', authority);
    char *name;
    if (asprintf(&name, "%.*s%s", (int)(host - address), address, user_end ? user_end + 1 : host) < 0)
        name = NULL;
    if (name)
        hide_keys(name);
    return add(sources, name, strdup(address), error);
}

static char *join(const char *folder, const char *name)
{
    size_t size = strlen(folder);
    char *path;
    int made = asprintf(&path, "%s%s%s", folder, size && folder[size - 1] == '/' ? "" : "/", name);
    return made < 0 ? NULL : path;
}

static int is_listed(const struct dirent *entry)
{
    size_t size = strlen(entry->d_name);
    return entry->d_name[0] != '.' && (size < 5 || strcasecmp(entry->d_name + size - 5, ".meta"));
}

/* alphasort goes by the locale; bytes are the same everywhere. */
static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool add_folder(struct sources *sources, const char *folder, int depth, struct error *error);

/* A file, or a link to one. `status` is that of the path itself. */
static bool is_file(const char *path, struct stat *status)
{
    return S_ISREG(status->st_mode) || (S_ISLNK(status->st_mode) && !stat(path, status) && S_ISREG(status->st_mode));
}

/* Adds one entry of a folder: a file, what a link to a file leads to, or the content of a folder; pipes, sockets and
 * devices that lie about in it are no sources. */
static bool add_entry(struct sources *sources, const char *folder, const char *name, int depth, struct error *error)
{
    char *path = join(folder, name);
    struct stat status;
    if (!path || lstat(path, &status))
        return add(sources, path, NULL, error); /* opening it will say what is wrong */
    bool fine = true;
    if (S_ISDIR(status.st_mode))
        fine = add_folder(sources, path, depth + 1, error);
    else if (is_file(path, &status))
        return add(sources, path, NULL, error);
    free(path);
    return fine;
}

static bool add_folder(struct sources *sources, const char *folder, int depth, struct error *error)
{
    if (depth > SOURCES_DEPTH_MAX)
        return error_stop(error, EXIT_NO_INPUT, "%s: folders are nested more than %d deep", folder, SOURCES_DEPTH_MAX);
    struct dirent **entries;
    int count = scandir(folder, &entries, is_listed, by_bytes);
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

static bool add_argument(struct sources *sources, const char *argument, struct error *error)
{
    struct stat status;
    if (source_is_web(argument))
        return add_address(sources, argument, error);
    if (strcmp(argument, "-") && !stat(argument, &status) && S_ISDIR(status.st_mode))
        return add_folder(sources, argument, 0, error);
    return add(sources, strdup(argument), NULL, error);
}

bool sources_expand(struct sources *sources, char *const *arguments, size_t argument_count, struct error *error)
{
    for (size_t i = 0; i < argument_count; i++)
        if (!add_argument(sources, arguments[i], error))
            return false;
    return true;
}

bool sources_add(struct sources *sources, const struct source *source, struct error *error)
{
    if (!add(sources, strdup(source->name), source->address ? strdup(source->address) : NULL, error))
        return false;
    struct source *added = &sources->items[sources->count - 1], copy = *source;
    copy.name = added->name;
    copy.address = added->address;
    copy.scope = source->scope ? strdup(source->scope) : NULL;
    *added = copy;
    return (copy.scope || !source->scope) && (copy.address || !source->address)
               ? true
               : error_stop(error, EXIT_NO_INPUT, "no memory for the names of sources");
}

void sources_free(struct sources *sources)
{
    for (size_t i = 0; i < sources->count; i++) {
        free(sources->items[i].name);
        free(sources->items[i].address);
        free(sources->items[i].scope);
    }
    free(sources->items);
    *sources = (struct sources){0};
}
