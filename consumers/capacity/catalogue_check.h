/*
 * Is a folder of reference data fit for use? Every finding with file and line, not only the first, where loading stops
 * at the first.
 *
 * Errors are what would stop the programs or falsify a figure: missing files and columns, numbers and dates that are
 * none or out of range, doubled keys, references to nothing, names that collide as the matcher folds them, TPP and
 * outcomes that do not follow from the rates, rules and periods that contradict each other. Warnings are what is only
 * odd. Of the lexicon only the first error is found. A figure that is known to deviate is marked in the data: tpp_basis
 * "reported".
 *
 * Ownership: the caller frees the findings. Costs: well under a second, some quadratic in rows, of which a file may
 * have CATALOGUE_CHECK_ROWS_MAX. Errors: ERROR_STOP, EXIT_NO_INPUT where there is no such folder. Any thread.
 */
#ifndef CONSUMERS_CAPACITY_CATALOGUE_CHECK_H
#define CONSUMERS_CAPACITY_CATALOGUE_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/error.h"

enum { CATALOGUE_CHECK_ROWS_MAX = 5000, CATALOGUE_FINDINGS_MAX = 5000 };

struct catalogue_finding {
    char file[64];  /* name in the folder */
    size_t line;
    bool is_error;
    char what[320]; /* without control characters */
};

struct catalogue_findings {
    struct catalogue_finding *items; /* by file and line; the first CATALOGUE_FINDINGS_MAX */
    size_t count;
    size_t errors, warnings, files;  /* all of them */
};

bool catalogue_check(const char *folder, struct catalogue_findings *findings, struct error *error);
void catalogue_findings_free(struct catalogue_findings *findings);

#endif
