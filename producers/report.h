/*
 * What a producer tells on stderr while it runs, and its account at the end.
 *
 *   {"source": "a.csv", "line": 7, "reason": "bad_number", "detail": "..."}  a refused record ("offset" without lines)
 *   {"source": "a.csv", "line": 9, "undelivered": "..."}                     sent, but no broker acknowledged it
 *   {"summary": {"records": .., "accepted": .., "events": .., "scope_ends": .., "skipped": {..}, "refused": {..}}}
 *
 * The summary is the last line; records = accepted + skipped + refused, events + scope_ends = what was printed or sent;
 * where it was sent, "sent", "acknowledged" and "undelivered" follow. On a terminal a line of progress is kept below.
 */
#ifndef PRODUCERS_REPORT_H
#define PRODUCERS_REPORT_H

#include <stdio.h>

#include "lib/buffer.h"
#include "producers/input.h"

enum { REPORT_SKIPPED_MAX = 32 };

struct report {
    FILE *out;
    bool progress;        /* keep a line of progress: out is a terminal */
    bool publishing;      /* the summary has "sent", "acknowledged", "undelivered" */
    int64_t records, accepted, events, scope_ends;
    int64_t sent, acknowledged, undelivered;
    int64_t refused[REASON_COUNT];
    struct {
        const char *word; /* a literal of the input */
        int64_t count;
    } skipped[REPORT_SKIPPED_MAX];
    size_t skipped_count;
    /* the report's own: */
    struct buffer line;
    bool progress_shown;
    int64_t progress_at_ms;
};

void report_begin(struct report *report, FILE *out, bool progress);
void report_end(struct report *report);

/* Counts one record as refused and writes its line. */
void report_refused(struct report *report, const char *source, const struct input_place *place,
                    const struct error *error);
void report_skipped(struct report *report, const char *word); /* counts one record as skipped */
void report_undelivered(struct report *report, const char *source, const struct input_place *place, const char *why);
int64_t report_refused_total(const struct report *report);

/* Shows the progress line, at most twice a second. */
void report_progress(struct report *report, const char *source);
void report_clear(struct report *report); /* before anybody else writes to out */
void report_summary(struct report *report);

#endif
