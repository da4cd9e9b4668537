/*
 * What the command line names, as a list of single sources: a folder stands for the files in it.
 *
 * Order is that of the arguments; within a folder by name (bytes), folders in it included, what begins with a dot left
 * out, and so are sidecars (NAME.meta). Symbolic links to folders are not followed. Costs: the list lies in memory.
 * Nothing is opened but folders.
 */
#ifndef PRODUCERS_SOURCES_H
#define PRODUCERS_SOURCES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/error.h"
#include "lib/http.h"

struct archive;

enum { SOURCES_DEPTH_MAX = 16, SOURCES_MAX = 1 << 20 };

struct source {
    char *name;    /* what events, refusals and errors call it: a path, or an address without user and password */
    char *address; /* what is fetched; NULL for files */
    bool is_member;
    size_t member; /* of the archive that stands before it in the list */
    /* of a query of an API: */
    bool api;
    char *scope;            /* what the answer is whole for; NULL: unknown coverage */
    const char *format;     /* of the answer; NULL: recognised */
    int64_t rows_cut;       /* an answer of so many rows was cut; 0: the format's own limit */
    int64_t interval_ms;    /* least time between two requests */
    struct http_header key; /* borrowed; name NULL: none */
};

struct sources {
    struct source *items;
    size_t count, capacity;
};

/* Appends what the arguments stand for. A path that does not exist stays in the list: opening it says so. ERROR_STOP
 * with EXIT_NO_INPUT: a folder cannot be read, or is nested too deeply. */
bool sources_expand(struct sources *sources, char *const *arguments, size_t argument_count, struct error *error);

/* Appends a copy of one source. */
bool sources_add(struct sources *sources, const struct source *source, struct error *error);
/* Inserts the members of an archive behind item `index`, which is the archive. */
bool sources_insert_members(struct sources *sources, size_t index, struct archive *archive, struct error *error);
void sources_free(struct sources *sources);

/* True for an address that is fetched: http:// or https://. */
bool source_is_web(const char *name);

#endif
