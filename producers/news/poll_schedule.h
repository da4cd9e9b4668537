/*
 * When a feed is asked again, and where: the politeness of the poller as pure functions.
 *
 * After an answer: the feed's own interval, but not before what the server or the feed itself asks for (Cache-Control's
 * max-age, Expires, Retry-After, <ttl>, sy:updatePeriod), at most the greatest interval. After a failure: the interval
 * doubles with each one, up to the greatest. Times vary by up to 10 %, so that many feeds do not fire together, but
 * never to before what was asked for; the variation is a hash of address and time, so that the same course of events
 * gives the same times. Costs: nothing. Pure; any thread.
 */
#ifndef PRODUCERS_NEWS_POLL_SCHEDULE_H
#define PRODUCERS_NEWS_POLL_SCHEDULE_H

#include "lib/http_fields.h"

enum poll_verdict {
    POLL_ANSWERED,   /* 200: a body that may be a feed */
    POLL_UNMODIFIED, /* 304, or the same as before */
    POLL_FAILED,     /* 404, 5xx, TLS, time-out, a page instead of a feed, a broken redirect */
    POLL_BUSY,       /* 429, 503, or 403 with the time of the next try: the whole host is left alone */
    POLL_WALL,       /* 403 by a wall against programs, which is no error of the feed */
    POLL_GONE,       /* 410: not asked again */
};

struct poll_limits {
    int64_t interval_ms, interval_max_ms;
};

/* What was asked for, from now; -1: not stated. */
struct poll_terms {
    int64_t max_age_ms, expires_ms, wait_ms, ttl_ms, update_period_ms;
};

/* status 0: no answer. */
enum poll_verdict poll_judge(long status, const struct http_fields *fields);

/* What a header asks for; ttl and update period are left not stated. */
struct poll_terms poll_terms_of(const struct http_fields *fields, int64_t now_ms);
/* Adds what stands in the head of the feed itself. */
void poll_terms_of_feed(struct poll_terms *terms, struct slice body);

/* The time of the next request, at least now_ms. `failures`: in a row, with this one. */
int64_t poll_next_ms(struct slice address, int64_t now_ms, enum poll_verdict verdict, int failures,
                     const struct poll_limits *limits, const struct poll_terms *terms);

/* How long the host of a busy answer is left alone. */
int64_t poll_host_pause_ms(int failures, const struct poll_limits *limits, const struct poll_terms *terms);

/* A permanent redirect that may become the feed's address. A temporary one, a page that stands in for the feed or a
 * redirect that is taken back a day later must not, so it counts only after several polls in a row. */
enum { POLL_MOVED_AFTER = 3 };

struct poll_move {
    char address[HTTP_ADDRESS_MAX]; /* "": none */
    int polls;                      /* in a row that led there */
};

/* Where the feed is asked: NULL: at its own address. */
const char *poll_moved_to(const struct poll_move *move);

/* Notes how a poll ended: at `final`, by redirects that were all permanent or not (`hops` of them), and whether it was
 * a feed or unmodified (`held`). */
void poll_note_move(struct poll_move *move, const char *final, int hops, bool permanent, bool held);

#endif
