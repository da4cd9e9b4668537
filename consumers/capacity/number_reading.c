#include "consumers/capacity/number_reading.h"

#include <math.h>

enum {
    DECIMALS_MAX = 15,
    PARTS_MAX = 12, /* words of one number: enough for any that a person would write */
};

const double number_value_max = 1e14;

double reading_value_of(const struct reading *reading, double number)
{
    double value = reading->decimals ? number * reading->factor / pow(10, reading->decimals) : number * reading->factor;
    return value + reading->rest;
}

double reading_value(const struct reading *reading)
{
    return reading_value_of(reading, reading->mantissa);
}

/* How many digits follow, at most `max`. */
static size_t count_digits(struct text text, size_t i, size_t max)
{
    size_t count = 0, width;
    for (; count < max && text_digit_at(text, i, &width) >= 0; i += width)
        count++;
    return count;
}

static double read_run(struct text text, size_t *i, double value)
{
    size_t width;
    int digit;
    while ((digit = text_digit_at(text, *i, &width)) >= 0) {
        if (value < number_value_max * 10)
            value = value * 10 + digit;
        *i += width;
    }
    return value;
}

/* Marks between groups of three digits. */
enum group_mark { GROUP_NONE, GROUP_COMMA, GROUP_POINT, GROUP_APOSTROPHE, GROUP_BLANK };

static enum group_mark group_mark(struct text text, size_t i, size_t *size)
{
    static const struct {
        const char *text;
        enum group_mark mark;
    } marks[] = {{",", GROUP_COMMA}, {"，", GROUP_COMMA}, {".", GROUP_POINT}, {"'", GROUP_APOSTROPHE},
                 {"’", GROUP_APOSTROPHE}};
    if ((*size = text_blank_at(text, i)) > 0)
        return GROUP_BLANK;
    for (size_t k = 0; k < sizeof marks / sizeof *marks; k++)
        if ((*size = text_follows(text, i, marks[k].text)) > 0) /* 20，300 with digits of ASCII are two numbers */
            return *size == 3 && marks[k].mark == GROUP_COMMA && (i < 3 || text.bytes[i - 3] != 0xEF) ? GROUP_NONE
                                                                                                      : marks[k].mark;
    return GROUP_NONE;
}

static size_t scale_behind(struct text text, size_t i, double *factor);

/* Whether the one mark before exactly three digits, which end at `end`, groups them. "4.800" and "6,450" leave it
 * open: what multiplies follows decimals, and two noughts end a group; the rest is the text's language. */
static bool one_mark_groups(struct text text, enum group_mark mark, size_t end)
{
    double factor;
    if (mark != GROUP_POINT && mark != GROUP_COMMA)
        return true;
    bool scaled = scale_behind(text, end, &factor) > 0;
    if (mark == GROUP_COMMA)
        return !text_has_decimal_comma(text) || (!scaled && text.bytes[end - 1] == '0');
    bool noughts = text.bytes[end - 1] == '0' && text.bytes[end - 2] == '0';
    return !scaled && (noughts || text_has_decimal_comma(text));
}

/* Digits of the group behind a mark: three, or two as in 1,50,000; 0 if it is none. */
static size_t group_digits(struct text text, size_t i, enum group_mark mark)
{
    size_t count = count_digits(text, i, 4);
    if (count == 3)
        return 3;
    bool indian = count == 2 && mark == GROUP_COMMA && text_at(text, i + 2) == ',';
    return indian && count_digits(text, i + 3, 4) >= 2 ? 2 : 0;
}

static enum group_mark read_groups(struct text text, size_t *i, struct reading *reading)
{
    size_t size, groups = 0;
    enum group_mark mark = group_mark(text, *i, &size), first = mark;
    if (mark == GROUP_NONE || reading->mantissa == 0)
        return GROUP_NONE;
    size_t width_before = text.bytes[*i - 1] >= 0x80 ? 3 : 1;
    for (; mark == first && group_digits(text, *i + size, mark); mark = group_mark(text, *i, &size)) {
        size_t end = *i + size + group_digits(text, *i + size, mark) * width_before, next_size;
        bool last = group_mark(text, end, &next_size) != first || !group_digits(text, end + next_size, first);
        if (!groups && last && !one_mark_groups(text, mark, end))
            return GROUP_NONE;
        *i += size;
        reading->mantissa = read_run(text, i, reading->mantissa);
        groups++;
    }
    return groups ? first : GROUP_NONE;
}

