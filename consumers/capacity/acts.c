#include "consumers/capacity/acts.h"

#include <string.h>

#include "consumers/capacity/particles.h"
#include "consumers/capacity/word_order.h"
#include "schemas/news_claim.h"

enum {
    GOVERN_REACH = 9,    /* words between "stop" and what is stopped */
    PASSIVE_REACH = 2,   /* "was not approved" */
    NEED_REACH = 8,      /* "must obtain a licence", "require exporters to have a licence" */
    DESCRIBE_BYTES = 16, /* "販売する": between a verb and the goods that it describes */
    FORBID_REACH = 3,    /* "will not be allowed" */
    SAYER_REACH = 3,     /* "the Commerce Department's chief said" */
    REFUSED_BYTES = 40,  /* "refused a Chinese provider a" */
    REFUSED_REACH = 3,   /* "from granting any licences" */
    WITHOUT_REACH = 2,   /* "without a licence" */
    LIFT_REACH = 8,      /* "lifted its ban", "the ban was lifted" */
    COUNTED_REACH = 2,   /* "550,000 GB200s and GB300s" */
    MANY = 500,          /* chips that are no part of one machine */
    SUBJECT_REACH = 3,   /* "The H200 also delivers" */
};

/* The first act of at most that level behind a word; NULL if none follows soon. */
static const struct match *governed(const struct sentence *s, const struct clause *clause, const struct match *word, int level)
{
    for (const struct match *next = word + 1; next < s->words + s->word_count && next->end <= clause->end; next++) {
        const struct lexicon_row *row = sentence_row(next);
        if (row && row->kind == LEXICON_ACTION && row->level <= level)
            return sentence_distance(s, word->end, next->start, GOVERN_REACH) <= GOVERN_REACH ? next : NULL;
    }
    return NULL;
}

/* "Shipments of the H20 were put on hold": what is stopped stands before. */
static bool is_stopped(const struct sentence *s, const struct clause *clause, const struct match *word)
{
    const struct match *be = s->language == LANGUAGE_EN ? sentence_before(s, word, PASSIVE_REACH) : NULL;
    if (!be || be->start < clause->start || !sentence_is(be, LEXICON_PASSIVE))
        return false;
    for (const struct match *act = be; act > s->words && act[-1].start >= clause->start; act--) {
        const struct lexicon_row *row = sentence_row(&act[-1]);
        if (row && row->kind == LEXICON_ACTION)
            return row->level <= LEVEL_PARTY && sentence_distance(s, act[-1].end, be->start, GOVERN_REACH) <= GOVERN_REACH;
    }
    return false;
}

/* "suspended", "stop buying", "end their orders": stopping needs something that is done. */
static bool stops_something(const struct sentence *s, const struct clause *clause, const struct match *word)
{
    return governed(s, clause, word, LEVEL_PARTY) != NULL || is_stopped(s, clause, word);
}

static bool near_kind(const struct sentence *s, const struct clause *clause, const struct match *word, enum lexicon_kind kind,
                      size_t reach)
{
    for (size_t i = 0; i < s->word_count; i++) {
        const struct match *other = &s->words[i];
        if (!sentence_is(other, kind) || !match_inside(other, clause->start, clause->end))
            continue;
        bool before = other->end <= word->start;
        uint32_t from = before ? other->end : word->end, to = before ? word->start : other->start;
        if (from <= to && sentence_distance(s, from, to, reach) <= reach)
            return true;
    }
    return false;
}

static bool has_ending(struct slice word, const char *ending)
{
    size_t size = strlen(ending);
    return word.size > size && slice_equal_ignoring_case(slice_cut(word, word.size - size, word.size), ending);
}

