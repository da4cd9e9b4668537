#include "producers/news/date_scan.h"

#include <string.h>

#include "lib/buffer.h"
#include "lib/clock.h"
#include "producers/news/date_words.h"
#include "producers/news/entity.h"

/* A text is cut into numbers, words and signs, which are taken from left to right. What says itself what it is (a
 * number with a colon behind it, a month, a zone, a number before 年) is taken at once; numbers that do not are kept
 * aside, and at the end their count, their digits and the signs between them say which are year, month and day. What
 * fits nowhere refuses the whole. */
enum { TEXT_MAX = 200, TOKENS_MAX = 48, WORD_MAX = 64, LOOSE_MAX = 4, NOT_READ = -1 };
enum { HOUR = 60, DAY = 24 * HOUR }; /* minutes */

enum token_kind { TOKEN_END, TOKEN_NUMBER, TOKEN_WORD, TOKEN_SIGN };

struct token {
    enum token_kind kind;
    bool joined;           /* no white space before it */
    int64_t number;
    int digits;            /* of the number as written; 19 at most */
    struct date_word word;
    char sign;
};

struct loose {
    int value, digits;
    char before; /* the sign before it, 0 without one */
};

struct scan {
    struct token *tokens; /* behind the last stands TOKEN_END */
    size_t count, at;
    struct slice language;
    struct loose loose[LOOSE_MAX];
    size_t loose_count;
    char sign;                  /* the last sign since a number */
    int units[DATE_UNITS];      /* NOT_READ or what stood before a unit, or in a clock */
    int year_digits;
    int month_word;             /* 0 without one */
    bool month_may_be_weekday;
    bool time_is_near;          /* the last token belongs to the time of day */
    int fraction_ms, half, era, week, offset;
    bool has_offset, offset_is_numeric;
    bool has_hangul, has_han;
};

/* ---- Characters ---- */

static uint32_t next_character(struct slice *rest)
{
    const unsigned char *bytes = (const unsigned char *)rest->data;
    size_t size = bytes[0] < 0x80 ? 1 : bytes[0] < 0xE0 ? 2 : bytes[0] < 0xF0 ? 3 : 4;
    uint32_t character = size == 1 ? bytes[0] : bytes[0] & (0xFFu >> (size + 1));
    for (size_t i = 1; i < size; i++)
        character = character << 6 | (bytes[i] & 0x3F);
    *rest = slice_cut(*rest, size, rest->size);
    return character;
}

/* Letters with accents as those without; small ones. Combining accents become 0. */
static uint32_t fold_letter(uint32_t c)
{
    static const char latin[] = "aaaaaaaceeeeiiiidnooooo ouuuuyts"; /* U+00E0 to U+00FF */
    static const struct {
        uint16_t from, to;
    } others[] = {{0x151, 'o'},   {0x150, 'o'},   {0x171, 'u'},   {0x170, 'u'},   {0x386, 0x3B1}, {0x388, 0x3B5},
                  {0x389, 0x3B7}, {0x38A, 0x3B9}, {0x38C, 0x3BF}, {0x38E, 0x3C5}, {0x38F, 0x3C9}, {0x390, 0x3B9},
                  {0x3AA, 0x3B9}, {0x3AB, 0x3C5}, {0x3AC, 0x3B1}, {0x3AD, 0x3B5}, {0x3AE, 0x3B7}, {0x3AF, 0x3B9},
                  {0x3B0, 0x3C5}, {0x3C2, 0x3C3}, {0x3CA, 0x3B9}, {0x3CB, 0x3C5}, {0x3CC, 0x3BF}, {0x3CD, 0x3C5},
                  {0x3CE, 0x3C9}};
    if (c < 0x80)
        return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
    if (c >= 0x300 && c < 0x370)
        return 0;
    if (c >= 0xC0 && c <= 0xFF && c != 0xD7 && c != 0xF7)
        return (uint32_t)latin[(c | 0x20) - 0xE0];
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (others[i].from == c)
            return others[i].to;
    return c >= 0x391 && c <= 0x3A9 ? c + 0x20 : c;
}

/* Signs and digits of other widths as ASCII writes them; 0 for what is not seen. */
static uint32_t fold_sign(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E)
        return c - 0xFEE0;
    if (c == 0xA0 || c == 0x202F || c == 0x3000 || (c >= 0x2000 && c <= 0x200A))
        return ' ';
    if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212)
        return '-';
    if (c == 0xFEFF || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E))
        return 0;
    return c == 0x3001 ? ',' : c == 0x3002 || c == 0x30FB || c == 0xB7 ? '.' : c;
}

