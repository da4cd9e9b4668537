#include "producers/news/poll_downloads.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "lib/address.h"
#include "lib/clock.h"
#include "lib/url.h"
#include "producers/news/poll_schedule.h"

enum { NAP_MS = 200, HOSTS_IDLE_MAX = 1024 };

struct downloads_host {
    struct downloads_host *next;
    bool busy;
    int64_t free_at_ms; /* by the monotonic clock */
    int users;          /* downloads that point here */
    char name[DOWNLOADS_HOST_MAX];
};

struct queue {
    struct download *first, **end;
};

struct downloads {
    struct downloads_settings settings;
    char user_agent[512];
    struct http_multi *multi;
    struct downloads_host *hosts;
    size_t host_count;
    struct queue waiting, running, finished;
    size_t running_count, finished_count;
};

/* --- queues ------------------------------------------------------------------------------------------------------- */

static void queue_init(struct queue *queue)
{
    queue->first = NULL;
    queue->end = &queue->first;
}

static void queue_add(struct queue *queue, struct download *download)
{
    download->next = NULL;
    *queue->end = download;
    queue->end = &download->next;
}

static void queue_remove(struct queue *queue, struct download *download)
{
    struct download **link = &queue->first;
    while (*link != download)
        link = &(*link)->next;
    *link = download->next;
    if (queue->end == &download->next)
        queue->end = link;
}

static void queue_free(struct queue *queue)
{
    while (queue->first) {
        struct download *download = queue->first;
        queue->first = download->next;
        download_free(download);
    }
}

/* --- hosts -------------------------------------------------------------------------------------------------------- */

void downloads_host_name(const char *address, char name[DOWNLOADS_HOST_MAX])
{
    struct slice host = url_host(slice_of(address));
    size_t size = host.size < DOWNLOADS_HOST_MAX ? host.size : DOWNLOADS_HOST_MAX - 1;
    for (size_t i = 0; i < size; i++)
        name[i] = host.data[i] >= 'A' && host.data[i] <= 'Z' ? (char)(host.data[i] | 32) : host.data[i];
    name[size] = '\0';
}

/* Forgets hosts that nobody waits for and whose gap is over, so that strangers' links do not fill the memory. */
static void forget_idle(struct downloads *downloads)
{
    int64_t now_ms = clock_monotonic_ms();
    for (struct downloads_host **link = &downloads->hosts; *link;) {
        struct downloads_host *host = *link;
        if (host->users || host->busy || host->free_at_ms > now_ms) {
            link = &host->next;
            continue;
        }
        *link = host->next;
        free(host);
        downloads->host_count--;
    }
}

/* The host of an address; NULL: no memory. */
static struct downloads_host *find_host(struct downloads *downloads, const char *address)
{
    char name[DOWNLOADS_HOST_MAX];
    downloads_host_name(address, name);
    for (struct downloads_host *host = downloads->hosts; host; host = host->next)
        if (!strcmp(host->name, name))
            return host;
    if (downloads->host_count >= HOSTS_IDLE_MAX)
        forget_idle(downloads);
    struct downloads_host *made = calloc(1, sizeof *made);
    if (!made)
        return NULL;
    memcpy(made->name, name, sizeof name);
    made->next = downloads->hosts;
    downloads->hosts = made;
    downloads->host_count++;
    return made;
}

void downloads_pause(struct downloads *downloads, const char *address, int64_t pause_ms)
{
    struct downloads_host *host = find_host(downloads, address);
    int64_t until_ms = clock_monotonic_ms() + pause_ms;
    if (host && host->free_at_ms < until_ms)
        host->free_at_ms = until_ms;
}

/* --- one download ------------------------------------------------------------------------------------------------- */

struct download *download_new(const char *address)
{
    struct download *made = calloc(1, sizeof *made);
    if (!made)
        return NULL;
    made->hops_max = DOWNLOAD_HOPS_MAX;
    made->address = strdup(address);
    made->first_address = strdup(address);
    if (made->address && made->first_address)
        return made;
    download_free(made);
    return NULL;
}

void download_free(struct download *download)
{
    if (!download)
        return;
    http_got_free(download->got);
    free(download->address);
    free(download->first_address);
    free(download);
}

