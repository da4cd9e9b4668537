#include "tests/zip_file.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static void little_endian(struct buffer *out, uint64_t value, size_t size)
{
    for (; size--; value >>= 8)
        buffer_byte(out, (char)value);
}

static struct slice deflate_text(struct slice text, char *bytes, size_t size)
{
    z_stream z = {.next_in = (Bytef *)(uintptr_t)text.data, .avail_in = (uInt)text.size};
    z.next_out = (Bytef *)bytes;
    z.avail_out = (uInt)size;
    int result = deflateInit2(&z, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY);
    assert(result == Z_OK);
    result = deflate(&z, Z_FINISH);
    assert(result == Z_STREAM_END);
    (void)result;
    deflateEnd(&z);
    return (struct slice){bytes, size - z.avail_out};
}

/* What stands both before a member and in the list at the end. */
static void put_description(struct buffer *out, const struct zip_member *member, size_t packed)
{
    uint32_t crc = (uint32_t)crc32(0, (const Bytef *)member->text.data, (uInt)member->text.size) ^ member->crc_mask;
    little_endian(out, 20, 2); /* version needed */
    little_endian(out, (uint64_t)member->flags, 2);
    little_endian(out, (uint64_t)member->method, 2);
    little_endian(out, 0x21, 4); /* 1980-01-01 as a DOS date behind a time of 0 */
    little_endian(out, crc, 4);
    little_endian(out, packed, 4);
    little_endian(out, member->text.size, 4);
    little_endian(out, strlen(member->name), 2);
    little_endian(out, 0, 2); /* extra field */
}

static void put_member(struct buffer *out, struct buffer *list, const struct zip_member *member, size_t start)
{
    size_t room = member->text.size + 1000, offset = out->size - start;
    char *bytes = malloc(room);
    assert(bytes);
    struct slice packed = member->method == 8 ? deflate_text(member->text, bytes, room) : member->text;
    buffer_text(out, "PK\x03\x04");
    put_description(out, member, packed.size);
    buffer_text(out, member->name);
    buffer_slice(out, packed);
    buffer_text(list, "PK\x01\x02");
    little_endian(list, 20, 2); /* made by */
    put_description(list, member, packed.size);
    little_endian(list, 0, 10); /* length of a comment, disk, attributes */
    little_endian(list, offset, 4);
    buffer_text(list, member->name);
    free(bytes);
}

void zip_file_make(const struct zip_member *members, size_t count, struct buffer *out)
{
    struct buffer list;
    size_t start = out->size;
    buffer_init(&list, 64 << 20);
    for (size_t i = 0; i < count; i++)
        put_member(out, &list, &members[i], start);
    size_t offset = out->size - start;
    buffer_slice(out, buffer_view(&list));
    buffer_text(out, "PK\x05\x06");
    little_endian(out, 0, 4); /* disks */
    little_endian(out, count, 2);
    little_endian(out, count, 2);
    little_endian(out, list.size, 4);
    little_endian(out, offset, 4);
    little_endian(out, 0, 2); /* comment */
    assert(!out->full && !list.full);
    buffer_free(&list);
}

void zip_file_write(const char *path, const struct zip_member *members, size_t count)
{
    struct buffer archive;
    buffer_init(&archive, 256 << 20);
    zip_file_make(members, count, &archive);
    FILE *file = fopen(path, "w");
    assert(file);
    size_t written = fwrite(archive.data, 1, archive.size, file);
    assert(written == archive.size);
    (void)written;
    fclose(file);
    buffer_free(&archive);
}
