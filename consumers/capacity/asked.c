#include "consumers/capacity/asked.h"

#include <math.h>
#include <string.h>

#include "consumers/capacity/counted.h"
#include "consumers/capacity/sentence.h"
#include "lib/misspelling.h"
#include "schemas/news_claim.h"

enum { NUMBERS_MAX = 8, WORD_BYTES_MAX = 48 };

static const struct interval not_stated = {NAN, NAN, NAN};

/* Who asks means accelerators, as a line under this code does: H200 alone is no pump. */
static const struct slice code_of_accelerators = {"847180", 6};

static struct interval interval_of(const struct number *number)
{
    return (struct interval){number->low, number->mid, number->high};
}

/* ---- suggestions ---- */

/* The best name so far for what was written. */
struct suggestion {
    char written[WORD_BYTES_MAX], name[WORD_BYTES_MAX];
    size_t distance;
};

/* "nvidia-h200-sxm" as people write it: "h200-sxm". */
static void try_key(struct suggestion *suggestion, struct slice key)
{
    const char *dash = memchr(key.data, '-', key.size);
    struct slice name = dash ? slice_cut(key, (size_t)(dash + 1 - key.data), key.size) : key;
    char known[WORD_BYTES_MAX];
    if (name.size >= WORD_BYTES_MAX)
        return;
    memcpy(known, name.data, name.size);
    known[name.size] = '\0';
    struct misspelling misspelling = {.written = suggestion->written};
    misspelling_try(&misspelling, known);
    if (!misspelling.nearest || misspelling.distance >= suggestion->distance)
        return;
    suggestion->distance = misspelling.distance;
    memcpy(suggestion->name, known, sizeof known);
}

/* Tries one word of the text against all slugs and keys. */
static void try_word(const struct catalogue *catalogue, struct slice word, struct suggestion *suggestion)
{
    if (word.size < 2 || word.size >= WORD_BYTES_MAX)
        return;
    for (size_t i = 0; i < word.size; i++)
        suggestion->written[i] = word.data[i] >= 'A' && word.data[i] <= 'Z' ? (char)(word.data[i] + 32) : word.data[i];
    suggestion->written[word.size] = '\0';
    if (strspn(suggestion->written, "0123456789.,-$") == word.size)
        return;
    for (size_t i = 0; i < catalogue->family_count; i++)
        try_key(suggestion, catalogue->families[i].slug);
    for (size_t i = 0; i < catalogue->accelerator_count; i++)
        try_key(suggestion, catalogue->accelerators[i].key);
}

static bool fail_unnamed(const struct catalogue *catalogue, struct slice text, struct error *error)
{
    struct suggestion suggestion = {.distance = SIZE_MAX};
    struct slice rest = text;
    while (rest.data)
        try_word(catalogue, slice_next_part(&rest, ' '), &suggestion);
    bool found = suggestion.distance != SIZE_MAX;
    return error_stop(error, EXIT_DATA, "\"%.*s\" names no accelerator of the catalogue%s%s%s", SLICE_ARGS(text),
                      found ? "; did you mean \"" : "", suggestion.name, found ? "\"?" : "");
}

/* ---- as claims are read ---- */

/* The product that a number counts: its own, or the only one of the text. */
static const struct mention *mention_of(const struct sentence *s, const struct quantity *quantity)
{
    if (quantity->mention)
        return quantity->mention;
    return s->mention_count == 1 ? &s->mentions[0] : NULL;
}

static bool counts_goods(const struct quantity *quantity)
{
    return quantity->unit == NEWS_CLAIM_QUANTITY_UNIT_CHIPS || quantity->unit == NEWS_CLAIM_QUANTITY_UNIT_SERVERS;
}

/* The first count and the first sum of money; false if there are several counts. */
static bool choose(const struct sentence *s, const struct quantity **count, const struct quantity **money)
{
    *count = *money = NULL;
    for (size_t i = 0; i < s->quantity_count; i++) {
        const struct quantity *quantity = &s->quantities[i];
        if (quantity->unit == NEWS_CLAIM_QUANTITY_UNIT_USD && !*money)
            *money = quantity;
        if (!counts_goods(quantity) || !mention_of(s, quantity))
            continue;
        if (*count)
            return false;
        *count = quantity;
    }
    return true;
}

