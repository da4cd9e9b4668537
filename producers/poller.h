/*
 * What asks web addresses for a producer whose sources are feeds: once, or again and again (--follow).
 *
 * The producer's run calls it and takes what it hands over like any other source; the poller decides when what is
 * asked, and remembers what was acknowledged. One is a table of functions (producers/news/poll.h has the only one).
 * Functions that return false fill *error: ERROR_RETRY and ERROR_REJECT as fetch.h says, ERROR_STOP ends the run.
 */
#ifndef PRODUCERS_POLLER_H
#define PRODUCERS_POLLER_H

#include <signal.h>
#include <stdio.h>

#include "lib/log.h"
#include "producers/input.h"
#include "producers/sources.h"

struct producer_settings;

/* An answer that is a source now. Lives until the next call of next() or fetch(). */
struct poller_download {
    size_t feed;       /* its place among what add_sources adds */
    FILE *file;        /* fetch(): the answer from its first byte on; the caller's */
    struct slice body; /* next() */
    const char *format, *source, *language; /* as the list of feeds says; NULL: it does not */
    const char *charset, *base_url;         /* for input_options */
    const char *said_language;              /* by Content-Language; NULL: it names none, or several */
};

/* What is worth a line of the log; event NULL: nothing is. */
struct poller_notice {
    enum log_level level;
    const char *event, *feed;
    char detail[1024];
};

enum poller_news { POLLER_NOTHING, POLLER_NOTICE, POLLER_DOWNLOAD, POLLER_ERROR };

enum poller_event { POLLER_EVENT_NEW, POLLER_EVENT_SEEN_BEFORE, POLLER_EVENT_INTERRUPTED };

/* What became of a download. */
struct poller_outcome {
    bool is_feed; /* an input for feeds recognised it */
    bool whole;   /* and read it to its end */
};

struct poller {
    bool (*open)(const struct producer_settings *settings, char *const *arguments, size_t argument_count,
                 const volatile sig_atomic_t *interrupted, void **state, struct error *error);
    void (*close)(void *state);

    /* Appends the feeds to the list of sources, in the order of poller_download.feed. */
    bool (*add_sources)(void *state, struct sources *sources, struct error *error);

    /* Asks one address, patiently. */
    bool (*fetch)(void *state, const struct source *source, struct poller_download *download, struct error *error);

    /* Works for up to wait_ms. POLLER_DOWNLOAD: settle must follow before the next call. */
    enum poller_news (*next)(void *state, int64_t wait_ms, struct poller_download *download,
                             struct poller_notice *notice, struct error *error);

    /* May a feed's address answer with what this input reads? */
    bool (*accepts)(const struct input *input);

    /* Asked for each event before it is sent; may complete it (from `arena`). */
    enum poller_event (*event)(void *state, void *event, struct arena *arena);

    /* All that the download gave is acknowledged: this is now remembered. */
    bool (*settle)(void *state, const struct poller_outcome *outcome, struct poller_notice *notice,
                   struct error *error);
};

#endif