static size_t decimal_mark(struct text text, size_t i)
{
    if (text_at(text, i) == '.' || text_at(text, i) == ',')
        return 1;
    return text_follows(text, i, "．");
}

static void read_decimals(struct text text, size_t *i, struct reading *reading)
{
    size_t width;
    for (int digit; (digit = text_digit_at(text, *i, &width)) >= 0; *i += width)
        if (reading->decimals < DECIMALS_MAX && reading->mantissa < number_value_max) {
            reading->mantissa = reading->mantissa * 10 + digit;
            reading->decimals++;
        }
}

/* Digits with groups and decimals. Whatever else points and commas join to them is eaten too: it is no number. */
static void read_digits(struct text text, size_t *i, struct reading *reading)
{
    size_t leading = count_digits(text, *i, 4), width;
    enum group_mark group = GROUP_NONE;
    reading->leading_zero = leading > 1 && text_digit_at(text, *i, &width) == 0;
    reading->mantissa = read_run(text, i, 0);
    if (leading <= 3)
        group = read_groups(text, i, reading);
    reading->plain = group == GROUP_NONE;
    size_t mark = decimal_mark(text, *i), decimals = mark ? count_digits(text, *i + mark, DECIMALS_MAX) : 0;
    bool comma = text_at(text, *i) == ',', point = text_at(text, *i) == '.';
    bool same = (group == GROUP_COMMA && comma) || (group == GROUP_POINT && point);
    if (decimals) {
        reading->broken = same || (comma && decimals >= 3 && !text_has_decimal_comma(text));
        *i += mark;
        read_decimals(text, i, reading);
        reading->plain = false;
    }
    while ((mark = decimal_mark(text, *i)) > 0 && count_digits(text, *i + mark, 1)) {
        reading->broken = true;
        *i += mark;
        read_run(text, i, 0);
    }
}

/* "and some more": 40多万, 40余台, 2만여; "or so": 10来万. */
static size_t surplus_at(struct text text, size_t i, struct reading *reading)
{
    static const char *const words[] = {"多", "余", "餘", "여", "来"};
    for (size_t k = 0; text_at(text, i) >= 0x80 && k < sizeof words / sizeof *words; k++)
        if (text_follows(text, i, words[k])) {
            reading->about = reading->about || k == 4;
            reading->at_least = reading->at_least || k != 4;
            return 3;
        }
    return 0;
}

/* 千 and 兆 that are no numerals but begin a unit: 千瓦, 兆赫. */
static bool begins_unit(struct text text, size_t i)
{
    static const char *const units[] = {"瓦", "赫", "米", "克", "字", "伏", "比"};
    if (!text_follows(text, i, "千") && !text_follows(text, i, "兆"))
        return false;
    for (size_t k = 0; k < sizeof units / sizeof *units; k++)
        if (text_follows(text, i + 3, units[k]))
            return true;
    return false;
}

static bool is_multiplier(struct text text, size_t i, const struct numeral *numeral)
{
    return numeral && (numeral->kind == NUMERAL_UNIT || numeral->kind == NUMERAL_MYRIAD) && !begins_unit(text, i);
}

/* Makes the last multiplier of a number the factor that a range can share, where nothing is lost. */
static void factor_out(struct reading *reading, double factor)
{
    if (factor > 1 && floor(reading->mantissa / factor) * factor == reading->mantissa) {
        reading->mantissa /= factor;
        reading->low /= factor;
        reading->high /= factor;
        reading->factor = factor;
    }
}

/* Han and Hangul multipliers behind digits: 万, 百万, 多万; returns the last one's place among them, 1 if there is none. */
static double read_numeral_scale(struct text text, size_t *i, struct reading *reading)
{
    double product = 1;
    for (;;) {
        size_t blank = product == 1 ? text_blank_at(text, *i) : 0;
        struct reading said = *reading;
        size_t surplus = surplus_at(text, *i + blank, &said);
        const struct numeral *numeral = text_numeral_at(text, *i + blank + surplus);
        if (!is_multiplier(text, *i + blank + surplus, numeral) || product * numeral->value > number_value_max)
            break;
        if (blank && text_hangul_at(text, *i + blank) && text_hangul_at(text, *i + blank + 3))
            break; /* "5 조사": a word */
        *reading = said;
        product *= numeral->value;
        *i += blank + surplus + 3;
    }
    reading->factor *= product;
    reading->scaled = reading->scaled || product > 1;
    return product;
}

