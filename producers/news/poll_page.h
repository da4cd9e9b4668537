/*
 * The articles behind the links of a feed, as far as their sites let programs read them.
 *
 * robots.txt of every site on the way is asked first (RFC 9309), and kept for a day: 4xx allows all, 5xx or no answer
 * nothing. Requests go through the downloads, one at a time for each host with a gap between them. Costs: ROBOTS_KEPT
 * texts of up to 500 KiB; a page waits for its turn, while other downloads go on, but for no host that asked to be left
 * alone for longer than the gap. Threads: one.
 */
#ifndef PRODUCERS_NEWS_POLL_PAGE_H
#define PRODUCERS_NEWS_POLL_PAGE_H

#include "producers/news/poll_downloads.h"
#include "schemas/news_event.h"

struct arena;
struct poll_pages;

enum poll_page_result {
    POLL_PAGE_DONE,        /* the event says by a flag what became of it */
    POLL_PAGE_INTERRUPTED, /* nothing was done */
};

bool poll_pages_open(struct downloads *downloads, size_t bytes_max, struct poll_pages **pages, struct error *error);
void poll_pages_close(struct poll_pages *pages);

/* From then on (monotonic clock) pages count as not to be had; without a call there is no limit. */
void poll_pages_limit(struct poll_pages *pages, int64_t until_ms);

/* Replaces the event's body by the article's where that is longer (flag page_text), and computes its content hash anew.
 * A page that cannot be had leaves it as it is (page_unavailable, page_disallowed); so does an event without a web
 * address. What is added lives in `arena`. */
enum poll_page_result poll_page_complete(struct poll_pages *pages, struct news_event *event, struct arena *arena);

#endif
