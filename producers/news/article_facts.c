#include "producers/news/article_facts.h"

#include <string.h>

#include "lib/json.h"
#include "producers/news/date_scan.h"
#include "producers/news/html_text.h"
#include "producers/news/markup.h"
#include "producers/news/news_input.h"

/* Names of <meta> (property, name, itemprop, http-equiv) in small letters. */
static const struct meta {
    const char *name;
    enum fact_kind kind;
    enum fact_rank rank;
} metas[] = {
    {"og:title", FACT_TITLE, FACT_GOOD},
    {"headline", FACT_TITLE, FACT_FAIR},
    {"sailthru.title", FACT_TITLE, FACT_FAIR},
    {"parsely-title", FACT_TITLE, FACT_FAIR},
    {"dc.title", FACT_TITLE, FACT_FAIR},
    {"dcterms.title", FACT_TITLE, FACT_FAIR},
    {"twitter:title", FACT_TITLE, FACT_WEAK},
    {"og:url", FACT_URL, FACT_GOOD},
    {"og:site_name", FACT_SITE, FACT_BEST},
    {"dc.publisher", FACT_SITE, FACT_FAIR},
    {"application-name", FACT_SITE, FACT_WEAK},
    {"content-language", FACT_LANGUAGE, FACT_GOOD},
    {"dc.language", FACT_LANGUAGE, FACT_GOOD},
    {"og:locale", FACT_LANGUAGE, FACT_FAIR},
    {"inlanguage", FACT_LANGUAGE, FACT_FAIR},
    {"article:published_time", FACT_PUBLISHED, FACT_GOOD},
    {"og:article:published_time", FACT_PUBLISHED, FACT_GOOD},
    {"article:published", FACT_PUBLISHED, FACT_GOOD},
    {"datepublished", FACT_PUBLISHED, FACT_GOOD},
    {"rnews:datepublished", FACT_PUBLISHED, FACT_GOOD},
    {"parsely-pub-date", FACT_PUBLISHED, FACT_FAIR},
    {"cxenseparse:recs:publishtime", FACT_PUBLISHED, FACT_FAIR},
    {"dc.date.issued", FACT_PUBLISHED, FACT_FAIR},
    {"dcterms.issued", FACT_PUBLISHED, FACT_FAIR},
    {"pubdate", FACT_PUBLISHED, FACT_FAIR},
    {"publishdate", FACT_PUBLISHED, FACT_FAIR},
    {"publish-date", FACT_PUBLISHED, FACT_FAIR},
    {"publish_date", FACT_PUBLISHED, FACT_FAIR},
    {"publication_date", FACT_PUBLISHED, FACT_FAIR},
    {"dc.date", FACT_PUBLISHED, FACT_WEAK},
    {"dcterms.date", FACT_PUBLISHED, FACT_WEAK},
    {"dcterms.created", FACT_PUBLISHED, FACT_WEAK},
    {"dc.date.created", FACT_PUBLISHED, FACT_WEAK},
    {"datecreated", FACT_PUBLISHED, FACT_WEAK},
    {"sailthru.date", FACT_PUBLISHED, FACT_WEAK},
    {"date", FACT_PUBLISHED, FACT_WEAK},
    {"article:modified_time", FACT_UPDATED, FACT_GOOD},
    {"og:article:modified_time", FACT_UPDATED, FACT_GOOD},
    {"article:modified", FACT_UPDATED, FACT_GOOD},
    {"datemodified", FACT_UPDATED, FACT_GOOD},
    {"og:updated_time", FACT_UPDATED, FACT_FAIR},
    {"dcterms.modified", FACT_UPDATED, FACT_FAIR},
    {"dc.date.modified", FACT_UPDATED, FACT_FAIR},
    {"revision_date", FACT_UPDATED, FACT_WEAK},
    {"last-modified", FACT_UPDATED, FACT_WEAK},
};

/* ---- One statement ---- */

