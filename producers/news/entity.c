#include "producers/news/entity.h"

enum { NAME_MAX_SIZE = 31 }; /* CounterClockwiseContourIntegral */

static bool is_alphanumeric(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

const struct entity *entity_find(struct slice name)
{
    size_t low = 0, high = entity_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = slice_compare(name, slice_of(entities[middle].name));
        if (!order)
            return &entities[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

size_t entity_encode(uint32_t character, char bytes[ENTITY_BYTES_MAX])
{
    static const unsigned char lead[] = {0, 0xC0, 0xE0, 0xF0};
    if (!character || character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF))
        character = 0xFFFD;
    int tail = character < 0x80 ? 0 : character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;
    bytes[0] = (char)(lead[tail] | character >> (6 * tail));
    for (int i = 1; i <= tail; i++)
        bytes[i] = (char)(0x80 | (character >> (6 * (tail - i)) & 0x3F));
    return (size_t)tail + 1;
}

uint32_t entity_from_windows(uint32_t character)
{
    static const uint16_t windows[32] = {
        0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
    return character >= 0x80 && character < 0xA0 ? windows[character - 0x80] : character;
}

static int digit_value(char c, int base)
{
    int value = c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : base;
    return value < base ? value : -1;
}

/* Reads "#8364;" or "#x20AC;" behind the &. The length used up; 0 if it is no reference. */
static size_t read_number(struct slice rest, uint32_t *character)
{
    size_t at = 1;
    int base = at < rest.size && (rest.data[at] | 0x20) == 'x' ? 16 : 10;
    at += base == 16;
    size_t first = at;
    uint32_t value = 0;
    for (; at < rest.size && digit_value(rest.data[at], base) >= 0; at++)
        if (value <= 0x10FFFF)
            value = value * (uint32_t)base + (uint32_t)digit_value(rest.data[at], base);
    if (at == first)
        return 0;
    *character = entity_from_windows(value);
    return at + (at < rest.size && rest.data[at] == ';');
}

static size_t name_size(struct slice rest)
{
    size_t size = 0;
    while (size < rest.size && size <= NAME_MAX_SIZE && is_alphanumeric(rest.data[size]))
        size++;
    return size;
}

static size_t read_name(struct slice rest, uint32_t *character)
{
    size_t size = name_size(rest);
    bool is_closed = size < rest.size && rest.data[size] == ';', is_value = size < rest.size && rest.data[size] == '=';
    const struct entity *entity = is_value ? NULL : entity_find(slice_cut(rest, 0, size));
    if (!entity || !(is_closed || entity->is_loose))
        return 0;
    *character = entity->character;
    return size + is_closed;
}

size_t entity_read(struct slice text, uint32_t *character)
{
    if (text.size < 3 || *text.data != '&')
        return 0;
    struct slice rest = slice_cut(text, 1, text.size);
    size_t used = *rest.data == '#' ? read_number(rest, character) : read_name(rest, character);
    return used ? used + 1 : 0;
}

bool entity_is_name(struct slice text)
{
    struct slice rest = slice_cut(text, 1, text.size);
    size_t size = name_size(rest);
    return size && size < rest.size && rest.data[size] == ';' && !(*rest.data >= '0' && *rest.data <= '9');
}
