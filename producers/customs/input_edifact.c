/*
 * UN/EDIFACT interchanges: customs declarations (CUSDEC) and cargo manifests (CUSCAR). Other messages are skipped: a
 * conveyance report (CUSREP) has no goods, an order or an invoice is no customs matter.
 *
 * A record is an item, a message that is skipped or refused, or the end of a scope. A declaration or a manifest is a
 * scope, named by its sender and number: an original and a replacement state it whole and end it (unless they count
 * other segments or items than they have), a change adds to it, a cancellation or deletion ends it with nothing. Its
 * versions are ordered by the time of the interchange, in the same minute by the function and then by the order of the
 * messages.
 *
 * A message is looked through to its UNT before anything is taken of it, up to EDIFACT_AHEAD_MAX bytes, so that a
 * damaged one is refused whole; of a longer one the items are taken as they come, flagged unt_unchecked.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "producers/customs/edifact_goods.h"
#include "producers/customs/flow.h"
#include "producers/customs/inputs.h"
#include "producers/customs/repeats.h"
#include "producers/customs/scope.h"
#include "producers/customs/sidecar.h"

enum { NAME_MAX_SIZE = 128, ITEM_NUMBER_MAX = 999999, INDEX_MAX = 9999 };

enum message_kind { CUSDEC, CUSCAR };

enum phase { BETWEEN_MESSAGES, IN_ITEMS, AT_SCOPE_END };

/* A text of bounded size that outlives its segment. */
struct name {
    char text[NAME_MAX_SIZE];
    size_t size;
};

struct interchange {
    bool open, test;
    struct name sender;
    int64_t time_ms;   /* -1: it cannot be read */
    int64_t messages;  /* taken up to now */
};

struct message {
    enum message_kind kind;
    struct name number;
    int64_t offset;    /* of its UNH */
    const struct function *function;
    int flow;          /* enum customs_event_flow, -1: not stated */
    struct scope scope;
    struct edifact_ahead ahead;
    bool type_missing, number_is_reference;
    int64_t items;     /* taken or refused */
    struct name consignment, bill; /* CUSCAR: those that items belong to */
    uint32_t bill_ordinal;         /* how often that bill has come */
    bool bill_is_fresh;            /* nothing but references has come since it was opened */
    int64_t bill_items;
};

struct edifact_input {
    struct edifact *edifact;
    struct slice source;
    const char *file;
    int64_t observed_at_ms;
    int flow;                 /* of the command line, -1: none */
    struct goods_rules rules;
    const struct sidecar *sidecar;
    struct arena *arena;      /* of the source */
    size_t arena_mark;        /* what is above belongs to the message */
    const struct edifact_segment *segment; /* at hand */
    bool again;               /* it is to be taken once more */
    enum phase phase;
    struct interchange interchange;
    struct message message;
    struct goods header, bill, item;
    struct repeats bills, goods_numbers;
    uint8_t seen[ITEM_NUMBER_MAX / 8 + 1]; /* a bit for each item number of a declaration */
};

/* ---- segments ---- */

static enum edifact_result next_segment(struct edifact_input *state, struct error *error)
{
    if (state->again) {
        state->again = false;
        return EDIFACT_SEGMENT;
    }
    return edifact_next(state->edifact, &state->segment, error);
}

static bool is(const struct edifact_input *state, const char *tag)
{
    return edifact_is(state->segment, tag);
}

static struct slice part(const struct edifact_input *state, size_t element, size_t component)
{
    return edifact_part(state->segment, element, component);
}

static bool is_service(const struct edifact_input *state)
{
    static const char *const tags[] = {"UNB", "UNG", "UNH", "UNE", "UNZ"};
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++)
        if (is(state, tags[i]))
            return true;
    return false;
}

/* Passes over the rest of the message. False: the source cannot be read on. */
static bool skip_message(struct edifact_input *state, struct error *error)
{
    struct error ignored;
    for (;;) {
        enum edifact_result result = next_segment(state, &ignored);
        if (result == EDIFACT_FAILED) {
            *error = ignored;
            return false;
        }
        if (result == EDIFACT_END)
            return true;
        if (result == EDIFACT_SEGMENT && is(state, "UNT"))
            return true;
        if (result == EDIFACT_SEGMENT && is_service(state)) {
            state->again = true;
            return true;
        }
    }
}

