#include "producers/customs/comtrade.h"

#include <string.h>

#include "lib/clock.h"
#include "producers/explain.h"

/* Names of columns, of which only letters and digits count. Sources: metadata of the new API; headers of the
 * website's and the bulk service's files before 2022; members of the old API's answers. */
static const struct {
    enum comtrade_column column;
    enum comtrade_shape shape;
    const char *name;
} names[] = {
    {COMTRADE_TYPE, COMTRADE_API, "typeCode"},
    {COMTRADE_FREQUENCY, COMTRADE_API, "freqCode"},
    {COMTRADE_PERIOD, COMTRADE_API, "period"},
    {COMTRADE_REPORTER, COMTRADE_API, "reporterCode"},
    {COMTRADE_FLOW, COMTRADE_API, "flowCode"},
    {COMTRADE_FLOW_CATEGORY, COMTRADE_API, "flowCategory"},
    {COMTRADE_PARTNER, COMTRADE_API, "partnerCode"},
    {COMTRADE_PARTNER_NAME, COMTRADE_API, "partnerDesc"},
    {COMTRADE_PARTNER2, COMTRADE_API, "partner2Code"},
    {COMTRADE_CLASSIFICATION, COMTRADE_API, "classificationCode"},
    {COMTRADE_ORIGINAL, COMTRADE_API, "isOriginalClassification"},
    {COMTRADE_COMMODITY, COMTRADE_API, "cmdCode"},
    {COMTRADE_CUSTOMS, COMTRADE_API, "customsCode"},
    {COMTRADE_SUPPLY, COMTRADE_API, "mosCode"},
    {COMTRADE_TRANSPORT, COMTRADE_API, "motCode"},
    {COMTRADE_UNIT, COMTRADE_API, "qtyUnitCode"},
    {COMTRADE_QUANTITY, COMTRADE_API, "qty"},
    {COMTRADE_QUANTITY_ESTIMATED, COMTRADE_API, "isQtyEstimated"},
    {COMTRADE_UNIT2, COMTRADE_API, "altQtyUnitCode"},
    {COMTRADE_QUANTITY2, COMTRADE_API, "altQty"},
    {COMTRADE_QUANTITY2_ESTIMATED, COMTRADE_API, "isAltQtyEstimated"},
    {COMTRADE_NET, COMTRADE_API, "netWgt"},
    {COMTRADE_NET_ESTIMATED, COMTRADE_API, "isNetWgtEstimated"},
    {COMTRADE_GROSS, COMTRADE_API, "grossWgt"},
    {COMTRADE_GROSS_ESTIMATED, COMTRADE_API, "isGrossWgtEstimated"},
    {COMTRADE_ESTIMATION, COMTRADE_API, "legacyEstimationFlag"},
    {COMTRADE_CIF, COMTRADE_API, "cifValue"},
    {COMTRADE_FOB, COMTRADE_API, "fobValue"},
    {COMTRADE_VALUE, COMTRADE_API, "primaryValue"},
    {COMTRADE_PERIOD, COMTRADE_LEGACY, "Period"},
    {COMTRADE_YEAR, COMTRADE_LEGACY, "Year"},
    {COMTRADE_YEAR, COMTRADE_LEGACY, "yr"},
    {COMTRADE_REPORTER, COMTRADE_LEGACY, "Reporter Code"},
    {COMTRADE_REPORTER, COMTRADE_LEGACY, "rtCode"},
    {COMTRADE_FLOW, COMTRADE_LEGACY, "Trade Flow Code"},
    {COMTRADE_FLOW, COMTRADE_LEGACY, "rgCode"},
    {COMTRADE_PARTNER, COMTRADE_LEGACY, "Partner Code"},
    {COMTRADE_PARTNER, COMTRADE_LEGACY, "ptCode"},
    {COMTRADE_PARTNER_NAME, COMTRADE_LEGACY, "Partner"},
    {COMTRADE_PARTNER_NAME, COMTRADE_LEGACY, "ptTitle"},
    {COMTRADE_PARTNER2, COMTRADE_LEGACY, "2nd Partner Code"},
    {COMTRADE_PARTNER2, COMTRADE_LEGACY, "ptCode2"},
    {COMTRADE_CLASSIFICATION, COMTRADE_LEGACY, "Classification"},
    {COMTRADE_CLASSIFICATION, COMTRADE_LEGACY, "pfCode"},
    {COMTRADE_COMMODITY, COMTRADE_LEGACY, "Commodity Code"},
    {COMTRADE_COMMODITY, COMTRADE_LEGACY, "cmdCode"},
    {COMTRADE_CUSTOMS, COMTRADE_LEGACY, "Customs Proc. Code"},
    {COMTRADE_CUSTOMS, COMTRADE_LEGACY, "cstCode"},
    {COMTRADE_TRANSPORT, COMTRADE_LEGACY, "Mode of Transport Code"},
    {COMTRADE_TRANSPORT, COMTRADE_LEGACY, "motCode"},
    {COMTRADE_UNIT, COMTRADE_LEGACY, "Qty Unit Code"},
    {COMTRADE_UNIT, COMTRADE_LEGACY, "Quantity Unit Code"},
    {COMTRADE_UNIT, COMTRADE_LEGACY, "qtCode"},
    {COMTRADE_QUANTITY, COMTRADE_LEGACY, "Qty"},
    {COMTRADE_QUANTITY, COMTRADE_LEGACY, "Supplementary Quantity"},
    {COMTRADE_QUANTITY, COMTRADE_LEGACY, "TradeQuantity"},
    {COMTRADE_UNIT2, COMTRADE_LEGACY, "Alt Qty Unit Code"},
    {COMTRADE_UNIT2, COMTRADE_LEGACY, "qtAltCode"},
    {COMTRADE_QUANTITY2, COMTRADE_LEGACY, "Alt Qty"},
    {COMTRADE_QUANTITY2, COMTRADE_LEGACY, "AltQuantity"},
    {COMTRADE_NET, COMTRADE_LEGACY, "Netweight (kg)"},
    {COMTRADE_NET, COMTRADE_LEGACY, "NetWeight"},
    {COMTRADE_GROSS, COMTRADE_LEGACY, "Gross weight (kg)"},
    {COMTRADE_GROSS, COMTRADE_LEGACY, "GrossWeight"},
    {COMTRADE_ESTIMATION, COMTRADE_LEGACY, "Flag"},
    {COMTRADE_ESTIMATION, COMTRADE_LEGACY, "Estimation Code"},
    {COMTRADE_ESTIMATION, COMTRADE_LEGACY, "estCode"},
    {COMTRADE_CIF, COMTRADE_LEGACY, "CIF Trade Value (US$)"},
    {COMTRADE_CIF, COMTRADE_LEGACY, "CIFValue"},
    {COMTRADE_FOB, COMTRADE_LEGACY, "FOB Trade Value (US$)"},
    {COMTRADE_FOB, COMTRADE_LEGACY, "FOBValue"},
    {COMTRADE_VALUE, COMTRADE_LEGACY, "Trade Value (US$)"},
    {COMTRADE_VALUE, COMTRADE_LEGACY, "TradeValue"},
    {COMTRADE_VALUE, COMTRADE_LEGACY, "Value"},
};

