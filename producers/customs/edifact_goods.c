#include "producers/customs/edifact_goods.h"

#include <ctype.h>
#include <string.h>

#include "lib/clock.h"
#include "producers/customs/country.h"
#include "producers/customs/hs_code.h"

/* ---- collecting ---- */

void goods_start(struct goods *goods)
{
    memset(goods, 0, offsetof(struct goods, description));
}

static bool keep_text(struct goods *goods, enum goods_text which, struct slice text, struct arena *arena,
                      struct error *error)
{
    if (goods->texts[which].data || !text.data)
        return true;
    goods->texts[which] = arena_slice(arena, text);
    return goods->texts[which].data || error_reject(error, REASON_TOO_LARGE, "the message's texts do not fit");
}

/* Texts by their segment and qualifier, which is the first component of the first element. Source: code lists 3227
 * (LOC), 1153 (RFF), 8051 (TDT). */
static const struct {
    const char *tag, *qualifier;
    enum goods_text which;
    unsigned char element, component;
} text_rules[] = {
    {"LOC", "27", GOODS_ORIGIN, 2, 1},
    {"LOC", "35", GOODS_DISPATCH, 2, 1},
    {"LOC", "36", GOODS_ULTIMATE_DESTINATION, 2, 1},
    {"LOC", "28", GOODS_DESTINATION, 2, 1},
    {"LOC", "76", GOODS_FIRST_LOADING, 2, 1},
    {"LOC", "9", GOODS_LOADING, 2, 1},
    {"LOC", "8", GOODS_DELIVERY, 2, 1},
    {"LOC", "11", GOODS_DISCHARGE, 2, 1},
    {"LOC", "22", GOODS_OFFICE, 2, 1},
    {"LOC", "41", GOODS_OFFICE_OF_ENTRY, 2, 1},
    {"LOC", "42", GOODS_OFFICE_OF_EXIT, 2, 1},
    /* A place may be written out, without a code. */
    {"LOC", "27", GOODS_ORIGIN, 2, 4},
    {"LOC", "35", GOODS_DISPATCH, 2, 4},
    {"LOC", "36", GOODS_ULTIMATE_DESTINATION, 2, 4},
    {"LOC", "28", GOODS_DESTINATION, 2, 4},
    {"LOC", "27", GOODS_ORIGIN, 3, 1}, /* Australia: a part of the country */
    {"RFF", "HS", GOODS_HS_REFERENCE, 1, 2},
    {"RFF", "ABE", GOODS_DECLARANT_REFERENCE, 1, 2},
    {"RFF", "ABO", GOODS_DECLARANT_REFERENCE, 1, 2},
    {"TDT", "20", GOODS_TRANSPORT, 3, 1},
    {"TDT", "11", GOODS_TRANSPORT, 3, 1},
    {"CUX", "5", GOODS_CURRENCY, 1, 2},
    {"CUX", "2", GOODS_CURRENCY, 1, 2},
    {"CUX", "3", GOODS_CURRENCY, 1, 2},
    {"FTX", "AAA", GOODS_LANGUAGE, 5, 1},
};

static bool take_texts(struct goods *goods, const struct edifact_segment *segment, struct arena *arena,
                       struct error *error)
{
    struct slice qualifier = edifact_part(segment, 1, 1);
    for (size_t i = 0; i < sizeof text_rules / sizeof text_rules[0]; i++)
        if (edifact_is(segment, text_rules[i].tag) && slice_equal_text(qualifier, text_rules[i].qualifier)) {
            struct slice text = edifact_part(segment, text_rules[i].element, text_rules[i].component);
            if (!keep_text(goods, text_rules[i].which, text, arena, error))
                return false;
        }
    return true;
}

