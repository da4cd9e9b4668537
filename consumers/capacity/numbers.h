/*
 * Quantities as texts write them in English, Chinese (both scripts), German, French, Japanese and Korean: "400,000",
 * "400k", "1.2 million", "four hundred thousand", "6,45 Milliarden", 40万, 四十万, 1万5000, 3조 5000억, with their bounds
 * ("more than", 逾, bis zu, au moins, 以上, 이상), ranges ("1.5-2 million", 3至5万), vague plurals ("tens of thousands",
 * 数十万, 수십만) and currency.
 *
 * Found are numbers that can count something. Not found: percentages, multiples, digits grown together with letters
 * (H100, 141GB, 7nm), years, dates, times, ages, spans of time, ranks, sections, versions, stock codes, measures other
 * than power, "8-GPU" and 8卡 as parts of a name, and numbers in words without a multiplier ("two sources", 三). What is
 * counted is for the caller to find out, and so are unit prices.
 *
 * Bounds by the project's claim rules R6. Exact: all three; about: mid; at least: low; at most: high; range: low and
 * high; vague plurals: low, two of the unit. A bound not stated is NAN, all others are finite, and low <= mid <= high.
 * Integers below 2^53 are exact; no locale matters. Costs: one pass, linear in any text; no allocation. Any thread.
 */
#ifndef CONSUMERS_CAPACITY_NUMBERS_H
#define CONSUMERS_CAPACITY_NUMBERS_H

#include <stdint.h>

#include "lib/slice.h"

enum number_form { NUMBER_EXACT, NUMBER_ABOUT, NUMBER_AT_LEAST, NUMBER_AT_MOST, NUMBER_RANGE, NUMBER_VAGUE };

enum number_currency { CURRENCY_NONE, CURRENCY_USD, CURRENCY_OTHER };

struct number {
    uint32_t start, end; /* bytes of the text: words of bounds that touch it and the currency included */
    double low, mid, high;
    enum number_form form;
    enum number_currency currency;
    const char *currency_code; /* ISO 4217 of money, "" where the text does not tell (¥, 元); NULL: no money */
    const char *measure;       /* "kW", "MW", "GW", "TW": power, not a count; else NULL */
    bool is_change;            /* "cut from X to Y": these are the bounds of Y, and start is before "from" */
};

/* Writes the numbers in order; stops at `capacity`; returns how many. */
size_t numbers_find(struct slice text, struct number *numbers, size_t capacity);

#endif