enum { API = 1 << COMTRADE_API, LEGACY = 1 << COMTRADE_LEGACY };

/* Columns that every table of the shapes has; the older ones have a period or a year. */
static const struct {
    enum comtrade_column column;
    int shapes;
} required[] = {
    {COMTRADE_PERIOD, API},    {COMTRADE_REPORTER, API | LEGACY},       {COMTRADE_FLOW, API | LEGACY},
    {COMTRADE_PARTNER, API | LEGACY}, {COMTRADE_PARTNER2, API},         {COMTRADE_CLASSIFICATION, API | LEGACY},
    {COMTRADE_COMMODITY, API | LEGACY}, {COMTRADE_CUSTOMS, API},        {COMTRADE_TRANSPORT, API},
    {COMTRADE_VALUE, API | LEGACY},
};

/* --- columns ------------------------------------------------------------------------------------------------------ */

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static const char *next_letter(const char *at, const char *end)
{
    while (at < end && !is_letter_or_digit(*at))
        at++;
    return at;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Letters and digits alone, in any case: "Netweight (kg)" is "netweight_kg". */
static bool is_name(struct slice text, const char *name)
{
    const char *end = text.data + text.size, *name_end = name + strlen(name);
    const char *at = next_letter(text.data, end);
    for (name = next_letter(name, name_end); at < end && name < name_end && lower(*at) == lower(*name);
         name = next_letter(name + 1, name_end))
        at = next_letter(at + 1, end);
    return at == end && name == name_end;
}

enum comtrade_column comtrade_column_of(enum comtrade_shape shape, struct slice name)
{
    for (size_t i = 0; name.size && i < sizeof names / sizeof names[0]; i++)
        if (names[i].shape == shape && is_name(name, names[i].name))
            return names[i].column;
    return COMTRADE_COLUMN_COUNT;
}

const char *comtrade_column_name(enum comtrade_shape shape, enum comtrade_column column)
{
    size_t i = 0;
    while (i + 1 < sizeof names / sizeof names[0] && (names[i].shape != shape || names[i].column != column))
        i++;
    return names[i].name;
}

const char *comtrade_column_field(enum comtrade_column column)
{
    static const char *const fields[COMTRADE_COLUMN_COUNT + 1] = {
        [COMTRADE_TYPE] = "which rows are services",
        [COMTRADE_FREQUENCY] = "period_start, period_end",
        [COMTRADE_PERIOD] = "period_start, period_end",
        [COMTRADE_YEAR] = "period_start, period_end",
        [COMTRADE_REPORTER] = "reporter",
        [COMTRADE_FLOW] = "flow",
        [COMTRADE_FLOW_CATEGORY] = "which rows are tariff lines",
        [COMTRADE_PARTNER] = "origin, dispatch or destination",
        [COMTRADE_PARTNER_NAME] = "partner_raw",
        [COMTRADE_PARTNER2] = "which rows are breakdowns; dispatch of tariff lines",
        [COMTRADE_CLASSIFICATION] = "hs_edition",
        [COMTRADE_ORIGINAL] = "flags",
        [COMTRADE_COMMODITY] = "hs6, hs_national",
        [COMTRADE_CUSTOMS] = "which rows are breakdowns; regime_code of tariff lines",
        [COMTRADE_SUPPLY] = "which rows are breakdowns",
        [COMTRADE_TRANSPORT] = "which rows are breakdowns; transport_mode of tariff lines",
        [COMTRADE_UNIT] = "unit",
        [COMTRADE_QUANTITY] = "qty",
        [COMTRADE_QUANTITY_ESTIMATED] = "qty_is_estimated",
        [COMTRADE_UNIT2] = "unit2",
        [COMTRADE_QUANTITY2] = "qty2",
        [COMTRADE_QUANTITY2_ESTIMATED] = "flags",
        [COMTRADE_NET] = "net_kg",
        [COMTRADE_NET_ESTIMATED] = "flags",
        [COMTRADE_GROSS] = "gross_kg",
        [COMTRADE_GROSS_ESTIMATED] = "flags",
        [COMTRADE_ESTIMATION] = "qty_is_estimated, flags",
        [COMTRADE_CIF] = "value_basis",
        [COMTRADE_FOB] = "value_basis",
        [COMTRADE_VALUE] = "value, value_usd",
    };
    return fields[column];
}

static bool has_required(const bool found[COMTRADE_COLUMN_COUNT + 1], enum comtrade_shape shape)
{
    for (size_t i = 0; i < sizeof required / sizeof required[0]; i++)
        if (required[i].shapes & 1 << shape && !found[required[i].column])
            return false;
    return found[COMTRADE_PERIOD] || found[COMTRADE_YEAR];
}

bool comtrade_find_shape(const struct slice *texts, size_t count, enum comtrade_shape *shape)
{
    static const enum comtrade_shape shapes[] = {COMTRADE_API, COMTRADE_LEGACY};
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        bool found[COMTRADE_COLUMN_COUNT + 1] = {false};
        for (size_t j = 0; j < count; j++)
            found[comtrade_column_of(shapes[i], texts[j])] = true;
        *shape = shapes[i];
        if (has_required(found, shapes[i]))
            return true;
    }
    return false;
}

