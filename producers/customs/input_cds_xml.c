/*
 * Customs declarations in XML of the WCO data model, as the United Kingdom's Customs Declaration Service takes them:
 * originals, amendments, cancellations. What customs answers is skipped as "notification".
 *
 * A record is a goods item, one that an amendment removes, the end of a declaration, or a message that is skipped or
 * refused. An original states its declaration whole and ends its scope; a cancellation (type INV) ends it with nothing.
 * An amendment carries only what it changes, and says by pointers where that belongs. An event is a whole state, so of
 * an amendment only these are events: an item that it states whole, together with what the declaration says of all
 * items, or as an item of its own (a pointer to the item itself: it was added); and an item that a pointer names but
 * that is not stated: it was removed. Anything else, a new weight for example, is skipped as "partial_amendment".
 *
 * A declaration is named by its MRN, else by declarant and local reference: traders' originals have no MRN yet, and
 * amendments and cancellations have nothing else, so they only meet where the original was stored with its MRN.
 */
#include <stdio.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/identity.h"
#include "producers/customs/country.h"
#include "producers/customs/flow.h"
#include "producers/customs/hs_code.h"
#include "producers/customs/inputs.h"
#include "producers/customs/party.h"
#include "producers/customs/scope.h"
#include "producers/customs/sidecar.h"
#include "producers/customs/xml.h"

/* What the namespaces of the data model begin with; customs' answers are in none. */
#define NAME_SPACE "urn:wco:datamodel:"

enum { MRN_SIZE = 18, REFERENCE_MAX = 64, TEXT_MAX = 65536, ITEMS_MAX = 99999 };

/* What a message does with its declaration; of messages with the same time the later kind wins. */
enum message_kind { ORIGINAL, AMENDMENT, REPLACEMENT, CANCELLATION, COPY };

/* FunctionCode: UN/EDIFACT code list 1225. UK CDS uses 9 and 13. */
static const struct {
    const char *code;
    enum message_kind kind;
} functions[] = {{"9", ORIGINAL},     {"13", AMENDMENT},   {"2", AMENDMENT}, {"4", AMENDMENT}, {"5", REPLACEMENT},
                 {"1", CANCELLATION}, {"3", CANCELLATION}, {"7", COPY},      {"31", COPY}};

enum phase { BETWEEN_MESSAGES, IN_ITEMS, IN_REMOVALS, AT_SCOPE_END };

struct moment {
    bool stated;
    int64_t ms;   /* UTC */
    int32_t day;  /* as written, where the clock stood that wrote it */
};

struct cds_xml {
    struct xml *xml;
    struct slice source;
    const char *file;
    int flow; /* where the declaration does not say it; -1: nothing does */
    struct slice language;
    enum party_rule parties;
    const char *party_salt;
    const struct sidecar *sidecar;
    int64_t observed_at_ms;
    struct arena *arena; /* of the source */
    size_t arena_mark;   /* what is above belongs to the declaration */
    enum phase phase;
    const struct xml_element *declaration;
    const struct xml_element *shipment, *item; /* item: the next one, in this shipment */
    const struct xml_element *amendment;       /* the next one to be asked for a removal */
    struct slice country;                      /* of the customs administration that the envelope names */
    struct slice mrn, local, declarant;
    enum message_kind kind;
    struct scope scope;
    struct moment issued, accepted;
    struct input_place place; /* of the declaration */
    bool told;                /* a record of it was given */
    bool miscounted;          /* it says that it has another number of items */
    bool found;               /* anything, in the document */
    uint64_t seen[ITEMS_MAX / 64 + 1]; /* numbers of the items met */
};

/* ---- messages ---- */

static int recognise(struct slice head, const char *name)
{
    (void)name;
    static const char *const marks[] = {NAME_SPACE, "<WCODataModelVersionCode>"};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (slice_starts_with(slice_trim(head), "<") && memmem(head.data, head.size, marks[i], strlen(marks[i])))
            return 2;
    return 0;
}

static bool refuse_text(enum reason reason, const char *what, struct slice text, const char *why, struct error *error)
{
    return error_reject(error, reason, "%s: \"%.*s\" %s", what, (int)(text.size < 40 ? text.size : 40),
                        text.data ? text.data : "", why);
}

static bool number_of(struct slice digits, size_t from, size_t size, int *number)
{
    *number = 0;
    for (size_t i = from; i < from + size; i++) {
        if (i >= digits.size || digits.data[i] < '0' || digits.data[i] > '9')
            return false;
        *number = *number * 10 + (digits.data[i] - '0');
    }
    return true;
}

static bool parse_item_number(struct slice text, int32_t *number)
{
    int digits;
    while (text.size > 1 && *text.data == '0')
        text = slice_cut(text, 1, text.size);
    if (text.size > 5 || !number_of(text, 0, text.size, &digits) || digits < 1)
        return false;
    *number = digits;
    return true;
}

