#include "lib/decimal.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

__extension__ typedef unsigned __int128 uint128;

/* An exponent beyond this makes every number but 0 unreadable, so digits behind it need not be counted. */
enum { EXPONENT_MAX = 100000 };

/* The largest power of ten that 64 bits hold. */
enum { POWER_MAX = 19 };

static const uint64_t powers[POWER_MAX + 1] = {
    UINT64_C(1),
    UINT64_C(10),
    UINT64_C(100),
    UINT64_C(1000),
    UINT64_C(10000),
    UINT64_C(100000),
    UINT64_C(1000000),
    UINT64_C(10000000),
    UINT64_C(100000000),
    UINT64_C(1000000000),
    UINT64_C(10000000000),
    UINT64_C(100000000000),
    UINT64_C(1000000000000),
    UINT64_C(10000000000000),
    UINT64_C(100000000000000),
    UINT64_C(1000000000000000),
    UINT64_C(10000000000000000),
    UINT64_C(100000000000000000),
    UINT64_C(1000000000000000000),
    UINT64_C(10000000000000000000),
};

static uint128 power_of_ten(int exponent)
{
    assert(exponent >= 0 && exponent <= DECIMAL_DIGITS_MAX);
    return exponent <= POWER_MAX ? powers[exponent] : (uint128)powers[POWER_MAX] * powers[exponent - POWER_MAX];
}

static uint128 magnitude(int128 value)
{
    return value < 0 ? -(uint128)value : (uint128)value;
}

/* A number while it is read: digits x 10^zeros / 10^scale. Zeros are kept apart until a digit follows, so that
 * "1000...0e-40" does not run out of digits. */
struct reading {
    uint128 digits;
    int digit_count; /* of `digits`, without leading zeros */
    int64_t zeros;
    int64_t scale;
};

static bool add_digit(struct reading *reading, int digit)
{
    if (digit == 0) {
        reading->zeros += reading->digit_count > 0;
        return true;
    }
    int64_t count = reading->digit_count + reading->zeros + 1;
    if (count > DECIMAL_DIGITS_MAX)
        return false;
    reading->digits = reading->digits * power_of_ten((int)reading->zeros + 1) + (unsigned)digit;
    reading->digit_count = (int)count;
    reading->zeros = 0;
    return true;
}

/* Reads digits up to something else; *count tells how many there were. */
static bool read_digits(struct slice *rest, struct reading *reading, int64_t *count)
{
    size_t i = 0;
    for (; i < rest->size && rest->data[i] >= '0' && rest->data[i] <= '9'; i++)
        if (!add_digit(reading, rest->data[i] - '0'))
            return false;
    *count = (int64_t)i;
    *rest = slice_cut(*rest, i, rest->size);
    return true;
}

static bool read_sign(struct slice *rest)
{
    bool negative = rest->size && rest->data[0] == '-';
    if (negative || (rest->size && rest->data[0] == '+'))
        *rest = slice_cut(*rest, 1, rest->size);
    return negative;
}

static bool read_exponent(struct slice rest, int64_t *exponent)
{
    bool negative = read_sign(&rest);
    if (!rest.size)
        return false;
    int64_t value = 0;
    for (size_t i = 0; i < rest.size; i++) {
        if (rest.data[i] < '0' || rest.data[i] > '9')
            return false;
        if (value < EXPONENT_MAX)
            value = value * 10 + (rest.data[i] - '0');
    }
    *exponent = negative ? -value : value;
    return true;
}

static bool read_number(struct slice rest, struct reading *reading)
{
    int64_t whole, fraction = 0, exponent = 0;
    if (!read_digits(&rest, reading, &whole) || !whole)
        return false;
    if (rest.size && rest.data[0] == '.') {
        rest = slice_cut(rest, 1, rest.size);
        if (!read_digits(&rest, reading, &fraction) || !fraction)
            return false;
    }
    if (rest.size) {
        if (rest.data[0] != 'e' && rest.data[0] != 'E')
            return false;
        if (!read_exponent(slice_cut(rest, 1, rest.size), &exponent))
            return false;
    }
    reading->scale = fraction - exponent;
    return true;
}

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Brings scale and digits into their bounds by zeros alone: the value stays. */
static bool settle(struct reading *reading)
{
    if (!reading->digits) {
        reading->zeros = 0;
        reading->scale = reading->scale < 0 ? 0 : least(reading->scale, DECIMAL_DIGITS_MAX);
        return true;
    }
    if (reading->scale < 0) {
        reading->zeros -= reading->scale;
        reading->scale = 0;
    }
    int64_t surplus = reading->digit_count + reading->zeros - DECIMAL_DIGITS_MAX;
    if (surplus < reading->scale - DECIMAL_DIGITS_MAX)
        surplus = reading->scale - DECIMAL_DIGITS_MAX;
    if (surplus <= 0)
        return true;
    if (surplus > least(reading->zeros, reading->scale))
        return false;
    reading->zeros -= surplus;
    reading->scale -= surplus;
    return true;
}

/* Most numbers are short, and need no more than 64 bits: digits with at most one point among them. */
static bool parse_short(struct slice text, struct decimal *decimal)
{
    uint64_t digits = 0;
    size_t point = text.size;
    if (!text.size || text.size >= POWER_MAX)
        return false;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (c >= '0' && c <= '9')
            digits = digits * 10 + (unsigned)(c - '0');
        else if (c == '.' && point == text.size && i && i + 1 < text.size)
            point = i;
        else
            return false;
    }
    *decimal = (struct decimal){(int128)digits, point < text.size ? (int)(text.size - point - 1) : 0};
    return true;
}

