#include "producers/customs/shipment_line.h"

#include <stdio.h>
#include <string.h>

#include "lib/clock.h"
#include "producers/customs/draft.h"
#include "producers/customs/flow.h"
#include "producers/customs/hs_code.h"
#include "producers/customs/name.h"

/* One line while it becomes an event. */
struct line {
    struct shipment_table *table;
    const struct profile *profile;
    const struct csv_record *record;
    struct draft draft;
};

struct slice shipment_cell(const struct shipment_table *table, const struct csv_record *record,
                           enum profile_column column)
{
    int field = table->header.fields[column];
    struct slice text = field < 0 ? (struct slice){NULL, 0} : slice_trim(record->fields[field]);
    return profile_is_null(table->profile, text) ? (struct slice){NULL, 0} : text;
}

static struct slice cell(const struct line *line, enum profile_column column)
{
    return shipment_cell(line->table, line->record, column);
}

static bool is_total_word(struct slice text)
{
    static const char *const words[] = {"TOTAL", "GRAND TOTAL", "SUB TOTAL", "TOTALS", "SUM",  "合计",      "总计",
                                        "小计",  "合計",        "總計",      "小計",   "ИТОГО", "ВСЕГО",     "합계",
                                        "총계",  "소계",        "TỔNG",      "TỔNG CỘNG", "JUMLAH", "TOPLAM"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (name_equal(text, slice_of(words[i])))
            return true;
    return false;
}

/* A line of sums has a word for it where others have a number, a date or a text, and no code. */
static bool is_total(const struct line *line)
{
    static const enum profile_column places[] = {PROFILE_DECLARATION, PROFILE_LINE,   PROFILE_DATE,       PROFILE_HS,
                                                 PROFILE_DESCRIPTION, PROFILE_ORIGIN, PROFILE_DESTINATION};
    struct slice code = cell(line, PROFILE_HS);
    if (code.size && !name_equal(code, SLICE_LITERAL("")) && !is_total_word(code))
        return false;
    bool found = is_total_word(slice_trim(line->record->fields[0]));
    for (size_t i = 0; i < sizeof places / sizeof places[0] && !found; i++)
        found = is_total_word(cell(line, places[i]));
    return found;
}

static bool check_required(const struct line *line, struct error *error)
{
    for (int i = 0; i < PROFILE_COLUMN_COUNT; i++)
        if (line->profile->required[i] && !cell(line, (enum profile_column)i).data)
            return error_reject(error, REASON_MISSING_FIELD, "%s is not stated",
                                profile_column_name((enum profile_column)i));
    return true;
}

static bool fits_text(const struct line *line, struct error *error)
{
    for (size_t i = 0; i < line->record->count; i++)
        if (line->record->fields[i].size > 65536)
            return error_reject(error, REASON_TOO_LARGE, "field %zu is over 64 KiB", i + 1);
    return true;
}

static bool take_texts(struct line *line, struct error *error)
{
    static const struct {
        enum profile_column column;
        size_t offset;
        bool party;
    } texts[] = {
        {PROFILE_DECLARATION, offsetof(struct customs_event, declaration_no), false},
        {PROFILE_DESCRIPTION, offsetof(struct customs_event, description_raw), false},
        {PROFILE_PART_NUMBER, offsetof(struct customs_event, part_number), false},
        {PROFILE_REGIME, offsetof(struct customs_event, regime_code), false},
        {PROFILE_TRANSPORT, offsetof(struct customs_event, transport_mode), false},
        {PROFILE_OFFICE, offsetof(struct customs_event, customs_office), false},
        {PROFILE_REGION, offsetof(struct customs_event, region_code), false},
        {PROFILE_IMPORTER, offsetof(struct customs_event, importer), true},
        {PROFILE_EXPORTER, offsetof(struct customs_event, exporter), true},
        {PROFILE_CONSIGNEE, offsetof(struct customs_event, consignee), true},
        {PROFILE_CONSIGNOR, offsetof(struct customs_event, consignor), true},
    };
    if (!fits_text(line, error))
        return false;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        enum party_rule rule = texts[i].party ? line->table->parties : PARTY_KEEP;
        struct slice text =
            party_text(rule, line->table->party_salt, &line->draft, cell(line, texts[i].column));
        memcpy((char *)line->draft.event + texts[i].offset, &text, sizeof text);
    }
    struct customs_event *event = line->draft.event;
    if (event->description_raw.data)
        event->description_lang =
            line->table->language ? slice_of(line->table->language) : line->profile->description_lang;
    return true;
}

