/*
 * The words around and inside numbers, in the six languages: tables only. For numbers.c.
 *
 * All texts are UTF-8, Latin ones in lower case; where rows of one table begin alike the longer one comes first,
 * because the first row that fits is taken. A row ends at the end of a word if it ends with a Latin letter. Constant
 * data: any thread.
 */
#ifndef CONSUMERS_CAPACITY_NUMBER_WORDS_H
#define CONSUMERS_CAPACITY_NUMBER_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "consumers/capacity/numbers.h"

/* A row of a table whose meaning is one small number: a form, a currency's place, or nothing. */
struct number_word {
    const char *text;
    uint8_t size; /* of the text */
    int value;
};

struct number_words {
    const struct number_word *rows;
    size_t count;
};

/* Parts of numbers that are written in Latin letters: "twenty", "hundert", "milliers". */
enum number_atom_kind {
    ATOM_ARTICLE,  /* a, ein, une: one, where a larger part follows */
    ATOM_FRACTION, /* half, quarter, halbe */
    ATOM_UNIT,     /* 1 to 19 */
    ATOM_TENS,     /* 20 to 90 */
    ATOM_HUNDRED,  /* multiplies what stands before it: hundred, dozen */
    ATOM_SCALE,    /* the same and ends a group: thousand, million */
    ATOM_PLURAL,   /* a scale that is vague where no number stands before it: thousands, Tausende, milliers */
    ATOM_ROUGH,    /* une centaine: about so many */
    ATOM_SOME,     /* several, mehrere, plusieurs */
};

enum { ATOM_ENGLISH = 1, ATOM_GERMAN = 2, ATOM_FRENCH = 4 };

struct number_atom {
    const char *text;
    enum number_atom_kind kind;
    double value;
    unsigned languages; /* a number keeps to one */
};

extern const struct number_atom number_atoms[];
extern const size_t number_atom_count;

/* Whether a word that begins so can begin a number in words: a cheap test that spares the table. */
bool number_word_may_begin(unsigned char first, unsigned char second, unsigned char third);

/* Behind digits: million, Mrd., k. Tight ones stand directly behind the digits only. */
struct number_scale {
    const char *text;
    double value;
    bool tight;
};

extern const struct number_scale number_scales[];
extern const size_t number_scale_count;

/* Han and Hangul numerals. */
enum numeral_kind { NUMERAL_NONE, NUMERAL_DIGIT, NUMERAL_UNIT, NUMERAL_MYRIAD, NUMERAL_SOME };

struct numeral {
    uint32_t character;
    enum numeral_kind kind;
    double value;
};

/* The numeral that a character is, NULL if none. */
const struct numeral *numeral_of(uint32_t character);

/* Currencies: ISO code ("" where the words do not tell), before or behind the number. */
struct number_money {
    const char *text;
    uint8_t size;
    const char *code;
};

extern const struct number_money number_money_before[], number_money_behind[];
extern const size_t number_money_before_count, number_money_behind_count;

/* Power is a quantity of its own (R6 "other"): the unit's symbol. */
struct number_measure {
    const char *text;
    const char *symbol;
};

extern const struct number_measure number_measures[];
extern const size_t number_measure_count;

/* What joins the two numbers of a range. */
enum number_join {
    JOIN_TO,
    JOIN_AND,     /* only behind BETWEEN */
    JOIN_CHANGE,  /* only behind FROM: what was X is Y now */
    JOIN_PARTICLE /* から, 에서: a change if "to" stands behind Y */
};

enum number_opening { BETWEEN = 1, FROM };

extern const struct number_words number_bounds_before; /* value: enum number_form */
extern const struct number_words number_bounds_tight;  /* only directly before numerals: 上万 */
extern const struct number_words number_bounds_behind;
extern const struct number_words number_range_joins;   /* value: enum number_join */
extern const struct number_words number_between;       /* before a range; value: enum number_opening */
extern const struct number_words number_counters;      /* what Asian languages count with: 颗 台 개 */
extern const struct number_words number_nothing_behind; /* a number before these counts nothing: percent, nm, 年 */
extern const struct number_words number_nothing_before; /* nor behind these: Section, RTX, 第 */
extern const struct number_words number_months;
extern const struct number_words number_year_words;    /* before a year that could be a count: "by 2000" */
extern const struct number_words number_change_words;  /* "cut from X to Y" */

#endif
