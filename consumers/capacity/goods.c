#include "consumers/capacity/goods.h"

#include <math.h>
#include <string.h>

#include "consumers/capacity/goods_words.h"

enum {
    MATCHES_MAX = 48,    /* words of a description that are looked at; more say nothing new */
    NEAR_BYTES = 40,     /* how far a goods word may stand from a short name that needs one */
    FITS_BYTES = 24,     /* how far a model may stand behind "for" */
    BOARD_SIZE = 8,      /* accelerators on the board that the trade calls a module */
    COUNT_BYTES = 24,    /* how far "8 x" may stand before the model that it counts */
};

/* The words of one description, and the first of each kind that matters. */
struct description {
    const struct catalogue *catalogue;
    struct slice text;
    struct match matches[MATCHES_MAX];
    size_t count;
    unsigned seen; /* bits of enum goods_word */
};

static const struct interval one_each = {1, 1, 1};
static const struct interval none_each = {0, 0, 0};

static enum catalogue_word word_of(const struct match *match)
{
    return catalogue_tag_word(match->tag);
}

static bool is_goods_word(const struct match *match, enum goods_word word)
{
    return word_of(match) == WORD_GOODS && catalogue_tag_number(match->tag) == (size_t)word;
}

static bool seen(const struct description *description, enum goods_word word)
{
    return description->seen >> word & 1;
}

/* Whether the text holds what an ambiguous name asks for: a word of context, for short names near by. */
static bool is_meant(const struct description *d, const struct match *match)
{
    if (!(match->tag & (TAG_NEEDS_CONTEXT | TAG_NEEDS_NEAR)))
        return true;
    uint32_t reach = match->tag & TAG_NEEDS_NEAR ? NEAR_BYTES : UINT32_MAX / 4;
    for (size_t i = 0; i < d->count; i++) {
        const struct match *other = &d->matches[i];
        bool speaks = is_goods_word(other, GOODS_CONTEXT) || is_goods_word(other, GOODS_SERVER) ||
                      is_goods_word(other, GOODS_BOARD) || word_of(other) == WORD_PART ||
                      ((word_of(other) == WORD_SYSTEM || word_of(other) == WORD_ACCELERATOR) &&
                       !(other->tag & TAG_NEEDS_CONTEXT));
        if (speaks && other->start < match->end + reach && match->start < other->end + reach)
            return true;
    }
    return false;
}

static const struct match *first_name(const struct description *d, enum catalogue_word word)
{
    for (size_t i = 0; i < d->count; i++)
        if (word_of(&d->matches[i]) == word && is_meant(d, &d->matches[i]))
            return &d->matches[i];
    return NULL;
}

void goods_of_accelerator(const struct accelerator *accelerator, struct goods *goods)
{
    *goods = (struct goods){.rule = GOODS_MODEL_NAME, .member_count = 1, .per_item = one_each, .stacks_per_item = NAN};
    goods->members[0] = goods->mid = accelerator;
}

void goods_of_family(const struct family *family, int32_t date, struct goods *goods)
{
    *goods = (struct goods){.rule = GOODS_MODEL_NAME, .per_item = one_each, .stacks_per_item = NAN};
    for (size_t i = 0; i < family->member_count; i++)
        if (date == INT32_MIN || family->members[i]->launch_date <= date)
            goods->members[goods->member_count++] = family->members[i];
    for (size_t i = 0; goods->member_count == 0 && i < family->member_count; i++)
        goods->members[i] = family->members[i];
    if (goods->member_count == 0)
        goods->member_count = family->member_count; /* none on sale yet: the text may know better than the catalogue */
    goods->mid = family->mid;
    if (family->kind == FAMILY_MODEL)
        goods->notes |= GOODS_NOTE_VARIANT_ASSUMED;
}

static void take_part(const struct part_number *part, struct goods *goods)
{
    goods->rule = GOODS_PART_NUMBER;
    goods->part = part;
    goods->system = part->system;
    memcpy(goods->members, part->candidates, sizeof goods->members);
    goods->member_count = part->candidate_count;
    goods->mid = part->candidate_count == 1 ? part->candidates[0] : NULL;
    goods->notes |= part->candidate_count == 1 ? 0 : GOODS_NOTE_CANDIDATES;
    double each = part->accelerators_per_part;
    goods->per_item = (struct interval){each, each, each};
    goods->sure = part->sure;
}

static void take_system(const struct system *system, struct goods *goods)
{
    goods->rule = GOODS_MODEL_NAME;
    goods->system = system;
    goods->per_item = (struct interval){system->accelerators, system->accelerators, system->accelerators};
    goods->member_count = 0;
    if (!system->accelerator) {
        goods->notes |= GOODS_NOTE_SLOTS_ONLY;
        goods->per_item.low = 0;
        goods->per_item.mid = NAN;
        return;
    }
    goods->members[0] = goods->mid = system->accelerator;
    goods->member_count = 1;
    goods->sure = true;
}

/* The small number of "8 x H100", "8*H200", "(8) H100" before a model; 0 if there is none. */
static double count_before(const struct description *d, const struct match *name)
{
    size_t from = name->start > COUNT_BYTES ? name->start - COUNT_BYTES : 0;
    for (size_t i = name->start; i > from; i--) {
        char c = d->text.data[i - 1];
        if (c != 'x' && c != 'X' && c != '*' && c != ')')
            continue;
        size_t k = i - 1;
        while (k > from && d->text.data[k - 1] == ' ')
            k--;
        bool alone = k >= 1 && d->text.data[k - 1] >= '1' && d->text.data[k - 1] <= '9' &&
                     (k == 1 || d->text.data[k - 2] < '0' || d->text.data[k - 2] > '9');
        return alone ? d->text.data[k - 1] - '0' : 0;
    }
    return 0;
}

