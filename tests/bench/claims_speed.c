/*
 * How fast claims are found in texts, and fingerprints made of them, beside copying the same bytes and counting their lines
 * in the same run.
 *
 * usage: claims_speed REFERENCE_FOLDER FILE...
 *
 * Each line of a file is a text. Prints one JSON object a file: megabytes, texts, claims, and the best of several passes in
 * MB/s of processor time for memcpy, lines (memchr, as wc -l does), claims and fingerprints; last the most memory that the
 * program held, with two copies of the file, and by how much claims and fingerprints raised it, in kB.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "consumers/capacity/claims.h"
#include "consumers/capacity/fingerprint.h"
#include "lib/buffer.h"

enum { TEXTS_MAX = 1 << 20, CLAIMS_MAX = 64, PASSES = 5, FILE_BYTES_MAX = 1 << 30 };

struct bench {
    struct catalogue *catalogue;
    struct arena arena;
    struct slice all;
    struct slice *texts;
    size_t text_count, claim_count;
    char *copy;
};

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void copy_all(struct bench *bench)
{
    memcpy(bench->copy, bench->all.data, bench->all.size);
    __asm__ volatile("" : : "r"(bench->copy) : "memory"); /* or the copy is left out: nobody reads it */
}

static void count_lines(struct bench *bench)
{
    struct slice rest = bench->all;
    bench->text_count = 0;
    while (rest.size && bench->text_count < TEXTS_MAX)
        bench->texts[bench->text_count++] = slice_next_part(&rest, '\n');
}

static void find_claims(struct bench *bench)
{
    static struct claim claims[CLAIMS_MAX];
    bench->claim_count = 0;
    for (size_t i = 0; i < bench->text_count; i++) {
        const struct claims_text text = {.title = SLICE_LITERAL(""), .body = bench->texts[i]};
        size_t count;
        if (!claims_find(bench->catalogue, &text, &bench->arena, claims, CLAIMS_MAX, &count))
            abort();
        bench->claim_count += count;
    }
}

static void make_fingerprints(struct bench *bench)
{
    int64_t all = 0;
    for (size_t i = 0; i < bench->text_count; i++) {
        struct fingerprint fingerprint;
        fingerprint_make(SLICE_LITERAL(""), bench->texts[i], &fingerprint);
        all ^= fingerprint.text_hash;
    }
    __asm__ volatile("" : : "r"(all));
}

static double best_rate(struct bench *bench, void (*pass)(struct bench *))
{
    double best = 1e9;
    for (int i = 0; i < PASSES; i++) {
        double start = seconds();
        pass(bench);
        double taken = seconds() - start;
        best = taken < best ? taken : best;
    }
    return (double)bench->all.size / 1e6 / best;
}

static bool read_file(const char *path, struct buffer *text)
{
    char part[65536];
    size_t size;
    FILE *file = fopen(path, "rb");
    while (file && (size = fread(part, 1, sizeof part, file)) > 0)
        buffer_slice(text, (struct slice){part, size});
    if (file)
        fclose(file);
    return file && !text->full && text->size > 0;
}

static long memory_kb(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static bool run(struct bench *bench, const char *path, struct error *error)
{
    struct buffer text;
    buffer_init(&text, FILE_BYTES_MAX);
    bool ok = read_file(path, &text) || error_stop(error, EXIT_NO_INPUT, "cannot read %s", path);
    bench->all = buffer_view(&text);
    bench->copy = malloc(text.size + 1);
    if (ok && bench->copy) {
        double copy = best_rate(bench, copy_all), lines = best_rate(bench, count_lines);
        long before_kb = memory_kb();
        double claims = best_rate(bench, find_claims), fingerprints = best_rate(bench, make_fingerprints);
        printf("{\"file\": \"%s\", \"megabytes\": %.1f, \"texts\": %zu, \"claims\": %zu, \"memcpy_mb_s\": %.0f, "
               "\"lines_mb_s\": %.0f, \"claims_mb_s\": %.1f, \"fingerprints_mb_s\": %.1f, "
               "\"memory_kb\": %ld, \"memory_raised_kb\": %ld}\n",
               path, (double)text.size / 1e6, bench->text_count, bench->claim_count, copy, lines, claims,
               fingerprints, memory_kb(), memory_kb() - before_kb);
    }
    free(bench->copy);
    buffer_free(&text);
    return ok;
}

int main(int count, char **arguments)
{
    struct bench bench = {.texts = malloc(TEXTS_MAX * sizeof(struct slice))};
    struct error error = {0};
    bool ok = count > 2 && bench.texts && catalogue_load(arguments[1], &bench.catalogue, &error) &&
              arena_init(&bench.arena, 8 << 20, &error);
    for (int i = 2; ok && i < count; i++)
        ok = run(&bench, arguments[i], &error);
    if (!ok)
        fprintf(stderr, "claims_speed: %s\n", count > 2 ? error.message : "usage: claims_speed REFERENCE_FOLDER FILE...");
    arena_free(&bench.arena);
    catalogue_free(bench.catalogue);
    free(bench.texts);
    return ok ? 0 : 1;
}
