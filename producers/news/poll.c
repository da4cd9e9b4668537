#include "producers/news/poll.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/identity.h"
#include "lib/url.h"
#include "producers/fetch.h"
#include "producers/news/feeds_list.h"
#include "producers/news/news_input.h"
#include "producers/news/poll_downloads.h"
#include "producers/news/poll_journal.h"
#include "producers/news/poll_page.h"
#include "producers/news/poll_schedule.h"
#include "producers/producer.h"

#define ACCEPT "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, " \
               "text/xml;q=0.9, application/json;q=0.8, */*;q=0.1"

enum { FIRST_WAIT_MS = 2000, STATE_PATH_MAX = 4096, PAGES_TIME_MS = 600 * 1000 };

struct poll {
    const struct producer_settings *settings;
    struct feeds_list list;     /* of enabled feeds */
    struct sources sources;     /* their names and addresses, in the same order */
    struct poll_record *records;
    bool *asked;                /* a download of that feed is under way */
    size_t typed_from;          /* feeds from here on were typed on the command line */
    struct downloads *downloads;
    struct poll_journal *journal;
    struct poll_pages *pages;   /* NULL: none was asked for yet */
    int64_t pages_until_ms;     /* for those of a poll: other feeds wait for it */
    struct download *current;   /* what was handed over; NULL: nothing */
    size_t current_feed;
    const struct feed_entry *entry; /* what the list says of the source at hand; NULL: nothing */
    bool polling;               /* `current` is a poll, to be settled */
    size_t told;                /* feeds before this one were looked at for what is to be told at the start */
    char body[33];              /* hash of its body */
    char charset[40], base_url[HTTP_ADDRESS_MAX], said_language[64];
};

bool poll_is_feed_input(const struct input *input)
{
    static const char *const articles[] = {"text", "html", "warc"};
    for (size_t i = 0; i < sizeof articles / sizeof *articles; i++)
        if (!strcmp(input->name, articles[i]))
            return false;
    return true;
}

/* --- opening ------------------------------------------------------------------------------------------------------ */

/* The feeds of the list and of the command line; each address once, because the state is by address. */
static bool list_feeds(struct poll *poll, char *const *arguments, size_t argument_count, struct error *error)
{
    if (poll->settings->feeds && !feeds_list_read(&poll->list, poll->settings->feeds, error))
        return false;
    feeds_list_keep_enabled(&poll->list);
    poll->typed_from = poll->list.count;
    for (size_t i = 0; i < argument_count; i++)
        if (poll->settings->follow && source_is_web(arguments[i]) && !feeds_list_add(&poll->list, arguments[i], error))
            return false;
    for (size_t i = 0; i < poll->list.count; i++)
        if (!sources_expand(&poll->sources, &poll->list.items[i].url, 1, error))
            return false;
    for (size_t i = 0; i < poll->sources.count; i++)
        for (size_t j = 0; j < i; j++)
            if (!strcmp(poll->sources.items[i].name, poll->sources.items[j].name))
                return error_stop(error, EXIT_CONFIG, "two feeds have the address %s", poll->sources.items[i].name);
    return true;
}

/* The state of feeds stands beside that of files, whose lock it shares. */
static bool open_state(struct poll *poll, struct error *error)
{
    char path[STATE_PATH_MAX];
    size_t count = poll->list.count;
    poll->records = calloc(count + 1, sizeof *poll->records);
    poll->asked = calloc(count + 1, sizeof *poll->asked);
    if (!poll->records || !poll->asked)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for %zu feeds", count);
    for (size_t i = 0; i < count; i++)
        poll->records[i].feed = poll->sources.items[i].name;
    if (!poll->settings->follow)
        return true;
    if (poll->settings->state && snprintf(path, sizeof path, "%s.feeds", poll->settings->state) >= STATE_PATH_MAX)
        return error_stop(error, EXIT_USAGE, "--state: the path is too long");
    return poll_journal_open(poll->settings->state ? path : NULL, poll->records, count, &poll->journal, error);
}

static void poll_close(void *state)
{
    struct poll *poll = state;
    if (!poll)
        return;
    download_free(poll->current);
    poll_pages_close(poll->pages);
    downloads_close(poll->downloads);
    poll_journal_close(poll->journal);
    for (size_t i = 0; poll->records && i < poll->list.count; i++)
        seen_free(&poll->records[i].seen);
    free(poll->records);
    free(poll->asked);
    sources_free(&poll->sources);
    feeds_list_free(&poll->list);
    free(poll);
}

