/*
 * HTTP requests with limits: the only file that knows libcurl.
 *
 * Every request has a time limit, a size limit, only http and https, and follows no redirect unless asked.
 * Two ways to ask: http_perform makes one request to a service that the user named and waits for it; http_multi has
 * many under way in one thread, to whatever addresses strangers name (feeds, redirects, links).
 * Threads: one handle belongs to one thread; connections are kept alive in it.
 */
#ifndef LIB_HTTP_H
#define LIB_HTTP_H

#include <stdio.h>

#include "lib/buffer.h"
#include "lib/error.h"
#include "lib/http_fields.h"

struct http;

struct http_header {
    const char *name, *value; /* name NULL ends a list */
};

struct http_request {
    const char *method;         /* "GET", "POST", "PUT" */
    const char *url;            /* user:password@ in it is sent as basic authentication and never printed */
    const char *content_type;   /* of the body and as Accept; NULL for none */
    const struct http_header *headers; /* further ones, also secrets; they would follow a redirect. NULL: none */
    struct slice body;          /* not stated: no body */
    FILE *response_file;        /* where the answer's body goes instead of into memory; NULL: into `response` */
    size_t response_bytes_max;  /* of the answer's body, unpacked */
    long timeout_ms;            /* for the whole request */
    int redirects_max;          /* 0: a redirect is an answer like any other */
};

bool http_open(struct http **http, struct error *error);
void http_close(struct http *http);

/* Performs one request; *status is the answer's status, its body is in `response` (reset first; may be NULL with a
 * response_file). Any answer of the server is success here. ERROR_RETRY: no connection, time-out, broken answer.
 * ERROR_REJECT, REASON_TOO_LARGE: a longer answer than allowed. ERROR_STOP: bad address, or the response_file cannot
 * be written. Messages name the address without credentials and query. */
bool http_perform(struct http *http, const struct http_request *request, struct buffer *response, long *status,
                  struct error *error);

/* How long the last answer asks to wait before the next request; -1 if it does not. */
int64_t http_retry_after_ms(const struct http *http);

/* --- many at once ------------------------------------------------------------------------------------------------- */

struct http_multi;

/* A GET of one hop. Texts are copied, and need not outlive the call. */
struct http_get {
    const char *url;
    const char *user_agent;
    const struct http_header *headers; /* NULL: none */
    FILE *file;           /* where the body goes; NULL: into memory */
    size_t bytes_max;     /* of the body, unpacked, counted as it arrives: a gzip bomb ends there */
    long timeout_ms;      /* for the whole hop; a server that drips less than HTTP_DRIP_BYTES a second ends sooner */
    bool private_allowed; /* else an address that is not public (lib/address.h) is not connected to, whatever name
                           * stands for it at that moment */
    void *context;        /* the caller's own */
};

enum { HTTP_DRIP_BYTES = 64, HTTP_DRIP_S = 20 };

/* What came of it. Freed with http_got_free. */
struct http_got {
    void *context;
    bool answered;             /* false: `error` says why, as for http_perform; ERROR_STOP also for an address refused */
    struct error error;
    bool is_private;           /* ... because its address is not public */
    long status;
    char *redirect;            /* where the answer sends us, whole; NULL: it is no redirect to http or https */
    struct http_fields fields;
    struct buffer body;        /* empty with a file */
};

bool http_multi_open(struct http_multi **multi, struct error *error);
void http_multi_close(struct http_multi *multi); /* what is under way is given up, and told to nobody */

/* Begins a transfer. ERROR_STOP: no memory. */
bool http_multi_start(struct http_multi *multi, const struct http_get *get, struct error *error);

/* Works for up to wait_ms, and returns as soon as a transfer is finished; NULL: none is. */
struct http_got *http_multi_next(struct http_multi *multi, int wait_ms);
void http_got_free(struct http_got *got);

/* `url` without user, password and query, in which keys may stand: for messages. */
enum { HTTP_SHOWN_MAX = 256 };
void http_show_url(const char *url, char shown[HTTP_SHOWN_MAX]);

#endif