void download_problem(const struct download *download, struct error *error)
{
    const struct http_got *got = download->got;
    char shown[HTTP_SHOWN_MAX];
    http_show_url(download->address, shown);
    if (!got)
        error_retry(error, "%s: no memory for a download", shown);
    else if (got->is_private)
        error_stop(error, EXIT_CONFIG, "%s (see --allow-private-addresses)", got->error.message);
    else if (!got->answered)
        *error = got->error;
    else if (got->redirect)
        error_stop(error, EXIT_NO_INPUT, "%s: more than %d redirects", shown, download->hops_max);
    else if (got->status >= 300 && got->status < 400 && got->status != 304)
        error_stop(error, EXIT_NO_INPUT, "%s redirects to nowhere (status %ld)", shown, got->status);
    else if (got->status == 429 || got->status >= 500)
        error_retry(error, "%s answers with status %ld", shown, got->status);
    else
        error_stop(error, EXIT_NO_INPUT, "%s answers with status %ld", shown, got->status);
    if (error->kind == ERROR_RETRY && got && got->answered)
        error->exit_status = EXIT_TRY_AGAIN;
}

/* Where scheme, host and port end. */
static size_t origin_size(const char *address)
{
    const char *host = strstr(address, "//");
    return host ? (size_t)(host - address) + 2 + strcspn(host + 2, "/?#") : 0;
}

static bool private_allowed(const struct downloads *downloads, const struct download *download)
{
    if (downloads->settings.private_allowed)
        return true;
    size_t size = origin_size(download->first_address);
    return download->typed && address_is_private_host(url_host(slice_of(download->first_address))) &&
           size == origin_size(download->address) && !strncasecmp(download->first_address, download->address, size);
}

/* Begins the hop that the download is at. False: no memory; it is finished then, without an answer. */
static bool start(struct downloads *downloads, struct download *download)
{
    const struct http_get get = {.url = download->address,
                                 .user_agent = downloads->user_agent,
                                 .headers = download->headers,
                                 .file = download->file,
                                 .bytes_max = download->bytes_max,
                                 .timeout_ms = (long)downloads->settings.timeout_ms,
                                 .private_allowed = private_allowed(downloads, download),
                                 .context = download};
    struct error error;
    if (download->file) {
        rewind(download->file);
        if (ftruncate(fileno(download->file), 0))
            return false;
    }
    if (!http_multi_start(downloads->multi, &get, &error))
        return false;
    download->host->busy = true;
    return true;
}

static void finish(struct downloads *downloads, struct download *download)
{
    if (download->host)
        download->host->users--;
    download->host = NULL;
    queue_add(&downloads->finished, download);
    downloads->finished_count++;
}

void downloads_add(struct downloads *downloads, struct download *download)
{
    download->host = find_host(downloads, download->address);
    if (!download->host) {
        finish(downloads, download);
        return;
    }
    download->host->users++;
    queue_add(&downloads->waiting, download);
}

/* --- the work ----------------------------------------------------------------------------------------------------- */

bool downloads_open(const struct downloads_settings *settings, struct downloads **downloads, struct error *error)
{
    struct downloads *made = calloc(1, sizeof *made);
    if (!made)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for downloads");
    made->settings = *settings;
    queue_init(&made->waiting);
    queue_init(&made->running);
    queue_init(&made->finished);
    if (settings->contact && *settings->contact)
        snprintf(made->user_agent, sizeof made->user_agent, "chipwatch/%s (+%s)", CHIPWATCH_VERSION, settings->contact);
    else
        snprintf(made->user_agent, sizeof made->user_agent, "chipwatch/%s", CHIPWATCH_VERSION);
    if (!http_multi_open(&made->multi, error)) {
        free(made);
        return false;
    }
    *downloads = made;
    return true;
}

void downloads_close(struct downloads *downloads)
{
    if (!downloads)
        return;
    http_multi_close(downloads->multi);
    queue_free(&downloads->waiting);
    queue_free(&downloads->running);
    queue_free(&downloads->finished);
    while (downloads->hosts) {
        struct downloads_host *host = downloads->hosts;
        downloads->hosts = host->next;
        free(host);
    }
    free(downloads);
}