/* The message is refused for *error: passes over its rest. */
static enum input_result refuse_message(struct edifact_input *state, struct error *error)
{
    struct error failure;
    state->message.scope.broken = true;
    state->phase = BETWEEN_MESSAGES;
    if (skip_message(state, &failure))
        return INPUT_REFUSED;
    *error = failure;
    return INPUT_FAILED;
}

static enum input_result skip_as(struct edifact_input *state, const char *word, struct input_place *place,
                                 struct error *error)
{
    state->phase = BETWEEN_MESSAGES;
    place->skipped = word;
    return skip_message(state, error) ? INPUT_SKIPPED : INPUT_FAILED;
}

static bool keep_name(struct name *name, struct slice text, const char *what, struct error *error)
{
    if (text.size > sizeof name->text)
        return error_reject(error, REASON_TOO_LARGE, "%s is longer than %zu bytes", what, sizeof name->text);
    name->size = text.size;
    if (text.size)
        memcpy(name->text, text.data, text.size);
    return true;
}

static struct slice view(const struct name *name)
{
    return name->size ? (struct slice){name->text, name->size} : (struct slice){NULL, 0};
}

/* ---- interchanges ---- */

static bool read_two_digits(const char *text, int *number)
{
    *number = (text[0] - '0') * 10 + (text[1] - '0');
    return text[0] >= '0' && text[0] <= '9' && text[1] >= '0' && text[1] <= '9';
}

/* YYMMDD, from syntax 4 on CCYYMMDD, and HHMM. Seconds are not kept: the order inside a minute is that of functions. */
static int64_t read_time(struct slice date, struct slice time)
{
    int32_t days;
    int hours, minutes;
    char digits[9] = "20";
    if (date.size == 6) {
        memcpy(digits, date.data[0] >= '7' ? "19" : "20", 2);
        memcpy(digits + 2, date.data, 6);
        date = slice_of(digits);
    }
    if (date.size != 8 || !date_parse_iso(date, &days) || time.size < 4 || !read_two_digits(time.data, &hours) ||
        !read_two_digits(time.data + 2, &minutes) || hours > 23 || minutes > 59)
        return -1;
    return ((int64_t)days * 1440 + hours * 60 + minutes) * 60000;
}

static bool open_interchange(struct edifact_input *state, struct error *error)
{
    struct interchange *interchange = &state->interchange;
    struct slice test = part(state, 11, 1);
    *interchange = (struct interchange){.test = test.data && !slice_equal_text(test, "0"),
                                        .time_ms = read_time(part(state, 4, 1), part(state, 4, 2))};
    struct slice sender = part(state, 2, 1);
    if (!edifact_decode(state->edifact, &sender, error) ||
        !keep_name(&interchange->sender, sender, "the sender", error))
        return false;
    interchange->open = true;
    return true;
}

/* What the interchange's own segments change, and refusals of what stands between messages. */
static bool take_service(struct edifact_input *state, enum input_result *result, struct error *error)
{
    *result = INPUT_REFUSED;
    if (is(state, "UNB") && state->interchange.open) {
        state->interchange.open = false;
        state->again = true;
        error_reject(error, REASON_TRUNCATED, "the interchange before is not closed by UNZ: messages may be lacking");
        return true;
    }
    if (is(state, "UNB"))
        return !open_interchange(state, error);
    if (is(state, "UNZ"))
        state->interchange.open = false;
    if (is_service(state))
        return false;
    error_reject(error, REASON_BAD_SYNTAX, "segment %.*s stands outside a message",
                 (int)(state->segment->tag.size < 8 ? state->segment->tag.size : 8), state->segment->tag.data);
    *result = refuse_message(state, error);
    return true;
}

/* ---- the head of a message ---- */

enum effect { STATES_WHOLE, ADDS, WITHDRAWS, COPIES };

/* BGM's third element, code list 1225. `rank` orders versions of the same minute. */
static const struct function {
    const char *code;
    enum effect effect;
    int rank;
} functions[] = {
    {"9", STATES_WHOLE, 0}, {"2", ADDS, 1},   {"4", ADDS, 2},    {"5", STATES_WHOLE, 3},
    {"3", WITHDRAWS, 4},    {"1", WITHDRAWS, 4}, {"17", WITHDRAWS, 4}, {"50", WITHDRAWS, 4},
    {"31", COPIES, 0},      {"7", COPIES, 0},    {"6", COPIES, 0},
};