/* 〇 to 九 and 元 (the first year of an era); -1 for others. */
static int han_digit(uint32_t c)
{
    static const uint16_t digits[] = {0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D};
    for (int i = 0; i < 10; i++)
        if (digits[i] == c)
            return i;
    return c == 0x96F6 || c == 0x25CB ? 0 : c == 0x5143 ? 1 : -1;
}

enum { HAN_TEN = 0x5341 };

static bool is_letter(uint32_t c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == 0xAA || c == 0xBA || (c >= 0xC0 && c < 0x2000);
}

/* ---- Tokens ---- */

static void append_character(uint32_t c, struct buffer *out)
{
    char bytes[ENTITY_BYTES_MAX];
    buffer_bytes(out, bytes, entity_encode(c, bytes));
}

/* The text with signs folded, in `out` if there are other signs than ASCII's: what is cut into tokens. */
static struct slice fold_signs(struct slice text, struct buffer *out)
{
    bool is_ascii = true;
    for (size_t i = 0; i < text.size; i++)
        is_ascii &= (unsigned char)text.data[i] < 0x80;
    if (is_ascii)
        return text;
    while (text.size) {
        uint32_t c = fold_sign(next_character(&text));
        if (c)
            append_character(c, out);
    }
    return slice_trim(buffer_view(out));
}

static struct token cut_number(struct slice *rest)
{
    struct token token = {.kind = TOKEN_NUMBER};
    while (rest->size && *rest->data >= '0' && *rest->data <= '9') {
        if (token.digits < 18)
            token.number = token.number * 10 + (*rest->data - '0');
        token.digits += token.digits < 19;
        *rest = slice_cut(*rest, 1, rest->size);
    }
    return token;
}

/* 二〇二六 digit by digit, 二十八 by tens. */
static struct token cut_han_number(struct slice *rest)
{
    struct token token = {.kind = TOKEN_NUMBER};
    bool has_tens = false;
    for (struct slice behind = *rest; rest->size && token.digits < 4; *rest = behind) {
        uint32_t c = next_character(&behind);
        int digit = han_digit(c);
        if ((digit < 0 && c != HAN_TEN) || (c == HAN_TEN && (has_tens || token.digits > 1)))
            break;
        if (c == HAN_TEN) {
            token.number = token.digits ? token.number * 10 : 10;
            token.digits = 2;
        } else {
            token.number = has_tens ? token.number + digit : token.number * 10 + digit;
            token.digits += !has_tens;
        }
        has_tens |= c == HAN_TEN;
    }
    return token;
}

/* Letters up to the next that is none; "a.m." is one word. */
static struct token cut_word(struct slice *rest)
{
    char memory[WORD_MAX];
    struct buffer word = {.data = memory, .capacity = sizeof memory, .limit = sizeof memory};
    while (rest->size) {
        struct slice behind = *rest, beyond;
        uint32_t c = next_character(&behind);
        beyond = behind;
        if (c == '.' && behind.size && is_letter(next_character(&beyond))) {
            *rest = behind;
            continue;
        }
        if (!is_letter(c))
            break;
        *rest = behind;
        if (fold_letter(c))
            append_character(fold_letter(c), &word);
    }
    struct date_word none = {.kind = DATE_UNKNOWN};
    return (struct token){.kind = TOKEN_WORD, .word = word.full ? none : date_word_find(buffer_view(&word))};
}

static struct token cut_joined_word(struct scan *scan, struct slice *rest)
{
    struct token token = {.kind = TOKEN_WORD};
    struct slice behind = *rest;
    uint32_t c = next_character(&behind);
    size_t size = date_word_longest(*rest, &token.word);
    scan->has_hangul |= size && c >= 0xAC00 && c < 0xD7A4;
    scan->has_han |= size && c >= 0x2E80 && c < 0xA000;
    *rest = size ? slice_cut(*rest, size, rest->size) : behind;
    return token;
}

