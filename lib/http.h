/*
 * HTTP requests with limits: the only file that knows libcurl.
 *
 * Every request has a time limit, a size limit, only http and https, and follows no redirect unless asked.
 * Threads: one handle belongs to one thread; connections are kept alive in it.
 */
#ifndef LIB_HTTP_H
#define LIB_HTTP_H

#include <stdio.h>

#include "lib/buffer.h"
#include "lib/error.h"

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

#endif