static bool poll_open(const struct producer_settings *settings, char *const *arguments, size_t argument_count,
                      const volatile sig_atomic_t *interrupted, void **state, struct error *error)
{
    const struct downloads_settings downloads = {.contact = settings->contact,
                                                 .host_gap_ms = settings->host_gap_ms,
                                                 .timeout_ms = settings->download_timeout_s * 1000,
                                                 .pause_max_ms = settings->poll_interval_max_s * 1000,
                                                 .private_allowed = settings->allow_private_addresses,
                                                 .interrupted = interrupted};
    struct poll *poll = calloc(1, sizeof *poll);
    if (!poll)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for the poller");
    poll->settings = settings;
    if (list_feeds(poll, arguments, argument_count, error) && open_state(poll, error) &&
        downloads_open(&downloads, &poll->downloads, error)) {
        *state = poll;
        return true;
    }
    poll_close(poll);
    return false;
}

static bool poll_add_sources(void *state, struct sources *sources, struct error *error)
{
    const struct poll *poll = state;
    for (size_t i = 0; i < poll->sources.count; i++)
        if (!sources_add(sources, &poll->sources.items[i], error))
            return false;
    return true;
}

/* --- what an answer says of its body ------------------------------------------------------------------------------ */

static void drop_current(struct poll *poll)
{
    download_free(poll->current);
    poll->current = NULL;
    poll->polling = false;
}

/* Content-Location, else the address itself, after redirects. */
static void find_base(struct poll *poll, const struct download *download)
{
    struct buffer base;
    buffer_init(&base, sizeof poll->base_url - 1);
    url_resolve(slice_of(download->address), slice_of(download->got->fields.content_location), &base);
    bool stated = *download->got->fields.content_location && !base.full && url_is_web(buffer_view(&base));
    struct slice found = stated ? buffer_view(&base) : slice_of(download->address);
    snprintf(poll->base_url, sizeof poll->base_url, "%.*s", SLICE_ARGS(found));
    buffer_free(&base);
}

/* Hands the current download over; `entry` NULL: it is not of the list. */
static void describe(struct poll *poll, const struct feed_entry *entry, struct poller_download *download)
{
    const struct http_fields *fields = &poll->current->got->fields;
    poll->entry = entry;
    find_base(poll, poll->current);
    snprintf(poll->said_language, sizeof poll->said_language, "%s", fields->content_language);
    *download = (struct poller_download){
        .body = buffer_view(&poll->current->got->body),
        .charset = http_fields_charset(fields, poll->charset) ? poll->charset : NULL,
        .base_url = poll->base_url,
        .said_language = news_is_language(slice_of(poll->said_language)) ? poll->said_language : NULL,
    };
    if (entry) {
        download->format = entry->format;
        download->source = entry->source;
        download->language = entry->language;
    }
}

/* --- one address, once -------------------------------------------------------------------------------------------- */

static const struct feed_entry *find_entry(const struct poll *poll, const char *name)
{
    for (size_t i = 0; i < poll->sources.count; i++)
        if (!strcmp(poll->sources.items[i].name, name))
            return &poll->list.items[i];
    return NULL;
}

static struct download *make_download(const struct poll *poll, const char *address, FILE *file, bool typed)
{
    struct download *made = download_new(address);
    if (!made)
        return NULL;
    made->headers[0] = (struct http_header){"Accept", ACCEPT};
    made->bytes_max = (size_t)poll->settings->download_bytes_max;
    made->file = file;
    made->typed = typed;
    return made;
}

/* Worth another try, after which time? -1: not. */
static int64_t try_again_ms(const struct download *download, const struct error *error, int failures)
{
    int64_t asked_for = http_fields_wait_ms(&download->got->fields, clock_now_ms());
    int64_t wait_ms = asked_for >= 0 ? asked_for : (int64_t)FIRST_WAIT_MS << failures;
    bool patient = failures + 1 < FETCH_TRIES && wait_ms <= FETCH_WAIT_MAX_MS;
    return error->kind == ERROR_RETRY && patient ? wait_ms : -1;
}

/* Makes the answer the current download. False with ERROR_RETRY and *wait_ms >= 0: worth another try after that. */
static bool ask_once(struct poll *poll, const struct source *source, FILE *file, int failures, int64_t *wait_ms,
                     struct error *error)
{
    const struct feed_entry *entry = find_entry(poll, source->name);
    struct download *download = make_download(poll, source->address, file, !entry);
    *wait_ms = -1;
    if (!download)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for a download");
    if (!downloads_wait(poll->downloads, download)) {
        error_retry(error, "%s was not asked: interrupted", source->name);
        error->exit_status = EXIT_TRY_AGAIN;
        return false;
    }
    drop_current(poll);
    poll->current = download;
    if (download->got && download->got->answered && download->got->status == 200)
        return true;
    download_problem(download, error);
    if (download->got)
        *wait_ms = try_again_ms(download, error, failures);
    return false;
}

