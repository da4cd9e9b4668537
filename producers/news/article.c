#include "producers/news/article.h"

#include <string.h>

#include "producers/news/article_facts.h"
#include "producers/news/article_text.h"
#include "producers/news/news_identity.h"
#include "lib/url.h"

static bool begins(struct slice text, struct slice begin)
{
    return begin.size && text.size >= begin.size && !memcmp(text.data, begin.data, begin.size);
}

static bool ends(struct slice text, struct slice end)
{
    return end.size && text.size > end.size && !memcmp(text.data + text.size - end.size, end.data, end.size);
}

/* "Headline - Site" without " - Site". */
static struct slice without_site(struct slice title, struct slice site)
{
    static const char *const separators[] = {"-", "|", "–", "—", ":", "·", "•", "_", "：", "｜"};
    if (!ends(title, site))
        return title;
    struct slice rest = slice_trim(slice_cut(title, 0, title.size - site.size));
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++)
        if (ends(rest, slice_of(separators[i])))
            return slice_trim(slice_cut(rest, 0, rest.size - strlen(separators[i])));
    return title;
}

/* <h1> is the headline if <title> begins with it, the site's name if <title> ends with it; else it must be alone. */
static struct slice title_of_document(const struct article_facts *facts, struct slice site)
{
    for (size_t i = 0; i < facts->headline_count; i++) {
        if (begins(facts->document_title, facts->headlines[i]))
            return facts->headlines[i];
        if (ends(facts->document_title, facts->headlines[i]))
            return without_site(facts->document_title, facts->headlines[i]);
    }
    return facts->headline_count == 1 ? facts->headlines[0] : without_site(facts->document_title, site);
}

/* The address as seen from <base>, itself seen from where the page was found; only of the web. */
static bool read_address(const struct article_facts *facts, struct slice address, struct arena *arena,
                         struct slice *url)
{
    struct slice reference = facts->facts[FACT_URL].text;
    struct buffer base, whole;
    buffer_init(&base, NEWS_NAME_MAX);
    buffer_init(&whole, NEWS_NAME_MAX);
    if (facts->base.size)
        url_resolve(address, facts->base, &base);
    else
        buffer_slice(&base, address);
    if (reference.size)
        url_resolve(buffer_view(&base), reference, &whole);
    else
        buffer_slice(&whole, address);
    bool is_web = !whole.full && url_is_web(buffer_view(&whole));
    if (is_web)
        *url = arena_slice(arena, buffer_view(&whole));
    buffer_free(&base);
    buffer_free(&whole);
    return !is_web || url->data;
}

static bool read_body(const struct article_facts *facts, struct slice html, struct arena *arena, struct slice *body)
{
    struct buffer text;
    buffer_init(&text, html.size * 2 + 1024);
    article_text(html, &text);
    bool fits = !text.full;
    if (fits && text.size) {
        *body = arena_slice(arena, buffer_view(&text));
        fits = body->data;
    } else if (fits) {
        *body = facts->facts[FACT_BODY].text;
    }
    buffer_free(&text);
    return fits;
}

static const int64_t *keep_time(const struct fact *fact, struct arena *arena, bool *unreadable)
{
    *unreadable = fact->is_unreadable && fact->rank == FACT_NONE;
    return fact->rank == FACT_NONE ? NULL : arena_copy(arena, &fact->time_ms, sizeof fact->time_ms);
}

static void read_facts(const struct article_facts *facts, struct arena *arena, struct article_page *page)
{
    const struct fact *known = facts->facts;
    page->site = known[FACT_SITE].text;
    page->language = known[FACT_LANGUAGE].text;
    page->title = known[FACT_TITLE].text.size ? without_site(known[FACT_TITLE].text, page->site)
                                              : title_of_document(facts, page->site);
    page->published_at = keep_time(&known[FACT_PUBLISHED], arena, &page->published_unreadable);
    page->updated_at = keep_time(&known[FACT_UPDATED], arena, &page->updated_unreadable);
}

bool article_read(struct slice html, struct slice address, struct arena *arena, struct article_page *page,
                  struct error *error)
{
    struct article_facts facts;
    *page = (struct article_page){0};
    article_facts_read(&facts, html, arena);
    read_facts(&facts, arena, page);
    bool fits = read_address(&facts, address, arena, &page->url) && read_body(&facts, html, arena, &page->body) &&
                !facts.full;
    article_facts_free(&facts);
    return fits || error_reject(error, REASON_TOO_LARGE, "the page does not fit the arena of a record");
}
