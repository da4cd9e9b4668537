/*
 * libFuzzer target: any bytes through the decoder. The first byte chooses the encoding, the rest is the text.
 *
 * What comes out is UTF-8 without NUL, and what another encoding became holds no U+FFFD. By the reader and in one piece it
 * comes out the same.
 */
#include <stdlib.h>
#include <string.h>

#include "producers/encoding.h"
#include "producers/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {"GB18030", "BIG5",   "BIG5-HKSCS", "CP949",  "SHIFT_JIS",   "EUC-JP",
                                    "CP1251",  "CP1258", "UTF-16LE",   "UTF-32", "ISO-2022-JP", "UTF-8"};

static void read_by_reader(struct slice text, const char *encoding)
{
    struct reader *reader;
    struct error error;
    struct slice bytes = {0};
    if (!reader_open_text("fuzz", text, &reader, &error))
        abort();
    if (reader_decode(reader, encoding, &error))
        do {
            if (!reader_bytes(reader, SIZE_MAX, &bytes, &error) || !slice_is_text(bytes))
                abort();
        } while (bytes.data);
    else if (error.kind != ERROR_REJECT) /* 1F is the begin of gzip to the reader */
        abort();
    reader_close(reader);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct buffer out;
    struct error error;
    if (!size)
        return 0;
    const char *encoding = names[*data % (sizeof names / sizeof *names)];
    struct slice text = {(const char *)data + 1, size - 1};
    buffer_init(&out, 1 << 20);
    if (encoding_convert(text, encoding, &out, &error)) {
        if (!slice_is_text(buffer_view(&out)))
            abort();
        if (strcmp(encoding, "UTF-8") && out.size && memmem(out.data, out.size, "\xEF\xBF\xBD", 3))
            abort();
    }
    buffer_reset(&out);
    encoding_convert_head(text, encoding, &out);
    if (!slice_is_text(buffer_view(&out)))
        abort();
    buffer_free(&out);
    read_by_reader(text, encoding);
    return 0;
}
