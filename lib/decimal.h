/*
 * Exact decimal numbers for declared money, quantities and weights: an integer of up to 38 digits and a scale.
 *
 * Good for: reading what a source states and writing it on without a rounding. Not for physics: estimates are double.
 * Costs: a few instructions; no allocation. Any thread.
 */
#ifndef LIB_DECIMAL_H
#define LIB_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/error.h"
#include "lib/slice.h"

__extension__ typedef __int128 int128; /* ISO C has no 128-bit integer; gcc and clang both have this one */

enum { DECIMAL_DIGITS_MAX = 38, DECIMAL_TEXT_MAX = 48 };

struct decimal {
    int128 unscaled; /* value = unscaled / 10^scale */
    int scale;       /* 0..38 */
};

/* Reads [+-]digits[.digits][(e|E)[+-]digits], nothing else: no grouping, no white space. REASON_BAD_NUMBER if it is not
 * one or needs more than 38 digits. "1.50" keeps scale 2. */
bool decimal_parse(struct slice text, struct decimal *decimal, struct error *error);

/* Writes the plain form with exactly `scale` digits behind the point and returns its length; `text` holds
 * DECIMAL_TEXT_MAX bytes and is NUL-terminated. */
size_t decimal_format(struct decimal decimal, char *text);

/* The same value with another scale. False, and *decimal unchanged, if a digit that is not 0 would be lost or the
 * result does not fit `precision` digits. */
bool decimal_rescale(struct decimal *decimal, int precision, int scale);

/* The nearest value with that scale, halves to even; false if it does not fit `precision` digits. */
bool decimal_round(struct decimal *decimal, int precision, int scale);

/* The nearest value with `scale` digits behind the point to a / b, halves to even. False if b is 0, or the quotient
 * or an intermediate does not fit (it always fits where a and b have up to 19 digits and scale is up to 19). */
bool decimal_divide(struct decimal a, struct decimal b, int precision, int scale, struct decimal *quotient);

struct decimal decimal_from_integer(int64_t value);
double decimal_to_double(struct decimal decimal);

/* -1, 0 or 1 by value: 1.0 equals 1.00. */
int decimal_compare(struct decimal a, struct decimal b);

#endif