static struct token cut_token(struct scan *scan, struct slice *rest)
{
    struct slice behind = *rest;
    uint32_t c = next_character(&behind);
    if (c >= '0' && c <= '9')
        return cut_number(rest);
    if (is_letter(c))
        return cut_word(rest);
    if (han_digit(c) >= 0 || c == HAN_TEN)
        return cut_han_number(rest);
    if (c >= 0x80)
        return cut_joined_word(scan, rest);
    *rest = behind;
    return (struct token){.kind = TOKEN_SIGN, .sign = (char)c};
}

static bool cut_tokens(struct scan *scan, struct slice text)
{
    bool joined = false;
    while (text.size) {
        if (memchr(" \t\r\n\f\v", *text.data, 6)) {
            text = slice_cut(text, 1, text.size);
            joined = false;
            continue;
        }
        if (scan->count == TOKENS_MAX)
            return false;
        scan->tokens[scan->count] = cut_token(scan, &text);
        scan->tokens[scan->count++].joined = joined;
        joined = true;
    }
    scan->tokens[scan->count] = (struct token){.kind = TOKEN_END};
    return true;
}

/* ---- What a token says ---- */

static const struct token *look(const struct scan *scan, size_t ahead)
{
    size_t at = scan->at + ahead;
    return &scan->tokens[at < scan->count ? at : scan->count];
}

static bool is_sign(const struct token *token, char sign)
{
    return token->kind == TOKEN_SIGN && token->sign == sign;
}

static bool is_unit(const struct token *token, int unit)
{
    return token->kind == TOKEN_WORD && ((token->word.kind == DATE_UNIT && token->word.value == unit) ||
                                         (token->word.kind == DATE_LETTER && token->word.value == 'h' &&
                                          unit == DATE_HOURS));
}

static bool is_letter_word(const struct token *token, char letter)
{
    return token->kind == TOKEN_WORD && token->word.kind == DATE_LETTER && token->word.value == letter;
}

static bool has_time(const struct scan *scan)
{
    return scan->units[DATE_HOURS] != NOT_READ;
}

static bool is_dated(const struct scan *scan)
{
    return scan->loose_count >= 3 || (scan->loose_count >= 2 && scan->month_word) ||
           (scan->units[DATE_YEARS] != NOT_READ && scan->units[DATE_DAYS] != NOT_READ) ||
           (scan->loose_count == 1 && scan->loose[0].digits == 8);
}

static bool set_unit(struct scan *scan, int unit, int64_t value)
{
    if (scan->units[unit] != NOT_READ || value > 9999)
        return false;
    scan->units[unit] = (int)value;
    scan->time_is_near = unit >= DATE_HOURS;
    return true;
}

/* A clock of 00:00 may stand before the real one. */
static bool clear_midnight(struct scan *scan)
{
    if (scan->units[DATE_HOURS] > 0 || scan->units[DATE_MINUTES] > 0 || scan->units[DATE_SECONDS] > 0)
        return false;
    for (int unit = DATE_HOURS; unit <= DATE_SECONDS; unit++)
        scan->units[unit] = NOT_READ;
    return true;
}

/* A fraction of a second, cut (not rounded) to milliseconds so that no time moves into the next second. */
static void take_fraction(struct scan *scan)
{
    const struct token *point = look(scan, 0), *number = look(scan, 1);
    if (!(is_sign(point, '.') || is_sign(point, ',')) || number->kind != TOKEN_NUMBER || !number->joined)
        return;
    int64_t value = number->number;
    for (int digits = number->digits < 18 ? number->digits : 18; digits > 3; digits--)
        value /= 10;
    for (int digits = number->digits; digits < 3; digits++)
        value *= 10;
    scan->fraction_ms = (int)value;
    scan->at += 2;
}

/* Takes ":number" if it stands there. */
static bool take_clock_part(struct scan *scan, int64_t *value)
{
    if (!is_sign(look(scan, 0), ':') || look(scan, 1)->kind != TOKEN_NUMBER || look(scan, 1)->digits > 2)
        return false;
    *value = look(scan, 1)->number;
    scan->at += 2;
    return true;
}

/* H:MM, H:MM:SS, with a fraction; a fourth part must be 00 (some write so for UTC). */
static bool take_clock(struct scan *scan)
{
    int64_t hours = look(scan, 0)->number, minutes = 0, seconds = 0, rest = 0;
    if (look(scan, 0)->digits > 2 || !clear_midnight(scan))
        return false;
    scan->at++;
    if (!take_clock_part(scan, &minutes))
        return false;
    bool has_seconds = take_clock_part(scan, &seconds);
    if (has_seconds)
        take_fraction(scan);
    if (has_seconds && take_clock_part(scan, &rest) && rest)
        return false;
    return set_unit(scan, DATE_HOURS, hours) && set_unit(scan, DATE_MINUTES, minutes) &&
           set_unit(scan, DATE_SECONDS, seconds);
}