static const struct function function_not_stated = {"", ADDS, 0};

/* BGM's first element, code list 1001: the documents that have a direction, and those that are manifests. */
static const struct {
    const char *code;
    int flow; /* -1: none */
    bool manifest;
} documents[] = {
    {"929", CUSTOMS_EVENT_FLOW_IMPORT, false}, {"930", CUSTOMS_EVENT_FLOW_IMPORT, false},
    {"931", CUSTOMS_EVENT_FLOW_IMPORT, false}, {"830", CUSTOMS_EVENT_FLOW_EXPORT, false},
    {"950", CUSTOMS_EVENT_FLOW_TRANSIT, false}, {"933", CUSTOMS_EVENT_FLOW_IMPORT, true},
    {"833", CUSTOMS_EVENT_FLOW_EXPORT, true},   {"85", -1, true},  {"785", -1, true},
};

static bool find_function(struct message *message, struct slice code, struct error *error)
{
    message->function = code.data ? NULL : &function_not_stated;
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
        if (slice_equal_text(code, functions[i].code))
            message->function = &functions[i];
    return message->function ||
           error_reject(error, REASON_BAD_CODE, "message function \"%.*s\" is none of 1 2 3 4 5 6 7 9 17 31 50",
                        (int)(code.size < 8 ? code.size : 8), code.data);
}

static bool find_document(struct edifact_input *state, struct slice code, struct error *error)
{
    struct message *message = &state->message;
    bool manifest = false;
    message->flow = -1;
    for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++)
        if (slice_equal_text(code, documents[i].code)) {
            message->flow = documents[i].flow;
            manifest = documents[i].manifest;
        }
    if (message->flow < 0)
        message->flow = state->flow;
    if (message->type_missing && !manifest)
        return error_reject(error, REASON_MISSING_FIELD, "UNH states no type of message");
    return true;
}

static int64_t revision_of(const struct edifact_input *state)
{
    const struct interchange *interchange = &state->interchange;
    int64_t index = interchange->messages < INDEX_MAX ? interchange->messages : INDEX_MAX;
    int64_t time_ms = interchange->time_ms < 0 ? state->observed_at_ms : interchange->time_ms;
    return time_ms + state->message.function->rank * (INDEX_MAX + 1) + index;
}

static const char *kind_name(const struct message *message)
{
    return message->kind == CUSDEC ? "cusdec" : "cuscar";
}

static bool take_bgm(struct edifact_input *state, struct error *error)
{
    struct message *message = &state->message;
    return find_document(state, part(state, 1, 1), error) && find_function(message, part(state, 3, 1), error) &&
           keep_name(&message->number, part(state, 2, 1), "the document's number", error);
}

/* A document without a number is named by the declarant's reference. */
static bool name_document(struct edifact_input *state, struct error *error)
{
    struct message *message = &state->message;
    struct slice reference = state->header.texts[GOODS_DECLARANT_REFERENCE];
    message->number_is_reference = !message->number.size && reference.data;
    if (message->number_is_reference && !keep_name(&message->number, reference, "the declarant's reference", error))
        return false;
    if (!message->number.size)
        return error_reject(error, REASON_MISSING_FIELD, "BGM states no document number, RFF no declarant's reference");
    const struct slice parts[] = {slice_of(kind_name(message)), view(&state->interchange.sender),
                                  view(&message->number)};
    message->scope = (struct scope){.id = identity_natural_key(state->arena, parts, 3), .revision = revision_of(state)};
    return message->scope.id.data || error_reject(error, REASON_TOO_LARGE, "the message's texts do not fit");
}

static bool begins_items(const struct edifact_input *state)
{
    return state->message.kind == CUSDEC ? is(state, "UNS") : is(state, "CNI") || is(state, "GID");
}

/* Reads up to the first item's section, or to the end of a message that has none. */
static enum edifact_result take_header(struct edifact_input *state, struct error *error)
{
    goods_start(&state->header);
    for (;;) {
        enum edifact_result result = next_segment(state, error);
        if (result != EDIFACT_SEGMENT)
            return result;
        bool at_end = is(state, "UNT") || is_service(state);
        if (!state->message.function && (at_end || begins_items(state)))
            error_reject(error, REASON_MISSING_FIELD, "the message has no BGM");
        else if (at_end || begins_items(state))
            return name_document(state, error) ? EDIFACT_SEGMENT : EDIFACT_REFUSED;
        else if (is(state, "BGM") ? take_bgm(state, error)
                                  : goods_take(&state->header, state->edifact, state->segment, state->arena, error))
            continue;
        return EDIFACT_REFUSED;
    }
}

