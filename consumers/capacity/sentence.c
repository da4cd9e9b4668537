#include "consumers/capacity/sentence.h"

#include <string.h>

#include "consumers/capacity/goods_words.h"
#include "schemas/news_claim.h"

enum {
    MAKER_BYTES = 34, /* how far a maker may stand before "chips": "Nvidia's most advanced AI chips" */
    UNIT_BYTES = 40,  /* how far what is counted may stand behind its number */
    SERVER_BYTES = 14, /* "H100 servers" */
};

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* A full stop behind an initial or an abbreviation ends nothing. */
static bool is_abbreviation(struct slice text, size_t stop)
{
    static const char *const words[] = {"Inc", "Corp", "Co", "Ltd", "Mr", "Ms", "Mrs", "Dr", "St", "No", "vs", "Jr", "Gen", "Sen", "Rep"};
    if (stop && is_upper(text.data[stop - 1]) && (stop == 1 || text.data[stop - 2] == '.' || text.data[stop - 2] == ' '))
        return true;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t size = strlen(words[i]);
        if (stop >= size && memcmp(text.data + stop - size, words[i], size) == 0 &&
            (stop == size || text.data[stop - size - 1] == ' '))
            return true;
    }
    return false;
}

static size_t wide_stop(struct slice text, size_t i)
{
    static const char *const stops[] = {"。", "！", "？"};
    for (size_t k = 0; k < sizeof stops / sizeof *stops; k++)
        if (i + 3 <= text.size && memcmp(text.data + i, stops[k], 3) == 0)
            return 3;
    return 0;
}

size_t sentence_end(struct slice text, size_t from)
{
    for (size_t i = from; i < text.size; i++) {
        char c = text.data[i];
        if (c == '\n')
            return i + 1;
        size_t wide = (unsigned char)c >= 0x80 ? wide_stop(text, i) : 0;
        if (wide)
            return i + wide;
        bool stop = c == '.' || c == '!' || c == '?';
        bool ends = i + 1 == text.size || text.data[i + 1] == ' ' || text.data[i + 1] == '"' || text.data[i + 1] == '\n';
        if (stop && ends && !(c == '.' && is_abbreviation(text, i)))
            return i + 1;
    }
    return text.size;
}

const struct lexicon_row *sentence_row(const struct match *word)
{
    return catalogue_tag_word(word->tag) == WORD_LEXICON ? word->row : NULL;
}

bool sentence_is(const struct match *word, enum lexicon_kind kind)
{
    const struct lexicon_row *row = sentence_row(word);
    return row && row->kind == kind;
}

const struct match *sentence_find(const struct sentence *sentence, enum lexicon_kind kind, uint32_t from, uint32_t to)
{
    for (size_t i = 0; i < sentence->word_count; i++)
        if (sentence->words[i].start >= from && sentence->words[i].end <= to && sentence_is(&sentence->words[i], kind))
            return &sentence->words[i];
    return NULL;
}

/* The maker whose chips a chip word names: the nearest company before it with nothing but adjectives between. */
static const struct lexicon_row *maker_before(const struct sentence *s, size_t index)
{
    for (size_t i = index; i > 0; i--) {
        const struct match *word = &s->words[i - 1];
        if (s->words[index].start - word->end > MAKER_BYTES)
            return NULL;
        const struct lexicon_row *row = sentence_row(word);
        if (row && row->kind == LEXICON_ORG)
            return row->country ? row : NULL;
        bool passes = row && (row->kind == LEXICON_DEMONYM || row->kind == LEXICON_CHIP_WORD || row->kind == LEXICON_PRODUCT);
        if (!passes && catalogue_tag_word(word->tag) != WORD_GOODS)
            return NULL;
    }
    return NULL;
}

/* No sentence mark between: the words belong to one phrase. */
static bool in_one_phrase(const struct sentence *s, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        if (strchr(",;:()\n", s->text.data[i]) || ((unsigned char)s->text.data[i] == 0xEF) ||
            ((unsigned char)s->text.data[i] == 0xE3 && (unsigned char)s->text.data[i + 1] == 0x80))
            return false;
    return true;
}

static struct mention *add_mention(struct sentence *s, const struct match *word, struct slice slug)
{
    if (s->mention_count == SENTENCE_MENTIONS_MAX)
        return NULL;
    struct mention *mention = &s->mentions[s->mention_count++];
    *mention = (struct mention){.start = word->start, .end = word->end, .slug = slug};
    return mention;
}

