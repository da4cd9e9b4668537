/*
 * Bytes appended into memory that grows up to a limit: an encoded message, COPY rows, a response body, a line of JSON.
 *
 * Invariant: data[0 .. size-1] are the bytes, size <= capacity <= limit. A write that would pass the limit sets `full`
 * and changes nothing, and so does every later write until the buffer is reset or truncated: callers write many pieces
 * and test `full` once at the end. Costs: amortised one copy; keep and reset buffers instead of freeing them. Threads:
 * one buffer, one thread.
 */
#ifndef LIB_BUFFER_H
#define LIB_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "lib/slice.h"

struct buffer {
    char *data;
    size_t size;     /* bytes written */
    size_t capacity; /* bytes taken from the system */
    size_t limit;    /* bytes it may grow to */
    bool full;       /* a write did not fit, or the system had no memory */
};

void buffer_init(struct buffer *buffer, size_t limit);
void buffer_free(struct buffer *buffer);
void buffer_reset(struct buffer *buffer);                  /* empty, not full; keeps its memory */
void buffer_truncate(struct buffer *buffer, size_t size);  /* back to a size it had; not full */

void buffer_slice(struct buffer *buffer, struct slice slice);
void buffer_text(struct buffer *buffer, const char *text);
void buffer_format(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Big-endian integers, as PostgreSQL and Kafka write them. */
void buffer_be16(struct buffer *buffer, uint16_t value);
void buffer_be32(struct buffer *buffer, uint32_t value);
void buffer_be64(struct buffer *buffer, uint64_t value);

/* Room for `size` bytes that the caller fills at once; NULL if they do not fit (the buffer is full then). */
char *buffer_reserve(struct buffer *buffer, size_t size);

/* Inline, because rows and lines are made of many small pieces. */
static inline void buffer_bytes(struct buffer *buffer, const void *bytes, size_t size)
{
    if (!size)
        return;
    char *place = buffer->full || size > buffer->capacity - buffer->size ? buffer_reserve(buffer, size)
                                                                         : buffer->data + buffer->size;
    if (!place)
        return;
    memcpy(place, bytes, size);
    buffer->size = (size_t)(place - buffer->data) + size;
}

static inline void buffer_byte(struct buffer *buffer, char byte)
{
    buffer_bytes(buffer, &byte, 1);
}

struct slice buffer_view(const struct buffer *buffer); /* valid until the next write; never "not stated" */

#endif
