#include "consumers/capacity/reference.h"

#include <stdio.h>
#include <string.h>

enum { STATEMENT_BYTES_MAX = 8192 };

/* Names go into statements, so they are those that need no quotes. */
static bool is_name(struct slice name)
{
    for (size_t i = 0; i < name.size; i++) {
        char c = name.data[i];
        if (!((c >= 'a' && c <= 'z') || c == '_' || (i > 0 && c >= '0' && c <= '9')))
            return false;
    }
    return name.size > 0 && name.size < 64;
}

/* "COPY reference.NAME (columns of the header) FROM STDIN (FORMAT csv, HEADER)". */
static bool write_statement(const struct folder *folder, const char *file, struct slice table, struct slice text,
                            struct buffer *statement, struct error *error)
{
    struct slice rest = slice_next_part(&text, '\n');
    const char *separator = " (";
    buffer_text(statement, "COPY reference.");
    buffer_slice(statement, table);
    while (rest.data) {
        struct slice column = slice_trim(slice_next_part(&rest, ','));
        if (!is_name(column))
            return error_stop(error, EXIT_CONFIG, "%s/%s: \"%.*s\" is no name of a column", folder->path, file,
                              SLICE_ARGS(column));
        buffer_text(statement, separator);
        buffer_slice(statement, column);
        separator = ", ";
    }
    buffer_text(statement, ") FROM STDIN (FORMAT csv, HEADER)");
    buffer_byte(statement, '\0');
    return !statement->full || error_stop(error, EXIT_CONFIG, "%s/%s: the header is too long", folder->path, file);
}

static bool has_version(struct database *database, struct slice table, const char *version, bool *has,
                        struct error *error)
{
    char sql[256];
    snprintf(sql, sizeof sql, "SELECT EXISTS (SELECT FROM reference.%.*s WHERE catalogue_version = $1)",
             SLICE_ARGS(table));
    const struct slice parameter = slice_of(version);
    struct result *result;
    if (!database_query(database, sql, &parameter, 1, &result, error))
        return false;
    *has = result_boolean(result, 0, 0);
    result_free(result);
    return true;
}

/* The version of each row comes from a setting, so that the file is copied as it is. */
static bool copy_file(struct database *database, const struct folder *folder, const char *file, struct slice table,
                      const char *version, int64_t *rows, struct error *error)
{
    struct buffer text, statement;
    buffer_init(&text, FOLDER_FILE_BYTES_MAX);
    buffer_init(&statement, STATEMENT_BYTES_MAX);
    const struct slice parameter = slice_of(version);
    bool copied = folder_read(folder, file, &text, error) &&
                  write_statement(folder, file, table, buffer_view(&text), &statement, error) &&
                  database_query(database, "SELECT set_config('chipwatch.catalogue_version', $1, true)", &parameter, 1,
                                 NULL, error) &&
                  database_copy(database, statement.data, buffer_view(&text), rows, error);
    buffer_free(&text);
    buffer_free(&statement);
    return copied;
}

bool reference_load(struct database *database, const struct folder *folder, const char *name,
                    const char *catalogue_version, int64_t *rows, struct error *error)
{
    struct slice table = slice_cut(slice_of(name), 0, strlen(name) - strlen(".csv"));
    bool has = false;
    *rows = 0;
    if (!is_name(table))
        return error_stop(error, EXIT_CONFIG, "%s/%s: the name is no name of a table", folder->path, name);
    if (has_version(database, table, catalogue_version, &has, error) &&
        (has || copy_file(database, folder, name, table, catalogue_version, rows, error)))
        return true;
    if (error->kind == ERROR_REJECT)
        return error_stop(error, EXIT_CONFIG, "%s/%s: %s", folder->path, name, database_failure(database)->message);
    return error_wrap(error, "%s/%s", folder->path, name);
}
