#include "consumers/capacity/particles.h"

#include <string.h>

enum { LIST_MAX = 6, BRACKET_BYTES = 60, KOREAN_WORDS = 4 };

struct ending {
    const char *text;
    enum particle particle;
};

/* Of those that begin alike the longer first. "によると" names a source, which does nothing. */
static const struct ending japanese[] = {
    {"によると", PARTICLE_NONE}, {"によれば", PARTICLE_NONE}, {"について", PARTICLE_NONE}, {"として", PARTICLE_NONE},
    {"をめぐ", PARTICLE_NONE},   {"によって", PARTICLE_BY},   {"により", PARTICLE_BY},     {"による", PARTICLE_BY},
    {"に対", PARTICLE_TO},       {"における", PARTICLE_AT},   {"において", PARTICLE_AT},   {"にある", PARTICLE_AT},
    {"向け", PARTICLE_TO},       {"宛て", PARTICLE_TO},       {"行き", PARTICLE_TO},       {"へ", PARTICLE_TO},
    {"に", PARTICLE_TO},         {"から", PARTICLE_FROM},     {"発の", PARTICLE_FROM},     {"で", PARTICLE_AT},
    {"国内", PARTICLE_AT},       {"と", PARTICLE_AND},        {"や", PARTICLE_AND},        {"および", PARTICLE_AND},
    {"・", PARTICLE_AND},        {"が", PARTICLE_SUBJECT},    {"は", PARTICLE_TOPIC},      {"も", PARTICLE_TOPIC},
    {"を", PARTICLE_OBJECT},     {"の", PARTICLE_OF},         {"製", PARTICLE_OF},         {"産", PARTICLE_OF},
};

/* The ends of Korean words, longer ones first. */
static const struct ending korean[] = {
    {"으로부터", PARTICLE_FROM}, {"로부터", PARTICLE_FROM}, {"에게서", PARTICLE_FROM},
    {"에서는", PARTICLE_AT},     {"에서의", PARTICLE_AT},   {"에서", PARTICLE_AT},     {"에게", PARTICLE_TO},
    {"에는", PARTICLE_TO},       {"에도", PARTICLE_TO},     {"에만", PARTICLE_TO},     {"에", PARTICLE_TO},
    {"으로의", PARTICLE_TO},     {"로의", PARTICLE_TO},     {"으로", PARTICLE_TO},     {"로", PARTICLE_TO},
    {"한테", PARTICLE_TO},           {"은", PARTICLE_TOPIC},    {"는", PARTICLE_TOPIC},
    {"도", PARTICLE_TOPIC},      {"이", PARTICLE_SUBJECT},  {"가", PARTICLE_SUBJECT},  {"께서", PARTICLE_SUBJECT},
    {"을", PARTICLE_OBJECT},     {"를", PARTICLE_OBJECT},   {"의", PARTICLE_OF},      
    {"와", PARTICLE_AND},        {"과", PARTICLE_AND},      {"·", PARTICLE_AND},       {"및", PARTICLE_AND},
};

static bool follows(const struct sentence *s, uint32_t at, const char *text)
{
    size_t size = strlen(text);
    return at + size <= s->end && memcmp(s->text.data + at, text, size) == 0;
}

static bool precedes(const struct sentence *s, uint32_t from, uint32_t end, const char *text)
{
    size_t size = strlen(text);
    return end >= from + size && memcmp(s->text.data + end - size, text, size) == 0;
}

static uint32_t character(const struct sentence *s, uint32_t at)
{
    do
        at++;
    while (at < s->end && ((unsigned char)s->text.data[at] & 0xC0) == 0x80);
    return at;
}

/* Behind "(CAC)", "（大阪府堺市）" and quotes that close; `at` if there is nothing of the kind. */
static uint32_t skip_brackets(const struct sentence *s, uint32_t at)
{
    static const char *const closing[] = {"」", "』", "”", "’", "'", "\""};
    static const char *const brackets[][2] = {{"(", ")"}, {"（", "）"}, {" (", ")"}};
    for (size_t i = 0; i < sizeof closing / sizeof *closing; i++)
        if (follows(s, at, closing[i]))
            return at + (uint32_t)strlen(closing[i]);
    for (size_t i = 0; i < sizeof brackets / sizeof *brackets; i++)
        for (uint32_t end = at; follows(s, at, brackets[i][0]) && end < s->end && end - at < BRACKET_BYTES; end++)
            if (follows(s, end, brackets[i][1]))
                return end + (uint32_t)strlen(brackets[i][1]);
    return at;
}

