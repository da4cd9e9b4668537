/*
 * Names that people write in many ways: column headers, countries. Equal if they have the same letters and digits in
 * the same order, in any case; "HS_CODE", "Hs Code", "HSCODE" and full-width "ＨＳ　ＣＯＤＥ" are one name. Case is that of
 * Latin, Greek and Cyrillic; other characters stand for themselves, blanks and marks for nothing. What is no UTF-8 is
 * compared byte by byte.
 */
#ifndef PRODUCERS_CUSTOMS_NAME_H
#define PRODUCERS_CUSTOMS_NAME_H

#include "lib/slice.h"

bool name_equal(struct slice a, struct slice b);

/* Writes what of a name counts, in upper case, up to `most` bytes of whole characters; returns how many. */
size_t name_fold(struct slice name, char *out, size_t most);

/* Writes a number, date or code with the ASCII signs that it means: full-width digits, typographic minus, apostrophe
 * and blanks; what is not to be seen is left out. Returns its size, or most + 1 where it does not fit. */
size_t name_narrow(struct slice text, char *out, size_t most);

#endif