bool decimal_parse(struct slice text, struct decimal *decimal, struct error *error)
{
    if (parse_short(text, decimal))
        return true;
    struct slice rest = text;
    struct reading reading = {0};
    bool negative = read_sign(&rest);
    if (!read_number(rest, &reading) || !settle(&reading))
        return error_reject(error, REASON_BAD_NUMBER, "\"%.*s\" is not a number of at most %d digits",
                            SLICE_ARGS(slice_cut(text, 0, 80)), DECIMAL_DIGITS_MAX);
    int128 unscaled = (int128)(reading.digits * power_of_ten((int)reading.zeros));
    *decimal = (struct decimal){negative ? -unscaled : unscaled, (int)reading.scale};
    return true;
}

size_t decimal_format(struct decimal decimal, char *text)
{
    char digits[DECIMAL_TEXT_MAX]; /* from the last to the first */
    size_t count = 0, length = 0;
    uint128 rest = magnitude(decimal.unscaled);
    /* 64-bit division is several times faster than 128-bit, and nearly every number fits. */
    for (; rest > UINT64_MAX; rest /= 10)
        digits[count++] = (char)('0' + (int)(rest % 10));
    for (uint64_t small = (uint64_t)rest; small || count <= (size_t)decimal.scale; small /= 10)
        digits[count++] = (char)('0' + (int)(small % 10));
    if (decimal.unscaled < 0)
        text[length++] = '-';
    while (count) {
        text[length++] = digits[--count];
        if (count && count == (size_t)decimal.scale)
            text[length++] = '.';
    }
    text[length] = '\0';
    return length;
}

static bool fits(uint128 value, int precision)
{
    return value < power_of_ten(precision);
}

static void set(struct decimal *decimal, uint128 value, int scale)
{
    *decimal = (struct decimal){decimal->unscaled < 0 ? -(int128)value : (int128)value, scale};
}

/* The same value with at least as many digits behind the point. */
static bool raise_scale(struct decimal *decimal, int precision, int scale)
{
    uint128 value = magnitude(decimal->unscaled);
    int added = scale - decimal->scale;
    if (added > precision ? value != 0 : value >= power_of_ten(precision - added))
        return false;
    set(decimal, value ? value * power_of_ten(added) : 0, scale);
    return true;
}

bool decimal_rescale(struct decimal *decimal, int precision, int scale)
{
    if (scale >= decimal->scale)
        return raise_scale(decimal, precision, scale);
    uint128 value = magnitude(decimal->unscaled), divisor = power_of_ten(decimal->scale - scale);
    if (value % divisor != 0 || !fits(value / divisor, precision))
        return false;
    set(decimal, value / divisor, scale);
    return true;
}

bool decimal_round(struct decimal *decimal, int precision, int scale)
{
    if (scale >= decimal->scale)
        return raise_scale(decimal, precision, scale);
    uint128 value = magnitude(decimal->unscaled), divisor = power_of_ten(decimal->scale - scale);
    uint128 quotient = value / divisor, rest = value % divisor;
    if (rest > divisor / 2 || (rest == divisor / 2 && quotient % 2))
        quotient++;
    if (!fits(quotient, precision))
        return false;
    set(decimal, quotient, scale);
    return true;
}

/* value * 10^exponent; false if it does not fit. */
static bool scale_up(uint128 value, int exponent, uint128 *product)
{
    return exponent <= DECIMAL_DIGITS_MAX && !__builtin_mul_overflow(value, power_of_ten(exponent), product);
}

bool decimal_divide(struct decimal a, struct decimal b, int precision, int scale, struct decimal *quotient)
{
    uint128 dividend = magnitude(a.unscaled), divisor = magnitude(b.unscaled);
    int shift = scale + b.scale - a.scale;
    if (!divisor || !(shift >= 0 ? scale_up(dividend, shift, &dividend) : scale_up(divisor, -shift, &divisor)))
        return false;
    uint128 value = dividend / divisor, rest = dividend % divisor;
    if (rest > divisor - rest || (rest == divisor - rest && value % 2))
        value++;
    if (!fits(value, precision))
        return false;
    bool negative = (a.unscaled < 0) != (b.unscaled < 0);
    *quotient = (struct decimal){negative ? -(int128)value : (int128)value, scale};
    return true;
}

struct decimal decimal_from_integer(int64_t value)
{
    return (struct decimal){value, 0};
}

double decimal_to_double(struct decimal decimal)
{
    /* Both exact as doubles, so the division rounds once, correctly. */
    const uint64_t exact = UINT64_C(1) << 53;
    if (magnitude(decimal.unscaled) <= exact && decimal.scale <= 15)
        return (double)(int64_t)decimal.unscaled / (double)powers[decimal.scale];
    char text[DECIMAL_TEXT_MAX + 8];
    size_t length = decimal_format((struct decimal){decimal.unscaled, 0}, text);
    snprintf(text + length, sizeof text - length, "e-%d", decimal.scale);
    return strtod(text, NULL);
}

static int compare(int128 a, int128 b)
{
    return (a > b) - (a < b);
}

int decimal_compare(struct decimal a, struct decimal b)
{
    if (a.scale == b.scale)
        return compare(a.unscaled, b.unscaled);
    /* Whole parts first; then the fractions, which fit at the greatest scale. */
    int128 one_a = (int128)power_of_ten(a.scale), one_b = (int128)power_of_ten(b.scale);
    int order = compare(a.unscaled / one_a, b.unscaled / one_b);
    if (order)
        return order;
    int128 fraction_a = a.unscaled % one_a, fraction_b = b.unscaled % one_b;
    if (a.scale < b.scale)
        return compare(fraction_a * (int128)power_of_ten(b.scale - a.scale), fraction_b);
    return compare(fraction_a, fraction_b * (int128)power_of_ten(a.scale - b.scale));
}