/* A day is the line's date; a month or a year, and whatever a statistic states, is a period. */
static bool take_date(struct line *line, struct error *error)
{
    struct customs_event *event = line->draft.event;
    struct slice date = cell(line, PROFILE_DATE);
    struct period period;
    if (!date.data && !line->table->period)
        return true;
    if (date.data ? !profile_date(line->profile, date, &period, error)
                  : !period_parse(slice_of(line->table->period), &period))
        return date.data ? false : error_reject(error, REASON_BAD_DATE, "--period %s is none", line->table->period);
    if (period.kind == PERIOD_DAY && line->profile->kind != CUSTOMS_EVENT_KIND_STATISTIC) {
        event->event_date = draft_int(&line->draft, period.first);
        event->date_kind = line->profile->date_kind;
    } else {
        event->period_start = draft_int(&line->draft, period.first);
        event->period_end = draft_int(&line->draft, period.last);
    }
    return true;
}

static void take_line_number(struct line *line)
{
    struct slice number = cell(line, PROFILE_LINE);
    struct decimal decimal;
    struct error ignored;
    if (number.data && decimal_parse(number, &decimal, &ignored) && decimal_rescale(&decimal, 9, 0))
        line->draft.event->line_no = draft_int(&line->draft, (int32_t)decimal.unscaled);
    else if (number.data)
        draft_flag(&line->draft, "line_no_unreadable");
}

static bool take_hs(struct line *line, struct error *error)
{
    struct slice text = cell(line, PROFILE_HS);
    struct hs_code code;
    char narrow[64];
    if (!text.data)
        return true;
    size_t size = name_narrow(text, narrow, sizeof narrow);
    if (size > sizeof narrow || !hs_code_parse((struct slice){narrow, size}, line->profile->hs_digits, &code))
        return error_reject(error, REASON_BAD_CODE, "HS code \"%.*s\" cannot be read",
                            (int)(text.size < 40 ? text.size : 40), text.data);
    draft_hs_code(&line->draft, &code);
    return true;
}

static bool multiply(struct decimal *number, int factor, struct error *error)
{
    return !__builtin_mul_overflow(number->unscaled, factor, &number->unscaled) ||
           error_reject(error, REASON_BAD_NUMBER, "it is too large");
}

/* A number at `scale` digits; *number NULL where none is stated. */
static bool take_number(struct line *line, enum profile_column column, int scale, const struct decimal **number,
                        struct error *error)
{
    struct slice text = cell(line, column);
    struct decimal decimal;
    *number = NULL;
    if (!text.data)
        return true;
    bool is_value = column == PROFILE_VALUE || column == PROFILE_VALUE_USD;
    if (!profile_number(line->profile, text, &decimal, error) ||
        (is_value && !multiply(&decimal, line->profile->value_factor, error)) || !draft_fit(&line->draft, &decimal, scale, error))
        return error_wrap(error, "%s", profile_column_name(column));
    *number = draft_decimal(&line->draft, decimal);
    return true;
}