static bool is_passive(const struct sentence *s, const struct clause *clause, const struct match *word)
{
    const struct lexicon_row *row = sentence_row(word);
    if (row->value && strcmp(row->value, "passive") == 0)
        return true;
    const struct match *next = sentence_behind(s, word, 1);
    if (next && next->end <= clause->end && sentence_is(next, LEXICON_BY) && row->level > LEVEL_NOUN)
        return true;
    if (has_ending(slice_cut(s->text, word->start, word->end), "ing"))
        return false;
    size_t reach = s->language == LANGUAGE_DE ? GOVERN_REACH : PASSIVE_REACH;
    for (const struct match *before = word; (before = sentence_before(s, before, reach)) && before->start >= clause->start;) {
        if (sentence_is(before, LEXICON_PASSIVE))
            return sentence_distance(s, before->end, word->start, reach) <= reach;
        bool infinitive = s->language == LANGUAGE_EN && sentence_is(before, LEXICON_PLANNED) &&
                          has_ending(slice_cut(s->text, before->start, before->end), " to"); /* "is set to approve" */
        if (sentence_is(before, LEXICON_TO) || sentence_is(before, LEXICON_ACTION) || infinitive)
            return false;
    }
    return false;
}

/* "of smuggled H100 chips", "the imported GPUs": the act only tells what goods they are. */
static bool is_adjective(const struct sentence *s, const struct match *word)
{
    static const char *const before[] = {"the ", "of ", "all ", "any ", "these ", "those ", "its ", "some ", "for ", "with ", "buy ",
                                         "buying ", "bought ", "use ", "using ", "used ", "sell ", "selling ", "sold ", "on ",
                                         "access ", "obtain ", "obtained ", "offer ",
                                         "offering ", "offered ", "get ", "getting ", "run ", "running "};
    struct slice text = slice_cut(s->text, word->start, word->end);
    const struct match *next = sentence_behind(s, word, 1);
    if (next && sentence_is(next, LEXICON_ORG) && sentence_row(next)->country)
        next = sentence_behind(s, next, 0); /* "banned Nvidia chips" */
    bool goods = next && sentence_mention_at(s, next->start, next->end);
    if (!goods || !has_ending(text, "ed"))
        return false;
    for (size_t i = 0; i < s->quantity_count; i++)
        if (s->quantities[i].number.start >= word->end && s->quantities[i].number.end <= next->start)
            return false; /* "delivered 100,000 chips" */
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        size_t size = strlen(before[i]);
        if (word->start >= s->start + size && memcmp(s->text.data + word->start - size, before[i], size) == 0 &&
            (word->start == s->start + size || s->text.data[word->start - size - 1] == ' '))
            return true;
    }
    return word->start > s->start + 1 && s->text.data[word->start - 2] >= '0' && s->text.data[word->start - 2] <= '9';
}

/* German puts the object first where it likes: then somebody else of the clause acts. */
static bool somebody_acts(const struct sentence *s, const struct clause *clause)
{
    for (size_t i = 0; i < s->word_count; i++) {
        const struct match *word = &s->words[i], *next = sentence_behind(s, word, 0);
        bool named = sentence_is(word, LEXICON_ORG) || sentence_is(word, LEXICON_AUTHORITY) || sentence_is(word, LEXICON_DENIED) ||
                     sentence_is(word, LEXICON_BUYER);
        if (named && match_inside(word, clause->start, clause->end) && !(next && sentence_mention_at(s, next->start, next->end)))
            return true;
    }
    return false;
}

/* "550,000 GB300s will come online": so many are goods. */
static bool is_counted(const struct sentence *s, const struct mention *mention)
{
    for (size_t i = 0; i < s->quantity_count && s->language == LANGUAGE_EN; i++) {
        const struct number *number = &s->quantities[i].number;
        bool counts = s->quantities[i].mention == mention ||
                      (number->end <= mention->start &&
                       sentence_distance(s, number->end, mention->start, COUNTED_REACH) <= COUNTED_REACH);
        if (counts && (number->low >= MANY || number->mid >= MANY || number->high >= MANY))
            return true;
    }
    return false;
}

