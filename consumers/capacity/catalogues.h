/*
 * The catalogues that a consumer holds, and for which of them it writes: what pipeline.active_version asks for.
 *
 * The pointer names the version that mart shows and, while a reprocess runs, the next one. A batch's rows are of exactly
 * the versions that the pointer asks for when it is read in the batch's own transaction:
 *
 *   shown     next                 written
 *   ours      none, or ours too    ours
 *   ours      other catalogue      both: the next catalogue is loaded from the reference folder
 *   other     ours                 the next only: a program started after the change
 *   anything else                  nothing: ERROR_STOP, EXIT_CONFIG
 *
 * Loaded catalogues stay until catalogues_close, since batches point to them; there are few, as people change them.
 * One thread.
 */
#ifndef CONSUMERS_CAPACITY_CATALOGUES_H
#define CONSUMERS_CAPACITY_CATALOGUES_H

#include "consumers/capacity/catalogue.h"

enum { CATALOGUES_WRITTEN_MAX = 2, CATALOGUES_LOADED_MAX = 8 };

/* The row of pipeline.active_version; the next ones are not stated while no reprocess runs. */
struct pointer {
    struct slice catalogue_version, method_version;
    struct slice next_catalogue_version, next_method_version;
};

/* The columns of that row in the order of struct pointer. */
#define POINTER_COLUMNS "catalogue_version, method_version, next_catalogue_version, next_method_version"

/* For which catalogues rows are written; of two the first is shown. */
struct catalogue_set {
    const struct catalogue *items[CATALOGUES_WRITTEN_MAX];
    size_t count;
};

struct catalogues {
    const char *folder; /* of reference data */
    struct catalogue *loaded[CATALOGUES_LOADED_MAX]; /* the first came with the start */
    size_t loaded_count;
    struct catalogue_set wanted; /* what the pointer asked for last; at first the catalogue of the start */
    bool under_way;              /* it named a next version */
};

/* Loads the folder's catalogue. Borrows `folder`. */
bool catalogues_open(const char *folder, struct catalogues *catalogues, struct error *error);
void catalogues_close(struct catalogues *catalogues);

/* Sets what is wanted from the pointer; may load a catalogue, which takes some tenths of a second. Errors: see above, and
 * ERROR_STOP if the folder does not hold the next catalogue. */
bool catalogues_choose(struct catalogues *catalogues, const struct pointer *pointer, struct error *error);

bool catalogue_set_equal(const struct catalogue_set *a, const struct catalogue_set *b);

#endif
