#include "consumers/capacity/table_csv.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool read_file(struct table_csv *table, struct error *error)
{
    struct stat status;
    bool found = stat(table->path, &status) == 0;
    if (found && !S_ISREG(status.st_mode)) /* a pipe would be waited for */
        return error_stop(error, EXIT_CONFIG, "cannot read %s: it is no regular file", table->path);
    FILE *file = found ? fopen(table->path, "rb") : NULL;
    if (!file)
        return error_stop(error, EXIT_CONFIG, "cannot read %s: %s", table->path, strerror(errno));
    table->text = malloc(TABLE_CSV_SIZE_MAX + 1);
    size_t size = table->text ? fread(table->text, 1, TABLE_CSV_SIZE_MAX + 1, file) : 0;
    bool failed = !table->text || ferror(file);
    fclose(file);
    if (failed)
        return error_stop(error, EXIT_CONFIG, "cannot read %s", table->path);
    if (size > TABLE_CSV_SIZE_MAX)
        return error_stop(error, EXIT_CONFIG, "%s is larger than %d bytes", table->path, TABLE_CSV_SIZE_MAX);
    table->text_size = size;
    identity_hash_bytes((struct slice){table->text, size}, table->content_hash);
    char *exact = realloc(table->text, size + 1);
    if (exact)
        table->text = exact;
    return true;
}

/* A file being read. */
struct reading {
    struct table_csv *table;
    size_t position, line; /* bytes and lines that are behind */
    bool ends_line;        /* the cell read last was the last of its line */
};

/* Cuts one cell off, unquoting it in place. */
static bool read_cell(struct reading *reading, struct slice *cell)
{
    char *text = reading->table->text;
    size_t size = reading->table->text_size, from = reading->position, to = from;
    cell->data = text + from;
    if (from < size && text[from] == '"') {
        size_t write = from;
        for (from++; from < size && (text[from] != '"' || (from + 1 < size && text[from + 1] == '"')); from++) {
            reading->line += text[from] == '\n';
            text[write++] = text[from];
            from += text[from] == '"';
        }
        if (from >= size)
            return false;
        cell->size = write - reading->position;
        to = from + 1;
    } else {
        while (to < size && text[to] != ',' && text[to] != '\n' && text[to] != '\r')
            to++;
        cell->size = to - from;
    }
    if (to < size && text[to] == '\r')
        to++;
    reading->ends_line = to >= size || text[to] == '\n';
    reading->position = to + 1;
    bool ends_well = to >= size || text[to] == ',' || text[to] == '\n';
    text[cell->data + cell->size - text] = '\0';
    return ends_well;
}

static bool keep_row(struct table_csv *table, const struct slice *cells, size_t count, size_t line)
{
    size_t kept = table->rows + 1;
    struct slice *grown = realloc(table->cells, kept * count * sizeof *grown);
    if (grown)
        table->cells = grown;
    size_t *lines = grown ? realloc(table->lines, kept * sizeof *lines) : NULL;
    if (!lines)
        return false;
    table->lines = lines;
    memcpy(grown + table->rows * count, cells, count * sizeof *cells);
    lines[table->rows++] = line;
    return true;
}

static bool read_line(struct reading *reading, struct error *error)
{
    struct table_csv *table = reading->table;
    struct slice cells[TABLE_CSV_COLUMNS_MAX];
    size_t count = 0, line = reading->line + 1;
    reading->ends_line = false;
    while (!reading->ends_line) {
        if (count == TABLE_CSV_COLUMNS_MAX || !read_cell(reading, &cells[count++]))
            return error_stop(error, EXIT_CONFIG, "%s line %zu: not a line of CSV", table->path, line);
    }
    reading->line++;
    if (table->rows == 0)
        table->columns = count;
    if (count != table->columns)
        return error_stop(error, EXIT_CONFIG, "%s line %zu: %zu cells, the header has %zu", table->path, line, count,
                          table->columns);
    return keep_row(table, cells, count, line) || error_stop(error, EXIT_CONFIG, "no memory for %s", table->path);
}

/* Goes behind comments and empty lines. */
static void skip_comments(struct reading *reading)
{
    const char *text = reading->table->text;
    size_t size = reading->table->text_size, i = reading->position;
    while (i < size && (text[i] == '#' || text[i] == '\n' || text[i] == '\r')) {
        const char *end = memchr(text + i, '\n', size - i);
        i = end ? (size_t)(end - text) + 1 : size;
        reading->line++;
    }
    reading->position = i;
}

static bool read_rows(struct table_csv *table, bool comments, struct error *error)
{
    struct reading reading = {.table = table};
    for (;;) {
        if (comments)
            skip_comments(&reading);
        if (reading.position >= table->text_size)
            break;
        if (!read_line(&reading, error))
            return false;
    }
    if (table->rows < 2)
        return error_stop(error, EXIT_CONFIG, "%s has no data", table->path);
    table->rows--; /* the header */
    return true;
}

static bool load(const char *folder, const char *name, bool comments, struct table_csv *table, struct error *error)
{
    *table = (struct table_csv){0};
    size_t length = strlen(folder) + strlen(name) + 2;
    table->path = malloc(length);
    if (!table->path)
        return error_stop(error, EXIT_CONFIG, "no memory for %s", name);
    snprintf(table->path, length, "%s/%s", folder, name);
    bool ok = read_file(table, error) && read_rows(table, comments, error);
    if (!ok)
        table_csv_free(table);
    return ok;
}

bool table_csv_load(const char *folder, const char *name, struct table_csv *table, struct error *error)
{
    return load(folder, name, false, table, error);
}

bool table_csv_load_commented(const char *folder, const char *name, struct table_csv *table, struct error *error)
{
    return load(folder, name, true, table, error);
}

void table_csv_free(struct table_csv *table)
{
    free(table->path);
    free(table->text);
    free(table->cells);
    free(table->lines);
    *table = (struct table_csv){0};
}

bool table_csv_column(const struct table_csv *table, const char *name, size_t *column, struct error *error)
{
    for (*column = 0; *column < table->columns; ++*column)
        if (slice_equal_text(table->cells[*column], name))
            return true;
    return error_stop(error, EXIT_CONFIG, "%s has no column %s", table->path, name);
}

size_t table_csv_line(const struct table_csv *table, size_t row)
{
    return table->lines[row + 1];
}

struct slice table_csv_cell(const struct table_csv *table, size_t row, size_t column)
{
    return table->cells[(row + 1) * table->columns + column];
}

bool table_csv_number(const struct table_csv *table, size_t row, size_t column, double *number, struct error *error)
{
    struct slice cell = table_csv_cell(table, row, column);
    char text[32];
    *number = NAN;
    if (cell.size == 0)
        return true;
    char *end = text;
    if (cell.size < sizeof text) {
        memcpy(text, cell.data, cell.size);
        text[cell.size] = '\0';
        *number = strtod(text, &end);
    }
    if (end == text || *end || !isfinite(*number))
        return error_stop(error, EXIT_CONFIG, "%s line %zu: %.*s is not a number", table->path,
                          table_csv_line(table, row), SLICE_ARGS(cell));
    return true;
}