static bool is_blank(const struct sentence *s, uint32_t at)
{
    return at >= s->end || s->text.data[at] == ' ' || s->text.data[at] == '\n';
}

static bool is_comma(const struct sentence *s, uint32_t at)
{
    return follows(s, at, "、") || follows(s, at, ",") || follows(s, at, "，");
}

static bool is_hiragana(const struct sentence *s, uint32_t at)
{
    if (at + 2 >= s->end)
        return false;
    const unsigned char *text = (const unsigned char *)s->text.data + at;
    unsigned char first = text[0], second = text[1], third = text[2];
    return first == 0xE3 && (second == 0x81 || (second == 0x82 && third < 0xA0));
}

static bool ends_phrase(const struct sentence *s, uint32_t at)
{
    return is_comma(s, at) || follows(s, at, "。") || follows(s, at, ".") || follows(s, at, ";");
}

/* What a word says about the name before it when it stands there without a particle; false if it says nothing. */
static bool read_neighbour(const struct sentence *s, const struct match *next, enum particle *particle)
{
    if (sentence_mention_at(s, next->start, next->end))
        *particle = PARTICLE_OF;
    else if (sentence_is(next, LEXICON_ACTION) || sentence_is(next, LEXICON_CONSIDERED))
        *particle = PARTICLE_BARE;
    else
        return false;
    return true;
}

static const struct match *word_from(const struct sentence *s, uint32_t at)
{
    for (size_t i = 0; i < s->word_count; i++)
        if (s->words[i].start == at)
            return &s->words[i];
    return NULL;
}

/* "A、B、Cの3社は": what is counted are the names; "マイクロン・テクノロジー": one name. */
static bool goes_on(const struct sentence *s, uint32_t at)
{
    if (follows(s, at, "・"))
        return !word_from(s, at + 3);
    char digit = at + 3 < s->end ? s->text.data[at + 3] : ' ';
    return follows(s, at, "の両") || follows(s, at, "の各") || (follows(s, at, "の") && digit >= '0' && digit <= '9');
}

/* *at is left where the particle stands, or where the search ended. */
static enum particle read_japanese(const struct sentence *s, uint32_t *at)
{
    uint32_t stop = *at + PARTICLE_BYTES < s->end ? *at + PARTICLE_BYTES : s->end;
    while (*at < stop) {
        uint32_t behind = skip_brackets(s, *at);
        const struct match *next = word_from(s, *at);
        enum particle particle;
        if (behind != *at) {
            *at = behind;
            continue;
        }
        for (size_t i = 0; i < sizeof japanese / sizeof *japanese; i++)
            if (follows(s, *at, japanese[i].text) && !goes_on(s, *at))
                return japanese[i].particle;
        if (next && read_neighbour(s, next, &particle))
            return particle;
        if (is_comma(s, *at))
            return PARTICLE_TOPIC;
        bool skipped = follows(s, *at, "など") || follows(s, *at, "ら") || follows(s, *at, "の");
        if (ends_phrase(s, *at) || (is_hiragana(s, *at) && !skipped))
            return PARTICLE_NONE;
        *at = follows(s, *at, "など") ? *at + 6 : character(s, *at);
    }
    return PARTICLE_NONE;
}

/* The particle with which the word of Korean that holds `at` ends; *end: behind the word. */
static enum particle end_of_korean_word(const struct sentence *s, uint32_t at, uint32_t *end)
{
    uint32_t stop = at;
    for (uint32_t behind; !is_blank(s, stop) && !ends_phrase(s, stop); stop = behind) {
        behind = skip_brackets(s, stop);
        if (behind != stop && (is_blank(s, behind) || ends_phrase(s, behind)))
            break; /* the particle stands before what is in brackets, if anywhere */
        behind = behind == stop ? character(s, stop) : behind;
    }
    *end = skip_brackets(s, stop);
    if (follows(s, at, "향"))
        return PARTICLE_TO;
    if (follows(s, at, "산"))
        return PARTICLE_OF;
    for (size_t i = 0; i < sizeof korean / sizeof *korean; i++)
        if (precedes(s, at, stop, korean[i].text))
            return korean[i].particle;
    return PARTICLE_NONE;
}

