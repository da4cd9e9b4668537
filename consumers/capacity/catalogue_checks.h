/*
 * What the parts of catalogue_check share: the files that could be read, and where findings go. Each part looks at one
 * kind of fault in all rows and goes on after it.
 */
#ifndef CONSUMERS_CAPACITY_CATALOGUE_CHECKS_H
#define CONSUMERS_CAPACITY_CATALOGUE_CHECKS_H

#include "consumers/capacity/catalogue.h"
#include "consumers/capacity/catalogue_check.h"
#include "consumers/capacity/table_csv.h"

struct check {
    const char *folder;
    struct catalogue_findings *findings;
    struct table_csv tables[FILE_COUNT]; /* without rows if it could not be read */
    struct catalogue *catalogue;         /* as it is loaded; NULL if it cannot be */
};

enum { CHECK_SHOWN_BYTES = 80 };

/* For "%.*s": the front of a cell. */
#define SHOWN(slice) (int)((slice).size < CHECK_SHOWN_BYTES ? (slice).size : CHECK_SHOWN_BYTES), (slice).data

enum severity { SEVERITY_WARNING, SEVERITY_ERROR };

/* A finding in a data row. */
void check_tell(struct check *check, enum catalogue_file file, size_t row, enum severity severity, const char *format,
                ...) __attribute__((format(printf, 5, 6)));

/* The same by name and line, for what is in no row. */
void check_tell_line(struct check *check, const char *file, size_t line, enum severity severity, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* An error of reading as a finding: its message names file and line, in front. */
void check_tell_error(struct check *check, const char *file, const struct error *error);

/* A cell; empty if the file has no such column. */
struct slice check_text(const struct check *check, enum catalogue_file file, size_t row, const char *column);

/* The same as a number or day; NAN, INT32_MIN if it is empty or none. */
double check_number(const struct check *check, enum catalogue_file file, size_t row, const char *column);
int32_t check_day(const struct check *check, enum catalogue_file file, size_t row, const char *column);

/* Half a unit of the last digit that a cell prints: 0.05 for "12.3"; and the noise of the arithmetic. */
double check_half_unit(struct slice printed);

/* The parts. */
void check_columns(struct check *check);
void check_keys(struct check *check);
void check_references(struct check *check);
void check_names(struct check *check);
void check_parts(struct check *check);
void check_families(struct check *check);
void check_figures(struct check *check);
void check_windows(struct check *check); /* needs the catalogue */
void check_rules(struct check *check);
void check_prices(struct check *check);

#endif
