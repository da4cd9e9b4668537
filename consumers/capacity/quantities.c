/* What the numbers of a sentence count: chips, servers, dollars; and which numbers count nothing that was traded. */
#include <math.h>
#include <string.h>

#include "consumers/capacity/counted.h"
#include "consumers/capacity/sentence.h"
#include "schemas/news_claim.h"

enum {
    MANY = 500,       /* more than the parts of one machine */
    LINK_BYTES = 4,   /* "1000基の": between a counter and what it counts */
    COUNTED_REACH = 4, /* "GPUを全体で約": between what is counted and its number */
    UNIT_REACH = 6,   /* words between a number and what it counts: "50,000 of Nvidia's most advanced chips" */
    UNIT_REACH_ZH = 3, /* Chinese counts by counters, which stand behind the number: 16核心的处理器 are no 16 */
    SYSTEM_REACH = 1, /* "H100 servers" */
    INSIDE_REACH = 3, /* "servers equipped with the H100" */
    ASIDE_REACH = 2,  /* "priced at about $27,000", "revenue of $5 billion" */
    PRICE_REACH = 4,  /* "revenue rose 22% to $4.3 billion" */
    FROM_REACH = 0,   /* "from 1.5 million to 900,000" */
    EACH_REACH = 1,   /* "$27,000 each" */
    TENTHS_MAX = 1000, /* below, a point makes it a version, not a number of chips */
    PERIOD_REACH = 6, /* "500,000 units a year" */
};

static bool overlaps_mention(const struct sentence *s, const struct number *number)
{
    for (size_t i = 0; i < s->mention_count; i++)
        if (number->start < s->mentions[i].end && s->mentions[i].start < number->end)
            return true;
    return false;
}

/* "Nvidia racks" are one name, but none of a chip. */
static bool is_called_racks(const struct sentence *s, const struct mention *mention)
{
    return !mention->system && counted_names_racks(slice_cut(s->text, mention->start, mention->end));
}

static bool counts_systems(const struct sentence *s, const struct mention *mention)
{
    return mention->system || !mention->slug.data || slice_equal_text(mention->slug, "ai-server") || is_called_racks(s, mention);
}

static bool is_module(struct slice unit_text)
{
    return slice_starts_with(unit_text, "module") || slice_starts_with(unit_text, "Modul") || slice_starts_with(unit_text, "模");
}

/* "24,000 GH200 superchips": a system by its name, a chip by what the text calls it. */
static bool is_called_chips(const struct sentence *s, const struct mention *mention)
{
    static const char *const endings[] = {"chips", "GPUs", "processors", "accelerators"};
    struct slice text = slice_cut(s->text, mention->start, mention->end);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t size = strlen(endings[i]);
        if (text.size > size && memcmp(text.data + text.size - size, endings[i], size) == 0)
            return true;
    }
    return false;
}

/* "Nvidia racks, each an NVL72": the rack that the sentence names; the mention itself if it names none, or several. */
static const struct mention *named_rack(const struct sentence *s, const struct mention *mention)
{
    const struct mention *rack = NULL;
    for (size_t i = 0; is_called_racks(s, mention) && i < s->mention_count; i++) {
        const struct mention *other = &s->mentions[i];
        if (!other->system || other->system->type != SYSTEM_RACK)
            continue;
        if (rack && rack->system != other->system)
            return mention;
        rack = other;
    }
    return rack ? rack : mention;
}

bool quantities_machines(const struct sentence *s, const struct mention *mention)
{
    if (counts_systems(s, mention) && !is_called_chips(s, mention) && mention->slug.data)
        return !mention->system || mention->system->type != SYSTEM_BOARD;
    const struct match *unit = sentence_find(s, LEXICON_UNIT, mention->end, s->end);
    return unit && sentence_row(unit)->number == NEWS_CLAIM_QUANTITY_UNIT_SERVERS &&
           sentence_distance(s, mention->end, unit->start, SYSTEM_REACH) <= SYSTEM_REACH &&
           sentence_in_one_phrase(s, mention->end, unit->start);
}

