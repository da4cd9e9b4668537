/*
 * What gzip packed, unpacked while it is read: the only file that knows zlib.
 *
 * A stream on top of another: what begins with 1F 8B is unpacked, all its members one behind the other, each proved by
 * its CRC and its length; anything else passes through untouched. Costs: 64 KiB and zlib's 40 KiB, only for what is
 * packed. Errors: ERROR_REJECT with REASON_TRUNCATED (it ends too early), REASON_BAD_SYNTAX (damaged, or something
 * else follows the packed bytes), REASON_TOO_LARGE (over a limit); those of the stream below. Threads: one.
 */
#ifndef PRODUCERS_UNPACK_H
#define PRODUCERS_UNPACK_H

#include <stdint.h>

#include "producers/stream.h"

/* A few kilobytes can be packed so that they fill any disk. Tables of text are seldom packed better than 60 to 1; from
 * a size on at which it begins to matter, what is packed better than the limit is not believed. */
enum { UNPACK_RATIO_MAX = 250, UNPACK_RATIO_FROM_BYTES = 16 << 20 };
#define UNPACK_BYTES_MAX ((int64_t)64 << 30) /* of one source, unpacked */

/* Takes over `below`, also if it fails (no memory: ERROR_STOP, EXIT_NO_INPUT). Nothing is read yet. */
bool unpack_open(struct stream *below, struct stream **stream, struct error *error);

/* True if the bytes read so far were packed. */
bool unpack_is_packed(const struct stream *stream);

/* False with REASON_TOO_LARGE where `unpacked` bytes out of `packed` ones are over the limits. */
bool unpack_is_within_limits(int64_t unpacked, int64_t packed, struct error *error);

#endif
