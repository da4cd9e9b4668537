#include "consumers/capacity/catalogue_check.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "consumers/capacity/catalogue_checks.h"
#include "consumers/capacity/folder.h"
#include "consumers/capacity/table_row.h"

/* ---- findings ---- */

/* A catalogue may come from anywhere, and what is found goes to a terminal: U+0080 to U+009F steer it as well. */
static void hide_controls(char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7F)
            *text = '?';
        else if ((unsigned char)text[0] == 0xC2 && (unsigned char)text[1] >= 0x80 && (unsigned char)text[1] < 0xA0)
            text[0] = text[1] = '?';
}

__attribute__((format(printf, 5, 0)))
static void tell(struct check *check, const char *file, size_t line, enum severity severity, const char *format,
                 va_list arguments)
{
    struct catalogue_findings *findings = check->findings;
    ++*(severity == SEVERITY_ERROR ? &findings->errors : &findings->warnings);
    if (findings->count == CATALOGUE_FINDINGS_MAX)
        return;
    struct catalogue_finding *finding = &findings->items[findings->count++];
    *finding = (struct catalogue_finding){.line = line, .is_error = severity == SEVERITY_ERROR};
    snprintf(finding->file, sizeof finding->file, "%s", file);
    vsnprintf(finding->what, sizeof finding->what, format, arguments);
    hide_controls(finding->what);
    hide_controls(finding->file);
}

void check_tell_line(struct check *check, const char *file, size_t line, enum severity severity, const char *format,
                     ...)
{
    va_list arguments;
    va_start(arguments, format);
    tell(check, file, line, severity, format, arguments);
    va_end(arguments);
}

void check_tell(struct check *check, enum catalogue_file file, size_t row, enum severity severity, const char *format,
                ...)
{
    va_list arguments;
    va_start(arguments, format);
    tell(check, catalogue_file_name(file), table_csv_line(&check->tables[file], row), severity, format, arguments);
    va_end(arguments);
}

void check_tell_error(struct check *check, const char *file, const struct error *error)
{
    static const char marker[] = " line ";
    const char *message = error->message;
    size_t line = 1, length = strlen(check->folder);
    char name[sizeof check->findings->items->file] = "";
    if (strncmp(message, check->folder, length) == 0 && message[length] == '/')
        message += length + 1;
    const char *place = strstr(message, marker);
    if (place && (size_t)(place - message) < sizeof name) {
        char *end;
        memcpy(name, message, (size_t)(place - message));
        line = strtoul(place + sizeof marker - 1, &end, 10);
        message = *end == ':' ? end + 2 : message;
    }
    check_tell_line(check, *name ? name : file, line, SEVERITY_ERROR, "%s", message);
}

static int compare_findings(const void *a, const void *b)
{
    const struct catalogue_finding *x = a, *y = b;
    int order = strcmp(x->file, y->file);
    if (!order)
        order = (x->line > y->line) - (x->line < y->line);
    return order ? order : strcmp(x->what, y->what);
}

/* ---- cells ---- */

struct slice check_text(const struct check *check, enum catalogue_file file, size_t row, const char *column)
{
    const struct table_csv *table = &check->tables[file];
    for (size_t i = 0; i < table->columns; i++)
        if (slice_equal_text(table->cells[i], column))
            return table_csv_cell(table, row, i);
    return SLICE_LITERAL("");
}

/* A cell as loading reads it; what is wrong with it is told by check_columns. */
static struct table_row row_of(const struct check *check, enum catalogue_file file, size_t row, struct error *error)
{
    return (struct table_row){&check->tables[file], row, true, error};
}

double check_number(const struct check *check, enum catalogue_file file, size_t row, const char *column)
{
    struct error error;
    struct table_row cells = row_of(check, file, row, &error);
    double number = table_row_number(&cells, column);
    return cells.ok ? number : (double)NAN;
}