/* HH, HHMM or HHMMSS after T or after a date without signs. */
static bool take_bare_clock(struct scan *scan)
{
    const struct token *token = look(scan, 0);
    static const int divisors[] = {1, 100, 10000};
    if (token->digits != 2 && token->digits != 4 && token->digits != 6)
        return false;
    int64_t number = token->number;
    scan->at++;
    take_fraction(scan);
    for (int part = token->digits / 2 - 1, unit = DATE_HOURS; part >= 0; part--, unit++)
        if (!set_unit(scan, unit, number / divisors[part] % 100))
            return false;
    return true;
}

/* "9時30分", "9h30", "9.30 Uhr", "14 Uhr": the number stands at look(0). */
static bool take_number_with_unit(struct scan *scan, int unit)
{
    const struct token *number = look(scan, 0);
    bool by_letter = is_letter_word(look(scan, 1), 'h');
    scan->at += 2;
    if (!set_unit(scan, unit, number->number))
        return false;
    if (unit == DATE_YEARS)
        scan->year_digits = number->digits;
    const struct token *next = look(scan, 0);
    if (unit != DATE_HOURS || next->kind != TOKEN_NUMBER || next->digits != 2 || !(next->joined || by_letter) ||
        look(scan, 1)->kind == TOKEN_SIGN || look(scan, 1)->kind == TOKEN_WORD)
        return true;
    scan->at++;
    return set_unit(scan, DATE_MINUTES, next->number);
}

/* A number of no stated meaning; it is understood at the end. */
static bool keep_loose(struct scan *scan)
{
    const struct token *token = look(scan, 0);
    if (scan->time_is_near && token->digits == 2 && !token->number && look(scan, 1)->kind == TOKEN_END) {
        scan->at++; /* "09:30:00 00": UTC */
        return true;
    }
    if (scan->loose_count == LOOSE_MAX || token->digits > 9)
        return false;
    scan->loose[scan->loose_count++] =
        (struct loose){.value = (int)token->number, .digits = token->digits, .before = scan->sign};
    scan->sign = 0;
    scan->time_is_near = false;
    scan->at++;
    return true;
}

static bool take_number(struct scan *scan)
{
    const struct token *next = look(scan, 1);
    if (is_sign(next, ':') && next->joined && look(scan, 2)->kind == TOKEN_NUMBER)
        return take_clock(scan);
    for (int unit = 0; unit < DATE_UNITS; unit++)
        if (is_unit(next, unit) && !(unit == DATE_HOURS && has_time(scan)))
            return take_number_with_unit(scan, unit);
    if (is_sign(next, '.') && look(scan, 2)->kind == TOKEN_NUMBER && is_unit(look(scan, 3), DATE_HOURS) &&
        look(scan, 2)->joined && !has_time(scan)) {
        int64_t hours = look(scan, 0)->number, minutes = look(scan, 2)->number;
        scan->at += 4;
        return set_unit(scan, DATE_HOURS, hours) && set_unit(scan, DATE_MINUTES, minutes);
    }
    bool whole_day = scan->loose_count == 1 && scan->loose[0].digits == 8;
    if (whole_day && !has_time(scan) && (look(scan, 0)->digits == 4 || look(scan, 0)->digits == 6))
        return take_bare_clock(scan);
    return keep_loose(scan);
}

/* +HH:MM, +HHMM, +HMM, +HH, +H; look(0) is the sign. Seconds behind it must be 00. */
static bool take_offset(struct scan *scan)
{
    bool west = look(scan, 0)->sign == '-';
    const struct token *number = look(scan, 1);
    int64_t hours = number->number, minutes = 0, seconds = 0;
    if (number->kind != TOKEN_NUMBER || number->digits > 4 || scan->offset_is_numeric)
        return false;
    scan->at += 2;
    if (number->digits > 2) {
        minutes = hours % 100;
        hours /= 100;
    } else if (is_sign(look(scan, 0), ':') && (!take_clock_part(scan, &minutes)))
        return false;
    if ((take_clock_part(scan, &seconds) && seconds) || hours > 23 || minutes > 59)
        return false;
    scan->offset = (int)(hours * HOUR + minutes) * (west ? -1 : 1);
    scan->has_offset = scan->offset_is_numeric = true;
    scan->time_is_near = true;
    return true;
}

