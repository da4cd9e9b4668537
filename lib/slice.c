#include "lib/slice.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

struct slice slice_of(const char *text)
{
    return text ? (struct slice){text, strlen(text)} : (struct slice){NULL, 0};
}

bool slice_equal(struct slice a, struct slice b)
{
    if (!a.data || !b.data)
        return !a.data && !b.data;
    return a.size == b.size && memcmp(a.data, b.data, a.size) == 0;
}

bool slice_equal_text(struct slice slice, const char *text)
{
    return slice_equal(slice, slice_of(text));
}

bool slice_equal_ignoring_case(struct slice slice, const char *text)
{
    if (!slice.data || slice.size != strlen(text))
        return false;
    for (size_t i = 0; i < slice.size; i++)
        if (tolower((unsigned char)slice.data[i]) != tolower((unsigned char)text[i]))
            return false;
    return true;
}

bool slice_starts_with(struct slice slice, const char *prefix)
{
    size_t size = strlen(prefix);
    return slice.data && slice.size >= size && memcmp(slice.data, prefix, size) == 0;
}

int slice_compare(struct slice a, struct slice b)
{
    size_t common = a.size < b.size ? a.size : b.size;
    int order = common ? memcmp(a.data, b.data, common) : 0;
    return order ? order : (a.size > b.size) - (a.size < b.size);
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct slice slice_trim(struct slice slice)
{
    while (slice.size && is_space(slice.data[0])) {
        slice.data++;
        slice.size--;
    }
    while (slice.size && is_space(slice.data[slice.size - 1]))
        slice.size--;
    return slice;
}

struct slice slice_cut(struct slice slice, size_t from, size_t to)
{
    if (to > slice.size)
        to = slice.size;
    if (from > to)
        from = to;
    return (struct slice){slice.data ? slice.data + from : NULL, to - from};
}

struct slice slice_next_part(struct slice *rest, char separator)
{
    struct slice part = *rest;
    const char *end = rest->size ? memchr(rest->data, separator, rest->size) : NULL;
    if (!end) {
        *rest = (struct slice){NULL, 0};
        return part;
    }
    part.size = (size_t)(end - part.data);
    *rest = (struct slice){end + 1, rest->size - part.size - 1};
    return part;
}

/* Bytes of the UTF-8 sequence at p (at most `left`), 0 if it is not one: overlong forms, surrogates and values over
 * U+10FFFF are refused as PostgreSQL refuses them. */
static size_t sequence_size(const unsigned char *p, size_t left)
{
    unsigned char lead = p[0];
    size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || left < size)
        return 0;
    for (size_t i = 1; i < size; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    bool overlong = (lead == 0xE0 && p[1] < 0xA0) || (lead == 0xF0 && p[1] < 0x90);
    bool surrogate = lead == 0xED && p[1] > 0x9F;
    bool beyond = lead == 0xF4 && p[1] > 0x8F;
    return overlong || surrogate || beyond ? 0 : size;
}

/* True if none of eight bytes is NUL or above 127. */
static bool eight_plain_bytes(const unsigned char *p)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), highs = UINT64_C(0x8080808080808080);
    uint64_t word;
    memcpy(&word, p, sizeof word);
    return ((word | (word - ones)) & highs) == 0;
}

/* Bytes of a run of three-byte sequences whose lead bytes have no exceptions (E1 to EC): most of Chinese, Japanese and
 * Korean. */
static size_t plain_triples(const unsigned char *p, size_t left)
{
    size_t size = 0;
    while (left - size >= 3 && (unsigned)p[size] - 0xE1 <= 0xEC - 0xE1 && (p[size + 1] & 0xC0) == 0x80 &&
           (p[size + 2] & 0xC0) == 0x80)
        size += 3;
    return size;
}

size_t slice_text_size(struct slice slice)
{
    const unsigned char *p = (const unsigned char *)slice.data;
    size_t left = slice.size;
    while (left) {
        size_t step;
        if (left >= 8 && eight_plain_bytes(p))
            step = 8;
        else if (*p < 0x80)
            step = *p != 0;
        else if (!(step = plain_triples(p, left)))
            step = sequence_size(p, left);
        if (!step)
            break;
        p += step;
        left -= step;
    }
    return slice.size - left;
}

bool slice_is_text(struct slice slice)
{
    return slice_text_size(slice) == slice.size;
}
