/*
 * Codes of the Harmonized System as tables carry them, some damaged on the way through a spreadsheet.
 */
#ifndef PRODUCERS_CUSTOMS_HS_CODE_H
#define PRODUCERS_CUSTOMS_HS_CODE_H

#include "lib/slice.h"

enum { HS_DIGITS_MAX = 13 };

struct hs_code {
    char digits[HS_DIGITS_MAX + 1]; /* those that are known, without points and blanks */
    int count;
    bool damaged;       /* a number written in powers of ten, one with zeros cut off behind a point, or a date (then no
                         * digit is known): no whole code */
    bool zero_restored; /* a leading zero that the table had lost */
};

/* "8471.50.00.00", "7616.99.90.00-5", "8471 50", "'84715000", "'847150000'", "8471500000.0", "8415101021L" (a check
 * letter, which is left out), "8.4718E+07", "May-71" (8471-5, taken for a date by a spreadsheet). `whole_digits` is
 * the length that all codes of the table have, 0 where it varies; it is what restores a leading zero, of bare
 * numbers only: what has signs between its digits was never a number. False if there are not 4 to 13 digits or there
 * is anything else in it. Nothing is ever added on the right. */
bool hs_code_parse(struct slice text, int whole_digits, struct hs_code *code);

/* The edition in force in a year where each is adopted on 1 January of its own year, as China and Japan did with
 * those of 2012, 2017 and 2022; not stated for years outside 2012 to 2027. */
struct slice hs_edition_of_year(int year);

#endif
