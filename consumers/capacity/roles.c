#include "consumers/capacity/roles.h"

#include "consumers/capacity/particles.h"

#include <string.h>

enum {
    ADVERB_REACH = 1,      /* "to the U.S." */
    BUYER_REACH = 3,       /* "Chinese technology companies" */
    POSSESSIVE_REACH = 4,  /* "Nvidia's most advanced chips" */
    LIST_REACH = 1,        /* "A, B and C" */
    NATIONALITY_REACH = 3, /* "Qatari telecoms group Ooredoo" */
};

static bool names_country(const struct lexicon_row *row)
{
    return row && (row->kind == LEXICON_COUNTRY || row->kind == LEXICON_PLACE || row->kind == LEXICON_AUTHORITY);
}

static bool is_country(const struct match *word)
{
    return names_country(sentence_row(word)) || sentence_is(word, LEXICON_DEMONYM);
}

/* The preposition that governs a word, also over the other members of a list: "to Malaysia and Thailand". */
static const struct match *preposition(const struct sentence *s, const struct match *word)
{
    const struct match *before = word;
    while ((before = sentence_before(s, before, ADVERB_REACH))) {
        if (sentence_is(before, LEXICON_TO) || sentence_is(before, LEXICON_FROM) || sentence_is(before, LEXICON_VIA))
            return sentence_in_one_phrase(s, before->end, before[1].start) ? before : NULL;
        if (!is_country(before) && !sentence_is(before, LEXICON_AND) && !sentence_is(before, LEXICON_NOISE))
            return NULL;
    }
    return NULL;
}

static bool follows_kind(const struct sentence *s, const struct match *word, enum lexicon_kind kind)
{
    const struct match *before = preposition(s, word);
    return before && sentence_is(before, kind);
}

static bool is_possessive(const struct sentence *s, const struct match *word)
{
    static const char curly[] = "\xE2\x80\x99";
    if (s->language == LANGUAGE_DE && s->text.data[word->end - 1] == 's')
        return true; /* "Nvidias neue Chips" */
    if (word->end + 3 > s->end)
        return false;
    return s->text.data[word->end] == '\'' || memcmp(s->text.data + word->end, curly, 3) == 0 ||
           memcmp(s->text.data + word->end, "的", 3) == 0;
}

/* "sell China the chips", "let China have": verbs with a person behind them. */
static bool is_given(struct slice verb)
{
    static const char *const verbs[] = {"sell", "sold", "send", "sent", "ship", "suppl", "let", "offer", "give", "gave", "deny",
                                        "denied", "denies", "allow", "permit", "hand", "grant"};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (slice_starts_with(verb, verbs[i]))
            return true;
    return false;
}

/* A country that is named right behind "sold to" or "export": 出口中國, 銷往中國. */
static bool is_object(const struct sentence *s, const struct match *word)
{
    const struct match *before = sentence_before(s, word, 0);
    const struct lexicon_row *row = before ? sentence_row(before) : NULL;
    if (!row || row->kind != LEXICON_ACTION)
        return false;
    struct slice text = slice_cut(s->text, before->start, before->end);
    if (slice_starts_with(text, "reach") || slice_starts_with(text, "enter"))
        return true;
    if (s->language == LANGUAGE_EN && !is_possessive(s, word))
        return is_given(text) && sentence_distance(s, before->end, word->start, 0) == 0;
    bool moves = row->number == NEWS_CLAIM_ACTION_EXPORT || row->number == NEWS_CLAIM_ACTION_SHIP ||
                 row->number == NEWS_CLAIM_ACTION_SMUGGLE;
    return moves && language_is_wide(s->language);
}

/* 对华, 在华: the country and its preposition are one word. */
static bool holds_preposition(const struct sentence *s, const struct match *word)
{
    static const char *const fronts[] = {"对", "對", "输", "輸", "在", "赴", "售"};
    struct slice text = slice_cut(s->text, word->start, word->end);
    for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++)
        if (slice_starts_with(text, fronts[i]))
            return sentence_is(word, LEXICON_COUNTRY);
    return false;
}

/* 中企, 陸企: the country and its companies are one word. */
static bool holds_buyers(const struct sentence *s, const struct match *word)
{
    static const char ends[] = "企";
    size_t size = strlen(ends);
    return sentence_is(word, LEXICON_COUNTRY) && word->end - word->start > size &&
           (memcmp(s->text.data + word->end - size, ends, size) == 0 ||
            memmem(s->text.data + word->start, word->end - word->start, "企", size));
}