/* A party's name: five components of the fourth element, else the first line of the third, else its number. */
static struct slice party_name(const struct edifact_segment *segment, struct arena *arena)
{
    char name[1024];
    size_t size = 0;
    for (size_t i = 1; i <= 5; i++) {
        struct slice part = edifact_part(segment, 4, i);
        if (!part.data || size + 1 + part.size > sizeof name)
            continue;
        if (size)
            name[size++] = ' ';
        memcpy(name + size, part.data, part.size);
        size += part.size;
    }
    if (size)
        return arena_slice(arena, (struct slice){name, size});
    struct slice line = edifact_part(segment, 3, 1);
    return line.data ? line : edifact_part(segment, 2, 1);
}

static bool take_party(struct goods *goods, const struct edifact_segment *segment, struct arena *arena,
                       struct error *error)
{
    static const struct {
        const char *qualifier;
        enum goods_text which;
    } parties[] = {
        {"IM", GOODS_IMPORTER}, {"EX", GOODS_EXPORTER}, {"CN", GOODS_CONSIGNEE}, {"CZ", GOODS_CONSIGNOR}};
    struct slice qualifier = edifact_part(segment, 1, 1);
    for (size_t i = 0; i < sizeof parties / sizeof parties[0]; i++)
        if (slice_equal_text(qualifier, parties[i].qualifier) && !goods->texts[parties[i].which].data)
            return keep_text(goods, parties[i].which, party_name(segment, arena), arena, error);
    return true;
}

static bool keep_number(struct goods *goods, const struct edifact *edifact, enum goods_number which, struct slice text,
                        struct slice unit, struct arena *arena, struct error *error)
{
    if (goods->numbers[which].stated || !text.data)
        return true;
    if (!edifact_number(edifact, text, &goods->numbers[which].number, error))
        return false;
    goods->numbers[which].stated = true;
    goods->numbers[which].unit = arena_slice(arena, unit);
    return !unit.data || goods->numbers[which].unit.data ||
           error_reject(error, REASON_TOO_LARGE, "the message's texts do not fit");
}

/* Measurements by what they are for (code list 6311) and what was measured (6313); NULL: whatever was measured. */
static const struct {
    const char *purpose, *property;
    enum goods_number which;
} measurements[] = {
    {"AAE", "AAB", GOODS_GROSS},      {"AAE", "G", GOODS_GROSS},        {"AAE", "AAE", GOODS_GROSS},
    {"AAE", "AAG", GOODS_GROSS},      {"AAE", "AAA", GOODS_NET},        {"AAE", "AAL", GOODS_NET},
    {"AAE", "N", GOODS_NET},          {"AAE", "AAF", GOODS_NET_NET},    {"AAE", "AAD", GOODS_GROSS_TOTAL},
    {"AAE", "AAC", GOODS_NET_TOTAL},  {"AAX", "AAD", GOODS_GROSS_TOTAL}, {"AAX", "AAB", GOODS_GROSS_TOTAL},
    {"AAX", "G", GOODS_GROSS_TOTAL},  {"AAR", NULL, GOODS_TARIFF_1},    {"AAS", NULL, GOODS_TARIFF_2},
    {"AAT", NULL, GOODS_TARIFF_3},    {"AAF", NULL, GOODS_CUSTOMS_QUANTITY},
};

static bool take_measurement(struct goods *goods, const struct edifact *edifact, const struct edifact_segment *segment,
                             struct arena *arena, struct error *error)
{
    struct slice purpose = edifact_part(segment, 1, 1), property = edifact_part(segment, 2, 1);
    if (slice_equal_text(purpose, "WT") || slice_equal_text(purpose, "AAI"))
        purpose = SLICE_LITERAL("AAE");
    for (size_t i = 0; i < sizeof measurements / sizeof measurements[0]; i++)
        if (slice_equal_text(purpose, measurements[i].purpose) &&
            (!measurements[i].property || slice_equal_text(property, measurements[i].property)))
            return keep_number(goods, edifact, measurements[i].which, edifact_part(segment, 3, 2),
                               edifact_part(segment, 3, 1), arena, error);
    return true;
}

