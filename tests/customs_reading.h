/*
 * Reads a whole source through an input as the producer's loop does, and keeps what tests ask about: counts by result,
 * the first refusal, sums, and the texts of events as one line each.
 */
#ifndef TESTS_CUSTOMS_READING_H
#define TESTS_CUSTOMS_READING_H

#include "producers/input.h"
#include "schemas/customs_event.h"
#include "tests/samples.h"

enum { READING_EVENTS_MAX = 16384, READING_KEPT_MAX = 32, READING_WORDS_MAX = 16 };

struct reading {
    int64_t records, events, scope_ends, refused;
    int64_t breakdowns, other_skipped;
    const char *skipped;      /* the word of the last one skipped */
    struct {
        const char *word;
        int64_t count;
    } skips[READING_WORDS_MAX]; /* by word */
    struct error error;       /* of the first refusal, or of open */
    int64_t error_line;
    bool failed;              /* the source could not be read on, or not be opened */
    struct decimal value_sum; /* scale 4 */
    struct decimal net_sum;   /* scale 6 */
    struct decimal qty_sum;   /* scale 6 */
    struct uuid ids[READING_EVENTS_MAX];
    uint8_t hashes[READING_EVENTS_MAX][16];
    struct customs_event first; /* lives until reading_free */
    struct customs_event kept[READING_KEPT_MAX]; /* the first events and scope ends in their order; live as long */
    size_t kept_count;
    struct arena source_arena, first_arena, record_arena;
};

/* Options as the tests use them: observed on 2026-01-02. */
struct input_options reading_options(void);

/* NULL options: reading_options(). Fails the test only if memory is out. */
struct reading *reading_of_text(const struct input *input, const struct input_options *options, const char *text);
/* The same of a source that is called so. */
struct reading *reading_of_named(const struct input *input, const struct input_options *options, const char *name,
                                 const char *text);
struct reading *reading_of_file(const struct input *input, const struct input_options *options, const char *path);
void reading_free(struct reading *reading);

int64_t reading_skipped(const struct reading *reading, const char *word);
bool reading_has_flag(const struct customs_event *event, const char *flag);
/* "12.5000", or "-" where it is not stated. One of four texts that are used in turn. */
const char *reading_decimal(const struct decimal *decimal);

/* A fact of the samples' expected.csv; the test fails if it is not there. Valid until the next call. */
const char *sample_fact(const char *file, const char *fact);
const char *sample_fact_if_any(const char *file, const char *fact); /* NULL if it is not there */

#endif