static void mention_name(struct sentence *s, const struct match *word)
{
    size_t number = catalogue_tag_number(word->tag);
    const struct accelerator *accelerator = &s->catalogue->accelerators[number];
    const struct system *system = NULL;
    if (catalogue_tag_word(word->tag) == WORD_SYSTEM) {
        system = &s->catalogue->systems[number];
        accelerator = system->accelerator;
    }
    if (!accelerator)
        return;
    struct mention *last = s->mention_count ? &s->mentions[s->mention_count - 1] : NULL;
    if (last && !last->accelerator && word->start >= last->end && word->start - last->end <= 3)
        s->mention_count--; /* "Hopper H100": the family only says again what the model is */
    struct mention *mention = add_mention(s, word, catalogue_slug(s->catalogue, accelerator));
    if (!mention)
        return;
    mention->accelerator = accelerator;
    mention->system = system;
    mention->specific = true;
}

/* "H200 AI chips" is one product: the chip word directly behind a name belongs to it. */
static bool belongs_to_last(struct sentence *s, const struct match *word)
{
    struct mention *last = s->mention_count ? &s->mentions[s->mention_count - 1] : NULL;
    if (!last || word->start < last->end || word->start - last->end > 3 || !in_one_phrase(s, last->end, word->start))
        return false;
    last->end = word->end;
    return true;
}

static void mention_chip_word(struct sentence *s, size_t index, const struct lexicon_row *row)
{
    const struct match *word = &s->words[index];
    if (belongs_to_last(s, word))
        return;
    const struct lexicon_row *maker = maker_before(s, index);
    bool generic = row->kind == LEXICON_CHIP_WORD || strcmp(row->value, "ai-accelerator") == 0;
    struct mention *mention = NULL;
    if (generic && maker)
        mention = add_mention(s, word, slice_of(maker->country));
    else if (row->kind == LEXICON_PRODUCT)
        mention = add_mention(s, word, slice_of(row->value));
    if (mention)
        mention->specific = !generic && strcmp(row->value, "ai-server") != 0;
}

/* Whether an ambiguous name is meant: by the text's context, for the shortest ones by a word near by. */
static bool is_meant(const struct sentence *s, const struct match *name, bool has_context)
{
    if (!(name->tag & TAG_NEEDS_NEAR))
        return has_context || !(name->tag & TAG_NEEDS_CONTEXT);
    for (size_t i = 0; i < s->word_count; i++) {
        const struct match *word = &s->words[i];
        const struct lexicon_row *row = sentence_row(word);
        bool speaks = catalogue_tag_word(word->tag) == WORD_GOODS ||
                      (row && ((row->kind == LEXICON_ORG && row->country) || row->kind == LEXICON_PRODUCT ||
                               row->kind == LEXICON_CHIP_WORD));
        if (speaks && word->start < name->end + UNIT_BYTES && name->start < word->end + UNIT_BYTES)
            return true;
    }
    return false;
}

static void find_mentions(struct sentence *s, bool has_context)
{
    for (size_t i = 0; i < s->word_count; i++) {
        const struct match *word = &s->words[i];
        enum catalogue_word kind = catalogue_tag_word(word->tag);
        const struct lexicon_row *row = sentence_row(word);
        if (kind == WORD_ACCELERATOR || kind == WORD_SYSTEM) {
            if (is_meant(s, word, has_context))
                mention_name(s, word);
        } else if (row && (row->kind == LEXICON_PRODUCT || row->kind == LEXICON_CHIP_WORD)) {
            mention_chip_word(s, i, row);
        }
    }
}

static bool overlaps_mention(const struct sentence *s, const struct number *number)
{
    for (size_t i = 0; i < s->mention_count; i++)
        if (number->start < s->mentions[i].end && s->mentions[i].start < number->end)
            return true;
    return false;
}

static const struct mention *mention_at(const struct sentence *s, uint32_t start, uint32_t end)
{
    for (size_t i = 0; i < s->mention_count; i++)
        if (s->mentions[i].start <= start && s->mentions[i].end >= end)
            return &s->mentions[i];
    return NULL;
}

static bool counts_systems(const struct mention *mention)
{
    return mention->system || slice_equal_text(mention->slug, "ai-server");
}