/* "Z", "+01", "+0100", "+01:00", or nothing. */
static bool parse_zone(struct slice text, int *minutes)
{
    int hour = 0, minute = 0;
    *minutes = 0;
    if (!text.size || slice_equal_text(text, "Z"))
        return true;
    bool colon = text.size == 6 && text.data[3] == ':';
    if ((*text.data != '+' && *text.data != '-') || (text.size != 3 && text.size != 5 && !colon) ||
        !number_of(text, 1, 2, &hour) || (text.size > 3 && !number_of(text, colon ? 4 : 3, 2, &minute)))
        return false;
    *minutes = (hour * 60 + minute) * (*text.data == '-' ? -1 : 1);
    return hour <= 14 && minute < 60;
}

/* A date in a format of UN/EDIFACT code list 2379: CCYYMMDD, then HHMM or HHMMSS, then perhaps the zone. */
static bool parse_moment(struct slice text, struct slice format, struct moment *moment)
{
    static const struct {
        const char *code;
        size_t digits;
        bool zoned;
    } formats[] = {{"102", 8, false}, {"203", 12, false}, {"204", 14, false}, {"303", 12, true}, {"304", 14, true}};
    size_t i = 0;
    int year, month, day, hour = 0, minute = 0, second = 0, zone;
    if (!format.data)
        format = text.size == 8 ? SLICE_LITERAL("102") : SLICE_LITERAL("304");
    while (i < sizeof formats / sizeof formats[0] && !slice_equal_text(format, formats[i].code))
        i++;
    if (i == sizeof formats / sizeof formats[0] || text.size < formats[i].digits ||
        (!formats[i].zoned && text.size > formats[i].digits))
        return false;
    if (!number_of(text, 0, 4, &year) || !number_of(text, 4, 2, &month) || !number_of(text, 6, 2, &day) ||
        !date_from_ymd(year, month, day, &moment->day) ||
        (formats[i].digits > 8 && (!number_of(text, 8, 2, &hour) || !number_of(text, 10, 2, &minute))) ||
        (formats[i].digits > 12 && !number_of(text, 12, 2, &second)) ||
        !parse_zone(slice_cut(text, formats[i].digits, text.size), &zone))
        return false;
    moment->ms = ((int64_t)moment->day * 1440 + hour * 60 + minute - zone) * 60000 + second * 1000;
    moment->stated = true;
    return hour < 24 && minute < 60 && second <= 60;
}

static bool take_moment(const struct cds_xml *state, const char *path, struct moment *moment, struct error *error)
{
    const struct xml_element *element = xml_find(state->declaration, path);
    *moment = (struct moment){0};
    return !element || !element->text.data ||
           parse_moment(element->text, xml_attribute_of(element, "formatCode"), moment) ||
           refuse_text(REASON_BAD_DATE, path, element->text, "is no date of format 102, 203, 204, 303 or 304", error);
}

/* What the declaration is called; see the top of the file. */
static bool name_scope(struct cds_xml *state, struct error *error)
{
    state->mrn = xml_text(state->declaration, "ID");
    state->local = xml_text(state->declaration, "FunctionalReferenceID");
    state->declarant = xml_text(state->declaration, "Declarant/ID");
    if (state->mrn.size > REFERENCE_MAX || state->local.size > REFERENCE_MAX || state->declarant.size > REFERENCE_MAX)
        return error_reject(error, REASON_TOO_LARGE, "a reference over %d bytes", REFERENCE_MAX);
    if (!state->mrn.data && (!state->local.data || state->kind == AMENDMENT || state->kind == CANCELLATION))
        return error_reject(error, REASON_MISSING_FIELD, "neither ID (MRN) nor, of an original, FunctionalReferenceID "
                                                         "(LRN) is stated");
    const struct slice by_mrn[] = {SLICE_LITERAL("cds"), SLICE_LITERAL("MRN"), state->mrn};
    const struct slice by_lrn[] = {SLICE_LITERAL("cds"), SLICE_LITERAL("LRN"), state->declarant, state->local};
    state->scope = (struct scope){.id = state->mrn.data ? identity_natural_key(state->arena, by_mrn, 3)
                                                        : identity_natural_key(state->arena, by_lrn, 4)};
    return state->scope.id.data || error_reject(error, REASON_TOO_LARGE, "the declaration's references do not fit");
}

/* When the message was made orders versions; a declaration's date of acceptance stays the same in all of them. */
static int64_t revision_of(const struct cds_xml *state)
{
    int64_t ms = state->issued.stated     ? state->issued.ms
                 : state->accepted.stated ? state->accepted.ms
                                          : state->observed_at_ms;
    return ms + (int64_t)state->kind;
}

