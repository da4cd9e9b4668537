/*
 * The catalogue's files as tables of PostgreSQL: NAME.csv goes to reference.NAME, as it is, under its
 * catalogue_version.
 */
#ifndef CONSUMERS_CAPACITY_REFERENCE_H
#define CONSUMERS_CAPACITY_REFERENCE_H

#include "consumers/capacity/database.h"
#include "consumers/capacity/folder.h"

/* Loads one file of the folder where its table has no rows of that version yet, in the caller's transaction. *rows
 * is the number loaded. A version is the hash of the content, so rows that are there are the same. */
bool reference_load(struct database *database, const struct folder *folder, const char *name,
                    const char *catalogue_version, int64_t *rows, struct error *error);

#endif
