/*
 * Korea's trade statistics: the answer of the Korea Customs Service's open API, one item for each month, code and
 * country (getNitemtradeList), or month and code over all countries (getItemtradeList: flag partner_world), with
 * exports and imports side by side.
 *
 * An item gives an event for each direction that has anything. There are no counts: weights only. Exports are valued
 * FOB, imports CIF, in US dollars. Total rows are skipped. The same service answers for codes of two to ten digits:
 * answers for codes of different lengths state the same goods again, as facts of their own.
 */
#include <stdio.h>
#include <string.h>

#include "lib/clock.h"
#include "producers/customs/country.h"
#include "producers/customs/hs_code.h"
#include "producers/customs/inputs.h"
#include "producers/customs/period.h"
#include "producers/customs/sidecar.h"
#include "producers/customs/xml.h"

enum { COUNTRY_CODE_MAX = 8 };

struct korea_xml {
    struct xml *xml;
    struct slice source;
    const char *file;
    int64_t observed_at_ms;
    const struct xml_element *item; /* whose second direction is to come; NULL: none */
};

static const struct direction {
    const char *value, *weight, *word;
    enum customs_event_flow flow;
    enum customs_event_value_basis basis;
} directions[] = {
    {"expDlr", "expWgt", "export", CUSTOMS_EVENT_FLOW_EXPORT, CUSTOMS_EVENT_VALUE_BASIS_FOB},
    {"impDlr", "impWgt", "import", CUSTOMS_EVENT_FLOW_IMPORT, CUSTOMS_EVENT_VALUE_BASIS_CIF},
};

static int recognise(struct slice head, const char *name)
{
    (void)name;
    static const char *const looks[][3] = {
        {"<hsCd>", "<expDlr>", "<impDlr>"},             /* items */
        {"<hsCode>", "<expDlr>", "<impDlr>"},
        {"<response>", "<resultCode>", "<resultMsg>"},  /* an error, or nothing found: of this or another service */
        {"<OpenAPI_ServiceResponse>", "<cmmMsgHeader>", "<returnReasonCode>"},
    };
    for (size_t i = 0; i < sizeof looks / sizeof looks[0]; i++) {
        size_t found = 0;
        while (found < 3 && memmem(head.data, head.size, looks[i][found], strlen(looks[i][found])))
            found++;
        if (found == 3)
            return i < 2 ? 2 : 1;
    }
    return 0;
}

static bool korea_xml_open(struct reader *reader, const struct input_options *options, struct arena *arena,
                           void **opaque, struct error *error)
{
    static const char *const wanted[] = {"item", "header", "cmmMsgHeader", NULL};
    struct korea_xml *state = arena_alloc(arena, sizeof *state);
    if (!state)
        return error_reject(error, REASON_TOO_LARGE, "no room for the input's state");
    *state = (struct korea_xml){.source = options->source ? slice_of(options->source) : SLICE_LITERAL("korea-customs"),
                                .file = reader_name(reader),
                                .observed_at_ms = options->observed_at_ms};
    *opaque = state;
    return xml_open(reader, wanted, NULL, &state->xml, error);
}

/* The header says how the service fared; behind an error there are no items. */
static bool check_header(const struct xml_element *header, struct error *error)
{
    static const char *const messages[] = {"resultMsg", "returnAuthMsg", "errMsg"};
    struct slice message = {NULL, 0};
    if (slice_equal_text(header->name, "header") && slice_equal_text(xml_text(header, "resultCode"), "00"))
        return true;
    for (size_t i = 0; i < sizeof messages / sizeof messages[0] && !message.data; i++)
        message = xml_text(header, messages[i]);
    return error_reject(error, REASON_BAD_SYNTAX, "the service answers with an error: %.*s",
                        (int)(message.size < 200 ? message.size : 200), message.data ? message.data : "no message");
}

/* The code of the goods, which the service by code and country names otherwise than that by code alone. */
static struct slice code_of(const struct xml_element *item)
{
    struct slice code = xml_text(item, "hsCd");
    return code.data ? code : xml_text(item, "hsCode");
}