/* Looks through the message and reads its header. */
static enum edifact_result take_head(struct edifact_input *state, struct error *error)
{
    struct message *message = &state->message;
    enum edifact_result result = edifact_look_ahead(state->edifact, &message->ahead, error);
    if (result == EDIFACT_SEGMENT && message->ahead.end == EDIFACT_NOT_CLOSED) {
        error_reject(error, REASON_TRUNCATED, "the message is not closed by UNT");
        return EDIFACT_REFUSED;
    }
    if (result == EDIFACT_SEGMENT)
        result = take_header(state, error);
    if (result != EDIFACT_END)
        return result;
    error_reject(error, REASON_TRUNCATED, "the source ends inside a message");
    return EDIFACT_FAILED;
}

/* Why a message is not read; NULL for those that are. */
static const char *skipped_message(const struct edifact_input *state, struct slice type)
{
    if (state->interchange.test)
        return "test";
    if (slice_equal_text(type, "CUSREP"))
        return "no_goods";
    return !type.data || slice_equal_text(type, "CUSDEC") || slice_equal_text(type, "CUSCAR") ? NULL : "other_message";
}

static void start_items(struct edifact_input *state)
{
    state->phase = IN_ITEMS;
    state->again = !is(state, "UNS");
    if (state->message.kind == CUSDEC)
        memset(state->seen, 0, sizeof state->seen);
    goods_start(&state->bill);
}

/* UNH is at hand. */
static bool start_message(struct edifact_input *state, struct input_place *place, enum input_result *result,
                          struct error *error)
{
    struct slice type = part(state, 2, 1);
    const char *word = skipped_message(state, type);
    state->message = (struct message){.offset = state->segment->offset,
                                      .kind = slice_equal_text(type, "CUSDEC") ? CUSDEC : CUSCAR,
                                      .type_missing = !type.data};
    place->offset = state->message.offset;
    state->interchange.messages++;
    arena_truncate(state->arena, state->arena_mark);
    if (!state->interchange.open) {
        error_reject(error, REASON_MISSING_FIELD, "the message stands in no interchange: there is no UNB before it");
        *result = refuse_message(state, error);
        return true;
    }
    if (word) {
        *result = skip_as(state, word, place, error);
        return true;
    }
    enum edifact_result head = take_head(state, error);
    if (head != EDIFACT_SEGMENT) {
        *result = head == EDIFACT_FAILED ? INPUT_FAILED : refuse_message(state, error);
        return true;
    }
    if (state->message.function->effect == COPIES) {
        state->again = true; /* it may be the UNT */
        *result = skip_as(state, "copy", place, error);
        return true;
    }
    start_items(state);
    if (state->message.function->effect == WITHDRAWS)
        state->phase = AT_SCOPE_END;
    return false;
}

/* ---- items ---- */

static void hash_texts(struct edifact_input *state, const struct slice *texts, size_t count,
                       uint8_t hash[CONTENT_HASH_SIZE])
{
    size_t mark = state->arena->used;
    struct slice text = identity_natural_key(state->arena, texts, count);
    identity_hash_bytes(text.data ? text : SLICE_LITERAL(""), hash);
    arena_truncate(state->arena, mark);
}

static bool opens_bill(const struct edifact_input *state)
{
    static const char *const qualifiers[] = {"BM", "MB", "BH", "AWB", "HWB", "MWB", "AAS", "AAA"}; /* code list 1153 */
    if (state->message.kind != CUSCAR || !is(state, "RFF"))
        return false;
    for (size_t i = 0; i < sizeof qualifiers / sizeof qualifiers[0]; i++)
        if (slice_equal_text(part(state, 1, 1), qualifiers[i]))
            return true;
    return false;
}

static bool begins_item(const struct edifact_input *state)
{
    return is(state, state->message.kind == CUSDEC ? "CST" : "GID");
}

/* Where the items of a message end. */
static bool ends_items(const struct edifact_input *state)
{
    return is(state, "UNS") || is(state, "UNT") || is_service(state);
}