/* The parts behind a first one: 1億2000万, 3조 5000억, 1만5000, 2만 5천. */
static void read_smaller_parts(struct text text, size_t *i, struct reading *reading, double place)
{
    for (int parts = 0; parts < PARTS_MAX && place >= 1e3; parts++) {
        struct reading part = {.factor = 1};
        size_t end = *i + (text_hangul_before(text, *i) ? text_blank_at(text, *i) : 0);
        bool apart = end > *i;
        if (!count_digits(text, end, 1))
            return;
        size_t digits = count_digits(text, end, 5);
        read_digits(text, &end, &part);
        double own = read_numeral_scale(text, &end, &part);
        bool not_last = own == 1 && (part.decimals || (apart && digits != 4));
        if (part.broken || part.mantissa * own >= place || not_last)
            return;
        reading->rest += part.mantissa * own / pow(10, part.decimals);
        reading->at_least = reading->at_least || part.at_least;
        place = own;
        *i = end;
    }
}

/* Latin multipliers behind digits; bytes of the first that fits, 0 if none. */
static size_t scale_behind(struct text text, size_t i, double *factor)
{
    size_t blank = text_blank_at(text, i), join = blank ? blank : text_at(text, i) == '-' ? 1 : 0;
    unsigned char first = text_lower_or_none(text, i + join);
    for (size_t k = 0; k < number_scale_count; k++) {
        if (!text_begins(number_scales[k].text, first) || (number_scales[k].tight && join))
            continue;
        size_t size = text_follows_word(text, i + join, number_scales[k].text);
        if (size) {
            *factor = number_scales[k].value;
            return join + size;
        }
    }
    return 0;
}

static bool read_digit_number(struct text text, size_t *i, struct reading *reading)
{
    double factor;
    read_digits(text, i, reading);
    for (size_t size, n = 0; n < PARTS_MAX && (size = scale_behind(text, *i, &factor)) > 0; *i += size, n++) {
        if (text_follows(text, *i + size, " de ") && scale_behind(text, *i + size + 3, &(double){0}))
            size += 3; /* 20 milliers de milliards */
        reading->factor *= factor;
        reading->scaled = true;
    }
    if (text_at(text, *i) >= 0x80 || text_at(text, *i) == ' ') {
        double place = read_numeral_scale(text, i, reading);
        read_smaller_parts(text, i, reading, place);
    }
    reading->plain = reading->plain && !reading->scaled;
    return true;
}

/* State of a number in Han or Hangul numerals: 一亿二千万 is closed total, section 2000 before its myriad. */
struct numerals {
    double total, section, digits, place, last_unit;
    int decimals;
    size_t count, digit_count;
    bool point, some, zero; /* behind a decimal point; 数 or 几 was among them; the last digit was a nought */
};

static void take_digit(struct numerals *n, const struct numeral *numeral, struct reading *reading)
{
    if (n->digit_count == 1 && !n->point && numeral->value == n->digits + 1 && numeral->value > 1)
        reading->low = n->digits; /* 二三十万: two or three */
    else if (n->digit_count)
        reading->low = 0;
    n->zero = numeral->value == 0;
    n->digits = n->digits < number_value_max ? n->digits * 10 + numeral->value : n->digits;
    n->decimals += n->point && n->decimals < DECIMALS_MAX;
    n->digit_count++;
}

static double digits_value(const struct numerals *n)
{
    return n->digits / pow(10, n->decimals);
}

/* 二三十: two or three of the unit; a later unit multiplies both. Returns what the digits are worth for the value. */
static double take_two(struct numerals *n, double unit, struct reading *reading)
{
    double own = n->digit_count ? digits_value(n) : 1;
    if (reading->low > 0 && n->digit_count == 2) {
        reading->high = (n->section + reading->low + 1) * unit;
        reading->low = (n->section + reading->low) * unit;
        own = fmod(n->digits, 10);
    } else if (reading->high > 0) {
        reading->low *= unit;
        reading->high *= unit;
    }
    return own;
}

