/*
 * The words of times in the languages that sources write: months, days of the week, halves of the day, zones, units.
 *
 * Words are looked up as the scanner folds them: small letters without accents (août is "aout", Ιούλ is "ιουλ"); of
 * Chinese, Japanese and Korean, which put no blanks between words, the longest one at a place counts. Months and days
 * may be cut after three letters (days after two) where what is left means one month only. Costs: a binary search among
 * 250 words. Pure; any thread.
 */
#ifndef PRODUCERS_NEWS_DATE_WORDS_H
#define PRODUCERS_NEWS_DATE_WORDS_H

#include "lib/slice.h"

enum date_word_kind {
    DATE_UNKNOWN,
    DATE_MONTH,   /* value: 1 to 12 */
    DATE_WEEKDAY,
    DATE_HALF,    /* value: 0 before noon, 12 after it */
    DATE_ZONE,    /* value: minutes east of UTC */
    DATE_UNIT,    /* of the number before it; value: enum date_unit */
    DATE_ERA,     /* value: the year before the first of the era */
    DATE_FILLER,  /* "of", "um", the "th" of 28th; value: minutes east of UTC if it ends a time (AT), or 0 */
    DATE_LETTER,  /* a Latin letter alone; value: the letter, as a small one */
};

enum date_unit { DATE_YEARS, DATE_MONTHS, DATE_DAYS, DATE_HOURS, DATE_MINUTES, DATE_SECONDS, DATE_UNITS };

struct date_word {
    enum date_word_kind kind;
    int value;
    bool may_be_weekday; /* a month that is also a day, cut: "mar." is March and mardi */
};

/* The meaning of a whole folded word. */
struct date_word date_word_find(struct slice word);

/* The longest word of a script without blanks at the front of `text`: its size in bytes, 0 if there is none. */
size_t date_word_longest(struct slice text, struct date_word *word);

#endif
