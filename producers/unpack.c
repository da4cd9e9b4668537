#include "producers/unpack.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { GZIP_ONLY = 16 + MAX_WBITS };

enum state { UNDECIDED, PLAIN, IN_MEMBER, BETWEEN_MEMBERS };

/*
 *   input   0 ..... z.next_in ..... z.next_in + z.avail_in
 *           used up           read, not yet unpacked
 */
struct unpack {
    struct stream stream;
    struct stream *below;
    enum state state;
    bool zlib_is_open, below_ended;
    z_stream z;
    int64_t packed, unpacked; /* bytes */
    unsigned char input[STREAM_CHUNK];
};

/* Sees that `size` bytes lie in the input, if there are so many. */
static bool fill(struct unpack *unpack, size_t size, struct error *error)
{
    while (unpack->z.avail_in < size && !unpack->below_ended) {
        if (unpack->z.avail_in)
            memmove(unpack->input, unpack->z.next_in, unpack->z.avail_in);
        unpack->z.next_in = unpack->input;
        size_t got;
        if (!unpack->below->read(unpack->below, (char *)unpack->input + unpack->z.avail_in,
                                 sizeof unpack->input - unpack->z.avail_in, &got, error))
            return false;
        unpack->z.avail_in += (uInt)got;
        unpack->below_ended = !got;
    }
    return true;
}

/* At the end, or where 1F 8B stands. *ended where nothing is left. */
static bool begin_member(struct unpack *unpack, bool *ended, struct error *error)
{
    if (!fill(unpack, 2, error))
        return false;
    *ended = !unpack->z.avail_in;
    if (*ended)
        return true;
    if (unpack->z.avail_in < 2 || unpack->z.next_in[0] != 0x1F || unpack->z.next_in[1] != 0x8B)
        return error_reject(error, REASON_BAD_SYNTAX, "something that gzip did not pack follows at packed byte %lld",
                            (long long)unpack->packed);
    if (inflateReset(&unpack->z) != Z_OK)
        return error_stop(error, EXIT_NO_INPUT, "zlib cannot be used");
    unpack->state = IN_MEMBER;
    return true;
}

static bool start_zlib(struct unpack *unpack, struct error *error)
{
    if (!unpack->zlib_is_open && inflateInit2(&unpack->z, GZIP_ONLY) != Z_OK)
        return error_stop(error, EXIT_NO_INPUT, "no memory to unpack with");
    unpack->zlib_is_open = true;
    unpack->state = BETWEEN_MEMBERS;
    return true;
}

/* Looks at the first two bytes; but a first one that is not 1F is enough, since a terminal may send no second one. */
static bool decide(struct unpack *unpack, struct error *error)
{
    if (!fill(unpack, 1, error))
        return false;
    if (!unpack->z.avail_in || unpack->z.next_in[0] != 0x1F) {
        unpack->state = PLAIN;
        return true;
    }
    if (!fill(unpack, 2, error))
        return false;
    if (unpack->z.avail_in < 2)
        return error_reject(error, REASON_TRUNCATED, "it ends inside the header of gzip");
    if (unpack->z.next_in[1] == 0x8B)
        return start_zlib(unpack, error);
    unpack->state = PLAIN;
    return true;
}

static bool read_plain(struct unpack *unpack, char *bytes, size_t size, size_t *got, struct error *error)
{
    if (!unpack->z.avail_in && unpack->below_ended) {
        *got = 0;
        return true;
    }
    if (!unpack->z.avail_in)
        return unpack->below->read(unpack->below, bytes, size, got, error);
    *got = size < unpack->z.avail_in ? size : unpack->z.avail_in;
    memcpy(bytes, unpack->z.next_in, *got);
    unpack->z.next_in += *got;
    unpack->z.avail_in -= (uInt)*got;
    return true;
}

