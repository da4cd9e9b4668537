#include "lib/clock.h"

#include <stdio.h>
#include <time.h>

enum { MS_PER_SECOND = 1000, MS_PER_MINUTE = 60 * MS_PER_SECOND, MS_PER_HOUR = 60 * MS_PER_MINUTE };
static const int64_t ms_per_day = INT64_C(24) * MS_PER_HOUR;

static int64_t read_clock(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * MS_PER_SECOND + now.tv_nsec / 1000000;
}

int64_t clock_now_ms(void)
{
    return read_clock(CLOCK_REALTIME);
}

int64_t clock_monotonic_ms(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

/* Dates: the arithmetic counts in eras of 400 years that begin on 1 March, so that the leap day is the last of its
 * year. (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".) */
enum { DAYS_PER_ERA = 146097, DAYS_BEFORE_1970 = 719468 };

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_of_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

bool date_from_ymd(int year, int month, int day, int32_t *days)
{
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > days_of_month(year, month))
        return false;
    int shifted = month > 2 ? year : year - 1;
    int era = shifted / 400, year_of_era = shifted % 400;
    int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    *days = era * DAYS_PER_ERA + day_of_era - DAYS_BEFORE_1970;
    return true;
}

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

void date_to_ymd(int32_t days, int *year, int *month, int *day)
{
    int64_t shifted = (int64_t)days + DAYS_BEFORE_1970;
    int64_t era = floor_divide(shifted, DAYS_PER_ERA);
    int day_of_era = (int)(shifted - era * DAYS_PER_ERA);
    int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int march_month = (5 * day_of_year + 2) / 153;
    *day = day_of_year - (153 * march_month + 2) / 5 + 1;
    *month = march_month < 10 ? march_month + 3 : march_month - 9;
    *year = (int)(era * 400) + year_of_era + (*month <= 2);
}

/* Reading: small steps that take from the front of *rest and leave it alone where they do not fit. */
static bool take_byte(struct slice *rest, char byte)
{
    if (!rest->size || rest->data[0] != byte)
        return false;
    *rest = slice_cut(*rest, 1, rest->size);
    return true;
}

static size_t count_digits(struct slice text)
{
    size_t count = 0;
    while (count < text.size && text.data[count] >= '0' && text.data[count] <= '9')
        count++;
    return count;
}

/* Exactly `count` digits. */
static bool take_digits(struct slice *rest, size_t count, int *value)
{
    if (count_digits(slice_cut(*rest, 0, count)) < count)
        return false;
    *value = 0;
    for (size_t i = 0; i < count; i++)
        *value = *value * 10 + (rest->data[i] - '0');
    *rest = slice_cut(*rest, count, rest->size);
    return true;
}

/* All digits that follow, `least` to `most` of them. */
static bool take_number(struct slice *rest, size_t least, size_t most, int *value)
{
    size_t count = count_digits(*rest);
    return count >= least && count <= most && take_digits(rest, count, value);
}

static void skip_blanks(struct slice *rest)
{
    *rest = slice_trim(*rest);
}

static bool take_date(struct slice *rest, int32_t *days)
{
    int year, month, day;
    if (!take_digits(rest, 4, &year))
        return false;
    bool dashed = take_byte(rest, '-');
    return take_digits(rest, 2, &month) && (!dashed || take_byte(rest, '-')) && take_digits(rest, 2, &day) &&
           date_from_ymd(year, month, day, days);
}

int32_t date_of_ms(int64_t ms)
{
    const int64_t day_ms = 86400000;
    return (int32_t)((ms - (ms < 0 ? day_ms - 1 : 0)) / day_ms);
}

bool date_parse_iso(struct slice text, int32_t *days)
{
    int32_t read;
    if (!take_date(&text, &read) || text.size)
        return false;
    *days = read;
    return true;
}

void date_format_iso(int32_t days, char *text)
{
    int year, month, day;
    date_to_ymd(days, &year, &month, &day);
    snprintf(text, CLOCK_TEXT_MAX, "%04d-%02d-%02d", year, month, day);
}

