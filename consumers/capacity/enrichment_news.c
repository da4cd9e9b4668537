/*
 * An article -> its claims, for each claim with a quantity the capacity that it stands for, and its fingerprint.
 *
 * An estimate has the bounds of its claim and no others: "more than 400,000" has lower bounds only.
 */
#include <math.h>
#include <string.h>

#include "consumers/capacity/claims.h"
#include "consumers/capacity/counted.h"
#include "consumers/capacity/enrichments.h"
#include "consumers/capacity/estimate.h"
#include "consumers/capacity/fingerprint.h"
#include "lib/buffer.h"
#include "lib/clock.h"
#include "lib/identity.h"
#include "lib/url.h"
#include "schemas/news_event.h"

enum { CLAIMS_MAX = 64, FLAGS_MAX = 8, URL_BYTES_MAX = 2048 };

/* An article being enriched. */
struct article {
    const struct catalogue *catalogue;
    const struct news_event *event;
    struct arena *arena;
    const int32_t *date; /* of publication, days; NULL if not stated */
    const struct claim *found; /* all its claims */
    size_t found_count;
    bool full;           /* the arena is */
};

static void *take(struct article *article, const void *bytes, size_t size)
{
    void *copy = arena_copy(article->arena, bytes, size);
    article->full = article->full || !copy;
    return copy;
}

/* NAN is not stated. */
static const double *bound(struct article *article, double value)
{
    return isnan(value) ? NULL : take(article, &value, sizeof value);
}

/* Dollars as the estimate keeps them; what no column could hold is not stated. */
static const struct decimal *usd(struct article *article, double value)
{
    if (isnan(value) || fabs(value) >= 1e20)
        return NULL;
    struct decimal decimal = {(int128)round(value * 1e4), 4};
    return take(article, &decimal, sizeof decimal);
}

static void write_quantity(struct article *article, const struct claim *claim, struct news_claim *row)
{
    static const int forms[] = {
        [NUMBER_EXACT] = NEWS_CLAIM_QUANTITY_FORM_EXACT,       [NUMBER_ABOUT] = NEWS_CLAIM_QUANTITY_FORM_ABOUT,
        [NUMBER_AT_LEAST] = NEWS_CLAIM_QUANTITY_FORM_AT_LEAST, [NUMBER_AT_MOST] = NEWS_CLAIM_QUANTITY_FORM_AT_MOST,
        [NUMBER_RANGE] = NEWS_CLAIM_QUANTITY_FORM_RANGE,       [NUMBER_VAGUE] = NEWS_CLAIM_QUANTITY_FORM_VAGUE,
    };
    row->quantity_low = bound(article, claim->quantity.low);
    row->quantity_mid = bound(article, claim->quantity.mid);
    row->quantity_high = bound(article, claim->quantity.high);
    row->quantity_unit = estimate_int(article->arena, claim->unit, &article->full);
    row->quantity_unit_text = claim->unit_text;
    row->quantity_form = estimate_int(article->arena, forms[claim->quantity.form], &article->full);
    row->quantity_text = claim->quantity_text;
    row->quantity_per = slice_of(claim->period);
}

static void write_orgs(struct article *article, const struct claim *claim, struct news_claim *row)
{
    struct slice names[CLAIM_ORGS_MAX], roles[CLAIM_ORGS_MAX];
    for (size_t i = 0; i < claim->org_count; i++) {
        names[i] = claim->orgs[i].name;
        roles[i] = slice_of(claim->orgs[i].role);
    }
    row->org.count = row->org_role.count = claim->org_count;
    if (claim->org_count) {
        row->org.items = take(article, names, claim->org_count * sizeof *names);
        row->org_role.items = take(article, roles, claim->org_count * sizeof *roles);
    }
}

static void write_place_and_time(struct article *article, const struct claim *claim, struct news_claim *row)
{
    int32_t start = (int32_t)claim->evidence_start, end = (int32_t)(claim->evidence_start + claim->evidence.size);
    row->evidence_start = take(article, &start, sizeof start);
    row->evidence_end = take(article, &end, sizeof end);
    row->via_country.count = claim->via_count;
    if (claim->via_count)
        row->via_country.items = take(article, claim->via, claim->via_count * sizeof *claim->via);
    if (claim->moment.precision)
        row->event_date = take(article, &claim->moment.day, sizeof claim->moment.day);
    row->event_date_precision = slice_of(claim->moment.precision);
}

