/*
 * Texts of a table as its profile writes them -> numbers, periods, units (profile.h).
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lib/clock.h"
#include "producers/customs/name.h"
#include "producers/customs/profile.h"

/* Signs count here, other than in names: "-" and "?" are texts of their own. */
static bool same_text(struct slice a, struct slice b)
{
    return a.size == b.size && strncasecmp(a.data, b.data, a.size) == 0;
}

bool profile_is_null(const struct profile *profile, struct slice text)
{
    for (size_t i = 0; text.size && i < profile->nulls.count; i++)
        if (same_text(profile->nulls.items[i], text))
            return true;
    return !text.size;
}

bool profile_unit(const struct profile *profile, struct slice text, struct unit *unit)
{
    for (size_t i = 0; i < profile->unit_count; i++)
        if (same_text(profile->units[i].spelling, text)) {
            *unit = profile->units[i].unit;
            return true;
        }
    return unit_of_text(text, unit);
}

/* ---- numbers ---- */

/* True if the groups of digits are of three, before the last one of `step`, and at least one sign parts them. */
static bool is_grouped(struct slice whole, char sign, size_t step, size_t *signs)
{
    size_t in_group = 0, wanted = 3;
    *signs = 0;
    for (size_t i = whole.size; i-- > 0;) {
        if (whole.data[i] != sign) {
            in_group++;
            continue;
        }
        if (in_group != wanted)
            return false;
        ++*signs;
        in_group = 0;
        wanted = step;
    }
    return *signs > 0 && in_group > 0 && in_group <= wanted;
}

/* Takes the grouping signs out of the digits before the decimal sign; false if the groups are not those of the
 * profile. */
static bool ungroup(const struct profile *profile, struct slice whole, bool has_fraction, char *out, size_t *size)
{
    char sign = profile->grouping_sign;
    size_t signs = 0;
    bool lakh = profile->grouping == PROFILE_PROVEN || profile->grouping == PROFILE_LAKH;
    bool threes = profile->grouping == PROFILE_PROVEN || profile->grouping == PROFILE_THREES;
    bool grouped = (threes && is_grouped(whole, sign, 3, &signs)) || (lakh && is_grouped(whole, sign, 2, &signs));
    bool proven = profile->grouping != PROFILE_PROVEN || has_fraction || signs > 1;
    if (memchr(whole.data, sign, whole.size) && !(grouped && proven))
        return false;
    *size = 0;
    for (size_t i = 0; i < whole.size; i++)
        if (whole.data[i] != sign)
            out[(*size)++] = whole.data[i];
    return true;
}

/* Takes the sign off *text; a minus may stand behind the digits. */
static char take_sign(struct slice *text)
{
    size_t size = text->size;
    if (size && (text->data[0] == '-' || text->data[0] == '+')) {
        char sign = text->data[0];
        *text = slice_cut(*text, 1, size);
        return sign;
    }
    if (size < 2 || text->data[size - 1] != '-')
        return '+';
    *text = slice_trim(slice_cut(*text, 0, size - 1));
    return '-';
}

static bool bad_number(const struct profile *profile, struct slice text, struct error *error)
{
    bool grouped = profile->grouping == PROFILE_PROVEN && text.size && memchr(text.data, ',', text.size);
    return error_reject(error, REASON_BAD_NUMBER, "\"%.*s\" is no number as the profile writes them%s",
                        (int)(text.size < 60 ? text.size : 60), text.data,
                        grouped ? "; whether its comma groups thousands the profile must say (grouping, decimal_sign)" : "");
}

