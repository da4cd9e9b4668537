/*
 * Looking into a text that may hold numbers: characters, blanks, words and rows of the tables at and before a place
 * of it. For numbers.c and number_reading.c.
 *
 * A place beyond the text holds the byte 0. Nothing is allocated, nothing is read outside the text.
 */
#ifndef CONSUMERS_CAPACITY_NUMBER_TEXT_H
#define CONSUMERS_CAPACITY_NUMBER_TEXT_H

#include "consumers/capacity/number_words.h"

struct text {
    const unsigned char *bytes;
    size_t size;
    size_t front;       /* what stands before it belongs to the number before */
    int *decimal_comma; /* whether its language writes 1.000,5: -1 not yet asked, 0, 1 */
};

static inline bool text_is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

static inline bool text_is_ascii_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline unsigned char text_at(struct text text, size_t i)
{
    return i < text.size ? text.bytes[i] : 0;
}

/* The byte in lower case: ASCII, and the Latin letters of two bytes up to U+00DE. */
static inline unsigned char text_lower_at(struct text text, size_t i)
{
    unsigned char c = text.bytes[i];
    if (c >= 'A' && c <= 'Z')
        return (unsigned char)(c + 32);
    bool accented = c >= 0x80 && c <= 0x9E && c != 0x97 && i && text.bytes[i - 1] == 0xC3;
    return accented ? (unsigned char)(c + 32) : c;
}

static inline bool text_letter_at(struct text text, size_t i)
{
    unsigned char c = text_at(text, i);
    return text_is_ascii_letter(c) || (c >= 0xC3 && c <= 0xC5);
}

static inline bool text_letter_before(struct text text, size_t i)
{
    if (!i)
        return false;
    unsigned char c = text.bytes[i - 1];
    bool second = (c & 0xC0) == 0x80 && i >= 2;
    return text_is_ascii_letter(c) || (second && text.bytes[i - 2] >= 0xC3 && text.bytes[i - 2] <= 0xC5);
}

static inline bool text_hangul_at(struct text text, size_t i)
{
    unsigned char c = text_at(text, i);
    return (c == 0xEA && text_at(text, i + 1) >= 0xB0) || c == 0xEB || c == 0xEC ||
           (c == 0xED && text_at(text, i + 1) < 0x9F);
}

static inline bool text_hangul_before(struct text text, size_t i)
{
    return i >= 3 && text_hangul_at(text, i - 3);
}

/* The tables are searched row by row; most rows are passed by their first or last byte. */
static inline bool text_begins(const char *word, unsigned char first)
{
    return (unsigned char)word[0] == first;
}

static inline bool text_ends(const char *word, size_t size, unsigned char last)
{
    return (unsigned char)word[size - 1] == last;
}

static inline unsigned char text_lower_or_none(struct text text, size_t i)
{
    return i < text.size ? text_lower_at(text, i) : 0;
}

/* Bytes of the word if the text goes on with it, case ignored; 0 if not. */
size_t text_follows(struct text text, size_t i, const char *word);

/* The same for a word that must not go on with letters or digits if it ends with a letter. */
size_t text_follows_word(struct text text, size_t i, const char *word);

/* Whether the text before `end` ends with the word, as a word, and where it begins. */
bool text_ends_with_word(struct text text, size_t end, const char *word, size_t *start);

/* Bytes of a blank: ordinary, no-break, narrow no-break, thin, ideographic. */
size_t text_blank_at(struct text text, size_t i);

size_t text_skip_blanks_back(struct text text, size_t end);

const struct numeral *text_numeral_at(struct text text, size_t i);

/* The first row of a table that the text goes on with, and its bytes. */
const struct number_word *text_word_at(struct text text, size_t i, const struct number_words *words, size_t *size);

/* The longest row of a table that the text before `end` ends with, and where it begins. */
const struct number_word *text_word_before(struct text text, size_t end, const struct number_words *words,
                                           size_t *start);

/* German and French write decimals with a comma and may group by points. Asked only where a number leaves it open. */
bool text_has_decimal_comma(struct text text);

/* The digit at i, ASCII or full width, and its bytes; -1 if there is none. */
int text_digit_at(struct text text, size_t i, size_t *width);

#endif