static bool take_quantity(const struct sentence *s, const struct quantity *count, const struct quantity *money,
                          const struct asked_frame *frame, struct asked *asked)
{
    const struct quantity *quantity = count ? count : money;
    const struct mention *mention = mention_of(s, quantity);
    struct counted counted = {
        .product = mention->slug,
        .to_country = frame->to_country,
        .day = frame->day,
        .system = mention->system,
        .unit = quantity->unit,
        .modules = quantity->counts_modules || counted_names_modules(quantity->unit_text),
        .boards = counted_names_boards(s->text),
        .machines = quantities_machines(s, mention),
        .racks = counted_names_racks(quantity->unit_text),
        .value_each_usd = count && money ? money->number.mid / count->number.mid : (double)NAN,
    };
    asked->is_value = !count;
    asked->items = count ? interval_of(&count->number) : not_stated;
    asked->value_usd = count ? not_stated : interval_of(&money->number);
    return counted_goods(s->catalogue, &counted, &asked->goods);
}

enum reading_result { READ, UNREAD, HOLDS_NONE, SEVERAL };

static enum reading_result read_as_claim(const struct catalogue *catalogue, struct slice text,
                                         const struct asked_frame *frame, struct asked *asked)
{
    struct match words[SENTENCE_WORDS_MAX];
    bool sure;
    struct sentence s = {.catalogue = catalogue, .text = text, .language = language_of(text, &sure), .words = words,
                         .end = (uint32_t)text.size};
    const struct quantity *count, *money;
    s.word_count = matcher_find(catalogue->news[s.language], text, words, SENTENCE_WORDS_MAX);
    mentions_find(&s, true);
    quantities_find(&s);
    if (!choose(&s, &count, &money))
        return SEVERAL;
    if (!count && !(money && mention_of(&s, money)))
        return UNREAD;
    return take_quantity(&s, count, money, frame, asked) ? READ : HOLDS_NONE;
}

/* ---- as descriptions of goods are read ---- */

static bool is_in_name(const struct number *number, const struct match *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        enum catalogue_word word = catalogue_tag_word(names[i].tag);
        bool name = word == WORD_ACCELERATOR || word == WORD_SYSTEM || word == WORD_PART;
        if (name && number->start < names[i].end && names[i].start < number->end)
            return true;
    }
    return false;
}

/* The numbers of a line that are no part of a name: one of items or of money. */
static enum reading_result read_as_goods(const struct catalogue *catalogue, struct slice text, struct asked *asked)
{
    struct number numbers[NUMBERS_MAX];
    struct match names[SENTENCE_WORDS_MAX];
    goods_find(catalogue, text, (struct slice){NULL, 0}, code_of_accelerators, &asked->goods);
    if (asked->goods.rule == GOODS_UNKNOWN)
        return UNREAD;
    if (asked->goods.rule == GOODS_IS_ACCESSORY || asked->goods.rule == GOODS_IS_MEMORY)
        return HOLDS_NONE;
    size_t count = numbers_find(text, numbers, NUMBERS_MAX), found = 0;
    size_t name_count = matcher_find(catalogue->goods, text, names, SENTENCE_WORDS_MAX);
    asked->items = asked->value_usd = not_stated;
    for (size_t i = 0; i < count; i++) {
        if (numbers[i].measure || numbers[i].currency == CURRENCY_OTHER || is_in_name(&numbers[i], names, name_count))
            continue;
        asked->is_value = numbers[i].currency == CURRENCY_USD;
        *(asked->is_value ? &asked->value_usd : &asked->items) = interval_of(&numbers[i]);
        found++;
    }
    return found > 1 ? SEVERAL : READ;
}

/* "8 x HGX H200 servers": eight machines, or the one that holds eight. */
static void widen_by_text(const struct catalogue *catalogue, struct slice text, struct asked *asked)
{
    struct goods goods;
    goods_find(catalogue, text, (struct slice){NULL, 0}, code_of_accelerators, &goods);
    if (asked->goods.system && goods.stated_items == asked->items.mid && asked->items.mid == asked->goods.per_item.mid)
        asked->items.low = 1;
}

static bool says_how_many(const struct asked *asked)
{
    const struct interval *number = asked->is_value ? &asked->value_usd : &asked->items;
    return number->low > 0 || number->mid > 0 || number->high > 0;
}

/* "-5", with either sign: numbers in texts have none, since a dash there joins words. */
static bool is_negative(struct slice text)
{
    bool minus = text.size > 3 && memcmp(text.data, "\xe2\x88\x92", 3) == 0;
    size_t sign = minus ? 3 : text.size > 1 && text.data[0] == '-';
    return sign && text.data[sign] >= '0' && text.data[sign] <= '9';
}

