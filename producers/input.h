/*
 * What an input is: one source format, one file, its descriptor last; named by one row in the producer's table of
 * inputs.
 *
 * An input turns a source's bytes into typed, normalised events and stops there: it guesses nothing. Every record of
 * the source is accounted for by exactly one result of next(): accepted (an event to send, or several by repeated
 * calls), skipped with a word, or refused with a reason.
 */
#ifndef PRODUCERS_INPUT_H
#define PRODUCERS_INPUT_H

#include <stdio.h>

#include "lib/arena.h"
#include "lib/record.h"
#include "producers/reader.h"

struct sidecar;

/* What the command line says about a source, and for customs data the source's sidecar (producers/customs/sidecar.h)
 * where the command line says nothing; NULL where neither does. */
struct input_options {
    const char *format;     /* name of an input: no recognition */
    const char *profile;    /* name or path of a mapping profile */
    const char *profile_folder; /* where shipped profiles lie */
    const char *source;     /* name for the field `source` */
    const char *flow;       /* import, export, ... where the file cannot say it */
    const char *period;     /* YYYY, YYYY-MM or YYYY-MM-DD where the file cannot say it */
    const char *language;   /* of the texts, where the source does not say it */
    const char *charset;    /* of the bytes as the transfer declared it (HTTP's Content-Type); NULL: it said nothing */
    const char *base_url;   /* address from which the source came, after redirects, or its Content-Location: relative
                             * addresses begin there; NULL: a file */
    const char *parties;    /* keep, drop or hash the names of people and companies; NULL: as the profile says, else keep */
    const char *party_salt; /* what hashes of names begin with; a secret */
    const char *scope;      /* the source is whole for this scope (a fetched query); NULL: unknown coverage */
    int64_t rows_cut;       /* an answer of exactly so many rows was cut by its service; 0: the format's own limit */
    int64_t observed_at_ms; /* --observed-at, else when the source was changed, or its sidecar, if that was later */
    bool observed_at_is_given; /* the former */
    const struct sidecar *sidecar; /* customs: rates of exchange; NULL: the source has none */
};

enum input_result {
    INPUT_EVENT,   /* *event is filled: an accepted record's (first) event */
    INPUT_MORE,    /* *event is filled: a further event of the record accepted last */
    INPUT_SCOPE_END, /* *event is filled: a scope_end; an accepted record of its own */
    INPUT_SKIPPED, /* `skipped` names the reason: a breakdown row, a message of another kind */
    INPUT_REFUSED, /* *error says why (ERROR_REJECT); the input goes on behind it */
    INPUT_END,     /* nothing is left */
    INPUT_FAILED,  /* *error says why; the source cannot be read on (ERROR_REJECT: its rest is refused as one record) */
};

struct input_place {
    int64_t line;          /* from 1, 0 where the format has none */
    int64_t offset;        /* bytes from 0, -1 where unknown */
    const char *skipped;   /* INPUT_SKIPPED: a stable word, for example "breakdown" */
};

struct input {
    const char *name;              /* what --format takes: "rss", "comtrade-json" */
    const char *help;              /* one sentence */
    const struct record_type *type; /* of the events */

    /* Does this look like my format? `head` is what reader_peek gives. 0 no, 1 perhaps, 2 surely. */
    int (*recognise)(struct slice head, const char *name);

    /* Optional, asked instead: the same for a format whose layouts lie in files that options name (mapping
     * profiles). */
    int (*recognise_with)(struct slice head, const char *name, const struct input_options *options);

    /* --profile without --format means this input, where no other is sure. */
    bool takes_profile;

    /* Optional. Reads a source from its begin to its end, before anything is taken of it: false with ERROR_REJECT
     * and the place in *place if it is damaged (cut off, not closed), so that it is refused as a whole. Called with
     * a reader of its own, and only for sources that can be read twice. Must be much faster than next(). */
    bool (*check)(struct reader *reader, struct input_place *place, struct error *error);

    /* Starts on a source. `arena` lives until close; *state is the input's own. */
    bool (*open)(struct reader *reader, const struct input_options *options, struct arena *arena, void **state,
                 struct error *error);

    /* The next result. The event and what it points to live in `record_arena`, which the caller resets before each
     * call that is not to follow as INPUT_MORE; ids, hash, op, revision and normaliser_version are filled by the
     * input. */
    enum input_result (*next)(void *state, struct arena *record_arena, void *event, struct input_place *place,
                              struct error *error);

    /* Optional. For --explain-columns, after some records: what the header was taken for, by explain_column and
     * explain_fact (producers/explain.h). */
    void (*explain)(void *state, FILE *out);

    void (*close)(void *state);
};

#endif