/* "the US firm", "the U.S. chip company": who makes the chips, told once more. */
static bool is_maker_word(const struct sentence *s, const struct match *nation, const struct match *company)
{
    static const char the[] = "the ";
    struct slice text = slice_cut(s->text, company->start, company->end);
    return sentence_row(nation)->country && strcmp(sentence_row(nation)->country, "US") == 0 &&
           nation->start >= s->start + sizeof the - 1 &&
           memcmp(s->text.data + nation->start - (sizeof the - 1), the, sizeof the - 1) == 0 &&
           (slice_equal_text(text, "firm") || slice_equal_text(text, "company") || slice_equal_text(text, "group"));
}

/* "Chinese companies", 中国客户, "the Chinese market", "clients chinois" */
static bool is_of_buyers(const struct sentence *s, const struct match *word)
{
    bool adjective = sentence_is(word, LEXICON_DEMONYM) || language_is_wide(s->language);
    const struct match *behind = sentence_behind(s, word, adjective ? BUYER_REACH : 1);
    const struct match *before = sentence_before(s, word, 0);
    /* "China asks tech firms" names no buyers of China, "China-based firms" do */
    if (holds_buyers(s, word))
        return true;
    const struct match *after = behind ? sentence_behind(s, behind, 0) : NULL;
    if (s->language == LANGUAGE_EN && after && sentence_is(after, LEXICON_SAY) && sentence_row(after)->number == 0)
        return false; /* "the British company said" */
    if (s->language == LANGUAGE_EN && behind && is_maker_word(s, word, behind))
        return false;
    if (behind && sentence_is(behind, LEXICON_BUYER) && sentence_in_one_phrase(s, word->end, behind->start))
        return true;
    return before && s->language == LANGUAGE_FR && sentence_is(before, LEXICON_BUYER);
}

/* "Nvidia H200", "Nvidia's advanced chips": the name is part of the product, not somebody who acts. */
static bool is_of_product(const struct sentence *s, const struct match *word)
{
    size_t reach = is_possessive(s, word) ? POSSESSIVE_REACH : 0;
    if (sentence_is(word, LEXICON_ORG) && particle_of(s, word) == PARTICLE_OF) {
        const struct match *behind = sentence_behind(s, word, POSSESSIVE_REACH);
        return behind && sentence_mention_at(s, behind->start, behind->end);
    }
    for (size_t i = 0; i < s->mention_count; i++) {
        const struct mention *mention = &s->mentions[i];
        if (mention->start >= word->end && sentence_distance(s, word->end, mention->start, reach) <= reach &&
            sentence_in_one_phrase(s, word->end, mention->start))
            return true;
        if (mention->start <= word->start && word->end <= mention->end)
            return true;
        if (s->language == LANGUAGE_FR && mention->end <= word->start && word->start - mention->end <= 1)
            return true; /* "puces Nvidia" */
    }
    return false;
}

/* Whether what stands around a word lets it be a subject: no preposition before it, or the particle of one behind it. */
static bool is_subject_form(const struct act *act, const struct match *word)
{
    const struct sentence *s = act->sentence;
    if (language_is_verb_last(s->language)) {
        enum particle particle = particle_of(s, word);
        return particle == PARTICLE_SUBJECT || particle == PARTICLE_TOPIC || particle == PARTICLE_BY;
    }
    static const char with[] = "with "; /* "signed a deal with Microsoft" */
    if (s->language == LANGUAGE_EN && word->start >= s->start + sizeof with - 1 &&
        memcmp(s->text.data + word->start - (sizeof with - 1), with, sizeof with - 1) == 0)
        return false;
    const struct match *before = sentence_before(s, word, ADVERB_REACH);
    bool by = before && sentence_is(before, LEXICON_BY) && s->language == LANGUAGE_DE && !act->passive; /* "von": also "of" */
    return !by && !preposition(s, word);
}

/* "chips of American make": a country right before goods that the act follows is where they are from. */
static bool is_origin(const struct act *act, const struct match *word)
{
    const struct sentence *s = act->sentence;
    const struct match *next = sentence_behind(s, word, POSSESSIVE_REACH);
    return next && next < act->trigger && !is_possessive(s, word) && sentence_mention_at(s, next->start, next->end) &&
           (language_is_wide(s->language) || sentence_distance(s, word->end, next->start, 0) == 0);
}