/* A name that is counted: chips, unless "servers" stands behind it. */
static void count_mention(const struct sentence *s, struct quantity *quantity, const struct mention *mention)
{
    quantity->mention = named_rack(s, mention);
    bool systems = counts_systems(s, mention) && !is_called_chips(s, mention);
    quantity->unit = systems ? NEWS_CLAIM_QUANTITY_UNIT_SERVERS : NEWS_CLAIM_QUANTITY_UNIT_CHIPS;
    quantity->unit_text = slice_cut(s->text, mention->start, mention->end);
    const struct match *unit = sentence_find(s, LEXICON_UNIT, mention->end, s->end);
    if (!unit || sentence_distance(s, mention->end, unit->start, SYSTEM_REACH) > SYSTEM_REACH ||
        !sentence_in_one_phrase(s, mention->end, unit->start))
        return;
    const struct lexicon_row *row = sentence_row(unit);
    quantity->unit_text = slice_cut(s->text, unit->start, unit->end);
    if (row->number != NEWS_CLAIM_QUANTITY_UNIT_CHIPS)
        quantity->unit = row->number;
    quantity->counts_modules = is_module(quantity->unit_text);
}

/* "units" of what is counted in racks or servers are those. */
static bool speaks_of_systems(const struct sentence *s)
{
    for (size_t i = 0; i < s->word_count; i++)
        if (sentence_is(&s->words[i], LEXICON_UNIT) &&
            sentence_row(&s->words[i])->number == NEWS_CLAIM_QUANTITY_UNIT_SERVERS)
            return true;
    for (size_t i = 0; i < s->mention_count; i++)
        if (counts_systems(s, &s->mentions[i]))
            return true;
    return false;
}

/* Counters of Japanese and Korean tell chips from machines, but for this one. */
static bool is_open_unit(const struct sentence *s, struct slice unit)
{
    return !language_is_verb_last(s->language) || slice_equal_text(unit, "台") || slice_equal_text(unit, "대");
}

/* "10 supercomputers with H100s": what is inside stands behind. */
static const struct mention *equipment_of(const struct sentence *s, uint32_t end)
{
    for (size_t i = 0; i < s->mention_count; i++)
        if (s->mentions[i].start >= end)
            return sentence_distance(s, end, s->mentions[i].start, INSIDE_REACH) <= INSIDE_REACH &&
                           sentence_in_one_phrase(s, end, s->mentions[i].start)
                       ? &s->mentions[i]
                       : NULL;
    return NULL;
}

static void count_unit(const struct sentence *s, struct quantity *quantity, const struct match *word,
                       const struct lexicon_row *row)
{
    quantity->unit_text = slice_cut(s->text, word->start, word->end);
    quantity->unit = row->kind == LEXICON_UNIT ? row->number : NEWS_CLAIM_QUANTITY_UNIT_CHIPS;
    quantity->counts_modules = is_module(quantity->unit_text);
    bool open = language_is_verb_last(s->language) ? row->kind == LEXICON_UNIT && is_open_unit(s, quantity->unit_text)
                                                   : slice_starts_with(quantity->unit_text, "unit");
    if (quantity->unit == NEWS_CLAIM_QUANTITY_UNIT_CHIPS && open && speaks_of_systems(s))
        quantity->unit = NEWS_CLAIM_QUANTITY_UNIT_SERVERS;
    if (quantity->unit == NEWS_CLAIM_QUANTITY_UNIT_SERVERS)
        quantity->mention = equipment_of(s, word->end);
}

/* Words between a number and what it counts that end the search: somebody acts, or something else begins. */
static bool ends_phrase(const struct sentence *s, const struct lexicon_row *row)
{
    if (row->kind == LEXICON_AND && s->language == LANGUAGE_EN)
        return true; /* "336 billion transistors and 288 GB of HBM4" */
    bool adjective = row->kind == LEXICON_ACTION && row->number == NEWS_CLAIM_ACTION_SMUGGLE; /* "300 smuggled cards" */
    return (row->kind == LEXICON_ACTION && !adjective) || row->kind == LEXICON_TO || row->kind == LEXICON_BUYER ||
           row->kind == LEXICON_COUNTRY;
}