/* The text of a value or of markup, in the arena; empty is not stated. */
static struct slice keep_text(struct article_facts *facts, struct slice text, bool is_markup)
{
    buffer_reset(&facts->plain);
    if (is_markup) {
        html_text(text, &facts->plain);
    } else {
        buffer_reset(&facts->scratch);
        markup_decode(text, &facts->scratch);
        html_plain(buffer_view(&facts->scratch), &facts->plain);
    }
    if (facts->plain.full || facts->scratch.full || !facts->plain.size || facts->plain.size > FACT_BYTES_MAX)
        return (struct slice){0};
    struct slice kept = arena_slice(facts->arena, buffer_view(&facts->plain));
    facts->full |= !kept.data;
    return kept;
}

/* "en_US" is "en-US"; "en-US,en" the first of them. */
static struct slice clean_language(struct slice text)
{
    text = slice_trim(slice_next_part(&text, ','));
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] == '_')
            ((char *)text.data)[i] = '-'; /* our own copy in the arena */
    return news_is_language(text) ? text : (struct slice){0};
}

static void state_time(struct article_facts *facts, struct fact *fact, enum fact_rank rank, struct slice text)
{
    int64_t ms;
    if (!date_scan(text, facts->facts[FACT_LANGUAGE].text, &ms)) {
        fact->is_unreadable = true;
        return;
    }
    fact->rank = rank;
    fact->time_ms = ms;
}

static void state(struct article_facts *facts, enum fact_kind kind, enum fact_rank rank, struct slice value)
{
    struct fact *fact = &facts->facts[kind];
    if (rank >= fact->rank || value.size > FACT_BYTES_MAX)
        return;
    size_t mark = facts->arena->used;
    struct slice text = keep_text(facts, value, false);
    if (kind == FACT_LANGUAGE)
        text = clean_language(text);
    if (text.size && (kind == FACT_PUBLISHED || kind == FACT_UPDATED)) {
        state_time(facts, fact, rank, text);
        arena_truncate(facts->arena, mark);
    } else if (text.size) {
        fact->rank = rank;
        fact->text = text;
    }
}

/* ---- JSON-LD ---- */

enum { NODES_MAX = 256 };

static bool ends_with(struct slice text, const char *end)
{
    size_t size = strlen(end);
    return text.size >= size && !memcmp(text.data + text.size - size, end, size);
}

/* How well a node of this type tells about an article: "http://schema.org/NewsArticle" well, a page less. */
static enum fact_rank rank_of_type(struct slice type)
{
    static const char *const articles[] = {"Article", "Posting", "Report", "Review"};
    for (size_t i = 0; i < sizeof articles / sizeof *articles; i++)
        if (ends_with(type, articles[i]))
            return FACT_BEST;
    return ends_with(type, "WebPage") || ends_with(type, "ItemPage") ? FACT_FAIR : FACT_NONE;
}

static enum fact_rank rank_of_node(const struct json *node)
{
    const struct json *type = json_member(node, "@type");
    enum fact_rank rank = rank_of_type(json_text(type));
    for (size_t i = 0; json_is_array(type) && i < json_count(type); i++) {
        enum fact_rank of_item = rank_of_type(json_text(json_item(type, i)));
        rank = of_item < rank ? of_item : rank;
    }
    return rank;
}

/* A member's text, or the one inside of it that names it: {"@id": ...}, {"name": ...}, the first of an array. */
static struct slice member_text(const struct json *node, const char *name, const char *inner)
{
    const struct json *member = json_member(node, name);
    if (json_is_array(member))
        member = json_item(member, 0);
    struct slice text = json_text(member);
    return text.data ? text : json_text(json_member(member, inner));
}

