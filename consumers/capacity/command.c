#include "consumers/capacity/command.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/database.h"

enum { COLUMNS_MAX = 16 };

int command_fail(const struct error *error)
{
    fprintf(stderr, "%s: %s\n", settings_program.name, error->message);
    return error->exit_status;
}

int64_t command_summary(const struct command_counts *counts)
{
    int64_t dead = 0;
    for (int reason = 0; reason < REASON_COUNT; reason++)
        dead += counts->dead[reason];
    fprintf(stderr, "{\"summary\": {\"messages\": %" PRId64 ", \"applied\": %" PRId64 ", \"duplicate\": %" PRId64 ", "
            "\"superseded\": %" PRId64 ", \"dead\": %" PRId64 ", \"refused\": {",
            counts->applied + counts->duplicate + counts->superseded + dead, counts->applied, counts->duplicate,
            counts->superseded, dead);
    const char *separator = "";
    for (int reason = 0; reason < REASON_COUNT; reason++) {
        if (!counts->dead[reason])
            continue;
        fprintf(stderr, "%s\"%s\": %" PRId64, separator, reason_text((enum reason)reason), counts->dead[reason]);
        separator = ", ";
    }
    fputs("}}}\n", stderr);
    return dead;
}

int command_usage(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s: ", settings_program.name);
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "; see %s --help\n", settings_program.name);
    va_end(arguments);
    return EXIT_USAGE;
}

bool command_number(const char *text, int64_t most, int64_t *number)
{
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (end == text || *end || errno || value < 0 || value > most || text[0] < '0' || text[0] > '9')
        return false;
    *number = value;
    return true;
}

static struct slice cell(const struct result *result, size_t row, int column)
{
    struct slice value = result_value(result, row, column);
    return value.data ? value : SLICE_LITERAL("-");
}

/* The last column is not padded: it may be long. */
void command_print_table(const struct result *result, const char *const *heading, int column_count)
{
    int widths[COLUMNS_MAX] = {0};
    int padded = column_count - 1 < COLUMNS_MAX ? column_count - 1 : COLUMNS_MAX;
    for (int column = 0; column < padded; column++) {
        widths[column] = (int)strlen(heading[column]);
        for (size_t row = 0; row < result_rows(result); row++)
            if ((int)cell(result, row, column).size > widths[column])
                widths[column] = (int)cell(result, row, column).size;
        printf("%-*s  ", widths[column], heading[column]);
    }
    puts(heading[column_count - 1]);
    for (size_t row = 0; row < result_rows(result); row++) {
        for (int column = 0; column < padded; column++) {
            struct slice value = cell(result, row, column);
            printf("%-*.*s  ", widths[column], SLICE_ARGS(value));
        }
        printf("%.*s\n", SLICE_ARGS(cell(result, row, column_count - 1)));
    }
}

int command_finish(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    fprintf(stderr, "%s: standard output: %s\n", settings_program.name, strerror(errno));
    return EXIT_IO;
}