/* Numbers whose first element is qualifier, number, unit or currency. Source: code lists 6063 (QTY), 5025 (MOA), 6069
 * (CNT). */
static const struct {
    const char *tag, *qualifier;
    enum goods_number which;
} number_rules[] = {
    {"QTY", "47", GOODS_INVOICED},          {"QTY", "1", GOODS_DISCRETE},    {"MOA", "40", GOODS_CUSTOMS_VALUE},
    {"MOA", "123", GOODS_STATISTICAL_VALUE}, {"MOA", "63", GOODS_FOB_VALUE}, {"MOA", "66", GOODS_ITEM_TOTAL},
    {"MOA", "39", GOODS_INVOICE_TOTAL},     {"CNT", "7", GOODS_GROSS_TOTAL},
};

static bool take_number(struct goods *goods, const struct edifact *edifact, const struct edifact_segment *segment,
                        struct arena *arena, struct error *error)
{
    struct slice qualifier = edifact_part(segment, 1, 1);
    for (size_t i = 0; i < sizeof number_rules / sizeof number_rules[0]; i++)
        if (edifact_is(segment, number_rules[i].tag) && slice_equal_text(qualifier, number_rules[i].qualifier))
            return keep_number(goods, edifact, number_rules[i].which, edifact_part(segment, 1, 2),
                               edifact_part(segment, 1, 3), arena, error);
    return true;
}

/* The day in a date as code list 2379 lays it out; *is_day false for years and other spans. */
static bool read_day(struct slice text, struct slice format, int32_t *days, bool *is_day)
{
    static const char *const with_century[] = {"102", "203", "204", "205", "303", "304", "718", ""};
    static const char *const without_century[] = {"101", "201", "202", "301"};
    char digits[9] = "";
    *is_day = true;
    if (!format.data)
        format = SLICE_LITERAL("");
    for (size_t i = 0; i < sizeof with_century / sizeof with_century[0]; i++)
        if (slice_equal_text(format, with_century[i]))
            return text.size >= 8 && date_parse_iso(slice_cut(text, 0, 8), days);
    for (size_t i = 0; i < sizeof without_century / sizeof without_century[0]; i++)
        if (slice_equal_text(format, without_century[i]) && text.size >= 6) {
            memcpy(digits, text.data[0] >= '7' ? "19" : "20", 2);
            memcpy(digits + 2, text.data, 6);
            return date_parse_iso(slice_of(digits), days);
        }
    *is_day = false;
    return true;
}

static bool take_date(struct goods *goods, const struct edifact_segment *segment, struct error *error)
{
    static const struct {
        const char *qualifier; /* code list 2005 */
        enum goods_date which;
    } dates[] = {{"148", GOODS_ACCEPTED}, {"137", GOODS_DOCUMENT}, {"178", GOODS_ARRIVED},
                 {"132", GOODS_ARRIVAL},  {"186", GOODS_SHIPPED},  {"129", GOODS_SHIPPED},
                 {"133", GOODS_DEPARTURE}};
    struct slice qualifier = edifact_part(segment, 1, 1), text = edifact_part(segment, 1, 2);
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
        enum goods_date which = dates[i].which;
        bool is_day;
        if (!slice_equal_text(qualifier, dates[i].qualifier) || !text.data || goods->dates[which].stated)
            continue;
        if (!read_day(text, edifact_part(segment, 1, 3), &goods->dates[which].days, &is_day))
            return error_reject(error, REASON_BAD_DATE, "DTM+%.*s: \"%.*s\" is no day", SLICE_ARGS(qualifier),
                                (int)(text.size < 40 ? text.size : 40), text.data);
        goods->dates[which].stated = is_day;
        goods->date_not_a_day |= !is_day;
    }
    return true;
}

/* Whether a part of a description fills its field, 70 or later 512 characters; some writers count their release
 * characters. A full part is cut anywhere, also inside a word. */
