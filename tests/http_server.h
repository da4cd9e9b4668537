/*
 * A server of prepared answers on a loopback port, in a child process: for tests of what talks HTTP.
 *
 * One connection at a time, one request for each. The child ends with http_server_stop, or with the test.
 */
#ifndef TESTS_HTTP_SERVER_H
#define TESTS_HTTP_SERVER_H

#include <stddef.h>
#include <sys/types.h>

/* An answer to every request that begins with `request`, for example "GET /subjects"; the first that fits is given. */
struct http_answer {
    const char *request; /* NULL ends the list; what fits none is answered by 404 without a body */
    int status;          /* 0: the connection is closed without an answer */
    const char *body;
    size_t repeat;      /* the body that many times; 0 is once */
    size_t missing;     /* bytes that Content-Length promises and that do not come */
    const char *header; /* one more, with its line end; NULL for none */
    int delay_ms;       /* before the answer */
};

/* What the tests can see of the child. */
struct http_traffic {
    int served;      /* requests answered */
    char last[8192]; /* the last request, with its body */
};

struct http_server {
    pid_t pid;
    int port;
    struct http_traffic *traffic;
};

struct http_server http_server_start(const struct http_answer *answers);
void http_server_stop(struct http_server *server);

#endif