static void take_unit(struct numerals *n, const struct numeral *numeral, struct reading *reading)
{
    double unit = numeral->value, own = take_two(n, unit, reading);
    bool nothing_since = n->section == 0 && n->digit_count == 0;
    bool multiplies_all = n->place > 0 && (unit > n->place || nothing_since); /* 一万亿, 四万万 */
    if (numeral->kind == NUMERAL_UNIT) {
        n->section += own * unit;
    } else {
        n->section += n->digit_count ? own : 0;
        if (multiplies_all)
            n->total = (n->total + n->section) * unit;
        else
            n->total += (n->section > 0 ? n->section : 1) * unit;
        n->section = 0;
        n->place = unit;
    }
    n->digits = 0;
    n->digit_count = 0;
    n->decimals = 0;
    n->point = n->zero = false;
    n->last_unit = unit;
    reading->scaled = true;
}

/* Bytes of a decimal point between numerals: 一点六億, 一．六億. */
static size_t numeral_point(struct text text, size_t i, const struct numerals *n)
{
    static const char *const points[] = {"点", "點", "．", "・", "·"};
    for (size_t k = 0; n->digit_count && !n->point && k < sizeof points / sizeof *points; k++) {
        size_t size = text_follows(text, i, points[k]);
        const struct numeral *next = size ? text_numeral_at(text, i + size) : NULL;
        if (next && next->kind == NUMERAL_DIGIT)
            return size;
    }
    return 0;
}

/* Hangul numerals are syllables of many words; these are surely numbers: 수십만, 백만, 오백만, 이십오만. */
static bool are_hangul_numerals(struct text text, size_t start, size_t end, const struct numerals *n)
{
    if (text_hangul_before(text, start) || n->count < 2)
        return false;
    bool myriad = n->place == 1e4 || n->place == 1e8;
    bool begins_with_digit = text_numeral_at(text, start)->kind == NUMERAL_DIGIT;
    if (n->count == 2 && (begins_with_digit || (n->place == 1e12 && !n->some)))
        return false; /* 이천, 사천, 오만 are places, 이만 is "this much", 백조 is a swan */
    if (!text_hangul_at(text, end) || myriad)
        return true;
    size_t size;
    return text_word_at(text, end, &number_counters, &size) || text_follows(text, end, "원") ||
           text_follows(text, end, "달러");
}

static void finish_numerals(struct text text, size_t end, struct numerals *n, struct reading *reading)
{
    double rest = digits_value(n);
    bool kana = text_at(text, end) == 0xE3 && text_at(text, end + 1) >= 0x81 && text_at(text, end + 1) <= 0x83;
    if (n->digit_count == 1 && !n->zero && n->last_unit >= 100 && !kana && n->count > 2 && !n->point &&
        !text_numeral_at(text, end) && text.bytes[end - 6] != 0xE9)
        rest *= n->last_unit / 10; /* 九百九 is 990 */
    reading->mantissa = n->total + n->section + rest;
    if (reading->high <= 0)
        reading->low = 0;
    factor_out(reading, n->last_unit);
}

/* A unit alone is a number in 近万, 上千, 超百 and 万卡 (of about ten thousand cards), but not in 百度. */
static bool is_single_numeral(struct text text, size_t start, size_t end, struct reading *reading)
{
    size_t words;
    if (reading_value(reading) < 100 || text_follows(text, end, "度"))
        return false;
    bool cards = text_follows(text, end, "卡");
    reading->about = cards;
    return cards || text_word_before(text, start, &number_bounds_before, &words) ||
           text_word_before(text, start, &number_bounds_tight, &words);
}