bool asked_read(const struct catalogue *catalogue, struct slice text, const struct asked_frame *frame,
                struct asked *asked, struct error *error)
{
    text = slice_trim(text);
    if (text.size == 0 || text.size > ASKED_BYTES_MAX || !slice_is_text(text))
        return error_stop(error, EXIT_DATA, "goods are asked for in 1 to %d bytes of UTF-8", ASKED_BYTES_MAX);
    if (is_negative(text))
        return error_stop(error, EXIT_DATA, "\"%.*s\": nobody has less than none", SLICE_ARGS(text));
    *asked = (struct asked){.items = not_stated, .value_usd = not_stated};
    enum reading_result result = read_as_claim(catalogue, text, frame, asked);
    if (result == UNREAD)
        result = read_as_goods(catalogue, text, asked);
    if (result == UNREAD)
        return fail_unnamed(catalogue, text, error);
    if (result == HOLDS_NONE)
        return error_stop(error, EXIT_DATA, "\"%.*s\" are goods that hold no accelerators", SLICE_ARGS(text));
    if (result == SEVERAL)
        return error_stop(error, EXIT_DATA, "\"%.*s\" says several numbers: ask for one at a time", SLICE_ARGS(text));
    if (!says_how_many(asked))
        return error_stop(error, EXIT_DATA, "\"%.*s\" does not say how many, as in \"400,000 H200\"", SLICE_ARGS(text));
    widen_by_text(catalogue, text, asked);
    return true;
}

/* ---- by name ---- */

static bool is_known(const struct catalogue *catalogue, struct slice product, struct slice to_country)
{
    return catalogue_accelerator(catalogue, product) || catalogue_family(catalogue, product, to_country);
}

/* A name of the catalogue that is the whole text. */
static bool find_alias(const struct catalogue *catalogue, struct slice product, struct counted *counted)
{
    struct match match;
    size_t from = 0;
    if (!matcher_next(catalogue->goods, product, &from, &match) || match.start != 0 || match.end != product.size)
        return false;
    size_t number = catalogue_tag_number(match.tag);
    if (catalogue_tag_word(match.tag) == WORD_SYSTEM)
        counted->system = &catalogue->systems[number];
    else if (catalogue_tag_word(match.tag) == WORD_ACCELERATOR)
        counted->product = catalogue->accelerators[number].key;
    else
        return false;
    return true;
}

static bool find_product(const struct catalogue *catalogue, struct slice product, struct counted *counted)
{
    counted->product = product;
    counted->unit = NEWS_CLAIM_QUANTITY_UNIT_CHIPS;
    if (is_known(catalogue, product, counted->to_country))
        return true;
    counted->system = catalogue_system(catalogue, product);
    if (!counted->system && !find_alias(catalogue, product, counted))
        return false;
    if (!counted->system)
        return true;
    counted->unit = NEWS_CLAIM_QUANTITY_UNIT_SERVERS;
    counted->product = counted->system->accelerator ? counted->system->accelerator->key : (struct slice){NULL, 0};
    return counted->system->accelerator != NULL;
}

bool asked_named(const struct catalogue *catalogue, struct slice product, struct slice units,
                 const struct asked_frame *frame, struct asked *asked, struct error *error)
{
    struct number numbers[2];
    struct counted counted = {.to_country = frame->to_country, .day = frame->day, .value_each_usd = NAN};
    *asked = (struct asked){.items = not_stated, .value_usd = not_stated};
    if (product.size > ASKED_BYTES_MAX || units.size > ASKED_BYTES_MAX || !slice_is_text(product) || !slice_is_text(units))
        return error_stop(error, EXIT_DATA, "product and units are at most %d bytes of UTF-8", ASKED_BYTES_MAX);
    if (!find_product(catalogue, product, &counted))
        return fail_unnamed(catalogue, product, error);
    if (!counted_goods(catalogue, &counted, &asked->goods))
        return error_stop(error, EXIT_DATA, "\"%.*s\" are goods that hold no accelerators", SLICE_ARGS(product));
    if (is_negative(slice_trim(units)) || numbers_find(units, numbers, 2) != 1 || numbers[0].measure ||
        numbers[0].currency == CURRENCY_OTHER)
        return error_stop(error, EXIT_DATA, "units: \"%.*s\" is no number of goods", SLICE_ARGS(units));
    asked->is_value = numbers[0].currency == CURRENCY_USD;
    *(asked->is_value ? &asked->value_usd : &asked->items) = interval_of(&numbers[0]);
    return says_how_many(asked) || error_stop(error, EXIT_DATA, "units: \"%.*s\" is none", SLICE_ARGS(units));
}
