#include "consumers/capacity/numbers.h"

#include <math.h>
#include <string.h>

static const double value_max = 1e14; /* more than that is no count of goods, and no amount of money for them */

struct text {
    const unsigned char *bytes;
    size_t size;
};

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static unsigned char lower(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) : c;
}

static unsigned char at(struct text text, size_t i)
{
    return i < text.size ? text.bytes[i] : 0;
}

/* Bytes of the word if the text goes on with it, ASCII case ignored, 0 if not. */
static size_t follows(struct text text, size_t i, const char *word)
{
    size_t size = strlen(word);
    if (i + size > text.size)
        return 0;
    for (size_t k = 0; k < size; k++)
        if (lower(text.bytes[i + k]) != (unsigned char)word[k])
            return 0;
    return size;
}

/* The same for a word that must not go on with letters. */
static size_t follows_word(struct text text, size_t i, const char *word)
{
    size_t size = follows(text, i, word);
    return size && !is_letter(at(text, i + size)) ? size : 0;
}

/* The digit at i, ASCII or full width, and its bytes; -1 if there is none. */
static int digit_at(struct text text, size_t i, size_t *width)
{
    *width = 1;
    if (is_digit(at(text, i)))
        return text.bytes[i] - '0';
    *width = 3;
    if (at(text, i) == 0xEF && at(text, i + 1) == 0xBC && at(text, i + 2) >= 0x90 && at(text, i + 2) <= 0x99)
        return text.bytes[i + 2] - 0x90;
    return -1;
}

static size_t count_digits(struct text text, size_t i)
{
    size_t count = 0, width;
    while (digit_at(text, i, &width) >= 0) {
        i += width;
        count++;
    }
    return count;
}

/* Bytes of a mark between groups of three digits, 0 if none: comma, blank, no-break blank, thin blank. */
static size_t group_mark(struct text text, size_t i, bool *is_blank)
{
    static const struct {
        const char *bytes;
        bool is_blank;
    } marks[] = {{",", false}, {"\xEF\xBC\x8C", false}, {" ", true}, {"\xC2\xA0", true}, {"\xE2\x80\xAF", true}};
    for (size_t k = 0; k < sizeof marks / sizeof *marks; k++) {
        size_t size = follows(text, i, marks[k].bytes);
        if (size) {
            *is_blank = marks[k].is_blank;
            return size;
        }
    }
    return 0;
}

static size_t decimal_mark(struct text text, size_t i)
{
    if (at(text, i) == '.' || at(text, i) == ',')
        return 1;
    return follows(text, i, "\xEF\xBC\x8E"); /* full-width full stop */
}

static double read_run(struct text text, size_t *i, double value)
{
    size_t width;
    int digit;
    while ((digit = digit_at(text, *i, &width)) >= 0) {
        value = value * 10 + digit;
        *i += width;
    }
    return value;
}

/* Digits with groups and a decimal part; *grouped tells whether there was a group mark (then it is no year). */
static double read_digits(struct text text, size_t *i, bool *grouped)
{
    size_t leading = count_digits(text, *i), mark;
    bool is_blank = false;
    double value = read_run(text, i, 0);
    *grouped = false;
    while (leading <= 3 && (mark = group_mark(text, *i, &is_blank)) > 0 && count_digits(text, *i + mark) == 3) {
        if (is_blank && value == 0)
            break;
        *i += mark;
        value = read_run(text, i, value);
        *grouped = true;
    }
    size_t point = decimal_mark(text, *i);
    size_t decimals = point ? count_digits(text, *i + point) : 0;
    if (decimals && (at(text, *i) != ',' || decimals < 3)) {
        size_t from = *i + point;
        *i = from;
        value += read_run(text, i, 0) / pow(10, (double)decimals);
        *grouped = true;
    }
    return value;
}

/* Han and Hangul numerals. */
enum numeral_kind { NUMERAL_DIGIT, NUMERAL_UNIT, NUMERAL_MYRIAD, NUMERAL_SOME };