/* --- the source --------------------------------------------------------------------------------------------------- */

/* The date in "...H6[2026-01-15].txt". */
static bool published_on(const char *file, int64_t *ms)
{
    const char *bracket = strrchr(file, '[');
    int32_t days;
    if (!bracket || strlen(bracket) < 12 || bracket[11] != ']')
        return false;
    if (!date_parse_iso((struct slice){bracket + 1, 10}, &days))
        return false;
    *ms = (int64_t)days * 86400000;
    return true;
}

static size_t digits_at(const char *text)
{
    return strspn(text, "0123456789");
}

/* The rest of a bulk file's name behind the kind of data: CA1562023H6 or CM156202301H6, then "[", "." or nothing. */
static bool read_data_set(const char *text, struct comtrade_data_set *set)
{
    if (!strchr("CS", text[0]) || !text[0] || !strchr("AM", text[1]) || !text[1])
        return false;
    size_t period = text[1] == 'A' ? 4 : 6, digits = digits_at(text + 2);
    const char *classification = text + 2 + digits;
    size_t size = strcspn(classification, "[. (");
    if (digits != 3 + period || size < 2 || size > 8)
        return false;
    set->type = text[0];
    set->frequency = text[1];
    set->reporter = (text[2] - '0') * 100 + (text[3] - '0') * 10 + (text[4] - '0');
    set->period = (struct slice){text + 5, period};
    set->classification = (struct slice){classification, size};
    return true;
}