/* A + is always one, a - behind a time or a zone, or behind a whole date if four digits follow. */
static bool begins_offset(const struct scan *scan)
{
    const struct token *sign = look(scan, 0), *number = look(scan, 1);
    if (number->kind != TOKEN_NUMBER || !number->joined || !(is_sign(sign, '+') || is_sign(sign, '-')))
        return false;
    return sign->sign == '+' || scan->time_is_near || (!sign->joined && number->digits == 4 && is_dated(scan));
}

/* A remark: "(PST)", "(水)". */
static bool skip_remark(struct scan *scan)
{
    while (scan->at < scan->count && !is_sign(look(scan, 0), ')'))
        scan->at++;
    return scan->at++ < scan->count;
}

static bool take_sign(struct scan *scan)
{
    const struct token *token = look(scan, 0);
    if (token->sign == '(')
        return skip_remark(scan);
    if (begins_offset(scan))
        return take_offset(scan);
    if (!memchr(",./-:'", token->sign, 6) || (token->sign == ':' && !scan->time_is_near))
        return false;
    scan->sign = token->sign;
    scan->at++;
    return true;
}

static bool take_month(struct scan *scan, const struct date_word *word)
{
    if (scan->month_word && !scan->month_may_be_weekday)
        return word->may_be_weekday;
    scan->month_word = word->value;
    scan->month_may_be_weekday = word->may_be_weekday;
    return true;
}

static bool language_is(struct slice language, const char *name)
{
    return slice_equal_ignoring_case(slice_cut(language, 0, 2), name) &&
           (language.size == 2 || language.data[2] == '-');
}

/* A name beside a number counts for nothing: "-0700 GMT". */
static bool take_zone(struct scan *scan, int minutes)
{
    bool is_china = minutes == -6 * HOUR && language_is(scan->language, "zh"); /* CST */
    if (!scan->offset_is_numeric)
        scan->offset = is_china ? 8 * HOUR : minutes;
    scan->has_offset = true;
    scan->time_is_near = true;
    return true;
}

/* RFC 822 gives the letters A to M to the hours west of UTC and N to Y to those east of it, and feeds follow it; the
 * military means the contrary. There is no J. */
static bool take_zone_letter(struct scan *scan, int letter)
{
    if (letter == 'z')
        return take_zone(scan, 0);
    if (letter == 'j')
        return false;
    int hours = letter < 'j' ? 'a' - 1 - letter : letter <= 'm' ? 'a' - letter : letter - 'm';
    return take_zone(scan, hours * HOUR);
}

static bool take_week(struct scan *scan)
{
    const struct token *number = look(scan, 0);
    if (number->kind != TOKEN_NUMBER || scan->loose_count != 1 || number->digits < 2 || number->digits > 3)
        return false;
    scan->week = (int)(number->digits == 3 ? number->number / 10 : number->number);
    if (number->digits == 3)
        scan->loose[scan->loose_count++] = (struct loose){.value = (int)(number->number % 10), .digits = 1};
    scan->at++;
    return true;
}

/* T before a clock, W before a week, à; behind the time a zone. */
static bool take_letter(struct scan *scan, int letter)
{
    bool before_number = look(scan, 0)->kind == TOKEN_NUMBER && look(scan, 0)->joined;
    if (letter == 't' && !has_time(scan) && before_number)
        return is_sign(look(scan, 1), ':') ? take_clock(scan) : take_bare_clock(scan);
    if (letter == 'w' && before_number)
        return take_week(scan);
    if ((letter == 'a' || letter == 'o') && !has_time(scan))
        return true;
    return (has_time(scan) || is_dated(scan)) && take_zone_letter(scan, letter);
}