static bool take_kind(struct cds_xml *state, struct error *error)
{
    struct slice function = xml_text(state->declaration, "FunctionCode");
    while (function.size > 1 && *function.data == '0')
        function = slice_cut(function, 1, function.size);
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        if (!slice_equal_text(function, functions[i].code))
            continue;
        state->kind = functions[i].kind;
        if (state->kind == AMENDMENT && slice_equal_text(xml_text(state->declaration, "TypeCode"), "INV"))
            state->kind = CANCELLATION;
        return true;
    }
    return refuse_text(function.data ? REASON_BAD_CODE : REASON_MISSING_FIELD, "FunctionCode", function,
                       "is none of a declaration", error);
}

/* The item at hand, or the first of the shipments behind this one: nearly all declarations have one shipment. */
static void settle_item(struct cds_xml *state)
{
    while (!state->item && state->shipment) {
        const struct xml_element *next = xml_next_child(state->shipment, "GoodsShipment");
        if (!next)
            return;
        state->shipment = next;
        state->item = xml_child(next, "GovernmentAgencyGoodsItem");
    }
}

/* Not all of the declaration is here, or too much of it. */
static bool is_miscounted(const struct cds_xml *state)
{
    struct slice stated = xml_text(state->declaration, "GoodsItemQuantity");
    int32_t number, count = 0;
    const struct xml_element *shipment = xml_child(state->declaration, "GoodsShipment");
    for (; shipment; shipment = xml_next_child(shipment, "GoodsShipment"))
        for (const struct xml_element *item = xml_child(shipment, "GovernmentAgencyGoodsItem"); item;
             item = xml_next_child(item, "GovernmentAgencyGoodsItem"))
            count++;
    return stated.data && parse_item_number(stated, &number) && number != count;
}

static bool take_declaration(struct cds_xml *state, struct error *error)
{
    arena_truncate(state->arena, state->arena_mark);
    memset(state->seen, 0, sizeof state->seen);
    if (!take_kind(state, error) || !name_scope(state, error) ||
        !take_moment(state, "IssueDateTime/DateTimeString", &state->issued, error) ||
        !take_moment(state, "AcceptanceDateTime/DateTimeString", &state->accepted, error))
        return false;
    state->scope.revision = revision_of(state);
    state->told = false;
    state->miscounted = state->kind != AMENDMENT && is_miscounted(state);
    state->scope.broken = state->miscounted;
    state->shipment = xml_child(state->declaration, "GoodsShipment");
    state->item = xml_child(state->shipment, "GovernmentAgencyGoodsItem");
    state->amendment = state->kind == AMENDMENT ? xml_child(state->declaration, "Amendment") : NULL;
    settle_item(state);
    return true;
}

/* ---- amendments ---- */

/* Marks the item as met; false if it already was. */
static bool meet(struct cds_xml *state, int32_t number)
{
    uint64_t bit = UINT64_C(1) << (number & 63), before = state->seen[number / 64];
    state->seen[number / 64] |= bit;
    return !(before & bit);
}

/* The item that an amendment's pointers lead to: Declaration, GoodsShipment, GovernmentAgencyGoodsItem. 0: to a part of
 * it, which has a tag or is behind it, or to something else. */
static int32_t item_pointed_at(const struct xml_element *amendment)
{
    static const char *const path[] = {"42A", "67A", "68A"};
    const struct xml_element *pointer = xml_child(amendment, "Pointer"), *last = NULL;
    int32_t number;
    for (size_t i = 0; i < sizeof path / sizeof path[0]; i++) {
        if (!pointer || xml_child(pointer, "TagID") ||
            !slice_equal_text(xml_text(pointer, "DocumentSectionCode"), path[i]))
            return 0;
        last = pointer;
        pointer = xml_next_child(pointer, "Pointer");
    }
    return !pointer && parse_item_number(xml_text(last, "SequenceNumeric"), &number) ? number : 0;
}

static bool is_pointed_at(const struct cds_xml *state, struct slice number_text)
{
    int32_t number;
    if (!parse_item_number(number_text, &number))
        return false;
    const struct xml_element *one = state->amendment;
    while (one && item_pointed_at(one) != number)
        one = xml_next_child(one, "Amendment");
    return one != NULL;
}

/* The item's own, else the shipment's. */
static struct slice nearest(const struct cds_xml *state, const char *path)
{
    struct slice text = xml_text(state->item, path);
    return text.data ? text : xml_text(state->shipment, path);
}

/* In version 3.2 of the data model, as New Zealand uses it, the name is another. */
static struct slice dispatch_of(const struct cds_xml *state)
{
    struct slice code = nearest(state, "ExportCountry/ID");
    return code.data ? code : nearest(state, "ExportationCountryCode");
}

