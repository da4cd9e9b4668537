#include "lib/log.h"

#include <string.h>
#include <unistd.h>

#include "lib/buffer.h"
#include "lib/clock.h"
#include "lib/record_json.h"

enum { LINE_MAX_BYTES = 64 << 10 };

static const char *const level_names[] = {"debug", "info", "warning", "error"};

static enum log_level least_level = LOG_LEVEL_INFO;
static const char *chosen_format;

void log_level_set(enum log_level least)
{
    least_level = least;
}

void log_format_set(const char *format)
{
    chosen_format = format;
}

static bool writes_json(void)
{
    return chosen_format ? strcmp(chosen_format, "json") == 0 : !isatty(STDERR_FILENO);
}

static void add_json(struct buffer *line, const char *time, enum log_level level, const char *event,
                     const struct log_field *fields)
{
    const struct log_field head[] = {
        {"time", time, 0}, {"level", level_names[level], 0}, {"event", event, 0}, {NULL, NULL, 0}};
    const struct log_field *lists[] = {head, fields};
    buffer_byte(line, '{');
    for (size_t i = 0; i < 2; i++) {
        for (const struct log_field *field = lists[i]; field && field->name; field++) {
            if (line->size > 1)
                buffer_text(line, ", ");
            json_write_string(line, slice_of(field->name));
            buffer_text(line, ": ");
            if (field->text)
                json_write_string(line, slice_of(field->text));
            else
                buffer_format(line, "%lld", (long long)field->integer);
        }
    }
    buffer_byte(line, '}');
}

/* Values that a reader could not tell from their surroundings, or a terminal would act on, are quoted. */
static bool is_plain(const char *text)
{
    for (const char *p = text; *p; p++)
        if ((unsigned char)*p <= ' ' || *p == '"' || *p == '\\' || *p == '=' || *p == 0x7F)
            return false;
    return *text && slice_is_text(slice_of(text));
}

static void add_text(struct buffer *line, const char *time, enum log_level level, const char *event,
                     const struct log_field *fields)
{
    buffer_format(line, "%s %-7s %s", time, level_names[level], event);
    for (const struct log_field *field = fields; field && field->name; field++) {
        buffer_format(line, " %s=", field->name);
        if (!field->text)
            buffer_format(line, "%lld", (long long)field->integer);
        else if (is_plain(field->text))
            buffer_text(line, field->text);
        else
            json_write_string(line, slice_of(field->text));
    }
}

/* In one call, so that lines of several processes do not mix. Nobody could be told that it failed. */
static void write_line(struct slice line)
{
    while (line.size) {
        ssize_t written = write(STDERR_FILENO, line.data, line.size);
        if (written <= 0)
            return;
        line = slice_cut(line, (size_t)written, line.size);
    }
}

void log_event(enum log_level level, const char *event, const struct log_field *fields)
{
    if (level < least_level)
        return;
    char time[CLOCK_TEXT_MAX];
    time_format_rfc3339(clock_now_ms(), time);
    struct buffer line;
    buffer_init(&line, LINE_MAX_BYTES);
    (writes_json() ? add_json : add_text)(&line, time, level, event, fields);
    if (line.full) { /* an event without its fields is better than half a line */
        buffer_reset(&line);
        (writes_json() ? add_json : add_text)(&line, time, level, event, NULL);
    }
    buffer_byte(&line, '\n');
    write_line(buffer_view(&line));
    buffer_free(&line);
}

void log_error(enum log_level level, const char *event, const struct error *error)
{
    const struct log_field fields[] = {
        {"error", error->message, 0},
        {error->reason == REASON_NONE ? NULL : "reason", reason_text(error->reason), 0},
        {NULL, NULL, 0},
    };
    log_event(level, event, fields);
}
