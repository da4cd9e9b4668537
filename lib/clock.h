/*
 * Times and dates as numbers: ms and days since 1970-01-01 UTC; reading and writing their texts. No time zone database.
 */
#ifndef LIB_CLOCK_H
#define LIB_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/slice.h"

enum { CLOCK_TEXT_MAX = 32 };

int64_t clock_now_ms(void);       /* wall clock */
int64_t clock_monotonic_ms(void); /* for intervals and time-outs */

/* Days since 1970-01-01 of a Gregorian date; false if there is no such day. */
bool date_from_ymd(int year, int month, int day, int32_t *days);
void date_to_ymd(int32_t days, int *year, int *month, int *day);
bool date_parse_iso(struct slice text, int32_t *days); /* YYYY-MM-DD or YYYYMMDD */
void date_format_iso(int32_t days, char *text);
int32_t date_of_ms(int64_t ms); /* the day, UTC, of a time; also before 1970 */

/* RFC 3339 ("2026-01-28T09:30:00+08:00", a blank for T, fraction, Z or offset; without offset UTC; also a bare
 * date). */
bool time_parse_rfc3339(struct slice text, int64_t *ms);
/* RFC 822 and its common misspellings, as RSS writes ("Wed, 28 Jan 2026 09:30:00 GMT", "+0800", EST and its kin). */
bool time_parse_rfc822(struct slice text, int64_t *ms);
void time_format_rfc3339(int64_t ms, char *text); /* UTC with milliseconds and Z */

#endif
