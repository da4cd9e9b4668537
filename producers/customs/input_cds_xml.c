/*
 * Customs declarations in XML of the WCO data model, as the United Kingdom's Customs Declaration Service and its European
 * neighbours exchange them: originals, amendments, cancellations. What customs answers is skipped as "notification".
 *
 * A record is a goods item, the end of a declaration, or a message that is skipped or refused. An original (function 9)
 * states its declaration whole and ends its scope; a cancellation (type INV) ends it with nothing. An amendment carries
 * only what it changes: an item that it states whole (code, description, measure and value) is a new version of it;
 * any other says nothing about the item as a whole and is skipped as "partial_amendment".
 * A declaration is named by its MRN, else by declarant and local reference: traders' originals have no MRN yet, and a
 * cancellation has nothing else, so the two only meet where the original was stored with its MRN.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "producers/customs/country.h"
#include "producers/customs/flow.h"
#include "producers/customs/hs_code.h"
#include "producers/customs/inputs.h"
#include "producers/customs/party.h"
#include "producers/customs/scope.h"
#include "producers/customs/sidecar.h"
#include "producers/customs/xml.h"

enum { MRN_SIZE = 18, REFERENCE_MAX = 64, TEXT_MAX = 65536, DATE_PARTS_MAX = 24 };

enum message_kind { ORIGINAL, AMENDMENT, CANCELLATION };

enum phase { BETWEEN_MESSAGES, IN_ITEMS, AT_SCOPE_END };

struct cds_xml {
    struct xml *xml;
    struct slice source;
    const char *file, *flow;
    struct slice language;
    enum party_rule parties;
    const char *party_salt;
    const struct sidecar *sidecar;
    int64_t observed_at_ms;
    enum phase phase;
    const struct xml_element *declaration, *shipment, *item; /* item: the next one */
    struct slice country;  /* of the customs administration that the envelope names */
    enum message_kind kind;
    struct scope scope;
    char scope_id[3 * REFERENCE_MAX];
    int64_t date_ms; /* of acceptance, else of issue; -1: not stated */
    struct input_place place; /* of the message */
};

/* ---- messages ---- */

static int recognise(struct slice head, const char *name)
{
    (void)name;
    static const char *const marks[] = {"urn:wco:datamodel:WCO:", "<WCODataModelVersionCode>"};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (memmem(head.data, head.size, marks[i], strlen(marks[i])))
            return 2;
    return 0;
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

/* Formats of UN/EDIFACT 2379: 102 is CCYYMMDD, 304 CCYYMMDDHHMMSS with "Z", "+01" or "+0100" behind it. */
static bool parse_date(struct slice text, int64_t *ms)
{
    int year, month, day, part[3] = {0}, zone[2] = {0};
    int32_t days;
    if (text.size > DATE_PARTS_MAX || !number_of(text, 0, 4, &year) || !number_of(text, 4, 2, &month) ||
        !number_of(text, 6, 2, &day) || !date_from_ymd(year, month, day, &days))
        return false;
    for (size_t i = 0; i < 3 && text.size > 8; i++)
        if (!number_of(text, 8 + 2 * i, 2, &part[i]))
            return false;
    struct slice rest = slice_cut(text, text.size > 8 ? 14 : 8, text.size);
    bool offset = rest.size && (*rest.data == '+' || *rest.data == '-');
    if ((rest.size && !offset && !slice_equal_text(rest, "Z")) ||
        (offset && (!number_of(rest, 1, 2, &zone[0]) || (rest.size > 3 && !number_of(rest, rest.size - 2, 2, &zone[1])))))
        return false;
    int64_t minutes = (zone[0] * 60 + zone[1]) * (offset && *rest.data == '-' ? -1 : 1);
    *ms = ((int64_t)days * 1440 + part[0] * 60 + part[1] - minutes) * 60000 + part[2] * 1000;
    return part[0] < 24 && part[1] < 60 && part[2] <= 60;
}

static bool take_date(struct cds_xml *state, struct error *error)
{
    static const char *const paths[] = {"AcceptanceDateTime/DateTimeString", "IssueDateTime/DateTimeString"};
    state->date_ms = -1;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0] && state->date_ms < 0; i++) {
        struct slice text = xml_text(state->declaration, paths[i]);
        if (text.data && !parse_date(text, &state->date_ms))
            return error_reject(error, REASON_BAD_DATE, "%s: \"%.*s\" is no date of format 102 or 304", paths[i],
                                (int)(text.size < 40 ? text.size : 40), text.data);
    }
    return true;
}