/* A name that is counted: chips, unless "servers" stands behind it. */
static void count_mention(const struct sentence *s, struct quantity *quantity, const struct mention *mention)
{
    quantity->mention = mention;
    quantity->unit = counts_systems(mention) ? NEWS_CLAIM_QUANTITY_UNIT_SERVERS : NEWS_CLAIM_QUANTITY_UNIT_CHIPS;
    quantity->unit_text = slice_cut(s->text, mention->start, mention->end);
    const struct match *unit = sentence_find(s, LEXICON_UNIT, mention->end, mention->end + SERVER_BYTES);
    if (!unit || !in_one_phrase(s, mention->end, unit->start))
        return;
    const struct lexicon_row *row = sentence_row(unit);
    quantity->unit_text = slice_cut(s->text, unit->start, unit->end);
    if (row->number != NEWS_CLAIM_QUANTITY_UNIT_CHIPS)
        quantity->unit = row->number;
    quantity->counts_modules = slice_starts_with(quantity->unit_text, "module");
}

static const struct mention *systems_mentioned(const struct sentence *s)
{
    for (size_t i = 0; i < s->mention_count; i++)
        if (counts_systems(&s->mentions[i]))
            return &s->mentions[i];
    return NULL;
}

/* "units" of what is counted in racks or servers are those. */
static bool speaks_of_systems(const struct sentence *s)
{
    for (size_t i = 0; i < s->word_count; i++)
        if (sentence_is(&s->words[i], LEXICON_UNIT) &&
            sentence_row(&s->words[i])->number == NEWS_CLAIM_QUANTITY_UNIT_SERVERS)
            return true;
    return systems_mentioned(s) != NULL;
}

static void count_unit(const struct sentence *s, struct quantity *quantity, const struct match *word,
                       const struct lexicon_row *row)
{
    quantity->unit_text = slice_cut(s->text, word->start, word->end);
    quantity->unit = row->kind == LEXICON_UNIT ? row->number : NEWS_CLAIM_QUANTITY_UNIT_CHIPS;
    quantity->counts_modules = slice_starts_with(quantity->unit_text, "module") ||
                               slice_starts_with(quantity->unit_text, "模");
    if (quantity->unit == NEWS_CLAIM_QUANTITY_UNIT_CHIPS && row->kind == LEXICON_UNIT && speaks_of_systems(s))
        quantity->unit = NEWS_CLAIM_QUANTITY_UNIT_SERVERS;
}

/* "300 smuggled cards": an act that tells what kind of goods they are. */
static bool is_adjective(const struct lexicon_row *row)
{
    return row->number == NEWS_CLAIM_ACTION_SMUGGLE;
}

/* What stands behind the number decides what it counts; false if nothing countable does. */
static bool find_unit(const struct sentence *s, struct quantity *quantity)
{
    uint32_t end = quantity->number.end;
    for (size_t i = 0; i < s->word_count; i++) {
        const struct match *word = &s->words[i];
        if (word->start < end)
            continue;
        const struct mention *mention = mention_at(s, word->start, word->end);
        const struct lexicon_row *row = sentence_row(word);
        bool unit = row && (row->kind == LEXICON_UNIT || row->kind == LEXICON_CHIP_WORD);
        if (word->start - end > UNIT_BYTES || !in_one_phrase(s, end, word->start))
            return false;
        if (mention)
            count_mention(s, quantity, mention);
        else if (unit)
            count_unit(s, quantity, word, row);
        else if (row && ((row->kind == LEXICON_ACTION && !is_adjective(row)) || row->kind == LEXICON_TO || row->kind == LEXICON_BUYER ||
                         row->kind == LEXICON_COUNTRY))
            return false;
        else
            continue;
        return true;
    }
    return false;
}

/* A number that leaves out what it counts: "with the first 16,000", "and Naver Cloud around 60,000". */
static bool continues_last(const struct sentence *s, struct quantity *quantity)
{
    static const char first[] = "first ";
    const struct quantity *last = s->quantity_count ? &s->quantities[s->quantity_count - 1] : NULL;
    uint32_t start = quantity->number.start;
    if (!last || last->number.currency != CURRENCY_NONE)
        return false;
    bool part = start >= s->start + strlen(first) &&
                memcmp(s->text.data + start - strlen(first), first, strlen(first)) == 0;
    for (size_t i = 0; i < s->word_count; i++)
        if (s->words[i].end <= start && start - s->words[i].end <= 2 && sentence_is(&s->words[i], LEXICON_ORG))
            quantity->subject = &s->words[i];
    quantity->unit = last->unit;
    quantity->unit_text = last->unit_text;
    quantity->counts_modules = last->counts_modules;
    quantity->mention = last->mention;
    return part || quantity->subject;
}

