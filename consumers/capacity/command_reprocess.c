/*
 * reprocess: brings what is stored to this program's catalogue and method, and says what changed and why.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "consumers/capacity/command.h"
#include "consumers/capacity/reprocess.h"
#include "lib/clock.h"

enum { CELLS_MAX = 200 }; /* printed of the catalogue's changes; all are in mart.catalogue_changes */

struct run {
    struct reprocess_part part;
    struct catalogue *catalogue;
    struct reprocess *reprocess;
};

static bool is_part(const struct run *run)
{
    return run->part.only || run->part.since.data;
}

/* ---- what changed ---- */

struct question {
    const char *sql; /* $1 to $4: old catalogue, old method, new catalogue, new method; $5: record or NULL; $6: day or NULL */
    const char *title;
    const char *heading[8];
    int column_count;
};

#define IN_PART " AND ($5::text IS NULL OR event_record = $5) AND ($6::date IS NULL OR event_date >= $6::date)"
#define CLAIM_IN_PART " AND ($5::text IS NULL OR $5 = 'news_event') AND ($6::date IS NULL OR EXISTS (SELECT" \
    " FROM event.news_event e WHERE e.event_id = c.event_id AND (e.published_at AT TIME ZONE 'UTC')::date >= $6::date))"

static const struct question questions[] = {
    {"SELECT (SELECT count(*) FROM event.capacity_estimate WHERE catalogue_version = $1 AND method_version = $2" IN_PART "),"
     " (SELECT count(*) FROM event.capacity_estimate WHERE catalogue_version = $3 AND method_version = $4" IN_PART "),"
     " (SELECT count(*) FROM event.news_claim c WHERE catalogue_version = $1 AND method_version = $2" CLAIM_IN_PART "),"
     " (SELECT count(*) FROM event.news_claim c WHERE catalogue_version = $3 AND method_version = $4" CLAIM_IN_PART ")",
     NULL, {"estimates_before", "estimates_after", "claims_before", "claims_after"}, 4},
    {"SELECT coalesce(new_product_slug, old_product_slug, '-'), count(*), count(*) FILTER (WHERE change = 'appeared'),"
     "   count(*) FILTER (WHERE change = 'vanished'),"
     "   count(*) FILTER (WHERE change = 'changed' AND (old_chips_low, old_chips_mid, old_chips_high)"
     "     IS DISTINCT FROM (new_chips_low, new_chips_mid, new_chips_high)),"
     "   count(*) FILTER (WHERE change = 'changed' AND (old_h100e_low, old_h100e_mid, old_h100e_high)"
     "     IS DISTINCT FROM (new_h100e_low, new_h100e_mid, new_h100e_high)),"
     "   count(*) FILTER (WHERE change = 'changed' AND old_control_class IS DISTINCT FROM new_control_class),"
     "   count(*) FILTER (WHERE change = 'changed' AND old_product_slug IS DISTINCT FROM new_product_slug)"
     " FROM pipeline.estimate_change WHERE old_catalogue_version = $1 AND old_method_version = $2"
     "   AND new_catalogue_version = $3 AND new_method_version = $4 AND (shown_from IS NULL"
     "     OR shown_from = (SELECT max(shown_from) FROM pipeline.version_history))" IN_PART
     " GROUP BY 1 ORDER BY 1",
     "estimates that changed, by product",
     {"product", "estimates", "appeared", "vanished", "chips", "h100e", "control_class", "product_before"}, 8},
};

static const struct question cells = {
    "SELECT table_name, row_key, column_name, coalesce(old_value, '-'), coalesce(new_value, '-')"
    " FROM pipeline.catalogue_change WHERE old_catalogue_version = $1 AND new_catalogue_version = $2"
    " ORDER BY table_name, row_key, column_name LIMIT $3::int",
    "cells of the catalogue that changed", {"table", "row", "column", "before", "after"}, 5};

static bool answer(struct run *run, const struct question *question, const struct slice *parameters, size_t count,
                   struct error *error)
{
    struct result *result;
    if (!database_query(reprocess_database(run->reprocess), question->sql, parameters, count, &result, error))
        return false;
    if (question->title)
        printf("\n%s: %s", question->title, result_rows(result) ? "\n" : "none\n");
    if (result_rows(result))
        command_print_table(result, question->heading, question->column_count);
    result_free(result);
    return true;
}