static bool take_quantity(struct line *line, enum profile_column column, enum profile_column unit_column,
                          const struct decimal **quantity, struct slice *code, struct error *error)
{
    struct unit unit = {.factor = {1, 0}};
    struct decimal declared;
    struct slice text = cell(line, column), unit_text = cell(line, unit_column);
    *quantity = NULL;
    if (!text.data)
        return true;
    if (unit_text.data && !profile_unit(line->profile, unit_text, &unit)) {
        draft_flag(&line->draft, "unit_unknown");
        tally_add(&line->table->unknown_units, unit_text);
    }
    return (profile_number(line->profile, text, &declared, error) &&
            draft_quantity(&line->draft, declared, &unit, quantity, code, error)) ||
           error_wrap(error, "%s", profile_column_name(column));
}

static bool is_zero(const struct decimal *number)
{
    return number && number->unscaled == 0;
}

static bool is_positive(const struct decimal *number)
{
    return number && number->unscaled > 0;
}

static bool take_measures(struct line *line, struct error *error)
{
    struct customs_event *event = line->draft.event;
    if (!take_quantity(line, PROFILE_QUANTITY, PROFILE_UNIT, &event->qty, &event->unit, error) ||
        !take_quantity(line, PROFILE_QUANTITY2, PROFILE_UNIT2, &event->qty2, &event->unit2, error) ||
        !take_number(line, PROFILE_NET, DRAFT_QUANTITY_SCALE, &event->net_kg, error) ||
        !take_number(line, PROFILE_GROSS, DRAFT_QUANTITY_SCALE, &event->gross_kg, error) ||
        !take_number(line, PROFILE_VALUE, DRAFT_VALUE_SCALE, &event->value, error) ||
        !take_number(line, PROFILE_VALUE_USD, DRAFT_VALUE_SCALE, &event->value_usd, error))
        return false;
    return true;
}

/* Three letters, or a word that stands for them; what else stands there is no currency that anybody could convert. */
static struct slice currency_of(struct line *line, struct slice text)
{
    static const char *const words[][2] = {{"US DOLLAR", "USD"}, {"US DOLLARS", "USD"}, {"DOLLAR USA", "USD"},
                                           {"EURO", "EUR"},      {"RMB", "CNY"},        {"RUR", "RUB"},
                                           {"NTD", "TWD"},       {"RS", "INR"}};
    char code[3];
    if (slice_equal_ignoring_case(text, "US$"))
        return SLICE_LITERAL("USD");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (name_equal(text, slice_of(words[i][0])))
            return slice_of(words[i][1]);
    bool letters = text.size == 3;
    for (size_t i = 0; i < text.size && letters; i++) {
        code[i] = (char)(text.data[i] & ~0x20);
        letters = code[i] >= 'A' && code[i] <= 'Z';
    }
    if (letters)
        return draft_text(&line->draft, (struct slice){code, 3});
    draft_flag(&line->draft, "currency_unknown");
    return (struct slice){NULL, 0};
}

struct slice shipment_currency_of_name(struct slice name)
{
    static const char *const codes[] = {"USD", "EUR", "INR", "RUB", "KZT", "VND", "MYR", "CNY", "TWD", "HKD",
                                        "SGD", "KRW", "JPY", "THB", "IDR", "PHP", "GBP", "TRY", "AED", "BRL"};
    char folded[128];
    size_t size = name_fold(name, folded, sizeof folded);
    for (size_t i = 0; size > 3 && i < sizeof codes / sizeof codes[0]; i++)
        if (memcmp(folded + size - 3, codes[i], 3) == 0)
            return slice_of(codes[i]);
    return (struct slice){NULL, 0};
}

/* What the row states goes before what the column's name or the profile says: columns of roubles hold rupees. */
static struct slice take_currency(struct line *line)
{
    struct slice text = cell(line, PROFILE_CURRENCY);
    struct slice standing =
        line->table->value_currency.data ? line->table->value_currency : line->profile->currency;
    if (!text.data)
        return standing;
    struct slice stated = currency_of(line, text);
    if (stated.data && standing.data && !slice_equal(stated, standing))
        draft_flag(&line->draft, "currency_disagrees");
    return stated;
}