/* Starts what may be started; returns the monotonic time at which the next one may be. */
static int64_t start_waiting(struct downloads *downloads)
{
    int64_t now_ms = clock_monotonic_ms(), soonest_ms = INT64_MAX;
    for (struct download *download = downloads->waiting.first, *next; download; download = next) {
        next = download->next;
        bool room = downloads->running_count + downloads->finished_count < DOWNLOADS_RUNNING_MAX || download->urgent;
        int64_t rest_ms = download->host->free_at_ms - now_ms;
        if (download->hasty && rest_ms > downloads->settings.host_gap_ms) {
            queue_remove(&downloads->waiting, download);
            finish(downloads, download);
            continue;
        }
        if (download->host->busy || !room)
            continue;
        if (rest_ms > 0) {
            soonest_ms = download->host->free_at_ms < soonest_ms ? download->host->free_at_ms : soonest_ms;
            continue;
        }
        queue_remove(&downloads->waiting, download);
        if (start(downloads, download)) {
            queue_add(&downloads->running, download);
            downloads->running_count++;
        } else {
            finish(downloads, download);
        }
    }
    return soonest_ms;
}

/* A host that is busy is left alone from the moment it says so: what the answer comes to may be looked at much later. */
static void leave_alone_if_busy(struct downloads *downloads, const struct download *download, const struct http_got *got)
{
    if (!got->answered || poll_judge(got->status, &got->fields) != POLL_BUSY)
        return;
    const struct poll_limits limits = {.interval_max_ms = downloads->settings.pause_max_ms};
    struct poll_terms terms = poll_terms_of(&got->fields, clock_now_ms());
    downloads_pause(downloads, download->address, poll_host_pause_ms(1, &limits, &terms));
}

/* An answer of one hop: on to the next one, or finished. */
static void take_hop(struct downloads *downloads, struct http_got *got)
{
    struct download *download = got->context;
    queue_remove(&downloads->running, download);
    downloads->running_count--;
    download->host->busy = false;
    downloads_pause(downloads, download->address, downloads->settings.host_gap_ms);
    leave_alone_if_busy(downloads, download, got);
    bool follows = got->answered && got->redirect && strlen(got->redirect) < HTTP_ADDRESS_MAX &&
                   download->hops < download->hops_max;
    download->got = got;
    if (!follows) {
        finish(downloads, download);
        return;
    }
    download->permanent = (download->permanent || !download->hops) && (got->status == 301 || got->status == 308);
    download->hops++;
    free(download->address);
    download->address = got->redirect;
    got->redirect = NULL;
    http_got_free(got);
    download->got = NULL;
    download->host->users--;
    downloads_add(downloads, download);
}

static struct download *take_finished(struct downloads *downloads)
{
    struct download *download = downloads->finished.first;
    if (download) {
        queue_remove(&downloads->finished, download);
        downloads->finished_count--;
    }
    return download;
}

/* One round of work, of at most wait_ms. */
static void work(struct downloads *downloads, int64_t wait_ms)
{
    int64_t soonest_ms = start_waiting(downloads) - clock_monotonic_ms();
    wait_ms = wait_ms < NAP_MS ? wait_ms : NAP_MS;
    wait_ms = soonest_ms < wait_ms ? soonest_ms : wait_ms;
    struct http_got *got = http_multi_next(downloads->multi, wait_ms > 0 ? (int)wait_ms : 0);
    if (got)
        take_hop(downloads, got);
}

struct download *downloads_next(struct downloads *downloads, int64_t wait_ms)
{
    int64_t until_ms = clock_monotonic_ms() + wait_ms, left_ms;
    struct download *download;
    while (!(download = take_finished(downloads)) && !*downloads->settings.interrupted &&
           (left_ms = until_ms - clock_monotonic_ms()) > 0)
        work(downloads, left_ms);
    return download;
}

static bool is_finished(const struct downloads *downloads, const struct download *wanted)
{
    for (const struct download *download = downloads->finished.first; download; download = download->next)
        if (download == wanted)
            return true;
    return false;
}

bool downloads_wait(struct downloads *downloads, struct download *download)
{
    download->urgent = true;
    downloads_add(downloads, download);
    while (!is_finished(downloads, download)) {
        if (*downloads->settings.interrupted)
            return false;
        work(downloads, NAP_MS);
    }
    queue_remove(&downloads->finished, download);
    downloads->finished_count--;
    return true;
}
