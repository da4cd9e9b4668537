/*
 * What a producer would make of a source, told to a person before anything is sent (--explain-columns,
 * --check-profile): the format chosen and what else it might be, the columns and the fields they go to, the first
 * events, what was skipped or refused.
 *
 * Costs: reads up to the first event, or the whole source; memory as for reading it. Nothing leaves the process but the
 * text. Texts of the source are written without control characters. Threads: one.
 */
#ifndef PRODUCERS_EXPLAIN_H
#define PRODUCERS_EXPLAIN_H

#include <stdio.h>

#include "producers/input.h"

/* How often each of a few words was met; further words are not counted. All zeros are an empty one. */
enum { TALLY_WORDS_MAX = 48, TALLY_WORD_MAX = 48 /* bytes, with a NUL; longer ones are cut */ };

struct tally {
    struct {
        char word[TALLY_WORD_MAX];
        int64_t count;
    } items[TALLY_WORDS_MAX];
    size_t count;
};

void tally_add(struct tally *tally, struct slice word);

struct explanation {
    const struct input *const *inputs; /* the producer's table, ends with NULL */
    const struct input *input;         /* the chosen one */
    const struct input_options *options;
    bool whole;                        /* read all of it, not only up to the first event */
    struct arena *source_arena, *record_arena;
    FILE *out;
};

/* Tells of one source. True: nothing was refused. False with *error, which says why the source is of no use, or is left
 * without a kind where only records were refused: they are told. */
bool explain_source(const struct explanation *explanation, struct reader *reader, struct error *error);

/* For an input's own part: one line "name  text", words with their counts, a line "column -> field" (NULL:
 * "ignored"). */
void explain_fact(FILE *out, const char *name, const char *format, ...) __attribute__((format(printf, 3, 4)));
void explain_tally(FILE *out, const char *name, const struct tally *tally); /* nothing if it is empty */
void explain_column(FILE *out, struct slice column, const char *field);

#endif
