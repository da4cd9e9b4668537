#include "consumers/capacity/roles.h"

#include <string.h>

enum {
    LIST_BYTES = 7,       /* ", " or " and " between the names of a list */
    PREPOSITION_BYTES = 6, /* "to the U.S." */
    PRODUCT_BYTES = 3,    /* "Nvidia H200" */
    POSSESSIVE_BYTES = 30, /* "Nvidia's most advanced chips" */
    BUYER_BYTES = 26,     /* "Chinese technology companies" */
    BUYER_BYTES_WIDE = 13, /* 中国科技公司 */
    CUE_BYTES = 70,       /* how far a cue of modality works */
    SUBJECT_BYTES = 34,   /* "Qatari telecoms group Ooredoo" */
};

static bool names_country(const struct lexicon_row *row)
{
    return row && (row->kind == LEXICON_COUNTRY || row->kind == LEXICON_PLACE || row->kind == LEXICON_AUTHORITY);
}

static const struct match *word_before(const struct sentence *s, const struct match *word, uint32_t reach)
{
    return word > s->words && word->start - word[-1].end <= reach ? word - 1 : NULL;
}

static const struct match *word_behind(const struct sentence *s, const struct match *word, uint32_t reach)
{
    return word + 1 < s->words + s->word_count && word[1].start - word->end <= reach ? word + 1 : NULL;
}

static bool follows_kind(const struct sentence *s, const struct match *word, enum lexicon_kind kind, uint32_t reach)
{
    const struct match *before = word_before(s, word, reach);
    return before && sentence_is(before, kind);
}

/* A country that is named right behind "sold to" or "export": 出口中國, 銷往中國. */
static bool is_object(const struct sentence *s, const struct match *word)
{
    const struct match *before = word_before(s, word, 1);
    const struct lexicon_row *row = before ? sentence_row(before) : NULL;
    return row && row->kind == LEXICON_ACTION &&
           (row->number == NEWS_CLAIM_ACTION_EXPORT || row->number == NEWS_CLAIM_ACTION_SHIP);
}

/* "Chinese companies", 中国客户, "the Chinese market", "clients chinois" */
static bool is_of_buyers(const struct sentence *s, const struct match *word)
{
    bool wide = (unsigned char)s->text.data[word->start] >= 0x80;
    uint32_t reach = wide ? BUYER_BYTES_WIDE : sentence_is(word, LEXICON_DEMONYM) ? BUYER_BYTES : PRODUCT_BYTES;
    const struct match *behind = word_behind(s, word, reach); /* "China asks tech firms" names no buyers of China */
    const struct match *before = word_before(s, word, 1);
    return (behind && sentence_is(behind, LEXICON_BUYER)) || (before && !wide && sentence_is(before, LEXICON_BUYER));
}

/* An apostrophe, straight or curly. */
static bool is_possessive(const struct sentence *s, const struct match *word)
{
    static const char curly[] = "\xE2\x80\x99";
    if (word->end + 3 > s->end)
        return false;
    return s->text.data[word->end] == '\'' || memcmp(s->text.data + word->end, curly, 3) == 0;
}

/* "Nvidia H200", "Nvidia's advanced chips": the name is part of the product, not somebody who acts. */
static bool is_of_product(const struct sentence *s, const struct match *word)
{
    uint32_t reach = is_possessive(s, word) ? POSSESSIVE_BYTES : PRODUCT_BYTES;
    for (size_t i = 0; i < s->mention_count; i++) {
        const struct mention *mention = &s->mentions[i];
        if (mention->start >= word->end && mention->start - word->end <= reach)
            return true;
        if (mention->start <= word->start && word->end <= mention->end)
            return true;
    }
    return false;
}

/* Whether a word may be the subject of that act: authorities for their acts, organisations for theirs. */
static bool may_act(const struct act *act, const struct match *word)
{
    const struct sentence *s = act->sentence;
    const struct lexicon_row *row = sentence_row(word);
    if (!row || follows_kind(s, word, LEXICON_TO, PREPOSITION_BYTES) || follows_kind(s, word, LEXICON_FROM, PREPOSITION_BYTES))
        return false;
    bool own = act->action == NEWS_CLAIM_ACTION_SUSPEND || act->action == NEWS_CLAIM_ACTION_RESUME ||
               act->action == NEWS_CLAIM_ACTION_SMUGGLE;
    if (row->kind == LEXICON_ORG)
        return (act->level != LEVEL_AUTHORITY || own) && !is_of_product(s, word) &&
               (row->number == 1) == (act->action == NEWS_CLAIM_ACTION_FORECAST);
    if (row->kind == LEXICON_AUTHORITY)
        return true;
    return row->kind == LEXICON_COUNTRY && act->level == LEVEL_AUTHORITY && !is_of_buyers(s, word) && !is_object(s, word);
}