static void read_node(struct article_facts *facts, const struct json *node)
{
    enum fact_rank rank = rank_of_node(node);
    if (rank == FACT_NONE)
        return;
    state(facts, FACT_LANGUAGE, FACT_WEAK, member_text(node, "inLanguage", "name"));
    state(facts, FACT_PUBLISHED, rank, member_text(node, "datePublished", "@value"));
    state(facts, FACT_UPDATED, rank, member_text(node, "dateModified", "@value"));
    if (rank != FACT_BEST)
        return;
    state(facts, FACT_TITLE, FACT_BEST, member_text(node, "headline", "@value"));
    state(facts, FACT_URL, FACT_FAIR, member_text(node, "mainEntityOfPage", "@id"));
    state(facts, FACT_URL, FACT_WEAK, member_text(node, "url", "@id"));
    state(facts, FACT_SITE, FACT_GOOD, member_text(node, "publisher", "name"));
    struct slice body = json_text(json_member(node, "articleBody"));
    if (body.size && !facts->facts[FACT_BODY].text.data) {
        buffer_reset(&facts->plain);
        html_text(body, &facts->plain);
        facts->facts[FACT_BODY].text = arena_slice(facts->arena, buffer_view(&facts->plain));
        facts->full |= !facts->facts[FACT_BODY].text.data || facts->plain.full;
    }
}

/* The root, the items of arrays and of @graph, in order; no more than NODES_MAX. */
static void read_nodes(struct article_facts *facts, const struct json *root)
{
    const struct json *nodes[NODES_MAX] = {root};
    size_t count = 1;
    for (size_t at = 0; at < count; at++) {
        const struct json *graph = json_member(nodes[at], "@graph"),
                          *list = json_is_array(nodes[at]) ? nodes[at] : graph;
        for (size_t i = 0; json_is_array(list) && i < json_count(list) && count < NODES_MAX; i++)
            nodes[count++] = json_item(list, i);
        if (json_is_object(graph) && count < NODES_MAX)
            nodes[count++] = graph;
        if (json_is_object(nodes[at]))
            read_node(facts, nodes[at]);
    }
}

static void read_json(struct article_facts *facts, struct slice text)
{
    struct json *root;
    struct error ignored;
    if (text.size > FACT_JSON_MAX || facts->script_count++ >= FACT_SCRIPTS_MAX || !json_parse(text, &root, &ignored))
        return;
    read_nodes(facts, root);
    json_free(root);
}

/* ---- Elements ---- */

static void read_script(struct article_facts *facts, struct markup *markup, const struct markup_token *token)
{
    struct markup_token contents;
    struct slice type = slice_trim(markup_attribute_value(token, "type"));
    if (slice_equal_ignoring_case(type, "application/ld+json") && !token->empty && markup_next(markup, &contents) &&
        (contents.kind == MARKUP_CDATA || contents.kind == MARKUP_TEXT))
        read_json(facts, slice_trim(contents.text));
}

static const struct meta *find_meta(struct slice name)
{
    for (size_t i = 0; i < sizeof metas / sizeof *metas; i++)
        if (slice_equal_ignoring_case(name, metas[i].name))
            return &metas[i];
    return NULL;
}

/* The value of <meta>, also of those that write "value" for "content". */
static struct slice meta_value(const struct markup_token *token)
{
    struct slice content = markup_attribute_value(token, "content");
    return content.data ? content : markup_attribute_value(token, "value");
}

static void read_meta(struct article_facts *facts, const struct markup_token *token)
{
    static const char *const attributes[] = {"property", "name", "itemprop", "http-equiv"};
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
        const struct meta *meta = find_meta(slice_trim(markup_attribute_value(token, attributes[i])));
        if (meta)
            state(facts, meta->kind, meta->rank, meta_value(token));
    }
}

static bool has_text(struct slice text, const char *part)
{
    return text.data && memmem(text.data, text.size, part, strlen(part));
}