int32_t check_day(const struct check *check, enum catalogue_file file, size_t row, const char *column)
{
    struct error error;
    struct table_row cells = row_of(check, file, row, &error);
    int32_t day = table_row_date(&cells, column);
    return cells.ok ? day : INT32_MIN;
}

double check_half_unit(struct slice printed)
{
    static const double noise = 1e-9;
    double unit = 1;
    bool behind_point = false;
    for (size_t i = 0; i < printed.size; i++) {
        if (behind_point)
            unit /= 10;
        behind_point = behind_point || printed.data[i] == '.';
    }
    return unit / 2 * (1 + noise) + noise;
}

/* ---- files ---- */

static bool is_file_of_catalogue(const char *name)
{
    for (int file = 0; file < FILE_COUNT; file++)
        if (strcmp(catalogue_file_name((enum catalogue_file)file), name) == 0)
            return true;
    return false;
}

/* setup loads every CSV file of the folder into a table of its name. */
static void tell_strange_files(struct check *check)
{
    struct folder folder;
    struct error error = {0};
    if (!folder_open(check->folder, NULL, ".csv", &folder, &error)) {
        check_tell_error(check, ".", &error);
        return;
    }
    for (size_t i = 0; i < folder.count; i++)
        if (!is_file_of_catalogue(folder.names[i]))
            check_tell_line(check, folder.names[i], 1, SEVERITY_ERROR,
                            "no file of the catalogue; setup has no table for it");
    folder_close(&folder);
}

static void read_files(struct check *check)
{
    for (int file = 0; file < FILE_COUNT; file++) {
        struct error error = {0};
        const char *name = catalogue_file_name((enum catalogue_file)file);
        struct table_csv *table = &check->tables[file];
        if (!table_csv_load(check->folder, name, table, &error)) {
            check_tell_error(check, name, &error);
            continue;
        }
        check->findings->files++;
        if (table->rows > CATALOGUE_CHECK_ROWS_MAX) {
            check_tell_line(check, name, 1, SEVERITY_ERROR, "%zu rows; more than %d are not checked", table->rows,
                            CATALOGUE_CHECK_ROWS_MAX);
            table_csv_free(table);
        }
    }
}

/* What loading refuses and no part has told: the lexicon, and whatever else stops it. */
static void load(struct check *check)
{
    struct error error = {0};
    bool loaded = catalogue_load(check->folder, &check->catalogue, &error);
    if (!loaded && (check->findings->errors == 0 || strstr(error.message, "/lexicon")))
        check_tell_error(check, ".", &error);
}

static void run(struct check *check)
{
    static void (*const parts[])(struct check *) = {
        check_columns,  check_keys,    check_references, check_names, check_parts,
        check_families, check_figures, check_rules,      check_prices,
    };
    tell_strange_files(check);
    read_files(check);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        parts[i](check);
    load(check);
    if (check->catalogue)
        check_windows(check);
    catalogue_free(check->catalogue);
    qsort(check->findings->items, check->findings->count, sizeof *check->findings->items, compare_findings);
    for (size_t i = 0; i < FILE_COUNT; i++)
        table_csv_free(&check->tables[i]);
}

bool catalogue_check(const char *folder, struct catalogue_findings *findings, struct error *error)
{
    struct stat status;
    *findings = (struct catalogue_findings){0};
    if (stat(folder, &status) != 0)
        return error_stop(error, EXIT_NO_INPUT, "%s: %s", folder, strerror(errno));
    if (!S_ISDIR(status.st_mode))
        return error_stop(error, EXIT_NO_INPUT, "%s is no folder", folder);
    struct check *check = calloc(1, sizeof *check);
    findings->items = calloc(CATALOGUE_FINDINGS_MAX, sizeof *findings->items);
    bool ok = (check && findings->items) || error_stop(error, EXIT_CONFIG, "no memory for the findings");
    if (ok) {
        check->folder = folder;
        check->findings = findings;
        run(check);
    }
    free(check);
    return ok;
}

void catalogue_findings_free(struct catalogue_findings *findings)
{
    free(findings->items);
    *findings = (struct catalogue_findings){0};
}