/* What the declaration says of all items: without it an event would lose its countries. */
static bool has_header(const struct cds_xml *state)
{
    return xml_find(state->shipment, "Destination/CountryCode") || xml_find(state->shipment, "ExportCountry/ID") ||
           xml_find(state->item, "Destination/CountryCode") || xml_find(state->item, "ExportCountry/ID");
}

/* Whether an amendment states all that makes an event of the item. */
static bool is_whole(const struct cds_xml *state)
{
    static const char *const parts[] = {"Commodity/Description", "Commodity/Classification/ID",
                                        "Commodity/GoodsMeasure", "GovernmentProcedure/CurrentCode"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (!xml_find(state->item, parts[i]))
            return false;
    bool valued = xml_child(state->item, "StatisticalValueAmount") || xml_child(state->item, "CustomsValueAmount") ||
                  xml_find(state->item, "Commodity/InvoiceLine/ItemChargeAmount");
    return valued && (has_header(state) || is_pointed_at(state, xml_text(state->item, "SequenceNumeric")));
}

/* ---- one item ---- */

static bool fits(struct slice text, struct error *error)
{
    return text.size <= TEXT_MAX || error_reject(error, REASON_TOO_LARGE, "a text over %d bytes", TEXT_MAX);
}

static bool take_hs(const struct xml_element *commodity, struct draft *draft, struct error *error)
{
    /* The tariff code (version 3.2: HS), then what TARIC adds. GN and TRA say which duty or tax, and are no code of
     * goods. */
    static const char *const levels[] = {"TSP", "HS", "TRC"};
    char digits[32];
    size_t size = 0;
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++)
        for (const struct xml_element *one = xml_child(commodity, "Classification"); one;
             one = xml_next_child(one, "Classification")) {
            struct slice code = xml_text(one, "ID");
            bool level = slice_equal_text(xml_text(one, "IdentificationTypeCode"), levels[i]);
            if (level && code.size && size + code.size < sizeof digits && (i < 2 ? !size : size == 8)) {
                memcpy(digits + size, code.data, code.size);
                size += code.size;
            }
        }
    struct hs_code code;
    if (!size && xml_find(commodity, "Classification/ID"))
        draft_flag(draft, "hs_unreadable"); /* codes of other lists only */
    if (!size)
        return true;
    if (!hs_code_parse((struct slice){digits, size}, 0, &code))
        return error_reject(error, REASON_BAD_CODE, "commodity code \"%.*s\" cannot be read", (int)size, digits);
    draft_hs_code(draft, &code);
    return true;
}

/* A weight in kg, or in the unit that it names. */
static bool take_weight(const struct xml_element *measure, const char *name, struct draft *draft,
                        const struct decimal **weight, struct error *error)
{
    const struct xml_element *element = xml_child(measure, name);
    struct slice spelling = xml_attribute_of(element, "unitCode"), code;
    struct unit unit = {SLICE_LITERAL("KGM"), {1, 0}};
    struct decimal declared;
    if (!element || !element->text.data)
        return true;
    if (spelling.size && (!unit_of_text(spelling, &unit) || !slice_equal_text(unit.code, "KGM"))) {
        draft_flag(draft, "weight_unit_unknown");
        return true;
    }
    return (decimal_parse(element->text, &declared, error) &&
            draft_quantity(draft, declared, &unit, weight, &code, error)) || error_wrap(error, "%s", name);
}

/* TariffQuantity is the number in the tariff's unit, which is often not named. Packages are no goods' count. */
static bool take_quantity(const struct xml_element *measure, struct draft *draft, struct error *error)
{
    const struct xml_element *quantity = xml_child(measure, "TariffQuantity");
    struct slice spelling = xml_attribute_of(quantity, "unitCode");
    struct unit unit = {.factor = {1, 0}};
    struct decimal declared;
    if (!quantity || !quantity->text.data)
        return true;
    if (spelling.size && !unit_of_text(spelling, &unit))
        draft_flag(draft, "unit_unknown");
    return (decimal_parse(quantity->text, &declared, error) &&
            draft_quantity(draft, declared, &unit, &draft->event->qty, &draft->event->unit, error)) ||
           error_wrap(error, "TariffQuantity");
}

/* Of the commodity; in version 3.2 of the item. */
static bool take_measures(const struct xml_element *item, struct draft *draft, struct error *error)
{
    struct customs_event *event = draft->event;
    const struct xml_element *measure = xml_find(item, "Commodity/GoodsMeasure");
    if (!measure)
        measure = xml_child(item, "GoodsMeasure");
    if (!take_quantity(measure, draft, error) ||
        !take_weight(measure, "GrossMassMeasure", draft, &event->gross_kg, error) ||
        !take_weight(measure, "NetNetWeightMeasure", draft, &event->net_kg, error))
        return false;
    if (event->net_kg || event->gross_kg)
        event->weight_scope = draft_symbol(draft, CUSTOMS_EVENT_WEIGHT_SCOPE_LINE);
    return true;
}