/* Whether a word may be the subject of that act: authorities for their acts, organisations for theirs. */
/* 对华, 输华: a country together with its preposition; 中方回应: who only answers to what others do. */
static bool only_concerns(const struct sentence *s, const struct match *word)
{
    if (s->language != LANGUAGE_ZH)
        return false;
    struct slice text = slice_cut(s->text, word->start, word->end), behind = slice_cut(s->text, word->end, s->end);
    return slice_equal_text(text, "对华") || slice_equal_text(text, "對華") || slice_equal_text(text, "输华") ||
           slice_equal_text(text, "輸華") || slice_starts_with(behind, "回应") || slice_starts_with(behind, "回應");
}

static bool may_act(const struct act *act, const struct match *word)
{
    const struct sentence *s = act->sentence;
    const struct lexicon_row *row = sentence_row(word);
    if (!row || !is_subject_form(act, word) || only_concerns(s, word))
        return false;
    bool own = act->action == NEWS_CLAIM_ACTION_SUSPEND || act->action == NEWS_CLAIM_ACTION_RESUME ||
               act->action == NEWS_CLAIM_ACTION_SMUGGLE;
    if (row->kind == LEXICON_ORG)
        return (act->level != LEVEL_AUTHORITY || own) && !is_of_product(s, word) &&
               (row->number == 1) == (act->action == NEWS_CLAIM_ACTION_FORECAST);
    if (row->kind == LEXICON_AUTHORITY)
        return act->action != NEWS_CLAIM_ACTION_FORECAST;
    bool state = act->level == LEVEL_AUTHORITY || act->action != NEWS_CLAIM_ACTION_SHIP;
    bool trade = act->action == NEWS_CLAIM_ACTION_IMPORT || act->action == NEWS_CLAIM_ACTION_EXPORT;
    return row->kind == LEXICON_COUNTRY && state && (act->level != LEVEL_NOUN || (trade && s->language == LANGUAGE_EN)) &&
           !is_of_buyers(s, word) &&
           !is_object(s, word) && !is_origin(act, word);
}

/* ", whose licences are reviewed by the department, plans": what a relative clause says is not the subject of the next. */
static bool is_in_relative(const struct act *act, const struct match *word)
{
    static const char *const openers[] = {"which", "who", "whose", "where", "that", "whom"};
    const struct sentence *s = act->sentence;
    for (size_t i = 0; i < s->clause_count; i++) {
        const struct match *opener = s->clauses[i].opener;
        if (!opener || s->clauses[i].start == act->clause.start || !match_inside(word, s->clauses[i].start, s->clauses[i].end))
            continue;
        for (size_t k = 0; k < sizeof openers / sizeof *openers; k++)
            if (slice_equal_ignoring_case(slice_cut(s->text, opener->start, opener->end), openers[k]))
                return true;
    }
    return false;
}

/* "told companies to stop": who tells acts, not who is told. */
static const struct match *teller(const struct act *act, uint32_t from)
{
    const struct sentence *s = act->sentence;
    for (const struct match *word = act->trigger; word > s->words;) {
        word--;
        if (word->start < from)
            break;
        if (sentence_is(word, LEXICON_SAY) && sentence_row(word)->number == 1)
            return word;
    }
    return act->trigger;
}

/* The nearest word left of the trigger that may act; of a list the first. */
static const struct match *subject_before(const struct act *act, uint32_t from)
{
    const struct sentence *s = act->sentence;
    const struct match *found = NULL;
    for (const struct match *word = teller(act, from); word > s->words;) {
        word--;
        if (word->start < from)
            break;
        if (is_in_relative(act, word) || (sentence_is(word, LEXICON_AND) && found))
            continue;
        bool listed = found && sentence_is(word, LEXICON_ORG) &&
                      sentence_distance(s, word->end, found->start, LIST_REACH) <= LIST_REACH;
        if (found && !listed)
            break;
        if (may_act(act, word))
            found = word;
        if (found && !sentence_is(found, LEXICON_ORG))
            break;
    }
    return found;
}

/* The first name of the list that a name ends. */
static const struct match *first_of_list(const struct act *act, const struct match *name, uint32_t from)
{
    const struct sentence *s = act->sentence;
    for (const struct match *word = name; word > s->words;) {
        word--;
        if (sentence_is(word, LEXICON_AND))
            continue;
        if (word->start < from || !sentence_is(word, LEXICON_ORG) || !may_act(act, word) ||
            sentence_distance(s, word->end, name->start, LIST_REACH) > LIST_REACH)
            break;
        name = word;
    }
    return name;
}