static bool is_full(struct slice part)
{
    size_t plain = 0, released = 0;
    for (size_t i = 0; i < part.size; i++) {
        plain += ((unsigned char)part.data[i] & 0xC0) != 0x80;
        released += part.data[i] && strchr(":+?'", part.data[i]);
    }
    return (plain <= 70 && plain + released >= 70) || (plain <= 512 && plain + released >= 512);
}

static bool add_description(struct goods *goods, struct slice part, bool joined, struct error *error)
{
    bool blank = goods->description_size && !joined;
    if (goods->description_size + part.size + blank > GOODS_DESCRIPTION_MAX)
        return error_reject(error, REASON_TOO_LARGE, "the description is longer than %d bytes", GOODS_DESCRIPTION_MAX);
    if (blank)
        goods->description[goods->description_size++] = ' ';
    memcpy(goods->description + goods->description_size, part.data, part.size);
    goods->description_size += part.size;
    return true;
}

/* The components of an element as one text. */
static bool take_description(struct goods *goods, const struct edifact_segment *segment, size_t element, size_t first,
                             struct error *error)
{
    bool joined = false;
    for (size_t i = first; i <= 5; i++) {
        struct slice part = edifact_text(segment, element, i);
        if (!part.size)
            continue;
        if (!add_description(goods, part, joined, error))
            return false;
        joined = is_full(part);
    }
    return true;
}

static bool take_identities(struct goods *goods, const struct edifact_segment *segment, struct arena *arena,
                            struct error *error)
{
    for (size_t i = 0; i < GOODS_IDENTITIES_MAX; i++) {
        struct slice text = edifact_part(segment, i + 2, 1);
        if (goods->identities[i].data || !text.data)
            continue;
        goods->identities[i] = arena_slice(arena, text);
        if (!goods->identities[i].data)
            return error_reject(error, REASON_TOO_LARGE, "the message's texts do not fit");
    }
    return true;
}

bool goods_take(struct goods *goods, const struct edifact *edifact, const struct edifact_segment *segment,
                struct arena *arena, struct error *error)
{
    bool of_document = goods->of_document && edifact_is(segment, "DTM");
    goods->of_document = of_document || edifact_is(segment, "RFF") || edifact_is(segment, "DOC");
    goods->repeated |= segment->repeated;
    if (!take_texts(goods, segment, arena, error))
        return false;
    if (edifact_is(segment, "NAD"))
        return take_party(goods, segment, arena, error);
    if (edifact_is(segment, "MEA"))
        return take_measurement(goods, edifact, segment, arena, error);
    if (edifact_is(segment, "DTM"))
        return (of_document && slice_equal_text(edifact_part(segment, 1, 1), "137")) ||
               take_date(goods, segment, error);
    if (edifact_is(segment, "FTX") && slice_equal_text(edifact_part(segment, 1, 1), "AAA"))
        return take_description(goods, segment, 4, 1, error);
    if (edifact_is(segment, "IMD")) /* stands in for FTX in some guides */
        return take_description(goods, segment, 3, 4, error);
    if (edifact_is(segment, "GID")) /* packages and their kind */
        return keep_number(goods, edifact, GOODS_PACKAGES, edifact_part(segment, 2, 1), edifact_part(segment, 2, 2),
                           arena, error);
    if (edifact_is(segment, "CST"))
        return take_identities(goods, segment, arena, error);
    return take_number(goods, edifact, segment, arena, error);
}

/* ---- filling ---- */

struct filling {
    const struct goods *item;
    const struct goods_levels *levels;
    const struct goods_rules *rules;
    struct draft *draft;
    struct customs_event *event;
};

static struct slice text_of(const struct filling *filling, enum goods_text which)
{
    size_t level = 0;
    while (level + 1 < filling->levels->count && !filling->levels->nearest_first[level]->texts[which].data)
        level++;
    return filling->levels->nearest_first[level]->texts[which];
}