static enum particle read_korean(const struct sentence *s, uint32_t *at)
{
    for (int words = 0; words < KOREAN_WORDS && *at < s->end; words++) {
        const struct match *next = word_from(s, *at);
        enum particle particle;
        uint32_t end;
        if (next && read_neighbour(s, next, &particle))
            return particle;
        particle = end_of_korean_word(s, *at, &end);
        if (particle == PARTICLE_TO && follows(s, end, " 의해"))
            return PARTICLE_BY;
        if (particle == PARTICLE_TO && follows(s, end, " 따르면"))
            return PARTICLE_NONE;
        *at = end;
        if (particle != PARTICLE_NONE)
            return particle;
        if (is_comma(s, *at))
            return PARTICLE_TOPIC;
        if (ends_phrase(s, *at))
            return PARTICLE_NONE;
        while (*at < s->end && is_blank(s, *at))
            ++*at;
    }
    return PARTICLE_NONE;
}

/* The next name of a list, if `at` stands before what joins it; NULL if the list ends. */
static const struct match *next_listed(const struct sentence *s, const struct match *word, uint32_t at)
{
    for (const struct match *next = word + 1; next < s->words + s->word_count; next++) {
        if (next->start < at || sentence_is(next, LEXICON_AND))
            continue;
        bool same = sentence_row(next) && sentence_row(next)->kind == sentence_row(word)->kind;
        return same && next->start - at <= 8 ? next : NULL;
    }
    return NULL;
}

static enum particle read_particle(const struct sentence *s, uint32_t *at)
{
    return s->language == LANGUAGE_JA ? read_japanese(s, at) : read_korean(s, at);
}

enum particle particle_of(const struct sentence *s, const struct match *word)
{
    enum particle particle = PARTICLE_NONE;
    if (!language_is_verb_last(s->language))
        return PARTICLE_NONE;
    for (int names = 0; names < LIST_MAX; names++) {
        uint32_t at = word->end;
        particle = read_particle(s, &at);
        const struct match *next = particle == PARTICLE_AND || is_comma(s, at) ? next_listed(s, word, at) : NULL;
        if (!next || !sentence_row(word))
            break;
        word = next;
    }
    return particle;
}

enum particle particle_behind(const struct sentence *s, const struct match *word)
{
    uint32_t at = word->end;
    if (read_particle(s, &at) != PARTICLE_OF || word_from(s, at))
        return PARTICLE_OF;
    at += follows(s, at, "の") ? 3 : 1;
    return at < s->end ? read_particle(s, &at) : PARTICLE_OF;
}

bool particle_ends_clause(const struct sentence *s, uint32_t mark)
{
    static const char *const ends_japanese[] = {"し", "て", "り", "れ", "え", "たが", "るが", "だが", "いが", "ため", "ほか",
                                                "うえ", "ば", "ず", "のに", "ものの", "一方", "たところ", "つつ", "から"};
    static const char *const ends_korean[] = {"며", "면서", "지만", "는데", "으나", "자", "한 데", "뒤"};
    bool is_japanese = s->language == LANGUAGE_JA;
    const char *const *ends = is_japanese ? ends_japanese : ends_korean;
    size_t count = is_japanese ? sizeof ends_japanese / sizeof(char *) : sizeof ends_korean / sizeof(char *);
    if (follows(s, mark, " 있"))
        return false; /* 하고 있다: one verb */
    if (!is_japanese && precedes(s, s->start, mark, "고"))
        return !precedes(s, s->start, mark, "다고") && !precedes(s, s->start, mark, "라고") &&
               !precedes(s, s->start, mark, "자고"); /* 했다고: what is said */
    for (size_t i = 0; i < count; i++)
        if (precedes(s, s->start, mark, ends[i]))
            return true;
    return false;
}