static int value_basis_of(struct slice terms)
{
    static const struct {
        const char *terms;
        enum customs_event_value_basis basis;
    } bases[] = {{"CIF", CUSTOMS_EVENT_VALUE_BASIS_CIF}, {"FOB", CUSTOMS_EVENT_VALUE_BASIS_FOB},
                 {"EXW", CUSTOMS_EVENT_VALUE_BASIS_EXW}};
    for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++)
        if (slice_equal_text(terms, bases[i].terms))
            return (int)bases[i].basis;
    return CUSTOMS_EVENT_VALUE_BASIS_UNKNOWN;
}

/* The statistical value, else the customs value, else the invoice's, whose basis is the terms of delivery. */
static const struct xml_element *value_of(const struct cds_xml *state, bool *invoice)
{
    static const char *const paths[] = {"StatisticalValueAmount", "CustomsValueAmount",
                                        "Commodity/InvoiceLine/ItemChargeAmount"};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        const struct xml_element *value = xml_find(state->item, paths[i]);
        *invoice = i == 2;
        if (value && value->text.data)
            return value;
    }
    return NULL;
}

static bool take_value(const struct cds_xml *state, struct draft *draft, struct error *error)
{
    struct customs_event *event = draft->event;
    struct decimal decimal;
    bool invoice;
    const struct xml_element *value = value_of(state, &invoice);
    if (!value)
        return true;
    if (!decimal_parse(value->text, &decimal, error) || !draft_fit(draft, &decimal, DRAFT_VALUE_SCALE, error))
        return error_wrap(error, "%.*s", SLICE_ARGS(value->name));
    event->value = draft_decimal(draft, decimal);
    event->currency = draft_currency(draft, xml_attribute_of(value, "currencyID"));
    struct slice terms = xml_text(state->shipment, "TradeTerms/ConditionCode");
    event->value_basis = draft_symbol(draft, invoice ? value_basis_of(terms) : CUSTOMS_EVENT_VALUE_BASIS_UNKNOWN);
    if (invoice)
        draft_flag(draft, "value_of_invoice");
    if (slice_equal_text(event->currency, "USD"))
        event->value_usd = event->value;
    if (event->qty && !event->qty->unscaled && decimal.unscaled > 0) {
        draft_flag(draft, "zero_quantity");
        event->qty = NULL;
        event->unit = (struct slice){NULL, 0};
    }
    return true;
}

static struct slice country(struct draft *draft, struct slice text)
{
    struct slice alpha2 = text.data ? country_of_text(text) : (struct slice){NULL, 0};
    if (text.data && !alpha2.data) {
        draft_flag(draft, "country_unknown");
        return SLICE_LITERAL(COUNTRY_UNKNOWN);
    }
    return alpha2;
}

/* The country of origin is the first that has type 1 (non-preferential) or no type. */
static struct slice origin_of(const struct xml_element *item)
{
    const struct xml_element *origin = xml_child(item, "Origin");
    for (const struct xml_element *one = origin; one; one = xml_next_child(one, "Origin")) {
        struct slice type = xml_text(one, "TypeCode");
        if (!type.data || slice_equal_text(type, "1"))
            return xml_text(one, "CountryCode");
    }
    return xml_text(origin, "CountryCode");
}

/* An MRN has two digits of the year, then the country. */
static struct slice reporter_of(const struct cds_xml *state)
{
    struct slice letters = slice_cut(state->mrn, 2, 4);
    return state->mrn.size == MRN_SIZE && country_is_alpha2(letters) ? letters : state->country;
}

/* IM and EX say it; CO (trade with territories that are not in the customs or tax area) and amendments go either way,
 * so there the countries say it, else the command line. -1: nothing does. */
static int flow_of(const struct cds_xml *state, const struct customs_event *event)
{
    struct slice type = xml_text(state->declaration, "TypeCode");
    bool to = event->reporter.data && slice_equal(event->destination, event->reporter);
    bool from = event->reporter.data && slice_equal(event->dispatch, event->reporter);
    if (slice_starts_with(type, "IM"))
        return CUSTOMS_EVENT_FLOW_IMPORT;
    if (slice_starts_with(type, "EX"))
        return CUSTOMS_EVENT_FLOW_EXPORT;
    return to == from ? state->flow : to ? CUSTOMS_EVENT_FLOW_IMPORT : CUSTOMS_EVENT_FLOW_EXPORT;
}

