#include "consumers/capacity/goods.h"

#include <math.h>
#include <string.h>

#include "consumers/capacity/goods_text.h"

enum {
    NEAR_BYTES = 40,     /* how far a goods word may stand from a short name that needs one */
    FITS_BYTES = 40,     /* how far a model may stand behind the "for" of an accessory */
    LOOSE_BYTES = 3,     /* what may stand between "for use with" and the model beside makers: "the" */
    BOARD_SIZE = 8,      /* accelerators on the board that the trade calls a module */
    SERVER_SIZE_MAX = 16, /* accelerators in one server; a greater number counts something else */
    STOP = 1000000,
};

static const struct interval one_each = {1, 1, 1};
static const struct interval none_each = {0, 0, 0};

static enum catalogue_word word_of(const struct match *match)
{
    return catalogue_tag_word(match->tag);
}

static const struct system *system_of(const struct goods_text *text, const struct match *match)
{
    return &text->catalogue->systems[catalogue_tag_number(match->tag)];
}

static const struct accelerator *accelerator_of(const struct goods_text *text, const struct match *match)
{
    return &text->catalogue->accelerators[catalogue_tag_number(match->tag)];
}

/* What a code says about an ambiguous name. Accelerators are declared under a few headings; under others a pump or
 * paper of that name is likelier; under the codes of the priors they are so usual that the code itself is context. */
enum gate { GATE_OTHER_GOODS, GATE_OPEN, GATE_USUAL };

static enum gate gate_of(const struct goods_text *text, struct slice hs6)
{
    static const char *const headings[] = {"8471", "8473", "8517", "8523", "8528", "8529", "8541", "8542", "8543"};
    if (hs6.size < 4)
        return GATE_OPEN;
    if (catalogue_share(text->catalogue, hs6))
        return goods_text_has(text, GOODS_OTHER) ? GATE_OPEN : GATE_USUAL;
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        if (slice_starts_with(hs6, headings[i]))
            return GATE_OPEN;
    return GATE_OTHER_GOODS;
}

/* Whether a word speaks of accelerators: makers, devices, systems and names that mean nothing else; memory sizes and
 * sockets only if `weakly`. */
static bool speaks(const struct match *match, bool weakly)
{
    enum catalogue_word word = word_of(match);
    if (word == WORD_GOODS) {
        size_t number = catalogue_tag_number(match->tag);
        return number == GOODS_MAKER || number == GOODS_DEVICE ||
               (weakly && (number == GOODS_CONTEXT || number == GOODS_BOARD || number == GOODS_SERVER));
    }
    bool name = word == WORD_SYSTEM || word == WORD_ACCELERATOR;
    return word == WORD_PART || (name && !(match->tag & TAG_NEEDS_CONTEXT));
}

static bool is_spoken_for(const struct goods_text *text, const struct match *match, bool weakly, size_t reach)
{
    for (size_t i = 0; i < text->count; i++) {
        const struct match *other = &text->matches[i];
        if (other != match && speaks(other, weakly) && other->start < match->end + reach &&
            match->start < other->end + reach)
            return true;
    }
    return false;
}

/* Whether an ambiguous name is meant here; *weak if only weak words or the code say so. */
static bool is_meant(const struct goods_text *text, const struct match *match, enum gate gate, bool *weak)
{
    *weak = false;
    if (!(match->tag & (TAG_NEEDS_CONTEXT | TAG_NEEDS_NEAR)))
        return true;
    if (is_spoken_for(text, match, false, NEAR_BYTES))
        return true;
    if (gate == GATE_OTHER_GOODS || goods_text_has(text, GOODS_OTHER))
        return false;
    *weak = true;
    if (is_spoken_for(text, match, true, match->tag & TAG_NEEDS_NEAR ? NEAR_BYTES : STOP))
        return true;
    return gate == GATE_USUAL && !(match->tag & TAG_NEEDS_NEAR);
}

/* The names in a text: the first of each kind. */
struct names {
    const struct match *filled;  /* a system that is known with what it holds */
    const struct match *chassis; /* one that takes several */
    const struct match *accelerator;
    const struct match *first;
    bool weak; /* the name taken is weakly meant */
};

