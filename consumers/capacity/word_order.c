#include "consumers/capacity/word_order.h"

#include <string.h>

#include "schemas/news_claim.h"

enum { BACKGROUND_BYTES = 34, FORBID_REACH = 12 };

/* The stem of the finite verb, what ends its clause, and what both do. */
static const struct apart {
    const char *stem, *part;
    int action, level;
} verbs[] = {
    {"stell", "ein", NEWS_CLAIM_ACTION_SUSPEND, LEVEL_AUTHORITY},
    {"stell", "sicher", NEWS_CLAIM_ACTION_SEIZE, LEVEL_AUTHORITY},
    {"stell", "bereit", NEWS_CLAIM_ACTION_SHIP, LEVEL_PARTY},
    {"stell", "her", NEWS_CLAIM_ACTION_OTHER, LEVEL_PARTY},
    {"stell", "auf", NEWS_CLAIM_ACTION_INSTALL, LEVEL_PARTY},
    {"setz", "ein", NEWS_CLAIM_ACTION_INSTALL, LEVEL_PARTY},
    {"setz", "aus", NEWS_CLAIM_ACTION_SUSPEND, LEVEL_AUTHORITY},
    {"führ", "aus", NEWS_CLAIM_ACTION_EXPORT, LEVEL_NOUN},
    {"führ", "ein", NEWS_CLAIM_ACTION_IMPORT, LEVEL_NOUN},
    {"n", "wieder auf", NEWS_CLAIM_ACTION_RESUME, LEVEL_AUTHORITY}, /* nimmt, nahm, nehmen */
    {"n", "in Betrieb", NEWS_CLAIM_ACTION_INSTALL, LEVEL_PARTY},
    {"n", "ab", NEWS_CLAIM_ACTION_ORDER, LEVEL_PARTY},
    {"schaff", "an", NEWS_CLAIM_ACTION_ORDER, LEVEL_PARTY},
    {"r", "ab", NEWS_CLAIM_ACTION_RESTRICT, LEVEL_AUTHORITY}, /* rät, riet */
    {"schränk", "ein", NEWS_CLAIM_ACTION_RESTRICT, LEVEL_AUTHORITY},
    {"schließ", "aus", NEWS_CLAIM_ACTION_RESTRICT, LEVEL_AUTHORITY},
    {"deck", "ein", NEWS_CLAIM_ACTION_ORDER, LEVEL_PARTY},
    {"wink", "durch", NEWS_CLAIM_ACTION_APPROVE, LEVEL_AUTHORITY},
    {"lass", "zu", NEWS_CLAIM_ACTION_APPROVE, LEVEL_AUTHORITY},
    {"läss", "zu", NEWS_CLAIM_ACTION_APPROVE, LEVEL_AUTHORITY},
    {"lass", "ins Land", NEWS_CLAIM_ACTION_APPROVE, LEVEL_AUTHORITY},
    {"läss", "ins Land", NEWS_CLAIM_ACTION_APPROVE, LEVEL_AUTHORITY},
    {"bestell", "ein", NEWS_CLAIM_ACTION_OTHER, LEVEL_PARTY},
    {"lehn", "ab", NEWS_CLAIM_ACTION_DENY, LEVEL_AUTHORITY},
    {"g", "frei", NEWS_CLAIM_ACTION_APPROVE, LEVEL_AUTHORITY}, /* gibt, gab */
    {"leg", "auf Eis", NEWS_CLAIM_ACTION_SUSPEND, LEVEL_AUTHORITY},
    {"h", "an", NEWS_CLAIM_ACTION_SUSPEND, LEVEL_AUTHORITY}, /* hält, hielt */
    {"bau", "auf", NEWS_CLAIM_ACTION_INSTALL, LEVEL_PARTY},
    {"rüst", "aus", NEWS_CLAIM_ACTION_INSTALL, LEVEL_PARTY},
};

bool word_order_ends_with(const struct sentence *s, const struct clause *clause, const char *part)
{
    size_t size = strlen(part);
    for (uint32_t at = clause->start + 1; at + size <= clause->end; at++) {
        char behind = at + size < s->end ? s->text.data[at + size] : '.';
        bool ends = at + size == clause->end || strchr(".,;:!?", behind) || (behind == ' ' && strchr(part, ' '));
        if (ends && memcmp(s->text.data + at, part, size) == 0 && s->text.data[at - 1] == ' ')
            return true;
    }
    return false;
}

bool word_order_reads_apart(struct act *act)
{
    const char *name = sentence_row(act->trigger)->value;
    bool always = !name || strcmp(name, "apart") != 0;
    struct slice verb = slice_cut(act->sentence->text, act->trigger->start, act->trigger->end);
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        if (act->level == LEVEL_NOUN && always)
            break;
        bool complete = slice_starts_with(verb, verbs[i].stem) &&
                        word_order_ends_with(act->sentence, &act->clause, verbs[i].part);
        if (!complete || (always && strcmp(verbs[i].stem, "bestell") != 0))
            continue;
        act->action = verbs[i].action;
        act->level = verbs[i].level;
        return true;
    }
    return always;
}

bool word_order_is_background(const struct act *act)
{
    static const char *const words[] = {"trotz ", "Trotz ", "wegen ", "Wegen ", "ungeachtet ", "Ungeachtet ", "angesichts ",
                                        "Angesichts ", "aufgrund ", "Aufgrund ", "seit ", "Seit ", "infolge ", "malgré ",
                                        "Malgré ", "dépit ", "en raison ", "à cause ", "depuis ", "Depuis "};
    const struct sentence *s = act->sentence;
    bool rules = act->action == NEWS_CLAIM_ACTION_RESTRICT || act->action == NEWS_CLAIM_ACTION_LICENSE;
    if (!rules || (s->language == LANGUAGE_DE && !word_order_is_noun(act)))
        return false;
    uint32_t start = act->trigger->start, from = start > s->start + BACKGROUND_BYTES ? start - BACKGROUND_BYTES : s->start;
    struct slice before = slice_cut(s->text, from, start);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *at = memmem(before.data, before.size, words[i], strlen(words[i]));
        if (at && !memchr(at, ',', (size_t)(before.data + before.size - at)))
            return true;
    }
    return false;
}

bool word_order_is_noun(const struct act *act)
{
    const char *word = act->sentence->text.data + act->trigger->start;
    return (word[0] >= 'A' && word[0] <= 'Z') || memcmp(word, "Ü", 2) == 0;
}

bool word_order_forbids(const struct act *act)
{
    const struct sentence *s = act->sentence;
    bool buys = act->action == NEWS_CLAIM_ACTION_ORDER || act->action == NEWS_CLAIM_ACTION_INSTALL ||
                act->action == NEWS_CLAIM_ACTION_IMPORT;
    if (!buys || (s->language != LANGUAGE_DE && s->language != LANGUAGE_FR))
        return false;
    const struct match *told = NULL;
    for (size_t i = 0; i < s->word_count && s->words[i].end <= act->trigger->start; i++) {
        if (sentence_is(&s->words[i], LEXICON_SAY) && sentence_row(&s->words[i])->number == 1)
            told = &s->words[i];
        else if (told && sentence_is(&s->words[i], LEXICON_DENIED) &&
                 sentence_distance(s, s->words[i].end, act->trigger->start, FORBID_REACH) <= FORBID_REACH)
            return true;
    }
    return false;
}
