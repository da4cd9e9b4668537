#include "producers/news/poll_page.h"

#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/identity.h"
#include "lib/url.h"
#include "producers/news/news_identity.h"
#include "producers/news/news_input.h"
#include "producers/news/robots.h"

enum {
    ROBOTS_KEPT = 64,
    ROBOTS_KEPT_MS = 86400 * 1000,
    ROBOTS_RETRY_MS = 600 * 1000, /* what could not be had is asked for again sooner than a day later */
    ORIGIN_MAX = 300,
    PAGE_MEMORY = 16 << 20
};

/* What robots.txt of one site says. */
struct site {
    char origin[ORIGIN_MAX]; /* scheme, host and port; "": free */
    int64_t until_ms;        /* by the monotonic clock */
    bool nothing;            /* nothing may be read: its robots.txt cannot be had */
    struct buffer text;
};

struct poll_pages {
    struct downloads *downloads;
    size_t bytes_max;
    const struct input *html; /* what reads pages */
    int64_t until_ms;         /* by the monotonic clock: pages are asked for till then */
    struct arena source_arena, page_arena;
    struct site sites[ROBOTS_KEPT];
};

bool poll_pages_open(struct downloads *downloads, size_t bytes_max, struct poll_pages **pages, struct error *error)
{
    struct poll_pages *made = calloc(1, sizeof *made);
    if (!made)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for pages");
    made->downloads = downloads;
    made->bytes_max = bytes_max;
    made->until_ms = INT64_MAX;
    for (size_t i = 0; news_inputs[i]; i++)
        if (!strcmp(news_inputs[i]->name, "html"))
            made->html = news_inputs[i];
    for (size_t i = 0; i < ROBOTS_KEPT; i++)
        buffer_init(&made->sites[i].text, ROBOTS_BYTES_MAX);
    if (arena_init(&made->source_arena, PAGE_MEMORY, error) && arena_init(&made->page_arena, PAGE_MEMORY, error)) {
        *pages = made;
        return true;
    }
    poll_pages_close(made);
    return false;
}

void poll_pages_limit(struct poll_pages *pages, int64_t until_ms)
{
    pages->until_ms = until_ms;
}

void poll_pages_close(struct poll_pages *pages)
{
    if (!pages)
        return;
    for (size_t i = 0; i < ROBOTS_KEPT; i++)
        buffer_free(&pages->sites[i].text);
    arena_free(&pages->source_arena);
    arena_free(&pages->page_arena);
    free(pages);
}

/* Asks, but waits for no host that wants to be left alone: feeds would have to wait with it. False: interrupted. */
static bool ask(struct poll_pages *pages, struct download *download)
{
    download->hasty = true;
    return downloads_wait(pages->downloads, download);
}

/* --- robots.txt --------------------------------------------------------------------------------------------------- */

/* Cuts an address into its site, in lower case, and the path with its query; false if it is too long. */
static bool split_address(const char *address, char origin[ORIGIN_MAX], struct slice *path)
{
    const char *host = strstr(address, "//");
    size_t size = host ? (size_t)(host - address) + 2 + strcspn(host + 2, "/?#") : 0;
    if (!size || size >= ORIGIN_MAX)
        return false;
    for (size_t i = 0; i < size; i++)
        origin[i] = address[i] >= 'A' && address[i] <= 'Z' ? (char)(address[i] | 32) : address[i];
    origin[size] = '\0';
    *path = (struct slice){address + size, strcspn(address + size, "#")};
    return true;
}

/* The place of a site: its own, a free one, or that of the one that would be asked for again first. */
static struct site *find_site(struct poll_pages *pages, const char *origin)
{
    struct site *oldest = &pages->sites[0];
    for (size_t i = 0; i < ROBOTS_KEPT; i++) {
        struct site *site = &pages->sites[i];
        if (!strcmp(site->origin, origin))
            return site;
        if (*oldest->origin && (!*site->origin || site->until_ms < oldest->until_ms))
            oldest = site;
    }
    return oldest;
}

/* The answer to a request for robots.txt, as RFC 9309 §2.3.1 reads it. */
static void take_robots(struct site *site, const struct download *download)
{
    const struct http_got *got = download->got;
    bool too_large = got && got->error.reason == REASON_TOO_LARGE; /* what lies within the bound holds */
    bool found = got && ((got->answered && got->status == 200) || too_large);
    bool none = got && got->answered && got->status >= 400 && got->status < 500 && got->status != 429;
    buffer_reset(&site->text);
    if (found)
        buffer_slice(&site->text, buffer_view(&got->body));
    site->nothing = !found && !none;
    site->until_ms = clock_monotonic_ms() + (site->nothing ? ROBOTS_RETRY_MS : ROBOTS_KEPT_MS);
}

