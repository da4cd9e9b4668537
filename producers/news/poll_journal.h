/*
 * What the poller must know of each feed after a restart: a text file of JSON lines, of which the last of each feed
 * holds.
 *
 * A line is written in one piece and seen to the disk when what it says has become true; one that a crash cut off is
 * left out. The file is written anew beside itself and renamed when it has grown to several times what it holds, so its
 * size is bounded. Lines of feeds that are not in the list are kept for JOURNAL_KEPT_DAYS. Without a path everything
 * is in memory only. Errors: ERROR_STOP with EXIT_CONFIG (cannot be read) or EXIT_IO (cannot be written). Threads: one;
 * whoever opens it sees to it that one process does.
 */
#ifndef PRODUCERS_NEWS_POLL_JOURNAL_H
#define PRODUCERS_NEWS_POLL_JOURNAL_H

#include "producers/news/poll_schedule.h"
#include "producers/news/poll_seen.h"
#include "lib/error.h"

enum { JOURNAL_KEPT_DAYS = 30, JOURNAL_OTHERS_MAX = 1000 };

struct poll_record {
    const char *feed; /* its address without secrets; borrowed */
    char etag[HTTP_VALIDATOR_MAX], last_modified[HTTP_VALIDATOR_MAX]; /* opaque; "": none */
    char body[33];    /* hash of the last body in hexadecimal; "": none */
    int64_t next_ms;  /* when it may be asked again; 0: at once */
    int failures;     /* in a row */
    bool stopped;     /* 410: not asked any more */
    struct poll_move move;
    struct seen seen;
};

struct poll_journal;

/* Fills the records, in which only `feed` is set, with what the file says. They must outlive the journal. */
bool poll_journal_open(const char *path, struct poll_record *records, size_t count, struct poll_journal **journal,
                       struct error *error);
void poll_journal_close(struct poll_journal *journal); /* the records stay; their `seen` is the caller's to free */

/* Writes what one record says now. */
bool poll_journal_note(struct poll_journal *journal, const struct poll_record *record, struct error *error);

#endif
