#include "consumers/capacity/table_csv.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool read_file(struct table_csv *table, struct error *error)
{
    FILE *file = fopen(table->path, "rb");
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

/* Cuts one cell off at *position, unquoting it in place; *ends_line tells whether it was the last of its line. */
static bool read_cell(struct table_csv *table, size_t *position, struct slice *cell, bool *ends_line)
{
    char *text = table->text;
    size_t size = table->text_size, from = *position, to = from;
    cell->data = text + from;
    if (from < size && text[from] == '"') {
        size_t write = from;
        for (from++; from < size && (text[from] != '"' || (from + 1 < size && text[from + 1] == '"')); from++) {
            text[write++] = text[from];
            from += text[from] == '"';
        }
        if (from >= size)
            return false;
        cell->size = write - *position;
        to = from + 1;
    } else {
        while (to < size && text[to] != ',' && text[to] != '\n' && text[to] != '\r')
            to++;
        cell->size = to - from;
    }
    if (to < size && text[to] == '\r')
        to++;
    *ends_line = to >= size || text[to] == '\n';
    *position = to + 1;
    return to >= size || text[to] == ',' || text[to] == '\n';
}

static bool read_line(struct table_csv *table, size_t *position, size_t line, struct error *error)
{
    struct slice cells[TABLE_CSV_COLUMNS_MAX];
    size_t count = 0;
    bool ends_line = false;
    while (!ends_line) {
        if (count == TABLE_CSV_COLUMNS_MAX || !read_cell(table, position, &cells[count++], &ends_line))
            return error_stop(error, EXIT_CONFIG, "%s line %zu: not a line of CSV", table->path, line);
    }
    if (line == 1)
        table->columns = count;
    if (count != table->columns)
        return error_stop(error, EXIT_CONFIG, "%s line %zu: %zu cells, the header has %zu", table->path, line, count,
                          table->columns);
    struct slice *grown = realloc(table->cells, line * count * sizeof *grown);
    if (!grown)
        return error_stop(error, EXIT_CONFIG, "no memory for %s", table->path);
    table->cells = grown;
    memcpy(grown + (line - 1) * count, cells, count * sizeof *cells);
    return true;
}

bool table_csv_load(const char *folder, const char *name, struct table_csv *table, struct error *error)
{
    *table = (struct table_csv){0};
    size_t length = strlen(folder) + strlen(name) + 2;
    table->path = malloc(length);
    if (!table->path)
        return error_stop(error, EXIT_CONFIG, "no memory for %s", name);
    snprintf(table->path, length, "%s/%s", folder, name);
    bool ok = read_file(table, error);
    size_t line = 0;
    for (size_t position = 0; ok && position < table->text_size;)
        ok = read_line(table, &position, ++line, error);
    if (ok && line < 2)
        ok = error_stop(error, EXIT_CONFIG, "%s has no data", table->path);
    table->rows = line ? line - 1 : 0;
    if (!ok)
        table_csv_free(table);
    return ok;
}

void table_csv_free(struct table_csv *table)
{
    free(table->path);
    free(table->text);
    free(table->cells);
    *table = (struct table_csv){0};
}

bool table_csv_column(const struct table_csv *table, const char *name, size_t *column, struct error *error)
{
    for (*column = 0; *column < table->columns; ++*column)
        if (slice_equal_text(table->cells[*column], name))
            return true;
    return error_stop(error, EXIT_CONFIG, "%s has no column %s", table->path, name);
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
        return error_stop(error, EXIT_CONFIG, "%s line %zu: %.*s is not a number", table->path, row + 2,
                          SLICE_ARGS(cell));
    return true;
}