/* "The H200 delivers", "the H100 ships with 80GB": a product that acts does so in a specification. */
static bool product_acts(const struct sentence *s, const struct clause *clause, const struct act *act)
{
    bool may = act->level == LEVEL_PARTY || (act->level == LEVEL_NOUN && act->action == NEWS_CLAIM_ACTION_INSTALL);
    if (!may || act->passive || language_is_wide(s->language) || s->language == LANGUAGE_KO ||
        (s->language == LANGUAGE_DE && (s->quantity_count || somebody_acts(s, clause))))
        return false;
    for (const struct match *word = act->trigger; word > s->words;) {
        word--;
        if (word->start < clause->start)
            return false;
        const struct mention *mention = sentence_mention_at(s, word->start, word->end);
        if (mention && is_counted(s, mention))
            return false;
        if (mention)
            return sentence_distance(s, word->end, act->trigger->start, SUBJECT_REACH) <= SUBJECT_REACH &&
                   sentence_in_one_phrase(s, word->end, act->trigger->start) &&
                   !sentence_find(s, LEXICON_TO, act->trigger->end, clause->end);
        const struct lexicon_row *row = sentence_row(word);
        if (row && (row->kind == LEXICON_ORG || row->kind == LEXICON_AUTHORITY || row->kind == LEXICON_COUNTRY ||
                    row->kind == LEXICON_BUYER))
            return false;
    }
    return false;
}

static bool is_country_word(const struct match *word)
{
    return sentence_is(word, LEXICON_COUNTRY) || sentence_is(word, LEXICON_AUTHORITY) || sentence_is(word, LEXICON_ORG);
}

/* Whether the word before a place is "has" or its like: what "has not been allowed" may still come. */
static bool is_perfect(const struct sentence *s, uint32_t at)
{
    static const char *const words[] = {"has ", "have ", "had ", "yet "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t size = strlen(words[i]);
        if (at >= s->start + size && memcmp(s->text.data + at - size, words[i], size) == 0)
            return true;
    }
    return false;
}

/* "Nobody will be allowed", "does not permit": what is not let is forbidden; what "has not been approved" is not. */
static bool forbids(const struct sentence *s, const struct act *act)
{
    const char *name = sentence_row(act->trigger)->value;
    bool lets = name && (strcmp(name, "permit") == 0 || (strcmp(name, "apart") == 0 && act->action == NEWS_CLAIM_ACTION_APPROVE));
    if (!lets)
        return false;
    if (s->language == LANGUAGE_DE) /* "lässt H200 nicht mehr ins Land": it may stand anywhere */
        return sentence_find(s, LEXICON_DENIED, act->clause.start, act->clause.end) != NULL;
    for (const struct match *word = act->trigger; (word = sentence_before(s, word, FORBID_REACH));)
        if (sentence_is(word, LEXICON_DENIED))
            return word->start >= act->clause.start && !is_perfect(s, word->start) && !is_perfect(s, word->end + 1) &&
                   !slice_starts_with(slice_cut(s->text, word->start, word->end), "ha") &&
                   !slice_starts_with(slice_cut(s->text, word->start, word->end), "yet");
        else if (!sentence_is(word, LEXICON_PASSIVE) && !sentence_is(word, LEXICON_PLANNED) && !is_country_word(word))
            return false;
    return false;
}

/* Outside English one word is often both the approval and the paper. */
static bool is_permit(const struct sentence *s, const struct act *act)
{
    bool both = s->language == LANGUAGE_DE || s->language == LANGUAGE_FR || language_is_verb_last(s->language);
    return act->action == NEWS_CLAIM_ACTION_LICENSE || (both && act->action == NEWS_CLAIM_ACTION_APPROVE);
}

/* Words behind which a verb of Japanese or Korean only describes the goods that follow: 中国で販売するH20. */
static bool only_describes(const struct sentence *s, const struct clause *clause, const struct act *act)
{
    if (!language_is_verb_last(s->language) || act->level != LEVEL_PARTY)
        return false;
    bool described = false;
    for (size_t i = 0; i < s->mention_count; i++)
        described = described || (s->mentions[i].start >= act->trigger->end &&
                                  s->mentions[i].start - act->trigger->end <= DESCRIBE_BYTES);
    for (size_t i = 0; described && i < s->word_count; i++) {
        const struct match *word = &s->words[i];
        enum particle particle = match_inside(word, clause->start, act->trigger->start) ? particle_of(s, word) : PARTICLE_NONE;
        bool named = sentence_is(word, LEXICON_ORG) || sentence_is(word, LEXICON_AUTHORITY) || sentence_is(word, LEXICON_COUNTRY);
        if (named && (particle == PARTICLE_SUBJECT || particle == PARTICLE_TOPIC))
            return false;
    }
    return described && !s->quantity_count;
}

