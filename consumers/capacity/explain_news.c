#include "consumers/capacity/explain_news.h"

#include <math.h>
#include <string.h>

#include "consumers/capacity/claims.h"
#include "lib/clock.h"

enum { CLAIMS_MAX = 64, WORDS_SHOWN = 200 };

/* Text on one line, cut where it gets long. */
static void write_words(struct buffer *out, struct slice words)
{
    size_t size = words.size < WORDS_SHOWN ? words.size : WORDS_SHOWN;
    while (size < words.size && size && ((unsigned char)words.data[size] & 0xC0) == 0x80)
        size--;
    for (size_t i = 0; i < size; i++)
        buffer_byte(out, words.data[i] == '\n' ? ' ' : words.data[i]);
    buffer_text(out, size < words.size ? "..." : "");
}

/* What belongs to a sentence stands under it. */
static void write_step(void *context, const char *step, struct slice words, const char *note)
{
    struct buffer *out = context;
    bool top = strcmp(step, "sentence") == 0 || strcmp(step, "context") == 0;
    buffer_format(out, "%s%-9s ", top ? "" : "  ", step);
    write_words(out, words);
    buffer_format(out, "%s%s\n", *note ? "  -- " : "", note);
}

static void write_field(struct buffer *out, const char *name, struct slice value)
{
    if (value.data)
        buffer_format(out, ", %s %.*s", name, SLICE_ARGS(value));
}

static void write_bound(struct buffer *out, const char *name, double value)
{
    if (!isnan(value))
        buffer_format(out, " %s %.15g", name, value);
}

static const char *symbol(const char *field_name, int number)
{
    return record_field_find(&news_claim_type, slice_of(field_name))->symbols[number];
}

static void write_claim(struct buffer *out, size_t number, const struct claim *claim)
{
    buffer_format(out, "claim %zu: %s, %s", number, symbol("action", claim->action), symbol("modality", claim->modality));
    write_field(out, "product", claim->product);
    if (claim->has_quantity) {
        buffer_text(out, ", quantity");
        write_bound(out, "low", claim->quantity.low);
        write_bound(out, "mid", claim->quantity.mid);
        write_bound(out, "high", claim->quantity.high);
        buffer_format(out, " %s", symbol("quantity_unit", claim->unit));
    }
    write_field(out, "per", slice_of(claim->period));
    write_field(out, "by", claim->actor);
    write_field(out, "from", claim->from_country);
    write_field(out, "to", claim->to_country);
    for (size_t i = 0; i < claim->org_count; i++)
        write_field(out, claim->orgs[i].role, claim->orgs[i].name);
    buffer_format(out, ", source %s", symbol("source_class", claim->source_class));
    write_field(out, "credited", claim->credited_outlet);
    buffer_format(out, ", rule %s, confidence %.2f\n", claim->rule, claim->confidence);
}

bool explain_article(const struct catalogue *catalogue, const struct news_event *event, struct arena *arena,
                     struct buffer *out, struct error *error)
{
    struct claim claims[CLAIMS_MAX];
    size_t count;
    struct claims_trace trace = {write_step, out};
    int32_t day = event->published_at ? date_of_ms(*event->published_at) : 0;
    struct claims_text text = {.title = event->title, .body = event->body, .language = event->language, .trace = &trace,
                               .published = event->published_at ? &day : NULL};
    buffer_format(out, "article %.*s\n", SLICE_ARGS(event->guid));
    if (!claims_find(catalogue, &text, arena, claims, CLAIMS_MAX, &count))
        return error_full(error, "the arena");
    for (size_t i = 0; i < count; i++)
        write_claim(out, i + 1, &claims[i]);
    buffer_text(out, count ? "\n" : "no claim\n\n");
    return true;
}
