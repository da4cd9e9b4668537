#include "producers/customs/name.h"

#include <ctype.h>

/* The next character that counts, in upper case; 0 at the end. */
static int next_significant(struct slice *rest)
{
    while (rest->size) {
        unsigned char c = (unsigned char)*rest->data++;
        rest->size--;
        if (c >= 0x80 || isalnum(c))
            return toupper(c);
    }
    return 0;
}

bool name_equal(struct slice a, struct slice b)
{
    int c;
    do {
        c = next_significant(&a);
        if (c != next_significant(&b))
            return false;
    } while (c);
    return true;
}

size_t name_fold(struct slice name, char *out, size_t most)
{
    size_t size = 0;
    for (int c; size < most && (c = next_significant(&name)) != 0;)
        out[size++] = (char)c;
    return size;
}