static bool poll_fetch(void *state, const struct source *source, struct poller_download *download,
                       struct error *error)
{
    struct poll *poll = state;
    FILE *file = tmpfile();
    if (!file)
        return error_stop(error, EXIT_IO, "a temporary file cannot be made: %s", strerror(errno));
    int64_t wait_ms = -1;
    bool fine = false;
    for (int failures = 0; !fine && (wait_ms >= 0 || !failures); failures++) {
        if (failures)
            downloads_pause(poll->downloads, source->address, wait_ms);
        fine = ask_once(poll, source, file, failures, &wait_ms, error);
    }
    /* The stream's own buffer hides where the descriptor stands, and readers take the descriptor. */
    if (fine && (fflush(file) || lseek(fileno(file), 0, SEEK_SET)))
        fine = error_stop(error, EXIT_IO, "a temporary file cannot be written: %s", strerror(errno));
    if (!fine) {
        fclose(file);
        return false;
    }
    describe(poll, find_entry(poll, source->name), download);
    download->file = file;
    return true;
}

/* --- again and again ---------------------------------------------------------------------------------------------- */

static struct poll_limits limits_of(const struct poll *poll, size_t feed)
{
    int64_t own_s = poll->list.items[feed].interval_s;
    return (struct poll_limits){.interval_ms = (own_s ? own_s : poll->settings->poll_interval_s) * 1000,
                                .interval_max_ms = poll->settings->poll_interval_max_s * 1000};
}

/* False with ERROR_RETRY: no memory now, and the next round tries again. */
static bool ask(struct poll *poll, size_t feed, struct error *error)
{
    static const struct poll_terms nothing = {-1, -1, -1, -1, -1};
    struct poll_record *record = &poll->records[feed];
    const struct poll_limits limits = limits_of(poll, feed);
    const char *moved = poll_moved_to(&record->move);
    struct download *download = make_download(poll, moved ? moved : poll->list.items[feed].url, NULL,
                                              feed >= poll->typed_from);
    size_t used = 1;
    if (!download)
        return error_retry(error, "no memory for a download");
    if (*record->etag)
        download->headers[used++] = (struct http_header){"If-None-Match", record->etag};
    if (*record->last_modified)
        download->headers[used++] = (struct http_header){"If-Modified-Since", record->last_modified};
    download->context = &poll->records[feed];
    poll->asked[feed] = true;
    downloads_add(poll->downloads, download);
    /* Whoever is killed and started again in the middle of a poll, perhaps by it, must not ask at once each time. */
    record->next_ms = poll_next_ms(slice_of(record->feed), clock_now_ms(), POLL_UNMODIFIED, 0, &limits, &nothing);
    return poll_journal_note(poll->journal, record, error);
}

/* Asks all feeds that are due; *wait_ms becomes at most how long the others wait. */
static bool ask_due(struct poll *poll, int64_t *wait_ms, struct error *error)
{
    int64_t now_ms = clock_now_ms();
    for (size_t i = 0; i < poll->list.count; i++) {
        const struct poll_record *record = &poll->records[i];
        if (poll->asked[i] || record->stopped)
            continue;
        if (record->next_ms > now_ms && record->next_ms - now_ms < *wait_ms)
            *wait_ms = record->next_ms - now_ms;
        if (record->next_ms <= now_ms && !ask(poll, i, error))
            return error->kind == ERROR_RETRY;
    }
    return true;
}

/* Nothing on that host is asked for so long, also not after a restart. */
static bool pause_host(struct poll *poll, const char *address, int64_t pause_ms, struct error *error)
{
    char host[DOWNLOADS_HOST_MAX], other[DOWNLOADS_HOST_MAX];
    int64_t until_ms = clock_now_ms() + pause_ms;
    downloads_pause(poll->downloads, address, pause_ms);
    downloads_host_name(address, host);
    for (size_t i = 0; i < poll->list.count; i++) {
        struct poll_record *record = &poll->records[i];
        const char *moved = poll_moved_to(&record->move);
        downloads_host_name(moved ? moved : poll->list.items[i].url, other);
        if (strcmp(host, other) || record->next_ms >= until_ms)
            continue;
        record->next_ms = until_ms;
        if (!poll_journal_note(poll->journal, record, error))
            return false;
    }
    return true;
}