static void take_countries(const struct cds_xml *state, struct draft *draft)
{
    struct customs_event *event = draft->event;
    event->reporter = draft_text(draft, country(draft, reporter_of(state)));
    event->origin = draft_text(draft, country(draft, origin_of(state->item)));
    event->dispatch = draft_text(draft, country(draft, dispatch_of(state)));
    event->destination = draft_text(draft, country(draft, nearest(state, "Destination/CountryCode")));
    int flow = flow_of(state, event);
    if (flow >= 0)
        event->flow = draft_symbol(draft, flow);
    else
        draft_flag(draft, "flow_unknown");
    if (flow == CUSTOMS_EVENT_FLOW_EXPORT)
        event->partner_raw = draft_text(draft, nearest(state, "Destination/CountryCode"));
    else if (flow == CUSTOMS_EVENT_FLOW_IMPORT)
        event->partner_raw = event->origin.data ? draft_text(draft, origin_of(state->item))
                                                : draft_text(draft, dispatch_of(state));
}

/* A party's name, else its number, wherever the declaration names it. */
static struct slice party_of(const struct cds_xml *state, const char *role)
{
    const struct xml_element *places[] = {state->item, state->shipment, state->declaration};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        const struct xml_element *party = xml_child(places[i], role);
        struct slice name = xml_text(party, "Name");
        if (party)
            return name.data ? name : xml_text(party, "ID");
    }
    return (struct slice){NULL, 0};
}

/* The procedure asked for and the one before it, as one code of four digits. */
static struct slice regime_of(const struct xml_element *item, struct draft *draft)
{
    const struct xml_element *procedure = xml_child(item, "GovernmentProcedure");
    struct slice current = xml_text(procedure, "CurrentCode"), previous = xml_text(procedure, "PreviousCode");
    char code[32];
    if (!previous.data || current.size + previous.size >= sizeof code)
        return draft_text(draft, current);
    int size = snprintf(code, sizeof code, "%.*s%.*s", (int)current.size, current.data ? current.data : "",
                        SLICE_ARGS(previous));
    return draft_text(draft, (struct slice){code, (size_t)size});
}

/* The language is the element's own word, else the command line's. */
static bool take_description(const struct cds_xml *state, struct draft *draft, struct error *error)
{
    const struct xml_element *description = xml_find(state->item, "Commodity/Description");
    struct slice language = xml_attribute_of(description, "languageID");
    if (!description || !description->text.data)
        return true;
    if (!fits(description->text, error) || !fits(language, error))
        return false;
    draft->event->description_raw = draft_text(draft, description->text);
    draft->event->description_lang = draft_text(draft, language.size ? language : state->language);
    return true;
}

static bool take_texts(const struct cds_xml *state, struct draft *draft, struct error *error)
{
    static const struct {
        const char *role;
        size_t offset;
    } parties[] = {
        {"Importer", offsetof(struct customs_event, importer)},
        {"Exporter", offsetof(struct customs_event, exporter)},
        {"Consignee", offsetof(struct customs_event, consignee)},
        {"Consignor", offsetof(struct customs_event, consignor)},
    };
    struct customs_event *event = draft->event;
    struct slice exit = xml_text(state->declaration, "ExitOffice/ID");
    if (!take_description(state, draft, error))
        return false;
    for (size_t i = 0; i < sizeof parties / sizeof parties[0]; i++) {
        struct slice name = party_of(state, parties[i].role);
        if (!fits(name, error))
            return false;
        name = party_text(state->parties, state->party_salt, draft, name);
        memcpy((char *)event + parties[i].offset, &name, sizeof name);
    }
    event->regime_code = regime_of(state->item, draft);
    event->transport_mode = draft_text(draft, xml_text(state->declaration, "BorderTransportMeans/ModeCode"));
    event->customs_office = draft_text(draft, exit.data ? exit : xml_text(state->declaration, "PresentationOffice/ID"));
    return true;
}

/* What all events of a declaration have. */
static void start(const struct cds_xml *state, int64_t line, struct arena *arena, struct customs_event *event,
                  struct draft *draft)
{
    const struct moment *date = state->accepted.stated ? &state->accepted : &state->issued;
    draft_start(draft, event, arena, CUSTOMS_EVENT_KIND_DECLARATION_LINE);
    event->source = state->source;
    event->revision = state->scope.revision;
    event->observed_at = state->observed_at_ms;
    event->raw_ref = draft_place(draft, state->file, line, -1);
    event->declaration_no = draft_text(draft, state->mrn.data ? state->mrn : state->local);
    if (date->stated) {
        event->event_date = draft_int(draft, date->day);
        event->date_kind = SLICE_LITERAL("declared");
    }
}