static bool is_mrn(struct slice text)
{
    return text.size == MRN_SIZE && number_of(text, 0, 2, &(int){0}) && country_is_alpha2(slice_cut(text, 2, 4));
}

/* What the declaration is called; see the top of the file. */
static bool name_scope(struct cds_xml *state, struct error *error)
{
    struct slice mrn = xml_text(state->declaration, "ID");
    struct slice local = xml_text(state->declaration, "FunctionalReferenceID");
    struct slice declarant = xml_text(state->declaration, "Declarant/ID");
    if (mrn.size > REFERENCE_MAX || local.size > REFERENCE_MAX || declarant.size > REFERENCE_MAX)
        return error_reject(error, REASON_TOO_LARGE, "a reference over %d bytes", REFERENCE_MAX);
    if (!mrn.data && !local.data)
        return error_reject(error, REASON_MISSING_FIELD, "neither ID (MRN) nor FunctionalReferenceID (LRN) is stated");
    if (mrn.data)
        snprintf(state->scope_id, sizeof state->scope_id, "cds|MRN|%.*s", SLICE_ARGS(mrn));
    else
        snprintf(state->scope_id, sizeof state->scope_id, "cds|LRN|%.*s|%.*s", (int)declarant.size,
                 declarant.data ? declarant.data : "", SLICE_ARGS(local));
    return true;
}

static bool take_kind(struct cds_xml *state, struct error *error)
{
    struct slice function = xml_text(state->declaration, "FunctionCode");
    struct slice type = xml_text(state->declaration, "TypeCode");
    if (slice_equal_text(function, "9") || slice_equal_text(function, "09"))
        state->kind = ORIGINAL;
    else if (slice_equal_text(function, "13") && slice_equal_text(type, "INV"))
        state->kind = CANCELLATION;
    else if (slice_equal_text(function, "13"))
        state->kind = AMENDMENT;
    else
        return error_reject(error, REASON_BAD_CODE, "FunctionCode \"%.*s\" is neither 9 nor 13",
                            (int)(function.size < 20 ? function.size : 20), function.data ? function.data : "");
    return true;
}

/* A message from its envelope, or a declaration that has none. */
static bool take_message(struct cds_xml *state, const struct xml_element *message, struct error *error)
{
    bool bare = slice_equal_text(message->name, "Declaration");
    state->declaration = bare ? message : xml_child(message, "Declaration");
    state->country = bare ? (struct slice){NULL, 0} : xml_text(message, "ResponsibleCountryCode");
    state->shipment = xml_child(state->declaration, "GoodsShipment");
    state->item = xml_child(state->shipment, "GovernmentAgencyGoodsItem");
    if (!take_kind(state, error) || !take_date(state, error) || !name_scope(state, error))
        return false;
    /* Of messages with the same time the later kind wins. */
    state->scope = (struct scope){.id = slice_of(state->scope_id),
                                  .revision = (state->date_ms < 0 ? state->observed_at_ms : state->date_ms) +
                                              (int64_t)state->kind};
    state->phase = state->kind == CANCELLATION ? AT_SCOPE_END : IN_ITEMS;
    return true;
}

/* ---- one item ---- */