/* "1000基のH200", "6만장의 GPU", "6만장 GPU", but not "1만장과 H200" */
static bool is_link(const struct sentence *s, uint32_t from, uint32_t to)
{
    static const char *const links[] = {"", " ", "の", "の「", "의 ", "의 '"};
    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        if (slice_equal_text(slice_cut(s->text, from, to), links[i]))
            return true;
    return false;
}

/* The product that a counter of Japanese or Korean counts: "GPUを約4000基", "B200 1만80장", "1000基のH200". */
static const struct mention *counted_around(const struct sentence *s, const struct number *number, const struct match *unit)
{
    const struct mention *before = NULL;
    for (size_t i = 0; i < s->mention_count; i++) {
        const struct mention *mention = &s->mentions[i];
        if (mention->start >= unit->end && is_link(s, unit->end, mention->start))
            return mention;
        if (mention->end <= number->start && sentence_distance(s, mention->end, number->start, COUNTED_REACH) <= COUNTED_REACH)
            before = mention;
    }
    return before;
}

/* "82개 직무", "50개의 본더", "3個の": what follows is counted, and no product. */
static bool counts_other(const struct sentence *s, uint32_t end)
{
    static const char *const links[] = {" ", "의 ", "の"};
    for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
        size_t size = strlen(links[i]);
        if (end + size < s->end && memcmp(s->text.data + end, links[i], size) == 0)
            return true;
    }
    return false;
}

/* Where the unit is a counter grown together with its number. */
static bool find_counter(const struct sentence *s, struct quantity *quantity)
{
    uint32_t end = quantity->number.end;
    for (size_t i = 0; i < s->word_count; i++) {
        const struct match *word = &s->words[i];
        const struct lexicon_row *row = sentence_row(word);
        if (word->start < end)
            continue;
        if (word->start - end > LINK_BYTES)
            return false;
        const struct mention *mention = sentence_mention_at(s, word->start, word->end);
        if (mention) {
            count_mention(s, quantity, mention);
            return true;
        }
        if (!row || (row->kind != LEXICON_UNIT && row->kind != LEXICON_CHIP_WORD))
            continue;
        count_unit(s, quantity, word, row);
        quantity->mention = counted_around(s, &quantity->number, word);
        return quantity->mention || !counts_other(s, word->end);
    }
    return false;
}

/* What stands behind the number decides what it counts; false if nothing countable does. */
static bool find_unit(const struct sentence *s, struct quantity *quantity)
{
    uint32_t end = quantity->number.end;
    if (language_is_verb_last(s->language))
        return find_counter(s, quantity);
    for (size_t i = 0; i < s->word_count; i++) {
        const struct match *word = &s->words[i];
        if (word->start < end)
            continue;
        size_t reach = s->language == LANGUAGE_ZH ? UNIT_REACH_ZH : UNIT_REACH;
        if (sentence_distance(s, end, word->start, reach) > reach || !sentence_in_one_phrase(s, end, word->start))
            return false;
        const struct mention *mention = sentence_mention_at(s, word->start, word->end);
        const struct lexicon_row *row = sentence_row(word);
        bool unit = row && (row->kind == LEXICON_UNIT || row->kind == LEXICON_CHIP_WORD);
        if (mention)
            count_mention(s, quantity, mention);
        else if (unit)
            count_unit(s, quantity, word, row);
        else if (row && ends_phrase(s, row))
            return false;
        else
            continue;
        return true;
    }
    return false;
}

/* The word that directly touches a number's front, a blank between. */
static const struct match *word_touching(const struct sentence *s, uint32_t start)
{
    for (size_t i = 0; i < s->word_count; i++)
        if (s->words[i].end <= start && start - s->words[i].end <= 2)
            return &s->words[i];
    return NULL;
}