static bool read_quantity(const struct sentence *s, struct quantity *quantity)
{
    if (overlaps_mention(s, &quantity->number))
        return false;
    if (quantity->number.currency == CURRENCY_NONE)
        return find_unit(s, quantity) || continues_last(s, quantity);
    quantity->unit = quantity->number.currency == CURRENCY_USD ? NEWS_CLAIM_QUANTITY_UNIT_USD
                                                               : NEWS_CLAIM_QUANTITY_UNIT_OTHER;
    quantity->unit_text = slice_cut(s->text, quantity->number.start, quantity->number.end);
    return true;
}

/* "cut from X", "previously X", "$27,000 each": not what the claim is about. */
static bool is_aside(const struct sentence *s, const struct number *number)
{
    static const char *const before[] = {"from ", "from an expected ", "previously ", "originally ", "at "};
    static const char *const behind[] = {" each", " per ", " apiece", "/unit"};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        size_t size = strlen(before[i]);
        bool price_only = strcmp(before[i], "at ") == 0 && number->currency == CURRENCY_NONE;
        if (!price_only && number->start >= s->start + size &&
            memcmp(s->text.data + number->start - size, before[i], size) == 0)
            return true;
    }
    for (size_t i = 0; i < sizeof behind / sizeof *behind; i++) {
        size_t size = strlen(behind[i]);
        if (number->end + size <= s->end && memcmp(s->text.data + number->end, behind[i], size) == 0)
            return true;
    }
    return false;
}

static void find_quantities(struct sentence *s)
{
    struct number numbers[SENTENCE_QUANTITIES_MAX];
    size_t count = numbers_find(slice_cut(s->text, s->start, s->end), numbers, SENTENCE_QUANTITIES_MAX);
    for (size_t i = 0; i < count; i++) {
        struct quantity quantity = {.number = numbers[i]};
        quantity.number.start += s->start;
        quantity.number.end += s->start;
        if (!is_aside(s, &quantity.number) && read_quantity(s, &quantity))
            s->quantities[s->quantity_count++] = quantity;
    }
}

/* Bytes of a mark that ends a clause: semicolons everywhere, commas in Chinese. */
static size_t clause_mark(struct slice text, size_t i)
{
    static const char *const marks[] = {";", "；", "，"};
    if (text.data[i] != ';' && (unsigned char)text.data[i] != 0xEF)
        return 0;
    for (size_t k = 0; k < sizeof marks / sizeof *marks; k++) {
        size_t size = strlen(marks[k]);
        if (i + size <= text.size && memcmp(text.data + i, marks[k], size) == 0)
            return size;
    }
    return 0;
}

/* ", and" begins a clause if an act has been named and somebody new acts. */
static bool begins_clause(const struct sentence *s, uint32_t start, uint32_t at, size_t word)
{
    static const char join[] = ", and ";
    if (at + strlen(join) > s->end || memcmp(s->text.data + at, join, strlen(join)) != 0 || word == s->word_count)
        return false;
    const struct lexicon_row *row = sentence_row(&s->words[word]);
    bool subject = row && (row->kind == LEXICON_ORG || row->kind == LEXICON_AUTHORITY || row->kind == LEXICON_COUNTRY);
    return subject && s->words[word].start <= at + strlen(join) + 4 && sentence_find(s, LEXICON_ACTION, start, at);
}

static void add_clause(struct sentence *s, uint32_t start, uint32_t end)
{
    if (end > start && s->clause_count < SENTENCE_CLAUSES_MAX)
        s->clauses[s->clause_count++] = (struct clause){start, end};
}

static void find_clauses(struct sentence *s)
{
    uint32_t start = s->start;
    size_t word = 0;
    for (uint32_t i = s->start; i < s->end; i++) {
        while (word < s->word_count && s->words[word].start < i)
            word++;
        bool begins = word < s->word_count && s->words[word].start == i && sentence_is(&s->words[word], LEXICON_CLAUSE);
        size_t mark = begins ? 0 : clause_mark(s->text, i);
        begins = begins || begins_clause(s, start, i, word);
        if (!begins && !mark)
            continue;
        add_clause(s, start, i);
        start = i + (uint32_t)mark;
    }
    add_clause(s, start, s->end);
}

static bool names_act(const struct sentence *s)
{
    for (size_t i = 0; i < s->word_count; i++)
        if (sentence_is(&s->words[i], LEXICON_ACTION) || sentence_is(&s->words[i], LEXICON_CONSIDERED))
            return true;
    return false;
}

void sentence_read(struct sentence *s, bool has_context)
{
    s->mention_count = s->quantity_count = s->clause_count = 0;
    find_mentions(s, has_context);
    if (!names_act(s))
        return; /* nothing is done in it */
    find_quantities(s);
    find_clauses(s);
}