static bool take_word(struct scan *scan)
{
    struct date_word word = look(scan, 0)->word;
    bool is_first = scan->at++ == 0, has_numbers = scan->loose_count || scan->units[DATE_YEARS] != NOT_READ;
    switch (word.kind) {
    case DATE_MONTH:
        return take_month(scan, &word);
    case DATE_WEEKDAY:
        return true;
    case DATE_HALF: /* "am 28. Januar" is no half of a day */
        if (word.value || has_numbers || has_time(scan))
            scan->half = word.value;
        return true;
    case DATE_ZONE:
        return take_zone(scan, word.value);
    case DATE_ERA:
        scan->era = word.value;
        return true;
    case DATE_FILLER:
        return !word.value || !has_time(scan) || take_zone(scan, word.value);
    case DATE_LETTER:
        return take_letter(scan, word.value);
    case DATE_UNIT: /* "9:30 Uhr" */
        return word.value == DATE_HOURS && scan->time_is_near;
    case DATE_UNKNOWN: /* a day of the week in some language or other */
        return is_first && is_sign(look(scan, 0), ',');
    }
    return false;
}

/* ---- What the loose numbers mean ---- */

struct ymd {
    int year, month, day;
};

/* RFC 2822's reading of years of two digits. */
static int whole_year(int year, int digits)
{
    return digits > 2 ? year : year < 50 ? 2000 + year : 1900 + year;
}

static bool can_be_year(const struct loose *number)
{
    return number->digits == 4 || number->digits == 2;
}

static bool exists(struct ymd date)
{
    int32_t days;
    return date_from_ymd(date.year, date.month, date.day, &days);
}

/* Where numbers alone are written with the day first: nearly everywhere but in the United States and East Asia. */
static bool day_comes_first(struct slice language, char sign)
{
    static const char *const month_first[] = {"en", "zh", "ja", "ko"};
    if (sign != '/')
        return true;
    if (!language.data || slice_equal_ignoring_case(language, "en-us"))
        return false;
    for (size_t i = 0; i < sizeof month_first / sizeof *month_first; i++)
        if (language_is(language, month_first[i]))
            return language.size > 2 && i == 0;
    return true;
}

/* 28.01.2026, 28/01/2026 or 01/28/2026. What comes first is said by the sign and the language, unless only the other
 * way gives a day. */
static bool read_year_last(struct scan *scan, struct ymd *date)
{
    const struct loose *n = scan->loose;
    int year = whole_year(n[2].value, n[2].digits);
    struct ymd day_first = {year, n[1].value, n[0].value}, month_first = {year, n[0].value, n[1].value};
    bool is_day_first = day_comes_first(scan->language, n[1].before);
    *date = is_day_first ? day_first : month_first;
    if (!exists(*date))
        *date = is_day_first ? month_first : day_first;
    return can_be_year(&n[2]);
}

/* Three numbers without a month in words. */
static bool read_three(struct scan *scan, struct ymd *date)
{
    const struct loose *n = scan->loose;
    if (n[0].digits > 2 && n[2].digits > 2)
        return false;
    struct ymd year_first = {whole_year(n[0].value, n[0].digits), n[1].value, n[2].value};
    bool is_iso = n[0].digits == 4 || (n[0].digits == 2 && n[2].digits <= 2 && n[1].before == '-');
    if (is_iso) {
        *date = year_first;
        return n[1].digits <= 3; /* some write 012 for 12 */
    }
    if (n[0].digits > 2 || n[1].digits > 2 || !read_year_last(scan, date))
        return false;
    if (!exists(*date) && n[0].digits == 2)
        *date = year_first;
    return true;
}

/* 28 Jan 2026, Jan 28, 2026, 2026 Jan 28, Jan 2026; a third number is the hour. */
static bool read_with_month(struct scan *scan, struct ymd *date)
{
    const struct loose *n = scan->loose;
    date->month = scan->month_word;
    date->day = 1;
    if (scan->loose_count == 3 && !has_time(scan) && n[2].digits <= 2)
        scan->units[DATE_HOURS] = n[2].value;
    else if (scan->loose_count == 0 || scan->loose_count > 2)
        return false;
    if (scan->loose_count == 1) {
        date->year = n[0].value;
        return n[0].digits == 4;
    }
    bool year_first = n[0].digits == 4;
    const struct loose *year = &n[!year_first], *day = &n[year_first];
    date->year = whole_year(year->value, year->digits);
    date->day = day->value;
    return can_be_year(year) && day->digits <= 2;
}

static bool set_days(int32_t days, struct ymd *date)
{
    date_to_ymd(days, &date->year, &date->month, &date->day);
    return true;
}

