#include "producers/customs/period.h"

#include <string.h>

#include "lib/clock.h"

/* Digits of a period in their order, with one sign at most between its parts. False if anything else is there. */
static bool take_digits(struct slice text, char digits[8], size_t *count)
{
    *count = 0;
    for (size_t i = 0; i < text.size; i++) {
        bool part_ends = *count == 4 || *count == 6;
        bool sign = part_ends && strchr("-./", text.data[i]) && text.data[i - 1] >= '0' && i + 1 < text.size;
        if (sign && text.data[i - 1] <= '9')
            continue;
        if (text.data[i] < '0' || text.data[i] > '9' || *count == 8)
            return false;
        digits[(*count)++] = text.data[i];
    }
    return *count == 4 || *count == 6 || *count == 8;
}

static int number(const char *digits, size_t count)
{
    int value = 0;
    for (size_t i = 0; i < count; i++)
        value = value * 10 + (digits[i] - '0');
    return value;
}

bool period_parse(struct slice text, struct period *period)
{
    char digits[8];
    size_t count;
    if (!take_digits(text, digits, &count))
        return false;
    int year = number(digits, 4), month = count > 4 ? number(digits + 4, 2) : 1, day = count > 6 ? number(digits + 6, 2) : 1;
    int32_t next = 0;
    if (year < 1900 || year > 2999 || !date_from_ymd(year, month, day, &period->first))
        return false;
    period->kind = count == 4 ? PERIOD_YEAR : count == 6 ? PERIOD_MONTH : PERIOD_DAY;
    if (period->kind == PERIOD_YEAR)
        date_from_ymd(year + 1, 1, 1, &next);
    else if (period->kind == PERIOD_MONTH)
        date_from_ymd(month < 12 ? year : year + 1, month % 12 + 1, 1, &next);
    else
        next = period->first + 1;
    period->last = next - 1;
    return true;
}
