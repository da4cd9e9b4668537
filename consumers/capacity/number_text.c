#include "consumers/capacity/number_text.h"

#include <string.h>

enum { LANGUAGE_BYTES = 2000 }; /* of a text that are read to tell how it writes decimals */

size_t text_follows(struct text text, size_t i, const char *word)
{
    size_t k = 0;
    for (; word[k]; k++)
        if (i + k >= text.size || text_lower_at(text, i + k) != (unsigned char)word[k])
            return 0;
    return k;
}

size_t text_follows_word(struct text text, size_t i, const char *word)
{
    size_t size = text_follows(text, i, word), end = i + size;
    bool goes_on = text_letter_at(text, end) || text_is_digit(text_at(text, end));
    return size && goes_on && text_letter_before(text, end) ? 0 : size;
}

bool text_ends_with_word(struct text text, size_t end, const char *word, size_t *start)
{
    size_t size = strlen(word);
    if (size + text.front > end || !text_follows(text, end - size, word))
        return false;
    *start = end - size;
    if (text_hangul_at(text, *start))
        return !text_hangul_before(text, *start);
    return !text_letter_at(text, *start) || !text_letter_before(text, *start);
}

/* The character of three bytes at i, 0 if there is another kind of one. */
static uint32_t wide_character(struct text text, size_t i)
{
    if (i + 3 > text.size || (text.bytes[i] & 0xF0) != 0xE0)
        return 0;
    const unsigned char *bytes = text.bytes + i;
    return (uint32_t)(bytes[0] & 0x0F) << 12 | (uint32_t)(bytes[1] & 0x3F) << 6 | (bytes[2] & 0x3F);
}

size_t text_blank_at(struct text text, size_t i)
{
    if (text_at(text, i) == ' ')
        return 1;
    if (text_at(text, i) == 0xC2 && text_at(text, i + 1) == 0xA0)
        return 2;
    uint32_t character = wide_character(text, i);
    return character == 0x202F || character == 0x2009 || character == 0x3000 ? 3 : 0;
}

size_t text_skip_blanks_back(struct text text, size_t end)
{
    for (;;) {
        if (end > text.front && (text.bytes[end - 1] == ' ' || text.bytes[end - 1] == '\n'))
            end--;
        else if (end >= text.front + 2 && text_blank_at(text, end - 2) == 2)
            end -= 2;
        else if (end >= text.front + 3 && text_blank_at(text, end - 3) == 3)
            end -= 3;
        else
            return end;
    }
}

const struct numeral *text_numeral_at(struct text text, size_t i)
{
    uint32_t character = text_at(text, i) < 0x80 ? 0 : wide_character(text, i);
    return character ? numeral_of(character) : NULL;
}

const struct number_word *text_word_at(struct text text, size_t i, const struct number_words *words, size_t *size)
{
    unsigned char first = text_lower_or_none(text, i);
    for (size_t k = 0; k < words->count; k++)
        if (text_begins(words->rows[k].text, first) && (*size = text_follows_word(text, i, words->rows[k].text)) > 0)
            return &words->rows[k];
    *size = 0;
    return NULL;
}

const struct number_word *text_word_before(struct text text, size_t end, const struct number_words *words,
                                           size_t *start)
{
    const struct number_word *found = NULL;
    size_t from;
    unsigned char last = end ? text_lower_at(text, end - 1) : 0;
    for (size_t k = 0; k < words->count; k++) {
        const struct number_word *row = &words->rows[k];
        if (text_ends(row->text, row->size, last) && text_ends_with_word(text, end, row->text, &from) &&
            (!found || from < *start)) {
            found = row;
            *start = from;
        }
    }
    return found;
}

bool text_has_decimal_comma(struct text text)
{
    static const char *const words[] = {" der ", " die ", " das ", " und ", " von ", " mit ", " für ", " le ", " les ",
                                        " des ", " du ", " et ", " de ", " pour "};
    if (*text.decimal_comma >= 0)
        return *text.decimal_comma;
    size_t size = text.size < LANGUAGE_BYTES ? text.size : LANGUAGE_BYTES, count = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char next = text.bytes[i] == ' ' ? text_lower_or_none(text, i + 1) : 0;
        for (size_t k = 0; next && k < sizeof words / sizeof *words; k++)
            count += text_begins(words[k] + 1, next) && text_follows(text, i, words[k]) > 0;
    }
    *text.decimal_comma = count >= 2;
    return *text.decimal_comma;
}

int text_digit_at(struct text text, size_t i, size_t *width)
{
    *width = 1;
    if (text_is_digit(text_at(text, i)))
        return text.bytes[i] - '0';
    *width = 3;
    unsigned char last = text_at(text, i + 2);
    bool full_width = text_at(text, i) == 0xEF && text_at(text, i + 1) == 0xBC && last >= 0x90 && last <= 0x99;
    return full_width ? last - 0x90 : -1;
}