static bool read_ordinal(int year, int day, struct ymd *date)
{
    int32_t first, next;
    return date_from_ymd(year, 1, 1, &first) && date_from_ymd(year + 1, 1, 1, &next) && day >= 1 &&
           day <= next - first && set_days(first + day - 1, date);
}

/* ISO 8601: week 1 is the one that 4 January lies in; weeks begin on Monday. */
static bool read_week(const struct scan *scan, struct ymd *date)
{
    int32_t fourth, next_fourth;
    int day = scan->loose_count > 1 ? scan->loose[1].value : 1;
    if (scan->loose_count > 2 || scan->week < 1 || day < 1 || day > 7 || scan->loose[0].digits != 4 ||
        !date_from_ymd(scan->loose[0].value, 1, 4, &fourth) ||
        !date_from_ymd(scan->loose[0].value + 1, 1, 4, &next_fourth))
        return false;
    int32_t monday = fourth - (fourth % 7 + 10) % 7, next_monday = next_fourth - (next_fourth % 7 + 10) % 7;
    int32_t days = monday + 7 * (scan->week - 1) + day - 1;
    return days < next_monday && set_days(days, date);
}

/* One number: 2026, 20260128, 260128, 26028 and 2026028 (the day of the year), -2601. A number that may as well be
 * anything is no year. */
static bool read_one(const struct loose *number, struct ymd *date)
{
    int n = number->value;
    date->month = date->day = 1;
    switch (number->digits) {
    case 4:
        date->year = number->before == '-' ? whole_year(n / 100, 2) : n;
        date->month = number->before == '-' ? n % 100 : 1;
        return number->before == '-' || (n >= 1900 && n < 2100);
    case 5:
        return read_ordinal(whole_year(n / 1000, 2), n % 1000, date);
    case 6:
        *date = (struct ymd){whole_year(n / 10000, 2), n / 100 % 100, n % 100};
        return true;
    case 7:
        return read_ordinal(n / 1000, n % 1000, date);
    case 8:
        *date = (struct ymd){n / 10000, n / 100 % 100, n % 100};
        return true;
    default:
        return false;
    }
}

/* 2026-01, 2026-028 (the day of the year), -26-01. */
static bool read_two(const struct loose *n, struct ymd *date)
{
    if (n[0].digits == 4 && n[1].digits == 3)
        return read_ordinal(n[0].value, n[1].value, date);
    *date = (struct ymd){whole_year(n[0].value, n[0].digits), n[1].value, 1};
    return n[1].digits <= 2 && (n[0].digits == 4 || (n[0].digits == 2 && n[0].before == '-'));
}

/* 2026年1月28日, 令和8年1月28日, 2026년 1월. */
static bool read_with_units(const struct scan *scan, struct ymd *date)
{
    const int *units = scan->units;
    bool loose_year = units[DATE_YEARS] == NOT_READ;
    if (scan->loose_count != loose_year || (loose_year && scan->loose[0].digits != 4))
        return false;
    date->year = loose_year  ? scan->loose[0].value
                 : scan->era ? scan->era + units[DATE_YEARS]
                             : whole_year(units[DATE_YEARS], scan->year_digits);
    date->month = units[DATE_MONTHS] == NOT_READ ? 1 : units[DATE_MONTHS];
    date->day = units[DATE_DAYS] == NOT_READ ? 1 : units[DATE_DAYS];
    return units[DATE_MONTHS] != NOT_READ || units[DATE_DAYS] == NOT_READ;
}

static bool read_date(struct scan *scan, struct ymd *date)
{
    if (scan->units[DATE_YEARS] != NOT_READ || scan->units[DATE_MONTHS] != NOT_READ)
        return read_with_units(scan, date);
    if (scan->week)
        return read_week(scan, date);
    if (scan->month_word)
        return read_with_month(scan, date);
    switch (scan->loose_count) {
    case 1:
        return read_one(&scan->loose[0], date);
    case 2:
        return read_two(scan->loose, date);
    case 3:
        return read_three(scan, date);
    default:
        return false;
    }
}

/* ---- The time ---- */

static int unit_or_0(const struct scan *scan, int unit)
{
    return scan->units[unit] == NOT_READ ? 0 : scan->units[unit];
}