/* What does not belong to the item at hand. Invoices of a declaration (DMS, LIN) stand before its items. */
static bool ends_item(const struct edifact_input *state)
{
    return begins_item(state) || ends_items(state) || is(state, "CNI") || is(state, "DMS") || is(state, "LIN") ||
           opens_bill(state);
}

static void open_bill(struct edifact_input *state)
{
    struct message *message = &state->message;
    goods_start(&state->bill);
    message->bill.size = 0;
    message->bill_ordinal = 0;
    message->bill_items = 0;
    message->bill_is_fresh = true;
}

/* A consignment, and the references that open bills in it: several in a row name one bill, by BM if it is there. */
static bool take_bill(struct edifact_input *state, struct error *error)
{
    struct message *message = &state->message;
    if (is(state, "CNI")) {
        open_bill(state);
        struct slice number = part(state, 2, 1);
        return keep_name(&message->consignment, number.data ? number : part(state, 1, 1), "CNI's number", error);
    }
    if (!opens_bill(state)) {
        message->bill_is_fresh = message->bill_is_fresh && (is(state, "RFF") || is(state, "DTM"));
        return goods_take(&state->bill, state->edifact, state->segment, state->arena, error);
    }
    if (!message->bill_is_fresh)
        open_bill(state);
    if (message->bill.size && !slice_equal_text(part(state, 1, 1), "BM"))
        return true;
    return keep_name(&message->bill, part(state, 1, 2), "the bill's number", error);
}

/* The number of an item, else its place, which is told by a flag. */
static bool read_number(const struct edifact_input *state, int64_t place, int32_t *number, bool *stated,
                        struct error *error)
{
    struct slice text = part(state, 1, 1);
    struct decimal decimal;
    struct error ignored;
    *stated = text.data != NULL;
    *number = (int32_t)(place < ITEM_NUMBER_MAX ? place : ITEM_NUMBER_MAX);
    if (!text.data)
        return true;
    if (!decimal_parse(text, &decimal, &ignored) || !decimal_rescale(&decimal, 6, 0) || decimal.unscaled < 0)
        return error_reject(error, REASON_BAD_NUMBER, "item number \"%.*s\" is none of 0 to %d",
                            (int)(text.size < 20 ? text.size : 20), text.data, ITEM_NUMBER_MAX);
    *number = (int32_t)decimal.unscaled;
    return true;
}

/* An item of a declaration is its number, which may stand only once. */
static bool find_key_of_declaration(struct edifact_input *state, int32_t number, struct error *error)
{
    uint8_t bit = (uint8_t)(1 << number % 8);
    if (state->seen[number / 8] & bit)
        return error_reject(error, REASON_BAD_SYNTAX, "item %d stands twice in the message", number);
    state->seen[number / 8] |= bit;
    return true;
}

/* A manifest repeats bills and numbers of goods: how often, is counted. */
static bool find_ordinals(struct edifact_input *state, struct slice number, uint32_t *bill, uint32_t *goods,
                          struct error *error)
{
    struct message *message = &state->message;
    uint8_t group[CONTENT_HASH_SIZE], line[CONTENT_HASH_SIZE];
    char offset[24];
    snprintf(offset, sizeof offset, "%lld", (long long)message->offset);
    const struct slice whole[] = {message->scope.id, slice_of(offset)};
    const struct slice own[] = {view(&message->consignment), view(&message->bill)};
    hash_texts(state, whole, 2, group);
    hash_texts(state, own, 2, line);
    if (!message->bill_ordinal)
        message->bill_ordinal = repeats_next(&state->bills, group, line);
    *bill = message->bill_ordinal;
    char ordinal[16];
    snprintf(ordinal, sizeof ordinal, "%u", *bill);
    const struct slice in_bill[] = {message->scope.id, slice_of(offset), own[0], own[1], slice_of(ordinal)};
    hash_texts(state, in_bill, 5, group);
    hash_texts(state, &number, 1, line);
    *goods = repeats_next(&state->goods_numbers, group, line);
    return (*bill && *goods) ||
           error_reject(error, REASON_TOO_LARGE, "over %d bills in a manifest, or goods in a bill", REPEATS_LINES_MAX);
}

