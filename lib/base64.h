/*
 * Base64 of RFC 4648 §4, strictly: no line ends, no other alphabet, padding as it must be.
 *
 * Costs: one pass. Pure; any thread.
 */
#ifndef LIB_BASE64_H
#define LIB_BASE64_H

#include "lib/buffer.h"

void base64_encode(struct slice bytes, struct buffer *out);

/* Writes to `out`, which holds text.size / 4 * 3 bytes. False if it is no base64. */
bool base64_decode(struct slice text, char *out, size_t *size);

#endif