/* That of a UN/LOCODE, whose first two letters are its country. A port of two or three letters has a code of its own
 * country, or IATA's: CZ is a free zone of Singapore, CAN is Guangzhou. */
static struct slice country_of_port(struct slice text)
{
    return text.size == 5 ? country_of_text(slice_cut(text, 0, 2)) : (struct slice){NULL, 0};
}

/* A country as it is stated, or that of a place in it. */
static struct slice country_of_place(struct slice text)
{
    struct slice country = country_of_text(text);
    return country.data ? country : country_of_port(text);
}

struct place {
    enum goods_text which;
    const char *flag; /* where it stands in for the country itself */
};

/* The country of the first place stated; *raw as it is stated. */
static struct slice country_of(const struct filling *filling, const struct place *places, size_t count,
                               struct slice *raw)
{
    *raw = (struct slice){NULL, 0};
    for (size_t i = 0; i < count; i++) {
        *raw = text_of(filling, places[i].which);
        if (!raw->data)
            continue;
        struct slice country = places[i].flag ? country_of_port(*raw) : country_of_place(*raw);
        if (places[i].flag)
            draft_flag(filling->draft, places[i].flag);
        if (country.data)
            return country;
        draft_flag(filling->draft, "country_unknown");
        return SLICE_LITERAL(COUNTRY_UNKNOWN);
    }
    return *raw;
}

static void fill_countries(struct filling *filling)
{
    static const struct place origins[] = {{GOODS_ORIGIN, NULL}};
    static const struct place dispatches[] = {{GOODS_DISPATCH, NULL},
                                              {GOODS_FIRST_LOADING, "dispatch_by_port"},
                                              {GOODS_LOADING, "dispatch_by_port"}};
    static const struct place destinations[] = {{GOODS_ULTIMATE_DESTINATION, NULL},
                                                {GOODS_DESTINATION, NULL},
                                                {GOODS_DELIVERY, "destination_by_port"},
                                                {GOODS_DISCHARGE, "destination_by_port"}};
    struct slice origin, dispatch, destination;
    struct customs_event *event = filling->event;
    event->origin = country_of(filling, origins, 1, &origin);
    event->dispatch = country_of(filling, dispatches, 3, &dispatch);
    event->destination = country_of(filling, destinations, 4, &destination);
    bool out = event->flow && *event->flow == CUSTOMS_EVENT_FLOW_EXPORT;
    event->partner_raw = draft_text(filling->draft, out ? destination : origin.data ? origin : dispatch);
}

static void fill_texts(struct filling *filling)
{
    static const struct {
        enum goods_text which;
        size_t offset;
    } texts[] = {
        {GOODS_TRANSPORT, offsetof(struct customs_event, transport_mode)},
        {GOODS_OFFICE_OF_EXIT, offsetof(struct customs_event, customs_office)},
        {GOODS_OFFICE_OF_ENTRY, offsetof(struct customs_event, customs_office)},
        {GOODS_OFFICE, offsetof(struct customs_event, customs_office)}, /* the last one that is stated holds */
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct slice text = draft_text(filling->draft, text_of(filling, texts[i].which));
        if (text.data)
            memcpy((char *)filling->event + texts[i].offset, &text, sizeof text);
    }
}

static void fill_parties(struct filling *filling)
{
    const struct goods_rules *rules = filling->rules;
    struct draft *draft = filling->draft;
    filling->event->importer = party_text(rules->party, rules->party_salt, draft, text_of(filling, GOODS_IMPORTER));
    filling->event->exporter = party_text(rules->party, rules->party_salt, draft, text_of(filling, GOODS_EXPORTER));
    filling->event->consignee = party_text(rules->party, rules->party_salt, draft, text_of(filling, GOODS_CONSIGNEE));
    filling->event->consignor = party_text(rules->party, rules->party_salt, draft, text_of(filling, GOODS_CONSIGNOR));
}

