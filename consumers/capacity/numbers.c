#include "consumers/capacity/numbers.h"

#include <math.h>
#include <string.h>

#include "consumers/capacity/number_reading.h"

enum {
    BOUNDS_MAX = 3,      /* "at least an estimated 400" */
    CHANGE_BYTES = 60,   /* how far before "from X to Y" the verb may stand */
    COMPOSED_MAX = 1000, /* "8-GPU servers" tells of a server, "a 20,000-GPU cluster" counts GPUs */
    ATTRIBUTE_MAX = 100, /* 8卡 is a kind of server */
};

/* A quantity being put together around a number. */
struct quantity {
    struct number number;
    struct reading first, second;
    size_t digits_start, digits_end; /* of the numbers alone */
    bool bounded;
};

static void set_money(struct number *number, const char *code)
{
    number->currency_code = code;
    number->currency = strcmp(code, "USD") == 0 ? CURRENCY_USD : CURRENCY_OTHER;
}

static size_t money_before(struct text text, size_t start, struct number *number)
{
    size_t end = text_skip_blanks_back(text, start), sign;
    unsigned char last = end ? text_lower_at(text, end - 1) : 0;
    for (size_t k = 0; k < number_money_before_count; k++) {
        const struct number_money *money = &number_money_before[k];
        if (text_ends(money->text, money->size, last) && text_ends_with_word(text, end, money->text, &sign)) {
            set_money(number, money->code);
            return sign;
        }
    }
    return start;
}

/* Behind a currency said before only what says the same: 人民币500亿元. */
static size_t money_behind(struct text text, size_t end, struct number *number)
{
    size_t blank = text_blank_at(text, end), join = blank ? blank : text_at(text, end) == '-' ? 1 : 0;
    unsigned char first = text_lower_or_none(text, end + join);
    for (size_t k = 0; k < number_money_behind_count; k++) {
        const struct number_money *money = &number_money_behind[k];
        size_t size = !text_begins(money->text, first) ? 0 : text_follows_word(text, end + join, money->text);
        bool same = !number->currency_code || !*money->code || strcmp(number->currency_code, money->code) == 0;
        if (!size || !same)
            continue;
        bool simplified = end >= 3 && (text_follows(text, end - 3, "亿") || text_follows(text, end - 3, "万"));
        if (!number->currency_code)
            set_money(number, !*money->code && simplified ? "CNY" : money->code);
        return end + join + size;
    }
    return end;
}

static size_t measure_behind(struct text text, size_t end, struct number *number)
{
    size_t blank = text_blank_at(text, end), join = blank ? blank : text_at(text, end) == '-' ? 1 : 0;
    unsigned char first = text_lower_or_none(text, end + join);
    for (size_t k = 0; k < number_measure_count; k++) {
        const struct number_measure *measure = &number_measures[k];
        size_t size = text_begins(measure->text, first) ? text_follows_word(text, end + join, measure->text) : 0;
        if (size) {
            number->measure = measure->symbol;
            return end + join + size;
        }
    }
    return end;
}

static bool is_year(const struct reading *reading)
{
    double value = reading_value(reading);
    return reading->plain && !reading->leading_zero && value >= 1900 && value < 2100;
}

/* Japanese and Korean say "to" behind what is counted: 1万から2万個に, 10만 장에서 20만 장으로. */
static bool has_target_particle(struct text text, size_t end)
{
    static const char *const particles[] = {"に", "へ", "으로", "로"};
    size_t counter, behind = end + text_blank_at(text, end);
    behind = text_word_at(text, behind, &number_counters, &counter) ? behind + counter : end;
    for (size_t k = 0; k < sizeof particles / sizeof *particles; k++)
        if (text_follows(text, behind, particles[k]))
            return true;
    return false;
}

