/*
 * The poller of feeds (producers/poller.h): conditional requests at polite intervals, and a state that is written when
 * the broker has what a poll brought.
 *
 * What is never lost: an item, because validators and items are remembered only after they were acknowledged. What is
 * never sent twice: an item that stands unchanged in the feed, also over a restart. Costs: 6 KiB a feed and 24 bytes an
 * item; DOWNLOADS_RUNNING_MAX answers of --download-bytes-max. Threads: one.
 */
#ifndef PRODUCERS_NEWS_POLL_H
#define PRODUCERS_NEWS_POLL_H

#include "producers/poller.h"

extern const struct poller news_poller;

/* True for inputs that read feeds, not single articles. */
bool poll_is_feed_input(const struct input *input);

#endif
