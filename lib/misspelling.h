/*
 * Which known name a person may have meant: "did you mean ...?".
 *
 * Costs: |written| * |known| steps a candidate. No allocation. Any thread.
 */
#ifndef LIB_MISSPELLING_H
#define LIB_MISSPELLING_H

#include <stddef.h>

struct misspelling {
    const char *written; /* set it, and leave the others 0 */
    const char *nearest; /* of all that were tried; NULL while none is near */
    size_t distance;     /* letters to insert, drop or change */
};

/* Tries one known name, of at most 64 bytes. */
void misspelling_try(struct misspelling *misspelling, const char *known);

#endif