bool profile_number(const struct profile *profile, struct slice text, struct decimal *number, struct error *error)
{
    char narrow[DECIMAL_TEXT_MAX * 2], plain[DECIMAL_TEXT_MAX * 2 + 2];
    size_t narrow_size = name_narrow(text, narrow, sizeof narrow), size;
    if (narrow_size > sizeof narrow)
        return bad_number(profile, text, error);
    struct slice rest = slice_trim((struct slice){narrow, narrow_size});
    plain[0] = take_sign(&rest);
    struct slice whole = slice_next_part(&rest, profile->decimal_sign);
    bool signed_again = whole.size && (whole.data[0] == '-' || whole.data[0] == '+');
    if (signed_again || !whole.size || !ungroup(profile, whole, rest.size > 0, plain + 1, &size))
        return bad_number(profile, text, error);
    size++;
    if (rest.data) {
        plain[size++] = '.';
        memcpy(plain + size, rest.data, rest.size);
        size += rest.size;
    }
    return decimal_parse((struct slice){plain, size}, number, error) || bad_number(profile, text, error);
}

/* ---- patterns of dates: runs of Y, M or D, the word ROC (a year of the Republic of China), and signs ---- */

enum part { PART_SIGN, PART_YEAR, PART_SHORT_YEAR, PART_ROC_YEAR, PART_MONTH, PART_MONTH_NAME, PART_DAY };

/* Cuts the next part off the front of a pattern; *run is its length. */
static enum part take_part(struct slice *pattern, size_t *run)
{
    char letter = pattern->data[0];
    bool roc = slice_starts_with(*pattern, "ROC");
    for (*run = 1; *run < pattern->size && pattern->data[*run] == letter;)
        ++*run;
    if (roc)
        *run = 3;
    *pattern = slice_cut(*pattern, *run, pattern->size);
    if (letter == 'Y')
        return *run == 2 ? PART_SHORT_YEAR : PART_YEAR;
    if (letter == 'M')
        return *run == 3 ? PART_MONTH_NAME : PART_MONTH;
    return roc ? PART_ROC_YEAR : letter == 'D' ? PART_DAY : PART_SIGN;
}

static bool is_word(struct slice format)
{
    return slice_equal_text(format, "ISO") || slice_equal_text(format, "EXCEL");
}

const char *profile_date_format_fault(struct slice format)
{
    static const char fault[] = "ISO, EXCEL, or a pattern of YYYY YY ROC MMM MM M DD D and . / - is needed";
    size_t years = 0, months = 0, days = 0, run;
    struct slice rest = format;
    while (!is_word(format) && rest.size) {
        char sign = rest.data[0];
        enum part part = take_part(&rest, &run);
        if (part == PART_SIGN && !strchr("./- ", sign))
            return fault;
        years += part == PART_YEAR || part == PART_SHORT_YEAR || part == PART_ROC_YEAR;
        months += part == PART_MONTH || part == PART_MONTH_NAME;
        days += part == PART_DAY;
        if ((part == PART_YEAR && run != 4) || ((part == PART_MONTH || part == PART_DAY) && run > 2))
            return fault;
    }
    return is_word(format) || (years == 1 && months <= 1 && days <= months) ? NULL : fault;
}

/* What a pattern looks like without saying which number is which: "00/00/0000". */
static size_t shape_of(struct slice format, char *shape, size_t most)
{
    size_t size = 0, run;
    while (format.size && size + 1 < most) {
        char sign = format.data[0];
        enum part part = take_part(&format, &run);
        shape[size++] = part == PART_SIGN ? sign : part == PART_YEAR ? 'Y' : part == PART_MONTH_NAME ? 'A' : '0';
    }
    return size;
}

bool profile_date_formats_clash(struct slice a, struct slice b)
{
    char shape_a[64], shape_b[64];
    if (is_word(a) || is_word(b))
        return slice_equal(a, b);
    size_t size = shape_of(a, shape_a, sizeof shape_a);
    return size == shape_of(b, shape_b, sizeof shape_b) && memcmp(shape_a, shape_b, size) == 0;
}

/* ---- dates ---- */

struct date {
    int year, month, day; /* 0: the pattern has none */
};

/* Up to `most` digits off the front of *rest; false if there are fewer than `least`. */
static bool take_digits(struct slice *rest, size_t least, size_t most, int *number)
{
    size_t i = 0;
    for (*number = 0; i < most && i < rest->size && rest->data[i] >= '0' && rest->data[i] <= '9'; i++)
        *number = *number * 10 + (rest->data[i] - '0');
    *rest = slice_cut(*rest, i, rest->size);
    return i >= least;
}

