#include "consumers/capacity/modality.h"

#include <string.h>

enum {
    ATTRIBUTION_BYTES = 120, /* of a sentence that does nothing else */
    CUE_REACH = 14,     /* words over which a cue works */
    VERB_REACH = 4,     /* "하지 않았다" */
    NEGATED_REACH = 3,  /* "has not banned": for acts that deny by themselves */
    SPEAKER_REACH = 8,  /* "Nvidia chief executive Jensen Huang said" */
};

/* Where the cues of an act may begin: "will buy and install" promises both. */
static uint32_t scope_start(const struct act *act)
{
    const struct sentence *s = act->sentence;
    size_t i = 0;
    while (i + 1 < s->clause_count && s->clauses[i].start != act->clause.start)
        i++;
    while (i > 0 && s->clauses[i].opener && sentence_is(s->clauses[i].opener, LEXICON_AND))
        i--;
    return s->clauses[i].start;
}

/* "Mass shipments are set to start": nouns of acts that are verbs elsewhere. */
static bool is_nominal(const struct act *act)
{
    static const char *const endings[] = {"shipments", "deliveries", "sales", "purchases", "exports", "imports", "orders",
                                          "production", "samples"};
    const struct sentence *s = act->sentence;
    struct slice text = slice_cut(s->text, act->trigger->start, act->trigger->end);
    for (size_t i = 0; i < sizeof endings / sizeof *endings && s->language == LANGUAGE_EN; i++) {
        size_t size = strlen(endings[i]);
        if (text.size >= size && slice_equal_ignoring_case(slice_cut(text, text.size - size, text.size), endings[i]))
            return true;
    }
    return false;
}

static bool works_behind(const struct act *act, enum lexicon_kind kind)
{
    enum language language = act->sentence->language;
    if (language_is_verb_last(language))
        return true;
    if (kind == LEXICON_DENIED && (language == LANGUAGE_DE || language == LANGUAGE_FR))
        return true; /* "verkauft keine", "ne vendra pas" */
    if (kind == LEXICON_CONSIDERED)
        return is_nominal(act); /* "shipments could reach" */
    return kind == LEXICON_PLANNED && (act_is_noun(act) || is_nominal(act));
}

static bool act_between(const struct sentence *s, uint32_t from, uint32_t to)
{
    return sentence_find(s, LEXICON_ACTION, from, to) != NULL;
}

/* Where verbs come last what denies them is part of them: 承認していない, 승인하지 않았다. */
static bool reaches_verb_last(const struct act *act, const struct match *word, enum lexicon_kind kind)
{
    const struct sentence *s = act->sentence;
    size_t reach = kind == LEXICON_DENIED ? VERB_REACH : CUE_REACH;
    bool behind = word->start >= act->trigger->end;
    if (!behind)
        return kind == LEXICON_PLANNED &&
               sentence_distance(s, word->end, act->trigger->start, CUE_REACH) <= CUE_REACH;
    return sentence_distance(s, act->trigger->end, word->start, reach) <= reach &&
           !act_between(s, act->trigger->end, word->start);
}

/* 將輝達晶片轉運到中國: before its goods 將 marks the object and promises nothing. */
static bool marks_object(const struct act *act, const struct match *cue)
{
    const struct sentence *s = act->sentence;
    if (s->language != LANGUAGE_ZH || sentence_row(cue)->number != 1)
        return false;
    for (size_t i = 0; i < s->mention_count; i++)
        if (s->mentions[i].start >= cue->end && s->mentions[i].end <= act->trigger->start)
            return true;
    return false;
}

const struct match *modality_cue(const struct act *act, enum lexicon_kind kind)
{
    const struct sentence *s = act->sentence;
    uint32_t from = scope_start(act);
    const struct match *found = NULL;
    for (size_t i = 0; i < s->word_count; i++) {
        const struct match *word = &s->words[i];
        if (kind == LEXICON_PLANNED && sentence_is(word, kind) && marks_object(act, word))
            continue;
        if (word == act->trigger || !sentence_is(word, kind) || !match_inside(word, from, act->clause.end))
            continue;
        if (language_is_verb_last(s->language)) {
            found = reaches_verb_last(act, word, kind) ? word : found;
            continue;
        }
        bool before = word->end <= act->trigger->start &&
                      sentence_distance(s, word->end, act->trigger->start, CUE_REACH) <= CUE_REACH;
        bool behind = word->start >= act->trigger->end && works_behind(act, kind) &&
                      sentence_distance(s, act->trigger->end, word->start, CUE_REACH) <= CUE_REACH;
        if (before || behind)
            found = word;
    }
    return found;
}