/* The second number of a range behind the first; 0 if there is none. */
static size_t read_second(struct text text, size_t end, int opened, struct quantity *q, bool *change)
{
    size_t size, mark = 0, skip = 0;
    struct number money = {0};
    const struct number_word *join = text_word_at(text, end, &number_range_joins, &size);
    size_t blank = text_blank_at(text, end);
    if (!join && text_word_at(text, end + blank, &number_counters, &skip)) {
        skip += blank;
        join = text_word_at(text, end + skip, &number_range_joins, &size); /* 3万颗至5万颗 */
    }
    if (!join) {
        skip = money_behind(text, end, &money) - end; /* $ was before, or 5亿美元至10亿美元 */
        join = skip ? text_word_at(text, end + skip, &number_range_joins, &size) : NULL;
    }
    if (!join || (join->value == JOIN_AND && opened != BETWEEN) || (join->value == JOIN_CHANGE && opened != FROM))
        return 0;
    size_t from = end + skip + size;
    unsigned char first = text_lower_or_none(text, from);
    for (size_t k = 0; k < number_money_before_count && !mark; k++) {
        const char *sign = number_money_before[k].text;
        mark = text_begins(sign, first) ? text_follows(text, from, sign) : 0;
    }
    size_t i = from + mark;
    if (!number_read(text, &i, &q->second) || q->second.broken || q->second.vague)
        return 0;
    *change = join->value == JOIN_CHANGE || (join->value == JOIN_PARTICLE && has_target_particle(text, i));
    return i;
}

/* "1.5-2 million", 3至5万: the multiplier is that of both. */
static void share_factor(struct quantity *q)
{
    struct reading *first = &q->first, *second = &q->second;
    if (!first->scaled && second->scaled && reading_value(first) < reading_value(second) / second->factor &&
        second->factor > 1 && second->rest == 0)
        first->factor = second->factor;
    else if (!first->scaled && second->scaled && second->factor > 1 && reading_value(first) <= 1000 &&
             reading_value(first) < reading_value(second))
        first->factor = reading_value(first) * second->factor <= reading_value(second) ? second->factor : 1;
}

/* Whether a verb of change stands before "from X to Y". */
static bool changes(struct text text, size_t end)
{
    size_t start = end > CHANGE_BYTES ? end - CHANGE_BYTES : 0;
    for (size_t i = end; i > start; i--) {
        unsigned char c = text.bytes[i - 1];
        if (c == '.' || c == ';' || c == '\n')
            return false;
        if (!text_letter_at(text, i - 1) || (i > 1 && text_letter_before(text, i - 1)))
            continue;
        for (size_t k = 0; k < number_change_words.count; k++)
            if (text_follows(text, i - 1, number_change_words.rows[k].text))
                return true;
    }
    return false;
}

static void set_bounds(struct number *number, enum number_form form, double low, double high)
{
    bool exact = form == NUMBER_EXACT;
    number->form = form;
    number->low = exact || form == NUMBER_AT_LEAST || form == NUMBER_VAGUE || form == NUMBER_RANGE ? low : (double)NAN;
    number->mid = exact || form == NUMBER_ABOUT ? low : (double)NAN;
    number->high = exact || form == NUMBER_AT_MOST || form == NUMBER_RANGE ? high : (double)NAN;
}

/* A range if a second number follows: sets the bounds and the end, and leaves the start before "between" or "from". */
static bool find_range(struct text text, struct quantity *q, size_t *from, size_t *end)
{
    size_t words = *from;
    size_t before = text_skip_blanks_back(text, *from);
    const struct number_word *opening = text_word_before(text, before, &number_between, &words);
    bool change = false;
    size_t second_end = read_second(text, *end, opening ? opening->value : 0, q, &change);
    if (!second_end || q->first.vague || q->first.broken || q->second.small)
        return false;
    share_factor(q);
    double low = reading_value(&q->first), high = reading_value(&q->second);
    bool dash = text_at(text, *end) == '-' || text_at(text, *end) >= 0x80;
    bool from_to = opening && opening->value == FROM;
    if ((change || (from_to && changes(text, words))) && high != low) {
        q->number.is_change = true;
        set_bounds(&q->number, NUMBER_EXACT, high, high);
    } else if (high > low && !(dash && is_year(&q->first) && is_year(&q->second))) {
        set_bounds(&q->number, NUMBER_RANGE, low, high);
    } else {
        return false;
    }
    if (is_year(&q->first) && is_year(&q->second) && !q->number.currency)
        q->first.broken = true; /* from 2024 to 2026 */
    q->first.plain = false;
    *from = opening ? words : *from;
    *end = second_end;
    return true;
}

