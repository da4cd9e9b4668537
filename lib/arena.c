#include "lib/arena.h"

#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif

#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
enum { ARENA_GAP = 16 };
#define poison(address, size) ASAN_POISON_MEMORY_REGION(address, size)
#define unpoison(address, size) ASAN_UNPOISON_MEMORY_REGION(address, size)
#else
enum { ARENA_GAP = 0 };
#define poison(address, size) ((void)(address), (void)(size))
#define unpoison(address, size) ((void)(address), (void)(size))
#endif

enum { ARENA_ALIGNMENT = 16 };

bool arena_init(struct arena *arena, size_t size, struct error *error)
{
    arena->memory = aligned_alloc(ARENA_ALIGNMENT, (size + ARENA_ALIGNMENT - 1) / ARENA_ALIGNMENT * ARENA_ALIGNMENT);
    if (!arena->memory)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for an arena of %zu bytes", size);
    arena->size = size;
    arena->used = 0;
    poison(arena->memory, size);
    return true;
}

void arena_free(struct arena *arena)
{
    if (arena->memory)
        unpoison(arena->memory, arena->size);
    free(arena->memory);
    *arena = (struct arena){0};
}

void *arena_alloc(struct arena *arena, size_t size)
{
    size_t start = (arena->used + ARENA_ALIGNMENT - 1) / ARENA_ALIGNMENT * ARENA_ALIGNMENT;
    if (start > arena->size || size > arena->size || size + ARENA_GAP > arena->size - start)
        return NULL;
    arena->used = start + size + ARENA_GAP;
    unpoison(arena->memory + start, size);
    return arena->memory + start;
}

void *arena_copy(struct arena *arena, const void *bytes, size_t size)
{
    void *copy = arena_alloc(arena, size);
    if (copy && size)
        memcpy(copy, bytes, size);
    return copy;
}

struct slice arena_slice(struct arena *arena, struct slice slice)
{
    char *copy = slice.data ? arena_alloc(arena, slice.size + 1) : NULL;
    if (!copy)
        return (struct slice){NULL, 0};
    memcpy(copy, slice.data, slice.size);
    copy[slice.size] = '\0';
    return (struct slice){copy, slice.size};
}

struct slice arena_format(struct arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = size < 0 ? NULL : arena_alloc(arena, (size_t)size + 1);
    if (!text)
        return (struct slice){NULL, 0};
    va_start(arguments, format);
    vsnprintf(text, (size_t)size + 1, format, arguments);
    va_end(arguments);
    return (struct slice){text, (size_t)size};
}

void arena_truncate(struct arena *arena, size_t mark)
{
    assert(mark <= arena->used);
    poison(arena->memory + mark, arena->used - mark);
    arena->used = mark;
}

void arena_reset(struct arena *arena)
{
    arena_truncate(arena, 0);
}