/* A <time> says in its attributes that it is the article's, or is the only one. */
static void read_time(struct article_facts *facts, const struct markup_token *token)
{
    struct slice text = markup_attribute_value(token, "datetime"), attributes = token->attributes;
    if (!text.size)
        return;
    if (has_text(attributes, "pdate") || has_text(attributes, "odified")) {
        state(facts, FACT_UPDATED, FACT_WEAK, text);
        return;
    }
    if (has_text(attributes, "ublish") || has_text(attributes, "pubdate") || has_text(attributes, "entry-date")) {
        state(facts, FACT_PUBLISHED, FACT_WEAK, text);
        return;
    }
    int64_t ms;
    if (!date_scan(text, facts->facts[FACT_LANGUAGE].text, &ms))
        return;
    facts->has_other_times |= facts->has_time && ms != facts->only_time_ms;
    facts->has_time = true;
    facts->only_time_ms = ms;
}

static void read_link(struct article_facts *facts, const struct markup_token *token)
{
    if (slice_equal_ignoring_case(slice_trim(markup_attribute_value(token, "rel")), "canonical"))
        state(facts, FACT_URL, FACT_BEST, markup_attribute_value(token, "href"));
}

static void read_html(struct article_facts *facts, const struct markup_token *token)
{
    struct slice language = markup_attribute_value(token, "lang");
    if (!language.size)
        language = markup_attribute_value(token, "xml:lang");
    state(facts, FACT_LANGUAGE, FACT_BEST, language);
}

/* What stands in an element, without tags; not stated if there is no end of it nearby. */
static struct slice read_contents(struct article_facts *facts, const struct markup *markup,
                                  const struct markup_token *token)
{
    if (facts->contents_count++ >= FACT_CONTENTS_MAX)
        return (struct slice){0};
    struct slice near = slice_cut(markup->text, markup->at, markup->at + 4 * FACT_BYTES_MAX);
    size_t end = markup_find_end(near, 0, token->name);
    return end == near.size ? (struct slice){0} : keep_text(facts, slice_cut(near, 0, end), true);
}

static void read_element(struct article_facts *facts, struct markup *markup, const struct markup_token *token)
{
    struct slice name = token->name;
    if (slice_equal_ignoring_case(name, "meta") ||
        (has_text(token->attributes, "itemprop") && markup_attribute_value(token, "content").data))
        read_meta(facts, token);
    else if (slice_equal_ignoring_case(name, "script"))
        read_script(facts, markup, token);
    else if (slice_equal_ignoring_case(name, "time"))
        read_time(facts, token);
    else if (slice_equal_ignoring_case(name, "link"))
        read_link(facts, token);
    else if (slice_equal_ignoring_case(name, "html"))
        read_html(facts, token);
    else if (slice_equal_ignoring_case(name, "base") && !facts->base.data)
        facts->base = keep_text(facts, markup_attribute_value(token, "href"), false);
    else if (slice_equal_ignoring_case(name, "title") && !facts->document_title.data)
        facts->document_title = read_contents(facts, markup, token);
    else if (slice_equal_ignoring_case(name, "h1") && facts->headline_count < FACT_HEADLINES_MAX) {
        struct slice headline = read_contents(facts, markup, token);
        facts->headlines[facts->headline_count] = headline;
        facts->headline_count += headline.size > 0;
    }
}

void article_facts_read(struct article_facts *facts, struct slice html, struct arena *arena)
{
    struct markup markup;
    struct markup_token token;
    *facts = (struct article_facts){.arena = arena};
    for (int kind = 0; kind < FACT_KINDS; kind++)
        facts->facts[kind].rank = FACT_NONE;
    buffer_init(&facts->scratch, FACT_JSON_MAX);
    buffer_init(&facts->plain, FACT_JSON_MAX);
    markup_open(&markup, html, MARKUP_HTML);
    while (markup_next(&markup, &token))
        if (token.kind == MARKUP_START)
            read_element(facts, &markup, &token);
    if (facts->has_time && !facts->has_other_times && facts->facts[FACT_PUBLISHED].rank == FACT_NONE) {
        facts->facts[FACT_PUBLISHED].rank = FACT_WEAKEST;
        facts->facts[FACT_PUBLISHED].time_ms = facts->only_time_ms;
    }
}

void article_facts_free(struct article_facts *facts)
{
    buffer_free(&facts->scratch);
    buffer_free(&facts->plain);
}
