#include "lib/buffer.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUFFER_FIRST = 1024 };

void buffer_init(struct buffer *buffer, size_t limit)
{
    *buffer = (struct buffer){.limit = limit};
}

void buffer_free(struct buffer *buffer)
{
    free(buffer->data);
    *buffer = (struct buffer){.limit = buffer->limit};
}

void buffer_reset(struct buffer *buffer)
{
    buffer->size = 0;
    buffer->full = false;
}

void buffer_truncate(struct buffer *buffer, size_t size)
{
    assert(size <= buffer->size);
    buffer->size = size;
    buffer->full = false;
}

static bool grow(struct buffer *buffer, size_t needed)
{
    size_t first = buffer->limit < BUFFER_FIRST ? buffer->limit : BUFFER_FIRST;
    size_t capacity = buffer->capacity ? buffer->capacity : first;
    while (capacity < needed)
        capacity = capacity > buffer->limit / 2 ? buffer->limit : capacity * 2;
    char *data = realloc(buffer->data, capacity);
    if (!data)
        return false;
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

char *buffer_reserve(struct buffer *buffer, size_t size)
{
    if (buffer->full || size > buffer->limit - buffer->size ||
        (buffer->size + size > buffer->capacity && !grow(buffer, buffer->size + size))) {
        buffer->full = true;
        return NULL;
    }
    char *place = buffer->data + buffer->size;
    buffer->size += size;
    return place;
}

void buffer_slice(struct buffer *buffer, struct slice slice)
{
    buffer_bytes(buffer, slice.data, slice.size);
}

void buffer_text(struct buffer *buffer, const char *text)
{
    buffer_bytes(buffer, text, strlen(text));
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (size < 0) {
        buffer->full = true;
    } else if ((size_t)size < sizeof text) {
        buffer_bytes(buffer, text, (size_t)size);
    } else {
        /* vsnprintf needs a place for its NUL; it is given back at once. */
        char *place = buffer_reserve(buffer, (size_t)size + 1);
        if (!place)
            return;
        va_start(arguments, format);
        vsnprintf(place, (size_t)size + 1, format, arguments);
        va_end(arguments);
        buffer->size--;
    }
}

void buffer_be16(struct buffer *buffer, uint16_t value)
{
    unsigned char bytes[2] = {(unsigned char)(value >> 8), (unsigned char)value};
    buffer_bytes(buffer, bytes, sizeof bytes);
}

void buffer_be32(struct buffer *buffer, uint32_t value)
{
    unsigned char bytes[4];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(value >> (24 - 8 * i));
    buffer_bytes(buffer, bytes, sizeof bytes);
}

void buffer_be64(struct buffer *buffer, uint64_t value)
{
    unsigned char bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(value >> (56 - 8 * i));
    buffer_bytes(buffer, bytes, sizeof bytes);
}

struct slice buffer_view(const struct buffer *buffer)
{
    return (struct slice){buffer->data ? buffer->data : "", buffer->size};
}
