#include "producers/customs/country.h"

#include <string.h>

#include <stdlib.h>

#include "producers/customs/country_table.h"
#include "producers/customs/name.h"

static const struct slice no_country = {NULL, 0};

static int compare_numbers(const void *number, const void *row)
{
    int64_t a = *(const int64_t *)number, b = ((const struct country_number *)row)->number;
    return (a > b) - (a < b);
}

/* The tables grow by number. */
static struct slice find_number(const struct country_number *numbers, size_t count, int64_t number)
{
    const struct country_number *found = bsearch(&number, numbers, count, sizeof numbers[0], compare_numbers);
    return found ? slice_of(found->alpha2) : no_country;
}

/* The same for a code of exactly so many digits. */
static struct slice find_code(const struct country_number *numbers, size_t count, struct slice code, size_t digits)
{
    int64_t number = 0;
    if (code.size != digits)
        return no_country;
    for (size_t i = 0; i < digits; i++) {
        if (code.data[i] < '0' || code.data[i] > '9')
            return no_country;
        number = number * 10 + (code.data[i] - '0');
    }
    return find_number(numbers, count, number);
}

static bool is_former(int64_t number)
{
    for (size_t i = 0; i < comtrade_former_number_count; i++)
        if (comtrade_former_numbers[i] == number)
            return true;
    return false;
}

static struct slice find_comtrade(int64_t number)
{
    if (number == COMTRADE_WORLD || is_former(number))
        return no_country;
    struct slice exception = find_number(comtrade_numbers, comtrade_number_count, number);
    if (exception.data)
        return exception;
    for (size_t i = 0; i < country_count; i++)
        if (countries[i].number == number)
            return slice_of(countries[i].alpha2);
    return no_country;
}

/* Numbers have three digits, and a file of statistics millions of them: what was found is kept by number. */
struct slice country_of_comtrade(int64_t number)
{
    enum { NUMBERS = 1000 };
    static _Thread_local struct {
        bool known;
        struct slice alpha2;
    } found[NUMBERS];
    if (number < 0 || number >= NUMBERS)
        return no_country;
    if (!found[number].known) {
        found[number].known = true;
        found[number].alpha2 = find_comtrade(number);
    }
    return found[number].alpha2;
}

struct slice country_of_census(struct slice code)
{
    return find_code(census_numbers, census_number_count, code, 4);
}

struct slice country_of_gacc(struct slice code)
{
    return find_code(gacc_numbers, gacc_number_count, code, 3);
}

struct slice country_of_japan(struct slice code)
{
    return find_code(japan_numbers, japan_number_count, code, 3);
}

int country_to_comtrade(struct slice alpha2)
{
    for (size_t i = 0; i < comtrade_number_count; i++)
        if (slice_equal_ignoring_case(alpha2, comtrade_numbers[i].alpha2))
            return comtrade_numbers[i].number;
    for (size_t i = 0; i < country_count; i++)
        if (slice_equal_ignoring_case(alpha2, countries[i].alpha2) && countries[i].number)
            return countries[i].number;
    return -1;
}

static bool is_code(const struct country *country, struct slice text)
{
    return (text.size == 2 && slice_equal_ignoring_case(text, country->alpha2)) ||
           (text.size == 3 && slice_equal_ignoring_case(text, country->alpha3));
}

static bool has_name(const struct country *country, struct slice text)
{
    return name_equal(text, slice_of(country->name)) ||
           (country->chinese && name_equal(text, slice_of(country->chinese)));
}

struct slice country_of_text(struct slice text)
{
    text = slice_trim(text);
    if (!text.size)
        return no_country;
    for (size_t i = 0; i < country_count; i++)
        if (is_code(&countries[i], text))
            return slice_of(countries[i].alpha2);
    for (size_t i = 0; i < country_count; i++)
        if (has_name(&countries[i], text))
            return slice_of(countries[i].alpha2);
    for (size_t i = 0; i < country_alias_count; i++)
        if (name_equal(text, slice_of(country_aliases[i].name)))
            return slice_of(country_aliases[i].alpha2);
    return no_country;
}

struct slice country_remembered(struct country_memory *memory, struct slice text)
{
    uint32_t hash = 2166136261u;
    if (!text.size || text.size > COUNTRY_MEMORY_TEXT_MAX)
        return country_of_text(text);
    for (size_t i = 0; i < text.size; i++)
        hash = (hash ^ (unsigned char)text.data[i]) * 16777619u;
    size_t slot = (hash ^ hash >> 16) % COUNTRY_MEMORY_SLOTS;
    if (memory->slots[slot].size != text.size || memcmp(memory->slots[slot].text, text.data, text.size) != 0) {
        memcpy(memory->slots[slot].text, text.data, text.size);
        memory->slots[slot].size = (unsigned char)text.size;
        memory->slots[slot].alpha2 = country_of_text(text);
    }
    return memory->slots[slot].alpha2;
}

bool country_is_alpha2(struct slice text)
{
    for (size_t i = 0; i < country_count; i++)
        if (slice_equal_text(text, countries[i].alpha2))
            return true;
    return false;
}
