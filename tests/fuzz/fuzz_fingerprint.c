/*
 * libFuzzer target: any bytes as headline and body, split at the first line feed.
 *
 * The fingerprint is the same twice and near itself; one more word makes it no shorter.
 */
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/fingerprint.h"
#include "lib/buffer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fingerprint first, second;
    struct slice body = {(const char *)data, size}, title = slice_next_part(&body, '\n');
    static struct buffer longer;
    fingerprint_make(title, body, &first);
    fingerprint_make(title, body, &second);
    if (memcmp(&first, &second, sizeof first) || (first.has_shingles && !fingerprint_near(&first, &second)))
        abort();
    if (first.words < 1000)
        return 0;
    if (!longer.limit)
        buffer_init(&longer, SIZE_MAX / 2);
    buffer_reset(&longer);
    buffer_slice(&longer, body);
    buffer_text(&longer, " more");
    fingerprint_make(title, buffer_view(&longer), &second);
    if (second.words < first.words)
        abort();
    return 0;
}