static bool fits(struct slice text, struct error *error)
{
    return text.size <= TEXT_MAX || error_reject(error, REASON_TOO_LARGE, "a text over %d bytes", TEXT_MAX);
}

static bool take_hs(const struct xml_element *commodity, struct draft *draft, struct error *error)
{
    /* The tariff code, then what TARIC adds. GN is the trader's own, TRA and the like are duty rates. */
    static const char *const levels[] = {"TSP", "TRC"};
    char digits[32];
    size_t size = 0;
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++)
        for (const struct xml_element *one = xml_child(commodity, "Classification"); one;
             one = xml_next_child(one, "Classification")) {
            struct slice code = xml_text(one, "ID");
            bool level = slice_equal_text(xml_text(one, "IdentificationTypeCode"), levels[i]);
            if (level && code.size && size + code.size < sizeof digits && (i == 0 ? !size : size == 8)) {
                memcpy(digits + size, code.data, code.size);
                size += code.size;
            }
        }
    struct hs_code code;
    if (!size)
        return true;
    if (!hs_code_parse((struct slice){digits, size}, 0, &code))
        return error_reject(error, REASON_BAD_CODE, "commodity code \"%.*s\" cannot be read", (int)size, digits);
    draft->event->hs_national = draft_text(draft, (struct slice){code.digits, (size_t)code.count});
    draft->event->hs_digits_known = draft_int(draft, code.count);
    if (code.count >= 6)
        draft->event->hs6 = slice_cut(draft->event->hs_national, 0, 6);
    return true;
}

static bool take_number(const struct xml_element *from, const char *path, int scale, struct draft *draft,
                        const struct decimal **number, struct error *error)
{
    struct slice text = xml_text(from, path);
    struct decimal decimal;
    if (!text.data)
        return true;
    if (!decimal_parse(text, &decimal, error) || !draft_fit(draft, &decimal, scale, error))
        return error_wrap(error, "%s", path);
    *number = draft_decimal(draft, decimal);
    return true;
}

/* The supplementary unit that the Combined Nomenclature gives a code, where it is a number of items (p/st): headings 8471
 * and 8542, all their subheadings that hold machines and circuits. Others state no count unless unitCode says so. */
static bool unit_of_tariff(struct slice code, struct unit *unit)
{
    static const char *const in_items[] = {"84713", "84714", "84715", "84716", "84717", "84718", "85423"};
    for (size_t i = 0; i < sizeof in_items / sizeof in_items[0]; i++)
        if (slice_starts_with(code, in_items[i]))
            return unit_of_text(SLICE_LITERAL("C62"), unit);
    return false;
}

