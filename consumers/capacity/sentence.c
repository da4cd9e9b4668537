#include "consumers/capacity/sentence.h"

#include <string.h>

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

const struct match *sentence_before(const struct sentence *s, const struct match *word, size_t reach)
{
    if (word == s->words || sentence_distance(s, word[-1].end, word->start, reach) > reach)
        return NULL;
    return word - 1;
}

const struct match *sentence_behind(const struct sentence *s, const struct match *word, size_t reach)
{
    if (word + 1 >= s->words + s->word_count || sentence_distance(s, word->end, word[1].start, reach) > reach)
        return NULL;
    return word + 1;
}

/* Behind what a possessive adds to a word ('s, with a straight or a curly apostrophe). */
static uint32_t skip_possessive(const struct sentence *s, uint32_t at, uint32_t to)
{
    static const char *const endings[] = {"'s", "\xE2\x80\x99s", "'", "\xE2\x80\x99"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t size = strlen(endings[i]);
        if (at + size <= to && memcmp(s->text.data + at, endings[i], size) == 0)
            return at + (uint32_t)size;
    }
    return at;
}

size_t sentence_distance(const struct sentence *s, uint32_t from, uint32_t to, size_t most)
{
    size_t halves = 0; /* a word is two halves, a wide character one */
    for (uint32_t i = skip_possessive(s, from, to); i < to && halves <= 2 * most + 1;) {
        unsigned char c = (unsigned char)s->text.data[i];
        if (c >= 0xE3) {
            halves++;
            i += 3;
        } else if (c <= ' ' || (c == '-' && i == from)) { /* "Nvidia-Chips": grown together */
            i++;
        } else {
            halves += 2;
            while (i < to && (unsigned char)s->text.data[i] > ' ' && (unsigned char)s->text.data[i] < 0xE3)
                i++;
        }
    }
    return (halves + 1) / 2;
}

bool sentence_in_one_phrase(const struct sentence *s, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++) {
        unsigned char c = (unsigned char)s->text.data[i];
        bool wide_mark = c == 0xEF || (c == 0xE3 && i + 1 < s->end && (unsigned char)s->text.data[i + 1] == 0x80);
        if (wide_mark || strchr(",;:()\n", c))
            return false;
    }
    return true;
}

const struct mention *sentence_mention_at(const struct sentence *s, uint32_t start, uint32_t end)
{
    for (size_t i = 0; i < s->mention_count; i++)
        if (s->mentions[i].start <= start && s->mentions[i].end >= end)
            return &s->mentions[i];
    return NULL;
}

const struct match *sentence_word_at(const struct sentence *s, uint32_t start)
{
    for (size_t i = 0; i < s->word_count; i++)
        if (s->words[i].start == start)
            return &s->words[i];
    return NULL;
}

static bool names_act(const struct sentence *s)
{
    for (size_t i = 0; i < s->word_count; i++)
        if (sentence_is(&s->words[i], LEXICON_ACTION) || sentence_is(&s->words[i], LEXICON_CONSIDERED) ||
            (s->language == LANGUAGE_EN && sentence_is(&s->words[i], LEXICON_PLANNED) &&
             sentence_row(&s->words[i])->number == 0))
            return true;
    return false;
}

void sentence_read(struct sentence *s, bool has_context)
{
    s->mention_count = s->quantity_count = s->clause_count = 0;
    mentions_find(s, has_context);
    if (!names_act(s))
        return; /* nothing is done in it */
    quantities_find(s);
    clauses_find(s);
}
