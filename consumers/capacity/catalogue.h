/*
 * The reference data in memory: accelerators, systems, part numbers, families, export-control rules.
 *
 * Loaded once from a folder of CSV files (deploy/reference), then read only. Its version is the hash of the files' content.
 */
#ifndef CONSUMERS_CAPACITY_CATALOGUE_H
#define CONSUMERS_CAPACITY_CATALOGUE_H

#include "lib/error.h"
#include "lib/slice.h"

struct catalogue;

/* ERROR_STOP (EXIT_CONFIG) with file and line if a file is missing or wrong. */
bool catalogue_load(const char *folder, struct catalogue **catalogue, struct error *error);
void catalogue_free(struct catalogue *catalogue);

/* 16 hexadecimal digits of the content's hash: catalogue_version of every row. */
const char *catalogue_version(const struct catalogue *catalogue);

#endif
