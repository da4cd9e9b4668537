/*
 * libFuzzer target: any bytes as gzip, or as a zip archive with all its members.
 *
 * Whatever they are, it ends, within the limits; a second reading gives what the first one gave.
 */
#include <stdlib.h>

#include "lib/identity.h"
#include "producers/archive.h"
#include "producers/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A hash over all bytes, and in its last bit whether they ended well. */
static int64_t hash_of(struct reader *reader)
{
    struct error error;
    struct slice bytes;
    int64_t hash = 0;
    bool fine;
    while ((fine = reader_bytes(reader, SIZE_MAX, &bytes, &error)) && bytes.data)
        hash = (int64_t)((uint64_t)hash * 31 + (uint64_t)identity_hash_64(bytes));
    return (int64_t)((uint64_t)hash << 1 | fine);
}

/* What was found to be whole gives the same twice. */
static void read_twice(struct reader *reader, bool is_member)
{
    struct error error;
    if (reader_test(reader, &error)) {
        int64_t first = hash_of(reader);
        bool was_tested = is_member || reader_is_packed(reader);
        if (!reader_rewind(reader, &error) || first != hash_of(reader) || (was_tested && !(first & 1)))
            abort();
    }
    reader_close(reader);
}

static void read_members(struct archive *archive)
{
    struct error error;
    struct reader *reader, *sibling;
    for (size_t i = 0; i < archive_count(archive); i++) {
        size_t member = archive_member(archive, i);
        if (!slice_is_text(slice_of(archive_name(archive, member))))
            abort();
        if (!reader_open_member(archive, member, archive_name(archive, member), &reader, &error))
            continue;
        if (reader_open_sibling(reader, "A.META", &sibling, &error))
            reader_close(sibling);
        read_twice(reader, true);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice bytes = {(const char *)data, size};
    struct archive *archive;
    struct reader *reader;
    struct error error;
    if (archive_is_one(bytes)) {
        if (archive_open_text(bytes, &archive, &error)) {
            read_members(archive);
            archive_close(archive);
        }
    } else if (reader_open_text("fuzz", bytes, &reader, &error)) {
        read_twice(reader, false);
    }
    return 0;
}