static void write_claim(struct article *article, const struct claim *claim, int32_t ordinal, struct news_claim *row)
{
    *row = (struct news_claim){
        .event_id = article->event->event_id,
        .ordinal = ordinal,
        .catalogue_version = slice_of(catalogue_version(article->catalogue)),
        .method_version = slice_of(catalogue_method_version(article->catalogue)),
        .action = claim->action,
        .modality = claim->modality,
        .product = claim->product,
        .product_text = claim->product_text,
        .actor = claim->actor,
        .from_country = claim->from_country,
        .to_country = claim->to_country,
        .source_class = claim->source_class,
        .evidence = claim->evidence,
        .rule = slice_of(claim->rule),
        .confidence = claim->confidence,
        .actor_country = claim->actor_country,
        .credited_outlet = claim->credited_outlet,
        .language = slice_of(claim->language),
    };
    write_place_and_time(article, claim, row);
    if (claim->has_quantity)
        write_quantity(article, claim, row);
    write_orgs(article, claim, row);
}

/* What one item costs, where the sentence that counts the goods also says what they cost; NAN elsewhere. */
static double value_each_usd(const struct article *article, const struct claim *claim)
{
    for (size_t i = 0; claim->quantity.mid > 0 && i < article->found_count; i++) {
        const struct claim *other = &article->found[i];
        if (other->has_quantity && other->unit == NEWS_CLAIM_QUANTITY_UNIT_USD && other->action == claim->action &&
            other->evidence_start == claim->evidence_start && slice_equal(other->product, claim->product))
            return other->quantity.mid / claim->quantity.mid;
    }
    return NAN;
}

/* The members behind a claim's product; none for "AI chips". False for what holds no accelerators (memory). */
static bool find_goods(const struct article *article, const struct claim *claim, struct goods *goods)
{
    struct counted counted = {
        .product = claim->product,
        .to_country = claim->to_country,
        .day = article->date ? *article->date : INT32_MIN,
        .system = claim->system,
        .unit = claim->unit,
        .modules = claim->counts_modules || counted_names_modules(claim->unit_text),
        .boards = counted_names_boards(claim->evidence),
        .machines = claim->names_machines,
        .racks = counted_names_racks(claim->unit_text),
        .value_each_usd = value_each_usd(article, claim),
    };
    return counted_goods(article->catalogue, &counted, goods);
}

/* The stage that an act brings goods to, once it is done. */
static const char *const stages[] = {
    [NEWS_CLAIM_ACTION_APPROVE] = "approved",    [NEWS_CLAIM_ACTION_LICENSE] = "licensed",
    [NEWS_CLAIM_ACTION_RESTRICT] = "restricted", [NEWS_CLAIM_ACTION_DENY] = "restricted",
    [NEWS_CLAIM_ACTION_CONSIDER] = "under_review", [NEWS_CLAIM_ACTION_ORDER] = "ordered",
    [NEWS_CLAIM_ACTION_SHIP] = "shipped",        [NEWS_CLAIM_ACTION_RESUME] = "shipped",
    [NEWS_CLAIM_ACTION_IMPORT] = "cleared",      [NEWS_CLAIM_ACTION_EXPORT] = "cleared",
    [NEWS_CLAIM_ACTION_SEIZE] = "seized",        [NEWS_CLAIM_ACTION_SMUGGLE] = "diverted",
    [NEWS_CLAIM_ACTION_SUSPEND] = "suspended",   [NEWS_CLAIM_ACTION_FORECAST] = "announced",
    [NEWS_CLAIM_ACTION_INSTALL] = "installed",   [NEWS_CLAIM_ACTION_OTHER] = NULL,
};

/* American and Chinese approval are two gates and never share a word. */
static const char *approved_by(const struct claim *claim)
{
    if (slice_equal_text(claim->actor_country, "US"))
        return "export_approved";
    bool by_destination = claim->actor_country.data && slice_equal(claim->actor_country, claim->to_country);
    return by_destination ? "import_approved" : "approved";
}

/* How far the goods have come: first what refuses or weighs, then what is only planned, then the act itself. */
static const char *stage_of(const struct claim *claim)
{
    const char *stage = stages[claim->action];
    if (claim->action == NEWS_CLAIM_ACTION_RESTRICT || claim->action == NEWS_CLAIM_ACTION_DENY)
        return stage;
    if (claim->action == NEWS_CLAIM_ACTION_CONSIDER || claim->modality == NEWS_CLAIM_MODALITY_CONSIDERED)
        return "under_review";
    if (claim->modality == NEWS_CLAIM_MODALITY_DENIED)
        return "denied_act";
    if (claim->modality == NEWS_CLAIM_MODALITY_PLANNED)
        return "announced";
    return claim->action == NEWS_CLAIM_ACTION_APPROVE ? approved_by(claim) : stage;
}