/* Fills key, id and hash. */
static bool finish(struct edifact_input *state, struct draft *draft, int32_t number, struct error *error)
{
    struct message *message = &state->message;
    char text[16], ordinals[2][16] = {"", ""};
    uint32_t bill, goods;
    snprintf(text, sizeof text, "%d", number);
    const struct slice declared[] = {slice_of(kind_name(message)), view(&state->interchange.sender),
                                     view(&message->number), slice_of(text)};
    if (message->kind == CUSDEC)
        return find_key_of_declaration(state, number, error) && draft_finish(draft, declared, 4, NULL, error);
    if (!find_ordinals(state, slice_of(text), &bill, &goods, error))
        return false;
    if (bill > 1)
        snprintf(ordinals[0], sizeof ordinals[0], "%u", bill);
    if (goods > 1)
        snprintf(ordinals[1], sizeof ordinals[1], "%u", goods);
    if (bill > 1 || goods > 1)
        draft_flag(draft, "item_repeated");
    const struct slice loaded[] = {declared[0], declared[1], declared[2], view(&message->consignment),
                                   view(&message->bill), slice_of(text), slice_of(ordinals[0]), slice_of(ordinals[1])};
    return draft_finish(draft, loaded, 8, NULL, error);
}

/* What was noticed of the message and its interchange holds for each of its items. */
static void flag_message(const struct edifact_input *state, struct draft *draft)
{
    const struct message *message = &state->message;
    const struct {
        bool raised;
        const char *flag;
    } flags[] = {
        {message->ahead.end == EDIFACT_CLOSED && !message->ahead.count_matches, "unt_mismatch"},
        {message->kind == CUSDEC && !message->ahead.items_match, "item_count_mismatch"},
        {message->ahead.end == EDIFACT_TOO_FAR, "unt_unchecked"},
        {message->ahead.charset_assumed, "charset_assumed"},
        {message->ahead.charset_mismatch, "charset_mismatch"},
        {message->type_missing, "message_type_missing"},
        {message->number_is_reference, "number_by_reference"},
        {message->function == &function_not_stated, "function_missing"},
        {state->interchange.time_ms < 0, "interchange_time_unreadable"},
        {!state->interchange.sender.size, "sender_missing"},
        {message->flow < 0, "flow_unknown"},
    };
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++)
        if (flags[i].raised)
            draft_flag(draft, flags[i].flag);
}

static bool make_event(struct edifact_input *state, int64_t offset, int32_t number, bool number_is_stated,
                       struct draft *draft, struct error *error)
{
    struct message *message = &state->message;
    struct customs_event *event = draft->event;
    event->source = state->source;
    event->revision = message->scope.revision;
    event->observed_at = state->observed_at_ms;
    event->raw_ref = arena_format(draft->arena, "%s@%lld", state->file, (long long)offset);
    event->line_no = number_is_stated ? draft_int(draft, number) : NULL;
    event->flow = message->flow < 0 ? NULL : draft_symbol(draft, message->flow);
    const struct name *paper = message->kind == CUSDEC ? &message->number
                               : message->bill.size    ? &message->bill
                                                       : &message->consignment;
    event->declaration_no = draft_text(draft, view(paper));
    if (!number_is_stated)
        draft_flag(draft, "item_no_missing");
    flag_message(state, draft);
    scope_stamp(&message->scope, draft);
    struct goods_levels levels = {{&state->item, &state->header}, 2};
    if (message->kind == CUSCAR)
        levels = (struct goods_levels){{&state->item, &state->bill, &state->header}, 3};
    if (!goods_fill(&levels, &state->rules, draft, error))
        return false;
    sidecar_stamp(state->sidecar, draft);
    return finish(state, draft, number, error);
}

/* Collects the item that the segment at hand begins. REFUSED with *fine true: a segment of it is lacking, and so what
 * message it belongs to is in doubt. */
static enum edifact_result collect(struct edifact_input *state, struct arena *arena, bool *fine, struct error *error)
{
    struct error later;
    goods_start(&state->item);
    do {
        *fine = *fine && goods_take(&state->item, state->edifact, state->segment, arena, error);
        enum edifact_result result = next_segment(state, &later);
        if (result == EDIFACT_END) {
            error_reject(&later, REASON_TRUNCATED, "the source ends inside a message");
            result = EDIFACT_FAILED;
        }
        if (result != EDIFACT_SEGMENT) {
            *error = later;
            return result;
        }
    } while (!ends_item(state));
    state->again = true;
    return EDIFACT_SEGMENT;
}

