#include "tests/news_reading.h"

#include <check.h>
#include <stdlib.h>

struct input_options news_options(void)
{
    return (struct input_options){.observed_at_ms = INT64_C(1775001600000)};
}

static void read_all(struct news_reading *reading, const struct input *input, void *state)
{
    for (;;) {
        ck_assert_uint_lt(reading->count, NEWS_RESULTS_MAX);
        struct news_result *result = &reading->results[reading->count];
        result->result =
            input->next(state, &reading->record_arena, &result->event, &result->place, &result->error);
        if (result->result == INPUT_END)
            return;
        reading->count++;
        reading->events += result->result == INPUT_EVENT;
        if (result->result == INPUT_FAILED)
            return;
    }
}

static struct news_reading *read_reader(const struct input *input, const struct input_options *given,
                                        struct reader *reader)
{
    struct input_options options = given ? *given : news_options();
    struct news_reading *reading = calloc(1, sizeof *reading);
    ck_assert_ptr_nonnull(reading);
    reading->reader = reader; /* its name and rest are in the events */
    struct error error;
    ck_assert(arena_init(&reading->source_arena, 1 << 20, &error));
    ck_assert(arena_init(&reading->record_arena, 16 << 20, &error));
    void *state;
    if (input->open(reader, &options, &reading->source_arena, &state, &reading->results[0].error)) {
        read_all(reading, input, state);
        input->close(state);
    } else {
        reading->results[reading->count++].result = INPUT_FAILED;
    }
    return reading;
}

struct news_reading *news_read(const struct input *input, const struct input_options *options, const char *name,
                               struct slice text)
{
    struct reader *reader;
    struct error error;
    ck_assert(reader_open_text(name, text, &reader, &error));
    return read_reader(input, options, reader);
}

struct news_reading *news_read_file(const struct input *input, const char *path)
{
    struct reader *reader;
    struct error error;
    ck_assert_msg(reader_open_file(path, &reader, &error), "%s", error.message);
    return read_reader(input, NULL, reader);
}

void news_reading_free(struct news_reading *reading)
{
    reader_close(reading->reader);
    arena_free(&reading->source_arena);
    arena_free(&reading->record_arena);
    free(reading);
}

const struct news_event *news_only_event(const struct news_reading *reading)
{
    ck_assert_uint_eq(reading->count, 1);
    ck_assert_msg(reading->results[0].result == INPUT_EVENT, "%s", reading->results[0].error.message);
    return &reading->results[0].event;
}

void news_assert_refused(const struct news_reading *reading, size_t index, enum reason reason)
{
    ck_assert_uint_lt(index, reading->count);
    const struct news_result *result = &reading->results[index];
    ck_assert(result->result == INPUT_REFUSED || result->result == INPUT_FAILED);
    ck_assert_int_eq(result->error.kind, ERROR_REJECT);
    ck_assert_msg(result->error.reason == reason, "%s: %s", reason_text(result->error.reason), result->error.message);
}

void news_assert_text(struct slice slice, const char *expected)
{
    if (!expected)
        ck_assert_msg(!slice.data, "\"%.*s\" should not be stated", SLICE_ARGS(slice));
    else
        ck_assert_msg(slice_equal_text(slice, expected), "\"%.*s\" should be \"%s\"", SLICE_ARGS(slice), expected);
}

bool news_has_flag(const struct news_event *event, const char *flag)
{
    for (size_t i = 0; i < event->flags.count; i++)
        if (slice_equal_text(event->flags.items[i], flag))
            return true;
    return false;
}