bool comtrade_read_name(const char *file, struct comtrade_data_set *set, bool *tariff_lines)
{
    static const char *const kinds[] = {"COMTRADE-FINAL-", "COMTRADE-FINALCLASSIC-", "COMTRADE-TARIFFLINE-"};
    const char *slash = strrchr(file, '/'), *base = slash ? slash + 1 : file;
    *set = (struct comtrade_data_set){0};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const char *found = strstr(base, kinds[i]);
        *tariff_lines = i == 2;
        if (found && read_data_set(found + strlen(kinds[i]), set))
            return true;
    }
    *tariff_lines = false;
    return false;
}

/* Behind the ending of a file that begins at `at`; NULL if none does. */
static const char *behind_ending(const char *at)
{
    static const char *const endings[] = {".gz", ".txt", ".tsv", ".csv"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (slice_starts_with(slice_of(at), endings[i]))
            return at + strlen(endings[i]);
    return NULL;
}

/* Whether the file has the name that the service gave it: who keeps only a part of one calls it otherwise. Behind
 * the data set are the date of publication, a browser's number of copies, and endings. */
static bool is_own_name(const char *file, const struct comtrade_data_set *set)
{
    const char *slash = strrchr(file, '/'), *base = slash ? slash + 1 : file;
    const char *at = set->classification.data + set->classification.size, *bracket = strchr(at, ']'), *next;
    if (*at == '[' && bracket)
        at = bracket + 1;
    size_t digits = at[0] == ' ' && at[1] == '(' ? digits_at(at + 2) : 0;
    if (digits && at[2 + digits] == ')')
        at += 3 + digits;
    while ((next = behind_ending(at)))
        at = next;
    return slice_starts_with(slice_of(base), "COMTRADE-") && !*at;
}

static struct slice name_scope(const struct comtrade_source *source, struct arena *arena)
{
    const struct comtrade_data_set *set = &source->data_set;
    struct slice name = source->tariff_lines ? source->line_source : source->source;
    return arena_format(arena, "%.*s|%c|%c|%.*s|%d|%.*s", SLICE_ARGS(name), set->type, set->frequency,
                        SLICE_ARGS(set->period), (int)set->reporter, SLICE_ARGS(set->classification));
}

bool comtrade_source_init(struct comtrade_source *source, const char *file, const struct input_options *options,
                          struct arena *arena, struct error *error)
{
    bool named = options->source != NULL;
    *source = (struct comtrade_source){
        .source = named ? slice_of(options->source) : SLICE_LITERAL("comtrade"),
        .line_source = named ? slice_of(options->source) : SLICE_LITERAL("comtrade-tariffline"),
        .file = slice_of(file),
        .observed_at_ms = options->observed_at_ms,
        .revision_ms = options->observed_at_ms,
        .scope = {.id = slice_of(options->scope)},
    };
    source->is_bulk = comtrade_read_name(file, &source->data_set, &source->tariff_lines);
    published_on(file, &source->revision_ms);
    source->rows_cut = source->is_bulk ? 0 : options->rows_cut ? options->rows_cut : COMTRADE_ROWS_CUT;
    source->scope.revision = source->revision_ms;
    if (source->is_bulk && !options->scope && is_own_name(file, &source->data_set)) {
        source->scope.id = name_scope(source, arena);
        if (!source->scope.id.data)
            return error_reject(error, REASON_TOO_LARGE, "no room for the name of the data set");
    }
    return true;
}

void comtrade_explain(const struct comtrade_source *source, FILE *out)
{
    explain_fact(out, "rows", "%s", source->tariff_lines ? "tariff lines"
                                    : source->shape == COMTRADE_LEGACY ? "aggregated data, columns of before 2022"
                                                                       : "aggregated data; codes of over six digits "
                                                                         "are tariff lines");
    if (source->scope.id.data)
        explain_fact(out, "whole for", "%.*s", SLICE_ARGS(source->scope.id));
    else
        explain_fact(out, "whole for", "%s", "nothing that is known: no row that it lacks is removed");
}

bool comtrade_cut(int64_t rows, struct error *error)
{
    return error_reject(error, REASON_TRUNCATED, "exactly %lld rows: the service cut its answer; ask for less",
                        (long long)rows);
}

bool comtrade_is_whole(const struct comtrade_source *source, int64_t rows, int64_t stated, struct error *error)
{
    if (source->rows_cut && rows == source->rows_cut)
        return comtrade_cut(rows, error);
    if (stated >= 0 && stated != rows)
        return error_reject(error, REASON_TRUNCATED, "%lld rows where the answer says %lld", (long long)rows,
                            (long long)stated);
    return true;
}

/* A data set without any row is no data set: such files and answers occur (before a release, while the service is at
 * work), and must not cancel what a good one said. */
static bool ends_scope(const struct comtrade_source *source)
{
    return source->scope.id.data && !source->scope.broken && !source->ended && !source->maybe_truncated &&
           source->scope.rows;
}

enum input_result comtrade_end(struct comtrade_source *source, int64_t stated, struct arena *arena,
                               struct customs_event *event, struct error *error)
{
    if (!source->ended && !comtrade_is_whole(source, source->rows, stated, error))
        return INPUT_FAILED;
    bool tell = ends_scope(source);
    source->ended = true;
    if (!tell)
        return INPUT_END;
    struct slice name = source->tariff_lines ? source->line_source : source->source;
    bool told = scope_end(&source->scope, CUSTOMS_EVENT_OP_UPSERT, name, arena_slice(arena, source->file),
                          source->observed_at_ms, arena, event, error);
    return told ? INPUT_SCOPE_END : INPUT_FAILED;
}

