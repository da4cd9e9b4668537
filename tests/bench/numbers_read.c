/*
 * The numbers of texts, for comparing with public test data and for timing.
 *
 * usage: numbers_read < FILE           for each line its numbers on one line: FROM TO LOW MID HIGH CURRENCY, tab between
 *        numbers_read --speed FILE     one JSON object: megabytes, numbers, and MB/s of processor time for memcpy, lines
 *                                      (memchr, as wc -l does) and numbers, the best of several passes
 *
 * FROM and TO are bytes; a bound not stated is "-", and so is a currency.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "consumers/capacity/numbers.h"

enum { LINE_BYTES = 1 << 16, CAPACITY = 64, PASSES = 5, FILE_BYTES_MAX = 1 << 30 };

static void print_bound(double bound)
{
    if (isnan(bound))
        fputs("\t-", stdout);
    else
        printf("\t%.15g", bound);
}

static void print_numbers(struct slice text)
{
    struct number numbers[CAPACITY];
    size_t count = numbers_find(text, numbers, CAPACITY);
    for (size_t i = 0; i < count; i++) {
        const struct number *n = &numbers[i];
        printf("%s%u\t%u", i ? "\t" : "", n->start, n->end);
        print_bound(n->low);
        print_bound(n->mid);
        print_bound(n->high);
        printf("\t%s", n->currency_code && *n->currency_code ? n->currency_code : "-");
    }
    putchar('\n');
}

static int read_lines(void)
{
    static char line[LINE_BYTES];
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = '\0';
        print_numbers(slice_of(line));
    }
    return 0;
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* What each line gets: a copy, nothing, its numbers. */
enum work { COPY, LINES, NUMBERS };

static size_t work_once(enum work work, struct slice all, char *copy)
{
    struct number numbers[CAPACITY];
    size_t count = 0;
    if (work == COPY) {
        memcpy(copy, all.data, all.size);
        __asm__ volatile("" : : "r"(copy) : "memory"); /* or the copy is left out: nobody reads it */
        return 0;
    }
    for (struct slice rest = all; rest.size;) {
        struct slice line = slice_next_part(&rest, '\n');
        count += work == NUMBERS ? numbers_find(line, numbers, CAPACITY) : 1;
    }
    return count;
}

static double best_rate(enum work work, struct slice all, char *copy, size_t *count)
{
    double best = 0;
    for (int pass = 0; pass < PASSES; pass++) {
        double start = seconds();
        *count = work_once(work, all, copy);
        double rate = (double)all.size / 1e6 / (seconds() - start);
        best = rate > best ? rate : best;
    }
    return best;
}

static char *read_file(const char *path, size_t *size)
{
    char *bytes = malloc(FILE_BYTES_MAX);
    FILE *file = bytes ? fopen(path, "r") : NULL;
    if (!file)
        return NULL;
    *size = fread(bytes, 1, FILE_BYTES_MAX, file);
    fclose(file);
    return bytes;
}

static int measure(const char *path)
{
    size_t size = 0, lines, numbers, none;
    char *bytes = read_file(path, &size), *copy = malloc(size + 1);
    if (!bytes || !copy) {
        perror(path);
        return 1;
    }
    struct slice all = {bytes, size};
    double memcpy_rate = best_rate(COPY, all, copy, &none), line_rate = best_rate(LINES, all, copy, &lines);
    double number_rate = best_rate(NUMBERS, all, copy, &numbers);
    printf("{\"megabytes\": %.1f, \"lines\": %zu, \"numbers\": %zu, \"memcpy_mb_s\": %.0f, \"lines_mb_s\": %.0f, "
           "\"numbers_mb_s\": %.0f}\n", (double)size / 1e6, lines, numbers, memcpy_rate, line_rate, number_rate);
    free(copy);
    free(bytes);
    return 0;
}

int main(int count, char **arguments)
{
    if (count == 3 && strcmp(arguments[1], "--speed") == 0)
        return measure(arguments[2]);
    if (count == 1)
        return read_lines();
    fputs("usage: numbers_read [--speed FILE]\n", stderr);
    return 64;
}
