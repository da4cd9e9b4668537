/*
 * What both producers are: sources in, each through the input that recognises it, events out to Kafka or to stdout.
 *
 * A program is a table of inputs, a table of options and a call of producer_run, which parses the command line, runs
 * and returns the exit status (design §2):
 *
 *   0 all accepted · 64 usage · 65 a record was refused · 66 a source cannot be read · 69 Kafka or the registry is
 *   down · 74 stdout cannot be written · 75 interrupted before the end · 78 configuration
 *
 * Where several hold, the first that ended the run, else 66 before 65. A source that cannot be read does not keep the
 * others from being read. Memory is bounded: one source, one record and the queue to Kafka at a time.
 */
#ifndef PRODUCERS_PRODUCER_H
#define PRODUCERS_PRODUCER_H

#include "lib/option.h"
#include "producers/input.h"
#include "producers/poller.h"
#include "producers/sources.h"

struct producer_settings {
    const char *brokers;       /* host:port,... */
    const char *registry;      /* base address of the schema registry; NULL: Avro single-object framing */
    const char *sasl_password; /* from the environment or the file */
    bool print;                /* JSON lines on stdout instead of messages */
    const char *format;        /* name of an input: no recognition */
    const char *source;        /* name for the field `source` */
    const char *language;      /* of the texts, where the source does not say it */
    const char *observed_at;   /* RFC 3339; NULL: each source's time of modification */
    const char *profile;       /* customs: mapping profile */
    const char *profiles;      /* customs: folder of the shipped profiles */
    const char *flow;          /* customs: where the file cannot say it */
    const char *period;        /* customs: the same */
    const char *parties;       /* customs: keep, drop or hash */
    const char *party_salt;    /* customs: from the environment or the file */
    const char *check_profile; /* customs: only check this profile, and explain what it makes of a sample */
    bool explain_columns;      /* only tell what the sources are taken for; nothing is sent */
    const char *fetch;         /* customs: name of an API */
    const char *reporter, *partner, *periods, *codes; /* customs: what to ask it for */
    const char *comtrade_key, *census_key;  /* from the environment or the file */
    const char *api_url;       /* customs: base address instead of the API's own */
    const char *state;         /* file that remembers over restarts what is done */
    bool follow;               /* keep watching the folders, and polling the feeds */
    /* news: */
    const char *feeds;         /* file that lists feeds */
    const char *contact;       /* of whoever runs this, for the User-Agent */
    int64_t poll_interval_s, poll_interval_max_s, host_gap_ms, download_timeout_s, download_bytes_max;
    bool allow_private_addresses;
    bool fetch_pages;          /* articles behind the links of feeds */
    const char *log_format;    /* text, json; NULL: by terminal */
    struct option_properties kafka; /* -X name=value */
};

#define PRODUCER_OPTION(member) offsetof(struct producer_settings, member)

/* Rows of the option table that both programs have; the program's own follow, then an empty row. */
#define PRODUCER_OPTIONS                                                                                               \
    {.name = "brokers", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(brokers), .value_name = "HOST:PORT,...",        \
     .help = "Kafka brokers to begin with"},                                                                           \
    {.name = "registry", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(registry), .value_name = "URL",                \
     .help = "schema registry (Confluent API); without it messages carry Avro's single-object frame"},                 \
    {.name = "kafka", .letter = 'X', .kind = OPTION_PROPERTY, .offset = PRODUCER_OPTION(kafka),                        \
     .value_name = "NAME=VALUE", .help = "property passed through to librdkafka, may be given several times"},         \
    {.name = "sasl-password", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(sasl_password), .value_name = "PASSWORD", \
     .secret = true, .help = "password for Kafka's SASL authentication"},                                              \
    {.name = "print", .kind = OPTION_FLAG, .offset = PRODUCER_OPTION(print),                                           \
     .help = "print the events as JSON lines instead of sending them: no server is needed"},                           \
    {.name = "format", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(format), .value_name = "NAME",                   \
     .help = "take every source as this format instead of recognising it"},                                            \
    {.name = "source", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(source), .value_name = "NAME",                   \
     .help = "name of the source, for the field `source`"},                                                            \
    {.name = "observed-at", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(observed_at), .value_name = "TIME",         \
     .help = "when the sources were observed, RFC 3339; default: when the file was changed or fetched"},               \
    {.name = "follow", .kind = OPTION_FLAG, .offset = PRODUCER_OPTION(follow),                                         \
     .help = "keep watching the folders, and take each file that is new or another, once it is complete; news: keep "   \
     "polling the feeds"},             \
    {.name = "state", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(state), .value_name = "FILE",                     \
     .help = "remember in this file what is done, and do not take it again after a restart"},                          \
    {.name = "log-format", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(log_format), .value_name = "FORMAT",         \
     .help = "text or json; default: text on a terminal"}

/* Completes what the command line says by what else is known about one source, before its format is chosen; what it
 * adds lives in `arena`, which is that of the source. */
typedef bool producer_complete(const struct reader *reader, struct arena *arena, struct input_options *options,
                               struct error *error);

/* Appends sources that options ask for instead of arguments. */
typedef bool producer_add_sources(const struct producer_settings *settings, struct sources *sources,
                                  struct error *error);

struct producer {
    const struct option_program *program;
    const struct input *const *inputs;  /* ends with NULL; all make events of one record type */
    producer_complete *complete;        /* NULL: the command line says all */
    producer_add_sources *add_sources;  /* NULL: sources are arguments */
    const struct poller *poller;        /* asks addresses; NULL: they are downloaded as they are (producers/fetch.h) */
};

/* The whole program. */
int producer_run(const struct producer *producer, int argc, char **argv);

/* The input that recognises a source best, the first among equals; NULL if none does. Where `options` (may be NULL)
 * name a profile, it is the one that takes profiles unless another is sure. */
const struct input *producer_choose_input(const struct input *const *inputs, struct slice head, const char *name,
                                          const struct input_options *options);

#endif
