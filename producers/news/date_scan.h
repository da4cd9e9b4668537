/*
 * Times as feeds and pages write them, with one tolerant scanner instead of a list of formats.
 *
 * Read are RFC 822 and its misspellings (one-digit days, two-digit years, missing seconds, missing or wrong weekday,
 * full month names, single letters, named zones, "GMT+0800", "+08", "--0700"), ISO 8601 and RFC 3339 with what is left
 * out or written otherwise (blank for T, no zone, one-digit parts, fractions, 24:00, year or month only, week and
 * ordinal dates, without hyphens), asctime, Unix seconds and milliseconds, month-day-year in words, and Chinese,
 * Japanese, Korean, German, French, Greek and Hungarian local forms.
 *
 * Named zones are a table; CST and BST are American and British, in a Chinese source CST is China's. A zone name that
 * is not known is no UTC: the time is refused. What has no zone is UTC, except a time of day in Korean words, and in
 * the Chinese characters of a source whose language is Japanese or Chinese: that is the country's own time. Of numbers
 * alone, 01/02/2026 has the month first, unless the language's writers put the day there. Costs: one pass over 200
 * bytes at most; longer texts are no times. Pure; any thread.
 */
#ifndef PRODUCERS_NEWS_DATE_SCAN_H
#define PRODUCERS_NEWS_DATE_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/slice.h"

/* `language`: BCP 47 of the source, not stated if unknown. False if it is no time. */
bool date_scan(struct slice text, struct slice language, int64_t *ms);

#endif
