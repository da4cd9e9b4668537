#include "consumers/capacity/moments.h"

#include <string.h>

#include "lib/clock.h"

enum { YEAR_FIRST = 2015, YEAR_LAST = 2040 };

/* What a phrase states; 0 where it does not. */
struct parts {
    int year, half, quarter, month, day;
};

static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                     "July",    "August",   "September", "October", "November", "December"};

/* Digits at *at, at most four; -1 if there are none or too many. */
static int read_number(struct slice text, size_t *at)
{
    int value = 0;
    size_t start = *at;
    while (*at < text.size && text.data[*at] >= '0' && text.data[*at] <= '9' && *at - start < 5)
        value = 10 * value + text.data[(*at)++] - '0';
    return *at > start && *at - start <= 4 ? value : -1;
}

static bool take(struct slice text, size_t *at, const char *word)
{
    if (*at >= text.size || text.data[*at] != *word)
        return false; /* nearly always */
    size_t size = strlen(word);
    if (*at + size > text.size || text.data[*at] != *word || memcmp(text.data + *at, word, size) != 0)
        return false;
    *at += size;
    return true;
}

/* 2025年10月17日, 10月17日, 2026年, 第三季度; Korean the same with its own signs. */
static bool read_wide(struct slice text, size_t at, struct parts *parts)
{
    static const struct {
        const char *sign;
        size_t field; /* number of an int in struct parts */
    } signs[] = {{"年", 0}, {"년", 0}, {"月", 3}, {"월", 3}, {"日", 4}, {"일", 4}, {"号", 4}, {"號", 4}, {"季度", 2}};
    bool any = false;
    int *const fields = &parts->year;
    for (;;) {
        int number = read_number(text, &at);
        size_t i = 0;
        take(text, &at, " ");
        while (number > 0 && i < sizeof signs / sizeof *signs && !take(text, &at, signs[i].sign))
            i++;
        if (number <= 0 || i == sizeof signs / sizeof *signs)
            return any;
        fields[signs[i].field] = number;
        any = true;
        take(text, &at, " ");
    }
}

static int read_month(struct slice text, size_t *at)
{
    for (int i = 0; i < 12; i++)
        if (take(text, at, months[i]))
            return i + 1;
    return 0;
}

static bool is_year(int number)
{
    return number >= YEAR_FIRST && number <= YEAR_LAST;
}

/* "October 17, 2025", "October 17", "October 2025" */
static bool read_month_first(struct slice text, size_t at, struct parts *parts)
{
    parts->month = read_month(text, &at);
    if (!parts->month || !take(text, &at, " "))
        return parts->month && at < text.size && parts->month != 5; /* a bare "May" is no month for sure */
    int number = read_number(text, &at);
    if (is_year(number))
        parts->year = number;
    else if (number >= 1 && number <= 31) {
        parts->day = number;
        size_t year_at = at;
        if ((take(text, &year_at, ", ") || take(text, &year_at, " ")) && is_year(number = read_number(text, &year_at)))
            parts->year = number;
    }
    return parts->year || parts->day || parts->month != 5;
}

/* "15 May 2025", "2025", "2025-10-17" */
static bool read_number_first(struct slice text, size_t at, struct parts *parts)
{
    int number = read_number(text, &at);
    size_t next = at;
    if (is_year(number)) {
        parts->year = number;
        bool iso = take(text, &next, "-") && (parts->month = read_number(text, &next)) > 0 && take(text, &next, "-") &&
                   (parts->day = read_number(text, &next)) > 0;
        if (!iso)
            parts->month = parts->day = 0;
        return at >= text.size || !strchr("0123456789,%", text.data[at]) || text.data[at] == ',';
    }
    if (number < 1 || number > 31 || !take(text, &next, " ") || !(parts->month = read_month(text, &next)))
        return false;
    parts->day = number;
    if (take(text, &next, " ") && is_year(number = read_number(text, &next)))
        parts->year = number;
    return true;
}

/* "first quarter of 2026", "the second half of 2025", "Q3 2025" */
static bool read_part_of_year(struct slice text, size_t at, struct parts *parts)
{
    static const char *const ordinals[] = {"first ", "second ", "third ", "fourth "};
    int number = 0;
    for (int i = 0; i < 4 && !number; i++)
        number = take(text, &at, ordinals[i]) ? i + 1 : 0;
    if (number && take(text, &at, "quarter"))
        parts->quarter = number;
    else if (number && number <= 2 && take(text, &at, "half"))
        parts->half = number;
    else if (!number && take(text, &at, "Q") && (number = read_number(text, &at)) >= 1 && number <= 4)
        parts->quarter = number;
    else
        return false;
    if ((take(text, &at, " of ") || take(text, &at, " ")) && is_year(number = read_number(text, &at)))
        parts->year = number;
    return true;
}

/* The first month that is meant. */
static int first_month(const struct parts *parts)
{
    if (parts->quarter)
        return 3 * parts->quarter - 2;
    if (parts->half)
        return 6 * parts->half - 5;
    return parts->month ? parts->month : 1;
}

/* The year in which it lies nearest to the day of publication. */
static int nearest_year(const struct parts *parts, int32_t published)
{
    int month = first_month(parts), day = parts->day ? parts->day : 1, around = 1970 + published / 365, best = around;
    int32_t least = INT32_MAX, there;
    for (int year = around - 1; year <= around + 1; year++) {
        if (!date_from_ymd(year, month, day, &there))
            continue; /* 29 February is in one of four */
        int32_t apart = there < published ? published - there : there - published;
        best = apart < least ? year : best;
        least = apart < least ? apart : least;
    }
    return best;
}

static bool finish(struct parts *parts, const int32_t *published, struct moment *moment)
{
    bool plain = parts->month <= 12 && parts->day <= 31 && parts->quarter <= 4 && (!parts->day || parts->month);
    if (!plain || (!parts->year && !published) || (parts->year && !is_year(parts->year)))
        return false;
    if (!parts->year && !parts->month && !parts->quarter && !parts->half)
        return false;
    int year = parts->year ? parts->year : nearest_year(parts, *published);
    if (!date_from_ymd(year, first_month(parts), parts->day ? parts->day : 1, &moment->day))
        return false;
    moment->precision = parts->day       ? "day"
                        : parts->month   ? "month"
                        : parts->quarter ? "quarter"
                        : parts->half    ? "half"
                                         : "year";
    return true;
}

struct moment moments_find(struct slice text, const int32_t *published)
{
    static bool (*const readers[])(struct slice, size_t, struct parts *) = {read_wide, read_month_first, read_part_of_year,
                                                                            read_number_first};
    static const char firsts[] = "0123456789JFMASONDQfst"; /* of what the readers read */
    struct moment moment = {0, NULL};
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == 'f' || c == 's' || c == 't'))
            continue; /* nothing of it begins so */
        unsigned char before = i ? (unsigned char)text.data[i - 1] : ' ';
        if (before != ' ' && before != '(' && before < 0x80)
            continue; /* not where a word begins */
        if (!memchr(firsts, text.data[i], sizeof firsts - 1))
            continue;
        for (size_t k = 0; k < sizeof readers / sizeof *readers; k++) {
            struct parts parts = {0};
            if (readers[k](text, i, &parts) && finish(&parts, published, &moment))
                return moment;
        }
    }
    return moment;
}
