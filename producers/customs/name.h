/*
 * Names that people write in many ways: column headers, countries. Equal if they have the same letters and digits in
 * the same order, in any case; "HS_CODE", "Hs Code" and "HSCODE" are one name. Characters outside ASCII stand for
 * themselves.
 */
#ifndef PRODUCERS_CUSTOMS_NAME_H
#define PRODUCERS_CUSTOMS_NAME_H

#include "lib/slice.h"

bool name_equal(struct slice a, struct slice b);

#endif