/* The nearest word left of the trigger that may act; of a list the first. */
static const struct match *subject_before(const struct act *act, uint32_t from)
{
    const struct sentence *s = act->sentence;
    const struct match *found = NULL;
    for (const struct match *word = act->trigger; word > s->words;) {
        word--;
        if (word->start < from)
            break;
        if (found && (found->start - word->end > LIST_BYTES || !sentence_is(word, LEXICON_ORG)))
            break;
        if (may_act(act, word))
            found = word;
        else if (found)
            break;
        if (found && !sentence_is(found, LEXICON_ORG))
            break;
    }
    return found;
}

/* "approved by China" */
static const struct match *agent_behind(const struct act *act)
{
    const struct sentence *s = act->sentence;
    for (const struct match *word = act->trigger + 1; word < s->words + s->word_count && word->end <= act->clause.end; word++) {
        size_t at = word->start;
        bool by = at >= 3 && memcmp(s->text.data + at - 3, "by ", 3) == 0;
        by = by || (at >= 7 && memcmp(s->text.data + at - 7, "by the ", 7) == 0);
        if (by && may_act(act, word))
            return word;
    }
    return NULL;
}

void roles_actor(const struct act *act, struct claim *claim)
{
    const struct match *word = act->subject ? act->subject : agent_behind(act);
    if (!word)
        word = subject_before(act, act->clause.start);
    if (!word)
        word = subject_before(act, act->sentence->start);
    if (word) {
        const struct lexicon_row *row = sentence_row(word);
        claim->actor = slice_of(row->value);
        claim->actor_country = slice_of(row->kind == LEXICON_ORG ? NULL : row->country);
    } else if (act->action == NEWS_CLAIM_ACTION_LICENSE) {
        claim->actor = claim->actor_country = SLICE_LITERAL("US"); /* whose licences the world's trade in these waits for */
    }
}

/* Whether the act goes to the country that a word names. */
static bool is_destination(const struct act *act, const struct match *word)
{
    const struct sentence *s = act->sentence;
    const struct lexicon_row *row = sentence_row(word);
    if (!row || row->kind == LEXICON_ORG)
        return false;
    if (row->kind == LEXICON_DEMONYM)
        return is_of_buyers(s, word);
    if (!names_country(row) || (row->kind == LEXICON_AUTHORITY && row->country && strcmp(row->value, "US") == 0))
        return false;
    return is_object(s, word) || is_of_buyers(s, word) || follows_kind(s, word, LEXICON_TO, PREPOSITION_BYTES) ||
           (row->kind == LEXICON_PLACE && act->action == NEWS_CLAIM_ACTION_INSTALL);
}

/* An authority that approves or restricts and is not America's speaks of what comes to its own country. */
static bool is_importing(const struct act *act, const struct claim *claim)
{
    bool rules = act->action == NEWS_CLAIM_ACTION_APPROVE || act->action == NEWS_CLAIM_ACTION_RESTRICT ||
                 act->action == NEWS_CLAIM_ACTION_CONSIDER || act->action == NEWS_CLAIM_ACTION_DENY;
    return rules && claim->actor_country.data && !slice_equal_text(claim->actor_country, "US");
}

static struct slice destination(const struct act *act, const struct claim *claim, uint32_t from, uint32_t to)
{
    const struct sentence *s = act->sentence;
    struct slice found = {NULL, 0};
    for (size_t i = 0; i < s->word_count; i++) {
        const struct match *word = &s->words[i];
        if (word->start < from || word->end > to || !is_destination(act, word))
            continue;
        struct slice country = slice_of(sentence_row(word)->country);
        bool own = claim->actor_country.data && slice_equal(country, claim->actor_country);
        if (!found.data || (!own && slice_equal(found, claim->actor_country)))
            found = country;
    }
    return found;
}

/* The stated nationality of who buys or hosts: "Qatari telecoms group Ooredoo". */
static struct slice nationality(const struct act *act, const struct claim *claim)
{
    const struct sentence *s = act->sentence;
    for (size_t i = 0; claim->actor.data && i < s->word_count; i++) {
        const struct match *word = &s->words[i];
        bool near = word->end <= act->trigger->start && act->trigger->start - word->end <= 2 * SUBJECT_BYTES;
        if (near && sentence_is(word, LEXICON_DEMONYM))
            return slice_of(sentence_row(word)->country);
    }
    return (struct slice){NULL, 0};
}

