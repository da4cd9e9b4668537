#include "producers/customs/country.h"

#include <ctype.h>
#include <string.h>

#include "producers/customs/country_table.h"

static const struct slice no_country = {NULL, 0};

static bool is_former(int64_t number)
{
    for (size_t i = 0; i < comtrade_former_number_count; i++)
        if (comtrade_former_numbers[i] == number)
            return true;
    return false;
}

struct slice country_of_comtrade(int64_t number)
{
    if (number == COMTRADE_WORLD || is_former(number))
        return no_country;
    for (size_t i = 0; i < comtrade_number_count; i++)
        if (comtrade_numbers[i].number == number)
            return slice_of(comtrade_numbers[i].alpha2);
    for (size_t i = 0; i < country_count; i++)
        if (countries[i].number == number)
            return slice_of(countries[i].alpha2);
    return no_country;
}

/* The next character that counts in a name, in upper case; 0 at the end. ASCII other than letters and digits is passed
 * over; bytes of other characters stand for themselves. */
static int next_significant(struct slice *rest)
{
    while (rest->size) {
        unsigned char c = (unsigned char)*rest->data++;
        rest->size--;
        if (c >= 0x80 || isalnum(c))
            return toupper(c);
    }
    return 0;
}

static bool same_name(struct slice text, const char *name)
{
    struct slice other = slice_of(name);
    int c;
    do {
        c = next_significant(&text);
        if (c != next_significant(&other))
            return false;
    } while (c);
    return true;
}

static bool is_code(const struct country *country, struct slice text)
{
    return (text.size == 2 && slice_equal_ignoring_case(text, country->alpha2)) ||
           (text.size == 3 && slice_equal_ignoring_case(text, country->alpha3));
}

static bool has_name(const struct country *country, struct slice text)
{
    return same_name(text, country->name) || (country->chinese && same_name(text, country->chinese));
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
        if (same_name(text, country_aliases[i].name))
            return slice_of(country_aliases[i].alpha2);
    return no_country;
}

bool country_is_alpha2(struct slice text)
{
    for (size_t i = 0; i < country_count; i++)
        if (slice_equal_text(text, countries[i].alpha2))
            return true;
    return false;
}
