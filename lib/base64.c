#include "lib/base64.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_encode(struct slice bytes, struct buffer *out)
{
    for (size_t i = 0; i < bytes.size; i += 3) {
        size_t count = bytes.size - i < 3 ? bytes.size - i : 3;
        unsigned group = 0;
        for (size_t j = 0; j < 3; j++)
            group = group << 8 | (j < count ? (unsigned char)bytes.data[i + j] : 0);
        for (size_t j = 0; j < 4; j++)
            buffer_byte(out, j <= count ? digits[group >> (18 - 6 * j) & 63] : '=');
    }
}

static int digit_value(char digit)
{
    const char *place = digit ? strchr(digits, digit) : NULL;
    return place ? (int)(place - digits) : -1;
}

/* Decodes four digits, of which the last `padding` are '='; bits that no byte takes must be 0. */
static bool decode_group(const char *four, size_t padding, char *out)
{
    unsigned group = 0;
    for (size_t i = 0; i < 4; i++) {
        int value = i < 4 - padding ? digit_value(four[i]) : 0;
        if (value < 0)
            return false;
        group = group << 6 | (unsigned)value;
    }
    for (size_t i = 0; i < 3 - padding; i++)
        out[i] = (char)(group >> (16 - 8 * i));
    return (group & ((1U << (8 * padding)) - 1)) == 0;
}

bool base64_decode(struct slice text, char *out, size_t *size)
{
    *size = 0;
    if (text.size % 4)
        return false;
    for (size_t i = 0; i < text.size; i += 4) {
        bool last = i + 4 == text.size;
        size_t padding = !last || text.data[i + 3] != '=' ? 0 : text.data[i + 2] != '=' ? 1 : 2;
        if (!decode_group(text.data + i, padding, out + *size))
            return false;
        *size += 3 - padding;
    }
    return true;
}