/* A value in US dollars alone is the declared value; beside one in another currency it is the vendor's conversion. */
static void settle_value(struct line *line)
{
    struct customs_event *event = line->draft.event;
    if (!event->value && event->value_usd) {
        event->value = event->value_usd;
        event->currency = SLICE_LITERAL("USD");
    } else if (event->value) {
        event->currency = take_currency(line);
        bool in_usd = slice_equal_text(event->currency, "USD");
        if (in_usd && !event->value_usd)
            event->value_usd = event->value;
        else if (!in_usd && event->value_usd)
            draft_flag(&line->draft, "fx_by_vendor");
    }
}

static void withhold(struct line *line, const struct decimal **number, const char *flag)
{
    if (*number)
        draft_flag(&line->draft, flag);
    *number = NULL;
}

/* Zeros that cannot be meant: no goods of a value, a value kept back, a weight not filled in. */
static void settle_zeros(struct line *line)
{
    struct customs_event *event = line->draft.event;
    bool goods = is_positive(event->qty) || is_positive(event->net_kg);
    if (is_zero(event->qty) && is_positive(event->value))
        withhold(line, &event->qty, "zero_quantity");
    if (is_zero(event->qty2) && is_positive(event->value))
        withhold(line, &event->qty2, "zero_quantity");
    if (line->profile->zero_value_withheld && goods && is_zero(event->value)) {
        withhold(line, &event->value, "value_withheld");
        event->value_usd = NULL;
        event->currency = (struct slice){NULL, 0};
    }
    if (line->profile->zero_weight_withheld && is_zero(event->net_kg))
        withhold(line, &event->net_kg, "zero_weight");
    if (line->profile->zero_weight_withheld && is_zero(event->gross_kg))
        withhold(line, &event->gross_kg, "zero_weight");
    if (!event->qty)
        event->unit = (struct slice){NULL, 0};
    if (!event->qty2)
        event->unit2 = (struct slice){NULL, 0};
}

/* What a value includes: what the row states, else what the profile says. Terms that the record has no word for
 * leave it unknown. */
static int value_basis(const struct line *line)
{
    struct slice terms = cell(line, PROFILE_INCOTERMS);
    char word[4] = "";
    if (!terms.data)
        return line->profile->value_basis;
    for (size_t i = 0; i < 3 && i < terms.size; i++)
        word[i] = (char)(terms.data[i] & ~0x20);
    bool longer = terms.size > 3 && ((terms.data[3] | 0x20) >= 'a' && (terms.data[3] | 0x20) <= 'z');
    int basis = longer ? -1 : field_symbol(record_field_find(&customs_event_type, SLICE_LITERAL("value_basis")),
                                           slice_of(word));
    return basis < 0 ? CUSTOMS_EVENT_VALUE_BASIS_UNKNOWN : basis;
}

static void settle_scopes(struct line *line, const struct shipment_common *common)
{
    struct customs_event *event = line->draft.event;
    if (event->net_kg || event->gross_kg) {
        int scope = common->weight_is_header ? CUSTOMS_EVENT_WEIGHT_SCOPE_HEADER : line->profile->weight_scope;
        event->weight_scope = draft_symbol(&line->draft, scope);
        if (common->weight_repeated)
            draft_flag(&line->draft, "weight_repeated");
    }
    if (event->value) {
        event->value_basis = draft_symbol(&line->draft, value_basis(line));
        if (common->value_repeated)
            draft_flag(&line->draft, "value_repeated");
    }
}

static struct slice country(struct line *line, enum profile_column column)
{
    struct slice text = cell(line, column), alpha2 = country_remembered(&line->table->countries, text);
    if (text.data && !alpha2.data) {
        draft_flag(&line->draft, "country_unknown");
        tally_add(&line->table->unknown_countries, text);
    }
    return alpha2;
}

