/*
 * Times as feeds and pages write them, with one tolerant scanner instead of a list of formats.
 *
 * Read are RFC 822 and its misspellings (one-digit days, two-digit years, missing seconds, missing or wrong weekday,
 * full month names, military letters, named zones, "GMT+0800", "+08", "--0700"), ISO 8601 and RFC 3339 with what is
 * left out or written otherwise (blank for T, no zone, one-digit parts, fractions, 24:00, year or month only, week and
 * ordinal dates, without hyphens), asctime, Unix seconds and milliseconds, month-day-year in words, and Chinese,
 * Japanese, Korean, German, French, Greek and Hungarian local forms. Named zones are a table; CST and BST are American
 * and British, in a text said to be Chinese CST is China's. A zone name that is not known is no UTC: the time is
 * refused. What has no zone is UTC. Costs: one pass. Pure; any thread.
 */
#ifndef PRODUCERS_NEWS_DATE_SCAN_H
#define PRODUCERS_NEWS_DATE_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/slice.h"

/* `language`: BCP 47 of the source, not stated if unknown. False if it is no time. */
bool date_scan(struct slice text, struct slice language, int64_t *ms);

#endif
