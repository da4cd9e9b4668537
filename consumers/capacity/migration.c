#include "consumers/capacity/migration.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/identity.h"

static bool read_number(const struct folder *folder, struct migration *migration, struct error *error)
{
    char *end;
    migration->number = strtol(migration->name, &end, 10);
    return (migration->number > 0 && *end == '_') ||
           error_stop(error, EXIT_CONFIG, "%s/%s: the name of a migration begins with its number and _", folder->path,
                      migration->name);
}

static void checksum(const struct buffer *text, char *hexadecimal)
{
    uint8_t hash[CONTENT_HASH_SIZE];
    identity_hash_bytes(buffer_view(text), hash);
    for (size_t i = 0; i < sizeof hash; i++)
        snprintf(hexadecimal + 2 * i, 3, "%02x", hash[i]);
}

static bool list_exists(struct database *database, bool *exists, struct error *error)
{
    struct result *result;
    if (!database_query(database, "SELECT to_regclass('pipeline.migration') IS NOT NULL", NULL, 0, &result, error))
        return false;
    *exists = result_boolean(result, 0, 0);
    result_free(result);
    return true;
}

static bool ask_state(struct database *database, struct migration *migration, struct error *error)
{
    bool exists;
    migration->state = MIGRATION_PENDING;
    if (!list_exists(database, &exists, error))
        return false;
    if (!exists)
        return true;
    struct integer_text number;
    const struct slice parameter = integer_text(&number, migration->number);
    struct result *result;
    if (!database_query(database, "SELECT checksum FROM pipeline.migration WHERE number = $1::integer", &parameter, 1,
                        &result, error))
        return false;
    if (result_rows(result) == 1)
        migration->state = slice_equal_text(result_value(result, 0, 0), migration->checksum) ? MIGRATION_APPLIED
                                                                                             : MIGRATION_CHANGED;
    result_free(result);
    return true;
}

bool migration_look(struct database *database, const struct folder *folder, size_t index, struct buffer *text,
                    struct migration *migration, struct error *error)
{
    migration->name = folder->names[index];
    if (!read_number(folder, migration, error) || !folder_read(folder, migration->name, text, error))
        return false;
    checksum(text, migration->checksum);
    return ask_state(database, migration, error);
}

bool migration_apply(struct database *database, const struct migration *migration, const struct buffer *text,
                     struct error *error)
{
    struct integer_text number;
    const struct slice parameters[] = {integer_text(&number, migration->number), slice_of(migration->name),
                                       slice_of(migration->checksum)};
    if (database_script(database, text->data, error) &&
        database_query(database, "INSERT INTO pipeline.migration (number, name, checksum) VALUES ($1::integer, $2, $3)",
                       parameters, 3, NULL, error))
        return true;
    return error_wrap(error, "%s", migration->name);
}