/* What the flow itself says is filled in: imports go to the reporter, exports leave it. */
static void take_countries(struct line *line)
{
    struct customs_event *event = line->draft.event;
    bool in = line->table->flow == CUSTOMS_EVENT_FLOW_IMPORT || line->table->flow == CUSTOMS_EVENT_FLOW_REIMPORT;
    bool out = line->table->flow == CUSTOMS_EVENT_FLOW_EXPORT || line->table->flow == CUSTOMS_EVENT_FLOW_REEXPORT;
    event->flow = draft_symbol(&line->draft, line->table->flow);
    event->reporter = line->profile->reporter;
    event->origin = country(line, PROFILE_ORIGIN);
    event->dispatch = country(line, PROFILE_DISPATCH);
    event->destination = country(line, PROFILE_DESTINATION);
    struct slice partner = cell(line, PROFILE_PARTNER);
    if (in && !cell(line, PROFILE_ORIGIN).data && !cell(line, PROFILE_DISPATCH).data)
        event->origin = country(line, PROFILE_PARTNER);
    if (out && !cell(line, PROFILE_DESTINATION).data)
        event->destination = country(line, PROFILE_PARTNER);
    if (in && !cell(line, PROFILE_DESTINATION).data)
        event->destination = event->reporter;
    if (out && !cell(line, PROFILE_DISPATCH).data)
        event->dispatch = event->reporter;
    struct slice from = cell(line, PROFILE_ORIGIN).data ? cell(line, PROFILE_ORIGIN) : cell(line, PROFILE_DISPATCH);
    struct slice other = out ? cell(line, PROFILE_DESTINATION) : from;
    event->partner_raw = draft_text(&line->draft, other.data ? other : partner);
}

/* ---- identity ---- */

static void hash_parts(struct line *line, const struct slice *parts, size_t count, uint8_t hash[CONTENT_HASH_SIZE])
{
    struct slice text = identity_natural_key(line->draft.arena, parts, count);
    line->draft.full |= !text.data;
    identity_hash_bytes(text.data ? text : SLICE_LITERAL(""), hash);
}

static void hash_line(struct line *line, uint8_t hash[CONTENT_HASH_SIZE])
{
    static const enum profile_column told_apart_by[] = {PROFILE_HS,    PROFILE_DESCRIPTION, PROFILE_PART_NUMBER,
                                                        PROFILE_QUANTITY, PROFILE_UNIT,     PROFILE_NET,
                                                        PROFILE_VALUE, PROFILE_CURRENCY,    PROFILE_VALUE_USD};
    enum { PARTS = sizeof told_apart_by / sizeof told_apart_by[0] };
    struct slice parts[PARTS];
    for (size_t i = 0; i < PARTS; i++)
        parts[i] = cell(line, told_apart_by[i]);
    hash_parts(line, parts, PARTS, hash);
}

static void write_hex(const uint8_t hash[CONTENT_HASH_SIZE], char *text)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < CONTENT_HASH_SIZE; i++) {
        text[2 * i] = digits[hash[i] >> 4];
        text[2 * i + 1] = digits[hash[i] & 15];
    }
    text[2 * CONTENT_HASH_SIZE] = '\0';
}

static struct slice group_text(const struct line *line)
{
    struct slice number = cell(line, PROFILE_DECLARATION);
    return number.data ? number : cell(line, PROFILE_DATE);
}

/* "2025-03-01..2025-03-31": the same however a table writes the month. */
static struct slice period_text(struct line *line)
{
    const struct customs_event *event = line->draft.event;
    char first[CLOCK_TEXT_MAX] = "", last[CLOCK_TEXT_MAX] = "";
    if (event->period_start) {
        date_format_iso(*event->period_start, first);
        date_format_iso(*event->period_end, last);
    }
    struct slice text = arena_format(line->draft.arena, "%s..%s", first, last);
    line->draft.full |= !text.data;
    return text;
}