/* Words of bounds before the number; the outermost decides. 约有40万: a verb may stand between. */
static enum number_form bound_before(struct text text, size_t *start, enum number_form form)
{
    static const char *const verbs[] = {"有", "达", "達", "为", "為", "了"};
    for (int n = 0; n < BOUNDS_MAX; n++) {
        size_t end = text_skip_blanks_back(text, *start), words = end, verb = end;
        const struct number_word *word = text_word_before(text, end, &number_bounds_before, &words);
        for (size_t k = 0; !word && k < sizeof verbs / sizeof *verbs; k++)
            if (text_ends_with_word(text, end, verbs[k], &verb))
                word = text_word_before(text, verb, &number_bounds_before, &words);
        if (!word && text_numeral_at(text, *start))
            word = text_word_before(text, *start, &number_bounds_tight, &words);
        if (!word)
            break;
        form = (enum number_form)word->value;
        *start = words;
    }
    return form;
}

/* Words of bounds behind the number; the end moves behind them unless what is counted stands between: 40万颗以上. */
static enum number_form bound_behind(struct text text, size_t *end, enum number_form form)
{
    size_t size, counter = 0, blank = text_blank_at(text, *end);
    const struct number_word *word = text_word_at(text, *end + blank, &number_bounds_behind, &size);
    if (word && !(blank && word->text[0] == '-')) {
        *end += blank + size;
        return (enum number_form)word->value;
    }
    if (!text_word_at(text, *end + blank, &number_counters, &counter))
        return form;
    size_t behind = *end + blank + counter;
    word = text_word_at(text, behind + text_blank_at(text, behind), &number_bounds_behind, &size);
    return word && (unsigned char)word->text[0] >= 0x80 ? (enum number_form)word->value : form;
}

static bool is_date(struct text text, size_t start, size_t end, const struct reading *reading)
{
    size_t size, words;
    if (!reading->plain || reading_value(reading) > 31)
        return false;
    size_t behind = end + (text_at(text, end) == '.' ? 1 : 0);
    behind += text_blank_at(text, behind);
    return text_word_at(text, behind, &number_months, &size) ||
           text_word_before(text, text_skip_blanks_back(text, start), &number_months, &words);
}

/* 0700.HK, (005930), 600519.SH */
static bool is_stock_code(struct text text, size_t start, size_t end, const struct reading *reading)
{
    if (!reading->plain)
        return false;
    double value = reading_value(reading);
    bool bracketed = start && text.bytes[start - 1] == '(' && text_at(text, end) == ')';
    bool suffix = text_at(text, end) == '.' && text_at(text, end + 1) >= 'A' && text_at(text, end + 1) <= 'Z' &&
                  text_at(text, end + 2) >= 'A' && text_at(text, end + 2) <= 'Z';
    return reading->leading_zero || suffix || (bracketed && value >= 1000 && value < 1e6);
}

/* "8-GPU servers", 8卡服务器: what a thing is like, not how many there are. */
static bool is_attribute(struct text text, size_t end, const struct reading *reading)
{
    double value = reading_value(reading);
    bool bound = text_follows(text, end, "-plus") || text_follows(text, end, "-odd");
    if (text_at(text, end) == '-' && text_letter_at(text, end + 1) && !bound)
        return value < COMPOSED_MAX;
    return text_follows(text, end, "卡") && value < ATTRIBUTE_MAX;
}