void roles_countries(const struct act *act, struct claim *claim)
{
    const struct sentence *s = act->sentence;
    for (size_t i = 0; i < s->word_count; i++) {
        const struct match *word = &s->words[i];
        if (names_country(sentence_row(word)) && follows_kind(s, word, LEXICON_FROM, PREPOSITION_BYTES))
            claim->from_country = slice_of(sentence_row(word)->country);
    }
    claim->to_country = destination(act, claim, act->clause.start, act->clause.end);
    if (!claim->to_country.data && is_importing(act, claim))
        claim->to_country = claim->actor_country;
    if (!claim->to_country.data && act->level != LEVEL_AUTHORITY && s->clause_count > 1)
        claim->to_country = destination(act, claim, s->start, act->trigger->start);
    bool takes = act->action == NEWS_CLAIM_ACTION_ORDER || act->action == NEWS_CLAIM_ACTION_INSTALL;
    if (!claim->to_country.data && takes)
        claim->to_country = nationality(act, claim);
    if (claim->to_country.data && slice_equal(claim->to_country, claim->from_country))
        claim->to_country = (struct slice){NULL, 0};
}

static bool is_maker_of(const struct lexicon_row *row, struct slice product)
{
    size_t size = strlen(row->value);
    return product.size > size && product.data[size] == '-' &&
           slice_equal_ignoring_case(slice_cut(product, 0, size), row->value);
}

void roles_orgs(const struct act *act, struct claim *claim)
{
    const struct sentence *s = act->sentence;
    for (size_t i = 0; i < s->word_count && claim->org_count < CLAIM_ORGS_MAX; i++) {
        const struct match *word = &s->words[i];
        const struct lexicon_row *row = sentence_row(word);
        if (!row || row->kind != LEXICON_ORG || row->number || slice_equal_text(claim->actor, row->value) ||
            word->start < act->clause.start || word->end > act->clause.end ||
            (is_of_product(s, word) && is_maker_of(row, claim->product)))
            continue;
        bool known = false;
        for (size_t k = 0; k < claim->org_count; k++)
            known = known || slice_equal_text(claim->orgs[k].name, row->value);
        if (known)
            continue;
        bool buys = follows_kind(s, word, LEXICON_TO, PREPOSITION_BYTES) || act->action == NEWS_CLAIM_ACTION_ORDER;
        const char *role = is_maker_of(row, claim->product) ? "maker" : buys ? "buyer" : "other";
        claim->orgs[claim->org_count++] = (struct claim_org){slice_of(row->value), role};
    }
}

/* A cue works on an act behind it in the clause, and on one before it where the language puts it last. */
static const struct match *cue(const struct act *act, enum lexicon_kind kind)
{
    const struct sentence *s = act->sentence;
    for (size_t i = 0; i < s->word_count; i++) {
        const struct match *word = &s->words[i];
        if (word->start < act->clause.start || word->end > act->clause.end || !sentence_is(word, kind))
            continue;
        bool wide = (unsigned char)s->text.data[word->start] >= 0x80;
        bool before = word->end <= act->trigger->start && act->trigger->start - word->end <= CUE_BYTES;
        bool behind = (wide && kind != LEXICON_PLANNED) || (act->level == LEVEL_NOUN && kind == LEXICON_PLANNED);
        if (before || (behind && word->start >= act->trigger->end))
            return word;
    }
    return NULL;
}

static bool is_decision(const struct act *act, const struct claim *claim, const struct match *planned)
{
    bool decides = act->action == NEWS_CLAIM_ACTION_APPROVE || act->action == NEWS_CLAIM_ACTION_RESTRICT;
    struct slice word = slice_cut(act->sentence->text, planned->start, planned->end);
    bool will = slice_equal_text(word, "will") || slice_equal_text(word, "would") || slice_equal_text(word, "将") ||
                slice_equal_text(word, "將");
    return decides && claim->actor.data && will;
}

void roles_modality(const struct act *act, struct claim *claim)
{
    const struct sentence *s = act->sentence;
    const struct match *reported = sentence_find(s, LEXICON_REPORTED, s->start, s->end);
    const struct match *planned = cue(act, LEXICON_PLANNED), *considered = cue(act, LEXICON_CONSIDERED);
    claim->source_class = reported ? sentence_row(reported)->number : NEWS_CLAIM_SOURCE_CLASS_UNSTATED;
    bool applied_for = act->action == NEWS_CLAIM_ACTION_LICENSE &&
                       sentence_find(s, LEXICON_CONSIDERED, act->clause.start, act->clause.end);
    if (cue(act, LEXICON_DENIED) && act->action != NEWS_CLAIM_ACTION_RESTRICT)
        claim->modality = NEWS_CLAIM_MODALITY_DENIED;
    else if ((considered || applied_for) && act->action != NEWS_CLAIM_ACTION_CONSIDER)
        claim->modality = NEWS_CLAIM_MODALITY_CONSIDERED;
    else if (planned && act->action != NEWS_CLAIM_ACTION_FORECAST && !is_decision(act, claim, planned))
        claim->modality = NEWS_CLAIM_MODALITY_PLANNED;
    else
        claim->modality = reported ? NEWS_CLAIM_MODALITY_REPORTED : NEWS_CLAIM_MODALITY_ASSERTED;
}