struct numeral {
    const char *text;
    enum numeral_kind kind;
    double value;
};

static const struct numeral numerals[] = {
    {"零", NUMERAL_DIGIT, 0}, {"〇", NUMERAL_DIGIT, 0}, {"一", NUMERAL_DIGIT, 1}, {"二", NUMERAL_DIGIT, 2},
    {"两", NUMERAL_DIGIT, 2}, {"兩", NUMERAL_DIGIT, 2}, {"三", NUMERAL_DIGIT, 3}, {"四", NUMERAL_DIGIT, 4},
    {"五", NUMERAL_DIGIT, 5}, {"六", NUMERAL_DIGIT, 6}, {"七", NUMERAL_DIGIT, 7}, {"八", NUMERAL_DIGIT, 8},
    {"九", NUMERAL_DIGIT, 9}, {"十", NUMERAL_UNIT, 10}, {"百", NUMERAL_UNIT, 100}, {"千", NUMERAL_UNIT, 1000},
    {"万", NUMERAL_MYRIAD, 1e4}, {"萬", NUMERAL_MYRIAD, 1e4}, {"亿", NUMERAL_MYRIAD, 1e8}, {"億", NUMERAL_MYRIAD, 1e8},
    {"兆", NUMERAL_MYRIAD, 1e12}, {"数", NUMERAL_SOME, 2}, {"數", NUMERAL_SOME, 2}, {"几", NUMERAL_SOME, 2},
    {"幾", NUMERAL_SOME, 2}, {"수", NUMERAL_SOME, 2}, {"십", NUMERAL_UNIT, 10}, {"백", NUMERAL_UNIT, 100},
    {"천", NUMERAL_UNIT, 1000}, {"만", NUMERAL_MYRIAD, 1e4}, {"억", NUMERAL_MYRIAD, 1e8}, {"조", NUMERAL_MYRIAD, 1e12},
};

static const struct numeral *numeral_at(struct text text, size_t i)
{
    if (at(text, i) < 0x80)
        return NULL;
    for (size_t k = 0; k < sizeof numerals / sizeof *numerals; k++)
        if (follows(text, i, numerals[k].text))
            return &numerals[k];
    return NULL;
}

/* "and some more": 40多万, 40余台. */
static size_t surplus_at(struct text text, size_t i)
{
    static const char *const words[] = {"多", "余", "餘"};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++) {
        size_t size = follows(text, i, words[k]);
        if (size)
            return size;
    }
    return 0;
}

/* A number being read: its value and what it said about its bounds. */
struct reading {
    double value;
    double factor;        /* of the multipliers behind digits, 1 without */
    bool vague, at_least; /* "some", "and more" */
    bool scaled;          /* had a multiplier */
    bool plain;           /* digits only: may be a year */
};

/* Numerals without leading digits, classical: 四十万, 一百二十, 数十万. False if they say too little to be a count. */
static bool read_numerals(struct text text, size_t *i, struct reading *reading)
{
    double total = 0, section = 0, digit = 0;
    size_t count = 0;
    bool has_digit = false;
    const struct numeral *numeral;
    while ((numeral = numeral_at(text, *i)) != NULL || (count && surplus_at(text, *i) && numeral_at(text, *i + 3))) {
        if (!numeral) {
            reading->at_least = true;
            *i += 3;
            continue;
        }
        if (numeral->kind == NUMERAL_DIGIT || numeral->kind == NUMERAL_SOME) {
            reading->vague = reading->vague || numeral->kind == NUMERAL_SOME;
            digit = numeral->value;
            has_digit = true;
        } else if (numeral->kind == NUMERAL_UNIT) {
            section += (has_digit ? digit : 1) * numeral->value;
            has_digit = false;
            reading->scaled = true;
        } else {
            section += has_digit ? digit : 0;
            total = (total + (section > 0 ? section : 1)) * numeral->value;
            section = 0;
            has_digit = false;
            reading->scaled = true;
        }
        *i += strlen(numeral->text);
        count++;
    }
    reading->value = total + section + (has_digit ? digit : 0);
    return count >= 2 && reading->scaled;
}