static void fill_description(struct filling *filling)
{
    struct slice text = slice_trim((struct slice){filling->item->description, filling->item->description_size});
    struct slice stated = filling->item->texts[GOODS_LANGUAGE];
    filling->event->description_raw = draft_text(filling->draft, text);
    if (!text.size)
        return;
    filling->event->description_lang = filling->rules->language;
    if (stated.size == 2) { /* ISO 639-1, which EDIFACT writes in capitals */
        const char lower[] = {(char)tolower((unsigned char)stated.data[0]),
                              (char)tolower((unsigned char)stated.data[1])};
        filling->event->description_lang = draft_text(filling->draft, (struct slice){lower, 2});
    }
}

/* "8415101021L": New Zealand's codes end in a check letter. "1000001": seven digits are a European customs
 * procedure. */
static bool read_tariff_code(struct draft *draft, struct slice text, struct hs_code *code)
{
    bool letter = text.size >= 9 && isupper((unsigned char)text.data[text.size - 1]);
    if (letter)
        text.size--;
    if (!hs_code_parse(text, 0, code) || code->count < 6 || code->count == 7 || code->damaged)
        return false;
    if (letter)
        draft_flag(draft, "hs_check_letter");
    return true;
}

/* The first identity of the item that can be a code of the tariff, else the reference that Australia puts it in. */
static void fill_tariff_code(struct filling *filling)
{
    struct hs_code code;
    struct slice reference = text_of(filling, GOODS_HS_REFERENCE);
    bool stated = reference.data, found = false;
    for (size_t i = 0; i < GOODS_IDENTITIES_MAX && !found; i++) {
        struct slice text = filling->item->identities[i];
        stated |= text.data != NULL;
        found = text.data && read_tariff_code(filling->draft, text, &code);
        if (found && i)
            draft_flag(filling->draft, "hs_not_first");
    }
    if (!found && reference.data) {
        found = read_tariff_code(filling->draft, reference, &code);
        draft_flag(filling->draft, "hs_by_reference");
    }
    if (stated && !found)
        draft_flag(filling->draft, "hs_unreadable");
    if (!found)
        return;
    draft_hs_code(filling->draft, &code);
}

/* A weight in kg; *weight stays NULL where none is stated or its unit is none of weight. */
static bool fill_weight(struct filling *filling, const struct goods *from, enum goods_number which,
                        const struct decimal **weight, struct error *error)
{
    struct unit unit;
    struct slice code;
    if (*weight || !from->numbers[which].stated)
        return true;
    if (!unit_of_text(from->numbers[which].unit, &unit) || !slice_equal_text(unit.code, "KGM")) {
        draft_flag(filling->draft, "weight_unit_unknown");
        return true;
    }
    return draft_quantity(filling->draft, from->numbers[which].number, &unit, weight, &code, error);
}

/* The item's own weights; where it has none, those of all items together, which no sum may count for each. */
static bool fill_weights(struct filling *filling, struct error *error)
{
    struct customs_event *event = filling->event;
    const struct goods *item = filling->item;
    if (!fill_weight(filling, item, GOODS_NET, &event->net_kg, error) ||
        !fill_weight(filling, item, GOODS_NET_NET, &event->net_kg, error) ||
        !fill_weight(filling, item, GOODS_GROSS, &event->gross_kg, error))
        return false;
    int scope = CUSTOMS_EVENT_WEIGHT_SCOPE_LINE;
    if (!event->net_kg && !event->gross_kg) {
        scope = CUSTOMS_EVENT_WEIGHT_SCOPE_HEADER;
        for (size_t i = 0; i < 2 && i < filling->levels->count; i++)
            if (!fill_weight(filling, filling->levels->nearest_first[i], GOODS_NET_TOTAL, &event->net_kg, error) ||
                !fill_weight(filling, filling->levels->nearest_first[i], GOODS_GROSS_TOTAL, &event->gross_kg, error))
                return false;
    }
    if (event->net_kg || event->gross_kg)
        event->weight_scope = draft_symbol(filling->draft, scope);
    return true;
}

