#include "producers/customs/name.h"

#include <ctype.h>
#include <stdint.h>

/* Cuts one character off the front of *rest. A byte that begins none stands for itself, out of the range of all. */
static uint32_t take_character(struct slice *rest)
{
    const unsigned char *bytes = (const unsigned char *)rest->data;
    size_t size = bytes[0] < 0x80 ? 1 : bytes[0] >= 0xF0 ? 4 : bytes[0] >= 0xE0 ? 3 : bytes[0] >= 0xC2 ? 2 : 1;
    uint32_t character = size == 1 ? bytes[0] : bytes[0] & (0x7Fu >> size);
    bool whole = size <= rest->size && (size > 1 || bytes[0] < 0x80);
    for (size_t i = 1; whole && i < size; i++) {
        whole = (bytes[i] & 0xC0) == 0x80;
        character = character << 6 | (bytes[i] & 0x3F);
    }
    if (!whole) {
        character = 0x110000u + bytes[0];
        size = 1;
    }
    *rest = slice_cut(*rest, size, rest->size);
    return character;
}

/* Full-width forms are those of ASCII. */
static uint32_t narrow(uint32_t c)
{
    return c >= 0xFF01 && c <= 0xFF5E ? c - 0xFF01 + '!' : c;
}

/* Blanks, points and marks that are not ASCII, and what is not to be seen at all. */
static bool is_mark(uint32_t c)
{
    return (c >= 0x80 && c <= 0xBF && c != 0xAA && c != 0xB5 && c != 0xBA) || (c >= 0x2000 && c <= 0x206F) ||
           (c >= 0x3000 && c <= 0x3003) || (c >= 0x3008 && c <= 0x3011) || c == 0x30FB || c == 0xFEFF;
}

/* Upper case of Latin, Greek and Cyrillic letters, as far as names of countries and columns need it. */
static uint32_t upper(uint32_t c)
{
    if (c < 0x80)
        return (uint32_t)toupper((int)c);
    if ((c >= 0xE0 && c <= 0xFE && c != 0xF7) || (c >= 0x3B1 && c <= 0x3C9 && c != 0x3C2) || (c >= 0x430 && c <= 0x44F))
        return c - 0x20;
    if (c >= 0x450 && c <= 0x45F)
        return c - 0x50;
    bool in_pairs = (c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177) || (c >= 0x460 && c <= 0x52F) ||
                    (c >= 0x1A0 && c <= 0x1A5) || (c >= 0x1E00 && c <= 0x1EFF);
    return in_pairs ? c & ~UINT32_C(1) : c == 0x1B0 ? 0x1AF : c;
}

/* The next character that counts, in upper case; 0 at the end. */
static uint32_t next_significant(struct slice *rest)
{
    while (rest->size) {
        uint32_t c = narrow(take_character(rest));
        if (c < 0x80 ? isalnum((int)c) : !is_mark(c))
            return upper(c);
    }
    return 0;
}

bool name_equal(struct slice a, struct slice b)
{
    uint32_t c;
    do {
        c = next_significant(&a);
        if (c != next_significant(&b))
            return false;
    } while (c);
    return true;
}

/* The bytes of a character; of a stray byte, that byte. */
static size_t write_character(uint32_t c, char bytes[4])
{
    size_t size = c < 0x80 || c >= 0x110000 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    if (size == 1)
        bytes[0] = (char)(c & 0xFF);
    for (size_t i = size; size > 1 && i-- > 0; c >>= 6)
        bytes[i] = (char)(i ? 0x80 | (c & 0x3F) : (0xF00u >> size & 0xF0) | c);
    return size;
}

size_t name_fold(struct slice name, char *out, size_t most)
{
    size_t size = 0;
    char bytes[4];
    for (uint32_t c; (c = next_significant(&name)) != 0;) {
        size_t more = write_character(c, bytes);
        if (size + more > most)
            break;
        for (size_t i = 0; i < more; i++)
            out[size++] = bytes[i];
    }
    return size;
}

size_t name_narrow(struct slice text, char *out, size_t most)
{
    size_t size = 0;
    char bytes[4];
    while (text.size) {
        uint32_t c = narrow(take_character(&text));
        if (c == 0xFEFF || (c >= 0x200B && c <= 0x200F))
            continue;
        if (c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x3000)
            c = ' ';
        else if (c == 0x2212 || c == 0x2010 || c == 0x2011)
            c = '-';
        else if (c == 0x2019)
            c = '\'';
        size_t more = write_character(c, bytes);
        if (size + more > most)
            return most + 1;
        for (size_t i = 0; i < more; i++)
            out[size++] = bytes[i];
    }
    return size;
}