static bool decides(const struct act *act, const struct claim *claim)
{
    return claim->actor.data && (act->action == NEWS_CLAIM_ACTION_APPROVE || act->action == NEWS_CLAIM_ACTION_RESTRICT ||
                                 act->action == NEWS_CLAIM_ACTION_LICENSE);
}

/* Authorities decide by announcing: "will allow" is done. */
static bool is_decision(const struct act *act, const struct claim *claim, const struct match *planned)
{
    struct slice word = slice_cut(act->sentence->text, planned->start, planned->end);
    bool will = sentence_row(planned)->number == 1 || slice_equal_text(word, "will be") || slice_equal_text(word, "would be");
    return (decides(act, claim) || strcmp(act->rule, "not-permitted") == 0) && will;
}

/* "rejected a report that", "none so far": words that deny all of their sentence. */
static bool all_is_denied(const struct sentence *s)
{
    for (size_t i = 0; i < s->word_count; i++)
        if (sentence_is(&s->words[i], LEXICON_DENIED) && sentence_row(&s->words[i])->number == 1)
            return true;
    return false;
}

/* "has sold no chips", "bought none" */
static bool is_negated_behind(const struct act *act)
{
    const struct sentence *s = act->sentence;
    const struct match *next = s->language == LANGUAGE_EN ? sentence_behind(s, act->trigger, 0) : NULL;
    struct slice text = next ? slice_cut(s->text, next->start, next->end) : (struct slice){NULL, 0};
    return next && sentence_is(next, LEXICON_DENIED) && sentence_in_one_phrase(s, act->trigger->end, next->start) &&
           (slice_equal_text(text, "no") || slice_equal_text(text, "none") || slice_equal_text(text, "neither") ||
            slice_equal_text(text, "nothing") || slice_equal_text(text, "not one"));
}

/* "denies a licence", "rejects the application for one": the words of the refusal itself neither deny nor weigh it. */
static bool is_of_refusal(const struct act *act, const struct match *cue)
{
    static const char *const words[] = {"den", "refus", "reject", "turn", "appl", "request"};
    struct slice text = slice_cut(act->sentence->text, cue->start, cue->end);
    for (size_t i = 0; strcmp(act->rule, "refused") == 0 && i < sizeof words / sizeof *words; i++)
        if (slice_starts_with(text, words[i]))
            return true;
    return false;
}

static bool is_denied(const struct act *act)
{
    const struct sentence *s = act->sentence;
    const struct match *cue = modality_cue(act, LEXICON_DENIED);
    if (strcmp(act->rule, "without-licence") == 0)
        return false; /* what it went without denies nothing */
    if (all_is_denied(s))
        return true;
    if (strcmp(act->rule, "not-permitted") == 0 && s->language == LANGUAGE_EN)
        return false; /* the denial has made the permission a ban */
    if (is_negated_behind(act))
        return true;
    if (!cue || is_of_refusal(act, cue))
        return false;
    bool negates = act->action == NEWS_CLAIM_ACTION_RESTRICT || act->action == NEWS_CLAIM_ACTION_SUSPEND ||
                   act->action == NEWS_CLAIM_ACTION_DENY;
    return !negates || (cue->end <= act->trigger->start &&
                        sentence_distance(s, cue->end, act->trigger->start, NEGATED_REACH) <= NEGATED_REACH);
}

/* "Licences would be needed under a rule that officials have drafted" */
static bool is_draft(const struct act *act)
{
    const struct sentence *s = act->sentence;
    for (size_t i = 0; i < s->word_count && act->level == LEVEL_AUTHORITY && s->language == LANGUAGE_EN; i++) {
        struct slice word = slice_cut(s->text, s->words[i].start, s->words[i].end);
        if (sentence_is(&s->words[i], LEXICON_CONSIDERED) &&
            (slice_starts_with(word, "draft") || slice_starts_with(word, "propos")))
            return true;
    }
    return false;
}

static bool is_considered(const struct act *act)
{
    if (act->action == NEWS_CLAIM_ACTION_CONSIDER || strcmp(act->rule, "authority-says-may") == 0)
        return false; /* that is the act itself */
    bool applied_for = act->action == NEWS_CLAIM_ACTION_LICENSE &&
                       sentence_find(act->sentence, LEXICON_CONSIDERED, act->clause.start, act->clause.end);
    const struct match *cue = modality_cue(act, LEXICON_CONSIDERED);
    if (cue && act->action == NEWS_CLAIM_ACTION_RESTRICT &&
        slice_starts_with(slice_cut(act->sentence->text, cue->start, cue->end), "may"))
        return false; /* "none may be exported" forbids */
    return applied_for || (cue && !is_of_refusal(act, cue)) || is_draft(act);
}

