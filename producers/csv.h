/*
 * Records of delimited text (RFC 4180, with any one-byte delimiter), read strictly and in bounded memory.
 *
 * A field may be quoted; inside quotes the delimiter and line breaks are text and "" is a quote. A quote inside an
 * unquoted field, text behind a closing quote, a record of another width and anything but UTF-8 are refused with their
 * line, and reading goes on with the next line: one bad record never shifts the others. A byte order mark, Excel's line
 * "sep=;" and empty lines are passed over. Costs: a record without quotes is parted where it lies, eight bytes at a
 * time; others are copied once. Memory: one record of at most CSV_RECORD_MAX bytes and CSV_FIELDS_MAX fields.
 * Ownership: fields are slices into the reader's own buffer, valid until the next call. Errors: ERROR_REJECT for a
 * record (CSV_REFUSED), whatever the reader says where reading cannot go on (CSV_FAILED).
 */
#ifndef PRODUCERS_CSV_H
#define PRODUCERS_CSV_H

#include "producers/reader.h"

enum { CSV_RECORD_MAX = 1 << 20, CSV_FIELDS_MAX = 1024 };

struct csv;

struct csv_record {
    const struct slice *fields; /* unquoted, not trimmed; never "not stated" */
    size_t count;
    int64_t line;   /* of its first line, from 1; also of a refused one */
    int64_t offset; /* of its first byte, from 0 */
};

enum csv_result { CSV_RECORD, CSV_REFUSED, CSV_END, CSV_FAILED };

/* `delimiter` 0: the one of , ; tab | that parts the first line into most fields; where that are less than three,
 * the next line is asked too, until csv_expect_width. The reader stays the caller's. */
bool csv_open(struct reader *reader, char delimiter, struct csv **csv, struct error *error);
void csv_close(struct csv *csv);

/* From here on every record has `width` fields; or one empty field more, if the next record has it (some writers end
 * each record but the header with a delimiter). It must then be all of them: one alone has a stray delimiter somewhere,
 * and its fields would be shifted. Call it when the header is found. */
void csv_expect_width(struct csv *csv, size_t width);

/* The one found or given; 0 before the first record. */
char csv_delimiter(const struct csv *csv);

enum csv_result csv_next(struct csv *csv, struct csv_record *record, struct error *error);

/* A head of a file from the first record on: behind a byte order mark, a line "sep=;" and blank lines. */
struct slice csv_begin(struct slice head);

/* The first record of a head of a file, for recognisers: its fields, at most `most`, parted by the delimiter that is
 * found, in `scratch`. 0 if it is not to be read as one. */
size_t csv_peek(struct slice head, struct slice *fields, size_t most, char *scratch, size_t scratch_size);

#endif
