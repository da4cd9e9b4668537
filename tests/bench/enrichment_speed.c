/*
 * How fast events are enriched, in events a second of one thread.
 *
 * usage: enrichment_speed REFERENCE_FOLDER < EVENTS
 *
 * EVENTS are lines as --print writes them. All are read first; then each is enriched as the consumer does it, into an
 * arena that is emptied after every batch. Prints one JSON object: events, median bytes of a description, estimates,
 * and events a second, the median of several passes. Time is what passes, as for the sink that it is compared with.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "consumers/capacity/enrichment.h"
#include "lib/record_json.h"
#include "schemas/customs_event.h"

enum { EVENTS_MAX = 1 << 20, BATCH_EVENTS = 10000, BATCH_BYTES = 64 << 20, PASSES = 9 };
static const size_t events_bytes_max = (size_t)1 << 30;

struct bench {
    struct catalogue *catalogue;
    struct arena memory, batch; /* the events themselves; what comes of one batch of them */
    struct customs_event *events;
    size_t count, estimate_count;
};

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static bool read_events(struct bench *bench, struct error *error)
{
    char *line = NULL;
    size_t capacity = 0;
    ssize_t size;
    bool ok = true;
    while (ok && (size = getline(&line, &capacity, stdin)) > 0 && bench->count < EVENTS_MAX) {
        struct slice text = {line, (size_t)size};
        ok = record_json_type(text, error) == &customs_event_type &&
             record_json_read(&customs_event_type, text, &bench->memory, &bench->events[bench->count++], error);
    }
    free(line);
    return ok && (bench->count > 0 || error_stop(error, EXIT_NO_INPUT, "no events"));
}

static bool enrich_all(struct bench *bench, struct error *error)
{
    const struct enrichment *enrichment = enrichment_for(&customs_event_type);
    struct enriched enriched;
    bench->estimate_count = 0;
    for (size_t i = 0; i < bench->count; i++) {
        if (i % BATCH_EVENTS == 0)
            arena_reset(&bench->batch);
        if (!enrichment->run(bench->catalogue, &bench->events[i], &bench->batch, &enriched, error))
            return false;
        bench->estimate_count += enriched.estimate_count;
    }
    return true;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, size_t count)
{
    qsort(values, count, sizeof *values, compare);
    return values[count / 2];
}

static bool run(struct bench *bench, struct error *error)
{
    double taken[PASSES], *sizes = malloc(bench->count * sizeof *sizes);
    bool ok = sizes || error_stop(error, EXIT_FAILURE, "no memory");
    for (size_t i = 0; ok && i < bench->count; i++)
        sizes[i] = (double)bench->events[i].description_raw.size;
    for (size_t i = 0; ok && i < PASSES; i++) {
        double start = seconds();
        ok = enrich_all(bench, error);
        taken[i] = seconds() - start;
    }
    if (ok)
        printf("{\"events\": %zu, \"median_bytes\": %.0f, \"estimates\": %zu, \"events_s\": %.0f}\n", bench->count,
               median(sizes, bench->count), bench->estimate_count, (double)bench->count / median(taken, PASSES));
    free(sizes);
    return ok;
}

int main(int count, char **arguments)
{
    struct bench bench = {.events = malloc(EVENTS_MAX * sizeof *bench.events)};
    struct error error = {0};
    bool ok = bench.events &&
              (count == 2 || error_stop(&error, EXIT_USAGE, "usage: enrichment_speed REFERENCE_FOLDER")) &&
              catalogue_load(arguments[1], &bench.catalogue, &error) &&
              arena_init(&bench.memory, events_bytes_max, &error) && arena_init(&bench.batch, BATCH_BYTES, &error) &&
              read_events(&bench, &error) && run(&bench, &error);
    if (!ok)
        fprintf(stderr, "enrichment_speed: %s\n", error.message);
    arena_free(&bench.batch);
    arena_free(&bench.memory);
    catalogue_free(bench.catalogue);
    free(bench.events);
    return ok ? 0 : 1;
}