/* Numerals without digits: 四十万, 一百二十, 数十万, 二〇〇〇万. False if they say too little to be a count. */
static bool read_numerals(struct text text, size_t *i, struct reading *reading)
{
    struct numerals n = {0};
    size_t start = *i, tail = 0, point;
    bool hangul = text_hangul_at(text, start), mixed = false;
    for (const struct numeral *numeral;; *i += 3) {
        if ((point = numeral_point(text, *i, &n)) > 0) {
            n.point = true;
            *i += point;
        }
        size_t surplus = n.count ? surplus_at(text, *i, reading) : 0;
        numeral = text_numeral_at(text, *i + surplus);
        if (!numeral || begins_unit(text, *i + surplus) || text_hangul_at(text, *i + surplus) != hangul ||
            (surplus && numeral->kind == NUMERAL_DIGIT))
            break;
        *i += surplus;
        n.count++;
        mixed = mixed || (n.count > 1 && numeral->kind == NUMERAL_SOME && n.digit_count);
        tail = numeral->kind != NUMERAL_DIGIT ? 0 : tail + (numeral->value > 0); /* 十四五 is no number */
        if (numeral->kind == NUMERAL_DIGIT || numeral->kind == NUMERAL_SOME) {
            n.some = n.some || numeral->kind == NUMERAL_SOME;
            take_digit(&n, numeral, reading);
        } else {
            take_unit(&n, numeral, reading);
        }
    }
    reading->vague = n.some;
    finish_numerals(text, *i, &n, reading);
    if (hangul)
        return are_hangul_numerals(text, start, *i, &n);
    if (n.count == 1 && !reading->scaled) /* 三至五万 */
        return reading->small = !reading->vague && text_word_at(text, *i, &number_range_joins, &tail);
    if (n.count == 1)
        return is_single_numeral(text, start, *i, reading);
    const struct numeral *first = text_numeral_at(text, start), *second = text_numeral_at(text, start + 3);
    bool word = first->kind == NUMERAL_MYRIAD && second && second->kind != NUMERAL_MYRIAD; /* 万一: in case */
    return n.count >= 2 && reading->scaled && tail < 2 && !mixed && !word;
}

/* State of a number in Latin words. */
struct spelling {
    double total, current, scale;
    unsigned languages;
    bool article, some, vague, rough, scaled;
};

