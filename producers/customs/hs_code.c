#include "producers/customs/hs_code.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool add_digits(struct slice text, const char *between, struct hs_code *code)
{
    for (size_t i = 0; i < text.size; i++) {
        if (!is_digit(text.data[i]) && !strchr(between, text.data[i]))
            return false;
        if (!is_digit(text.data[i]))
            continue;
        if (code->count == HS_DIGITS_MAX)
            return false;
        code->digits[code->count++] = text.data[i];
    }
    return true;
}

/* "8.4718E+07": the digits before the power are all that is left of it. */
static bool parse_power(struct slice text, size_t power, struct hs_code *code)
{
    struct hs_code exponent = {.count = 0};
    code->damaged = true;
    return add_digits(slice_cut(text, 0, power), ".", code) &&
           add_digits(slice_cut(text, power + 1, text.size), "+", &exponent) && exponent.count > 0;
}

/* Digits behind the last point; 0 where there is none. */
static size_t last_group(struct slice text)
{
    for (size_t i = text.size; i-- > 0;)
        if (text.data[i] == '.')
            return text.size - i - 1;
    return 0;
}

static bool parse_groups(struct slice text, struct hs_code *code)
{
    bool is_float = last_group(text) == 1 && text.size >= 6 && text.data[text.size - 1] == '0' &&
                    !memchr(text.data, '.', text.size - 2);
    if (is_float)
        text.size -= 2;
    code->damaged = last_group(text) == 1; /* 8471.5 was 8471.50 */
    return add_digits(text, ". -", code);
}

static bool is_month(struct slice text)
{
    static const char months[] = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
    char month[4] = "";
    for (const char *name = months; *name; name += 3) {
        memcpy(month, name, 3);
        if (slice_equal_ignoring_case(text, month))
            return true;
    }
    return false;
}

/* "May-71", "71-May", "5/1/1971", "1971-05-01 00:00:00": what a spreadsheet makes of a code that looks like a date. */
static bool is_date(struct slice text)
{
    size_t slashes = 0, colons = 0, size = text.size;
    for (size_t i = 0; i < size; i++) {
        slashes += text.data[i] == '/';
        colons += text.data[i] == ':';
    }
    if (size >= 6 && size <= 11 && is_month(slice_cut(text, 0, 3)) && memchr("- /", text.data[3], 3))
        return is_digit(text.data[size - 1]);
    if (size >= 6 && size <= 11 && is_month(slice_cut(text, size - 3, size)) && memchr("- /", text.data[size - 4], 3))
        return is_digit(text.data[0]);
    return size <= 19 && size && is_digit(text.data[0]) && (slashes == 2 || colons == 2);
}

/* Without a spreadsheet's sign for text, and without a letter that checks the digits before it. */
static struct slice bare(struct slice text)
{
    text = slice_trim(text);
    if (text.size && text.data[0] == '\'')
        text = slice_cut(text, 1, text.size > 1 && text.data[text.size - 1] == '\'' ? text.size - 1 : text.size);
    char last = text.size >= 9 ? text.data[text.size - 1] : ' ';
    bool check_letter = ((last >= 'A' && last <= 'Z') || (last >= 'a' && last <= 'z')) &&
                        is_digit(text.data[text.size - 2]) && !memchr(text.data, '/', text.size);
    return check_letter ? slice_cut(text, 0, text.size - 1) : text;
}

static void restore_zero(struct hs_code *code)
{
    memmove(code->digits + 1, code->digits, (size_t)code->count);
    code->digits[0] = '0';
    code->count++;
    code->zero_restored = true;
}

bool hs_code_parse(struct slice text, int whole_digits, struct hs_code *code)
{
    *code = (struct hs_code){.count = 0};
    text = bare(text);
    if (is_date(text)) {
        code->damaged = true;
        return true;
    }
    size_t power = 0;
    while (power < text.size && text.data[power] != 'E' && text.data[power] != 'e')
        power++;
    if (!(power < text.size ? parse_power(text, power, code) : parse_groups(text, code)))
        return false;
    bool was_number = code->count && !code->damaged && is_digit(text.data[text.size - 1]) && !memchr(text.data, '-', text.size) &&
                      !memchr(text.data, ' ', text.size) && last_group(text) <= 1;
    if (was_number && whole_digits && code->count == whole_digits - 1)
        restore_zero(code);
    return code->count >= (code->damaged ? 1 : 4);
}

struct slice hs_edition_of_year(int year)
{
    static const struct {
        int first, last;
        const char *name;
    } editions[] = {{2012, 2016, "HS2012"}, {2017, 2021, "HS2017"}, {2022, 2027, "HS2022"}};
    for (size_t i = 0; i < sizeof editions / sizeof editions[0]; i++)
        if (year >= editions[i].first && year <= editions[i].last)
            return slice_of(editions[i].name);
    return (struct slice){NULL, 0};
}
