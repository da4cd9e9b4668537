#include "lib/uuid.h"

#include <string.h>

static bool is_dash_place(size_t i)
{
    return i == 8 || i == 13 || i == 18 || i == 23;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool uuid_parse(struct slice text, struct uuid *uuid)
{
    if (!text.data || text.size != UUID_TEXT_SIZE)
        return false;
    size_t nibble = 0;
    for (size_t i = 0; i < UUID_TEXT_SIZE; i++) {
        if (is_dash_place(i)) {
            if (text.data[i] != '-')
                return false;
            continue;
        }
        int digit = hex_digit(text.data[i]);
        if (digit < 0)
            return false;
        uint8_t *byte = &uuid->bytes[nibble / 2];
        *byte = (uint8_t)(nibble % 2 ? *byte | digit : digit << 4);
        nibble++;
    }
    return true;
}

void uuid_format(const struct uuid *uuid, char *text)
{
    static const char digits[] = "0123456789abcdef";
    size_t place = 0;
    for (size_t i = 0; i < sizeof uuid->bytes; i++) {
        if (is_dash_place(place))
            text[place++] = '-';
        text[place++] = digits[uuid->bytes[i] >> 4];
        text[place++] = digits[uuid->bytes[i] & 15];
    }
    text[place] = '\0';
}

int uuid_compare(const struct uuid *a, const struct uuid *b)
{
    return memcmp(a->bytes, b->bytes, sizeof a->bytes);
}
