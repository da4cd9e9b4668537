/*
 * Downloads that producers read: an address into an unlinked temporary file, patiently and within limits.
 *
 * A busy or failing server (429, 500 and above, no connection, a broken answer) is asked again FETCH_TRIES times in
 * all, as late as it asks for (Retry-After, at most FETCH_WAIT_MAX_MS), else after 2, 4, 8 .. s. Requests of one
 * fetcher keep the interval of their API. Costs: disk for the answer, no memory. Threads: one.
 */
#ifndef PRODUCERS_FETCH_H
#define PRODUCERS_FETCH_H

#include <signal.h>

#include "lib/http.h"

enum { FETCH_TRIES = 5, FETCH_WAIT_MAX_MS = 10 * 60 * 1000, FETCH_TIMEOUT_MS = 10 * 60 * 1000 };
#define FETCH_BYTES_MAX ((size_t)4 << 30)

struct fetcher;

struct fetch_request {
    const char *name;           /* told in errors; without secrets */
    const char *address;
    struct http_header key;     /* a key that the API takes as a header; name NULL: none. Then no redirect is followed */
    bool api;                   /* the answer must be JSON, 204 means no data, 404 not published yet */
    int64_t interval_ms;        /* least time between two requests */
};

bool fetcher_open(const volatile sig_atomic_t *interrupted, struct fetcher **fetcher, struct error *error);
void fetcher_close(struct fetcher *fetcher);

/* The descriptor of *file stands at its first byte; it is the caller's to close; NULL where the API has no data.
 * ERROR_RETRY: EXIT_UNAVAILABLE if no try brought an answer, EXIT_TRY_AGAIN if the server is busy, has no such data
 * yet or answers with a page, or the run is interrupted. ERROR_STOP: EXIT_CONFIG if the key or the address is
 * refused, EXIT_NO_INPUT for any other status. */
bool fetch(struct fetcher *fetcher, const struct fetch_request *request, FILE **file, struct error *error);

#endif
