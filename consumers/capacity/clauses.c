/*
 * A sentence cut into clauses, so that each act keeps its own arguments, denials and promises.
 *
 * A place where a clause may end is a mark or a conjunction. A semicolon and a conjunction such as "but" always end one.
 * A comma and "and" do so only where something is done on both sides: "Baidu, Tencent and Alibaba have placed orders"
 * is one clause. What stands around an act without doing anything itself ("people familiar with the matter said")
 * stays with it.
 */
#include <string.h>

#include "consumers/capacity/particles.h"
#include "consumers/capacity/sentence.h"

enum { PLACES_MAX = 64, AND_REACH = 3 };

enum strength { STRENGTH_HARD, STRENGTH_SOFT, STRENGTH_AND };

/* Where a clause may end, and where the next one would begin. */
struct place {
    uint32_t end, next;
    enum strength strength;
    const struct match *opener;
};

static const struct {
    const char *text;
    enum strength strength;
} marks[] = {{";", STRENGTH_HARD}, {"；", STRENGTH_HARD}, {", ", STRENGTH_SOFT}, {"，", STRENGTH_SOFT}, {": ", STRENGTH_SOFT},
             {"：", STRENGTH_SOFT}, {" - ", STRENGTH_SOFT}, {" – ", STRENGTH_SOFT}, {"—", STRENGTH_SOFT}, {"、", STRENGTH_AND}};

static bool find_mark(const struct sentence *s, uint32_t at, struct place *place)
{
    static const char firsts[] = ";,: \xE2\xE3\xEF";
    if (!memchr(firsts, s->text.data[at], sizeof firsts - 1))
        return false; /* nearly always */
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (s->text.data[at] != marks[i].text[0])
            continue;
        size_t size = strlen(marks[i].text);
        if (at + size > s->end || memcmp(s->text.data + at, marks[i].text, size) != 0)
            continue;
        *place = (struct place){at, at + (uint32_t)size, marks[i].strength, NULL};
        return true;
    }
    return false;
}

static bool find_conjunction(const struct match *word, struct place *place)
{
    bool always = sentence_is(word, LEXICON_CLAUSE) || sentence_is(word, LEXICON_CONDITION);
    *place = (struct place){word->start, word->start, always ? STRENGTH_HARD : STRENGTH_AND, word};
    return always || sentence_is(word, LEXICON_AND);
}

/* Where verbs come last a clause ends with one: behind it a comma, in Korean a blank may do. */
static bool find_verb_end(const struct sentence *s, uint32_t at, struct place *place)
{
    static const char *const marks_after_verbs[] = {"、", ", ", " "};
    struct slice rest = slice_cut(s->text, at, s->end);
    for (size_t i = 0; i < sizeof marks_after_verbs / sizeof *marks_after_verbs; i++) {
        if (!slice_starts_with(rest, marks_after_verbs[i]))
            continue;
        *place = (struct place){at, at + (uint32_t)strlen(marks_after_verbs[i]), STRENGTH_SOFT, NULL};
        return particle_ends_clause(s, at);
    }
    return false;
}

static bool find_any_mark(const struct sentence *s, uint32_t at, struct place *place)
{
    if (!language_is_verb_last(s->language))
        return find_mark(s, at, place);
    return find_verb_end(s, at, place) || (find_mark(s, at, place) && place->strength == STRENGTH_HARD);
}

static size_t find_places(const struct sentence *s, struct place *places)
{
    size_t count = 0, word = 0;
    for (uint32_t i = s->start; i < s->end && count < PLACES_MAX; i++) {
        while (word < s->word_count && s->words[word].start < i)
            word++;
        bool at_word = word < s->word_count && s->words[word].start == i;
        count += (at_word && find_conjunction(&s->words[word], &places[count])) || find_any_mark(s, i, &places[count]);
    }
    return count;
}

/* The strength of the strongest act between two places; 0 if nothing is done there. */
static int act_level(const struct sentence *s, uint32_t from, uint32_t to)
{
    int level = 0;
    for (size_t i = 0; i < s->word_count; i++) {
        const struct lexicon_row *row = sentence_row(&s->words[i]);
        if (!row || !match_inside(&s->words[i], from, to))
            continue;
        if (row->kind == LEXICON_ACTION && row->level > level)
            level = row->level;
        if (row->kind == LEXICON_STOP)
            level = LEVEL_AUTHORITY;
    }
    return level;
}

