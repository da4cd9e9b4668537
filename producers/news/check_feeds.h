/*
 * news-producer check-feeds: asks every feed once and prints a table of what came: is it a feed, how many items, how
 * new, can it be asked conditionally, when would it be polled next, and what is wrong. Nothing is sent or remembered.
 *
 * Exit status: 0 if all are good feeds, 65 if one is not, 66 if there are none, 64 and 78 as ever.
 */
#ifndef PRODUCERS_NEWS_CHECK_FEEDS_H
#define PRODUCERS_NEWS_CHECK_FEEDS_H

#include "lib/arena.h"
#include "producers/input.h"

/* What reading a body as a feed finds. */
struct feed_look {
    const char *format;   /* NULL: no input recognises it */
    int64_t items, refused;
    int64_t newest_ms;    /* published or updated; -1: no item says when */
    bool whole;
    char problem[512];    /* "": none */
};

/* Reads a body as the poller would. The arenas are reset. */
void check_feed_body(struct slice body, const char *name, const struct input_options *options,
                     struct arena *source_arena, struct arena *record_arena, struct feed_look *look);

/* The subcommand, with its own name as argv[0]. */
int check_feeds_run(int argc, char **argv);

#endif