struct multiplier {
    const char *word;
    double value;
    bool attached; /* only directly behind the digits: k, bn */
};

static const struct multiplier multipliers[] = {
    {"thousand", 1e3, false}, {"million", 1e6, false}, {"millions", 1e6, false}, {"billion", 1e9, false},
    {"billions", 1e9, false}, {"trillion", 1e12, false}, {"hundred", 1e2, false}, {"dozen", 12, false},
    {"tausend", 1e3, false}, {"millionen", 1e6, false}, {"mio", 1e6, false}, {"milliarden", 1e9, false},
    {"milliarde", 1e9, false}, {"mrd", 1e9, false}, {"milliards", 1e9, false}, {"milliard", 1e9, false},
    {"mille", 1e3, false}, {"bn", 1e9, true}, {"mn", 1e6, true}, {"tn", 1e12, true}, {"k", 1e3, true},
    {"m", 1e6, true}, {"b", 1e9, true},
};

static size_t english_multiplier(struct text text, size_t i, double *value)
{
    size_t blank = at(text, i) == ' ' || at(text, i) == '-' ? 1 : 0;
    if (follows(text, i, "\xC2\xA0"))
        blank = 2;
    for (size_t k = 0; k < sizeof multipliers / sizeof *multipliers; k++) {
        if (multipliers[k].attached && blank)
            continue;
        size_t size = follows_word(text, i + blank, multipliers[k].word);
        if (size && !is_digit(at(text, i + blank + size))) {
            *value = multipliers[k].value;
            return blank + size;
        }
    }
    return 0;
}

/* Multipliers behind digits: million, k, 万, 多万, 百万; also 1万5000. */
static void read_multipliers(struct text text, size_t *i, struct reading *reading)
{
    double factor;
    for (size_t size; (size = english_multiplier(text, *i, &factor)) > 0; *i += size) {
        reading->factor *= factor;
        reading->scaled = true;
    }
    for (;;) {
        size_t blank = at(text, *i) == ' ' ? 1 : 0;
        size_t surplus = surplus_at(text, *i + blank);
        const struct numeral *numeral = numeral_at(text, *i + blank + surplus);
        if (!numeral || numeral->kind == NUMERAL_DIGIT || numeral->kind == NUMERAL_SOME)
            break;
        reading->at_least = reading->at_least || surplus;
        reading->factor *= numeral->value;
        reading->scaled = true;
        *i += blank + surplus + strlen(numeral->text);
    }
    reading->value *= reading->factor;
    size_t width;
    bool grouped;
    if (reading->scaled && reading->value >= 1e4 && at(text, *i - 1) >= 0x80 && digit_at(text, *i, &width) >= 0 &&
        count_digits(text, *i) == 4)
        reading->value += read_digits(text, i, &grouped);
}

/* Numbers written in words: only those with a multiplier count ("two sources" counts nothing that matters). */
static const struct {
    const char *word;
    double value;
} cardinals[] = {
    {"half a", 0.5}, {"a quarter", 0.25}, {"an", 1}, {"a", 1}, {"one", 1}, {"two", 2}, {"three", 3}, {"four", 4},
    {"five", 5}, {"six", 6}, {"seven", 7}, {"eight", 8}, {"nine", 9}, {"ten", 10}, {"eleven", 11}, {"twelve", 12},
    {"fifteen", 15}, {"sixteen", 16}, {"eighteen", 18}, {"twenty", 20}, {"thirty", 30}, {"forty", 40}, {"fifty", 50},
    {"sixty", 60}, {"seventy", 70}, {"eighty", 80}, {"ninety", 90},
};