/* A fraction of a second, cut (not rounded) to milliseconds so that no time moves into the next second. */
static bool take_fraction(struct slice *rest, int64_t *ms)
{
    if (!take_byte(rest, '.') && !take_byte(rest, ','))
        return true;
    size_t count = count_digits(*rest);
    int digits = 0;
    for (size_t i = 0; i < 3; i++)
        digits = digits * 10 + (i < count ? rest->data[i] - '0' : 0);
    *rest = slice_cut(*rest, count, rest->size);
    *ms += digits;
    return count > 0;
}

/* HH:MM[:SS[.fraction]]; a leap second counts as the first of the next minute, as in Unix time. */
static bool take_time_of_day(struct slice *rest, int64_t *ms)
{
    int hour, minute, second = 0;
    if (!take_number(rest, 1, 2, &hour) || !take_byte(rest, ':') || !take_digits(rest, 2, &minute))
        return false;
    bool has_seconds = take_byte(rest, ':');
    if (has_seconds && !take_digits(rest, 2, &second))
        return false;
    if (hour > 23 || minute > 59 || second > 60)
        return false;
    *ms = (int64_t)hour * MS_PER_HOUR + (int64_t)minute * MS_PER_MINUTE + (int64_t)second * MS_PER_SECOND;
    return !has_seconds || take_fraction(rest, ms);
}

/* +HH:MM, +HHMM or +HH. */
static bool take_numeric_offset(struct slice *rest, int64_t *ms)
{
    bool negative = take_byte(rest, '-');
    int hours, minutes = 0;
    if ((!negative && !take_byte(rest, '+')) || !take_digits(rest, 2, &hours))
        return false;
    bool colon = take_byte(rest, ':');
    if ((colon || count_digits(*rest)) && !take_digits(rest, 2, &minutes))
        return false;
    if (hours > 23 || minutes > 59)
        return false;
    *ms = ((int64_t)hours * MS_PER_HOUR + (int64_t)minutes * MS_PER_MINUTE) * (negative ? -1 : 1);
    return true;
}

bool time_parse_rfc3339(struct slice text, int64_t *ms)
{
    int32_t days;
    int64_t of_day = 0, offset = 0;
    if (!take_date(&text, &days))
        return false;
    if (text.size) {
        if (!take_byte(&text, 'T') && !take_byte(&text, 't') && !take_byte(&text, ' '))
            return false;
        if (!take_time_of_day(&text, &of_day))
            return false;
        skip_blanks(&text);
        if (text.size && !take_byte(&text, 'Z') && !take_byte(&text, 'z') && !take_numeric_offset(&text, &offset))
            return false;
    }
    if (text.size)
        return false;
    *ms = days * ms_per_day + of_day - offset;
    return true;
}

/* The letters at the front. */
static struct slice take_word(struct slice *rest)
{
    size_t size = 0;
    while (size < rest->size && ((rest->data[size] | 0x20) >= 'a' && (rest->data[size] | 0x20) <= 'z'))
        size++;
    struct slice word = slice_cut(*rest, 0, size);
    *rest = slice_cut(*rest, size, rest->size);
    return word;
}

/* 1..12 for "Jan", "January" or "Sept": the first three letters decide. */
static bool take_month(struct slice *rest, int *month)
{
    static const char *const names[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                        "jul", "aug", "sep", "oct", "nov", "dec"};
    struct slice word = take_word(rest);
    for (int i = 0; i < 12; i++) {
        if (word.size >= 3 && slice_equal_ignoring_case(slice_cut(word, 0, 3), names[i])) {
            *month = i + 1;
            return true;
        }
    }
    return false;
}

/* Names of zones: those of RFC 822 in its meaning, and what feeds write beside them. Other names of several meanings
 * (IST) are left out: a refused time can be repaired, a wrong one is believed. */