/* "buy and install", "approved H20 and banned H200", but "let Nvidia and AMD sell": what follows "and" must be done as
 * strongly as what stands before it, and soon. */
static bool and_begins(const struct sentence *s, uint32_t start, const struct place *place, uint32_t stop)
{
    const struct match *act = NULL;
    for (size_t i = 0; i < s->word_count && !act; i++) {
        const struct lexicon_row *row = sentence_row(&s->words[i]);
        if (row && row->kind == LEXICON_ACTION && row->level >= LEVEL_PARTY && match_inside(&s->words[i], place->next, stop))
            act = &s->words[i];
    }
    int level = act_level(s, start, place->end);
    uint32_t from = place->opener ? place->opener->end : place->next;
    return act && level >= LEVEL_PARTY && sentence_row(act)->level >= level &&
           sentence_distance(s, from, act->start, AND_REACH) <= AND_REACH;
}

/* 讓, "licensed ten companies, among them A, to buy": what follows is what the act before it brings about. */
static bool goes_on(const struct sentence *s, uint32_t at)
{
    static const char *const words[] = {"讓", "让", "使", "以便", "allowing ", "letting ", "enabling ", "to buy ", "to sell ",
                                        "to import ", "to export ", "to order "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (slice_starts_with(slice_cut(s->text, at, s->end), words[i]))
            return true;
    return false;
}

/* "A bill before the Senate", "Talks since May": words of time behind which no clause has begun yet. */
static bool is_preposition(const struct sentence *s, uint32_t start, const struct place *place)
{
    static const char *const words[] = {"before", "after", "since", "following", "amid", "despite"};
    if (!place->opener || s->language != LANGUAGE_EN || act_level(s, start, place->end))
        return false;
    struct slice text = slice_cut(s->text, place->opener->start, place->opener->end);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (slice_equal_text(text, words[i]))
            return place->opener->start > start;
    return false;
}

/* "..., seine Chips an G42 zu liefern": a German infinitive belongs to what stands before its comma. */
static bool is_infinitive(const struct sentence *s, const struct place *place, uint32_t stop)
{
    static const char to[] = " zu ";
    const struct match *act = s->language == LANGUAGE_DE ? sentence_find(s, LEXICON_ACTION, place->next, stop) : NULL;
    if (act && memcmp(s->text.data + act->start, to + 1, sizeof to - 2) == 0)
        return true; /* a row of the lexicon with its "zu" */
    return act && act->start >= place->next + sizeof to - 1 &&
           memcmp(s->text.data + act->start - (sizeof to - 1), to, sizeof to - 1) == 0;
}

static bool ends_clause(const struct sentence *s, uint32_t start, const struct match *opener, const struct place *place,
                        uint32_t stop)
{
    if (opener && sentence_is(opener, LEXICON_CONDITION) && place->strength == STRENGTH_SOFT)
        return true; /* a condition ends with its comma */
    if (place->strength == STRENGTH_SOFT && (goes_on(s, place->next) || is_infinitive(s, place, stop)))
        return false;
    switch (place->strength) {
    case STRENGTH_HARD:
        return !is_preposition(s, start, place);
    case STRENGTH_SOFT:
        return act_level(s, start, place->end) >= LEVEL_PARTY && act_level(s, place->next, stop) >= LEVEL_PARTY;
    case STRENGTH_AND:
        break;
    }
    return and_begins(s, start, place, stop);
}

static void add_clause(struct sentence *s, uint32_t start, uint32_t end, const struct match *opener)
{
    if (end <= start || s->clause_count == SENTENCE_CLAUSES_MAX)
        return;
    s->clauses[s->clause_count++] = (struct clause){start, end, opener};
    trace_step(s->trace, "clause", slice_cut(s->text, start, end), opener ? "begun by a conjunction" : "");
}

void clauses_find(struct sentence *s)
{
    struct place places[PLACES_MAX];
    size_t count = find_places(s, places);
    uint32_t start = s->start;
    const struct match *opener = NULL;
    for (size_t i = 0; i < count; i++) {
        size_t next = i + 1;
        while (next < count && places[next].strength == STRENGTH_AND)
            next++;
        if (places[i].end < start || !ends_clause(s, start, opener, &places[i], next < count ? places[next].end : s->end))
            continue;
        add_clause(s, start, places[i].end, opener);
        start = places[i].next;
        opener = places[i].opener;
    }
    add_clause(s, start, s->end, opener);
}