static bool read_words(struct text text, size_t *i, struct reading *reading)
{
    double value = 0;
    size_t position = *i;
    bool found = false;
    for (size_t k = 0; k < sizeof cardinals / sizeof *cardinals; k++) {
        size_t size = follows_word(text, position, cardinals[k].word);
        if (!size || (found && (value < 20 || cardinals[k].value >= 10)))
            continue;
        value += cardinals[k].value;
        position += size;
        found = true;
        if (value < 20 || (at(text, position) != '-' && at(text, position) != ' '))
            break;
        position++;
        k = (size_t)-1;
    }
    if (!found)
        return false;
    if (at(text, position - 1) == ' ')
        position--;
    reading->value = value;
    read_multipliers(text, &position, reading);
    *i = position;
    return reading->scaled;
}

/* Plurals without a count: a low bound of two. */
static const struct {
    const char *words;
    double value;
} vague_words[] = {
    {"hundreds of thousands", 2e5}, {"several hundred thousand", 2e5}, {"tens of thousands", 2e4},
    {"tens of millions", 2e7}, {"hundreds of millions", 2e8}, {"several thousand", 2e3}, {"several hundred", 2e2},
    {"several billion", 2e9}, {"several million", 2e6}, {"billions", 2e9}, {"millions", 2e6}, {"thousands", 2e3},
    {"hundreds", 2e2}, {"dozens", 24}, {"hunderttausende", 2e5}, {"zehntausende", 2e4}, {"tausende", 2e3},
    {"des centaines de milliers", 2e5}, {"des dizaines de milliers", 2e4}, {"des milliers", 2e3},
};

static bool read_vague(struct text text, size_t *i, struct reading *reading)
{
    for (size_t k = 0; k < sizeof vague_words / sizeof *vague_words; k++) {
        size_t size = follows_word(text, *i, vague_words[k].words);
        if (size) {
            *i += size;
            *reading = (struct reading){.value = vague_words[k].value, .factor = 1, .vague = true, .scaled = true};
            return true;
        }
    }
    return false;
}

/* Reads what begins at *i, if a number does; leaves *i behind it. */
static bool read_number(struct text text, size_t *i, struct reading *reading)
{
    *reading = (struct reading){.factor = 1};
    size_t width;
    if (digit_at(text, *i, &width) >= 0) {
        bool grouped;
        size_t digits = count_digits(text, *i);
        reading->value = read_digits(text, i, &grouped);
        reading->plain = !grouped && digits == 4;
        read_multipliers(text, i, reading);
        reading->plain = reading->plain && !reading->scaled;
        return true;
    }
    if (at(text, *i) >= 0x80)
        return read_numerals(text, i, reading);
    return is_letter(at(text, *i)) && (read_vague(text, i, reading) || read_words(text, i, reading));
}

/* What stands before or behind a number and bounds it. */
struct bound {
    const char *words;
    enum number_form form;
};

