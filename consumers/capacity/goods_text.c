#include "consumers/capacity/goods_text.h"

#include <string.h>

enum { COUNT_DIGITS_MAX = 4, BRACKET_COUNT_MAX = 64 /* "(2024)" is a year */ };

bool goods_text_is(const struct match *match, enum goods_word word)
{
    return catalogue_tag_word(match->tag) == WORD_GOODS && catalogue_tag_number(match->tag) == (size_t)word;
}

void goods_text_read(const struct catalogue *catalogue, struct slice text, struct goods_text *read)
{
    read->catalogue = catalogue;
    read->text = text;
    read->count = text.data ? matcher_find(catalogue->goods, text, read->matches, GOODS_MATCHES_MAX) : 0;
    read->seen = 0;
    for (size_t i = 0; i < read->count; i++)
        if (catalogue_tag_word(read->matches[i].tag) == WORD_GOODS)
            read->seen |= 1U << catalogue_tag_number(read->matches[i].tag);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '-' || c == '_';
}

static bool is_of(const struct match *match, unsigned kinds)
{
    return catalogue_tag_word(match->tag) == WORD_GOODS && (kinds >> catalogue_tag_number(match->tag) & 1);
}

/* ASCII marks, and the Chinese comma, semicolon and full stop. */
static bool ends_clause(struct slice text, size_t i)
{
    static const char *const wide[] = {"，", "；", "。", "、"};
    if (strchr(",;:/\n\r|", text.data[i]))
        return text.data[i] != '\0';
    for (size_t k = 0; k < sizeof wide / sizeof *wide; k++)
        if (i + 3 <= text.size && memcmp(text.data + i, wide[k], 3) == 0)
            return true;
    return false;
}

size_t goods_text_loose(const struct goods_text *text, size_t from, size_t to, unsigned kinds, size_t stop)
{
    size_t loose = 0, next = 0;
    for (size_t i = from; i < to;) {
        while (next < text->count && text->matches[next].end <= i)
            next++;
        const struct match *match = next < text->count && text->matches[next].start <= i ? &text->matches[next] : NULL;
        if (match && goods_text_is(match, GOODS_WITH))
            return stop;
        if (match && is_of(match, kinds)) {
            i = match->end;
            continue;
        }
        if (ends_clause(text->text, i))
            return stop;
        loose += !is_blank(text->text.data[i]);
        i++;
    }
    return loose;
}

/* Back over blanks, makers and the like that stand directly before i. */
static size_t skip_back(const struct goods_text *text, size_t i)
{
    static const unsigned kinds = 1U << GOODS_MAKER | 1U << GOODS_DEVICE | 1U << GOODS_CONTEXT;
    for (size_t k = text->count; k-- > 0;) {
        while (i > 0 && is_blank(text->text.data[i - 1]))
            i--;
        if (text->matches[k].end == i && is_of(&text->matches[k], kinds))
            i = text->matches[k].start;
    }
    while (i > 0 && is_blank(text->text.data[i - 1]))
        i--;
    return i;
}

/* The number whose digits end at i; 0 if there is none, or it belongs to something longer. */
static double number_before(struct slice text, size_t i)
{
    double number = 0, place = 1;
    size_t digits = 0;
    for (; i > 0 && text.data[i - 1] >= '0' && text.data[i - 1] <= '9'; i--, digits++) {
        number += place * (text.data[i - 1] - '0');
        place *= 10;
    }
    bool alone = i == 0 || text.data[i - 1] == ' ' || text.data[i - 1] == '(' || text.data[i - 1] == ',' ||
                 text.data[i - 1] == ':' || text.data[i - 1] == '/' || (unsigned char)text.data[i - 1] >= 0x80;
    bool part = i > 1 && text.data[i - 1] == ',' && text.data[i - 2] >= '0' && text.data[i - 2] <= '9';
    return digits > 0 && digits <= COUNT_DIGITS_MAX && alone && !part ? number : 0;
}

static double number_behind(struct slice text, size_t i)
{
    double number = 0;
    size_t digits = 0;
    while (i < text.size && text.data[i] == ' ')
        i++;
    for (; i < text.size && text.data[i] >= '0' && text.data[i] <= '9'; i++, digits++)
        number = 10 * number + (text.data[i] - '0');
    bool alone = i == text.size || !strchr(".,GgTtMm", text.data[i]) || text.data[i] == '\0';
    return digits > 0 && digits <= COUNT_DIGITS_MAX && alone ? number : 0;
}

static size_t sign_size_before(struct slice text, size_t i)
{
    static const char *const signs[] = {"x",  "X",  "*",  ")",  "×",  "х",  "Х",  "＊", "片", "张",
                                        "張", "颗", "顆", "枚", "块", "塊", "个", "個", "卡"};
    for (size_t k = 0; k < sizeof signs / sizeof *signs; k++) {
        size_t size = strlen(signs[k]);
        if (size <= i && memcmp(text.data + i - size, signs[k], size) == 0)
            return size;
    }
    return 0;
}

double goods_text_count_before(const struct goods_text *text, const struct match *name)
{
    size_t i = skip_back(text, name->start), sign = sign_size_before(text->text, i);
    if (sign == 0)
        return 0;
    i -= sign;
    bool bracket = text->text.data[i] == ')';
    while (i > 0 && is_blank(text->text.data[i - 1]))
        i--;
    double number = number_before(text->text, i);
    return bracket && number > BRACKET_COUNT_MAX ? 0 : number;
}

double goods_text_count_behind(const struct goods_text *text, const struct match *name)
{
    static const char *const signs[] = {"*", "×", "＊"};
    size_t i = name->end;
    while (i < text->text.size && text->text.data[i] == ' ')
        i++;
    for (size_t k = 0; k < sizeof signs / sizeof *signs; k++) {
        size_t size = strlen(signs[k]);
        if (i + size <= text->text.size && memcmp(text->text.data + i, signs[k], size) == 0)
            return number_behind(text->text, i + size);
    }
    return 0;
}

double goods_text_gpu_count(const struct goods_text *text)
{
    for (size_t k = 0; k < text->count; k++) {
        const struct match *match = &text->matches[k];
        char first = text->text.data[match->start];
        bool is_device = goods_text_is(match, GOODS_DEVICE) || goods_text_is(match, GOODS_SERVER); /* "GPU server" */
        if (!is_device || (first != 'g' && first != 'G'))
            continue;
        size_t i = match->start;
        while (i > 0 && strchr(" \t-_xX", text->text.data[i - 1]) && text->text.data[i - 1])
            i--;
        double number = number_before(text->text, i);
        if (number > 0)
            return number;
    }
    return 0;
}
