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

bool hs_code_parse(struct slice text, int whole_digits, struct hs_code *code)
{
    *code = (struct hs_code){.count = 0};
    text = slice_trim(text);
    if (text.size && text.data[0] == '\'')
        text = slice_cut(text, 1, text.size > 1 && text.data[text.size - 1] == '\'' ? text.size - 1 : text.size);
    size_t power = 0;
    while (power < text.size && text.data[power] != 'E' && text.data[power] != 'e')
        power++;
    if (!(power < text.size ? parse_power(text, power, code) : parse_groups(text, code)))
        return false;
    if (!code->damaged && whole_digits && code->count == whole_digits - 1) {
        memmove(code->digits + 1, code->digits, (size_t)code->count);
        code->digits[0] = '0';
        code->count++;
        code->zero_restored = true;
    }
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
