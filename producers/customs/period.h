/*
 * Periods of statistics as sources write them -> first and last day.
 */
#ifndef PRODUCERS_CUSTOMS_PERIOD_H
#define PRODUCERS_CUSTOMS_PERIOD_H

#include <stdint.h>

#include "lib/slice.h"

enum period_kind { PERIOD_YEAR, PERIOD_MONTH, PERIOD_DAY };

struct period {
    enum period_kind kind;
    int32_t first, last; /* days since 1970-01-01, both in it */
};

/* "2025"; "2025-06", "202506", "2025.06", "2025/06"; "2025-06-30", "20250630". Years 1900 to 2999. Nothing may stand
 * before or behind it. */
bool period_parse(struct slice text, struct period *period);

#endif