/* A hash of what a statistic's total is of, as the source writes it. */
static void hash_total(struct line *line, uint8_t hash[CONTENT_HASH_SIZE])
{
    static const enum profile_column dimensions[] = {PROFILE_ORIGIN, PROFILE_DISPATCH,  PROFILE_DESTINATION,
                                                     PROFILE_PARTNER, PROFILE_REGIME, PROFILE_TRANSPORT, PROFILE_OFFICE,
                                                     PROFILE_REGION};
    enum { PARTS = sizeof dimensions / sizeof dimensions[0] };
    struct slice parts[PARTS];
    for (size_t i = 0; i < PARTS; i++)
        parts[i] = cell(line, dimensions[i]);
    hash_parts(line, parts, PARTS, hash);
}

/* The group in which lines repeat: a declaration, or a day where the table has no numbers of declarations; of a
 * statistic one code in one period. */
static void hash_group(struct line *line, uint8_t hash[CONTENT_HASH_SIZE])
{
    bool statistic = line->profile->kind == CUSTOMS_EVENT_KIND_STATISTIC;
    const struct slice parts[] = {group_text(line), statistic ? cell(line, PROFILE_HS) : (struct slice){NULL, 0}};
    hash_parts(line, parts, sizeof parts / sizeof parts[0], hash);
}

static bool finish(struct line *line, struct error *error)
{
    struct shipment_table *table = line->table;
    bool statistic = line->profile->kind == CUSTOMS_EVENT_KIND_STATISTIC;
    uint8_t group[CONTENT_HASH_SIZE], content[CONTENT_HASH_SIZE], whole[CONTENT_HASH_SIZE];
    char content_text[2 * CONTENT_HASH_SIZE + 1], ordinal_text[16];
    hash_group(line, group);
    if (statistic)
        hash_total(line, content);
    else
        hash_line(line, content);
    write_hex(content, content_text);
    const struct slice own[] = {cell(line, PROFILE_LINE), slice_of(content_text)};
    hash_parts(line, own, sizeof own / sizeof own[0], whole);
    uint32_t ordinal = repeats_next(&table->repeats, group, whole);
    if (!ordinal)
        return error_reject(error, REASON_TOO_LARGE, "more than %d different lines in one declaration",
                            REPEATS_LINES_MAX);
    snprintf(ordinal_text, sizeof ordinal_text, "%u", ordinal);
    const struct slice parts[] = {
        slice_of(line->profile->name), line->profile->reporter,
        slice_of(flow_word(table->flow)), statistic ? period_text(line) : group_text(line),
        statistic ? line->draft.event->hs_national : cell(line, PROFILE_LINE), slice_of(content_text),
        slice_of(ordinal_text),
    };
    return draft_finish(&line->draft, parts, sizeof parts / sizeof parts[0], NULL, error);
}

static bool map_line(struct line *line, const struct shipment_common *common, struct error *error)
{
    if (!check_required(line, error) || !take_texts(line, error) || !take_date(line, error) || !take_hs(line, error) ||
        !take_measures(line, error))
        return false;
    take_line_number(line);
    settle_value(line);
    settle_zeros(line);
    settle_scopes(line, common);
    sidecar_stamp(line->table->sidecar, &line->draft);
    take_countries(line);
    return finish(line, error);
}

enum input_result shipment_line_event(struct shipment_table *table, const struct csv_record *record,
                                      const struct shipment_common *common, struct arena *arena,
                                      struct customs_event *event, const char **skipped, struct error *error)
{
    struct line line = {.table = table, .profile = table->profile, .record = record};
    if (is_total(&line)) {
        *skipped = "total";
        return INPUT_SKIPPED;
    }
    draft_start(&line.draft, event, arena, (enum customs_event_kind)table->profile->kind);
    event->source = table->source;
    event->revision = event->observed_at = table->observed_at_ms;
    event->raw_ref = arena_format(arena, "%s:%lld", table->file, (long long)record->line);
    return map_line(&line, common, error) ? INPUT_EVENT : INPUT_REFUSED;
}
