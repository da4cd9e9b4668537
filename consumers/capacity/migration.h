/*
 * Numbered, checksummed SQL files that are applied once each, in order: sql-folder/migrations/NNNN_what.sql.
 *
 * pipeline.migration lists those that were applied; a file that was applied must not change any more. The first file
 * makes the schemas and that table, so until it has been applied there is no list.
 */
#ifndef CONSUMERS_CAPACITY_MIGRATION_H
#define CONSUMERS_CAPACITY_MIGRATION_H

#include "consumers/capacity/database.h"
#include "consumers/capacity/folder.h"

enum migration_state {
    MIGRATION_APPLIED,
    MIGRATION_PENDING,
    MIGRATION_CHANGED, /* applied with another content */
};

struct migration {
    const char *name;   /* of the file; lives as long as the folder */
    int64_t number;
    char checksum[33];  /* XXH3-128 of the content, hexadecimal */
    enum migration_state state;
};

/* Reads one file of the folder into `text` and asks the database for its state. ERROR_STOP: no number in front, or
 * the file cannot be read. */
bool migration_look(struct database *database, const struct folder *folder, size_t index, struct buffer *text,
                    struct migration *migration, struct error *error);

/* Applies a pending one, whose text migration_look has read, in the caller's transaction. */
bool migration_apply(struct database *database, const struct migration *migration, const struct buffer *text,
                     struct error *error);

#endif
