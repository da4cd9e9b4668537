/*
 * The list of feeds: a text file of sections, one a feed.
 *
 *   # a comment
 *   [ustr]
 *   url = https://ustr.example/rss.xml
 *   source = USTR          name for the field `source`; default: the feed's own title
 *   language = en          where the feed does not say it
 *   format = rss           default: recognised
 *   interval_s = 3600      default: --poll-interval-s
 *   pages = yes            fetch the articles behind the links; default: --fetch-pages
 *   enabled = no           default: yes
 *
 * Costs: the list lies in memory, FEEDS_MAX feeds at most. Errors: ERROR_STOP with EXIT_CONFIG, with file and line.
 */
#ifndef PRODUCERS_NEWS_FEEDS_LIST_H
#define PRODUCERS_NEWS_FEEDS_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/error.h"

enum { FEEDS_MAX = 10000, FEEDS_LINE_MAX = 4096 };

enum feed_pages { FEED_PAGES_DEFAULT, FEED_PAGES_YES, FEED_PAGES_NO };

struct feed_entry {
    char *name, *url, *source, *language, *format; /* source and those behind it: NULL where not stated */
    int64_t interval_s;                            /* 0: not stated */
    enum feed_pages pages;
    bool enabled;
    int line; /* of its section, from 1 */
};

struct feeds_list {
    struct feed_entry *items;
    size_t count, capacity;
};

/* Appends the feeds of a file. The list is to be freed also after an error. */
bool feeds_list_read(struct feeds_list *list, const char *path, struct error *error);
/* Appends one with this address and nothing else stated. */
bool feeds_list_add(struct feeds_list *list, const char *url, struct error *error);
/* Takes the others out. */
void feeds_list_keep_enabled(struct feeds_list *list);
void feeds_list_free(struct feeds_list *list);

#endif
