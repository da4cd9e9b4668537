/*
 * Quantities as texts write them, in English and Chinese (some German, French, Japanese and Korean forms too):
 * "400,000", "400k", "1.2 million", "four hundred thousand", "40万", "四十万", "1.8-1.9万", with their bounds: "more than",
 * "up to", "about", "X to Y", 超过, 至少, 约, 数十万.
 *
 * Found are numbers that can count something. Not found: percentages, digits grown together with letters (H100, 141GB,
 * 7nm), plain years, parts of dates and of codes. What is counted is for the caller to find out. Rules: notes in the
 * project's claim rules R6. Exact: all three bounds; about: mid; at least: low; at most: high; range: low and high;
 * vague plurals ("tens of thousands", 数十万): low, twice the unit. A bound not stated is NAN. Costs: one pass; no
 * allocation. Any thread.
 */
#ifndef CONSUMERS_CAPACITY_NUMBERS_H
#define CONSUMERS_CAPACITY_NUMBERS_H

#include <stdint.h>

#include "lib/slice.h"

enum number_form { NUMBER_EXACT, NUMBER_ABOUT, NUMBER_AT_LEAST, NUMBER_AT_MOST, NUMBER_RANGE, NUMBER_VAGUE };

enum number_currency { CURRENCY_NONE, CURRENCY_USD, CURRENCY_OTHER };

struct number {
    uint32_t start, end; /* bytes of the text: bound words before it and currency included */
    double low, mid, high;
    enum number_form form;
    enum number_currency currency;
};

/* Writes the numbers in order; stops at `capacity`; returns how many. */
size_t numbers_find(struct slice text, struct number *numbers, size_t capacity);

#endif