/* "denied granting a licence", "denies it needs one", "deny a report that": what is denied there is what is said. */
static bool denies_saying(struct slice rest)
{
    static const char that[] = " that ";
    static const char *const words[] = {"to ", "tha", "it ", "he ", "she ", "they ",
                                        "having ", "granting ", "issuing ", "giving "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (slice_starts_with(rest, words[i]))
            return true;
    return memmem(rest.data, rest.size, that, sizeof that - 1) != NULL;
}

/* "refused Nvidia a licence", "US denies licence": the verb stands before what was asked for. */
static bool is_refused(const struct sentence *s, const struct act *act)
{
    static const char *const verbs[] = {"refused ", "refuses ", "refuse ", "rejected ", "rejects ", "denied ", "denies ", "deny ",
                                        "turned down ", "turns down "};
    uint32_t from = act->trigger->start > act->clause.start + REFUSED_BYTES ? act->trigger->start - REFUSED_BYTES
                                                                             : act->clause.start;
    struct slice before = slice_cut(s->text, from, act->trigger->start);
    bool asked = act->action == NEWS_CLAIM_ACTION_LICENSE || act->action == NEWS_CLAIM_ACTION_APPROVE;
    for (size_t i = 0; asked && i < sizeof verbs / sizeof *verbs; i++) {
        const char *verb = memmem(before.data, before.size, verbs[i], strlen(verbs[i]));
        struct slice rest = verb ? slice_cut(s->text, (size_t)(verb - s->text.data) + strlen(verbs[i]), act->trigger->start)
                                 : (struct slice){0};
        if (verb && !denies_saying(rest))
            return true;
    }
    return false;
}

/* "will require a permit", "need approval": leave that must be had is a restriction. */
static bool needs_leave(const struct sentence *s, const struct act *act)
{
    static const char *const nouns[] = {"permit", "permits", "approval", "permission", "clearance", "authorization", "authorisation"};
    struct slice word = slice_cut(s->text, act->trigger->start, act->trigger->end);
    bool noun = false;
    for (size_t i = 0; i < sizeof nouns / sizeof *nouns; i++)
        noun = noun || slice_equal_ignoring_case(word, nouns[i]);
    bool chinese = s->language == LANGUAGE_ZH &&
                   (act->action == NEWS_CLAIM_ACTION_APPROVE || act->action == NEWS_CLAIM_ACTION_LICENSE); /* 须获得许可证 */
    const struct match *before = noun || chinese ? sentence_before(s, act->trigger, chinese ? 0 : 2) : NULL;
    return before && before->start >= act->clause.start && sentence_is(before, LEXICON_NEED);
}

/* "has rescinded a rule that limited exports": the rule goes, and restricts nothing any more. */
static bool rescinds(const struct sentence *s, const struct act *act)
{
    for (const struct match *word = act->trigger; word-- > s->words && word->start >= act->clause.start;)
        if (sentence_is(word, LEXICON_ACTION) && sentence_row(word)->value &&
            strcmp(sentence_row(word)->value, "rescind") == 0)
            return act->action == NEWS_CLAIM_ACTION_RESTRICT;
    return false;
}

static bool rules_goods(int action)
{
    return action == NEWS_CLAIM_ACTION_APPROVE || action == NEWS_CLAIM_ACTION_LICENSE || action == NEWS_CLAIM_ACTION_RESTRICT ||
           action == NEWS_CLAIM_ACTION_DENY;
}

/* "would stop the department from granting licences" */
static bool stops_leave(const struct sentence *s, const struct act *act)
{
    const struct match *from = sentence_before(s, act->trigger, REFUSED_REACH);
    if (!rules_goods(act->action) || !from || !sentence_is(from, LEXICON_FROM) || from->start < act->clause.start)
        return false;
    for (const struct match *word = from; word-- > s->words && word->start >= act->clause.start;)
        if (sentence_is(word, LEXICON_STOP))
            return true;
    return false;
}

/* What a word does, taken together with the words it governs or that govern it. */
static void compose(const struct sentence *s, struct act *act)
{
    const struct clause *clause = &act->clause;
    if (is_refused(s, act)) {
        act->action = NEWS_CLAIM_ACTION_DENY;
        act->rule = "refused";
    } else if (needs_leave(s, act)) {
        act->action = NEWS_CLAIM_ACTION_RESTRICT;
        act->rule = "leave-required";
    } else if (stops_leave(s, act)) {
        act->action = NEWS_CLAIM_ACTION_RESTRICT;
        act->rule = "stop-licences";
    } else if (forbids(s, act)) {
        act->action = NEWS_CLAIM_ACTION_RESTRICT;
        act->rule = "not-permitted";
    } else if ((act->action == NEWS_CLAIM_ACTION_RESTRICT || act->action == NEWS_CLAIM_ACTION_LICENSE) &&
        near_kind(s, clause, act->trigger, LEXICON_LIFT, LIFT_REACH)) {
        act->action = NEWS_CLAIM_ACTION_APPROVE;
        act->rule = "ban-lifted";
    } else if (rescinds(s, act)) {
        act->action = NEWS_CLAIM_ACTION_OTHER;
        act->rule = "rule-rescinded";
    } else if (is_permit(s, act) && near_kind(s, clause, act->trigger, LEXICON_NEED, NEED_REACH)) {
        act->action = NEWS_CLAIM_ACTION_RESTRICT;
        act->rule = "licence-required";
    }
}

/* "shipped without licences", charged or accused: what was sent so was smuggled. */
static void allege(const struct sentence *s, struct act *act)
{
    if (act->action != NEWS_CLAIM_ACTION_SHIP && act->action != NEWS_CLAIM_ACTION_EXPORT)
        return;
    for (size_t i = 0; i < s->word_count; i++) {
        const struct lexicon_row *row = sentence_row(&s->words[i]);
        if (!row || row->kind != LEXICON_REPORTED || row->number != NEWS_CLAIM_SOURCE_CLASS_COURT)
            continue;
        act->action = NEWS_CLAIM_ACTION_SMUGGLE;
        act->rule = "alleged-shipment";
    }
}

/* Goods sent without the licence that they need. */
static bool lacks_licence(const struct sentence *s, const struct act *act)
{
    const struct match *before = sentence_before(s, act->trigger, WITHOUT_REACH);
    static const char *const words[] = {"without", "未经", "未經", "未获", "未獲", "ohne", "sans"};
    for (size_t i = 0; before && i < sizeof words / sizeof *words; i++)
        if (slice_equal_ignoring_case(slice_cut(s->text, before->start, before->end), words[i]))
            return act->action == NEWS_CLAIM_ACTION_LICENSE || act->action == NEWS_CLAIM_ACTION_APPROVE;
    return false;
}

/* "No memory may be exported without a licence", "cannot be sold without": that is the rule, not its breach. */
static bool is_forbidden(const struct sentence *s, const struct act *act)
{
    const struct match *without = sentence_before(s, act->trigger, WITHOUT_REACH);
    return s->language == LANGUAGE_EN && without && without->start > act->clause.start &&
           sentence_find(s, LEXICON_DENIED, act->clause.start, without->start) != NULL;
}

/* "G42 may buy 35,000 chips, the Commerce Department said": leave is given by saying so. */
static void permit(const struct sentence *s, struct act *act)
{
    const struct match *say = sentence_find(s, LEXICON_SAY, act->trigger->end, s->end);
    const struct match *who = say ? sentence_before(s, say, SAYER_REACH) : NULL;
    if (act->level != LEVEL_PARTY || !who || !sentence_is(who, LEXICON_AUTHORITY))
        return;
    for (const struct match *word = act->trigger; (word = sentence_before(s, word, PASSIVE_REACH));)
        if (slice_equal_text(slice_cut(s->text, word->start, word->end), "may")) {
            act->action = NEWS_CLAIM_ACTION_APPROVE;
            act->level = LEVEL_AUTHORITY;
            act->rule = "authority-says-may";
            return;
        }
}

/* "closes a gap that let Nvidia sell": what slipped through nobody approved. */
static bool is_let_by_gap(const struct act *act)
{
    static const char *const gaps[] = {"gap that ", "gaps that ", "loophole that ", "loopholes that ", "loophole which "};
    const struct sentence *s = act->sentence;
    struct slice before = slice_cut(s->text, s->start, act->trigger->start);
    for (size_t i = 0; i < sizeof gaps / sizeof *gaps && s->language == LANGUAGE_EN; i++)
        if (has_ending(before, gaps[i]))
            return act->action == NEWS_CLAIM_ACTION_APPROVE || act->action == NEWS_CLAIM_ACTION_LICENSE;
    return false;
}

/* "delivered under the licences": the leave is known, and the act is another. */
static bool is_basis(const struct act *act)
{
    static const char *const words[] = {"under the ", "under these ", "under those ", "under its ",
                                        "under their ", "under such "};
    const struct sentence *s = act->sentence;
    for (size_t i = 0; i < sizeof words / sizeof *words && s->language == LANGUAGE_EN; i++) {
        size_t size = strlen(words[i]);
        if (act->trigger->start >= act->clause.start + size &&
            slice_equal_ignoring_case(slice_cut(s->text, act->trigger->start - size, act->trigger->start), words[i]))
            return act->action == NEWS_CLAIM_ACTION_LICENSE || act->action == NEWS_CLAIM_ACTION_APPROVE;
    }
    return false;
}

/* "China has ordered data centres to use": who orders somebody to do something buys nothing. */
static bool orders_somebody(const struct act *act)
{
    static const char order[] = "order", to[] = " to ";
    const struct sentence *s = act->sentence;
    const struct match *who = sentence_before(s, act->trigger, SUBJECT_REACH);
    bool state = who && (sentence_is(who, LEXICON_COUNTRY) || sentence_is(who, LEXICON_AUTHORITY));
    const struct match *next = act->trigger + 1;
    while (next < s->words + s->word_count && (sentence_is(next, LEXICON_BUYER) || sentence_is(next, LEXICON_DEMONYM) ||
                                               sentence_is(next, LEXICON_ORG) || sentence_is(next, LEXICON_AND)))
        next++;
    bool bids = next < s->words + s->word_count &&
                memcmp(s->text.data + next->start - 1, to, sizeof to - 1) == 0;
    return s->language == LANGUAGE_EN && act->level == LEVEL_PARTY && state && bids &&
           slice_starts_with(slice_cut(s->text, act->trigger->start, act->trigger->end), order);
}

/* NULL if a word may act; else why it does not. */
static const char *no_act(const struct sentence *s, const struct clause *clause, const struct act *act)
{
    if (is_adjective(s, act->trigger))
        return "only tells what goods they are";
    if (only_describes(s, clause, act))
        return "only describes the goods behind it";
    if (product_acts(s, clause, act))
        return "a product is its subject: a specification";
    if (is_let_by_gap(act))
        return "what a gap in the rules let pass";
    if (is_basis(act))
        return "the leave that something else rests on";
    return orders_somebody(act) ? "an order to do something, of no goods" : NULL;
}

static bool candidate(const struct sentence *s, struct clause clause, const struct match *word, struct act *act)
{
    const struct lexicon_row *row = sentence_row(word);
    if (!row || !match_inside(word, clause.start, clause.end))
        return false;
    *act = (struct act){.sentence = s, .clause = clause, .trigger = word, .action = row->number, .level = row->level};
    if (row->kind == LEXICON_STOP && stops_something(s, &clause, word)) {
        act->action = NEWS_CLAIM_ACTION_SUSPEND;
        act->level = LEVEL_AUTHORITY;
        act->rule = "stop-act";
    } else if (row->kind != LEXICON_ACTION) {
        return false;
    }
    if (row->kind == LEXICON_ACTION && s->language == LANGUAGE_DE && !word_order_reads_apart(act))
        return false;
    if (word_order_is_background(act)) {
        trace_step(s->trace, "no act", slice_cut(s->text, word->start, word->end), "only the background");
        return false;
    }
    act->passive = is_passive(s, &clause, word);
    const char *reason = no_act(s, &clause, act);
    if (reason) {
        trace_step(s->trace, "no act", slice_cut(s->text, word->start, word->end), reason);
        return false;
    }
    if (lacks_licence(s, act) && is_forbidden(s, act)) {
        act->action = NEWS_CLAIM_ACTION_RESTRICT;
        act->rule = "not-permitted";
    } else if (lacks_licence(s, act)) {
        act->action = NEWS_CLAIM_ACTION_SMUGGLE;
        act->rule = "without-licence";
    }
    allege(s, act);
    permit(s, act);
    compose(s, act);
    if (word_order_forbids(act)) {
        act->action = NEWS_CLAIM_ACTION_RESTRICT;
        act->level = LEVEL_AUTHORITY;
        act->rule = "told-not-to";
    }
    return true;
}

static bool holds(const struct act *acts, size_t count, int action)
{
    for (size_t i = 0; i < count; i++)
        if (acts[i].action == action)
            return true;
    return false;
}

/* Of acts as strong as each other in one clause the first governs, in languages with the verb last the last; licences
 * that are approved are licences, and what was smuggled is seized. */
static size_t keep_governing(const struct sentence *s, struct act *acts, size_t count)
{
    if (count < 2)
        return count;
    size_t kept = language_is_verb_last(s->language) ? count - 1 : 0;
    if (s->language == LANGUAGE_DE)
        while (kept + 1 < count && word_order_is_noun(&acts[kept]))
            kept++;
    if (holds(acts, count, NEWS_CLAIM_ACTION_LICENSE) && acts[kept].action == NEWS_CLAIM_ACTION_APPROVE)
        acts[kept].action = NEWS_CLAIM_ACTION_LICENSE;
    if (holds(acts, count, NEWS_CLAIM_ACTION_RESTRICT) && rules_goods(acts[kept].action))
        for (size_t i = 0; i < count; i++)
            if (acts[i].action == NEWS_CLAIM_ACTION_RESTRICT)
                kept = i;
    for (size_t i = 0; i < count; i++)
        if (acts[i].action == NEWS_CLAIM_ACTION_SEIZE && acts[kept].action == NEWS_CLAIM_ACTION_SMUGGLE)
            kept = i;
    acts[0] = acts[kept];
    return 1;
}

/* Whether a company deliberates, not an authority: one stands before the word as more than a maker's name. */
static bool company_before(const struct sentence *s, uint32_t from, uint32_t to)
{
    for (size_t i = 0; i < s->word_count; i++) {
        const struct match *word = &s->words[i];
        if (!sentence_is(word, LEXICON_ORG) || !match_inside(word, from, to))
            continue;
        enum particle particle = particle_of(s, word);
        if (!language_is_verb_last(s->language) || particle == PARTICLE_TOPIC || particle == PARTICLE_SUBJECT)
            return true;
    }
    return false;
}

/* The deliberation of an authority is an act of its own where no other is named. */
static size_t consider(const struct sentence *s, struct clause clause, struct act *acts, size_t count)
{
    if (count && acts[0].level == LEVEL_AUTHORITY)
        return count;
    for (size_t i = 0; i < s->word_count; i++) {
        const struct match *word = &s->words[i];
        if (!match_inside(word, clause.start, clause.end) || !sentence_is(word, LEXICON_CONSIDERED) ||
            !sentence_row(word)->number)
            continue;
        bool authority = sentence_find(s, LEXICON_AUTHORITY, s->start, word->start) ||
                         sentence_find(s, LEXICON_COUNTRY, clause.start, word->start);
        if (!authority || company_before(s, clause.start, word->start))
            continue;
        acts[0] = (struct act){.sentence = s, .clause = clause, .trigger = word, .action = NEWS_CLAIM_ACTION_CONSIDER,
                               .level = LEVEL_AUTHORITY, .rule = "authority-considers"};
        return 1;
    }
    return count;
}

/* "could sell 1.5 million", "will produce": what is still to come. */
static bool expects_more(const struct sentence *s, const struct act *act)
{
    static const char *const words[] = {"will", "could", "might", "may", "would"};
    for (const struct match *word = act->trigger; s->quantity_count && (word = sentence_before(s, word, SUBJECT_REACH));)
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (slice_equal_text(slice_cut(s->text, word->start, word->end), words[i]))
                return word->start >= act->clause.start;
    return false;
}

/* An analyst's expectation of volumes is a forecast, whatever noun it uses. */
static void forecast(const struct sentence *s, struct act *act)
{
    for (size_t i = 0; i < s->word_count; i++) {
        const struct match *word = &s->words[i];
        bool analyst = sentence_is(word, LEXICON_ORG) && sentence_row(word)->number == 1;
        bool expects = sentence_find(s, LEXICON_PLANNED, s->start, act->clause.end) ||
                       (s->language == LANGUAGE_EN && expects_more(s, act));
        if (!analyst || act->level > LEVEL_PARTY || !expects)
            continue;
        act->action = NEWS_CLAIM_ACTION_FORECAST;
        act->rule = "analyst-expects";
        return;
    }
}

static const char *rule_of(const struct act *act)
{
    static const char *const rules[][2] = {[LEVEL_NOUN] = {"noun", "noun-passive"},
                                           [LEVEL_PARTY] = {"party-act", "party-act-passive"},
                                           [LEVEL_AUTHORITY] = {"authority-act", "authority-act-passive"}};
    return rules[act->level][act->passive];
}

/* "earmarked $14 billion for Nvidia chips" */
static bool is_for_goods(const struct sentence *s, const struct match *plan, const struct quantity *money)
{
    uint32_t end = money->number.end;
    struct slice word = slice_cut(s->text, plan->start, plan->end);
    if (!slice_starts_with(word, "earmark") && !slice_starts_with(word, "budget"))
        return false; /* "its goal of $500 million in revenue" */
    for (size_t i = 0; i < s->mention_count && money->number.currency != CURRENCY_NONE; i++)
        if (s->mentions[i].start >= end && sentence_distance(s, end, s->mentions[i].start, SUBJECT_REACH) <= SUBJECT_REACH &&
            sentence_in_one_phrase(s, end, s->mentions[i].start))
            return true;
    return false;
}

/* "Nscale plans 300,000 Nvidia GPUs": what somebody plans that many of is to be installed. */
static size_t plan(const struct sentence *s, struct clause clause, struct act *acts)
{
    for (size_t i = 0; i < s->word_count && s->language == LANGUAGE_EN; i++) {
        const struct match *word = &s->words[i];
        if (!sentence_is(word, LEXICON_PLANNED) || sentence_row(word)->number || !match_inside(word, clause.start, clause.end) ||
            !sentence_find(s, LEXICON_ORG, clause.start, word->start))
            continue;
        for (size_t k = 0; k < s->quantity_count; k++)
            if (s->quantities[k].number.start >= word->end &&
                sentence_distance(s, word->end, s->quantities[k].number.start, 0) == 0 &&
                sentence_in_one_phrase(s, word->end, s->quantities[k].number.start) &&
                (s->quantities[k].mention || is_for_goods(s, word, &s->quantities[k]))) {
                acts[0] = (struct act){.sentence = s, .clause = clause, .trigger = word, .level = LEVEL_PARTY,
                                       .action = s->quantities[k].mention ? NEWS_CLAIM_ACTION_INSTALL : NEWS_CLAIM_ACTION_ORDER,
                                       .rule = "plans-chips"};
                return 1;
            }
    }
    return 0;
}

size_t acts_find(const struct sentence *s, struct clause clause, struct act *acts)
{
    size_t count = 0;
    for (size_t i = 0; i < s->word_count && count < ACTS_MAX; i++) {
        struct act act;
        if (!candidate(s, clause, &s->words[i], &act) || (count && act.level < acts[0].level))
            continue;
        if (count && act.level > acts[0].level)
            count = 0;
        acts[count++] = act;
    }
    count = consider(s, clause, acts, keep_governing(s, acts, count));
    if (!count)
        count = plan(s, clause, acts);
    for (size_t i = 0; i < count; i++) {
        forecast(s, &acts[i]);
        if (!acts[i].rule)
            acts[i].rule = rule_of(&acts[i]);
    }
    return count;
}