static void find_names(const struct goods_text *text, enum gate gate, struct names *names)
{
    *names = (struct names){0};
    for (size_t i = 0; i < text->count; i++) {
        const struct match *match = &text->matches[i];
        enum catalogue_word word = word_of(match);
        if (word != WORD_SYSTEM && word != WORD_ACCELERATOR)
            continue;
        const struct match **place = word == WORD_ACCELERATOR               ? &names->accelerator
                                     : system_of(text, match)->accelerator ? &names->filled
                                                                            : &names->chassis;
        bool weak;
        if (*place || !is_meant(text, match, gate, &weak))
            continue;
        *place = match;
        names->weak = names->first ? names->weak && weak : weak;
        if (!names->first)
            names->first = match;
    }
}

void goods_of_accelerator(const struct accelerator *accelerator, struct goods *goods)
{
    *goods = (struct goods){.rule = GOODS_MODEL_NAME, .member_count = 1, .per_item = one_each, .stated_items = NAN,
                            .stacks_per_item = NAN};
    goods->members[0] = goods->mid = accelerator;
}

void goods_of_family(const struct family *family, int32_t date, struct goods *goods)
{
    *goods = (struct goods){.rule = GOODS_MODEL_NAME, .per_item = one_each, .stated_items = NAN,
                            .stacks_per_item = NAN};
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

static void set_each(struct goods *goods, double count)
{
    goods->per_item = (struct interval){count, count, count};
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
    set_each(goods, part->accelerators_per_part);
    goods->sure = part->sure;
}

static void take_system(const struct system *system, struct goods *goods)
{
    goods->rule = GOODS_MODEL_NAME;
    goods->system = system;
    set_each(goods, system->accelerators);
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

/* How many of a named accelerator one machine holds, as far as the text says; 0 if it does not. */
static double count_in_server(const struct goods_text *text, const struct match *name)
{
    double count = goods_text_count_before(text, name);
    if (count <= 0)
        count = goods_text_count_behind(text, name);
    if (count <= 0)
        count = goods_text_gpu_count(text);
    if (count <= 0 && goods_text_has(text, GOODS_BOARD))
        count = BOARD_SIZE;
    return count > SERVER_SIZE_MAX ? 0 : count;
}

static void put_in_server(const struct goods_text *text, const struct match *name, struct goods *goods)
{
    double count = count_in_server(text, name);
    if (count > 0) {
        set_each(goods, count);
        return;
    }
    goods->per_item = (struct interval){1, NAN, BOARD_SIZE};
    goods->notes |= GOODS_NOTE_SERVER_ASSUMED;
    goods->sure = false;
}

static void state_items(const struct goods_text *text, const struct match *name, struct goods *goods)
{
    double count = goods_text_count_before(text, name);
    if (count <= 0)
        count = goods_text_count_behind(text, name);
    if (count > 1)
        goods->stated_items = count;
}

/* On the board of eight, or as a module that may be one or the board; else each item is one. */
static void put_on_board(const struct goods_text *text, const struct match *name, const struct accelerator *accelerator,
                         struct goods *goods)
{
    double count = goods_text_gpu_count(text);
    if (count > 1 && count <= SERVER_SIZE_MAX) {
        set_each(goods, count);
        goods->system = catalogue_board(text->catalogue, accelerator, count);
    } else if (goods_text_has(text, GOODS_BOARD) && accelerator->is_module) {
        goods->system = catalogue_board(text->catalogue, accelerator, BOARD_SIZE);
        set_each(goods, BOARD_SIZE);
        goods->notes |= GOODS_NOTE_BOARD_ASSUMED;
    } else if (goods_text_has(text, GOODS_MODULE) && accelerator->is_module) {
        goods->per_item = (struct interval){1, NAN, BOARD_SIZE};
        goods->notes |= GOODS_NOTE_MODULE_OPEN;
        goods->sure = false;
    } else {
        state_items(text, name, goods);
    }
}

static void take_accelerator(const struct goods_text *text, const struct match *name, struct goods *goods)
{
    const struct accelerator *accelerator = accelerator_of(text, name);
    goods_of_accelerator(accelerator, goods);
    goods->sure = true;
    if (name->tag & TAG_OPEN_VARIANT)
        goods->notes |= GOODS_NOTE_VARIANT_ASSUMED;
    if (goods_text_has(text, GOODS_SERVER))
        put_in_server(text, name, goods);
    else
        put_on_board(text, name, accelerator, goods);
}

/* A chassis holds what is named beside it, in all its slots unless the text counts; alone it only has slots. */
static void take_chassis(const struct goods_text *text, const struct names *names, struct goods *goods)
{
    const struct system *system = system_of(text, names->chassis);
    const struct match *name = names->filled ? names->filled : names->accelerator;
    take_system(system, goods);
    if (!name)
        return;
    const struct accelerator *accelerator =
        names->filled ? system_of(text, names->filled)->accelerator : accelerator_of(text, name);
    double count = names->filled ? system_of(text, names->filled)->accelerators : count_in_server(text, name);
    goods->members[0] = goods->mid = accelerator;
    goods->member_count = 1;
    goods->notes &= ~(unsigned)GOODS_NOTE_SLOTS_ONLY;
    set_each(goods, count > 0 ? count : system->accelerators);
    goods->sure = !isnan(goods->per_item.mid);
}

/* Whether what is named is only what the goods fit. An accessory that comes along (behind "with" or "+") says
 * nothing. */
static bool is_accessory(const struct goods_text *text, const struct match *name, struct goods *goods)
{
    static const unsigned before = 1U << GOODS_MAKER | 1U << GOODS_JOINT | 1U << GOODS_DEVICE | 1U << GOODS_FOR;
    static const unsigned behind =
        before | 1U << GOODS_CONTEXT | 1U << GOODS_SERVER | 1U << GOODS_BOARD | 1U << GOODS_MODULE;
    const struct match *accessory = NULL;
    bool with = false;
    for (size_t i = 0; i < text->count; i++) {
        const struct match *match = &text->matches[i];
        bool is_before = match->end <= name->start;
        if (!is_before && match->start >= name->end && goods_text_is(match, GOODS_ACCESSORY))
            return goods_text_loose(text, name->end, match->start, behind, STOP) == 0; /* "H100 80GB heat sink" */
        with = with || (is_before && goods_text_is(match, GOODS_WITH));
        if (!is_before)
            continue;
        if (goods_text_is(match, GOODS_ACCESSORY) && !with)
            accessory = match;
        bool fits = goods_text_is(match, GOODS_FITS), is_for = goods_text_is(match, GOODS_FOR);
        if (!fits && !is_for)
            continue;
        bool near = goods_text_loose(text, match->end, name->start, before, STOP) <= LOOSE_BYTES;
        if ((accessory && name->start - match->end <= FITS_BYTES) || (fits && near))
            return true;
        goods->notes |= near ? GOODS_NOTE_FITS_MODEL : 0;
    }
    if (accessory && goods_text_loose(text, accessory->end, name->start, before, STOP) == 0)
        goods->notes |= GOODS_NOTE_FITS_MODEL; /* "heat sink NVIDIA H100" */
    return false;
}

/* What the text says against the count: a part for the model, shipped empty, or only prepared for it. */
static void doubt(const struct goods_text *text, const struct names *names, struct goods *goods)
{
    bool machine = names->chassis || (!names->filled && goods_text_has(text, GOODS_SERVER));
    bool empty = goods_text_has(text, GOODS_EMPTY);
    if (empty || (goods->notes & GOODS_NOTE_FITS_MODEL)) {
        goods->per_item.low = 0;
        goods->per_item.mid = NAN;
        goods->notes |= empty ? GOODS_NOTE_EMPTY : 0;
        goods->sure = false;
    } else if (machine && goods_text_has(text, GOODS_OPTIONAL)) {
        goods->per_item.low = 0;
        goods->notes |= GOODS_NOTE_OPTIONAL;
        goods->sure = false;
    }
    if (names->weak) {
        goods->notes |= GOODS_NOTE_WEAK;
        goods->sure = false;
    }
}

static void take_names(const struct goods_text *text, enum gate gate, struct goods *goods)
{
    struct names names;
    find_names(text, gate, &names);
    if (!names.first)
        return;
    if (names.chassis) {
        take_chassis(text, &names, goods);
    } else if (names.filled) {
        take_system(system_of(text, names.filled), goods);
        state_items(text, names.filled, goods);
    } else {
        take_accelerator(text, names.accelerator, goods);
    }
    if (is_accessory(text, names.first, goods)) {
        goods->rule = GOODS_IS_ACCESSORY;
        goods->per_item = none_each;
        goods->notes = 0;
    } else {
        doubt(text, &names, goods);
    }
}

/* HBM alone is memory; on a card, board or machine that the catalogue does not know it says nothing. */
static void take_memory(const struct goods_text *text, enum gate gate, struct goods *goods)
{
    static const unsigned holders = 1U << GOODS_DEVICE | 1U << GOODS_SERVER | 1U << GOODS_BOARD;
    if ((text->seen & holders) || gate == GATE_OTHER_GOODS || goods_text_has(text, GOODS_ACCESSORY))
        return;
    goods->rule = GOODS_IS_MEMORY;
    goods->per_item = none_each;
    goods->stacks_per_item = 1;
}

static const struct part_number *find_part(const struct goods_text *text, struct slice part_number)
{
    const struct part_number *part = part_number.data ? catalogue_part(text->catalogue, part_number) : NULL;
    for (size_t i = 0; !part && i < text->count; i++)
        if (word_of(&text->matches[i]) == WORD_PART)
            part = &text->catalogue->parts[catalogue_tag_number(text->matches[i].tag)];
    return part;
}

void goods_find(const struct catalogue *catalogue, struct slice description, struct slice part_number, struct slice hs6,
                struct goods *goods)
{
    struct goods_text text;
    *goods = (struct goods){.stated_items = NAN, .stacks_per_item = NAN};
    goods_text_read(catalogue, description, &text);
    if (text.count == 0 && !part_number.data)
        return; /* most lines end here */
    const struct part_number *part = find_part(&text, part_number);
    if (part) {
        take_part(part, goods);
        return;
    }
    enum gate gate = gate_of(&text, hs6);
    take_names(&text, gate, goods);
    if (goods->rule == GOODS_UNKNOWN && goods_text_has(&text, GOODS_HBM))
        take_memory(&text, gate, goods);
}

bool goods_cost_as_board(const struct goods *goods, double value_each_usd)
{
    static const double accelerators_at_least = 4;
    double dearest_usd = NAN;
    for (size_t i = 0; i < goods->member_count; i++)
        if (i == 0 || !(goods->members[i]->price.high_usd <= dearest_usd))
            dearest_usd = goods->members[i]->price.high_usd;
    return value_each_usd >= accelerators_at_least * dearest_usd;
}

enum unit_class goods_class(const struct goods *goods)
{
    static const enum unit_class classes[] = {[SYSTEM_BOARD] = CLASS_BOARD,     [SYSTEM_SERVER] = CLASS_SERVER,
                                              [SYSTEM_RACK] = CLASS_RACK,       [SYSTEM_POD] = CLASS_COUNT,
                                              [SYSTEM_CHASSIS] = CLASS_SERVER,  [SYSTEM_OTHER] = CLASS_COUNT};
    if (goods->rule == GOODS_IS_ACCESSORY || goods->rule == GOODS_IS_MEMORY || goods->rule == GOODS_UNKNOWN)
        return CLASS_COUNT;
    if (goods->system)
        return classes[goods->system->type];
    if (goods->part && goods->per_item.mid >= 4)
        return CLASS_BOARD; /* of several makes, but a board */
    if (goods->per_item.high > 1)
        return CLASS_COUNT; /* a server, a module or a board: not known */
    return goods->members[0]->is_module ? CLASS_MODULE : CLASS_CARD;
}