static bool finish(struct cds_xml *state, int32_t number, struct draft *draft, struct error *error)
{
    char text[16];
    snprintf(text, sizeof text, "%d", (int)number);
    draft->event->line_no = draft_int(draft, number);
    scope_stamp(&state->scope, draft);
    sidecar_stamp(state->sidecar, draft);
    const struct slice by_mrn[] = {SLICE_LITERAL("MRN"), state->mrn, slice_of(text)};
    const struct slice by_lrn[] = {SLICE_LITERAL("LRN"), state->declarant, state->local, slice_of(text)};
    return state->mrn.data ? draft_finish(draft, by_mrn, sizeof by_mrn / sizeof by_mrn[0], NULL, error)
                           : draft_finish(draft, by_lrn, sizeof by_lrn / sizeof by_lrn[0], NULL, error);
}

static bool take_item_number(struct cds_xml *state, int32_t *number, struct error *error)
{
    struct slice text = xml_text(state->item, "SequenceNumeric");
    if (!text.data)
        return error_reject(error, REASON_MISSING_FIELD, "SequenceNumeric of the item is not stated");
    if (!parse_item_number(text, number))
        return refuse_text(REASON_BAD_NUMBER, "SequenceNumeric", text, "is no number of an item", error);
    return meet(state, *number) || refuse_text(REASON_BAD_SYNTAX, "SequenceNumeric", text,
                                               "was that of another item of the declaration", error);
}

static bool map_item(struct cds_xml *state, struct arena *arena, struct customs_event *event, struct error *error)
{
    const struct xml_element *commodity = xml_child(state->item, "Commodity");
    struct draft draft;
    int32_t number = 0;
    if (!take_item_number(state, &number, error))
        return false;
    start(state, state->item->line, arena, event, &draft);
    if (state->kind == AMENDMENT && !has_header(state))
        draft_flag(&draft, "header_not_stated");
    if (state->miscounted)
        draft_flag(&draft, "item_count_mismatch");
    if (!take_hs(commodity, &draft, error) || !take_texts(state, &draft, error) ||
        !take_measures(state->item, &draft, error) || !take_value(state, &draft, error))
        return false;
    take_countries(state, &draft);
    return finish(state, number, &draft, error);
}

/* An item that is gone: nothing is known of it but its name. */
static bool map_removal(struct cds_xml *state, int32_t number, struct arena *arena, struct customs_event *event,
                        struct error *error)
{
    struct draft draft;
    start(state, state->amendment->line, arena, event, &draft);
    event->op = CUSTOMS_EVENT_OP_CANCEL;
    event->reporter = draft_text(&draft, reporter_of(state));
    return finish(state, number, &draft, error);
}

/* ---- the input ---- */

static bool cds_xml_open(struct reader *reader, const struct input_options *options, struct arena *arena, void **opaque,
                         struct error *error)
{
    static const char *const wanted[] = {"MetaData", "Declaration", "Response", NULL};
    struct cds_xml *state = arena_alloc(arena, sizeof *state);
    if (!state)
        return error_reject(error, REASON_TOO_LARGE, "no room for the input's state");
    *state = (struct cds_xml){.source = options->source ? slice_of(options->source) : SLICE_LITERAL("cds"),
                              .file = reader_name(reader),
                              .flow = -1,
                              .language = slice_of(options->language),
                              .party_salt = options->party_salt,
                              .sidecar = options->sidecar,
                              .observed_at_ms = options->observed_at_ms,
                              .arena = arena,
                              .arena_mark = arena->used};
    *opaque = state;
    return flow_of_option(options->flow, &state->flow, error) &&
           party_rule_choose(options->parties, options->party_salt, PARTY_KEEP, &state->parties, error) &&
           xml_open(reader, wanted, NAME_SPACE, &state->xml, error);
}

static bool is_final(const struct cds_xml *state)
{
    return (state->kind == ORIGINAL || state->kind == REPLACEMENT) && !state->scope.broken;
}

static enum input_result next_item(struct cds_xml *state, struct arena *arena, struct customs_event *event,
                                   struct input_place *place, struct error *error)
{
    int32_t number;
    enum input_result result = INPUT_SKIPPED;
    state->told = true;
    *place = (struct input_place){.line = state->item->line, .offset = state->item->offset};
    if (state->kind == AMENDMENT && !is_whole(state)) {
        place->skipped = "partial_amendment";
        if (parse_item_number(xml_text(state->item, "SequenceNumeric"), &number))
            meet(state, number);
    } else {
        result = map_item(state, arena, event, error) ? INPUT_EVENT : INPUT_REFUSED;
    }
    state->scope.broken |= result == INPUT_REFUSED;
    state->item = xml_next_child(state->item, "GovernmentAgencyGoodsItem");
    settle_item(state);
    if (!state->item)
        state->phase = state->amendment ? IN_REMOVALS : is_final(state) ? AT_SCOPE_END : BETWEEN_MESSAGES;
    return result;
}

