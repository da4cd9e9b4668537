#include "producers/state.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "lib/identity.h"

/* A set of line hashes, open addressing; all zeros is an empty slot. */
struct state {
    FILE *file; /* NULL: only in memory */
    char *path;
    uint8_t (*slots)[CONTENT_HASH_SIZE];
    size_t slot_count, line_count;
};

static const uint8_t empty[CONTENT_HASH_SIZE];

/* The slot of a hash, or the empty one where it belongs. */
static uint8_t *find(const struct state *state, const uint8_t hash[CONTENT_HASH_SIZE])
{
    size_t index;
    memcpy(&index, hash, sizeof index);
    for (index &= state->slot_count - 1;; index = (index + 1) & (state->slot_count - 1))
        if (!memcmp(state->slots[index], hash, CONTENT_HASH_SIZE) || !memcmp(state->slots[index], empty, sizeof empty))
            return state->slots[index];
}

static bool grow(struct state *state)
{
    struct state grown = {.slot_count = state->slot_count ? state->slot_count * 2 : 1024};
    grown.slots = calloc(grown.slot_count, sizeof *grown.slots);
    if (!grown.slots)
        return false;
    for (size_t i = 0; i < state->slot_count; i++)
        if (memcmp(state->slots[i], empty, sizeof empty))
            memcpy(find(&grown, state->slots[i]), state->slots[i], CONTENT_HASH_SIZE);
    free(state->slots);
    state->slots = grown.slots;
    state->slot_count = grown.slot_count;
    return true;
}

static bool remember(struct state *state, struct slice line, struct error *error)
{
    uint8_t hash[CONTENT_HASH_SIZE];
    if (state->line_count >= STATE_LINES_MAX || (state->line_count * 2 >= state->slot_count && !grow(state)))
        return error_stop(error, EXIT_CONFIG, "the state has more than %d lines, or there is no memory for them",
                          STATE_LINES_MAX);
    identity_hash_bytes(line, hash);
    uint8_t *slot = find(state, hash);
    state->line_count += !memcmp(slot, empty, sizeof empty);
    memcpy(slot, hash, sizeof hash);
    return true;
}

static bool cannot(const struct state *state, enum exit_status exit_status, const char *verb, struct error *error)
{
    return error_stop(error, exit_status, "the state %s cannot be %s: %s", state->path, verb, strerror(errno));
}

/* Reads all whole lines, and cuts off the one that a crash left without its end. */
static bool read_lines(struct state *state, struct error *error)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    long whole = 0;
    bool fine = true;
    while (fine && (length = getline(&line, &size, state->file)) > 0 && line[length - 1] == '\n') {
        fine = remember(state, (struct slice){line, (size_t)length - 1}, error);
        whole = ftell(state->file);
    }
    free(line);
    if (fine && (ferror(state->file) || ftruncate(fileno(state->file), whole) || fseek(state->file, whole, SEEK_SET)))
        return cannot(state, EXIT_CONFIG, "read", error);
    return fine;
}

static bool open_file(struct state *state, const char *path, struct error *error)
{
    state->path = strdup(path);
    state->file = state->path ? fopen(path, "a+e") : NULL;
    if (!state->file)
        return error_stop(error, EXIT_CONFIG, "the state %s cannot be opened: %s", path, strerror(errno));
    if (flock(fileno(state->file), LOCK_EX | LOCK_NB))
        return error_stop(error, EXIT_CONFIG, "the state %s is in use by another process", path);
    rewind(state->file);
    return read_lines(state, error);
}

bool state_open(const char *path, struct state **state, struct error *error)
{
    struct state *made = calloc(1, sizeof *made);
    if (!made || !grow(made)) {
        free(made);
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for the state");
    }
    if (path && !open_file(made, path, error)) {
        state_close(made);
        return false;
    }
    *state = made;
    return true;
}

void state_close(struct state *state)
{
    if (!state)
        return;
    if (state->file)
        fclose(state->file);
    free(state->path);
    free(state->slots);
    free(state);
}

bool state_has(const struct state *state, struct slice line)
{
    uint8_t hash[CONTENT_HASH_SIZE];
    identity_hash_bytes(line, hash);
    return memcmp(find(state, hash), empty, sizeof empty) != 0;
}

bool state_add(struct state *state, struct slice line, struct error *error)
{
    if (!remember(state, line, error))
        return false;
    if (!state->file)
        return true;
    bool written = fwrite(line.data, 1, line.size, state->file) == line.size && putc('\n', state->file) != EOF &&
                   !fflush(state->file) && !fdatasync(fileno(state->file));
    return written || cannot(state, EXIT_IO, "written", error);
}
