#include "tests/customs_reading.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "producers/csv.h"

enum { ARENA_BYTES = 1 << 20, KEPT_BYTES = 8 << 20 };

struct input_options reading_options(void)
{
    return (struct input_options){
        .profile_folder = CHIPWATCH_SOURCE_DIR "/deploy/profiles",
        .observed_at_ms = INT64_C(1767312000000), /* 2026-01-02 */
    };
}

static void add(struct decimal *sum, const struct decimal *number)
{
    if (number)
        sum->unscaled += number->unscaled;
}

static void keep(struct reading *reading, const struct customs_event *event)
{
    ck_assert_int_lt(reading->events, READING_EVENTS_MAX);
    ck_assert_uint_eq(event->content_hash.size, 16);
    reading->ids[reading->events] = event->event_id;
    memcpy(reading->hashes[reading->events], event->content_hash.data, 16);
    add(&reading->value_sum, event->value);
    add(&reading->net_sum, event->net_kg);
    add(&reading->qty_sum, event->qty);
    reading->events++;
}

static void refuse(struct reading *reading, const struct error *error, int64_t line)
{
    if (!reading->refused++) {
        reading->error = *error;
        reading->error_line = line;
    }
}

static void skip(struct reading *reading, const char *word)
{
    size_t i = 0;
    while (reading->skips[i].word && strcmp(reading->skips[i].word, word))
        i++;
    ck_assert_uint_lt(i, READING_WORDS_MAX - 1);
    reading->skips[i].word = reading->skipped = word;
    reading->skips[i].count++;
    *(strcmp(word, "breakdown") ? &reading->other_skipped : &reading->breakdowns) += 1;
}

/* One result; false after the last. The first events stay in an arena of their own. */
static bool step(struct reading *reading, const struct input *input, void *state)
{
    struct customs_event event;
    struct input_place place = {0};
    struct error error = {0};
    bool keeping = reading->kept_count < READING_KEPT_MAX;
    struct arena *arena = keeping ? &reading->first_arena : &reading->record_arena;
    if (!keeping)
        arena_reset(arena);
    enum input_result result = input->next(state, arena, &event, &place, &error);
    if (result == INPUT_END)
        return false;
    reading->records += result != INPUT_MORE;
    if (keeping && (result == INPUT_EVENT || result == INPUT_MORE || result == INPUT_SCOPE_END))
        reading->kept[reading->kept_count++] = event;
    if (result == INPUT_EVENT || result == INPUT_MORE) {
        if (!reading->events)
            reading->first = event;
        keep(reading, &event);
    } else if (result == INPUT_SCOPE_END) {
        reading->scope_ends++;
    } else if (result == INPUT_SKIPPED) {
        skip(reading, place.skipped);
    } else {
        refuse(reading, &error, place.line);
        reading->failed = result == INPUT_FAILED;
    }
    return result != INPUT_FAILED;
}

static struct reading *read_all(const struct input *input, const struct input_options *options, struct reader *reader)
{
    struct reading *reading = calloc(1, sizeof *reading);
    struct input_options standard = reading_options();
    struct error error = {0};
    void *state;
    ck_assert_ptr_nonnull(reading);
    reading->value_sum.scale = 4;
    reading->net_sum.scale = reading->qty_sum.scale = 6;
    ck_assert(arena_init(&reading->source_arena, ARENA_BYTES, &error));
    ck_assert(arena_init(&reading->first_arena, KEPT_BYTES, &error));
    ck_assert(arena_init(&reading->record_arena, ARENA_BYTES, &error));
    if (input->open(reader, options ? options : &standard, &reading->source_arena, &state, &error)) {
        while (step(reading, input, state))
            ;
        input->close(state);
    } else {
        refuse(reading, &error, 0);
        reading->failed = true;
    }
    reader_close(reader);
    return reading;
}

struct reading *reading_of_named(const struct input *input, const struct input_options *options, const char *name,
                                 const char *text)
{
    struct reader *reader;
    struct error error = {0};
    ck_assert(reader_open_text(name, slice_of(text), &reader, &error));
    return read_all(input, options, reader);
}

struct reading *reading_of_text(const struct input *input, const struct input_options *options, const char *text)
{
    return reading_of_named(input, options, "test", text);
}

struct reading *reading_of_file(const struct input *input, const struct input_options *options, const char *path)
{
    struct reader *reader;
    struct error error = {0};
    ck_assert_msg(reader_open_file(path, &reader, &error), "%s", error.message);
    return read_all(input, options, reader);
}

void reading_free(struct reading *reading)
{
    arena_free(&reading->source_arena);
    arena_free(&reading->first_arena);
    arena_free(&reading->record_arena);
    free(reading);
}

int64_t reading_skipped(const struct reading *reading, const char *word)
{
    for (size_t i = 0; reading->skips[i].word; i++)
        if (!strcmp(reading->skips[i].word, word))
            return reading->skips[i].count;
    return 0;
}

bool reading_has_flag(const struct customs_event *event, const char *flag)
{
    for (size_t i = 0; i < event->flags.count; i++)
        if (slice_equal_text(event->flags.items[i], flag))
            return true;
    return false;
}

const char *reading_decimal(const struct decimal *decimal)
{
    static char texts[4][DECIMAL_TEXT_MAX];
    static size_t turn;
    if (!decimal)
        return "-";
    char *text = texts[turn++ % 4];
    decimal_format(*decimal, text);
    return text;
}

const char *sample_fact_if_any(const char *file, const char *fact)
{
    static char value[64];
    struct reader *reader;
    struct csv *csv;
    struct csv_record record;
    struct error error;
    value[0] = '\0';
    ck_assert(reader_open_file(sample_path("expected.csv"), &reader, &error));
    ck_assert(csv_open(reader, ',', &csv, &error));
    for (enum csv_result result; (result = csv_next(csv, &record, &error)) != CSV_END;)
        if (result == CSV_RECORD && record.count == 3 && slice_equal_text(record.fields[0], file) &&
            slice_equal_text(record.fields[1], fact))
            snprintf(value, sizeof value, "%.*s", SLICE_ARGS(record.fields[2]));
    csv_close(csv);
    reader_close(reader);
    return value[0] ? value : NULL;
}

const char *sample_fact(const char *file, const char *fact)
{
    const char *value = sample_fact_if_any(file, fact);
    ck_assert_msg(value != NULL, "expected.csv does not have %s of %s", fact, file);
    return value;
}