/* The next item that the amendment removes; false if there is none left. */
static bool next_removal(struct cds_xml *state, struct arena *arena, struct customs_event *event,
                         struct input_place *place, enum input_result *result, struct error *error)
{
    for (; state->amendment; state->amendment = xml_next_child(state->amendment, "Amendment")) {
        int32_t number = item_pointed_at(state->amendment);
        if (!number || !meet(state, number))
            continue;
        *place = (struct input_place){.line = state->amendment->line, .offset = state->amendment->offset};
        *result = map_removal(state, number, arena, event, error) ? INPUT_EVENT : INPUT_REFUSED;
        state->told = true;
        state->amendment = xml_next_child(state->amendment, "Amendment");
        return true;
    }
    state->phase = BETWEEN_MESSAGES;
    return false;
}

static enum input_result end_scope(struct cds_xml *state, struct arena *arena, struct customs_event *event,
                                   struct input_place *place, struct error *error)
{
    enum customs_event_op op = state->kind == CANCELLATION ? CUSTOMS_EVENT_OP_CANCEL : CUSTOMS_EVENT_OP_UPSERT;
    struct slice raw_ref = arena_format(arena, "%s:%lld", state->file, (long long)state->place.line);
    *place = state->place;
    state->phase = BETWEEN_MESSAGES;
    return scope_end(&state->scope, op, state->source, raw_ref, state->observed_at_ms, arena, event, error)
               ? INPUT_SCOPE_END
               : INPUT_REFUSED;
}

/* The next declaration: another one in the same envelope, else that of the next message. True with *result where the
 * message has none. */
static bool find_declaration(struct cds_xml *state, struct input_place *place, enum input_result *result,
                             struct error *error)
{
    struct xml_element *message;
    state->declaration = state->declaration ? xml_next_child(state->declaration, "Declaration") : NULL;
    if (!state->declaration) {
        enum xml_result read = xml_next(state->xml, &message, place, error);
        *result = read == XML_END && state->found ? INPUT_END : read == XML_FAILED ? INPUT_FAILED : INPUT_REFUSED;
        if (read == XML_END && !state->found)
            error_reject(error, REASON_UNKNOWN_FORMAT, "there is no declaration of the WCO data model in the document");
        state->found = true;
        if (read != XML_ELEMENT)
            return true;
        bool bare = slice_equal_text(message->name, "Declaration");
        state->declaration = bare ? message : xml_child(message, "Declaration");
        state->country = bare ? (struct slice){NULL, 0} : xml_text(message, "ResponsibleCountryCode");
        place->skipped = "notification";
        *result = INPUT_SKIPPED;
        if (slice_equal_text(message->name, "Response"))
            state->declaration = NULL;
        if (!state->declaration)
            return true;
    }
    state->place = (struct input_place){.line = state->declaration->line, .offset = state->declaration->offset};
    *place = state->place;
    return false;
}

/* The next declaration up to where it has something to give; true with *result where it is a record by itself. */
static bool next_declaration(struct cds_xml *state, struct input_place *place, enum input_result *result,
                             struct error *error)
{
    if (find_declaration(state, place, result, error))
        return true;
    *result = INPUT_REFUSED;
    if (!take_declaration(state, error))
        return true;
    state->phase = state->kind == CANCELLATION ? AT_SCOPE_END
                   : state->item               ? IN_ITEMS
                   : state->amendment          ? IN_REMOVALS
                                               : BETWEEN_MESSAGES;
    if (state->kind == COPY || state->phase == BETWEEN_MESSAGES) {
        state->phase = BETWEEN_MESSAGES;
        place->skipped = state->kind == COPY ? "copy" : "no_goods";
        *result = INPUT_SKIPPED;
        return true;
    }
    return false;
}

static enum input_result cds_xml_next(void *opaque, struct arena *arena, void *event, struct input_place *place,
                                      struct error *error)
{
    struct cds_xml *state = opaque;
    enum input_result result;
    for (;;) {
        if (state->phase == BETWEEN_MESSAGES && next_declaration(state, place, &result, error))
            return result;
        if (state->phase == IN_ITEMS)
            return next_item(state, arena, event, place, error);
        if (state->phase == AT_SCOPE_END)
            return end_scope(state, arena, event, place, error);
        if (next_removal(state, arena, event, place, &result, error))
            return result;
        if (!state->told) {
            *place = state->place;
            place->skipped = "partial_amendment";
            return INPUT_SKIPPED;
        }
    }
}

static void cds_xml_close(void *opaque)
{
    struct cds_xml *state = opaque;
    xml_close(state->xml);
}

const struct input input_cds_xml = {
    .name = "cds-xml",
    .help = "customs declarations in XML of the WCO data model (UK CDS): originals, amendments, cancellations",
    .type = &customs_event_type,
    .recognise = recognise,
    .check = xml_check,
    .open = cds_xml_open,
    .next = cds_xml_next,
    .close = cds_xml_close,
};