static void write_flags(struct article *article, const struct claim *claim, const struct goods *goods,
                        struct capacity_estimate *row)
{
    static const struct {
        unsigned note;
        const char *word;
    } notes[] = {{GOODS_NOTE_VARIANT_ASSUMED, "variant_assumed"}, {GOODS_NOTE_SERVER_ASSUMED, "server_assumed"},
                 {GOODS_NOTE_MODULE_OPEN, "module_open"}, {GOODS_NOTE_MACHINE_VALUE, "machine_value"}};
    static const char *const modalities[] = {NULL, NULL, "planned", "considered", "denied"};
    struct slice flags[FLAGS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
        if (goods->notes & notes[i].note)
            flags[count++] = slice_of(notes[i].word);
    if (modalities[claim->modality])
        flags[count++] = slice_of(modalities[claim->modality]);
    row->flags.count = count;
    row->flags.items = count ? take(article, flags, count * sizeof *flags) : NULL;
}

/* Who orders buys; who is let have goods, or is shipped them, stands beside the act. Makers and watchers do not buy. */
static bool is_buyer(const struct claim *claim, const struct claim_org *org)
{
    bool gets = claim->action == NEWS_CLAIM_ACTION_APPROVE || claim->action == NEWS_CLAIM_ACTION_LICENSE ||
                claim->action == NEWS_CLAIM_ACTION_DENY || claim->action == NEWS_CLAIM_ACTION_SHIP;
    return !strcmp(org->role, "buyer") || !strcmp(org->role, "beneficiary") || (gets && !strcmp(org->role, "other"));
}

static bool actor_buys(const struct claim *claim)
{
    return claim->actor.data && (claim->action == NEWS_CLAIM_ACTION_ORDER || claim->action == NEWS_CLAIM_ACTION_IMPORT ||
                                 claim->action == NEWS_CLAIM_ACTION_INSTALL);
}

/* Goods go to where all their buyers sit, unless the text says where. */
static void write_parties(struct article *article, const struct claim *claim, struct capacity_estimate *row)
{
    struct slice buyers[CLAIM_ORGS_MAX + 1], country = {NULL, 0};
    size_t count = 0;
    bool same = true;
    row->from_country = claim->from_country;
    row->to_country = claim->to_country;
    if (actor_buys(claim)) {
        country = claim->actor_home;
        buyers[count++] = claim->actor;
    }
    for (size_t i = 0; i < claim->org_count; i++) {
        const struct claim_org *org = &claim->orgs[i];
        if (!is_buyer(claim, org))
            continue;
        same = count == 0 || (same && slice_equal(country, org->country));
        country = org->country;
        buyers[count++] = org->name;
    }
    row->buyers.count = count;
    row->buyers.items = count ? take(article, buyers, count * sizeof *buyers) : NULL;
    row->buyer_country = same ? country : (struct slice){NULL, 0};
    if (!row->to_country.data)
        row->to_country = row->buyer_country;
}

static bool is_counted(const struct claim *claim)
{
    return claim->has_quantity && (claim->unit == NEWS_CLAIM_QUANTITY_UNIT_CHIPS ||
                                   claim->unit == NEWS_CLAIM_QUANTITY_UNIT_SERVERS ||
                                   claim->unit == NEWS_CLAIM_QUANTITY_UNIT_USD);
}

static void write_figures(struct article *article, const struct claim *claim, const struct goods *goods,
                          struct capacity_estimate *row)
{
    struct interval quantity = {claim->quantity.low, claim->quantity.mid, claim->quantity.high};
    if (claim->unit == NEWS_CLAIM_QUANTITY_UNIT_USD) {
        article->full = article->full ||
                        !estimate_fill_value(article->arena, article->catalogue, goods, quantity, article->date, row);
        row->value_usd = usd(article, quantity.mid);
        row->units_reason = goods->notes & GOODS_NOTE_MACHINE_VALUE
                                ? SLICE_LITERAL("value divided by the price of one accelerator in a server")
                                : SLICE_LITERAL("value divided by the price of one accelerator");
        return;
    }
    struct interval chips = estimate_chips(quantity, goods);
    article->full = article->full || !estimate_fill(article->arena, article->catalogue, goods, chips,
                                                    estimate_year(article->date), row);
    row->units_reason = arena_format(article->arena, "%.*s: items of %g..%g accelerators", SLICE_ARGS(claim->unit_text),
                                     goods->per_item.low, goods->per_item.high);
    article->full = article->full || !row->units_reason.data;
}

static enum capacity_estimate_confidence confidence_of(const struct claim *claim)
{
    if (claim->confidence < 0.6)
        return CAPACITY_ESTIMATE_CONFIDENCE_LOW;
    return claim->confidence < 0.85 ? CAPACITY_ESTIMATE_CONFIDENCE_MEDIUM : CAPACITY_ESTIMATE_CONFIDENCE_HIGH;
}

/* Fills the estimate of a claim; false if the claim counts no accelerators. */
static bool write_estimate(struct article *article, const struct claim *claim, int32_t claim_ordinal, int32_t ordinal,
                           struct capacity_estimate *row)
{
    struct goods goods;
    if (!is_counted(claim) || !find_goods(article, claim, &goods))
        return false;
    memset(row, 0, sizeof *row);
    row->event_id = article->event->event_id;
    row->ordinal = ordinal;
    row->catalogue_version = slice_of(catalogue_version(article->catalogue));
    row->method_version = slice_of(catalogue_method_version(article->catalogue));
    row->event_record = CAPACITY_ESTIMATE_EVENT_RECORD_NEWS_EVENT;
    row->claim_ordinal = take(article, &claim_ordinal, sizeof claim_ordinal);
    row->event_date = article->date;
    row->product_slug = claim->product;
    write_figures(article, claim, &goods, row);
    row->units_rule = estimate_int(article->arena, CAPACITY_ESTIMATE_UNITS_RULE_CLAIM, &article->full);
    row->stage = slice_of(stage_of(claim));
    write_parties(article, claim, row);
    row->confidence = estimate_int(article->arena, (int)confidence_of(claim), &article->full);
    write_flags(article, claim, &goods, row);
    return true;
}

static void write_rows(struct article *article, const struct claim *claims, size_t count, struct enriched *out)
{
    out->claims = arena_alloc(article->arena, count * sizeof *out->claims);
    out->estimates = arena_alloc(article->arena, count * sizeof *out->estimates);
    article->full = !out->claims || !out->estimates;
    for (size_t i = 0; i < count && !article->full; i++) {
        int32_t ordinal = (int32_t)i + 1, next = (int32_t)out->estimate_count + 1;
        write_claim(article, &claims[i], ordinal, &out->claims[i]);
        if (write_estimate(article, &claims[i], ordinal, next, &out->estimates[out->estimate_count]))
            out->estimate_count++;
    }
    out->claim_count = count;
}

/* An address that is too long to be one is left out. */
static void write_url(struct article *article, struct news_fingerprint *row)
{
    struct buffer url;
    buffer_init(&url, URL_BYTES_MAX);
    url_identity(article->event->url, &url);
    if (url.size && !url.full) {
        int64_t hash = identity_hash_64(buffer_view(&url));
        row->canonical_url = arena_slice(article->arena, buffer_view(&url));
        article->full = article->full || !row->canonical_url.data;
        row->url_hash = take(article, &hash, sizeof hash);
    }
    buffer_free(&url);
}

/* The first claim that credits an outlet speaks for the text. */
static struct slice outlet_of(const struct article *article, const struct enriched *rows)
{
    for (size_t i = 0; i < rows->claim_count; i++)
        if (rows->claims[i].credited_outlet.size)
            return rows->claims[i].credited_outlet;
    return article->event->source;
}

static void write_fingerprint(struct article *article, struct enriched *out)
{
    struct fingerprint made;
    fingerprint_make(article->event->title, article->event->body, &made);
    struct news_fingerprint row = {.event_id = article->event->event_id, .outlet = outlet_of(article, out),
                                   .text_hash = made.text_hash, .word_count = (int32_t)made.words};
    int64_t simhash = (int64_t)made.simhash;
    write_url(article, &row);
    if (made.has_body)
        row.body_hash = take(article, &made.body_hash, sizeof made.body_hash);
    if (made.number_hash)
        row.number_hash = take(article, &made.number_hash, sizeof made.number_hash);
    if (made.is_long)
        row.simhash = take(article, &simhash, sizeof simhash);
    if (made.has_shingles)
        row.minhash = (struct slice){take(article, made.minhash, sizeof made.minhash), sizeof made.minhash};
    out->fingerprint = take(article, &row, sizeof row);
}

static bool run(const struct catalogue *catalogue, const void *record, struct arena *arena, struct enriched *out,
                struct error *error)
{
    const struct news_event *event = record;
    *out = (struct enriched){0};
    if (event->op == NEWS_EVENT_OP_CANCEL)
        return true;
    struct article article = {.catalogue = catalogue, .event = event, .arena = arena};
    if (event->published_at) {
        int32_t day = date_of_ms(*event->published_at);
        article.date = take(&article, &day, sizeof day);
    }
    struct claims_text text = {.title = event->title, .body = event->body, .language = event->language, .published = article.date};
    struct claim claims[CLAIMS_MAX];
    size_t count;
    if (article.full || !claims_find(catalogue, &text, arena, claims, CLAIMS_MAX, &count))
        return enrichment_full(error);
    article.found = claims;
    article.found_count = count;
    if (count)
        write_rows(&article, claims, count, out);
    write_fingerprint(&article, out);
    return !article.full || enrichment_full(error);
}

const struct enrichment enrichment_news = {&news_event_type, run};
