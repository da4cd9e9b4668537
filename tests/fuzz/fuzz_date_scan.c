/*
 * libFuzzer target: any bytes as a time. The first byte chooses the language of the source, the rest is the text.
 *
 * A time that is read lies in the years 1 to 9999, and written as RFC 3339 is read as the same time again.
 */
#include <stdlib.h>

#include "lib/clock.h"
#include "producers/news/date_scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const languages[] = {NULL, "", "zh-CN", "ja", "fr", "en-US"};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int64_t ms, again;
    char written[CLOCK_TEXT_MAX];
    if (!size)
        return 0;
    struct slice language = slice_of(languages[*data % (sizeof languages / sizeof *languages)]);
    if (!date_scan((struct slice){(const char *)data + 1, size - 1}, language, &ms))
        return 0;
    time_format_rfc3339(ms, written);
    if (!date_scan(slice_of(written), language, &again) || again != ms)
        abort();
    return 0;
}