/* Of all that was asked for, of all codes, or of all countries. */
static bool is_total(const struct xml_element *item)
{
    struct slice year = xml_text(item, "year");
    return slice_equal_text(year, "총계") || slice_equal_text(year, "합계") ||
           slice_equal_text(code_of(item), "-") || slice_equal_text(xml_text(item, "statCd"), "-");
}

static bool is_nothing(struct slice number)
{
    struct decimal decimal;
    struct error ignored;
    return !number.data || (decimal_parse(number, &decimal, &ignored) && !decimal.unscaled);
}

static bool has_trade(const struct xml_element *item, const struct direction *direction)
{
    return !is_nothing(xml_text(item, direction->value)) || !is_nothing(xml_text(item, direction->weight));
}

static bool take_number(const struct xml_element *item, const char *name, int scale, struct draft *draft,
                        const struct decimal **number, struct error *error)
{
    struct slice text = xml_text(item, name);
    struct decimal decimal;
    if (!text.data)
        return true;
    if (!decimal_parse(text, &decimal, error) || !draft_fit(draft, &decimal, scale, error))
        return error_wrap(error, "%s", name);
    *number = draft_decimal(draft, decimal);
    return true;
}

static bool refuse_text(enum reason reason, const char *what, struct slice text, const char *why, struct error *error)
{
    return error_reject(error, text.data ? reason : REASON_MISSING_FIELD, "%s: \"%.*s\" %s", what,
                        (int)(text.size < 20 ? text.size : 20), text.data ? text.data : "", why);
}

static bool take_period_and_code(const struct xml_element *item, struct draft *draft, struct error *error)
{
    struct slice month = xml_text(item, "year"), text = code_of(item);
    struct period period;
    struct hs_code code;
    if (!month.data || !period_parse(month, &period) || period.kind == PERIOD_DAY)
        return refuse_text(REASON_BAD_DATE, "year", month, "is no month", error);
    bool is_code = text.data && (hs_code_parse(text, 0, &code) || (text.size == 2 && code.count == 2)); /* a chapter */
    if (!is_code)
        return refuse_text(REASON_BAD_CODE, "hsCd", text, "cannot be read", error);
    struct customs_event *event = draft->event;
    event->period_start = draft_int(draft, period.first);
    event->period_end = draft_int(draft, period.last);
    draft_hs_code(draft, &code);
    event->description_raw = draft_text(draft, xml_text(item, "statKor"));
    if (event->description_raw.data)
        event->description_lang = SLICE_LITERAL("ko");
    return true;
}

/* Without a country the item is of the service that adds up what the other one tells apart; each has its own name for
 * the code. */
static bool take_countries(const struct xml_element *item, bool export, struct draft *draft, struct error *error)
{
    struct customs_event *event = draft->event;
    struct slice code = xml_text(item, "statCd"), name = xml_text(item, "statCdCntnKor1");
    event->reporter = SLICE_LITERAL("KR");
    *(export ? &event->dispatch : &event->destination) = event->reporter;
    if (!code.data && xml_text(item, "hsCode").data) {
        draft_flag(draft, "partner_world");
        return true;
    }
    if (!code.data || code.size > COUNTRY_CODE_MAX)
        return refuse_text(REASON_BAD_COUNTRY, "statCd", code, "is no code of a country", error);
    struct slice partner = country_is_alpha2(code) ? draft_text(draft, code) : SLICE_LITERAL(COUNTRY_UNKNOWN);
    if (slice_equal_text(partner, COUNTRY_UNKNOWN))
        draft_flag(draft, "country_unknown");
    event->partner_raw = draft_text(draft, name.data ? name : code);
    *(export ? &event->destination : &event->origin) = partner;
    return true;
}

/* As the service writes it, whoever wrote it otherwise: "2025.04"; "2025" for a year. */
static void write_period(const struct customs_event *event, char text[16])
{
    int year, month, day;
    date_to_ymd(*event->period_start, &year, &month, &day);
    bool whole_year = *event->period_end - *event->period_start > 31;
    snprintf(text, 16, whole_year ? "%04d" : "%04d.%02d", year, month);
}

