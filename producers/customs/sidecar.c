#include "producers/customs/sidecar.h"

#include <stdio.h>
#include <string.h>

#include "lib/clock.h"
#include "producers/customs/flow.h"
#include "producers/customs/key_value.h"
#include "producers/customs/period.h"

/* A sidecar while it is read. Texts are those of the options that they stand in for. */
struct found {
    const char *flow, *period, *source, *language, *profile;
    bool observed_at_is_given;
    int64_t observed_at_ms; /* where it is not given: when the sidecar was changed */
    struct sidecar sidecar;
};

static const char *check_flow(struct slice value)
{
    return flow_of_word(value) < 0 ? "flow is import, export, reimport, reexport or transit" : NULL;
}

static const char *check_period(struct slice value)
{
    struct period period;
    return period_parse(value, &period) ? NULL : "period is YYYY, YYYY-MM or YYYY-MM-DD";
}

/* A file handed on by others must not make us open any path that it likes. */
static const char *check_profile(struct slice value)
{
    bool is_path = memchr(value.data, '/', value.size) || memchr(value.data, '.', value.size);
    return is_path ? "profile is the name of a shipped profile; paths are for --profile" : NULL;
}

static const char *check_text(struct slice value)
{
    (void)value;
    return NULL;
}

static const struct {
    const char *key;
    const char *(*check)(struct slice value); /* what is wrong with it, or NULL */
    size_t offset;                            /* in struct found */
} texts[] = {
    {"flow", check_flow, offsetof(struct found, flow)},
    {"period", check_period, offsetof(struct found, period)},
    {"source", check_text, offsetof(struct found, source)},
    {"language", check_text, offsetof(struct found, language)},
    {"profile", check_profile, offsetof(struct found, profile)},
};

static bool is_currency(struct slice text)
{
    bool valid = text.size == 3;
    for (size_t i = 0; i < text.size; i++)
        valid = valid && text.data[i] >= 'A' && text.data[i] <= 'Z';
    return valid;
}

/* "7.18 CNY per USD" is the number of yuan for a dollar, "1.26 USD per GBP" of dollars for a pound; kept is the latter
 * way. False if it is neither, or too small to have a digit. */
static bool parse_rate(struct slice value, struct slice *currency, struct decimal *usd)
{
    struct slice words[4] = {{0}};
    struct decimal number;
    const struct decimal one = {1, 0};
    struct error ignored;
    size_t count = 0;
    while (value.data && count < 4) {
        words[count] = slice_next_part(&value, ' ');
        count += words[count].size > 0;
    }
    bool to_usd = slice_equal_text(words[1], "USD"), from_usd = slice_equal_text(words[3], "USD");
    if (slice_trim(value).size || !slice_equal_text(words[2], "per") || !is_currency(words[1]) ||
        !is_currency(words[3]) || to_usd == from_usd)
        return false;
    *currency = to_usd ? words[3] : words[1];
    return decimal_parse(words[0], &number, &ignored) && number.unscaled > 0 &&
           decimal_divide(to_usd ? number : one, to_usd ? one : number, DRAFT_PRECISION, SIDECAR_RATE_SCALE, usd) &&
           usd->unscaled > 0;
}

static const char *set_rate(struct sidecar *sidecar, struct slice value)
{
    struct slice currency;
    struct decimal usd;
    if (!parse_rate(value, &currency, &usd))
        return "rate is, for example, 7.18 CNY per USD or 1.26 USD per GBP";
    for (size_t i = 0; i < sidecar->rate_count; i++)
        if (slice_equal(sidecar->rates[i].currency, currency))
            return "there is a rate for this currency already";
    if (sidecar->rate_count == SIDECAR_RATES_MAX)
        return "too many rates";
    sidecar->rates[sidecar->rate_count].currency = currency;
    sidecar->rates[sidecar->rate_count++].usd = usd;
    return NULL;
}

static const char *set_observed_at(struct found *found, struct slice value)
{
    if (found->observed_at_is_given)
        return "observed_at is set already";
    found->observed_at_is_given = time_parse_rfc3339(value, &found->observed_at_ms);
    return found->observed_at_is_given ? NULL : "observed_at is an RFC 3339 time";
}

static const char *set_text(struct found *found, size_t index, struct slice value)
{
    const char **text = (const char **)(void *)((char *)found + texts[index].offset);
    if (*text)
        return "the key is set already";
    *text = value.data;
    return texts[index].check(value);
}

static const char *set(void *context, struct slice key, struct slice value)
{
    struct found *found = context;
    if (!value.size)
        return "there is no value";
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (slice_equal_text(key, texts[i].key))
            return set_text(found, i, value);
    if (slice_equal_text(key, "observed_at"))
        return set_observed_at(found, value);
    if (slice_equal_text(key, "rate_source")) {
        found->sidecar.rate_source = value;
        return NULL;
    }
    if (slice_equal_text(key, "rate"))
        return set_rate(&found->sidecar, value);
    return "unknown key; known are flow, period, source, language, profile, observed_at, rate, rate_source";
}

/* *sidecar is NULL where the source has none; standard input and what was fetched have no place where one could lie. */
static bool open_beside(const struct reader *reader, struct reader **sidecar, struct error *error)
{
    char name[1024];
    const char *slash = strrchr(reader_name(reader), '/'), *file = slash ? slash + 1 : reader_name(reader);
    int size = snprintf(name, sizeof name, "%s.meta", file);
    *sidecar = NULL;
    if (!strcmp(file, "-") || size < 0 || (size_t)size >= sizeof name)
        return true;
    return reader_open_sibling(reader, name, sidecar, error);
}

static const char *first(const char *given, const char *found)
{
    return given ? given : found;
}

static void merge(const struct found *found, struct input_options *options)
{
    options->flow = first(options->flow, found->flow);
    options->period = first(options->period, found->period);
    options->source = first(options->source, found->source);
    options->language = first(options->language, found->language);
    options->profile = first(options->profile, found->profile);
    if (!options->observed_at_is_given)
        options->observed_at_ms = found->observed_at_ms;
    options->observed_at_is_given |= found->observed_at_is_given;
    options->sidecar = &found->sidecar;
}

bool sidecar_complete(const struct reader *reader, struct arena *arena, struct input_options *options,
                      struct error *error)
{
    struct reader *sidecar;
    if (!open_beside(reader, &sidecar, error))
        return false;
    if (!sidecar)
        return true;
    struct found *found = arena_alloc(arena, sizeof *found);
    bool read = false;
    if (!found) {
        error_stop(error, EXIT_CONFIG, "no room for %s", reader_name(sidecar));
    } else {
        *found = (struct found){.observed_at_ms = reader_modified_at_ms(sidecar)};
        read = key_value_read(sidecar, arena, set, found, error);
    }
    reader_close(sidecar);
    if (read)
        merge(found, options);
    return read;
}

void sidecar_stamp(const struct sidecar *sidecar, struct draft *draft)
{
    struct customs_event *event = draft->event;
    if (!sidecar || !event->value || event->value_usd || event->fx_rate)
        return;
    for (size_t i = 0; i < sidecar->rate_count; i++)
        if (slice_equal(sidecar->rates[i].currency, event->currency)) {
            event->fx_rate = draft_decimal(draft, sidecar->rates[i].usd);
            event->fx_source = sidecar->rate_source.data ? sidecar->rate_source : SLICE_LITERAL("sidecar");
        }
}