/* "and 12,600 in Sines", "and Meta 224,000,": behind the number the phrase ends, or a place follows. */
static bool stands_bare(const struct sentence *s, const struct number *number)
{
    uint32_t end = number->end;
    if (end >= s->end || strchr(",.;)", s->text.data[end]))
        return true;
    for (size_t i = 0; i < s->word_count; i++)
        if (s->words[i].start >= end)
            return sentence_distance(s, end, s->words[i].start, 0) == 0 &&
                   (sentence_is(&s->words[i], LEXICON_TO) || sentence_is(&s->words[i], LEXICON_EACH));
    return false;
}

/* "about 1,000 had been delivered", "took 230,000 each", "has 16,384 on order": what follows
 * shows that the number counts what was counted before. */
static bool is_taken_up(const struct sentence *s, const struct number *number)
{
    for (size_t i = 0; i < s->word_count; i++)
        if (s->words[i].start >= number->end)
            return sentence_distance(s, number->end, s->words[i].start, 1) <= 1 &&
                   sentence_in_one_phrase(s, number->end, s->words[i].start) &&
                   (sentence_is(&s->words[i], LEXICON_PASSIVE) || sentence_is(&s->words[i], LEXICON_EACH) ||
                    (sentence_is(&s->words[i], LEXICON_ACTION) && s->language == LANGUAGE_EN));
    return false;
}

/* Whether a bare number of many is all that a verb has behind it. */
static bool is_whole_object(const struct sentence *s, const struct match *verb, const struct number *number)
{
    static const char *const ends[] = {" by ", " in ", " so ", " to ", " this ", " last ", " before ", " since ", ".", ",", ";"};
    if (!verb || s->language != LANGUAGE_EN || !sentence_is(verb, LEXICON_ACTION) || number->measure ||
        !(number->low >= MANY || number->mid >= MANY || number->high >= MANY))
        return false;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (slice_starts_with(slice_cut(s->text, number->end, s->end), ends[i]))
            return true;
    return false;
}

/* A number that leaves out what it counts: "with the first 16,000", "and Naver Cloud around 60,000". */
static bool continues_last(const struct sentence *s, struct quantity *quantity)
{
    const struct quantity *last = s->quantity_count ? &s->quantities[s->quantity_count - 1] : NULL;
    const struct match *before = word_touching(s, quantity->number.start);
    if (!last || last->number.currency != CURRENCY_NONE)
        return false;
    if (!before && !is_taken_up(s, &quantity->number))
        return false;
    if (before && sentence_is(before, LEXICON_ORG))
        quantity->subject = before;
    else if (is_whole_object(s, before, &quantity->number))
        ; /* "of the 100,000 ordered, it had supplied 30,000 by July" */
    else if (!is_taken_up(s, &quantity->number) && !sentence_is(before, LEXICON_PART) && !(sentence_is(before, LEXICON_AND) && stands_bare(s, &quantity->number)))
        return false;
    quantity->unit = last->unit;
    quantity->unit_text = last->unit_text;
    quantity->counts_modules = last->counts_modules;
    quantity->mention = last->mention;
    return true;
}

static bool is_whole(double value)
{
    return isnan(value) || value == floor(value);
}

/* Nobody counts chips in tenths: "GCN 1.0 GPUs", Opus 4.8. */
static bool is_countable(const struct sentence *s, const struct number *number)
{
    bool tenths = memchr(s->text.data + number->start, '.', number->end - number->start) && number->low < TENTHS_MAX;
    return !tenths && is_whole(number->low) && is_whole(number->mid) && is_whole(number->high);
}

static bool read_quantity(const struct sentence *s, struct quantity *quantity)
{
    if (overlaps_mention(s, &quantity->number))
        return false;
    if (quantity->number.measure) { /* 1 GW of chips */
        quantity->unit = NEWS_CLAIM_QUANTITY_UNIT_OTHER;
        quantity->unit_text = slice_of(quantity->number.measure);
        return true;
    }
    if (quantity->number.currency == CURRENCY_NONE)
        return is_countable(s, &quantity->number) && (find_unit(s, quantity) || continues_last(s, quantity));
    quantity->unit = quantity->number.currency == CURRENCY_USD ? NEWS_CLAIM_QUANTITY_UNIT_USD
                                                               : NEWS_CLAIM_QUANTITY_UNIT_OTHER;
    quantity->unit_text = slice_cut(s->text, quantity->number.start, quantity->number.end);
    return true;
}