static const struct bound bounds_before[] = {
    {"no more than", NUMBER_AT_MOST}, {"not more than", NUMBER_AT_MOST}, {"more than", NUMBER_AT_LEAST},
    {"no less than", NUMBER_AT_LEAST}, {"no fewer than", NUMBER_AT_LEAST}, {"fewer than", NUMBER_AT_MOST},
    {"less than", NUMBER_AT_MOST}, {"at least", NUMBER_AT_LEAST}, {"at most", NUMBER_AT_MOST},
    {"as many as", NUMBER_AT_MOST}, {"as much as", NUMBER_AT_MOST}, {"up to", NUMBER_AT_MOST},
    {"capped at", NUMBER_AT_MOST}, {"upwards of", NUMBER_AT_LEAST}, {"in excess of", NUMBER_AT_LEAST},
    {"exceeding", NUMBER_AT_LEAST}, {"exceed", NUMBER_AT_LEAST}, {"exceeds", NUMBER_AT_LEAST},
    {"exceeded", NUMBER_AT_LEAST}, {"surpassing", NUMBER_AT_LEAST}, {"over", NUMBER_AT_LEAST},
    {"above", NUMBER_AT_LEAST}, {"under", NUMBER_AT_MOST}, {"below", NUMBER_AT_MOST}, {"approximately", NUMBER_ABOUT},
    {"an estimated", NUMBER_ABOUT}, {"estimated", NUMBER_ABOUT}, {"roughly", NUMBER_ABOUT}, {"around", NUMBER_ABOUT},
    {"about", NUMBER_ABOUT}, {"nearly", NUMBER_ABOUT}, {"almost", NUMBER_ABOUT}, {"close to", NUMBER_ABOUT},
    {"some", NUMBER_ABOUT}, {"mehr als", NUMBER_AT_LEAST}, {"mindestens", NUMBER_AT_LEAST}, {"rund", NUMBER_ABOUT},
    {"etwa", NUMBER_ABOUT}, {"bis zu", NUMBER_AT_MOST}, {"plus de", NUMBER_AT_LEAST}, {"au moins", NUMBER_AT_LEAST},
    {"environ", NUMBER_ABOUT}, {"jusqu'à", NUMBER_AT_MOST}, {"不超过", NUMBER_AT_MOST}, {"不超過", NUMBER_AT_MOST},
    {"不得超过", NUMBER_AT_MOST}, {"不得超過", NUMBER_AT_MOST}, {"不少于", NUMBER_AT_LEAST},
    {"不低于", NUMBER_AT_LEAST}, {"不低於", NUMBER_AT_LEAST}, {"超过", NUMBER_AT_LEAST}, {"超過", NUMBER_AT_LEAST},
    {"超", NUMBER_AT_LEAST}, {"逾", NUMBER_AT_LEAST}, {"至少", NUMBER_AT_LEAST}, {"高达", NUMBER_AT_MOST},
    {"高達", NUMBER_AT_MOST}, {"多达", NUMBER_AT_MOST}, {"多達", NUMBER_AT_MOST}, {"最多", NUMBER_AT_MOST},
    {"至多", NUMBER_AT_MOST}, {"不足", NUMBER_AT_MOST}, {"大约", NUMBER_ABOUT}, {"大約", NUMBER_ABOUT},
    {"约", NUMBER_ABOUT}, {"約", NUMBER_ABOUT}, {"近", NUMBER_ABOUT}, {"약", NUMBER_ABOUT},
    {"估计", NUMBER_ABOUT}, {"上", NUMBER_AT_LEAST}, {"过", NUMBER_AT_LEAST},
};

static const struct bound bounds_behind[] = {
    {" or more", NUMBER_AT_LEAST}, {" or so", NUMBER_ABOUT}, {"-plus", NUMBER_AT_LEAST}, {"+", NUMBER_AT_LEAST},
    {"以上", NUMBER_AT_LEAST}, {"多", NUMBER_AT_LEAST}, {"余", NUMBER_AT_LEAST}, {"餘", NUMBER_AT_LEAST},
    {"左右", NUMBER_ABOUT}, {"上下", NUMBER_ABOUT}, {"以内", NUMBER_AT_MOST}, {"以內", NUMBER_AT_MOST},
};

/* Whether the text before `end` ends with the words, and where they begin. */
static bool ends_with(struct text text, size_t end, const char *words, size_t *start)
{
    size_t size = strlen(words);
    if (size > end || !follows((struct text){text.bytes, end}, end - size, words))
        return false;
    *start = end - size;
    return !is_letter((unsigned char)words[0]) || *start == 0 || !is_letter(text.bytes[*start - 1]);
}

static size_t skip_blanks_back(struct text text, size_t end)
{
    while (end && text.bytes[end - 1] == ' ')
        end--;
    return end;
}

static const struct {
    const char *sign;
    enum number_currency currency;
} signs_before[] = {
    {"us$", CURRENCY_USD}, {"hk$", CURRENCY_OTHER}, {"nt$", CURRENCY_OTHER}, {"s$", CURRENCY_OTHER},
    {"a$", CURRENCY_OTHER}, {"c$", CURRENCY_OTHER}, {"$", CURRENCY_USD}, {"＄", CURRENCY_USD}, {"usd", CURRENCY_USD},
    {"rmb", CURRENCY_OTHER}, {"cny", CURRENCY_OTHER}, {"€", CURRENCY_OTHER}, {"£", CURRENCY_OTHER},
    {"¥", CURRENCY_OTHER}, {"￥", CURRENCY_OTHER}, {"₩", CURRENCY_OTHER},
};