static enum input_result take_item(struct edifact_input *state, struct arena *arena, struct customs_event *event,
                                   struct input_place *place, struct error *error)
{
    struct message *message = &state->message;
    struct draft draft;
    int32_t number;
    bool stated;
    int64_t offset = place->offset = state->segment->offset;
    message->items++;
    message->bill_is_fresh = false;
    int64_t position = message->kind == CUSDEC ? message->items : ++message->bill_items;
    bool fine = read_number(state, position, &number, &stated, error);
    enum edifact_result result = collect(state, arena, &fine, error);
    if (result != EDIFACT_SEGMENT)
        return result == EDIFACT_FAILED ? INPUT_FAILED : refuse_message(state, error);
    draft_start(&draft, event, arena,
                message->kind == CUSDEC ? CUSTOMS_EVENT_KIND_DECLARATION_LINE : CUSTOMS_EVENT_KIND_MANIFEST_LINE);
    if (fine && make_event(state, offset, number, stated, &draft, error))
        return INPUT_EVENT;
    message->scope.broken = true;
    error_wrap(error, "item %d", number);
    return INPUT_REFUSED;
}

/* Not all of the message is here, or too much of it: what it lacks may be lost, not gone. */
static bool is_miscounted(const struct message *message)
{
    const struct edifact_ahead *ahead = &message->ahead;
    return (ahead->end == EDIFACT_CLOSED && !ahead->count_matches) || (message->kind == CUSDEC && !ahead->items_match);
}

/* Behind the last item: passes over the summary. */
static bool end_items(struct edifact_input *state, struct input_place *place, enum input_result *result,
                      struct error *error)
{
    const struct message *message = &state->message;
    state->phase = BETWEEN_MESSAGES;
    state->again = true;
    if (!skip_message(state, error)) {
        *result = INPUT_FAILED;
        return true;
    }
    place->offset = message->offset;
    *result = INPUT_REFUSED;
    if (!is(state, "UNT")) {
        error_reject(error, REASON_TRUNCATED, "the message is not closed by UNT");
        return true;
    }
    bool whole = message->function->effect == STATES_WHOLE;
    if (message->items) {
        bool ends = whole && !message->scope.broken && !is_miscounted(message);
        state->phase = ends ? AT_SCOPE_END : BETWEEN_MESSAGES;
        return false;
    }
    place->skipped = "no_items";
    if (!whole)
        *result = INPUT_SKIPPED;
    else
        error_reject(error, REASON_MISSING_FIELD, "a %s without goods: no %s", kind_name(message),
                     message->kind == CUSDEC ? "CST behind UNS+D" : "GID");
    return true;
}

static bool next_item(struct edifact_input *state, struct arena *arena, void *event, struct input_place *place,
                      enum input_result *result, struct error *error)
{
    for (;;) {
        enum edifact_result segment = next_segment(state, error);
        if (segment == EDIFACT_END)
            error_reject(error, REASON_TRUNCATED, "the source ends inside a message");
        if (segment == EDIFACT_END || segment == EDIFACT_FAILED) {
            *result = INPUT_FAILED;
            return true;
        }
        bool fine = segment == EDIFACT_SEGMENT;
        if (fine && begins_item(state)) {
            *result = take_item(state, arena, event, place, error);
            return true;
        }
        if (fine && ends_items(state))
            return end_items(state, place, result, error);
        if (fine && state->message.kind == CUSCAR)
            fine = take_bill(state, error);
        if (!fine) {
            *result = refuse_message(state, error);
            return true;
        }
    }
}

/* ---- the input ---- */

static enum input_result end_scope(struct edifact_input *state, struct arena *arena, struct customs_event *event,
                                   struct input_place *place, struct error *error)
{
    const struct message *message = &state->message;
    bool cancelled = message->function->effect == WITHDRAWS;
    place->offset = message->offset;
    state->phase = BETWEEN_MESSAGES;
    if (cancelled && !skip_message(state, error))
        return INPUT_FAILED;
    struct slice raw_ref = arena_format(arena, "%s@%lld", state->file, (long long)message->offset);
    bool made = scope_end(&message->scope, cancelled ? CUSTOMS_EVENT_OP_CANCEL : CUSTOMS_EVENT_OP_UPSERT, state->source,
                          raw_ref, state->observed_at_ms, arena, event, error);
    return made ? INPUT_SCOPE_END : INPUT_REFUSED;
}