static bool nothing_behind(struct text text, size_t end, const struct reading *reading)
{
    size_t blank = text_blank_at(text, end), join = blank ? blank : text_at(text, end) == '-' ? 1 : 0;
    double value = reading_value(reading);
    unsigned char first = text_lower_or_none(text, end), joined = text_lower_or_none(text, end + join);
    for (size_t k = 0; k < number_nothing_behind.count; k++) {
        const char *word = number_nothing_behind.rows[k].text;
        if (!text_begins(word, first) && !text_begins(word, joined))
            continue;
        bool wide = (unsigned char)word[0] >= 0xE3, character = wide && strlen(word) == 3;
        if (character && reading->scaled && value >= 1e4)
            continue; /* 40万大关 */
        if (text_follows_word(text, wide ? end : end + join, word) && (wide || !join || word[0] != '-'))
            return true;
    }
    return false;
}

/* What has a multiplier is a count also behind most of them. */
static bool nothing_before(struct text text, size_t start, const struct reading *reading)
{
    size_t words;
    unsigned char before = start ? text.bytes[start - 1] : 0;
    bool joined = (before == '-' || before == '/' || before == ':') && start >= 2 &&
                  (text_letter_before(text, start - 1) || text_is_digit(text.bytes[start - 2]));
    size_t end = text_skip_blanks_back(text, start);
    const struct number_word *word = text_word_before(text, end, &number_nothing_before, &words);
    return (joined && !reading->scaled) || (word && (word->value || !reading->scaled));
}

/* 2026 is a year, 2000 chips and 2000颗 are not. */
static bool stands_for_year(struct text text, size_t start, size_t end, const struct reading *reading)
{
    size_t size, from;
    if (!is_year(reading) || text_word_at(text, end, &number_counters, &size))
        return false;
    bool round = fmod(reading_value(reading), 100) == 0 && text_at(text, end) == ' ' && text_letter_at(text, end + 1);
    return !round || text_word_before(text, text_skip_blanks_back(text, start), &number_year_words, &from);
}

/* Digits that are no number, or more than anything there is, also in gigawatts. */
static bool is_no_amount(const struct quantity *q)
{
    return q->first.broken || reading_value(&q->first) > number_value_max || reading_value(&q->second) > number_value_max;
}

static bool counts_nothing(struct text text, const struct quantity *q)
{
    size_t start = q->digits_start, end = q->digits_end;
    const struct reading *reading = &q->first;
    unsigned char next = text_at(text, end);
    bool money = q->number.currency != CURRENCY_NONE;
    bool joins = next == '/' || next == ':' || next == '-';
    if (text_letter_at(text, end) || (joins && text_is_digit(text_at(text, end + 1))))
        return true;
    if (nothing_behind(text, end, reading) || is_attribute(text, end, reading))
        return true;
    if (money)
        return false;
    return is_stock_code(text, start, end, reading) || is_date(text, start, end, reading) ||
           (!q->bounded && stands_for_year(text, start, end, reading)) || nothing_before(text, start, reading);
}

/* Unit, currency and words of bounds behind a number, in whichever order they stand. */
static size_t read_behind(struct text text, size_t end, struct number *number, enum number_form *form)
{
    bool bounded = *form != NUMBER_EXACT;
    size_t unit = measure_behind(text, end, number);
    size_t next = money_behind(text, unit, number);
    if (!bounded)
        *form = bound_behind(text, &next, *form);
    return next > unit && number->currency == CURRENCY_NONE ? money_behind(text, next, number) : next;
}

static enum number_form own_form(const struct reading *reading)
{
    if (reading->vague)
        return NUMBER_VAGUE;
    if (reading->about)
        return NUMBER_ABOUT;
    return reading->at_least ? NUMBER_AT_LEAST : NUMBER_EXACT;
}