static bool map_item(const struct korea_xml *state, const struct xml_element *item, const struct direction *direction,
                     struct arena *arena, struct customs_event *event, struct error *error)
{
    struct draft draft;
    draft_start(&draft, event, arena, CUSTOMS_EVENT_KIND_STATISTIC);
    event->source = state->source;
    event->revision = event->observed_at = state->observed_at_ms;
    event->raw_ref = draft_place(&draft, state->file, item->line, -1);
    event->flow = draft_symbol(&draft, (int)direction->flow);
    if (!take_period_and_code(item, &draft, error) ||
        !take_number(item, direction->value, DRAFT_VALUE_SCALE, &draft, &event->value, error) ||
        !take_number(item, direction->weight, DRAFT_QUANTITY_SCALE, &draft, &event->net_kg, error) ||
        !take_countries(item, direction->flow == CUSTOMS_EVENT_FLOW_EXPORT, &draft, error))
        return false;
    event->value_usd = event->value;
    if (event->value) {
        event->currency = SLICE_LITERAL("USD");
        event->value_basis = draft_symbol(&draft, (int)direction->basis);
    }
    if (event->net_kg)
        event->weight_scope = draft_symbol(&draft, CUSTOMS_EVENT_WEIGHT_SCOPE_LINE);
    char period[16];
    write_period(event, period);
    int64_t date_ms = (int64_t)*event->period_start * 86400000;
    const struct slice parts[] = {SLICE_LITERAL("KR"), slice_of(direction->word), slice_of(period), event->hs_national,
                                  xml_text(item, "statCd")};
    return draft_finish(&draft, parts, sizeof parts / sizeof parts[0], &date_ms, error);
}

/* An item that is no fact: a total, no trade, or one of another service that has other names. */
static enum input_result pass_over(const struct xml_element *item, struct input_place *place, struct error *error)
{
    bool stated = is_total(item);
    for (size_t i = 0; i < sizeof directions / sizeof directions[0]; i++)
        stated |= xml_text(item, directions[i].value).data || xml_text(item, directions[i].weight).data;
    if (!stated) {
        error_reject(error, REASON_MISSING_FIELD, "the item states none of expDlr, expWgt, impDlr and impWgt");
        return INPUT_REFUSED;
    }
    place->skipped = is_total(item) ? "total" : "no_trade";
    return INPUT_SKIPPED;
}

static enum input_result take_item(struct korea_xml *state, const struct xml_element *item, struct arena *arena,
                                   struct customs_event *event, struct input_place *place, struct error *error)
{
    const struct direction *first = has_trade(item, &directions[0]) ? &directions[0] : &directions[1];
    bool both = first == &directions[0] && has_trade(item, &directions[1]);
    size_t mark = arena->used;
    if (is_total(item) || !has_trade(item, first))
        return pass_over(item, place, error);
    if (both && !map_item(state, item, &directions[1], arena, event, error))
        return INPUT_REFUSED; /* before half of the item is accepted */
    arena_truncate(arena, mark);
    if (!map_item(state, item, first, arena, event, error))
        return INPUT_REFUSED;
    state->item = both ? item : NULL;
    return INPUT_EVENT;
}

static enum input_result korea_xml_next(void *opaque, struct arena *arena, void *event, struct input_place *place,
                                        struct error *error)
{
    struct korea_xml *state = opaque;
    struct xml_element *element;
    if (state->item) {
        const struct xml_element *item = state->item;
        state->item = NULL;
        *place = (struct input_place){.line = item->line, .offset = item->offset};
        return map_item(state, item, &directions[1], arena, event, error) ? INPUT_MORE : INPUT_REFUSED;
    }
    for (;;) {
        enum xml_result read = xml_next(state->xml, &element, place, error);
        if (read != XML_ELEMENT)
            return read == XML_END ? INPUT_END : read == XML_FAILED ? INPUT_FAILED : INPUT_REFUSED;
        if (slice_equal_text(element->name, "item"))
            return take_item(state, element, arena, event, place, error);
        if (!check_header(element, error))
            return INPUT_FAILED;
    }
}

static void korea_xml_close(void *opaque)
{
    struct korea_xml *state = opaque;
    xml_close(state->xml);
}

const struct input input_korea_xml = {
    .name = "korea-xml",
    .help = "Korea Customs Service, trade statistics by code and country, answer of the open API",
    .type = &customs_event_type,
    .recognise = recognise,
    .check = xml_check,
    .open = korea_xml_open,
    .next = korea_xml_next,
    .close = korea_xml_close,
};
