#include "producers/report.h"

#include <string.h>

#include "lib/clock.h"
#include "lib/record_json.h"

enum { LINE_MAX_BYTES = 64 << 10, PROGRESS_EVERY_MS = 500 };

void report_begin(struct report *report, FILE *out, bool progress)
{
    *report = (struct report){.out = out, .progress = progress};
    buffer_init(&report->line, LINE_MAX_BYTES);
}

void report_end(struct report *report)
{
    buffer_free(&report->line);
}

void report_clear(struct report *report)
{
    if (report->progress_shown)
        fputs("\r\033[K", report->out);
    report->progress_shown = false;
}

static void begin_line(struct report *report, const char *source, const struct input_place *place)
{
    buffer_reset(&report->line);
    buffer_text(&report->line, "{\"source\": ");
    json_write_string(&report->line, slice_of(source)); /* what is not UTF-8 in a file's name is replaced */
    if (place->line > 0)
        buffer_format(&report->line, ", \"line\": %lld", (long long)place->line);
    else if (place->offset >= 0)
        buffer_format(&report->line, ", \"offset\": %lld", (long long)place->offset);
}

static void end_line(struct report *report)
{
    buffer_text(&report->line, "}\n");
    report_clear(report);
    fwrite(report->line.data, 1, report->line.size, report->out);
}

void report_refused(struct report *report, const char *source, const struct input_place *place,
                    const struct error *error)
{
    report->records++;
    report->refused[error->reason]++;
    begin_line(report, source, place);
    buffer_format(&report->line, ", \"reason\": \"%s\", \"detail\": ", reason_text(error->reason));
    json_write_string(&report->line, slice_of(error->message));
    end_line(report);
}

void report_skipped(struct report *report, const char *word)
{
    size_t i = 0;
    while (i < report->skipped_count && strcmp(report->skipped[i].word, word))
        i++;
    if (i == REPORT_SKIPPED_MAX)
        i--; /* more words than any input has: the last one then stands for the rest, so that sums hold */
    else if (i == report->skipped_count)
        report->skipped[report->skipped_count++].word = word;
    report->skipped[i].count++;
    report->records++;
}

void report_undelivered(struct report *report, const char *source, const struct input_place *place, const char *why)
{
    begin_line(report, source, place);
    buffer_text(&report->line, ", \"undelivered\": ");
    json_write_string(&report->line, slice_of(why));
    end_line(report);
}

int64_t report_refused_total(const struct report *report)
{
    int64_t total = 0;
    for (size_t i = 0; i < REASON_COUNT; i++)
        total += report->refused[i];
    return total;
}

void report_progress(struct report *report, const char *source)
{
    if (!report->progress)
        return;
    int64_t now_ms = clock_monotonic_ms();
    if (now_ms - report->progress_at_ms < PROGRESS_EVERY_MS)
        return;
    report->progress_at_ms = now_ms;
    report_clear(report);
    fprintf(report->out, "%lld records, %lld refused, %lld events", (long long)report->records,
            (long long)report_refused_total(report), (long long)report->events);
    if (report->publishing)
        fprintf(report->out, ", %lld of %lld acknowledged", (long long)report->acknowledged, (long long)report->sent);
    const char *slash = strrchr(source, '/');
    fprintf(report->out, "  %.40s", slash ? slash + 1 : source);
    fflush(report->out);
    report->progress_shown = true;
}

static void write_count(struct buffer *line, const char **separator, const char *name, int64_t count)
{
    buffer_format(line, "%s\"%s\": %lld", *separator, name, (long long)count);
    *separator = ", ";
}

void report_summary(struct report *report)
{
    struct buffer *line = &report->line;
    buffer_reset(line);
    buffer_format(line, "{\"summary\": {\"records\": %lld, \"accepted\": %lld, \"events\": %lld, \"scope_ends\": %lld",
                  (long long)report->records, (long long)report->accepted, (long long)report->events,
                  (long long)report->scope_ends);
    const char *separator = "";
    buffer_text(line, ", \"skipped\": {");
    for (size_t i = 0; i < report->skipped_count; i++)
        write_count(line, &separator, report->skipped[i].word, report->skipped[i].count);
    separator = "";
    buffer_text(line, "}, \"refused\": {");
    for (size_t i = 0; i < REASON_COUNT; i++)
        if (report->refused[i])
            write_count(line, &separator, reason_text((enum reason)i), report->refused[i]);
    buffer_text(line, "}");
    separator = ", ";
    if (report->publishing) {
        write_count(line, &separator, "sent", report->sent);
        write_count(line, &separator, "acknowledged", report->acknowledged);
        write_count(line, &separator, "undelivered", report->undelivered);
    }
    buffer_text(line, "}");
    end_line(report);
    fflush(report->out);
}