static bool read_quantity(struct filling *filling, enum goods_number which, const struct decimal **quantity,
                          struct slice *code, struct error *error)
{
    struct unit unit = {.factor = {1, 0}};
    struct slice stated = filling->item->numbers[which].unit;
    if (stated.data && !unit_of_text(stated, &unit))
        draft_flag(filling->draft, "unit_unknown");
    return draft_quantity(filling->draft, filling->item->numbers[which].number, &unit, quantity, code, error);
}

/* The first quantity that is stated, and the next in another unit. */
static bool fill_quantities(struct filling *filling, struct error *error)
{
    static const enum goods_number order[] = {GOODS_TARIFF_1,         GOODS_CUSTOMS_QUANTITY, GOODS_INVOICED,
                                              GOODS_DISCRETE,         GOODS_TARIFF_2,         GOODS_TARIFF_3};
    struct customs_event *event = filling->event;
    for (size_t i = 0; i < sizeof order / sizeof order[0]; i++) {
        const struct decimal *quantity;
        struct slice code;
        if (!filling->item->numbers[order[i]].stated)
            continue;
        if (!read_quantity(filling, order[i], &quantity, &code, error))
            return false;
        if (!event->qty) {
            event->qty = quantity;
            event->unit = code;
        } else if (slice_equal(code, event->unit)) {
            if (decimal_compare(*quantity, *event->qty) != 0)
                draft_flag(filling->draft, "quantity_conflict");
        } else if (!event->qty2) {
            event->qty2 = quantity;
            event->unit2 = code;
        }
    }
    return true;
}

/* A number of packages is no number of goods: X and the code of Recommendation 21. */
static bool fill_packages(struct filling *filling, struct error *error)
{
    struct customs_event *event = filling->event;
    struct unit unit = {.factor = {1, 0}, .code = SLICE_LITERAL("XPK")};
    struct slice kind = filling->item->numbers[GOODS_PACKAGES].unit;
    if (event->qty || !filling->item->numbers[GOODS_PACKAGES].stated)
        return true;
    draft_flag(filling->draft, "packages");
    if (kind.size == 2) {
        char code[3] = {'X', kind.data[0], kind.data[1]};
        unit.code = draft_text(filling->draft, (struct slice){code, 3});
    } else if (kind.data) {
        draft_flag(filling->draft, "package_kind_unknown");
    }
    return draft_quantity(filling->draft, filling->item->numbers[GOODS_PACKAGES].number, &unit, &event->qty,
                          &event->unit, error);
}

/* The currency of the item's amount, else that of the same amount of all items, else that of the document. */
static struct slice currency_of(struct filling *filling, enum goods_number which)
{
    for (size_t i = 0; i < filling->levels->count; i++) {
        struct slice stated = filling->levels->nearest_first[i]->numbers[which].unit;
        if (stated.data)
            return draft_currency(filling->draft, stated);
    }
    return draft_currency(filling->draft, text_of(filling, GOODS_CURRENCY));
}

static bool fill_value(struct filling *filling, struct error *error)
{
    static const struct {
        enum goods_number which;
        enum customs_event_value_basis basis;
        const char *flag;
    } values[] = {
        {GOODS_CUSTOMS_VALUE, CUSTOMS_EVENT_VALUE_BASIS_UNKNOWN, NULL},
        {GOODS_STATISTICAL_VALUE, CUSTOMS_EVENT_VALUE_BASIS_UNKNOWN, NULL},
        {GOODS_FOB_VALUE, CUSTOMS_EVENT_VALUE_BASIS_FOB, NULL},
        {GOODS_ITEM_TOTAL, CUSTOMS_EVENT_VALUE_BASIS_UNKNOWN, NULL},
        {GOODS_INVOICE_TOTAL, CUSTOMS_EVENT_VALUE_BASIS_UNKNOWN, "value_of_invoice"},
    };
    struct customs_event *event = filling->event;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        if (!filling->item->numbers[values[i].which].stated)
            continue;
        struct decimal value = filling->item->numbers[values[i].which].number;
        if (!draft_fit(filling->draft, &value, DRAFT_VALUE_SCALE, error))
            return false;
        if (values[i].flag)
            draft_flag(filling->draft, values[i].flag);
        event->value = draft_decimal(filling->draft, value);
        event->value_basis = draft_symbol(filling->draft, (int)values[i].basis);
        event->currency = currency_of(filling, values[i].which);
        if (slice_equal_text(event->currency, "USD"))
            event->value_usd = event->value;
        return true;
    }
    return true;
}

