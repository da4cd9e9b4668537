/*
 * What the calculator's sheet holds: for goods, how many and on which way and day, every figure that follows, each with its
 * bounds, its formula in words with the numbers in it, its source, or the reason why there is none; and what the rules say.
 *
 * Pure: the formulas are those of capacity.h, equivalents.h and workload.h, the envelope over several possible products that
 * of estimate.h, so a sheet says what an estimate of the same goods says. Nothing allocated; what slices point to is the
 * catalogue's. Some thousand comparisons: for a command. Any thread.
 */
#ifndef CONSUMERS_CAPACITY_SHEET_H
#define CONSUMERS_CAPACITY_SHEET_H

#include "consumers/capacity/asked.h"
#include "consumers/capacity/rules.h"

enum { SHEET_LINES_MAX = 64, SHEET_RUNS_MAX = 64 };

struct sheet_question {
    struct slice text;       /* as asked, for showing */
    struct asked asked;
    struct slice from, to, headquarters; /* not stated: not known */
    int32_t day, today;      /* days since 1970-01-01 */
};

struct sheet_line {
    const char *group, *key, *name, *unit;
    struct interval value;   /* NAN: see reason */
    char formula[240];       /* "400,000 x 989.4 TFLOP/s" */
    char source[120];
    char reason[120];        /* why a bound or the whole is not stated; "" where all is */
};

/* A training run as a measure: a reading of scale, no forecast. */
struct sheet_run {
    const struct training_run *run;
    struct interval days, models_per_year;
};

struct sheet_law {
    struct rules_answer on_day, today;
};

struct sheet {
    struct sheet_line lines[SHEET_LINES_MAX];
    size_t line_count;
    struct sheet_run runs[SHEET_RUNS_MAX];
    size_t run_count;
    char run_formula[120];
    struct sheet_law laws[RULES_REGIME_COUNT];
    char units[240];         /* how the number of accelerators was reached */
};

void sheet_make(const struct catalogue *catalogue, const struct sheet_question *question, struct sheet *sheet);

/* The line of a key; NULL if there is none. */
const struct sheet_line *sheet_line(const struct sheet *sheet, const char *key);

#endif