/* Takes the validators of an answer. Expires: 0 is how some servers say that theirs are not to be relied on. */
static void take_validators(struct poll_record *record, const struct http_fields *fields, bool only_stated)
{
    bool unreliable = !strcmp(fields->expires, "0");
    if (unreliable || !only_stated || *fields->etag)
        snprintf(record->etag, sizeof record->etag, "%s", unreliable ? "" : fields->etag);
    if (unreliable || !only_stated || *fields->last_modified)
        snprintf(record->last_modified, sizeof record->last_modified, "%s", unreliable ? "" : fields->last_modified);
}

/* What is told of a poll; the reason of a failure stands in *problem. */
static void tell(const struct poll *poll, enum poll_verdict verdict, const struct error *problem,
                 struct poller_notice *notice)
{
    static const struct {
        enum log_level level;
        const char *event;
    } events[] = {
        [POLL_ANSWERED] = {LOG_LEVEL_INFO, "polled"},
        [POLL_UNMODIFIED] = {LOG_LEVEL_DEBUG, "unmodified"},
        [POLL_FAILED] = {LOG_LEVEL_WARNING, "a feed cannot be had"},
        [POLL_BUSY] = {LOG_LEVEL_WARNING, "a host asks to be left alone"},
        [POLL_WALL] = {LOG_LEVEL_WARNING, "a wall against programs stands before a feed"},
        [POLL_GONE] = {LOG_LEVEL_ERROR, "a feed is gone for good and is not asked any more: take it out of the list"},
    };
    const struct poll_record *record = &poll->records[poll->current_feed];
    char time[CLOCK_TEXT_MAX];
    time_format_rfc3339(record->next_ms, time);
    *notice = (struct poller_notice){.level = events[verdict].level, .event = events[verdict].event,
                                     .feed = record->feed};
    bool failed = problem && problem->kind != ERROR_NONE;
    snprintf(notice->detail, sizeof notice->detail, "%.900s%s%s%s", failed ? problem->message : "", failed ? "; " : "",
             record->stopped ? "" : "next poll ", record->stopped ? "" : time);
}

/* Ends a poll: notes in the record what it came to, and writes it. */
static bool conclude(struct poll *poll, enum poll_verdict verdict, const struct error *problem,
                     struct poller_notice *notice, struct error *error)
{
    struct poll_record *record = &poll->records[poll->current_feed];
    const struct download *download = poll->current;
    static const struct http_fields nothing;
    const struct http_fields *fields = download->got ? &download->got->fields : &nothing;
    const struct poll_limits limits = limits_of(poll, poll->current_feed);
    bool held = verdict == POLL_ANSWERED || verdict == POLL_UNMODIFIED;
    int64_t now_ms = clock_now_ms();
    struct poll_terms terms = poll_terms_of(fields, now_ms);
    if (verdict == POLL_ANSWERED)
        poll_terms_of_feed(&terms, buffer_view(&download->got->body));
    record->failures = held ? 0 : record->failures + 1;
    record->stopped = verdict == POLL_GONE;
    record->next_ms = poll_next_ms(slice_of(record->feed), now_ms, verdict, record->failures, &limits, &terms);
    poll_note_move(&record->move, download->address, download->hops, download->permanent, held);
    if (held)
        take_validators(record, fields, download->got->status == 304);
    tell(poll, verdict, problem, notice);
    bool paused = verdict != POLL_BUSY || pause_host(poll, download->address,
                                                     poll_host_pause_ms(record->failures, &limits, &terms), error);
    drop_current(poll);
    return paused && poll_journal_note(poll->journal, record, error);
}

/* What the answer is, before its body is looked at as a feed. */
static enum poll_verdict judge(struct poll *poll, struct error *problem)
{
    const struct poll_record *record = &poll->records[poll->current_feed];
    const struct http_got *got = poll->current->got;
    uint8_t hash[CONTENT_HASH_SIZE];
    if (!got || !got->answered) {
        download_problem(poll->current, problem);
        return POLL_FAILED;
    }
    enum poll_verdict verdict = poll_judge(got->status, &got->fields);
    if (verdict == POLL_UNMODIFIED && !*record->etag && !*record->last_modified)
        verdict = POLL_FAILED; /* we did not ask whether it was modified */
    if (verdict == POLL_GONE && (poll_moved_to(&record->move) || poll->current->hops))
        verdict = POLL_FAILED; /* the feed's own address did not say so */
    if (verdict != POLL_ANSWERED) {
        if (verdict != POLL_UNMODIFIED)
            download_problem(poll->current, problem);
        return verdict;
    }
    identity_hash_bytes(buffer_view(&got->body), hash);
    for (size_t i = 0; i < sizeof hash; i++)
        snprintf(poll->body + 2 * i, 3, "%02x", hash[i]);
    bool same_tag = *got->fields.etag && !strcmp(got->fields.etag, record->etag);
    return same_tag || !strcmp(poll->body, record->body) ? POLL_UNMODIFIED : POLL_ANSWERED;
}

