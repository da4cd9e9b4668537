/*
 * The consumer's settings: one struct, one table (settings.c).
 */
#ifndef CONSUMERS_CAPACITY_SETTINGS_H
#define CONSUMERS_CAPACITY_SETTINGS_H

#include "lib/option.h"
#include "lib/record.h"

struct settings {
    const char *brokers;            /* host:port,... */
    const char *registry;           /* base address of the schema registry; NULL: single-object framing only */
    const char *group;              /* consumer group, and key of the positions */
    const char *topics;             /* comma-separated record names to consume; default: all event records */
    const char *instance;           /* group.instance.id; NULL: a dynamic member */
    const char *reference_folder;   /* catalogue; settings_complete fills it if unset */
    const char *sql_folder;         /* migrations and views; the same */
    const char *since;              /* reprocess: events of this day and later; NULL: all */
    const char *only;               /* reprocess: news or customs; NULL: both */
    const char *product, *units;    /* capacity: what and how many, instead of a text */
    const char *date;               /* capacity: day of the rules and prices; NULL: today */
    const char *from, *to;          /* capacity: countries of the way; NULL: not stated */
    const char *headquarters;       /* capacity: country of the buyer's parent; NULL: the destination */
    const char *output;             /* capacity: table or json */
    bool published;                 /* capacity: the figures of others, reproduced */
    const char *log_level;          /* debug, info, warning, error */
    const char *log_format;         /* text, json; NULL: by terminal */
    bool until_end;                 /* stop when the present end is committed */
    bool explain;                   /* the same filter, but tells how claims are found, for people */
    bool print;                     /* filter: JSON lines in, JSON lines out, no server */
    bool all;                       /* dead-letters: not only those named, or not only the open ones */
    int64_t partitions;             /* of topics that setup makes */
    int64_t batch_rows;             /* events in one transaction at most */
    int64_t batch_bytes;            /* payload bytes in one transaction at most */
    int64_t group_seconds;          /* stories and claim groups are brought up to date so often; 0: not here */
    int64_t dead_letters_minute;    /* budget: more in a minute end the consumer (75) */
    const char *sasl_password;      /* settings_complete makes it a property */
    struct option_properties kafka; /* -X name=value */
};

extern const struct option_program settings_program;

/* Once, before anything uses them: fills in the folders that are not set, and checks what the table cannot: topics
 * are event records, values are among their words. ERROR_STOP, EXIT_CONFIG. */
bool settings_complete(struct settings *settings, struct error *error);

enum { SETTINGS_TOPICS_MAX = 8 };

/* The records to consume, which settings_complete has checked; returns their number. */
size_t settings_topics(const struct settings *settings, const struct record_type *topics[SETTINGS_TOPICS_MAX]);

#endif