/* "cut from X", "previously X", "priced at X", "revenue of X": numbers that are not what the act moved. */
static bool is_aside(const struct sentence *s, const struct number *number)
{
    bool money = number->currency != CURRENCY_NONE;
    for (size_t i = 0; i < s->word_count; i++) {
        const struct match *word = &s->words[i];
        const struct lexicon_row *row = sentence_row(word);
        if (row && (row->kind == LEXICON_FROM || row->kind == LEXICON_COMPARE) && word->end <= number->start &&
            sentence_distance(s, word->end, number->start, FROM_REACH) <= FROM_REACH)
            return true;
        if (!row || (row->kind != LEXICON_ASIDE && row->kind != LEXICON_EACH))
            continue;
        size_t reach = row->number == 1 ? PRICE_REACH : ASIDE_REACH;
        bool before = word->end <= number->start && row->kind == LEXICON_ASIDE && (money || row->number == 0) &&
                      sentence_distance(s, word->end, number->start, reach) <= reach;
        bool behind = word->start >= number->end && money && (row->kind == LEXICON_EACH || row->number == 1) &&
                      sentence_distance(s, number->end, word->start, EACH_REACH) <= EACH_REACH;
        uint32_t from = before ? word->end : number->end, to = before ? number->start : word->start;
        if ((before || behind) && sentence_in_one_phrase(s, from, to))
            return true;
    }
    return false;
}

/* "Atlas 800": a plain number behind a word with a capital belongs to a name. */
static bool is_name_part(const struct sentence *s, const struct number *number)
{
    uint32_t i = number->start;
    for (uint32_t k = number->start; k < number->end; k++)
        if (s->text.data[k] < '0' || s->text.data[k] > '9')
            return false;
    if (number->end - number->start > 4 || i < s->start + 3 || s->text.data[i - 1] != ' ')
        return false;
    for (i--; i > s->start && s->text.data[i - 1] > ' ' && (unsigned char)s->text.data[i - 1] < 0x80; i--)
        ;
    return i > s->start && s->text.data[i] >= 'A' && s->text.data[i] <= 'Z' && !sentence_word_at(s, i);
}

/* "1,600 chips for 200 servers": what the goods are for is no second number of them. */
static bool is_purpose(const struct sentence *s, const struct number *number)
{
    const struct match *before = word_touching(s, number->start);
    return before && s->quantity_count && s->quantities[s->quantity_count - 1].number.currency == CURRENCY_NONE && number->currency == CURRENCY_NONE && sentence_is(before, LEXICON_TO) &&
           before->end - before->start == 3 && memcmp(s->text.data + before->start, "for", 3) == 0;
}

/* "500,000 units a year", 每年50万片 */
static const char *period_of(const struct sentence *s, const struct number *number)
{
    for (size_t i = 0; i < s->word_count; i++) {
        const struct match *word = &s->words[i];
        if (!sentence_is(word, LEXICON_PERIOD))
            continue;
        bool before = word->end <= number->start;
        uint32_t from = before ? word->end : number->end, to = before ? number->start : word->start;
        if (from <= to && sentence_distance(s, from, to, PERIOD_REACH) <= PERIOD_REACH &&
            sentence_in_one_phrase(s, from, to))
            return sentence_row(word)->value;
    }
    return NULL;
}

void quantities_find(struct sentence *s)
{
    struct number numbers[SENTENCE_QUANTITIES_MAX];
    size_t count = numbers_find(slice_cut(s->text, s->start, s->end), numbers, SENTENCE_QUANTITIES_MAX);
    for (size_t i = 0; i < count; i++) {
        struct quantity quantity = {.number = numbers[i]};
        quantity.number.start += s->start;
        quantity.number.end += s->start;
        if (is_aside(s, &quantity.number) || is_name_part(s, &quantity.number) || is_purpose(s, &quantity.number) ||
            !read_quantity(s, &quantity))
            continue;
        quantity.period = period_of(s, &quantity.number);
        s->quantities[s->quantity_count++] = quantity;
    }
}