/* The day by which declarations are told apart first: what customs accepted, what the document says, what moved.
 * Manifests are of a ship that moves. */
static void fill_date(struct filling *filling)
{
    static const struct {
        enum goods_date which;
        const char *kind;
    } declared[] = {{GOODS_ACCEPTED, "declared"}, {GOODS_DOCUMENT, "declared"}, {GOODS_ARRIVED, "arrived"},
                    {GOODS_ARRIVAL, "arrived"},   {GOODS_SHIPPED, "shipped"},   {GOODS_DEPARTURE, "shipped"}},
      moved[] = {{GOODS_ARRIVED, "arrived"},   {GOODS_ARRIVAL, "arrived"},   {GOODS_SHIPPED, "shipped"},
                 {GOODS_DEPARTURE, "shipped"}, {GOODS_ACCEPTED, "declared"}, {GOODS_DOCUMENT, "declared"}};
    bool manifest = filling->event->kind == CUSTOMS_EVENT_KIND_MANIFEST_LINE;
    for (size_t i = 0; i < sizeof moved / sizeof moved[0]; i++)
        for (size_t j = 0; j < filling->levels->count; j++) {
            enum goods_date which = manifest ? moved[i].which : declared[i].which;
            if (!filling->levels->nearest_first[j]->dates[which].stated)
                continue;
            filling->event->event_date =
                draft_int(filling->draft, filling->levels->nearest_first[j]->dates[which].days);
            filling->event->date_kind = slice_of(manifest ? moved[i].kind : declared[i].kind);
            return;
        }
    for (size_t j = 0; j < filling->levels->count; j++)
        if (filling->levels->nearest_first[j]->date_not_a_day)
            draft_flag(filling->draft, "date_not_a_day");
}

/* Nothing of something that has a price. */
static void settle_zeros(struct filling *filling)
{
    struct customs_event *event = filling->event;
    bool valued = event->value && event->value->unscaled > 0;
    if (valued && event->qty && !event->qty->unscaled) {
        draft_flag(filling->draft, "zero_quantity");
        event->qty = NULL;
        event->unit = (struct slice){NULL, 0};
    }
    if (valued && event->qty2 && !event->qty2->unscaled) {
        draft_flag(filling->draft, "zero_quantity");
        event->qty2 = NULL;
        event->unit2 = (struct slice){NULL, 0};
    }
}

bool goods_fill(const struct goods_levels *levels, const struct goods_rules *rules, struct draft *draft,
                struct error *error)
{
    struct filling filling = {levels->nearest_first[0], levels, rules, draft, draft->event};
    if (!fill_weights(&filling, error) || !fill_quantities(&filling, error) || !fill_packages(&filling, error) ||
        !fill_value(&filling, error))
        return false;
    settle_zeros(&filling);
    fill_tariff_code(&filling);
    fill_countries(&filling);
    fill_texts(&filling);
    fill_parties(&filling);
    fill_description(&filling);
    fill_date(&filling);
    for (size_t i = 0; i < levels->count; i++)
        if (levels->nearest_first[i]->repeated)
            draft_flag(draft, "repetitions_ignored");
    return true;
}