/* The time of day in ms; 24:00 is the next midnight, a leap second the first of the next minute, as in Unix time. */
static bool read_time_of_day(const struct scan *scan, int64_t *ms)
{
    int hours = unit_or_0(scan, DATE_HOURS), minutes = unit_or_0(scan, DATE_MINUTES),
        seconds = unit_or_0(scan, DATE_SECONDS);
    if (hours > 24 || minutes > 59 || seconds > 60 || (hours == 24 && (minutes || seconds || scan->fraction_ms)))
        return false;
    if (scan->half == 12 && hours < 12)
        hours += 12;
    if (scan->half == 0 && hours == 12)
        hours = 0;
    *ms = ((int64_t)hours * HOUR + minutes) * 60000 + seconds * 1000 + scan->fraction_ms;
    return true;
}

/* What is written in Korean without a zone is Korea's time, and 時 or 上午 in a Japanese or Chinese source theirs: who
 * writes for readers of one country names no zone. Days without a time of day stay what they are. */
static int local_offset(const struct scan *scan)
{
    if (!has_time(scan))
        return 0;
    if (scan->has_hangul || (scan->has_han && language_is(scan->language, "ja")))
        return 9 * HOUR;
    return scan->has_han && language_is(scan->language, "zh") ? 8 * HOUR : 0;
}

static bool read_tokens(struct scan *scan)
{
    while (scan->at < scan->count) {
        const struct token *token = look(scan, 0);
        if (token->kind == TOKEN_NUMBER ? !take_number(scan)
            : token->kind == TOKEN_WORD ? !take_word(scan)
                                        : !take_sign(scan))
            return false;
    }
    return true;
}

static bool assemble(struct scan *scan, int64_t *ms)
{
    struct ymd date;
    int32_t days;
    int64_t of_day;
    static const int64_t first_ms = -62135596800000, end_ms = 253402300800000; /* the years 1 to 9999 */
    if (!read_date(scan, &date) || !date_from_ymd(date.year, date.month, date.day, &days) ||
        !read_time_of_day(scan, &of_day))
        return false;
    int64_t offset = scan->has_offset ? scan->offset : local_offset(scan);
    int64_t read = (int64_t)days * DAY * 60000 + of_day - offset * 60000;
    if (read < first_ms || read >= end_ms)
        return false;
    *ms = read;
    return true;
}

/* A number alone: Unix seconds (9 or 10 digits, 1973 to 2286), milliseconds (12 or 13), or a day and time without
 * signs (12 or 14). */
static bool read_number_alone(struct scan *scan, int64_t *ms)
{
    const struct token *token = &scan->tokens[0];
    int64_t n = token->number;
    if (token->digits == 9 || token->digits == 10) {
        scan->at = 1;
        take_fraction(scan);
        *ms = n * 1000 + scan->fraction_ms;
        return scan->at == scan->count;
    }
    if (scan->count != 1)
        return false;
    if (token->digits == 13) {
        *ms = n;
        return true;
    }
    if (token->digits != 12 && token->digits != 14)
        return false;
    int64_t with_seconds = token->digits == 14 ? n : n * 100;
    scan->loose[scan->loose_count++] = (struct loose){.value = (int)(with_seconds / 1000000), .digits = 8};
    scan->units[DATE_HOURS] = (int)(with_seconds / 10000 % 100);
    scan->units[DATE_MINUTES] = (int)(with_seconds / 100 % 100);
    scan->units[DATE_SECONDS] = (int)(with_seconds % 100);
    return assemble(scan, ms);
}

bool date_scan(struct slice text, struct slice language, int64_t *ms)
{
    char memory[3 * TEXT_MAX];
    struct buffer folded = {.data = memory, .capacity = sizeof memory, .limit = sizeof memory};
    struct token tokens[TOKENS_MAX + 1];
    struct scan scan = {.tokens = tokens, .language = language, .half = NOT_READ,
                        .units = {NOT_READ, NOT_READ, NOT_READ, NOT_READ, NOT_READ, NOT_READ}};
    text = slice_trim(text);
    if (!text.size || text.size > TEXT_MAX || !slice_is_text(text))
        return false;
    if (!cut_tokens(&scan, fold_signs(text, &folded)) || !scan.count)
        return false;
    bool is_long = tokens[0].kind == TOKEN_NUMBER && tokens[0].digits > 8;
    if (is_long && scan.count <= 3)
        return read_number_alone(&scan, ms);
    return read_tokens(&scan) && assemble(&scan, ms);
}
