/*
 * Bytes read forward, whatever they come from: a file, a text in memory, a member of an archive, and what is put on top
 * of these: the unpacker, the decoder. A stream owns the one below it.
 *
 * Errors: as read's own comment says; after ERROR_RETRY the same call may be made again and nothing is lost. Threads:
 * one stream, one thread.
 */
#ifndef PRODUCERS_STREAM_H
#define PRODUCERS_STREAM_H

#include <stddef.h>

#include "lib/error.h"
#include "lib/slice.h"

enum { STREAM_CHUNK = 64 << 10 }; /* what the layers read at once from the one below */

/* The first member of a struct of its own kind. */
struct stream {
    /* At least one byte and at most `size`; *got is 0 only at the end. */
    bool (*read)(struct stream *stream, char *bytes, size_t size, size_t *got, struct error *error);
    /* Back to the first byte; NULL: this cannot be read twice. */
    bool (*rewind)(struct stream *stream, struct error *error);
    void (*close)(struct stream *stream);
};

void stream_close(struct stream *stream); /* NULL: nothing */

/* From a descriptor, which is closed with it (standard input is not). `name` is borrowed, for messages. ERROR_STOP with
 * EXIT_NO_INPUT if it is a folder or there is no memory; the descriptor stays the caller's then. */
bool stream_of_file(int descriptor, const char *name, struct stream **stream, struct error *error);
/* `text` is borrowed. NULL: no memory. */
struct stream *stream_of_text(struct slice text);

#endif
