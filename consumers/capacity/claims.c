#include "consumers/capacity/claims.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "consumers/capacity/goods_words.h"
#include "consumers/capacity/roles.h"
#include "consumers/capacity/sentence.h"

enum {
    ACTS_MAX = 16,        /* acts looked at in one sentence */
    PRODUCTS_MAX = 8,     /* products of one act */
    LIST_BYTES = 12,      /* between the products of a list: ", ", " and its " */
    EVIDENCE_BYTES = 600, /* of a sentence that are kept */
};

/* What one call collects. */
struct finder {
    const struct catalogue *catalogue;
    struct match *words;   /* of the text being read */
    size_t word_count;
    bool has_context;      /* either text speaks of accelerators */
    struct mention last;   /* the last product named, for "the chips" */
    bool has_last;
    struct claim *claims;
    size_t count, capacity;
};

/* Keeps strong acts over weak ones: who may sell what counts before what is sold. */
static size_t find_acts(const struct sentence *s, struct clause clause, struct act *acts)
{
    size_t count = 0;
    for (size_t i = 0; i < s->word_count; i++) {
        const struct match *word = &s->words[i];
        const struct lexicon_row *row = sentence_row(word);
        if (!row || row->kind != LEXICON_ACTION || word->start < clause.start || word->end > clause.end)
            continue;
        if (count && row->level > acts[0].level)
            count = 0;
        if (count == 0)
            acts[count++] = (struct act){s, clause, word, row->number, row->level, NULL};
        else if (row->level == acts[0].level && row->number == NEWS_CLAIM_ACTION_LICENSE &&
                 acts[0].action == NEWS_CLAIM_ACTION_APPROVE)
            acts[0].action = NEWS_CLAIM_ACTION_LICENSE; /* licences approved are licences */
    }
    return count;
}

/* The deliberation of an authority is an act of its own where no other is named. */
static void consider(const struct sentence *s, struct clause clause, struct act *act)
{
    for (size_t i = 0; act->level < LEVEL_PARTY && i < s->word_count; i++) {
        const struct match *word = &s->words[i];
        bool inside = word->start >= clause.start && word->end <= clause.end;
        if (inside && sentence_is(word, LEXICON_CONSIDERED) && sentence_row(word)->number) {
            *act = (struct act){s, clause, word, NEWS_CLAIM_ACTION_CONSIDER, LEVEL_AUTHORITY, NULL};
            return;
        }
    }
}

/* An analyst's expectation of volumes is a forecast, whatever noun it uses. */
static void forecast(const struct sentence *s, struct act *act)
{
    const struct match *org = sentence_find(s, LEXICON_ORG, s->start, act->trigger->start);
    bool analyst = org && sentence_row(org)->number;
    if (analyst && act->level <= LEVEL_PARTY && sentence_find(s, LEXICON_PLANNED, org->end, act->clause.end))
        act->action = NEWS_CLAIM_ACTION_FORECAST;
}