/* "Mar", "March", "Mar.", "Sept". */
static bool take_month_name(struct slice *rest, int *month)
{
    static const char *const names[] = {"January", "February", "March",     "April",   "May",      "June",
                                        "July",    "August",   "September", "October", "November", "December"};
    size_t letters = 0;
    while (letters < rest->size && ((rest->data[letters] | 0x20) >= 'a' && (rest->data[letters] | 0x20) <= 'z'))
        letters++;
    struct slice name = slice_cut(*rest, 0, letters);
    for (*month = 1; letters >= 3 && *month <= 12; ++*month) {
        const char *known = names[*month - 1];
        bool same = letters <= strlen(known) && strncasecmp(name.data, known, letters) == 0;
        if (!same || (letters != 3 && letters != strlen(known) && !(*month == 9 && letters == 4)))
            continue;
        bool point = letters < rest->size && rest->data[letters] == '.';
        *rest = slice_cut(*rest, letters + point, rest->size);
        return true;
    }
    return false;
}

/* "MM" takes two digits, "M" one or two. */
static bool take_number(enum part part, size_t run, struct slice *rest, struct date *date)
{
    switch (part) {
    case PART_MONTH:
        return take_digits(rest, run, 2, &date->month);
    case PART_DAY:
        return take_digits(rest, run, 2, &date->day);
    case PART_ROC_YEAR:
        if (!take_digits(rest, 2, 3, &date->year) || date->year == 0)
            return false;
        date->year += 1911;
        return true;
    case PART_SHORT_YEAR:
        if (!take_digits(rest, 2, 2, &date->year))
            return false;
        date->year += date->year < 70 ? 2000 : 1900;
        return true;
    default:
        return take_digits(rest, 4, 4, &date->year);
    }
}

/* A time of day behind a date says nothing about the day. */
static bool is_time_of_day(struct slice text)
{
    if (text.size && text.data[0] != ' ' && text.data[0] != 'T')
        return false;
    for (size_t i = 1; i < text.size; i++)
        if (!strchr("0123456789:. APMapm", text.data[i]))
            return false;
    return true;
}

/* The days of a date, of its month or of its year. */
static bool span(const struct date *date, enum period_kind kind, struct period *period)
{
    int month = kind == PERIOD_YEAR || !date->month ? 1 : date->month;
    int day = kind != PERIOD_DAY || !date->day ? 1 : date->day;
    int32_t next = 0;
    if (date->year < 1900 || date->year > 2999 || !date_from_ymd(date->year, month, day, &period->first))
        return false;
    period->kind = kind;
    if (kind == PERIOD_YEAR)
        date_from_ymd(date->year + 1, 1, 1, &next);
    else if (kind == PERIOD_MONTH)
        date_from_ymd(month < 12 ? date->year : date->year + 1, month % 12 + 1, 1, &next);
    else
        next = period->first + 1;
    period->last = next - 1;
    return true;
}

static bool match_pattern(struct slice pattern, struct slice text, struct period *period)
{
    struct date date = {0};
    enum period_kind kind = PERIOD_YEAR;
    while (pattern.size) {
        char sign = pattern.data[0];
        size_t run;
        enum part part = take_part(&pattern, &run);
        if (part == PART_SIGN) {
            if (text.size < run || text.data[0] != sign)
                return false;
            text = slice_cut(text, run, text.size);
        } else if (part == PART_MONTH_NAME ? !take_month_name(&text, &date.month)
                                           : !take_number(part, run, &text, &date)) {
            return false;
        }
        if (part == PART_DAY)
            kind = PERIOD_DAY;
        else if ((part == PART_MONTH || part == PART_MONTH_NAME) && kind == PERIOD_YEAR)
            kind = PERIOD_MONTH;
    }
    bool whole = (kind == PERIOD_YEAR || date.month) && (kind != PERIOD_DAY || date.day);
    return whole && is_time_of_day(text) && span(&date, kind, period);
}

static void day(int32_t days, struct period *period)
{
    *period = (struct period){PERIOD_DAY, days, days};
}