static const struct zone {
    const char *name;
    int minutes; /* east of UTC */
} zones[] = {
    {"GMT", 0},    {"UTC", 0},    {"UT", 0},     {"Z", 0},      {"WET", 0},    {"EST", -300}, {"EDT", -240},
    {"CST", -360}, {"CDT", -300}, {"MST", -420}, {"MDT", -360}, {"PST", -480}, {"PDT", -420}, {"BST", 60},
    {"CET", 60},   {"CEST", 120}, {"EET", 120},  {"EEST", 180}, {"MSK", 180},  {"HKT", 480},  {"SGT", 480},
    {"JST", 540},  {"KST", 540},
};

static bool take_zone(struct slice *rest, int64_t *ms)
{
    if (!rest->size || rest->data[0] == '+' || rest->data[0] == '-') {
        *ms = 0;
        return !rest->size || take_numeric_offset(rest, ms);
    }
    struct slice word = take_word(rest);
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
        if (slice_equal_ignoring_case(word, zones[i].name)) {
            *ms = zones[i].minutes * (int64_t)MS_PER_MINUTE;
            /* "GMT+0800" is a common misspelling of "+0800". */
            return !zones[i].minutes && rest->size && rest->data[0] != '(' && rest->data[0] != ' '
                       ? take_numeric_offset(rest, ms)
                       : true;
        }
    }
    return false;
}

/* RFC 2822's reading of years of two digits. */
static int whole_year(int year, size_t digits)
{
    if (digits > 2)
        return year;
    return year < 50 ? 2000 + year : 1900 + year;
}

/* "28 Jan 2026", also "28-Jan-26". */
static bool take_written_date(struct slice *rest, int32_t *days)
{
    int day, month, year;
    if (!take_number(rest, 1, 2, &day))
        return false;
    skip_blanks(rest);
    take_byte(rest, '-');
    if (!take_month(rest, &month))
        return false;
    take_byte(rest, '.');
    take_byte(rest, '-');
    skip_blanks(rest);
    size_t digits = count_digits(*rest);
    return (digits == 2 || digits == 4) && take_digits(rest, digits, &year) &&
           date_from_ymd(whole_year(year, digits), month, day, days);
}

/* "Wed, ": checked for being a word only, since feeds often state the wrong day. */
static void skip_weekday(struct slice *rest)
{
    take_word(rest);
    take_byte(rest, '.');
    take_byte(rest, ',');
    skip_blanks(rest);
}

bool time_parse_rfc822(struct slice text, int64_t *ms)
{
    int32_t days;
    int64_t of_day = 0, offset = 0;
    struct slice rest = slice_trim(text);
    skip_weekday(&rest);
    if (!take_written_date(&rest, &days))
        return false;
    skip_blanks(&rest);
    if (rest.size) {
        if (!take_time_of_day(&rest, &of_day))
            return false;
        skip_blanks(&rest);
        if (!take_zone(&rest, &offset))
            return false;
        skip_blanks(&rest);
        if (rest.size && rest.data[0] != '(') /* "(PST)": a comment */
            return false;
    }
    *ms = days * ms_per_day + of_day - offset;
    return true;
}

void time_format_rfc3339(int64_t ms, char *text)
{
    int64_t days = floor_divide(ms, ms_per_day);
    unsigned of_day = (unsigned)(ms % ms_per_day + (ms % ms_per_day < 0 ? ms_per_day : 0));
    int year, month, day;
    /* Days of an int64 of milliseconds may pass 32 bits; such a time is nonsense and shown as the last or first day. */
    date_to_ymd(days > INT32_MAX ? INT32_MAX : days < INT32_MIN ? INT32_MIN : (int32_t)days, &year, &month, &day);
    snprintf(text, CLOCK_TEXT_MAX, "%04d-%02u-%02uT%02u:%02u:%02u.%03uZ", year, (unsigned)month % 100, (unsigned)day % 100,
             of_day / MS_PER_HOUR % 24, of_day / MS_PER_MINUTE % 60, of_day / MS_PER_SECOND % 60, of_day % MS_PER_SECOND);
}