static bool speaks_of_customs(const struct sentence *s)
{
    static const char *const words[] = {"customs", "海关", "海關", "关税", "통관", "税関"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (memmem(s->text.data + s->start, s->end - s->start, words[i], strlen(words[i])))
            return true;
    return false;
}

/* "holding off on orders": what is denied is told by its noun alone. */
static bool is_denied_order(const struct sentence *s, const struct act *act)
{
    bool trade = act->action == NEWS_CLAIM_ACTION_ORDER || act->action == NEWS_CLAIM_ACTION_SHIP;
    return trade && sentence_find(s, LEXICON_DENIED, act->clause.start, act->trigger->start);
}

/* A noun alone ("imports", "sales") is an act only where it comes with a number; as a figure of trade only with
 * customs. */
static bool stands_alone(const struct sentence *s, const struct act *act)
{
    if (sentence_find(s, LEXICON_CONDITION, act->clause.start, act->trigger->start))
        return false;
    if (act->level != LEVEL_NOUN || act->action == NEWS_CLAIM_ACTION_FORECAST || is_denied_order(s, act))
        return true;
    bool trade = act->action == NEWS_CLAIM_ACTION_IMPORT || act->action == NEWS_CLAIM_ACTION_EXPORT;
    return s->quantity_count > 0 && (!trade || speaks_of_customs(s));
}

/* The products of an act. */
struct products {
    const struct mention *items[PRODUCTS_MAX];
    size_t count;
};

static void add_product(struct products *products, const struct mention *mention)
{
    for (size_t i = 0; i < products->count; i++)
        if (slice_equal(products->items[i]->slug, mention->slug))
            return;
    if (products->count < PRODUCTS_MAX)
        products->items[products->count++] = mention;
}

static void products_between(const struct sentence *s, uint32_t from, uint32_t to, struct products *products)
{
    bool specific = false;
    for (size_t i = 0; i < s->mention_count; i++)
        specific = specific || (s->mentions[i].specific && s->mentions[i].start >= from && s->mentions[i].end <= to);
    for (size_t i = 0; i < s->mention_count; i++) {
        const struct mention *mention = &s->mentions[i];
        if (mention->start >= from && mention->end <= to && mention->specific == specific)
            add_product(products, mention);
    }
}

/* Of a clause; failing that the nearest of the sentence; failing that, for "the chips", the last one named before. */
static void find_products(const struct finder *finder, const struct act *act, struct products *products)
{
    const struct sentence *s = act->sentence;
    products_between(s, act->clause.start, act->clause.end, products);
    const struct mention *nearest = NULL;
    for (size_t i = 0; products->count == 0 && i < s->mention_count; i++)
        if (!nearest || s->mentions[i].end <= act->trigger->start)
            nearest = &s->mentions[i];
    if (nearest)
        add_product(products, nearest);
    if (products->count == 0 && finder->has_last && sentence_find(s, LEXICON_ANAPHOR, s->start, s->end))
        add_product(products, &finder->last);
}

static bool family_holds(const struct family *family, const struct mention *mention)
{
    for (size_t i = 0; i < family->member_count; i++)
        if (family->members[i] == mention->accelerator)
            return true;
    return false;
}

/* The smallest family that holds all products of a joint quantity; the first product's slug if there is none. */
static struct slice common_slug(const struct catalogue *catalogue, const struct products *products)
{
    const struct family *best = NULL;
    for (size_t i = 0; i < catalogue->family_count; i++) {
        const struct family *family = &catalogue->families[i];
        bool holds = family->kind == FAMILY_FAMILY;
        for (size_t k = 0; holds && k < products->count; k++)
            holds = products->items[k]->accelerator && family_holds(family, products->items[k]);
        if (holds && (!best || family->member_count < best->member_count))
            best = family;
    }
    if (best)
        return best->slug;
    return slice_starts_with(products->items[0]->slug, "nvidia-") ? SLICE_LITERAL("nvidia-gpu") : products->items[0]->slug;
}

/* Makers of whole classes: "Nvidia's rack shipments", "wafers" for Nvidia name no product, but mean one. */
static struct slice maker_slug(const struct sentence *s)
{
    for (size_t i = 0; i < s->word_count; i++) {
        const struct lexicon_row *row = sentence_row(&s->words[i]);
        if (row && row->kind == LEXICON_ORG && row->country && strcmp(row->country, "ai-accelerator") != 0)
            return slice_of(row->country);
    }
    return (struct slice){NULL, 0};
}

static struct slice evidence_of(const struct sentence *s)
{
    struct slice text = slice_trim(slice_cut(s->text, s->start, s->end));
    if (text.size > EVIDENCE_BYTES) {
        text.size = EVIDENCE_BYTES;
        while (text.size && ((unsigned char)text.data[text.size] & 0xC0) == 0x80)
            text.size--;
    }
    return text;
}

static void set_quantity(struct claim *claim, const struct quantity *quantity)
{
    claim->has_quantity = true;
    claim->quantity = quantity->number;
    claim->unit = quantity->unit;
    claim->unit_text = quantity->unit_text;
    claim->counts_modules = quantity->counts_modules;
}

/* How sure the rules are: more where more of the pattern was found. */
static double confidence_of(const struct claim *claim, const struct act *act, bool specific)
{
    double confidence = act->level == LEVEL_NOUN ? 0.4 : 0.55;
    confidence += claim->actor.data ? 0.1 : 0;
    confidence += specific ? 0.15 : 0;
    confidence += claim->has_quantity ? 0.1 : 0;
    return confidence;
}

static const char *rule_of(const struct act *act, const struct claim *claim)
{
    static const char *const rules[][2] = {[LEVEL_NOUN] = {"noun", "noun+quantity"},
                                           [LEVEL_PARTY] = {"party-act", "party-act+quantity"},
                                           [LEVEL_AUTHORITY] = {"authority-act", "authority-act+quantity"}};
    return rules[act->level][claim->has_quantity];
}

/* Stopping others is restricting them. */
static int final_action(const struct act *act, const struct claim *claim)
{
    return act->action == NEWS_CLAIM_ACTION_SUSPEND && claim->actor_country.data ? NEWS_CLAIM_ACTION_RESTRICT
                                                                                  : act->action;
}

/* Acts of companies need somebody who acts, or a number, or a place: "chips deployed" says nothing. */
static bool says_something(const struct act *act, const struct claim *claim)
{
    return act->level == LEVEL_AUTHORITY || claim->has_quantity || claim->actor.data || claim->to_country.data;
}

static void add_claim(struct finder *finder, const struct act *act, const struct mention *mention, struct slice product,
                      const struct quantity *quantity)
{
    if (finder->count == finder->capacity)
        return;
    struct claim *claim = &finder->claims[finder->count];
    *claim = (struct claim){.product = product, .evidence = evidence_of(act->sentence)};
    if (mention) {
        claim->product_text = mention == &finder->last
                                  ? (struct slice){NULL, 0}
                                  : slice_cut(act->sentence->text, mention->start, mention->end);
        claim->system = mention->system;
    }
    if (quantity)
        set_quantity(claim, quantity);
    roles_actor(act, claim);
    claim->action = final_action(act, claim);
    roles_countries(act, claim);
    roles_orgs(act, claim);
    roles_modality(act, claim);
    claim->rule = rule_of(act, claim);
    claim->confidence = confidence_of(claim, act, mention && mention->specific);
    finder->count += says_something(act, claim);
}

/* The same goods in a finer unit: "250 servers, or 2,000 chips". */
static bool is_coarser(const struct sentence *s, size_t index)
{
    const struct quantity *quantity = &s->quantities[index];
    const struct quantity *next = index + 1 < s->quantity_count ? &s->quantities[index + 1] : NULL;
    if (!next || next->number.start - quantity->number.end > 30 || next->unit != NEWS_CLAIM_QUANTITY_UNIT_CHIPS)
        return false;
    return quantity->unit == NEWS_CLAIM_QUANTITY_UNIT_SERVERS || quantity->counts_modules;
}

/* A sum in another currency beside the same in dollars. */
static bool is_other_currency(const struct sentence *s, size_t index)
{
    const struct quantity *quantity = &s->quantities[index];
    if (quantity->number.currency != CURRENCY_OTHER)
        return false;
    for (size_t i = 0; i < s->quantity_count; i++)
        if (s->quantities[i].unit == NEWS_CLAIM_QUANTITY_UNIT_USD)
            return true;
    return false;
}

static bool in_clause(const struct act *act, const struct quantity *quantity)
{
    return quantity->number.start >= act->clause.start && quantity->number.end <= act->clause.end;
}

/* Products named as a list with one number belong together. */
static bool are_listed(const struct products *products)
{
    for (size_t i = 1; i < products->count; i++)
        if (products->items[i]->start < products->items[i - 1]->end ||
            products->items[i]->start - products->items[i - 1]->end > LIST_BYTES)
            return false;
    return products->count > 1;
}

/* The claims of an act that come with numbers; returns how many. */
static size_t add_counted(struct finder *finder, const struct act *act, const struct products *products)
{
    const struct sentence *s = act->sentence;
    size_t added = 0;
    for (size_t i = 0; i < s->quantity_count; i++) {
        const struct quantity *quantity = &s->quantities[i];
        if (!in_clause(act, quantity) || is_coarser(s, i) || is_other_currency(s, i))
            continue;
        const struct mention *mention = quantity->mention && quantity->mention->specific ? quantity->mention : NULL;
        if (!mention && products->count)
            mention = products->items[0];
        struct slice product = mention ? mention->slug : maker_slug(s);
        if (!product.data)
            continue;
        if (are_listed(products) && (!quantity->mention || quantity->mention == products->items[0]))
            product = common_slug(finder->catalogue, products);
        struct act own = *act;
        own.subject = quantity->subject;
        add_claim(finder, &own, mention, product, quantity);
        added++;
    }
    return added;
}

static void read_act(struct finder *finder, struct act *act)
{
    const struct sentence *s = act->sentence;
    struct products products = {.count = 0};
    consider(s, act->clause, act);
    forecast(s, act);
    if (!stands_alone(s, act))
        return;
    find_products(finder, act, &products);
    if (add_counted(finder, act, &products) || (act->level == LEVEL_NOUN && !is_denied_order(s, act)))
        return;
    for (size_t i = 0; i < products.count; i++)
        add_claim(finder, act, products.items[i], products.items[i]->slug, NULL);
}

static void read_sentence(struct finder *finder, struct sentence *s)
{
    sentence_read(s, finder->has_context);
    for (size_t i = 0; i < s->clause_count; i++) {
        struct act acts[ACTS_MAX];
        size_t count = find_acts(s, s->clauses[i], acts);
        for (size_t k = 0; k < count; k++)
            read_act(finder, &acts[k]);
    }
    for (size_t i = 0; i < s->mention_count; i++)
        if (s->mentions[i].specific || !finder->has_last) {
            finder->last = s->mentions[i];
            finder->has_last = true;
        }
}

static bool names_product(const struct match *word)
{
    enum catalogue_word kind = catalogue_tag_word(word->tag);
    const struct lexicon_row *row = sentence_row(word);
    return kind == WORD_ACCELERATOR || kind == WORD_SYSTEM ||
           (row && (row->kind == LEXICON_PRODUCT || row->kind == LEXICON_CHIP_WORD ||
                    (row->kind == LEXICON_ORG && row->country)));
}

static bool gives_context(const struct match *word)
{
    const struct lexicon_row *row = sentence_row(word);
    enum catalogue_word kind = catalogue_tag_word(word->tag);
    if (kind == WORD_GOODS)
        return true;
    if (kind == WORD_ACCELERATOR || kind == WORD_SYSTEM)
        return !(word->tag & TAG_NEEDS_CONTEXT);
    return row && ((row->kind == LEXICON_ORG && row->country) || row->kind == LEXICON_PRODUCT ||
                   row->kind == LEXICON_CHIP_WORD);
}

static void read_text(struct finder *finder, struct slice text)
{
    struct sentence s = {.catalogue = finder->catalogue, .text = text};
    size_t word = 0;
    for (size_t from = 0; from < text.size; from = s.end) {
        s.start = (uint32_t)from;
        s.end = (uint32_t)sentence_end(text, from);
        size_t first = word;
        while (word < finder->word_count && finder->words[word].start < s.end)
            word++;
        s.words = finder->words + first;
        s.word_count = word - first;
        if (s.word_count)
            read_sentence(finder, &s);
    }
}

/* Equal, or one of them does not say. */
static bool agrees(struct slice a, struct slice b)
{
    return !a.data || !b.data || slice_equal(a, b);
}

static bool same_bound(double a, double b)
{
    return (isnan(a) && isnan(b)) || a == b;
}

static bool same_quantity(const struct claim *a, const struct claim *b)
{
    return a->unit == b->unit && same_bound(a->quantity.low, b->quantity.low) &&
           same_bound(a->quantity.mid, b->quantity.mid) && same_bound(a->quantity.high, b->quantity.high);
}

/* Whether b says no more than a, but perhaps with less detail: one claim told twice. */
static bool restates(const struct claim *a, const struct claim *b)
{
    bool denied_a = a->modality == NEWS_CLAIM_MODALITY_DENIED, denied_b = b->modality == NEWS_CLAIM_MODALITY_DENIED;
    if (a->action != b->action || denied_a != denied_b || !slice_equal(a->product, b->product))
        return false;
    if (!agrees(a->to_country, b->to_country) || !agrees(a->actor, b->actor))
        return false;
    return !a->has_quantity || !b->has_quantity || same_quantity(a, b);
}

/* Takes over what the other one says beyond it. */
static void merge(struct claim *claim, const struct claim *other)
{
    if (!claim->has_quantity && other->has_quantity) {
        claim->has_quantity = true;
        claim->quantity = other->quantity;
        claim->unit = other->unit;
        claim->unit_text = other->unit_text;
        claim->counts_modules = other->counts_modules;
        claim->product_text = other->product_text;
        claim->system = other->system;
        claim->evidence = other->evidence;
        claim->rule = other->rule;
        claim->confidence = fmax(claim->confidence, other->confidence);
    }
    if (!claim->actor.data) {
        claim->actor = other->actor;
        claim->actor_country = other->actor_country;
    }
    if (!claim->to_country.data)
        claim->to_country = other->to_country;
    if (!claim->from_country.data)
        claim->from_country = other->from_country;
    if (claim->org_count == 0) {
        memcpy(claim->orgs, other->orgs, sizeof claim->orgs);
        claim->org_count = other->org_count;
    }
}

/* Claims with a quantity first attract those without, so that each is told once; the order of the text stays. */
static void remove_restated(struct finder *finder)
{
    for (size_t i = 0; i < finder->count; i++) {
        size_t kept = i + 1;
        for (size_t k = i + 1; k < finder->count; k++) {
            if (restates(&finder->claims[i], &finder->claims[k]))
                merge(&finder->claims[i], &finder->claims[k]);
            else
                finder->claims[kept++] = finder->claims[k];
        }
        finder->count = kept;
    }
}

static size_t find_words(struct finder *finder, struct slice text, bool *named)
{
    size_t count = text.data ? matcher_find(finder->catalogue->news, text, finder->words, CLAIM_WORDS_MAX) : 0;
    bool act = false, country = false;
    for (size_t i = 0; i < count; i++) {
        const struct lexicon_row *row = sentence_row(&finder->words[i]);
        *named = *named || names_product(&finder->words[i]);
        finder->has_context = finder->has_context || gives_context(&finder->words[i]);
        act = act || (row && (row->kind == LEXICON_ACTION || row->kind == LEXICON_CONSIDERED));
        country = country || (row && (row->kind == LEXICON_AUTHORITY || row->kind == LEXICON_COUNTRY ||
                                      row->kind == LEXICON_DEMONYM));
    }
    /* Where countries act on it, H200 is the chip. */
    finder->has_context = finder->has_context || (act && country);
    finder->word_count = count;
    return count;
}

bool claims_find(const struct catalogue *catalogue, struct slice title, struct slice body, struct arena *arena,
                 struct claim *claims, size_t capacity, size_t *count)
{
    size_t mark = arena->used;
    struct finder finder = {.catalogue = catalogue, .claims = claims, .capacity = capacity,
                            .words = arena_alloc(arena, CLAIM_WORDS_MAX * sizeof(struct match))};
    *count = 0;
    if (!finder.words)
        return false;
    bool named = false;
    find_words(&finder, body, &named); /* first: a headline's short names may lean on it */
    bool body_named = named;
    find_words(&finder, title, &named);
    if (named) {
        read_text(&finder, title);
        if (body_named) {
            find_words(&finder, body, &named);
            read_text(&finder, body);
        }
        remove_restated(&finder);
    }
    arena_truncate(arena, mark);
    *count = finder.count;
    return true;
}