static const struct {
    const char *word;
    enum number_currency currency;
} words_behind[] = {
    {"us dollars", CURRENCY_USD}, {"u.s. dollars", CURRENCY_USD}, {"dollars", CURRENCY_USD}, {"dollar", CURRENCY_USD},
    {"usd", CURRENCY_USD}, {"美元", CURRENCY_USD}, {"美金", CURRENCY_USD}, {"달러", CURRENCY_USD},
    {"ドル", CURRENCY_USD}, {"yuan", CURRENCY_OTHER}, {"euros", CURRENCY_OTHER}, {"euro", CURRENCY_OTHER},
    {"won", CURRENCY_OTHER}, {"yen", CURRENCY_OTHER}, {"rmb", CURRENCY_OTHER}, {"元", CURRENCY_OTHER},
    {"人民币", CURRENCY_OTHER}, {"人民幣", CURRENCY_OTHER}, {"港元", CURRENCY_OTHER}, {"欧元", CURRENCY_OTHER},
    {"円", CURRENCY_OTHER}, {"원", CURRENCY_OTHER},
};

static size_t currency_before(struct text text, size_t start, enum number_currency *currency)
{
    size_t end = skip_blanks_back(text, start), sign;
    for (size_t k = 0; k < sizeof signs_before / sizeof *signs_before; k++)
        if (ends_with(text, end, signs_before[k].sign, &sign)) {
            *currency = signs_before[k].currency;
            return sign;
        }
    return start;
}

static size_t currency_behind(struct text text, size_t end, enum number_currency *currency)
{
    size_t blank = at(text, end) == ' ' ? 1 : 0;
    for (size_t k = 0; *currency == CURRENCY_NONE && k < sizeof words_behind / sizeof *words_behind; k++) {
        size_t size = follows_word(text, end + blank, words_behind[k].word);
        if (size) {
            *currency = words_behind[k].currency;
            return end + blank + size;
        }
    }
    return end;
}

/* The second number of a range behind `end`; 0 if there is none. */
static size_t read_range(struct text text, size_t end, bool between, struct reading *first, struct reading *second)
{
    static const char *const joins[] = {" to ", "-", "–", "—", "～", "~", " – ", " - ", "至", "到", " or ", " bis ",
                                        " à ", " bis zu "};
    size_t from = 0;
    for (size_t k = 0; !from && k < sizeof joins / sizeof *joins; k++)
        from = follows(text, end, joins[k]);
    if (!from && between)
        from = follows(text, end, " and ");
    size_t i = end + from, width;
    if (at(text, i) == '$')
        i++;
    if (!from || digit_at(text, i, &width) < 0 || !read_number(text, &i, second))
        return 0;
    if (!first->scaled && first->value < second->value / second->factor)
        first->value *= second->factor; /* "1.5-2 million": the multiplier is that of both */
    return i;
}

static void set_bounds(struct number *number, enum number_form form, double low, double high)
{
    bool exact = form == NUMBER_EXACT;
    number->form = form;
    number->low = exact || form == NUMBER_AT_LEAST || form == NUMBER_VAGUE || form == NUMBER_RANGE ? low : (double)NAN;
    number->mid = exact || form == NUMBER_ABOUT ? low : (double)NAN;
    number->high = exact || form == NUMBER_AT_MOST || form == NUMBER_RANGE ? high : (double)NAN;
}

static enum number_form bound_before(struct text text, size_t *start, enum number_form form)
{
    size_t end = skip_blanks_back(text, *start), words;
    for (size_t k = 0; k < sizeof bounds_before / sizeof *bounds_before; k++)
        if (ends_with(text, end, bounds_before[k].words, &words)) {
            *start = words;
            return bounds_before[k].form;
        }
    return form;
}