/* A bare date or month, or a time, whose own day counts. One in UTC is brought to the profile's zone first: midnight in
 * India is written as 18:30Z of the day before. */
static bool match_iso(const struct profile *profile, struct slice text, struct period *period)
{
    int64_t ms;
    int32_t days;
    if (text.size == 7 && text.data[4] == '-')
        return period_parse(text, period);
    if (text.size <= 10 || text.data[text.size - 1] != 'Z') {
        bool fine = (text.size <= 10 || time_parse_rfc3339(text, &ms)) && date_parse_iso(slice_cut(text, 0, 10), &days);
        if (fine)
            day(days, period);
        return fine;
    }
    if (!time_parse_rfc3339(text, &ms))
        return false;
    ms += (int64_t)profile->zone_minutes * 60000;
    const int64_t day_ms = 86400000;
    day((int32_t)(ms / day_ms - (ms % day_ms < 0)), period);
    return true;
}

/* A spreadsheet's number of a day: 45000 is 2023-03-15. Its calendar has a 29 February 1900, so days before March
 * 1900 are not to be had this way. */
static bool match_excel(struct slice text, struct period *period)
{
    enum { EPOCH = 25569 /* 1970-01-01 */, LEAST = 61, MOST = 2958465 /* 9999-12-31 */ };
    struct slice rest = text, whole = slice_next_part(&rest, '.');
    int number;
    if (!take_digits(&whole, 2, 7, &number) || whole.size || number < LEAST || number > MOST)
        return false;
    for (size_t i = 0; rest.data && i < rest.size; i++)
        if (rest.data[i] < '0' || rest.data[i] > '9')
            return false;
    day(number - EPOCH, period);
    return true;
}

/* Two short numbers and a year: 03/04/2025. Only a declared pattern tells day from month. */
static bool is_day_and_month(struct slice text)
{
    int number;
    for (int i = 0; i < 2; i++) {
        if (!take_digits(&text, 1, 2, &number) || !text.size || !strchr("/.-", text.data[0]))
            return false;
        text = slice_cut(text, 1, text.size);
    }
    return take_digits(&text, 2, 4, &number) && is_time_of_day(text);
}

static bool no_date(const struct profile *profile, struct slice text, struct error *error)
{
    const struct slice first = profile->date_formats.items[0];
    bool declared = profile->date_formats.count > 1 || !slice_equal_text(first, "ISO");
    if (!declared && is_day_and_month(text))
        return error_reject(error, REASON_DATE_AMBIGUOUS,
                            "\"%.*s\" may be day first or month first; a profile must say which (date_format)",
                            (int)text.size, text.data);
    return error_reject(error, REASON_BAD_DATE, "\"%.*s\" is no date of the form %.*s%s",
                        (int)(text.size < 40 ? text.size : 40), text.data, SLICE_ARGS(first),
                        declared ? "" : "; if it is one of another form, a profile must say which");
}

bool profile_date(const struct profile *profile, struct slice text, struct period *period, struct error *error)
{
    char narrow[48];
    size_t size = name_narrow(text, narrow, sizeof narrow);
    struct slice plain = slice_trim((struct slice){narrow, size <= sizeof narrow ? size : 0});
    if (plain.size && plain.data[0] == '\'')
        plain = slice_cut(plain, 1, plain.size);
    for (size_t i = 0; plain.size && i < profile->date_formats.count; i++) {
        struct slice format = profile->date_formats.items[i];
        bool fits = slice_equal_text(format, "ISO")     ? match_iso(profile, plain, period)
                    : slice_equal_text(format, "EXCEL") ? match_excel(plain, period)
                                                        : match_pattern(format, plain, period);
        if (!fits)
            continue;
        struct date date;
        date_to_ymd(period->first, &date.year, &date.month, &date.day);
        if (profile->date_means >= (int)period->kind || span(&date, (enum period_kind)profile->date_means, period))
            return true;
        break; /* a year of which there are no statistics */
    }
    return no_date(profile, slice_cut(text, 0, sizeof narrow), error);
}