static bool next_message(struct edifact_input *state, struct input_place *place, enum input_result *result,
                         struct error *error)
{
    enum edifact_result segment = next_segment(state, error);
    place->offset = edifact_offset(state->edifact);
    *result = segment == EDIFACT_FAILED ? INPUT_FAILED : segment == EDIFACT_REFUSED ? INPUT_REFUSED : INPUT_END;
    if (segment == EDIFACT_END && state->interchange.open) {
        state->interchange.open = false;
        error_reject(error, REASON_TRUNCATED, "the interchange is not closed by UNZ: messages may be lacking");
        *result = INPUT_REFUSED;
    }
    if (segment != EDIFACT_SEGMENT)
        return true;
    return is(state, "UNH") ? start_message(state, place, result, error) : take_service(state, result, error);
}

static enum input_result edifact_input_next(void *opaque, struct arena *record_arena, void *event,
                                            struct input_place *place, struct error *error)
{
    struct edifact_input *state = opaque;
    enum input_result result = INPUT_END;
    bool settled = false;
    *place = (struct input_place){.offset = -1};
    while (!settled) {
        if (state->phase == AT_SCOPE_END)
            return end_scope(state, record_arena, event, place, error);
        settled = state->phase == IN_ITEMS ? next_item(state, record_arena, event, place, &result, error)
                                           : next_message(state, place, &result, error);
    }
    if (result == INPUT_FAILED)
        place->offset = edifact_offset(state->edifact);
    return result;
}

static bool read_options(struct edifact_input *state, const struct input_options *options, struct error *error)
{
    state->flow = -1;
    state->sidecar = options->sidecar;
    state->source = options->source ? slice_of(options->source) : SLICE_LITERAL("edifact");
    state->observed_at_ms = options->observed_at_ms;
    state->rules.language = slice_of(options->language);
    state->rules.party_salt = options->party_salt;
    return flow_of_option(options->flow, &state->flow, error) &&
           party_rule_choose(options->parties, options->party_salt, PARTY_KEEP, &state->rules.party, error);
}

static bool edifact_input_open(struct reader *reader, const struct input_options *options, struct arena *arena,
                               void **opaque, struct error *error)
{
    struct edifact_input *state = calloc(1, sizeof *state);
    if (!state)
        return error_stop(error, EXIT_NO_INPUT, "%s cannot be read: no memory", reader_name(reader));
    if (!read_options(state, options, error) || !edifact_open(reader, &state->edifact, error)) {
        free(state);
        return false;
    }
    state->file = reader_name(reader);
    state->arena = arena;
    state->arena_mark = arena->used;
    *opaque = state;
    return true;
}

static void edifact_input_close(void *opaque)
{
    struct edifact_input *state = opaque;
    edifact_close(state->edifact);
    free(state);
}

/* A source that is cut off inside a segment or a message is refused as a whole. */
static bool check(struct reader *reader, struct input_place *place, struct error *error)
{
    struct edifact *edifact;
    const struct edifact_segment *segment;
    enum edifact_result result;
    bool in_message = false;
    if (!edifact_open(reader, &edifact, error))
        return false;
    while ((result = edifact_next(edifact, &segment, error)) == EDIFACT_SEGMENT || result == EDIFACT_REFUSED)
        if (result == EDIFACT_SEGMENT && slice_starts_with(segment->tag, "UN") && !edifact_is(segment, "UNS"))
            in_message = edifact_is(segment, "UNH");
    place->offset = edifact_offset(edifact);
    edifact_close(edifact);
    if (result == EDIFACT_END && in_message)
        return error_reject(error, REASON_TRUNCATED, "the source ends inside a message");
    return result == EDIFACT_END;
}

static int recognise(struct slice head, const char *name)
{
    (void)name;
    return edifact_begins(head) ? 2 : 0;
}

const struct input input_edifact = {
    .name = "edifact",
    .help = "UN/EDIFACT interchanges: customs declarations (CUSDEC) and cargo manifests (CUSCAR)",
    .type = &customs_event_type,
    .recognise = recognise,
    .check = check,
    .open = edifact_input_open,
    .next = edifact_input_next,
    .close = edifact_input_close,
};