static enum number_form bound_behind(struct text text, size_t *end, enum number_form form)
{
    for (size_t k = 0; k < sizeof bounds_behind / sizeof *bounds_behind; k++) {
        size_t size = follows(text, *end, bounds_behind[k].words);
        if (size) {
            *end += size;
            return bounds_behind[k].form;
        }
    }
    return form;
}

/* Digits grown together with letters, percentages, plain years and parts of dates count nothing. */
static bool counts_nothing(struct text text, size_t start, size_t end, const struct reading *reading, bool bounded)
{
    size_t blank = at(text, end) == ' ' ? 1 : 0;
    if (is_letter(at(text, end)) || at(text, end) == '%' || follows(text, end, "％"))
        return true;
    if (follows_word(text, end + blank, "percent") || follows_word(text, end + blank, "per cent") ||
        follows(text, end + blank, "%") || follows(text, end, "年") || follows(text, end, "月") ||
        follows(text, end, "日") || follows(text, end, "년") || follows(text, end, "월") || follows(text, end, "일"))
        return true;
    if (at(text, end) == ':' && is_digit(at(text, end + 1)))
        return true;
    bool year = reading->plain && reading->value >= 1990 && reading->value < 2050;
    return (year && !bounded) || reading->value > value_max ||
           (start && (text.bytes[start - 1] == '-' || text.bytes[start - 1] == '/') && start >= 2 &&
            (is_letter(text.bytes[start - 2]) || is_digit(text.bytes[start - 2])));
}

/* Tries to read a whole quantity whose number begins at `start`; returns where to go on. */
static size_t find_at(struct text text, size_t start, struct number *number, bool *found)
{
    struct reading first, second = {0};
    size_t end = start;
    *found = false;
    if (!read_number(text, &end, &first))
        return start;
    size_t from = start;
    enum number_currency currency = CURRENCY_NONE;
    from = currency_before(text, from, &currency);
    enum number_form form = first.vague ? NUMBER_VAGUE : first.at_least ? NUMBER_AT_LEAST : NUMBER_EXACT;
    size_t words, before = skip_blanks_back(text, from);
    bool between = ends_with(text, before, "between", &words);
    size_t range_end = read_range(text, end, between, &first, &second);
    double high = first.value;
    if (range_end && second.value > first.value) {
        form = NUMBER_RANGE;
        high = second.value;
        end = range_end;
        first.plain = false;
    } else if (!first.vague) {
        form = bound_before(text, &from, form);
        if (form == NUMBER_EXACT)
            form = bound_behind(text, &end, form);
    }
    if (counts_nothing(text, start, end, &first, form != NUMBER_EXACT || currency))
        return end;
    end = currency_behind(text, end, &currency);
    *number = (struct number){.start = (uint32_t)from, .end = (uint32_t)end, .currency = currency};
    set_bounds(number, form, first.value, high);
    *found = true;
    return end;
}

/* A number may begin here: not inside a word or another number. */
static bool may_begin(struct text text, size_t i)
{
    unsigned char c = text.bytes[i];
    if (c >= 0x80)
        return (c & 0xC0) == 0xC0;
    unsigned char before = i ? text.bytes[i - 1] : ' ';
    if (is_digit(c))
        return !is_letter(before) && !is_digit(before) && before != '.' && before != ',' && before != ':';
    return is_letter(c) && !is_letter(before) && !is_digit(before);
}

size_t numbers_find(struct slice slice, struct number *numbers, size_t capacity)
{
    struct text text = {(const unsigned char *)slice.data, slice.size};
    size_t count = 0;
    for (size_t i = 0; i < text.size && count < capacity;) {
        bool found = false;
        size_t next = may_begin(text, i) ? find_at(text, i, &numbers[count], &found) : i;
        count += found;
        i = next > i ? next : i + 1;
    }
    return count;
}