/* "Oracle to deploy 50,000 chips": headlines promise with the bare infinitive. */
static bool is_headline_plan(const struct act *act)
{
    const struct sentence *s = act->sentence;
    const struct match *to = sentence_before(s, act->trigger, 0), *subject = to ? sentence_before(s, to, 0) : NULL;
    return s->language == LANGUAGE_EN && subject && to->end - to->start == 2 && sentence_is(to, LEXICON_TO) &&
           (sentence_is(subject, LEXICON_ORG) || sentence_is(subject, LEXICON_AUTHORITY) ||
            sentence_is(subject, LEXICON_COUNTRY)) && sentence_before(s, subject, 3) == NULL;
}

static bool goes_on(const struct act *act, const char *text)
{
    const struct sentence *s = act->sentence;
    size_t size = strlen(text);
    return act->trigger->end + size <= s->end && memcmp(s->text.data + act->trigger->end, text, size) == 0;
}

/* 공급할, 공급하겠다, 供給すると述べた: the future is the ending of the verb. What runs is told in the present: 가동한다. */
static bool is_future_ending(const struct act *act)
{
    static const char *const endings[] = {"할", "하겠", "일 ", "키로", "하기로", "すると", "する。", "するという", "される。", "されると"};
    if (!language_is_verb_last(act->sentence->language))
        return false;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (goes_on(act, endings[i]))
            return true;
    return goes_on(act, "한다") && act->action != NEWS_CLAIM_ACTION_INSTALL;
}

/* "livrera", "déploieront": the future is in the verb. */
static bool is_french_future(const struct act *act)
{
    struct slice verb = slice_cut(act->sentence->text, act->trigger->start, act->trigger->end);
    return act->sentence->language == LANGUAGE_FR && !act_is_noun(act) &&
           ((verb.size > 4 && memcmp(verb.data + verb.size - 2, "ra", 2) == 0) ||
            (verb.size > 6 && memcmp(verb.data + verb.size - 5, "eront", 5) == 0));
}

/* "sollen ... geschmuggelt haben": what is said of somebody, not what somebody wants. */
static bool is_hearsay(const struct act *act, const struct match *planned)
{
    static const char have[] = " haben";
    const struct sentence *s = act->sentence;
    uint32_t end = act->trigger->end;
    return s->language == LANGUAGE_DE && slice_starts_with(slice_cut(s->text, planned->start, planned->end), "soll") &&
           end + sizeof have - 1 <= s->end && memcmp(s->text.data + end, have, sizeof have - 1) == 0;
}

/* "..., and plans to take as many": the conjunction and the promise are one word of the lexicon. */
static bool is_opened_by_plan(const struct act *act)
{
    static const char *const openers[] = {"and plans", "and will", "and intends", "and aims", "and expects", "and wants", "and is to",
                                          "and hopes"};
    const struct match *opener = act->clause.opener;
    for (size_t i = 0; opener && act->level <= LEVEL_PARTY && i < sizeof openers / sizeof *openers; i++)
        if (slice_equal_ignoring_case(slice_cut(act->sentence->text, opener->start, opener->end), openers[i]))
            return true;
    return false;
}

static bool is_planned(const struct act *act, const struct claim *claim)
{
    const struct match *planned = modality_cue(act, LEXICON_PLANNED);
    if (act->action == NEWS_CLAIM_ACTION_FORECAST)
        return false;
    if (planned && is_hearsay(act, planned))
        return false;
    if (is_opened_by_plan(act) || strcmp(act->rule, "plans-chips") == 0)
        return true;
    return (planned && !is_decision(act, claim, planned)) || is_headline_plan(act) || is_french_future(act) ||
           (is_future_ending(act) && !decides(act, claim));
}

/* Whether an outlet is named for what it reports: "Reuters reported", "a Reuters report", 据路透社; not "told Reuters", "an
 * interview with Reuters", where somebody else says it. */
static bool outlet_says(const struct sentence *s, const struct match *outlet)
{
    static const char with[] = "with ";
    const struct match *before = sentence_before(s, outlet, 1);
    bool interview = outlet->start >= s->start + strlen(with) &&
                     memcmp(s->text.data + outlet->start - strlen(with), with, strlen(with)) == 0;
    return !interview && !(before && sentence_is(before, LEXICON_SAY) && sentence_row(before)->number == 1);
}

static const struct match *credited_outlet(const struct sentence *s)
{
    for (size_t i = 0; i < s->word_count; i++)
        if (sentence_is(&s->words[i], LEXICON_OUTLET) && outlet_says(s, &s->words[i]))
            return &s->words[i];
    return NULL;
}

