#include "producers/customs/draft.h"

#include <assert.h>
#include <string.h>

#include "lib/identity.h"

void draft_start(struct draft *draft, struct customs_event *event, struct arena *arena, enum customs_event_kind kind)
{
    *draft = (struct draft){.event = event, .arena = arena};
    memset(event, 0, sizeof *event);
    event->op = CUSTOMS_EVENT_OP_UPSERT;
    event->kind = (int)kind;
    event->normaliser_version = CUSTOMS_NORMALISER_VERSION;
}

void draft_flag(struct draft *draft, const char *flag)
{
    for (size_t i = 0; i < draft->flag_count; i++)
        if (slice_equal_text(draft->flags[i], flag))
            return;
    assert(draft->flag_count < DRAFT_FLAGS_MAX);
    draft->flags[draft->flag_count++] = slice_of(flag);
}

/* Stands in for a value that found no room, so that an input may read back what it wrote; such a draft is never
 * finished. */
static const struct decimal no_room;

static const void *copy(struct draft *draft, const void *bytes, size_t size)
{
    const void *copied = arena_copy(draft->arena, bytes, size);
    draft->full |= !copied;
    return copied ? copied : &no_room;
}

/* U+FFFD in a source: somebody before us could not read it. */
static bool is_damaged(struct slice text)
{
    return memmem(text.data, text.size, "\xEF\xBF\xBD", 3) != NULL;
}

struct slice draft_text(struct draft *draft, struct slice text)
{
    if (!text.size)
        return (struct slice){NULL, 0};
    struct slice copied = arena_slice(draft->arena, text);
    draft->full |= !copied.data;
    draft->damaged |= is_damaged(text);
    return copied;
}

/* A sign and a number; printf takes ten times as long, once for every event. */
static char *put_number(char *out, char sign, int64_t number)
{
    char digits[20];
    size_t count = 0;
    do
        digits[count++] = (char)('0' + number % 10);
    while ((number /= 10));
    *out++ = sign;
    while (count)
        *out++ = digits[--count];
    return out;
}

struct slice draft_place(struct draft *draft, const char *file, int64_t line, int64_t offset)
{
    size_t size = strlen(file);
    char *text = arena_alloc(draft->arena, size + 2 * (20 + 1));
    draft->full |= !text;
    if (!text)
        return (struct slice){NULL, 0};
    memcpy(text, file, size);
    char *end = put_number(text + size, ':', line);
    if (offset >= 0)
        end = put_number(end, '@', offset);
    return (struct slice){text, (size_t)(end - text)};
}

struct slice draft_currency(struct draft *draft, struct slice text)
{
    bool valid = text.size == 3;
    for (size_t i = 0; i < text.size && valid; i++)
        valid = text.data[i] >= 'A' && text.data[i] <= 'Z';
    if (text.size && !valid)
        draft_flag(draft, "currency_unknown");
    return valid ? draft_text(draft, text) : (struct slice){NULL, 0};
}

const int32_t *draft_int(struct draft *draft, int32_t value)
{
    return copy(draft, &value, sizeof value);
}

const int64_t *draft_long(struct draft *draft, int64_t value)
{
    return copy(draft, &value, sizeof value);
}

const int *draft_symbol(struct draft *draft, int symbol)
{
    return copy(draft, &symbol, sizeof symbol);
}

const bool *draft_boolean(struct draft *draft, bool value)
{
    return copy(draft, &value, sizeof value);
}

const struct decimal *draft_decimal(struct draft *draft, struct decimal value)
{
    return copy(draft, &value, sizeof value);
}

bool draft_fit(struct draft *draft, struct decimal *value, int scale, struct error *error)
{
    if (!decimal_rescale(value, DRAFT_PRECISION, scale)) {
        if (!decimal_round(value, DRAFT_PRECISION, scale))
            return error_reject(error, REASON_BAD_NUMBER, "over %d digits", DRAFT_PRECISION);
        draft_flag(draft, "rounded");
    }
    if (value->unscaled < 0)
        draft_flag(draft, "negative");
    return true;
}

bool draft_quantity(struct draft *draft, struct decimal declared, const struct unit *unit,
                    const struct decimal **quantity, struct slice *code, struct error *error)
{
    bool rounded = false;
    if (!draft_fit(draft, &declared, DRAFT_QUANTITY_SCALE, error))
        return false;
    if (!unit_convert(unit, &declared, DRAFT_PRECISION, DRAFT_QUANTITY_SCALE, &rounded))
        return error_reject(error, REASON_BAD_NUMBER, "over %d digits", DRAFT_PRECISION);
    if (rounded)
        draft_flag(draft, "rounded");
    *quantity = draft_decimal(draft, declared);
    *code = unit->code;
    return true;
}

void draft_net_of_quantities(struct draft *draft)
{
    struct customs_event *event = draft->event;
    if (slice_equal_text(event->unit, "KGM"))
        event->net_kg = event->qty;
    else if (slice_equal_text(event->unit2, "KGM"))
        event->net_kg = event->qty2;
    if (event->net_kg)
        event->weight_scope = draft_symbol(draft, CUSTOMS_EVENT_WEIGHT_SCOPE_LINE);
}

void draft_hs_code(struct draft *draft, const struct hs_code *code)
{
    struct customs_event *event = draft->event;
    bool special = code->digits[0] == '9' && (code->digits[1] == '8' || code->digits[1] == '9');
    event->hs_national = draft_text(draft, (struct slice){code->digits, (size_t)code->count});
    event->hs_digits_known = draft_int(draft, code->count);
    if (code->count >= 6 && !code->damaged && !special)
        event->hs6 = slice_cut(event->hs_national, 0, 6);
    if (code->damaged)
        draft_flag(draft, "hs_damaged");
    if (code->zero_restored)
        draft_flag(draft, "hs_zero_restored");
    if (special)
        draft_flag(draft, "hs_special");
}

bool draft_finish(struct draft *draft, const struct slice *key_parts, size_t part_count, const int64_t *date_ms,
                  struct error *error)
{
    struct customs_event *event = draft->event;
    event->flags.items = copy(draft, draft->flags, draft->flag_count * sizeof draft->flags[0]);
    event->flags.count = draft->flag_count;
    event->source_key = identity_natural_key(draft->arena, key_parts, part_count);
    uint8_t hash[CONTENT_HASH_SIZE] = {0};
    if (!draft->full && event->source_key.data) {
        event->event_id = identity_event_id(SLICE_LITERAL("customs_event"), event->source, event->source_key, date_ms);
        identity_content_hash(&customs_event_type, event, hash);
    }
    event->content_hash = (struct slice){copy(draft, hash, sizeof hash), sizeof hash};
    if (draft->damaged)
        return error_reject(error, REASON_BAD_ENCODING, "a text holds U+FFFD: it was damaged before it came here");
    if (draft->full || !event->source_key.data)
        return error_reject(error, REASON_TOO_LARGE, "the record does not fit %zu bytes", draft->arena->size);
    return true;
}
