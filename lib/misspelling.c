#include "lib/misspelling.h"

#include <stdint.h>
#include <string.h>

enum { KNOWN_MAX = 64, WRITTEN_MAX = 256 };

static size_t least_of(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

/* Letters to insert, drop or change to make one of the other. */
static size_t distance_of(const char *a, const char *b)
{
    size_t row[KNOWN_MAX + 1]; /* distances of the first i letters of `a` from the first j of `b` */
    size_t b_size = strlen(b);
    if (b_size > KNOWN_MAX || strlen(a) > WRITTEN_MAX)
        return SIZE_MAX;
    for (size_t j = 0; j <= b_size; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1]; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_size; j++) {
            size_t above = row[j];
            row[j] = least_of(diagonal + (a[i - 1] != b[j - 1]), above + 1, row[j - 1] + 1);
            diagonal = above;
        }
    }
    return row[b_size];
}

void misspelling_try(struct misspelling *misspelling, const char *known)
{
    size_t least = misspelling->nearest ? misspelling->distance : strlen(misspelling->written) / 3 + 2;
    size_t distance = distance_of(misspelling->written, known);
    if (distance >= least)
        return;
    misspelling->nearest = known;
    misspelling->distance = distance;
}
