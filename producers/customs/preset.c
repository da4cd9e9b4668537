#include "producers/customs/preset.h"

#include <stdio.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/clock.h"
#include "producers/customs/comtrade.h"
#include "producers/customs/country.h"
#include "producers/customs/period.h"

enum { ADDRESS_MAX = 4096, CODE_DIGITS_MAX = 10, FLOWS = 4 };

/* One query while its requests are made. */
struct query {
    const struct producer_settings *settings;
    const struct preset *preset;
    char reporter[16];  /* of the request at hand */
    struct period period;
    const char *flow;
    struct buffer address;
};

struct preset {
    const char *name, *base, *format;
    const char *flows[FLOWS][2]; /* --flow and the API's word for it */
    const char *all_flows;       /* all at once; unused where `flow_each` */
    const char *key_parameter;   /* NULL: the key goes into a header */
    bool flow_each, months_only, needs_reporter;
    int64_t interval_ms;
    /* Writes the address behind the base, without a key. */
    void (*write)(struct query *query);
};

/* --- the APIs ----------------------------------------------------------------------------------------------------- */

static void write_period(struct buffer *out, const struct period *period, const char *between)
{
    int year, month, day;
    date_to_ymd(period->first, &year, &month, &day);
    buffer_format(out, "%04d", year);
    if (period->kind == PERIOD_MONTH)
        buffer_format(out, "%s%02d", between, month);
}

static bool is_set(const char *text)
{
    return text && *text;
}

static void write_comtrade(struct query *query)
{
    const struct producer_settings *settings = query->settings;
    struct buffer *out = &query->address;
    buffer_format(out, "%s/C/%s/HS?reporterCode=%s&period=", is_set(settings->comtrade_key) ? "/data/v1/get" : "/public/v1/preview",
                  query->period.kind == PERIOD_YEAR ? "A" : "M", query->reporter);
    write_period(out, &query->period, "");
    buffer_format(out, "&flowCode=%s&cmdCode=%s", query->flow, settings->codes);
    if (settings->partner)
        buffer_format(out, "&partnerCode=%s", settings->partner);
    buffer_text(out, "&partner2Code=0&customsCode=C00&motCode=0");
}

static void write_census(struct query *query)
{
    const bool import = !strcmp(query->flow, "imports");
    const char *commodity = import ? "I_COMMODITY" : "E_COMMODITY";
    struct buffer *out = &query->address;
    struct slice codes = slice_of(query->settings->codes);
    buffer_format(out, "/data/timeseries/intltrade/%s/hs?get=%s,CTY_CODE,CTY_NAME,%s&time=", query->flow, commodity,
                  import ? "GEN_VAL_MO,GEN_QY1_MO,UNIT_QY1,GEN_QY2_MO,UNIT_QY2"
                         : "ALL_VAL_MO,QTY_1_MO,UNIT_QY1,QTY_2_MO,UNIT_QY2");
    write_period(out, &query->period, "-");
    buffer_text(out, "&COMM_LVL=HS10&SUMMARY_LVL=DET");
    while (codes.data) {
        struct slice code = slice_trim(slice_next_part(&codes, ','));
        buffer_format(out, "&%s=%.*s%s", commodity, SLICE_ARGS(code), code.size < CODE_DIGITS_MAX ? "*" : "");
    }
    if (query->settings->partner)
        buffer_format(out, "&CTY_CODE=%s", query->settings->partner);
}

static const struct preset presets[] = {
    {.name = "comtrade",
     .base = "https://comtradeapi.un.org",
     .format = "comtrade-json",
     .flows = {{"import", "M"}, {"export", "X"}, {"reimport", "RM"}, {"reexport", "RX"}},
     .all_flows = "M,X,RM,RX",
     .needs_reporter = true,
     .interval_ms = 6000,
     .write = write_comtrade},
    {.name = "census",
     .base = "https://api.census.gov",
     .format = "census-json",
     .flows = {{"import", "imports"}, {"export", "exports"}},
     .key_parameter = "key",
     .flow_each = true,
     .months_only = true,
     .interval_ms = 1000,
     .write = write_census},
};

/* --- requests ----------------------------------------------------------------------------------------------------- */

/* The key goes where the API wants it: into a header, or behind the address, whose name stays without it. */
static bool add_request(struct query *query, struct sources *sources, struct error *error)
{
    const struct producer_settings *settings = query->settings;
    const struct preset *preset = query->preset;
    const char *base = settings->api_url ? settings->api_url : preset->base;
    struct buffer *address = &query->address;
    char name[ADDRESS_MAX], scope[ADDRESS_MAX + 16];
    buffer_reset(address);
    buffer_text(address, base);
    preset->write(query);
    snprintf(name, sizeof name, "%.*s", SLICE_ARGS(buffer_view(address)));
    snprintf(scope, sizeof scope, "%s%s", preset->name, name + strlen(base));
    if (preset->key_parameter && is_set(settings->census_key))
        buffer_format(address, "&%s=%s", preset->key_parameter, settings->census_key);
    buffer_byte(address, 0);
    if (address->full || sources->count >= PRESET_REQUESTS_MAX)
        return error_stop(error, EXIT_USAGE, "--fetch: an address over %d bytes, or more than %d requests; ask for less",
                          ADDRESS_MAX, PRESET_REQUESTS_MAX);
    struct source source = {.name = name, .address = address->data, .scope = scope, .format = preset->format,
                            .api = true, .interval_ms = preset->interval_ms};
    if (!preset->key_parameter && is_set(settings->comtrade_key))
        source.key = (struct http_header){"Ocp-Apim-Subscription-Key", settings->comtrade_key};
    else if (!preset->key_parameter)
        source.rows_cut = COMTRADE_PREVIEW_ROWS;
    return sources_add(sources, &source, error);
}

