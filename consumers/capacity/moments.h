/*
 * When an act happens, as a clause states it: a day, a month, a quarter, a half or a year. A date without its year is the
 * nearest one to the day of publication, and none if that is not known. Costs a pass over the text. Any thread.
 */
#ifndef CONSUMERS_CAPACITY_MOMENTS_H
#define CONSUMERS_CAPACITY_MOMENTS_H

#include <stdint.h>

#include "lib/slice.h"

struct moment {
    int32_t day;            /* the first that is meant, days since 1970-01-01 */
    const char *precision;  /* "day", "month", "quarter", "half", "year"; NULL: none is stated */
};

/* The first moment stated in a text. */
struct moment moments_find(struct slice text, const int32_t *published);

#endif