/* A named accelerator in a complete machine: as many as stated, else one to eight. */
static void put_in_server(const struct description *d, const struct match *name, struct goods *goods)
{
    double count = count_before(d, name);
    if (count <= 0 && seen(d, GOODS_BOARD))
        count = BOARD_SIZE;
    if (count > 0) {
        goods->per_item = (struct interval){count, count, count};
        return;
    }
    goods->per_item = (struct interval){1, NAN, BOARD_SIZE};
    goods->notes |= GOODS_NOTE_SERVER_ASSUMED;
    goods->sure = false;
}

static void take_accelerator(const struct description *d, const struct match *name, struct goods *goods)
{
    const struct accelerator *accelerator =
        &d->catalogue->accelerators[catalogue_tag_number(name->tag)];
    goods_of_accelerator(accelerator, goods);
    goods->sure = true;
    if (seen(d, GOODS_SERVER)) {
        put_in_server(d, name, goods);
    } else if (seen(d, GOODS_BOARD) && accelerator->is_module) {
        goods->system = catalogue_board(d->catalogue, accelerator, BOARD_SIZE);
        goods->per_item = (struct interval){BOARD_SIZE, BOARD_SIZE, BOARD_SIZE};
        goods->notes |= GOODS_NOTE_BOARD_ASSUMED;
    }
}

/* A chassis with a model named elsewhere in the text: its slots, filled with that; an empty one may hold none. */
static void take_chassis(const struct description *d, const struct match *chassis, const struct match *name,
                         struct goods *goods)
{
    const struct system *system = &d->catalogue->systems[catalogue_tag_number(chassis->tag)];
    take_system(system, goods);
    if (!name || system->accelerator)
        return;
    const struct accelerator *accelerator = &d->catalogue->accelerators[catalogue_tag_number(name->tag)];
    goods->members[0] = goods->mid = accelerator;
    goods->member_count = 1;
    goods->notes &= ~(unsigned)GOODS_NOTE_SLOTS_ONLY;
    double count = count_before(d, name);
    if (count <= 0)
        count = system->accelerators;
    goods->per_item = (struct interval){count, count, count};
    goods->sure = !isnan(count);
}

/* Whether what is named is only what the goods fit. An accessory that comes along (behind "with" or "+") says nothing. */
static bool is_accessory(const struct description *d, const struct match *name, struct goods *goods)
{
    bool accessory = false, with = false;
    for (size_t i = 0; i < d->count; i++) {
        const struct match *match = &d->matches[i];
        bool before = match->end <= name->start;
        if (is_goods_word(match, GOODS_WITH))
            with = true;
        if (is_goods_word(match, GOODS_ACCESSORY) && !with) {
            if (match->start >= name->end && match->start <= name->end + 1)
                return true; /* "H100 heat sink" */
            accessory = accessory || before;
        }
        if (!before || name->start - match->end > FITS_BYTES)
            continue;
        if (is_goods_word(match, GOODS_FITS) && (match->start > 0 || seen(d, GOODS_ACCESSORY)))
            return true;
        if (is_goods_word(match, GOODS_FOR)) {
            if (accessory)
                return true;
            goods->notes |= GOODS_NOTE_FITS_MODEL;
        }
    }
    return false;
}

static void take_name(const struct description *d, struct goods *goods)
{
    const struct match *system = first_name(d, WORD_SYSTEM), *accelerator = first_name(d, WORD_ACCELERATOR);
    const struct match *name = system ? system : accelerator;
    if (!name)
        return;
    if (system)
        take_chassis(d, system, accelerator, goods);
    else
        take_accelerator(d, accelerator, goods);
    if (is_accessory(d, name, goods)) {
        goods->rule = GOODS_IS_ACCESSORY;
        goods->per_item = none_each;
    } else if (seen(d, GOODS_EMPTY) || (goods->notes & GOODS_NOTE_FITS_MODEL)) {
        goods->per_item.low = 0;
        goods->per_item.mid = NAN;
        goods->notes |= seen(d, GOODS_EMPTY) ? GOODS_NOTE_EMPTY : 0;
        goods->sure = false;
    }
}

static void take_memory(struct goods *goods)
{
    goods->rule = GOODS_IS_MEMORY;
    goods->per_item = none_each;
    goods->stacks_per_item = 1;
    goods->sure = false;
}

static const struct part_number *find_part(const struct description *d, struct slice part_number)
{
    const struct part_number *part = part_number.data ? catalogue_part(d->catalogue, part_number) : NULL;
    for (size_t i = 0; !part && i < d->count; i++)
        if (word_of(&d->matches[i]) == WORD_PART)
            part = &d->catalogue->parts[catalogue_tag_number(d->matches[i].tag)];
    return part;
}

void goods_find(const struct catalogue *catalogue, struct slice text, struct slice part_number, struct goods *goods)
{
    struct description d;
    *goods = (struct goods){.stacks_per_item = NAN};
    d.catalogue = catalogue;
    d.text = text;
    d.count = text.data ? matcher_find(catalogue->goods, text, d.matches, MATCHES_MAX) : 0;
    d.seen = 0;
    if (d.count == 0 && !part_number.data)
        return; /* most lines end here */
    for (size_t i = 0; i < d.count; i++)
        if (word_of(&d.matches[i]) == WORD_GOODS)
            d.seen |= 1U << catalogue_tag_number(d.matches[i].tag);
    const struct part_number *part = find_part(&d, part_number);
    if (part)
        take_part(part, goods);
    else
        take_name(&d, goods);
    if (goods->rule == GOODS_UNKNOWN && seen(&d, GOODS_HBM))
        take_memory(goods);
}