/* Bounds of a single number, or of one that says two: 二三十万. */
static void find_bounds(struct text text, struct quantity *q, size_t *from, size_t *end)
{
    const struct reading *reading = &q->first;
    double value = reading_value(reading);
    enum number_form form = own_form(reading);
    if (form != NUMBER_VAGUE && reading->low <= 0)
        form = bound_before(text, from, form);
    *end = read_behind(text, *end, &q->number, &form);
    if (reading->low > 0)
        set_bounds(&q->number, NUMBER_RANGE, reading_value_of(reading, reading->low),
                   reading_value_of(reading, reading->high));
    else
        set_bounds(&q->number, form, value, value);
}

/* Tries to read a whole quantity whose number begins at `start`; returns where to go on. */
static size_t find_at(struct text text, size_t start, struct number *number, bool *found)
{
    struct quantity q = {.digits_start = start, .second = {.factor = 1}};
    size_t end = start;
    *found = false;
    if (!number_read(text, &end, &q.first))
        return end;
    q.digits_end = end;
    size_t from = money_before(text, start, &q.number);
    if (find_range(text, &q, &from, &end)) {
        enum number_form form = q.number.form;
        q.digits_end = end;
        end = read_behind(text, end, &q.number, &form);
    } else if (q.first.small) {
        return start;
    } else {
        find_bounds(text, &q, &from, &end);
    }
    q.bounded = q.number.form != NUMBER_EXACT;
    if (is_no_amount(&q) || (!q.number.measure && counts_nothing(text, &q)))
        return q.digits_end;
    q.number.start = (uint32_t)from;
    q.number.end = (uint32_t)end;
    *number = q.number;
    *found = true;
    return end;
}

static bool is_word_byte(unsigned char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26 || (c >= 0x80 && c <= 0xC5);
}

/* Behind a word that no number begins with, with the digits grown together with it: H100, but not RMB400. */
static size_t skip_word(struct text text, size_t i)
{
    size_t start = i, sign;
    while (i < text.size && is_word_byte(text.bytes[i]))
        i++;
    if (!text_is_digit(text_at(text, i)))
        return i;
    for (size_t k = 0; k < number_money_before_count; k++)
        if (text_ends_with_word(text, i, number_money_before[k].text, &sign) && sign == start)
            return i;
    while (text_is_digit(text_at(text, i)) || text_is_ascii_letter(text_at(text, i)))
        i++;
    return i;
}

/* Where the next number may begin, from i on: at a digit, a numeral, or a word that one begins with. */
static size_t next_start(struct text text, size_t i)
{
    while (i < text.size) {
        unsigned char c = text.bytes[i];
        if (text_is_digit(c))
            return i;
        if (text_letter_at(text, i)) {
            unsigned char first = text_lower_at(text, i), second = text_lower_or_none(text, i + 1);
            if (number_word_may_begin(first, second, text_lower_or_none(text, i + 2)) && !text_letter_before(text, i))
                return i;
            i = skip_word(text, i);
        } else if (c < 0xE0) {
            i++;
        } else if (text_numeral_at(text, i) || (c == 0xEF && text_digit_at(text, i, &(size_t){0}) >= 0)) {
            return i;
        } else {
            i += 3;
        }
    }
    return text.size;
}

size_t numbers_find(struct slice slice, struct number *numbers, size_t capacity)
{
    int decimal_comma = -1;
    struct text text = {(const unsigned char *)slice.data, slice.size, 0, &decimal_comma};
    size_t count = 0;
    for (size_t i = next_start(text, 0); i < text.size && count < capacity; i = next_start(text, i)) {
        bool found = false;
        size_t next = find_at(text, i, &numbers[count], &found);
        if (found)
            text.front = numbers[count++].end;
        if (next == i)
            next = text_letter_at(text, i) ? skip_word(text, i) : i + (text.bytes[i] >= 0xE0 ? 3 : 1);
        i = next;
    }
    return count;
}