/* The first row whose word begins with that letter or a later one. */
static size_t first_atom(unsigned char letter)
{
    size_t low = 0, high = number_atom_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if ((unsigned char)number_atoms[middle].text[0] < letter)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static const struct number_atom *atom_at(struct text text, size_t i, unsigned languages, size_t *size)
{
    const struct number_atom *found = NULL;
    unsigned char first = text_lower_or_none(text, i);
    *size = 0;
    for (size_t k = first_atom(first); k < number_atom_count && text_begins(number_atoms[k].text, first); k++) {
        const struct number_atom *atom = &number_atoms[k];
        size_t bytes = atom->languages & languages ? text_follows(text, i, atom->text) : 0;
        bool whole = bytes && !text_letter_at(text, i + bytes);
        if (bytes > *size && (whole || (atom->languages & languages & ATOM_GERMAN))) {
            found = atom;
            *size = bytes;
        }
    }
    return found;
}

/* "two" behind "twenty" is added, behind "two" it is another number. */
static bool add_small(struct spelling *s, const struct number_atom *atom, bool und)
{
    double value = atom->value;
    bool french = s->languages & ATOM_FRENCH;
    long below = (long)fmod(s->current, 100);
    if (und && s->article && s->current == 0)
        s->current = 1, below = 1;
    if (french && below == 4 && value == 20) /* quatre-vingts */
        s->current += 76;
    else if (below == 0 || (below >= 20 && below % 10 == 0 && value < 10) ||
             (french && (below == 60 || below == 80) && value < 20) || (und && below < 10 && value >= 20))
        s->current += value;
    else
        return false;
    return true;
}

static bool add_scale(struct spelling *s, const struct number_atom *atom, bool glued)
{
    bool alone = s->current == 0 && !s->article;
    bool may_stand_alone = atom->value <= 1e3 && atom->languages & (ATOM_GERMAN | ATOM_FRENCH);
    if (alone && !s->some && s->total == 0 && atom->kind != ATOM_PLURAL && !may_stand_alone)
        return false; /* "the million chips" */
    if (alone && s->total > 0 && s->vague)
        s->total *= atom->value; /* tens of thousands */
    else if (atom->kind == ATOM_HUNDRED)
        s->current = (alone || s->current == 0 ? 1 : s->current) * atom->value;
    else {
        s->total += (s->current == 0 ? 1 : s->current) * atom->value;
        s->current = 0;
        s->scale = atom->value;
    }
    s->vague = s->vague || (atom->kind == ATOM_PLURAL && (alone || glued) && !s->some);
    bool cent = alone && atom->kind == ATOM_HUNDRED && atom->languages == ATOM_FRENCH;
    s->scaled = s->scaled || !cent; /* "cent" is also money */
    return s->total <= number_value_max && s->current <= number_value_max;
}

static bool add_atom(struct spelling *s, const struct number_atom *atom, bool und, bool glued)
{
    switch (atom->kind) {
    case ATOM_ARTICLE:
        if (s->article)
            return false;
        if (s->languages & ATOM_FRENCH && s->current >= 20)
            s->current += 1;
        s->article = true;
        return !s->scaled || s->languages & (ATOM_GERMAN | ATOM_FRENCH);
    case ATOM_FRACTION:
        s->current += atom->value;
        return !s->scaled;
    case ATOM_UNIT:
    case ATOM_TENS:
        return add_small(s, atom, und);
    case ATOM_SOME:
        s->some = true;
        return !s->scaled && s->current == 0;
    case ATOM_ROUGH:
        s->rough = s->scaled = true;
        s->current = atom->value;
        return s->article && s->total == 0;
    default:
        return add_scale(s, atom, glued);
    }
}

/* What joins the words of a number; bytes, 0 if the number ends. */
static size_t spelling_join(struct text text, size_t i, const struct spelling *s, bool *und)
{
    static const struct {
        const char *text;
        unsigned languages;
    } joins[] = {{" and a ", ATOM_ENGLISH}, {" and ", ATOM_ENGLISH}, {" of a ", ATOM_ENGLISH}, {" of ", ATOM_ENGLISH},
                 {" de ", ATOM_FRENCH}, {" et ", ATOM_FRENCH}, {"-et-", ATOM_FRENCH}, {"und", ATOM_GERMAN}, {"-", 7},
                 {" ", 7}, {"\xC2\xA0", 7}};
    *und = false;
    for (size_t k = 0; k < sizeof joins / sizeof *joins; k++) {
        size_t size = joins[k].languages & s->languages ? text_follows(text, i, joins[k].text) : 0;
        *und = size && joins[k].languages == ATOM_GERMAN;
        if (size)
            return size;
    }
    return 0;
}

/* Numbers in words: only those with a multiplier count ("two sources" counts nothing that matters). */
static bool read_words(struct text text, size_t *i, struct reading *reading)
{
    struct spelling s = {.languages = ATOM_ENGLISH | ATOM_GERMAN | ATOM_FRENCH};
    size_t position = *i, size, good_end = 0;
    struct spelling good = {0};
    bool glued = false, und = false;
    for (int parts = 0; parts < PARTS_MAX; parts++) {
        const struct number_atom *atom = atom_at(text, position, s.languages, &size);
        if (!atom)
            break;
        s.languages &= atom->languages;
        if (!add_atom(&s, atom, und, glued))
            break;
        position += size;
        glued = text_letter_at(text, position);
        if (!glued && (s.scaled || (s.current > 0 && !s.article))) {
            good = s;
            good_end = position;
        }
        size_t join = spelling_join(text, position, &s, &und);
        if (!join && !glued)
            break;
        position += join;
        glued = glued && !(join && !und);
    }
    if (!good_end)
        return false;
    *i = good_end;
    bool vague = good.some || good.vague;
    *reading = (struct reading){.mantissa = (good.total + good.current) * (vague ? 2 : 1), .factor = 1, .vague = vague,
                                .scaled = good.scaled, .small = !good.scaled, .about = good.rough};
    factor_out(reading, good.scale);
    return true;
}

bool number_read(struct text text, size_t *i, struct reading *reading)
{
    *reading = (struct reading){.factor = 1};
    size_t width;
    if (text_digit_at(text, *i, &width) >= 0)
        return read_digit_number(text, i, reading);
    if (text_numeral_at(text, *i))
        return read_numerals(text, i, reading);
    return text_letter_at(text, *i) && read_words(text, i, reading);
}
