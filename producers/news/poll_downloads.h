/*
 * Downloads that keep what a host may expect: one at a time for each host, a gap between them, and redirects followed
 * hop by hop, each hop at its own host's pace.
 *
 * Costs: DOWNLOADS_RUNNING_MAX bodies at once. Ownership: downloads_add takes a download over until it is handed back;
 * what it borrows must live that long. Threads: one.
 */
#ifndef PRODUCERS_NEWS_POLL_DOWNLOADS_H
#define PRODUCERS_NEWS_POLL_DOWNLOADS_H

#include <signal.h>

#include "lib/http.h"

enum { DOWNLOADS_RUNNING_MAX = 16, DOWNLOAD_HOPS_MAX = 10, DOWNLOAD_HEADERS_MAX = 4 };

struct downloads_settings {
    const char *contact;   /* of whoever runs this, for the User-Agent; NULL: none */
    int64_t host_gap_ms;   /* from the end of a request to the begin of the next one */
    int64_t timeout_ms;    /* of a hop */
    int64_t pause_max_ms;  /* a host that is busy is left alone as long as it asks for, at most so long; 0: not at all */
    bool private_allowed;
    const volatile sig_atomic_t *interrupted;
};

struct download {
    /* set by the caller: */
    struct http_header headers[DOWNLOAD_HEADERS_MAX]; /* values are borrowed; name NULL: none further */
    FILE *file;           /* borrowed: where the body goes; NULL: into memory */
    size_t bytes_max;
    int hops_max;         /* redirects that are followed; DOWNLOAD_HOPS_MAX by download_new */
    bool hasty;           /* not worth waiting where a host must be left alone for longer than the gap: then `got` is
                           * NULL */
    bool typed;           /* a person typed the address on the command line: where its host is a private address by
                           * itself, that is meant, and redirects within it are followed; never to other private ones */
    void *context;
    /* what came of it: */
    struct http_got *got; /* of the last hop; NULL: it was not asked, for want of memory or patience */
    char *address;        /* of the last hop */
    int hops;             /* redirects followed */
    bool permanent;       /* there were some, and all were */
    /* the queue's own: */
    char *first_address;
    struct downloads_host *host;
    struct download *next;
    bool urgent;
};

struct downloads;

bool downloads_open(const struct downloads_settings *settings, struct downloads **downloads, struct error *error);
void downloads_close(struct downloads *downloads); /* frees what was not handed back */

/* A download of a copy of `address`, with nothing else set but hops_max. NULL: no memory. */
struct download *download_new(const char *address);
void download_free(struct download *download); /* NULL: nothing */

void downloads_add(struct downloads *downloads, struct download *download);

/* Works for up to wait_ms. A finished download, the caller's again; NULL: none yet, or interrupted. */
struct download *downloads_next(struct downloads *downloads, int64_t wait_ms);

/* Adds one and works until it is finished; others that finish meanwhile are kept for downloads_next. False if
 * interrupted: then it stays the queue's. */
bool downloads_wait(struct downloads *downloads, struct download *download);

/* Nothing is asked of the host of `address` for so long. */
void downloads_pause(struct downloads *downloads, const char *address, int64_t pause_ms);

/* The host of an address in lower case, without port; "" if it has none. */
enum { DOWNLOADS_HOST_MAX = 256 };
void downloads_host_name(const char *address, char name[DOWNLOADS_HOST_MAX]);

/* Why a finished download brought no answer of status 200 or 304, as a sentence. */
void download_problem(const struct download *download, struct error *error);

#endif