/* Feeds that an earlier run found gone are told of once. */
static bool tell_stopped(struct poll *poll, struct poller_notice *notice)
{
    while (poll->told < poll->list.count) {
        poll->current_feed = poll->told++;
        if (poll->records[poll->current_feed].stopped) {
            tell(poll, POLL_GONE, NULL, notice);
            return true;
        }
    }
    return false;
}

static enum poller_news poll_next(void *state, int64_t wait_ms, struct poller_download *download,
                                  struct poller_notice *notice, struct error *error)
{
    struct poll *poll = state;
    struct error problem = {0};
    drop_current(poll);
    if (tell_stopped(poll, notice))
        return POLLER_NOTICE;
    if (!ask_due(poll, &wait_ms, error))
        return POLLER_ERROR;
    struct download *finished = downloads_next(poll->downloads, wait_ms);
    if (!finished)
        return POLLER_NOTHING;
    poll->current = finished;
    poll->current_feed = (size_t)((const struct poll_record *)finished->context - poll->records);
    poll->asked[poll->current_feed] = false;
    enum poll_verdict verdict = judge(poll, &problem);
    if (verdict != POLL_ANSWERED)
        return conclude(poll, verdict, &problem, notice, error) ? POLLER_NOTICE : POLLER_ERROR;
    describe(poll, &poll->list.items[poll->current_feed], download);
    download->feed = poll->current_feed;
    poll->polling = true;
    poll->pages_until_ms = clock_monotonic_ms() + PAGES_TIME_MS;
    return POLLER_DOWNLOAD;
}

static bool poll_settle(void *state, const struct poller_outcome *outcome, struct poller_notice *notice,
                        struct error *error)
{
    struct poll *poll = state;
    struct poll_record *record = &poll->records[poll->current_feed];
    struct error problem = {0};
    if (!seen_settle(&record->seen))
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for the items of a feed");
    if (outcome->whole) {
        memcpy(record->body, poll->body, sizeof record->body);
        return conclude(poll, POLL_ANSWERED, &problem, notice, error);
    }
    error_stop(&problem, EXIT_NO_INPUT, "%s answers with %s", record->feed,
               outcome->is_feed ? "a feed that cannot be read to its end" : "something that is no feed");
    return conclude(poll, POLL_FAILED, &problem, notice, error);
}

/* --- events ------------------------------------------------------------------------------------------------------- */

/* Does the list, or else the command line, want the articles behind the links of the source at hand? */
static bool wants_pages(const struct poll *poll)
{
    enum feed_pages pages = poll->entry ? poll->entry->pages : FEED_PAGES_DEFAULT;
    return pages == FEED_PAGES_DEFAULT ? poll->settings->fetch_pages : pages == FEED_PAGES_YES;
}

static enum poller_event poll_event(void *state, void *record, struct arena *arena)
{
    struct poll *poll = state;
    struct news_event *event = record;
    struct slice id = {(const char *)&event->event_id, sizeof event->event_id};
    struct error error;
    bool is_new = true;
    /* What the feed itself says decides: a page that changes with every look at it makes no new version. Without memory
     * for it an item is sent again, which changes nothing. */
    if (poll->polling && !seen_take(&poll->records[poll->current_feed].seen, id, event->content_hash, &is_new))
        is_new = true;
    if (!is_new)
        return POLLER_EVENT_SEEN_BEFORE;
    if (!wants_pages(poll) || event->op != NEWS_EVENT_OP_UPSERT)
        return POLLER_EVENT_NEW;
    if (!poll->pages &&
        !poll_pages_open(poll->downloads, (size_t)poll->settings->download_bytes_max, &poll->pages, &error))
        return POLLER_EVENT_NEW;
    poll_pages_limit(poll->pages, poll->polling ? poll->pages_until_ms : INT64_MAX);
    return poll_page_complete(poll->pages, event, arena) == POLL_PAGE_DONE ? POLLER_EVENT_NEW
                                                                           : POLLER_EVENT_INTERRUPTED;
}

const struct poller news_poller = {
    .open = poll_open,
    .close = poll_close,
    .add_sources = poll_add_sources,
    .fetch = poll_fetch,
    .next = poll_next,
    .accepts = poll_is_feed_input,
    .event = poll_event,
    .settle = poll_settle,
};