/* The flow that is asked for, or each of them; an API that takes several at once gets them all in one request. */
static bool add_flows(struct query *query, struct sources *sources, struct error *error)
{
    const struct preset *preset = query->preset;
    const char *wanted = query->settings->flow;
    bool found = !wanted && !preset->flow_each;
    query->flow = preset->all_flows;
    if (found)
        return add_request(query, sources, error);
    for (size_t i = 0; i < FLOWS && preset->flows[i][0]; i++) {
        if (wanted && strcmp(wanted, preset->flows[i][0]))
            continue;
        found = true;
        query->flow = preset->flows[i][1];
        if (!add_request(query, sources, error))
            return false;
    }
    return found || error_stop(error, EXIT_USAGE, "--flow: %s has no flow \"%s\"", preset->name, wanted);
}

/* A reporter by its alpha-2 code or, as the API writes it, by its number. */
static bool take_reporter(struct query *query, struct slice text, struct error *error)
{
    int number = country_to_comtrade(text);
    bool digits = text.size > 0 && text.size <= 3;
    for (size_t i = 0; i < text.size; i++)
        digits = digits && text.data[i] >= '0' && text.data[i] <= '9';
    if (!digits && number < 0)
        return error_stop(error, EXIT_USAGE, "--reporter: \"%.*s\" is neither an ISO 3166 alpha-2 code nor a number",
                          SLICE_ARGS(text));
    if (digits)
        snprintf(query->reporter, sizeof query->reporter, "%.*s", SLICE_ARGS(text));
    else
        snprintf(query->reporter, sizeof query->reporter, "%d", number);
    return true;
}

static bool add_reporters(struct query *query, struct sources *sources, struct error *error)
{
    struct slice rest = slice_of(query->settings->reporter);
    if (!query->preset->needs_reporter)
        return add_flows(query, sources, error);
    if (!rest.size)
        return error_stop(error, EXIT_USAGE, "--fetch %s needs --reporter, for example CN,US", query->preset->name);
    while (rest.data)
        if (!take_reporter(query, slice_trim(slice_next_part(&rest, ',')), error) ||
            !add_flows(query, sources, error))
            return false;
    return true;
}

static bool bad_period(const struct query *query, struct slice text, struct error *error)
{
    return error_stop(error, EXIT_USAGE, "--periods: \"%.*s\" is no %s, nor a range FIRST..LAST of them; %s takes no other",
                      (int)(text.size < 40 ? text.size : 40), text.data,
                      query->preset->months_only ? "month (2025-06)" : "year or month (2025, 2025-06)",
                      query->preset->name);
}

/* The period behind this one, of the same kind. */
static struct period next_period(const struct period *period)
{
    struct period next = {.kind = period->kind, .first = period->last + 1};
    int year, month, day;
    date_to_ymd(next.first, &year, &month, &day);
    char text[16];
    snprintf(text, sizeof text, next.kind == PERIOD_YEAR ? "%04d" : "%04d-%02d", year, month);
    period_parse(slice_of(text), &next);
    return next;
}

/* "2025-06", or "2025-01..2025-06": a request for each period in it. */
static bool add_periods(struct query *query, struct slice text, struct sources *sources, struct error *error)
{
    const char *dots = memmem(text.data, text.size, "..", 2);
    size_t first_size = dots ? (size_t)(dots - text.data) : text.size;
    struct period last;
    if (!period_parse(slice_cut(text, 0, first_size), &query->period) ||
        !period_parse(slice_cut(text, dots ? first_size + 2 : 0, text.size), &last) ||
        query->period.kind != last.kind || last.kind == PERIOD_DAY || query->period.first > last.first ||
        (query->preset->months_only && last.kind == PERIOD_YEAR))
        return bad_period(query, text, error);
    for (; query->period.first <= last.first; query->period = next_period(&query->period))
        if (!add_reporters(query, sources, error))
            return false;
    return true;
}

/* --- options ------------------------------------------------------------------------------------------------------ */

static const struct preset *find_preset(const char *name)
{
    for (size_t i = 0; i < sizeof presets / sizeof presets[0]; i++)
        if (!strcmp(presets[i].name, name))
            return &presets[i];
    return NULL;
}

/* What goes into an address must not be able to change it. */
static bool is_code_list(const char *text)
{
    return is_set(text) && text[strspn(text, "0123456789,")] == '\0' && *text != ',';
}

static bool check_codes(const struct producer_settings *settings, struct error *error)
{
    if (!is_code_list(settings->codes))
        return error_stop(error, EXIT_USAGE, "--fetch %s needs --codes, digits of the HS: 847150,847180,847330",
                          settings->fetch);
    if (settings->partner && !is_code_list(settings->partner))
        return error_stop(error, EXIT_USAGE, "--partner: \"%s\" is no list of the API's numbers of countries",
                          settings->partner);
    return true;
}

bool preset_add_sources(const struct producer_settings *settings, struct sources *sources, struct error *error)
{
    if (!settings->fetch)
        return true;
    struct query query = {.settings = settings, .preset = find_preset(settings->fetch)};
    struct slice periods = slice_of(settings->periods);
    if (!query.preset)
        return error_stop(error, EXIT_USAGE, "--fetch: comtrade or census expected, not \"%s\"", settings->fetch);
    if (!check_codes(settings, error))
        return false;
    if (!periods.size)
        return error_stop(error, EXIT_USAGE, "--fetch %s needs --periods, for example 2025-01..2025-06", settings->fetch);
    buffer_init(&query.address, ADDRESS_MAX);
    bool fine = true;
    while (fine && periods.data)
        fine = add_periods(&query, slice_trim(slice_next_part(&periods, ',')), sources, error);
    buffer_free(&query.address);
    return fine;
}