/* Why: the catalogue's cells, or the method. */
static bool print_reasons(struct run *run, const struct reprocess_versions *versions, struct error *error)
{
    struct integer_text most;
    const struct slice pair[] = {slice_of(versions->old_catalogue), slice_of(versions->new_catalogue),
                                 integer_text(&most, CELLS_MAX)};
    if (strcmp(versions->old_method, versions->new_method) != 0)
        printf("\nmethod: %s before, %s now (formulas, rules or lexicon)\n", versions->old_method, versions->new_method);
    return strcmp(versions->old_catalogue, versions->new_catalogue) == 0 || answer(run, &cells, pair, 3, error);
}

static bool print_changes(struct run *run, struct error *error)
{
    const struct reprocess_versions *versions = reprocess_versions(run->reprocess);
    const struct slice parameters[] = {
        slice_of(versions->old_catalogue), slice_of(versions->old_method), slice_of(versions->new_catalogue),
        slice_of(versions->new_method), slice_of(run->part.only ? run->part.only->name : NULL), run->part.since};
    for (size_t type = 0; type < EVENT_TYPE_COUNT; type++)
        if (!run->part.only || run->part.only == event_types[type])
            printf("%s: %" PRId64 " events\n", event_types[type]->name, reprocess_event_count(run->reprocess, type));
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
        if (!answer(run, &questions[i], parameters, 6, error))
            return false;
    return print_reasons(run, versions, error);
}

/* ---- running ---- */

static void print_progress(const struct run *run)
{
    if (!isatty(STDERR_FILENO))
        return;
    fputs("\r", stderr);
    for (size_t type = 0; type < EVENT_TYPE_COUNT; type++)
        fprintf(stderr, "%s %" PRId64 "  ", event_types[type]->name, reprocess_event_count(run->reprocess, type));
}

static bool fill(struct run *run, struct error *error)
{
    bool done = false;
    while (!done) {
        if (!reprocess_fill(run->reprocess, &done, error))
            return false;
        print_progress(run);
    }
    if (isatty(STDERR_FILENO))
        fputs("\n", stderr);
    return true;
}

static void print_versions(const struct run *run)
{
    const struct reprocess_versions *versions = reprocess_versions(run->reprocess);
    printf("from catalogue %s, method %s to catalogue %s, method %s\n", versions->old_catalogue, versions->old_method,
           versions->new_catalogue, versions->new_method);
    fflush(stdout);
}

static bool run_reprocess(struct run *run, const char *folder, struct error *error)
{
    bool needed;
    if (!catalogue_load(folder, &run->catalogue, error) ||
        !reprocess_open(run->catalogue, &run->part, &run->reprocess, error) ||
        !reprocess_begin(run->reprocess, &needed, error))
        return false;
    if (!needed)
        return puts("nothing to do: mart shows this catalogue and method") >= 0;
    print_versions(run);
    if (!fill(run, error))
        return false;
    if (!is_part(run) && (!reprocess_group(run->reprocess, error) || !reprocess_show(run->reprocess, error)))
        return false;
    puts(is_part(run) ? "computed, not shown: a reprocess without --since and --only does the rest" : "shown now");
    return print_changes(run, error) && (is_part(run) || reprocess_match(run->reprocess, error));
}

/* NULL where none is named; false if it is no such word. */
static bool read_only(const char *word, const struct record_type **only)
{
    for (size_t i = 0; word && i < EVENT_TYPE_COUNT; i++) {
        size_t size = strlen(word);
        if (strncmp(event_types[i]->name, word, size) == 0 && strcmp(event_types[i]->name + size, "_event") == 0)
            *only = event_types[i];
    }
    return !word || *only;
}

int command_reprocess(const struct settings *settings, int argument_count, char **arguments)
{
    struct run run = {.part = {.since = slice_of(settings->since)}};
    struct error error = {0};
    int32_t day;
    if (argument_count)
        return command_usage("reprocess takes no argument: \"%s\"", arguments[0]);
    if (!read_only(settings->only, &run.part.only))
        return command_usage("--only takes news or customs: \"%s\"", settings->only);
    if (settings->since && (run.part.since.size != strlen("2026-01-28") || !date_parse_iso(run.part.since, &day)))
        return command_usage("--since takes a day as 2026-01-28: \"%s\"", settings->since);
    int status = run_reprocess(&run, settings->reference_folder, &error) ? 0 : command_fail(&error);
    reprocess_close(run.reprocess);
    catalogue_free(run.catalogue);
    return command_finish(status);
}
