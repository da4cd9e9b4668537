/*
 * Names that people write in many ways: column headers, countries. Equal if they have the same letters and digits in
 * the same order, in any case; "HS_CODE", "Hs Code" and "HSCODE" are one name. Characters outside ASCII stand for
 * themselves.
 */
#ifndef PRODUCERS_CUSTOMS_NAME_H
#define PRODUCERS_CUSTOMS_NAME_H

#include "lib/slice.h"

bool name_equal(struct slice a, struct slice b);

/* Writes what of a name counts, in upper case, up to `most` bytes; returns how many. */
size_t name_fold(struct slice name, char *out, size_t most);

#endif
