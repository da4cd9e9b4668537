/*
 * Reads a whole source through a news input as the producer's loop does and keeps every result.
 */
#ifndef TESTS_NEWS_READING_H
#define TESTS_NEWS_READING_H

#include "producers/input.h"
#include "schemas/news_event.h"

enum { NEWS_RESULTS_MAX = 512 };

struct news_result {
    enum input_result result;
    struct news_event event; /* INPUT_EVENT; lives until news_reading_free */
    struct input_place place;
    struct error error; /* INPUT_REFUSED, INPUT_FAILED; a failed open is one INPUT_FAILED */
};

struct news_reading {
    struct news_result results[NEWS_RESULTS_MAX];
    size_t count, events; /* of results, of those that are events; INPUT_END is not kept */
    struct reader *reader;
    struct arena source_arena, record_arena;
};

/* Observed on 2026-04-01 00:00 UTC; nothing else is stated. */
struct input_options news_options(void);

/* NULL options: news_options(). Fails the test if memory or results are out. */
struct news_reading *news_read(const struct input *input, const struct input_options *options, const char *name,
                               struct slice text);
struct news_reading *news_read_file(const struct input *input, const char *path);
void news_reading_free(struct news_reading *reading);

/* The only result, which must be an event, or a refusal with that reason. */
const struct news_event *news_only_event(const struct news_reading *reading);
void news_assert_refused(const struct news_reading *reading, size_t index, enum reason reason);

/* Fails unless the slice holds exactly the text; NULL means not stated. */
void news_assert_text(struct slice slice, const char *expected);
bool news_has_flag(const struct news_event *event, const char *flag);

#endif
