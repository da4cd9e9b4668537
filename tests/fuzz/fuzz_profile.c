/*
 * libFuzzer target: any text as a mapping profile, and where it is one, any text as a number and a date under it.
 *
 * What stands behind a line "---" is read as values, one a line. Seeds: tests/fuzz/seeds/profile.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "producers/customs/profile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 4 << 20 };

static void write_file(const char *path, struct slice text)
{
    FILE *file = fopen(path, "w");
    if (!file || fwrite(text.data, 1, text.size, file) != text.size || fclose(file))
        abort();
}

static void read_values(const struct profile *profile, struct slice values)
{
    struct error error;
    struct decimal number;
    struct period period;
    struct unit unit;
    while (values.data) {
        struct slice value = slice_next_part(&values, '\n');
        profile_number(profile, value, &number, &error);
        profile_unit(profile, value, &unit);
        profile_is_null(profile, value);
        if (profile_date(profile, value, &period, &error) && period.first > period.last)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char path[64];
    static struct arena arena;
    static const char mark[] = "\n---\n";
    struct error error;
    struct profile *profile;
    if (!path[0]) {
        snprintf(path, sizeof path, "/tmp/fuzz_profile.%d.profile", (int)getpid());
        if (!arena_init(&arena, ARENA_BYTES, &error))
            abort();
    }
    const char *text = (const char *)data;
    const char *behind = size ? memmem(text, size, mark, sizeof mark - 1) : NULL;
    write_file(path, (struct slice){text, behind ? (size_t)(behind - text) : size});
    arena_reset(&arena);
    if (profile_read(path, NULL, &arena, &profile, &error) && behind)
        read_values(profile, (struct slice){behind + sizeof mark - 1, size - (size_t)(behind - text) - (sizeof mark - 1)});
    return 0;
}
