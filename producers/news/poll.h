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
#include "producers/producer.h"

extern const struct poller news_poller;

/* Rows of the option table of whoever asks for feeds (members of struct producer_settings). */
#define POLL_OPTIONS \
    {.name = "contact", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(contact), .value_name = "ADDRESS", \
     .help = "how the owners of feeds reach you, sent to them in the User-Agent"}, \
    {.name = "poll-interval-s", .kind = OPTION_INTEGER, .offset = PRODUCER_OPTION(poll_interval_s), \
     .value_name = "N", .default_text = "3600", .least = 1, .most = 30 * 86400, .help = "seconds between two polls of a feed, if neither " \
     "the list says another time nor the server a longer one"}, \
    {.name = "poll-interval-max-s", .kind = OPTION_INTEGER, .offset = PRODUCER_OPTION(poll_interval_max_s), \
     .value_name = "N", .default_text = "86400", .least = 1, .most = 30 * 86400, \
     .help = "greatest number of seconds between two polls, whatever fails or is asked for"}, \
    {.name = "host-gap-ms", .kind = OPTION_INTEGER, .offset = PRODUCER_OPTION(host_gap_ms), .value_name = "N", \
     .default_text = "2000", .least = 0, .most = 3600 * 1000, \
     .help = "milliseconds between two requests to one host, which has one connection at a time"}, \
    {.name = "download-timeout-s", .kind = OPTION_INTEGER, .offset = PRODUCER_OPTION(download_timeout_s), \
     .value_name = "N", .default_text = "120", .least = 1, .most = 3600, .help = "seconds that one request may take"}, \
    {.name = "download-bytes-max", .kind = OPTION_INTEGER, .offset = PRODUCER_OPTION(download_bytes_max), \
     .value_name = "N", .default_text = "8388608", .least = 1024, .most = (int64_t)4 << 30, \
     .help = "bytes that an answer may have, unpacked"}, \
    {.name = "allow-private-addresses", .kind = OPTION_FLAG, .offset = PRODUCER_OPTION(allow_private_addresses), \
     .help = "let feeds, redirects and links lead to addresses that are not public"}

/* True for inputs that read feeds, not single articles. */
bool poll_is_feed_input(const struct input *input);

#endif