/* False: interrupted. */
static bool ask_robots(struct poll_pages *pages, struct site *site, const char *origin)
{
    char address[ORIGIN_MAX + 16];
    snprintf(address, sizeof address, "%s/robots.txt", origin);
    struct download *download = download_new(address);
    snprintf(site->origin, sizeof site->origin, "%s", origin);
    site->nothing = true;
    site->until_ms = 0;
    if (!download)
        return true;
    download->bytes_max = ROBOTS_BYTES_MAX;
    if (!ask(pages, download))
        return false;
    take_robots(site, download);
    download_free(download);
    return true;
}

/* False: interrupted. */
static bool may_read(struct poll_pages *pages, const char *address, bool *allowed)
{
    char origin[ORIGIN_MAX];
    struct slice path;
    *allowed = false;
    if (!split_address(address, origin, &path))
        return true;
    struct site *site = find_site(pages, origin);
    bool kept = !strcmp(site->origin, origin) && site->until_ms > clock_monotonic_ms();
    if (!kept && !ask_robots(pages, site, origin))
        return false;
    *allowed = !site->nothing && robots_allows(buffer_view(&site->text), "chipwatch", path);
    return true;
}

/* --- the page ----------------------------------------------------------------------------------------------------- */

/* The page at an address, each redirect asked of the robots.txt of where it leads. *flag says why there is none. */
static bool get_page(struct poll_pages *pages, struct slice url, struct download **page, const char **flag)
{
    char address[HTTP_ADDRESS_MAX];
    snprintf(address, sizeof address, "%.*s", SLICE_ARGS(url));
    *page = NULL;
    for (int hops = 0; hops <= DOWNLOAD_HOPS_MAX; hops++) {
        bool allowed;
        if (!may_read(pages, address, &allowed))
            return false;
        *flag = allowed ? "page_unavailable" : "page_disallowed";
        struct download *download = allowed ? download_new(address) : NULL;
        if (!download)
            return true;
        download->headers[0] = (struct http_header){"Accept", "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"};
        download->bytes_max = pages->bytes_max;
        download->hops_max = 0;
        if (!ask(pages, download))
            return false;
        const struct http_got *got = download->got;
        if (got && got->answered && got->status == 200) {
            *page = download;
            return true;
        }
        bool goes_on = got && got->answered && got->redirect && strlen(got->redirect) < sizeof address;
        if (goes_on)
            snprintf(address, sizeof address, "%s", got->redirect);
        download_free(download);
        if (!goes_on)
            return true;
    }
    return true;
}

/* The text of the article in a page; not stated if there is none. Lives until the next page. */
static struct slice read_article(struct poll_pages *pages, const struct download *page)
{
    char charset[40];
    const struct input_options options = {
        .charset = http_fields_charset(&page->got->fields, charset) ? charset : NULL, .base_url = page->address};
    struct news_event article = {0};
    struct input_place place;
    struct reader *reader;
    struct error error;
    void *state;
    struct slice body = {0};
    arena_reset(&pages->source_arena);
    arena_reset(&pages->page_arena);
    if (!pages->html || !reader_open_text(page->address, buffer_view(&page->got->body), &reader, &error))
        return body;
    if (pages->html->open(reader, &options, &pages->source_arena, &state, &error)) {
        if (pages->html->next(state, &pages->page_arena, &article, &place, &error) == INPUT_EVENT)
            body = article.body;
        pages->html->close(state);
    }
    reader_close(reader);
    return body;
}

/* True if the article took the place of the feed's text. */
static bool take_article(struct poll_pages *pages, const struct download *page, struct news_event *event,
                         struct arena *arena)
{
    struct slice body = read_article(pages, page);
    if (body.size <= event->body.size || body.size + event->title.size > NEWS_TEXT_MAX)
        return false;
    body = arena_slice(arena, body);
    if (body.data)
        event->body = body;
    return body.data != NULL;
}

static void hash_again(struct news_event *event, struct arena *arena)
{
    uint8_t hash[CONTENT_HASH_SIZE];
    identity_content_hash(&news_event_type, event, hash);
    struct slice copy = arena_slice(arena, (struct slice){(const char *)hash, sizeof hash});
    event->content_hash = copy.data ? copy : event->content_hash;
}

enum poll_page_result poll_page_complete(struct poll_pages *pages, struct news_event *event, struct arena *arena)
{
    struct download *page = NULL;
    const char *flag = "page_unavailable";
    if (!url_is_web(event->url) || event->url.size >= HTTP_ADDRESS_MAX)
        return POLL_PAGE_DONE;
    if (clock_monotonic_ms() < pages->until_ms && !get_page(pages, event->url, &page, &flag))
        return POLL_PAGE_INTERRUPTED;
    if (!page)
        news_event_flag(event, flag, arena);
    else if (take_article(pages, page, event, arena))
        news_event_flag(event, "page_text", arena);
    download_free(page);
    hash_again(event, arena);
    return POLL_PAGE_DONE;
}