/* Where particles say it: who stands nearest before the act as its subject, else who the sentence is about. */
static const struct match *subject_by_particle(const struct act *act)
{
    const struct sentence *s = act->sentence;
    const struct match *topic = NULL, *subject = NULL;
    for (const struct match *word = act->trigger; word > s->words && !subject;) {
        word--;
        if (!may_act(act, word))
            continue;
        bool is_topic = particle_of(s, word) == PARTICLE_TOPIC;
        if (is_topic && !topic)
            topic = word;
        else if (!is_topic && word->start >= act->clause.start)
            subject = word;
    }
    const struct match *found = subject ? subject : topic;
    return found && sentence_is(found, LEXICON_ORG) ? first_of_list(act, found, s->start) : found;
}

/* German puts the subject behind the verb when something else opens the clause: "100.000 Chips bucht Microsoft". */
static const struct match *subject_behind(const struct act *act)
{
    const struct sentence *s = act->sentence;
    if (s->language != LANGUAGE_DE)
        return NULL;
    for (const struct match *word = act->trigger + 1; word < s->words + s->word_count && word->end <= act->clause.end; word++)
        if (may_act(act, word))
            return word;
    return NULL;
}

/* "approved by China", 被中国禁止 */
static const struct match *agent(const struct act *act)
{
    const struct sentence *s = act->sentence;
    for (size_t i = 0; i < s->word_count; i++) {
        const struct match *by = &s->words[i], *who = sentence_behind(s, by, ADVERB_REACH);
        if (sentence_is(by, LEXICON_BY) && match_inside(by, act->clause.start, act->clause.end) && who && may_act(act, who))
            return who;
    }
    return NULL;
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* A name that the lexicon does not have: the words with capitals that open the clause. */
static struct slice unknown_name(const struct act *act)
{
    const struct sentence *s = act->sentence;
    uint32_t start = act->clause.start, stop = act->trigger->start;
    while (start < stop && s->text.data[start] == ' ')
        start++;
    uint32_t end = start;
    for (uint32_t at = start; at < stop && is_upper(s->text.data[at]); at++) {
        while (at < stop && s->text.data[at] != ' ' && s->text.data[at] != ',')
            at++;
        end = at;
        if (s->text.data[at] == ',')
            break;
    }
    return slice_cut(s->text, start, end);
}

/* Names of two words and more are nobody's but a person's or a company's. */
static bool is_name(const struct act *act, struct slice name)
{
    const struct sentence *s = act->sentence;
    if (!name.size || !memchr(name.data, ' ', name.size) || act->level != LEVEL_PARTY)
        return false;
    uint32_t start = (uint32_t)(name.data - s->text.data), end = start + (uint32_t)name.size;
    for (size_t i = 0; i < s->word_count; i++)
        if (s->words[i].start < end && s->words[i].end > start)
            return false;
    return true;
}

/* ", the Commerce Department said": the authority that announces an act for which nobody else is named. */
static const struct match *announcer(const struct act *act)
{
    const struct sentence *s = act->sentence;
    for (const struct match *word = act->trigger + 1; word < s->words + s->word_count; word++) {
        const struct match *say = sentence_behind(s, word, ADVERB_REACH);
        if (sentence_is(word, LEXICON_AUTHORITY) && say && sentence_is(say, LEXICON_SAY) && !only_concerns(s, word))
            return word;
    }
    return NULL;
}

void roles_actor(const struct act *act, struct claim *claim)
{
    const struct match *word = act->subject ? act->subject : agent(act);
    bool active = !(act->passive && act->level == LEVEL_PARTY);
    if (!word && language_is_verb_last(act->sentence->language))
        word = subject_by_particle(act);
    if (!word && act->sentence->topic && act->level <= LEVEL_PARTY)
        word = act->sentence->topic;
    if (!word && active)
        word = subject_before(act, act->clause.start);
    if (!word && active)
        word = subject_behind(act);
    if (!word && active)
        word = subject_before(act, act->sentence->start);
    if (!word && act->level == LEVEL_AUTHORITY)
        word = announcer(act);
    if (word) {
        const struct lexicon_row *row = sentence_row(word);
        claim->actor = slice_of(row->value);
        claim->actor_country = slice_of(row->kind == LEXICON_ORG ? NULL : row->country);
        claim->actor_home = slice_of(row->kind == LEXICON_ORG ? row->home : row->country);
    } else if (act->action == NEWS_CLAIM_ACTION_LICENSE) {
        claim->actor = claim->actor_country = SLICE_LITERAL("US"); /* whose licences the world's trade in these waits for */
    } else if (!act->passive && !language_is_wide(act->sentence->language)) {
        struct slice name = unknown_name(act);
        claim->actor = is_name(act, name) ? name : (struct slice){NULL, 0};
    }
}

/* Places where something merely happens are no destinations of these. */
static bool may_be_located(const struct act *act)
{
    return act->action != NEWS_CLAIM_ACTION_SEIZE && act->action != NEWS_CLAIM_ACTION_OTHER &&
           act->action != NEWS_CLAIM_ACTION_FORECAST;
}

/* "中国に", "중국 기업에", "中国企業は" of what they buy, "大阪で" of what is run there, 中国輸出 */
static bool is_destination_by_particle(const struct act *act, const struct match *word)
{
    const struct sentence *s = act->sentence;
    bool takes = act->action == NEWS_CLAIM_ACTION_ORDER || act->action == NEWS_CLAIM_ACTION_INSTALL;
    const struct match *behind = sentence_behind(s, word, BUYER_REACH);
    bool buyers = behind && sentence_is(behind, LEXICON_BUYER) && sentence_in_one_phrase(s, word->end, behind->start);
    bool org = behind && sentence_is(behind, LEXICON_ORG) && sentence_distance(s, word->end, behind->start, 1) <= 1;
    enum particle particle = particle_of(s, buyers || org ? behind : word);
    if (particle == PARTICLE_OF && !buyers && !org)
        particle = particle_behind(s, word); /* 中国のデータセンターに */
    if (sentence_is(word, LEXICON_AUTHORITY))
        return false;
    if (buyers || org)
        return particle == PARTICLE_TO || (takes && particle != PARTICLE_FROM) ||
               (buyers && particle != PARTICLE_FROM && particle != PARTICLE_TOPIC);
    return particle == PARTICLE_TO || particle == PARTICLE_BARE ||
           (particle == PARTICLE_AT && may_be_located(act)) ||
           (particle == PARTICLE_OF && takes && sentence_is(word, LEXICON_PLACE));
}

/* "Armenia's Firebird got approval": the country of a buyer whom the lexicon does not know. */
static bool is_of_somebody(const struct act *act, const struct match *word)
{
    static const char own[] = "'s ";
    const struct sentence *s = act->sentence;
    bool takes = act->action == NEWS_CLAIM_ACTION_ORDER || act->action == NEWS_CLAIM_ACTION_INSTALL ||
                 act->action == NEWS_CLAIM_ACTION_APPROVE || act->action == NEWS_CLAIM_ACTION_LICENSE;
    uint32_t name = word->end + sizeof own - 1;
    return s->language == LANGUAGE_EN && takes && sentence_is(word, LEXICON_COUNTRY) && name < s->end &&
           memcmp(s->text.data + word->end, own, sizeof own - 1) == 0 && is_upper(s->text.data[name]) &&
           !sentence_word_at(s, name);
}

/* Whether the act goes to the country that a word names; `located`: it is only said where it happens. */
static bool is_destination(const struct act *act, const struct match *word, bool located)
{
    const struct sentence *s = act->sentence;
    const struct lexicon_row *row = sentence_row(word);
    if (!row || row->kind == LEXICON_ORG || !is_country(word))
        return false;
    if (language_is_verb_last(s->language))
        return is_destination_by_particle(act, word);
    if (is_of_buyers(s, word) || holds_preposition(s, word))
        return row->kind != LEXICON_AUTHORITY;
    if (row->kind == LEXICON_DEMONYM || (row->kind == LEXICON_AUTHORITY && strcmp(row->value, "US") == 0))
        return false;
    const struct match *before = preposition(s, word);
    if (before && sentence_is(before, LEXICON_TO))
        return sentence_row(before)->number == 1 ? located && may_be_located(act) : !located;
    return is_object(s, word) || is_of_somebody(act, word) ||
           (located && row->kind == LEXICON_PLACE && act->action == NEWS_CLAIM_ACTION_INSTALL);
}

/* "Malaysia requires a permit for the export of": its own exports. China's word on exports is about America's to it. */
static bool rules_exports(const struct act *act, const struct claim *claim)
{
    const struct sentence *s = act->sentence;
    for (size_t i = 0; i < s->word_count && s->language == LANGUAGE_EN && !slice_equal_text(claim->actor_country, "CN"); i++) {
        const struct lexicon_row *row = sentence_row(&s->words[i]);
        if (row && row->kind == LEXICON_ACTION && row->number == NEWS_CLAIM_ACTION_EXPORT &&
            match_inside(&s->words[i], act->clause.start, act->clause.end))
            return true;
    }
    return false;
}

/* An authority that approves or restricts and is not America's speaks of what comes to its own country. */
static bool is_importing(const struct act *act, const struct claim *claim)
{
    bool rules = claim->action == NEWS_CLAIM_ACTION_APPROVE || claim->action == NEWS_CLAIM_ACTION_RESTRICT ||
                 claim->action == NEWS_CLAIM_ACTION_CONSIDER || claim->action == NEWS_CLAIM_ACTION_DENY ||
                 claim->action == NEWS_CLAIM_ACTION_OTHER;
    bool exports = sentence_find(act->sentence, LEXICON_FROM, act->clause.start, act->clause.end) || rules_exports(act, claim);
    return rules && !exports && claim->actor_country.data && !slice_equal_text(claim->actor_country, "US");
}

static bool holds(const struct slice *list, size_t count, struct slice item)
{
    for (size_t i = 0; i < count; i++)
        if (slice_equal(list[i], item))
            return true;
    return false;
}

/* German and French name the speaker last, and where he was: "..., sagte er in Taipeh". */
static uint32_t before_speaker(const struct act *act, uint32_t to)
{
    const struct sentence *s = act->sentence;
    bool applies = s->language == LANGUAGE_DE || s->language == LANGUAGE_FR;
    const struct match *say = applies ? sentence_find(s, LEXICON_SAY, act->trigger->end, to) : NULL;
    return say ? say->start : to;
}

/* The destinations between two places; the actor's own country only if there is no other. */
static size_t destinations_of(const struct act *act, const struct claim *claim, uint32_t from, uint32_t to, bool located,
                              struct slice *found)
{
    const struct sentence *s = act->sentence;
    size_t count = 0;
    to = before_speaker(act, to);
    for (size_t i = 0; i < s->word_count && count < DESTINATIONS_MAX; i++) {
        if (!match_inside(&s->words[i], from, to) || !is_destination(act, &s->words[i], located))
            continue;
        struct slice country = slice_of(sentence_row(&s->words[i])->country);
        bool own = claim->actor_country.data && slice_equal(country, claim->actor_country);
        if (count == 1 && !own && slice_equal(found[0], claim->actor_country))
            count = 0;
        if (!holds(found, count, country) && !(own && count) && !slice_equal(country, claim->from_country))
            found[count++] = country;
    }
    return count;
}

/* Where it goes counts before where it happens. */
static size_t find_destinations(const struct act *act, const struct claim *claim, uint32_t from, uint32_t to,
                                struct slice *found)
{
    size_t count = destinations_of(act, claim, from, to, false, found);
    return count ? count : destinations_of(act, claim, from, to, true, found);
}

struct slice roles_nationality(const struct sentence *s, const struct match *org)
{
    const struct match *word = sentence_before(s, org, NATIONALITY_REACH);
    while (word && sentence_is(word, LEXICON_BUYER))
        word = sentence_before(s, word, NATIONALITY_REACH);
    if (!word || !is_country(word) || !sentence_in_one_phrase(s, word->end, org->start))
        return (struct slice){NULL, 0};
    return slice_of(sentence_row(word)->country);
}

static struct slice actor_nationality(const struct act *act, const struct claim *claim)
{
    const struct sentence *s = act->sentence;
    for (size_t i = 0; i < s->word_count; i++)
        if (sentence_is(&s->words[i], LEXICON_ORG) && slice_equal_text(claim->actor, sentence_row(&s->words[i])->value)) {
            struct slice country = roles_nationality(s, &s->words[i]);
            if (country.data)
                return country;
        }
    return (struct slice){NULL, 0};
}

/* Who lets goods go, or not, says where to perhaps in another clause. */
static bool rules_goods(int action)
{
    return action == NEWS_CLAIM_ACTION_APPROVE || action == NEWS_CLAIM_ACTION_LICENSE || action == NEWS_CLAIM_ACTION_RESTRICT ||
           action == NEWS_CLAIM_ACTION_DENY;
}

/* The one seat of all companies of a clause that are neither actor nor maker; not stated if they have several. */
static struct slice buyers_home(const struct act *act, const struct claim *claim)
{
    const struct sentence *s = act->sentence;
    struct slice home = {NULL, 0};
    for (size_t i = 0; i < s->word_count; i++) {
        const struct match *word = &s->words[i];
        const struct lexicon_row *row = sentence_row(word);
        if (!sentence_is(word, LEXICON_ORG) || row->country || row->number || slice_equal_text(claim->actor, row->value) ||
            !match_inside(word, act->clause.start, act->clause.end))
            continue;
        if (!row->home || (home.data && !slice_equal_text(home, row->home)))
            return (struct slice){NULL, 0};
        home = slice_of(row->home);
    }
    return home;
}

/* The nationality of a company that is neither actor nor maker: who gets what an authority lets go. America's rules are
 * about what leaves it: "the US has granted Alibaba" tells no nationality, but Alibaba's seat does. */
static struct slice buyer_nationality(const struct act *act, const struct claim *claim)
{
    const struct sentence *s = act->sentence;
    bool us = slice_equal_text(claim->actor_country, "US") && rules_goods(act->action);
    for (size_t i = 0; i < s->word_count; i++)
        if (sentence_is(&s->words[i], LEXICON_ORG) && !sentence_row(&s->words[i])->country &&
            match_inside(&s->words[i], act->clause.start, act->clause.end)) {
            struct slice country = roles_nationality(s, &s->words[i]);
            if (country.data && !(us && slice_equal_text(country, "US")))
                return country;
        }
    return us ? buyers_home(act, claim) : (struct slice){NULL, 0};
}

/* "香港経由で", "홍콩을 통해" */
static bool is_way(const struct sentence *s, const struct match *word)
{
    const struct match *behind = sentence_behind(s, word, ADVERB_REACH);
    return behind && language_is_verb_last(s->language) && sentence_is(behind, LEXICON_VIA);
}

static void find_ways(const struct act *act, struct claim *claim)
{
    const struct sentence *s = act->sentence;
    for (size_t i = 0; i < s->word_count; i++) {
        const struct match *word = &s->words[i];
        if (!names_country(sentence_row(word)))
            continue;
        struct slice country = slice_of(sentence_row(word)->country);
        if (follows_kind(s, word, LEXICON_FROM) || particle_of(s, word) == PARTICLE_FROM)
            claim->from_country = country;
        else if ((follows_kind(s, word, LEXICON_VIA) || is_way(s, word)) && claim->via_count < CLAIM_VIA_MAX &&
                 !holds(claim->via, claim->via_count, country))
            claim->via[claim->via_count++] = country;
    }
}

struct slice roles_destination_of(const struct act *act, const struct claim *claim, uint32_t from, uint32_t to)
{
    struct slice found[DESTINATIONS_MAX];
    return find_destinations(act, claim, from, to, found) == 1 ? found[0] : (struct slice){NULL, 0};
}

/* Whether both the clause of an act and another one name goods: then where those go says nothing about these. */
static bool has_other_goods(const struct act *act)
{
    const struct sentence *s = act->sentence;
    bool inside = false, outside = false;
    for (size_t i = 0; i < s->mention_count; i++) {
        bool own = s->mentions[i].start >= act->clause.start && s->mentions[i].end <= act->clause.end;
        inside = inside || own;
        outside = outside || !own;
    }
    return inside && outside;
}

size_t roles_countries(const struct act *act, struct claim *claim, struct slice *destinations)
{
    const struct sentence *s = act->sentence;
    find_ways(act, claim);
    size_t count = find_destinations(act, claim, act->clause.start, act->clause.end, destinations);
    if (!count && is_importing(act, claim))
        destinations[count++] = claim->actor_country;
    bool elsewhere = act->level != LEVEL_AUTHORITY || (rules_goods(act->action) && !has_other_goods(act));
    if (!count && elsewhere && s->clause_count > 1)
        count = find_destinations(act, claim, s->start, s->end, destinations);
    bool takes = act->action == NEWS_CLAIM_ACTION_ORDER || act->action == NEWS_CLAIM_ACTION_INSTALL;
    struct slice nation = {NULL, 0};
    bool us = slice_equal_text(claim->actor_country, "US") && rules_goods(act->action) && act->level == LEVEL_AUTHORITY;
    if (us && count == 1 && slice_equal_text(destinations[0], "US"))
        count = 0; /* America's rules are about what leaves it */
    if (act->action == NEWS_CLAIM_ACTION_EXPORT && !claim->from_country.data && act->sentence->language == LANGUAGE_EN)
        claim->from_country = claim->actor_country;
    takes = takes || act->action == NEWS_CLAIM_ACTION_IMPORT;
    if (!count && takes && claim->actor_country.data)
        nation = claim->actor_country;
    else if (!count && takes)
        nation = actor_nationality(act, claim);
    else if (!count && act->level == LEVEL_AUTHORITY)
        nation = buyer_nationality(act, claim);
    if (nation.data && !slice_equal(nation, claim->from_country))
        destinations[count++] = nation;
    return count;
}

static bool is_maker_of(const struct lexicon_row *row, struct slice product)
{
    size_t size = strlen(row->value);
    return product.size > size && product.data[size] == '-' &&
           slice_equal_ignoring_case(slice_cut(product, 0, size), row->value);
}

static bool has_org(const struct claim *claim, const char *name)
{
    for (size_t i = 0; i < claim->org_count; i++)
        if (slice_equal_text(claim->orgs[i].name, name))
            return true;
    return false;
}

static const char *role_of(const struct act *act, const struct claim *claim, const struct match *word)
{
    if (is_maker_of(sentence_row(word), claim->product))
        return "maker";
    bool buys = act->action == NEWS_CLAIM_ACTION_ORDER || follows_kind(act->sentence, word, LEXICON_TO);
    return buys ? "buyer" : "other";
}

void roles_orgs(const struct act *act, struct claim *claim)
{
    const struct sentence *s = act->sentence;
    for (size_t i = 0; i < s->word_count && claim->org_count < CLAIM_ORGS_MAX; i++) {
        const struct match *word = &s->words[i];
        const struct lexicon_row *row = sentence_row(word);
        if (!row || row->kind != LEXICON_ORG || row->number || slice_equal_text(claim->actor, row->value) ||
            !match_inside(word, act->clause.start, act->clause.end) || has_org(claim, row->value) ||
            (is_of_product(s, word) && is_maker_of(row, claim->product)))
            continue;
        claim->orgs[claim->org_count++] = 
            (struct claim_org){slice_of(row->value), role_of(act, claim, word), slice_of(row->home)};
    }
}

/* The companies between two places who may take a number; `to`: only those to whom it goes. */
static size_t takers_between(const struct act *act, uint32_t from, uint32_t end, bool to, const struct match **orgs,
                             size_t capacity)
{
    const struct sentence *s = act->sentence;
    size_t count = 0;
    for (size_t i = 0; i < s->word_count && count < capacity; i++) {
        const struct match *word = &s->words[i];
        bool listed = count && sentence_distance(s, orgs[count - 1]->end, word->start, LIST_REACH) <= LIST_REACH;
        if (sentence_is(word, LEXICON_ORG) && match_inside(word, from, end) && !is_of_product(s, word) &&
            sentence_row(word)->number != 1 && (!to || listed || follows_kind(s, word, LEXICON_TO)))
            orgs[count++] = word;
    }
    return count;
}

/* "10 companies, among them A and B", A、B等10家企业: the number is that of each of the ten, and A and B are only named. */
static bool are_examples(const struct sentence *s, const struct match *first, const struct match *last)
{
    static const char *const words[] = {"等", "など", " 등"};
    const struct match *before = sentence_before(s, first, 0);
    bool named = before && sentence_is(before, LEXICON_PART);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        named = named || slice_starts_with(slice_cut(s->text, last->end, s->end), words[i]);
    return named;
}

size_t roles_each(const struct act *act, const struct match **orgs, size_t capacity)
{
    const struct match *each = sentence_find(act->sentence, LEXICON_EACH, act->clause.start, act->clause.end);
    size_t count = each ? takers_between(act, act->clause.start, each->start, false, orgs, capacity) : 0;
    if (each && count < 2) /* "75,000 each to A and B" */
        count = takers_between(act, each->end, act->clause.end, true, orgs, capacity);
    return count && are_examples(act->sentence, orgs[0], orgs[count - 1]) ? 0 : count;
}