/* Who says it, where it is neither an outlet nor a source without name. */
static int speaker_class(const struct sentence *s, const struct claim *claim)
{
    const struct match *say = sentence_find(s, LEXICON_SAY, s->start, s->end);
    for (const struct match *word = say; word && word > s->words;) {
        word--;
        const struct lexicon_row *row = sentence_row(word);
        if (sentence_distance(s, word->end, say->start, SPEAKER_REACH) > SPEAKER_REACH)
            break;
        if (row && row->kind == LEXICON_AUTHORITY)
            return NEWS_CLAIM_SOURCE_CLASS_OFFICIAL;
        if (row && row->kind == LEXICON_ORG && row->number == 1)
            return NEWS_CLAIM_SOURCE_CLASS_ANALYST;
        if (row && row->kind == LEXICON_ORG)
            return slice_equal_text(claim->actor, row->value) ? NEWS_CLAIM_SOURCE_CLASS_OWN : NEWS_CLAIM_SOURCE_CLASS_NAMED;
    }
    return NEWS_CLAIM_SOURCE_CLASS_UNSTATED;
}

/* "pleaded guilty", "convicted": what a court has found is no allegation any more. */
static bool is_verdict(const struct sentence *s, const struct match *word)
{
    static const char *const words[] = {"pleaded guilty", "plead guilty", "pleads guilty", "convicted", "found guilty", "jury found"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (slice_starts_with(slice_cut(s->text, word->start, word->end), words[i]))
            return true;
    return false;
}

/* Sources without name weigh more than the outlet that tells of them. */
static const struct match *reporter(const struct sentence *s)
{
    const struct match *found = NULL;
    for (size_t i = 0; i < s->word_count; i++)
        if (sentence_is(&s->words[i], LEXICON_REPORTED) && !is_verdict(s, &s->words[i]) &&
            (!found || sentence_row(&s->words[i])->number == NEWS_CLAIM_SOURCE_CLASS_ANONYMOUS))
            found = &s->words[i];
    return found;
}

/* "By Omdia's count AMD sold 173,000": an outsider's estimate. */
static bool is_estimate(const struct sentence *s)
{
    for (size_t i = 0; i < s->word_count && s->language == LANGUAGE_EN; i++)
        if (sentence_is(&s->words[i], LEXICON_ORG) && sentence_row(&s->words[i])->number == 1)
            return true;
    return false;
}

void modality_read(const struct act *act, struct claim *claim)
{
    const struct sentence *s = act->sentence;
    const struct match *outlet = credited_outlet(s), *reported = reporter(s);
    claim->credited_outlet = outlet ? slice_of(sentence_row(outlet)->value) : (struct slice){NULL, 0};
    const struct match *planned = modality_cue(act, LEXICON_PLANNED);
    bool hearsay = planned && is_hearsay(act, planned);
    claim->source_class = reported ? sentence_row(reported)->number
                          : outlet ? NEWS_CLAIM_SOURCE_CLASS_MEDIA
                                   : speaker_class(s, claim);
    if (is_denied(act))
        claim->modality = NEWS_CLAIM_MODALITY_DENIED;
    else if (is_considered(act))
        claim->modality = NEWS_CLAIM_MODALITY_CONSIDERED;
    else if (is_planned(act, claim))
        claim->modality = NEWS_CLAIM_MODALITY_PLANNED;
    else if (act->action == NEWS_CLAIM_ACTION_FORECAST && !outlet &&
             (!reported || sentence_row(reported)->number == NEWS_CLAIM_SOURCE_CLASS_ANALYST))
        claim->modality = NEWS_CLAIM_MODALITY_ASSERTED; /* the forecaster's own */
    else
        claim->modality = reported || outlet || hearsay || is_estimate(s)
                              ? NEWS_CLAIM_MODALITY_REPORTED : NEWS_CLAIM_MODALITY_ASSERTED;
}

void modality_attribute(const struct sentence *s, struct claim *claims, size_t count)
{
    const struct match *outlet = credited_outlet(s), *reported = reporter(s);
    bool only = language_is_verb_last(s->language) && s->mention_count == 0 && s->end - s->start <= ATTRIBUTION_BYTES;
    if (!only || (!outlet && !reported))
        return;
    for (size_t i = 0; i < count; i++) {
        if (claims[i].modality == NEWS_CLAIM_MODALITY_ASSERTED)
            claims[i].modality = NEWS_CLAIM_MODALITY_REPORTED;
        claims[i].source_class = reported ? sentence_row(reported)->number : NEWS_CLAIM_SOURCE_CLASS_MEDIA;
        if (outlet)
            claims[i].credited_outlet = slice_of(sentence_row(outlet)->value);
    }
}