/* TariffQuantity is the number in the tariff's unit. Packages and the invoice's own quantities are no goods' count. */
static bool take_measures(const struct xml_element *commodity, struct draft *draft, struct error *error)
{
    struct customs_event *event = draft->event;
    const struct xml_element *quantity = xml_find(commodity, "GoodsMeasure/TariffQuantity");
    struct unit unit = {.factor = {1, 0}};
    struct decimal declared;
    if (quantity && quantity->text.data) {
        struct slice code = xml_attribute_of(quantity, "unitCode");
        if (code.data && !unit_of_text(code, &unit))
            draft_flag(draft, "unit_unknown");
        if (!code.data && unit_of_tariff(event->hs_national, &unit))
            draft_flag(draft, "unit_of_tariff");
        if (!decimal_parse(quantity->text, &declared, error) ||
            !draft_quantity(draft, declared, &unit, &event->qty, &event->unit, error))
            return error_wrap(error, "TariffQuantity");
    }
    if (!take_number(commodity, "GoodsMeasure/GrossMassMeasure", DRAFT_QUANTITY_SCALE, draft, &event->gross_kg, error) ||
        !take_number(commodity, "GoodsMeasure/NetNetWeightMeasure", DRAFT_QUANTITY_SCALE, draft, &event->net_kg, error))
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

/* The statistical value; where there is none the invoice's, whose basis is the terms of delivery. */
static bool take_value(const struct cds_xml *state, struct draft *draft, struct error *error)
{
    struct customs_event *event = draft->event;
    const struct xml_element *value = xml_child(state->item, "StatisticalValueAmount");
    bool invoice = !value || !value->text.data;
    struct slice terms = xml_text(state->shipment, "TradeTerms/ConditionCode");
    if (invoice)
        value = xml_find(state->item, "Commodity/InvoiceLine/ItemChargeAmount");
    if (!value || !value->text.data)
        return true;
    struct decimal decimal;
    if (!decimal_parse(value->text, &decimal, error) || !draft_fit(draft, &decimal, DRAFT_VALUE_SCALE, error))
        return error_wrap(error, "%.*s", SLICE_ARGS(value->name));
    event->value = draft_decimal(draft, decimal);
    event->currency = draft_text(draft, xml_attribute_of(value, "currencyID"));
    event->value_basis = draft_symbol(draft, invoice ? value_basis_of(terms) : CUSTOMS_EVENT_VALUE_BASIS_UNKNOWN);
    if (invoice)
        draft_flag(draft, "value_of_invoice");
    if (slice_equal_text(event->currency, "USD"))
        event->value_usd = event->value;
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

/* The item's own, else the shipment's. */
static struct slice nearest(const struct cds_xml *state, const char *path)
{
    struct slice text = xml_text(state->item, path);
    return text.data ? text : xml_text(state->shipment, path);
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

static struct slice reporter_of(const struct cds_xml *state)
{
    struct slice mrn = xml_text(state->declaration, "ID");
    return is_mrn(mrn) ? slice_cut(mrn, 2, 4) : state->country;
}

/* IM and EX say it; CO (trade with territories that are not in the customs or tax area) goes either way, so there the
 * countries say it, else the command line. -1: nothing does. */
static bool flow_of(const struct cds_xml *state, const struct customs_event *event, int *flow, struct error *error)
{
    struct slice type = xml_text(state->declaration, "TypeCode");
    *flow = -1;
    if (slice_starts_with(type, "IM"))
        *flow = CUSTOMS_EVENT_FLOW_IMPORT;
    else if (slice_starts_with(type, "EX"))
        *flow = CUSTOMS_EVENT_FLOW_EXPORT;
    else if (event->reporter.data && slice_equal(event->destination, event->reporter))
        *flow = CUSTOMS_EVENT_FLOW_IMPORT;
    else if (event->reporter.data && slice_equal(event->dispatch, event->reporter))
        *flow = CUSTOMS_EVENT_FLOW_EXPORT;
    return flow_of_option(state->flow, flow, error);
}

static bool take_countries(const struct cds_xml *state, struct draft *draft, struct error *error)
{
    struct customs_event *event = draft->event;
    int flow;
    event->reporter = draft_text(draft, country(draft, reporter_of(state)));
    event->origin = draft_text(draft, country(draft, origin_of(state->item)));
    event->dispatch = draft_text(draft, country(draft, nearest(state, "ExportCountry/ID")));
    event->destination = draft_text(draft, country(draft, nearest(state, "Destination/CountryCode")));
    if (!flow_of(state, event, &flow, error))
        return false;
    if (flow >= 0)
        event->flow = draft_symbol(draft, flow);
    else
        draft_flag(draft, "flow_unknown");
    if (flow == CUSTOMS_EVENT_FLOW_EXPORT)
        event->partner_raw = draft_text(draft, nearest(state, "Destination/CountryCode"));
    else if (flow == CUSTOMS_EVENT_FLOW_IMPORT)
        event->partner_raw = event->origin.data ? draft_text(draft, origin_of(state->item))
                                                : draft_text(draft, nearest(state, "ExportCountry/ID"));
    return true;
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
    if (!previous.data)
        return draft_text(draft, current);
    return arena_format(draft->arena, "%.*s%.*s", (int)current.size, current.data ? current.data : "",
                        SLICE_ARGS(previous));
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
    struct slice description = xml_text(state->item, "Commodity/Description");
    struct slice mrn = xml_text(state->declaration, "ID");
    struct slice exit = xml_text(state->declaration, "ExitOffice/ID");
    if (!fits(description, error))
        return false;
    event->description_raw = draft_text(draft, description);
    if (event->description_raw.data)
        event->description_lang = state->language;
    for (size_t i = 0; i < sizeof parties / sizeof parties[0]; i++) {
        struct slice name = party_of(state, parties[i].role);
        if (!fits(name, error))
            return false;
        name = party_text(state->parties, state->party_salt, draft, name);
        memcpy((char *)event + parties[i].offset, &name, sizeof name);
    }
    event->declaration_no =
        draft_text(draft, mrn.data ? mrn : xml_text(state->declaration, "FunctionalReferenceID"));
    event->regime_code = regime_of(state->item, draft);
    event->transport_mode = draft_text(draft, xml_text(state->declaration, "BorderTransportMeans/ModeCode"));
    event->customs_office = draft_text(draft, exit.data ? exit : xml_text(state->declaration, "PresentationOffice/ID"));
    return true;
}

/* An amendment is a new version of an item only if it states all that makes one. */
static bool is_whole(const struct xml_element *item)
{
    static const char *const parts[] = {"Commodity/Description", "Commodity/Classification/ID",
                                        "Commodity/GoodsMeasure", "GovernmentProcedure/CurrentCode"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (!xml_find(item, parts[i]))
            return false;
    return xml_child(item, "StatisticalValueAmount") || xml_find(item, "Commodity/InvoiceLine/ItemChargeAmount");
}

static bool finish(struct cds_xml *state, struct draft *draft, struct error *error)
{
    struct slice number = xml_text(state->item, "SequenceNumeric");
    struct decimal decimal;
    if (!number.data)
        return error_reject(error, REASON_MISSING_FIELD, "SequenceNumeric of the item is not stated");
    if (!decimal_parse(number, &decimal, error) || !decimal_rescale(&decimal, 9, 0) || decimal.unscaled < 1)
        return error_reject(error, REASON_BAD_NUMBER, "SequenceNumeric \"%.*s\" is no number of an item",
                            (int)(number.size < 20 ? number.size : 20), number.data);
    char text[16];
    snprintf(text, sizeof text, "%d", (int)decimal.unscaled);
    draft->event->line_no = draft_int(draft, (int32_t)decimal.unscaled);
    scope_stamp(&state->scope, draft);
    sidecar_stamp(state->sidecar, draft);
    struct slice mrn = xml_text(state->declaration, "ID"), declarant = xml_text(state->declaration, "Declarant/ID");
    struct slice local = xml_text(state->declaration, "FunctionalReferenceID");
    const struct slice by_mrn[] = {SLICE_LITERAL("MRN"), mrn, slice_of(text)};
    const struct slice by_lrn[] = {SLICE_LITERAL("LRN"), declarant, local, slice_of(text)};
    return mrn.data ? draft_finish(draft, by_mrn, sizeof by_mrn / sizeof by_mrn[0], NULL, error)
                    : draft_finish(draft, by_lrn, sizeof by_lrn / sizeof by_lrn[0], NULL, error);
}

static bool map_item(struct cds_xml *state, struct arena *arena, struct customs_event *event, struct error *error)
{
    const struct xml_element *commodity = xml_child(state->item, "Commodity");
    struct draft draft;
    draft_start(&draft, event, arena, CUSTOMS_EVENT_KIND_DECLARATION_LINE);
    event->source = state->source;
    event->revision = state->scope.revision;
    event->observed_at = state->observed_at_ms;
    event->raw_ref = arena_format(arena, "%s:%lld", state->file, (long long)state->item->line);
    if (state->date_ms >= 0) {
        event->event_date = draft_int(&draft, (int32_t)(state->date_ms / 86400000));
        event->date_kind = SLICE_LITERAL("declared");
    }
    return take_hs(commodity, &draft, error) && take_texts(state, &draft, error) &&
           take_measures(commodity, &draft, error) && take_value(state, &draft, error) &&
           take_countries(state, &draft, error) && finish(state, &draft, error);
}

/* ---- the input ---- */

static bool cds_xml_open(struct reader *reader, const struct input_options *options, struct arena *arena, void **opaque,
                         struct error *error)
{
    static const char *const wanted[] = {"MetaData", "Declaration", NULL};
    struct cds_xml *state = arena_alloc(arena, sizeof *state);
    if (!state)
        return error_reject(error, REASON_TOO_LARGE, "no room for the input's state");
    *state = (struct cds_xml){.source = options->source ? slice_of(options->source) : SLICE_LITERAL("cds"),
                              .file = reader_name(reader),
                              .flow = options->flow,
                              .language = slice_of(options->language),
                              .party_salt = options->party_salt,
                              .sidecar = options->sidecar,
                              .observed_at_ms = options->observed_at_ms};
    *opaque = state;
    return party_rule_choose(options->parties, options->party_salt, PARTY_KEEP, &state->parties, error) &&
           xml_open(reader, wanted, &state->xml, error);
}

static enum input_result next_item(struct cds_xml *state, struct arena *arena, struct customs_event *event,
                                   struct input_place *place, struct error *error)
{
    *place = (struct input_place){.line = state->item->line, .offset = state->item->offset};
    enum input_result result = INPUT_SKIPPED;
    if (state->kind == AMENDMENT && !is_whole(state->item))
        place->skipped = "partial_amendment";
    else
        result = map_item(state, arena, event, error) ? INPUT_EVENT : INPUT_REFUSED;
    state->scope.broken |= result == INPUT_REFUSED;
    state->item = xml_next_child(state->item, "GovernmentAgencyGoodsItem");
    if (!state->item)
        state->phase = state->kind == ORIGINAL && !state->scope.broken ? AT_SCOPE_END : BETWEEN_MESSAGES;
    return result;
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

/* The next message up to where it has something to give; true with *result where it is a record by itself. */
static bool next_message(struct cds_xml *state, struct input_place *place, enum input_result *result, struct error *error)
{
    struct xml_element *message;
    enum xml_result read = xml_next(state->xml, &message, place, error);
    *result = read == XML_END ? INPUT_END : read == XML_FAILED ? INPUT_FAILED : INPUT_REFUSED;
    if (read != XML_ELEMENT)
        return true;
    state->place = *place;
    if (!slice_equal_text(message->name, "Declaration") && !xml_child(message, "Declaration")) {
        place->skipped = "notification";
        *result = INPUT_SKIPPED;
        return true;
    }
    if (!take_message(state, message, error))
        return true;
    if (state->phase == IN_ITEMS && !state->item) {
        state->phase = BETWEEN_MESSAGES;
        place->skipped = state->kind == AMENDMENT ? "partial_amendment" : "no_goods";
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
    if (state->phase == BETWEEN_MESSAGES && next_message(state, place, &result, error))
        return result;
    return state->phase == IN_ITEMS ? next_item(state, arena, event, place, error)
                                    : end_scope(state, arena, event, place, error);
}

static void cds_xml_close(void *opaque)
{
    struct cds_xml *state = opaque;
    xml_close(state->xml);
}

const struct input input_cds_xml = {
    .name = "cds-xml",
    .help = "customs declarations in XML of the WCO data model (UK CDS and its like): originals, amendments, cancellations",
    .type = &customs_event_type,
    .recognise = recognise,
    .check = xml_check,
    .open = cds_xml_open,
    .next = cds_xml_next,
    .close = cds_xml_close,
};
