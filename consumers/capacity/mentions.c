/* The products of a sentence: names of the catalogue, families of the lexicon, and chip words with their maker. */
#include <string.h>

#include "consumers/capacity/goods_words.h"
#include "consumers/capacity/sentence.h"

enum {
    MAKER_REACH = 4,   /* words between a maker and "chips": "Nvidia's most advanced AI chips" */
    ORIGIN_REACH = 2,  /* between "chips" and "from Nvidia" */
    COMPARE_REACH = 3, /* behind "weaker than", "a version of" */
    NEAR_BYTES = 40,   /* how near the shortest names need a word that speaks of chips */
};

static bool is_maker(const struct lexicon_row *row)
{
    return row && row->kind == LEXICON_ORG && row->country;
}

/* "chips from Nvidia", "processors made by AMD" */
static const struct lexicon_row *maker_behind(const struct sentence *s, size_t index)
{
    const struct match *word = &s->words[index], *link = sentence_behind(s, word, ORIGIN_REACH);
    if (link && s->language == LANGUAGE_FR && is_maker(sentence_row(link)) &&
        sentence_distance(s, word->end, link->start, 1) <= 1 && sentence_in_one_phrase(s, word->end, link->start))
        return sentence_row(link); /* "puces Nvidia", "puces de Nvidia" */
    if (!link || !(sentence_is(link, LEXICON_FROM) || sentence_is(link, LEXICON_BY)) ||
        !sentence_in_one_phrase(s, word->end, link->start))
        return NULL;
    const struct match *maker = sentence_behind(s, link, 1);
    return maker && is_maker(sentence_row(maker)) ? sentence_row(maker) : NULL;
}

/* "seine Chips", "ses puces", "자사 NPU": those of the maker whom the sentence named before. */
static const struct lexicon_row *maker_meant(const struct sentence *s, size_t index)
{
    static const char *const words[] = {"seine ", "seinen ", "seiner ", "ihre ", "ihren ", "eigene ", "eigenen ", "ses ", "sa ",
                                        "leurs ", "自社の", "自社製", "同社の", "同社製", "자사 ", "자체 "};
    uint32_t at = s->words[index].start;
    bool own = false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t size = strlen(words[i]);
        own = own || (at >= s->start + size && memcmp(s->text.data + at - size, words[i], size) == 0);
    }
    for (size_t i = index; own && i > 0; i--)
        if (is_maker(sentence_row(&s->words[i - 1])))
            return sentence_row(&s->words[i - 1]);
    return NULL;
}

/* The maker whose chips a chip word names: the nearest company before it with nothing but adjectives between. */
static const struct lexicon_row *maker_of(const struct sentence *s, size_t index)
{
    for (size_t i = index; i > 0; i--) {
        const struct match *word = &s->words[i - 1];
        if (sentence_distance(s, word->end, s->words[index].start, MAKER_REACH) > MAKER_REACH ||
            !sentence_in_one_phrase(s, word->end, s->words[index].start))
            break;
        const struct lexicon_row *row = sentence_row(word);
        if (row && row->kind == LEXICON_ORG && row->country)
            return row;
        bool passes = row && (row->kind == LEXICON_DEMONYM || row->kind == LEXICON_CHIP_WORD || row->kind == LEXICON_NOISE || row->kind == LEXICON_PLANNED ||
                              row->kind == LEXICON_PRODUCT);
        if (!passes && catalogue_tag_word(word->tag) != WORD_GOODS)
            break;
    }
    const struct lexicon_row *behind = maker_behind(s, index);
    return behind ? behind : maker_meant(s, index);
}

static bool is_compared(const struct sentence *s, const struct match *word)
{
    const struct match *before = sentence_before(s, word, COMPARE_REACH);
    while (before && is_maker(sentence_row(before)))
        before = sentence_before(s, before, COMPARE_REACH);
    if (before && sentence_is(before, LEXICON_COMPARE) && sentence_in_one_phrase(s, before->end, word->start))
        return true;
    bool behind = language_is_verb_last(s->language);
    const struct match *next = behind ? sentence_behind(s, word, 0) : NULL;
    return next && sentence_is(next, LEXICON_COMPARE) && sentence_in_one_phrase(s, word->end, next->start);
}

static struct mention *add_mention(struct sentence *s, const struct match *word, struct slice slug)
{
    if (s->mention_count == SENTENCE_MENTIONS_MAX)
        return NULL;
    struct mention *mention = &s->mentions[s->mention_count++];
    *mention = (struct mention){.start = word->start, .end = word->end, .slug = slug, .compared = is_compared(s, word)};
    return mention;
}

/* Whether a word stands directly behind the last product, a blank between at most. */
static bool touches_last(const struct sentence *s, const struct match *word)
{
    const struct mention *last = s->mention_count ? &s->mentions[s->mention_count - 1] : NULL;
    return last && word->start >= last->end && sentence_distance(s, last->end, word->start, 0) == 0 &&
           sentence_in_one_phrase(s, last->end, word->start);
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
    if (touches_last(s, word) && !s->mentions[s->mention_count - 1].accelerator)
        s->mention_count--; /* "Hopper H100": the family only says again what the model is */
    struct mention *mention = add_mention(s, word, catalogue_slug(s->catalogue, accelerator));
    if (!mention)
        return;
    mention->accelerator = accelerator;
    mention->system = system;
    mention->specific = true;
}

static void mention_chip_word(struct sentence *s, size_t index, const struct lexicon_row *row)
{
    const struct match *word = &s->words[index];
    if (touches_last(s, word)) {
        s->mentions[s->mention_count - 1].end = word->end; /* "H200 AI chips" is one product */
        return;
    }
    const struct lexicon_row *maker = maker_of(s, index);
    if (maker && row->kind == LEXICON_CHIP_WORD && row->value && strcmp(row->value, maker->country) != 0)
        maker = NULL;
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
        bool speaks = catalogue_tag_word(word->tag) == WORD_GOODS || is_maker(row) ||
                      (row && (row->kind == LEXICON_PRODUCT || row->kind == LEXICON_CHIP_WORD));
        if (speaks && word->start < name->end + NEAR_BYTES && name->start < word->end + NEAR_BYTES)
            return true;
    }
    return false;
}

void mentions_find(struct sentence *s, bool has_context)
{
    for (size_t i = 0; i < s->word_count; i++) {
        const struct match *word = &s->words[i];
        enum catalogue_word kind = catalogue_tag_word(word->tag);
        const struct lexicon_row *row = sentence_row(word);
        if (kind == WORD_ACCELERATOR || kind == WORD_SYSTEM) {
            if (is_meant(s, word, has_context))
                mention_name(s, word);
        } else if (row && (row->kind == LEXICON_PRODUCT || row->kind == LEXICON_CHIP_WORD)) {
            if (has_context || !lexicon_is_namesake(row))
                mention_chip_word(s, i, row);
        } else if (row && row->kind == LEXICON_CLUSTER && !touches_last(s, word)) {
            add_mention(s, word, (struct slice){NULL, 0});
        }
    }
}