bool unpack_is_within_limits(int64_t unpacked, int64_t packed, struct error *error)
{
    if (unpacked > UNPACK_BYTES_MAX)
        return error_reject(error, REASON_TOO_LARGE, "it is longer than %lld GiB when unpacked",
                            (long long)UNPACK_BYTES_MAX >> 30);
    if (unpacked > UNPACK_RATIO_FROM_BYTES && unpacked / UNPACK_RATIO_MAX > packed)
        return error_reject(error, REASON_TOO_LARGE,
                            "it is packed better than %d to 1, which no real table is: %lld bytes hold over %lld",
                            UNPACK_RATIO_MAX, (long long)packed, (long long)unpacked);
    return true;
}

static bool damaged(const struct unpack *unpack, struct error *error)
{
    return error_reject(error, REASON_BAD_SYNTAX, "what gzip packed is damaged before packed byte %lld: %s",
                        (long long)unpack->packed, unpack->z.msg ? unpack->z.msg : "no such beginning");
}

/* Unpacks once into `bytes`; *got may be 0 where zlib only took input. */
static bool inflate_some(struct unpack *unpack, char *bytes, size_t size, size_t *got, struct error *error)
{
    if (!fill(unpack, 1, error))
        return false;
    uInt before = unpack->z.avail_in;
    unpack->z.next_out = (Bytef *)bytes;
    unpack->z.avail_out = (uInt)(size < UINT32_MAX ? size : UINT32_MAX);
    uInt room = unpack->z.avail_out;
    int result = inflate(&unpack->z, Z_NO_FLUSH);
    *got = room - unpack->z.avail_out;
    unpack->packed += before - unpack->z.avail_in;
    unpack->unpacked += (int64_t)*got;
    if (result == Z_STREAM_END)
        unpack->state = BETWEEN_MEMBERS;
    else if (result == Z_BUF_ERROR && unpack->below_ended && !*got)
        return error_reject(error, REASON_TRUNCATED, "what gzip packed is cut off after %lld packed bytes",
                            (long long)unpack->packed);
    else if (result != Z_OK && result != Z_BUF_ERROR)
        return damaged(unpack, error);
    return unpack_is_within_limits(unpack->unpacked, unpack->packed, error);
}

static bool unpack_read(struct stream *stream, char *bytes, size_t size, size_t *got, struct error *error)
{
    struct unpack *unpack = (struct unpack *)stream;
    *got = 0;
    if (unpack->state == UNDECIDED && !decide(unpack, error))
        return false;
    if (unpack->state == PLAIN)
        return read_plain(unpack, bytes, size, got, error);
    while (!*got) {
        bool ended = false;
        if (unpack->state == BETWEEN_MEMBERS && !begin_member(unpack, &ended, error))
            return false;
        if (ended)
            return true;
        if (!inflate_some(unpack, bytes, size, got, error))
            return false;
    }
    return true;
}

static bool unpack_rewind(struct stream *stream, struct error *error)
{
    struct unpack *unpack = (struct unpack *)stream;
    unpack->state = UNDECIDED;
    unpack->z.avail_in = 0;
    unpack->packed = unpack->unpacked = 0;
    unpack->below_ended = false;
    return unpack->below->rewind(unpack->below, error);
}

static void unpack_close(struct stream *stream)
{
    struct unpack *unpack = (struct unpack *)stream;
    if (unpack->zlib_is_open)
        inflateEnd(&unpack->z);
    stream_close(unpack->below);
    free(unpack);
}

bool unpack_open(struct stream *below, struct stream **stream, struct error *error)
{
    struct unpack *made = calloc(1, sizeof *made);
    if (!made) {
        stream_close(below);
        return error_stop(error, EXIT_NO_INPUT, "no memory to unpack with");
    }
    made->stream = (struct stream){unpack_read, below->rewind ? unpack_rewind : NULL, unpack_close};
    made->below = below;
    *stream = &made->stream;
    return true;
}

bool unpack_is_packed(const struct stream *stream)
{
    return ((const struct unpack *)stream)->zlib_is_open;
}
