/*
 * Reading one number that begins at a known place: digits with groups, decimals and multipliers, Han and Hangul
 * numerals, words. For numbers.c, which finds the places, and decides whether what was read counts anything.
 */
#ifndef CONSUMERS_CAPACITY_NUMBER_READING_H
#define CONSUMERS_CAPACITY_NUMBER_READING_H

#include "consumers/capacity/number_text.h"

extern const double number_value_max; /* more than that is no count of goods, and no amount of money for them */

/* A number being read. Its value is mantissa * factor / 10^decimals + rest. */
struct reading {
    double mantissa, factor, rest;
    int decimals;
    bool scaled;                 /* had a multiplier */
    bool plain;                  /* nothing but digits: may be a year */
    bool small;                  /* a word without a multiplier: only as the first of a range */
    bool leading_zero, broken;   /* 0700; 1.2.3 */
    bool vague, at_least, about; /* "some", "and more", "some or so" */
    double low, high;            /* 二三十万; 0 if it is one number */
};

double reading_value_of(const struct reading *reading, double mantissa);
double reading_value(const struct reading *reading);

/* Reads what begins at *i, if a number does; leaves *i behind what was looked at and is nothing else. */
bool number_read(struct text text, size_t *i, struct reading *reading);

#endif
